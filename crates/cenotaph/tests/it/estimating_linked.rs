//! Estimates from linked records, and the dossier of figures, on the command line.
//!
//! Lists, records and persons are invented; tables are small and draws few: the methods have tests of their own.

use serde_json::Value;

use super::support::Home;

const QUICK: [&str; 4] = ["--draws", "400", "--replicates", "60"];

/// Persons by pattern of the lists A, B, C, D: independent of each other, of some 1,000 persons.
const CELLS: [(u8, u32); 15] = [
    (1, 126),
    (2, 84),
    (3, 54),
    (4, 196),
    (5, 84),
    (6, 56),
    (7, 36),
    (8, 54),
    (9, 22),
    (10, 15),
    (11, 10),
    (12, 35),
    (13, 15),
    (14, 10),
    (15, 6),
];

/// The records: list, identifier, person.
fn records() -> Vec<(char, String, String)> {
    let mut out = Vec::new();
    let mut person = 0;
    for (pattern, count) in CELLS {
        for _ in 0..count {
            person += 1;
            for (bit, list) in "ABCD".chars().enumerate() {
                if pattern >> bit & 1 == 1 {
                    out.push((list, format!("{list}{person}"), format!("P{person}")));
                }
            }
        }
    }
    out
}

fn persons(records: &[(char, String, String)]) -> String {
    let mut text = "unique_id,person_id,list\n".to_owned();
    for (list, id, person) in records {
        text.push_str(&format!("{id},{person},{list}\n"));
    }
    text
}

/// Draws in which `apart(draw)` of the records of list B that share a person are persons of their own.
fn partitions(
    records: &[(char, String, String)],
    draws: usize,
    apart: impl Fn(usize) -> usize,
) -> String {
    let mut text = "draw,unique_id,person_id\n".to_owned();
    for draw in 0..draws {
        let (mut left, mut seen) = (apart(draw), 0);
        for (list, id, person) in records {
            // The first 84 of the list are on no other.
            seen += usize::from(*list == 'B');
            let alone = *list == 'B' && seen > 84 && left > 0;
            left -= usize::from(alone);
            let own = if alone { "-own" } else { "" };
            text.push_str(&format!("{draw},{id},{person}{own}\n"));
        }
    }
    text
}

fn judged(home: &Home, more: &[&str]) -> Value {
    let args = ["estimate", "--persons", "persons.csv", "--json"];
    home.run(&[&args[..], &QUICK, more].concat()).ends(0).json().remove(0)
}

fn rules(object: &Value) -> Vec<&str> {
    object["rules"].as_array().unwrap().iter().map(|r| r.as_str().unwrap()).collect()
}

fn method<'v>(said: &'v Value, name: &str) -> &'v Value {
    said["methods"].as_array().unwrap().iter().find(|m| m["method"] == name).unwrap()
}

#[test]
fn persons_of_one_linkage_are_judged_and_rule_r6_says_that_there_is_but_one() {
    let home = Home::new();
    let records = records();
    home.write("persons.csv", persons(&records));
    let said = judged(&home, &[]);
    assert!(rules(&said).contains(&"R6"), "{said}");
    assert_eq!(said["listed"], 803);
    assert_eq!(said["rows"].as_u64().unwrap(), records.len() as u64);
    let linkage = &said["linkage"];
    assert_eq!(
        (linkage["draws"].as_u64(), linkage["versions"].as_array().unwrap().len()),
        (Some(0), 1)
    );
    assert_eq!(linkage["lists"][0]["list"], "A");
    let pooled = method(&said, "linkage-all");
    assert!((850.0..1250.0).contains(&pooled["median"].as_f64().unwrap()), "{pooled}");
    // The table of counts that the same persons make is judged alike, but for what linkage leaves open.
    let mut table = "A,B,C,D,n\n".to_owned();
    for (p, n) in CELLS {
        let bit = |i: u8| p >> i & 1;
        table.push_str(&format!("{},{},{},{},{n}\n", bit(0), bit(1), bit(2), bit(3)));
    }
    home.write("t.csv", table);
    let args = [&["estimate", "t.csv", "--json"][..], &QUICK].concat();
    let counted = home.run(&args).ends(0).json().remove(0);
    assert_eq!(
        method(&said, "loglinear-bca")["median"],
        method(&counted, "loglinear-bca")["median"]
    );
    assert_ne!(said["table_hash"], counted["table_hash"], "a linkage has a key of its own");
    assert!(!rules(&counted).contains(&"R6"));
    let shown = home.run(&[&["estimate", "--persons", "persons.csv"][..], &QUICK].concat()).ends(0);
    assert!(shown.out.contains("every record can be linked"), "{}", shown.out);
    let args = [&["estimate", "--persons", "persons.csv", "--lang", "ko"][..], &QUICK].concat();
    assert!(home.run(&args).ends(0).out.contains("모든 기록을 연결할 수 있음"));
}

