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

/// Up to this many rows all enter at once; above, only those that matter so far.
const ALL_AT_ONCE: usize = 400;
/// After this many rounds all enter, if there are not more than the next number: the last few rows come in
/// one by one otherwise, and each round starts afresh.
const ROUNDS_MAX: u32 = 3;
const ALL_AT_LAST: usize = 6000;

struct Search<'a> {
    cone: &'a Cone,
    rows: &'a [Row],
    /// Rows that can matter at all.
    relevant: Vec<usize>,
    /// Rows in the present system.
    active: Vec<usize>,
    /// How often rows were taken in; more enter each time.
    rounds: u32,
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
        Self { cone, rows, relevant, active, rounds: 0, system: None }
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
        if self.relevant.is_empty() {
            return Some(Verdict::Feasible);
        }
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
            self.active.extend(rows.iter().take(4 << self.rounds.min(8)).map(|&(_, i)| i));
        }
        self.rounds += 1;
        if found && self.rounds >= ROUNDS_MAX && self.relevant.len() <= ALL_AT_LAST {
            self.active.clone_from(&self.relevant);
        }
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
    /// The intervals that each row counts: from the first to before the second.
    spans: Vec<(usize, usize)>,
    dictionary: Dictionary,
    origins: Vec<Origin>,
}

/// How many broken rows enter at a time.
const AT_A_TIME: usize = 16;

impl System {
    fn new(cone: &Cone, rows: Vec<Row>) -> Self {
        let layout = Layout::new(cone, &rows);
        let dictionary = Dictionary::new(layout.columns.len());
        let before = |day: i64| layout.days.partition_point(|&d| d <= day);
        let spans = rows.iter().map(|r| (before(r.start), before(r.end))).collect();
        Self { layout, rows, spans, dictionary, origins: Vec::new() }
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
            let counts = Counts::new(&self.layout, &values)?;
            meter.spend(counts.sums.len() + self.rows.len() + self.layout.cone_rows.len())?;
            let broken = self.broken(&counts, scale, theta)?;
            if broken.is_empty() {
                return Some(Ok(self.point(&counts, scale, theta)));
            }
            for origin in broken {
                self.add(origin)?;
            }
        }
    }

    fn add(&mut self, origin: Origin) -> Option<()> {
        match origin {
            Origin::Cone(k) => {
                let terms = self.layout.cone_terms(self.layout.cone_rows[k]);
                self.dictionary.add(&terms, 0, 0)?;
            }
            Origin::Figure(i) => {
                let row = &self.rows[i];
                let sign = if row.lower { 1 } else { -1 };
                let mut terms = self.layout.terms(row);
                terms.iter_mut().for_each(|(_, k)| *k *= sign);
                self.dictionary.add(&terms, sign * row.base, sign * row.slope)?;
            }
        }
        self.origins.push(origin);
        Some(())
    }

    fn broken(&self, counts: &Counts, scale: i128, theta: Ratio) -> Option<Vec<Origin>> {
        let mut found: Vec<(i128, Origin)> = Vec::new();
        for (k, &row) in self.layout.cone_rows.iter().enumerate() {
            let slack = match row {
                ConeRow::Inclusion { sub, sup, atom } => {
                    let Atom { component, interval } = self.layout.atoms[atom];
                    let set = 1 << component;
                    let grown = |p| counts.between(p, set, interval, interval + 1);
                    grown(sup)?.checked_sub(grown(sub)?)?
                }
                ConeRow::Strength { population, interval } => {
                    let upto = |set| counts.between(population, set, 0, interval + 1);
                    upto(1 << DEPLOYED)?.checked_sub(upto((1 << DEPLOYED) - 1)?)?
                }
            };
            if slack < 0 {
                found.push((slack, Origin::Cone(k)));
            }
        }
        for (i, (row, &(from, upto))) in self.rows.iter().zip(&self.spans).enumerate() {
            let bound = theta.apply(row.base, row.slope)?.checked_mul(scale)?;
            let slack = counts.between(row.population, row.set, from, upto)?.checked_sub(bound)?;
            let slack = if row.lower { slack } else { slack.checked_neg()? };
            if slack < 0 {
                found.push((slack, Origin::Figure(i)));
            }
        }
        found.sort_by_key(|&(slack, _)| slack);
        Some(found.into_iter().take(AT_A_TIME).map(|(_, origin)| origin).collect())
    }

    fn point(&self, counts: &Counts, scale: i128, theta: Ratio) -> Point {
        let mut growth = Vec::new();
        for p in 0..self.layout.base.len() {
            for Atom { component, interval } in self.layout.atoms.iter().copied() {
                let grown = counts.between(p, 1 << component, interval, interval + 1);
                if let Some(grown @ 1..) = grown {
                    growth.push((p, component, self.layout.days[interval], grown));
                }
            }
        }
        Point { growth, scale, theta }
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

/// Cumulative counts at a point, so that any row is judged by a few subtractions.
struct Counts {
    intervals: usize,
    /// By population, component, and number of intervals passed.
    sums: Vec<i128>,
}

impl Counts {
    fn new(layout: &Layout, values: &[i128]) -> Option<Self> {
        let intervals = layout.days.len() + 1;
        let mut counts =
            Self { intervals, sums: vec![0; layout.base.len() * COMPONENTS * intervals] };
        for p in 0..layout.base.len() {
            for (a, atom) in layout.atoms.iter().enumerate() {
                for column in layout.growth(p, a) {
                    let at = counts.at(p, atom.component) + atom.interval + 1;
                    counts.sums[at] = counts.sums[at].checked_add(values[column])?;
                }
            }
        }
        for series in counts.sums.chunks_mut(intervals) {
            for k in 1..series.len() {
                series[k] = series[k].checked_add(series[k - 1])?;
            }
        }
        Some(counts)
    }

    fn at(&self, population: usize, component: u8) -> usize {
        (population * COMPONENTS + usize::from(component)) * self.intervals
    }

    /// Growth of a sum of components over intervals, from the first to before the second.
    fn between(&self, population: usize, set: u8, from: usize, upto: usize) -> Option<i128> {
        let mut sum = 0_i128;
        for c in (0..=DEPLOYED).filter(|c| set >> c & 1 == 1) {
            let at = self.at(population, c);
            sum = sum.checked_add(self.sums[at + upto] - self.sums[at + from])?;
        }
        Some(sum)
    }
}

const COMPONENTS: usize = DEPLOYED as usize + 1;
