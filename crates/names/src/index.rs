//! Searching a list: the nearest names of many, by an inverted index over readings.
//!
//! Terms: *key* – two units at two positions of a Korean name (family and first given syllable, and so on), or the consonants of a token
//! of another name; a name is entered under the keys of its probable readings, so one position may be wrong. Invariants: names are added
//! one by one and never move; the same names in the same order give the same answers; ties go to the earlier name. Not here: files.

use crate::korean::compare::{position, posterior};
use crate::korean::{Korean, Position};
use crate::model::{Name, Names, Reading};
use std::collections::HashMap;

/// Units of a slot that are entered, and asked for.
const UNITS: usize = 3;
/// A unit must have this posterior probability to be entered.
const UNIT_MIN: f32 = 0.06;
/// Hypotheses that are entered.
const HYPOTHESES: usize = 2;
/// Names looked at for one question at most, those with most keys in common first.
const LOOKED_AT: usize = 3_000;
/// The same for names of other languages, whose comparison is dearer.
const LOOKED_AT_LETTERS: usize = 600;

/// A name found: where it stands in the list, and the weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The number that [`Index::add`] gave.
    pub at: usize,
    /// ln of the likelihood ratio.
    pub ln_ratio: f32,
}

/// A list of names that can be searched.
///
/// ```
/// use names::{Index, Names};
/// let names = Names::standard()?;
/// let mut index = Index::new(names);
/// for listed in ["Pak Chol Min", "리광은", "Chong Tae Il", "Ли Гван Ын"] {
///     index.add(names.read(listed));
/// }
/// let found = index.nearest(&names.read("Ri Kwang Un"), 2);
/// assert_eq!(found.iter().map(|f| f.at).collect::<Vec<_>>(), [1, 3]);
/// # Ok::<(), names::TableError>(())
/// ```
#[derive(Debug)]
pub struct Index<'m> {
    names: &'m Names,
    list: Vec<Name>,
    keys: HashMap<u64, Vec<u32>>,
}

impl<'m> Index<'m> {
    /// An empty list.
    #[must_use]
    pub fn new(names: &'m Names) -> Self {
        Self { names, list: Vec::new(), keys: HashMap::new() }
    }

    /// Adds a name and gives its number, from 0. A list holds 2³² names at most; further names are not found.
    pub fn add(&mut self, name: Name) -> usize {
        let at = self.list.len();
        if let Ok(number) = u32::try_from(at) {
            for key in keys(&self.names.korean, &name, true) {
                self.keys.entry(key).or_default().push(number);
            }
        }
        self.list.push(name);
        at
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// A name by its number.
    #[must_use]
    pub fn name(&self, at: usize) -> Option<&Name> {
        self.list.get(at)
    }

    /// The `most` names with the greatest weight beside `name`, greatest first; only names that share a key are looked at.
    ///
    /// * Cost: a few milliseconds in a million Korean names.
    #[must_use]
    pub fn nearest(&self, name: &Name, most: usize) -> Vec<Found> {
        let korean = name.readings.iter().any(|r| r.share > 0.5);
        let limit = if korean { LOOKED_AT } else { LOOKED_AT_LETTERS };
        let candidates = self.candidates(name, limit);
        let weigh = |at: usize| {
            let ln_ratio = self.names.ln_ratio(name, self.list.get(at)?);
            Some(Found { at, ln_ratio })
        };
        let mut found: Vec<Found> = candidates.into_iter().filter_map(weigh).collect();
        let order = |a: &Found, b: &Found| b.ln_ratio.total_cmp(&a.ln_ratio).then(a.at.cmp(&b.at));
        if most > 0 && most < found.len() {
            found.select_nth_unstable_by(most - 1, order);
            found.truncate(most);
        }
        found.sort_by(order);
        found.truncate(most);
        found
    }
}

impl Index<'_> {
    /// Names with keys in common, those with most of them first, at most `limit`.
    fn candidates(&self, name: &Name, limit: usize) -> Vec<usize> {
        let mut common = vec![0_u8; self.list.len()];
        let mut touched: Vec<u32> = Vec::new();
        for key in keys(&self.names.korean, name, false) {
            for number in self.keys.get(&key).map_or(&[][..], Vec::as_slice) {
                let Some(n) = usize::try_from(*number).ok().and_then(|at| common.get_mut(at))
                else {
                    continue;
                };
                if *n == 0 {
                    touched.push(*number);
                }
                *n = n.saturating_add(1);
            }
        }
        let mut by_count: [Vec<usize>; 8] = Default::default();
        for at in touched.into_iter().filter_map(|t| usize::try_from(t).ok()) {
            let n = usize::from(common.get(at).copied().unwrap_or(0)).min(by_count.len()) - 1;
            if let Some(list) = by_count.get_mut(n) {
                list.push(at);
            }
        }
        let mut out = Vec::new();
        for mut list in by_count.into_iter().rev() {
            if out.len() + list.len() > limit {
                list.sort_unstable();
                list.truncate(limit.saturating_sub(out.len()));
            }
            out.extend(list);
        }
        out
    }
}

/// The keys of a name, each once; one that is entered is found by its family name alone too.
fn keys(korean: &Korean, name: &Name, entered: bool) -> Vec<u64> {
    let mut out = Vec::new();
    for reading in &name.readings {
        if reading.share > 0.02 {
            of_readings(korean, reading, entered, &mut out);
        }
        if let Some(words) = &reading.words {
            out.extend(words.words.iter().map(|w| skeleton(&w.roman)));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

fn of_readings(korean: &Korean, reading: &Reading, entered: bool, out: &mut Vec<u64>) {
    let Some(encoded) = &reading.korean else { return };
    for h in encoded.hypotheses.iter().take(HYPOTHESES) {
        let slots: Vec<(Position, Vec<u16>)> = encoded
            .slots_of(h)
            .enumerate()
            .map(|(at, slot)| {
                let position = position(h, at);
                let units = posterior(korean, position, slot);
                let probable = units.iter().enumerate().filter(|(n, u)| *n == 0 || u.1 >= UNIT_MIN);
                (position, probable.take(UNITS).map(|(_, u)| u.0).collect())
            })
            .collect();
        for (n, (p, units)) in slots.iter().enumerate() {
            for unit in units {
                if *p == Position::Surname && (entered || slots.len() == 1) {
                    out.push(pair_key(*p, *unit, *p, *unit));
                }
                for (q, others) in slots.iter().skip(n + 1) {
                    out.extend(others.iter().map(|other| pair_key(*p, *unit, *q, *other)));
                }
            }
        }
    }
}

fn pair_key(p: Position, a: u16, q: Position, b: u16) -> u64 {
    (p as u64) << 40 | (q as u64) << 36 | u64::from(a) << 16 | u64::from(b)
}

/// The first four consonants of a token, doubled ones once, those that scripts confuse as one.
fn skeleton(roman: &str) -> u64 {
    let (mut key, mut last) = (1_u64 << 48, ' ');
    let mut n = 0;
    for c in roman.chars() {
        let c = match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w' | '\'' | 'ö' | 'ü' | 'ä' | 'ŏ' | 'ŭ' =>
            {
                continue;
            }
            'c' | 'q' | 'g' | 'x' => 'k',
            'z' | 'š' | 'ž' | 'č' | 'ć' | 'j' => 's',
            'd' => 't',
            'b' | 'f' | 'v' => 'p',
            other => other,
        };
        if c != last && n < 4 {
            key = key << 8 | u64::from(u32::from(c) & 0xFF);
            n += 1;
        }
        last = c;
    }
    key
}
