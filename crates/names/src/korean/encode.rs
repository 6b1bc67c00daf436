//! From folded letters to weighted hypotheses: which token is the family name, where given syllables end, what each chunk may be.
//!
//! Terms: *chunk* – letters taken for one unit; *shape* – which tokens are family name and which given; *hypothesis* – a shape with its
//! chunks and a posterior weight. Invariants: at most [`HYPOTHESES`] hypotheses, weights sum to 1; the same letters give the same
//! hypotheses whatever was encoded before (the memory of chunks changes the time only). Not here: what a chunk stands for
//! ([`super::chunk`]), comparing.

use super::chunk::{Chunks, HAN, HANGUL, ODD};
use super::emission::{CHUNK_MAX, NORTHERN, UKRAINIAN, rules_of};
use super::slot::{RATIO_MAX, Slot};
use super::{Korean, Position};
use crate::fold::{Folded, Token};
use crate::script::Script;
use std::ops::Range;
use std::sync::Arc;

/// Hypotheses kept.
pub(crate) const HYPOTHESES: usize = 8;
/// Given syllables at most.
pub(crate) const GIVEN_MAX: usize = 3;
/// Hypotheses this many nats below the best are dropped.
const DROP: f32 = 7.0;
/// Hypotheses by the table of the script that are read by sets of rules too.
const STRICT_MOST: usize = 4;
/// … if they are at most so many nats below the best.
const STRICT_NEAR: f32 = 4.0;
/// Hypotheses with one odd chunk that are read again as misspelt.
const MISSPELT_MOST: usize = 12;
/// ln P of letters that are a slip of a usual syllable, at best.
const SLIP_BEST: f32 = -8.5;
/// ln weight of given name before family name.
const WESTERN: f32 = -1.2;

/// One way to read a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Hypothesis {
    /// Posterior weight among the hypotheses.
    pub(crate) weight: f32,
    /// Which of the slots at each place; see [`place`].
    pub(crate) at: [u8; PLACES],
    pub(crate) surname: bool,
    pub(crate) given: u8,
}

/// A Korean reading of a name: hypotheses and their slots.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Encoded {
    pub(crate) hypotheses: Vec<Hypothesis>,
    /// By place, each once; see [`place`].
    slots: Vec<Arc<Slot>>,
    /// Where the slots of each place end.
    ends: [u8; PLACES],
    /// ln P(letters) under the model of Korean names.
    pub(crate) evidence: f32,
    /// What tells at once that another name is a different one.
    pub(crate) sketch: Sketch,
    /// The greatest number of slots at one place.
    pub(crate) slots_most: u8,
}

/// What may stand at each place of a name, whichever hypothesis is true.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Sketch {
    /// Whether every hypothesis is of a family name and two given syllables.
    usual: bool,
    /// The weight of the hypotheses of each kind: by given syllables, without and with a family name.
    pub(crate) kinds: [[f32; 2]; PLACES],
    /// The bits of all slots by place.
    bits: [[u64; 5]; PLACES],
    /// By place, ln of the greatest doubt of a slot.
    doubt: [f32; PLACES],
    /// By place, the most of a slot.
    most: [Most; PLACES],
}

/// The most that a slot of a place has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Most {
    doubt: f32,
    scale: f32,
    /// The root of the ratio that a slot has with itself.
    norm: f32,
}

/// The most that the slots of a place of one name and those of another say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    pub(crate) factor: f32,
    /// The square of the fit.
    pub(crate) fit: f32,
}

impl Sketch {
    fn of(encoded: &Encoded) -> Self {
        let usual = encoded.hypotheses.iter().all(|h| h.surname && h.given == 2);
        let mut sketch = Self { usual, ..Self::default() };
        for h in &encoded.hypotheses {
            sketch.kinds[usize::from(h.given) % PLACES][usize::from(h.surname)] += h.weight;
        }
        for at in 0..PLACES {
            let slots = encoded.slots_at(at);
            for slot in slots {
                sketch.bits[at].iter_mut().zip(slot.bits()).for_each(|(all, of)| *all |= of);
            }
            sketch.doubt[at] = slots.iter().map(|s| s.doubt).fold(1e-6, f32::max).ln();
            let most = |of: fn(&Slot) -> f32| slots.iter().map(|s| of(s)).fold(0.0, f32::max);
            sketch.most[at] =
                Most { doubt: most(|s| s.doubt), scale: most(|s| s.scale), norm: most(Slot::norm) };
        }
        sketch
    }

