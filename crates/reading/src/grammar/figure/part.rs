//! Numbers that are a part, a share or a list of others, and have their category from them.

use super::super::Context;
use super::super::mention::{Number, Sentence};
use super::count::Counted;
use super::harm::Harm;
use super::{Cause, Left, Read};
use model::quantity::{Lang, Quantity};
use std::ops::Range;

/// "Nearly all of the 94 soldiers were killed": of how many, and not how many.
pub(super) fn partial(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    const PARTS: [&str; 12] = [
        "nearly all",
        "almost all",
        "most",
        "many",
        "some",
        "few",
        "half",
        "majority",
        "part",
        "a number",
        "several",
        "virtually all",
    ];
    if sentence.lang != Lang::En {
        return false;
    }
    let head = context.words(sentence.range.start..number.start).trim_end().to_lowercase();
    if head.ends_with("all but") {
        return true;
    }
    let of = [" of the", " of its", " of their", " of those", " of these"];
    let Some(head) = of.iter().find_map(|of| head.strip_suffix(of)) else { return false };
    PARTS.iter().any(|p| head.ends_with(p))
}

/// "…, almost two-thirds of the contingent": a share that tells how much the figure before it is.
pub(super) fn share_of(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    left: &Left,
) -> Option<Cause> {
    const OF: [&str; 14] = [
        "contingent",
        "force",
        "troops",
        "total",
        "deployed",
        "number",
        "strength",
        "sent",
        "soldiers",
        "deployment",
        "dispatched",
        "corps",
        "them",
        "men",
    ];
    let own = sentence.numbers.iter().find(|n| n.range == *number)?;
    if !matches!(own.quantity, Quantity::Fraction { .. }) {
        return None;
    }
    // "They said that amounted to a third of the soldiers sent."
    const AMOUNTS: [&str; 9] = [
        "amounted to",
        "amounts to",
        "represents",
        "represented",
        "equivalent to",
        "that is",
        "that was",
        "equals",
        "equal to",
    ];
    let lead = context.words(sentence.range.start..number.start).trim_end().to_lowercase();
    if let Some(code) =
        left.last.or(left.before).filter(|c| before.is_empty() && !c.ends_with("strength"))
        && lead.split_whitespace().count() <= 6
        && (lead.contains("that") || lead.contains("this"))
        && AMOUNTS.iter().any(|a| lead.ends_with(a))
    {
        return Some((code, vec!["figure-share"], None));
    }
    let last = before.last()?;
    let head = context.words(last.number.end..number.start).trim_end();
    let opens =
        [",", "(", "—", "–", ", or", "amounting to", "equivalent to", "that is", "which is"];
    let tail = context.words(number.start..sentence.range.end);
    let tail = tail.split(", ").next().unwrap_or_default();
    let tail = tail.split([';', ')', '"', '”']).next().unwrap_or_default().to_lowercase();
    let counts = OF.iter().any(|w| tail.contains(w));
    let fits = opens.iter().any(|o| head.ends_with(o)) && counts && !head.contains([';', ':']);
    fits.then(|| (last.code, vec!["figure-share"], None))
}

/// "55 soldiers, 12 of them officers": a part of the figure before.
pub(super) fn of_them(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
) -> Option<Cause> {
    let last =
        before.last().filter(|r| sentence.lang == Lang::En && !r.code.ends_with("strength"))?;
    let between = context.words(last.number.end..number.start).trim_end();
    let opens = between.ends_with([',', '—', '–', '(']) || between.ends_with(", with");
    let next = context.words(number.end..sentence.range.end).trim_start();
    let theirs = next.starts_with("of them") || next.starts_with("of whom");
    let short = between.split_whitespace().count() <= 14 && !between.contains([';', '.']);
    (opens && theirs && short).then(|| (last.code, vec!["figure-part"], None))
}

