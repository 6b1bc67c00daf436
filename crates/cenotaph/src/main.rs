//! The program `cenotaph`: parses the command line, runs one verb, ends with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    cenotaph::cli::main()
}
