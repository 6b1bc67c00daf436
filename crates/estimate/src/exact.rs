//! Answers in closed form, each named for what it assumes: Chapman for two lists, Chao's lower bound, and what was listed.
//!
//! They serve as reference lines and where nothing better may be said. Not one of them may stand as a headline: two lists identify nothing
//! without assuming how they depend, and a lower bound is no estimate.
//!
//! Source: D. G. Chapman, 1951; G. A. F. Seber, 1970 (the variance); A. Chao, "Estimating the population size for
//! capture-recapture data with
//! unequal catchability", 1987.

use crate::Error;
use crate::table::OverlapTable;

/// A number with its 95 % interval, persons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The point.
    pub point: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end; may be infinite.
    pub high: f64,
}

/// The odds ratios between two lists at which [`chapman`] is always shown.
pub const ODDS_RATIOS: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];

/// Chapman's estimate for two lists of the table, at an assumed odds ratio between them; 1 is independence.
///
/// * Input: bits of two lists; others are ignored. Output: persons, those on neither included; interval of a
///   log-normal law of the unlisted.
/// * The assumption is the odds ratio: no data on two lists can test it.
///
/// # Errors
/// [`Error::NoSuchList`] for a bit beyond the lists; [`Error::BadSetting`] for an odds ratio that is not positive.
pub fn chapman(
    table: &OverlapTable,
    first: usize,
    second: usize,
    odds_ratio: f64,
) -> Result<Interval, Error> {
    let lists = table.lists();
    if first >= lists || second >= lists || first == second {
        return Err(Error::NoSuchList { list: format!("number {}", first.max(second)) });
    }
    if !(odds_ratio > 0.0 && odds_ratio.is_finite()) {
        return Err(Error::BadSetting { name: "odds_ratio", expected: "a positive number" });
    }
    let both = table.overlap(1 << first | 1 << second) as f64;
    let (a, b) = (table.overlap(1 << first) as f64, table.overlap(1 << second) as f64);
    let (only_a, only_b) = (a - both, b - both);
    let unlisted = odds_ratio * only_a * only_b / (both + 1.0);
    let variance = odds_ratio.powi(2) * (a + 1.0) * (b + 1.0) * only_a * only_b
        / ((both + 1.0).powi(2) * (both + 2.0));
    Ok(around(a + b - both, unlisted, variance))
}

/// Chao's lower bound: how many at least are on no list if lists are independent for each person but persons differ.
///
/// Positive dependence between lists lowers it further, so that it stays a bound; negative dependence, lists that
/// avoid each other's persons, breaks it.
///
/// # Errors
/// [`Error::TooFewLists`] for one list; [`Error::Empty`].
pub fn chao(table: &OverlapTable) -> Result<Interval, Error> {
    let lists = table.lists();
    if lists < 2 {
        return Err(Error::TooFewLists { what: "Chao's bound", needed: 2, lists });
    }
    let times = table.by_times_listed();
    let total = table.total() as f64;
    if total == 0.0 {
        return Err(Error::Empty);
    }
    let (once, twice) = (times[0] as f64, times[1] as f64);
    let share = (lists as f64 - 1.0) / lists as f64;
    let unlisted = share * once * (once - 1.0).max(0.0) / (2.0 * (twice + 1.0));
    let ratio = once / (twice + 1.0);
    let variance =
        share * unlisted + share.powi(2) * (twice + 1.0) * (ratio.powi(3) + 0.25 * ratio.powi(4));
    Ok(around(total, unlisted, variance))
}

/// A log-normal interval of the unlisted on top of those listed.
fn around(listed: f64, unlisted: f64, variance: f64) -> Interval {
    if unlisted <= 0.0 {
        return Interval { point: listed, low: listed, high: listed + 1.96 * variance.sqrt() };
    }
    let factor = (1.959_964 * (variance / unlisted.powi(2)).ln_1p().sqrt()).exp();
    Interval {
        point: listed + unlisted,
        low: listed + unlisted / factor,
        high: listed + unlisted * factor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapman_by_hand() {
        let t =
            OverlapTable::new(vec!["A".into(), "B".into()], [(1, 40), (2, 30), (3, 20)]).unwrap();
        let c = chapman(&t, 0, 1, 1.0).unwrap();
        // (60 + 1)(50 + 1)/(20 + 1) − 1
        assert!((c.point - (61.0 * 51.0 / 21.0 - 1.0)).abs() < 1e-9);
        assert!(c.low > 90.0 && c.low < c.point && c.point < c.high);
        let wide = chapman(&t, 0, 1, 4.0).unwrap();
        assert!((wide.point - 90.0 - 4.0 * (c.point - 90.0)).abs() < 1e-9);
        assert!(chapman(&t, 0, 2, 1.0).is_err());
    }

    #[test]
    fn chao_by_hand() {
        let t = OverlapTable::new(
            vec!["A".into(), "B".into(), "C".into()],
            [(1, 10), (2, 8), (4, 12), (3, 9), (7, 1)],
        )
        .unwrap();
        let c = chao(&t).unwrap();
        assert!((c.point - 40.0 - (2.0 / 3.0) * 30.0 * 29.0 / 20.0).abs() < 1e-9);
    }
}
