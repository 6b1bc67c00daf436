//! An estimate from linked records: the table that each draw of the linkage gives, and what may be said over all of them.
//!
//! Who is the same person on two lists is uncertain, so that a table of overlaps is one of many. The persons as they were linked are judged
//! like any table. Log-linear models are drawn for every draw of the linkage and their draws of the population pooled; records that cannot be
//! linked are left out, taken in and imputed, always all three. Then those tables are judged whole whose best models lie lowest and highest,
//! and one of those that are too sparse or have no best model, where there is one.
//!
//! Terms: a *version* is one way with the records that cannot be linked; a *draw* is one way to tell the persons apart.
//! Invariants: the verdict is no firmer than that of any table that was judged whole, its interval holds all of theirs; fewer than twenty
//! draws fire rule R6; there is a point only where every version's pooled interval holds it; a lower bound is what the least table lists.
//!
//! Not here: who is the same person (`link`), pooling (`estimate::linkage`), the files (`intake`).

use estimate::diagnose::diagnose;
use estimate::linkage::{Draw, Pooled as Pool, pool, unlinkable};
use estimate::loglinear::BootstrapOptions;
use estimate::result::{Assessment, Verdict};
use estimate::rules::{self, Rule};
use estimate::table::OverlapTable;
use sha2::{Digest as _, Sha256};

use super::super::Both;
use super::super::error::Error;
use super::{Judged, Options, Step, Stratum, arranged, has_upper, one};
use crate::intake::{Clustered, ListCounts, Partitions};

/// Tables that are imputed at least, over all draws of the linkage.
const IMPUTED_MIN: usize = rules::LINKAGE_DRAWS_MIN;
/// Replicates of the bootstrap for each of many tables: twenty draws have four thousand together.
const REPLICATES: usize = 200;
/// Lists up to which every draw gets its log-linear models.
const LISTS_MAX: usize = estimate::assess::LOG_LINEAR_MAX;
/// Tables that are judged whole at most.
pub const JUDGED_MAX: usize = 5;

/// What is done with records that cannot be linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// They are left out.
    Excluded,
    /// Each is a person of its own.
    Included,
    /// Each is given a pattern like those of the linkable records of its list.
    Imputed,
}

impl Way {
    /// The code for machines.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Excluded => "excluded",
            Self::Included => "included",
            Self::Imputed => "imputed",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> Both {
        let (en, ko) = match self {
            Self::Excluded => ("unlinkable records left out", "연결할 수 없는 기록 제외"),
            Self::Included => (
                "unlinkable records as persons of their own",
                "연결할 수 없는 기록을 각각 한 명으로",
            ),
            Self::Imputed => ("unlinkable records imputed", "연결할 수 없는 기록을 대체 추정"),
        };
        Both { en: en.to_owned(), ko: ko.to_owned() }
    }
}

/// One version over all draws of the linkage.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// With the unlinkable: none when every record can be linked, and then there is one version.
    pub way: Option<Way>,
    /// The fewest and the most persons listed.
    pub listed: (u64, u64),
    /// Median, lower and upper end of the pooled draws; none where no rule lets the lists have a number.
    pub ends: Option<(f64, f64, Option<f64>)>,
    /// The factor between the largest and the smallest best model.
    pub spread: Option<f64>,
    /// Tables.
    pub tables: usize,
}

impl Version {
    /// The code for machines.
    #[must_use]
    pub fn code(&self) -> String {
        format!("linkage-{}", self.way.map_or("all", Way::code))
    }

    /// The name for readers, short enough for a picture.
    #[must_use]
    pub fn title(&self) -> Both {
        let (en, ko) = match self.way {
            None => ("log-linear", "로그선형"),
            Some(Way::Excluded) => ("unlinkable left out", "연결 불가 제외"),
            Some(Way::Included) => ("unlinkable as persons", "연결 불가는 한 명씩"),
            Some(Way::Imputed) => ("unlinkable imputed", "연결 불가는 대체"),
        };
        let n = self.tables;
        Both { en: format!("{n} linkages: {en}"), ko: format!("연결 {n}가지: {ko}") }
    }

