//! All steps in their order: rules, keys, model, pairs, prior, clusters, calibration.
//!
//! Invariant: the same records, rules and seed give the same pairs and clusters. Not here: any step itself.

use crate::block::{self, Keys, Rule, RuleCost};
use crate::calibrate;
use crate::cluster::{Clusters, Constraints, cluster};
use crate::kernel::{Pair, Weigher};
use crate::model::{JOINED, Model, ModelError, settled};
use crate::record::Records;
use crate::resume::{Left, ResumeError};
use crate::run::{self, Stopped, Watch};
use crate::train::{self, Refusal, Training, Warning};
use names::Names;
use rayon::prelude::*;

/// How to link.
#[derive(Clone, Debug)]
pub struct Options {
    /// The rules; none asks for proposed ones.
    pub rules: Vec<Rule>,
    /// Pairs a record that proposed rules may cost.
    pub pairs_per_record: u64,
    /// Records of one block at most: larger blocks are left out.
    pub block_largest: u32,
    /// A model to use; without one, it is learned.
    pub model: Option<Model>,
    /// How to learn.
    pub training: Training,
    /// The least total of a pair that is kept, in thousandths of a bit.
    pub floor: i32,
    /// The total above which clusters are joined; by default where weights and prior add up to nothing.
    pub threshold: Option<i32>,
    /// What clusters must keep to.
    pub constraints: Constraints,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rules: Vec::new(),
            pairs_per_record: 100,
            block_largest: u32::MAX,
            model: None,
            training: Training::default(),
            floor: -7000,
            threshold: None,
            constraints: Constraints::default(),
        }
    }
}

/// What came out.
#[derive(Debug)]
pub struct Linked {
    /// The rules with what each costs.
    pub rules: Vec<(Rule, RuleCost)>,
    /// Their keys, to ask which rule has a pair.
    pub keys: Vec<Keys>,
    /// The model, with prior, slope and shift as used.
    pub model: Model,
    /// What to know of it.
    pub warnings: Vec<Warning>,
    /// The pairs that were kept, by record.
    pub pairs: Vec<Pair>,
    /// The clusters.
    pub clusters: Clusters,
    /// The threshold that they were made with.
    pub threshold: i32,
}

/// Why nothing came out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// A model cannot be learned.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The model given is of other fields.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The caller said to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// What was kept is of another run.
    #[error(transparent)]
    Resume(#[from] ResumeError),
}

/// Links records.
///
/// * Determinism: by records as a set, rules, options; not by order or threads.
/// * Memory: that of [`crate::run::pairs`] and [`crate::cluster::cluster`].
///
/// # Errors
/// A refusal with its reason; a model of other fields; [`Stopped`].
pub fn link(
    records: &Records,
    names: &Names,
    options: &Options,
    watch: &dyn Watch,
) -> Result<Linked, LinkError> {
    link_from(records, names, options, None, &mut |_| false, watch)
}

/// [`link`] that goes on where it was stopped.
///
/// * Input: `left` – what an earlier run of the same records, rules and model kept. `keep` – hears what is done whenever `watch` says to stop,
///   and says whether to go on all the same: so a caller keeps what is done now and then.
/// * Output: that of [`link`], however often it was stopped.
///
/// # Errors
/// As [`link`]; [`ResumeError`] if `left` is of another run.
pub fn link_from(
    records: &Records,
    names: &Names,
    options: &Options,
    left: Option<Left>,
    keep: &mut dyn FnMut(&Left) -> bool,
    watch: &dyn Watch,
) -> Result<Linked, LinkError> {
    let rules = if options.rules.is_empty() {
        let budget = (records.len() as u64 * options.pairs_per_record).max(200_000);
        block::propose(records, budget).into_iter().map(|r| r.0).collect()
    } else {
        options.rules.clone()
    };
    let keys = run::keys(records, &rules, options.block_largest);
    let (mut model, warnings) = match &options.model {
        Some(model) => {
            model.fits(records)?;
            (model.clone(), Vec::new())
        }
        None => {
            let trained = train::train(records, names, &rules, &keys, &options.training)?;
            (trained.model, trained.warnings)
        }
    };
    let learned = options.model.is_none();
    let weigher = Weigher::new(records, names, &model);
    let mut own = Left::new(records, &rules, &model, options.floor);
    if let Some(left) = left {
        own.check(&left)?;
        own.partial = left.partial;
    }
    let mut pairs = loop {
        match run::pairs_from(&weigher, &keys, options.floor, &mut own.partial, watch) {
            Ok(pairs) => break pairs,
            Err(_) if keep(&own) => {}
            Err(stopped) => return Err(stopped.into()),
        }
    };
    // It holds the values of all records once more.
    drop(weigher);
    if learned {
        settle_prior(&mut model, records, &mut pairs, options.floor);
    }
    let weigher = Weigher::new(records, names, &model);
    let threshold = options.threshold.unwrap_or_else(|| model.threshold());
    let clusters = cluster(&weigher, &pairs, &options.constraints, threshold);
    let mut linked = Linked {
        rules: rules.into_iter().zip(keys.iter().map(|k| k.cost)).collect(),
        keys,
        model,
        warnings,
        pairs,
        clusters,
        threshold,
    };
    if learned {
        linked.calibrate(weigher, options);
    }
    Ok(linked)
}

