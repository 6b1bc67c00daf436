//! The check that anyone can run, with nothing but a folder.
//!
//! * A **release** or a **site**: the manifest's signature, every byte against it, nothing missing and nothing more; the release
//!   log (every entry, signature and tile up to the signed root); the edition against the log; every row against its entry;
//!   every proof; every data file against the edition.
//! * An **exported log** (C2SP tlog-tiles): every byte, signature and hash.
//! * A **case**: its two logs in their hot form, its keys, every edition and the site.
//!
//! Without a key from elsewhere the check shows that a folder is whole and is the work of the key in it, not whose key it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use protect::shape::Edition;
use record::note::Note;
use record::proof::TlogProof;
use record::{RawEntry, VerifyingKey};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::case::{self, Case};
use super::clock::Clock;
use super::error::Error;
use super::release::{self, EditionBody, ReleasedBody, hex};

/// How many damages are told; the first one alone is proof enough.
const TOLD: usize = 50;

/// What was checked and is sound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// A line each.
    pub lines: Vec<String>,
    /// The key that signed, when there is one.
    pub key: Option<String>,
    /// True when it was compared with a key from elsewhere.
    pub key_was_given: bool,
}

/// Checks a folder; `key` is the verifier key that the reader has from elsewhere.
///
/// # Errors
/// [`Error::DoesNotVerify`] with what was found; [`Error::NotFound`] when the folder is nothing that can be checked.
pub fn verify(path: &Path, key: Option<&str>, clock: Clock) -> Result<Checked, Error> {
    let trusted = key.map(parse_key).transpose()?;
    if !path.exists() {
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(Error::io("read", path, missing));
    }
    if path.join("MANIFEST").exists()
        || path.join("MANIFEST.note").exists()
        || path.join("edition.json").exists()
    {
        return Folder::check(path, trusted.as_ref());
    }
    if path.join(case::SETTINGS).exists() {
        return check_case(path, key, clock);
    }
    if path.join("checkpoint").exists() || path.join("tile").exists() {
        return check_export(path, trusted.as_ref());
    }
    if path.join("log.db").exists() {
        let log = record::Log::open_read_only(path, &record::Options::default())?;
        let mut checked = Checked::default();
        super::fsck::check_log(&log, "log", path, &mut checked.lines)?;
        return Ok(checked);
    }
    Err(Error::Value {
        value: path.display().to_string(),
        expected: "a release, a site, an exported log, a record or a case".to_owned(),
    })
}

fn parse_key(text: &str) -> Result<VerifyingKey, Error> {
    text.trim().parse().map_err(|_| Error::Value {
        value: text.to_owned(),
        expected: "a verifier key such as `cenotaph/kursk/release+1a2b3c4d+A…`".to_owned(),
    })
}

fn check_export(path: &Path, trusted: Option<&VerifyingKey>) -> Result<Checked, Error> {
    let verified = record::verify_export(path, trusted)?;
    Ok(Checked {
        lines: vec![format!(
            "log: {} entries, {} signatures, {} tiles, root {}",
            verified.size, verified.signatures, verified.tiles, verified.root
        )],
        key: Some(verified.key.to_string()),
        key_was_given: verified.key_was_given,
    })
}

fn check_case(path: &Path, key: Option<&str>, clock: Clock) -> Result<Checked, Error> {
    let case = Case::open(path, clock)?;
    let mut checked = Checked::default();
    checked.lines.extend(super::fsck::record_only(&case)?.lines);
    let mut folders: Vec<PathBuf> =
        release::editions(&case)?.iter().map(|e| release::folder_path(&case, e.number)).collect();
    folders.push(case.path("site"));
    for folder in folders.into_iter().filter(|f| f.exists()) {
        let name = folder.strip_prefix(path).unwrap_or(&folder).display().to_string();
        let one = verify(&folder, key, clock)?;
        checked.lines.extend(one.lines.iter().map(|line| format!("{name}: {line}")));
        checked.key = one.key.or(checked.key);
        checked.key_was_given = one.key_was_given;
    }
    Ok(checked)
}

