//! `search`: full text.

use clap::Args;
use serde_json::json;

use super::{Answer, Context, Outcome};
use crate::app::index;

/// Full text over every row, Korean too
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph search 'killed and wounded' -C desk
  cenotaph search 유언비어 --json

The exit code is 1 when nothing is found.")]
pub(super) struct Search {
    /// Words that a row must hold, all of them
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// At most this many hits
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

pub(super) fn run(args: &Search, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    let hits = index::search(&case, &args.words.join(" "), args.limit)?;
    for hit in &hits {
        if context.json {
            context.object(&json!({"table": hit.table, "key": hit.key, "entry": hit.entry, "excerpt": hit.excerpt}))?;
        } else {
            let excerpt = hit.excerpt.split_whitespace().collect::<Vec<_>>().join(" ");
            context.line(&format!("{} {}: {excerpt}", hit.table, hit.key))?;
        }
    }
    Ok(if hits.is_empty() { Answer::No } else { Answer::Done })
}
