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
    /// A table of counts that cannot be read as a table.
    #[error("Cannot read the table as comma-separated values at line {line}")]
    NotATable {
        /// The line, counted from 1.
        line: u64,
    },
    /// No column holds the counts.
    #[error("No column is named `n`, `freq` or `count`")]
    NoCountColumn,
    /// A cell that is not what its column holds.
    #[error("Line {line}, column `{column}`: expected {expected}, found `{found}`")]
    BadCell {
        /// The line, counted from 1.
        line: u64,
        /// The name of the column.
        column: String,
        /// What the column holds.
        expected: &'static str,
        /// The text found, cut to 40 characters.
        found: String,
    },
    /// A column that is asked for and not there, or there twice.
    #[error("Column `{column}` is there {times} times")]
    ColumnNotOnce {
        /// The name of the column.
        column: String,
        /// How often it is there.
        times: usize,
    },
    /// The same inclusion pattern stands in two lines of one stratum.
    #[error("Line {line} repeats the inclusion pattern of line {first}")]
    RepeatedPattern {
        /// The later line.
        line: u64,
        /// The earlier line.
        first: u64,
    },
    /// Persons on no list were given a count, which is what is to be estimated.
    #[error("Line {line} counts {count} persons who are on no list")]
    CountedUncounted {
        /// The line, counted from 1; 0 where the table did not come from text.
        line: u64,
        /// The count given.
        count: u64,
    },
    /// A table of no list, or of more than the patterns have bits.
    #[error("A table has 1 to {limit} lists, this one has {lists}")]
    ListsOutOfRange {
        /// How many lists.
        lists: usize,
        /// The most that are allowed.
        limit: usize,
    },
    /// A pattern that names a list which is not there.
    #[error("Pattern {pattern:#b} names a list beyond the {lists} of the table")]
    PatternOutOfRange {
        /// The pattern.
        pattern: u64,
        /// How many lists there are.
        lists: usize,
    },
    /// More persons than are reckoned with.
    #[error("A table holds up to {limit} persons")]
    TooManyPersons {
        /// The most that are allowed.
        limit: u64,
    },
    /// A list that is not in the table.
    #[error("There is no list `{list}`")]
    NoSuchList {
        /// The name asked for.
        list: String,
    },
    /// An operation that needs more lists than there are.
    #[error("{what} needs at least {needed} lists, this table has {lists}")]
    TooFewLists {
        /// What was asked for.
        what: &'static str,
        /// How many it needs.
        needed: usize,
        /// How many there are.
        lists: usize,
    },
    /// An operation whose work grows too fast for this many lists.
    #[error("{what} takes at most {limit} lists, this table has {lists}")]
    TooManyLists {
        /// What was asked for.
        what: &'static str,
        /// The most it takes.
        limit: usize,
        /// How many there are.
        lists: usize,
    },
    /// No person at all.
    #[error("The table counts nobody")]
    Empty,
    /// A setting outside its range.
    #[error("`{name}` must be {expected}")]
    BadSetting {
        /// The name of the setting.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
}
