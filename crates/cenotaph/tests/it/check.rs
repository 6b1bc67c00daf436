//! Each fault and each form of contradiction, on a small table made for it, with exactly the findings expected; the factor of
//! a contradiction where it can be worked out by hand; what follows when one side is trusted; a file against a case.

use serde_json::Value;

use super::support::{Home, claims};

/// Contradictions, faults and falling series of a table: fault and statements, sorted.
fn faults(rows: &[&str]) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<_> = checked(rows)
        .into_iter()
        .filter(|f| matches!(f["kind"].as_str(), Some("contradiction" | "relay" | "series")))
        .map(|f| (f["fault"].as_str().unwrap().to_owned(), keys(&f)))
        .collect();
    found.sort();
    found
}

fn keys(finding: &Value) -> Vec<String> {
    let list = finding["statements"].as_array().unwrap();
    list.iter().map(|k| k.as_str().unwrap().to_owned()).collect()
}

fn checked(rows: &[&str]) -> Vec<Value> {
    let home = Home::new();
    home.write("claims.csv", claims(rows));
    let lines = home.run(&["check", "claims.csv", "--json"]).ends(0).json();
    for f in &lines {
        for sentence in ["sentence", "sentence_ko"] {
            let text = f[sentence].as_str().unwrap();
            assert!(text.len() > 20 && text.trim_end_matches(')').ends_with('.'), "{f}");
        }
    }
    // In a case the same rows give the same findings, entry by entry.
    home.run(&["init", "case"]).ends(0);
    home.run(&["add", "-q", "claims.csv", "-C", "case"]).ends(0);
    assert_eq!(home.run(&["check", "--json", "-C", "case"]).ends(0).json(), lines);
    lines
}

#[track_caller]
fn check(rows: &[&str], expected: &[(&str, &[&str])]) {
    let mut expected: Vec<(String, Vec<String>)> = expected
        .iter()
        .map(|(fault, keys)| ((*fault).to_owned(), keys.iter().map(|k| (*k).to_owned()).collect()))
        .collect();
    expected.sort();
    assert_eq!(faults(rows), expected);
}

const PRESIDENT: &str = "claim_id=C1|party_group=UA|party=President|announced_date=2031-03-14|as_of_date=2031-03-14|category=killed_or_wounded|best=3000|qualifier=already exceeded, preliminary";

#[test]
fn a_lost_qualifier() {
    let copy = "claim_id=C2|party_group=MEDIA|party=Wire|announced_date=2031-03-15|as_of_date=2031-03-14|category=killed_or_wounded|best=3000|derives_from=C1";
    check(&[PRESIDENT, copy], &[("lost_qualifier", &["C1", "C2"])]);
    let kept = format!("{copy}|qualifier=more than, preliminary");
    check(&[PRESIDENT, &kept], &[]);
}

#[test]
fn a_gained_qualifier() {
    check(
        &[
            "claim_id=C1|party_group=ROK|party=Agency|announced_date=2031-03-14|as_of_date=2031-03-14|category=killed|best=1234",
            "claim_id=C2|party_group=MEDIA|party=Wire|announced_date=2031-03-15|as_of_date=2031-03-14|category=killed|best=1234|qualifier=more than|derives_from=C1",
        ],
        &[("gained_qualifier", &["C1", "C2"])],
    );
}

#[test]
fn a_changed_number() {
    let origin = "claim_id=C1|party_group=ROK|party=Agency|announced_date=2031-03-14|as_of_date=2031-03-14|category=killed|best=1234";
    let copy = "claim_id=C2|party_group=MEDIA|party=Wire|announced_date=2031-03-14|as_of_date=2031-03-14|category=killed|best=2134|derives_from=C1";
    check(&[origin, copy], &[("changed_number", &["C1", "C2"])]);
}

#[test]
fn a_changed_category() {
    check(
        &[
            "claim_id=C1|party_group=ROK|party=Agency|announced_date=2031-03-14|as_of_date=2031-03-14|category=wounded|best=457",
            "claim_id=C2|party_group=MEDIA|party=Wire|announced_date=2031-03-14|as_of_date=2031-03-14|category=killed|best=457|derives_from=C1",
        ],
        &[("changed_category", &["C1", "C2"])],
    );
}

