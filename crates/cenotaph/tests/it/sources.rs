//! Protected sources end to end: codenames, sealing, opening by two, channels, phrases, retention, erasure – and what was sealed is in
//! no byte of the case, before and after. Every person, place and number is invented.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use super::support::{Home, Lcg, Run, claims, copy_dir, ended, files};

/// A desk of two editors, each with a machine of their own.
pub(crate) struct TwoEditors {
    pub(crate) home: Home,
}

/// Key files of the two.
pub(crate) const MARA: &str = "mara.editor";
pub(crate) const JOON: &str = "joon.editor";

impl TwoEditors {
    pub(crate) fn new() -> Self {
        let home = Home::with_case();
        for name in ["mara", "joon"] {
            let key = format!("{name}.editor");
            home.run(&["editor", "new", name, "--no-passphrase", "--key", &key]).ends(0);
            home.run(&["editor", "enrol", &key, "-C", "case"]).ends(0);
            home.write(&format!("{name}.machine"), format!("machine of {name}, invented\n"));
        }
        Self { home }
    }

    /// Runs the program as one of the editors, on that editor's machine, with a text on standard input.
    pub(crate) fn run_at(&self, now: &str, key: &str, args: &[&str], stdin: &str) -> Run {
        let mut all = args.to_vec();
        all.extend(["-C", "case"]);
        let mut command = self.home.command(&all);
        let machine = self.home.path(&key.replace(".editor", ".machine"));
        command
            .env("CENOTAPH_KEY", self.home.path(key))
            .env("CENOTAPH_MACHINE_ID", machine)
            .env("CENOTAPH_NOW", now)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        // A verb that refuses early does not read to the end.
        let _ = pipe.write_all(stdin.as_bytes());
        drop(pipe);
        Run::of(&all, child.wait_with_output().unwrap())
    }

    pub(crate) fn run(&self, key: &str, args: &[&str], stdin: &str) -> Run {
        self.run_at(super::support::NOW, key, args, stdin)
    }

    /// Draws a codename.
    pub(crate) fn source(&self) -> String {
        self.run(MARA, &["source", "new"], "").ends(0).out.trim().to_owned()
    }

    /// Takes a table of claims in.
    pub(crate) fn add(&self, rows: &[&str]) -> Run {
        self.home.write("t.csv", table(rows));
        self.run(MARA, &["add", "t.csv"], "")
    }

    pub(crate) fn json(&self, args: &[&str]) -> Vec<Value> {
        let mut all = args.to_vec();
        all.push("--json");
        self.run(MARA, &all, "").ends(0).json()
    }
}

/// Claims with the columns of a testimony.
pub(crate) fn table(rows: &[&str]) -> String {
    let columns = [
        "claim_id",
        "party_group",
        "party",
        "speaker",
        "announced_date",
        "category",
        "kind",
        "best",
        "derives_from",
        "support",
        "note",
        "handle",
        "place",
        "prompt",
        "stimulus",
        "describes",
        "release",
    ];
    super::support::table(&columns, rows)
}

/// The id of the request that a run made.
#[track_caller]
pub(crate) fn request(run: Run) -> String {
    run.ends(0).out.trim().lines().last().unwrap().to_owned()
}

/// Kinds of the desk log's entries.
pub(crate) fn kinds(desk: &TwoEditors) -> Vec<String> {
    desk.json(&["log"]).iter().map(|e| e["kind"].as_str().unwrap().to_owned()).collect()
}

/// A text as it might lie on a disk: six encodings, and those of every run of three syllables.
pub(crate) fn writings(text: &str) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = Vec::new();
    let chars: Vec<char> = text.chars().collect();
    let mut texts = vec![text.to_owned()];
    if chars.iter().any(|c| ('가'..='힣').contains(c)) {
        texts.extend(
            chars.windows(3).map(|w| w.iter().collect::<String>()).filter(|w| !w.contains(' ')),
        );
    }
    for text in texts {
        let wide: String = text
            .chars()
            .map(|c| match c {
                '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
                c => c,
            })
            .collect();
        let (cp949, _, lossy) = encoding_rs::EUC_KR.encode(&text);
        if !lossy {
            all.push(cp949.into_owned());
        }
        all.push(text.nfd().collect::<String>().into_bytes());
        all.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        all.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
        all.push(wide.into_bytes());
        all.push(text.into_bytes());
    }
    all
}