/// The check of one release or site.
struct Folder<'a> {
    dir: &'a Path,
    damages: Vec<String>,
}

impl<'a> Folder<'a> {
    fn check(dir: &'a Path, trusted: Option<&VerifyingKey>) -> Result<Checked, Error> {
        let mut folder = Self { dir, damages: Vec::new() };
        let mut checked = Checked { key_was_given: trusted.is_some(), ..Checked::default() };
        if let Some(key) = folder.key(trusted) {
            checked.key = Some(key.to_string());
            folder.manifest(&key, &mut checked);
            if folder.damages.is_empty() {
                folder.contents(&key, &mut checked)?;
            }
        }
        if folder.damages.is_empty() {
            return Ok(checked);
        }
        let more = folder.damages.len().saturating_sub(TOLD);
        folder.damages.truncate(TOLD);
        if more > 0 {
            folder.damages.push(format!("and {more} more"));
        }
        Err(Error::DoesNotVerify { path: dir.to_owned(), damages: folder.damages })
    }

    fn damage(&mut self, path: &str, what: impl std::fmt::Display) {
        self.damages.push(format!("`{path}`: {what}"));
    }

    fn read(&mut self, path: &str) -> Option<Vec<u8>> {
        match fs::read(self.dir.join(path)) {
            Ok(bytes) => Some(bytes),
            Err(e) => {
                self.damage(path, e);
                None
            }
        }
    }

    fn key(&mut self, trusted: Option<&VerifyingKey>) -> Option<VerifyingKey> {
        let bytes = self.read("key.pub")?;
        let text = String::from_utf8(bytes).ok();
        let key: Option<VerifyingKey> =
            text.as_deref().and_then(|t| t.strip_suffix('\n')).and_then(|t| t.parse().ok());
        let Some(key) = key else {
            self.damage("key.pub", "is no verifier key; nothing in this folder can be trusted");
            return None;
        };
        if trusted.is_some_and(|t| *t != key) {
            self.damage(
                "key.pub",
                "is another key than the one given; this folder is not the work of that desk",
            );
            return None;
        }
        Some(key)
    }

    /// Every byte against the signed manifest.
    fn manifest(&mut self, key: &VerifyingKey, checked: &mut Checked) {
        let (Some(manifest), Some(signed)) = (self.read("MANIFEST"), self.read("MANIFEST.note"))
        else {
            return;
        };
        let note = match Note::parse(&signed) {
            Ok(note) => note,
            Err(e) => {
                return self
                    .damage("MANIFEST.note", format!("{e}; it covers every file of this folder"));
            }
        };
        if !note.verify(&[key]).is_ok_and(|by| by.contains(&key)) {
            return self.damage(
                "MANIFEST.note",
                "is not signed by the key in `key.pub`; it covers every file of this folder",
            );
        }
        if note.text() != release::manifest_text(&manifest) {
            return self.damage(
                "MANIFEST",
                "is not the list that was signed; it covers every file of this folder",
            );
        }
        let listed = String::from_utf8(manifest).ok().and_then(|text| listed(&text));
        let Some(listed) = listed else {
            return self.damage("MANIFEST", "has a line that is no hash, size and path");
        };
        let mut found = Vec::new();
        if let Err(e) = release::list_files(self.dir, &mut found) {
            return self.damage(".", e);
        }
        let found: BTreeSet<String> =
            found.into_iter().filter(|p| !release::is_manifest(p)).collect();
        for path in found.iter().filter(|p| !listed.contains_key(*p)) {
            self.damage(path, "is not listed in the manifest");
        }
        // What a link points at may be another thing tomorrow.
        for path in found.iter().filter(|p| self.dir.join(p).is_symlink()) {
            self.damage(path, "is a link, not a file of this folder");
        }
        let mut total = 0;
        for (path, (hash, size)) in &listed {
            if !found.contains(path) {
                self.damage(path, format!("is missing; it is {}", what_is(path)));
                continue;
            }
            let Some(bytes) = self.read(path) else { continue };
            total += bytes.len() as u64;
            if bytes.len() as u64 != *size {
                self.damage(
                    path,
                    format!("has {} bytes instead of {size}; it is {}", bytes.len(), what_is(path)),
                );
            } else if hex(&Sha256::digest(&bytes)) != *hash {
                self.damage(path, format!("differs from what was signed; it is {}", what_is(path)));
            }
        }
        checked.lines.push(format!(
            "manifest: signed by {}, {} files, {total} bytes, none missing, none more",
            key.name(),
            listed.len()
        ));
    }

