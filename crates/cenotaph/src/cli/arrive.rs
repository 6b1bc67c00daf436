//! `link --add`: whose the rows are that arrive at lists that were linked.

use ::link::person::Change;
use serde_json::{Value, json};

use super::{Context, Failure, bar, link as verb};
use crate::app::Lang;
use crate::app::link::arrived::{Arrived, Newcomer};
use crate::app::link::bits;
use crate::intake::grouped;

/// Rows that are told on the screen.
const SHOWN: usize = 20;

/// Tells the rows, the first of many.
pub(super) fn summary(arrived: &Arrived, context: &mut Context<'_>) -> Result<(), Failure> {
    let ko = context.lang == Lang::Ko;
    let before = arrived.records().len() - arrived.rows.len();
    let candidates: usize = arrived.rows.iter().map(|r| r.candidates).sum();
    let [rows, before, candidates, persons] =
        [arrived.rows.len(), before, candidates, arrived.count()].map(|n| grouped(n as u64));
    context.line(&match ko {
        false => format!(
            "{rows} rows arrived at {before}; {candidates} pairs were weighed. {persons} persons."
        ),
        true => format!(
            "기록 {before}건에 {rows}건이 더해짐. 쌍 {candidates}개를 저울질. 사람 {persons}명."
        ),
    })?;
    if !arrived.changes.is_empty() {
        context.line(&verb::changes(&arrived.changes, ko))?;
    }
    for row in arrived.rows.iter().take(SHOWN) {
        let text = told(arrived, row, ko);
        context.line(&bar::wrap(&text, context.width, 2))?;
    }
    let more = arrived.rows.len().saturating_sub(SHOWN);
    if more > 0 {
        context.line(&match ko {
            false => format!("… and {} more, in arrivals.csv", grouped(more as u64)),
            true => format!("… 그 밖에 {}건은 arrivals.csv에", grouped(more as u64)),
        })?;
    }
    Ok(())
}

/// A row in a line: whose it is, and why.
fn told(arrived: &Arrived, row: &Newcomer, ko: bool) -> String {
    let name = |r: u32| {
        let (list, id) = arrived.name(r);
        format!("{id} ({list})")
    };
    let (own, person) = (name(row.record), arrived.person(row.record));
    let with = arrived.with(row.record);
    if with.is_empty() {
        return match ko {
            false => format!("{own}: {person}, alone"),
            true => format!("{own}: {person}, 혼자"),
        };
    }
    let shown: Vec<String> = with.iter().take(5).map(|r| name(*r)).collect();
    let rest = with.len().saturating_sub(5);
    let rest = if rest > 0 { format!(" +{rest}") } else { String::new() };
    let why = row.nearest.as_ref().map_or_else(String::new, |(_, why)| {
        let bits = bits(why.total);
        match ko {
            false => format!("; {bits} bits, p {:.4}", why.probability),
            true => format!("; {bits}비트, 확률 {:.4}", why.probability),
        }
    });
    match ko {
        false => format!("{own}: {person}, with {}{rest}{why}", shown.join(", ")),
        true => format!("{own}: {person}, 함께 {}{rest}{why}", shown.join(", ")),
    }
}

/// The same for machines.
pub(super) fn object(arrived: &Arrived) -> Value {
    let name = |r: u32| {
        let (list, id) = arrived.name(r);
        json!({"unique_id": id, "list": list})
    };
    let merged = arrived.changes.iter().filter(|c| matches!(c, Change::Merged { .. })).count();
    let row = |row: &Newcomer| {
        let (list, id) = arrived.name(row.record);
        json!({
            "unique_id": id,
            "list": list,
            "person_id": arrived.person(row.record),
            "with": arrived.with(row.record).into_iter().map(name).collect::<Vec<_>>(),
            "match": row.nearest.as_ref().map(|(other, _)| name(*other)),
            "match_weight": row.nearest.as_ref().map(|(_, w)| f64::from(w.total) / 1000.0),
            "match_probability": row.nearest.as_ref().map(|(_, w)| w.probability),
            "candidates": row.candidates,
            "touched": row.touched,
        })
    };
    json!({
        "records": arrived.records().len(),
        "lists": arrived.lists.iter().map(|l| json!({
            "name": l.name, "rows": l.rows, "complaints": l.complaints.len(),
        })).collect::<Vec<_>>(),
        "arrived": arrived.rows.iter().map(row).collect::<Vec<_>>(),
        "persons": arrived.count(),
        "merged": merged,
        "split": arrived.changes.len() - merged,
    })
}
