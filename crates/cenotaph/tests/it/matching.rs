//! `match`: known answers, tables of pairs that are good, bad and long, lists, what is told to machines, and the names of a case.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::support::{Home, Run, demo, ended, kursk};

/// Runs the program with bytes on standard input.
fn with_input(home: &Home, args: &[&str], bytes: &[u8]) -> Run {
    home.write("input", bytes);
    let mut command = home.command(args);
    command.stdin(fs::File::open(home.path("input")).unwrap());
    ended(args, command)
}

/// Answer and exit code: 1 only where the answer is that the names differ.
#[test]
fn two_names_get_an_answer() {
    let home = Home::new();
    for (a, b, answer, code) in [
        ("리광은", "Ли Гван Ын", "same", 0),
        ("리광은", "Ri Gwang-eun", "same", 0),
        ("рядовой Ли Гван Ыне", "李光恩", "same", 0),
        ("윤정혁", "Юн Чжон Хека", "same", 0),
        ("Woo Wi-hyeok", "У Ви Хёка", "same", 0),
        ("禹伟赫", "우위혁", "same", 0),
        ("Kim Chol-su", "박철수", "different", 1),
        ("윤정혁", "Woo Wi-hyeok", "different", 1),
        ("Kim Jong Un", "김정운", "undecided", 0),
        ("Ри", "리광은", "undecided", 0),
        ("Мерген Ондар", "리광은", "undecided", 0),
        ("", "리광은", "undecided", 0),
    ] {
        let run = home.run(&["match", a, b, "--json"]).ends(code);
        let [object] = run.json().try_into().unwrap();
        assert_eq!(object["answer"], answer, "{a} {b}");
        assert_eq!((&object["left"], &object["right"]), (&a.into(), &b.into()));
        let back = home.run(&["match", b, a, "--json"]).ends(code).json();
        assert_eq!(back[0]["llr"], object["llr"], "{a} {b}: the order does not matter");
        home.run(&["match", a, b]).ends(code);
    }
}

#[test]
fn a_pair_for_machines_has_its_shape() {
    let home = Home::new();
    let run = home.run(&["match", "рядовой Ли Гван Ыне", "Ri Gwang-eun", "--json"]).ends(0);
    assert_eq!(run.err, "");
    let [object] = run.json().try_into().unwrap();
    let keys: Vec<&String> = object.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "against", "answer", "for", "left", "llr", "open", "reading", "readings", "right",
            "score", "scripts", "systems", "titles", "why"
        ]
    );
    let score = object["score"].as_f64().unwrap();
    assert!((0.9..=1.0).contains(&score) && object["llr"].as_f64().unwrap() > 5.0);
    assert_eq!(object["open"], Value::Null);
    assert_eq!(object["titles"]["left"][0], "рядовой");
    assert_eq!(object["scripts"], serde_json::json!({"left": ["Cyrillic"], "right": ["Latin"]}));
    assert_eq!(object["systems"]["right"], serde_json::json!(["revised", "family_by_custom"]));
    let left = serde_json::json!(["kontsevich", "family_by_custom", "declined"]);
    assert_eq!(object["systems"]["left"], left);
    assert!(object["readings"]["right"][0]["reading"].as_str().unwrap().ends_with("광은"));
    assert_eq!(object["for"].as_array().unwrap().len(), 3);
    assert_eq!(object["against"].as_array().unwrap().len(), 0);
    assert!(object["why"]["ko"].as_str().unwrap().contains("같은 이름"));
    let open = home.run(&["match", "Ri", "리광은", "--json"]).ends(0).json();
    assert_eq!(open[0]["open"], "part");
}

#[test]
fn an_explanation_is_in_english_and_korean() {
    let home = Home::new();
    let args = ["match", "리광은", "Ли Гван Ын", "--explain"];
    let en = home.run(&args).ends(0).out;
    for word in ["can be one name", "Cyrillic", "Kontsevich", "given syllable 1 광"] {
        assert!(en.contains(word), "{word}\n{en}");
    }
    let ko = home.run(&[&args[..], &["--lang", "ko"]].concat()).ends(0).out;
    for word in ["같은 이름일 수 있음", "키릴 문자", "콘체비치", "이름 1음절 광"]
    {
        assert!(ko.contains(word), "{word}\n{ko}");
    }
    // What a terminal would obey is shown, not sent.
    let run = home.run(&["match", "리광은\u{1b}[31m", "Ri\u{7} Kwang Un", "--explain"]);
    assert!(!run.out.contains(['\u{1b}', '\u{7}']), "{}", run.out);
}

