//! The minimal contradictions among all figures, with their proofs.
//!
//! In order: figures that contradict themselves; all pairs, counted exactly (see [`pairs`](super::pairs)); then larger
//! sets, by judging maximal unjudged subsets until none is left ([`map`](super::map)) or the work runs out. With
//! more figures than the map holds, large sets without a contradicting pair are judged first ([`sweep`](super::sweep)).
//!
//! Thousands of figures make millions of contradicting pairs, most of them variants of a few. So what is listed is
//! chosen by layer – first those between figures that nothing of their kind outbids, then those between the
//! next – and by radius within a layer. The list itself is ordered by radius.
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
use super::sweep::{Contested, sweep};
use super::{Problem, Radius, Tag, row, stretched};

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
    /// Larger sets offered before the map was drawn.
    listed: BTreeSet<Vec<usize>>,
}

impl Shortlist {
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
        let mut meter = Meter(limits.work);
        let mut list = Shortlist {
            room: limits.max_sets,
            held: BinaryHeap::new(),
            dropped: false,
            listed: BTreeSet::new(),
        };
        let layers = layers(self);
        let mut complete = true;
        let mut sound = Vec::new();
        for f in 0..self.figures.len() {
            match self.refute(&[FigureId(f)], &mut meter) {
                Some(None) => sound.push(f),
                Some(Some(_)) if limits.max_size >= 1 => {
                    match self.weigh(&[f], &layers, &mut meter) {
                        Some(candidate) => list.offer(candidate),
                        None => complete = false,
                    }
                }
                Some(Some(_)) => {}
                None => complete = false,
            }
        }
        let judged = complete;
        let core = self.core(&sound, &layers);
        let mut place = vec![None; self.figures.len()];
        for (i, &f) in core.figures.iter().enumerate() {
            place[f] = Some(i);
        }
        let mut pairs_total = 0;
        let mut known = Vec::new();
        let mut contested = if core.whole { None } else { Contested::new(self.figures.len()) };
        let pairs_exact = visit_pairs(self, &sound, &layers, &mut meter, |pair| {
            pairs_total += 1;
            if let Some(contested) = &mut contested {
                contested.mark(pair.figures);
            }
            if let [Some(a), Some(b)] = pair.figures.map(|f| place[f]) {
                known.push([a, b]);
            }
            if limits.max_size >= 2 && !list.hopeless(pair.layer, pair.strength) {
                let figures = pair.figures.to_vec();
                list.offer(Candidate { layer: pair.layer, strength: pair.strength, figures });
            }
        });
        let pairs_exact = pairs_exact && judged;
        complete &= pairs_exact;
        if limits.max_size >= 3 && pairs_exact {
            let mut swept = BTreeSet::new();
            if let Some(contested) = &contested {
                sweep(self, &sound, contested, &mut meter, |set, meter| {
                    let figures: Vec<usize> = set.iter().map(|f| f.0).collect();
                    if figures.len() <= limits.max_size && swept.insert(figures.clone()) {
                        match self.weigh(&figures, &layers, meter) {
                            Some(candidate) => list.offer(candidate),
                            None => return false,
                        }
                    }
                    swept.len() < sets_max(limits)
                });
            }
            list.listed = swept;
            let all = self.larger(&core, &known, limits, &layers, &mut meter, &mut list);
            complete &= all && core.whole;
        }
        complete &= !list.dropped;
        let mut chosen = list.held.into_vec();
        chosen.sort_by(Candidate::by_radius);
        // Proving what was found must not fail for want of work.
        let mut meter = Meter(super::WORK_PER_QUESTION);
        let wanted = chosen.len();
        let sets: Vec<Conflict> =
            chosen.iter().filter_map(|c| self.explain(&c.figures, &mut meter)).collect();
        complete &= sets.len() == wanted;
        Conflicts { sets, pairs_total, pairs_exact, complete }
    }

    /// Finds contradictions of three figures or more; whether all were found.
    fn larger(
        &self,
        core: &Core,
        known: &[[usize; 2]],
        limits: &Limits,
        layers: &[Vec<u32>],
        meter: &mut Meter,
        list: &mut Shortlist,
    ) -> bool {
        let mut left = sets_max(limits);
        for group in &core.groups {
            let mut place = vec![None; core.figures.len()];
            for (i, &g) in group.iter().enumerate() {
                place[g] = Some(i);
            }
            let mut map = Map::new(group.len());
            for pair in known {
                if let [Some(a), Some(b)] = pair.map(|f| place[f]) {
                    map.block_up(vec![a, b]);
                }
            }
            let ids: Vec<FigureId> = group.iter().map(|&g| FigureId(core.figures[g])).collect();
            loop {
                let Some(seed) = map.seed(meter) else { return false };
                let Some(seed) = seed else { break };
                let seeded: Vec<FigureId> = seed.iter().map(|&i| ids[i]).collect();
                match self.refute(&seeded, meter) {
                    None => return false,
                    Some(None) => map.block_down(&seed),
                    Some(Some(proof)) => {
                        let Some(set) = self.shrink(&proof, meter) else { return false };
                        let figures: Vec<usize> = set.iter().map(|f| f.0).collect();
                        map.block_up(
                            figures
                                .iter()
                                .filter_map(|f| ids.binary_search(&FigureId(*f)).ok())
                                .collect(),
                        );
                        if figures.len() > limits.max_size || list.listed.contains(&figures) {
                            continue;
                        }
                        match self.weigh(&figures, layers, meter) {
                            Some(candidate) => list.offer(candidate),
                            None => return false,
                        }
                        left -= 1;
                        if left == 0 {
                            return false;
                        }
                    }
                }
            }
        }
        true
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

    fn weigh(
        &self,
        figures: &[usize],
        layers: &[Vec<u32>],
        meter: &mut Meter,
    ) -> Option<Candidate> {
        let ids: Vec<FigureId> = figures.iter().map(|&f| FigureId(f)).collect();
        let (rows, tags) = self.rows(&ids);
        let (strength, proof) =
            match solve::settle(&self.cone(), &stretched(&rows), Ratio::ONE, meter) {
                Parametric::Settled(square, Some(proof)) => {
                    let (lower, upper) = (square.num.unsigned_abs(), square.den.unsigned_abs());
                    (Strength { lower, upper }, proof)
                }
                Parametric::Never(proof) => (Strength { lower: 1, upper: 0 }, proof),
                Parametric::Settled(_, None) | Parametric::Unknown => return None,
            };
        let used = proof.rows.iter().map(|&(r, _)| layers[tags[r].0][tags[r].1]);
        let layer = used.max().unwrap_or(0);
        Some(Candidate { layer, strength, figures: figures.to_vec() })
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
