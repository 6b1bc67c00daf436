//! The tables together, and what a caller starts from: [`Names`], a [`Reader`] that turns texts into [`Name`]s.
//!
//! Invariant: [`Names`] never changes after it is read and may be shared between threads; a reader remembers chunks of letters, which
//! changes its speed and nothing else. Not here: comparing ([`crate::Comparison`]), searching ([`crate::Index`]).

use crate::calibrate::Calibration;
use crate::korean::Korean;
use crate::korean::encode::{Encoded, Encoder};
use crate::letters::Letters;
use crate::letters::name::{Words, words};
use crate::parse::{Spelled, Titles, spellings};
use crate::script::Script;
use crate::tables::TableError;
use crate::{Title, korean, mandarin};
use std::sync::LazyLock;

/// The texts that the tables are read from.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'a> {
    /// Sounds and frequencies of Korean names: `data/korean.tsv`.
    pub korean: &'a str,
    /// Readings of characters: `data/hanja.tsv`.
    pub hanja: &'a str,
    /// Letters of other languages: `data/letters.tsv`.
    pub letters: &'a str,
    /// Titles: `data/titles.tsv`.
    pub titles: &'a str,
    /// From likelihood ratio to probability: `data/calibration.tsv`.
    pub calibration: &'a str,
}

impl Tables<'static> {
    /// The tables that ship with the library.
    pub const STANDARD: Self = Self {
        korean: include_str!("../data/korean.tsv"),
        hanja: include_str!("../data/hanja.tsv"),
        letters: include_str!("../data/letters.tsv"),
        titles: include_str!("../data/titles.tsv"),
        calibration: include_str!("../data/calibration.tsv"),
    };
}

/// Everything that is known of names: the tables, ready to use.
#[derive(Clone, Debug)]
pub struct Names {
    pub(crate) korean: Korean,
    pub(crate) letters: Letters,
    pub(crate) titles: Titles,
    pub(crate) calibration: Calibration,
}

static STANDARD: LazyLock<Result<Names, TableError>> =
    LazyLock::new(|| Names::from_tables(&Tables::STANDARD));

impl Names {
    /// The tables that ship with the library, read once.
    ///
    /// # Errors
    /// None for a library that was built as it was published; a test reads them.
    pub fn standard() -> Result<&'static Self, TableError> {
        STANDARD.as_ref().map_err(Clone::clone)
    }

    /// Reads tables.
    ///
    /// # Errors
    /// The table, line and column of what cannot be read.
    pub fn from_tables(tables: &Tables<'_>) -> Result<Self, TableError> {
        let calibration = Calibration::read(tables.calibration)?;
        let mut letters = Letters::read(tables.letters)?;
        letters.odds = calibration.odds;
        Ok(Self {
            korean: Korean::read(tables.korean, tables.hanja)?,
            letters,
            titles: Titles::read(tables.titles)?,
            calibration,
        })
    }

    /// A reader of names, with a memory of its own.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader { names: self, encoder: Encoder::new(&self.korean) }
    }

    /// Reads one name; for many names a [`Reader`] is faster.
    #[must_use]
    pub fn read(&self, text: &str) -> Name {
        self.reader().read(text)
    }

    /// Latin letters for a block script: the Mandarin syllables of Hanja, the Revised Romanisation of Hangul.
    pub(crate) fn roman(&self, script: Script, text: &str) -> Option<String> {
        match script {
            Script::Hangul => Some(text.chars().map(revised).collect()),
            Script::Han => text.chars().map(|c| self.korean.mandarin(c)).collect(),
            _ => None,
        }
    }
}

/// Which parts of a name a text gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Family name and given name.
    Full,
    /// A family name alone.
    Family,
    /// A given name alone.
    Given,
    /// Unknown: not read as a Korean name.
    Unknown,
}

/// A language that a spelling may be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Language {
    /// A Korean name, in whatever script.
    Korean,
    /// A name of any other language.
    Other,
}

