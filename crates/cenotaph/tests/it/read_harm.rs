//! Articles under harm: killed, at once, hostile; what the door refused; and what leaves of rows that were read. Every article is
//! invented.
//!
//! `CENOTAPH_KILLS` sets how often a run is broken off, as in `kill`.

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::time::Instant;

use serde_json::Value;

use super::kill::{interrupt, kills};
use super::read::{ARTICLE, drafts, entries, figure, home, of_kind, read, texts};
use super::sources::{MARA, TwoEditors, nowhere, silent};
use super::support::{Home, Lcg, files, sha256};

/// An article of so many figures, no two articles of another `first` alike.
fn long(first: usize, figures: usize) -> String {
    let mut text = String::from("Seoul counts on\n");
    for n in first..first + figures {
        let _ = write!(
            text,
            "\nThe NIS said on Monday that {n} North Korean soldiers had been wounded.\n"
        );
    }
    text
}

const FIGURES: usize = 150;

/// How many statements and reports the record holds.
fn held(home: &Home) -> (usize, usize) {
    let out = home.run(&["log", "-C", "case"]).ends(0).out;
    let of = |kind: &str| out.lines().filter(|l| l.contains(kind)).count();
    (of("  claim/1 "), of("  source/1 "))
}

/// Kill −9 and Ctrl-C at any moment: the report with all its rows or nothing, and no half of an article's bytes under its name.
#[test]
fn a_killed_acceptance_leaves_all_or_nothing() {
    let mut home = Home::with_case();
    let args = ["read", "a.txt", "--published", "2031-03-14", "--accept", "-C", "case"];
    home.write("a.txt", long(100_001, FIGURES));
    let start = Instant::now();
    home.run(&args).ends(0);
    let whole = start.elapsed();
    let (rows, mut reports) = held(&home);
    assert_eq!((rows, reports), (FIGURES, 1), "every figure is a row");
    let mut random = Lcg(2_031);
    let (mut cut, mut done) = (0, 0);
    for kill in 0..kills() {
        // A case that grew with every kill would make the later ones slow.
        if kill % 10 == 9 {
            home = Home::with_case();
            reports = 0;
        }
        let text = long(100_001 + (kill + 1) * FIGURES, FIGURES);
        let hash = sha256(text.as_bytes());
        let blob = home.path(&format!(
            "case/record/desk/blobs/sha256/{}/{}/{hash}",
            &hash[..2],
            &hash[2..4]
        ));
        home.write("a.txt", &text);
        let mut command = home.command(&args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * random.below(1_100) as u32 / 1_000);
        if kill % 2 == 0 {
            child.kill().unwrap();
        } else {
            interrupt(&home, child.id());
        }
        let output = child.wait_with_output().unwrap();
        let acknowledged = String::from_utf8_lossy(&output.stdout).contains("entries appended");
        let now = held(&home);
        let after = (FIGURES * (reports + 1), reports + 1);
        assert!(now == after || now == (FIGURES * reports, reports), "kill {kill}: {now:?}");
        assert!(!acknowledged || now == after, "kill {kill}: told as appended and lost");
        *(if now == after { &mut done } else { &mut cut }) += 1;
        // Entries never stand without the bytes that they name; bytes without an entry are whole.
        assert!(now != after || blob.exists(), "kill {kill}");
        assert!(!blob.exists() || fs::read(&blob).unwrap() == text.as_bytes(), "kill {kill}");
        home.run(&["fsck", "-C", "case"]).ends(0);
        home.run(&args).ends(0);
        reports += 1;
        assert_eq!(held(&home), after, "kill {kill}");
        assert!(blob.exists(), "kill {kill}");
        let strays: Vec<String> = files(&home.path("case"))
            .into_keys()
            .filter(|path| path.contains("/incoming/") || path.contains(".tmp"))
            .collect();
        assert!(strays.is_empty(), "kill {kill}: {strays:?}");
    }
    assert!(kills() < 10 || cut > 0, "no kill came in time: {cut} cut, {done} done");
}

