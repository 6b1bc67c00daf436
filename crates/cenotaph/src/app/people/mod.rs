//! The people of a desk: who may act, who asked for what, who else agreed.
//!
//! An *editor* is a pair of keys in one file ([`record::vault::EditorKey`]); its public half is a *card*. The desk log holds the
//! cards (`editor/1`), who left (`editor.left/1`), what one editor asked for (`request/1`) and that another agreed
//! (`approval/1`), each signed by the editor's own key. [`Roster`] is what replay makes of them.
//!
//! Invariant: nothing here believes an entry for being in the log. An enrolment counts while the desk is founded, later only with
//! a request by one editor and an approval by another; a request counts when its author was an editor then; an approval when its
//! author was another one. What does not count is ignored and named ([`Roster::faults`]).
//!
//! What a request is for is a [`Action`], a subject, and a digest of exactly what will be done. The act's own entry names the
//! request in the member `request` of its body; from then on the request is used. Its reason is sealed in the vault; the entry
//! holds a commitment.
//!
//! What is not here: what the acts do (`release`, `sources`), and any proof that two keys are two persons. Two keys that were
//! used on one machine are flagged.

mod acts;
mod enrol;
mod keyfile;
mod machine;
mod refusal;
mod request;
mod roster;
mod wire;

pub use acts::{Act, approve_and_act};
pub use enrol::{Enrolled, enrol, enrol_digest, finish_enrol, finish_leave, leave, leave_digest};
pub use keyfile::{default_key_dir, find_key, load_key, new_key};
pub use machine::Machine;
pub use refusal::Refusal;
pub use request::{Granted, approve, ask, both, digest, granted, granted_to, reason_of, write};
pub use roster::{Approval, Editor, Reason, Request, Roster};
pub use wire::{ActRef, Action};

/// Days after which a request no longer counts: long enough for a colleague to come back from a journey, short enough that
/// nobody acts on what the desk thought last month. When it is wrong, the request is made again.
pub const REQUEST_DAYS: u32 = 14;

/// The label under which reasons are sealed.
pub const REASON: &str = "reason";
