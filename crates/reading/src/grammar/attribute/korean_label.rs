//! Korean speakers that no verb gives: labels of headlines and entries, lists that one speaker answers for, subjects left out.
//!
//! Terms: a *lead* is what may stand before a label: a bullet, a day, an hour, a tag in brackets; an *introduction* is a sentence that says
//! whose words the list below it is. Invariant: a country is a label only before a colon, or with a word of saying behind it.

use super::korean_mark::extent;
use super::{Attribution, Entity, Weight, Who, labelled};
use crate::draft::BlockKind;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::Sentence;
use crate::page::Page;

/// A speaker at the head of a headline or an entry: 합참, 전사자 1천 명으로 발표.
pub(super) fn label(page: &Page, sentence: &Sentence, entities: &[Entity]) -> Option<Attribution> {
    if let Some(label) = trailing(page, sentence, entities) {
        return Some(label);
    }
    if let Some(label) = bracketed(page, sentence, entities) {
        return Some(label);
    }
    let entity = entities.iter().find(|e| e.who.weight != Weight::Voice)?;
    if sentence.quote_around(&entity.range).is_some() {
        return None;
    }
    let lead = lead(page, sentence, entity)?;
    let (end, tail) = extent(page, sentence, entity);
    // 합참 12일 “…”: the day of saying stands between.
    let dated = sentence
        .dates
        .iter()
        .find(|d| d.range.start >= end && page.slice(end..d.range.start).trim().is_empty());
    let end = dated.map_or(end, |d| d.range.end);
    let rest = page.slice(end..sentence.range.end);
    if !matches!(tail, "" | "측" | "들") {
        return None;
    }
    let colon = rest.starts_with([':', '：'])
        || [" :", " — ", " – ", " - ", " ― "].iter().any(|m| rest.starts_with(m));
    let comma = [", ", ",", "…", "‥"].iter().any(|m| rest.starts_with(m));
    let quote = [" “", " \"", ", “", " ‘", "“", "‘"].iter().any(|m| rest.starts_with(m));
    let headline = matches!(sentence.block, BlockKind::Headline | BlockKind::Subhead);
    let text = page.slice(sentence.range.clone());
    let told = ends_in_verb(text);
    let open = headline || lead == Lead::Entry || !told;
    let verbless = sentence.quotes.last().is_some_and(|q| {
        !sentence.of(Class::Say).any(|v| v.range.start >= q.end)
            && page.slice(q.end..sentence.range.end).chars().count() <= 14
    });
    let fits = colon
        || comma && open && (!entity.country || tells(sentence, end))
        || quote && (headline || lead == Lead::Entry || verbless);
    // 국정원, 합참에 따르면: a name in a list of names.
    let listed = comma
        && !headline
        && sentence.of(Class::According).next().is_none()
        && rest.get(..rest.len().min(60)).unwrap_or(rest).contains("따르면");
    let end = dated.map_or(end, |d| entity.range.end.max(d.range.start - 1));
    (fits && !listed).then(|| labelled(entity.who.clone(), entity.range.start..end, sentence))
}

/// “북한군 하루 40명꼴 사상”…우크라 총참모부: the speaker behind what a headline quotes.
fn trailing(page: &Page, sentence: &Sentence, entities: &[Entity]) -> Option<Attribution> {
    let headline = matches!(sentence.block, BlockKind::Headline | BlockKind::Subhead);
    let entity = entities.iter().rfind(|e| e.who.weight != Weight::Voice)?;
    let (end, tail) = extent(page, sentence, entity);
    let rest = page.slice(end..sentence.range.end);
    let head = page.slice(sentence.range.start..entity.range.start).trim_end();
    let parted = ["…", "‥", "...", "-", "―", "–", "—", "”", "\"", "’"];
    let fits = headline
        && tail.is_empty()
        && rest.chars().filter(|c| c.is_alphanumeric()).count() <= 3
        && parted.iter().any(|p| head.ends_with(p));
    if fits {
        return Some(labelled(entity.who.clone(), entity.range.start..end, sentence));
    }
    // 전사자 2천명 넘었나…국정원 "최소 2천명": the speaker of the second half.
    let middle =
        entities.iter().filter(|e| headline && e.who.weight != Weight::Voice).find(|e| {
            let (end, tail) = extent(page, sentence, e);
            let rest = page.slice(end..sentence.range.end);
            let head = page.slice(sentence.range.start..e.range.start).trim_end();
            // 우크라 “3천명 사상”…영국도 “4천명”
            let also = matches!(tail, "도" | "은" | "는")
                && sentence.numbers.iter().any(|n| n.range.start >= end)
                && [" “", " \"", " ‘", "“", "\""].iter().any(|m| rest.starts_with(m));
            (tail.is_empty() || also)
                && ["…", "‥", "..."].iter().any(|p| head.ends_with(p))
                && [" “", " \"", " ‘", "“", "\"", ", "].iter().any(|m| rest.starts_with(m))
        })?;
    let (end, _) = extent(page, sentence, middle);
    let mut label = labelled(middle.who.clone(), middle.range.start..end, sentence);
    // “4천 명 사상”…대통령, 첫 공개: with no number behind it the speaker is that of the first half.
    if sentence.numbers.iter().any(|n| n.range.start >= end) {
        label.scope = middle.range.start..sentence.range.end;
    }
    Some(label)
}

