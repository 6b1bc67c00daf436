//! The record from outside: what it promises, held against vectors, other implementations, faults.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod blobs;
mod faults;
mod flips;
mod form;
mod golden;
mod keys;
mod kill;
mod log;
mod oracle;
mod sequencer;
mod support;
mod vault;
mod vault_editors;
mod vault_golden;
mod vault_hostile;
mod vault_together;
mod vectors;
