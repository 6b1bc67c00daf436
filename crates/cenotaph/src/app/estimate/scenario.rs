//! **Experimental.** A table of scenarios over the case's figures, and its entry in the record.
//!
//! What the killed would be if the bias that all parties share had a certain spread. That spread is decided by nothing in the figures: three
//! of them are reckoned, and all three are shown or none. It takes a minute or more, so it is never reckoned in passing: whoever
//! wants it asks for it and files it.
//! Invariants: figures that leave, and no others, have a voice; a filed table is shown only while the figures are those that it was
//! reckoned from.
//!
//! Not here: the model (`estimate::claims`); any single number.

use estimate::claims::{Claim, ScenarioOptions, scenario as run};
use model::date::Day;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::super::case::Case;
use super::super::desk::Desk;
use super::super::error::Error;
use super::super::keys::{self, Role};
use super::super::{logs, people, release};
use super::CODE;
use super::claims::{Ledger, code};

/// The kind of a filed table.
pub(crate) const SCENARIO: &str = "scenario/1";

/// Spreads of the common bias in ln, in thousandths: none, half as much again either way, twice either way.
const SPREADS_MILLI: [u64; 3] = [0, 400, 800];
/// Spread of a party's own bias, in thousandths of ln.
const LINEAGE_MILLI: u64 = 400;
/// Spread of the noise of one figure, in thousandths of ln.
const NOISE_MILLI: u64 = 200;
/// Days before the first figure on which the first could have died.
const LEAD_DAYS: i32 = 30;

/// Body of `scenario/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioBody {
    /// What made it: program and version.
    pub code: String,
    /// SHA-256 of the figures that had a voice, hexadecimal.
    pub figures: String,
    /// Keys of their statements.
    pub statements: Vec<String>,
    /// The first day on which anyone is taken to have died.
    pub first_day: String,
    /// The day for which the table is.
    pub day: String,
    /// Spread of a party's own bias in ln, thousandths.
    pub lineage_bias_milli: u64,
    /// Spread of the noise of one figure in ln, thousandths.
    pub noise_milli: u64,
    /// Draws a chain.
    pub draws: u64,
    /// The named by the day.
    pub floor: u64,
    /// Those sent at most, where a party says so.
    pub ceiling: Option<u64>,
    /// One row for each spread of the common bias.
    pub rows: Vec<ScenarioRow>,
}

/// One scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioRow {
    /// Spread of the bias that all parties share in ln, thousandths: the knob.
    pub common_bias_milli: u64,
    /// Median, lower and upper end of the killed; empty when the chains did not converge (rule R3).
    pub killed: Vec<u64>,
    /// R-hat in thousandths.
    pub rhat_milli: u64,
    /// Effective size.
    pub ess: u64,
}

/// SHA-256 of the figures with a voice: what a filed table was reckoned from.
#[must_use]
pub fn figures(ledger: &Ledger) -> String {
    let mut hash = Sha256::new();
    hash.update(b"cenotaph.figures/1\0");
    for claim in voices(ledger) {
        let line = format!(
            "{} {} {} {:?} {} {} {} {:?} {}\0",
            ledger.key(claim.id),
            ledger.party(claim.lineage),
            code(claim.category),
            claim.from,
            claim.as_of,
            claim.stated_on,
            claim.low,
            claim.high,
            claim.mixed
        );
        hash.update(line);
    }
    release::hex(&hash.finalize())
}

fn voices(ledger: &Ledger) -> impl Iterator<Item = &Claim> {
    ledger.claims.iter().filter(|c| !c.derived)
}

