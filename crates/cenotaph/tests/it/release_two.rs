//! The release under two keys: what leaves is what was asked for, and who looked is on record.

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant, UNIX_EPOCH};

use serde_json::Value;

use super::people::{by, elsewhere, founded, request};
use super::support::{Home, Lcg, copy_dir, files, sha256, table};

const COLUMNS: &[&str] = &[
    "claim_id",
    "party_group",
    "party",
    "announced_date",
    "category",
    "kind",
    "best",
    "support",
    "handle",
    "place",
    "release",
];

const PUBLIC: &str = "claim_id=C1|party_group=UA|party=Ministry|announced_date=2026-01-06|category=killed|best=7|support=Seven were reported|release=public";
const PUBLIC_TOO: &str = "claim_id=C2|party_group=UA|party=Ministry|announced_date=2026-01-07|category=killed|best=8|support=Eight were reported|release=public";
const TOLD: &str = "claim_id=T1|party_group=SOURCE|party=source inside|announced_date=2026-01-09|category=testimony|kind=circumstance|support=Lamps stay dark along the river since the meeting|handle=heron|place=Ryanggang|release=public";

fn add(home: &Home, rows: &[&str]) {
    home.write("claims.csv", table(COLUMNS, rows));
    home.run(&["add", "claims.csv", "-C", "case"]).ends(0);
}

/// Bodies of the desk log's entries of a kind.
fn entries(home: &Home, kind: &str) -> Vec<Value> {
    let dir = home.path("case/record/desk");
    let log = record::Log::open_read_only(&dir, &record::Options::default()).unwrap();
    let mut found = Vec::new();
    log.replay(0..log.size().unwrap(), |raw| {
        if raw.kind == kind {
            found.push(serde_json::from_str(raw.body).unwrap());
        }
        Ok::<(), record::Error>(())
    })
    .unwrap();
    found
}

fn editions(home: &Home) -> usize {
    let dir = home.path("case/record/release");
    let log = record::Log::open_read_only(&dir, &record::Options::default()).unwrap();
    let mut editions = 0;
    log.replay(0..log.size().unwrap(), |raw| {
        editions += usize::from(raw.kind == "edition/1");
        Ok::<(), record::Error>(())
    })
    .unwrap();
    editions
}

fn set(home: &Home, field: &str, value: Value) {
    let path = home.path("case/case.json");
    let mut settings: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    settings["protection"][field] = value;
    fs::write(path, settings.to_string()).unwrap();
}

#[test]
fn one_person_releases_what_is_public_and_the_record_says_so() {
    let home = Home::with_case();
    add(&home, &[PUBLIC]);
    let run = home.run(&["release", "-C", "case", "--quiet"]).ends(0);
    assert!(run.err.contains("nobody else looked"), "{}", run.err);
    let gates = entries(&home, "gate/1");
    assert_eq!((gates.len(), &gates[0]["approved_by"]), (1, &"none".into()));
    assert_eq!(gates[0]["verdict"], "pass");
    home.run(&["verify", "case"]).ends(0);
}

#[test]
fn one_person_does_not_release_what_a_source_told_and_nobody_published() {
    let home = Home::with_case();
    add(&home, &[PUBLIC, TOLD]);
    let run = home.run(&["release", "-C", "case"]).ends(1);
    assert!(run.err.contains("takes two editors"), "{}", run.err);
    assert!(run.err.contains("cenotaph editor new") && run.err.contains("cenotaph approve"));
    assert_eq!((editions(&home), home.path("case/releases/0001").exists()), (0, false));
    // To look is free.
    home.run(&["release", "--dry-run", "-C", "case"]).ends(0);
}

