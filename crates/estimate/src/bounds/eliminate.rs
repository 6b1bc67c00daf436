//! All minimal proofs of a pattern of bounds, before any value is known.
//!
//! Two figures with the same populations, sets, sides and the same order of days can contradict each other
//! only in a few ways, whatever their values: each way is a list of multipliers. Eliminating the
//! hidden counts from the symbolic system (Fourier–Motzkin) yields all of them. So millions of pairs
//! need one elimination a pattern and a few additions a pair.
//!
//! Redundant combinations are dropped by the history rule: after k eliminations a row made of more than k + 1
//! rows of the original system follows from others, as does one whose history includes another's.
//!
//! Sources: S. N. Chernikov 1960 and D. A. Kohler 1967 (the history rules); J. Gleeson and J. Ryan, "Identifying
//! minimally infeasible subsystems of inequalities", 1990 (minimal proofs are the extreme rays of this cone).

use super::layout::{Cone, Layout, Row, prune};
use super::simplex::{Meter, gcd};

/// Rows at one time, past which the pattern is left to the solver pair by pair.
const ROWS_MAX: usize = 600;
/// Multipliers above this leave 64-bit sums no room; such a pattern is left to the solver too.
const MULTIPLIER_MAX: i64 = 1 << 12;

/// An inequality `Σ coefficient·column ≥ Σ multiplier·bound`.
#[derive(Clone)]
struct Line {
    coefficients: Vec<i64>,
    multipliers: Vec<i64>,
    /// Which original inequalities it is made of.
    history: u128,
}

/// The multipliers of every minimal proof of these rows, whatever their right-hand sides; `None` if there are
/// too many to list or the work ran out.
///
/// Each list has one entry a row, 0 or more. The rows contradict each other if and only if for one of
/// the lists the lower bounds add up to more than the upper bounds.
pub(crate) fn minimal_proofs(
    cone: &Cone,
    rows: &[Row],
    meter: &mut Meter,
) -> Option<Vec<Vec<i64>>> {
    let keep = prune(cone, rows);
    let relevant: Vec<usize> = (0..rows.len()).filter(|&i| keep[i]).collect();
    let kept: Vec<Row> = relevant.iter().map(|&i| rows[i]).collect();
    if !kept.iter().any(|r| r.lower) {
        return Some(Vec::new());
    }
    let mut lines = starting_lines(&Layout::new(cone, &kept), &kept)?;
    let columns = lines.first().map_or(0, |l| l.coefficients.len());
    let mut open: Vec<usize> = (0..columns).collect();
    for done in 1..=columns {
        let next = open.iter().copied().min_by_key(|&c| (growth(&lines, c), c))?;
        open.retain(|&c| c != next);
        lines = eliminate(lines, next, done, meter)?;
    }
    let mut proofs: Vec<Vec<i64>> = Vec::new();
    for line in lines {
        let lower = line.multipliers.iter().zip(&kept).any(|(&m, r)| m > 0 && r.lower);
        if lower {
            let mut full = vec![0; rows.len()];
            for (&m, &i) in line.multipliers.iter().zip(&relevant) {
                full[i] = m;
            }
            proofs.push(full);
        }
    }
    proofs.sort_unstable();
    proofs.dedup();
    Some(proofs)
}

fn starting_lines(layout: &Layout, rows: &[Row]) -> Option<Vec<Line>> {
    let columns = layout.columns.len();
    let total = rows.len() + layout.cone_rows.len() + columns;
    if total > 128 {
        return None;
    }
    let mut lines = Vec::with_capacity(total);
    let mut push = |terms: Vec<(usize, i128)>, sign: i64, row: Option<usize>| {
        let mut coefficients = vec![0; columns];
        for (c, k) in terms {
            coefficients[c] = sign * if k < 0 { -1 } else { 1 };
        }
        let mut multipliers = vec![0; rows.len()];
        if let Some(row) = row {
            multipliers[row] = 1;
        }
        let history = 1 << lines.len();
        lines.push(Line { coefficients, multipliers, history });
    };
    for (i, row) in rows.iter().enumerate() {
        push(layout.terms(row), if row.lower { 1 } else { -1 }, Some(i));
    }
    for &row in &layout.cone_rows {
        push(layout.cone_terms(row), 1, None);
    }
    for column in 0..columns {
        push(vec![(column, 1)], 1, None);
    }
    Some(lines)
}

/// How many rows eliminating a column adds.
fn growth(lines: &[Line], column: usize) -> i64 {
    let positive = lines.iter().filter(|l| l.coefficients[column] > 0).count() as i64;
    let negative = lines.iter().filter(|l| l.coefficients[column] < 0).count() as i64;
    positive * negative - positive - negative
}

fn eliminate(lines: Vec<Line>, column: usize, done: usize, meter: &mut Meter) -> Option<Vec<Line>> {
    let (mut out, mut positive, mut negative) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines {
        match line.coefficients[column] {
            0 => out.push(line),
            k if k > 0 => positive.push(line),
            _ => negative.push(line),
        }
    }
    meter.spend(positive.len() * negative.len())?;
    for p in &positive {
        for n in &negative {
            let history = p.history | n.history;
            if history.count_ones() as usize > done + 1 {
                continue;
            }
            out.push(combine(p, n, column, history)?);
        }
    }
    meter.spend(out.len() * out.len() / 2)?;
    thin(&mut out);
    (out.len() <= ROWS_MAX).then_some(out)
}

fn combine(p: &Line, n: &Line, column: usize, history: u128) -> Option<Line> {
    let (up, down) = (p.coefficients[column], -n.coefficients[column]);
    let sum = |a: &[i64], b: &[i64]| -> Vec<i64> {
        a.iter().zip(b).map(|(&x, &y)| x * down + y * up).collect()
    };
    let mut line = Line {
        coefficients: sum(&p.coefficients, &n.coefficients),
        multipliers: sum(&p.multipliers, &n.multipliers),
        history,
    };
    let all = || line.coefficients.iter().chain(&line.multipliers);
    let shared = all().fold(0_i128, |g, &x| gcd(g, i128::from(x)));
    if let Ok(shared @ 2..) = i64::try_from(shared) {
        for x in line.coefficients.iter_mut().chain(&mut line.multipliers) {
            *x /= shared;
        }
    }
    let all = || line.coefficients.iter().chain(&line.multipliers);
    all().all(|x| x.abs() <= MULTIPLIER_MAX).then_some(line)
}

/// Drops each line whose history includes that of another; of equal histories the first stays.
fn thin(lines: &mut Vec<Line>) {
    lines.sort_by_key(|l| (l.history.count_ones(), l.history));
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines.drain(..) {
        if !kept.iter().any(|k| k.history & !line.history == 0) {
            kept.push(line);
        }
    }
    *lines = kept;
}
