//! From a table to what may be said of it: every method, every rule, one verdict.
//!
//! Order: too few lists (R1); lists that are one (R7, the table is then judged anew); too few overlaps (R2); then the
//! estimators, each resting on another
//! assumption that no data can test, and the rules on how far they agree. The interval given is the hull of their 95 % intervals: whoever
//! does not know which assumption holds cannot give less.
//!
//! Not here: linkage (R6, R8), which needs more than a table; see [`crate::linkage`].

use crate::Error;
use crate::decomposable::{self, Complete};
use crate::diagnose::{Diagnosis, Pair, diagnose, list_as_truth};
use crate::exact::{self, chao, chapman};
use crate::loglinear::{Bootstrap, BootstrapOptions, Criterion, bootstrap, select};
use crate::mixture::{MixtureOptions, Posterior, Prior, sample};
use crate::result::{Assessment, Method, MethodResult, Outcome, Scope, Verdict, WhyNot};
use crate::rules::{self, Rule};
use crate::sensitivity::{LISTS_MAX as NHOI_MAX, XI, nhoi};
use crate::special::{quantile_sorted, sorted};
use crate::table::OverlapTable;

/// Settings of [`assess`].
#[derive(Debug, Clone, PartialEq)]
pub struct AssessOptions {
    /// Replicates of the bootstrap.
    pub replicates: usize,
    /// Replicates for each list taken as truth.
    pub as_truth_replicates: usize,
    /// The latent-class sampler.
    pub mixture: MixtureOptions,
    /// Draws for NHOI.
    pub nhoi_draws: usize,
    /// Pairs of lists, by label, of which one is known to derive from the other.
    pub derived: Vec<(String, String)>,
    /// Whether R5 has fired on another table of the same persons: then it fires on this one too and nothing is tried for it.
    pub upper_is_prior: bool,
    /// What is counted.
    pub scope: Scope,
}

impl Default for AssessOptions {
    fn default() -> Self {
        Self {
            replicates: 1000,
            as_truth_replicates: 100,
            mixture: MixtureOptions::default(),
            nhoi_draws: 4000,
            derived: Vec::new(),
            upper_is_prior: false,
            scope: Scope::default(),
        }
    }
}

/// What is done for a verdict, a part at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Work {
    /// A method; [`Method::BicSet`] comes out of the work on [`Method::LogLinear`].
    Of(Method),
    /// Leaving out lists and merging them (R9).
    Fragile,
    /// Each list taken as truth (R10).
    AsTruth,
    /// The latent classes under other priors (R5).
    Priors,
}