/// Two that accept the same article at once: one report, each row once.
#[test]
fn two_that_accept_at_once_file_one_report() {
    let home = Home::with_case();
    home.write("a.txt", long(100_001, FIGURES));
    let args = ["read", "a.txt", "--published", "2031-03-14", "--accept", "-C", "case"];
    let children = [(); 2].map(|()| {
        let mut command = home.command(&args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    });
    let mut done = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0) => done += 1,
            Some(1) => assert!(err.contains("error: "), "{err}"),
            other => unreachable!("{other:?}: {err}"),
        }
    }
    assert!(done > 0);
    assert_eq!(held(&home), (FIGURES, 1));
    home.run(&["fsck", "-C", "case"]).ends(0);
    let again = home.run(&args).ends(0);
    assert!(again.out.ends_with("0 entries appended\n"), "{}", again.out);
}

/// A testimony with a telephone number within the words that a line shows.
fn testimony() -> String {
    let told = "A Ryanggang Province source said on Monday: \"Call +86 138 0013 8000.\"\n\n";
    format!("Nobody knows\n\n{told}{}", &ARTICLE[31..])
}

/// What the door refused stands in no line, no object and no table to mend.
#[test]
fn what_was_refused_is_not_written_elsewhere() {
    let planted = ["0013 8000"];
    let home = Home::with_case();
    home.write("article.txt", testimony());
    for (more, out) in [(&[][..], "one"), (&["--json"], "two")] {
        let args = [&["--accept", "--out", out, "-C", "case"], more].concat();
        let run = read(&home, &args).ends(1);
        silent(&run, &planted);
        let told = format!("{}{}", run.out, run.err);
        assert!(told.contains("its words hold what may not be held") || !more.is_empty(), "{told}");
        assert!(told.contains("1 cell left empty"), "{told}");
        nowhere(&home.path(out), &planted);
        nowhere(&home.path("case"), &planted);
    }
    // The row is there to be written anew, under its key.
    let run = read(&home, &["--accept", "--json", "-C", "case"]);
    let refused = of_kind(&run, "draft").into_iter().find(|d| d["state"] == "refused").unwrap();
    assert_eq!((&refused["emptied"][0], &refused["cells"]["quote"]), (&"quote".into(), &"".into()));
    let table = fs::read_to_string(home.path("two/claims.csv")).unwrap();
    assert!(table.contains(texts(&refused, "key")), "{table}");
    // Nor without a case.
    let run = read(&home, &["--out", "three"]).ends(0);
    silent(&run, &planted);
    assert!(run.err.contains("1 cell left empty"), "{}", run.err);
    nowhere(&home.path("three"), &planted);
}

/// What a page hides is looked through in the page's own encoding.
#[test]
fn a_sealed_word_that_a_page_hides() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    desk.run(MARA, &["seal", &handle, "identity"], "name: 리미래나무\nvillage: Maplehollow")
        .ends(0);
    let page = |hidden: &str| {
        let said = &ARTICLE[31..];
        format!("<meta charset=euc-kr><title>A</title><!-- {hidden} --><p>{said}")
    };
    for (hidden, kept) in [("리미래나무", "sealed_word"), ("봄날", "kept")] {
        let page = page(hidden);
        let (bytes, _, lossy) = encoding_rs::EUC_KR.encode(&page);
        assert!(!lossy);
        desk.home.write("article.html", &bytes);
        let run = desk.run(MARA, &["read", "article.html", "--accept", "--json"], "");
        assert_eq!(of_kind(&run, "report")[0]["kept"], kept, "{}", run.err);
    }
}

#[test]
fn a_dry_run_writes_no_tables() {
    let home = home();
    let run = read(&home, &["--accept", "--dry-run", "--out", "left", "-C", "case"]).ends(1);
    assert!(run.err.contains("1 draft would be written into left"), "{}", run.err);
    assert!(!home.path("left").exists());
}

