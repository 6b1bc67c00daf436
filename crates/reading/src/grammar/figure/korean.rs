//! Korean numbers and their categories: 각각, lists that share a verb or a noun, sums, rivals, wholes and their parts.
//!
//! Terms: a *string* of numbers has only counters, particles that join and a few nouns between them (장교 20명과 병사 300명이); the verb
//! at its end, or the noun at its head, holds for all. Invariant: a string has no verb and no word of harm between its numbers.
//! Not here: words of harm (`harm`), numbers that are no figure (`korean_none`), and which number a word belongs to in all other cases
//! (`attach`).

use std::ops::Range;

use model::quantity::Lang;

use super::attach::distance;
use super::harm::Harm;
use super::{Counted, Read};
use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Mention, Number, Sentence};

/// Counters and hedges behind a number.
const BEHIND: &[&str] = &[
    "여명", "여 명", "명", "구", "가량", "정도", "안팎", "쯤", "내외", "이상", "이하", "미만",
    "남짓", "여", "대", "선", "의",
];

/// What joins a number with the next.
const JOINS: &[&str] = &[
    "과 ",
    "와 ",
    ", ",
    ",",
    "·",
    "ㆍ",
    "・",
    " 및 ",
    " 그리고 ",
    "으로, ",
    "로, ",
    "이고 ",
    "이고, ",
    "이며 ",
    "이며, ",
    "이라고, ",
    "이라며 ",
    "인 반면 ",
    "인 데 반해 ",
    "인데 ",
    "하고 ",
    "이다가 ",
    "에서 ",
    "으로 ",
    "로 ",
    "을, ",
    "를, ",
    "이, ",
    "은, ",
    "만, ",
    "; ",
    "/ ",
    " / ",
    "이라면 ",
];

/// 사망자와 부상자가 각각 300명, 2천700명: each number has the word of its own place.
pub(super) fn respectively(
    context: &Context<'_>,
    sentence: &Sentence,
    numbers: &[Range<usize>],
    harms: &[Harm],
) -> Option<Vec<Option<usize>>> {
    let text = context.words(sentence.range.clone());
    let each = sentence.range.start + text.find("각각").or_else(|| text.find("각기"))?;
    let before: Vec<usize> = (0..harms.len()).filter(|h| harms[*h].range.end <= each).collect();
    let behind: Vec<usize> = (0..numbers.len()).filter(|n| numbers[*n].start >= each).collect();
    let count = behind.len().min(before.len());
    if !(2..=6).contains(&count) {
        return None;
    }
    // The words nearest to 각각, the numbers nearest behind it.
    let words = before.get(before.len() - count..)?;
    let mut out = vec![None; numbers.len()];
    for (number, harm) in behind.iter().take(count).zip(words) {
        if let Some(slot) = out.get_mut(*number) {
            *slot = Some(*harm);
        }
    }
    Some(out)
}

/// Whether two nouns of harm stay apart because numbers follow for each: 사망자와 부상자가 각각 …, 사망·부상이 300명, 2천700명.
pub(super) fn apart(context: &Context<'_>, sentence: &Sentence, second: &Range<usize>) -> bool {
    let rest = context.words(second.end..sentence.range.end);
    let near = rest.find("각각").or_else(|| rest.find("각기"));
    near.is_some_and(|at| rest.get(..at).unwrap_or_default().split_whitespace().count() <= 3)
}

/// Whether nothing but what joins stands between two numbers.
fn strung(context: &Context<'_>, sentence: &Sentence, between: Range<usize>) -> bool {
    let apart = sentence.mentions.iter().any(|m| {
        matches!(m.class, Class::Harm | Class::Strength | Class::Other)
            && m.range.start >= between.start
            && m.range.end <= between.end
    });
    if apart || between.end <= between.start {
        return false;
    }
    let mut text = context.words(between);
    // 300명(국정원)에서 1천 명(정보총국)까지
    if let Some(close) = text.strip_prefix('(').and_then(|t| t.find(')')).filter(|at| *at <= 60) {
        text = text.get(close + 2..).unwrap_or_default();
    }
    while let Some(rest) = BEHIND.iter().find_map(|b| text.strip_prefix(b)) {
        text = rest.trim_start_matches([' ', '”', '’', '(', ')']);
        if text.is_empty() {
            return false;
        }
    }
    let raw = format!("{text} ");
    let joined = JOINS.iter().filter_map(|j| raw.strip_prefix(*j)).min_by_key(|r| r.len());
    let Some(rest) = joined else { return false };
    let words: Vec<&str> = rest.split_whitespace().collect();
    let verb = |w: &&str| {
        ["다", "고", "며", "지만", "으나", "는데", "면서", "해", "한", "던", "된", "났"]
            .iter()
            .any(|e| w.ends_with(e))
            && w.chars().count() > 1
            && !w.ends_with("라고")
            && !matches!(*w, "위해" | "한" | "또한" | "통해" | "올해" | "지난해" | "이듬해")
    };
    let items = text.starts_with("을,") || text.starts_with("를,");
    words.len() <= if items { 7 } else { 4 } && !words.iter().any(verb)
}

