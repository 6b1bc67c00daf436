//! Flipped bytes: in a release, in an exported log, in the hot store, in keys and blobs, in the index.
//!
//! Seeded, so that a failure is the same again. A flip is found when the check ends with exit 3 and names the file; in the hot
//! store a flip may be in bytes that nothing reads, and then the content is the same as before.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use cenotaph::app::Case;
use cenotaph::app::clock::Clock;
use cenotaph::app::fsck::fsck;
use cenotaph::app::index;
use cenotaph::app::verify::verify;

use super::support::{Home, Lcg, copy_dir, demo, files, sha256};

const CLOCK: Clock = Clock::Fixed(1_772_454_896);

/// A file and a byte of it: every third time the files take turns, so that small ones are hit too, else by their bytes.
fn aim<'f>(
    files: &'f BTreeMap<String, Vec<u8>>,
    round: usize,
    random: &mut Lcg,
) -> (&'f String, usize) {
    let full: Vec<_> = files.iter().filter(|(_, bytes)| !bytes.is_empty()).collect();
    if round.is_multiple_of(3) {
        let (file, bytes) = full[round / 3 % full.len()];
        return (file, random.below(bytes.len()));
    }
    let mut at = random.below(full.iter().map(|(_, bytes)| bytes.len()).sum());
    for (file, bytes) in &full {
        if at < bytes.len() {
            return (file, at);
        }
        at -= bytes.len();
    }
    unreachable!("the byte lies in one of the files")
}

/// What the check says of a folder; empty when it verifies.
fn damages(dir: &Path) -> Vec<String> {
    match verify(dir, None, CLOCK) {
        Ok(_) => Vec::new(),
        Err(error) => {
            assert_eq!(error.exit_code(), 3, "{error}");
            match error {
                cenotaph::app::error::Error::DoesNotVerify { damages, .. } => damages,
                cenotaph::app::error::Error::Record(record::Error::DoesNotVerify {
                    damages,
                    ..
                }) => damages.iter().map(ToString::to_string).collect(),
                other => vec![other.to_string()],
            }
        }
    }
}

/// True when the damage names the file, or, for the key, the signature that it no longer opens.
fn named(damages: &[String], file: &str) -> bool {
    let quoted = format!("`{file}`");
    damages.iter().any(|d| d.contains(&quoted) || d.contains(file))
        || file == "key.pub"
            && damages.iter().any(|d| d.contains("MANIFEST.note") || d.contains("checkpoint"))
}

fn flip_many(original: &Path, rounds: std::ops::Range<usize>, seed: u64) -> BTreeSet<String> {
    let temp = tempfile::tempdir().unwrap();
    let copy = temp.path().join("copy");
    copy_dir(original, &copy);
    assert_eq!(damages(&copy), Vec::<String>::new());
    let all = files(&copy);
    let mut random = Lcg(seed);
    let mut hit = BTreeSet::new();
    for round in rounds {
        let (file, at) = aim(&all, round, &mut random);
        let mut altered = all[file].clone();
        altered[at] ^= 1 << random.below(8);
        fs::write(copy.join(file), &altered).unwrap();
        let found = damages(&copy);
        assert!(named(&found, file), "{file} byte {at}: {found:?}");
        fs::write(copy.join(file), &all[file]).unwrap();
        hit.insert(file.clone());
    }
    assert_eq!(damages(&copy), Vec::<String>::new());
    hit
}

/// Runs halves beside one another.
fn flip_in_two(original: &Path, rounds: usize, seed: u64) -> BTreeSet<String> {
    std::thread::scope(|scope| {
        let half = |n: usize| n * rounds / 2..(n + 1) * rounds / 2;
        let halves =
            [0, 1].map(|n| scope.spawn(move || flip_many(original, half(n), seed + n as u64)));
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    })
}

#[test]
fn a_thousand_flips_in_a_release() {
    let hit = flip_in_two(&demo().path("case/releases/0001"), 1_000, 20_241_223);
    for file in ["MANIFEST", "MANIFEST.note", "key.pub", "edition.json", "README.txt"] {
        assert!(hit.contains(file), "{file} was not hit: {hit:?}");
    }
    assert!(
        hit.iter().any(|f| f.starts_with("log/")) && hit.iter().any(|f| f.starts_with("data/"))
    );
    assert!(hit.len() > 80, "{}", hit.len());
}

#[test]
fn a_thousand_flips_in_an_exported_log() {
    let home = Home::new();
    home.run(&[
        "export",
        home.path("mirror").to_str().unwrap(),
        "-C",
        demo().path("case").to_str().unwrap(),
    ])
    .ends(0);
    let all: BTreeSet<String> = files(&home.path("mirror")).into_keys().collect();
    assert_eq!(flip_in_two(&home.path("mirror"), 1_000, 77), all, "every file is hit");
}

