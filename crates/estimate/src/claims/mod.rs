//! Few claims that depend on each other: what can honestly be said without lists of persons.
//!
//! Terms: a *claim* bounds a hidden count of one category on one day; its *lineage* is the origin it goes back to, so
//! that ten relays of one briefing are
//! one lineage; *stated on* is the day the world could know it, *as of* the day it holds for. A revision happens in
//! knowledge time: the same
//! past is told anew, nobody has died in between.
//!
//! What is given: how many lineages there are; by which factor they differ and since when; what each implies of
//! wounded to killed; how each revised
//! itself; the floor (persons named) and the ceiling (deployed). [`scenario`] adds a model, labelled experimental, under biases that
//! nobody can estimate. There is no function here that gives one number.
//!
//! Not here: parties, words, dates: lineages and days are numbers of the caller. Which figures cannot all be true is [`crate::bounds`].

mod scenario;

use std::collections::BTreeMap;

pub use scenario::{Scenario, ScenarioOptions, WEEKS_MAX, scenario};

/// What a claim counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Killed.
    Killed,
    /// Wounded.
    Wounded,
    /// Killed and wounded together.
    KilledAndWounded,
    /// Casualties or losses without saying of which kind: at least killed, and no more than killed and wounded and others.
    Unspecified,
}

/// One figure of one lineage.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The caller's number of the statement.
    pub id: usize,
    /// Where it goes back to.
    pub lineage: usize,
    /// What it counts.
    pub category: Category,
    /// First day of its window; `None` if cumulative.
    pub from: Option<i32>,
    /// The day it holds for.
    pub as_of: i32,
    /// The day the world could know it.
    pub stated_on: i32,
    /// Lower end of what its words mean, persons, ≥ 0.
    pub low: f64,
    /// Upper end; `None` for "at least".
    pub high: Option<f64>,
    /// Whether others than the population asked about are counted in: it then bounds from above only.
    pub mixed: bool,
    /// Whether it repeats or derives from another claim: it is shown and has no voice.
    pub derived: bool,
}

impl Claim {
    fn speaks(&self) -> bool {
        !self.derived
    }
}

/// The lineages that speak, each with the ids of its claims; repeats are listed and do not make a lineage.
#[must_use]
pub fn lineages(claims: &[Claim]) -> BTreeMap<usize, Vec<usize>> {
    let mut out: BTreeMap<usize, Vec<usize>> =
        claims.iter().filter(|c| c.speaks()).map(|c| (c.lineage, Vec::new())).collect();
    for claim in claims {
        if let Some(ids) = out.get_mut(&claim.lineage) {
            ids.push(claim.id);
        }
    }
    out
}

/// By which factor one lineage's figure exceeds another's.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratio {
    /// The lineage above the line.
    pub over: usize,
    /// The lineage below it.
    pub under: usize,
    /// Ids of the two claims.
    pub claims: (usize, usize),
    /// The smallest factor that the words allow.
    pub low: f64,
    /// The largest; `None` if the upper claim has no end or the lower one may be 0.
    pub high: Option<f64>,
    /// Days from the lower claim's as-of to the upper one's: part of the factor may be time.
    pub days_apart: i32,
}

/// The factors between lineages, by their latest cumulative figure of a category that was known on a day.
///
/// Ordered by lineage; each pair once, the smaller number above. Mixed and derived claims are left out.
#[must_use]
pub fn ratios(claims: &[Claim], category: Category, known_on: i32) -> Vec<Ratio> {
    let mut latest = BTreeMap::<usize, &Claim>::new();
    let eligible = claims.iter().filter(|c| {
        c.speaks()
            && !c.mixed
            && c.category == category
            && c.from.is_none()
            && c.stated_on <= known_on
    });
    for claim in eligible {
        let key = |c: &Claim| (c.as_of, c.stated_on, c.id);
        let held = latest.entry(claim.lineage).or_insert(claim);
        if key(claim) > key(held) {
            *held = claim;
        }
    }
    let latest: Vec<&Claim> = latest.into_values().collect();
    let mut out = Vec::new();
    for (i, a) in latest.iter().enumerate() {
        for b in &latest[i + 1..] {
            let high = a.high.filter(|_| b.low > 0.0).map(|h| h / b.low);
            out.push(Ratio {
                over: a.lineage,
                under: b.lineage,
                claims: (a.id, b.id),
                // A figure without an upper end leaves no smallest factor.
                low: b.high.filter(|h| *h > 0.0).map_or(0.0, |h| a.low / h),
                high,
                days_apart: a.as_of.saturating_sub(b.as_of),
            });
        }
    }
    out
}

