//! Labelled lines, their encodings, and the laws.

use super::*;
use unicode_normalization::UnicodeNormalization;

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

/// The lines that must all be judged right.
fn tuning() -> Vec<(Option<Refused>, &'static str)> {
    cases(include_str!("cases/tuning.tsv"))
}

#[test]
fn every_tuning_line_is_judged_right() {
    let mut wrong = Vec::new();
    for (label, text) in tuning() {
        let found = inspect(text);
        let right = match label {
            Some(what) => found.iter().any(|finding| finding.what == what),
            None => found.is_empty(),
        };
        if !right {
            let found: Vec<_> =
                found.iter().map(|f| (f.what.code(), &text[f.span.clone()])).collect();
            wrong.push(format!("{:?} | {text} | {found:?}", label.map(Refused::code)));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn measure() {
    for (name, table) in
        [("held", include_str!("cases/held_out.tsv")), ("second", include_str!("cases/second.tsv"))]
    {
        let (mut caught, mut kind, mut refuse, mut wrong, mut accept) = (0, 0, 0, 0, 0);
        for (label, text) in cases(table) {
            let found = inspect(text);
            match label {
                Some(what) => {
                    refuse += 1;
                    caught += usize::from(!found.is_empty());
                    kind += usize::from(found.iter().any(|f| f.what == what));
                }
                None => {
                    accept += 1;
                    wrong += usize::from(!found.is_empty());
                }
            }
        }
        println!("{name}: caught {caught}, kind {kind} of {refuse}; refused {wrong} of {accept}");
    }
}

/// One line in the writings that hide it from a plain search.
fn writings(text: &str) -> Vec<(&'static str, String)> {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap(),
        _ => c,
    };
    let between = |with: &str| text.chars().map(|c| format!("{c}{with}")).collect::<String>();
    let spaced = text.chars().map(|c| if c == ' ' { "  ".to_owned() } else { format!("{c} ") });
    vec![
        ("full width", text.chars().map(wide).collect()),
        ("NFD", text.nfd().collect()),
        ("loose jamo", text.chars().map(loose_jamo).collect()),
        ("letters apart", spaced.collect()),
        ("zero width", between("\u{200b}")),
        ("soft hyphens", between("\u{ad}")),
        ("direction", format!("\u{202e}{}\u{202c}", between("\u{2060}"))),
    ]
}

/// A syllable as the letters of a keyboard: `ㄱㅏㅂㅅ`.
fn loose_jamo(c: char) -> String {
    const LEADS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    const TAILS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
    if !('가'..='힣').contains(&c) {
        return c.to_string();
    }
    let at = c as usize - 0xac00;
    let mut out = String::from(LEADS.chars().nth(at / 588).unwrap());
    out.push(char::from_u32(0x314f + (at % 588 / 28) as u32).unwrap());
    out.extend(TAILS.chars().nth((at % 28).wrapping_sub(1)));
    out
}

#[test]
fn every_tuning_line_is_refused_in_every_writing() {
    let mut missed = Vec::new();
    for (what, text) in tuning().into_iter().filter_map(|(label, text)| Some((label?, text))) {
        for (writing, written) in writings(text) {
            let found = inspect(&written);
            if !found.iter().any(|finding| finding.what == what) {
                let codes: Vec<_> = found.iter().map(|f| f.what.code()).collect();
                missed.push(format!("{writing} | {} | {text} | {codes:?}", what.code()));
            }
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}