/// Where a number ends with its counter; a noun behind a joint (1천 명과 장교) belongs to the next one.
fn counted_to(context: &Context<'_>, number: &Range<usize>) -> usize {
    let said = context.words(number.clone());
    let joint = ["명과 ", "명, ", "명 및 ", "명·"].iter().filter_map(|j| said.rfind(j)).max();
    joint.map_or(number.end, |at| number.start + at + "명".len())
}

/// The category of the number before, in a string.
pub(super) fn after(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    count: Counted,
) -> Option<(&'static str, Vec<&'static str>)> {
    let last = before.last().filter(|_| matches!(count, Counted::Persons | Counted::Bare))?;
    // A category that a verb right behind the number gave is not that of the next one.
    strung(context, sentence, counted_to(context, &last.number)..number.start)
        .then(|| (last.code, vec!["figure-list"]))
}

/// The numbers before one that has a category, in a string: 병사 300명과 장교 20명이 숨졌다.
pub(super) fn ahead(
    context: &Context<'_>,
    sentence: &Sentence,
    numbers: &[&Number],
    counts: &[Counted],
    out: &[Read],
) -> Vec<Read> {
    let mut found: Vec<Read> = Vec::new();
    for i in (0..numbers.len().saturating_sub(1)).rev() {
        let (Some(here), Some(next)) = (numbers.get(i), numbers.get(i + 1)) else { continue };
        let open =
            out.iter().all(|r| r.number != here.range) && counts.get(i) == Some(&Counted::Persons);
        let code = out.iter().chain(&found).find(|r| r.number == next.range).map(|r| r.code);
        let Some(code) = code.filter(|_| open) else { continue };
        let between = context.words(here.range.end..next.range.start.max(here.range.end));
        let part = [
            "이 중",
            "이중",
            "이 가운데",
            "그중",
            "그 중",
            "이들 중",
            "이들 가운데",
            "가운데 ",
            " 중 ",
        ]
        .iter()
        .any(|p| between.contains(p));
        if part || !strung(context, sentence, counted_to(context, &here.range)..next.range.start) {
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

/// 지금까지 파병된 1만2천여 명 중 4천여 명이 숨졌다: those who were sent, of whom a part is told.
pub(super) fn sent_whole(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
) -> bool {
    if sentence.lang != Lang::Ko {
        return false;
    }
    let rest = context.words(number.end..sentence.range.end).trim_start();
    let parted = ["중", "가운데", "명 중", "명 가운데"].iter().any(|w| rest.starts_with(w));
    // 배치된 1만1천 명 북한군의 절반 이상, 파병된 1만 명 규모 병력의 절반
    let share = sentence.numbers.iter().find(|n| n.range.start >= number.end).is_some_and(|n| {
        let between = context.words(number.end..n.range.start).trim();
        matches!(n.quantity, model::quantity::Quantity::Fraction { .. })
            && between.trim_end_matches(" 약").ends_with('의')
            && between.split_whitespace().count() <= 4
    });
    let parted = parted || share;
    let there = sentence.of(Class::InKursk).any(|m| m.range.end <= number.start);
    let sent = sentence
        .mentions
        .iter()
        .filter(|m| {
            matches!(m.class, Class::Strength | Class::Future) || there && m.class == Class::Stay
        })
        .rfind(|m| m.range.end <= number.start);
    parted
        && sent.is_some_and(|m| {
            let between = context.words(m.range.end..number.start);
            let words = between.split_whitespace().count();
            let told = context.words(m.range.clone());
            // 보내겠다고 밝힌 6천 명 가운데
            let last = between.trim_end().chars().next_back();
            let describes = told.chars().next_back().is_some_and(|c| final_consonant(c) == 4)
                || m.class == Class::Future && last.is_some_and(|c| final_consonant(c) == 4);
            words <= 3
                && !between.contains([',', '.'])
                && (describes || told.ends_with("파병") || told.ends_with("파견"))
        })
}

/// 부상자까지 합치면 3천 명: the wounded and those counted before.
pub(super) fn with_wounded(context: &Context<'_>, harm: &Harm, number: &Range<usize>) -> bool {
    const WITH: &[&str] = &[
        "포함하면",
        "포함해",
        "포함할",
        "합치면",
        "합하면",
        "합쳐",
        "합해",
        "합친",
        "합한",
        "더하면",
        "더해",
        "더한",
        "치면",
    ];
    if harm.code != "wounded" || harm.range.end > number.start {
        return false;
    }
    let between = context.words(harm.range.end..number.start);
    let said = context.words(harm.range.clone());
    let glued = ["까지", "를", "도", "자를"].iter().any(|t| said.ends_with(t));
    let led = glued || between.starts_with(' ');
    led && between.split_whitespace().count() <= 4
        && between.split_whitespace().any(|w| WITH.iter().any(|x| w.starts_with(x)))
}

/// 사상자는 600명의 사망자를 포함해 모두 4천 명: whether the pair would give the part the word of the whole, or the whole that of the part.
pub(super) fn included(
    context: &Context<'_>,
    sentence: &Sentence,
    numbers: &[Range<usize>],
    i: usize,
    harms: &[Harm],
    j: usize,
) -> bool {
    // The part is a number with a word of harm right behind it, and 포함 behind that.
    let part = |n: &Range<usize>| {
        harms.iter().enumerate().find(|(_, h)| {
            let lead = context.words(n.end..h.range.start.max(n.end));
            let near = h.range.start >= n.end && matches!(lead.trim(), "" | "의" | "명의");
            let rest = context.words(h.range.end..sentence.range.end);
            let next: String = rest.chars().take(8).collect();
            near && ["포함해", "포함한", "포함하여", "포함, "].iter().any(|w| next.contains(w))
        })
    };
    let (Some(number), Some(harm)) = (numbers.get(i), harms.get(j)) else { return false };
    // This number is the part: only its own word is its.
    if let Some((own, _)) = part(number) {
        let led = harms.iter().take(own).any(|h| h.range.end <= number.start);
        return led && own != j;
    }
    // This number is the whole behind a part: the part's word is not its.
    i.checked_sub(1).and_then(|b| numbers.get(b)).and_then(part).is_some_and(|(own, _)| {
        own == j && harm.range.end <= number.start && harms.iter().take(own).any(|_| true)
    })
}

/// Which consonant closes a syllable: 0 is none, 4 is ㄴ.
fn final_consonant(c: char) -> u32 {
    if ('가'..='힣').contains(&c) { (u32::from(c) - u32::from('가')) % 28 } else { 0 }
}

/// 300여 명이던 사망자가 1천 명을 넘었다: the word behind the first number is that of the second too.
pub(super) fn shared<'h>(
    context: &Context<'_>,
    sentence: &Sentence,
    numbers: &[Range<usize>],
    i: usize,
    harms: &'h [Harm],
) -> Option<&'h Harm> {
    const THEN: &[&str] = &[
        "이던",
        "였던",
        "이었던",
        "불과했던",
        "불과하던",
        "그쳤던",
        "머물던",
        "머물렀던",
        "수준이던",
        "이르던",
        "추산되던",
        "추정되던",
        "집계되던",
        "집계됐던",
        "추산됐던",
        "추정됐던",
        "파악됐던",
    ];
    if sentence.lang != Lang::Ko {
        return None;
    }
    let (before, here) = (numbers.get(i.checked_sub(1)?)?, numbers.get(i)?);
    let harm = harms.iter().find(|h| before.start < h.range.start && h.range.end <= here.start)?;
    let lead = context.words(before.start..harm.range.start);
    let then = THEN.iter().any(|t| lead.contains(t)) && lead.split_whitespace().count() <= 5;
    let last = harms.iter().rfind(|h| h.range.end <= here.start)?;
    (then && last.range == harm.range && distance(context.words(harm.range.end..here.start)) <= 10)
        .then_some(harm)
}

/// 사망 200명, 부상 500명 등 700여 명: the sum of a list has the word that stands at its head, else all of the list's.
pub(super) fn total(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    count: Counted,
) -> Option<(&'static str, Vec<&'static str>)> {
    const SUMS: &[&str] = &[
        "등",
        "모두",
        "총",
        "합쳐",
        "합해",
        "합치면",
        "합하면",
        "도합",
        "합계",
        "더해",
        "더하면",
        "포함해",
        "포함",
        "합친",
        "합한",
    ];
    let last = before.last().filter(|_| count == Counted::Persons)?;
    let between = context.words(last.number.end..number.start);
    let words: Vec<&str> = between.split_whitespace().collect();
    let sums = words.iter().any(|w| SUMS.contains(w)) && words.len() <= 6;
    let list: Vec<&Read> =
        before.iter().filter(|r| number.start.saturating_sub(r.number.start) <= 160).collect();
    let included = words.iter().any(|w| w.starts_with("포함"));
    if !sums || between.contains('.') || list.is_empty() || list.len() < 2 && !included {
        return None;
    }
    let first = list.first()?.clause.start.min(list.first()?.number.start);
    let head = sentence
        .of(Class::Harm)
        .filter(|m| m.range.end <= first || m.range.start < list[0].number.start)
        .find(|m| matches!(m.value, "killed_or_wounded" | "losses_unspecified" | "casualties"))
        .filter(|m| !list.iter().any(|r| r.code == m.value));
    if let Some(head) = head {
        return Some((head.value, vec!["figure-total", head.rule]));
    }
    let has = |code: &str| list.iter().any(|r| r.code == code);
    let code = match (has("killed"), has("wounded"), has("missing") || has("captured")) {
        (true, true, false) => "killed_or_wounded",
        (true, true, true) => "casualties",
        _ => return None,
    };
    Some((code, vec!["figure-total"]))
}

/// 국정원은 사망자를 600명으로, 정보총국은 1천 명이 넘는다고 본다: the number of another speaker, who names no harm.
pub(super) fn rival(
    context: &Context<'_>,
    s: usize,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    count: Counted,
) -> Option<(&'static str, Vec<&'static str>)> {
    let last = before.last().filter(|_| count == Counted::Persons)?;
    let between = last.number.end..number.start;
    let within = |r: &Range<usize>| between.start <= r.start && r.end <= between.end;
    let speaker = context.attributions.of(s).iter().any(|a| within(&a.subject));
    let other = [Class::Harm, Class::Strength, Class::Other, Class::Future, Class::Could]
        .iter()
        .any(|class| {
            sentence.of(*class).any(|m| {
                m.range.start >= number.end || within(&m.range) && parted_before(context, m, number)
            })
        });
    (speaker && !other).then(|| (last.code, vec!["figure-rival"]))
}

/// Whether a word stands in the same clause as the number behind it.
fn parted_before(context: &Context<'_>, word: &Mention, number: &Range<usize>) -> bool {
    !parted(context.words(word.range.end..number.start))
}

/// 사살했고, 숨졌으며: a verb at the end of its clause, which is nothing to the number behind it.
pub(super) fn closed(context: &Context<'_>, sentence: &Sentence, harm: &Harm) -> bool {
    let said = context.words(harm.range.clone());
    sentence.lang == Lang::Ko
        && [
            "했고", "됐고", "었고", "졌고", "쳤고", "하고", "되고", "으며", "하며", "되며", "면서",
            "지만", "는데", "으나", "다",
        ]
        .iter()
        .any(|e| said.ends_with(e))
}

/// 부상한 병사 한 명이 … 숨졌다: a verb that describes whom another verb tells of.
pub(super) fn describes_dead(
    context: &Context<'_>,
    sentence: &Sentence,
    numbers: &[Range<usize>],
    i: usize,
    harm: &Harm,
    harms: &[Harm],
) -> bool {
    let said = context.words(harm.range.clone());
    let describes = said.chars().next_back().is_some_and(|c| final_consonant(c) == 4);
    if sentence.lang != Lang::Ko || !describes || !matches!(harm.code, "wounded" | "captured") {
        return false;
    }
    let Some(number) = numbers.get(i) else { return false };
    let until = numbers.get(i + 1).map_or(sentence.range.end, |n| n.start);
    harms.iter().any(|h| {
        h.range.start >= number.end
            && h.range.end <= until
            && matches!(h.code, "killed" | "surrendered")
    })
}

/// 이 가운데 2천 명은 본국에 송환됐다: of those who were told wounded.
pub(super) fn sent_home(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    last: Option<&'static str>,
) -> bool {
    const HOME: [&str; 8] =
        ["본국", "북한으로", "귀국", "송환", "고국", "북으로", "평양으로", "고향"];
    const BACK: [&str; 8] = ["송환", "귀국", "돌아", "후송", "귀환", "복귀", "실려", "보내졌"];
    let next = sentence.numbers.iter().find(|n| n.range.start >= number.end);
    let text = context.words(number.end..next.map_or(sentence.range.end, |n| n.range.start));
    let lead = context.words(sentence.range.start..number.start);
    let part = ["이 가운데", "이 중", "이중", "그중", "그 가운데"].iter().any(|p| lead.contains(p));
    (matches!(last, Some("wounded" | "killed_or_wounded"))
        || part && matches!(last, Some("deployed_strength" | "killed")) && !text.contains("유해"))
        && HOME.iter().any(|h| text.contains(h))
        && BACK.iter().any(|b| text.contains(b))
}

/// 혼란이 커지자 3천 명을 증파했다: a number whose own verb of sending stands behind it, in another clause than the harm.
pub(super) fn sent_there(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    between: &str,
    after: bool,
) -> bool {
    if sentence.lang != Lang::Ko {
        return false;
    }
    if after {
        // 쿠르스크에 투입된 북한군은 1만2천 명이며 … 다쳤다
        let own = sentence.of(Class::Strength).any(|m| {
            m.range.end <= number.start
                && context.words(m.range.end..number.start).split_whitespace().count() <= 3
                && !context.words(m.range.end..number.start).contains(',')
        });
        let ends = ["이며 ", "이고 ", "이며, ", "이고, ", "으로, ", "인데 ", "이지만 "];
        return own && ends.iter().any(|e| between.trim_start_matches('명').starts_with(e));
    }
    let own = [Class::Strength, Class::Future, Class::Could].iter().any(|class| {
        sentence.of(*class).any(|m| {
            m.range.start >= number.end
                && context.words(number.end..m.range.start).split_whitespace().count() <= 3
                && !parted(context.words(number.end..m.range.start))
        })
    });
    let apart =
        parted(between) || ["자 ", "자, ", "어 ", "해 ", "돼 "].iter().any(|j| between.contains(j));
    sentence.lang == Lang::Ko && own && apart
}

/// 4월 보고 때는 600명이었다: a number that is all that a sentence says of what was spoken of before.
pub(super) fn predicate(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    // 전사자가 2천 명으로 늘었다며 “지난 보고 때는 600여 명이었다”: words before the number before it are that one's.
    let last = sentence.numbers.iter().rfind(|n| n.range.end <= number.start);
    let from = last.map_or(sentence.range.start, |n| n.range.end);
    let lead = context.words(from..number.start);
    let parts = ["며 ", "고 ", "면서 ", "나 ", "지만 ", "는데 ", "인데 ", "으로, ", "”"];
    let apart = parts.iter().filter_map(|p| lead.rfind(p)).max().map_or(from, |at| from + at);
    let plain = [Class::Harm, Class::Strength, Class::Other, Class::Future, Class::Could]
        .iter()
        .all(|class| sentence.of(*class).all(|m| m.range.end <= apart));
    let mut rest = context.words(number.end..sentence.range.end);
    while let Some(left) = BEHIND.iter().find_map(|b| rest.strip_prefix(b)) {
        rest = left.trim_start();
    }
    let rest = rest.trim_start_matches(['”', '’', '"', ' ']);
    // “3천 명은 넘는다”: the verb is the number's own.
    let own = ["넘", "웃도", "웃돈", "육박", "미치", "상회", "돌파", "초과"]
        .iter()
        .any(|v| context.words(number.clone()).contains(v));
    let ends = [
        "이었",
        "였",
        "이다",
        "이라고",
        "라고",
        "이라는",
        "으로 ",
        "로 ",
        "입니다",
        "이라며",
        "이며",
        "에 달",
        "에 이",
        "을 넘",
        "이 넘",
        "은 넘",
        "도 넘",
        "을 웃",
        "을 상회",
        "에 육박",
        "에 가까",
        "에 못 미",
        "도 안 ",
        "이 안 ",
        "에 불과",
        "에 그",
        "이던",
        "에서 ",
        "’에서",
        "보다 ",
        "씩 ",
        "이 됐",
        "이 된",
        "이 되",
        "뿐",
        "선이",
        "선으로",
        "수준",
        "규모",
        "뿐",
        "이하",
        ".",
        "이고",
    ];
    let counter = context.words(number.clone()).contains('명')
        || context.words(number.end..sentence.range.end).trim_start().starts_with('명');
    plain && counter && (rest.is_empty() || own || ends.iter().any(|e| rest.starts_with(e)))
}

/// Whether a clause ends between a word and the number behind it.
pub(super) fn parted(between: &str) -> bool {
    ["며 ", "고 ", "지만 ", "면서 ", "는데 ", "으나 ", "며, ", "고, ", "다. ", "지만, "]
        .iter()
        .any(|j| between.contains(j) && !between.contains("라고 "))
}

/// 1차는 1만1천여 명, 2차는 3천여 명이다: those of a later wave were sent in addition.
pub(super) fn later_wave(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
) -> bool {
    let head = context.words(sentence.range.start..number.start).trim_end();
    let bare = ["에는", "는", "에"].iter().find_map(|p| head.strip_suffix(p)).unwrap_or(head);
    let wave = ["2차", "3차", "4차"].iter().find_map(|w| bare.strip_suffix(w));
    sentence.lang == Lang::Ko && wave.is_some_and(|before| !before.ends_with(['·', '~', '∼']))
}

/// 부상자 1천8백여 명이 열차로 돌아갔다: the wounded who went home.
pub(super) fn went_home(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    const HOME: [&str; 9] =
        ["돌아갔", "돌아왔", "돌아간", "귀국했", "귀국한", "송환됐", "송환된", "귀환했", "귀환한"];
    let after = context.words(number.end..sentence.range.end);
    let at = HOME.iter().filter_map(|w| after.find(w)).min();
    let between = at.and_then(|at| after.get(..at)).filter(|b| b.chars().count() <= 40);
    sentence.lang == Lang::Ko
        && between.is_some_and(|b| {
            !b.contains([',', '”', '.'])
                && !["했고", "됐고", "으며", "전선", "부대"].iter().any(|w| b.contains(w))
        })
}

/// 유해 40여 구가 열차편으로 들어온: the dead who were brought home.
pub(super) fn remains_came(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    harm: &Range<usize>,
) -> bool {
    const CAME: [&str; 9] =
        ["들어온", "들어왔", "돌아온", "돌아왔", "도착한", "도착했", "송환", "봉환", "귀환"];
    let said = context.words(harm.clone());
    let after = context.words(number.end..sentence.range.end);
    let at = CAME.iter().filter_map(|w| after.find(w)).min();
    let between = at.and_then(|at| after.get(..at)).filter(|b| b.chars().count() <= 40);
    sentence.lang == Lang::Ko
        && ["유해", "유골", "시신"].iter().any(|w| said.starts_with(w))
        && between.is_some_and(|b| !b.contains([',', '”', '.', '"']) && !parted(b))
}

/// 사망자 비율이 전체 사상자의 3분의 1: the share is that of the dead.
pub(super) fn rate(context: &Context<'_>, sentence: &Sentence, harm: &Harm) -> bool {
    let next = context.words(harm.range.end..sentence.range.end).trim_start();
    let next = next.strip_prefix('의').unwrap_or(next).trim_start();
    sentence.lang == Lang::Ko && ["비율", "비중"].iter().any(|w| next.starts_with(w))
}

/// 사상자 5천 명, 그중 사망자 650명: the category of the whole, and the product of the two numbers.
pub(super) fn whole_of(
    context: &Context<'_>,
    sentence: &Sentence,
    reads: &[Read],
) -> Option<(&'static str, u128)> {
    let [.., whole, part] = reads else { return None };
    let between = context.words(whole.number.end..part.number.start.max(whole.number.end));
    let parts = ["그중", "그 중", "이 중", "이중", "이 가운데", "그 가운데"];
    let of = sentence.lang == Lang::Ko && parts.iter().any(|p| between.contains(p));
    let value = |r: &Read| r.quantity.reading().and_then(|q| q.value).map(u128::from);
    let product = value(whole)?.checked_mul(value(part)?)?;
    (of && whole.code != part.code).then_some((whole.code, product))
}

/// 영국은 이보다 많은 6천 명으로 본다: nearer to the whole of before than to its part.
pub(super) fn like_whole(
    sentence: &Sentence,
    number: &Range<usize>,
    whole: Option<(&'static str, u128)>,
) -> Option<&'static str> {
    let own = sentence.numbers.iter().find(|n| n.range == *number)?;
    let value = u128::from(own.quantity.reading()?.value?);
    whole.filter(|(_, product)| value.saturating_mul(value) >= *product).map(|(code, _)| code)
}
