//! `seal`: what must be kept about a person goes into the vault.

use std::io::{IsTerminal, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;
use record::vault::Secret;
use serde_json::json;
use zeroize::{Zeroize as _, Zeroizing};

use super::keys::Key;
use super::{Answer, Context, Outcome, source};
use crate::app::error::Error;
use crate::app::sources::{self, SealedNow};

/// Seal something about a source: only two editors together open it again
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph seal heron identity -C desk             asks for it, line by line, without showing it
  gpg -d note.gpg | cenotaph seal heron note -C desk
  cenotaph seal heron consent:publication -C desk  begins with given, refused or withdrawn

Labels: identity, contact, go-between, link, description, note, distilled, and consent:publication, consent:court,
consent:family, consent:archive. A note is due after 72 hours, a distilled one after 30 days (`case.json`, protection). A
consent is read by the program, which holds the source's rows when publication was refused or withdrawn; nothing else is read
by anybody alone. The text never comes from the command line, which others on the machine can read.")]
pub(super) struct Seal {
    /// The source's handle
    #[arg(value_name = "HANDLE")]
    handle: String,
    /// What it is
    #[arg(value_name = "LABEL")]
    label: String,
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    key: Key,
}

/// Where a text that is to be sealed comes from.
#[derive(Debug, Default, Args)]
pub(super) struct Input {
    /// Read the text from this file; destroy the file afterwards
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<PathBuf>,
}

/// Bytes of a text at most: what a record of the vault holds.
const TEXT_BYTES_MAX: u64 = 1024 * 1024;

impl Input {
    /// The text: from the file, else asked for on a terminal without showing it, else from standard input.
    pub(super) fn read(&self, what: &str) -> Result<Secret, Error> {
        let mut bytes = Zeroizing::new(Vec::new());
        match &self.from {
            Some(path) => {
                let file = std::fs::File::open(path).map_err(|e| Error::io("read", path, e))?;
                read_bounded(file, path, &mut bytes)?;
            }
            None if std::io::stdin().is_terminal() => ask(what, &mut bytes)?,
            None => read_bounded(std::io::stdin(), Path::new("standard input"), &mut bytes)?,
        }
        while bytes.last().is_some_and(u8::is_ascii_whitespace) {
            bytes.pop();
        }
        if bytes.is_empty() {
            let expected = "a text; nothing was sealed".to_owned();
            return Err(Error::Value { value: String::new(), expected });
        }
        Ok(Secret::new(std::mem::take(&mut bytes)))
    }

    /// What is left to do once the text is sealed.
    pub(super) fn hint(&self, context: &Context<'_>) {
        if let Some(path) = &self.from {
            context.talk.say(&format!(
                "\nhint: `{}` still holds the text: destroy it (`shred -u`), and whatever it was copied from",
                path.display()
            ));
        }
    }
}

fn read_bounded(
    from: impl std::io::Read,
    name: &Path,
    into: &mut Zeroizing<Vec<u8>>,
) -> Result<(), Error> {
    // Room for all of it at once: a vector that grows leaves copies behind.
    into.reserve_exact(usize::try_from(TEXT_BYTES_MAX).unwrap_or(usize::MAX) + 1);
    from.take(TEXT_BYTES_MAX + 1).read_to_end(into).map_err(|e| Error::io("read", name, e))?;
    if into.len() as u64 > TEXT_BYTES_MAX {
        let (value, expected) = (name.display().to_string(), "a text of at most 1 MiB".to_owned());
        return Err(Error::Value { value, expected });
    }
    Ok(())
}

/// Asks line by line, until an empty line.
fn ask(what: &str, into: &mut Zeroizing<Vec<u8>>) -> Result<(), Error> {
    into.reserve_exact(64 * 1024);
    let mut prompt = format!("{what} (not shown; an empty line ends): ");
    loop {
        let mut line = rpassword::prompt_password(&prompt)
            .map_err(|e| Error::io("read", "the terminal", e))?;
        if line.is_empty() {
            return Ok(());
        }
        into.extend_from_slice(line.as_bytes());
        into.push(b'\n');
        line.zeroize();
        prompt = "… ".to_owned();
    }
}

pub(super) fn run(args: &Seal, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    source::warn_overdue(context, &case)?;
    let key = args.key.load()?;
    let text = args.input.read(&format!("{} of {}", args.label, args.handle))?;
    let sealed = sources::seal(&case, &args.handle, &args.label, &text, &key)?;
    drop(text);
    tell(context, &sealed)?;
    args.input.hint(context);
    Ok(Answer::Done)
}

/// Tells what was sealed: never what it says.
pub(super) fn tell(context: &mut Context<'_>, sealed: &SealedNow) -> Result<(), super::Failure> {
    if context.json {
        return context.object(&json!({
            "id": sealed.id.to_string(), "handle": sealed.handle, "label": sealed.label, "commitment": sealed.commitment,
            "due": sealed.due, "threshold": sealed.threshold, "consent": sealed.consent.map(sources::Consent::word),
        }));
    }
    context.line(&sealed.id.to_string())?;
    let opened = sealed.threshold.map_or_else(
        || "read by the program, never shown".to_owned(),
        |n| format!("opened by {n} editors together"),
    );
    let due = sealed.due.as_ref().map_or_else(String::new, |d| format!(", to be destroyed on {d}"));
    context.talk.note(&format!("Sealed {} of {}: {opened}{due}", sealed.label, sealed.handle));
    if sealed.label == "consent:publication" {
        let word = sealed.consent.map_or("", sources::Consent::word);
        let rows = if word == "given" { "may leave" } else { "are on hold" };
        context.talk.note(&format!("Consent {word}: rows of {} {rows}", sealed.handle));
    }
    Ok(())
}
