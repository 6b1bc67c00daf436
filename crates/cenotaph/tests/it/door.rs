//! The door end to end: what may not even be held reaches no entry, no index, no file and no stream, by whichever field it comes.
//! Every number and name is invented.

use base64::Engine as _;
use unicode_normalization::UnicodeNormalization as _;

use super::sources::{JOON, MARA, TwoEditors, nowhere, silent, table};
use super::support::{Home, files};

/// What is planted, with a part of it that no stream may repeat, and its code.
const PLANTED: [(&str, &str, &str); 9] = [
    ("call +86 138 0013 8000", "8000", "door.telephone"),
    ("손전화 010-5550-0199", "5550", "door.telephone"),
    ("위챗 아이디 wxid_9mapletest", "9mapletest", "door.messenger_id"),
    ("IMEI 490154203237518", "490154", "door.imei"),
    ("주민번호 820701-2409184", "820701", "door.resident_number"),
    ("serves in the 94th Separate Brigade", "94th", "door.unit_number"),
    ("she called at 14:05", "14:05", "door.clock_time"),
    ("my son Kim Chol-su is there", "Chol-su", "door.relative_name"),
    ("write to someone@mail.example", "someone@", "door.address"),
];

fn refused(home: &Home, table: &str) -> super::support::Run {
    home.write("t.csv", table);
    home.run(&["add", "t.csv", "-C", "case"]).ends(1)
}

fn row(column: &str, text: &str) -> String {
    let mut cells = vec![
        ("claim_id", "T1"),
        ("party_group", "SOURCE"),
        ("party", "source inside"),
        ("announced_date", "2026-W09"),
        ("category", "testimony"),
        ("kind", "circumstance"),
        ("support", "people speak of it"),
        ("handle", "heron"),
    ];
    match cells.iter_mut().find(|(c, _)| *c == column) {
        Some(cell) => cell.1 = text,
        None => cells.push((column, text)),
    }
    cells.iter().map(|(c, t)| format!("{c}={t}")).collect::<Vec<_>>().join("|")
}

const GOOD: &str = "claim_id=G1|party_group=SOURCE|party=source inside|announced_date=2026-W09|category=testimony|support=parents lose sleep|handle=heron";

#[test]
fn what_leads_to_a_person_is_refused_with_its_reason() {
    for (text, part, code) in PLANTED {
        let home = Home::with_case();
        let run = refused(&home, &table(&[&row("support", text), GOOD]));
        assert!(run.err.contains(&format!("[{code}]")), "{text}: {}", run.err);
        assert!(run.err.starts_with("t.csv:2:10: error: Found "), "{text}: {}", run.err);
        assert!(run.err.contains("\n  hint: "), "{text}: {}", run.err);
        assert!(
            run.out.contains("1 new, 0 changed, 0 unchanged, 1 refused\n1 entries appended"),
            "{}",
            run.out
        );
        silent(&run, &[part]);
        home.run(&["search", "parents lose", "-C", "case"]).ends(0);
        nowhere(&home.path("case"), &[part]);
        let run = home.run(&["add", "t.csv", "-C", "case", "--json"]).ends(1);
        silent(&run, &[part]);
        silent(&home.run(&["add", "t.csv", "-C", "case", "--dry-run"]).ends(1), &[part]);
    }
}

/// The exact words, once.
#[test]
fn a_refusal_as_it_is_printed() {
    let home = Home::with_case();
    let run = refused(&home, &table(&[&row("note", "손전화 010-5550-0199")]));
    assert!(run.err.starts_with("t.csv:2:11: error: Found a telephone number ("), "{}", run.err);
    assert!(
        run.err.contains(
            ") in `note`, expected a text that leads to nobody, in a row that rests on a protected source [door.telephone]\n  \
             hint: A number on either side of a call leads to its user and to all whom they called. Write `by telephone`; seal the route \
             with `source` if it must be kept\n"
        ),
        "{}",
        run.err
    );
    assert!(
        run.err.ends_with(
            "\nhint: 1 row was refused at the door; write what the hints say, or let two editors take exactly these rows: `--override`\n"
        ),
        "{}",
        run.err
    );
}

