//! The record from outside: what it promises, held against vectors, other implementations, faults.

mod log;
mod support;
