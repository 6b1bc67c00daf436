//! From bounds on sums over time to the few variables that decide them.
//!
//! Terms: a *row* is one piece with its window `(start, end]` (a stock starts before all days) and a
//! right-hand side `base + θ·slope`. The days that rows mention cut time into *intervals*; an *atom* is
//! a component in an interval. The *cone* is what holds whatever the figures say: growth is not negative,
//! inclusion, strength. A *column* is a variable: the growth of one population in one atom, less that of its
//! *base*, one population that it includes. So most of inclusion is said by columns not being negative.
//!
//! Two reductions, both exact. *Pruning* drops a row that can be met, or cannot be broken, without touching
//! any other row. *Dominance* drops an atom when another one helps at least the same lower bounds and
//! counts in at most the same upper bounds: whatever grows there may as well grow in the other, in all
//! populations at once. With strength in play casualties may only move to later atoms and deployment to earlier.
//!
//! Cost: pruning O(L·U) a pass; dominance O(atoms² · rows / 64).

use super::piece::Component;
use super::simplex::Ratio;

pub(crate) const DEPLOYED: u8 = Component::Deployed as u8;

/// One bound, in the form that the solver reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) population: usize,
    /// Bits of the component set.
    pub(crate) set: u8,
    /// Day before the first day counted; `i64::MIN` for a stock.
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) lower: bool,
    pub(crate) base: i128,
    pub(crate) slope: i128,
}

impl Row {
    /// Whether growth of component `c` on `day` counts in this row (its population apart).
    pub(crate) fn counts(&self, c: u8, day: i64) -> bool {
        self.set >> c & 1 == 1 && self.start < day && day <= self.end
    }

    /// Whether an upper bound weighs on growth of component `c` on `day`, directly or by strength.
    fn weighs_on(&self, c: u8, day: i64, strength: bool) -> bool {
        let direct = self.set >> c & 1 == 1;
        let by_strength = strength && c != DEPLOYED && self.set >> DEPLOYED & 1 == 1;
        (direct || by_strength) && self.start < day && day <= self.end
    }
}

/// What holds whatever the figures say.
#[derive(Debug, Clone)]
pub(crate) struct Cone {
    /// For each population the bit set of those that include it, itself among them.
    pub(crate) supers: Vec<u64>,
    /// Whether killed + wounded + missing + captured ≤ deployed.
    pub(crate) strength: bool,
}

impl Cone {
    pub(crate) fn within(&self, sub: usize, sup: usize) -> bool {
        self.supers[sub] >> sup & 1 == 1
    }
}

/// Marks the rows that can matter: a lower bound on which upper bounds weigh from all sides, and an upper
/// bound that weighs on such a lower bound.
pub(crate) fn prune(cone: &Cone, rows: &[Row]) -> Vec<bool> {
    let mut keep: Vec<bool> = rows.iter().map(|r| !r.lower || r.base > 0 || r.slope > 0).collect();
    loop {
        let (mut lowers, mut uppers) = (Vec::new(), Vec::new());
        for (i, row) in rows.iter().enumerate().filter(|&(i, _)| keep[i]) {
            if row.lower { lowers.push(i) } else { uppers.push(i) }
        }
        let mut changed = false;
        let mut used = vec![false; rows.len()];
        for &i in &lowers {
            let row = &rows[i];
            let above: Vec<usize> = uppers
                .iter()
                .copied()
                .filter(|&u| cone.within(row.population, rows[u].population))
                .collect();
            let free = (0..=DEPLOYED)
                .filter(|c| row.set >> c & 1 == 1)
                .any(|c| !above.iter().any(|&u| rows[u].weighs_on(c, row.end, cone.strength)));
            if free {
                keep[i] = false;
                changed = true;
                continue;
            }
            for u in above {
                used[u] = used[u] || touches(row, &rows[u], cone.strength);
            }
        }
        for &u in uppers.iter().filter(|&&u| !used[u]) {
            keep[u] = false;
            changed = true;
        }
        if !changed {
            return keep;
        }
    }
}

