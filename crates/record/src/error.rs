//! What can go wrong, by cause, with the facts as fields.
//!
//! The text of an error is one clause without advice; [`Error::hint`] is the advice, for whoever
//! can act on it, and [`Error::code`] a stable word for programs and translations. No text holds
//! the content of an entry, a secret or a passphrase.
//!
//! Errors are `Clone` because one failed group commit is reported to every writer in the group.

use std::{io, path::PathBuf, sync::Arc};

use crate::{
    Day, EntryId, Hash,
    vault::{Recipient, VaultId},
};

/// Everything that this crate reports as an error.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file operation failed.
    #[error("Cannot {doing} `{}`: {source}", path.display())]
    Io {
        /// What was attempted, as a verb: "read", "write", "sync".
        doing: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The cause.
        source: Arc<io::Error>,
    },
    /// The database refused an operation.
    #[error("Cannot {doing} in `{}`: {source}", path.display())]
    Database {
        /// What was attempted, as a verb with its object.
        doing: &'static str,
        /// The database file.
        path: PathBuf,
        /// The cause.
        source: Arc<rusqlite::Error>,
    },
    /// The disk, or the page quota of [`Options`](crate::Options), is full.
    #[error("No room left for `{}`", path.display())]
    Full {
        /// The database file.
        path: PathBuf,
    },
    /// Another process holds the write lock for longer than the busy timeout.
    #[error("`{}` is being written by another process", path.display())]
    Busy {
        /// The database file.
        path: PathBuf,
    },
    /// The place for a new record is already taken.
    #[error("`{}` already holds a record", path.display())]
    Exists {
        /// The directory or file.
        path: PathBuf,
    },
    /// There is no record at this place.
    #[error("`{}` holds no record", path.display())]
    NoRecord {
        /// The directory.
        path: PathBuf,
    },
    /// The database is not one of ours, or of a later format.
    #[error("`{}` has record format {found}, this program reads {expected}", path.display())]
    Format {
        /// The database file.
        path: PathBuf,
        /// `user_version` as found.
        found: i64,
        /// `user_version` as written by this program.
        expected: i64,
    },
    /// Bytes offered as JSON are not JSON.
    #[error("Not JSON: {reason}, line {line} column {column}")]
    Json {
        /// What the parser met, in a few words.
        reason: &'static str,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// A value that the canonical form does not allow.
    #[error("Not canonical at `{at}`: {rule}")]
    NotCanonical {
        /// Where, as a JSON pointer cut to 80 characters.
        at: String,
        /// The rule that is broken.
        rule: &'static str,
    },
    /// An entry that does not have the form of an entry.
    #[error("Not an entry: {rule}")]
    NotAnEntry {
        /// The rule that is broken.
        rule: &'static str,
    },
    /// An entry whose canonical bytes do not fit a bundle.
    #[error("An entry of {bytes} bytes is longer than {max}")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The limit.
        max: usize,
    },
    /// A signature that does not verify.
    #[error("The signature of {what} does not verify")]
    BadSignature {
        /// What is signed.
        what: &'static str,
    },
    /// An entry by a key that the log has not seen declared.
    #[error("Author key `{author}` is not declared in this log")]
    UndeclaredAuthor {
        /// The author key id.
        author: crate::AuthorId,
    },
    /// Text that is not of the form it should have.
    #[error("Not {what}: {rule}")]
    Malformed {
        /// What it was read as: "a signed note", "a key file".
        what: &'static str,
        /// The rule that is broken.
        rule: &'static str,
    },
    /// A proof that does not prove.
    #[error("The {what} proof does not lead to the root")]
    ProofFails {
        /// "inclusion" or "consistency".
        what: &'static str,
    },
    /// A position or size outside the log.
    #[error("Position {index} is outside a log of {size} entries")]
    OutOfRange {
        /// The position or size asked for.
        index: u64,
        /// The size of the log.
        size: u64,
    },
    /// Writing was asked of a log opened for reading.
    #[error("`{}` is open for reading only", path.display())]
    ReadOnly {
        /// The record's directory.
        path: PathBuf,
    },
    /// The signing key is not the key of this log.
    #[error("The signing key `{found}` is not the key of the log, `{expected}`")]
    WrongLogKey {
        /// The key of the log.
        expected: String,
        /// The key offered.
        found: String,
    },
    /// The store holds fewer entries than were acknowledged.
    #[error(
        "`{}` holds {store} entries but {acknowledged} were acknowledged", path.display()
    )]
    RestoredBackup {
        /// The record's directory.
        path: PathBuf,
        /// Size of the store.
        store: u64,
        /// Size last acknowledged.
        acknowledged: u64,
    },
    /// The store holds other entries than were acknowledged.
    #[error("`{}` has another root at size {size} than was acknowledged", path.display())]
    Fork {
        /// The record's directory.
        path: PathBuf,
        /// The size at which the roots differ.
        size: u64,
        /// The acknowledged root.
        acknowledged: Hash,
        /// The store's root at that size.
        store: Hash,
    },
    /// The high-water file belongs to another log.
    #[error("High-water file `{}` belongs to another log, `{found}`", path.display())]
    OtherHighWater {
        /// The file.
        path: PathBuf,
        /// The origin it names.
        found: String,
    },
    /// The high-water file is not there, or neither of its slots can be read.
    #[error("High-water file `{}` is {state}", path.display())]
    NoHighWater {
        /// The file.
        path: PathBuf,
        /// "missing" or "damaged".
        state: &'static str,
    },
    /// The store contradicts itself; `fsck` says where.
    #[error("`{}` is damaged: {what}", path.display())]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What was found wrong.
        what: &'static str,
    },
    /// An export that does not verify; all that was found.
    #[error("`{}` does not verify: {} (damages in all: {})", path.display(), first(damages), damages.len())]
    DoesNotVerify {
        /// The export's directory.
        path: PathBuf,
        /// Every damage found, at least one.
        damages: Arc<Vec<crate::Damage>>,
    },
    /// A key file that others can read.
    #[error("Key file `{}` can be read by others (mode {mode:03o})", path.display())]
    KeyExposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A key file that needs a passphrase was opened without one.
    #[error("Key file `{}` needs a passphrase", path.display())]
    PassphraseNeeded {
        /// The key file.
        path: PathBuf,
    },
    /// The passphrase does not open the key file.
    #[error("The passphrase does not open `{}`", path.display())]
    WrongPassphrase {
        /// The key file.
        path: PathBuf,
    },
    /// The system gave no random bytes.
    #[error("The system gave no random bytes")]
    NoRandomness,
    /// A blob whose bytes are not those of its name.
    #[error("Blob `{}` has the content of {found}", path.display())]
    BlobDamaged {
        /// The blob's file.
        path: PathBuf,
        /// SHA-256 of what is there.
        found: Hash,
    },
    /// No blob of this name.
    #[error("No blob {id}")]
    NoBlob {
        /// The name asked for.
        id: crate::BlobId,
    },
    /// A calendar day that is none.
    #[error("`{found}` is not a day of the form YYYY-MM-DD")]
    NotADay {
        /// What was found, cut to 32 characters.
        found: String,
    },
    /// An entry refused by an import.
    #[error("Entry {index} ({id}, {day}) is refused")]
    Refused {
        /// Its position in the export.
        index: u64,
        /// Its id.
        id: EntryId,
        /// Its recorded day.
        day: Day,
        /// The cause.
        #[source]
        source: Box<Error>,
    },
    /// The sequencer's thread has ended.
    #[error("The sequencer has been shut down")]
    ShutDown,
    /// There is no vault at this place.
    #[error("`{}` holds no vault", path.display())]
    NoVault {
        /// The directory.
        path: PathBuf,
    },
    /// No sealed record of this name.
    #[error("No sealed record {id}")]
    NoSealed {
        /// The name asked for.
        id: VaultId,
    },
    /// A plaintext that is too long to be sealed. Its length is not told.
    #[error("What is to be sealed is longer than {max} bytes")]
    SealedTooLong {
        /// The limit.
        max: usize,
    },
    /// A threshold that the recipients cannot reach, or 0.
    #[error("A threshold of {threshold} does not fit {recipients} recipients")]
    BadThreshold {
        /// The threshold asked for.
        threshold: u8,
        /// How many recipients there are.
        recipients: usize,
    },
    /// A record of the other kind of access than the act is meant for.
    #[error("Sealed record {id} is not of {expected} access")]
    OtherAccess {
        /// The record.
        id: VaultId,
        /// "working" or "shared".
        expected: &'static str,
    },
    /// A record that is not sealed to this editor.
    #[error("Sealed record {id} is not sealed to `{recipient}`")]
    NotForThisEditor {
        /// The record.
        id: VaultId,
        /// The editor's recipient.
        recipient: Recipient,
    },
    /// Fewer shares than the threshold are at hand.
    #[error("Sealed record {id} needs {need} shares, {have} are at hand")]
    NotEnoughShares {
        /// The record.
        id: VaultId,
        /// Shares at hand, the opener's own included.
        have: u8,
        /// The threshold.
        need: u8,
    },
    /// A lent share that is damaged or belongs elsewhere.
    #[error("The share `{}` is refused: {rule}", path.display())]
    BadShare {
        /// The file of the share.
        path: PathBuf,
        /// Why.
        rule: &'static str,
    },
    /// A file of the vault that is damaged or was exchanged.
    #[error("`{}` is damaged: {rule}", path.display())]
    VaultDamaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        rule: &'static str,
    },
}

