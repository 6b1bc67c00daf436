//! The category of a number that has a word of harm, or of strength.

use super::super::Context;
use super::super::lexicon::Class;
use super::super::mention::Sentence;
use super::count::Counted;
use super::filled::population;
use super::harm::Harm;
use super::{Cause, attach, harm, korean, likely, slavic, strength};
use model::quantity::{Lang, Quantity};
use std::ops::Range;

/// Whether a category can be that of what is counted.
pub(super) fn fits(
    context: &Context<'_>,
    harm: &Harm,
    count: Counted,
    number: &Range<usize>,
) -> bool {
    match count {
        Counted::Persons | Counted::Bare => true,
        // "lost twelve villages", "destroyed 41 drones": a noun that the tables do not know has to stand beside its harm.
        Counted::Unknown => {
            let between = if harm.range.start >= number.end {
                number.end..harm.range.start
            } else {
                harm.range.end..number.start.max(harm.range.end)
            };
            let said = context.words(harm.range.clone()).to_lowercase();
            let things = ["знищ", "уничт", "ліквід", "ликвид", "destroy"];
            matches!(
                harm.code,
                "killed" | "wounded" | "missing" | "killed_or_wounded" | "casualties"
            ) && attach::distance(context.words(between)) <= 3
                && !things.iter().any(|t| said.starts_with(t))
        }
        Counted::Nobody => false,
    }
}

/// Verbs of sending whose object a number is.
const SENT: [&str; 10] = [
    "sent",
    "has sent",
    "deployed",
    "dispatched",
    "sending",
    "dispatching",
    "sends",
    "shipped",
    "transferred",
    "contributed",
];

/// "11,000 troops had arrived, and the first were killed": those who arrived, when the harm is told in another clause.
pub(super) fn sent_first(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
    harm: &Harm,
) -> bool {
    if sentence.lang == Lang::En && harm.range.end <= number.start {
        // "an estimate of casualties after Kyiv said that Pyongyang had sent 11,000 soldiers"
        return sentence.of(Class::Strength).any(|m| {
            harm.range.end <= m.range.start
                && m.range.end <= number.start
                && SENT.contains(&context.words(m.range.clone()).to_lowercase().as_str())
                && attach::distance(context.words(m.range.end..number.start)) <= 1
        });
    }
    let between = context.words(number.end..harm.range.start.max(number.end));
    if harm.range.start < number.end || !between.contains([',', ';', '—']) {
        return false;
    }
    let sent = strength::nearest(context, sentence, number, zone, Class::Strength, 4);
    sent.is_some_and(|m| {
        if m.range.end <= number.start {
            return attach::distance(context.words(m.range.end..number.start)) <= 1;
        }
        let lead = context.words(number.end..m.range.start.max(number.end));
        let mut words = lead.split_whitespace().rev();
        let finite =
            words.next().is_some_and(|w| matches!(w, "had" | "have" | "has" | "were" | "was"));
        let relative = words.next().is_some_and(|w| matches!(w, "who" | "which" | "that"));
        !lead.contains(',') && finite && !relative
    })
}

/// The category of a number with a word of harm; a number in a forecast is none.
pub(super) fn toll(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
    harm: &Harm,
) -> Option<Cause> {
    // "one of them with both legs broken, remain in custody": the harm lies beyond the aside.
    let of_them = context.words(number.end..sentence.range.end).trim_start().starts_with("of them");
    let single = context.words(number.clone()).eq_ignore_ascii_case("one");
    let between = context.words(number.end.min(harm.range.start)..harm.range.start.max(number.end));
    if of_them && single && (harm.range.start < number.end || between.matches(',').count() % 2 == 1)
    {
        return None;
    }
    let near = |class| strength::nearest(context, sentence, number, zone, class, 5);
    let forecast = near(Class::Forecast).filter(|m| !likely::extent(context, sentence, m));
    if near(Class::Unreal).is_some() || forecast.is_some() {
        return None;
    }
    if harm.range.start >= number.start && likely::to_come(context, sentence, &harm.range) {
        return None;
    }
    if harm.code == "burial_capacity" && !site(context, sentence, number) {
        return None;
    }
    let mut code = harm.code;
    let mut rules = harm.rules.clone();
    if sentence.lang == Lang::Ko && korean::with_wounded(context, harm, number) {
        code = "killed_or_wounded";
        rules.push("figure-total");
    }
    if code == "wounded" && korean::went_home(context, sentence, number) {
        code = "repatriated_wounded";
    }
    if code == "wounded" && went_home(context, sentence, number, harm) {
        code = "repatriated_wounded";
    }
    if code == "killed" && korean::remains_came(context, sentence, number, &harm.range) {
        code = "remains_repatriated";
    }
    if code == "killed" && sentence.lang == Lang::En && remains(context, sentence, number, zone) {
        code = "remains_repatriated";
    }
    // What is shown, buried, brought home or died later is told by a second word.
    let special = |code: &str| {
        matches!(
            code,
            "named_dead_displayed"
                | "burial_capacity"
                | "repatriated_wounded"
                | "remains_repatriated"
                | "captured_died"
                | "died_of_wounds"
                | "non_combat_death"
                | "surrendered"
        )
    };
    if !special(code) {
        let other = sentence
            .of(Class::Harm)
            .filter(|m| special(m.value) && zone.start <= m.range.start && m.range.end <= zone.end)
            .filter(|m| !harm::describes(context, sentence, m))
            .filter(|m| !slavic::known_names(context, sentence, m))
            .filter(|m| !likely::means(context, sentence, number, &m.range))
            .filter(|m| {
                // "were killed in battle or died of their wounds"
                let or = context.words(harm.range.end.min(m.range.start)..m.range.start);
                sentence.lang != Lang::En || harm.range.end > m.range.start || !or.contains(" or ")
            })
            .filter(|m| {
                // "of those who surrendered, 80 are wounded"
                sentence.lang != Lang::En
                    || m.range.end > number.start
                    || !context.words(m.range.end..number.start).contains(',')
            })
            .find(|m| {
                let far = if m.range.end <= number.start {
                    attach::distance(context.words(m.range.end..number.start))
                } else {
                    attach::distance(context.words(number.end..m.range.start.max(number.end)))
                };
                far <= 5
            });
        if let Some(other) = other {
            code = other.value;
            rules.push(other.rule);
        }
    }
    Some((code, rules, Some(harm.range.clone())))
}

