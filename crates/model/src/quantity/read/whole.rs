//! What the mentions of a phrase are to each other: bases, parts, asides, and the one number that is left.

use std::ops::Range;

use super::super::{
    Hedges, Quantity, Reading,
    meaning::{Base, ratio, reading},
    number::Kind,
    rules::{Effect, Form, rules},
};
use super::cores::ends_in_of;
use super::{Core, Mention, Phrase};

impl Phrase<'_> {
    /// The mention that is the base of mention `m`: behind "of", or before 의.
    pub(in super::super) fn base_of(&self, m: usize) -> Option<usize> {
        let mention = self.mentions.get(m)?;
        if let Some(next) = self.mentions.get(m + 1) {
            let words = mention.core.end..next.whole.start;
            let forward = self.bridge(words, Form::Of)
                || (ends_in_of(mention.what) && mention.core.end == next.whole.start)
                || (ends_in_of(mention.what)
                    && self.only_words(mention.core.end..next.whole.start));
            if forward && matches!(next.what, Core::Count(_)) {
                return Some(m + 1);
            }
        }
        let last = m.checked_sub(1)?;
        let previous = &self.mentions[last];
        let back = self.bridge(previous.core.end..mention.whole.start, Form::OfBack);
        (back && matches!(previous.what, Core::Count(_))).then_some(last)
    }

    /// Whether only nouns, fillers and one joining word of this form stand between.
    pub(super) fn bridge(&self, between: Range<usize>, form: Form) -> bool {
        between.len() <= 8
            && (1..=if form == Form::OfBack { 2 } else { 1 })
                .contains(&between.clone().filter(|at| self.form(*at) == Some(form)).count())
            && between.clone().all(|at| self.form(at) == Some(form) || self.plain(at))
    }

    pub(super) fn only_words(&self, between: Range<usize>) -> bool {
        between.len() <= 3 && between.clone().all(|at| self.plain(at))
    }

    pub(super) fn plain(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Word) => true,
            Some(Kind::Rule(i)) => {
                matches!(rules()[i].form, Form::Person | Form::Filler | Form::After)
            }
            _ => false,
        }
    }

    /// The bytes of a mention.
    pub(super) fn span(&self, mention: &Mention) -> Range<usize> {
        let start = self.items.get(mention.whole.start).map_or(0, |i| i.start);
        let end = self.items.get(mention.whole.end.saturating_sub(1)).map_or(start, |i| i.end);
        start..end.max(start)
    }

    pub(in super::super) fn words_of(&self, mention: &Mention) -> String {
        self.text.get(self.span(mention)).unwrap_or_default().to_owned()
    }

    /// The remarks among some items.
    pub(in super::super) fn remarks(&self, among: Range<usize>) -> Vec<usize> {
        among
            .filter(|at| self.form(*at) == Some(Form::Remark) && !self.may_beside_number(*at))
            .filter_map(|at| match self.kind(at) {
                Some(Kind::Rule(i)) => Some(i),
                _ => None,
            })
            .collect()
    }

    pub(super) fn may_beside_number(&self, at: usize) -> bool {
        let number = |at: usize| {
            matches!(self.kind(at), Some(Kind::Number { .. } | Kind::Bad | Kind::Decimal { .. }))
        };
        self.may(at) && (number(at + 1) || self.before(at).is_some_and(number))
    }

    /// The items of the sentence around a core.
    pub(super) fn sentence(&self, core: Range<usize>) -> Range<usize> {
        let ends =
            |at: &usize| matches!(self.kind(*at), Some(Kind::Mark('.' | ';' | '!' | '?' | '。')));
        let start = (core.start.saturating_sub(64)..core.start)
            .rev()
            .find(ends)
            .map_or(core.start.saturating_sub(64), |at| at + 1);
        let limit = self.items.len().min(core.end + 64);
        let end = (core.end..limit).find(ends).unwrap_or(limit);
        start..end
    }

    /// What one mention means, with its base.
    pub(super) fn mean(&self, m: usize, words: String, remarks: &[usize]) -> Option<Quantity> {
        let mention = self.mentions.get(m)?;
        let mut fired = mention.fired.clone();
        fired.extend(remarks);
        match mention.what {
            Core::Count(base) => {
                reading(words, base, &fired, mention.alternatives).map(Quantity::Number)
            }
            Core::Share(share) => {
                let (ratio, rules_fired) = ratio(share, &fired)?;
                let hedges = fired.iter().filter_map(|i| rules()[*i].hedge).collect();
                let base = self.base_of(m).and_then(|b| self.part(b)).map(Box::new);
                Some(Quantity::Fraction { words, ratio, base, hedges, rules: rules_fired })
            }
        }
    }

    /// The reading of a mention by itself.
    pub(in super::super) fn part(&self, m: usize) -> Option<Reading> {
        let mention = self.mentions.get(m)?;
        match mention.what {
            Core::Count(base) => {
                reading(self.words_of(mention), base, &mention.fired, mention.alternatives)
            }
            Core::Share(_) => None,
        }
    }

    /// How deep in brackets each item stands.
    pub(super) fn depths(&self) -> Vec<u32> {
        let mut depth: u32 = 0;
        let mut depths = Vec::with_capacity(self.items.len());
        for item in &self.items {
            match item.kind {
                Kind::Mark('(' | '[') => depth = depth.saturating_add(1),
                Kind::Mark(')' | ']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            depths.push(depth);
        }
        depths
    }

    /// The mentions that are parts: all behind "of whom" and its like, or a bracket of categories behind a number.
    pub(in super::super) fn parts(&self) -> Vec<usize> {
        let intro = (0..self.items.len())
            .find(|at| self.form(*at) == Some(Form::Parts) && self.opens_parts(*at));
        if let Some(intro) = intro {
            return (0..self.mentions.len())
                .filter(|m| self.mentions[*m].core.start > intro)
                .collect();
        }
        let depths = self.depths();
        let opener =
            (0..self.items.len()).find(|at| matches!(self.kind(*at), Some(Kind::Mark('(' | ':'))));
        let Some(opener) = opener else { return Vec::new() };
        let bracket = self.kind(opener) == Some(Kind::Mark('('));
        let inside: Vec<usize> = (0..self.mentions.len())
            .filter(|m| self.mentions[*m].core.start > opener)
            .filter(|m| !bracket || depths[self.mentions[*m].core.start] > 0)
            .collect();
        let whole_before = self.mentions.first().is_some_and(|first| first.core.end <= opener);
        let harmed = |m: &usize| {
            matches!(self.mentions[*m].what, Core::Count(_)) && self.category(*m).is_some()
        };
        if whole_before && inside.iter().all(harmed) { inside } else { Vec::new() }
    }

    /// "with" opens parts only right before a number.
    pub(super) fn opens_parts(&self, at: usize) -> bool {
        !self.said(at).eq_ignore_ascii_case("with")
            || self.mentions.binary_search_by_key(&(at + 1), |m| m.whole.start).is_ok()
    }

    /// One flag a mention, set for those given.
    pub(super) fn marked(&self, some: impl Iterator<Item = usize>) -> Vec<bool> {
        let mut flags = vec![false; self.mentions.len()];
        some.for_each(|m| flags.iter_mut().skip(m).take(1).for_each(|flag| *flag = true));
        flags
    }

    /// The one quantity of the phrase, if there is one.
    pub(super) fn quantity(&self) -> Option<Quantity> {
        if self.mentions.iter().any(|mention| self.was_denied(mention)) {
            return None;
        }
        let parts = self.parts();
        let bases = self.marked((0..self.mentions.len()).filter_map(|m| self.base_of(m)));
        let is_part = self.marked(parts.iter().copied());
        let depths = self.depths();
        let aside_all = self.mentions.iter().all(|m| depths[m.core.start] > 0);
        let mut main: Vec<usize> = (0..self.mentions.len())
            .filter(|m| !is_part[*m] && !bases[*m])
            .filter(|m| aside_all || depths[self.mentions[*m].core.start] == 0)
            .collect();
        if let Some(&first) = main.first() {
            // "lost 4,000, more than a third of about 11,000": the share says the number once more.
            let counted = matches!(self.mentions[first].what, Core::Count(_));
            main.retain(|m| {
                *m == first || !(counted && matches!(self.mentions[*m].what, Core::Share(_)))
            });
            // "dozens, several dozens" says one thing twice.
            let vague = matches!(self.mentions[first].what, Core::Count(Base::Vague(_)));
            let same = |m: usize| {
                vague
                    && self.mentions[m].what == self.mentions[first].what
                    && self.category(m) == self.category(first)
            };
            main.retain(|m| *m == first || !same(*m));
        }
        if let Some((whole, parts)) = self.parts_of_base(&main) {
            let remarks = self.remarks(0..self.items.len());
            let quantity = self.mean(whole, self.text.to_owned(), &remarks)?;
            return Some(self.with_parts(quantity, &parts, self.text));
        }
        let &[m] = main.as_slice() else { return None };
        let remarks = self.remarks(0..self.items.len());
        let quantity = self.mean(m, self.text.to_owned(), &remarks)?;
        Some(self.with_parts(quantity, &parts, self.text))
    }

    /// Adds the parts to a number; a part without a category word is left out.
    pub(in super::super) fn with_parts(
        &self,
        quantity: Quantity,
        parts: &[usize],
        words: &str,
    ) -> Quantity {
        let Quantity::Number(whole) = quantity else { return quantity };
        let parts: Vec<(String, Reading)> =
            parts.iter().filter_map(|m| Some((self.category(*m)?, self.part(*m)?))).collect();
        if parts.is_empty() {
            return Quantity::Number(whole);
        }
        Quantity::Compound { whole, parts, words: words.to_owned() }
    }

    /// A phrase without one number: nothing of a kind that it names, or words.
    pub(in super::super) fn without_number(&self) -> Quantity {
        let words = self.text.to_owned();
        let absent = (0..self.items.len()).find_map(|at| match self.rule(at)?.effect {
            Effect::Absent(what) => Some(what),
            _ => None,
        });
        match absent {
            Some(what) if self.mentions.is_empty() => Quantity::Absent { what, words },
            _ => Quantity::Words { words, hedges: self.hedges() },
        }
    }

    pub(super) fn hedges(&self) -> Hedges {
        let hedging = |at: &usize| {
            self.form(*at).is_some_and(|f| {
                matches!(f, Form::Before | Form::After | Form::Either | Form::Remark)
            }) && !self.used[*at]
        };
        (0..self.items.len()).filter(hedging).filter_map(|at| self.rule(at)?.hedge).collect()
    }
}
