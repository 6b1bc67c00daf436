//! The count's inputs: everything that ever left about each person, the tables, the thresholds.
//!
//! What left is read from every edition of the release log, withdrawn rows included, and joined with the ledger in the vault, which
//! also holds what editors declared of rows and have since changed. The ledger is a *working* record: the program reads it by any
//! one editor's key, and never prints it.

use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path};

use protect::risk::{Declaration, Declared, Ledger, Policy, RiskInput, Tables};
use record::Log;
use record::vault::{Access, EditorKey, Secret, VaultId};
use sha2::{Digest as _, Sha256};

use super::super::case::Case;
use super::super::desk::Desk;
use super::super::error::Error;
use super::super::people::Roster;
use super::super::sources::Sources;
use super::wire::GateBody;
use super::{Past, hex, read_edition, wire};

/// The label of the ledger in the vault.
const LABEL: &str = "ledger";

/// Names of a case's own tables, in the order of their texts.
const TABLES: [&str; 6] =
    ["population.csv", "shares.csv", "caps.csv", "hierarchy.csv", "links.csv", "words.tsv"];

/// Bytes of one table at most.
const TABLE_BYTES_MAX: u64 = 8 << 20;

/// What is counted, by what, against what.
pub(super) struct Count {
    past: Ledger,
    tables: Tables,
    declared: Declared,
    pub(super) policy: Policy,
    /// SHA-256 of the tables, hexadecimal.
    pub(super) fingerprint: String,
    /// The ledger's id in the vault.
    at: Option<VaultId>,
    /// False when there is a ledger in the vault that could not be read for want of a key.
    pub(super) whole: bool,
}

impl Count {
    /// Adds up what left.
    pub(super) fn load(
        case: &Case,
        (log, past): (&Log, &Past),
        (desk, sources): (&Desk, &Sources),
        gates: &[GateBody],
        key: Option<&EditorKey>,
    ) -> Result<Self, Error> {
        let tables = tables(case)?;
        let declared = declared(desk)?;
        let at = gates.iter().rev().find_map(|g| g.ledger.as_ref()).and_then(|id| id.parse().ok());
        let at =
            at.filter(|id| case.path(super::super::case::VAULT).exists() && vault_has(case, *id));
        let mut ledger = match (at, key) {
            (Some(at), Some(key)) => read(case, at, key)?,
            _ => Ledger::default(),
        };
        for edition in &past.editions {
            let edition = read_edition(log, &edition.sha256)?;
            for item in tables.items_of(&edition, &declared) {
                ledger.add(item);
            }
        }
        for (handle, known) in sources.handles() {
            let group = sources.group(handle);
            for other in group.iter().filter(|other| other.as_str() > handle) {
                ledger.merge(handle, other);
            }
            // What left of an erased source stays public; the desk does not keep adding to it.
            if known.retired.is_some() {
                ledger.forget(handle);
            }
        }
        let protection = &case.settings.protection;
        let policy = Policy {
            k_reader: protection.k_reader,
            k_state: protection.k_state,
            label_pool: protection.label_pool,
            window_weeks: protection.window_weeks,
        };
        let whole = at.is_none() || key.is_some();
        let fingerprint = fingerprint(&tables);
        Ok(Self { past: ledger, tables, declared, policy, fingerprint, at, whole })
    }

    /// As the gate takes it.
    pub(super) fn input(&self) -> RiskInput {
        RiskInput {
            past: self.past.clone(),
            tables: self.tables.clone(),
            policy: self.policy,
            declared: self.declared.clone(),
            overridden: std::collections::BTreeSet::new(),
        }
    }

    /// Puts the ledger with what leaves now into the vault; gives its id.
    pub(super) fn store(
        &self,
        case: &Case,
        roster: &Roster,
        items: &[protect::risk::Item],
    ) -> Result<VaultId, Error> {
        let mut ledger = self.past.clone();
        for item in items {
            ledger.add(item.clone());
        }
        let (vault, secret, to) = (case.vault()?, secret(&ledger)?, roster.recipients());
        Ok(match self.at {
            Some(at) => vault.replace(at, LABEL, &secret, &to)?.id,
            None => vault.seal(LABEL, &secret, Access::Working, &to)?.id,
        })
    }
}

