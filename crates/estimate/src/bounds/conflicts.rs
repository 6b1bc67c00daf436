//! The minimal contradictions among all figures, with their proofs.
//!
//! In order: figures that contradict themselves; all pairs, counted exactly (see [`pairs`](super::pairs)); then larger
//! sets, by judging maximal unjudged subsets until none is left ([`map`](super::map)) or the work runs out. With
//! more figures than the map holds, large sets without a contradicting pair are judged first ([`sweep`](super::sweep)).
//!
//! Thousands of figures make millions of contradicting pairs, most of them variants of a few. So what is listed is
//! chosen by layer – first those between figures that nothing of their kind outbids, then those between the
//! next – and by radius within a layer; up to a quarter of the room is kept for sets of three or more. The list
//! itself is ordered by radius.
//!
//! Invariant: every conflict returned is minimal and its certificate has been added up.

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};

use super::certificate::{Certificate, InclusionStep, StrengthStep};
use super::layout::{Cone, component_at, prune, touches};
use super::map::Map;
use super::pairs::{Strength, layers, visit_pairs};
use super::piece::{FigureId, PopulationId, Side};
use super::simplex::{Meter, Ratio, gcd};
use super::solve::{self, Parametric, Proof};
use super::sweep::{Contested, Sweep};
use super::{Problem, Radius, Tag, figure_ids, row, stretched};

/// How much to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most conflicts to list.
    pub max_sets: usize,
    /// The most figures of one conflict.
    pub max_size: usize,
    /// Elementary steps to spend; deterministic, unlike a clock. 10⁹ is some seconds.
    pub work: u64,
}

impl Default for Limits {
    /// 200 conflicts of at most 6 figures, some seconds of work at most.
    fn default() -> Self {
        Self { max_sets: 200, max_size: 6, work: 400_000_000 }
    }
}

/// A minimal set of figures that cannot all be true.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The figures, sorted. Dropping any one leaves a set that can be true.
    pub figures: Vec<FigureId>,
    /// The contradiction radius of the set; more than 1.
    pub radius: Radius,
    /// Whether it takes the assumption that casualties are at most deployed strength.
    pub uses_strength: bool,
    /// Whether it takes the inclusion of one population in another.
    pub uses_inclusion: bool,
    /// What the lower bounds of the certificate add up to: "at least …".
    pub lower_total: u64,
    /// What the upper bounds of the certificate add up to, less than the lower: "at most …".
    pub upper_total: u64,
    /// The last day that a lower bound of the certificate speaks of.
    pub day: i32,
    /// The proof. It uses no more assumptions than needed, so where strength would make the contradiction larger
    /// than it is without, `radius` is that with strength and the certificate does without.
    pub certificate: Certificate,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflicts {
    /// Conflicts, largest radius first, then fewer figures, then by id.
    pub sets: Vec<Conflict>,
    /// How many pairs contradict each other, listed or not.
    pub pairs_total: u64,
    /// Whether all pairs were looked at; else `pairs_total` is a lower bound.
    pub pairs_exact: bool,
    /// Whether `sets` holds every minimal contradiction of at most `max_size` figures.
    pub complete: bool,
}

/// A contradiction that may be listed.
#[derive(PartialEq, Eq)]
struct Candidate {
    layer: u32,
    strength: Strength,
    figures: Vec<usize>,
}

impl Candidate {
    fn by_radius(&self, other: &Self) -> Ordering {
        (other.strength.cmp(&self.strength))
            .then(self.figures.len().cmp(&other.figures.len()))
            .then_with(|| self.figures.cmp(&other.figures))
    }
}

