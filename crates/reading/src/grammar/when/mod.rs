//! Days, weeks and months that a text names, as EDTF (ISO 8601-2).
//!
//! Terms: the *anchor* is the day of publication; a *point* is a day, week, month or year; a *window* runs from one day to another.
//! Rules: a weekday is the last one on or before the anchor, a day without a month and a day and month without a year likewise; "last
//! week" is the calendar week before, Monday to Sunday; "in the past week" ends on the day of saying. Invariant: what cannot be resolved
//! is left out, never guessed. Linear in the sentence.
//! Not here: whether a date is that of saying or of the event (`attribute`, `figure`).

mod english;
mod korean;
mod slavic;
mod token;

use std::cell::Cell;
use std::ops::Range;

use model::date::Day;
use model::quantity::Lang;

use super::sentence;
use token::{Token, tokens};

/// A date in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dated {
    /// In the page's text.
    pub(crate) range: Range<usize>,
    pub(crate) time: Time,
    pub(crate) cue: Cue,
    /// The rule's id.
    pub(crate) rule: &'static str,
}

/// What a date names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Time {
    /// A day, month or year; or a week as `from/to`.
    Point(String),
    /// So many days before the day of saying.
    Past(i32),
    /// So many months before the day of saying.
    Months(i32),
    /// From one day or month to another.
    Window(String, String),
}

/// What the words before a date make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    /// Nothing.
    Plain,
    /// "as of", "by": the day that a figure holds for.
    AsOf,
    /// The date of a statement: "a report of 30 September".
    Saying,
    /// The day or days of what is told, and never those of saying: "overnight on 19 November", a column of months.
    Event,
    /// "since", "until", a date to come: neither of them.
    Open,
}

/// What dates are resolved by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Calendar {
    /// The day of publication.
    pub(crate) anchor: Option<Day>,
    /// The last day named, for "that day".
    last: Option<Day>,
    /// Whether that day was asked for.
    asked: Cell<bool>,
    /// The anchor is a day that the text names, not that of publication: what was said lies before or behind it.
    pub(crate) near: bool,
}

/// A date found, by tokens.
struct Found {
    tokens: Range<usize>,
    time: Time,
    cue: Cue,
    rule: &'static str,
}

impl Found {
    fn point(tokens: Range<usize>, text: String, rule: &'static str) -> Self {
        Self { tokens, time: Time::Point(text), cue: Cue::Plain, rule }
    }
}

/// The dates of a sentence that begins at `start` of the page's text.
pub(crate) fn dates(text: &str, start: usize, lang: Lang, calendar: &mut Calendar) -> Vec<Dated> {
    let tokens = tokens(text);
    let quotes = sentence::quoted(text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let found = iso(&tokens, at).or_else(|| match lang {
            Lang::Ko => korean::date(&tokens, at, calendar),
            Lang::Ru | Lang::Uk => slavic::date(&tokens, at, calendar),
            _ => english::date(&tokens, at, calendar),
        });
        let Some(found) = found else {
            at += 1;
            continue;
        };
        at = found.tokens.end.max(at + 1);
        let (Some(first), Some(last)) = (tokens.get(found.tokens.start), tokens.get(at - 1)) else {
            continue;
        };
        let quoted = quotes.iter().any(|q| q.contains(&first.range.start));
        if let Time::Point(day) = &found.time
            && let Ok(day) = day.parse()
            && !quoted
        {
            calendar.name(day);
        }
        let range = start + first.range.start..start + last.range.end;
        out.push(Dated { range, time: found.time, cue: found.cue, rule: found.rule });
    }
    out
}

/// `2031-03-14`.
fn iso(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let [year, d1, month, d2, day] = tokens.get(at..at + 5)? else { return None };
    let dashed = d1.text == "-" && d2.text == "-";
    let glued = year.range.end == d1.range.start && day.range.start == d2.range.end;
    let day = ymd(year.number?, month.number?, day.number?).filter(|_| dashed && glued)?;
    Some(Found::point(at..at + 5, day.to_string(), "date-iso"))
}

