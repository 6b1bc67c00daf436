//! Whether a number is said at all: neither denied nor taken back, asked about or supposed; and whom it counts with the one before.

use super::super::Context;
use super::super::lexicon::Class;
use super::super::mention::{Mention, Number, Sentence};
use super::count::Counted;
use super::harm::Harm;
use super::open::beside;
use super::{denial, korean, korean_none, slavic};
use model::quantity::{Lang, Quantity};
use std::ops::Range;

/// "24 civilians were killed and 60 wounded": the second number counts civilians too.
pub(super) fn follow_others(
    context: &Context<'_>,
    sentence: &Sentence,
    standing: &[usize],
    counts: &mut [Counted],
) {
    let numbers: Vec<&Number> = standing.iter().filter_map(|i| sentence.numbers.get(*i)).collect();
    for i in 1..numbers.len() {
        let (Some(before), Some(here)) = (numbers.get(i - 1), numbers.get(i)) else { return };
        let theirs =
            before.range.start.saturating_sub(24).max(sentence.range.start)..here.range.start;
        let others = sentence
            .of(Class::Other)
            .any(|m| theirs.start <= m.range.start && m.range.end <= theirs.end);
        let soldiers = [Class::Person, Class::Population].into_iter().any(|class| {
            sentence
                .of(class)
                .any(|m| before.range.end <= m.range.start && m.range.start < here.range.end + 40)
        });
        let between = context.words(before.range.end..here.range.start);
        // "citing two diplomats, AFP writes of 500 dead"
        let said = sentence
            .of(Class::Say)
            .any(|m| before.range.end <= m.range.start && m.range.end <= here.range.start);
        let joined = !(said && slavic::slavic(sentence))
            && between.len() <= 90
            && !between.contains(['.', ';', '“', '«']);
        let dated = sentence
            .dates
            .iter()
            .any(|d| d.range.start < before.range.end && before.range.start < d.range.end);
        // 어린이 63명을 포함해 451명이: the whole holds others too.
        let whole = ["포함해", "포함한", "비롯해", "비롯한"].iter().any(|w| between.contains(w));
        if counts[i - 1] == Counted::Nobody
            && !whole
            && !dated
            && others
            && joined
            && !soldiers
            && numbers[i].quantity.reading().is_some()
        {
            counts[i] = Counted::Nobody;
        }
    }
}

/// Whether a number is said: neither denied nor taken back, and no base of a share.
pub(super) fn stands(
    context: &Context<'_>,
    s: usize,
    sentence: &Sentence,
    number: &Number,
    harms: &[Harm],
) -> bool {
    // A day is no number, and takes no harm from one.
    let overlaps = |r: &Range<usize>| r.start < number.range.end && number.range.start < r.end;
    if sentence.dates.iter().any(|d| overlaps(&d.range)) {
        return false;
    }
    // "since November.[1]": the mark of a note.
    let head = context.words(sentence.range.start..number.range.start);
    if head.ends_with('[') && context.words(number.range.end..sentence.range.end).starts_with(']') {
        return false;
    }
    // "in the one-day operation": no number of anybody.
    let next = context.words(number.range.end..sentence.range.end);
    if sentence.lang == Lang::En
        && next.strip_prefix('-').is_some_and(|r| r.starts_with(|c: char| c.is_ascii_lowercase()))
    {
        return false;
    }
    if number.base {
        // 5천8백여 명의 사상자를 냈으며 … 그 4분의 1: a figure that a share is taken of later.
        let counted = |h: &Harm| {
            let between = context.words(number.range.end..h.range.start.max(number.range.end));
            sentence.lang == Lang::En
                && (h.range.start >= number.range.end && between.trim() == "North Korean"
                    || number.range.start < h.range.start && h.range.end <= number.range.end)
        };
        let own = |h: &Harm| {
            h.range.start >= number.range.end
                && matches!(context.words(number.range.end..h.range.start).trim(), "" | "의" | "이")
                // 사상자 240명 가운데 북한군이 60명: the whole has its own word before it.
                || sentence.lang == Lang::Ko
                    && h.range.end <= number.range.start
                    && context.words(h.range.end..number.range.start).trim().is_empty()
                    && !context.words(h.range.clone()).ends_with(['가', '이', '는', '은'])
        };
        return harms.iter().any(|h| own(h) || counted(h))
            || korean::sent_whole(context, sentence, &number.range);
    }
    let rejected = sentence.of(Class::Position).any(|m| m.value == "denies");
    if sentence.lang == Lang::Ko
        && (korean_none::rejected(context, sentence, &number.range)
            || korean_none::mended(context, sentence, &number.range)
            || korean_none::asks(context, sentence, &number.range)
            || korean_none::one_speaks(context, sentence, &number.range)
            || korean_none::ordinal(
                context.words(number.range.clone()),
                context.words(number.range.end..sentence.range.end),
            )
            || korean_none::minutes(context, sentence, &number.range)
            || !matches!(number.quantity, Quantity::Fraction { .. })
                && korean_none::one_in(context, sentence, &number.range))
    {
        return false;
    }
    !taken_back(context, sentence, &number.range)
        && !slavic::spoken_of(context, sentence, &number.range)
        && !denial::ridiculed(context, sentence, &number.range)
        && !asked_about(context, sentence, &number.range)
        && (!(number.denied || rejected)
            || beside(context, s, &number.range)
            || denial::stands(context, s, sentence, &number.range))
}

