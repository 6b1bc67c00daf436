//! How often what is said would mislead: tables drawn from populations of known size, judged like any other.
//!
//! Terms: a *family* is a law of persons and lists; a statement *misleads* if its interval or bound excludes the truth. A refusal cannot
//! mislead, and is counted: a method that always refuses is of no use.
//! Invariant: the family, the number of lists and the population decide every table; there is no other seed.

use estimate::assess::AssessOptions;
use estimate::result::Verdict;
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
    /// Five independent lists, each short.
    Short,
    /// A scenario of others, 1 to 5: see [`SCENARIOS`].
    Scenario(usize),
}

/// Kinds of persons: how many of 2,000, and their chances on five lists.
type Scenario = &'static [(u32, [f64; 5])];

/// The five scenarios with which HRDAG tries the latent-class model: kinds of persons, each with independent lists.
///
/// Source: the repository StanLCMCR of HRDAG, `import/hand/simulations.yaml`; the first is that of Manrique-Vallier 2016.
pub const SCENARIOS: [Scenario; 5] = [
    &[(1800, [0.033, 0.033, 0.099, 0.132, 0.033]), (200, [0.66, 0.825, 0.759, 0.99, 0.693])],
    &[(1600, [0.013, 0.013, 0.099, 0.132, 0.033]), (400, [0.56, 0.825, 0.759, 0.99, 0.593])],
    &[(1600, [0.113, 0.113, 0.199, 0.232, 0.133]), (400, [0.86, 0.925, 0.859, 0.99, 0.793])],
    &[
        (1600, [0.1, 0.05, 0.15, 0.2, 0.1]),
        (200, [0.5, 0.4, 0.6, 0.4, 0.5]),
        (200, [0.8, 0.9, 0.6, 0.7, 0.7]),
    ],
    &[(1600, [0.113, 0.113, 0.199, 0.832, 0.733]), (400, [0.86, 0.925, 0.859, 0.19, 0.193])],
];

impl Kind {
    /// Every family.
    pub const ALL: [Self; 13] = [
        Self::Independent,
        Self::Classes,
        Self::Continuous,
        Self::Copying,
        Self::Unreached,
        Self::Faint,
        Self::Apart,
        Self::Short,
        Self::Scenario(1),
        Self::Scenario(2),
        Self::Scenario(3),
        Self::Scenario(4),
        Self::Scenario(5),
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
            Self::Short => "short",
            Self::Scenario(number) => ["sim1", "sim2", "sim3", "sim4", "sim5"][(number - 1) % 5],
        }
    }

    /// How many lists its tables have; `None` where any number will do.
    #[must_use]
    pub const fn lists(self) -> Option<usize> {
        match self {
            Self::Short | Self::Scenario(_) => Some(5),
            _ => None,
        }
    }

    /// The law for so many lists. Chances are between 0.15 and 0.4, as on published tables; [`Self::lists`] where they are given.
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
            Self::Short => Family::Independent { capture: vec![0.1, 0.15, 0.2, 0.25, 0.1] },
            Self::Scenario(number) => Family::Classes {
                classes: SCENARIOS[(number - 1) % 5]
                    .iter()
                    .map(|(persons, chances)| (f64::from(*persons) / 2000.0, chances.to_vec()))
                    .collect(),
            },
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
    /// The number of the first: whoever mends a rule judges it on tables that were not drawn before.
    pub first: u64,
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
        if self.kind.lists().is_some_and(|lists| lists != self.lists) {
            return bad(
                self.lists as u64,
                "5 lists, for which the chances of this family are given",
            );
        }
        if !(1..=POPULATION_MAX).contains(&self.population) {
            return bad(self.population, "a population from 1 to 10,000,000");
        }
        if self.runs == 0 {
            return bad(0, "a number of runs, 1 or more");
        }
        if self.first.checked_add(self.runs).is_none() {
            return bad(self.first, "a number of the first table that leaves room for the others");
        }
        Ok(())
    }

    fn seed(&self) -> [u8; 32] {
        let words = format!("{} {} {}", self.kind.name(), self.lists, self.population);
        Sha256::new().chain_update("cenotaph.study/1\0").chain_update(words).finalize().into()
    }
}

/// Something said that excludes the truth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Misled {
    /// The number of the table.
    pub table: u64,
    /// What was said of it.
    pub verdict: Verdict,
}

