//! How probable a token is in a script, by its letters three at a time: the background that a match is weighed against.
//!
//! P(letter | two before) is interpolated with P(letter | one before), P(letter) and a floor, by Witten and Bell's weights. Invariant:
//! probabilities are positive. Not here: tokens seen as wholes.

use std::collections::{BTreeMap, BTreeSet};

/// P of a letter that was never seen.
const FLOOR: f64 = 1.0 / 400.0;

/// Below this a product of probabilities is turned into its logarithm.
const SMALL: f64 = 1e-200;

/// P of a letter behind two; `^` begins a token, `$` ends it. Code 0 is a letter that was never seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lm {
    /// Letters below U+0800 by their number, which are nearly all.
    low: Vec<u8>,
    others: BTreeMap<char, u8>,
    /// How many codes there are.
    width: usize,
    /// By two codes before, which row; two that were never seen together have the row of the later.
    row_of: Vec<u32>,
    /// By row and code, P.
    rows: Vec<f32>,
}

/// Letters that are found without a search.
const LOW: usize = 0x800;

/// The total behind a context, and how many letters follow it.
type Contexts<'c> = BTreeMap<&'c str, (f32, f32)>;

impl Lm {
    /// From counts of letters behind contexts of up to two letters; letters beyond 253 are taken for one that was never seen.
    pub(crate) fn from_counts(counts: &BTreeMap<String, f32>) -> Self {
        let mut contexts = Contexts::new();
        for (gram, n) in counts {
            let Some((at, _)) = gram.char_indices().next_back() else { continue };
            let entry = contexts.entry(gram.get(..at).unwrap_or("")).or_default();
            *entry = (entry.0 + n, entry.1 + 1.0);
        }
        let seen: BTreeSet<char> =
            counts.keys().flat_map(|g| g.chars()).chain(['^', '$']).collect();
        let letters: Vec<char> = seen.into_iter().take(usize::from(u8::MAX)).collect();
        let width = letters.len() + 1;
        let mut lm = Self { low: vec![0; LOW], width, ..Self::default() };
        for (c, code) in letters.iter().zip(1..=u8::MAX) {
            match lm.low.get_mut(*c as usize) {
                Some(slot) => *slot = code,
                None => {
                    lm.others.insert(*c, code);
                }
            }
        }
        // Row 0: without context; then one letter before, then two.
        let none = vec![FLOOR; width];
        let alone = lm.behind(&none, "", &letters, &contexts, counts);
        lm.push(&alone);
        lm.row_of = vec![0; width * width];
        for b in 0..width {
            let before = b.checked_sub(1).and_then(|b| letters.get(b)).map(char::to_string);
            let row = match &before {
                Some(b) if contexts.contains_key(b.as_str()) => {
                    Some(lm.behind(&alone, b, &letters, &contexts, counts))
                }
                _ => None,
            };
            let at = row.as_ref().map_or(0, |row| lm.push(row));
            for a in 0..width {
                let first = a.checked_sub(1).and_then(|a| letters.get(a));
                let both = first.zip(before.as_ref()).map(|(a, b)| format!("{a}{b}"));
                let own = both.filter(|both| contexts.contains_key(both.as_str())).map(|both| {
                    let shorter = row.as_ref().unwrap_or(&alone);
                    lm.behind(shorter, &both, &letters, &contexts, counts)
                });
                let at = own.map_or(at, |own| lm.push(&own));
                if let Some(slot) = lm.row_of.get_mut(a * width + b) {
                    *slot = at;
                }
            }
        }
        lm
    }

    /// P of every letter behind a context, from those behind the shorter context.
    fn behind(
        &self,
        shorter: &[f64],
        context: &str,
        letters: &[char],
        contexts: &Contexts<'_>,
        counts: &BTreeMap<String, f32>,
    ) -> Vec<f64> {
        let Some((total, kinds)) = contexts.get(context) else { return shorter.to_vec() };
        let blend =
            |n: f32, p: f64| (f64::from(n) + f64::from(*kinds) * p) / f64::from(total + kinds);
        let mut row: Vec<f64> = shorter.iter().map(|p| blend(0.0, *p)).collect();
        let grams = counts.range(context.to_owned()..).take_while(|(g, _)| g.starts_with(context));
        for (gram, n) in grams {
            let mut rest = gram.get(context.len()..).unwrap_or("").chars();
            let (Some(c), None) = (rest.next(), rest.next()) else { continue };
            let Ok(at) = letters.binary_search(&c) else { continue };
            if let (Some(slot), Some(p)) = (row.get_mut(at + 1), shorter.get(at + 1)) {
                *slot = blend(*n, *p);
            }
        }
        row
    }

    fn push(&mut self, row: &[f64]) -> u32 {
        let at = self.rows.len() / self.width.max(1);
        #[expect(clippy::cast_possible_truncation, reason = "six digits of a probability suffice")]
        self.rows.extend(row.iter().map(|p| *p as f32));
        u32::try_from(at).unwrap_or(0)
    }

    fn code(&self, c: char) -> usize {
        let known = self.low.get(c as usize).or_else(|| self.others.get(&c));
        usize::from(known.copied().unwrap_or(0))
    }

    /// Adds the letters of a token, with contexts of none, one and two letters.
    pub(crate) fn count(token: &str, n: f32, counts: &mut BTreeMap<String, f32>) {
        let letters: Vec<char> = "^^".chars().chain(token.chars()).chain("$".chars()).collect();
        for at in 2..letters.len() {
            for from in at - 2..=at {
                let gram: String = letters.get(from..=at).unwrap_or(&[]).iter().collect();
                *counts.entry(gram).or_default() += n;
            }
        }
    }

    /// ln P(token).
    pub(crate) fn ln(&self, token: &str) -> f32 {
        let edge = self.code('^');
        let (mut a, mut b) = (edge, edge);
        let (mut ln, mut product) = (0.0_f64, 1.0_f64);
        for c in token.chars().chain("$".chars()) {
            let c = self.code(c);
            let row = self.row_of.get(a * self.width + b).copied().unwrap_or(0) as usize;
            let p = self.rows.get(row * self.width + c).copied();
            product *= p.map_or(FLOOR, f64::from);
            if product < SMALL {
                ln += product.ln();
                product = 1.0;
            }
            (a, b) = (b, c);
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a log probability needs no more digits"
        )]
        let ln = (ln + product.ln()) as f32;
        ln
    }
}
