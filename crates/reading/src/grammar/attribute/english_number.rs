//! Who answers in English for one number alone: "1,100 by Seoul", "the 1,100 soldiers that Seoul reported", "Kyiv at 3,000".
//!
//! Invariant: who killed or captured ("captured by Ukraine") is no speaker. Linear in numbers and speakers of a sentence.
//! Not here: who answers for a sentence or a clause (`european`, `english`).

use std::ops::Range;

use super::english::{NEAR, bare};
use super::european::{gap, make};
use super::{Attribution, Entity, Style, Weight};
use crate::grammar::lexicon::Class;
use crate::grammar::mention::Sentence;
use crate::page::Page;

/// Speakers of one number each.
pub(super) fn beside(page: &Page, sentence: &Sentence, entities: &[&Entity]) -> Vec<Attribution> {
    let mut out = Vec::new();
    for (i, number) in sentence.numbers.iter().enumerate() {
        let next = sentence.numbers.get(i + 1).map_or(sentence.range.end, |n| n.range.start);
        let behind = entities.iter().find(|e| {
            e.range.start >= number.range.end
                && e.range.end <= next
                && e.range.start - number.range.end <= NEAR
        });
        if let Some(entity) = behind {
            let cue = bracketed(page, sentence, &number.range, entity)
                .or_else(|| by(page, sentence, &number.range, entity))
                .or_else(|| reported(page, sentence, &number.range, entity));
            if let Some(cue) = cue {
                let end = entity.range.end.max(cue.end);
                out.push(scoped(sentence, entity, cue, number.range.start..end));
                continue;
            }
        }
        let before = entities.iter().rev().find(|e| e.range.end <= number.range.start);
        if let Some(entity) = before.filter(|e| {
            e.who.weight == Weight::Authority && possessed(page, sentence, e, &number.range)
        }) {
            let cue = entity.range.end..number.range.start;
            out.push(scoped(sentence, entity, cue, entity.range.start..number.range.end));
            continue;
        }
        if let Some(entity) = before.filter(|e| i > 0 && gapped(page, sentence, i, e)) {
            let cue = entity.range.end..number.range.start;
            out.push(scoped(sentence, entity, cue, entity.range.start..number.range.end));
        }
    }
    out
}

/// "Seoul has not gone beyond its February figure of 600": a figure of its own, whatever it does with it.
fn possessed(page: &Page, sentence: &Sentence, entity: &Entity, number: &Range<usize>) -> bool {
    let between = page.slice(entity.range.end..number.start);
    let noun = sentence.of(Class::Announce).any(|n| {
        n.range.start >= entity.range.end
            && page.slice(n.range.end.min(number.start)..number.start).trim() == "of"
    });
    let own = between.rsplit_once(" its ").is_some_and(|(lead, tail)| {
        tail.split_whitespace().count() <= 4 && !lead.contains([';', ','])
    });
    noun && own && between.len() <= NEAR
}

fn scoped(
    sentence: &Sentence,
    entity: &Entity,
    cue: Range<usize>,
    scope: Range<usize>,
) -> Attribution {
    let mut one = make(sentence, entity, Style::Beside, cue);
    one.scope = scope;
    one
}

/// "from 1,100 (Seoul) to 4,000 (Western officials)".
fn bracketed(
    page: &Page,
    sentence: &Sentence,
    number: &Range<usize>,
    entity: &Entity,
) -> Option<Range<usize>> {
    let between = page.slice(number.end..entity.range.start);
    let after = page.slice(entity.range.end..sentence.range.end);
    let opens = between.trim_end().ends_with('(') && between.split_whitespace().count() <= 3;
    (opens && after.starts_with(')')).then_some(number.end..entity.range.start)
}

