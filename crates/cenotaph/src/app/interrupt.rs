//! Being asked to stop (Ctrl-C), for work that would rather keep what it has done.
//!
//! Terms: to *listen* – to promise to look soon and to end by oneself. Invariants: while nobody listens, or when asked a second time, the
//! program ends at once, as ever. Not here: what is removed then ([`super::temporary`]).

use std::sync::atomic::{AtomicBool, Ordering};

static LISTENING: AtomicBool = AtomicBool::new(false);
static ASKED: AtomicBool = AtomicBool::new(false);

/// Somebody listens, until this is dropped.
#[derive(Debug)]
pub(crate) struct Listening(());

/// Listens from now on.
pub(crate) fn listen() -> Listening {
    LISTENING.store(true, Ordering::SeqCst);
    Listening(())
}

impl Drop for Listening {
    fn drop(&mut self) {
        LISTENING.store(false, Ordering::SeqCst);
    }
}

/// Whether the program was asked to stop.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Asks to stop; whether somebody listens who was not asked before.
pub(crate) fn ask() -> bool {
    LISTENING.load(Ordering::SeqCst) && !ASKED.swap(true, Ordering::SeqCst)
}
