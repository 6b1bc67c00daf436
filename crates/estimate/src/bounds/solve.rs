//! Whether rows can all hold at once, exactly, and how far a parameter must move until they do.
//!
//! Rows enter the dictionary only when the point at hand breaks them, and large systems start from the
//! extreme rows of each kind: a few dozen rows usually decide thousands. A point that breaks nothing
//! is a witness; otherwise the multipliers are the proof. Both are checked in whole numbers.
//!
//! Parametric search: each proof of infeasibility at θ gives the only θ at which that proof stops
//! holding; starting there again ends after finitely many proofs, at the optimum (Newton's method on a
//! piecewise linear function; W. Dinkelbach 1967 for ratios).

use std::collections::BTreeMap;

use super::layout::{Atom, Cone, ConeRow, DEPLOYED, Layout, Point, Row, prune};
use super::simplex::{Dictionary, Meter, Ratio, Step};

/// The answer to "can these rows hold at this θ?".
#[derive(Debug)]
pub(crate) enum Verdict {
    /// They can.
    Feasible,
    /// They cannot, and here is why.
    Infeasible(Proof),
    /// The work ran out, or 128 bits did.
    Unknown,
}

/// A use of inclusion: sub, sup, component, growth after and up to which days, multiplier.
pub(crate) type Inclusion = (usize, usize, u8, Option<i64>, i64, i128);

/// Multipliers under which the rows add up to `0 ≥ something positive`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proof {
    /// Index of a row and its multiplier, positive.
    pub(crate) rows: Vec<(usize, i128)>,
    /// Inclusion used: growth of `sub` at most that of `sup`, in a component, over `(after, upto]`.
    pub(crate) inclusions: Vec<Inclusion>,
    /// Strength used: population, day, multiplier.
    pub(crate) strengths: Vec<(usize, i64, i128)>,
    /// What the rows' right-hand sides add up to, negated: below 0 at the θ asked.
    pub(crate) base: i128,
    pub(crate) slope: i128,
}

/// Where a parametric search ended.
#[derive(Debug)]
pub(crate) enum Parametric {
    /// Feasible from here on; the last proof on the way, if there was any.
    Settled(Ratio, Option<Proof>),
    /// A proof that no θ undoes.
    Never(Proof),
    /// The work ran out, or 128 bits did.
    Unknown,
}

/// Whether the rows can all hold at this θ.
pub(crate) fn decide(cone: &Cone, rows: &[Row], theta: Ratio, meter: &mut Meter) -> Verdict {
    Search::new(cone, rows).decide(theta, meter).unwrap_or(Verdict::Unknown)
}

/// The first θ, from a start on, at which the rows can all hold.
pub(crate) fn settle(cone: &Cone, rows: &[Row], start: Ratio, meter: &mut Meter) -> Parametric {
    Search::new(cone, rows).settle(start, meter).unwrap_or(Parametric::Unknown)
}

/// Below this many rows all enter at once; above, only those that matter so far.
const ALL_AT_ONCE: usize = 400;

struct Search<'a> {
    cone: &'a Cone,
    rows: &'a [Row],
    /// Rows that can matter at all.
    relevant: Vec<usize>,
    /// Rows in the present system.
    active: Vec<usize>,
    /// How many rows of a kind enter next time: more each time, so that the rounds stay few.
    bite: usize,
    system: Option<System>,
}

impl<'a> Search<'a> {
    fn new(cone: &'a Cone, rows: &'a [Row]) -> Self {
        let keep = prune(cone, rows);
        let relevant: Vec<usize> = (0..rows.len()).filter(|&i| keep[i]).collect();
        let active = if relevant.len() <= ALL_AT_ONCE {
            relevant.clone()
        } else {
            extremes(rows, &relevant)
        };
        Self { cone, rows, relevant, active, bite: 4, system: None }
    }

    fn settle(&mut self, start: Ratio, meter: &mut Meter) -> Option<Parametric> {
        let mut theta = start;
        let mut last = None;
        loop {
            match self.decide(theta, meter)? {
                Verdict::Feasible => return Some(Parametric::Settled(theta, last)),
                Verdict::Unknown => return None,
                Verdict::Infeasible(proof) if proof.slope == 0 => {
                    return Some(Parametric::Never(proof));
                }
                Verdict::Infeasible(proof) => {
                    theta = Ratio::new(proof.base.checked_neg()?, proof.slope)?;
                    if theta.num < 0 {
                        return Some(Parametric::Never(proof));
                    }
                    last = Some(proof);
                }
            }
        }
    }

    fn decide(&mut self, theta: Ratio, meter: &mut Meter) -> Option<Verdict> {
        loop {
            let system = match &mut self.system {
                Some(system) => system,
                empty => {
                    let rows: Vec<Row> = self.active.iter().map(|&i| self.rows[i]).collect();
                    meter.spend(rows.len() * rows.len() * 8)?;
                    empty.insert(System::new(self.cone, rows))
                }
            };
            match system.decide(theta, meter)? {
                Err(mut proof) => {
                    for (row, _) in &mut proof.rows {
                        *row = self.active[*row];
                    }
                    return Some(Verdict::Infeasible(proof));
                }
                Ok(point) => {
                    if self.active.len() == self.relevant.len() || !self.grow(&point, meter)? {
                        return Some(Verdict::Feasible);
                    }
                }
            }
        }
    }