/// No column is a way round: known ones, unknown ones, their names, the key, the bytes as they came.
#[test]
fn no_field_is_a_way_round() {
    let columns = [
        "claim_id",
        "party",
        "qualifier",
        "relation",
        "support",
        "support_ko",
        "note",
        "publisher",
        "title",
        "words",
        "population",
        "scope",
        "place",
        "modality",
        "channel",
        "outcome",
        "quote",
        "translation",
        "derives_from",
        "source_ids",
        "stimulus",
        "speaker",
        "my_own_column",
    ];
    for column in columns {
        let home = Home::with_case();
        let number = "010-5550-0199";
        let head = [
            "claim_id",
            "party_group",
            "party",
            "announced_date",
            "category",
            "kind",
            "support",
            "handle",
        ];
        let mut names: Vec<&str> = head.to_vec();
        if !names.contains(&column) {
            names.push(column);
        }
        let text = super::support::table(&names, &[&row(column, &format!("손전화 {number}"))]);
        let run = refused(&home, &text);
        silent(&run, &[number, "5550"]);
        assert!(run.out.contains("0 entries appended"), "{column}: {}", run.out);
        nowhere(&home.path("case"), &["5550", "5550-0199", "55500199"]);
    }
    // The name of a column.
    let home = Home::with_case();
    let text = "claim_id,party_group,party,announced_date,category,support,handle,손전화 010-5550-0199\nT1,SOURCE,s,2026-W09,testimony,they speak,heron,yes\n";
    let run = refused(&home, text);
    silent(&run, &["5550"]);
    nowhere(&home.path("case"), &["5550", "5550-0199", "55500199"]);
    // What was cut off a cell is kept as it came, and looked at as it came.
    let home = Home::with_case();
    let run = refused(&home, &table(&[&row("announced_date", "2026-03-01T14:05:00")]));
    assert!(run.err.contains("[door.clock_time]"), "{}", run.err);
    silent(&run, &["14:05"]);
    nowhere(&home.path("case"), &["14:05"]);
    // Awareness and measures of a source.
    for (text, kind) in [
        (
            "awareness_id,population,proposition,state,said_by,support\nW1,parents,troops-sent,unaware,handle:heron,손전화 010-5550-0199\n",
            "awareness",
        ),
        (
            "measure_id,actor,type,alleged_by,what\nM1,committee,investigation,handle:heron,손전화 010-5550-0199\n",
            "measures",
        ),
    ] {
        let home = Home::with_case();
        home.write("t.csv", text);
        let run = home.run(&["add", "t.csv", "--as", kind, "-C", "case"]).ends(1);
        assert!(run.err.contains("[door.telephone]"), "{kind}: {}", run.err);
        nowhere(&home.path("case"), &["5550", "5550-0199", "55500199"]);
    }
}

/// Full-width digits, decomposed jamo, spaces and invisible signs hide nothing.
#[test]
fn no_writing_is_a_way_round() {
    let nfd: String = "손전화 010-5550-0199".nfd().collect();
    for (text, code) in [
        ("손전화 ０１０－５５５０－０１９９", "door.telephone"),
        (nfd.as_str(), "door.telephone"),
        ("손전화 0 1 0 5 5 5 0 0 1 9 9", "door.telephone"),
        ("손전화 010-55\u{200b}50-0199", "door.telephone"),
        ("오후 ２시 ３０분", "door.clock_time"),
    ] {
        let home = Home::with_case();
        let run = refused(&home, &table(&[&row("support", text)]));
        assert!(run.err.contains(code), "{text}: {}", run.err);
        assert!(run.out.contains("0 entries appended"), "{text}: {}", run.out);
        nowhere(&home.path("case"), &["5550", "5550-0199", "55500199", "５５５０", "２시"]);
    }
}

/// A complaint about something else does not repeat it either: not of a cell, a head, a row that is too long, an unknown table.
#[test]
fn no_other_complaint_repeats_it() {
    let number = "+86 138 0013 8000";
    for text in [
        format!(
            "claim_id,party,announced_date,category,best,handle\nT1,P,call {number},killed,1,heron\n"
        ),
        format!(
            "claim_id,party,announced_date,category,best,handle\nT1,P,2026-03-01,killed,{number},heron\n"
        ),
        format!(
            "claim_id,party,announced_date,category,handle\nT1,P,2026-03-01,killed,heron,tel {number}\n"
        ),
        format!(
            "claim_id,party,announced_date,category,handle\ntel {number},P,2026-03-01,killed,heron\ntel {number},Q,2026-03-02,killed,heron\n"
        ),
        format!("tel {number},party\nx,y\n"),
        format!(
            "claim_id,party,announced_date,category,derives_from,handle,support\nT1,P,2026-03-01,killed,tel {number},heron,x\n"
        ),
        format!(
            "{{\"claim_id\": \"T1\", \"party\": \"P\", \"release\": \"tel {number}\", \"category\": \"killed\", \"handle\": \"heron\"}}\n"
        ),
    ] {
        let home = Home::with_case();
        let run = refused(&home, &text);
        silent(&run, &["8000", "138 0013"]);
        silent(&home.run(&["check", "t.csv"]), &["8000"]);
        nowhere(&home.path("case"), &["138 0013"]);
    }
}

