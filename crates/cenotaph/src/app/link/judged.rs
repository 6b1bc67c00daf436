//! What people judged: read from a file of lines or from the record of a case, and filed there.
//!
//! Terms: a *place* is the file or the case that holds judgements; a *name* is what a person types to undo or second one: the number of its
//! line in a file, the id of its entry in a case. In a case each judgement, second and undoing is an entry `judgement/1`, signed by the
//! desk's author or by an editor's own key; an entry that an editor signed is that editor's, whatever it says, and nobody else can judge in
//! an editor's name. Invariants: nothing is overwritten: undoing is a new entry; what does not count is ignored and named; what leads to a
//! person beside the record's own names is refused. Not here: what follows from judgements (the crate `link`), what is asked ([`super::queue`]).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ::link::judge::{Answer, Decision, Entry, Judgement, Ledger, RecordName};
use record::vault::EditorKey;
use serde::{Deserialize, Serialize};

use super::super::case::Case;
use super::super::error::Error;
use super::super::keys::{self, Role};
use super::super::people::{self, Roster};
use super::super::temporary::write_whole;
use super::super::{clock::Clock, logs};
use super::{Fault, text_of};
use crate::intake::masked;

/// The kind of an entry with a judgement, a second or an undoing.
pub(crate) const JUDGEMENT: &str = "judgement/1";

/// Body of `judgement/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "act", deny_unknown_fields)]
pub enum JudgementBody {
    /// Somebody judged two records.
    Judged {
        /// A record.
        a: RecordName,
        /// The other.
        b: RecordName,
        /// The answer.
        answer: Answer,
        /// Who; of an entry that an editor signed, that editor.
        by: String,
        /// Why; may be empty.
        grounds: String,
    },
    /// Somebody else looked at a judgement and agrees.
    Seconded {
        /// Id of its entry.
        of: String,
        /// Who.
        by: String,
    },
    /// A judgement or a second holds no longer.
    Undone {
        /// Id of its entry.
        of: String,
        /// Who.
        by: String,
        /// Why; may be empty.
        grounds: String,
    },
}

/// Who judges.
pub enum Judge {
    /// Whoever works at the desk, by a name; the desk's author signs.
    Named(String),
    /// The desk's author.
    Author,
    /// An editor, who signs.
    Editor(Box<EditorKey>),
}

/// What somebody says, before it is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A judgement.
    Judged {
        /// The records.
        pair: (RecordName, RecordName),
        /// The answer.
        answer: Answer,
        /// Why.
        grounds: String,
    },
    /// Agreement with a judgement, by its name.
    Seconded(String),
    /// Taking back a judgement or a second.
    Undone {
        /// Its name.
        of: String,
        /// Why.
        grounds: String,
    },
}

/// Judgements with their names.
#[derive(Debug, Clone, Default)]
pub struct Judgements {
    /// The judgements.
    pub ledger: Ledger,
    /// The name of each entry of the ledger.
    pub names: Vec<String>,
    /// What does not count, with the reason, a line each.
    pub ignored: Vec<String>,
}

/// Where judgements are kept.
#[derive(Debug)]
pub enum Place {
    /// A file with a line of JSON each; one that is not there holds none.
    File(PathBuf, Clock),
    /// The record of a case.
    Case(Box<Case>),
}

impl Judgements {
    /// Reads a file of lines.
    ///
    /// # Errors
    /// [`Fault::Judgements`]; what the system answers.
    pub fn of_file(path: &Path) -> Result<Self, Error> {
        let fail = |source| Fault::Judgements { path: path.to_owned(), source };
        let ledger = Ledger::from_lines(&text_of(path)?).map_err(fail)?;
        let names = (1..=ledger.entries().len()).map(|n| n.to_string()).collect();
        Ok(Self { ledger, names, ignored: Vec::new() })
    }

