//! English totals told by their verb: "…, bringing the total to 1,730", "the number who were killed in the strike rose to 83".
//!
//! The category is that of the total's own word ("the death toll"), else of the harm told before it in the sentence, else of the
//! figure before. Invariant: the number stands right behind its "to" or "at". Linear in the words before a number.

use super::harm::Harm;
use super::open::last_bytes;
use super::{Cause, Left, Read};
use crate::grammar::Context;
use crate::grammar::mention::Sentence;
use model::quantity::Lang;
use std::ops::Range;

/// Verbs that lead to a total.
const BRINGS: [&str; 24] = [
    "bringing",
    "brings",
    "brought",
    "bring",
    "taking",
    "takes",
    "took",
    "take",
    "raising",
    "raises",
    "raised",
    "pushing",
    "pushes",
    "pushed",
    "lifting",
    "lifts",
    "lifted",
    "putting",
    "puts",
    "inflated",
    "revised",
    "increased",
    "lowered",
    "updated",
];

/// Verbs by which a total itself grows.
const GROWS: [&str; 28] = [
    "rose",
    "risen",
    "rises",
    "rising",
    "grew",
    "grown",
    "grows",
    "climbed",
    "climbs",
    "jumped",
    "increased",
    "reached",
    "reaches",
    "reaching",
    "stands",
    "stood",
    "now",
    "hit",
    "surged",
    "soared",
    "totalled",
    "totaled",
    "exceeded",
    "passed",
    "surpassed",
    "topped",
    "standing",
    "swelled",
];

/// Nouns for a total.
const NOUNS: [&str; 9] =
    ["total", "toll", "number", "tally", "count", "figure", "totals", "numbers", "figures"];

/// The category of a total.
pub(super) fn total(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    harms: &[Harm],
    before: &[Read],
    left: &Left,
) -> Option<Cause> {
    if sentence.lang != Lang::En {
        return None;
    }
    let head = last_bytes(context.words(sentence.range.start..number.start));
    let from = number.start - head.len();
    let mut lead = head.trim_end();
    // A hedge may stand outside the number's own words.
    for hedge in
        ["about", "around", "at least", "more than", "over", "nearly", "almost", "some", "roughly"]
    {
        lead = lead.strip_suffix(hedge).map_or(lead, str::trim_end);
    }
    let said = context.words(number.clone()).to_lowercase();
    let own_verb = ["exceeded", "surpassed", "topped", "passed", "reached"]
        .iter()
        .any(|v| said.starts_with(v));
    let words: Vec<&str> = lead.split(' ').collect();
    let last = words.last().copied().unwrap_or_default();
    if !(matches!(last, "to" | "at" | "past" | "of")
        || own_verb
        || matches!(last, "reached" | "reaching" | "totalled" | "hit"))
    {
        return None;
    }
    let noun = words
        .iter()
        .rposition(|w| NOUNS.contains(&w.trim_matches(|c: char| !c.is_alphanumeric())))?;
    let brings = words
        .get(..noun)?
        .iter()
        .rev()
        .take(5)
        .any(|w| BRINGS.contains(&w.to_lowercase().as_str()));
    let behind = words.get(noun + 1..)?;
    let far = behind.len() > if brings { 8 } else { 34 };
    let grows = own_verb
        || behind
            .iter()
            .rev()
            .take(4)
            .any(|w| GROWS.contains(&w.trim_matches(|c: char| !c.is_alphanumeric())));
    let closed = behind.iter().any(|w| w.ends_with(['.', ';', ':']));
    if far || closed || !(brings && last == "to" || grows) {
        return None;
    }
    let at = from + words.get(..noun)?.iter().map(|w| w.len() + 1).sum::<usize>();
    let own =
        harms.iter().rfind(|h| h.range.end > at.saturating_sub(8) && h.range.end <= number.start);
    let told = harms.iter().rfind(|h| h.range.end <= number.start).filter(|_| brings);
    if let Some(harm) = own.or(told) {
        let mut rules = vec!["figure-total"];
        rules.extend(&harm.rules);
        return Some((harm.code, rules, own.map(|h| h.range.clone())));
    }
    let code = before.last().map(|b| b.code).or(left.last).or(left.before)?;
    let code = if code == "deployed_additional" { "deployed_strength" } else { code };
    Some((code, vec!["figure-total"], None))
}
