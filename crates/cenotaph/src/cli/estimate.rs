//! `estimate`: who is on no list, or why that cannot be said.

mod claims;
mod view;

use std::path::{Path, PathBuf};

use ::estimate::result::Assessment;
use clap::{Args, ValueEnum};

use super::{Answer, Context, Failure, Outcome, add, bar};
use crate::app::desk::{AsKnown, Desk};
use crate::app::error::Error;
use crate::app::estimate::simulate::{self, Kind, Plan};
use crate::app::estimate::wire::{self, Filed};
use crate::app::estimate::words::{self, ScopeWords};
use crate::app::estimate::{self, Judged, Options, linked, named, scenario};
use crate::app::{Both, Lang};
use crate::intake::{self, Clustered, Complaint, IntakeError, Overlap, OverlapColumns, Partitions};

/// A family of simulated populations, as the command line spells it.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FamilyName {
    /// Lists are independent
    Independent,
    /// Two kinds of persons, easily and hardly found
    Classes,
    /// Chances differ from person to person
    Continuous,
    /// One list copies half of another
    Copying,
    /// A third of the persons has no chance on any list
    Unreached,
    /// Half of the persons are nearly impossible to list
    Faint,
    /// Two lists avoid each other's persons
    Apart,
    /// Five independent lists, each short
    Short,
    /// HRDAG's first scenario, five lists: one person in ten is found with ease, the others hardly
    Sim1,
    /// The second: one in five
    Sim2,
    /// The third: the others a little more easily
    Sim3,
    /// The fourth: three kinds of persons
    Sim4,
    /// The fifth: what finds the one kind does not find the other
    Sim5,
}

/// A method, as the command line spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Shown {
    /// Log-linear models
    Loglinear,
    /// Decomposable graphs
    Graphs,
    /// Latent classes
    LatentClasses,
    /// No highest-order interaction
    Nhoi,
    /// Reference lines: Chapman, Chao
    Reference,
}

/// Who is on no list: an interval with what it counts, or a range, a lower bound, a refusal that says why
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph estimate lists.csv --period 1998-1999 --area 'the province' --category 'civilians killed'
  cenotaph estimate lists.tsv --strata region --json
  cenotaph estimate - --merge A+B --derived 'C<-A' < lists.csv
  cenotaph estimate lists.csv --plot result.svg
  cenotaph estimate --persons persons.csv --partitions partitions.csv   from what link writes
  cenotaph estimate lists.csv --file -C desk         the result becomes an entry
  cenotaph estimate lists.csv --file --public -C desk   and leaves with the next edition, with its plot
  cenotaph estimate --claims -C desk                 what the figures of a case can bear; never one number
  cenotaph estimate --scenario --file -C desk        experimental: a table over a bias that nobody can know
  cenotaph estimate --named -C desk                  the named dead of a case, by who names them
  cenotaph estimate --simulate classes --lists 5 --population 2000 --runs 20

A table has one column of 0 and 1 a list and one of counts (`n`, `freq` or `count`), a row a pattern. Twelve rules say which number
may be given; the verdict rests on all methods, whatever --method shows. docs/estimate.md tells how to read the result,
docs/methods/estimation.md how it is made. There is no seed: the same table gives the same result.

