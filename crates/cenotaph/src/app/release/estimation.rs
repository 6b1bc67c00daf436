//! The part of an edition that tells of those whom nobody counted: a verdict on the lists of the named, and what the figures can bear.
//!
//! Invariants: it is reckoned from rows that leave, and beside that has what the desk filed as public; there is no one number over the figures; where the lists refuse, no
//! number but that of the listed goes out, not even a reference line.

use estimate::claims::{Category, Ratio};
use model::date::Day;
use protect::shape::{
    Ceiling, Estimation, FigureRatio, FigureRevision, Floor, Lineage, ListEstimate, NamedList,
    Scenario, WoundedToKilled,
};

use super::super::case::Case;
use super::super::desk::Desk;
use super::super::error::Error;
use super::super::estimate::claims::{COMPARED, Ledger, code};
use super::super::estimate::named::{Named, named};
use super::super::estimate::public::{both, methods, rules};
use super::super::estimate::scenario::{ScenarioRow, figures, filed};
use super::super::estimate::{self as app, Options, estimand, sentence, wire, words};
use super::leaving_public;

/// Work allowed for the named of a case. They are few; a case with thousands has its tables judged and filed by hand.
const DRAWS: usize = 16_000;
/// Replicates of the bootstrap for the same.
const REPLICATES: usize = 300;

/// Gathers it; nothing when there are neither named nor figures nor public results.
///
/// # Errors
/// What the estimator answers.
pub(super) fn estimation(case: &Case, desk: &Desk) -> Result<Option<Box<Estimation>>, Error> {
    let open = &leaving_public(desk);
    let lists = match named(open)? {
        Some(named) => Some(list_estimate(&named)?),
        None => None,
    };
    let estimation = Estimation { lists, filed: wire::leaving(case)?, ..bear(case, open)? };
    let empty = estimation == Estimation::default();
    Ok((!empty).then(|| Box::new(estimation)))
}

/// What the figures of a desk can bear, without lists of the named and without filed results.
///
/// Figures that do not leave have a voice here if they are in `desk`; scenarios are those filed last, while the figures are the same.
///
/// # Errors
/// What the record answers.
pub(crate) fn bear(case: &Case, desk: &Desk) -> Result<Estimation, Error> {
    let ledger = Ledger::of(desk, &case.population());
    Ok(Estimation {
        lineages: lineages(&ledger),
        ratios: COMPARED.iter().flat_map(|c| ratios(&ledger, *c)).collect(),
        wounded_to_killed: wounded(&ledger),
        revisions: revisions(&ledger),
        floor: ledger
            .floor
            .iter()
            .map(|(day, named)| Floor { day: day.to_string(), named: *named })
            .collect(),
        ceiling: ledger
            .ceiling
            .as_ref()
            .map(|(n, key)| Ceiling { deployed: *n, statement: key.to_string() }),
        scenarios: scenarios(case, &ledger)?,
        ..Estimation::default()
    })
}

/// The scenarios filed last, while the figures are those that they were reckoned from.
fn scenarios(case: &Case, ledger: &Ledger) -> Result<Vec<Scenario>, Error> {
    let Some((_, body)) = filed(case)?.pop().filter(|(_, b)| b.figures == figures(ledger)) else {
        return Ok(Vec::new());
    };
    let row = |r: &ScenarioRow| Scenario {
        common_bias_milli: r.common_bias_milli,
        day: body.day.clone(),
        killed: r.killed.clone(),
        rhat_milli: r.rhat_milli,
        statements: body.statements.clone(),
    };
    Ok(body.rows.iter().map(row).collect())
}

fn list_estimate(named: &Named) -> Result<ListEstimate, Error> {
    let options = Options { draws: DRAWS, replicates: REPLICATES, ..Options::default() };
    let judged = app::judge(&[named.stratum()], &options, &mut |_| {})?;
    let Some(one) = judged.first() else {
        return Err(Error::Bug("a table was judged and there is no verdict".to_owned()));
    };
    let said = &one.said;
    let scope = words::ScopeWords::default();
    Ok(ListEstimate {
        verdict: said.verdict.word().to_owned(),
        low: said.verdict.low().and_then(|l| whole(l.floor())),
        high: said.verdict.high().and_then(|h| whole(h.ceil())),
        point: said.verdict.point().and_then(|p| whole(p.round())),
        listed: said.listed,
        lists: named
            .lists
            .iter()
            .map(|l| NamedList {
                name: l.name.clone(),
                persons: l.persons,
                derives_from: l.derives_from.clone(),
            })
            .collect(),
        merged: said.merged.clone(),
        rules: rules(said),
        methods: methods(said),
        estimand: both(estimand(said, &scope)),
        sentence: both(sentence(said, &scope)),
        table_hash: said.table_hash.clone(),
    })
}

