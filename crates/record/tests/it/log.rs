//! The log's everyday: append, read, find, replay, time travel, proofs.

use std::ops::ControlFlow;

use record::{
    Draft, Error, Found, IdPrefix, Log, Options, export, fsck::fsck, tree, verify_export,
};
use serde_json::json;

use crate::support::{Home, NOW, ORIGIN, author, copy_dir, day, draft, drafts, log_key};

#[test]
fn a_small_log_from_end_to_end() {
    let mut home = Home::new(0);
    let log = &mut home.log;
    let first = log.append(&drafts(0..3), &author(1), day("2024-12-23"), NOW).unwrap();
    assert_eq!(first.iter().map(|r| r.index).collect::<Vec<_>>(), [1, 2, 3]);
    let second = log.append(&[draft(9)], &author(2), day("2024-12-24"), NOW + 86_400).unwrap();
    assert_eq!(second[0].index, 5, "the declaration of the second author is entry 4");
    assert_eq!(log.size().unwrap(), 6);
    assert_eq!(log.authors().unwrap(), [author(1).public().clone(), author(2).public().clone()]);

    let entry = log.get(5).unwrap().unwrap();
    assert_eq!(entry.id(), second[0].id);
    assert_eq!(entry.kind(), "statement/1");
    assert_eq!(entry.day(), day("2024-12-24"));
    entry.verify(author(2).public()).unwrap();
    assert!(entry.verify(author(1).public()).is_err());
    assert!(log.get(6).unwrap().is_none());

    let mut kinds = Vec::new();
    log.replay(0..u64::MAX, |entry| {
        kinds.push((entry.index, entry.kind.to_owned()));
        Ok::<_, Error>(())
    })
    .unwrap();
    assert_eq!(kinds.len(), 6);
    assert_eq!(kinds[0], (0, "key.declared/1".to_owned()));

    let report = fsck(log);
    assert!(report.is_clean(), "{:?}", report.damages);
    assert_eq!((report.entries, report.signatures), (6, 6));

    let out = home.path("export");
    export::write_export(&home.log, &out).unwrap();
    let verified = verify_export(&out, Some(log_key().public())).unwrap();
    assert_eq!((verified.size, verified.signatures, verified.authors), (6, 6, 2));
    // Again, over the old one.
    home.log.append(&drafts(20..30), &author(1), day("2024-12-25"), NOW).unwrap();
    export::write_export(&home.log, &out).unwrap();
    assert_eq!(verify_export(&out, None).unwrap().size, 16);
}

#[test]
fn the_same_again_adds_nothing() {
    let mut home = Home::new(0);
    let log = &mut home.log;
    let once = log.append(&drafts(0..4), &author(1), day("2024-12-23"), NOW).unwrap();
    let before = log.checkpoint().unwrap();
    let again = log.append(&drafts(0..4), &author(1), day("2024-12-23"), NOW + 5).unwrap();
    assert_eq!(log.checkpoint().unwrap(), before);
    assert!(once.iter().all(|r| r.fresh) && again.iter().all(|r| !r.fresh));
    assert_eq!(
        once.iter().map(|r| (r.id, r.index)).collect::<Vec<_>>(),
        again.iter().map(|r| (r.id, r.index)).collect::<Vec<_>>()
    );
    // Twice within one call, too.
    let twice = log.append(&[draft(8), draft(8)], &author(1), day("2024-12-23"), NOW).unwrap();
    assert_eq!((twice[0].index, twice[0].fresh), (5, true));
    assert_eq!((twice[1].index, twice[1].fresh), (5, false));
    assert!(log.contains(twice[0].id).unwrap());
}

#[test]
fn prefixes() {
    let home = Home::new(2_000);
    let id = home.log.get(77).unwrap().unwrap().id();
    let hex = id.to_string();
    let find = |text: &str| home.log.find(&text.parse::<IdPrefix>().unwrap()).unwrap();
    assert_eq!(find(&hex), Found::One(77, id));
    assert_eq!(find(&hex.to_uppercase()), Found::One(77, id));
    assert_eq!(find(&hex[..13]), Found::One(77, id));
    // By counting: for each four-digit prefix the answer must be the number of ids that begin so.
    let mut ids = Vec::new();
    home.log
        .replay(0..2_000, |entry| {
            ids.push(entry.id());
            Ok::<_, Error>(())
        })
        .unwrap();
    let mut ambiguous = 0;
    for id in &ids {
        let prefix = &id.to_string()[..4];
        let sharing = ids.iter().filter(|other| other.to_string().starts_with(prefix)).count();
        match find(prefix) {
            Found::One(index, found) => {
                assert_eq!((sharing, found, ids[index as usize]), (1, *id, *id));
            }
            Found::Ambiguous(list) => {
                ambiguous += 1;
                assert_eq!(list.len(), sharing);
                assert!(list.contains(id));
            }
            Found::None => panic!("{id} is in the log"),
        }
    }
    assert!(ambiguous > 0, "2,000 ids in 65,536 prefixes collide");
    assert_eq!(find("ffffffffffffffffffffffffffffffff"), Found::None);
}