/// Takes it that none of the texts is in any file below a folder, in any writing, and in no name of a file.
#[track_caller]
pub(crate) fn nowhere(dir: &Path, planted: &[&str]) {
    let found = files(dir);
    for text in planted {
        for writing in writings(text) {
            for (name, bytes) in &found {
                assert!(
                    !name.as_bytes().windows(writing.len()).any(|w| w == writing),
                    "{text} names {name}"
                );
                let there = stands_in(bytes, &writing, text);
                assert!(!there, "{text:?} in {name}");
            }
        }
    }
}

/// Whether a writing stands in these bytes. A few digits alone stand in any hash or ciphertext: they count where neither a letter nor a
/// digit touches them.
fn stands_in(bytes: &[u8], writing: &[u8], text: &str) -> bool {
    let few_digits = text.len() < 6 && text.bytes().all(|b| b.is_ascii_digit());
    let apart =
        |b: Option<&u8>| b.is_none_or(|b| !b.is_ascii_alphanumeric() && !b"+/=".contains(b));
    bytes.windows(writing.len()).enumerate().any(|(at, w)| {
        w == writing
            && (!few_digits
                || apart(at.checked_sub(1).and_then(|at| bytes.get(at)))
                    && apart(bytes.get(at + writing.len())))
    })
}

/// Takes it that a run said none of the texts.
#[track_caller]
pub(crate) fn silent(run: &Run, planted: &[&str]) {
    for text in planted {
        assert!(!run.out.contains(text), "{text} on stdout: {}", run.out);
        assert!(!run.err.contains(text), "{text} on stderr: {}", run.err);
    }
}

const IDENTITY: &str = "name: 리미래나무\nvillage: 단풍골마을\nHarvo Pellin Maplehollow";
const PLANTED: [&str; 4] = ["리미래나무", "단풍골마을", "Pellin", "Maplehollow"];

#[test]
fn codenames_are_drawn_and_never_twice() {
    let desk = TwoEditors::new();
    let mut drawn: Vec<String> = (0..5).map(|_| desk.source()).collect();
    let listed: Vec<String> = desk
        .json(&["source", "list"])
        .iter()
        .map(|s| s["handle"].as_str().unwrap().to_owned())
        .collect();
    drawn.sort();
    assert_eq!(listed, drawn);
    drawn.dedup();
    assert_eq!(drawn.len(), 5);
    // A row of one of them is taken without a word, one of another handle with a note.
    let row = |key: &str, handle: &str| {
        format!(
            "claim_id={key}|party_group=SOURCE|party=source|announced_date=2026-W09|category=testimony|support=people speak of it|handle={handle}"
        )
    };
    let run = desk.add(&[&row("T1", &drawn[0])]).ends(0);
    assert_eq!(run.err, "");
    let run = desk.add(&[&row("T2", "EX-H1"), &row("T3", "EX-H1")]).ends(0);
    assert_eq!(run.err.matches("[handle.unlisted]").count(), 1, "{}", run.err);
    // Nobody who is no editor draws one.
    desk.home.run(&["editor", "new", "other", "--no-passphrase", "--key", "other.editor"]).ends(0);
    desk.home.write("other.machine", "x");
    let run = desk.run("other.editor", &["source", "new"], "").ends(1);
    assert!(run.err.contains("`other` is not an editor of this case"), "{}", run.err);
}

#[test]
fn what_is_sealed_is_opened_by_two_and_lies_nowhere() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    let run = desk.run(MARA, &["seal", &handle, "identity"], IDENTITY).ends(0);
    silent(&run, &PLANTED);
    nowhere(&desk.home.path("case"), &PLANTED);
    let shown = desk.run(MARA, &["source", "show", &handle], "").ends(0);
    assert!(shown.out.contains(" identity on 2026-03-02"), "{}", shown.out);
    silent(&shown, &PLANTED);
    // One editor alone opens nothing.
    let open = ["open", handle.as_str(), "identity", "--to-stdout"];
    let id = request(desk.run(MARA, &open, "The lawyer of the family asked\n"));
    let run = desk.run(MARA, &open, "").ends(1);
    assert!(run.err.contains("Nobody has approved the request"), "{}", run.err);
    let run = desk.run(MARA, &["approve", &id, "--yes"], "").ends(1);
    assert!(run.err.contains("cannot approve it too"), "{}", run.err);
    // Another approves; nothing is shown where nobody would see it.
    desk.run(JOON, &["approve", &id, "--yes"], "").ends(0);
    let run = desk.run(MARA, &["open", &handle, "identity"], "").ends(1);
    assert!(run.err.contains("--to-stdout"), "{}", run.err);
    let run = desk.run(JOON, &open, "to check it").ends(0);
    assert!(
        run.out.trim().len() == 12,
        "the approver asks for an opening of their own: {}",
        run.out
    );
    let run = desk.run(MARA, &open, "").ends(0);
    assert_eq!(run.out.trim_end(), IDENTITY);
    assert!(!run.err.contains("one machine"), "{}", run.err);
    // The record says who and by which request; the request is used, and the share was taken back.
    let entries = desk.json(&["log"]);
    let opened: Vec<&Value> = entries.iter().filter(|e| e["kind"] == "opened/1").collect();
    assert_eq!(opened.len(), 1);
    let entry = desk.json(&["show", opened[0]["entry"].as_str().unwrap()]);
    assert!(entry[0]["body"]["request"].as_str().unwrap().starts_with(&id));
    assert!(files(&desk.home.path("case/vault")).keys().all(|p| !p.contains("lent")));
    nowhere(&desk.home.path("case"), &[&PLANTED[..], &["lawyer of the family"]].concat());
    desk.home.run(&["fsck", "-C", "case"]).ends(0);
}

