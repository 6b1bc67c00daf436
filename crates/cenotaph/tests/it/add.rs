//! Intake end to end: once only, with differences, without loss beside bad rows, in every encoding and format.

use std::fs;

use cenotaph::intake::{TableKind, TemplateFormat, template};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use super::support::{Home, Run, claims, files, hashes, kursk};

/// Figures and findings of a case, without what differs between records that hold the same: ids of entries.
pub(crate) fn state(home: &Home, case: &str) -> Vec<Value> {
    let mut all = home.run(&["figures", "-C", case, "--json"]).json();
    all.extend(home.run(&["check", "-C", case, "--json"]).ends(0).json());
    all.extend(home.run(&["knowledge", "-C", case, "--json"]).ends(0).json());
    for value in &mut all {
        value.as_object_mut().unwrap().remove("entry");
    }
    all
}

/// The last line of `add --json`.
fn appended(run: &Run) -> u64 {
    run.json().last().unwrap()["entries"].as_u64().unwrap()
}

const EXAMPLE: [&str; 8] = [
    "sources.csv",
    "claims.csv",
    "positions.csv",
    "awareness.csv",
    "measures.csv",
    "evidence.csv",
    "persons.csv",
    "person_mentions.csv",
];

#[test]
fn the_same_file_again_adds_nothing() {
    let home = Home::with_case();
    let paths: Vec<String> =
        EXAMPLE.iter().map(|f| kursk().join(f).to_str().unwrap().to_owned()).collect();
    let mut args = vec!["add", "--json", "-C", "case"];
    args.extend(paths.iter().map(String::as_str));
    assert!(appended(&home.run(&args).ends(0)) > 400);
    let log = home.run(&["log", "-C", "case"]).ends(0).out;
    let again = home.run_at("2026-06-01T00:00:00Z", &args).ends(0);
    assert_eq!(appended(&again), 0);
    for line in again.json().iter().filter(|l| l["kind"] == "table") {
        let counts = ["added", "changed", "refused"].map(|c| line[c].as_u64().unwrap());
        assert_eq!(counts, [0, 0, 0], "{line}");
        assert!(line["unchanged"].as_u64().unwrap() > 0);
    }
    assert_eq!(home.run(&["log", "-C", "case"]).ends(0).out, log);
    // Nor does the same under another name, or file by file.
    for file in EXAMPLE {
        let kind = if file == "person_mentions.csv" {
            "mentions"
        } else {
            file.strip_suffix(".csv").unwrap()
        };
        home.write("renamed.txt", fs::read(kursk().join(file)).unwrap());
        let run = home.run(&["add", "--json", "-C", "case", "--as", kind, "renamed.txt"]).ends(0);
        assert_eq!(appended(&run), 0, "{file}");
    }
}

#[test]
fn a_changed_row_supersedes_with_its_difference() {
    let home = Home::with_case();
    home.write("t.csv", claims(&[
        "claim_id=C1|party=P|announced_date=2031-03-14|category=killed|best=100|support=first page",
        "claim_id=C2|party=P|announced_date=2031-03-14|category=wounded|best=200",
    ]));
    home.run(&["add", "t.csv", "-C", "case"]).ends(0);
    home.write("t.csv", claims(&[
        "claim_id=C1|party=P|announced_date=2031-03-14|category=killed|best=120|qualifier=about",
        "claim_id=C2|party=P|announced_date=2031-03-14|category=wounded|best=200",
    ]));
    let run = home.run(&["add", "t.csv", "-C", "case"]).ends(0);
    assert_eq!(
        run.out,
        "claims C1 best: `100` → `120`\n\
         claims C1 qualifier: (empty) → `about`\n\
         claims C1 support: `first page` → (empty)\n\
         t.csv: 2 claims: 0 new, 1 changed, 1 unchanged, 0 refused\n\
         1 entries appended\n"
    );
    let log = home.run(&["log", "--json", "-C", "case"]).ends(0).json();
    let of_c1: Vec<&Value> = log.iter().filter(|e| e["key"] == "C1").collect();
    assert_eq!(of_c1.len(), 2);
    assert_eq!(of_c1[1]["supersedes"], of_c1[0]["entry"]);
    // The first version is still there, by the id of its entry.
    let first =
        home.run(&["show", of_c1[0]["entry"].as_str().unwrap(), "--json", "-C", "case"]).ends(0);
    assert_eq!(first.json()[0]["body"]["cells"]["best"], "100");
    // And back again: a third entry, not the first one revived.
    home.write("t.csv", claims(&["claim_id=C1|party=P|announced_date=2031-03-14|category=killed|best=100|support=first page"]));
    home.run(&["add", "t.csv", "-C", "case"]).ends(0);
    let shown = home.run(&["show", "C1", "--json", "-C", "case"]).ends(0).json();
    assert_eq!(shown[0]["superseded"].as_array().unwrap().len(), 2);
}

