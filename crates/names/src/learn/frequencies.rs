//! How frequent syllables are at each position of a name, and which given names several persons have.
//!
//! Counts of persons are blended with what stands behind them. Invariant: every plain syllable has a frequency above zero. Not here:
//! spellings.

use super::korean::{push_weights, split_hangul};
use crate::hangul;
use crate::korean::{Korean, Position, UNITS, unit_text};
use std::collections::BTreeMap;

/// Frequencies by position: persons, behind them given syllables anywhere, behind them readings of name characters, behind them sounds.
pub(super) fn priors(persons: &[String], korean: &Korean) -> [Vec<f32>; 4] {
    let mut by_position = [const { Vec::new() }; 4].map(|_: Vec<f32>| vec![0.0_f32; UNITS]);
    let mut anywhere = vec![0.0_f32; UNITS];
    let mut readings = vec![0.0_f32; UNITS];
    let mut shares: Vec<(u16, f32)> = korean.hanja.values().flatten().copied().collect();
    shares.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    for (unit, share) in shares {
        add(&mut readings, unit, share);
    }
    for person in persons {
        let Some((unit, given)) = split_hangul(person) else { continue };
        add(&mut by_position[0], unit, 1.0);
        for (k, unit) in given.iter().enumerate() {
            add(&mut by_position[Position::given(k, given.len()) as usize], *unit, 1.0);
            add(&mut anywhere, *unit, 1.0);
        }
    }
    let sounds = by_sounds(&anywhere, &readings);
    let readings = blend(&readings, &sounds, 400.0);
    let anywhere = blend(&anywhere, &readings, 150.0);
    let behind = [20.0, 150.0, 150.0, 100.0];
    let mut at = 0;
    by_position.map(|counts| {
        let blended = blend(&counts, &anywhere, behind.get(at).copied().unwrap_or(100.0));
        at += 1;
        blended
    })
}

fn add(counts: &mut [f32], unit: u16, n: f32) {
    if let Some(c) = counts.get_mut(usize::from(unit)) {
        *c += n;
    }
}

/// Every plain syllable by the frequencies of its sounds.
fn by_sounds(given: &[f32], readings: &[f32]) -> Vec<f32> {
    let mut parts = [vec![0.1_f32; 19], vec![0.1; 21], vec![0.001; 28]];
    for n in 0..hangul::COUNT {
        let at = usize::from(n);
        let weight =
            given.get(at).copied().unwrap_or(0.0) + readings.get(at).copied().unwrap_or(0.0);
        let (o, v, c) = hangul::decompose(n);
        for (part, sound) in parts.iter_mut().zip([o, v, c]) {
            if let Some(p) = part.get_mut(usize::from(sound)) {
                *p += weight;
            }
        }
    }
    let totals = [0, 1, 2].map(|i: usize| parts.get(i).map_or(1.0, |p| p.iter().sum::<f32>()));
    let mut out = vec![0.0; UNITS];
    for n in 0..hangul::COUNT {
        let (o, v, c) = hangul::decompose(n);
        let p: f32 = parts
            .iter()
            .zip([o, v, c])
            .zip(totals)
            .map(|((p, s), t)| p.get(usize::from(s)).copied().unwrap_or(0.0) / t)
            .product();
        add(&mut out, n, p);
    }
    out
}

fn blend(counts: &[f32], behind: &[f32], weight: f32) -> Vec<f32> {
    let total: f32 = counts.iter().sum::<f32>() + weight;
    let sum: f32 = behind.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    counts.iter().zip(behind).map(|(c, b)| (c + weight * b / sum) / total).collect()
}

/// Given names of two syllables that more than one person has.
pub(super) fn given_names(persons: &[String]) -> String {
    let mut counts: BTreeMap<String, f32> = BTreeMap::new();
    for (_, given) in persons.iter().filter_map(|p| split_hangul(p)).filter(|(_, g)| g.len() == 2) {
        *counts.entry(given.iter().map(|u| unit_text(*u)).collect()).or_default() += 1.0;
    }
    let mut out = format!("given\t{}\t", persons.len());
    push_weights(&mut out, counts.into_iter().filter(|(_, n)| *n > 1.5));
    out
}
