//! The part of an edition that tells why the mentions of a named person are of one person.
//!
//! Invariants: it is worked out of mentions that leave, of persons who leave with their names; who judged, when and why stays inside; the
//! terms of a pair add up to its total. Not here: how mentions are linked ([`super::super::link::mentions`]).

use std::collections::{BTreeMap, BTreeSet};

use link::explain::{Term, Waterfall};
use protect::Draft;
use protect::shape::{
    self, Both, LinkedDecision, LinkedMention, LinkedPair, LinkedPerson, LinkedTerm, LinkedWithout,
};

use super::super::case::Case;
use super::super::desk::Desk;
use super::super::error::Error;
use super::super::link::judged::Judgements;
use super::super::link::mentions::{self, Mentioned, Reason};
use super::super::{Both as Words, Lang};

/// Links the mentions that leave; nothing when there are fewer than two.
///
/// # Errors
/// What the record answers.
pub(super) fn linkage(
    case: &Case,
    open: &Desk,
    persons: &[Draft<shape::Person>],
) -> Result<Option<Box<shape::Linkage>>, Error> {
    let shown: BTreeSet<(&str, &str)> = persons
        .iter()
        .filter(|p| p.leaves() && !p.hidden.contains(&shape::PersonField::Names))
        .flat_map(|p| p.value.names.iter().map(|n| (p.value.key.as_str(), n.name.as_str())))
        .collect();
    let mut desk = Desk { mentions: open.mentions.clone(), ..Desk::default() };
    for list in desk.mentions.values_mut() {
        list.retain(|m| shown.contains(&(m.value.person.as_str(), m.value.text.as_str())));
    }
    let Some(found) = mentions::of_desk(&desk, Judgements::of_case(case)?, 1)? else {
        return Ok(None);
    };
    let mut by_person: BTreeMap<&str, Vec<LinkedMention>> = BTreeMap::new();
    for (number, cluster) in found.clusters().iter().enumerate() {
        for reason in found.why(cluster)? {
            let person = found.mentions[reason.mention].person.as_str();
            by_person.entry(person).or_default().push(mention(&found, &reason, number + 1));
        }
    }
    let Words { en, ko } = found.sentence();
    let by_person = by_person.into_iter().map(|(person, mut mentions)| {
        mentions.sort_by(|a, b| {
            (a.average_milli, &a.name, &a.report).cmp(&(b.average_milli, &b.name, &b.report))
        });
        LinkedPerson { person: person.to_owned(), mentions }
    });
    Ok(Some(Box::new(shape::Linkage {
        model: found.model.hash().map_err(|e| Error::Bug(e.to_string()))?,
        mentions: found.mentions.len() as u64,
        persons: found.persons() as u64,
        threshold_milli: i64::from(found.threshold()),
        sentence: Both::new(en, ko),
        by_person: by_person.collect(),
    })))
}

fn mention(found: &Mentioned, reason: &Reason, number: usize) -> LinkedMention {
    let of = |n: usize| {
        let m = &found.mentions[n];
        (m.text.clone(), m.report.clone())
    };
    let (name, report) = of(reason.mention);
    let without = reason.without.iter().map(|w| LinkedWithout {
        field: field(&w.field),
        average_milli: i64::from(w.average),
        out: w.out,
    });
    let decided = found.decided(reason.mention).into_iter().map(|(other, same)| {
        let (name, report) = of(other);
        LinkedDecision { name, report, same }
    });
    LinkedMention {
        name,
        report,
        found: number as u64,
        nearest: reason.nearest.as_ref().map(|(other, why)| pair(of(*other), why)),
        average_milli: reason.nearest.as_ref().map(|_| i64::from(reason.average)),
        without: without.collect(),
        decided: decided.collect(),
    }
}

fn pair((name, report): (String, String), why: &Waterfall) -> LinkedPair {
    let term = |t: &Term| LinkedTerm {
        field: field(&t.field),
        agreement: Both::new(&t.label, mentions::level_ko(&t.label)),
        weight_milli: i64::from(t.weight + t.rarity),
    };
    let mut terms: Vec<LinkedTerm> = why.terms.iter().map(term).collect();
    if why.repeated != 0 {
        terms.push(LinkedTerm {
            field: Both::new("calibration", "보정"),
            agreement: Both::new("fields that repeat one another", "서로 되풀이하는 항목"),
            weight_milli: i64::from(why.repeated),
        });
    }
    LinkedPair {
        name,
        report,
        prior_milli: i64::from(why.prior),
        terms,
        total_milli: i64::from(why.total),
        probability_ppm: ppm(why.probability),
    }
}

fn field(name: &str) -> Both {
    let word = mentions::field(name).0;
    Both::new(word.of(Lang::En), word.of(Lang::Ko))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a probability")]
fn ppm(probability: f64) -> u64 {
    (probability.clamp(0.0, 1.0) * 1e6).round() as u64
}
