//! Cenotaph: casualty recording under information control.
//!
//! The library behind the program: [`intake`] reads tables, [`app`] holds the use cases and prints nothing, [`cli`] is one skin
//! over them. The way of the data is one direction: files → `model` (parsed at the door) → `record` (signed, durable) →
//! replay → the engines → `protect` (the gate) → `publish`.

pub mod app;
pub mod cli;
pub mod intake;
