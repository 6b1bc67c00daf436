//! The properties that the fuzz targets hold each parser to.
//!
//! One function a parser; each takes any bytes and stops with a panic when what it promises does not hold. The targets call
//! them with libFuzzer's inputs, the program's tests with a committed corpus and seeded mutations, so that both ask the same.
//!
//! What holds of every parser: it never panics, it never takes memory without bound, and what it accepts it prints again as it
//! was: two spellings of one thing would be two hashes.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a property that does not hold stops the run"
)]

use cenotaph::app::link::Job;
use cenotaph::intake::{self, Limits};
use model::date::When;
use model::quantity::{self, Lang, Quantity};
use reading::{BlockKind, Format, Hints, Reading, Span};
use record::note::{Checkpoint, Note, SignedCheckpoint};
use record::{Entry, RawEntry, SigningKey, TlogProof};

/// A property by the name of its target.
pub type Property = fn(&[u8]);

/// Every property, by the name of its target.
pub const ALL: [(&str, Property); 15] = [
    ("entry", entry),
    ("note", note),
    ("proof", proof),
    ("bundle", bundle),
    ("quantity", quantity),
    ("date", date),
    ("intake_csv", intake_csv),
    ("intake_json", intake_json),
    ("intake_xlsx", intake_xlsx),
    ("list_parquet", list_parquet),
    ("link_toml", link_toml),
    ("manifest", manifest),
    ("door", door),
    ("read", read),
    ("names", names),
];

/// An entry that is read is canonical: its bytes, and no other, spell it. The quick reader agrees with the strict one.
pub fn entry(bytes: &[u8]) {
    if let Ok(entry) = Entry::parse(bytes) {
        assert_eq!(entry.bytes(), bytes);
        let raw = RawEntry::split(0, bytes).unwrap();
        assert_eq!(raw.kind, entry.kind());
        assert_eq!((raw.day(), raw.by(), raw.id()), (entry.day(), entry.by(), entry.id()));
        assert_eq!(raw.to_entry().unwrap().bytes(), bytes);
        assert!(bytes.len() <= 65_535);
    }
    if let Ok(raw) = RawEntry::split(7, bytes) {
        assert_eq!(raw.index, 7);
        let _ = (raw.day(), raw.by(), raw.id());
        let _ = raw.declared_key();
    }
}

/// A signed note and a checkpoint are printed again byte for byte.
pub fn note(bytes: &[u8]) {
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(note.to_string().as_bytes(), bytes);
        assert!(note.signatures().len() <= 100);
        let key = key();
        assert!(
            note.verify(&[key.public()]).map_or(true, |by| by.is_empty()),
            "nobody signed this"
        );
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(checkpoint) = Checkpoint::parse(text)
    {
        let signed = checkpoint.sign(&key());
        assert!(signed.is_err() || signed.unwrap().checkpoint() == &checkpoint);
    }
    if let Ok(signed) = SignedCheckpoint::parse(bytes) {
        assert_eq!(signed.to_string().as_bytes(), bytes);
        assert!(signed.verify(key().public()).is_err(), "nobody signed this");
    }
}

/// A proof is printed again byte for byte, and proves nothing by itself.
pub fn proof(bytes: &[u8]) {
    if let Ok(proof) = TlogProof::parse(bytes) {
        assert_eq!(proof.to_string().as_bytes(), bytes);
        assert!(proof.verify(b"no entry", key().public()).is_err());
    }
}

/// A bundle's entries, with their lengths before them, are the bundle again.
pub fn bundle(bytes: &[u8]) {
    let Ok(entries) = record::export::split_bundle(bytes) else { return };
    let mut again = Vec::new();
    for (start, entry) in entries {
        again.extend_from_slice(&u16::try_from(entry.len()).unwrap().to_be_bytes());
        assert_eq!(start, again.len(), "where the entry begins");
        again.extend_from_slice(entry);
    }
    assert_eq!(again, bytes);
}

/// Words give an interval with its ends in order, or stay words; what is found in a text lies in it, in order.
pub fn quantity(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for lang in [None, Some(Lang::En), Some(Lang::Ko)] {
        let read = quantity::parse(&text, lang);
        assert_eq!(read, quantity::parse(&text, lang), "the same words mean the same");
        in_order(&read);
        let mut end = 0;
        for found in quantity::scan(&text, lang) {
            assert!(found.span.start >= end && !found.span.is_empty(), "{found:?}");
            assert!(text.get(found.span.clone()).is_some(), "{found:?}");
            end = found.span.end;
            in_order(&found.quantity);
        }
    }
}

fn in_order(quantity: &Quantity) {
    for interval in [quantity.interval(), quantity.implied()].into_iter().flatten() {
        if let Some(high) = interval.hi() {
            assert!(interval.lo() <= high, "{interval}");
        }
        if let (low, Some(high)) = (interval.min_whole(), interval.max_whole()) {
            assert!(low <= high, "no whole number lies in {interval}");
        }
    }
}

