//! Estimates from lists on the command line: verdicts on small tables, what a machine reads, what is told of bad tables, and that nothing
//! but the counts decides.
//!
//! Tables are small and draws few: what is held here is the program, the methods have tests of their own.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use super::support::{Home, Run};

/// Few draws, so that a test takes a second.
const QUICK: [&str; 4] = ["--draws", "400", "--replicates", "60"];

/// Two lists: no dependence can be seen.
const TWO: &str = "A,B,n\n1,0,30\n0,1,40\n1,1,12\n";

/// Three lists that share almost nobody.
const SPARSE: &str = "A,B,C,n\n1,0,0,90\n0,1,0,70\n0,0,1,80\n1,1,0,2\n0,1,1,1\n";

/// Four invented lists, independent of each other, of some 1,000 persons.
const FOUR: &str = "A,B,C,D,n\n\
    1,0,0,0,126\n0,1,0,0,84\n1,1,0,0,54\n0,0,1,0,196\n1,0,1,0,84\n0,1,1,0,56\n1,1,1,0,36\n\
    0,0,0,1,54\n1,0,0,1,22\n0,1,0,1,15\n1,1,0,1,10\n0,0,1,1,35\n1,0,1,1,15\n0,1,1,1,10\n1,1,1,1,6\n";

/// The same with so many times the persons: an interval narrow enough for a point.
fn times(table: &str, by: u64) -> String {
    let row = |line: &str| match line.rsplit_once(',') {
        Some((pattern, n)) if n != "n" => format!("{pattern},{}", by * n.parse::<u64>().unwrap()),
        _ => line.to_owned(),
    };
    table.lines().map(row).collect::<Vec<_>>().join("\n")
}

fn judged(home: &Home, table: &str, more: &[&str]) -> Value {
    home.write("t.csv", table);
    let work = if more.contains(&"--draws") { &[][..] } else { &QUICK[..] };
    let run = home.run(&[&["estimate", "t.csv", "--json"], work, more].concat()).ends(0);
    let mut lines = run.json();
    assert_eq!(lines.len(), 1, "one object");
    lines.remove(0)
}

fn rules(object: &Value) -> Vec<&str> {
    object["rules"].as_array().unwrap().iter().map(|r| r.as_str().unwrap()).collect()
}

#[test]
fn two_lists_are_refused_with_lines_for_reference() {
    let home = Home::new();
    let said = judged(&home, TWO, &[]);
    assert_eq!((said["verdict"].as_str(), rules(&said)), (Some("refused"), vec!["R1"]));
    for end in ["low", "high", "point"] {
        assert!(said[end].is_null(), "{end}");
    }
    let methods = said["methods"].as_array().unwrap();
    assert_eq!(methods.len(), 5);
    assert!(methods.iter().all(|m| m["reference"] == true));
    let alone = methods.iter().find(|m| m["method"] == "chapman-odds-1").unwrap();
    // (42 + 1)(52 + 1)/(12 + 1) − 1.
    assert!((alone["median"].as_f64().unwrap() - 174.3).abs() < 0.06, "{alone}");
    assert!(said["sentence"].as_str().unwrap().contains("82 listed"), "{said}");
    assert!(said["sentence_ko"].as_str().unwrap().contains("82명"), "{said}");
    home.run(&["estimate", "t.csv", "--strict"]).ends(1);
}

#[test]
fn few_overlaps_give_the_listed_and_nothing_else() {
    let home = Home::new();
    let said = judged(&home, SPARSE, &[]);
    assert_eq!((said["verdict"].as_str(), rules(&said)), (Some("lower_bound"), vec!["R2"]));
    assert_eq!((said["low"].as_u64(), said["high"].as_u64()), (Some(243), None));
    for m in said["methods"].as_array().unwrap() {
        let number = ["median", "low", "high"].iter().any(|end| !m[end].is_null());
        assert!(!number || m["reference"] == true, "{m}");
    }
}

