//! What the programs that train and measure share: reading pair files, folds that keep a name in one place, the training sets.
//!
//! A pair has two *keys*, one a side: the Hangul name where it is known, else the person's id, else the text. A key lies in one fold by a
//! hash of itself. Keys with `hash("aside " + key) mod 10 = 9` are set aside and looked at once. A model that measures a pair has seen no
//! pair and no frequency with a key of either fold of the pair, nor any that was set aside.

#![allow(dead_code, reason = "each program uses a part of it")]

use names::learn::{KoreanInputs, Lexicon, Spelling};
use names::{Names, Tables};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::fs;

/// A set of pairs that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Set {
    /// Korean names: `dev.csv`.
    Korean,
    /// Full names of other languages: `dev_other.csv`.
    Other,
    /// Single tokens of other languages: `dev_tokens.csv`.
    Tokens,
}

impl Set {
    pub(crate) const ALL: [Self; 3] = [Self::Korean, Self::Other, Self::Tokens];

    /// How many folds.
    fn folds(self) -> u64 {
        match self {
            Self::Korean => 8,
            Self::Other => 5,
            Self::Tokens => 6,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Korean => "dev",
            Self::Other => "other",
            Self::Tokens => "tokens",
        }
    }
}

pub(crate) const ASIDE: u64 = 99;

pub(crate) type Row = HashMap<String, String>;
pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

pub(crate) const HAND_KOREAN: &str = include_str!("../../data/hand/korean.tsv");
pub(crate) const HAND_ARABIC: &str = include_str!("../../data/hand/arabic.tsv");
pub(crate) const HAND_LETTERS: &str = include_str!("../../data/hand/letters.tsv");

/// FNV-1a, mixed once more: the folds depend on nothing but the key.
pub(crate) fn hash(text: &str) -> u64 {
    let h = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    h ^ (h >> 29)
}

/// The fold of a key, of so many.
fn fold(key: &str, folds: u64) -> u64 {
    if hash(&format!("aside {key}")) % 10 == 9 {
        ASIDE
    } else {
        hash(&format!("fold {key}")) % folds
    }
}

/// The folds that a model has not seen, of so many.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Without {
    folds: u64,
    which: BTreeSet<u64>,
}

impl Without {
    fn has(&self, key: &str) -> bool {
        !self.which.is_empty() && self.which.contains(&fold(key, self.folds))
    }

    /// Only what was set aside.
    fn aside() -> Self {
        Self { folds: 1, which: BTreeSet::from([ASIDE]) }
    }
}

pub(crate) fn rows(path: &str) -> Result<Vec<Row>> {
    let mut reader =
        csv::Reader::from_path(path).map_err(|e| format!("Cannot read `{path}`: {e}"))?;
    Ok(reader.deserialize().collect::<std::result::Result<_, _>>()?)
}

pub(crate) fn cell<'r>(row: &'r Row, name: &str) -> &'r str {
    row.get(name).map_or("", String::as_str)
}

fn cell_of(row: &Row, name: &str) -> String {
    cell(row, name).to_owned()
}

/// The lists of a lexicon: lines of tokens between commas, `=>` and an id.
fn lists(path: &str) -> Result<Vec<Vec<String>>> {
    let text = fs::read_to_string(path).map_err(|e| format!("Cannot read `{path}`: {e}"))?;
    let list = |line: &str| {
        let tokens = line.split(" => ").next().unwrap_or("");
        tokens.split(',').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect()
    };
    Ok(text.lines().map(list).collect())
}

/// The key of a side of a pair.
pub(crate) fn key<'r>(row: &'r Row, side: &str) -> &'r str {
    ["hangul_", "person_", "name_"]
        .iter()
        .map(|c| cell(row, &format!("{c}{side}")))
        .find(|v| !v.is_empty())
        .unwrap_or("")
}

/// All files of the development data.
pub(crate) struct Data {
    pub(crate) dir: String,
    pub(crate) dev: Vec<Row>,
    pub(crate) other: Vec<Row>,
    pub(crate) tokens: Vec<Row>,
    pub(crate) latin: Vec<Row>,
    pub(crate) variants: Vec<(String, String, f32)>,
    /// Tokens that are one name, in many scripts.
    pub(crate) lists: Vec<Vec<String>>,
    /// What they taught: as they are, and without the tokens that are measured.
    taught: [OnceCell<Lexicon>; 2],
    /// The tables without what was set aside: Korean names, letters.
    without_aside: [OnceCell<String>; 2],
}

/// The files below the folder that are read, in the order in which their hashes are printed.
pub(crate) const FILES: [&str; 5] = [
    "dev.csv",
    "dev_other.csv",
    "dev_tokens.csv",
    "train_hangul_latin.csv",
    "names-surname-variants/surname_variants_from_wikidata.csv",
];