/// A date keeps its text, its first day is not after its last, and it is read again as the same.
pub fn date(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(when) = When::parse(&text) else { return };
    if let (Some(first), Some(last)) = (when.earliest(), when.latest()) {
        assert!(first <= last, "{when}");
    }
    let again = When::parse(when.as_str());
    assert_eq!(again.as_ref(), Ok(&when));
    let (_, first, last) = when.sort_key();
    assert!(first <= last, "{when}");
}

/// A CSV or TSV table.
pub fn intake_csv(bytes: &[u8]) {
    table("claims.csv", bytes);
}

/// A JSON table.
pub fn intake_json(bytes: &[u8]) {
    table("claims.jsonl", bytes);
}

/// A workbook.
pub fn intake_xlsx(bytes: &[u8]) {
    table("claims.xlsx", bytes);
}

/// A list for `link` as Parquet: every record has its list's name, or the file is refused with a reason.
pub fn list_parquet(bytes: &[u8]) {
    let dir = tempfile::tempdir().unwrap();
    let list = dir.path().join("list.parquet");
    std::fs::write(&list, bytes).unwrap();
    records(Job { lists: vec![list], ..Job::default() });
}

/// Settings for `link`, with a list beside them.
pub fn link_toml(bytes: &[u8]) {
    let dir = tempfile::tempdir().unwrap();
    let (list, config) = (dir.path().join("list.csv"), dir.path().join("link.toml"));
    std::fs::write(&list, LIST).unwrap();
    std::fs::write(&config, bytes).unwrap();
    records(Job { lists: vec![list], config: Some(config), ..Job::default() });
}

/// A list of made-up names.
const LIST: &str = "unique_id,list,name,date_of_birth,place,unit,rank,remark
1,a,Mirana Oleksa,1999-02-03,\"Orvanka, Belsky\",11 brigade,private,
2,b,Oleksa Mirana,03.02.1999,Orvanka,11-я бригада,рядовой,tall
3,b,리광은,2001,함흥시,,전사,
";

/// What `link` reads, it names; what it does not take, it refuses with a code.
fn records(job: Job) {
    match cenotaph::app::link::names_of(&job) {
        Ok(names) => assert!(names.iter().all(|(list, _)| !list.is_empty())),
        Err(error) => assert!(!error.to_string().is_empty() && !error.code().is_empty(), "{error}"),
    }
}

/// Rows have an id and tidy cells, limits hold, and a complaint can be shown on a terminal.
fn table(name: &str, bytes: &[u8]) {
    let limits = Limits {
        file: 1 << 20,
        rows: 200,
        columns: 60,
        field: 4_096,
        memory: 1 << 20,
        xlsx_unpacked: 1 << 22,
        complaints: 50,
        ..Limits::default()
    };
    let tables = match intake::read_bytes(name, bytes, None, &limits) {
        Ok(tables) => tables,
        Err(error) => {
            assert!(!error.to_string().is_empty() && error.code().starts_with("file."), "{error}");
            return;
        }
    };
    for table in tables {
        assert!(table.rows.len() as u64 <= limits.rows);
        let id = table.kind.schema().id;
        for row in &table.rows {
            assert!(id.is_none_or(|id| row.get(id).is_some_and(|text| !text.is_empty())));
            for (name, cell) in row.cells() {
                let text = &cell.text;
                assert!(!text.is_empty() && text.trim() == text, "{name}: {text:?}");
                assert!(!text.contains('\0'), "{name}: {text:?}");
            }
        }
        for complaint in &table.complaints {
            let shown = complaint.to_string();
            assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
        }
    }
}

/// A manifest that a forger signed with a key of their own leads nowhere outside its folder, and to no panic.
pub fn manifest(bytes: &[u8]) {
    use sha2::{Digest as _, Sha256};
    let dir = tempfile::tempdir().unwrap();
    let key = key();
    let hash: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    let note = Note::sign(&format!("cenotaph-manifest/1\nsha256 {hash}\n"), &[&key]).unwrap();
    let put = |name: &str, content: &[u8]| std::fs::write(dir.path().join(name), content).unwrap();
    put("key.pub", format!("{}\n", key.public()).as_bytes());
    put("MANIFEST", bytes);
    put("MANIFEST.note", note.to_string().as_bytes());
    let clock = cenotaph::app::clock::Clock::Fixed(0);
    match cenotaph::app::verify::verify(dir.path(), None, clock) {
        Ok(_) => panic!("an empty folder is no release"),
        Err(error) => assert_eq!(error.exit_code(), 3, "{error}"),
    }
}

