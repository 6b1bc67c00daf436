//! What a person is asked next, blind: two records side by side as the lists have them, and what the machine thinks only after the answer.
//!
//! Terms: a *question* is a pair of records; *rivals* are judgements that contradict each other, and are asked of a third person first.
//! Invariants: what is shown before an answer holds no weight, no probability, no cluster and no column that looks like the answer; a
//! pair that was decided is not asked again; the same answers again add nothing. Not here: terminals; where judgements are kept
//! ([`super::judged`]).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::Path;

use ::link::Records;
use ::link::explain;
use ::link::judge::{Answer, Entry, RecordName};
use ::link::kernel::Weigher;

use super::super::error::Error;
use super::judged::{Judgements, Said};
use super::{Fault, Linking, files, lists, truth};
use crate::intake::normalised;
use crate::intake::plain::{self, Item};

/// A question.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The records.
    pub pair: (RecordName, RecordName),
    /// What the lists say of both, field by field.
    pub rows: Vec<Beside>,
    /// What the machine thinks; for after the answer.
    pub machine: Machine,
}

/// A field of two records as the lists have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// The field.
    pub field: String,
    /// Of the one record.
    pub left: String,
    /// Of the other.
    pub right: String,
}

/// What the machine thinks of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Machine {
    /// The weight in thousandths of a bit.
    pub weight: i32,
    /// The probability that it means.
    pub probability: f64,
    /// Whether they are one person now.
    pub together: bool,
    /// The terms of the weight, in a line.
    pub reasons: String,
}

/// Columns and cells of a record as its list has them.
pub(super) type Raw = Vec<(String, String)>;

fn name(records: &Records, r: u32) -> RecordName {
    let (list, id) = files::name(records, r);
    RecordName { list: list.to_owned(), id: id.to_owned() }
}

/// The numbers of records by name.
fn numbers(records: &Records, wanted: &HashSet<&RecordName>) -> HashMap<RecordName, u32> {
    let mut out = HashMap::new();
    if wanted.is_empty() {
        return out;
    }
    for r in 0..u32::try_from(records.len()).unwrap_or(u32::MAX) {
        let name = name(records, r);
        if wanted.contains(&name) {
            out.entry(name).or_insert(r);
        }
    }
    out
}

/// Pairs of which anything was decided, the lesser record first.
pub(super) fn decided(records: &Records, judgements: &Judgements) -> HashSet<(u32, u32)> {
    let decisions = judgements.ledger.decisions();
    let wanted = decisions.iter().flat_map(|d| [&d.pair.0, &d.pair.1]).collect();
    let numbers = numbers(records, &wanted);
    let pair = |d: &::link::judge::Decision| {
        let (a, b) = (*numbers.get(&d.pair.0)?, *numbers.get(&d.pair.1)?);
        Some((a.min(b), a.max(b)))
    };
    decisions.iter().filter_map(pair).collect()
}

/// Pairs of rivals that somebody has not judged.
pub(super) fn rivals(records: &Records, judgements: &Judgements, by: &str) -> Vec<(u32, u32)> {
    let rivals = judgements.ledger.rivals();
    let open: Vec<_> =
        rivals.iter().filter(|d| !judgements.persons(d).iter().any(|p| p == by)).collect();
    let wanted = open.iter().flat_map(|d| [&d.pair.0, &d.pair.1]).collect();
    let numbers = numbers(records, &wanted);
    let pair = |d: &&::link::judge::Decision| {
        let (a, b) = (*numbers.get(&d.pair.0)?, *numbers.get(&d.pair.1)?);
        Some((a.min(b), a.max(b)))
    };
    open.iter().filter_map(pair).collect()
}

/// The questions of most value to somebody: rivals first, then by what an answer is expected to change.
///
/// # Errors
/// A list that cannot be read again.
pub fn questions(
    linking: &Linking,
    judgements: &Judgements,
    by: &str,
    most: usize,
) -> Result<Vec<Asked>, Error> {
    let mut pairs = rivals(&linking.records, judgements, by);
    pairs.extend(linking.questions.iter().map(|q| (q.pair.a, q.pair.b)));
    pairs.truncate(most);
    let wanted = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let raw = lists::cells(&linking.lists, &wanted)?;
    let weigher = linking.weigher()?;
    let asked = |(a, b): &(u32, u32)| {
        let (a, b) = if name(&linking.records, *a) <= name(&linking.records, *b) {
            (*a, *b)
        } else {
            (*b, *a)
        };
        let empty = Raw::new();
        let sides = (raw.get(&a).unwrap_or(&empty), raw.get(&b).unwrap_or(&empty));
        Asked {
            pair: (name(&linking.records, a), name(&linking.records, b)),
            rows: rows(&linking.mapping, sides),
            machine: machine(&weigher, &linking.linked.model, &linking.linked.clusters.of, (a, b)),
        }
    };
    Ok(pairs.iter().map(asked).collect())
}

