//! English constructions that name a speaker for one number, or for all that a noun of saying holds.
//!
//! "1,100 by Seoul, 1,500 by Washington", "the 1,100 soldiers that Seoul reported", "Seoul puts it at 300, Kyiv at 3,000", "the figures come
//! from the NIS". Invariant: who killed or captured ("captured by Ukraine") is no speaker. Linear in numbers and speakers of a sentence.
//! Not here: verbs of saying with their subject (`european`).

use std::ops::Range;

use super::european::{gap, make};
use super::{Attribution, Entity, Style, Weight, Who};
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Mention, Sentence};
use crate::page::Page;

/// The most bytes between a number and who answers for it alone.
const NEAR: usize = 90;

/// "an estimated 3,000", "the reported deaths", "its latest estimate": no verb.
pub(super) fn noun(page: &Page, sentence: &Sentence, verb: &Mention) -> bool {
    const LEADS: [&str; 15] = [
        "a", "an", "the", "its", "their", "his", "her", "no", "any", "latest", "new", "own",
        "previous", "of", "with",
    ];
    let head = page.slice(sentence.range.start..verb.range.start).trim_end();
    let word = head.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let said = page.slice(verb.range.clone()).to_lowercase();
    // "a rare estimate", "the official count"
    let second = head.rsplit(' ').nth(1).unwrap_or_default().to_lowercase();
    let plain = word.chars().all(|c| c.is_lowercase() || c == '-') && !word.ends_with("ly");
    let described = plain
        && matches!(second.as_str(), "a" | "an" | "the" | "its" | "their" | "his" | "no")
        && matches!(
            said.as_str(),
            "estimate"
                | "estimates"
                | "claim"
                | "claims"
                | "report"
                | "reports"
                | "count"
                | "counts"
        )
        && !page.slice(verb.range.end..sentence.range.end).starts_with(" that ");
    // "put down a rebellion", "put an end to"
    let next = page
        .slice(verb.range.end..sentence.range.end)
        .split_whitespace()
        .next()
        .unwrap_or_default();
    let phrase = matches!(said.as_str(), "put" | "puts" | "putting")
        && matches!(
            next,
            "down"
                | "up"
                | "on"
                | "in"
                | "an"
                | "off"
                | "together"
                | "pressure"
                | "aside"
                | "into"
                | "under"
                | "through"
        );
    // "without revealing where they fell", "instead of confirming": nothing is said.
    let gerund = said.ends_with("ing")
        && matches!(
            word.as_str(),
            "without" | "of" | "from" | "not" | "before" | "avoid" | "stopped" | "against"
        );
    // "two alleged members": no verb.
    const SOME: [&str; 8] = ["two", "three", "four", "five", "six", "several", "some", "dozens"];
    let counted =
        matches!(said.as_str(), "alleged" | "reported" | "claimed" | "confirmed" | "estimated")
            && (SOME.contains(&word.as_str()) || word.starts_with(|c: char| c.is_ascii_digit()));
    described
        || gerund
        || counted
        || phrase
        || LEADS.contains(&word.as_str())
        || gives(page, sentence, verb)
        || reduced(page, sentence, verb)
}

/// "we estimate", "I believe": who is quoted, and nobody who is named in the quotation.
pub(super) fn first_person(page: &Page, sentence: &Sentence, verb: &Mention) -> bool {
    const ADVERBS: [&str; 10] =
        ["now", "also", "can", "currently", "have", "had", "do", "still", "would", "already"];
    let head = page.slice(sentence.range.start..verb.range.start);
    let mut words = head.split_whitespace().rev().skip_while(|w| ADVERBS.contains(w));
    let word = words.next().unwrap_or_default();
    matches!(word.trim_start_matches(['"', '“', '‘', '\'']), "we" | "We" | "I")
}