fn ymd(year: u32, month: u32, day: u32) -> Option<Day> {
    let year = i32::try_from(year).ok().filter(|y| (1900..2200).contains(y))?;
    Day::from_ymd(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

impl Calendar {
    /// A calendar before any day was named.
    pub(crate) fn new(anchor: Option<Day>, near: bool) -> Self {
        Self { anchor, near, ..Self::default() }
    }

    /// The last day named.
    pub(crate) fn last(&self) -> Option<Day> {
        self.asked.set(true);
        self.last
    }

    /// A day is named.
    pub(crate) fn name(&mut self, day: Day) {
        self.last = Some(day);
    }

    /// The last day named since the calendar was new, unless it was asked for what had been named before.
    pub(crate) fn named(&self) -> Option<Option<Day>> {
        (!self.asked.get()).then_some(self.last)
    }

    /// The anchor, when it is the day of publication: "Monday" and "the 3rd" are counted from no other.
    fn published(&self) -> Option<Day> {
        self.anchor.filter(|_| !self.near)
    }

    /// The last such day on or before the day of publication, or the one nearest to a day that the text names.
    fn day_of_month(&self, month: u32, day: u32) -> Option<Day> {
        let anchor = self.anchor?;
        let year = u32::try_from(anchor.ymd().0).ok()?;
        if self.near {
            let years = [year.checked_sub(1)?, year, year + 1];
            let days = years.into_iter().filter_map(|y| ymd(y, month, day));
            return days.min_by_key(|d| (d.epoch() - anchor.epoch()).abs());
        }
        [year, year.checked_sub(1)?]
            .into_iter()
            .filter_map(|y| ymd(y, month, day))
            .find(|d| *d <= anchor)
            // 29 February.
            .or_else(|| (2..=8).find_map(|back| ymd(year.checked_sub(back)?, month, day)))
    }

    /// The last such day of a month on or before the anchor.
    fn day(&self, day: u32) -> Option<Day> {
        let anchor = self.published()?;
        let (year, month, _) = anchor.ymd();
        let (year, month) = (u32::try_from(year).ok()?, u32::from(month));
        let back = |by: u32| {
            let months = year * 12 + month - 1 - by;
            ymd(months / 12, months % 12 + 1, day)
        };
        (0..3).filter_map(back).find(|d| *d <= anchor)
    }

    /// The last such month on or before the anchor's, as `YYYY-MM`.
    fn month(&self, month: u32) -> Option<String> {
        let (year, now, _) = self.published()?.ymd();
        let year = if month <= u32::from(now) { year } else { year - 1 };
        (1..=12).contains(&month).then(|| format!("{year:04}-{month:02}"))
    }

    /// The month so many months before the anchor's.
    fn months_back(&self, by: i32) -> Option<(i32, i32)> {
        let (year, now, _) = self.published()?.ymd();
        let months = year * 12 + i32::from(now) - 1 - by;
        Some((months.div_euclid(12), months.rem_euclid(12) + 1))
    }

    /// The last such weekday on or before the anchor; Monday is 0.
    fn weekday(&self, weekday: i32) -> Option<Day> {
        let anchor = self.published()?;
        Some(anchor.plus_days(-(weekday_of(anchor) - weekday).rem_euclid(7)))
    }

    /// The calendar week before the anchor's, Monday to Sunday.
    fn last_week(&self) -> Option<(Day, Day)> {
        let anchor = self.published()?;
        let monday = anchor.plus_days(-weekday_of(anchor) - 7);
        Some((monday, monday.plus_days(6)))
    }

    /// The weekend before the anchor.
    fn weekend(&self) -> Option<(Day, Day)> {
        let saturday = self.weekday(5)?;
        let anchor = self.published()?;
        let saturday = if saturday == anchor { saturday.plus_days(-7) } else { saturday };
        Some((saturday, saturday.plus_days(1)))
    }

    fn year(&self, back: i32) -> Option<i32> {
        Some(self.published()?.ymd().0 - back)
    }
}

/// Monday is 0.
fn weekday_of(day: Day) -> i32 {
    // 1970-01-01 was a Thursday.
    (day.epoch() + 3).rem_euclid(7)
}

fn window(tokens: Range<usize>, from: Day, to: Day, rule: &'static str) -> Found {
    Found { tokens, time: Time::Window(from.to_string(), to.to_string()), cue: Cue::Plain, rule }
}

fn past(tokens: Range<usize>, days: i32, rule: &'static str) -> Found {
    Found { tokens, time: Time::Past(days), cue: Cue::Plain, rule }
}

/// Ids of the steps of this module.
pub(crate) const RULES: &[(&str, &str)] = &[
    ("date-iso", "A date written 2031-03-14."),
    (
        "date-day-month",
        "A day and a month, with or without a year; without it the last such day on or before publication.",
    ),
    ("date-days-month", "Two days of a month: a window, or a night between them."),
    (
        "date-month",
        "A month, with or without a year; without it the last such month on or before publication.",
    ),
    ("date-year", "A year that is all of a cell of a table."),
    ("date-weekday", "A weekday: the last one on or before publication."),
    (
        "date-day",
        "A day of the month without its month: the last such day on or before publication.",
    ),
    ("date-near", "Today, yesterday, that day, the day before."),
    ("date-week", "Last week: the calendar week before, Monday to Sunday; the weekend before."),
    ("date-relative-month", "Last month, this month, last year with or without its month or day."),
    ("date-past", "The past so many days or weeks: a window that ends on the day of saying."),
    (
        "date-as-of",
        "Words before or behind a date that make it the day for which the figure holds.",
    ),
];

#[cfg(test)]
mod tests;
