//! A record that arrives at lists that are linked: the partition of a full run, in milliseconds.
//!
//! Terms: *open* – rules, model and threshold are fixed, all pairs above the threshold weighed and clustered once; *arrive* – a row is read,
//! its keys looked up, its candidates weighed, and what hangs together with it clustered anew, nothing else. Frequencies of values and
//! words, and which names are worth reading, are those of the records that were there when it was opened: a new value counts as one that
//! one record has. Invariants: after any rows in any order, clusters are those of [`crate::run::pairs`] and [`crate::cluster::cluster`] over
//! all records with these weights (a test says so); a person keeps its identifier unless it merged or split, and that is told. Not here:
//! learning; files; rows that are taken back – open anew for those.
//!
//! Memory: beside the records, 12 bytes for each record and rule, and some 60 for each person.

use crate::block::{self, Rule, Tables};
use crate::cluster::{Constraints, cluster, one_component};
use crate::explain::{self, Waterfall};
use crate::intern::Interner;
use crate::kernel::{Pair, Parts, Weigher};
use crate::key::number;
use crate::mapping::Mapping;
use crate::model::{Model, ModelError};
use crate::person::{Change, Persons, identify, identify_beside};
use crate::record::{Builder, RecordError, Records};
use crate::run::{self, Stopped, Watch};
use names::Names;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Why lists cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The model is of other fields.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The caller said to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// What arrivals keep to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What the columns mean: the mapping that the records were read with.
    pub mapping: Mapping,
    /// The rules.
    pub rules: Vec<Rule>,
    /// The model.
    pub model: Model,
    /// The average total above which clusters are joined; [`Model::threshold`] by default.
    pub threshold: Option<i32>,
    /// What clusters keep to; records that arrive are under its unique lists too.
    pub constraints: Constraints,
    /// The persons of an earlier run, by [`Arrivals::name`] of the record.
    pub earlier: BTreeMap<String, String>,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The number of the record.
    pub record: u32,
    /// Its person.
    pub person: String,
    /// The other records of its person, in their order.
    pub with: Vec<u32>,
    /// Candidates that were weighed.
    pub candidates: usize,
    /// Records that were clustered anew, this one among them.
    pub touched: usize,
    /// Persons that merged or split by its coming.
    pub changes: Vec<Change>,
}

/// Keys of a rule with their records.
#[derive(Debug)]
struct Index {
    keys: Vec<u64>,
    records: Vec<u32>,
    arrived: HashMap<u64, Vec<u32>>,
}

impl Index {
    fn new(entries: Vec<(u64, u32)>) -> Self {
        let (keys, records) = entries.into_iter().unzip();
        Self { keys, records, arrived: HashMap::new() }
    }

    /// Adds the records of a key to others.
    fn find(&self, key: u64, out: &mut Vec<u32>) {
        let from = self.keys.partition_point(|k| *k < key);
        let here = self.keys[from..].iter().take_while(|k| **k == key).count();
        out.extend(&self.records[from..from + here]);
        out.extend(self.arrived.get(&key).into_iter().flatten());
    }
}

/// The pairs above the threshold, from both sides.
#[derive(Debug)]
struct Near {
    starts: Vec<u32>,
    others: Vec<(u32, i32)>,
    arrived: HashMap<u32, Vec<(u32, i32)>>,
}

impl Near {
    fn new(records: usize, pairs: &[Pair]) -> Self {
        let mut starts = vec![0_u32; records + 1];
        for side in pairs.iter().flat_map(|p| [p.a, p.b]) {
            starts[side as usize + 1] += 1;
        }
        for n in 1..starts.len() {
            starts[n] += starts[n - 1];
        }
        let (mut next, mut others) = (starts.clone(), vec![(0, 0); pairs.len() * 2]);
        for (from, to, total) in
            pairs.iter().flat_map(|p| [(p.a, p.b, p.total), (p.b, p.a, p.total)])
        {
            others[next[from as usize] as usize] = (to, total);
            next[from as usize] += 1;
        }
        Self { starts, others, arrived: HashMap::new() }
    }

