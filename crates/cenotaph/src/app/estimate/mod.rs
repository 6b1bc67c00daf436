//! Who is on no list: an overlap table into an interval with what it counts, a range, a lower bound, or a refusal that says why.
//!
//! [`crate::intake`] reads the table; `estimate` judges it; here the two meet, the lists are chosen and merged as the caller asks, strata are
//! added up, and results become values for a terminal, a machine, a picture (`plot`), the record (`wire`) or an edition (`public`).
//!
//! Terms: a *table* is counts of persons by the lists that hold them; *judged* is a table with everything that may be said of it;
//! the *whole* is all strata together.
//! Invariants: of a table that was not read whole nothing is reckoned; what a rule forbids is in no value that leaves this module;
//! the same table gives the same result, on any number of threads. There is no seed: the table is the seed.
//!
//! Not here: the rules and the methods (`estimate`), words (`words`).

pub mod claims;
pub mod linked;
pub mod named;
mod numbers;
pub mod plot;
pub mod public;
pub mod scenario;
pub mod simulate;
mod whole;
pub mod wire;
pub mod words;

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use estimate::assess::{AssessOptions, Event, Work, assess_watched};
use estimate::mixture::{MixtureOptions, Posterior};
use estimate::result::{Assessment, Method, MethodResult, Outcome, Scope, Verdict, WhyNot};
use estimate::rules::Rule;
use estimate::table::OverlapTable;

use super::clock;
use super::error::Error;
use super::temporary::Temporary;
use crate::intake::Overlap;

pub use numbers::{json_of, json_of_broken};
pub use whole::whole;

/// The most strata of one table.
pub const STRATA_MAX: usize = 100;

/// What is asked of a table.
#[derive(Debug, Clone)]
pub struct Options {
    /// Lists to use; none means all.
    pub lists: Vec<String>,
    /// Lists to count as one.
    pub merge: Vec<Vec<String>>,
    /// Pairs of lists of which the first derives from the second.
    pub derived: Vec<(String, String)>,
    /// A cap on the population, to be shown beside the result without one.
    pub cap: Option<u64>,
    /// Replicates of the bootstrap.
    pub replicates: usize,
    /// Draws a chain at most.
    pub draws: usize,
    /// Threads; the result does not depend on it.
    pub threads: NonZeroUsize,
    /// Whether the upper limit is known to be the prior's: R5 fired on another table of the same persons.
    pub upper_is_prior: bool,
    /// What is counted: period, area, category.
    pub scope: words::ScopeWords,
}

impl Default for Options {
    fn default() -> Self {
        let usual = AssessOptions::default();
        Self {
            lists: Vec::new(),
            merge: Vec::new(),
            derived: Vec::new(),
            cap: None,
            replicates: usual.replicates,
            draws: usual.mixture.draws_max,
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            upper_is_prior: false,
            scope: words::ScopeWords::default(),
        }
    }
}

impl Options {
    fn assess(&self, derived: &[(String, String)]) -> AssessOptions {
        let usual = AssessOptions::default();
        AssessOptions {
            replicates: self.replicates,
            as_truth_replicates: usual.as_truth_replicates.min(self.replicates),
            mixture: self.mixture(),
            derived: derived.to_vec(),
            upper_is_prior: self.upper_is_prior,
            scope: self.scope.english(),
            ..usual
        }
    }

    fn mixture(&self) -> MixtureOptions {
        let usual = MixtureOptions::default();
        MixtureOptions {
            draws_first: usual.draws_first.min(self.draws),
            draws_max: self.draws,
            threads: self.threads,
            ..usual
        }
    }
}

/// A stratum before it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stratum {
    /// Column and value; nothing without strata.
    pub values: Vec<(String, String)>,
    /// Its counts, lists chosen and merged.
    pub table: OverlapTable,
    /// Pairs of its lists of which the first derives from the second.
    pub derived: Vec<(String, String)>,
}

/// A table with everything that may be said of it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The stratum's values; nothing without strata.
    pub values: Vec<(String, String)>,
    /// The table as it was given.
    pub table: OverlapTable,
    /// The table as it was judged, lists that are one merged.
    pub judged: OverlapTable,
    /// What may be said.
    pub said: Assessment,
    /// CPU seconds of each method, in the order of `said.methods`, where the system tells.
    pub cpu: Vec<Option<f64>>,
    /// With a cap: median and 95 % interval of the latent classes below it, when rules allow that method a number.
    pub capped: Option<(u64, Option<[f64; 3]>)>,
    /// Draws of the latent classes.
    pub posterior: Option<Posterior>,
    /// What linkage leaves open, when the counts come from linked records; the verdict holds it already.
    pub linkage: Option<linked::Linkage>,
}

