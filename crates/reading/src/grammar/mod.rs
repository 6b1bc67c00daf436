//! From a page to drafts.
//!
//! Terms: a *context* is the page with its sentences, mentions and attributions, made once and used by every rule. Invariants: drafts
//! come in the order of their first span; each names its rules, and each rule has a sentence in [`rules`]. Work is linear in the text.
//! Not here: which kinds there are (`kinds`, `figure`).

mod attribute;
mod derive;
mod figure;
mod fold;
mod kinds;
mod lexicon;
mod mention;
mod party;
mod row;
mod sentence;
pub(crate) mod split;
mod trie;
mod when;

use model::date::Day;

use crate::draft::{Complaint, Draft, Hints};
use crate::page::Page;
pub(crate) use fold::{Quick, is_alphanumeric};

use attribute::{Answer, Attributions};
use mention::{Reader, Sentence};
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
    let steps = [when::RULES, party::RULES, attribute::RULES, figure::RULES];
    let steps = steps.into_iter().flatten().map(|(id, reads)| Rule { id, reads });
    let rows = lexicon::lexicon().rows().iter();
    let rows = rows.map(|row| Rule { id: row.id, reads: row.class.reads() });
    let mut all: Vec<Rule> = steps.chain(rows).chain(kinds::rules()).collect();
    all.sort_by_key(|rule| rule.id);
    all.dedup_by_key(|rule| rule.id);
    all
}

/// What every rule works on.
pub(crate) struct Context<'a> {
    pub(crate) page: &'a Page,
    pub(crate) hints: &'a Hints,
    /// The day of publication, as given or as the only day that the text names in full.
    pub(crate) anchor: Option<Day>,
    pub(crate) sentences: Vec<Sentence>,
    /// Who answers for what.
    pub(crate) attributions: Attributions,
}

impl<'a> Context<'a> {
    fn new(
        page: &'a Page,
        hints: &'a Hints,
        anchor: Option<Day>,
        sentences: Vec<Sentence>,
    ) -> Self {
        let attributions = Attributions::new(page, hints, &sentences);
        Self { page, hints, anchor, sentences, attributions }
    }

    /// Who answers for a range of a sentence.
    pub(crate) fn answer(&self, sentence: usize, at: &std::ops::Range<usize>) -> Answer {
        self.attributions.answer(self.page, &self.sentences, sentence, at)
    }

    /// The words of a range of the page.
    pub(crate) fn words(&self, range: std::ops::Range<usize>) -> &str {
        self.page.slice(range)
    }
}

/// The most drafts that are given; an article has some dozens.
const DRAFTS_MAX: usize = 10_000;

/// Sentences with a word of the tables in which so many drafts should be found; when they are not, all of the text is read.
///
/// A choice: an article has nearly a draft in each such sentence, and this leaves half of them without. Wrong, a long text costs part of
/// the work on these sentences twice.
const ENOUGH: usize = DRAFTS_MAX * 2;

/// A part of [`ENOUGH`] shows whether so many sentences will have the most drafts; where they will not, all is read at once.
const SAMPLES: usize = 16;

/// From this length of a text on, in bytes, a sample is worth its cost: a shorter one has hardly more than [`ENOUGH`] sentences.
const SAMPLED: usize = 2 << 20;

/// The drafts of a page, by where they stand.
///
/// A text is read no further than the most drafts that are given reach, so that a book of figures costs no more than its head. What a
/// kind derives from, and its stimulus, are told by the place in the figures followed by the drafts of the kinds.
pub(crate) fn drafts(page: &Page, hints: &Hints, complaints: &mut Vec<Complaint>) -> Vec<Draft> {
    let anchor = hints.published.or_else(|| mention::anchor(page, complaints));
    let calendar = Calendar::new(anchor, hints.published.is_none());
    let (mut reader, mut sentences) = (Reader::new(page, calendar), Vec::new());
    let whole = page.text.len() < SAMPLED;
    reader.read(if whole { usize::MAX } else { ENOUGH / SAMPLES }, &mut sentences);
    if reader.goes_on() {
        let sample = Context::new(page, hints, anchor, sentences);
        let sparse = is_sparse(&sample);
        sentences = sample.sentences;
        reader.read(if sparse { usize::MAX } else { ENOUGH }, &mut sentences);
    }
    let mut context = Context::new(page, hints, anchor, sentences);
    let mut all = of_context(&context);
    if reader.goes_on() && before_last(&context, &all) < DRAFTS_MAX {
        let mut sentences = context.sentences;
        reader.read(usize::MAX, &mut sentences);
        context = Context::new(page, hints, anchor, sentences);
        all = of_context(&context);
    }
    if all.len() > DRAFTS_MAX {
        complaints.push(Complaint::TooMany { drafts: DRAFTS_MAX });
    }
    in_order(all)
}

fn of_context(context: &Context<'_>) -> Vec<Draft> {
    let figures = || {
        let mut all = figure::drafts(context);
        derive::headlines(context, &mut all);
        all
    };
    let (mut all, marks) = split::join(context.page.text.len(), figures, || kinds::marks(context));
    let others = kinds::drafts(context, &all, marks);
    all.extend(others);
    all
}

/// Whether the drafts of a sample are too few for the most drafts that are given to stand in [`ENOUGH`] sentences.
fn is_sparse(sample: &Context<'_>) -> bool {
    let told = sample.sentences.iter().filter(|s| !s.mentions.is_empty()).count();
    of_context(sample).len() * ENOUGH < told * DRAFTS_MAX
}

/// How many drafts stand before the last sentences, which what follows them may change.
fn before_last(context: &Context<'_>, all: &[Draft]) -> usize {
    const OPEN: usize = 256;
    let last = context.sentences.len().saturating_sub(OPEN);
    let end = context.sentences.get(last).map_or(0, |s| s.range.start);
    all.iter().filter(|d| d.spans.first().is_some_and(|s| s.text.end <= end)).count()
}

/// Sorts drafts by their first span, keeps the most that are given, and lets indexes follow.
fn in_order(all: Vec<Draft>) -> Vec<Draft> {
    let start = |d: &Draft| d.spans.first().map_or((0, 0), |s| (s.text.start, s.text.end));
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|i| all.get(*i).map(|d| (start(d), d.kind)));
    order.truncate(DRAFTS_MAX);
    let mut places = vec![None; all.len()];
    for (place, i) in order.iter().enumerate() {
        if let Some(slot) = places.get_mut(*i) {
            *slot = Some(place);
        }
    }
    let moved = |list: &[usize], own: usize| -> Vec<usize> {
        let kept = list.iter().filter_map(|i| places.get(*i).copied().flatten());
        kept.filter(|i| *i != own).collect()
    };
    let mut all: Vec<Option<Draft>> = all.into_iter().map(Some).collect();
    let mut out = Vec::with_capacity(order.len());
    for (place, i) in order.iter().enumerate() {
        let Some(mut draft) = all.get_mut(*i).and_then(Option::take) else { continue };
        draft.derives_from = moved(&draft.derives_from, place);
        draft.stimulus = moved(&draft.stimulus, place);
        out.push(draft);
    }
    out
}
