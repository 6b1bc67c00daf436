//! Estimating the tables: from spellings whose Hangul is known, and from pairs of letters, by expectation and maximisation.
//!
//! The committed tables were made by `examples/train.rs`, which reads the files and calls what is here. Invariants: the same input
//! gives the same tables byte for byte; a form that was never seen keeps its weight from the hand tables. Not here: files.
//! Source: Dempster, Laird and Rubin 1977; smoothing after Witten and Bell 1991.

mod frequencies;
mod korean;
mod letters;

pub use crate::calibrate::knots;
pub use korean::{KoreanInputs, Spelling, korean};
pub use letters::letters;

/// The probability as a function of the ln likelihood ratio, from lines of knots as in `data/calibration.tsv`.
///
/// # Errors
/// Knots that do not increase, by line.
pub fn probability(knots: &str) -> Result<impl Fn(f32) -> f64 + use<>, crate::TableError> {
    let calibration = crate::calibrate::Calibration::read(knots)?;
    Ok(move |ln| calibration.probability(crate::calibrate::Kind::Korean, ln))
}
