//! How the letters of one script are written in another, from pairs of tokens, by expectation and maximisation over all cuttings.
//!
//! Counts start from the hand table; a pair of chunks that the hand table does not have must be seen often enough. Invariant: the same
//! pairs in the same order give the same table.

use crate::fold::Folded;
use crate::letters::lm::Lm;
use crate::letters::pairing::{Cuttable, Pairing};
use crate::letters::{SCRIPTS, side_of};
use crate::tables::{Lines, TableError};
use std::collections::BTreeMap;
use std::fmt::Write;

const ROUNDS: usize = 8;
/// How many sightings the hand table's rows count as, each.
const HAND: f64 = 5.0;
/// A pair that the hand table does not have needs this many expected sightings.
const SEEN_MIN: f64 = 1.1;
/// P of a pair that no table has, by its characters beyond one to one.
const OPEN: f64 = 1e-5;
const OPEN_MORE: f64 = 0.15;

/// P of a letter dropped or put in, and of one for another, while learning: larger than when comparing, so that new pairs are found.
const DROPPED: f64 = 2e-5;
const CHANGED: f64 = 3e-6;

type Counts = BTreeMap<(String, String), f64>;

/// The hand table of one script as counts; for Latin beside Latin also each letter as itself and the rows read backwards.
fn hand(script: &str, text: &str) -> Result<Counts, TableError> {
    let mut counts = Counts::new();
    let latin = script == "latin";
    for line in Lines::new("hand/letters.tsv", text) {
        if line.cell(0)? != script {
            continue;
        }
        let letters = if line.cell(1)? == "-" { "" } else { line.cell(1)? };
        let weights = line.weights(2)?;
        let total: f32 = weights.iter().map(|w| w.1).sum();
        for (form, w) in weights {
            let n = HAND * f64::from(w / total) * if latin { 0.3 } else { 1.0 };
            *counts.entry((letters.to_owned(), form.clone())).or_default() += n;
            if latin {
                *counts.entry((form, letters.to_owned())).or_default() += n;
            }
        }
    }
    for c in "abcdefghijklmnopqrstuvwxyzŏŭčšžćöüä".chars().filter(|_| latin) {
        *counts.entry((c.to_string(), c.to_string())).or_default() += 3.0 * HAND;
    }
    Ok(counts)
}

fn maximise(hand: &Counts, seen: &Counts) -> Pairing {
    let mut sum = hand.clone();
    for (pair, n) in seen {
        if hand.contains_key(pair) || *n >= SEEN_MIN {
            *sum.entry(pair.clone()).or_default() += n;
        }
    }
    let total: f64 = sum.values().sum();
    let mut pairing = Pairing::default();
    for ((x, y), n) in sum {
        if n / total > 1e-6 {
            pairing.pairs.entry(x).or_default().push((y, n / total));
        }
    }
    pairing
}

/// The pairs of chunks of one script and Latin.
///
/// * Input: folded tokens, the script's on the left; its name in the hand table.
/// * Errors: a hand table that cannot be read.
pub(crate) fn pairing(
    script: &str,
    tokens: &[(String, String)],
    text: &str,
) -> Result<Pairing, TableError> {
    let hand = hand(script, text)?;
    let mut pairing = maximise(&hand, &Counts::new());
    for _ in 0..ROUNDS {
        let mut counts = Counts::new();
        for (x, y) in tokens {
            expect(&pairing, x, y, &mut counts);
        }
        pairing = maximise(&hand, &counts);
    }
    Ok(pairing)
}

/// Adds the expected pairs of one example.
fn expect(pairing: &Pairing, x: &str, y: &str, counts: &mut Counts) {
    let (x, y) = (Cuttable::new(x), Cuttable::new(y));
    let (n, m) = (x.len(), y.len());
    let p = |i: usize, j: usize, k: usize, l: usize| -> f64 {
        let (a, b) = (k - i, l - j);
        let known = pairing.p(x.get(i, k), y.get(j, l));
        let slip = match (a, b) {
            (1, 0) | (0, 1) => DROPPED,
            (1, 1) => CHANGED,
            _ => 0.0,
        };
        let open = if a == 0 || b == 0 || (a > 1 && b > 1 && a + b > 4) || a + b > 5 {
            0.0
        } else {
            OPEN * OPEN_MORE.powi(i32::try_from(a + b - 2).unwrap_or(9))
        };
        known + slip + open
    };
    let width = m + 1;
    let mut edges: Vec<(usize, usize, usize, usize, f64)> = Vec::new();
    for i in 0..=n {
        for j in 0..=m {
            for (k, l) in steps(i, j, n, m) {
                let p = p(i, j, k, l);
                if p > 0.0 {
                    edges.push((i, j, k, l, p));
                }
            }
        }
    }
    let at = |i: usize, j: usize| i * width + j;
    let mut forward = vec![0.0_f64; (n + 1) * width];
    let mut backward = forward.clone();
    forward[0] = 1.0;
    backward[at(n, m)] = 1.0;
    for (i, j, k, l, p) in &edges {
        forward[at(*k, *l)] += forward[at(*i, *j)] * p;
    }
    for (i, j, k, l, p) in edges.iter().rev() {
        backward[at(*i, *j)] += backward[at(*k, *l)] * p;
    }
    let total = forward[at(n, m)];
    if total <= 0.0 {
        return;
    }
    for (i, j, k, l, p) in edges {
        let share = forward[at(i, j)] * p * backward[at(k, l)] / total;
        if share > 1e-3 {
            let pair = (x.get(i, k).to_owned(), y.get(j, l).to_owned());
            *counts.entry(pair).or_default() += share;
        }
    }
}

