//! The subject of an English verb of saying that no table knows: "a retired general said", "Roe, speaking on television, said".
//!
//! Terms: the *subject* is the run of words before the verb, behind the last mark or conjunction, without asides, adverbs and dates.
//! A subject without party speaks for itself: whoever spoke before does not. "The general" is who spoke last. Invariant: a subject that
//! holds a party, a pronoun or a noun of saying is left to the rules for those. Linear in the words before the verb.

use std::ops::Range;

use model::quantity::Lang;

use super::{Attribution, Entity, State, Style, Weight, Who};
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Mention, Sentence};
use crate::grammar::party::{Form, PartyRef};
use crate::page::Page;

/// The most words of a subject.
const WORDS: usize = 16;

/// The most bytes before a verb that are looked at.
const BACK: usize = 400;

/// The verbs that only somebody can be the subject of.
const VERBS: [&str; 44] = [
    "said",
    "says",
    "say",
    "told",
    "tells",
    "believes",
    "believe",
    "believed",
    "claimed",
    "claims",
    "wrote",
    "writes",
    "added",
    "announced",
    "confirmed",
    "stated",
    "states",
    "acknowledged",
    "admitted",
    "warned",
    "warns",
    "revealed",
    "insisted",
    "insists",
    "maintained",
    "argued",
    "recalled",
    "testified",
    "reckons",
    "reckon",
    "thinks",
    "think",
    "replied",
    "answered",
    "explained",
    "concluded",
    "concludes",
    "estimated",
    "estimates",
    "alleged",
    "alleges",
    "asserted",
    "counted",
    "tallied",
];

/// The attribution of a verb whose subject no table knows.
pub(super) fn unknown(
    page: &Page,
    sentence: &Sentence,
    entities: &[&Entity],
    state: &State,
    verb: &Mention,
) -> Option<Attribution> {
    let said = page.slice(verb.range.clone());
    if let Some(some) = of_them(page, sentence, entities, state, verb) {
        return Some(some);
    }
    let subject = subject(page, sentence, entities, verb)?;
    let words = page.slice(subject.clone());
    let known = state.met.iter().any(|(name, _)| name == words);
    if !known && !again(words) && !said.split(' ').next().is_some_and(|w| VERBS.contains(&w)) {
        return None;
    }
    let unnamed = || Who { group: "", name: String::new(), weight: Weight::Voice, rule: verb.rule };
    let party = state.last.as_ref().filter(|w| w.weight == Weight::Authority);
    let met = || {
        let surname = words.rsplit(' ').next().unwrap_or_default();
        state.met.iter().find(|(name, _)| name == surname).map(|(_, who)| who.clone())
    };
    let administration = words.eq_ignore_ascii_case("the administration");
    let who = if let Some(side) = unit(sentence, &subject, words) {
        Some(side)
    } else if again(words) {
        state.last.clone()
    } else if officials(words) || administration && party.is_some_and(|w| w.group == "US") {
        party.cloned()
    } else {
        // A lawmaker passes on what the party said that spoke last.
        met().map(|who| party.filter(|_| who.weight == Weight::Relay).cloned().unwrap_or(who))
    };
    let who = who.unwrap_or_else(unnamed);
    let (cue, scope) = (verb.range.clone(), sentence.range.clone());
    Some(Attribution { who, style: Style::Says, subject, cue, scope, said_on: None })
}

/// Whom a name behind "according to" stands for: a lawmaker for the agency that told him.
pub(super) fn met_before(
    page: &Page,
    sentence: &Sentence,
    state: &State,
    a: &Attribution,
) -> Option<Who> {
    if sentence.lang != Lang::En || a.who.weight != Weight::Voice || !a.who.group.is_empty() {
        return None;
    }
    let words = page.slice(a.subject.clone());
    let name = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let mut names = words.split(' ').take(4).map(name);
    let who = names.find_map(|w| state.met.iter().find(|(n, _)| *n == w)).map(|(_, who)| who)?;
    let party = state.agency.as_ref().filter(|_| who.weight == Weight::Relay);
    Some(party.unwrap_or(who).clone())
}

