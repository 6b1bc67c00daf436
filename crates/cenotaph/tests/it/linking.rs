//! Linking lists on the command line: persons of synthetic lists, reasons that add up, and that neither order, format nor threads decide.
//!
//! Lists are made by `link::generate`; nobody in them exists. How well lists are linked is measured elsewhere (docs/methods/linkage.md);
//! the bound here is far below it, so that a broken program fails and another seed does not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use link::generate::{COLUMNS, LISTS, Plan, Profile, Scripts, World};

use super::support::{Home, Run};

/// Columns that a list has: all but the answer.
const SHOWN: usize = COLUMNS.len() - 1;

fn rows(records: usize, scripts: Scripts) -> Vec<Vec<String>> {
    let plan = Plan { records, seed: 3, profile: Profile::Standard, scripts };
    let world = World::new(&plan);
    (0..world.len()).map(|n| world.row(n).cells().to_vec()).collect()
}

fn table(rows: &[Vec<String>], separator: char, columns: std::ops::Range<usize>) -> String {
    let cell = |c: &String| format!("\"{}\"", c.replace('"', "\"\""));
    let join = |cells: Vec<String>| cells.join(&separator.to_string());
    let mut out = join(COLUMNS[columns.clone()].iter().map(|c| (*c).to_owned()).collect());
    for row in rows {
        out.push('\n');
        out.push_str(&join(row[columns.clone()].iter().map(cell).collect()));
    }
    out.push('\n');
    out
}

fn truth(rows: &[Vec<String>]) -> String {
    let line = |r: &Vec<String>| format!("{},{}\n", r[0], r[SHOWN]);
    format!("unique_id,person_id\n{}", rows.iter().map(line).collect::<String>())
}

fn read(home: &Home, path: &str) -> String {
    fs::read_to_string(home.path(path)).unwrap()
}

