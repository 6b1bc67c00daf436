//! Names of military units: number and kind, in English, Korean, Russian and Ukrainian.
//!
//! Units are translated, not transliterated: "11th Corps", "제11군단", "11-й корпус". Terms: *kind* – corps, division, brigade …; *called* –
//! a name that stands for a kind and number ("Storm Corps", 폭풍군단, is the 11th Corps). Invariant: any text gives a value. Not here: armies'
//! orders of battle; the same number and kind of two countries are not told apart.

use crate::compare::Answer;
use crate::fold::Folded;
use crate::script::Script;
use crate::tables::{Lines, TableError};
use std::sync::LazyLock;

/// Characters of a text that are looked at.
const TEXT_MAX: usize = 200;

/// A unit as a text names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The number, if there is one.
    pub number: Option<u32>,
    /// The kind by its English name: `corps`, `brigade` …
    pub kind: Option<String>,
    /// Words that are neither number nor kind, folded: arm, honour, country.
    pub words: Vec<String>,
}

#[derive(Debug, Default)]
struct Table {
    /// Form and kind.
    kinds: Vec<(String, String)>,
    /// Form, kind, number.
    called: Vec<(String, String, Option<u32>)>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| read(include_str!("../data/units.tsv")).unwrap_or_default());

fn read(text: &str) -> Result<Table, TableError> {
    let mut table = Table::default();
    for line in Lines::new("units.tsv", text) {
        let forms = line.cell(3)?.split(" | ").map(str::to_owned);
        let kind = line.cell(1)?;
        match line.cell(0)? {
            "row" => {}
            "kind" => table.kinds.extend(forms.map(|f| (f, kind.to_owned()))),
            "called" => {
                let number = line.cell(2)?.parse().ok();
                table.called.extend(forms.map(|f| (f, kind.to_owned(), number)));
            }
            _ => return Err(line.bad(0)),
        }
    }
    // Longer forms first: 군단 before 군.
    table.kinds.sort_by_key(|(f, _)| std::cmp::Reverse(f.chars().count()));
    Ok(table)
}

impl Unit {
    /// Reads the name of a unit; `None` if the text has neither a kind nor a name that is known.
    ///
    /// ```
    /// use names::Unit;
    /// for text in ["11th Corps", "XI Corps", "Storm Corps", "폭풍군단", "제11군단", "11-й корпус", "11-го корпусу"] {
    ///     let unit = Unit::read(text).ok_or(text)?;
    ///     assert_eq!((unit.number, unit.kind.as_deref()), (Some(11), Some("corps")), "{text}");
    /// }
    /// assert_eq!(Unit::read("Ri Kwang Un"), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut unit = Self { number: None, kind: None, words: Vec::new() };
        let mut called = None;
        for piece in pieces(text) {
            match piece {
                Piece::Number(n) => unit.number = unit.number.or(Some(n)),
                Piece::Word(word) => {
                    if let Some(kind) = kind_of(&word) {
                        unit.kind = unit.kind.or(Some(kind));
                    } else if let Some((_, kind, number)) =
                        TABLE.called.iter().find(|(f, _, _)| *f == word)
                    {
                        called = called.or(Some((kind.clone(), *number)));
                    } else if let Some(n) = roman(&word).or_else(|| ordinal(&word)) {
                        unit.number = unit.number.or(Some(n));
                    } else if !is_ending(&word) {
                        unit.words.push(word);
                    }
                }
            }
        }
        if let Some((kind, number)) = called
            && unit.kind.as_ref().is_none_or(|k| *k == kind)
        {
            unit.number = unit.number.or(number);
            unit.kind = Some(kind);
        }
        unit.kind.is_some().then_some(unit)
    }

    /// Whether two names can be of one unit: the same kind and number, other kinds or numbers, or too little to tell.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Answer {
        let kinds = self.kind.is_some() && self.kind == other.kind;
        match (self.number, other.number) {
            _ if !kinds => Answer::Different,
            (Some(a), Some(b)) if a == b => Answer::Same,
            (Some(_), Some(_)) => Answer::Different,
            _ => Answer::Undecided,
        }
    }
}

enum Piece {
    Number(u32),
    Word(String),
}

