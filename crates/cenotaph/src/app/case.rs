//! The case: one folder with its settings, keys, record, releases and site.
//!
//! ```text
//! case.json          settings
//! keys/              author.key, log.key, release.key (mode 0600)
//! record/desk/       the desk log, which stays inside; its blobs
//! record/release/    the release log: what left
//! vault/             what is sealed, as ciphertext; made when it is first needed
//! index.sqlite       projection; may be deleted at any time
//! releases/0001/     numbered editions, never changed
//! site/              the newest edition as pages
//! ```
//! Invariant: everything but `keys/`, `record/` and `vault/` can be rebuilt from the record. `init` writes into a temporary sibling and
//! renames it, so that a crash leaves no half case.

use std::fs;
use std::path::{Path, PathBuf};

use model::scope::Population;
use record::vault::Vault;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::clock::Clock;
use super::error::Error;
use super::keys::AskPassphrase;
use super::temporary::Temporary;

/// The name of the settings file, by which a folder is known to be a case.
pub const SETTINGS: &str = "case.json";

/// The folder of the vault in a case.
pub const VAULT: &str = "vault";

/// What a case is about; written by `init`, changed by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Version of this file: 1.
    pub version: u32,
    /// Short name for origins and feeds, `[a-z0-9-]`.
    pub name: String,
    /// The case's title, English.
    pub title_en: String,
    /// The case's title, Korean.
    pub title_ko: String,
    /// What the case is, in paragraphs, English.
    #[serde(default)]
    pub summary_en: Vec<String>,
    /// What the case is, in paragraphs, Korean.
    #[serde(default)]
    pub summary_ko: Vec<String>,
    /// Code of the population that figures are about when a row does not say (`KP`).
    pub population: String,
    /// The group that speaks inside the closed country (`DPRK`).
    pub inside_group: String,
    /// The desk's public name.
    #[serde(default)]
    pub desk: String,
    /// How to reach the desk about a correction.
    #[serde(default)]
    pub contact: String,
    /// Licence of the released data.
    #[serde(default)]
    pub licence: String,
    /// How people are protected.
    #[serde(default)]
    pub protection: Protection,
}

/// How people are protected: how many must agree, how many must remain possible, how long what is held.
///
/// Each default has its reason beside it; a desk that knows better writes its own into `case.json`. A smaller number protects less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Protection {
    /// Editors who must agree to open a sealed record, and who found the desk; 2 to 16. Two is the least that is not one. The
    /// first enrolment writes it into the record; from then on the record counts, not this line.
    pub threshold: u8,
    /// The fewest people that all releases together may leave possible to a reader of everything. Twenty: more than a reporter can
    /// call in a day.
    pub k_reader: u64,
    /// The same for a state that also holds rosters and permits. A hundred: agents worked through some eighty contacts of one
    /// seized telephone.
    pub k_state: u64,
    /// How many persons must have used one public label within the window before its items count as those of several persons.
    pub label_pool: u32,
    /// The window of the label pool, in weeks.
    pub window_weeks: u32,
    /// Hours that a raw note is held: until it is distilled, a working weekend at most.
    pub note_hours: u32,
    /// Days that a distilled note is held.
    pub distilled_days: u32,
    /// How long a row that rests on a protected source waits before it leaves.
    pub delay: Delay,
    /// Folder in the case with `shares.csv`, `caps.csv`, `hierarchy.csv`, `population.csv`; empty for the built-in tables.
    pub tables: String,
}

/// How long a row that rests on a protected source waits before it leaves: at least `min_days`, and up to `max_days` by a number
/// that only the desk can work out. None by default: a desk that publishes within the day decides that for itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Delay {
    /// Days at least.
    pub min_days: u32,
    /// Days at most; what is below `min_days` counts as it.
    pub max_days: u32,
}

impl Default for Protection {
    fn default() -> Self {
        Self {
            threshold: 2,
            k_reader: 20,
            k_state: 100,
            label_pool: 3,
            window_weeks: 8,
            note_hours: 72,
            distilled_days: 30,
            delay: Delay::default(),
            tables: String::new(),
        }
    }
}

impl Settings {
    /// Settings for a new case of this name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            version: 1,
            title_en: name.to_owned(),
            title_ko: name.to_owned(),
            name: slug(name),
            summary_en: Vec::new(),
            summary_ko: Vec::new(),
            population: "KP".to_owned(),
            inside_group: "DPRK".to_owned(),
            desk: String::new(),
            contact: String::new(),
            licence: String::new(),
            protection: Protection::default(),
        }
    }
}

/// Lower-case letters, digits and hyphens of a name. A name without any becomes `case-` and eight digits of its hash, so that
/// two desks with Hangul names do not share the names of their logs.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    let slug: String = slug.trim_end_matches('-').chars().take(48).collect();
    if slug.is_empty() {
        let hash = Sha256::digest(name.as_bytes());
        return format!("case-{}", super::release::hex(&hash[..4]));
    }
    slug
}

/// An open case.
#[derive(Debug)]
pub struct Case {
    /// Its folder.
    pub dir: PathBuf,
    /// Its settings.
    pub settings: Settings,
    /// Where the time comes from.
    pub clock: Clock,
    /// How to come by the passphrase of sealed keys.
    pub passphrase: Option<AskPassphrase>,
}

