//! Sets of rules by which whole names are written: how many names follow each, and how.
//!
//! A name is written by the table of its script, which is learned from all names, or by one set of rules throughout
//! ([`rules_of`]). Each spelling is cut once, where the table of its script cuts it best; then expectation – which set wrote it – and
//! maximisation – the shares, and the forms that the hand tables list for a set – take turns. Invariant: a set never learns a form that
//! its hand table does not have, so that it stays what it is called. Not here: the table of a script ([`super::korean`]).

use super::korean::{
    Counts, Spelling, WholeCounts, all_cuts, emissions, maximise, read_chunk, split_hangul,
};
use crate::fold::Folded;
use crate::hangul;
use crate::korean::emission::{Emission, NORTHERN, Part, SYSTEMS, UKRAINIAN, Whole, rules_of};
use crate::korean::encode::system;
use std::collections::{BTreeMap, HashMap};

/// Rounds of expectation and maximisation.
const ROUNDS: usize = 5;
/// Rounds for the shares alone in each of them; shares of sets that write much alike move slowly.
const SHARE_ROUNDS: usize = 20;
/// How much more a set is believed than its share, against the table of its script: that table has seen the names it is asked to explain.
///
/// Chosen among 1, 4 and 15 on cross-validated names, where the Brier score fell with each step (.0117, .0115, .0113).
const FAVOUR: f32 = 15.0;
/// Rounds in which every set has [`HEAD_START_SHARE`].
const HEAD_START: usize = 2;
const HEAD_START_SHARE: f32 = 20.0;
/// P(letters | syllable) of letters that a table cannot write.
const FLOOR: f32 = 1e-8;
/// Names that each set counts as having written before any is looked at.
const BEFORE: f32 = 3.0;

/// A spelling cut into chunks: letters, syllable, whether it is the family name.
struct Cut {
    system: usize,
    chunks: Vec<(String, u16, bool)>,
}

/// Learns the forms of the sets of rules and gives their shares against the table of their script.
pub(super) fn rules(
    spellings: &[Spelling],
    hand: &Counts,
    parts: &mut Counts,
    whole: &mut WholeCounts,
) -> Vec<(usize, f32)> {
    let mut tables = emissions(parts);
    for (at, table) in tables.iter_mut().enumerate() {
        table.whole = [true, false].map(|surname| whole_of(whole, at, surname));
    }
    let cuts: Vec<Cut> = spellings.iter().filter_map(|s| cut(s, &tables)).collect();
    let own: Counts =
        hand.iter().filter(|(k, _)| is_rules(k.0)).map(|(k, n)| (k.clone(), *n)).collect();
    let mut shares: BTreeMap<usize, f32> = BTreeMap::new();
    for round in 0..ROUNDS {
        let fits = fits(&cuts, &tables);
        let mut wrote: BTreeMap<usize, f32> = BTreeMap::new();
        // At first the table of a script, which has seen all of its names, would leave nothing to the others.
        let rounds = if round < HEAD_START { 0 } else { SHARE_ROUNDS };
        for _ in 0..rounds {
            wrote.clear();
            each_posterior(&fits, &shares, |_, at, p| *wrote.entry(at).or_default() += p);
            shares = shares_of(&wrote);
        }
        let (mut counts, mut seen) = (Counts::new(), WholeCounts::new());
        each_posterior(&fits, &shares, |cut, at, p| {
            if let Some(cut) = cuts.get(cut).filter(|c| c.system != at && p > 1e-3) {
                for (letters, unit, _) in cut.chunks.iter().filter(|c| !c.2) {
                    teach(&tables, (at, letters, *unit), p, &own, &mut counts);
                    *seen.entry((at, false, *unit, letters.clone())).or_default() += p;
                }
            }
        });
        let learned = maximise(&own, &counts);
        parts.retain(|key, _| !is_rules(key.0));
        parts.extend(learned);
        for (at, (table, new)) in tables.iter_mut().zip(emissions(parts)).enumerate() {
            table.parts = new.parts;
            if is_rules(at) {
                table.whole = [Whole::default(), whole_of(&seen, at, false)];
            }
        }
        whole.retain(|key, _| !is_rules(key.0));
        whole.extend(seen);
    }
    shares.retain(|at, _| is_rules(*at));
    shares.into_iter().map(|(at, share)| (at, (share * FAVOUR).max(least(at)))).collect()
}

/// Whole syllables that one system wrote.
fn whole_of(counts: &WholeCounts, system: usize, surname: bool) -> Whole {
    let of = counts.iter().filter(|((s, f, _, _), _)| *s == system && *f == surname);
    Whole::from_counts(&of.map(|((_, _, unit, form), n)| ((*unit, form.clone()), *n)).collect())
}

/// Shares against the table of the script, from how many names each wrote.
fn shares_of(wrote: &BTreeMap<usize, f32>) -> BTreeMap<usize, f32> {
    let of = |at: usize| BEFORE + wrote.get(&at).copied().unwrap_or(0.0);
    let scripts = 0..SYSTEMS.len();
    scripts.flat_map(|s| rules_of(s).iter().map(move |at| (*at, of(*at) / of(s)))).collect()
}

/// The least share of a set: most names that are learned from are Southern and in English, those of a list may be from anywhere.
fn least(system: usize) -> f32 {
    if system == NORTHERN { 0.15 } else { 0.02 }
}