The exit code is 0 whatever the verdict is; with --strict it is 1 when there is no interval. A table with a row that cannot be read gives no
number: the code is then 1.")]
pub(super) struct Estimate {
    /// The table: CSV or TSV; `-` for standard input
    #[arg(value_name = "TABLE", required_unless_present_any = ["simulate", "named", "scenario", "persons", "partitions", "claims"])]
    table: Option<PathBuf>,
    /// In place of a table: the named dead of the case, by who names them
    #[arg(long, conflicts_with_all = ["table", "strata", "ignore"])]
    named: bool,
    /// In place of a table: records with their persons, as link writes them (unique_id, person_id, list); --strata names columns of it
    #[arg(long, value_name = "PERSONS.csv", conflicts_with_all = ["table", "ignore", "named", "simulate"])]
    persons: Option<PathBuf>,
    /// With --persons: draws of the linkage (draw, unique_id, person_id), twenty or more; with fewer, rule R6 fires
    #[arg(long, value_name = "DRAWS.csv", requires = "persons")]
    partitions: Option<PathBuf>,
    /// In place of a table: what the figures of the case can bear; a dossier, never one number
    #[arg(long, conflicts_with_all = ["table", "strata", "ignore", "lists", "merge", "derived", "method", "cap", "plot", "named", "simulate", "scenario", "persons", "file", "strict"])]
    claims: bool,
    /// Columns that divide the persons into strata; each is judged on its own, then all together
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    strata: Vec<String>,
    /// Columns that are no list and are summed over
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Use these lists only; with --simulate, how many lists there are
    #[arg(long, value_name = "LISTS", value_delimiter = ',')]
    lists: Vec<String>,
    /// Count these lists as one; may be given again. A name with + in it stands in double quotes: '"A+B"+C'
    #[arg(long, value_name = "A+B", value_parser = merged)]
    merge: Vec<Merge>,
    /// The first list derives from the second, so the two count as one; may be given again. Quotes as with --merge
    #[arg(long, value_name = "A<-B", value_parser = derived)]
    derived: Vec<(String, String)>,
    /// Show these methods only; the verdict rests on all
    #[arg(long, value_name = "METHODS", value_enum, value_delimiter = ',')]
    method: Vec<Shown>,
    /// Show beside the result what a cap on the population would make of it
    #[arg(long, value_name = "N")]
    cap: Option<u64>,
    /// Draws a chain at most: 192,000, with --scenario 8,000; with fewer a method may be withheld
    #[arg(long, value_name = "N", value_parser = draws)]
    draws: Option<u32>,
    /// Replicates of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(20..=1_000_000))]
    replicates: u32,
    /// What is counted: the period
    #[arg(long, value_name = "WORDS", default_value = "", hide_default_value = true)]
    period: String,
    /// What is counted: the area
    #[arg(long, value_name = "WORDS", default_value = "", hide_default_value = true)]
    area: String,
    /// What is counted: the category of persons
    #[arg(long, value_name = "WORDS", default_value = "", hide_default_value = true)]
    category: String,
    /// Draw the result into this file: intervals by method, trajectory, chains
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
    /// Experimental: what the case's figures would imply if all parties shared a bias; a table, never one number
    #[arg(long, conflicts_with_all = ["table", "strata", "ignore", "lists", "merge", "derived", "method", "cap", "plot", "named", "simulate", "persons"])]
    scenario: bool,
    /// File the result in the case, as an entry of its record
    #[arg(long)]
    file: bool,
    /// With --file: the result leaves with the next edition; without it, it stays inside and takes back a public one on the same table
    #[arg(long, requires = "file", conflicts_with_all = ["named", "scenario", "simulate"])]
    public: bool,
    /// End with exit code 1 when there is no interval
    #[arg(long)]
    strict: bool,
    /// Judge simulated tables of a population of known size, and count what would mislead
    #[arg(long, value_name = "FAMILY", value_enum, conflicts_with_all = ["table", "strata", "ignore", "merge", "derived", "method", "cap", "plot", "named", "file"])]
    simulate: Option<FamilyName>,
    /// With --claims and --named: only what the world could know by this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", conflicts_with_all = ["table", "persons", "scenario", "simulate", "file"])]
    said_by: Option<String>,
    /// With --claims and --named: only what the desk had recorded by this day or time (YYYY-MM-DD, or RFC 3339)
    #[arg(long, value_name = "TIME", conflicts_with_all = ["table", "persons", "scenario", "simulate", "file"])]
    recorded_by: Option<String>,
    /// With --simulate: persons in the population
    #[arg(long, value_name = "N", default_value_t = 2_000, requires = "simulate")]
    population: u64,
    /// With --simulate: tables to judge
    #[arg(long, value_name = "N", default_value_t = 20, requires = "simulate")]
    runs: u64,
    /// With --simulate: the number of the first table; a rule that was made on some tables is judged on others
    #[arg(long, value_name = "N", default_value_t = 0, requires = "simulate")]
    first: u64,
}