#[test]
fn a_dry_run_writes_nothing() {
    let home = Home::with_case();
    home.write(
        "t.csv",
        claims(&["claim_id=C1|party=P|announced_date=2031|category=killed|best=100"]),
    );
    home.run(&["add", "t.csv", "-C", "case"]).ends(0);
    home.write(
        "t.csv",
        claims(&[
            "claim_id=C1|party=P|announced_date=2031|category=killed|best=120",
            "claim_id=C2|party=P|announced_date=2031|category=killed|best=130",
        ]),
    );
    let before = hashes(&home.path("case"));
    let dry = home.run(&["add", "--dry-run", "t.csv", "-C", "case"]).ends(0);
    assert!(dry.out.contains("claims C1 best: `100` → `120`"), "{}", dry.out);
    assert!(dry.out.ends_with("2 entries would be appended\n"), "{}", dry.out);
    let mut after = hashes(&home.path("case"));
    after.retain(|path, hash| {
        before.get(path) != Some(hash) && !path.ends_with("-shm") && !path.ends_with("-wal")
    });
    assert!(after.is_empty(), "{after:?}");
    let real = home.run(&["add", "t.csv", "-C", "case"]).ends(0);
    assert_eq!(real.out.replace("appended", "would be appended"), dry.out);
}

/// Every complaint of every file at once, each with its place; what is good is kept.
#[test]
fn bad_rows_beside_good_ones() {
    let home = Home::with_case();
    home.write(
        "claims.csv",
        "claim_id,party,announced_date,category,low,best,high,release\n\
         C1,P,2031-03-14,killed,,10,,public\n\
         C2,P,2031-02-30,killed,,11,,public\n\
         C3,P,2031-03-14,killed,9,,7,public\n\
         ,P,2031-03-14,killed,,12,,public\n\
         C5,P,2031-03-14,killed,,many,,public\n\
         C6,P,2031-03-14,killed,,13,,everyone\n\
         C1,P,2031-03-14,killed,,99,,public\n\
         C8,P,2031-03-14,killed,,14,,public\n",
    );
    home.write(
        "measures.csv",
        "measure_id,type,date_from\nM1,denial,2031-03\nM2,,2031-03\nM3,denial,someday\n",
    );
    let run = home.run(&["add", "claims.csv", "measures.csv", "-C", "case"]).ends(1);
    let places: Vec<&str> = run
        .err
        .lines()
        .filter(|l| l.contains(": error: "))
        .map(|l| l.split(": error: ").next().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "claims.csv:3:3",
            "claims.csv:4:5",
            "claims.csv:5:1",
            "claims.csv:6:6",
            "claims.csv:7:8",
            "claims.csv:8:1",
            "measures.csv:3:2",
            "measures.csv:4:3",
        ],
        "{}",
        run.err
    );
    let keys: Vec<Value> = home
        .run(&["log", "--json", "-C", "case"])
        .ends(0)
        .json()
        .into_iter()
        .map(|e| e["key"].clone())
        .filter(|k| k != "")
        .collect();
    assert_eq!(keys, ["C1", "C8", "M1"]);
    // The mended rows alone are new.
    home.write("claims.csv", "claim_id,party,announced_date,category,best\nC1,P,2031-03-14,killed,10\nC2,P,2031-02-28,killed,11\n");
    let run = home.run(&["add", "claims.csv", "-C", "case", "--json"]).ends(0);
    let table = run.json().into_iter().find(|l| l["kind"] == "table").unwrap();
    assert_eq!(
        (&table["added"], &table["changed"]),
        (&1.into(), &1.into()),
        "C1 lost its `release`"
    );
}

const KOREAN: &str = "claim_id,party_group,party,announced_date,category,words,lang,support\n\
    C1,ROK,합동참모본부,2031-03-14,killed,약 1천100여 명,ko,첫 문단\n\
    C2,ROK,국가정보원,2031-03-15,wounded,최소 100명,ko,\"두 줄로\n나뉜 칸\"\n";

/// The same text in any encoding, with any line ends and in any form of Unicode gives the same state.
#[test]
fn encodings_give_the_same_state() {
    let utf16 = |big: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(KOREAN.encode_utf16());
        units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    let (cp949, _, lossy) = encoding_rs::EUC_KR.encode(KOREAN);
    assert!(!lossy);
    let variants: Vec<(&str, Vec<u8>)> = vec![
        ("UTF-8", KOREAN.into()),
        ("UTF-8 with a mark", format!("\u{feff}{KOREAN}").into()),
        ("CRLF", KOREAN.replace('\n', "\r\n").into()),
        ("CP949", cp949.into_owned()),
        ("UTF-16LE", utf16(false)),
        ("UTF-16BE", utf16(true)),
        ("NFD", KOREAN.nfd().collect::<String>().into()),
        ("semicolons", format!("sep=;\n{}", KOREAN.replace(',', ";")).into()),
    ];
    let mut expected: Option<Vec<Value>> = None;
    for (name, bytes) in variants {
        let home = Home::with_case();
        home.write("t.csv", bytes);
        home.run(&["add", "t.csv", "-C", "case"]).ends(0);
        let mut found = state(&home, "case");
        // Within a quoted field a line end stays what it was.
        for value in &mut found {
            let text = value.to_string().replace("\\r\\n", "\\n");
            *value = serde_json::from_str(&text).unwrap();
        }
        assert!(found.iter().any(|v| v["value"] == 1_100), "{name}: {found:?}");
        match &expected {
            None => expected = Some(found),
            Some(expected) => assert_eq!(&found, expected, "{name}"),
        }
        // One encoding after another adds nothing: it is the same row.
        home.write("t.csv", KOREAN);
        let run = home.run(&["add", "t.csv", "-C", "case", "--json"]).ends(0);
        if name != "CRLF" {
            assert_eq!(appended(&run), 0, "{name}");
        }
    }
}