#[test]
fn what_was_asked_for_is_what_leaves() {
    let home = founded();
    add(&home, &[PUBLIC, TOLD]);
    // Not without a key, once there are editors.
    let run = home.run(&["release", "-C", "case"]).ends(1);
    assert!(run.err.contains("--key"), "{}", run.err);
    let id = request(&by(&home, "mara", &["release"]).ends(0));
    assert_eq!((editions(&home), entries(&home, "gate/1").len()), (0, 0));
    // To ask again gives the same request.
    assert_eq!(request(&by(&home, "mara", &["release"]).ends(0)), id);
    let run = by(&home, "mara", &["approve", &id, "--yes"]).ends(1);
    assert!(run.err.contains("cannot approve it too"), "{}", run.err);
    assert_eq!(editions(&home), 0);
    // Days later, on another machine: the day is that of the request.
    let digest = entries(&home, "request/1")[0]["digest"].clone();
    elsewhere(&home, "joon", &["release", "--approve", &id]).ends(0);
    let edition = fs::read(home.path("case/releases/0001/edition.json")).unwrap();
    assert_eq!(Value::from(sha256(&edition)), digest);
    let gates = entries(&home, "gate/1");
    assert_eq!(gates.len(), 1);
    assert_ne!(gates[0]["approved_by"], "none");
    assert!(gates[0]["one_machine"].is_null(), "two machines");
    home.run(&["verify", "case"]).ends(0);
    let told = home.run(&["fsck", "-C", "case"]).ends(0).out;
    assert!(!told.contains("warning"), "{told}");
    // It was made once.
    elsewhere(&home, "joon", &["approve", &id, "--yes"]).ends(0);
    let again = by(&home, "mara", &["release"]).ends(0).out;
    assert!(again.contains("Nothing changed since edition 1"), "{again}");
    assert_eq!(editions(&home), 1);
}

#[test]
fn the_day_of_the_edition_is_that_of_the_request() {
    let home = founded();
    add(&home, &[PUBLIC]);
    let id = request(&by(&home, "mara", &["release"]).ends(0));
    let approve = ["approve", &id, "--yes", "-C", "case", "--key", "keys/joon.editor"];
    home.run_at("2026-03-11T08:00:00Z", &approve).ends(0);
    let edition = fs::read(home.path("case/releases/0001/edition.json")).unwrap();
    let edition: Value = serde_json::from_slice(&edition).unwrap();
    assert_eq!(edition["day"], "2026-03-02");
    home.run(&["verify", "case/releases/0001"]).ends(0);
}

#[test]
fn a_desk_that_changed_releases_nothing() {
    let home = founded();
    add(&home, &[PUBLIC]);
    let id = request(&by(&home, "mara", &["release"]).ends(0));
    add(&home, &[PUBLIC, PUBLIC_TOO]);
    let run = by(&home, "joon", &["approve", &id, "--yes"]).ends(1);
    assert!(run.err.contains("The desk has changed since the request"), "{}", run.err);
    assert_eq!((editions(&home), entries(&home, "approval/1").len()), (0, 0));
    // Asked for anew, it leaves; the old request does not.
    let new = request(&by(&home, "mara", &["release"]).ends(0));
    by(&home, "joon", &["approve", &new, "--yes"]).ends(0);
    by(&home, "joon", &["approve", &id, "--yes"]).ends(1);
    assert_eq!(editions(&home), 1);
}

#[test]
fn a_request_for_something_else_releases_nothing() {
    let home = founded();
    add(&home, &[PUBLIC]);
    let id = request(&by(&home, "mara", &["editor", "enrol", "lee.card"]).ends(0));
    let run = by(&home, "joon", &["release", "--approve", &id]).ends(1);
    assert!(run.err.contains("is to enrol, not to release"), "{}", run.err);
    let run = by(&home, "joon", &["release", "--approve", "0123456789ab"]).ends(1);
    assert!(run.err.contains("No request has the id"), "{}", run.err);
    assert_eq!(editions(&home), 0);
}

#[test]
fn two_at_one_machine_are_flagged() {
    let home = founded();
    add(&home, &[PUBLIC, TOLD]);
    let run = by(&home, "mara", &["release", "--with", "keys/mara.editor"]).ends(1);
    assert!(run.err.contains("cannot approve it too"), "{}", run.err);
    let run =
        by(&home, "mara", &["release", "--with", "keys/joon.editor", "--json", "--quiet"]).ends(0);
    assert_eq!(run.json()[0]["one_machine"], true);
    assert!(run.err.contains("were used on this machine"), "{}", run.err);
    assert_eq!(entries(&home, "gate/1")[0]["one_machine"], true);
    let told = home.run(&["fsck", "-C", "case"]).ends(0).out;
    assert!(told.contains("release of `edition 1`"), "{told}");
}

