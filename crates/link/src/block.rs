//! Which pairs are looked at: rules, keys, blocks, and what they cost.
//!
//! Terms: *rule* – a conjunction of terms, `family:sound + born:year`; a pair is a candidate if some rule gives both records one key;
//! *term* – a part of a field, or of two fields in either order, `given&family:sound`; *block* – the records of one key of a rule.
//! Invariants: a pair comes from the first rule that has it, once; a block of one record is none. Not here: weights.

use crate::intern::step;
use crate::key::{Lists, Part, keys, keys_of, number};
pub use crate::propose::propose;
use crate::record::Records;
use rayon::prelude::*;
use std::collections::HashMap;
use std::fmt;

/// A part of a field; of several fields in either order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Term {
    /// Fields by their place in [`Records::columns`], increasing.
    pub fields: Vec<usize>,
    /// The part.
    pub part: Part,
}

/// A conjunction of terms.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rule {
    /// Its terms; all must agree.
    pub terms: Vec<Term>,
}

/// Why a rule cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// There is no such field.
    #[error("Rule `{rule}` names a field `{field}` that the mapping does not have")]
    NoField {
        /// The rule.
        rule: String,
        /// The field.
        field: String,
    },
    /// There is no such part.
    #[error(
        "Rule `{rule}` names a part `{part}`; known are value, sound, words, rare, begin3, end3, year, years, month, day"
    )]
    NoPart {
        /// The rule.
        rule: String,
        /// The part.
        part: String,
    },
    /// Joined fields whose values are not of one kind.
    #[error("Rule `{rule}` joins fields that are not names")]
    NotNames {
        /// The rule.
        rule: String,
    },
}

impl Rule {
    /// Reads `family:sound + born:year`, `email`, `given&family:sound`.
    ///
    /// # Errors
    /// A field or a part that is not known.
    pub fn read(text: &str, records: &Records) -> Result<Self, RuleError> {
        let rule = || text.to_owned();
        let mut terms = Vec::new();
        for term in text.split('+').map(str::trim).filter(|t| !t.is_empty()) {
            let (fields, part) = term.rsplit_once(':').unwrap_or((term, "value"));
            let part = part.trim();
            let part: Part = part
                .parse()
                .map_err(|()| RuleError::NoPart { rule: rule(), part: part.to_owned() })?;
            let mut numbers = Vec::new();
            for field in fields.split('&').map(str::trim) {
                let at = records.columns.iter().position(|c| c.name == field);
                numbers.push(
                    at.ok_or_else(|| RuleError::NoField { rule: rule(), field: field.to_owned() })?,
                );
            }
            numbers.sort_unstable();
            numbers.dedup();
            let dictionary = |f: &usize| records.columns[*f].dictionary;
            if numbers.iter().any(|f| dictionary(f) != dictionary(&numbers[0])) {
                return Err(RuleError::NotNames { rule: rule() });
            }
            terms.push(Term { fields: numbers, part });
        }
        Ok(Self { terms })
    }

    /// Writes it as [`Rule::read`] reads it.
    #[must_use]
    pub fn written(&self, records: &Records) -> String {
        let term = |t: &Term| {
            let fields: Vec<&str> =
                t.fields.iter().map(|f| records.columns[*f].name.as_str()).collect();
            match t.part {
                Part::Value => fields.join("&"),
                part => format!("{}:{part}", fields.join("&")),
            }
        };
        self.terms.iter().map(term).collect::<Vec<_>>().join(" + ")
    }

    /// Whether a key of the rule is made of a field.
    #[must_use]
    pub fn touches(&self, field: usize) -> bool {
        self.terms.iter().any(|t| t.fields.contains(&field))
    }
}

impl fmt::Display for RuleCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} pairs in {} blocks, the largest of {}", self.pairs, self.blocks, self.largest)
    }
}

/// What a rule costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleCost {
    /// Pairs in its blocks, those of earlier rules among them.
    pub pairs: u64,
    /// Blocks of two records or more.
    pub blocks: u32,
    /// Records in the largest block.
    pub largest: u32,
}

/// Keys of a rule made of several parts that a record may have at most.
const KEYS_MAX: usize = 16;

/// The blocks of one rule: for each record the numbers of its blocks.
#[derive(Debug)]
pub struct Keys {
    pub(crate) of: Blocks,
    pub(crate) blocks: u32,
    /// What the rule costs.
    pub cost: RuleCost,
}

/// Blocks of a record; 0 is none.
#[derive(Debug)]
pub(crate) enum Blocks {
    One(Vec<u32>),
    Many(Lists<u32>),
}

impl Keys {
    /// The blocks of a rule, of which those with more than `largest` records are left out.
    ///
    /// * Cost: a sort of the records by key.
    #[must_use]
    pub fn new(records: &Records, rule: &Rule, largest: u32) -> Self {
        Self::with(&mut Tables::default(), records, rule, largest)
    }

