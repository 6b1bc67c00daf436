//! Talk: everything that is not data goes to stderr, once, readable without colour.

use std::error::Error as _;
use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::app::error::Error;

/// Speaks to the person at the terminal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Talk {
    quiet: bool,
}

impl Talk {
    pub(super) const fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// Says something that is neither data nor an error; silent when asked to be.
    pub(super) fn note(self, text: &str) {
        if !self.quiet {
            self.say(text);
        }
    }

    /// Says something in any case.
    pub(super) fn say(self, text: &str) {
        // Nobody is left to tell when stderr is closed.
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    /// Tells an error: the message, its causes a line each, and advice after a blank line.
    pub(super) fn error(self, error: &Error) {
        let mut text = format!("error: {error}");
        let mut cause = error.source();
        while let Some(inner) = cause {
            text.push_str(&format!("\n  {inner}"));
            cause = inner.source();
        }
        match error {
            Error::Refused(lines) | Error::DoesNotVerify { damages: lines, .. } => {
                for line in lines {
                    text.push_str(&format!("\n  {line}"));
                }
            }
            _ => {}
        }
        if let Some(hint) = error.hint() {
            text.push_str(&format!("\n\nhint: {hint}"));
        }
        self.say(&text);
    }

    /// A bar for long work: shown on a terminal only, and only once a second has passed.
    pub(super) fn progress(self, what: &'static str, total: u64) -> ProgressBar {
        if self.quiet || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(5));
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_secs(1));
        bar
    }
}