#[test]
fn two_keys_at_one_machine_open_and_are_flagged() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    desk.run(MARA, &["source", "seal", &handle, "contact"], "through the trader at the bridge")
        .ends(0);
    let joon = desk.home.path(JOON);
    let with =
        ["open", &handle, "contact", "--with", joon.to_str().unwrap(), "--to-stdout", "--json"];
    desk.home.write("why.txt", "urgent");
    let mut args = with.to_vec();
    args.extend(["--reason-file", "why.txt"]);
    let run = desk.run(MARA, &args, "").ends(0);
    assert_eq!(run.json()[0]["text"], "through the trader at the bridge");
    assert_eq!(run.json()[0]["one_machine"], true);
    assert!(run.err.contains("warning: both keys"), "{}", run.err);
    // The same key twice is one person.
    let mara = desk.home.path(MARA);
    let run = desk
        .run(
            MARA,
            &["open", &handle, "contact", "--with", mara.to_str().unwrap(), "--to-stdout"],
            "why",
        )
        .ends(1);
    assert!(run.err.contains("cannot approve it too"), "{}", run.err);
}

#[test]
fn several_of_one_label_are_named_by_id() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    let ids: Vec<String> = ["first", "second"]
        .iter()
        .map(|text| desk.run(MARA, &["seal", &handle, "note"], text).ends(0).out.trim().to_owned())
        .collect();
    let run = desk.run(MARA, &["open", &handle, "note"], "why").ends(1);
    assert!(run.err.contains(&ids[0][..12]) && run.err.contains(&ids[1][..12]), "{}", run.err);
    let joon = desk.home.path(JOON);
    let run = desk
        .run(MARA, &["open", &ids[1][..8], "--with", joon.to_str().unwrap(), "--to-stdout"], "why")
        .ends(0);
    assert_eq!(run.out, "second\n");
    for (args, text) in [
        (&["open", "ffffffff"][..], "Nothing that is sealed has the id `ffffffff`"),
        (&["open", "nobody", "note"], "No source has the handle `nobody`"),
        (&["seal", "nobody", "note"], "No source has the handle `nobody`"),
        (&["seal", handle.as_str(), "diary"], "`diary` is no label"),
        (&["open", handle.as_str(), "identity"], "Nothing is sealed as `identity`"),
    ] {
        let run = desk.run(MARA, args, "x").ends(1);
        assert!(run.err.starts_with(&format!("error: {text}")), "{args:?}: {}", run.err);
    }
}

/// A number that leads to a handset is not kept even in a sealed note; the refusal does not repeat it.
#[test]
fn what_is_not_even_sealed() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    desk.run(MARA, &["seal", &handle, "note"], "x").ends(0);
    let before = files(&desk.home.path("case/vault")).len();
    for text in [
        "She says it is bad.\nCall back on +86 138 0013 8000 after the market",
        "메모: 손전화 010-5550-0199 로",
        "위챗 아이디 wxid_9mapletest 로 연락",
        "IMEI 490154203237518",
    ] {
        let run = desk.run(MARA, &["source", "hear", &handle], text).ends(1);
        assert!(run.err.contains("which is not held even sealed"), "{text}: {}", run.err);
        silent(&run, &["8000", "0199", "wxid", "4901"]);
    }
    assert_eq!(files(&desk.home.path("case/vault")).len(), before);
    // In what tells how to reach a source it may stand, sealed to two.
    desk.run(MARA, &["seal", &handle, "contact"], "the trader, 010-5550-0199").ends(0);
    nowhere(&desk.home.path("case"), &["010-5550-0199", "5550-0199"]);
}

