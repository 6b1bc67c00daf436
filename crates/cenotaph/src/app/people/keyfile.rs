//! Where an editor's key lies: a file outside the case, so that a copied case opens nothing.

use std::fs;
use std::path::{Path, PathBuf};

use record::KdfParams;
use record::vault::EditorKey;

use super::super::error::Error;
use super::super::keys::AskPassphrase;
use super::Refusal;

/// The ending of an editor's key file.
const ENDING: &str = "editor";

/// The usual place of editors' keys: `$XDG_CONFIG_HOME/cenotaph`, else `~/.config/cenotaph`.
#[must_use]
pub fn default_key_dir() -> Option<PathBuf> {
    let base =
        std::env::var_os("XDG_CONFIG_HOME")
            .map(PathBuf::from)
            .filter(|p| p.is_absolute())
            .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config")))?;
    Some(base.join("cenotaph"))
}

/// Makes an editor's key and its file, in the usual place unless `path` names another. An existing file is not replaced.
///
/// # Errors
/// [`Error::Value`] for a name that is no file name; what the record and the system answer.
pub fn new_key(
    name: &str,
    path: Option<&Path>,
    passphrase: Option<&str>,
) -> Result<(EditorKey, PathBuf), Error> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    if name.is_empty() || name.starts_with('.') || name.len() > 64 || !name.chars().all(plain) {
        let expected = "a name of letters, digits, `-`, `_`, `.` and `@`, 64 bytes at most";
        return Err(Error::Value { value: name.to_owned(), expected: expected.to_owned() });
    }
    let path = match path {
        Some(path) => path.to_owned(),
        None => home()?.join(format!("{name}.{ENDING}")),
    };
    if let Some(dir) = path.parent().filter(|d| !d.as_os_str().is_empty() && !d.exists()) {
        fs::create_dir_all(dir).map_err(|e| Error::io("create", dir, e))?;
        super::super::case::private(dir, 0o700)?;
    }
    let key = EditorKey::generate(name)?;
    key.create(&path, passphrase, KdfParams::default())?;
    Ok((key, path))
}

/// The key file that was named, else the only one in the usual place.
///
/// # Errors
/// [`Refusal::NoKey`] when none was named and there is none, or there are several.
pub fn find_key(named: Option<&Path>) -> Result<PathBuf, Error> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    let dir = home()?;
    let items = fs::read_dir(&dir).into_iter().flatten().flatten().map(|item| item.path());
    let mut found: Vec<PathBuf> =
        items.filter(|p| p.extension().is_some_and(|e| e == ENDING)).collect();
    match (found.len(), found.pop()) {
        (1, Some(path)) => Ok(path),
        (found, _) => Err(Refusal::NoKey { dir, found }.into()),
    }
}

/// Loads an editor's key, asking for the passphrase when it is sealed.
///
/// # Errors
/// What the record answers: the file is missing, readable by others, or the passphrase is wrong.
pub fn load_key(path: &Path, ask: Option<AskPassphrase>) -> Result<EditorKey, Error> {
    match EditorKey::load(path, None) {
        Err(record::Error::PassphraseNeeded { path: sealed }) => {
            let what = format!("Passphrase for {}", sealed.display());
            match ask.and_then(|ask| (ask.0)(&what)) {
                Some(passphrase) => Ok(EditorKey::load(path, Some(passphrase.as_str()))?),
                None => Err(record::Error::PassphraseNeeded { path: sealed }.into()),
            }
        }
        other => Ok(other?),
    }
}

fn home() -> Result<PathBuf, Error> {
    default_key_dir().ok_or_else(|| {
        Refusal::NoKey { dir: PathBuf::from("$XDG_CONFIG_HOME/cenotaph"), found: 0 }.into()
    })
}
