//! How the letters of one script are written in another, and how frequent letters and tokens are: the tables of other languages.
//!
//! A lexicon of tokens – one name in several scripts – is learned first and once; the pairs of a training set are learned on top of it.
//! Terms as in [`super::graphones`]. Invariant: the same input in the same order gives the same tables.

use super::graphones::{Graphones, Sizes};
use crate::fold::Folded;
use crate::letters::lm::Lm;
use crate::letters::{SCRIPTS, side_of};
use crate::script::Script;
use crate::tables::{Lines, TableError};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Rounds over the lexicon, and over the pairs on top of it.
const ROUNDS: usize = 8;
const ROUNDS_MORE: usize = 4;
/// How many sightings a row of the hand table counts as.
const HAND: f64 = 1.0;
/// Pairs of the lexicon that are learned for each script, at even distances.
const LEXICON_MAX: usize = 20_000;
/// Sizes of chunks by script: Latin, Cyrillic, Arabic.
const SIZES: [Sizes; 3] = [Sizes(2, 2), Sizes(2, 3), Sizes(1, 3)];
/// A pair of the training set counts as so many of the lexicon.
const WEIGHT: f64 = 1.0;
/// What follows a graphone is printed from this count.
const NEXT_MIN: f64 = 0.5;
/// Sightings from which two tokens are known to be one name.
const KNOWN_MIN: usize = 2;
/// Spellings of one name in one script that are paired with each other at most.
const FORMS_MAX: usize = 6;

/// What a lexicon has taught: graphones and letters by script.
#[derive(Clone, Debug)]
pub struct Lexicon {
    graphones: [Graphones; 3],
    grams: [BTreeMap<String, f32>; 3],
    /// The letters of Japanese names by threes.
    japanese: [BTreeMap<String, f32>; 3],
}

/// A token of one script, folded.
fn fold(text: &str) -> Option<(usize, String)> {
    let mut folded = Folded::default();
    folded.set(text);
    let [token] = folded.tokens.as_slice() else { return None };
    let plain = matches!(token.script, Script::Latin | Script::Cyrillic | Script::Arabic);
    let side = side_of(token.script).filter(|_| plain)?;
    Some((side, folded.letters))
}

/// Whether a list is of a Japanese name: it has a token in hiragana, in which no other names are written.
fn is_japanese(list: &[String]) -> bool {
    let hiragana = |t: &String| !t.is_empty() && t.chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ー'));
    list.iter().any(hiragana)
}

/// Learns a lexicon: lists of tokens that are one name, in any scripts.
///
/// * Input: a list that has one of the tokens `without` is passed over; tokens in other scripts than the three of the tables teach nothing.
/// * Errors: a hand table that cannot be read, by line and column.
/// * Determinism: a function of its input. Cost: some ten seconds for 150,000 lists.
pub fn lexicon(
    lists: &[Vec<String>],
    without: &BTreeSet<String>,
    hand: &str,
) -> Result<Lexicon, TableError> {
    let without: BTreeSet<String> = without.iter().filter_map(|t| Some(fold(t)?.1)).collect();
    let mut pairs: [BTreeSet<(String, String)>; 3] = Default::default();
    let mut tokens: [BTreeSet<String>; 3] = Default::default();
    let mut japanese: [BTreeSet<String>; 3] = Default::default();
    for list in lists {
        let mut by_side: [BTreeSet<String>; 3] = Default::default();
        for (side, token) in list.iter().filter_map(|t| fold(t)) {
            if let Some(set) = by_side.get_mut(side).filter(|_| token.chars().count() > 1) {
                set.insert(token);
            }
        }
        if by_side.iter().flatten().any(|t| without.contains(t)) {
            continue;
        }
        if is_japanese(list) {
            for (all, set) in japanese.iter_mut().zip(&by_side) {
                all.extend(set.iter().cloned());
            }
        }
        let [latin, cyrillic, arabic] = &by_side;
        let foreign = !cyrillic.is_empty() || !arabic.is_empty();
        for (side, set) in by_side.iter().enumerate().filter(|_| foreign && !latin.is_empty()) {
            tokens[side].extend(set.iter().cloned());
            for x in set.iter().take(FORMS_MAX) {
                for y in latin.iter().take(FORMS_MAX) {
                    if x != y && (side > 0 || near(x, y)) {
                        pairs[side].insert((x.clone(), y.clone()));
                    }
                }
            }
        }
    }
    let mut out = Lexicon {
        graphones: [hand_counts(0, hand)?, hand_counts(1, hand)?, hand_counts(2, hand)?],
        grams: Default::default(),
        japanese: Default::default(),
    };
    for side in 0..3 {
        let chosen = evenly(&pairs[side], LEXICON_MAX);
        out.graphones[side].learn(&chosen, SIZES[side], ROUNDS, 1.0);
        for token in evenly(&tokens[side], LEXICON_MAX) {
            Lm::count(&token, 1.0, &mut out.grams[side]);
        }
        for token in evenly(&japanese[side], LEXICON_MAX) {
            Lm::count(&token, 1.0, &mut out.japanese[side]);
        }
    }
    Ok(out)
}

