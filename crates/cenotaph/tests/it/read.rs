//! Articles end to end: what is proposed, what is filed and what is not, twice the same, past the door, and what is said of files that
//! are none. Every article is invented.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use super::sources::{MARA, TwoEditors, nowhere, silent};
use super::support::{Home, Run, files, hashes, sha256};

/// Two figures with a party, and one without.
pub(crate) const ARTICLE: &str = "Seoul counts its figures anew\n\n\
    The NIS said on Monday that about 1,100 North Korean soldiers had been wounded.\n\n\
    The Pentagon said on Tuesday that at least 300 North Korean soldiers had been killed.\n\n\
    At least 40 soldiers were captured.\n";

const HINTS: [&str; 4] = ["--published", "2031-03-14", "--publisher", "Example Wire"];

pub(crate) fn read(home: &Home, more: &[&str]) -> Run {
    home.run(&[&["read", "article.txt"], &HINTS[..], more].concat())
}

pub(crate) fn home() -> Home {
    let home = Home::with_case();
    home.write("article.txt", ARTICLE);
    home
}

pub(crate) fn texts<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// The drafts of `read --json`, without the article.
pub(crate) fn drafts(home: &Home) -> Vec<Value> {
    let mut all = read(home, &["--json"]).ends(0).json();
    assert_eq!(all.pop().unwrap()["kind"], "article");
    all
}

/// The number of the figure of this category.
pub(crate) fn figure(drafts: &[Value], category: &str) -> usize {
    let at = drafts.iter().position(|d| d["kind"] == "figure" && d["category"] == category);
    at.unwrap_or_else(|| unreachable!("no figure of `{category}`: {drafts:#?}")) + 1
}

/// Lines of `--accept --json` of this kind.
pub(crate) fn of_kind(run: &Run, kind: &str) -> Vec<Value> {
    run.json().into_iter().filter(|l| l["kind"] == kind).collect()
}

pub(crate) fn entries(run: &Run) -> u64 {
    of_kind(run, "total")[0]["entries"].as_u64().unwrap()
}

#[test]
fn drafts_for_machines() {
    let home = home();
    let run = read(&home, &["--json"]).ends(0);
    let lines = run.json();
    let (article, drafts) = lines.split_last().unwrap();
    let text = texts(article, "text");
    assert_eq!(article["kind"], "article");
    assert_eq!(article["sha256"], sha256(ARTICLE.as_bytes()));
    assert_eq!(article["bytes"], ARTICLE.len());
    assert_eq!((&article["lang"], &article["script"]), (&json!("en"), &json!("Latn")));
    assert_eq!(article["format"], "text");
    assert_eq!(article["drafts"], drafts.len());
    assert_eq!(article["blocks"][0]["kind"], "headline");
    for (at, draft) in drafts.iter().enumerate() {
        assert_eq!(draft["number"], at + 1);
        assert_eq!(draft["confidence"], Value::Null);
        let span = |unit: &str| -> Vec<usize> {
            let ends = draft["span"][unit].as_array().unwrap();
            ends.iter().map(|n| usize::try_from(n.as_u64().unwrap()).unwrap()).collect()
        };
        let (bytes, chars) = (span("bytes"), span("chars"));
        let said = texts(draft, "text");
        assert_eq!(&ARTICLE[bytes[0]..bytes[1]], said);
        let shown: String = text.chars().skip(chars[0]).take(chars[1] - chars[0]).collect();
        assert_eq!(shown, said);
        assert!(!draft["rules"].as_array().unwrap().is_empty(), "{draft}");
    }
    let nis = &drafts[figure(drafts, "wounded") - 1];
    let columns = [
        ("party_group", "ROK"),
        ("party", "NIS"),
        ("category", "wounded"),
        ("announced_date", "2031-03-10"),
        ("table", "claims"),
    ];
    for (name, text) in columns {
        assert_eq!(nis[name], text, "{nis}");
    }
    assert_eq!(nis["quantity"]["interval"], "[990, 1210]");
    assert!(nis["missing"].as_array().unwrap().iter().any(|m| m["field"] == "as_of_date"), "{nis}");
}

