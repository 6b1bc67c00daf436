//! `link`: who is the same person on several lists.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use super::talk::Progress;
use super::{Answer, Context, Failure, Outcome, add, bar, quoted};
use crate::app::Lang;
use crate::app::error::Error;
use crate::app::link::{self, Evaluation, Hear, Job, Linking, Stage};
use crate::intake::grouped;

/// Who is the same person on several lists, or twice on one; with reasons
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph link official.csv families.xlsx --out linked
  cenotaph link all.csv --propose > link.toml         what the columns are taken for, to be changed
  cenotaph link all.csv --config link.toml --truth persons.csv
  cenotaph link a.csv b.csv --unique a --unique b --out linked --json

Lists are CSV, TSV, JSON Lines or XLSX. The folder of --out gets pairs.csv (with reasons that add up), persons.csv, report.html, model.json
and link.toml. Nothing is merged: rows stay as they are. docs/methods/linkage.md tells how it is done and how well.

The exit code is 1 when rows of a list could not be read, or when the lists cannot be linked.")]
pub(super) struct Link {
    /// Lists: tables with a row a record
    #[arg(value_name = "LIST", required = true)]
    lists: Vec<PathBuf>,
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
    /// Nobody stands twice on this list; `all` for every list; may be given again
    #[arg(long, value_name = "LIST")]
    unique: Vec<String>,
    /// Judgements by people, a line of JSON each
    #[arg(long, value_name = "FILE")]
    judgements: Option<PathBuf>,
    /// Use this model (model.json of an earlier run) in place of learning one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Join clusters above this probability; by default where evidence for and against balance
    #[arg(long, value_name = "P", value_parser = probability)]
    threshold: Option<f64>,
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

pub(super) fn run(args: &Link, context: &mut Context<'_>) -> Outcome {
    let job = Job {
        lists: args.lists.clone(),
        config: args.config.clone(),
        truth: args.truth.clone(),
        judgements: args.judgements.clone(),
        model: args.model.clone(),
        unique: args.unique.clone(),
        threshold: args.threshold,
    };
    let ear = Ear { progress: context.talk.estimated(), lang: context.lang };
    if args.propose {
        return propose(&job, &ear, context);
    }
    let linking = link::run(&job, &ear)?;
    if let Some(dir) = &args.out {
        link::write(&linking, dir, context.lang)?;
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
        context.talk.note(&format!("{}: pairs.csv, persons.csv, report.html", quoted(dir)));
    }
    let wrong = complaints.iter().any(crate::intake::Complaint::is_error);
    Ok(if wrong { Answer::No } else { Answer::Done })
}

fn propose(job: &Job, ear: &Ear, context: &mut Context<'_>) -> Outcome {
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
        put(
            "judgements",
            json!({
                "same": judged.constraints.same.len(), "different": judged.constraints.different.len(),
                "waiting": judged.waiting.len(), "contradicted": judged.contradicted.len(),
            }),
        );
    }
    if let Some(e) = &linking.evaluation {
        put("evaluation", measured_object(e));
    }
    Value::Object(map)
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