#[test]
fn what_the_gate_blocks_leaves_by_two_and_only_that() {
    let home = founded();
    set(&home, "k_reader", 900_000_000_u64.into());
    add(&home, &[PUBLIC, TOLD]);
    let gate = by(&home, "mara", &["release", "--gate", "--json"]).ends(1).json();
    assert_eq!(gate[0]["verdict"], "blocked");
    assert_eq!(gate[0]["persons"][0]["person"], "heron");
    let text = by(&home, "mara", &["release", "--gate"]).ends(1).out;
    assert!(text.contains("heron") && !text.contains("Lamps"), "{text}");
    by(&home, "mara", &["release"]).ends(1);
    home.write("why.txt", "Quillfeather reasons");
    let ask = ["release", "--override", "--reason-file", "why.txt"];
    let id = request(&by(&home, "mara", &ask).ends(0));
    let run = by(&home, "mara", &["release"]).ends(1);
    assert!(run.err.contains("Too few people"), "asking is not enough: {}", run.err);
    let run = by(&home, "joon", &["approve", &id, "--yes", "--show-reason"]).ends(0);
    assert!(run.out.contains("Reason: Quillfeather reasons"), "{}", run.out);
    let gate = by(&home, "mara", &["release", "--gate", "--json"]).ends(0).json();
    assert_eq!(gate[0]["verdict"], "overridden");
    by(&home, "mara", &["release", "--with", "keys/joon.editor"]).ends(0);
    let gates = entries(&home, "gate/1");
    assert_eq!(gates[0]["verdict"], "overridden");
    assert!(!gates[0]["blocked_overridden"].as_array().unwrap().is_empty());
    assert!(gates[0]["override"].is_string());
    // The reason is in no file of the case.
    for (path, bytes) in files(&home.path("case")) {
        assert!(!bytes.windows(12).any(|w| w == b"Quillfeather"), "{path}");
    }
    // What else comes is blocked again.
    let more = TOLD.replace("T1", "T2").replace("river", "lake").replace("Ryanggang", "Chagang");
    add(&home, &[PUBLIC, TOLD, &more]);
    by(&home, "mara", &["release"]).ends(1);
    assert_eq!(editions(&home), 1);
}

/// What the program reads goes to a new editor with the enrolment, and a handle's past is counted by the new one's key too.
#[test]
fn a_third_editor_reads_the_ledger_and_a_leaver_does_not() {
    let home = founded();
    add(&home, &[PUBLIC, TOLD]);
    by(&home, "mara", &["release", "--with", "keys/joon.editor"]).ends(0);
    // The ledger is needed from now on, also to look.
    let run = home.run(&["release", "--gate", "-C", "case"]).ends(1);
    assert!(run.err.contains("--key"), "{}", run.err);
    by(&home, "mara", &["editor", "enrol", "lee.card", "--with", "keys/joon.editor"]).ends(0);
    by(&home, "mara", &["editor", "leave", "joon", "--with", "keys/lee.editor"]).ends(0);
    add(&home, &[PUBLIC, TOLD, PUBLIC_TOO]);
    by(&home, "lee", &["release", "--gate"]).ends(0);
    by(&home, "joon", &["release", "--gate"]).ends(1);
    let run = by(&home, "lee", &["release", "--with", "keys/joon.editor"]).ends(1);
    assert!(run.err.contains("joon"), "{}", run.err);
    by(&home, "lee", &["release", "--with", "keys/mara.editor"]).ends(0);
    assert_eq!(editions(&home), 2);
    home.run(&["verify", "case"]).ends(0);
}

