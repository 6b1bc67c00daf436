//! From a cell of text to a value: folded text, or missing; a date with parts unknown.
//!
//! Terms: *placeholder* – a text that stands for nothing: `unknown`, `б/н`, `미상`, `1900-01-01`; it is missing, not a value that agrees with
//! itself. *Date* – years from–to, a month and a day that may be unknown. Invariant: any text gives a value or missing; folding is
//! idempotent. Not here: reading names ([`crate::key`]); files.
//! Source: EDTF (ISO 8601-2) for parts unknown; the Korean count of years, by which a child is one at birth and all grow older on New Year.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a cell that are looked at: longer cells are cut.
pub const CELL_MAX: usize = 240;

/// Folds a cell: compatibility forms, lower case, no marks on Latin letters, one blank between words, nothing around it.
///
/// `None` is missing: an empty cell or a placeholder.
#[must_use]
pub fn fold(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    if text.is_ascii() {
        for c in text.chars().take(CELL_MAX) {
            push(&mut out, c.to_ascii_lowercase(), &mut gap);
        }
    } else {
        let mut letter = ' ';
        let kept = text.nfkd().take(4 * CELL_MAX).filter(|c| {
            let mark = is_combining_mark(*c);
            // й and ї are letters of their own.
            let own = matches!((letter, *c), ('и' | 'И', '\u{306}') | ('і' | 'І', '\u{308}'));
            if !mark {
                letter = *c;
            }
            !mark || own
        });
        let lower: String = kept.flat_map(char::to_lowercase).collect();
        for c in lower.nfc().take(CELL_MAX) {
            push(&mut out, if c == 'ё' { 'е' } else { c }, &mut gap);
        }
    }
    (!is_placeholder(&out)).then_some(out)
}

fn push(out: &mut String, c: char, gap: &mut bool) {
    if c.is_whitespace() || c.is_control() || matches!(c, '"' | ';' | '|') {
        *gap = !out.is_empty();
        return;
    }
    if *gap {
        out.push(' ');
        *gap = false;
    }
    out.push(match c {
        '’' | '‘' | '`' | 'ʼ' => '\'',
        '‐' | '‑' | '–' | '—' | '−' => '-',
        other => other,
    });
}

/// Whether a folded text stands for nothing.
#[must_use]
pub fn is_placeholder(folded: &str) -> bool {
    if !folded.chars().any(char::is_alphanumeric) {
        return true;
    }
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    PLACEHOLDERS.binary_search(&bare).is_ok()
}

/// Folded, in the order of their bytes.
const PLACEHOLDERS: &[&str] = &[
    "b/n",
    "blank",
    "missing",
    "n.a",
    "n/a",
    "n/k",
    "na",
    "name unknown",
    "name withheld",
    "nan",
    "nil",
    "no data",
    "no name",
    "none",
    "not known",
    "not stated",
    "null",
    "tbc",
    "tbd",
    "unidentified",
    "unk",
    "unknown",
    "unnamed",
    "unspecified",
    "xxx",
    "xxxx",
    "б/и",
    "б/н",
    "без имени",
    "без номера",
    "н/д",
    "не вказано",
    "не указан",
    "не указано",
    "невiдомий",
    "невiдомо",
    "невизначено",
    "невідомий",
    "невідомо",
    "неизв",
    "неизвестен",
    "неизвестно",
    "неизвестный",
    "немає",
    "нет",
    "нет данных",
    "неустановлен",
    "неустановленный",
    "모름",
    "무명",
    "미상",
    "불명",
    "불상",
    "없음",
    "해당 없음",
];

/// Whether a number of a document is filled in for form's sake: one digit over and over, or counting up.
#[must_use]
pub fn is_filler(folded: &str) -> bool {
    let digits: Vec<u8> = folded.bytes().filter(u8::is_ascii_digit).collect();
    if digits.len() < 4 || folded.chars().any(char::is_alphabetic) {
        return false;
    }
    digits.windows(2).all(|w| w[0] == w[1]) || digits.windows(2).all(|w| w[1] == w[0] + 1)
}

/// A date of which parts may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    /// The first year it may be in.
    pub year_min: i16,
    /// The last year it may be in; the same if the year is known.
    pub year_max: i16,
    /// The month, 1 to 12; 0 is unknown.
    pub month: u8,
    /// The day, 1 to 31; 0 is unknown.
    pub day: u8,
}

impl Date {
    /// Whether year, month and day are known.
    #[must_use]
    pub fn is_full(self) -> bool {
        self.year_min == self.year_max && self.month > 0 && self.day > 0
    }

    /// The year of birth of someone of an age on a date.
    ///
    /// By the count of most countries it is one of two years; `korean` counts as Korea did (한국 나이): one at birth, one more every New Year.
    #[must_use]
    pub fn of_age(age: u8, on: Self, korean: bool) -> Self {
        let age = i16::from(age);
        let (year_min, year_max) = if korean {
            (on.year_min - age + 1, on.year_max - age + 1)
        } else {
            (on.year_min - age - 1, on.year_max - age)
        };
        Self { year_min, year_max, month: 0, day: 0 }
    }
}

