//! The same person across lists of a desk: files in, pairs and persons with their reasons out.
//!
//! `lists` reads tables of any columns, `config` is `link.toml`, `truth` the answer if there is one, `judged` what people decided, `queue` what
//! they are asked next, `persons` the identifiers and their history, `kept` columns that are carried on, `compared` two models side by side, `files` what is written, `columns`
//! the pairs as Parquet, `report` the page; `mentions` links the named of a case. Invariants: the same files and settings give the same persons; a folder of results is there whole or as it was; a row that
//! cannot be read is told and left out. Not here: how pairs are weighed, which is the crate `link`; who is right where lists differ.

pub mod arrived;
mod columns;
pub mod compared;
mod config;
mod files;
pub mod judged;
mod keep;
mod kept;
mod lists;
pub mod mentions;
mod persons;
pub mod queue;
mod report;
mod svg;
mod truth;

use std::path::{Path, PathBuf};

use ::link::cluster::{Clusters, Constraints};
use ::link::evaluate::{self, Bin, Completeness, Mistakes, Persons, Point, Share, Truth};
use ::link::judge::{Answer, Applied, Decision};
use ::link::kernel::{Pair, Weigher};
use ::link::person::Change;
use ::link::review::{self, Question};
use ::link::run::Watch;
use ::link::sample::{self, Draws, Sampling};
use ::link::{Linked, Mapping, Model, Options, Records};

use self::compared::Compared;
use self::judged::Judgements;
use self::kept::Kept;
use super::error::Error;
use crate::intake::Complaint;

pub use self::files::{Format, write};
pub use self::lists::ListRead;
pub use self::report::threshold;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// The lists, each a table.
    pub lists: Vec<PathBuf>,
    /// What the columns mean; proposed without it.
    pub config: Option<PathBuf>,
    /// The person of each record, where it is known.
    pub truth: Option<PathBuf>,
    /// Judgements by people.
    pub judgements: Judgements,
    /// Persons who must say so before a judgement holds: 2 asks for a second. 0 is taken for 1.
    pub seconds: usize,
    /// A model to use in place of learning one.
    pub model: Option<PathBuf>,
    /// A model to link by as well, for comparison.
    pub compare: Option<PathBuf>,
    /// `persons.csv` of an earlier run, whose identifiers stay.
    pub previous: Option<PathBuf>,
    /// Columns of the lists that `persons.csv` carries on.
    pub keep: Vec<String>,
    /// Partitions to draw at random.
    pub draws: u32,
    /// Lists on which nobody stands twice; `all` means every one.
    pub unique: Vec<String>,
    /// The probability above which clusters are joined; the model's own without it.
    pub threshold: Option<f64>,
    /// The folder in which the run keeps what it did, to go on with it when it was stopped.
    pub resume: Option<PathBuf>,
    /// The day of the run, for the history of persons.
    pub day: String,
}

/// Partitions that a run may draw.
pub const DRAWS_MAX: u32 = 10_000;