#[test]
fn consent_that_was_refused_holds_every_row() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    let row = format!(
        "claim_id=T1|party_group=SOURCE|party=source|announced_date=2026-W09|category=testimony|kind=circumstance|support=people speak of it|handle={handle}|release=coarsened"
    );
    desk.add(&[&row]).ends(0);
    let held = || {
        let shown = desk.json(&[
            "source",
            "show",
            &handle,
            "--key",
            desk.home.path(MARA).to_str().unwrap(),
        ]);
        shown[0]["on_hold"].as_bool().unwrap()
    };
    assert!(!held());
    let run = desk.run(MARA, &["seal", &handle, "consent:publication"], "she nodded").ends(1);
    assert!(run.err.contains("begins with `given`, `refused` or `withdrawn`"), "{}", run.err);
    silent(&run, &["nodded"]);
    for (text, expected) in [
        ("given, by voice", false),
        ("withdrawn: afraid for 단풍골마을", true),
        ("given again", false),
    ] {
        desk.run(MARA, &["seal", &handle, "consent:publication"], text).ends(0);
        assert_eq!(held(), expected, "{text}");
        nowhere(&desk.home.path("case"), &["by voice", "afraid for", "단풍골마을"]);
    }
    assert_eq!(kinds(&desk).iter().filter(|k| *k == "handle.held/1").count(), 2, "changes only");
    let shown =
        desk.json(&["source", "show", &handle, "--key", desk.home.path(MARA).to_str().unwrap()]);
    assert_eq!(shown[0]["consents"]["consent:publication"], "given");
    // What the program reads is never shown.
    let run =
        desk.run(MARA, &["open", &handle, "consent:publication", "--to-stdout"], "why").ends(1);
    assert!(run.err.contains("read by the program and never shown"), "{}", run.err);
}

#[test]
fn a_channel_gets_worse_by_one_and_better_by_two() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    let row = |key: &str, day: &str| {
        format!(
            "claim_id={key}|party_group=SOURCE|party=source|announced_date={day}|category=killed|kind=figure|best=1100|support=people speak of it|handle={handle}|release=public"
        )
    };
    let media = "claim_id=M1|party_group=MEDIA|party=The Courier|announced_date=2026-03-02|category=killed|best=1100|derives_from=T1|release=public";
    desk.add(&[&row("T0", "2026-W05"), &row("T1", "2026-W09"), media]).ends(0);
    let origins = |key: &str| desk.json(&["show", key])[0]["origins"].as_array().unwrap().len();
    assert_eq!((origins("T1"), origins("M1")), (1, 1));
    desk.run(JOON, &["source", "channel", &handle, "duress", "--since", "2026-W09"], "").ends(0);
    // Said since that week: tainted, though it was recorded before anybody knew.
    let shown = desk.json(&["show", "T1"]);
    assert_eq!(shown[0]["tainted"], true);
    assert!(shown[0]["taint"].as_str().unwrap().contains("duress"));
    assert_eq!((origins("T1"), origins("M1"), origins("T0")), (0, 0, 1));
    assert_eq!(desk.json(&["show", "M1"])[0]["taint"], "derives from T1, which is tainted");
    // Recorded since: tainted, whatever day it claims.
    desk.add(&[&row("T2", "2026-W05")]).ends(0);
    let checked = desk.json(&["check"]);
    let tainted: Vec<(&str, &str)> = checked
        .iter()
        .filter(|f| f["kind"] == "taint")
        .map(|f| (f["statements"][0].as_str().unwrap(), f["fault"].as_str().unwrap()))
        .collect();
    assert_eq!(tainted, [("T1", "tainted"), ("T2", "tainted"), ("M1", "derives_from_tainted")]);
    // A row does not become clean by losing its handle.
    desk.add(&["claim_id=T2|party_group=ROK|party=NIS|announced_date=2026-02-01|category=killed|best=1100|release=public"]).ends(0);
    assert_eq!(desk.json(&["show", "T2"])[0]["tainted"], true);
    // One editor says worse; nobody says "a little better"; two say ok.
    let run = desk.run(MARA, &["source", "channel", &handle, "quarantined"], "").ends(1);
    assert!(run.err.contains("is duress and cannot become quarantined"), "{}", run.err);
    let id = request(desk.run(MARA, &["source", "channel", &handle, "ok"], "met in person\n"));
    let state =
        || desk.json(&["source", "show", &handle])[0]["channel"].as_str().unwrap().to_owned();
    assert_eq!(state(), "duress");
    desk.run(JOON, &["approve", &id, "--yes"], "").ends(0);
    desk.run(MARA, &["source", "channel", &handle, "ok"], "").ends(0);
    assert_eq!(state(), "ok");
    // What was said then stays tainted; what is said now is not.
    desk.add(&[&row("T3", "2026-W11")]).ends(0);
    assert_eq!(desk.json(&["show", "T1"])[0]["tainted"], true);
    assert_eq!(desk.json(&["show", "T3"])[0]["tainted"], Value::Null);
    // Burned is for ever.
    desk.run(MARA, &["source", "channel", &handle, "burned"], "").ends(0);
    let run = desk.run(MARA, &["source", "channel", &handle, "ok"], "why").ends(1);
    assert!(run.err.contains("a burned channel never returns"), "{}", run.err);
    desk.home.run(&["fsck", "-C", "case"]).ends(0);
}