/// Whether an upper bound can weigh on some growth that a lower bound asks for, population apart.
///
/// Strength ties growth of casualties to what was deployed on any day before, so windows are not compared.
pub(crate) fn touches(lower: &Row, upper: &Row, strength: bool) -> bool {
    let direct =
        lower.set & upper.set != 0 && lower.start.max(upper.start) < lower.end.min(upper.end);
    let deployed = 1 << DEPLOYED;
    let by_strength = strength && upper.set & deployed != 0 && lower.set & !deployed != 0;
    direct || by_strength
}

/// A row that the cone adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ConeRow {
    /// Growth in an atom: of a population at most that of one that includes it.
    Inclusion { sub: usize, sup: usize, atom: usize },
    /// Up to the end of an interval: casualties at most deployed.
    Strength { population: usize, interval: usize },
}

/// A component in an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Atom {
    pub(crate) component: u8,
    pub(crate) interval: usize,
}

/// The variables of a system and where they come from.
#[derive(Debug)]
pub(crate) struct Layout {
    /// Last days of the intervals, rising.
    pub(crate) days: Vec<i64>,
    pub(crate) atoms: Vec<Atom>,
    /// Dropped atoms and the kept atom that stands for each.
    pub(crate) dropped: Vec<(Atom, usize)>,
    /// Population and atom of each column.
    pub(crate) columns: Vec<(usize, usize)>,
    /// `columns` looked up: by population, then atom.
    column: Vec<Vec<Option<usize>>>,
    /// For each population the one that its columns are reckoned from.
    pub(crate) base: Vec<Option<usize>>,
    pub(crate) cone_rows: Vec<ConeRow>,
}

impl Layout {
    pub(crate) fn new(cone: &Cone, rows: &[Row]) -> Self {
        let strength = cone.strength && rows.iter().any(|r| !r.lower && r.set >> DEPLOYED & 1 == 1);
        let mut days: Vec<i64> =
            rows.iter().flat_map(|r| [r.start, r.end]).filter(|&d| d != i64::MIN).collect();
        days.sort_unstable();
        days.dedup();
        let (atoms, dropped) = undominated_atoms(rows, &days, strength);
        let mut layout = Self {
            days,
            atoms,
            dropped,
            columns: Vec::new(),
            column: vec![Vec::new(); cone.supers.len()],
            base: vec![None; cone.supers.len()],
            cone_rows: Vec::new(),
        };
        layout.place_columns(cone, rows, strength);
        layout.place_bases(cone);
        layout.add_cone_rows(cone, strength);
        layout
    }

    /// Coefficients of a row of figures, as a sum over columns.
    pub(crate) fn terms(&self, row: &Row) -> Vec<(usize, i128)> {
        let mut terms = Vec::new();
        for (a, atom) in self.atoms.iter().enumerate() {
            if row.counts(atom.component, self.days[atom.interval]) {
                terms.extend(self.growth(row.population, a).map(|column| (column, 1)));
            }
        }
        terms
    }

    /// Coefficients of a row of the cone, which must be at least 0.
    pub(crate) fn cone_terms(&self, row: ConeRow) -> Vec<(usize, i128)> {
        match row {
            ConeRow::Inclusion { sub, sup, atom } => {
                // Columns on both sides cancel.
                let above: Vec<usize> = self.growth(sup, atom).collect();
                let below: Vec<usize> = self.growth(sub, atom).collect();
                let more = above.iter().filter(|c| !below.contains(c)).map(|&c| (c, 1));
                let less = below.iter().filter(|c| !above.contains(c)).map(|&c| (c, -1));
                more.chain(less).collect()
            }
            ConeRow::Strength { population, interval } => {
                let mut terms = Vec::new();
                for (a, atom) in self.atoms.iter().enumerate() {
                    if atom.interval <= interval {
                        let sign = if atom.component == DEPLOYED { 1 } else { -1 };
                        terms.extend(self.growth(population, a).map(|column| (column, sign)));
                    }
                }
                terms
            }
        }
    }

