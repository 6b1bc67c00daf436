//! `requests`: what waits for another editor.

use clap::Args;
use serde_json::json;

use super::{Answer, Context, Outcome};
use crate::app::logs;
use crate::app::people::{REQUEST_DAYS, Request, Roster};

/// List what waits for the approval of another editor
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph requests -C desk
  cenotaph approve 1f3a5b7c9d0e --key joon.editor -C desk

A request counts for fourteen days and is used once.")]
pub(super) struct Requests {}

pub(super) fn run(_: &Requests, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    let roster = Roster::load(&case)?;
    let today = logs::record_day(case.clock.today())?;
    let waiting: Vec<&Request> = roster.open_requests(today).collect();
    for request in &waiting {
        let age = request.age(today);
        let by = request.approval.as_ref().map(|a| a.name.clone());
        if context.json {
            context.object(&json!({
                "request": request.id.to_string(), "action": request.action.word(), "subject": request.subject,
                "by": request.name, "days": age, "approved_by": by, "has_reason": request.reason.is_some(),
            }))?;
        } else {
            let days = match age {
                0 => "today".to_owned(),
                1 => "yesterday".to_owned(),
                n => format!("{n} days ago"),
            };
            let approved = by.map_or_else(String::new, |name| format!(", approved by {name}"));
            context.line(&format!(
                "{}  {} {}  asked by {} {days}{approved}",
                request.short(),
                request.action,
                request.about(),
                request.name
            ))?;
        }
    }
    if waiting.is_empty() && !context.json {
        context.talk.note("Nothing waits");
    }
    Ok(Answer::Done)
}

/// Tells a request that was made, and how it goes on.
pub(super) fn tell(context: &mut Context<'_>, request: &Request) -> Outcome {
    if context.json {
        context.object(&json!({
            "request": request.id.to_string(), "action": request.action.word(), "subject": request.subject,
            "by": request.name, "digest": request.digest,
        }))?;
    } else {
        context.line(&request.short())?;
        context.talk.note(&format!(
            "Asked to {} {}; it counts for {REQUEST_DAYS} days\n\nhint: another editor runs `cenotaph approve {} --key FILE`",
            request.action,
            request.about(),
            request.short()
        ));
    }
    Ok(Answer::Done)
}
