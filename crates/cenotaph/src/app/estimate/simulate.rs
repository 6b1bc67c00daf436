//! How often what is said would mislead: tables drawn from populations of known size, judged like any other.
//!
//! Terms: a *family* is a law of persons and lists; a statement *misleads* if its interval or bound excludes the truth. A refusal cannot
//! mislead, and is counted: a method that always refuses is of no use.
//! Invariant: the family, the number of lists and the population decide every table; there is no other seed.

use estimate::assess::AssessOptions;
use estimate::rules::RULES;
use estimate::study::{Family, Tally};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::super::error::Error;
use super::Options;

/// A family by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Each list holds each person with its own chance, independently.
    Independent,
    /// Two kinds of persons, easily and hardly found.
    Classes,
    /// Chances differ from person to person.
    Continuous,
    /// One list copies half of another.
    Copying,
    /// A third of the persons has no chance on any list: no method can know.
    Unreached,
    /// Half of the persons are nearly impossible to list.
    Faint,
    /// Two lists avoid each other's persons, as where work was divided.
    Apart,
}

impl Kind {
    /// Every family.
    pub const ALL: [Self; 7] = [
        Self::Independent,
        Self::Classes,
        Self::Continuous,
        Self::Copying,
        Self::Unreached,
        Self::Faint,
        Self::Apart,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Independent => "independent",
            Self::Classes => "classes",
            Self::Continuous => "continuous",
            Self::Copying => "copying",
            Self::Unreached => "unreached",
            Self::Faint => "faint",
            Self::Apart => "apart",
        }
    }

    /// The law for so many lists. Chances are between 0.15 and 0.4, as on published tables.
    #[must_use]
    pub fn law(self, lists: usize) -> Family {
        let capture: Vec<f64> =
            (0..lists).map(|i| [0.3, 0.2, 0.4, 0.15, 0.25, 0.35][i % 6]).collect();
        let scaled = |by: f64| capture.iter().map(|c| (c * by).min(0.9)).collect::<Vec<f64>>();
        match self {
            Self::Independent => Family::Independent { capture },
            Self::Classes => {
                Family::Classes { classes: vec![(0.5, scaled(1.8)), (0.5, scaled(0.4))] }
            }
            Self::Continuous => Family::Continuous {
                logit: capture.iter().map(|c| (c / (1.0 - c)).ln()).collect(),
                spread: 1.0,
            },
            Self::Copying => Family::Copying { capture, copy: (0, 1, 0.5) },
            Self::Unreached => Family::Classes {
                classes: vec![(2.0 / 3.0, capture), (1.0 / 3.0, vec![0.0; lists])],
            },
            Self::Faint => {
                Family::Classes { classes: vec![(0.5, capture), (0.5, vec![0.02; lists])] }
            }
            Self::Apart => {
                // Half of the persons lie in the first list's part, half in the second's; each list finds a fifth as many in the other's.
                let mut parts = [scaled(1.0), scaled(1.0)];
                parts[0][1] /= 5.0;
                parts[1][0] /= 5.0;
                let [first, second] = parts;
                Family::Classes { classes: vec![(0.5, first), (0.5, second)] }
            }
        }
    }
}

/// What is to be simulated.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The family.
    pub kind: Kind,
    /// How many lists, 2 to 12.
    pub lists: usize,
    /// Persons in the population, at most [`POPULATION_MAX`].
    pub population: u64,
    /// Tables to judge.
    pub runs: u64,
}

/// The largest population that is drawn: each person is.
pub const POPULATION_MAX: u64 = 10_000_000;

impl Plan {
    fn check(&self) -> Result<(), Error> {
        let bad = |value: u64, expected: &str| {
            Err(Error::Value { value: value.to_string(), expected: expected.to_owned() })
        };
        if !(2..=12).contains(&self.lists) {
            return bad(self.lists as u64, "a number of lists from 2 to 12");
        }
        if !(1..=POPULATION_MAX).contains(&self.population) {
            return bad(self.population, "a population from 1 to 10,000,000");
        }
        if self.runs == 0 {
            return bad(0, "a number of runs, 1 or more");
        }
        Ok(())
    }

