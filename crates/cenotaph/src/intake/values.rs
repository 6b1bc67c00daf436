//! Values checked at the door: each column's type, with what was found and what was expected.
//!
//! A value that fits in another writing is brought to the one the program uses (`3,000` becomes `3000`, `Public` becomes
//! `public`), the text as it came is kept, and where the reading could surprise, a note says so. Invariant: after the check
//! a whole number is plain digits within its bound, a list of ids has no empty part, a closed word is one of its list.
//!
//! Not here: what a number means (`cenotaph_model::quantity`) and whether an id exists; that needs the whole case.

use std::borrow::Cow;

use model::date::When;

use super::columns::{AGE_MAX, COUNT_MAX, PRECISIONS};
use super::complaint::Severity;
use super::schema::{Column, Values, grouped, quoted};
use super::text::{nearest, without_invisible};

/// What a check says of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) severity: Severity,
    pub(crate) code: &'static str,
    pub(crate) expected: String,
    pub(crate) hint: Option<String>,
}

/// The value in the program's writing, and remarks on it.
type Checked<'v> = (Cow<'v, str>, Vec<Remark>);

/// Checks one value that is not empty; `precision` is the value of the column that qualifies a date.
pub(crate) fn check<'v>(column: &Column, value: &'v str, precision: &str) -> Checked<'v> {
    let bare = || match without_invisible(value) {
        Cow::Borrowed(_) => Cow::Borrowed(value),
        Cow::Owned(text) => Cow::Owned(text),
    };
    match column.values {
        Values::Text => (Cow::Borrowed(value), formula(value).into_iter().collect()),
        Values::Id => id(bare()),
        Values::Ids => ids(bare()),
        Values::Date { precision: qualifier } => date(bare(), precision, qualifier),
        Values::Precision => word(bare(), PRECISIONS, true, false),
        Values::Whole { max } => whole(bare(), max),
        Values::Age => age(bare()),
        Values::Fraction => fraction(bare()),
        Values::WholeOrRange => whole_or_range(bare()),
        Values::YesNo => yes_no(bare()),
        Values::Language => language(bare()),
        Values::Address => address(bare()),
        Values::Word { list, closed, many } => word(bare(), list, closed, many),
    }
}

fn remark(severity: Severity, code: &'static str, expected: impl Into<String>) -> Remark {
    Remark { severity, code, expected: expected.into(), hint: None }
}