impl Ord for Candidate {
    /// What is listed first is less.
    fn cmp(&self, other: &Self) -> Ordering {
        self.layer.cmp(&other.layer).then_with(|| self.by_radius(other))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The best candidates so far.
struct Shortlist {
    room: usize,
    held: BinaryHeap<Candidate>,
    dropped: bool,
}

impl Shortlist {
    fn new(room: usize) -> Self {
        Self { room, held: BinaryHeap::new(), dropped: false }
    }

    fn offer(&mut self, candidate: Candidate) {
        self.held.push(candidate);
        if self.held.len() > self.room {
            self.held.pop();
            self.dropped = true;
        }
    }

    /// Whether a pair of this layer and strength has no chance; spares the allocation.
    fn hopeless(&mut self, layer: u32, strength: Strength) -> bool {
        let full = self.held.len() >= self.room;
        let worst = self.held.peek();
        let beaten = full
            && worst.is_none_or(|w| layer > w.layer || layer == w.layer && strength < w.strength);
        self.dropped |= beaten;
        beaten
    }
}

/// How many larger sets are sought: more than are listed, so that there is a choice.
fn sets_max(limits: &Limits) -> usize {
    limits.max_sets.saturating_mul(4).max(1000)
}

/// Every larger set is sought among at most this many figures, those that the fewest outbid; the map
/// of subsets grows with the square of it.
const FIGURES_MAX: usize = 300;

impl Problem {
    /// The minimal contradictions among all figures.
    ///
    /// * Output: see [`Conflicts`]; sets of one figure are figures that contradict themselves.
    /// * Determinism: depends on the figures and the limits alone.
    /// * Complete on small inputs; on large ones all pairs are counted, the most telling are listed, and larger sets
    ///   are found as far as the work allows (`complete` says which). Above 300 figures not all larger sets are sought, but
    ///   up to 8,192 figures every one is in some large set that was judged, if the work allows.
    /// * Memory: O(figures + patterns of pairs + limits), and one bit a pair for 301 to 8,192 figures.
    /// * Cost: O(n²) for the pairs; the number of larger sets can be exponential, hence the limits.
    #[must_use]
    pub fn conflicts(&self, limits: &Limits) -> Conflicts {
        let mut finder = Finder {
            problem: self,
            limits,
            layers: layers(self),
            meter: Meter(limits.work),
            small: Shortlist::new(limits.max_sets),
            large: Shortlist::new(limits.max_sets),
            swept: BTreeSet::new(),
            pairs_total: 0,
            complete: true,
        };
        let sound = finder.judge_each();
        let core = self.core(&sound, &finder.layers);
        let mut known = Vec::new();
        let mut contested = if core.whole { None } else { Contested::new(self.figures.len()) };
        // A figure that was left unjudged was not looked at in pairs either.
        let judged = finder.complete;
        let pairs_exact = finder.pair(&sound, &core, &mut known, contested.as_mut()) && judged;
        finder.complete &= pairs_exact;
        if limits.max_size >= 3 && pairs_exact {
            if let Some(contested) = &contested {
                finder.sweep(&sound, contested);
            }
            finder.complete &= core.whole & finder.draw_maps(&core, &known).is_some();
        }
        finder.finish(pairs_exact)
    }

    /// The figures that can be part of a larger contradiction, in groups that have nothing to do with each other.
    fn core(&self, sound: &[usize], layers: &[Vec<u32>]) -> Core {
        let mut ranked: Vec<(u32, usize)> = sound
            .iter()
            .map(|&f| (layers[f].iter().copied().min().unwrap_or(u32::MAX), f))
            .collect();
        ranked.sort_unstable();
        let whole = ranked.len() <= FIGURES_MAX;
        ranked.truncate(FIGURES_MAX);
        let mut figures: Vec<usize> = ranked.into_iter().map(|(_, f)| f).collect();
        figures.sort_unstable();
        let mut rows = Vec::new();
        for (i, &f) in figures.iter().enumerate() {
            rows.extend(self.figures[f].pieces.iter().map(|piece| (row(piece), i)));
        }
        let cone = self.cone();
        let plain: Vec<_> = rows.iter().map(|&(r, _)| r).collect();
        let keep = prune(&cone, &plain);
        let mut group: Vec<usize> = (0..figures.len()).collect();
        let mut alive = vec![false; figures.len()];
        for (a, &(lower, i)) in rows.iter().enumerate().filter(|&(a, (r, _))| keep[a] && r.lower) {
            debug_assert!(keep[a]);
            for (b, &(upper, j)) in rows.iter().enumerate() {
                if keep[b]
                    && !upper.lower
                    && cone.within(lower.population, upper.population)
                    && touches(&lower, &upper, cone.strength)
                {
                    alive[i] = true;
                    alive[j] = true;
                    let (x, y) = (root(&group, i), root(&group, j));
                    group[x.max(y)] = x.min(y);
                }
            }
        }
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); figures.len()];
        for i in (0..figures.len()).filter(|&i| alive[i]) {
            groups[root(&group, i)].push(i);
        }
        groups.retain(|g| g.len() >= 3);
        Core { figures, groups, whole }
    }