/// A folder that is there keeps its rights, and nothing but the tables comes into it.
#[test]
fn tables_go_into_a_folder_that_is_there() {
    let home = home();
    let dir = home.path("mine");
    fs::create_dir(&dir).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o700)).unwrap();
        read(&home, &["--out", "mine"]).ends(0);
        assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
        fs::remove_file(dir.join("claims.csv")).unwrap();
    }
    // What a killed run left in it is swept away.
    fs::create_dir(dir.join(".tables.new.4294967294.tmp")).unwrap();
    let mut command = home.command(&["read", "../article.txt", "--out", "."]);
    command.current_dir(&dir);
    super::support::ended(&["read"], command).ends(0);
    let names: Vec<String> = files(&dir).into_keys().collect();
    assert_eq!(names, ["claims.csv"]);
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
    home.write("file", "");
    let run = read(&home, &["--out", "file"]).ends(1);
    assert!(run.err.contains("`file`"), "{}", run.err);
    assert_eq!(fs::read(home.path("file")).unwrap(), b"");
}

/// The page of one address, saved again with other bytes: the same report, and word that its rows are there.
#[test]
fn another_copy_of_one_page_is_told() {
    let home = home();
    let number = figure(&drafts(&home), "wounded").to_string();
    let args = ["--url", "https://news.example/a", "--accept", &number, "--json", "-C", "case"];
    let run = read(&home, &args).ends(0);
    let report = of_kind(&run, "report").remove(0);
    assert_eq!(report["other_rows"], 0);
    home.write("article.txt", format!("{ARTICLE}\nRead also: prices.\n"));
    let run = read(&home, &[&args[..], &["--dry-run"]].concat()).ends(0);
    assert!(run.err.contains("The record has 1 row of report"), "{}", run.err);
    let again = of_kind(&run, "report").remove(0);
    assert_eq!((&again["key"], &again["other_rows"]), (&report["key"], &1.into()));
    // Drafts that could not be filed name the report that the case has.
    read(&home, &["--url", "https://news.example/a", "--accept", "--out", "left", "-C", "case"]);
    let table = fs::read_to_string(home.path("left/claims.csv")).unwrap();
    assert!(table.contains(texts(&report, "key")), "{table}");
}

/// What an editor wrote into the report's row stays.
#[test]
fn a_mended_report_stays() {
    let home = home();
    let args = ["--accept", "1", "--json", "-C", "case"];
    let key = texts(&of_kind(&read(&home, &args), "report")[0], "key").to_owned();
    home.write("sources.csv", format!("source_id,publisher,access\n{key},Wire,in the safe\n"));
    home.run(&["add", "sources.csv", "-C", "case"]).ends(0);
    let run = read(&home, &args);
    let row = home.run(&["show", &key, "--json", "-C", "case"]).ends(0).json().remove(0);
    assert_eq!(row["cells"]["access"], "in the safe", "{row}");
    assert_eq!(row["cells"]["publisher"], "Wire");
    // What was empty by then is filled in, once.
    assert_eq!((entries(&run), entries(&read(&home, &args))), (1, 0));
    assert_eq!(row["cells"]["published"], "2031-03-14");
}

/// A narrow table shows the beginning of such a key: that is enough to find its row.
#[test]
fn rows_are_shown_by_the_beginning_of_their_key() {
    let home = home();
    let number = figure(&drafts(&home), "wounded").to_string();
    let run = read(&home, &["--accept", &number, "--json", "-C", "case"]).ends(0);
    let key = texts(&of_kind(&run, "draft")[0], "key").to_owned();
    let figures = home.run(&["figures", "-C", "case"]).ends(0).out;
    let short = figures.split_whitespace().find(|w| w.ends_with('…') && key.starts_with(&w[..5]));
    let short = short.unwrap_or_else(|| unreachable!("{figures}"));
    for id in [short, &key[..5], &key] {
        let row = home.run(&["show", id, "--json", "-C", "case"]).ends(0).json().remove(0);
        assert_eq!(row["key"], key.as_str());
    }
    home.run(&["show", &key[..3], "-C", "case"]).ends(1);
    home.run(&["show", "czzzz", "-C", "case"]).ends(1);
    home.write(
        "two.csv",
        "claim_id,party,announced_date,category,best\nKING-1,A,2031-01-01,killed,1\nKING-2,A,2031-01-01,killed,2\n",
    );
    home.run(&["add", "two.csv", "-C", "case"]).ends(0);
    let run = home.run(&["show", "KING", "-C", "case"]).ends(1);
    assert!(run.err.contains("Several keys or entries begin with `KING`"), "{}", run.err);
    home.run(&["show", "KING-2", "-C", "case"]).ends(0);
}