    /// Replays a case's record.
    ///
    /// # Errors
    /// What the record answers.
    pub fn of_case(case: &Case) -> Result<Self, Error> {
        let log = logs::desk_read_only(case)?;
        let mut found = Vec::new();
        log.replay(0..log.size()?, |raw| {
            if raw.kind == JUDGEMENT {
                let body: JudgementBody = raw.body_as()?;
                found.push((raw.id().to_string(), raw.day().to_string(), raw.by(), body));
            }
            Ok::<(), record::Error>(())
        })?;
        let mut out = Self::default();
        if found.is_empty() {
            return Ok(out);
        }
        let roster = Roster::replay(&log, case.settings.protection.threshold)?;
        for (id, on, signer, body) in found {
            let editor = roster.everybody().iter().find(|e| e.author() == signer);
            let said = body.by().to_owned();
            let by = editor.map_or_else(|| said.clone(), |e| e.name().to_owned());
            let short = id.get(..12).unwrap_or(&id);
            if editor.is_none() && roster.everybody().iter().any(|e| e.name() == said) {
                out.ignored.push(format!("{short}: `{said}` is an editor and did not sign it"));
                continue;
            }
            let entry = body.entry(by, on, |name| out.number(name).ok());
            match entry.map(|e| out.ledger.add(e)) {
                Some(Ok(_)) => out.names.push(id),
                Some(Err(why)) => out.ignored.push(format!("{short}: {why}")),
                None => out.ignored.push(format!("{short}: what it speaks of is not there")),
            }
        }
        Ok(out)
    }

    /// These and others behind them.
    ///
    /// # Errors
    /// None for ledgers that were taken.
    pub fn and(mut self, other: Self) -> Result<Self, Error> {
        let before = self.names.len();
        for entry in other.ledger.entries() {
            let mut entry = entry.clone();
            if let Entry::Seconded { of, .. } | Entry::Undone { of, .. } = &mut entry {
                *of += before;
            }
            self.ledger.add(entry).map_err(|e| Error::Bug(e.to_string()))?;
        }
        self.names.extend(other.names);
        self.ignored.extend(other.ignored);
        Ok(self)
    }

    /// The number of the entry of a name, or of the one name that begins so.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Ambiguous`].
    pub fn number(&self, name: &str) -> Result<usize, Error> {
        if let Some(at) = self.names.iter().position(|n| n == name) {
            return Ok(at);
        }
        let long = name.len() >= 4;
        let begins = |n: &&String| long && n.len() == 64 && n.starts_with(name);
        let found: Vec<usize> =
            (0..self.names.len()).filter(|at| begins(&&self.names[*at])).collect();
        match found[..] {
            [one] => Ok(one),
            [] => Err(Error::NotFound(name.to_owned())),
            _ => Err(Error::Ambiguous(name.to_owned())),
        }
    }

    /// The persons who made the judgements that a decision rests on, and those who seconded them.
    #[must_use]
    pub fn persons(&self, decision: &Decision) -> Vec<String> {
        let entries = self.ledger.entries();
        let mut out = Vec::new();
        for at in &decision.entries {
            if let Some(Entry::Judged(j)) = entries.get(*at) {
                out.push(j.by.clone());
            }
        }
        let seconded = entries.iter().enumerate().filter_map(|(n, e)| match e {
            Entry::Seconded { of, by, .. } if decision.entries.contains(of) => Some((n, by)),
            _ => None,
        });
        let undone =
            |n: usize| entries.iter().any(|e| matches!(e, Entry::Undone { of, .. } if *of == n));
        out.extend(seconded.filter(|(n, _)| !undone(*n)).map(|(_, by)| by.clone()));
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Every judgement with its name, and whether it was undone.
    #[must_use]
    pub fn all(&self) -> Vec<(&str, &Entry, bool)> {
        let entries = self.ledger.entries();
        let mut undone = vec![false; entries.len()];
        for entry in entries {
            if let Entry::Undone { of, .. } = entry {
                undone[*of] = true;
            }
        }
        let named = self.names.iter().map(String::as_str).zip(entries).zip(undone);
        named.map(|((name, entry), undone)| (name, entry, undone)).collect()
    }

    /// What was decided of each pair, by the pair, the lesser name first.
    #[must_use]
    pub fn decided(&self) -> BTreeMap<(RecordName, RecordName), Decision> {
        self.ledger.decisions().into_iter().map(|d| (d.pair.clone(), d)).collect()
    }
}

impl JudgementBody {
    fn by(&self) -> &str {
        match self {
            Self::Judged { by, .. } | Self::Seconded { by, .. } | Self::Undone { by, .. } => by,
        }
    }

