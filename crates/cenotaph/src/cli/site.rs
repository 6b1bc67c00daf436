//! `site`: the newest edition as pages.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Answer, Context, Outcome};
use crate::app::site;

/// Render the newest edition as pages that need no server and no script
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph site -C desk
  cenotaph site --to /srv/www/record --base-url https://record.example/")]
pub(super) struct Site {
    /// Folder to write; the case's `site` without it
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Where the site will be, for absolute links in its feeds
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
}

pub(super) fn run(args: &Site, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    let working = context.talk.working("files of the site:");
    let written =
        site::site(&case, args.to.as_deref(), args.base_url.as_deref(), &mut || working.one())?;
    drop(working);
    if context.json {
        context.object(&json!({
            "folder": written.folder, "edition": written.edition, "pages": written.pages, "fresh": written.fresh,
        }))?;
    } else {
        let state = if written.fresh { "" } else { " (as it was)" };
        context.line(&format!(
            "Edition {}, {} pages{state}: {}",
            written.edition,
            written.pages,
            written.folder.join("index.html").display()
        ))?;
    }
    Ok(Answer::Done)
}