    fn share(&self, at: usize, other: &Self, beside: usize) -> bool {
        let both = |k: usize| self.bits[at][k] & other.bits[beside][k];
        both(0) | both(1) | both(2) | both(3) | both(4) != 0
    }

    /// The weight of two names that share no syllable at two places or more; `None` if they may.
    #[inline]
    pub(crate) fn apart(&self, other: &Self) -> Option<f32> {
        if !(self.usual && other.usual) {
            return None;
        }
        let (mut apart, mut ln) = (0, 0.0);
        for at in 0..3 {
            if !self.share(at, other, at) {
                apart += 1;
                ln += self.doubt[at].max(other.doubt[at]);
            }
        }
        (apart >= 2).then_some(ln)
    }

    /// The most that a slot of one place and a slot of another's place say.
    pub(crate) fn bound(&self, at: usize, other: &Self, beside: usize) -> Bound {
        let (p, q) = (self.most[at], other.most[beside]);
        let doubt = p.doubt + q.doubt;
        let ratio =
            if self.share(at, other, beside) { (p.norm * q.norm).min(RATIO_MAX) } else { 0.0 };
        let factor = ratio + doubt;
        Bound { factor, fit: (factor * p.scale * q.scale).min(1.0) }
    }
}

impl Encoded {
    /// The slots of a hypothesis: family name first if there is one, then the given syllables.
    pub(crate) fn slots_of(&self, h: &Hypothesis) -> impl ExactSizeIterator<Item = &Slot> {
        let (from, given) = (usize::from(!h.surname), usize::from(h.given));
        (from..given + 1).map(move |at| {
            let place = at.checked_sub(1).map_or(0, |k| place(k, given)) % PLACES;
            &*self.slots[usize::from(self.start(place) + h.at[place])]
        })
    }

    /// The slots of the given syllables of a hypothesis.
    pub(crate) fn given_of(&self, h: &Hypothesis) -> [Option<&Slot>; GIVEN_MAX] {
        let mut out = [None; GIVEN_MAX];
        let slots = self.slots_of(h).skip(usize::from(h.surname));
        out.iter_mut().zip(slots).for_each(|(to, slot)| *to = Some(slot));
        out
    }

    /// The slots of all hypotheses at a place.
    #[inline]
    pub(crate) fn slots_at(&self, place: usize) -> &[Arc<Slot>] {
        let (start, end) = (self.start(place), self.ends[place % PLACES]);
        self.slots.get(usize::from(start)..usize::from(end)).unwrap_or(&[])
    }

    fn start(&self, place: usize) -> u8 {
        place.checked_sub(1).map_or(0, |before| self.ends[before % PLACES])
    }
}

/// Places of slots: 0 is the family name's, then come the given syllables'.
pub(crate) const PLACES: usize = GIVEN_MAX + 1;

/// The place of given syllable `at` of `given`: one alone is kept apart, since it faces others alone.
fn place(at: usize, given: usize) -> usize {
    if given == 1 { GIVEN_MAX } else { at + 1 }
}

/// A hypothesis before it is chosen.
#[derive(Clone)]
struct Candidate {
    ln: f32,
    /// The part of `ln` that is the shape's.
    shape: f32,
    /// Which letters each chunk is of: family name, given syllables.
    chunks: [Range<usize>; GIVEN_MAX + 1],
    surname: Option<Arc<Slot>>,
    given: [Option<Arc<Slot>>; GIVEN_MAX],
    /// How many given chunks there are.
    count: usize,
    /// The only chunk that is odd or stands for nothing, if all others are usual.
    odd: Option<usize>,
}

/// The hypotheses of a name before they are chosen.
#[derive(Default)]
struct Found {
    whole: Vec<Candidate>,
    /// Those with one odd chunk that may be as good as the best, their `ln` without that chunk.
    odd: Vec<Candidate>,
    /// The greatest `ln` of whole ones so far.
    best: Option<f32>,
    /// Three given syllables may be made of two pieces or one where two are not found.
    three: bool,
}

/// What stands for the family name in a shape, if anything does.
struct Family {
    slot: Option<Arc<Slot>>,
    letters: Range<usize>,
}

