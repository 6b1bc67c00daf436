//! What a text gives away by its form: whatever the door would not have let in, a long run of digits, a date.
//!
//! Invariant: this is a net for slips, not a proof. What it catches is refused; that it catches nothing says little. It
//! is stricter than the door: what leaves can be read by everybody, so a sign of an address or nine digits are enough.
//!
//! Not here: the detectors, which are the door's own ([`crate::door`]), so that a row is judged alike when it comes and when it leaves.
//!
//! Source: the list of what a desk refuses to hold – calls finer than a day, numbers, messenger ids – follows from how
//! people have been found: by the hour of a call and the number on the other side.

use crate::door::{self, Lang};

/// What a text of a protected source gives away, if anything; `days_too` where the row's dates are weeks.
///
/// The first thing found names it; a refusal lists the row once for each kind of telltale.
pub(crate) fn in_text(text: &str, days_too: bool) -> Option<&'static str> {
    if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    if has_clock(text) {
        Some("a time of day")
    } else if has_contact(text) {
        Some("a contact")
    } else if let Some(found) = door::inspect(text).first() {
        Some(found.what.noun(Lang::En))
    } else if days_too && has_iso_day(text) {
        Some("a day")
    } else {
        None
    }
}

/// Whether the text holds an ISO 8601 time stamp, `2024-12-23T14:05`.
pub(crate) fn has_timestamp(text: &str) -> bool {
    text.as_bytes().windows(6).any(|w| {
        w[0].is_ascii_digit()
            && matches!(w[1], b'T' | b' ')
            && w[2].is_ascii_digit()
            && w[3].is_ascii_digit()
            && w[4] == b':'
            && w[5].is_ascii_digit()
    }) && has_iso_day(text)
}

/// `14:05`, `9:30`.
fn has_clock(text: &str) -> bool {
    text.as_bytes().windows(4).any(|w| {
        w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit() && w[3].is_ascii_digit()
    })
}

/// Eight or more digits with nothing but signs of a telephone number between them, or a sign of an address.
fn has_contact(text: &str) -> bool {
    let mut digits = 0;
    for b in text.bytes() {
        match b {
            b'0'..=b'9' => digits += 1,
            b'-' | b' ' | b'(' | b')' | b'+' if digits > 0 => {}
            b'@' => return true,
            _ => digits = 0,
        }
        if digits >= 9 {
            return true;
        }
    }
    false
}

/// `2024-12-23`.
fn has_iso_day(text: &str) -> bool {
    text.as_bytes().windows(10).any(|w| {
        w.iter().enumerate().all(|(at, b)| match at {
            4 | 7 => *b == b'-',
            _ => b.is_ascii_digit(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_away_by_form() {
        let rows = [
            ("They called at 14:05", false, Some("a time of day")),
            ("+86 139 0000 0000", false, Some("a contact")),
            ("name@example.org", false, Some("a contact")),
            ("said on 2024-12-23", true, Some("a day")),
            ("said on 2024-12-23", false, None),
            ("about 11,000 of 12,000", true, None),
            ("2024-W52", true, None),
            ("북한 군인 1만 1천 명, 지난 23일", true, None),
            ("오후 두 시 반에 들었다", false, Some("a time of day")),
            ("위챗 아이디는 invented_77", false, Some("a messenger id")),
            ("heard in Unit 671", false, Some("a military unit or numbered section")),
            ("무산광산에서 일하는 사람", false, Some("a place of work or study")),
            ("handle:north-hamgyong-1", true, None),
            ("０１０－００００－１２３４", false, Some("a telephone number")),
        ];
        for (text, days_too, expected) in rows {
            assert_eq!(in_text(text, days_too), expected, "{text}");
        }
        assert!(has_timestamp("at 2024-12-23T14:05Z"));
        assert!(has_timestamp("at 2024-12-23 14:05"));
        assert!(!has_timestamp("ratio 3:16 on 2024-12-23"));
    }
}