/// "The general", "the commander": who spoke last, under another word.
pub(super) fn again(words: &str) -> bool {
    const ROLES: [&str; 26] = [
        "general",
        "colonel",
        "major",
        "captain",
        "lieutenant",
        "commander",
        "minister",
        "director",
        "chief",
        "head",
        "officer",
        "diplomat",
        "governor",
        "ambassador",
        "official",
        "officials",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "secretary",
        "adviser",
        "envoy",
        "president",
        "leader",
        "two",
        "pair",
    ];
    let mut words = words.split(' ').filter(|w| *w != "same");
    let the = words.next().is_some_and(|w| matches!(w, "The" | "the"));
    the && words.next().is_some_and(|w| ROLES.contains(&w)) && words.next().is_none()
}

/// Bodies of a state that speak for it; one commander speaks for himself.
const BODIES: [&str; 31] = [
    "brigade",
    "battalion",
    "regiment",
    "division",
    "unit",
    "corps",
    "squad",
    "platoon",
    "group",
    "grouping",
    "command",
    "officer",
    "officers",
    "forces",
    "troops",
    "soldiers",
    "servicemen",
    "paratroopers",
    "marines",
    "gunners",
    "pilots",
    "operators",
    "military",
    "army",
    "brigades",
    "units",
    "battalions",
    "authorities",
    "government",
    "crew",
    "crews",
];

/// "A Ukrainian brigade", "an officer of the Ukrainian 47th Brigade": the side whose body it is.
fn unit(sentence: &Sentence, subject: &Range<usize>, words: &str) -> Option<Who> {
    let inside = |p: &&PartyRef| {
        subject.start <= p.range.start
            && p.range.end <= subject.end
            && p.form == Form::Adjective
            && p.group != "DPRK"
    };
    let side = sentence.parties.iter().find(inside)?;
    let cut = [" of ", " in ", " operating ", " fighting ", " from ", " serving ", " with "]
        .iter()
        .filter_map(|l| words.find(l))
        .min()
        .unwrap_or(words.len());
    let head = words.get(..cut)?.rsplit(' ').next()?;
    if !BODIES.contains(&head) {
        return None;
    }
    let name = side.name.to_owned();
    Some(Who { group: side.group, name, weight: Weight::Authority, rule: side.rule })
}

/// "Two of them told us": of whom the sentence before told, else who spoke last.
fn of_them(
    page: &Page,
    sentence: &Sentence,
    entities: &[&Entity],
    state: &State,
    verb: &Mention,
) -> Option<Attribution> {
    const SOME: [&str; 10] =
        ["one", "two", "three", "four", "several", "some", "another", "many", "both", "most"];
    let head = page.slice(sentence.range.start..verb.range.start);
    let mut words: Vec<&str> = head.split_whitespace().rev().take(6).collect();
    words.retain(|w| !modifies(w));
    let [them, of, some, ..] = words[..] else { return None };
    let joined = words.get(3).copied();
    let joins = |w: &str| matches!(w, "and" | "but" | "while") || w.ends_with([',', ';', '"', '”']);
    let opens = joined.is_none_or(joins);
    let fits = them == "them" && of == "of" && SOME.contains(&some.to_lowercase().as_str());
    let here = entities.iter().find(|e| {
        let far = e.who.weight == Weight::Authority && e.range.end <= verb.range.start;
        far && joined.is_some() && !e.country
    });
    let who = here.map(|e| e.who.clone()).or_else(|| state.topic.clone());
    let who = who.or_else(|| state.last.clone()).filter(|_| fits && opens)?;
    let start = sentence.range.start + head.rfind(some)?;
    let (subject, cue) = (start..start + some.len(), verb.range.clone());
    let scope = sentence.range.clone();
    Some(Attribution { who, style: Style::Says, subject, cue, scope, said_on: None })
}

/// "A ministry official", "senior officials": of whom is told by what was said before.
fn officials(words: &str) -> bool {
    let last = words.rsplit(' ').next().unwrap_or_default();
    let head =
        words.split(" in ").next().unwrap_or_default().rsplit(' ').next().unwrap_or_default();
    words.starts_with("press secretary ")
        || words.starts_with("spokes") && ![" for ", " of "].iter().any(|w| words.contains(w))
        || [last, head].iter().any(|w| {
            matches!(*w, "official" | "officials" | "aide" | "aides") || w.starts_with("spokes")
        })
}

/// The most persons that are remembered.
const MET_MAX: usize = 24;