    /// As an entry of a ledger; nothing if it speaks of what is not there.
    fn entry(
        self,
        by: String,
        on: String,
        number: impl Fn(&str) -> Option<usize>,
    ) -> Option<Entry> {
        Some(match self {
            Self::Judged { a, b, answer, grounds, .. } => {
                Entry::Judged(Judgement { a, b, answer, by, on, grounds })
            }
            Self::Seconded { of, .. } => Entry::Seconded { of: number(&of)?, by, on },
            Self::Undone { of, grounds, .. } => Entry::Undone { of: number(&of)?, by, on, grounds },
        })
    }
}

impl Place {
    /// What it holds.
    ///
    /// # Errors
    /// What the file or the record answers.
    pub fn load(&self) -> Result<Judgements, Error> {
        match self {
            Self::File(path, _) if !path.exists() => Ok(Judgements::default()),
            Self::File(path, _) => Judgements::of_file(path),
            Self::Case(case) => Judgements::of_case(case),
        }
    }

    /// The name under which a judge's entries stand.
    ///
    /// # Errors
    /// [`Error::Value`] where a file needs a name, or a name is an editor's; [`people::Refusal`] for a key that is no editor's.
    pub fn name_of(&self, judge: &Judge) -> Result<String, Error> {
        let bad = |value: &str, expected: &str| Error::Value {
            value: value.to_owned(),
            expected: expected.to_owned(),
        };
        match (self, judge) {
            (_, Judge::Named(name)) if name.trim().is_empty() => {
                Err(bad(name, "the name of who judges"))
            }
            (Self::File(..), Judge::Author) => {
                Err(bad("", "the name of who judges: give one with `--by`"))
            }
            (Self::File(..), Judge::Editor(key)) => Ok(key.card().key.name().to_owned()),
            (Self::File(..), Judge::Named(name)) => Ok(name.trim().to_owned()),
            (Self::Case(case), Judge::Author) => {
                Ok(keys::load(case, Role::Author)?.name().to_owned())
            }
            (Self::Case(case), Judge::Editor(key)) => {
                Ok(Roster::load(case)?.editor(&key.card().key)?.name().to_owned())
            }
            (Self::Case(case), Judge::Named(name)) => {
                if Roster::load(case)?.everybody().iter().any(|e| e.name() == name.trim()) {
                    let expected =
                        "a name that the desk may sign for: an editor judges with `--key`";
                    return Err(bad(name, expected));
                }
                Ok(name.trim().to_owned())
            }
        }
    }

    /// Files what somebody says: all of it or nothing. Gives the names of the new entries.
    ///
    /// # Errors
    /// [`Fault::NotTaken`] for what a ledger does not take; [`Error::Value`] for words that lead to a person; what the place answers.
    pub fn file(&self, judge: &Judge, said: &[Said]) -> Result<Vec<String>, Error> {
        let by = self.name_of(judge)?;
        let mut judgements = self.load()?;
        let on = match self {
            Self::File(_, clock) => clock.today().to_string(),
            Self::Case(case) => case.clock.today().to_string(),
        };
        let mut bodies = Vec::new();
        for one in said {
            let body = self.body(one, &by, &judgements)?;
            let number = |name: &str| judgements.number(name).ok();
            let entry = body.clone().entry(by.clone(), on.clone(), number);
            let entry = entry.ok_or_else(|| Error::Bug("a judgement lost its name".to_owned()))?;
            judgements.ledger.add(entry).map_err(Fault::NotTaken)?;
            // A name that nobody can type, until the entry has its own.
            judgements.names.push(format!("+{}", judgements.names.len() + 1));
            bodies.push(body);
        }
        match self {
            Self::File(path, _) => {
                let lines = judgements.ledger.to_lines().map_err(|e| Error::Bug(e.to_string()))?;
                write_whole(path, lines.as_bytes())?;
                let all = judgements.names.len();
                Ok((all - said.len() + 1..=all).map(|n| n.to_string()).collect())
            }
            Self::Case(case) => {
                let draft = |body: &JudgementBody| {
                    let value =
                        serde_json::to_value(body).map_err(|e| Error::Bug(e.to_string()))?;
                    Ok::<_, Error>(record::Draft::new(JUDGEMENT, value)?)
                };
                let drafts = bodies.iter().map(draft).collect::<Result<Vec<_>, _>>()?;
                let receipts = match judge {
                    Judge::Editor(key) => people::write(case, &drafts, key.signing())?,
                    Judge::Author | Judge::Named(_) => {
                        people::write(case, &drafts, &keys::load(case, Role::Author)?)?
                    }
                };
                Ok(receipts.iter().map(|r| r.id.to_string()).collect())
            }
        }
    }