pub(super) fn machine(
    weigher: &Weigher<'_>,
    model: &::link::Model,
    clusters: &[u32],
    (a, b): (u32, u32),
) -> Machine {
    let why = explain::pair(weigher, model, a, b);
    Machine {
        weight: why.total,
        probability: why.probability,
        together: clusters[a as usize] == clusters[b as usize],
        reasons: files::reasons(&why),
    }
}

/// The fields of the mapping, then what else the lists say; no identifier and nothing that looks like the answer.
fn rows(mapping: &::link::Mapping, (left, right): (&Raw, &Raw)) -> Vec<Beside> {
    let mut out = Vec::new();
    let mut seen: HashSet<String> = mapping.id.iter().chain(&mapping.list).cloned().collect();
    let cell = |raw: &Raw, column: &String| {
        let cell = raw.iter().find(|(name, _)| name == column);
        cell.map(|(_, text)| text.clone()).filter(|t| !t.trim().is_empty())
    };
    for field in &mapping.fields {
        let beside: Vec<&String> = field.age.iter().chain(&field.age_on).collect();
        let joined = |raw: &Raw| {
            let own = field.from.iter().filter_map(|c| cell(raw, c));
            // An age is no date of birth: its column says what it is.
            let more = beside.iter().filter_map(|c| cell(raw, c).map(|text| format!("{c} {text}")));
            own.chain(more).collect::<Vec<_>>().join(" · ")
        };
        let (left, right) = (joined(left), joined(right));
        out.push(Beside { field: field.name.clone(), left, right });
        seen.extend(field.from.iter().chain(beside).cloned());
    }
    let mut rest: BTreeMap<&String, ()> = BTreeMap::new();
    rest.extend(left.iter().chain(right).map(|(column, _)| (column, ())));
    for column in rest.into_keys().filter(|c| !seen.contains(*c)) {
        let plain = normalised(column);
        if truth::PERSON.contains(&&*plain) || truth::RECORD.contains(&&*plain) {
            continue;
        }
        let of = |raw: &Raw| cell(raw, column).unwrap_or_default();
        let (left, right) = (of(left), of(right));
        out.push(Beside { field: column.clone(), left, right });
    }
    out.retain(|row| !row.left.is_empty() || !row.right.is_empty());
    out
}

/// The questions as a table to fill in: both records, then `answer` and `grounds`.
#[must_use]
pub fn table(asked: &[Asked]) -> String {
    let mut fields: Vec<&String> = Vec::new();
    for row in asked.iter().flat_map(|a| &a.rows) {
        if !fields.contains(&&row.field) {
            fields.push(&row.field);
        }
    }
    let mut out = String::from("list_l,unique_id_l,list_r,unique_id_r,answer,grounds");
    for field in &fields {
        for side in ["l", "r"] {
            out.push(',');
            files::field(&mut out, &format!("{field}_{side}"));
        }
    }
    out.push('\n');
    for asked in asked {
        let (a, b) = &asked.pair;
        for (n, cell) in [&a.list, &a.id, &b.list, &b.id].into_iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            files::field(&mut out, cell);
        }
        out.push_str(",,");
        for field in &fields {
            let row = asked.rows.iter().find(|r| r.field == **field);
            for cell in [row.map_or("", |r| &r.left), row.map_or("", |r| &r.right)] {
                out.push(',');
                files::field(&mut out, cell);
            }
        }
        out.push('\n');
    }
    out
}

/// An answer as people write it; nothing for an empty cell.
///
/// # Errors
/// The text, if it is none.
pub fn answer(text: &str) -> Result<Option<Answer>, String> {
    Ok(Some(match text.trim().to_lowercase().as_str() {
        "" => return Ok(None),
        "s" | "same" | "같음" => Answer::Same,
        "d" | "different" | "다름" => Answer::Different,
        "u" | "unsure" | "모름" => Answer::Unsure,
        other => return Err(other.to_owned()),
    }))
}

/// What a file of answers says.
#[derive(Debug, Default)]
pub struct Answers {
    /// What is to be filed.
    pub said: Vec<Said>,
    /// Rows without an answer, and answers that the same person gave before.
    pub passed: usize,
    /// What is wrong with other rows: the row from 1 below the head, and why.
    pub wrong: Vec<(usize, String)>,
}

