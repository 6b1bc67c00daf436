//! Workbooks, made here part by part so that each can be as odd as it needs to be.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use cenotaph::intake::{Limits, Table, TableKind, read_bytes};

use super::{column, said};

/// The parts of a workbook.
pub(crate) struct Book {
    files: BTreeMap<String, Vec<u8>>,
}

impl Book {
    /// A workbook of one sheet of text cells.
    pub(crate) fn sheet(name: &str, rows: &[&[&str]]) -> Self {
        let text = |value: &&str| match *value {
            "" => String::new(),
            value => format!("<is><t xml:space=\"preserve\">{}</t></is>", escape(value)),
        };
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                row.iter().map(|value| format!(" t=\"inlineStr\">{}", text(value))).collect()
            })
            .collect();
        Self::sheets(&[(name, "visible", sheet_xml(&rows))])
    }

    /// A workbook of sheets given as XML.
    pub(crate) fn sheets(sheets: &[(&str, &str, String)]) -> Self {
        let mut book = Self { files: BTreeMap::new() };
        let (mut list, mut relations) = (String::new(), String::new());
        for (at, (name, state, xml)) in sheets.iter().enumerate() {
            let n = at + 1;
            list += &format!(
                "<sheet name=\"{}\" sheetId=\"{n}\" state=\"{state}\" r:id=\"rId{n}\"/>",
                escape(name)
            );
            relations += &format!(
                "<Relationship Id=\"rId{n}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
            );
            book.add_file(&format!("xl/worksheets/sheet{n}.xml"), xml.as_bytes());
        }
        relations += "<Relationship Id=\"rId900\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>";
        book.add_file("xl/workbook.xml", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{list}</sheets></workbook>").as_bytes());
        book.add_file("xl/_rels/workbook.xml.rels", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>").as_bytes());
        book.add_file("_rels/.rels", b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        book.add_file(
            "[Content_Types].xml",
            b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        );
        // Style 1 is a date, style 2 a date with time, style 3 a number with separators.
        book.add_file("xl/styles.xml", b"<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"4\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"3\"/></cellXfs></styleSheet>");
        book
    }

    pub(crate) fn add_file(&mut self, name: &str, bytes: &[u8]) {
        self.files.insert(name.to_owned(), bytes.to_vec());
    }

    pub(crate) fn file(&self, name: &str) -> Vec<u8> {
        self.files[name].clone()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.files {
            zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A sheet of cells, each given as what stands behind `<c r="…"`.
fn sheet_xml(rows: &[Vec<String>]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    for (at, row) in rows.iter().enumerate() {
        let n = at + 1;
        xml += &format!("<row r=\"{n}\">");
        for (column, cell) in row.iter().enumerate() {
            let (first, second) = (column / 26, u8::try_from(column % 26).unwrap());
            let mut name = String::new();
            if first > 0 {
                name.push(char::from(b'A' + u8::try_from(first - 1).unwrap()));
            }
            name.push(char::from(b'A' + second));
            xml += &format!("<c r=\"{name}{n}\"{cell}</c>");
        }
        xml += "</row>";
    }
    xml + "</sheetData></worksheet>"
}

fn text(value: &str) -> String {
    format!(" t=\"inlineStr\"><is><t>{}</t></is>", escape(value))
}

fn read(book: &Book) -> Vec<Table> {
    read_bytes("b.xlsx", &book.bytes(), None, &Limits::default()).unwrap()
}

fn claims(cells: &[&str]) -> Table {
    let head =
        ["claim_id", "party", "announced_date", "category", "best", "qualifier"].map(text).to_vec();
    let row = cells.iter().map(ToString::to_string).collect();
    let mut tables = read(&Book::sheets(&[("Claims", "visible", sheet_xml(&[head, row]))]));
    tables.remove(0)
}

#[test]
fn cells_become_the_text_that_csv_would_have() {
    let rows = [
        (" s=\"1\"><v>45649</v>", "announced_date", Some("2024-12-23")),
        (" s=\"2\"><v>45649.5</v>", "announced_date", Some("2024-12-23")),
        (" t=\"d\"><v>2024-12-23T00:00:00</v>", "announced_date", Some("2024-12-23")),
        (" s=\"1\"><v>2958465</v>", "announced_date", Some("9999-12-31")),
        ("><v>2024</v>", "announced_date", Some("2024")),
        ("><v>3000</v>", "best", Some("3000")),
        (" s=\"3\"><v>3.0E3</v>", "best", Some("3000")),
        (" t=\"str\"><v>3,000</v>", "best", Some("3000")),
        (" t=\"b\"><v>1</v>", "qualifier", Some("true")),
        ("><v>0.333</v>", "qualifier", Some("0.333")),
        ("><v>1e300</v>", "best", None),
        ("><v>45649</v>", "announced_date", None),
    ];
    for (cell, name, value) in rows {
        let base =
            [text("C1"), text("NIS"), text("2031"), text("killed"), "><v>1</v>".into(), text("x")];
        let names = ["claim_id", "party", "announced_date", "category", "best", "qualifier"];
        let cells: Vec<&str> = names
            .iter()
            .zip(&base)
            .map(|(n, b)| if *n == name { cell } else { b.as_str() })
            .collect();
        let table = claims(&cells);
        assert_eq!(table.rows.first().and_then(|row| row.get(name)), value, "{cell}");
    }
    let serial =
        claims(&[&text("C1"), &text("NIS"), "><v>45649</v>", &text("killed"), "><v>1</v>"]);
    assert!(
        serial.complaints[0].hint.as_deref().unwrap().contains("2024-12-23"),
        "{:?}",
        said(&serial)
    );
}

#[test]
fn formulas_and_errors_name_their_cell() {
    let table = claims(&[
        &text("C1"),
        &text("NIS"),
        &text("2031"),
        &text("killed"),
        "><f>SUM(A1:A9)</f><v>12</v>",
        &text("x"),
    ]);
    assert_eq!(column(&table, "best"), ["12"]);
    assert_eq!(
        said(&table),
        [
            "b.xlsx!Claims:2:5: warning: Found `12` in `best` (cell E2), expected a value that was typed [value.computed]\n  \
          hint: the cell holds a formula; the value that the spreadsheet last computed was taken"
        ]
    );
    let table = claims(&[
        &text("C1"),
        &text("NIS"),
        &text("2031"),
        &text("killed"),
        " t=\"e\"><f>1/0</f><v>#REF!</v>",
        &text("x"),
    ]);
    assert_eq!(table.rows.len(), 0);
    assert_eq!(
        said(&table),
        [
            "b.xlsx!Claims:2:5: error: Found `#REF!` in `best` (cell E2), expected a value; the spreadsheet shows an error here [value.error]\n  \
          hint: mend the formula, or type the value in its place"
        ]
    );
}

#[test]
fn every_sheet_of_a_known_kind_is_read() {
    let sheet = |rows: &[&[&str]]| {
        sheet_xml(&rows.iter().map(|row| row.iter().map(|v| text(v)).collect()).collect::<Vec<_>>())
    };
    let book = Book::sheets(&[
        ("Read me", "visible", sheet(&[&["This workbook holds"], &["two tables"]])),
        ("Sheet2", "visible", sheet(&[&["source_id", "title"], &["S1", "x"]])),
        ("persons", "hidden", sheet(&[&["id", "status", "age"], &["P1", "dead", "22"]])),
        ("Empty", "visible", sheet(&[])),
    ]);
    let tables = read(&book);
    let kinds: Vec<_> =
        tables.iter().map(|t| (t.kind, t.place.sheet.as_deref().unwrap(), t.rows.len())).collect();
    assert_eq!(kinds, [(TableKind::Sources, "Sheet2", 1), (TableKind::Persons, "persons", 1)]);
    assert_eq!(
        said(&tables[0]),
        [
            "b.xlsx!Read me: note: Found `Read me`, expected a sheet of a known kind [table.skipped]\n  \
          hint: the sheet was not read; its head has no id column such as `claim_id`, and its name is no kind of table"
        ]
    );
    assert_eq!(
        said(&tables[1]),
        [
            "b.xlsx!persons: warning: Found `persons`, expected a sheet that is shown [table.hidden]\n  \
             hint: the sheet is hidden in the workbook, and was read",
            "b.xlsx!persons:1:1: note: Found `id` in `person_id` (cell A1), expected `person_id`, which it is read as [header.alias]",
        ]
    );
    assert_eq!(tables[1].rows[0].place.to_string(), "b.xlsx!persons:2");
}

#[test]
fn a_workbook_without_a_table_is_refused() {
    let error = read_bytes(
        "b.xlsx",
        &Book::sheet("Sheet1", &[&["actor", "target"]]).bytes(),
        None,
        &Limits::default(),
    )
    .unwrap_err();
    assert_eq!(error.to_string(), "Cannot tell what kind of table `b.xlsx` (sheet `Sheet1`) is");
    let named = read_bytes(
        "sources.xlsx",
        &Book::sheet("Sheet1", &[&["id", "title"], &["S1", "x"]]).bytes(),
        None,
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(named[0].kind, TableKind::Sources);
    let told = read_bytes(
        "b.xlsx",
        &Book::sheet("Sheet1", &[&["id", "title"], &["S1", "x"]]).bytes(),
        Some(TableKind::Sources),
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(column(&told[0], "source_id"), ["S1"]);
    let mut word = Book::sheet("S", &[]);
    word.files.retain(|name, _| !name.ends_with("workbook.xml"));
    word.add_file("word/document.xml", b"<document/>");
    let error = read_bytes("b.docx", &word.bytes(), None, &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "Cannot read `b.docx` as a table: it is a Word document");
}

#[test]
fn cells_out_of_order_and_doubled_are_told() {
    let sheet = "<worksheet><sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>source_id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>title</t></is></c></row>\
        <row r=\"3\"><c r=\"B3\" t=\"inlineStr\"><is><t>x</t></is></c><c r=\"A3\" t=\"inlineStr\"><is><t>S3</t></is></c></row>\
        <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>S2</t></is></c></row>\
        <row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t>S5</t></is></c><c r=\"A5\" t=\"inlineStr\"><is><t>S6</t></is></c></row>\
        <row r=\"7\"><c r=\"A7\" t=\"inlineStr\"><is><t>S7</t></is></c><c r=\"D7\" t=\"inlineStr\"><is><t>beside</t></is></c></row>\
        </sheetData></worksheet>";
    let table = read(&Book::sheets(&[("S", "visible", sheet.to_owned())])).remove(0);
    assert_eq!(column(&table, "source_id"), ["S3"]);
    assert_eq!(
        said(&table),
        [
            "b.xlsx!S:2:1: error: Expected rows in ascending order; row 3 came before in `source_id` (cell A2) [table.order]",
            "b.xlsx!S:5:1: error: Expected one value in a cell in `source_id` (cell A5) [table.order]",
            "b.xlsx!S:7:4: error: Found `beside` in cell D7, expected 2 fields, as the head has [row.too_long]",
        ]
    );
}

#[test]
fn a_sheet_that_breaks_off_keeps_its_rows() {
    let sheet = "<worksheet><sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>source_id</t></is></c></row>\
        <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>S2</t></is></c></row>\
        <row r=\"3\"><c r=\"A3\" t=\"s\"><v>7</v></c></row></sheetData></worksheet>";
    let table = read(&Book::sheets(&[("S", "visible", sheet.to_owned())])).remove(0);
    assert_eq!(column(&table, "source_id"), ["S2"]);
    assert_eq!(table.complaints[0].code, "table.broken");
}
