//! Kill −9 and Ctrl-C at random moments: a table is in whole or not at all, and no half folder passes for a whole one.
//!
//! `CENOTAPH_KILLS` sets how often (10 by default). This shows the order of the steps, not the honesty of a disk that loses
//! power.

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::support::{Home, Lcg, copy_dir, demo, ended, files};

pub(crate) fn kills() -> usize {
    std::env::var("CENOTAPH_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(10)
}

/// A table of made rows, no two alike, about nothing that the checks would have to weigh.
fn big_table(first: usize, rows: usize) -> String {
    let mut text = String::from(
        "claim_id,party_group,party,announced_date,as_of_date,category,best,support\n",
    );
    for n in first..first + rows {
        let _ = writeln!(
            text,
            "K{n},G{},Party {},2031-{:02}-{:02},2031-01-01,presence,,row {n} of a made table",
            n % 5,
            n % 20,
            n % 12 + 1,
            n % 28 + 1
        );
    }
    text
}

const ROWS: usize = 2_000;

/// How many rows of the made tables the record holds.
fn held(home: &Home) -> usize {
    let out = home.run(&["log", "-C", "case"]).ends(0).out;
    out.lines().filter(|l| l.contains("  claim/1 ")).count()
}

#[test]
fn a_killed_add_leaves_all_or_nothing() {
    let home = Home::with_case();
    // How long an undisturbed run takes here and now, so that kills fall into all of it.
    home.write("t.csv", big_table(0, ROWS));
    let start = Instant::now();
    home.run(&["add", "t.csv", "-C", "case"]).ends(0);
    let whole = start.elapsed();
    let mut expected = ROWS;
    assert_eq!(held(&home), expected);
    let mut random = Lcg(1_223);
    let (mut cut, mut done) = (0, 0);
    for kill in 0..kills() {
        if expected > 10 * ROWS {
            fs::remove_dir_all(home.path("case")).unwrap();
            home.run(&["init", "case"]).ends(0);
            expected = 0;
        }
        home.write("t.csv", big_table((kill + 1) * ROWS, ROWS));
        let mut command = home.command(&["add", "t.csv", "-C", "case"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // From the first moment to a little after the end.
        let share = random.below(1_100) as u32;
        std::thread::sleep(whole * share / 1_000);
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let acknowledged = String::from_utf8_lossy(&output.stdout).contains("entries appended");
        let now = held(&home);
        assert!(now == expected || now == expected + ROWS, "kill {kill}: {now} of {expected} rows");
        assert!(!acknowledged || now > expected, "kill {kill}: told as appended and lost");
        if now > expected {
            done += 1;
        } else {
            cut += 1;
        }
        home.run(&["fsck", "-C", "case"]).ends(0);
        // The same again takes in what is missing, once.
        home.run(&["add", "t.csv", "-C", "case"]).ends(0);
        expected += ROWS;
        assert_eq!(held(&home), expected, "kill {kill}");
    }
    assert!(kills() < 10 || cut > 0, "no kill came in time: {cut} cut, {done} done");
}

/// A release killed anywhere: the next run makes it or finds it made, and every folder that is there verifies.
#[test]
fn a_killed_release_is_made_good_by_the_next() {
    let origin = Home::with_case();
    origin.write("t.csv", big_table(0, 100));
    origin.run(&["add", "t.csv", "-C", "case"]).ends(0);
    origin.run(&["release", "-C", "case"]).ends(0);
    origin.write("t.csv", big_table(0, 200));
    origin.run(&["add", "t.csv", "-C", "case"]).ends(0);
    let timed = Home::new();
    copy_dir(&origin.path("case"), &timed.path("case"));
    let start = Instant::now();
    timed.run(&["release", "-C", "case"]).ends(0);
    let whole = start.elapsed();
    let mut random = Lcg(77);
    for kill in 0..kills() {
        let home = Home::new();
        // The marks outside the case too: this is the same desk, not a backup of it.
        copy_dir(origin.temp.path(), home.temp.path());
        let mut command = home.command(&["release", "-C", "case"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * random.below(1_100) as u32 / 1_000);
        child.kill().unwrap();
        child.wait().unwrap();
        if home.path("case/releases/0002").exists() {
            home.run(&["verify", "case/releases/0002"]).ends(0);
        }
        home.run(&["fsck", "-C", "case"]).ends(0);
        home.run(&["release", "-C", "case"]).ends(0);
        assert!(home.path("case/releases/0002").exists(), "kill {kill}");
        assert!(!home.path("case/releases/0003").exists(), "kill {kill}: one edition, not two");
        home.run(&["site", "-C", "case"]).ends(0);
        home.run(&["verify", "case"]).ends(0);
        assert_eq!(anchored(&home), 2, "kill {kill}: each edition is tied to what was known");
    }
}

/// How many editions the desk can tie to the state of its log that they were made from: the commitment in the release log is
/// opened by an entry of the desk log, against the root at that size.
fn anchored(home: &Home) -> usize {
    use sha2::{Digest as _, Sha256};
    let open = |log: &str| {
        let dir = home.path("case/record").join(log);
        record::Log::open_read_only(&dir, &record::Options::default()).unwrap()
    };
    let bodies = |log: &record::Log, kind: &str| -> Vec<serde_json::Value> {
        let mut found = Vec::new();
        log.replay(0..log.size().unwrap(), |raw| {
            if raw.kind == kind {
                found.push(raw.body_as()?);
            }
            Ok::<_, record::Error>(())
        })
        .unwrap();
        found
    };
    let (desk, release) = (open("desk"), open("release"));
    let openings = bodies(&desk, "release/1");
    let opens = |edition: &serde_json::Value, opening: &serde_json::Value| {
        let hex = opening["anchor_nonce"].as_str().unwrap();
        let nonce = (0..32).map(|n| u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).unwrap());
        let root = desk.root_at(opening["desk_size"].as_u64().unwrap()).unwrap();
        let mut hash = Sha256::new();
        hash.update(b"cenotaph/desk-anchor/1\0");
        hash.update(nonce.collect::<Vec<u8>>());
        hash.update(root.0);
        let commitment: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        edition["sha256"] == opening["sha256"] && edition["desk_anchor"] == commitment.as_str()
    };
    let editions = bodies(&release, "edition/1");
    editions.iter().filter(|e| openings.iter().any(|o| opens(e, o))).count()
}

/// Sends a signal by the shell's own `kill`.
pub(crate) fn interrupt(home: &Home, pid: u32) {
    let mut command = std::process::Command::new("sh");
    home.bare(&mut command);
    command.args(["-c", &format!("kill -INT {pid}")]);
    drop(ended(&["kill"], command));
}

/// What a run that was broken off left beside its target, anywhere in the case.
fn left_over(home: &Home) -> Vec<String> {
    files(&home.path("case")).into_keys().filter(|path| path.contains(".tmp")).collect()
}

/// Interrupts a verb at a random moment within the time that it takes; gives its exit code.
fn interrupted(home: &Home, args: &[&str], within: Duration, random: &mut Lcg) -> Option<i32> {
    let mut command = home.command(args);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(within * random.below(1_050) as u32 / 1_000);
    interrupt(home, child.id());
    child.wait().unwrap().code()
}

#[test]
fn ctrl_c_leaves_no_half_site() {
    let origin = demo();
    let home = Home::new();
    copy_dir(origin.temp.path(), home.temp.path());
    let start = Instant::now();
    home.run(&["site", "-C", "case", "--to", "timed"]).ends(0);
    let whole = start.elapsed();
    let mut random = Lcg(12);
    let mut broken_off = 0;
    for round in 0..8 {
        fs::remove_dir_all(home.path("case/site")).ok();
        let code = interrupted(&home, &["site", "-C", "case"], whole, &mut random);
        // Before the program has set its handler, the signal itself ends it.
        assert!(matches!(code, None | Some(0 | 130)), "round {round}: {code:?}");
        broken_off += usize::from(code == Some(130));
        if home.path("case/site").exists() {
            home.run(&["verify", "case/site"]).ends(0);
        }
        home.run(&["site", "-C", "case"]).ends(0);
        home.run(&["verify", "case"]).ends(0);
        assert_eq!(left_over(&home), Vec::<String>::new(), "round {round}");
    }
    assert!(broken_off > 2, "{broken_off} of 8 came in time");
}

#[test]
fn ctrl_c_leaves_no_half_release() {
    let origin = Home::with_case();
    origin.write("t.csv", big_table(0, 300));
    origin.run(&["add", "t.csv", "-C", "case"]).ends(0);
    let timed = Home::new();
    copy_dir(origin.temp.path(), timed.temp.path());
    let start = Instant::now();
    timed.run(&["release", "-C", "case"]).ends(0);
    let whole = start.elapsed();
    let mut random = Lcg(21);
    for round in 0..8 {
        let home = Home::new();
        copy_dir(origin.temp.path(), home.temp.path());
        let code = interrupted(&home, &["release", "-C", "case"], whole, &mut random);
        assert!(matches!(code, None | Some(0 | 130)), "round {round}: {code:?}");
        if home.path("case/releases/0001").exists() {
            home.run(&["verify", "case/releases/0001"]).ends(0);
        }
        home.run(&["release", "-C", "case"]).ends(0);
        home.run(&["verify", "case"]).ends(0);
        assert_eq!(left_over(&home), Vec::<String>::new(), "round {round}");
        assert_eq!(anchored(&home), 1, "round {round}");
    }
}

/// A case is whole or is not there.
#[test]
fn a_killed_init_leaves_no_half_case() {
    let mut random = Lcg(4);
    for _ in 0..8 {
        let home = Home::new();
        let mut child = home.command(&["init", "case"]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(random.below(40_000) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        if home.path("case").exists() {
            home.run(&["fsck", "-C", "case"]).ends(0);
        } else {
            home.run(&["init", "case"]).ends(0);
        }
    }
}

/// Two that write at once: each is taken in whole, or told to wait; nothing is lost.
#[test]
fn two_at_once_lose_nothing() {
    let home = Home::with_case();
    home.write("a.csv", big_table(0, 500));
    home.write("b.csv", big_table(500, 500));
    let children = ["a.csv", "b.csv"].map(|file| {
        let mut command = home.command(&["add", file, "-C", "case"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    });
    let mut expected = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0) => expected += 500,
            Some(1) => assert!(err.starts_with("error: "), "{err}"),
            other => panic!("{other:?}: {err}"),
        }
    }
    assert!(expected >= 500);
    assert_eq!(held(&home), expected);
    home.run(&["fsck", "-C", "case"]).ends(0);
    home.run(&["add", "a.csv", "b.csv", "-C", "case"]).ends(0);
    assert_eq!(held(&home), 1_000);
}