    /// The log, the edition against the log, proofs and data against both.
    fn contents(&mut self, key: &VerifyingKey, checked: &mut Checked) -> Result<(), Error> {
        let log = self.dir.join("log");
        let verified = match record::verify_export(&log, Some(key)) {
            Ok(verified) => verified,
            Err(e) => {
                self.damage("log", &e);
                return Ok(());
            }
        };
        checked.lines.push(format!(
            "log: {} entries, every signature and tile up to root {}",
            verified.size, verified.root
        ));
        let entries = entries(&log)?;
        let Some(bytes) = self.read("edition.json") else { return Ok(()) };
        let Ok(edition) = serde_json::from_slice::<Edition>(&bytes) else {
            self.damage("edition.json", "is no edition");
            return Ok(());
        };
        let hash = hex(&Sha256::digest(&bytes));
        match entries.editions.last() {
            Some(body) if body.sha256 == hash && body.number == edition.number => {}
            _ => self.damage("edition.json", "is not the newest edition that the log tells of"),
        }
        let rows = self.rows(&edition, &entries);
        let proofs = self.proofs(&edition, &entries, key);
        checked.lines.push(format!(
            "edition {}: {} of {} rows stand in the log, {proofs} proofs",
            edition.number, rows, rows
        ));
        self.data(edition, checked)
    }

    fn rows(&mut self, edition: &Edition, entries: &Entries) -> usize {
        let mut rows = 0;
        let mut one =
            |table: &str, key: &str, id: &str, value: Result<Value, serde_json::Error>| {
                rows += 1;
                let stands = entries.rows.get(id).is_some_and(|row| {
                    row.body.table == table
                        && row.body.key == key
                        && value.is_ok_and(|v| v == row.body.value)
                });
                if !stands {
                    self.damages.push(format!(
                        "`edition.json`: the {table} `{key}` is not what its entry in the log says"
                    ));
                }
            };
        for s in &edition.statements {
            let bare =
                protect::shape::Statement { entry_id: String::new(), proof: None, ..s.clone() };
            one("statement", &s.key, &s.entry_id, serde_json::to_value(bare));
        }
        macro_rules! rows {
            ($($table:literal $list:ident),*) => {$(
                for row in &edition.$list {
                    let mut bare = row.clone();
                    bare.entry_id.clear();
                    one($table, &row.key, &row.entry_id, serde_json::to_value(bare));
                }
            )*};
        }
        rows!("position" positions, "awareness" awareness, "measure" measures, "evidence" evidence, "person" persons);
        rows
    }

    fn proofs(&mut self, edition: &Edition, entries: &Entries, key: &VerifyingKey) -> usize {
        let mut proofs = 0;
        for s in &edition.statements {
            let Some(path) = &s.proof else { continue };
            let Some(bytes) = self.read(path) else { continue };
            let proof = TlogProof::parse(&bytes);
            let entry = entries.rows.get(&s.entry_id);
            let proved = match (&proof, entry) {
                (Ok(proof), Some(row)) => proof.verify(&row.bytes, key).is_ok(),
                _ => false,
            };
            if proved {
                proofs += 1;
            } else {
                self.damage(path, format!("does not prove the statement `{}`", s.key));
            }
        }
        proofs
    }

