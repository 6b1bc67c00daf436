//! Numbers without a word of harm or strength: what a question, or a figure before, leaves open.

use super::super::Context;
use super::super::attribute::Style;
use super::super::lexicon::Class;
use super::super::mention::Sentence;
use super::count::Counted;
use super::part::{listed, part_of};
use super::{Cause, Left, Read, attach, korean};
use model::quantity::Lang;
use std::ops::Range;

/// The end of a text, as far as a rule looks back: so a sentence full of numbers costs no more for each of them.
pub(super) fn last_bytes(text: &str) -> &str {
    const BACK: usize = 320;
    let from = text.len().saturating_sub(BACK);
    (from..text.len()).find_map(|at| text.get(at..)).unwrap_or_default()
}

/// Whether somebody answers for a number alone: "the 1,100 soldiers that Seoul reported".
pub(super) fn beside(context: &Context<'_>, s: usize, number: &Range<usize>) -> bool {
    context.attributions.of(s).iter().any(|a| {
        a.style == Style::Beside && a.scope.start <= number.start && number.end <= a.scope.end
    })
}

/// A number whose category a question, or the figure before it, gives.
pub(super) fn open(
    context: &Context<'_>,
    s: usize,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    left: &Left,
    count: Counted,
) -> Option<Cause> {
    if count == Counted::Unknown {
        return None;
    }
    if sentence.lang == Lang::Ko {
        let last = before.last().map(|b| b.code).or(left.last);
        if count == Counted::Persons && korean::sent_home(context, sentence, number, last) {
            return Some(("repatriated_wounded", vec!["figure-part"], None));
        }
        let found = korean::total(context, sentence, number, before, count)
            .or_else(|| korean::after(context, sentence, number, before, count))
            .or_else(|| korean::rival(context, s, sentence, number, before, count));
        if let Some((code, rules)) = found {
            return Some((code, rules, None));
        }
    }
    // "from" may be taken for the beginning of a range.
    let said = context.words(number.clone());
    let first =
        said.split(' ').next().filter(|w| w.chars().all(char::is_alphabetic)).unwrap_or_default();
    let head = context.words(sentence.range.start..number.start).trim_end();
    let lead = head.to_lowercase();
    let head = format!("{head} {first}").trim_end().to_lowercase();
    const BEFORE: &[&str] = &[
        "has passed",
        "have passed",
        "passed",
        "reached",
        "has reached",
        "risen to",
        "rose to",
        "grown to",
        "grew to",
        "climbed to",
        "stands at",
        "stood at",
        "now at",
        "до",
        "вырос до",
        "зросла до",
        "increased to",
        "up from",
        "down from",
        "compared with",
        "compared to",
        "against",
        "versus",
        "rising from",
        "up on",
        "instead of",
        "rather than",
        "closer to",
        "nearer to",
        "as high as",
        "as low as",
        "estimate of",
        "count of",
        "tally of",
        "по сравнению с",
        "порівняно з",
    ];
    if let Some(last) = before.last()
        && BEFORE
            .iter()
            .any(|b| head.ends_with(b) || lead.ends_with(b) || said.to_lowercase().starts_with(b))
    {
        return Some((last.code, vec!["figure-before"], None));
    }
    // "rose to 4,700 from 3,800"; "from 300 to 600" cut in two.
    if let Some(last) = before.last().filter(|_| sentence.lang == Lang::En) {
        let lead = context.words(sentence.range.start..last.number.start).trim_end();
        let between = context.words(last.number.end..number.start);
        let short = between.split_whitespace().count() <= 5 && !between.contains([';', '.']);
        let up = head.ends_with(" from") && lead.ends_with(" to") && short;
        if up || between.trim() == "to" {
            return Some((last.code, vec!["figure-before"], None));
        }
    }
    let gapped = beside(context, s, number);
    if let Some(last) = before.last().filter(|_| gapped && count == Counted::Bare) {
        return Some((last.code, vec!["figure-rival"], None));
    }
    // "Kyiv says 4,000 were killed, while Seoul estimates 3,000."
    if let Some(last) = before.last().filter(|_| count == Counted::Bare) {
        let between = last.number.end..number.start;
        let speaker = sentence
            .parties
            .iter()
            .any(|p| p.speaks() && between.start <= p.range.start && p.range.end <= between.end);
        let says = sentence.of(Class::Say).any(|m| {
            m.range.start >= between.start
                && m.range.end <= number.start
                && attach::distance(context.words(m.range.end..number.start)) <= 2
        });
        if speaker && says {
            return Some((last.code, vec!["figure-rival"], None));
        }
    }
    const TOTALS: &[&str] = &[
        "total to",
        "total at",
        "total stands at",
        "total now stands at",
        "total is",
        "total now",
        "in total,",
        "in all,",
        "total stood at",
        "total is now",
        "total comes to",
        "total of",
    ];
    let code = before.last().map(|b| b.code).or(left.last);
    if let Some(code) = code
        && TOTALS.iter().any(|t| head.ends_with(t) || lead.ends_with(t))
        && count != Counted::Unknown
    {
        let code = if code == "deployed_additional" { "deployed_strength" } else { code };
        return Some((ahead(code, &head), vec!["figure-total"], None));
    }
    if let Some(last) = before.last()
        && count == Counted::Persons
        && listed(context.words(last.number.end..number.start))
        && last.code.ends_with("strength")
    {
        return Some((last.code, vec!["figure-list"], None));
    }
    if let Some(last) = before.last()
        && matches!(count, Counted::Persons | Counted::Bare)
        && part_of(&head)
    {
        return Some((last.code, vec!["figure-part"], None));
    }
    if let Some(code) = left.corrected.filter(|_| !sentence.has(Class::Harm)) {
        return Some((code, vec!["figure-corrected"], None));
    }
    // "Sixty or seventy are left": those whom nothing befell.
    let rest = context.words(number.end..sentence.range.end).trim_start();
    let left_over = ["are left", "were left", "remain", "survived", "are alive", "came back"];
    let spared = sentence.lang == Lang::En && left_over.iter().any(|w| rest.starts_with(w));
    if let Some((code, rule)) = left.asked.filter(|_| !spared) {
        let more = ["a further", "another", "an additional", "an extra"];
        let more = sentence.lang == Lang::En && more.iter().any(|m| lead.ends_with(m));
        let code = if more && code == "deployed_strength" { "deployed_additional" } else { code };
        return Some((code, vec!["figure-asked", rule], None));
    }
    if sentence.lang == Lang::Ko && korean::predicate(context, sentence, number) {
        let spoken = before
            .last()
            .map(|b| b.code)
            .or_else(|| korean::like_whole(sentence, number, left.whole))
            .or(left.last)
            .or(left.spoken.filter(|(p, _)| *p + 1 >= sentence.paragraph).map(|s| s.1));
        return spoken.map(|code| (code, vec!["figure-again"], None));
    }
    // "The figure was three times its April estimate of at least 600": it goes on across blocks.
    const FIGURES: [&str; 8] = [
        "the figure",
        "that figure",
        "the number",
        "the estimate",
        "the count",
        "its estimate",
        "this figure",
        "estimate of",
    ];
    let text = context.words(sentence.range.clone()).to_lowercase();
    let last =
        left.last.or_else(|| left.before.filter(|_| FIGURES.iter().any(|f| text.contains(f))));
    let spoken = left.spoken.filter(|(p, _)| {
        sentence.lang == Lang::En && *p + 1 >= sentence.paragraph && left.last.is_none()
    });
    let last = last.or(spoken.map(|s| s.1));
    let speaks = !context.attributions.of(s).is_empty() && (sentence.has(Class::Say) || gapped);
    let others = sentence.lang == Lang::En && sentence.has(Class::Other);
    let plain = !sentence.has(Class::Harm) && !sentence.has(Class::Strength) && !others;
    let code = last.filter(|_| speaks && plain && before.is_empty() && count == Counted::Bare)?;
    Some((ahead(code, &head), vec!["figure-again"], None))
}

/// The category of those sent in a sentence on how many they will be: "It expects the total to reach 10,000".
fn ahead(code: &'static str, head: &str) -> &'static str {
    let grows =
        ["to reach", "to rise to", "to grow to", "to climb to", "will reach", "would reach"];
    let will = code.starts_with("deployed") && grows.iter().any(|w| head.ends_with(w));
    if will { "planned_strength" } else { code }
}

/// The category that "How many were captured?" asks for.
pub(super) fn asked(sentence: &Sentence) -> Option<(&'static str, &'static str)> {
    // "The prisoner was asked how many had died": what stands behind "how many".
    let question = sentence.of(Class::Question).next().map_or(0, |q| q.range.end);
    let behind = sentence.of(Class::Harm).find(|m| m.range.start >= question);
    let harm = behind.or_else(|| sentence.of(Class::Harm).next()).map(|m| (m.value, m.rule));
    harm.or_else(|| sentence.of(Class::Strength).next().map(|m| ("deployed_strength", m.rule)))
}