impl Family {
    const NONE: Self = Self { slot: None, letters: 0..0 };
}

/// Turns folded names into hypotheses; remembers chunks.
#[derive(Debug)]
pub(crate) struct Encoder<'m> {
    chunks: Chunks<'m>,
}

pub(crate) fn system(script: Script) -> Option<usize> {
    Some(match script {
        Script::Latin => 0,
        Script::Cyrillic => 1,
        Script::Arabic => 2,
        Script::Kana => 3,
        Script::Greek => 4,
        Script::Hebrew => 5,
        Script::Hangul => HANGUL,
        Script::Han => HAN,
        Script::Other => return None,
    })
}

impl<'m> Encoder<'m> {
    pub(crate) fn new(korean: &'m Korean) -> Self {
        Self { chunks: Chunks::new(korean) }
    }

    /// Reads the tokens as a Korean name in one script; `None` if they cannot be one.
    pub(crate) fn encode(&mut self, folded: &Folded, tokens: &[Token]) -> Option<Encoded> {
        let script = tokens.first()?.script;
        let system = system(script).filter(|_| tokens.iter().all(|t| t.script == script))?;
        let mut found = Found::default();
        if system >= HANGUL {
            self.blocks(folded, tokens, system, &mut found.whole);
        } else {
            self.shapes(folded, tokens, system, &mut found);
            self.slips(folded, system, &mut found);
            if found.whole.is_empty() {
                found.three = true;
                self.shapes(folded, tokens, system, &mut found);
            }
            self.strict(system, folded, &mut found.whole);
        }
        let mut encoded = choose(found.whole)?;
        // The table of the script and the sets of rules share the names out among them: together they are one model.
        let shares: f32 = rules_of(system).iter().map(|at| self.chunks.ln_share(*at).exp()).sum();
        encoded.evidence -= shares.ln_1p();
        Some(encoded)
    }

    /// The best hypotheses once more, every chunk by the rules of one system.
    fn strict(&mut self, script: usize, folded: &Folded, found: &mut Vec<Candidate>) {
        let rules = rules_of(script);
        if rules.is_empty() {
            return;
        }
        found.sort_by(|a, b| b.ln.total_cmp(&a.ln));
        let best = found.first().map_or(0.0, |c| c.ln);
        let near = found.iter().take(STRICT_MOST).take_while(|c| c.ln > best - STRICT_NEAR).count();
        for at in 0..near {
            for system in rules.iter().copied() {
                let ln = self.chunks.ln_share(system);
                if let Some(candidate) = found.get(at).and_then(|c| self.by(system, ln, folded, c))
                {
                    found.push(candidate);
                }
            }
        }
    }

    /// The best hypotheses with one odd chunk, taken for misspelt.
    fn slips(&mut self, folded: &Folded, system: usize, found: &mut Found) {
        found.odd.sort_by(|a, b| b.ln.total_cmp(&a.ln));
        let odd = std::mem::take(&mut found.odd);
        for mut candidate in odd.into_iter().take(MISSPELT_MOST) {
            if !found.worth(candidate.ln) {
                break;
            }
            let Some((at, chunk)) =
                candidate.odd.and_then(|at| Some((at, candidate.chunks.get(at)?.clone())))
            else {
                continue;
            };
            let position = match at {
                0 => Position::Surname,
                _ => Position::given(at - 1, candidate.count),
            };
            let Some(slot) = self.chunks.misspelt(system, position, text(folded, &chunk)) else {
                continue;
            };
            match at {
                0 => candidate.surname = Some(slot),
                _ => candidate.given[at - 1] = Some(slot),
            }
            candidate.ln = candidate.shape;
            found.whole.push(candidate.with_evidence());
        }
    }

    fn by(
        &mut self,
        system: usize,
        ln: f32,
        folded: &Folded,
        like: &Candidate,
    ) -> Option<Candidate> {
        let [family, given @ ..] = &like.chunks;
        let count = like.count;
        let mut candidate = Candidate::new(like.shape + ln);
        candidate.count = count;
        candidate.surname.clone_from(&like.surname);
        // Elsewhere family names are spelled as each family likes, whatever the rules.
        if like.surname.is_some() && matches!(system, NORTHERN | UKRAINIAN) {
            candidate.surname =
                Some(self.chunks.slot(system, Position::Surname, text(folded, family))?);
        }
        for (k, (slot, chunk)) in candidate.given.iter_mut().zip(given).take(count).enumerate() {
            let position = Position::given(k, count);
            *slot = Some(self.chunks.slot(system, position, text(folded, chunk))?);
        }
        Some(candidate.with_evidence())
    }

