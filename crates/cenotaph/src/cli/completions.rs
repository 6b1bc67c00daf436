//! `completions` and `man`: from the same definitions as the help.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Answer, Cli, Context, Failure, Outcome};
use crate::app::error::Error;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph completions bash > ~/.local/share/bash-completion/completions/cenotaph")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

/// Write the manual pages
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph man ~/.local/share/man/man1")]
pub(super) struct Man {
    /// Folder to write them to
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

pub(super) fn run(args: &Completions, context: &mut Context<'_>) -> Outcome {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "cenotaph", &mut text);
    context.out.write_all(&text).map_err(Failure::Output)?;
    Ok(Answer::Done)
}

pub(super) fn man(args: &Man, context: &mut Context<'_>) -> Outcome {
    write_man_pages(&args.dir).map_err(|source| Error::Io {
        action: "write",
        path: args.dir.clone(),
        source,
    })?;
    context.line(&args.dir.display().to_string())?;
    Ok(Answer::Done)
}

/// Writes a manual page for the program and one for each verb.
///
/// # Errors
/// What the system answers.
pub fn write_man_pages(dir: &Path) -> io::Result<()> {
    std::fs::create_dir_all(dir)?;
    clap_mangen::generate_to(Cli::command(), dir)
}