/// Remembers under their surnames the persons who speak in a sentence for nobody, or pass on what a party said.
pub(super) fn meet(
    page: &Page,
    sentence: &Sentence,
    own: &[Attribution],
    met: &mut Vec<(String, Who)>,
) {
    if sentence.lang != Lang::En {
        return;
    }
    let press = |a: &Attribution| {
        let words = page.slice(a.subject.clone());
        a.who.weight == Weight::Authority
            && (words.starts_with("press secretary ") || words.starts_with("spokes"))
    };
    let others =
        |a: &&Attribution| matches!(a.who.weight, Weight::Voice | Weight::Relay) || press(a);
    for attribution in own.iter().filter(others) {
        let from = attribution.start();
        let end = (attribution.end() + NAMES).min(sentence.range.end);
        let Some(end) = (end..=sentence.range.end).find(|at| page.text.is_char_boundary(*at))
        else {
            continue;
        };
        for surname in surnames(page.slice(from..end)) {
            met.retain(|(name, _)| *name != surname);
            if met.len() < MET_MAX {
                met.push((surname, attribution.who.clone()));
            }
        }
    }
}

/// How many bytes behind a speaker names are looked for.
const NAMES: usize = 60;

/// Words before a name that are none of it.
const TITLES: [&str; 24] = [
    "The",
    "Lawmaker",
    "Lawmakers",
    "Rep",
    "Representative",
    "Senator",
    "MP",
    "Dr",
    "Mr",
    "Ms",
    "Mrs",
    "Prof",
    "Professor",
    "Sir",
    "General",
    "Gen",
    "Colonel",
    "Col",
    "Captain",
    "Capt",
    "Lt",
    "Maj",
    "Major",
    "Analyst",
];

/// The surnames of full names in a text: two or three words with capitals.
fn surnames(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut run: Vec<&str> = Vec::new();
    for word in text.split(' ').chain(std::iter::once("")) {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let capital = bare.starts_with(char::is_uppercase) && bare.chars().count() >= 2;
        if TITLES.contains(&bare) {
            run.clear();
            continue;
        }
        if capital {
            run.push(bare);
        }
        if !capital || bare.len() != word.len() {
            if let ([first, .., last], 2..=3) = (&run[..], run.len()) {
                let family = if last.contains('-') { first } else { last };
                out.push((*family).to_owned());
            }
            run.clear();
        }
    }
    out
}

/// The words of the subject, where they name nobody whom the tables know.
fn subject(
    page: &Page,
    sentence: &Sentence,
    entities: &[&Entity],
    verb: &Mention,
) -> Option<Range<usize>> {
    let mut end = verb.range.start;
    let from = sentence.range.start.max(end.saturating_sub(BACK));
    let from = (from..=end).find(|at| page.text.is_char_boundary(*at))?;
    let mut asides = 0;
    loop {
        let head = page.slice(from..end);
        let bare = head.trim_end();
        end = from + bare.len();
        if let Some(date) =
            sentence.dates.iter().find(|d| d.range.end == end && d.range.start > from)
        {
            end = date.range.start;
            continue;
        }
        let word = bare.rsplit(' ').next().unwrap_or_default();
        if modifies(word) {
            end -= word.len();
            continue;
        }
        let Some(before) = bare.strip_suffix(',') else { break };
        let open = from + before.rfind(", ")?;
        let aside = page.slice(open..end);
        let once = ["former ", "retired ", "ex-"].iter().any(|w| aside.contains(w));
        let holds = entities.iter().any(|e| open <= e.range.start && e.range.end <= end) && !once;
        if asides == 2
            || holds
            || sentence.numbers.iter().any(|n| open <= n.range.start && n.range.end <= end)
        {
            return None;
        }
        asides += 1;
        end = open;
    }
    let start = opens(page, sentence, from, end)?;
    let range = start..end;
    fits(page, sentence, entities, &range).then_some(range)
}

/// Words between a subject and its verb.
fn modifies(word: &str) -> bool {
    const WORDS: [&str; 22] = [
        "has",
        "have",
        "had",
        "also",
        "later",
        "then",
        "now",
        "already",
        "since",
        "earlier",
        "previously",
        "again",
        "first",
        "himself",
        "herself",
        "on",
        "in",
        "late",
        "early",
        "who",
        "still",
        "does",
    ];
    WORDS.contains(&word)
        || word.len() > 4 && word.ends_with("ly") && word.starts_with(char::is_lowercase)
}