/// What a party says in public is its own affair; only what rests on a source is looked through.
#[test]
fn rows_of_parties_pass() {
    let home = Home::with_case();
    home.write(
        "t.csv",
        table(&[
            "claim_id=C1|party_group=UA|party=HUR|announced_date=2026-03-01|category=killed|best=12|support=the 94th Separate Brigade at 14:05",
            GOOD,
        ]),
    );
    home.run(&["add", "t.csv", "-C", "case"]).ends(0);
    // A file's name is kept, unless it gives somebody away.
    home.write("call 010-5550-0199.csv", table(&[&GOOD.replace("G1", "G2")]));
    home.run(&["add", "call 010-5550-0199.csv", "-C", "case"]).ends(0);
    nowhere(&home.path("case"), &["5550", "5550-0199", "55500199"]);
}

#[test]
fn who_speaks_for_a_source_is_not_named() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    let row = |speaker: &str| {
        format!(
            "claim_id=T1|party_group=SOURCE|party=source|speaker={speaker}|announced_date=2026-W09|category=testimony|support=they speak|handle={handle}"
        )
    };
    let run = desk.add(&[&row("party secretary of the mine")]).ends(1);
    assert!(run.err.contains("[source.named]"), "{}", run.err);
    silent(&run, &["secretary"]);
    desk.add(&[&row("")]).ends(0);
    let run = desk.add(&["claim_id=T2|party_group=SOURCE|party=source|announced_date=2026-W09|category=testimony|support=x|handle=Ri Mirae of Maplehollow"]).ends(1);
    assert!(run.err.contains("[handle.form]"), "{}", run.err);
    silent(&run, &["Mirae"]);
    nowhere(&desk.home.path("case"), &["secretary", "Mirae"]);
}

#[test]
fn sealed_words_are_looked_for_in_every_row() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    desk.run(MARA, &["seal", &handle, "identity"], "name: 리미래나무\nvillage: Maplehollow")
        .ends(0);
    for text in [
        "리미래나무가 말했다",
        "리 미래 나무",
        "in maplehollow they know",
        "ＭａｐｌｅＨｏｌｌｏｗ",
        "Maple-hollow",
    ] {
        let row = format!(
            "claim_id=C1|party_group=ROK|party=NIS|announced_date=2026-02-01|category=killed|best=1|support={text}"
        );
        let run = desk.add(&[&row]).ends(1);
        assert!(run.err.contains("[door.sealed_word]"), "{text}: {}", run.err);
        silent(&run, &[text]);
        // Without a key nobody looks, and that is said.
        let blind = desk.home.run(&["add", "t.csv", "--dry-run", "-C", "case"]).ends(0);
        assert!(blind.err.contains("were not looked for"), "{}", blind.err);
    }
    // Nor does a complaint about something else show one.
    desk.home
        .write("t.csv", "claim_id,party,announced_date,category,best\nC1,P,Maplehollow,killed,1\n");
    let run = desk.run(MARA, &["add", "t.csv"], "").ends(1);
    silent(&run, &["Maplehollow"]);
    nowhere(&desk.home.path("case"), &["리미래나무", "Maplehollow"]);
}

#[test]
fn two_editors_take_exactly_the_rows_that_were_refused() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    let bad = format!(
        "claim_id=T1|party_group=SOURCE|party=source|announced_date=2026-W09|category=testimony|kind=circumstance|support=they serve in the 94th Separate Brigade|handle={handle}|release=coarsened"
    );
    desk.home.write("t.csv", table(&[&bad, GOOD]));
    let run = desk
        .run(MARA, &["add", "t.csv", "--override"], "The unit was published by its state\n")
        .ends(1);
    let id = run.out.trim().lines().last().unwrap().to_owned();
    assert!(run.out.contains("1 new, 0 changed, 0 unchanged, 1 refused"), "{}", run.out);
    silent(&run, &["94th", "published by"]);
    nowhere(&desk.home.path("case"), &["94th", "published by its"]);
    let take = ["add", "t.csv", "--override", id.as_str()];
    let run = desk.run(MARA, &take, "").ends(1);
    assert!(run.err.contains("Nobody has approved"), "{}", run.err);
    let waits = desk.json(&["requests"]);
    assert_eq!(
        (&waits[0]["action"], &waits[0]["subject"]),
        (&"override".into(), &"claims T1".into())
    );
    desk.run(JOON, &["approve", &id, "--yes"], "").ends(0);
    // Another row, or one letter more, is not what was approved.
    desk.home.write("t.csv", table(&[&bad.replace("they", "we"), GOOD]));
    let run = desk.run(MARA, &take, "").ends(1);
    assert!(run.err.contains("what would be done is not what was asked for"), "{}", run.err);
    nowhere(&desk.home.path("case"), &["94th"]);
    // Nor is it the other editor's to take.
    desk.home.write("t.csv", table(&[&bad, GOOD]));
    let run = desk.run(JOON, &take, "").ends(1);
    assert!(run.err.contains("only `mara` can use it"), "{}", run.err);
    let run = desk.run(MARA, &take, "").ends(0);
    assert!(run.err.contains("warning: Found a"), "{}", run.err);
    let entries = desk.json(&["log"]);
    let over = entries.iter().find(|e| e["kind"] == "door.override/1").unwrap();
    let body = &desk.json(&["show", over["entry"].as_str().unwrap()])[0]["body"];
    assert_eq!(body["rows"], serde_json::json!(["claims/T1"]));
    assert!(body["request"].as_str().unwrap().starts_with(&id));
    // Once: the request is used. The row stands, so it is unchanged from now on.
    let run = desk.run(MARA, &["add", "t.csv"], "").ends(0);
    assert!(run.out.contains("0 new, 0 changed, 2 unchanged, 0 refused"), "{}", run.out);
    desk.home.write("t.csv", table(&[&bad.replace("T1", "T2")]));
    let run = desk.run(MARA, &take, "").ends(1);
    assert!(run.err.contains("was used"), "{}", run.err);
    // What two people let in meets the gate on its way out.
    let run = desk.run(MARA, &["release", "--gate"], "");
    assert_ne!(run.code, Some(70), "{}", run.err);
}