#[test]
fn flips_in_a_site() {
    let hit = flip_in_two(&demo().path("case/site"), 120, 5);
    assert!(hit.iter().any(|f| f.ends_with(".html")));
}

/// Through the program itself: exit 3, the file on stderr, nothing on stdout.
#[test]
fn the_program_says_so() {
    let home = Home::new();
    home.run(&[
        "export",
        home.path("log").to_str().unwrap(),
        "-C",
        demo().path("case").to_str().unwrap(),
    ])
    .ends(0);
    copy_dir(&demo().path("case/releases/0001"), &home.path("release"));
    let mut random = Lcg(42);
    for folder in ["log", "release"] {
        let all = files(&home.path(folder));
        for round in 0..10 {
            let (file, at) = aim(&all, round, &mut random);
            let mut altered = all[file].clone();
            altered[at] ^= 1 << random.below(8);
            home.write(&format!("{folder}/{file}"), &altered);
            let run = home.run(&["verify", folder]).ends(3);
            assert_eq!(run.out, "");
            assert!(named(std::slice::from_ref(&run.err), file), "{file}: {}", run.err);
            home.write(&format!("{folder}/{file}"), &all[file]);
        }
        home.run(&["verify", folder]).ends(0);
    }
}

/// A release is more than its bytes: what is missing, added, cut, renamed or put in from elsewhere.
#[test]
fn files_missing_more_cut_and_exchanged() {
    let home = Home::new();
    let dir = home.path("release");
    copy_dir(&demo().path("case/releases/0001"), &dir);
    let all = files(&dir);
    let names: Vec<&String> = all.keys().collect();
    let mut random = Lcg(9);
    for _ in 0..40 {
        let file = *random.pick(&names);
        fs::remove_file(dir.join(file)).unwrap();
        assert!(named(&damages(&dir), file), "{file} missing");
        let cut = &all[file][..random.below(all[file].len())];
        fs::write(dir.join(file), cut).unwrap();
        assert!(named(&damages(&dir), file), "{file} cut to {}", cut.len());
        fs::write(dir.join(file), [&all[file][..], b"\n"].concat()).unwrap();
        assert!(named(&damages(&dir), file), "{file} longer");
        fs::write(dir.join(file), &all[file]).unwrap();
    }
    for extra in
        ["extra.txt", ".hidden", "data/extra.csv", "log/tile/9/000", "proofs/C050.tlog-proof.bak"]
    {
        let path = dir.join(extra);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "x").unwrap();
        assert!(named(&damages(&dir), extra), "{extra}");
        fs::remove_file(&path).unwrap();
    }
    drop(fs::remove_dir(dir.join("log/tile/9")));
    assert_eq!(damages(&dir), Vec::<String>::new());
    // Two proofs exchanged: each is sound in itself.
    let [a, b] = ["proofs/C049.tlog-proof", "proofs/C050.tlog-proof"];
    fs::write(dir.join(a), &all[b]).unwrap();
    fs::write(dir.join(b), &all[a]).unwrap();
    let found = damages(&dir);
    assert!(named(&found, a) && named(&found, b), "{found:?}");
    // Another desk's signature over the same list.
    let other = Home::new();
    other.run(&["demo", "case"]).ends(0);
    copy_dir(&demo().path("case/releases/0001"), &dir);
    fs::copy(other.path("case/releases/0001/MANIFEST.note"), dir.join("MANIFEST.note")).unwrap();
    assert!(named(&damages(&dir), "MANIFEST.note"));
}

/// Seals a folder anew with the desk's own key: its manifest then tells nothing, and what is inside has to.
fn reseal(dir: &Path, key: &record::SigningKey) {
    let mut manifest = String::new();
    for (path, bytes) in files(dir).iter().filter(|(path, _)| !path.starts_with("MANIFEST")) {
        manifest.push_str(&format!("{} {} {path}\n", sha256(bytes), bytes.len()));
    }
    let text = format!("cenotaph-manifest/1\nsha256 {}\n", sha256(manifest.as_bytes()));
    let note = record::Note::sign(&text, &[key]).unwrap();
    fs::write(dir.join("MANIFEST"), manifest).unwrap();
    fs::write(dir.join("MANIFEST.note"), note.to_string()).unwrap();
}

