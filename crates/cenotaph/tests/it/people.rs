//! Editors, requests, approvals: what one person cannot do, however the record is written.

use serde_json::{Value, json};

use super::support::{Home, NOW, Run, ended};

/// A case founded by `mara` and `joon`; `lee` has a key and is not enrolled.
pub(crate) fn founded() -> Home {
    let home = Home::with_case();
    for name in ["mara", "joon", "lee"] {
        let card =
            home.run(&["editor", "new", name, "--key", &key(name), "--no-passphrase"]).ends(0);
        home.write(&format!("{name}.card"), card.out);
    }
    for name in ["mara", "joon"] {
        home.run(&["editor", "enrol", &format!("{name}.card"), "-C", "case"]).ends(0);
    }
    home
}

/// The key file of an editor.
pub(crate) fn key(name: &str) -> String {
    format!("keys/{name}.editor")
}

/// Runs a verb on the case with an editor's key.
pub(crate) fn by(home: &Home, name: &str, args: &[&str]) -> Run {
    let key = key(name);
    home.run(&[args, &["-C", "case", "--key", &key]].concat())
}

/// As [`by`], on another machine.
pub(crate) fn elsewhere(home: &Home, name: &str, args: &[&str]) -> Run {
    home.write("other-machine", "another machine's id, of 32 letters and more");
    let key = key(name);
    let args = [args, &["-C", "case", "--key", &key]].concat();
    let mut command = home.command(&args);
    command.env("CENOTAPH_MACHINE_ID", home.path("other-machine"));
    ended(&args, command)
}

