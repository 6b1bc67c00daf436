//! Which items of a phrase a denial reaches: "denied that 3,000 died" says no number.
//!
//! Terms: *reach* – the rest of the sentence ("far"), or of the clause ("near"), on the side that the table names; Korean
//! verbs stand last and deny what went before. "But" ends a reach ahead. Invariant: when in doubt the reach is too long,
//! for a number lost to words is seen, and a denied number that passes for a statement is not. Work is linear.
//! Not here: negations that are bounds ("no fewer than", "not even", 넘지 않다); the table has them as hedges.

use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

use unicode_normalization::UnicodeNormalization;

use super::{
    Lang,
    number::{Item, Kind},
    rules::{Effect, Form, Rule, rules},
};

/// What an item denies.
#[derive(Debug, Clone, Copy, Default)]
struct Denies {
    ahead_far: bool,
    ahead_near: bool,
    back_far: bool,
    back_near: bool,
}

/// One flag an item: whether a denial reaches it.
pub(super) fn denied(text: &str, items: &[Item]) -> Vec<bool> {
    let denies: Vec<Denies> = (0..items.len()).map(|at| denies(text, items, at)).collect();
    let mut flags = vec![false; items.len()];
    let (mut far, mut near) = (false, false);
    for at in 0..items.len() {
        let turn = rule(items, at).is_some_and(|r| r.effect == Effect::Turn);
        far &= !turn && !ends_sentence(text, items, at);
        near &= far || !(turn || ends_clause(items, at, ')') || ends_sentence(text, items, at));
        flags[at] |= far || near;
        far |= denies[at].ahead_far;
        near |= denies[at].ahead_near;
    }
    (far, near) = (false, false);
    for at in (0..items.len()).rev() {
        let end = ends_sentence(text, items, at);
        far &= !end;
        near &= !end && !ends_clause(items, at, '(');
        flags[at] |= far || near;
        far |= denies[at].back_far;
        near |= denies[at].back_near;
    }
    flags
}

/// Makes plain words of the words that only deny, so that no later step takes them for more.
pub(super) fn plain_words(items: &mut [Item]) {
    for item in items {
        if matches!(item.kind, Kind::Rule(i) if rules()[i].form == Form::Denial) {
            item.kind = Kind::Word;
        }
    }
}

fn rule(items: &[Item], at: usize) -> Option<&'static Rule> {
    match items.get(at)?.kind {
        Kind::Rule(i) => rules().get(i),
        _ => None,
    }
}

fn denies(text: &str, items: &[Item], at: usize) -> Denies {
    let mut out = Denies::default();
    let rule = rule(items, at);
    match rule.map(|r| (r.form, r.effect)) {
        Some((_, effect @ Effect::Deny { .. })) => out.add(effect),
        // "unknown whether", "declined to comment on": what follows was not said. In Korean the verb comes last.
        Some((Form::Nothing, _)) => {
            let korean = rule.is_some_and(|r| r.langs.contains(&Lang::Ko));
            out.add(Effect::Deny { ahead: !korean, back: korean, far: false });
        }
        _ => {}
    }
    if let Some(rest) = unread(text, items, at) {
        for (i, c) in rest.char_indices() {
            let here = rest.get(i..).unwrap_or_default();
            for (word, effect) in endings().get(&c).into_iter().flatten() {
                if here.starts_with(word) {
                    out.add(*effect);
                }
            }
        }
    }
    out
}

impl Denies {
    fn add(&mut self, effect: Effect) {
        if let Effect::Deny { ahead, back, far } = effect {
            self.ahead_far |= ahead && far;
            self.ahead_near |= ahead && !far;
            self.back_far |= back && far;
            self.back_near |= back && !far;
        }
    }
}

/// The Korean of an item that no rule has read: the item itself when it is a plain word, and the ending behind it.
fn unread<'t>(text: &'t str, items: &[Item], at: usize) -> Option<Cow<'t, str>> {
    let item = items.get(at)?;
    let from = if item.kind == Kind::Word { item.start } else { item.end };
    let to = items.get(at + 1).map_or(text.len(), |next| next.start);
    let slice = text.get(from..to)?;
    let syllable = |c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c);
    let korean = |c: char| syllable(c) || ('\u{1100}'..='\u{11ff}').contains(&c);
    let composed = |c: char| c.is_ascii() || syllable(c);
    slice.contains(korean).then(|| {
        if slice.chars().all(composed) {
            Cow::Borrowed(slice)
        } else {
            Cow::Owned(slice.nfc().collect())
        }
    })
}

/// The Korean words that deny what went before, by first syllable and without their star: they may be glued to the word before.
fn endings() -> &'static BTreeMap<char, Vec<(&'static str, Effect)>> {
    static ENDINGS: OnceLock<BTreeMap<char, Vec<(&str, Effect)>>> = OnceLock::new();
    ENDINGS.get_or_init(|| {
        let mut by_first: BTreeMap<char, Vec<(&str, Effect)>> = BTreeMap::new();
        let words = rules()
            .iter()
            .filter(|r| {
                r.form == Form::Denial && matches!(r.effect, Effect::Deny { back: true, .. })
            })
            .filter(|r| r.langs.contains(&Lang::Ko))
            .flat_map(|r| r.words.iter().map(|word| (word.trim_end_matches('*'), r.effect)));
        for (word, effect) in words {
            by_first.entry(word.chars().next().unwrap_or(' ')).or_default().push((word, effect));
        }
        by_first
    })
}

/// A mark that ends a clause; a hyphen inside a word and the opening bracket of its side do not.
fn ends_clause(items: &[Item], at: usize, bracket: char) -> bool {
    match items.get(at).map(|item| item.kind) {
        Some(Kind::Mark('-')) => !touches(items, at),
        Some(Kind::Mark(c)) => matches!(c, ',' | '，' | ':' | '،') || c == bracket,
        _ => false,
    }
}

fn touches(items: &[Item], at: usize) -> bool {
    items
        .get(at.saturating_sub(1)..at + 2)
        .is_some_and(|three| three.windows(2).all(|pair| pair[0].end == pair[1].start))
}

/// A mark that ends a sentence; a point behind an initial or a title ("U.S.", "Gen.") does not.
fn ends_sentence(text: &str, items: &[Item], at: usize) -> bool {
    match items.get(at).map(|item| item.kind) {
        Some(Kind::Mark(';' | '!' | '?' | '。')) => true,
        Some(Kind::Mark('.')) => {
            let spoken = items.get(at + 1).is_none_or(|next| {
                next.start > items[at].end
                    && text
                        .get(next.start..)
                        .and_then(|rest| rest.chars().next())
                        .is_some_and(|c| !c.is_lowercase())
            });
            let short = at.checked_sub(1).and_then(|b| items.get(b)).is_some_and(|before| {
                let word = text.get(before.start..before.end).unwrap_or_default();
                let few = word.chars().count();
                before.kind == Kind::Word
                    && before.end == items[at].start
                    && word.chars().all(char::is_alphabetic)
                    && !word.chars().any(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c))
                    && (few == 1 || (before.capital && few <= 4))
            });
            spoken && !short
        }
        _ => false,
    }
}
