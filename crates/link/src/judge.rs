//! What people decided: judgements that two records are of one person, of two, or that it cannot be told.
//!
//! Terms: *judgement* – an answer about two records by somebody, with grounds; *second* – a person who looked at it too; *standing* – not
//! undone and not replaced by a later judgement of the same person on the same pair; *rivals* – standing judgements of two persons on one
//! pair that contradict each other: neither holds until they are settled, which somebody does who undoes one or judges as third.
//! Invariants: a ledger only grows: undoing is an entry; the same entries in the same order give the same decisions; records are named by
//! list and identifier, so that decisions survive any change of the lists; a judgement that names a record that is not there waits. Not
//! here: files, signatures, clocks: the caller says who and when.

use crate::cluster::Constraints;
use crate::record::Records;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// A record, as people name it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordName {
    /// Its list.
    pub list: String,
    /// Its identifier in the list.
    pub id: String,
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// One person.
    Same,
    /// Two persons.
    Different,
    /// It cannot be told; nothing follows from it but that it was looked at.
    Unsure,
}

/// A judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// A record.
    pub a: RecordName,
    /// The other.
    pub b: RecordName,
    /// The answer.
    pub answer: Answer,
    /// Who judged.
    pub by: String,
    /// When, as the caller writes it.
    pub on: String,
    /// Why.
    #[serde(default)]
    pub grounds: String,
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "entry", deny_unknown_fields)]
#[non_exhaustive]
pub enum Entry {
    /// Somebody judged.
    Judged(Judgement),
    /// Somebody else looked at a judgement and agrees.
    Seconded {
        /// The number of its entry, from 0.
        of: usize,
        /// Who.
        by: String,
        /// When.
        on: String,
    },
    /// A judgement, or the seconding of one, holds no longer.
    Undone {
        /// The number of its entry.
        of: usize,
        /// Who.
        by: String,
        /// When.
        on: String,
        /// Why.
        #[serde(default)]
        grounds: String,
    },
}

/// Why an entry is not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JudgeError {
    /// A record beside itself.
    #[error("`{0}` is one record; a judgement is about two")]
    OneRecord(String),
    /// Nobody is named.
    #[error("A judgement has a person who made it")]
    Nobody,
    /// There is no such entry, or not of that kind.
    #[error("Entry {0} is not a judgement that stands")]
    NoEntry(usize),
    /// Whoever judged seconds.
    #[error("`{0}` made this judgement; its second is somebody else")]
    OwnSecond(String),
    /// A line is not an entry.
    #[error("Line {line} is not an entry")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// All entries, in the order in which they came.
///
/// ```
/// use link::judge::{Answer, Entry, Judgement, Ledger, RecordName};
/// let name = |list: &str, id: &str| RecordName { list: list.to_owned(), id: id.to_owned() };
/// let judged = |answer, by: &str| Entry::Judged(Judgement {
///     a: name("official", "1"), b: name("family", "7"), answer, by: by.to_owned(), on: String::new(), grounds: String::new(),
/// });
/// let mut ledger = Ledger::default();
/// let first = ledger.add(judged(Answer::Same, "A."))?;
/// ledger.add(judged(Answer::Different, "B."))?;
/// assert_eq!(ledger.rivals().len(), 1);
/// ledger.add(Entry::Undone { of: first, by: "A.".to_owned(), on: String::new(), grounds: "another village".to_owned() })?;
/// assert!(ledger.rivals().is_empty());
/// # Ok::<(), link::judge::JudgeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    entries: Vec<Entry>,
    /// By entry.
    undone: Vec<bool>,
}

/// Judgements of one pair that stand, by the numbers of their entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The records, the lesser name first.
    pub pair: (RecordName, RecordName),
    /// The answer; none between rivals.
    pub answer: Option<Answer>,
    /// The entries that stand.
    pub entries: Vec<usize>,
    /// How many persons say so: those who judged and those who seconded.
    pub persons: usize,
}

/// Judgements as constraints on records.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// What clusters must keep to; `unique` is the caller's.
    pub constraints: Constraints,
    /// Decisions that name a record that is not there.
    pub waiting: Vec<Decision>,
    /// Decisions by fewer persons than were asked for.
    pub unseconded: Vec<Decision>,
    /// Pairs that were judged different though a chain of judgements says that they are the same.
    pub contradicted: Vec<(u32, u32)>,
}

