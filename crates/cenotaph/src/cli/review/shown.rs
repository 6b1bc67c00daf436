//! Two records in the terminal: side by side where there is room, what differs marked below by signs, Hangul by its parts.
//!
//! Invariants: a mark is a sign before it is a style; what a list says is escaped, so that no text of a list moves the cursor. Not here:
//! what differs (`link::review`).

use ::link::judge::{Answer, Entry, RecordName};
use ::link::review::{Beside as Is, Mark, marks, parts};

use super::super::bar;
use crate::app::link::queue::{Asked, Beside};
use crate::intake::escaped;

/// Characters of a field that are shown.
const SHOWN: usize = 200;

/// A record's name.
pub(super) fn name(name: &RecordName) -> String {
    escaped(&format!("{}: {}", name.list, name.id), 80)
}

/// An entry of the judgements in a line.
pub(super) fn entry(entry: &Entry, names: &[String], ko: bool) -> String {
    let of = |n: &usize| names.get(*n).map_or("?", |s| s.get(..12).unwrap_or(s)).to_owned();
    let why = |grounds: &str| match grounds {
        "" => String::new(),
        text => format!(" – {}", escaped(text, SHOWN)),
    };
    match entry {
        Entry::Judged(j) => {
            let answer = match (j.answer, ko) {
                (Answer::Same, false) => "same",
                (Answer::Same, true) => "같음",
                (Answer::Different, false) => "different",
                (Answer::Different, true) => "다름",
                (Answer::Unsure, false) => "unsure",
                (Answer::Unsure, true) => "모름",
            };
            let (a, b, by) = (name(&j.a), name(&j.b), escaped(&j.by, 80));
            format!("{} {by}: {a} – {b}: {answer}{}", j.on, why(&j.grounds))
        }
        Entry::Seconded { of: n, by, on } => {
            format!("{on} {}: {} {}", escaped(by, 80), if ko { "동의" } else { "seconds" }, of(n))
        }
        Entry::Undone { of: n, by, on, grounds } => {
            let word = if ko { "취소" } else { "undoes" };
            format!("{on} {}: {word} {}{}", escaped(by, 80), of(n), why(grounds))
        }
        _ => String::new(),
    }
}

/// A question as lines.
pub(super) fn lines(asked: &Asked, width: usize, colour: bool, ko: bool) -> Vec<String> {
    let lists = Beside {
        field: if ko { "명단" } else { "list" }.to_owned(),
        left: asked.pair.0.list.clone(),
        right: asked.pair.1.list.clone(),
    };
    let label = |row: &Beside| bar::cut(&escaped(&row.field, 24), 18);
    let wide = std::iter::once(&lists).chain(&asked.rows).map(|r| bar::columns(&label(r))).max();
    let wide = wide.unwrap_or(0);
    let room = width.saturating_sub(wide + 4) / 2;
    let mut out =
        vec![beside(&label(&lists), wide, room, &plain(&lists.left), &plain(&lists.right))];
    for row in &asked.rows {
        let (left, right) = marks(&escaped(&row.left, SHOWN), &escaped(&row.right, SHOWN));
        out.extend(field(&label(row), (wide, room), (&left, &right), colour, ko));
    }
    out
}

/// A text with its width.
struct Cell {
    text: String,
    wide: usize,
}

fn plain(text: &str) -> Cell {
    let text = escaped(text, SHOWN);
    Cell { wide: bar::columns(&text), text }
}

fn styled(marks: &[Mark], colour: bool) -> Cell {
    let mut text = String::new();
    for mark in marks {
        match (mark.is, colour) {
            (Is::Same, _) | (_, false) => text.push_str(&mark.text),
            _ => {
                text.push_str("\u{1b}[1;4m");
                text.push_str(&mark.text);
                text.push_str("\u{1b}[0m");
            }
        }
    }
    let all: String = marks.iter().map(|m| m.text.as_str()).collect();
    Cell { text, wide: bar::columns(&all) }
}

/// The signs below a text: `^` another letter, `.` another part of the syllable, `~` another script that looks alike.
fn signs(marks: &[Mark]) -> Cell {
    let mut text = String::new();
    for mark in marks {
        let sign = match mark.is {
            Is::Same => " ",
            Is::Jamo(_) => ".",
            Is::Lookalike => "~",
            _ => "^",
        };
        text.push_str(&sign.repeat(bar::columns(&mark.text)));
    }
    let text = text.trim_end().to_owned();
    Cell { wide: text.len(), text }
}

fn beside(label: &str, wide: usize, room: usize, left: &Cell, right: &Cell) -> String {
    let gap = " ".repeat(room.saturating_sub(left.wide));
    format!("{}  {}{gap}  {}", bar::pad(label, wide), left.text, right.text).trim_end().to_owned()
}

