//! The fault table: what fails, what the error says, what is left.
//!
//! | fault | error | stored | goes on afterwards |
//! |---|---|---|---|
//! | quota or disk full while appending | `Full` | nothing of the call | yes, with room |
//! | write lock held by another | `Busy` | nothing of the call | yes |
//! | high-water cannot be written | `Io` | the entries, unacknowledged | yes; the retry finds them |
//! | high-water missing | `NoHighWater` | – | by `readopt` |
//! | database older than the high-water | `RestoredBackup` | – | no |
//! | database other than the high-water | `Fork` | – | no |
//! | torn high-water slot | none | – | yes |
//! | export onto something else | `Exists` | the other thing | – |
//! | export with no place to write | `Io` | the older export | yes |
//! | import of a damaged export | `DoesNotVerify` | nothing | – |

use std::{fs, time::Duration};

use record::{
    Draft, Error, Log, Options, SigningKey,
    export::{import, write_export},
    fsck::fsck,
    verify_export,
};
use rusqlite::Connection;
use serde_json::json;

use crate::support::{Home, NOW, ORIGIN, author, copy_dir, day, draft, drafts, log_key};

fn refused(result: Result<Log, Error>) -> Error {
    match result {
        Ok(_) => panic!("it opened"),
        Err(error) => error,
    }
}

#[test]
fn disk_full_leaves_the_record_intact() {
    let home = Home::new(50);
    let before = home.log.checkpoint().unwrap();
    let dir = home.dir();
    drop(home.log);
    let options = Options { pages_max: Some(40), ..Options::default() };
    let mut log = Log::open(&dir, log_key(), &options).unwrap();
    let big: Vec<Draft> = (0..20)
        .map(|n| Draft::new("statement/1", json!({"n": n, "a": "x".repeat(60_000)})).unwrap())
        .collect();
    for _ in 0..3 {
        let error = log.append(&big, &author(1), day("2024-12-24"), NOW).unwrap_err();
        assert!(matches!(error, Error::Full { .. }), "{error}");
        assert_eq!(error.code(), "record.full");
        assert_eq!(log.checkpoint().unwrap(), before);
    }
    // A small one still fits, and the log goes on as if nothing had been.
    log.append(&[draft(77)], &author(1), day("2024-12-24"), NOW).unwrap();
    assert_eq!(log.size().unwrap(), 51);
    assert!(fsck(&log).is_clean());
    drop(log);
    let mut log = Log::open(&dir, log_key(), &Options::default()).unwrap();
    log.append(&big, &author(1), day("2024-12-24"), NOW).unwrap();
    assert!(fsck(&log).is_clean());
}

