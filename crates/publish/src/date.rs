//! Dates of an edition: the days they cover, and how they read in each language.
//!
//! Terms: the text is EDTF in the subset that the gate lets through – day, ISO week, month, season, year, digits left open
//! with `X`, intervals, qualifiers `~ ? %`. A *day number* counts from 1970-01-01.
//!
//! Invariant: a reader sees no more precision than the text has.
//!
//! Not here: parsing for good; dates were parsed where they entered.

use crate::site::Lang;
use jiff::{ToSpan, civil::Date};

/// First and last day that a date may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Days {
    pub(crate) first: i32,
    pub(crate) last: i32,
}

/// The days of a date; `None` for an unknown one or text outside the subset.
pub(crate) fn days(text: &str) -> Option<Days> {
    match text.split_once('/') {
        None => side(text).map(|side| side.days),
        Some((from, to)) => {
            let (from, to) = (side(from), side(to));
            let first = from.as_ref().or(to.as_ref())?.days.first;
            let last = to.as_ref().or(from.as_ref())?.days.last;
            Some(Days { first, last: last.max(first) })
        }
    }
}

/// The one calendar day that a date names, approximate or not, as `YYYY-MM-DD`.
pub(crate) fn single_day(text: &str) -> Option<&str> {
    let bare = text.trim_matches(['~', '?', '%']);
    (bare.len() == 10 && bare.parse::<Date>().is_ok()).then_some(bare)
}

/// Where a date stands in time; unknown dates come last.
pub(crate) fn sort_key(text: &str) -> (i32, i32) {
    days(text).map_or((i32::MAX, i32::MAX), |days| (days.first, days.last))
}

/// The day by whose end what a date dates had certainly happened; `None` for an unknown date and one with an open end.
pub(crate) fn certain_by(text: &str) -> Option<i32> {
    match text.split_once('/') {
        None => days(text).map(|days| days.last),
        Some((_, to)) => side(to).map(|to| to.days.last),
    }
}

/// The day with this number, `YYYY-MM-DD`; days outside the calendar are clamped to its ends.
pub(crate) fn day_text(number: i32) -> String {
    date_of(number).to_string()
}

/// Year, month and day of a day number.
pub(crate) fn parts(number: i32) -> (i16, i8, i8) {
    let date = date_of(number);
    (date.year(), date.month(), date.day())
}

/// The day number of a day, if it is one.
pub(crate) fn number(text: &str) -> Option<i32> {
    text.parse::<Date>().ok().map(number_of)
}

/// The first day of the month after that of `number`.
pub(crate) fn next_month(number: i32) -> i32 {
    let first = date_of(number).first_of_month();
    first.checked_add(1.month()).map_or(i32::MAX, number_of)
}

fn date_of(number: i32) -> Date {
    EPOCH.checked_add(i64::from(number).days()).unwrap_or(if number < 0 {
        Date::MIN
    } else {
        Date::MAX
    })
}