/// A key that itself is refused stands in no request.
#[test]
fn a_request_names_rows_without_what_was_refused() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    let row = format!(
        "claim_id=tel 010-5550-0199|party_group=SOURCE|party=source|announced_date=2026-W09|category=testimony|support=x|handle={handle}"
    );
    desk.home.write("t.csv", table(&[&row]));
    desk.run(MARA, &["add", "t.csv", "--override"], "why").ends(1);
    assert_eq!(desk.json(&["requests"])[0]["subject"], "claims line 2");
    nowhere(&desk.home.path("case"), &["5550", "5550-0199", "55500199"]);
}

#[test]
fn the_form_passes_the_same_door() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    let form = |text: &str, week: &str| {
        serde_json::json!({"key": "T1", "handle": handle, "province": "North Hamgyong", "age": "40s", "sex": "female", "text": text, "week": week}).to_string()
    };
    let run = desk
        .run(MARA, &["source", "form", "--json"], &form("call 010-5550-0199", "2026-W09"))
        .ends(1);
    assert!(run.err.contains("[door.telephone]"), "{}", run.err);
    silent(&run, &["5550"]);
    for (text, week, wrong) in [
        ("they speak", "2026-03-01", "is no ISO week"),
        ("they speak", "2031-W01", "is no ISO week"),
    ] {
        let run = desk.run(MARA, &["source", "form", "--json"], &form(text, week)).ends(1);
        assert!(run.err.contains(wrong), "{}", run.err);
    }
    let run = desk.run(MARA, &["source", "form", "--json"], "{\"name\": \"Ri Mirae\"}").ends(1);
    silent(&run, &["Mirae"]);
    desk.run(MARA, &["source", "form", "--json"], &form("parents lose sleep", "2026-W09")).ends(0);
    let shown = desk.json(&["show", "T1"]);
    let cells = &shown[0]["cells"];
    assert_eq!((&cells["announced_date"], &cells["release"]), (&"2026-W09".into(), &"hold".into()));
    assert_eq!(cells["describes"], "sex=female; age=40s");
    nowhere(&desk.home.path("case"), &["5550", "5550-0199", "55500199", "Ri Mirae"]);
}

#[test]
fn what_describes_nobody_knows_is_refused() {
    let home = Home::with_case();
    let run = refused(&home, &table(&[&format!("{}|describes=she is forty", row("note", "x"))]));
    assert!(run.err.contains("[describes.form]"), "{}", run.err);
    home.write(
        "t.csv",
        table(&[&format!(
            "{}|describes=sex=female; age=40s; son: army=deployed",
            row("note", "x")
        )]),
    );
    home.run(&["add", "t.csv", "-C", "case"]).ends(0);
}

/// The original bytes of a cell lie in the entry in base64; they are looked for there too.
#[test]
fn nothing_refused_is_hidden_in_base64() {
    let home = Home::with_case();
    let nfd: String = "손전화 010-5550-0199".nfd().collect();
    refused(&home, &table(&[&row("support", &nfd), GOOD]));
    for (name, bytes) in files(&home.path("case")) {
        let text = String::from_utf8_lossy(&bytes);
        for part in text
            .split(|c: char| !c.is_ascii_alphanumeric() && !"+/=".contains(c))
            .filter(|p| p.len() > 15)
        {
            let Ok(decoded) = base64::engine::general_purpose::STANDARD.decode(part) else {
                continue;
            };
            assert!(!decoded.windows(4).any(|w| w == b"5550"), "{name}");
        }
    }
}