/// What the door finds lies in the text, in order, on boundaries of characters; invisible characters between them change
/// nothing; a sealed word is found in the text that it was taken from.
pub fn door(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let found = protect::door::inspect(&text);
    let mut end = 0;
    for finding in &found {
        assert!(finding.span.start >= end && finding.span.start < finding.span.end);
        assert!(text.get(finding.span.clone()).is_some(), "a boundary of characters");
        end = finding.span.end;
    }
    let hidden: String = text.chars().flat_map(|c| [c, '\u{200b}']).collect();
    let again = protect::door::inspect(&hidden);
    assert!(
        found.iter().map(|f| (f.what, f.certainty)).eq(again.iter().map(|f| (f.what, f.certainty)))
    );
    let words = protect::door::Words::new(text.split_whitespace().take(4));
    if !words.is_empty() {
        assert!(words.find(&text).is_some_and(|span| text.get(span).is_some()));
    }
}

/// Blocks are in order and cover the visible text; each span lies in the bytes and in the text, on boundaries of characters; a draft
/// stands on its own words and on none of the furniture; the same bytes give the same reading.
pub fn read(bytes: &[u8]) {
    let formats = [None, Some(Format::Text), Some(Format::Html), Some(Format::Markdown)];
    let format = formats.get(bytes.len() % formats.len()).copied().flatten();
    let hints = Hints { format, published: "2031-03-14".parse().ok(), ..Hints::default() };
    let reading = reading::read(bytes, &hints);
    let mut end = 0;
    for block in &reading.blocks {
        lies_in(&reading, &block.span, bytes);
        let range = &block.span.text;
        if range.end > end {
            assert_eq!(range.start, if end == 0 { 0 } else { end + 1 }, "{block:?}");
            end = range.end;
        }
    }
    assert_eq!(end, reading.text.len(), "blocks cover the text");
    let furniture: Vec<&Span> = reading
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Furniture)
        .map(|block| &block.span)
        .collect();
    for draft in &reading.drafts {
        draft.spans.iter().for_each(|span| lies_in(&reading, span, bytes));
        let own = &draft.spans.first().unwrap().text;
        assert_eq!(reading.text.get(own.clone()), Some(draft.text.as_str()));
        let apart = |span: &&Span| span.text.end <= own.start || own.end <= span.text.start;
        assert!(furniture.iter().all(apart), "a draft from furniture: {draft:?}");
        let others = draft.derives_from.iter().chain(&draft.stimulus);
        assert!(others.into_iter().all(|other| *other < reading.drafts.len()));
    }
    for complaint in &reading.complaints {
        assert!(complaint.code().starts_with("reading.") && !complaint.to_string().is_empty());
    }
    assert_eq!(reading::read(bytes, &hints), reading, "the same bytes say the same");
}

fn lies_in(reading: &Reading, span: &Span, bytes: &[u8]) {
    assert!(span.bytes.start <= span.bytes.end && span.bytes.end <= bytes.len(), "{span:?}");
    let words = reading.text.get(span.text.clone()).unwrap();
    assert_eq!(span.chars.len(), words.chars().count(), "{span:?}");
    let before = reading.text.get(..span.text.start).unwrap();
    assert_eq!(span.chars.start, before.chars().count(), "{span:?}");
}

/// A key that nobody holds but these tests; its seed is public.
fn key() -> SigningKey {
    SigningKey::from_seed("example.org/fuzz", &[9; 32]).unwrap()
}

/// Two texts, one a line, compare alike either way, whatever was read before; nothing is lost and every number is a number.
pub fn names(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (left, right) = text.split_once('\n').unwrap_or((&text, ""));
    let names = ::names::Names::standard().unwrap();
    let mut reader = names.reader();
    let (a, b) = (reader.read(left), reader.read(right));
    assert_eq!((a.text(), b.text()), (left, right));
    assert_eq!(reader.read(left), a);
    assert_eq!(names.read(right), b);
    let (there, back) = (names.compare(&a, &b), names.compare(&b, &a));
    assert_eq!((there.answer, there.open), (back.answer, back.open));
    assert!((there.ln_ratio - back.ln_ratio).abs() < 1e-3);
    assert!(there.ln_ratio.abs() < 200.0 && (0.0..=1.0).contains(&there.probability));
    let readings = a.in_hangul(names, 4);
    assert!(readings.len() <= 4 && readings.iter().all(|r| (0.0..=1.001).contains(&r.1)));
    let why = names.explain(&a, &b);
    assert!(!why.english.is_empty() && !why.korean.is_empty());
    let mut index = ::names::Index::new(names);
    index.add(b);
    assert!(index.nearest(&a, 3).len() <= 1);
    let _ = ::names::Unit::read(left).zip(::names::Unit::read(right)).map(|(x, y)| x.compare(&y));
}
