//! The check: what cannot all be true, what would reconcile it, what follows, what is an echo, what went wrong on the way.
//!
//! The numbers come from `estimate::bounds` (a contradiction is proved by exact arithmetic) and from `model::relay` (faults
//! computed from the values of statements). Here they get their statements back, and sentences in English and Korean.

mod contradictions;
mod problem;
mod relays;
mod tainted;
#[cfg(test)]
mod tests;

use model::date::Day;
use model::statement::Statement;
use serde_json::{Map, Value, json};

use super::Both;
use super::desk::Desk;

/// What to check.
#[derive(Debug, Clone)]
pub struct Options {
    /// Groups or parties whose figures are used; empty means all.
    pub trust: Vec<String>,
    /// How many contradictions to list at most; the number that was left out is always told.
    pub limit: usize,
    /// The day for which ranges are asked; none means the last day that a figure holds for.
    pub on: Option<Day>,
}

impl Default for Options {
    fn default() -> Self {
        Self { trust: Vec::new(), limit: 200, on: None }
    }
}

/// Something that the check found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// `contradiction`, `relay`, `series`, `echo`, `range`, `radius`, `taint`, `unlisted`.
    pub kind: &'static str,
    /// The fault; empty for findings that are none.
    pub fault: String,
    /// Keys of the statements.
    pub statements: Vec<String>,
    /// The contradiction radius: 1 is consistent, none when no factor would do or when it does not apply.
    pub radius: Option<f64>,
    /// A sentence that an editor can print.
    pub sentence: Both,
    /// What would reconcile a contradiction.
    pub reconcile: Vec<Both>,
    /// More facts, by name, for machines.
    pub more: Map<String, Value>,
}

/// Everything that the check found, in the order in which it is shown.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Findings: contradictions first, the clearest on top.
    pub findings: Vec<Finding>,
    /// Statements that were looked at.
    pub statements: usize,
    /// Figures among them whose words mean an interval.
    pub figures: usize,
    /// Contradicting pairs in all, listed or not.
    pub pairs: u64,
    /// Contradictions found but not listed, at least.
    pub unlisted: u64,
}

impl Report {
    /// True when there is a contradiction or a fault.
    #[must_use]
    pub fn has_faults(&self) -> bool {
        self.findings.iter().any(|f| matches!(f.kind, "contradiction" | "relay" | "series"))
    }

    /// Findings of one kind.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(move |f| f.kind == kind)
    }
}

impl Finding {
    /// The finding as one JSON object.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut object = json!({
            "kind": self.kind,
            "fault": self.fault,
            "statements": self.statements,
            "radius": self.radius.map(round),
            "sentence": self.sentence.en,
            "sentence_ko": self.sentence.ko,
        });
        if let Value::Object(map) = &mut object {
            if !self.reconcile.is_empty() {
                let list = |of: fn(&Both) -> &String| {
                    self.reconcile.iter().map(of).cloned().collect::<Vec<_>>()
                };
                map.insert("reconcile".into(), json!(list(|b| &b.en)));
                map.insert("reconcile_ko".into(), json!(list(|b| &b.ko)));
            }
            map.extend(self.more.clone());
        }
        object
    }
}

/// Six significant decimals are more than the data carry; they keep output the same on every machine.
fn round(r: f64) -> f64 {
    (r * 1e6).round() / 1e6
}

/// Checks a desk.
#[must_use]
pub fn check(desk: &Desk, options: &Options) -> Report {
    let statements: Vec<&Statement> = desk.statements().collect();
    let trusted: Vec<&Statement> = statements
        .iter()
        .copied()
        .filter(|s| {
            options.trust.is_empty() || options.trust.iter().any(|t| super::figures::names(t, s))
        })
        .collect();
    let mut report = Report { statements: statements.len(), ..Report::default() };
    contradictions::check(&trusted, options, &mut report);
    relays::check(&statements, &mut report);
    tainted::check(desk, &mut report);
    report
}
