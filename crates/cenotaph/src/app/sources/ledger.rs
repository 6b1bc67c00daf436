//! The gate's ledger, where it has to follow what happens to sources: two that are one, and one that is erased.
//!
//! The ledger is a record of the vault that the program reads by one editor's key; how it grows is the release's business.

use std::collections::BTreeSet;

use record::vault::EditorKey;

use crate::app::case::Case;
use crate::app::error::Error;
use crate::app::release;

/// What was told of two sources was told of one.
pub(super) fn merge(case: &Case, a: &str, b: &str, key: &EditorKey) -> Result<(), Error> {
    release::edit_ledger(case, key, |ledger| ledger.merge(a, b))
}

/// Nothing is added up any more about a source.
pub(super) fn forget(case: &Case, group: &BTreeSet<String>, key: &EditorKey) -> Result<(), Error> {
    release::edit_ledger(case, key, |ledger| {
        for handle in group {
            ledger.forget(handle);
        }
    })
}
