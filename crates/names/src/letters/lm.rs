//! How probable a token is in a script, by its letters three at a time: the background that a match is weighed against.
//!
//! P(letter | two before) is interpolated with P(letter | one before), P(letter) and a floor, by Witten and Bell's weights. Invariant:
//! probabilities are positive. Not here: tokens seen as wholes.

use std::collections::{BTreeMap, HashMap};

/// P of a letter that was never seen.
const FLOOR: f64 = 1.0 / 400.0;

/// Counts of letters behind contexts of up to two letters; `^` begins a token, `$` ends it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lm {
    /// Context and letter to count.
    grams: HashMap<String, f32>,
    /// Context to its total and to how many letters follow it.
    contexts: HashMap<String, (f32, f32)>,
}

impl Lm {
    pub(crate) fn from_counts(counts: &BTreeMap<String, f32>) -> Self {
        let mut lm = Self::default();
        for (gram, n) in counts {
            let Some((at, _)) = gram.char_indices().next_back() else { continue };
            let context = gram.get(..at).unwrap_or("").to_owned();
            let entry = lm.contexts.entry(context).or_default();
            *entry = (entry.0 + n, entry.1 + 1.0);
            lm.grams.insert(gram.clone(), *n);
        }
        lm
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
        let mut padded = String::with_capacity(token.len() + 3);
        padded.push_str("^^");
        padded.push_str(token);
        padded.push('$');
        let at: Vec<usize> = padded.char_indices().map(|(i, _)| i).chain([padded.len()]).collect();
        let mut ln = 0.0_f64;
        for w in at.windows(4) {
            let [a, b, c, d] = w else { continue };
            let mut p = FLOOR;
            for from in [c, b, a] {
                let gram = padded.get(*from..*d).unwrap_or("");
                let context = padded.get(*from..*c).unwrap_or("");
                if let Some((total, kinds)) = self.contexts.get(context) {
                    let n = self.grams.get(gram).copied().unwrap_or(0.0);
                    p = (f64::from(n) + f64::from(*kinds) * p) / f64::from(total + kinds);
                }
            }
            ln += p.ln();
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a log probability needs no more digits"
        )]
        let ln = ln as f32;
        ln
    }
}
