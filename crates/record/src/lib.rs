//! The record: an append-only log of signed entries that anyone can check.
//!
//! A desk writes down what was said, by whom, and what was done with it. This crate keeps those
//! entries in order, signs what it keeps, and proves that nothing was altered, dropped or slipped
//! in. It knows no meaning: the body of an entry is any JSON object, its kind a word and a version.
//!
//! The terms are those of transparency logs (RFC 6962, RFC 9162, C2SP `tlog-tiles`):
//!
//! * an **entry** is one canonical JSON document signed by its author ([`entry`]);
//! * a **leaf** is the hash of an entry, a **tile** 256 hashes of one level of the tree ([`tree`]);
//! * a **checkpoint** is the signed statement "the log has this size and this root" ([`note`]);
//! * an **inclusion proof** ties an entry to a checkpoint, a **consistency proof** ties an older
//!   checkpoint to a newer one ([`tree`], [`proof`]).
//!
//! The invariant: what [`Log::append`] returned is durable, is covered by a signed checkpoint, and
//! every checkpoint ever acknowledged is a prefix of every later one. A store restored from a
//! backup cannot break this: see [`guard`].
//!
//! ```
//! use record::{Draft, Log, Options, SigningKey};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let home = tempfile::tempdir()?;
//! let dir = home.path().join("record");
//! let log_key = SigningKey::generate("example.org/desk")?;
//! let author = SigningKey::generate("example.org/desk/editor-1")?;
//!
//! let mut log = Log::create(&dir, "example.org/desk", log_key, &Options::default())?;
//! let draft = Draft::new("statement/1", serde_json::json!({"words": "around 1,100"}))?;
//! let receipts = log.append(&[draft], &author, "2024-12-23".parse()?, 1_734_912_000)?;
//!
//! let entry = log.get(receipts[0].index)?.expect("it was just appended");
//! assert_eq!(entry.id(), receipts[0].id);
//! # Ok(()) }
//! ```
//!
//! What is not here: what a body means (`model`), what may leave the desk (`protect`), and any
//! network. The format is described for other implementers in `docs/record-format.md`.

pub mod blobs;
pub mod entry;
pub mod export;
pub mod fsck;
pub mod guard;
pub mod keys;
pub mod note;
pub mod proof;
pub mod sequencer;
pub mod store;
pub mod tree;
pub mod vault;
pub mod verify;

mod audit;
mod canon;
mod damage;
mod day;
mod error;
mod files;
mod hash;
mod keyfile;

pub use blobs::{BlobId, Blobs};
pub use damage::{Damage, DamageKind, Hurts, MAX_DAMAGES};
pub use day::Day;
pub use entry::{AuthorId, Draft, Entry, EntryId, IdPrefix, Kind, RawEntry};
pub use error::Error;
pub use hash::Hash;
pub use keyfile::KdfParams;
pub use keys::{SigningKey, VerifyingKey};
pub use note::{Checkpoint, Note, SignedCheckpoint};
pub use proof::TlogProof;
pub use sequencer::Sequencer;
pub use store::{Found, Log, Options, Receipt};
pub use verify::{Verified, verify_export};

/// The result of every fallible function of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