/// Numbers and folded words of a text; Hangul is cut before the kind that it ends in.
fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let end = text.char_indices().nth(TEXT_MAX).map_or(text.len(), |(at, _)| at);
    let mut rest = text.get(..end).unwrap_or("");
    while let Some(c) = rest.chars().next() {
        let digit = c.is_ascii_digit();
        let end = rest.find(|d: char| d.is_ascii_digit() != digit).unwrap_or(rest.len());
        let (head, tail) = rest.split_at(end);
        if digit {
            out.extend(head.parse().ok().map(Piece::Number));
        } else {
            let mut folded = Folded::default();
            folded.set(head);
            for token in &folded.tokens {
                let word = folded.text(token);
                if token.script == Script::Hangul {
                    hangul(word, &mut out);
                } else {
                    out.push(Piece::Word(word.to_owned()));
                }
            }
        }
        rest = tail;
    }
    out
}

fn hangul(word: &str, out: &mut Vec<Piece>) {
    let word = word.strip_prefix('제').unwrap_or(word);
    let kind = TABLE.kinds.iter().find(|(f, _)| word.ends_with(f.as_str()));
    let cut = kind.map_or(word.len(), |(f, _)| word.len() - f.len());
    let (head, tail) = word.split_at(cut);
    out.extend([head, tail].iter().filter(|w| !w.is_empty()).map(|w| Piece::Word((*w).to_owned())));
}

fn kind_of(word: &str) -> Option<String> {
    let fits = |form: &str| match form.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == form,
    };
    TABLE.kinds.iter().find(|(f, _)| fits(f)).map(|(_, k)| k.clone())
}

/// What is left of an ordinal number behind its digits.
fn is_ending(word: &str) -> bool {
    matches!(
        word,
        "st" | "nd"
            | "rd"
            | "th"
            | "я"
            | "й"
            | "го"
            | "му"
            | "ой"
            | "ая"
            | "ий"
            | "ый"
            | "ю"
            | "ї"
            | "а"
            | "the"
            | "of"
            | "м"
            | "х"
    )
}

/// A Roman number of two letters or more, to thirty-nine.
fn roman(word: &str) -> Option<u32> {
    if word.len() < 2 || !word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')) {
        return None;
    }
    let value = |b: u8| match b {
        b'i' => 1,
        b'v' => 5,
        _ => 10,
    };
    let (mut sum, mut last) = (0_u32, 0);
    for v in word.bytes().rev().map(value) {
        if v < last {
            sum = sum.checked_sub(v)?;
        } else {
            sum += v;
            last = v;
        }
    }
    (1..40).contains(&sum).then_some(sum)
}

fn ordinal(word: &str) -> Option<u32> {
    let all = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "eleventh", "twelfth",
    ];
    all.iter().position(|o| *o == word).and_then(|n| u32::try_from(n + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_number_and_kind() {
        for (text, number, kind) in [
            ("94th Separate Special Operations Brigade", Some(94), "brigade"),
            ("94-я бригада", Some(94), "brigade"),
            ("94-ї бригади", Some(94), "brigade"),
            ("제94저격여단", Some(94), "brigade"),
            ("94여단", Some(94), "brigade"),
            ("Storm Corps", Some(11), "corps"),
            ("폭풍군단", Some(11), "corps"),
            ("Eleventh Corps", Some(11), "corps"),
            ("810th Naval Infantry Brigade", Some(810), "brigade"),
            ("정찰총국", None, "bureau"),
            ("3대대", Some(3), "battalion"),
        ] {
            let unit = Unit::read(text).unwrap();
            assert_eq!((unit.number, unit.kind.as_deref()), (number, Some(kind)), "{text}");
        }
        assert_eq!(Unit::read("Kim Chol"), None);
        assert_eq!(Unit::read(""), None);
    }

    #[test]
    fn units_compare_by_both() {
        let answer = |a: &str, b: &str| Unit::read(a).unwrap().compare(&Unit::read(b).unwrap());
        assert_eq!(answer("Storm Corps", "제11군단"), Answer::Same);
        assert_eq!(answer("94-я бригада", "94th Brigade"), Answer::Same);
        assert_eq!(answer("94-я бригада", "93rd Brigade"), Answer::Different);
        assert_eq!(answer("94-я бригада", "94 дивизия"), Answer::Different);
        assert_eq!(answer("a brigade", "93rd Brigade"), Answer::Undecided);
    }

    #[test]
    fn the_table_can_be_read() {
        assert!(read(include_str!("../data/units.tsv")).is_ok());
    }
}