impl Judged {
    /// What log-linear models say over all draws of the linkage; nothing where the table came as counts.
    #[must_use]
    pub fn versions(&self) -> &[linked::Version] {
        self.linkage.as_ref().map_or(&[], |l| &l.versions)
    }
}

/// Where the work is.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The stratum, from 0.
    pub stratum: usize,
    /// What begins now; none when something ended.
    pub begins: Option<Work>,
}

/// Makes the tables of a file that was read whole, a stratum each, in ascending order of their values.
///
/// # Errors
/// [`Error::Value`] for lists that are not there and for too many strata; what is wrong with counts.
pub fn strata(
    overlap: &Overlap,
    columns: &[String],
    options: &Options,
) -> Result<Vec<Stratum>, Error> {
    let mut cells = std::collections::BTreeMap::<&[String], Vec<(u64, u64)>>::new();
    for row in &overlap.rows {
        cells.entry(&row.strata).or_default().push((row.pattern, row.count));
    }
    if cells.len() > STRATA_MAX {
        return Err(Error::Value {
            value: columns.join(", "),
            expected: format!(
                "a division into at most {STRATA_MAX} strata; there are {}",
                cells.len()
            ),
        });
    }
    let made = cells.into_iter().map(|(values, cells)| {
        let table = OverlapTable::new(overlap.lists.clone(), cells)?;
        let values = columns.iter().cloned().zip(values.iter().cloned()).collect();
        let (table, derived) = arranged(table, options)?;
        Ok(Stratum { values, table, derived })
    });
    made.collect()
}

/// The table with the lists that were chosen, and merged as asked; and the derivations, by the lists that it has then.
fn arranged(
    mut table: OverlapTable,
    options: &Options,
) -> Result<(OverlapTable, Vec<(String, String)>), Error> {
    let all: Vec<String> = table.names().into_iter().map(str::to_owned).collect();
    let named = options.lists.iter().chain(options.merge.iter().flatten());
    let derived = options.derived.iter().flat_map(|(a, b)| [a, b]);
    for name in named.chain(derived) {
        let left_out = !options.lists.is_empty() && !options.lists.contains(name);
        if !all.contains(name) || left_out {
            let there: Vec<&String> =
                if left_out { options.lists.iter().collect() } else { all.iter().collect() };
            let there: Vec<&str> = there.into_iter().map(String::as_str).collect();
            let expected = format!("a list of the table: {}", there.join(", "));
            return Err(Error::Value { value: name.clone(), expected });
        }
    }
    if !options.lists.is_empty() {
        for name in all.iter().filter(|n| !options.lists.contains(n)) {
            table = table.without(name)?;
        }
    }
    for group in &options.merge {
        let made_of = table.provenance().made_of;
        let members: Vec<String> = group.iter().map(|n| holder(&made_of, n)).collect();
        let members: Vec<&str> = members.iter().map(String::as_str).collect();
        table = table.merge(&members)?;
    }
    let made_of = table.provenance().made_of;
    let derived = options
        .derived
        .iter()
        .map(|(a, b)| (holder(&made_of, a), holder(&made_of, b)))
        .filter(|(a, b)| a != b)
        .collect();
    // What the caller counts as one list is one: rule R7 is about what the caller did not say.
    let table = table.with_cells(table.cells().iter().copied())?;
    Ok((table, derived))
}

/// The list that holds a list as it was read.
fn holder(made_of: &[(String, Vec<String>)], name: &str) -> String {
    let held = made_of.iter().find(|(_, members)| members.iter().any(|m| m == name));
    held.map_or_else(|| name.to_owned(), |(list, _)| list.clone())
}

/// Judges strata, one after another.
///
/// * Cost: seconds a stratum, nearly all of it the latent classes. * Determinism: the tables decide, but for CPU seconds.
///
/// # Errors
/// [`Error::Estimate`] for settings out of range; [`Error::Value`] for an empty table.
pub fn judge(
    strata: &[Stratum],
    options: &Options,
    each: &mut dyn FnMut(Step),
) -> Result<Vec<Judged>, Error> {
    let mut out = Vec::with_capacity(strata.len());
    for (at, stratum) in strata.iter().enumerate() {
        out.push(one(at, stratum, options, each)?);
    }
    Ok(out)
}

