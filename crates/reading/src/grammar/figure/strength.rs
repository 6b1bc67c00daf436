//! Numbers of those who were sent, are there, will be sent or could be.
//!
//! Order: what could be, what is planned, what was added, who is in one place, who was sent. Invariant: a number without a word of being
//! sent near it is none of these. Not here: harm, which goes before.

use std::ops::Range;

use super::attach::distance;
use super::count::Counted;
use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Mention, Sentence};

/// A category of strength and the rules that made it.
pub(super) struct Strength {
    pub(super) code: &'static str,
    pub(super) rules: Vec<&'static str>,
    /// The words that it rests on.
    pub(super) range: Range<usize>,
}

/// How far a word of being sent may stand from its number.
const REACH: u32 = 12;

pub(super) fn strength(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
    counted: Counted,
) -> Option<Strength> {
    let near = |class: Class, reach: u32| nearest(context, sentence, number, zone, class, reach);
    // "the number of soldiers deployed in Kursk has fallen from 11,000"
    let lead =
        super::open::last_bytes(context.words(sentence.range.start..number.start)).to_lowercase();
    let sized = ["number of", "strength", "contingent", "the force", "size of"];
    let sized =
        sentence.lang == model::quantity::Lang::En && sized.iter().any(|s| lead.contains(s));
    let close = if counted == Counted::Persons || sized { REACH } else { 4 };
    // 추가로 파병됐다며 … 1만4천여 명에 이른다: what was added is another clause's.
    let own = |m: &&Mention| {
        sentence.lang != model::quantity::Lang::Ko
            || m.range.end > number.start
                && !context.words(number.end..m.range.start.max(number.end)).contains("외에")
            || m.range.end <= number.start
                && !super::korean::parted(context.words(m.range.end..number.start))
                && ![" 당시 ", " 데 이어", " 때 "]
                    .iter()
                    .any(|w| context.words(m.range.end..number.start).contains(w))
    };
    let place = near(Class::InKursk, 8);
    let stay = near(Class::Stay, 8);
    let added = near(Class::Added, 5)
        .filter(own)
        .filter(|added| !super::slavic::still(context, sentence, added, stay));
    // "sent home", "flown back": nobody was deployed.
    let away = |m: &&Mention| {
        let next = context.words(m.range.end..sentence.range.end).trim_start();
        !["home", "back", "to hospital", "to a hospital"].iter().any(|w| next.starts_with(w))
    };
    let sent = near(Class::Strength, close).filter(away);
    let led = |code, first: &Mention, second: Option<&Mention>| {
        let mut rules = vec![first.rule];
        let mut range = first.range.clone();
        if let Some(second) = second {
            rules.push(second.rule);
            range = range.start.min(second.range.start)..range.end.max(second.range.end);
        }
        Some(Strength { code, rules, range })
    };
    // "the number of troops could grow to 90,000": of harm it is a forecast, and was left out before.
    if sized && let Some(could) = near(Class::Forecast, 3).filter(|m| m.range.end <= number.start) {
        let will = context.words(could.range.clone()).to_lowercase().contains("will");
        return led(if will { "planned_strength" } else { "potential_strength" }, could, None);
    }
    // 도착해 투입을 준비 중이다: those who have come, whatever they are to do.
    let korean = sentence.lang == model::quantity::Lang::Ko;
    let came = |m: &&Mention| {
        let word =
            sent.filter(|s| korean && number.end <= s.range.start && s.range.end <= m.range.start);
        !word.is_some_and(|s| {
            let said = context.words(s.range.clone());
            ["도착", "들어", "건너", "넘어"].iter().any(|c| said.starts_with(c))
                && !said.ends_with('할')
        })
    };
    // «перебувають 11 тисяч, частину з них можуть відправити»: another clause tells what could be.
    let same_clause = |m: &&Mention| {
        let slavic = matches!(sentence.lang, model::quantity::Lang::Ru | model::quantity::Lang::Uk);
        let behind = number.end..m.range.start.max(number.end);
        let there = sent.or(stay).is_some_and(|s| s.range.end <= number.start);
        !slavic
            || !there
            || !super::attach::without_relative(sentence, context.words(behind)).contains(',')
    };
    if let Some(could) = near(Class::Could, close).filter(own).filter(same_clause) {
        return led("potential_strength", could, sent);
    }
    if let Some(future) = near(Class::Future, close).filter(own).filter(came).filter(same_clause) {
        return led("planned_strength", future, added.or(sent));
    }
    // "2,000 more soldiers were deployed"
    let more = context.words(number.end..sentence.range.end).trim_start().starts_with("more ");
    if let Some(sent) = sent.or(stay).filter(|_| more) {
        return led("deployed_additional", sent, None);
    }
    if let Some(added) = added
        && let Some(sent) = sent.or_else(|| near(Class::Strength, REACH)).or(stay)
    {
        return led("deployed_additional", added, Some(sent));
    }
    // "around 11,000 in Kursk"
    if let Some(place) = place.filter(|p| {
        p.range.start >= number.end
            && distance(context.words(number.end..p.range.start)) <= 3
            && !context.words(number.end..p.range.start).contains(',')
    }) && sent.is_none()
    {
        return led(place.value, place, None);
    }
    // “쿠르스크에 북한군 1만1천 명”: a headline leaves out its verb.
    let rest = context.words(number.end..sentence.range.end);
    let ends = rest.trim_start_matches("명").chars().filter(|c| c.is_alphanumeric()).count() == 0;
    if korean
        && ends
        && sent.is_none()
        && stay.is_none()
        && let Some(place) = place.filter(|p| {
            p.range.end <= number.start
                && context.words(p.range.clone()).ends_with('에')
                && distance(context.words(p.range.end..number.start)) <= 2
        })
    {
        return led(place.value, place, None);
    }
    if let Some(place) = place.filter(|p| sized && p.range.end <= number.start) {
        return led(place.value, place, None);
    }
    if let Some(place) = place
        && let Some(there) = stay.or(sent)
    {
        return led(place.value, place, Some(there));
    }
    led("deployed_strength", sent?, None)
}

/// The nearest words of a class in a number's part of the sentence.
pub(super) fn nearest<'a>(
    context: &Context<'_>,
    sentence: &'a Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
    class: Class,
    reach: u32,
) -> Option<&'a Mention> {
    let far = |m: &Mention| {
        if m.range.end <= number.start {
            distance(context.words(m.range.end..number.start))
        } else if m.range.start >= number.end {
            distance(context.words(number.end..m.range.start))
        } else {
            0
        }
    };
    sentence
        .of(class)
        .filter(|m| zone.start <= m.range.start && m.range.end <= zone.end)
        .map(|m| (far(m), m))
        .filter(|(d, _)| *d <= reach)
        .min_by_key(|(d, _)| *d)
        .map(|(_, m)| m)
}