impl Data {
    pub(crate) fn read(dir: &str, lexicon: &str) -> Result<Self> {
        let file = |n: &str| rows(&format!("{dir}/{n}"));
        let variants = file(FILES[4])?
            .iter()
            .map(|r| {
                let count = cell(r, "count").parse().unwrap_or(0.0);
                (cell(r, "surname_hangul").to_owned(), cell(r, "variant").to_owned(), count)
            })
            .collect();
        Ok(Self {
            dir: dir.to_owned(),
            dev: file(FILES[0])?,
            other: file(FILES[1])?,
            tokens: file(FILES[2])?,
            latin: file(FILES[3])?,
            variants,
            lists: lists(lexicon)?,
            taught: Default::default(),
            without_aside: Default::default(),
        })
    }

    /// What the lexicon teaches; `by_token`: without any list that has a token of the token pairs, of whatever fold.
    fn lexicon(&self, by_token: bool) -> Result<&Lexicon> {
        let cell = &self.taught[usize::from(by_token)];
        if cell.get().is_none() {
            let pairs = self.tokens.iter().filter(|_| by_token);
            let tokens: BTreeSet<String> =
                pairs.flat_map(|r| ["name_a", "name_b"].map(|c| cell_of(r, c))).collect();
            let _ = cell.set(names::learn::lexicon(&self.lists, &tokens, HAND_LETTERS)?);
        }
        cell.get().ok_or_else(|| "The lexicon was not learned".into())
    }

    /// The table of Korean names without the keys of some folds.
    pub(crate) fn korean(&self, without: &Without) -> Result<String> {
        let mut spellings = BTreeSet::new();
        let mut persons = BTreeMap::new();
        let mut add = |person: String, written: &str, hangul: &str| {
            persons.insert(person, hangul.to_owned());
            spellings.insert(Spelling { written: written.to_owned(), hangul: hangul.to_owned() });
        };
        for row in &self.dev {
            for side in ["a", "b"] {
                let hangul = cell(row, &format!("hangul_{side}"));
                if !hangul.is_empty() && !without.has(key(row, side)) {
                    let person = cell(row, &format!("person_{side}"));
                    add(person.to_owned(), cell(row, &format!("name_{side}")), hangul);
                }
            }
        }
        for (n, row) in self.latin.iter().enumerate() {
            if !without.has(cell(row, "hangul")) {
                add(format!("latin {n}"), cell(row, "latin"), cell(row, "hangul"));
            }
        }
        let spellings: Vec<Spelling> = spellings.into_iter().collect();
        let persons: Vec<String> = persons.into_values().collect();
        Ok(names::learn::korean(&KoreanInputs {
            spellings: &spellings,
            persons: &persons,
            variants: &self.variants,
            hand: HAND_KOREAN,
            arabic: HAND_ARABIC,
            hanja: Tables::STANDARD.hanja,
        })?)
    }

    /// The table of letters without the keys of some folds; a token that is a key is left out wherever it stands.
    pub(crate) fn letters(&self, without: &Without, by_token: bool) -> Result<String> {
        let kept = |t: &str| !by_token || !without.has(t);
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut tokens: Vec<String> = Vec::new();
        for row in &self.tokens {
            let (a, b) = (cell(row, "name_a"), cell(row, "name_b"));
            if kept(a) && kept(b) && cell(row, "label") == "1" {
                pairs.push((a.to_owned(), b.to_owned()));
            }
            tokens.extend([a, b].into_iter().filter(|t| kept(t)).map(str::to_owned));
        }
        tokens.sort();
        tokens.dedup();
        let mut spelled = BTreeSet::new();
        for row in &self.other {
            let sides = ["a", "b"].map(|s| !without.has(key(row, s)));
            let names = ["a", "b"].map(|s| words(cell(row, &format!("name_{s}"))));
            for ((side, name), ok) in ["a", "b"].iter().zip(&names).zip(sides) {
                if ok || by_token {
                    spelled.insert((cell(row, &format!("person_{side}")).to_owned(), name.clone()));
                }
            }
            if cell(row, "label") == "1" && (by_token || sides == [true, true]) {
                let [a, b] = &names;
                pairs.extend(aligned(a, b).into_iter().filter(|(x, y)| kept(x) && kept(y)));
            }
        }
        let mut once = BTreeSet::new();
        for (person, name) in spelled {
            for token in name {
                if kept(&token) && once.insert((person.clone(), token.clone())) {
                    tokens.push(token);
                }
            }
        }
        Ok(names::learn::letters(self.lexicon(by_token)?, &pairs, &tokens))
    }

