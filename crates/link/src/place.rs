//! Places with what lies around them: a village, its district, its province.
//!
//! Terms: *part* – one of the names of a cell, `village, district, province` or `a / b`, or a column each; in Hangul words that end like
//! 군 or 도; *finest* – the narrowest part; *known* – a part that the gazetteer of `names` knows, in any script, with the
//! province around it. Lists write the finest first or last; which, is told by how many records have either end, so that the order does
//! not matter. Invariants: symmetric; depends on values and counts only; a name alone of which nothing is known is compared as words are.
//! Not here: distances; names of places that are spelt in another script and are not known (nothing is said of them).

use crate::intern::{Interner, Texts};
use crate::key::{Lists, number, romanised, skeleton};
use crate::record::Units;
use crate::strings::Outline;
use names::Gazetteer;

/// Words for the levels, and for each what is believed before learning: m and u, in thousandths.
pub(crate) const LEVELS: &[(&str, u32, u32)] = &[
    ("missing", 0, 0),
    ("different", 80, 750),
    ("little in common", 20, 40),
    ("a part in common", 30, 15),
    ("the same name elsewhere", 10, 4),
    ("the same region", 40, 120),
    ("the same district", 60, 25),
    ("one in the other, a region", 80, 20),
    ("one in the other, a district", 80, 6),
    ("alike", 40, 6),
    ("one letter apart", 60, 4),
    ("the same in other words", 100, 4),
    ("equal", 400, 6),
];

pub(crate) const DIFFERENT: u8 = 1;
pub(crate) const LITTLE: u8 = 2;
pub(crate) const PART: u8 = 3;
const ELSEWHERE: u8 = 4;
const REGION: u8 = 5;
const DISTRICT: u8 = 6;
const IN_REGION: u8 = 7;
const IN_DISTRICT: u8 = 8;
pub(crate) const ALIKE: u8 = 9;
pub(crate) const EDIT: u8 = 10;
const WORDS: u8 = 11;
pub(crate) const SAME: u8 = 12;

/// A part that more than one in so many records have is a region.
const REGION_BITS: f64 = 5.0;
/// Parts of a cell that are looked at.
const PARTS_MAX: usize = 6;

/// The parts of the values of a dictionary.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Parts by value, the finest first; those that only the gazetteer adds last.
    of: Lists<u32>,
    letters: Units,
    parts: Vec<Part>,
    /// What the commonest region has fewer records than.
    region: u32,
}

/// A name of a place.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// In the gazetteer.
    known: Option<u32>,
    skeleton: u64,
    /// Written in blocks of syllables or characters.
    in_blocks: bool,
    /// Records that have it.
    count: u32,
}

/// How two parts agree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Agree {
    No,
    /// Nothing can be said: they are in scripts that are not compared.
    Unsaid,
    Near,
    Same,
}

impl Places {
    /// Takes the parts of all values.
    pub(crate) fn of(texts: &Texts, counts: &[u32]) -> Self {
        let mut places = Self::default();
        let mut interner = Interner::default();
        let lists: Vec<Vec<u32>> =
            (0..number(texts.len())).map(|n| places.read(texts.get(n), &mut interner)).collect();
        let mut total = 0_u64;
        for (list, count) in lists.iter().zip(counts) {
            total += u64::from(*count);
            for part in list {
                let own = &mut places.parts[*part as usize].count;
                *own = own.saturating_add(*count);
            }
        }
        let region = total as f64 / REGION_BITS.exp2();
        places.region = region as u32;
        lists.into_iter().for_each(|list| places.put(list));
        places
    }

    /// One more value; counts stay what they are.
    pub(crate) fn push(&mut self, text: &str) {
        let mut interner = Interner::default();
        for part in 0..number(self.parts.len()) {
            interner.intern(&String::from_utf16_lossy(self.letters.get(part)));
        }
        let list = self.read(text, &mut interner);
        self.put(list);
    }

    /// Puts the parts of the next value, the finest first.
    fn put(&mut self, mut list: Vec<u32>) {
        let ends = list.first().zip(list.last());
        let turned = ends.is_some_and(|(first, last)| {
            let (first, last) = (&self.parts[*first as usize], &self.parts[*last as usize]);
            // Korean names the province first.
            first.count > last.count || (first.count == last.count && first.in_blocks)
        });
        if turned {
            list.reverse();
        }
        self.of.push(list);
    }

    fn read(&mut self, text: &str, interner: &mut Interner) -> Vec<u32> {
        let mut list = Vec::new();
        for part in split(text).into_iter().take(PARTS_MAX) {
            let name = bare(&romanised(part));
            if name.is_empty() {
                continue;
            }
            let at = interner.intern(&name);
            if at as usize == self.parts.len() {
                self.letters.push(&name);
                self.parts.push(Part {
                    known: Gazetteer::standard().and_then(|g| g.find(part)),
                    skeleton: skeleton(&name),
                    in_blocks: part.chars().any(|c| c >= '\u{1100}'),
                    count: 0,
                });
            }
            if !list.contains(&at) {
                list.push(at);
            }
        }
        list
    }