/// Bytes of the file and characters of the text are two things.
#[test]
fn spans_of_korean_text() {
    let home = Home::new();
    let text = "국정원, 부상자 수 새로 밝혀\n\n국정원은 월요일 북한군 약 1천100여 명이 부상했다고 밝혔다.\n";
    let (cp949, _, lossy) = encoding_rs::EUC_KR.encode(text);
    assert!(!lossy);
    for (name, bytes) in [("utf-8.txt", text.as_bytes()), ("cp949.txt", &*cp949)] {
        home.write(name, bytes);
        let run = home.run(&["read", name, "--lang", "ko", "--json", "--published", "2031-03-14"]);
        let lines = run.ends(0).json();
        let (article, drafts) = lines.split_last().unwrap();
        assert_eq!((&article["lang"], &article["script"]), (&json!("ko"), &json!("Hang")));
        let found = drafts.iter().find(|d| d["kind"] == "figure");
        let draft = found.unwrap_or_else(|| unreachable!("{name}: {drafts:?}"));
        let end = |unit: &str, at: usize| -> usize {
            usize::try_from(draft["span"][unit][at].as_u64().unwrap()).unwrap()
        };
        let part = &bytes[end("bytes", 0)..end("bytes", 1)];
        let part = match name {
            "utf-8.txt" => String::from_utf8(part.to_vec()).unwrap(),
            _ => encoding_rs::EUC_KR.decode(part).0.into_owned(),
        };
        assert_eq!(part, texts(draft, "text"), "{name}");
        assert_eq!(part.chars().count(), end("chars", 1) - end("chars", 0), "{name}");
    }
}

