//! Protected sources: their handles, what is sealed about them, their channels, their testimony.
//!
//! A source is a *handle* – a codename drawn by lot ([`codename`]) – and a province; everything else about a person is sealed in
//! the vault, or not held at all. The log holds commitments. [`Sources`] is what replay of the log gives; the vault is asked only
//! where something is sealed, read, opened or destroyed, and that needs an editor's key.
//!
//! Opening, erasing, merging and the way back of a channel to `ok` take two editors: one asks, another approves, and the act's
//! own entry names the request. Each such act can be broken off and done again.
//!
//! Not here: the requests themselves (`people`), what may be held at all (`protect::door`), what may leave (`protect::gate`).

mod channel;
pub mod codename;
mod erase;
mod handles;
mod label;
mod ledger;
mod open;
mod phrase;
mod refusal;
mod retention;
mod seal;
mod state;
mod taint;
mod testimony;
mod wire;
mod words;

use protect::door::Words;
use record::Draft;
use record::vault::EditorKey;
use serde::Serialize;

use super::case::Case;
use super::desk::Rows;
use super::error::Error;
use super::people::Granted;

pub use channel::{Channel, Spell, Step};
pub use erase::{Erasure, NOT_REACHED, Receipt, erase};
pub use handles::{Change, Summary, create, list, merge, set_channel, show};
pub use label::{Consent, labels};
pub use open::{HowToOpen, Opened, Opening, find, lend, open};
pub use phrase::{Challenged, agree, challenge};
pub use refusal::SourceFault;
pub use retention::{Due, destroy_due, due, missing, overdue, strays};
pub use seal::{SealedNow, seal};
pub use state::{Handle, Item, Sources};
pub use taint::Taint;
pub(super) use taint::mark;
pub use testimony::{FORM, FormField, TEXTS, Telling, Told, form, hear, read_texts, tell};
pub use wire::{ChannelState, Why};

/// The sources of a case, by replay.
///
/// # Errors
/// What the record answers.
pub fn load(case: &Case) -> Result<Sources, Error> {
    Ok(Rows::replay(case, None)?.sources)
}

/// What a source agreed to, by purpose, as the program reads it with an editor's key.
///
/// # Errors
/// What the vault answers.
pub fn consents(
    case: &Case,
    handle: &str,
    key: &EditorKey,
) -> Result<Vec<(String, Consent)>, Error> {
    let sources = load(case)?;
    known_handle(&sources, handle)?;
    let items = sources.items_of(handle);
    let mut found = Vec::new();
    for item in items.into_iter().filter(|i| i.label.starts_with("consent:")) {
        let text = case.vault()?.read(item.id, key)?;
        found.push((item.label.clone(), Consent::read(text.text()?)?));
    }
    Ok(found)
}

/// The desk's sealed words, for the door; none without a key, or when nothing was sealed.
///
/// # Errors
/// What the vault answers: the key is no editor's, the record is damaged.
pub(super) fn words(
    case: &Case,
    sources: &Sources,
    key: Option<&EditorKey>,
) -> Result<Option<Words>, Error> {
    let Some(key) = key.filter(|_| has_words(sources)) else { return Ok(None) };
    Ok(Some(words::SealedWords::load(&case.vault()?, sources, key)?.matcher()))
}

/// True when the desk has sealed words.
pub(super) fn has_words(sources: &Sources) -> bool {
    sources.items().any(|i| i.label == label::WORDS)
}

/// The entry that says which rows two editors took in against the door.
pub(super) fn override_entry(
    rows: Vec<String>,
    digest: &str,
    granted: &Granted,
) -> Result<Draft, Error> {
    let body = wire::OverrideBody { rows, digest: digest.to_owned(), act: granted.act() };
    draft(wire::OVERRIDE, &body)
}

/// Ok when the record speaks of a handle.
fn known_handle(sources: &Sources, handle: &str) -> Result<(), SourceFault> {
    match sources.handle(handle) {
        Some(_) => Ok(()),
        None => Err(SourceFault::NoHandle(handle.to_owned())),
    }
}

/// Ok when the record speaks of a handle and its source was not erased.
fn open_handle(sources: &Sources, handle: &str) -> Result<(), SourceFault> {
    known_handle(sources, handle)?;
    if sources.is_retired(handle) {
        return Err(SourceFault::Retired(handle.to_owned()));
    }
    Ok(())
}

fn draft(kind: &str, body: &impl Serialize) -> Result<Draft, Error> {
    let value = serde_json::to_value(body).map_err(|e| Error::Bug(e.to_string()))?;
    Ok(Draft::new(kind, value)?)
}
