//! The cheapest way of saying less.
//!
//! Only what this release tells first can be said otherwise; what left stays. Each detail can go up its chain – town, province,
//! region; day, week, month – or be left out. One to three of them are tried together, every combination, and the cheapest that
//! brings everybody of the family to both thresholds is proposed; among equally cheap ones that with more people left.
//!
//! Cost: at most some thousand counts, and only when somebody is blocked.

use super::attribute::Attribute;
use super::count::{self, Call, Family};
use super::judge::Told;
use super::ledger::RowRef;
use super::tables::Tables;
use super::verdict::{Adversary, Coarsening, Policy, Step};
use crate::shape::Both;
use std::collections::BTreeSet;

/// Details tried; more than ten new ones about one family in one release are cut to the first ten that narrow.
const DETAILS: usize = 10;

/// What it costs a reader when a detail without a row in `hierarchy.csv` is left out.
const COST_OF_LEAVING_OUT: u64 = 3;

/// One detail and one way of saying less.
struct Choice<'a> {
    person: &'a str,
    from: &'a Attribute,
    to: Option<String>,
    cost: u64,
}

/// What was found best so far: cost, people left for a reader and for the state, steps.
type Best<'a> = (u64, u64, u64, Vec<&'a Choice<'a>>);

pub(super) fn cheapest(told: &Told<'_>, tables: &Tables, policy: &Policy) -> Option<Coarsening> {
    let fresh = told.fresh();
    let details = fresh.iter().filter(|(_, detail)| detail.name != "role").take(DETAILS);
    let options: Vec<Vec<Choice<'_>>> =
        details.map(|(person, detail)| choices(person, detail, tables)).collect();
    // Where leaving everything out does not help, nothing does.
    let silent: Vec<&Choice<'_>> = options.iter().filter_map(|o| o.last()).collect();
    let mut best: Option<Best<'_>> = None;
    better(None, silent, told, tables, policy)?;
    // One step first, then two, then three: what is found early spares most of what is dearer.
    for first in options.iter().flatten() {
        best = better(best, vec![first], told, tables, policy);
    }
    for (a, first) in options.iter().enumerate() {
        for (one, two) in pairs(first, &options[a + 1..]) {
            best = better(best, vec![one, two], told, tables, policy);
        }
    }
    for (a, first) in options.iter().enumerate() {
        for (b, second) in options.iter().enumerate().skip(a + 1) {
            for (one, two) in first.iter().flat_map(|one| second.iter().map(move |two| (one, two)))
            {
                for three in options[b + 1..].iter().flatten() {
                    best = better(best, vec![one, two, three], told, tables, policy);
                }
            }
        }
    }
    let (cost, low_reader, low_state, steps) = best?;
    let sentence = sentence(&steps, tables);
    let steps = steps.iter().map(|choice| step(choice, told)).collect();
    Some(Coarsening { steps, cost, low_reader, low_state, sentence })
}

/// Each of these with each of those.
fn pairs<'a>(
    first: &'a [Choice<'a>],
    others: &'a [Vec<Choice<'a>>],
) -> impl Iterator<Item = (&'a Choice<'a>, &'a Choice<'a>)> {
    first.iter().flat_map(|one| others.iter().flatten().map(move |two| (one, two)))
}

/// These steps, if they bring everybody to both thresholds and cost less than the best so far, or as much and leave more people.
fn better<'a>(
    best: Option<Best<'a>>,
    steps: Vec<&'a Choice<'a>>,
    told: &Told<'_>,
    tables: &Tables,
    policy: &Policy,
) -> Option<Best<'a>> {
    let cost = steps.iter().map(|step| step.cost).sum();
    // As dear and more steps is no better; as dear and as many may leave more people.
    let dearer = |(least, _, _, known): &Best<'_>| {
        *least < cost || *least == cost && known.len() < steps.len()
    };
    if best.as_ref().is_some_and(dearer) {
        return best;
    }
    let members = applied(told, &steps);
    let [reader, state] = Adversary::ALL.map(|a| lowest(&members, told, a, tables));
    if reader < policy.k_reader || state < policy.k_state {
        return best;
    }
    match &best {
        Some((least, people, _, known))
            if (*least, known.len()) == (cost, steps.len()) && *people >= reader =>
        {
            best
        }
        _ => Some((cost, reader, state, steps)),
    }
}

