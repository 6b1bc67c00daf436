//! Offices told by a pronoun, and counterparts: "its deputy head, Danylo Horyn", "his Ukrainian counterpart".
//!
//! Both take the party from what was named before; invariant: without such a one they name nobody. English. Linear in the words.

use std::ops::Range;

use super::person::bare_word;
use super::{Form, Known, Memory, PartyRef};
use crate::grammar::lexicon::lexicon;

/// Words for holders of an office, by their beginnings.
const OFFICES: [&str; 17] = [
    "deputy",
    "head",
    "director",
    "chief",
    "commander",
    "spokes",
    "secretary",
    "press",
    "minister",
    "adviser",
    "advisor",
    "analysts",
    "officials",
    "general",
    "boss",
    "representative",
    "officers",
];

/// The most words between a pronoun and its office: "its first deputy".
const BETWEEN: usize = 2;

/// Adds the holders of offices that a pronoun gives to the party before, and remembers their names.
pub(super) fn possessed(
    text: &str,
    start: usize,
    before: Option<Known>,
    memory: &mut Memory,
    out: &mut Vec<PartyRef>,
) {
    let mut found = Vec::new();
    for (at, end) in pronouns(text) {
        let Some(role) = role_end(text, end) else { continue };
        let range = start + at..start + role;
        let taken = out.iter().any(|p| p.range.start < range.end && range.start < p.range.end);
        let last = out.iter().rev().find(|p| p.range.end <= range.start && office_of(p));
        let last = last.map(|p| Known { group: p.group, name: p.name, kind: p.kind });
        let Some(known) = last.or(before).filter(|_| !taken) else { continue };
        let behind = name_behind(text, role);
        if let Some(name) = behind.or_else(|| name_before(text, at)) {
            memory.remember(name, known);
        }
        let Known { group, name, kind } = known;
        let (stem, form) = (range.end, Form::Generic);
        found.push(PartyRef { range, stem, group, name, kind, rule: "person-met", form });
    }
    if !found.is_empty() {
        out.extend(found);
        out.sort_by_key(|p| p.range.start);
    }
}

/// Whether a party is one that has offices: an agency, and no country, no outlet.
fn office_of(party: &PartyRef) -> bool {
    !matches!(party.form, Form::Country | Form::Adjective | Form::Outlet) && party.speaks()
}

/// Where "its", "his", "her", "their" begin and end.
fn pronouns(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    for word in text.split(' ') {
        let bare = word.trim_start_matches(['“', '"', '(']);
        if matches!(bare, "its" | "Its" | "his" | "His" | "her" | "Her" | "their" | "Their") {
            out.push((at + word.len() - bare.len(), at + word.len()));
        }
        at += word.len() + 1;
    }
    out
}

/// The end of the office behind a pronoun: all words of it, "deputy head for analysis" without its complement.
fn role_end(text: &str, pronoun: usize) -> Option<usize> {
    let rest = text.get(pronoun..)?;
    let (mut at, mut between, mut end) = (pronoun, 0, None);
    for word in rest.strip_prefix(' ')?.split(' ') {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let office = OFFICES.iter().any(|o| bare.to_lowercase().starts_with(o));
        let plain = bare.chars().all(|c| c.is_lowercase() || c == '-');
        if office {
            end = Some(at + 1 + bare.len());
        } else if end.is_some() || between == BETWEEN || !plain {
            break;
        } else {
            between += 1;
        }
        at += 1 + word.len();
        if bare.len() != word.len() {
            break;
        }
    }
    end
}

/// The surname right behind an office: ", Danylo Horyn,", " Danylo Horyn said".
fn name_behind(text: &str, at: usize) -> Option<String> {
    let rest = text.get(at..)?;
    let rest = rest.strip_prefix(", ").or_else(|| rest.strip_prefix(' '))?;
    let mut words = Vec::new();
    for word in rest.split(' ').take(5) {
        let bare = word.trim_end_matches([',', '.', ':']);
        if word.ends_with('.') && bare.chars().count() <= 3 {
            continue;
        }
        if !bare_word(bare) {
            break;
        }
        words.push(bare);
        if bare.len() != word.len() {
            break;
        }
    }
    family(&words)
}

/// The surname right before: "Danylo Horyn, its deputy head".
fn name_before(text: &str, at: usize) -> Option<String> {
    let head = text.get(..at)?.strip_suffix(", ")?;
    let mut words: Vec<&str> =
        head.split_whitespace().rev().take_while(|w| bare_word(w)).take(3).collect();
    words.reverse();
    family(&words)
}

/// The family name of a full name; in Korean names it stands first.
fn family(words: &[&str]) -> Option<String> {
    let [first, .., last] = words else { return None };
    let family = if last.contains('-') { first } else { last };
    (family.chars().count() >= 3).then(|| (*family).to_owned())
}

/// Turns "Ukrainian counterpart" into the party of that side that is of the kind of the one before.
pub(super) fn counterparts(text: &str, start: usize, before: Option<Known>, out: &mut [PartyRef]) {
    for i in 0..out.len() {
        let Some(here) = out.get(i).filter(|p| p.form == Form::Adjective) else { continue };
        let rest = text.get(here.range.end - start..).unwrap_or_default();
        let Some(tail) = rest.strip_prefix(" counterpart") else { continue };
        let end = here.range.end + " counterpart".len() + usize::from(tail.starts_with('s'));
        let last = out.iter().take(i).rev().find(|p| p.speaks() && p.group != here.group);
        let kind = last.map(|p| p.kind).or(before.map(|k| k.kind));
        let named = kind.and_then(|k| Some((k, lexicon().of_kind(k, here.group)?)));
        let range: Range<usize> = here.range.start..end;
        if let Some(party) = out.get_mut(i) {
            if let Some((kind, name)) = named {
                party.kind = kind;
                party.name = name;
            }
            party.form = Form::Generic;
            party.stem = range.end;
            party.range = range;
        }
    }
}
