//! `review`: a person says which records are one person, without seeing what the machine thinks.

mod shown;

use std::io::BufRead as _;
use std::path::PathBuf;

use ::link::judge::{Answer as Judged, Entry};
use clap::Args;
use serde_json::{Value, json};

use super::link::{case_at_hand, ear};
use super::{Answer, Context, Failure, Outcome, quoted};
use crate::app::error::Error;
use crate::app::keys::AskPassphrase;
use crate::app::link::judged::{Judge, Judgements, Place, Said};
use crate::app::link::queue::{self, Asked};
use crate::app::link::{self, Fault, Job};
use crate::app::temporary::write_whole;
use crate::app::{Lang, people};

/// Ask a person which records are one person – blind – and keep the answers
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph review a.csv b.csv -C desk                       ask in the terminal; answers are entries of the case
  cenotaph review a.csv b.csv --judgements j.jsonl --by A.K.
  cenotaph review a.csv b.csv -C desk --questions ask.csv   a table to fill in …
  cenotaph review a.csv b.csv -C desk --answers ask.csv     … and to take back
  cenotaph review --mentions -C desk --key joon.editor      the named of the case; signed by an editor
  cenotaph review --list -C desk                            what stands
  cenotaph review --second 1f3a5b7c --key min.editor -C desk
  cenotaph review --undo 1f3a5b7c --grounds 'another village' -C desk

Questions come in the order of what an answer is expected to change; pairs on which two persons contradict each other come first, and are
asked of a third. Neither weight nor probability is shown before the answer. Type s (same), d (different), u (unsure) or q (quit), then the
grounds. Differing letters are marked: ^ another letter, . another part of the syllable, ~ another script that looks alike.

Nothing is overwritten: undoing is a new entry. `cenotaph link` keeps to what stands and says what it used.")]
pub(super) struct Review {
    /// Lists: tables with a row a record
    #[arg(
        value_name = "LIST",
        required_unless_present_any = ["mentions", "list", "second", "undo"]
    )]
    lists: Vec<PathBuf>,
    /// The mentions of the named of the case, in place of lists
    #[arg(long, conflicts_with_all = ["lists", "config", "model", "unique"])]
    mentions: bool,
    /// What the columns mean, as `link --propose` prints it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use this model in place of learning one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Nobody stands twice on this list; `all` for every list; may be given again
    #[arg(long, value_name = "LIST")]
    unique: Vec<String>,
    /// Keep judgements in this file, a line of JSON each, and not in the case
    #[arg(long, value_name = "FILE")]
    judgements: Option<PathBuf>,
    /// Who judges; in a case the desk's author, if nobody is named
    #[arg(long, value_name = "NAME", conflicts_with = "key")]
    by: Option<String>,
    /// The key of the editor who judges and signs
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Ask so many questions at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    most: usize,
    /// Write the questions into this table, to be filled in, and ask nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["answers", "list", "second", "undo"])]
    questions: Option<PathBuf>,
    /// Take answers from this table: list_l, unique_id_l, list_r, unique_id_r, answer, grounds
    #[arg(long, value_name = "FILE", conflicts_with_all = ["list", "second", "undo"])]
    answers: Option<PathBuf>,
    /// List what was judged and what stands
    #[arg(long, conflicts_with_all = ["lists", "mentions", "second", "undo"])]
    list: bool,
    /// Agree with a judgement of somebody else, by its id or number
    #[arg(long, value_name = "ID", conflicts_with_all = ["lists", "mentions", "undo"])]
    second: Option<String>,
    /// Take back a judgement or a second, by its id or number
    #[arg(long, value_name = "ID", conflicts_with_all = ["lists", "mentions"])]
    undo: Option<String>,
    /// Why it is taken back
    #[arg(
        long,
        value_name = "TEXT",
        requires = "undo",
        default_value = "",
        hide_default_value = true
    )]
    grounds: String,
}

