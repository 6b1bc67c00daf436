//! Handles: making one, saying what its channel is worth, and that two of them are one source.

use model::date::{Day, Precision, When};
use record::vault::{EditorKey, Secret};

use super::channel::{Step, step};
use super::refusal::SourceFault;
use super::state::{clear_digest, merge_digest};
use super::wire::{CHANNEL, ChannelBody, ChannelState, HANDLE, HandleBody, MERGED, MergedBody};
use super::{Sources, codename, draft, known_handle, ledger, open_handle};
use crate::app::case::Case;
use crate::app::desk::Rows;
use crate::app::error::Error;
use crate::app::logs;
use crate::app::people::{self, ActRef, Action, Granted, Refusal, Request, Roster};

/// What came of something that takes two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was asked for; another editor approves.
    Asked(Box<Request>),
    /// It is so now.
    Done(Option<Box<Granted>>),
    /// It was so before.
    Same,
}

/// Draws a codename for a new source and writes it into the record.
///
/// # Errors
/// [`Refusal::NotAnEditor`]; what the record answers.
pub fn create(case: &Case, key: &EditorKey) -> Result<String, Error> {
    Roster::load(case)?.editor(&key.card().key)?;
    let rows = Rows::replay(case, None)?;
    let mut taken: std::collections::BTreeSet<String> =
        rows.sources.handles().map(|(name, _)| name.to_owned()).collect();
    for (_, _, row) in rows.iter() {
        taken.extend(row.history.iter().flat_map(|(_, handles)| handles.iter().cloned()));
    }
    let handle = codename::draw(&taken)?;
    let body = HandleBody { handle: handle.clone() };
    people::write(case, &[draft(HANDLE, &body)?], key.signing())?;
    Ok(handle)
}

/// Says what the channel of a source is worth, since when (a day or an ISO week; today when not said).
///
/// Worse is said by one editor and holds at once. Back to `ok` takes two.
///
/// # Errors
/// [`SourceFault::Channel`] for a way that there is not; what the requests and the record answer.
pub fn set_channel(
    case: &Case,
    handle: &str,
    to: ChannelState,
    since: Option<&str>,
    key: &EditorKey,
    with: Option<&EditorKey>,
    reason: &mut dyn FnMut() -> Result<Secret, Error>,
) -> Result<Change, Error> {
    let sources = super::load(case)?;
    open_handle(&sources, handle)?;
    let roster = Roster::load(case)?;
    let me = roster.editor(&key.card().key)?.author();
    let channel = sources.channel(handle);
    let granted = match step(channel.state, to) {
        Step::Same => return Ok(Change::Same),
        Step::Never => {
            let handle = handle.to_owned();
            return Err(SourceFault::Channel { handle, from: channel.state, to }.into());
        }
        Step::Worse => None,
        Step::Clear => {
            let digest = clear_digest(handle, &channel);
            match two(case, &roster, me, (Action::Clear, handle, &digest), key, with, reason)? {
                Two::Asked(request) => return Ok(Change::Asked(request)),
                Two::Granted(granted) => Some(granted),
            }
        }
    };
    let since = since_when(since, case.clock.today())?;
    let act = granted.as_ref().map_or_else(ActRef::default, |g| g.act());
    let body = ChannelBody { handle: handle.to_owned(), state: to, since, act };
    people::write(case, &[draft(CHANNEL, &body)?], key.signing())?;
    Ok(Change::Done(granted))
}

/// Says that two handles are one source: what was ever told of both is one person's from now on.
///
/// # Errors
/// [`SourceFault::OneSource`] when they are already; what the requests, the vault and the record answer.
pub fn merge(
    case: &Case,
    a: &str,
    b: &str,
    key: &EditorKey,
    with: Option<&EditorKey>,
    reason: &mut dyn FnMut() -> Result<Secret, Error>,
) -> Result<Change, Error> {
    let sources = super::load(case)?;
    known_handle(&sources, a)?;
    known_handle(&sources, b)?;
    let roster = Roster::load(case)?;
    let me = roster.editor(&key.card().key)?.author();
    if sources.group(a).contains(b) {
        // The ledger may have missed it, when a crash came between.
        ledger::merge(case, a, b, key)?;
        return Err(SourceFault::OneSource(a.to_owned(), b.to_owned()).into());
    }
    let (subject, digest) = (format!("{a} {b}"), merge_digest(a, b));
    let granted =
        match two(case, &roster, me, (Action::Merge, &subject, &digest), key, with, reason)? {
            Two::Asked(request) => return Ok(Change::Asked(request)),
            Two::Granted(granted) => granted,
        };
    let body = MergedBody { handle: a.to_owned(), with: b.to_owned(), act: granted.act() };
    people::write(case, &[draft(MERGED, &body)?], key.signing())?;
    ledger::merge(case, a, b, key)?;
    Ok(Change::Done(Some(granted)))
}