#[test]
fn as_of_a_time_and_a_day() {
    let mut home = Home::new(0);
    let log = &mut home.log;
    log.append(&drafts(0..2), &author(1), day("2024-12-22"), 1_000).unwrap();
    log.append(&drafts(2..3), &author(1), day("2024-12-23"), 2_000).unwrap();
    log.append(&drafts(3..9), &author(1), day("2024-12-24"), 3_000).unwrap();
    for (unix, size) in [(999, 0), (1_000, 3), (1_999, 3), (2_000, 4), (2_999, 4), (9_999, 10)] {
        assert_eq!(log.size_at(unix).unwrap(), size, "{unix}");
    }
    for (text, size) in
        [("2024-12-21", 0), ("2024-12-22", 3), ("2024-12-23", 4), ("2025-01-01", 10)]
    {
        assert_eq!(log.size_at_day(day(text)).unwrap(), size, "{text}");
    }
    assert_eq!(log.history().unwrap().len(), 3);
}

#[test]
fn replay_stops_when_told() {
    enum Stop {
        Enough(ControlFlow<u64>),
        Failed(Error),
    }
    impl From<Error> for Stop {
        fn from(error: Error) -> Self {
            Self::Failed(error)
        }
    }
    let home = Home::new(50);
    let stopped = home.log.replay(10..40, |entry| match entry.index {
        12 => Err(Stop::Enough(ControlFlow::Break(entry.index))),
        _ => Ok(()),
    });
    match stopped {
        Err(Stop::Enough(ControlFlow::Break(index))) => assert_eq!(index, 12),
        Err(Stop::Failed(error)) => panic!("{error}"),
        _ => panic!("it went on"),
    }
}

#[test]
fn proofs_from_the_store() {
    let mut home = Home::new(0);
    let mut heads = vec![(0, home.log.checkpoint().unwrap().checkpoint().root)];
    for step in [1_u64, 5, 250, 1, 255, 300] {
        let base = heads.last().unwrap().0 * 7;
        home.log.append(&drafts(base..base + step), &author(1), day("2024-12-23"), NOW).unwrap();
        let head = home.log.checkpoint().unwrap();
        heads.push((head.checkpoint().size, head.checkpoint().root));
    }
    for (at, (old, old_root)) in heads.iter().enumerate() {
        assert_eq!(home.log.root_at(*old).unwrap(), *old_root, "old roots do not change");
        for (new, new_root) in &heads[at..] {
            let path = home.log.consistency(*old, *new).unwrap();
            tree::verify_consistency(*old, *new, *old_root, *new_root, &path).unwrap();
        }
    }
    let (size, root) = *heads.last().unwrap();
    for index in (0..size).step_by(17) {
        let leaf = tree::leaf_hash(home.log.get(index).unwrap().unwrap().bytes());
        let path = home.log.proof(index, size).unwrap();
        tree::verify_inclusion(index, size, leaf, &path, root).unwrap();
    }
    assert!(matches!(home.log.proof(0, size + 1), Err(Error::OutOfRange { .. })));
    assert!(matches!(home.log.proof(size, size), Err(Error::OutOfRange { .. })));
    let entry = home.log.get(3).unwrap().unwrap();
    let proof = home.log.tlog_proof(3).unwrap();
    let read = record::TlogProof::parse(proof.to_string().as_bytes()).unwrap();
    assert_eq!(read, proof);
    assert_eq!(read.verify(entry.bytes(), log_key().public()).unwrap().size, size);
    assert!(read.verify(b"{}", log_key().public()).is_err());
}

