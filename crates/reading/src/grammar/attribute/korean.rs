//! Who speaks in Korean: by the particle behind the name, and the verb at the end.
//!
//! Terms: a *topic* has 은 or 는 and speaks until the next topic; a *subject* has 이 or 가 and speaks only when its own verb of saying
//! follows before another subject. A country that is followed by no quotation is acting.

use std::ops::Range;

use super::{Attribution, Entity, Style};
use crate::grammar::lexicon::Class;
use crate::grammar::mention::Sentence;
use crate::page::Page;

/// Words of a role that may stand between a name and its particle.
const ROLES: [&str; 44] = [
    "관계자",
    "당국자",
    "대변인",
    "대표",
    "장관",
    "차관",
    "대통령",
    "총사령관",
    "국장",
    "부국장",
    "소식통",
    "측",
    "고위",
    "한",
    "두",
    "익명의",
    "정부",
    "당국",
    "원장",
    "차장",
    "실장",
    "의장",
    "사령관",
    "지사",
    "주지사",
    "대사",
    "부대사",
    "총리",
    "서기",
    "보좌관",
    "공보관",
    "부대변인",
    "조정관",
    "참모장",
    "총참모장",
    "부장",
    "차석대사",
    "사무총장",
    "등",
    "공보실장",
    "전략소통보좌관",
    "관리",
    "관리들",
    "당국자들",
];

/// What stands behind a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mark {
    Topic,
    Subject,
    According,
    /// Bare before a noun of saying.
    Bare,
}

struct Marked<'a> {
    entity: &'a Entity,
    mark: Mark,
    /// The words for the speaker, with the role.
    range: Range<usize>,
}

pub(super) fn attributions(
    page: &Page,
    sentence: &Sentence,
    entities: &[Entity],
) -> Vec<Attribution> {
    let marked: Vec<Marked> = entities.iter().filter_map(|e| mark(page, sentence, e)).collect();
    let verbs = verbs(page, sentence);
    let mut out = Vec::new();
    for (i, one) in marked.iter().enumerate() {
        let end = sentence.range.end;
        let style = if matches!(one.mark, Mark::Topic | Mark::Subject) {
            Style::Says
        } else {
            Style::According
        };
        let (cue, scope) = match one.mark {
            Mark::According | Mark::Bare => (one.range.clone(), one.range.start..end),
            Mark::Topic => {
                let next = marked.iter().skip(i + 1).find(|m| m.mark == Mark::Topic);
                let limit = next.map_or(end, |n| n.range.start);
                let free = |v: &&Range<usize>| {
                    one.range.end <= v.start && v.start < limit && !trailed(page, &marked, v)
                };
                let Some(verb) = verbs.iter().rev().find(free) else { continue };
                (verb.clone(), one.range.start..verb.end.max(limit.min(end)))
            }
            Mark::Subject => {
                let next = marked
                    .iter()
                    .skip(i + 1)
                    .find(|m| matches!(m.mark, Mark::Topic | Mark::Subject));
                let limit = next.map_or(end, |n| n.range.start);
                let own = |v: &&Range<usize>| one.range.end <= v.start && v.start < limit;
                let Some(verb) = verbs.iter().find(own) else { continue };
                // "당국자는 북한이 … 보냈다고 전했다": the last verb is the topic's, unless it stands right behind the subject.
                let topic = marked.iter().take(i).any(|m| m.mark == Mark::Topic);
                let last = verbs.last() == Some(verb);
                let beside = words(page, one.range.end, verb.start) <= 2;
                let sends = one.entity.country
                    && !beside
                    && sentence
                        .of(Class::Strength)
                        .any(|m| m.range.start >= one.range.end && m.range.end <= verb.start);
                if (topic && last && !beside) || sends {
                    continue;
                }
                (verb.clone(), one.range.start..verb.end)
            }
        };
        let quoted = quotes(page, one.range.end..cue.start)
            || (words(page, one.range.end, cue.start) <= 2
                && quotes(page, sentence.range.start..one.range.start));
        if one.entity.country && style == Style::Says && !quoted {
            continue;
        }
        // What was said stands before a speaker that comes behind it: "…라고 간사가 전했다".
        let trails =
            one.mark == Mark::Subject && quotes(page, sentence.range.start..one.range.start);
        let scope = if trails { sentence.range.start..scope.end } else { scope };
        out.push(Attribution {
            who: one.entity.who.clone(),
            style,
            subject: one.range.clone(),
            cue,
            scope,
            said_on: None,
        });
    }
    out
}

