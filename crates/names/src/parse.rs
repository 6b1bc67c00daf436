//! A name as it stands in a text, taken apart: spellings, tokens, titles, and what of a person's name is there.
//!
//! Terms: *spelling* – one way that the text writes the name, `김정은(金正恩)` has two; *title* – rank, post or form of address, taken off at
//! either end and kept; *extent* – full name, family name alone, given name alone. Invariants: nothing is thrown away, the original and
//! every title remain; NFC and NFD give the same; any text gives a value. Not here: which token is the family name, which only hypotheses
//! say.

use crate::fold::{Folded, LETTERS_MAX, Token};
use crate::quick::QuickMap;
use crate::script::Script;
use crate::tables::{Lines, TableError};

/// Spellings of one text that are read at most.
const SPELLINGS_MAX: usize = 4;
/// Words of a title at most.
const TITLE_WORDS: usize = 3;

/// What kind of word stands beside a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TitleKind {
    /// A military rank.
    Rank,
    /// A post or office.
    Post,
    /// A form of address.
    Honorific,
    /// A religious title.
    Faith,
}

/// A word beside a name that is no part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The folded words.
    pub words: String,
    /// What kind.
    pub kind: TitleKind,
}

/// One spelling of a name: folded letters, its tokens, the titles that were taken off.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spelled {
    pub(crate) folded: Folded,
    pub(crate) titles: Vec<Title>,
}

impl Spelled {
    /// The script of most letters.
    pub(crate) fn script(&self) -> Option<Script> {
        let mut by: Vec<(Script, usize)> = Vec::new();
        for t in &self.folded.tokens {
            let n = usize::from(t.end - t.start);
            match by.iter_mut().find(|(s, _)| *s == t.script) {
                Some((_, m)) => *m += n,
                None => by.push((t.script, n)),
            }
        }
        by.into_iter().max_by_key(|(s, n)| (*n, std::cmp::Reverse(*s))).map(|(s, _)| s)
    }
}

/// The words that are titles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Titles {
    words: QuickMap<String, TitleKind>,
    /// First and last words of titles, so that most names are passed over without a look at the titles.
    first: QuickMap<String, ()>,
    last: QuickMap<String, ()>,
}

impl Titles {
    pub(crate) fn read(text: &str) -> Result<Self, TableError> {
        let mut titles = Self::default();
        for line in Lines::new("titles.tsv", text) {
            let kind = match line.cell(0)? {
                "kind" => continue,
                "rank" => TitleKind::Rank,
                "post" => TitleKind::Post,
                "honorific" => TitleKind::Honorific,
                "faith" => TitleKind::Faith,
                _ => return Err(line.bad(0)),
            };
            for form in line.cell(2)?.split(" | ") {
                titles.first.extend(form.split(' ').next().map(|w| (w.to_owned(), ())));
                titles.last.extend(form.split(' ').next_back().map(|w| (w.to_owned(), ())));
                titles.words.insert(form.to_owned(), kind);
            }
        }
        Ok(titles)
    }

    /// Takes titles off both ends as long as two tokens, or a token that can be a name, remain.
    fn strip(&self, spelled: &mut Spelled) {
        while let Some((n, title)) = self.at_head(&spelled.folded) {
            spelled.titles.push(title);
            spelled.folded.tokens.drain(..n);
        }
        while let Some((n, title)) = self.at_tail(&spelled.folded) {
            spelled.titles.push(title);
            let keep = spelled.folded.tokens.len() - n;
            spelled.folded.tokens.truncate(keep);
        }
        self.suffix(spelled);
    }

    fn words_of(folded: &Folded, tokens: &[Token]) -> String {
        tokens.iter().map(|t| folded.text(t)).collect::<Vec<_>>().join(" ")
    }

    fn at_head(&self, folded: &Folded) -> Option<(usize, Title)> {
        let tokens = &folded.tokens;
        self.first.get(folded.text(tokens.first()?))?;
        (1..=TITLE_WORDS.min(tokens.len().saturating_sub(1))).rev().find_map(|n| {
            let words = Self::words_of(folded, tokens.get(..n)?);
            let kind = *self.words.get(&words)?;
            // `Maj-ja`, `Gen-ichi`: what a hyphen binds is no title; `Do`, `Col` in capitals among others may be.
            (!tokens.get(n)?.joined).then_some((n, Title { words, kind }))
        })
    }