/// Lists that count as one.
#[derive(Debug, Clone)]
struct Merge(Vec<String>);

fn merged(text: &str) -> Result<Merge, String> {
    let names = parted(text, "+").filter(|n| n.len() > 1);
    names.map(Merge).ok_or_else(|| "two lists or more, as in A+B or '\"A+B\"+C'".to_owned())
}

fn derived(text: &str) -> Result<(String, String), String> {
    match parted(text, "<-").as_deref() {
        Some([a, b]) => Ok((a.clone(), b.clone())),
        _ => Err("two lists as in A<-B: A derives from B".to_owned()),
    }
}

/// The names between separators. One that holds a separator stands in double quotes; a quote within is written twice. Nothing when a
/// name is empty or a quote is left open.
fn parted(text: &str, separator: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut rest = text.trim();
    loop {
        let (name, after) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let end = closing(quoted)?;
                let name = quoted.get(..end)?.replace("\"\"", "\"");
                (name, quoted.get(end + 1..)?.trim_start())
            }
            None => {
                let end = rest.find(separator).unwrap_or(rest.len());
                (rest.get(..end)?.trim().to_owned(), rest.get(end..)?)
            }
        };
        if name.is_empty() {
            return None;
        }
        names.push(name);
        if after.is_empty() {
            return Some(names);
        }
        rest = after.strip_prefix(separator)?.trim_start();
    }
}

/// Where the quote closes: the first that is not written twice.
fn closing(quoted: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += quoted.get(at..)?.find('"')?;
        if !quoted.get(at + 1..)?.starts_with('"') {
            return Some(at);
        }
        at += 2;
    }
}

fn draws(text: &str) -> Result<u32, String> {
    match text.parse::<u32>() {
        Ok(n) if (16..=10_000_000).contains(&n) => Ok(n),
        Ok(_) => Err("16 to 10000000 draws a chain".to_owned()),
        Err(_) => Err(
            "a number of draws a chain; a file with draws of the linkage is given with --partitions"
                .to_owned(),
        ),
    }
}

impl Estimate {
    /// What the case is read as.
    fn known(&self) -> Result<AsKnown, Error> {
        AsKnown::parse(self.said_by.as_deref(), self.recorded_by.as_deref())
    }

    fn options(&self) -> Options {
        Options {
            lists: if self.simulate.is_some() { Vec::new() } else { self.lists.clone() },
            merge: self.merge.iter().map(|m| m.0.clone()).collect(),
            derived: self.derived.clone(),
            cap: self.cap,
            replicates: self.replicates as usize,
            draws: self.draws.map_or(192_000, |d| d as usize),
            scope: ScopeWords {
                period: self.period.clone(),
                area: self.area.clone(),
                category: self.category.clone(),
            },
            ..Options::default()
        }
    }
}

/// What is to be judged.
enum What {
    /// Tables, a stratum each.
    Strata(Vec<estimate::Stratum>),
    /// Linked records, and draws of the linkage.
    Linked(Box<Clustered>, Option<Partitions>),
}

/// What is to be judged, how, and where it came from.
struct Work {
    what: What,
    options: Options,
    file: Option<Source>,
}

/// A file that was read.
struct Source {
    name: String,
    sha256: [u8; 32],
    rows: u64,
    lost: u64,
}

impl Source {
    fn of(overlap: &Overlap) -> Self {
        Self {
            name: overlap.name.clone(),
            sha256: overlap.sha256,
            rows: overlap.rows.len() as u64,
            lost: overlap.rows_lost,
        }
    }
}

pub(super) fn run(args: &Estimate, context: &mut Context<'_>) -> Outcome {
    let outcome = done(args, context);
    // A machine that waits for an object gets one; the words for people stand on stderr all the same.
    if let (true, Err(Failure::App(error))) = (context.json, &outcome) {
        context.object(&serde_json::json!({
            "kind": "error", "code": error.code(), "message": error.to_string(),
            "hint": error.hint(),
        }))?;
    }
    outcome
}