/// "an update posted on X by the ministry", "an assessment seen by CNN": the words belong to the noun before.
fn reduced(page: &Page, sentence: &Sentence, verb: &Mention) -> bool {
    const FORMS: [&str; 12] = [
        "posted",
        "published",
        "released",
        "seen",
        "shown",
        "given",
        "quoted",
        "cited",
        "reported",
        "disclosed",
        "aired",
        "broadcast",
    ];
    let said = page.slice(verb.range.clone()).to_lowercase();
    let next = page.slice(verb.range.end..sentence.range.end);
    let next = next.split_whitespace().next().unwrap_or_default();
    let noun = sentence.of(Class::Announce).any(|n| {
        n.range.end <= verb.range.start
            && page.slice(n.range.end..verb.range.start).trim().is_empty()
    });
    // "most casualties recorded since September"
    const KEPT: [&str; 9] = [
        "recorded",
        "registered",
        "documented",
        "confirmed",
        "counted",
        "verified",
        "logged",
        "tallied",
        "reported",
    ];
    let harmed = sentence.of(Class::Harm).any(|n| {
        n.range.end <= verb.range.start
            && page.slice(n.range.end..verb.range.start).trim().is_empty()
    });
    if harmed
        && KEPT.contains(&said.as_str())
        && matches!(
            next,
            "since"
                | "in"
                | "on"
                | "from"
                | "between"
                | "during"
                | "until"
                | "over"
                | "at"
                | "so"
                | "among"
                | "across"
        )
    {
        return true;
    }
    noun && FORMS.contains(&said.as_str())
        && matches!(next, "by" | "on" | "in" | "to" | "with" | "last")
}

/// "…, says Dr Jane Roe, who studies the army": a name that no table knows; the agency that an apposition puts it into, else nobody's.
pub(super) fn person_behind(
    page: &Page,
    sentence: &Sentence,
    entities: &[&Entity],
    verb: &Mention,
) -> Option<Attribution> {
    const TITLES: [&str; 8] = ["Dr", "Mr", "Ms", "Mrs", "Prof", "Professor", "Sir", "Dr."];
    const ROLES: [&str; 12] = [
        "spokes",
        "head",
        "chief",
        "director",
        "commander",
        "minister",
        "deputy",
        "official",
        "officer",
        "secretary",
        "adviser",
        "representative",
    ];
    let head = page.slice(sentence.range.start..verb.range.start).trim_end();
    let said = page.slice(verb.range.clone());
    let inverted = head.ends_with([',', '”', '"', '?', '!']) && matches!(said, "said" | "says");
    let rest = page.slice(verb.range.end..sentence.range.end);
    let name = rest.strip_prefix(' ').filter(|_| inverted)?;
    let end = name.find([',', '.', ';', '(']).unwrap_or(name.len());
    let end = [" of ", " from ", " with ", " at "]
        .iter()
        .filter_map(|w| name.find(w))
        .min()
        .map_or(end, |of| of.min(end));
    let words: Vec<&str> = name.get(..end)?.split(' ').collect();
    let plain = |w: &&str| {
        w.starts_with(char::is_uppercase) && w.chars().all(|c| c.is_alphabetic() || c == '-')
    };
    let names = words.iter().filter(|w| !TITLES.contains(w)).count();
    if !(2..=4).contains(&names) || !words.iter().all(plain) {
        return None;
    }
    let at = verb.range.end + 1;
    if entities.iter().any(|e| e.range.start < at + end && at < e.range.end) {
        return None;
    }
    let role = |e: &&&Entity| {
        let lead = page.slice(at + end..e.range.start);
        let tail = page.slice(e.range.end..sentence.range.end);
        let near = lead.split_whitespace().chain(tail.split_whitespace().take(3));
        gap(page, at + end, e.range.start) <= 10
            && !lead.contains(['.', ';'])
            && near.into_iter().any(|w| ROLES.iter().any(|r| w.starts_with(r)))
    };
    let mut behind = entities.iter().filter(|e| e.range.start >= at + end);
    // "said Jane Roe of the Red Cross"
    let of = |e: &&&Entity| {
        matches!(
            page.slice(at + end..e.range.start).trim(),
            "of" | "of the"
                | "from"
                | "from the"
                | "with"
                | "with the"
                | "at"
                | "at the"
                | ", of"
                | ", of the"
        )
    };
    if let Some(entity) = behind.clone().find(of).or_else(|| behind.find(role)) {
        return Some(make(sentence, entity, Style::Says, verb.range.clone()));
    }
    let who = Who { group: "", name: String::new(), weight: Weight::Voice, rule: verb.rule };
    let (subject, cue) = (at..at + end, verb.range.clone());
    let scope = sentence.range.clone();
    Some(Attribution { who, style: Style::Says, subject, cue, scope, said_on: None })
}

