//! A date from two columns of a table: the date and how precise it is.

use super::{DateError, Day, Precision, When};

impl When {
    /// Reads a date column together with its precision column.
    ///
    /// | precision | means |
    /// |---|---|
    /// | empty, `day`, `month`, `year`, `interval` | the date as written; a finer date is cut to the month or the year |
    /// | `week` | the ISO week of the day |
    /// | `approx` | the date with `~`, see [`super::APPROXIMATE_SLACK_DAYS`] |
    /// | `uncertain` | the date with `?` |
    /// | `reported_by` | no later than the date: `../date` |
    /// | `unknown` | not known, whatever the date column says nothing of |
    ///
    /// An empty date is not known, whatever the precision says.
    ///
    /// # Errors
    /// [`DateError`] for a date that cannot be read, for a precision that is not in the table, and for a date that is
    /// coarser than its precision claims (`2024-12` as a `day`).
    pub fn from_columns(date: &str, precision: &str) -> Result<Self, DateError> {
        let when = Self::parse(date)?;
        let precision = precision.trim();
        if when.is_unknown() {
            return Self::known_precision(precision).map(|()| when);
        }
        match precision {
            "" | "interval" => Ok(when),
            "day" => when.fine_enough(Precision::Day, date),
            "week" => match when.day() {
                Some(day) => {
                    let (year, week) = day.iso_week();
                    Self::parse(&format!("{year:04}-W{week:02}"))
                }
                None => when.fine_enough(Precision::Week, date),
            },
            "month" => when.cut(Precision::Month, date),
            "year" => when.cut(Precision::Year, date),
            "approx" => when.marked('~'),
            "uncertain" => when.marked('?'),
            "reported_by" if when.precision() == Precision::Interval => Ok(when),
            "reported_by" => Self::parse(&format!("../{when}")).or_else(|_| Self::no_later(&when)),
            other => Self::known_precision(other).map(|()| when),
        }
    }

    fn known_precision(precision: &str) -> Result<(), DateError> {
        let known = [
            "",
            "day",
            "week",
            "month",
            "year",
            "approx",
            "uncertain",
            "reported_by",
            "interval",
            "unknown",
        ];
        if known.contains(&precision) {
            return Ok(());
        }
        Err(DateError::new(
            precision,
            "a precision: day, week, month, year, approx, uncertain, reported_by, interval or unknown",
            None,
        ))
    }

    fn fine_enough(self, claimed: Precision, date: &str) -> Result<Self, DateError> {
        if self.precision() <= claimed || self.precision() == Precision::Interval {
            return Ok(self);
        }
        Err(DateError::new(
            date,
            "a date as fine as its precision column says",
            Some("give the missing part, or name the coarser precision".to_owned()),
        ))
    }

    /// The month or the year of a date, keeping its marks.
    fn cut(self, to: Precision, date: &str) -> Result<Self, DateError> {
        let finer = self.precision() < to && self.precision() != Precision::Week;
        let whole = !self.as_str().contains('X');
        match self.earliest().filter(|_| finer && whole && !self.is_approximate()) {
            None => self.fine_enough(to, date),
            Some(day) => {
                let (year, month, _) = day.ymd();
                let mark = if self.is_uncertain() { "?" } else { "" };
                Self::parse(&match to {
                    Precision::Month => format!("{year:04}-{month:02}{mark}"),
                    _ => format!("{year:04}{mark}"),
                })
            }
        }
    }

    /// Adds a mark to each date of the text; a mark that is there already stays.
    fn marked(self, mark: char) -> Result<Self, DateError> {
        let has = if mark == '~' { self.is_approximate() } else { self.is_uncertain() };
        if has {
            return Ok(self);
        }
        let marked: Vec<String> = self
            .as_str()
            .split('/')
            .map(|part| match part {
                "" | ".." => part.to_owned(),
                _ if part.ends_with(['?', '~']) => format!("{}%", &part[..part.len() - 1]),
                _ => format!("{part}{mark}"),
            })
            .collect();
        Self::parse(&marked.join("/"))
    }

    /// An open interval up to the last day of a date that EDTF cannot put into an interval (a week).
    fn no_later(when: &Self) -> Result<Self, DateError> {
        let last = when.latest().unwrap_or(Day::MAX);
        Self::parse(&format!("../{last}"))
    }
}
