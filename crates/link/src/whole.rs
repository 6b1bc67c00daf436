//! All steps in their order: rules, keys, model, pairs, prior, clusters, calibration.
//!
//! Invariant: the same records, rules and seed give the same pairs and clusters. Not here: any step itself.

use crate::block::{self, Keys, Rule, RuleCost};
use crate::calibrate;
use crate::cluster::{Clusters, Constraints, cluster};
use crate::kernel::{Pair, Weigher};
use crate::model::{Model, ModelError, settled};
use crate::record::Records;
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
    let mut pairs = run::pairs(&weigher, &keys, options.floor, watch)?;
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
        linked.calibrate(&weigher);
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
    /// Makes totals what the clusters bear out; the clusters stay.
    fn calibrate(&mut self, weigher: &Weigher<'_>) {
        let (slope, shift) = calibrate::calibrate(weigher.records, &self.pairs, &self.clusters.of);
        (self.model.slope, self.model.shift) = (slope, shift);
        let near = self.pairs.iter().filter(|p| p.total.abs() <= calibrate::NEAR).count();
        if near < calibrate::NEAR_MIN {
            self.warnings.push(Warning::NotCalibrated { pairs: crate::key::number(near) });
        }
        let settle = |total: &mut i32| *total = settled(*total, slope, shift);
        self.pairs.par_iter_mut().for_each(|p| settle(&mut p.total));
        self.clusters.held_apart.iter_mut().for_each(|h| settle(&mut h.pair.total));
        settle(&mut self.threshold);
    }
}
