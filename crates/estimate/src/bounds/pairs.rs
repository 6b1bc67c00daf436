//! Every pair of figures that contradict each other, counted exactly.
//!
//! Terms: the *shape* of a figure is its pieces with days replaced by their rank and values left out; the
//! *pattern* of a pair is two shapes and the order in which their days interleave. All pairs of one pattern
//! share a list of minimal proofs ([`eliminate`](super::eliminate)); a pair is tested by putting its values in.
//!
//! A figure that contradicts itself takes part in no pair: the pair would not be minimal.
//!
//! Cost: O(n²) pairs at some tens of nanoseconds each, and one elimination a pattern.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::eliminate::minimal_proofs;
use super::layout::{Cone, Row};
use super::simplex::{Meter, Ratio};
use super::solve::{self, Parametric};
use super::{Problem, row, stretched};

/// A figure made ready for pairing.
struct Ready {
    figure: usize,
    shape: usize,
    /// Days at which a piece starts or stops counting, rising.
    days: Vec<i64>,
    /// Pieces in the order of the shape, with their values.
    rows: Vec<Row>,
    values: Vec<i64>,
    /// Layer of each row; see [`layers`].
    layers: Vec<u32>,
}

/// One piece of a shape: population, set, lower, rank of the start (`None` for a stock), rank of the end.
type ShapePiece = (usize, u8, bool, Option<usize>, usize);

/// How strong a contradiction is: the square of its radius as a ratio, `upper` 0 if no factor heals it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strength {
    pub(crate) lower: u128,
    pub(crate) upper: u128,
}

impl Ord for Strength {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.upper, other.upper) {
            (0, 0) => Ordering::Equal,
            (0, _) => Ordering::Greater,
            (_, 0) => Ordering::Less,
            _ => (self.lower.saturating_mul(other.upper))
                .cmp(&other.lower.saturating_mul(self.upper)),
        }
    }
}

