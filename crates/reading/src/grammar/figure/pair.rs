//! Numbers that take up the figures before them without a word of harm: "up from 880 and 3,100", "another 34 appeared".
//!
//! Invariant: English only; the categories are those of figures already read in the sentence or, where it has none, the paragraph.
//! Not here: one number against one of the same sentence, and who answers for them (`open`, `attribute`).

use std::ops::Range;

use model::quantity::{Lang, Quantity};

use super::count::Counted;
use super::harm::Harm;
use super::open::last_bytes;
use super::{Cause, Left, Read};
use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Number, Sentence};

/// Words before a number that held earlier, or elsewhere.
const AGAINST: [&str; 16] = [
    "up from",
    "down from",
    "rise from",
    "increase from",
    "jump from",
    "compared with",
    "compared to",
    "as against",
    "rising from",
    "rose from",
    "risen from",
    "grew from",
    "grown from",
    "climbed from",
    "as opposed to",
    "versus",
];

/// Whether a number stands against another: "up from about 3,000".
pub(super) fn led(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    let head = last_bytes(context.words(sentence.range.start..number.start));
    // The number's own words may hold the hedge, or "from".
    let first = context.words(number.clone()).split(' ').next().unwrap_or_default();
    let from = if first == "from" { " from" } else { "" };
    let head = format!("{}{from}", head.trim_end()).to_lowercase();
    AGAINST.iter().any(|a| head.ends_with(a))
}

/// Whether two numbers are joined and nothing is said of the first alone.
fn joined(between: &str) -> bool {
    const HEDGES: [&str; 9] =
        ["about", "some", "around", "roughly", "nearly", "almost", "over", "more", "than"];
    let mut words = between.split_whitespace().skip_while(|w| *w == ",");
    words.next() == Some("and") && words.all(|w| HEDGES.contains(&w))
}

/// "That was up from 880 and 3,100 in December": two numbers have the categories of two before them, one has that of the last.
pub(super) fn taken_up(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    left: &Left,
) -> Option<Cause> {
    if sentence.lang != Lang::En {
        return None;
    }
    let rules = vec!["figure-pair", "figure-before"];
    if let Some(last) = before.last().filter(|r| r.rules.contains(&"figure-pair")) {
        let second = joined(context.words(last.number.end..number.start));
        let own = before.len().checked_sub(2).and_then(|i| before.get(i)).map(|r| r.code);
        let code = own.or(left.pair.map(|p| p.1)).filter(|_| second)?;
        return Some((code, rules, None));
    }
    if !led(context, sentence, number) {
        return None;
    }
    let next = sentence.numbers.iter().find(|n| n.range.start >= number.end);
    let paired = next.is_some_and(|n| joined(context.words(number.end..n.range.start)));
    let two = last_two(before).or(left.pair.filter(|_| before.is_empty()));
    if let Some((first, _)) = two.filter(|_| paired) {
        return Some((first, rules, None));
    }
    let alone = before.is_empty() && !paired && !sentence.has(Class::Harm);
    let code = left.last.filter(|_| alone)?;
    Some((code, vec!["figure-before"], None))
}

