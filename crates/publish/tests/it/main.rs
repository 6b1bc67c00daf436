//! The site as a whole: links, well-formedness, no request to anybody, hostile text, determinism, data and feeds.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first wrong thing")]

mod check;
mod data;
mod fixture;
mod golden;
mod site;
