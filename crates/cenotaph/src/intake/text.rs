//! The text of one field, made comparable: one Unicode form, plain spaces, no stray invisible characters.
//!
//! Korean typed on a Mac arrives decomposed (NFD: 김 as ㄱㅣㅁ); pages copied from the web bring non-breaking spaces and
//! zero-width characters. Two desks that enter the same words must get the same text, so a field is brought to NFC, its
//! spaces are made plain, and its ends are trimmed. Invariant: when anything changed, the text as it came is kept beside it.
//!
//! Not here: folding of case, width or script – that is meaning, and belongs to the crates above.
//! Source: Unicode Standard Annex 15 (normalisation forms).

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// What a field held beside its text.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// A NUL character.
    pub(crate) nul: bool,
    /// Another control character, which was taken out.
    pub(crate) control: bool,
    /// U+FFFD: the text was damaged before it reached us.
    pub(crate) replacement: bool,
    /// A character that turns the direction of the text around it.
    pub(crate) direction: bool,
}

/// Brings a field to its comparable form and says what was odd in it.
///
/// * NFC; line ends as `\n`; U+00A0, U+2007, U+202F as a plain space; control characters other than tab and line end out.
/// * Both ends trimmed of white space and of zero-width characters.
/// * Cost: one pass over ASCII, two over the rest.
pub(crate) fn clean(raw: &str) -> (Cow<'_, str>, Found) {
    if raw.is_ascii()
        && !raw.bytes().any(|b| b == b'\r' || (b < b' ' && b != b'\n' && b != b'\t') || b == 0x7f)
    {
        return (Cow::Borrowed(raw.trim_ascii()), Found::default());
    }
    let mut found = Found::default();
    let mut changed = false;
    for c in raw.chars() {
        match c {
            '\0' => found.nul = true,
            '\u{fffd}' => found.replacement = true,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => found.direction = true,
            '\t' | '\n' => {}
            '\r' | '\u{a0}' | '\u{2007}' | '\u{202f}' => changed = true,
            c if c.is_control() => found.control = true,
            _ => {}
        }
    }
    changed |= found.control || found.nul;
    let spaced: Cow<'_, str> = if changed { Cow::Owned(plain(raw)) } else { Cow::Borrowed(raw) };
    let text = match is_nfc_quick(spaced.chars()) {
        IsNormalized::Yes => spaced,
        _ => Cow::Owned(spaced.nfc().collect()),
    };
    (trimmed(text), found)
}

/// Takes every zero-width character out: for names of columns, ids, dates and numbers, which have no use for them.
pub(crate) fn without_invisible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(super::complaint::invisible) {
        return Cow::Borrowed(text);
    }
    let kept: String = text.chars().filter(|&c| !super::complaint::invisible(c)).collect();
    Cow::Owned(kept.trim().to_owned())
}

/// Optimal-string-alignment distance (insert, delete, replace, swap neighbours), at most `limit + 1`.
///
/// * Input: two short names; what is longer than 64 characters counts as far.
/// * Cost: product of the lengths, thus at most 4,096 steps.
pub(crate) fn distance(a: &str, b: &str, limit: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(65).collect(), b.chars().take(65).collect());
    if a.len() > 64 || b.len() > 64 || a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            row[j] = (last[j] + 1)
                .min(row[j - 1] + 1)
                .min(last[j - 1] + usize::from(a[i - 1] != b[j - 1]))
                .min(if swap { before[j - 2] + 1 } else { usize::MAX });
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()].min(limit + 1)
}

/// The nearest of `names` to a likely typing error: distance 2 at most, 1 for names under six characters.
pub(crate) fn nearest<'n>(typed: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let typed = typed.to_lowercase();
    let limit = if typed.chars().count() < 6 { 1 } else { 2 };
    names
        .map(|name| (distance(&typed, name, limit), name))
        .filter(|&(far, name)| far > 0 && far <= limit && name.chars().count() > far)
        .min()
        .map(|(_, name)| name)
}

fn plain(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut after_cr = false;
    for c in raw.chars() {
        match c {
            '\r' => out.push('\n'),
            '\n' if after_cr => {}
            '\t' | '\n' => out.push(c),
            '\u{a0}' | '\u{2007}' | '\u{202f}' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
        after_cr = c == '\r';
    }
    out
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    let edge = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}');
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(edge)),
        Cow::Owned(text) => {
            let inner = text.trim_matches(edge);
            if inner.len() == text.len() { Cow::Owned(text) } else { Cow::Owned(inner.to_owned()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_made_comparable() {
        let rows = [
            ("plain", "plain"),
            ("  spaced \t", "spaced"),
            ("two\r\nlines\rthree", "two\nlines\nthree"),
            ("3\u{a0}000", "3 000"),
            ("\u{feff}claim_id\u{200b}", "claim_id"),
            ("\u{1100}\u{1161}\u{11a8}", "각"),
            ("\u{3000}왼쪽\u{3000}", "왼쪽"),
            ("e\u{301}", "é"),
            ("bell\u{7}rings", "bellrings"),
            ("a\u{200b}b", "a\u{200b}b"),
            ("", ""),
        ];
        for (raw, text) in rows {
            assert_eq!(clean(raw).0, text, "{raw:?}");
        }
    }

    #[test]
    fn oddities_are_reported() {
        let odd = |raw: &str| clean(raw).1;
        assert_eq!(odd("a\tb\nc\r\n"), Found::default());
        assert!(odd("a\0b").nul);
        assert!(odd("a\u{1b}b").control);
        assert!(odd("a\u{85}b").control, "C1 controls are a sign of a wrong encoding");
        assert!(odd("a\u{fffd}b").replacement);
        assert!(odd("a\u{202e}b").direction);
    }

    #[test]
    fn distances_are_known() {
        let rows = [
            ("category", "categry", 1),
            ("category", "catgeory", 1),
            ("category", "category", 0),
            ("low", "high", 3),
            ("", "ab", 2),
            ("killed", "wounded", 3),
        ];
        for (a, b, far) in rows {
            assert_eq!(distance(a, b, 2), far, "{a} {b}");
            assert_eq!(distance(b, a, 2), far, "{b} {a}");
        }
    }

    #[test]
    fn the_nearest_name_is_near() {
        let names = ["category", "low", "high", "best", "source_ids"];
        let rows = [
            ("categry", Some("category")),
            ("Catgory", Some("category")),
            ("source_id", Some("source_ids")),
            ("hgh", Some("high")),
            ("lo", Some("low")),
            ("weather", None),
            ("low", None),
            ("x", None),
        ];
        for (typed, near) in rows {
            assert_eq!(nearest(typed, names.into_iter()), near, "{typed}");
        }
    }
}