/// The request that a run printed.
pub(crate) fn request(run: &Run) -> String {
    let id = run.out.trim().to_owned();
    assert!(id.len() == 12 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{}", run.out);
    id
}

fn editors(home: &Home) -> Vec<String> {
    let list = home.run(&["editor", "list", "-C", "case", "--json"]).ends(0);
    let enrolled = list.json().into_iter().filter(|e| e["left"].is_null());
    enrolled.map(|e| e["editor"].as_str().unwrap().to_owned()).collect()
}

/// Appends an entry to the desk log by the desk's own author key: what an insider with the folder can do.
fn forge(home: &Home, kind: &str, body: &Value) {
    forge_by(home, &home.path("case/keys/author.key"), kind, body);
}

fn forge_by(home: &Home, key: &std::path::Path, kind: &str, body: &Value) {
    let author = record::SigningKey::load(key, None).unwrap();
    let log = record::SigningKey::load(&home.path("case/keys/log.key"), None).unwrap();
    let dir = home.path("case/record/desk");
    let mut log = record::Log::open(&dir, log, &record::Options::default()).unwrap();
    let draft = record::Draft::new(kind, body.clone()).unwrap();
    log.append(&[draft], &author, NOW[..10].parse().unwrap(), 1_772_454_896).unwrap();
}

#[test]
fn the_desk_is_founded_by_two_and_a_third_needs_both() {
    let home = founded();
    assert_eq!(editors(&home), ["mara", "joon"]);
    // Without a key nobody is enrolled any more.
    let run = home.run(&["editor", "enrol", "lee.card", "-C", "case"]).ends(1);
    assert!(run.err.contains("--key"), "{}", run.err);
    // Who is not enrolled asks for nothing.
    let run = by(&home, "lee", &["editor", "enrol", "lee.card"]).ends(1);
    assert!(run.err.contains("`lee` is not an editor of this case"), "{}", run.err);
    let id = request(&by(&home, "mara", &["editor", "enrol", "lee.card"]).ends(0));
    assert_eq!(editors(&home), ["mara", "joon"]);
    // The one who asked does not agree, and an outsider does not either.
    let run = by(&home, "mara", &["approve", &id, "--yes"]).ends(1);
    assert!(run.err.contains("is by `mara`, who cannot approve it too"), "{}", run.err);
    by(&home, "lee", &["approve", &id, "--yes"]).ends(1);
    // Without a terminal it is not enough to name it.
    let run = by(&home, "joon", &["approve", &id]).ends(1);
    assert!(run.err.contains("--yes"), "{}", run.err);
    assert_eq!(editors(&home), ["mara", "joon"]);
    by(&home, "joon", &["approve", &id, "--yes"]).ends(0);
    assert_eq!(editors(&home), ["mara", "joon", "lee"]);
    // A request is used once.
    let run = by(&home, "joon", &["approve", &id, "--yes"]).ends(1);
    assert!(run.err.contains("was used"), "{}", run.err);
}

#[test]
fn two_keys_on_one_machine_are_flagged_and_on_two_are_not() {
    let home = founded();
    let id = request(&by(&home, "mara", &["editor", "enrol", "lee.card"]).ends(0));
    let run = elsewhere(&home, "joon", &["approve", &id, "--yes", "--json"]).ends(0);
    assert_eq!(run.json()[0]["one_machine"], json!(false));
    assert!(!run.err.contains("warning"), "{}", run.err);
    let before = home.run(&["fsck", "-C", "case"]).ends(0).out;
    assert!(!before.contains("one machine"), "{before}");
    let id = request(&by(&home, "mara", &["editor", "leave", "lee"]).ends(0));
    let run = by(&home, "joon", &["approve", &id, "--yes", "--json", "--quiet"]).ends(0);
    assert_eq!(run.json()[0]["one_machine"], json!(true));
    assert!(run.err.contains("`mara` and `joon`, were used on this machine"), "{}", run.err);
    let after = home.run(&["fsck", "-C", "case"]).ends(0).out;
    assert!(after.contains("leave of `lee`") && after.contains("one machine"), "{after}");
}

/// Each of two sealed keys has a passphrase of its own, the second in `CENOTAPH_PASSPHRASE_2`; neither opens the other.
#[test]
fn two_sealed_keys_at_one_machine() {
    let home = Home::with_case();
    let with = |first: Option<&str>, second: Option<&str>, args: &[&str]| {
        let mut command = home.command(args);
        let set = [("CENOTAPH_PASSPHRASE", first), ("CENOTAPH_PASSPHRASE_2", second)];
        command.envs(set.into_iter().filter_map(|(name, text)| Some((name, text?))));
        ended(args, command)
    };
    let (horse, staple) = (Some("correct horse"), Some("battery staple"));
    for (name, passphrase) in [("mara", horse), ("joon", staple), ("lee", Some("third"))] {
        let card = with(passphrase, None, &["editor", "new", name, "--key", &key(name)]).ends(0);
        home.write(&format!("{name}.card"), card.out);
        let sealed = std::fs::read(home.path(&key(name))).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains(passphrase.unwrap()), "{name}");
    }
    for name in ["mara", "joon"] {
        home.run(&["editor", "enrol", &format!("{name}.card"), "-C", "case"]).ends(0);
    }
    let enrol = ["editor", "enrol", "lee.card", "-C", "case"];
    let keys = ["--key", "keys/mara.editor", "--with", "keys/joon.editor"];
    let enrol = [&enrol[..], &keys].concat();
    for (first, second, sealed) in [
        (None, None, "mara"),
        (staple, horse, "mara"),
        (horse, None, "joon"),
        // The first passphrase is not tried on the second key.
        (horse, horse, "joon"),
        // An empty one is none.
        (horse, Some(""), "joon"),
    ] {
        let run = with(first, second, &enrol).ends(1);
        assert_eq!(run.out, "", "{first:?} {second:?}");
        let named = format!("keys/{sealed}.editor");
        assert!(run.err.contains("passphrase") && run.err.contains(&named), "{}", run.err);
        assert!(!run.err.contains("horse") && !run.err.contains("staple"), "{}", run.err);
        assert_eq!(editors(&home), ["mara", "joon"], "{first:?} {second:?}");
    }
    let run = with(horse, staple, &enrol).ends(0);
    assert!(run.err.contains("`mara` and `joon`, were used on this machine"), "{}", run.err);
    assert_eq!(editors(&home), ["mara", "joon", "lee"]);
    for (name, bytes) in super::support::files(&home.path("case")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("correct horse") && !text.contains("battery staple"), "{name}");
    }
}