    /// [`Keys::new`], with what earlier rules worked out of these records.
    #[must_use]
    pub fn with(tables: &mut Tables, records: &Records, rule: &Rule, largest: u32) -> Self {
        tables.fill(records, rule);
        let (mut entries, single) = entries(records, rule, tables);
        entries.par_sort_unstable();
        let n = records.len();
        let mut cost = RuleCost::default();
        let mut one = vec![0_u32; if single { n } else { 0 }];
        let mut many: Vec<(u32, u32)> = Vec::new();
        let mut from = 0;
        while from < entries.len() {
            let key = entries[from].0;
            let size = entries[from..].iter().take_while(|e| e.0 == key).count();
            let block = &entries[from..from + size];
            from += size;
            if size < 2 {
                continue;
            }
            cost.largest = cost.largest.max(number(size));
            if number(size) > largest {
                continue;
            }
            cost.blocks += 1;
            cost.pairs += size as u64 * (size as u64 - 1) / 2;
            for (_, record) in block {
                if single {
                    one[*record as usize] = cost.blocks;
                } else {
                    many.push((*record, cost.blocks));
                }
            }
        }
        let of = if single {
            Blocks::One(one)
        } else {
            many.par_sort_unstable();
            let mut lists = Lists::default();
            let mut at = 0;
            for record in 0..number(n) {
                let own = many[at..].iter().take_while(|e| e.0 == record).count();
                lists.push(many[at..at + own].iter().map(|e| e.1));
                at += own;
            }
            Blocks::Many(lists)
        };
        Self { of, blocks: cost.blocks, cost }
    }

    /// Whether two records are in one block, and the least number of such a block.
    pub(crate) fn common(&self, a: u32, b: u32) -> Option<u32> {
        match &self.of {
            Blocks::One(of) => {
                let (x, y) = (of[a as usize], of[b as usize]);
                (x == y && x != 0).then_some(x)
            }
            Blocks::Many(lists) => first_common(lists.get(a), lists.get(b)),
        }
    }

    /// The records by block: block `n` (from 1) is `order[starts[n − 1]..starts[n]]`, records in their order.
    pub(crate) fn sorted(&self) -> (Vec<u32>, Vec<u32>) {
        let mut starts = vec![0_u32; self.blocks as usize + 2];
        self.each(|_, block| starts[block as usize + 1] += 1);
        for n in 1..starts.len() {
            starts[n] += starts[n - 1];
        }
        let mut order = vec![0_u32; starts.last().copied().unwrap_or(0) as usize];
        let mut next = starts.clone();
        self.each(|record, block| {
            order[next[block as usize] as usize] = record;
            next[block as usize] += 1;
        });
        starts.remove(0);
        (order, starts)
    }

    fn each(&self, mut visit: impl FnMut(u32, u32)) {
        match &self.of {
            Blocks::One(of) => {
                let with = of.iter().enumerate().filter(|(_, b)| **b != 0);
                with.for_each(|(r, b)| visit(number(r), *b));
            }
            Blocks::Many(lists) => {
                for record in 0..lists.len() {
                    for block in lists.get(record) {
                        visit(record, *block);
                    }
                }
            }
        }
    }
}

/// The least number that two increasing lists share.
pub(crate) fn first_common(a: &[u32], b: &[u32]) -> Option<u32> {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => return Some(a[i]),
        }
    }
    None
}

/// The keys of values, each part of a dictionary worked out once for all rules.
#[derive(Debug, Default)]
pub struct Tables {
    of: HashMap<(usize, Part), Lists<u64>>,
}

impl Tables {
    pub(crate) fn fill(&mut self, records: &Records, rule: &Rule) {
        for (field, part) in rule.terms.iter().flat_map(|t| t.fields.iter().map(|f| (*f, t.part))) {
            let dictionary = records.columns[field].dictionary;
            let fill = || keys(&records.dictionaries[dictionary], part);
            self.of.entry((dictionary, part)).or_insert_with(fill);
        }
    }

    /// For each term its fields with the keys of their values.
    pub(crate) fn terms<'t>(&'t self, records: &'t Records, rule: &Rule) -> Vec<Vec<Source<'t>>> {
        let source = |f: &usize, part: Part| {
            let column = &records.columns[*f];
            let keys = self.of.get(&(column.dictionary, part))?;
            Some(Source { of: &column.of, keys })
        };
        let term = |t: &Term| t.fields.iter().filter_map(|f| source(f, t.part)).collect();
        rule.terms.iter().map(term).collect()
    }
}

/// A column with the keys of its values.
pub(crate) struct Source<'t> {
    of: &'t [u32],
    keys: &'t Lists<u64>,
}

impl Source<'_> {
    fn of(&self, record: usize) -> &[u64] {
        self.keys.get(self.of[record])
    }
}

/// Room for the keys of one record.
#[derive(Default)]
pub(crate) struct Room {
    own: Vec<u64>,
    next: Vec<u64>,
    term: Vec<u64>,
    sums: Vec<u64>,
}

