//! Hierarchical log-linear models of the cells: what the overlaps say if the lists depend on each other in no other way.
//!
//! Terms: a *term* is a set of lists with a parameter of its own; a model is *hierarchical* if with a term it holds every part of it.
//! All models here hold every single list and leave out the term of all lists together, which no data can tell from the persons on no list:
//! 8 models for three lists, 113 for four, 6,893 for five. The expected count of the empty cell is the exponential of
//! the constant; it rests on the left-out term being 0, an assumption that no data can test.
//!
//! * [`Model`], [`all_models`] – the family. [`fit`] – one model by Newton's method, with its extended maximum-likelihood estimate.
//! * [`existence`] – whether that estimate exists and is unique, decided exactly (Fienberg and Rinaldo).
//! * [`select`] – all models at once, weights by AIC or BIC. [`bootstrap`] – intervals with the selection inside each replicate.
//!
//! Not here: stepwise selection by significance, which overstates what is known (Whitehead et al. 2019).
//!
//! Source: S. E. Fienberg, 1972; S. E. Fienberg and A. Rinaldo, 2012; L. Chan, B. W. Silverman and K. Vincent,
//! "Multiple systems estimation for
//! sparse capture data", 2021; B. W. Silverman, L. Chan and K. Vincent, "Bootstrapping multiple systems estimates to account for model
//! selection", 2024.

mod bootstrap;
mod existence;
mod fit;
mod select;

pub use bootstrap::{Bootstrap, BootstrapOptions, bootstrap};
pub use existence::{Existence, existence};
pub use fit::{Fit, Outcome, fit};
pub use select::{Criterion, Search, Selection, Weighed, select};

use crate::Error;

/// The most lists for which all models are listed.
pub const ALL_MODELS_MAX: usize = 5;

/// The most lists that a fit takes: the cells are held in full.
pub const FIT_MAX: usize = 12;

/// A hierarchical model: every term beyond the single lists, closed under taking parts of two lists or more, in ascending order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Model {
    lists: usize,
    terms: Vec<u32>,
}

impl Model {
    /// The smallest hierarchical model that holds these terms; single lists are always in it.
    ///
    /// # Errors
    /// [`Error::TooFewLists`] below 2 lists, [`Error::TooManyLists`] above 12, [`Error::PatternOutOfRange`] for a term beyond the lists or
    /// of all lists together.
    pub fn new(lists: usize, generators: &[u32]) -> Result<Self, Error> {
        if lists < 2 {
            return Err(Error::TooFewLists { what: "A log-linear model", needed: 2, lists });
        }
        if lists > FIT_MAX {
            return Err(Error::TooManyLists { what: "A log-linear model", limit: FIT_MAX, lists });
        }
        let full = (1_u32 << lists) - 1;
        let mut terms = Vec::new();
        for &generator in generators {
            if generator >= full {
                return Err(Error::PatternOutOfRange { pattern: generator.into(), lists });
            }
            let mut part = generator;
            while part != 0 {
                if part.count_ones() > 1 {
                    terms.push(part);
                }
                part = (part - 1) & generator;
            }
        }
        terms.sort_unstable();
        terms.dedup();
        Ok(Self { lists, terms })
    }

    /// The lists of the tables that it is for.
    #[must_use]
    pub fn lists(&self) -> usize {
        self.lists
    }

    /// Terms of two lists or more.
    #[must_use]
    pub fn terms(&self) -> &[u32] {
        &self.terms
    }

    /// The terms that are no part of another.
    #[must_use]
    pub fn generators(&self) -> Vec<u32> {
        let within = |t: u32| self.terms.iter().any(|&o| o != t && o & t == t);
        self.terms.iter().copied().filter(|&t| !within(t)).collect()
    }

    /// Parameters: the constant, one a list, one a term.
    #[must_use]
    pub fn parameters(&self) -> usize {
        1 + self.lists + self.terms.len()
    }

    /// The same model for lists in another order: bit `i` of a term here is bit `order[i]` there.
    #[must_use]
    pub fn reordered(&self, order: &[usize]) -> Self {
        let image = |t: &u32| {
            (0..self.lists).filter(|&i| t >> i & 1 == 1).fold(0, |a, i| a | 1_u32 << order[i])
        };
        let mut terms: Vec<u32> = self.terms.iter().map(image).collect();
        terms.sort_unstable();
        Self { lists: self.lists, terms }
    }