/// Whoever has the release key can sign any list of files, but not make the log say what it does not say.
#[test]
fn a_manifest_signed_anew_hides_nothing() {
    let home = Home::new();
    let dir = home.path("release");
    copy_dir(&demo().path("case/releases/0001"), &dir);
    let key = record::SigningKey::load(&demo().path("case/keys/release.key"), None).unwrap();
    reseal(&dir, &key);
    assert_eq!(damages(&dir), Vec::<String>::new(), "sealed anew as it was");
    let all = files(&dir);
    let text = |file: &str| String::from_utf8(all[file].clone()).unwrap();
    let forged: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "data/statements.csv",
            text("data/statements.csv").replacen("3,000", "2,000", 1).into(),
            "data/statements.csv",
        ),
        (
            "edition.json",
            text("edition.json").replacen("already exceeded", "nearly", 1).into(),
            "edition.json",
        ),
        // The same edition in other bytes: what a hash was taken of has one spelling.
        ("edition.json", text("edition.json").replacen("\n", "\n ", 1).into(), "edition.json"),
        ("edition.json", b"{}".to_vec(), "edition.json"),
        ("proofs/C050.tlog-proof", all["proofs/C049.tlog-proof"].clone(), "proofs/C050.tlog-proof"),
        ("log/checkpoint", text("log/checkpoint").replacen('\n', "\n1", 1).into(), "log"),
        ("log/tile/0/000", all["log/tile/0/000"][32..].to_vec(), "log"),
        ("log/key.pub", text("log/key.pub").replacen('+', "-", 1).into(), "log"),
    ];
    for (file, bytes, blamed) in forged {
        assert_ne!(bytes, all[file], "{file}");
        fs::write(dir.join(file), bytes).unwrap();
        reseal(&dir, &key);
        let found = damages(&dir);
        assert!(found.iter().any(|d| d.contains(&format!("`{blamed}"))), "{file}: {found:?}");
        fs::write(dir.join(file), &all[file]).unwrap();
    }
    for file in ["edition.json", "proofs/C050.tlog-proof", "data/statements.csv", "log/checkpoint"]
    {
        fs::remove_file(dir.join(file)).unwrap();
        reseal(&dir, &key);
        assert!(!damages(&dir).is_empty(), "{file} left out");
        fs::write(dir.join(file), &all[file]).unwrap();
    }
    // A file that no edition gives, listed and signed.
    fs::write(dir.join("data/extra.csv"), "a,b\n").unwrap();
    reseal(&dir, &key);
    assert!(named(&damages(&dir), "data/extra.csv"), "{:?}", damages(&dir));
    fs::remove_file(dir.join("data/extra.csv")).unwrap();
    // Another desk's whole edition under this desk's key.
    let other = Home::new();
    other.run(&["demo", "case"]).ends(0);
    for part in ["log", "proofs"] {
        fs::remove_dir_all(dir.join(part)).unwrap();
        copy_dir(&other.path("case/releases/0001").join(part), &dir.join(part));
    }
    fs::copy(other.path("case/releases/0001/edition.json"), dir.join("edition.json")).unwrap();
    reseal(&dir, &key);
    assert!(!damages(&dir).is_empty());
}

#[test]
fn a_link_out_of_the_folder_is_no_file_of_it() {
    let home = Home::new();
    let dir = home.path("release");
    copy_dir(&demo().path("case/releases/0001"), &dir);
    let elsewhere = home.write("elsewhere", fs::read(dir.join("README.txt")).unwrap());
    fs::remove_file(dir.join("README.txt")).unwrap();
    std::os::unix::fs::symlink(elsewhere, dir.join("README.txt")).unwrap();
    let found = damages(&dir);
    assert!(named(&found, "README.txt"), "what it points at may change after the check: {found:?}");
}

/// What the record says, read in full; none when it cannot be read.
fn content(dir: &Path) -> Option<Vec<Vec<u8>>> {
    let log = record::Log::open_read_only(dir, &record::Options::default()).ok()?;
    let mut all = vec![log.checkpoint().ok()?.to_string().into_bytes()];
    let read = log.replay(0..u64::MAX, |entry| {
        all.push(entry.bytes.to_vec());
        Ok::<_, record::Error>(())
    });
    read.ok().map(|()| all)
}

/// A case with one of everything, small, so that hundreds of checks are quick.
fn small_case() -> Home {
    let home = Home::with_case();
    let rows: String =
        (1..=40).map(|n| format!("C{n},Ministry,2026-01-{:02},killed,{n}\n", n % 28 + 1)).collect();
    home.write("claims.csv", format!("claim_id,party,announced_date,category,best\n{rows}"));
    home.run(&["add", "claims.csv", "-C", "case"]).ends(0);
    home.run(&["release", "-C", "case"]).ends(0);
    home.run(&["search", "Ministry", "-C", "case"]).ends(0);
    // The write-ahead log is folded in, so that every byte of the record is in `log.db`.
    for log in ["desk", "release"] {
        let db =
            rusqlite::Connection::open(home.path("case/record").join(log).join("log.db")).unwrap();
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    }
    home
}

