//! What an approval leads to at once.
//!
//! A release, an enrolment and a leaving are done by the approval itself: nothing more is needed from who asked. Everything else
//! is done by who asked, who may have to look first, or read what is opened; an approval of an opening lends the share to it.

use record::vault::{Access, EditorCard, EditorKey};

use super::super::case::{Case, VAULT};
use super::super::error::Error;
use super::super::release;
use super::super::sources;
use super::request::{self, Granted};
use super::{Action, Editor, Request, Roster, enrol};

/// What was done.
#[derive(Debug, Clone)]
pub enum Act {
    /// Somebody is an editor now.
    Enrolled(Box<EditorCard>),
    /// Somebody is one no longer.
    Left(String),
    /// An edition was made, or stands.
    Released(Box<release::Outcome>),
    /// Nothing yet: who asked goes on.
    Waits,
}

/// Approves a request and does what follows from it at once. Broken off between the two, the same call again does the rest.
///
/// # Errors
/// Those of [`request::approve`] and of the act.
pub fn approve_and_act(
    case: &Case,
    request: &str,
    key: &EditorKey,
) -> Result<(Granted, Act), Error> {
    let action = Roster::load(case)?.request(request)?.action;
    if action == Action::Release {
        let (granted, outcome) = release::approve(case, request, key)?;
        return Ok((granted, Act::Released(Box::new(outcome))));
    }
    let mut lend = |asked: &Request, asker: &Editor| sources::lend(case, asked, asker, key);
    let granted = request::approve(case, request, key, &mut lend)?;
    let act = match action {
        Action::Enrol => Act::Enrolled(Box::new(enrol::finish_enrol(case, &granted)?)),
        Action::Leave => Act::Left(enrol::finish_leave(case, &granted)?.name().to_owned()),
        _ => Act::Waits,
    };
    if matches!(action, Action::Enrol | Action::Leave) {
        renew_working(case, key)?;
    }
    Ok((granted, act))
}

/// Seals what the program reads – reasons, the gate's ledger, sealed words – to the editors of the day.
///
/// What an editor who left has read is not unread by this; what comes later is not for them. A shared record keeps its editors
/// until it is opened with `--reseal`.
fn renew_working(case: &Case, key: &EditorKey) -> Result<(), Error> {
    if !case.path(VAULT).exists() {
        return Ok(());
    }
    let (vault, me) = (case.vault()?, key.card().recipient);
    let mut wanted = Roster::load(case)?.recipients();
    wanted.sort();
    for id in vault.ids()? {
        let (access, mut to) = vault.access(id)?;
        to.sort();
        if access == Access::Working && to != wanted && to.contains(&me) {
            vault.reseal(id, key, access, &wanted)?;
        }
    }
    Ok(())
}