fn one(
    at: usize,
    stratum: &Stratum,
    options: &Options,
    each: &mut dyn FnMut(Step),
) -> Result<Judged, Error> {
    let mut judged = stratum.table.clone();
    let mut posterior = None;
    let mut began = None;
    let mut took: Vec<(Method, f64)> = Vec::new();
    let said =
        assess_watched(
            &stratum.table,
            &options.assess(&stratum.derived),
            &mut |event| match event {
                Event::Judged(table) => judged = table.clone(),
                Event::Draws(draws) => posterior = Some(draws.clone()),
                Event::Begins(work) => {
                    began = clock::cpu_seconds();
                    each(Step { stratum: at, begins: Some(work) });
                }
                Event::Ends(work) => {
                    if let (Work::Of(method), Some(from), Some(to)) =
                        (work, began, clock::cpu_seconds())
                    {
                        took.push((method, to - from));
                    }
                    each(Step { stratum: at, begins: None });
                }
                Event::Replicates(_) => {}
            },
        )?;
    let of = |m: &Method| took.iter().find(|(method, _)| method == m).map(|(_, s)| *s);
    let cpu = said.methods.iter().map(|m| of(&m.method)).collect();
    let shown = said
        .methods
        .iter()
        .any(|m| m.method == Method::Mixture && matches!(m.outcome, Outcome::Numbers { .. }));
    let capped = options.cap.map(|cap| {
        let draws = posterior.as_ref().filter(|_| shown);
        (cap, draws.and_then(|p| p.capped(cap as f64)).map(|(m, l, h)| [m, l, h]))
    });
    Ok(Judged {
        values: stratum.values.clone(),
        table: stratum.table.clone(),
        judged,
        said,
        cpu,
        capped,
        posterior,
        linkage: None,
    })
}

/// The ends that may be shown of a method: median, low, high. Where there is only a lower bound there is no upper end of any; where rule
/// R5 fired the latent classes have none, since theirs is the prior's.
#[must_use]
pub fn shown(said: &Assessment, m: &MethodResult) -> Option<(f64, f64, Option<f64>)> {
    let Outcome::Numbers { median, low, high } = m.outcome else { return None };
    let prior = m.method == Method::Mixture && said.rules.contains(&Rule::R5);
    let bounded = has_upper(said) && !prior && high.is_finite();
    Some((median, low, bounded.then_some(high)))
}

/// Whether any upper end may be shown.
#[must_use]
pub const fn has_upper(said: &Assessment) -> bool {
    !matches!(said.verdict, Verdict::LowerBound { .. })
}

/// The rule that withholds a method's number.
#[must_use]
pub const fn withheld(outcome: Outcome) -> Option<Rule> {
    match outcome {
        Outcome::Withheld(rule) => Some(rule),
        Outcome::Numbers { .. } | Outcome::NotApplicable(_) => None,
    }
}

/// Why a method cannot be used, where it cannot.
#[must_use]
pub const fn why_not(outcome: Outcome) -> Option<WhyNot> {
    match outcome {
        Outcome::NotApplicable(why) => Some(why),
        Outcome::Numbers { .. } | Outcome::Withheld(_) => None,
    }
}

/// Whether a method's ends are the least and the most point of several models, and no interval.
#[must_use]
pub fn is_points(method: &Method) -> bool {
    matches!(method, Method::BicSet)
}

/// The result's words about what is counted, in both languages.
#[must_use]
pub fn estimand(said: &Assessment, scope: &words::ScopeWords) -> super::Both {
    let korean = Assessment { scope: scope.korean(), ..said.clone() };
    super::Both { en: said.scope.english(), ko: korean.scope.korean() }
}

/// The result in one or two sentences, in both languages.
#[must_use]
pub fn sentence(said: &Assessment, scope: &words::ScopeWords) -> super::Both {
    let korean = Assessment { scope: scope.korean(), ..said.clone() };
    super::Both { en: said.sentence(), ko: korean.sentence_korean() }
}

/// Writes a picture beside its place and renames it: a path that exists is whole.
///
/// # Errors
/// [`Error::Io`].
pub fn write_plot(path: &Path, svg: &str) -> Result<(), Error> {
    let new = Temporary::beside(path, "new");
    fs::write(new.path(), svg).map_err(|e| Error::io("write", path, e))?;
    new.put(path).map_err(|e| Error::io("write", path, e))
}

/// The version of the code that made a result.
pub const CODE: &str = concat!("cenotaph-estimate ", env!("CARGO_PKG_VERSION"));

/// What the program counts when nobody said: the words of the library.
pub(crate) fn usual_scope() -> Scope {
    Scope::default()
}
