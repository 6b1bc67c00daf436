//! Why the gate says no.
//!
//! Invariant: a refusal names the table, the key and the field, never the text: a refusal ends up in a terminal, a log or
//! a screenshot.

use crate::risk::{Blocked, Unknown};
use crate::shape::PlacePrecision;

/// A reason not to release that only a person can settle.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A protected source, or what it tells, is placed more precisely than a province.
    #[error(
        "The {table} `{key}` places a protected source at `{precision:?}`, finer than a province"
    )]
    PreciseSource {
        /// Table of the row.
        table: &'static str,
        /// Key of the row.
        key: String,
        /// The precision that was asked for.
        precision: PlacePrecision,
    },
    /// A handle that could be a name, a number or an address.
    #[error("The handle of the protected source of {table} `{key}` is not one that a desk gives")]
    Handle {
        /// Table of the row.
        table: &'static str,
        /// Key of the row.
        key: String,
    },
    /// A row of a protected source holds something like a telephone number, an address or a date that should be a week.
    #[error("A text of {table} `{key}` holds what looks like {what}, and its source is protected")]
    Telltale {
        /// Table of the row.
        table: &'static str,
        /// Key of the row.
        key: String,
        /// What it looks like: `a time of day`, `a contact`, `a day`.
        what: &'static str,
    },
    /// A time finer than a day.
    #[error("The {table} `{key}` holds a time finer than a day in `{field}`")]
    FinerThanDay {
        /// Table of the row.
        table: &'static str,
        /// Key of the row.
        key: String,
        /// The field.
        field: &'static str,
    },
    /// A date that cannot be read, so nobody knows how fine it is.
    #[error("The {table} `{key}` holds no EDTF date in `{field}`")]
    Date {
        /// Table of the row.
        table: &'static str,
        /// Key of the row.
        key: String,
        /// The field.
        field: &'static str,
    },
    /// A name of somebody who is not known to be dead, or whose state has not published it.
    #[error("The person `{key}` has a name and is not a dead person named by their own state")]
    LivingName {
        /// Key of the person.
        key: String,
    },
    /// A withheld name, place or text stands in a row that would leave.
    #[error("A text of {table} `{key}` holds words that were withheld elsewhere")]
    Withheld {
        /// Table of the row.
        table: &'static str,
        /// Key of the row; empty for the edition's own texts.
        key: String,
    },
    /// A place is more precise than may be shown and no coarser place around it is known.
    #[error("No place around `{key}` is as coarse as its release level")]
    NoCoarserPlace {
        /// Key of the place.
        key: String,
    },
    /// Two rows of a table have one key.
    #[error("Two rows of {table} have the key `{key}`")]
    DoubleKey {
        /// Table of the rows.
        table: &'static str,
        /// The key.
        key: String,
    },
    /// A row without a key, or with one that no page can be named after.
    #[error("A row of {table} has no usable key")]
    NoKey {
        /// Table of the row.
        table: &'static str,
    },
    /// A hash that is not 64 hexadecimal digits.
    #[error("The {table} `{key}` has something else than a SHA-256 in `{field}`")]
    Hash {
        /// Table of the row.
        table: &'static str,
        /// Key of the row.
        key: String,
        /// The field.
        field: &'static str,
    },
    /// A proof path that leaves the folder `proofs`.
    #[error("The proof of statement `{key}` is not a file in `proofs`")]
    ProofPath {
        /// Key of the statement.
        key: String,
    },
    /// All that was ever released, this edition included, leaves too few people who could be this person.
    #[error(
        "Too few people could be `{}` for {}: {} at least, {} wanted, narrowed most by `{}`",
        .0.person, .0.adversary, .0.low, .0.k, .0.attribute
    )]
    TooFew(Box<Blocked>),
    /// A detail that no table can count; it is never ignored.
    #[error("No table counts `{}`, told of `{}`", .0.attribute, .0.person)]
    Uncounted(Box<Unknown>),
    /// An edition that was read back and is not as the gate would have left it.
    #[error("The edition is not as the gate leaves one")]
    NotAsReleased,
}
