//! `source`: protected sources – codenames, channels, testimony, retention, erasure. Long, since it has a verb for each.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Read as _};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use record::vault::Secret;
use serde_json::{Value, json};

use super::keys::{self, Key, With};
use super::{Answer, Context, Outcome, add, approve, open, requests, seal};
use crate::app::Case;
use crate::app::error::Error;
use crate::app::people::Granted;
use crate::app::sources::{self, Change, ChannelState, Due, Erasure, Receipt, Summary, Telling};

/// Protected sources: codenames, what is sealed about them, their channels, their testimony
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph source new -C desk                      draws a codename
  cenotaph source hear heron -C desk               seals an instalment of what was heard; due after 72 hours
  cenotaph source tell heron --claim T12 -C desk   makes one statement of the instalments, on hold
  cenotaph source channel heron quarantined -C desk
  cenotaph source due -C desk                      what should be destroyed by now
  cenotaph source erase heron --key mara.editor -C desk

A source is a codename and a province. Who it is, how to reach it, raw notes, the words agreed with it and what it agreed to are
sealed; a telephone number, a messenger id or an IMEI is not held even so. Each part has its own help: `source tell --help`.")]
pub(super) struct Source {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Draw a codename for a new source
    New(JustKey),
    /// List the sources
    List,
    /// Show one source: its channel, its rows, what is sealed (never what it says)
    Show(Show),
    /// Seal something about a source
    Seal(seal::Seal),
    /// Open what is sealed: two editors
    Open(open::Open),
    /// Destroy everything that is sealed about a source: two editors
    Erase(Erase),
    /// Say that two handles are one source: two editors
    Merge(Merge),
    /// Say what the channel to a source is worth
    Channel(Channel),
    /// Agree on two phrases: one for when all is well, one for duress
    Phrase(Phrase),
    /// Compare what a source said with its phrases
    Challenge(Challenge),
    /// Seal an instalment of what was heard
    Hear(Hear),
    /// Make one statement of the instalments
    Tell(Box<Tell>),
    /// Fill the intake form: one statement of a source, field by field
    Form(JustKey),
    /// List what should be destroyed by now, or destroy it
    Due(DueArgs),
}

#[derive(Debug, Args)]
struct JustKey {
    #[command(flatten)]
    key: Key,
}

#[derive(Debug, Args)]
struct Show {
    /// The source's handle
    #[arg(value_name = "HANDLE")]
    handle: String,
    #[command(flatten)]
    key: Key,
}

/// What takes two editors.
#[derive(Debug, Args)]
struct TwoKeys {
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    with: With,
    /// Read the reason from this file
    #[arg(long, value_name = "FILE")]
    reason_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph source erase heron --key mara.editor -C desk      asks; the reason is asked for and sealed
  cenotaph approve 1f3a5b7c9d0e --key joon.editor -C desk
  cenotaph source erase heron --key mara.editor --receipt heron.json -C desk

Every record of the vault about the source is overwritten and removed, keys first; the sealed words and the gate's ledger forget
it; the index is made anew; the codename is never used again. The log keeps commitments, so every proof still verifies. The
receipt says what was destroyed, by commitment, and what cannot be reached: backups, and what was released. Broken off, the same
command finishes it.")]
struct Erase {
    /// The source's handle
    #[arg(value_name = "HANDLE")]
    handle: String,
    /// Write the receipt to this file, which must not be there
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    /// Do not ask again
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    two: TwoKeys,
}

#[derive(Debug, Args)]
struct Merge {
    /// One handle
    #[arg(value_name = "A")]
    a: String,
    /// The other
    #[arg(value_name = "B")]
    b: String,
    #[command(flatten)]
    two: TwoKeys,
}

/// What a channel is worth, as the command line spells it.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum State {
    Ok,
    Quarantined,
    Duress,
    Burned,
}

