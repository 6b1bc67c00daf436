//! How Korean syllables are written, from spellings whose Hangul is known.
//!
//! Each spelling is cut into chunks in every way that the tokens allow; each chunk into onset, nucleus and coda. Expected counts
//! under the forms so far give the next forms. Terms as in [`crate::korean`]. Invariant: a family name's chunk teaches the parts only
//! where the rules can have written it ("Lee" teaches nothing about ㅇ), and the table of whole syllables always.

use super::frequencies::{given_names, priors};
use super::rules::rules;
use super::second_hand;
use crate::fold::{Folded, Token};
use crate::hangul;
use crate::korean::emission::{Emission, Part, SYSTEMS, cuts};
use crate::korean::encode::system;
use crate::korean::{Korean, Position, compound, part_of, sound_of, system_of, unit_of, unit_text};
use crate::tables::{Lines, TableError};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::ops::Range;

/// Rounds of expectation and maximisation; the tables move by less than 1 % after the fifth.
const ROUNDS: usize = 7;
/// How many sightings of a sound the hand tables count as.
const HAND: f32 = 3.0;
/// P(form | sound) of a form of n characters that no table has: OPEN · OPEN_MORE^n.
const OPEN: f32 = 2e-4;
const OPEN_MORE: f32 = 0.1;
/// A form that the hand tables do not have needs this many expected sightings.
const SEEN_MIN: f32 = 1.5;

/// A name as written, and in Hangul.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spelling {
    /// As written, in any script.
    pub written: String,
    /// The same name in Hangul without spaces.
    pub hangul: String,
}

/// What the tables of Korean names are made of.
#[derive(Clone, Copy, Debug)]
pub struct KoreanInputs<'a> {
    /// Names with their Hangul.
    pub spellings: &'a [Spelling],
    /// Full names of persons in Hangul, one a person: they give the frequencies.
    pub persons: &'a [String],
    /// Family name in Hangul, Latin spelling, how often.
    pub variants: &'a [(String, String, f32)],
    /// The hand tables, as in `data/hand/korean.tsv`.
    pub hand: &'a str,
    /// How Arabic letters render Latin ones, as in `data/hand/arabic.tsv`.
    pub arabic: &'a str,
    /// The table of characters, as in `data/hanja.tsv`.
    pub hanja: &'a str,
}

pub(super) type Counts = BTreeMap<(usize, Part, u8, String), f32>;
pub(super) type WholeCounts = BTreeMap<(usize, bool, u16, String), f32>;

/// The tables of Korean names, as text.
///
/// * Input: see [`KoreanInputs`]; at most some 100,000 spellings.
/// * Output: the lines of `data/korean.tsv` without its head.
/// * Errors: a hand table that cannot be read, by line and column.
/// * Determinism: a function of its input.
/// * Cost: about a second for 6,000 spellings.
pub fn korean(inputs: &KoreanInputs<'_>) -> Result<String, TableError> {
    let mut korean = Korean::empty();
    korean.read_hanja(inputs.hanja)?;
    let hand = read_hand(inputs.hand)?;
    let priors = priors(inputs.persons, &korean);
    let mut parts = maximise(&hand, &Counts::new());
    let mut whole = WholeCounts::new();
    for _ in 0..ROUNDS {
        let emissions = emissions(&parts);
        let mut counts = Counts::new();
        whole.clear();
        for spelling in inputs.spellings {
            expect(spelling, &emissions, &hand, &mut counts, &mut whole);
        }
        parts = maximise(&hand, &counts);
    }
    if let Some(latin) = emissions(&parts).first() {
        second_hand::add(inputs.arabic, latin, &mut whole)?;
    }
    let shares = rules(inputs.spellings, &hand, &mut parts, &mut whole);
    for (hangul, variant, n) in inputs.variants {
        if let Some(unit) = unit_of(hangul).filter(|u| *u < hangul::COUNT) {
            let mut folded = Folded::default();
            folded.set(variant);
            // A list of spellings counts the same persons again, so it weighs a fifth.
            *whole.entry((0, true, unit, folded.letters)).or_default() += n / 5.0;
        }
    }
    let mut out = print(&parts, &whole, &priors);
    for (system, share) in shares {
        let name = SYSTEMS.get(system).copied().unwrap_or("");
        let _ = writeln!(out, "share\t{name}\t{share:.4}");
    }
    Ok(out + &given_names(inputs.persons))
}

