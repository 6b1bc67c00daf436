//! What the programs that train and measure share: reading pair files, folds that keep a name in one place, the training sets.
//!
//! A pair has two *keys*, one a side: the Hangul name where it is known, else the person's id, else the text. A key lies in one fold by a
//! hash of itself. Keys with `hash("aside " + key) mod 10 = 9` are set aside and looked at once. A model that measures a pair has seen no
//! pair and no frequency with a key of either fold of the pair, nor any that was set aside.

#![allow(dead_code, reason = "each program uses a part of it")]

use names::learn::{KoreanInputs, Spelling};
use names::{Names, Tables};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// How many folds; `--folds=N` changes it.
pub(crate) static FOLDS: AtomicU64 = AtomicU64::new(8);
pub(crate) const ASIDE: u64 = 99;

pub(crate) type Row = HashMap<String, String>;
pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

pub(crate) const HAND_KOREAN: &str = include_str!("../../data/hand/korean.tsv");
pub(crate) const HAND_LETTERS: &str = include_str!("../../data/hand/letters.tsv");

/// FNV-1a, mixed once more: the folds depend on nothing but the key.
pub(crate) fn hash(text: &str) -> u64 {
    let h = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    h ^ (h >> 29)
}

pub(crate) fn fold(key: &str) -> u64 {
    if hash(&format!("aside {key}")) % 10 == 9 {
        ASIDE
    } else {
        hash(&format!("fold {key}")) % FOLDS.load(Relaxed)
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
    pub(crate) fn read(dir: &str) -> Result<Self> {
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
        })
    }

    /// The table of Korean names without the keys of some folds.
    pub(crate) fn korean(&self, without: &BTreeSet<u64>) -> Result<String> {
        let mut spellings = BTreeSet::new();
        let mut persons = BTreeMap::new();
        let mut add = |person: String, written: &str, hangul: &str| {
            persons.insert(person, hangul.to_owned());
            spellings.insert(Spelling { written: written.to_owned(), hangul: hangul.to_owned() });
        };
        for row in &self.dev {
            for side in ["a", "b"] {
                let hangul = cell(row, &format!("hangul_{side}"));
                if !hangul.is_empty() && !without.contains(&fold(key(row, side))) {
                    let person = cell(row, &format!("person_{side}"));
                    add(person.to_owned(), cell(row, &format!("name_{side}")), hangul);
                }
            }
        }
        for (n, row) in self.latin.iter().enumerate() {
            if !without.contains(&fold(cell(row, "hangul"))) {
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
            hanja: Tables::STANDARD.hanja,
        })?)
    }

    /// The table of letters without the keys of some folds; a token that is a key is left out wherever it stands.
    pub(crate) fn letters(&self, without: &BTreeSet<u64>, by_token: bool) -> Result<String> {
        let kept = |t: &str| !by_token || !without.contains(&fold(t));
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
            let sides = ["a", "b"].map(|s| !without.contains(&fold(key(row, s))));
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
        Ok(names::learn::letters(&pairs, &tokens, HAND_LETTERS)?)
    }

    pub(crate) fn names(
        &self,
        without: &BTreeSet<u64>,
        by_token: bool,
        calibration: &str,
    ) -> Result<Names> {
        let (korean, letters) = (self.korean(without)?, self.letters(without, by_token)?);
        let tables = Tables { korean: &korean, letters: &letters, calibration, ..Tables::STANDARD };
        Ok(Names::from_tables(&tables)?)
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
}

/// Measures pairs by models that have not seen their keys. `aside`: the pairs with a key that was set aside, instead of all others.
pub(crate) fn cross(
    data: &Data,
    rows: &[Row],
    by_token: bool,
    aside: bool,
    calibration: &str,
) -> Result<Vec<Scored>> {
    let mut groups: BTreeMap<BTreeSet<u64>, Vec<usize>> = BTreeMap::new();
    for (n, row) in rows.iter().enumerate() {
        let folds: BTreeSet<u64> = ["a", "b"].iter().map(|s| fold(key(row, s))).collect();
        if folds.contains(&ASIDE) == aside {
            let without =
                if aside { BTreeSet::from([ASIDE]) } else { &folds | &BTreeSet::from([ASIDE]) };
            groups.entry(without).or_default().push(n);
        }
    }
    let mut out = Vec::new();
    for (without, members) in groups {
        let names = data.names(&without, by_token, calibration)?;
        let mut reader = names.reader();
        for n in members {
            let row = &rows[n];
            let (a, b) = (reader.read(cell(row, "name_a")), reader.read(cell(row, "name_b")));
            let found = names.compare(&a, &b);
            let same = cell(row, "label") == "1";
            out.push(Scored { row: n, same, ln: found.ln_ratio, probability: found.probability });
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