#[test]
fn an_insider_enrols_no_puppet() {
    let home = founded();
    let card = std::fs::read_to_string(home.path("lee.card")).unwrap();
    let card = card.trim();
    // An enrolment that nobody asked for; one that names a request for something else; founders written anew.
    forge(&home, "editor/1", &json!({"card": card, "machine": "0000000000000000"}));
    forge(&home, "editor/1", &json!({"card": card, "machine": "0000000000000000", "founders": 9}));
    assert_eq!(editors(&home), ["mara", "joon"]);
    // A request in mara's name by another key, and an approval of it by the desk's own key.
    let digest = "0".repeat(64);
    forge(
        &home,
        "request/1",
        &json!({"action": "enrol", "subject": card, "digest": digest, "machine": "0000000000000000"}),
    );
    let out = home.run(&["requests", "-C", "case"]).ends(0).out;
    assert_eq!(out, "", "a request by no editor does not wait");
    let told = home.run(&["fsck", "-C", "case"]).ends(0).out;
    assert_eq!(told.matches("warning: ignored").count(), 3, "{told}");
    let told = home.run(&["verify", "case"]).ends(0).out;
    assert_eq!(told.matches("warning: ignored").count(), 3, "{told}");
}

#[test]
fn a_request_expires_after_fourteen_days() {
    let home = founded();
    let id = request(&by(&home, "mara", &["editor", "enrol", "lee.card"]).ends(0));
    let approve = ["approve", &id, "--yes", "-C", "case", "--key", "keys/joon.editor"];
    let run = home.run_at("2026-03-17T00:00:00Z", &approve).ends(1);
    assert!(run.err.contains("is 15 days old, and counts for 14"), "{}", run.err);
    assert_eq!(editors(&home), ["mara", "joon"]);
    let late = home.run_at("2026-03-17T00:00:00Z", &["requests", "-C", "case"]).ends(0).out;
    assert_eq!(late, "");
    home.run_at("2026-03-16T23:00:00Z", &approve).ends(0);
    assert_eq!(editors(&home).len(), 3);
}

#[test]
fn who_left_approves_nothing_and_two_must_remain() {
    let home = founded();
    let run = by(&home, "mara", &["editor", "leave", "joon"]).ends(1);
    assert!(run.err.contains("1 editors would remain, and 2 must agree"), "{}", run.err);
    by(&home, "mara", &["editor", "enrol", "lee.card", "--with", "keys/joon.editor"]).ends(0);
    by(&home, "mara", &["editor", "leave", "joon", "--with", "keys/lee.editor"]).ends(0);
    assert_eq!(editors(&home), ["mara", "lee"]);
    let new = home.run(&["editor", "new", "sora", "--key", "keys/sora.editor", "--no-passphrase"]);
    home.write("sora.card", new.ends(0).out);
    let id = request(&by(&home, "mara", &["editor", "enrol", "sora.card"]).ends(0));
    let run = by(&home, "joon", &["approve", &id, "--yes"]).ends(1);
    assert!(run.err.contains("`joon` is not an editor of this case"), "{}", run.err);
    // An approval that the leaver writes past the program does not count.
    let log = home.run(&["requests", "-C", "case", "--json"]).ends(0).json();
    let (full, digest) = (log[0]["request"].clone(), "0".repeat(64));
    forge(&home, "approval/1", &json!({"request": full, "digest": digest, "machine": "0"}));
    assert!(
        home.run(&["requests", "-C", "case", "--json"]).ends(0).json()[0]["approved_by"].is_null()
    );
    // A key that left does not come back under its card.
    let run = by(&home, "mara", &["editor", "enrol", "joon.card"]).ends(1);
    assert!(run.err.contains("enrolled already"), "{}", run.err);
}

#[test]
fn one_key_is_not_two_people() {
    let home = founded();
    let run =
        by(&home, "mara", &["editor", "enrol", "lee.card", "--with", "keys/mara.editor"]).ends(1);
    assert!(run.err.contains("cannot approve it too"), "{}", run.err);
    assert_eq!(editors(&home), ["mara", "joon"]);
}