/// Counts that the hand tables stand for: per sound they add up to [`HAND`].
fn read_hand(text: &str) -> Result<Counts, TableError> {
    let mut counts = Counts::new();
    for line in Lines::new("hand/korean.tsv", text) {
        if line.cell(0)? == "script" {
            continue;
        }
        let system = system_of(line.cell(0)?).ok_or_else(|| line.bad(0))?;
        let part = part_of(line.cell(1)?).ok_or_else(|| line.bad(1))?;
        let sound = sound_of(part, line.cell(2)?).ok_or_else(|| line.bad(2))?;
        let weights = line.weights(3)?;
        let total: f32 = weights.iter().map(|w| w.1).sum();
        for (form, w) in weights {
            *counts.entry((system, part, sound, form)).or_default() += HAND * w / total;
        }
    }
    Ok(counts)
}

/// Forms from the counts and the hand tables.
pub(super) fn maximise(hand: &Counts, seen: &Counts) -> Counts {
    let mut sum = hand.clone();
    for (key, n) in seen {
        if hand.contains_key(key) || *n >= SEEN_MIN {
            *sum.entry(key.clone()).or_default() += n;
        }
    }
    let mut totals: BTreeMap<(usize, Part, u8), f32> = BTreeMap::new();
    for ((system, part, sound, _), n) in &sum {
        *totals.entry((*system, *part, *sound)).or_default() += n;
    }
    for ((system, part, sound, _), n) in &mut sum {
        *n /= totals.get(&(*system, *part, *sound)).copied().unwrap_or(1.0);
    }
    sum.retain(|_, p| *p > 1e-4);
    sum
}

pub(super) fn emissions(parts: &Counts) -> Vec<Emission> {
    let mut emissions = vec![Emission::default(); SYSTEMS.len()];
    for ((system, part, sound, form), p) in parts {
        if let Some(forms) = emissions.get_mut(*system).map(|e| &mut e.parts[*part as usize]) {
            forms.entry(form.clone()).or_default().push((*sound, *p));
        }
    }
    emissions
}

/// A chunk read as one syllable: the total probability, and its splits.
pub(super) struct Reading {
    pub(super) total: f32,
    pub(super) splits: Vec<(usize, usize, f32)>,
}

/// P(letters | syllable) by splits; `open` allows forms that no table has.
pub(super) fn read_chunk(emission: &Emission, letters: &str, unit: u16, open: bool) -> Reading {
    let (onset, nucleus, coda) = hangul::decompose(unit);
    let of = |part: Part, form: &str, sound: u8| {
        let p = emission.part(part, form, sound);
        if p > 0.0 || !open {
            return p;
        }
        let n = i32::try_from(form.chars().count()).unwrap_or(i32::MAX);
        OPEN * OPEN_MORE.powi(n)
    };
    let mut reading = Reading { total: 0.0, splits: Vec::new() };
    for i in cuts(letters, 0) {
        for j in cuts(letters, i) {
            let (Some(o), Some(n), Some(c)) =
                (letters.get(..i), letters.get(i..j), letters.get(j..))
            else {
                continue;
            };
            let p =
                of(Part::Onset, o, onset) * of(Part::Nucleus, n, nucleus) * of(Part::Coda, c, coda);
            if p > 0.0 {
                reading.total += p;
                reading.splits.push((i, j, p));
            }
        }
    }
    reading
}

/// The family name's unit and the given syllables of a full name in Hangul.
pub(crate) fn split_hangul(name: &str) -> Option<(u16, Vec<u16>)> {
    let units: Vec<u16> = name.chars().map(hangul::number).collect::<Option<_>>()?;
    if let [a, b, rest @ ..] = units.as_slice()
        && let Some(unit) = compound(*a, *b)
        && !rest.is_empty()
    {
        return Some((unit, rest.to_vec()));
    }
    let (first, rest) = units.split_first()?;
    (!rest.is_empty()).then(|| (*first, rest.to_vec()))
}

/// One way to cut a spelling: the family name's letters and those of each given syllable.
pub(super) struct Cut {
    pub(super) ln: f32,
    pub(super) surname: Range<usize>,
    pub(super) given: Vec<Range<usize>>,
}

