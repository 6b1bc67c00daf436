//! `link`: who is the same person on several lists.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ::link::person::Change;
use clap::Args;
use serde_json::{Map, Value, json};

use super::talk::Progress;
use super::{Answer, Context, Failure, Outcome, add, arrive, bar, mentions, quoted};
use crate::app::error::Error;
use crate::app::link::compared::Compared;
use crate::app::link::judged::Judgements;
use crate::app::link::{self, Evaluation, Fate, Hear, Job, Linking, Stage, Used};
use crate::app::{Case, Lang};
use crate::intake::grouped;

/// Who is the same person on several lists, or twice on one; with reasons
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph link official.csv families.xlsx --out linked
  cenotaph link all.parquet --out linked --format parquet
  cenotaph link all.csv --propose > link.toml         what the columns are taken for, to be changed
  cenotaph link all.csv --config link.toml --truth persons.csv
  cenotaph link a.csv b.csv --unique a --unique b --out linked --json
  cenotaph link a.csv b.csv --previous linked/persons.csv --out linked    persons keep their identifiers
  cenotaph link a.csv b.csv --draws 20 --out linked   partitions, for `cenotaph estimate --partitions`
  cenotaph link a.csv b.csv --keep region --out linked     for `cenotaph estimate --persons linked/persons.csv --strata region`
  cenotaph link a.csv b.csv --add today.csv --out linked   whose the rows are that came, without a new run
  cenotaph link --mentions -C desk                    the named of a case, by names and ages alone

Lists are CSV, TSV, JSON Lines, XLSX or Parquet. The folder of --out gets pairs.csv (with reasons that add up), persons.csv, report.html,
model.json and link.toml. Nothing is merged: rows stay as they are. What people judged (`cenotaph review`), in a file or in the case at hand, is kept
to. docs/link.md tells of every file and column, docs/methods/linkage.md how it is done and how well.

The exit code is 1 when rows of a list could not be read, or when the lists cannot be linked.")]
pub(super) struct Link {
    /// Lists: tables with a row a record
    #[arg(value_name = "LIST", required_unless_present = "mentions")]
    lists: Vec<PathBuf>,
    /// Link the mentions of the named of the case, in place of lists
    #[arg(long, conflicts_with_all = ["lists", "config", "propose", "truth", "out", "unique", "model", "threshold", "compare", "previous", "keep", "draws"])]
    mentions: bool,
    /// Rows that arrive: whose they are, in the folder of --out that `link` wrote before; may be given again
    #[arg(long, value_name = "ROWS", requires = "out", conflicts_with_all = ["mentions", "config", "propose", "truth", "model", "compare", "previous", "keep", "draws", "format", "resume"])]
    add: Vec<PathBuf>,
    /// What the columns mean, as --propose prints it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print the settings that would be used, and link nothing
    #[arg(long, conflicts_with_all = ["truth", "out"])]
    propose: bool,
    /// The person of each record where it is known (`unique_id,person_id`): tells how well
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// Write results into this folder, whole or not at all
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How pairs are written: pairs.csv, or pairs.parquet with typed columns
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t, requires = "out")]
    format: PairsFormat,
    /// Nobody stands twice on this list; `all` for every list; may be given again
    #[arg(long, value_name = "LIST")]
    unique: Vec<String>,
    /// Judgements by people, a line of JSON each; those of the case at hand count too
    #[arg(long, value_name = "FILE")]
    judgements: Option<PathBuf>,
    /// Keep only to judgements that a second person made too
    #[arg(long)]
    seconded: bool,
    /// Use this model (model.json of an earlier run) in place of learning one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Link by this model too, and tell where persons differ
    #[arg(long, value_name = "MODEL")]
    compare: Option<PathBuf>,
    /// persons.csv of an earlier run: persons keep their identifiers, history.csv tells what merged and split
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// A column of the lists that persons.csv carries on, such as a region to divide an estimate by; may be given again
    #[arg(long, value_name = "COLUMN", requires = "out")]
    keep: Vec<String>,
    /// Keep what is done in --out as the run goes, and go on with what a run that was stopped kept there
    #[arg(long, requires = "out")]
    resume: bool,
    /// Draw so many partitions at random into partitions.csv, for estimates that carry the uncertainty
    #[arg(long, value_name = "N", requires = "out", value_parser = clap::value_parser!(u32).range(1..=i64::from(link::DRAWS_MAX)))]
    draws: Option<u32>,
    /// Join clusters above this probability; by default where evidence for and against balance
    #[arg(long, value_name = "P", value_parser = probability)]
    threshold: Option<f64>,
}

