//! Erasing: everything that is sealed about a source is destroyed, by two editors, and a receipt says so.
//!
//! Order, and what a crash leaves:
//! 1. The vault's records of the source – every label, the phrases, the reasons for which it was opened, strays of broken-off
//!    commands – are overwritten and removed, keys first. A crash leaves some of them destroyed; nothing can be opened that lost its key.
//! 2. The desk's sealed words and the gate's ledger forget the source, each under a fresh key.
//! 3. The entry `sealed.destroyed/1`, with the request: from here the handle is retired and its rows are on hold.
//! 4. The index is deleted and made anew from the record.
//! 5. The receipt.
//!
//! Until step 3 the same call does everything again; after it, it does steps 1, 2, 4 and 5.
//!
//! What cannot be reached is on the receipt: copies elsewhere, the free space of the disk, and what left in releases.

use std::collections::BTreeSet;
use std::fs;

use record::vault::{EditorKey, VaultId};
use serde_json::{Value, json};

use super::handles::{Two, two};
use super::refusal::SourceFault;
use super::state::erase_digest;
use super::wire::{DESTROYED, DestroyedBody, DestroyedItem, SEALED, Why};
use super::words::SealedWords;
use super::{Item, Sources, draft, label, ledger, retention, seal};
use crate::app::case::Case;
use crate::app::error::Error;
use crate::app::people::{self, Action, Granted, Reason, Request, Roster};
use crate::app::{index, logs};

/// How far an erasure got.
#[derive(Debug)]
pub enum Erasure {
    /// It was asked for; another editor approves.
    Asked(Box<Request>),
    /// It is done.
    Done(Box<Receipt>),
}

/// What an erasure leaves in the hand of who asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The case.
    pub case: String,
    /// The handle, and the others of the same source.
    pub handles: Vec<String>,
    /// The day.
    pub day: String,
    /// What was destroyed: label and commitment.
    pub destroyed: Vec<(String, String)>,
    /// Files overwritten and removed in the vault now.
    pub files: u32,
    /// Id of the request's entry, and who asked.
    pub request: (String, String),
    /// Id of the approval's entry, and who agreed.
    pub approval: (String, String),
    /// Id of the entry of the erasure.
    pub entry: String,
    /// True when both keys were used on one machine.
    pub one_machine: bool,
}

/// What no erasure reaches, English and Korean.
pub const NOT_REACHED: [(&str, &str); 5] = [
    (
        "Copies of the case elsewhere – backups, other machines: their keys are not destroyed by this",
        "다른 곳에 있는 사건 폴더의 사본(백업, 다른 기계): 그곳의 열쇠는 파기되지 않는다",
    ),
    (
        "What left in a release, and what anybody copied of it",
        "이미 공개된 것과 누구든 그것을 복사해 간 것",
    ),
    (
        "The rows of the record: they hold the handle and the statements, and are on hold from now on",
        "기록의 행: 부호명과 진술이 남으며, 이제부터 보류된다",
    ),
    (
        "The reason of this erasure, sealed: editors of the day can read it",
        "이 파기의 사유: 봉인되어 있으며 편집자가 읽을 수 있다",
    ),
    (
        "What an editor remembers, wrote elsewhere, or sealed in another case",
        "편집자가 기억하거나 다른 곳에 적었거나 다른 사건에 봉인한 것",
    ),
];

impl Receipt {
    /// The receipt as one JSON object.
    #[must_use]
    pub fn json(&self) -> Value {
        let list = |pick: fn(&(&'static str, &'static str)) -> &'static str| {
            NOT_REACHED.iter().map(pick).collect::<Vec<_>>()
        };
        let destroyed: Vec<Value> = self
            .destroyed
            .iter()
            .map(|(label, commitment)| json!({"label": label, "commitment": commitment}))
            .collect();
        json!({
            "kind": "receipt", "version": 1, "case": self.case, "handles": self.handles, "day": self.day,
            "destroyed": destroyed, "files": self.files,
            "request": {"entry": self.request.0, "by": self.request.1},
            "approval": {"entry": self.approval.0, "by": self.approval.1},
            "entry": self.entry, "one_machine": self.one_machine,
            "not_reached": list(|t| t.0), "not_reached_ko": list(|t| t.1),
        })
    }
}

/// Erases a source, or asks for it.
///
/// # Errors
/// [`SourceFault::NoHandle`]; [`people::Refusal`] when nobody approved yet; what the vault and the record answer.
pub fn erase(
    case: &Case,
    handle: &str,
    key: &EditorKey,
    with: Option<&EditorKey>,
    reason: &mut dyn FnMut() -> Result<record::vault::Secret, Error>,
) -> Result<Erasure, Error> {
    let sources = super::load(case)?;
    super::known_handle(&sources, handle)?;
    let roster = Roster::load(case)?;
    let me = roster.editor(&key.card().key)?.author();
    let group = sources.group(handle);
    let digest = erase_digest(&group);
    if sources.is_retired(handle) {
        return again(case, &sources, handle, key, &digest);
    }
    let granted = match two(case, &roster, me, (Action::Erase, handle, &digest), key, with, reason)?
    {
        Two::Asked(request) => return Ok(Erasure::Asked(request)),
        Two::Granted(granted) => granted,
    };
    done(case, &sources, handle, key, &granted)
}