#[test]
fn draws_of_the_linkage_are_pooled_and_twenty_are_enough() {
    let home = Home::new();
    let records = records();
    home.write("persons.csv", persons(&records));
    home.write("draws.csv", partitions(&records, 20, |d| d));
    let said = judged(&home, &["--partitions", "draws.csv"]);
    assert!(!rules(&said).contains(&"R6"), "{said}");
    let linkage = &said["linkage"];
    assert_eq!(linkage["draws"], 20);
    assert_eq!(linkage["partitions_sha256"].as_str().unwrap().len(), 64);
    let version = &linkage["versions"][0];
    assert_eq!(version["listed_low"], 803);
    assert!(version["listed_high"].as_u64().unwrap() > 803, "persons apart are more persons");
    // The order of draws and of their rows decides nothing.
    let text = partitions(&records, 20, |d| 19 - d);
    home.write("draws.csv", text);
    assert_eq!(judged(&home, &["--partitions", "draws.csv"])["table_hash"], said["table_hash"]);
    home.write("draws.csv", partitions(&records, 19, |d| d));
    assert!(rules(&judged(&home, &["--partitions", "draws.csv"])).contains(&"R6"));
}

/// When one way to link leaves lists almost without common persons, no interval may be given, and the bound is what the least table lists.
#[test]
fn a_draw_that_shows_too_little_weakens_the_whole() {
    let home = Home::new();
    let records = records();
    home.write("persons.csv", persons(&records));
    home.write("draws.csv", partitions(&records, 20, |d| if d == 7 { 100_000 } else { 0 }));
    let said = judged(&home, &["--partitions", "draws.csv"]);
    assert_eq!(said["verdict"], "lower_bound");
    assert!(rules(&said).contains(&"R2"), "{said}");
    assert_eq!(said["low"], 803);
    assert!(method(&said, "linkage-all")["median"].is_null(), "R2 allows no number");
    let beside = said["linkage"]["judged"].as_array().unwrap();
    assert!(beside.iter().any(|b| b["draw"] == "7" && b["verdict"] == "lower_bound"), "{beside:?}");
}