fn field(
    label: &str,
    (wide, room): (usize, usize),
    (left, right): (&[Mark], &[Mark]),
    colour: bool,
    ko: bool,
) -> Vec<String> {
    let (x, y) = (styled(left, colour), styled(right, colour));
    // Signs below two texts that share nothing say nothing.
    let shared = left.iter().any(|m| !matches!(m.is, Is::Other));
    let differ = left.iter().chain(right).any(|m| m.is != Is::Same);
    let (below, under) = (signs(left), signs(right));
    let mut out = Vec::new();
    if x.wide <= room && y.wide <= room {
        out.push(beside(label, wide, room, &x, &y));
        if shared && differ {
            out.push(beside("", wide, room, &below, &under));
        }
    } else {
        for (n, (text, signs)) in [(x, below), (y, under)].into_iter().enumerate() {
            let label = if n == 0 { label } else { "" };
            out.push(format!("{}  {}", bar::pad(label, wide), text.text));
            if shared && differ {
                out.push(format!("{}  {}", " ".repeat(wide), signs.text));
            }
        }
    }
    let told = told(left, right, ko);
    if !told.is_empty() {
        out.push(format!("{}  {}", " ".repeat(wide), told.join(" · ")));
    }
    out
}

/// Syllables that differ in part, taken apart, and letters of two scripts that look alike.
fn told(left: &[Mark], right: &[Mark], ko: bool) -> Vec<String> {
    let apart = |m: &Mark| {
        let parts = m.text.chars().next().and_then(parts).unwrap_or_default();
        format!("{} {}", m.text, parts.into_iter().collect::<String>())
    };
    let some = |of: &[Mark], kind: fn(&Is) -> bool| -> Vec<Mark> {
        of.iter().filter(|m| kind(&m.is)).cloned().collect()
    };
    let jamo: fn(&Is) -> bool = |is| matches!(is, Is::Jamo(_));
    let alike: fn(&Is) -> bool = |is| matches!(is, Is::Lookalike);
    let mut out: Vec<String> = some(left, jamo)
        .iter()
        .zip(&some(right, jamo))
        .map(|(x, y)| format!("{} / {}", apart(x), apart(y)))
        .collect();
    let script = |m: &Mark| match (m.text.chars().any(|c| c.is_ascii()), ko) {
        (true, false) => "Latin",
        (true, true) => "로마자",
        (false, false) => "Cyrillic",
        (false, true) => "키릴 문자",
    };
    let alikes = some(left, alike).into_iter().zip(some(right, alike));
    out.extend(
        alikes.map(|(x, y)| format!("{} {} / {} {}", x.text, script(&x), y.text, script(&y))),
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::link::queue::Machine;

    fn asked(rows: &[(&str, &str, &str)]) -> Asked {
        let name = |l: &str, i: &str| RecordName { list: l.to_owned(), id: i.to_owned() };
        let row = |(field, left, right): &(&str, &str, &str)| Beside {
            field: (*field).to_owned(),
            left: (*left).to_owned(),
            right: (*right).to_owned(),
        };
        Asked {
            pair: (name("one", "1"), name("two", "2")),
            rows: rows.iter().map(row).collect(),
            machine: Machine {
                weight: 0,
                probability: 0.123,
                together: true,
                reasons: String::new(),
            },
        }
    }

    #[test]
    fn signs_stand_below_what_differs() {
        let rows = [
            ("name", "리광은", "리관은"),
            ("born", "1999-01-02", "1999-01-03"),
            ("town", "Иванов", "Ивaнов"),
        ];
        let shown = lines(&asked(&rows), 80, false, false);
        assert_eq!(
            shown,
            [
                "list  one                                   two",
                "name  리광은                                리관은",
                "        ..                                    ..",
                "      광 ㄱㅘㅇ / 관 ㄱㅘㄴ",
                "born  1999-01-02                            1999-01-03",
                "               ^                                     ^",
                "town  Иванов                                Ивaнов",
                "        ~                                     ~",
                "      а Cyrillic / a Latin",
            ]
        );
        let coloured = lines(&asked(&rows[1..2]), 80, true, false);
        assert!(coloured[1].contains("1999-01-0\u{1b}[1;4m2\u{1b}[0m"), "{coloured:?}");
        assert!(coloured[2].contains('^'), "a sign, and not a style alone");
    }

    #[test]
    fn a_list_cannot_write_to_the_terminal() {
        let shown = lines(&asked(&[("na\u{1b}me", "\u{1b}[2Jx\u{202e}", "y")]), 80, false, false);
        assert!(!shown.concat().contains(['\u{1b}', '\u{202e}']), "{shown:?}");
    }

    #[test]
    fn nothing_of_the_machine_is_shown() {
        let shown = lines(&asked(&[("name", "a", "b")]), 80, false, false).concat();
        assert!(!shown.contains("0.123") && !shown.contains("0.12"), "{shown}");
    }
}
