//! What stands around a core: hedges before and behind it, and denials.

use super::super::{
    number::Kind,
    rules::{Effect, Form, rules},
};
use super::{Mention, Phrase};

impl Phrase<'_> {
    /// Whether "not" stands before a hedged number: "not over 40" that the table does not know stays words.
    pub(super) fn negated(&self, start: usize) -> bool {
        let not =
            |at: usize| self.rule(at).is_some_and(|r| matches!(r.effect, Effect::Deny { .. }));
        self.before(start).is_some_and(not)
    }

    /// Whether a mention stands in the reach of a denial: it was not said, whatever its number.
    pub(super) fn was_denied(&self, mention: &Mention) -> bool {
        mention.core.clone().any(|at| self.denied.get(at).is_some_and(|denied| *denied))
    }

    /// Takes the hedges before a core; gives the first item taken, the rules, and whether a stroke stood between.
    pub(super) fn hedges_before(&mut self, core: usize) -> (usize, Vec<usize>, bool) {
        let (mut start, mut fired, mut alternatives) = (core, Vec::new(), false);
        let mut at = core;
        while let Some(back) = self.before(at) {
            if self.used[back] {
                break;
            }
            match self.kind(back) {
                Some(Kind::Rule(i)) => match rules()[i].form {
                    Form::Before | Form::Either => {
                        fired.push(i);
                        self.used[back] = true;
                        start = back;
                    }
                    Form::Open => {
                        self.used[back] = true;
                        start = back;
                    }
                    Form::Filler | Form::Remark => {}
                    // "оценивает примерно в 1100", "оцінює орієнтовно у 1100".
                    Form::Stop if at == core && self.governs(back) => {}
                    _ => break,
                },
                Some(Kind::Mark('/')) if !fired.is_empty() => alternatives = true,
                _ => break,
            }
            at = back;
        }
        fired.reverse();
        (start, fired, alternatives)
    }

    /// Whether a Slavic preposition stands between a hedge and its number.
    pub(super) fn governs(&self, at: usize) -> bool {
        let hedge = |at: usize| matches!(self.form(at), Some(Form::Before | Form::Either));
        matches!(self.said(at), "в" | "у" | "на") && self.before(at).is_some_and(hedge)
    }

    /// Takes the hedges behind a core, over the noun that is counted; gives the item after the last one taken.
    pub(super) fn hedges_after(
        &mut self,
        from: usize,
        stop: usize,
        fired: &mut Vec<usize>,
    ) -> usize {
        let (mut end, mut hops) = (from, 0);
        for at in from..stop {
            match self.kind(at) {
                Some(Kind::Rule(i)) => match rules()[i].form {
                    Form::After | Form::Either
                        if !self.used[at]
                            && (rules()[i].form == Form::After || !self.takes_number(at)) =>
                    {
                        fired.push(i);
                        self.used[at] = true;
                        end = at + 1;
                    }
                    // 100명이 사망하고 부상자는 1천 명: a verb that goes on ends what is counted.
                    Form::Person
                        if self.before(at).is_some_and(|b| at > from && self.goes_on(b)) =>
                    {
                        break;
                    }
                    Form::Person if at == end => end = at + 1,
                    Form::Person | Form::Filler | Form::Remark => hops += 1,
                    _ => break,
                },
                Some(Kind::Word) => hops += 1,
                Some(Kind::Mark('-')) if at == from && self.form(at + 1) == Some(Form::After) => {}
                Some(Kind::Mark(',')) if self.hedge_ends(at + 1) => {}
                _ => break,
            }
            if hops > 3 {
                break;
            }
        }
        end
    }

    /// "dozens, at least": a hedge behind a comma that ends the phrase or the sentence.
    pub(super) fn hedge_ends(&self, at: usize) -> bool {
        matches!(self.form(at), Some(Form::After | Form::Either))
            && matches!(
                self.kind(at + 1),
                None | Some(Kind::Mark('.' | ';' | ',' | ')' | '!' | '?' | '。'))
            )
    }

    pub(super) fn takes_number(&self, at: usize) -> bool {
        matches!(self.kind(at + 1), Some(Kind::Number { .. } | Kind::Percent { .. }))
            || self
                .form(at + 1)
                .is_some_and(|f| matches!(f, Form::Before | Form::Count | Form::Share))
    }

    /// Whether a Korean verb is joined to the next clause: 사망하고, 숨졌으며.
    fn goes_on(&self, at: usize) -> bool {
        const ENDS: [&str; 9] =
            ["하고", "했고", "됐고", "되고", "졌고", "으며", "하며", "지만", "면서"];
        let (Some(here), Some(next)) = (self.items.get(at), self.items.get(at + 1)) else {
            return false;
        };
        let said = self.text.get(here.start..next.start).unwrap_or_default().trim_end();
        ENDS.iter().any(|e| said.ends_with(e))
    }
}