/// [가온누리 / 미 국무부 부대변인 (음성 더빙)] “…”: who is named in the bracket that a broadcaster puts before what was said.
fn bracketed(page: &Page, sentence: &Sentence, entities: &[Entity]) -> Option<Attribution> {
    let text = page.slice(sentence.range.clone());
    let open = text.strip_prefix(['[', '【', '<', '('])?;
    let close = open.find([']', '】', '>', ')']).unwrap_or(open.len());
    let head = open.get(..close)?;
    let colon = [":", "："].iter().filter_map(|c| head.find(c)).min();
    let head = colon.map_or(Some(head), |at| head.get(..at))?;
    let end = sentence.range.start + text.len() - open.len() + head.len();
    let named = head.chars().count() <= 60;
    let entity = entities
        .iter()
        .filter(|e| e.range.end <= end && named && e.who.weight != Weight::Voice)
        .min_by_key(|e| e.who.weight != Weight::Authority)?;
    let rest = page.slice(end..sentence.range.end);
    let quoted = rest.chars().take(16).any(|c| matches!(c, '“' | '"' | '‘'));
    quoted.then(|| labelled(entity.who.clone(), entity.range.clone(), sentence))
}

/// What stands before a label.
#[derive(PartialEq, Eq, Clone, Copy)]
enum Lead {
    Nothing,
    /// A bullet, a day or an hour.
    Entry,
}

/// Nothing but bullets, days, hours and tags before a name.
fn lead(page: &Page, sentence: &Sentence, entity: &Entity) -> Option<Lead> {
    let start = sentence.range.start;
    let head = page.slice(start..entity.range.start);
    if head.chars().count() > 48 {
        return None;
    }
    let mut left = String::with_capacity(head.len());
    let mut tag = false;
    for (at, c) in head.char_indices() {
        let at = start + at;
        if sentence.dates.iter().any(|d| d.range.contains(&at)) {
            continue;
        }
        match c {
            '[' | '(' | '<' => tag = true,
            ']' | ')' | '>' => tag = false,
            _ if !tag && c.is_alphanumeric() => left.push(c),
            _ => {}
        }
    }
    let marks = ["오전", "오후", "시", "분", "보", "일", "월"];
    let time = marks.iter().fold(left, |text, mark| text.replace(mark, ""));
    if !time.chars().all(|c| c.is_ascii_digit() || matches!(c, '①'..='⑳')) || tag {
        return None;
    }
    let entry = head.chars().any(|c| !matches!(c, ' ' | '[' | ']' | '“' | '"'));
    Some(if entry { Lead::Entry } else { Lead::Nothing })
}

/// Whether a sentence ends in a verb: 다, 요, 까.
fn ends_in_verb(text: &str) -> bool {
    let end = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    end.ends_with(['다', '요', '까', '죠'])
}

/// Whether a word of saying or of showing stands behind.
fn tells(sentence: &Sentence, from: usize) -> bool {
    let behind = |class: Class| sentence.of(class).any(|m| m.range.start >= from);
    behind(Class::Say) || behind(Class::EvAct) || behind(Class::Announce)
}