    /// What the number rests on.
    #[must_use]
    pub fn assumes(&self) -> Both {
        Both {
            en: "as the log-linear models, chosen anew in each draw of the linkage; what may be said holds, beyond these lines, all that is said of the tables whose best models lie lowest and highest".to_owned(),
            ko: "로그선형 모형과 같음. 연결을 추출할 때마다 모형을 새로 고름. 말할 수 있는 범위는 이 줄들 말고도 최적 모형의 값이 가장 낮거나 높은 표에서 말할 수 있는 것을 모두 담음".to_owned(),
        }
    }
}

/// A table that was judged whole beside the linked persons.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// The draw.
    pub draw: String,
    /// The version; none when every record can be linked.
    pub way: Option<Way>,
    /// What may be said of it.
    pub said: Assessment,
}

/// How the persons as they were linked compare with the draws of the linkage: one of many ways to link should lie among the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Against {
    /// Persons listed, as they were linked.
    pub listed: u64,
    /// The fewest and the most that the draws list.
    pub listed_drawn: (u64, u64),
    /// The median of the log-linear replicates of the persons as they were linked, and the least and the greatest over the draws; none
    /// where there are none.
    pub best: Option<(f64, (f64, f64))>,
}

impl Against {
    /// Below all draws, above all, or neither; by the population where there is one.
    #[must_use]
    pub fn place(&self) -> std::cmp::Ordering {
        let (n, (least, most)) = self.best.unwrap_or((
            self.listed as f64,
            (self.listed_drawn.0 as f64, self.listed_drawn.1 as f64),
        ));
        if n < least {
            std::cmp::Ordering::Less
        } else if n > most {
            std::cmp::Ordering::Greater
        } else {
            std::cmp::Ordering::Equal
        }
    }
}

/// Where the counts of an estimate come from, when they come from linked records.
#[derive(Debug, Clone, PartialEq)]
pub struct Linkage {
    /// The lists.
    pub lists: Vec<ListCounts>,
    /// Draws of the linkage.
    pub draws: usize,
    /// File of the draws, and its SHA-256.
    pub partitions: Option<(String, [u8; 32])>,
    /// The persons as they were linked, beside the draws; none without draws.
    pub against: Option<Against>,
    /// The versions.
    pub versions: Vec<Version>,
    /// Tables judged beside that of the linked persons.
    pub beside: Vec<Beside>,
}

/// A version with its tables.
type Tables = (Option<Way>, Vec<Made>);

/// A candidate for judgement.
struct Made {
    draw: String,
    way: Option<Way>,
    table: OverlapTable,
}

/// What is judged at once: all persons, or those of a stratum.
struct Part<'p> {
    values: Vec<(String, String)>,
    lists: &'p [ListCounts],
    cells: &'p [(u64, u64)],
    /// Name and cells of each draw.
    draws: Vec<(&'p str, &'p [(u64, u64)])>,
    partitions: Option<&'p Partitions>,
}

/// Judges linked persons, whole or a stratum after another.
///
/// `columns`: those by which the persons were divided, as they were read.
///
/// * Input: records with their persons; draws of the linkage, twenty or more, or none. * Output: the judgement of the persons as they were
///   linked, its verdict weakened by all that linkage leaves open.
/// * Determinism: the counts decide, and the names of draws where several are alike.
/// * Cost: judging up to [`JUDGED_MAX`] tables, and 200 replicates for each draw and version.
///
/// # Errors
/// [`Error::Value`] for lists that are not there; [`Error::Estimate`], what the methods answer.
pub fn judge(
    persons: &Clustered,
    partitions: Option<&Partitions>,
    columns: &[String],
    options: &Options,
    each: &mut dyn FnMut(Step),
) -> Result<Vec<Judged>, Error> {
    let drawn = || partitions.iter().flat_map(|p| &p.draws);
    if persons.strata.is_empty() {
        let draws = drawn().map(|d| (d.name.as_str(), d.cells.as_slice())).collect();
        let (lists, cells) = (&persons.lists, &persons.cells);
        let part = Part { values: Vec::new(), lists, cells, draws, partitions };
        return Ok(vec![judge_part(&part, options, each)?]);
    }
    let mut out = Vec::with_capacity(persons.strata.len());
    for (at, stratum) in persons.strata.iter().enumerate() {
        if stratum.cells.is_empty() {
            let expected = "a stratum in which a record can be linked".to_owned();
            return Err(Error::Value { value: stratum.values.join(", "), expected });
        }
        let of = |d: &'_ crate::intake::DrawCounts| d.strata.get(at).cloned().unwrap_or_default();
        let cells: Vec<(String, Vec<(u64, u64)>)> =
            drawn().map(|d| (d.name.clone(), of(d))).collect();
        let draws = cells.iter().map(|(name, cells)| (name.as_str(), cells.as_slice())).collect();
        let values = columns.iter().cloned().zip(stratum.values.iter().cloned()).collect();
        let (lists, cells) = (&stratum.lists, &stratum.cells);
        let part = Part { values, lists, cells, draws, partitions };
        out.push(judge_part(&part, options, each)?);
    }
    Ok(out)
}