#[test]
fn places_and_units_are_judged_as_such() {
    let home = Home::new();
    for (kind, a, b, answer, code) in [
        ("unit", "폭풍군단", "11th Corps", "same", 0),
        ("unit", "94-я бригада", "제93여단", "different", 1),
        ("unit", "Ri Kwang Un", "93rd Brigade", "undecided", 0),
        ("place", "Суджа", "Sudzha", "same", 0),
        ("place", "평안남도", "North Pyongan", "different", 1),
        ("person", "리광은", "Ri Kwang Un", "same", 0),
    ] {
        let run = home.run(&["match", "--kind", kind, a, b, "--json"]).ends(code);
        assert_eq!(run.json()[0]["answer"], answer, "{a} {b}");
    }
    let ko = home.run(&["match", "--kind", "unit", "폭풍군단", "11th Corps", "--lang", "ko"]);
    for word in ["같은 부대일 수 있음", "둘 다 11군단입니다"] {
        assert!(ko.out.contains(word), "{word}\n{}", ko.out);
    }
    let none = home.run(&["match", "--pairs", "none.csv", "--lang", "ko"]).ends(1);
    assert!(none.err.contains("오류: `none.csv`: 읽을 수 없음: 그런 파일이 없음"), "{}", none.err);
    home.write("t.csv", "a,b\nx,y\n");
    let none = home.run(&["match", "--pairs", "t.csv", "--lang", "ko"]).ends(1);
    assert!(none.err.contains("`left` 열이 없음; 첫 행의 열: `a`, `b`"), "{}", none.err);
}

#[test]
fn places_and_units_are_judged_in_tables_and_lists() {
    let home = Home::new();
    home.write("places.csv", "left,right\nСуджа,Ssudzha\nVuhledar,Москва\n");
    let table = home.run(&["match", "--kind", "place", "--pairs", "places.csv"]).ends(0);
    let rows: Vec<&str> = table.out.lines().collect();
    assert_eq!(rows[0], "left,right,score,llr,answer");
    // The score is calibrated on persons, so that it is empty.
    assert!(rows[1].starts_with("Суджа,Ssudzha,,") && rows[1].ends_with(",same"), "{}", rows[1]);
    assert!(rows[2].ends_with(",different"), "{}", rows[2]);
    home.write("units.csv", "name\n93rd Brigade\na brigade\n94-я бригада\nStorm Corps\n");
    let units = |args: &[&str]| {
        let all = [&["match", "--kind", "unit", "--against", "units.csv"], args].concat();
        home.run(&all)
    };
    let found = units(&["제94여단"]).ends(0);
    let at = |word: &str| found.out.find(word).unwrap_or(usize::MAX);
    assert!(
        at("94-я бригада (line 4): can be one unit") < at("a brigade (line 3)"),
        "{}",
        found.out
    );
    assert!(!found.out.contains("93rd") && !found.out.contains("Storm"), "{}", found.out);
    let ko = units(&["제94여단", "--lang", "ko", "--top", "1"]).ends(0);
    assert!(ko.out.contains("(4행): 같은 부대일 수 있음"), "{}", ko.out);
    assert!(ko.err.contains("`name` 열에서 이름 4개 읽음"), "{}", ko.err);
    let json = units(&["11-й корпус", "--json"]).ends(0);
    assert!(json.out.contains("\"line\":5") && json.out.contains("\"rank\":1"), "{}", json.out);
    assert_eq!(units(&["77th Regiment"]).ends(1).out, "");
}

