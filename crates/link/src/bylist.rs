//! What is known of each list: how often it writes a field wrong, and how often its values are those of another list by chance.
//!
//! Errors of writing belong to a list, so two lists agree in a field of one person as often as neither is wrong: (1 − e) of the one times
//! (1 − e) of the other. Terms: *wrong* – e, the share of a list's rows whose field would not equal a right one; *equal*, *other* – what two
//! lists add to the weight of equal values and of values that differ, in thousandths of a bit. Invariants: rates are drawn to what all lists have in common, the
//! more the fewer pairs a list has; where lists do not differ by more than chance, nothing is added, and linking is as without; a pair's
//! two lists may be exchanged. Not here: how likely lists share a person ([`crate::calibrate`]); missing cells, which say nothing.
//! Source: a product of two error rates as in Copas and Hilton 1990; drawn together by moments, as in Morris 1983.

use crate::compare::{Comparison, same_level};
use crate::model::{Across, ListRate, Model, milli};
use crate::record::Records;
use std::collections::BTreeMap;

/// Expected pairs of one person of two lists: with equal values, and all in which neither is missing.
pub(crate) type Counts = BTreeMap<(usize, usize), (f64, f64)>;

/// More lists than this are not told apart.
pub(crate) const LISTS_MAX: usize = 16;
/// Pairs below which a list shows nothing of its own.
const PAIRS_MIN: f64 = 30.0;
/// How much better, in units of the logarithm of the likelihood, rates by list must fit than one rate, for each list more.
const BETTER: f64 = 4.0;
/// No two lists add or take off more than this.
const MOST: i32 = 4000;

/// Sets what lists add to each comparison, where counts bear it out.
///
/// * Input: by comparison, the counts and the level of equal values. Output: in the model, rates and whole weights.
pub(crate) fn settle(model: &mut Model, records: &Records, counts: &[Counts]) {
    let names = records.lists();
    if names.len() < 2 || names.len() > LISTS_MAX {
        return;
    }
    let sizes = sizes(records);
    let comparisons = model.of(records);
    for (c, counts) in counts.iter().enumerate() {
        let same = usize::from(model.same_level(c));
        let learned = &mut model.comparisons[c];
        (learned.lists, learned.across) = (Vec::new(), Vec::new());
        let rates = rates(counts, names.len());
        let by_chance = by_chance(records, (&comparisons[c], same), &sizes);
        if rates.is_none() && by_chance.is_none() {
            continue;
        }
        let (m, u) = (learned.levels[same].m, learned.levels[same].u);
        if let Some(rates) = &rates {
            let rate = |(list, wrong): (&String, &f64)| ListRate {
                list: list.clone(),
                wrong: (wrong * 1e6).round() / 1e6,
            };
            let there = names.iter().zip(rates).zip(&sizes).filter(|l| *l.1 > 0.0);
            learned.lists = there.map(|l| rate(l.0)).collect();
            learned.lists.sort_by(|x, y| x.list.cmp(&y.list));
        }
        for x in 0..names.len() {
            for y in x..names.len() {
                if sizes[x] == 0.0 || sizes[y] == 0.0 {
                    continue;
                }
                let agree = rates.as_ref().map_or(m, |r| (1.0 - r[x]) * (1.0 - r[y]));
                let chance = by_chance.as_ref().map_or(u, |all| u * all[x * names.len() + y]);
                let (agree, chance) = (agree.clamp(0.01, 0.995), chance.clamp(1e-9, 0.99));
                let equal = milli(agree / m * u / chance).clamp(-MOST, MOST);
                let other = milli((1.0 - agree) / (1.0 - m).max(1e-3) * (1.0 - u) / (1.0 - chance));
                let other = other.clamp(-MOST, MOST);
                let mut lists = [names[x].clone(), names[y].clone()];
                lists.sort_unstable();
                learned.across.push(Across { lists, equal, other });
            }
        }
        learned.across.sort_unstable();
    }
}

/// Records of each list.
fn sizes(records: &Records) -> Vec<f64> {
    let mut sizes = vec![0.0; records.lists().len()];
    (0..crate::key::number(records.len())).for_each(|r| sizes[records.list_of(r)] += 1.0);
    sizes
}

/// How often a list is wrong in a field, for each list; nothing where they do not differ beyond chance.
fn rates(counts: &Counts, lists: usize) -> Option<Vec<f64>> {
    let (equal, all) = counts.values().fold((0.0, 0.0), |s, c| (s.0 + c.0, s.1 + c.1));
    if all < 4.0 * PAIRS_MIN {
        return None;
    }
    let share = ((equal + 0.5) / (all + 1.0)).clamp(0.01, 0.999);
    let common = 1.0 - share.sqrt();
    let trials = |l: usize| -> f64 {
        counts
            .iter()
            .map(|((x, y), c)| (f64::from(u8::from(*x == l)) + f64::from(u8::from(*y == l))) * c.1)
            .sum()
    };
    let trials: Vec<f64> = (0..lists).map(trials).collect();
    let shown = trials.iter().filter(|t| **t >= PAIRS_MIN).count();
    if shown < 2 {
        return None;
    }
    let free = fit(counts, &trials, common, 0.5);
    let gain = fits(counts, &free) - fits(counts, &vec![common; lists]);
    if gain < BETTER * (shown as f64 - 1.0) {
        return None;
    }
    // How much rates vary beyond what so few pairs vary by chance says how far they are drawn together.
    let spread: f64 = (0..lists)
        .filter(|l| trials[*l] >= PAIRS_MIN)
        .map(|l| (free[l] - common).powi(2) - common * (1.0 - common) / trials[l])
        .sum::<f64>()
        / shown as f64;
    let held = (common * (1.0 - common) / spread.max(1e-6)).clamp(4.0, 2000.0);
    Some(fit(counts, &trials, common, held))
}