/// An entry is not believed for being in the log: one key, even the desk's own, clears nothing and erases nothing.
#[test]
fn forged_entries_do_not_count() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    desk.run(MARA, &["source", "channel", &handle, "quarantined"], "").ends(0);
    let case = desk.home.path("case");
    let key = |name: &str| record::SigningKey::load(&case.join("keys").join(name), None).unwrap();
    let author = key("author.key");
    let mut log = record::Log::open(
        &case.join("record/desk"),
        key("log.key"),
        &record::Options {
            high_water_copy: fs::read_dir(desk.home.path(".local/state/cenotaph"))
                .unwrap()
                .map(|f| f.unwrap().path())
                .find(|p| {
                    let name: String = key("log.key")
                        .public()
                        .bytes()
                        .iter()
                        .map(|b| format!("{b:02x}"))
                        .collect();
                    p.to_str().unwrap().contains(&name)
                }),
            ..record::Options::default()
        },
    )
    .unwrap();
    let fake = "0".repeat(64);
    let drafts: Vec<record::Draft> = [
        ("channel/1", serde_json::json!({"handle": handle, "state": "ok", "since": "2026-03-02"})),
        ("channel/1", serde_json::json!({"handle": handle, "state": "ok", "since": "2026-03-02", "request": fake})),
        ("sealed.destroyed/1", serde_json::json!({"handle": handle, "items": [], "why": "erased"})),
        ("handle.merged/1", serde_json::json!({"handle": handle, "with": "other"})),
    ]
    .into_iter()
    .map(|(kind, body)| record::Draft::new(kind, body).unwrap())
    .collect();
    log.append(&drafts, &author, "2026-03-02".parse().unwrap(), 1_772_454_896).unwrap();
    drop(log);
    let shown = desk.json(&["source", "show", &handle]);
    assert_eq!((&shown[0]["channel"], &shown[0]["erased"]), (&"quarantined".into(), &Value::Null));
    assert_eq!(shown[0]["one_with"].as_array().unwrap().len(), 0);
    let run = desk.run(MARA, &["source", "list"], "").ends(0);
    assert_eq!(run.err.matches("does not count").count(), 4, "{}", run.err);
}

#[test]
fn phrases_say_what_nobody_else_hears() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    let phrases = "the barley is in\nthe mill stands still\n";
    let run = desk.run(MARA, &["source", "phrase", &handle], "only one\n").ends(1);
    assert!(run.err.contains("Two different phrases"), "{}", run.err);
    let run = desk.run(MARA, &["source", "phrase", &handle], phrases).ends(0);
    silent(&run, &["barley", "mill"]);
    nowhere(&desk.home.path("case"), &["barley", "stands still"]);
    let challenge = |said: &str, code: i32| {
        let run = desk.run(JOON, &["source", "challenge", &handle, "--json"], said).ends(code);
        silent(&run, &["barley", "mill", "weather"]);
        let found = run.json().remove(0);
        (found["said"].as_str().unwrap().to_owned(), found["channel"].as_str().unwrap().to_owned())
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(challenge("the barley is in", 0), pair("ok", "ok"));
    assert_eq!(challenge("fine weather", 1), pair("quarantined", "quarantined"));
    assert_eq!(
        challenge("the barley is in", 1),
        pair("ok", "quarantined"),
        "the phrase clears nothing"
    );
    assert_eq!(challenge("the mill stands still", 1), pair("duress", "duress"));
    assert_eq!(challenge("fine weather", 1), pair("quarantined", "duress"), "nothing gets better");
    let run = desk.run(MARA, &["source", "challenge", &desk.source()], "x").ends(1);
    assert!(run.err.contains("No phrases are agreed"), "{}", run.err);
}