    fn of(&self, record: u32) -> impl Iterator<Item = (u32, i32)> {
        let at = |n: usize| self.starts.get(n).copied().unwrap_or(0) as usize;
        let r = record as usize;
        let range = if r + 1 < self.starts.len() { at(r)..at(r + 1) } else { 0..0 };
        self.others[range].iter().chain(self.arrived.get(&record).into_iter().flatten()).copied()
    }

    fn add(&mut self, pair: Pair) {
        self.arrived.entry(pair.a).or_default().push((pair.b, pair.total));
        self.arrived.entry(pair.b).or_default().push((pair.a, pair.total));
    }
}

/// Linked lists that take further records.
#[derive(Debug)]
pub struct Arrivals<'n> {
    names: &'n Names,
    records: Records,
    builder: Builder,
    words: Vec<Interner>,
    rules: Vec<Rule>,
    model: Model,
    parts: Option<Parts>,
    threshold: i32,
    constraints: Constraints,
    /// Judged the same, from both sides.
    same: HashMap<u32, Vec<u32>>,
    indices: Vec<Index>,
    near: Near,
    /// The first record of each record's cluster.
    of: Vec<u32>,
    /// Clusters of two records or more, by their first.
    members: HashMap<u32, Vec<u32>>,
    /// Persons by the first record of their cluster.
    persons: HashMap<u32, String>,
    used: BTreeSet<String>,
    history: Vec<Change>,
}

impl<'n> Arrivals<'n> {
    /// Opens records for arrivals: a full run with the model given.
    ///
    /// * Determinism: as [`crate::link`] with this model.
    /// * Cost: that of weighing all candidates, and a sort of the records for each rule.
    ///
    /// # Errors
    /// A model of other fields; [`Stopped`] if `watch` says so.
    pub fn open(
        records: Records,
        names: &'n Names,
        settings: Settings,
        watch: &dyn Watch,
    ) -> Result<Self, OpenError> {
        let Settings { mapping, rules, model, threshold, constraints, earlier } = settings;
        model.fits(&records)?;
        let threshold = threshold.unwrap_or_else(|| model.threshold());
        let keys = run::keys(&records, &rules, u32::MAX);
        let weigher = Weigher::new(&records, names, &model);
        let pairs = run::pairs(&weigher, &keys, threshold.saturating_add(1), watch)?;
        drop(keys);
        let clusters = cluster(&weigher, &pairs, &constraints, threshold);
        let parts = Some(weigher.into_parts());
        let mut tables = Tables::default();
        let index = |rule| Index::new(block::all_entries(&records, rule, &mut tables));
        let indices = rules.iter().map(index).collect();
        drop(tables);
        let mut same: HashMap<u32, Vec<u32>> = HashMap::new();
        for (a, b) in &constraints.same {
            same.entry(*a).or_default().push(*b);
            same.entry(*b).or_default().push(*a);
        }
        let mut first: Vec<Option<u32>> = vec![None; clusters.count as usize];
        let mut members: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut of = Vec::with_capacity(records.len());
        for (r, cluster) in (0..).zip(&clusters.of) {
            let head = *first[*cluster as usize].get_or_insert(r);
            of.push(head);
            if head != r {
                members.entry(head).or_insert_with(|| vec![head]).push(r);
            }
        }
        let record_names: Vec<String> =
            (0..number(records.len())).map(|r| name(&records, r)).collect();
        let named: Vec<(&str, u32)> =
            record_names.iter().map(String::as_str).zip(clusters.of.iter().copied()).collect();
        let Persons { ids, changes } = identify(&named, &earlier);
        let mut used: BTreeSet<String> = earlier.into_values().collect();
        used.extend(ids.iter().cloned());
        let persons = first.into_iter().flatten().zip(ids).collect();
        Ok(Self {
            names,
            builder: Builder::behind(&mapping, &records),
            words: records.dictionaries.iter().map(|d| d.features.interner()).collect(),
            near: Near::new(records.len(), &pairs),
            records,
            rules,
            model,
            parts,
            threshold,
            constraints,
            same,
            indices,
            of,
            members,
            persons,
            used,
            history: changes,
        })
    }

    /// Begins a list, as [`Builder::list`] does; the rows that follow are of it. A list that was there goes on.
    ///
    /// # Errors
    /// As [`Builder::list`].
    pub fn list(&mut self, name: &str, header: &[&str]) -> Result<(), RecordError> {
        self.builder.list(name, header)
    }