    /// Hangul and Hanja: one character, one syllable.
    fn blocks(
        &mut self,
        folded: &Folded,
        tokens: &[Token],
        system: usize,
        found: &mut Vec<Candidate>,
    ) {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        let all = folded.letters.get(usize::from(first.start)..usize::from(last.end)).unwrap_or("");
        let mut at: Vec<Range<usize>> =
            all.char_indices().map(|(i, c)| i..i + c.len_utf8()).take(GIVEN_MAX + 3).collect();
        at.retain(|r| all.get(r.clone()).is_some());
        let n = at.len();
        let head = first_chars(folded.text(first), 3);
        // A space after the family name tells where it ends.
        let told = (tokens.len() == 2 && head <= 2).then_some(head);
        for surname in 0..=2_usize.min(n) {
            let given = n - surname;
            if given > GIVEN_MAX || told.is_some_and(|t| t != surname) {
                continue;
            }
            let ln = match (surname, given) {
                (1, 2) => 0.0,
                (1, 1) => -2.3,
                (1, 3) => -5.0,
                (2, 1..=2) => 1.0,
                (1, 0) => -1.0,
                (0, 1) => -3.0,
                (0, 2) => -4.5,
                _ => continue,
            };
            let chunk = |r: usize| at.get(r).and_then(|r| all.get(r.clone())).unwrap_or("");
            let family = match surname {
                0 => None,
                1 => self.chunks.slot(system, Position::Surname, chunk(0)),
                _ => {
                    let both = at.first().zip(at.get(1)).and_then(|(a, b)| all.get(a.start..b.end));
                    self.chunks.slot(system, Position::Surname, both.unwrap_or(""))
                }
            };
            if surname > 0 && family.is_none() {
                continue;
            }
            let mut candidate = Candidate { surname: family, count: given, ..Candidate::new(ln) };
            let mut whole = true;
            for k in 0..given {
                let entry = self.chunks.slot(system, Position::given(k, given), chunk(surname + k));
                whole &= entry.is_some();
                if let Some(slot) = candidate.given.get_mut(k) {
                    *slot = entry;
                }
            }
            if whole {
                found.push(candidate.with_evidence());
            }
        }
    }

    /// Letters: every shape that the tokens allow.
    fn shapes(&mut self, folded: &Folded, tokens: &[Token], system: usize, found: &mut Found) {
        let n = tokens.len();
        let t = |i: usize| tokens.get(i);
        let range = |a: usize, b: usize| match (t(a), t(b)) {
            (Some(a), Some(b)) => usize::from(a.start)..usize::from(b.end),
            _ => 0..0,
        };
        if n == 1 {
            return self.single(folded, range(0, 0), system, found);
        }
        if n > 4 {
            return;
        }
        let caps = tokens.iter().filter(|t| t.caps).count();
        // Family name: the first token, the last, or two at either end.
        for (from, to, ln) in [
            (0, 0, 0.0),
            (n - 1, n - 1, WESTERN),
            (0, 1, -3.0),
            (n.saturating_sub(2), n - 1, WESTERN - 3.0),
        ] {
            let taken = to - from + 1;
            if taken >= n {
                continue;
            }
            let given: Vec<Range<usize>> =
                (0..n).filter(|i| *i < from || *i > to).map(|i| range(i, i)).collect();
            let mut ln = ln;
            // A hyphen binds given syllables, or the two of a family name, never one to the other.
            let across = |i: usize| t(i).is_some_and(|t| t.joined);
            if (from > 0 && across(from)) || (to + 1 < n && across(to + 1)) {
                ln -= 4.0;
            }
            if taken == 2 && across(to) {
                ln += 2.0;
            }
            if caps > 0 && caps < n {
                let here = (from..=to).all(|i| t(i).is_some_and(|t| t.caps));
                ln += if here && caps == taken { 2.0 } else { -2.0 };
            }
            if t(0).is_some_and(|t| t.comma) {
                ln += if from == 0 { 2.0 } else { -5.0 };
            }
            let letters = range(from, to);
            let slot = self.chunks.slot(system, Position::Surname, text(folded, &letters));
            self.given(folded, &given, system, ln, &Family { slot, letters }, found);
        }
        if n == 2 {
            // A given name alone.
            self.given(folded, &[range(0, 0), range(1, 1)], system, -7.5, &Family::NONE, found);
        }
    }