#[test]
fn drafts_on_a_terminal() {
    let home = home();
    let run = read(&home, &[]).ends(0);
    for part in [
        "headline   Seoul counts its figures anew",
        "“about 1,100” wounded, [990, 1210]",
        "announced_date 2031-03-10",
        "as_of_date: ",
        "rules ",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    assert!(!run.out.contains('\u{1b}'), "no colour where there is no terminal: {}", run.out);
    assert!(run.out.lines().all(|l| l.chars().count() <= 100), "{}", run.out);
    // The same text from standard input.
    let args = [&["read", "-"], &HINTS[..]].concat();
    let mut command = home.command(&args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(ARTICLE.as_bytes()).unwrap();
    let piped = Run::of(&args, child.wait_with_output().unwrap()).ends(0);
    assert_eq!(piped.out, run.out.replacen("article.txt", "standard input", 1));
    // Without a day of publication it is told that Monday is no date.
    let run = home.run(&["read", "article.txt"]).ends(0);
    let told = run.err.contains("[reading.no_anchor]\n  hint: `--published DAY`");
    assert!(told || run.out.contains("announced_date: "), "{}{}", run.out, run.err);
    assert!(!run.out.contains("2031-03-10"), "{}", run.out);
}

#[test]
fn an_article_does_not_write_to_the_terminal() {
    let home = Home::with_case();
    let text = ARTICLE.replace("The NIS", "\u{1b}[31mThe NIS \u{1b}]0;title\u{7}\u{9b}2J\u{202e}");
    home.write("article.txt", text);
    for more in [&[][..], &["--accept", "--dry-run", "-C", "case"], &["--accept", "-C", "case"]] {
        let run = read(&home, more);
        for stream in [&run.out, &run.err] {
            assert!(!stream.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']), "{stream:?}");
        }
    }
}

/// `--lang` of this verb is the language of the article; elsewhere it is that of sentences.
#[test]
fn two_options_of_one_name() {
    let home = home();
    for lang in ["en", "ko", "ru", "uk"] {
        let run = home.run(&["read", "article.txt", "--lang", lang, "--json"]).ends(0);
        assert_eq!(run.json().last().unwrap()["lang"], lang);
    }
    home.run(&["read", "article.txt", "--lang", "xx"]).ends(2);
    home.run(&["figures", "--lang", "ru", "-C", "case"]).ends(2);
    let lines = home.run(&["read", "article.txt", "--json"]).ends(0).json();
    assert_eq!(lines.last().unwrap()["lang"], "en", "found from the text");
}

#[test]
fn what_is_filed_is_what_was_shown() {
    let home = home();
    let drafts = drafts(&home);
    let (nis, pentagon) = (figure(&drafts, "wounded"), figure(&drafts, "killed"));
    let chosen = format!("{nis},{pentagon}");
    let before = hashes(&home.path("case"));
    let dry = read(&home, &["--accept", &chosen, "--dry-run", "-C", "case"]).ends(0);
    assert!(
        dry.out.contains("2 drafts: 2 would be filed, 0 there already, 0 not filed"),
        "{}",
        dry.out
    );
    assert!(dry.out.ends_with("3 entries would be appended\n"), "{}", dry.out);
    let mut after = hashes(&home.path("case"));
    after.retain(|path, hash| {
        before.get(path) != Some(hash) && !path.ends_with("-shm") && !path.ends_with("-wal")
    });
    assert!(after.is_empty(), "{after:?}");
    let run = read(&home, &["--accept", &chosen, "-C", "case"]).ends(0);
    let done = dry.out.replace("would be appended", "appended").replace("would be ", "");
    assert_eq!(run.out, done);
    // The bytes are there under their hash, and the record is whole.
    let hash = sha256(ARTICLE.as_bytes());
    let blob = format!("{}/{}/{hash}", &hash[..2], &hash[2..4]);
    let kept = files(&home.path("case/record/desk"));
    let kept: Vec<_> = kept.iter().filter(|(path, _)| path.ends_with(&blob)).collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].1, ARTICLE.as_bytes());
    home.run(&["fsck", "-C", "case"]).ends(0);
    let figures = home.run(&["figures", "--json", "-C", "case"]).ends(0).json();
    assert_eq!(figures.len(), 2);
    let nis = figures.iter().find(|f| f["category"] == "wounded").unwrap();
    assert_eq!((&nis["interval"], &nis["said_on"]), (&json!("[990, 1210]"), &json!("2031-03-10")));
    // The entry tells which bytes of which article.
    let key = texts(nis, "key");
    let entry = texts(nis, "entry");
    let body = home.run(&["show", entry, "--json", "-C", "case"]).ends(0).json()[0]["body"].clone();
    assert_eq!(
        (&body["from"]["file"], &body["from"]["sha256"]),
        (&json!("article.txt"), &json!(hash))
    );
    assert_eq!(body["from"]["line"], 3);
    let bytes: Vec<usize> = serde_json::from_value(body["from"]["bytes"].clone()).unwrap();
    assert_eq!(&ARTICLE[bytes[0]..bytes[1]], texts(&body["cells"], "quote"));
    // The report.
    let report = texts(&body["cells"], "source_ids").to_owned();
    let row = home.run(&["show", &report, "--json", "-C", "case"]).ends(0).json()[0].clone();
    for (name, text) in [
        ("publisher", "Example Wire"),
        ("published", "2031-03-14"),
        ("title", "Seoul counts its figures anew"),
        ("lang", "en"),
        // What has no address may not have been published: its hash does not leave.
        ("access", "stored copy"),
    ] {
        assert_eq!(row["cells"][name], text, "{row}");
    }
    home.run(&["search", "Seoul counts", "-C", "case"]).ends(0);
    assert!(key.starts_with('c'));
}

#[test]
fn the_same_article_again_adds_nothing() {
    let home = home();
    let drafts = drafts(&home);
    let (nis, pentagon) = (figure(&drafts, "wounded"), figure(&drafts, "killed"));
    let one = nis.to_string();
    let run = read(&home, &["--accept", &one, "--json", "-C", "case"]).ends(0);
    assert_eq!(entries(&run), 2);
    let key = texts(&of_kind(&run, "draft")[0], "key").to_owned();
    let log = home.run(&["log", "-C", "case"]).ends(0).out;
    let again = read(&home, &["--accept", &one, "-C", "case"]).ends(0);
    assert!(again.out.contains(&format!("[{nis}] claims {key}: there already\n")), "{}", again.out);
    assert!(
        again.out.ends_with("1 there already, 0 not filed; 0 entries appended\n"),
        "{}",
        again.out
    );
    assert_eq!(home.run(&["log", "-C", "case"]).ends(0).out, log);
    // Another draft of it names the same report.
    let run = read(&home, &["--accept", &pentagon.to_string(), "--json", "-C", "case"]).ends(0);
    assert_eq!(entries(&run), 1);
    assert_eq!(of_kind(&run, "report")[0]["state"], "there");
    // A row that somebody mended is left alone.
    let table = format!(
        "claim_id,party_group,party,announced_date,category,words\n{key},ROK,NIS,2031-03-10,killed_or_wounded,\"about 1,100\"\n"
    );
    home.write("mended.csv", table);
    home.run(&["add", "mended.csv", "-C", "case"]).ends(0);
    let run = read(&home, &["--accept", &one, "--json", "-C", "case"]).ends(0);
    assert_eq!(entries(&run), 0);
    assert_eq!(of_kind(&run, "draft")[0]["state"], "there_changed");
    let row = home.run(&["show", &key, "--json", "-C", "case"]).ends(0).json();
    assert_eq!(row[0]["cells"]["category"], "killed_or_wounded");
}

/// A draft without its party is told, kept out, and can be mended as a table.
#[test]
fn what_cannot_be_filed_is_told_and_can_be_mended() {
    let home = home();
    let number = figure(&drafts(&home), "captured");
    let run = read(&home, &["--accept", "-C", "case", "--out", "left"]).ends(1);
    let told = "not filed, because the text does not give `party`";
    let line = run.out.lines().find(|l| l.contains(told)).unwrap();
    assert!(line.starts_with(&format!("[{number}] claims c")), "{}", run.out);
    let figures = home.run(&["figures", "--json", "-C", "case"]).ends(0).json();
    assert_eq!(figures.len(), 2, "the good ones beside it are there");
    let table = fs::read_to_string(home.path("left/claims.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let head = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap();
    let row = rows.iter().find(|r| &r[column("category")] == "captured").unwrap();
    assert_eq!(&row[column("party")], "");
    let key = row[column("claim_id")].to_owned();
    assert!(line.contains(&key));
    // Mended, it is the row that `--accept` would have made.
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&head).unwrap();
    let mended =
        row.iter().enumerate().map(|(at, t)| if at == column("party") { "HUR" } else { t });
    writer.write_record(mended).unwrap();
    home.write("mended.csv", writer.into_inner().unwrap());
    home.run(&["add", "mended.csv", "-C", "case"]).ends(0);
    let run = read(&home, &["--accept", &number.to_string(), "--json", "-C", "case"]).ends(0);
    assert_eq!(of_kind(&run, "draft")[0]["state"], "there_changed");
    // A folder with something in it is left alone.
    let run = read(&home, &["--out", "left"]).ends(1);
    assert!(run.err.contains("`left` is not empty"), "{}", run.err);
    assert_eq!(fs::read_to_string(home.path("left/claims.csv")).unwrap(), table);
}

/// Without a case: all drafts as tables, which `add` takes in as `--accept` would have.
#[test]
fn tables_and_acceptance_give_one_state() {
    let home = home();
    let drafts = drafts(&home);
    let chosen = format!("{},{}", figure(&drafts, "wounded"), figure(&drafts, "killed"));
    read(&home, &["--accept", &chosen, "-C", "case"]).ends(0);
    let run = read(&home, &["--out", "drafts"]).ends(0);
    assert!(run.err.contains("hint: mend them"), "{}", run.err);
    let accepted = super::add::state(&home, "case");
    home.run(&["init", "other"]).ends(0);
    home.run(&["add", "drafts/claims.csv", "-C", "other"]).ends(1);
    let added = super::add::state(&home, "other");
    let of = |state: &[Value]| -> Vec<String> {
        let figures = state.iter().filter(|v| v["kind"] == "figure");
        figures.map(|f| format!("{} {} {}", f["key"], f["interval"], f["said_on"])).collect()
    };
    assert_eq!(of(&accepted).len(), 2);
    assert_eq!(of(&accepted), of(&added));
}

#[test]
fn a_report_that_the_case_has_is_not_made_twice() {
    let home = home();
    let url = "https://news.example/anew";
    home.write("sources.csv", format!("source_id,publisher,url\nEX-1,Example Wire,{url}\n"));
    home.run(&["add", "sources.csv", "-C", "case"]).ends(0);
    let number = figure(&drafts(&home), "wounded").to_string();
    let args = ["--url", url, "--accept", &number, "--json", "-C", "case"];
    let run = read(&home, &args).ends(0);
    assert_eq!(of_kind(&run, "report")[0]["key"], "EX-1");
    assert_eq!(of_kind(&run, "draft")[0]["cells"]["source_ids"], "EX-1");
    assert_eq!(entries(&run), 1);
    // A published one shows the hash by which anyone can compare a copy.
    let other =
        ["--url", "https://news.example/other", "--accept", &number, "--json", "-C", "case"];
    let home = Home::with_case();
    home.write("article.txt", ARTICLE);
    let run = read(&home, &other).ends(0);
    let key = texts(&of_kind(&run, "report")[0], "key").to_owned();
    let row = home.run(&["show", &key, "--json", "-C", "case"]).ends(0).json();
    let hash = sha256(ARTICLE.as_bytes());
    assert_eq!(row[0]["cells"]["access"], format!("stored copy, SHA-256 {hash}"));
}

/// Every draft of the annotated articles for development becomes a row that the checks take, and its figure means what the draft meant.
#[test]
fn rows_mean_what_drafts_mean() {
    let home = Home::with_case();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../reading/tests/corpus/dev");
    let mut meant: Vec<(String, Value)> = Vec::new();
    for item in fs::read_dir(&corpus).unwrap() {
        let path = item.unwrap().path();
        if path.extension().is_none_or(|e| e == "json") {
            continue;
        }
        let known: Value =
            serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap();
        let mut args = vec!["read", path.to_str().unwrap()];
        if let Some(day) = known["published"].as_str() {
            args.extend(["--published", day]);
        }
        let drafts = home.run(&[&args[..], &["--json"]].concat()).ends(0).json();
        let accept = home.run(&[&args[..], &["--accept", "--json", "-C", "case"]].concat());
        for complaint in of_kind(&accept, "complaint") {
            let door = texts(&complaint, "code").starts_with("door.");
            assert!(door || complaint["severity"] != "error", "{complaint}");
        }
        for row in of_kind(&accept, "draft").into_iter().filter(|r| r["state"] == "filed") {
            let number = usize::try_from(row["number"].as_u64().unwrap()).unwrap();
            let interval = &drafts[number - 1]["quantity"]["interval"];
            if interval.is_string() {
                meant.push((texts(&row, "key").to_owned(), interval.clone()));
            }
        }
        // Again adds nothing.
        let again = home.run(&[&args[..], &["--accept", "--json", "-C", "case"]].concat());
        assert_eq!(entries(&again), 0, "{path:?}");
    }
    assert!(meant.len() > 50, "{}", meant.len());
    let figures = home.run(&["figures", "--json", "-C", "case"]).ends(0).json();
    for (key, interval) in meant {
        let figure = figures.iter().find(|f| f["key"] == key).unwrap();
        assert_eq!(figure["interval"], interval, "{figure}");
    }
}

/// A testimony passes the door, and an article that the door refused is not kept.
#[test]
fn the_door_stands_before_drafts_too() {
    let testimony = "A North Hamgyong Province source told Example Wire on Monday: \
        \"Nobody knows about our soldiers dying, call me at +86 138 0013 8000.\"\n\n";
    let home = Home::with_case();
    home.write("article.txt", format!("Nobody knows\n\n{testimony}{}", &ARTICLE[31..]));
    let drafts = drafts(&home);
    let protected: Vec<usize> = drafts
        .iter()
        .filter(|d| d["party_group"] == "SOURCE")
        .map(|d| usize::try_from(d["number"].as_u64().unwrap()).unwrap())
        .collect();
    assert!(!protected.is_empty(), "{drafts:#?}");
    let run = read(&home, &["--accept", "-C", "case"]).ends(1);
    assert!(run.err.contains("[door.telephone]"), "{}", run.err);
    let place = format!("article.txt:3 (draft {}, bytes ", protected[0]);
    assert!(run.err.contains(&place), "{}", run.err);
    assert!(run.out.contains("article: not kept, because the door refused"), "{}", run.out);
    silent(&run, &["0013 8000"]);
    nowhere(&home.path("case"), &["138 0013 8000"]);
    assert_eq!(home.run(&["figures", "--json", "-C", "case"]).ends(0).json().len(), 2);
    home.run(&["fsck", "-C", "case"]).ends(0);
    // Nor does the file's name tell the number.
    home.write("call 010-5550-0199.txt", fs::read(home.path("article.txt")).unwrap());
    let run = home.run(&["read", "call 010-5550-0199.txt", "--accept", "-C", "case"]).ends(1);
    silent(&run, &["5550"]);
    nowhere(&home.path("case"), &["5550-0199"]);
    // Nor is it kept when only another draft is chosen: the bytes hold them all.
    let other = Home::with_case();
    other.write("article.txt", fs::read(home.path("article.txt")).unwrap());
    let one = figure(&drafts, "wounded").to_string();
    for _ in 0..2 {
        let run = read(&other, &["--accept", &one, "--json", "-C", "case"]).ends(0);
        assert_eq!(of_kind(&run, "report")[0]["kept"], "leads_to_a_person");
        nowhere(&other.path("case"), &["138 0013 8000"]);
    }
    // What was published can be kept: anyone can read it. That is known from then on.
    let plain = ["--accept", &one, "--json", "-C", "case"];
    let url = [&["--url", "https://news.example/a"], &plain[..]].concat();
    for (args, appended) in [(&url[..], 1), (&url, 0), (&plain, 0)] {
        let run = read(&other, args).ends(0);
        assert_eq!(of_kind(&run, "report")[0]["kept"], "kept");
        assert_eq!(entries(&run), appended);
    }
}

/// What is sealed about a source is looked for in the whole article, not only in the rows.
#[test]
fn an_article_with_a_sealed_word_is_not_kept() {
    let desk = TwoEditors::new();
    let handle = desk.source();
    let identity = "name: 리미래나무\nvillage: Maplehollow";
    desk.run(MARA, &["seal", &handle, "identity"], identity).ends(0);
    let accept = [&["read", "article.txt", "--accept", "--json"], &HINTS[..]].concat();
    for text in [
        format!("{ARTICLE}\nIn maplehollow it rained.\n"),
        ARTICLE.replace("Seoul counts", "Maplehollow counts"),
    ] {
        desk.home.write("article.txt", &text);
        let run = desk.run(MARA, &accept, "");
        assert_eq!(of_kind(&run, "report")[0]["kept"], "sealed_word", "{}", run.err);
        let states = of_kind(&run, "draft");
        assert!(states.iter().any(|d| d["state"] == "filed"), "{states:?}");
        silent(&run, &["Maplehollow", "maplehollow"]);
        nowhere(&desk.home.path("case"), &["Maplehollow"]);
    }
    // Without a key nobody can look, and that is told.
    desk.home.write("article.txt", ARTICLE);
    let run = read(&desk.home, &["--accept", "-C", "case"]);
    assert!(run.err.contains("were not looked for: name an editor's key"), "{}", run.err);
    assert!(run.out.contains("bytes kept, SHA-256"), "{}", run.out);
    // What a page hides is in its bytes; and what was kept when nobody could look is told by its path.
    let page = format!("<title>A</title><!-- maplehollow --><p>{}", &ARTICLE[31..]);
    desk.home.write("article.txt", page);
    let run = read(&desk.home, &["--accept", "--json", "-C", "case"]);
    assert_eq!(of_kind(&run, "report")[0]["kept"], "kept");
    let run = desk.run(MARA, &accept, "");
    let report = &of_kind(&run, "report")[0];
    assert_eq!(report["kept"], "sealed_word");
    let path = desk.home.path(texts(report, "left_at"));
    fs::remove_file(path).unwrap();
    nowhere(&desk.home.path("case"), &["maplehollow"]);
    desk.home.run(&["fsck", "-C", "case"]).ends(0);
    let run = desk.run(MARA, &accept, "");
    assert_eq!(of_kind(&run, "report")[0]["left_at"], Value::Null);
    assert_eq!(entries(&run), 0);
}

#[test]
fn files_that_are_no_articles() {
    let home = Home::new();
    home.write("empty.txt", "");
    home.write("blank.txt", " \r\n\t\n");
    home.write("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    home.write("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0");
    home.write("film.html", b"\0\0\0\x18ftypmp42\0\0\0\0");
    let noise: Vec<u8> = (0..9_000_u32).map(|n| (n * n * 7 / 3 + n / 5) as u8).collect();
    home.write("noise.txt", noise);
    home.write("claims.csv", "claim_id,party\nR1,NIS\n");
    home.write(
        "page.html",
        "<!doctype html><title>A page</title><script>var about = 1100;</script>",
    );
    fs::create_dir(home.path("folder")).unwrap();
    for (name, said, hint) in [
        ("none.txt", "Cannot read `none.txt`: no such file", ""),
        ("folder", "Cannot read `folder`: it is a folder", "give one article"),
        ("empty.txt", "Cannot read `empty.txt`: it is empty", "copy the article's text"),
        ("blank.txt", "Cannot read `blank.txt`: it is empty", "copy the article's text"),
        ("paper.pdf", "Cannot read `paper.pdf` as an article: it is a PDF document", "`pdftotext`"),
        ("photo.txt", "Cannot read `photo.txt` as an article: it is a PNG image", "write down"),
        ("noise.txt", "Cannot read `noise.txt` as an article: it is not text", "in UTF-8"),
        ("claims.csv", "Cannot read `claims.csv` as an article: it is a table", "`cenotaph add`"),
        ("film.html", "Cannot read `film.html` as an article: it is a film", "write down"),
        ("page.html", "Cannot read `page.html` as an article: no text in it can be seen", "script"),
    ] {
        let run = home.run(&["read", name]).ends(1);
        assert!(run.err.starts_with(&format!("error: {said}")), "{}", run.err);
        assert_eq!(run.err.contains("\n\nhint: "), !hint.is_empty(), "{}", run.err);
        assert!(!run.err.contains("os error"), "what the system says is told once: {}", run.err);
        assert!(run.err.contains(hint), "{}", run.err);
        assert_eq!(run.out, "");
    }
}

#[test]
fn options_that_are_none() {
    let home = home();
    let rows: [(&[&str], i32, &str); 9] = [
        (&["--url", "https://me:word@news.example/a"], 1, "`…@news.example` is not an address"),
        (&["--url", "https://"], 1, "`https://` is not a web address"),
        (&["--published", "2031-02-30"], 1, "`2031-02-30` is not a day such as 2024-12-23"),
        (&["--url", "news.example"], 1, "`news.example` is not a web address"),
        (&["--accept", "99", "-C", "case"], 1, "`99` is not the number of a draft"),
        (&["--accept", "0", "-C", "case"], 2, "numbers of drafts such as 1,3-5"),
        (&["--accept", "some", "-C", "case"], 2, "numbers of drafts such as 1,3-5"),
        (&["--dry-run"], 2, "--accept"),
        (&["--accept", "-C", "nowhere"], 1, "No case at `nowhere`"),
    ];
    for (args, code, said) in rows {
        let run = home.run(&[&["read", "article.txt"], args].concat()).ends(code);
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
        assert_eq!(run.out, "", "{args:?}");
    }
    let log = home.run(&["log", "-C", "case"]).ends(0).out;
    assert!(!log.contains("claim/1") && !log.contains("source/1"), "nothing was written: {log}");
}
