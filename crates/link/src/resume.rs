//! What is kept of a run, so that it goes on where it was stopped.
//!
//! Terms: *left* – the pairs that were kept so far, and of what run they are: its records, rules, model and floor. Invariants: a run that goes
//! on gives what one gives that was never stopped; what is left of another run is refused, and it is told what differs; bytes that were
//! changed are refused. Learning is done anew: it is the smaller part, and gives the same model. Not here: files; when to keep.

use crate::block::Rule;
use crate::intern::{mix, step};
use crate::model::Model;
use crate::record::Records;
use crate::run::Partial;

/// What is left of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// A hash of the records: values, identifiers and lists, in their order.
    records: u64,
    /// A hash of the rules.
    rules: u64,
    /// A hash of the model as it was learned or given, before pairs were weighed.
    model: u64,
    /// The least total that is kept.
    floor: i32,
    /// The pairs.
    pub(crate) partial: Partial,
}

/// Why a run cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResumeError {
    /// The rows, their order or the lists differ.
    #[error("What was kept is of other rows")]
    Records,
    /// The rules differ.
    #[error("What was kept is of other rules of blocking")]
    Rules,
    /// The model differs.
    #[error("What was kept is of another model")]
    Model,
    /// The bytes are none that were kept, or were changed.
    #[error("What was kept cannot be read")]
    Bytes,
}

const MAGIC: &[u8; 8] = b"linkleft";

impl Left {
    /// Nothing done yet of a run.
    pub(crate) fn new(records: &Records, rules: &[Rule], model: &Model, floor: i32) -> Self {
        let all = 0..crate::key::number(records.len());
        let of_records = all.fold(step(81, records.len() as u64), |hash, r| {
            let list = mix(83, records.lists()[records.list_of(r)].as_bytes());
            let id = mix(85, records.id(r).as_bytes());
            step(step(step(hash, records.content(r)), id), list)
        });
        let of_rules = rules.iter().fold(step(87, rules.len() as u64), |hash, rule| {
            step(hash, mix(89, rule.written(records).as_bytes()))
        });
        let of_model = model.to_json().map_or(0, |text| mix(91, text.as_bytes()));
        let partial = Partial::default();
        Self { records: of_records, rules: of_rules, model: of_model, floor, partial }
    }

    /// Whether two are of one run.
    pub(crate) fn check(&self, other: &Self) -> Result<(), ResumeError> {
        match () {
            () if self.records != other.records => Err(ResumeError::Records),
            () if self.rules != other.rules => Err(ResumeError::Rules),
            () if self.model != other.model || self.floor != other.floor => Err(ResumeError::Model),
            () => Ok(()),
        }
    }

    /// Pairs that were kept so far.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.partial.kept()
    }

    /// As bytes, with a hash of them: 12 a pair, 8 a piece, 72 besides.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let partial = self.partial.to_bytes();
        let mut out = Vec::with_capacity(partial.len() + 48);
        out.extend(MAGIC);
        for hash in [self.records, self.rules, self.model] {
            out.extend(hash.to_le_bytes());
        }
        out.extend(self.floor.to_le_bytes());
        out.extend(&partial);
        out.extend(mix(93, &out).to_le_bytes());
        out
    }

    /// Reads what [`Left::to_bytes`] wrote. Memory is in proportion to the bytes.
    ///
    /// # Errors
    /// [`ResumeError::Bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ResumeError> {
        let broken = ResumeError::Bytes;
        let (own, hash) = bytes.split_last_chunk::<8>().ok_or(broken)?;
        if mix(93, own).to_le_bytes() != *hash {
            return Err(broken);
        }
        let rest = own.strip_prefix(MAGIC).ok_or(broken)?;
        let (hashes, rest) = rest.split_first_chunk::<24>().ok_or(broken)?;
        let (floor, rest) = rest.split_first_chunk::<4>().ok_or(broken)?;
        let [mut records, mut rules, mut model] = [0_u64; 3];
        for (slot, eight) in
            [&mut records, &mut rules, &mut model].into_iter().zip(hashes.as_chunks::<8>().0)
        {
            *slot = u64::from_le_bytes(*eight);
        }
        let partial = Partial::from_bytes(rest).map_err(|_| broken)?;
        Ok(Self { records, rules, model, floor: i32::from_le_bytes(*floor), partial })
    }
}
