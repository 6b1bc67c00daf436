//! English numbers that count no persons though a word of harm stands near: land, equipment, regions of a country, the fifth of a row.
//!
//! Invariant: a noun for persons behind the number keeps it. Linear in the words behind a number, which are few.

use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Number, Sentence};
use model::quantity::{Lang, Quantity};
use std::ops::Range;

/// Nouns of which a share or a number is no figure.
const THINGS: [&str; 62] = [
    "territory",
    "land",
    "area",
    "areas",
    "ground",
    "positions",
    "equipment",
    "tanks",
    "tank",
    "vehicles",
    "vehicle",
    "armour",
    "armor",
    "artillery",
    "guns",
    "aircraft",
    "planes",
    "jets",
    "helicopters",
    "ships",
    "vessels",
    "drones",
    "missiles",
    "rockets",
    "shells",
    "ammunition",
    "munitions",
    "weapons",
    "launchers",
    "regions",
    "provinces",
    "districts",
    "towns",
    "cities",
    "villages",
    "settlements",
    "buildings",
    "homes",
    "houses",
    "hospitals",
    "schools",
    "oil",
    "grain",
    "budget",
    "exports",
    "imports",
    "economy",
    "gdp",
    "votes",
    "vote",
    "seats",
    "electricity",
    "power",
    "fuel",
    "funding",
    "airspace",
    "coast",
    "border",
    "capacity",
    "production",
    "square",
    "operations",
];

/// Whether a number counts things, or tells which of a row somebody is.
pub(super) fn counts_things(context: &Context<'_>, sentence: &Sentence, number: &Number) -> bool {
    if sentence.lang != Lang::En {
        return false;
    }
    let rest = context.words(number.range.end..sentence.range.end);
    if year(context, sentence, number) || in_name(context, sentence, number) {
        return true;
    }
    let near: Vec<&str> = rest.split_whitespace().take(4).collect();
    let share = matches!(number.quantity, Quantity::Fraction { .. });
    let changes = [
        "increase",
        "rise",
        "drop",
        "decline",
        "decrease",
        "reduction",
        "fall",
        "jump",
        "surge",
        "chance",
        "probability",
    ];
    // "a 90% increase in casualties"
    if share && near.iter().take(2).any(|w| changes.contains(w)) {
        return true;
    }
    // "five soldiers for every Ukrainian killed"
    let clause = rest.split([',', ';', '.']).next().unwrap_or_default();
    if [" for every ", " for each ", " to one"]
        .iter()
        .any(|w| clause.find(w).is_some_and(|at| at <= 24))
    {
        return true;
    }
    // "those under the age of 25", "prisoners aged between 18 and 25"
    let head = context.words(sentence.range.start..number.range.start);
    let lead: Vec<&str> = head.split_whitespace().rev().take(3).collect();
    let said = context.words(number.range.clone()).to_lowercase();
    if lead.first().is_some_and(|w| matches!(*w, "aged" | "ages" | "age"))
        || lead.first() == Some(&"of") && lead.get(1).is_some_and(|w| matches!(*w, "age" | "ages"))
        || said.starts_with("between")
            && lead.first().is_some_and(|w| matches!(*w, "aged" | "ages" | "age"))
    {
        return true;
    }
    ordinal(context, sentence, number, rest) || things_behind(sentence, number, rest)
}

/// "in the autumn of 2030", "between 2014 and 2021": four digits that no noun for persons follows.
fn year(context: &Context<'_>, sentence: &Sentence, number: &Number) -> bool {
    const LEADS: [&str; 24] = [
        "of", "in", "since", "by", "until", "till", "from", "during", "early", "late", "mid",
        "autumn", "spring", "summer", "winter", "fall", "year", "before", "after", "through",
        "and", "to", "around", "between",
    ];
    let said = context.words(number.range.clone());
    let digits = said.rsplit(' ').next().unwrap_or_default();
    let plain = digits.len() == 4
        && (digits.starts_with("19") || digits.starts_with("20"))
        && digits.bytes().all(|b| b.is_ascii_digit());
    if !plain {
        return false;
    }
    let head = context.words(sentence.range.start..number.range.end - digits.len());
    let lead = head.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
    let next = context.words(number.range.end..sentence.range.end).trim_start();
    let persons = sentence.mentions.iter().any(|m| {
        matches!(m.class, Class::Person | Class::Harm | Class::Population)
            && m.range.start >= number.range.end
            && context.words(number.range.end..m.range.start).split_whitespace().count() <= 1
            && !context.words(number.range.end..m.range.start).contains([',', ';', '.'])
    });
    let ended = next.is_empty() || !next.starts_with(char::is_alphabetic);
    LEADS.contains(&lead.as_str()) && (ended || !persons)
}