#[test]
fn two_handles_are_one_source() {
    let desk = TwoEditors::new();
    let (a, b) = (desk.source(), desk.source());
    let id = request(desk.run(MARA, &["source", "merge", &a, &b], "the same voice"));
    desk.run(JOON, &["approve", &id, "--yes"], "").ends(0);
    desk.run(MARA, &["source", "channel", &a, "quarantined"], "").ends(0);
    desk.run(MARA, &["source", "merge", &a, &b], "").ends(0);
    let shown = desk.json(&["source", "show", &b]);
    assert_eq!(
        (&shown[0]["one_with"][0], &shown[0]["channel"]),
        (&a.as_str().into(), &"quarantined".into())
    );
    desk.run(MARA, &["source", "channel", &b, "burned"], "").ends(0);
    assert_eq!(desk.json(&["source", "show", &a])[0]["channel"], "burned");
    let run = desk.run(MARA, &["source", "merge", &b, &a], "again").ends(1);
    assert!(run.err.contains("are one source already"), "{}", run.err);
}

#[test]
fn a_raw_note_is_due_after_three_days() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    desk.run(MARA, &["source", "hear", &handle], "단풍골마을 이야기").ends(0);
    desk.run(MARA, &["seal", &handle, "distilled"], "ready for the record").ends(0);
    desk.run(MARA, &["seal", &handle, "identity"], IDENTITY).ends(0);
    let due =
        |now: &str| desk.run_at(now, MARA, &["source", "due", "--json"], "").ends(0).json().len();
    assert_eq!(
        (due("2026-03-04T23:00:00Z"), due("2026-03-05T00:00:00Z"), due("2026-04-01T00:00:00Z")),
        (0, 1, 2)
    );
    let later = "2026-03-06T08:00:00Z";
    desk.home.write(
        "t.csv",
        claims(&["claim_id=C1|party=P|announced_date=2031|category=killed|best=1"]),
    );
    for args in [&["add", "t.csv"][..], &["source", "new"]] {
        let run = desk.run_at(later, JOON, args, "").ends(0);
        assert!(
            run.err.contains("warning: 1 sealed record should be destroyed"),
            "{args:?}: {}",
            run.err
        );
    }
    let before = files(&desk.home.path("case/vault")).len();
    // One editor suffices.
    let run = desk.run_at(later, JOON, &["source", "due", "--destroy"], "").ends(0);
    assert!(run.out.starts_with("destroyed ") && run.out.contains(" note of "), "{}", run.out);
    assert_eq!(files(&desk.home.path("case/vault")).len(), before - 2, "record and key");
    assert_eq!(due(later), 0);
    let run = desk.run_at(later, JOON, &["source", "new"], "").ends(0);
    assert!(!run.err.contains("warning"), "{}", run.err);
    assert!(kinds(&desk).contains(&"sealed.destroyed/1".to_owned()));
    desk.home.run(&["fsck", "-C", "case"]).ends(0);
    desk.home.run(&["verify", "case"]).ends(0);
}

/// Makes a source with something under every label, and a released row.
fn full(desk: &TwoEditors) -> String {
    let handle = desk.source();
    for (label, text) in [
        ("identity", IDENTITY),
        ("contact", "through the trader, 010-5550-0199"),
        ("go-between", "name: 강나루지기"),
        ("description", "a trader in the north"),
        ("link", "T1"),
        ("note", "단풍골마을 장마당 이야기"),
        ("consent:publication", "given"),
        ("consent:archive", "refused"),
    ] {
        desk.run(MARA, &["seal", &handle, label], text).ends(0);
    }
    desk.run(MARA, &["source", "phrase", &handle], "the barley is in\nthe mill stands still\n")
        .ends(0);
    handle
}

const SEALED: [&str; 7] = [
    "리미래나무",
    "단풍골마을",
    "Pellin",
    "강나루지기",
    "010-5550-0199",
    "barley",
    "장마당 이야기",
];

