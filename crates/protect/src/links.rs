//! References between rows: what points at something that did not leave is cut, and counted.
//!
//! Invariant: afterwards every key that a row names is in the edition, or the row says nothing in its place.
//!
//! Not here: which rows leave; see [`mod@crate::gate`].

use crate::shape::Edition;
use std::collections::BTreeSet;

/// The keys that are in the edition, by what a reference can mean.
pub(crate) struct Keys {
    pub(crate) statements: BTreeSet<String>,
    /// Statements, positions, awareness, measures, evidence, persons: whatever has a page or a row.
    pub(crate) rows: BTreeSet<String>,
    parties: BTreeSet<String>,
    reports: BTreeSet<String>,
}

impl Keys {
    /// The keys of an edition whose tables are final.
    pub(crate) fn of(edition: &Edition) -> Self {
        let statements: BTreeSet<_> = edition.statements.iter().map(|s| s.key.clone()).collect();
        let mut rows = statements.clone();
        rows.extend(edition.positions.iter().map(|r| r.key.clone()));
        rows.extend(edition.awareness.iter().map(|r| r.key.clone()));
        rows.extend(edition.measures.iter().map(|r| r.key.clone()));
        rows.extend(edition.evidence.iter().map(|r| r.key.clone()));
        rows.extend(edition.persons.iter().map(|r| r.key.clone()));
        Self {
            statements,
            rows,
            parties: edition.parties.iter().map(|r| r.key.clone()).collect(),
            reports: edition.reports.iter().map(|r| r.key.clone()).collect(),
        }
    }
}

/// Cuts references and counts them.
pub(crate) struct Cutter<'a> {
    pub(crate) keys: &'a Keys,
    pub(crate) cut: u64,
}

impl Cutter<'_> {
    /// Cuts every reference of `edition` that points at nothing.
    pub(crate) fn edition(&mut self, edition: &mut Edition) {
        for row in &mut edition.statements {
            self.list(&mut row.derives_from, |d| &d.key, |k| &k.statements);
            self.list(&mut row.origins.keys, |k| k, |k| &k.statements);
            self.list(&mut row.stimulus, |k| k, |k| &k.statements);
            self.list(&mut row.reports, |k| k, |k| &k.reports);
            self.one(&mut row.superseded_by, |k| &k.statements);
            if let Some(outcome) = &mut row.outcome {
                self.one(&mut outcome.statement, |k| &k.statements);
            }
        }
        for row in &mut edition.positions {
            self.one(&mut row.statement, |k| &k.statements);
            self.list(&mut row.derives_from, |d| &d.key, |k| &k.statements);
            self.list(&mut row.reports, |k| k, |k| &k.reports);
        }
        for row in &mut edition.awareness {
            self.list(&mut row.stimulus, |k| k, |k| &k.statements);
            self.list(&mut row.reports, |k| k, |k| &k.reports);
        }
        for row in &mut edition.measures {
            self.one(&mut row.party, |k| &k.parties);
            self.list(&mut row.contradicted_by, |k| k, |k| &k.rows);
            self.list(&mut row.reports, |k| k, |k| &k.reports);
        }
        for row in &mut edition.evidence {
            self.list(&mut row.links, |k| k, |k| &k.rows);
            self.list(&mut row.reports, |k| k, |k| &k.reports);
        }
        for row in &mut edition.persons {
            self.list(&mut row.reports, |k| k, |k| &k.reports);
            for name in &mut row.names {
                if !name.report.is_empty() && !self.keys.reports.contains(&name.report) {
                    name.report.clear();
                    self.cut += 1;
                }
            }
        }
        for report in edition.linkage.iter_mut().flat_map(|l| l.reports()) {
            if !report.is_empty() && !self.keys.reports.contains(report) {
                report.clear();
                self.cut += 1;
            }
        }
        for row in &mut edition.changes {
            self.one(&mut row.subject, |k| &k.rows);
        }
        for row in &mut edition.corrections {
            self.one(&mut row.subject, |k| &k.rows);
        }
    }

    fn list<T>(
        &mut self,
        list: &mut Vec<T>,
        key: impl Fn(&T) -> &String,
        among: impl Fn(&Keys) -> &BTreeSet<String>,
    ) {
        let before = list.len();
        let keys = among(self.keys);
        list.retain(|item| keys.contains(key(item)));
        self.cut += (before - list.len()) as u64;
    }

    fn one(&mut self, item: &mut Option<String>, among: impl Fn(&Keys) -> &BTreeSet<String>) {
        if item.as_ref().is_some_and(|key| !among(self.keys).contains(key)) {
            *item = None;
            self.cut += 1;
        }
    }
}
