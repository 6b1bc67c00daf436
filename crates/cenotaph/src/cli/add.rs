//! `add`: tables into the record.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::keys::{self, Key, With};
use super::{Answer, Context, Outcome, approve, requests, source};
use crate::app::add::{self, AtDoor, By, Input, Report};
use crate::intake::{Complaint, Severity, TableKind, TemplateFormat, template};

/// A kind of table, as the command line spells it.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Claims,
    Measures,
    Positions,
    Awareness,
    Evidence,
    Persons,
    Mentions,
    Sources,
}

impl From<Kind> for TableKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Claims => Self::Claims,
            Kind::Measures => Self::Measures,
            Kind::Positions => Self::Positions,
            Kind::Awareness => Self::Awareness,
            Kind::Evidence => Self::Evidence,
            Kind::Persons => Self::Persons,
            Kind::Mentions => Self::Mentions,
            Kind::Sources => Self::Sources,
        }
    }
}

/// A format of a template.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Tsv,
    Jsonl,
}

/// Take tables in: CSV, TSV, JSON Lines or XLSX of claims, measures, positions, awareness, evidence, persons, mentions, sources
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph add claims.csv sources.csv -C desk
  cenotaph add briefing.xlsx --dry-run -C desk    what would change
  cenotaph add --template claims > claims.csv     a table to begin with
  cenotaph add claims.csv --override --key mara.editor -C desk    asks that refused rows be taken all the same

A row that rests on a protected source – a handle, or the party group SOURCE – is refused when any of its texts holds what leads
to a person: a telephone number, a messenger id, a name of a relative, a unit, a time of day … (docs/refused.md). The value is
never repeated. Two editors can take exactly those rows: --override asks, another editor approves, --override ID takes them. With
an editor's key the desk's sealed names, villages and numbers are looked for in all rows.

The same file again adds nothing; a changed row supersedes its predecessor. Good rows beside bad ones are taken; then the exit
code is 1. The columns are described in docs/formats.md.")]
pub(super) struct Add {
    /// Files to take in
    #[arg(value_name = "FILE", required_unless_present = "template")]
    files: Vec<PathBuf>,
    /// Show what would change, write nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// The kind of table, when the file does not tell
    #[arg(long = "as", value_name = "KIND", value_enum)]
    kind: Option<Kind>,
    /// Print a table to begin with and stop
    #[arg(long, value_name = "KIND", value_enum, conflicts_with = "files")]
    template: Option<Kind>,
    /// Ask that rows refused at the door be taken; with the request's ID, take them
    #[arg(long = "override", value_name = "ID", num_args = 0..=1, default_missing_value = "", conflicts_with = "dry_run")]
    overrides: Option<String>,
    /// Read the reason of an override from this file
    #[arg(long, value_name = "FILE", requires = "overrides")]
    reason_file: Option<PathBuf>,
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    with: With,
    /// Format of the template
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "csv", requires = "template")]
    format: Format,
}

pub(super) fn run(args: &Add, context: &mut Context<'_>) -> Outcome {
    if let Some(kind) = args.template {
        let format = match args.format {
            Format::Csv => TemplateFormat::Csv,
            Format::Tsv => TemplateFormat::Tsv,
            Format::Jsonl => TemplateFormat::JsonLines,
        };
        let text = template(kind.into(), format);
        context.line(text.trim_end_matches('\n'))?;
        return Ok(Answer::Done);
    }
    let case = context.open()?;
    let inputs: Vec<Input<'_>> = args.files.iter().cloned().map(Input::Path).collect();
    let options = add::Options {
        dry_run: args.dry_run,
        kind: args.kind.map(Into::into),
        ..add::Options::default()
    };
    if !args.dry_run {
        source::warn_overdue(context, &case)?;
    }
    // Without a key rows are taken all the same: only the sealed words are not looked for.
    let key =
        if args.overrides.is_some() { Some(args.key.load()?) } else { args.key.load_if_any()? };
    let with = args.with.load()?;
    let mut reason = || keys::read_reason(args.reason_file.as_deref());
    let door = match args.overrides.as_deref() {
        None => AtDoor::Refuse,
        Some("") => AtDoor::Ask(&mut reason),
        Some(request) => AtDoor::Take(request),
    };
    let by = By { key: key.as_ref(), with: with.as_ref(), door };
    let working = context.talk.working("taking rows in");
    let report = add::add_as(&case, &inputs, &options, by, &mut |_| Ok(Vec::new()))?;
    drop(working);
    complain(context, &report);
    if context.json {
        tell_json(context, &report, args.dry_run)?;
    } else {
        tell(context, &report, args.dry_run)?;
    }
    at_door(context, &report)?;
    Ok(if report.has_errors() { Answer::No } else { Answer::Done })
}