#[test]
fn the_object_has_the_shape_that_is_promised() {
    let home = Home::new();
    let words = ["--period", "2031", "--area", "the river", "--category", "soldiers"];
    let said = judged(&home, FOUR, &words);
    let verdicts = ["estimate", "range", "lower_bound", "refused"];
    assert!(verdicts.contains(&said["verdict"].as_str().unwrap()), "{said}");
    for m in said["methods"].as_array().unwrap() {
        let object = m.as_object().unwrap();
        for member in ["median", "low", "high", "rhat", "ess", "round_trips", "cpu_s"] {
            assert!(object[member].is_null() || object[member].is_number(), "{member}: {m}");
        }
        assert!(m["method"].is_string() && m["assumes"].is_string() && m["assumes_ko"].is_string());
        if m["withheld"].is_string() {
            assert!(m["median"].is_null() && m["low"].is_null() && m["high"].is_null(), "{m}");
        }
    }
    let latent = said["methods"].as_array().unwrap().iter();
    let latent = latent.into_iter().find(|m| m["method"] == "latent-classes").unwrap();
    // 400 draws cannot show that chains have converged.
    assert_eq!(latent["withheld"], "R3");
    assert!(latent["rhat"].is_number() && rules(&said).contains(&"R3"));
    assert!(said["point"].is_null(), "no point where a method is missing");
    assert_eq!(said["listed"], 803);
    assert_eq!(said["lists"].as_array().unwrap().len(), 4);
    assert_eq!(said["pairs"].as_array().unwrap().len(), 6);
    let estimand = said["estimand"].as_str().unwrap();
    assert!(estimand.contains("in 2031, in the river, of soldiers"), "{estimand}");
    assert!(said["estimand_ko"].as_str().unwrap().contains("2031"), "{said}");
    for hash in ["table_hash", "file_sha256"] {
        assert_eq!(said[hash].as_str().unwrap().len(), 64, "{hash}");
    }
    assert!(said["code"].as_str().unwrap().starts_with("cenotaph-estimate "));
}

/// The true population lies within what is said of lists that are independent.
#[test]
fn independent_lists_hold_the_truth() {
    let home = Home::new();
    let said = judged(&home, FOUR, &[]);
    if let (Some(low), Some(high)) = (said["low"].as_f64(), said["high"].as_f64()) {
        assert!(low <= 1000.0 && 1000.0 <= high, "{low} {high}");
        assert!(low >= 803.0);
    }
    assert_ne!(said["verdict"], "refused", "{said}");
}

/// Everything but the CPU seconds, the bytes of the file and what is told list by list.
fn core(said: &Value) -> Value {
    let mut core = said.clone();
    let object = core.as_object_mut().unwrap();
    for member in ["file_sha256", "lists", "pairs", "file"] {
        object.remove(member);
    }
    for m in object["methods"].as_array_mut().unwrap() {
        m.as_object_mut().unwrap().remove("cpu_s");
    }
    core
}

#[test]
fn the_order_of_lists_and_rows_decides_nothing() {
    let home = Home::new();
    let mut rows: Vec<Vec<&str>> = FOUR.lines().map(|l| l.split(',').collect()).collect();
    for row in &mut rows {
        row.reverse();
        row.swap(1, 3);
    }
    rows[1..].reverse();
    let lines: Vec<String> = rows.iter().map(|r| r.join("\t")).collect();
    let permuted = lines.join("\r\n");
    assert_ne!(permuted, FOUR);
    assert_eq!(core(&judged(&home, FOUR, &[])), core(&judged(&home, &permuted, &[])));
}

