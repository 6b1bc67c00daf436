//! Input made to hurt, through the program: every time a message and an exit code, never a panic, memory bounded, the record
//! as it was.

use std::io::Write as _;
use std::process::Command;

use super::support::{Home, Run, ended};

const HEAD: &str = "claim_id,party,announced_date,category,best,qualifier";

/// No run may take more memory than this; a file of 10 MB needs a fraction of it.
const MEMORY_KIB: u32 = 1_500_000;

/// Runs `add` under a limit on memory.
fn add(home: &Home, file: &str) -> Run {
    let mut command = Command::new("sh");
    home.bare(&mut command);
    command.args([
        "-c",
        &format!("ulimit -v {MEMORY_KIB}; exec '{}' add '{file}' -C case", super::support::PROGRAM),
    ]);
    ended(&["add", file], command)
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn bomb() -> Vec<u8> {
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", &vec![b' '; 300 << 20]),
    ])
}

fn rows(fields: &str) -> Vec<u8> {
    format!("{HEAD}\nC1,P,2031-01-01,killed,1,good\n{fields}\nC9,P,2031-01-01,killed,9,good\n")
        .into_bytes()
}

/// File name, bytes, what stderr must hold, how many rows are taken.
fn inputs() -> Vec<(&'static str, Vec<u8>, &'static str, usize)> {
    let megabytes = "x".repeat(10 << 20);
    vec![
        ("field.csv", rows(&format!("C2,P,2031,killed,2,{megabytes}")), "value.too_long", 2),
        (
            "quoted.csv",
            rows(&format!("C2,P,2031,killed,2,\"{}\"", "lines\n".repeat(2 << 20))),
            "value.too_long",
            2,
        ),
        // Longer than an entry, shorter than the limit of a field.
        (
            "entry.csv",
            rows(&format!("C2,P,2031,killed,2,{}", "x".repeat(70_000))),
            "row.too_long",
            2,
        ),
        (
            "columns.csv",
            format!("claim_id{}\n", ",c".repeat(1_000_000)).into(),
            "1000001 columns",
            0,
        ),
        ("wide.csv", rows(&format!("C2{}", ",c".repeat(1_000_000))), "row.too_long", 2),
        ("open.csv", rows("C2,P,2031,killed,2,\"never closed"), "row.quote_open", 2),
        (
            "deep.jsonl",
            format!("{{\"claim_id\":{}1{}}}\n", "[".repeat(100_000), "]".repeat(100_000)).into(),
            "error",
            0,
        ),
        ("deep.json", "[{\"a\":".repeat(200_000).into(), "error", 0),
        ("bomb.xlsx", bomb(), "unpacked bytes", 0),
        ("zip.xlsx", zip(&[("readme.txt", b"no workbook")]), "error", 0),
        ("cut.xlsx", b"PK\x03\x04\x14\0\0\0\x08\0".to_vec(), "error", 0),
        (
            "bytes.csv",
            [&rows("")[..], b"C2,P,2031-01-01,killed,2,\xff\xfe\x80\xc3\x28\n"].concat(),
            "",
            2,
        ),
        ("nul.csv", rows("C2,P,2031-01-01,killed,2,a\0b"), "value.nul", 2),
        (
            "far.csv",
            rows(
                "C2,P,9999-12-31,killed,2,x\nC3,P,99999-01-01,killed,3,x\nC4,P,-9999-01-01,killed,4,x",
            ),
            "",
            2,
        ),
        ("negative.csv", rows("C2,P,2031-01-01,killed,-2,x"), "value.negative", 2),
        ("huge.csv", rows("C2,P,2031-01-01,killed,99999999999999999999999999,x"), "value.", 2),
        (
            "formula.csv",
            rows(
                "C2,P,2031-01-01,killed,2,\"=HYPERLINK(\"\"http://x.example\"\")\"\nC3,P,2031-01-01,killed,=1+1,x",
            ),
            "value.formula",
            3,
        ),
        (
            "twice.csv",
            rows("C1,P,2031-01-01,killed,2,other\nC9,P,2031-01-01,killed,8,other"),
            "row.id_twice",
            1,
        ),
        (
            "keys.csv",
            rows(&format!(
                "{},P,2031-01-01,killed,2,x\n../../etc/x,P,2031-01-01,killed,2,x\nC\u{202e}2,P,2031-01-01,killed,2,x",
                "K".repeat(500)
            )),
            "",
            2,
        ),
        (
            "escape.csv",
            rows("C2,P\u{1b}[2J\u{7},2031-01-01,killed,2,\u{1b}]0;x\u{7}"),
            "value.control",
            3,
        ),
        ("empty.csv", Vec::new(), "error", 0),
        ("newlines.csv", vec![b'\n'; 1 << 20], "error", 0),
        ("quotes.csv", vec![b'"'; 1 << 20], "error", 0),
        ("self.csv", rows("C2,P,2031-01-01,killed,2,\"C2;C2;C2\""), "", 3),
    ]
}

