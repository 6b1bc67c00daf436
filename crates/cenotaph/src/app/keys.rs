//! The desk's keys: who writes, which log, who releases.
//!
//! Three Ed25519 keys: `author` signs entries, `log` signs the desk log's checkpoints, `release` signs the release log's
//! checkpoints and the manifests of what leaves. They are made on `init`, stored with mode 0600, and may be sealed with one
//! passphrase. The passphrase is asked for only when a key is sealed, and never stored.

use std::fmt;
use std::fs;
use std::path::PathBuf;

use record::{KdfParams, SigningKey};
use zeroize::Zeroizing;

use super::case::Case;
use super::error::Error;

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Signs entries.
    Author,
    /// Signs the desk log's checkpoints.
    Log,
    /// Signs the release log's checkpoints and manifests.
    Release,
}

impl Role {
    const ALL: [Self; 3] = [Self::Author, Self::Log, Self::Release];

    const fn file(self) -> &'static str {
        match self {
            Self::Author => "keys/author.key",
            Self::Log => "keys/log.key",
            Self::Release => "keys/release.key",
        }
    }

    /// The key's name, which for a log is its origin; it is public and says nothing about the desk but the case's name.
    fn name(self, case: &Case) -> String {
        let role = match self {
            Self::Author => "author",
            Self::Log => "desk",
            Self::Release => "release",
        };
        format!("cenotaph/{}/{role}", case.settings.name)
    }
}

/// How to come by a passphrase; kept as a function so that none lies in memory before it is needed.
#[derive(Clone, Copy)]
pub struct AskPassphrase(pub fn(what: &str) -> Option<Zeroizing<String>>);

impl fmt::Debug for AskPassphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AskPassphrase")
    }
}

/// Makes the three keys of a new case.
///
/// # Errors
/// What the record answers.
pub(crate) fn create(case: &Case, passphrase: Option<&str>) -> Result<(), Error> {
    for role in Role::ALL {
        let key = SigningKey::generate(&role.name(case))?;
        key.create(&path(case, role), passphrase, KdfParams::default())?;
    }
    Ok(())
}

/// Loads a key, asking for the passphrase when it is sealed.
///
/// # Errors
/// What the record answers: the key is missing, readable by others, or the passphrase is wrong.
pub(crate) fn load(case: &Case, role: Role) -> Result<SigningKey, Error> {
    let path = path(case, role);
    match SigningKey::load(&path, None) {
        Err(record::Error::PassphraseNeeded { path: sealed }) => {
            let what = format!("Passphrase for {}", sealed.display());
            match case.passphrase.and_then(|ask| (ask.0)(&what)) {
                Some(passphrase) => Ok(SigningKey::load(&path, Some(passphrase.as_str()))?),
                None => Err(record::Error::PassphraseNeeded { path: sealed }.into()),
            }
        }
        other => Ok(other?),
    }
}

/// Loads a key with a passphrase at hand.
pub(crate) fn load_with(
    case: &Case,
    role: Role,
    passphrase: Option<&str>,
) -> Result<SigningKey, Error> {
    Ok(SigningKey::load(&path(case, role), passphrase)?)
}

/// Checks that the keys are there, well kept, and those of the case's logs.
///
/// # Errors
/// What the record answers; [`Error::DoesNotVerify`] when a key is not that of its log.
pub(crate) fn check(case: &Case) -> Result<(), Error> {
    load(case, Role::Author)?;
    let pairs = [
        (Role::Log, super::logs::desk_read_only(case)?),
        (Role::Release, super::logs::release_read_only(case)?),
    ];
    for (role, log) in pairs {
        if load(case, role)?.public() != log.key() {
            let damages = vec![format!("`{}` is not the key of its log", role.file())];
            return Err(Error::DoesNotVerify { path: path(case, role), damages });
        }
    }
    Ok(())
}

/// Thirty-two bytes from the system, for a commitment that must not be guessed.
pub(crate) fn random() -> Result<[u8; 32], Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| record::Error::NoRandomness)?;
    Ok(bytes)
}

/// The case's secret by which delays are drawn: 32 random bytes in `keys/`, made on first need, readable by their owner alone.
///
/// # Errors
/// What the system answers; [`Error::Settings`] when the file is no such secret: another one would let rows leave at once.
pub(crate) fn delay_secret(case: &Case) -> Result<Zeroizing<[u8; 32]>, Error> {
    let path = case.path("keys/delay.secret");
    match fs::read(&path).map(Zeroizing::new) {
        Ok(bytes) => {
            let secret = <[u8; 32]>::try_from(bytes.as_slice()).map(Zeroizing::new);
            return secret.map_err(|_| Error::Settings { path, reason: "not 32 bytes".to_owned() });
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        Err(e) => return Err(Error::io("read", path, e)),
    }
    let secret = Zeroizing::new(random()?);
    let new = super::temporary::Temporary::beside(&path, "new");
    fs::write(new.path(), secret.as_slice()).map_err(|e| Error::io("write", &path, e))?;
    super::case::private(new.path(), 0o600)?;
    new.put(&path).map_err(|e| Error::io("write", &path, e))?;
    Ok(secret)
}

fn path(case: &Case, role: Role) -> PathBuf {
    case.path(role.file())
}

/// A place outside the case for the copy of a log's high-water mark, so that a restored backup of the whole case is noticed.
///
/// None when the system gives no such place; the mark inside the record still catches a restored database.
pub(crate) fn high_water_copy(name: &str) -> Option<PathBuf> {
    Some(state_dir()?.join(format!("{name}.high")))
}

/// The user's state directory for this program, made if it is missing: `$XDG_STATE_HOME/cenotaph`, else
/// `~/.local/state/cenotaph`.
pub(crate) fn state_dir() -> Option<PathBuf> {
    let base =
        std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|p| p.is_absolute()).or_else(
            || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state")),
        )?;
    let dir = base.join("cenotaph");
    fs::create_dir_all(&dir).ok()?;
    Some(dir)
}