fn judge_part(
    part: &Part<'_>,
    options: &Options,
    each: &mut dyn FnMut(Step),
) -> Result<Judged, Error> {
    let names: Vec<String> = part.lists.iter().map(|l| l.name.clone()).collect();
    let loose: Vec<u64> = part.lists.iter().map(|l| l.unlinkable).collect();
    let table = |cells: &[(u64, u64)]| -> Result<_, Error> {
        arranged(OverlapTable::new(names.clone(), cells.iter().copied())?, options)
    };
    let (linked, derived) = table(part.cells)?;
    let values = part.values.clone();
    let base = Stratum { values, table: linked.clone(), derived: derived.clone() };
    let mut judged = one(0, &base, options, each)?;

    let mut draws = Vec::new();
    for (name, cells) in part.draws.iter().filter(|d| !d.1.is_empty()) {
        draws.push(((*name).to_owned(), table(cells)?.0));
    }
    let drawn = part.draws.len();
    // A draw may leave a stratum without persons: nobody is the least that it lists.
    let empty = drawn - draws.len();
    if draws.is_empty() {
        draws.push(("linked".to_owned(), linked.clone()));
    }
    let loose = held(&linked, &names, &loose);
    let mut versions = versions(&draws, &loose)?;
    let sound = judged.judged.lists() >= rules::LISTS_MIN;
    let mut fired: Vec<Rule> = judged.said.rules.clone();
    let mut pooled = Vec::new();
    let mut against = None;
    for (way, tables) in &mut versions {
        // Lists that rule R7 found to be one are one in every draw; before that, no two draws would be of one thing.
        for made in tables.iter_mut() {
            made.table = merged_like(&judged.judged, &made.table)?;
        }
        let all: Vec<OverlapTable> = tables.iter().map(|m| m.table.clone()).collect();
        let usable = sound && judged.judged.lists() <= LISTS_MAX && !sparse(&judged.judged);
        let found = if usable { pool(&all, &settings(options))? } else { None };
        if drawn > 0 && matches!(way, None | Some(Way::Excluded)) {
            against = Some(compared(&judged.judged, &all, usable.then_some(&found), options)?);
        }
        if let Some(found) = &found {
            fired.extend(found.rules.iter().copied().filter(|r| *r != Rule::R6));
            if found.spread > rules::LINKAGE_SPREAD {
                fired.push(Rule::R6);
            }
        }
        pooled.push((*way, found));
    }
    if drawn < rules::LINKAGE_DRAWS_MIN {
        fired.push(Rule::R6);
    }
    if unlinkable(&linked, &loose, 0)?.fires {
        fired.push(Rule::R8);
    }
    // The verdict is no firmer than that of the linked persons: an upper end which these do not support is not tried again.
    let upper_is_prior = judged.said.rules.contains(&Rule::R5);
    let options = &Options { upper_is_prior, ..options.clone() };
    let mut beside = Vec::new();
    for made in extremes(&versions, &pooled, sound) {
        // The names of lists that were merged are theirs: what derives from what was said of the lists as read.
        let stratum =
            Stratum { values: Vec::new(), table: made.table.clone(), derived: Vec::new() };
        let said = one(beside.len() + 1, &stratum, options, each)?.said;
        beside.push(Beside { draw: made.draw.clone(), way: made.way, said });
    }
    let listed = versions.iter().flat_map(|(_, tables)| tables.iter().map(|m| m.table.total()));
    let mut least = listed.min().unwrap_or(judged.said.listed).min(judged.said.listed);
    if empty > 0 {
        (least, judged.said.verdict) = (0, Verdict::LowerBound { low: 0.0, certain: true });
        fired.push(Rule::R2);
    }
    weaken(&mut judged.said, &beside, fired, least, pooled.iter().filter_map(|p| p.1.as_ref()));
    judged.said.table_hash = hash(&judged.said.table_hash, &draws, part.lists);
    let versions = versions
        .iter()
        .zip(pooled)
        .map(|((way, tables), (_, pool))| version(*way, tables, pool.as_ref(), &judged.said))
        .collect();
    judged.linkage = Some(Linkage {
        lists: part.lists.to_vec(),
        draws: drawn,
        partitions: part.partitions.map(|p| (p.name.clone(), p.sha256)),
        against,
        versions,
        beside,
    });
    Ok(judged)
}