/// Changes the ledger in the vault, if there is one: two sources turned out to be one, or one is erased.
///
/// # Errors
/// What the vault answers.
pub(crate) fn edit(
    case: &Case,
    key: &EditorKey,
    change: impl FnOnce(&mut Ledger),
) -> Result<(), Error> {
    let gates = wire::gates(case)?;
    let at = gates.iter().rev().find_map(|g| g.ledger.as_ref()).and_then(|id| id.parse().ok());
    let Some(at) = at.filter(|id| vault_has(case, *id)) else { return Ok(()) };
    let mut ledger = read(case, at, key)?;
    change(&mut ledger);
    case.vault()?.replace(at, LABEL, &secret(&ledger)?, &Roster::load(case)?.recipients())?;
    Ok(())
}

fn vault_has(case: &Case, id: VaultId) -> bool {
    let dir = case.path(super::super::case::VAULT);
    record::vault::Vault::open_read_only(&dir).is_ok_and(|vault| vault.contains(id))
}

fn read(case: &Case, at: VaultId, key: &EditorKey) -> Result<Ledger, Error> {
    let bytes = case.vault()?.read(at, key)?;
    // The cause would repeat what it could not read.
    serde_json::from_slice(bytes.expose())
        .map_err(|_| Error::Bug("the ledger in the vault cannot be read".to_owned()))
}

fn secret(ledger: &Ledger) -> Result<Secret, Error> {
    Ok(Secret::new(serde_json::to_vec(&ledger.condensed()).map_err(|e| Error::Bug(e.to_string()))?))
}

/// The tables of the case: its own where it has them, else those of the program.
fn tables(case: &Case) -> Result<Tables, Error> {
    let folder = &case.settings.protection.tables;
    if folder.is_empty() {
        return Ok(Tables::builtin().clone());
    }
    let inside = Path::new(folder).components().all(|part| matches!(part, Component::Normal(_)));
    let dir = case.path(folder);
    if !inside || !dir.is_dir() {
        let reason = format!("`protection.tables`: `{folder}` is no folder in the case");
        return Err(Error::Settings { path: case.path(super::super::case::SETTINGS), reason });
    }
    let mut texts = Tables::builtin().texts().clone();
    let fields = [
        &mut texts.population,
        &mut texts.shares,
        &mut texts.caps,
        &mut texts.hierarchy,
        &mut texts.links,
        &mut texts.words,
    ];
    for (name, field) in TABLES.into_iter().zip(fields) {
        let path = dir.join(name);
        if path.is_file() {
            *field = table(&path, name)?;
        }
    }
    Tables::parse(texts).map_err(|faults| Error::Tables {
        path: dir,
        faults: faults.iter().map(ToString::to_string).collect(),
    })
}

fn table(path: &Path, name: &str) -> Result<String, Error> {
    let io = |e| Error::io("read", path, e);
    let mut text = String::new();
    let file = File::open(path).map_err(io)?;
    file.take(TABLE_BYTES_MAX + 1).read_to_string(&mut text).map_err(io)?;
    if text.len() as u64 > TABLE_BYTES_MAX {
        let faults = vec![format!("`{name}` is longer than {TABLE_BYTES_MAX} bytes")];
        return Err(Error::Tables { path: path.to_owned(), faults });
    }
    Ok(text)
}

fn fingerprint(tables: &Tables) -> String {
    let texts = tables.texts();
    let texts = [
        &texts.population,
        &texts.shares,
        &texts.caps,
        &texts.hierarchy,
        &texts.links,
        &texts.words,
    ];
    let mut hash = Sha256::new();
    hash.update(b"cenotaph/tables/1\0");
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hex(&hash.finalize())
}

/// What editors declared of rows, by table and key.
///
/// # Errors
/// [`Error::Refused`] for a declaration that cannot be read: a detail that is not counted must not leave.
fn declared(desk: &Desk) -> Result<Declared, Error> {
    let statements = desk.claims.values().map(|h| (&h.value.key, &h.value.describes));
    let awareness = desk.awareness.values().map(|h| (&h.value.key, &h.value.describes));
    let measures = desk.measures.values().map(|h| (h.value.key.to_string(), &h.value.describes));
    let all = statements
        .map(|(key, text)| ("statement", key.to_string(), text))
        .chain(awareness.map(|(key, text)| ("awareness", key.to_string(), text)))
        .chain(measures.map(|(key, text)| ("measure", key, text)));
    let (mut declared, mut faults) = (Declared::new(), Vec::new());
    for (table, key, text) in all.filter(|(_, _, text)| !text.trim().is_empty()) {
        match text.parse::<Declaration>() {
            Ok(declaration) => drop(declared.insert((table.to_owned(), key), declaration.0)),
            Err(why) => faults.push(format!("`describes` of the {table} `{key}`: {why}")),
        }
    }
    if faults.is_empty() { Ok(declared) } else { Err(Error::Refused(faults)) }
}