#[test]
fn the_command_line_takes_two_names_a_table_or_a_list() {
    let home = Home::new();
    home.write("t.csv", "left,right\na,b\n");
    for args in [
        &["match"][..],
        &["match", "a"],
        &["match", "a", "b", "c"],
        &["match", "a", "--pairs", "t.csv"],
        &["match", "a", "b", "--against", "t.csv"],
        &["match", "--against", "t.csv"],
        &["match", "--pairs", "t.csv", "--against", "t.csv", "a"],
        &["match", "--pairs", "t.csv", "--explain"],
        &["match", "a", "b", "--left", "x"],
        &["match", "a", "b", "--out", "x"],
        &["match", "a", "b", "--top", "3"],
        &["match", "a", "b", "--kind", "ship"],
        &["match", "--pairs", "t.csv", "--kind", "ship"],
        &["match", "--pairs", "t.csv", "--top", "3"],
    ] {
        assert_eq!(home.run(args).ends(2).out, "", "{args:?}");
    }
}

const PAIRS: &str = "\u{feff}id,left,right,note\r
1,리광은,Ri Kwang Un,\"a, \"\"quoted\"\" note\"\r
2,\"Kim, Chol-su\",박철수,\r
\r
3,\"윤정혁\r\n\", Юн Чжон Хек ,x\r
4,,리광은,\r
";

/// The rows as they came, in their order, and three cells behind each.
#[test]
fn rows_of_pairs_come_out_unchanged_with_three_cells_more() {
    let home = Home::new();
    home.write("pairs.csv", PAIRS);
    let run = home.run(&["match", "--pairs", "pairs.csv"]).ends(0);
    assert_eq!(run.err, "");
    let rows: Vec<&str> = PAIRS.trim_start_matches('\u{feff}').split("\r\n").collect();
    // The record of row 3 has a line end within.
    let rows =
        [rows[0].into(), rows[1].into(), rows[2].into(), rows[4..6].join("\r\n"), rows[6].into()];
    let mut rest = run.out.as_str();
    for (n, row) in rows.iter().enumerate() {
        rest = rest.strip_prefix(row.as_str()).unwrap_or_else(|| panic!("row {n}: {rest}"));
        let (added, after) = rest.split_once("\r\n").unwrap();
        rest = after;
        let cells: Vec<&str> = added.strip_prefix(',').unwrap().split(',').collect();
        match n {
            0 => assert_eq!(cells, ["score", "llr", "answer"]),
            1 | 3 => assert!(cells[0].parse::<f64>().unwrap() > 0.9, "{cells:?}"),
            2 => assert!(cells[0].parse::<f64>().unwrap() < 0.2, "{cells:?}"),
            _ => assert_eq!(cells, ["0.250000", "0.000", "undecided"]),
        }
    }
    assert_eq!(rest, "");
    // The same into a file, and from standard input.
    home.run(&["match", "--pairs", "pairs.csv", "--out", "out.csv"]).ends(0);
    assert_eq!(fs::read_to_string(home.path("out.csv")).unwrap(), run.out);
    let piped = with_input(&home, &["match", "--pairs", "-"], PAIRS.as_bytes()).ends(0);
    assert_eq!(piped.out, run.out);
    // What a pair gets is what the two names get alone.
    let alone = home.run(&["match", "리광은", "Ri Kwang Un", "--json"]).ends(0).json();
    let first = run.out.lines().nth(1).unwrap().rsplit(',').nth(2).unwrap().parse::<f64>();
    assert_eq!(first.unwrap(), alone[0]["score"].as_f64().unwrap());
}

#[test]
fn encodings_delimiters_and_columns_are_found() {
    let home = Home::new();
    let utf16 = |text: &str| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let korean = "left,right,비고\n리광은,이광은,북과 남의 표기\n박충국,박철수,다른 사람의 이름\n";
    let cp949: Vec<u8> = {
        let (bytes, _, lost) = encoding_rs::EUC_KR.encode(korean);
        assert!(!lost);
        bytes.into_owned()
    };
    for (name, bytes, args) in [
        (
            "a.tsv",
            b"left\tright\n\xeb\xa6\xac\xea\xb4\x91\xec\x9d\x80\tRi Kwang Un\n".to_vec(),
            &[][..],
        ),
        ("b.csv", utf16("left;right\n리광은;Ri Kwang Un\n"), &[]),
        ("c.csv", cp949, &[]),
        ("d.csv", "sep=;\nleft;right\n리광은;Ri Kwang Un\n".into(), &[]),
        (
            "e.csv",
            "ours,x,Their Name\n리광은,1,Ri Kwang Un\n".into(),
            &["--left", "ours", "--right", "their name"],
        ),
        ("f.csv", " Left , RIGHT \n리광은,Ri Kwang Un\n".into(), &[]),
    ] {
        home.write(name, bytes);
        let run = home.run(&[&["match", "--json", "--pairs", name], args].concat()).ends(0);
        assert_eq!(run.json()[0]["answer"], "same", "{name}: {}", run.out);
    }
    let run = home.run(&["match", "--pairs", "c.csv"]).ends(0);
    assert!(run.out.contains("북과 남의 표기"), "{}", run.out);
}