    fn body(&self, said: &Said, by: &str, there: &Judgements) -> Result<JudgementBody, Error> {
        let whole = |name: &str| Ok::<_, Error>(there.names[there.number(name)?].clone());
        let by = by.to_owned();
        let body = match said.clone() {
            Said::Judged { pair: (a, b), answer, grounds } => {
                JudgementBody::Judged { a, b, answer, by, grounds }
            }
            Said::Seconded(of) => JudgementBody::Seconded { of: whole(&of)?, by },
            Said::Undone { of, grounds } => JudgementBody::Undone { of: whole(&of)?, by, grounds },
        };
        let grounds = match &body {
            JudgementBody::Judged { grounds, .. } | JudgementBody::Undone { grounds, .. } => {
                grounds
            }
            JudgementBody::Seconded { .. } => "",
        };
        if let (Self::Case(_), Some(value)) = (self, masked(grounds)) {
            let expected = "what the grounds of a judgement may hold: the record is never erased";
            return Err(Error::Value { value, expected: expected.to_owned() });
        }
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(id: &str) -> RecordName {
        RecordName { list: "l".to_owned(), id: id.to_owned() }
    }

    fn judged(a: &str, b: &str, answer: Answer) -> Said {
        Said::Judged { pair: (name(a), name(b)), answer, grounds: "a photograph".to_owned() }
    }

    #[test]
    fn a_file_grows_and_is_read_as_written() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("j.jsonl");
        let place = Place::File(path.clone(), Clock::Fixed(1_772_000_000));
        let by = |n: &str| Judge::Named(n.to_owned());
        let first = place.file(&by("A."), &[judged("1", "2", Answer::Same)]).unwrap();
        assert_eq!(first, ["1"]);
        place.file(&by("B."), &[Said::Seconded("1".to_owned())]).unwrap();
        let there = place.load().unwrap();
        assert_eq!(there.persons(&there.ledger.decisions()[0]), ["A.", "B."]);
        let undo = Said::Undone { of: "1".to_owned(), grounds: String::new() };
        assert_eq!(place.file(&by("A."), std::slice::from_ref(&undo)).unwrap(), ["3"]);
        assert!(place.load().unwrap().ledger.decisions().is_empty());
        let before = std::fs::read(&path).unwrap();
        // What is not taken changes nothing, and nothing beside it is filed.
        for said in [
            vec![judged("3", "4", Answer::Same), undo],
            vec![judged("5", "5", Answer::Same)],
            vec![Said::Seconded("9".to_owned())],
        ] {
            assert!(place.file(&by("A."), &said).is_err(), "{said:?}");
            assert_eq!(std::fs::read(&path).unwrap(), before);
        }
        assert!(place.file(&Judge::Author, &[judged("1", "2", Answer::Same)]).is_err());
    }

    #[test]
    fn two_ledgers_become_one() {
        let one = |by: &str| {
            let mut out = Judgements::default();
            let (a, b, on) = (name("1"), name("2"), String::new());
            let (by, grounds) = (by.to_owned(), String::new());
            let judged = Judgement { a, b, answer: Answer::Same, by, on, grounds };
            out.ledger.add(Entry::Judged(judged)).unwrap();
            let (by, on) = ("C.".to_owned(), String::new());
            out.ledger.add(Entry::Seconded { of: 0, by, on }).unwrap();
            out.names = vec!["1".to_owned(), "2".to_owned()];
            out
        };
        let both = one("A.").and(one("B.")).unwrap();
        assert_eq!(both.ledger.entries().len(), 4);
        let decisions = both.ledger.decisions();
        assert_eq!((decisions.len(), decisions[0].persons), (1, 3));
    }
}
