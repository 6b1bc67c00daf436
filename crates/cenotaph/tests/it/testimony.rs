//! From instalments to one statement: sealed, put together, dated by a week, corroborated by nothing that we told the source.

use serde_json::Value;

use super::sources::{JOON, MARA, TwoEditors, nowhere, silent};

const NEXT: &str = "2026-03-12T09:00:00Z";

fn tell(desk: &TwoEditors, now: &str, extra: &[&str], text: &str) -> super::support::Run {
    let mut args = vec!["source", "tell"];
    args.extend(extra);
    desk.run_at(now, MARA, &args, text)
}

#[test]
fn instalments_become_one_statement_of_a_week() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    desk.run(MARA, &["source", "hear", &handle], "월요일: 단풍골 장마당에서 들은 말").ends(0);
    desk.run_at("2026-03-04T22:10:00Z", JOON, &["source", "hear", &handle], "second part, 단풍골")
        .ends(0);
    let run = tell(
        &desk,
        NEXT,
        &[&handle, "--claim", "T1", "--prompt", "unprompted", "--province", "North Hamgyong"],
        "gist: Parents lose sleep over their sons\ngist_ko: 부모들이 잠을 이루지 못한다\n",
    )
    .ends(0);
    assert_eq!(run.out, "T1: one statement of 2 instalments, 2026-W10, on hold\n");
    let shown = desk.json(&["show", "T1"]);
    let cells = &shown[0]["cells"];
    for (column, text) in [
        ("announced_date", "2026-W10"),
        ("handle", handle.as_str()),
        ("release", "hold"),
        ("channel", "instalments"),
        ("kind", "circumstance"),
        ("place", "North Hamgyong"),
        ("party_group", "SOURCE"),
    ] {
        assert_eq!(cells[column], text, "{column}");
    }
    // The entry ties the row to the instalments by commitment; nothing of them is in the case.
    let entries = desk.json(&["log"]);
    let told = entries.iter().find(|e| e["kind"] == "testimony/1").unwrap();
    let body = desk.json(&["show", told["entry"].as_str().unwrap()])[0]["body"].clone();
    assert_eq!(
        (body["week"].as_str(), body["instalments"].as_array().unwrap().len()),
        (Some("2026-W10"), 2)
    );
    nowhere(&desk.home.path("case"), &["단풍골", "장마당에서", "second part"]);
    // They are due at once, before their clocks would have run out.
    let due =
        |now: &str| desk.run_at(now, MARA, &["source", "due", "--json"], "").ends(0).json().len();
    assert_eq!(due(NEXT), 2);
    desk.run_at(NEXT, MARA, &["source", "due", "--destroy"], "").ends(0);
    assert_eq!(due(NEXT), 0);
    // Nothing waits any more.
    let run = tell(&desk, NEXT, &[&handle, "--claim", "T2"], "gist: more\n").ends(1);
    assert!(run.err.contains("No instalment of"), "{}", run.err);
    desk.home.run(&["fsck", "-C", "case"]).ends(0);
}

#[test]
fn a_refused_testimony_leaves_nothing_and_can_be_told_again() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    desk.run(MARA, &["source", "hear", &handle], "something").ends(0);
    let told = |extra: &[&str], text: &str| {
        let mut args = vec![handle.as_str(), "--claim", "T1"];
        args.extend(extra);
        tell(&desk, super::support::NOW, &args, text)
    };
    let run = told(&[], "gist: call 010-5550-0199\n").ends(1);
    assert!(
        run.err.contains("[door.telephone]") && run.out == "Nothing was taken\n",
        "{} {}",
        run.err,
        run.out
    );
    silent(&run, &["5550"]);
    let run = told(&["--stimulus", "C404"], "gist: they know\n").ends(1);
    assert!(run.err.contains("No statement has the key `C404`"), "{}", run.err);
    let run = told(&["--week", "2026-03-02"], "gist: they know\n").ends(1);
    assert!(run.err.contains("is no ISO week"), "{}", run.err);
    let run = told(&[], "speaker: Ri Mirae\n").ends(1);
    assert!(run.err.contains("Line 1 is no `name: text`"), "{}", run.err);
    silent(&run, &["Mirae"]);
    let kinds: Vec<Value> = desk.json(&["log"]).iter().map(|e| e["kind"].clone()).collect();
    assert!(
        !kinds.contains(&"testimony/1".into()) && !kinds.contains(&"claim/1".into()),
        "{kinds:?}"
    );
    assert_eq!(
        desk.run(MARA, &["source", "due", "--json"], "").ends(0).json().len(),
        0,
        "the clock still runs"
    );
    told(&["--week", "2026-W08"], "gist: they know\n").ends(0);
    assert_eq!(desk.json(&["show", "T1"])[0]["cells"]["announced_date"], "2026-W08");
    nowhere(&desk.home.path("case"), &["5550", "5550-0199", "55500199", "Mirae"]);
}

