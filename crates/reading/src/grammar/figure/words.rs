//! Harm without a number: "significant losses", when a party says so.
//!
//! Invariant: only words of size that stand right before a word of harm, in the mouth of a party; "numerous" is no figure.

use std::ops::Range;

use super::attach::distance;
use super::harm::Harm;
use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::Sentence;

/// A word of size and the category that it stands before.
pub(super) struct Vague {
    pub(super) range: Range<usize>,
    pub(super) code: &'static str,
    pub(super) rules: Vec<&'static str>,
}

pub(super) fn vague(
    context: &Context<'_>,
    sentence: &Sentence,
    harms: &[Harm],
    taken: &[bool],
) -> Vec<Vague> {
    let mut out = Vec::new();
    for (harm, _) in harms.iter().zip(taken).filter(|(_, taken)| !**taken) {
        if !matches!(
            harm.code,
            "losses_unspecified" | "casualties" | "killed_or_wounded" | "killed" | "wounded"
        ) {
            continue;
        }
        // "died from serious wounds": of one, and not how many.
        let said = context.words(harm.range.clone()).to_lowercase();
        if matches!(
            said.as_str(),
            "wounds" | "injuries" | "wound" | "injury" | "serious injuries" | "casualty" | "death"
        ) {
            continue;
        }
        if let Some(range) = both(context, sentence, harm) {
            out.push(Vague { range, code: harm.code, rules: harm.rules.clone() });
            continue;
        }
        // «від початку великої війни Росія втратила»: an adjective stands beside its noun.
        let slavic = matches!(sentence.lang, model::quantity::Lang::Ru | model::quantity::Lang::Uk);
        let reach = if slavic { 1 } else { 3 };
        let size = sentence
            .of(Class::Vague)
            .filter(|v| {
                v.range.end <= harm.range.start
                    && distance(context.words(v.range.end..harm.range.start)) <= reach
            })
            .last();
        let Some(size) = size else { continue };
        // "amid mounting casualties": a circumstance.
        let lead = context.words(sentence.range.start..size.range.start).trim_end();
        if sentence.lang == model::quantity::Lang::En && lead.ends_with(" amid") {
            continue;
        }
        if super::korean_none::about(context, sentence, &harm.range) {
            continue;
        }
        if sentence
            .numbers
            .iter()
            .any(|n| n.range.start < harm.range.start && n.range.end > size.range.start)
        {
            continue;
        }
        let head = context.words(sentence.range.start..size.range.start).trim_end().to_lowercase();
        let denied = ["no", "not", "without", "any", "нет", "не", "немає", "без"]
            .iter()
            .any(|w| head == *w || head.ends_with(&format!(" {w}")));
        if denied {
            continue;
        }
        let mut rules = vec![size.rule];
        rules.extend(&harm.rules);
        out.push(Vague { range: size.range.start..harm.range.end, code: harm.code, rules });
    }
    out
}

/// "both killed and wounded", «есть и убитые, и раненые»: that there are some, without a number.
fn both(context: &Context<'_>, sentence: &Sentence, harm: &Harm) -> Option<Range<usize>> {
    if harm.code != "killed_or_wounded" || !sentence.numbers.is_empty() {
        return None;
    }
    let head = context.words(sentence.range.start..harm.range.start).trim_end();
    let lower = head.to_lowercase();
    let lead = ["есть и", "есть", "є і", "є й", "є", "both", "there were", "there are"]
        .iter()
        .find(|w| lower.ends_with(**w))?;
    Some(
        harm.range.start
            - (context.words(sentence.range.start..harm.range.start).len() - head.len())
            - lead.len()..harm.range.end,
    )
}
