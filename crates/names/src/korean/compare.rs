//! Two Korean readings face to face: the likelihood ratio that they are one name.
//!
//! ln Σ over pairs of hypotheses of weight·weight·Π over slots of (1 − ε)·Σ w_a·w_b + ε. A position that only one of them has counts
//! nothing for or against; a given syllable too many costs [`MISSING`]. Invariant: symmetric to the last bit but for the order of sums of
//! at most 64 terms; nothing is allocated. Source: Fellegi and Sunter 1969 with name frequencies; the mismatch floor is a choice measured
//! in `docs/methods/names.md`.

use super::encode::{Encoded, HYPOTHESES, Hypothesis, PLACES, Sketch};
use super::slot::{RATIO_MAX, Slot};
use super::{Korean, Position, unit_text};
use crate::hangul;

/// The weight of a given syllable that one of two names does not have.
pub(crate) const MISSING: f32 = 0.01;

pub(crate) fn factor(a: &Slot, b: &Slot) -> f32 {
    let doubt = a.doubt + b.doubt;
    let ratio = a.ratio(b);
    (1.0 - doubt) * if ratio < RATIO_MAX { ratio } else { RATIO_MAX } + doubt
}

/// ln of the likelihood ratio that both are one name.
///
/// Most pairs are of different names and share no syllable at two places: they are not looked at further, their weight is that of the
/// doubt there.
pub(crate) fn ln_ratio(a: &Encoded, b: &Encoded) -> f32 {
    if let Some(ln) = a.sketch.apart(&b.sketch) {
        return ln;
    }
    match a.slots_most.max(b.slots_most) {
        0..=1 => total::<1>(a, b),
        2 => total::<2>(a, b),
        3..=4 => total::<4>(a, b),
        _ => total::<ROW>(a, b),
    }
}

/// The same without a look at what is shared; `N` is a power of two and no place of either has more slots.
fn total<const N: usize>(a: &Encoded, b: &Encoded) -> f32 {
    let facing = Facing::<N>::new(a, b);
    let mut sum = 0.0_f32;
    for ha in &a.hypotheses {
        let rows = facing.rows(ha);
        let mut of_a = 0.0_f32;
        for hb in &b.hypotheses {
            of_a += hb.weight * facing.pair(ha, &rows, hb);
        }
        sum += ha.weight * of_a;
    }
    sum.max(1e-30).ln()
}

/// The most that [`ln_ratio`] can be, by what the slots of each place are at most; a little more, for rounding.
///
/// A sum over hypotheses is bounded kind by kind: kinds are family name and number of given syllables. Two slots give the product of their
/// norms at most (Cauchy–Schwarz), and their doubts where they share nothing.
pub(crate) fn ln_ratio_most(a: &Encoded, b: &Encoded) -> f32 {
    let (p, q) = (&a.sketch, &b.sketch);
    if let Some(ln) = p.apart(q) {
        return ln;
    }
    let family = p.bound(0, q, 0);
    let mut sum = 0.0_f32;
    for (n, of_a) in p.kinds.iter().enumerate() {
        for (m, of_b) in q.kinds.iter().enumerate() {
            let weight = (of_a[0] + of_a[1]) * (of_b[0] + of_b[1]);
            if weight <= 0.0 {
                continue;
            }
            let both = of_a[1] * of_b[1];
            let (given, fit) = given_most(p, n, q, m);
            // The root of the root for family names, whose fit is the root of a root.
            let with = family.factor * given * fit.min(family.fit.sqrt()).sqrt();
            sum += both * with + (weight - both).max(0.0) * given * fit.sqrt();
        }
    }
    (sum * 1.001).max(1e-30).ln()
}

/// The most that given syllables say, and the square of their worst fit.
fn given_most(p: &Sketch, n: usize, q: &Sketch, m: usize) -> (f32, f32) {
    if n == 0 || m == 0 {
        return (1.0, 1.0);
    }
    if n == m {
        let bounds = places(n).iter().map(|at| p.bound(*at, q, *at));
        return bounds.fold((1.0, 1.0), |(f, fit), b| (f * b.factor, b.fit.min(fit)));
    }
    // The shorter's syllables each beside the best of the longer's.
    let (short, long, of, beside) =
        if n < m { (p, q, places(n), places(m)) } else { (q, p, places(m), places(n)) };
    let best = |at: &usize| {
        beside.iter().map(|b| short.bound(*at, long, *b).factor).fold(0.0_f32, f32::max)
    };
    (MISSING * of.iter().map(best).product::<f32>(), 1.0)
}