#[test]
fn erasing_leaves_nothing_and_proofs_verify() {
    let desk = TwoEditors::new();
    let handle = full(&desk);
    let other = full(&desk);
    desk.add(&[&format!("claim_id=T1|party_group=SOURCE|party=source|announced_date=2026-W09|category=testimony|kind=circumstance|support=people speak of it|handle={handle}|release=hold")]).ends(0);
    desk.home.run(&["search", "people", "-C", "case"]).ends(0);
    let vault = |desk: &TwoEditors| files(&desk.home.path("case/vault"));
    // What was said in a reason goes too.
    let joon = desk.home.path(JOON);
    desk.run(
        MARA,
        &["open", &handle, "contact", "--with", joon.to_str().unwrap(), "--to-stdout"],
        "her brother asked",
    )
    .ends(0);
    let backup = vault(&desk);
    let erase = ["source", "erase", handle.as_str(), "--yes", "--receipt", "receipt.json"];
    let run = desk.run(MARA, &["source", "erase", &handle], "asked for it").ends(1);
    assert!(run.err.contains("this needs `--yes`"), "{}", run.err);
    let id = request(desk.run(MARA, &erase, "She asked us to forget her\n"));
    assert_eq!(vault(&desk).len(), backup.len() + 2, "the reason is sealed");
    let run = desk.run(MARA, &erase, "").ends(1);
    assert!(run.err.contains("Nobody has approved"), "{}", run.err);
    desk.run(JOON, &["approve", &id, "--yes"], "").ends(0);
    let run = desk.run(MARA, &erase, "").ends(0);
    silent(&run, &SEALED);
    let receipt: Value =
        serde_json::from_slice(&fs::read(desk.home.path("receipt.json")).unwrap()).unwrap();
    assert_eq!(receipt["destroyed"].as_array().unwrap().len(), 11);
    assert_eq!(
        vault(&desk).len(),
        backup.len() + 2 - 2 * 11,
        "ten records, and the reason of the opening"
    );
    assert_eq!(
        (&receipt["request"]["by"], &receipt["approval"]["by"]),
        (&"mara".into(), &"joon".into())
    );
    assert_eq!(receipt["not_reached"].as_array().unwrap().len(), 5);
    let entry = desk.json(&["show", receipt["entry"].as_str().unwrap()]);
    assert_eq!(entry[0]["kind"], "sealed.destroyed/1");
    // Nothing is left but commitments, and every proof verifies.
    nowhere(&desk.home.path("case"), &SEALED);
    let left = vault(&desk);
    let ids: Vec<String> = entry[0]["body"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["id"].as_str().unwrap().to_owned())
        .collect();
    assert!(left.keys().all(|path| ids.iter().all(|id| !path.contains(id.as_str()))));
    assert!(
        desk.json(&["source", "show", &other])[0]["sealed"].as_array().unwrap().len() == 10,
        "the other is untouched"
    );
    desk.home.run(&["fsck", "-C", "case"]).ends(0);
    desk.home.run(&["verify", "case"]).ends(0);
    // The codename is gone for ever, and its rows are on hold.
    let run = desk.add(&[&format!("claim_id=T9|party_group=SOURCE|party=source|announced_date=2026-W09|category=testimony|support=more|handle={handle}")]).ends(1);
    assert!(run.err.contains("[handle.erased]"), "{}", run.err);
    let run = desk.run(MARA, &["seal", &handle, "note"], "x").ends(1);
    assert!(run.err.contains("was erased"), "{}", run.err);
    // The same again gives the receipt once more and changes nothing.
    let again = desk.run(MARA, &["source", "erase", &handle, "--yes", "--json"], "").ends(0);
    let second = again.json().remove(0);
    for member in ["destroyed", "request", "approval", "entry", "handles", "day"] {
        assert_eq!(second[member], receipt[member], "{member}");
    }
    // The sealed words have forgotten it: another's name is still looked for, hers no more.
    let run = desk.add(&["claim_id=C7|party_group=ROK|party=NIS|announced_date=2026-02-01|category=killed|best=1|support=리미래나무"]).ends(1);
    assert!(
        run.err.contains("[door.sealed_word]"),
        "the other source has the same name: {}",
        run.err
    );
}

