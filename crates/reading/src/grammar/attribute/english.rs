//! English constructions that name a speaker for one number, or for all that a noun of saying holds.
//!
//! "1,100 by Seoul, 1,500 by Washington", "the 1,100 soldiers that Seoul reported", "Seoul puts it at 300, Kyiv at 3,000", "the figures come
//! from the NIS". Invariant: who killed or captured ("captured by Ukraine") is no speaker. Linear in numbers and speakers of a sentence.
//! Not here: verbs of saying with their subject (`european`).

use std::ops::Range;

use super::european::{gap, make};
use super::{Attribution, Entity, State, Style, Weight, Who};
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Mention, Sentence};
use crate::page::Page;

/// The most bytes between a number and who answers for it alone.
pub(super) const NEAR: usize = 90;

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
    // "according to media reports"
    let paper = matches!(said.as_str(), "reports" | "claims" | "estimates" | "counts")
        && matches!(
            word.as_str(),
            "media"
                | "press"
                | "news"
                | "intelligence"
                | "field"
                | "initial"
                | "local"
                | "preliminary"
                | "unconfirmed"
                | "conflicting"
                | "police"
                | "official"
                | "some"
                | "other"
                | "several"
                | "many"
        );
    // "released a list with the names of 44": what is given out with a number.
    let released = matches!(
        said.as_str(),
        "released" | "has released" | "issued" | "has issued" | "shared" | "provided" | "releases"
    ) && !sentence
        .mentions
        .iter()
        .filter(|m| matches!(m.class, Class::Announce | Class::Harm))
        .any(|m| m.range.start >= verb.range.end && gap(page, verb.range.end, m.range.start) <= 4)
        && !page
            .slice(verb.range.end..sentence.range.end)
            .split_whitespace()
            .take(5)
            .any(|w| matches!(w, "list" | "lists" | "names" | "toll" | "database"));
    // "claimed responsibility for a bombing that killed six": a deed.
    let deed = said.starts_with("claim") && matches!(next, "responsibility" | "credit" | "victory");
    if paper || released || deed {
        return true;
    }
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
    state: &State,
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
    let nobody = Who { group: "", name: String::new(), weight: Weight::Voice, rule: verb.rule };
    // "A spokesman for the forces said …. '…,' said Col John Roe": the name of who was told by his office alone.
    let ranked = words.first().is_some_and(|w| RANKS.contains(&w.trim_end_matches('.')));
    let unnamed = state.unnamed.as_ref().filter(|(_, s)| ranked && state.at - s <= 2);
    let who = unnamed.map_or(nobody, |(who, _)| who.clone());
    let (subject, cue) = (at..at + end, verb.range.clone());
    let scope = sentence.range.clone();
    Some(Attribution { who, style: Style::Says, subject, cue, scope, said_on: None })
}

/// "a database maintained by Mediazona and volunteers has confirmed": who keeps the count that is the subject.
pub(super) fn keeps(page: &Page, sentence: &Sentence, entity: &Entity, verb: &Mention) -> bool {
    const KEPT: [&str; 8] =
        ["maintained", "compiled", "kept", "run", "led", "operated", "collated", "produced"];
    const COUNTS: [&str; 14] = [
        "database",
        "list",
        "tally",
        "count",
        "project",
        "record",
        "register",
        "spreadsheet",
        "survey",
        "study",
        "investigation",
        "analysis",
        "toll",
        "report",
    ];
    if entity.range.end > verb.range.start || sentence.lang != model::quantity::Lang::En {
        return false;
    }
    let head = page.slice(sentence.range.start..entity.range.start).trim_end();
    let head = head.strip_suffix(" the").unwrap_or(head);
    let Some(head) = head.strip_suffix(" by") else { return false };
    let mut words = head.split_whitespace().rev();
    let kept = words.next().is_some_and(|w| KEPT.contains(&w));
    let counted = words.take(3).any(|w| COUNTS.contains(&w.trim_end_matches(',')));
    let between = page.slice(entity.range.end..verb.range.start);
    kept && counted && between.split_whitespace().count() <= 12 && !between.contains([';', '.'])
}

/// "The strikes killed five, although the group said": speaks for the clause behind it alone.
pub(super) fn concedes(page: &Page, sentence: &Sentence, entity: &Entity, verb: &Mention) -> bool {
    if entity.range.start > verb.range.start {
        return false;
    }
    let head = page.slice(sentence.range.start..entity.range.start).trim_end();
    let head = head.strip_suffix(" the").unwrap_or(head);
    [", although", ", though", ", even though"].iter().any(|w| head.ends_with(w))
}

/// Ranks before a name.
const RANKS: [&str; 17] = [
    "Col",
    "Colonel",
    "Capt",
    "Captain",
    "Maj",
    "Major",
    "Gen",
    "General",
    "Lt",
    "Lieutenant",
    "Brig",
    "Brigadier",
    "Adm",
    "Admiral",
    "Sgt",
    "Sergeant",
    "Cmdr",
];

/// Whether a speaker is told by an office alone: "A spokesman for the forces told reporters".
pub(super) fn unnamed(page: &Page, a: &Attribution) -> bool {
    let own = page.slice(a.subject.clone());
    let head = page.slice(a.subject.start.saturating_sub(2)..a.subject.start);
    let article = ["A ", "An ", "a ", "an "].iter().any(|w| own.starts_with(w))
        || matches!(head, "A " | "a " | "n ");
    a.who.weight == Weight::Authority
        && article
        && ["spokes", "officer", "commander", "official"].iter().any(|o| own.contains(o))
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

pub(super) fn bare(text: &str) -> &str {
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
        let from = head.strip_suffix(" from").or_else(|| head.strip_suffix(" by"));
        let Some(rest) = from else { continue };
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
