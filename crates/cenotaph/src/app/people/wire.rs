//! The bodies of the entries about people, versioned, written by hand.
//!
//! | kind | signed by | says |
//! |---|---|---|
//! | `editor/1` | the desk's author, or an editor | this card is an editor's |
//! | `editor.left/1` | likewise | it is no longer |
//! | `request/1` | the editor who asks | what is to be done, by digest; why, by commitment |
//! | `approval/1` | the editor who agrees | which request |

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The kind of an enrolment.
pub(crate) const EDITOR: &str = "editor/1";
/// The kind of a leaving.
pub(crate) const LEFT: &str = "editor.left/1";
/// The kind of a request.
pub(crate) const REQUEST: &str = "request/1";
/// The kind of an approval.
pub(crate) const APPROVAL: &str = "approval/1";

/// What two people are needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// An edition leaves.
    Release,
    /// A sealed record is opened.
    Open,
    /// Sealed records are destroyed.
    Erase,
    /// Two handles are one source.
    Merge,
    /// A channel counts as sound again.
    Clear,
    /// What the door or the gate refused is done all the same.
    Override,
    /// Somebody becomes an editor.
    Enrol,
    /// An editor is one no longer.
    Leave,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 8] = [
        Self::Release,
        Self::Open,
        Self::Erase,
        Self::Merge,
        Self::Clear,
        Self::Override,
        Self::Enrol,
        Self::Leave,
    ];

    /// Its word, as the entry has it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Open => "open",
            Self::Erase => "erase",
            Self::Merge => "merge",
            Self::Clear => "clear",
            Self::Override => "override",
            Self::Enrol => "enrol",
            Self::Leave => "leave",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Action {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|a| a.word() == text).ok_or(())
    }
}

/// Body of `editor/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EditorBody {
    /// The card: verifier key and recipient.
    pub(crate) card: String,
    /// Mark of the machine on which the editor was enrolled.
    pub(crate) machine: String,
    /// How many editors found the desk; in the first entry only. It stands in the record, so that nobody reopens the founding by
    /// a word in `case.json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) founders: Option<u8>,
    /// The request that asked for it; none while the desk is founded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<String>,
    /// True when request and approval came from one machine.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) one_machine: bool,
}

/// Body of `editor.left/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeftBody {
    /// Verifier key of who left.
    pub(crate) key: String,
    /// The request that asked for it.
    pub(crate) request: String,
    /// True when request and approval came from one machine.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) one_machine: bool,
}

/// Body of `request/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestBody {
    /// What is to be done.
    pub(crate) action: Action,
    /// To what: an edition, a handle, a card. Never a sealed value.
    pub(crate) subject: String,
    /// SHA-256 of exactly what is to be done, hexadecimal.
    pub(crate) digest: String,
    /// Mark of the machine.
    pub(crate) machine: String,
    /// Why, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<ReasonBody>,
    /// How many equal requests by the same editor came before, so that one that was used can be made again on the same day.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) again: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// Where a reason is sealed, and the commitment to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonBody {
    /// Id in the vault, hexadecimal.
    pub(crate) id: String,
    /// Commitment, hexadecimal.
    pub(crate) commitment: String,
}

/// Body of `approval/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApprovalBody {
    /// Id of the request, hexadecimal.
    pub(crate) request: String,
    /// Its digest once more: what the approver saw is what is approved.
    pub(crate) digest: String,
    /// Mark of the machine.
    pub(crate) machine: String,
}

/// What the entry of an act says of the two people; flatten it into the act's body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActRef {
    /// Id of the request, hexadecimal. An entry with this member uses the request up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// True when request and approval came from one machine.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_machine: bool,
}
