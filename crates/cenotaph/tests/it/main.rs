//! The program from outside: what it promises, held against runs of the program itself.
//!
//! `help` – the command line; `errors` – what it says when something is wrong; `demo` – the example case end to end; `add`,
//! `order`, `hostile` – intake; `read`, `read_harm` – articles; `check` – each fault and each form of contradiction on a table made for it; `estimating`, `estimating_linked` – who is on no list, from tables, from linked records, and what figures can bear; `matching` – names across scripts; `linking` – the same person across lists; `reviewing` – what people judge of them; `public` – nothing
//! leaves that leads to a person; `people`, `release_two` – what takes two editors; `damage` – every flipped byte is found; `kill` – nothing half done stays; `fuzz` – the
//! properties of the fuzz targets on seeded inputs; `sources` – sealing, opening, channels, erasure; `door` – what is not even held;
//! `testimony` – from instalments to a statement; `tidy` – the house itself.
//!
//! Hermetic: a home of its own, a fixed clock, no network. Every value is invented but those of the example case.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod add;
mod check;
mod damage;
mod demo;
mod door;
mod errors;
mod estimating;
mod estimating_linked;
mod fuzz;
mod help;
mod hostile;
mod kill;
mod linking;
mod matching;
mod order;
mod people;
#[expect(unreachable_pub, reason = "the fuzz targets see it as a crate")]
#[path = "../../../../fuzz/src/lib.rs"]
mod properties;
mod public;
mod read;
mod read_harm;
mod release_two;
mod reviewing;
mod sources;
mod support;
mod testimony;
mod tidy;