/// Why lists cannot be linked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The settings cannot be read.
    #[error("Cannot read the settings in `{}`: {reason}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Rows cannot be taken.
    #[error(transparent)]
    Records(#[from] ::link::RecordError),
    /// A rule of blocking cannot be read.
    #[error(transparent)]
    Rule(#[from] ::link::block::RuleError),
    /// Nothing came out, with the reason.
    #[error("These lists cannot be linked")]
    Refused(#[source] ::link::LinkError),
    /// A model cannot be read.
    #[error("Cannot read the model in `{}`", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: ::link::model::ModelError,
    },
    /// Judgements cannot be read.
    #[error("Cannot read the judgements in `{}`", path.display())]
    Judgements {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: ::link::judge::JudgeError,
    },
    /// What somebody says about judgements is not taken.
    #[error(transparent)]
    NotTaken(::link::judge::JudgeError),
    /// There is nowhere to keep judgements.
    #[error("There is no place to keep judgements")]
    NoPlace,
    /// Earlier persons cannot be read.
    #[error("`{}` has no columns `unique_id` and `person_id`", path.display())]
    Previous {
        /// The file.
        path: PathBuf,
    },
    /// Answers cannot be read.
    #[error("`{}` has no columns `unique_id_l`, `unique_id_r` and `answer`", path.display())]
    Answers {
        /// The file.
        path: PathBuf,
    },
    /// Rows are to arrive at a folder that no run wrote.
    #[error("`{}` holds no linked lists: `persons.csv`, `model.json` or `link.toml` is missing", dir.display())]
    NotLinked {
        /// The folder.
        dir: PathBuf,
    },
    /// Rows that were linked are on none of the lists that are given.
    #[error("`{}` has {records} records that are on none of these lists, such as `{first}`", path.display())]
    Gone {
        /// The file.
        path: PathBuf,
        /// How many records.
        records: u64,
        /// One of them.
        first: String,
    },
    /// What is kept of a run is of another one.
    #[error("Cannot go on with `{}`", path.display())]
    Resume {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: ::link::resume::ResumeError,
    },
    /// The run was stopped, and what it did is kept.
    #[error("Stopped; {kept} pairs are kept in `{}`", path.display())]
    Stopped {
        /// The file.
        path: PathBuf,
        /// How many pairs.
        kept: u64,
    },
    /// A list that is called unique is not there.
    #[error("There is no list `{name}`")]
    NoList {
        /// The name.
        name: String,
        /// Those that are there.
        lists: Vec<String>,
    },
    /// No list has a column that is to be kept.
    #[error("No list has a column `{name}` to keep")]
    NoColumn {
        /// The name.
        name: String,
        /// Columns that can be kept.
        columns: Vec<String>,
    },
    /// The truth names none of the records.
    #[error("`{}` names none of the records", path.display())]
    NoTruth {
        /// The file.
        path: PathBuf,
    },
}

impl Fault {
    /// A stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Config { .. } => "link.config",
            Self::Records(_) => "link.records",
            Self::Rule(_) => "link.rule",
            Self::Refused(_) => "link.refused",
            Self::Model { .. } => "link.model",
            Self::Judgements { .. } => "link.judgements",
            Self::NotTaken(_) => "judgement.not_taken",
            Self::NoPlace => "judgement.no_place",
            Self::Previous { .. } => "link.previous",
            Self::Answers { .. } => "review.answers",
            Self::NotLinked { .. } => "link.not_linked",
            Self::Gone { .. } => "link.gone",
            Self::Resume { .. } => "link.resume",
            Self::Stopped { .. } => "link.stopped",
            Self::NoList { .. } => "link.no_list",
            Self::NoColumn { .. } => "link.no_column",
            Self::NoTruth { .. } => "link.no_truth",
        }
    }

    /// What can be done.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Config { .. } | Self::Records(_) | Self::Rule(_) => {
                "`cenotaph link LIST… --propose` prints settings to begin with".to_owned()
            }
            Self::Refused(_) => {
                "see what the columns were taken for with `cenotaph link LIST… --propose`, and name them in `link.toml`".to_owned()
            }
            Self::NoList { lists, .. } => {
                let names: Vec<String> = lists.iter().take(20).map(|l| format!("`{l}`")).collect();
                format!("the lists are {}", names.join(", "))
            }
            Self::NoColumn { columns, .. } => {
                let names: Vec<String> =
                    columns.iter().take(20).map(|c| format!("`{c}`")).collect();
                format!("the columns are {}", names.join(", "))
            }
            Self::NotLinked { .. } => {
                "link the lists first, with `cenotaph link LIST… --out DIR`".to_owned()
            }
            Self::Gone { .. } => {
                "give all lists that were linked, and those that arrived since, before `--add`".to_owned()
            }
            Self::Resume { .. } => {
                "give the lists, settings and model that it began with, or remove the file to begin anew".to_owned()
            }
            Self::Stopped { .. } => "the same command line goes on".to_owned(),
            Self::NoTruth { .. } => {
                "it has a column with the identifiers of the lists and one with the person, such as `unique_id,person_id`".to_owned()
            }
            Self::NoPlace => {
                "name a file with `--judgements FILE`, or a case with `--case DIR`".to_owned()
            }
            Self::Previous { .. } => {
                "give the `persons.csv` that `cenotaph link … --out DIR` wrote".to_owned()
            }
            Self::Answers { .. } => {
                "`cenotaph review LIST… --questions FILE` writes a table to fill in".to_owned()
            }
            Self::NotTaken(_) => "`cenotaph review --list` shows what stands".to_owned(),
            Self::Model { .. } | Self::Judgements { .. } => return None,
        })
    }
}

