//! The recorded day: a calendar day and never anything finer.
//!
//! An entry says on which day the desk recorded it. A time of day would show when a source called,
//! so the type has no room for one. The zone is the desk's own and is not recorded.

use std::{fmt, str::FromStr};

use crate::Error;

/// A day of the proleptic Gregorian calendar, years 0001 to 9999, printed `YYYY-MM-DD`.
///
/// ```
/// use record::Day;
/// let day: Day = "2024-12-23".parse().unwrap();
/// assert_eq!(day.to_string(), "2024-12-23");
/// assert!("2023-02-29".parse::<Day>().is_err());
/// assert!("2024-12-23T21:14".parse::<Day>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

impl Day {
    /// Makes a day of its parts, if there is one.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let length = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap(year) => 29,
            2 => 28,
            _ => return None,
        };
        ((1..=9999).contains(&year) && (1..=length).contains(&day)).then_some(Self {
            year,
            month,
            day,
        })
    }

    /// Returns year, month and day.
    #[must_use]
    pub const fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }
}

const fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text).ok_or_else(|| Error::NotADay { found: text.chars().take(32).collect() })
    }
}

fn parse(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shape {
        return None;
    }
    Day::new(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        for (text, is_day) in [
            ("2024-02-29", true),
            ("1900-02-29", false),
            ("2000-02-29", true),
            ("2024-04-31", false),
            ("2024-13-01", false),
            ("2024-00-10", false),
            ("2024-01-00", false),
            ("0000-01-01", false),
            ("0001-01-01", true),
            ("9999-12-31", true),
            ("2024-1-01", false),
            ("2024-12-23 ", false),
            ("+024-12-23", false),
            ("2024\u{2010}12-2", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<Day>().is_ok(), is_day, "{text:?}");
        }
    }
}