/// "South Korean intelligence has been more cautious.": the subject of a sentence that lets nobody speak.
pub(super) fn topic(page: &Page, sentence: &Sentence) -> Option<Who> {
    const VERBS: [&str; 24] = [
        "has", "have", "is", "are", "was", "were", "had", "does", "doubt", "doubts", "remain",
        "remains", "seem", "seems", "see", "sees", "differ", "disagree", "offer", "offered",
        "gave", "give", "take", "took",
    ];
    if sentence.lang != model::quantity::Lang::En {
        return None;
    }
    let party = sentence.parties.iter().find(|p| p.speaks())?;
    let head = page.slice(sentence.range.start..party.range.start).trim();
    let next = page.slice(party.range.end..sentence.range.end).split_whitespace().next()?;
    let opens = matches!(head.to_lowercase().as_str(), "" | "the" | "but the" | "but");
    (opens && VERBS.contains(&next)).then(|| super::who(party))
}

/// "gave Pyongyang oil": a gift, and no word.
fn gives(page: &Page, sentence: &Sentence, verb: &Mention) -> bool {
    let said = page.slice(verb.range.clone()).to_lowercase();
    let to = |p: &crate::grammar::party::PartyRef| {
        p.range.start >= verb.range.end
            && matches!(page.slice(verb.range.end..p.range.start).trim(), "" | "the")
    };
    let next = page.slice(verb.range.end..sentence.range.end).trim_start();
    matches!(said.as_str(), "gave" | "gives" | "give") && sentence.parties.iter().any(to)
        || said.starts_with("offer") && next.starts_with("to ")
}

/// "…, said the North had suffered": the name behind the verb does something itself, and does not speak.
pub(super) fn acts(page: &Page, sentence: &Sentence, entity: &Entity) -> bool {
    const VERBS: [&str; 24] = [
        "had", "has", "have", "was", "were", "is", "are", "will", "would", "could", "did", "does",
        "may", "might", "must", "should", "lost", "sent", "suffered", "took", "deployed", "never",
        "now", "remains",
    ];
    let rest = page.slice(entity.range.end..sentence.range.end);
    let word = rest.split_whitespace().next().unwrap_or_default();
    rest.starts_with(' ') && VERBS.contains(&word)
}

/// "figures obtained by Reuters from the Joint Chiefs": the agency answers, the outlet passes it on.
pub(super) fn obtained<'a>(
    page: &Page,
    sentence: &Sentence,
    entities: &'a [Entity],
    first: &Entity,
) -> Option<&'a Entity> {
    if sentence.lang != model::quantity::Lang::En || first.who.weight != Weight::Outlet {
        return None;
    }
    entities.iter().find(|e| {
        e.who.weight == Weight::Authority
            && e.range.start >= first.range.end
            && matches!(
                bare(page.slice(first.range.end..e.range.start)),
                "from" | "from the" | "from a" | "by" | "by the"
            )
    })
}

/// "The service, which tracks the North closely, offered …": a name within a relative clause that is closed before the verb.
pub(super) fn in_aside(page: &Page, sentence: &Sentence, entity: &Entity, verb: &Mention) -> bool {
    const LEADS: [&str; 28] = [
        "which ",
        "who ",
        "whose ",
        "where ",
        "that ",
        "citing ",
        "quoting ",
        "relying on ",
        "based on ",
        "drawing on ",
        "referring to ",
        "relaying ",
        "together with ",
        "along with ",
        "alongside ",
        "working with ",
        "in cooperation with ",
        "in collaboration with ",
        "jointly with ",
        "as well as ",
        "backed by ",
        "led by ",
        "supported by ",
        "headed by ",
        "run by ",
        "known ",
        "based in ",
        "part of ",
    ];
    let head = page.slice(sentence.range.start..entity.range.start);
    let Some((before, clause)) = head.rsplit_once(',') else { return false };
    let clause = clause.trim_start();
    // "the weekly, which, citing an official, wrote": who is cited stands for the pronoun.
    if before.ends_with(" which") || before.ends_with(" who") {
        return false;
    }
    !before.is_empty()
        && LEADS.iter().any(|lead| clause.starts_with(lead))
        && page.slice(entity.range.end..verb.range.start).contains(',')
}