/// "the deaths of 490 protesters and 48 guards", "more than 156 dead on Monday and over 134 on Tuesday": joined to the figure before.
pub(super) fn joined_persons(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    others: Option<(usize, &'static str)>,
    count: Counted,
) -> Option<Cause> {
    if let Some(code) = listed_part(context, sentence, number, before, count) {
        return Some((code, vec!["figure-part"], None));
    }
    let last = before.last().map(|r| (r.number.end, r.code));
    let (end, code) = last
        .into_iter()
        .chain(others)
        .filter(|_| sentence.lang == Lang::En)
        .max_by_key(|(end, _)| *end)?;
    let between = context.words(end..number.start);
    let words: Vec<&str> = between.split_whitespace().collect();
    let (and, noun) = words.split_last()?;
    let tail = between.trim_end();
    let beside =
        ["as well as", "as well", "along with", "alongside", "together with", "in addition to"]
            .iter()
            .any(|w| tail.ends_with(w));
    let joins = matches!(*and, "and" | "plus") || beside;
    if !joins || between.contains([';', '.', ':', '“', '"']) {
        return None;
    }
    // Each on its own day.
    let dated = |from: usize, to: usize| {
        sentence.dates.iter().any(|d| from <= d.range.start && d.range.end <= to)
    };
    let each = dated(end, number.start)
        && dated(number.end, (number.end + 24).min(sentence.range.end))
        && noun.len() <= 5
        && count == Counted::Bare;
    let harmed =
        sentence.of(Class::Harm).any(|m| end <= m.range.start && m.range.end <= number.start);
    let sent = code.ends_with("strength") || code == "deployed_additional" || code == "in_kursk";
    let verb = sentence
        .of(Class::Strength)
        .chain(sentence.of(Class::Harm))
        .any(|m| m.range.start >= number.end && m.range.start <= number.end + 60);
    let reach = match (sent, verb) {
        (true, _) => 12,
        (false, false) => 7,
        (false, true) => 3,
    };
    let list = count == Counted::Persons
        && noun.len() <= reach
        && !harmed
        && !(sent && verb)
        && !between.contains(',');
    // "3,500 fighters have been killed, alongside 100 members of other groups"
    let list = list || beside && count == Counted::Persons && noun.len() <= 8 && !verb;
    (each || list).then(|| (code, vec!["figure-list"], None))
}

/// "Among them are twelve generals.": some of those whom the sentence before counted.
pub(super) fn among_them(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    left: &Left,
    count: Counted,
) -> Option<Cause> {
    const LEADS: [&str; 10] = [
        "among them are",
        "among them were",
        "among them is",
        "among them was",
        "they include",
        "they included",
        "these include",
        "these included",
        "among those are",
        "of them,",
    ];
    let code = left.last.filter(|_| sentence.lang == Lang::En && count == Counted::Persons)?;
    let head = context.words(sentence.range.start..number.start).trim().to_lowercase();
    let plain = !code.ends_with("strength") && !sentence.has(Class::Harm);
    (plain && LEADS.contains(&head.as_str())).then(|| (code, vec!["figure-part"], None))
}

/// "were sent: 11,000 in the autumn and a further 4,000 since January": the parts of a whole behind a colon.
pub(super) fn breakdown(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    count: Counted,
) -> Option<Cause> {
    let fits = sentence.lang == Lang::En && matches!(count, Counted::Bare | Counted::Persons);
    let last = before.last().filter(|_| fits)?;
    let between = context.words(last.number.end..number.start);
    let lead = between.trim_end();
    let more = ["a further", "another", "an additional"].iter().find_map(|m| lead.strip_suffix(m));
    let lead = more.unwrap_or(lead).trim_end();
    let part = last.rules.contains(&"figure-parts");
    let opens = lead.ends_with(':') && lead.split_whitespace().count() <= 12;
    let goes_on = part && (lead.ends_with("and") || lead.ends_with(',') || lead.ends_with(';'));
    if !(opens || goes_on) || sentence.quotes.iter().any(|q| q.start == number.start - 1) {
        return None;
    }
    let added = more.is_some() && last.code == "deployed_strength";
    let code = if added { "deployed_additional" } else { last.code };
    Some((code, vec!["figure-parts"], None))
}

/// "5,002 people had been killed, including 42 minors, 207 members of the forces and 39 others": parts behind "including".
fn listed_part(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    count: Counted,
) -> Option<&'static str> {
    let whole = before.iter().rfind(|r| !r.rules.contains(&"figure-part"))?;
    let between = context.words(whole.number.end..number.start);
    let (_, list) = between.split_once("including ")?;
    let list = list.trim_end();
    let joins = list.ends_with(',') || list.ends_with(" and");
    let harmed = sentence.of(Class::Harm).any(|m| {
        m.range.start >= whole.number.end + between.len() - list.len()
            && m.range.end <= number.start
    });
    (sentence.lang == Lang::En
        && count == Counted::Persons
        && joins
        && !harmed
        && list.len() <= 120
        && !between.contains(['.', ';', ':', '"', '“']))
    .then_some(whole.code)
}

/// "at least 82 soldiers and 47 civilians dead": the harm of the second is told of both.
pub(super) fn shared_behind(
    context: &Context<'_>,
    sentence: &Sentence,
    numbers: &[Range<usize>],
    i: usize,
    pairs: &[Option<usize>],
    harms: &[Harm],
    counts: &[Counted],
) -> Option<usize> {
    let (here, next) = (numbers.get(i)?, numbers.get(i + 1)?);
    let harm = pairs.get(i + 1).copied().flatten()?;
    let told = harms.get(harm).filter(|h| h.range.start >= next.start)?;
    let between = context.words(here.end..next.start);
    let words: Vec<&str> = between.split_whitespace().collect();
    let and = words.last().is_some_and(|w| *w == "and");
    let persons = counts.get(i) == Some(&Counted::Persons);
    let close =
        context.words(next.end..told.range.start.max(next.end)).split_whitespace().count() <= 6;
    (sentence.lang == Lang::En
        && persons
        && and
        && close
        && (1..=5).contains(&words.len())
        && !between.contains([',', ';', '.']))
    .then_some(harm)
}

