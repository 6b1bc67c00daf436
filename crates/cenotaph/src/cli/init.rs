//! `init`: a new case.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Answer, Context, Failure, Outcome};
use crate::app::error::Error;
use crate::app::{Case, Settings};

/// Make a case: a folder with its keys and its empty record
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph init desk
  cenotaph init desk --title 'Losses on the river front' --population KP --inside DPRK
  cenotaph init desk --passphrase

The keys are stored with mode 0600. With --passphrase they are sealed too; the passphrase is asked for, or taken from
CENOTAPH_PASSPHRASE. Whoever has the keys can write into the record: keep a copy of the folder `keys` apart from the rest.")]
pub(super) struct Init {
    /// Folder of the new case; must not exist or be empty
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Title of the case, English
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Title of the case, Korean
    #[arg(long, value_name = "TEXT")]
    title_ko: Option<String>,
    /// Population that figures are about when a row does not say
    #[arg(long, value_name = "CODE", default_value = "KP")]
    population: String,
    /// Group that speaks inside the closed country
    #[arg(long, value_name = "GROUP", default_value = "DPRK")]
    inside: String,
    /// Seal the keys with a passphrase
    #[arg(long)]
    passphrase: bool,
}

pub(super) fn run(args: &Init, context: &mut Context<'_>) -> Outcome {
    let name =
        args.dir.file_name().map_or_else(|| "case".into(), |n| n.to_string_lossy().into_owned());
    let mut settings = Settings::new(&name);
    if let Some(title) = &args.title {
        settings.title_en.clone_from(title);
        settings.title_ko.clone_from(title);
    }
    if let Some(title) = &args.title_ko {
        settings.title_ko.clone_from(title);
    }
    settings.population.clone_from(&args.population);
    settings.inside_group.clone_from(&args.inside);
    let passphrase = if args.passphrase { Some(new_passphrase()?) } else { None };
    let case =
        Case::init(&args.dir, settings, passphrase.as_ref().map(|p| p.as_str()), context.clock)?;
    if context.json {
        context.object(&json!({"case": case.dir, "name": case.settings.name}))?;
    } else {
        context.talk.note(&format!("Made the case `{}`", case.dir.display()));
        context.talk.note(&format!(
            "\nhint: `cenotaph add FILE… -C {}` takes tables in",
            super::quoted(&case.dir)
        ));
    }
    Ok(Answer::Done)
}

/// A new passphrase, typed twice, or that of the environment.
pub(super) fn new_passphrase() -> Result<Zeroizing<String>, Failure> {
    if let Some(passphrase) = super::env_passphrase() {
        return Ok(passphrase);
    }
    let read = |prompt: &str| {
        rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|source| Error::Io {
            action: "read",
            path: "a passphrase from the terminal".into(),
            source,
        })
    };
    let first = read("New passphrase: ")?;
    let again = read("Again: ")?;
    if first.is_empty() || first != again {
        let expected = "twice the same passphrase, not empty".to_owned();
        return Err(Error::Value { value: "what was typed".to_owned(), expected }.into());
    }
    Ok(first)
}