#[test]
fn every_one_ends_in_a_message() {
    for (name, bytes, expected, taken) in inputs() {
        let home = Home::with_case();
        home.write(name, bytes);
        let run = add(&home, name);
        let code = run.code.unwrap_or(-1);
        assert!(
            code == 0 || code == 1,
            "{name} ended with {code}: {}",
            &run.err[..run.err.len().min(3_000)]
        );
        assert!(run.err.contains(expected), "{name}: {}", &run.err[..run.err.len().min(3_000)]);
        assert!(!run.err.contains("panicked") && !run.out.contains("panicked"), "{name}");
        assert!(run.err.len() < 400_000, "{name} talks for {} bytes", run.err.len());
        for text in [&run.err, &run.out] {
            let escapes = text.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(escapes, None, "{name} would control the terminal");
        }
        if !name.ends_with(".csv") || expected == "error" || expected.contains("columns") {
            assert_eq!(code, 1, "{name}");
        }
        let log = home.run(&["log", "-C", "case"]).ends(0).out;
        let rows = log.lines().filter(|l| l.contains("  claim/1 ")).count();
        assert!(
            rows >= taken,
            "{name}: {rows} of {taken} good rows\n{}",
            &run.err[..run.err.len().min(3_000)]
        );
        home.run(&["fsck", "-C", "case"]).ends(0);
        // Whatever was taken in can be asked about, released and verified.
        home.run(&["check", "-C", "case"]).ends(0);
        if rows > 0 {
            let released = home.run(&["release", "-C", "case"]);
            assert!(matches!(released.code, Some(0 | 1)), "{name}: {}", released.err);
            if released.code == Some(0) {
                home.run(&["site", "-C", "case"]).ends(0);
                home.run(&["verify", "case"]).ends(0);
            }
        }
    }
}

/// A row that just fits into an entry can be released too, or the release says which row does not fit.
#[test]
fn the_longest_row() {
    for column in ["words", "support", "quote", "note", "scope", "speaker"] {
        let home = Home::with_case();
        let long = "words".repeat(12_800);
        home.write("claims.csv", format!("claim_id,party,announced_date,category,best,{column}\nC1,P,2031-01-01,killed,2,{long}\n"));
        home.run(&["add", "claims.csv", "-C", "case"]).ends(0);
        let run = home.run(&["release", "-C", "case"]);
        match run.code {
            Some(0) => drop(home.run(&["verify", "case"]).ends(0)),
            Some(1) => assert!(run.err.contains("C1"), "{column}: {}", run.err),
            other => panic!("{column}: {other:?} {}", run.err),
        }
    }
}

/// Derivations that go in a ring, and long chains of them.
#[test]
fn rings_and_chains_of_derivations() {
    let home = Home::with_case();
    let mut text =
        String::from("claim_id,party_group,party,announced_date,category,best,derives_from\n");
    for n in 0..1_500 {
        let from = if n == 0 { 1_499 } else { n - 1 };
        text.push_str(&format!("R{n},G{n},P{n},2031-01-01,killed,10,R{from}\n"));
    }
    text.push_str("S1,G,P,2031-01-01,killed,7,S1\n");
    home.write("ring.csv", text);
    let run = home.run(&["add", "ring.csv", "-C", "case"]);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.err);
    home.run(&["check", "-C", "case", "--json"]).ends(0);
    home.run(&["figures", "-C", "case"]).ends(0);
    home.run(&["show", "R750", "-C", "case"]).ends(0);
}

/// Text that is markup, script or a formula stays text on every page and in every feed.
#[test]
fn markup_stays_text() {
    let home = Home::with_case();
    let mean = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}&amp;]]>";
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record([
            "claim_id",
            "party_group",
            "party",
            "speaker",
            "announced_date",
            "category",
            "best",
            "words",
            "support",
            "note",
            "scope",
            "place",
            "source_ids",
        ])
        .unwrap();
    writer
        .write_record([
            "C1",
            mean,
            mean,
            mean,
            "2031-01-01",
            "killed",
            "5",
            mean,
            mean,
            mean,
            mean,
            mean,
            "R1",
        ])
        .unwrap();
    home.write("claims.csv", writer.into_inner().unwrap());
    home.write(
        "sources.csv",
        format!(
            "source_id,publisher,title,url\nR1,\"{0}\",\"{0}\",https://x.example/\n",
            mean.replace('"', "\"\"")
        ),
    );
    home.run(&["add", "claims.csv", "sources.csv", "-C", "case"]).ends(0);
    home.run(&["release", "-C", "case"]).ends(0);
    home.run(&["site", "-C", "case"]).ends(0);
    let mut pages = 0;
    for (path, bytes) in super::support::files(&home.path("case/site")) {
        let text = String::from_utf8_lossy(&bytes);
        if [".html", ".xml", ".svg"].iter().any(|e| path.ends_with(e)) {
            pages += 1;
            assert!(!text.contains("<script") && !text.contains("<img src=x"), "{path}");
            assert!(!text.contains("onerror=alert(2)>"), "{path}");
        }
    }
    assert!(pages > 10);
}