/// "The coalition fighting Yemen's rebels", "the group that runs Gaza", "which backs the government": what is done something to.
pub(super) fn acted_on(page: &Page, sentence: &Sentence, entity: &Entity) -> bool {
    const VERBS: [&str; 24] = [
        "runs",
        "rules",
        "backs",
        "controls",
        "supports",
        "monitors",
        "tracks",
        "covers",
        "governs",
        "borders",
        "opposes",
        "administers",
        "advises",
        "leads",
        "leading",
        "oversees",
        "ruled",
        "led",
        "backed",
        "supported",
        "invaded",
        "accused",
        "against",
        "of",
    ];
    const SPEECH: [&str; 8] =
        ["citing", "quoting", "saying", "adding", "with", "according", "including", "during"];
    let head = page.slice(sentence.range.start..entity.range.start);
    let skipped = |w: &&str| {
        matches!(w.to_lowercase().as_str(), "the" | "a" | "an" | "its" | "their" | "pro-government")
            || w.ends_with("'s")
            || w.ends_with("’s")
    };
    let Some(word) = head.split_whitespace().rev().find(|w| !skipped(w)) else { return false };
    let participle =
        word.len() > 5 && word.ends_with("ing") && word.starts_with(char::is_lowercase);
    (participle && !SPEECH.contains(&word)) || VERBS.iter().take(23).any(|v| *v == word)
}

/// "citing its own sources", "citing intelligence": what somebody relies on, and nobody else who speaks.
pub(super) fn own_material(page: &Page, entity: &Entity) -> bool {
    const THINGS: [&str; 4] = ["report", "assessment", "data", "estimate"];
    let said = page.slice(entity.range.clone());
    let head = page.slice(0..entity.range.start).trim_end();
    let mut words = head.rsplit(' ');
    let last = words.next().unwrap_or_default();
    if matches!(entity.who.weight, Weight::Voice | Weight::Source) {
        return matches!(last, "own" | "its" | "their" | "his" | "her");
    }
    let next = page.slice(entity.range.end..page.text.len().min(entity.range.end + 24));
    let next = next.trim_start();
    let cue = matches!(last, "citing" | "quoting" | "own" | "its" | "fresh" | "new" | "military");
    said == "intelligence"
        && cue
        && (next.starts_with(',') || THINGS.iter().any(|t| next.starts_with(t)))
}

/// "…, with Western sources reporting 6,000 killed": speaks for its own clause alone, which begins here.
pub(super) fn absolute(
    page: &Page,
    sentence: &Sentence,
    entity: &Entity,
    verb: &Mention,
) -> Option<usize> {
    let said = page.slice(verb.range.clone()).to_lowercase();
    if !said.ends_with("ing") || entity.range.end > verb.range.start {
        return None;
    }
    let head = page.slice(sentence.range.start..entity.range.start);
    let at = head.rfind(", with ")?;
    (head.len() - at <= 80).then_some(sentence.range.start + at)
}