/// Where the next pair of chunks can end.
fn steps(i: usize, j: usize, n: usize, m: usize) -> impl Iterator<Item = (usize, usize)> {
    (i..=(i + 3).min(n))
        .flat_map(move |k| (j..=(j + 4).min(m)).map(move |l| (k, l)))
        .filter(move |step| *step != (i, j))
}

/// Sightings from which two tokens are known to be one name.
const KNOWN_MIN: usize = 2;

/// The tables of letters, as text: what `data/letters.tsv` has below its head.
///
/// * Input: pairs of tokens that are one name, one of each in Latin letters, as often as they were seen; further tokens for the
///   frequencies; the hand table.
/// * Errors: a hand table that cannot be read, by line and column.
/// * Determinism: a function of its input. Cost: about ten seconds for 6,000 pairs.
pub fn letters(
    pairs: &[(String, String)],
    tokens: &[String],
    hand: &str,
) -> Result<String, TableError> {
    let mut by_side: [Vec<(String, String)>; 3] = Default::default();
    let mut seen: [BTreeMap<String, f32>; 3] = Default::default();
    let fold = |text: &str| -> Option<(usize, String)> {
        let mut folded = Folded::default();
        folded.set(text);
        let side = side_of(folded.tokens.first()?.script)?;
        (folded.tokens.len() == 1).then_some((side, folded.letters))
    };
    for (a, b) in pairs {
        if let (Some((x, a)), Some((y, b))) = (fold(a), fold(b)) {
            let (side, left, right) = if y == 0 { (x, a, b) } else { (y, b, a) };
            if let Some(list) = by_side.get_mut(side).filter(|_| x == 0 || y == 0) {
                if side == 0 {
                    list.push((right.clone(), left.clone()));
                }
                list.push((left, right));
            }
        }
    }
    for (side, token) in tokens.iter().filter_map(|t| fold(t)) {
        if let Some(seen) = seen.get_mut(side) {
            *seen.entry(token).or_default() += 1.0;
        }
    }
    let mut out = String::new();
    for ((script, pairs), seen) in SCRIPTS.into_iter().zip(&by_side).zip(&seen) {
        let mut times: BTreeMap<&(String, String), usize> = BTreeMap::new();
        for pair in pairs {
            *times.entry(pair).or_default() += 1;
        }
        let once: Vec<(String, String)> = times.keys().map(|p| (*p).clone()).collect();
        print(script, &pairing(script, &once, hand)?, seen, &mut out);
        let mut known: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for ((x, y), _) in times.iter().filter(|((x, y), n)| **n >= KNOWN_MIN && x != y) {
            known.entry(x).or_default().push(y);
        }
        for (x, ys) in known {
            let _ = writeln!(out, "known\t{script}\t{x}\t{}", ys.join(" "));
        }
    }
    Ok(out)
}

fn print(script: &str, pairing: &Pairing, seen: &BTreeMap<String, f32>, out: &mut String) {
    let dash = |t: &str| if t.is_empty() { "-".to_owned() } else { t.to_owned() };
    let sorted: BTreeMap<_, _> = pairing.pairs.iter().collect();
    for (x, ys) in sorted {
        let mut ys = ys.clone();
        ys.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let cells: Vec<String> = ys.iter().map(|(y, p)| format!("{}:{p:.2e}", dash(y))).collect();
        let _ = writeln!(out, "pair\t{script}\t{}\t{}", dash(x), cells.join(" "));
    }
    let mut grams = BTreeMap::new();
    for (token, n) in seen {
        Lm::count(token, 1.0 + n.ln(), &mut grams);
    }
    let mut contexts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (gram, n) in grams {
        let Some((at, letter)) = gram.char_indices().next_back() else { continue };
        let context = dash(gram.get(..at).unwrap_or(""));
        contexts
            .entry(context)
            .or_default()
            .push(format!("{letter}:{}", (n * 10.0).round() / 10.0));
    }
    for (context, letters) in contexts {
        let _ = writeln!(out, "gram\t{script}\t{context}\t{}", letters.join(" "));
    }
    let total: f32 = seen.values().sum::<f32>() + 1000.0;
    let common = seen.iter().filter(|(_, n)| **n >= 3.0);
    let cells: Vec<String> = common.map(|(t, n)| format!("{t}:{:.2e}", n / total)).collect();
    let _ = writeln!(out, "token\t{script}\t{}", cells.join(" "));
}