/// How well, where the truth is known.
#[derive(Debug)]
pub struct Evaluation {
    /// Records whose person is known, and persons.
    pub known: (u64, u32),
    /// Clusters beside the truth.
    pub persons: Persons,
    /// Single pairs above the threshold beside the truth, before clusters.
    pub pairs: Share,
    /// Shares by threshold.
    pub curve: Vec<Point>,
    /// Stated probabilities beside observed shares.
    pub calibration: Vec<Bin>,
    /// What blocking held of the true pairs.
    pub blocking: Completeness,
    /// Mistakes to read.
    pub mistakes: Mistakes,
}

/// What came out.
#[derive(Debug)]
pub struct Linking {
    /// The lists as read.
    pub lists: Vec<ListRead>,
    /// What the columns were taken for.
    pub mapping: Mapping,
    /// The records.
    pub records: Records,
    /// Pairs, clusters, model.
    pub linked: Linked,
    /// The identifier of each person, by cluster.
    pub persons: Vec<String>,
    /// What became of earlier persons; nothing if none were given.
    pub changes: Option<Vec<Change>>,
    /// Lines of the history before this run, where there is one.
    pub history: Vec<String>,
    /// Columns that `persons.csv` carries on.
    kept: Kept,
    /// The day of the run.
    pub day: String,
    /// Judgements as they were applied; nothing if there are none.
    pub judged: Option<Used>,
    /// What clusters had to keep to.
    pub constraints: Constraints,
    /// Partitions drawn at random, if any were asked for.
    pub draws: Option<Draws>,
    /// The same records by another model, if one was given.
    pub compared: Option<Compared>,
    /// How well, if the truth was given.
    pub evaluation: Option<Evaluation>,
    /// What a person should look at, of most value first.
    pub questions: Vec<Question>,
}

/// Judgements and what a run made of them.
#[derive(Debug)]
pub struct Used {
    /// The judgements.
    pub of: Judgements,
    /// What they made clusters keep to, and what they did not.
    pub applied: Applied,
    /// Each decision with what became of it.
    pub decisions: Vec<(Decision, Fate)>,
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Clusters keep to it.
    Kept,
    /// Somebody looked and could not tell: nothing follows.
    Unsure,
    /// Judgements contradict each other, as many on either side.
    Rivals,
    /// Fewer persons say so than were asked for.
    Unseconded,
    /// A record is not on these lists.
    Waiting,
}

impl Fate {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kept => "used",
            Self::Unsure => "unsure",
            Self::Rivals => "rivals",
            Self::Unseconded => "unseconded",
            Self::Waiting => "waiting",
        }
    }
}

impl Used {
    pub(super) fn new(of: Judgements, records: &Records, seconds: usize) -> Option<Self> {
        if of.ledger.entries().is_empty() {
            return None;
        }
        let applied = of.ledger.apply(records, seconds.max(1));
        let pairs = |of: &[Decision]| -> std::collections::BTreeSet<_> {
            of.iter().map(|d| d.pair.clone()).collect()
        };
        let (waiting, unseconded) = (pairs(&applied.waiting), pairs(&applied.unseconded));
        let fate = |d: &Decision| match d.answer {
            None => Fate::Rivals,
            Some(Answer::Unsure) => Fate::Unsure,
            Some(_) if waiting.contains(&d.pair) => Fate::Waiting,
            Some(_) if unseconded.contains(&d.pair) => Fate::Unseconded,
            Some(_) => Fate::Kept,
        };
        let decisions = of.ledger.decisions().into_iter().map(|d| (fate(&d), d));
        let decisions = decisions.map(|(fate, d)| (d, fate)).collect();
        Some(Self { of, applied, decisions })
    }

    /// How many decisions came to this.
    #[must_use]
    pub fn count(&self, fate: Fate) -> usize {
        self.decisions.iter().filter(|d| d.1 == fate).count()
    }
}

impl Linking {
    /// What was wrong with rows, list by list.
    pub fn complaints(&self) -> impl Iterator<Item = &Complaint> {
        self.lists.iter().flat_map(|l| &l.complaints)
    }

    /// The clusters.
    #[must_use]
    pub fn clusters(&self) -> &Clusters {
        &self.linked.clusters
    }

