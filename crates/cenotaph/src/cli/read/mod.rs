//! `read`: an article into draft statements, and drafts into the record.

mod styled;
mod view;
mod words;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use model::quantity;
use reading::{Complaint, Format, Hints};
use serde_json::json;

use super::keys::Key;
use super::{Answer, Context, Failure, Outcome, Tongue, add, quoted, source};
use crate::app::desk;
use crate::app::error::Error;
use crate::app::read::{
    self, Article, Choice, Filed, Kept, Made, Outcome as Fate, Read as Reading,
};
use crate::intake::escaped;

/// A form of article, as the command line spells it.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    Text,
    Html,
    Markdown,
}

/// Read an article: draft statements with the words that each rests on, and what the text does not say
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph read article.html --published 2024-12-27
  pbpaste | cenotaph read - --lang ko
  cenotaph read article.txt --json > drafts.jsonl
  cenotaph read article.html --url https://… --accept --dry-run -C desk    what would be filed
  cenotaph read article.html --url https://… --accept 1,3-5 -C desk
  cenotaph read article.html --out drafts       tables to mend, then `cenotaph add drafts/*.csv`

Rules and word lists read it, no model and no network; what they can and cannot read is in docs/reading.md. A draft is a proposal:
look at the words before you accept it. `--published` dates what the text calls Monday; without it such days stay open.

--accept keeps the article's bytes, files its report and the drafts through the same checks and the same door as `add`. Keys come from
the article's hash and the place of the words: again adds nothing, and a row that was mended since is left alone. When some of
the drafts could not be filed the exit code is 1; --out writes them as tables to mend.")]
pub(super) struct Read {
    /// The article: text, HTML or Markdown; `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where it is on the Web
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The day of its publication (YYYY-MM-DD)
    #[arg(long, value_name = "DAY")]
    published: Option<String>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// The language of the article; without it, found from the text
    // The global option of this name is about sentences; here it is about what is read.
    #[arg(id = "lang", long = "lang", value_name = "LANG", value_enum)]
    tongue: Option<Tongue>,
    /// The form of the article; without it, found from the content
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<Form>,
    /// File drafts in the case: all, or numbers such as 1,3-5
    #[arg(long, value_name = "NUMBERS", num_args = 0..=1, default_missing_value = "all", value_parser = Choice::parse)]
    accept: Option<Choice>,
    /// With --accept: show what would be filed, write nothing
    #[arg(short = 'n', long, requires = "accept")]
    dry_run: bool,
    /// Write the drafts as tables into this new folder; with --accept, those that could not be filed
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Show the page's furniture too: menus, links to other articles
    #[arg(long)]
    furniture: bool,
    #[command(flatten)]
    key: Key,
}

pub(super) fn run(args: &Read, context: &mut Context<'_>) -> Outcome {
    let hints = hints(args)?;
    let article = if args.file == Path::new("-") {
        Article::take("standard input".to_owned(), std::io::stdin().lock())?
    } else {
        Article::load(&args.file)?
    };
    let reading = read::read(article, hints)?;
    complain(context, &reading);
    if args.accept.is_some() {
        return accept(args, context, &reading);
    }
    if let Some(dir) = &args.out {
        let rows = read::to_mend(&reading);
        write(context, &reading, &rows.iter().collect::<Vec<_>>(), dir)?;
        return Ok(Answer::Done);
    }
    if context.json {
        for at in 0..reading.reading.drafts.len() {
            context.object(&words::draft_json(&reading, at))?;
        }
        context.object(&words::article_json(&reading))?;
    } else {
        view::show(context, &reading, args.furniture)?;
    }
    if reading.reading.drafts.is_empty() {
        context.talk.note("Nothing in it is a statement that the rules know");
    }
    Ok(Answer::Done)
}

/// An address of the Web, or nothing.
fn address(url: Option<&str>) -> Result<String, Error> {
    let address = url.map(str::trim).unwrap_or_default();
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let odd = |c: char| c.is_whitespace() || c.is_control();
    let sound = rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(odd));
    if !sound && !address.is_empty() {
        let expected = "a web address such as https://news.example/a".to_owned();
        return Err(Error::Value { value: escaped(address, 200), expected });
    }
    // It leaves with the report; and what stands before the `@` is not repeated here.
    let server = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    if let Some((_, server)) = server.rsplit_once('@') {
        let expected = "an address without a name or password".to_owned();
        return Err(Error::Value { value: format!("…@{}", escaped(server, 200)), expected });
    }
    Ok(address.to_owned())
}

