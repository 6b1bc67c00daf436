//! Dates in English.

use model::date::Day;

use super::token::{Token, before, day, number, word, year};
use super::{Calendar, Cue, Found, Time, past, window, ymd};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

pub(super) fn date(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let found = two_dates(tokens, at, calendar)
        .or_else(|| day_month(tokens, at, calendar))
        .or_else(|| month_day(tokens, at, calendar))
        .or_else(|| relative(tokens, at, calendar))
        .or_else(|| weekday(tokens, at, calendar))
        .or_else(|| month_alone(tokens, at, calendar))
        .or_else(|| ordinal(tokens, at, calendar))?;
    Some(cued(found, tokens))
}

/// The last day of a month.
fn last_of(first: Day) -> Option<Day> {
    let (year, month, _) = first.ymd();
    (28..=31).rev().find_map(|day| Day::from_ymd(year, month, day))
}

/// Reads the words before a date.
fn cued(mut found: Found, tokens: &[Token<'_>]) -> Found {
    let mut at = found.tokens.start;
    while lead_in(before(tokens, at, 1)) && before(tokens, at, 2) != "as" {
        at -= 1;
    }
    let one = before(tokens, at, 1);
    let two = before(tokens, at, 2);
    let spans = matches!(found.time, Time::Window(..));
    found.cue = match (two, one) {
        ("as", "of") | (_, "by") => Cue::AsOf,
        ("up", "to") if found.cue == Cue::Plain => Cue::AsOf,
        (_, "from") if spans => Cue::Event,
        (_, "since" | "until" | "till" | "after" | "before" | "from" | "following") => Cue::Open,
        (_, "dated") => Cue::Saying,
        (_, "next" | "coming" | "later") => Cue::Open,
        ("overnight", "on") => Cue::Event,
        (verb, "on" | "in") if begins(verb) || after_since(tokens, at) => Cue::Open,
        _ => found.cue,
    };
    if found.cue == Cue::Plain
        && matches!(word(tokens, found.tokens.end), "estimate" | "report" | "briefing" | "update")
        && matches!(two, "in" | "at" | "to" | "with" | "than" | "from")
    {
        // "at its April briefing": the day of saying.
        found.cue = Cue::Saying;
    }
    if found.cue == Cue::AsOf {
        found.rule = "date-as-of";
        // "by the end of March": its last day.
        let end = (before(tokens, found.tokens.start, 2), before(tokens, found.tokens.start, 1));
        if end == ("end", "of")
            && let Time::Point(text) = &found.time
            && let Some(day) = format!("{text}-01").parse().ok().and_then(last_of)
        {
            found.time = Time::Point(day.to_string());
        }
    }
    found
}

/// "since the war began on October 7", "when fighting erupted in April": the day of what went before.
fn begins(verb: &str) -> bool {
    matches!(
        verb,
        "began"
            | "erupted"
            | "started"
            | "begun"
            | "effect"
            | "launched"
            | "broke"
            | "out"
            | "announced"
            | "declared"
            | "invasion"
            | "signed"
            | "force"
            | "begins"
    ) && verb != "announced"
}

/// "since the truce on 11 October": the beginning of a window whose end is not told.
fn after_since(tokens: &[Token<'_>], at: usize) -> bool {
    (2..=7).any(|back| before(tokens, at, back) == "since")
}

/// Words between a preposition and a date: "by the end of", "since the first week of".
fn lead_in(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "late"
            | "early"
            | "mid"
            | "-"
            | "end"
            | "of"
            | "beginning"
            | "start"
            | "middle"
            | "around"
            | "about"
            | "first"
            | "second"
            | "third"
            | "final"
            | "week"
            | "weeks"
            | "half"
            | "days"
            | "day"
            | "part"
            | "evening"
            | "morning"
            | "close"
    )
}

pub(super) fn month(token: Option<&Token<'_>>) -> Option<u32> {
    let token = token.filter(|t| t.capital)?;
    let text = &*token.text;
    let short = text.len() == 3 || text == "sept";
    let at = MONTHS.iter().position(|m| *m == text || (short && m.starts_with(text)))?;
    u32::try_from(at + 1).ok()
}

/// "from March 3 to March 9", "between 28 February and 3 March".
fn two_dates(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let mut back = at;
    while lead_in(before(tokens, back, 1)) {
        back -= 1;
    }
    if !matches!(before(tokens, back, 1), "from" | "between") {
        return None;
    }
    let one = |at| day_month(tokens, at, calendar).or_else(|| month_day(tokens, at, calendar));
    let first = one(at)?;
    let second = one(first.tokens.end + 1)
        .filter(|_| matches!(word(tokens, first.tokens.end), "to" | "and" | "through" | "until"))?;
    let (Time::Point(from), Time::Point(to)) = (first.time, second.time) else { return None };
    let time = Time::Window(from, to);
    let rule = "date-days-month";
    Some(Found { tokens: at..second.tokens.end, time, cue: Cue::Plain, rule })
}

/// "14 December", "9 and 10 December 2030", "14-15 December", "the 14th of December".
fn day_month(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let first = day(tokens, at)?;
    let mut next = after_ordinal(tokens, at + 1);
    let mut second = None;
    if matches!(word(tokens, next), "and" | "-" | "–" | "to" | "or")
        && day(tokens, next + 1).is_some()
    {
        second = day(tokens, next + 1);
        next = after_ordinal(tokens, next + 2);
    }
    if word(tokens, next) == "of" {
        next += 1;
    }
    let month = month(tokens.get(next))?;
    next += 1;
    let (year, next) = with_year(tokens, next);
    two_days(at..next, (first, second), month, year, calendar)
}

/// "December 14", "Dec. 14, 2030", "December 14-15".
fn month_day(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let month = month(tokens.get(at))?;
    let mut next = at + 1;
    if word(tokens, next) == "." {
        next += 1;
    }
    let first = day(tokens, next)?;
    next = after_ordinal(tokens, next + 1);
    let mut second = None;
    let joined = matches!(word(tokens, next), "and" | "-" | "–" | "to");
    if joined && day(tokens, next + 1).is_some() && !counts(tokens, next + 2) {
        second = day(tokens, next + 1);
        next = after_ordinal(tokens, next + 2);
    }
    let (year, next) = with_year(tokens, next);
    two_days(at..next, (first, second), month, year, calendar)
}

/// Whether a number counts persons: "on March 3 and 40 soldiers".
fn counts(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| t.text.chars().all(char::is_alphabetic) && !t.capital)
        && !matches!(
            word(tokens, at),
            "in" | "at" | "near" | "of" | "that" | "when" | "and" | "by" | "th" | "said"
        )
}

