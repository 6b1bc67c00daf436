//! Two tokens written at once: P(x, y) as the sum over all ways to cut them into pairs of chunks.
//!
//! Terms: a *pair* has up to [`X_MAX`] characters on the left, and either side may be empty; P(pair) is one
//! distribution, so P(x, y) = Σ over cuttings Π P(pair). A letter that nothing pairs may be dropped, put in or changed at a price: the slip
//! of a pen. Invariant: time is linear in |x|·|y|, both at most [`TOKEN_MAX`] characters. Source: joint multigrams, Bisani and Ney 2008.

use std::collections::HashMap;

/// Characters of a chunk on the left at most.
pub(crate) const X_MAX: usize = 5;
/// Characters of a token that are compared.
pub(crate) const TOKEN_MAX: usize = 24;
/// P of a slip: one letter dropped or put in. Small, because the names that a list holds beside one name differ by as much.
pub(crate) const SLIP: f64 = 1e-8;
/// P of a slip: one letter for another.
pub(crate) const CHANGE: f64 = 1e-10;

/// The pairs of two scripts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairing {
    /// Left chunk to right chunks with P(pair).
    pub(crate) pairs: HashMap<String, Vec<(String, f64)>>,
}

/// A token with the places between its characters.
pub(crate) struct Cuttable<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: Vec<usize>,
}

impl<'a> Cuttable<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let mut at: Vec<usize> = text.char_indices().map(|(i, _)| i).take(TOKEN_MAX + 1).collect();
        if at.len() <= TOKEN_MAX {
            at.push(text.len());
        }
        Self { text, at }
    }

    /// How many characters.
    pub(crate) fn len(&self) -> usize {
        self.at.len().saturating_sub(1)
    }

    /// Characters i to j.
    pub(crate) fn get(&self, i: usize, j: usize) -> &'a str {
        match (self.at.get(i), self.at.get(j)) {
            (Some(a), Some(b)) => self.text.get(*a..*b).unwrap_or(""),
            _ => "",
        }
    }
}

impl Pairing {
    pub(crate) fn p(&self, x: &str, y: &str) -> f64 {
        let known = self.pairs.get(x).and_then(|ys| ys.iter().find(|(f, _)| f == y));
        known.map_or(0.0, |(_, p)| *p)
    }

    /// ln P(x, y).
    pub(crate) fn ln(&self, x: &str, y: &str) -> f32 {
        let (x, y) = (Cuttable::new(x), Cuttable::new(y));
        let (n, m) = (x.len(), y.len());
        let width = m + 1;
        let mut f = vec![0.0_f64; (n + 1) * width];
        if let Some(first) = f.first_mut() {
            *first = 1.0;
        }
        let none = Vec::new();
        for i in 0..=n {
            for p in 0..=X_MAX.min(n - i) {
                let ys = self.pairs.get(x.get(i, i + p)).unwrap_or(&none);
                for j in 0..=m {
                    let here = f.get(i * width + j).copied().unwrap_or(0.0);
                    if here == 0.0 {
                        continue;
                    }
                    let rest = y.get(j, m);
                    for (chunk, q) in ys.iter().filter(|(c, _)| rest.starts_with(c.as_str())) {
                        let k = j + chunk.chars().count();
                        add(&mut f, (i + p) * width + k, here * q);
                    }
                    match p {
                        0 if j < m => add(&mut f, i * width + j + 1, here * SLIP),
                        1 => {
                            add(&mut f, (i + 1) * width + j, here * SLIP);
                            if j < m {
                                add(&mut f, (i + 1) * width + j + 1, here * CHANGE);
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a log probability needs no more digits"
        )]
        let ln = f.last().copied().unwrap_or(0.0).max(1e-290).ln() as f32;
        ln
    }

    /// The most probable right side, chunk by chunk: a romanisation to go on with.
    pub(crate) fn romanise(&self, x: &str) -> String {
        let x = Cuttable::new(x);
        let (mut i, mut out) = (0, String::new());
        while i < x.len() {
            let one = self.pairs.get(x.get(i, i + 1));
            let best =
                one.and_then(|ys| ys.iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))));
            out.push_str(best.map_or("", |(y, _)| y));
            i += 1;
        }
        out
    }
}

fn add(f: &mut [f64], at: usize, p: f64) {
    if let Some(v) = f.get_mut(at) {
        *v += p;
    }
}
