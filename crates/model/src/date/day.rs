//! One day of the proleptic Gregorian calendar.

use std::{fmt, str::FromStr};

use jiff::civil::Date;

use super::DateError;

/// A day, counted from 1970-01-01 (0); years 0001 to 9999.
///
/// ```
/// use model::date::Day;
/// let said: Day = "2024-12-23".parse()?;
/// assert_eq!(said.days_since("2024-12-14".parse()?), 9);
/// assert!("2024-02-30".parse::<Day>().is_err());
/// # Ok::<(), model::date::DateError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(i32);

const EPOCH: Date = Date::constant(1970, 1, 1);

impl Day {
    /// 0001-01-01.
    pub const MIN: Self = Self(-719_162);
    /// 9999-12-31.
    pub const MAX: Self = Self(2_932_896);

    /// The day of a year, month and day of month; `None` when the calendar has none.
    #[must_use]
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        let civil = Date::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        )
        .ok()?;
        Some(Self((civil - EPOCH).get_days()))
    }

    /// The day this many days after 1970-01-01 (before, when negative); `None` outside the years 0001 to 9999.
    #[must_use]
    pub fn from_epoch(days: i32) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&days).then_some(Self(days))
    }

    /// Days after 1970-01-01.
    #[must_use]
    pub const fn epoch(self) -> i32 {
        self.0
    }

    /// Whole days from `earlier` to this day; negative when this day is the earlier one.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// The day in the middle of two, the earlier of the two middle ones when there are two.
    #[must_use]
    pub fn midpoint(self, other: Self) -> Self {
        Self((self.0 + other.0).div_euclid(2))
    }

    /// This many days later, stopping at the ends of the calendar.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Year, month (1–12), day of month (1–31).
    #[must_use]
    pub fn ymd(self) -> (i32, u8, u8) {
        let civil = self.civil();
        (i32::from(civil.year()), civil.month().unsigned_abs(), civil.day().unsigned_abs())
    }

    /// The ISO 8601 week: its year and number (1–53).
    #[must_use]
    pub fn iso_week(self) -> (i32, u8) {
        let week = self.civil().iso_week_date();
        (i32::from(week.year()), week.week().unsigned_abs())
    }

    /// The Monday of an ISO 8601 week; `None` when the year has no such week.
    #[must_use]
    pub fn monday_of(year: i32, week: u8) -> Option<Self> {
        // 4 January lies in week 1 of its year.
        let fourth = Self::from_ymd(year, 1, 4)?;
        let since_monday = i32::from(fourth.civil().weekday().to_monday_zero_offset());
        let monday = Self::from_epoch(fourth.0 - since_monday + (i32::from(week) - 1) * 7)?;
        (monday.iso_week() == (year, week)).then_some(monday)
    }

    fn civil(self) -> Date {
        EPOCH.saturating_add(jiff::Span::new().days(i64::from(self.0)))
    }
}

/// Whole days between two days, as [`Day::days_since`].
impl std::ops::Sub for Day {
    type Output = i32;

    fn sub(self, earlier: Self) -> i32 {
        self.days_since(earlier)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = DateError;

    /// Reads `YYYY-MM-DD` and nothing else.
    fn from_str(text: &str) -> Result<Self, DateError> {
        read(text).ok_or_else(|| DateError::new(text, "a day as YYYY-MM-DD", None))
    }
}

fn read(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shaped {
        return None;
    }
    Day::from_ymd(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_days() {
        for (text, epoch, week) in [
            ("0001-01-01", Day::MIN.0, (1, 1)),
            ("1970-01-01", 0, (1970, 1)),
            ("2024-12-23", 20_080, (2024, 52)),
            ("2024-12-30", 20_087, (2025, 1)),
            ("2021-01-03", 18_630, (2020, 53)),
            ("9999-12-31", Day::MAX.0, (9999, 52)),
        ] {
            let day: Day = text.parse().unwrap();
            assert_eq!((day.epoch(), day.iso_week()), (epoch, week), "{text}");
            assert_eq!(day.to_string(), text);
        }
        assert_eq!(Day::monday_of(2024, 51).unwrap().to_string(), "2024-12-16");
        assert_eq!(Day::monday_of(2024, 53), None);
        assert_eq!(Day::monday_of(2024, 0), None);
    }

    #[test]
    fn refused_texts() {
        for text in [
            "2024-02-30",
            "1900-02-29",
            "0000-01-01",
            "2024-1-1",
            "24-12-23",
            "2024-12-23 ",
            "２０２４-12-23",
            "",
            "+024-12-23",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn print_then_parse_is_identity(n in Day::MIN.0..=Day::MAX.0) {
            let day = Day::from_epoch(n).unwrap();
            prop_assert_eq!(day.to_string().parse::<Day>().unwrap(), day);
            let (y, m, d) = day.ymd();
            prop_assert_eq!(Day::from_ymd(y, m, d), Some(day));
            prop_assert_eq!(day.plus_days(1).days_since(day), i32::from(day != Day::MAX));
        }
    }
}