    fn data(&mut self, edition: Edition, checked: &mut Checked) -> Result<(), Error> {
        let released = match protect::reopen(edition) {
            Ok(released) => released,
            Err(refusals) => {
                let first = refusals.first().map(ToString::to_string).unwrap_or_default();
                self.damage("edition.json", format!("would not pass the gate: {first}"));
                return Ok(());
            }
        };
        let files = release::regenerate(&released)?;
        let count = files.len();
        let proofs: BTreeSet<&String> =
            released.statements.iter().filter_map(|s| s.proof.as_ref()).collect();
        for part in ["data", "proofs"] {
            let mut found = Vec::new();
            if self.dir.join(part).is_dir() {
                release::list_files(&self.dir.join(part), &mut found)?;
            }
            for path in found.iter().map(|name| format!("{part}/{name}")) {
                if !files.contains_key(&path) && !proofs.contains(&path) {
                    self.damage(&path, "is nothing that the edition gives");
                }
            }
        }
        for (path, bytes) in files {
            if fs::read(self.dir.join(&path)).ok().as_deref() != Some(bytes.as_slice()) {
                self.damage(&path, "is not what the edition gives");
            }
        }
        checked
            .lines
            .push(format!("data: {count} files are what the edition gives, byte for byte"));
        Ok(())
    }
}

/// What a path of a release is, for the sentence on what a damage hurts.
fn what_is(path: &str) -> String {
    match path {
        "edition.json" => "the edition itself".to_owned(),
        "key.pub" => "the key".to_owned(),
        _ if path.starts_with("log/tile/entries") => "entries of the release log".to_owned(),
        _ if path.starts_with("log/") => "a part of the release log".to_owned(),
        _ if path.starts_with("proofs/") => {
            let key = path.trim_start_matches("proofs/").trim_end_matches(".tlog-proof");
            format!("the proof of the statement `{key}`")
        }
        _ if path.starts_with("data/") => "a table for download".to_owned(),
        _ => "a page or file of the site".to_owned(),
    }
}

fn listed(text: &str) -> Option<BTreeMap<String, (String, u64)>> {
    text.lines()
        .map(|line| {
            let (hash, rest) = line.split_once(' ')?;
            let (size, path) = rest.split_once(' ')?;
            Some((path.to_owned(), (hash.to_owned(), size.parse().ok()?)))
        })
        .collect()
}

/// Entries of a verified export.
struct Entries {
    rows: BTreeMap<String, EntryRow>,
    editions: Vec<EditionBody>,
}

struct EntryRow {
    bytes: Vec<u8>,
    body: ReleasedBody,
}

/// Reads the bundles of an export that was verified before.
fn entries(log: &Path) -> Result<Entries, Error> {
    let mut files = Vec::new();
    release::list_files(&log.join("tile/entries"), &mut files)?;
    // `000`, `001` … `x001/000`: in the form of C2SP, the order of names is the order of bundles.
    files.sort();
    let mut all = Entries { rows: BTreeMap::new(), editions: Vec::new() };
    let mut index = 0;
    for file in files {
        let path = log.join("tile/entries").join(file);
        let bytes = fs::read(&path).map_err(|e| Error::io("read", &path, e))?;
        for (_, bytes) in record::export::split_bundle(&bytes)? {
            let raw = RawEntry::split(index, bytes)?;
            index += 1;
            match raw.kind {
                "released/1" => {
                    let row = EntryRow { bytes: bytes.to_vec(), body: raw.body_as()? };
                    all.rows.insert(raw.id().to_string(), row);
                }
                "edition/1" => all.editions.push(raw.body_as()?),
                _ => {}
            }
        }
    }
    Ok(all)
}