impl Remark {
    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

fn error(code: &'static str, expected: impl Into<String>) -> Remark {
    remark(Severity::Error, code, expected)
}

/// Text that a spreadsheet would run: `=…`, or `+`, `-`, `@` with a call or a link behind it (OWASP, *CSV injection*).
pub(crate) fn formula(value: &str) -> Option<Remark> {
    let rest = value.strip_prefix(['=', '+', '-', '@'])?;
    let runs = if value.starts_with('=') {
        !rest.trim().is_empty()
    } else {
        !rest.starts_with(' ') && rest.contains(['(', '|', '!'])
    };
    runs.then(|| {
        remark(Severity::Warning, "value.formula", "plain text")
            .hint("kept as text and not computed; a spreadsheet that opens the file would run it as a formula")
    })
}

fn id(value: Cow<'_, str>) -> Checked<'_> {
    let expected = "an id of 1–96 characters without `;` or line end";
    let bad =
        value.is_empty() || value.chars().count() > ID_CHARS || value.contains([';', '\n', '\t']);
    let mut remarks: Vec<Remark> = formula(&value).into_iter().collect();
    if bad {
        remarks.push(error("value.id", expected));
    }
    (value, remarks)
}

fn ids(value: Cow<'_, str>) -> Checked<'_> {
    let mut kept: Vec<&str> = Vec::new();
    let mut remarks: Vec<Remark> = formula(&value).into_iter().collect();
    let mut doubled = None;
    for part in value.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        if part.chars().count() > ID_CHARS || part.contains(['\n', '\t']) {
            remarks.push(error("value.id", "ids of 1–96 characters, separated by `;`"));
            break;
        }
        if kept.contains(&part) {
            doubled = Some(part);
        } else if kept.len() == IDS_MAX {
            remarks
                .push(error("value.too_many", format!("at most {} ids", grouped(IDS_MAX as u64))));
            break;
        } else {
            kept.push(part);
        }
    }
    if let Some(id) = doubled {
        remarks.push(
            remark(Severity::Note, "value.repeated", "each id once")
                .hint(format!("`{id}` was taken once")),
        );
    }
    let joined = kept.join(";");
    if joined == value { (value, remarks) } else { (Cow::Owned(joined), remarks) }
}

fn date<'v>(value: Cow<'v, str>, precision: &str, qualifier: Option<&str>) -> Checked<'v> {
    let (day, cut) = without_time(&value);
    let known = precision.is_empty() || PRECISIONS.contains(&precision);
    // An unknown precision is complained about at its own column.
    let precision = if known { precision } else { "" };
    let Err((expected, hint)) = read_date(day, precision) else {
        if !cut {
            return (value, Vec::new());
        }
        let note = remark(Severity::Note, "value.time", "a date without a time of day")
            .hint(format!("read as `{day}`"));
        return (Cow::Owned(day.to_owned()), vec![note]);
    };
    let mut fault = error("value.date", expected);
    fault.hint = serial_day(&value).or(hint);
    if let Some(column) = qualifier
        && !precision.is_empty()
        && read_date(day, "").is_ok()
    {
        fault.expected = format!("a date that goes with `{precision}` in `{column}`");
    }
    (value, vec![fault])
}

/// What was expected instead of a date, and advice.
type DateFault = (String, Option<String>);

fn read_date(day: &str, precision: &str) -> Result<(), DateFault> {
    match When::from_columns(day, precision) {
        Ok(_) => Ok(()),
        Err(fault) => Err((fault.expected.to_string(), fault.hint)),
    }
}

/// Takes a time of day off an ISO date, as spreadsheets write them.
fn without_time(value: &str) -> (&str, bool) {
    let bytes = value.as_bytes();
    let shape = bytes.len() >= 13
        && bytes.iter().take(10).enumerate().all(|(at, b)| match at {
            4 | 7 => *b == b'-',
            _ => b.is_ascii_digit(),
        })
        && matches!(bytes.get(10), Some(b'T' | b' '))
        && bytes.iter().skip(11).all(|b| b.is_ascii_digit() || b":.Z+-".contains(b));
    if shape { (value.get(..10).unwrap_or(value), true) } else { (value, false) }
}

/// A spreadsheet's day number that lost its format.
fn serial_day(value: &str) -> Option<String> {
    let days: u64 = value.parse().ok().filter(|days| (20_000..80_000).contains(days))?;
    // Day 25,569 of the 1900 system is 1 January 1970.
    let days = i64::try_from(days).ok()? - 25_569;
    let day =
        jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    Some(format!("it may be a spreadsheet's day number for {day}; format the cell as a date"))
}