/// "Channel Forty", "Gate Eleven": a number word with a capital behind another within a sentence is a name.
fn in_name(context: &Context<'_>, sentence: &Sentence, number: &Number) -> bool {
    let said = context.words(number.range.clone());
    let head = context.words(sentence.range.start..number.range.start);
    let word = head.strip_suffix(' ').and_then(|h| h.rsplit(' ').next()).unwrap_or_default();
    let titled = said.split(' ').all(|w| w.starts_with(char::is_uppercase));
    titled
        && word.starts_with(char::is_uppercase)
        && word.ends_with(char::is_alphabetic)
        && word.chars().any(char::is_lowercase)
        && sentence.block == crate::draft::BlockKind::Body
        && head.contains(' ')
}

/// "the families of nine of them": so many dead or sent, and as many families that something befell.
pub(super) fn of_kin(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    const KIN: [&str; 14] = [
        "families",
        "relatives",
        "parents",
        "widows",
        "mothers",
        "wives",
        "children",
        "relations",
        "fathers",
        "sons",
        "daughters",
        "loved ones",
        "friends",
        "next of kin",
    ];
    let head = super::open::last_bytes(context.words(sentence.range.start..number.start));
    let head = head.trim_end().to_lowercase();
    let head = head.strip_suffix(" the").unwrap_or(&head);
    let owner = head.strip_suffix(" of").or_else(|| head.strip_suffix(" to"));
    sentence.lang == Lang::En && owner.is_some_and(|h| KIN.iter().any(|k| h.ends_with(k)))
}

/// "A fifth was killed on Saturday", "the third soldier": one more, and no share.
fn ordinal(context: &Context<'_>, sentence: &Sentence, number: &Number, rest: &str) -> bool {
    const NEXT: [&str; 18] = [
        "was",
        "has",
        "had",
        "is",
        "soldier",
        "man",
        "person",
        "officer",
        "body",
        "died",
        "succumbed",
        "serviceman",
        "fighter",
        "victim",
        "wave",
        "batch",
        "contingent",
        "deployment",
    ];
    let said = context.words(number.range.clone()).to_lowercase();
    let word = said.rsplit(' ').next().unwrap_or_default();
    let row =
        ["third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "quarter"];
    let share = matches!(number.quantity, Quantity::Fraction { .. });
    let led = said.contains(' ')
        || context
            .words(sentence.range.start..number.range.start)
            .trim_end()
            .ends_with(['a', 'A', 'e']);
    let next = rest.split_whitespace().next().unwrap_or_default();
    // "A third had become casualties" is a share.
    let share_too =
        matches!(word, "third" | "quarter") && matches!(next, "has" | "had" | "is" | "was");
    share
        && led
        && !share_too
        && said.split(' ').count() <= 2
        && row.contains(&word)
        && rest.starts_with(' ')
        && NEXT.contains(&next)
}

/// "more than 40 percent of the territory", "15 of Russia's 85 regions", "the majority of them women".
fn things_behind(sentence: &Sentence, number: &Number, rest: &str) -> bool {
    let share = matches!(number.quantity, Quantity::Fraction { .. });
    let head = rest.split([',', ';', ':', '(', '—', '–']).next().unwrap_or_default();
    let mut words =
        head.split_whitespace().take(8).map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
    if words.next() != Some("of") {
        return false;
    }
    let near: Vec<String> = words.map(str::to_lowercase).collect();
    if near.first().is_some_and(|w| w == "them" || w == "whom") {
        // "most of them women", "a third of whom were civilians"
        let mut after =
            near.iter().skip(1).filter(|w| !matches!(w.as_str(), "are" | "were" | "was" | "been"));
        return share
            && after.next().is_some_and(|w| {
                matches!(
                    w.as_str(),
                    "women"
                        | "children"
                        | "civilians"
                        | "described"
                        | "believed"
                        | "minors"
                        | "young"
                        | "elderly"
                )
            });
    }
    let Some(at) = near.iter().position(|w| THINGS.contains(&w.as_str())) else { return false };
    let thing = near.get(at).map_or("", String::as_str);
    let end = number.range.end + head.to_lowercase().find(thing).unwrap_or(0);
    let persons =
        sentence.of(Class::Person).any(|m| m.range.start >= number.range.end && m.range.end <= end);
    at <= 5 && !persons
}
