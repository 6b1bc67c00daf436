//! Drafts as rows: each kind into its table, holds, dates, keys, shares, ties. Every text is invented.

use reading::BlockKind;

use super::super::made;
use super::*;

const TEXT: &str = "The NIS said on Monday that about 1,100 had been wounded.";
const NIS: &[(&str, &str)] =
    &[("party_group", "ROK"), ("party", "NIS"), ("category", "wounded"), ("words", "about 1,100")];

fn one(draft: made::Made<'_>) -> Made {
    let read = made::read(&[(BlockKind::Body, TEXT)], &[draft]);
    rows(&read, "r1").remove(0)
}

#[test]
fn every_kind_fits_its_table() {
    type Case = (
        Kind,
        TableKind,
        &'static [(&'static str, &'static str)],
        &'static [(&'static str, &'static str)],
        &'static [&'static str],
    );
    let rows: [Case; 11] = [
        (Kind::Figure, TableKind::Claims, NIS, &[("kind", "figure"), ("lang", "en")], &[]),
        (Kind::Figure, TableKind::Claims, &[("category", "killed")], &[], &["party"]),
        (
            Kind::Testimony,
            TableKind::Claims,
            &[("party", "NIS")],
            &[("kind", "circumstance"), ("category", "testimony")],
            &[],
        ),
        (Kind::Prediction, TableKind::Claims, &[("party", "NIS")], &[("kind", "prediction")], &[]),
        (Kind::Opinion, TableKind::Claims, &[("party", "NIS")], &[("kind", "opinion")], &[]),
        (Kind::Fate, TableKind::Claims, &[("party", "NIS")], &[("kind", "fate")], &[]),
        (
            Kind::Circumstance,
            TableKind::Claims,
            &[],
            &[("kind", "circumstance"), ("quote", "The NIS said")],
            &["party"],
        ),
        (
            Kind::Position,
            TableKind::Positions,
            &[("party", "NIS"), ("position", "denies")],
            &[("said_date", "2031-03-14"), ("words", "The NIS said")],
            &[],
        ),
        (
            Kind::Awareness,
            TableKind::Awareness,
            &[("population", "parents")],
            &[("said_precision", "reported_by")],
            &["proposition", "state"],
        ),
        (Kind::Measure, TableKind::Measures, &[("type", "denial")], &[], &[]),
        (Kind::Evidence, TableKind::Evidence, &[], &[], &["type"]),
    ];
    for (kind, table, fields, cells, needs) in rows {
        let row = one((kind, "The NIS said", fields));
        assert_eq!((row.table, row.needs.as_slice()), (table, needs), "{kind:?}");
        for (name, text) in cells.iter().chain(&[("source_ids", "r1")]) {
            assert_eq!(row.cells.get(name).map(String::as_str), Some(*text), "{kind:?} {name}");
        }
        // What is made passes the schema, but for what it needs.
        let mut of = ReadTable::new(&made::read(&[(BlockKind::Body, TEXT)], &[]), table);
        of.row(&row);
        let read = of.table(&Limits::default()).unwrap();
        let errors: Vec<_> = read.complaints.iter().filter(|c| c.is_error()).collect();
        assert_eq!(errors.is_empty(), needs.is_empty(), "{kind:?} {errors:?}");
        assert!(errors.iter().all(|c| c.code.ends_with(".missing")), "{errors:?}");
    }
}

