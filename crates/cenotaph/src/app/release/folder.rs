//! The folder of an edition: everything a stranger needs to check it, and a manifest over every byte.
//!
//! ```text
//! edition.json     the edition; its SHA-256 is in the release log
//! data/            the same as CSV, JSON Lines, FollowTheMoney
//! log/             the release log in its public form (C2SP tlog-tiles)
//! proofs/          an inclusion proof for each statement (.tlog-proof)
//! README.txt       how to check it
//! key.pub          the release key
//! MANIFEST         SHA-256, size and path of every other file
//! MANIFEST.note    SHA-256 of the manifest, as a signed note (C2SP)
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use protect::Released;
use protect::shape::Edition;
use record::note::Note;
use record::{Log, SigningKey};
use sha2::{Digest as _, Sha256};

use super::super::case::Case;
use super::super::error::Error;
use super::super::keys::{self, Role};
use super::super::temporary::Temporary;
use super::{Past, edition_bytes, hex, read_edition};

/// Files of a release that a site carries along.
pub(crate) const CONTENTS: [&str; 4] = ["edition.json", "log", "proofs", "README.txt"];

const README: &str = "This folder is an edition of a Cenotaph record.

To check every byte, signature and proof, with nothing but this folder:

    cenotaph verify .

What is in it: edition.json (the edition), data/ (the same as tables), log/ (the release log as C2SP tlog-tiles, which any
client of that format can check), proofs/ (an inclusion proof for each statement, C2SP tlog-proof), key.pub (the key that
signed), MANIFEST (SHA-256, size and path of every other file), MANIFEST.note (its SHA-256, as a C2SP signed note).

Compare key.pub with the key that the desk publishes elsewhere: the check shows that the folder is whole and is the work of
that key, not whose key it is.
";

/// Writes the folder of the newest edition, beside its place first.
pub(super) fn write(case: &Case, log: &Log, number: u64, to: &Path) -> Result<(), Error> {
    let key = keys::load(case, Role::Release)?;
    let new = Temporary::beside(to, "new");
    let day = fill(log, number, new.path(), &key)?;
    super::set_times(new.path(), &day)?;
    new.put(to).map_err(|e| Error::io("create", to, e))
}

/// Writes every file; gives the edition's day.
fn fill(log: &Log, number: u64, dir: &Path, key: &SigningKey) -> Result<String, Error> {
    fs::create_dir_all(dir).map_err(|e| Error::io("create", dir, e))?;
    let past = Past::read(log)?;
    let body = past.editions.iter().find(|e| e.number == number).ok_or(Error::NoRelease)?;
    let released = protect::reopen(read_edition(log, &body.sha256)?).map_err(super::refused)?;
    put(dir, "edition.json", &edition_bytes(&released)?)?;
    for (path, bytes) in regenerate(&released)? {
        put(dir, &path, &bytes)?;
    }
    put(dir, "README.txt", README.as_bytes())?;
    record::export::write_export(log, &dir.join("log"))?;
    for s in &released.statements {
        let Some(index) = past.index.get(&s.entry_id) else { continue };
        let proof = log.tlog_proof(*index)?;
        put(
            dir,
            &format!("proofs/{}.tlog-proof", file_of_key(&s.key)),
            proof.to_string().as_bytes(),
        )?;
    }
    write_manifest(dir, key)?;
    Ok(body.day.clone())
}

/// The data files of an edition, by path: the same edition always gives the same bytes.
pub(crate) fn regenerate(edition: &Released<Edition>) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    publish::data::write(edition, &mut |path: &str, bytes: &[u8]| {
        files.insert(path.to_owned(), bytes.to_vec());
        Ok(())
    })
    .map_err(|e| Error::Bug(e.to_string()))?;
    Ok(files)
}

/// A file name for a key: letters, digits, `.`, `_`, `-` stay, everything else is written in hexadecimal.
pub(crate) fn file_of_key(key: &str) -> String {
    let mut name = String::new();
    for byte in key.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' => name.push(char::from(byte)),
            _ => {
                let _ = write!(name, "_{byte:02x}");
            }
        }
    }
    name
}

fn put(dir: &Path, path: &str, bytes: &[u8]) -> Result<(), Error> {
    let path = dir.join(path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|e| Error::io("create", parent, e))?;
    }
    // An edition that is renamed into its place must be whole after a power cut too.
    let write = || {
        let mut file = fs::File::create(&path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|e| Error::io("write", &path, e))
}

/// First line of the text that a manifest's note signs.
pub(crate) const MANIFEST_HEAD: &str = "cenotaph-manifest/1";

/// The text that the note over a manifest signs.
pub(crate) fn manifest_text(manifest: &[u8]) -> String {
    format!("{MANIFEST_HEAD}\nsha256 {}\n", hex(&Sha256::digest(manifest)))
}

/// Writes `key.pub`, `MANIFEST` and `MANIFEST.note` over every file of a folder.
pub(crate) fn write_manifest(dir: &Path, key: &SigningKey) -> Result<(), Error> {
    put(dir, "key.pub", format!("{}\n", key.public()).as_bytes())?;
    let mut files = Vec::new();
    list(dir, "", &mut files)?;
    files.sort();
    let mut manifest = String::new();
    for path in files.iter().filter(|p| !is_manifest(p)) {
        let at = dir.join(path);
        let bytes = fs::read(&at).map_err(|e| Error::io("read", &at, e))?;
        let _ = writeln!(manifest, "{} {} {path}", hex(&Sha256::digest(&bytes)), bytes.len());
    }
    let note = Note::sign(&manifest_text(manifest.as_bytes()), &[key])?;
    put(dir, "MANIFEST", manifest.as_bytes())?;
    put(dir, "MANIFEST.note", note.to_string().as_bytes())
}

/// True for the two files that cover all others.
pub(crate) fn is_manifest(path: &str) -> bool {
    matches!(path, "MANIFEST" | "MANIFEST.note")
}

/// Paths of every file under `dir`, with `/`, relative, in no order.
pub(crate) fn list_files(dir: &Path, files: &mut Vec<String>) -> Result<(), Error> {
    list(dir, "", files)
}

fn list(dir: &Path, under: &str, files: &mut Vec<String>) -> Result<(), Error> {
    let at = dir.join(under);
    for item in fs::read_dir(&at).map_err(|e| Error::io("read", &at, e))? {
        let item = item.map_err(|e| Error::io("read", &at, e))?;
        let name = item.file_name().to_string_lossy().into_owned();
        let path = if under.is_empty() { name } else { format!("{under}/{name}") };
        let kind = item.file_type().map_err(|e| Error::io("read", &at, e))?;
        if kind.is_dir() {
            list(dir, &path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
