//! When, as known: civil days and EDTF dates (ISO 8601-2, levels 0 to 2).
//!
//! Terms: a [`Day`] is one day of the calendar; a [`When`] is what is known of a date: a day, a month, an interval, about
//! a day, unknown. Invariant: text in, canonical EDTF out, and what the text allows lies between `earliest` and `latest`.
//! Not here: times of day, time zones, Excel's serial numbers. No clock is read.
//! Source: ISO 8601-2:2019 Annex A through the crate `edtf-core`; years 0001 to 9999 of the proleptic Gregorian calendar.

mod columns;
mod day;
mod human;
#[cfg(test)]
mod tests;
mod when;

pub use day::Day;
pub use when::{APPROXIMATE_SLACK_DAYS, Precision, When};

/// A text that is not a date, with what would be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Not a date: `{value}`, expected {expected}")]
#[non_exhaustive]
pub struct DateError {
    /// The text that was given, cut to 80 characters.
    pub value: String,
    /// What was expected.
    pub expected: &'static str,
    /// What the writer can do about it.
    pub hint: Option<String>,
}

impl DateError {
    pub(crate) fn new(value: &str, expected: &'static str, hint: Option<String>) -> Self {
        Self { value: value.chars().take(80).collect(), expected, hint }
    }
}
