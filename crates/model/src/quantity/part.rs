//! What a number counts, and which numbers are parts of another.
//!
//! Terms: the *category word* of a number is the word of harm beside it ("killed", 사망), else the word for who is counted.
//! Invariants: one word belongs to one number; words that are joined ("killed or wounded") stay together, and such a pair is
//! never taken for one of its members. A part keeps its word as said.
//! Not here: what a category bounds (`category`).

use std::ops::Range;

use super::{
    lex::lex,
    number::{Kind, assemble},
    read::{Core, Phrase},
    rules::{Form, Rule, rules},
};

/// The code of a category word: `killed`, `wounded`, `missing` or `captured`.
///
/// * Input: the word of a part of [`Quantity::Compound`](super::Quantity::Compound), or any text in a language of the table.
/// * Output: the code that [`Category`](crate::category::Category) has for it; `None` when no word of these four is there, when
///   words of two of them are ("killed or wounded"), and beside a word of harm that is none of them ("casualties", 사상자).
///   A part with a code bounds the toll of that code by itself; one without bounds nothing.
///
/// ```
/// use model::quantity::part_category;
/// assert_eq!(part_category("사망자"), Some("killed"));
/// assert_eq!(part_category("wounded"), Some("wounded"));
/// assert_eq!(part_category("killed or wounded"), None);
/// assert_eq!(part_category("officers"), None);
/// ```
#[must_use]
pub fn part_category(word: &str) -> Option<&'static str> {
    let mut code = None;
    for item in assemble(&lex(word)) {
        let Kind::Rule(i) = item.kind else { continue };
        let Some(rule) = rules().get(i).filter(|rule| harm(rule)) else { continue };
        let one = code_of(rule)?;
        if code.is_some_and(|before| before != one) {
            return None;
        }
        code = Some(one);
    }
    code
}

/// The code in the id of a rule of words of harm: `killed` of `ko-killed-category`.
fn code_of(rule: &Rule) -> Option<&'static str> {
    let name = rule.id.strip_suffix("-category")?;
    let name = name.rsplit('-').next()?;
    ["killed", "wounded", "missing", "captured"].into_iter().find(|code| *code == name)
}

fn harm(rule: &Rule) -> bool {
    rule.form == Form::Person && rule.id.ends_with("category")
}

