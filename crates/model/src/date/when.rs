//! What is known of a date: EDTF text with its earliest and latest day.
//!
//! Rules of ours, beside the standard:
//! - *Approximate* (`~`, and `%`): the ends move out by a slack: [`APPROXIMATE_SLACK_DAYS`] for a day, a month of 31 days for
//!   a month or a season, a year of 366 days for a year. The standard leaves the width open. *Uncertain* (`?`) moves
//!   nothing: it doubts the source, not the width.
//! - `2024-W51` is a week (ISO 8601-1 writes it, EDTF has no weeks), Monday to Sunday; `?`, `~` and `%` may follow.
//! - The empty text is a date that is not known; `XXXX` says the same and becomes the empty text.
//! - Sets (`[…]`, `{…}`), times of day, years beyond 9999 and years before 0001 are refused.
//!
//! Invariant: `text` is canonical, so equal texts mean equal dates, and parsing it gives the same value again.

use std::{cmp::Ordering, fmt, str::FromStr};

use edtf_core::{Bound, Edtf, IntervalEndpoint};

use super::{DateError, Day, human};

/// How far an approximate day may be off, in days either way.
///
/// A choice: reports that give "about 14 December" are found within half a week of the date; a wrong value widens or
/// narrows every approximate day alike.
pub const APPROXIMATE_SLACK_DAYS: i32 = 3;

const MONTH_SLACK_DAYS: i32 = 31;
const YEAR_SLACK_DAYS: i32 = 366;

/// How finely a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Precision {
    /// One day.
    Day,
    /// One ISO week.
    Week,
    /// One month.
    Month,
    /// A season, quarter or half of a year.
    Season,
    /// One year, or a decade or century written with `X`.
    Year,
    /// From one date to another, or open at one end.
    Interval,
    /// Nothing is known.
    Unknown,
}

/// A date as far as it is known.
///
/// Ordered by the earliest day, then the latest, then the text; a date without an earliest day comes first, one that is
/// not known at all comes last.
///
/// ```
/// use model::date::When;
/// let about: When = "2024-12-14~".parse()?;
/// assert_eq!(about.earliest().map(|d| d.to_string()).as_deref(), Some("2024-12-11"));
/// assert!(about.definitely_before(&"2024-12-23".parse()?));
/// assert!("03/04/2024".parse::<When>().is_err());
/// # Ok::<(), model::date::DateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct When {
    text: String,
    precision: Precision,
    approximate: bool,
    uncertain: bool,
    earliest: Option<Day>,
    latest: Option<Day>,
}

impl When {
    /// A date that is not known.
    #[must_use]
    pub const fn unknown() -> Self {
        Self {
            text: String::new(),
            precision: Precision::Unknown,
            approximate: false,
            uncertain: false,
            earliest: None,
            latest: None,
        }
    }

    /// One day, known.
    #[must_use]
    pub fn on(day: Day) -> Self {
        Self {
            text: day.to_string(),
            precision: Precision::Day,
            approximate: false,
            uncertain: false,
            earliest: Some(day),
            latest: Some(day),
        }
    }

