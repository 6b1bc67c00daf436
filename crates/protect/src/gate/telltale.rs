//! What a text gives away by its form: a time of day, a telephone number, an address, a date.
//!
//! Invariant: this is a net for slips, not a proof. What it catches is refused; that it catches nothing says little.
//!
//! Source: the list of what a desk refuses to hold – calls finer than a day, numbers, messenger ids – follows from how
//! people have been found: by the hour of a call and the number on the other side.

/// What a text of a protected source gives away, if anything; `days_too` where the row's dates are weeks.
pub(crate) fn in_text(text: &str, days_too: bool) -> Option<&'static str> {
    if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    if has_clock(text) {
        Some("a time of day")
    } else if has_contact(text) {
        Some("a contact")
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
        ];
        for (text, days_too, expected) in rows {
            assert_eq!(in_text(text, days_too), expected, "{text}");
        }
        assert!(has_timestamp("at 2024-12-23T14:05Z"));
        assert!(has_timestamp("at 2024-12-23 14:05"));
        assert!(!has_timestamp("ratio 3:16 on 2024-12-23"));
    }
}
