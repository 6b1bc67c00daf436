//! Whether a text can hold a number at all, told before it is cut into tokens: most sentences hold none.
//!
//! Invariant: a text without a hint lexes to no token that counts. Hangul is always a hint, for its number words are
//! single syllables; so is any character whose folding depends on its neighbours. Linear in the text, without allocation.

use std::sync::OnceLock;

use super::super::rules::{Form, rules};
use super::lexicon::{Entry, What, all};
use super::{Tok, fold_char, letter};

/// A phrase that counts.
struct Phrase {
    chars: Vec<char>,
    star: bool,
}

/// By first character; the small ones by their number, the others together.
struct Heads {
    small: Vec<Vec<Phrase>>,
    others: Vec<Phrase>,
}

/// Characters below this are looked up by their number: Latin, Greek and Cyrillic.
const SMALL: usize = 0x500;

/// Whether the text has a digit or a word that may begin a number.
pub(crate) fn may_count(text: &str) -> bool {
    let mut last = ' ';
    for (at, given) in text.char_indices() {
        if given.is_ascii_digit() || !plain(given) {
            return true;
        }
        let c = fold_char(given);
        // A word begins where no letter stands before.
        if !(letter(c) && letter(last)) && heads().begin(text.get(at..).unwrap_or_default(), c) {
            return true;
        }
        last = c;
    }
    false
}

/// Characters that are folded one by one, and are no Hangul.
const fn plain(c: char) -> bool {
    matches!(c, '\0'..='\u{17f}' | 'Ѐ'..='ҁ' | '\u{2010}'..='\u{2027}')
}

fn heads() -> &'static Heads {
    static HEADS: OnceLock<Heads> = OnceLock::new();
    HEADS.get_or_init(|| {
        let small = (0..SMALL).map(|_| Vec::new()).collect();
        let mut heads = Heads { small, others: Vec::new() };
        for entry in all().filter(|entry| counts(entry)) {
            heads.add(Phrase { chars: entry.phrase.clone(), star: entry.star });
        }
        // Behind a hedge they count, whatever they are in the table.
        for word in ["сотни", "сотні"] {
            heads.add(Phrase { chars: word.chars().collect(), star: false });
        }
        heads
    })
}

/// Whether a phrase makes an item that may be counted.
fn counts(entry: &Entry) -> bool {
    match entry.what {
        What::Token(tok) => !matches!(tok, Tok::Percent | Tok::Parts),
        What::Rule(i) => {
            rules().get(i).is_some_and(|r| matches!(r.form, Form::Count | Form::Share))
        }
        What::Particle => false,
    }
}

impl Heads {
    fn add(&mut self, phrase: Phrase) {
        let first = phrase.chars.first().map_or(0, |c| *c as usize);
        self.small.get_mut(first).unwrap_or(&mut self.others).push(phrase);
    }

    /// Whether a phrase stands at the beginning of a text whose first character is folded.
    fn begin(&self, text: &str, first: char) -> bool {
        self.small.get(first as usize).unwrap_or(&self.others).iter().any(|phrase| phrase.is(text))
    }
}

impl Phrase {
    fn is(&self, text: &str) -> bool {
        let mut said = text.chars().map(fold_char).peekable();
        let blank = |c: &char| matches!(c, ' ' | '-' | '"');
        for c in &self.chars {
            if *c != ' ' {
                if said.next() != Some(*c) {
                    return false;
                }
            } else if said.next_if(blank).is_some() {
                // One blank or two, as the lexer takes them.
                said.next_if(blank);
            } else {
                return false;
            }
        }
        let letters = self.chars.last().is_some_and(|c| letter(*c));
        self.star || !letters || said.next().is_none_or(|c| !letter(c))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::number::{Kind, assemble};
    use super::*;

    fn counted(text: &str) -> bool {
        assemble(&super::super::lex(text)).iter().any(|item| match item.kind {
            Kind::Rule(i) => matches!(rules()[i].form, Form::Count | Form::Share),
            Kind::Bad | Kind::Word | Kind::Mark(_) => false,
            _ => true,
        })
    }

    #[test]
    fn what_counts_has_a_hint() {
        let rows = [
            ("The ministry was there, and would not say a word.", false),
            ("Nobody was there", true),
            ("A  few", true),
            ("A stone, a bone, and someone.", false),
            ("One of them", true),
            ("“Seven”", true),
            ("Министр не знал, что было.", false),
            ("Двести человек", true),
            ("Понад сотні бійців", true),
            ("cafe\u{301}", true),
        ];
        for (text, hint) in rows {
            assert_eq!(may_count(text), hint, "{text}");
        }
        for entry in all() {
            let phrase: String = entry.phrase.iter().collect();
            for text in [phrase.clone(), phrase.to_uppercase(), format!("(более {phrase}) x")]
            {
                assert!(may_count(&text) || !counted(&text), "{text}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn no_hint_means_no_number(text in "(one|two|dozen|some|half|a|few|third|couple|of|more|than|две|пара|сотни|сот|тысяч|з|і|[-'_ .,a-zа-яOДТ«é\u{301}])( |-|){0,40}") {
            proptest::prop_assert!(may_count(&text) || !counted(&text), "{}", text);
        }
    }
}