/// The places of so many given syllables.
fn places(given: usize) -> &'static [usize] {
    match given {
        1 => &[PLACES - 1],
        2 => &[1, 2],
        _ => &[1, 2, 3],
    }
}

/// What two slots say.
#[derive(Clone, Copy)]
struct Said {
    /// Their ratio.
    factor: f32,
    /// The root of how well they fit: 1 where they share all that they stand for, near 0 where they share hardly anything.
    fit: f32,
}

/// What nothing says.
const NOTHING: Said = Said { factor: 1.0, fit: 1.0 };
/// A place in a table that no two slots have.
const UNASKED: Said = Said { factor: 0.0, fit: 0.0 };

impl Said {
    #[inline]
    fn of(a: &Slot, b: &Slot, surname: bool) -> Self {
        let factor = factor(a, b);
        let fit = factor * a.scale * b.scale;
        let fit = if fit < 1.0 { fit.sqrt() } else { 1.0 };
        // Family names are few and their spellings settled, so that a bad fit is met more often between spellings of one.
        Self { factor, fit: if surname { fit.sqrt() } else { fit } }
    }

    #[inline]
    fn and(self, other: Self) -> Self {
        Self {
            factor: self.factor * other.factor,
            fit: if other.fit < self.fit { other.fit } else { self.fit },
        }
    }
}

/// Room for [`HYPOTHESES`] slots; a power of two, so that a number is brought into range by its last bits.
const ROW: usize = 8;
const _: () = assert!(HYPOTHESES <= ROW);

/// Two readings, with what their slots at the same place say: hypotheses share slots, so each pair is asked once.
///
/// By place, by slot of the one, by slot of the other; `N` is a power of two that no place of either has more slots than.
struct Facing<'e, const N: usize> {
    a: &'e Encoded,
    b: &'e Encoded,
    said: [[[Said; N]; N]; PLACES],
}

impl<'e, const N: usize> Facing<'e, N> {
    #[inline(always)]
    fn new(a: &'e Encoded, b: &'e Encoded) -> Self {
        let mut facing = Self { a, b, said: [[[UNASKED; N]; N]; PLACES] };
        for (place, rows) in facing.said.iter_mut().enumerate() {
            let others = b.slots_at(place);
            for (row, x) in rows.iter_mut().zip(a.slots_at(place)) {
                for (cell, y) in row.iter_mut().zip(others) {
                    *cell = Said::of(x, y, place == 0);
                }
            }
        }
        facing
    }

    /// The rows of a hypothesis, by place.
    #[inline]
    fn rows(&self, ha: &Hypothesis) -> [&[Said; N]; PLACES] {
        let at = |place: usize| &self.said[place][usize::from(ha.at[place]) % N];
        [at(0), at(1), at(2), at(3)]
    }

    /// The likelihood ratio under one hypothesis for each, lowered by the worst fit: rare syllables elsewhere do not make up for it.
    #[inline]
    fn pair(&self, ha: &Hypothesis, rows: &[&[Said; N]; PLACES], hb: &Hypothesis) -> f32 {
        let at = |place: usize| rows[place][usize::from(hb.at[place]) % N];
        let family = if ha.surname && hb.surname { at(0) } else { NOTHING };
        let said = match (ha.given, hb.given) {
            (2, 2) => family.and(at(1)).and(at(2)),
            // One alone has the last place.
            (1, 1) => family.and(at(PLACES - 1)),
            (3, 3) => family.and(at(1)).and(at(2)).and(at(3)),
            (0, _) | (_, 0) => family,
            _ => Said { factor: family.factor * MISSING * self.aligned(ha, hb), ..family },
        };
        said.factor * said.fit
    }

    /// The best way to leave out what the longer has too much.
    #[inline(never)]
    fn aligned(&self, ha: &Hypothesis, hb: &Hypothesis) -> f32 {
        let (a, b) = (self.a.given_of(ha), self.b.given_of(hb));
        let (na, nb) = (usize::from(ha.given), usize::from(hb.given));
        let (short, long, n) = if na < nb { (&a, &b, na) } else { (&b, &a, nb) };
        let extra = na.abs_diff(nb);
        let mut best = 0.0_f32;
        for skip in 0..=n {
            let product = short.iter().take(n).enumerate().fold(1.0, |p, (i, s)| {
                let at = if i < skip { i } else { i + extra };
                match (s, long.get(at)) {
                    (Some(s), Some(Some(l))) => p * factor(s, l),
                    _ => 0.0,
                }
            });
            best = best.max(product);
        }
        best
    }
}