    fn agree(&self, x: u32, y: u32) -> Agree {
        if x == y {
            return Agree::Same;
        }
        let (p, q) = (&self.parts[x as usize], &self.parts[y as usize]);
        match (p.known, q.known) {
            (Some(a), Some(b)) => return if a == b { Agree::Same } else { Agree::No },
            _ if p.in_blocks != q.in_blocks => return Agree::Unsaid,
            _ => {}
        }
        let (a, b) = (self.letters.get(x), self.letters.get(y));
        let (a, b) = (Outline::of(a), Outline::of(b));
        if a.units.len().min(b.units.len()) < 4 {
            return Agree::No;
        }
        let alike = p.skeleton == q.skeleton && a.jaro_winkler(&b, 0.85) >= 0.85;
        if alike || a.one_edit(&b) { Agree::Near } else { Agree::No }
    }

    /// Whether a part that is known lies in another that is known.
    fn within(&self, fine: u32, coarse: u32) -> bool {
        let known = |p: u32| self.parts[p as usize].known;
        match (known(fine), known(coarse), Gazetteer::standard()) {
            (Some(a), Some(b), Some(gazetteer)) => gazetteer.around(a) == Some(b),
            _ => false,
        }
    }

    /// The level of two values that differ; none where parts say nothing, and words decide.
    ///
    /// * Cost: some tens of comparisons of short texts at most.
    pub(crate) fn level(&self, a: u32, b: u32) -> Option<u8> {
        let (x, y) = (self.of.get(a), self.of.get(b));
        let (first, second) = (*x.first()?, *y.first()?);
        // The best agreement that each part of the other side has with these.
        let best = |p: u32, of: &[u32]| of.iter().map(|q| self.agree(p, *q)).max();
        let near = |p: u32, of: &[u32]| best(p, of) >= Some(Agree::Near);
        let count = |p: &u32| self.parts[*p as usize].count;
        let shared = || {
            let left = x.iter().filter(|p| near(**p, y));
            left.chain(y.iter().filter(|q| near(**q, x))).map(count).min()
        };
        let finest = self.agree(first, second);
        if finest >= Agree::Near {
            let around = (&x[1..], &y[1..]);
            let apart = !around.0.is_empty()
                && !around.1.is_empty()
                && around.0.iter().all(|p| best(*p, y) == Some(Agree::No))
                && around.1.iter().all(|q| best(*q, x) == Some(Agree::No));
            return Some(match finest {
                _ if apart => ELSEWHERE,
                Agree::Same => WORDS,
                _ => EDIT,
            });
        }
        let region = |count: u32| count > self.region;
        let inside = [(first, &y[1..]), (second, &x[1..])];
        let inside =
            inside.into_iter().filter(|(p, of)| near(*p, of)).map(|(p, _)| count(&p)).min();
        if let Some(outer) = inside {
            return Some(if region(outer) { IN_REGION } else { IN_DISTRICT });
        }
        if self.within(first, second) || self.within(second, first) {
            return Some(IN_REGION);
        }
        if let Some(count) = shared() {
            return Some(if region(count) { REGION } else { DISTRICT });
        }
        let known = |p: u32| self.parts[p as usize].known;
        let around = |p: u32| Gazetteer::standard().and_then(|g| g.around(known(p)?));
        match (known(first), known(second)) {
            (Some(_), Some(_)) if around(first).is_some() && around(first) == around(second) => {
                Some(REGION)
            }
            (Some(_), Some(_)) => Some(DIFFERENT),
            _ if x.iter().chain(y).all(|p| self.parts[*p as usize].in_blocks)
                || finest != Agree::Unsaid =>
            {
                // Several parts on either side that agree in none: words would find no more.
                (x.len() > 1 && y.len() > 1).then_some(DIFFERENT)
            }
            _ => Some(0),
        }
    }
}

/// The parts of a folded cell.
fn split(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text
        .split([',', '/', '>', '(', ')'])
        .map(str::trim)
        .filter(|p| p.chars().any(char::is_alphanumeric))
        .collect();
    let one = parts.len() == 1;
    let words = text.split(' ');
    let korean = |w: &str| {
        let ends = ['도', '시', '군', '구', '읍', '면', '동', '리', '지'];
        w.chars().count() > 1 && w.ends_with(ends)
    };
    if one && words.clone().count() > 1 && words.clone().all(korean) {
        return words.collect();
    }
    parts
}