/// Spellings that differ by two letters in five at most.
fn near(x: &str, y: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (x.chars().collect(), y.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.iter().enumerate() {
        let mut before = i;
        row[0] = i + 1;
        for (j, d) in b.iter().enumerate() {
            let cost = (before + usize::from(c != d)).min(row[j] + 1).min(row[j + 1] + 1);
            before = row[j + 1];
            row[j + 1] = cost;
        }
    }
    row[b.len()] * 5 <= 2 * a.len().max(b.len())
}

/// At most `most` of a set, at even distances.
fn evenly<T: Clone>(set: &BTreeSet<T>, most: usize) -> Vec<T> {
    set.iter().step_by(set.len().div_ceil(most).max(1)).cloned().collect()
}

/// The rows of the hand table of one script that are within its sizes, as counts; for Latin beside Latin also each letter as itself and the rows read backwards.
fn hand_counts(side: usize, text: &str) -> Result<Graphones, TableError> {
    let mut counts = Graphones::new();
    let (script, sizes) = (SCRIPTS[side], SIZES[side]);
    let mut add = |x: &str, y: &str, n: f64| {
        if x.chars().count() <= sizes.0 && y.chars().count() <= sizes.1 {
            counts.add(x, y, n);
        }
    };
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
            add(letters, &form, n);
            if latin {
                add(&form, letters, n);
            }
        }
    }
    for c in "abcdefghijklmnopqrstuvwxyzŏŭčšžćöüä".chars().filter(|_| latin) {
        add(&c.to_string(), &c.to_string(), 3.0 * HAND);
    }
    Ok(counts)
}

/// The tables of letters, as text: what `data/letters.tsv` has below its head.
///
/// * Input: pairs of tokens that are one name, one of each in Latin letters, as often as they were seen; further tokens for the
///   frequencies; what a lexicon has taught.
/// * Determinism: a function of its input. Cost: about a second for 6,000 pairs.
#[must_use]
pub fn letters(lexicon: &Lexicon, pairs: &[(String, String)], tokens: &[String]) -> String {
    let mut by_side: [Vec<(String, String)>; 3] = Default::default();
    let mut seen: [BTreeMap<String, f32>; 3] = Default::default();
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
    for (side, (pairs, seen)) in by_side.iter().zip(&seen).enumerate() {
        let mut times: BTreeMap<&(String, String), usize> = BTreeMap::new();
        for pair in pairs {
            *times.entry(pair).or_default() += 1;
        }
        let once: Vec<(String, String)> = times.keys().map(|p| (*p).clone()).collect();
        let mut graphones = lexicon.graphones[side].clone();
        graphones.learn(&once, SIZES[side], ROUNDS_MORE, WEIGHT);
        let script = SCRIPTS[side];
        print_graphones(script, &graphones, &mut out);
        print_tokens(script, seen, lexicon.grams[side].clone(), &mut out);
        print_grams("japanese", script, &lexicon.japanese[side], &mut out);
        let mut known: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for ((x, y), _) in times.iter().filter(|((x, y), n)| **n >= KNOWN_MIN && x != y) {
            known.entry(x).or_default().push(y);
        }
        for (x, ys) in known {
            let _ = writeln!(out, "known\t{script}\t{x}\t{}", ys.join(" "));
        }
    }
    out
}