/// How pairs are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum PairsFormat {
    /// Text, for any program
    #[default]
    Csv,
    /// Columns with types, for databases
    Parquet,
}

impl From<PairsFormat> for link::Format {
    fn from(format: PairsFormat) -> Self {
        match format {
            PairsFormat::Csv => Self::Csv,
            PairsFormat::Parquet => Self::Parquet,
        }
    }
}

fn probability(text: &str) -> Result<f64, String> {
    let p: f64 = text.parse().map_err(|_| "a number between 0 and 1".to_owned())?;
    if p > 0.0 && p < 1.0 { Ok(p) } else { Err("a number between 0 and 1".to_owned()) }
}

/// Hears how far the work is.
struct Ear {
    progress: Progress,
    lang: Lang,
}

impl ::link::run::Watch for Ear {
    fn on(&self, done: u64, of: u64) -> bool {
        self.progress.at(done, of);
        true
    }
}

impl Hear for Ear {
    fn begins(&self, stage: Stage) {
        let words = match (stage, self.lang) {
            (Stage::Reading, Lang::En) => "reading lists",
            (Stage::Reading, Lang::Ko) => "명단 읽기",
            (Stage::Weighing, Lang::En) => "weighing pairs",
            (Stage::Weighing, Lang::Ko) => "쌍 저울질",
            (Stage::Writing, Lang::En) => "looking at what came out",
            (Stage::Writing, Lang::Ko) => "결과 정리",
        };
        self.progress.begin(words.to_owned());
    }
}

/// The case that was named, or the one around; none where there is none.
pub(super) fn case_at_hand(context: &Context<'_>) -> Result<Option<Case>, Error> {
    match context.open() {
        Ok(case) => Ok(Some(case)),
        Err(Error::NoCase(_)) if context.case.is_none() => Ok(None),
        Err(error) => Err(error),
    }
}

/// What people judged, by the file that was named and the case at hand.
fn judgements(file: Option<&Path>, context: &Context<'_>) -> Result<Judgements, Error> {
    let mut all = Judgements::default();
    if let Some(path) = file {
        all = Judgements::of_file(path)?;
    }
    if let Some(case) = case_at_hand(context)? {
        all = all.and(Judgements::of_case(&case)?)?;
    }
    for line in &all.ignored {
        context.talk.note(&format!("note: a judgement does not count: {line}"));
    }
    Ok(all)
}

/// The case whose mentions are linked, with what people judged.
pub(super) fn case_mentions(
    file: Option<&Path>,
    context: &Context<'_>,
) -> Result<(Case, Judgements), Error> {
    Ok((context.open()?, judgements(file, context)?))
}

/// How a job hears and is heard.
pub(super) fn ear(context: &Context<'_>) -> impl Hear + use<> {
    Ear { progress: context.talk.estimated(), lang: context.lang }
}