    /// Reads EDTF, a week, or a common form written by people.
    ///
    /// Accepted beside EDTF, and written as EDTF afterwards: `2024/12/23`, `2024.12.23.`, `20241223`, `23 December 2024`,
    /// `December 23, 2024`, `December 2024`, `2024년 12월 23일`, `2024-10..2025-04`.
    ///
    /// # Errors
    /// [`DateError`] with the value, what was expected, and a hint. Forms that mean two dates (`03/04/2024`) are refused.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let given = text.trim();
        if given.is_empty() {
            return Ok(Self::unknown());
        }
        if given.len() > 120 {
            return Err(DateError::new(given, EXPECTED, Some("write the date alone".to_owned())));
        }
        if let Some(week) = week(given) {
            return Ok(week);
        }
        let human = human::to_edtf(given)?;
        let written = human.as_deref().unwrap_or(given);
        let edtf = Edtf::parse(written).map_err(|e| {
            DateError::new(
                given,
                EXPECTED,
                Some(format!("{} (at byte {} of `{written}`)", e.message, e.offset + 1)),
            )
        })?;
        Self::from_edtf(given, &edtf)
    }

    fn from_edtf(given: &str, edtf: &Edtf) -> Result<Self, DateError> {
        let refuse = |hint: &str| Err(DateError::new(given, EXPECTED, Some(hint.to_owned())));
        match edtf {
            Edtf::DateTime(_) => return refuse("leave out the time of day"),
            Edtf::Set(_) => return refuse("write an interval `a/b` instead of a set"),
            Edtf::Date(d)
                if d.year.value().is_none() && d.year.has_unspecified() && all_masked(d) =>
            {
                return Ok(Self::unknown());
            }
            Edtf::Date(_) | Edtf::Interval(_) => {}
        }
        let Some((earliest, latest)) = ends(edtf) else {
            return refuse("years go from 0001 to 9999");
        };
        // `edtf-core` refuses an interval that runs backwards, but compares its ends only as far as they are known.
        if matches!((earliest, latest), (Some(a), Some(b)) if a > b) {
            return refuse("the interval ends before it begins");
        }
        let precision = match edtf {
            Edtf::Date(d) => fineness(d),
            _ if earliest.is_none() && latest.is_none() => Precision::Unknown,
            _ => Precision::Interval,
        };
        if precision == Precision::Unknown {
            return Ok(Self::unknown());
        }
        Ok(Self {
            text: edtf.to_string(),
            precision,
            approximate: edtf.is_approximate(),
            uncertain: edtf.is_uncertain(),
            earliest,
            latest,
        })
    }

    /// The canonical EDTF text; empty when the date is not known.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first day that the text allows; `None` when there is none (`../2024`) or nothing is known.
    #[must_use]
    pub const fn earliest(&self) -> Option<Day> {
        self.earliest
    }

    /// The last day that the text allows; `None` when there is none (`2024/..`) or nothing is known.
    #[must_use]
    pub const fn latest(&self) -> Option<Day> {
        self.latest
    }

    /// Whether the date was given as approximate (`~` or `%`).
    #[must_use]
    pub const fn is_approximate(&self) -> bool {
        self.approximate
    }

    /// Whether the date was given as uncertain (`?` or `%`).
    #[must_use]
    pub const fn is_uncertain(&self) -> bool {
        self.uncertain
    }

    /// Whether nothing is known of the date.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self.precision, Precision::Unknown)
    }

    /// How finely the date is known.
    #[must_use]
    pub const fn precision(&self) -> Precision {
        self.precision
    }

    /// The day, when it is one known day without doubt about its place in the calendar.
    #[must_use]
    pub fn day(&self) -> Option<Day> {
        self.earliest.filter(|first| Some(*first) == self.latest)
    }

    /// The key by which dates are sorted: known before unknown, then earliest, then latest day.
    #[must_use]
    pub fn sort_key(&self) -> (bool, Day, Day) {
        (self.is_unknown(), self.earliest.unwrap_or(Day::MIN), self.latest.unwrap_or(Day::MAX))
    }

    /// Whether every day of this date lies before every day of the other; false when either is not known.
    #[must_use]
    pub fn definitely_before(&self, other: &Self) -> bool {
        matches!((self.latest, other.earliest), (Some(a), Some(b)) if a < b)
    }

    /// Whether some day lies in both; an unknown date may overlap any.
    #[must_use]
    pub fn may_overlap(&self, other: &Self) -> bool {
        !self.definitely_before(other) && !other.definitely_before(self)
    }
}

pub(super) const EXPECTED: &str =
    "an EDTF date such as 2024-12-23, 2024-12, 2024-12-14~ or 2024-10/2025-04";

fn all_masked(d: &edtf_core::Date) -> bool {
    let masked = |field: edtf_core::DateField| field.digits.iter().all(Option::is_none);
    let year = matches!(d.year.kind, edtf_core::YearKind::Standard { digits, .. } if digits.iter().all(Option::is_none));
    year && d.month.is_none_or(masked) && d.day.is_none_or(masked)
}

