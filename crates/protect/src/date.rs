//! Dates as text: is one finer than a day, and how does it read at a coarser grain.
//!
//! Terms: the text is EDTF (ISO 8601-2) with the ISO week `2024-W52` as our extension; an interval has two sides, `..` or
//! nothing is an open one.
//!
//! Invariant: coarsening never makes a date finer, and coarsening twice is coarsening once. Text that this module does
//! not understand is never passed on as if it were coarse.
//!
//! Not here: meaning (earliest, latest); dates are parsed for good where they enter.

use crate::candidate::Grain;
use jiff::civil::Date;

/// Why a date cannot leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateFault {
    /// It holds a time of day.
    FinerThanDay,
    /// It cannot be read, so it cannot be coarsened.
    Unreadable,
}

/// The date no finer than `grain`.
///
/// * Input: EDTF text; empty text is an unknown date and stays so.
/// * Errors: `FinerThanDay` for any text with a time; `Unreadable` where the text is not in the subset
///   (day, week, month, season, year, `X` digits, intervals, qualifiers `~ ? %`).
pub(crate) fn coarsen(text: &str, grain: Grain) -> Result<String, DateFault> {
    if text.contains(':') || text.contains("T0") || text.contains("T1") || text.contains("T2") {
        return Err(DateFault::FinerThanDay);
    }
    if text.len() > 64 {
        return Err(DateFault::Unreadable);
    }
    let sides: Vec<String> =
        text.split('/').map(|side| coarsen_side(side, grain)).collect::<Result<_, _>>()?;
    match sides.as_slice() {
        [one] => Ok(one.clone()),
        // Both ends in one week or month: the interval itself would say more than one date does.
        [from, to] if from == to && grain != Grain::Day && is_plain(from) => Ok(from.clone()),
        [from, to] => Ok(format!("{from}/{to}")),
        _ => Err(DateFault::Unreadable),
    }
}

/// Whether `text` is one calendar day, `YYYY-MM-DD`.
pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
}

fn is_plain(side: &str) -> bool {
    !side.is_empty() && side != ".."
}

/// One side of a date, as far as coarsening needs it.
enum Side {
    Open,
    /// Year, month, day: a whole date.
    Day(Date),
    /// Year and month known; finer digits, if any, are dropped.
    Month(String),
    Week(String),
    Year(String),
}

fn coarsen_side(side: &str, grain: Grain) -> Result<String, DateFault> {
    let read = read(side).ok_or(DateFault::Unreadable)?;
    Ok(match (read, grain) {
        (_, Grain::Day) => side.to_owned(),
        (Side::Open, _) => side.to_owned(),
        (Side::Day(date), Grain::Week) => {
            let week = date.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        (Side::Day(date), Grain::Month) => format!("{:04}-{:02}", date.year(), date.month()),
        (Side::Day(date), _) => format!("{:04}", date.year()),
        (Side::Week(week), Grain::Week) => week,
        // A week may straddle two months: only its year is sure to be coarser and still true to the label.
        (Side::Week(week), _) => week[..4].to_owned(),
        (Side::Month(month), Grain::Week | Grain::Month) => month,
        (Side::Month(month), _) => month[..4].to_owned(),
        (Side::Year(year), _) => year,
    })
}

fn read(side: &str) -> Option<Side> {
    let bare = side.trim_matches(['~', '?', '%']);
    if bare.is_empty() || bare == ".." {
        return Some(Side::Open);
    }
    if !bare.is_ascii() {
        return None;
    }
    let parts: Vec<&str> = bare.split('-').collect();
    let digits = |part: &str, len: usize| {
        part.len() == len && part.bytes().all(|b| b.is_ascii_digit() || b == b'X')
    };
    match parts.as_slice() {
        [year] if digits(year, 4) => Some(Side::Year(bare.to_owned())),
        [year, week] if digits(year, 4) && week.strip_prefix('W').is_some_and(|w| digits(w, 2)) => {
            Some(Side::Week(bare.to_owned()))
        }
        [year, month] if digits(year, 4) && digits(month, 2) => Some(Side::Month(bare.to_owned())),
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            Some(match bare.parse::<Date>() {
                Ok(date) => Side::Day(date),
                Err(_) => Side::Month(format!("{year}-{month}")),
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coarsens_by_the_table() {
        let rows = [
            ("2024-12-23", Grain::Day, "2024-12-23"),
            ("2024-12-23", Grain::Week, "2024-W52"),
            ("2024-12-30", Grain::Week, "2025-W01"),
            ("2024-12-23", Grain::Month, "2024-12"),
            ("2024-12-23", Grain::Year, "2024"),
            ("2024-12-23~", Grain::Week, "2024-W52"),
            ("2024-12-2X", Grain::Week, "2024-12"),
            ("2024-12", Grain::Week, "2024-12"),
            ("2024-W52", Grain::Month, "2024"),
            ("2024-12-01/2024-12-23", Grain::Month, "2024-12"),
            ("2024-12-20/2024-12-23", Grain::Week, "2024-W51/2024-W52"),
            ("../2024-12-23", Grain::Month, "../2024-12"),
            ("2024-12-23/..", Grain::Year, "2024/.."),
            ("", Grain::Week, ""),
        ];
        for (text, grain, expected) in rows {
            assert_eq!(coarsen(text, grain).unwrap(), expected, "{text} at {grain:?}");
        }
    }

    #[test]
    fn coarsening_twice_is_coarsening_once() {
        for text in ["2024-12-23", "2024-12-30/2025-01-02", "2024-W52", "2024-12", "2024", ""] {
            for grain in [Grain::Day, Grain::Week, Grain::Month, Grain::Year] {
                let once = coarsen(text, grain).unwrap();
                assert_eq!(coarsen(&once, grain).unwrap(), once, "{text} at {grain:?}");
            }
        }
    }

    #[test]
    fn times_and_unreadable_text_do_not_pass() {
        assert_eq!(coarsen("2024-12-23T14:05", Grain::Day), Err(DateFault::FinerThanDay));
        assert_eq!(coarsen("14:05", Grain::Year), Err(DateFault::FinerThanDay));
        for odd in ["early December", "23.12.2024", "2024-12-23/2024-12-24/2024-12-25", "지난주"]
        {
            assert_eq!(coarsen(odd, Grain::Week), Err(DateFault::Unreadable), "{odd}");
            assert_eq!(coarsen(odd, Grain::Day), Err(DateFault::Unreadable), "{odd}");
        }
    }
}