/// What we told the source is no second source, whoever says it back.
#[test]
fn our_own_stimulus_corroborates_nothing() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    let party = |key: &str, name: &str| {
        format!(
            "claim_id={key}|party_group=ROK|party={name}|announced_date=2026-02-01|category=killed|best=1100|release=public"
        )
    };
    desk.add(&[&party("C1", "NIS")]).ends(0);
    desk.run(MARA, &["source", "hear", &handle], "they heard 1,100 from us").ends(0);
    let text = "gist: Says that 1,100 are said to be dead\nwords: 1,100\n";
    tell(
        &desk,
        super::support::NOW,
        &[
            &handle,
            "--claim",
            "T1",
            "--kind",
            "figure",
            "--category",
            "killed",
            "--prompt",
            "prompted_with_information",
            "--stimulus",
            "C1",
        ],
        text,
    )
    .ends(0);
    // The desk derives the answer from what it told: the only root is its own stimulus, which counts for nothing.
    let mut cells = desk.json(&["show", "T1"])[0]["cells"].clone();
    assert_eq!(cells["stimulus"], "C1");
    cells["derives_from"] = "C1".into();
    let line: serde_json::Map<String, Value> = cells.as_object().unwrap().clone();
    desk.home.write("t.jsonl", Value::Object(line).to_string());
    desk.run(MARA, &["add", "t.jsonl", "--as", "claims"], "").ends(0);
    assert_eq!(desk.json(&["show", "T1"])[0]["origins"], serde_json::json!([]));
    // An outlet that prints the answer as a confirmation has one origin for the number: the party, not the source.
    desk.add(&["claim_id=M1|party_group=MEDIA|party=The Courier|announced_date=2026-03-02|category=killed|best=1100|derives_from=T1;C1|release=public"]).ends(0);
    assert_eq!(desk.json(&["show", "M1"])[0]["origins"], serde_json::json!(["C1"]));
    let echo = desk.json(&["check"]).into_iter().find(|f| f["kind"] == "echo").unwrap();
    assert_eq!(echo["independent_origins"], 1, "{echo}");
}

/// A testimony that was heard in a bad time is tainted from its first moment.
#[test]
fn a_testimony_of_a_bad_channel_is_tainted() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    desk.run(MARA, &["source", "hear", &handle], "something").ends(0);
    desk.run(JOON, &["source", "channel", &handle, "quarantined"], "").ends(0);
    tell(&desk, super::support::NOW, &[&handle, "--claim", "T1"], "gist: they know\n").ends(0);
    let shown = desk.json(&["show", "T1"]);
    assert_eq!(shown[0]["tainted"], true);
    let mut cells = shown[0]["cells"].as_object().unwrap().clone();
    cells.insert("release".into(), "public".into());
    desk.home.write("t.jsonl", Value::Object(cells).to_string());
    desk.run(MARA, &["add", "t.jsonl", "--as", "claims"], "").ends(0);
    // Whatever its cell says, it does not leave.
    desk.add(&["claim_id=C1|party_group=ROK|party=NIS|announced_date=2026-02-01|category=killed|best=1100|release=public"]).ends(0);
    let run = desk.home.run(&["release", "--dry-run", "-C", "case", "--json"]);
    if run.code == Some(0) {
        assert_eq!(run.json()[0]["statements"], 1, "{}", run.out);
    }
    let run = desk.run(MARA, &["knowledge"], "").ends(0);
    assert!(!run.out.contains("T1"), "{}", run.out);
}
