//! The body of `estimate/1`: a result as the desk log keeps it.
//!
//! Invariants: no fractions, as everywhere in the record: persons are whole (lower ends down, upper ends up), ratios are thousandths; what a rule
//! forbids is absent, with the rule in its place; nothing that differs from run to run is in it, so that the same table judged by the same
//! code under the same settings is the same body, and is filed once.

use std::collections::BTreeMap;

use estimate::result::{Assessment, MethodResult};
use protect::shape::FiledEstimate;
use serde::{Deserialize, Serialize};

use super::super::case::Case;
use super::super::error::Error;
use super::super::keys::{self, Role};
use super::super::{logs, people};
use super::linked::Version;
use super::{CODE, Judged, Options, STRATA_MAX, shown, withheld};
use crate::intake::{ListCounts, masked};

/// The kind of a result.
pub(crate) const ESTIMATE: &str = "estimate/1";

/// Body of `estimate/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EstimateBody {
    /// What made it: program and version.
    pub code: String,
    /// What was judged.
    pub table: TableBody,
    /// Under which settings.
    pub asked: AskedBody,
    /// What may be said.
    #[serde(flatten)]
    pub said: SaidBody,
    /// By method, in the order in which they are shown.
    pub methods: Vec<MethodBody>,
    /// By stratum, when the persons were divided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strata: Vec<StratumBody>,
    /// Id of the entry with an earlier result on the same table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// The result as it leaves with the next edition; none when it stays inside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<Box<FiledEstimate>>,
}

/// What was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableBody {
    /// Hash of the counts and labels, hexadecimal (`cenotaph.overlap/1`; of strata `cenotaph.strata/1`).
    pub hash: String,
    /// The file's name, without its folder; empty for the named dead of the case.
    pub file: String,
    /// SHA-256 of the file, hexadecimal; empty for the named dead of the case.
    pub file_sha256: String,
    /// The lists as they were judged, merged ones with `+`.
    pub lists: Vec<String>,
    /// Where the counts come from, when they come from linked records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkage: Option<LinkageBody>,
}

/// Linked records behind the counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkageBody {
    /// Records by list, those that cannot be linked included.
    pub records: BTreeMap<String, u64>,
    /// Records that cannot be linked, by list; lists without such are absent.
    pub unlinkable: BTreeMap<String, u64>,
    /// Draws of the linkage.
    pub draws: u64,
    /// The name of their file, without its folder; empty without draws.
    pub partitions: String,
    /// SHA-256 of that file, hexadecimal; empty without draws.
    pub partitions_sha256: String,
}

/// Under which settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedBody {
    /// The period, in words; empty when none was given.
    pub period: String,
    /// The area.
    pub area: String,
    /// The category of persons.
    pub category: String,
    /// True for the named dead of the case, whose derivations the case tells.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub named: bool,
    /// Pairs of which the first derives from the second, as they were given.
    pub derived: Vec<(String, String)>,
    /// Lists that were to be counted as one, as they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merge: Vec<Vec<String>>,
    /// Draws a chain at most.
    pub draws: u64,
    /// Replicates of the bootstrap.
    pub replicates: u64,
}

/// What may be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidBody {
    /// `estimate`, `range`, `lower_bound` or `refused`.
    pub verdict: String,
    /// Ids of the rules that fired.
    pub rules: Vec<String>,
    /// Lower end, persons.
    pub low: Option<u64>,
    /// Upper end, persons.
    pub high: Option<u64>,
    /// The middle of the methods, persons.
    pub point: Option<u64>,
    /// Persons on a list.
    pub listed: u64,
    /// Lists that rule R7 counted as one.
    pub merged: Vec<String>,
    /// The factor between the largest and the smallest point, in thousandths.
    pub spread_milli: Option<u64>,
}

/// One method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodBody {
    /// Its name.
    pub method: String,
    /// Median or best point, persons.
    pub median: Option<u64>,
    /// Lower end.
    pub low: Option<u64>,
    /// Upper end.
    pub high: Option<u64>,
    /// The rule that withholds its number.
    pub withheld: Option<String>,
    /// R-hat in thousandths.
    pub rhat_milli: Option<u64>,
    /// Effective size.
    pub ess: Option<u64>,
    /// Round trips of the slowest chain.
    pub round_trips: Option<u64>,
}

