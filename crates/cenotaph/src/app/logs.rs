//! The two logs of a case: the desk log, which stays inside, and the release log, which holds what left.

use model::date::Day;
use record::{Log, Options};

use super::case::Case;
use super::error::Error;
use super::keys::{self, Role};

const DESK: &str = "record/desk";
const RELEASE: &str = "record/release";

/// Makes both logs of a new case.
pub(crate) fn create(case: &Case, passphrase: Option<&str>) -> Result<(), Error> {
    for (dir, role) in [(DESK, Role::Log), (RELEASE, Role::Release)] {
        let key = keys::load_with(case, role, passphrase)?;
        let origin = key.name().to_owned();
        let options = options(&key_id(&key));
        Log::create(&case.path(dir), &origin, key, &options)?;
    }
    Ok(())
}

/// Opens the desk log for writing.
pub(crate) fn desk(case: &Case) -> Result<Log, Error> {
    open(case, DESK, Role::Log)
}

/// Opens the desk log for reading; no key is needed.
pub(crate) fn desk_read_only(case: &Case) -> Result<Log, Error> {
    Ok(Log::open_read_only(&case.path(DESK), &Options::default())?)
}

/// Opens the release log for writing.
pub(crate) fn release(case: &Case) -> Result<Log, Error> {
    open(case, RELEASE, Role::Release)
}

/// Opens the release log for reading; no key is needed.
pub(crate) fn release_read_only(case: &Case) -> Result<Log, Error> {
    Ok(Log::open_read_only(&case.path(RELEASE), &Options::default())?)
}

fn open(case: &Case, dir: &str, role: Role) -> Result<Log, Error> {
    let key = keys::load(case, role)?;
    let options = options(&key_id(&key));
    Ok(Log::open(&case.path(dir), key, &options)?)
}

fn options(key_id: &str) -> Options {
    Options { high_water_copy: keys::high_water_copy(key_id), ..Options::default() }
}

/// The public key in hexadecimal: no two logs share it.
fn key_id(key: &record::SigningKey) -> String {
    key.public().bytes().iter().map(|b| format!("{b:02x}")).collect()
}

/// A day of the model as a day of the record.
pub(crate) fn record_day(day: Day) -> Result<record::Day, Error> {
    Ok(day.to_string().parse::<record::Day>()?)
}
