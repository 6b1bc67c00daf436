//! A result as it leaves when the desk files it as public: the verdict, its rules in words, and whole numbers to draw it from.
//!
//! Invariants: without an interval no method has a line and nothing has an upper end; reference lines never leave; chains whose number a
//! rule withholds, or that have no upper limit, leave as ranks; neither the counts nor the file that they were read from are in it.
//!
//! Not here: whether the result may stand in an edition; `protect` decides that.

use estimate::mixture::Posterior;
use estimate::result::{Assessment, Outcome, Verdict};
use protect::shape::{
    Both, Chains, FiledEstimate, FiledStratum, FiredRule, MethodLine, TrajectoryPoint,
};

use super::super::error::Error;
use super::plot::{has_numbers, steps};
use super::wire::whole;
use super::words::{self, ScopeWords};
use super::{CODE, Judged, estimand, sentence, shown, withheld};

/// Draws of a chain that leave, at most: with four chains some 3 kB of an entry.
const POINTS: usize = 160;
/// The height of a trace.
const HEIGHT: f64 = 1000.0;

/// The result as it leaves; nothing of no table.
///
/// * Cost: the trajectory fits models to 120 parts of the table. * Determinism: the same result gives the same value.
///
/// # Errors
/// [`Error::Estimate`], what the trajectory answers.
pub fn public(
    judged: &[Judged],
    all: Option<&Assessment>,
    scope: &ScopeWords,
) -> Result<Option<FiledEstimate>, Error> {
    let Some(first) = judged.first() else { return Ok(None) };
    let said = all.unwrap_or(&first.said);
    let (steps, chains) = match judged {
        [one] => (steps(one)?, one.posterior.as_ref().map(|p| chains(p, has_numbers(one)))),
        _ => (None, None),
    };
    let trajectory = steps.iter().flatten().filter_map(|s| {
        Some(TrajectoryPoint {
            percent: whole((100.0 * s.share).round())?,
            median: whole(s.median.round())?,
            low: whole(s.spread.0.floor())?,
            high: whole(s.spread.1.ceil())?,
        })
    });
    let filed = FiledEstimate {
        table_hash: said.table_hash.clone(),
        code: CODE.to_owned(),
        lists: first.judged.names().into_iter().map(str::to_owned).collect(),
        merged: said.merged.clone(),
        verdict: said.verdict.word().to_owned(),
        low: said.verdict.low().and_then(|l| whole(l.floor())),
        high: said.verdict.high().and_then(|h| whole(h.ceil())),
        point: said.verdict.point().and_then(|p| whole(p.round())),
        listed: said.listed,
        rules: rules(said),
        methods: methods(said).into_iter().chain(versions(said, first)).collect(),
        strata: judged.iter().filter(|_| all.is_some()).map(stratum).collect(),
        trajectory: trajectory.collect(),
        chains,
        estimand: both(estimand(said, scope)),
        sentence: both(sentence(said, scope)),
    };
    Ok(Some(filed.no_more_than_its_verdict()))
}

/// Two languages, as editions have them.
pub(crate) fn both(text: super::super::Both) -> Both {
    Both::new(text.en, text.ko)
}

/// The rules that fired, in words.
pub(crate) fn rules(said: &Assessment) -> Vec<FiredRule> {
    let texts = said.rules.iter().map(|r| r.text());
    texts
        .map(|t| FiredRule {
            id: t.id.to_owned(),
            when: t.when.to_owned(),
            because: Both::new(t.because, t.because_ko),
            help: Both::new(t.help, t.help_ko),
        })
        .collect()
}

/// The methods' lines; none where no interval may be given.
pub(crate) fn methods(said: &Assessment) -> Vec<MethodLine> {
    if !matches!(said.verdict, Verdict::Estimate { .. } | Verdict::Range { .. }) {
        return Vec::new();
    }
    let lines = said.methods.iter().filter(|m| !m.method.is_reference());
    lines
        .filter(|m| !matches!(m.outcome, Outcome::NotApplicable(_)))
        .map(|m| {
            let ends = shown(said, m);
            MethodLine {
                method: both(words::title(&m.method)),
                assumes: both(words::assumes(&m.method)),
                median: ends.and_then(|e| whole(e.0.round())),
                low: ends.and_then(|e| whole(e.1.floor())),
                high: ends.and_then(|e| e.2).and_then(|h| whole(h.ceil())),
                withheld: withheld(m.outcome).map_or_else(String::new, |r| r.id().to_owned()),
            }
        })
        .collect()
}

/// What is said over all draws of the linkage; none where no interval may be given.
fn versions(said: &Assessment, one: &Judged) -> Vec<MethodLine> {
    if !matches!(said.verdict, Verdict::Estimate { .. } | Verdict::Range { .. }) {
        return Vec::new();
    }
    let lines = one.versions().iter().map(|v| MethodLine {
        method: both(v.title()),
        assumes: both(v.assumes()),
        median: v.ends.and_then(|e| whole(e.0.round())),
        low: v.ends.and_then(|e| whole(e.1.floor())),
        high: v.ends.and_then(|e| e.2).and_then(|h| whole(h.ceil())),
        withheld: String::new(),
    });
    lines.filter(|line| line.median.is_some()).collect()
}

fn stratum(one: &Judged) -> FiledStratum {
    let verdict = one.said.verdict;
    FiledStratum {
        values: one.values.iter().map(|(column, value)| format!("{column} = {value}")).collect(),
        verdict: verdict.word().to_owned(),
        low: verdict.low().and_then(|l| whole(l.floor())),
        high: verdict.high().and_then(|h| whole(h.ceil())),
        listed: one.said.listed,
        rules: one.said.rules.iter().map(|r| r.id().to_owned()).collect(),
    }
}

fn chains(posterior: &Posterior, numbers: bool) -> Chains {
    let all = posterior.sorted();
    let least = all.first().map_or(1.0, |v| v.floor().max(1.0));
    let most = all.last().map_or(least, |v| v.ceil()).max(least + 1.0);
    let height = |v: f64| {
        let share = if numbers {
            (v.max(least) / least).ln() / (most / least).ln()
        } else {
            all.partition_point(|a| *a < v) as f64 / all.len().max(1) as f64
        };
        whole((share.clamp(0.0, 1.0) * HEIGHT).round()).unwrap_or(0)
    };
    let thinned = |chain: &Vec<f64>| {
        let every = chain.len().div_ceil(POINTS).max(1);
        chain.iter().step_by(every).map(|v| height(*v)).collect()
    };
    let c = &posterior.of_ln_population;
    Chains {
        low: whole(least).filter(|_| numbers),
        high: whole(most).filter(|_| numbers),
        draws: posterior.chains.first().map_or(0, |c| c.len() as u64),
        rhat_milli: whole((posterior.rhat() * 1000.0).round()),
        ess: whole(c.ess_bulk.min(c.ess_tail).floor()),
        round_trips: posterior.round_trips.iter().map(|t| *t as u64).collect(),
        traces: posterior.chains.iter().map(thinned).collect(),
    }
}