/// How far two editors got.
pub(super) enum Two {
    Asked(Box<Request>),
    Granted(Box<Granted>),
}

/// Finds the grant of an act, or asks for it: with a second key at this machine it is approved at once.
pub(super) fn two(
    case: &Case,
    roster: &Roster,
    me: record::AuthorId,
    act: (Action, &str, &str),
    key: &EditorKey,
    with: Option<&EditorKey>,
    reason: &mut dyn FnMut() -> Result<Secret, Error>,
) -> Result<Two, Error> {
    let (action, subject, digest) = act;
    let today = logs::record_day(case.clock.today())?;
    let mine = |r: &&Request| r.action == action && r.digest == digest && r.by == me;
    let granted = match (roster.open_requests(today).find(mine).cloned(), with) {
        (Some(request), _) if request.approval.is_some() => {
            people::granted_to(case, &request.id.to_string(), action, digest, key)?
        }
        (Some(request), Some(second)) => {
            people::approve(case, &request.id.to_string(), second, &mut |_, _| Ok(()))?
        }
        (Some(request), None) => {
            return Err(Refusal::NotApproved { request: request.short() }.into());
        }
        (None, Some(second)) => {
            let why = reason()?;
            people::both(case, (key, second), act, Some(&why), &mut |_, _| Ok(()))?
        }
        (None, None) => {
            let why = reason()?;
            let request = people::ask(case, key, action, subject, digest, Some(&why))?;
            return Ok(Two::Asked(Box::new(request)));
        }
    };
    Ok(Two::Granted(Box::new(granted)))
}

/// A day or an ISO week that has begun; today when nothing is said.
fn since_when(since: Option<&str>, today: Day) -> Result<String, Error> {
    let Some(text) = since else { return Ok(today.to_string()) };
    let bad = || Error::Value {
        value: text.to_owned(),
        expected: "a day or an ISO week that has begun, such as 2031-03-14 or 2031-W11".to_owned(),
    };
    let when = When::parse(text).map_err(|_| bad())?;
    let fine = matches!(when.precision(), Precision::Day | Precision::Week);
    let begun = when.earliest().is_some_and(|day| day <= today);
    if fine && begun && !when.is_approximate() { Ok(when.to_string()) } else { Err(bad()) }
}

/// What one source looks like to an editor without a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The handle.
    pub handle: String,
    /// The Korean word, for a codename of the list.
    pub ko: Option<String>,
    /// The day on which it was made; none for a handle that came with a table.
    pub since: Option<Day>,
    /// The day on which it was erased.
    pub retired: Option<Day>,
    /// The other handles of the same source.
    pub merged: Vec<String>,
    /// What its channel is worth, and since when.
    pub channel: (ChannelState, String),
    /// True when its rows may not leave, for want of consent.
    pub held: bool,
    /// What is sealed about it.
    pub sealed: Vec<super::Item>,
    /// Rows that rest on it.
    pub rows: usize,
}

/// Every source, by handle; those that only stand in tables too.
///
/// # Errors
/// What the record answers.
pub fn list(case: &Case) -> Result<Vec<Summary>, Error> {
    let rows = Rows::replay(case, None)?;
    let mut counts: std::collections::BTreeMap<String, usize> =
        rows.sources.handles().map(|(name, _)| (name.to_owned(), 0)).collect();
    for (_, _, row) in rows.iter() {
        for handle in row.history.last().into_iter().flat_map(|(_, handles)| handles) {
            *counts.entry(handle.clone()).or_default() += 1;
        }
    }
    Ok(counts.into_iter().map(|(handle, n)| summary(&rows.sources, &handle, n)).collect())
}

/// One source.
///
/// # Errors
/// [`SourceFault::NoHandle`]; what the record answers.
pub fn show(case: &Case, handle: &str) -> Result<Summary, Error> {
    let found = list(case)?.into_iter().find(|s| s.handle == handle);
    found.ok_or_else(|| SourceFault::NoHandle(handle.to_owned()).into())
}

fn summary(sources: &Sources, handle: &str, rows: usize) -> Summary {
    let known = sources.handle(handle);
    let channel = sources.channel(handle);
    let others = sources.group(handle).into_iter().filter(|h| h != handle).collect();
    Summary {
        handle: handle.to_owned(),
        ko: codename::korean(handle),
        since: known.and_then(|h| h.since),
        retired: known.and_then(|h| h.retired),
        merged: others,
        channel: (channel.state, channel.since),
        held: known.is_some_and(|h| h.held),
        sealed: sources.items().filter(|i| i.handle == handle).cloned().collect(),
        rows,
    }
}