/// Reads a date: `1999-02-03`, `19990203`, `03.02.1999`, `1999-02`, `1999`, `199X`, `1999-XX-XX`, `1998/1999`, `3 Feb 1999`, `1999년 2월 3일`.
///
/// Of `03/02/1999` the day is read first unless it cannot be one. 1900-01-01, 1970-01-01 and 9999 are placeholders.
#[must_use]
pub fn date(text: &str) -> Option<Date> {
    let text: String = text.nfkc().take(60).flat_map(char::to_lowercase).collect();
    let text = text.split('t').next().filter(|t| t.len() == 10).unwrap_or(&text);
    let (numbers, month) = pieces(text);
    let found = read(&numbers, month)?;
    let filler = matches!((found.year_min, found.month, found.day), (1900 | 1970 | 1, 1, 1));
    let sane = (1..=2200).contains(&found.year_min) && found.year_min <= found.year_max;
    (sane && !filler).then_some(found)
}

/// A run of digits, of which some may be unknown: least and greatest value, digits.
type Number = (i32, i32, usize);

fn pieces(text: &str) -> (Vec<Number>, u8) {
    let (mut numbers, mut month) = (Vec::new(), 0);
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, 'x' | 'u' | '*');
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let digits = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
        let word = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let has_digit = rest[..digits].contains(|c: char| c.is_ascii_digit() || c == '*');
        if digits > 0 && (has_digit || rest[..digits].len() == 2) && digits <= 8 {
            let part = &rest[..digits];
            let value = |fill: &str| {
                let filled: String = part
                    .chars()
                    .map(|c| if c.is_ascii_digit() { c.to_string() } else { fill.to_owned() })
                    .collect();
                filled.parse().unwrap_or(0)
            };
            numbers.push((value("0"), value("9"), digits));
            rest = &rest[digits..];
        } else if word > 0 {
            month = month_of(&rest[..word]).unwrap_or(month);
            rest = &rest[word..];
        } else {
            rest = &rest[c.len_utf8()..];
        }
    }
    (numbers, month)
}

fn month_of(word: &str) -> Option<u8> {
    const STEMS: [&[&str]; 12] = [
        &["jan", "янв", "січ"],
        &["feb", "фев", "лют"],
        &["mar", "мар", "бер"],
        &["apr", "апр", "кві"],
        &["may", "май", "мая", "тра"],
        &["jun", "июн", "чер"],
        &["jul", "июл", "лип"],
        &["aug", "авг", "сер"],
        &["sep", "сен", "вер"],
        &["oct", "окт", "жов"],
        &["nov", "ноя", "лис"],
        &["dec", "дек", "гру"],
    ];
    let at = STEMS.iter().position(|stems| stems.iter().any(|s| word.starts_with(s)))?;
    u8::try_from(at + 1).ok()
}

