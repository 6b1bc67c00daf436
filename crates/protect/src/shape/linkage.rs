//! Why the mentions of a named person are of one person: what linking by names and ages gives, worked out and said by nobody.
//!
//! Terms: a *mention* is one of a person's published names in one report; a *weight* is log2 of how much more probable an agreement is
//! among mentions of one person than of two, in thousandths of a bit; the *total* is prior and weights added up.
//! Invariant: `prior_milli` and the terms of a pair add up to its `total_milli`, to the unit.
//!
//! Not here: who judged and on what grounds, which stay with the desk; any record but mentions that leave.

use super::Both;
use serde::{Deserialize, Serialize};

/// What linking the published mentions gives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linkage {
    /// SHA-256 of the model, hexadecimal.
    pub model: String,
    /// Mentions that were linked.
    pub mentions: u64,
    /// Persons found.
    pub persons: u64,
    /// The average total above which mentions are of one person.
    pub threshold_milli: i64,
    /// What came out, in a sentence.
    pub sentence: Both,
    /// By person of the edition.
    pub by_person: Vec<LinkedPerson>,
}

/// The mentions of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkedPerson {
    /// Key of the person.
    pub person: String,
    /// The mentions, those that hang by least first.
    pub mentions: Vec<LinkedMention>,
}

/// A mention and why it is with the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkedMention {
    /// The name as printed.
    pub name: String,
    /// Key of the report; may be empty.
    pub report: String,
    /// The number of the person found, from 1: mentions of one number are of one.
    pub found: u64,
    /// The mention that it weighs most with; none if it is alone.
    pub nearest: Option<LinkedPair>,
    /// The average of its totals with all others of the person found; nothing if it is alone.
    pub average_milli: Option<i64>,
    /// What the average would be if one field disagreed wholly.
    pub without: Vec<LinkedWithout>,
    /// What the desk judged of it and another mention, and keeps to.
    pub decided: Vec<LinkedDecision>,
}

/// The weight of a mention with another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkedPair {
    /// The other name as printed.
    pub name: String,
    /// Key of its report; may be empty.
    pub report: String,
    /// What two mentions weigh before anything is compared.
    pub prior_milli: i64,
    /// What each comparison adds.
    pub terms: Vec<LinkedTerm>,
    /// The sum.
    pub total_milli: i64,
    /// The probability that the sum means, in millionths.
    pub probability_ppm: u64,
}

/// What one comparison adds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkedTerm {
    /// What is compared.
    pub field: Both,
    /// How it agrees.
    pub agreement: Both,
    /// The weight.
    pub weight_milli: i64,
}

/// What would become of a mention.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkedWithout {
    /// The field that would disagree.
    pub field: Both,
    /// The average then.
    pub average_milli: i64,
    /// Whether that takes it out.
    pub out: bool,
}

/// What the desk judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkedDecision {
    /// The other name.
    pub name: String,
    /// Key of its report; may be empty.
    pub report: String,
    /// Whether they are of one person.
    pub same: bool,
}

impl Linkage {
    /// Without whatever speaks of a name that is not shown; how many persons went. `shown`: whether a person
    /// has a name in this edition; `anybody`: whether anybody has.
    ///
    /// Reasons are worked out of all mentions of a person, so those of a person of whom one is not shown go together.
    pub(crate) fn keep(
        &mut self,
        shown: &impl Fn(&str, &str) -> bool,
        anybody: &impl Fn(&str) -> bool,
    ) -> u64 {
        let open: Vec<bool> = self
            .by_person
            .iter()
            .map(|p| {
                p.mentions.iter().all(|m| {
                    let others = m.nearest.iter().map(|n| &n.name);
                    let others = others.chain(m.decided.iter().map(|d| &d.name));
                    shown(&p.person, &m.name) && others.into_iter().all(|n| anybody(n))
                })
            })
            .collect();
        let before = self.by_person.len();
        let mut open = open.into_iter();
        self.by_person.retain(|_| open.next().unwrap_or(false));
        (before - self.by_person.len()) as u64
    }

    /// Every key of a report.
    pub(crate) fn reports(&mut self) -> impl Iterator<Item = &mut String> {
        self.by_person.iter_mut().flat_map(|p| &mut p.mentions).flat_map(|m| {
            let nearest = m.nearest.iter_mut().map(|n| &mut n.report);
            let decided = m.decided.iter_mut().map(|d| &mut d.report);
            std::iter::once(&mut m.report).chain(nearest).chain(decided)
        })
    }
}