    fn at_tail(&self, folded: &Folded) -> Option<(usize, Title)> {
        let tokens = &folded.tokens;
        self.last.get(folded.text(tokens.last()?))?;
        (1..=TITLE_WORDS.min(tokens.len().saturating_sub(1))).rev().find_map(|n| {
            let tail = tokens.get(tokens.len() - n..)?;
            let first = tail.first()?;
            let block = matches!(first.script, Script::Hangul | Script::Han);
            let words = Self::words_of(folded, tail);
            // One syllable behind a space (`김 군`) may be a given name.
            let long = !block || words.chars().count() > 1 || tokens.len() > n + 1;
            let kind = *self.words.get(&words)?;
            let name = tokens.len() > n + 1 || block;
            (long && name && !first.joined).then_some((n, Title { words, kind }))
        })
    }

    /// `김정은동지`, `金正恩委員長`: a title written without a space, if two characters or more remain.
    fn suffix(&self, spelled: &mut Spelled) {
        let [token] = spelled.folded.tokens.as_mut_slice() else { return };
        if !matches!(token.script, Script::Hangul | Script::Han) {
            return;
        }
        // Three characters are a name without a title.
        if token.end - token.start <= 9 {
            return;
        }
        let text = spelled.folded.letters.get(usize::from(token.start)..usize::from(token.end));
        let at: Vec<usize> = text.unwrap_or("").char_indices().map(|(i, _)| i).collect();
        for keep in 3..at.len().saturating_sub(1) {
            let Some(from) = at.get(keep) else { continue };
            let Some(words) = text.and_then(|t| t.get(*from..)) else { continue };
            if let Some(kind) = self.words.get(words) {
                spelled.titles.push(Title { words: words.to_owned(), kind: *kind });
                token.end = token.start + u16::try_from(*from).unwrap_or(0);
                return;
            }
        }
    }
}

/// The spellings of a text: what brackets, semicolons and strokes divide.
pub(crate) fn spellings(text: &str, titles: &Titles) -> Vec<Spelled> {
    let divides = |c: char| {
        matches!(c, '(' | ')' | '[' | ']' | ';' | '/' | '|' | '（' | '）' | '；' | '／' | '\n')
    };
    let mut out = Vec::new();
    for piece in text.split(divides) {
        let mut spelled = Spelled::default();
        spelled.folded.letters.reserve(piece.len().min(LETTERS_MAX));
        spelled.folded.set(piece);
        if spelled.folded.tokens.is_empty() {
            continue;
        }
        titles.strip(&mut spelled);
        out.push(spelled);
        if out.len() == SPELLINGS_MAX {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (String, String) {
        let titles = Titles::read(include_str!("../data/titles.tsv")).unwrap();
        let spellings = spellings(text, &titles);
        let name = |s: &Spelled| Titles::words_of(&s.folded, &s.folded.tokens);
        let title =
            |s: &Spelled| s.titles.iter().map(|t| t.words.clone()).collect::<Vec<_>>().join("+");
        (
            spellings.iter().map(name).collect::<Vec<_>>().join(" / "),
            spellings.iter().map(title).collect::<Vec<_>>().join(""),
        )
    }

    #[test]
    fn titles_are_taken_off_and_kept() {
        for (text, name, title) in [
            ("Gen. Ri Chang Ho", "ri chang ho", "gen"),
            ("Colonel General Kim Yong Bok", "kim yong bok", "colonel general"),
            ("рядовой Ли Гван Ын", "ли гван ын", "рядовой"),
            ("генерал-майор Пак Чон Хо", "пак чон хо", "генерал майор"),
            ("리광은 동지", "리광은", "동지"),
            ("리광은동지", "리광은", "동지"),
            ("박영식대장", "박영식", "대장"),
            ("김대장", "김대장", ""),
            ("양대장", "양대장", ""),
            ("Kim Jang", "kim jang", ""),
            ("리광은(李光恩)", "리광은 / 李光恩", ""),
            ("Major", "major", ""),
            ("", "", ""),
        ] {
            assert_eq!(taken(text), (name.to_owned(), title.to_owned()), "{text}");
        }
    }
}
