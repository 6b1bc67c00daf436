//! Writes synthetic lists as CSV: `lists RECORDS SEED standard|hard latin|multi FILE`, the person in the column `person_id`.
//! Environment: `UNEVEN` – any value: lists are written with unequal care.

use link::generate::{COLUMNS, Plan, Profile, Scripts, World};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [records, seed, profile, scripts, path] = &args[..] else {
        return Err("RECORDS SEED standard|hard latin|multi FILE".into());
    };
    let profile = match profile.as_str() {
        "standard" => Profile::Standard,
        "hard" => Profile::Hard,
        other => return Err(format!("No profile `{other}`").into()),
    };
    let scripts = match scripts.as_str() {
        "latin" => Scripts::Latin,
        "multi" => Scripts::Multi,
        other => return Err(format!("No scripts `{other}`").into()),
    };
    let plan = Plan { records: records.parse()?, seed: seed.parse()?, profile, scripts };
    let mut out = csv::Writer::from_path(path)?;
    out.write_record(COLUMNS)?;
    let mut written = Ok(());
    let world = World::new(&plan);
    let world = if std::env::var("UNEVEN").is_ok() { world.uneven() } else { world };
    world.each(|row| {
        if written.is_ok() {
            written = out.write_record(row.cells());
        }
    });
    written?;
    out.flush()?;
    Ok(())
}