pub(super) fn run(args: &Link, context: &mut Context<'_>) -> Outcome {
    if args.mentions {
        return mentions::run(args.judgements.as_deref(), args.seconded, context);
    }
    let job = Job {
        lists: args.lists.clone(),
        config: args.config.clone(),
        truth: args.truth.clone(),
        judgements: judgements(args.judgements.as_deref(), context)?,
        seconds: if args.seconded { 2 } else { 1 },
        model: args.model.clone(),
        compare: args.compare.clone(),
        previous: args.previous.clone(),
        keep: args.keep.clone(),
        draws: args.draws.unwrap_or(0),
        unique: args.unique.clone(),
        threshold: args.threshold,
        resume: args.out.clone().filter(|_| args.resume),
        day: context.clock.today().to_string(),
    };
    let ear = ear(context);
    if args.propose {
        return propose(&job, &ear, context);
    }
    if let (false, Some(dir)) = (args.add.is_empty(), &args.out) {
        return add_rows(&job, &args.add, dir, ear, context);
    }
    let linking = link::run(&job, &ear)?;
    let format = link::Format::from(args.format);
    if let Some(dir) = &args.out {
        link::write(&linking, dir, format, context.lang)?;
    }
    drop(ear);
    let complaints: Vec<_> = linking.complaints().cloned().collect();
    add::tell_complaints(context, &complaints);
    for warning in &linking.linked.warnings {
        context.talk.note(&format!("note: {}", link::warning(warning)));
    }
    if context.json {
        context.object(&object(&linking))?;
    } else {
        summary(&linking, context)?;
    }
    if let Some(dir) = &args.out {
        context.talk.note(&format!("{}: {}, persons.csv, report.html", quoted(dir), format.file()));
    }
    let wrong = complaints.iter().any(crate::intake::Complaint::is_error);
    Ok(if wrong { Answer::No } else { Answer::Done })
}

/// Takes in rows that arrive, and tells whose they are.
fn add_rows(
    job: &Job,
    rows: &[PathBuf],
    dir: &Path,
    ear: impl Hear,
    context: &mut Context<'_>,
) -> Outcome {
    let arrived = link::arrived::arrive(job, rows, dir, &ear)?;
    link::arrived::write(&arrived, dir)?;
    drop(ear);
    let complaints: Vec<_> = arrived.complaints().cloned().collect();
    add::tell_complaints(context, &complaints);
    if context.json {
        context.object(&arrive::object(&arrived))?;
    } else {
        arrive::summary(&arrived, context)?;
    }
    context.talk.note(&format!("{}: persons.csv, arrivals.csv", quoted(dir)));
    let wrong = complaints.iter().any(crate::intake::Complaint::is_error);
    Ok(if wrong { Answer::No } else { Answer::Done })
}

fn propose(job: &Job, ear: &impl Hear, context: &mut Context<'_>) -> Outcome {
    let (mapping, text, lists) = link::propose(job, ear)?;
    let complaints: Vec<_> = lists.iter().flat_map(|l| l.complaints.clone()).collect();
    add::tell_complaints(context, &complaints);
    if context.json {
        let value = serde_json::to_value(&mapping).map_err(|e| Error::Bug(e.to_string()))?;
        context.object(&value)?;
    } else {
        write!(context.out, "{text}").map_err(Failure::Output)?;
    }
    Ok(Answer::Done)
}