/// Whether a sentence says whose words the list below it is.
pub(super) fn introduces(text: &str) -> bool {
    const WORDS: [&str; 20] = [
        "다음은",
        "다음과 같",
        "아래는",
        "아래와 같",
        "정리했",
        "정리한",
        "정리하면",
        "요지",
        "요약",
        "일문일답",
        "문답",
        "주요 내용",
        "간추",
        "골자",
        "설명한 내용",
        "보고 내용",
        "브리핑 내용",
        "현황이다",
        "이런 내용",
        "발표 전문",
    ];
    WORDS.iter().any(|w| text.contains(w)) || text.trim_end().ends_with([':', '：'])
}

/// Whether a sentence says no more than whose words stood before it: 그가 한 말이다.
pub(super) fn closes(text: &str) -> bool {
    if so(text) {
        return true;
    }
    let text = text.trim_end_matches(['.', ' ']);
    ["한 말이다", "한 말", "의 말이다", "의 설명이다", "의 전언이다", "한 이야기다", "의 이야기다"]
        .iter()
        .any(|e| text.ends_with(e))
}

/// “3천 명이 숨졌습니다.” 대통령은 이렇게 말했다: whether a sentence tells who said what stood before it.
pub(super) fn so(text: &str) -> bool {
    const SO: [&str; 16] = [
        "이렇게 ",
        "이같이 ",
        "이 같이 ",
        "이처럼 ",
        "이와 같이 ",
        "그렇게 ",
        "위와 같이 ",
        "이같은 내용을 ",
        "이 같은 내용을 ",
        "이런 내용을 ",
        "이러한 내용을 ",
        "이 같은 사실을 ",
        "이런 사실을 ",
        "이 같은 추산을 ",
        "이 같은 분석을 ",
        "이런 분석을 ",
    ];
    const TOLD: [&str; 9] = ["말", "밝", "전했", "설명", "주장", "보고했", "발표", "강조", "적었"];
    SO.iter().any(|s| {
        text.find(s).is_some_and(|at| {
            let (head, rest) = (text.get(..at), text.get(at + s.len()..));
            let quoted = head.is_none_or(|h| h.contains(['“', '"', '”']));
            !quoted && TOLD.iter().any(|t| rest.is_some_and(|r| r.starts_with(t)))
        })
    })
}

/// …한 것으로 알려졌다, 전해졌다: what nobody in particular is said to have said.
pub(super) fn hearsay(text: &str) -> bool {
    const HEARD: [&str; 7] = [
        "로 알려졌다",
        "로 전해졌다",
        "로 알려졌습니다",
        "로 전해졌습니다",
        "로 알려져 있다",
        "로 알려진다",
        "로 전해진다",
    ];
    let end = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    HEARD.iter().any(|h| end.ends_with(h)) || voiced(end)
}

/// 군 안팎에서는 …라는 관측도 나온다: an opinion that goes about, of nobody who was named.
fn voiced(end: &str) -> bool {
    const OPINIONS: [&str; 16] = [
        "관측",
        "주장",
        "분석",
        "추정",
        "전망",
        "지적",
        "소문",
        "얘기",
        "이야기",
        "말",
        "추측",
        "의혹",
        "해석",
        "증언",
        "견해",
        "목소리",
    ];
    const ABOUT: [&str; 20] = [
        "나온다",
        "나왔다",
        "나오고 있다",
        "나옵니다",
        "나왔습니다",
        "나오고 있습니다",
        "제기된다",
        "제기됐다",
        "제기되고 있다",
        "제기됩니다",
        "제기됐습니다",
        "돈다",
        "돌고 있다",
        "돌았다",
        "흘러나온다",
        "흘러나왔다",
        "무성하다",
        "잇따른다",
        "적지 않다",
        "있다",
    ];
    let Some(head) = ABOUT.iter().find_map(|a| end.strip_suffix(a)).map(str::trim_end) else {
        return false;
    };
    let Some(noun) = ["도", "이", "가", "까지"].iter().find_map(|p| head.strip_suffix(p))
    else {
        return false;
    };
    let adnominal = |rest: &str| {
        let rest = rest.trim_end();
        ["다는", "라는", "란", "다던", "을", "ㄹ"].iter().any(|e| rest.ends_with(e))
    };
    OPINIONS.iter().any(|o| noun.strip_suffix(o).is_some_and(adnominal))
}