/// Adds what one spelling teaches.
fn expect(
    spelling: &Spelling,
    emissions: &[Emission],
    hand: &Counts,
    counts: &mut Counts,
    whole: &mut WholeCounts,
) {
    let mut folded = Folded::default();
    folded.set(&spelling.written);
    let Some((unit, given)) = split_hangul(&spelling.hangul) else { return };
    let Some(script) = folded.tokens.first().map(|t| t.script) else { return };
    let Some(at) = system(script) else { return };
    let Some(emission) = emissions.get(at) else { return };
    if folded.tokens.iter().any(|t| t.script != script) || folded.letters.chars().count() > 40 {
        return;
    }
    let mut known: HashMap<(Range<usize>, u16, bool), f32> = HashMap::new();
    let mut probability = |range: &Range<usize>, unit: u16, surname: bool| -> f32 {
        let key = (range.clone(), unit, surname);
        if let Some(p) = known.get(&key) {
            return *p;
        }
        let letters = folded.letters.get(range.clone()).unwrap_or("");
        let p = if unit >= hangul::COUNT {
            1e-6
        } else {
            let p = read_chunk(emission, letters, unit, !surname).total;
            if surname { p + 1e-7 } else { p }
        };
        known.insert(key, p);
        p
    };
    let mut ways = Vec::new();
    for mut cut in all_cuts(&folded, given.len(), unit >= hangul::COUNT) {
        let mut ln = cut.ln + probability(&cut.surname, unit, true).max(1e-30).ln();
        for (range, unit) in cut.given.iter().zip(&given) {
            ln += probability(range, *unit, false).max(1e-30).ln();
        }
        cut.ln = ln;
        ways.push(cut);
    }
    let Some(best) = ways.iter().map(|w| w.ln).reduce(f32::max) else { return };
    // A spelling that the name can hardly have written teaches nothing.
    if best < -14.0 * (1 + given.len()) as f32 {
        return;
    }
    ways.retain(|w| w.ln > best - 6.0);
    let total: f32 = ways.iter().map(|w| (w.ln - best).exp()).sum();
    for way in &ways {
        let weight = (way.ln - best).exp() / total;
        teach(emission, at, &folded, &way.surname, unit, true, weight, hand, counts, whole);
        for (range, unit) in way.given.iter().zip(&given) {
            teach(emission, at, &folded, range, *unit, false, weight, hand, counts, whole);
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one step of the expectation, called from one place")]
fn teach(
    emission: &Emission,
    system: usize,
    folded: &Folded,
    range: &Range<usize>,
    unit: u16,
    surname: bool,
    weight: f32,
    hand: &Counts,
    counts: &mut Counts,
    whole: &mut WholeCounts,
) {
    let letters = folded.letters.get(range.clone()).unwrap_or("");
    if unit >= hangul::COUNT || weight < 1e-3 {
        return;
    }
    *whole.entry((system, surname, unit, letters.to_owned())).or_default() += weight;
    let reading = read_chunk(emission, letters, unit, !surname);
    if reading.total <= 0.0 {
        return;
    }
    let (onset, nucleus, coda) = hangul::decompose(unit);
    for (i, j, p) in reading.splits {
        let share = weight * p / reading.total;
        let forms = [
            (Part::Onset, onset, letters.get(..i)),
            (Part::Nucleus, nucleus, letters.get(i..j)),
            (Part::Coda, coda, letters.get(j..)),
        ];
        for (part, sound, form) in forms {
            let Some(form) = form.filter(|_| share > 1e-4) else { continue };
            let key = (system, part, sound, form.to_owned());
            if !surname || hand.contains_key(&key) {
                *counts.entry(key).or_default() += share;
            }
        }
    }
}

/// Every way to cut the tokens into a family name and `count` given syllables.
pub(super) fn all_cuts(folded: &Folded, count: usize, compound: bool) -> Vec<Cut> {
    let tokens = &folded.tokens;
    let n = tokens.len();
    let mut out = Vec::new();
    let bytes = |t: &Token| usize::from(t.start)..usize::from(t.end);
    let span = |a: usize, b: usize| match (tokens.get(a), tokens.get(b)) {
        (Some(a), Some(b)) => usize::from(a.start)..usize::from(b.end),
        _ => 0..0,
    };
    if n == 1 {
        let all = span(0, 0);
        for cut in ends(folded, &all) {
            for given in split(folded, std::slice::from_ref(&(cut..all.end)), count) {
                out.push(Cut { ln: -2.0, surname: all.start..cut, given });
            }
        }
        return out;
    }
    let mut places = vec![(0, 0, 0.0), (n - 1, n - 1, -1.2)];
    if compound && n > 2 {
        places.extend([(0, 1, 0.0), (n - 2, n - 1, -1.2)]);
    }
    for (from, to, ln) in places {
        let rest: Vec<Range<usize>> = tokens
            .iter()
            .enumerate()
            .filter(|(i, _)| *i < from || *i > to)
            .map(|(_, t)| bytes(t))
            .collect();
        let joined = tokens.get(from).is_some_and(|t| t.joined && from > 0)
            || tokens.get(to + 1).is_some_and(|t| t.joined);
        let ln = if joined { ln - 4.0 } else { ln };
        for given in split(folded, &rest, count) {
            out.push(Cut { ln, surname: span(from, to), given });
        }
    }
    out
}

/// Every way to cut ranges into `count` chunks; no chunk crosses from one range to the next.
fn split(folded: &Folded, ranges: &[Range<usize>], count: usize) -> Vec<Vec<Range<usize>>> {
    let Some((first, rest)) = ranges.split_first() else {
        return if count == 0 { vec![Vec::new()] } else { Vec::new() };
    };
    if count < ranges.len() || count > 4 {
        return Vec::new();
    }
    let mut out: Vec<Vec<Range<usize>>> = Vec::new();
    for tail in split(folded, rest, count - 1) {
        out.push([vec![first.clone()], tail].concat());
    }
    if count > ranges.len() {
        for cut in ends(folded, first) {
            let remaining: Vec<Range<usize>> =
                std::iter::once(cut..first.end).chain(rest.iter().cloned()).collect();
            for tail in split(folded, &remaining, count - 1) {
                out.push(std::iter::once(first.start..cut).chain(tail).collect());
            }
        }
    }
    out
}

fn ends(folded: &Folded, range: &Range<usize>) -> Vec<usize> {
    let letters = folded.letters.get(range.clone()).unwrap_or("");
    letters.char_indices().skip(1).map(|(i, _)| range.start + i).collect()
}

/// Forms with their weights, to be printed.
type Cells<'a> = Vec<(&'a str, f32)>;

fn print(parts: &Counts, whole: &WholeCounts, priors: &[Vec<f32>; 4]) -> String {
    let mut out = String::new();
    let form = |f: &str| if f.is_empty() { "-".to_owned() } else { f.to_owned() };
    let mut lines: BTreeMap<(usize, Part, u8), Cells<'_>> = BTreeMap::new();
    for ((system, part, sound, f), p) in parts {
        lines.entry((*system, *part, *sound)).or_default().push((f, *p));
    }
    for ((system, part, sound), mut forms) in lines {
        forms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        let name = SYSTEMS.get(system).copied().unwrap_or("");
        let sound = part.sounds().chars().nth(usize::from(sound)).unwrap_or('-');
        let _ = write!(out, "form\t{name}\t{}\t{sound}\t", part.name());
        push_weights(&mut out, forms.into_iter().map(|(f, p)| (form(f), p)));
    }
    let mut lines: BTreeMap<(usize, bool, u16), Cells<'_>> = BTreeMap::new();
    for ((system, surname, unit, f), n) in whole.iter().filter(|(_, n)| **n >= 0.05) {
        lines.entry((*system, !*surname, *unit)).or_default().push((f, *n));
    }
    for ((system, given, unit), mut forms) in lines {
        forms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        let name = SYSTEMS.get(system).copied().unwrap_or("");
        let position = if given { "given" } else { "surname" };
        let _ = write!(out, "whole\t{name}\t{position}\t{}\t", unit_text(unit));
        push_weights(&mut out, forms.into_iter().map(|(f, n)| (form(f), n)));
    }
    for (position, prior) in Position::ALL.into_iter().zip(priors) {
        let _ = write!(out, "prior\t{}\t", position.name());
        let units = prior.iter().enumerate().filter(|(_, p)| **p > 1e-7);
        let text = |n: usize| unit_text(u16::try_from(n).unwrap_or(u16::MAX));
        push_weights(&mut out, units.map(|(n, p)| (text(n), *p)));
    }
    out
}

pub(super) fn push_weights(out: &mut String, weights: impl Iterator<Item = (String, f32)>) {
    let cells: Vec<String> = weights.map(|(f, w)| format!("{f}:{}", short(w))).collect();
    out.push_str(&cells.join(" "));
    out.push('\n');
}

/// Three digits are enough for a weight.
fn short(w: f32) -> String {
    if w >= 0.01 {
        format!("{w:.4}").trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{w:.2e}")
    }
}