/// A measure of which the text does not say who took it.
#[test]
fn a_measure_by_nobody_is_told_without_a_gap() {
    let home = Home::with_case();
    let rows = "M1,2031-01-01,denial,Ryanggang Province\nM2,2031-01-02,investigation,\n";
    home.write("measures.csv", format!("measure_id,date_from,type,place\n{rows}"));
    home.run(&["add", "measures.csv", "-C", "case"]).ends(0);
    let run = home.run(&["knowledge", "-C", "case"]).ends(0);
    assert!(run.out.contains("│ Ryanggang Province: denial (measure M1)"), "{}", run.out);
    assert!(run.out.contains("│ investigation (measure M2)"), "{}", run.out);
}

/// An edition of rows that were read: its pages are built and verify, and neither the article nor the desk's file leaves.
#[test]
fn what_leaves_of_rows_that_were_read() {
    let home = Home::with_case();
    home.found();
    let bystander = "The bridge was painted green in the spring.";
    let told = "A Ryanggang Province source told Example Wire on Monday: \"Nobody knows about our soldiers dying.\"";
    let text = format!("Nobody knows\n\n{told}\n\n{}\n{bystander}\n", &ARTICLE[31..]);
    home.write("private-note.txt", &text);
    let args = ["read", "private-note.txt", "--published", "2031-03-14", "--accept", "--json"];
    let run = home.run(&[&args[..], &["-C", "case"]].concat());
    assert_eq!(of_kind(&run, "report")[0]["kept"], "kept");
    let filed = of_kind(&run, "draft");
    let held: Vec<&Value> = filed.iter().filter(|d| d["cells"]["release"] == "hold").collect();
    assert!(!held.is_empty(), "{filed:#?}");
    let (hash, file) = (sha256(text.as_bytes()), "private-note");
    home.release_by_two(&[]).ends(0);
    home.run(&["site", "-C", "case"]).ends(0);
    home.run(&["verify", "case"]).ends(0);
    home.run(&["fsck", "-C", "case"]).ends(0);
    for dir in ["case/releases/0001", "case/site"] {
        nowhere(&home.path(dir), &[bystander, &hash, file, "Nobody knows about our soldiers"]);
    }
    let data = fs::read_to_string(home.path("case/releases/0001/data/statements.csv")).unwrap();
    assert!(data.contains("about 1,100"), "{data}");
    // With a handle and a level what the source told leaves too, in every row that holds its words.
    for draft in held {
        let mut row = draft["cells"].as_object().unwrap().clone();
        let table = texts(draft, "table");
        let who: &[(&str, &str)] = match table {
            "claims" => &[("handle", "heron"), ("party", "source inside")],
            _ => &[("said_by", "handle:heron")],
        };
        for (name, text) in who.iter().chain(&[("release", "public")]) {
            row.insert((*name).to_owned(), (*text).into());
        }
        let file = format!("{table}.jsonl");
        home.write(&file, Value::Object(row).to_string());
        home.run(&["add", &file, "-C", "case"]).ends(0);
    }
    home.release_by_two(&[]).ends(0);
    home.run(&["site", "-C", "case"]).ends(0);
    home.run(&["verify", "case"]).ends(0);
    for dir in ["case/releases/0002", "case/site"] {
        nowhere(&home.path(dir), &[bystander, &hash, file]);
    }
    let data = fs::read_to_string(home.path("case/releases/0002/data/statements.csv")).unwrap();
    assert!(data.contains("Nobody knows about our soldiers dying"), "{data}");
}
