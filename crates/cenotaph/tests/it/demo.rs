//! The example case end to end: built twice, asked about its past, released again after a change, rebuilt from its record.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::support::{BOTH, Home, copy_dir, demo, files, hashes, kursk};

/// Hashes of a case without SQLite's side files, which opening alone may touch.
fn settled(home: &Home, dir: &str) -> BTreeMap<String, String> {
    let mut all = hashes(&home.path(dir));
    all.retain(|path, _| !path.ends_with("-shm") && !path.ends_with("-wal"));
    all
}

#[test]
fn twice_changes_nothing() {
    for (lang, page) in [("en", "index.html"), ("ko", "ko/index.html")] {
        let home = Home::new();
        let first = home.run(&["demo", "case", "--lang", lang]).ends(0);
        let before = settled(&home, "case");
        // Days later, so that a date that crept in would show.
        let second = home.run_at("2026-03-09T01:02:03Z", &["demo", "case", "--lang", lang]).ends(0);
        let after = settled(&home, "case");
        let touched: Vec<_> =
            before.iter().filter(|(path, hash)| after.get(*path) != Some(hash)).collect();
        assert_eq!(touched, Vec::<(&String, &String)>::new());
        assert_eq!(before.len(), after.len(), "no file more");
        let told = |out: &str| out.lines().count();
        assert!(told(&first.out) >= 10 && told(&first.out) == told(&second.out));
        assert!(second.out.contains(&format!("case/site/{page}")), "{}", second.out);
        assert!(home.path("case/site").join(page).is_file());
    }
}

#[test]
fn the_summary_is_in_the_language_asked_for() {
    let home = Home::new();
    let ko = home.run(&["demo", "case", "--lang", "ko"]).ends(0).out;
    let en = home.run(&["demo", "case"]).ends(0).out;
    let hangul = |text: &str| text.chars().filter(|c| ('가'..='힣').contains(c)).count();
    assert!(hangul(&ko) > 200, "{ko}");
    assert_eq!(hangul(&en), 0, "{en}");
    for text in [&ko, &en] {
        assert!(text.contains("C049") && text.contains("C050") && text.contains("C051"), "{text}");
    }
}

fn finding<'a>(lines: &'a [Value], fault: &str, keys: &[&str]) -> &'a Value {
    let found: Vec<_> = lines
        .iter()
        .filter(|f| f["fault"] == fault && f["statements"] == serde_json::json!(keys))
        .collect();
    assert_eq!(found.len(), 1, "{fault} {keys:?}");
    found[0]
}

/// What the issue asks for by name.
#[test]
fn on_23_december_2024() {
    let home = demo();
    let run = home.run(&["check", "-C", "case", "--said-by", "2024-12-23", "--json"]).ends(0);
    let lines = run.json();
    let contradiction = finding(&lines, "cannot_all_be_true", &["C049", "C050"]);
    assert_eq!(contradiction["kind"], "contradiction");
    // 3,001 at least, 1,210 at most (about 1,100: ten per cent), so 2.48 times; each bound off by its square root.
    assert_eq!(
        (&contradiction["at_least"], &contradiction["at_most"]),
        (&3_001.into(), &1_210.into())
    );
    let radius = contradiction["radius"].as_f64().unwrap();
    assert!((radius - (3_001.0_f64 / 1_210.0).sqrt()).abs() < 1e-3, "{radius}");
    assert!(contradiction["sentence"].as_str().unwrap().contains("2.48"));
    assert!(contradiction["sentence_ko"].as_str().unwrap().contains("2.48"));
    assert!(!contradiction["reconcile"].as_array().unwrap().is_empty());
    let lost = finding(&lines, "lost_qualifier", &["C050", "C051"]);
    assert_eq!(lost["kind"], "relay");
    let hedges: Vec<_> = lost["lost"].as_array().unwrap().iter().map(Value::to_string).collect();
    assert!(hedges.iter().any(|h| h.contains("more_than")), "{hedges:?}");
    assert!(hedges.iter().any(|h| h.contains("preliminary")), "{hedges:?}");
    let sentence = lost["sentence"].as_str().unwrap();
    assert!(sentence.contains("exceeded") && sentence.contains("preliminary"), "{sentence}");
    // Nothing from later days.
    let later = home.run(&["figures", "-C", "case", "--said-by", "2024-12-23", "--json"]).ends(0);
    for figure in later.json() {
        let said = model::date::When::parse(figure["said_on"].as_str().unwrap()).unwrap();
        assert!(said.earliest() <= model::date::Day::from_ymd(2024, 12, 23), "{figure}");
    }
}