/// Sets the prior, and what lists add to it, by all pairs, whose totals follow; those that fall below the floor go.
fn settle_prior(model: &mut Model, records: &Records, pairs: &mut Vec<Pair>, floor: i32) {
    let before = model.prior;
    model.prior = calibrate::prior(model, records.len(), pairs);
    let moved = model.prior - before;
    pairs.par_iter_mut().for_each(|p| p.total += moved);
    model.lists = calibrate::lists(model, records, pairs);
    let (between, lists) = (model.between(records), records.lists().len());
    if !between.is_empty() {
        let at = |p: &Pair| records.list_of(p.a) * lists + records.list_of(p.b);
        pairs.par_iter_mut().for_each(|p| p.total += between[at(p)]);
        pairs.retain(|p| p.total >= floor);
    }
}

impl Linked {
    /// Makes totals what witnesses and clusters bear out. Where agreements say too much, all pairs are weighed anew, and clusters are made again.
    fn calibrate(&mut self, weigher: Weigher<'_>, options: &Options) {
        let (records, names) = (weigher.records, weigher.names);
        let found = calibrate::calibrate(&weigher, &self.pairs, &self.clusters.of);
        let near = self.pairs.iter().filter(|p| p.total.abs() <= calibrate::NEAR).count();
        if near < calibrate::NEAR_MIN {
            self.warnings.push(Warning::NotCalibrated { pairs: crate::key::number(near) });
        }
        let (slope, shift) = (found.slope, found.shift);
        (self.model.slope, self.model.shift) = (slope, shift);
        let settle = |total: &mut i32| *total = settled(*total, slope, shift);
        settle(&mut self.threshold);
        let Some([slope, prior, agreeing]) = found.agreed.filter(|a| a[2] < 0) else {
            self.pairs.par_iter_mut().for_each(|p| settle(&mut p.total));
            self.clusters.held_apart.iter_mut().for_each(|h| settle(&mut h.pair.total));
            return;
        };
        drop(weigher);
        // So that clusters are joined at the probability at which they would have been.
        let threshold = self.model.threshold();
        (self.model.slope, self.model.agreeing) = (slope, agreeing);
        self.model.shift = threshold - settled(JOINED, slope, 0);
        self.model.prior += prior - unsettled(self.model.shift, slope);
        let weigher = Weigher::new(records, names, &self.model);
        self.pairs.par_iter_mut().for_each(|p| p.total = weigher.total(p.a, p.b));
        self.clusters = cluster(&weigher, &self.pairs, &options.constraints, self.threshold);
        // These clusters are better witnesses than the first.
        let again = calibrate::calibrate(&weigher, &self.pairs, &self.clusters.of);
        drop(weigher);
        let slope = i64::from(self.model.slope) * i64::from(again.slope) / 1000;
        self.model.slope = i32::try_from(slope).unwrap_or(1000).clamp(300, 2000);
        self.model.shift = settled(self.model.shift, again.slope, again.shift);
        self.threshold = settled(self.threshold, again.slope, again.shift);
        let weigher = Weigher::new(records, names, &self.model);
        self.pairs.par_iter_mut().for_each(|p| p.total = weigher.total(p.a, p.b));
        for held in &mut self.clusters.held_apart {
            held.pair.total = weigher.total(held.pair.a, held.pair.b);
        }
    }
}

