//! Files made to hurt: every one ends in a message, none in a panic, and none takes memory without bound.

use cenotaph::intake::{Limits, Severity, TableKind, TemplateFormat, read_bytes, template};
use proptest::prelude::*;

use super::workbook::Book;
use super::{ALL, column, said, table, try_table};

const HEAD: &str = "claim_id,party,announced_date,category,best,qualifier";

#[test]
fn a_field_of_ten_megabytes() {
    let long = "x".repeat(10 * 1024 * 1024);
    for field in
        [long.clone(), format!("\"{long}\""), format!("\"{}\"", "line\n".repeat(2_000_000))]
    {
        let table = table(
            "c.csv",
            format!("{HEAD}\nC1,NIS,2031,killed,1,{field}\nC2,NIS,2031,killed,1,short\n"),
        );
        assert_eq!(column(&table, "claim_id"), ["C2"]);
        let first = table.complaints.iter().find(|c| c.code == "value.too_long").unwrap();
        assert_eq!((first.place.line, first.place.column), (2, Some(6)));
        assert!(first.to_string().len() < 500);
        assert!(table.complaints.len() <= 1_001);
    }
    let object =
        format!("{{\"source_id\":\"S1\",\"title\":\"{long}\"}}\n{{\"source_id\":\"S2\"}}\n");
    let table = table("s.jsonl", object);
    assert_eq!(column(&table, "source_id"), ["S2"]);
    assert_eq!(
        said(&table),
        [
            "s.jsonl:1: error: Expected a field of at most 1,048,576 bytes in `title` [value.too_long]"
        ]
    );
}

#[test]
fn a_million_columns() {
    let head = format!("claim_id{}\n", ",x".repeat(1_000_000));
    let error = try_table("c.csv", head).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Cannot read `c.csv`: line 1 has 1000001 columns, at most 1000 are taken"
    );
    let row = format!("{HEAD}\nC1,{}\nC2,NIS,2031,killed,1,x\n", ",".repeat(1_000_000));
    let table = table("c.csv", row);
    assert_eq!(column(&table, "claim_id"), ["C2"]);
    let keys: String = (0..2_000).map(|n| format!("\"k{n}\":1,")).collect();
    let error = try_table("s.jsonl", format!("{{{keys}\"source_id\":\"S1\"}}\n")).unwrap_err();
    assert_eq!(error.code(), "file.too_many_columns");
}

#[test]
fn deep_json() {
    for deep in [
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        format!("{}{}", "[".repeat(40), "]".repeat(40)),
    ] {
        let text = format!(
            "{{\"source_id\":\"S1\"}}\n{{\"source_id\":{deep}}}\n{{\"source_id\":\"S3\"}}\n"
        );
        let table = table("s.jsonl", text);
        assert_eq!(column(&table, "source_id"), ["S1", "S3"]);
        let code = table.complaints[0].code;
        assert!(code == "json.depth" || code == "json.syntax", "{code}");
    }
    assert!(try_table("s.json", "[".repeat(1_000_000)).is_err());
    assert!(try_table("s.json", "[{".repeat(300_000)).is_err());
    assert!(try_table("s.json", format!("[{}", "{\"a\":\n".repeat(100_000))).is_err());
}

#[test]
fn bytes_that_are_no_text() {
    let table = table("c.csv", b"claim_id,party,announced_date,category,best,qualifier\nC1,NIS,2031,killed,1,a\0b\nC2,NIS,2031,killed,1,\x1b[2Jx\nC3,NIS,2031,killed,1,ok\n");
    assert_eq!(column(&table, "claim_id"), ["C2", "C3"]);
    assert_eq!(column(&table, "qualifier"), ["[2Jx", "ok"]);
    assert_eq!(
        said(&table),
        [
            "c.csv:2:6: error: Found `a\\u{0}b` in `qualifier`, expected text without a NUL character [value.nul]\n  \
             hint: the file may be damaged or binary",
            "c.csv:3:6: warning: Found `\\u{1b}[2Jx` in `qualifier`, expected text without control characters [value.control]\n  \
             hint: the control characters were taken out; the text as it came is kept",
        ]
    );
    for bytes in [
        &b"\xff\xfe"[..],
        b"\xff\xfe\x00",
        b"\xfe\xff\xd8",
        b"\xef\xbb\xbf\xef\xbb",
        b"\"",
        b"\"\n",
        b"{",
        b"[",
        b"PK\x03\x04",
        b"PK\x05\x06",
    ] {
        for name in ["c.csv", "c.json", "c.xlsx"] {
            assert!(try_table(name, bytes).is_err(), "{bytes:?}");
        }
    }
}