fn after_ordinal(tokens: &[Token<'_>], at: usize) -> usize {
    at + usize::from(matches!(word(tokens, at), "st" | "nd" | "rd" | "th"))
}

fn with_year(tokens: &[Token<'_>], at: usize) -> (Option<u32>, usize) {
    let next = at + usize::from(matches!(word(tokens, at), "," | "of"));
    match year(tokens, next) {
        Some(y) => (Some(y), next + 1),
        None => (None, at),
    }
}

fn two_days(
    tokens: std::ops::Range<usize>,
    (first, second): (u32, Option<u32>),
    month: u32,
    year: Option<u32>,
    calendar: &Calendar,
) -> Option<Found> {
    let resolve = |d| match year {
        Some(y) => ymd(y, month, d),
        None => calendar.day_of_month(month, d),
    };
    let from = resolve(first)?;
    match second.and_then(resolve) {
        Some(to) if to >= from => Some(window(tokens, from, to, "date-days-month")),
        _ => Some(Found::point(tokens, from.to_string(), "date-day-month")),
    }
}

/// "today", "last week", "in the past three days", "over the weekend", "last month".
fn relative(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let point = |n: usize, text: String, rule| Some(Found::point(at..at + n, text, rule));
    let rel = "date-relative-month";
    match (word(tokens, at), word(tokens, at + 1)) {
        ("today", _) => point(1, calendar.anchor?.to_string(), "date-near"),
        ("yesterday", _) => point(1, calendar.anchor?.plus_days(-1).to_string(), "date-near"),
        ("over" | "at" | "during", "the" | "this") | ("last" | "this", "weekend")
            if word(tokens, at + 1) == "weekend"
                || word(tokens, at + 2) == "weekend"
                || (matches!(word(tokens, at + 2), "past" | "last")
                    && word(tokens, at + 3) == "weekend") =>
        {
            let (from, to) = calendar.weekend()?;
            let end = (at + 1..).find(|i| word(tokens, *i) == "weekend")? + 1;
            Some(window(at..end, from, to, "date-week"))
        }
        ("day" | "week", "earlier" | "before" | "later") | ("following" | "next", "day") => {
            let led = matches!(before(tokens, at, 1), "a" | "one" | "the");
            let week = word(tokens, at) == "week" || before(tokens, at, 1) == "one";
            let by = match (word(tokens, at), word(tokens, at + 1)) {
                ("day", "later") | (_, "day") => 1,
                ("week", "later") => 7,
                ("week", _) => -7,
                _ => -1,
            };
            let day = calendar.last().or(calendar.anchor).filter(|_| led)?.plus_days(by);
            let past = calendar.anchor.is_none_or(|anchor| day <= anchor);
            // "the week before" is no day.
            (past && (!week || before(tokens, at, 1) == "a"))
                .then(|| Found::point(at..at + 2, day.to_string(), "date-near"))
        }
        ("previous", "day") => {
            let day = calendar.last().or(calendar.anchor)?.plus_days(-1);
            point(2, day.to_string(), "date-near")
        }
        ("same", "day") | ("that", "day") => {
            point(2, calendar.last().or(calendar.anchor)?.to_string(), "date-near")
        }
        ("last", "week") if word(tokens, at + 2) != "of" => {
            let (from, to) = calendar.last_week()?;
            point(2, format!("{from}/{to}"), "date-week")
        }
        ("last" | "previous", "month") => {
            let (y, m) = calendar.months_back(1)?;
            point(2, format!("{y:04}-{m:02}"), rel)
        }
        ("this", "month") => {
            let (y, m) = calendar.months_back(0)?;
            point(2, format!("{y:04}-{m:02}"), rel)
        }
        ("last", "year") => point(2, format!("{:04}", calendar.year(1)?), rel),
        ("this", "year") => point(2, format!("{:04}", calendar.year(0)?), rel),
        ("last", name) if DAYS.contains(&name) => {
            let found = weekday(tokens, at + 1, calendar)?;
            let before = match &found.time {
                Time::Point(day)
                    if Some(day) == calendar.anchor.map(|d| d.to_string()).as_ref() =>
                {
                    calendar.anchor?.plus_days(-7).to_string()
                }
                Time::Point(day) => day.clone(),
                _ => return None,
            };
            point(2, before, "date-weekday")
        }
        // "overnight on 19 November" is that day.
        ("overnight", "on") => None,
        ("overnight", _) => {
            let to = calendar.anchor?;
            Some(window(at..at + 1, to.plus_days(-1), to, "date-past"))
        }
        (_, "days" | "day" | "weeks" | "week") if word(tokens, at + 2) == "ago" => {
            let count = i32::try_from(count(tokens, at).0?).ok().filter(|n| *n < 60)?;
            let days = count * if word(tokens, at + 1).starts_with("week") { 7 } else { 1 };
            point(3, calendar.anchor?.plus_days(-days).to_string(), "date-near")
        }
        _ => past_days(tokens, at),
    }
}

/// "in the past week", "over three days", "in the last 24 hours".
fn past_days(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    if !matches!(word(tokens, at), "in" | "over" | "during" | "for" | "within" | "of") {
        return None;
    }
    let mut next = at + 1;
    let article = word(tokens, next) == "the";
    next += usize::from(article);
    let past_word = matches!(word(tokens, next), "past" | "last" | "previous" | "preceding");
    next += usize::from(past_word);
    let (count, used) = count(tokens, next);
    let unit = match word(tokens, next + used) {
        "day" | "days" => 1,
        // "in the last week of January" is another week than the last one.
        "week" | "weeks" if word(tokens, next + used + 1) == "of" => return None,
        "week" | "weeks" => 7,
        "month" | "months" if past_word => {
            let months = i32::try_from(count.unwrap_or(1)).ok().filter(|m| *m < 60)?;
            let time = Time::Months(months);
            let tokens = at..next + used + 1;
            return Some(Found { tokens, time, cue: Cue::Plain, rule: "date-past" });
        }
        "hours" if count == Some(24) => return ended(tokens, at, next + used, 1, past_word),
        "hours" if count == Some(48) => return ended(tokens, at, next + used, 2, past_word),
        "hours" if count == Some(72) => return ended(tokens, at, next + used, 3, past_word),
        _ => return None,
    };
    // "over a day" is a length; "in a week" is not said of the past.
    // "They lost 400 in one week": which one is not said.
    if !past_word && (count.is_none() || word(tokens, at) != "over") {
        return None;
    }
    let days = i32::try_from(count.unwrap_or(1)).ok()?.checked_mul(unit).filter(|d| *d < 400)?;
    ended(tokens, at, next + used, days, past_word)
}

fn ended(
    tokens: &[Token<'_>],
    at: usize,
    last: usize,
    days: i32,
    past_word: bool,
) -> Option<Found> {
    let end = last + 1;
    // "over three days in March" is dated elsewhere.
    let mut found = past(at..end, days, "date-past");
    if !past_word && matches!(word(tokens, end), "in" | "ago" | "before" | "after" | "of") {
        found.cue = Cue::Open;
    }
    Some(found)
}

fn count(tokens: &[Token<'_>], at: usize) -> (Option<u32>, usize) {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    if let Some(n) = number(tokens, at) {
        return (Some(n), 1);
    }
    match WORDS.iter().position(|w| *w == word(tokens, at)) {
        Some(i) => (u32::try_from(i + 1).ok(), 1),
        None => (None, 0),
    }
}

fn weekday(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let token = tokens.get(at).filter(|t| t.capital)?;
    let name = token.text.trim_end_matches("'s");
    let short = name.len() == 3 && before(tokens, at, 1) == "on";
    let which = DAYS.iter().position(|d| *d == name || (short && d.starts_with(name)))?;
    let day = calendar.weekday(i32::try_from(which).ok()?)?;
    Some(Found::point(at..at + 1, day.to_string(), "date-weekday"))
}

/// "in December", "December 2030", "last November", "late April".
fn month_alone(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let which = month(tokens.get(at))?;
    let (said, next) = with_year(tokens, at + 1);
    let led = matches!(
        before(tokens, at, 1),
        "in" | "since"
            | "of"
            | "last"
            | "late"
            | "early"
            | "by"
            | "during"
            | "until"
            | "from"
            | "to"
            | "and"
            | "for"
            | "-"
            | "this"
            | "through"
    );
    let long = tokens.get(at).is_some_and(|t| t.text.len() > 3 && t.text != "march");
    let led = led || (at == 0 && next == tokens.len());
    if !led && said.is_none() && !(long && which != 5) {
        return None;
    }
    let text = |m: u32| match said {
        Some(y) => Some(format!("{y:04}-{m:02}")),
        None => calendar.month(m),
    };
    let first = text(which)?;
    // "in January and February", "from October 2030 to March 2031"
    // "between late October and early November": the months, whole.
    let part = usize::from(matches!(word(tokens, next + 1), "early" | "late" | "mid"));
    let other = next + 1 + part;
    if matches!(word(tokens, next), "and" | "to" | "-" | "–")
        && let Some(second) = month(tokens.get(other)).filter(|_| day(tokens, other + 1).is_none())
    {
        let (year, end) = with_year(tokens, other + 1);
        let (from, to) = match (said, year) {
            (None, Some(y)) if second < which => (format!("{:04}-{which:02}", y - 1), y),
            (None, Some(y)) => (format!("{y:04}-{which:02}"), y),
            (_, Some(y)) => (first, y),
            (_, None) => {
                let to = calendar.month(second)?;
                let from = if first > to { earlier_year(&first)? } else { first };
                let time = Time::Window(from, to);
                return Some(Found { tokens: at..end, time, cue: Cue::Plain, rule: "date-month" });
            }
        };
        let to = format!("{to:04}-{second:02}");
        let time = Time::Window(from, to);
        return Some(Found { tokens: at..end, time, cue: Cue::Plain, rule: "date-month" });
    }
    Some(Found::point(at..next, first, "date-month"))
}

/// The same month a year before.
fn earlier_year(month: &str) -> Option<String> {
    let (year, month) = month.split_once('-')?;
    Some(format!("{:04}-{month}", year.parse::<u32>().ok()?.checked_sub(1)?))
}

/// "the 28th".
fn ordinal(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let which = day(tokens, at)?;
    let end = after_ordinal(tokens, at + 1);
    let glued = tokens.get(at)?.range.end == tokens.get(at + 1)?.range.start;
    let noun = tokens.get(end).is_some_and(|t| {
        t.text.chars().all(char::is_alphabetic)
            && !matches!(&*t.text, "and" | "that" | "but" | "it" | "he" | "the" | "in" | "when")
    });
    if end == at + 1 || !glued || before(tokens, at, 1) != "the" || noun {
        return None;
    }
    let day = calendar
        .last()
        .and_then(|last| in_month_of(last, which))
        .or_else(|| calendar.day(which))?;
    Some(Found::point(at..end, day.to_string(), "date-day"))
}

fn in_month_of(last: Day, day: u32) -> Option<Day> {
    let (year, month, _) = last.ymd();
    ymd(u32::try_from(year).ok()?, u32::from(month), day)
}
