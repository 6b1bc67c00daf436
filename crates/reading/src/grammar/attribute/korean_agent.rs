//! Korean speakers that no table names: a word that ends as offices, bodies and papers do, with a particle that makes it a speaker.
//!
//! Terms: an *agent* is such a word; a paper or a station answers under its name, any other agent is a voice that nobody is answerable for.
//! Without them a sentence of theirs would be taken for one of who spoke before. Invariants: an agent lies in no quotation and in no name
//! that a table knows; a country right before it belongs to it. Linear in the words of a sentence.
//! Not here: whether it speaks (`korean`).

use std::ops::Range;

use super::{Entity, Weight, Who};
use crate::grammar::mention::Sentence;
use crate::page::Page;

/// The id by which an agent is known again.
pub(super) const RULE: &str = "agent-ko";

/// Ends of words for bodies that are no country's, and for persons of none.
const BODIES: &str = "관측소 감시단 단체 연구소 연구센터 센터 재단 기구 협회 연합 연맹 병원 대학 대학교 의회 국회 프로젝트 네트워크 포럼 싱크탱크 의사회 적십자 \
    적십자사 적신월사 반군 민병대 진영 조사단 연구팀 분석팀 조사팀 전문가 평론가 작가 변호사 회사 업체 재향군인회 유족회 동맹 연구위원 감시팀";

/// Ends of words for offices, which a country before them has.
const OFFICES: &str = "위원회 총국 보건부 내무부 법무부 외무부 국방부 보안부 비상사태부 공보부 정보부 정보국 수사국 검찰 검찰청 경찰 경찰청 재판소 법원 시청 정부 행정부 \
    사무소 사무국 대표부 대사관 정부군 군정 군부 여단 사단 군단 총참모부 본부 사령부 총리 장관 차관 국장 사령관 총사령관 의장 서기 보좌관 대사 특사 \
    고문 총장 소장 회장 이사장 실장 부장 위원장 대표 감독 주지사 시장 원장 외교관 분석관 정보기관 정보당국 군당국 사무총장 조정관 대행";

/// Ends of the names of papers, stations and wires.
const OUTLETS: &str = "신문 일보 타임스 타임즈 통신 방송 매체 언론 포스트 저널 뉴스 데일리 헤럴드 트리뷴 위클리 프라우다 인디펜던트 텔레그래프 뉴스위크 폴리시 가제트 \
    크로니클 옵서버 리뷰 전문지 일간지 주간지 인터레스트 TV 라디오 채널 레이더 와이어 투데이";

/// Names of a paper that are never alone: the word before is part of the name.
const TAILS: &str = "신문 일보 타임스 타임즈 통신 방송 매체 언론 포스트 저널 뉴스 데일리 헤럴드 트리뷴 위클리 프라우다 인디펜던트 텔레그래프 폴리시 가제트 크로니클 \
    옵서버 리뷰 전문지 일간지 주간지 TV 라디오 채널 레이더 와이어 투데이";

const PARTICLES: &[&str] = &[
    "에서는",
    "측은",
    "측이",
    "들은",
    "들이",
    "들에",
    "들도",
    "은",
    "는",
    "이",
    "가",
    "도",
    "에",
    "을",
    "를",
    "의",
    "",
];