impl Ledger {
    /// Takes an entry and gives its number.
    ///
    /// # Errors
    /// A record beside itself, nobody named, an entry that does not stand, a second who is the first.
    pub fn add(&mut self, entry: Entry) -> Result<usize, JudgeError> {
        match &entry {
            Entry::Judged(j) if j.a == j.b => return Err(JudgeError::OneRecord(j.a.id.clone())),
            Entry::Judged(Judgement { by, .. })
            | Entry::Seconded { by, .. }
            | Entry::Undone { by, .. }
                if by.trim().is_empty() =>
            {
                return Err(JudgeError::Nobody);
            }
            Entry::Seconded { of, by, .. } => match self.entries.get(*of) {
                Some(Entry::Judged(j)) if j.by == *by => {
                    return Err(JudgeError::OwnSecond(by.clone()));
                }
                Some(Entry::Judged(_)) if !self.undone[*of] => {}
                _ => return Err(JudgeError::NoEntry(*of)),
            },
            Entry::Undone { of, .. } => match self.entries.get(*of) {
                Some(Entry::Judged(_) | Entry::Seconded { .. }) if !self.undone[*of] => {}
                _ => return Err(JudgeError::NoEntry(*of)),
            },
            Entry::Judged(_) => {}
        }
        if let Entry::Undone { of, .. } = &entry {
            self.undone[*of] = true;
        }
        self.entries.push(entry);
        self.undone.push(false);
        Ok(self.entries.len() - 1)
    }

    /// The entries.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What stands, pair by pair, in the order of the names.
    #[must_use]
    pub fn decisions(&self) -> Vec<Decision> {
        type Standing<'e> = BTreeMap<&'e str, (usize, Answer)>;
        let mut pairs: BTreeMap<(&RecordName, &RecordName), Standing<'_>> = BTreeMap::new();
        let mut seconds: HashMap<usize, Vec<&str>> = HashMap::new();
        for (n, entry) in self.entries.iter().enumerate().filter(|(n, _)| !self.undone[*n]) {
            match entry {
                Entry::Judged(j) => {
                    let pair = if j.a < j.b { (&j.a, &j.b) } else { (&j.b, &j.a) };
                    // A later judgement of the same person replaces the earlier one.
                    pairs.entry(pair).or_default().insert(&j.by, (n, j.answer));
                }
                Entry::Seconded { of, by, .. } => seconds.entry(*of).or_default().push(by),
                Entry::Undone { .. } => {}
            }
        }
        pairs
            .into_iter()
            .map(|((a, b), standing)| {
                let (answer, says) = settle(standing.values().map(|s| s.1));
                let of = standing.iter().filter(|(_, (_, own))| answer.is_none() || *own == says);
                let mut persons: Vec<&str> = Vec::new();
                let mut entries = Vec::new();
                for (by, (n, _)) in of {
                    entries.push(*n);
                    persons.push(by);
                    persons.extend(seconds.get(n).into_iter().flatten());
                }
                entries.sort_unstable();
                persons.sort_unstable();
                persons.dedup();
                let pair = (a.clone(), b.clone());
                Decision { pair, answer, entries, persons: persons.len() }
            })
            .collect()
    }

    /// Pairs on which judgements contradict each other and as many say the one as the other.
    #[must_use]
    pub fn rivals(&self) -> Vec<Decision> {
        self.decisions().into_iter().filter(|d| d.answer.is_none()).collect()
    }

