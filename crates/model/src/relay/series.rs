//! Series: a party's own cumulative figures, which cannot fall unless it corrects itself.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Figure, Finding, report};
use crate::category::Meaning;
use crate::id::StatementKey;
use crate::scope::Extent;

/// Words by which a party or an outlet states a correction (English, Korean, Russian, Ukrainian stems).
const CORRECTION_WORDS: &[&str] = &[
    "correct",
    "revise",
    "revision",
    "retract",
    "amend",
    "정정",
    "수정",
    "하향",
    "исправ",
    "уточн",
    "скориг",
    "виправ",
];

pub(super) fn check(figures: &BTreeMap<&StatementKey, Figure<'_>>, found: &mut BTreeSet<Finding>) {
    let mut series: BTreeMap<(&str, &str, &str, String), Vec<&Figure<'_>>> = BTreeMap::new();
    for f in figures.values().filter(|f| never_falls(f)) {
        let party = &f.s.party;
        let population = f.s.scope.population.to_string();
        series
            .entry((&party.group.0, &party.name, f.s.category.code(), population))
            .or_default()
            .push(f);
    }
    for list in series.values_mut() {
        list.sort_by_key(|f| (f.held, f.said, &f.s.key));
        falls(list, found);
    }
}

fn never_falls(f: &Figure<'_>) -> bool {
    let cumulative = matches!(
        f.s.category.meaning(),
        Meaning::Toll { .. } | Meaning::TollAtLeast(_) | Meaning::Strength
    );
    cumulative
        && f.is_cumulative()
        && f.interval.is_some()
        && f.held.is_some()
        && f.s.scope.extent == Extent::Whole
        && !f.s.is_protected()
}

/// Reports each figure that lies wholly below the greatest earlier one; a stated correction starts the series anew.
fn falls(list: &[&Figure<'_>], found: &mut BTreeSet<Finding>) {
    let mut highest: Option<&Figure<'_>> = None;
    for later in list {
        if states_a_correction(later) {
            highest = None;
        }
        if let Some(earlier) = highest
            && earlier.held < later.held
            && let (Some(earlier_least), Some(later_most)) = (earlier.least(), later.most())
            && later_most < earlier_least
        {
            report(found, Fault::SeriesFalls { earlier_least, later_most }, &[earlier, later]);
        }
        if highest.is_none_or(|h| later.least() > h.least()) {
            highest = Some(later);
        }
    }
}

fn states_a_correction(f: &Figure<'_>) -> bool {
    let quote = f.s.quote.as_ref().map_or("", |q| q.text.as_str());
    let said =
        [f.s.quantity.words(), &f.s.qualifier, quote, &f.s.support, &f.s.note, &f.s.modality];
    let text = said.join(" ").to_lowercase();
    CORRECTION_WORDS.iter().any(|w| text.contains(w))
}
