//! A table of lists that a desk judged, filed and made public: the verdict with all that the page of it is drawn from.
//!
//! Terms: a *trajectory* is what would have been said with a part of the data; a *trace* is the draws of a chain in their order, thinned.
//! Invariants: everything is text or a whole number; heights of traces are thousandths of the picture, and stand for persons only where
//! `low` and `high` say which; what the verdict forbids is absent ([`FiledEstimate::no_more_than_its_verdict`]).
//!
//! Not here: the counts, the file that they were read from, and whom they count.

use super::{Both, FiredRule, MethodLine};
use serde::{Deserialize, Serialize};

/// A verdict on a table that the desk filed as public.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiledEstimate {
    /// Hash of counts and labels, hexadecimal: the key.
    pub table_hash: String,
    /// Program and version that made it.
    pub code: String,
    /// The lists as they were judged, merged ones with `+`.
    pub lists: Vec<String>,
    /// Lists that a rule counted as one.
    pub merged: Vec<String>,
    /// `estimate`, `range`, `lower_bound` or `refused`.
    pub verdict: String,
    /// Lower end, persons.
    pub low: Option<u64>,
    /// Upper end, persons.
    pub high: Option<u64>,
    /// The middle of the methods, persons.
    pub point: Option<u64>,
    /// Persons on a list.
    pub listed: u64,
    /// The rules that fired.
    pub rules: Vec<FiredRule>,
    /// By method, without reference lines.
    pub methods: Vec<MethodLine>,
    /// By stratum, when the persons were divided.
    pub strata: Vec<FiledStratum>,
    /// What would have been said with less of the data; may be empty.
    pub trajectory: Vec<TrajectoryPoint>,
    /// The chains of the latent classes, if they were drawn.
    pub chains: Option<Chains>,
    /// What is counted.
    pub estimand: Both,
    /// The result in one or two sentences.
    pub sentence: Both,
}

/// The verdict on one stratum.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiledStratum {
    /// Columns and values, as `column = value`.
    pub values: Vec<String>,
    /// As of the whole.
    pub verdict: String,
    /// Lower end, persons.
    pub low: Option<u64>,
    /// Upper end, persons.
    pub high: Option<u64>,
    /// Persons on a list.
    pub listed: u64,
    /// Ids of the rules that fired.
    pub rules: Vec<String>,
}

/// What would have been said with a part of the data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrajectoryPoint {
    /// Share of the listed, in per cent.
    pub percent: u64,
    /// Median over the parts that were drawn, persons.
    pub median: u64,
    /// Its 10 % quantile, downwards.
    pub low: u64,
    /// Its 90 % quantile, upwards.
    pub high: u64,
}

/// The chains of the latent classes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chains {
    /// Persons at height 0; none where a rule withholds the number: heights are ranks of the draws then.
    pub low: Option<u64>,
    /// Persons at height 1,000, by a logarithmic scale; none likewise.
    pub high: Option<u64>,
    /// Draws a chain.
    pub draws: u64,
    /// R-hat in thousandths; none where it is not finite.
    pub rhat_milli: Option<u64>,
    /// Effective size, downwards; none likewise.
    pub ess: Option<u64>,
    /// Round trips, by chain.
    pub round_trips: Vec<u64>,
    /// Heights from 0 to 1,000, by chain, every so many draws.
    pub traces: Vec<Vec<u64>>,
}

impl FiledEstimate {
    /// Without any number that its verdict forbids: an upper end, a point and methods only of an interval, no end after a refusal.
    ///
    /// A word that is no verdict is taken for a refusal. Doing it twice is doing it once.
    #[must_use]
    pub fn no_more_than_its_verdict(mut self) -> Self {
        let interval = matches!(self.verdict.as_str(), "estimate" | "range");
        if self.verdict != "estimate" {
            self.point = None;
        }
        if !interval {
            self.high = None;
            self.methods.clear();
            self.trajectory.clear();
        }
        if !interval && self.verdict != "lower_bound" {
            self.low = None;
        }
        for line in self.methods.iter_mut().filter(|m| !m.withheld.is_empty()) {
            (line.median, line.low, line.high) = (None, None, None);
        }
        if let Some(chains) = self.chains.as_mut().filter(|_| !interval) {
            (chains.low, chains.high) = (None, None);
        }
        for stratum in &mut self.strata {
            match stratum.verdict.as_str() {
                "estimate" | "range" => {}
                "lower_bound" => stratum.high = None,
                _ => (stratum.low, stratum.high) = (None, None),
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_lets_through_what_it_allows() {
        let line = |withheld: &str| MethodLine {
            median: Some(777),
            low: Some(771),
            high: Some(779),
            withheld: withheld.into(),
            ..MethodLine::default()
        };
        let stratum = |verdict: &str| FiledStratum {
            verdict: verdict.into(),
            low: Some(50),
            high: Some(778),
            ..FiledStratum::default()
        };
        let of = |verdict: &str| FiledEstimate {
            verdict: verdict.into(),
            low: Some(80),
            high: Some(775),
            point: Some(776),
            methods: vec![line(""), line("R3")],
            strata: vec![stratum("range"), stratum("lower_bound"), stratum("refused")],
            trajectory: vec![TrajectoryPoint::default()],
            chains: Some(Chains { low: Some(80), high: Some(774), ..Chains::default() }),
            ..FiledEstimate::default()
        };
        for (verdict, low, high, point, methods) in [
            ("estimate", true, true, true, 2),
            ("range", true, true, false, 2),
            ("lower_bound", true, false, false, 0),
            ("refused", false, false, false, 0),
            ("a word", false, false, false, 0),
        ] {
            let said = of(verdict).no_more_than_its_verdict();
            assert_eq!(
                (said.low.is_some(), said.high.is_some(), said.point.is_some(), said.methods.len()),
                (low, high, point, methods),
                "{verdict}"
            );
            assert!(said.methods.iter().all(|m| m.withheld.is_empty() == m.median.is_some()));
            assert_eq!(said.trajectory.is_empty(), methods == 0);
            assert_eq!(said.chains.as_ref().map(|c| c.high.is_some()), Some(high));
            let ends: Vec<_> =
                said.strata.iter().map(|s| (s.low.is_some(), s.high.is_some())).collect();
            assert_eq!(ends, [(true, true), (true, false), (false, false)]);
            assert_eq!(said.clone().no_more_than_its_verdict(), said, "twice is once");
        }
    }
}
