//! The gate's answer for the desk, without a release: who may be found, by whom, by which detail, and what to write instead.

use protect::Refusal;
use protect::risk::{Blocked, Standing};
use record::vault::{EditorKey, Secret};

use super::super::case::Case;
use super::super::error::Error;
use super::super::logs;
use super::super::people::{self, Action, Request};
use super::build::{Workshop, canonical, override_digest};
use super::{refused, told};

/// How the gate judges what would leave now. For the desk, never for publication.
#[derive(Debug, Clone)]
pub struct Report {
    /// Number that the edition would have.
    pub number: u64,
    /// Where everybody stands who was counted; empty when something is refused.
    pub standings: Vec<Standing>,
    /// Persons of whom too much would be told.
    pub blocked: Vec<Blocked>,
    /// Everything else that is refused, a line each.
    pub refused: Vec<String>,
    /// Threshold against a reader of everything.
    pub k_reader: u64,
    /// Threshold against the state.
    pub k_state: u64,
    /// SHA-256 of the tables, hexadecimal.
    pub tables_sha256: String,
    /// The approved request by which what is blocked would leave all the same.
    pub overriding: Option<String>,
    /// False when the ledger in the vault could not be read for want of a key: the count is then too high.
    pub whole: bool,
}

impl Report {
    /// `pass`, `overridden`, `blocked` or `refused`.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        match (self.refused.is_empty(), self.blocked.is_empty(), &self.overriding) {
            (false, ..) => "refused",
            (true, true, _) => "pass",
            (true, false, Some(_)) => "overridden",
            (true, false, None) => "blocked",
        }
    }
}

/// Asks the gate, and writes nothing.
///
/// # Errors
/// What the record and the vault answer. What the gate refuses is in the report.
pub fn judge(case: &Case, key: Option<&EditorKey>) -> Result<Report, Error> {
    let log = logs::release_read_only(case)?;
    let shop = Workshop::load(case, &log, key)?;
    let mut report = Report {
        number: shop.number(),
        standings: Vec::new(),
        blocked: Vec::new(),
        refused: Vec::new(),
        k_reader: shop.count.policy.k_reader,
        k_state: shop.count.policy.k_state,
        tables_sha256: shop.count.fingerprint.clone(),
        overriding: None,
        whole: shop.count.whole,
    };
    let refusals = match protect::gate(shop.candidate(case.clock.today())?) {
        Ok(passed) => {
            report.standings = passed.verdict.standings;
            return Ok(report);
        }
        Err(refusals) => refusals,
    };
    let new = shop.not_carried(&canonical(&refusals));
    report.overriding = shop.overriding(&new, None).map(Request::short);
    for refusal in refusals {
        match refusal {
            Refusal::TooFew(blocked) if new.contains(&blocked.canonical()) => {
                report.blocked.push(*blocked);
            }
            // An edition that left carried it.
            Refusal::TooFew(_) => {}
            other => report.refused.push(told(&other)),
        }
    }
    Ok(report)
}

/// Asks, in an editor's name, that what the gate blocks leave all the same: exactly that, and once.
///
/// # Errors
/// [`Error::Refused`] when something is refused that nobody can override; [`Error::Value`] when nothing is blocked; those of
/// [`people::ask`].
pub fn ask_override(case: &Case, key: &EditorKey, reason: &Secret) -> Result<Request, Error> {
    let log = logs::release_read_only(case)?;
    let shop = Workshop::load(case, &log, Some(key))?;
    let subject = format!("the gate for edition {}", shop.number());
    let Err(refusals) = protect::gate(shop.candidate(case.clock.today())?) else {
        let expected = "blocked by the gate; `cenotaph release` makes it".to_owned();
        return Err(Error::Value { value: format!("edition {}", shop.number()), expected });
    };
    let blocked = canonical(&refusals);
    if blocked.len() < refusals.len() {
        let others = refusals.into_iter().filter(|r| !matches!(r, Refusal::TooFew(_))).collect();
        return Err(refused(others));
    }
    let digest = override_digest(&shop.not_carried(&blocked));
    drop(shop);
    people::ask(case, key, Action::Override, &subject, &digest, Some(reason))
}
