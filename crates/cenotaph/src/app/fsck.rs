//! The check of a case's own record: entries, tiles, checkpoints, high-water marks, keys, blobs – and the projection.

use std::path::Path;

use record::Log;

use super::case::Case;
use super::error::Error;
use super::{index, keys, logs};

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
    Ok(sound)
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