fn dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

/// Lines `pair`: left chunk, right chunks with P; then lines `next`: left, right, total, kinds, what follows with its count.
fn print_graphones(script: &str, graphones: &Graphones, out: &mut String) {
    let total: f64 = graphones.counts.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let mut lines: BTreeMap<&str, Vec<(&str, f64)>> = BTreeMap::new();
    for ((x, y), n) in graphones.list.iter().zip(&graphones.counts).skip(1) {
        lines.entry(x).or_default().push((y, n / total));
    }
    let edge = graphones.counts.first().copied().unwrap_or(0.0) / total;
    let _ = writeln!(out, "edge\t{script}\t{edge:.2e}");
    for (x, mut ys) in lines {
        ys.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        let cells: Vec<String> = ys.iter().map(|(y, p)| format!("{}:{p:.2e}", dash(y))).collect();
        let _ = writeln!(out, "pair\t{script}\t{}\t{}", dash(x), cells.join(" "));
    }
    let mut next: BTreeMap<u32, (f64, f64, Vec<String>)> = BTreeMap::new();
    let name = |n: u32| match graphones.list.get(n as usize) {
        Some((x, y)) if n > 0 => format!("{x}={y}"),
        _ => "^".to_owned(),
    };
    for ((a, b), n) in &graphones.next {
        let entry = next.entry(*a).or_default();
        entry.0 += n;
        entry.1 += n.min(1.0);
        if *n >= NEXT_MIN {
            entry.2.push(format!("{}:{}", name(*b), (n * 10.0).round() / 10.0));
        }
    }
    for (a, (total, kinds, list)) in next {
        let _ = writeln!(
            out,
            "next\t{script}\t{}\t{total:.1}\t{kinds:.1}\t{}",
            name(a),
            list.join(" ")
        );
    }
}

/// Lines `gram` and `token`: letters by threes, frequent tokens.
fn print_tokens(
    script: &str,
    seen: &BTreeMap<String, f32>,
    mut grams: BTreeMap<String, f32>,
    out: &mut String,
) {
    for (token, n) in seen {
        Lm::count(token, 1.0 + n.ln(), &mut grams);
    }
    print_grams("gram", script, &grams, out);
    let total: f32 = seen.values().sum::<f32>() + 1000.0;
    let common = seen.iter().filter(|(_, n)| **n >= 3.0);
    let cells: Vec<String> = common.map(|(t, n)| format!("{t}:{:.2e}", n / total)).collect();
    let _ = writeln!(out, "token\t{script}\t{}", cells.join(" "));
}

/// Lines of `kind`: a context of up to two letters, and the letters behind it with their counts.
fn print_grams(kind: &str, script: &str, grams: &BTreeMap<String, f32>, out: &mut String) {
    let mut contexts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (gram, n) in grams {
        let Some((at, letter)) = gram.char_indices().next_back() else { continue };
        let context = dash(gram.get(..at).unwrap_or(""));
        contexts
            .entry(context)
            .or_default()
            .push(format!("{letter}:{}", (n * 10.0).round() / 10.0));
    }
    for (context, letters) in contexts {
        let _ = writeln!(out, "{kind}\t{script}\t{context}\t{}", letters.join(" "));
    }
}