/// One stratum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StratumBody {
    /// Column and value.
    pub values: BTreeMap<String, String>,
    /// Hash of its counts and labels.
    pub hash: String,
    /// What may be said.
    #[serde(flatten)]
    pub said: SaidBody,
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what an integer of the record holds"
)]
pub(super) fn whole(x: f64) -> Option<u64> {
    x.is_finite().then(|| x.clamp(0.0, 9e15) as u64)
}

fn said_body(said: &Assessment) -> SaidBody {
    let Assessment { verdict, rules, merged, listed, spread, .. } = said;
    SaidBody {
        verdict: verdict.word().to_owned(),
        rules: rules.iter().map(|r| r.id().to_owned()).collect(),
        low: verdict.low().and_then(|l| whole(l.floor())),
        high: verdict.high().and_then(|h| whole(h.ceil())),
        point: verdict.point().and_then(|p| whole(p.round())),
        listed: *listed,
        merged: merged.clone(),
        spread_milli: spread.and_then(|s| whole((s * 1000.0).round())),
    }
}

fn method_body(m: &MethodResult, said: &Assessment) -> MethodBody {
    let ends = shown(said, m);
    MethodBody {
        method: m.method.name(),
        median: ends.and_then(|e| whole(e.0.round())),
        low: ends.and_then(|e| whole(e.1.floor())),
        high: ends.and_then(|e| e.2).and_then(|h| whole(h.ceil())),
        withheld: withheld(m.outcome).map(|r| r.id().to_owned()),
        rhat_milli: m.rhat.and_then(|r| whole((r * 1000.0).round())),
        ess: m.ess.and_then(|e| whole(e.floor())),
        round_trips: m.round_trips.map(|t| t as u64),
    }
}

fn version_body(v: &Version) -> MethodBody {
    MethodBody {
        method: v.code(),
        median: v.ends.and_then(|e| whole(e.0.round())),
        low: v.ends.and_then(|e| whole(e.1.floor())),
        high: v.ends.and_then(|e| e.2).and_then(|h| whole(h.ceil())),
        withheld: None,
        rhat_milli: None,
        ess: None,
        round_trips: None,
    }
}

/// The body of a result that stays inside. `file`: name and SHA-256 of the file that it was read from.
#[must_use]
pub fn body(
    judged: &[Judged],
    all: Option<&Assessment>,
    options: &Options,
    file: Option<(&str, &[u8])>,
) -> Option<EstimateBody> {
    let first = judged.first()?;
    let said = all.unwrap_or(&first.said);
    let named = file.is_none();
    let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let linkage = first.linkage.as_ref().map(|l| LinkageBody {
        records: by_list(judged, |c| c.records + c.unlinkable),
        unlinkable: by_list(judged, |c| c.unlinkable),
        draws: l.draws as u64,
        partitions: l.partitions.as_ref().map_or_else(String::new, |p| name(&p.0)),
        partitions_sha256: l
            .partitions
            .as_ref()
            .map_or_else(String::new, |p| super::super::release::hex(&p.1)),
    });
    let versions = first.versions().iter().filter(|_| all.is_none()).map(version_body);
    let strata = judged.iter().filter(|_| all.is_some()).map(|j| StratumBody {
        values: j.values.iter().cloned().collect(),
        hash: j.said.table_hash.clone(),
        said: said_body(&j.said),
    });
    Some(EstimateBody {
        code: CODE.to_owned(),
        table: TableBody {
            hash: said.table_hash.clone(),
            file: file.map_or_else(String::new, |f| name(f.0)),
            file_sha256: file.map_or_else(String::new, |f| super::super::release::hex(f.1)),
            lists: first.judged.names().into_iter().map(str::to_owned).collect(),
            linkage,
        },
        asked: AskedBody {
            period: options.scope.period.clone(),
            area: options.scope.area.clone(),
            category: options.scope.category.clone(),
            derived: options.derived.clone(),
            merge: options.merge.clone(),
            named,
            draws: options.draws as u64,
            replicates: options.replicates as u64,
        },
        said: said_body(said),
        methods: said.methods.iter().map(|m| method_body(m, said)).chain(versions).collect(),
        strata: strata.take(STRATA_MAX).collect(),
        supersedes: None,
        public: None,
    })
}

