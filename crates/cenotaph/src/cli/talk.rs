//! Talk: everything that is not data goes to stderr, once, readable without colour.

use std::error::Error as _;
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
            Error::Refused(lines)
            | Error::DoesNotVerify { damages: lines, .. }
            | Error::Tables { faults: lines, .. } => {
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

    /// Shows that long work goes on: on a terminal only, and only once a second has passed.
    ///
    /// The count grows by [`Working::one`]; what is shown goes away when the value is dropped.
    pub(super) fn working(self, what: &'static str) -> Working {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_message(what);
        self.shown(bar, "{spinner} {msg} {pos} ({elapsed})")
    }

    /// The same for work of so many pieces, as a bar.
    pub(super) fn progress(self, pieces: u64) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(pieces), ProgressDrawTarget::hidden());
        Progress(self.shown(bar, "{spinner} {bar:24} {pos}/{len} {msg} ({elapsed})"))
    }

    fn shown(self, bar: ProgressBar, template: &'static str) -> Working {
        let done = Arc::new(AtomicBool::new(false));
        if !self.quiet && std::io::stderr().is_terminal() {
            let (shown, ended) = (bar.clone(), Arc::clone(&done));
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_secs(1));
                if !ended.load(Ordering::Relaxed) {
                    if let Ok(style) = ProgressStyle::with_template(template) {
                        shown.set_style(style);
                    }
                    shown.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
                    shown.enable_steady_tick(Duration::from_millis(200));
                }
            });
        }
        Working { bar, done }
    }
}

/// A bar of long work that has so many pieces.
pub(super) struct Progress(Working);

impl Progress {
    /// Tells what is being done now.
    pub(super) fn begin(&self, what: String) {
        self.0.bar.set_message(what);
    }

    /// One more piece of it is done.
    pub(super) fn one(&self) {
        self.0.one();
    }
}

/// Long work that goes on.
pub(super) struct Working {
    bar: ProgressBar,
    done: Arc<AtomicBool>,
}

impl Working {
    /// One more piece of it is done.
    pub(super) fn one(&self) {
        self.bar.inc(1);
    }

    /// So many more pieces are done.
    pub(super) fn many(&self, pieces: u64) {
        self.bar.inc(pieces);
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        self.bar.finish_and_clear();
    }
}