#[test]
fn standard_input_and_any_delimiter() {
    let home = Home::new();
    let text = TWO.replace(',', ";").replace("n\n", "Count\n");
    let mut command = home.command(&["estimate", "-", "--json"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let run = Run::of(&["estimate", "-"], child.wait_with_output().unwrap()).ends(0);
    let lines = run.json();
    assert_eq!(
        (lines[0]["listed"].as_u64(), lines[0]["file"].as_str()),
        (Some(82), Some("standard input"))
    );
}

#[test]
fn a_lost_row_gives_no_number() {
    let home = Home::new();
    let rows: [(&str, &str, &str); 5] = [
        (
            "A,B,C,n\n1,0,0,40\n0,1,0,30\n1,2,0,6\n",
            "t.csv:4:2: error: Found `2` in `B`, expected `0` or `1` [value.bit]",
            "hint: ",
        ),
        (
            "A,B,C,n\n1,0,0,40\n0,1,0,3o\n",
            "t.csv:3:4: error: Found `3o` in `n`, expected a whole number of persons",
            "[value.count]",
        ),
        (
            "A,B,C,n\n1,0,0,\"1,040\"\n",
            "t.csv:2:4: error: Found `1,040` in `n`",
            "without separators",
        ),
        (
            "A,B,C,n\n1,0,0,40\n0,0,0,900\n",
            "t.csv:3:4: error: Found `900` in `n`, expected no count of persons on no list",
            "leave the row out",
        ),
        (
            "A,B,C,n\n1,0,0,40\n1,0,0,41\n",
            "t.csv:3: error: Expected each pattern once; A stands on line 2 already",
            "[row.repeated]",
        ),
    ];
    for (table, complaint, hint) in rows {
        home.write("t.csv", table);
        let run = home.run(&["estimate", "t.csv"]).ends(1);
        assert!(run.err.starts_with(complaint) && run.err.contains(hint), "{}", run.err);
        assert!(run.out.starts_with("No number is given: 1 of "), "{}", run.out);
        let run = home.run(&["estimate", "t.csv", "--json"]).ends(1);
        // An input that cannot be read is an error, and no verdict on those whom it lists.
        let said = &run.json()[0];
        assert_eq!(
            (said["kind"].as_str(), said["code"].as_str()),
            (Some("error"), Some("table.not_whole"))
        );
        assert_eq!(said["rows_lost"], 1);
        for member in ["verdict", "rules", "low", "listed"] {
            assert!(said.get(member).is_none(), "{member}: {said}");
        }
        assert_eq!(said["complaints"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn what_is_no_table_is_told() {
    let home = Home::new();
    home.write("empty.csv", "");
    home.write("page.html", "<html><body>no</body></html>");
    home.write("rows.json", "[{\"A\":1,\"n\":3}]");
    home.write("head.csv", "A,B\n1,0\n");
    home.write("good.csv", TWO);
    for (args, said) in [
        (&["nothing.csv"][..], "error: Cannot read `nothing.csv`: no such file"),
        (&["."], "error: Cannot read `.`: it is a folder"),
        (&["empty.csv"], "error: Cannot read `empty.csv`: it is empty"),
        (&["page.html"], "error: Cannot read `page.html` as a table: it is a web page"),
        (&["rows.json"], "error: Cannot read `rows.json` as a table: it is JSON"),
        (&["head.csv"], "head.csv:1: error: Expected one column of counts"),
        (&["good.csv", "--strata", "region"], "good.csv:1: error: Found `region`"),
        (&["good.csv", "--lists", "A,Z"], "error: `Z` is not a list of the table: A, B"),
        (&["good.csv", "--derived", "A<-Q"], "error: `Q` is not a list of the table: A, B"),
    ] {
        let run = home.run(&[&["estimate"], args].concat()).ends(1);
        assert!(run.err.starts_with(said), "{args:?}: {}", run.err);
        let object = &home.run(&[&["estimate", "--json"], args].concat()).ends(1).json()[0];
        assert_eq!(object["kind"], "error", "{args:?}");
        assert!(object["code"].is_string() && object["message"].is_string(), "{object}");
    }
    // A list as it was compiled is no table yet: what comes first is told.
    home.write("raw.csv", "id,name,age\n1,Ri Chol,20\n2,Kim Ok,31\n");
    let run = home.run(&["estimate", "raw.csv"]).ends(1);
    assert!(run.err.contains("cenotaph link A.csv B.csv"), "{}", run.err);
    for args in [
        &["good.csv", "--merge", "A"][..],
        &["good.csv", "--derived", "A"],
        &["good.csv", "--draws", "3"],
        &["good.csv", "--simulate", "classes"],
        &[],
    ] {
        home.run(&[&["estimate"], args].concat()).ends(2);
    }
}

#[test]
fn lists_are_chosen_merged_and_derived() {
    let home = Home::new();
    let said = judged(&home, FOUR, &["--lists", "A,B"]);
    assert_eq!(rules(&said), ["R1"]);
    let said = judged(&home, FOUR, &["--merge", "A+B", "--lists", "A,B,C"]);
    assert_eq!(rules(&said), ["R1"]);
    assert_eq!(said["lists"][0]["list"], "A+B");
    // What the caller counts as one is not a rule's finding, and a derivation follows its list into the union.
    let said = judged(&home, FOUR, &["--merge", "A+B", "--derived", "B<-C"]);
    assert_eq!((rules(&said), said["merged"][0].as_str()), (vec!["R1", "R7"], Some("A+B+C")));
    assert_eq!(said["made_of"][0]["members"], serde_json::json!(["A+B", "C"]));
    let said = judged(&home, FOUR, &["--derived", "A<-B", "--derived", "B<-C"]);
    assert_eq!((rules(&said), said["merged"][0].as_str()), (vec!["R1", "R7"], Some("A+B+C")));
}

#[test]
fn strata_are_judged_apart_and_refuse_together() {
    let home = Home::new();
    let mut text = "region,A,B,C,D,n\n".to_owned();
    for line in FOUR.lines().skip(1) {
        text.push_str(&format!("north,{line}\n"));
    }
    text.push_str("south,1,1,0,0,3\nsouth,1,0,0,0,9\nsouth,0,0,1,0,4\nsouth,0,0,0,1,4\n");
    let said = judged(&home, &text, &["--strata", "region"]);
    let strata = said["strata"].as_array().unwrap();
    assert_eq!(strata.len(), 2);
    assert_eq!(strata[0]["stratum"]["region"], "north");
    assert_eq!(strata[1]["verdict"], "lower_bound");
    // A sum in which one stratum has no upper end has none.
    assert_eq!((said["verdict"].as_str(), said["low"].as_u64()), (Some("lower_bound"), Some(823)));
    assert!(said["high"].is_null() && said["point"].is_null());
    // What fired in a stratum is told of the whole, with the stratum's name and that of the list that is too sparse.
    let sentence = said["sentence"].as_str().unwrap();
    assert!(sentence.contains("`A (region = south)` shares 3"), "{sentence}");
    assert!(sentence.contains("(R2, in region = south)"), "{sentence}");
    let of =
        said["rules_of_strata"].as_array().unwrap().iter().find(|r| r["rule"] == "R2").unwrap();
    assert_eq!(of["strata"], serde_json::json!(["region = south"]));
    home.run(&["estimate", "t.csv", "--strata", "region"]);
    let shown =
        home.run(&[&["estimate", "t.csv", "--strata", "region"][..], &QUICK].concat()).ends(0);
    assert!(shown.out.contains("R2, in region = south: "), "{}", shown.out);
    let alone = judged(&home, FOUR, &[]);
    assert_eq!(strata[0]["low"], alone["low"], "a stratum is judged as if it were alone");
}

/// Two strata, each with an interval: the whole is a range, and says why it has no likeliest value.
#[test]
fn a_range_over_strata_gives_its_reason() {
    let home = Home::new();
    let mut text = "region,A,B,C,D,n\n".to_owned();
    for region in ["north", "south"] {
        for line in times(FOUR, 30).lines().skip(1) {
            text.push_str(&format!("{region},{line}\n"));
        }
    }
    let enough = ["--strata", "region", "--draws", "6000", "--replicates", "60"];
    let said = judged(&home, &text, &enough);
    assert_eq!((said["verdict"].as_str(), rules(&said)), (Some("range"), vec!["R4"]));
    for (sentence, words) in [
        ("sentence", "ends can be added and middles cannot (R4)"),
        ("sentence_ko", "양 끝은 더할 수 있으나 중간값은 더할 수 없기 때문 (R4)"),
    ] {
        assert!(said[sentence].as_str().unwrap().contains(words), "{said}");
    }
}

/// What is no result is called so, what is no interval does not look like one, and a method that cannot be used says why.
#[test]
fn lines_say_what_they_are() {
    let home = Home::new();
    let run = |table: &str, more: &[&str]| {
        home.write("t.csv", table);
        home.run(&[&["estimate", "t.csv"][..], &QUICK, more].concat()).ends(0).out
    };
    let line = |out: &str, words: &str| {
        let found = out.lines().find(|l| l.contains(words)).map(str::to_owned);
        found.unwrap_or_else(|| panic!("{words}\n{out}"))
    };
    for (lang, lead, point, trips, chapman) in [
        ("en", "For reference only", "point by model", "round trips", "Chapman, odds ratio 1"),
        ("ko", "참고용", "모형별 점", "왕복 ", "채프먼, 오즈비 1"),
    ] {
        let out = run(TWO, &["--lang", lang]);
        let place = |words: &str| out.find(words).unwrap_or_else(|| panic!("{words}\n{out}"));
        assert!(place(lead) < place(chapman), "{out}");
        let out = run(FOUR, &["--lang", lang]);
        let models = line(&out, point);
        assert!(!models.contains('['), "{models}");
        assert!(out.contains(trips), "{out}");
        assert!(lang == "en" || !out.contains("round trips"), "{out}");
    }
    let small = FOUR.replace("1,1,1,1,6", "1,1,1,1,4");
    assert!(
        line(&run(&small, &[]), "ξ = 1.00")
            .contains("not applicable: a pattern of lists has fewer than 5 persons")
    );
    assert!(line(&run(&small, &["--lang", "ko"]), "ξ = 1.00").contains("5명 미만"));
    let said = judged(&home, &small, &[]);
    let nhoi = said["methods"].as_array().unwrap().iter();
    let nhoi = nhoi.into_iter().find(|m| m["method"] == "nhoi-xi-1.000").unwrap();
    assert_eq!(nhoi["not_applicable"], "small_cell");
    assert!(said["high"].is_null(), "a kind of assumption that was not tried leaves no upper end");
    // Two lists are left, and why: R7 first.
    let copied = "A,B,C,n\n1,1,1,300\n";
    let said = judged(&home, copied, &[]);
    assert_eq!((rules(&said), said["merged"][0].as_str()), (vec!["R1", "R7"], Some("A+B+C")));
    assert!(said["sentence"].as_str().unwrap().contains("that leaves 1 of 3 lists"), "{said}");
    assert!(said["methods"].as_array().unwrap().is_empty(), "a list is not estimated from itself");
    // What is counted follows the category.
    let said = judged(&home, TWO, &["--category", "soldiers wounded"]);
    assert!(said["estimand"].as_str().unwrap().starts_with("cases that"), "{said}");
    assert!(said["estimand_ko"].as_str().unwrap().ends_with("사례"), "{said}");
}

#[test]
fn methods_are_shown_or_not_and_decide_all_the_same() {
    let home = Home::new();
    let all = judged(&home, FOUR, &[]);
    let some = judged(&home, FOUR, &["--method", "graphs,reference"]);
    for member in ["verdict", "low", "high", "rules", "sentence"] {
        assert_eq!(all[member], some[member], "{member}");
    }
    let names: Vec<&str> =
        some["methods"].as_array().unwrap().iter().filter_map(|m| m["method"].as_str()).collect();
    assert!(names.iter().all(|n| n.starts_with("graphs") || *n == "chao"), "{names:?}");
    let capped = judged(&home, FOUR, &["--cap", "2000", "--method", "latent-classes"]);
    let line = &capped["methods"][1];
    assert_eq!(line["method"], "latent-classes-cap-2000");
    assert!(line["median"].is_null(), "what R3 withholds has no number under a cap either");
}

#[test]
fn people_read_it_in_their_language() {
    let home = Home::new();
    home.write("t.csv", TWO);
    let run = home.run(&["estimate", "t.csv"]).ends(0);
    for words in [
        "Refused",
        "No number beyond the 82 listed can be defended",
        "(R1)",
        "Asked: deaths that had a chance",
        "R1: fewer than 3 lists.",
    ] {
        assert!(run.out.contains(words), "{words}\n{}", run.out);
    }
    let run = home.run(&["estimate", "t.csv", "--lang", "ko"]).ends(0);
    for words in ["추정 거부", "명단에 오른 82명", "물은 것:", "채프먼"] {
        assert!(run.out.contains(words), "{words}\n{}", run.out);
    }
    assert!(!run.out.contains("the period of the lists"), "{}", run.out);
}

#[test]
fn a_study_counts_what_would_mislead() {
    let home = Home::new();
    let args = [
        "estimate",
        "--simulate",
        "independent",
        "--lists",
        "3",
        "--population",
        "300",
        "--runs",
        "3",
    ];
    let run = home.run(&[&args[..], &QUICK, &["--json"]].concat()).ends(0);
    let study = &run.json()[0];
    assert_eq!((study["kind"].as_str(), study["runs"].as_u64()), (Some("study"), Some(3)));
    let sum: u64 = study["verdicts"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(sum, 3);
    let misled: u64 =
        study["misleading"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    let share = study["misleading_share"].as_f64().unwrap();
    assert!((share - misled as f64 / 3.0).abs() < 1e-3);
    assert!(study["misleading_share_at_most"].as_f64().unwrap() > share);
    assert_eq!(run.out, home.run(&[&args[..], &QUICK, &["--json"]].concat()).ends(0).out);
    let (low, high) =
        (&study["misleading_share_interval"][0], &study["misleading_share_interval"][1]);
    assert!(low.as_f64().unwrap() <= share && share <= high.as_f64().unwrap());
    assert_eq!(study["misled"].as_array().unwrap().len() as u64, misled);
    // Tables are numbered: the last of three is the first of those from two on.
    let widths = |first: &str, runs: &str| {
        let more = ["--first", first, "--runs", runs, "--json"];
        let args = [&args[..args.len() - 2], &QUICK, &more].concat();
        let study = home.run(&args).ends(0).json()[0].clone();
        let said = study["verdicts"]["estimate"].as_u64().unwrap()
            + study["verdicts"]["range"].as_u64().unwrap();
        study["width"].as_f64().map_or(0.0, f64::ln) * said as f64
    };
    assert!((widths("0", "2") + widths("2", "1") - widths("0", "3")).abs() < 1e-3);
    let run = home.run(&[&["estimate", "--simulate", "sim1", "--runs", "2"], &QUICK[..]].concat());
    assert!(run.ends(0).out.starts_with("sim1: 2 tables of 5 lists"));
    let bad = ["estimate", "--simulate", "sim1", "--lists", "4"];
    assert!(home.run(&bad).ends(1).err.starts_with("error: `4` is not 5 lists"));
    let bad = ["estimate", "--simulate", "classes", "--lists", "A,B"];
    assert!(home.run(&bad).ends(1).err.starts_with("error: `A,B` is not a number of lists"));
}

/// Names of the elements that a picture opens and does not close, or closes out of turn.
fn unbalanced(svg: &str) -> Vec<String> {
    let (mut open, mut wrong) = (Vec::new(), Vec::new());
    for tag in svg.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap().to_owned();
        if tag.starts_with('/') {
            if open.pop() != Some(name.clone()) {
                wrong.push(name);
            }
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    wrong.extend(open);
    wrong
}

#[test]
fn a_picture_is_whole_says_it_in_words_and_shows_no_forbidden_number() {
    assert_eq!(unbalanced("<svg><text>a</text><path/></svg>"), Vec::<String>::new());
    assert_eq!(unbalanced("<svg><text>a</svg>"), ["svg", "svg"], "a check that can fail");
    let home = Home::new();
    let table = FOUR.replace("A,B,C,D", "A&<b>,B,C,D");
    let said = judged(&home, &table, &["--plot", "r.svg"]);
    let svg = std::fs::read_to_string(home.path("r.svg")).unwrap();
    assert_eq!(unbalanced(&svg), Vec::<String>::new());
    for part in [
        "<title id=\"t\">",
        "<desc id=\"d\">",
        "prefers-color-scheme:dark",
        "withheld (R3)",
        "chain 4",
    ] {
        assert!(svg.contains(part), "{part}");
    }
    assert!(svg.contains("a rule withholds the numbers"), "chains are drawn by rank");
    assert!(svg.contains("reference: Chao"), "what is no result is called so");
    let enough = ["--plot", "full.svg", "--draws", "6000", "--replicates", "60"];
    judged(&home, FOUR, &enough);
    let full = std::fs::read_to_string(home.path("full.svg")).unwrap();
    assert_eq!(unbalanced(&full), Vec::<String>::new());
    let caption = "The end at 100 % is the best model with pairs only.";
    assert!(full.contains("Trajectory:") && full.contains(caption), "{full}");
    let bic = &said["methods"][0];
    let median = bic["median"].as_f64().unwrap().round().to_string();
    assert!(svg.replace(',', "").contains(&format!("{median} [")), "numbers stand beside marks");
    judged(&home, TWO, &["--plot", "r.svg", "--lang", "ko"]);
    let svg = std::fs::read_to_string(home.path("r.svg")).unwrap();
    assert!(svg.contains("추정 거부") && unbalanced(&svg).is_empty());
    let left: Vec<_> =
        std::fs::read_dir(home.temp.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert!(left.iter().all(|f| !f.to_string_lossy().contains(".tmp")), "{left:?}");
    let run = home.run(&["estimate", "t.csv", "--plot", "no/such/r.svg"]).ends(1);
    assert!(run.err.starts_with("error: Cannot write `no/such/r.svg`"), "{}", run.err);
}

#[test]
fn a_result_is_filed_once_and_another_supersedes_it() {
    let home = Home::with_case();
    let file = |table: &str, more: &[&str]| {
        let said = judged(&home, table, &[&["--file", "-C", "case"], more].concat());
        said["entry"].as_str().unwrap().to_owned()
    };
    let first = file(SPARSE, &[]);
    assert_eq!(first, file(SPARSE, &[]), "the same result again adds nothing");
    let second = file(SPARSE, &["--period", "2031"]);
    assert_ne!(first, second);
    let shown = home.run(&["show", &second, "-C", "case", "--json"]).ends(0).json().remove(0);
    let body = &shown["body"];
    assert_eq!(shown["kind"], "estimate/1");
    assert_eq!(body["supersedes"], first.as_str());
    assert_eq!((body["verdict"].as_str(), body["low"].as_u64()), (Some("lower_bound"), Some(243)));
    assert_eq!(
        (body["rules"][0].as_str(), body["asked"]["period"].as_str()),
        (Some("R2"), Some("2031"))
    );
    assert_eq!(body["table"]["file"], "t.csv");
    assert!(body["methods"][0]["median"].is_null() && body["methods"][0]["withheld"] == "R2");
    let text = body.to_string();
    assert!(!text.contains('.') || !text.contains("cpu"), "no run's own seconds: {text}");
    home.run(&["fsck", "-C", "case"]).ends(0);
    // A telephone number for a list's name leads to a person.
    let bad = SPARSE.replace("A,B", "+86 138 0013 8000,B");
    home.write("bad.csv", bad);
    let run = home.run(&["estimate", "bad.csv", "--file", "-C", "case"]).ends(1);
    assert!(!run.err.contains("8000"), "{}", run.err);
    assert!(run.err.contains("is not what a result may hold"), "{}", run.err);
}

/// The public results of the newest edition, by the first letter of their first list.
fn filed(home: &Home, number: u32) -> (String, Vec<Value>) {
    let path = home.path(&format!("case/releases/{number:04}/edition.json"));
    let text = std::fs::read_to_string(path).unwrap();
    let edition: Value = serde_json::from_str(&text).unwrap();
    let filed = edition["estimation"]["filed"].as_array().cloned().unwrap_or_default();
    (text, filed)
}

#[test]
fn a_public_result_leaves_with_its_pictures_and_one_that_stays_inside_leaves_nowhere() {
    let home = Home::with_case();
    let file = |table: &str, more: &[&str]| {
        judged(&home, table, &[&["--file", "-C", "case"], more].concat())
    };
    let row = "claim_id=C1|party_group=AA|party=Staff AA|announced_date=2031-03-07|as_of_date=2031-03-07|category=killed|words=110|population=KP|scope_extent=whole";
    home.write("claims.csv", super::support::claims(&[row]));
    home.run(&["add", "claims.csv", "-C", "case"]).ends(0);
    home.found();
    let four = times(FOUR, 30).replace("A,B,C,D", "Gazette,B,C,D");
    let enough = ["--public", "--draws", "6000", "--replicates", "60", "--period"];
    let said = file(&four, &[&enough[..], &["2031"]].concat());
    let verdict = (said["verdict"].as_str(), said["public"].as_bool());
    assert_eq!(verdict, (Some("estimate"), Some(true)));
    assert_eq!(file(&four, &[&enough[..], &["2031"]].concat())["entry"], said["entry"]);
    let two = TWO.replace("A,B", "Herald,B");
    assert_eq!(file(&two, &["--public"])["verdict"], "refused");
    let sparse = SPARSE.replace("A,B", "Quietlist,B");
    assert_eq!(file(&sparse, &["--period", "2029"])["public"], false);
    home.release_by_two(&[]).ends(0);
    home.run(&["site", "-C", "case"]).ends(0);

    let (text, public) = filed(&home, 1);
    assert_eq!(public.len(), 2);
    for inside in ["Quietlist", "2029", "t.csv"] {
        assert!(!text.contains(inside), "{inside}");
    }
    let of = |verdict: &str| public.iter().find(|f| f["verdict"] == verdict).unwrap();
    let (given, refused) = (of("estimate"), of("refused"));
    assert_eq!(given["table_hash"], said["table_hash"]);
    assert_eq!(given["code"], said["code"]);
    assert_eq!(given["estimand"]["en"], said["estimand"]);
    assert_eq!(given["sentence"]["ko"], said["sentence_ko"]);
    for end in ["low", "high", "point"] {
        assert!((given[end].as_f64().unwrap() - said[end].as_f64().unwrap()).abs() < 1.0, "{end}");
    }
    let methods = given["methods"].as_array().unwrap();
    assert!(methods.len() > 4);
    for m in methods {
        let number = ["median", "low", "high"].iter().any(|end| !m[end].is_null());
        assert!(number != (m["withheld"] != ""), "{m}");
        assert!(!m["method"]["en"].as_str().unwrap().contains("Chao"), "no reference line");
    }
    let chains = &given["chains"];
    assert!(chains["low"].is_number() && chains["high"].is_number(), "no rule withholds them");
    assert_eq!(chains["traces"].as_array().unwrap().len(), 4);
    assert_eq!(given["trajectory"].as_array().unwrap().len(), 6);
    for end in ["low", "high", "point", "chains"] {
        assert!(refused[end].is_null(), "{end}");
    }
    assert_eq!(refused["methods"], Value::Array(vec![]), "Chapman's lines stay inside");

    // The same in the data files, with their columns in the dictionary.
    let data =
        |name: &str| std::fs::read_to_string(home.path("case/releases/0001/data").join(name));
    let csv = data("estimates.csv").unwrap();
    assert_eq!(csv.lines().count(), 3, "{csv}");
    for part in
        ["table_hash,stratum,verdict,low,high,point,listed", "Gazette; B; C; D", "Herald; B"]
    {
        assert!(csv.contains(part), "{part}\n{csv}");
    }
    assert_eq!(data("estimates.jsonl").unwrap().lines().count(), 2);
    assert_eq!(data("estimate_methods.csv").unwrap().lines().count(), 1 + methods.len());
    let dictionary = data("dictionary.csv").unwrap();
    assert!(
        dictionary.contains("estimates,verdict,")
            && dictionary.contains("estimate_methods,assumes_ko,")
    );

    let page = |name: &str| std::fs::read_to_string(home.path("case/site").join(name)).unwrap();
    for (name, words) in [
        ("uncounted.html", ["no highest interaction", "chain 4", "Gazette"]),
        ("ko/uncounted.html", ["최고차 상호작용 없음", "사슬 4", "Gazette"]),
    ] {
        let html = page(name);
        for word in words {
            assert!(html.contains(word), "{name}: {word}");
        }
        assert_eq!(html.matches("<svg class=\"chart\"").count(), 3, "{name}");
        assert!(html.contains("Herald") && !html.contains("hapman"), "{name}");
        assert!(!html.contains("Quietlist") && !html.contains("2029"), "{name}");
    }
    home.run(&["verify", "case/releases/0001"]).ends(0);
    home.run(&["verify", "case/site"]).ends(0);
    home.run(&["fsck", "-C", "case"]).ends(0);

    // The newest result on a table stands in the place of the earlier one; filed as inside, it takes it back.
    file(&four, &["--public", "--period", "2032"]);
    let args = ["estimate", "two.csv", "--file", "-C", "case"];
    home.write("two.csv", &two);
    let run = home.run(&[&args[..], &QUICK].concat()).ends(0);
    assert!(run.err.contains("the public result on this table goes"), "{}", run.err);
    home.release_by_two(&[]).ends(0);
    let (text, public) = filed(&home, 2);
    assert_eq!(public.len(), 1);
    assert!(public[0]["estimand"]["en"].as_str().unwrap().contains("2032"), "{public:?}");
    assert!(!text.contains("Herald"));
    // Changes tell of both by the hash of their table; the list that was taken back is not named again.
    let feed = std::fs::read_to_string(home.path("case/site/feed.atom"));
    home.run(&["site", "-C", "case"]).ends(0);
    let feed =
        feed.and_then(|_| std::fs::read_to_string(home.path("case/site/feed.atom"))).unwrap();
    let hash = |v: &Value| v["table_hash"].as_str().unwrap()[..12].to_owned();
    for words in [
        format!("The result on the lists of table {} was changed.", hash(given)),
        format!("The result on the lists of table {} was withdrawn.", hash(refused)),
        "href=\"uncounted.html\"".to_owned(),
    ] {
        assert!(feed.contains(&words), "{words}\n{feed}");
    }
    assert!(!feed.contains("Herald"), "{feed}");
    let page = std::fs::read_to_string(home.path("case/site/ko/changes.html")).unwrap();
    assert!(page.contains("명단에서 낸 결과: 철회됨"));
    home.run(&["verify", "case/releases/0002"]).ends(0);
    // The named of the case leave by themselves, and what is not filed does not leave.
    for bad in [&["--named", "--file", "--public"][..], &["two.csv", "--public"]] {
        home.run(&[&["estimate", "-C", "case"], bad].concat()).ends(2);
    }
    let bad = SPARSE.replace("A,B", "+86 138 0013 8000,B");
    home.write("bad.csv", bad);
    let run = home.run(&["estimate", "bad.csv", "--file", "--public", "-C", "case"]).ends(1);
    assert!(run.err.contains("is not what a result may hold"), "{}", run.err);
}

#[test]
fn the_named_dead_of_the_example_are_refused_and_the_site_says_why() {
    let home = super::support::demo();
    let case = home.path("case");
    let case = case.to_str().unwrap();
    let said = home.run(&["estimate", "--named", "--json", "-C", case]).ends(0).json().remove(0);
    assert_eq!((said["verdict"].as_str(), rules(&said)), (Some("refused"), vec!["R1", "R7"]));
    assert_eq!(said["listed"], 8);
    assert_eq!(said["merged"].as_array().unwrap().len(), 2, "thirteen lists go back to two");
    for (page, words) in [
        (
            "uncounted.html",
            [
                "From the lists: refused",
                "fewer than three lists cannot show",
                "at least 2.",
                "15,500",
            ],
        ),
        ("ko/uncounted.html", ["명단에서: 추정 거부", "명단이 두 개 이하", "적어도", "15,500"]),
    ] {
        let html = std::fs::read_to_string(home.path("case/site").join(page)).unwrap();
        for word in words {
            assert!(html.contains(word), "{page}: {word}");
        }
        assert!(!html.contains("hapman") && !html.contains("채프먼"), "{page}: no reference line");
    }
}

#[test]
fn scenarios_are_experimental_and_shown_while_the_figures_stand() {
    let home = Home::with_case();
    let row = |id: &str, party: &str, day: &str, words: &str| {
        format!(
            "claim_id={id}|party_group={party}|party=Staff {party}|announced_date={day}|as_of_date={day}|category=killed|words={words}|population=KP|scope_extent=whole"
        )
    };
    let rows = [
        row("C1", "AA", "2031-03-07", "110"),
        row("C2", "BB", "2031-03-08", "220"),
        row("C3", "AA", "2031-03-14", "150"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    home.write("claims.csv", super::support::claims(&rows));
    home.run(&["add", "claims.csv", "-C", "case"]).ends(0);
    let args = ["estimate", "--scenario", "--draws", "120", "-C", "case"];
    let run = home.run(&[&args[..], &["--json", "--file"]].concat()).ends(0);
    let table = &run.json()[0];
    assert!(
        table["label"].as_str().unwrap().starts_with("experimental: a scenario, not an estimate")
    );
    let spreads: Vec<u64> = table["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|r| r["common_bias_milli"].as_u64())
        .collect();
    assert_eq!(spreads, [0, 400, 800]);
    for row in table["rows"].as_array().unwrap() {
        let enough =
            row["rhat_milli"].as_u64().unwrap() < 1010 && row["ess"].as_u64().unwrap() >= 400;
        assert!(enough || row["killed"].as_array().unwrap().is_empty(), "R3 withholds: {row}");
    }
    assert_eq!(table["statements"].as_array().unwrap().len(), 3);
    assert!(home.run(&args).ends(0).out.starts_with("experimental:"));
    home.found();
    home.release_by_two(&[]).ends(0);
    home.run(&["site", "-C", "case"]).ends(0);
    let page = || std::fs::read_to_string(home.path("case/site/uncounted.html")).unwrap();
    assert!(page().contains("Experimental: scenarios") && page().contains("cannot be known"));
    // Another figure: the filed table is of other figures, and goes.
    let more = [row("C4", "BB", "2031-03-20", "400")];
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    home.write("more.csv", super::support::claims(&more));
    home.run(&["add", "more.csv", "-C", "case"]).ends(0);
    home.release_by_two(&[]).ends(0);
    home.run(&["site", "-C", "case"]).ends(0);
    assert!(!page().contains("Experimental: scenarios"));
    assert!(page().contains("By which factor parties differ"));
}