#[test]
fn bounds_stop_with_a_message_and_keep_what_was_read() {
    let rows: String = (0..100).map(|n| format!("S{n},title {n}\n")).collect();
    let text = format!("source_id,title\n{rows}");
    let read =
        |limits: Limits| read_bytes("s.csv", text.as_bytes(), None, &limits).unwrap().remove(0);
    let by_rows = read(Limits { rows: 10, ..Limits::default() });
    assert_eq!(by_rows.rows.len(), 10);
    assert_eq!(
        said(&by_rows),
        [
            "s.csv:12: error: Expected at most 10 rows [table.rows]\n  hint: the rows before this one were read; split the file"
        ]
    );
    let by_memory = read(Limits { memory: 5_000, ..Limits::default() });
    assert!((5..40).contains(&by_memory.rows.len()), "{}", by_memory.rows.len());
    assert_eq!(by_memory.complaints[0].code, "table.memory");
    let bad: String = (0..5_000).map(|n| format!("C{n},NIS,2031,killed,-1,\n")).collect();
    let many = table("c.csv", format!("{HEAD}\n{bad}"));
    assert_eq!((many.rows.len(), many.rows_refused, many.complaints.len()), (0, 5_000, 1_001));
    let last = many.complaints.last().unwrap();
    assert_eq!((last.code, last.severity), ("table.more", Severity::Note));
    assert!(last.expected.contains("4000 more"), "{}", last.expected);
    let large = Limits { file: 10, ..Limits::default() };
    assert_eq!(
        read_bytes("s.csv", text.as_bytes(), None, &large).unwrap_err().code(),
        "file.too_large"
    );
}

#[test]
fn a_workbook_that_explodes() {
    let mut book = Book::sheet("Sources", &[&["source_id"], &["S1"]]);
    book.add_file("xl/media/zeros.bin", &vec![0_u8; 64 * 1024 * 1024]);
    let error = read_bytes("s.xlsx", &book.bytes(), None, &Limits::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Cannot read the workbook `s.xlsx`: it has more than 200 unpacked bytes for each packed one"
    );
    let small = Limits { xlsx_unpacked: 1_000_000, ..Limits::default() };
    let error = read_bytes("s.xlsx", &book.bytes(), None, &small).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Cannot read the workbook `s.xlsx`: it has more than 1000000 unpacked bytes"
    );
    let mut many = Book::sheet("Sources", &[&["source_id"], &["S1"]]);
    for n in 0..20 {
        many.add_file(&format!("xl/media/{n}.bin"), b"x");
    }
    let few = Limits { xlsx_parts: 10, ..Limits::default() };
    assert_eq!(read_bytes("s.xlsx", &many.bytes(), None, &few).unwrap_err().code(), "file.bomb");
}

#[test]
fn a_workbook_that_lies() {
    let strings = "<sst xmlns=\"x\" uniqueCount=\"99999999999999\"><si><t>a</t></si></sst>";
    let mut book = Book::sheet("Sources", &[&["source_id"], &["S1"]]);
    book.add_file("xl/sharedStrings.xml", strings.as_bytes());
    let error = read_bytes("s.xlsx", &book.bytes(), None, &Limits::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Cannot read the workbook `s.xlsx`: `xl/sharedstrings.xml` announces more strings than it can hold"
    );
    let wide: Vec<u8> = strings.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for part in [
        wide,
        strings.replace("<sst", "<?xml version=\"1.0\" encoding=\"shift_jis\"?><sst").into_bytes(),
    ] {
        let mut book = Book::sheet("Sources", &[&["source_id"], &["S1"]]);
        book.add_file("xl/sharedStrings.xml", &part);
        let error = read_bytes("s.xlsx", &book.bytes(), None, &Limits::default()).unwrap_err();
        assert!(error.to_string().ends_with("is not in UTF-8"), "{error}");
    }
    for sheet in [
        "<worksheet><sheetData><row r=\"1\"><c r=\"ZZZZZZZZZZZZZ1\" t=\"inlineStr\"><is><t>source_id</t></is></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"99999999999\"><c r=\"A99999999999\"><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData></sheetData></worksheet>",
        "<worksheet><sheetData><row><c><f t=\"shared\" si=\"4294967295\" ref=\"A1:A2\">1</f><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c t=\"s\"><v>7</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c><v>1</v>",
        "<html></html>",
        "",
    ] {
        let mut book = Book::sheet("Sources", &[]);
        book.add_file("xl/worksheets/sheet1.xml", sheet.as_bytes());
        // Read or refused; what matters is that this line is reached.
        let _ = read_bytes("s.xlsx", &book.bytes(), Some(TableKind::Sources), &Limits::default());
    }
}