/// Whether a sentence is an entry of a list: a bullet or a number before it, or no verb at its end.
pub(super) fn entry(text: &str) -> bool {
    const BULLETS: &[char] = &[
        '○', '●', '◎', '□', '■', '◇', '◆', '▲', '△', '▶', '▷', '▼', '▽', '◦', '•', '·', '-', '–',
        '—', '―', '*', '<', '[', '“', '"', '※', 'ㅇ', '∙', '➊', '✔', '☞',
    ];
    let text = text.trim_start();
    let numbered = text.split_once(['.', ')']).is_some_and(|(n, _)| {
        !n.is_empty() && n.len() <= 2 && n.bytes().all(|b| b.is_ascii_digit())
    });
    text.starts_with(BULLETS)
        || text.starts_with(|c: char| ('①'..='⑳').contains(&c))
        || numbered
        || !ends_in_verb(text)
}

/// Whether a sentence goes on with who spoke last: its subject is left out, and it ends in a verb of saying.
pub(super) fn goes_on(page: &Page, sentence: &Sentence) -> bool {
    const JOINS: [&str; 14] = [
        "이어 ",
        "이어서 ",
        "또 ",
        "또한 ",
        "아울러 ",
        "그러면서 ",
        "다만 ",
        "특히 ",
        "이와 함께 ",
        "그러나 ",
        "하지만 ",
        "이에 대해 ",
        "이와 관련해 ",
        "계속해서 ",
    ];
    let text = page.slice(sentence.range.clone());
    let opens = JOINS.iter().any(|j| text.starts_with(j)) || text.starts_with(['“', '"']);
    let last = sentence.of(Class::Say).last();
    let active = last.is_some_and(|v| {
        let said = page.slice(v.range.clone());
        let rest = page.slice(v.range.end..sentence.range.end);
        rest.chars().filter(|c| c.is_alphanumeric()).count() == 0
            && !["됐", "된", "졌", "진", "되"].iter().any(|p| said.contains(p))
    });
    let text = text.trim_end_matches(['.', ' ']);
    // …라는 것이다, …다고 한다: what somebody has said, in a sentence without them.
    let told = [
        "다는 것이다",
        "라는 것이다",
        "다는 것입니다",
        "라는 것입니다",
        "다는 설명이다",
        "라는 설명이다",
        "다는 얘기다",
        "다는 주장이다",
        "다는 분석이다",
        "다는 판단이다",
        "라는 판단이다",
    ];
    if told.iter().any(|t| text.ends_with(t)) {
        return true;
    }
    opens && (active || text.ends_with("고 했다") || text.ends_with("고도 했다"))
}

/// 우크라 “포로 5명 더 있다”…국방부 “확인 중”: the speaker of the first half of a headline, by a name that may be told only below.
pub(super) fn first_half(
    page: &Page,
    sentence: &Sentence,
    entities: &[Entity],
) -> Option<Attribution> {
    if !matches!(sentence.block, BlockKind::Headline | BlockKind::Subhead) {
        return None;
    }
    let quote = sentence.quotes.first()?;
    let head = page.slice(sentence.range.start..quote.start);
    let name = head.trim_end();
    let word = name.chars().count() <= 8 && !name.is_empty() && !name.contains([' ', '…', ',']);
    let hangul = name.chars().all(|c| ('가'..='힣').contains(&c));
    let rest = page.slice(quote.end..sentence.range.end);
    let halves =
        ["…", "‥", "..."].iter().any(|m| rest.starts_with(m)) && rest.contains(['“', '"', '‘']);
    let own = name == "정부";
    if !(word && hangul && (halves || own)) {
        return None;
    }
    let subject = sentence.range.start..sentence.range.start + name.len();
    let known = entities.iter().find(|e| e.range == subject).map(|e| e.who.clone());
    let who = known.unwrap_or_else(|| Who {
        group: if own { "ROK" } else { "" },
        name: if own { "South Korea (authorities)".to_owned() } else { String::new() },
        weight: if own { Weight::Authority } else { Weight::Voice },
        rule: "headline-half",
    });
    let mut half = labelled(who, subject, sentence);
    half.scope = sentence.range.start..quote.end;
    Some(half)
}