    /// Takes a row in.
    ///
    /// * Determinism: the partition does not depend on the order of rows; identifiers of persons do where persons merge or split.
    /// * Cost: some microseconds a candidate, and what hangs together with the row clustered anew: about a millisecond where lists are
    ///   linked by rules of small blocks.
    ///
    /// # Errors
    /// [`RecordError::TooMany`].
    pub fn add<T: AsRef<str>>(&mut self, cells: &[T]) -> Result<Arrival, RecordError> {
        self.builder.row(cells)?;
        let lists = self.records.lists().len();
        let record = number(self.records.len());
        self.builder.pour(&mut self.records, &mut self.words, self.names);
        self.of.push(record);
        let weigher = match self.parts.take() {
            Some(parts) if lists == self.records.lists().len() => {
                Weigher::from_parts(&self.records, self.names, parts)
            }
            // A list that was never met: what lists add is worked out anew.
            _ => Weigher::new(&self.records, self.names, &self.model),
        };
        let candidates = candidates(&self.records, &self.rules, &mut self.indices, record);
        for other in &candidates {
            let total = weigher.total(*other, record);
            if total > self.threshold {
                self.near.add(Pair { a: *other, b: record, total });
            }
        }
        let (touched, pairs) = hanging_together(&self.near, &self.same, record);
        let among = |(a, b): &&(u32, u32)| {
            touched.binary_search(a).is_ok() && touched.binary_search(b).is_ok()
        };
        let constraints = Constraints {
            unique: self.constraints.unique.clone(),
            same: self.constraints.same.iter().filter(among).copied().collect(),
            different: self.constraints.different.iter().filter(among).copied().collect(),
        };
        let clusters = one_component(&weigher, pairs, &constraints, self.threshold);
        self.parts = Some(weigher.into_parts());
        let changes = self.put(&touched, clusters);
        self.history.extend(changes.iter().cloned());
        let with = self.together(record).into_iter().filter(|r| *r != record).collect();
        let person = self.person(record).to_owned();
        Ok(Arrival {
            record,
            person,
            with,
            candidates: candidates.len(),
            touched: touched.len(),
            changes,
        })
    }

    /// Puts new clusters of some records in the place of those that they were in, and names them.
    fn put(&mut self, touched: &[u32], clusters: Vec<Vec<u32>>) -> Vec<Change> {
        let record_names: Vec<String> = touched.iter().map(|r| name(&self.records, *r)).collect();
        let mut earlier: BTreeMap<String, String> = BTreeMap::new();
        for (record, own) in touched.iter().zip(&record_names) {
            if let Some(person) = self.persons.get(&self.of[*record as usize]) {
                earlier.insert(own.clone(), person.clone());
            }
        }
        for record in touched {
            self.members.remove(record);
            self.persons.remove(record);
            self.of[*record as usize] = *record;
        }
        for mut cluster in clusters {
            cluster.sort_unstable();
            let Some(head) = cluster.first().copied() else { continue };
            cluster.iter().for_each(|r| self.of[*r as usize] = head);
            self.members.insert(head, cluster);
        }
        let mut numbers: BTreeMap<u32, u32> = BTreeMap::new();
        let mut heads = Vec::new();
        let mut named: Vec<(&str, u32)> = Vec::new();
        for (record, own) in touched.iter().zip(&record_names) {
            let head = self.of[*record as usize];
            let cluster = *numbers.entry(head).or_insert_with(|| {
                heads.push(head);
                number(heads.len() - 1)
            });
            named.push((own, cluster));
        }
        let Persons { ids, changes } =
            identify_beside(&named, &earlier, |id| self.used.contains(id));
        for (head, id) in heads.into_iter().zip(ids) {
            self.used.insert(id.clone());
            self.persons.insert(head, id);
        }
        changes
    }

    /// Nobody stands twice on this list either, for rows that arrive from now on.
    pub fn unique_too(&mut self, list: usize) {
        if !self.constraints.unique.contains(&list) {
            self.constraints.unique.push(list);
            self.constraints.unique.sort_unstable();
        }
    }