fn hints(args: &Read) -> Result<Hints, Error> {
    Ok(Hints {
        format: args.format.map(|form| match form {
            Form::Text => Format::Text,
            Form::Html => Format::Html,
            Form::Markdown => Format::Markdown,
        }),
        url: address(args.url.as_deref())?,
        published: args.published.as_deref().map(desk::day).transpose()?,
        publisher: args.publisher.clone().unwrap_or_default(),
        lang: args.tongue.map(|tongue| match tongue {
            Tongue::En => quantity::Lang::En,
            Tongue::Ko => quantity::Lang::Ko,
            Tongue::Ru => quantity::Lang::Ru,
            Tongue::Uk => quantity::Lang::Uk,
        }),
    })
}

/// Tells what could not be read, with what can be done about it.
fn complain(context: &Context<'_>, reading: &Reading) {
    let name = escaped(reading.shown_name(), 4_096);
    for complaint in &reading.reading.complaints {
        let note = matches!(complaint, Complaint::NoAnchor | Complaint::AnchoredInText { .. });
        let word = if note { "note" } else { "warning" };
        let mut text = format!("{name}: {word}: {complaint} [{}]", complaint.code());
        if let Some(hint) = words::hint(complaint) {
            text.push_str(&format!("\n  hint: {hint}"));
        }
        if note {
            context.talk.note(&text);
        } else {
            context.talk.say(&text);
        }
    }
}

fn accept(args: &Read, context: &mut Context<'_>, reading: &Reading) -> Outcome {
    let case = context.open()?;
    let key = args.key.load_if_any()?;
    let choice = args.accept.clone().unwrap_or_default();
    if !args.dry_run {
        source::warn_overdue(context, &case)?;
    }
    let working = context.talk.working("filing drafts");
    let filed = read::file(&case, reading, &choice, args.dry_run, key.as_ref())?;
    drop(working);
    add::tell_complaints(context, &filed.report.complaints);
    if context.json {
        tell_json(context, reading, &filed, args.dry_run)?;
    } else {
        tell(context, reading, &filed, args.dry_run)?;
    }
    if filed.report.words_not_looked {
        context.talk.note(
            "The desk's sealed names, villages and numbers were not looked for: name an editor's key with `--key FILE`",
        );
    }
    if filed.others > 0 {
        context.talk.note(&format!(
            "note: The record has {} of report {} under other keys; look whether a draft says the same, for it would stand there twice",
            counted(filed.others, "row"),
            filed.report_key,
        ));
    }
    leftover(args, context, reading, &filed)?;
    Ok(if filed.has_errors() { Answer::No } else { Answer::Done })
}

/// What becomes of drafts that could not be filed: tables to mend, or word of them.
fn leftover(
    args: &Read,
    context: &Context<'_>,
    reading: &Reading,
    filed: &Filed,
) -> Result<(), Failure> {
    let out = |fate: &Fate| matches!(fate, Fate::Unfit(_) | Fate::Refused);
    let left: Vec<&Made> =
        filed.drafts.iter().filter(|(_, fate)| out(fate)).map(|(row, _)| row).collect();
    match &args.out {
        _ if left.is_empty() => {}
        Some(dir) if !args.dry_run => write(context, reading, &left, dir)?,
        Some(dir) => context.talk.note(&format!(
            "\n{} would be written into {}",
            counted(left.len(), "draft"),
            quoted(dir)
        )),
        None => context.talk.note(&format!(
            "\nhint: {} {} not filed; `--out DIR` writes {} as tables to mend and to `add`",
            counted(left.len(), "draft"),
            if left.len() == 1 { "was" } else { "were" },
            if left.len() == 1 { "it" } else { "them" },
        )),
    }
    Ok(())
}

/// `1 row`, `2 rows`.
fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Writes drafts as tables; what was written is talk, so that `--json` stays data.
fn write(
    context: &Context<'_>,
    reading: &Reading,
    rows: &[&Made],
    dir: &Path,
) -> Result<(), Failure> {
    let written = read::write(reading, rows, dir)?;
    for (name, rows) in &written {
        let path = dir.join(name);
        context.talk.note(&format!("{}: {}", quoted(&path), counted(*rows, "row")));
    }
    let emptied: usize = rows.iter().map(|row| row.emptied.len()).sum();
    if emptied > 0 {
        context.talk.note(&format!(
            "{} left empty, because what stands there would be refused at the door",
            counted(emptied, "cell")
        ));
    }
    if !written.is_empty() {
        let all = quoted(dir);
        context.talk.note(&format!(
            "\nhint: mend them and take them in with `cenotaph add {all}/*.csv`; the keys are those that --accept would give"
        ));
    }
    Ok(())
}

