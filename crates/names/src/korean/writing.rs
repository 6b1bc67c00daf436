//! The tables of one script made ready: a chunk of letters is walked once and no letters are copied or hashed.
//!
//! Terms: *code* – the number of a letter in its script's tables, 0 for one that they do not have; *trie* – forms by their codes, each node
//! with the sounds that the form may stand for. Invariants: the same P(letters | syllable) as [`Emission`] gives by its definition; a
//! script has at most 255 letters, further ones are not read; no codes make it panic. Not here: learning, priors.

use super::UNITS;
use super::emission::{Emission, Forms, PART_MAX, Whole};
use crate::hangul;
use crate::quick::QuickMap;
use std::collections::BTreeSet;

/// Codes of a chunk at most: a family name of two syllables and a letter that slipped in.
pub(crate) const CODES_MAX: usize = 24;
/// More than there are onsets, nuclei or codas.
const SOUNDS: usize = 32;

/// Forms by their codes.
#[derive(Clone, Debug, Default)]
struct Trie<T> {
    /// How many codes there are.
    width: usize,
    /// By node and code, the node behind; 0 for none, for no form leads back to the root.
    next: Vec<u32>,
    /// By node, where its items are.
    lists: Vec<(u32, u32)>,
    items: Vec<T>,
}

impl<T: Copy> Trie<T> {
    /// From forms in any order, each once.
    fn new<'a>(width: usize, forms: impl Iterator<Item = (Vec<u8>, &'a [T])>) -> Self
    where
        T: 'a,
    {
        let mut trie = Self { width, next: vec![0; width], lists: vec![(0, 0)], items: Vec::new() };
        for (codes, items) in forms {
            let mut node = 0;
            for code in codes {
                node = trie.grow(node, code);
            }
            let from = trie.items.len() as u32;
            trie.items.extend_from_slice(items);
            if let Some(list) = trie.lists.get_mut(node as usize) {
                *list = (from, trie.items.len() as u32);
            }
        }
        trie
    }

    fn grow(&mut self, node: u32, code: u8) -> u32 {
        let new = self.lists.len() as u32;
        let Some(slot) = self.next.get_mut(node as usize * self.width + usize::from(code)) else {
            return 0;
        };
        if *slot != 0 {
            return *slot;
        }
        *slot = new;
        self.next.resize(self.next.len() + self.width, 0);
        self.lists.push((0, 0));
        new
    }

    /// The node behind a letter.
    #[inline]
    fn step(&self, node: u32, code: u8) -> Option<u32> {
        let next = *self.next.get(node as usize * self.width + usize::from(code))?;
        (next != 0).then_some(next)
    }

    /// What the form that ends at a node stands for.
    #[inline]
    fn at(&self, node: u32) -> &[T] {
        let (from, to) = self.lists.get(node as usize).copied().unwrap_or((0, 0));
        self.items.get(from as usize..to as usize).unwrap_or(&[])
    }

    /// What these codes stand for.
    fn get(&self, codes: &[u8]) -> &[T] {
        if self.lists.is_empty() {
            return &[];
        }
        let node = codes.iter().try_fold(0, |node, code| self.step(node, *code));
        node.map_or(&[], |node| self.at(node))
    }

    /// Items of all forms that begin with this letter.
    fn each_behind(&self, code: u8, mut take: impl FnMut(&T)) {
        let mut open: Vec<u32> = self.step(0, code).into_iter().collect();
        while let Some(node) = open.pop() {
            self.at(node).iter().for_each(&mut take);
            let from = node as usize * self.width;
            let row = self.next.get(from..from + self.width).unwrap_or(&[]);
            open.extend(row.iter().filter(|n| **n != 0));
        }
    }
}

/// The codes of a chunk.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Codes {
    codes: [u8; CODES_MAX],
    len: usize,
}

impl Codes {
    pub(crate) fn as_slice(&self) -> &[u8] {
        self.codes.get(..self.len).unwrap_or(&[])
    }
}

/// The tables of one script, ready to be asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    codes: QuickMap<char, u8>,
    /// Onset, nucleus, coda.
    parts: [Trie<(u8, f32)>; 3],
    /// Family name, given name: P(letters | syllable)·λ.
    whole: [Trie<(u16, f32)>; 2],
    /// By unit, 1 − λ.
    rest: [Vec<f32>; 2],
}

impl Writing {
    pub(crate) fn new(emission: &Emission) -> Self {
        let parts = emission.parts.iter().flat_map(|forms| forms.keys());
        let whole = emission.whole.iter().flat_map(|w| w.forms.keys());
        let letters: BTreeSet<char> = parts.chain(whole).flat_map(|form| form.chars()).collect();
        let codes: QuickMap<char, u8> = letters.into_iter().zip(1..=u8::MAX).collect();
        let width = codes.len() + 1;
        let coded = |form: &String| -> Option<Vec<u8>> {
            form.chars().map(|c| codes.get(&c).copied()).collect()
        };
        let of_part = |forms: &Forms| {
            let mut forms: Vec<_> = forms.iter().collect();
            forms.sort_by_key(|f| f.0);
            let list = forms.into_iter().filter_map(|(f, list)| Some((coded(f)?, &list[..])));
            Trie::new(width, list)
        };
        let of_whole = |whole: &Whole| {
            let mut forms: Vec<(&String, Vec<(u16, f32)>)> = whole
                .forms
                .iter()
                .map(|(f, list)| {
                    (f, list.iter().map(|(s, p)| (*s, p * whole.lambda(*s))).collect())
                })
                .collect();
            forms.sort_by_key(|f| f.0);
            Trie::new(width, forms.iter().filter_map(|(f, list)| Some((coded(f)?, &list[..]))))
        };
        let rest =
            |whole: &Whole| (0..=u16::MAX).take(UNITS).map(|s| 1.0 - whole.lambda(s)).collect();
        let [a, b, c] = &emission.parts;
        let [surname, given] = &emission.whole;
        Self {
            parts: [of_part(a), of_part(b), of_part(c)],
            whole: [of_whole(surname), of_whole(given)],
            rest: [rest(surname), rest(given)],
            codes,
        }
    }

