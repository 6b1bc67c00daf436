//! What can be wrong with the numbers that a caller hands over.
//!
//! Each variant carries the facts; the text is one clause. A contradiction between figures is never
//! an error: it is a result.

/// Why a problem could not be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A population id belongs to another problem.
    #[error("Population {index} is not one of the {known} populations of this problem")]
    UnknownPopulation {
        /// The index asked for.
        index: usize,
        /// How many populations there are.
        known: usize,
    },
    /// A figure id belongs to another problem.
    #[error("Figure {index} is not one of the {known} figures of this problem")]
    UnknownFigure {
        /// The index asked for.
        index: usize,
        /// How many figures there are.
        known: usize,
    },
    /// More populations than the bit sets hold.
    #[error("There is room for {limit} populations")]
    TooManyPopulations {
        /// The most that fit.
        limit: usize,
    },
    /// More pieces than one figure may have.
    #[error("A figure may have {limit} pieces, this one has {pieces}")]
    TooManyPieces {
        /// How many pieces were given.
        pieces: usize,
        /// The most that are allowed.
        limit: usize,
    },
    /// A piece that bounds no component.
    #[error("Piece {piece} bounds no component")]
    EmptySet {
        /// Position of the piece in the figure.
        piece: usize,
    },
    /// A window that ends before it starts.
    #[error("Piece {piece} has a window from day {from} to day {to}, which is backwards")]
    BackwardWindow {
        /// Position of the piece in the figure.
        piece: usize,
        /// First day of the window.
        from: i32,
        /// Last day of the window.
        to: i32,
    },
    /// A value that exact arithmetic leaves no room for.
    #[error("Piece {piece} has the value {value}, more than the {limit} that can be reckoned with")]
    ValueTooLarge {
        /// Position of the piece in the figure.
        piece: usize,
        /// The value given.
        value: u64,
        /// The largest value allowed.
        limit: u64,
    },
}