fn read(numbers: &[Number], month: u8) -> Option<Date> {
    let small = |n: &Number, most: i32| match n {
        (a, b, digits) if a == b && *digits <= 2 => Some(*a).filter(|v| (1..=most).contains(v)),
        _ => None,
    };
    let part = |n: &Number, most: i32| small(n, most).and_then(|v| u8::try_from(v).ok());
    let year = |n: &Number| {
        let bounds = (i16::try_from(n.0).ok()?, i16::try_from(n.1).ok()?);
        (n.2 == 4).then_some(bounds)
    };
    let full = |(year_min, year_max): (i16, i16), month: u8, day: u8| {
        Some(Date { year_min, year_max, month, day })
    };
    match numbers {
        [n] if n.2 == 8 && n.0 == n.1 => {
            let of = |year: i32, month: i32, day: i32| {
                let sane = (1000..=2200).contains(&year) && month <= 12 && day <= 31;
                let year = i16::try_from(year).ok()?;
                let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
                sane.then_some(Date { year_min: year, year_max: year, month, day })
            };
            of(n.0 / 10_000, n.0 / 100 % 100, n.0 % 100)
                .or_else(|| of(n.0 % 10_000, n.0 / 10_000 % 100, n.0 / 1_000_000))
        }
        [y] => full(year(y)?, month, 0),
        [y, d] if month > 0 && year(y).is_some() => full(year(y)?, month, part(d, 31).unwrap_or(0)),
        [d, y] if month > 0 => full(year(y)?, month, part(d, 31).unwrap_or(0)),
        [y, z] if year(y).is_some() && year(z).is_some() => full((year(y)?.0, year(z)?.1), 0, 0),
        [y, m] if year(y).is_some() => full(year(y)?, part(m, 12).unwrap_or(0), 0),
        [m, y] => full(year(y)?, part(m, 12).unwrap_or(0), 0),
        [y, m, d, ..] if year(y).is_some() => match (part(m, 31), part(d, 31)) {
            // The month behind the day.
            (Some(m), Some(d)) if m > 12 && d <= 12 => full(year(y)?, d, m),
            (m, d) => full(year(y)?, m.filter(|m| *m <= 12).unwrap_or(0), d.unwrap_or(0)),
        },
        [d, m, y, ..] => match (part(d, 31), part(m, 12)) {
            (Some(day), Some(month)) => full(year(y)?, month, day),
            (Some(day), None) if day <= 12 => full(year(y)?, day, part(m, 31).unwrap_or(0)),
            _ => full(year(y)?, part(m, 12).unwrap_or(0), part(d, 31).unwrap_or(0)),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_table_is_in_order() {
        let mut sorted = PLACEHOLDERS.to_vec();
        sorted.sort_unstable();
        assert_eq!(PLACEHOLDERS, sorted);
    }

    #[test]
    fn cells() {
        for (cell, expected) in [
            ("  RI  Kwang\tUn ", Some("ri kwang un")),
            ("Ŏm Sŏng-il", Some("om song-il")),
            ("Фёдоров", Some("федоров")),
            ("Їжак Йосип", Some("їжак йосип")),
            ("Неизвестный", None),
            ("невідомий", None),
            ("리광은", Some("리광은")),
            ("ＡＢ１２", Some("ab12")),
            ("Unknown", None),
            ("(неизвестно)", None),
            ("б/н", None),
            ("미상", None),
            ("--", None),
            ("N/A", None),
            ("", None),
            ("Nan Ok-su", Some("nan ok-su")),
        ] {
            assert_eq!(fold(cell).as_deref(), expected, "{cell}");
        }
    }

    #[test]
    fn fillers() {
        for (number, expected) in [
            ("0000000", true),
            ("99999", true),
            ("1234567", true),
            ("1232567", false),
            ("111", false),
            ("a1111", false),
        ] {
            assert_eq!(is_filler(number), expected, "{number}");
        }
    }

    #[test]
    fn dates() {
        for (text, expected) in [
            ("1999-02-03", Some((1999, 1999, 2, 3))),
            ("1999-02-03T00:00:00", Some((1999, 1999, 2, 3))),
            ("19990203", Some((1999, 1999, 2, 3))),
            ("03021999", Some((1999, 1999, 2, 3))),
            ("03.02.1999", Some((1999, 1999, 2, 3))),
            ("23/12/1999", Some((1999, 1999, 12, 23))),
            ("12/23/1999", Some((1999, 1999, 12, 23))),
            ("1999-23-12", Some((1999, 1999, 12, 23))),
            ("1999-02", Some((1999, 1999, 2, 0))),
            ("02.1999", Some((1999, 1999, 2, 0))),
            ("1999", Some((1999, 1999, 0, 0))),
            ("199X", Some((1990, 1999, 0, 0))),
            ("1999-XX-XX", Some((1999, 1999, 0, 0))),
            ("1999-05-XX", Some((1999, 1999, 5, 0))),
            ("1998/1999", Some((1998, 1999, 0, 0))),
            ("3 Feb 1999", Some((1999, 1999, 2, 3))),
            ("February 3, 1999", Some((1999, 1999, 2, 3))),
            ("3 лютого 1999 р.", Some((1999, 1999, 2, 3))),
            ("3 февраля 1999", Some((1999, 1999, 2, 3))),
            ("1999년 2월 3일", Some((1999, 1999, 2, 3))),
            ("1900-01-01", None),
            ("1970-01-01", None),
            ("9999-12-31", None),
            ("0000-00-00", None),
            ("soon", None),
            ("24", None),
        ] {
            let found = date(text).map(|d| (d.year_min, d.year_max, d.month, d.day));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn ages() {
        let on = date("2024-12-20").unwrap();
        let years = |d: Date| (d.year_min, d.year_max);
        assert_eq!(years(Date::of_age(23, on, false)), (2000, 2001));
        assert_eq!(years(Date::of_age(23, on, true)), (2002, 2002));
    }

    proptest! {
        #[test]
        fn any_text_gives_a_value(text in ".{0,40}") {
            if let Some(once) = fold(&text) {
                prop_assert_eq!(fold(&once), Some(once.clone()));
            }
            let _ = (date(&text), is_filler(&text));
        }

        #[test]
        fn what_is_written_is_read(y in 1901_i16..2100, m in 1_u8..=12, d in 1_u8..=31) {
            prop_assume!((y, m, d) != (1970, 1, 1));
            let read = date(&format!("{y:04}-{m:02}-{d:02}"));
            prop_assert_eq!(read, Some(Date { year_min: y, year_max: y, month: m, day: d }));
        }
    }
}