/// What normalisation changed is kept as it came.
#[test]
fn decomposed_hangul_keeps_its_original() {
    let home = Home::with_case();
    let nfd: String = KOREAN.nfd().collect();
    assert_ne!(nfd, KOREAN);
    home.write("t.csv", &nfd);
    home.run(&["add", "t.csv", "-C", "case"]).ends(0);
    let row = home.run(&["show", "C1", "-C", "case", "--json"]).ends(0).json();
    assert_eq!(row[0]["cells"]["party"], "합동참모본부");
    let entry = row[0]["entry"].as_str().unwrap();
    let body = home.run(&["show", entry, "-C", "case", "--json"]).ends(0).json()[0]["body"].clone();
    use base64::Engine as _;
    let original = base64::engine::general_purpose::STANDARD
        .decode(body["original"]["party"].as_str().unwrap())
        .unwrap();
    assert_eq!(String::from_utf8(original).unwrap(), "합동참모본부".nfd().collect::<String>());
    home.run(&["search", "합동참모본부", "-C", "case"]).ends(0);
}

/// Every template is taken in without a word, in every format, and the formats give one state.
#[test]
fn templates_go_round() {
    let mut states = Vec::new();
    for (format, ending) in [
        (TemplateFormat::Csv, "csv"),
        (TemplateFormat::Tsv, "tsv"),
        (TemplateFormat::JsonLines, "jsonl"),
    ] {
        let home = Home::with_case();
        let mut args: Vec<String> = ["add", "-C", "case"].map(str::to_owned).to_vec();
        for kind in TableKind::ALL {
            let printed =
                home.run(&["add", "--template", kind.name(), "--format", ending]).ends(0).out;
            assert_eq!(printed, template(kind, format), "{kind}");
            home.write(&format!("{kind}.{ending}"), printed);
            args.push(format!("{kind}.{ending}"));
        }
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let run = home.run(&args).ends(0);
        assert!(!run.err.contains("error") && !run.err.contains("warning"), "{}", run.err);
        let mut rows: Vec<Value> = home
            .run(&["log", "--json", "-C", "case"])
            .ends(0)
            .json()
            .iter()
            .filter(|e| e["key"] != "")
            .map(|e| {
                let shown =
                    home.run(&["show", e["entry"].as_str().unwrap(), "--json", "-C", "case"]);
                serde_json::json!([e["kind"], e["key"], shown.ends(0).json()[0]["body"]["cells"]])
            })
            .collect();
        rows.sort_by_key(ToString::to_string);
        states.push((rows, state(&home, "case")));
    }
    assert!(states[0].0.len() >= 16);
    assert_eq!(states[0], states[1]);
    assert_eq!(states[0], states[2]);
}

/// What was released can be taken in again: the released tables have the columns of intake.
#[test]
fn released_claims_come_back() {
    let origin = super::support::demo();
    let tables = files(&origin.path("case/releases/0001/data"));
    assert!(tables.keys().any(|k| k.ends_with(".csv")), "{:?}", tables.keys());
    for (name, bytes) in tables.iter().filter(|(n, _)| n.ends_with(".csv")) {
        // A UTF-8 table with one head and rows of its length, whatever it holds.
        let text = std::str::from_utf8(bytes).unwrap();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let width = reader.headers().unwrap().len();
        assert!(width > 1, "{name}");
        for row in reader.records() {
            assert_eq!(row.unwrap().len(), width, "{name}");
        }
    }
}

/// A reference to a row that nobody has is told and kept.
#[test]
fn a_dangling_reference_is_told() {
    let home = Home::with_case();
    home.write(
        "t.csv",
        claims(&["claim_id=C2|party=P|announced_date=2031|category=killed|best=1|derives_from=C1"]),
    );
    let run = home.run(&["add", "t.csv", "-C", "case"]).ends(0);
    assert!(run.err.contains("key.unknown") && run.err.contains("`C1`"), "{}", run.err);
    home.write(
        "u.csv",
        claims(&["claim_id=C1|party=Q|announced_date=2031|category=killed|best=1"]),
    );
    let run = home.run(&["add", "u.csv", "-C", "case"]).ends(0);
    assert_eq!(run.err, "");
}
