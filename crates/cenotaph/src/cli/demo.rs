//! `demo`: the Kursk case from nothing.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Answer, Context, Outcome, bar};
use crate::app::demo;

/// Build the Kursk case from nothing – record, checks, release, site – and tell what it found
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph demo
  cenotaph demo /tmp/kursk --lang ko

Running it twice changes nothing.")]
pub(super) struct Demo {
    /// Folder to build it in
    #[arg(value_name = "DIR", default_value = "cenotaph-demo")]
    dir: PathBuf,
}

pub(super) fn run(args: &Demo, context: &mut Context<'_>) -> Outcome {
    let working = context.talk.working("building the case");
    let demo = demo::demo(&args.dir, context.lang, context.clock)?;
    drop(working);
    if context.json {
        context.object(
            &json!({"lines": demo.lines, "front_page": demo.front_page, "changed": demo.changed}),
        )?;
        return Ok(Answer::Done);
    }
    for line in &demo.lines {
        let text = bar::wrap(line, context.width - 2, 2);
        context.line(&format!("· {text}"))?;
    }
    context.line("")?;
    context.line(&format!("Pages:   {}", demo.front_page.display()))?;
    context.line(&format!("Check:   cenotaph verify {}", super::quoted(&args.dir.join("site"))))?;
    context.line(&format!(
        "Look on: cenotaph check -C {0} · cenotaph figures -C {0} · cenotaph knowledge -C {0}",
        super::quoted(&args.dir)
    ))?;
    Ok(Answer::Done)
}