/// What is told while a table is judged, for a caller that shows progress, takes the time or draws pictures.
#[derive(Debug)]
pub enum Event<'a> {
    /// The table as it is judged, once lists that are one were merged.
    Judged(&'a OverlapTable),
    /// Work begins.
    Begins(Work),
    /// Work ends.
    Ends(Work),
    /// The replicates behind a log-linear result.
    Replicates(&'a Bootstrap),
    /// The draws behind a latent-class result, whether or not they converged: [`Posterior::converged`] decides what may be shown.
    Draws(&'a Posterior),
}

/// Takes what is told; it cannot change the verdict.
pub type Watch<'w> = &'w mut dyn FnMut(Event<'_>);

/// The most lists for which log-linear models take part: beyond, a bootstrap with selection takes minutes.
pub const LOG_LINEAR_MAX: usize = 8;

/// Priors under which the upper limit must stand (R5): more classes beforehand, and capture probabilities nearer 0 and 1.
#[must_use]
pub fn other_priors() -> [Prior; 2] {
    let usual = Prior::default();
    [
        Prior { alpha_shape: 1.0, alpha_rate: 1.0, ..usual },
        Prior { capture_on: 0.5, capture_off: 0.5, ..usual },
    ]
}

/// Judges a table.
///
/// * Input: counts by pattern. Output: the verdict with every rule that fired and every method's number or why it is withheld.
/// * Determinism: seeded by the table; the order and labels of lists change nothing but the labels in `merged`.
/// * Cost: seconds; nearly all of it is the latent-class sampler, which runs three times.
///
/// # Errors
/// [`Error::Empty`], settings out of range, [`Error::NoSuchList`] for a derivation between lists that are not there.
pub fn assess(table: &OverlapTable, options: &AssessOptions) -> Result<Assessment, Error> {
    assess_watched(table, options, &mut |_| {})
}

/// The same, telling what is being done. What is told depends on the table and the settings alone.
///
/// # Errors
/// As [`assess`].
pub fn assess_watched(
    table: &OverlapTable,
    options: &AssessOptions,
    watch: Watch<'_>,
) -> Result<Assessment, Error> {
    if table.total() == 0 {
        return Err(Error::Empty);
    }
    let mut said = Assessment {
        verdict: Verdict::Refused,
        rules: Vec::new(),
        methods: Vec::new(),
        merged: Vec::new(),
        sparse: Vec::new(),
        lists: (table.lists(), table.lists()),
        of_strata: Vec::new(),
        listed: table.total(),
        spread: None,
        table_hash: table.canonical().content_hash_hex(),
        scope: options.scope.clone(),
    };
    let table = &merge_dependent(table, options, &mut said)?;
    said.lists.1 = table.lists();
    watch(Event::Judged(table));
    if table.lists() < rules::LISTS_MIN {
        said.rules.push(Rule::R1);
        references(table, &mut said)?;
        said.rules.sort_unstable();
        return Ok(said);
    }
    let seen = diagnose(table);
    if too_sparse(&seen) {
        said.rules.push(Rule::R2);
        let names = table.names();
        let thin = seen.lists.iter().filter(|l| l.overlaps < rules::OVERLAPS_MIN);
        said.sparse = thin.map(|l| (names[l.list].to_owned(), l.overlaps)).collect();
        said.verdict = Verdict::LowerBound { low: said.listed as f64, certain: true };
        for method in [Method::LogLinear, Method::Mixture] {
            said.methods.push(plain(method, Outcome::Withheld(Rule::R2)));
        }
        said.rules.sort_unstable();
        return Ok(said);
    }

    let best = log_linear(table, options, &mut said, watch)?;
    graphs(table, &mut said, watch)?;
    let posterior = mixture(table, options, &mut said, watch)?;
    for xi in XI {
        let method = Method::Nhoi { xi };
        let interval = timed(watch, Work::Of(method), || nhoi(table, xi, options.nhoi_draws))?;
        let why = if table.lists() > NHOI_MAX { WhyNot::TooManyLists } else { WhyNot::SmallCell };
        said.methods.push(plain(method, interval.map_or(Outcome::NotApplicable(why), numbers)));
    }
    if let Some(best) = best
        && timed(watch, Work::Fragile, || fragile(table, best))?
    {
        said.rules.push(Rule::R9);
    }
    let truths = if table.lists() > LOG_LINEAR_MAX {
        Vec::new()
    } else {
        timed(watch, Work::AsTruth, || list_as_truth(table, options.as_truth_replicates))?
    };
    let covered = truths.iter().filter(|t| t.covered).count() as f64;
    if !truths.is_empty() && covered < rules::AS_TRUTH_SHARE * truths.len() as f64 {
        said.rules.push(Rule::R10);
    }
    let upper_is_prior = match &posterior {
        _ if options.upper_is_prior => true,
        Some(p) if p.converged() => timed(watch, Work::Priors, || upper_moves(table, options, p))?,
        _ => false,
    };
    if upper_is_prior {
        said.rules.push(Rule::R5);
    }
    conclude(&mut said);
    references(table, &mut said)?;
    said.rules.sort_unstable();
    Ok(said)
}

fn timed<T>(watch: Watch<'_>, work: Work, does: impl FnOnce() -> T) -> T {
    watch(Event::Begins(work));
    let out = does();
    watch(Event::Ends(work));
    out
}

fn plain(method: Method, outcome: Outcome) -> MethodResult {
    MethodResult { method, outcome, rhat: None, ess: None, round_trips: None }
}

fn numbers(i: exact::Interval) -> Outcome {
    Outcome::Numbers { median: i.point, low: i.low, high: i.high }
}

/// R7: merges declared derivations, then the most dependent pair again and again until none is left.
fn merge_dependent(
    table: &OverlapTable,
    options: &AssessOptions,
    said: &mut Assessment,
) -> Result<OverlapTable, Error> {
    let mut table = table.clone();
    // A list may be in several derivations: look each label up in the union that holds it now.
    let holder = |table: &OverlapTable, label: &str| -> Result<String, Error> {
        table
            .provenance()
            .made_of
            .into_iter()
            .find(|(name, members)| name == label || members.iter().any(|m| m == label))
            .map(|(name, _)| name)
            .ok_or_else(|| Error::NoSuchList { list: label.to_owned() })
    };
    for (a, b) in &options.derived {
        let (a, b) = (holder(&table, a)?, holder(&table, b)?);
        if a != b {
            table = table.merge(&[&a, &b])?;
        }
    }
    while table.lists() > 1 {
        let pairs = diagnose(&table).pairs;
        // Lists of exactly the same persons have no odds ratio, and are one list as far as the table can tell: however few are left, since
        // a list that is met by its own copy has everybody on both.
        let size = |i: usize| table.overlap(1 << i);
        let twin = |p: &Pair| {
            let (i, j) = p.lists;
            p.both >= rules::OVERLAPS_MIN && p.both == size(i) && p.both == size(j)
        };
        let worst = pairs
            .iter()
            .filter_map(|p| {
                let low = if twin(p) { f64::INFINITY } else { p.odds_ratio?.low };
                Some((low, p.both, p.lists))
            })
            .filter(|p| p.0 > rules::ODDS_MERGE)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let Some((_, _, (i, j))) = worst else { break };
        let merged = {
            let names = table.names();
            table.merge(&[names[i], names[j]])?
        };
        table = merged;
    }
    said.merged = table
        .provenance()
        .made_of
        .into_iter()
        .filter(|(_, members)| members.len() > 1)
        .map(|(name, _)| name)
        .collect();
    if !said.merged.is_empty() {
        said.rules.push(Rule::R7);
    }
    Ok(table)
}

/// R2.
fn too_sparse(seen: &Diagnosis) -> bool {
    seen.on_two_or_more < rules::ON_TWO_MIN
        || seen.lists.iter().any(|l| l.overlaps < rules::OVERLAPS_MIN)
}

/// The bootstrap and the models near the best; the best model's point.
fn log_linear(
    table: &OverlapTable,
    options: &AssessOptions,
    said: &mut Assessment,
    watch: Watch<'_>,
) -> Result<Option<f64>, Error> {
    if table.lists() > LOG_LINEAR_MAX {
        let why = Outcome::NotApplicable(WhyNot::TooManyLists);
        said.methods.push(plain(Method::LogLinear, why));
        return Ok(None);
    }
    let order_max = if table.lists() > 5 { 2 } else { 12 };
    let settings =
        BootstrapOptions { replicates: options.replicates, order_max, ..Default::default() };
    let found = timed(watch, Work::Of(Method::LogLinear), || bootstrap(table, &settings))?;
    let Some(found) = found else {
        said.methods.push(plain(Method::LogLinear, Outcome::NotApplicable(WhyNot::NoEstimate)));
        return Ok(None);
    };
    watch(Event::Replicates(&found));
    let outcome = Outcome::Numbers { median: found.point, low: found.low, high: found.high };
    said.methods.push(plain(Method::LogLinear, outcome));
    if let Some((low, high)) = found.selection.range(rules::BIC_WINDOW) {
        let outcome = Outcome::Numbers { median: found.point, low, high };
        said.methods.push(plain(Method::BicSet, outcome));
    }
    Ok(Some(found.point))
}

fn graphs(table: &OverlapTable, said: &mut Assessment, watch: Watch<'_>) -> Result<(), Error> {
    for delta in decomposable::deltas(table.lists()) {
        let outcome = if table.lists() > decomposable::LISTS_MAX {
            Outcome::NotApplicable(WhyNot::TooManyLists)
        } else {
            // The complete graph identifies nothing: its answer is the prior's, so it has no voice in the verdict.
            let a = timed(watch, Work::Of(Method::Graphs { delta }), || {
                decomposable::average(table, delta, Complete::LeftOut)
            })?;
            let high = if a.is_closed() { a.high } else { f64::INFINITY };
            Outcome::Numbers { median: a.median, low: a.low, high }
        };
        said.methods.push(plain(Method::Graphs { delta }, outcome));
    }
    Ok(())
}

fn mixture(
    table: &OverlapTable,
    options: &AssessOptions,
    said: &mut Assessment,
    watch: Watch<'_>,
) -> Result<Option<Posterior>, Error> {
    let p = timed(watch, Work::Of(Method::Mixture), || sample(table, &options.mixture))?;
    watch(Event::Draws(&p));
    let outcome = if p.converged() {
        Outcome::Numbers { median: p.median, low: p.low, high: p.high }
    } else {
        said.rules.push(Rule::R3);
        Outcome::Withheld(Rule::R3)
    };
    said.methods.push(MethodResult {
        method: Method::Mixture,
        outcome,
        rhat: Some(p.rhat()),
        ess: Some(p.of_ln_population.ess_bulk.min(p.of_ln_population.ess_tail)),
        round_trips: p.round_trips.iter().copied().min(),
    });
    let misfit = |&(_, share): &(u64, f64)| {
        !(rules::PREDICTIVE_MIN..=1.0 - rules::PREDICTIVE_MIN).contains(&share)
    };
    if p.converged() && p.overlaps.iter().any(misfit) {
        said.rules.push(Rule::R11);
    }
    Ok(Some(p))
}

/// R5: whether the upper limit moves with a cap or the prior. A run that does not converge has not shown that it stays.
fn upper_moves(
    table: &OverlapTable,
    options: &AssessOptions,
    usual: &Posterior,
) -> Result<bool, Error> {
    let moved = |high: f64| (high / usual.high - 1.0).abs() > rules::UPPER_SHIFT;
    for factor in [10.0, 100.0] {
        if usual.capped(factor * table.total() as f64).is_none_or(|c| moved(c.2)) {
            return Ok(true);
        }
    }
    for prior in other_priors() {
        let settings = MixtureOptions { prior, ess_goal: 400.0, ..options.mixture.clone() };
        let other = sample(table, &settings)?;
        if !other.converged() || moved(other.high) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// R9: leaves out each list, merges the two smallest, and compares the best model's answer.
fn fragile(table: &OverlapTable, best: f64) -> Result<bool, Error> {
    let names = table.names();
    let mut others = Vec::new();
    for name in &names {
        others.push(table.without(name)?);
    }
    let mut by_size: Vec<usize> = (0..names.len()).collect();
    by_size.sort_by_key(|&j| table.overlap(1 << j));
    others.push(table.merge(&[names[by_size[0]], names[by_size[1]]])?);
    for other in others {
        let point = if other.lists() < 3 {
            Some(chapman(&other, 0, 1, 1.0)?.point)
        } else if other.total() == 0 {
            None
        } else {
            select(&other, Criterion::Bic, 2)?.best()
        };
        if point.is_none_or(|p| (p / best - 1.0).abs() > rules::FRAGILE_SHIFT) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Kinds of assumption: log-linear, graphs, latent classes, no highest interaction.
const KINDS: usize = 4;

/// R4 and the verdict: the hull of the methods, a point only where they agree within a hull that is no wider than points may differ.
///
/// Where a kind of assumption could not be tried there is no upper end: the kind that is missing may have gone far up, and on small tables
/// the one missing is the one that allows for the most dependence. What is left is a lower bound.
///
/// A refusal by R4 leaves the methods' numbers in place, each with its assumption: that they differ so much *is* the
/// reason, and a reader must be able to see it. No sentence prints them.
fn conclude(said: &mut Assessment) {
    let (mut points, mut low, mut high) = (Vec::new(), f64::INFINITY, f64::NEG_INFINITY);
    let mut middles = Vec::new();
    let mut kinds = Vec::new();
    for m in &said.methods {
        if let Outcome::Numbers { median, low: l, high: h } = m.outcome {
            low = low.min(l);
            high = high.max(h);
            let kind = match m.method {
                Method::BicSet => std::mem::discriminant(&Method::LogLinear),
                other => std::mem::discriminant(&other),
            };
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
            match m.method {
                Method::BicSet => points.extend([l, h]),
                _ => points.push(median),
            }
            match m.method {
                Method::LogLinear | Method::Mixture => middles.push(median),
                Method::Graphs { delta } if delta < 0.2 => middles.push(median),
                Method::Nhoi { xi: 1.0 } => middles.push(median),
                _ => {}
            }
        }
    }
    let points = sorted(points);
    let (Some(least), Some(most)) = (points.first(), points.last()) else {
        said.verdict = Verdict::Refused;
        return;
    };
    let spread = most / least;
    said.spread = Some(spread);
    low = low.max(said.listed as f64);
    // What could not be tried has not agreed.
    let untried = kinds.len() < KINDS;
    // An interval wider than points may differ has no likeliest value either.
    if spread > rules::SPREAD_RANGE || untried || high / low > rules::SPREAD_RANGE {
        said.rules.push(Rule::R4);
    }
    let fired = |rule| said.rules.contains(&rule);
    said.verdict = if spread > rules::SPREAD_REFUSE {
        Verdict::Refused
    } else if untried || fired(Rule::R5) || fired(Rule::R3) || !high.is_finite() {
        // Latent classes that did not converge have not shown that the upper limit stays either: less work gives no firmer verdict.
        Verdict::LowerBound { low, certain: false }
    } else if fired(Rule::R4) || fired(Rule::R9) {
        Verdict::Range { low, high }
    } else {
        Verdict::Estimate { point: quantile_sorted(&sorted(middles), 0.5), low, high }
    };
}

/// Reference lines, where the table has them and nothing forbids them.
fn references(table: &OverlapTable, said: &mut Assessment) -> Result<(), Error> {
    if table.lists() == 2 {
        for odds_ratio in exact::ODDS_RATIOS {
            let c = chapman(table, 0, 1, odds_ratio)?;
            said.methods.push(plain(Method::Chapman { odds_ratio }, numbers(c)));
        }
    } else if table.lists() > 2 && said.verdict != Verdict::Refused {
        said.methods.push(plain(Method::Chao, numbers(chao(table)?)));
    }
    Ok(())
}