#[test]
fn two_writers_and_a_reader_on_one_store() {
    let home = Home::new(10);
    let dir = home.dir();
    let reader = Log::open_read_only(&dir, &Options::default()).unwrap();
    let threads: Vec<_> = (2..5_u8)
        .map(|n| {
            let dir = dir.clone();
            std::thread::spawn(move || {
                let mut log = Log::open(&dir, log_key(), &Options::default()).unwrap();
                for step in 0..20 {
                    let n64 = u64::from(n) * 1_000 + step;
                    log.append(&[draft(n64)], &author(n), day("2024-12-23"), NOW).unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(reader.size().unwrap(), 10 + 3 * 21);
    let report = fsck(&reader);
    assert!(report.is_clean(), "{:?}", report.damages);
}

#[test]
fn writing_needs_the_right_key_and_a_declared_author() {
    let mut home = Home::new(3);
    let stranger = record::SigningKey::from_seed(ORIGIN, &[9; 32]).unwrap();
    assert!(matches!(
        Log::open(&home.dir(), stranger, &Options::default()),
        Err(Error::WrongLogKey { .. })
    ));
    let mut reader = Log::open_read_only(&home.dir(), &Options::default()).unwrap();
    let refused = reader.append(&[draft(1)], &author(1), day("2024-12-23"), NOW);
    assert!(matches!(refused, Err(Error::ReadOnly { .. })));
    let foreign = draft(5).sign(&author(9), day("2024-12-23")).unwrap();
    let refused = home.log.append_entries(std::slice::from_ref(&foreign), NOW);
    assert!(matches!(refused, Err(Error::UndeclaredAuthor { .. })));
    let declaration = Draft::declaration(author(9).public());
    let declaration = declaration.sign(&author(9), day("2024-12-23")).unwrap();
    home.log.append_entries(&[declaration, foreign], NOW).unwrap();
    assert_eq!(home.log.size().unwrap(), 5);
    assert!(fsck(&home.log).is_clean());
}

#[test]
fn a_declaration_is_signed_by_the_key_it_declares() {
    let mut home = Home::new(3);
    let false_claim = Draft::declaration(author(9).public());
    let false_claim = false_claim.sign(&author(1), day("2024-12-23")).unwrap();
    assert!(home.log.append_entries(&[false_claim], NOW).is_err());
    let empty = Draft::new("key.declared/1", json!({})).unwrap();
    assert!(home.log.append(&[empty], &author(1), day("2024-12-23"), NOW).is_err());
    assert_eq!(home.log.size().unwrap(), 3);
}

#[test]
fn import_gives_the_same_root_and_keeps_the_checkpoint() {
    let mut home = Home::new(600);
    home.log.append(&drafts(700..710), &author(1), day("2024-12-26"), NOW).unwrap();
    let out = home.path("export");
    export::write_export(&home.log, &out).unwrap();
    let key = record::SigningKey::from_seed("example.org/other", &[8; 32]).unwrap();
    let dir = home.path("other");
    let (log, verified) = export::import(&out, &dir, key, &Options::default(), NOW).unwrap();
    assert_eq!(verified.size, 610);
    assert_eq!(log.size().unwrap(), 610);
    assert_eq!(log.root_at(610).unwrap(), verified.root);
    assert_eq!(log.imported().unwrap()[0].0, home.log.checkpoint().unwrap());
    assert_eq!(log.size_at_day(day("2024-12-23")).unwrap(), 600);
    let report = fsck(&log);
    assert!(report.is_clean(), "{:?}", report.damages);
}

#[test]
fn a_restored_backup_does_not_sign() {
    let mut home = Home::new(20);
    let (dir, backup) = (home.dir(), home.path("backup"));
    let state = home.path("state/high");
    let options = Options { high_water_copy: Some(state), ..Options::default() };
    drop(std::mem::replace(&mut home.log, Log::open(&dir, log_key(), &options).unwrap()));
    home.log.checkpoint().unwrap();
    let Home { temp, log } = home;
    drop(log);
    copy_dir(&dir, &backup);
    let mut log = Log::open(&dir, log_key(), &options).unwrap();
    log.append(&drafts(50..55), &author(1), day("2024-12-24"), NOW).unwrap();
    drop(log);
    std::fs::remove_dir_all(&dir).unwrap();
    copy_dir(&backup, &dir);
    // The whole directory came back, its own high-water too; the copy elsewhere knows better.
    match Log::open(&dir, log_key(), &options) {
        Err(error @ Error::RestoredBackup { store: 20, acknowledged: 25, .. }) => {
            assert!(error.hint().unwrap().contains("25 entries"));
        }
        other => panic!("{:?}", other.map(|log| log.size())),
    }
    let reader = Log::open_read_only(&dir, &options).unwrap();
    assert_eq!(reader.size().unwrap(), 20, "reading is allowed");
    assert!(!fsck(&reader).is_clean());
    drop(temp);
}

/// Reading, checking and exporting while another handle writes: each sees a whole log.
#[test]
fn checks_and_exports_beside_a_writer() {
    let home = Home::new(200);
    let dir = home.dir();
    let out = home.path("export");
    let mut writer = home.log;
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let done = &done;
        scope.spawn(move || {
            for n in 0.. {
                if done.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                writer.append(&[draft(10_000 + n)], &author(1), day("2024-12-23"), NOW).unwrap();
            }
        });
        let reader = Log::open_read_only(&dir, &Options::default()).unwrap();
        let mut last = 0;
        for _ in 0..8 {
            let report = fsck(&reader);
            assert!(report.is_clean(), "{:?}", report.damages);
            export::write_export(&reader, &out).unwrap();
            let size = verify_export(&out, None).unwrap().size;
            assert!(size > last, "the writer goes on: {size}");
            last = size;
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}