#[test]
fn a_changed_population() {
    check(
        &[
            "claim_id=C1|party_group=UA|party=Staff|announced_date=2031-03-14|as_of_date=2031-03-14|category=killed|best=457|population=KP+RU",
            "claim_id=C2|party_group=MEDIA|party=Wire|announced_date=2031-03-14|as_of_date=2031-03-14|category=killed|best=457|population=KP|derives_from=C1",
        ],
        &[("changed_population", &["C1", "C2"])],
    );
}

#[test]
fn a_changed_window() {
    check(
        &[
            "claim_id=C1|party_group=UA|party=Staff|announced_date=2031-03-14|as_of_date=2031-03-14|period_start=2031-03-08|period_end=2031-03-14|category=killed|best=77",
            "claim_id=C2|party_group=MEDIA|party=Wire|announced_date=2031-03-14|as_of_date=2031-03-14|category=killed|best=77|derives_from=C1",
        ],
        &[("changed_window", &["C1", "C2"])],
    );
}

#[test]
fn a_stale_repeat() {
    check(
        &[
            "claim_id=C1|party_group=UA|party=Staff|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best=512",
            "claim_id=C2|party_group=UA|party=Staff|announced_date=2031-03-10|as_of_date=2031-03-10|category=killed|best=934",
            "claim_id=C3|party_group=MEDIA|party=Wire|announced_date=2031-03-15|as_of_date=2031-03-15|category=killed|best=512|derives_from=C1",
        ],
        &[("stale_repeat", &["C1", "C2", "C3"])],
    );
}

#[test]
fn an_unattributed_repeat() {
    check(
        &[
            "claim_id=C1|party_group=UA|party=Staff|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best=512",
            "claim_id=C2|party_group=MEDIA|party=Wire|announced_date=2031-03-05|as_of_date=2031-03-01|category=killed|best=512",
        ],
        &[("unattributed_repeat", &["C1", "C2"])],
    );
}

#[test]
fn a_sum_that_passes_for_a_third_claim() {
    let parts = [
        "claim_id=C1|party_group=ROK|party=Agency|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best=312",
        "claim_id=C2|party_group=ROK|party=Agency|announced_date=2031-03-01|as_of_date=2031-03-01|category=wounded|best=2731",
    ];
    let sum = "claim_id=C3|party_group=UK|party=Ministry|announced_date=2031-03-04|as_of_date=2031-03-01|category=killed_or_wounded|best=3043";
    let expected: &[(&str, &[&str])] = &[("sum_passed_for_claim", &["C1", "C2", "C3"])];
    check(&[parts[0], parts[1], sum], expected);
    check(&[parts[0], parts[1], &format!("{sum}|derives_from=C1;C2")], expected);
    let other = sum.replace("3043", "3044");
    // One more or less is a claim of its own – and then cannot be true beside the parts.
    check(&[parts[0], parts[1], &other], &[("cannot_all_be_true", &["C1", "C2", "C3"])]);
}

#[test]
fn a_part_that_exceeds_the_whole() {
    check(
        &[
            "claim_id=C1|party_group=UA|party=Staff|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed_or_wounded|best=512",
            "claim_id=C2|party_group=UA|party=Staff|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best=713",
        ],
        &[("cannot_all_be_true", &["C1", "C2"]), ("part_exceeds_whole", &["C1", "C2"])],
    );
}

#[test]
fn a_series_that_falls() {
    let first = "claim_id=C1|party_group=UA|party=Staff|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best=934";
    let later = "claim_id=C2|party_group=UA|party=Staff|announced_date=2031-03-10|as_of_date=2031-03-10|category=killed|best=512";
    let contradiction: (&str, &[&str]) = ("cannot_all_be_true", &["C1", "C2"]);
    check(&[first, later], &[contradiction, ("series_falls", &["C1", "C2"])]);
    // A stated correction is no falling series; that both cannot be true stays.
    check(&[first, &format!("{later}|support=corrected from 934")], &[contradiction]);
}