/// What was not yet known is not told: an outcome of a prediction comes with the day on which it was seen.
#[test]
fn a_past_day_knows_nothing_later() {
    let home = demo();
    let lines = |verb: &str, day: &str| {
        home.run(&[verb, "-C", "case", "--json", "--said-by", day]).ends(0).json()
    };
    for day in ["2024-12-23", "2025-01-15", "2025-04-27"] {
        for line in lines("knowledge", day) {
            for (name, value) in line.as_object().unwrap() {
                let Some(when) = value.as_str().filter(|_| name.ends_with("_on") || name == "when")
                else {
                    continue;
                };
                let Ok(when) = model::date::When::parse(when) else { continue };
                let by = model::date::When::parse(day).unwrap();
                assert!(when.earliest() <= by.latest(), "{day}: {name} of {line}");
            }
        }
    }
    // Inside, nothing was acknowledged before 28 April 2025.
    let lag = |day: &str| {
        let mut lags = lines("knowledge", day).into_iter().filter(|l| l["kind"] == "lag");
        lags.find(|l| l["topic"] == "losses").unwrap()
    };
    assert!(lag("2025-04-27")["inside"].is_null());
    assert!(!lag("2025-04-28")["inside"].is_null());
}

#[test]
fn every_finding_can_be_printed_in_both_languages() {
    let lines = demo().run(&["check", "-C", "case", "--json"]).ends(0).json();
    assert!(lines.len() > 50);
    for f in &lines {
        let (en, ko) = (f["sentence"].as_str().unwrap(), f["sentence_ko"].as_str().unwrap());
        assert!(en.ends_with('.') && ko.trim_end_matches(')').ends_with('.'), "{f}");
        assert!(ko.chars().any(|c| ('가'..='힣').contains(&c)), "{ko}");
        for text in [en, ko] {
            for slip in ["  ", "{", "}", "“”", "()", " .", "NaN", "None", "Some("] {
                assert!(!text.contains(slip), "{slip:?} in {text}");
            }
        }
    }
}

#[test]
fn everything_verifies() {
    let home = demo();
    for (path, lines) in [("case/releases/0001", 4), ("case/site", 4), ("case", 8)] {
        let run = home.run(&["verify", path]).ends(0);
        assert!(run.out.lines().count() > lines, "{path}: {}", run.out);
        assert!(run.out.contains("verified"), "{path}: {}", run.out);
    }
    let key = fs::read_to_string(home.path("case/releases/0001/key.pub")).unwrap();
    let run = home.run(&["verify", "case/site", "--key", key.trim()]).ends(0);
    assert!(run.out.contains("by the key that you gave"), "{}", run.out);
    let other = Home::new();
    other.run(&["demo", "case"]).ends(0);
    let foreign = fs::read_to_string(other.path("case/releases/0001/key.pub")).unwrap();
    let run = home.run(&["verify", "case/site", "--key", foreign.trim()]).ends(3);
    assert!(run.err.contains("not the work of that desk"), "{}", run.err);
}