/// A link of a report is shown as a link only when it is one of the Web.
#[test]
fn links_lead_to_the_web_only() {
    let home = Home::with_case();
    home.write(
        "sources.csv",
        "source_id,publisher,title,url\nR1,P,t,javascript:alert(1)\nR2,P,t,https://ok.example/\n",
    );
    home.write(
        "claims.csv",
        "claim_id,party,announced_date,category,best,source_ids\nC1,P,2031,killed,1,R1;R2\n",
    );
    let run = home.run(&["add", "sources.csv", "claims.csv", "-C", "case"]);
    assert!(matches!(run.code, Some(0 | 1)));
    home.run(&["release", "-C", "case"]).ends(0);
    home.run(&["site", "-C", "case"]).ends(0);
    for (path, bytes) in super::support::files(&home.path("case/site")) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("href=\"javascript:"), "{path}");
    }
}

/// Runs the program with a limit on the size of the files that it may write, in blocks of 512 bytes.
fn limited(home: &Home, blocks: u32, args: &str) -> Run {
    let mut command = Command::new("sh");
    home.bare(&mut command);
    // A write beyond the limit then fails as on a full disk instead of ending the process.
    let line =
        format!("trap '' XFSZ; ulimit -f {blocks}; exec '{}' {args}", super::support::PROGRAM);
    command.args(["-c", &line]);
    ended(&[args], command)
}

/// No room: a clear error, nothing half done, and the record as it was.
#[test]
fn a_full_disk() {
    let home = Home::with_case();
    let mut text = String::from("claim_id,party,announced_date,category,best,support\n");
    for n in 0..800 {
        text.push_str(&format!("C{n},P,2031-01-01,presence,,{}\n", "words ".repeat(100)));
    }
    home.write("first.csv", "claim_id,party,announced_date,category,best\nA1,P,2031,killed,1\n");
    home.run(&["add", "first.csv", "-C", "case"]).ends(0);
    home.write("big.csv", text);
    let before = home.run(&["log", "-C", "case"]).ends(0).out;
    for blocks in [200, 400, 900, 1_500] {
        let run = limited(&home, blocks, "add big.csv -C case").ends(1);
        assert!(run.err.starts_with("error: ") && !run.err.contains("panicked"), "{}", run.err);
        assert_eq!(run.out, "", "nothing is told as done");
        assert_eq!(home.run(&["log", "-C", "case"]).ends(0).out, before, "{blocks} blocks");
        home.run(&["fsck", "-C", "case"]).ends(0);
    }
    home.run(&["add", "big.csv", "-C", "case"]).ends(0);
    home.run(&["fsck", "-C", "case"]).ends(0);
    // The release and the site: no folder that passes for a whole one.
    let run = limited(&home, 300, "release -C case");
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(run.err.starts_with("error: "), "{}", run.err);
    if home.path("case/releases/0001").exists() {
        home.run(&["verify", "case/releases/0001"]).ends(0);
    }
    home.run(&["fsck", "-C", "case"]).ends(0);
    home.run(&["release", "-C", "case"]).ends(0);
    let run = limited(&home, 60, "site -C case").ends(1);
    assert!(run.err.starts_with("error: "), "{}", run.err);
    assert!(!home.path("case/site").exists());
    home.run(&["verify", "case"]).ends(0);
    let run = limited(&home, 4, "init other").ends(1);
    assert!(run.err.starts_with("error: "), "{}", run.err);
    assert!(!home.path("other").exists());
    home.run(&["init", "other"]).ends(0);
}

/// A real file system without room, where the tests may mount one; elsewhere the test above has to do.
#[test]
fn a_full_file_system() {
    let home = Home::new();
    std::fs::create_dir(home.path("disk")).unwrap();
    let mount =
        |args: &[&str]| Command::new("mount").args(args).output().is_ok_and(|o| o.status.success());
    let disk = home.path("disk");
    if !mount(&["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.to_str().unwrap()]) {
        return;
    }
    let told = std::panic::catch_unwind(|| {
        home.run(&["init", "disk/case"]).ends(0);
        let mut text = String::from("claim_id,party,announced_date,category,best,support\n");
        for n in 0..6_000 {
            text.push_str(&format!("C{n},P,2031-01-01,killed,{n},{}\n", "words ".repeat(80)));
        }
        home.write("big.csv", text);
        let before = home.run(&["log", "-C", "disk/case"]).ends(0).out;
        let run = home.run(&["add", "big.csv", "-C", "disk/case"]).ends(1);
        assert!(run.err.starts_with("error: ") && !run.err.contains("panicked"), "{}", run.err);
        assert_eq!(home.run(&["log", "-C", "disk/case"]).ends(0).out, before);
        home.run(&["verify", "disk/case"]);
        run.err
    });
    Command::new("umount").arg(&disk).output().unwrap();
    told.unwrap();
}
