//! The estimate of the uncounted: what lists of the named allow to be said, and what the figures can bear instead.
//!
//! Invariants: persons are whole numbers and factors are thousandths; there is no member for one headline number over the figures; what a
//! rule forbids is absent, with the rule's words in its place; every row that was written from statements names them, so that the gate
//! drops it when one of them does not leave whole.
//!
//! Not here: how anything is reckoned; who the named are (see [`super::Person`]).

use super::{Both, FiledEstimate};
use serde::{Deserialize, Serialize};

/// What can be said of those whom nobody counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estimation {
    /// What the lists of the named dead allow; none when nobody is named.
    pub lists: Option<ListEstimate>,
    /// Parties whose figures go back to themselves, with what hands them on.
    pub lineages: Vec<Lineage>,
    /// The factors between parties, each on the day from which it held.
    pub ratios: Vec<FigureRatio>,
    /// Wounded for each killed, where one party gave both for one day.
    pub wounded_to_killed: Vec<WoundedToKilled>,
    /// What a party told anew for a day that had passed.
    pub revisions: Vec<FigureRevision>,
    /// How many were named, by day.
    pub floor: Vec<Floor>,
    /// How many were sent at most, as far as a party gives an upper end.
    pub ceiling: Option<Ceiling>,
    /// The experimental scenarios; none when none were filed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<Scenario>,
    /// Tables that the desk judged and filed as public, the newest result of each; none in editions made before there were such.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filed: Vec<FiledEstimate>,
}

/// A verdict on lists of the named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListEstimate {
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
    /// The lists.
    pub lists: Vec<NamedList>,
    /// Lists that count as one.
    pub merged: Vec<String>,
    /// The rules that fired.
    pub rules: Vec<FiredRule>,
    /// By method, without reference lines.
    pub methods: Vec<MethodLine>,
    /// What is counted.
    pub estimand: Both,
    /// The result in one or two sentences.
    pub sentence: Both,
    /// Hash of counts and labels, hexadecimal.
    pub table_hash: String,
}

/// Somebody who names the dead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedList {
    /// Its name, as printed.
    pub name: String,
    /// How many it names.
    pub persons: u64,
    /// Lists that it has names from.
    pub derives_from: Vec<String>,
}

/// A rule that fired.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiredRule {
    /// Its id.
    pub id: String,
    /// When it fires.
    pub when: String,
    /// Why, as a clause.
    pub because: Both,
    /// What would help.
    pub help: Both,
}

/// What one method says, under its own assumption.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodLine {
    /// Its name.
    pub method: Both,
    /// The assumption that its number rests on.
    pub assumes: Both,
    /// Median or best point, persons.
    pub median: Option<u64>,
    /// Lower end.
    pub low: Option<u64>,
    /// Upper end.
    pub high: Option<u64>,
    /// Id of the rule that withholds its number; may be empty.
    pub withheld: String,
}

/// A party whose figures go back to itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lineage {
    /// Key of the party.
    pub party: String,
    /// Keys of statements with a voice.
    pub own: Vec<String>,
    /// Keys of statements that hand its figures on.
    pub repeats: Vec<String>,
}

/// By which factor one party's latest figure exceeds another's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureRatio {
    /// What is counted.
    pub category: String,
    /// Key of the party above the line.
    pub over: String,
    /// Key of the party below it.
    pub under: String,
    /// Keys of the two statements, the upper first.
    pub statements: Vec<String>,
    /// The smallest factor that the words allow, in thousandths.
    pub low_milli: u64,
    /// The largest; none without an end.
    pub high_milli: Option<u64>,
    /// Days from the lower figure's day to the upper one's.
    pub days_apart: i64,
    /// The day from which these were the latest figures.
    pub since: String,
    /// Whether they still are.
    pub latest: bool,
}

/// Wounded for each killed, by one party's figures of one day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WoundedToKilled {
    /// Key of the party.
    pub party: String,
    /// The day both hold for.
    pub as_of: String,
    /// Keys of the statements of killed and wounded.
    pub statements: Vec<String>,
    /// The smallest ratio that the words allow, in thousandths.
    pub low_milli: u64,
    /// The largest; none without an end.
    pub high_milli: Option<u64>,
    /// Keys of killed figures of other such ratios which this one cannot share.
    pub incoherent_with: Vec<String>,
}

/// A party's own change of a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureRevision {
    /// Key of the party.
    pub party: String,
    /// What is counted.
    pub category: String,
    /// Keys of the earlier and the later statement.
    pub statements: Vec<String>,
    /// The day it was told anew.
    pub on: String,
    /// The least factor by which it rose that the words force, in thousandths; below 1,000 it fell.
    pub factor_milli: u64,
    /// Whether both hold for the same day.
    pub same_day: bool,
}

/// How many were named by a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// The day.
    pub day: String,
    /// Persons named by then.
    pub named: u64,
}

/// How many were sent at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ceiling {
    /// Persons.
    pub deployed: u64,
    /// Key of the statement.
    pub statement: String,
}

/// One scenario: what the killed would be if the bias that all parties share had this spread. Experimental.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Standard deviation of the common bias in ln, in thousandths: the knob that nothing in the figures decides.
    pub common_bias_milli: u64,
    /// The day.
    pub day: String,
    /// Median, lower and upper end of the killed; nothing when the chains did not converge.
    pub killed: Vec<u64>,
    /// R-hat in thousandths.
    pub rhat_milli: u64,
    /// Keys of the statements that had a voice.
    pub statements: Vec<String>,
}
