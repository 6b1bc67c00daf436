//! The map of subsets already judged, and where to look next.
//!
//! Terms: a *seed* is a subset not yet judged: it includes no known contradiction, and it is not part of a
//! set known to be consistent. Seeds returned are maximal, so a consistent one is a largest consistent
//! set, and an inconsistent one holds a new contradiction (MARCO, Liffiton and others 2016).
//!
//! Invariant: when there is no seed left, every minimal contradiction is known.
//!
//! How: depth-first over "take at least one of these" clauses (the complement of each consistent set),
//! smallest clause first; then as much as fits is added in order.

use super::simplex::Meter;

/// Subsets of `0..n`, known and unknown.
pub(crate) struct Map {
    n: usize,
    /// From each consistent maximal set: at least one of those outside it.
    outside: Vec<Vec<usize>>,
    /// Contradictions: never all of these.
    never: Vec<Vec<usize>>,
    /// For each element the contradictions that it is in.
    member: Vec<Vec<usize>>,
}

impl Map {
    pub(crate) fn new(n: usize) -> Self {
        Self { n, outside: Vec::new(), never: Vec::new(), member: vec![Vec::new(); n] }
    }

    /// Notes a contradiction: no superset need be looked at.
    pub(crate) fn block_up(&mut self, set: Vec<usize>) {
        for &e in &set {
            self.member[e].push(self.never.len());
        }
        self.never.push(set);
    }

    /// Notes a consistent set: no subset need be looked at.
    pub(crate) fn block_down(&mut self, set: &[usize]) {
        let mut inside = vec![false; self.n];
        for &e in set {
            inside[e] = true;
        }
        self.outside.push((0..self.n).filter(|&e| !inside[e]).collect());
    }

    /// A maximal seed; `Some(None)` if every subset is judged, `None` if the work ran out.
    pub(crate) fn seed(&self, meter: &mut Meter) -> Option<Option<Vec<usize>>> {
        let mut state = State { taken: vec![Mark::Open; self.n], count: vec![0; self.never.len()] };
        if !self.satisfy(&mut state, meter)? {
            return Some(None);
        }
        for e in 0..self.n {
            meter.spend(1 + self.member[e].len())?;
            if state.taken[e] != Mark::In && self.fits(&state, e) {
                self.take(&mut state, e);
            }
        }
        Some(Some((0..self.n).filter(|&e| state.taken[e] == Mark::In).collect()))
    }

    fn satisfy(&self, state: &mut State, meter: &mut Meter) -> Option<bool> {
        let mut tightest: Option<Vec<usize>> = None;
        for clause in &self.outside {
            meter.spend(1 + clause.len() / 8)?;
            if clause.iter().any(|&e| state.taken[e] == Mark::In) {
                continue;
            }
            let open: Vec<usize> = clause
                .iter()
                .copied()
                .filter(|&e| state.taken[e] == Mark::Open && self.fits(state, e))
                .collect();
            if tightest.as_ref().is_none_or(|held| open.len() < held.len()) {
                tightest = Some(open);
            }
        }
        let Some(open) = tightest else { return Some(true) };
        let mut tried = Vec::new();
        for e in open {
            self.take(state, e);
            if self.satisfy(state, meter)? {
                return Some(true);
            }
            self.leave(state, e);
            state.taken[e] = Mark::Out;
            tried.push(e);
        }
        for e in tried {
            state.taken[e] = Mark::Open;
        }
        Some(false)
    }

    fn fits(&self, state: &State, e: usize) -> bool {
        self.member[e].iter().all(|&c| state.count[c] + 1 < self.never[c].len())
    }

    fn take(&self, state: &mut State, e: usize) {
        state.taken[e] = Mark::In;
        for &c in &self.member[e] {
            state.count[c] += 1;
        }
    }

    fn leave(&self, state: &mut State, e: usize) {
        state.taken[e] = Mark::Open;
        for &c in &self.member[e] {
            state.count[c] -= 1;
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open,
    In,
    Out,
}

struct State {
    taken: Vec<Mark>,
    /// How many elements of each contradiction are taken.
    count: Vec<usize>,
}
