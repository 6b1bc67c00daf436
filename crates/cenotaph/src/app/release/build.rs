//! From the desk to an edition that passed the gate, ready to be made, nothing written.
//!
//! Everything that decides the bytes comes from the record, the settings and the day: the same record on the same day gives the
//! same bytes, so that a second editor can build anew what the first one asked for and compare.

use std::collections::BTreeSet;

use model::date::Day;
use protect::risk::{Item, Standing};
use protect::shape::{Attribution, Edition, Origin};
use protect::{Candidate, Held, Passed, Refusal};
use record::vault::EditorKey;
use record::{Entry, Log};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::super::case::Case;
use super::super::desk::{Desk, Rows};
use super::super::error::Error;
use super::super::keys::{self, Role};
use super::super::logs;
use super::super::people::{self, Action, Granted, Request, Roster};
use super::ledger::Count;
use super::wire::GateBody;
use super::{
    Gated, Made, Past, ReleasedBody, candidate, changes, delay, edition_bytes, entry, file_of_key,
    folder_path, hex, read_edition, refused, to_value, wire,
};

/// What an edition is built from.
pub(super) struct Workshop<'a> {
    case: &'a Case,
    log: &'a Log,
    pub(super) past: Past,
    rows: Rows,
    desk: Desk,
    pub(super) roster: Roster,
    gates: Vec<GateBody>,
    pub(super) count: Count,
}

/// An edition that passed the gate.
pub(super) struct Prepared {
    pub(super) number: u64,
    pub(super) day: Day,
    /// The bytes of `edition.json`.
    pub(super) bytes: Vec<u8>,
    /// Their SHA-256, hexadecimal.
    pub(super) sha256: String,
    /// Entries of rows that are new or changed.
    pub(super) entries: Vec<Entry>,
    /// What it tells of persons.
    pub(super) items: Vec<Item>,
    /// How many persons were counted.
    pub(super) persons: usize,
    /// Hashes of the judgements that were overridden.
    pub(super) overridden: Vec<String>,
    /// The request that overrode those that no edition carried before.
    pub(super) overriding: Option<Request>,
    /// True when a row rests on a protected source and no outlet had published it.
    pub(super) unpublished: bool,
    held: Held,
    statements: usize,
    changes: usize,
}

/// What came of building.
pub(super) enum Built {
    /// It would say the same as the newest edition, of this number.
    Unchanged(u64),
    /// It can be made.
    New(Box<Prepared>),
}

/// A candidate that passed.
struct Judged {
    passed: Passed,
    overridden: Vec<String>,
    overriding: Option<Request>,
}

impl<'a> Workshop<'a> {
    /// Loads the desk, its sources, what left before, and the ledger by an editor's key.
    ///
    /// # Errors
    /// [`people::Refusal`] for a key that is no editor's; what the record and the vault answer.
    pub(super) fn load(
        case: &'a Case,
        log: &'a Log,
        key: Option<&EditorKey>,
    ) -> Result<Self, Error> {
        let roster = Roster::load(case)?;
        if let Some(key) = key {
            roster.editor(&key.card().key)?;
        }
        let past = Past::read(log)?;
        let rows = Rows::replay(case, None)?;
        let desk = Desk::from_rows(&rows, &case.population());
        let gates = wire::gates(case)?;
        let count = Count::load(case, (log, &past), (&desk, &rows.sources), &gates, key)?;
        Ok(Self { case, log, past, rows, desk, roster, gates, count })
    }

    /// Number of the next edition.
    pub(super) fn number(&self) -> u64 {
        self.past.editions.last().map_or(1, |e| e.number + 1)
    }