/// Words for kinds of places, which two lists write in other ways or not at all; folded, in Latin letters.
const GENERIC: &[&str] = &[
    "c",
    "city",
    "county",
    "d",
    "derevnia",
    "derevnya",
    "district",
    "g",
    "gorod",
    "krai",
    "kray",
    "misto",
    "obl",
    "oblast",
    "oblast'",
    "oblasti",
    "p",
    "pgt",
    "posiolok",
    "poselok",
    "province",
    "r",
    "raion",
    "raiona",
    "rayon",
    "region",
    "rn",
    "s",
    "selo",
    "settlement",
    "smt",
    "stanitsa",
    "town",
    "village",
];

/// A name without words for kinds of places, unless there is nothing else.
fn bare(name: &str) -> String {
    let words = || name.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-');
    let kept: Vec<&str> =
        words().filter(|w| !w.is_empty() && !GENERIC.contains(&w.trim_matches('\''))).collect();
    if kept.is_empty() {
        return words().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_taken_apart() {
        for (text, expected) in [
            (
                "verkhnie luki, lukinsky district, orlov region",
                &["verkhnie luki", "lukinsky", "orlov"][..],
            ),
            ("a / b", &["a", "b"]),
            ("함경남도 영광군 상리", &["함경남도", "영광군", "상리"]),
            ("함흥", &["함흥"]),
            ("new luki", &["new luki"]),
            ("курская область", &["kurskaya"]),
            ("область", &["oblast"]),
        ] {
            let found: Vec<String> = split(text).into_iter().map(|p| bare(&romanised(p))).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    /// A list in which each cell stands so often.
    const CELLS: &[(&str, u32)] = &[
        ("", 0),
        ("luki, verkhny district, orlov region", 2),
        ("luki, verkhny d., orlov obl", 1),
        ("orlov region, verkhny district, luki", 1),
        ("luky, verkhny district, orlov region", 1),
        ("verkhny district, orlov region", 9),
        ("orlov region", 300),
        ("sosny, verkhny district, orlov region", 2),
        ("dubki, nizhny district, orlov region", 2),
        ("luki, zapadny district, belov region", 2),
        ("bor, dalny district, belov region", 400),
        ("평양", 3),
        ("pyongyang", 3),
        ("пхеньян", 3),
        ("hamhung", 3),
        ("함경남도", 3),
        ("가리", 3),
        ("wonsan", 3),
    ];

    proptest::proptest! {
        #[test]
        fn a_level_is_that_of_the_values_in_either_order(
            cells in proptest::collection::vec(("[a-c]{4,5}(, [a-c]{4,5}){0,3}|[가-라]리( [가-라]군)?|평양|wonsan", 1_u32..40), 2..12),
        ) {
            let mut texts = Texts::default();
            texts.push("");
            cells.iter().for_each(|(text, _)| texts.push(text));
            let counts: Vec<u32> = std::iter::once(0).chain(cells.iter().map(|c| c.1)).collect();
            let places = Places::of(&texts, &counts);
            for a in 1..number(texts.len()) {
                for b in 1..number(texts.len()) {
                    let level = places.level(a, b);
                    proptest::prop_assert_eq!(level, places.level(b, a));
                    proptest::prop_assert!(level.unwrap_or(0) < SAME);
                }
            }
        }
    }

    #[test]
    fn levels_of_places() {
        let mut texts = Texts::default();
        CELLS.iter().for_each(|(text, _)| texts.push(text));
        let counts: Vec<u32> = CELLS.iter().map(|c| c.1).collect();
        let places = Places::of(&texts, &counts);
        for (a, b, expected) in [
            (1, 2, Some(WORDS)),
            (1, 3, Some(WORDS)),
            (1, 4, Some(EDIT)),
            (1, 5, Some(IN_DISTRICT)),
            (1, 6, Some(IN_REGION)),
            (1, 7, Some(DISTRICT)),
            (1, 8, Some(REGION)),
            (1, 9, Some(ELSEWHERE)),
            (1, 10, Some(DIFFERENT)),
            (11, 12, Some(WORDS)),
            (11, 13, Some(WORDS)),
            (12, 13, Some(WORDS)),
            (14, 15, Some(IN_REGION)),
            (14, 17, Some(DIFFERENT)),
            (1, 16, Some(0)),
            (12, 16, Some(0)),
        ] {
            let words = |n: u32| CELLS[n as usize].0;
            assert_eq!(places.level(a, b), expected, "{} | {}", words(a), words(b));
            assert_eq!(places.level(b, a), expected, "{} | {}", words(b), words(a));
        }
        // A value that arrives later is compared with the counts that were there.
        let mut more = Places::of(&texts, &counts);
        more.push("luki, verkhny district, orlov");
        assert_eq!(more.level(1, number(CELLS.len())), Some(WORDS));
    }
}
