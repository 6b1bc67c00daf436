//! English words of harm that tell none of a number: "has fallen to 7,500", "death sentences", "amid mounting casualties".
//!
//! Terms: a word is *idle* where its neighbours give it another sense; a *circumstance* is a phrase with a noun of harm that only tells
//! when or why something else was done. Linear in the words beside a word of harm, which are few.

use std::ops::Range;

use model::quantity::Lang;

use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Mention, Sentence};

/// Words behind "fallen" that make it a change of a number or of something else.
const FALLEN: [&str; 26] = [
    "to",
    "from",
    "by",
    "below",
    "under",
    "short",
    "sharply",
    "slightly",
    "steadily",
    "apart",
    "behind",
    "silent",
    "ill",
    "sick",
    "victim",
    "out",
    "off",
    "further",
    "dramatically",
    "significantly",
    "well",
    "within",
    "outside",
    "just",
    "nearly",
    "almost",
];

/// Nouns behind "death", "deaths", "killing" and the like that name no deaths.
const DEATH: [&str; 26] = [
    "sentence",
    "sentences",
    "penalty",
    "penalties",
    "row",
    "squad",
    "squads",
    "threat",
    "threats",
    "certificate",
    "certificates",
    "notice",
    "notices",
    "notification",
    "notifications",
    "benefit",
    "benefits",
    "payment",
    "payments",
    "camp",
    "camps",
    "rate",
    "rates",
    "registry",
    "records",
    "warrants",
];

/// What is lost without a loss of men.
const LOST: [&str; 34] = [
    "contact",
    "control",
    "ground",
    "territory",
    "interest",
    "support",
    "power",
    "access",
    "track",
    "sight",
    "momentum",
    "hope",
    "faith",
    "patience",
    "weight",
    "consciousness",
    "income",
    "jobs",
    "job",
    "money",
    "homes",
    "home",
    "everything",
    "nothing",
    "time",
    "appetite",
    "touch",
    "patience",
    "trust",
    "confidence",
    "influence",
    "elections",
    "votes",
    "seats",
];

/// Whether a word of harm has another sense here.
pub(super) fn idle(context: &Context<'_>, sentence: &Sentence, mention: &Mention) -> bool {
    if sentence.lang != Lang::En {
        return false;
    }
    let said = context.words(mention.range.clone());
    let next = context.words(mention.range.end..sentence.range.end);
    let mut words = next.split_whitespace().filter(|_| next.starts_with(' '));
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let first = words.next().map(bare).unwrap_or_default();
    let second = words.next().map(bare).unwrap_or_default();
    // "in the Syrian desert region": the place.
    let head = context.words(sentence.range.start..mention.range.start).trim_end();
    let before = head.rsplit(' ').next().unwrap_or_default();
    let desert = !matches!(
        before,
        "to" | "who"
            | "will"
            | "would"
            | "may"
            | "might"
            | "not"
            | "and"
            | "soldiers"
            | "troops"
            | "men"
    );
    match said.to_lowercase().as_str() {
        "desert" | "deserts" => desert,
        "fallen" => FALLEN.contains(&first.as_str()),
        "death" | "deaths" | "dead" | "killing" => DEATH.contains(&first.as_str()),
        "lost" | "has lost" | "have lost" | "had lost" | "losing" | "lose" | "loses" => {
            let owned = matches!(first.as_str(), "its" | "their" | "his" | "her" | "the" | "all");
            LOST.contains(&first.as_str()) || owned && LOST.contains(&second.as_str())
        }
        _ => false,
    }
}

/// "were killed during two fierce clashes", "died in three attacks": a number behind a preposition that counts no persons.
pub(super) fn during(
    context: &Context<'_>,
    sentence: &Sentence,
    between: &Range<usize>,
    number: &Range<usize>,
) -> bool {
    const LEADS: [&str; 13] = [
        "during",
        "in",
        "after",
        "near",
        "on",
        "across",
        "inside",
        "within",
        "before",
        "under",
        "through",
        "throughout",
        "since",
    ];
    let text = context.words(between.clone());
    let lead = text.trim_end().rsplit(' ').next().unwrap_or_default();
    if !LEADS.contains(&lead) {
        return false;
    }
    let rest = context.words(number.end..sentence.range.end);
    let reach = rest.find([',', ';', '.', ':', '(', '—', '–']).unwrap_or(rest.len()).min(48);
    let joins =
        [" with ", " of ", " by ", " between ", " against ", " in ", " near ", " on ", " at "];
    let reach = joins.iter().filter_map(|j| rest.find(j)).fold(reach, usize::min);
    let person = sentence
        .of(Class::Person)
        .any(|m| m.range.start < number.end + reach && number.start < m.range.end);
    let noun = rest.strip_prefix(' ').is_some_and(|r| r.starts_with(char::is_alphabetic));
    noun && !person
}

/// Words that lead to a circumstance.
const LEADS: [&str; 9] =
    ["amid", "despite", "following", "after", "given", "of", "to", "with", "under"];

/// Whether the words between a number and a noun of harm behind it end with what makes the harm a circumstance: "amid mounting ".
pub(super) fn circumstance(context: &Context<'_>, between: &Range<usize>, code: &str) -> bool {
    if !matches!(code, "casualties" | "losses_unspecified" | "killed") {
        return false;
    }
    let text = context.words(between.clone());
    let mut words = text.split_whitespace().rev();
    let described = |w: &str| {
        matches!(
            w,
            "heavy"
                | "mounting"
                | "significant"
                | "severe"
                | "massive"
                | "growing"
                | "rising"
                | "high"
                | "huge"
                | "serious"
                | "battlefield"
                | "combat"
                | "large"
                | "staggering"
                | "substantial"
                | "enormous"
                | "such"
                | "their"
                | "its"
                | "the"
                | "reported"
                | "extensive"
                | "catastrophic"
                | "devastating"
                | "considerable"
        )
    };
    let mut described_by = 0;
    let lead = words.find(|w| {
        let plain = described(w);
        described_by += usize::from(plain);
        !plain
    });
    let Some(lead) = lead.filter(|l| LEADS.contains(l)) else { return false };
    match lead {
        "amid" | "despite" => true,
        "following" | "after" | "given" => described_by > 0,
        "of" => described_by > 0 && words.next() == Some("because"),
        "to" => described_by > 0 && words.next() == Some("due"),
        _ => false,
    }
}
