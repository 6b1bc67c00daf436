//! Labelled lines, their encodings, and the laws.

use super::*;

/// The labelled lines of a file: what may not be held in them, if anything.
fn cases(table: &'static str) -> Vec<(Option<Refused>, &'static str)> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let (label, text) = line.split_once('\t').unwrap();
            let kind = (label != "pass")
                .then(|| Refused::from_code(&format!("door.{label}")).expect(label));
            (kind, text)
        })
        .collect()
}

fn held_out() -> Vec<(Option<Refused>, &'static str)> {
    cases(include_str!("cases/held_out.tsv"))
}

#[test]
fn first_figures() {
    let (mut caught, mut kind, mut refuse, mut false_, mut accept) = (0, 0, 0, 0, 0);
    for (label, text) in held_out() {
        let found = inspect(text);
        match label {
            Some(what) => {
                refuse += 1;
                caught += usize::from(!found.is_empty());
                kind += usize::from(found.iter().any(|f| f.what == what));
            }
            None => {
                accept += 1;
                false_ += usize::from(!found.is_empty());
            }
        }
    }
    println!("caught {caught} kind {kind} of {refuse}; refused {false_} of {accept}");
}