fn summary(linking: &Linking, context: &mut Context<'_>) -> Result<(), Failure> {
    let ko = context.lang == Lang::Ko;
    let say = |en: &'static str, korean: &'static str| if ko { korean } else { en };
    let sizes = linking.sizes();
    let several: u64 = sizes.iter().filter(|(n, _)| **n > 1).map(|(_, c)| c).sum();
    let candidates: u64 = linking.linked.rules.iter().map(|r| r.1.pairs).sum();
    let above = linking.linked.pairs.iter().filter(|p| p.total > linking.linked.threshold).count();
    let largest = sizes.keys().next_back().copied().unwrap_or(0);
    let persons = u64::from(linking.clusters().count);
    let rows = [
        (say("records", "기록"), grouped(linking.records.len() as u64)),
        (say("lists", "명단"), linking.records.lists().join(", ")),
        (
            say("fields", "항목"),
            linking.mapping.fields.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join(", "),
        ),
        (
            say("rules", "규칙"),
            format!(
                "{} ({} {})",
                linking.linked.rules.len(),
                grouped(candidates),
                say("pairs in their blocks", "쌍")
            ),
        ),
        (
            say("pairs", "쌍"),
            format!(
                "{} {} {:.2}",
                grouped(above as u64),
                say("above a probability of", "확률 이상:"),
                link::threshold(linking)
            ),
        ),
        (
            say("persons", "사람"),
            format!(
                "{} ({} {}, {} {largest})",
                grouped(persons),
                grouped(several),
                say("with several records", "기록 여럿"),
                say("at most", "최대"),
            ),
        ),
        (say("held apart", "갈라 둔 쌍"), grouped(linking.clusters().held_apart.len() as u64)),
    ];
    let mut rows = rows.to_vec();
    rows.extend(linking.judged.as_ref().map(|j| (say("judgements", "판단"), judged_words(j, ko))));
    rows.extend(
        linking.changes.as_ref().map(|c| (say("since before", "이전과 비교"), changes(c, ko))),
    );
    rows.extend(linking.draws.as_ref().map(|d| (say("draws", "추출"), draws(d, ko))));
    rows.extend(linking.compared.as_ref().map(|c| (say("other model", "다른 모형"), other(c, ko))));
    let wide = rows.iter().map(|r| bar::columns(r.0)).max().unwrap_or(0);
    for (name, value) in &rows {
        let value = bar::wrap(value, context.width.saturating_sub(wide + 2), wide + 2);
        context.line(&format!("{}  {value}", bar::pad(name, wide)))?;
    }
    match &linking.evaluation {
        Some(evaluation) => measured(evaluation, context, say),
        None => Ok(()),
    }
}

/// What became of judgements, in words.
pub(super) fn judged_words(used: &Used, ko: bool) -> String {
    let (same, different) = (&used.applied.constraints.same, &used.applied.constraints.different);
    let mut words = match ko {
        false => format!(
            "{} used ({} same, {} different)",
            used.count(Fate::Kept),
            same.len(),
            different.len()
        ),
        true => format!(
            "{}건 반영(같음 {}, 다름 {})",
            used.count(Fate::Kept),
            same.len(),
            different.len()
        ),
    };
    for (fate, en, korean) in [
        (Fate::Unsure, "unsure", "모름"),
        (Fate::Rivals, "rivals, not used", "엇갈려 반영 안 함"),
        (Fate::Unseconded, "without a second, not used", "둘째 사람이 없어 반영 안 함"),
        (Fate::Waiting, "of records that are not here", "여기 없는 기록"),
    ] {
        let count = used.count(fate);
        if count > 0 {
            let _ = match ko {
                false => write!(words, ", {count} {en}"),
                true => write!(words, ", {korean} {count}"),
            };
        }
    }
    let contradicted = used.applied.contradicted.len();
    if contradicted > 0 {
        let _ = match ko {
            false => write!(words, "; {contradicted} contradicted by a chain of others"),
            true => write!(words, "; 다른 판단들의 연쇄와 어긋남 {contradicted}"),
        };
    }
    words
}

pub(super) fn changes(changes: &[Change], ko: bool) -> String {
    let merged = changes.iter().filter(|c| matches!(c, Change::Merged { .. })).count();
    let split = changes.iter().filter(|c| matches!(c, Change::Split { .. })).count();
    match ko {
        false => format!("{merged} persons merged into others, {split} split"),
        true => format!("합쳐진 사람 {merged}, 갈라진 사람 {split}"),
    }
}