    /// What weighs pairs of these records.
    ///
    /// # Errors
    /// A bug: the names' tables are part of the program.
    pub fn weigher(&self) -> Result<Weigher<'_>, Error> {
        Ok(Weigher::new(&self.records, standard()?, &self.linked.model))
    }

    /// How many persons there are of each number of records.
    #[must_use]
    pub fn sizes(&self) -> std::collections::BTreeMap<u64, u64> {
        let mut own = vec![0_u64; self.linked.clusters.count as usize];
        self.linked.clusters.of.iter().for_each(|c| own[*c as usize] += 1);
        let mut sizes = std::collections::BTreeMap::new();
        own.into_iter().for_each(|n| *sizes.entry(n).or_default() += 1);
        sizes
    }

    /// Whether a pair is in one cluster.
    #[must_use]
    pub fn together(&self, pair: &Pair) -> bool {
        self.linked.clusters.of[pair.a as usize] == self.linked.clusters.of[pair.b as usize]
    }
}

/// Thousandths of a bit as bits, with a sign.
#[must_use]
pub fn bits(thousandths: i32) -> String {
    files::bits(thousandths, true)
}

fn standard() -> Result<&'static names::Names, Error> {
    names::Names::standard().map_err(|e| Error::Bug(e.to_string()))
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Rows are read.
    Reading,
    /// A model is learned, pairs are weighed.
    Weighing,
    /// Results are looked at and written.
    Writing,
}

/// What a caller hears.
pub trait Hear: Watch {
    /// A stage begins.
    fn begins(&self, stage: Stage);
}

/// Questions that are worked out.
const QUESTIONS: usize = 200;
/// Mistakes of each kind that are listed.
const MISTAKES: usize = 200;

/// The settings that a run without any would use, as `link.toml`.
///
/// # Errors
/// As [`run`].
pub fn propose(job: &Job, hear: &dyn Hear) -> Result<(Mapping, String, Vec<ListRead>), Error> {
    hear.begins(Stage::Reading);
    let (mapping, heads) = settings(job)?;
    let (records, lists) = lists::records(&heads, &mapping)?;
    let budget = budget(&records);
    let rules = ::link::block::propose(&records, budget);
    let text = config::written(&mapping, &rules, &records, !mapping.rules.is_empty())?;
    Ok((mapping, text, lists))
}

fn budget(records: &Records) -> u64 {
    (records.len() as u64).saturating_mul(Options::default().pairs_per_record).max(200_000)
}

fn settings(job: &Job) -> Result<(Mapping, Vec<lists::Head>), Error> {
    let heads = lists::heads(&job.lists)?;
    let mapping = match &job.config {
        Some(path) => config::read(path)?,
        None => lists::propose(&heads),
    };
    Ok((mapping, heads))
}

/// Links lists.
///
/// * Determinism: by the bytes of the files and the settings.
/// * Cost: docs/methods/linkage.md has measured figures.
///
/// # Errors
/// A file that cannot be read; a [`Fault`].
pub fn run(job: &Job, hear: &dyn Hear) -> Result<Linking, Error> {
    hear.begins(Stage::Reading);
    let (mapping, heads) = settings(job)?;
    let kept = Kept::read(&job.keep, &heads)?;
    let (records, lists) = lists::records(&heads, &mapping)?;
    let names = standard()?;
    let mut options = Options { model: model(job)?, ..Options::default() };
    for rule in &mapping.rules {
        options.rules.push(::link::block::Rule::read(rule, &records).map_err(Fault::from)?);
    }
    let judged = Used::new(job.judgements.clone(), &records, job.seconds);
    if let Some(judged) = &judged {
        options.constraints = judged.applied.constraints.clone();
    }
    options.constraints.unique = unique(job, &mapping, &records)?;
    options.threshold = job.threshold.map(::link::model::total_of);
    let constraints = options.constraints.clone();
    let truth = job.truth.as_ref().map(|path| truth::read(path, &records)).transpose()?;
    let earlier = job.previous.as_ref().map(|path| persons::Earlier::read(path)).transpose()?;
    let other = job.compare.as_ref().map(|path| read_model(path)).transpose()?;
    hear.begins(Stage::Weighing);
    let linked = match &job.resume {
        Some(dir) => keep::link(&records, &options, dir, hear)?,
        None => ::link::link(&records, names, &options, hear).map_err(Fault::Refused)?,
    };
    let compared = other.map(|model| {
        options.model = Some(model);
        let second = ::link::link(&records, names, &options, hear).map_err(Fault::Refused)?;
        Ok::<_, Error>(Compared::new(&linked, second, truth.as_ref()))
    });
    let compared = compared.transpose()?;
    hear.begins(Stage::Writing);
    let (persons, changes) = persons::identify(&records, &linked.clusters, earlier.as_ref());
    let changes = earlier.is_some().then_some(changes);
    let evaluation = truth.map(|truth| evaluation(&records, &linked, &truth));
    let weigher = Weigher::new(&records, names, &linked.model);
    let decided = judged.as_ref().map(|j| queue::decided(&records, &j.of)).unwrap_or_default();
    let questions = review::queue(&weigher, &linked.pairs, &linked.clusters, &decided, QUESTIONS);
    let draws = (job.draws > 0).then(|| {
        let how = Sampling { draws: job.draws.min(DRAWS_MAX), ..Sampling::default() };
        sample::draw(&weigher, &linked.pairs, &linked.clusters, &constraints, &how)
    });
    drop(weigher);
    Ok(Linking {
        lists,
        mapping,
        records,
        linked,
        persons,
        changes,
        history: earlier.map(|e| e.history).unwrap_or_default(),
        kept,
        day: job.day.clone(),
        judged,
        constraints,
        draws,
        compared,
        evaluation,
        questions,
    })
}

