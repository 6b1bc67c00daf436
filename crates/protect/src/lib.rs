//! What may leave: the shapes of a release, levels of release, the gate, and [`Released`], which only the gate can make.
//!
//! What it is for: everything public goes through [`gate()`]. The program builds a [`Candidate`] – every row with a level
//! that somebody chose – and gets a [`Released`] edition or the list of everything that speaks against it. It also counts,
//! in [`risk`], the people whom all that was ever released about a person leaves possible. The crate that
//! renders pages takes a [`Released`] and nothing else, so a row that did not pass cannot be shown by mistake.
//!
//! Terms: *level* – public, coarsened, withheld, hold; *grain* – the finest date that may leave; *handle* – the name that
//! the desk gave a protected source; *refusal* – a reason not to release that only a person can settle.
//!
//! Invariant: what a [`Released`] holds has passed every rule of this crate. Nothing withheld is in it, no date is finer
//! than a day, no protected source has more than a handle and a province, no living person has a name.
//!
//! Not here: templates, network, files.
//!
//! Source: Every Casualty Counts, Standards for Casualty Recording (2016), on protection and consent; UCDP GED `where_prec`.
//!
//! `Released` cannot be made outside this crate:
//!
//! ```compile_fail,E0451
//! let edition = protect::shape::Edition::default();
//! let forged = protect::Released { value: edition };
//! ```
//!
//! ```compile_fail,E0624
//! let forged = protect::Released::seal(protect::shape::Edition::default());
//! ```

pub mod candidate;
mod date;
pub mod door;
pub mod gate;
mod links;
mod needle;
pub mod risk;
pub mod shape;
mod strings;

pub use candidate::{Candidate, Draft, Grain, Level, PlaceDraft};
pub use gate::{Held, Passed, Refusal, gate, reopen};

/// A value that has passed the gate.
///
/// The field is private and the only constructor is private to this crate; it does not implement `Deserialize`, so that an
/// edition read from a file must go through [`reopen`], which applies the same rules again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released<T> {
    value: T,
}

impl<T> Released<T> {
    /// Called by the gate when nothing speaks against `value`.
    fn seal(value: T) -> Self {
        Self { value }
    }

    /// The value.
    #[must_use]
    pub fn get(&self) -> &T {
        &self.value
    }

    /// The value, taken out; it is then an ordinary value and must pass the gate again to be released.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> std::ops::Deref for Released<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