/// Expectation and maximisation: of two values that differ, one list is wrong, or the other, or both. `held` – pairs that the common rate counts for.
fn fit(counts: &Counts, trials: &[f64], common: f64, held: f64) -> Vec<f64> {
    let mut wrong = vec![common; trials.len()];
    for _ in 0..200 {
        let mut errors = vec![0.0; trials.len()];
        for ((x, y), (equal, all)) in counts {
            let differ = (all - equal).max(0.0);
            let either = (1.0 - (1.0 - wrong[*x]) * (1.0 - wrong[*y])).max(1e-9);
            errors[*x] += differ * wrong[*x] / either;
            errors[*y] += differ * wrong[*y] / either;
        }
        let mut moved: f64 = 0.0;
        for (l, own) in wrong.iter_mut().enumerate() {
            let next = (errors[l] + held * common) / (trials[l] + held);
            moved = moved.max((next - *own).abs());
            *own = next.clamp(1e-4, 0.95);
        }
        if moved < 1e-7 {
            break;
        }
    }
    wrong
}

/// The logarithm of the likelihood of rates.
fn fits(counts: &Counts, wrong: &[f64]) -> f64 {
    let one = |((x, y), (equal, all)): (&(usize, usize), &(f64, f64))| {
        let agree = ((1.0 - wrong[*x]) * (1.0 - wrong[*y])).clamp(1e-6, 1.0 - 1e-6);
        equal * agree.ln() + (all - equal).max(0.0) * (1.0 - agree).ln()
    };
    counts.iter().map(one).sum()
}

/// How many times as often as those of all lists values of each two lists are equal by chance; nothing where lists hardly differ.
fn by_chance(
    records: &Records,
    (comparison, same): (&Comparison, usize),
    sizes: &[f64],
) -> Option<Vec<f64>> {
    let column = &records.columns[comparison.field];
    let dictionary = &records.dictionaries[comparison.dictionary];
    let is_equal = |v: u32| usize::from(same_level(comparison.measure, dictionary, v)) == same;
    let n = sizes.len();
    let mut by_value: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    let mut filled = vec![0.0; n];
    // Frequent values make up what is equal by chance.
    let least = (records.len() / 2000).max(2);
    for (r, value) in column.of.iter().enumerate().filter(|(_, v)| **v != 0) {
        let list = records.list_of(crate::key::number(r));
        filled[list] += 1.0;
        if column.counts[*value as usize] as usize >= least && is_equal(*value) {
            by_value.entry(*value).or_insert_with(|| vec![0.0; n])[list] += 1.0;
        }
    }
    let all: f64 = filled.iter().sum();
    let held = by_value.values().map(|v| v.iter().sum::<f64>());
    let common = held.map(|c| (c / all.max(1.0)).powi(2)).sum::<f64>();
    // Below that, pairs of one person are too large a part of what is equal.
    if common < 0.002 {
        return None;
    }
    let mut out = vec![1.0; n * n];
    let mut apart = false;
    for x in 0..n {
        for y in 0..n {
            if filled[x] < 200.0 || filled[y] < 200.0 {
                continue;
            }
            let found: f64 = by_value.values().map(|v| v[x] / filled[x] * v[y] / filled[y]).sum();
            out[x * n + y] = (found / common).max(0.125);
            apart |= !(0.8..1.25).contains(&(found / common));
        }
    }
    apart.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(wrong: &[f64], pairs: f64) -> Counts {
        let mut counts = Counts::new();
        for x in 0..wrong.len() {
            for y in x + 1..wrong.len() {
                counts.insert((x, y), (pairs * (1.0 - wrong[x]) * (1.0 - wrong[y]), pairs));
            }
        }
        counts
    }

    #[test]
    fn rates_are_found_again() {
        for wrong in [[0.02, 0.1, 0.3], [0.05, 0.05, 0.4], [0.01, 0.2, 0.2]] {
            let found = rates(&counts(&wrong, 2000.0), 3).unwrap();
            for (found, wrong) in found.iter().zip(wrong) {
                assert!((found - wrong).abs() < 0.02, "{found} for {wrong}");
            }
        }
    }

    #[test]
    fn lists_that_do_not_differ_or_are_small_add_nothing() {
        assert_eq!(rates(&counts(&[0.1, 0.1, 0.1], 5000.0), 3), None);
        assert_eq!(rates(&counts(&[0.02, 0.1, 0.3], 20.0), 3), None);
        assert_eq!(rates(&Counts::new(), 3), None);
    }

    #[test]
    fn a_list_of_few_pairs_is_drawn_to_the_others() {
        let mut own = counts(&[0.02, 0.1, 0.02], 3000.0);
        own.insert((0, 3), (1.0, 4.0));
        let found = rates(&own, 4).unwrap();
        let free = fit(&own, &[6000.0, 6000.0, 6000.0, 4.0], 0.05, 0.0);
        assert!(found[3] < free[3] / 2.0, "{} of {}", found[3], free[3]);
    }
}