/// The persons as they were linked, beside what the draws give.
fn compared(
    linked: &OverlapTable,
    drawn: &[OverlapTable],
    found: Option<&Option<Pool>>,
    options: &Options,
) -> Result<Against, Error> {
    let totals = drawn.iter().map(OverlapTable::total);
    let mut best = None;
    if let Some(Some(found)) = found {
        let own = pool(std::slice::from_ref(linked), &settings(options))?;
        let points = found.by_table.iter().flatten().copied();
        let ends = points.fold((f64::INFINITY, 0.0_f64), |e, p| (e.0.min(p), e.1.max(p)));
        best = own.map(|own| (own.interval.point, ends));
    }
    Ok(Against {
        listed: linked.total(),
        listed_drawn: (totals.clone().min().unwrap_or(0), totals.max().unwrap_or(0)),
        best,
    })
}

fn settings(options: &Options) -> Draw {
    let replicates = options.replicates.min(REPLICATES);
    // Beyond five lists a walk over pairs, as in the judgement of one table.
    Draw::LogLinear(BootstrapOptions { replicates, ..BootstrapOptions::default() })
}

/// Unlinkable records by list of the table, which may be merged of several or lack some.
fn held(table: &OverlapTable, names: &[String], loose: &[u64]) -> Vec<u64> {
    // The lists as the caller asked for them carry the names of their members, joined.
    let of = |name: &str| -> u64 {
        let counts = names.iter().zip(loose);
        let whole: u64 = counts.clone().filter(|(n, _)| *n == name).map(|(_, c)| *c).sum();
        if names.iter().any(|n| n == name) {
            return whole;
        }
        counts.filter(|(n, _)| holds(name, n)).map(|(_, c)| *c).sum()
    };
    table.names().into_iter().map(of).collect()
}

/// Whether a joined name has this one among its parts.
fn holds(joined: &str, name: &str) -> bool {
    format!("+{joined}+").contains(&format!("+{name}+"))
}

/// Every version with its table for each draw.
fn versions(draws: &[(String, OverlapTable)], loose: &[u64]) -> Result<Vec<Tables>, Error> {
    let made = |way, draw: &str, table| Made { draw: draw.to_owned(), way, table };
    if loose.iter().all(|n| *n == 0) {
        let tables = draws.iter().map(|(name, table)| made(None, name, table.clone()));
        return Ok(vec![(None, tables.collect())]);
    }
    let mut out = [Way::Excluded, Way::Included, Way::Imputed].map(|w| (Some(w), Vec::new()));
    let each = IMPUTED_MIN.div_ceil(draws.len().max(1));
    for (name, table) in draws {
        let three = unlinkable(table, loose, each)?;
        out[0].1.push(made(Some(Way::Excluded), name, three.excluded));
        out[1].1.push(made(Some(Way::Included), name, three.included));
        let imputed = three.imputed.into_iter();
        out[2].1.extend(imputed.map(|table| made(Some(Way::Imputed), name, table)));
    }
    Ok(out.into())
}

/// The table with the lists merged that are one in `like`.
fn merged_like(like: &OverlapTable, table: &OverlapTable) -> Result<OverlapTable, Error> {
    let mut out = table.clone();
    for (_, members) in like.provenance().made_of.into_iter().filter(|(_, m)| m.len() > 1) {
        let there: Vec<&str> = members.iter().map(String::as_str).collect();
        out = out.merge(&there)?;
    }
    Ok(out)
}

/// Rule R2, of a table that is not judged whole.
fn sparse(table: &OverlapTable) -> bool {
    let seen = diagnose(table);
    seen.on_two_or_more < rules::ON_TWO_MIN
        || seen.lists.iter().any(|l| l.overlaps < rules::OVERLAPS_MIN)
}

