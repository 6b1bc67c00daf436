//! A figure as a draft: clause, population, days, columns.

use super::super::Context;
use super::super::attribute::Answer;
use super::super::lexicon::Class;
use super::super::mention::{Mention, Sentence};
use super::super::when::Time;
use super::{Read, attach, columns, strength, time};
use crate::draft::{Draft, Kind};
use model::quantity::Lang;
use std::ops::Range;

/// The words from the category to the number and back, whole.
pub(super) fn clause(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    cue: Option<&Range<usize>>,
    zone: &Range<usize>,
) -> Range<usize> {
    let cue = cue.cloned().unwrap_or_else(|| number.clone());
    let start = number.start.min(cue.start);
    let end = number.end.max(cue.end);
    let of = |at: usize| sentence.clauses.iter().find(|c| c.start <= at && at < c.end);
    let from = of(start).map_or(start, |c| c.start).max(zone.start.min(start));
    let to = of(end.saturating_sub(1)).map_or(end, |c| c.end).min(zone.end.max(end));
    let inner = context.words(from..to);
    let lead = inner.len() - inner.trim_start_matches([' ', ',', ';', '-', '–', '—']).len();
    let trail = inner.len() - inner.trim_end_matches([' ', ',', ';', '-', '–', '—', ':']).len();
    if from + lead <= start && to - trail >= end { from + lead..to - trail } else { start..end }
}

/// Whose a number is: the population nearest to it in its zone, else in its sentence.
pub(super) fn population(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
) -> &'static str {
    // 러시아군과 함께 싸우는: who is with them is not who is counted.
    let with = |m: &&Mention| {
        sentence.lang == Lang::Ko && context.words(m.range.clone()).ends_with(['과', '와'])
    };
    let beside = |m: &Mention| {
        sentence.lang == Lang::En && {
            let from = m.range.start.saturating_sub(24).max(sentence.range.start);
            let from = (from..=m.range.start).find(|at| context.page.text.is_char_boundary(*at));
            let head = context.words(from.unwrap_or(m.range.start)..m.range.start);
            let word =
                head.split_whitespace().rev().find(|w| !matches!(*w, "the" | "its" | "their"));
            word.is_some_and(|w| {
                matches!(
                    w,
                    "alongside"
                        | "with"
                        | "against"
                        | "help"
                        | "support"
                        | "reinforce"
                        | "bolster"
                        | "assist"
                        | "aid"
                        | "near"
                )
            })
        }
    };
    let with = |m: &&Mention| with(m) || beside(m);
    let behind = sentence.of(Class::Population).filter(|m| !with(m)).find(|m| {
        m.range.start >= number.start
            && m.range.start < zone.end
            && attach::distance(context.words(number.end.min(m.range.start)..m.range.start)) <= 3
    });
    let nearest = |zone: &Range<usize>, reach: u32| {
        let found = strength::nearest(context, sentence, number, zone, Class::Population, reach);
        found.filter(|m| !beside(m))
    };
    let near = || nearest(zone, 12);
    let any = || nearest(&sentence.range, 30);
    behind.or_else(near).or_else(any).map_or("", |m| m.value)
}

pub(super) fn draft(
    context: &Context<'_>,
    sentence: &Sentence,
    read: Read,
    answer: &Answer,
    table: &str,
) -> Option<Draft> {
    let mut days = time::days(context, sentence, &read.number, &read.zone, answer);
    // What is shown is said on the day on which it is shown.
    if read.code == "named_dead_displayed"
        && days.said.is_none()
        && days.from == days.to
        && !days.from.is_empty()
        && answer.said_on.is_none()
    {
        days.said = Some(std::mem::take(&mut days.from));
        days.to.clear();
    }
    let span = context.page.span(read.clause.clone());
    let mut draft = Draft::new(Kind::Figure, span, context.words(read.clause.clone()));
    draft.rule("figure");
    read.rules
        .iter()
        .chain(read.quantity.rules())
        .chain(&answer.rules)
        .chain(&days.rules)
        .for_each(|r| draft.rule(r));
    draft.set("kind", "figure");
    draft.set("category", read.code);
    columns::set(&mut draft, &read.quantity, sentence.lang);
    draft.set("party_group", answer.group);
    draft.set("party", &answer.name);
    if answer.group.is_empty() || answer.speaker.contains(' ') {
        draft.set("speaker", &answer.speaker);
    }
    draft.set("population", population(context, sentence, &read.number, &read.zone));
    if let Some(place) = sentence.of(Class::Place).next() {
        draft.set("place", context.words(place.range.clone()));
    }
    if read.earlier {
        // The earlier figure was said when it held.
        draft.set("announced_date", &days.from);
    } else {
        if let Some(said) = &days.said {
            draft.set("announced_date", said);
        } else if let Some(Time::Point(said)) = &answer.said_on {
            draft.set("announced_date", said);
        }
        // 4월 초 3천 명을 더 보낼 준비: the day of what is yet to come is none that the number counts.
        let ahead = sentence.lang == Lang::Ko
            && matches!(read.code, "planned_strength" | "potential_strength");
        if !ahead {
            draft.set("period_start", &days.from);
            draft.set("period_end", &days.to);
        }
    }
    // "will be sent by the end of March" does not hold yet.
    if !matches!(read.code, "planned_strength" | "potential_strength") {
        draft.set("as_of_date", if days.as_of.is_empty() { table } else { &days.as_of });
    }
    draft.set("lang", sentence.lang.code());
    draft.set("quote", context.words(sentence.range.clone()));
    draft.set("quote_lang", sentence.lang.code());
    draft.set("publisher", &context.hints.publisher);
    draft.set("title", context.page.headline());
    draft.set("url", &context.hints.url);
    draft.relays.clone_from(&answer.relays);
    for range in answer.ranges.iter().chain(&days.ranges) {
        let outside = range.start < read.clause.start || range.end > read.clause.end;
        if outside && range.start < range.end {
            draft.spans.push(context.page.span(range.clone()));
        }
    }
    draft.quantity = Some(read.quantity);
    draft.lacks("party", "The text names nobody who answers for it");
    draft.lacks("announced_date", "The day of saying is not stated");
    draft.lacks("as_of_date", "The day for which it holds is not stated");
    Some(draft)
}
