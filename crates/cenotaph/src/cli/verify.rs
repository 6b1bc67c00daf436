//! `verify`: the check that anyone can run.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Answer, Context, Outcome};
use crate::app::verify;

/// Check a release, a site, an exported log or a whole case with nothing but its folder
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph verify releases/0001
  cenotaph verify site --key 'cenotaph/kursk/release+1a2b3c4d+ASo…'

Every byte, every signature, every proof. The exit code is 3 when anything does not verify; the first damage is named first.
Without --key this shows that the folder is whole and is the work of the key in it, not whose key that is.")]
pub(super) struct Verify {
    /// The folder
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// The desk's release key, as it publishes it elsewhere
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

pub(super) fn run(args: &Verify, context: &mut Context<'_>) -> Outcome {
    let working = context.talk.working("checking");
    let checked = verify::verify(&args.path, args.key.as_deref(), context.clock)?;
    drop(working);
    if context.json {
        context.object(&json!({"verified": true, "checked": checked.lines, "key": checked.key, "key_was_given": checked.key_was_given}))?;
        return Ok(Answer::Done);
    }
    for line in &checked.lines {
        context.line(line)?;
    }
    match (&checked.key, checked.key_was_given) {
        (Some(key), true) => context.line(&format!("verified, by the key that you gave: {key}"))?,
        (Some(key), false) => {
            context.line(&format!("verified, by the key in the folder: {key}"))?;
            context.talk.note("\nhint: compare this key with the one that the desk publishes elsewhere, or give that one with --key");
        }
        (None, _) => context.line("verified")?,
    }
    Ok(Answer::Done)
}
