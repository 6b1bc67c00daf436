//! A name as it stands in a text, taken apart: spellings, tokens, titles, and what of a person's name is there.
//!
//! Terms: *spelling* – one way that the text writes the name, `김정은(金正恩)` has two; *title* – rank, post or form of address, taken off at
//! either end and kept; *extent* – full name, family name alone, given name alone. Invariants: nothing is thrown away, the original and
//! every title remain; NFC and NFD give the same; any text gives a value. Not here: which token is the family name, which only hypotheses
//! say.

use crate::fold::{Folded, LETTERS_MAX, Token};
use crate::hangul;
use crate::korean::compound;
use crate::quick::QuickMap;
use crate::script::Script;
use crate::tables::{Lines, TableError};

/// Spellings of one text that are read at most.
const SPELLINGS_MAX: usize = 4;
/// What the syllable before a particle must end in.
#[derive(Clone, Copy)]
enum Behind {
    Any,
    Vowel,
    Coda,
}

/// Particles that stand behind persons' names, longer ones first.
const PARTICLES: [(&str, Behind); 15] = [
    ("에게서", Behind::Any),
    ("에게", Behind::Any),
    ("으로", Behind::Coda),
    ("한테", Behind::Any),
    ("의", Behind::Any),
    ("도", Behind::Any),
    ("은", Behind::Coda),
    ("는", Behind::Vowel),
    ("이", Behind::Coda),
    ("가", Behind::Vowel),
    ("을", Behind::Coda),
    ("를", Behind::Vowel),
    ("과", Behind::Coda),
    ("와", Behind::Vowel),
    ("로", Behind::Vowel),
];
/// The coda ㄹ.
const RIEUL: u8 = 8;

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
    /// A Korean particle written to the name without a space: 은, 이, 에게.
    Particle,
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
        self.particle(spelled);
        while let Some((n, title)) = self.at_tail(&spelled.folded) {
            spelled.titles.push(title);
            let keep = spelled.folded.tokens.len() - n;
            spelled.folded.tokens.truncate(keep);
        }
        self.suffix(spelled);
    }

    /// `리광은이`, `리 광은을`, `리광은 동지에게`: a particle behind a name or a title, where what remains is one.
    ///
    /// A name of four syllables may end like a particle. It is then taken for a particle if the syllable before asks for this form of it
    /// and the name does not begin with a family name of two syllables.
    fn particle(&self, spelled: &mut Spelled) {
        let Some((last, before)) = spelled.folded.tokens.split_last() else { return };
        if last.script != Script::Hangul {
            return;
        }
        let text = spelled.folded.text(last);
        let Some((name, particle)) = PARTICLES.iter().find_map(|(particle, behind)| {
            let name = text.strip_suffix(particle)?;
            let coda = hangul::decompose(hangul::number(name.chars().next_back()?)?).2;
            let fits = match behind {
                Behind::Any => true,
                Behind::Vowel => coda == 0 || (*particle == "로" && coda == RIEUL),
                Behind::Coda => coda != 0 && !(*particle == "으로" && coda == RIEUL),
            };
            fits.then_some((name, *particle))
        }) else {
            return;
        };
        let syllables = |text: &str| text.chars().count();
        let mut heads = name.chars().filter_map(hangul::number);
        let two = heads.next().zip(heads.next()).is_some_and(|(a, b)| compound(a, b).is_some());
        let titled = |text: &str, from: usize| {
            let mut at = text.char_indices().skip(from).map(|(i, _)| i);
            at.any(|i| text.get(i..).is_some_and(|word| self.words.contains_key(word)))
        };
        let whole = match before {
            [] => syllables(name) == if two { 4 } else { 3 } || titled(name, 3),
            [family] => {
                titled(name, 0)
                    || (family.script == Script::Hangul
                        && syllables(spelled.folded.text(family)) <= 2
                        && syllables(name) == 2)
            }
            _ => titled(name, 0),
        };
        let end = last.start.saturating_add(u16::try_from(name.len()).unwrap_or(0));
        if let Some(token) = spelled.folded.tokens.last_mut().filter(|_| whole) {
            token.end = end;
            let words = particle.to_owned();
            spelled.titles.push(Title { words, kind: TitleKind::Particle });
        }
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
            ("리광은이", "리광은", "이"),
            ("박철수가", "박철수", "가"),
            ("김영철로", "김영철", "로"),
            ("리광은에게", "리광은", "에게"),
            ("리 광은을", "리 광은", "을"),
            ("리광은동지가", "리광은", "가+동지"),
            ("리광은 동지의", "리광은", "의+동지"),
            ("남궁철민은", "남궁철민", "은"),
            // No particle: the form does not fit, a family name of two syllables, or too few remain.
            ("박철수은", "박철수은", ""),
            ("제갈정은", "제갈정은", ""),
            ("리광은", "리광은", ""),
            ("김영도", "김영도", ""),
            ("", "", ""),
        ] {
            assert_eq!(taken(text), (name.to_owned(), title.to_owned()), "{text}");
        }
    }
}