fn check(home: &Home) -> Result<Vec<String>, String> {
    let case = Case::open(&home.path("case"), CLOCK).map_err(|e| e.to_string())?;
    match fsck(&case) {
        Ok(sound) => Ok(sound.lines),
        Err(error) => {
            assert_ne!(error.exit_code(), 70, "{error}");
            Err(error.to_string())
        }
    }
}

#[test]
fn flips_in_the_hot_store_are_found_or_harmless() {
    let home = small_case();
    check(&home).unwrap();
    let mut random = Lcg(31);
    for log in ["desk", "release"] {
        let dir = home.path("case/record").join(log);
        let db = dir.join("log.db");
        let sound = fs::read(&db).unwrap();
        let original = content(&dir).unwrap();
        let (mut found, mut harmless) = (0, 0);
        for _ in 0..150 {
            let mut altered = sound.clone();
            let at = random.below(altered.len());
            altered[at] ^= 1 << random.below(8);
            fs::write(&db, &altered).unwrap();
            match check(&home) {
                Err(_) => found += 1,
                Ok(_) => {
                    assert_eq!(
                        content(&dir).as_ref(),
                        Some(&original),
                        "{log} byte {at} is unseen"
                    );
                    harmless += 1;
                }
            }
        }
        assert!(found > 40, "{log}: {found} found, {harmless} harmless");
        fs::write(&db, &sound).unwrap();
        check(&home).unwrap();
    }
}

/// Keys, the high-water marks and blobs have no free space: every byte counts.
#[test]
fn every_byte_beside_the_database_counts() {
    let home = small_case();
    let case = files(&home.path("case"));
    let blob = |path: &&String| path.starts_with("record/release/blobs/");
    let mut names: Vec<String> = ["record/desk", "record/release"]
        .iter()
        .flat_map(|d| [format!("{d}/key.pub"), format!("{d}/log.high")])
        .chain(["author", "log", "release"].map(|k| format!("keys/{k}.key")))
        .collect();
    names.extend(case.keys().filter(blob).cloned());
    assert!(names.len() >= 8, "{names:?}");
    let mut random = Lcg(8);
    for name in names {
        let path = home.path("case").join(&name);
        let sound = &case[&name];
        let step = (sound.len() / 40).max(1);
        for at in (0..sound.len()).step_by(step) {
            let mut altered = sound.clone();
            altered[at] ^= 1 << random.below(8);
            fs::write(&path, &altered).unwrap();
            assert!(check(&home).is_err(), "{name} byte {at} of {}", sound.len());
        }
        fs::write(&path, sound).unwrap();
    }
    check(&home).unwrap();
}

/// The index is a projection: damage is noticed, told, and repaired from the record; the record is not touched.
#[test]
fn a_damaged_index_is_noticed_and_rebuilt() {
    let home = small_case();
    let path = home.path("case/index.sqlite");
    let sound = fs::read(&path).unwrap();
    let case = Case::open(&home.path("case"), CLOCK).unwrap();
    let hits = index::search(&case, "Ministry", 100).unwrap();
    assert_eq!(hits.len(), 40);
    let mut random = Lcg(3);
    let mut rebuilt = 0;
    for _ in 0..60 {
        let mut altered = sound.clone();
        let at = random.below(altered.len());
        altered[at] ^= 1 << random.below(8);
        fs::write(&path, &altered).unwrap();
        let state = index::refresh(&case).unwrap();
        rebuilt += usize::from(state != index::State::Fresh);
        assert_eq!(index::search(&case, "Ministry", 100).unwrap(), hits, "byte {at}");
    }
    assert!(rebuilt > 15, "{rebuilt}");
    for rubbish in [&b""[..], b"no database", &sound[..sound.len() / 2], &[0; 4096]] {
        fs::write(&path, rubbish).unwrap();
        let run = home.run(&["fsck", "-C", "case"]).ends(0);
        assert!(run.out.contains("it was rebuilt from the record"), "{}", run.out);
        home.run(&["search", "Ministry", "-C", "case"]).ends(0);
    }
    fs::remove_file(&path).unwrap();
    home.run(&["search", "Ministry", "-C", "case"]).ends(0);
}

/// Rows slipped into the index are rows that the record never had.
#[test]
fn a_forged_index_is_noticed() {
    let home = small_case();
    let db = rusqlite::Connection::open(home.path("case/index.sqlite")).unwrap();
    db.execute(
        "INSERT INTO row (tab, key, entry, text) VALUES ('claims', 'C99', 'x', 'Forgery')",
        [],
    )
    .unwrap();
    drop(db);
    home.run(&["search", "Forgery", "-C", "case"]).ends(1);
}
