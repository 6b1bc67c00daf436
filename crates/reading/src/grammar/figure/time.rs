//! The days of a figure: as of which it holds, and the window that it counts.
//!
//! A date with "as of" is the first; a date of the event, or "in the past week", the second. Invariant: the day of saying is neither.
//! Not here: the day of saying (`attribute`).

use std::ops::Range;

use model::date::Day;

use crate::grammar::Context;
use crate::grammar::attribute::Answer;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::Sentence;
use crate::grammar::when::{Cue, Dated, Time};

/// A figure's days, as columns have them.
#[derive(Debug, Default)]
pub(super) struct Days {
    pub(super) as_of: String,
    pub(super) from: String,
    pub(super) to: String,
    /// The date of a statement that is named by it: "an estimate of 30 September".
    pub(super) said: Option<String>,
    pub(super) rules: Vec<&'static str>,
    pub(super) ranges: Vec<Range<usize>>,
}

pub(super) fn days(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
    answer: &Answer,
) -> Days {
    let mut out = Days::default();
    let said = |d: &Dated| answer.ranges.contains(&d.range);
    let quoted = |d: &Dated| sentence.quote_around(&d.range);
    let own = |d: &&Dated| {
        let quote = quoted(d);
        quote.is_none() || quote == sentence.quote_around(number)
    };
    if let Some(date) =
        nearest(sentence.dates.iter().filter(|d| d.cue == Cue::AsOf).filter(own), number)
        && let Time::Point(text) = &date.time
    {
        out.as_of.clone_from(text);
        out.note(date);
    }
    if let Some(date) = sentence.dates.iter().find(|d| d.cue == Cue::Saying)
        && let Time::Point(text) = &date.time
        && answer.carried
    {
        out.said = Some(text.clone());
        out.note(date);
    }
    // What stands before a speaker belongs to another clause: "When we told a source on 18 December that Seoul counts 300 dead".
    let european = sentence.lang != model::quantity::Lang::Ko;
    let speaker =
        answer.ranges.first().filter(|r| european && !answer.carried && r.end <= number.start);
    let event = |d: &&Dated| {
        let before = d.range.start < number.start;
        let outer = speaker
            .is_some_and(|r| d.range.end <= r.start && sentence.range.start + 12 < d.range.start);
        let own = european || !elsewhere(context, sentence, d, number);
        d.cue == Cue::Plain && !said(d) && !outer && own && (before || d.range.start < zone.end)
    };
    let Some(date) = nearest(sentence.dates.iter().filter(event).filter(own), number) else {
        return out;
    };
    match &date.time {
        Time::Point(text) => {
            let (from, to) = text.split_once('/').unwrap_or((text, text));
            if from.len() == 4 {
                return out;
            }
            (out.from, out.to) = (from.to_owned(), to.to_owned());
        }
        Time::Window(from, to) => (out.from, out.to) = (from.clone(), to.clone()),
        Time::Past(days) => {
            let Some(end) = end_day(context, answer) else { return out };
            (out.from, out.to) = (end.plus_days(-days).to_string(), end.to_string());
        }
    }
    out.note(date);
    out
}

/// 지난해 10월 파병된 북한군 가운데 600명이 숨졌다: the day of being sent is not that of dying.
fn elsewhere(
    context: &Context<'_>,
    sentence: &Sentence,
    date: &Dated,
    number: &Range<usize>,
) -> bool {
    if date.range.end > number.start {
        return false;
    }
    let between = date.range.end..number.start;
    let within = |class: Class| {
        sentence.of(class).any(|m| between.start <= m.range.start && m.range.end <= between.end)
    };
    let harmed = sentence.of(Class::Harm).any(|m| m.range.end > date.range.end);
    within(Class::Strength) && harmed || super::korean::parted(context.words(between.clone()))
}

impl Days {
    fn note(&mut self, date: &Dated) {
        self.rules.push(date.rule);
        self.ranges.push(date.range.clone());
    }
}

/// The day of saying, or that of publication.
fn end_day(context: &Context<'_>, answer: &Answer) -> Option<Day> {
    match &answer.said_on {
        Some(Time::Point(day)) => day.parse().ok().or(context.hints.published),
        _ => context.hints.published,
    }
}

fn nearest<'a>(dates: impl Iterator<Item = &'a Dated>, number: &Range<usize>) -> Option<&'a Dated> {
    dates.min_by_key(|d| {
        if d.range.end <= number.start {
            number.start - d.range.end
        } else {
            d.range.start.saturating_sub(number.end)
        }
    })
}