fn is_rules(system: usize) -> bool {
    (0..SYSTEMS.len()).any(|script| rules_of(script).contains(&system))
}

/// P(letters | syllable) by the table of a script.
fn usual(table: &Emission, letters: &str, unit: u16, surname: bool) -> f32 {
    let whole = table.whole.get(usize::from(!surname));
    let lambda = whole.map_or(0.0, |w| w.lambda(unit));
    let seen = whole.and_then(|w| w.forms.get(letters));
    let seen = seen.and_then(|f| f.iter().find(|(s, _)| *s == unit)).map_or(0.0, |(_, p)| *p);
    lambda * seen + (1.0 - lambda) * read_chunk(table, letters, unit, false).total
}

/// The best way to cut a spelling by the table of its script.
fn cut(spelling: &Spelling, tables: &[Emission]) -> Option<Cut> {
    let mut folded = Folded::default();
    folded.set(&spelling.written);
    let (family, given) = split_hangul(&spelling.hangul)?;
    let script = folded.tokens.first()?.script;
    let at = system(script).filter(|at| !rules_of(*at).is_empty())?;
    let table = tables.get(at)?;
    let strange = folded.tokens.iter().any(|t| t.script != script);
    if strange || family >= hangul::COUNT || folded.letters.chars().count() > 40 {
        return None;
    }
    let mut known: HashMap<(usize, usize, u16, bool), f32> = HashMap::new();
    let mut best: Option<(f32, Cut)> = None;
    for way in all_cuts(&folded, given.len(), false) {
        let mut ln = way.ln;
        let mut chunks = Vec::with_capacity(given.len() + 1);
        let ranges = std::iter::once((&way.surname, family, true))
            .chain(way.given.iter().zip(&given).map(|(range, unit)| (range, *unit, false)));
        for (range, unit, surname) in ranges {
            let letters = folded.letters.get(range.clone()).unwrap_or("");
            let p = known
                .entry((range.start, range.end, unit, surname))
                .or_insert_with(|| usual(table, letters, unit, surname));
            ln += p.max(FLOOR).ln();
            chunks.push((letters.to_owned(), unit, surname));
        }
        if best.as_ref().is_none_or(|b| ln > b.0) {
            best = Some((ln, Cut { system: at, chunks }));
        }
    }
    // A spelling that the name can hardly have written teaches nothing.
    best.filter(|b| b.0 > -14.0 * (1 + given.len()) as f32).map(|b| b.1)
}

/// By spelling, ln P(letters | name) by each system that may have written it, the table of the script first.
fn fits(cuts: &[Cut], tables: &[Emission]) -> Vec<Vec<(usize, f32)>> {
    let mut known: HashMap<(usize, &str, u16, bool), f32> = HashMap::new();
    let mut out = Vec::with_capacity(cuts.len());
    for cut in cuts {
        let mut fit: Vec<(usize, f32)> = Vec::new();
        for at in std::iter::once(cut.system).chain(rules_of(cut.system).iter().copied()) {
            let mut ln = 0.0;
            for (letters, unit, surname) in &cut.chunks {
                // Family names are spelled as each family likes, but where a state spells them all.
                let free = *surname && !matches!(at, NORTHERN | UKRAINIAN);
                let by = if free { cut.system } else { at };
                let Some(table) = tables.get(by) else { continue };
                let p = known
                    .entry((by, letters, *unit, *surname))
                    .or_insert_with(|| usual(table, letters, *unit, *surname));
                ln += p.max(FLOOR).ln();
            }
            fit.push((at, ln));
        }
        out.push(fit);
    }
    out
}

/// Calls with the number of each spelling, a system, and the probability that it wrote the spelling.
fn each_posterior(
    fits: &[Vec<(usize, f32)>],
    shares: &BTreeMap<usize, f32>,
    mut call: impl FnMut(usize, usize, f32),
) {
    for (number, fit) in fits.iter().enumerate() {
        let script = fit.first().map(|f| f.0);
        let share = |at: usize| match shares.get(&at) {
            _ if script == Some(at) => 1.0,
            Some(share) => *share,
            None => HEAD_START_SHARE,
        };
        let best = fit.iter().map(|f| f.1).fold(f32::NEG_INFINITY, f32::max);
        let weight = |f: &(usize, f32)| share(f.0) * (f.1 - best).exp();
        let total: f32 = fit.iter().map(weight).sum();
        for f in fit {
            call(number, f.0, weight(f) / total.max(f32::MIN_POSITIVE));
        }
    }
}

/// Adds the forms of one chunk that the hand table of the set has.
fn teach(
    tables: &[Emission],
    (at, letters, unit): (usize, &str, u16),
    weight: f32,
    own: &Counts,
    counts: &mut Counts,
) {
    let Some(table) = tables.get(at) else { return };
    let reading = read_chunk(table, letters, unit, false);
    let (onset, nucleus, coda) = hangul::decompose(unit);
    for (i, j, p) in reading.splits {
        let share = weight * p / reading.total.max(f32::MIN_POSITIVE);
        let forms = [
            (Part::Onset, onset, letters.get(..i)),
            (Part::Nucleus, nucleus, letters.get(i..j)),
            (Part::Coda, coda, letters.get(j..)),
        ];
        for (part, sound, form) in forms {
            let key = (at, part, sound, form.unwrap_or("").to_owned());
            if own.contains_key(&key) {
                *counts.entry(key).or_default() += share;
            }
        }
    }
}
