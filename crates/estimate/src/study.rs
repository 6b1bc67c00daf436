//! How often what is said would mislead: tables simulated from populations of known size.
//!
//! A *family* is a law of persons and lists. The study draws tables, judges each as a user's would be judged, and
//! counts: a statement *misleads*
//! if its interval or bound excludes the truth; a refusal does not mislead, but it is counted too, since a method that
//! always refuses is of no use.
//!
//! The families here are for users and tests; a study whose families were used to set a threshold says nothing about that threshold.
//!
//! Source: the scenarios follow D. Manrique-Vallier 2016 and the simulations of HRDAG in kind, not in numbers.

use crate::Error;
use crate::assess::{AssessOptions, assess};
use crate::random::Stream;
use crate::result::Verdict;
use crate::table::OverlapTable;

/// A law of persons and lists.
#[derive(Debug, Clone, PartialEq)]
pub enum Family {
    /// Each list holds each person with its own chance, independently.
    Independent {
        /// Chance by list.
        capture: Vec<f64>,
    },
    /// Kinds of persons, with independent lists within each.
    Classes {
        /// Share of the kind, then chance by list. Shares sum to 1.
        classes: Vec<(f64, Vec<f64>)>,
    },
    /// Chances vary from person to person: logits are list effect + `spread` × a standard normal.
    Continuous {
        /// Logit by list.
        logit: Vec<f64>,
        /// Standard deviation of the person's effect.
        spread: f64,
    },
    /// Independent lists, but one copies a share of another.
    Copying {
        /// Chance by list.
        capture: Vec<f64>,
        /// From list, to list, share copied.
        copy: (usize, usize, f64),
    },
}

impl Family {
    /// How many lists.
    #[must_use]
    pub fn lists(&self) -> usize {
        match self {
            Self::Independent { capture } | Self::Copying { capture, .. } => capture.len(),
            Self::Classes { classes } => classes.first().map_or(0, |c| c.1.len()),
            Self::Continuous { logit, .. } => logit.len(),
        }
    }

    /// Draws a table from a population of this size; everybody on no list is left out.
    ///
    /// * Determinism: the seed and the number of the run decide.
    ///
    /// # Errors
    /// Errors of [`OverlapTable::new`]; [`Error::NoSuchList`] for a copy between lists that are not there.
    pub fn draw(&self, population: u64, seed: &[u8; 32], run: u64) -> Result<OverlapTable, Error> {
        let lists = self.lists();
        let names = (1..=lists).map(|i| format!("L{i}")).collect();
        let mut stream = Stream::new(seed, "study", run);
        let mut patterns = Vec::new();
        for _ in 0..population {
            let pattern = self.person(&mut stream)?;
            if pattern != 0 {
                patterns.push((pattern, 1));
            }
        }
        OverlapTable::new(names, patterns)
    }

    fn person(&self, stream: &mut Stream) -> Result<u64, Error> {
        let mut draw =
            |chances: &mut dyn Iterator<Item = f64>| {
                chances.enumerate().fold(0_u64, |p, (j, chance)| {
                    if stream.uniform() < chance { p | 1 << j } else { p }
                })
            };
        Ok(match self {
            Self::Independent { capture } => draw(&mut capture.iter().copied()),
            Self::Classes { classes } => {
                let mut u = stream.uniform();
                let class = classes.iter().find(|c| {
                    u -= c.0;
                    u < 0.0
                });
                let Some((_, chances)) = class.or(classes.last()) else { return Ok(0) };
                chances.iter().enumerate().fold(0, |p, (j, &chance)| {
                    if stream.uniform() < chance { p | 1 << j } else { p }
                })
            }
            Self::Continuous { logit, spread } => {
                let own = spread * stream.normal();
                logit.iter().enumerate().fold(0, |p, (j, &l)| {
                    if stream.uniform() < 1.0 / (1.0 + (-l - own).exp()) { p | 1 << j } else { p }
                })
            }
            Self::Copying { capture, copy: (from, to, share) } => {
                if *from >= capture.len() || *to >= capture.len() {
                    return Err(Error::NoSuchList { list: format!("number {}", from.max(to)) });
                }
                let mut p = draw(&mut capture.iter().copied());
                if p >> from & 1 == 1 && stream.uniform() < *share {
                    p |= 1 << to;
                }
                p
            }
        })
    }
}

/// What came of a study.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    /// Tables judged.
    pub runs: usize,
    /// Verdicts: estimates, ranges, lower bounds, refusals.
    pub verdicts: [usize; 4],
    /// Statements that exclude the truth, in the same order.
    pub misleading: [usize; 4],
    /// ln(high/low) of estimates and ranges, summed: how much is said.
    pub ln_width: f64,
    /// Rules that fired, R1 to R12.
    pub rules: [usize; 12],
}

impl Tally {
    /// The share of tables about which something misleading would be said.
    #[must_use]
    pub fn misleading_share(&self) -> f64 {
        self.misleading.iter().sum::<usize>() as f64 / self.runs.max(1) as f64
    }

    /// Judges one more table of known truth; what was said of it.
    ///
    /// # Errors
    /// As [`assess`].
    pub fn add(
        &mut self,
        table: &OverlapTable,
        truth: u64,
        options: &AssessOptions,
    ) -> Result<Verdict, Error> {
        let said = assess(table, options)?;
        let place = match said.verdict {
            Verdict::Estimate { .. } => 0,
            Verdict::Range { .. } => 1,
            Verdict::LowerBound { .. } => 2,
            Verdict::Refused => 3,
        };
        self.runs += 1;
        self.verdicts[place] += 1;
        self.misleading[place] += usize::from(said.verdict.misleads(truth as f64));
        if let (Some(low), Some(high)) = (said.verdict.low(), said.verdict.high()) {
            self.ln_width += (high / low).ln();
        }
        for rule in said.rules {
            self.rules[rule as usize] += 1;
        }
        Ok(said.verdict)
    }
}

/// Runs a study of one family.
///
/// * Cost: one judgement a run, seconds each. * Determinism: the seed decides; tables from the seed, streams from the tables.
///
/// # Errors
/// As [`assess`] and [`Family::draw`].
pub fn study(
    family: &Family,
    population: u64,
    runs: u64,
    seed: &[u8; 32],
    options: &AssessOptions,
) -> Result<Tally, Error> {
    let mut tally = Tally::default();
    for run in 0..runs {
        let table = family.draw(population, seed, run)?;
        if table.total() > 0 {
            tally.add(&table, population, options)?;
        }
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_the_chances_they_were_drawn_with() {
        let family = Family::Independent { capture: vec![0.5, 0.25, 0.1] };
        let t = family.draw(20_000, &[1; 32], 0).unwrap();
        for (j, p) in [0.5, 0.25, 0.1].into_iter().enumerate() {
            assert!((t.overlap(1 << j) as f64 / 20_000.0 - p).abs() < 0.02);
        }
        assert_eq!(t, family.draw(20_000, &[1; 32], 0).unwrap());
        assert_ne!(t, family.draw(20_000, &[1; 32], 1).unwrap());
        let copy = Family::Copying { capture: vec![0.3, 0.0, 0.2], copy: (0, 1, 1.0) };
        let t = copy.draw(1000, &[1; 32], 0).unwrap();
        assert_eq!(t.overlap(0b011), t.overlap(0b010));
    }
}