fn tell(
    context: &mut Context<'_>,
    reading: &Reading,
    filed: &Filed,
    dry_run: bool,
) -> Result<(), Failure> {
    let would = if dry_run { "would be " } else { "" };
    for (row, fate) in &filed.drafts {
        let what = words::fate(fate, would);
        let lead = match reading.reading.drafts.get(row.number - 1) {
            Some(draft) if row.emptied.is_empty() => words::lead(draft),
            Some(draft) => format!("{} – its words hold what may not be held", draft.kind.code()),
            None => String::new(),
        };
        let head = format!("[{}] {} {}: {what}", row.number, row.table, row.key);
        context.line(&head)?;
        let cut = super::bar::cut(&lead, context.width.saturating_sub(4));
        context.line(&format!("    {cut}"))?;
    }
    let report = match &filed.report_row {
        Fate::Filed => format!("{would}filed"),
        Fate::There { .. } => "there already".to_owned(),
        Fate::Refused | Fate::Unfit(_) => "refused, and nothing was filed".to_owned(),
    };
    context.line(&format!("report {}: {report}", filed.report_key))?;
    let size = reading.article.bytes.len();
    let hash = reading.article.sha256_hex();
    context.line(&match filed.kept {
        Kept::Yes => format!("article: {size} bytes {would}kept, SHA-256 {hash}"),
        Kept::NoRefused => {
            "article: not kept, because the door refused what stands in it".to_owned()
        }
        Kept::NoSealed => {
            "article: not kept, because a sealed word of the desk stands in it".to_owned()
        }
        Kept::NoPerson => "article: not kept: it rests on a protected source and holds what leads to a person; `--url` says that it was published".to_owned(),
        Kept::NoNothing => "article: not kept".to_owned(),
    })?;
    if let Some(path) = &filed.left_at {
        context.talk.say(&format!(
            "warning: An earlier run kept the article's bytes at {}\n  hint: remove that file; no entry needs it",
            quoted(path)
        ));
    }
    let verb = if dry_run { "would be appended" } else { "appended" };
    context.line(&format!(
        "{}: {} {would}filed, {} there already, {} not filed; {} entries {verb}",
        counted(filed.drafts.len(), "draft"),
        filed.count(|f| *f == Fate::Filed),
        filed.count(|f| matches!(f, Fate::There { .. })),
        filed.count(|f| matches!(f, Fate::Unfit(_) | Fate::Refused)),
        filed.report.entries,
    ))
}

fn tell_json(
    context: &mut Context<'_>,
    reading: &Reading,
    filed: &Filed,
    dry_run: bool,
) -> Result<(), Failure> {
    for complaint in &filed.report.complaints {
        context.object(&add::complaint_json(complaint))?;
    }
    for (row, fate) in &filed.drafts {
        let (state, needs) = match fate {
            Fate::Filed => ("filed", Vec::new()),
            Fate::There { changed: false } => ("there", Vec::new()),
            Fate::There { changed: true } => ("there_changed", Vec::new()),
            Fate::Refused => ("refused", Vec::new()),
            Fate::Unfit(unfit) => ("unfit", unfit.needs.clone()),
        };
        context.object(&json!({
            "kind": "draft", "number": row.number, "table": row.table.name(), "key": row.key, "state": state,
            "needs": needs, "emptied": row.emptied, "cells": row.cells,
        }))?;
    }
    let report = match filed.report_row {
        Fate::Filed => "filed",
        Fate::There { .. } => "there",
        Fate::Refused | Fate::Unfit(_) => "refused",
    };
    context.object(&json!({
        "kind": "report", "key": filed.report_key, "state": report, "sha256": reading.article.sha256_hex(),
        "bytes": reading.article.bytes.len(), "kept": filed.kept.code(), "other_rows": filed.others,
        "left_at": filed.left_at.as_ref().map(|path| path.display().to_string()),
    }))?;
    context.object(&json!({"kind": "total", "entries": filed.report.entries, "dry_run": dry_run}))
}