/// The factor by which every bound would have to be off, by hand: for a pair the square root of the gap.
#[test]
fn contradicting_pairs() {
    for (low, high) in [(123, 345), (1, 4), (999, 1_001), (100_001, 999_999)] {
        let row = |key: &str, party: &str, n: u64| {
            format!(
                "claim_id={key}|party_group={party}|party={party}|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best={n}"
            )
        };
        let rows = [row("C1", "UA", high), row("C2", "ROK", low)];
        let lines = checked(&[&rows[0], &rows[1]]);
        let found: Vec<&Value> = lines.iter().filter(|f| f["kind"] == "contradiction").collect();
        assert_eq!(found.len(), 1, "{low} {high}");
        assert_eq!(keys(found[0]), ["C1", "C2"]);
        let radius = found[0]["radius"].as_f64().unwrap();
        let expected = (high as f64 / low as f64).sqrt();
        assert!((radius - expected).abs() < 1e-5 * expected, "{radius} for {expected}");
        assert_eq!((&found[0]["at_least"], &found[0]["at_most"]), (&high.into(), &low.into()));
        let all = lines.iter().find(|f| f["kind"] == "radius").unwrap();
        assert_eq!(all["radius"], found[0]["radius"]);
    }
}

/// Later more is no contradiction, nor is it a month apart, nor a bound that holds the other.
#[test]
fn what_can_be_true_together() {
    let row = |key: &str, day: &str, how: &str| {
        format!(
            "claim_id={key}|party_group=G{key}|party=P{key}|announced_date={day}|as_of_date={day}|category=killed|{how}"
        )
    };
    for (a, b) in [
        (row("C1", "2031-03-01", "best=123"), row("C2", "2031-03-02", "best=345")),
        (
            row("C1", "2031-03-01", "best=123|qualifier=at least"),
            row("C2", "2031-03-01", "best=345"),
        ),
        (
            row("C1", "2031-03-01", "best=1100|qualifier=about"),
            row("C2", "2031-03-01", "best=1200"),
        ),
        (row("C1", "2031-03-01", "words=several hundred"), row("C2", "2031-03-01", "best=999")),
        (
            row("C1", "2031-03-01", "best=345"),
            row("C2", "2031-03-01", "best=123|scope_extent=part"),
        ),
    ] {
        check(&[&a, &b], &[]);
    }
}

#[test]
fn three_that_contradict_although_no_two_do() {
    check(
        &[
            "claim_id=C1|party_group=UA|party=Staff|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best=1101",
            "claim_id=C2|party_group=ROK|party=Agency|announced_date=2031-03-01|as_of_date=2031-03-01|category=wounded|best=2202",
            "claim_id=C3|party_group=US|party=Staff|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed_or_wounded|best=3001",
        ],
        &[("cannot_all_be_true", &["C1", "C2", "C3"])],
    );
}

/// A number for a week and two totals around it.
#[test]
fn a_flow_between_two_stocks() {
    let rows = |after: u64| {
        [
            "claim_id=C1|party_group=UA|party=Staff|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best=1001".to_owned(),
            "claim_id=C2|party_group=ROK|party=Agency|announced_date=2031-03-09|as_of_date=2031-03-08|period_start=2031-03-02|period_end=2031-03-08|category=killed|best=501|scope_extent=whole".to_owned(),
            format!("claim_id=C3|party_group=US|party=Staff|announced_date=2031-03-09|as_of_date=2031-03-08|category=killed|best={after}"),
        ]
    };
    let all = rows(1_401);
    check(&all.each_ref().map(String::as_str), &[("cannot_all_be_true", &["C1", "C2", "C3"])]);
    let fits = rows(1_502);
    check(&fits.each_ref().map(String::as_str), &[]);
}

