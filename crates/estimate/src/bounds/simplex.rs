//! A dual simplex method in whole numbers: it decides feasibility and, when it says no, hands over
//! the proof.
//!
//! Terms: a *dictionary* writes each *basic* variable as a linear expression in the *nonbasic* ones,
//! here `q·w = base + θ·slope − Σ a·n` with integers and `q > 0`. Every variable is at least 0.
//! θ is a parameter that the caller may move between two calls: the radius and the ends of a range
//! are the last θ at which the system turns from infeasible to feasible.
//!
//! Invariant: every row is an exact consequence of the rows added. So a row with a negative constant
//! and no negative coefficient proves infeasibility, and its coefficients on the slack variables are
//! the multipliers of the proof (Farkas' lemma).
//!
//! Why not a floating-point solver: the data are whole persons and a bound may be met exactly; a
//! tolerance then decides a contradiction, and a contradiction must be a proof. Crates kept for linear
//! programming (`microlp`, `clarabel`) give no multipliers or only approximate ones. `microlp` serves
//! as a second opinion in the tests.
//!
//! All arithmetic is checked; `None` means that 128 bits or the memory allowed did not suffice, or that the
//! work was used up.
//!
//! Source: R. J. Vanderbei, *Linear Programming* (dictionaries, dual simplex); R. G. Bland, "New finite
//! pivoting rules for the simplex method", 1977 (the smallest-index rule that ends the search).

use std::cmp::Reverse;

/// A non-negative rational; the denominator is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ratio {
    pub(crate) num: i128,
    pub(crate) den: i128,
}

impl Ratio {
    pub(crate) const ONE: Self = Self { num: 1, den: 1 };

    pub(crate) fn whole(num: i128) -> Self {
        Self { num, den: 1 }
    }

    /// `num / den` in lowest terms, with a positive denominator; `den` must not be 0.
    pub(crate) fn new(num: i128, den: i128) -> Option<Self> {
        let g = gcd(num, den);
        if den == 0 || g == 0 {
            return None;
        }
        let sign = den.signum();
        Some(Self { num: (num / g).checked_mul(sign)?, den: (den / g).checked_mul(sign)? })
    }

    pub(crate) fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// `base + θ·slope`, times the denominator of θ.
    pub(crate) fn apply(self, base: i128, slope: i128) -> Option<i128> {
        base.checked_mul(self.den)?.checked_add(slope.checked_mul(self.num)?)
    }
}

/// A count of elementary steps that a search may still take; it replaces the clock.
#[derive(Debug)]
pub(crate) struct Meter(pub(crate) u64);

impl Meter {
    /// Takes `steps` from what is left; `None` once nothing is.
    pub(crate) fn spend(&mut self, steps: usize) -> Option<()> {
        match self.0.checked_sub(steps as u64) {
            Some(left) => {
                self.0 = left;
                Some(())
            }
            None => {
                self.0 = 0;
                None
            }
        }
    }
}

/// What a run of the simplex method ended with.
pub(crate) enum Step {
    /// Every row added so far can be met.
    Feasible,
    /// They cannot: the multipliers of the rows, by the order of adding, and the combined constants.
    Infeasible { multipliers: Vec<(usize, i128)>, base: i128, slope: i128 },
}

/// Coefficients that one dictionary may hold: 256 MiB.
const ENTRIES_MAX: usize = 1 << 24;

/// Rows of a linear system over variables that are at least 0, ready to be solved again and again.
pub(crate) struct Dictionary {
    variables: usize,
    nonbasic: Vec<usize>,
    rows: Vec<Line>,
    /// Where each variable stands: `Ok(row)` if basic, `Err(column)` if not.
    place: Vec<Result<usize, usize>>,
}

struct Line {
    variable: usize,
    q: i128,
    a: Vec<i128>,
    base: i128,
    slope: i128,
}

