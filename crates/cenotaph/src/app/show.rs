//! One row or entry and all that hangs on it, and the history of the record.

use std::collections::BTreeSet;

use model::id::{EvidenceKey, MeasureKey, PersonKey, ReportKey, StatementKey};
use model::relay;
use record::{Found, IdPrefix};
use serde_json::{Value, json};

use super::case::Case;
use super::check;
use super::desk::{AsKnown, Desk, Moment, Row, Rows};
use super::entries::RowBody;
use super::error::Error;
use super::logs;
use super::sources::Taint;
use super::tables::{self, TableKind};

/// What is shown: names and values for people, one object for machines.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Names and values, in order.
    pub lines: Vec<(String, String)>,
    /// The same for machines.
    pub json: Value,
}

/// Shows the row with this key, or what has an id or the one key that begins so.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Ambiguous`], or what the record answers.
pub fn show(case: &Case, id: &str, known: AsKnown) -> Result<Shown, Error> {
    let rows = Rows::replay(case, known.recorded_by)?;
    let mut desk = Desk::from_rows(&rows, &case.population());
    if let Some(day) = known.said_by {
        desk.keep_said_by(day);
    }
    if let Some((table, row)) = rows.with_key(id).next() {
        let mut shown = row_shown(&desk, table, id, row);
        if let Some(why) = held(&rows, row) {
            shown.lines.push(("≙ on hold".to_owned(), why.clone()));
            if let Some(object) = shown.json.as_object_mut() {
                object.insert("on_hold".into(), json!(why));
            }
        }
        return Ok(shown);
    }
    let of_entry = match id.parse::<IdPrefix>() {
        Ok(prefix) => logs::desk_read_only(case)?.find(&prefix)?,
        Err(_) => Found::None,
    };
    match of_entry {
        Found::One(index, _) => entry_shown(case, index),
        Found::None => show(case, key_that_begins(&rows, id)?, known),
        Found::Ambiguous(_) => Err(Error::Ambiguous(id.to_owned())),
    }
}

/// The one key that begins with what a narrow table shows of it, with or without its `…`.
fn key_that_begins<'r>(rows: &'r Rows, id: &str) -> Result<&'r str, Error> {
    let start = id.trim_end_matches('…');
    let long = start.chars().count() >= KEY_CHARS_MIN;
    let begins = |key: &&str| long && key.starts_with(start) && *key != id;
    let found: BTreeSet<&str> = rows.iter().map(|(_, key, _)| key).filter(begins).collect();
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(key), None) => Ok(key),
        (Some(_), Some(_)) => Err(Error::Ambiguous(id.to_owned())),
        (None, _) => Err(Error::NotFound(id.to_owned())),
    }
}

/// Characters by which a key is known at least.
const KEY_CHARS_MIN: usize = 4;

fn entry_shown(case: &Case, index: u64) -> Result<Shown, Error> {
    let log = logs::desk_read_only(case)?;
    let entry = log.get(index)?.ok_or_else(|| Error::NotFound(index.to_string()))?;
    let body: Value = serde_json::from_str(entry.body()).map_err(|e| Error::Bug(e.to_string()))?;
    let mut lines = vec![
        ("entry".to_owned(), entry.id().to_string()),
        ("index".to_owned(), index.to_string()),
        ("kind".to_owned(), entry.kind().to_owned()),
        ("recorded".to_owned(), entry.day().to_string()),
        ("by".to_owned(), entry.by().to_string()),
    ];
    if let Some(cells) = body.get("cells").and_then(Value::as_object) {
        lines.extend(
            cells.iter().map(|(k, v)| (k.clone(), v.as_str().unwrap_or_default().to_owned())),
        );
    } else if let Some(members) = body.as_object() {
        lines.extend(members.iter().map(|(k, v)| (k.clone(), v.to_string())));
    }
    let json = json!({
        "entry": entry.id().to_string(), "index": index, "kind": entry.kind(), "recorded": entry.day().to_string(),
        "by": entry.by().to_string(), "body": body,
    });
    Ok(Shown { lines, json })
}

