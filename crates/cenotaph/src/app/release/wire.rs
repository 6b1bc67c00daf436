//! The body of `gate/1`: how the gate judged an edition, by which tables, and who looked.
//!
//! It is in the desk log, which stays inside, and yet names no person: the ledger and the verdict by person are in the vault.

use serde::{Deserialize, Serialize};

use super::super::case::Case;
use super::super::error::Error;
use super::super::logs;

/// The kind of the judgement.
pub(crate) const GATE: &str = "gate/1";

/// Body of `gate/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GateBody {
    /// Number of the edition.
    pub(crate) edition: u64,
    /// SHA-256 of the edition's bytes, hexadecimal.
    pub(crate) sha256: String,
    /// `pass`, or `overridden`.
    pub(crate) verdict: String,
    /// Persons who were counted.
    pub(crate) persons: usize,
    /// Threshold against a reader of everything.
    pub(crate) k_reader: u64,
    /// Threshold against the state.
    pub(crate) k_state: u64,
    /// SHA-256 of the tables by which was counted, hexadecimal.
    pub(crate) tables_sha256: String,
    /// SHA-256 of each judgement that was overridden, hexadecimal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) blocked_overridden: Vec<String>,
    /// Key id of the editor who approved; `none` when one person released.
    pub(crate) approved_by: String,
    /// Id of the request for the release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<String>,
    /// Id of the request to override.
    #[serde(default, rename = "override", skip_serializing_if = "Option::is_none")]
    pub(crate) overriding: Option<String>,
    /// True when request and approval came from one machine.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) one_machine: bool,
    /// Id of the ledger in the vault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ledger: Option<String>,
}

/// Every judgement in the desk log, in its order.
///
/// # Errors
/// What the record answers.
pub(crate) fn gates(case: &Case) -> Result<Vec<GateBody>, Error> {
    let log = logs::desk_read_only(case)?;
    let mut gates = Vec::new();
    log.replay(0..log.size()?, |raw| {
        if raw.kind == GATE {
            gates.push(raw.body_as()?);
        }
        Ok::<(), record::Error>(())
    })?;
    Ok(gates)
}