fn number_of(date: Date) -> i32 {
    date.since(EPOCH).map_or(0, |span| span.get_days())
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// How one side of a date is meant.
enum Form {
    Day(Date),
    /// Year, number and Monday of an ISO week.
    Week(Date),
    Month(i16, i8),
    Year(i16),
    /// Readable as days, with no words of its own.
    Other,
}

struct Side {
    days: Days,
    form: Form,
    approximate: bool,
    uncertain: bool,
}

fn side(text: &str) -> Option<Side> {
    let bare = text.trim_matches(['~', '?', '%']);
    let approximate = text.contains(['~', '%']);
    let uncertain = text.contains(['?', '%']);
    let (form, first, last) = read(bare)?;
    let days = Days { first: number_of(first), last: number_of(last) };
    Some(Side { days, form, approximate, uncertain })
}

fn read(bare: &str) -> Option<(Form, Date, Date)> {
    if let Ok(date) = bare.parse::<Date>()
        && bare.len() == 10
    {
        return Some((Form::Day(date), date, date));
    }
    let mut parts = bare.split('-');
    let (year, month, day, rest) = (parts.next()?, parts.next(), parts.next(), parts.next());
    if rest.is_some() || year.len() != 4 || !bare.is_ascii() {
        return None;
    }
    let (low, high) = open_digits(year, 0, 9999)?;
    let (low, high) = (i16::try_from(low).ok()?, i16::try_from(high).ok()?);
    let Some(month) = month else {
        let form = if low == high { Form::Year(low) } else { Form::Other };
        return Some((form, Date::new(low, 1, 1).ok()?, Date::new(high, 12, 31).ok()?));
    };
    if let Some(week) = month.strip_prefix('W') {
        let week = week.parse().ok()?;
        let monday = jiff::civil::ISOWeekDate::new(low, week, jiff::civil::Weekday::Monday).ok()?;
        let monday = monday.date();
        return Some((Form::Week(monday), monday, monday.checked_add(6.days()).ok()?));
    }
    if let Some((first, last)) = season(month) {
        return Some((
            Form::Other,
            Date::new(low, first, 1).ok()?,
            Date::new(high, last, 1).ok()?.last_of_month(),
        ));
    }
    let (from, to) = open_digits(month, 1, 12)?;
    let (from, to) = (i8::try_from(from).ok()?, i8::try_from(to).ok()?);
    let start = Date::new(low, from, 1).ok()?;
    let end = Date::new(high, to, 1).ok()?.last_of_month();
    let Some(day) = day else {
        let form = if from == to { Form::Month(low, from) } else { Form::Other };
        return Some((form, start, end));
    };
    let (from, to) = open_digits(day, 1, i32::from(end.day()))?;
    let first = Date::new(low, start.month(), i8::try_from(from).ok()?).ok()?;
    Some((Form::Other, first, Date::new(high, end.month(), i8::try_from(to).ok()?).ok()?))
}

/// `2X` as 20 to 29, kept inside `low..=high`.
fn open_digits(text: &str, low: i32, high: i32) -> Option<(i32, i32)> {
    let from: i32 = text.replace('X', "0").parse().ok()?;
    let to: i32 = text.replace('X', "9").parse().ok()?;
    let (from, to) = (from.max(low), to.min(high));
    (from <= to).then_some((from, to))
}

/// EDTF seasons 21–24 and the quarters 33–36, as first and last month of the northern year.
fn season(code: &str) -> Option<(i8, i8)> {
    Some(match code {
        "33" => (1, 3),
        "21" | "34" => (4, 6),
        "22" | "35" => (7, 9),
        "23" | "36" => (10, 12),
        "24" => (1, 3),
        _ => return None,
    })
}

/// A date in words.
///
/// An unknown date gives empty text: the caller says *not stated* or *withheld*, which are two things.
pub(crate) fn words(text: &str, lang: Lang) -> String {
    match text.split_once('/') {
        None => side(text).map_or_else(|| text.to_owned(), |side| side_words(&side, text, lang)),
        Some((from, to)) => {
            let one = |text: &str| side(text).map(|side| side_words(&side, text, lang));
            match (one(from), one(to), lang) {
                (Some(from), Some(to), Lang::En) => format!("{from} to {to}"),
                (Some(from), Some(to), Lang::Ko) => format!("{from}부터 {to}까지"),
                (Some(from), None, Lang::En) => format!("from {from}"),
                (Some(from), None, Lang::Ko) => format!("{from}부터"),
                (None, Some(to), Lang::En) => format!("by {to}"),
                (None, Some(to), Lang::Ko) => format!("{to}까지"),
                (None, None, _) => String::new(),
            }
        }
    }
}

fn side_words(side: &Side, text: &str, lang: Lang) -> String {
    let plain = match (&side.form, lang) {
        (Form::Day(date), _) => long_day(*date, lang),
        (Form::Week(monday), Lang::En) => format!("week of {}", long_day(*monday, lang)),
        (Form::Week(monday), Lang::Ko) => format!("{}에 시작하는 주", long_day(*monday, lang)),
        (Form::Month(year, month), Lang::En) => format!("{} {year}", month_name(*month)),
        (Form::Month(year, month), Lang::Ko) => format!("{year}년 {month}월"),
        (Form::Year(year), Lang::En) => year.to_string(),
        (Form::Year(year), Lang::Ko) => format!("{year}년"),
        (Form::Other, _) => text.to_owned(),
    };
    let plain = match (side.approximate, lang) {
        (false, _) => plain,
        (true, Lang::En) => format!("about {plain}"),
        (true, Lang::Ko) => format!("{plain}경"),
    };
    match (side.uncertain, lang) {
        (false, _) => plain,
        (true, Lang::En) => format!("{plain} (uncertain)"),
        (true, Lang::Ko) => format!("{plain}(불확실)"),
    }
}

fn long_day(date: Date, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{} {} {}", date.day(), month_name(date.month()), date.year()),
        Lang::Ko => format!("{}년 {}월 {}일", date.year(), date.month(), date.day()),
    }
}