/// "declined to comment on 3,000 dead", "asked about 3,000 dead": somebody else's number, which nobody says here.
pub(super) fn asked_about(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
) -> bool {
    if sentence.lang == Lang::Ko || sentence.quote_around(number).is_some() {
        return false;
    }
    let leads = |class: Class, words: usize, led: &[&str]| {
        sentence.of(class).filter(|m| m.range.end <= number.start).any(|m| {
            let between = context.words(m.range.end..number.start);
            let last = between.split_whitespace().next_back().unwrap_or_default();
            between.split_whitespace().count() <= words
                && !between.contains([',', ';', ':', '—', '"', '“', '«'])
                && (led.contains(&last) || led.is_empty())
        })
    };
    const ABOUT: &[&str] =
        &["о", "об", "про", "of", "about", "on", "that", "щодо", "относительно", "the"];
    let declined = sentence
        .of(Class::Position)
        .any(|m| matches!(m.value, "neither_confirms_nor_denies" | "silent"));
    leads(Class::Asked, 4, ABOUT) || declined && leads(Class::Position, 6, ABOUT)
}

/// "If 10,000 were sent": a number that is only supposed.
pub(super) fn supposed(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    if korean_none::rule_of_thumb(context, sentence, number) {
        return true;
    }
    let head = context.words(sentence.range.start..number.start);
    let clause = head.rsplit([',', ';', '—', ':']).next().unwrap_or_default();
    let first = clause.trim_start_matches(|c: char| !c.is_alphanumeric()).split(' ').next();
    first.is_some_and(|w| matches!(w.to_lowercase().as_str(), "if" | "если" | "якщо" | "якби"))
}

/// Whether an outlet takes a number back; what now stands is behind the words that say so.
pub(super) fn taken_back(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
) -> bool {
    // "the brigade was withdrawn": no claim was.
    let of_unit = |m: &Mention| {
        const UNITS: [&str; 12] = [
            "brigade",
            "regiment",
            "battalion",
            "unit",
            "units",
            "troops",
            "forces",
            "division",
            "corps",
            "soldiers",
            "company",
            "they",
        ];
        let head = super::open::last_bytes(context.words(sentence.range.start..m.range.start));
        let said = context.words(m.range.clone());
        let mut near = head.split_whitespace().rev().take(2);
        said.ends_with("withdrawn") && near.any(|w| UNITS.contains(&w.to_lowercase().as_str()))
    };
    if sentence.of(Class::TakenBack).all(of_unit) {
        return false;
    }
    // Of two numbers the first is the wrong one, and told by its verb.
    if sentence.lang == Lang::Ko
        && sentence.numbers.iter().any(|n| {
            n.range.end <= number.start && korean_none::mended(context, sentence, &n.range)
        })
    {
        return false;
    }
    let korean = sentence.lang == Lang::Ko;
    !sentence
        .of(Class::CorrectNow)
        .any(|m| m.range.end <= number.start || (korean && m.range.start >= number.end))
}