/// Where the run of words begins that ends before the verb.
fn opens(page: &Page, sentence: &Sentence, from: usize, end: usize) -> Option<usize> {
    const STOPS: [&str; 20] = [
        "that", "and", "but", "while", "as", "when", "after", "before", "because", "although",
        "though", "which", "whom", "if", "since", "where", "or", "what", "so", "than",
    ];
    let head = page.slice(from..end);
    let mut start = end;
    for (count, word) in head.rsplit(' ').enumerate() {
        if count == WORDS {
            return None;
        }
        let at = start.checked_sub(word.len() + usize::from(start != end))?;
        let lower = word.to_lowercase();
        // "Seo of the ruling party and Lim of the opposition said": both speak.
        let joins = lower == "and" && !page.slice(from..at).trim_end().ends_with(',');
        let stops = STOPS.contains(&lower.as_str()) && !joins
            || word.ends_with([',', ';', ':', '—', '–', '”', '"', '?', '!', ']']);
        if stops {
            break;
        }
        start = at;
        if start <= from {
            break;
        }
    }
    let start = start + page.slice(start..end).len() - page.slice(start..end).trim_start().len();
    // The sentence may have begun before what is looked at.
    (start < end && (start > from || from == sentence.range.start)).then_some(start)
}

/// Whether a run of words can be somebody who speaks, and nobody whom other rules know.
fn fits(page: &Page, sentence: &Sentence, entities: &[&Entity], range: &Range<usize>) -> bool {
    const NO_SPEAKERS: [&str; 40] = [
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "you",
        "who",
        "this",
        "these",
        "those",
        "there",
        "nobody",
        "none",
        "one",
        "some",
        "many",
        "most",
        "others",
        "all",
        "figures",
        "video",
        "footage",
        "document",
        "documents",
        "letter",
        "list",
        "images",
        "battle",
        "attack",
        "article",
        "paper",
        "map",
        "total",
        "number",
        "both",
        "each",
        "few",
        "several",
        "neither",
    ];
    const LEADS: [&str; 8] =
        [" of ", " in ", " from ", " at ", " with ", " for ", " near ", " on "];
    let words = page.slice(range.clone());
    let overlaps = |r: &Range<usize>| r.start < range.end && range.start < r.end;
    let cut = LEADS.iter().filter_map(|l| words.find(l)).min().unwrap_or(words.len());
    // "Separatist rebels in northern Mali": where they are, and not whose.
    let place = [" in ", " near ", " from "]
        .iter()
        .any(|l| words.get(cut..).is_some_and(|w| w.starts_with(l)));
    let placed = |e: &&Entity| {
        let owns = page.slice(e.range.end..sentence.range.end).starts_with(['\'', '’']);
        place && e.country && !owns && e.range.start > range.start + cut
    };
    if entities.iter().any(|e| overlaps(&e.range) && !placed(e))
        || sentence.quote_around(range).is_some()
    {
        return false;
    }
    let mut run = words.get(..cut).unwrap_or_default().rsplit(' ');
    let noun = run.next().unwrap_or_default();
    // "her office's last report issued in August stated"
    let made = matches!(
        noun,
        "issued" | "published" | "released" | "compiled" | "posted" | "submitted" | "seen"
    );
    if made
        && run.next().is_some_and(|w| {
            matches!(
                w,
                "report"
                    | "statement"
                    | "study"
                    | "update"
                    | "assessment"
                    | "count"
                    | "tally"
                    | "list"
            )
        })
    {
        return false;
    }
    let head = range.start + cut - noun.len()..range.start + cut;
    let mentioned = |m: &Mention| {
        let thing = matches!(
            m.class,
            Class::Announce | Class::Harm | Class::Strength | Class::Pronoun | Class::Say
        );
        thing && m.range.start < head.end && head.start < m.range.end
    };
    let captive = noun.starts_with("prisoner") || noun.starts_with("captive");
    let first = words.split(' ').next().unwrap_or_default();
    let named = noun.starts_with(char::is_uppercase);
    let lower = first.to_lowercase();
    let led = matches!(
        lower.as_str(),
        "a" | "an"
            | "the"
            | "one"
            | "two"
            | "three"
            | "another"
            | "several"
            | "some"
            | "his"
            | "her"
            | "its"
            | "their"
            | "other"
    );
    let plural = noun.ends_with('s') || noun == "police";
    let plain = noun.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
    !noun.is_empty()
        && plain
        && (named || led || plural)
        && !NO_SPEAKERS.contains(&noun.to_lowercase().as_str())
        && (captive || !sentence.mentions.iter().any(mentioned))
}
