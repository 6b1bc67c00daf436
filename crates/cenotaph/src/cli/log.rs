//! `log`: the history of the record.

use clap::Args;
use serde_json::json;

use super::{Answer, Context, Known, Outcome};
use crate::app::show;

/// The history of the record: every entry in order
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph log -C desk
  cenotaph log --last 20 --json")]
pub(super) struct Log {
    /// Only the last entries
    #[arg(long, value_name = "N")]
    last: Option<u64>,
    #[command(flatten)]
    known: Known,
}

pub(super) fn run(args: &Log, context: &mut Context<'_>) -> Outcome {
    let known = args.known.parse()?;
    let case = context.open()?;
    for e in show::history(&case, known, args.last)? {
        if context.json {
            context.object(&json!({"index": e.index, "day": e.day, "kind": e.kind, "key": e.key, "entry": e.entry, "supersedes": e.supersedes}))?;
        } else {
            let over = e
                .supersedes
                .map_or_else(String::new, |id| format!("  supersedes {}", &id[..id.len().min(12)]));
            context.line(&format!(
                "{:>7}  {}  {}  {:<14} {}{over}",
                e.index,
                e.day,
                &e.entry[..e.entry.len().min(12)],
                e.kind,
                e.key
            ))?;
        }
    }
    Ok(Answer::Done)
}