/// A release needs nothing but its folder: not the case, not a home, not a name.
#[test]
fn a_stranger_verifies_a_copy() {
    let stranger = Home::new();
    copy_dir(&demo().path("case/releases/0001"), &stranger.path("posted"));
    stranger.run(&["verify", "posted"]).ends(0);
    copy_dir(&demo().path("case/site"), &stranger.path("mirror"));
    stranger.run(&["verify", "mirror"]).ends(0);
    let before = hashes(&stranger.path("posted"));
    assert_eq!(before, hashes(&demo().path("case/releases/0001")), "verifying writes nothing");
}

/// Rows recorded on two days; each day's state can be asked for, and so can each second's.
#[test]
fn what_the_desk_had_recorded_by_then() {
    let home = Home::new();
    home.run_at("2026-01-10T09:00:00Z", &["init", "case"]).ends(0);
    let rows = |best: &str, extra: &str| {
        format!(
            "claim_id,party,announced_date,category,best\nC1,Ministry,2026-01-05,killed,{best}\n{extra}"
        )
    };
    home.write("claims.csv", rows("100", ""));
    home.run_at("2026-01-10T10:00:00Z", &["add", "claims.csv", "-C", "case"]).ends(0);
    home.write("claims.csv", rows("120", "C2,Ministry,2026-01-06,killed,130\n"));
    home.run_at("2026-01-12T15:30:00Z", &["add", "claims.csv", "-C", "case"]).ends(0);
    let figures = |by: &str| -> Vec<(String, u64)> {
        let run = home.run(&["figures", "-C", "case", "--json", "--recorded-by", by]);
        let lines = run.json().into_iter();
        lines
            .map(|f| (f["key"].as_str().unwrap().to_owned(), f["value"].as_u64().unwrap()))
            .collect()
    };
    let both = || vec![("C1".to_owned(), 120), ("C2".to_owned(), 130)];
    for (by, expected) in [
        ("2026-01-09", vec![]),
        ("2026-01-10T09:59:59Z", vec![]),
        ("2026-01-10T10:00:00Z", vec![("C1".to_owned(), 100)]),
        ("2026-01-10", vec![("C1".to_owned(), 100)]),
        ("2026-01-11", vec![("C1".to_owned(), 100)]),
        ("2026-01-12T15:29:59Z", vec![("C1".to_owned(), 100)]),
        ("2026-01-12T15:30:00Z", both()),
        ("2026-01-12", both()),
        ("2030-01-01", both()),
    ] {
        assert_eq!(figures(by), expected, "{by}");
    }
    // Both axes at once: recorded by then, and said by then.
    let run = home.run(&["figures", "-C", "case", "--json", "--said-by", "2026-01-05"]).ends(0);
    assert_eq!(run.json().len(), 1);
    let shown = home.run(&["show", "C1", "-C", "case", "--json"]).ends(0).json();
    assert_eq!(shown[0]["superseded"].as_array().unwrap().len(), 1);
    let log = home.run(&["log", "-C", "case", "--json", "--recorded-by", "2026-01-11"]).ends(0);
    let kinds: Vec<_> = log.json().iter().map(|e| e["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds.iter().filter(|k| *k == "claim/1").count(), 1, "{kinds:?}");
}

#[test]
fn the_same_again_is_no_edition() {
    let home = Home::new();
    copy_dir(&demo().path("case"), &home.path("case"));
    let run = home
        .run_at("2026-04-01T00:00:00Z", &[&["release", "-C", "case", "--json"][..], &BOTH].concat())
        .ends(0);
    assert_eq!((&run.json()[0]["edition"], &run.json()[0]["made"]), (&1.into(), &false.into()));
    assert_eq!(fs::read_dir(home.path("case/releases")).unwrap().count(), 1);
}

/// The example's claims with one cell of one row changed.
fn edited(key: &str, column: &str, value: &str) -> Vec<u8> {
    let mut reader = csv::Reader::from_path(kursk().join("claims.csv")).unwrap();
    let head = reader.headers().unwrap().clone();
    let at = head.iter().position(|c| c == column).unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&head).unwrap();
    let mut hit = 0;
    for row in reader.records().map(Result::unwrap) {
        let mine = &row[0] == key && &row[at] != value;
        hit += usize::from(mine);
        let cells = row.iter().enumerate();
        writer.write_record(cells.map(|(n, c)| if mine && n == at { value } else { c })).unwrap();
    }
    assert_eq!(hit, 1, "{key} {column}");
    writer.into_inner().unwrap()
}

/// A changed row makes an edition with a change and a correction; the first edition still verifies and is untouched.
#[test]
fn a_changed_row_makes_an_edition_with_a_correction() {
    let home = Home::new();
    copy_dir(&demo().path("case"), &home.path("case"));
    let first = hashes(&home.path("case/releases/0001"));
    // C050: a word is put right, so that the interval changes with it.
    let changed = edited("C050", "qualifier", "almost");
    home.write("claims.csv", changed);
    let added = home.run(&["add", "claims.csv", "-C", "case", "--json"]).ends(0).json();
    assert_eq!(added.last().unwrap()["entries"], 1);
    let dry = home.run(&["release", "--dry-run", "-C", "case"]).ends(0);
    assert!(dry.out.contains("would be made"), "{}", dry.out);
    assert!(!home.path("case/releases/0002").exists(), "a dry run writes nothing");
    home.run_at("2026-03-05T08:00:00Z", &[&["release", "-C", "case"][..], &BOTH].concat()).ends(0);
    home.run(&["site", "-C", "case"]).ends(0);
    let second: Value =
        serde_json::from_slice(&fs::read(home.path("case/releases/0002/edition.json")).unwrap())
            .unwrap();
    assert_eq!((&second["number"], &second["day"]), (&2.into(), &"2026-03-05".into()));
    let changes = second["changes"].as_array().unwrap();
    assert_eq!(changes.iter().filter(|c| c["subject"] == "C050").count(), 1, "{changes:?}");
    let corrections = second["corrections"].as_array().unwrap();
    let of: Vec<_> = corrections.iter().filter(|c| c["subject"] == "C050").collect();
    assert_eq!(of.len(), 1, "{corrections:?}");
    assert!(of[0]["before"].as_str().unwrap().ends_with("(3000, ∞)"), "{of:?}");
    assert!(of[0]["after"].as_str().unwrap().ends_with("[2550, 3000)"), "{of:?}");
    assert_eq!(hashes(&home.path("case/releases/0001")), first, "an edition never changes");
    for path in ["case/releases/0001", "case/releases/0002", "case/site", "case"] {
        home.run(&["verify", path]).ends(0);
    }
    let page = fs::read_to_string(home.path("case/site/changes.html")).unwrap();
    assert!(page.contains("C050"), "a correction is shown");
    // The second edition is anchored in the first: it names it.
    let hash =
        super::support::sha256(&fs::read(home.path("case/releases/0001/edition.json")).unwrap());
    assert_eq!(second["origin"]["previous"], hash);
}

/// A withdrawn row leaves the next edition, and its leaving is told.
#[test]
fn a_withheld_row_is_withdrawn() {
    let home = Home::new();
    copy_dir(&demo().path("case"), &home.path("case"));
    let changed = edited("C002", "release", "withheld");
    home.write("claims.csv", changed);
    home.run(&["add", "claims.csv", "-C", "case"]).ends(0);
    home.release_by_two(&[]).ends(0);
    let edition: Value =
        serde_json::from_slice(&fs::read(home.path("case/releases/0002/edition.json")).unwrap())
            .unwrap();
    assert!(edition["statements"].as_array().unwrap().iter().all(|s| s["key"] != "C002"));
    let told: Vec<_> = edition["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["kind"] == "withdrawn")
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    home.run(&["verify", "case/releases/0002"]).ends(0);
}

/// A row corrected in one edition, taken back in the next, and shown again: what was said of it goes with it.
#[test]
fn a_corrected_row_can_be_taken_back() {
    let home = Home::with_case();
    let rows = |best: u32, release: &str| {
        format!(
            "claim_id,party,announced_date,category,best,as_of_date,release\n\
             A1,Agency,2026-01-05,killed,11,2026-01-05,public\n\
             B1,Agency,2026-01-06,wounded,{best},2026-01-0{},{release}\n\
             C1,Agency,2026-01-07,missing,13,2026-01-05,public\n",
            best % 7 + 1
        )
    };
    let mut editions = Vec::new();
    for (best, release, extra) in [
        (21, "public", ""),
        (4_322, "public", ""),
        (4_322, "withheld", "D1,Agency,2026-01-08,killed,14,,public\n"),
        (4_322, "public", ""),
    ] {
        home.write("claims.csv", rows(best, release) + extra);
        home.run(&["add", "claims.csv", "-C", "case"]).ends(0);
        home.run(&["release", "-C", "case"]).ends(0);
        home.run(&["site", "-C", "case"]).ends(0);
        home.run(&["verify", "case"]).ends(0);
        let number = editions.len() + 1;
        let path = home.path(&format!("case/releases/{number:04}/edition.json"));
        editions.push(fs::read_to_string(path).unwrap());
    }
    let edition = |n: usize| serde_json::from_str::<Value>(&editions[n]).unwrap();
    // Number and date were both put right: two corrections of one row.
    assert_eq!(edition(1)["corrections"].as_array().unwrap().len(), 2);
    assert!(editions[1].contains("4,322") || editions[1].contains("4322"));
    assert!(
        !editions[2].contains("4,322") && !editions[2].contains("4322"),
        "taken back with its words"
    );
    assert_eq!(
        edition(2)["corrections"].as_array().unwrap().len(),
        2,
        "that there were some stays"
    );
    assert!(editions[3].contains("4,322") || editions[3].contains("4322"));
}

#[test]
fn a_lost_edition_is_rebuilt_byte_for_byte() {
    let home = Home::new();
    copy_dir(&demo().path("case"), &home.path("case"));
    let (edition, site) = (files(&home.path("case/releases/0001")), files(&home.path("case/site")));
    fs::remove_dir_all(home.path("case/releases/0001")).unwrap();
    fs::remove_dir_all(home.path("case/site")).unwrap();
    fs::remove_file(home.path("case/index.sqlite")).ok();
    home.run_at("2027-01-01T00:00:00Z", &[&["release", "-C", "case"][..], &BOTH].concat()).ends(0);
    home.run_at("2027-01-01T00:00:00Z", &["site", "-C", "case"]).ends(0);
    assert!(edition == files(&home.path("case/releases/0001")), "the edition differs");
    assert!(site == files(&home.path("case/site")), "the site differs");
}

/// A tale that a restored backup would tell: the record is older than what was signed since.
#[test]
fn a_restored_backup_signs_nothing() {
    let home = Home::new();
    home.run(&["init", "case"]).ends(0);
    home.write("a.csv", "claim_id,party,announced_date,category,best\nC1,P,2026,killed,1\n");
    home.write("b.csv", "claim_id,party,announced_date,category,best\nC2,P,2026,killed,2\n");
    home.run(&["add", "a.csv", "-C", "case"]).ends(0);
    copy_dir(&home.path("case"), &home.path("backup"));
    home.run(&["add", "b.csv", "-C", "case"]).ends(0);
    fs::remove_dir_all(home.path("case")).unwrap();
    copy_dir(&home.path("backup"), &home.path("case"));
    for dir in ["case/keys", "case/keys/author.key", "case/keys/log.key", "case/keys/release.key"] {
        let mode = if dir.ends_with("keys") { 0o700 } else { 0o600 };
        let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
        fs::set_permissions(home.path(dir), mode).unwrap();
    }
    let run = home.run(&["add", "b.csv", "-C", "case"]).ends(3);
    assert!(run.err.starts_with("error: "), "{}", run.err);
    home.run(&["check", "-C", "case"]).ends(0);
}