fn first(damages: &[crate::Damage]) -> String {
    damages.first().map_or_else(String::new, ToString::to_string)
}

impl Error {
    /// Returns a stable code, for programs and for translation.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "record.io",
            Self::Database { .. } => "record.database",
            Self::Full { .. } => "record.full",
            Self::Busy { .. } => "record.busy",
            Self::Exists { .. } => "record.exists",
            Self::NoRecord { .. } => "record.none",
            Self::Format { .. } => "record.format",
            Self::Json { .. } => "record.json",
            Self::NotCanonical { .. } => "record.not_canonical",
            Self::NotAnEntry { .. } => "record.not_an_entry",
            Self::TooLong { .. } => "record.too_long",
            Self::BadSignature { .. } => "record.bad_signature",
            Self::UndeclaredAuthor { .. } => "record.undeclared_author",
            Self::Malformed { .. } => "record.malformed",
            Self::ProofFails { .. } => "record.proof_fails",
            Self::OutOfRange { .. } => "record.out_of_range",
            Self::ReadOnly { .. } => "record.read_only",
            Self::WrongLogKey { .. } => "record.wrong_log_key",
            Self::RestoredBackup { .. } => "record.restored_backup",
            Self::Fork { .. } => "record.fork",
            Self::OtherHighWater { .. } => "record.other_high_water",
            Self::NoHighWater { .. } => "record.no_high_water",
            Self::Damaged { .. } => "record.damaged",
            Self::DoesNotVerify { .. } => "record.does_not_verify",
            Self::KeyExposed { .. } => "record.key_exposed",
            Self::PassphraseNeeded { .. } => "record.passphrase_needed",
            Self::WrongPassphrase { .. } => "record.wrong_passphrase",
            Self::NoRandomness => "record.no_randomness",
            Self::BlobDamaged { .. } => "record.blob_damaged",
            Self::NoBlob { .. } => "record.no_blob",
            Self::NotADay { .. } => "record.not_a_day",
            Self::Refused { .. } => "record.refused",
            Self::ShutDown => "record.shut_down",
            Self::NoVault { .. } => "record.no_vault",
            Self::NoSealed { .. } => "record.no_sealed",
            Self::SealedTooLong { .. } => "record.sealed_too_long",
            Self::BadThreshold { .. } => "record.bad_threshold",
            Self::OtherAccess { .. } => "record.other_access",
            Self::NotForThisEditor { .. } => "record.not_for_this_editor",
            Self::NotEnoughShares { .. } => "record.not_enough_shares",
            Self::BadShare { .. } => "record.bad_share",
            Self::VaultDamaged { .. } => "record.vault_damaged",
        }
    }

    /// Tells whether the record itself fails to verify, as opposed to a wrong request or a fault
    /// of the machine. A program exits with 3 on these.
    #[must_use]
    pub const fn is_integrity(&self) -> bool {
        matches!(
            self,
            Self::BadSignature { .. }
                | Self::ProofFails { .. }
                | Self::RestoredBackup { .. }
                | Self::Fork { .. }
                | Self::OtherHighWater { .. }
                | Self::NoHighWater { .. }
                | Self::Damaged { .. }
                | Self::DoesNotVerify { .. }
                | Self::BlobDamaged { .. }
                | Self::Refused { .. }
                | Self::BadShare { .. }
                | Self::VaultDamaged { .. }
        )
    }

    /// Returns advice for whoever can act on it, if there is any.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Full { .. } => {
                "free some space and try again; what was acknowledged before is intact".to_owned()
            }
            Self::Busy { .. } => "wait until the other program has finished".to_owned(),
            Self::RestoredBackup { store, acknowledged, .. } => format!(
                "this looks like an older copy: put back the copy with {acknowledged} entries, or \
                 import this one into a new record with a new key; signing on top of {store} \
                 entries would fork the log"
            ),
            Self::Fork { .. } => "this is not a later state of the record that was acknowledged \
                 here; keep both copies and find out where they part"
                .to_owned(),
            Self::NoHighWater { .. } => "put the file back from the newest copy, or accept a \
                 checkpoint that you kept elsewhere with `Log::readopt`"
                .to_owned(),
            Self::OtherHighWater { .. } => {
                "give each record a high-water copy of its own".to_owned()
            }
            Self::Damaged { .. } => "run `fsck` to see which entries are hurt".to_owned(),
            Self::KeyExposed { path, .. } => format!(
                "run `chmod 600 {}`; if others had access to this machine, replace the key",
                path.display()
            ),
            Self::TooLong { .. } => {
                "store the long part as a blob and name it by its SHA-256".to_owned()
            }
            Self::Exists { .. } => "open it, or choose another directory".to_owned(),
            Self::Format { .. } => "use the version of the program that wrote it".to_owned(),
            Self::NotEnoughShares { have, need, .. } => format!(
                "{} more of the editors it is sealed to must lend their share",
                need.saturating_sub(*have)
            ),
            Self::NotForThisEditor { .. } => "ask an editor whom it is sealed to, or have one of \
                 them seal it anew to the present editors"
                .to_owned(),
            Self::BadShare { .. } => {
                "have that editor lend again, and find out who wrote this file".to_owned()
            }
            Self::VaultDamaged { .. } => {
                "put the file back from a backup of the vault, keys and records together".to_owned()
            }
            Self::UndeclaredAuthor { .. } => {
                "append the `key.declared/1` entry of that author first".to_owned()
            }
            _ => return None,
        };
        Some(text)
    }

    /// Tells whether the cause lies in an entry, not in the log or the machine.
    pub(crate) const fn blames_the_entry(&self) -> bool {
        matches!(
            self,
            Self::UndeclaredAuthor { .. }
                | Self::BadSignature { .. }
                | Self::NotAnEntry { .. }
                | Self::Malformed { .. }
                | Self::Json { .. }
        )
    }

    pub(crate) fn io(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            _ => Self::Io { doing, path, source: Arc::new(source) },
        }
    }
}