fn small() -> Limits {
    Limits {
        file: 1 << 20,
        rows: 200,
        columns: 60,
        field: 4_096,
        memory: 1 << 20,
        xlsx_unpacked: 1 << 22,
        complaints: 50,
        ..Limits::default()
    }
}

/// What holds of any input whatever.
fn holds(name: &str, bytes: &[u8]) {
    let limits = small();
    let Ok(tables) = read_bytes(name, bytes, None, &limits) else { return };
    assert!(!tables.is_empty());
    for table in tables {
        assert!(table.rows.len() as u64 <= limits.rows);
        assert!(table.complaints.len() <= limits.complaints + 300, "{}", table.complaints.len());
        let schema = table.kind.schema();
        for row in &table.rows {
            if let Some(id) = schema.id {
                assert!(row.get(id).is_some_and(|id| !id.is_empty()));
            }
            for (name, cell) in row.cells() {
                assert!(
                    !cell.text.is_empty()
                        && cell.text.trim() == cell.text
                        && !cell.text.contains('\0')
                );
                assert_eq!(row.cell(name), Some(cell));
            }
        }
        for complaint in &table.complaints {
            let said = complaint.to_string();
            assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{said:?}");
        }
    }
}

fn valid(kind: usize, format: usize) -> (String, Vec<u8>) {
    let kind = ALL[kind % ALL.len()];
    match format % 4 {
        0 => (format!("{kind}.csv"), template(kind, TemplateFormat::Csv).into_bytes()),
        1 => (format!("{kind}.tsv"), template(kind, TemplateFormat::Tsv).into_bytes()),
        2 => (format!("{kind}.jsonl"), template(kind, TemplateFormat::JsonLines).into_bytes()),
        _ => {
            let rows: Vec<Vec<String>> = template(kind, TemplateFormat::Tsv)
                .lines()
                .map(|l| l.split('\t').map(str::to_owned).collect())
                .collect();
            let rows: Vec<Vec<&str>> =
                rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            (format!("{kind}.xlsx"), Book::sheet(kind.name(), &rows).bytes())
        }
    }
}

proptest! {
    // `PROPTEST_CASES` raises the number for a longer hunt.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(300)))]

    #[test]
    fn no_bytes_hurt(bytes in prop::collection::vec(any::<u8>(), 0..600), name in prop::sample::select(vec!["claims.csv", "claims.json", "claims.xlsx", "x"])) {
        holds(name, &bytes);
    }

    #[test]
    fn no_text_hurts(text in "[a-z_\"{}\\[\\]:;,|=\t\r\n0-9가é\u{200b}\u{a0}-]{0,300}", head in prop::sample::select(vec!["", "source_id,title\n", "{\"source_id\":", "[{\"source_id\":\"", "\u{feff}person_id;mention;age\n"])) {
        holds("sources.csv", format!("{head}{text}").as_bytes());
    }

    /// Valid files with some bytes replaced, taken out, put in, or cut off.
    #[test]
    fn no_damage_hurts(
        kind in 0_usize..8,
        format in 0_usize..4,
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..4, any::<u8>()), 1..12),
    ) {
        let (name, mut bytes) = valid(kind, format);
        for (at, how, byte) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                2 => bytes.insert(at, byte),
                _ if byte < 16 => bytes.truncate(at),
                _ => bytes[at] ^= 1 << (byte % 8),
            }
        }
        holds(&name, &bytes);
    }

    /// Damage inside a workbook's sheet, where the archive's checksum would hide it from the reader.
    #[test]
    fn no_damaged_sheet_hurts(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), part in 0_usize..4) {
        let mut book = Book::sheet("Sources", &[&["source_id", "title"], &["S1", "x"], &["S2", "=1"]]);
        let name = ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"][part];
        let mut bytes = book.file(name);
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        book.add_file(name, &bytes);
        holds("s.xlsx", &book.bytes());
    }

    /// The same bytes give the same table, and a table written back as CSV is the same table.
    #[test]
    fn what_is_read_is_read_again(rows in prop::collection::btree_map("[A-Z][0-9]{1,4}", "[ -~가-힣é\n]{0,20}", 1..20)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["source_id", "title"]).unwrap();
        for (id, title) in &rows {
            writer.write_record([id, title]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let first = table("s.csv", &bytes);
        prop_assert_eq!(first.rows.len(), rows.len());
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["source_id", "title"]).unwrap();
        for row in &first.rows {
            writer.write_record([row.get("source_id").unwrap_or(""), row.get("title").unwrap_or("")]).unwrap();
        }
        let second = table("s.csv", writer.into_inner().unwrap());
        prop_assert_eq!(column(&first, "title"), column(&second, "title"));
    }
}