/// Records of all strata by list; lists without such are absent.
fn by_list(judged: &[Judged], of: impl Fn(&ListCounts) -> u64) -> BTreeMap<String, u64> {
    let mut out = BTreeMap::new();
    let lists = judged.iter().filter_map(|j| j.linkage.as_ref()).flat_map(|l| &l.lists);
    for list in lists.filter(|l| of(l) > 0) {
        *out.entry(list.name.clone()).or_default() += of(list);
    }
    out
}

/// What became of filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filed {
    /// The record has it now.
    New {
        /// As this entry.
        id: String,
        /// True when it stays inside and an earlier result on the same table was public: that one goes with the next edition.
        takes_back: bool,
    },
    /// The record had it already, as this entry.
    There(String),
}

impl Filed {
    /// Id of the entry.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::New { id, .. } | Self::There(id) => id,
        }
    }
}

/// Files a result in the case's desk log. The same result again adds nothing; another one on the same table supersedes it.
///
/// # Errors
/// [`Error::Value`] when a label or word holds what leads to a person; what the record answers.
pub fn file(case: &Case, mut body: EstimateBody) -> Result<Filed, Error> {
    // What leaves has words of ours and of the rest of the body, nothing else.
    let given = EstimateBody { public: None, ..body.clone() };
    let value = serde_json::to_value(&given).map_err(|e| Error::Bug(e.to_string()))?;
    if let Some(what) = found_in(&value) {
        let expected = "what a result may hold: rename the list, the file or the words".to_owned();
        return Err(Error::Value { value: what, expected });
    }
    let earlier = results(case)?.into_iter().rev().find(|(_, e)| e.table.hash == body.table.hash);
    let mut takes_back = false;
    if let Some((id, earlier)) = earlier {
        takes_back = earlier.public.is_some() && body.public.is_none();
        if (EstimateBody { supersedes: None, ..earlier }) == body {
            return Ok(Filed::There(id));
        }
        body.supersedes = Some(id);
    }
    let draft = record::Draft::new(
        ESTIMATE,
        serde_json::to_value(&body).map_err(|e| Error::Bug(e.to_string()))?,
    )?;
    let author = keys::load(case, Role::Author)?;
    let receipts = people::write(case, &[draft], &author)?;
    let id = receipts.first().map(|r| r.id.to_string());
    id.map(|id| Filed::New { id, takes_back })
        .ok_or_else(|| Error::Bug("the record gave no receipt".to_owned()))
}

/// What leaves: of each table the newest result, if it was filed as public.
///
/// # Errors
/// What the record answers.
pub fn leaving(case: &Case) -> Result<Vec<FiledEstimate>, Error> {
    let newest: BTreeMap<String, EstimateBody> =
        results(case)?.into_iter().map(|(_, body)| (body.table.hash.clone(), body)).collect();
    let public = newest.into_iter().filter_map(|(hash, body)| Some((hash, *body.public?)));
    Ok(public.map(|(table_hash, public)| FiledEstimate { table_hash, ..public }).collect())
}

/// Every result in the desk log with the id of its entry, in the order of the log.
///
/// # Errors
/// What the record answers.
pub fn results(case: &Case) -> Result<Vec<(String, EstimateBody)>, Error> {
    let log = logs::desk_read_only(case)?;
    let mut out = Vec::new();
    log.replay(0..log.size()?, |raw| {
        if raw.kind == ESTIMATE {
            out.push((raw.id().to_string(), raw.body_as()?));
        }
        Ok::<(), record::Error>(())
    })?;
    Ok(out)
}

/// What in a text of the body must not be held, by kind and length.
fn found_in(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => {
            let hash = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
            if hash { None } else { masked(text) }
        }
        serde_json::Value::Array(list) => list.iter().find_map(found_in),
        serde_json::Value::Object(map) => {
            map.iter().find_map(|(name, v)| masked(name).or_else(|| found_in(v)))
        }
        _ => None,
    }
}