#[test]
fn a_lock_held_by_another_is_told() {
    let home = Home::new(5);
    let dir = home.dir();
    drop(home.log);
    let options = Options { busy_timeout: Duration::from_millis(50), ..Options::default() };
    let mut log = Log::open(&dir, log_key(), &options).unwrap();
    let other = Connection::open(dir.join("log.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = log.append(&[draft(9)], &author(1), day("2024-12-23"), NOW).unwrap_err();
    assert!(matches!(error, Error::Busy { .. }), "{error}");
    other.execute_batch("ROLLBACK").unwrap();
    log.append(&[draft(9)], &author(1), day("2024-12-23"), NOW).unwrap();
    assert_eq!(log.size().unwrap(), 6);
}

/// Failed but stored: the commit is durable, the high-water is not; nobody was told. A retry gives
/// the receipts of the entries that are there.
#[test]
fn a_failure_after_the_commit_is_repeated_without_doubles() {
    let home = Home::new(5);
    let dir = home.dir();
    let high = fs::read(dir.join("log.high")).unwrap();
    let mut log = home.log;
    let stored = log.append(&[draft(9)], &author(1), day("2024-12-23"), NOW).unwrap();
    drop(log);
    // As after a crash between commit and high-water.
    fs::write(dir.join("log.high"), high).unwrap();
    let mut log = Log::open(&dir, log_key(), &Options::default()).unwrap();
    let again = log.append(&[draft(9)], &author(1), day("2024-12-23"), NOW).unwrap();
    assert_eq!((again[0].id, again[0].index, again[0].fresh), (stored[0].id, 5, false));
    assert!(fsck(&log).is_clean());
}

/// The database is put back to an older state, or exchanged for another, under the same high-water.
#[test]
fn the_fork_guard() {
    let home = Home::new(10);
    let (dir, old) = (home.dir(), home.path("old"));
    drop(home.log);
    copy_dir(&dir, &old);
    let mut log = Log::open(&dir, log_key(), &Options::default()).unwrap();
    log.append(&drafts(100..103), &author(1), day("2024-12-24"), NOW).unwrap();
    let kept = log.checkpoint().unwrap();
    drop(log);
    fs::copy(dir.join("log.db"), home.temp.path().join("newest.db")).unwrap();

    // 1. An older database.
    fs::copy(old.join("log.db"), dir.join("log.db")).unwrap();
    let error = refused(Log::open(&dir, log_key(), &Options::default()));
    assert!(matches!(error, Error::RestoredBackup { store: 10, acknowledged: 13, .. }), "{error}");
    assert!(error.is_integrity());

    // 2. Another history of the same length and more: made on the copy, which has its own guard.
    let mut log = Log::open(&old, log_key(), &Options::default()).unwrap();
    log.append(&drafts(200..209), &author(1), day("2024-12-24"), NOW).unwrap();
    drop(log);
    fs::copy(old.join("log.db"), dir.join("log.db")).unwrap();
    let error = refused(Log::open(&dir, log_key(), &Options::default()));
    assert!(matches!(error, Error::Fork { size: 13, .. }), "{error}");
    let reader = Log::open_read_only(&dir, &Options::default()).unwrap();
    assert!(!fsck(&reader).is_clean());
    drop(reader);

    // 3. No high-water at all, then one accepted from a checkpoint kept elsewhere.
    fs::remove_file(dir.join("log.high")).unwrap();
    let error = refused(Log::open(&dir, log_key(), &Options::default()));
    assert!(matches!(error, Error::NoHighWater { state: "missing", .. }), "{error}");
    let error = refused(Log::readopt(&dir, log_key(), &kept, &Options::default()));
    assert!(matches!(error, Error::Fork { .. }), "{error}");
    fs::copy(home.temp.path().join("newest.db"), dir.join("log.db")).unwrap();
    let log = Log::readopt(&dir, log_key(), &kept, &Options::default()).unwrap();
    assert_eq!(log.size().unwrap(), 13);
    assert!(fsck(&log).is_clean());
    drop(log);

    // 4. A database that was lost is not replaced by an empty one.
    fs::remove_file(dir.join("log.db")).unwrap();
    let error = refused(Log::create(&dir, ORIGIN, log_key(), &Options::default()));
    assert!(matches!(error, Error::RestoredBackup { store: 0, acknowledged: 13, .. }), "{error}");
}

#[test]
fn a_torn_high_water_slot_is_no_matter_and_two_are() {
    let home = Home::new(10);
    let dir = home.dir();
    let mut log = home.log;
    log.append(&[draft(50)], &author(1), day("2024-12-23"), NOW).unwrap();
    drop(log);
    let path = dir.join("log.high");
    let sound = fs::read(&path).unwrap();
    for slot in 0..2 {
        let mut torn = sound.clone();
        torn[slot * 4096 + 20..slot * 4096 + 200].fill(0);
        fs::write(&path, &torn).unwrap();
        let log = Log::open(&dir, log_key(), &Options::default()).unwrap();
        assert!(fsck(&log).is_clean(), "opening mends it: {:?}", fsck(&log).damages);
    }
    for damaged in [vec![0; 8192], Vec::new(), vec![b'x'; 9000]] {
        fs::write(&path, &damaged).unwrap();
        let error = refused(Log::open(&dir, log_key(), &Options::default()));
        assert!(matches!(error, Error::NoHighWater { state: "damaged", .. }), "{error}");
    }
    // That of another log.
    let other = home.temp.path().join("other");
    let key = SigningKey::from_seed("example.org/other", &[8; 32]).unwrap();
    drop(Log::create(&other, "example.org/other", key, &Options::default()).unwrap());
    fs::copy(other.join("log.high"), &path).unwrap();
    let error = refused(Log::open(&dir, log_key(), &Options::default()));
    assert!(matches!(error, Error::OtherHighWater { .. }), "{error}");
}

#[test]
fn places_that_are_taken_or_empty() {
    let home = Home::new(3);
    let error = refused(Log::create(&home.dir(), ORIGIN, log_key(), &Options::default()));
    assert!(matches!(error, Error::Exists { .. }));
    let error = refused(Log::create(&home.path("x"), "another", log_key(), &Options::default()));
    assert!(matches!(error, Error::WrongLogKey { .. }));
    let error = refused(Log::open(&home.path("none"), log_key(), &Options::default()));
    assert!(matches!(error, Error::NoRecord { .. }));
    let file = home.path("file");
    fs::write(&file, "a letter").unwrap();
    let error = refused(Log::create(&file.join("r"), ORIGIN, log_key(), &Options::default()));
    assert!(matches!(error, Error::Io { .. }), "{error}");
    assert!(matches!(write_export(&home.log, &file), Err(Error::Exists { .. })));
    assert!(matches!(write_export(&home.log, &file.join("e")), Err(Error::Io { .. })));
    let folder = home.path("folder");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("letter"), "x").unwrap();
    assert!(matches!(write_export(&home.log, &folder), Err(Error::Exists { .. })));
    assert_eq!(fs::read(folder.join("letter")).unwrap(), b"x");
    // A database that is none, and one of a later format.
    let dir = home.path("made");
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("log.db"), vec![b'x'; 5000]).unwrap();
    let error = refused(Log::open_read_only(&dir, &Options::default()));
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
    fs::write(dir.join("log.db"), "").unwrap();
    let error = refused(Log::open_read_only(&dir, &Options::default()));
    assert!(matches!(error, Error::NoRecord { .. }), "{error}");
    drop(home.log);
    let conn = Connection::open(home.temp.path().join("record/log.db")).unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    let dir = home.temp.path().join("record");
    let error = refused(Log::open(&dir, log_key(), &Options::default()));
    assert!(matches!(error, Error::Format { found: 99, expected: 1, .. }), "{error}");
}

