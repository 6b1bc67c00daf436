//! Which editions left without a second editor, by the record alone.

use std::collections::BTreeSet;

use super::super::case::Case;
use super::super::entries::ReleaseBody;
use super::super::error::Error;
use super::super::logs;
use super::super::people::{Action, Roster};
use super::Past;
use super::wire::{GATE, GateBody};

/// A sentence for each edition that was made when the desk had editors and that no two of them released.
///
/// # Errors
/// What the record answers.
pub(crate) fn alone(case: &Case, roster: &Roster) -> Result<Vec<String>, Error> {
    let Some(first) = roster.everybody().first() else { return Ok(Vec::new()) };
    let card = first.card.to_string();
    let (mut founded, mut before, mut by_two) = (false, BTreeSet::new(), BTreeSet::new());
    let log = logs::desk_read_only(case)?;
    log.replay(0..log.size()?, |raw| {
        founded |= raw.kind == "editor/1" && raw.body.contains(&card);
        if raw.kind == "release/1" && !founded {
            before.insert(raw.body_as::<ReleaseBody>()?.sha256);
        } else if raw.kind == GATE {
            let gate: GateBody = raw.body_as()?;
            if granted(roster, &gate) {
                by_two.insert(gate.sha256);
            }
        }
        Ok::<(), record::Error>(())
    })?;
    let editions = Past::read(&logs::release_read_only(case)?)?.editions;
    let alone =
        editions.iter().filter(|e| !before.contains(&e.sha256) && !by_two.contains(&e.sha256));
    Ok(alone.map(|e| format!("edition {} left without a second editor", e.number)).collect())
}

/// True when the judgement names a request for this very edition that another editor approved.
fn granted(roster: &Roster, gate: &GateBody) -> bool {
    let Some(id) = &gate.request else { return false };
    roster.request(id).is_ok_and(|r| {
        r.action == Action::Release && r.digest == gate.sha256 && r.approval.is_some()
    })
}