    /// Takes in, of each kind, the rows that the point misses most; false if it misses none.
    fn grow(&mut self, point: &Point, meter: &mut Meter) -> Option<bool> {
        meter.spend(self.relevant.len() * (1 + point.growth.len()) / 4)?;
        let mut missed: BTreeMap<_, Vec<(i128, usize)>> = BTreeMap::new();
        for &i in &self.relevant {
            let short = point.shortfall(&self.rows[i])?;
            if short > 0 {
                missed.entry(kind(&self.rows[i])).or_default().push((-short, i));
            }
        }
        let found = !missed.is_empty();
        for mut rows in missed.into_values() {
            rows.sort_unstable();
            self.active.extend(rows.iter().take(self.bite).map(|&(_, i)| i));
        }
        self.bite *= 2;
        self.active.sort_unstable();
        self.active.dedup();
        self.system = None;
        Some(found)
    }
}

fn kind(row: &Row) -> (usize, u8, bool, bool) {
    (row.population, row.set, row.lower, row.start == i64::MIN)
}

/// The highest lower bound and the lowest upper bound of each kind.
///
/// So every component that is bounded from above at all is bounded in the small system too.
fn extremes(rows: &[Row], relevant: &[usize]) -> Vec<usize> {
    let mut best: BTreeMap<_, usize> = BTreeMap::new();
    for &i in relevant {
        let row = &rows[i];
        let size = row.base + row.slope;
        let entry = best.entry(kind(row)).or_insert(i);
        let held = rows[*entry].base + rows[*entry].slope;
        if if row.lower { size > held } else { size < held } {
            *entry = i;
        }
    }
    let mut chosen: Vec<usize> = best.into_values().collect();
    chosen.sort_unstable();
    chosen
}

/// What a row of the dictionary stands for.
#[derive(Debug, Clone, Copy)]
enum Origin {
    Figure(usize),
    Cone(usize),
}

struct System {
    layout: Layout,
    rows: Vec<Row>,
    terms: Vec<Vec<(usize, i128)>>,
    cone_terms: Vec<Vec<(usize, i128)>>,
    dictionary: Dictionary,
    origins: Vec<Origin>,
}

/// How many broken rows of the cone enter at a time.
const AT_A_TIME: usize = 16;

impl System {
    fn new(cone: &Cone, rows: Vec<Row>) -> Self {
        let layout = Layout::new(cone, &rows);
        let dictionary = Dictionary::new(layout.columns.len());
        let terms = rows.iter().map(|r| layout.terms(r)).collect();
        let cone_terms = layout.cone_rows.iter().map(|&r| layout.cone_terms(r)).collect();
        Self { layout, rows, terms, cone_terms, dictionary, origins: Vec::new() }
    }

    /// A point that meets all rows at θ, or a proof that there is none.
    fn decide(&mut self, theta: Ratio, meter: &mut Meter) -> Option<Result<Point, Proof>> {
        loop {
            if let Step::Infeasible { multipliers, base, slope } =
                self.dictionary.solve(theta, meter)?
            {
                return Some(Err(self.proof(&multipliers, base, slope)?));
            }
            let (values, scale) = self.dictionary.point(theta)?;
            let broken = self.broken(&values, scale, theta)?;
            meter.spend(self.terms.len() + self.cone_terms.len())?;
            if broken.is_empty() {
                return Some(Ok(self.point(&values, scale, theta)?));
            }
            for origin in broken {
                self.add(origin)?;
            }
        }
    }

    fn add(&mut self, origin: Origin) -> Option<()> {
        match origin {
            Origin::Cone(k) => self.dictionary.add(&self.cone_terms[k], 0, 0)?,
            Origin::Figure(i) => {
                let row = &self.rows[i];
                if row.lower {
                    self.dictionary.add(&self.terms[i], row.base, row.slope)?;
                } else {
                    let minus: Vec<_> = self.terms[i].iter().map(|&(c, k)| (c, -k)).collect();
                    self.dictionary.add(&minus, -row.base, -row.slope)?;
                }
            }
        }
        self.origins.push(origin);
        Some(())
    }

    fn broken(&self, values: &[i128], scale: i128, theta: Ratio) -> Option<Vec<Origin>> {
        let sum = |terms: &[(usize, i128)]| {
            terms.iter().try_fold(0_i128, |sum, &(c, k)| sum.checked_add(values[c].checked_mul(k)?))
        };
        let mut found: Vec<(i128, Origin)> = Vec::new();
        for (k, terms) in self.cone_terms.iter().enumerate() {
            let total = sum(terms)?;
            if total < 0 {
                found.push((total, Origin::Cone(k)));
            }
        }
        for (i, row) in self.rows.iter().enumerate() {
            let bound = theta.apply(row.base, row.slope)?.checked_mul(scale)?;
            let slack = sum(&self.terms[i])?.checked_sub(bound)?;
            let slack = if row.lower { slack } else { slack.checked_neg()? };
            if slack < 0 {
                found.push((slack, Origin::Figure(i)));
            }
        }
        found.sort_by_key(|&(slack, _)| slack);
        Some(found.into_iter().take(AT_A_TIME).map(|(_, origin)| origin).collect())
    }