/// "1,100 by Seoul", "put at 1,100 dead by Seoul".
fn by(
    page: &Page,
    sentence: &Sentence,
    number: &Range<usize>,
    entity: &Entity,
) -> Option<Range<usize>> {
    const NOUNS: [&str; 10] = [
        "dead",
        "casualties",
        "deaths",
        "fatalities",
        "soldiers",
        "men",
        "troops",
        "losses",
        "wounded",
        "killed",
    ];
    let between = page.slice(number.end..entity.range.start);
    let mut words: Vec<&str> = between.split_whitespace().collect();
    const GIVEN: [&str; 10] = [
        "reported",
        "given",
        "claimed",
        "counted",
        "estimated",
        "cited",
        "announced",
        "named",
        "tallied",
        "suggested",
    ];
    if words.last() == Some(&"the") {
        words.pop();
    }
    if words.pop() != Some("by") || between.contains([',', ';', ':', '(']) {
        return None;
    }
    if words.last().is_some_and(|w| GIVEN.contains(w)) {
        words.pop();
        let nouns = words.len() <= 2 && words.iter().all(|w| NOUNS.contains(w));
        return nouns.then_some(number.end..entity.range.start);
    }
    let counted = sentence
        .of(Class::Say)
        .any(|m| m.range.end <= number.start && gap(page, m.range.end, number.start) <= 2);
    let plain =
        words.is_empty() || counted && words.len() <= 2 && words.iter().all(|w| NOUNS.contains(w));
    plain.then_some(number.end..entity.range.start)
}

/// "the 1,100 soldiers that Seoul reported", "2,300 casualties Seoul had counted".
fn reported(
    page: &Page,
    sentence: &Sentence,
    number: &Range<usize>,
    entity: &Entity,
) -> Option<Range<usize>> {
    const FINITE: [&str; 14] = [
        "were", "was", "had", "have", "has", "are", "is", "been", "be", "and", "but", "while",
        "as", "when",
    ];
    const LEADS: [&str; 8] =
        ["has", "had", "have", "previously", "earlier", "now", "originally", "first"];
    if entity.who.weight > Weight::Authority {
        return None;
    }
    let between = page.slice(number.end..entity.range.start);
    let mut words: Vec<&str> = between.split_whitespace().collect();
    while matches!(words.last(), Some(&"the" | &"its")) {
        words.pop();
    }
    let relative = matches!(words.last(), Some(&"that" | &"which"));
    let counted = sentence.mentions.iter().any(|m| {
        matches!(m.class, Class::Harm | Class::Person)
            && m.range.end <= entity.range.start
            && m.range.end > number.start
            && matches!(bare(page.slice(m.range.end..entity.range.start)), "" | "the" | "its")
    });
    if words.len() > 7
        || between.contains([',', ';', ':', '(', '"', '“', '”'])
        || words.iter().any(|w| FINITE.contains(w))
        || !(relative || counted)
    {
        return None;
    }
    let verb = sentence.of(Class::Say).find(|m| m.range.start >= entity.range.end)?;
    let lead = page.slice(entity.range.end..verb.range.start);
    let close = lead.split_whitespace().all(|w| LEADS.contains(&w)) && !lead.contains(',');
    // "that Seoul said had died": what is said of them goes on.
    close.then(|| verb.range.clone())
}

/// "Seoul puts the dead at 300, Kyiv at 3,000": the verb is left out.
fn gapped(page: &Page, sentence: &Sentence, i: usize, entity: &Entity) -> bool {
    let Some(number) = sentence.numbers.get(i) else { return false };
    let Some(last) = i.checked_sub(1).and_then(|i| sentence.numbers.get(i)) else { return false };
    let between = bare(page.slice(entity.range.end..number.range.start));
    let between = between.trim_end_matches(['"', '“', '\'', '‘', ' ']);
    let head = page.slice(sentence.range.start..entity.range.start).trim_end();
    let head = head.strip_suffix("the").unwrap_or(head).trim_end();
    let opens = head.ends_with([',', ';', '–', '—'])
        || [" and", " while", " but"].iter().any(|w| head.ends_with(w));
    let said = [Class::Say, Class::Announce]
        .into_iter()
        .any(|class| sentence.of(class).any(|m| m.range.end <= last.range.start));
    let between = between.strip_prefix("'s ").or(between.strip_prefix("’s ")).unwrap_or(between);
    let close = entity.range.start >= last.range.end && entity.range.start - last.range.end <= NEAR;
    opens
        && said
        && close
        && matches!(
            between,
            "at" | "at the"
                | "'s"
                | "’s"
                | "of"
                | "only"
                | "at only"
                | "stood at"
                | "stands at"
                | "was"
                | "is"
                | "puts it at"
                | "as"
        )
}