#[test]
fn records_that_cannot_be_linked_are_left_out_taken_in_and_imputed() {
    let home = Home::with_case();
    let mut records = records();
    let mut loose = 0_u64;
    for (n, record) in records.iter_mut().filter(|r| r.0 == 'A').enumerate() {
        if n % 8 == 0 {
            record.2.clear();
            loose += 1;
        }
    }
    home.write("persons.csv", persons(&records));
    home.write("draws.csv", partitions(&records, 20, |_| 0));
    let said = judged(&home, &["--partitions", "draws.csv", "--file", "-C", "case"]);
    assert!(rules(&said).contains(&"R8"), "{said}");
    let versions = said["linkage"]["versions"].as_array().unwrap();
    let names: Vec<&str> = versions.iter().map(|v| v["version"].as_str().unwrap()).collect();
    assert_eq!(names, ["excluded", "included", "imputed"]);
    let listed = |n: usize| versions[n]["listed_high"].as_u64().unwrap();
    assert_eq!(listed(1), listed(0) + loose);
    assert!(listed(0) <= listed(2) && listed(2) <= listed(1), "{versions:?}");
    for name in ["linkage-excluded", "linkage-included", "linkage-imputed"] {
        assert!(method(&said, name)["median"].is_number(), "{name}");
    }
    assert!(said["low"].as_f64().unwrap() >= listed(0) as f64);
    let entry = said["entry"].as_str().unwrap();
    let body = home.run(&["show", entry, "-C", "case", "--json"]).ends(0).json().remove(0);
    let linkage = &body["body"]["table"]["linkage"];
    assert_eq!(linkage["unlinkable"]["A"].as_u64(), Some(loose));
    assert_eq!(
        (linkage["draws"].as_u64(), linkage["partitions"].as_str()),
        (Some(20), Some("draws.csv"))
    );
    home.run(&["fsck", "-C", "case"]).ends(0);
}

#[test]
fn a_part_of_a_linkage_gives_no_number() {
    let home = Home::new();
    let records = records();
    home.write("persons.csv", persons(&records));
    home.write("part.csv", partitions(&records[..9], 1, |_| 0));
    let args = ["estimate", "--persons", "persons.csv", "--partitions", "part.csv"];
    let run = home.run(&args).ends(1);
    assert!(
        run.err.contains("[draw.part]") && run.out.starts_with("No number is given"),
        "{}",
        run.err
    );
    home.write("persons.csv", persons(&records).replace("A1,P1,A", "A1,P1,"));
    let run = home.run(&["estimate", "--persons", "persons.csv", "--json"]).ends(1);
    assert_eq!(
        (run.json()[0]["kind"].as_str(), run.json()[0]["rows_lost"].as_u64()),
        (Some("error"), Some(1))
    );
    home.write("bare.csv", "unique_id,person_id\n1,P\n");
    let run = home.run(&["estimate", "--persons", "bare.csv"]).ends(1);
    assert!(run.err.contains("it has no column `list`"), "{}", run.err);
    for bad in [&["--partitions", "part.csv"][..], &["t.csv", "--persons", "persons.csv"]] {
        home.run(&[&["estimate"], bad].concat()).ends(2);
    }
    let run = home.run(&["estimate", "--persons", "persons.csv", "--draws", "part.csv"]).ends(2);
    assert!(run.err.contains("--partitions"), "{}", run.err);
}

/// The file of persons is one of many ways to link: where it lies outside of all draws, that is told.
#[test]
fn linked_persons_outside_of_all_draws_are_told() {
    let home = Home::new();
    let records = records();
    home.write("persons.csv", persons(&records));
    home.write("draws.csv", partitions(&records, 20, |d| 40 + d));
    let said = judged(&home, &["--partitions", "draws.csv"]);
    let place = &said["linkage"]["as_linked"];
    assert_eq!(place["place"], "below_all_draws", "{place}");
    assert!(place["median"].as_f64().unwrap() < place["median_low"].as_f64().unwrap());
    let args = [&["estimate", "--persons", "persons.csv", "--partitions", "draws.csv"][..], &QUICK]
        .concat();
    let shown = home.run(&args).ends(0).out;
    assert!(shown.contains("lie below every draw: 803 listed"), "{shown}");
    let shown = home.run(&[&args[..], &["--lang", "ko"]].concat()).ends(0).out;
    assert!(shown.contains("모든 추출보다 아래"), "{shown}");
    home.write("draws.csv", partitions(&records, 20, |_| 0));
    let said = judged(&home, &["--partitions", "draws.csv"]);
    assert_eq!(said["linkage"]["as_linked"]["place"], "among_the_draws");
    assert!(!home.run(&args).ends(0).out.contains("every draw:"));
}