/// Reads answers: a table with `unique_id_l`, `unique_id_r`, `answer`; `list_l`, `list_r` where there are several lists; `grounds`.
///
/// * Input: `known` – the names of all records; `by` – who answers.
///
/// # Errors
/// [`Fault::Answers`]; what the system answers.
pub fn answers(
    path: &Path,
    known: &HashSet<(String, String)>,
    judgements: &Judgements,
    by: &str,
) -> Result<Answers, Error> {
    let (columns, rows) = lists::whole(path)?;
    let at = |name: &str| columns.iter().position(|c| normalised(c) == name);
    let (Some(left), Some(right), Some(is)) = (at("unique_id_l"), at("unique_id_r"), at("answer"))
    else {
        return Err(Fault::Answers { path: path.to_owned() }.into());
    };
    let lists = (at("list_l"), at("list_r"));
    let grounds = at("grounds");
    let mut names: Vec<&String> = known.iter().map(|k| &k.0).collect();
    names.sort_unstable();
    names.dedup();
    let only = if let [one] = names[..] { one.clone() } else { String::new() };
    let mut standing = standing(judgements, by);
    let mut out = Answers::default();
    for (n, row) in rows.iter().enumerate() {
        let cell = |n: usize| row.get(n).map_or("", String::as_str);
        let answer = match answer(cell(is)) {
            Ok(Some(answer)) => answer,
            Ok(None) => {
                out.passed += 1;
                continue;
            }
            Err(text) => {
                let text = crate::intake::escaped(&text, 40);
                out.wrong.push((n + 1, format!("`{text}` is none of same, different, unsure")));
                continue;
            }
        };
        let side = |list: Option<usize>, id: usize| {
            let (list, id) = (list.map_or(only.as_str(), cell), cell(id));
            let there = |id: &str| known.contains(&(list.to_owned(), id.to_owned()));
            // What would be a formula was written with an apostrophe before it.
            let bare = id.strip_prefix('\'').filter(|bare| !there(id) && there(bare));
            RecordName { list: list.to_owned(), id: bare.unwrap_or(id).to_owned() }
        };
        let pair = (side(lists.0, left), side(lists.1, right));
        let pair = if pair.0 <= pair.1 { pair } else { (pair.1, pair.0) };
        let absent = [&pair.0, &pair.1]
            .into_iter()
            .find(|r| !known.contains(&(r.list.clone(), r.id.clone())));
        if let Some(absent) = absent {
            let (list, id) = (&absent.list, &absent.id);
            let text = crate::intake::escaped(&format!("{list}: {id}"), 80);
            out.wrong.push((n + 1, format!("there is no record `{text}`")));
            continue;
        }
        if pair.0 == pair.1 {
            out.wrong.push((n + 1, "both records are one".to_owned()));
            continue;
        }
        let grounds = grounds.map_or("", cell).to_owned();
        if standing.get(&pair) == Some(&(answer, grounds.clone())) {
            out.passed += 1;
            continue;
        }
        standing.insert(pair.clone(), (answer, grounds.clone()));
        out.said.push(Said::Judged { pair, answer, grounds });
    }
    Ok(out)
}

/// What somebody said last of each pair, and did not take back.
fn standing(
    judgements: &Judgements,
    by: &str,
) -> HashMap<(RecordName, RecordName), (Answer, String)> {
    let mut out = HashMap::new();
    for (_, entry, undone) in judgements.all() {
        if let Entry::Judged(j) = entry
            && !undone
            && j.by == by
        {
            let pair = if j.a <= j.b { (&j.a, &j.b) } else { (&j.b, &j.a) };
            out.insert((pair.0.clone(), pair.1.clone()), (j.answer, j.grounds.clone()));
        }
    }
    out
}

/// The cells of some rows of a table, by the number of the row from `first` on; gives the number behind the last.
pub(super) fn cells_of(
    path: &Path,
    first: u32,
    wanted: &HashSet<u32>,
    out: &mut HashMap<u32, Raw>,
) -> Result<u32, Error> {
    let mut columns: Vec<String> = Vec::new();
    let mut next = first;
    plain::read(path, &lists::limits(), &mut |item| {
        match item {
            Item::Head(names) => columns = names.iter().map(|n| n.trim().to_owned()).collect(),
            Item::Row(cells) => {
                if wanted.contains(&next) {
                    let cells = cells.iter().map(|c| c.trim().to_owned());
                    out.insert(next, columns.iter().cloned().zip(cells).collect());
                }
                next += 1;
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::link::{Field, Kind, Mapping};

    #[test]
    fn nothing_that_looks_like_the_answer_is_shown() {
        let mapping = Mapping {
            id: Some("unique_id".to_owned()),
            fields: vec![Field::new("name", Kind::Name, "name")],
            ..Mapping::default()
        };
        let raw = |name: &str, person: &str| -> Raw {
            [("unique_id", "1"), ("name", name), ("person_id", person), ("remark", "tall")]
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .to_vec()
        };
        let rows = rows(&mapping, (&raw("Ri", "P1"), &raw("Li", "P1")));
        let fields: Vec<&str> = rows.iter().map(|r| r.field.as_str()).collect();
        assert_eq!(fields, ["name", "remark"]);
    }

    #[test]
    fn answers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("s", Ok(Some(Answer::Same))),
            (" Different ", Ok(Some(Answer::Different))),
            ("모름", Ok(Some(Answer::Unsure))),
            ("", Ok(None)),
            ("perhaps", Err("perhaps".to_owned())),
        ] {
            assert_eq!(answer(text), expected, "{text}");
        }
    }
}