    /// One token: a family name alone, a given name alone, or all of it written together.
    fn single(&mut self, folded: &Folded, all: Range<usize>, system: usize, found: &mut Found) {
        if let Some(family) = self.chunks.slot(system, Position::Surname, text(folded, &all)) {
            let mut alone = Candidate::new(-1.0);
            alone.surname = Some(family);
            alone.chunks[0] = all.clone();
            found.whole.push(alone.with_evidence());
        }
        self.given(folded, std::slice::from_ref(&all), system, -3.0, &Family::NONE, found);
        let letters = text(folded, &all);
        let cuts: Vec<usize> = letters.char_indices().map(|(i, _)| i).skip(1).take(8).collect();
        for cut in cuts {
            let letters = all.start..all.start + cut;
            let slot = self.chunks.slot(system, Position::Surname, text(folded, &letters));
            if slot.as_ref().is_some_and(|s| s.ln > -12.0) {
                let rest = all.start + cut..all.end;
                self.given(folded, &[rest], system, -1.5, &Family { slot, letters }, found);
            }
        }
    }

    /// Given syllables from the ranges left over.
    fn given(
        &mut self,
        folded: &Folded,
        ranges: &[Range<usize>],
        system: usize,
        ln: f32,
        family: &Family,
        found: &mut Found,
    ) {
        match ranges {
            [all] => {
                let before = found.whole.len();
                self.push(folded, std::slice::from_ref(all), system, ln - 2.3, family, found);
                for cut in inner(folded, all) {
                    let parts = [all.start..cut, cut..all.end];
                    self.push(folded, &parts, system, ln - 0.15, family, found);
                }
                if found.three && found.whole.len() == before {
                    self.three(folded, all, system, ln - 4.0, family, found);
                }
            }
            [a, b] => {
                let before = found.whole.len();
                self.push(folded, ranges, system, ln, family, found);
                if found.three && found.whole.len() == before {
                    for cut in inner(folded, a) {
                        let parts = [a.start..cut, cut..a.end, b.clone()];
                        self.push(folded, &parts, system, ln - 4.0, family, found);
                    }
                    for cut in inner(folded, b) {
                        let parts = [a.clone(), b.start..cut, cut..b.end];
                        self.push(folded, &parts, system, ln - 4.0, family, found);
                    }
                }
            }
            _ => self.push(folded, ranges, system, ln - 3.0, family, found),
        }
    }

    fn three(
        &mut self,
        folded: &Folded,
        all: &Range<usize>,
        system: usize,
        ln: f32,
        family: &Family,
        found: &mut Found,
    ) {
        let cuts = inner(folded, all);
        if cuts.len() > 12 {
            return;
        }
        for (k, i) in cuts.iter().enumerate() {
            for j in cuts.iter().skip(k + 1) {
                self.push(folded, &[all.start..*i, *i..*j, *j..all.end], system, ln, family, found);
            }
        }
    }

    /// Adds the candidate of these given chunks, if every chunk can be a syllable.
    fn push(
        &mut self,
        folded: &Folded,
        chunks: &[Range<usize>],
        system: usize,
        ln: f32,
        family: &Family,
        found: &mut Found,
    ) {
        if chunks.len() > GIVEN_MAX {
            return;
        }
        let mut candidate =
            Candidate { surname: family.slot.clone(), count: chunks.len(), ..Candidate::new(ln) };
        candidate.chunks[0] = family.letters.clone();
        let wanted = !family.letters.is_empty();
        let (mut odd, mut whole) = (0, true);
        if wanted && !usual(family.slot.as_deref()) {
            candidate.odd = Some(0);
            (odd, whole) = (1, family.slot.is_some());
        }
        for (k, chunk) in chunks.iter().enumerate() {
            let position = Position::given(k, chunks.len());
            let slot = self.chunks.slot(system, position, text(folded, chunk));
            if !usual(slot.as_deref()) {
                candidate.odd = Some(k + 1);
                odd += 1;
                whole &= slot.is_some();
                if odd > 1 && !whole {
                    return;
                }
            }
            candidate.chunks[k + 1] = chunk.clone();
            candidate.given[k] = slot;
        }
        let candidate = candidate.with_evidence();
        if odd == 1 {
            let slot = match candidate.odd {
                Some(0) => candidate.surname.as_deref(),
                Some(k) => candidate.given.get(k - 1).and_then(|s| s.as_deref()),
                None => None,
            };
            let ln = candidate.ln - slot.map_or(0.0, |s| s.ln);
            if found.worth(ln) {
                found.odd.push(Candidate { ln, ..candidate.clone() });
            }
        }
        if whole {
            found.best = Some(found.best.map_or(candidate.ln, |b| b.max(candidate.ln)));
            found.whole.push(candidate);
        }
    }
}