/// The factors on every day on which they changed.
#[must_use]
pub fn ratio_history(claims: &[Claim], category: Category) -> Vec<(i32, Vec<Ratio>)> {
    let mut days: Vec<i32> = claims.iter().map(|c| c.stated_on).collect();
    days.sort_unstable();
    days.dedup();
    let mut out: Vec<(i32, Vec<Ratio>)> = Vec::new();
    for day in days {
        let now = ratios(claims, category, day);
        if out.last().map_or(!now.is_empty(), |(_, before)| *before != now) {
            out.push((day, now));
        }
    }
    out
}

/// Wounded for each killed, as one lineage's figures of one day imply.
#[derive(Debug, Clone, PartialEq)]
pub struct Implied {
    /// The lineage.
    pub lineage: usize,
    /// The day both figures hold for.
    pub as_of: i32,
    /// Ids of the claims of killed and wounded.
    pub claims: (usize, usize),
    /// The smallest ratio that the words allow.
    pub low: f64,
    /// The largest, if there is one.
    pub high: Option<f64>,
    /// Ids of killed claims of other implied ratios which this one cannot share.
    pub incoherent_with: Vec<usize>,
}

/// Wounded to killed by lineage and day, and which of them exclude each other.
///
/// That two exclude each other proves no error: the ratio can change. It says that a number carried over by such a
/// ratio depends on whose it is.
#[must_use]
pub fn wounded_to_killed(claims: &[Claim]) -> Vec<Implied> {
    let mut out = Vec::new();
    let usable = |c: &&Claim| c.speaks() && !c.mixed && c.from.is_none();
    for killed in claims.iter().filter(usable).filter(|c| c.category == Category::Killed) {
        let wounded = claims.iter().filter(usable).find(|w| {
            w.category == Category::Wounded
                && w.lineage == killed.lineage
                && w.as_of == killed.as_of
                && w.stated_on == killed.stated_on
        });
        if let Some(w) = wounded {
            out.push(Implied {
                lineage: killed.lineage,
                as_of: killed.as_of,
                claims: (killed.id, w.id),
                low: killed.high.filter(|h| *h > 0.0).map_or(0.0, |h| w.low / h),
                high: w.high.filter(|_| killed.low > 0.0).map(|h| h / killed.low),
                incoherent_with: Vec::new(),
            });
        }
    }
    out.sort_by_key(|i| (i.as_of, i.lineage, i.claims));
    for i in 0..out.len() {
        let apart = |a: &Implied, b: &Implied| a.high.is_some_and(|h| h < b.low);
        let others: Vec<usize> = out
            .iter()
            .filter(|o| apart(o, &out[i]) || apart(&out[i], o))
            .map(|o| o.claims.0)
            .collect();
        out[i].incoherent_with = others;
    }
    out
}

/// A lineage's own change of a figure for a day that had passed.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// The lineage.
    pub lineage: usize,
    /// What is counted.
    pub category: Category,
    /// Ids of the earlier and the later claim.
    pub claims: (usize, usize),
    /// The day it was told anew.
    pub on: i32,
    /// The least factor by which it rose that the words force; below 1 it fell; 1 if the words allow that nothing changed.
    pub factor: f64,
    /// Whether both hold for the same day. If not, the later one holds for an earlier day or a lower count for a later one.
    pub same_day: bool,
}