fn done(args: &Estimate, context: &mut Context<'_>) -> Outcome {
    let options = args.options();
    if let Some(family) = args.simulate {
        return study(args, family, &options, context);
    }
    if args.scenario {
        return scenarios(args, context);
    }
    if args.claims {
        return claims::run(args.known()?, context);
    }
    let work = if let Some(path) = &args.persons {
        match persons(path, args, context)? {
            Ok((what, file)) => Work { what, options, file: Some(file) },
            Err(answer) => return Ok(answer),
        }
    } else if args.named {
        let desk = Desk::load(&context.open()?, args.known()?)?;
        let Some(named) = named::named(&desk)? else {
            context.talk.note("The case names nobody who is dead");
            return Ok(Answer::No);
        };
        Work { what: What::Strata(vec![named.stratum()]), options, file: None }
    } else {
        let columns = OverlapColumns { strata: args.strata.clone(), ignore: args.ignore.clone() };
        let overlap = read(args, &columns)?;
        add::tell_complaints(context, &overlap.complaints);
        if !overlap.is_whole() {
            return broken(&Source::of(&overlap), &overlap.complaints, context);
        }
        let strata = estimate::strata(&overlap, &args.strata, &options)?;
        Work { what: What::Strata(strata), options, file: Some(Source::of(&overlap)) }
    };
    answer(args, &work, context)
}

/// Reads linked records and draws of the linkage; the answer itself when a part of them was lost.
fn persons(
    path: &Path,
    args: &Estimate,
    context: &mut Context<'_>,
) -> Result<Result<(What, Source), Answer>, Failure> {
    let persons = intake::read_persons(path, &args.strata).map_err(Error::from)?;
    add::tell_complaints(context, &persons.complaints);
    let (name, sha256) = (persons.name.clone(), persons.sha256);
    let file = Source { name, sha256, rows: persons.rows, lost: persons.rows_lost };
    if !persons.is_whole() {
        return broken(&file, &persons.complaints, context).map(Err);
    }
    let mut drawn = None;
    if persons.straddling > 0 {
        let n = persons.straddling;
        context.talk.note(&match context.lang {
            Lang::En => format!("persons with records in several strata: {n}; each counts where most of its records are"),
            Lang::Ko => format!("여러 층에 기록이 있는 인물 {n}명: 기록이 가장 많은 층에서 셈"),
        });
    }
    if let Some(path) = &args.partitions {
        let draws = intake::read_partitions(path, &persons).map_err(Error::from)?;
        add::tell_complaints(context, &draws.complaints);
        if !draws.is_whole() {
            let (name, sha256) = (draws.name.clone(), draws.sha256);
            let file = Source { name, sha256, rows: draws.rows, lost: draws.rows_lost };
            return broken(&file, &draws.complaints, context).map(Err);
        }
        drawn = Some(draws);
    }
    Ok(Ok((What::Linked(Box::new(persons), drawn), file)))
}

fn answer(args: &Estimate, work: &Work, context: &mut Context<'_>) -> Outcome {
    let Work { what, options, file } = work;
    let judged = match what {
        What::Strata(strata) => judge(strata, options, context)?,
        What::Linked(persons, draws) => {
            judge_linked(persons, draws.as_ref(), &args.strata, options, context)?
        }
    };
    let whole = estimate::whole(&judged, options)?;
    if let Some(path) = &args.plot {
        let svg = estimate::plot::svg(&judged, whole.as_ref(), &options.scope, context.lang)?;
        estimate::write_plot(path, &svg)?;
    }
    let filed = if args.file { filed(args, work, &judged, whole.as_ref(), context)? } else { None };
    if context.json {
        let mut object = estimate::json_of(&judged, whole.as_ref(), &options.scope);
        if let Some(map) = object.as_object_mut() {
            if let Some(file) = file {
                map.insert("file".into(), file.name.clone().into());
                map.insert("file_sha256".into(), hex(&file.sha256).into());
                map.insert("rows".into(), file.rows.into());
                map.insert("rows_lost".into(), file.lost.into());
            }
            if let Some((filed, _)) = &filed {
                map.insert("entry".into(), filed.id().into());
                map.insert("public".into(), args.public.into());
            }
            view::keep_methods(map, &args.method);
        }
        context.object(&object)?;
    } else {
        view::show(context, &judged, whole.as_ref(), &options.scope, &args.method)?;
    }
    if let Some((_, said)) = filed {
        context.talk.note(&said);
    }
    let verdict = whole.as_ref().or(judged.first().map(|j| &j.said)).map(|s| s.verdict);
    let interval = verdict.is_some_and(|v| v.high().is_some());
    Ok(if args.strict && !interval { Answer::No } else { Answer::Done })
}