/// The fewest people of anybody in the family.
fn lowest(members: &Family, told: &Told<'_>, adversary: Adversary, tables: &Tables) -> u64 {
    let counts = count::family(members, &told.source, adversary, tables);
    let known = counts.iter().filter(|(person, _)| told.all.contains_key(*person));
    known.map(|(_, count)| count.low()).min().unwrap_or(0)
}

fn applied(told: &Told<'_>, steps: &[&Choice<'_>]) -> Family {
    let mut members = told.all.clone();
    for step in steps {
        if let Some(details) = members.get_mut(step.person) {
            details.remove(step.from);
            details.extend(
                step.to
                    .iter()
                    .map(|to| Attribute { name: step.from.name.clone(), value: to.clone() }),
            );
        }
    }
    members
}

/// Every way of saying less than a detail, the cheapest first.
fn choices<'a>(person: &'a str, from: &'a Attribute, tables: &Tables) -> Vec<Choice<'a>> {
    let choice = |to, cost| Choice { person, from, to, cost };
    match from.name.as_str() {
        "call" => {
            let mut out = Vec::new();
            let (mut at, mut cost) = (Call::parse(&from.value), 0);
            while let Some(call) = at {
                cost += 1;
                at = call.coarser();
                out.push(choice(at.map(|call| call.to_string().to_lowercase()), cost));
            }
            out
        }
        "age" => {
            let exact: Option<u64> = from.value.parse().ok();
            let decade = exact.map(|age| choice(Some(format!("{}s", age / 10 * 10)), 1));
            decade.into_iter().chain([choice(None, 3)]).collect()
        }
        _ => {
            let mut out = Vec::new();
            let (mut at, mut cost) = (Some(from.value.clone()), 0);
            for _ in 0..8 {
                let Some(value) = at else { break };
                let row = tables.coarser(&Attribute { name: from.name.clone(), value });
                cost += row.map_or(COST_OF_LEAVING_OUT, |row| row.cost);
                at = row.and_then(|row| row.to.clone());
                out.push(choice(at.clone(), cost));
            }
            out
        }
    }
}

fn step(choice: &Choice<'_>, told: &Told<'_>) -> Step {
    let rows: BTreeSet<&RowRef> = told
        .new
        .iter()
        .zip(&told.names)
        .filter(|(item, name)| *name == choice.person && item.attribute == *choice.from)
        .map(|(item, _)| &item.row)
        .collect();
    Step {
        person: choice.person.to_owned(),
        attribute: choice.from.clone(),
        to: choice.to.clone(),
        rows: rows.into_iter().cloned().collect(),
    }
}

fn sentence(steps: &[&Choice<'_>], tables: &Tables) -> Both {
    let (mut en, mut ko) = (Vec::new(), Vec::new());
    for step in steps {
        let from = called(&step.from.name, &step.from.value, tables);
        match &step.to {
            Some(to) => {
                let to = called(&step.from.name, to, tables);
                en.push(format!("say “{}” instead of “{}”", to.0, from.0));
                ko.push(format!("‘{}’ 대신 ‘{}’ 수준으로 적는다", from.1, to.1));
            }
            None => {
                en.push(format!("leave out “{}”", from.0));
                ko.push(format!("‘{}’ 정보를 뺀다", from.1));
            }
        }
    }
    let mut en = en.join("; ");
    if let Some(first) = en.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Both::new(en, ko.join(", "))
}

/// How a value is called, English and Korean.
fn called(name: &str, value: &str, tables: &Tables) -> (String, String) {
    let row = tables.coarser(&Attribute { name: name.to_owned(), value: value.to_owned() });
    let plain = value.replace('_', " ");
    let row = row.map(|row| (row.label_en.clone(), row.label_ko.clone()));
    row.filter(|(en, ko)| !en.is_empty() && !ko.is_empty()).unwrap_or((plain.clone(), plain))
}