#[test]
fn linked_persons_are_divided_into_strata() {
    let home = Home::with_case();
    let records = records();
    let mut text = "unique_id,person_id,list,region\n".to_owned();
    let mut number = 0;
    for (list, id, person) in &records {
        let person_number: usize = person[1..].parse().unwrap();
        let region = if person_number.is_multiple_of(2) { "north" } else { "south" };
        // One record of a person says otherwise: the person is where most of its records are.
        let astray = person == "P800" && *list == 'D';
        text.push_str(&format!("{id},{person},{list},{}\n", if astray { "south" } else { region }));
        number += usize::from(astray);
    }
    assert_eq!(number, 1);
    home.write("persons.csv", text);
    home.write("draws.csv", partitions(&records, 20, |d| d / 4));
    let args = ["--partitions", "draws.csv", "--strata", "region", "--file", "-C", "case"];
    let said = judged(&home, &args);
    let strata = said["strata"].as_array().unwrap();
    assert_eq!(strata.len(), 2);
    let listed = |v: &Value| v["listed"].as_u64().unwrap();
    assert_eq!(listed(&said), 803);
    assert_eq!(strata.iter().map(listed).sum::<u64>(), 803);
    for stratum in strata {
        assert!(stratum["stratum"]["region"].is_string());
        assert_eq!(stratum["linkage"]["draws"], 20);
        let versions = stratum["linkage"]["versions"].as_array().unwrap();
        assert_eq!(versions.len(), 1);
    }
    assert_ne!(said["verdict"], "estimate", "strata have no common point");
    let entry = said["entry"].as_str().unwrap();
    let body = home.run(&["show", entry, "-C", "case", "--json"]).ends(0).json().remove(0);
    let of = |list: char| records.iter().filter(|r| r.0 == list).count() as u64;
    assert_eq!(body["body"]["table"]["linkage"]["records"]["A"].as_u64(), Some(of('A')));
    let args = ["estimate", "--persons", "persons.csv", "--strata", "region"];
    let shown = home.run(&[&args[..], &QUICK].concat()).ends(0);
    assert!(shown.out.contains("region = north"), "{}", shown.out);
    assert!(shown.err.contains("persons with records in several strata: 1"), "{}", shown.err);
    let run = home.run(&["estimate", "--persons", "persons.csv", "--strata", "place"]).ends(1);
    assert!(run.err.contains("it has no column `place`"), "{}", run.err);
}

/// What a newcomer gives in the wrong place is named, with what to do.
#[test]
fn files_in_the_wrong_place_are_told() {
    let home = Home::new();
    let records = records();
    home.write("persons.csv", persons(&records));
    home.write("draws.csv", partitions(&records, 2, |_| 0));
    home.write("raw.csv", "unique_id,name\n1,Ri Chol\n");
    let mixed: Vec<String> = {
        let text = partitions(&records, 2, |_| 0);
        let mut rows: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
        rows.sort_by_key(|r| r.split(',').nth(1).map(str::to_owned));
        std::iter::once("draw,unique_id,person_id".to_owned()).chain(rows).collect()
    };
    home.write("mixed.csv", mixed.join("\n"));
    for (args, words) in [
        (
            &["--persons", "draws.csv", "--partitions", "persons.csv"][..],
            "`--partitions` the draws",
        ),
        (&["--persons", "persons.csv", "--partitions", "persons.csv"], "without a column `draw`"),
        (&["--persons", "raw.csv"], "cenotaph link A.csv B.csv --out linked"),
        (
            &["--persons", "persons.csv", "--partitions", "mixed.csv"],
            "sort the file by its column `draw`",
        ),
    ] {
        let run = home.run(&[&["estimate"], args].concat()).ends(1);
        assert!(run.err.contains(words), "{args:?}: {}", run.err);
        assert!(run.err.matches("error:").count() == 1, "{args:?}: {}", run.err);
    }
    let run = home.run(&["estimate", "--partitions", "draws.csv"]).ends(2);
    assert!(
        run.err.contains("--persons <PERSONS.csv>") && !run.err.contains("<TABLE>\n"),
        "{}",
        run.err
    );
}

