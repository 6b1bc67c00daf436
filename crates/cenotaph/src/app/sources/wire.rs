//! The bodies of the entries about sources, versioned, written by hand.
//!
//! | kind | says |
//! |---|---|
//! | `handle/1` | this codename stands for a source |
//! | `sealed/1` | something about a handle was sealed: id, label, commitment, the day by which it is destroyed |
//! | `opened/1` | two people opened it |
//! | `sealed.destroyed/1` | it was destroyed, by commitment, and why |
//! | `handle.merged/1` | two handles are one source |
//! | `handle.held/1` | statements of a handle may not leave, or may again |
//! | `channel/1` | what the channel to a source is worth, since when |
//! | `testimony/1` | a row was put together from sealed instalments |
//! | `door.override/1` | rows that the door refused were taken in by two people |
//!
//! No body holds a sealed value. A day is the finest time in any of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::super::people::ActRef;

/// Kind of a new handle.
pub(crate) const HANDLE: &str = "handle/1";
/// Kind of a sealing.
pub(crate) const SEALED: &str = "sealed/1";
/// Kind of an opening.
pub(crate) const OPENED: &str = "opened/1";
/// Kind of a destruction.
pub(crate) const DESTROYED: &str = "sealed.destroyed/1";
/// Kind of a merging.
pub(crate) const MERGED: &str = "handle.merged/1";
/// Kind of a hold by consent.
pub(crate) const HELD: &str = "handle.held/1";
/// Kind of a change of a channel.
pub(crate) const CHANNEL: &str = "channel/1";
/// Kind of an assembled testimony.
pub(crate) const TESTIMONY: &str = "testimony/1";
/// Kind of an override at the door.
pub(crate) const OVERRIDE: &str = "door.override/1";

/// Body of `handle/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandleBody {
    /// The codename.
    pub(crate) handle: String,
}

/// Body of `sealed/1`. An entry with an id that is there already replaces it: the content was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SealedBody {
    /// Id in the vault, hexadecimal.
    pub(crate) id: String,
    /// The handle; empty for what belongs to the desk as a whole.
    pub(crate) handle: String,
    /// What it is: `identity`, `note`, `consent:publication` …
    pub(crate) label: String,
    /// SHA-256 commitment, hexadecimal.
    pub(crate) commitment: String,
    /// How many editors open it together; none for what the program reads by one editor's key and never shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) threshold: Option<u8>,
    /// The day on which it is to be destroyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<String>,
}

/// Body of `opened/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenedBody {
    /// Id in the vault, hexadecimal.
    pub(crate) id: String,
    /// True when the record was sealed anew to the editors of the day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) resealed: bool,
    /// The request.
    #[serde(flatten)]
    pub(crate) act: ActRef,
}

/// Why something was destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its day had come.
    Retention,
    /// Everything about a source was erased.
    Erased,
}

impl Why {
    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Retention => "retention",
            Self::Erased => "erased",
        }
    }
}

/// One thing that was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DestroyedItem {
    /// Its id, hexadecimal.
    pub(crate) id: String,
    /// Its label.
    pub(crate) label: String,
    /// Its commitment, hexadecimal: what it was can still be shown by whoever has kept the bytes and the nonce.
    pub(crate) commitment: String,
}

/// Body of `sealed.destroyed/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DestroyedBody {
    /// The handle; empty when records of several handles were overdue.
    pub(crate) handle: String,
    /// What was destroyed.
    pub(crate) items: Vec<DestroyedItem>,
    /// Why.
    pub(crate) why: Why,
    /// The request, for an erasure.
    #[serde(flatten)]
    pub(crate) act: ActRef,
}

/// Body of `handle.merged/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MergedBody {
    /// One handle.
    pub(crate) handle: String,
    /// The other.
    pub(crate) with: String,
    /// The request.
    #[serde(flatten)]
    pub(crate) act: ActRef,
}

/// Body of `handle.held/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeldBody {
    /// The handle.
    pub(crate) handle: String,
    /// True when its statements may not leave.
    pub(crate) held: bool,
}

/// What the channel to a source is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelState {
    /// Sound, as far as the desk knows.
    Ok,
    /// Something is wrong; nobody knows what.
    Quarantined,
    /// The source speaks under duress.
    Duress,
    /// In other hands; it never comes back.
    Burned,
}

impl ChannelState {
    /// Every state, the worst last.
    pub const ALL: [Self; 4] = [Self::Ok, Self::Quarantined, Self::Duress, Self::Burned];

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Quarantined => "quarantined",
            Self::Duress => "duress",
            Self::Burned => "burned",
        }
    }

    /// Its word in Korean.
    #[must_use]
    pub const fn word_ko(self) -> &'static str {
        match self {
            Self::Ok => "정상",
            Self::Quarantined => "격리",
            Self::Duress => "강압",
            Self::Burned => "노출",
        }
    }
}

impl fmt::Display for ChannelState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for ChannelState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|s| s.word() == text).ok_or(())
    }
}

/// Body of `channel/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChannelBody {
    /// The handle.
    pub(crate) handle: String,
    /// Its state from now on.
    pub(crate) state: ChannelState,
    /// Since which day or ISO week.
    pub(crate) since: String,
    /// The request, for a way back to `ok`.
    #[serde(flatten)]
    pub(crate) act: ActRef,
}

/// Body of `testimony/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestimonyBody {
    /// Key of the row.
    pub(crate) key: String,
    /// The handle.
    pub(crate) handle: String,
    /// ISO week of the last instalment.
    pub(crate) week: String,
    /// Commitments of the instalments, sorted; they are due from now on.
    pub(crate) instalments: Vec<String>,
}

/// Body of `door.override/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OverrideBody {
    /// Keys of the rows, `table/key`.
    pub(crate) rows: Vec<String>,
    /// SHA-256 of exactly these rows.
    pub(crate) digest: String,
    /// The request.
    #[serde(flatten)]
    pub(crate) act: ActRef,
}