    /// The candidate as it would go to the gate on a day.
    pub(super) fn candidate(&self, day: Day) -> Result<Candidate, Error> {
        let mut desk = self.desk.clone();
        delay::hold(self.case, &mut desk, &self.rows, &self.past, day)?;
        let mut draft = candidate::build(self.case, &desk, self.number(), day)?;
        draft.edition.origin = Origin {
            log: self.log.origin().to_owned(),
            key: self.log.key().to_string(),
            previous: self.past.editions.last().map(|e| e.sha256.clone()),
            desk: self.case.settings.desk.clone(),
            contact: self.case.settings.contact.clone(),
            licence: self.case.settings.licence.clone(),
        };
        draft.risk = self.count.input();
        draft.risk.overridden = BTreeSet::new();
        Ok(draft)
    }

    /// Passes a candidate through the gate. What it blocks passes when two editors asked for exactly that, or when an edition that
    /// left carried it already. `resume`: hash of an edition that was broken off and may use its override again.
    fn judge(&self, draft: Candidate, resume: Option<&str>) -> Result<Judged, Error> {
        let mut again = draft.clone();
        let refusals = match protect::gate(draft) {
            Ok(passed) => return Ok(Judged { passed, overridden: Vec::new(), overriding: None }),
            Err(refusals) => refusals,
        };
        let blocked = canonical(&refusals);
        if blocked.len() < refusals.len() {
            return Err(refused(refusals));
        }
        let new = self.not_carried(&blocked);
        let overriding = self.overriding(&new, resume);
        if !new.is_empty() && overriding.is_none() {
            return Err(refused(refusals));
        }
        let overridden = blocked.iter().map(|c| hash(c)).collect();
        again.risk.overridden = blocked;
        let passed = protect::gate(again).map_err(refused)?;
        Ok(Judged { passed, overridden, overriding: overriding.cloned() })
    }

    /// Judgements that no edition which left has carried: what left has left.
    pub(super) fn not_carried(&self, blocked: &BTreeSet<String>) -> BTreeSet<String> {
        let made: BTreeSet<&str> = self.past.editions.iter().map(|e| e.sha256.as_str()).collect();
        let carried: BTreeSet<&String> = self
            .gates
            .iter()
            .filter(|g| made.contains(g.sha256.as_str()))
            .flat_map(|g| &g.blocked_overridden)
            .collect();
        blocked.iter().filter(|c| !carried.contains(&hash(c))).cloned().collect()
    }

    /// The request to override exactly this, of an editor and approved by another; both are editors still.
    pub(super) fn overriding(
        &self,
        blocked: &BTreeSet<String>,
        resume: Option<&str>,
    ) -> Option<&Request> {
        let today = logs::record_day(self.case.clock.today()).ok()?;
        let wanted = override_digest(blocked);
        let editor = |author| self.roster.editors().any(|e| e.author() == author);
        self.roster.requests().filter(|_| !blocked.is_empty()).find(|r| {
            let id = r.id.to_string();
            let broken_off = |g: &GateBody| {
                g.overriding.as_deref() == Some(id.as_str()) && resume == Some(g.sha256.as_str())
            };
            r.action == Action::Override
                && r.digest == wanted
                && editor(r.by)
                && r.approval.as_ref().is_some_and(|a| editor(a.by))
                && (r.is_open(today) || r.used && self.gates.iter().any(broken_off))
        })
    }

    /// Builds the edition of a day.
    ///
    /// # Errors
    /// [`Error::Refused`] with every refusal of the gate.
    pub(super) fn build(&self, day: Day, resume: Option<&str>) -> Result<Built, Error> {
        let Judged { passed, overridden, overriding } = self.judge(self.candidate(day)?, resume)?;
        let mut edition = passed.released.into_inner();
        let previous = self.past.editions.last();
        let previous = previous.map(|e| read_edition(self.log, &e.sha256)).transpose()?;
        if let Some(previous) = &previous {
            if changes::same_content(previous, &edition) {
                return Ok(Built::Unchanged(previous.number));
            }
            changes::compare(previous, &mut edition);
        }
        let author = keys::load(self.case, Role::Author)?;
        let entries = row_entries(&mut edition, &self.past, &author, logs::record_day(day)?)?;
        let released = protect::reopen(edition).map_err(refused)?;
        let bytes = edition_bytes(&released)?;
        Ok(Built::New(Box::new(Prepared {
            number: self.number(),
            day,
            sha256: hex(&Sha256::digest(&bytes)),
            bytes,
            entries,
            items: passed.items,
            persons: persons(&passed.verdict.standings),
            overridden,
            overriding,
            unpublished: rests_on_unpublished(&released),
            held: passed.held,
            statements: released.statements.len(),
            changes: released.changes.len(),
        })))
    }
}

