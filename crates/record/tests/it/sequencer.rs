//! Many writers through one sequencer.

use std::thread;

use record::{Draft, Error, Log, Options, Sequencer, fsck::fsck};
use serde_json::json;

use crate::support::{Home, NOW, author, day, draft, drafts, log_key};

#[test]
fn sixty_four_writers() {
    let home = Home::new(0);
    let dir = home.dir();
    let sequencer = Sequencer::start(home.log).unwrap();
    let writers: Vec<_> = (0..64_u64)
        .map(|writer| {
            let sequencer = sequencer.clone();
            thread::spawn(move || {
                let key = author(1 + (writer % 5) as u8);
                (0..8)
                    .map(|step| {
                        let base = writer * 1_000 + step * 10;
                        let two = drafts(base..base + 2);
                        let receipts =
                            sequencer.append(&two, &key, day("2024-12-23"), NOW).unwrap();
                        assert_eq!(receipts.len(), 2);
                        assert_eq!(receipts[1].index, receipts[0].index + 1, "they stand together");
                        (base, receipts)
                    })
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    let answers: Vec<_> = writers.into_iter().flat_map(|w| w.join().unwrap()).collect();
    let log = sequencer.shut_down().unwrap();
    assert!(matches!(sequencer.shut_down(), Err(Error::ShutDown)));
    let late = sequencer.append(&[draft(1)], &author(1), day("2024-12-23"), NOW);
    assert!(matches!(late, Err(Error::ShutDown)));
    assert_eq!(log.size().unwrap(), 64 * 8 * 2 + 5);
    for (base, receipts) in answers {
        for (n, receipt) in (base..).zip(receipts) {
            assert!(receipt.fresh);
            let entry = log.get(receipt.index).unwrap().unwrap();
            assert_eq!(entry.id(), receipt.id);
            assert!(entry.body().contains(&format!("\"n\":{n},")), "each writer's own");
        }
    }
    let report = fsck(&log);
    assert!(report.is_clean(), "{:?}", report.damages);
    assert!(report.checkpoints < 64 * 8, "writers shared commits: {}", report.checkpoints);
    drop(log);
    Log::open(&dir, log_key(), &Options::default()).unwrap();
}

#[test]
fn dropping_the_last_handle_flushes() {
    let home = Home::new(0);
    let dir = home.dir();
    let sequencer = Sequencer::start(home.log).unwrap();
    let writers: Vec<_> = (0..8_u64)
        .map(|n| {
            let sequencer = sequencer.clone();
            thread::spawn(move || {
                sequencer.append(&[draft(n)], &author(1), day("2024-12-23"), NOW).unwrap()
            })
        })
        .collect();
    drop(sequencer);
    writers.into_iter().for_each(|writer| drop(writer.join().unwrap()));
    let log = Log::open(&dir, log_key(), &Options::default()).unwrap();
    assert_eq!(log.size().unwrap(), 9);
}

#[test]
fn one_writers_fault_does_not_fail_the_others() {
    let home = Home::new(2);
    let sequencer = Sequencer::start(home.log).unwrap();
    let undeclared = draft(7).sign(&author(9), day("2024-12-23")).unwrap();
    let writers: Vec<_> = (0..40_u64)
        .map(|n| {
            let sequencer = sequencer.clone();
            let undeclared = undeclared.clone();
            thread::spawn(move || match n % 4 {
                0 => sequencer.append_entries(&[undeclared], NOW),
                _ => sequencer.append(&[draft(100 + n)], &author(1), day("2024-12-23"), NOW),
            })
        })
        .collect();
    for (n, writer) in writers.into_iter().enumerate() {
        match (n % 4, writer.join().unwrap()) {
            (0, Err(Error::UndeclaredAuthor { .. })) => {}
            (1.., Ok(receipts)) => assert!(receipts[0].fresh),
            (n, other) => panic!("{n}: {other:?}"),
        }
    }
    assert!(fsck(&sequencer.shut_down().unwrap()).is_clean());
}

#[test]
fn a_bad_draft_fails_before_the_queue_and_a_full_disk_reaches_every_writer() {
    let home = Home::new(0);
    let dir = home.dir();
    drop(home.log);
    let options = Options { pages_max: Some(60), ..Options::default() };
    let sequencer = Sequencer::start(Log::open(&dir, log_key(), &options).unwrap()).unwrap();
    let long = Draft::new("statement/1", json!({"a": "x".repeat(70_000)})).unwrap();
    let refused = sequencer.append(&[long], &author(1), day("2024-12-23"), NOW);
    assert!(matches!(refused, Err(Error::TooLong { .. })));
    let writers: Vec<_> = (0..16_u64)
        .map(|writer| {
            let sequencer = sequencer.clone();
            thread::spawn(move || {
                let mut stored = 0_u64;
                loop {
                    let draft = Draft::new(
                        "statement/1",
                        json!({"n": writer * 1_000 + stored, "a": "x".repeat(3_000)}),
                    )
                    .unwrap();
                    match sequencer.append(&[draft], &author(1), day("2024-12-23"), NOW) {
                        Ok(_) => stored += 1,
                        Err(error) => return (stored, error),
                    }
                }
            })
        })
        .collect();
    let mut stored = 0;
    for writer in writers {
        let (count, error) = writer.join().unwrap();
        assert!(matches!(error, Error::Full { .. }), "{error}");
        assert!(error.hint().unwrap().contains("intact"));
        stored += count;
    }
    let log = sequencer.shut_down().unwrap();
    assert!(stored > 10);
    assert_eq!(log.size().unwrap(), stored + 1, "what was acknowledged, and the declaration");
    assert!(fsck(&log).is_clean());
    drop(log);
    // With room again, it goes on.
    let mut log = Log::open(&dir, log_key(), &Options::default()).unwrap();
    log.append(&drafts(5_000..5_100), &author(1), day("2024-12-24"), NOW).unwrap();
    assert!(fsck(&log).is_clean());
}
