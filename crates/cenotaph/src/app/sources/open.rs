//! Opening: what is sealed is read by two editors together, and the record says that it was.
//!
//! One asks, and says why (sealed); another approves, which lends their share; the first opens. Order, and what a crash leaves:
//! 1. The request. It waits for fourteen days.
//! 2. The approval: the share is lent first, then the entry is written. A crash leaves a lent share, of use to the one who asked
//!    alone; approving again writes the entry.
//! 3. The opening: the plaintext is put together in memory, the entry `opened/1` is written, and only then is anything shown. A
//!    crash leaves an entry of an opening that nobody saw; a new request is needed.
//! 4. The shares are taken back. A crash leaves them; the next opening, and `source due --destroy`, takes them back.

use record::vault::{Access, EditorKey, Secret, VaultId};

use super::refusal::SourceFault;
use super::state::open_digest;
use super::wire::{OPENED, OpenedBody, SEALED, SealedBody};
use super::{Item, Sources, draft};
use crate::app::case::Case;
use crate::app::error::Error;
use crate::app::logs;
use crate::app::people::{self, Action, Editor, Granted, Refusal, Request, Roster};

/// How far an opening got.
pub enum Opening {
    /// It was asked for; another editor approves.
    Asked(Box<Request>),
    /// It is open.
    Open(Box<Opened>),
}

/// What was opened.
pub struct Opened {
    /// Which record.
    pub item: Item,
    /// What it holds.
    pub text: Secret,
    /// Who asked and who agreed.
    pub granted: Granted,
    /// True when it was sealed anew, to the editors of the day.
    pub resealed: bool,
}

/// How to open.
pub struct HowToOpen<'a> {
    /// The editor who opens.
    pub key: &'a EditorKey,
    /// Another editor at the same machine, who approves at once.
    pub with: Option<&'a EditorKey>,
    /// Asks for the reason, once it is known that one is needed.
    pub reason: &'a mut dyn FnMut() -> Result<Secret, Error>,
    /// Seal it anew to the editors of the day.
    pub reseal: bool,
    /// True when what is opened can be shown: nothing is opened that nobody sees.
    pub shown: bool,
}

/// Finds what is sealed: by its id, or the beginning of it, or by handle and label.
///
/// # Errors
/// [`SourceFault`]: nothing or several things are sealed so.
pub fn find(sources: &Sources, which: &str, label: Option<&str>) -> Result<Item, SourceFault> {
    let Some(label) = label else {
        let wanted = which.to_ascii_lowercase();
        let long_enough = wanted.len() >= 4 && wanted.bytes().all(|b| b.is_ascii_hexdigit());
        let mut found =
            sources.items().filter(|i| long_enough && i.id.to_string().starts_with(&wanted));
        return match (found.next(), found.next()) {
            (Some(one), None) => Ok(one.clone()),
            _ => Err(SourceFault::NoItem(which.to_owned())),
        };
    };
    super::known_handle(sources, which)?;
    let items = sources.items_of(which);
    let found: Vec<&&Item> = items.iter().filter(|i| i.label == label).collect();
    match found.as_slice() {
        [one] => Ok((**one).clone()),
        [] => Err(SourceFault::NothingSealed { handle: which.to_owned(), label: label.to_owned() }),
        several => Err(SourceFault::SeveralSealed {
            handle: which.to_owned(),
            label: label.to_owned(),
            ids: several.iter().map(|i| i.id.to_string().chars().take(12).collect()).collect(),
        }),
    }
}