impl Room {
    /// The keys of a record by a rule, each once.
    pub(crate) fn keys(&mut self, terms: &[Vec<Source<'_>>], record: usize) -> &[u64] {
        self.own.clear();
        self.own.push(1);
        for term in terms {
            if let [one] = &term[..] {
                self.term.clear();
                self.term.extend(one.of(record).iter().take(KEYS_MAX).map(|k| step(77, *k)));
            } else {
                self.sum(term, record);
            }
            self.next.clear();
            for hash in &self.own {
                self.next.extend(self.term.iter().map(|k| step(*hash, *k)));
            }
            std::mem::swap(&mut self.own, &mut self.next);
            self.own.truncate(KEYS_MAX);
            if self.own.is_empty() {
                break;
            }
        }
        if self.own.len() > 1 {
            self.own.sort_unstable();
            self.own.dedup();
        }
        &self.own
    }

    /// The keys of several fields together: sums, so that the order of the fields does not matter.
    fn sum(&mut self, term: &[Source<'_>], record: usize) {
        self.term.clear();
        self.term.push(0);
        for field in term {
            let list = field.of(record);
            let sums =
                self.term.iter().flat_map(|s| list.iter().map(|k| s.wrapping_add(step(77, *k))));
            self.sums.clear();
            self.sums.extend(sums.take(KEYS_MAX));
            std::mem::swap(&mut self.term, &mut self.sums);
        }
    }
}

/// The keys of one record by a rule, each once: those that [`Keys`] are made of.
pub(crate) fn keys_of_record(records: &Records, rule: &Rule, record: u32) -> Vec<u64> {
    let lists = |t: &Term| -> Vec<Lists<u64>> {
        let list = |f: &usize| {
            let column = &records.columns[*f];
            let (mut keys, mut lists) = (Vec::new(), Lists::default());
            let dictionary = &records.dictionaries[column.dictionary];
            keys_of(dictionary, t.part, column.of[record as usize], &mut keys);
            lists.push(keys);
            lists
        };
        t.fields.iter().map(list).collect()
    };
    let lists: Vec<Vec<Lists<u64>>> = rule.terms.iter().map(lists).collect();
    let source = |keys| Source { of: &[0], keys };
    let terms: Vec<Vec<Source<'_>>> =
        lists.iter().map(|l| l.iter().map(source).collect()).collect();
    Room::default().keys(&terms, 0).to_vec()
}

/// All keys of a rule with their records, sorted.
pub(crate) fn all_entries(records: &Records, rule: &Rule, tables: &mut Tables) -> Vec<(u64, u32)> {
    tables.fill(records, rule);
    let terms = tables.terms(records, rule);
    let mut room = Room::default();
    let mut entries = Vec::new();
    for record in 0..records.len() {
        entries.extend(room.keys(&terms, record).iter().map(|k| (*k, number(record))));
    }
    entries.par_sort_unstable();
    entries
}

/// Records whose keys are worked out by one thread at a time.
const CHUNK: usize = 1 << 14;

/// Keys with their records, those that surely stand alone left out; and whether no record has two.
fn entries(records: &Records, rule: &Rule, tables: &Tables) -> (Vec<(u64, u32)>, bool) {
    let terms = tables.terms(records, rule);
    let n = records.len();
    let chunks: Vec<(Vec<(u64, u32)>, bool)> = (0..n.div_ceil(CHUNK))
        .into_par_iter()
        .map_init(Room::default, |room, chunk| {
            let (mut found, mut single) = (Vec::new(), true);
            for record in chunk * CHUNK..((chunk + 1) * CHUNK).min(n) {
                let own = room.keys(&terms, record);
                single &= own.len() <= 1;
                found.extend(own.iter().map(|k| (*k, number(record))));
            }
            (found, single)
        })
        .collect();
    let mut met = Met::new(chunks.iter().map(|c| c.0.len()).sum());
    chunks.iter().flat_map(|c| &c.0).for_each(|(key, _)| met.meet(*key));
    let single = chunks.iter().all(|c| c.1);
    let mut entries = Vec::new();
    for (chunk, _) in chunks {
        entries.extend(chunk.into_iter().filter(|(key, _)| met.again(*key)));
    }
    (entries, single)
}

/// Which keys were met, and which again: by hash, so that some that were met once are taken for repeated.
struct Met {
    once: Vec<u64>,
    again: Vec<u64>,
    mask: u64,
}

impl Met {
    fn new(keys: usize) -> Self {
        let bits = (keys * 8).next_power_of_two().max(64);
        let words = vec![0; bits / 64];
        Self { once: words.clone(), again: words, mask: bits as u64 - 1 }
    }

    fn place(&self, key: u64) -> (usize, u64) {
        let bit = (key >> 7) & self.mask;
        (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
    }

    fn meet(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        self.again[word] |= self.once[word] & bit;
        self.once[word] |= bit;
    }

    fn again(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.again[word] & bit != 0
    }
}
