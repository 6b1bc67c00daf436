//! Editors' keys on the command line: `--key FILE`, and `--with FILE` for a second editor at the same machine.

use std::io::{IsTerminal, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;
use record::vault::{EditorKey, Secret};
use zeroize::{Zeroize as _, Zeroizing};

use crate::app::error::Error;
use crate::app::keys::AskPassphrase;
use crate::app::people;

/// The key of the editor who acts.
#[derive(Debug, Default, Args)]
pub(super) struct Key {
    /// Your editor's key; without it, the only one in `$XDG_CONFIG_HOME/cenotaph`
    #[arg(long, value_name = "FILE", env = "CENOTAPH_KEY", hide_env_values = true)]
    pub(super) key: Option<PathBuf>,
}

impl Key {
    /// The key that was named, or the only one in the usual place.
    pub(super) fn load(&self) -> Result<EditorKey, Error> {
        let path = people::find_key(self.key.as_deref())?;
        people::load_key(&path, Some(AskPassphrase(super::ask_passphrase)))
    }

    /// The same, or none when none was named and the usual place does not tell which.
    pub(super) fn load_if_any(&self) -> Result<Option<EditorKey>, Error> {
        match self.load() {
            Ok(key) => Ok(Some(key)),
            Err(Error::People(people::Refusal::NoKey { .. })) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The key of the second editor.
#[derive(Debug, Default, Args)]
pub(super) struct With {
    /// Key of a second editor at this machine, who approves at once; the act is flagged
    #[arg(long, value_name = "FILE")]
    pub(super) with: Option<PathBuf>,
}

impl With {
    /// The second key, if one was named; its passphrase may stand in `CENOTAPH_PASSPHRASE_2`.
    pub(super) fn load(&self) -> Result<Option<EditorKey>, Error> {
        let ask = Some(AskPassphrase(ask_second));
        self.with.as_deref().map(|path| people::load_key(path, ask)).transpose()
    }
}

fn ask_second(what: &str) -> Option<Zeroizing<String>> {
    std::env::var("CENOTAPH_PASSPHRASE_2")
        .ok()
        .filter(|p| !p.is_empty())
        .map(Zeroizing::new)
        .or_else(|| rpassword::prompt_password(format!("{what}: ")).ok().map(Zeroizing::new))
}

/// Bytes of a reason at most: a reason is a sentence.
const REASON_BYTES_MAX: u64 = 8_192;

/// A reason: from a file, else asked for on a terminal without showing it, else from standard input. Never from the arguments,
/// which other users of the machine can read.
pub(super) fn read_reason(file: Option<&Path>) -> Result<Secret, Error> {
    let mut text = String::new();
    let from = file.map_or_else(|| "standard input".into(), Path::to_owned);
    let failed = |e| Error::io("read", from.clone(), e);
    match file {
        Some(path) => {
            let file = std::fs::File::open(path).map_err(failed)?;
            file.take(REASON_BYTES_MAX).read_to_string(&mut text).map_err(failed)?;
        }
        None if std::io::stdin().is_terminal() => {
            text = rpassword::prompt_password("Reason (not shown): ").map_err(failed)?;
        }
        None => {
            std::io::stdin().take(REASON_BYTES_MAX).read_to_string(&mut text).map_err(failed)?;
        }
    }
    let reason = Secret::from_text(text.trim().to_owned());
    text.zeroize();
    if reason.expose().is_empty() {
        let (value, expected) = (String::new(), "a reason, in a sentence or two".to_owned());
        return Err(Error::Value { value, expected });
    }
    Ok(reason)
}

/// Asks for danger by typing the id: on a terminal the beginning of it, elsewhere `--yes`.
pub(super) fn confirm(yes: bool, id: &str, what: &str) -> Result<(), Error> {
    let refuse = |value: &str, expected: &str| Error::Value {
        value: value.to_owned(),
        expected: expected.to_owned(),
    };
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(refuse(id, "confirmed: without a terminal this needs `--yes`"));
    }
    let _ = std::io::Write::write_all(
        &mut std::io::stderr(),
        format!("To {what}, type the first eight characters of {id}: ").as_bytes(),
    );
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed).map_err(|e| Error::io("read", "the terminal", e))?;
    let typed = typed.trim();
    if typed.len() >= 8 && id.starts_with(typed) {
        return Ok(());
    }
    Err(refuse(typed, "the beginning of that id; nothing was done"))
}