/// "half of the contingent, or over 5,000 men": a share said once more as a number.
pub(super) fn restated(
    context: &Context<'_>,
    number: &Range<usize>,
    before: &[Read],
) -> Option<Cause> {
    let last = before.last().filter(|r| matches!(r.quantity, Quantity::Fraction { .. }))?;
    let between = context.words(last.number.end..number.start);
    let tail = between.trim_end().rsplit(' ').next().unwrap_or_default();
    let joined = between.contains([',', '—', '–']) && tail == "or";
    let short = between.split_whitespace().count() <= 6;
    (joined && short).then(|| (last.code, vec!["figure-restated"], None))
}

/// "Three generals are among the 500 killed": the harm of those among whom they are.
pub(super) fn among(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    harms: &[Harm],
) -> Option<Cause> {
    const AMONG: [&str; 6] = [
        " are among",
        " were among",
        " is among",
        " was among",
        " are included in",
        " number among",
    ];
    let after = context.words(number.end..sentence.range.end);
    let at =
        AMONG.iter().filter_map(|a| Some(after.find(a)? + a.len())).min().filter(|a| *a <= 80)?;
    let harm = harms.iter().find(|h| h.range.start >= number.end + at)?;
    let between = context.words(number.end + at..harm.range.start);
    // "28 officers, including two colonels, were among the dead"
    let lead = after.get(..at).unwrap_or_default();
    if lead.contains(';') || lead.matches(',').count() % 2 == 1 || between.len() > 60 {
        return None;
    }
    let mut rules = vec!["figure-among"];
    rules.extend(&harm.rules);
    Some((harm.code, rules, Some(harm.range.clone())))
}

/// The first numbers of a list whose verb comes last: 공병 1천 명과 건설인력 5천 명이 파견될.
pub(super) fn list_before(
    context: &Context<'_>,
    sentence: &Sentence,
    standing: &[usize],
    counts: &[Counted],
    out: &[Read],
) -> Vec<Read> {
    let mut found: Vec<Read> = Vec::new();
    let numbers: Vec<&Number> = standing.iter().filter_map(|i| sentence.numbers.get(*i)).collect();
    for i in (0..numbers.len().saturating_sub(1)).rev() {
        let (Some(here), Some(next)) = (numbers.get(i), numbers.get(i + 1)) else { continue };
        let code = out
            .iter()
            .chain(&found)
            .find(|r| r.number == next.range)
            .map(|r| r.code)
            .filter(|code| code.ends_with("strength") || *code == "deployed_additional");
        let open =
            out.iter().all(|r| r.number != here.range) && counts.get(i) == Some(&Counted::Persons);
        let Some(code) = code.filter(|_| open) else { continue };
        if !listed(context.words(here.range.end..next.range.start)) {
            continue;
        }
        found.push(Read {
            clause: here.range.clone(),
            zone: here.range.start..next.range.start,
            number: here.range.clone(),
            code,
            rules: vec!["figure-list"],
            quantity: here.quantity.clone(),
            earlier: false,
        });
    }
    found
}

/// Whether a list of numbers goes on: "1,000 sappers and 5,000 builders".
pub(super) fn listed(between: &str) -> bool {
    let words = between.split_whitespace().count();
    let joined = [" and ", ",", " и ", " та ", " і ", " й ", "과 ", "와 ", " 및 "]
        .iter()
        .any(|j| between.contains(j));
    joined && words <= 5 && !between.contains(['.', ';', ':'])
}

/// Whether words before a number make it a part of the one before: "among them 60 North Koreans".
pub(super) fn part_of(head: &str) -> bool {
    const PARTS: [&str; 22] = [
        "among them",
        "of them",
        "of whom",
        "including",
        "among whom",
        "among those",
        "среди них",
        "среди которых",
        "из них",
        "из которых",
        "в том числе",
        "включая",
        "в их числе",
        "серед них",
        "серед яких",
        "з них",
        "із них",
        "з яких",
        "у тому числі",
        "в тому числі",
        "зокрема",
        "включно з",
    ];
    const WORDS: [&str; 8] = ["about", "some", "at least", "around", "и", "і", "около", "близько"];
    let head = head.trim_end_matches([' ', '—', '–', '-', ',']);
    let bare = WORDS.iter().find_map(|w| head.strip_suffix(w)).unwrap_or(head).trim_end();
    PARTS.iter().any(|p| bare.ends_with(p))
}
