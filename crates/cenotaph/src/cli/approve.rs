//! `approve`: another editor agrees.

use std::io::IsTerminal;

use clap::Args;
use serde_json::json;

use super::keys::{self, Key};
use super::{Answer, Context, Outcome};
use crate::app::people::{self, Act, Granted, Roster};
use crate::app::release;

/// Approve what another editor asked for
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph requests -C desk                                      what waits
  cenotaph approve 1f3a5b7c9d0e --key joon.editor -C desk        look, then type the id
  cenotaph approve 1f3a5b7c9d0e --key joon.editor --yes -C desk  without a terminal

Who asked cannot approve. An approval of a release makes the edition, if it is still the one that was asked for, byte for byte;
that of an enrolment or a leaving does it; that of an opening lends your share to who asked. Everything else is then done by who
asked. Two keys used on one machine are flagged in the record.")]
pub(super) struct Approve {
    /// The request: the beginning of its id
    #[arg(value_name = "ID")]
    request: String,
    #[command(flatten)]
    key: Key,
    /// Show the sealed reason on standard output, also when that is no terminal
    #[arg(long)]
    show_reason: bool,
    /// Do not ask again
    #[arg(short, long)]
    yes: bool,
}

pub(super) fn run(args: &Approve, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    let roster = Roster::load(&case)?;
    let request = roster.request(&args.request)?.clone();
    let key = args.key.load()?;
    context.talk.say(&format!(
        "{} asks, since {}, to {} {}\n  digest {}",
        request.name,
        request.day,
        request.action,
        request.about(),
        request.digest
    ));
    if request.reason.is_some() && (args.show_reason || std::io::stdout().is_terminal()) {
        if let Some(reason) = people::reason_of(&case, &request, &key)? {
            context.line(&format!("Reason: {}", reason.text()?))?;
        }
    } else if request.reason.is_some() {
        context.talk.say("  its reason is sealed; `--show-reason` prints it");
    }
    keys::confirm(args.yes, &request.id.to_string(), "approve")?;
    let working = context.talk.working("approving");
    let (granted, act) = people::approve_and_act(&case, &request.id.to_string(), &key)?;
    drop(working);
    flag(context, &granted);
    tell(context, &granted, &act)
}

fn tell(context: &mut Context<'_>, granted: &Granted, act: &Act) -> Outcome {
    let (request, asker) = (&granted.request, &granted.request.name);
    let done = match act {
        Act::Enrolled(card) => format!("{} is enrolled", card.key.name()),
        Act::Left(name) => format!("{name} has left"),
        Act::Released(outcome) => match outcome.as_ref() {
            release::Outcome::Made(made) => {
                format!("edition {} made: {}", made.number, made.folder.display())
            }
            release::Outcome::Unchanged { number, folder } => {
                format!("edition {number} stands: {}", folder.display())
            }
            release::Outcome::Asked { request, .. } => format!("{} waits", request.short()),
        },
        Act::Waits => format!("{asker} can go on"),
    };
    if context.json {
        context.object(&json!({
            "request": request.id.to_string(), "action": request.action.word(), "approved_by": granted.approval.name,
            "one_machine": granted.one_machine, "done": !matches!(act, Act::Waits), "edition": edition(act),
        }))?;
    } else {
        context.line(&format!("Approved {}: {done}", request.short()))?;
    }
    Ok(Answer::Done)
}

/// Number of the edition that was made, or stands.
fn edition(act: &Act) -> Option<u64> {
    let Act::Released(outcome) = act else { return None };
    match outcome.as_ref() {
        release::Outcome::Made(made) => Some(made.number),
        release::Outcome::Unchanged { number, .. } => Some(*number),
        release::Outcome::Asked { .. } => None,
    }
}

/// Says that two keys were used on one machine; never silenced.
pub(super) fn flag(context: &Context<'_>, granted: &Granted) {
    if granted.one_machine {
        context.talk.say(&format!(
            "warning: both keys, `{}` and `{}`, were used on this machine; the record says so",
            granted.request.name, granted.approval.name
        ));
    }
}
