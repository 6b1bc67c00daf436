//! `open`: two editors together read what is sealed.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::keys::{self, Key, With};
use super::{Answer, Context, Outcome, approve, requests, source};
use crate::app::sources::{self, HowToOpen, Opened, Opening};

/// Open what is sealed: one editor asks, another approves, and the record says so
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph open heron contact --key mara.editor -C desk      asks; the reason is asked for and sealed
  cenotaph approve 1f3a5b7c9d0e --key joon.editor -C desk    another editor lends their share
  cenotaph open heron contact --key mara.editor -C desk      the same again: opens
  cenotaph open 5c1f0a --key mara.editor --with joon.editor --to-stdout -C desk

What is opened is shown on a terminal and kept nowhere. With --reseal it is sealed anew to the editors of the day: after somebody
came or left. What the program reads by itself – consents, phrases – is never shown.")]
pub(super) struct Open {
    /// The handle; or, without a label, the id of what is sealed
    #[arg(value_name = "HANDLE|ID")]
    which: String,
    /// What it is
    #[arg(value_name = "LABEL")]
    label: Option<String>,
    /// Show it on standard output, also when that is no terminal
    #[arg(long)]
    to_stdout: bool,
    /// Seal it anew to the editors of the day
    #[arg(long)]
    reseal: bool,
    /// Read the reason from this file
    #[arg(long, value_name = "FILE")]
    reason_file: Option<PathBuf>,
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    with: With,
}

pub(super) fn run(args: &Open, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    source::warn_overdue(context, &case)?;
    let item = sources::find(&sources::load(&case)?, &args.which, args.label.as_deref())?;
    let (key, with) = (args.key.load()?, args.with.load()?);
    let how = HowToOpen {
        key: &key,
        with: with.as_ref(),
        reason: &mut || keys::read_reason(args.reason_file.as_deref()),
        reseal: args.reseal,
        shown: args.to_stdout || std::io::stdout().is_terminal(),
    };
    match sources::open(&case, &item, how)? {
        Opening::Asked(request) => requests::tell(context, &request),
        Opening::Open(opened) => show(context, &opened),
    }
}

fn show(context: &mut Context<'_>, opened: &Opened) -> Outcome {
    approve::flag(context, &opened.granted);
    let (item, text) = (&opened.item, String::from_utf8_lossy(opened.text.expose()));
    if context.json {
        context.object(&json!({
            "id": item.id.to_string(), "handle": item.handle, "label": item.label, "text": text,
            "one_machine": opened.granted.one_machine, "resealed": opened.resealed,
        }))?;
    } else {
        context.line(&text)?;
    }
    context.talk.note(&format!(
        "Opened {} of {}; the record says who and by which request",
        item.label, item.handle
    ));
    Ok(Answer::Done)
}