#[test]
fn a_damaged_export_is_not_imported_and_leaves_nothing() {
    let home = Home::new(600);
    let out = home.path("export");
    write_export(&home.log, &out).unwrap();
    let bundle = out.join("tile/entries/002.p/88");
    let sound = fs::read(&bundle).unwrap();
    let mut altered = sound.clone();
    altered[500] ^= 4;
    fs::write(&bundle, &altered).unwrap();
    let dir = home.path("imported");
    let key = || SigningKey::from_seed("example.org/other", &[8; 32]).unwrap();
    match import(&out, &dir, key(), &Options::default(), NOW) {
        Err(Error::DoesNotVerify { damages, .. }) => assert!(!damages.is_empty()),
        other => panic!("{:?}", other.map(|(_, verified)| verified)),
    }
    assert!(!dir.exists());
    fs::write(&bundle, &sound).unwrap();
    // Full in the middle: again nothing is left.
    let copy = home.path("state/high");
    let options =
        Options { pages_max: Some(30), high_water_copy: Some(copy.clone()), ..Options::default() };
    let failed = import(&out, &dir, key(), &options, NOW);
    assert!(matches!(failed, Err(Error::Full { .. })), "{:?}", failed.map(|(_, v)| v));
    assert!(!dir.exists() && !copy.exists());
    import(&out, &dir, key(), &Options::default(), NOW).unwrap();
    let again = import(&out, &dir, key(), &Options::default(), NOW);
    assert!(matches!(again, Err(Error::Exists { .. })));
    assert!(fsck(&Log::open(&dir, key(), &Options::default()).unwrap()).is_clean());
}

