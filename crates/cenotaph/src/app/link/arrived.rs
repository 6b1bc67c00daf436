//! Rows that arrive at lists that were linked: whose they are, and which persons change, without weighing everything anew.
//!
//! A folder that `link --out` wrote tells what the columns mean, the rules, the model and the persons. The lists are opened with these, rows
//! are taken in one by one ([`link::arrive`]), and `persons.csv` is renewed. Invariants: the partition is that of a run over all rows with
//! the weights that the lists give; it does not depend on the order of rows; a row that is there already is told and left out; a
//! person keeps its identifier unless it merged or split. Not here: learning; `pairs.csv` and the page, which stay those of the run before.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ::link::arrive::{Arrivals, OpenError, Settings};
use ::link::cluster::Clusters;
use ::link::explain::Waterfall;
use ::link::person::Change;
use ::link::{LinkError, Mapping, Records};

use super::super::error::Error;
use super::super::temporary::Temporary;
use super::kept::Kept;
use super::lists::{Head, ListRead};
use super::persons::Earlier;
use super::{
    Fault, Hear, Job, Stage, Used, config, files, keep, lists, persons, read_model, standard,
};
use crate::intake::plain::{self, Item};
use crate::intake::{Complaint, Place, Severity};

/// What came of rows that arrived.
#[derive(Debug)]
pub struct Arrived {
    /// The lists as read, those that arrived last.
    pub lists: Vec<ListRead>,
    /// The rows that arrived, in their order.
    pub rows: Vec<Newcomer>,
    /// What became of persons that were there.
    pub changes: Vec<Change>,
    /// Judgements as they were applied; nothing if there are none.
    pub judged: Option<Used>,
    open: Arrivals<'static>,
    /// Clusters numbered by their first record, and the person of each.
    of: Vec<u32>,
    persons: Vec<String>,
    history: Vec<String>,
    kept: Kept,
    day: String,
}

/// A row that arrived.
#[derive(Debug)]
pub struct Newcomer {
    /// The record.
    pub record: u32,
    /// Candidates that were weighed.
    pub candidates: usize,
    /// Records that were clustered anew, this one among them.
    pub touched: usize,
    /// The record of its person with which it weighs most, and why; none if it is alone.
    pub nearest: Option<(u32, Waterfall)>,
}

impl Arrived {
    /// All records.
    #[must_use]
    pub fn records(&self) -> &Records {
        self.open.records()
    }

    /// The list and identifier of a record.
    #[must_use]
    pub fn name(&self, record: u32) -> (&str, &str) {
        files::name(self.records(), record)
    }

    /// The person of a record.
    #[must_use]
    pub fn person(&self, record: u32) -> &str {
        &self.persons[self.of[record as usize] as usize]
    }

    /// The other records of a record's person, in their order.
    #[must_use]
    pub fn with(&self, record: u32) -> Vec<u32> {
        let mut with = self.open.together(record);
        with.retain(|r| *r != record);
        with
    }

    /// How many persons there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.persons.len()
    }

    /// What was wrong with rows, list by list.
    pub fn complaints(&self) -> impl Iterator<Item = &Complaint> {
        self.lists.iter().flat_map(|l| &l.complaints)
    }
}

/// Takes rows in.
///
/// * Input: `job` – the lists that were linked, judgements, unique lists, threshold and day; `rows` – tables of rows that arrive; `dir` – the
///   folder that `link --out` wrote.
/// * Cost: that of a run with a model, and some milliseconds a row.
///
/// # Errors
/// A folder without the files of a run; earlier rows that are on none of the lists; what [`super::run`] answers.
pub fn arrive(job: &Job, rows: &[PathBuf], dir: &Path, hear: &dyn Hear) -> Result<Arrived, Error> {
    hear.begins(Stage::Reading);
    let at = |name: &str| {
        let path = dir.join(name);
        if path.is_file() { Ok(path) } else { Err(Fault::NotLinked { dir: dir.to_owned() }) }
    };
    let mapping = config::read(&at("link.toml")?)?;
    let model = read_model(&at("model.json")?)?;
    let earlier = Earlier::read(&at("persons.csv")?)?;
    let heads = lists::heads(&job.lists)?;
    let came = lists::heads(rows)?;
    let mut kept = Kept::read(&earlier.kept, &heads)?;
    let (records, mut read) = lists::records(&heads, &mapping)?;
    there(&earlier, &records, dir)?;
    let rules = mapping.rules.iter().map(|rule| ::link::block::Rule::read(rule, &records));
    let rules = rules.collect::<Result<_, _>>().map_err(Fault::from)?;
    let judged = Used::new(job.judgements.clone(), &records, job.seconds);
    let constraints = judged.as_ref().map(|j| j.applied.constraints.clone()).unwrap_or_default();
    let threshold = job.threshold.map(::link::model::total_of);
    hear.begins(Stage::Weighing);
    let mut unique = Unique::new(job, &mapping);
    let mut settings =
        Settings { mapping, rules, model, threshold, constraints, earlier: BTreeMap::new() };
    settings.constraints.unique = unique.among(records.lists(), 0).collect();
    let mapping = settings.mapping.clone();
    let open = Arrivals::open(records, standard()?, settings, hear);
    let mut open = open.map_err(|error| match error {
        OpenError::Model(e) => Fault::Refused(LinkError::Model(e)),
        OpenError::Stopped(e) => Fault::Refused(LinkError::Stopped(e)),
        _ => Fault::NotLinked { dir: dir.to_owned() },
    })?;
    let mut newcomers = Vec::new();
    let mut take = Taking { mapping: &mapping, unique: &mut unique, kept: &mut kept };
    for head in came {
        read.push(take_in(&head, &mut open, &mut take, &mut newcomers)?);
    }
    unique.all_there(open.records().lists())?;
    hear.begins(Stage::Writing);
    for newcomer in &mut newcomers {
        let nearest = open.nearest(newcomer.record);
        newcomer.nearest = nearest.map(|(other, _)| (other, open.why(newcomer.record, other)));
    }
    let (of, count) = numbered(open.clusters());
    let clusters = Clusters { of, count, held_apart: Vec::new(), contradicted: Vec::new() };
    let (persons, changes) = persons::identify(open.records(), &clusters, Some(&earlier));
    Ok(Arrived {
        lists: read,
        rows: newcomers,
        changes,
        judged,
        open,
        of: clusters.of,
        persons,
        history: earlier.history,
        kept,
        day: job.day.clone(),
    })
}