/// Kill −9 at any moment of a sealing or an erasing: the next call finishes, and nothing is left behind.
#[test]
fn killed_sealing_and_erasing_are_made_good() {
    let origin = TwoEditors::new();
    let handle = full(&origin);
    let id = request(origin.run(MARA, &["source", "erase", &handle, "--yes"], "asked"));
    origin.run(JOON, &["approve", &id, "--yes"], "").ends(0);
    let seal = ["seal", handle.as_str(), "note"];
    let erase = ["source", "erase", handle.as_str(), "--yes"];
    let timed = |args: &[&str]| {
        let home = Home::new();
        copy_dir(origin.home.temp.path(), home.temp.path());
        let start = Instant::now();
        TwoEditors { home }.run(MARA, args, "단풍골마을 둘째 이야기").ends(0);
        start.elapsed()
    };
    let mut random = Lcg(91);
    for (args, whole) in [(&seal[..], timed(&seal)), (&erase[..], timed(&erase))] {
        for round in 0..6 {
            let home = Home::new();
            copy_dir(origin.home.temp.path(), home.temp.path());
            let desk = TwoEditors { home };
            kill(&desk, args, whole * random.below(1_050) as u32 / 1_000);
            nowhere(&desk.home.path("case"), &["둘째 이야기", "리미래나무"]);
            desk.run(MARA, args, "단풍골마을 둘째 이야기").ends(0);
            desk.run(JOON, &["source", "due", "--destroy"], "").ends(0);
            desk.home.run(&["fsck", "-C", "case"]).ends(0);
            desk.home.run(&["verify", "case"]).ends(0);
            if args == erase {
                let left = files(&desk.home.path("case/vault"));
                let known: Vec<Value> = desk.json(&["source", "show", &handle]);
                assert_eq!(known[0]["sealed"].as_array().unwrap().len(), 0, "round {round}");
                // The words and the reasons of requests stay: two files each.
                let reasons =
                    2 * desk.home.run(&["log", "-C", "case"]).out.matches("  request/1 ").count();
                assert!(
                    left.keys().filter(|p| *p != "lock").count() <= reasons + 2,
                    "round {round}: {:?}",
                    left.keys()
                );
            }
        }
    }
}

fn kill(desk: &TwoEditors, args: &[&str], after: Duration) {
    let mut all = args.to_vec();
    all.extend(["-C", "case"]);
    let mut command = desk.home.command(&all);
    let mut child = command
        .env("CENOTAPH_KEY", desk.home.path(MARA))
        .env("CENOTAPH_MACHINE_ID", desk.home.path("mara.machine"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all("단풍골마을 둘째 이야기".as_bytes());
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// What is read from a file has to be destroyed by whoever wrote it.
#[test]
fn a_file_that_was_sealed_is_told_of() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    desk.home.write("note.txt", "heard at the market");
    let run = desk.run(MARA, &["seal", &handle, "note", "--from", "note.txt"], "").ends(0);
    assert!(run.err.contains("hint: `note.txt` still holds the text"), "{}", run.err);
    let help = ended(&["seal", "--help"], desk.home.command(&["seal", "--help"])).ends(0).out;
    assert!(!help.contains("--text"), "nothing sealed comes from the command line");
    let run = desk.run(MARA, &["seal", &handle, "note"], "   \n").ends(1);
    assert!(run.err.contains("a text; nothing was sealed"), "{}", run.err);
}

/// What a crash left is told and goes with the next act; a record that somebody put in another's place is told.
#[test]
fn the_vault_is_held_against_the_log() {
    use record::vault::{EditorKey, Secret, Vault};
    let desk = TwoEditors::new();
    let handle = desk.source();
    let seal = ["seal", handle.as_str(), "consent:publication"];
    let id = desk.run(MARA, &seal, "given").ends(0).out.trim().to_owned();
    let fsck = || desk.home.run(&["fsck", "-C", "case"]).ends(0).out;
    assert!(!fsck().contains("warning"), "{}", fsck());

    let left = desk.home.path("case/vault/records/.x.new-1");
    fs::write(&left, "half of a ciphertext").unwrap();
    assert!(fsck().contains("`vault/records/.x.new-1` is left of an act"), "{}", fsck());
    desk.source();
    desk.run(MARA, &["seal", &handle, "note"], "seen at the market").ends(0);
    assert!(!left.exists());

    // Whoever can write here can seal to the editors; the log's commitment is the log's.
    let vault = Vault::open(&desk.home.path("case/vault")).unwrap();
    let editors = [MARA, JOON].map(|key| EditorKey::load(&desk.home.path(key), None).unwrap());
    let to = editors.map(|editor| editor.card().recipient);
    let other = Secret::from_text("refused".to_owned());
    vault.replace(id.parse().unwrap(), "consent:publication", &other, &to).unwrap();
    let told = format!("warning: the sealed record {id} is not what the desk log committed to");
    assert!(fsck().contains(&told), "{}", fsck());
    // A record without any entry.
    let note = Secret::from_text("nobody wrote this down".to_owned());
    let stray = vault.seal("note", &note, record::vault::Access::Working, &to).unwrap().id;
    assert!(fsck().contains(&format!("{stray} stands in the vault and in no entry")), "{}", fsck());
    desk.run(MARA, &["source", "due", "--destroy"], "").ends(0);
    assert!(!fsck().contains("in no entry"), "{}", fsck());
}