impl Prepared {
    /// What there is to tell of it.
    pub(super) fn made(&self, case: &Case, granted: Option<&Granted>) -> Made {
        Made {
            number: self.number,
            folder: folder_path(case, self.number),
            rows: self.entries.len(),
            held: self.held.clone(),
            changes: self.changes,
            statements: self.statements,
            gate: Gated {
                persons: self.persons,
                overridden: self.overridden.len(),
                approved_by: granted.map(|g| g.approval.name.clone()),
                one_machine: granted.is_some_and(|g| g.one_machine),
            },
        }
    }
}

/// How many persons were counted, each against both adversaries.
pub(super) fn persons(standings: &[Standing]) -> usize {
    standings.iter().map(|s| s.person.as_str()).collect::<BTreeSet<_>>().len()
}

/// What the gate's count blocked, as texts that are the same for the same judgement.
pub(super) fn canonical(refusals: &[Refusal]) -> BTreeSet<String> {
    let blocked = refusals.iter().filter_map(|r| match r {
        Refusal::TooFew(blocked) => Some(blocked.canonical()),
        _ => None,
    });
    blocked.collect()
}

/// What a request to override judgements of the gate is the digest of.
pub(super) fn override_digest(blocked: &BTreeSet<String>) -> String {
    let mut parts = vec![b"gate".as_slice()];
    parts.extend(blocked.iter().map(String::as_bytes));
    people::digest(Action::Override, &parts)
}

fn hash(canonical: &str) -> String {
    hex(&Sha256::digest(canonical.as_bytes()))
}

/// True when something in it rests on a protected source, and no outlet had published it.
fn rests_on_unpublished(edition: &Edition) -> bool {
    let rests = |attribution: &Attribution, public: bool| {
        matches!(attribution, Attribution::Protected { .. }) && !public
    };
    edition.statements.iter().any(|s| rests(&s.attribution, s.already_public))
        || edition.awareness.iter().any(|a| rests(&a.attribution, a.already_public))
        || edition.measures.iter().any(|m| rests(&m.attribution, m.already_public))
}

/// Signs an entry for each row that is new or changed, and writes the ids and proofs' paths into the edition.
fn row_entries(
    edition: &mut Edition,
    past: &Past,
    author: &record::SigningKey,
    day: record::Day,
) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    let mut one = |table: &str, key: &str, value: Value| -> Result<String, Error> {
        let before = past.rows.get(&(table.to_owned(), key.to_owned()));
        if let Some((id, old)) = before
            && *old == value
        {
            return Ok(id.clone());
        }
        let body = ReleasedBody {
            table: table.to_owned(),
            key: key.to_owned(),
            value,
            supersedes: before.map(|(id, _)| id.clone()),
        };
        let entry = entry("released/1", &body, author, day)?;
        let id = entry.id().to_string();
        entries.push(entry);
        Ok(id)
    };
    for s in &mut edition.statements {
        s.entry_id = String::new();
        s.proof = None;
        s.entry_id = one("statement", &s.key, to_value(s)?)?;
        s.proof = Some(format!("proofs/{}.tlog-proof", file_of_key(&s.key)));
    }
    macro_rules! rows {
        ($($table:literal $list:ident),*) => {$(
            for row in &mut edition.$list {
                row.entry_id = String::new();
                row.entry_id = one($table, &row.key, to_value(row)?)?;
            }
        )*};
    }
    rows!("position" positions, "awareness" awareness, "measure" measures, "evidence" evidence, "person" persons);
    Ok(entries)
}