fn draws(draws: &::link::sample::Draws, ko: bool) -> String {
    let persons = draws.partitions.iter().map(|p| {
        let distinct: std::collections::HashSet<&u32> = p.iter().collect();
        distinct.len() as u64
    });
    let (mut least, mut most) = (u64::MAX, 0);
    persons.for_each(|n| (least, most) = (least.min(n), most.max(n)));
    let (n, least, most) = (draws.partitions.len(), grouped(least), grouped(most));
    match ko {
        false => format!("{n} partitions, of {least} to {most} persons"),
        true => format!("분할 {n}개, 사람 {least}–{most}"),
    }
}

fn other(c: &Compared, ko: bool) -> String {
    let [both, first, second] = [c.both, c.first, c.other].map(grouped);
    let mut words = match ko {
        false => format!(
            "pairs put together by both {both}, by this one alone {first}, by the other alone {second}"
        ),
        true => format!("함께 묶은 쌍: 둘 다 {both}, 이 모형만 {first}, 다른 모형만 {second}"),
    };
    if let Some(truth) = &c.truth {
        let _ = match ko {
            false => write!(
                words,
                "; persons right by this one alone {}, by the other alone {} (sign test p = {:.3})",
                truth.persons_first, truth.persons_second, truth.chance
            ),
            true => write!(
                words,
                "; 이 모형만 맞은 사람 {}, 다른 모형만 {}(부호 검정 p = {:.3})",
                truth.persons_first, truth.persons_second, truth.chance
            ),
        };
    }
    words
}

fn measured(
    e: &Evaluation,
    context: &mut Context<'_>,
    say: impl Fn(&'static str, &'static str) -> &'static str,
) -> Result<(), Failure> {
    let show = |v: Option<f64>| v.map_or("–".to_owned(), |v| format!("{v:.4}"));
    let (p, s) = (&e.persons.pairs, &e.pairs);
    context.line("")?;
    let head = [
        say("beside the truth", "정답과 비교"),
        say("precision", "정밀도"),
        say("recall", "재현율"),
        "F1",
    ];
    let wide = 18;
    context.line(&format!(
        "{}  {:9}  {:9}  {}",
        bar::pad(head[0], wide),
        head[1],
        head[2],
        head[3]
    ))?;
    let mut rows = vec![
        (say("persons, by pairs", "사람(쌍)"), show(p.precision()), show(p.recall()), show(p.f1())),
        (say("single pairs", "낱낱의 쌍"), show(s.precision()), show(s.recall()), show(s.f1())),
    ];
    if let Some(b) = e.persons.b_cubed {
        rows.push(("B-cubed", show(Some(b.precision)), show(Some(b.recall)), show(Some(b.f1()))));
    }
    for (name, precision, recall, f1) in rows {
        context.line(&format!("{}  {precision:9}  {recall:9}  {f1}", bar::pad(name, wide)))?;
    }
    let (found, looked) = (grouped(e.blocking.found), grouped(e.blocking.looked_for));
    context.line(&format!(
        "{} {found} / {looked}",
        bar::pad(say("blocking holds", "묶음에 든 쌍"), wide + 1)
    ))?;
    let (largest, truly) = (e.persons.largest(), e.persons.true_largest());
    context.line(&format!(
        "{} {largest} ({} {truly})",
        bar::pad(say("largest person", "가장 큰 사람"), wide + 1),
        say("true:", "정답:")
    ))
}