/// The tables that are judged whole: best models lowest and highest, one without any, one that is too sparse.
fn extremes<'m>(
    versions: &'m [Tables],
    pooled: &[(Option<Way>, Option<Pool>)],
    sound: bool,
) -> Vec<&'m Made> {
    let mut ranked: Vec<(f64, &Made)> = Vec::new();
    let (mut without, mut thin) = (None, None);
    for ((_, tables), (_, pool)) in versions.iter().zip(pooled) {
        for (at, made) in tables.iter().enumerate() {
            if sound && sparse(&made.table) {
                thin = thin.or(Some(made));
            }
            match pool.as_ref().map(|p| p.by_table.get(at).copied().flatten()) {
                Some(Some(point)) => ranked.push((point, made)),
                Some(None) => without = without.or(Some(made)),
                None => {}
            }
        }
    }
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
    let ends = [ranked.first(), ranked.last()].into_iter().flatten().map(|r| r.1);
    let mut out: Vec<&Made> = Vec::new();
    for made in ends.chain(without).chain(thin) {
        if !out.iter().any(|o| o.table.cells() == made.table.cells()) {
            out.push(made);
        }
    }
    out
}

/// The verdict over the linked persons and what was judged beside them: no firmer than any, and as wide as all.
fn weaken(
    said: &mut Assessment,
    beside: &[Beside],
    mut fired: Vec<Rule>,
    least: u64,
    pooled: impl Iterator<Item = impl std::borrow::Borrow<Pool>>,
) {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    // The point that all draws have in common: the highest lower and the lowest upper end.
    let mut common = (f64::NEG_INFINITY, f64::INFINITY);
    for pool in pooled {
        let interval = pool.borrow().interval;
        (low, high) = (low.min(interval.low), high.max(interval.high));
        common = (common.0.max(interval.low), common.1.min(interval.high));
    }
    let mut verdict = said.verdict;
    for other in beside {
        fired.extend(other.said.rules.iter().copied());
        verdict = weaker(verdict, other.said.verdict, least);
        said.spread = match (said.spread, other.said.spread) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
    }
    said.verdict = match verdict {
        Verdict::Estimate { point, low: l, high: h } if (common.0..=common.1).contains(&point) => {
            Verdict::Estimate { point, low: l.min(low), high: h.max(high) }
        }
        // The middle of one linkage that the draws of a version exclude is no likeliest value.
        Verdict::Estimate { low: l, high: h, .. } => {
            Verdict::Range { low: l.min(low), high: h.max(high) }
        }
        Verdict::Range { low: l, high: h } => Verdict::Range { low: l.min(low), high: h.max(high) },
        Verdict::LowerBound { certain: true, .. } => {
            Verdict::LowerBound { low: least as f64, certain: true }
        }
        Verdict::LowerBound { low: l, certain: false } => {
            Verdict::LowerBound { low: l.min(low), certain: false }
        }
        Verdict::Refused => Verdict::Refused,
    };
    fired.sort_unstable();
    fired.dedup();
    said.rules = fired;
}

/// What may be said of both: the weaker kind, between the outermost ends.
fn weaker(a: Verdict, b: Verdict, least: u64) -> Verdict {
    let low = match (a.low(), b.low()) {
        (Some(a), Some(b)) => a.min(b),
        _ => return Verdict::Refused,
    };
    match (a, b) {
        (Verdict::LowerBound { certain: true, .. }, _)
        | (_, Verdict::LowerBound { certain: true, .. }) => {
            Verdict::LowerBound { low: least as f64, certain: true }
        }
        (Verdict::LowerBound { .. }, _) | (_, Verdict::LowerBound { .. }) => {
            Verdict::LowerBound { low, certain: false }
        }
        _ => {
            let high = a.high().unwrap_or(low).max(b.high().unwrap_or(low));
            match (a, b) {
                (Verdict::Estimate { point, .. }, Verdict::Estimate { .. }) => {
                    Verdict::Estimate { point, low, high }
                }
                _ => Verdict::Range { low, high },
            }
        }
    }
}