impl Case {
    /// Makes a case in `dir`, which must not exist or be empty.
    ///
    /// # Errors
    /// [`Error::CaseExists`], [`Error::NotEmpty`], or what the system or the record answers; then nothing stays behind.
    pub fn init(
        dir: &Path,
        settings: Settings,
        passphrase: Option<&str>,
        clock: Clock,
    ) -> Result<Self, Error> {
        if dir.join(SETTINGS).exists() {
            return Err(Error::CaseExists(dir.to_owned()));
        }
        if dir.exists()
            && fs::read_dir(dir).map_err(|e| Error::io("read", dir, e))?.next().is_some()
        {
            return Err(Error::NotEmpty(dir.to_owned()));
        }
        let parent =
            dir.parent().filter(|p| !p.as_os_str().is_empty()).map_or(Path::new("."), |p| p);
        fs::create_dir_all(parent).map_err(|e| Error::io("create", parent, e))?;
        let new = Temporary::beside(dir, "new");
        Self::build(new.path(), settings, passphrase, clock)?;
        if dir.exists() {
            fs::remove_dir(dir).map_err(|e| Error::io("replace", dir, e))?;
        }
        new.put(dir).map_err(|e| Error::io("create", dir, e))?;
        Self::open(dir, clock)
    }

    fn build(
        dir: &Path,
        settings: Settings,
        passphrase: Option<&str>,
        clock: Clock,
    ) -> Result<(), Error> {
        for part in ["", "keys", "record", "releases"] {
            let path = dir.join(part);
            fs::create_dir_all(&path).map_err(|e| Error::io("create", &path, e))?;
        }
        private(dir, 0o700)?;
        private(&dir.join("keys"), 0o700)?;
        let case = Self { dir: dir.to_owned(), settings, clock, passphrase: None };
        let path = dir.join(SETTINGS);
        let text =
            serde_json::to_string_pretty(&case.settings).map_err(|e| Error::Bug(e.to_string()))?;
        fs::write(&path, text + "\n").map_err(|e| Error::io("write", &path, e))?;
        super::keys::create(&case, passphrase)?;
        super::logs::create(&case, passphrase)
    }

    /// Opens the case in `dir`.
    ///
    /// # Errors
    /// [`Error::NoCase`] when there is none, [`Error::Settings`] when its settings cannot be read.
    pub fn open(dir: &Path, clock: Clock) -> Result<Self, Error> {
        let path = dir.join(SETTINGS);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::NoCase(dir.to_owned()));
            }
            Err(e) => return Err(Error::io("read", path, e)),
        };
        let settings: Settings = serde_json::from_str(&text)
            .map_err(|e| Error::Settings { path: path.clone(), reason: e.to_string() })?;
        if settings.version != 1 {
            let reason = format!("version {} is newer than this program", settings.version);
            return Err(Error::Settings { path, reason });
        }
        Ok(Self { dir: dir.to_owned(), settings, clock, passphrase: None })
    }

    /// Finds the case that `start` lies in, going up.
    ///
    /// # Errors
    /// [`Error::NoCase`] when no folder on the way up is a case.
    pub fn find(start: &Path, clock: Clock) -> Result<Self, Error> {
        let start = start.canonicalize().map_err(|e| Error::io("read", start, e))?;
        match start.ancestors().find(|dir| dir.join(SETTINGS).is_file()) {
            Some(dir) => Self::open(dir, clock),
            None => Err(Error::NoCase(start)),
        }
    }

    /// The population that figures are about when a row does not say.
    #[must_use]
    pub fn population(&self) -> Population {
        default_population(&self.settings.population)
    }

    /// The vault: what is sealed, a store of its own beside the record. It is made when it is first needed.
    ///
    /// # Errors
    /// What the record answers.
    pub fn vault(&self) -> Result<Vault, Error> {
        let dir = self.path(VAULT);
        match Vault::open(&dir) {
            // None yet, or the making of one was broken off.
            Err(record::Error::NoVault { .. }) => Ok(Vault::create(&dir)?),
            other => Ok(other?),
        }
    }

    /// A path inside the case.
    #[must_use]
    pub fn path(&self, part: &str) -> PathBuf {
        self.dir.join(part)
    }
}

/// Makes a path readable by its owner alone; systems without such modes keep their own.
pub(crate) fn private(path: &Path, mode: u32) -> Result<(), Error> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .map_err(|e| Error::io("protect", path, e))?;
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// The population of a code; `KP` when the code is empty.
pub(crate) fn default_population(code: &str) -> Population {
    Population::new(code)
        .or_else(|| Population::new("KP"))
        .unwrap_or_else(|| unreachable!("`KP` is a code"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_slugs() {
        for (name, slug_) in
            [("Kursk 2024", "kursk-2024"), ("쿠르스크", "case-"), ("--a--b--", "a-b")]
        {
            assert!(slug(name).starts_with(slug_), "{name}");
        }
        assert_ne!(slug("사건"), slug("전쟁"));
        for (name, slug_) in [("Kursk 2024", "kursk-2024"), ("--a--b--", "a-b")] {
            assert_eq!(slug(name), slug_);
        }
    }
}