/// Whether a verb stands right behind a subject: "…라고 정보총국이 전했다".
fn trailed(page: &Page, marked: &[Marked<'_>], verb: &Range<usize>) -> bool {
    marked.iter().any(|m| {
        m.mark == Mark::Subject
            && m.range.end <= verb.start
            && words(page, m.range.end, verb.start) <= 2
            && page
                .slice(m.range.start.saturating_sub(8)..m.range.start)
                .trim_end()
                .ends_with(['고', '”', '로', '며'])
    })
}

fn words(page: &Page, from: usize, to: usize) -> usize {
    page.slice(from..to.max(from)).split_whitespace().count()
}

/// Verbs of saying; 고 했다 among them.
fn verbs(page: &Page, sentence: &Sentence) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = sentence.of(Class::Say).map(|m| m.range.clone()).collect();
    let text = page.slice(sentence.range.clone());
    for (at, said) in text.match_indices("고 했").chain(text.match_indices("고 한다")) {
        let start = sentence.range.start + at + '고'.len_utf8() + 1;
        out.push(start..start + said.len() - '고'.len_utf8() - 1);
    }
    out.sort_by_key(|r| r.start);
    out
}

/// Whether what is said is quoted before the verb: 다고, 라고, 것으로.
fn quotes(page: &Page, range: Range<usize>) -> bool {
    let text = page.slice(range.start..range.end.max(range.start));
    let tail = text.trim_end();
    [
        "다고",
        "라고",
        "고",
        "것으로",
        "걸로",
        "으로",
        "로",
        "다는",
        "라는",
        "다며",
        "라며",
        "면서",
        "”",
        "’",
    ]
    .iter()
    .any(|q| tail.ends_with(q))
        || ["다고 ", "라고 ", "것으로 ", "다며 ", "라며 ", "”고 ", "”며 "]
            .iter()
            .any(|q| text.contains(q))
}

/// The particle behind a name, over words of a role.
fn mark<'a>(page: &Page, sentence: &Sentence, entity: &'a Entity) -> Option<Marked<'a>> {
    let mut end = entity.range.end;
    let mut tail = page.slice(entity.stem.min(end)..end);
    if entity.stem >= entity.range.end {
        tail = last_syllables(page.slice(entity.range.clone()));
    }
    let mut rest = page.slice(end..sentence.range.end);
    let mut hops = 0;
    while let Some(word) = next_word(rest) {
        let role = ROLES.iter().find(|r| {
            word.strip_prefix(**r).is_some_and(|t| {
                t.is_empty() || particle(t).is_some() || t == "들은" || t == "들이"
            })
        });
        // A name behind a title: 시르스키 총사령관, 마르코 루비오 국무장관 are in the tables.
        let bare = particle(tail).is_none();
        let Some(role) = role.filter(|_| bare && hops < 4) else { break };
        let skipped = rest.len() - rest.trim_start().len();
        end += skipped + word.len();
        tail = word.strip_prefix(*role).unwrap_or_default();
        rest = page.slice(end..sentence.range.end);
        hops += 1;
    }
    let following = rest.trim_start();
    let cited = [
        "에 따르면",
        "에 의하면",
        "을 인용",
        "를 인용",
        " 인용",
        "의 말을",
        "발로",
        "을 통해",
        "를 통해",
    ];
    let from_stem = page.slice(entity.stem.min(end)..sentence.range.end);
    let joined = page.slice(end.saturating_sub(tail.len())..sentence.range.end);
    let range = entity.range.start..end;
    if cited
        .iter()
        .any(|c| from_stem.starts_with(c) || joined.starts_with(c) || rest.starts_with(c))
        || ((tail.ends_with("에") || tail.ends_with("들에"))
            && (following.starts_with("따르면") || following.starts_with("의하면")))
        || ((tail.ends_with("을") || tail.ends_with("를")) && following.starts_with("인용"))
    {
        return Some(Marked { entity, mark: Mark::According, range });
    }
    if let Some(mark) = particle(tail) {
        return Some(Marked { entity, mark, range });
    }
    let noun = sentence.of(Class::Announce).any(|n| {
        n.range.start >= end
            && page.slice(end..n.range.start).chars().filter(|c| !c.is_whitespace()).count() <= 6
    });
    let own = tail.is_empty() || tail == "의";
    (noun && own).then_some(Marked { entity, mark: Mark::Bare, range })
}

/// The particle that a tail is or ends with.
fn particle(tail: &str) -> Option<Mark> {
    match tail {
        "은" | "는" | "도" | "측은" | "에서는" | "에선" | "들은" | "장은" | "자는" | "군은"
        | "자들은" | "당국은" => Some(Mark::Topic),
        "이" | "가" | "측이" | "에서" | "들이" | "장이" | "자가" | "군이" | "자들이" | "께서"
        | "당국이" => Some(Mark::Subject),
        _ if tail.ends_with('은') || tail.ends_with('는') => Some(Mark::Topic),
        _ if tail.ends_with('이') || tail.ends_with('가') => Some(Mark::Subject),
        _ => None,
    }
}

/// The last syllable of a word, where the table does not part stem and particle.
fn last_syllables(word: &str) -> &str {
    let at = word.char_indices().next_back().map_or(0, |(at, _)| at);
    word.get(at..).unwrap_or_default()
}

fn next_word(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix(' ')?;
    rest.split([' ', ',', '“', '(', '.', '”']).next().filter(|w| !w.is_empty())
}