    /// Pairs of a set.
    pub(crate) fn rows(&self, set: Set) -> &[Row] {
        match set {
            Set::Korean => &self.dev,
            Set::Other => &self.other,
            Set::Tokens => &self.tokens,
        }
    }

    /// Tables that have not seen some folds of a set. No name of one set is in the pairs of another, so that the tables which are not
    /// measured are without what was set aside and no more.
    fn names(&self, set: Set, without: &Without, calibration: &str) -> Result<Names> {
        let [korean, letters] = &self.without_aside;
        let by_token = set == Set::Tokens;
        let korean = if set == Set::Korean {
            self.korean(without)?
        } else {
            once(korean, || self.korean(&Without::aside()))?
        };
        let letters = if set == Set::Korean {
            once(letters, || self.letters(&Without::aside(), false))?
        } else {
            self.letters(without, by_token)?
        };
        let tables = Tables { korean: &korean, letters: &letters, calibration, ..Tables::STANDARD };
        Ok(Names::from_tables(&tables)?)
    }
}

/// What a cell holds, made at the first call.
fn once(cell: &OnceCell<String>, make: impl FnOnce() -> Result<String>) -> Result<String> {
    match cell.get() {
        Some(text) => Ok(text.clone()),
        None => {
            let text = make()?;
            Ok(cell.get_or_init(|| text).clone())
        }
    }
}

/// Lower-case words of a name.
pub(crate) fn words(name: &str) -> Vec<String> {
    let split = |c: char| c.is_whitespace() || matches!(c, ',' | '-' | ';' | '(' | ')');
    name.to_lowercase().split(split).filter(|w| w.chars().count() > 1).map(str::to_owned).collect()
}

/// Tokens of two spellings that face each other: alike in Latin letters, or in the same place of names with as many words.
fn aligned(a: &[String], b: &[String]) -> Vec<(String, String)> {
    let latin = |w: &String| w.is_ascii() || w.chars().all(|c| c < '\u{250}');
    let mut out = Vec::new();
    if a.iter().all(latin) && b.iter().all(latin) {
        for x in a {
            let near =
                |y: &&String| distance(x, y) * 5 <= 2 * x.chars().count().max(y.chars().count());
            out.extend(
                b.iter()
                    .filter(near)
                    .min_by_key(|y| distance(x, y))
                    .map(|y| (x.clone(), y.clone())),
            );
        }
    } else if a.len() == b.len() {
        out.extend(a.iter().cloned().zip(b.iter().cloned()));
    }
    out
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = (before + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            before = row[j + 1];
            row[j + 1] = cost;
        }
    }
    row[b.len()]
}

/// A measured pair: which row, ln ratio and probability.
#[derive(Clone, Copy)]
pub(crate) struct Scored {
    pub(crate) row: usize,
    pub(crate) same: bool,
    pub(crate) ln: f32,
    pub(crate) probability: f64,
    /// For single tokens: the script beside Latin, and what the weight is made of.
    pub(crate) numbers: Option<(&'static str, [f32; 5])>,
}

/// Measures pairs by models that have not seen their keys. `aside`: the pairs with a key that was set aside, instead of all others.
pub(crate) fn cross(data: &Data, set: Set, aside: bool, calibration: &str) -> Result<Vec<Scored>> {
    let rows = data.rows(set);
    let folds = set.folds();
    let mut groups: BTreeMap<Without, Vec<usize>> = BTreeMap::new();
    for (n, row) in rows.iter().enumerate() {
        let which: BTreeSet<u64> = ["a", "b"].iter().map(|s| fold(key(row, s), folds)).collect();
        if which.contains(&ASIDE) == aside {
            let set_aside = Without::aside();
            let which = if aside { set_aside.which } else { &which | &set_aside.which };
            groups.entry(Without { folds, which }).or_default().push(n);
        }
    }
    let mut out = Vec::new();
    for (without, members) in groups {
        let names = data.names(set, &without, calibration)?;
        let mut reader = names.reader();
        for n in members {
            let row = &rows[n];
            let (a, b) = (reader.read(cell(row, "name_a")), reader.read(cell(row, "name_b")));
            let found = names.compare(&a, &b);
            out.push(Scored {
                row: n,
                same: cell(row, "label") == "1",
                ln: found.ln_ratio,
                probability: found.probability,
                numbers: names::learn::features(&names, &a, &b),
            });
        }
    }
    out.sort_by_key(|s| s.row);
    Ok(out)
}

/// SHA-256 of a file in hexadecimal.
pub(crate) fn digest(path: &str) -> Result<String> {
    use sha2::{Digest, Sha256};
    Ok(Sha256::digest(fs::read(path)?).iter().map(|b| format!("{b:02x}")).collect())
}