/// Tells what became of rows that the door refused.
fn at_door(context: &mut Context<'_>, report: &Report) -> Result<(), super::Failure> {
    if let Some(granted) = &report.taken_by {
        approve::flag(context, granted);
    }
    if let Some(request) = &report.request {
        requests::tell(context, request)?;
    } else if report.at_door > 0 {
        context.talk.note(&format!(
            "\nhint: {} refused at the door; write what the hints say, or let two editors take exactly these rows: `--override`",
            if report.at_door == 1 { "1 row was".to_owned() } else { format!("{} rows were", report.at_door) }
        ));
    }
    if report.words_not_looked {
        context.talk.note(
            "The desk's sealed names, villages and numbers were not looked for: name an editor's key with `--key FILE`",
        );
    }
    Ok(())
}

/// Tells every complaint; notes are counted, and listed only when there is nothing worse.
fn complain(context: &Context<'_>, report: &Report) {
    for unread in &report.unread {
        context.talk.say(&format!("error: {unread}"));
        if let Some(hint) = unread.hint() {
            context.talk.say(&format!("  hint: {hint}"));
        }
    }
    tell_complaints(context, &report.complaints);
}

/// Tells complaints: errors and warnings each, notes as a count.
pub(super) fn tell_complaints(context: &Context<'_>, complaints: &[Complaint]) {
    for complaint in complaints.iter().filter(|c| c.severity != Severity::Note) {
        context.talk.say(&super::korean::complaint(complaint, context.lang));
    }
    let notes: Vec<&Complaint> =
        complaints.iter().filter(|c| c.severity == Severity::Note).collect();
    for note in notes.iter().take(5) {
        context.talk.note(&super::korean::complaint(note, context.lang));
    }
    if notes.len() > 5 {
        context.talk.note(&format!("and {} more notes; --json lists all", notes.len() - 5));
    }
}

fn tell(context: &mut Context<'_>, report: &Report, dry_run: bool) -> Result<(), super::Failure> {
    for change in &report.changes {
        let quoted =
            |text: &str| if text.is_empty() { "(empty)".to_owned() } else { format!("`{text}`") };
        context.line(&format!(
            "{} {} {}: {} → {}",
            change.table.name(),
            change.key,
            change.column,
            quoted(&change.before),
            quoted(&change.after)
        ))?;
    }
    for t in &report.tables {
        context.line(&format!(
            "{}: {} {}: {} new, {} changed, {} unchanged, {} refused",
            t.name,
            t.added + t.changed + t.unchanged + t.refused,
            t.table.name(),
            t.added,
            t.changed,
            t.unchanged,
            t.refused
        ))?;
    }
    let verb = if dry_run { "would be appended" } else { "appended" };
    context.line(&format!("{} entries {verb}", report.entries))
}

/// A complaint for machines; of a row that was read out of an article with the draft and its bytes.
pub(super) fn complaint_json(c: &Complaint) -> Value {
    let mut object = json!({
        "kind": "complaint", "severity": c.severity.word(), "code": c.code, "place": c.place.to_string(),
        "value": c.value, "masked": c.masked, "expected": c.expected, "hint": c.hint,
    });
    if let (Some(excerpt), Some(object)) = (&c.place.excerpt, object.as_object_mut()) {
        object.insert("draft".to_owned(), excerpt.draft.into());
        object.insert("bytes".to_owned(), json!([excerpt.bytes.start, excerpt.bytes.end]));
    }
    object
}

fn tell_json(
    context: &mut Context<'_>,
    report: &Report,
    dry_run: bool,
) -> Result<(), super::Failure> {
    for c in &report.complaints {
        context.object(&complaint_json(c))?;
    }
    for unread in &report.unread {
        context.object(&json!({"kind": "unread", "code": unread.code(), "message": unread.to_string(), "hint": unread.hint()}))?;
    }
    for c in &report.changes {
        context.object(&json!({
            "kind": "change", "table": c.table.name(), "key": c.key, "column": c.column, "before": c.before, "after": c.after,
        }))?;
    }
    for t in &report.tables {
        context.object(&json!({
            "kind": "table", "name": t.name, "table": t.table.name(), "added": t.added, "changed": t.changed,
            "unchanged": t.unchanged, "refused": t.refused,
        }))?;
    }
    context.object(&json!({"kind": "total", "entries": report.entries, "dry_run": dry_run}))
}