/// One spelling of a name with what it may stand for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) script: Script,
    pub(crate) letters: String,
    pub(crate) korean: Option<Encoded>,
    /// Probability that the spelling is of a Korean name.
    pub(crate) share: f32,
    pub(crate) words: Option<Words>,
    pub(crate) initials: bool,
    /// The Mandarin syllables of Hanja, if all are known.
    pub(crate) pinyin: Vec<Box<str>>,
    /// The Japanese readings of Hanja by sound, a character each, if all are known.
    pub(crate) on: Vec<Box<str>>,
    /// Whether Hangul can write a Mandarin name by sound.
    pub(crate) by_sound: bool,
}

/// A name that was read: the original text, its spellings, what they may stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub(crate) text: Box<str>,
    pub(crate) readings: Vec<Reading>,
    pub(crate) titles: Vec<Title>,
}

impl Name {
    /// The text as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Ranks, posts and forms of address that stood beside the name.
    #[must_use]
    pub fn titles(&self) -> &[Title] {
        &self.titles
    }

    /// The scripts of its spellings.
    pub fn scripts(&self) -> impl Iterator<Item = Script> + '_ {
        self.readings.iter().map(|r| r.script)
    }

    /// Languages that the spellings may be in, with their probability.
    pub fn languages(&self) -> impl Iterator<Item = (Language, f32)> {
        let korean = self.readings.iter().map(|r| r.share).fold(0.0, f32::max);
        [(Language::Korean, korean), (Language::Other, 1.0 - korean)]
            .into_iter()
            .filter(|l| l.1 > 0.01)
    }

    /// The Korean readings of its spellings.
    pub(crate) fn korean(&self) -> impl Iterator<Item = &Encoded> {
        self.readings.iter().filter_map(|r| r.korean.as_ref())
    }

    /// Whether there was any letter to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.readings.is_empty()
    }

    /// Which parts of a Korean name the best reading has.
    #[must_use]
    pub fn extent(&self) -> Extent {
        let best = self
            .readings
            .iter()
            .filter(|r| r.share > 0.05)
            .find_map(|r| r.korean.as_ref().and_then(|k| k.hypotheses.first()));
        match best.map(|h| (h.surname, h.given)) {
            Some((true, 0)) => Extent::Family,
            Some((true, _)) => Extent::Full,
            Some((false, _)) => Extent::Given,
            None => Extent::Unknown,
        }
    }

    /// The ways to read it as a Korean name in Hangul, most probable first, with their probability.
    ///
    /// At most `most`; a hyphen stands for a part that is not written: `리-` is a family name alone.
    #[must_use]
    pub fn in_hangul(&self, names: &Names, most: usize) -> Vec<(String, f32)> {
        let mut all: Vec<(String, f32)> = Vec::new();
        let korean = || {
            let likely = self.readings.iter().filter(|r| r.share > 0.05);
            likely.filter_map(|r| Some((r.share, r.korean.as_ref()?)))
        };
        // Each spelling of the name has an equal say.
        let say = 1.0 / korean().count().max(1) as f32;
        for (share, encoded) in korean() {
            for (text, p) in korean::compare::spelled(&names.korean, encoded, most) {
                let p = p * share * say;
                match all.iter_mut().find(|(t, _)| *t == text) {
                    Some((_, q)) => *q += p,
                    None => all.push((text, p)),
                }
            }
        }
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.truncate(most);
        all
    }
}

/// Reads names; remembers the chunks of letters that it met, so that a list is read fast.
#[derive(Debug)]
pub struct Reader<'m> {
    names: &'m Names,
    encoder: Encoder<'m>,
}

/// Above this share a spelling is read as Korean only.
const KOREAN_ONLY: f32 = 0.9;

/// ln of the share of Japanese names among those that are not Korean.
const JAPANESE: f32 = -1.2;

