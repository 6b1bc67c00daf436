//! The check of a case's own record: entries, tiles, checkpoints, high-water marks, keys, blobs, the vault – and the projection.
//!
//! It also names what stands in the record and does not count – an enrolment, an approval, an act that the rules do not allow – and
//! acts whose two keys were used on one machine; and what a crash left in the vault, which the next act there destroys. These are no
//! damages: the exit code stays 0.

use std::path::Path;

use record::Log;
use record::vault::Vault;

use super::case::{Case, VAULT};
use super::error::Error;
use super::people::Roster;
use super::sources::Sources;
use super::{index, keys, logs, release, sources};

/// What was checked and is sound.
#[derive(Debug, Clone, Default)]
pub struct Sound {
    /// A line each.
    pub lines: Vec<String>,
}

/// Checks the record of a case; a damaged projection is rebuilt and told.
///
/// # Errors
/// [`Error::DoesNotVerify`] with every damage found in the record; what the system answers.
pub fn fsck(case: &Case) -> Result<Sound, Error> {
    let mut sound = record_only(case)?;
    sound.lines.push(match index::refresh(case) {
        Ok(index::State::Fresh) => "index: agrees with the record".to_owned(),
        Ok(index::State::Rebuilt(why)) => format!("index: {why}; it was rebuilt from the record"),
        // A projection that cannot be written hurts nothing that the record holds.
        Err(Error::Io { .. } | Error::Index(_)) => {
            "index: cannot be written here; it is only a projection".to_owned()
        }
        Err(error) => return Err(error),
    });
    Ok(sound)
}

/// Checks the record of a case and writes nothing.
///
/// # Errors
/// [`Error::DoesNotVerify`] with every damage found in the record; what the system answers.
pub fn record_only(case: &Case) -> Result<Sound, Error> {
    let mut sound = Sound::default();
    let desk = logs::desk_read_only(case)?;
    check_log(&desk, "desk log", &case.path("record/desk"), &mut sound.lines)?;
    let release = logs::release_read_only(case)?;
    check_log(&release, "release log", &case.path("record/release"), &mut sound.lines)?;
    keys::check(case)?;
    sound.lines.push(
        "keys: three, readable by their owner alone, and they are the keys of these logs"
            .to_owned(),
    );
    let sources = sources::load(case)?;
    vault(case, &sources, &mut sound.lines)?;
    strays(case, &mut sound.lines)?;
    people(case, &sources, &mut sound.lines)?;
    Ok(sound)
}

/// Checks the vault without opening anything.
fn vault(case: &Case, sources: &Sources, lines: &mut Vec<String>) -> Result<(), Error> {
    let path = case.path(VAULT);
    let vault = match Vault::open_read_only(&path) {
        Ok(vault) => Some(vault),
        Err(record::Error::NoVault { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let mut damages = Vec::new();
    if let Some(vault) = &vault {
        let found = vault.check()?;
        damages.extend(found.iter().map(|d| format!("`{VAULT}/{}`: {}", d.path, d.kind)));
        let sealed = vault.ids()?.len();
        lines.push(format!("vault: {sealed} sealed records, each with its key; none was opened"));
        lines.extend(vault.leftovers()?.iter().map(|left| {
            format!(
                "warning: `{VAULT}/{left}` is left of an act that was broken off; nobody needs it, and the next act in the vault \
                 destroys it"
            )
        }));
    }
    // A record can be lost between its destruction and the entry that tells of it: the same command again writes the entry.
    let (mut exchanged, mut newer) = (Vec::new(), Vec::new());
    for item in sources.items() {
        // What cannot be read was named above.
        let Some(Ok(there)) = vault.as_ref().map(|v| v.commitment(item.id)) else { continue };
        let told = format!("the sealed record {} is not what the desk log committed to", item.id);
        match item.threshold {
            _ if there == item.commitment => {}
            Some(_) => exchanged.push(format!("`{VAULT}`: {told}")),
            // The program writes this kind anew; a command that was broken off has no entry for the newest.
            None => newer.push(format!(
                "warning: {told}: sealing it again writes the entry, unless somebody put another in its place"
            )),
        }
    }
    damages.extend(exchanged);
    lines.extend(newer);
    let lost = sources.items().filter(|i| !vault.as_ref().is_some_and(|v| v.contains(i.id)));
    lines.extend(lost.map(|i| {
        format!("warning: the sealed record {} stands in the desk log and not in the vault", i.id)
    }));
    if damages.is_empty() { Ok(()) } else { Err(Error::DoesNotVerify { path, damages }) }
}

/// Names sealed records that no entry speaks of: the command was broken off between the sealing and the entry.
fn strays(case: &Case, lines: &mut Vec<String>) -> Result<(), Error> {
    lines.extend(sources::strays(case)?.iter().map(|id| {
        format!(
            "warning: the sealed record {id} stands in the vault and in no entry; `cenotaph source due --destroy` destroys it"
        )
    }));
    Ok(())
}

/// Names what is in the record and does not count, and what two people should know: no damage, and nothing to hide.
fn people(case: &Case, sources: &Sources, lines: &mut Vec<String>) -> Result<(), Error> {
    let roster = Roster::load(case)?;
    let today = logs::record_day(case.clock.today())?;
    if !roster.everybody().is_empty() {
        lines.push(format!(
            "editors: {} enrolled, {} must agree, {} requests wait",
            roster.len(),
            roster.threshold(),
            roster.open_requests(today).count()
        ));
    }
    let ignored = roster.faults().iter().chain(sources.faults());
    lines.extend(ignored.map(|fault| format!("warning: ignored: {fault}")));
    lines.extend(roster.flags().iter().map(|flag| format!("warning: {flag}")));
    lines
        .extend(release::alone(case, &roster)?.iter().map(|edition| format!("warning: {edition}")));
    Ok(())
}

/// Checks one log in its hot form.
pub(crate) fn check_log(
    log: &Log,
    name: &str,
    path: &Path,
    lines: &mut Vec<String>,
) -> Result<(), Error> {
    let report = record::fsck::fsck(log);
    if report.damages.is_empty() {
        lines.push(format!(
            "{name}: {} entries, {} signatures, {} tiles, {} checkpoints, {} blobs",
            report.entries, report.signatures, report.tiles, report.checkpoints, report.blobs
        ));
        return Ok(());
    }
    let damages = report.damages.iter().map(ToString::to_string).collect();
    Err(Error::DoesNotVerify { path: path.to_owned(), damages })
}