    fn point(&self, values: &[i128], scale: i128, theta: Ratio) -> Option<Point> {
        let mut growth = Vec::new();
        for p in 0..self.layout.base.len() {
            for (a, atom) in self.layout.atoms.iter().enumerate() {
                let parts = self.layout.growth(p, a).map(|column| values[column]);
                let sum = parts.into_iter().try_fold(0_i128, i128::checked_add)?;
                if sum != 0 {
                    growth.push((p, atom.component, self.layout.days[atom.interval], sum));
                }
            }
        }
        Some(Point { growth, scale, theta })
    }

    fn proof(&self, multipliers: &[(usize, i128)], base: i128, slope: i128) -> Option<Proof> {
        let mut proof =
            Proof { rows: Vec::new(), inclusions: Vec::new(), strengths: Vec::new(), base, slope };
        for &(k, times) in multipliers {
            match *self.origins.get(k)? {
                Origin::Figure(i) => proof.rows.push((i, times)),
                Origin::Cone(c) => self.explain(self.layout.cone_rows[c], times, &mut proof),
            }
        }
        proof.rows.sort_unstable();
        self.add_base_steps(&mut proof)?;
        proof.inclusions.sort_unstable();
        proof.strengths.sort_unstable();
        Some(proof)
    }

    /// A step of the cone, with a copy for every atom that was dropped in favour of the one it uses.
    fn explain(&self, row: ConeRow, times: i128, proof: &mut Proof) {
        match row {
            ConeRow::Strength { population, interval } => {
                proof.strengths.push((population, self.layout.days[interval], times));
            }
            ConeRow::Inclusion { sub, sup, atom } => {
                let copies = self.layout.dropped.iter().filter(|&&(_, kept)| kept == atom);
                for a in copies.map(|(dropped, _)| dropped).chain([&self.layout.atoms[atom]]) {
                    proof.inclusions.push(self.step(sub, sup, *a, times));
                }
            }
        }
    }

    fn step(&self, sub: usize, sup: usize, a: Atom, times: i128) -> Inclusion {
        let days = &self.layout.days;
        let after = a.interval.checked_sub(1).map(|i| days[i]);
        (sub, sup, a.component, after, days[a.interval], times)
    }

    /// Spells out the steps from a population to those that have it as their base, which the columns imply.
    ///
    /// In each atom: what counts for the lower bounds in a population must be outweighed above it; as much as is
    /// needed is passed up, from the smallest population to the largest. A column's coefficient in a proof is the sum over
    /// all populations reckoned from its own, and is not positive: so what is needed can be passed.
    fn add_base_steps(&self, proof: &mut Proof) -> Option<()> {
        let base = &self.layout.base;
        if base.iter().all(Option::is_none) {
            return Some(());
        }
        let mut order: Vec<usize> = (0..base.len()).collect();
        let depth = |p: usize| std::iter::successors(base[p], |&q| base[q]).count();
        order.sort_by_key(|&p| depth(p));
        let mut steps = Vec::new();
        for (interval, &day) in self.layout.days.iter().enumerate() {
            for component in 0..=DEPLOYED {
                let atom = Atom { component, interval };
                let mut net = self.net(proof, atom, day)?;
                let mut above = net.clone();
                for &p in order.iter().rev() {
                    if let Some(b) = base[p] {
                        above[b] = above[b].checked_add(above[p])?;
                    }
                }
                for &p in &order {
                    for &q in order.iter().filter(|&&q| base[q] == Some(p)) {
                        let passed = net[p].min(above[q].checked_neg()?);
                        if passed > 0 {
                            net[p] -= passed;
                            net[q] = net[q].checked_add(passed)?;
                            steps.push(self.step(p, q, atom, passed));
                        }
                    }
                }
            }
        }
        proof.inclusions.extend(steps);
        Some(())
    }

    /// What the proof so far counts of each population's growth in an atom.
    fn net(&self, proof: &Proof, atom: Atom, day: i64) -> Option<Vec<i128>> {
        let mut net = vec![0_i128; self.layout.base.len()];
        let mut add = |p: usize, times: i128| {
            net[p] = net[p].checked_add(times)?;
            Some(())
        };
        for &(i, times) in &proof.rows {
            let row = &self.rows[i];
            if row.counts(atom.component, day) {
                add(row.population, if row.lower { times } else { -times })?;
            }
        }
        for &(sub, sup, component, _, upto, times) in &proof.inclusions {
            if component == atom.component && upto == day {
                add(sup, times)?;
                add(sub, -times)?;
            }
        }
        for &(population, until, times) in &proof.strengths {
            if day <= until {
                add(population, if atom.component == DEPLOYED { times } else { -times })?;
            }
        }
        Some(net)
    }
}
