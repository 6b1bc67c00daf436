//! `show`: one row or entry and all that hangs on it.

use clap::Args;

use super::{Answer, Context, Known, Outcome, bar};
use crate::app::show;

/// One statement, measure, person … by its key, or one entry by its id, and all that hangs on it
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph show C050 -C desk
  cenotaph show 3f9a -C desk     an entry, by the beginning of its id")]
pub(super) struct Show {
    /// A key (`C050`) or its first four or more letters, or the first four or more digits of an entry's id
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    known: Known,
}

pub(super) fn run(args: &Show, context: &mut Context<'_>) -> Outcome {
    let known = args.known.parse()?;
    let case = context.open()?;
    let shown = show::show(&case, &args.id, known)?;
    if context.json {
        context.object(&shown.json)?;
    } else {
        for (name, value) in &shown.lines {
            let text = bar::wrap(value, context.width.saturating_sub(20), 20);
            context.line(&format!("{} {text}", bar::pad(name, 19)))?;
        }
    }
    Ok(Answer::Done)
}
