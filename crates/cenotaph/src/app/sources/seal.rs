//! Sealing: what must be kept about a person goes into the vault; the log gets a commitment.
//!
//! Order, and what a crash leaves after each step:
//! 1. The text is looked through: what may not even be sealed stops it. Nothing is written.
//! 2. The record is sealed in the vault. A crash leaves a record that no entry knows; nobody finds it, `source due --destroy` and
//!    `source erase` remove it, and the same call again seals anew.
//! 3. The desk's sealed words learn from it, under their own id. A crash leaves words that match a little more.
//! 4. One append: the record's commitment, the words', and whether the source's rows are on hold.

use protect::door::{self, Refused};
use record::Draft;
use record::vault::{Access, EditorKey, Sealed, Secret, Vault, VaultId};

use super::label::{self, Consent, is_working, kept_days};
use super::refusal::SourceFault;
use super::wire::{HELD, HeldBody, SEALED, SealedBody};
use super::words::SealedWords;
use super::{Item, Sources, draft};
use crate::app::case::Case;
use crate::app::error::Error;
use crate::app::people::{self, Roster};

/// What was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedNow {
    /// Its id.
    pub id: VaultId,
    /// The handle.
    pub handle: String,
    /// Its label.
    pub label: String,
    /// The commitment to it.
    pub commitment: String,
    /// The day on which it is to be destroyed.
    pub due: Option<String>,
    /// How many editors open it together; none for what the program reads.
    pub threshold: Option<u8>,
    /// Whether the source's rows may leave, when that was sealed.
    pub consent: Option<Consent>,
}

/// Seals something about a source.
///
/// A consent takes the place of the one before; everything else is sealed beside what is there.
///
/// # Errors
/// [`SourceFault`]: no such handle or label, an erased source, what may not even be sealed; what the record answers.
pub fn seal(
    case: &Case,
    handle: &str,
    label: &str,
    text: &Secret,
    key: &EditorKey,
) -> Result<SealedNow, Error> {
    let label = label::known(label)?;
    put(case, handle, label, text, key)
}

/// Seals under a label of any kind.
pub(super) fn put(
    case: &Case,
    handle: &str,
    label: &str,
    text: &Secret,
    key: &EditorKey,
) -> Result<SealedNow, Error> {
    let sources = super::load(case)?;
    super::open_handle(&sources, handle)?;
    let roster = Roster::load(case)?;
    roster.editor(&key.card().key)?;
    let consent =
        if label.starts_with("consent:") { Some(Consent::read(text.text()?)?) } else { None };
    if matches!(label, label::NOTE | "distilled" | "description") {
        even_sealed(text.text()?)?;
    }
    let vault = case.vault()?;
    keep_working(&vault, &sources, &roster, key)?;
    let (sealed, threshold) = store(&vault, &sources, &roster, handle, label, text)?;
    let due = kept_days(label, &case.settings).map(|n| case.clock.today().plus_days(n).to_string());
    let body = body(handle, label, &sealed, threshold, due.clone());
    let mut drafts = vec![draft(SEALED, &body)?];
    let mut words = SealedWords::load(&vault, &sources, key)?;
    if let Ok(text) = text.text()
        && words.learn(handle, label, text)
    {
        let sealed = words.store(&vault, &sources, &roster)?;
        drafts.push(draft(SEALED, &self::body("", label::WORDS, &sealed, None, None))?);
    }
    drafts.extend(hold(&sources, handle, label, consent)?);
    people::write(case, &drafts, key.signing())?;
    Ok(SealedNow {
        id: sealed.id,
        handle: handle.to_owned(),
        label: label.to_owned(),
        commitment: sealed.commitment.to_string(),
        due,
        threshold,
        consent,
    })
}

/// Puts the bytes into the vault: in the place of what the program read before, or as a new record.
fn store(
    vault: &Vault,
    sources: &Sources,
    roster: &Roster,
    handle: &str,
    label: &str,
    text: &Secret,
) -> Result<(Sealed, Option<u8>), Error> {
    let to = roster.recipients();
    if !is_working(label) {
        let threshold = roster.threshold();
        return Ok((vault.seal(label, text, Access::Shared { threshold }, &to)?, Some(threshold)));
    }
    let before = sources.items().find(|i| i.handle == handle && i.label == label);
    let sealed = match before {
        Some(item) if vault.contains(item.id) => vault.replace(item.id, label, text, &to)?,
        _ => vault.seal(label, text, Access::Working, &to)?,
    };
    Ok((sealed, None))
}

pub(super) fn body(
    handle: &str,
    label: &str,
    sealed: &Sealed,
    threshold: Option<u8>,
    due: Option<String>,
) -> SealedBody {
    SealedBody {
        id: sealed.id.to_string(),
        handle: handle.to_owned(),
        label: label.to_owned(),
        commitment: sealed.commitment.to_string(),
        threshold,
        due,
    }
}

/// The entry that holds a source's rows, or lets them go again, when the consent to publish says something else than before.
///
/// That nothing may leave must be known without an editor's key; why, and what else was said, stays sealed.
fn hold(
    sources: &Sources,
    handle: &str,
    label: &str,
    consent: Option<Consent>,
) -> Result<Option<Draft>, Error> {
    let Some(consent) = consent.filter(|_| label == label::CONSENT_PUBLICATION) else {
        return Ok(None);
    };
    let held = consent != Consent::Given;
    if sources.handle(handle).is_some_and(|h| h.held) == held {
        return Ok(None);
    }
    Ok(Some(draft(HELD, &HeldBody { handle: handle.to_owned(), held })?))
}

/// Refuses what is not held even sealed: what leads to a handset leads to whoever holds it, and a note is sealed in haste.
///
/// # Errors
/// [`SourceFault::NotEvenSealed`] for the first finding.
pub(super) fn even_sealed(text: &str) -> Result<(), SourceFault> {
    let never = [Refused::Telephone, Refused::MessengerId, Refused::Imei];
    let found = door::inspect(text).into_iter().find(|f| never.contains(&f.what));
    let Some(finding) = found else { return Ok(()) };
    let length = text.get(finding.span.clone()).map_or(0, |part| part.chars().count());
    let line = text.get(..finding.span.start).map_or(1, |before| before.lines().count().max(1));
    Err(SourceFault::NotEvenSealed { what: finding.what, length, line })
}

/// Seals what the program reads to the editors of the day, where others could read it: after an enrolment or a leaving.
pub(super) fn keep_working(
    vault: &Vault,
    sources: &Sources,
    roster: &Roster,
    key: &EditorKey,
) -> Result<(), Error> {
    let mut wanted = roster.recipients();
    wanted.sort();
    let working = |item: &&Item| item.threshold.is_none() && vault.contains(item.id);
    for item in sources.items().filter(working) {
        let (access, mut to) = vault.access(item.id)?;
        to.sort();
        // Who was enrolled after the sealing cannot do this; another editor's next act does it.
        if to != wanted && to.contains(&key.card().recipient) {
            vault.reseal(item.id, key, access, &wanted)?;
        }
    }
    Ok(())
}
