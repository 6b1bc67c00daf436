//! `check`: what cannot all be true, and what went wrong on the way.

use std::path::PathBuf;

use clap::Args;

use super::{Answer, Context, Failure, Known, Outcome, add, bar};
use crate::app::case::default_population;
use crate::app::check::{self, Finding, Options, Report};
use crate::app::desk::{self, Desk};
use crate::app::figures;
use crate::app::{Lang, add as intake, sentence};

/// What cannot all be true, what would reconcile it, what follows, what is an echo, what went wrong on the way
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph check -C desk
  cenotaph check --said-by 2024-12-23          as the world could know it on that day
  cenotaph check --trust ROK --on 2025-04-30   what follows if South Korea's figures are true
  cenotaph check claims.csv                    a table, without a case

A contradiction is proved by exact arithmetic, never guessed; `docs/methods/bounds.md` tells how. The exit code is 0 whether or
not there are findings; with --strict it is 1 when there is a contradiction or a fault.")]
pub(super) struct Check {
    /// Tables to check without a case
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Take only the figures of this group or party; may be given again
    #[arg(long, value_name = "PARTY")]
    trust: Vec<String>,
    /// The day for which ranges are asked
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// List at most this many contradictions
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
    /// End with exit code 1 when there is a contradiction or a fault
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    known: Known,
}

pub(super) fn run(args: &Check, context: &mut Context<'_>) -> Outcome {
    let known = args.known.parse()?;
    let on = args.on.as_deref().map(desk::day).transpose()?;
    let mut bad_rows = false;
    let desk = if args.files.is_empty() {
        Desk::load(&context.open()?, known)?
    } else {
        let mut report = intake::Report::default();
        let rows = intake::read_loose(&args.files, &mut report)?;
        add::tell_complaints(context, &report.complaints);
        bad_rows = report.has_errors();
        let mut desk = Desk::from_rows(&rows, &default_population("KP"));
        if let Some(day) = known.said_by {
            desk.keep_said_by(day);
        }
        desk
    };
    figures::known(&desk, &args.trust)?;
    let options = Options { trust: args.trust.clone(), limit: args.limit, on };
    let working = context.talk.working("checking");
    let report = check::check(&desk, &options);
    drop(working);
    if context.json {
        json(context, &report)?;
    } else {
        text(context, &report)?;
    }
    Ok(if bad_rows || (args.strict && report.has_faults()) { Answer::No } else { Answer::Done })
}

fn json(context: &mut Context<'_>, report: &Report) -> Result<(), Failure> {
    for finding in &report.findings {
        context.object(&finding.json())?;
    }
    Ok(())
}

const HEADINGS: [(&str, &str, &str); 7] = [
    ("contradiction", "Cannot all be true", "함께 참일 수 없는 것"),
    ("series", "Series that fall", "줄어든 누계"),
    ("relay", "What went wrong on the way", "옮기는 과정에서 생긴 오류"),
    ("echo", "Echoes", "메아리"),
    ("range", "What follows from one side's figures", "한쪽 수치에서 따라 나오는 범위"),
    ("radius", "All figures together", "전체 수치"),
    ("taint", "Not to be relied on", "믿을 수 없는 진술"),
];

fn text(context: &mut Context<'_>, report: &Report) -> Result<(), Failure> {
    for (kind, en, ko) in HEADINGS {
        let found: Vec<&Finding> = report.of_kind(kind).collect();
        if found.is_empty() {
            continue;
        }
        let title = if context.lang == Lang::Ko { ko } else { en };
        let heading = format!("{title} ({})", found.len());
        context.line(&if context.colour {
            format!("\u{1b}[1m{heading}\u{1b}[0m")
        } else {
            heading
        })?;
        for finding in found {
            one(context, finding)?;
        }
        context.line("")?;
    }
    for finding in report.of_kind("unlisted") {
        context.line(&bar::wrap(finding.sentence.of(context.lang), context.width, 0))?;
    }
    Ok(())
}

fn one(context: &mut Context<'_>, finding: &Finding) -> Result<(), Failure> {
    let name = if finding.fault.is_empty() {
        String::new()
    } else {
        format!("{}: ", sentence::fault(&finding.fault).of(context.lang))
    };
    let text = format!("{name}{}", finding.sentence.of(context.lang));
    context.line(&format!("  · {}", bar::wrap(&text, context.width.saturating_sub(4), 4)))?;
    for way in &finding.reconcile {
        context.line(&format!(
            "      – {}",
            bar::wrap(way.of(context.lang), context.width.saturating_sub(8), 8)
        ))?;
    }
    Ok(())
}