fn lineages(ledger: &Ledger) -> Vec<Lineage> {
    let all = ledger.lineages().into_iter();
    all.map(|l| Lineage { party: l.party, own: l.own, repeats: l.repeats }).collect()
}

/// Every factor with the day from which it held, the latest ones marked.
fn ratios(ledger: &Ledger, category: Category) -> Vec<FigureRatio> {
    let latest = ledger.ratios(category);
    let mut out = Vec::new();
    for (day, new) in ledger.history(category) {
        for ratio in new.iter().filter(|r| says_something(r)) {
            let up = upright(ratio);
            out.push(FigureRatio {
                category: code(category).to_owned(),
                over: ledger.party(up.over).to_owned(),
                under: ledger.party(up.under).to_owned(),
                statements: vec![ledger.key(up.claims.0), ledger.key(up.claims.1)],
                low_milli: milli_down(up.low),
                high_milli: up.high.map(milli_up),
                days_apart: i64::from(up.days_apart),
                since: day_text(day),
                latest: latest.iter().any(|l: &Ratio| l == ratio),
            });
        }
    }
    out
}

/// The factor with the larger figure above the line, where the words tell which is larger.
fn upright(ratio: &Ratio) -> Ratio {
    match ratio.high {
        Some(high) if high > 0.0 && high < 1.0 => Ratio {
            over: ratio.under,
            under: ratio.over,
            claims: (ratio.claims.1, ratio.claims.0),
            low: 1.0 / high,
            high: (ratio.low > 0.0).then(|| 1.0 / ratio.low),
            days_apart: -ratio.days_apart,
        },
        _ => ratio.clone(),
    }
}

/// Whether a factor is bounded at one end at least, within a hundred: "numerous" over "several thousand" is any factor.
fn says_something(ratio: &Ratio) -> bool {
    ratio.low >= 0.01 || ratio.high.is_some_and(|high| high <= 100.0)
}

fn wounded(ledger: &Ledger) -> Vec<WoundedToKilled> {
    let all = ledger.wounded_to_killed().into_iter();
    all.map(|w| WoundedToKilled {
        party: ledger.party(w.lineage).to_owned(),
        as_of: day_text(w.as_of),
        statements: vec![ledger.key(w.claims.0), ledger.key(w.claims.1)],
        low_milli: milli_down(w.low),
        high_milli: w.high.map(milli_up),
        incoherent_with: w.incoherent_with.iter().map(|id| ledger.key(*id)).collect(),
    })
    .collect()
}

fn revisions(ledger: &Ledger) -> Vec<FigureRevision> {
    let all = ledger.revisions().into_iter();
    all.map(|r| FigureRevision {
        party: ledger.party(r.lineage).to_owned(),
        category: code(r.category).to_owned(),
        statements: vec![ledger.key(r.claims.0), ledger.key(r.claims.1)],
        on: day_text(r.on),
        factor_milli: if r.factor > 1.0 { milli_down(r.factor) } else { milli_up(r.factor) },
        same_day: r.same_day,
    })
    .collect()
}

fn day_text(epoch: i32) -> String {
    Day::from_epoch(epoch).map_or_else(String::new, |d| d.to_string())
}

/// Thousandths, downwards. What lies within a millionth of one is it: divisions of whole numbers end in such.
fn milli_down(x: f64) -> u64 {
    whole((x * 1000.0 + 1e-3).floor()).unwrap_or(0)
}

/// Thousandths, upwards.
fn milli_up(x: f64) -> u64 {
    whole((x * 1000.0 - 1e-3).ceil()).unwrap_or(0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what an integer of JSON holds"
)]
fn whole(x: f64) -> Option<u64> {
    x.is_finite().then(|| x.clamp(0.0, 9e15) as u64)
}