fn row_shown(desk: &Desk, table: TableKind, key: &str, row: &Row) -> Shown {
    let mut lines = vec![
        ("table".to_owned(), table.name().to_owned()),
        ("entry".to_owned(), row.entry.clone()),
        ("recorded".to_owned(), row.recorded.clone()),
    ];
    let mut json = json!({
        "table": table.name(), "key": key, "entry": row.entry, "recorded": row.recorded, "cells": row.cells,
        "superseded": row.superseded,
    });
    if !row.superseded.is_empty() {
        lines.push(("supersedes".to_owned(), row.superseded.join(" ")));
    }
    lines.extend(row.cells.iter().map(|(k, v)| (k.clone(), v.clone())));
    if let Some(taint) = taint_of(desk, table, key) {
        lines.push(("≙ taint".to_owned(), taint.words()));
        if let Some(object) = json.as_object_mut() {
            object.insert("taint".into(), json!(taint.words()));
            object.insert("taint_ko".into(), json!(taint.words_ko()));
            object.insert("tainted".into(), json!(taint.is_own()));
        }
    }
    if let (TableKind::Claims, Ok(key)) = (table, StatementKey::new(key))
        && let Some(held) = desk.claims.get(&key)
    {
        let s = &held.value;
        let graph = relay::derivations(desk.statements());
        let origins_graph = relay::origins_graph(desk.statements());
        let origins = relay::independent_origins(&origins_graph, &key, |k| {
            desk.claims.get(k).map(|h| &h.value)
        });
        let origins: Vec<String> = origins.iter().map(ToString::to_string).collect();
        let copies: Vec<String> = graph.children(&key).iter().map(ToString::to_string).collect();
        let interval = s.quantity.bounds().map_or_else(String::new, |i| i.to_string());
        let findings: Vec<String> = check::check(desk, &check::Options::default())
            .findings
            .into_iter()
            .filter(|f| !matches!(f.kind, "range" | "taint"))
            .filter(|f| f.statements.iter().any(|k| k == key.as_str()))
            .map(|f| f.sentence.en)
            .collect();
        let more = [
            ("≙ interval", interval.clone()),
            ("≙ rules", s.quantity.rules().join(", ")),
            (
                "≙ scope",
                format!("{} {} – {}", s.scope.population, super::figures::extent(s), s.scope.basis),
            ),
            ("≙ origins", origins.join(" ")),
            ("≙ handed on by", copies.join(" ")),
        ];
        lines.extend(
            more.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k.to_owned(), v)),
        );
        lines.extend(findings.iter().map(|f| ("≙ finding".to_owned(), f.clone())));
        if let Some(object) = json.as_object_mut() {
            object.insert("interval".into(), json!(interval));
            object.insert("rules".into(), json!(s.quantity.rules()));
            object.insert("origins".into(), json!(origins));
            object.insert("handed_on_by".into(), json!(copies));
            object.insert("findings".into(), json!(findings));
        }
    }
    Shown { lines, json }
}

/// Why a row may not leave whatever its level, when that is for its source's sake.
fn held(rows: &Rows, row: &Row) -> Option<String> {
    let (_, handles) = row.history.last()?;
    let held = handles.iter().find(|h| rows.sources.is_held(h))?;
    let why =
        if rows.sources.is_retired(held) { "was erased" } else { "did not consent to publication" };
    Some(format!("its source `{held}` {why}"))
}

/// The taint of a row.
fn taint_of<'d>(desk: &'d Desk, table: TableKind, key: &str) -> Option<&'d Taint> {
    let statement = StatementKey::new(key).ok();
    let taint = match table {
        TableKind::Claims => &desk.claims.get(&statement?)?.taint,
        TableKind::Positions => &desk.positions.get(&statement?)?.taint,
        TableKind::Awareness => &desk.awareness.get(&statement?)?.taint,
        TableKind::Measures => &desk.measures.get(&MeasureKey::new(key).ok()?)?.taint,
        TableKind::Evidence => &desk.evidence.get(&EvidenceKey::new(key).ok()?)?.taint,
        TableKind::Persons => &desk.persons.get(&PersonKey::new(key).ok()?)?.taint,
        TableKind::Sources => &desk.reports.get(&ReportKey::new(key).ok()?)?.taint,
        TableKind::Mentions => return None,
    };
    taint.as_ref()
}

/// One entry of the history.
#[derive(Debug, Clone)]
pub struct Past {
    /// Its index.
    pub index: u64,
    /// Day on which it was recorded.
    pub day: String,
    /// Its kind.
    pub kind: String,
    /// Key of its row; empty for other kinds.
    pub key: String,
    /// Its id, hexadecimal.
    pub entry: String,
    /// Id of the entry that it supersedes.
    pub supersedes: Option<String>,
}

/// The entries of the desk log in order, the last `last` of them when given.
///
/// # Errors
/// What the record answers.
pub fn history(case: &Case, known: AsKnown, last: Option<u64>) -> Result<Vec<Past>, Error> {
    let log = logs::desk_read_only(case)?;
    let size = match known.recorded_by {
        None => log.size()?,
        Some(Moment::Second(unix)) => log.size_at(unix)?,
        Some(Moment::Day(day)) => log.size_at_day(logs::record_day(day)?)?,
    };
    let from = last.map_or(0, |n| size.saturating_sub(n));
    let mut past = Vec::new();
    log.replay(from..size, |raw| {
        let body: Option<RowBody> =
            tables::of_entry_kind(raw.kind).map(|_| raw.body_as()).transpose()?;
        let (key, supersedes) =
            body.map_or_else(|| (String::new(), None), |b| (b.key, b.supersedes));
        past.push(Past {
            index: raw.index,
            day: raw.day().to_string(),
            kind: raw.kind.to_owned(),
            key,
            entry: raw.id().to_string(),
            supersedes,
        });
        Ok::<(), record::Error>(())
    })?;
    Ok(past)
}
