//! What is damaged, where, and what it hurts.
//!
//! Both checkers speak in these terms: [`verify_export`](crate::verify_export) about files,
//! [`fsck`](crate::fsck) about the rows of the store. A damage names the file or row, the byte
//! where it begins if that is known, and the entries that can no longer be relied on.

use std::fmt;

use crate::{AuthorId, BlobId, EntryId};

/// No more damages than this are listed; one more says how many there were.
pub const MAX_DAMAGES: usize = 1_000;

/// One damage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The file below the checked directory, or `log.db: table row`.
    pub path: String,
    /// The byte in that file where it begins, if known.
    pub offset: Option<u64>,
    /// What is wrong.
    pub kind: DamageKind,
    /// What can no longer be relied on.
    pub hurts: Hurts,
}

/// What is wrong with a file or row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DamageKind {
    /// It should be there and is not.
    Missing,
    /// It should not be there.
    Unlisted,
    /// It cannot be read; the reason of the system.
    Unreadable(String),
    /// It has another length.
    Length {
        /// Bytes or items expected.
        expected: u64,
        /// Bytes or items found.
        found: u64,
    },
    /// It does not have its form; the rule that is broken.
    Malformed(String),
    /// Its hash is not the one that the tree has for it.
    Hash,
    /// Its signature does not verify.
    Signature,
    /// It is by an author whose key no earlier entry declares.
    Undeclared(AuthorId),
    /// It says otherwise than the rest of the record.
    Contradicts(&'static str),
    /// The store is behind what was acknowledged.
    Behind {
        /// Entries in the store.
        store: u64,
        /// Entries acknowledged.
        acknowledged: u64,
    },
    /// Further damages beyond [`MAX_DAMAGES`].
    More(u64),
}

/// What a damage hurts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hurts {
    /// The log as a whole.
    Log,
    /// The checkpoint: what the log says of itself.
    Checkpoint,
    /// The log's key.
    LogKey,
    /// A key file.
    Key(String),
    /// One entry.
    Entry {
        /// Its position.
        index: u64,
        /// Its id as stored or as computed, if it can be told.
        id: Option<EntryId>,
    },
    /// The entries of a range, first and last.
    Entries(u64, u64),
    /// Proofs only; the entries themselves are sound.
    Proofs,
    /// The guard against restored backups.
    Guard,
    /// The answers to "as recorded by".
    History,
    /// The finding of entries by id or author; can be rebuilt.
    Index,
    /// A blob.
    Blob(Option<BlobId>),
    /// Nothing that the log covers: a stranger's file among ours.
    Nothing,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.path)?;
        if let Some(offset) = self.offset {
            write!(f, " at byte {offset}")?;
        }
        write!(f, " {}; hurts {}", self.kind, self.hurts)
    }
}

impl fmt::Display for DamageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::Unlisted => f.write_str("does not belong here"),
            Self::Unreadable(reason) => write!(f, "cannot be read ({reason})"),
            Self::Length { expected, found } => {
                write!(f, "has length {found}, expected {expected}")
            }
            Self::Malformed(rule) => write!(f, "is malformed ({rule})"),
            Self::Hash => f.write_str("does not have the hash that the tree has for it"),
            Self::Signature => f.write_str("has a signature that does not verify"),
            Self::Undeclared(author) => {
                write!(f, "is by {author}, whose key no earlier entry declares")
            }
            Self::Contradicts(what) => write!(f, "contradicts {what}"),
            Self::Behind { store, acknowledged } => write!(
                f,
                "holds {store} entries but {acknowledged} were acknowledged: an older copy"
            ),
            Self::More(count) => write!(f, "and {count} damages more"),
        }
    }
}

impl fmt::Display for Hurts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Log => f.write_str("the log as a whole"),
            Self::Checkpoint => f.write_str("the checkpoint"),
            Self::LogKey => f.write_str("the log's key"),
            Self::Key(name) => write!(f, "key `{name}`"),
            Self::Entry { index, id: Some(id) } => write!(f, "entry {index} ({id})"),
            Self::Entry { index, id: None } => write!(f, "entry {index}"),
            Self::Entries(first, last) if first == last => write!(f, "entry {first}"),
            Self::Entries(first, last) => write!(f, "entries {first} to {last}"),
            Self::Proofs => f.write_str("proofs only"),
            Self::Guard => f.write_str("the guard against restored backups"),
            Self::History => f.write_str("questions as of a time"),
            Self::Index => f.write_str("the finding of entries"),
            Self::Blob(Some(id)) => write!(f, "blob {id}"),
            Self::Blob(None) => f.write_str("the blob store"),
            Self::Nothing => f.write_str("nothing in the log"),
        }
    }
}

/// Collects damages and keeps the list bounded.
#[derive(Default)]
pub(crate) struct Damages {
    list: Vec<Damage>,
    more: u64,
}

impl Damages {
    pub(crate) fn add(&mut self, path: impl Into<String>, kind: DamageKind, hurts: Hurts) {
        self.push(Damage { path: path.into(), offset: None, kind, hurts });
    }

    pub(crate) fn push(&mut self, damage: Damage) {
        if self.list.len() < MAX_DAMAGES {
            self.list.push(damage);
        } else {
            self.more += 1;
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn into_list(mut self) -> Vec<Damage> {
        if self.more > 0 {
            self.list.push(Damage {
                path: "…".to_owned(),
                offset: None,
                kind: DamageKind::More(self.more),
                hurts: Hurts::Log,
            });
        }
        self.list
    }
}