impl Dictionary {
    pub(crate) fn new(variables: usize) -> Self {
        Self {
            variables,
            nonbasic: (0..variables).collect(),
            rows: Vec::new(),
            place: (0..variables).map(Err).collect(),
        }
    }

    /// Adds the row `Σ coefficient·variable ≥ base + θ·slope`.
    pub(crate) fn add(&mut self, terms: &[(usize, i128)], base: i128, slope: i128) -> Option<()> {
        let variable = self.place.len();
        if (self.rows.len() + 1).saturating_mul(self.variables) > ENTRIES_MAX {
            return None;
        }
        let mut line = Line {
            variable,
            q: 1,
            a: vec![0; self.variables],
            base: base.checked_neg()?,
            slope: slope.checked_neg()?,
        };
        for &(v, coefficient) in terms {
            match self.place[v] {
                Err(column) => {
                    let part = coefficient.checked_mul(line.q)?;
                    line.a[column] = line.a[column].checked_sub(part)?;
                }
                Ok(row) => {
                    let times = coefficient.checked_mul(line.q)?;
                    let held = &self.rows[row];
                    line.combine(held, &held.filled(), times)?;
                }
            }
        }
        line.reduce();
        self.place.push(Ok(self.rows.len()));
        self.rows.push(line);
        Some(())
    }

    /// Pivots until every basic variable is at least 0 at this θ, or a row shows that none can be.
    ///
    /// The first pivots take the worst row and the column that helps most; then the smallest-index
    /// rule takes over, which cannot cycle.
    pub(crate) fn solve(&mut self, theta: Ratio, meter: &mut Meter) -> Option<Step> {
        let patience = 20 + 4 * self.rows.len();
        for pivots in 0_usize.. {
            meter.spend(self.rows.len() + self.variables)?;
            let careful = pivots >= patience;
            let Some(row) = self.leaving(theta, careful)? else { return Some(Step::Feasible) };
            let Some(column) = self.entering(row, careful, meter)? else {
                return Some(self.proof(row));
            };
            self.pivot(row, column, meter)?;
        }
        None
    }

    /// The values of the first variables, all times the number returned beside them.
    pub(crate) fn point(&self, theta: Ratio) -> Option<(Vec<i128>, i128)> {
        let mut scale = 1_i128;
        for line in &self.rows {
            if line.variable < self.variables {
                scale = scale.checked_mul(line.q / gcd(scale, line.q))?;
            }
        }
        let mut values = vec![0; self.variables];
        for line in &self.rows {
            if line.variable < self.variables {
                values[line.variable] =
                    theta.apply(line.base, line.slope)?.checked_mul(scale / line.q)?;
            }
        }
        Some((values, scale))
    }

    fn leaving(&self, theta: Ratio, careful: bool) -> Option<Option<usize>> {
        let mut best: Option<(usize, f64)> = None;
        for (i, line) in self.rows.iter().enumerate() {
            let value = theta.apply(line.base, line.slope)?;
            if value >= 0 {
                continue;
            }
            let depth = value as f64 / line.q as f64;
            let better = match best {
                None => true,
                Some((b, _)) if careful => line.variable < self.rows[b].variable,
                Some((_, d)) => depth < d,
            };
            if better {
                best = Some((i, depth));
            }
        }
        Some(best.map(|(i, _)| i))
    }

    /// A column that can raise the row's variable: of the smallest coefficient, lowering the fewest others, latest.
    fn entering(&self, row: usize, careful: bool, meter: &mut Meter) -> Option<Option<usize>> {
        let line = &self.rows[row];
        let mut open: Vec<usize> = (0..self.variables).filter(|&j| line.a[j] < 0).collect();
        if careful {
            return Some(open.into_iter().min_by_key(|&j| self.nonbasic[j]));
        }
        let Some(least) = open.iter().map(|&j| line.a[j].unsigned_abs()).min() else {
            return Some(None);
        };
        open.retain(|&j| line.a[j].unsigned_abs() == least);
        meter.spend(open.len() * self.rows.len())?;
        let mut hurt = vec![0_usize; open.len()];
        for other in &self.rows {
            for (count, &j) in hurt.iter_mut().zip(&open) {
                *count += usize::from(other.a[j] > 0);
            }
        }
        let best =
            open.iter().zip(hurt).min_by_key(|&(&j, hurt)| (hurt, Reverse(self.nonbasic[j])));
        Some(best.map(|(&j, _)| j))
    }