/// Lists on which nobody stands twice, as they come.
struct Unique {
    names: Vec<String>,
}

impl Unique {
    fn new(job: &Job, mapping: &Mapping) -> Self {
        Self { names: job.unique.iter().chain(&mapping.unique).cloned().collect() }
    }

    /// Those of the lists from a number on that were declared unique.
    fn among(&self, lists: &[String], from: usize) -> impl Iterator<Item = usize> {
        let all = self.names.iter().any(|n| n == "all") && !lists.iter().any(|l| l == "all");
        let is = |(at, list): (usize, &String)| (all || self.names.contains(list)).then_some(at);
        lists.iter().enumerate().skip(from).filter_map(is).collect::<Vec<_>>().into_iter()
    }

    fn all_there(&self, lists: &[String]) -> Result<(), Fault> {
        match self.names.iter().find(|n| *n != "all" && !lists.contains(n)) {
            Some(name) => Err(Fault::NoList { name: name.clone(), lists: lists.to_vec() }),
            None => Ok(()),
        }
    }
}

/// Every earlier record must be on the lists: one that is not would lose its person in silence.
fn there(earlier: &Earlier, records: &Records, dir: &Path) -> Result<(), Fault> {
    let all = 0..u32::try_from(records.len()).unwrap_or(u32::MAX);
    let here: HashSet<(&str, &str)> = all.clone().map(|r| files::name(records, r)).collect();
    let ids: HashSet<&str> = all.map(|r| records.id(r)).collect();
    let gone = |(list, id): &(&str, &str)| {
        if list.is_empty() { !ids.contains(id) } else { !here.contains(&(*list, *id)) }
    };
    let mut missing: Vec<(&str, &str)> = earlier.names().filter(gone).collect();
    missing.sort_unstable();
    match missing.first() {
        None => Ok(()),
        Some((_, first)) => Err(Fault::Gone {
            path: dir.join("persons.csv"),
            records: missing.len() as u64,
            first: (*first).to_owned(),
        }),
    }
}

/// What rows are taken in by.
struct Taking<'t> {
    mapping: &'t Mapping,
    unique: &'t mut Unique,
    kept: &'t mut Kept,
}

