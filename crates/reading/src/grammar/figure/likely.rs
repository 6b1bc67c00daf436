//! Korean sentences that judge, and those that foresee: 6천 명을 넘을 것으로 추정된다 is a figure, 연말까지 6천 명을 넘을 것이다 is none.
//!
//! Terms: a verb of *extent* tells how far a number goes (넘다, 이르다, 달하다, 되다); with -ㄹ 것, -ㄹ 수 it is as often a judgement of what
//! is as of what will be. Invariant: whoever foresees, warns or names a time to come makes a forecast; verbs of growth always do.
//! Not here: forecasts as statements (`kinds`).

use std::ops::Range;

use model::quantity::Lang;

use super::open::last_bytes;
use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Mention, Sentence};

/// Beginnings of verbs of extent.
const EXTENT: [&str; 10] =
    ["넘을", "달할", "이를", "넘어설", "될", "넘길", "웃돌", "육박할", "다다를", "돌파할"];

/// What foresees, or tells a time to come.
const AHEAD: [&str; 34] = [
    "앞으로",
    "향후",
    "연말",
    "내년",
    "다음 달",
    "다음달",
    "내달",
    "올해 안",
    "연내",
    "조만간",
    "머지않아",
    "곧 ",
    "이르면",
    "전망",
    "예상",
    "내다",
    "예측",
    "우려",
    "경고",
    "예고",
    "시간문제",
    "시간 문제",
    "다음 주",
    "몇 달 안",
    "몇 주 안",
    "이어지면",
    "계속되면",
    "계속된다면",
    "늘면",
    "된다면",
    "경우",
    "추세라면",
    "추세면",
    "속도라면",
];

/// Whether a word of forecast says how far a number goes by somebody's judgement.
pub(super) fn extent(context: &Context<'_>, sentence: &Sentence, word: &Mention) -> bool {
    if sentence.lang != Lang::Ko {
        return false;
    }
    let said = context.words(word.range.clone());
    if !EXTENT.iter().any(|e| said.starts_with(e)) {
        return false;
    }
    let head = last_bytes(context.words(sentence.range.start..word.range.start));
    let tail: String = context.words(word.range.end..sentence.range.end).chars().take(24).collect();
    let until = sentence.dates.iter().any(|d| {
        d.range.end <= word.range.start
            && context.words(d.range.clone()).ends_with("까지")
            && context.anchor.is_some_and(|day| later(&d.time, day))
    });
    !until && !AHEAD.iter().any(|a| head.contains(a) || tail.contains(a))
}

/// 숨지거나 다칠 것이라는, 전사하게 된다는 전망: harm that is to come. 사망했을 것 is what has been, by somebody's judgement.
pub(super) fn to_come(context: &Context<'_>, sentence: &Sentence, harm: &Range<usize>) -> bool {
    if sentence.lang != Lang::Ko {
        return false;
    }
    let rest = context.words(harm.end..sentence.range.end);
    let glued = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let said = context.words(harm.start..harm.end + glued);
    let rest = rest.get(glued..).unwrap_or_default();
    let near: String = rest.chars().take(14).collect();
    let mut last = said.chars().rev();
    let (end, before) = (last.next().unwrap_or(' '), last.next().unwrap_or(' '));
    // -ㄹ 것, without the past that -었을 has.
    if final_consonant(end) == 8 && !(end == '을' && final_consonant(before) == 20) {
        return [" 것", " 수 있", " 수도", " 가능성", " 우려", " 위험", " 전망"]
            .iter()
            .any(|w| near.starts_with(w));
    }
    said.ends_with('게')
        && [" 될", " 된다는 전망", " 된다는 계산", " 된다는 관측"]
            .iter()
            .any(|w| near.starts_with(w))
}

/// Which consonant closes a syllable: 8 is ㄹ, 20 is ㅆ.
fn final_consonant(c: char) -> u32 {
    if ('가'..='힣').contains(&c) { (u32::from(c) - u32::from('가')) % 28 } else { 0 }
}

/// Whether a number that no word of harm is told of is one of a forecast.
pub(super) fn forecast(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
) -> bool {
    sentence.lang == Lang::Ko
        && super::strength::nearest(context, sentence, number, zone, Class::Forecast, 3)
            .is_some_and(|m| m.range.start >= number.start && !extent(context, sentence, m))
}