    fn pivot(&mut self, row: usize, column: usize, meter: &mut Meter) -> Option<()> {
        let mut line = std::mem::replace(
            &mut self.rows[row],
            Line { variable: 0, q: 1, a: Vec::new(), base: 0, slope: 0 },
        );
        let sign = line.a[column].signum();
        let q = line.a[column].checked_abs()?;
        line.a[column] = line.q;
        line.q = q;
        if sign < 0 {
            for a in &mut line.a {
                *a = a.checked_neg()?;
            }
            line.base = line.base.checked_neg()?;
            line.slope = line.slope.checked_neg()?;
        }
        std::mem::swap(&mut line.variable, &mut self.nonbasic[column]);
        let filled = line.filled();
        for other in self.rows.iter_mut().filter(|other| !other.a.is_empty()) {
            let share = other.a[column];
            if share != 0 {
                meter.spend(2 * filled.len())?;
                other.a[column] = 0;
                other.combine(&line, &filled, share.checked_neg()?)?;
                other.reduce();
            }
        }
        self.place[line.variable] = Ok(row);
        self.place[self.nonbasic[column]] = Err(column);
        self.rows[row] = line;
        Some(())
    }

    fn proof(&self, row: usize) -> Step {
        let line = &self.rows[row];
        let slack = |v: usize| v.checked_sub(self.variables);
        let own = slack(line.variable).map(|k| (k, line.q));
        let others = self.nonbasic.iter().zip(&line.a).filter(|&(_, &a)| a != 0);
        let mut multipliers: Vec<_> =
            others.filter_map(|(&v, &a)| Some((slack(v)?, a))).chain(own).collect();
        multipliers.sort_unstable();
        Step::Infeasible { multipliers, base: line.base, slope: line.slope }
    }
}

impl Line {
    /// The columns with a coefficient.
    fn filled(&self) -> Vec<usize> {
        (0..self.a.len()).filter(|&j| self.a[j] != 0).collect()
    }

    /// Adds `times` × the variable that `other` defines to the right-hand side of `q·w = …`; `filled` are the
    /// columns of `other` with a coefficient.
    fn combine(&mut self, other: &Line, filled: &[usize], times: i128) -> Option<()> {
        // q·w = … + times·x, and other.q·x is known: multiply through by other.q, less what it shares.
        let shared = gcd(times, other.q);
        let own = other.q / shared;
        let theirs = times / shared;
        if own != 1 {
            self.q = self.q.checked_mul(own)?;
            for a in self.a.iter_mut().filter(|a| **a != 0) {
                *a = a.checked_mul(own)?;
            }
            self.base = self.base.checked_mul(own)?;
            self.slope = self.slope.checked_mul(own)?;
        }
        for &j in filled {
            self.a[j] = self.a[j].checked_add(other.a[j].checked_mul(theirs)?)?;
        }
        self.base = self.base.checked_add(other.base.checked_mul(theirs)?)?;
        self.slope = self.slope.checked_add(other.slope.checked_mul(theirs)?)?;
        Some(())
    }

    fn reduce(&mut self) {
        if self.q == 1 {
            return;
        }
        let mut g = gcd(gcd(self.q, self.base), self.slope);
        for &a in &self.a {
            if g == 1 {
                return;
            }
            g = gcd(g, a);
        }
        self.q /= g;
        self.base /= g;
        self.slope /= g;
        for a in &mut self.a {
            *a /= g;
        }
    }
}

/// The greatest common divisor, never negative; 0 only for two zeros (or past the range of `i128`).
pub(crate) fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(0)
}
