//! From a page to drafts.

use crate::draft::{Complaint, Draft, Hints};
use crate::page::Page;

/// A rule that a draft can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The id.
    pub id: &'static str,
    /// What it reads, in a sentence.
    pub reads: &'static str,
}

/// Every rule, by id.
#[must_use]
pub fn rules() -> Vec<Rule> {
    Vec::new()
}

pub(crate) fn drafts(_: &Page, _: &Hints, _: &mut Vec<Complaint>) -> Vec<Draft> {
    Vec::new()
}