fn done(
    case: &Case,
    sources: &Sources,
    handle: &str,
    key: &EditorKey,
    granted: &Granted,
) -> Result<Erasure, Error> {
    let group = sources.group(handle);
    let items: Vec<&Item> = sources.items().filter(|i| group.contains(&i.handle)).collect();
    let reasons = reasons(case, &group, granted.request.id)?;
    let files = destroy(case, sources, (&items, &reasons), &group, key)?;
    let gone = reasons.iter().map(|r| DestroyedItem {
        id: r.id.to_string(),
        label: people::REASON.to_owned(),
        commitment: r.commitment.to_string(),
    });
    let body = DestroyedBody {
        handle: handle.to_owned(),
        items: items.iter().map(|i| retention::destroyed_item(i)).chain(gone).collect(),
        why: Why::Erased,
        act: granted.act(),
    };
    let receipts = people::write(case, &[draft(DESTROYED, &body)?], key.signing())?;
    renew_index(case)?;
    let entry = receipts.first().map(|r| r.id.to_string()).unwrap_or_default();
    Ok(Erasure::Done(Box::new(receipt(
        case,
        sources,
        handle,
        granted,
        entry,
        files,
        (&items, &reasons),
    ))))
}

/// The source was erased before: finishes what a crash left, and gives the receipt once more.
fn again(
    case: &Case,
    sources: &Sources,
    handle: &str,
    key: &EditorKey,
    digest: &str,
) -> Result<Erasure, Error> {
    let group = sources.group(handle);
    let of_group: Vec<&Item> = sources.all_items().filter(|i| group.contains(&i.handle)).collect();
    let roster = Roster::load(case)?;
    let request = roster
        .requests()
        .find(|r| r.action == Action::Erase && r.digest == digest && r.used && r.approval.is_some())
        .ok_or_else(|| SourceFault::Retired(handle.to_owned()))?
        .clone();
    let reasons = reasons(case, &group, request.id)?;
    let files = destroy(case, sources, (&of_group, &reasons), &group, key)?;
    renew_index(case)?;
    let id = request.id.to_string();
    let log = logs::desk_read_only(case)?;
    let mut entry = String::new();
    log.replay(0..log.size()?, |raw| {
        if raw.kind == DESTROYED && raw.body.contains(&id) {
            entry = raw.id().to_string();
        }
        Ok::<(), record::Error>(())
    })?;
    let approval = request.approval.clone();
    let approval = approval.ok_or_else(|| SourceFault::Retired(handle.to_owned()))?;
    let one_machine = request.one_machine();
    let granted = Granted { request, approval, one_machine };
    let gone: Vec<&Item> = of_group
        .into_iter()
        .filter(|i| i.destroyed.is_some_and(|(_, w)| w == Why::Erased))
        .collect();
    Ok(Erasure::Done(Box::new(receipt(
        case,
        sources,
        handle,
        &granted,
        entry,
        files,
        (&gone, &reasons),
    ))))
}

/// Destroys records of the vault, and lets the words and the ledger forget the source.
fn destroy(
    case: &Case,
    sources: &Sources,
    (items, reasons): (&[&Item], &[Reason]),
    group: &BTreeSet<String>,
    key: &EditorKey,
) -> Result<u32, Error> {
    let vault = case.vault()?;
    let mut ids: Vec<VaultId> =
        items.iter().map(|i| i.id).chain(reasons.iter().map(|r| r.id)).collect();
    ids.extend(retention::strays(case)?);
    let files = vault.destroy(&ids)?.iter().map(|d| d.files).sum();
    let roster = Roster::load(case)?;
    seal::keep_working(&vault, sources, &roster, key)?;
    let mut words = SealedWords::load(&vault, sources, key)?;
    let forgotten = group.iter().filter(|h| words.forget(h)).count();
    if forgotten > 0 {
        let sealed = words.store(&vault, sources, &roster)?;
        let body = seal::body("", label::WORDS, &sealed, None, None);
        people::write(case, &[draft(SEALED, &body)?], key.signing())?;
    }
    ledger::forget(case, group, key)?;
    Ok(files)
}

/// The sealed reasons of every other request about the source: they may say who it is. That of the erasure itself stays, since why
/// something was destroyed must be answered for.
fn reasons(
    case: &Case,
    group: &BTreeSet<String>,
    erasure: record::EntryId,
) -> Result<Vec<Reason>, Error> {
    let about = |r: &&Request| {
        matches!(r.action, Action::Open | Action::Clear | Action::Merge | Action::Erase)
            && r.subject.split(' ').any(|word| group.contains(word))
    };
    let roster = Roster::load(case)?;
    let others = roster.requests().filter(about).filter(|r| r.id != erasure);
    Ok(others.filter_map(|r| r.reason.clone()).collect())
}

/// Deletes the index with its side files, and makes it anew.
fn renew_index(case: &Case) -> Result<(), Error> {
    for name in ["index.sqlite", "index.sqlite-wal", "index.sqlite-shm", "index.sqlite-journal"] {
        let path = case.path(name);
        match fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io("remove", path, e));
            }
            _ => {}
        }
    }
    index::refresh(case).map(drop)
}

fn receipt(
    case: &Case,
    sources: &Sources,
    handle: &str,
    granted: &Granted,
    entry: String,
    files: u32,
    (items, reasons): (&[&Item], &[Reason]),
) -> Receipt {
    let mut destroyed: Vec<(String, String)> =
        items.iter().map(|i| (i.label.clone(), i.commitment.to_string())).collect();
    let reasons = reasons.iter().map(|r| (people::REASON.to_owned(), r.commitment.to_string()));
    destroyed.extend(reasons);
    destroyed.sort();
    Receipt {
        case: case.settings.name.clone(),
        handles: sources.group(handle).into_iter().collect(),
        day: sources
            .handle(handle)
            .and_then(|h| h.retired)
            .unwrap_or(case.clock.today())
            .to_string(),
        destroyed,
        files,
        request: (granted.request.id.to_string(), granted.request.name.clone()),
        approval: (granted.approval.id.to_string(), granted.approval.name.clone()),
        entry,
        one_machine: granted.one_machine,
    }
}
