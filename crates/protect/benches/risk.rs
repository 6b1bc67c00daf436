//! How long the gate takes over a desk's whole history.

fn main() {
    divan::main();
}