#[test]
fn more_harmed_than_sent() {
    let lines = checked(&[
        "claim_id=C1|party_group=ROK|party=Agency|announced_date=2031-03-01|as_of_date=2031-03-01|category=deployed_strength|best=1234",
        "claim_id=C2|party_group=UA|party=Staff|announced_date=2031-03-01|as_of_date=2031-03-01|category=casualties|best=2345",
    ]);
    let found: Vec<&Value> = lines.iter().filter(|f| f["kind"] == "contradiction").collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["assumes_strength"], true);
    assert!(
        found[0]["sentence"].as_str().unwrap().contains("counted once"),
        "the assumption is told"
    );
}

/// A number of two armies together bounds each from above, and from below neither.
#[test]
fn a_mixed_population() {
    let one = "claim_id=C1|party_group=UA|party=Staff|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best=713|population=KP";
    let both = |n: u64| {
        format!(
            "claim_id=C2|party_group=ROK|party=Agency|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best={n}|population=KP+RU"
        )
    };
    check(&[one, &both(512)], &[("cannot_all_be_true", &["C1", "C2"])]);
    check(&[one, &both(9_999)], &[]);
}

#[test]
fn a_clean_table_has_no_finding() {
    let rows = [
        "claim_id=C1|party_group=UA|party=Staff|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best=100|qualifier=at least",
        "claim_id=C2|party_group=ROK|party=Agency|announced_date=2031-03-05|as_of_date=2031-03-05|category=killed|best=321",
        "claim_id=C3|party_group=ROK|party=Agency|announced_date=2031-03-05|as_of_date=2031-03-05|category=wounded|best=2731",
        "claim_id=C4|party_group=ROK|party=Agency|announced_date=2031-03-20|as_of_date=2031-03-20|category=killed|best=612",
        "claim_id=C5|party_group=US|party=Staff|announced_date=2031-03-20|as_of_date=2031-03-20|category=deployed_strength|best=11000|qualifier=about",
    ];
    check(&rows, &[]);
    let lines = checked(&rows);
    assert!(lines.iter().all(|f| f["kind"] != "echo"));
    let radius = lines.iter().find(|f| f["kind"] == "radius").unwrap();
    assert_eq!(radius["radius"], 1.0);
    let home = Home::new();
    home.write("claims.csv", claims(&rows));
    home.run(&["check", "claims.csv", "--strict"]).ends(0);
    home.write(
        "claims.csv",
        claims(&[rows[1], &rows[1].replace("C2", "C9").replace("ROK", "UK").replace("321", "654")]),
    );
    home.run(&["check", "claims.csv", "--strict"]).ends(1);
}

/// Five mentions, one origin; what we told a source ourselves is none.
#[test]
fn an_echo_counts_origins_not_mentions() {
    let mut rows = vec![
        "claim_id=C1|party_group=ROK|party=Agency|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best=3217".to_owned(),
    ];
    for n in 2..=5 {
        rows.push(format!("claim_id=C{n}|party_group=MEDIA|party=Wire {n}|announced_date=2031-03-0{n}|as_of_date=2031-03-01|category=killed|best=3217|derives_from=C{}", n - 1));
    }
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let lines = checked(&rows);
    let echo: Vec<&Value> = lines.iter().filter(|f| f["kind"] == "echo").collect();
    assert_eq!(echo.len(), 1);
    assert_eq!((&echo[0]["mentions"], &echo[0]["independent_origins"]), (&5.into(), &1.into()));
    assert_eq!(echo[0]["origins"], serde_json::json!(["C1"]));
}