/// Whether a speaker is shown as a person: by an office, a rank or a name beside it.
pub(super) fn person(page: &Page, sentence: &Sentence, a: &Attribution) -> bool {
    const OFFICES: [&str; 16] = [
        "spokes",
        "minister",
        "president",
        "chief",
        "director",
        "commander",
        "general",
        "secretary",
        "governor",
        "envoy",
        "ambassador",
        "adviser",
        "representative",
        "leader",
        "ombudsman",
        "deputy",
    ];
    if sentence.lang != model::quantity::Lang::En {
        return false;
    }
    let own = page.slice(a.subject.clone());
    let lower = own.to_lowercase();
    let plural =
        lower.ends_with("officials") || lower.ends_with("sources") || lower.ends_with("staff");
    let tail = page.slice(a.subject.end..sentence.range.end);
    let names =
        tail.split(' ').skip(1).take(2).filter(|w| w.starts_with(char::is_uppercase)).count();
    const BODIES: [&str; 14] = [
        "Pentagon",
        "Kremlin",
        "Hamas",
        "Hezbollah",
        "Taliban",
        "Houthis",
        "Wagner",
        "Tatmadaw",
        "Airwars",
        "Mediazona",
        "Meduza",
        "Seoul",
        "Observatory",
        "Coalition",
    ];
    let words: Vec<&str> = own.split(' ').collect();
    let plain = |w: &&str| {
        w.starts_with(char::is_uppercase)
            && w.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '-' | '\''))
    };
    let name = words.len() <= 3
        && words.iter().all(plain)
        && !words.iter().any(|w| BODIES.contains(w))
        && !a.who.name.ends_with("(authorities)")
        && ![
            "Ministry",
            "Service",
            "Staff",
            "House",
            "Department",
            "Forces",
            "Office",
            "Network",
            "Union",
            "Nations",
            "Watch",
            "Guards",
            "Headquarters",
            "Cross",
            "Crescent",
            "Army",
            "State",
        ]
        .iter()
        .any(|w| own.contains(w));
    !plural
        && (name
            || a.who.rule == "person-met"
            || OFFICES.iter().any(|o| lower.contains(o))
            || tail.starts_with(' ') && names == 2)
}

/// ", adding that": a participle behind a comma, of who spoke before in the sentence.
pub(super) fn goes_on(page: &Page, sentence: &Sentence, verb: &Mention) -> bool {
    let said = page.slice(verb.range.clone()).to_lowercase();
    let head = page.slice(sentence.range.start..verb.range.start).trim_end();
    said.ends_with("ing") && said != "citing" && said != "quoting" && head.ends_with(',')
}

/// The most words between a comparison and who it is with.
const NEAR_WORDS: usize = 12;

/// Words that set one number against another.
const MEASURES: [&str; 9] =
    ["times", "twice", "double", "triple", "half", "than", "above", "below", "beyond"];

/// "twice as many as Seoul had counted", "more than Kyiv reported": a clause that compares, with no number of its own.
pub(super) fn compares(
    page: &Page,
    sentence: &Sentence,
    subject: &Range<usize>,
    verb: &Mention,
) -> bool {
    let head = page.slice(sentence.range.start..subject.start).trim_end();
    let head = head.strip_suffix(" the").unwrap_or(head);
    let led = [" than", " many as", " much as", " high as", " few as", " than what"]
        .iter()
        .any(|lead| head.ends_with(lead));
    // "three times the toll that Kyiv gave"
    let clause = head.rsplit([',', ';']).next().unwrap_or_default();
    let measured = [" that", " which", " what"].iter().any(|w| head.ends_with(w))
        && clause.rsplit(' ').take(NEAR_WORDS).any(|w| MEASURES.contains(&w));
    let led = led || measured;
    let rest = page.slice(verb.range.end..sentence.range.end);
    let mut marks = rest.char_indices().take(NEAR);
    let mark = marks.find(|(_, c)| matches!(c, ',' | ';' | '.'));
    let end = verb.range.end + mark.map_or(NEAR, |(at, _)| at);
    led && verb.range.start >= subject.end
        && !sentence.numbers.iter().any(|n| n.range.start >= subject.start && n.range.end <= end)
}

/// Deeds that speak for whoever does them, where a quotation or a list of names goes with them.
const DEEDS: [&str; 22] = [
    "unveiled",
    "opened",
    "dedicated",
    "inaugurated",
    "erected",
    "paid tribute",
    "paid homage",
    "laid",
    "honoured",
    "honored",
    "thanked",
    "praised",
    "hailed",
    "mourned",
    "commemorated",
    "toasted",
    "decorated",
    "awarded",
    "bowed",
    "welcomed",
    "greeted",
    "saluted",
];

/// What media of a state do with pictures.
const SHOWS: [&str; 9] =
    ["showed", "carried", "aired", "broadcast", "published", "ran", "printed", "released", "shows"];