pub(super) fn run(args: &Review, context: &mut Context<'_>) -> Outcome {
    let place = place(args, context)?;
    let there = place.load()?;
    for line in &there.ignored {
        context.talk.note(&format!("note: a judgement does not count: {line}"));
    }
    if args.list {
        return list(&there, context);
    }
    let judge = judge(args)?;
    if let Some(of) = &args.second {
        return one(&place, &judge, Said::Seconded(of.clone()), context);
    }
    if let Some(of) = &args.undo {
        let (of, grounds) = (of.clone(), args.grounds.clone());
        return one(&place, &judge, Said::Undone { of, grounds }, context);
    }
    if let Some(path) = &args.answers {
        return answers(args, path, (&place, &judge, &there), context);
    }
    let by = if args.questions.is_some() || context.json {
        // Who only looks need not say who looks.
        place.name_of(&judge).unwrap_or_default()
    } else {
        place.name_of(&judge)?
    };
    let asked = asked(args, &there, &by, context)?;
    if let Some(path) = &args.questions {
        write_whole(path, queue::table(&asked).as_bytes())?;
        context.talk.note(&format!("{}: {} questions", quoted(path), asked.len()));
        return Ok(Answer::Done);
    }
    if context.json {
        for one in &asked {
            context.object(&object(one))?;
        }
        return Ok(Answer::Done);
    }
    ask(&asked, &place, &judge, context)
}

fn place(args: &Review, context: &Context<'_>) -> Result<Place, Error> {
    if let Some(path) = &args.judgements {
        return Ok(Place::File(path.clone(), context.clock));
    }
    match case_at_hand(context)? {
        Some(case) => Ok(Place::Case(Box::new(case))),
        None => Err(Fault::NoPlace.into()),
    }
}

fn judge(args: &Review) -> Result<Judge, Error> {
    Ok(match (&args.key, &args.by) {
        (Some(path), _) => {
            let key = people::load_key(path, Some(AskPassphrase(super::ask_passphrase)))?;
            Judge::Editor(Box::new(key))
        }
        (None, Some(name)) => Judge::Named(name.clone()),
        (None, None) => Judge::Author,
    })
}

fn job(args: &Review, there: &Judgements, context: &Context<'_>) -> Job {
    Job {
        lists: args.lists.clone(),
        config: args.config.clone(),
        model: args.model.clone(),
        unique: args.unique.clone(),
        judgements: there.clone(),
        day: context.clock.today().to_string(),
        ..Job::default()
    }
}

fn asked(
    args: &Review,
    there: &Judgements,
    by: &str,
    context: &Context<'_>,
) -> Result<Vec<Asked>, Error> {
    if args.mentions {
        return link::mentions::questions(&context.open()?, there, by, args.most);
    }
    let ear = ear(context);
    let linking = link::run(&job(args, there, context), &ear)?;
    queue::questions(&linking, there, by, args.most)
}

fn answers(
    args: &Review,
    path: &std::path::Path,
    (place, judge, there): (&Place, &Judge, &Judgements),
    context: &mut Context<'_>,
) -> Outcome {
    let by = place.name_of(judge)?;
    let known = if args.mentions {
        link::mentions::names_of(&context.open()?)?
    } else {
        link::names_of(&job(args, there, context))?
    };
    let read = queue::answers(path, &known, there, &by)?;
    let filed = if read.said.is_empty() { Vec::new() } else { place.file(judge, &read.said)? };
    for (row, why) in &read.wrong {
        context.talk.say(&format!("{}: row {row}: {why}", path.display()));
    }
    let wrong = read.wrong.len();
    if context.json {
        context.object(&json!({"filed": filed, "passed": read.passed, "wrong": wrong}))?;
    } else {
        context.line(&match context.lang {
            Lang::En => format!(
                "{} judgements filed, {} passed over, {wrong} wrong",
                filed.len(),
                read.passed
            ),
            Lang::Ko => {
                format!("판단 {}건 기록, {}건 지나침, 오류 {wrong}건", filed.len(), read.passed)
            }
        })?;
    }
    Ok(if wrong > 0 { Answer::No } else { Answer::Done })
}

fn one(place: &Place, judge: &Judge, said: Said, context: &mut Context<'_>) -> Outcome {
    let filed = place.file(judge, &[said])?;
    if context.json {
        context.object(&json!({"filed": filed}))?;
    } else {
        let name = filed.first().map_or("", String::as_str);
        context.line(&match context.lang {
            Lang::En => format!("filed as {name}"),
            Lang::Ko => format!("기록됨: {name}"),
        })?;
    }
    Ok(Answer::Done)
}

/// A question for machines: what a person would see, and no more.
fn object(asked: &Asked) -> Value {
    let rows = asked.rows.iter();
    json!({
        "a": asked.pair.0, "b": asked.pair.1,
        "fields": rows.map(|r| json!({"field": r.field, "a": r.left, "b": r.right})).collect::<Vec<_>>(),
    })
}