impl From<State> for ChannelState {
    fn from(state: State) -> Self {
        match state {
            State::Ok => Self::Ok,
            State::Quarantined => Self::Quarantined,
            State::Duress => Self::Duress,
            State::Burned => Self::Burned,
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph source channel heron quarantined -C desk
  cenotaph source channel heron duress --since 2031-W11 -C desk
  cenotaph source channel heron ok --key mara.editor -C desk    asks; another editor approves

Any editor can say that a channel is worse, and it holds at once: rows of the source that were recorded since, or said since that
day, are on hold and count for nothing. Back to ok takes two editors; those rows stay tainted. A burned channel never returns.")]
struct Channel {
    /// The source's handle
    #[arg(value_name = "HANDLE")]
    handle: String,
    /// What the channel is worth
    #[arg(value_name = "STATE", value_enum)]
    state: State,
    /// Since which day or ISO week; today when not said
    #[arg(long, value_name = "DAY|WEEK")]
    since: Option<String>,
    #[command(flatten)]
    two: TwoKeys,
}

#[derive(Debug, Args)]
struct Phrase {
    /// The source's handle
    #[arg(value_name = "HANDLE")]
    handle: String,
    #[command(flatten)]
    input: seal::Input,
    #[command(flatten)]
    key: Key,
}

#[derive(Debug, Args)]
struct Challenge {
    /// The source's handle
    #[arg(value_name = "HANDLE")]
    handle: String,
    #[command(flatten)]
    input: seal::Input,
    #[command(flatten)]
    key: Key,
}

#[derive(Debug, Args)]
struct Hear {
    /// The source's handle
    #[arg(value_name = "HANDLE")]
    handle: String,
    #[command(flatten)]
    input: seal::Input,
    #[command(flatten)]
    key: Key,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph source tell heron --claim T12 --prompt prompted_with_information --stimulus C049 --province 'North Hamgyong' \\
      -C desk < told.txt

The texts come from standard input, a field a line: `gist: …`, `gist_ko: …`, `words: …`, `quote: …`, `quote_lang: ko`,
`translation: …`, `note: …`. The row is dated by the ISO week of the last instalment, is on hold, and passes the same door as any
table; what we told the source before (--stimulus) corroborates nothing. The instalments are due from then on.")]
struct Tell {
    /// The source's handle
    #[arg(value_name = "HANDLE")]
    handle: String,
    /// Key of the new statement
    #[arg(long, value_name = "KEY")]
    claim: String,
    /// Kind of statement
    #[arg(long, default_value = "circumstance")]
    kind: String,
    /// Category
    #[arg(long, default_value = "testimony")]
    category: String,
    /// How the source came to say it
    #[arg(long, default_value = "unknown")]
    prompt: String,
    /// Statements that we told the source before, parted by `;`
    #[arg(long, value_name = "KEYS", default_value = "")]
    stimulus: String,
    /// Province at most
    #[arg(long, default_value = "")]
    province: String,
    /// By which kind of channel it came
    #[arg(long, default_value = "instalments")]
    channel: String,
    /// ISO week of the last instalment, when it was said before it was sealed
    #[arg(long, default_value = "")]
    week: String,
    /// How the public is told who says it
    #[arg(long, default_value = "protected source")]
    party: String,
    /// For the gate: what the row tells of the source or a third party (`sex=female; son: deployed`)
    #[arg(long, default_value = "")]
    describes: String,
    #[command(flatten)]
    input: seal::Input,
    #[command(flatten)]
    key: Key,
}

#[derive(Debug, Args)]
struct DueArgs {
    /// Destroy what is overdue; one editor suffices, since nothing is read
    #[arg(long)]
    destroy: bool,
    #[command(flatten)]
    key: Key,
}

pub(super) fn run(args: &Source, context: &mut Context<'_>) -> Outcome {
    match &args.what {
        What::Seal(args) => return seal::run(args, context),
        What::Open(args) => return open::run(args, context),
        _ => {}
    }
    let case = context.open()?;
    match &args.what {
        What::List | What::Show(_) | What::Due(_) => {}
        _ => warn_overdue(context, &case)?,
    }
    match &args.what {
        What::New(args) => new(args, &case, context),
        What::List => list(&case, context),
        What::Show(args) => show(args, &case, context),
        What::Seal(_) | What::Open(_) => Ok(Answer::Done),
        What::Erase(args) => erase(args, &case, context),
        What::Merge(args) => merge(args, &case, context),
        What::Channel(args) => channel(args, &case, context),
        What::Phrase(args) => phrase(args, &case, context),
        What::Challenge(args) => challenge(args, &case, context),
        What::Hear(args) => hear(args, &case, context),
        What::Tell(args) => tell(args, &case, context),
        What::Form(args) => form(args, &case, context),
        What::Due(args) => due(args, &case, context),
    }
}

/// Says, on every verb that writes, that something sealed should have been destroyed.
pub(super) fn warn_overdue(context: &Context<'_>, case: &Case) -> Result<(), Error> {
    let n = sources::overdue(case)?;
    if n > 0 {
        let what =
            if n == 1 { "1 sealed record".to_owned() } else { format!("{n} sealed records") };
        context.talk.say(&format!(
            "warning: {what} should be destroyed by now; `cenotaph source due` lists, `--destroy` destroys"
        ));
    }
    Ok(())
}

fn new(args: &JustKey, case: &Case, context: &mut Context<'_>) -> Outcome {
    let handle = sources::create(case, &args.key.load()?)?;
    let ko = sources::codename::korean(&handle);
    if context.json {
        context.object(&json!({"handle": handle, "ko": ko}))?;
    } else {
        context.line(&handle)?;
        let ko = ko.map_or_else(String::new, |ko| format!(" ({ko})"));
        context.talk.note(&format!(
            "Drew the codename {handle}{ko}\n\nhint: `cenotaph seal {handle} identity` seals who it is, `cenotaph source phrase {handle}` the phrases"
        ));
    }
    Ok(Answer::Done)
}

fn list(case: &Case, context: &mut Context<'_>) -> Outcome {
    for s in sources::list(case)? {
        if context.json {
            context.object(&summary_json(&s))?;
        } else {
            let mut marks = vec![format!("channel {}", s.channel.0)];
            marks.extend(s.retired.map(|day| format!("erased {day}")));
            marks.extend(s.held.then(|| "on hold".to_owned()));
            marks.extend(
                (!s.merged.is_empty()).then(|| format!("one with {}", s.merged.join(", "))),
            );
            marks.extend(s.since.is_none().then(|| "not drawn here".to_owned()));
            context.line(&format!(
                "{}  {} rows, {} sealed, {}",
                s.handle,
                s.rows,
                s.sealed.len(),
                marks.join(", ")
            ))?;
        }
    }
    for item in sources::missing(case)? {
        context.talk.say(&format!(
            "warning: {} of {} was sealed as {} and is not in the vault",
            item.label, item.handle, item.id
        ));
    }
    for fault in sources::load(case)?.faults() {
        context.talk.say(&format!("warning: {fault}"));
    }
    Ok(Answer::Done)
}

fn summary_json(s: &Summary) -> Value {
    let sealed: Vec<Value> = s
        .sealed
        .iter()
        .map(|i| {
            json!({
                "id": i.id.to_string(), "label": i.label, "commitment": i.commitment.to_string(), "threshold": i.threshold,
                "sealed": i.sealed.to_string(), "due": i.due.map(|d| d.to_string()), "opened": i.opened,
            })
        })
        .collect();
    json!({
        "handle": s.handle, "ko": s.ko, "since": s.since.map(|d| d.to_string()), "erased": s.retired.map(|d| d.to_string()),
        "one_with": s.merged, "channel": s.channel.0.word(), "channel_since": s.channel.1, "on_hold": s.held, "rows": s.rows,
        "sealed": sealed,
    })
}

fn show(args: &Show, case: &Case, context: &mut Context<'_>) -> Outcome {
    let s = sources::show(case, &args.handle)?;
    // Consents are read only for whoever names a key.
    let consents = match &args.key.key {
        Some(_) => sources::consents(case, &args.handle, &args.key.load()?)?,
        None => Vec::new(),
    };
    if context.json {
        let mut object = summary_json(&s);
        let said: BTreeMap<&str, &str> =
            consents.iter().map(|(label, c)| (label.as_str(), c.word())).collect();
        if let (Value::Object(map), false) = (&mut object, said.is_empty()) {
            map.insert("consents".into(), json!(said));
        }
        context.object(&object)?;
        return Ok(Answer::Done);
    }
    let ko = s.ko.map_or_else(String::new, |ko| format!(" ({ko})"));
    context.line(&format!("{}{ko}: {} rows", s.handle, s.rows))?;
    let since =
        if s.channel.1.is_empty() { String::new() } else { format!(" since {}", s.channel.1) };
    context.line(&format!("channel {}{since}", s.channel.0))?;
    for line in [
        s.retired.map(|day| format!("erased {day}: on hold, and the codename is not used again")),
        s.held.then(|| "on hold: no consent to publication".to_owned()),
        (!s.merged.is_empty()).then(|| format!("one source with {}", s.merged.join(", "))),
    ]
    .into_iter()
    .flatten()
    {
        context.line(&line)?;
    }
    for (label, consent) in &consents {
        context.line(&format!("{label}: {}", consent.word()))?;
    }
    for item in &s.sealed {
        let due = item.due.map_or_else(String::new, |d| format!(", to be destroyed on {d}"));
        let opened =
            if item.opened > 0 { format!(", opened {} times", item.opened) } else { String::new() };
        let id: String = item.id.to_string().chars().take(12).collect();
        context.line(&format!("sealed {id} {} on {}{due}{opened}", item.label, item.sealed))?;
    }
    Ok(Answer::Done)
}

fn erase(args: &Erase, case: &Case, context: &mut Context<'_>) -> Outcome {
    let (key, with) = (args.two.key.load()?, args.two.with.load()?);
    if let Some(path) = args.receipt.as_ref().filter(|p| p.exists()) {
        let there = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(Error::io("create", path, there).into());
    }
    confirm(args.yes, &args.handle)?;
    let mut reason = || keys::read_reason(args.two.reason_file.as_deref());
    let done = sources::erase(case, &args.handle, &key, with.as_ref(), &mut reason)?;
    match done {
        Erasure::Asked(request) => requests::tell(context, &request),
        Erasure::Done(receipt) => erased(args, context, &receipt),
    }
}

fn erased(args: &Erase, context: &mut Context<'_>, receipt: &Receipt) -> Outcome {
    let json = receipt.json();
    if let Some(path) = &args.receipt {
        let text = serde_json::to_string_pretty(&json).map_err(|e| Error::Bug(e.to_string()))?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        let mut file = options.open(path).map_err(|e| Error::io("create", path, e))?;
        std::io::Write::write_all(&mut file, format!("{text}\n").as_bytes())
            .map_err(|e| Error::io("write", path, e))?;
    }
    if context.json {
        context.object(&json)?;
        return Ok(Answer::Done);
    }
    context.line(&format!("Erased {} on {}", receipt.handles.join(", "), receipt.day))?;
    for (label, commitment) in &receipt.destroyed {
        context.line(&format!("destroyed {label} {commitment}"))?;
    }
    context.line(&format!("request   {} by {}", receipt.request.0, receipt.request.1))?;
    context.line(&format!("approval  {} by {}", receipt.approval.0, receipt.approval.1))?;
    context.line(&format!("entry     {}", receipt.entry))?;
    context.line("Not reached:")?;
    for (en, ko) in sources::NOT_REACHED {
        let text = if context.lang == crate::app::Lang::Ko { ko } else { en };
        context
            .line(&format!("  · {}", super::bar::wrap(text, context.width.saturating_sub(4), 4)))?;
    }
    if receipt.one_machine {
        context.talk.say("warning: both keys were used on one machine; the record says so");
    }
    Ok(Answer::Done)
}

/// Asks for danger by typing the handle.
fn confirm(yes: bool, handle: &str) -> Result<(), Error> {
    if yes {
        return Ok(());
    }
    let refuse = |value: &str, expected: &str| Error::Value {
        value: value.to_owned(),
        expected: expected.to_owned(),
    };
    if !std::io::stdin().is_terminal() {
        return Err(refuse(handle, "confirmed: without a terminal this needs `--yes`"));
    }
    let _ = std::io::Write::write_all(
        &mut std::io::stderr(),
        format!("To erase everything that is sealed about it, type {handle}: ").as_bytes(),
    );
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed).map_err(|e| Error::io("read", "the terminal", e))?;
    if typed.trim() == handle {
        Ok(())
    } else {
        Err(refuse(typed.trim(), "that handle; nothing was done"))
    }
}

fn merge(args: &Merge, case: &Case, context: &mut Context<'_>) -> Outcome {
    let (key, with) = (args.two.key.load()?, args.two.with.load()?);
    let mut reason = || keys::read_reason(args.two.reason_file.as_deref());
    let change = sources::merge(case, &args.a, &args.b, &key, with.as_ref(), &mut reason)?;
    changed(context, change, &format!("{} and {} are one source", args.a, args.b))
}

fn channel(args: &Channel, case: &Case, context: &mut Context<'_>) -> Outcome {
    let (key, with) = (args.two.key.load()?, args.two.with.load()?);
    let mut reason = || keys::read_reason(args.two.reason_file.as_deref());
    let to = ChannelState::from(args.state);
    let since = args.since.as_deref();
    let change =
        sources::set_channel(case, &args.handle, to, since, &key, with.as_ref(), &mut reason)?;
    changed(context, change, &format!("{}: channel {to}", args.handle))
}

fn changed(context: &mut Context<'_>, change: Change, done: &str) -> Outcome {
    let granted: Option<Box<Granted>> = match change {
        Change::Asked(request) => return requests::tell(context, &request),
        Change::Done(granted) => granted,
        Change::Same => None,
    };
    if let Some(granted) = &granted {
        approve::flag(context, granted);
    }
    if context.json {
        let one = granted.as_ref().is_some_and(|g| g.one_machine);
        let request = granted.map(|g| g.request.id.to_string());
        context.object(&json!({"done": done, "request": request, "one_machine": one}))?;
    } else {
        context.line(done)?;
    }
    Ok(Answer::Done)
}

fn phrase(args: &Phrase, case: &Case, context: &mut Context<'_>) -> Outcome {
    let key = args.key.load()?;
    let text = args.input.read("The phrase for when all is well, then the one for duress")?;
    let working = context.talk.working("hashing");
    let sealed = sources::agree(case, &args.handle, &text, &key)?;
    drop((working, text));
    if context.json {
        for one in &sealed {
            seal::tell(context, one)?;
        }
    } else {
        context.line(&format!(
            "{}: both phrases are sealed; neither can be read again",
            args.handle
        ))?;
    }
    args.input.hint(context);
    Ok(Answer::Done)
}

fn challenge(args: &Challenge, case: &Case, context: &mut Context<'_>) -> Outcome {
    let key = args.key.load()?;
    let said = args.input.read("What the source said")?;
    let found = sources::challenge(case, &args.handle, &said, &key)?;
    drop(said);
    if context.json {
        context.object(&json!({
            "handle": args.handle, "said": found.said.word(), "channel": found.channel.word(), "changed": found.changed,
        }))?;
    } else {
        let what = match found.said {
            ChannelState::Ok => "the phrase for when all is well",
            ChannelState::Duress => "the phrase for duress",
            _ => "neither phrase",
        };
        context.line(&format!("{}: {what}; the channel is {}", args.handle, found.channel))?;
    }
    Ok(if found.channel == ChannelState::Ok { Answer::Done } else { Answer::No })
}

fn hear(args: &Hear, case: &Case, context: &mut Context<'_>) -> Outcome {
    let key = args.key.load()?;
    let note = args.input.read("What was heard")?;
    let sealed = sources::hear(case, &args.handle, &note, &key)?;
    drop(note);
    seal::tell(context, &sealed)?;
    args.input.hint(context);
    Ok(Answer::Done)
}

fn tell(args: &Tell, case: &Case, context: &mut Context<'_>) -> Outcome {
    let key = args.key.load()?;
    let text: Secret = args.input.read("What the source says, as `gist: …`")?;
    let texts = sources::read_texts(text.text()?)?;
    let stimulus = args.stimulus.split(';').map(str::trim).filter(|k| !k.is_empty());
    let telling = Telling {
        handle: args.handle.clone(),
        key: args.claim.clone(),
        kind: args.kind.clone(),
        category: args.category.clone(),
        prompt: args.prompt.clone(),
        stimulus: stimulus.map(str::to_owned).collect(),
        province: args.province.clone(),
        channel: args.channel.clone(),
        week: args.week.clone(),
        describes: args.describes.clone(),
        party: args.party.clone(),
    };
    let told = sources::tell(case, &telling, &texts, &key)?;
    add::tell_complaints(context, &told.report.complaints);
    if told.report.has_errors() {
        return refused(context);
    }
    if context.json {
        context.object(
            &json!({"claim": args.claim, "week": told.week, "instalments": told.instalments}),
        )?;
    } else {
        context.line(&format!(
            "{}: one statement of {} instalments, {}, on hold",
            args.claim, told.instalments, told.week
        ))?;
        context.talk.note("The instalments are due: `cenotaph source due --destroy` destroys them");
    }
    Ok(Answer::Done)
}

fn refused(context: &mut Context<'_>) -> Outcome {
    if context.json {
        context.object(&json!({"taken": false}))?;
    } else {
        context.line("Nothing was taken")?;
    }
    Ok(Answer::No)
}

fn form(args: &JustKey, case: &Case, context: &mut Context<'_>) -> Outcome {
    let key = args.key.load_if_any()?;
    let filled =
        if context.json || !std::io::stdin().is_terminal() { form_json()? } else { form_asked()? };
    let report = sources::form(case, &filled, key.as_ref())?;
    add::tell_complaints(context, &report.complaints);
    if report.has_errors() {
        return refused(context);
    }
    let key = filled.get("key").map_or("", String::as_str);
    if context.json {
        context.object(&json!({"claim": key, "taken": true, "entries": report.entries}))?;
    } else {
        context.line(&format!("{key}: taken, on hold"))?;
    }
    Ok(Answer::Done)
}

/// Bytes of a filled form at most.
const FORM_BYTES_MAX: u64 = 64 * 1024;

/// One JSON object of texts on standard input.
fn form_json() -> Result<BTreeMap<String, String>, Error> {
    let mut text = String::new();
    std::io::stdin()
        .take(FORM_BYTES_MAX)
        .read_to_string(&mut text)
        .map_err(|e| Error::io("read", "standard input", e))?;
    let names: Vec<&str> = sources::FORM.iter().map(|f| f.name).collect();
    // The cause is not told: it would repeat what stands there.
    serde_json::from_str(&text).map_err(|_| Error::Value {
        value: "standard input".to_owned(),
        expected: format!("one JSON object of texts, with {}", names.join(", ")),
    })
}

/// Field by field, on a terminal. What is typed is shown: it is what goes into the record.
fn form_asked() -> Result<BTreeMap<String, String>, Error> {
    let mut filled = BTreeMap::new();
    for field in &sources::FORM {
        loop {
            let must = if field.must { "" } else { " [empty: none]" };
            let prompt = format!("{}{must}: ", field.ask);
            let _ = std::io::Write::write_all(&mut std::io::stderr(), prompt.as_bytes());
            let mut line = String::new();
            let read = std::io::stdin().read_line(&mut line);
            let read = read.map_err(|e| Error::io("read", "the terminal", e))?;
            let text = line.trim().to_owned();
            if !text.is_empty() {
                filled.insert(field.name.to_owned(), text);
            }
            if read == 0 || !field.must || filled.contains_key(field.name) {
                break;
            }
        }
    }
    Ok(filled)
}

fn due(args: &DueArgs, case: &Case, context: &mut Context<'_>) -> Outcome {
    let due: Due = if args.destroy {
        sources::destroy_due(case, &args.key.load()?)?
    } else {
        sources::due(case)?
    };
    let done = if args.destroy { "destroyed" } else { "due" };
    for item in &due.items {
        let day = item.due.map(|d| d.to_string());
        if context.json {
            context.object(&json!({
                "id": item.id.to_string(), "handle": item.handle, "label": item.label, "due": day, "state": done,
            }))?;
        } else {
            let id: String = item.id.to_string().chars().take(12).collect();
            let day = day.unwrap_or_default();
            context.line(&format!("{done} {id}  {} of {}, due {day}", item.label, item.handle))?;
        }
    }
    for id in &due.strays {
        if context.json {
            context.object(&json!({"id": id.to_string(), "handle": "", "label": "", "due": null, "state": done}))?;
        } else {
            context.line(&format!("{done} {id}  left by a command that was broken off"))?;
        }
    }
    if due.is_empty() && !context.json {
        context.talk.note("Nothing is due");
    }
    Ok(Answer::Done)
}