/// The categories of the last two figures, when they differ.
pub(super) fn last_two(reads: &[Read]) -> Option<(&'static str, &'static str)> {
    let [.., first, second] = reads else { return None };
    (first.code != second.code).then_some((first.code, second.code))
}

/// "In September another 34 appeared": whom the number counts was said before.
pub(super) fn ellipsis(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    left: &Left,
) -> Option<Cause> {
    const MORE: [&str; 6] =
        ["another", "a further", "an additional", "a second", "a third", "then"];
    const DONE: [&str; 16] = [
        "appeared", "followed", "came", "joined", "were", "was", "had", "have", "has", "emerged",
        "surfaced", "in", "on", "by", "since", "after",
    ];
    let last = before.last().map(|r| r.code).or(left.last).filter(|_| sentence.lang == Lang::En)?;
    let plain = matches!(
        last,
        "named_dead_displayed"
            | "captured"
            | "surrendered"
            | "remains_repatriated"
            | "repatriated_wounded"
            | "deserted"
            | "killed"
            | "wounded"
    );
    let head = last_bytes(context.words(sentence.range.start..number.start)).to_lowercase();
    let head = head.trim_end();
    let rest = context.words(number.end..sentence.range.end);
    let mut words = rest.split_whitespace();
    let next = words.next().unwrap_or_default();
    let behind = matches!(next, "more" | "others");
    let verb = if behind { words.next().unwrap_or_default() } else { next };
    let verb = verb.trim_end_matches(|c: char| !c.is_alphanumeric());
    // "another 1,000 engineers were deployed" has its own noun and verb.
    let noun = sentence.of(Class::Person).any(|m| {
        m.range.start < number.end && number.start < m.range.end || m.range.start == number.end + 1
    });
    let moved = sentence.of(Class::Strength).any(|m| {
        m.range.start >= number.end && !context.words(m.range.clone()).starts_with("followed")
    });
    if noun || moved {
        return None;
    }
    let more = behind || MORE.iter().any(|m| head.ends_with(m));
    (plain && more && DONE.contains(&verb)).then(|| (last, vec!["figure-ellipsis"], None))
}

/// "The toll has risen by 250", where only the dead are spoken of.
pub(super) fn toll_of_dead(
    context: &Context<'_>,
    code: &str,
    cue: Option<&Range<usize>>,
    before: &[Read],
    left: &Left,
) -> bool {
    let said = cue.map(|c| context.words(c.clone()).to_lowercase()).unwrap_or_default();
    let toll = code == "casualties" && matches!(said.as_str(), "toll" | "the toll");
    let last = before.last().map(|r| r.code).or(left.last).or(left.before);
    let both = left.pair.is_some_and(|p| p.0 != "killed" && !p.0.ends_with("strength"));
    toll && last == Some("killed") && !both
}

/// "most of the deaths occurred in winter": of those counted elsewhere, and no number of its own.
pub(super) fn most(context: &Context<'_>, sentence: &Sentence, number: &Number) -> bool {
    let said = context.words(number.range.clone()).to_lowercase();
    let most = said.split(' ').any(|w| matches!(w, "most" | "majority" | "bulk"));
    let share = matches!(number.quantity, Quantity::Fraction { .. });
    if sentence.lang != Lang::En || !most || !share || said.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    // "most of them in the region", "destroyed most of the force": how large a part, of nobody's count.
    let next = context.words(number.range.end..sentence.range.end).trim_start();
    let theirs = ["them", "whom", "of them", "of whom", "these", "those"];
    let ahead = context.words(sentence.range.start..number.range.start).trim_end();
    let object = sentence.of(Class::Harm).any(|m| {
        m.range.end <= number.range.start
            && context.words(m.range.end..number.range.start).split_whitespace().count() <= 1
    });
    if theirs.iter().any(|t| next.starts_with(t)) && ahead.ends_with(',') || object {
        return true;
    }
    sentence.of(Class::Harm).any(|m| {
        if m.range.start < number.range.end {
            return m.range.end > number.range.start;
        }
        let between = context.words(number.range.end..m.range.start);
        let mut words = between.split_whitespace();
        words.all(|w| matches!(w, "of" | "the" | "its" | "their" | "these" | "those" | "all"))
    })
}