/// Asks one question after the other; each answer is kept before the next is asked.
fn ask(asked: &[Asked], place: &Place, judge: &Judge, context: &mut Context<'_>) -> Outcome {
    let ko = context.lang == Lang::Ko;
    let say = |en: &'static str, korean: &'static str| if ko { korean } else { en };
    let mut lines = std::io::stdin().lock().lines();
    let mut typed = |context: &mut Context<'_>, prompt: &str| -> Result<Option<String>, Failure> {
        write!(context.out, "{prompt}").map_err(Failure::Output)?;
        context.out.flush().map_err(Failure::Output)?;
        let line = lines.next().transpose();
        Ok(line.map_err(|e| Error::io("read", "standard input", e))?)
    };
    let mut filed = 0;
    'questions: for (n, one) in asked.iter().enumerate() {
        context.line(&format!("\n{} / {}", n + 1, asked.len()))?;
        for line in shown::lines(one, context.width, context.colour, ko) {
            context.line(&line)?;
        }
        let answer = loop {
            let prompt = say(
                "s same · d different · u unsure · q quit: ",
                "s 같음 · d 다름 · u 모름 · q 끝: ",
            );
            let Some(text) = typed(context, prompt)? else { break 'questions };
            match (text.trim(), queue::answer(&text)) {
                ("q" | "quit" | "끝", _) => break 'questions,
                (_, Ok(Some(answer))) => break answer,
                _ => {}
            }
        };
        let prompt = say("grounds (may be empty): ", "근거(비워도 됨): ");
        let grounds = typed(context, prompt)?.unwrap_or_default().trim().to_owned();
        let said = Said::Judged { pair: one.pair.clone(), answer, grounds };
        let name = place.file(judge, &[said])?.into_iter().next().unwrap_or_default();
        filed += 1;
        let now = if one.machine.together {
            say("one person now", "지금은 한 사람")
        } else {
            say("two persons now", "지금은 두 사람")
        };
        context.line(&format!(
            "{} {} · {} {:.3}, {now}: {}",
            say("filed as", "기록됨:"),
            name.get(..12).unwrap_or(&name),
            say("the machine says", "기계의 확률"),
            one.machine.probability,
            one.machine.reasons,
        ))?;
    }
    let left = asked.len() - filed;
    context.line(&match context.lang {
        Lang::En => format!("\n{filed} judgements filed, {left} questions left"),
        Lang::Ko => format!("\n판단 {filed}건 기록, 남은 질문 {left}개"),
    })?;
    Ok(Answer::Done)
}

/// What was judged, and what stands of each pair.
fn list(there: &Judgements, context: &mut Context<'_>) -> Outcome {
    let decided = there.decided();
    if context.json {
        for (name, entry, undone) in there.all() {
            context.object(
                &json!({"kind": "entry", "name": name, "entry": entry, "undone": undone}),
            )?;
        }
        for (pair, d) in &decided {
            let (a, b) = pair;
            context.object(&json!({
                "kind": "decision", "a": a, "b": b, "answer": d.answer, "persons": there.persons(d),
                "rivals": d.answer.is_none(),
            }))?;
        }
        return Ok(Answer::Done);
    }
    let ko = context.lang == Lang::Ko;
    for (name, entry, undone) in there.all() {
        let name = name.get(..12).unwrap_or(name);
        let end = match (undone, ko) {
            (false, _) => "",
            (true, false) => " (undone)",
            (true, true) => " (취소됨)",
        };
        context.line(&format!("{name}  {}{end}", shown::entry(entry, &there.names, ko)))?;
    }
    let say = |en: &'static str, korean: &'static str| if ko { korean } else { en };
    context.line("")?;
    for ((a, b), d) in &decided {
        let stands = match d.answer {
            Some(Judged::Same) => say("same", "같음"),
            Some(Judged::Different) => say("different", "다름"),
            Some(Judged::Unsure) => say("unsure", "모름"),
            None => say("rivals: a third person settles it", "엇갈림: 셋째 사람이 정함"),
        };
        let (a, b) = (shown::name(a), shown::name(b));
        context.line(&format!("{a} – {b}: {stands} ({})", there.persons(d).join(", ")))?;
    }
    let undone = there.all().iter().filter(|(_, _, undone)| *undone).count();
    let judged = there.all().iter().filter(|(_, e, _)| matches!(e, Entry::Judged(_))).count();
    let rivals = decided.values().filter(|d| d.answer.is_none()).count();
    context.line(&match context.lang {
        Lang::En => format!(
            "{judged} judgements of {} pairs; {undone} undone, {rivals} pairs of rivals",
            decided.len()
        ),
        Lang::Ko => format!(
            "판단 {judged}건, 쌍 {}개; 취소 {undone}건, 엇갈린 쌍 {rivals}개",
            decided.len()
        ),
    })?;
    Ok(Answer::Done)
}
