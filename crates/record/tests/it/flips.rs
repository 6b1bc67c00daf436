//! Damage: a flipped bit, a cut, missing or extra file in an export; a flipped bit in the hot store.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use record::{
    Damage, DamageKind, Error, Hurts, Log, Options, SigningKey, export::write_export, fsck::fsck,
    verify_export,
};
use rusqlite::{Connection, types::Value};

use crate::support::{Home, Lcg, NOW, author, copy_dir, day, draft, drafts, log_key};

/// Every file below a directory, relative, with its bytes.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut unread = vec![dir.to_owned()];
    while let Some(below) = unread.pop() {
        for child in fs::read_dir(&below).unwrap() {
            let path = child.unwrap().path();
            if path.is_dir() {
                unread.push(path);
            } else {
                found.insert(path.strip_prefix(dir).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn damages(dir: &Path) -> Vec<Damage> {
    match verify_export(dir, None) {
        Err(Error::DoesNotVerify { damages, .. }) => damages.to_vec(),
        Err(error) => panic!("{error}"),
        Ok(_) => Vec::new(),
    }
}

/// The damage must name the file, or say of a file that hangs on it that they contradict.
fn names(damages: &[Damage], file: &str) -> bool {
    damages.iter().any(|damage| damage.path == file)
}

#[test]
fn every_bit_of_a_small_export_counts() {
    let home = Home::new(3);
    let out = home.path("export");
    write_export(&home.log, &out).unwrap();
    assert!(damages(&out).is_empty());
    let mut flips = 0;
    for (file, bytes) in files(&out) {
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut altered = bytes.clone();
                altered[at] ^= 1 << bit;
                fs::write(out.join(&file), &altered).unwrap();
                let found = damages(&out);
                assert!(!found.is_empty(), "{} byte {at} bit {bit}", file.display());
                flips += 1;
            }
        }
        fs::write(out.join(&file), &bytes).unwrap();
    }
    assert!(damages(&out).is_empty());
    assert!(flips > 10_000, "{flips}");
}

/// Each must be found, and the damaged file named.
#[test]
fn a_thousand_random_flips_in_an_export() {
    let home = Home::new(270);
    let out = home.path("export");
    write_export(&home.log, &out).unwrap();
    let files = files(&out);
    let hits: Vec<PathBuf> = std::thread::scope(|scope| {
        let halves = [1, 2].map(|half| {
            let (out, files, copy) = (&out, &files, home.path(&format!("copy-{half}")));
            scope.spawn(move || {
                copy_dir(out, &copy);
                flip_and_verify(&copy, files, 500, Lcg(20_241_223 + half))
            })
        });
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    assert_eq!(hits.len(), 1_000);
    let hit: std::collections::BTreeSet<_> = hits.iter().collect();
    assert_eq!(hit.len(), files.len(), "every file was hit");
}

fn flip_and_verify(
    out: &Path,
    files: &BTreeMap<PathBuf, Vec<u8>>,
    count: usize,
    mut random: Lcg,
) -> Vec<PathBuf> {
    let total: usize = files.values().map(Vec::len).sum();
    let mut hits = Vec::new();
    for round in 0..count {
        // Every third in a file chosen evenly, so that the small ones are hit; else by bytes.
        let (file, bytes) = if round % 3 == 0 {
            files.iter().nth(random.below(files.len())).unwrap()
        } else {
            let mut at = random.below(total);
            let here = |(_, bytes): &(&PathBuf, &Vec<u8>)| {
                let here = at < bytes.len();
                at = at.wrapping_sub(bytes.len());
                here
            };
            files.iter().find(here).unwrap()
        };
        let (at, bit) = (random.below(bytes.len()), random.below(8));
        let mut altered = bytes.clone();
        altered[at] ^= 1 << bit;
        fs::write(out.join(file), &altered).unwrap();
        let found = damages(out);
        assert!(
            names(&found, &file.to_string_lossy())
                // A checkpoint and a key that disagree: the signature tells, not who is wrong.
                || (file == Path::new("key.pub") && names(&found, "checkpoint")),
            "{} byte {at} bit {bit}: {found:?}",
            file.display()
        );
        if file.starts_with("tile/entries") {
            assert_hurts_entry(&found, file, bytes, at);
        }
        fs::write(out.join(file), bytes).unwrap();
        hits.push(file.clone());
    }
    assert!(damages(out).is_empty());
    hits
}

/// A flip inside an entry names that entry; a flip of a length hurts the bundle's entries.
fn assert_hurts_entry(found: &[Damage], file: &Path, bytes: &[u8], at: usize) {
    let bundle = record::tree::BundlePath::parse(&file.to_string_lossy()).unwrap();
    let entries = record::export::split_bundle(bytes).unwrap();
    let inside =
        entries.iter().position(|(start, entry)| (*start..start + entry.len()).contains(&at));
    let expected = inside.map(|inside| bundle.n * 256 + inside as u64);
    let hit = found.iter().any(|damage| match (&damage.hurts, expected) {
        (Hurts::Entry { index, .. }, Some(expected)) => *index == expected,
        (Hurts::Entries(..) | Hurts::Entry { .. }, None) => true,
        _ => false,
    });
    assert!(hit, "entry {expected:?}: {found:?}");
}

#[test]
fn cut_missing_and_extra_files_in_an_export() {
    let home = Home::new(300);
    let out = home.path("export");
    write_export(&home.log, &out).unwrap();
    for (file, bytes) in files(&out) {
        let (path, name) = (out.join(&file), file.to_string_lossy().into_owned());
        for keep in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            fs::write(&path, &bytes[..keep]).unwrap();
            assert!(names(&damages(&out), &name), "{name} cut to {keep}");
        }
        fs::write(&path, [bytes.as_slice(), b"\n"].concat()).unwrap();
        assert!(names(&damages(&out), &name), "{name} with a byte more");
        fs::remove_file(&path).unwrap();
        let found = damages(&out);
        let missing = |damage: &Damage| damage.path == name && damage.kind == DamageKind::Missing;
        assert!(found.iter().any(missing), "{name} missing: {found:?}");
        fs::write(&path, &bytes).unwrap();
    }
    for extra in
        ["README", "tile/0/002", "tile/entries/000.p/44", "tile/1/001.p/1", ".hidden", "a/b"]
    {
        let path = out.join(extra);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "x").unwrap();
        let found = damages(&out);
        assert!(
            found.iter().any(|d| d.path == extra && d.kind == DamageKind::Unlisted),
            "{extra}: {found:?}"
        );
        fs::remove_file(&path).unwrap();
    }
    drop(fs::remove_dir(out.join("a")));
    drop(fs::remove_dir(out.join("tile/entries/000.p")));
    drop(fs::remove_dir(out.join("tile/1/001.p")));
    fs::create_dir(out.join("empty")).unwrap();
    assert!(names(&damages(&out), "empty"));
    fs::remove_dir(out.join("empty")).unwrap();
    #[cfg(unix)]
    {
        let checkpoint = out.join("checkpoint");
        fs::rename(&checkpoint, home.path("elsewhere")).unwrap();
        std::os::unix::fs::symlink(home.path("elsewhere"), &checkpoint).unwrap();
        assert!(names(&damages(&out), "checkpoint"), "a link is no file of ours");
        fs::remove_file(&checkpoint).unwrap();
        fs::rename(home.path("elsewhere"), &checkpoint).unwrap();
    }
    assert!(damages(&out).is_empty());
}

/// What a forger with the export but without keys might try; and one with a key of their own.
#[test]
fn forged_exports() {
    let home = Home::new(20);
    let out = home.path("export");
    write_export(&home.log, &out).unwrap();
    let other = Home::new(5);
    // Another log's checkpoint.
    let swapped = home.path("swapped");
    copy_dir(&out, &swapped);
    fs::write(swapped.join("checkpoint"), other.log.checkpoint().unwrap().to_string()).unwrap();
    assert!(!damages(&swapped).is_empty());
    // A claim of a size beyond all files: it costs nothing and is found.
    let key = log_key();
    let huge = record::Checkpoint {
        origin: key.name().to_owned(),
        size: u64::MAX,
        root: record::Hash::EMPTY,
        extensions: Vec::new(),
    };
    fs::write(swapped.join("checkpoint"), huge.sign(&key).unwrap().to_string()).unwrap();
    let found = damages(&swapped);
    assert!(found.len() > 900 && found.len() <= record::MAX_DAMAGES + 1, "{}", found.len());
    // A whole export by a key of the forger's is sound in itself; the reader's key tells.
    let forged = SigningKey::from_seed(key.name(), &[66; 32]).unwrap();
    let dir = home.path("forged");
    let mut log = Log::create(&dir, key.name(), forged, &Options::default()).unwrap();
    log.append(&drafts(0..4), &author(3), day("2024-12-23"), NOW).unwrap();
    let forged = home.path("forged-export");
    write_export(&log, &forged).unwrap();
    assert!(verify_export(&forged, None).is_ok());
    assert!(verify_export(&forged, Some(key.public())).is_err());
    assert!(verify_export(&out, Some(key.public())).unwrap().key_was_given);
    // No directory at all.
    assert!(matches!(verify_export(&home.path("none"), None), Err(Error::NoRecord { .. })));
}

fn flip(value: &Value, random: &mut Lcg) -> Option<Value> {
    Some(match value {
        Value::Integer(n) => Value::Integer(n ^ (1 << random.below(20))),
        Value::Blob(bytes) if !bytes.is_empty() => {
            let mut bytes = bytes.clone();
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
            Value::Blob(bytes)
        }
        Value::Text(text) if !text.is_empty() => {
            let mut bytes = text.clone().into_bytes();
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(7);
            Value::Text(String::from_utf8(bytes).ok()?)
        }
        _ => return None,
    })
}

/// A log with everything in it: two authors, a full tile, history, an imported checkpoint.
fn full_home() -> Home {
    let source = Home::new(262);
    let out = source.path("export");
    write_export(&source.log, &out).unwrap();
    let mut home = source;
    let dir = home.path("imported");
    let (mut log, _) =
        record::export::import(&out, &dir, log_key(), &Options::default(), NOW).unwrap();
    for n in 0..5 {
        log.append(&[draft(900 + n)], &author(2), day("2024-12-25"), NOW + 1).unwrap();
    }
    home.log = log;
    home
}

#[test]
fn flips_in_every_column_of_the_hot_store() {
    let home = full_home();
    let dir = home.log.dir().to_owned();
    let db = dir.join("log.db");
    assert!(fsck(&home.log).is_clean(), "{:?}", fsck(&home.log).damages);
    drop(home.log);
    let conn = Connection::open(&db).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    let mut random = Lcg(7);
    let mut hit = 0;
    for (table, key, columns) in [
        ("entries", "idx", &["bytes"][..]),
        ("tiles", "rowid", &["level", "n", "nodes"]),
        ("ids", "id", &["id", "idx"]),
        ("authors", "author", &["author", "idx"]),
        ("checkpoint", "one", &["note"]),
        ("history", "size", &["size", "root", "at", "day", "link"]),
        ("imported", "size", &["note", "vkey"]),
        ("meta", "name", &["value"]),
    ] {
        for column in columns {
            for _ in 0..8 {
                let row: Value = conn
                    .query_row(
                        &format!(
                            "SELECT {key} FROM {table} LIMIT 1 OFFSET
                             (abs(random()) % (SELECT count(*) FROM {table}))"
                        ),
                        [],
                        |row| row.get(0),
                    )
                    .unwrap();
                let select = format!("SELECT {column} FROM {table} WHERE {key} = ?1");
                let old: Value = conn.query_row(&select, [&row], |row| row.get(0)).unwrap();
                let Some(new) = flip(&old, &mut random) else { continue };
                let whole = dump_row(&conn, table, key, &row);
                let update = format!("UPDATE {table} SET {column} = ?1 WHERE {key} = ?2");
                if conn.execute(&update, [&new, &row]).is_err() {
                    continue; // It would collide with another row.
                }
                hit += 1;
                let place = format!("{table}.{column} of {row:?}: {old:?} to {new:?}");
                match Log::open_read_only(&dir, &Options::default()) {
                    Ok(log) => {
                        let report = fsck(&log);
                        assert!(!report.is_clean(), "{place}");
                        if let ("entries", Value::Integer(index)) = (table, &row) {
                            let named = report.damages.iter().any(|damage| {
                                matches!(&damage.hurts, Hurts::Entry { index: i, .. } if *i == *index as u64)
                            });
                            assert!(named, "{place}: {:?}", report.damages);
                        }
                    }
                    Err(Error::Damaged { .. }) if table == "meta" => {}
                    Err(error) => panic!("{place}: {error}"),
                }
                restore_row(&conn, table, key, &row, column, &new, &whole);
            }
        }
    }
    assert!(hit > 120, "{hit}");
    let log = Log::open_read_only(&dir, &Options::default()).unwrap();
    assert!(fsck(&log).is_clean(), "{:?}", fsck(&log).damages);
}

fn dump_row(conn: &Connection, table: &str, key: &str, row: &Value) -> Vec<Value> {
    conn.query_row(&format!("SELECT * FROM {table} WHERE {key} = ?1"), [row], |row| {
        (0..row.as_ref().column_count()).map(|at| row.get(at)).collect()
    })
    .unwrap()
}

/// Puts a row back as it was, also if the flip changed its key.
fn restore_row(
    conn: &Connection,
    table: &str,
    key: &str,
    row: &Value,
    column: &str,
    new: &Value,
    whole: &[Value],
) {
    let key_now = if key == column { new } else { row };
    if key == "rowid" {
        let sql = "UPDATE tiles SET level = ?1, n = ?2, nodes = ?3 WHERE rowid = ?4";
        let values: Vec<&Value> = whole.iter().chain([row]).collect();
        conn.execute(sql, rusqlite::params_from_iter(values)).unwrap();
        return;
    }
    conn.execute(&format!("DELETE FROM {table} WHERE {key} = ?1"), [key_now]).unwrap();
    let holes = vec!["?"; whole.len()].join(", ");
    let sql = format!("INSERT INTO {table} VALUES ({holes})");
    conn.execute(&sql, rusqlite::params_from_iter(whole)).unwrap();
}

#[test]
fn rows_taken_away_from_the_hot_store() {
    let home = full_home();
    let dir = home.log.dir().to_owned();
    drop(home.log);
    for (what, sql) in [
        ("an entry in the middle", "DELETE FROM entries WHERE idx = 100"),
        ("the last entry", "DELETE FROM entries WHERE idx = (SELECT max(idx) FROM entries)"),
        ("all entries", "DELETE FROM entries"),
        (
            "two entries exchanged",
            "UPDATE entries SET idx = CASE idx WHEN 5 THEN -6 ELSE -5 END WHERE idx IN (5, 6);
          UPDATE entries SET idx = -idx WHERE idx < 0",
        ),
        ("an entry more", "INSERT INTO entries SELECT max(idx) + 1, bytes FROM entries"),
        ("a tile", "DELETE FROM tiles WHERE level = 0 AND n = 0"),
        ("a tile more", "INSERT INTO tiles SELECT 3, 0, nodes FROM tiles LIMIT 1"),
        (
            "a node of a partial tile",
            "UPDATE tiles SET nodes = substr(nodes, 1, length(nodes) - 32) WHERE level = 0 AND n = 1",
        ),
        ("a node more", "UPDATE tiles SET nodes = nodes || zeroblob(32) WHERE level = 0 AND n = 1"),
        ("an id", "DELETE FROM ids WHERE idx = 9"),
        ("an author", "DELETE FROM authors WHERE idx = 0"),
        (
            "a row of the history",
            "DELETE FROM history WHERE size = (SELECT max(size) FROM history) - 1",
        ),
        ("the checkpoint", "DELETE FROM checkpoint"),
        ("an index", "DROP TABLE ids"),
    ] {
        let copy = home.temp.path().join("copy");
        copy_dir(&dir, &copy);
        let conn = Connection::open(copy.join("log.db")).unwrap();
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        conn.execute_batch(sql).unwrap();
        drop(conn);
        let log = Log::open_read_only(&copy, &Options::default()).unwrap();
        assert!(!fsck(&log).is_clean(), "{what}");
        drop(log);
        fs::remove_dir_all(&copy).unwrap();
    }
}

/// Flips in the raw file: found, or in bytes that nothing reads – then the content is unchanged.
#[test]
fn flips_in_the_database_file_are_found_or_harmless() {
    let home = full_home();
    let dir = home.log.dir().to_owned();
    let db = dir.join("log.db");
    drop(home.log);
    let sound = fs::read(&db).unwrap();
    let content = |dir: &Path| -> Option<Vec<Vec<u8>>> {
        let log = Log::open_read_only(dir, &Options::default()).ok()?;
        let mut entries = vec![log.checkpoint().ok()?.to_string().into_bytes()];
        let all = log.replay(0..u64::MAX, |entry| {
            entries.push(entry.bytes.to_vec());
            Ok::<_, Error>(())
        });
        all.ok().map(|()| entries)
    };
    let original = content(&dir).unwrap();
    let mut random = Lcg(99);
    let (mut found, mut harmless) = (0, 0);
    for _ in 0..150 {
        let mut altered = sound.clone();
        let at = random.below(altered.len());
        altered[at] ^= 1 << random.below(8);
        fs::write(&db, &altered).unwrap();
        let clean =
            Log::open_read_only(&dir, &Options::default()).is_ok_and(|log| fsck(&log).is_clean());
        if clean {
            assert_eq!(content(&dir).as_ref(), Some(&original), "byte {at} is unseen");
            harmless += 1;
        } else {
            found += 1;
        }
    }
    assert!(found > 50 && found > harmless, "{found} found, {harmless} harmless");
    fs::write(&db, &sound).unwrap();
}

#[test]
fn flips_beside_the_database() {
    let home = Home::new(12);
    let dir = home.dir();
    let keys = dir.join("keys");
    let cheap = record::KdfParams { memory_kib: 8, passes: 1 };
    author(1).create(&keys.join("editor-1.key"), Some("passphrase"), cheap).unwrap();
    author(2).create(&keys.join("editor-2.key"), None, cheap).unwrap();
    let blob = home.log.blobs().put(&b"the bytes of a photograph"[..]).unwrap();
    let report = fsck(&home.log);
    assert!(report.is_clean(), "{:?}", report.damages);
    assert_eq!((report.keys, report.blobs), (2, 1));
    let mut random = Lcg(5);
    for name in ["key.pub", "log.high", "keys/editor-1.key", "keys/editor-2.key"]
        .map(PathBuf::from)
        .into_iter()
        .chain([home.log.blobs().path(blob).strip_prefix(&dir).unwrap().to_owned()])
    {
        let path = dir.join(&name);
        let sound = fs::read(&path).unwrap();
        let step = (sound.len() / 150).max(1);
        for at in (0..sound.len()).step_by(step) {
            let mut altered = sound.clone();
            altered[at] ^= 1 << random.below(8);
            fs::write(&path, &altered).unwrap();
            let found = fsck(&home.log).damages;
            let named =
                found.iter().any(|damage| damage.path.starts_with(&*name.to_string_lossy()));
            assert!(named, "{} byte {at}: {found:?}", name.display());
        }
        fs::write(&path, &sound).unwrap();
    }
    fs::remove_file(dir.join("log.high")).unwrap();
    assert!(!fsck(&home.log).is_clean(), "a missing high-water file");
}
