//! `release`: an edition through the gate.

use clap::Args;
use serde_json::json;

use super::{Answer, Context, Outcome};
use crate::app::release::{self, Outcome as Ended};

/// Make an immutable, numbered edition of everything that may leave
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph release --dry-run -C desk    what would leave, and what the gate holds back
  cenotaph release -C desk

A release that would say the same as the one before is not made. What the gate refuses is told with table and key, never with
the text.")]
pub(super) struct Release {
    /// Ask the gate, write nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(super) fn run(args: &Release, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    let working = context.talk.working("making the edition");
    let ended = release::release(&case, args.dry_run)?;
    drop(working);
    match ended {
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
            }))?;
        }
        Ended::Made(made) => {
            let verb = if args.dry_run { "would be made" } else { "made" };
            context.line(&format!(
                "Edition {} {verb}: {} statements, {} rows new or changed, {} changes since the edition before",
                made.number, made.statements, made.rows, made.changes
            ))?;
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