impl Found {
    /// Whether a candidate can be as good as the best, if its odd chunk is a slip.
    fn worth(&self, ln: f32) -> bool {
        self.best.is_none_or(|best| ln + SLIP_BEST > best)
    }
}

/// Whether a slot is of letters that are usual.
fn usual(slot: Option<&Slot>) -> bool {
    slot.is_some_and(|s| s.ln >= ODD)
}

impl Candidate {
    fn new(ln: f32) -> Self {
        Self {
            ln,
            shape: ln,
            chunks: [0..0, 0..0, 0..0, 0..0],
            surname: None,
            given: [None, None, None],
            count: 0,
            odd: None,
        }
    }

    fn with_evidence(mut self) -> Self {
        let given: f32 = self.given.iter().flatten().map(|e| e.ln).sum();
        self.ln += given + self.surname.as_ref().map_or(0.0, |e| e.ln);
        self
    }
}

/// Keeps the best hypotheses and weighs them.
fn choose(mut found: Vec<Candidate>) -> Option<Encoded> {
    found.sort_by(|a, b| b.ln.total_cmp(&a.ln));
    let best = found.first()?.ln;
    found.retain(|c| c.ln >= best - DROP);
    found.truncate(HYPOTHESES);
    let total: f32 = found.iter().map(|c| (c.ln - best).exp()).sum();
    let mut hypotheses: Vec<Hypothesis> = found
        .iter()
        .map(|c| Hypothesis {
            weight: (c.ln - best).exp() / total,
            at: [0; PLACES],
            surname: c.surname.is_some(),
            given: u8::try_from(c.given.iter().flatten().count()).unwrap_or(0),
        })
        .collect();
    let mut slots: Vec<Arc<Slot>> = Vec::with_capacity(found.len() * 2 + 1);
    let mut ends = [0; PLACES];
    for (at, end) in ends.iter_mut().enumerate() {
        let start = slots.len();
        for (c, h) in found.iter_mut().zip(&mut hypotheses) {
            let given = usize::from(h.given);
            let slot = match (0..given).find(|k| place(*k, given) == at) {
                _ if at == 0 => c.surname.take(),
                Some(k) => c.given.get_mut(k).and_then(Option::take),
                None => None,
            };
            let (Some(slot), Some(at)) = (slot, h.at.get_mut(at)) else { continue };
            let alike = |s: &Arc<Slot>| Arc::ptr_eq(s, &slot) || **s == *slot;
            let known = slots.iter().skip(start).position(alike);
            *at = u8::try_from(known.unwrap_or(slots.len() - start)).unwrap_or(0);
            if known.is_none() {
                slots.push(slot);
            }
        }
        *end = u8::try_from(slots.len()).unwrap_or(0);
    }
    let evidence = best + total.ln();
    let mut encoded = Encoded { hypotheses, slots, ends, evidence, ..Encoded::default() };
    encoded.sketch = Sketch::of(&encoded);
    let most = (0..PLACES).map(|at| encoded.slots_at(at).len()).max();
    encoded.slots_most = most.and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX);
    Some(encoded)
}

fn text<'f>(folded: &'f Folded, range: &Range<usize>) -> &'f str {
    folded.letters.get(range.clone()).unwrap_or("")
}

fn first_chars(text: &str, most: usize) -> usize {
    text.chars().take(most).count()
}

/// Places inside a range where a syllable may end, in bytes.
fn inner(folded: &Folded, range: &Range<usize>) -> Vec<usize> {
    let letters = text(folded, range);
    letters.char_indices().map(|(i, _)| range.start + i).skip(1).take(2 * CHUNK_MAX).collect()
}
