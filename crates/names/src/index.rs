//! Searching a list: the nearest names of many, by an inverted index over readings.
//!
//! Terms: *key* – two units at two positions of a Korean name (family and first given syllable, and so on), or the consonants of a token
//! of another name; a name is entered under the keys of its probable readings, so one position may be wrong; *class* – names of a list that
//! are read alike, however they were written: they weigh the same beside any name, so each class is entered and weighed once. Invariants:
//! names are added one by one and never move; the same names in the same order give the same answers; ties go to the earlier name. A
//! class that cannot reach the answer by [`Names::ln_ratio_most`] is not weighed, which changes no answer. Not here: files.

use crate::korean::compare::{position, posterior};
use crate::korean::{Korean, Position};
use crate::model::{Name, Names, Reading};
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

/// Units of a slot that are entered, and asked for.
const UNITS: usize = 3;
/// A unit must have this posterior probability to be entered.
const UNIT_MIN: f32 = 0.06;
/// Hypotheses that are entered.
const HYPOTHESES: usize = 2;
/// Classes looked at for one question at most, those with most keys in common first.
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
    /// The numbers of the names of each class, ascending.
    classes: Vec<Vec<u32>>,
    /// Classes by their letters.
    by_letters: HashMap<String, Vec<u32>>,
    /// Classes by key.
    keys: HashMap<u64, Vec<u32>>,
}

impl<'m> Index<'m> {
    /// An empty list.
    #[must_use]
    pub fn new(names: &'m Names) -> Self {
        Self {
            names,
            list: Vec::new(),
            classes: Vec::new(),
            by_letters: HashMap::new(),
            keys: HashMap::new(),
        }
    }

    /// Adds a name and gives its number, from 0. A list holds 2³² names at most; further names are not found.
    pub fn add(&mut self, name: Name) -> usize {
        let at = self.list.len();
        if let Ok(number) = u32::try_from(at) {
            self.enter(&name, number);
        }
        self.list.push(name);
        at
    }

    /// Puts a name with its class, a new one where none of the list is read like it.
    fn enter(&mut self, name: &Name, number: u32) {
        let letters = name.readings.iter().flat_map(|r| [r.letters.as_str(), "\n"]).collect();
        let alike = self.by_letters.entry(letters).or_default();
        for class in alike.iter() {
            let Some(members) = self.classes.get_mut(*class as usize) else { continue };
            let first = members.first().and_then(|m| self.list.get(*m as usize));
            if first.is_some_and(|f| f.readings == name.readings) {
                members.push(number);
                return;
            }
        }
        // There are no more classes than names, whose numbers fit.
        let Ok(class) = u32::try_from(self.classes.len()) else { return };
        alike.push(class);
        self.classes.push(vec![number]);
        for key in keys(&self.names.korean, name, true) {
            self.keys.entry(key).or_default().push(class);
        }
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
    /// * Cost: about a millisecond in a million Korean names.
    #[must_use]
    pub fn nearest(&self, name: &Name, most: usize) -> Vec<Found> {
        let korean = name.readings.iter().any(|r| r.share > 0.5);
        let limit = if korean { LOOKED_AT } else { LOOKED_AT_LETTERS };
        // The worst on top.
        let mut best: BinaryHeap<Ranked> = BinaryHeap::new();
        for class in self.candidates(name, limit) {
            let members = self.classes.get(class).map_or(&[][..], Vec::as_slice);
            let first = members.first().and_then(|m| self.list.get(*m as usize));
            let Some(first) = first else { continue };
            let least = best.peek().filter(|_| best.len() >= most).map(|w| w.0.ln_ratio);
            if least.is_some_and(|least| self.names.ln_ratio_most(name, first) < least) {
                continue;
            }
            let ln_ratio = self.names.ln_ratio(name, first);
            for member in members {
                let found = Ranked(Found { at: *member as usize, ln_ratio });
                if best.len() >= most && best.peek().is_none_or(|worst| *worst <= found) {
                    break;
                }
                best.push(found);
                if best.len() > most {
                    best.pop();
                }
            }
        }
        best.into_sorted_vec().into_iter().map(|r| r.0).collect()
    }
}

/// A name found, in the order of an answer: the least has the greatest weight, of one weight the least number.
#[derive(Clone, Copy, Debug)]
struct Ranked(Found);

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.ln_ratio.total_cmp(&self.0.ln_ratio).then(self.0.at.cmp(&other.0.at))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}

impl Index<'_> {
    /// Classes with keys in common, those with most of them first, at most `limit`.
    fn candidates(&self, name: &Name, limit: usize) -> Vec<usize> {
        let mut common = vec![0_u8; self.classes.len()];
        let mut by_count: [Vec<u32>; 8] = Default::default();
        let mut touched: Vec<u32> = Vec::new();
        for key in keys(&self.names.korean, name, false) {
            for class in self.keys.get(&key).map_or(&[][..], Vec::as_slice) {
                let Some(n) = common.get_mut(*class as usize) else { continue };
                if *n == 0 {
                    touched.push(*class);
                }
                *n = n.saturating_add(1);
            }
        }
        for class in touched {
            let n = common.get(class as usize).map_or(0, |n| usize::from(*n));
            if let Some(list) = by_count.get_mut(n.min(8) - 1) {
                list.push(class);
            }
        }
        let mut out = Vec::new();
        for mut list in by_count.into_iter().rev() {
            if out.len() + list.len() > limit {
                list.sort_unstable();
                list.truncate(limit.saturating_sub(out.len()));
            }
            out.extend(list.into_iter().map(|class| class as usize));
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
                    for q in places(*q, *p, entered) {
                        out.extend(others.iter().map(|other| pair_key(*p, *unit, *q, *other)));
                    }
                }
            }
        }
    }
}

/// The positions under which a given syllable beside a family name is asked for: a name may lack one of two.
fn places(given: Position, beside: Position, entered: bool) -> &'static [Position] {
    use Position::{First, Later, Sole, Surname};
    match (given, beside == Surname && !entered) {
        (First, true) => &[First, Sole],
        (Later, true) => &[Later, Sole],
        (Sole, true) => &[Sole, First, Later],
        (First, false) => &[First],
        (Later, false) => &[Later],
        (Sole, false) => &[Sole],
        (Surname, _) => &[Surname],
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