/// Runs the study; tells after each table. Beside the tally, what misled.
///
/// * Cost: one judgement a table, seconds each. * Determinism: the plan and the work allowed decide.
///
/// # Errors
/// [`Error::Value`] for a plan out of range, [`Error::Estimate`] for settings out of range.
pub fn simulate(
    plan: &Plan,
    options: &Options,
    each: &mut dyn FnMut(u64),
) -> Result<(Tally, Vec<Misled>), Error> {
    plan.check()?;
    let settings: AssessOptions = options.assess(&[]);
    let (law, seed) = (plan.kind.law(plan.lists), plan.seed());
    let mut tally = Tally::default();
    let mut misled = Vec::new();
    for run in 0..plan.runs {
        let number = plan.first + run;
        let table = law.draw(plan.population, &seed, number)?;
        if table.total() > 0 {
            let verdict = tally.add(&table, plan.population, &settings)?;
            if verdict.misleads(plan.population as f64) {
                misled.push(Misled { table: number, verdict });
            }
        }
        each(run + 1);
    }
    Ok((tally, misled))
}

/// The largest share of misleading statements that so few among so many leave possible, at 95 %: the upper limit of Clopper and Pearson.
#[must_use]
pub fn share_at_most(misleading: usize, runs: usize) -> f64 {
    upper_limit(misleading, runs, 0.05)
}

/// The 95 % interval of Clopper and Pearson for the share of misleading statements: what is outside has a chance below 2.5 % at either end.
#[must_use]
pub fn share_interval(misleading: usize, runs: usize) -> (f64, f64) {
    let misleading = misleading.min(runs);
    // The lower limit is the upper one of those that did not mislead.
    let low = 1.0 - upper_limit(runs - misleading, runs, 0.025);
    (low.max(0.0), upper_limit(misleading, runs, 0.025))
}

/// The share at which so few or fewer have just the chance given.
fn upper_limit(few: usize, runs: usize, chance: f64) -> f64 {
    if runs == 0 || few >= runs {
        return 1.0;
    }
    // P(X ≤ few) at the share, by its terms from the last: in logarithms, since the first may be too small for a number.
    let tail = |share: f64| {
        let odds = (share / (1.0 - share)).ln();
        let mut ln_term = runs as f64 * (-share).ln_1p();
        let mut sum = ln_term.exp();
        for k in 1..=few {
            ln_term += ((runs - k + 1) as f64 / k as f64).ln() + odds;
            sum += ln_term.exp();
        }
        sum
    };
    let (mut low, mut high) = (few as f64 / runs as f64, 1.0 - 1e-12);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if tail(middle) > chance { low = middle } else { high = middle }
    }
    high
}

/// The outcome as one object.
#[must_use]
pub fn json_of(plan: &Plan, tally: &Tally, misled: &[Misled]) -> Value {
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
    let (share_low, share_high) = share_interval(wrong, tally.runs);
    let misled: Vec<Value> = misled
        .iter()
        .map(|m| {
            json!({
                "table": m.table, "verdict": m.verdict.word(),
                "low": m.verdict.low().map(f64::floor), "high": m.verdict.high().map(f64::ceil),
            })
        })
        .collect();
    json!({
        "kind": "study", "family": plan.kind.name(), "lists": plan.lists, "population": plan.population,
        "runs": tally.runs, "first": plan.first, "verdicts": by(&tally.verdicts), "misleading": by(&tally.misleading),
        "misleading_share": round(tally.misleading_share()),
        "misleading_share_at_most": round(share_at_most(wrong, tally.runs)),
        "misleading_share_interval": [round(share_low), round(share_high)], "misled": misled,
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
    fn the_interval_is_that_of_clopper_and_pearson() {
        // From R's `binom.test`.
        for (wrong, runs, low, high) in [
            (0, 150, 0.0, 0.0243),
            (3, 150, 0.0041, 0.0573),
            (150, 150, 0.9757, 1.0),
            (9, 3000, 0.0014, 0.0057),
        ] {
            let (a, b) = share_interval(wrong, runs);
            assert!(
                (a - low).abs() < 1e-4 && (b - high).abs() < 1e-4,
                "{wrong} of {runs}: {a} {b}"
            );
        }
    }

    #[test]
    fn shares_of_kinds_add_up() {
        for scenario in SCENARIOS {
            assert_eq!(scenario.iter().map(|kind| kind.0).sum::<u32>(), 2000);
        }
    }

    #[test]
    fn every_family_has_the_lists_that_are_asked_for() {
        for kind in Kind::ALL {
            let any = kind.lists().map_or(2..=12, |lists| lists..=lists);
            for lists in any {
                assert_eq!(kind.law(lists).lists(), lists, "{}", kind.name());
            }
        }
    }
}
