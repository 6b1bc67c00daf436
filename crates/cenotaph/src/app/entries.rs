//! What the program writes into the desk log: the bodies of entries, versioned, written by hand.
//!
//! A *row* entry holds one row of a table as it was taken in – the texts, normalised to NFC, with the original bytes beside a
//! cell that normalisation changed – and where it came from. What the row means is drawn from the texts again on replay, by
//! the versioned rules of `model`. A changed row is a new entry that names what it supersedes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::tables::Cells;

/// Body of `claim/1`, `measure/1`, `position/1`, `awareness/1`, `evidence/1`, `person/1`, `mention/1`, `source/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowBody {
    /// The row's key.
    pub key: String,
    /// Its texts by column.
    pub cells: Cells,
    /// Base64 of the UTF-8 bytes of cells that were not in NFC, as they came.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub original: BTreeMap<String, String>,
    /// Where it came from.
    pub from: RowSource,
    /// Id of the entry that it supersedes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
}

/// Where a row came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowSource {
    /// The file's name, without its folder.
    pub file: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Line, or row of a sheet, from 1.
    pub line: u64,
    /// Of a row that was read out of an article: the bytes of the article that it rests on, from the first to behind the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<(u64, u64)>,
}

/// Body of `release/1`, written into the desk log when an edition has left: it ties the edition to what was known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseBody {
    /// Number of the edition.
    pub edition: u64,
    /// SHA-256 of the edition's canonical bytes, hexadecimal.
    pub sha256: String,
    /// Entries of the desk log that the edition was made from.
    pub desk_size: u64,
    /// Nonce of the anchor in the release log, hexadecimal: opens the commitment to this log's root.
    pub anchor_nonce: String,
}
