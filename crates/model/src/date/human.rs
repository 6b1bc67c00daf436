//! Dates as people write them, turned into EDTF.
//!
//! Rule: a form is accepted only if it means one date wherever it is read. Year first, with any of `/ . -` or eight digits;
//! a month by its English name; Korean 년 월 일. Day and month as two numbers with the year last are accepted only when
//! one of them cannot be a month; otherwise they are refused, because 03/04/2024 is March in one country and April in
//! the next.

use unicode_normalization::UnicodeNormalization;

use super::{DateError, when::EXPECTED};

/// The EDTF text of a form written by people; `None` when it should be read as EDTF itself.
pub(super) fn to_edtf(given: &str) -> Result<Option<String>, DateError> {
    let text: String = given.nfkc().collect::<String>().trim().to_owned();
    if let Some((from, to)) = text.split_once("..").filter(|(a, b)| !a.is_empty() && !b.is_empty())
    {
        // `a..b` is how tables write an interval; EDTF keeps `..` for open ends, which have a stroke.
        if !text.contains('/') && !text.starts_with(['[', '{']) {
            return Ok(Some(format!("{}/{}", one(from.trim(), given)?, one(to.trim(), given)?)));
        }
    }
    let edtf = one(&text, given)?;
    Ok((edtf != given).then_some(edtf))
}

/// One date; what is no human form comes back as it is.
fn one(text: &str, given: &str) -> Result<String, DateError> {
    let (body, mark) = match text.chars().last() {
        Some(c @ ('?' | '~' | '%')) => (text.trim_end_matches(c).trim_end(), c.to_string()),
        _ => (text, String::new()),
    };
    let found = match korean(body).or_else(|| named_month(body)).or_else(|| compact(body)) {
        Some(date) => Some(date),
        None => separated(body, given)?,
    };
    Ok(found.map_or_else(|| text.to_owned(), |date| date + &mark))
}

/// `2024년 12월 23일`, `2024년 12월`, `2024년`.
fn korean(text: &str) -> Option<String> {
    let (year, rest) = text.split_once('년')?;
    let year = four(year.trim())?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(year.to_owned());
    }
    let (month, rest) = rest.split_once('월')?;
    let month = two(month.trim())?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(format!("{year}-{month}"));
    }
    let day = two(rest.strip_suffix('일')?.trim())?;
    Some(format!("{year}-{month}-{day}"))
}

/// `23 December 2024`, `December 23, 2024`, `Dec. 23rd 2024`, `December 2024`.
fn named_month(text: &str) -> Option<String> {
    let words: Vec<&str> =
        text.split([' ', ',', '\u{a0}']).filter(|w| !w.is_empty() && *w != "of").collect();
    match words.as_slice() {
        [name, year] => Some(format!("{}-{:02}", four(year)?, month(name)?)),
        [first, second, year] => {
            let (day, name) =
                if month(first).is_some() { (second, first) } else { (first, second) };
            Some(format!("{}-{:02}-{}", four(year)?, month(name)?, ordinal(day)?))
        }
        _ => None,
    }
}

fn month(name: &str) -> Option<usize> {
    let name = name.trim_end_matches('.').to_lowercase();
    let short = name.len() >= 3 && (name.len() == 3 || name == "sept");
    MONTHS
        .iter()
        .position(|full| *full == name || (short && full.starts_with(name.as_str())))
        .map(|i| i + 1)
}

fn ordinal(day: &str) -> Option<String> {
    let digits =
        ["st", "nd", "rd", "th"].iter().find_map(|end| day.strip_suffix(end)).unwrap_or(day);
    two(digits)
}

/// `20241223`.
fn compact(text: &str) -> Option<String> {
    let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))
}

/// `2024/12/23`, `2024.12.23.`, `2024. 12. 23.`, and the day first only where nothing else is possible.
fn separated(text: &str, given: &str) -> Result<Option<String>, DateError> {
    let Some(separator) = ['/', '.'].into_iter().find(|c| text.contains(*c)) else {
        return dashed(text, given);
    };
    let trimmed = text.trim_end_matches(separator);
    let parts: Vec<&str> = trimmed.split(separator).map(str::trim).collect();
    if parts.iter().any(|p| p.is_empty() || !p.bytes().all(|b| b.is_ascii_digit())) {
        return Ok(None);
    }
    Ok(match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            two(month).zip(two(day)).map(|(m, d)| format!("{year}-{m}-{d}"))
        }
        // `2024/2025` is an EDTF interval of years; `2024/12` is a month.
        [year, month] if year.len() == 4 && month.len() <= 2 => {
            two(month).map(|m| format!("{year}-{m}"))
        }
        [a, b, year] if year.len() == 4 => Some(day_first(a, b, year, given)?),
        [_, _, year] if year.len() == 2 => return Err(two_digit_year(given)),
        _ => None,
    })
}

/// `23-12-2024`; anything else with hyphens is EDTF, right or wrong.
fn dashed(text: &str, given: &str) -> Result<Option<String>, DateError> {
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [a, b, year]
            if year.len() == 4 && two(a).is_some() && two(b).is_some() && four(year).is_some() =>
        {
            day_first(a, b, year, given).map(Some)
        }
        [year, month, day] if four(year).is_some() && (month.len() == 1 || day.len() == 1) => {
            Ok(two(month).zip(two(day)).map(|(m, d)| format!("{year}-{m}-{d}")))
        }
        _ => Ok(None),
    }
}

fn day_first(a: &str, b: &str, year: &str, given: &str) -> Result<String, DateError> {
    let (first, second) = (a.parse::<u8>().unwrap_or(0), b.parse::<u8>().unwrap_or(0));
    match (first, second) {
        (13..=31, 1..=12) => Ok(format!("{year}-{second:02}-{first:02}")),
        (1..=12, 13..=31) => Ok(format!("{year}-{first:02}-{second:02}")),
        (1..=12, 1..=12) if first == second => Ok(format!("{year}-{first:02}-{second:02}")),
        (1..=12, 1..=12) => Err(DateError::new(
            given,
            "a date that means one day everywhere",
            Some(format!("write {year}-{first:02}-{second:02} or {year}-{second:02}-{first:02}")),
        )),
        _ => Err(DateError::new(given, EXPECTED, None)),
    }
}

fn two_digit_year(given: &str) -> DateError {
    DateError::new(given, "a year of four digits", Some("write the day as YYYY-MM-DD".to_owned()))
}

fn four(text: &str) -> Option<&str> {
    (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())).then_some(text)
}

fn two(text: &str) -> Option<String> {
    let ok = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
    ok.then(|| format!("{text:0>2}"))
}

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