impl Reader<'_> {
    /// Reads a name from any text.
    ///
    /// * Output: always a value; a text without letters gives an empty name.
    /// * Determinism: depends on the text and the tables only.
    /// * Cost: about two microseconds once its chunks are known; a name that may hold a slip a fraction of a millisecond at first; bounded for any text.
    pub fn read(&mut self, text: &str) -> Name {
        let mut name = Name { text: text.into(), readings: Vec::new(), titles: Vec::new() };
        for spelled in spellings(text, &self.names.titles) {
            if let Some(reading) = self.reading(&spelled) {
                name.readings.push(reading);
            }
            name.titles.extend(spelled.titles);
        }
        name
    }

    fn reading(&mut self, spelled: &Spelled) -> Option<Reading> {
        let script = spelled.script()?;
        let tokens: Vec<_> =
            spelled.folded.tokens.iter().filter(|t| t.script == script).copied().collect();
        let korean = self.encoder.encode(&spelled.folded, &tokens);
        let initials = tokens.iter().any(|t| t.dot && t.end - t.start <= 2);
        let letters: Vec<&str> = tokens.iter().map(|t| spelled.folded.text(t)).collect();
        let block = matches!(script, Script::Hangul | Script::Han);
        let mut share = match &korean {
            None => 0.0,
            Some(_) if block => 1.0,
            Some(k) => self.likely_korean(k, script, &letters),
        };
        let mut other = None;
        if share < KOREAN_ONLY || (script == Script::Hangul && korean.is_none()) {
            let roman = |s: Script, t: &str| self.names.roman(s, t);
            other = words(&self.names.letters, &spelled.folded, &tokens, &roman);
        }
        if share >= KOREAN_ONLY {
            share = 1.0;
        }
        let letters = letters.join(" ");
        let table = &self.names.korean;
        let (pinyin, on) = match script {
            Script::Han => (each(&letters, |c| table.mandarin(c)), each(&letters, |c| table.on(c))),
            _ => (Vec::new(), Vec::new()),
        };
        let by_sound = script == Script::Hangul && mandarin::may_be(&letters);
        Some(Reading {
            script,
            letters,
            korean,
            share,
            words: other,
            initials,
            pinyin,
            on,
            by_sound,
        })
    }

    /// The probability that letters are of a Korean name: evidence against the background of all names, among them Japanese ones, whose
    /// syllables are as short as Korean ones and whose share of all names would not tell.
    fn likely_korean(&self, korean: &Encoded, script: Script, letters: &[&str]) -> f32 {
        let side = crate::letters::side_of(script).filter(|_| script != Script::Kana);
        let table = &self.names.letters;
        let others = match side {
            Some(side) => {
                let all: f32 = letters.iter().map(|l| table.background(side, l)).sum();
                let japanese: f32 = letters.iter().map(|l| table.japanese(side, l)).sum();
                all.max(japanese + JAPANESE)
            }
            None => -3.0 * letters.iter().map(|l| l.chars().count()).sum::<usize>() as f32,
        };
        // Names of both kinds are held equally frequent; a nat against what a few letters may do by chance.
        1.0 / (1.0 + (others - korean.evidence + 1.0).exp())
    }
}

/// What is known of each character, of six at most; nothing if it is not known of all.
fn each<'t>(letters: &str, of: impl Fn(char) -> Option<&'t str>) -> Vec<Box<str>> {
    let chars = letters.chars().filter(|c| *c != ' ').take(6);
    chars.map(|c| of(c).map(Into::into)).collect::<Option<_>>().unwrap_or_default()
}

/// A syllable by the Revised Romanisation, letter by letter.
fn revised(c: char) -> String {
    const ONSET: [&str; 19] = [
        "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t",
        "p", "h",
    ];
    const NUCLEUS: [&str; 21] = [
        "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo",
        "we", "wi", "yu", "eu", "ui", "i",
    ];
    const CODA: [&str; 28] = [
        "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p",
        "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t",
    ];
    let Some(n) = crate::hangul::number(c) else { return String::new() };
    let (o, v, k) = crate::hangul::decompose(n);
    let of = |table: &[&'static str], at: u8| table.get(usize::from(at)).copied().unwrap_or("");
    [of(&ONSET, o), of(&NUCLEUS, v), of(&CODA, k)].concat()
}