    /// The whole conflict of a minimal set, on as few assumptions as it takes.
    fn explain(&self, figures: &[usize], meter: &mut Meter) -> Option<Conflict> {
        let figures: Vec<FigureId> = figures.iter().map(|&f| FigureId(f)).collect();
        let (rows, tags) = self.rows(&figures);
        let radius = self.radius_of(&rows, &self.cone(), meter);
        let alone: Vec<u64> = (0..self.supers.len()).map(|p| 1 << p).collect();
        for (uses_strength, uses_inclusion) in
            [(false, false), (false, true), (true, false), (true, true)]
        {
            let supers = if uses_inclusion { self.supers.clone() } else { alone.clone() };
            let cone = Cone { supers, strength: uses_strength };
            let proof = match solve::settle(&cone, &stretched(&rows), Ratio::ONE, meter) {
                Parametric::Settled(_, Some(proof)) | Parametric::Never(proof) => proof,
                Parametric::Settled(_, None) => continue,
                Parametric::Unknown => return None,
            };
            let certificate = certificate(&proof, &tags)?;
            if !certificate.holds(self) {
                return None;
            }
            let (lower_total, upper_total) = certificate.totals(self)?;
            let lowers = certificate.pieces.iter().filter_map(|&(f, k, _)| self.piece(f, k));
            let day =
                lowers.filter(|p| p.side() == Side::AtLeast).map(super::Piece::last_day).max()?;
            return Some(Conflict {
                figures,
                radius,
                uses_strength,
                uses_inclusion,
                lower_total,
                upper_total,
                day,
                certificate,
            });
        }
        None
    }
}

/// The search in progress.
struct Finder<'a> {
    problem: &'a Problem,
    limits: &'a Limits,
    layers: Vec<Vec<u32>>,
    meter: Meter,
    /// One figure or two.
    small: Shortlist,
    /// Three or more.
    large: Shortlist,
    /// Larger sets found before the map was drawn.
    swept: BTreeSet<Vec<usize>>,
    pairs_total: u64,
    complete: bool,
}

