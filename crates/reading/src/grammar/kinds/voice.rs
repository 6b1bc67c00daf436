//! Sources inside and prisoners: who of them speaks in a sentence, and how they came to speak.
//!
//! A voice begins where a source and its province are named, and lasts through its paragraph, through paragraphs that are its
//! quotations, and wherever "the source" takes it up. How it came to speak: the outlet *told* it something, *asked* without telling, or
//! it *began*; the nearest words before an utterance decide, and words behind it in the paragraph where there are none before.
//! Invariants: a source has no name and no place finer than a province; a source of an office abroad is no voice. Linear.
//! Not here: what was said (`testimony`, `awareness`, `measure`).

use std::ops::Range;

use model::quantity::Lang;

use super::holder;
use super::scene::{Mark, Speaker, View};
use crate::draft::BlockKind;
use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::party::{Form, PartyRef};

/// A voice in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heard {
    /// Voices are numbered as they come.
    pub(super) number: usize,
    /// The province, in English; empty when it is not said.
    pub(super) province: &'static str,
    /// True for a prisoner, who is nobody's party.
    pub(super) prisoner: bool,
    /// True where the sentence introduces the voice, takes it up by a word, or is its quotation.
    pub(super) speaks: bool,
    pub(super) rule: &'static str,
    pub(super) named_at: Range<usize>,
    pub(super) prompt: &'static str,
    pub(super) prompt_rule: &'static str,
    /// The sentence in which the outlet told the source.
    pub(super) told_in: Option<usize>,
    /// The day of speaking, EDTF.
    pub(super) said_on: String,
}

impl Heard {
    /// The voice as one who answers for a draft.
    pub(super) fn speaker(&self, context: &Context<'_>) -> Speaker {
        let person = context.page.slice(self.named_at.clone());
        let mut speaker = Speaker {
            rule: self.rule,
            said_on: self.said_on.clone(),
            said_rule: "said-of-voice",
            span: Some(self.named_at.clone()),
            ..Speaker::default()
        };
        if self.prisoner {
            speaker.person = person.to_owned();
        } else if self.province.is_empty() {
            speaker.group = "SOURCE".to_owned();
            speaker.name = "A source inside".to_owned();
        } else {
            speaker.group = "SOURCE".to_owned();
            speaker.name = format!("A source in {} Province", self.province);
        }
        speaker
    }
}

/// The voice of each sentence.
pub(super) fn listen(context: &Context<'_>, views: &[View<'_>]) -> Vec<Option<Heard>> {
    let mut heard: Vec<Option<Heard>> = Vec::with_capacity(views.len());
    let mut current: Option<Heard> = None;
    let mut province = "";
    let mut number = 0;
    let mut last: Option<(usize, bool)> = None;
    let mut last_on: Option<usize> = None;
    for (i, view) in views.iter().enumerate() {
        let sentence = view.sentence;
        if matches!(sentence.block, BlockKind::Headline | BlockKind::Footnote | BlockKind::Caption)
        {
            heard.push(None);
            continue;
        }
        let named = sentence.of(Class::Province).next().map(|m| m.value);
        let begins = introduced(view, named, province);
        if let Some((at, rule, prisoner)) = begins.clone() {
            let here = if prisoner { "" } else { named.unwrap_or(province) };
            let same = current.as_ref().is_some_and(|c| {
                c.province == here && c.prisoner == prisoner && !is_new(view, &at)
            });
            let taken_up = same && (named.is_none() || named == Some(here)) && !is_new(view, &at);
            if !taken_up {
                number += 1;
                current = Some(Heard {
                    number,
                    province: here,
                    prisoner,
                    speaks: true,
                    rule,
                    named_at: at,
                    prompt: "",
                    prompt_rule: "",
                    told_in: None,
                    said_on: String::new(),
                });
            }
        }
        province = named.unwrap_or(province);
        let mut speaks = begins.is_some();
        let active = if speaks {
            true
        } else {
            let goes_on = last == Some((sentence.paragraph, true));
            let quoted = opens_with_quote(view) || view.speech().is_some();
            let anaphor = view.has("anaphor");
            let follows = last_on.is_some_and(|p| p + 1 >= sentence.paragraph);
            speaks = (follows && quoted || anaphor) && !other_speaks(view, context);
            current.is_some() && (speaks || goes_on && !other_speaks(view, context))
        };
        last = Some((sentence.paragraph, active));
        if active {
            last_on = Some(sentence.paragraph);
        }
        let Some(voice) = current.as_mut().filter(|_| active) else {
            heard.push(None);
            continue;
        };
        if let Some((prompt, rule)) = prompt(view, context) {
            (voice.prompt, voice.prompt_rule) = (prompt, rule);
            voice.told_in = (prompt == "prompted_with_information").then_some(i);
        }
        if let Some(day) = day_of_speaking(view) {
            voice.said_on = day;
        }
        voice.speaks = speaks;
        heard.push(Some(voice.clone()));
    }
    look_back(views, &mut heard);
    heard
}

