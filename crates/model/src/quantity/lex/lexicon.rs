//! The words that a token can be, found by their first character.
//!
//! Invariant: the longest phrase stands first, so that a reader who takes the first that fits takes the longest.

use std::{collections::HashMap, sync::OnceLock};

use super::super::rules::{Form, rules};
use super::words::{
    ONE_AND_A_HALF, PARTICLES, PERCENT, SCALES, SMALL_CYRILLIC, SMALL_EN, SMALL_KO,
};
use super::{Script, Tok, fold_char};

/// What a phrase of the lexicon is.
#[derive(Clone, Copy)]
pub(super) enum What {
    Rule(usize),
    Token(Tok),
    Particle,
}

pub(super) struct Entry {
    pub(super) phrase: Vec<char>,
    pub(super) star: bool,
    pub(super) what: What,
}

/// Phrases by first character.
pub(super) struct Lexicon {
    /// The number of a character's list and one, below [`PLANE`]; zero for a character that begins no phrase.
    heads: Vec<u16>,
    lists: Vec<List>,
}

/// Phrases that begin with one character, longest first.
struct List {
    entries: Vec<Entry>,
    /// By a second character, the numbers of those that it may go on with.
    seconds: Vec<(char, Vec<usize>)>,
    /// Of those that go on with a blank, or end.
    short: Vec<usize>,
}

impl List {
    fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by_key(|e| std::cmp::Reverse(e.phrase.len()));
        let second = |e: &Entry| e.phrase.get(1).copied().filter(|c| *c != ' ');
        let of = |wanted: Option<char>| {
            let all = entries.iter().enumerate();
            let of = all.filter(|(_, e)| second(e).is_none() || second(e) == wanted);
            of.map(|(i, _)| i).collect::<Vec<usize>>()
        };
        let mut letters: Vec<char> = entries.iter().filter_map(second).collect();
        letters.sort_unstable();
        letters.dedup();
        let seconds = letters.into_iter().map(|c| (c, of(Some(c)))).collect();
        let short = of(None);
        Self { entries, seconds, short }
    }
}

/// No phrase begins with a character from here on.
const PLANE: usize = 0xd800;

impl Lexicon {
    /// The phrases that may stand where a character is followed by another, longest first.
    pub(super) fn of(&self, first: char, next: Option<char>) -> impl Iterator<Item = &Entry> {
        let list = self.heads.get(first as usize).copied().unwrap_or_default();
        let list = usize::from(list).checked_sub(1).and_then(|i| self.lists.get(i));
        let found = list.map_or(&[][..], |list| {
            let on = list.seconds.iter().find(|(c, _)| Some(*c) == next);
            on.map_or(list.short.as_slice(), |(_, on)| on)
        });
        found.iter().filter_map(move |i| list?.entries.get(*i))
    }
}

/// Every phrase.
pub(super) fn all() -> impl Iterator<Item = &'static Entry> {
    lexicon().lists.iter().flat_map(|list| &list.entries)
}

pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut map: HashMap<char, Vec<Entry>> = HashMap::new();
        let mut add = |word: &str, what: What| {
            let star = word.ends_with('*');
            let phrase: Vec<char> = word.trim_end_matches('*').chars().map(fold_char).collect();
            if let Some(first) = phrase.first() {
                map.entry(*first).or_default().push(Entry { star, what, phrase });
            }
        };
        for (i, rule) in rules().iter().enumerate() {
            rule.words.iter().for_each(|word| add(word, What::Rule(i)));
        }
        for (words, script) in [
            (SMALL_EN, Script::Latin),
            (SMALL_CYRILLIC, Script::Cyrillic),
            (SMALL_KO, Script::Hangul),
        ] {
            words.iter().for_each(|(word, n)| add(word, What::Token(Tok::Small(*n, script))));
        }
        for word in ONE_AND_A_HALF {
            add(word, What::Token(Tok::Literal { mantissa: 15, decimals: 1, grouped: false }));
        }
        for (word, by, big, script) in SCALES {
            add(word, What::Token(Tok::Scale { by: *by, big: *big, script: *script }));
        }
        PERCENT.iter().for_each(|word| add(word, What::Token(Tok::Percent)));
        add("분의", What::Token(Tok::Parts));
        PARTICLES.iter().for_each(|word| add(word, What::Particle));
        let (mut heads, mut lists) = (vec![0; PLANE], Vec::with_capacity(map.len() + 1));
        for (first, list) in map {
            lists.push(List::new(list));
            if let (Some(head), Ok(at)) = (heads.get_mut(first as usize), lists.len().try_into()) {
                *head = at;
            }
        }
        Lexicon { heads, lists }
    })
}

/// Whether a hedge behind its number begins with a conjunction: "and more", "или больше".
pub(super) fn joined(entry: &Entry) -> bool {
    const AND: [&str; 7] = ["and ", "or ", "и ", "или ", "і ", "та ", "або "];
    let What::Rule(i) = entry.what else { return false };
    let leads = |and: &&str| and.chars().eq(entry.phrase.iter().copied().take(and.chars().count()));
    rules()[i].form == Form::After && AND.iter().any(leads)
}
