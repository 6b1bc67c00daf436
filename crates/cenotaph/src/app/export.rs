//! The release log in its public form, for mirrors.

use std::path::Path;

use super::case::Case;
use super::error::Error;
use super::logs;

/// Writes the release log as C2SP tlog-tiles; gives the number of entries.
///
/// # Errors
/// What the record or the system answers.
pub fn export(case: &Case, to: &Path) -> Result<u64, Error> {
    let log = logs::release_read_only(case)?;
    record::export::write_export(&log, to)?;
    Ok(log.size()?)
}
