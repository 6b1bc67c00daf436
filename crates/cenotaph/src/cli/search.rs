//! `search`: full text, and names in other scripts.

use clap::Args;
use serde_json::json;

use super::{Answer, Context, Outcome};
use crate::app::{index, matching};

/// Full text over every row, Korean too; a name is found in other scripts
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph search 'killed and wounded' -C desk
  cenotaph search 유언비어 --json
  cenotaph search 'Ri Kwang Un'         finds 리광은 and Ли Гван Ын too

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
    let words = args.words.join(" ");
    let hits = index::search(&case, &words, args.limit)?;
    let mut named = index::search_names(&case, &words, args.limit.saturating_sub(hits.len()))?;
    named.retain(|hit| hits.iter().all(|h| (&h.table, &h.key) != (&hit.table, &hit.key)));
    let by_words = hits.iter().map(|hit| (hit, "words"));
    for (hit, by) in by_words.chain(named.iter().map(|hit| (hit, "name"))) {
        if context.json {
            context.object(&json!({"table": hit.table, "key": hit.key, "entry": hit.entry, "excerpt": hit.excerpt, "by": by}))?;
        } else if by == "name" {
            let same = matching::answer_words(names::Answer::Same);
            context.line(&format!("{} {}: {}", hit.table, hit.key, same.of(context.lang)))?;
        } else {
            let excerpt = hit.excerpt.split_whitespace().collect::<Vec<_>>().join(" ");
            context.line(&format!("{} {}: {excerpt}", hit.table, hit.key))?;
        }
    }
    Ok(if hits.is_empty() && named.is_empty() { Answer::No } else { Answer::Done })
}
