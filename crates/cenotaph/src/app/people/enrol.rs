//! Becoming an editor, and ceasing to be one.
//!
//! While fewer were ever enrolled than must agree, an enrolment needs nobody: nothing is sealed yet. From then on it takes a
//! request by one editor and the approval of another, so that an insider cannot enrol a puppet and agree with it. Leaving takes
//! the same. A key that left does not come back.

use record::VerifyingKey;
use record::vault::{EditorCard, EditorKey};

use super::super::case::Case;
use super::super::error::Error;
use super::super::keys::{self, Role};
use super::request::{self, Granted, draft, here};
use super::wire::{EDITOR, EditorBody, LEFT, LeftBody};
use super::{Action, Refusal, Request, Roster};

/// What came of asking for an enrolment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enrolled {
    /// The desk is being founded: the card is an editor's now.
    Now,
    /// Another editor must approve.
    Asked(Box<Request>),
}

/// What a request to enrol a card is the digest of.
#[must_use]
pub fn enrol_digest(card: &EditorCard) -> String {
    request::digest(Action::Enrol, &[card.to_string().as_bytes()])
}

/// What a request to let an editor leave is the digest of.
#[must_use]
pub fn leave_digest(key: &VerifyingKey) -> String {
    request::digest(Action::Leave, &[key.to_string().as_bytes()])
}

/// Enrols a card while the desk is founded, or asks for it in the name of `by`.
///
/// # Errors
/// [`Refusal::Enrolled`] when name, key or recipient is somebody's; [`Refusal::TwoNeeded`] without a key when one is needed.
pub fn enrol(case: &Case, card: &EditorCard, by: Option<&EditorKey>) -> Result<Enrolled, Error> {
    let roster = Roster::load(case)?;
    roster.clash(card)?;
    if roster.is_founding() {
        let founders = roster.everybody().is_empty().then(|| roster.threshold());
        let body = EditorBody {
            card: card.to_string(),
            machine: here(case)?.to_string(),
            founders,
            request: None,
            one_machine: false,
        };
        let author = keys::load(case, Role::Author)?;
        request::write(case, &[draft(EDITOR, &body)?], &author)?;
        return Ok(Enrolled::Now);
    }
    let by = by.ok_or_else(|| two("An enrolment after the founding"))?;
    let digest = enrol_digest(card);
    let asked = request::ask(case, by, Action::Enrol, &card.to_string(), &digest, None)?;
    Ok(Enrolled::Asked(Box::new(asked)))
}

/// Enrols the card of a granted request.
///
/// # Errors
/// [`Refusal`] when the request is not for an enrolment or the card clashes by now; what the record answers.
pub fn finish_enrol(case: &Case, granted: &Granted) -> Result<EditorCard, Error> {
    let card: EditorCard = granted.request.subject.parse()?;
    let digest = enrol_digest(&card);
    let id = granted.request.id.to_string();
    let granted = request::granted(case, &id, Action::Enrol, &digest)?;
    Roster::load(case)?.clash(&card)?;
    let body = EditorBody {
        card: card.to_string(),
        machine: here(case)?.to_string(),
        founders: None,
        request: Some(id),
        one_machine: granted.one_machine,
    };
    let author = keys::load(case, Role::Author)?;
    request::write(case, &[draft(EDITOR, &body)?], &author)?;
    Ok(card)
}

/// Asks that an editor leave.
///
/// # Errors
/// [`Refusal::TooFew`] when fewer would remain than must agree; [`Refusal::NotAnEditor`].
pub fn leave(case: &Case, name: &str, by: &EditorKey) -> Result<Request, Error> {
    let roster = Roster::load(case)?;
    let key = &roster.named(name)?.card.key;
    enough_without(&roster, name)?;
    request::ask(case, by, Action::Leave, &key.to_string(), &leave_digest(key), None)
}

/// Lets the editor of a granted request leave.
///
/// # Errors
/// As [`leave`], and those of [`request::granted`].
pub fn finish_leave(case: &Case, granted: &Granted) -> Result<VerifyingKey, Error> {
    let key: VerifyingKey = granted.request.subject.parse()?;
    let id = granted.request.id.to_string();
    // Both are looked at before the entry: the one who leaves may be one of the two.
    let granted = request::granted(case, &id, Action::Leave, &leave_digest(&key))?;
    enough_without(&Roster::load(case)?, key.name())?;
    let body = LeftBody { key: key.to_string(), request: id, one_machine: granted.one_machine };
    let author = keys::load(case, Role::Author)?;
    request::write(case, &[draft(LEFT, &body)?], &author)?;
    Ok(key)
}

fn enough_without(roster: &Roster, name: &str) -> Result<(), Refusal> {
    let (left, threshold) = (roster.len().saturating_sub(1), roster.threshold());
    if left < usize::from(threshold) {
        return Err(Refusal::TooFew { name: name.to_owned(), left, threshold });
    }
    Ok(())
}

fn two(what: &str) -> Refusal {
    Refusal::TwoNeeded { what: what.to_owned() }
}