/// Adds the agents of a sentence to its entities; a country that one takes to itself leaves them.
pub(super) fn agents(page: &Page, sentence: &Sentence, out: &mut Vec<Entity>) {
    let text = page.slice(sentence.range.clone());
    let mut at = 0;
    let mut before: Option<Range<usize>> = None;
    let mut found: Vec<Entity> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace()) {
        let lead = word.len() - word.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let bare = word.get(lead..).unwrap_or_default();
        let end = bare.find(|c: char| !c.is_alphanumeric()).unwrap_or(bare.len());
        let start = sentence.range.start + at + lead;
        at += word.len() + 1;
        let said = bare.get(..end).unwrap_or_default();
        let previous = before.replace(start..start + said.len());
        let previous = previous.filter(|_| lead == 0);
        let rest = bare.get(end..).unwrap_or_default();
        let beside = previous.as_ref().filter(|p| p.end + 1 == start);
        let titled = beside.and_then(|p| title(page.slice(p.clone())));
        let own = agent(said, rest);
        let Some((stem, kind)) = own.or_else(|| Some((name_of(said, rest)?, titled?))) else {
            continue;
        };
        let outlet = kind == Kind::Outlet;
        let range = start..start + said.len();
        if sentence.quote_around(&range).is_some()
            || out.iter().any(|e| e.range.start < range.end && range.start < e.range.end)
        {
            continue;
        }
        let joined = previous.filter(|p| p.end + 1 == start);
        let country = out.iter().position(|e| {
            e.country
                && e.stem == e.range.end
                && joined.as_ref().is_some_and(|p| p.end == e.range.end)
        });
        // 미국 차석대사는: the country has the office.
        if country.is_some() && kind == Kind::Office {
            continue;
        }
        let tail = outlet && listed(TAILS, said.get(..stem).unwrap_or_default());
        if tail
            && (joined.is_none()
                || joined
                    .as_ref()
                    .is_some_and(|p| page.slice(p.clone()).ends_with(['은', '는', '이'])))
        {
            continue;
        }
        let known =
            out.iter().any(|e| joined.as_ref().is_some_and(|p| e.range.end == p.end && !e.country));
        // 국정원 대변인은: the office of who is known.
        if known {
            continue;
        }
        let from = match country {
            Some(i) => out.get(i).map_or(range.start, |e| e.range.start),
            None if tail => joined.as_ref().map_or(range.start, |p| p.start),
            None => range.start,
        };
        let name = page.slice(from..range.start + stem).to_owned();
        // 우크라이나 매체는, 현지 언론은: some paper.
        let some = tail
            && (country.is_some()
                || joined.as_ref().is_some_and(|p| listed(SOME, page.slice(p.clone()))));
        let who = if outlet && !some {
            Who { group: "MEDIA", name, weight: Weight::Outlet, rule: RULE }
        } else {
            Who { group: "", name: String::new(), weight: Weight::Voice, rule: RULE }
        };
        if let Some(i) = country {
            out.remove(i);
        }
        found.push(Entity {
            who,
            range: from..range.end,
            stem: range.start + stem,
            country: false,
        });
    }
    out.extend(found);
}

/// What an agent is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Outlet,
    Body,
    Office,
}

/// Words before a word for a paper that give it no name.
const SOME: &str = "현지 독립 친러 반정부 친정부 국영 관영 서방 유력 주요 일부 영자 지역 온라인 인터넷 탐사보도 민영 공영 해외 국내 외국 한 여러 복수의 다른 대북 \
    북한";

/// What a word says of the name behind it: 반체제 매체인 강변방송은, 인권단체 한들(HD)이.
fn title(word: &str) -> Option<Kind> {
    let stem = word.strip_suffix("인").unwrap_or(word);
    let ends = |list: &str| list.split(' ').any(|e| stem.ends_with(e));
    // 언론 보도는, 방송 화면은: a bare word for a paper names none.
    if ends(TITLES_OUTLET) && word.ends_with("인") {
        return Some(Kind::Outlet);
    }
    (ends(TITLES_BODY) && stem.chars().count() >= 3).then_some(Kind::Body)
}

/// Ends of words for papers that stand before their names.
const TITLES_OUTLET: &str = "매체 신문 방송 통신 일간지 주간지 언론 전문지 잡지 채널";

/// Ends of words for bodies that stand before their names.
const TITLES_BODY: &str = "인권단체 구호단체 시민단체 감시단체 민간단체 국제단체 비정부기구 싱크탱크 연구기관 무장단체 반군단체 \
    단체인 기구인 연구소인";

/// Where a name behind its title ends: with a particle of a speaker.
fn name_of(word: &str, rest: &str) -> Option<usize> {
    if rest.starts_with('(') && word.chars().count() >= 2 {
        return Some(word.len());
    }
    let stem = ["은", "는", "이", "가", "에", "도"].iter().find_map(|p| word.strip_suffix(p))?;
    (stem.chars().count() >= 2).then_some(stem.len())
}

/// Where the stem of an agent ends, and what it is.
fn agent(word: &str, rest: &str) -> Option<(usize, Kind)> {
    for particle in PARTICLES {
        let Some(stem) = word.strip_suffix(particle) else { continue };
        if particle.is_empty() && !rest.starts_with('(') {
            continue;
        }
        if stem.chars().count() < 2 {
            continue;
        }
        let ends = |list: &str| list.split(' ').any(|e| stem.ends_with(e));
        if ends(OUTLETS) {
            return Some((stem.len(), Kind::Outlet));
        }
        // 씨: a person by name, three syllables and more.
        let person = stem.ends_with('씨') && stem.chars().count() >= 3;
        if ends(BODIES) || person {
            return Some((stem.len(), Kind::Body));
        }
        if ends(OFFICES) {
            return Some((stem.len(), Kind::Office));
        }
    }
    None
}

/// Whether a list of words, with blanks between, has a word.
fn listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|w| w == word)
}
