//! Speakers without a verb: before a colon, at the head of a row or a column, above a table, at the end of a headline.

use super::super::lexicon::Class;
use super::super::mention::Sentence;
use super::super::party::{Form, PartyRef};
use super::entity::{Entity, entities, who};
use super::{Attribution, State, Style, Weight, Who, english};
use crate::draft::BlockKind;
use crate::page::Page;
use std::ops::Range;

/// The one agency that a heading, or a sentence that ends with a colon, names right above a table.
pub(super) fn above_table(page: &Page, sentence: &Sentence, state: &State) -> Option<Who> {
    let introduces = page.slice(sentence.range.clone()).ends_with(':');
    if sentence.block != BlockKind::Subhead && !introduces {
        return None;
    }
    let entities = entities(page, sentence, state);
    let mut agencies = entities.iter().filter(|e| !e.country && e.who.weight == Weight::Authority);
    let one = agencies.next().filter(|_| agencies.next().is_none())?;
    Some(one.who.clone())
}

/// The parties that the head of a table names above its columns; the first column names the rows.
pub(super) fn columns(sentence: &Sentence) -> Vec<(usize, Who)> {
    if !sentence.numbers.is_empty() {
        return Vec::new();
    }
    let party = |p: &PartyRef| Some((sentence.cell(&p.range).filter(|c| *c > 0)?, who(p)));
    sentence.parties.iter().filter(|p| p.speaks()).filter_map(party).collect()
}

/// The party at the head of a row.
pub(super) fn row_label(sentence: &Sentence) -> Option<Attribution> {
    let number = sentence.numbers.first().map_or(sentence.range.end, |n| n.range.start);
    let party = sentence.parties.iter().find(|p| p.speaks() && p.range.start <= number)?;
    // "South Korea (NIS)": the agency behind its country in the same cell.
    let agency = sentence.parties.iter().find(|p| {
        p.speaks()
            && p.form != Form::Country
            && p.group == party.group
            && p.range.start >= party.range.end
            && sentence.cell(&p.range).is_some()
            && sentence.cell(&p.range) == sentence.cell(&party.range)
    });
    let party = agency.filter(|_| party.form == Form::Country).unwrap_or(party);
    Some(labelled(who(party), party.range.clone(), sentence))
}

pub(super) fn labelled(who: Who, subject: Range<usize>, sentence: &Sentence) -> Attribution {
    let cue = subject.clone();
    let scope = sentence.range.clone();
    Attribution { who, style: Style::Label, subject, cue, scope, said_on: None }
}

/// A speaker at the head of a sentence, before a colon or a dash.
pub(super) fn label(page: &Page, sentence: &Sentence, entities: &[Entity]) -> Option<Attribution> {
    if let Some(trailing) = trailing_label(page, sentence, entities) {
        return Some(trailing);
    }
    if let Some(note) = english::source_note(page, sentence, entities) {
        return Some(labelled(note.who.clone(), note.range.clone(), sentence));
    }
    let entity = entities.iter().find(|e| e.who.weight != Weight::Voice)?;
    let head = page.slice(sentence.range.start..entity.range.start);
    let lead = head.trim_matches(|c: char| !c.is_alphanumeric());
    if lead.chars().count() > 24
        || head.contains([':', '“', '"', '«'])
        || lead.split(' ').count() > 3
    {
        return None;
    }
    let rest = page.slice(entity.range.end..sentence.range.end);
    let rest = rest.strip_prefix(")").unwrap_or(rest);
    let near = role_words(rest);
    let after = rest.get(near..).unwrap_or_default();
    let colon = after.starts_with(':') || after.starts_with(" — ");
    // "Losses of North Korea's forces:" tells whose they are.
    let told = sentence.of(Class::Harm).any(|m| m.range.start < entity.range.end + near);
    if !colon || told {
        return None;
    }
    Some(labelled(entity.who.clone(), entity.range.clone(), sentence))
}

/// "Losses exceed 4,000 – Zelensky": a speaker behind the last dash or colon of a headline.
pub(super) fn trailing_label(
    page: &Page,
    sentence: &Sentence,
    entities: &[Entity],
) -> Option<Attribution> {
    let short = sentence.range.len() <= 200 && !sentence.has(Class::Say);
    let entity = entities.last().filter(|e| short && e.who.weight < Weight::Voice)?;
    let rest = page.slice(entity.range.end..sentence.range.end);
    let head = page.slice(sentence.range.start..entity.range.start).trim_end();
    let mark = head.ends_with(['–', '—']) || head.ends_with(" -") || head.ends_with(':');
    let ends = !rest.chars().any(char::is_alphanumeric) && !rest.contains('.');
    let numbers = sentence.numbers.iter().any(|n| n.range.end <= entity.range.start);
    (mark && ends && numbers).then(|| labelled(entity.who.clone(), entity.range.clone(), sentence))
}

/// The bytes of up to six words of a role or of a day before a colon.
pub(super) fn role_words(rest: &str) -> usize {
    let Some(colon) = rest.find(": ").or_else(|| rest.strip_suffix(':').map(str::len)) else {
        return 0;
    };
    let words = rest.get(..colon).unwrap_or_default();
    let short = colon <= 80 && words.split_whitespace().count() <= 6;
    // A day or a year; a longer number is what is said.
    let number = |w: &str| {
        let digits = w.chars().filter(char::is_ascii_digit).count();
        digits > 4 || digits == 3 || w.contains(['%', '+', '~'])
    };
    let plain = short
        && !words.contains(['“', '"', '«', ';', '('])
        && !words.contains(". ")
        && !words.split_whitespace().any(number);
    if plain && words.starts_with([' ', '\'', '’', ',']) { colon } else { 0 }
}