/// The position of slot `at` of a hypothesis.
pub(crate) fn position(h: &Hypothesis, at: usize) -> Position {
    match (h.surname, at) {
        (true, 0) => Position::Surname,
        (true, n) => Position::given(n - 1, usize::from(h.given)),
        (false, n) => Position::given(n, usize::from(h.given)),
    }
}

/// The units of a slot with their posterior probabilities, most probable first.
pub(crate) fn posterior(korean: &Korean, position: Position, slot: &Slot) -> Vec<(u16, f32)> {
    let mut units: Vec<(u16, f32)> =
        slot.entries().map(|(u, w)| (u, w * korean.prior(position, u).sqrt())).collect();
    let total: f32 = units.iter().map(|u| u.1).sum();
    for u in &mut units {
        u.1 /= total.max(f32::MIN_POSITIVE);
    }
    units.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    units
}

/// How much two names share of their readings, and whether a better-known name stands behind the same letters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Overlap {
    /// Σ over readings of the lesser probability: 1 for the same letters.
    pub(crate) shared: f32,
    /// A reading more probable than the shared one has a given name that is far better known.
    pub(crate) rival: bool,
}

/// Persons who make a given name well known: five of the seven thousand of the training names.
const RIVAL: f32 = 5.0;

/// The overlap of the best pair of hypotheses.
pub(crate) fn overlap(korean: &Korean, a: &Encoded, b: &Encoded) -> Overlap {
    let Some((ha, hb)) = best_pair(a, b) else { return Overlap::default() };
    if ha.surname != hb.surname || ha.given != hb.given {
        return Overlap { shared: 1.0, rival: false };
    }
    let (p, q) = (by_sound(korean, a, ha), by_sound(korean, b, hb));
    let of = |list: &[(Units, f32)], units: &Units| {
        list.iter().find(|(v, _)| v == units).map_or(0.0, |(_, p)| *p)
    };
    let shared = p.iter().map(|(u, pu)| pu.min(of(&q, u))).sum();
    let best = p.iter().max_by(|x, y| (x.1 * of(&q, &x.0)).total_cmp(&(y.1 * of(&q, &y.0))));
    let Some((best, _)) = best else { return Overlap { shared, rival: false } };
    let known = |list: &[(Units, f32)]| {
        let (here, persons) = (of(list, best), korean.given_count(best.as_slice()));
        let better = |u: &[u16]| korean.given_count(u) >= RIVAL.max(2.0 * persons);
        ha.given == 2 && list.iter().any(|(u, p)| *p > here && better(u.as_slice()))
    };
    Overlap { shared, rival: known(&p) || known(&q) }
}

/// Readings with what the initial-sound law joins taken together.
fn by_sound(korean: &Korean, encoded: &Encoded, h: &Hypothesis) -> Vec<(Units, f32)> {
    let mut sums: Vec<(Units, f32)> = Vec::new();
    for (mut units, p) in readings(korean, encoded, h, 64) {
        for unit in units.as_mut_slice().iter_mut().take(1 + usize::from(h.surname)) {
            *unit = south(*unit);
        }
        match sums.iter_mut().find(|(v, _)| *v == units) {
            Some((_, s)) => *s += p,
            None => sums.push((units, p)),
        }
    }
    sums
}

/// A unit as the South writes it at the head of a word.
fn south(unit: u16) -> u16 {
    if unit < hangul::COUNT { hangul::initial_law(unit).unwrap_or(unit) } else { unit }
}

/// Units of a reading, one a place at most: readings are made by the hundred, and so they are not allocated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Units {
    of: [u16; PLACES],
    len: usize,
}

impl Units {
    pub(crate) fn as_slice(&self) -> &[u16] {
        self.of.get(..self.len).unwrap_or_default()
    }

    fn as_mut_slice(&mut self) -> &mut [u16] {
        self.of.get_mut(..self.len).unwrap_or_default()
    }

    /// These with one more behind them.
    fn and(mut self, unit: u16) -> Self {
        if let Some(place) = self.of.get_mut(self.len) {
            *place = unit;
            self.len += 1;
        }
        self
    }
}