    /// Decisions as constraints on records.
    ///
    /// * Input: `persons` – how many persons must say so: 2 asks for a second.
    /// * Cost: linear in records and decisions.
    #[must_use]
    pub fn apply(&self, records: &Records, persons: usize) -> Applied {
        let mut out = Applied::default();
        let decisions = self.decisions();
        let mut numbers: HashMap<(&str, &str), u32> = HashMap::new();
        if !decisions.is_empty() {
            for r in 0..crate::key::number(records.len()) {
                let list = records.lists()[records.list_of(r)].as_str();
                numbers.entry((list, records.id(r))).or_insert(r);
            }
        }
        for decision in decisions {
            let of = |n: &RecordName| numbers.get(&(n.list.as_str(), n.id.as_str())).copied();
            let kind = match decision.answer {
                Some(Answer::Same) => true,
                Some(Answer::Different) => false,
                Some(Answer::Unsure) | None => continue,
            };
            match (of(&decision.pair.0), of(&decision.pair.1)) {
                (Some(a), Some(b)) if decision.persons >= persons => {
                    let pair = (a.min(b), a.max(b));
                    let into = if kind {
                        &mut out.constraints.same
                    } else {
                        &mut out.constraints.different
                    };
                    into.push(pair);
                }
                (Some(_), Some(_)) => out.unseconded.push(decision),
                _ => out.waiting.push(decision),
            }
        }
        out.constraints.same.sort_unstable();
        out.constraints.different.sort_unstable();
        out.contradicted = contradicted(&out.constraints);
        out
    }

    /// The ledger as lines of JSON.
    ///
    /// # Errors
    /// None for entries that were taken.
    pub fn to_lines(&self) -> Result<String, serde_json::Error> {
        let mut out = String::new();
        for entry in &self.entries {
            out.push_str(&serde_json::to_string(entry)?);
            out.push('\n');
        }
        Ok(out)
    }

    /// Reads a ledger; blank lines are passed over.
    ///
    /// # Errors
    /// The first line that is not an entry, or that [`Ledger::add`] does not take.
    pub fn from_lines(text: &str) -> Result<Self, JudgeError> {
        let mut ledger = Self::default();
        for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let entry = serde_json::from_str(line)
                .map_err(|source| JudgeError::Line { line: n + 1, source })?;
            ledger.add(entry)?;
        }
        Ok(ledger)
    }
}

/// The answer that most persons give; those who are unsure are not counted where others are sure. None if as many say the contrary.
fn settle(answers: impl Iterator<Item = Answer>) -> (Option<Answer>, Answer) {
    let (mut same, mut different) = (0, 0);
    for answer in answers {
        same += usize::from(answer == Answer::Same);
        different += usize::from(answer == Answer::Different);
    }
    match same.cmp(&different) {
        std::cmp::Ordering::Greater => (Some(Answer::Same), Answer::Same),
        std::cmp::Ordering::Less => (Some(Answer::Different), Answer::Different),
        std::cmp::Ordering::Equal if same == 0 => (Some(Answer::Unsure), Answer::Unsure),
        std::cmp::Ordering::Equal => (None, Answer::Unsure),
    }
}

