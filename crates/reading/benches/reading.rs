//! How long reading takes.

fn main() {}