    /// Models that differ by one term, down and up, in ascending order.
    fn neighbours(&self, order_max: u32) -> Vec<Self> {
        let full = (1_u32 << self.lists) - 1;
        let mut out = Vec::new();
        for term in 1..full {
            let size = term.count_ones();
            if size < 2 || size > order_max {
                continue;
            }
            let mut terms = self.terms.clone();
            match terms.binary_search(&term) {
                Ok(place) => {
                    if terms.iter().any(|&o| o != term && o & term == term) {
                        continue;
                    }
                    terms.remove(place);
                }
                Err(place) => {
                    if !allowed(term, &terms) {
                        continue;
                    }
                    terms.insert(place, term);
                }
            }
            out.push(Self { lists: self.lists, terms });
        }
        out
    }
}

/// Whether every part of the term with one list less is a term already (parts of one list always are).
fn allowed(term: u32, terms: &[u32]) -> bool {
    let mut rest = term;
    while rest != 0 {
        let bit = rest & rest.wrapping_neg();
        let part = term & !bit;
        if part.count_ones() > 1 && !terms.contains(&part) {
            return false;
        }
        rest &= rest - 1;
    }
    true
}

/// All hierarchical models whose terms have at most `order_max` lists, the model of independent lists first.
///
/// * Output: 8, 113, 6,893 models for 3, 4, 5 lists; 8, 64, 1,024 with terms of two lists at most. A fixed order.
/// * Cost: O(models · terms).
///
/// # Errors
/// [`Error::TooFewLists`] below 2; [`Error::TooManyLists`] above 5, where they count in the millions.
pub fn all_models(lists: usize, order_max: u32) -> Result<Vec<Model>, Error> {
    if lists < 2 {
        return Err(Error::TooFewLists { what: "A log-linear model", needed: 2, lists });
    }
    if lists > ALL_MODELS_MAX {
        return Err(Error::TooManyLists { what: "All models", limit: ALL_MODELS_MAX, lists });
    }
    let full = (1_u32 << lists) - 1;
    let mut candidates: Vec<u32> =
        (1..full).filter(|t| t.count_ones() > 1 && t.count_ones() <= order_max).collect();
    candidates.sort_by_key(|t| (t.count_ones(), *t));
    let mut found = vec![Vec::new()];
    for &term in &candidates {
        let more: Vec<Vec<u32>> = found
            .iter()
            .filter(|terms| allowed(term, terms))
            .map(|terms| {
                let mut longer = terms.clone();
                longer.push(term);
                longer
            })
            .collect();
        found.extend(more);
    }
    for terms in &mut found {
        terms.sort_unstable();
    }
    found.sort_by_key(|t| (t.len(), t.clone()));
    Ok(found.into_iter().map(|terms| Model { lists, terms }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_of_models() {
        let count = |lists, order| all_models(lists, order).unwrap().len();
        assert_eq!((count(2, 2), count(3, 3), count(4, 4), count(5, 5)), (1, 8, 113, 6893));
        assert_eq!((count(4, 2), count(5, 2)), (64, 1024));
    }

    #[test]
    fn a_model_knows_its_generators_and_neighbours() {
        let m = Model::new(4, &[0b0111, 0b1001]).unwrap();
        assert_eq!(m.terms(), [0b0011, 0b0101, 0b0110, 0b0111, 0b1001]);
        assert_eq!(m.generators(), [0b0111, 0b1001]);
        assert_eq!(m.parameters(), 10);
        let near = m.neighbours(4);
        assert!(near.contains(&Model::new(4, &[0b0011, 0b0101, 0b0110, 0b1001]).unwrap()));
        assert!(near.contains(&Model::new(4, &[0b0111]).unwrap()));
        assert!(near.contains(&Model::new(4, &[0b0111, 0b1001, 0b1010]).unwrap()));
        assert!(near.iter().all(|n| n.terms().len().abs_diff(5) == 1));
        assert!(Model::new(3, &[0b111]).is_err());
    }
}