    /// The record of its person with which a record weighs most; none if it is alone.
    #[must_use]
    pub fn nearest(&self, record: u32) -> Option<(u32, i32)> {
        let own = self.of[record as usize];
        let others = self.near.of(record).filter(|(other, _)| self.of[*other as usize] == own);
        others.max_by_key(|(other, total)| (*total, std::cmp::Reverse(*other)))
    }

    /// Why two records weigh what they weigh.
    #[must_use]
    pub fn why(&mut self, a: u32, b: u32) -> Waterfall {
        let weigher = match self.parts.take() {
            Some(parts) => Weigher::from_parts(&self.records, self.names, parts),
            None => Weigher::new(&self.records, self.names, &self.model),
        };
        let why = explain::pair(&weigher, &self.model, a, b);
        self.parts = Some(weigher.into_parts());
        why
    }

    /// All records, those that arrived last.
    #[must_use]
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// The cluster of each record by the number of its first record.
    #[must_use]
    pub fn clusters(&self) -> &[u32] {
        &self.of
    }

    /// The records of a record's person, in their order.
    #[must_use]
    pub fn together(&self, record: u32) -> Vec<u32> {
        let head = self.of[record as usize];
        self.members.get(&head).cloned().unwrap_or_else(|| vec![record])
    }

    /// The identifier of a record's person.
    #[must_use]
    pub fn person(&self, record: u32) -> &str {
        self.persons.get(&self.of[record as usize]).map_or("", String::as_str)
    }

    /// The name of a record among all lists: list and identifier with a tab between them.
    #[must_use]
    pub fn name(&self, record: u32) -> String {
        name(&self.records, record)
    }

    /// What merged and split since the earlier run, in the order in which it happened.
    #[must_use]
    pub fn history(&self) -> &[Change] {
        &self.history
    }
}

fn name(records: &Records, record: u32) -> String {
    format!("{}\t{}", records.lists()[records.list_of(record)], records.id(record))
}

