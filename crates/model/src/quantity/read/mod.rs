//! From a phrase to a quantity: which hedges belong to which number, and what the numbers are to each other.
//!
//! Terms: a *core* is a number, range, counting word or share without its hedges; a *mention* is a core with them.
//! A core is refused when what it counts is no person, or when it is a label, a date or a year. Invariant: a phrase
//! becomes a number only when exactly one mention is left after bases, parts and asides in brackets are put in their
//! places; otherwise the phrase stays words. Work is linear in the text.
//! Not here: spelling of numbers (`number`), interval arithmetic (`meaning`).

mod around;
mod cores;
mod whole;

use std::ops::Range;

use cores::may_count;

use super::{
    Absence, Lang, Quantity,
    denial::{denied, plain_words},
    lex,
    meaning::{Base, ShareBase},
    number::{Item, Kind, assemble},
    rules::{Form, Rule, rules},
    verb::plain_verbs,
};

/// A quantity in a running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The bytes of the number and its hedges in the text.
    pub span: Range<usize>,
    /// What they mean.
    pub quantity: Quantity,
    /// The category word beside the number ("killed", 사망), as said.
    pub category: Option<String>,
    /// Whether a denial may reach the number; [`scan`] leaves such numbers out.
    pub denied: bool,
    /// Whether it is the base of a share that is found too; [`scan`] leaves such numbers out.
    pub base: bool,
}

/// Reads a phrase, such as a table cell, as one quantity.
///
/// * Input: any text, in any mixture of the languages of the table; NFD and full-width forms are read as what they are.
/// * The language is a hint for callers that know the language; it never changes a number, since no word of the table means two
///   things in two languages.
/// * Output: never an error; what no rule covers comes back as [`Quantity::Words`], an empty text as
///   [`Absence::NotStated`].
/// * Determinism: depends on the text and the table only. Cost: linear in the text.
///
/// ```
/// use model::quantity::{Lang, parse};
/// let said = parse("약 1,100여 명", Some(Lang::Ko));
/// assert_eq!(said.interval().map(|i| i.to_string()).as_deref(), Some("[990, 1210]"));
/// assert_eq!(parse("December 23", None).interval(), None);
/// ```
#[must_use]
pub fn parse(words: &str, _lang: Option<Lang>) -> Quantity {
    let words = words.trim();
    if words.is_empty() {
        return Quantity::Absent { what: Absence::NotStated, words: String::new() };
    }
    let phrase = Phrase::new(words);
    phrase.quantity().unwrap_or_else(|| phrase.without_number())
}

/// Finds every quantity of a running text, in order, without overlaps.
///
/// Each has the remarks ("preliminary") of its own sentence. Numbers are not put into relation to each other, except a
/// share to its base. Numbers that a denial may reach are left out. Cost: linear in the text.
#[must_use]
pub fn scan(text: &str, lang: Option<Lang>) -> Vec<Found> {
    let mut found = scan_all(text, lang);
    found.retain(|f| !f.denied && !f.base);
    found
}

/// As [`scan`], with bases and the numbers that a denial may reach, marked: for callers that know who denies what.
///
/// The reach of a denial is long on purpose ("Seoul, which did not name a source, said that 300 died" is in it). Cost: linear.
#[must_use]
pub fn scan_all(text: &str, _lang: Option<Lang>) -> Vec<Found> {
    if !lex::may_count(text) {
        return Vec::new();
    }
    let items = assemble(&lex::lex(text));
    if !items.iter().any(may_count) {
        return Vec::new();
    }
    let phrase = Phrase::of(text, items);
    let bases = phrase.marked((0..phrase.mentions.len()).filter_map(|m| phrase.base_of(m)));
    (0..phrase.mentions.len())
        .filter_map(|m| {
            let mention = &phrase.mentions[m];
            let remarks = phrase.remarks(phrase.sentence(mention.core.clone()));
            let span = phrase.span(mention);
            let quantity = phrase.mean(m, text.get(span.clone())?.to_owned(), &remarks)?;
            let denied = phrase.was_denied(mention);
            let base = bases[m];
            Some(Found { span, quantity, category: phrase.category(m), denied, base })
        })
        .collect()
}

/// What a core is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Core {
    Count(Base),
    Share(ShareBase),
}

/// A core with its hedges; ranges are of items.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) what: Core,
    pub(super) core: Range<usize>,
    pub(super) whole: Range<usize>,
    pub(super) fired: Vec<usize>,
    pub(super) alternatives: bool,
}

/// A text cut into items, with its mentions.
pub(super) struct Phrase<'a> {
    pub(super) text: &'a str,
    pub(super) items: Vec<Item>,
    pub(super) mentions: Vec<Mention>,
    /// Items that belong to a mention or to a refused core.
    pub(super) used: Vec<bool>,
    /// Items in the reach of a denial.
    denied: Vec<bool>,
    /// The items of the category word of each mention.
    pub(super) categories: Vec<Option<Range<usize>>>,
}

impl<'a> Phrase<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self::of(text, assemble(&lex::lex(text)))
    }

    fn of(text: &'a str, mut items: Vec<Item>) -> Self {
        let denied = denied(text, &items);
        plain_words(&mut items);
        plain_verbs(text, &mut items);
        open_ends(&mut items);
        let used = vec![false; items.len()];
        let mut phrase =
            Self { text, items, mentions: Vec::new(), used, denied, categories: Vec::new() };
        phrase.find();
        phrase.categories = phrase.find_categories();
        phrase
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.items.get(at).map(|item| item.kind)
    }

    pub(super) fn rule(&self, at: usize) -> Option<&'static Rule> {
        match self.kind(at)? {
            Kind::Rule(i) => rules().get(i),
            _ => None,
        }
    }

    pub(super) fn form(&self, at: usize) -> Option<Form> {
        self.rule(at).map(|rule| rule.form)
    }

    pub(super) fn said(&self, at: usize) -> &'a str {
        self.items.get(at).and_then(|item| self.text.get(item.start..item.end)).unwrap_or_default()
    }

    fn before(&self, at: usize) -> Option<usize> {
        at.checked_sub(1)
    }
}

/// 최소 300명에서 최대 500명: with its counterpart behind the number "at least" opens a range, and is no hedge.
fn open_ends(items: &mut [Item]) {
    let all = rules();
    let Some(open) = all.iter().position(|r| r.id == "ko-open") else { return };
    let rule = |item: Option<&Item>| match item?.kind {
        Kind::Rule(i) => all.get(i),
        _ => None,
    };
    for at in 0..items.len() {
        if rule(items.get(at)).is_none_or(|r| r.id != "ko-at-least") {
            continue;
        }
        if !matches!(items.get(at + 1).map(|i| i.kind), Some(Kind::Number { .. })) {
            continue;
        }
        let behind = (at + 2..at + 6).find(|i| {
            !matches!(rule(items.get(*i)).map(|r| r.form), Some(Form::Person | Form::Join))
                && items.get(*i).map(|item| item.kind) != Some(Kind::Mark(','))
        });
        let answered = behind.and_then(|i| rule(items.get(i))).is_some_and(|r| r.id == "ko-up-to");
        if let Some(item) = items.get_mut(at).filter(|_| answered) {
            item.kind = Kind::Rule(open);
        }
    }
}
