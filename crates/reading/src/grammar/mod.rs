//! From a page to drafts.
//!
//! Terms: a *context* is the page with its sentences, mentions and attributions, made once and used by every rule. Invariants: drafts
//! come in the order of their first span; each names its rules, and each rule has a sentence in [`rules`]. Work is linear in the text.
//! Not here: which kinds there are (`kinds`, `figure`).

mod attribute;
mod fold;
mod kinds;
mod lexicon;
mod mention;
mod party;
mod sentence;
mod when;

use crate::draft::{Complaint, Draft, Hints};
use crate::page::Page;
use attribute::Attributions;
use mention::Sentence;
use when::Calendar;

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
    let steps = [when::RULES, attribute::RULES];
    let steps = steps.into_iter().flatten().map(|(id, reads)| Rule { id, reads });
    let rows = lexicon::lexicon().rows().iter();
    let rows = rows.map(|row| Rule { id: row.id, reads: row.class.reads() });
    let mut all: Vec<Rule> = steps.chain(rows).collect();
    all.sort_by_key(|rule| rule.id);
    all.dedup_by_key(|rule| rule.id);
    all
}

/// What every rule works on.
pub(crate) struct Context<'a> {
    pub(crate) page: &'a Page,
    pub(crate) hints: &'a Hints,
    pub(crate) sentences: Vec<Sentence>,
    /// Who answers for what.
    pub(crate) attributions: Attributions,
}

impl<'a> Context<'a> {
    fn new(page: &'a Page, hints: &'a Hints) -> Self {
        let calendar = Calendar { anchor: hints.published, last: None };
        let sentences = mention::sentences(page, calendar);
        let attributions = Attributions::new(page, hints, &sentences);
        Self { page, hints, sentences, attributions }
    }

    /// The words of a range of the page.
    pub(crate) fn words(&self, range: std::ops::Range<usize>) -> &str {
        self.page.slice(range)
    }
}

/// The drafts of a page, by where they stand.
pub(crate) fn drafts(page: &Page, hints: &Hints, _: &mut Vec<Complaint>) -> Vec<Draft> {
    let context = Context::new(page, hints);
    kinds::drafts(&context, &[])
}
