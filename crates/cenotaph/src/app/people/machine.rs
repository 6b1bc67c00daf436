//! The mark of a machine: tells whether two keys were used on one, and nothing else.
//!
//! SHA-256 over a domain, the machine's id and the case's log key, its first eight bytes. Two cases give one machine two marks,
//! so the marks of one desk say nothing about another. The id is the system's (`/etc/machine-id`), else a random one kept in the
//! user's state directory. A mark is no proof: whoever holds the machine can give it another id. It shows the honest mistake.

use std::fmt;
use std::fs;
use std::path::Path;

use record::VerifyingKey;
use sha2::{Digest as _, Sha256};

use super::super::error::Error;
use super::super::keys;
use super::super::release::hex;

const DOMAIN: &[u8] = b"cenotaph/machine/1\0";
const SYSTEM_ID: &str = "/etc/machine-id";

/// The mark of a machine in a case: sixteen hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Machine(String);

impl Machine {
    /// The mark of this machine in the case whose desk log has this key.
    ///
    /// # Errors
    /// [`Error::Io`] when the system gives no id and the state directory cannot keep one.
    pub fn here(log: &VerifyingKey) -> Result<Self, Error> {
        Ok(Self::of(&id()?, log))
    }

    /// The mark of a machine of this id.
    pub(crate) fn of(id: &[u8], log: &VerifyingKey) -> Self {
        let mut hash = Sha256::new();
        hash.update(DOMAIN);
        hash.update((id.len() as u64).to_be_bytes());
        hash.update(id);
        hash.update(log.to_string().as_bytes());
        Self(hex(&hash.finalize()[..8]))
    }

    /// A mark as an entry has it; any text, since it is only compared.
    pub(crate) fn read(text: &str) -> Self {
        Self(text.chars().take(64).collect())
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The machine's id: `CENOTAPH_MACHINE_ID` names a file with another, for containers that share the system's.
fn id() -> Result<Vec<u8>, Error> {
    if let Some(path) = std::env::var_os("CENOTAPH_MACHINE_ID") {
        let path = Path::new(&path);
        return fs::read(path).map_err(|e| Error::io("read", path, e));
    }
    match fs::read(SYSTEM_ID) {
        Ok(id) if id.iter().filter(|b| b.is_ascii_alphanumeric()).count() >= 16 => Ok(id),
        _ => kept(),
    }
}

/// A random id in the state directory, made once.
fn kept() -> Result<Vec<u8>, Error> {
    let missing = || {
        let none = std::io::Error::new(std::io::ErrorKind::NotFound, "no state directory");
        Error::io("find", "$XDG_STATE_HOME", none)
    };
    let path = keys::state_dir().ok_or_else(missing)?.join("machine-id");
    if let Ok(id) = fs::read(&path)
        && id.len() == 64
    {
        return Ok(id);
    }
    let id = hex(&keys::random()?);
    fs::write(&path, &id).map_err(|e| Error::io("write", &path, e))?;
    Ok(id.into_bytes())
}
