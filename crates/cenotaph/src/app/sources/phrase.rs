//! Phrases: how a source says, unheard by who listens, that all is well or that it is not.
//!
//! Two phrases are agreed on, one for when all is well and one for duress. Neither can be read from what is kept: the vault holds
//! a hash of each that takes a quarter of a gigabyte and a second to try. A *challenge* compares what was said with both, always both,
//! so that the time tells nothing.
//!
//! | what was said | what follows |
//! |---|---|
//! | the phrase for when all is well | nothing changes |
//! | the phrase for duress | the channel is `duress` |
//! | neither | the channel is `quarantined`: an expected phrase that is absent is a sign too |

use record::KdfParams;
use record::vault::{EditorKey, Secret, Vault, Verifier};

use super::channel::{Step, step};
use super::refusal::SourceFault;
use super::seal::{SealedNow, put};
use super::wire::{CHANNEL, ChannelBody, ChannelState};
use super::{Item, Sources, draft, label, open_handle};
use crate::app::case::Case;
use crate::app::error::Error;
use crate::app::people::{self, ActRef, Roster};

/// Seals the phrases agreed with a source: `text` holds the one for when all is well in its first line, the one for duress in its
/// second. They take the place of those before.
///
/// # Errors
/// [`SourceFault::Phrases`] when there are not two different ones; what the vault and the record answer.
pub fn agree(
    case: &Case,
    handle: &str,
    text: &Secret,
    key: &EditorKey,
) -> Result<Vec<SealedNow>, Error> {
    let mut lines = text.text()?.lines().map(str::trim).filter(|line| !line.is_empty());
    let (Some(ok), Some(duress), None) = (lines.next(), lines.next(), lines.next()) else {
        return Err(SourceFault::Phrases.into());
    };
    let verifier = |phrase: &str| {
        Verifier::new(phrase, KdfParams::default()).map_err(|e| match e {
            record::Error::Malformed { .. } => SourceFault::Phrases.into(),
            other => Error::from(other),
        })
    };
    let (ok, second) = (verifier(ok)?, verifier(duress)?);
    // The same phrase in another spelling would call every good day duress.
    if ok.matches(duress) {
        return Err(SourceFault::Phrases.into());
    }
    Ok(vec![
        put(case, handle, label::PHRASE_OK, &ok.to_bytes(), key)?,
        put(case, handle, label::PHRASE_DURESS, &second.to_bytes(), key)?,
    ])
}

/// What a challenge showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Challenged {
    /// What was said: `ok` or `duress` for the phrases, `quarantined` for neither.
    pub said: ChannelState,
    /// What the channel is now.
    pub channel: ChannelState,
    /// True when the channel changed.
    pub changed: bool,
}

/// Compares what a source said with its phrases, and says at once when the channel is worse than before.
///
/// # Errors
/// [`SourceFault::NoPhrases`]; what the vault and the record answer.
pub fn challenge(
    case: &Case,
    handle: &str,
    said: &Secret,
    key: &EditorKey,
) -> Result<Challenged, Error> {
    let sources = super::load(case)?;
    open_handle(&sources, handle)?;
    Roster::load(case)?.editor(&key.card().key)?;
    let vault = case.vault()?;
    let ok = verifier(&vault, &sources, handle, label::PHRASE_OK, key)?;
    let duress = verifier(&vault, &sources, handle, label::PHRASE_DURESS, key)?;
    let said = said.text()?.trim();
    let said = match (ok.matches(said), duress.matches(said)) {
        (_, true) => ChannelState::Duress,
        (true, false) => ChannelState::Ok,
        (false, false) => ChannelState::Quarantined,
    };
    let before = sources.channel(handle).state;
    // The right phrase does not clear a channel: whoever took the handset may have taken the phrase.
    if said == ChannelState::Ok || step(before, said) != Step::Worse {
        return Ok(Challenged { said, channel: before, changed: false });
    }
    let (act, since) = (ActRef::default(), case.clock.today().to_string());
    let body = ChannelBody { handle: handle.to_owned(), state: said, since, act };
    people::write(case, &[draft(CHANNEL, &body)?], key.signing())?;
    Ok(Challenged { said, channel: said, changed: true })
}

fn verifier(
    vault: &Vault,
    sources: &Sources,
    handle: &str,
    label: &str,
    key: &EditorKey,
) -> Result<Verifier, Error> {
    let group = sources.group(handle);
    let newest = |item: &&Item| item.label == label && group.contains(&item.handle);
    let item = sources.items().filter(newest).max_by_key(|i| (i.handle == handle, i.sealed));
    let item = item.ok_or_else(|| SourceFault::NoPhrases(handle.to_owned()))?;
    Ok(Verifier::from_bytes(vault.read(item.id, key)?.expose())?)
}