fn object(linking: &Linking) -> Value {
    let l = &linking.linked;
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
    put("records", json!(linking.records.len()));
    put(
        "lists",
        json!(
            linking
                .lists
                .iter()
                .map(|r| json!({
                    "name": r.name, "rows": r.rows, "complaints": r.complaints.len(),
                }))
                .collect::<Vec<_>>()
        ),
    );
    put("fields", json!(linking.mapping.fields.iter().map(|f| &f.name).collect::<Vec<_>>()));
    put("rules", json!(l.rules.iter().map(|(rule, cost)| json!({
        "rule": rule.written(&linking.records), "pairs": cost.pairs, "blocks": cost.blocks, "largest": cost.largest,
    })).collect::<Vec<_>>()));
    put("pairs_kept", json!(l.pairs.len()));
    put("pairs", json!(l.pairs.iter().filter(|p| p.total > l.threshold).count()));
    put("threshold_bits", json!(f64::from(l.threshold) / 1000.0));
    put("persons", json!(l.clusters.count));
    let sizes = linking.sizes();
    put(
        "sizes",
        json!(
            sizes
                .iter()
                .map(|(n, c)| (n.to_string(), *c))
                .collect::<std::collections::BTreeMap<_, _>>()
        ),
    );
    put("largest", json!(sizes.keys().next_back()));
    put("held_apart", json!(l.clusters.held_apart.len()));
    put("model_sha256", json!(l.model.hash().ok()));
    put("warnings", json!(l.warnings.iter().map(link::warning).collect::<Vec<_>>()));
    if let Some(judged) = &linking.judged {
        put("judgements", judged_object(judged));
    }
    if let Some(changes) = &linking.changes {
        let merged = changes.iter().filter(|c| matches!(c, Change::Merged { .. })).count();
        put("merged", json!(merged));
        put("split", json!(changes.len() - merged));
    }
    if let Some(draws) = &linking.draws {
        put("draws", json!(draws.partitions.len()));
    }
    if let Some(c) = &linking.compared {
        put(
            "compared",
            json!({
                "model_sha256": c.linked.model.hash().ok(), "persons": c.linked.clusters.count,
                "both": c.both, "first": c.first, "other": c.other,
                "persons_first": c.truth.map(|t| t.persons_first),
                "persons_other": c.truth.map(|t| t.persons_second), "chance": c.truth.map(|t| t.chance),
            }),
        );
    }
    if let Some(e) = &linking.evaluation {
        put("evaluation", measured_object(e));
    }
    Value::Object(map)
}

/// Judgements and what became of each, for machines.
pub(super) fn judged_object(judged: &Used) -> Value {
    let decisions = judged.decisions.iter().map(|(d, fate)| {
        let names = &judged.of.names;
        let entries: Vec<_> = d.entries.iter().filter_map(|n| names.get(*n)).collect();
        json!({
            "a": d.pair.0, "b": d.pair.1, "answer": d.answer, "by": judged.of.persons(d), "entries": entries,
            "fate": fate.word(),
        })
    });
    json!({
        "same": judged.applied.constraints.same.len(), "different": judged.applied.constraints.different.len(),
        "used": judged.count(Fate::Kept), "unsure": judged.count(Fate::Unsure),
        "rivals": judged.count(Fate::Rivals), "unseconded": judged.count(Fate::Unseconded),
        "waiting": judged.count(Fate::Waiting), "contradicted": judged.applied.contradicted.len(),
        "ignored": judged.of.ignored, "decisions": decisions.collect::<Vec<_>>(),
    })
}

fn measured_object(e: &Evaluation) -> Value {
    let share = |s: &::link::evaluate::Share| {
        json!({
            "precision": s.precision(), "recall": s.recall(), "f1": s.f1(),
            "said": s.said, "held": s.held, "right": s.right,
        })
    };
    json!({
        "records_known": e.known.0, "persons_known": e.known.1,
        "clusters": share(&e.persons.pairs), "pairs": share(&e.pairs),
        "b_cubed": e.persons.b_cubed.map(|b| json!({
            "precision": b.precision, "recall": b.recall, "f1": b.f1(),
        })),
        "exact": e.persons.exact, "largest": e.persons.largest(), "largest_true": e.persons.true_largest(),
        "blocking": { "found": e.blocking.found, "looked_for": e.blocking.looked_for },
        "calibration": e.calibration.iter().filter(|b| b.pairs > 0).map(|b| json!({
            "from": b.from, "to": b.to, "pairs": b.pairs, "stated": b.stated, "observed": b.observed(),
        })).collect::<Vec<_>>(),
    })
}