/// Words behind an utterance tell of it where none stand before it, in the same paragraph.
fn look_back(views: &[View<'_>], heard: &mut [Option<Heard>]) {
    for i in (1..heard.len()).rev() {
        let (before, after) = heard.split_at_mut(i);
        let (Some(Some(early)), Some(Some(late))) = (before.last_mut(), after.first()) else {
            continue;
        };
        let paragraph = |at: usize| views.get(at).map(|view| view.sentence.paragraph);
        // "When she was told …, she answered": what she said before was not an answer to it.
        let answers = views.get(i).is_some_and(|view| view.speech().is_some());
        if !answers
            && early.number == late.number
            && paragraph(i - 1) == paragraph(i)
            && early.prompt.is_empty()
        {
            early.prompt = late.prompt;
            early.prompt_rule = late.prompt_rule;
            early.told_in = late.told_in;
        }
    }
    for voice in heard.iter_mut().flatten() {
        if voice.prompt.is_empty() {
            voice.prompt = "unknown";
        }
    }
}

/// Where a source or a prisoner is named as one who speaks.
fn introduced(
    view: &View<'_>,
    named: Option<&'static str>,
    province: &str,
) -> Option<(Range<usize>, &'static str, bool)> {
    if let Some(mark) = view.of("source").find(|mark| is_source(view, mark, named, province)) {
        return Some((mark.range.clone(), mark.rule, false));
    }
    let talks = view.sentence.has(Class::Say) || view.speech().is_some() || view.has("asked");
    let agency = view.sentence.parties.iter().any(|p| p.speaks() && view.quote(&p.range).is_none());
    let prisoner = view.of("prisoner").find(|_| talks && !agency)?;
    Some((prisoner.range.clone(), prisoner.rule, true))
}

fn is_source(view: &View<'_>, mark: &Mark, named: Option<&str>, province: &str) -> bool {
    let outer =
        view.of("outer").any(|o| o.range.start < mark.range.end && mark.range.start < o.range.end);
    let quoted = view.quote(&mark.range).is_some();
    if outer || quoted {
        return false;
    }
    let narrow = mark.value == "narrow";
    // Somebody is a source where the text names the province and lets them speak.
    let talks = view.sentence.has(Class::Say)
        || view.speech().is_some()
        || ["unprompted", "asked", "toldsource", "awareness"].iter().any(|class| view.has(class));
    let near = named.is_some() && (narrow || talks);
    let known = !province.is_empty() && narrow;
    near || known
}

/// "Another source", "a source", 다른 소식통: not the one before.
fn is_new(view: &View<'_>, at: &Range<usize>) -> bool {
    let before = view.before(at.start).trim_end().to_lowercase();
    let mut last = before.rsplit([' ', '(']).next().unwrap_or_default().to_owned();
    let words: Vec<&str> = before.split_whitespace().rev().take(5).collect();
    match view.sentence.lang {
        Lang::Ko => words.iter().take(3).any(|w| matches!(*w, "한" | "다른" | "또" | "별도의")),
        Lang::Ru => words.iter().take(4).any(|w| w.starts_with("друг") || w.starts_with("втор")),
        Lang::Uk => words.iter().take(4).any(|w| w.starts_with("інш") || w.starts_with("друг")),
        _ => {
            last.retain(char::is_alphanumeric);
            words
                .iter()
                .any(|w| matches!(*w, "another" | "second" | "different" | "separate" | "other"))
                || matches!(last.as_str(), "a" | "one")
        }
    }
}

fn opens_with_quote(view: &View<'_>) -> bool {
    view.text.starts_with(['"', '“', '«', '‘', '「', '„'])
}

/// Whether a party speaks in the sentence.
fn other_speaks(view: &View<'_>, context: &Context<'_>) -> bool {
    let outside = |range: &Range<usize>| view.quote(range).is_none();
    let says = view
        .sentence
        .of(Class::Say)
        .chain(view.sentence.of(Class::According))
        .any(|m| outside(&m.range));
    let party = view.sentence.parties.iter().any(|p| {
        p.speaks()
            && !matches!(p.group, "DPRK" | "MEDIA")
            && p.name != context.hints.publisher
            && outside(&p.range)
            && !is_place(view, p)
    });
    (says || view.speech().is_some()) && party && !view.has("toldsource")
}

/// A country where something is, and not one that speaks: "sent to Russia", 러시아에.
fn is_place(view: &View<'_>, party: &PartyRef) -> bool {
    if party.form != Form::Country {
        return false;
    }
    let rest = view.after(party.stem);
    let korean = ["에", "로", "의", "군", "로부터", "파병"].iter().any(|p| rest.starts_with(p));
    match view.sentence.lang {
        Lang::Ko => korean,
        _ => holder::governed(view, party),
    }
}

fn prompt(view: &View<'_>, context: &Context<'_>) -> Option<(&'static str, &'static str)> {
    let told = view.of("toldsource").next().or_else(|| outlet_told(view, context));
    if let Some(mark) = told {
        return Some(("prompted_with_information", mark.rule));
    }
    if let Some(mark) = view.of("unprompted").next() {
        return Some(("unprompted", mark.rule));
    }
    view.of("asked").next().map(|mark| ("prompted_open", mark.rule))
}

/// The outlet by its own name: "When Inside North informed …".
fn outlet_told<'v>(view: &'v View<'_>, context: &Context<'_>) -> Option<&'v Mark> {
    let publisher = context.hints.publisher.to_lowercase();
    if publisher.is_empty() || view.sentence.lang != Lang::En {
        return None;
    }
    let text = view.text.to_lowercase();
    let at = text.find(&publisher)?;
    let rest = text.get(at + publisher.len()..)?.trim_start();
    let told = ["told", "informed", "showed", "read"].iter().any(|verb| rest.starts_with(verb));
    if told { view.of("source").next() } else { None }
}

