//! `fsck`: the check of the case's own record.

use clap::Args;
use serde_json::json;

use super::{Answer, Context, Outcome};
use crate::app::fsck;

/// Check the case's own record: entries, tiles, checkpoints, high-water marks, keys, blobs, vault, index
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph fsck -C desk

The exit code is 3 when the record is damaged. A damaged index is rebuilt: it is only a projection. Lines that begin with
`warning` name what the rules of two people do not allow and the program therefore ignores, acts by two keys on one machine,
and editions that left without a second editor.")]
pub(super) struct Fsck {}

pub(super) fn run(_: &Fsck, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    let working = context.talk.working("checking the record");
    let sound = fsck::fsck(&case)?;
    drop(working);
    if context.json {
        context.object(&json!({"sound": true, "checked": sound.lines}))?;
    } else {
        for line in &sound.lines {
            context.line(line)?;
        }
    }
    Ok(Answer::Done)
}