    /// The columns that add up to the growth of a population in an atom.
    pub(crate) fn growth(&self, population: usize, atom: usize) -> impl Iterator<Item = usize> {
        self.chain(population).filter_map(move |p| self.column[p].get(atom).copied().flatten())
    }

    /// A population, its base, the base of that, and so on.
    fn chain(&self, population: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(population), |&p| self.base[p])
    }

    /// Gives each population that has columns the largest such population below it as its base.
    ///
    /// Populations that include each other are put in the order of adding, so there is no circle.
    fn place_bases(&mut self, cone: &Cone) {
        let used: Vec<usize> = (0..self.column.len())
            .filter(|&p| self.column[p].iter().any(Option::is_some))
            .collect();
        let below =
            |p: usize, q: usize| p != q && cone.within(p, q) && (!cone.within(q, p) || p < q);
        for &q in &used {
            let size = |p: usize| used.iter().filter(|&&r| below(r, p)).count();
            self.base[q] =
                used.iter().copied().filter(|&p| below(p, q)).max_by_key(|&p| (size(p), p));
        }
    }

    fn place_columns(&mut self, cone: &Cone, rows: &[Row], strength: bool) {
        for p in 0..cone.supers.len() {
            let below: Vec<&Row> =
                rows.iter().filter(|r| r.lower && cone.within(r.population, p)).collect();
            let touched = self.matters(cone, rows, p, strength);
            let casualties = below.iter().any(|r| r.set & !(1 << DEPLOYED) != 0);
            self.column[p] = vec![None; self.atoms.len()];
            for (a, atom) in self.atoms.iter().enumerate() {
                let day = self.days[atom.interval];
                let asked = below.iter().any(|r| r.counts(atom.component, day))
                    || strength && atom.component == DEPLOYED && casualties;
                if touched && asked {
                    self.column[p][a] = Some(self.columns.len());
                    self.columns.push((p, a));
                }
            }
        }
    }

    /// Whether a population needs columns: rows speak of it, or strength makes it a bridge between others.
    fn matters(&self, cone: &Cone, rows: &[Row], p: usize, strength: bool) -> bool {
        let spoken = |q: usize| rows.iter().any(|r| r.population == q);
        spoken(p)
            || strength
                && (0..cone.supers.len()).any(|q| q != p && cone.within(q, p) && spoken(q))
                && (0..cone.supers.len()).any(|q| q != p && cone.within(p, q) && spoken(q))
    }

    fn add_cone_rows(&mut self, cone: &Cone, strength: bool) {
        let populations = self.column.len();
        for sub in (0..populations).filter(|&p| self.column[p].iter().any(Option::is_some)) {
            for sup in (0..populations).filter(|&q| q != sub && cone.within(sub, q)) {
                if self.chain(sup).any(|p| p == sub) {
                    continue;
                }
                for atom in 0..self.atoms.len() {
                    if self.column[sub][atom].is_some() && self.column[sup][atom].is_some() {
                        self.cone_rows.push(ConeRow::Inclusion { sub, sup, atom });
                    }
                }
            }
            let hurt = |&(a, atom): &(usize, &Atom)| {
                atom.component != DEPLOYED && self.column[sub][a].is_some()
            };
            if strength && self.atoms.iter().enumerate().any(|entry| hurt(&entry)) {
                for interval in 0..self.days.len() {
                    self.cone_rows.push(ConeRow::Strength { population: sub, interval });
                }
            }
        }
    }
}