impl PartialEq for Strength {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Strength {}

impl PartialOrd for Strength {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A pair that contradicts itself, as the visitor sees it.
pub(crate) struct Found {
    pub(crate) figures: [usize; 2],
    pub(crate) strength: Strength,
    /// The deepest layer among the pieces of its strongest proof; 0 if nothing states more than they do.
    pub(crate) layer: u32,
}

/// The proofs of one pattern; `None`: too many, so each pair goes to the solver.
type Proofs = Option<Vec<(Vec<i64>, Vec<i64>)>>;

/// Patterns with more days a figure than this go to the solver.
const DAYS_MAX: usize = 10;
/// Patterns beyond this many are not kept and go to the solver: memory stays bounded on hostile input.
const PATTERNS_MAX: usize = 50_000;
/// Figures with more pieces than this go to the solver.
const PIECES_MAX: usize = 8;

/// Shows every contradicting pair of the figures given to `visit`; false if the work ran out on the way.
pub(crate) fn visit_pairs(
    problem: &Problem,
    figures: &[usize],
    layers: &[Vec<u32>],
    meter: &mut Meter,
    mut visit: impl FnMut(Found),
) -> bool {
    let cone = problem.cone();
    let mut shapes: HashMap<Vec<ShapePiece>, usize> = HashMap::new();
    let ready: Vec<Ready> =
        figures.iter().filter_map(|&f| Ready::new(problem, f, layers, &mut shapes)).collect();
    let mut patterns: HashMap<(usize, usize, u64), Proofs> = HashMap::new();
    for (i, a) in ready.iter().enumerate() {
        for b in &ready[i + 1..] {
            if meter.spend(1).is_none() {
                return false;
            }
            let (x, y) = if a.shape <= b.shape { (a, b) } else { (b, a) };
            let proofs = match order(&x.days, &y.days).map(|key| (x.shape, y.shape, key)) {
                Some(key) if patterns.len() < PATTERNS_MAX || patterns.contains_key(&key) => {
                    patterns.entry(key).or_insert_with(|| prove(&cone, x, y, meter)).as_ref()
                }
                _ => None,
            };
            let found = match proofs {
                Some(proofs) => test(proofs, x, y),
                None => match solve_pair(&cone, x, y, meter) {
                    Ok(found) => found,
                    Err(OutOfWork) => return false,
                },
            };
            if let Some((strength, layer)) = found {
                visit(Found { figures: [a.figure, b.figure], strength, layer });
            }
        }
    }
    true
}

impl Ready {
    fn new(
        problem: &Problem,
        figure: usize,
        layers: &[Vec<u32>],
        shapes: &mut HashMap<Vec<ShapePiece>, usize>,
    ) -> Option<Self> {
        let pieces = &problem.figures.get(figure)?.pieces;
        let mut held: Vec<(Row, u32)> = pieces
            .iter()
            .enumerate()
            .map(|(k, piece)| (row(piece), layers[figure][k]))
            .filter(|(r, _)| !r.lower || r.base > 0)
            .collect();
        if held.is_empty() {
            return None;
        }
        held.sort_by_key(|(r, _)| (r.population, r.set, r.lower, r.start, r.end, r.base));
        let mut days: Vec<i64> =
            held.iter().flat_map(|(r, _)| [r.start, r.end]).filter(|&d| d != i64::MIN).collect();
        days.sort_unstable();
        days.dedup();
        let rank = |day: i64| days.partition_point(|&d| d < day);
        let shape = held
            .iter()
            .map(|(r, _)| {
                let start = (r.start != i64::MIN).then(|| rank(r.start));
                (r.population, r.set, r.lower, start, rank(r.end))
            })
            .collect();
        let next = shapes.len();
        let shape = *shapes.entry(shape).or_insert(next);
        let (rows, layers): (Vec<Row>, Vec<u32>) = held.into_iter().unzip();
        let values = rows
            .iter()
            .map(|r| i64::try_from(if r.lower { r.base } else { -r.base }).unwrap_or(0))
            .collect();
        Some(Self { figure, shape, days, rows, values, layers })
    }
}

/// How two rising lists of days interleave, as two bits a day; `None` if there are too many.
fn order(x: &[i64], y: &[i64]) -> Option<u64> {
    if x.len() > DAYS_MAX || y.len() > DAYS_MAX {
        return None;
    }
    let (mut i, mut j, mut key) = (0, 0, 1_u64);
    while i < x.len() && j < y.len() {
        let step = match x[i].cmp(&y[j]) {
            Ordering::Less => 1,
            Ordering::Greater => 2,
            Ordering::Equal => 3,
        };
        i += (step & 1) as usize;
        j += (step >> 1) as usize;
        key = key << 2 | step;
    }
    Some(key)
}

fn prove(cone: &Cone, x: &Ready, y: &Ready, meter: &mut Meter) -> Proofs {
    if x.rows.len() > PIECES_MAX || y.rows.len() > PIECES_MAX {
        return None;
    }
    let rows: Vec<Row> = x.rows.iter().chain(&y.rows).copied().collect();
    let proofs = minimal_proofs(cone, &rows, meter)?;
    // Figures are consistent by themselves, so a proof that uses only one of them never applies.
    let split = |m: Vec<i64>| (m[..x.rows.len()].to_vec(), m[x.rows.len()..].to_vec());
    let both =
        |(l, r): &(Vec<i64>, Vec<i64>)| l.iter().any(|&m| m != 0) && r.iter().any(|&m| m != 0);
    Some(proofs.into_iter().map(split).filter(both).collect())
}

/// The strongest proof that applies to the values of the pair.
fn test(proofs: &[(Vec<i64>, Vec<i64>)], x: &Ready, y: &Ready) -> Option<(Strength, u32)> {
    let dot = |m: &[i64], v: &[i64]| -> i64 { m.iter().zip(v).map(|(m, v)| m * v).sum() };
    let mut best: Option<(Strength, u32)> = None;
    for (left, right) in proofs {
        if dot(left, &x.values) + dot(right, &y.values) <= 0 {
            continue;
        }
        let (mut lower, mut upper, mut layer) = (0_u128, 0_u128, 0);
        let parts = left.iter().zip(&x.values).zip(&x.layers);
        for ((&m, &v), &l) in parts.chain(right.iter().zip(&y.values).zip(&y.layers)) {
            if m != 0 {
                let sum = if v > 0 { &mut lower } else { &mut upper };
                *sum += u128::from(m.unsigned_abs()) * u128::from(v.unsigned_abs());
                layer = layer.max(l);
            }
        }
        let found = (Strength { lower, upper }, layer);
        let better = |held: &(Strength, u32)| {
            found.0.cmp(&held.0).then(held.1.cmp(&found.1)) == Ordering::Greater
        };
        if best.as_ref().is_none_or(better) {
            best = Some(found);
        }
    }
    best
}

struct OutOfWork;

fn solve_pair(
    cone: &Cone,
    x: &Ready,
    y: &Ready,
    meter: &mut Meter,
) -> Result<Option<(Strength, u32)>, OutOfWork> {
    let rows: Vec<Row> = x.rows.iter().chain(&y.rows).copied().collect();
    let layers: Vec<u32> = x.layers.iter().chain(&y.layers).copied().collect();
    let (strength, proof) = match solve::settle(cone, &stretched(&rows), Ratio::ONE, meter) {
        Parametric::Settled(_, None) => return Ok(None),
        Parametric::Settled(square, Some(proof)) => {
            (Strength { lower: square.num.unsigned_abs(), upper: square.den.unsigned_abs() }, proof)
        }
        Parametric::Never(proof) => (Strength { lower: 1, upper: 0 }, proof),
        Parametric::Unknown => return Err(OutOfWork),
    };
    let layer = proof.rows.iter().map(|&(row, _)| layers[row]).max().unwrap_or(0);
    Ok(Some((strength, layer)))
}

/// For each piece of each figure its layer: 0 if no piece of the same kind states more, 1 if only
/// pieces of layer 0 do, and so on.
///
/// A lower bound states more than one that is not higher and not earlier; an upper bound more than one that is not lower
/// and not later. Of equal pieces the first figure's comes first. Cost: O(pieces · log pieces).
pub(crate) fn layers(problem: &Problem) -> Vec<Vec<u32>> {
    let mut out: Vec<Vec<u32>> = problem.figures.iter().map(|f| vec![0; f.pieces.len()]).collect();
    let mut all = Vec::new();
    for (f, figure) in problem.figures.iter().enumerate() {
        for (k, piece) in figure.pieces.iter().enumerate() {
            let r = row(piece);
            let sign = if r.lower { 1 } else { -1 };
            let window = (r.start != i64::MIN).then_some((r.start, r.end));
            // Within a kind: what states more comes first, and `worth` falls along a chain.
            let kind = (r.population, r.set, r.lower, window);
            all.push((kind, r.end * sign, -r.base * i128::from(sign), f, k));
        }
    }
    all.sort_unstable();
    let mut chain: Vec<i128> = Vec::new();
    let mut previous = None;
    for (kind, _, minus_worth, f, k) in all {
        if previous != Some(kind) {
            chain.clear();
            previous = Some(kind);
        }
        let layer = chain.partition_point(|&held| held <= minus_worth);
        if layer == chain.len() {
            chain.push(minus_worth);
        } else {
            chain[layer] = minus_worth;
        }
        out[f][k] = u32::try_from(layer).unwrap_or(u32::MAX);
    }
    out
}
