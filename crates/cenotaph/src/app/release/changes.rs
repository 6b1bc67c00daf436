//! What differs between two editions: changes for the feeds, corrections with before and after.

use std::collections::{BTreeMap, BTreeSet};

use protect::shape::{Both, Change, Correction, Edition, Statement};
use serde_json::Value;

/// True when nothing but number, day and what compares editions differs.
pub(super) fn same_content(old: &Edition, new: &Edition) -> bool {
    bare(old) == bare(new)
}

/// An edition without what every edition has of its own.
fn bare(edition: &Edition) -> Edition {
    let mut bare = edition.clone();
    bare.number = 0;
    bare.day = String::new();
    bare.origin.previous = None;
    bare.changes.clear();
    bare.corrections.clear();
    for s in &mut bare.statements {
        s.entry_id.clear();
        s.proof = None;
    }
    macro_rules! clear {
        ($($list:ident),*) => {$(for row in &mut bare.$list { row.entry_id.clear(); })*};
    }
    clear!(positions, awareness, measures, evidence, persons);
    bare
}

/// Writes the changes and corrections against the edition before into `new`; earlier ones are kept.
pub(super) fn compare(old: &Edition, new: &mut Edition) {
    let mut changes = old.changes.clone();
    let (was, is) = (rows(old), rows(new));
    for (key, value) in &is {
        match was.get(key) {
            None => changes.push(change(new, key, "added")),
            Some(before) if before != value => changes.push(change(new, key, "changed")),
            Some(_) => {}
        }
    }
    for key in was.keys().filter(|k| !is.contains_key(*k)) {
        changes.push(change(new, key, "withdrawn"));
    }
    let mut corrections = old.corrections.clone();
    let before: BTreeMap<&str, &Statement> =
        old.statements.iter().map(|s| (s.key.as_str(), s)).collect();
    for s in &new.statements {
        if let Some(old) = before.get(s.key.as_str()) {
            corrections.extend(corrected(old, s, new.number, &new.day));
        }
    }
    let keys: BTreeSet<&str> = is.keys().map(|(_, key)| key.as_str()).collect();
    // True when it is about a row that is in the edition no more.
    let gone = |subject: &Option<String>| subject.as_ref().is_some_and(|k| !keys.contains(&**k));
    for change in changes.iter_mut().filter(|c| gone(&c.subject)) {
        change.subject = None;
    }
    // What was said of a row that is gone is not said again: it may be why it went.
    for correction in corrections.iter_mut().filter(|c| gone(&c.subject)) {
        correction.subject = None;
        correction.before.clear();
        correction.after.clear();
    }
    // In the order in which the gate leaves them.
    changes.sort_by(|a, b| (a.edition, &a.key).cmp(&(b.edition, &b.key)));
    corrections.sort_by(|a, b| (a.edition, &a.key).cmp(&(b.edition, &b.key)));
    new.changes = changes;
    new.corrections = corrections;
}

type Row = (&'static str, String);

/// The table of public results.
const ESTIMATE: &str = "estimate";

/// Every row of an edition by table and key, without what the log adds to it.
fn rows(edition: &Edition) -> BTreeMap<Row, Value> {
    let bare = bare(edition);
    let mut rows = BTreeMap::new();
    macro_rules! take {
        ($($table:literal $list:ident),*) => {$(
            for row in &bare.$list {
                rows.insert(($table, row.key.clone()), serde_json::to_value(row).unwrap_or_default());
            }
        )*};
    }
    take!("statement" statements, "position" positions, "awareness" awareness, "measure" measures, "evidence" evidence, "person" persons);
    // Public results are told by the hash of their table, never by the names of lists: one that was taken back is not named again.
    for row in bare.estimation.iter().flat_map(|e| &e.filed) {
        rows.insert(
            (ESTIMATE, row.table_hash.clone()),
            serde_json::to_value(row).unwrap_or_default(),
        );
    }
    rows
}

fn change(edition: &Edition, (table, key): &Row, kind: &str) -> Change {
    let table_ko = match *table {
        "statement" => "진술",
        "position" => "입장",
        "awareness" => "인지",
        "measure" => "통제 조치",
        "evidence" => "증거",
        _ => "인물",
    };
    let (word_en, word_ko) = match kind {
        "added" => ("was added", "추가됨"),
        "changed" => ("was changed", "변경됨"),
        _ => ("was withdrawn", "철회됨"),
    };
    if *table == ESTIMATE {
        let short: String = key.chars().take(12).collect();
        return Change {
            key: format!("{}-{table}-{short}", edition.number),
            edition: edition.number,
            day: edition.day.clone(),
            kind: kind.to_owned(),
            table: (*table).to_owned(),
            // It has no page of its own: that of the uncounted has them all.
            subject: None,
            sentence: Both::new(
                format!("The result on the lists of table {short} {word_en}."),
                format!("표 {short}의 명단에서 낸 결과: {word_ko}."),
            ),
        };
    }
    Change {
        key: format!("{}-{table}-{key}", edition.number),
        edition: edition.number,
        day: edition.day.clone(),
        kind: kind.to_owned(),
        table: (*table).to_owned(),
        subject: (kind != "withdrawn").then(|| key.clone()),
        sentence: Both::new(
            format!("The {table} {key} {word_en}."),
            format!("{table_ko} {key}: {word_ko}."),
        ),
    }
}

/// The corrections of one statement: each fact that says something else than before.
fn corrected(old: &Statement, new: &Statement, edition: u64, day: &str) -> Vec<Correction> {
    let words = |s: &Statement| {
        s.quantity
            .as_ref()
            .map_or_else(String::new, |q| format!("{} {}", q.words, q.interval).trim().to_owned())
    };
    let facts = [
        ("qualifier", words(old), words(new)),
        ("category", old.category.clone(), new.category.clone()),
        (
            "date",
            format!("{} / {}", old.said_on, old.as_of),
            format!("{} / {}", new.said_on, new.as_of),
        ),
        ("factual", old.population.clone(), new.population.clone()),
        ("attribution", format!("{:?}", old.attribution), format!("{:?}", new.attribution)),
    ];
    facts
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(kind, before, after)| Correction {
            key: format!("{edition}-{}-{kind}", new.key),
            edition,
            day: day.to_owned(),
            kind: kind.to_owned(),
            subject: Some(new.key.clone()),
            // How an attribution looked is not shown again: it may have been the mistake.
            before: if kind == "attribution" { String::new() } else { before },
            after: if kind == "attribution" { String::new() } else { after },
            reason: Both::new(
                "The desk corrected its record of this statement.",
                "데스크가 이 진술의 기록을 바로잡았다.",
            ),
        })
        .collect()
}