fn fineness(d: &edtf_core::Date) -> Precision {
    let wide = |field: Option<edtf_core::DateField>| {
        field.is_none_or(edtf_core::DateField::has_unspecified)
    };
    match d.precision() {
        edtf_core::Precision::Season => Precision::Season,
        _ if d.year.has_unspecified() || wide(d.month) => Precision::Year,
        _ if wide(d.day) => Precision::Month,
        _ => Precision::Day,
    }
}

/// The first and last day; `None` outside the calendar of [`Day`].
fn ends(edtf: &Edtf) -> Option<(Option<Day>, Option<Day>)> {
    let (first, last) = match edtf {
        Edtf::Date(d) => (Some(*d), Some(*d)),
        Edtf::Interval(interval) => {
            (endpoint(&interval.start, true)?, endpoint(&interval.end, false)?)
        }
        _ => return None,
    };
    let earliest = match first {
        Some(d) => Some(bound(&d, true)?.plus_days(-slack(&d))),
        None => None,
    };
    let latest = match last {
        Some(d) => Some(bound(&d, false)?.plus_days(slack(&d))),
        None => None,
    };
    Some((earliest, latest))
}

/// The dated end of an interval; open, unknown and "on or before" leave that end without a day.
fn endpoint(end: &IntervalEndpoint, start: bool) -> Option<Option<edtf_core::Date>> {
    Some(match end {
        IntervalEndpoint::Date(d) => Some(*d),
        IntervalEndpoint::Open | IntervalEndpoint::Unknown => None,
        IntervalEndpoint::OnOrBefore(d) => {
            if start {
                None
            } else {
                Some(*d)
            }
        }
        IntervalEndpoint::OnOrAfter(d) => {
            if start {
                Some(*d)
            } else {
                None
            }
        }
    })
}

fn bound(d: &edtf_core::Date, first: bool) -> Option<Day> {
    let bounds = Edtf::Date(*d).bounds();
    let Bound::Date(day) = (if first { bounds.earliest } else { bounds.latest }) else {
        return None;
    };
    // A masked year such as 0XXX reaches below the calendar; its first day is then the calendar's.
    let year = i32::try_from(day.year).ok()?;
    let year = if d.year.has_unspecified() { year.max(1) } else { year };
    Day::from_ymd(year, day.month, day.day)
}

fn slack(d: &edtf_core::Date) -> i32 {
    match (d.is_approximate(), fineness(d)) {
        (false, _) => 0,
        (true, Precision::Day) => APPROXIMATE_SLACK_DAYS,
        (true, Precision::Year) => YEAR_SLACK_DAYS,
        (true, _) => MONTH_SLACK_DAYS,
    }
}

/// `2024-W51`, with `?`, `~` or `%`.
fn week(text: &str) -> Option<When> {
    let (body, mark) = match text.char_indices().last()? {
        (at, mark @ ('?' | '~' | '%')) => (text.get(..at)?, Some(mark)),
        _ => (text, None),
    };
    let (year, number) = body.split_once("-W")?;
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(year, 4) || !digits(number, 2) {
        return None;
    }
    let monday = Day::monday_of(year.parse().ok()?, number.parse().ok()?)?;
    let approximate = matches!(mark, Some('~' | '%'));
    let slack = if approximate { APPROXIMATE_SLACK_DAYS } else { 0 };
    Some(When {
        text: text.to_owned(),
        precision: Precision::Week,
        approximate,
        uncertain: matches!(mark, Some('?' | '%')),
        earliest: Some(monday.plus_days(-slack)),
        latest: Some(monday.plus_days(6 + slack)),
    })
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for When {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text)
    }
}

impl Ord for When {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sort_key().cmp(&other.sort_key()).then_with(|| self.text.cmp(&other.text))
    }
}

impl PartialOrd for When {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<Day> for When {
    fn from(day: Day) -> Self {
        Self::on(day)
    }
}