    fn seed(&self) -> [u8; 32] {
        let words = format!("{} {} {}", self.kind.name(), self.lists, self.population);
        Sha256::new().chain_update("cenotaph.study/1\0").chain_update(words).finalize().into()
    }
}

/// Runs the study; tells after each table.
///
/// * Cost: one judgement a table, seconds each. * Determinism: the plan and the work allowed decide.
///
/// # Errors
/// [`Error::Value`] for a plan out of range, [`Error::Estimate`] for settings out of range.
pub fn simulate(plan: &Plan, options: &Options, each: &mut dyn FnMut(u64)) -> Result<Tally, Error> {
    plan.check()?;
    let settings: AssessOptions = options.assess(&[]);
    let (law, seed) = (plan.kind.law(plan.lists), plan.seed());
    let mut tally = Tally::default();
    for run in 0..plan.runs {
        let table = law.draw(plan.population, &seed, run)?;
        if table.total() > 0 {
            tally.add(&table, plan.population, &settings)?;
        }
        each(run + 1);
    }
    Ok(tally)
}

/// The largest share of misleading statements that so few among so many leave possible, at 95 %: the upper limit of Clopper and Pearson.
#[must_use]
pub fn share_at_most(misleading: usize, runs: usize) -> f64 {
    if runs == 0 || misleading >= runs {
        return 1.0;
    }
    // P(X ≤ misleading) at the share, by its terms; the share at which it is 5 % by halving.
    let tail = |share: f64| {
        let mut term = (runs as f64 * (1.0 - share).ln()).exp();
        let mut sum = term;
        for k in 1..=misleading {
            term *= (runs - k + 1) as f64 / k as f64 * share / (1.0 - share);
            sum += term;
        }
        sum
    };
    let (mut low, mut high) = (misleading as f64 / runs as f64, 1.0 - 1e-12);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if tail(middle) > 0.05 { low = middle } else { high = middle }
    }
    high
}

/// The outcome as one object.
#[must_use]
pub fn json_of(plan: &Plan, tally: &Tally) -> Value {
    let by = |counts: &[usize; 4]| {
        json!({
            "estimate": counts[0], "range": counts[1], "lower_bound": counts[2], "refused": counts[3],
        })
    };
    let rules: Map<String, Value> = RULES
        .iter()
        .zip(tally.rules)
        .filter(|(_, n)| *n > 0)
        .map(|(rule, n)| (rule.id.to_owned(), json!(n)))
        .collect();
    let said = tally.verdicts[0] + tally.verdicts[1];
    let wrong: usize = tally.misleading.iter().sum();
    let round = |x: f64| (x * 1e4).round() / 1e4;
    json!({
        "kind": "study", "family": plan.kind.name(), "lists": plan.lists, "population": plan.population,
        "runs": tally.runs, "verdicts": by(&tally.verdicts), "misleading": by(&tally.misleading),
        "misleading_share": round(tally.misleading_share()),
        "misleading_share_at_most": round(share_at_most(wrong, tally.runs)),
        "width": (said > 0).then(|| round((tally.ln_width / said as f64).exp())),
        "rules": rules, "code": super::CODE,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_that_of_clopper_and_pearson() {
        // 1 − 0.05^(1/n) for none among n; 5 of 100 from R's `binom.test(5, 100, alternative = "less")`.
        for (wrong, runs, limit) in [(0, 56, 0.052_1), (0, 1, 0.95), (5, 100, 0.102_3), (3, 3, 1.0)]
        {
            assert!((share_at_most(wrong, runs) - limit).abs() < 1e-3, "{wrong} of {runs}");
        }
    }

    #[test]
    fn every_family_has_the_lists_that_are_asked_for() {
        for kind in Kind::ALL {
            for lists in 2..=12 {
                assert_eq!(kind.law(lists).lists(), lists, "{}", kind.name());
            }
        }
    }
}