#[test]
fn what_a_protected_source_said_is_on_hold() {
    let text = "A source said: \"They ask, and nobody knows.\" The NIS counts 40.";
    let source: &[(&'static str, &str)] =
        &[("party_group", "SOURCE"), ("party", "A source in Ryanggang Province")];
    let drafts: [made::Made<'_>; 5] = [
        (Kind::Testimony, "A source said: \"They ask, and nobody knows.\"", source),
        (Kind::Awareness, "nobody knows", &[]),
        (Kind::Measure, "The", &[("alleged_by", "A source in Ryanggang Province")]),
        (Kind::Figure, "40", NIS),
        (Kind::Figure, "The NIS counts 40", NIS),
    ];
    let read = made::read(&[(BlockKind::Body, text)], &drafts);
    let rows = rows(&read, "r1");
    let held = rows.iter().map(|r| r.cells.get("release").map_or("", String::as_str));
    // `The` is found first within `They`.
    assert_eq!(held.collect::<Vec<_>>(), ["hold", "hold", "hold", "", ""]);
    assert_eq!(rows.iter().map(Made::is_protected).filter(|p| *p).count(), 3);
}

#[test]
fn a_date_that_the_text_gives_stays() {
    let row = one((Kind::Figure, "The NIS", &[("announced_date", "2031-03-10")]));
    assert_eq!(row.cells["announced_date"], "2031-03-10");
    assert!(!row.cells.contains_key("announced_precision"));
    let row = one((Kind::Figure, "The NIS", NIS));
    assert_eq!(row.cells["announced_date"], "2031-03-14");
    assert_eq!(row.cells["announced_precision"], "reported_by");
    let mut read = made::read(&[(BlockKind::Body, TEXT)], &[(Kind::Figure, "The NIS", NIS)]);
    read.hints.published = None;
    assert_eq!(rows(&read, "r1")[0].cells["announced_date"], "");
}

#[test]
fn keys_are_of_the_article_the_table_and_the_place() {
    let drafts: [made::Made<'_>; 4] = [
        (Kind::Figure, "about 1,100", NIS),
        (Kind::Figure, "about 1,100", NIS),
        (Kind::Measure, "about 1,100", &[]),
        (Kind::Figure, "about", NIS),
    ];
    let of = |text: &str| {
        let read = made::read(&[(BlockKind::Body, text)], &drafts);
        (report_key(&read), keys(&read))
    };
    let (report, mut all) = of(TEXT);
    assert_eq!(of(TEXT), (report.clone(), all.clone()), "the same again");
    // None is refused at the door.
    for n in 0_u64..20_000 {
        let key = format!("c{}", digest(&[&n.to_be_bytes()]));
        assert!(intake::masked(&key).is_none(), "{key}");
    }
    let (_, other) = of(&format!("{TEXT} "));
    all.extend(other);
    all.push(report);
    assert!(all.iter().all(|k| k.len() == 17 && k.chars().all(|c| c.is_ascii_alphanumeric())));
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert_eq!(distinct.len(), 9, "{all:?}");
}

#[test]
fn shares_and_months_are_written_as_the_tables_have_them() {
    for (words, base, fraction) in [
        ("a third", Some("12000"), Some("1/3")),
        ("more than half", Some("12000"), Some("1/2")),
        ("40 percent", None, Some("2/5")),
        ("17 percent", Some("4000-5000"), Some("17 %")),
        ("nearly two thirds", None, Some("2/3")),
    ] {
        let phrase = format!("{words} were killed");
        let mut read = made::read(
            &[(BlockKind::Body, &phrase)],
            &[(Kind::Figure, &phrase, &[("party", "NIS"), ("category", "killed")])],
        );
        let draft = &mut read.reading.drafts[0];
        draft.quantity = Some(quantity::parse(words, None));
        for column in ["words", "qualifier", "fraction"] {
            draft.fields.insert(column, words.to_owned());
        }
        draft.fields.extend(base.map(|base| ("fraction_base", base.to_owned())));
        let row = rows(&read, "r1").remove(0);
        assert_eq!(row.cells.get("fraction").map(String::as_str), fraction, "{words}");
        let cells = row.cells.iter().map(|(n, t)| ((*n).to_owned(), t.clone()));
        let cells: BTreeMap<String, String> = cells.collect();
        let population = super::super::super::case::default_population("KP");
        let claim = model::read::claim(&cells, &population).unwrap();
        let ratio = |q: &Quantity| match q {
            Quantity::Fraction { ratio, .. } => Some(*ratio),
            _ => None,
        };
        assert_eq!(ratio(&claim.quantity), ratio(&quantity::parse(words, None)), "{words}");
    }
    let row = one((
        Kind::Figure,
        "The NIS",
        &[("period_start", "2031-02"), ("period_end", "2031-02"), ("words", "40")],
    ));
    let window = ["period_start", "period_end"].map(|c| row.cells[c].as_str());
    assert_eq!(window, ["2031-02-01", "2031-02-28"]);
}

#[test]
fn ties_and_places_go_with_the_row() {
    let blocks = [(BlockKind::Headline, "Losses"), (BlockKind::Body, TEXT)];
    let drafts: [made::Made<'_>; 3] = [
        (Kind::Figure, "about 1,100", NIS),
        (Kind::Figure, "Losses", NIS),
        (Kind::Measure, "wounded", &[("type", "denial")]),
    ];
    let mut read = made::read(&blocks, &drafts);
    read.reading.drafts[1].derives_from = vec![0];
    read.reading.drafts[2].derives_from = vec![1, 0];
    read.reading.drafts[0].relays = vec!["Example Wire".to_owned(), "a lawmaker".to_owned()];
    let rows = rows(&read, "r1");
    assert_eq!(rows[1].cells["derives_from"], rows[0].key);
    assert_eq!(rows[0].cells["note"], "by way of Example Wire, a lawmaker");
    let from = format!("follows from {};{}", rows[1].key, rows[0].key);
    assert_eq!(rows[2].cells["note"], from);
    assert_eq!(rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 1, 2]);
    let mut table = ReadTable::new(&read, TableKind::Claims);
    rows.iter().take(2).for_each(|row| table.row(row));
    let table = table.table(&Limits::default()).unwrap();
    let places: Vec<String> = table.rows.iter().map(|r| r.place.to_string()).collect();
    let at = read.reading.text.find("about").unwrap();
    assert_eq!(
        places,
        [
            format!("article.txt:2 (draft 1, bytes {at}–{})", at + 11),
            "article.txt:1 (draft 2, bytes 0–6)".to_owned(),
        ]
    );
    assert_eq!(table.sha256, read.article.sha256);
}