/// A bad row is told with its place, stays in its place, and hides nothing.
#[test]
fn bad_rows_are_told_and_hide_no_good_ones() {
    let home = Home::new();
    let good = "리광은,Ri Kwang Un,x";
    let text = format!(
        "left,right,note\n{good}\nonly\n{good}\na,b,c,d\n{good}\n\"open,b,c\n{good}\n\"a\"b,c,d\n{good}\n리광은,Ri Kwang Un\n"
    );
    home.write("bad.csv", &text);
    let run = home.run(&["match", "--pairs", "bad.csv"]).ends(1);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.iter().filter(|l| l.starts_with(good) && !l.ends_with(',')).count(), 5);
    assert_eq!(lines[2], "only,,,,,");
    // What lies beyond the head goes into the last cell: the table stays one.
    assert_eq!(lines[4], "a,b,\"c,d\",,,");
    assert_eq!(lines[7], "\"a\"b,c,d,,,");
    // A row that only lacks what is not asked for is compared, and filled up.
    assert!(lines[9].starts_with("리광은,Ri Kwang Un,,0.99"), "{}", lines[9]);
    assert_eq!(lines.len(), 10, "{}", run.out);
    for told in [
        "bad.csv:3:2: error: Expected 3 fields, found 1 [row.too_short]",
        "bad.csv:5:4: error: Expected 3 fields, found 4 [row.too_long]",
        "bad.csv:7: error: ",
        "bad.csv:9: error: ",
        "bad.csv:11:3: warning: Expected 3 fields, found 2 [row.too_short]",
        "4 rows could not be compared; the score is empty, 1 row left out",
    ] {
        assert!(run.err.contains(told), "{told}\n{}", run.err);
    }
    let json = home.run(&["match", "--pairs", "bad.csv", "--json"]).ends(1).json();
    assert_eq!(json.len(), 9);
    assert_eq!((&json[1]["score"], &json[1]["line"]), (&Value::Null, &3.into()));
    // A byte that fits the encoding nowhere.
    home.write("byte.csv", b"left,right\n\xeb\xa6\xac\xff,Ri Kwang Un\n\xeb\xa6\xac\xea\xb4\x91\xec\x9d\x80,Ri Kwang Un\n");
    let run = home.run(&["match", "--pairs", "byte.csv"]).ends(1);
    assert!(run.err.contains("byte.csv:2:1: error: "), "{}", run.err);
    assert_eq!(run.out.lines().filter(|l| l.ends_with(",,,")).count(), 1);
    // The same in Korean, with the same places and codes.
    let run = home.run(&["match", "--pairs", "bad.csv", "--lang", "ko"]).ends(1);
    for told in [
        "bad.csv:5:4: 오류: 칸이 3개여야 하는데 4개임 [row.too_long]",
        "bad.csv:11:3: 경고: 칸이 3개여야 하는데 2개임 [row.too_short]",
        "4행은 비교할 수 없어 점수가 비어 있음, 1행은 빠짐",
    ] {
        assert!(run.err.contains(told), "{told}\n{}", run.err);
    }
}