    /// The codes of letters, of which the first [`CODES_MAX`] are taken.
    pub(crate) fn codes(&self, letters: &str) -> Codes {
        let mut out = Codes::default();
        for (slot, c) in out.codes.iter_mut().zip(letters.chars()) {
            *slot = self.code(c);
            out.len += 1;
        }
        out
    }

    pub(crate) fn code(&self, letter: char) -> u8 {
        self.codes.get(&letter).copied().unwrap_or(0)
    }

    /// Adds `scale`·P(letters | s) to the sums of every syllable s that the tables give.
    pub(crate) fn add(&self, codes: &[u8], surname: bool, scale: f32, sums: &mut Sums) {
        let at = usize::from(!surname);
        if let Some(rest) = self.rest.get(at) {
            self.add_parts(codes, |s, p| {
                let rest = rest.get(usize::from(s)).copied().unwrap_or(1.0);
                sums.add(s, scale * p * rest);
            });
        }
        if let Some(whole) = self.whole.get(at) {
            for (s, p) in whole.get(codes) {
                sums.add(*s, scale * p);
            }
        }
    }

    fn add_parts(&self, codes: &[u8], mut add: impl FnMut(u16, f32)) {
        let [onsets, nuclei, codas] = &self.parts;
        let mut coda_of: [Option<&[(u8, f32)]>; 2 * PART_MAX + 1] = [None; 2 * PART_MAX + 1];
        let (mut onset, mut i) = (0, 0);
        loop {
            let heads = onsets.at(onset);
            let (mut nucleus, mut j) = (0, i);
            while !heads.is_empty() {
                let middles = nuclei.at(nucleus);
                if !middles.is_empty()
                    && let Some(known) = coda_of.get_mut(j)
                {
                    let tails =
                        *known.get_or_insert_with(|| codas.get(codes.get(j..).unwrap_or(&[])));
                    for (o, po) in heads {
                        for (n, pn) in middles {
                            for (c, pc) in tails {
                                add(hangul::compose(*o, *n, *c), po * pn * pc);
                            }
                        }
                    }
                }
                let behind = codes.get(j).filter(|_| j < i + PART_MAX);
                let Some(next) = behind.and_then(|c| nuclei.step(nucleus, *c)) else { break };
                (nucleus, j) = (next, j + 1);
            }
            let behind = codes.get(i).filter(|_| i < PART_MAX);
            let Some(next) = behind.and_then(|c| onsets.step(onset, *c)) else { return };
            (onset, i) = (next, i + 1);
        }
    }

    /// Adds what an initial tells: P(the syllable's letters begin with this one).
    pub(crate) fn add_initial(&self, code: u8, scale: f32, sums: &mut Sums) {
        let begins = |forms: &Trie<(u8, f32)>| {
            let mut by_sound = [0.0_f32; SOUNDS];
            forms.each_behind(code, |(sound, p)| {
                if let Some(sum) = by_sound.get_mut(usize::from(*sound)) {
                    *sum += p;
                }
            });
            by_sound
        };
        let [onsets, nuclei, _] = &self.parts;
        let (by_onset, by_nucleus) = (begins(onsets), begins(nuclei));
        let mut silent = [0.0_f32; SOUNDS];
        for (sound, p) in onsets.at(0) {
            if let Some(unwritten) = silent.get_mut(usize::from(*sound)) {
                *unwritten = *p;
            }
        }
        for n in 0..hangul::COUNT {
            let (o, v, _) = hangul::decompose(n);
            let of = |table: &[f32; SOUNDS], at: u8| table.get(usize::from(at)).copied();
            let p = of(&by_onset, o).unwrap_or(0.0)
                + of(&silent, o).unwrap_or(0.0) * of(&by_nucleus, v).unwrap_or(0.0);
            if p > 1e-4 {
                sums.add(n, scale * p);
            }
        }
    }
}

/// Sums by syllable, kept between calls so that nothing is allocated.
#[derive(Clone, Debug)]
pub(crate) struct Sums {
    value: Vec<f32>,
    pub(crate) touched: Vec<u16>,
}

impl Sums {
    pub(crate) fn new(size: usize) -> Self {
        Self { value: vec![0.0; size], touched: Vec::new() }
    }

    pub(crate) fn add(&mut self, at: u16, p: f32) {
        if let Some(v) = self.value.get_mut(usize::from(at)) {
            if *v == 0.0 {
                self.touched.push(at);
            }
            *v += p;
        }
    }

    pub(crate) fn of(&self, at: u16) -> f32 {
        self.value.get(usize::from(at)).copied().unwrap_or(0.0)
    }

    pub(crate) fn clear(&mut self) {
        for at in self.touched.drain(..) {
            if let Some(v) = self.value.get_mut(usize::from(at)) {
                *v = 0.0;
            }
        }
    }
}
