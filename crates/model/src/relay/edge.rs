//! Faults along one derivation: hedges lost or gained, number, category, population or window changed.
//!
//! An edge is looked at as a relay when the copy says the origin's number, or when an outlet speaks of the same day. A
//! party that gives a *new* number of its own updates; it does not relay. A share of the origin's number is a part of it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Figure, Finding, report};
use crate::id::StatementKey;
use crate::quantity::{Hedge, Hedges, compare_hedges};

/// Days after the day it speaks of within which an outlet's figure still speaks of the same day: outlets date by publication.
const OUTLET_SLACK_DAYS: i32 = 3;

pub(super) fn check(figures: &BTreeMap<&StatementKey, Figure<'_>>, found: &mut BTreeSet<Finding>) {
    for copy in figures.values() {
        let origins: Vec<&Figure<'_>> =
            copy.s.derives_from.iter().filter_map(|k| figures.get(k)).collect();
        let made_of_several = super::arithmetic::combination(&origins, copy).is_some();
        for origin in origins {
            if !made_of_several && !copy.is_share_of(origin) {
                relay(origin, copy, found);
            }
        }
    }
}

fn relay(origin: &Figure<'_>, copy: &Figure<'_>, found: &mut BTreeSet<Finding>) {
    let same_number = origin.same_number(copy);
    let outlet_same_day =
        copy.s.party.group.is_outlet() && copy.same_day(origin, OUTLET_SLACK_DAYS);
    if same_number {
        same_number_faults(origin, copy, found);
    } else if !origin.same_party(copy) && (outlet_same_day || copy.same_day(origin, 0)) {
        changed_number(origin, copy, found);
    }
    if same_number || outlet_same_day {
        changed_population(origin, copy, found);
    }
}

fn same_number_faults(origin: &Figure<'_>, copy: &Figure<'_>, found: &mut BTreeSet<Finding>) {
    if !origin.same_category(copy) {
        let fault = Fault::ChangedCategory {
            from: origin.s.category.code().to_owned(),
            to: copy.s.category.code().to_owned(),
        };
        report(found, fault, &[origin, copy]);
    }
    if origin.same_party(copy) {
        return;
    }
    if origin.s.category.is_toll()
        && copy.s.category.is_toll()
        && origin.is_cumulative() != copy.is_cumulative()
    {
        report(found, Fault::ChangedWindow { window_lost: copy.is_cumulative() }, &[origin, copy]);
    }
    let change = compare_hedges(&origin.hedges, &copy.hedges);
    let gained: Hedges =
        change.gained.iter().filter(|h| is_bound(*h) && !weakens(origin, copy)).collect();
    let lost = lost_for_good(change.lost, copy.hedges);
    // "About" that became a bound is one change, not two.
    let about_alone = lost.iter().all(|h| h == Hedge::About);
    if !lost.is_empty() && (gained.is_empty() || !about_alone) {
        report(found, Fault::LostQualifier { lost }, &[origin, copy]);
    }
    if !gained.is_empty() {
        report(found, Fault::GainedQualifier { gained }, &[origin, copy]);
    }
}

/// The hedges that a reader of the copy can no longer know of: a bound kept in another form is not lost.
fn lost_for_good(lost: Hedges, copy: Hedges) -> Hedges {
    let has = |hedge: Hedge| copy.contains(hedge);
    lost.iter()
        .filter(|hedge| match hedge {
            Hedge::MoreThan => !has(Hedge::AtLeast),
            Hedge::AtLeast => !has(Hedge::MoreThan) && !has(Hedge::Odd),
            Hedge::UpTo => !has(Hedge::LessThan) && !has(Hedge::Approaching),
            Hedge::LessThan | Hedge::Approaching => !has(Hedge::UpTo),
            Hedge::Odd => !has(Hedge::AtLeast) && !has(Hedge::MoreThan) && !has(Hedge::About),
            // "Reported" is how every relay speaks, "exact" and the form of a count carry no doubt.
            Hedge::Reported | Hedge::Exact | Hedge::Several | Hedge::Range => false,
            _ => true,
        })
        .collect()
}

/// Hedges that move an end of the interval.
fn is_bound(hedge: Hedge) -> bool {
    matches!(
        hedge,
        Hedge::AtLeast | Hedge::MoreThan | Hedge::UpTo | Hedge::LessThan | Hedge::Approaching
    )
}

/// True when the copy says less than the origin and is therefore still true of it.
fn weakens(origin: &Figure<'_>, copy: &Figure<'_>) -> bool {
    match (&origin.interval, &copy.interval) {
        (Some(origin), Some(copy)) => origin.subset_of(copy),
        _ => false,
    }
}

fn changed_number(origin: &Figure<'_>, copy: &Figure<'_>, found: &mut BTreeSet<Finding>) {
    let (Some(from), Some(to)) = (origin.value, copy.value) else { return };
    if !origin.same_category(copy)
        || origin.is_cumulative() != copy.is_cumulative()
        || weakens(origin, copy)
    {
        return;
    }
    report(found, Fault::ChangedNumber { from, to }, &[origin, copy]);
}

fn changed_population(origin: &Figure<'_>, copy: &Figure<'_>, found: &mut BTreeSet<Finding>) {
    let (from, to) = (&origin.s.scope.population, &copy.s.scope.population);
    // Silence about who is counted is no change of who is counted.
    let said = !origin.s.scope.population_assumed && !copy.s.scope.population_assumed;
    if from != to && said {
        let fault = Fault::ChangedPopulation { from: from.to_string(), to: to.to_string() };
        report(found, fault, &[origin, copy]);
    }
}