/// Every record of the lists, as people name it.
///
/// # Errors
/// As [`run`].
pub fn names_of(job: &Job) -> Result<std::collections::HashSet<(String, String)>, Error> {
    let (mapping, heads) = settings(job)?;
    let (records, _) = lists::records(&heads, &mapping)?;
    let name = |r: u32| (records.lists()[records.list_of(r)].clone(), records.id(r).to_owned());
    Ok((0..u32::try_from(records.len()).unwrap_or(u32::MAX)).map(name).collect())
}

fn evaluation(records: &Records, linked: &Linked, truth: &Truth) -> Evaluation {
    let above: Vec<Pair> =
        linked.pairs.iter().filter(|p| p.total > linked.threshold).copied().collect();
    let right = above.iter().filter(|p| truth.same(p.a, p.b) == Some(true)).count() as u64;
    let said = above.iter().filter(|p| truth.same(p.a, p.b).is_some()).count() as u64;
    let persons = evaluate::persons(truth, &linked.clusters.of);
    let pairs = Share { said, right, held: persons.pairs.held };
    Evaluation {
        known: (truth.known(), truth.persons()),
        pairs,
        curve: evaluate::curve(truth, &linked.pairs),
        calibration: evaluate::calibration(truth, &linked.pairs),
        blocking: evaluate::completeness(records, truth, &linked.keys, MISTAKES),
        mistakes: evaluate::mistakes(records, truth, &linked.pairs, &linked.clusters.of, MISTAKES),
        persons,
    }
}

/// What to know of a model, in words.
#[must_use]
pub fn warning(warning: &::link::train::Warning) -> String {
    use ::link::train::Warning;
    match warning {
        Warning::NotLearned { field } => format!(
            "`{field}` decides which pairs are looked at in every rule, so its weights are what was assumed beforehand"
        ),
        Warning::SharedWords { rule, field } => {
            format!("rule {} is made of words that stand in `{field}` too", rule + 1)
        }
        Warning::FewPairs { expected } => {
            format!("only about {expected} pairs of one person were found to learn from")
        }
        Warning::NotCalibrated { pairs } => format!(
            "only {pairs} pairs stand between the certain and the impossible: probabilities are what the weights add up to"
        ),
        _ => "the model may not be learned well".to_owned(),
    }
}

fn text_of(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|e| Error::io("read", path, e))
}

fn model(job: &Job) -> Result<Option<Model>, Error> {
    job.model.as_ref().map(|path| read_model(path)).transpose()
}

fn read_model(path: &Path) -> Result<Model, Error> {
    let fail = |source| Fault::Model { path: path.to_owned(), source };
    Ok(Model::from_json(&text_of(path)?).map_err(fail)?)
}

/// The numbers of the lists that were declared unique, by the command line and the settings.
fn unique(job: &Job, mapping: &Mapping, records: &Records) -> Result<Vec<usize>, Error> {
    let lists = records.lists();
    let mut out = Vec::new();
    for name in job.unique.iter().chain(&mapping.unique) {
        if name == "all" && !lists.contains(name) {
            out.extend(0..lists.len());
            continue;
        }
        let at = lists.iter().position(|l| l == name);
        let missing = || Fault::NoList { name: name.clone(), lists: lists.to_vec() };
        out.push(at.ok_or_else(missing)?);
    }
    out.sort_unstable();
    out.dedup();
    Ok(out)
}