impl Finder<'_> {
    /// The figures that do not contradict themselves; those that do are offered.
    fn judge_each(&mut self) -> Vec<usize> {
        let mut sound = Vec::new();
        for f in 0..self.problem.figures.len() {
            match self.problem.refute(&[FigureId(f)], &mut self.meter) {
                Some(None) => sound.push(f),
                Some(Some(_)) if self.limits.max_size >= 1 => match self.weigh(&[f]) {
                    Some(candidate) => self.small.offer(candidate),
                    None => self.complete = false,
                },
                Some(Some(_)) => {}
                None => self.complete = false,
            }
        }
        sound
    }

    /// Counts and offers all pairs, and notes those that the larger search needs; false if the work ran out.
    fn pair(
        &mut self,
        sound: &[usize],
        core: &Core,
        known: &mut Vec<[usize; 2]>,
        mut contested: Option<&mut Contested>,
    ) -> bool {
        let mut in_core = vec![false; self.problem.figures.len()];
        core.figures.iter().for_each(|&f| in_core[f] = true);
        let Self { problem, limits, layers, meter, small, pairs_total, .. } = self;
        visit_pairs(problem, sound, layers, meter, |pair| {
            *pairs_total += 1;
            if let Some(contested) = &mut contested {
                contested.mark(pair.figures);
            }
            if pair.figures.iter().all(|&f| in_core[f]) {
                known.push(pair.figures);
            }
            if limits.max_size >= 2 && !small.hopeless(pair.layer, pair.strength) {
                let figures = pair.figures.to_vec();
                small.offer(Candidate { layer: pair.layer, strength: pair.strength, figures });
            }
        })
    }

    fn sweep(&mut self, sound: &[usize], contested: &Contested) {
        let mut sweep = Sweep::new(sound, contested);
        while self.swept.len() < sets_max(self.limits) {
            let Some(Some(set)) = sweep.next(self.problem, &mut self.meter) else { return };
            let figures: Vec<usize> = set.iter().map(|f| f.0).collect();
            if self.swept.insert(figures.clone()) && self.offer_large(&figures).is_none() {
                return;
            }
        }
    }

    /// Finds every contradiction of three figures or more in the core; `None` if the work or the room ran out.
    fn draw_maps(&mut self, core: &Core, known: &[[usize; 2]]) -> Option<()> {
        let mut left = sets_max(self.limits);
        for group in &core.groups {
            let figures: Vec<usize> = group.iter().map(|&g| core.figures[g]).collect();
            let place = |f: usize| figures.binary_search(&f).ok();
            let mut map = Map::new(figures.len());
            for &[a, b] in known {
                if let (Some(a), Some(b)) = (place(a), place(b)) {
                    map.block_up(vec![a, b]);
                }
            }
            while let Some(seed) = map.seed(&mut self.meter)? {
                let ids: Vec<FigureId> = seed.iter().map(|&i| FigureId(figures[i])).collect();
                let Some(proof) = self.problem.refute(&ids, &mut self.meter)? else {
                    map.block_down(&seed);
                    continue;
                };
                let set = self.problem.shrink(&proof, &mut self.meter)?;
                let set: Vec<usize> = set.iter().map(|f| f.0).collect();
                map.block_up(set.iter().filter_map(|&f| place(f)).collect());
                if !self.swept.contains(&set) {
                    self.offer_large(&set)?;
                }
                left = left.checked_sub(1)?;
            }
        }
        Some(())
    }

    fn offer_large(&mut self, figures: &[usize]) -> Option<()> {
        if figures.len() <= self.limits.max_size {
            let candidate = self.weigh(figures)?;
            self.large.offer(candidate);
        }
        Some(())
    }

    fn weigh(&mut self, figures: &[usize]) -> Option<Candidate> {
        let (rows, tags) = self.problem.rows(&figure_ids(figures));
        let cone = self.problem.cone();
        let settled = solve::settle(&cone, &stretched(&rows), Ratio::ONE, &mut self.meter);
        let (strength, proof) = match settled {
            Parametric::Settled(square, Some(proof)) => {
                let (lower, upper) = (square.num.unsigned_abs(), square.den.unsigned_abs());
                (Strength { lower, upper }, proof)
            }
            Parametric::Never(proof) => (Strength { lower: 1, upper: 0 }, proof),
            Parametric::Settled(_, None) | Parametric::Unknown => return None,
        };
        let used = proof.rows.iter().map(|&(r, _)| self.layers[tags[r].0][tags[r].1]);
        let layer = used.max().unwrap_or(0);
        Some(Candidate { layer, strength, figures: figures.to_vec() })
    }

    fn finish(self, pairs_exact: bool) -> Conflicts {
        let room = self.limits.max_sets;
        let mut complete = self.complete && !self.small.dropped && !self.large.dropped;
        let (mut small, mut large) =
            (self.small.held.into_sorted_vec(), self.large.held.into_sorted_vec());
        complete &= small.len() + large.len() <= room;
        // Pairs outnumber larger sets, so a quarter of the room is kept for those.
        large.truncate((room / 4).max(room.saturating_sub(small.len())));
        small.truncate(room - large.len().min(room));
        let mut chosen = small;
        chosen.append(&mut large);
        chosen.sort_by(Candidate::by_radius);
        // Proving what was found must not fail for want of work.
        let mut meter = Meter(super::WORK_PER_QUESTION);
        let wanted = chosen.len();
        let sets: Vec<Conflict> =
            chosen.iter().filter_map(|c| self.problem.explain(&c.figures, &mut meter)).collect();
        complete &= sets.len() == wanted;
        Conflicts { sets, pairs_total: self.pairs_total, pairs_exact, complete }
    }
}

struct Core {
    figures: Vec<usize>,
    /// Positions in `figures`, sorted; only groups of three or more.
    groups: Vec<Vec<usize>>,
    /// Whether no figure was left out for want of room.
    whole: bool,
}

fn root(group: &[usize], mut i: usize) -> usize {
    while group[i] != i {
        i = group[i];
    }
    i
}

/// The certificate of a proof, in the smallest whole numbers.
fn certificate(proof: &Proof, tags: &[Tag]) -> Option<Certificate> {
    let times = proof.rows.iter().map(|r| r.1);
    let times = times.chain(proof.inclusions.iter().map(|i| i.5));
    let shared = times.chain(proof.strengths.iter().map(|s| s.2)).fold(0, gcd).max(1);
    let small = |times: i128| i64::try_from(times / shared).ok();
    let mut certificate = Certificate::default();
    for &(r, times) in &proof.rows {
        let (figure, piece) = *tags.get(r)?;
        certificate.pieces.push((FigureId(figure), piece, small(times)?));
    }
    for &(sub, sup, component, after, upto, times) in &proof.inclusions {
        certificate.inclusions.push(InclusionStep {
            sub: PopulationId(sub),
            sup: PopulationId(sup),
            component: component_at(component),
            after,
            upto,
            times: small(times)?,
        });
    }
    for &(population, day, times) in &proof.strengths {
        let population = PopulationId(population);
        certificate.strengths.push(StrengthStep { population, day, times: small(times)? });
    }
    Some(certificate)
}
