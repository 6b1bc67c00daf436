//! The delay: a row that rests on a protected source waits before it leaves, by a number that only the desk can work out.
//!
//! When a row leaves the day after the call, who listens to calls has one day to search. It waits `min_days` and up to `max_days`,
//! by SHA-256 over a secret of the case, its table and its key: the same for one row on every day, so that asking again does not
//! wear it down, and without a pattern to anybody outside.
//!
//! A row that left before does not wait again when it is corrected: its absence for a while would tell that the source called.
//! What an outlet had published waits too: the setting says so of every row that rests on a protected source.

use model::date::Day;
use model::statement::Level;
use sha2::{Digest as _, Sha256};

use super::super::case::{Case, Delay};
use super::super::desk::{Desk, Rows};
use super::super::error::Error;
use super::super::keys;
use super::super::tables::{self, TableKind};
use super::Past;

/// Puts on hold what must wait on this day.
///
/// # Errors
/// When the case's secret cannot be read or made.
pub(super) fn hold(
    case: &Case,
    desk: &mut Desk,
    rows: &Rows,
    past: &Past,
    day: Day,
) -> Result<(), Error> {
    let delay = case.settings.protection.delay;
    if delay.min_days == 0 && delay.max_days == 0 {
        return Ok(());
    }
    let secret = keys::delay_secret(case)?;
    for (table, key, row) in rows.iter() {
        let waits = tables::is_protected(table, &row.cells)
            && !left_before(past, table, key)
            // A day that cannot be read may be today's.
            && row.recorded.parse::<Day>().map_or(true, |recorded| {
                i64::from(day.epoch()) - i64::from(recorded.epoch())
                    < days(delay, &secret, name(table), key)
            });
        if waits {
            put_on_hold(desk, table, key);
        }
    }
    Ok(())
}

/// How many days a row waits.
fn days(delay: Delay, secret: &[u8; 32], table: &str, key: &str) -> i64 {
    let spread = u64::from(delay.max_days.saturating_sub(delay.min_days)) + 1;
    let mut hash = Sha256::new();
    hash.update(b"cenotaph/delay/1\0");
    hash.update(secret);
    hash.update((table.len() as u64).to_be_bytes());
    hash.update(table);
    hash.update(key);
    let drawn = hash.finalize().iter().take(8).fold(0_u64, |n, b| n << 8 | u64::from(*b));
    i64::from(delay.min_days) + i64::try_from(drawn % spread).unwrap_or(i64::MAX)
}

fn left_before(past: &Past, table: TableKind, key: &str) -> bool {
    past.rows.contains_key(&(name(table).to_owned(), key.to_owned()))
}

/// The table's name in a release.
const fn name(table: TableKind) -> &'static str {
    match table {
        TableKind::Claims => "statement",
        TableKind::Positions => "position",
        TableKind::Awareness => "awareness",
        TableKind::Measures => "measure",
        TableKind::Evidence => "evidence",
        TableKind::Persons => "person",
        TableKind::Mentions => "mention",
        TableKind::Sources => "report",
    }
}

fn put_on_hold(desk: &mut Desk, table: TableKind, key: &str) {
    macro_rules! hold {
        ($list:ident) => {
            for (k, held) in &mut desk.$list {
                if k.as_str() == key && held.value.level != Level::Withheld {
                    held.value.level = Level::Hold;
                }
            }
        };
    }
    match table {
        // A position that the claim shows has the claim's key.
        TableKind::Claims => {
            hold!(claims);
            hold!(positions);
        }
        TableKind::Positions => hold!(positions),
        TableKind::Awareness => hold!(awareness),
        TableKind::Measures => hold!(measures),
        TableKind::Evidence => hold!(evidence),
        TableKind::Persons => hold!(persons),
        TableKind::Sources => hold!(reports),
        TableKind::Mentions => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_within_its_bounds_and_the_same_again() {
        let delay = Delay { min_days: 3, max_days: 9 };
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..500 {
            let key = format!("K{n}");
            let wait = days(delay, &[7; 32], "statement", &key);
            assert!((3..=9).contains(&wait));
            assert_eq!(wait, days(delay, &[7; 32], "statement", &key));
            seen.insert(wait);
        }
        assert_eq!(seen.len(), 7, "every number of days is drawn");
        let fixed = Delay { min_days: 5, max_days: 0 };
        assert_eq!(days(fixed, &[1; 32], "statement", "K"), 5, "no spread below the minimum");
        assert_ne!(
            (0..64)
                .map(|n| days(delay, &[1; 32], "statement", &format!("K{n}")))
                .collect::<Vec<_>>(),
            (0..64)
                .map(|n| days(delay, &[2; 32], "statement", &format!("K{n}")))
                .collect::<Vec<_>>(),
            "the secret decides"
        );
    }
}