/// What a shift is worth before the slope.
fn unsettled(shift: i32, slope: i32) -> i32 {
    let before = i64::from(shift) * 1000 / i64::from(slope.max(1));
    i32::try_from(before).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{COLUMNS, Plan, Profile, Scripts, World};
    use crate::run::Unwatched;
    use crate::{Builder, Mapping};
    use std::sync::atomic::{AtomicU64, Ordering};

    fn records(seed: u64) -> Records {
        let world = World::new(&Plan {
            records: 700,
            seed,
            profile: Profile::Standard,
            scripts: Scripts::Multi,
        });
        let rows: Vec<Vec<String>> =
            (0..world.len()).map(|n| world.row(n).cells().to_vec()).collect();
        let sample: Vec<Vec<&str>> =
            rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
        let mapping = Mapping::propose(&COLUMNS, &sample);
        let mut builder = Builder::new(&mapping);
        builder.list("all", &COLUMNS).unwrap();
        rows.iter().for_each(|r| {
            builder.row(r).unwrap();
        });
        builder.finish(Names::standard().unwrap())
    }

    /// Says to stop at every so many-th word.
    struct Stops(AtomicU64, u64);

    impl Watch for Stops {
        fn on(&self, _: u64, _: u64) -> bool {
            !(self.0.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(self.1)
        }
    }

    #[test]
    fn a_run_that_is_stopped_at_every_piece_gives_the_same() {
        let (records, names) = (records(9), Names::standard().unwrap());
        let options = Options::default();
        let whole = link(&records, names, &options, &Unwatched).unwrap();
        let mut left: Option<Left> = None;
        let mut stops = 0;
        let found = loop {
            let mut kept = None;
            let mut keep = |now: &Left| {
                kept = Some(Left::from_bytes(&now.to_bytes()).unwrap());
                false
            };
            let watch = Stops(AtomicU64::new(0), 1);
            match link_from(&records, names, &options, left.take(), &mut keep, &watch) {
                Ok(found) => break found,
                Err(LinkError::Stopped(_)) => (left, stops) = (kept, stops + 1),
                Err(other) => panic!("{other}"),
            }
        };
        assert!(stops >= whole.rules.len(), "{stops} stops of {} rules", whole.rules.len());
        assert_eq!((found.pairs, found.clusters), (whole.pairs, whole.clusters));
        assert_eq!(found.model, whole.model);
        // Kept now and then, without stopping.
        let mut times = 0;
        let mut keep = |_: &Left| {
            times += 1;
            true
        };
        let watch = Stops(AtomicU64::new(0), 3);
        let found = link_from(&records, names, &options, None, &mut keep, &watch).unwrap();
        assert!(times > 0 && found.model == whole.model);
    }

    #[test]
    fn what_is_left_of_another_run_is_refused() {
        let (own, names) = (records(9), Names::standard().unwrap());
        let mut left = None;
        let mut keep = |now: &Left| {
            left = Some(now.clone());
            false
        };
        let options = Options::default();
        let watch = Stops(AtomicU64::new(0), 1);
        assert!(link_from(&own, names, &options, None, &mut keep, &watch).is_err());
        let left: Left = left.unwrap();
        let go_on = |records: &Records, options: &Options| {
            let left = Some(left.clone());
            match link_from(records, names, options, left, &mut |_| false, &Unwatched) {
                Err(LinkError::Resume(why)) => Some(why),
                _ => None,
            }
        };
        assert_eq!(go_on(&own, &options), None);
        assert_eq!(go_on(&records(10), &options), Some(ResumeError::Records));
        let rules = vec![Rule::read("date_of_birth", &own).unwrap()];
        assert_eq!(go_on(&own, &Options { rules, ..options.clone() }), Some(ResumeError::Rules));
        let floor = options.floor + 1;
        assert_eq!(go_on(&own, &Options { floor, ..options.clone() }), Some(ResumeError::Model));
        let bytes = left.to_bytes();
        assert_eq!(Left::from_bytes(&bytes).as_ref(), Ok(&left));
        for at in (0..bytes.len()).step_by(bytes.len() / 40 + 1) {
            let mut other = bytes.clone();
            other[at] ^= 4;
            assert_eq!(Left::from_bytes(&other), Err(ResumeError::Bytes), "{at}");
            assert_eq!(Left::from_bytes(&bytes[..at]), Err(ResumeError::Bytes), "{at}");
        }
    }
}