/// Broken tables of a case are told with their place, and nothing is counted by others instead.
#[test]
fn tables_of_the_case_that_cannot_be_read_stop_the_release() {
    let home = Home::with_case();
    add(&home, &[PUBLIC]);
    set(&home, "tables", "tables".into());
    let run = home.run(&["release", "-C", "case"]).ends(1);
    assert!(run.err.contains("no folder in the case"), "{}", run.err);
    home.write("case/tables/shares.csv", "this,is,no,table\n1,2,3,4\n");
    let run = home.run(&["release", "-C", "case"]).ends(1);
    assert!(run.err.contains("shares.csv"), "{}", run.err);
    set(&home, "tables", "../elsewhere".into());
    home.run(&["release", "-C", "case"]).ends(1);
    assert_eq!(editions(&home), 0);
}

#[test]
fn files_tell_no_hour_and_no_picture_leaves() {
    let home = founded();
    add(&home, &[PUBLIC, TOLD]);
    by(&home, "mara", &["release", "--with", "keys/joon.editor"]).ends(0);
    home.run(&["site", "-C", "case"]).ends(0);
    let day = UNIX_EPOCH + Duration::from_secs(20_514 * 86_400);
    let mut endings = BTreeSet::new();
    for folder in ["case/releases/0001", "case/site"] {
        for path in files(&home.path(folder)).keys() {
            let at = home.path(folder).join(path);
            assert_eq!(fs::metadata(&at).unwrap().modified().unwrap(), day, "{path}");
            for dir in at.ancestors().take_while(|d| d.starts_with(home.path(folder))) {
                assert_eq!(
                    fs::metadata(dir).unwrap().modified().unwrap(),
                    day,
                    "{}",
                    dir.display()
                );
            }
            let ending = at.extension().map(|e| e.to_string_lossy().into_owned());
            endings.insert(ending.unwrap_or_default());
        }
    }
    let media = [
        "jpg", "jpeg", "png", "gif", "webp", "heic", "tif", "mp3", "mp4", "mov", "ogg", "wav",
        "pdf", "docx",
    ];
    assert!(media.iter().all(|m| !endings.contains(*m)), "{endings:?}");
}

#[test]
fn what_a_source_told_waits() {
    let home = founded();
    set(&home, "delay", serde_json::json!({"min_days": 5, "max_days": 9}));
    add(&home, &[PUBLIC, TOLD]);
    let dry = |now: &str| {
        let args = ["release", "-n", "-C", "case", "--json", "--key", "keys/mara.editor"];
        let out = home.run_at(now, &args).ends(0).json();
        (out[0]["statements"].as_u64().unwrap(), out[0]["held"]["rows"]["statement"].as_u64())
    };
    assert_eq!(dry("2026-03-02T12:00:00Z"), (1, Some(1)));
    assert_eq!(dry("2026-03-06T23:00:00Z"), (1, Some(1)), "four days are less than five");
    assert_eq!(dry("2026-03-11T01:00:00Z"), (2, None), "nine days are enough");
    let secret = home.path("case/keys/delay.secret");
    assert_eq!(fs::read(&secret).unwrap().len(), 32);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&secret).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// A killed `--with`: the same again makes it once, and everything that is there verifies.
#[test]
fn killed_between_request_approval_and_edition_it_is_made_once() {
    let origin = founded();
    add(&origin, &[PUBLIC, TOLD]);
    let release =
        ["release", "-C", "case", "--key", "keys/mara.editor", "--with", "keys/joon.editor"];
    let timed = Home::new();
    copy_dir(origin.temp.path(), timed.temp.path());
    let start = Instant::now();
    timed.run(&release).ends(0);
    let whole = start.elapsed();
    let mut random = Lcg(91);
    let kills = std::env::var("CENOTAPH_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(10);
    for kill in 0..kills {
        let home = Home::new();
        copy_dir(origin.temp.path(), home.temp.path());
        let mut child =
            home.command(&release).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * random.below(1_100) as u32 / 1_000);
        child.kill().unwrap();
        child.wait().unwrap();
        home.run(&["fsck", "-C", "case"]).ends(0);
        home.run(&release).ends(0);
        assert_eq!(editions(&home), 1, "kill {kill}");
        home.run(&["verify", "case"]).ends(0);
        let told = home.run(&["fsck", "-C", "case"]).ends(0).out;
        assert!(!told.contains("without a second editor"), "kill {kill}: {told}");
    }
}
