//! Constructions, one line each, with what they are.