fn version(way: Option<Way>, tables: &[Made], pool: Option<&Pool>, said: &Assessment) -> Version {
    let listed = tables.iter().map(|m| m.table.total());
    let forbidden = matches!(said.verdict, Verdict::LowerBound { certain: true, .. });
    let ends = pool.filter(|_| !forbidden).map(|p| {
        let i = p.interval;
        (i.point, i.low, has_upper(said).then_some(i.high).filter(|h| h.is_finite()))
    });
    Version {
        way,
        listed: (listed.clone().min().unwrap_or(0), listed.max().unwrap_or(0)),
        ends,
        spread: pool.filter(|_| !forbidden).map(|p| p.spread),
        tables: tables.len(),
    }
}

/// The key of a result over a linkage: of the linked persons, of every draw in any order, and of the unlinkable records by list.
fn hash(base: &str, draws: &[(String, OverlapTable)], lists: &[ListCounts]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"cenotaph.linked/1\0");
    hash.update(base);
    let mut all: Vec<String> =
        draws.iter().map(|(_, table)| table.canonical().content_hash_hex()).collect();
    all.sort_unstable();
    all.iter().for_each(|h| hash.update(h));
    for list in lists {
        hash.update(format!("{}\0{}\0", list.name, list.unlinkable));
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weaker_verdict_has_the_outer_ends() {
        let estimate = Verdict::Estimate { point: 100.0, low: 90.0, high: 120.0 };
        let range = Verdict::Range { low: 80.0, high: 110.0 };
        let bound = Verdict::LowerBound { low: 85.0, certain: false };
        let listed = Verdict::LowerBound { low: 70.0, certain: true };
        for (a, b, expected) in [
            (
                estimate,
                Verdict::Estimate { point: 150.0, low: 95.0, high: 200.0 },
                Verdict::Estimate { point: 100.0, low: 90.0, high: 200.0 },
            ),
            (estimate, range, Verdict::Range { low: 80.0, high: 120.0 }),
            (range, bound, Verdict::LowerBound { low: 80.0, certain: false }),
            (bound, listed, Verdict::LowerBound { low: 60.0, certain: true }),
            (estimate, Verdict::Refused, Verdict::Refused),
        ] {
            assert_eq!(weaker(a, b, 60), expected, "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_point_that_a_version_excludes_is_none() {
        let said = |verdict| Assessment {
            verdict,
            rules: Vec::new(),
            methods: Vec::new(),
            merged: Vec::new(),
            sparse: Vec::new(),
            lists: (4, 4),
            of_strata: Vec::new(),
            listed: 80,
            spread: None,
            table_hash: String::new(),
            scope: super::super::usual_scope(),
        };
        let pool = |low: f64, high: f64| Pool {
            interval: estimate::exact::Interval { point: low, low, high },
            by_table: Vec::new(),
            spread: 1.0,
            draws: Vec::new(),
            rules: Vec::new(),
        };
        let estimate = Verdict::Estimate { point: 100.0, low: 90.0, high: 120.0 };
        for (pools, expected) in [
            (vec![], estimate),
            (vec![pool(85.0, 110.0)], Verdict::Estimate { point: 100.0, low: 85.0, high: 120.0 }),
            (
                vec![pool(85.0, 110.0), pool(101.0, 130.0)],
                Verdict::Range { low: 85.0, high: 130.0 },
            ),
        ] {
            let mut whole = said(estimate);
            weaken(&mut whole, &[], vec![Rule::R8, Rule::R6, Rule::R8], 80, pools.iter());
            assert_eq!((whole.verdict, whole.rules), (expected, vec![Rule::R6, Rule::R8]));
        }
    }

    #[test]
    fn the_linked_persons_should_lie_among_the_draws() {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let of = |listed, best| Against { listed, listed_drawn: (90, 100), best };
        let ends = (900.0, 1000.0);
        for (against, place) in [
            (of(95, None), Equal),
            (of(80, None), Less),
            (of(101, None), Greater),
            (of(80, Some((950.0, ends))), Equal),
            (of(95, Some((880.0, ends))), Less),
            (of(95, Some((1001.0, ends))), Greater),
        ] {
            assert_eq!(against.place(), place, "{against:?}");
        }
    }

    #[test]
    fn joined_names_hold_their_parts() {
        for (joined, name, expected) in
            [("A+B", "A", true), ("A+B", "B", true), ("AA+B", "A", false), ("A", "A", true)]
        {
            assert_eq!(holds(joined, name), expected, "{joined} {name}");
        }
    }
}
