//! Laws and known answers of the estimators.

mod bounds_known;
mod bounds_laws;