impl Phrase<'_> {
    /// The category word of each mention, in order, so that no word is given twice.
    pub(super) fn find_categories(&self) -> Vec<Option<Range<usize>>> {
        let mut found: Vec<Option<Range<usize>>> = Vec::with_capacity(self.mentions.len());
        let mut free = 0;
        for m in 0..self.mentions.len() {
            let words = self.category_items(m, free);
            if let Some(words) = &words {
                free = free.max(words.end);
            }
            found.push(words);
        }
        found
    }

    /// The category word of a mention as said.
    pub(super) fn category(&self, m: usize) -> Option<String> {
        let words = self.categories.get(m)?.clone()?;
        let start = self.items.get(words.start)?.start;
        let end = self.items.get(words.end.checked_sub(1)?)?.end;
        self.text.get(start..end).map(str::to_owned)
    }

    /// The word of harm behind a mention or right before it, else the nearest word for who is counted.
    fn category_items(&self, m: usize, free: usize) -> Option<Range<usize>> {
        let mention = self.mentions.get(m)?;
        let next = self.mentions.get(m + 1).map_or(self.items.len(), |next| next.whole.start);
        let behind = self.behind(mention.core.end, next);
        let ahead = self.right_before(mention.whole.start, free);
        let leads = |at: usize| at + 1 == next || (at + 2 == next && self.colon(at + 1));
        // "killed 900 and wounded 2,100": the word behind belongs to the next number when this one has its own in front.
        if let Some(at) = ahead.filter(|_| !behind.is_some_and(|b| self.is_harm(b) && !leads(b))) {
            return Some(self.joined_before(at, free)..at + 1);
        }
        if let Some(at) = behind {
            let end = if self.is_harm(at) { self.joined_behind(at, next) } else { at + 1 };
            return Some(at..end);
        }
        let near = mention.whole.start.saturating_sub(3).max(free)..mention.whole.start;
        near.rev()
            .take_while(|at| !matches!(self.kind(*at), Some(Kind::Mark(_) | Kind::Number { .. })))
            .find(|at| self.counts_persons(*at))
            .map(
                |at| {
                    if self.is_harm(at) { self.joined_before(at, free)..at + 1 } else { at..at + 1 }
                },
            )
    }

    /// The first word of harm among the words behind a core, else the first for who is counted.
    fn behind(&self, from: usize, stop: usize) -> Option<usize> {
        let mut first = None;
        for at in from..stop.min(from + 8) {
            if matches!(self.kind(at), Some(Kind::Mark(_)) | None) {
                break;
            }
            if self.is_harm(at) {
                return Some(at);
            }
            first = first.or(Some(at).filter(|at| self.counts_persons(*at)));
        }
        first
    }

    /// A word of harm that stands right before a number, with at most a colon between.
    fn right_before(&self, start: usize, free: usize) -> Option<usize> {
        let at = start.checked_sub(1)?;
        let at = if self.colon(at) { at.checked_sub(1)? } else { at };
        (at >= free && self.is_harm(at)).then_some(at)
    }

    fn colon(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Mark(':'))
    }

    fn is_harm(&self, at: usize) -> bool {
        self.rule(at).is_some_and(harm)
    }

    fn counts_persons(&self, at: usize) -> bool {
        self.rule(at).is_some_and(|r| r.form == Form::Person && r.id != "ko-counter")
    }

    /// The end of "killed, wounded or missing", which begins at a word of harm.
    fn joined_behind(&self, first: usize, stop: usize) -> usize {
        let mut end = first + 1;
        loop {
            let next = (end..stop.min(end + 4)).find(|at| !self.joiner(*at));
            let Some(at) = next.filter(|at| self.is_harm(*at)) else { return end };
            // "30 killed, wounded 20": the second word leads the next number.
            let or = (end..at).any(|i| self.is_or(i));
            if at + 1 == stop && stop < self.items.len() && !or {
                return end;
            }
            end = at + 1;
        }
    }

    /// The start of "killed and wounded", which ends at a word of harm.
    fn joined_before(&self, last: usize, free: usize) -> usize {
        let mut start = last;
        loop {
            let next =
                (start.saturating_sub(4).max(free)..start).rev().find(|at| !self.joiner(*at));
            match next.filter(|at| self.is_harm(*at)) {
                Some(at) => start = at,
                None => return start,
            }
        }
    }

    fn joiner(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Mark(',' | '/' | '·' | '・' | '&')) => true,
            Some(Kind::Rule(_)) => {
                matches!(self.form(at), Some(Form::Join | Form::Filler | Form::Remark))
            }
            Some(Kind::Word) => matches!(self.said(at), "및" | "혹은" | "그리고" | "as" | "well"),
            _ => false,
        }
    }

    fn is_or(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(Kind::Mark('/' | '·' | '・')))
            || matches!(self.said(at).to_lowercase().as_str(), "or" | "или" | "або" | "또" | "혹은")
    }

    /// "4,700명 가운데 600명 사망, 4,100명 부상": the base is the whole, and the numbers behind it with a category are its parts.
    /// A base of those who were sent ("병력 11,000명 중") is no whole of a toll, and a number without a category no part.
    pub(super) fn parts_of_base(&self, main: &[usize]) -> Option<(usize, Vec<usize>)> {
        let first = *main.first()?;
        let whole = self.base_of(first).filter(|base| *base < first)?;
        let sent = self.categories.get(whole)?.clone().is_some_and(|w| !self.is_harm(w.start));
        let part = |m: &usize| {
            matches!(self.mentions[*m].what, Core::Count(_))
                && self.category(*m).is_some_and(|word| part_category(&word).is_some())
        };
        (!sent && main.iter().all(part)).then(|| (whole, main.to_vec()))
    }

    /// The parts beside a number of the columns, given the mention that says the same number: none when that is a part.
    pub(super) fn parts_beside(&self, same: Option<usize>) -> Vec<usize> {
        let parts = self.parts();
        if same.is_some_and(|m| parts.contains(&m)) {
            return Vec::new();
        }
        let rest = |whole: usize| (whole + 1..self.mentions.len()).collect::<Vec<_>>();
        match same.and_then(|m| self.parts_of_base(&rest(m))).filter(|(w, _)| Some(*w) == same) {
            Some((_, of_base)) if parts.is_empty() => of_base,
            _ => parts,
        }
    }
}
