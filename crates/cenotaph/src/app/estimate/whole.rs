//! All strata together.
//!
//! A stratum's interval is the hull of what several assumptions give it. Nothing says that one and the same holds in all strata, so the
//! whole lies between the sum of the lower ends and the sum of the upper ends: a range, never a point. What one method gives is summed
//! draw by draw; only the log-linear bootstrap and the latent classes have draws. A sum that leaves out a stratum is not the sum: one refusal refuses the whole, and one lower bound makes it one.

use std::collections::{BTreeMap, BTreeSet};

use estimate::linkage::{Draw, summed};
use estimate::loglinear::BootstrapOptions;
use estimate::result::{Assessment, Method, MethodResult, Outcome, Verdict, WhyNot};
use estimate::rules::{Rule, SPREAD_REFUSE};
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
        sparse: strata.iter().flat_map(sparse).collect(),
        lists: (0, 0),
        of_strata: of_strata(strata),
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
        said.verdict = range(&mut said.spread, &said.methods, ends(strata), &mut rules);
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
        let without =
            strata.iter().map(of).find(|o| !matches!(o, Some(Outcome::Numbers { .. }))).map(|o| {
                match o {
                    Some(Outcome::Withheld(rule)) => Outcome::Withheld(rule),
                    _ => Outcome::NotApplicable(WhyNot::NoSum),
                }
            });
        let outcome = match without {
            Some(outcome) => outcome,
            None => {
                summed(&tables, &how)?.map_or(Outcome::NotApplicable(WhyNot::NoSum), |(sum, _)| {
                    Outcome::Numbers { median: sum.point, low: sum.low, high: sum.high }
                })
            }
        };
        out.push(MethodResult { method, outcome, rhat: None, ess: None, round_trips: None });
    }
    Ok(out)
}

/// The sums of the lower and of the upper ends; no upper end where a stratum has none.
fn ends(strata: &[Judged]) -> (f64, Option<f64>) {
    let low = strata.iter().map(|s| s.said.verdict.low().unwrap_or(s.said.listed as f64)).sum();
    (low, strata.iter().map(|s| s.said.verdict.high()).sum())
}

/// The stratum in words.
#[must_use]
pub(super) fn label(stratum: &Judged) -> String {
    let values: Vec<String> = stratum.values.iter().map(|(c, v)| format!("{c} = {v}")).collect();
    values.join(", ")
}

/// The lists of a stratum that rule R2 is about, each with its stratum.
fn sparse(stratum: &Judged) -> impl Iterator<Item = (String, u64)> {
    let place = label(stratum);
    stratum.said.sparse.iter().map(move |(list, n)| (format!("{list} ({place})"), *n))
}

/// Each rule with the strata in which it fired.
fn of_strata(strata: &[Judged]) -> Vec<(Rule, Vec<String>)> {
    let mut out = BTreeMap::<Rule, Vec<String>>::new();
    for stratum in strata {
        for rule in &stratum.said.rules {
            out.entry(*rule).or_default().push(label(stratum));
        }
    }
    out.into_iter().collect()
}

/// The range between the ends, and rule R4 on how far the methods' sums agree.
fn range(
    spread: &mut Option<f64>,
    methods: &[MethodResult],
    (low, high): (f64, Option<f64>),
    rules: &mut BTreeSet<Rule>,
) -> Verdict {
    let medians: Vec<f64> = methods
        .iter()
        .filter_map(|m| match m.outcome {
            Outcome::Numbers { median, .. } => Some(median),
            Outcome::Withheld(_) | Outcome::NotApplicable(_) => None,
        })
        .collect();
    let most = medians.iter().copied().fold(0.0, f64::max);
    let apart = most / medians.iter().copied().fold(f64::INFINITY, f64::min);
    *spread = (!medians.is_empty()).then_some(apart);
    // One assumption alone agrees with itself; that shows nothing. Where two agree, which of them holds may still differ from stratum to
    // stratum: the ends are sums, and there is no middle. The rule says so.
    rules.insert(Rule::R4);
    match high {
        _ if apart > SPREAD_REFUSE => Verdict::Refused,
        Some(high) => Verdict::Range { low, high },
        None => Verdict::LowerBound { low, certain: false },
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