/// Takes in the rows of a table.
fn take_in(
    head: &Head,
    open: &mut Arrivals<'static>,
    take: &mut Taking<'_>,
    newcomers: &mut Vec<Newcomer>,
) -> Result<ListRead, Error> {
    let mapping = take.mapping;
    let kept_at = take.kept.places(&head.columns);
    let columns = lists::with_id(head, mapping);
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let known = open.records().lists().len();
    open.list(&head.name, &columns).map_err(Fault::from)?;
    let place = |name: &Option<String>| {
        name.as_ref().and_then(|name| columns.iter().position(|c| c.trim() == name))
    };
    let (id, list) = (place(&mapping.id), place(&mapping.list));
    let records = open.records();
    let mut met: HashSet<(String, String)> = (0..u32::try_from(records.len()).unwrap_or(u32::MAX))
        .map(|r| files::name(records, r))
        .map(|(list, id)| (list.to_owned(), id.to_owned()))
        .collect();
    let (mut failed, mut seen, mut again) = (None, known, Vec::new());
    let mut rows = 0;
    let read = plain::read(&head.path, &lists::limits(), &mut |item| {
        let Item::Row(cells) = item else { return ControlFlow::Continue(()) };
        rows += 1;
        let cell = |at: usize| cells.get(at).map(|c| c.trim()).filter(|c| !c.is_empty());
        if let Some(id) = id.and_then(cell) {
            let list = list.and_then(cell).unwrap_or(&head.name);
            if !met.insert((list.to_owned(), id.to_owned())) {
                again.push((rows, id.to_owned()));
                return ControlFlow::Continue(());
            }
        }
        match open.add(cells) {
            Ok(arrival) => {
                take.kept.push(&kept_at, cells);
                newcomers.push(Newcomer {
                    record: arrival.record,
                    candidates: arrival.candidates,
                    touched: arrival.touched,
                    nearest: None,
                });
            }
            Err(fault) => {
                failed = Some(fault);
                return ControlFlow::Break(());
            }
        }
        let now = open.records().lists().len();
        if now > seen {
            let new: Vec<usize> = take.unique.among(open.records().lists(), seen).collect();
            new.into_iter().for_each(|at| open.unique_too(at));
            seen = now;
        }
        ControlFlow::Continue(())
    })?;
    if let Some(fault) = failed {
        return Err(Fault::from(fault).into());
    }
    let mut complaints = read.complaints;
    complaints.extend(again.into_iter().map(|(row, id)| {
        let place = Place::row(&head.path.display().to_string().into(), None, row);
        let expected = format!(
            "a row that is not there yet; `{}` was left out",
            crate::intake::escaped(&id, 80)
        );
        Complaint::new(Severity::Warning, "row.again", place, expected)
    }));
    let (name, path) = (head.name.clone(), head.path.clone());
    Ok(ListRead { name, path, rows: read.rows, complaints })
}

/// Clusters numbered by their first record.
fn numbered(heads: &[u32]) -> (Vec<u32>, u32) {
    let mut numbers = vec![u32::MAX; heads.len()];
    let mut count = 0;
    let number = |head: &u32| {
        let own = &mut numbers[*head as usize];
        if *own == u32::MAX {
            (*own, count) = (count, count + 1);
        }
        *own
    };
    let of = heads.iter().map(number).collect();
    (of, count)
}

/// The rows that arrived.
const ARRIVALS: &str = "arrivals.csv";

/// Renews `persons.csv` and `history.csv` of the folder, and writes `arrivals.csv`.
///
/// # Errors
/// What the system answers; then the folder is as it was.
pub fn write(arrived: &Arrived, dir: &Path) -> Result<(), Error> {
    let dir = &std::path::absolute(dir).map_err(|e| Error::io("write", dir, e))?;
    let new = Temporary::beside(dir, "new");
    let fail = |e| Error::io("write", dir, e);
    std::fs::create_dir_all(new.path()).map_err(fail)?;
    let put = |name: &str, fill: &dyn Fn(&mut dyn std::io::Write) -> std::io::Result<()>| {
        let file = std::fs::File::create(new.path().join(name)).map_err(fail)?;
        let mut out = std::io::BufWriter::new(file);
        fill(&mut out).map_err(fail)?;
        out.into_inner().map_err(|e| fail(e.into_error()))?.sync_all().map_err(fail)
    };
    put("persons.csv", &|out| {
        let persons = (&arrived.of[..], &arrived.persons[..]);
        files::persons_of(arrived.records(), persons, &arrived.kept, out)
    })?;
    put(ARRIVALS, &|out| arrivals(arrived, out))?;
    let history = persons::history(&arrived.history, &arrived.day, &arrived.changes);
    put(persons::HISTORY, &|out| out.write_all(history.as_bytes()))?;
    let written = ["persons.csv", ARRIVALS, persons::HISTORY];
    let stale = [files::PARTITIONS, files::DIFFERENCES, keep::STATE];
    new.put_into(dir, &written, &stale).map_err(fail)
}

fn arrivals(arrived: &Arrived, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    out.write_all(b"unique_id,list,person_id,with,match_unique_id,match_list,match_weight,match_probability,reasons,candidates,touched\n")?;
    for row in &arrived.rows {
        let mut line = String::new();
        let (list, id) = arrived.name(row.record);
        let with = arrived.with(row.record).len();
        for text in [id, list, arrived.person(row.record)] {
            files::field(&mut line, text);
            line.push(',');
        }
        let _ = write!(line, "{with},");
        match &row.nearest {
            Some((other, why)) => {
                let (list, id) = arrived.name(*other);
                for text in [id, list] {
                    files::field(&mut line, text);
                    line.push(',');
                }
                let _ = write!(line, "{},{:.6},", files::bits(why.total, false), why.probability);
                files::field(&mut line, &files::reasons(why));
            }
            None => line.push_str(",,,,"),
        }
        let _ = writeln!(line, ",{},{}", row.candidates, row.touched);
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}
