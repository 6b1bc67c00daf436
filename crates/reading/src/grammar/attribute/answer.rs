//! Which of a sentence's attributions governs a place in it, and what it gives: party, day of saying, relays.

use super::super::mention::Sentence;
use super::super::when::Dated;
use super::{Answer, Attribution, Style, Weight};
use crate::page::Page;
use std::ops::Range;

/// The attribution that carries on: the last party that speaks, else the last of all.
pub(super) fn best(own: &[Attribution]) -> Option<usize> {
    let all = |a: &Attribution| a.style != Style::Beside;
    let last = |weight: Weight| own.iter().rposition(|a| a.who.weight == weight && all(a));
    own.iter()
        .position(|a| a.style == Style::Label && a.who.weight == Weight::Authority)
        .or_else(|| last(Weight::Authority))
        .or_else(|| last(Weight::Source))
        .or_else(|| last(Weight::Voice))
        .or_else(|| last(Weight::Relay))
        .or_else(|| own.iter().rposition(all))
}

/// The attribution that governs a range: the nearest before it whose scope holds it, else the nearest behind.
pub(super) fn governing<'a>(
    page: &Page,
    own: &'a [Attribution],
    at: &Range<usize>,
    here: &Sentence,
) -> Option<&'a Attribution> {
    let holds = |a: &&Attribution| a.scope.start <= at.start && at.end <= a.scope.end;
    let beside = own.iter().filter(|a| a.style == Style::Beside).filter(holds);
    if let Some(one) = beside.min_by_key(|a| a.scope.len()) {
        return Some(one);
    }
    let all = || own.iter().filter(|a| a.style != Style::Beside);
    // "cited a figure of 600, which he attributed to the NIS": whose it is stands behind.
    if let Some(origin) =
        all().filter(holds).find(|a| a.style == Style::Origin && a.start() > at.start)
    {
        return Some(origin);
    }
    let before = all().filter(|a| a.start() <= at.start).filter(holds).max_by_key(|a| a.start());
    let behind = all().filter(|a| a.start() > at.start).filter(holds).min_by_key(|a| a.start());
    // Who speaks for a clause alone answers for nothing outside of it.
    let any = all()
        .filter(|a| here.lang != model::quantity::Lang::En || a.scope.start <= here.range.start)
        .min_by_key(|a| a.start().abs_diff(at.start));
    let main = before.or(behind).or(any)?;
    // "A Pentagon spokesperson said that the United States assessed": the agency speaks for its country.
    let country = |a: &Attribution| a.who.name.ends_with("(authorities)");
    // "of the losses, which Seoul estimates at 2,000"
    let relative = |a: &Attribution| {
        let lead = page.slice(here.range.start..a.start()).trim_end();
        [" which", " whom", " as"].iter().any(|w| lead.ends_with(w)) && lead.contains(", ")
    };
    let agency = all().filter(holds).find(|a| {
        a.who.group == main.who.group
            && a.who.weight == Weight::Authority
            && a.style == Style::Says
            && !country(a)
            && (a.end() <= main.start() && !noted(page, a, main) && led_by(page, a, main)
                || closes(page, here, a))
    });
    if let Some(agency) =
        agency.filter(|_| country(main) && main.style != Style::Label && !relative(main))
    {
        return Some(agency);
    }
    // "Kwon, citing reports by allies, said": who cites answers, where those cited are nobody.
    if main.style == Style::According
        && main.who.group.is_empty()
        && let Some(says) = all().filter(holds).find(|a| {
            a.style == Style::Says
                && a.who.weight <= Weight::Source
                && a.subject.end <= main.start()
                && a.cue.start >= main.end()
        })
    {
        return Some(says);
    }
    if main.who.weight < Weight::Outlet {
        return Some(main);
    }
    // An outlet or a lawmaker passes on what a party said, when one is there.
    let better = [before, behind].into_iter().flatten().find(|a| a.who.weight < Weight::Outlet);
    // "RIA reported that, according to figures on the ministry's site, …": whoever that is, it is not the outlet.
    if better.is_none()
        && main.who.weight == Weight::Outlet
        && main.style == Style::Says
        && let Some(origin) = all().filter(holds).find(|a| {
            a.style == Style::According
                && a.who.group.is_empty()
                && a.who.weight == Weight::Relay
                && a.start() >= main.end()
        })
    {
        return Some(origin);
    }
    let cited = own.iter().find(|a| a.style == Style::According && a.who.weight < Weight::Voice);
    Some(better.or(cited).unwrap_or(main))
}