/// Files the result, and says what became of it.
fn filed(
    args: &Estimate,
    work: &Work,
    judged: &[Judged],
    whole: Option<&Assessment>,
    context: &Context<'_>,
) -> Result<Option<(Filed, String)>, Error> {
    let case = context.open()?;
    let file = work.file.as_ref().map(|f| (f.name.as_str(), &f.sha256[..]));
    let Some(mut body) = wire::body(judged, whole, &work.options, file) else { return Ok(None) };
    if args.public {
        body.public = estimate::public::public(judged, whole, &work.options.scope)?.map(Box::new);
    }
    let filed = wire::file(&case, body)?;
    let id = &filed.id()[..filed.id().len().min(12)];
    let said = match &filed {
        Filed::New { .. } if args.public => {
            format!("filed as entry {id}; it leaves with the next edition")
        }
        Filed::New { takes_back: true, .. } => {
            format!(
                "filed as entry {id}; the public result on this table goes with the next edition"
            )
        }
        Filed::New { .. } => format!("filed as entry {id}"),
        Filed::There(_) => format!("the record has it already, as entry {id}"),
    };
    Ok(Some((filed, said)))
}

fn read(args: &Estimate, columns: &OverlapColumns) -> Result<Overlap, Error> {
    let path = args.table.clone().unwrap_or_default();
    let read = if path.as_os_str() == "-" {
        intake::take_overlap("standard input", std::io::stdin().lock(), columns)
    } else {
        intake::read_overlap(&path, columns)
    };
    read.map_err(|fault| match fault {
        // What helps with the tables of a case does not help with this one.
        IntakeError::Empty { path } => Error::NoTable { path },
        other => other.into(),
    })
}

fn judge(
    strata: &[estimate::Stratum],
    options: &Options,
    context: &Context<'_>,
) -> Result<Vec<Judged>, Error> {
    let progress = context.talk.progress(view::STEPS * strata.len() as u64);
    let lang = context.lang;
    estimate::judge(strata, options, &mut |step| match &step.begins {
        Some(work) => {
            let what = words::work(work).of(lang).to_owned();
            progress.begin(if strata.len() > 1 {
                format!("{} · {what}", step.stratum + 1)
            } else {
                what
            });
        }
        None => progress.one(),
    })
}

fn judge_linked(
    persons: &Clustered,
    draws: Option<&Partitions>,
    columns: &[String],
    options: &Options,
    context: &Context<'_>,
) -> Result<Vec<Judged>, Error> {
    let tables = linked::JUDGED_MAX * persons.strata.len().max(1);
    let progress = context.talk.progress(view::STEPS * tables as u64);
    let lang = context.lang;
    linked::judge(persons, draws, columns, options, &mut |step| match &step.begins {
        Some(work) => {
            progress.begin(format!("{} · {}", step.stratum + 1, words::work(work).of(lang)));
        }
        None => progress.one(),
    })
}

