//! All strata together.
//!
//! Limits are never added: draws are. Only the log-linear bootstrap and the latent classes give draws, so the whole is at best a range
//! and never a point. A sum that leaves out a stratum is not the sum: one refusal refuses the whole, and one lower bound makes it one.

use std::collections::BTreeSet;

use estimate::linkage::{Draw, summed};
use estimate::loglinear::BootstrapOptions;
use estimate::result::{Assessment, Method, MethodResult, Outcome, Verdict};
use estimate::rules::{Rule, SPREAD_RANGE, SPREAD_REFUSE};
use estimate::table::OverlapTable;
use sha2::{Digest as _, Sha256};

use super::super::error::Error;
use super::{Judged, Options};

/// What may be said of all strata together; nothing when there is one.
///
/// * Cost: when every stratum has an interval, that of the two methods once more, a stratum.
///
/// # Errors
/// [`Error::Estimate`], what the methods answer.
pub fn whole(strata: &[Judged], options: &Options) -> Result<Option<Assessment>, Error> {
    let [first, _, ..] = strata else { return Ok(None) };
    let mut rules: BTreeSet<Rule> = strata.iter().flat_map(|s| s.said.rules.clone()).collect();
    let listed: u64 = strata.iter().map(|s| s.said.listed).sum();
    let mut said = Assessment {
        verdict: Verdict::Refused,
        rules: Vec::new(),
        methods: Vec::new(),
        merged: Vec::new(),
        listed,
        spread: None,
        table_hash: hash(strata),
        scope: first.said.scope.clone(),
    };
    let any = |of: fn(&Verdict) -> bool| strata.iter().any(|s| of(&s.said.verdict));
    if any(|v| matches!(v, Verdict::Refused)) {
        // Refused as its stratum was.
    } else if any(|v| matches!(v, Verdict::LowerBound { .. })) {
        said.verdict = Verdict::LowerBound { low: listed as f64, certain: true };
    } else {
        said.methods = methods(strata, options)?;
        said.verdict = range(&mut said.spread, &said.methods, listed, &mut rules);
    }
    said.rules = rules.into_iter().collect();
    Ok(Some(said))
}

fn methods(strata: &[Judged], options: &Options) -> Result<Vec<MethodResult>, Error> {
    let tables: Vec<OverlapTable> = strata.iter().map(|s| s.judged.clone()).collect();
    let log_linear = BootstrapOptions { replicates: options.replicates, ..Default::default() };
    let draws = [
        (Method::LogLinear, Draw::LogLinear(log_linear)),
        (Method::Mixture, Draw::Mixture(options.mixture())),
    ];
    let mut out = Vec::new();
    for (method, how) in draws {
        let of = |s: &Judged| s.said.methods.iter().find(|m| m.method == method).map(|m| m.outcome);
        // Where one stratum's number is withheld, or there is none, there is no sum.
        let without = strata
            .iter()
            .map(of)
            .find(|o| !matches!(o, Some(Outcome::Numbers { .. })))
            .map(|o| o.unwrap_or(Outcome::NotApplicable));
        let outcome = match without {
            Some(outcome) => outcome,
            None => summed(&tables, &how)?.map_or(Outcome::NotApplicable, |(sum, _)| {
                Outcome::Numbers { median: sum.point, low: sum.low, high: sum.high }
            }),
        };
        out.push(MethodResult { method, outcome, rhat: None, ess: None, round_trips: None });
    }
    Ok(out)
}

/// The hull of the sums, and rule R4 on how far they agree.
fn range(
    spread: &mut Option<f64>,
    methods: &[MethodResult],
    listed: u64,
    rules: &mut BTreeSet<Rule>,
) -> Verdict {
    let numbers: Vec<(f64, f64, f64)> = methods
        .iter()
        .filter_map(|m| match m.outcome {
            Outcome::Numbers { median, low, high } => Some((median, low, high)),
            Outcome::Withheld(_) | Outcome::NotApplicable => None,
        })
        .collect();
    let least =
        |of: fn(&(f64, f64, f64)) -> f64| numbers.iter().map(of).fold(f64::INFINITY, f64::min);
    let most = |of: fn(&(f64, f64, f64)) -> f64| numbers.iter().map(of).fold(0.0, f64::max);
    if numbers.is_empty() {
        return Verdict::Refused;
    }
    let apart = most(|n| n.0) / least(|n| n.0);
    *spread = Some(apart);
    // One assumption alone agrees with itself; that shows nothing.
    if apart > SPREAD_RANGE || numbers.len() < 2 {
        rules.insert(Rule::R4);
    }
    let (low, high) = (least(|n| n.1).max(listed as f64), most(|n| n.2));
    if apart > SPREAD_REFUSE {
        Verdict::Refused
    } else if high.is_finite() {
        Verdict::Range { low, high }
    } else {
        Verdict::LowerBound { low: listed as f64, certain: true }
    }
}

/// SHA-256 of the strata's hashes, in their order.
fn hash(strata: &[Judged]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"cenotaph.strata/1\0");
    for stratum in strata {
        for (column, value) in &stratum.values {
            hash.update(format!("{column}={value}\0"));
        }
        hash.update(&stratum.said.table_hash);
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}