/// "said that the United States assessed", and not "It marked a first weeks after Kyiv announced".
fn led_by(page: &Page, first: &Attribution, second: &Attribution) -> bool {
    let between = page.slice(first.end()..second.start());
    let after = [" after ", " when ", " while ", " since ", " before ", " whereas ", " although "];
    !after.iter().any(|w| between.contains(w))
}

/// "… had died.[2] A brigade stated": the mark of a note between two sentences.
fn noted(page: &Page, first: &Attribution, second: &Attribution) -> bool {
    page.slice(first.end()..second.start()).contains(".[")
}

/// "…, a Pentagon spokesman told reporters": who speaks behind all that is said.
fn closes(page: &Page, sentence: &Sentence, a: &Attribution) -> bool {
    let head = page.slice(sentence.range.start..a.start());
    let lead = head.rsplit(',').next().unwrap_or_default();
    head.contains(',')
        && lead.split_whitespace().count() <= 4
        && sentence.numbers.iter().filter(|n| n.range.end > a.start()).take(4).all(|n| {
            let dated = |d: &Dated| d.range.start <= n.range.start && n.range.end <= d.range.end;
            // "without saying how many of those had died"
            let vague = page.slice(n.range.clone()).starts_with("many");
            vague || sentence.dates.iter().any(dated)
        })
}

pub(super) fn answer_of(page: &Page, main: &Attribution, carried: bool) -> Answer {
    let speaker = page.slice(main.subject.clone()).trim().to_owned();
    let mut answer = Answer {
        group: main.who.group,
        name: main.who.name.clone(),
        speaker,
        said_on: main.said_on.as_ref().map(|(time, _, _)| time.clone()),
        ranges: vec![main.subject.clone()],
        rules: vec![main.who.rule],
        carried,
        ..Answer::default()
    };
    if main.who.weight == Weight::Relay {
        answer.group = "";
        answer.name.clear();
    }
    if let Some((_, range, rule)) = &main.said_on {
        answer.ranges.push(range.clone());
        answer.rules.push(rule);
    }
    if carried {
        answer.rules.push("carried-speaker");
    }
    answer
}

/// The day that the same speaker – behind a label also another of the same side – has beside another verb of the sentence.
pub(super) fn said_beside(own: &[Attribution], main: &Attribution, answer: &mut Answer) {
    let authority = main.who.weight == Weight::Authority && main.style == Style::Label;
    let same = own.iter().find(|a| {
        let side = a.who.group == main.who.group && a.who.weight == Weight::Authority;
        a.said_on.is_some() && (a.who.is(&main.who) || authority && side)
    });
    if let Some((time, range, rule)) = same.and_then(|a| a.said_on.clone()) {
        answer.said_on = Some(time);
        answer.ranges.push(range);
        answer.rules.push(rule);
    }
}

/// Whether a sentence tells what was said at another time than the words before it: "Earlier it put the toll at 300", "A year before".
pub(super) fn at_another_time(
    page: &Page,
    sentence: &Sentence,
    main: Option<&Attribution>,
) -> bool {
    const EARLIER: [&str; 18] = [
        "earlier",
        "previously",
        "before that",
        "ago",
        "formerly",
        "in the past",
        "ранее",
        "раньше",
        "прежде",
        "до этого",
        "до того",
        "раніше",
        "перед тим",
        "доти",
        "앞서",
        "이전",
        "당초",
        "그전",
    ];
    let text = page.slice(sentence.range.clone());
    let head: String = text.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    let head = head.to_lowercase();
    let led = EARLIER.iter().any(|e| {
        head.split_once(e).is_some_and(|(before, after)| {
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
        })
    });
    let stood = ["had stood", "had been at", "stood at", "had put", "had said", "had counted"];
    let lead = main.map_or(text, |a| page.slice(sentence.range.start..a.end()));
    led || main.is_none() && stood.iter().any(|w| text.contains(w))
        || main.is_some() && stood.iter().skip(3).any(|w| lead.contains(w))
}

/// The day on which a relay passed it on: the day that the world could know.
pub(super) fn said_by_relay(own: &[Attribution], answer: &mut Answer) {
    let relay = own.iter().filter(|a| a.who.weight >= Weight::Outlet);
    if let Some((time, range, rule)) = relay.filter_map(|a| a.said_on.clone()).next() {
        answer.said_on = Some(time);
        answer.ranges.push(range);
        answer.rules.push(rule);
    }
}

/// The words for outlets and lawmakers of the same sentence that are not the speaker themselves.
pub(super) fn relays(page: &Page, own: &[Attribution], main: &Attribution) -> Vec<String> {
    own.iter()
        .filter(|a| a.who.weight >= Weight::Outlet && *a != main)
        .map(|a| page.slice(a.start()..a.end()).trim().to_owned())
        .collect()
}
