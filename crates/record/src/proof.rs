//! The `.tlog-proof`: one text file that proves one entry, offline (C2SP `tlog-proof`).
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra <base64>              (optional; not covered by the proof)
//! index 7
//! <a hash of the inclusion path, base64, one a line>
//!
//! <the signed checkpoint>
//! ```
//!
//! Parsing is strict, as everywhere in this crate: printing gives the same bytes back.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    Checkpoint, Error, Hash, Result, SignedCheckpoint, VerifyingKey,
    note::{NOTE_BYTES_MAX, parse_decimal},
    tree,
};

/// The longest proof file that is read.
pub const PROOF_BYTES_MAX: usize = NOTE_BYTES_MAX + 16 * 1024;

/// The longest inclusion path: a tree of 2^63 leaves.
const PATH_MAX: usize = 63;

const MAGIC: &str = "c2sp.org/tlog-proof@v1";

/// The proof that an entry is in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Opaque data of the application; never trusted.
    pub extra: Option<Vec<u8>>,
    /// The position of the entry.
    pub index: u64,
    /// The inclusion path, from the leaf up.
    pub path: Vec<Hash>,
    /// The checkpoint that the path leads to.
    pub checkpoint: SignedCheckpoint,
}

impl TlogProof {
    /// Reads a proof file strictly; nothing is verified. Safe on hostile input.
    ///
    /// Errors: `Malformed`.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let refuse = |rule| Error::Malformed { what: "a tlog proof", rule };
        if bytes.len() > PROOF_BYTES_MAX {
            return Err(refuse("80 KiB at most"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| refuse("UTF-8 text"))?;
        let (head, note) =
            text.split_once("\n\n").ok_or(refuse("a blank line before the checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(MAGIC) {
            return Err(refuse("`c2sp.org/tlog-proof@v1` as the first line"));
        }
        let extra = lines.next_if(|line| line.starts_with("extra "));
        let extra = extra
            .map(|line| STANDARD.decode(&line["extra ".len()..]))
            .transpose()
            .map_err(|_| refuse("the extra data in base64"))?;
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = index.and_then(parse_decimal).ok_or(refuse("an `index` line"))?;
        let path: Option<Vec<Hash>> = lines.map(Hash::from_base64).collect();
        let path = path.ok_or(refuse("hashes in base64, a line each"))?;
        if path.len() > PATH_MAX {
            return Err(refuse("63 hashes at most"));
        }
        let checkpoint = SignedCheckpoint::parse(note.as_bytes())?;
        Ok(Self { extra, index, path, checkpoint })
    }

    /// Verifies that the log of this key has these bytes as its entry, and returns the checkpoint.
    ///
    /// Errors: `BadSignature`, `OutOfRange`, `ProofFails`. Cost: one signature and a hash a level.
    pub fn verify(&self, entry: &[u8], log: &VerifyingKey) -> Result<&Checkpoint> {
        let checkpoint = self.checkpoint.verify(log)?;
        let leaf = tree::leaf_hash(entry);
        tree::verify_inclusion(self.index, checkpoint.size, leaf, &self.path, checkpoint.root)?;
        Ok(checkpoint)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{MAGIC}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{}", hash.to_base64()))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