/// The records that some rule gives one key with a new one; its keys are remembered.
fn candidates(records: &Records, rules: &[Rule], indices: &mut [Index], record: u32) -> Vec<u32> {
    let mut found = Vec::new();
    for (rule, index) in rules.iter().zip(indices) {
        for key in block::keys_of_record(records, rule, record) {
            index.find(key, &mut found);
            index.arrived.entry(key).or_default().push(record);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The records that hang together with one by pairs above the threshold or by judgement, sorted, and the pairs among them.
fn hanging_together(
    near: &Near,
    same: &HashMap<u32, Vec<u32>>,
    record: u32,
) -> (Vec<u32>, Vec<Pair>) {
    let mut met = BTreeSet::from([record]);
    let (mut open, mut pairs) = (vec![record], Vec::new());
    while let Some(r) = open.pop() {
        for (other, total) in near.of(r) {
            if r < other {
                pairs.push(Pair { a: r, b: other, total });
            }
            if met.insert(other) {
                open.push(other);
            }
        }
        open.extend(same.get(&r).into_iter().flatten().filter(|s| met.insert(**s)));
    }
    (met.into_iter().collect(), pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{COLUMNS, Plan, Profile, Scripts, World};
    use crate::run::Unwatched;
    use crate::{Options, link};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    const THERE: usize = 500;

    struct Base {
        mapping: Mapping,
        rows: Vec<Vec<String>>,
        model: Model,
        rules: Vec<Rule>,
    }

    fn names() -> &'static Names {
        Names::standard().unwrap()
    }

    fn read(mapping: &Mapping, rows: &[Vec<String>]) -> Records {
        let mut builder = Builder::new(mapping);
        builder.list("all", &COLUMNS[..12]).unwrap();
        rows.iter().for_each(|row| {
            builder.row(row).unwrap();
        });
        builder.finish(names())
    }

    static BASE: LazyLock<Base> = LazyLock::new(|| {
        let plan =
            Plan { records: 560, seed: 5, profile: Profile::Standard, scripts: Scripts::Multi };
        let world = World::new(&plan);
        let rows: Vec<Vec<String>> =
            (0..world.len()).map(|n| world.row(n).cells()[..12].to_vec()).collect();
        let sample: Vec<Vec<&str>> =
            rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
        let mapping = Mapping::propose(&COLUMNS[..12], &sample);
        let records = read(&mapping, &rows[..THERE]);
        let linked = link(&records, names(), &Options::default(), &Unwatched).unwrap();
        let rules = linked.rules.iter().map(|r| r.0.clone()).collect();
        Base { mapping, rows, model: linked.model, rules }
    });

    fn open(constraints: Constraints) -> Arrivals<'static> {
        let base = &*BASE;
        let settings = Settings {
            mapping: base.mapping.clone(),
            rules: base.rules.clone(),
            model: base.model.clone(),
            threshold: None,
            constraints,
            earlier: BTreeMap::new(),
        };
        let records = read(&base.mapping, &base.rows[..THERE]);
        let mut arrivals = Arrivals::open(records, names(), settings, &Unwatched).unwrap();
        arrivals.list("all", &COLUMNS[..12]).unwrap();
        arrivals
    }

    type Partition = BTreeSet<BTreeSet<String>>;

    fn partition(records: &Records, of: &[u32]) -> Partition {
        let mut clusters: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
        for (r, cluster) in (0..).zip(of) {
            clusters.entry(*cluster).or_default().insert(records.id(r).to_owned());
        }
        clusters.into_values().collect()
    }

    /// A run over all records, those that arrived among them.
    fn full(arrivals: &Arrivals<'_>) -> Partition {
        let (records, model) = (arrivals.records(), &arrivals.model);
        let weigher = Weigher::new(records, names(), model);
        let keys = run::keys(records, &arrivals.rules, u32::MAX);
        let pairs = run::pairs(&weigher, &keys, -7000, &Unwatched).unwrap();
        let clusters = cluster(&weigher, &pairs, &arrivals.constraints, arrivals.threshold);
        partition(records, &clusters.of)
    }

    #[test]
    fn an_arrival_says_what_it_did() {
        let mut arrivals = open(Constraints::default());
        let (mut joined, mut merged) = (0, 0);
        for row in &BASE.rows[THERE..] {
            let arrival = arrivals.add(row).unwrap();
            assert!(!arrival.person.is_empty());
            assert_eq!(arrivals.person(arrival.record), arrival.person);
            for other in &arrival.with {
                assert_eq!(arrivals.person(*other), arrival.person);
            }
            joined += usize::from(!arrival.with.is_empty());
            merged += arrival.changes.len();
        }
        assert_eq!(arrivals.history().len(), merged);
        assert!(joined > 10, "nothing to compare: {joined}");
        // Names of persons are unique.
        let clusters: BTreeSet<u32> = arrivals.clusters().iter().copied().collect();
        let persons: BTreeSet<&str> = clusters.iter().map(|c| arrivals.person(*c)).collect();
        assert_eq!(persons.len(), clusters.len());
    }

    #[test]
    fn a_new_list_may_arrive() {
        let mut arrivals = open(Constraints::default());
        arrivals.list("late", &["unique_id", "name"]).unwrap();
        let arrival = arrivals.add(&["L1", "Nobody Such"]).unwrap();
        assert_eq!(arrival.touched, 1);
        assert_eq!(partition(arrivals.records(), arrivals.clusters()), full(&arrivals));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(6))]
        #[test]
        fn any_order_gives_the_partition_of_a_full_run(
            order in Just((THERE..560).collect::<Vec<usize>>()).prop_shuffle(),
            unique in any::<bool>(),
            judged in prop::collection::vec((0_u32..500, 0_u32..500, any::<bool>()), 0..6),
        ) {
            let mut constraints = Constraints::default();
            let lists = read(&BASE.mapping, &BASE.rows[..THERE]).lists().len();
            constraints.unique = if unique { (0..lists).collect() } else { Vec::new() };
            for (a, b, same) in judged.into_iter().filter(|(a, b, _)| a < b) {
                if same { constraints.same.push((a, b)) } else { constraints.different.push((a, b)) }
            }
            let mut arrivals = open(constraints);
            for (n, row) in order.iter().enumerate() {
                arrivals.add(&BASE.rows[*row]).unwrap();
                if n % 20 == 0 {
                    let found = partition(arrivals.records(), arrivals.clusters());
                    prop_assert_eq!(found, full(&arrivals));
                }
            }
            prop_assert_eq!(partition(arrivals.records(), arrivals.clusters()), full(&arrivals));
        }
    }
}