/// The readings of one hypothesis with their probabilities, at most `most`, most probable first.
pub(crate) fn readings(
    korean: &Korean,
    encoded: &Encoded,
    h: &Hypothesis,
    most: usize,
) -> Vec<(Units, f32)> {
    let mut partial: Vec<(Units, f32)> = vec![(Units::default(), 1.0)];
    let mut grown: Vec<(Units, f32)> = Vec::new();
    let last = encoded.slots_of(h).len();
    let kept = most.max(64);
    for (at, slot) in encoded.slots_of(h).enumerate() {
        let units = posterior(korean, position(h, at), slot);
        let known = at + 1 == last && h.given == 2;
        grown.clear();
        for (text, p) in &partial {
            for (u, q) in &units {
                let longer = text.and(*u);
                let boost = if known { korean.given_boost(longer.as_slice()) } else { 1.0 };
                grown.push((longer, p * q * boost));
            }
        }
        // No two are equal, so that the order is one whatever the way of sorting.
        let order = |a: &(Units, f32), b: &(Units, f32)| {
            b.1.total_cmp(&a.1).then_with(|| a.0.as_slice().cmp(b.0.as_slice()))
        };
        if grown.len() > kept {
            grown.select_nth_unstable_by(kept, order);
            grown.truncate(kept);
        }
        grown.sort_unstable_by(order);
        std::mem::swap(&mut partial, &mut grown);
    }
    let total: f32 = partial.iter().map(|p| p.1).sum();
    for p in &mut partial {
        p.1 /= total.max(f32::MIN_POSITIVE);
    }
    partial.truncate(most);
    partial
}

/// The ways to write a reading in Hangul with their probabilities, at most `most`, most probable first.
pub(crate) fn spelled(korean: &Korean, encoded: &Encoded, most: usize) -> Vec<(String, f32)> {
    let mut all: Vec<(String, f32)> = Vec::new();
    for h in &encoded.hypotheses {
        for (units, p) in readings(korean, encoded, h, most) {
            let mut text: String = units.as_slice().iter().map(|u| unit_text(*u)).collect();
            if !h.surname {
                text.insert(0, '-');
            } else if h.given == 0 {
                text.push('-');
            }
            all.push((text, p * h.weight));
        }
    }
    let mut joined: Vec<(String, f32)> = Vec::new();
    for (text, p) in all {
        match joined.iter_mut().find(|(t, _)| *t == text) {
            Some((_, q)) => *q += p,
            None => joined.push((text, p)),
        }
    }
    best(joined, most)
}

fn best(mut all: Vec<(String, f32)>, most: usize) -> Vec<(String, f32)> {
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(most);
    all
}

/// The hypotheses that weigh most together.
pub(crate) fn best_pair<'e>(
    a: &'e Encoded,
    b: &'e Encoded,
) -> Option<(&'e Hypothesis, &'e Hypothesis)> {
    let facing = Facing::<ROW>::new(a, b);
    let pairs = a.hypotheses.iter().flat_map(|ha| b.hypotheses.iter().map(move |hb| (ha, hb)));
    let weighed = pairs
        .map(|(ha, hb)| (ha.weight * hb.weight * facing.pair(ha, &facing.rows(ha), hb), ha, hb));
    weighed.max_by(|p, q| p.0.total_cmp(&q.0)).map(|(_, ha, hb)| (ha, hb))
}

/// The likeliest reading that both share, of hypotheses with the parts of the best pair: greatest in the product of its probabilities.
pub(crate) fn likeliest(korean: &Korean, a: &Encoded, b: &Encoded) -> Option<Vec<u16>> {
    let (ha, hb) = best_pair(a, b)?;
    if ha.surname != hb.surname || ha.given != hb.given {
        return None;
    }
    let all = |encoded: &Encoded| {
        let mut sums: Vec<(Units, f32)> = Vec::new();
        let alike = |h: &&Hypothesis| h.surname == ha.surname && h.given == ha.given;
        for h in encoded.hypotheses.iter().filter(alike) {
            for (units, p) in readings(korean, encoded, h, 64) {
                match sums.iter_mut().find(|(u, _)| *u == units) {
                    Some((_, sum)) => *sum += p * h.weight,
                    None => sums.push((units, p * h.weight)),
                }
            }
        }
        sums
    };
    let others = all(b);
    let shared = all(a).into_iter().filter_map(|(units, p)| {
        let q = others.iter().find(|o| o.0 == units)?.1;
        Some((p * q, units))
    });
    let best =
        shared.max_by(|x, y| x.0.total_cmp(&y.0).then_with(|| y.1.as_slice().cmp(x.1.as_slice())));
    best.map(|(_, units)| units.as_slice().to_vec())
}

/// The unit that both slots most probably stand for.
pub(crate) fn common(a: &Slot, b: &Slot) -> Option<u16> {
    let both = a
        .entries()
        .filter_map(|(u, w)| b.entries().find(|(v, _)| *v == u).map(|(_, x)| (u, w * x)));
    both.max_by(|p, q| p.1.total_cmp(&q.1).then(q.0.cmp(&p.0))).map(|p| p.0)
}