/// "The bodies of 563 soldiers were returned", "has received 27 bodies": what is handed over, and not who fell.
fn remains(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
) -> bool {
    const REMAINS: [&str; 7] =
        ["bodies of", "body of", "remains of", "coffins of", "bodies", "remains", "ashes of"];
    const MOVED: [&str; 18] = [
        "returned",
        "repatriated",
        "handed over",
        "hand over",
        "handed back",
        "received",
        "transferred",
        "brought back",
        "brought home",
        "delivered",
        "recovered from captivity",
        "swapped",
        "exchanged",
        "sent home",
        "given back",
        "receive",
        "flown home",
        "returns",
    ];
    let head = super::open::last_bytes(context.words(sentence.range.start..number.start))
        .trim_end()
        .to_lowercase();
    let own = context.words(number.clone()).to_lowercase();
    let behind = context.words(number.end..sentence.range.end);
    let next: Vec<&str> = behind.split_whitespace().take(3).collect();
    let led = REMAINS
        .iter()
        .take(4)
        .any(|r| head.ends_with(r) || head.ends_with(&format!("{r} the")) || own.starts_with(r));
    let follows = own.ends_with(" bodies")
        || own.ends_with(" remains")
        || next
            .iter()
            .any(|w| matches!(w.trim_end_matches([',', '.']), "bodies" | "remains" | "coffins"));
    if !(led || follows) {
        return false;
    }
    // A hospital that receives bodies hands none over.
    const HOUSES: [&str; 6] =
        ["hospital", "morgue", "mortuary", "forensic lab", "laboratory", "clinic"];
    let text = context.words(sentence.range.clone()).to_lowercase();
    let housed = HOUSES.iter().any(|h| text.contains(h));
    if housed && !["exchange", "repatriat", "were returned"].iter().any(|w| text.contains(w)) {
        return false;
    }
    let clause =
        context.words(zone.start.max(sentence.range.start)..zone.end.min(sentence.range.end));
    MOVED.iter().any(|m| {
        clause.match_indices(m).take(4).any(|(at, _)| {
            // "the bodies of 12 soldiers recovered from a trench": found, and not handed over.
            !clause.get(..at).is_some_and(|c| c.ends_with(char::is_alphabetic))
        })
    })
}

/// "1,100 of them returned home after being wounded": the verb tells what befell them last.
fn went_home(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    harm: &Harm,
) -> bool {
    const HOME: [&str; 9] = [
        "returned home",
        "went home",
        "gone home",
        "came home",
        "come home",
        "been sent home",
        "were sent home",
        "travelled home",
        "returned to North Korea",
    ];
    if sentence.lang != Lang::En || harm.range.start < number.end {
        return false;
    }
    let between = context.words(number.end..harm.range.start);
    let Some(at) = HOME.iter().filter_map(|h| between.find(h)).min() else { return false };
    let lead = between.get(..at).unwrap_or_default();
    let after = ["after being", "after they", "after having", "because they"];
    let caused = after.iter().any(|a| between.contains(a));
    caused && lead.split_whitespace().count() <= 8 && !lead.contains([',', ';'])
}

/// Whether graves are those that a site has or has room for: "room for 1,800 graves", and not "twelve plots to a row".
pub(super) fn site(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    const SITE: [&str; 9] = [
        "room",
        "capacity",
        "space",
        "cemetery",
        "memorial",
        "burial",
        "site",
        "graveyard",
        "coffins",
    ];
    if sentence.lang != Lang::En {
        return true;
    }
    let text = context.words(sentence.range.clone()).to_lowercase();
    let after = context.words(number.end..sentence.range.end);
    let row = [" to a row", " a row", " per row", " to the row"].iter().any(|r| {
        after
            .find(r)
            .is_some_and(|at| at <= 24 && !after.get(..at).unwrap_or_default().contains(','))
    });
    !row && SITE.iter().any(|s| text.contains(s))
}

pub(super) fn strong(
    context: &Context<'_>,
    s: usize,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
    count: Counted,
) -> Option<Cause> {
    let share = sentence
        .numbers
        .iter()
        .any(|n| n.range == *number && matches!(n.quantity, Quantity::Fraction { .. }));
    if share || !matches!(count, Counted::Persons | Counted::Bare) {
        return None;
    }
    if super::things::of_kin(context, sentence, number) {
        return None;
    }
    let theirs = population(context, sentence, number, zone);
    if matches!(theirs, "RU" | "UA") {
        return None;
    }
    // 그래픽의 단위는 ‘천 명’: no number of anybody.
    if sentence.lang == Lang::Ko && sentence.has(Class::Unreal) {
        return None;
    }
    let found = strength::strength(context, sentence, number, zone, count)?;
    // What analysts expect is a forecast; what a party plans is a figure.
    let ahead = matches!(found.code, "planned_strength" | "potential_strength");
    if ahead && sentence.has(Class::Predict) && context.answer(s, number).group.is_empty() {
        return None;
    }
    Some((found.code, found.rules, Some(found.range)))
}
