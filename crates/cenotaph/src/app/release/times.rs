//! The times of what leaves: a folder tells by its files when somebody was at work, so every file bears the edition's day.

use std::fs::{self, File, FileTimes};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use model::date::Day;

use super::super::error::Error;

/// Sets the times of a folder, and of everything in it, to the beginning of a day, UTC.
///
/// # Errors
/// What the system answers.
pub(crate) fn set(dir: &Path, day: &str) -> Result<(), Error> {
    let day: Day = day.parse().map_err(|_| Error::Bug(format!("`{day}` is no day")))?;
    let seconds = u64::try_from(i64::from(day.epoch()) * 86_400).unwrap_or(0);
    let moment = UNIX_EPOCH + Duration::from_secs(seconds);
    below(dir, FileTimes::new().set_accessed(moment).set_modified(moment))
}

fn below(path: &Path, times: FileTimes) -> Result<(), Error> {
    let is_dir = path.is_dir();
    if is_dir {
        for item in fs::read_dir(path).map_err(|e| Error::io("read", path, e))? {
            below(&item.map_err(|e| Error::io("read", path, e))?.path(), times)?;
        }
    }
    // Only Unix opens a folder like a file.
    if is_dir && cfg!(not(unix)) {
        return Ok(());
    }
    let file = if is_dir { File::open(path) } else { File::options().append(true).open(path) };
    file.and_then(|f| f.set_times(times)).map_err(|e| Error::io("set the times of", path, e))
}
