//! `release`: an edition through the gate, under two keys once editors are enrolled.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::keys::{self, Key, With};
use super::{Answer, Context, Outcome};
use crate::app::Case;
use crate::app::error::Error;
use crate::app::people::Roster;
use crate::app::release::{self, Ask, Made, Outcome as Ended, Report};

/// Make an immutable, numbered edition of everything that may leave
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph release --dry-run -C desk                         what would leave, and what the gate holds back
  cenotaph release --gate -C desk                            who could be found by it, and what to write instead
  cenotaph release -C desk                                   no editor enrolled: one person makes it
  cenotaph release --key mara.editor -C desk                 editors enrolled: ask; another approves
  cenotaph approve 1f3a5b7c9d0e --key joon.editor -C desk    approve; the edition is made
  cenotaph release --key mara.editor --with joon.editor -C desk    both at one machine; flagged
  cenotaph release --override --key mara.editor --reason-file why.txt -C desk

A release that would say the same as the one before is not made. What the gate refuses is told with table and key, never with
the text. An approved edition is, byte for byte, the one that was asked for; when the desk has changed in between, nothing is
made. What rests on a protected source and was published by no outlet takes two editors always. An override is a request of its
own: once another editor has approved it, `release` lets exactly that leave.")]
pub(super) struct Release {
    /// Ask the gate, write nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Print the gate's judgement only; the exit code is 1 when it says no
    #[arg(long, conflicts_with_all = ["dry_run", "with", "overrides", "approve"])]
    gate: bool,
    /// Ask that what the gate blocks leave all the same; the reason is read from standard input and sealed
    #[arg(long = "override", conflicts_with_all = ["dry_run", "with", "approve"])]
    overrides: bool,
    /// Read the reason from a file, which should be destroyed then
    #[arg(long, value_name = "FILE", requires = "overrides")]
    reason_file: Option<PathBuf>,
    /// Approve the request ID with your key, and make the edition
    #[arg(long, value_name = "ID", conflicts_with_all = ["dry_run", "with"])]
    approve: Option<String>,
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    with: With,
}

pub(super) fn run(args: &Release, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    if args.gate {
        return gate(args, &case, context);
    }
    if args.overrides {
        let key = args.key.load()?;
        let reason = keys::read_reason(args.reason_file.as_deref())?;
        let request = release::ask_override(&case, &key, &reason)?;
        return super::requests::tell(context, &request);
    }
    if let Some(id) = &args.approve {
        let key = args.key.load()?;
        let working = context.talk.working("making the edition");
        let (granted, ended) = release::approve(&case, id, &key)?;
        drop(working);
        super::approve::flag(context, &granted);
        return tell(args, context, ended);
    }
    let nobody = Roster::load(&case)?.is_empty();
    let key = match (nobody, args.dry_run) {
        (true, _) => None,
        (false, true) => args.key.load_if_any()?,
        (false, false) => Some(args.key.load()?),
    };
    if args.dry_run && !nobody && key.is_none() {
        context.talk.note("No editor's key: what the ledger in the vault holds was not counted");
    }
    let second = if nobody { None } else { args.with.load()? };
    let working = context.talk.working("making the edition");
    let ask = Ask { dry_run: args.dry_run, key: key.as_ref(), with: second.as_ref() };
    let ended = release::release(&case, ask)?;
    drop(working);
    if nobody && matches!(ended, Ended::Made(_)) && !args.dry_run {
        context.talk.say("warning: nobody else looked at this edition: no editor is enrolled, and the record says so");
    }
    if let Ended::Made(made) = &ended
        && let (true, Some(second)) = (made.gate.one_machine, &made.gate.approved_by)
    {
        context.talk.say(&format!(
            "warning: both keys, yours and that of `{second}`, were used on this machine; the record says so"
        ));
    }
    tell(args, context, ended)
}