/// Revisions in knowledge time: claims of one lineage and category that retell the same day, or that cannot both hold
/// for counts that never fall.
#[must_use]
pub fn revisions(claims: &[Claim]) -> Vec<Revision> {
    let mut out = Vec::new();
    for a in claims {
        for b in claims {
            let same = a.lineage == b.lineage
                && a.category == b.category
                && a.from == b.from
                && a.mixed == b.mixed;
            if !same || !a.speaks() || !b.speaks() || (a.stated_on, a.id) >= (b.stated_on, b.id) {
                continue;
            }
            let rose = a.high.filter(|h| *h > 0.0).map_or(1.0, |h| (b.low / h).max(1.0));
            let fell = b.high.filter(|_| a.low > 0.0).map_or(1.0, |h| (h / a.low).min(1.0));
            let factor = if rose > 1.0 { rose } else { fell };
            let same_day = a.as_of == b.as_of;
            let against_time =
                (a.as_of < b.as_of && fell < 1.0) || (a.as_of > b.as_of && rose > 1.0);
            let changed = a.low != b.low || a.high != b.high;
            if (same_day && changed) || against_time {
                out.push(Revision {
                    lineage: a.lineage,
                    category: a.category,
                    claims: (a.id, b.id),
                    on: b.stated_on,
                    factor,
                    same_day,
                });
            }
        }
    }
    out.sort_by_key(|r| (r.on, r.lineage, r.claims));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(
        id: usize,
        lineage: usize,
        category: Category,
        day: i32,
        low: f64,
        high: f64,
    ) -> Claim {
        Claim {
            id,
            lineage,
            category,
            from: None,
            as_of: day,
            stated_on: day,
            low,
            high: high.is_finite().then_some(high),
            mixed: false,
            derived: false,
        }
    }

    const NONE: f64 = f64::INFINITY;

    #[test]
    fn repeats_are_no_lineage_and_ratios_are_of_the_latest() {
        use Category::KilledAndWounded as KW;
        let mut repeat = claim(9, 7, KW, 12, 3001.0, NONE);
        repeat.derived = true;
        let claims = [
            claim(0, 0, KW, 10, 3001.0, NONE),
            claim(1, 1, KW, 10, 990.0, 1210.0),
            claim(2, 1, KW, 20, 2900.0, 3100.0),
            repeat,
        ];
        assert_eq!(lineages(&claims).into_keys().collect::<Vec<_>>(), [0, 1]);
        let then = ratios(&claims, KW, 15);
        assert_eq!(then.len(), 1);
        assert!((then[0].low - 3001.0 / 1210.0).abs() < 1e-12 && then[0].high.is_none());
        let history = ratio_history(&claims, KW);
        assert_eq!(history.iter().map(|h| h.0).collect::<Vec<_>>(), [10, 20]);
        assert_eq!(history[1].1[0].days_apart, -10);
    }

    #[test]
    fn coherence_and_revisions() {
        use Category::{Killed, Wounded};
        let mut retold = claim(4, 0, Killed, 5, 1900.0, 2100.0);
        retold.stated_on = 50;
        let claims = [
            claim(0, 0, Killed, 5, 100.0, 110.0),
            claim(1, 0, Wounded, 5, 950.0, 1050.0),
            claim(2, 1, Killed, 6, 1000.0, 1000.0),
            claim(3, 1, Wounded, 6, 3000.0, 3000.0),
            retold,
        ];
        let implied = wounded_to_killed(&claims);
        assert_eq!(implied.len(), 2);
        assert_eq!(implied[0].incoherent_with, [2]);
        let r = revisions(&claims);
        assert_eq!(r.len(), 1);
        assert!(r[0].same_day && r[0].on == 50 && (r[0].factor - 1900.0 / 110.0).abs() < 1e-9);
    }
}