/// Pairs judged different that a chain of judgements joins.
fn contradicted(constraints: &Constraints) -> Vec<(u32, u32)> {
    let mut parent: HashMap<u32, u32> = HashMap::new();
    fn root(parent: &HashMap<u32, u32>, mut r: u32) -> u32 {
        while let Some(up) = parent.get(&r) {
            r = *up;
        }
        r
    }
    for (a, b) in &constraints.same {
        let (x, y) = (root(&parent, *a), root(&parent, *b));
        if x != y {
            parent.insert(x.max(y), x.min(y));
        }
    }
    let chained = |(a, b): &&(u32, u32)| root(&parent, *a) == root(&parent, *b);
    constraints.different.iter().filter(chained).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Builder, Field, Kind, Mapping};

    fn name(id: &str) -> RecordName {
        RecordName { list: "l".to_owned(), id: id.to_owned() }
    }

    fn judged(a: &str, b: &str, answer: Answer, by: &str) -> Entry {
        let (on, grounds) = (String::new(), "a photograph".to_owned());
        Entry::Judged(Judgement { a: name(a), b: name(b), answer, by: by.to_owned(), on, grounds })
    }

    fn undone(of: usize) -> Entry {
        Entry::Undone { of, by: "C.".to_owned(), on: String::new(), grounds: String::new() }
    }

    fn ledger(entries: &[Entry]) -> Ledger {
        let mut ledger = Ledger::default();
        entries.iter().for_each(|e| {
            ledger.add(e.clone()).unwrap();
        });
        ledger
    }

    fn records(ids: &[&str]) -> Records {
        let mapping = Mapping {
            id: Some("id".to_owned()),
            fields: vec![Field::new("name", Kind::Name, "name")],
            ..Mapping::default()
        };
        let mut builder = Builder::new(&mapping);
        builder.list("l", &["id", "name"]).unwrap();
        ids.iter().for_each(|id| {
            builder.row(&[*id, "ri kwang un"]).unwrap();
        });
        builder.finish(names::Names::standard().unwrap())
    }

    #[test]
    fn answers_settle() {
        use Answer::{Different, Same, Unsure};
        for (answers, expected) in [
            (&[(Same, "A.")][..], Some(Same)),
            (&[(Same, "A."), (Different, "B.")], None),
            (&[(Same, "A."), (Different, "B."), (Different, "C.")], Some(Different)),
            (&[(Same, "A."), (Different, "A.")], Some(Different)),
            (&[(Unsure, "A."), (Same, "B.")], Some(Same)),
            (&[(Unsure, "A.")], Some(Unsure)),
        ] {
            let entries: Vec<Entry> =
                answers.iter().map(|(answer, by)| judged("1", "2", *answer, by)).collect();
            let found = ledger(&entries).decisions();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].answer, expected, "{answers:?}");
        }
    }

    #[test]
    fn undoing_brings_back_what_was() {
        let mut ledger = ledger(&[
            judged("1", "2", Answer::Same, "A."),
            judged("2", "1", Answer::Different, "A."),
            undone(1),
        ]);
        assert_eq!(ledger.decisions()[0].answer, Some(Answer::Same));
        ledger.add(undone(0)).unwrap();
        assert!(ledger.decisions().is_empty());
        assert!(matches!(ledger.add(undone(0)), Err(JudgeError::NoEntry(0))));
    }

    #[test]
    fn entries_that_are_not_taken() {
        let mut ledger = ledger(&[judged("1", "2", Answer::Same, "A.")]);
        let second = |of, by: &str| Entry::Seconded { of, by: by.to_owned(), on: String::new() };
        for (entry, text) in [
            (judged("1", "1", Answer::Same, "A."), "`1` is one record; a judgement is about two"),
            (judged("1", "2", Answer::Same, " "), "A judgement has a person who made it"),
            (second(0, "A."), "`A.` made this judgement; its second is somebody else"),
            (second(7, "B."), "Entry 7 is not a judgement that stands"),
            (undone(7), "Entry 7 is not a judgement that stands"),
        ] {
            assert_eq!(ledger.add(entry).unwrap_err().to_string(), text);
        }
        assert_eq!(ledger.entries().len(), 1);
    }

    #[test]
    fn decisions_become_constraints() {
        let mut ledger = ledger(&[
            judged("1", "2", Answer::Same, "A."),
            judged("2", "3", Answer::Same, "A."),
            judged("1", "3", Answer::Different, "A."),
            judged("1", "9", Answer::Same, "A."),
            judged("3", "4", Answer::Unsure, "A."),
        ]);
        let records = records(&["4", "3", "2", "1"]);
        let found = ledger.apply(&records, 1);
        assert_eq!(found.constraints.same, [(1, 2), (2, 3)]);
        assert_eq!(found.constraints.different, [(1, 3)]);
        assert_eq!(found.contradicted, [(1, 3)]);
        assert_eq!(found.waiting.len(), 1);
        let found = ledger.apply(&records, 2);
        assert_eq!((found.constraints.same.len(), found.unseconded.len()), (0, 3));
        ledger.add(Entry::Seconded { of: 0, by: "B.".to_owned(), on: String::new() }).unwrap();
        assert_eq!(ledger.apply(&records, 2).constraints.same, [(2, 3)]);
    }

    #[test]
    fn lines_are_read_as_written() {
        let ledger = ledger(&[
            judged("1", "2", Answer::Same, "A."),
            Entry::Seconded { of: 0, by: "B.".to_owned(), on: "2025-01-02".to_owned() },
            undone(1),
        ]);
        let lines = ledger.to_lines().unwrap();
        assert_eq!(Ledger::from_lines(&lines).unwrap(), ledger);
        let error = Ledger::from_lines("\n{}").unwrap_err();
        assert_eq!(error.to_string(), "Line 2 is not an entry");
    }
}