fn whole(value: Cow<'_, str>, max: u64) -> Checked<'_> {
    let expected = format!("a whole number from 0 to {}", grouped(max));
    match digits(&value) {
        Ok(plain) => {
            let number = plain.parse::<u64>().ok().filter(|&number| number <= max);
            let Some(number) = number else {
                return (value, vec![error("value.too_large", expected)]);
            };
            let plain = number.to_string();
            if plain == value {
                return (value, Vec::new());
            }
            let note = remark(Severity::Note, "value.number_form", "a number in plain digits")
                .hint(format!("read as {}", grouped(number)));
            (Cow::Owned(plain), vec![note])
        }
        Err(Wrong::Negative) => (
            value,
            vec![error("value.negative", expected).hint("a count of persons cannot be below zero")],
        ),
        Err(Wrong::Ambiguous) => {
            let hint =
                "a point or comma here could be a decimal or part thousands; write plain digits";
            (value, vec![error("value.number", expected).hint(hint)])
        }
        Err(Wrong::NotANumber) => {
            let hint = "leave the field empty and put words such as `several hundred` in `qualifier` or `note`";
            (value, vec![error("value.number", expected).hint(hint)])
        }
    }
}

/// Years when it is a number; other words stay words, because an age is often known as `20s` only.
fn age(value: Cow<'_, str>) -> Checked<'_> {
    if digits(&value).is_ok() || matches!(digits(&value), Err(Wrong::Negative)) {
        return whole(value, AGE_MAX);
    }
    let remarks = formula(&value).into_iter().collect();
    (value, remarks)
}

enum Wrong {
    Negative,
    Ambiguous,
    NotANumber,
}

/// The plain digits of a whole number in a usual writing: `3,000`, `3 000`, `3'000`, `3000.0`, `３０００`.
fn digits(value: &str) -> Result<String, Wrong> {
    let narrow: String = value.chars().map(narrow_digit).collect();
    let narrow = narrow.trim();
    if let Some(rest) = narrow.strip_prefix(['-', '\u{2212}', '\u{2013}']) {
        let number = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        return Err(if number { Wrong::Negative } else { Wrong::NotANumber });
    }
    let narrow = narrow.strip_prefix('+').unwrap_or(narrow);
    let whole = match narrow.split_once('.') {
        Some((whole, zeros))
            if !whole.is_empty() && !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') =>
        {
            // `3.000` is three thousand to half of Europe and three to the other half.
            if zeros.len() == 3 {
                return Err(Wrong::Ambiguous);
            }
            whole
        }
        Some((whole, rest)) if all_digits(whole) && all_digits(rest) => {
            return Err(Wrong::Ambiguous);
        }
        Some(_) => return Err(Wrong::NotANumber),
        None => narrow,
    };
    if all_digits(whole) {
        return Ok(whole.to_owned());
    }
    let separator = whole.chars().find(|c| !c.is_ascii_digit()).ok_or(Wrong::NotANumber)?;
    if !matches!(separator, ',' | ' ' | '\'' | '\u{2019}' | '\u{2009}' | '_') {
        return Err(Wrong::NotANumber);
    }
    let parts: Vec<&str> = whole.split(separator).collect();
    if !parts.iter().all(|part| all_digits(part)) {
        return Err(Wrong::NotANumber);
    }
    let grouped = parts.iter().skip(1).all(|part| part.len() == 3)
        && parts.first().is_some_and(|p| p.len() <= 3);
    if grouped { Ok(parts.concat()) } else { Err(Wrong::Ambiguous) }
}

fn narrow_digit(c: char) -> char {
    match c {
        '０'..='９' => {
            char::from(b'0' + u8::try_from(u32::from(c) - u32::from('０')).unwrap_or(0))
        }
        '，' => ',',
        '．' => '.',
        c => c,
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn fraction(value: Cow<'_, str>) -> Checked<'_> {
    let share = share(&value);
    if share.is_some_and(|share| (0.0..=1.0).contains(&share)) {
        return (value, Vec::new());
    }
    let remark = error("value.fraction", "a share between 0 and 1: `0.5`, `1/3` or `40 %`")
        .hint("words such as `nearly half` belong in `qualifier`");
    (value, vec![remark])
}

fn share(value: &str) -> Option<f64> {
    let plain = |text: &str| -> Option<f64> {
        let text = text.trim();
        let shape = text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        text.parse().ok().filter(|_| shape)
    };
    if let Some(percent) = value.strip_suffix(['%', '％']) {
        return plain(percent).map(|p| p / 100.0);
    }
    match value.split_once('/') {
        Some((over, under)) => {
            let (over, under) = (plain(over)?, plain(under)?);
            (under > 0.0).then_some(over / under)
        }
        None => plain(value),
    }
}

fn whole_or_range(value: Cow<'_, str>) -> Checked<'_> {
    let ends: Vec<&str> = value.split(['-', '–']).collect();
    let read: Vec<Option<u64>> =
        ends.iter().map(|end| digits(end).ok().and_then(|d| d.parse().ok())).collect();
    match read.as_slice() {
        [Some(one)] if *one <= COUNT_MAX => {
            let plain = one.to_string();
            (if plain == value { value } else { Cow::Owned(plain) }, Vec::new())
        }
        [Some(low), Some(high)] if low <= high && *high <= COUNT_MAX => {
            let plain = format!("{low}-{high}");
            (if plain == value { value } else { Cow::Owned(plain) }, Vec::new())
        }
        _ => (
            value,
            vec![error(
                "value.range",
                "a whole number, or two with a hyphen between and the smaller first",
            )],
        ),
    }
}

fn yes_no(value: Cow<'_, str>) -> Checked<'_> {
    let canonical = match value.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => "yes",
        "no" | "n" | "false" | "0" => "no",
        _ => return (value, vec![error("value.word", "`yes` or `no`")]),
    };
    (if canonical == value { value } else { Cow::Borrowed(canonical) }, Vec::new())
}

fn language(value: Cow<'_, str>) -> Checked<'_> {
    let parts: Vec<&str> = value.split('-').collect();
    let head = parts
        .first()
        .is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    let tail = parts
        .iter()
        .skip(1)
        .all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    if head && tail {
        return (value, Vec::new());
    }
    let remark = remark(
        Severity::Warning,
        "value.language",
        "a language tag such as `en`, `ko` or `zh-Hant`",
    );
    (value, vec![remark])
}

fn address(value: Cow<'_, str>) -> Checked<'_> {
    let lower = value.to_lowercase();
    let host = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let sound = host.is_some_and(|host| !host.is_empty()) && !value.contains(char::is_whitespace);
    if sound {
        return (value, Vec::new());
    }
    let remark = error(
        "value.address",
        "an address that begins with `https://` or `http://` and has no spaces",
    )
    .hint("put other references in `note` or `title`");
    (value, vec![remark])
}

fn word<'v>(value: Cow<'v, str>, list: &[&'static str], closed: bool, many: bool) -> Checked<'v> {
    let mut remarks: Vec<Remark> = formula(&value).into_iter().collect();
    let parts: Vec<&str> = if many { value.split(';').collect() } else { vec![&value] };
    let mut kept = Vec::new();
    for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
        let folded = part.to_lowercase().replace([' ', '-'], "_");
        if let Some(exact) = list.iter().find(|word| **word == part) {
            kept.push((*exact).to_owned());
        } else if let Some(same) =
            list.iter().find(|word| word.replace('-', "_").to_lowercase() == folded)
        {
            kept.push((*same).to_owned());
        } else {
            remarks.extend(stray_word(part, &folded, list, closed));
            kept.push(part.to_owned());
        }
    }
    let joined = kept.join("; ");
    if joined == value || remarks.iter().any(|r| r.severity == Severity::Error) {
        (value, remarks)
    } else {
        (Cow::Owned(joined), remarks)
    }
}

fn stray_word(part: &str, folded: &str, list: &[&str], closed: bool) -> Option<Remark> {
    let near = nearest(folded, list.iter().copied());
    let advise = |remark: Remark| match near {
        Some(near) => remark.hint(format!("did you mean `{near}`?")),
        None => remark,
    };
    if closed {
        return Some(advise(error("value.word", format!("one of {}", quoted(list)))));
    }
    // An open list takes new words; a word one slip away from a listed one is asked about.
    let slip =
        near.filter(|near| super::text::distance(folded, near, 1) == 1 && part.chars().count() > 4);
    slip.map(|near| {
        remark(Severity::Warning, "value.word_near", format!("`{near}`, if that was meant"))
            .hint("kept as written")
    })
}

/// The longest id, in characters; `cenotaph_model::id` has the same bound.
const ID_CHARS: usize = 96;

/// The most ids in one field: an entry holds 64 KiB in all.
const IDS_MAX: usize = 1_000;