#[test]
fn what_follows_from_one_side() {
    let home = Home::new();
    home.write("claims.csv", claims(&[
        "claim_id=C1|party_group=ROK|party=NIS|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best=312",
        "claim_id=C2|party_group=ROK|party=NIS|announced_date=2031-03-10|as_of_date=2031-03-10|category=killed_or_wounded|best=3043",
        "claim_id=C3|party_group=UA|party=Staff|announced_date=2031-03-01|as_of_date=2031-03-01|category=killed|best=5001",
    ]));
    let range = |trust: &[&str], category: &str| -> (u64, Option<u64>) {
        let lines =
            home.run(&[&["check", "claims.csv", "--json"][..], trust].concat()).ends(0).json();
        let f = lines.iter().find(|f| f["kind"] == "range" && f["category"] == category).unwrap();
        (f["low"].as_u64().unwrap(), f["high"].as_u64())
    };
    // By 10 March: at least the 312 of 1 March, at most all of the 3,043.
    assert_eq!(range(&["--trust", "ROK"], "killed"), (312, Some(3_043)));
    assert_eq!(
        range(&["--trust", "South Korea", "--on", "2031-03-01"], "killed"),
        (312, Some(312))
    );
    assert_eq!(
        range(&["--trust", "ROK", "--on", "2031-03-10"], "killed_or_wounded"),
        (3_043, Some(3_043))
    );
    assert_eq!(range(&["--trust", "UA", "--on", "2031-03-10"], "killed"), (5_001, None));
    // Trusting one side leaves no contradiction; trusting both says that nothing follows.
    let one = home.run(&["check", "claims.csv", "--json", "--trust", "ROK"]).ends(0).json();
    assert!(one.iter().all(|f| f["kind"] != "contradiction"));
    let both = home
        .run(&["check", "claims.csv", "--json", "--trust", "ROK", "--trust", "UA"])
        .ends(0)
        .json();
    let none: Vec<_> = both.iter().filter(|f| f["kind"] == "range").collect();
    assert_eq!(none.len(), 1);
    assert_eq!(none[0]["fault"], "inconsistent");
}

/// Every way to reconcile that is told does reconcile: here the shift of the date, made true in the table.
#[test]
fn what_would_reconcile_does() {
    let pair = |day: &str| {
        [
            "claim_id=C1|party_group=UA|party=Staff|announced_date=2031-03-20|as_of_date=2031-03-10|category=killed|best=912".to_owned(),
            format!("claim_id=C2|party_group=ROK|party=NIS|announced_date=2031-03-20|as_of_date={day}|category=killed|best=312"),
        ]
    };
    let rows = pair("2031-03-10");
    let lines = checked(&rows.each_ref().map(String::as_str));
    let found = lines.iter().find(|f| f["kind"] == "contradiction").unwrap();
    let ways: Vec<&str> =
        found["reconcile"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
    assert!(ways.iter().any(|w| w.contains("C2") && w.contains("1 day earlier")), "{ways:?}");
    assert_eq!(ways.len(), found["reconcile_ko"].as_array().unwrap().len());
    let shifted = pair("2031-03-09");
    check(&shifted.each_ref().map(String::as_str), &[]);
    let part = rows[1].clone() + "|scope_extent=part";
    assert!(ways.iter().any(|w| w.contains("C2") && w.contains("part only")), "{ways:?}");
    check(&[&rows[0], &part], &[]);
}

/// The compiler's own word for a relation is never read: faults come from the values.
#[test]
fn the_relation_column_is_not_believed() {
    let home = Home::new();
    let text = claims(&[
        PRESIDENT,
        "claim_id=C2|party_group=MEDIA|party=Wire|announced_date=2031-03-15|as_of_date=2031-03-14|category=killed_or_wounded|best=3000|derives_from=C1",
    ]);
    let mut expected = None;
    for relation in ["", "quotes", "mutates", "stale_repeat", "sums"] {
        let with: String = text
            .lines()
            .enumerate()
            .map(|(n, line)| format!("{line},{}\n", if n == 0 { "relation" } else { relation }))
            .collect();
        home.write("claims.csv", with);
        let lines = home.run(&["check", "claims.csv", "--json"]).ends(0).json();
        let expected = expected.get_or_insert_with(|| lines.clone());
        assert_eq!(&lines, expected, "{relation}");
    }
}

/// Bad rows of a file that is only looked at are told; the rest is checked; the exit code says so.
#[test]
fn a_file_with_bad_rows() {
    let home = Home::new();
    let text = claims(&[PRESIDENT]) + "C9,UA,Staff,someday,,,,killed,,,x,,,,,,\n";
    home.write("claims.csv", text);
    let run = home.run(&["check", "claims.csv"]).ends(1);
    assert!(
        run.err.contains("claims.csv:3:4: error") && run.err.contains("claims.csv:3:11: error"),
        "{}",
        run.err
    );
    assert!(!run.out.is_empty());
}
