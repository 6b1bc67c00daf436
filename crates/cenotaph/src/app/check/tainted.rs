//! Rows that came by a channel that was not sound, and what was written from them.
//!
//! They are told so that nobody relies on them unawares; they are no fault of anybody's figures.

use serde_json::{Map, json};

use super::super::desk::Desk;
use super::super::sentence::both;
use super::super::sources::Taint;
use super::{Finding, Report};

pub(super) fn check(desk: &Desk, report: &mut Report) {
    let mut marked: Vec<(String, &Taint)> = Vec::new();
    macro_rules! gather {
        ($($map:ident),*) => {$(
            marked.extend(desk.$map.values().filter_map(|h| Some((h.value.key.to_string(), h.taint.as_ref()?))));
        )*};
    }
    gather!(claims, positions, awareness, measures, evidence, persons);
    // A position that a claim shows has the claim's key.
    marked.sort_by(|a, b| (!a.1.is_own(), &a.0).cmp(&(!b.1.is_own(), &b.0)));
    marked.dedup_by(|a, b| a.0 == b.0);
    for (key, taint) in marked {
        let mut more = Map::new();
        if let Taint::Channel { handle, state } = taint {
            more.insert("handle".into(), json!(handle));
            more.insert("channel".into(), json!(state.word()));
        }
        report.findings.push(Finding {
            kind: "taint",
            fault: if taint.is_own() { "tainted" } else { "derives_from_tainted" }.to_owned(),
            statements: vec![key.clone()],
            radius: None,
            sentence: both(
                format!("{key} {}.", taint.words()),
                format!("{key}: {}.", taint.words_ko()),
            ),
            reconcile: Vec::new(),
            more,
        });
    }
}