/// Every row has as many cells as the head, whatever it came with; a row of empty cells is a row.
#[test]
fn a_table_of_pairs_is_never_ragged() {
    let home = Home::new();
    let text = "left,right,note\n,,\n리광은,Ri Kwang Un,a,b,\"c \"\"d\"\"\"\n\nx\ty,x y,\n";
    home.write("t.csv", text);
    let run = home.run(&["match", "--pairs", "t.csv"]).ends(1);
    let mut reader = csv::Reader::from_reader(run.out.as_bytes());
    assert_eq!(reader.headers().unwrap(), vec!["left", "right", "note", "score", "llr", "answer"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let of = |n: usize| rows[n].iter().collect::<Vec<_>>();
    assert_eq!(rows.len(), 3, "a blank line is no row: {}", run.out);
    assert_eq!(of(0), ["", "", "", "0.250000", "0.000", "undecided"], "no letters, no evidence");
    assert_eq!(of(1), ["리광은", "Ri Kwang Un", "a,b,c \"d\"", "", "", ""]);
    // A tab within a name parts words like a space.
    assert_eq!((&of(2)[..3], of(2)[5]), (&["x\ty", "x y", ""][..], "same"));
    // A NUL within a name parts words too.
    home.write("nul.csv", "left,right\n리\0광은,Ri Kwang Un\n");
    let run = home.run(&["match", "--pairs", "nul.csv", "--json"]).ends(0);
    assert_eq!(
        (&run.json()[0]["answer"], &run.json()[0]["left"]),
        (&"same".into(), &"리\0광은".into())
    );
}

#[test]
fn what_is_no_table_of_pairs_is_told_and_nothing_is_written() {
    let home = Home::new();
    for (name, bytes, told) in [
        ("a.csv", &b"name,other\nx,y\n"[..], "has no column `left`"),
        ("b.csv", b"", "it is empty"),
        ("c.csv", b"%PDF-1.7", "a PDF document"),
        ("d.csv", b"PK\x03\x04zip", "a workbook"),
        ("e.csv", b"{\"left\":1}", "JSON"),
        ("f.csv", b"left,right,score\na,b,1\n", "has a column `score` already"),
        ("g.csv", b"<html><p>left,right", "a web page"),
        ("h.csv", &[0; 4096], "not text"),
    ] {
        home.write(name, bytes);
        let run = home.run(&["match", "--pairs", name, "--out", "out.csv"]).ends(1);
        assert!(run.err.contains(told), "{name}: {}", run.err);
        assert_eq!(run.out, "");
    }
    home.run(&["match", "--pairs", "no-such-file.csv"]).ends(1);
    home.run(&["match", "--pairs", "."]).ends(1);
    assert!(!home.path("out.csv").exists());
    let missing = home.run(&["match", "--pairs", "a.csv"]).ends(1);
    assert!(missing.err.contains("hint: the first row has `name`, `other`"), "{}", missing.err);
}

/// The most memory that the program has held, in kilobytes, once this many rows have gone in and before the end of the input.
fn peak(rows: usize) -> u64 {
    let home = Home::new();
    let filler = "f".repeat(4_000);
    let mut command = home.command(&["match", "--pairs", "-", "--out", "out.csv"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut pipe = std::io::BufWriter::new(child.stdin.take().unwrap());
    writeln!(pipe, "n,left,filler,right").unwrap();
    for n in 0..rows {
        let name = ["리광은", "윤정혁", "Ham Jeong-hyeon"][n % 3];
        writeln!(pipe, "{n},{name},{filler},Юн Чжон Хек").unwrap();
    }
    pipe.flush().unwrap();
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap();
    let most = line.trim().trim_end_matches(" kB").parse().unwrap();
    drop(pipe);
    assert!(child.wait().unwrap().success());
    let out = fs::read_to_string(home.path("out.csv")).unwrap();
    for (n, line) in out.lines().skip(1).enumerate() {
        assert!(line.starts_with(&format!("{n},")), "{n}");
        let score: f64 = line.rsplit(',').nth(2).unwrap().parse().unwrap();
        assert_eq!(score > 0.5, n % 3 == 1, "{n}");
    }
    assert_eq!(out.lines().count(), rows + 1);
    most
}

/// A long table passes through in order, and takes no more memory than one a third as long.
#[test]
fn a_long_table_streams() {
    let (short, long) = (peak(2_500), peak(7_500));
    // Twenty megabytes more went in.
    assert!(long < short + 8_000, "{short} kB, {long} kB");
}

/// Ctrl-C in the middle leaves neither the file nor a part of it.
#[test]
fn an_interruption_leaves_nothing_half_written() {
    let home = Home::new();
    let mut command = home.command(&["match", "--pairs", "-", "--out", "out.csv"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(b"left,right\n").unwrap();
    for n in 0..400_000 {
        writeln!(pipe, "name{},other", n % 7).unwrap();
    }
    let begun = Instant::now();
    let temporary = || {
        let all = fs::read_dir(home.temp.path()).unwrap().flatten();
        all.filter(|f| f.file_name().to_string_lossy().contains("out.csv")).count()
    };
    while temporary() == 0 && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(temporary(), 1);
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(pipe);
    assert_eq!(temporary(), 0);
}

#[test]
fn a_name_is_found_in_a_list() {
    let home = Home::new();
    let mentions = kursk().join("person_mentions.csv");
    let mentions = mentions.to_str().unwrap();
    let args =
        ["match", "--against", mentions, "--column", "mention", "Lee Kwang Eun", "--top", "6"];
    let found = home.run(&[&args[..], &["--json"]].concat()).ends(0).json();
    let names: Vec<&str> = found.iter().map(|f| f["right"].as_str().unwrap()).collect();
    for name in ["리광은", "Ri Gwang-eun", "Ли Гван Ын", "Ли Гван Ыне"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert!(found.windows(2).all(|w| w[0]["llr"].as_f64() >= w[1]["llr"].as_f64()));
    assert_eq!((&found[0]["rank"], found[0]["line"].as_u64().unwrap() > 1), (&1.into(), true));
    let run = home.run(&args).ends(0);
    assert!(run.out.contains("리광은") && run.out.starts_with("rank"), "{}", run.out);
    assert!(run.err.contains("35 names read in column `mention`"), "{}", run.err);

    // A column `name`; a first column; one name a line; standard input.
    home.write("named.csv", "id,name\n1,박충국\n2,리광은\n");
    home.write("first.csv", "who,age\n박충국,18\n리광은,22\n");
    home.write("lines.txt", "박충국\n\n리광은\n");
    for (list, line) in [("named.csv", 3), ("first.csv", 3), ("lines.txt", 3)] {
        let near = home.run(&["match", "--against", list, "Ri Kwang Un", "--json"]).ends(0).json();
        assert_eq!(
            (&near[0]["right"], &near[0]["line"]),
            (&"리광은".into(), &line.into()),
            "{list}"
        );
    }
    let piped =
        with_input(&home, &["match", "--against", "-", "Ri Kwang Un"], "리광은\n".as_bytes());
    assert!(piped.ends(0).out.contains("리광은"));
    // Nobody there: the answer is no.
    home.run(&["match", "--against", "lines.txt", "Ham Jeong-hyeon"]).ends(1);
    let run = home.run(&["match", "--against", "first.csv", "--column", "x", "리광은"]).ends(1);
    assert!(run.err.contains("has no column `x`"), "{}", run.err);
}

/// A search for a name finds it in other scripts.
#[test]
fn a_search_finds_a_name_in_other_scripts() {
    let home = demo();
    let case = home.path("case");
    let case = case.to_str().unwrap();
    let run = home.run(&["search", "Ri Kwang Un", "-C", case, "--json"]).ends(0);
    let keys: Vec<String> =
        run.json().iter().map(|h| h["key"].as_str().unwrap().to_owned()).collect();
    assert!(keys.iter().any(|k| k.starts_with("P02/") && k.ends_with("리광은")), "{keys:?}");
    assert!(keys.iter().all(|k| k.starts_with("P02/")), "{keys:?}");
    assert!(run.json().iter().all(|h| h["by"] == "name"));
    home.run(&["search", "Park Jin-young", "-C", case]).ends(1);
}

/// The page of a person says how each published spelling is read, in both languages.
#[test]
fn pages_of_persons_show_readings() {
    let home = demo();
    let page = |path: &str| fs::read_to_string(home.path("case/site").join(path)).unwrap();
    let en = page("persons/P02.html");
    for word in [
        "How the name is read",
        "Ли Гван Ыне",
        "Kontsevich; family name by custom; declined",
        "can be one name",
    ] {
        assert!(en.contains(word), "{word}");
    }
    let ko = page("ko/persons/P05.html");
    for word in ["이름을 어떻게 읽는가", "禹伟赫", "콘체비치", "같은 이름일 수 있음"]
    {
        assert!(ko.contains(word), "{word}");
    }
    // One spelling alone is compared with nothing, and what it leaves open stays open.
    let alone = page("persons/P12.html");
    assert!(
        alone.contains("Ro Nam Sok")
            && alone.contains("로남석")
            && !alone.contains("– can be one name")
    );
}