/// Reckons the table; nothing when no figure has a voice.
///
/// * Cost: O(draws · parameters · figures) for each of three spreads; half a minute each for thirty figures.
///
/// # Errors
/// [`Error::Estimate`] for draws out of range and spans above 200 weeks.
pub fn scenarios(
    desk: &Desk,
    case: &Case,
    draws: usize,
    each: &mut dyn FnMut(),
) -> Result<Option<ScenarioBody>, Error> {
    let open = release::leaving_public(desk);
    let ledger = Ledger::of(&open, &case.population());
    let claims: Vec<Claim> = voices(&ledger).cloned().collect();
    let days = claims.iter().map(|c| c.from.unwrap_or(c.as_of).min(c.as_of));
    let (Some(first), Some(last)) = (days.min(), claims.iter().map(|c| c.as_of).max()) else {
        return Ok(None);
    };
    let first_day = first.saturating_sub(LEAD_DAYS);
    let floor: Vec<(i32, f64)> = ledger
        .floor
        .iter()
        .filter(|(day, _)| day.epoch() <= last)
        .map(|(day, named)| (day.epoch(), *named as f64))
        .collect();
    let figures = figures(&ledger);
    let mut rows = Vec::new();
    for spread in SPREADS_MILLI {
        let options = ScenarioOptions {
            first_day,
            days: vec![last],
            floor: floor.clone(),
            ceiling: ledger.ceiling.as_ref().map(|c| c.0 as f64),
            common_bias: spread as f64 / 1000.0,
            lineage_bias: LINEAGE_MILLI as f64 / 1000.0,
            noise: NOISE_MILLI as f64 / 1000.0,
            anchor: None,
            draws,
            seed: Sha256::digest(figures.as_bytes()).into(),
        };
        let found = run(&claims, &options)?;
        let killed = found.killed.unwrap_or_default().into_iter();
        let killed = killed.flat_map(|(_, median, low, high)| {
            [whole(median.round()), whole(low.floor()), whole(high.ceil())]
        });
        rows.push(ScenarioRow {
            common_bias_milli: spread,
            killed: killed.collect(),
            rhat_milli: whole((found.convergence.rhat * 1000.0).round()),
            ess: whole(found.convergence.ess_bulk.min(found.convergence.ess_tail).floor()),
        });
        each();
    }
    let text = |day: i32| Day::from_epoch(day).map_or_else(String::new, |d| d.to_string());
    Ok(Some(ScenarioBody {
        code: CODE.to_owned(),
        figures,
        statements: claims.iter().map(|c| ledger.key(c.id)).collect(),
        first_day: text(first_day),
        day: text(last),
        lineage_bias_milli: LINEAGE_MILLI,
        noise_milli: NOISE_MILLI,
        draws: draws as u64,
        floor: floor.last().map_or(0, |f| whole(f.1)),
        ceiling: ledger.ceiling.map(|c| c.0),
        rows,
    }))
}

/// Files a table in the desk log; the id of its entry. The same table again adds nothing.
///
/// # Errors
/// What the record answers.
pub fn file(case: &Case, body: &ScenarioBody) -> Result<String, Error> {
    if let Some((id, last)) = filed(case)?.pop()
        && last == *body
    {
        return Ok(id);
    }
    let value = serde_json::to_value(body).map_err(|e| Error::Bug(e.to_string()))?;
    let draft = record::Draft::new(SCENARIO, value)?;
    let author = keys::load(case, Role::Author)?;
    let receipts = people::write(case, &[draft], &author)?;
    let id = receipts.first().map(|r| r.id.to_string());
    id.ok_or_else(|| Error::Bug("the record gave no receipt".to_owned()))
}

/// Every filed table with the id of its entry, in the order of the log.
///
/// # Errors
/// What the record answers.
pub fn filed(case: &Case) -> Result<Vec<(String, ScenarioBody)>, Error> {
    let log = logs::desk_read_only(case)?;
    let mut out = Vec::new();
    log.replay(0..log.size()?, |raw| {
        if raw.kind == SCENARIO {
            out.push((raw.id().to_string(), raw.body_as()?));
        }
        Ok::<(), record::Error>(())
    })?;
    Ok(out)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what an integer of the record holds"
)]
fn whole(x: f64) -> u64 {
    if x.is_finite() { x.clamp(0.0, 9e15) as u64 } else { 0 }
}