/// A day in the words that lead to an utterance.
fn day_of_speaking(view: &View<'_>) -> Option<String> {
    use crate::grammar::when::{Cue, Time};
    let spoken =
        view.has("source") || view.has("anaphor") || view.has("prisoner") || view.has("toldsource");
    if !spoken {
        return None;
    }
    view.sentence.dates.iter().find_map(|date| match &date.time {
        Time::Point(point)
            if matches!(date.cue, Cue::Plain | Cue::Saying)
                && view.quote(&date.range).is_none()
                && leads(view, &date.range) =>
        {
            Some(point.clone())
        }
        _ => None,
    })
}

/// Verbs of speaking right before a day.
const ANSWERS: &[&str] = &[
    "responded",
    "replied",
    "answered",
    "said",
    "told",
    "spoke",
    "wrote",
    "asked",
    "contacted",
    "reached",
];

/// Whether a date stands beside the words of speaking: before the first quotation, or before what was said.
fn leads(view: &View<'_>, date: &Range<usize>) -> bool {
    let verb = view.sentence.of(Class::Say).next();
    match view.sentence.lang {
        Lang::Ko => {
            let quote = view.sentence.quotes.first();
            quote.is_none_or(|q| date.end <= q.start)
                && (quote.is_some()
                    || verb.is_some_and(|v| v.range.start.saturating_sub(date.end) < 60))
        }
        _ => {
            let told = view.of("toldsource").next().map(|m| m.range.start);
            let near = verb.map(|v| v.range.clone());
            let beside = near.is_some_and(|v| {
                date.start >= v.end && date.start - v.end < 24
                    || v.start >= date.end && v.start - date.end < 24
            });
            let head = view.before(date.start).to_lowercase();
            let spoke = head.split_whitespace().rev().take(3).any(|w| ANSWERS.contains(&w));
            beside || spoke || told.is_some_and(|t| date.start >= t && date.start - t < 90)
        }
    }
}