/// Opens what is sealed, or asks for it.
///
/// # Errors
/// [`SourceFault::NotShown`] for what only the program reads; [`Refusal`] when nobody approved yet; what the vault answers.
pub fn open(case: &Case, item: &Item, how: HowToOpen<'_>) -> Result<Opening, Error> {
    if item.threshold.is_none() {
        return Err(SourceFault::NotShown(item.label.clone()).into());
    }
    let roster = Roster::load(case)?;
    let me = roster.editor(&how.key.card().key)?.author();
    let digest = open_digest(item);
    let today = logs::record_day(case.clock.today())?;
    let mine = |r: &&Request| r.action == Action::Open && r.digest == digest && r.by == me;
    let asked = roster.open_requests(today).find(mine).cloned();
    let subject = format!("{} {}", item.handle, item.label);
    let opens = how.with.is_some() || asked.as_ref().is_some_and(|r| r.approval.is_some());
    if opens && !how.shown {
        return Err(SourceFault::NotToTerminal.into());
    }
    let mut prepare = |request: &Request, asker: &Editor| match how.with {
        Some(second) => lend(case, request, asker, second),
        None => Ok(()),
    };
    let granted = match (asked, how.with) {
        (Some(request), _) if request.approval.is_some() => {
            people::granted_to(case, &request.id.to_string(), Action::Open, &digest, how.key)?
        }
        (Some(request), Some(second)) => {
            people::approve(case, &request.id.to_string(), second, &mut prepare)?
        }
        (Some(request), None) => {
            return Err(Refusal::NotApproved { request: request.short() }.into());
        }
        (None, Some(second)) => {
            take_back(case, &roster, item.id, &digest)?;
            let reason = (how.reason)()?;
            let act = (Action::Open, subject.as_str(), digest.as_str());
            people::both(case, (how.key, second), act, Some(&reason), &mut prepare)?
        }
        (None, None) => {
            take_back(case, &roster, item.id, &digest)?;
            let reason = (how.reason)()?;
            let request =
                people::ask(case, how.key, Action::Open, &subject, &digest, Some(&reason))?;
            return Ok(Opening::Asked(Box::new(request)));
        }
    };
    opened(case, item, &how, granted).map(|o| Opening::Open(Box::new(o)))
}

fn opened(
    case: &Case,
    item: &Item,
    how: &HowToOpen<'_>,
    granted: Granted,
) -> Result<Opened, Error> {
    let vault = case.vault()?;
    // age does not tell who encrypted: a record that was exchanged for another is known by the commitment in the log.
    if vault.commitment(item.id)? != item.commitment {
        let damages = vec![format!("{} is not what the record committed to", item.id)];
        return Err(Error::DoesNotVerify { path: case.path("vault"), damages });
    }
    let text = vault.open_shared(item.id, how.key)?;
    let mut drafts = Vec::new();
    if how.reseal {
        let roster = Roster::load(case)?;
        let threshold = roster.threshold();
        let access = Access::Shared { threshold };
        vault.reseal(item.id, how.key, access, &roster.recipients())?;
        drafts.push(draft(SEALED, &again(item, threshold))?);
    }
    let id = item.id.to_string();
    drafts.push(draft(OPENED, &OpenedBody { id, resealed: how.reseal, act: granted.act() })?);
    people::write(case, &drafts, how.key.signing())?;
    vault.take_back(item.id)?;
    Ok(Opened { item: item.clone(), text, granted, resealed: how.reseal })
}

/// The same record under a new key: its commitment and its day stay.
fn again(item: &Item, threshold: u8) -> SealedBody {
    SealedBody {
        id: item.id.to_string(),
        handle: item.handle.clone(),
        label: item.label.clone(),
        commitment: item.commitment.to_string(),
        threshold: Some(threshold),
        due: item.due.map(|d| d.to_string()),
    }
}

/// Lends the share of the editor who approves an opening to the one who asked; for every other request it does nothing.
///
/// # Errors
/// [`Refusal::Changed`] when the record is no longer the one that was asked for; what the vault answers.
pub fn lend(case: &Case, request: &Request, asker: &Editor, by: &EditorKey) -> Result<(), Error> {
    if request.action != Action::Open {
        return Ok(());
    }
    let sources = super::load(case)?;
    let item = sources.items().find(|i| open_digest(i) == request.digest);
    let item = item.ok_or_else(|| Refusal::Changed { request: request.short() })?;
    Ok(case.vault()?.lend(item.id, by, &asker.card.recipient)?)
}

/// Takes back what was lent for openings that nobody waits for any more.
fn take_back(case: &Case, roster: &Roster, id: VaultId, digest: &str) -> Result<(), Error> {
    let today = logs::record_day(case.clock.today())?;
    let waits = |r: &Request| r.action == Action::Open && r.digest == digest;
    if !roster.open_requests(today).any(waits) {
        case.vault()?.take_back(id)?;
    }
    Ok(())
}

/// Takes back every share that was lent for an opening which nobody waits for.
pub(super) fn take_back_all(case: &Case, sources: &Sources) -> Result<(), Error> {
    let roster = Roster::load(case)?;
    let vault = case.vault()?;
    for item in sources.items().filter(|i| i.threshold.is_some() && vault.contains(i.id)) {
        take_back(case, &roster, item.id, &open_digest(item))?;
    }
    Ok(())
}