/// A month's English name; empty for numbers that are no month.
pub(crate) fn month_name(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_the_days_that_the_text_means() {
        let rows = [
            ("2024-12-23", Some(("2024-12-23", "2024-12-23"))),
            ("2024-12-23~", Some(("2024-12-23", "2024-12-23"))),
            ("2024-W52", Some(("2024-12-23", "2024-12-29"))),
            ("2024-12", Some(("2024-12-01", "2024-12-31"))),
            ("2024", Some(("2024-01-01", "2024-12-31"))),
            ("2024-12-2X", Some(("2024-12-20", "2024-12-29"))),
            ("2024-12-XX", Some(("2024-12-01", "2024-12-31"))),
            ("2024-10/2025-04", Some(("2024-10-01", "2025-04-30"))),
            ("../2024-12-23", Some(("2024-12-23", "2024-12-23"))),
            ("2024-12-23/..", Some(("2024-12-23", "2024-12-23"))),
            ("", None),
            ("soon", None),
            ("2024-13", None),
            ("9999-12-31", Some(("9999-12-31", "9999-12-31"))),
        ];
        for (text, expected) in rows {
            let found = days(text).map(|d| (day_text(d.first), day_text(d.last)));
            let found = found.as_ref().map(|(a, b)| (&**a, &**b));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn is_certain_by_the_last_day_that_the_text_means() {
        let rows = [
            ("2024-12-23", Some("2024-12-23")),
            ("2024-12", Some("2024-12-31")),
            ("2024-10/2025-04", Some("2025-04-30")),
            ("../2024-12-23", Some("2024-12-23")),
            ("2024-12-23/..", None),
            ("2024-12-23/", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(certain_by(text).map(day_text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn reads_in_both_languages() {
        let rows = [
            ("2024-12-23", "23 December 2024", "2024년 12월 23일"),
            ("2024-12-17~", "about 17 December 2024", "2024년 12월 17일경"),
            ("2024-W52", "week of 23 December 2024", "2024년 12월 23일에 시작하는 주"),
            ("2024-12", "December 2024", "2024년 12월"),
            ("2024-10/2025-04", "October 2024 to April 2025", "2024년 10월부터 2025년 4월까지"),
            ("../2025-01-11", "by 11 January 2025", "2025년 1월 11일까지"),
            ("", "", ""),
        ];
        for (text, en, ko) in rows {
            assert_eq!(words(text, Lang::En), en);
            assert_eq!(words(text, Lang::Ko), ko);
        }
    }

    #[test]
    fn numbers_and_days_agree() {
        for text in ["1970-01-01", "2024-02-29", "1950-06-25", "9999-12-31"] {
            assert_eq!(day_text(number(text).unwrap()), text);
        }
        assert_eq!(day_text(next_month(number("2024-12-23").unwrap())), "2025-01-01");
    }
}