/// Names that hold a `+` are quoted.
#[test]
fn lists_with_a_plus_can_be_merged() {
    let home = Home::new();
    home.write("t.csv", "A+B,C,D<-E,n\n1,0,0,30\n0,1,0,40\n0,0,1,20\n1,1,1,12\n");
    for args in [
        &["--merge", "\"A+B\"+C"][..],
        &["--derived", "\"D<-E\"<-C"],
        &["--merge", " \"A+B\" + C "],
    ] {
        let args = [&["estimate", "t.csv", "--json"][..], &QUICK, args].concat();
        let said = home.run(&args).ends(0).json().remove(0);
        assert!(rules(&said).contains(&"R1"), "{args:?}: {said}");
    }
    for bad in ["A+B", "\"A+B", "\"A+B\"+", "\"A+B\"C"] {
        let run = home.run(&["estimate", "t.csv", "--merge", bad]);
        assert_ne!(run.code, Some(0), "{bad}");
    }
}

#[test]
fn the_figures_of_the_example_make_a_dossier_without_a_headline() {
    let home = super::support::demo();
    let case = home.path("case");
    let case = case.to_str().unwrap();
    let said = home.run(&["estimate", "--claims", "--json", "-C", case]).ends(0).json().remove(0);
    assert_eq!(said["kind"], "claims");
    for part in ["lineages", "ratios", "wounded_to_killed", "floor"] {
        assert!(!said[part].as_array().unwrap().is_empty(), "{part}");
    }
    assert_eq!(said["ceiling"]["deployed"], 15_500);
    assert!(said["scenarios_label"].as_str().unwrap().starts_with("experimental"));
    for headline in ["killed", "point", "median", "low", "high", "lists", "filed"] {
        assert!(said.get(headline).is_none(), "{headline}");
    }
    let shown = home.run(&["estimate", "--claims", "-C", case]).ends(0).out;
    for words in [
        "Floor and ceiling",
        "lineages: ten relays",
        "at least",
        "Wounded for each killed",
        "Experimental",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    let shown = home.run(&["estimate", "--claims", "--lang", "ko", "-C", case]).ends(0).out;
    for words in ["바닥과 천장", "적어도", "실험적"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    // What the world could know by then: fewer figures, none that was said later.
    let early = ["estimate", "--claims", "--json", "--said-by", "2024-12-31", "-C", case];
    let early = home.run(&early).ends(0).json().remove(0);
    let count = |v: &Value| v["ratios"].as_array().unwrap().len();
    assert!(count(&early) < count(&said));
    assert!(
        early["ratios"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| r["since"].as_str().unwrap() <= "2024-12-31")
    );
    // No day of the floor lies behind the cut, not that of a name that is dated to the month.
    for day in ["2024-12-31", "2025-08-30", "2025-09-10", "2026-02-01"] {
        let args = ["estimate", "--claims", "--json", "--said-by", day, "-C", case];
        let cut = home.run(&args).ends(0).json().remove(0);
        let days = cut["floor"].as_array().unwrap().iter().map(|f| f["day"].as_str().unwrap());
        assert!(days.into_iter().all(|d| d <= day), "{day}: {}", cut["floor"]);
    }
    // Names of lineages are whole: two that begin alike could not be told apart.
    let whole = home.run(&["estimate", "--claims", "-C", case]).ends(0).out;
    for lineage in said["lineages"].as_array().unwrap().iter().take(20) {
        let party = lineage["party"].as_str().unwrap();
        assert!(whole.contains(party), "{party}\n{whole}");
    }
    for bad in
        [&["--claims", "t.csv"][..], &["--claims", "--file"], &["t.csv", "--said-by", "2024-12-31"]]
    {
        home.run(&[&["estimate", "-C", case], bad].concat()).ends(2);
    }
}