/// The rows of `pairs.csv`.
fn pairs(home: &Home, dir: &str) -> Vec<Vec<String>> {
    let text = read(home, &format!("{dir}/pairs.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head =
        "unique_id_l,unique_id_r,match_weight,match_probability,same_person,reasons,list_l,list_r";
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>().join(","), head);
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The person of each record.
fn persons(home: &Home, dir: &str) -> BTreeMap<String, String> {
    let text = read(home, &format!("{dir}/persons.csv"));
    assert!(text.starts_with("unique_id,person_id"), "{}", &text[..40]);
    let pair = |l: &str| {
        let mut cells = l.split(',');
        (cells.next().unwrap().to_owned(), cells.next().unwrap().to_owned())
    };
    text.lines().skip(1).map(pair).collect()
}

#[track_caller]
fn linked(home: &Home, args: &[&str]) -> Run {
    home.run(&[&["link"], args].concat()).ends(0)
}

#[test]
fn a_plain_list_is_linked_without_settings() {
    let home = Home::new();
    let rows = rows(1500, Scripts::Multi);
    home.write("all.csv", table(&rows, ',', 0..SHOWN));
    home.write("truth.csv", truth(&rows));
    let args =
        ["all.csv", "--truth", "truth.csv", "--out", "out", "--unique", "official", "--json"];
    let said = linked(&home, &args).json().remove(0);
    assert_eq!(said["records"], 1500);
    let f1 = said["evaluation"]["clusters"]["f1"].as_f64().unwrap();
    assert!(f1 > 0.8, "{f1}: {said}");
    let fields: Vec<&str> =
        said["fields"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    assert!(!fields.contains(&"person_id") && fields.contains(&"date_of_birth"), "{fields:?}");
    let found = persons(&home, "out");
    assert_eq!(found.len(), 1500);
    assert_eq!(
        found.values().collect::<BTreeSet<_>>().len() as u64,
        said["persons"].as_u64().unwrap()
    );
    // Nobody stands twice on the list that was declared unique.
    let mut official = BTreeSet::new();
    for row in rows.iter().filter(|r| r[1] == LISTS[0]) {
        assert!(official.insert(&found[&row[0]]), "{}", row[0]);
    }
}

#[test]
fn reasons_add_up_to_the_weight() {
    let home = Home::new();
    home.write("all.csv", table(&rows(800, Scripts::Latin), ',', 0..SHOWN));
    linked(&home, &["all.csv", "--out", "out"]);
    let thousandths = |t: &str| t.replace('.', "").parse::<i64>().unwrap();
    let mut seen = 0;
    for cells in pairs(&home, "out") {
        let terms = cells[5].split("; ");
        let sum: i64 = terms.map(|term| thousandths(term.rsplit(' ').next().unwrap())).sum();
        assert_eq!(sum, thousandths(&cells[2]), "{cells:?}");
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn neither_order_format_nor_threads_decide() {
    let home = Home::new();
    let rows = rows(600, Scripts::Multi);
    let mut turned = rows.clone();
    turned.reverse();
    let object = |r: &Vec<String>| {
        let pairs =
            COLUMNS[..SHOWN].iter().zip(r).map(|(k, v)| ((*k).to_owned(), v.as_str().into()));
        serde_json::Value::Object(pairs.collect()).to_string()
    };
    home.write("a/all.csv", table(&rows, ',', 0..SHOWN));
    home.write("b/all.tsv", table(&turned, '\t', 0..SHOWN));
    home.write("c/all.jsonl", rows.iter().map(object).collect::<Vec<_>>().join("\n"));
    for (file, out) in [("a/all.csv", "1"), ("b/all.tsv", "2"), ("c/all.jsonl", "3")] {
        linked(&home, &[file, "--out", out]);
    }
    for other in ["2", "3"] {
        for name in ["persons.csv", "pairs.csv", "model.json"] {
            assert!(
                read(&home, &format!("1/{name}")) == read(&home, &format!("{other}/{name}")),
                "{other} {name}"
            );
        }
    }
}

#[test]
fn several_lists_in_other_words_are_one_set() {
    let home = Home::new();
    let rows = rows(900, Scripts::Latin);
    for list in LISTS {
        let own: Vec<Vec<String>> = rows.iter().filter(|r| r[1] == list).cloned().collect();
        let mut text = table(&own, ',', 2..SHOWN);
        if list == "family" {
            text = text.replacen("date_of_birth", "born", 1);
        }
        home.write(&format!("{list}.csv"), &text);
    }
    let files: Vec<String> = LISTS.iter().map(|l| format!("{l}.csv")).collect();
    let mut args: Vec<&str> = files.iter().map(String::as_str).collect();
    args.extend(["--unique", "official", "--out", "out", "--json"]);
    let said = linked(&home, &args).json().remove(0);
    assert_eq!(said["lists"].as_array().unwrap().len(), 5);
    assert!(said["persons"].as_u64().unwrap() < 800, "{said}");
    assert!(!said["fields"].as_array().unwrap().iter().any(|f| f == "born"), "{said}");
    // Rows without an identifier are numbered within their list.
    assert!(read(&home, "out/persons.csv").contains("official:1,"));
}

#[test]
fn settings_that_are_proposed_give_what_none_give() {
    let home = Home::new();
    home.write("all.csv", table(&rows(600, Scripts::Latin), ',', 0..SHOWN));
    let toml = linked(&home, &["all.csv", "--propose"]).out;
    assert!(toml.contains("[[fields]]") && toml.contains("rules = ["), "{toml}");
    home.write("link.toml", &toml);
    linked(&home, &["all.csv", "--out", "1"]);
    linked(&home, &["all.csv", "--config", "link.toml", "--out", "2"]);
    linked(&home, &["all.csv", "--config", "1/link.toml", "--model", "1/model.json", "--out", "3"]);
    for other in ["2", "3"] {
        assert!(
            read(&home, "1/persons.csv") == read(&home, &format!("{other}/persons.csv")),
            "{other}"
        );
    }
}

#[test]
fn judgements_are_kept_to() {
    let home = Home::new();
    home.write("all.csv", table(&rows(600, Scripts::Latin), ',', 0..SHOWN));
    linked(&home, &["all.csv", "--out", "1"]);
    let cells = pairs(&home, "1");
    let (joined, parted) = (&cells[0], cells.iter().rfind(|c| c[4] == "false").unwrap());
    assert_eq!(joined[4], "true");
    let judged = |c: &[String], answer: &str| {
        serde_json::json!({
            "entry": "judged", "a": {"list": c[6], "id": c[0]}, "b": {"list": c[7], "id": c[1]},
            "answer": answer, "by": "A.", "on": "2026-03-02", "grounds": "a photograph",
        })
    };
    home.write("j.jsonl", format!("{}\n{}\n", judged(joined, "different"), judged(parted, "same")));
    let said = linked(&home, &["all.csv", "--judgements", "j.jsonl", "--out", "2", "--json"]);
    assert_eq!(said.json()[0]["judgements"]["same"], 1);
    let found = persons(&home, "2");
    assert_ne!(found[&joined[0]], found[&joined[1]]);
    assert_eq!(found[&parted[0]], found[&parted[1]]);
}

#[test]
fn persons_keep_their_identifiers() {
    let home = Home::new();
    let rows = rows(700, Scripts::Latin);
    home.write("first/all.csv", table(&rows[..600], ',', 0..SHOWN));
    home.write("all.csv", table(&rows, ',', 0..SHOWN));
    linked(&home, &["first/all.csv", "--out", "1"]);
    linked(&home, &["first/all.csv", "--previous", "1/persons.csv", "--out", "2"]);
    assert_eq!(persons(&home, "1"), persons(&home, "2"));
    assert_eq!(read(&home, "2/history.csv"), "day,change,person_id,into\n");
    // Rows come, and somebody parts two records that were one person.
    let cells = pairs(&home, "1");
    let joined = cells.iter().find(|c| c[4] == "true").unwrap();
    let judged = serde_json::json!({
        "entry": "judged", "a": {"list": joined[6], "id": joined[0]}, "b": {"list": joined[7], "id": joined[1]},
        "answer": "different", "by": "A.", "on": "2026-03-02", "grounds": "",
    });
    home.write("j.jsonl", format!("{judged}\n"));
    let args = [
        "all.csv",
        "--previous",
        "2/persons.csv",
        "--judgements",
        "j.jsonl",
        "--out",
        "2",
        "--json",
    ];
    let said = linked(&home, &args).json().remove(0);
    assert!(said["split"].as_u64().unwrap() >= 1, "{said}");
    let (before, after) = (persons(&home, "1"), persons(&home, "2"));
    let kept = before.iter().filter(|(id, person)| after[*id] == **person).count();
    assert!(kept > 560, "{kept} of 600 records kept their person's identifier");
    let parted = (&after[&joined[0]], &after[&joined[1]]);
    assert_ne!(parted.0, parted.1);
    let history = read(&home, "2/history.csv");
    let split = format!("2026-03-02,split,{}", before[&joined[0]]);
    assert!(history.lines().any(|l| l.starts_with(&split)), "{split}\n{history}");
    // The history is carried on, and what is no table of persons is told.
    let args = ["all.csv", "--previous", "2/persons.csv", "--judgements", "j.jsonl", "--out", "3"];
    linked(&home, &args);
    assert_eq!(read(&home, "3/history.csv"), history);
    let run = home.run(&["link", "all.csv", "--previous", "j.jsonl"]).ends(1);
    assert!(run.err.contains("no columns `unique_id` and `person_id`"), "{}", run.err);
}

#[test]
fn partitions_are_drawn_for_an_estimate() {
    let home = Home::new();
    let rows = rows(500, Scripts::Latin);
    home.write("all.csv", table(&rows, ',', 0..SHOWN));
    let args = ["all.csv", "--draws", "7", "--unique", "official", "--out", "out", "--json"];
    assert_eq!(linked(&home, &args).json()[0]["draws"], 7);
    let text = read(&home, "out/partitions.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap(), &vec!["draw", "unique_id", "person_id", "list"]);
    let mut seen = BTreeMap::<String, BTreeSet<(String, String)>>::new();
    let mut lines = 0;
    for row in reader.records().map(Result::unwrap) {
        lines += 1;
        if &row[3] == "official" {
            let own = seen.entry(row[0].to_owned()).or_default();
            assert!(own.insert((row[2].to_owned(), row[3].to_owned())), "{row:?}");
        }
    }
    assert_eq!((lines, seen.len()), (7 * 500, 7));
    // The same lists give the same draws; a run without draws leaves none behind.
    linked(&home, &["all.csv", "--draws", "7", "--unique", "official", "--out", "again"]);
    assert!(text == read(&home, "again/partitions.csv"));
    linked(&home, &["all.csv", "--unique", "official", "--out", "out"]);
    assert!(!home.path("out/partitions.csv").exists());
    home.run(&["link", "all.csv", "--draws", "7"]).ends(2);
}

/// Columns that are kept divide an estimate, and rows that arrive bring theirs.
#[test]
fn kept_columns_divide_an_estimate() {
    let home = Home::new();
    let rows = rows(900, Scripts::Latin);
    home.write("all.csv", table(&rows[..880], ',', 0..SHOWN));
    home.write("new.csv", table(&rows[880..], ',', 0..SHOWN));
    let unit = COLUMNS.iter().position(|c| *c == "unit").unwrap();
    let args = ["all.csv", "--keep", "rank", "--keep", "unit", "--out", "out"];
    linked(&home, &args);
    let kept = |rows: &[Vec<String>]| {
        let text = read(&home, "out/persons.csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let head = vec!["unique_id", "person_id", "list", "rank", "unit"];
        assert_eq!(reader.headers().unwrap(), &head);
        let found: BTreeMap<String, [String; 2]> = reader
            .records()
            .map(Result::unwrap)
            .map(|r| (r[0].to_owned(), [r[3].to_owned(), r[4].to_owned()]))
            .collect();
        assert_eq!(found.len(), rows.len());
        for row in rows {
            let cells = [&row[unit + 1], &row[unit]];
            let shown = cells.map(|c| if c.is_empty() { "unknown" } else { c });
            assert_eq!(found[&row[0]], shown, "{row:?}");
        }
    };
    kept(&rows[..880]);
    linked(&home, &["all.csv", "--add", "new.csv", "--out", "out"]);
    kept(&rows);
    let args = ["estimate", "--persons", "out/persons.csv", "--strata", "rank", "--json"];
    let said = home.run(&args).json().remove(0);
    let strata = said["strata"].as_array().unwrap();
    assert!(strata.len() > 3, "{said}");
    let run = home.run(&["link", "all.csv", "--keep", "region", "--out", "no"]).ends(1);
    assert!(run.err.contains("No list has a column `region` to keep"), "{}", run.err);
    assert!(run.err.contains("the columns are `family_name`"), "{}", run.err);
    home.run(&["link", "all.csv", "--keep", "list", "--out", "no"]).ends(1);
    home.run(&["link", "all.csv", "--keep", "rank"]).ends(2);
    assert!(!home.path("no").exists());
}

#[test]
fn two_models_are_compared() {
    let home = Home::new();
    let rows = rows(500, Scripts::Latin);
    home.write("all.csv", table(&rows, ',', 0..SHOWN));
    home.write("truth.csv", truth(&rows));
    linked(&home, &["all.csv", "--out", "1"]);
    let args = ["all.csv", "--model", "1/model.json", "--compare", "1/model.json", "--json"];
    let said = linked(&home, &args).json().remove(0)["compared"].clone();
    assert_eq!((&said["first"], &said["other"]), (&0.into(), &0.into()), "{said}");
    let mut model: serde_json::Value = serde_json::from_str(&read(&home, "1/model.json")).unwrap();
    model["prior"] = (model["prior"].as_i64().unwrap() - 9_000).into();
    home.write("strict.json", model.to_string());
    let args =
        ["all.csv", "--compare", "strict.json", "--truth", "truth.csv", "--out", "2", "--json"];
    let said = linked(&home, &args).json().remove(0)["compared"].clone();
    assert!(said["first"].as_u64().unwrap() > 0 && said["chance"].is_number(), "{said}");
    let text = read(&home, "2/differences.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert!(!rows.is_empty() && rows.iter().all(|r| r[4] != r[5]), "{text}");
}

/// Runs the program, sends it a signal after a while, and waits for its end.
#[cfg(unix)]
fn signalled(
    home: &Home,
    args: &[&str],
    after: std::time::Duration,
    signal: &str,
) -> std::process::ExitStatus {
    let mut command = home.command(args);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let mut child = command.spawn().unwrap();
    std::thread::sleep(after);
    let id = child.id().to_string();
    std::process::Command::new("kill").args([signal, &id]).status().unwrap();
    child.wait().unwrap()
}

/// Ctrl-C at any moment leaves the folder as it was or whole, and nothing beside it.
#[cfg(unix)]
#[test]
fn an_interruption_leaves_nothing_half_written() {
    let home = Home::new();
    home.write("all.csv", table(&rows(900, Scripts::Latin), ',', 0..SHOWN));
    let start = std::time::Instant::now();
    linked(&home, &["all.csv", "--out", "whole"]);
    let took = start.elapsed();
    let whole = super::support::hashes(&home.path("whole"));
    for share in [3, 6, 8, 9, 10, 11] {
        signalled(&home, &["link", "all.csv", "--out", "out"], took * share / 10, "-INT");
        if home.path("out").exists() {
            assert_eq!(super::support::hashes(&home.path("out")), whole);
            fs::remove_dir_all(home.path("out")).unwrap();
        }
        let left = fs::read_dir(home.path(".")).unwrap().flatten();
        let left: Vec<_> =
            left.map(|f| f.file_name()).filter(|n| n.to_string_lossy().ends_with(".tmp")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn the_page_stands_alone_and_holds_no_markup_of_a_list() {
    let home = Home::new();
    let mut rows = rows(400, Scripts::Multi);
    for row in rows.iter_mut().take(200) {
        row[7] = "<script>alert(1)</script>".to_owned();
    }
    home.write("all.csv", table(&rows, ',', 0..SHOWN));
    home.write("truth.csv", truth(&rows));
    linked(&home, &["all.csv", "--truth", "truth.csv", "--out", "out"]);
    let page = read(&home, "out/report.html");
    for absent in ["<script", "http:", "https:", "src=", "@import", "NaN"] {
        assert!(!page.contains(absent), "{absent}");
    }
    assert!(page.contains("prefers-color-scheme:dark") && page.matches("<svg").count() > 5);
}

#[test]
fn what_is_wrong_is_told() {
    let home = Home::new();
    home.write("one.csv", "id,name\n1,Ri Kwang Un\n2,Pak Chol Su\n");
    let run = home.run(&["link", "one.csv"]).ends(1);
    assert!(run.err.contains("cannot be linked") && run.err.contains("hint:"), "{}", run.err);
    home.write("all.csv", table(&rows(300, Scripts::Latin), ',', 0..SHOWN));
    let run = home.run(&["link", "all.csv", "--unique", "oficial"]).ends(1);
    assert!(
        run.err.contains("There is no list `oficial`") && run.err.contains("`official`"),
        "{}",
        run.err
    );
    home.write("other.csv", "unique_id,person_id\nX1,1\n");
    let run = home.run(&["link", "all.csv", "--truth", "other.csv"]).ends(1);
    assert!(run.err.contains("names none of the records"), "{}", run.err);
    home.write("bad.toml", "fields = 3\n");
    let run = home.run(&["link", "all.csv", "--config", "bad.toml"]).ends(1);
    assert!(run.err.contains("Cannot read the settings"), "{}", run.err);
    home.run(&["link", "absent.csv"]).ends(1);
    home.run(&["link"]).ends(2);
    home.run(&["link", "all.csv", "--threshold", "1.5"]).ends(2);
    // A row that is too long is told, the others are linked.
    let mut text = table(&rows(300, Scripts::Latin), ',', 0..SHOWN);
    text.push_str(&"x,".repeat(40));
    home.write("long.csv", &text);
    let run = home.run(&["link", "long.csv", "--out", "out"]).ends(1);
    assert!(run.err.contains("row.too_long"), "{}", run.err);
    assert_eq!(persons(&home, "out").len(), 300);
}

#[test]
fn a_folder_is_replaced_whole_and_a_file_is_not() {
    let home = Home::new();
    home.write("all.csv", table(&rows(300, Scripts::Latin), ',', 0..SHOWN));
    linked(&home, &["all.csv", "--out", "out"]);
    home.write("out/mine.txt", "kept");
    home.write("out/persons.csv", "stale");
    linked(&home, &["all.csv", "--out", "out"]);
    assert_eq!(persons(&home, "out").len(), 300);
    assert_eq!(read(&home, "out/mine.txt"), "kept");
    home.write("file", "kept");
    home.run(&["link", "all.csv", "--out", "file"]).ends(1);
    assert_eq!(read(&home, "file"), "kept");
    let left = fs::read_dir(home.path(".")).unwrap();
    assert!(left.flatten().all(|f| !f.file_name().to_string_lossy().ends_with(".tmp")));
}

/// Writes rows as Parquet: every column text, an empty cell missing.
fn parquet_of(rows: &[Vec<String>]) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    let field = |name: &&str| format!("optional binary {name} (UTF8);");
    let fields: String = COLUMNS[..SHOWN].iter().map(field).collect();
    let schema = format!("message list {{ {fields} }}");
    let schema = parquet::schema::parser::parse_message_type(&schema).unwrap();
    let mut out = Vec::new();
    let mut file =
        SerializedFileWriter::new(&mut out, schema.into(), std::sync::Arc::default()).unwrap();
    for rows in rows.chunks(250) {
        let mut group = file.next_row_group().unwrap();
        let mut at = 0;
        while let Some(mut column) = group.next_column().unwrap() {
            let there: Vec<i16> = rows.iter().map(|r| i16::from(!r[at].is_empty())).collect();
            let filled = rows.iter().map(|r| r[at].as_str()).filter(|c| !c.is_empty());
            let values: Vec<ByteArray> = filled.map(ByteArray::from).collect();
            column.typed::<ByteArrayType>().write_batch(&values, Some(&there), None).unwrap();
            column.close().unwrap();
            at += 1;
        }
        group.close().unwrap();
    }
    file.close().unwrap();
    out
}

#[test]
fn columns_of_parquet_come_and_go() {
    use parquet::record::Field;
    let home = Home::new();
    let rows = rows(600, Scripts::Multi);
    home.write("a/all.csv", table(&rows, ',', 0..SHOWN));
    home.write("b/all.parquet", parquet_of(&rows));
    linked(&home, &["a/all.csv", "--out", "1"]);
    linked(&home, &["b/all.parquet", "--out", "2", "--format", "parquet"]);
    assert!(read(&home, "1/persons.csv") == read(&home, "2/persons.csv"));
    assert!(!home.path("2/pairs.csv").exists());
    // The rows of pairs.csv, with types: a weight to the thousandth of a bit.
    let file = fs::File::open(home.path("2/pairs.parquet")).unwrap();
    let reader = parquet::file::reader::SerializedFileReader::new(file).unwrap();
    let cell = |field: &Field| match field {
        Field::Str(text) => text.clone(),
        Field::Bool(truth) => truth.to_string(),
        Field::Double(p) => format!("{p:.6}"),
        Field::Decimal(d) => {
            let bytes: [u8; 4] = d.data().try_into().unwrap();
            let n = i32::from_be_bytes(bytes);
            let sign = if n < 0 { "-" } else { "" };
            format!("{sign}{}.{:03}", n.unsigned_abs() / 1000, n.unsigned_abs() % 1000)
        }
        other => panic!("{other}"),
    };
    let found: Vec<Vec<String>> = reader
        .into_iter()
        .map(|row| row.unwrap().get_column_iter().map(|(_, f)| cell(f)).collect())
        .collect();
    assert_eq!(found, pairs(&home, "1"));
    // A later run in the other format leaves one of the two.
    linked(&home, &["b/all.parquet", "--out", "2"]);
    assert!(!home.path("2/pairs.parquet").exists());
    assert!(read(&home, "1/pairs.csv") == read(&home, "2/pairs.csv"));
    home.write("broken.parquet", &parquet_of(&rows)[..9000]);
    let run = home.run(&["link", "broken.parquet"]).ends(1);
    assert!(run.err.contains("Cannot read the Parquet file `broken.parquet`"), "{}", run.err);
    assert!(run.err.contains("hint:"), "{}", run.err);
    home.run(&["link", "a/all.csv", "--format", "parquet"]).ends(2);
}

/// Rows that arrive give the same bytes in whatever order and portions, and the persons of a run over all rows.
#[test]
fn rows_that_arrive_give_what_a_full_run_gives() {
    let home = Home::new();
    let rows = rows(900, Scripts::Multi);
    let (there, new) = rows.split_at(860);
    home.write("all.csv", table(there, ',', 0..SHOWN));
    home.write("new/today.csv", table(new, ',', 0..SHOWN));
    let mut turned = new.to_vec();
    turned.reverse();
    home.write("turned/a.csv", table(&turned[..13], ',', 0..SHOWN));
    home.write("turned/b.csv", table(&turned[13..], ',', 0..SHOWN));
    for out in ["1", "2", "full"] {
        linked(&home, &["all.csv", "--unique", "official", "--out", out]);
    }
    let whole =
        ["all.csv", "new/today.csv", "--config", "full/link.toml", "--model", "full/model.json"];
    let settings = ["--previous", "full/persons.csv", "--unique", "official", "--out", "full"];
    linked(&home, &[&whole[..], &settings[..]].concat());
    let args =
        ["all.csv", "--add", "new/today.csv", "--unique", "official", "--out", "1", "--json"];
    let said = linked(&home, &args).json().remove(0);
    assert_eq!((&said["records"], &said["arrived"].as_array().unwrap().len()), (&900.into(), &40));
    // The library has the law: equal to a full run with weights as they are. A full run counts the values of the new rows too, so that
    // a pair at the threshold may fall to the other side.
    let (arrived, full) = (persons(&home, "1"), persons(&home, "full"));
    let other = arrived.iter().filter(|(id, person)| full[*id] != **person).count();
    assert!(arrived.len() == 900 && other <= 4, "{other} of 900 records are another person's");
    let args =
        ["all.csv", "--add", "turned/b.csv", "--add", "turned/a.csv", "--unique", "official"];
    let run = linked(&home, &[&args[..], &["--out", "2"][..]].concat());
    assert!(run.out.starts_with("40 rows arrived at 860; "), "{}", run.out);
    for name in ["persons.csv", "history.csv"] {
        assert!(read(&home, &format!("2/{name}")) == read(&home, &format!("1/{name}")), "{name}");
    }
    // Somebody is met again, and it is told with whom and why; the terms add up.
    let text = read(&home, "1/arrivals.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let cells: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(cells.len(), 40);
    let found = persons(&home, "1");
    let thousandths = |t: &str| t.replace('.', "").parse::<i64>().unwrap();
    let mut met = 0;
    for row in &cells {
        assert_eq!(found[&row[0]], row[2], "{row:?}");
        if !row[4].is_empty() {
            met += 1;
            assert_eq!(found[&row[4]], row[2], "{row:?}");
            let sum: i64 =
                row[8].split("; ").map(|t| thousandths(t.rsplit(' ').next().unwrap())).sum();
            assert_eq!(sum, thousandths(&row[6]), "{row:?}");
        }
    }
    assert!(met > 10, "{met} of 40 rows have a mate");
}

#[test]
fn what_does_not_fit_an_arrival_is_told() {
    let home = Home::new();
    let rows = rows(420, Scripts::Latin);
    home.write("all.csv", table(&rows[..400], ',', 0..SHOWN));
    home.write("new.csv", table(&rows[390..], ',', 0..SHOWN));
    let run = home.run(&["link", "all.csv", "--add", "new.csv", "--out", "out"]).ends(1);
    assert!(run.err.contains("`out` holds no linked lists"), "{}", run.err);
    linked(&home, &["all.csv", "--out", "out"]);
    // Ten rows are there already.
    let run = linked(&home, &["all.csv", "--add", "new.csv", "--out", "out", "--json"]);
    assert_eq!(run.json()[0]["arrived"].as_array().unwrap().len(), 20);
    assert_eq!(run.err.matches("row.again").count(), 10, "{}", run.err);
    assert_eq!(persons(&home, "out").len(), 420);
    // What arrived is named from then on.
    let before = super::support::hashes(&home.path("out"));
    let run = home.run(&["link", "all.csv", "--add", "new.csv", "--out", "out"]).ends(1);
    assert!(run.err.contains("20 records that are on none of these lists"), "{}", run.err);
    assert_eq!(super::support::hashes(&home.path("out")), before);
    home.write("none.csv", "a,b\n1,2\n");
    home.run(&["link", "all.csv", "new.csv", "--add", "none.csv", "--out", "out"]).ends(1);
    home.run(&["link", "all.csv", "--add", "new.csv"]).ends(2);
    assert_eq!(super::support::hashes(&home.path("out")), before);
}

/// Killed at any moment, a run that keeps what it does goes on and gives what one gives that was never stopped.
#[cfg(unix)]
#[test]
fn a_run_that_was_killed_goes_on() {
    let home = Home::new();
    home.write("all.csv", table(&rows(900, Scripts::Latin), ',', 0..SHOWN));
    let start = std::time::Instant::now();
    linked(&home, &["all.csv", "--out", "whole"]);
    let took = start.elapsed();
    let whole = super::support::hashes(&home.path("whole"));
    for (share, signal) in [(3, "-KILL"), (5, "-INT"), (6, "-KILL"), (7, "-INT"), (8, "-INT")] {
        let args = ["link", "all.csv", "--out", "out", "--resume"];
        let status = signalled(&home, &args, took * share / 10, signal);
        assert!(!status.success() || home.path("out/persons.csv").exists(), "{status}");
    }
    linked(&home, &["all.csv", "--out", "out", "--resume"]);
    assert_eq!(super::support::hashes(&home.path("out")), whole);
    home.write("out/resume.state", "something else");
    let run = home.run(&["link", "all.csv", "--out", "out", "--resume"]).ends(1);
    assert!(run.err.contains("Cannot go on with `out/resume.state`"), "{}", run.err);
    assert!(run.err.contains("What was kept cannot be read"), "{}", run.err);
    linked(&home, &["all.csv", "--out", "out"]);
    assert_eq!(super::support::hashes(&home.path("out")), whole);
    home.run(&["link", "all.csv", "--resume"]).ends(2);
}
