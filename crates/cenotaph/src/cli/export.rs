//! `export`: the release log for mirrors.

use std::path::PathBuf;

use clap::Args;

use super::{Answer, Context, Outcome};
use crate::app::export;

/// Write the release log as C2SP tlog-tiles, for mirrors and independent clients
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph export mirror/ -C desk
  cenotaph verify mirror/

The desk log stays inside: its size and the length of its entries would show when a source called.")]
pub(super) struct Export {
    /// Folder to write
    #[arg(value_name = "DIR")]
    to: PathBuf,
}

pub(super) fn run(args: &Export, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    let size = export::export(&case, &args.to)?;
    if context.json {
        context.object(&serde_json::json!({"entries": size, "folder": args.to}))?;
        return Ok(Answer::Done);
    }
    context.line(&format!("{size} entries: {}", args.to.display()))?;
    Ok(Answer::Done)
}