/// The atoms worth having, and for each other atom that some row counts the one that stands for it.
fn undominated_atoms(
    rows: &[Row],
    days: &[i64],
    strength: bool,
) -> (Vec<Atom>, Vec<(Atom, usize)>) {
    let mut all = Vec::new();
    for (interval, &day) in days.iter().enumerate() {
        for component in 0..=DEPLOYED {
            let atom = Atom { component, interval };
            let mark = Signature::new(rows, component, day);
            let needed = strength && component == DEPLOYED;
            if mark.helps() || needed {
                all.push((atom, mark));
            }
        }
    }
    // With strength, casualties may wait and deployment may come earlier, never the other way round.
    let comparable = |a: &Atom, by: &Atom| match (a.component, by.component) {
        _ if !strength => true,
        (DEPLOYED, DEPLOYED) => by.interval <= a.interval,
        (DEPLOYED, _) | (_, DEPLOYED) => false,
        _ => by.interval >= a.interval,
    };
    // An atom goes if another is strictly better, or equal and earlier in the list: so no circle.
    let mut stands: Vec<Option<usize>> = vec![None; all.len()];
    for (i, (atom, mark)) in all.iter().enumerate() {
        stands[i] = all.iter().enumerate().position(|(j, (other, theirs))| {
            j != i
                && comparable(atom, other)
                && theirs.dominates(mark)
                && (!mark.dominates(theirs) || !comparable(other, atom) || j < i)
        });
    }
    let mut kept = vec![usize::MAX; all.len()];
    let mut atoms = Vec::new();
    for (i, (atom, _)) in all.iter().enumerate() {
        if stands[i].is_none() {
            kept[i] = atoms.len();
            atoms.push(*atom);
        }
    }
    let mut dropped = Vec::new();
    for (i, (atom, _)) in all.iter().enumerate() {
        let mut at = i;
        while let Some(next) = stands[at] {
            at = next;
        }
        if at != i {
            dropped.push((*atom, kept[at]));
        }
    }
    (atoms, dropped)
}

/// In which rows growth counts, lower and upper bounds apart.
struct Signature {
    lowers: Vec<u64>,
    uppers: Vec<u64>,
}

impl Signature {
    fn new(rows: &[Row], component: u8, day: i64) -> Self {
        let words = rows.len().div_ceil(64);
        let mut mark = Self { lowers: vec![0; words], uppers: vec![0; words] };
        for (i, row) in rows.iter().enumerate().filter(|(_, r)| r.counts(component, day)) {
            let side = if row.lower { &mut mark.lowers } else { &mut mark.uppers };
            side[i / 64] |= 1 << (i % 64);
        }
        mark
    }

    fn helps(&self) -> bool {
        self.lowers.iter().any(|&w| w != 0)
    }

    fn dominates(&self, other: &Self) -> bool {
        self.lowers.iter().zip(&other.lowers).all(|(mine, theirs)| theirs & !mine == 0)
            && self.uppers.iter().zip(&other.uppers).all(|(mine, theirs)| mine & !theirs == 0)
    }
}

/// A full assignment of growth, exact: values are whole numbers of `1 / scale` persons.
#[derive(Debug)]
pub(crate) struct Point {
    /// Population, component, day, value; only what grows.
    pub(crate) growth: Vec<(usize, u8, i64, i128)>,
    /// Without the denominator of θ.
    pub(crate) scale: i128,
    pub(crate) theta: Ratio,
}

impl Point {
    /// By how much a row is missed, in scaled units; 0 or less if it is met.
    pub(crate) fn shortfall(&self, row: &Row) -> Option<i128> {
        let mut sum = 0_i128;
        for &(population, component, day, value) in &self.growth {
            if population == row.population && row.counts(component, day) {
                sum = sum.checked_add(value)?;
            }
        }
        let bound = self.theta.apply(row.base, row.slope)?.checked_mul(self.scale)?;
        let short = bound.checked_sub(sum)?;
        if row.lower { Some(short) } else { short.checked_neg() }
    }
}

/// The component of a bit.
pub(crate) fn component_at(bit: u8) -> Component {
    Component::ALL.into_iter().find(|&c| c as u8 == bit).unwrap_or(Component::Deployed)
}