/// 그 규모를 1천 명 이상으로 추정했다: how many were sent, in the sentence or in the one before.
pub(super) fn size(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: Option<&'static str>,
) -> Option<(&'static str, Vec<&'static str>)> {
    const SIZE: [&str; 6] = ["규모를", "규모가", "규모는", "규모도", "숫자를", "인원을"];
    if sentence.lang != Lang::Ko {
        return None;
    }
    let head = last_bytes(context.words(sentence.range.start..number.start));
    let at = SIZE.iter().filter_map(|s| head.rfind(s)).max()?;
    let between = head.get(at..)?;
    if between.split_whitespace().count() > 4 || between.contains(['.', ',']) {
        return None;
    }
    // 피해 규모를: of the dead.
    let lead = head.get(..at)?.trim_end();
    if ["피해", "손실", "사상자", "전사자", "사망자", "희생", "부상자", "포로"]
        .iter()
        .any(|w| lead.ends_with(w))
    {
        return None;
    }
    let told = |class: Class| {
        sentence.of(class).any(|m| {
            m.range.end <= number.start
                && !super::korean::parted(context.words(m.range.end..number.start))
        })
    };
    let (own, added) = (told(Class::Strength), told(Class::Added));
    let code = match (own, added) {
        (true, true) => "deployed_additional",
        (true, false) => "deployed_strength",
        _ => before.filter(|c| c.starts_with("deployed"))?,
    };
    Some((code, vec!["figure-again"]))
}

/// What a sentence without a number says of being sent: more of them, or them.
pub(super) fn sent(sentence: &Sentence) -> Option<&'static str> {
    if sentence.lang != Lang::Ko || !sentence.has(Class::Strength) || sentence.has(Class::Harm) {
        return None;
    }
    Some(if sentence.has(Class::Added) { "deployed_additional" } else { "deployed_strength" })
}

/// Whether a day lies behind that of publication.
fn later(time: &crate::grammar::when::Time, anchor: model::date::Day) -> bool {
    match time {
        crate::grammar::when::Time::Point(text) => {
            let day = anchor.to_string();
            day.get(..text.len().min(day.len())).is_some_and(|d| text.as_str() > d)
        }
        _ => false,
    }
}

/// 묘지와 부고 등을 통해 파악된 전사자는: what is a means of counting, and not what is counted.
pub(super) fn means(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    word: &Range<usize>,
) -> bool {
    const BY: [&str; 9] =
        ["통해", "바탕", "토대", "근거로", "분석", "조사", "대조", "확인한", "취합"];
    if sentence.lang != Lang::Ko || word.end > number.start {
        return false;
    }
    let between = context.words(word.end..number.start);
    let other =
        sentence.of(Class::Harm).any(|m| word.end <= m.range.start && m.range.end <= number.start);
    other && BY.iter().any(|b| between.contains(b))
}

/// 이 가운데 반군 361명, 사망자에는 자원병 300명이 포함돼 있다: parts of those who were counted before, or at the head of the sentence.
pub(super) fn parts(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    last: Option<&'static str>,
) -> Option<(&'static str, Vec<&'static str>)> {
    const AMONG: [&str; 12] = [
        "이 가운데",
        "이 중",
        "이중",
        "그중",
        "그 가운데",
        "이들 가운데",
        "이들 중",
        "사망자 가운데",
        "사망자 중",
        "전사자 가운데",
        "전사자 중",
        "희생자 중",
    ];
    if sentence.lang != Lang::Ko {
        return None;
    }
    let head = last_bytes(context.words(sentence.range.start..number.start));
    let tail = context.words(number.end..sentence.range.end);
    // 확인된 사망자에는 자원병 5만 명, 동원병 1만 명이 포함돼 있다.
    let listed = tail.contains("포함");
    let whole = sentence.of(Class::Harm).find(|m| {
        let said = context.words(m.range.clone());
        m.range.end <= number.start
            && (said.ends_with("에는") || said.ends_with("에") || said.ends_with("엔"))
            && !super::korean::parted(context.words(m.range.end..number.start))
    });
    if let Some(whole) = whole.filter(|_| listed) {
        return Some((whole.value, vec!["figure-part", whole.rule]));
    }
    let own = sentence.of(Class::Harm).any(|m| {
        let near = m.range.start >= number.end
            && context.words(number.end..m.range.start).split_whitespace().count() <= 3;
        let led = m.range.end <= number.start && {
            let said = context.words(m.range.clone());
            !["사망자", "전사자", "희생자"].iter().any(|w| said.starts_with(w))
        };
        near || led
    });
    let opens = AMONG.iter().any(|a| {
        head.rfind(a).is_some_and(|at| {
            let between = head.get(at + a.len()..).unwrap_or_default();
            !between.contains(['.', '“', '"']) && !super::korean::parted(between)
        })
    });
    let code = last.filter(|c| {
        opens
            && !own
            && matches!(*c, "killed" | "wounded" | "missing" | "captured" | "killed_or_wounded")
    })?;
    Some((code, vec!["figure-part"]))
}