/// What a creation that was cut short leaves is no obstacle; what a lost record leaves is.
#[test]
fn creating_where_something_was_left() {
    let home = Home::new(0);
    let made = fs::read(home.dir().join("log.high")).unwrap();
    for left in [Vec::new(), vec![0; 4096], vec![0; 8192], made] {
        let dir = home.path("again");
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("log.high"), left).unwrap();
        fs::write(dir.join("key.pub"), "an older key").unwrap();
        // Another key: the one that was cut short may be lost.
        let key = SigningKey::from_seed(ORIGIN, &[77; 32]).unwrap();
        let log = Log::create(&dir, ORIGIN, key, &Options::default()).unwrap();
        assert!(fsck(&log).is_clean());
        drop(log);
        fs::remove_dir_all(&dir).unwrap();
    }
    let dir = home.path("lost");
    fs::create_dir_all(&dir).unwrap();
    let other = Home::new(5);
    for (left, code) in [
        (fs::read(other.dir().join("log.high")).unwrap(), "record.restored_backup"),
        (vec![b'x'; 8192], "record.no_high_water"),
    ] {
        fs::write(dir.join("log.high"), &left).unwrap();
        let error = refused(Log::create(&dir, ORIGIN, log_key(), &Options::default()));
        assert_eq!(error.code(), code);
        assert_eq!(fs::read(dir.join("log.high")).unwrap(), left, "nothing is taken away");
    }
    fs::write(dir.join("log.high"), fs::read(other.dir().join("log.high")).unwrap()).unwrap();
    let stranger = SigningKey::from_seed(ORIGIN, &[77; 32]).unwrap();
    let error = refused(Log::create(&dir, ORIGIN, stranger, &Options::default()));
    assert_eq!(error.code(), "record.other_high_water");
}

#[test]
fn an_empty_log_is_whole_too() {
    let home = Home::new(0);
    assert!(fsck(&home.log).is_clean(), "{:?}", fsck(&home.log).damages);
    let out = home.path("export");
    write_export(&home.log, &out).unwrap();
    assert_eq!(verify_export(&out, None).unwrap().size, 0);
    assert!(matches!(home.log.tlog_proof(0), Err(Error::OutOfRange { .. })));
    let key = SigningKey::from_seed("example.org/other", &[8; 32]).unwrap();
    let (log, _) = import(&out, &home.path("i"), key, &Options::default(), NOW).unwrap();
    assert!(fsck(&log).is_clean());
    drop(log);
    drop(home.log);
    // Without entries there is nothing to fork: a missing high-water is made anew.
    let dir = home.temp.path().join("record");
    fs::remove_file(dir.join("log.high")).unwrap();
    assert!(fsck(&Log::open(&dir, log_key(), &Options::default()).unwrap()).is_clean());
}

/// A record on a medium where SQLite cannot make its `-shm` file is still read.
#[cfg(unix)]
#[test]
fn a_record_is_read_where_nothing_can_be_written() {
    let home = Home::new(40);
    let dir = home.dir();
    drop(home.log);
    drop(fs::remove_file(dir.join("log.db-shm")));
    std::os::unix::fs::symlink(home.temp.path().join("no/such/place"), dir.join("log.db-shm"))
        .unwrap();
    let log = Log::open_read_only(&dir, &Options::default()).unwrap();
    assert_eq!(log.size().unwrap(), 40);
    assert!(fsck(&log).is_clean(), "{:?}", fsck(&log).damages);
    drop(log);
    // With a write-ahead log that holds commits, ignoring it would show an older state.
    fs::write(dir.join("log.db-wal"), "x").unwrap();
    assert!(Log::open_read_only(&dir, &Options::default()).is_err());
}

#[test]
fn errors_say_what_and_where() {
    let home = Home::new(0);
    let error = refused(Log::open(&home.path("none"), log_key(), &Options::default()));
    let text = error.to_string();
    assert!(text.starts_with('`') || text.starts_with(char::is_uppercase), "{text}");
    assert!(text.contains("none") && !text.ends_with('.'), "{text}");
}
