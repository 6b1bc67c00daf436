//! What an approval leads to at once.
//!
//! A release, an enrolment and a leaving are done by the approval itself: nothing more is needed from who asked. Everything else
//! is done by who asked, who may have to look first, or read what is opened; an approval of an opening lends the share to it.

use record::vault::{EditorCard, EditorKey};

use super::super::case::Case;
use super::super::error::Error;
use super::super::release;
use super::super::sources;
use super::request::{self, Granted};
use super::{Action, Editor, Request, Roster, enrol};

/// What was done.
#[derive(Debug, Clone)]
pub enum Act {
    /// Somebody is an editor now.
    Enrolled(EditorCard),
    /// Somebody is one no longer.
    Left(String),
    /// An edition was made, or stands.
    Released(release::Outcome),
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
        return Ok((granted, Act::Released(outcome)));
    }
    let mut lend = |asked: &Request, asker: &Editor| sources::lend(case, asked, asker, key);
    let granted = request::approve(case, request, key, &mut lend)?;
    let act = match action {
        Action::Enrol => Act::Enrolled(enrol::finish_enrol(case, &granted)?),
        Action::Leave => Act::Left(enrol::finish_leave(case, &granted)?.name().to_owned()),
        _ => Act::Waits,
    };
    Ok((granted, act))
}
