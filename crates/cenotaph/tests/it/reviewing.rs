//! Judgements on the command line: blind questions, answers in a file and in a case, seconds, rivals, undoing, and what linking makes of them.
//!
//! Lists are made by `link::generate`; nobody in them exists. The mentions are those of the example case.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use link::generate::{COLUMNS, Plan, Profile, Scripts, World};

use super::support::{Home, Run, copy_dir, demo};

fn list(records: usize) -> String {
    let plan = Plan { records, seed: 5, profile: Profile::Hard, scripts: Scripts::Latin };
    let world = World::new(&plan);
    let mut writer = csv::Writer::from_writer(Vec::new());
    // With the answer, under a name that must not be shown.
    writer.write_record(COLUMNS).unwrap();
    (0..world.len()).for_each(|n| writer.write_record(world.row(n).cells()).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Runs `review` with lines typed on standard input.
fn typed(home: &Home, args: &[&str], lines: &str) -> Run {
    let mut command = home.command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    Run::of(args, child.wait_with_output().unwrap())
}

fn persons(home: &Home, dir: &str) -> std::collections::BTreeMap<String, String> {
    let text = fs::read_to_string(home.path(&format!("{dir}/persons.csv"))).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(Result::unwrap).map(|r| (r[0].to_owned(), r[1].to_owned())).collect()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap()
}

#[test]
fn questions_are_blind() {
    let home = Home::new();
    home.write("all.csv", list(600));
    let args = ["review", "all.csv", "--judgements", "j.jsonl", "--by", "A.K.", "--most", "5"];
    let asked = home.run(&[&args[..], &["--json"]].concat()).ends(0).json();
    assert_eq!(asked.len(), 5);
    for question in &asked {
        let members: Vec<&String> = question.as_object().unwrap().keys().collect();
        assert_eq!(members, ["a", "b", "fields"], "{question}");
        let fields: Vec<&str> =
            question["fields"].as_array().unwrap().iter().map(|f| text(f, "field")).collect();
        assert!(fields.contains(&"date_of_birth") && !fields.contains(&"person_id"), "{fields:?}");
        assert!(!fields.contains(&"unique_id"), "{fields:?}");
    }
    // What is typed, and nothing of the machine before the first answer.
    let run = typed(&home, &args, "perhaps\nu\na blurred copy\nq\n").ends(0);
    let before = run.out.split("grounds").next().unwrap();
    assert!(!before.contains("0.") && !before.contains("machine"), "{before}");
    assert!(run.out.contains("the machine says 0.") || run.out.contains("the machine says 1."));
    assert!(run.out.contains("1 judgements filed, 4 questions left"), "{}", run.out);
    assert!(!home.path("nothing").exists());
    // What was looked at is not asked again.
    let again = home.run(&[&args[..], &["--json"]].concat()).ends(0).json();
    assert!(!again.contains(&asked[0]), "{}", asked[0]);
    let nobody = ["review", "all.csv", "--judgements", "j.jsonl"];
    assert!(home.run(&nobody).ends(1).err.contains("--by"));
    assert!(home.run(&["review", "all.csv"]).ends(1).err.contains("--judgements FILE"));
    home.run(&["review"]).ends(2);
}

#[test]
fn answers_in_a_table_are_taken_once() {
    let home = Home::new();
    home.write("all.csv", list(600));
    let by = ["--judgements", "j.jsonl", "--by", "A.K."];
    home.run(&[&["review", "all.csv", "--questions", "ask.csv", "--most", "4"][..], &by].concat())
        .ends(0);
    let table = fs::read_to_string(home.path("ask.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let head = reader.headers().unwrap().clone();
    assert_eq!(
        head.iter().take(6).collect::<Vec<_>>(),
        ["list_l", "unique_id_l", "list_r", "unique_id_r", "answer", "grounds"]
    );
    assert!(!table.contains("person_id"), "{table}");
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut filled = csv::Writer::from_writer(Vec::new());
    filled.write_record(&head).unwrap();
    for (row, answer) in rows.iter().zip(["s", "different", "", "perhaps"]) {
        let cells = row.iter().enumerate().map(|(n, c)| match n {
            4 => answer,
            5 => "a photograph",
            _ => c,
        });
        filled.write_record(cells).unwrap();
    }
    home.write("ask.csv", filled.into_inner().unwrap());
    let args = [&["review", "all.csv", "--answers", "ask.csv", "--json"][..], &by].concat();
    let run = home.run(&args).ends(1);
    let said = &run.json()[0];
    assert_eq!(
        (said["filed"].as_array().unwrap().len(), &said["passed"], &said["wrong"]),
        (2, &1.into(), &1.into())
    );
    assert!(run.err.contains("row 4") && run.err.contains("perhaps"), "{}", run.err);
    let lines = || fs::read_to_string(home.path("j.jsonl")).unwrap();
    let before = lines();
    let again = home.run(&args).ends(1);
    assert!(again.json()[0]["filed"].as_array().unwrap().is_empty());
    assert_eq!(lines(), before, "the same again adds nothing");
    // Linking keeps to them and says so.
    let linked = ["link", "all.csv", "--judgements", "j.jsonl", "--out", "out", "--json"];
    let said = home.run(&linked).ends(0).json().remove(0);
    assert_eq!((&said["judgements"]["used"], &said["judgements"]["same"]), (&2.into(), &1.into()));
    assert_eq!(text(&said["judgements"]["decisions"][0], "fate"), "used");
    let found = persons(&home, "out");
    assert_eq!(found[&rows[0][1]], found[&rows[0][3]]);
    assert_ne!(found[&rows[1][1]], found[&rows[1][3]]);
    let page = fs::read_to_string(home.path("out/report.html")).unwrap();
    assert!(page.contains("A.K.") && page.contains("What people judged"), "the page says which");
}

#[test]
fn in_a_case_judgements_are_signed_entries() {
    let home = Home::with_case();
    home.found();
    home.write("all.csv", list(400));
    let case = ["-C", "case"];
    let pair = |home: &Home| {
        let args = ["review", "all.csv", "-C", "case", "--json", "--most", "1"];
        home.run(&args).ends(0).json().remove(0)
    };
    let asked = pair(&home);
    let answers = |answer: &str| {
        let (a, b) = (&asked["a"], &asked["b"]);
        let cells = [text(a, "list"), text(a, "id"), text(b, "list"), text(b, "id"), answer];
        format!("list_l,unique_id_l,list_r,unique_id_r,answer\n{}\n", cells.join(","))
    };
    let file = |who: &[&str], answer: &str| {
        home.write("a.csv", answers(answer));
        let args =
            [&["review", "all.csv", "--answers", "a.csv", "--json"][..], &case, who].concat();
        let said = home.run(&args).ends(0).json().remove(0);
        said["filed"][0].as_str().unwrap_or("").to_owned()
    };
    let decision = || {
        let lines = home.run(&["review", "--list", "-C", "case", "--json"]).ends(0).json();
        lines.into_iter().find(|l| l["kind"] == "decision")
    };
    let first = ["--key", "case/keys/first-editor.editor"];
    let second = ["--key", "case/keys/second-editor.editor"];
    // An editor's judgement, and a second's.
    let one = file(&first, "same");
    let own = home.run(&[&["review", "--second", &one[..12]][..], &case, &first].concat()).ends(1);
    assert!(own.err.contains("its second is somebody else"), "{}", own.err);
    home.run(&[&["review", "--second", &one[..12]][..], &case, &second].concat()).ends(0);
    let standing = decision().unwrap();
    assert_eq!(standing["answer"], "same");
    assert_eq!(standing["persons"], serde_json::json!(["first-editor", "second-editor"]));
    // Rivals coexist; neither holds, until a third settles it.
    let rival = file(&second, "different");
    assert_eq!(decision().unwrap()["rivals"], true);
    let link = || {
        let args = ["link", "all.csv", "-C", "case", "--json"];
        home.run(&args).ends(0).json().remove(0)["judgements"].clone()
    };
    assert_eq!((&link()["used"], &link()["rivals"]), (&0.into(), &1.into()));
    // The pair is asked of a third person, and not of the two.
    let asks = |who: &[&str]| {
        let args = [&["review", "all.csv", "--json", "--most", "1"][..], &case, who].concat();
        home.run(&args).ends(0).json().remove(0)
    };
    assert_eq!(asks(&["--by", "M.O."]), asked);
    assert_ne!(asks(&second), asked);
    file(&["--by", "M.O."], "different");
    assert_eq!(decision().unwrap()["answer"], "different");
    assert_eq!((&link()["used"], &link()["different"]), (&1.into(), &1.into()));
    // Undoing is a new entry; both stay in the log.
    let undo =
        [&["review", "--undo", &rival, "--grounds", "the wrong village"][..], &case, &second];
    home.run(&undo.concat()).ends(0);
    assert_eq!(decision().unwrap()["answer"], Value::Null, "one to one again");
    home.run(&undo.concat()).ends(1);
    let log = home.run(&["log", "-C", "case", "--json"]).ends(0).json();
    assert_eq!(log.iter().filter(|e| e["kind"] == "judgement/1").count(), 5);
    home.run(&["fsck", "-C", "case"]).ends(0);
    // Nobody judges in an editor's name, and grounds that lead to a person stay out of the record.
    let args = ["review", "all.csv", "--answers", "a.csv", "-C", "case", "--by", "first-editor"];
    assert!(home.run(&args).ends(1).err.contains("--key"));
    home.write(
        "a.csv",
        answers("same").replace("answer\n", "answer,grounds\n").trim_end().to_owned()
            + ",his mother on +82 10 5555 0123\n",
    );
    let args = ["review", "all.csv", "--answers", "a.csv", "-C", "case", "--by", "K.L."];
    let run = home.run(&args).ends(1);
    assert!(run.err.contains("telephone") && !run.err.contains("5555"), "{}", run.err);
}

#[test]
fn a_second_person_can_be_asked_for() {
    let home = Home::new();
    home.write("all.csv", list(400));
    let by = |name: &'static str| ["--judgements", "j.jsonl", "--by", name];
    let args = [&["review", "all.csv", "--most", "1"][..], &by("A.")].concat();
    typed(&home, &args, "s\n\n").ends(0);
    let link = || {
        let args = ["link", "all.csv", "--judgements", "j.jsonl", "--seconded", "--json"];
        home.run(&args).ends(0).json().remove(0)["judgements"].clone()
    };
    assert_eq!((&link()["used"], &link()["unseconded"]), (&0.into(), &1.into()));
    home.run(&[&["review", "--second", "1"][..], &by("B.")].concat()).ends(0);
    assert_eq!((&link()["used"], &link()["unseconded"]), (&1.into(), &0.into()));
}

/// The mentions of the example: four scripts, eight persons, by names and ages alone.
#[test]
fn the_mentions_of_the_demo_are_persons() {
    let home = demo();
    let lines = home.run(&["link", "--mentions", "-C", "case", "--json"]).ends(0).json();
    let summary = &lines.last().unwrap()["summary"];
    assert_eq!(
        (&summary["mentions"], &summary["persons"], &summary["agrees"]),
        (&35.into(), &8.into(), &true.into()),
        "{summary}"
    );
    for person in &lines[..lines.len() - 1] {
        for reason in person["reasons"].as_array().unwrap() {
            let Some(nearest) = reason["nearest"].as_object() else { continue };
            let terms = nearest["terms"].as_array().unwrap().iter();
            let sum: i64 = terms.map(|t| t["weight"].as_i64().unwrap()).sum();
            let rest =
                nearest["prior"].as_i64().unwrap() + nearest["calibration"].as_i64().unwrap();
            assert_eq!(sum + rest, nearest["total"].as_i64().unwrap(), "{reason}");
        }
    }
    for (lang, part) in [("en", "35 mentions in 4 scripts are 8 persons"), ("ko", "이름 35건은")]
    {
        let out = home.run(&["link", "--mentions", "-C", "case", "--lang", lang]).ends(0).out;
        assert!(out.replace('\n', " ").contains(part), "{out}");
    }
}

/// The reasons stand on the pages of the persons; a judgement changes the next edition, which says nothing of who judged.
#[test]
fn reasons_leave_and_judges_do_not() {
    let home = Home::new();
    copy_dir(&demo().path("case"), &home.path("case"));
    let edition = |n: u32| -> Value {
        let path = home.path(&format!("case/releases/{n:04}/edition.json"));
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    };
    let first = edition(1);
    let linkage = &first["linkage"];
    assert_eq!((&linkage["mentions"], &linkage["persons"]), (&35.into(), &8.into()));
    let mut pairs = 0;
    for person in linkage["by_person"].as_array().unwrap() {
        for mention in person["mentions"].as_array().unwrap() {
            let Some(pair) = mention["nearest"].as_object() else { continue };
            let terms = pair["terms"].as_array().unwrap().iter();
            let sum: i64 = terms.map(|t| t["weight_milli"].as_i64().unwrap()).sum();
            let total = pair["total_milli"].as_i64().unwrap();
            assert_eq!(sum + pair["prior_milli"].as_i64().unwrap(), total, "{mention}");
            assert!(
                mention["average_milli"].as_i64().unwrap()
                    > linkage["threshold_milli"].as_i64().unwrap()
            );
            pairs += 1;
        }
    }
    assert_eq!(pairs, 33, "two persons have one mention each");
    for (page, heading) in [
        ("persons/P04.html", "Why these mentions are one person"),
        ("ko/persons/P04.html", "이 이름들이 한 사람인 까닭"),
    ] {
        let html = fs::read_to_string(home.path("case/site").join(page)).unwrap();
        assert!(html.contains(heading) && html.contains("id=\"waterfall-t\""), "{page}");
    }
    // The desk parts one spelling from the others.
    let answers = "list_l,unique_id_l,list_r,unique_id_r,answer,grounds\n\
        SBS-1008233822,윤정혁,KJD-250901,Yoon Jeong-hyeok,different,an invented ground\n";
    home.write("a.csv", answers);
    let args =
        ["review", "--mentions", "--answers", "a.csv", "-C", "case", "--by", "M.O. of the desk"];
    home.run(&args).ends(0);
    home.release_by_two(&[]).ends(0);
    home.run(&["site", "-C", "case"]).ends(0);
    home.run(&["verify", "case"]).ends(0);
    let second = edition(2);
    assert_eq!(second["linkage"]["persons"], 9, "{}", second["linkage"]["sentence"]);
    let html = fs::read_to_string(home.path("case/site/persons/P04.html")).unwrap();
    assert!(html.contains("the desk judged it another person than"), "{html}");
    assert!(html.contains("would be 2 persons"));
    let raw = fs::read_to_string(home.path("case/releases/0002/edition.json")).unwrap();
    assert!(!raw.contains("M.O.") && !raw.contains("invented ground"));
}