fn tell(args: &Release, context: &mut Context<'_>, ended: Ended) -> Outcome {
    match ended {
        Ended::Asked { request, made } => {
            if !context.json {
                context.talk.note(&would(&made, "would be made"));
            }
            return super::requests::tell(context, &request);
        }
        Ended::Unchanged { number, folder } if context.json => {
            context.object(&json!({"edition": number, "folder": folder, "made": false}))?;
        }
        Ended::Unchanged { number, folder } => {
            context.line(&format!(
                "Nothing changed since edition {number}, which stands: {}",
                folder.display()
            ))?;
        }
        Ended::Made(made) if context.json => {
            context.object(&json!({
                "edition": made.number, "folder": made.folder, "made": !args.dry_run, "rows": made.rows,
                "statements": made.statements, "changes": made.changes, "held": made.held,
                "persons_judged": made.gate.persons, "overridden": made.gate.overridden,
                "approved_by": made.gate.approved_by, "one_machine": made.gate.one_machine,
            }))?;
        }
        Ended::Made(made) => {
            let verb = if args.dry_run { "would be made" } else { "made" };
            context.line(&would(&made, verb))?;
            let held: Vec<String> =
                made.held.rows.iter().map(|(table, n)| format!("{n} {table}")).collect();
            let rows = if held.is_empty() { "no row".to_owned() } else { held.join(", ") };
            context.talk.note(&format!(
                "Held back (for the desk only): {rows}; {} fields hidden, {} dates and {} places made coarser",
                made.held.fields, made.held.dates, made.held.places
            ));
            if !args.dry_run {
                context.line(&made.folder.display().to_string())?;
            }
        }
    }
    Ok(Answer::Done)
}

fn would(made: &Made, verb: &str) -> String {
    format!(
        "Edition {} {verb}: {} statements, {} rows new or changed, {} changes since the edition before",
        made.number, made.statements, made.rows, made.changes
    )
}

fn gate(args: &Release, case: &Case, context: &mut Context<'_>) -> Outcome {
    let key = if Roster::load(case)?.is_empty() { None } else { args.key.load_if_any()? };
    let report = release::judge(case, key.as_ref())?;
    if !report.whole {
        // Without the ledger the count would be too high, and the answer too bold.
        args.key.load()?;
        return Err(Error::Bug("the ledger was not read, and a key was there".to_owned()).into());
    }
    let verdict = report.verdict();
    if context.json {
        context.object(&json!({
            "edition": report.number, "verdict": verdict, "k_reader": report.k_reader, "k_state": report.k_state,
            "tables_sha256": report.tables_sha256, "persons": persons(&report), "refused": report.refused,
            "override": report.overriding,
        }))?;
    } else {
        print(&report, context)?;
    }
    Ok(if matches!(verdict, "pass" | "overridden") { Answer::Done } else { Answer::No })
}

fn persons(report: &Report) -> Vec<serde_json::Value> {
    let blocked = report.blocked.iter().map(|b| {
        json!({
            "person": b.person, "adversary": b.adversary, "low": b.low, "high": b.high, "k": b.k, "blocked": true,
            "attribute": b.attribute.to_string(), "without": b.without, "rows": b.rows, "coarsening": b.coarsening,
        })
    });
    // How many fit who passes is nobody's business: it says how near a person is to being found.
    let standing = report.standings.iter().map(|s| {
        json!({
            "person": s.person, "adversary": s.adversary, "k": s.k, "blocked": false,
            "contradicted": s.contradicted,
        })
    });
    blocked.chain(standing).collect()
}

fn print(report: &Report, context: &mut Context<'_>) -> Result<(), super::Failure> {
    let persons: std::collections::BTreeSet<&str> =
        report.standings.iter().map(|s| s.person.as_str()).collect();
    match report.verdict() {
        "pass" => {
            context.line(&format!(
                "pass: edition {}, {} persons counted",
                report.number,
                persons.len()
            ))?;
        }
        verdict => context.line(&format!("{verdict}: edition {}", report.number))?,
    }
    for blocked in &report.blocked {
        let way = blocked.coarsening.as_ref().map_or_else(
            || "nothing short of holding the rows helps".to_owned(),
            |way| way.sentence.of_lang(context.lang),
        );
        let rows: Vec<&str> = blocked.rows.iter().map(|r| r.key.as_str()).collect();
        context.line(&format!(
            "{}: {} could tell it from {} people at least, {} are wanted; `{}` narrowed most ({} without it); rows {}",
            blocked.person, blocked.adversary, blocked.low, blocked.k, blocked.attribute, blocked.without, rows.join(", ")
        ))?;
        context.line(&format!("  {way}"))?;
    }
    for line in &report.refused {
        context.line(line)?;
    }
    Ok(())
}

/// The text of a sentence of the gate in a language.
trait OfLang {
    fn of_lang(&self, lang: crate::app::Lang) -> String;
}

impl OfLang for protect::shape::Both {
    fn of_lang(&self, lang: crate::app::Lang) -> String {
        match lang {
            crate::app::Lang::Ko if !self.ko.is_empty() => self.ko.clone(),
            _ => self.en.clone(),
        }
    }
}