/// What is said of a table that was not read whole.
fn broken(file: &Source, complaints: &[Complaint], context: &mut Context<'_>) -> Outcome {
    let (lost, rows) = (file.lost, file.rows);
    let said = match lost {
        0 => Both {
            en: "No number is given: the table was not understood.".to_owned(),
            ko: "숫자를 제시하지 않음: 표를 이해할 수 없음.".to_owned(),
        },
        _ => Both {
            en: format!(
                "No number is given: {lost} of {} rows could not be read, and a part of a table is not the table.",
                lost + rows
            ),
            ko: format!(
                "숫자를 제시하지 않음: {}행 가운데 {lost}행을 읽을 수 없음. 표의 일부는 그 표가 아님.",
                lost + rows
            ),
        },
    };
    if context.json {
        let mut object = estimate::json_of_broken(lost, rows, &said);
        if let Some(map) = object.as_object_mut() {
            map.insert("file".into(), file.name.clone().into());
            map.insert("file_sha256".into(), hex(&file.sha256).into());
            let complaints = complaints.iter().map(add::complaint_json).collect();
            map.insert("complaints".into(), complaints);
        }
        context.object(&object)?;
    } else {
        let text = bar::wrap(said.of(context.lang), context.width, 0);
        context.line(&text)?;
    }
    Ok(Answer::No)
}

/// The experimental table, and what becomes of it.
fn scenarios(args: &Estimate, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    let desk = Desk::load(&case, AsKnown::default())?;
    let draws = args.draws.map_or(8_000, |d| d as usize);
    let progress = context.talk.progress(3);
    progress.begin("scenarios".to_owned());
    let body = scenario::scenarios(&desk, &case, draws, &mut || progress.one())?;
    drop(progress);
    let Some(body) = body else {
        context.talk.note("No figure that leaves has a voice");
        return Ok(Answer::No);
    };
    view::scenarios(context, &body)?;
    if args.file {
        let id = scenario::file(&case, &body)?;
        context.talk.note(&format!("filed as entry {}", &id[..id.len().min(12)]));
    }
    Ok(Answer::Done)
}

fn study(
    args: &Estimate,
    family: FamilyName,
    options: &Options,
    context: &mut Context<'_>,
) -> Outcome {
    let kind = match family {
        FamilyName::Independent => Kind::Independent,
        FamilyName::Classes => Kind::Classes,
        FamilyName::Continuous => Kind::Continuous,
        FamilyName::Copying => Kind::Copying,
        FamilyName::Unreached => Kind::Unreached,
        FamilyName::Faint => Kind::Faint,
        FamilyName::Apart => Kind::Apart,
        FamilyName::Short => Kind::Short,
        FamilyName::Sim1 => Kind::Scenario(1),
        FamilyName::Sim2 => Kind::Scenario(2),
        FamilyName::Sim3 => Kind::Scenario(3),
        FamilyName::Sim4 => Kind::Scenario(4),
        FamilyName::Sim5 => Kind::Scenario(5),
    };
    let lists = match args.lists.as_slice() {
        [] => kind.lists().unwrap_or(4),
        [one] if one.parse::<usize>().is_ok() => one.parse().unwrap_or(0),
        given => {
            let expected = "a number of lists from 2 to 12, as --simulate needs it".to_owned();
            return Err(Failure::App(Error::Value { value: given.join(","), expected }));
        }
    };
    let plan =
        Plan { kind, lists, population: args.population, runs: args.runs, first: args.first };
    let progress = context.talk.progress(plan.runs);
    progress.begin(kind.name().to_owned());
    let (tally, misled) = simulate::simulate(&plan, options, &mut |_| progress.one())?;
    drop(progress);
    if context.json {
        context.object(&simulate::json_of(&plan, &tally, &misled))?;
    } else {
        view::study(context, &plan, &tally, &misled)?;
    }
    Ok(Answer::Done)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Whether a line of results is among those asked for.
fn is_shown(method: &str, chosen: &[Shown]) -> bool {
    let family = match method {
        m if m.starts_with("loglinear") || m.starts_with("linkage") => Shown::Loglinear,
        m if m.starts_with("graphs") => Shown::Graphs,
        m if m.starts_with("latent") => Shown::LatentClasses,
        m if m.starts_with("nhoi") => Shown::Nhoi,
        _ => Shown::Reference,
    };
    chosen.is_empty() || chosen.contains(&family)
}
