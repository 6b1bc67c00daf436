//! `editor`: who may act – keys, enrolment, leaving.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use record::vault::EditorCard;
use serde_json::json;
use zeroize::Zeroizing;

use super::keys::{Key, With};
use super::{Answer, Context, Outcome, init};
use crate::app::Case;
use crate::app::error::Error;
use crate::app::keys::AskPassphrase;
use crate::app::people::{self, Act, Enrolled, Refusal, Roster};

/// Make editors' keys, enrol editors, let them leave, list them
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph editor new mara > mara.card          make a key, print its card
  cenotaph editor enrol mara.card -C desk       while the desk is founded: at once
  cenotaph editor enrol joon.card -C desk       later: asks; another editor approves
  cenotaph editor leave joon -C desk
  cenotaph editor list -C desk

A key is a file outside the case, for one person on one machine. Its card is its public half: give it to the desk, keep the key.
The first editors (two, unless `case.json` says more) found the desk. After that an enrolment, and a leaving, takes one editor
who asks and another who approves, so that nobody can enrol a second key of their own and agree with it. Enrol three: with two,
one lost key stops the desk.")]
pub(super) struct Editor {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a key and print its card
    New(New),
    /// Enrol a card, or ask for it
    Enrol(Enrol),
    /// Ask that an editor leave
    Leave(Leave),
    /// List the editors
    List,
}

#[derive(Debug, Args)]
struct New {
    /// The editor's name as the record will show it to the desk; never a source's
    #[arg(value_name = "NAME")]
    name: String,
    /// Where to put the key; without it, `NAME.editor` in `$XDG_CONFIG_HOME/cenotaph`
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Seal the key with a passphrase (the default)
    #[arg(long, conflicts_with = "no_passphrase")]
    passphrase: bool,
    /// Leave the key unsealed: whoever has the file is the editor
    #[arg(long)]
    no_passphrase: bool,
}

#[derive(Debug, Args)]
struct Enrol {
    /// A card, or a file that holds one
    #[arg(value_name = "CARD|FILE")]
    card: String,
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    with: With,
}

#[derive(Debug, Args)]
struct Leave {
    /// The editor's name
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    with: With,
}

pub(super) fn run(args: &Editor, context: &mut Context<'_>) -> Outcome {
    match &args.what {
        What::New(args) => new(args, context),
        What::Enrol(args) => enrol(args, context),
        What::Leave(args) => leave(args, context),
        What::List => list(context),
    }
}

fn new(args: &New, context: &mut Context<'_>) -> Outcome {
    let passphrase: Option<Zeroizing<String>> =
        if args.no_passphrase { None } else { Some(init::new_passphrase()?) };
    let passphrase = passphrase.as_ref().map(|p| p.as_str());
    let (key, path) = people::new_key(&args.name, args.key.as_deref(), passphrase)?;
    let card = key.card().to_string();
    if context.json {
        context.object(&json!({"name": args.name, "key": path, "card": card}))?;
    } else {
        context.line(&card)?;
        context
            .talk
            .note(&format!("Made the key `{}`; the line above is its card", path.display()));
    }
    Ok(Answer::Done)
}

/// Reads a card: the argument itself, a file that holds one, or a key file.
fn card(text: &str) -> Result<EditorCard, Error> {
    if let Ok(card) = text.trim().parse() {
        return Ok(card);
    }
    let path = Path::new(text);
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    let line = String::from_utf8_lossy(&bytes);
    if let Ok(card) = line.trim().parse() {
        return Ok(card);
    }
    Ok(people::load_key(path, Some(AskPassphrase(super::ask_passphrase)))?.card())
}

fn enrol(args: &Enrol, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    let card = card(&args.card)?;
    let by = if Roster::load(&case)?.is_founding() { None } else { Some(args.key.load()?) };
    match people::enrol(&case, &card, by.as_ref())? {
        Enrolled::Now => told(context, card.key.name(), "enrolled"),
        Enrolled::Asked(request) => asked(context, &case, &request, &args.with),
    }
}

fn leave(args: &Leave, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    let request = people::leave(&case, &args.name, &args.key.load()?)?;
    asked(context, &case, &request, &args.with)
}

/// A request was made: the second editor at this machine approves it, or another does later.
fn asked(
    context: &mut Context<'_>,
    case: &Case,
    request: &people::Request,
    with: &With,
) -> Outcome {
    if let Some(second) = with.load()? {
        let (granted, act) = people::approve_and_act(case, &request.id.to_string(), &second)?;
        super::approve::flag(context, &granted);
        return match act {
            Act::Enrolled(card) => told(context, card.key.name(), "enrolled"),
            Act::Left(name) => told(context, &name, "left"),
            _ => Err(Error::from(Refusal::NotApproved { request: request.short() }).into()),
        };
    }
    super::requests::tell(context, request)
}

fn told(context: &mut Context<'_>, name: &str, what: &str) -> Outcome {
    if context.json {
        context.object(&json!({"editor": name, "state": what}))?;
    } else {
        context.line(&format!("{name}: {what}"))?;
    }
    Ok(Answer::Done)
}

fn list(context: &mut Context<'_>) -> Outcome {
    let roster = Roster::load(&context.open()?)?;
    for editor in roster.everybody() {
        let until = editor.left.map(|d| d.to_string());
        if context.json {
            context.object(&json!({
                "editor": editor.name(), "card": editor.card.to_string(), "machine": editor.machine.to_string(),
                "since": editor.since.to_string(), "left": until,
            }))?;
        } else {
            let left = until.map_or_else(String::new, |d| format!(", left {d}"));
            context.line(&format!(
                "{}  since {}{left}  machine {}",
                editor.name(),
                editor.since,
                editor.machine
            ))?;
        }
    }
    if !context.json {
        let (n, k) = (roster.len(), roster.threshold());
        context.talk.note(&format!("{n} enrolled; {k} must agree to open what is sealed"));
        for fault in roster.faults() {
            context.talk.say(&format!("warning: {fault}"));
        }
    }
    Ok(Answer::Done)
}