/// "The governor unveiled a plaque 'to our 12 brothers'", "state media carried photos of": a subject that tells by what it does.
pub(super) fn deed(page: &Page, sentence: &Sentence, entities: &[&Entity]) -> Option<Attribution> {
    let holds = |q: &Range<usize>| {
        sentence.numbers.iter().any(|n| q.start <= n.range.start && n.range.end <= q.end)
    };
    let quoted = sentence.quotes.iter().take(8).any(holds);
    let party = sentence.parties.iter().find(|p| p.speaks())?;
    let entity = entities.first().filter(|e| e.range.start <= party.range.start)?;
    let lead = page.slice(sentence.range.start..entity.range.start);
    if entity.who.weight != Weight::Authority || lead.split_whitespace().count() > 5 {
        return None;
    }
    let media = entity.who.group == "DPRK" && !entity.country;
    // "The governor of Kursk, Ilya Roe, unveiled": behind a name in apposition, a date.
    let rest = page.slice(entity.range.end..sentence.range.end);
    let mut at = entity.range.end;
    for (count, word) in rest.split(' ').enumerate() {
        if count > 9 {
            break;
        }
        let tail = page.slice(at..sentence.range.end);
        let found = doing(tail, &DEEDS).filter(|_| quoted);
        if let Some(found) = found.or_else(|| doing(tail, &SHOWS).filter(|_| media)) {
            return Some(make(sentence, entity, Style::Says, at..at + found.len()));
        }
        at += word.len() + 1;
    }
    None
}

/// The word of a list with which a text begins.
fn doing(text: &str, words: &[&'static str]) -> Option<&'static str> {
    let whole =
        |w: &&str| text.strip_prefix(*w).is_some_and(|t| !t.starts_with(char::is_alphanumeric));
    words.iter().copied().find(whole)
}

/// "The last estimate, given in October, stood at 450 killed": a count of before, of who spoke last.
pub(super) fn earlier_tally(page: &Page, sentence: &Sentence) -> bool {
    const BEFORE: [&str; 8] =
        ["last", "previous", "earlier", "prior", "preceding", "first", "initial", "former"];
    if sentence.lang != model::quantity::Lang::En {
        return false;
    }
    let text = page.slice(sentence.range.clone());
    let words: Vec<&str> = text.split_whitespace().take(4).collect();
    let [the, adjective, ..] = words[..] else { return false };
    let led = matches!(the, "The" | "An" | "A" | "Its" | "Their" | "That");
    let near = sentence.of(Class::Announce).any(|n| {
        let head = page.slice(sentence.range.start..n.range.start);
        head.split_whitespace().count() <= 3 && !head.contains(',')
    });
    led && BEFORE.contains(&adjective) && near
}

fn bare(text: &str) -> &str {
    text.trim()
}

/// "Source: National Intelligence Service.": whom a note below a text or a table names.
pub(super) fn source_note<'a>(
    page: &Page,
    sentence: &Sentence,
    entities: &'a [Entity],
) -> Option<&'a Entity> {
    const LEADS: [&str; 6] =
        ["source", "sources", "data", "source of figures", "figures", "credit"];
    let text = page.slice(sentence.range.clone());
    let (head, rest) = text.trim_start_matches(['(', '*', '_', ' ']).split_once(':')?;
    let lead = LEADS.contains(&head.trim().to_lowercase().as_str());
    let short = rest.split_whitespace().count() <= 12 && sentence.numbers.is_empty();
    entities.iter().find(|e| e.who.weight == Weight::Authority).filter(|_| lead && short)
}

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

/// "The estimate, from the NIS, is", "the figures come from the NIS", "600 dead, which he attributed to the NIS".
pub(super) fn comes_from(
    page: &Page,
    sentence: &Sentence,
    entities: &[&Entity],
) -> Vec<Attribution> {
    let mut out = Vec::new();
    for entity in entities.iter().filter(|e| e.who.weight == Weight::Authority) {
        let head = page.slice(sentence.range.start..entity.range.start).trim_end();
        let head = head.strip_suffix(" the").unwrap_or(head);
        let Some(rest) = head.strip_suffix(" from") else { continue };
        let at = sentence.range.start + rest.len();
        let noun = sentence.of(Class::Announce).any(|n| {
            n.range.end <= at
                && matches!(
                    page.slice(n.range.end..at).trim(),
                    "" | "," | "comes" | "come" | "came" | "is" | "are" | "was" | "were"
                )
        });
        if noun {
            let cue = at..entity.range.start;
            out.push(make(sentence, entity, Style::According, cue));
        }
    }
    out
}
