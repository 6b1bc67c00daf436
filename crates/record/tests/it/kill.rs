//! Kill −9 under load: what was acknowledged is there, and the record is whole.
//!
//! The test runs itself again as a child that appends with eight writers and prints a line for each
//! receipt *after* it was given. The parent kills the child at a random moment, opens the record as
//! the next start would, and compares. `CENOTAPH_KILLS` sets how often (20 by default). This shows
//! the order of the steps, not the honesty of a disk that loses power.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use record::{Log, Options, Sequencer, fsck::fsck, tree};

use crate::support::{Lcg, NOW, ORIGIN, author, day, draft, log_key};

const CHILD: &str = "CENOTAPH_KILL_CHILD";

fn options(home: &Path) -> Options {
    Options { high_water_copy: Some(home.join("state/high")), ..Options::default() }
}

/// The child; does nothing when run as a test.
#[test]
fn child() {
    let Ok(home) = std::env::var(CHILD) else { return };
    let home = Path::new(&home);
    let dir = home.join("record");
    let log = if dir.join("log.db").exists() {
        Log::open(&dir, log_key(), &options(home)).unwrap()
    } else {
        Log::create(&dir, ORIGIN, log_key(), &options(home)).unwrap()
    };
    let start = log.size().unwrap();
    let sequencer = Sequencer::start(log).unwrap();
    for writer in 0..8_u64 {
        let sequencer = sequencer.clone();
        thread::spawn(move || {
            let key = author(1 + (writer % 3) as u8);
            for step in 0_u64.. {
                let n = (start * 8 + writer) * 1_000_000 + step;
                let receipts = sequencer.append(&[draft(n)], &key, day("2024-12-23"), NOW).unwrap();
                let line = format!("acknowledged {} {}\n", receipts[0].index, receipts[0].id);
                std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
            }
        });
    }
    // Until killed; a parent that died must not leave a child behind.
    thread::sleep(Duration::from_secs(20));
    std::process::exit(0);
}

#[test]
fn nothing_acknowledged_is_lost() {
    let kills: u64 =
        std::env::var("CENOTAPH_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(20);
    let mut random = Lcg(kills);
    let mut acknowledged_in_all = 0;
    let mut home = tempfile::tempdir().unwrap();
    let mut acknowledged: Vec<(u64, String)> = Vec::new();
    for kill in 0..kills {
        if kill % 10 == 0 {
            home = tempfile::tempdir().unwrap();
            acknowledged.clear();
        }
        let before = acknowledged.len();
        acknowledged.extend(run_and_kill(home.path(), Duration::from_millis(random.next() % 160)));
        acknowledged_in_all += acknowledged.len() - before;
        if home.path().join("record/log.db").exists() {
            check(home.path(), &acknowledged, kill);
        }
    }
    assert!(acknowledged_in_all as u64 > kills * 10, "{acknowledged_in_all} under {kills} kills");
}

/// Starts the child, waits, kills it, and returns the receipts that it had printed.
fn run_and_kill(home: &Path, after: Duration) -> Vec<(u64, String)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["kill::child", "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, home)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let reading = thread::spawn(move || {
        let mut receipts = Vec::new();
        let mut out = out;
        let mut line = String::new();
        while out.read_line(&mut line).is_ok_and(|length| length > 0) {
            // The last line may be cut: then the writer had not been told all of it.
            let whole = line.strip_suffix('\n').and_then(|line| line.split_once("acknowledged "));
            if let Some((index, id)) = whole.and_then(|(_, receipt)| receipt.split_once(' ')) {
                receipts.push((index.parse().unwrap(), id.to_owned()));
            }
            line.clear();
        }
        receipts
    });
    thread::sleep(Duration::from_millis(25) + after);
    // A checkpoint that anyone could have read just before the kill.
    let seen = Log::open_read_only(&home.join("record"), &options(home))
        .and_then(|log| log.checkpoint())
        .ok();
    child.kill().unwrap();
    child.wait().unwrap();
    let receipts = reading.join().unwrap();
    if let Some(seen) = seen {
        let log = Log::open_read_only(&home.join("record"), &options(home)).unwrap();
        let seen = seen.verify(log_key().public()).unwrap().clone();
        assert_eq!(
            log.root_at(seen.size).unwrap(),
            seen.root,
            "a checkpoint once seen still holds"
        );
        let now = log.checkpoint().unwrap();
        let path = log.consistency(seen.size, now.checkpoint().size).unwrap();
        let (size, root) = (now.checkpoint().size, now.checkpoint().root);
        tree::verify_consistency(seen.size, size, seen.root, root, &path).unwrap();
    }
    receipts
}

fn check(home: &Path, acknowledged: &[(u64, String)], kill: u64) {
    let log = Log::open(&home.join("record"), log_key(), &options(home)).unwrap();
    for (index, id) in acknowledged {
        let entry = log.get(*index).unwrap().unwrap_or_else(|| panic!("{index} is lost"));
        assert_eq!(entry.id().to_string(), *id, "kill {kill}: entry {index}");
    }
    let report = fsck(&log);
    assert!(report.is_clean(), "kill {kill}: {:?}", report.damages);
}
