//! Retention: what is sealed for a time is destroyed when the time is over.
//!
//! A clock holds a day, never an hour: the hour would tell when a source called. One editor suffices to destroy what is overdue –
//! holding it longer is the danger, and nothing is read. Nothing is destroyed by itself: a program that destroys while nobody looks
//! would one day destroy what a court asked for. But every verb that writes says that something is overdue.

use record::vault::{EditorKey, Vault, VaultId};

use super::wire::{DESTROYED, DestroyedBody, DestroyedItem, Why};
use super::{Item, draft, open};
use crate::app::case::{Case, VAULT};
use crate::app::error::Error;
use crate::app::logs;
use crate::app::people::{self, ActRef, Roster};

/// What should have been destroyed by today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Due {
    /// Records whose day has come, the oldest first.
    pub items: Vec<Item>,
    /// Records of the vault that no entry knows: left by a command that was broken off.
    pub strays: Vec<VaultId>,
}

impl Due {
    /// True when nothing is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.strays.is_empty()
    }
}

/// Lists what is overdue.
///
/// # Errors
/// What the record answers.
pub fn due(case: &Case) -> Result<Due, Error> {
    let sources = super::load(case)?;
    let items = sources.overdue(case.clock.today()).into_iter().cloned().collect();
    Ok(Due { items, strays: strays(case)? })
}

/// How many records are overdue; cheap, for a warning.
///
/// # Errors
/// What the record answers.
pub fn overdue(case: &Case) -> Result<usize, Error> {
    Ok(super::load(case)?.overdue(case.clock.today()).len())
}

/// Destroys what is overdue, and tells what it was.
///
/// The vault first, then the entry: a crash between leaves records that are gone and an entry that is missing; the next call
/// writes it.
///
/// # Errors
/// What the record answers.
pub fn destroy_due(case: &Case, key: &EditorKey) -> Result<Due, Error> {
    Roster::load(case)?.editor(&key.card().key)?;
    let sources = super::load(case)?;
    let due = due(case)?;
    let vault = case.vault()?;
    let ids: Vec<VaultId> =
        due.items.iter().map(|i| i.id).chain(due.strays.iter().copied()).collect();
    vault.destroy(&ids)?;
    open::take_back_all(case, &sources)?;
    if !due.items.is_empty() {
        let items = due.items.iter().map(destroyed_item).collect();
        let act = ActRef::default();
        let body = DestroyedBody { handle: String::new(), items, why: Why::Retention, act };
        people::write(case, &[draft(DESTROYED, &body)?], key.signing())?;
    }
    Ok(due)
}

/// Records that the log speaks of as sealed and the vault has not: lost, or destroyed by a command that was broken off before it
/// could say so.
///
/// # Errors
/// What the record answers.
pub fn missing(case: &Case) -> Result<Vec<Item>, Error> {
    let sources = super::load(case)?;
    if sources.items().next().is_none() {
        return Ok(Vec::new());
    }
    let vault = case.vault()?;
    Ok(sources.items().filter(|i| !vault.contains(i.id)).cloned().collect())
}

pub(super) fn destroyed_item(item: &Item) -> DestroyedItem {
    DestroyedItem {
        id: item.id.to_string(),
        label: item.label.clone(),
        commitment: item.commitment.to_string(),
    }
}

/// Records of the vault whose id stands in no entry of the desk log: a command was broken off between the sealing and its entry.
///
/// Nothing is written, nothing opened.
///
/// # Errors
/// What the vault and the record answer.
pub fn strays(case: &Case) -> Result<Vec<VaultId>, Error> {
    let ids = match Vault::open_read_only(&case.path(VAULT)) {
        Ok(vault) => vault.ids()?,
        Err(record::Error::NoVault { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut unknown: std::collections::BTreeSet<String> =
        ids.iter().map(ToString::to_string).collect();
    if unknown.is_empty() {
        return Ok(Vec::new());
    }
    let log = logs::desk_read_only(case)?;
    log.replay(0..log.size()?, |raw| {
        for quoted in raw.body.split('"').filter(|part| part.len() == 32) {
            unknown.remove(quoted);
        }
        Ok::<(), record::Error>(())
    })?;
    Ok(ids.into_iter().filter(|id| unknown.contains(&id.to_string())).collect())
}
