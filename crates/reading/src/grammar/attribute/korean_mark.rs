//! What stands behind a Korean name: a role, a person's name, a bracket, and at last the particle that gives the name its part.
//!
//! Terms: a *tail* is what is glued to a name or role; a name is *bare* when it has none. Invariant: at most [`HOPS`] words are crossed.
//! Not here: who speaks (`korean`).

use super::Entity;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::Sentence;
use crate::page::Page;

use std::ops::Range;

/// What stands behind a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    Topic,
    Subject,
    According,
    /// Bare, or with 의, before a noun of saying.
    Noun,
}

pub(super) struct Marked<'a> {
    pub(super) entity: &'a Entity,
    pub(super) mark: Mark,
    /// The words for the speaker, with the role.
    pub(super) range: Range<usize>,
}

/// Words crossed between a name and its particle: 국정원 김가람 1차장 직무대리는.
const HOPS: usize = 5;

/// Words by which a role ends.
const ROLES: &[&str] = &[
    "관계자",
    "당국자",
    "대변인",
    "대표",
    "장관",
    "차관",
    "대통령",
    "사령관",
    "국장",
    "부국장",
    "소식통",
    "측",
    "정부",
    "당국",
    "원장",
    "차장",
    "실장",
    "의장",
    "지사",
    "시장",
    "대사",
    "총리",
    "서기",
    "보좌관",
    "비서관",
    "공보관",
    "조정관",
    "참모장",
    "부장",
    "총장",
    "공보실장",
    "관리",
    "인사",
    "처장",
    "청장",
    "팀장",
    "단장",
    "위원장",
    "간사",
    "의원",
    "특사",
    "수석",
    "담당관",
    "분석관",
    "책임자",
    "수장",
    "지휘관",
    "장교",
    "대령",
    "소령",
    "중령",
    "소장",
    "중장",
    "준장",
    "대장",
    "총재",
    "비서",
    "위원",
    "외교관",
    "정책관",
    "공보담당",
    "공보실",
    "공보부",
    "대변인실",
    "사무국",
    "지휘부",
    "수뇌부",
    "본부",
    "사령부",
    "부대",
    "직무대행",
    "직무대리",
    "비서실장",
    "연구원",
    "홍보실",
    "공관",
    "관료",
    "간부",
    "요원",
    "군인",
    "병사",
    "소속",
    "군 당국",
    "고문",
    "자문관",
    "보좌역",
    "특별대표",
    "부대변인",
    "부장관",
    "여단장",
    "사단장",
    "대대장",
    "중대장",
    "연대장",
    "군단장",
    "비서관",
    "수석비서관",
    "심의관",
    "기획관",
    "정보관",
    "정보위원",
    "집행위원장",
    "총감",
    "행정관",
    "관계관",
    "의장대행",
    "대사대리",
    "공사",
    "차석대사",
    "부국장",
    "수반",
    "주석",
    "국방상",
    "외무상",
    "부상",
];

/// Words that stand before a role and after a name.
const BETWEEN: &[&str] = &[
    "고위",
    "한",
    "두",
    "세",
    "익명의",
    "전",
    "현",
    "산하",
    "소속",
    "등",
    "복수의",
    "여러",
    "신임",
    "전직",
    "현직",
    "고위급",
    "실무",
    "공보",
    "수석",
    "제1",
    "제2",
    "군",
    "정보",
    "국방",
    "국가안보",
    "안보",
    "내",
    "쪽",
    "출신",
];

/// What a name or a role may be followed by without a blank.
const TAILS: &[&str] = &[
    "",
    "은",
    "는",
    "이",
    "가",
    "도",
    "의",
    "을",
    "를",
    "에",
    "에게",
    "과",
    "와",
    "들",
    "들은",
    "들이",
    "들도",
    "들의",
    "들을",
    "들에",
    "께서",
    "께서는",
    "에서",
    "에서는",
    "에선",
    "측",
    "측은",
    "측이",
    "측의",
    "측을",
    "측에",
    "측도",
    "로부터",
    "으로부터",
    "에게서",
    "만",
    "까지",
    "발로",
    "으로서",
    "로서",
    "라며",
    "라고",
    "이라고",
    "이라며",
    "역시",
    "에게도",
    "한테",
    "씨는",
    "씨가",
];

/// What stands behind a name, when it gives it a part.
pub(super) fn mark<'a>(page: &Page, sentence: &Sentence, entity: &'a Entity) -> Option<Marked<'a>> {
    let limit = sentence.range.end;
    let (end, tail) = extent(page, sentence, entity);
    let range = entity.range.start..end;
    let rest = page.slice(end..limit);
    // 유엔 주재 한국 대사는: whose envoy it is stands behind.
    if entity.who.group == "UN" && page.slice(entity.range.end..limit).starts_with(" 주재") {
        return None;
    }
    // In Russia, not: Russia says.
    let place = entity.country || entity.who.group == "UN";
    if place && matches!(tail, "에서" | "에선" | "에서는") {
        return None;
    }
    // A lawmaker or a soldier of a country is not its authorities.
    const PERSONS: [&str; 9] =
        ["의원", "간사", "위원", "연구원", "병사", "군인", "장교", "교수", "소식통"];
    let said = page.slice(entity.range.end..end);
    // 정부 고위 소식통은: whoever speaks from within the government speaks for it.
    let own = page.slice(entity.range.clone());
    let official = ["정부", "당국"].iter().any(|o| own.contains(o));
    if entity.country && !official && PERSONS.iter().any(|p| said.contains(p)) {
        return None;
    }
    if cited(tail, rest) {
        return Some(Marked { entity, mark: Mark::According, range });
    }
    if let Some(mark) = part(tail) {
        // 정부는 in a list of topics, 국정원과 달리: only the particle itself counts.
        return Some(Marked { entity, mark, range });
    }
    if !matches!(tail, "" | "의" | "들" | "측" | "들의" | "측의") {
        return None;
    }
    let noun = sentence.of(Class::Announce).find(|n| {
        n.range.start >= end && {
            let between = page.slice(end..n.range.start);
            // 국정원의 ‘사망 2천 명’ 추산을
            let quoted = between.trim_start().strip_prefix(['‘', '“', '\'', '"']);
            let behind = quoted.and_then(|q| q.split_once(['’', '”', '\'', '"'])).map(|(_, b)| b);
            let between = behind.filter(|_| between.len() <= 90).unwrap_or(between);
            between.split_whitespace().count() <= 2
                && between.chars().filter(|c| !c.is_whitespace()).count() <= 8
                && !between.contains([',', '“', '”', '…', '·', '은', '는', '이', '가', '를', '을'])
        }
    })?;
    // ‘러시아 공세 평가’ 보고서: of what is told, and not by whom.
    let between = page.slice(end..noun.range.start).trim();
    // 러시아 부대의 병력 손실 추정치: whose losses, and not who counts them.
    let losses = ["손실", "사상", "전사", "피해", "사망", "부상", "병력"];
    let losses = losses.iter().any(|l| between.contains(l));
    let plain = tail.is_empty() && !between.is_empty() && !official_word(between);
    if entity.country && (plain || losses) {
        return None;
    }
    // 러시아의 주장과 달리: what is said is another's.
    let rest = page.slice(noun.range.start..limit);
    let next: String = rest.chars().take(16).collect();
    if [
        "과 달리",
        "과는 달리",
        "와 달리",
        "와는 달리",
        "과 다르",
        "와 다르",
        "과 배치",
        "와 배치",
        "에도 불구",
        "과 반대",
    ]
    .iter()
    .any(|d| next.contains(d))
    {
        return None;
    }
    let range = entity.range.start..noun.range.end.max(end);
    Some(Marked { entity, mark: Mark::Noun, range })
}

/// 우크라이나 공식 발표, 미국 정부 추산: words between a country and what it says.
fn official_word(between: &str) -> bool {
    const WORDS: [&str; 16] = [
        "정부", "당국", "측", "군", "공식", "자체", "최신", "최근", "잠정", "쪽", "정보", "군사",
        "외교", "현지", "한", "고위",
    ];
    between
        .split_whitespace()
        .all(|w| WORDS.iter().any(|x| w.starts_with(x)) || w.starts_with(['‘', '“']))
}

/// Where a name ends with its role and what is glued to it, and that tail.
pub(super) fn extent<'a>(page: &'a Page, sentence: &Sentence, entity: &Entity) -> (usize, &'a str) {
    let limit = sentence.range.end;
    let mut end = entity.range.end;
    let mut tail = tail_of(page, entity);
    for _ in 0..HOPS {
        if part(tail).is_some() || !matches!(tail, "" | "의" | "들" | "측" | "군") {
            break;
        }
        let rest = page.slice(end..limit);
        // ‘특수작전군’(SSO)은: a name in quotation marks of its own.
        let mark = rest.chars().next().filter(|c| matches!(c, '’' | '\'' | '”' | '"'));
        let opened = page.slice(sentence.range.start..entity.range.end);
        let own = page.slice(entity.range.clone());
        let opened = opened.strip_suffix(own).is_some_and(|h| h.ends_with(['‘', '\'', '“', '"']))
            || own.contains(['‘', '\'']);
        if let Some(mark) = mark.filter(|_| tail.is_empty() && opened) {
            let over = mark.len_utf8();
            let glued = word_len(rest.get(over..).unwrap_or_default());
            tail = rest.get(over..over + glued).unwrap_or_default();
            end += over + glued;
            continue;
        }
        if let Some(over) = bracket(rest).filter(|_| tail.is_empty()) {
            let glued = word_len(rest.get(over..).unwrap_or_default());
            tail = rest.get(over..over + glued).unwrap_or_default();
            end += over + glued;
            continue;
        }
        // 우크라이나 당국 역시 …라고 주장했다
        if rest.starts_with(" 역시 ") && matches!(tail, "" | "들" | "측") {
            return (end + " 역시".len(), "역시");
        }
        // 합참 등은, 정보총국 등에 따르면: and others.
        if let Some(others) = rest.strip_prefix(" 등").filter(|_| tail.is_empty()) {
            let glued = word_len(others);
            let particle = others.get(..glued).unwrap_or_default();
            if !particle.is_empty() && TAILS.contains(&particle) {
                return (end + " 등".len() + glued, others.get(..glued).unwrap_or_default());
            }
        }
        let Some((used, new_tail)) = role(rest) else {
            if tail.is_empty()
                && let Some((used, particle)) = holder(page.slice(entity.range.start..end), rest)
                && !sentence.mentions.iter().any(|m| {
                    matches!(m.class, Class::Announce | Class::Say | Class::Harm)
                        && end < m.range.start
                        && m.range.start < end + used
                })
            {
                return (end + used, particle);
            }
            break;
        };
        tail = rest.get(used - new_tail..used).unwrap_or_default();
        end += used;
    }
    (end, tail)
}

/// 대변인 올렉시 마르첸코는: the bytes of a name of up to three words behind an office, and its particle.
fn holder<'a>(office: &str, rest: &'a str) -> Option<(usize, &'a str)> {
    if !ROLES.iter().any(|r| office.ends_with(r)) {
        return None;
    }
    let mut at = 0;
    for _ in 0..3 {
        let blank = rest.get(at..)?.strip_prefix(' ')?;
        let len = word_len(blank);
        let word = blank.get(..len).filter(|w| !w.is_empty())?;
        let syllables = word.chars().count();
        if !word.chars().all(|c| ('가'..='힣').contains(&c)) || syllables > 8 {
            return None;
        }
        at += 1 + len;
        let particle = ["은", "는", "이", "가"].into_iter().find(|p| {
            let head = word.strip_suffix(p).and_then(|h| h.chars().next_back());
            head.is_some_and(|c| takes(c, p)) && syllables >= 3
        });
        if let Some(particle) = particle {
            return Some((at, rest.get(at - particle.len()..at)?));
        }
        if ["을", "를", "에", "의", "에서", "로", "고", "다", "며"]
            .iter()
            .any(|p| word.ends_with(p))
            || syllables < 2
        {
            return None;
        }
    }
    None
}

/// Whether a particle is the one that a syllable takes: 은 and 이 behind a final consonant, 는 and 가 behind a vowel.
fn takes(last: char, particle: &str) -> bool {
    let closed = ('가'..='힣').contains(&last) && (u32::from(last) - u32::from('가')) % 28 != 0;
    closed == matches!(particle, "은" | "이")
}

/// What is glued to a name.
fn tail_of<'a>(page: &'a Page, entity: &Entity) -> &'a str {
    if entity.stem < entity.range.end {
        let tail = page.slice(entity.stem..entity.range.end);
        // 정보당국자들을, 총참모장은: the office is part of the name.
        let rest =
            ["자", "장", "관", "실", "궁", "군", "측"].iter().find_map(|o| tail.strip_prefix(o));
        return rest.filter(|r| TAILS.contains(r)).unwrap_or(tail);
    }
    // Some rows have the particle in their form: 북한은, 소식통에게.
    const NOUNS: [&str; 10] = [
        "전문가",
        "분석가",
        "활동가",
        "평론가",
        "역사가",
        "김정은",
        "회의",
        "협의",
        "국가",
        "작가",
    ];
    let word = page.slice(entity.range.clone());
    if NOUNS.iter().any(|n| word.ends_with(n)) {
        return "";
    }
    let tails = TAILS.iter().filter_map(|t| word.strip_suffix(t).map(|head| (head, *t)));
    let short = |t: &str| matches!(t, "은" | "는" | "가" | "도");
    let whole = tails.filter(|(head, t)| {
        !t.is_empty() && (head.chars().count() >= 2 || short(t) && !head.is_empty())
    });
    let longest = whole.max_by_key(|(_, t)| t.len()).map_or("", |(_, t)| t);
    // The particle as it stands on the page.
    word.get(word.len() - longest.len()..).unwrap_or_default()
}

/// The particle that a tail is.
pub(super) fn part(tail: &str) -> Option<Mark> {
    let tail = tail.strip_prefix("들").filter(|t| !t.is_empty()).unwrap_or(tail);
    match tail {
        "은" | "는" | "도" | "측은" | "측도" | "에서는" | "에선" | "께서는" | "장은" | "자는"
        | "군은" | "당국은" | "역시" | "씨는" => Some(Mark::Topic),
        "이" | "가" | "측이" | "에서" | "장이" | "자가" | "군이" | "께서" | "당국이" | "씨가" => {
            Some(Mark::Subject)
        }
        // 국장은, 총장이, 사령부는: the row's star has taken the office.
        _ if office(tail, &["은", "는", "도"]) => Some(Mark::Topic),
        _ if office(tail, &["이", "가"]) => Some(Mark::Subject),
        _ => None,
    }
}

/// A role glued to a name, with one of some particles.
fn office(tail: &str, particles: &[&str]) -> bool {
    particles.iter().any(|p| {
        tail.strip_suffix(p).is_some_and(|head| {
            ROLES.iter().any(|r| head.ends_with(r))
                || matches!(head, "장" | "국" | "군" | "궁" | "청")
        })
    })
}

/// 에 따르면, 를 인용해, 으로부터: the words that make a name one that is cited.
fn cited(tail: &str, rest: &str) -> bool {
    const BEHIND: &[&str] = &["따르면", "의하면", "의거", "근거", "의하자면", "따른"];
    const OBJECT: &[&str] = &["인용", "통해", "근거", "토대", "빌려", "빌어", "바탕", "출처"];
    const SAID: &[&str] = &["말을", "발언을", "발표를", "보고를", "자료를", "설명을", "보도를"];
    let tail = tail.strip_prefix("들").unwrap_or(tail);
    let next = rest.trim_start();
    let any = |list: &[&str]| list.iter().any(|w| next.starts_with(w));
    match tail {
        "에" | "측에" => any(BEHIND),
        "을" | "를" | "측을" => any(OBJECT),
        "의" | "측의" => any(SAID) && OBJECT.iter().any(|o| next.contains(o)),
        "" => {
            // 서방 당국자 2명을 인용해, 소식통 3명의 말을 빌려.
            let counted = next.find('명').filter(|at| *at <= 12).and_then(|at| next.get(at + 3..));
            let counted = counted.and_then(|c| c.strip_prefix(['을', '의'])).map(str::trim_start);
            let told = counted.is_some_and(|c| {
                OBJECT.iter().chain(SAID).any(|o| c.starts_with(o))
                    && OBJECT.iter().any(|o| c.contains(o))
            });
            told || any(&["인용", "발 "])
        }
        "발로" | "로부터" | "으로부터" | "에게서" | "측으로부터" => true,
        // 정보국에따르면
        _ if ["에따르면", "에의하면"].contains(&tail) => true,
        _ => tail.ends_with("에") && any(BEHIND),
    }
}

/// The bytes of a bracket right behind a name.
fn bracket(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('(').or_else(|| rest.strip_prefix('·'))?;
    let close = inner.find(')').filter(|at| *at <= 60 && rest.starts_with('('))?;
    Some(1 + close + 1)
}

/// The bytes of letters and digits at the head.
fn word_len(rest: &str) -> usize {
    rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
}

/// The bytes up to the end of a role behind a blank, over at most three words that are none, and the bytes of its tail.
fn role(rest: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for skipped in 0..4 {
        let blank = rest.get(at..)?.strip_prefix(' ')?;
        let len = word_len(blank);
        let word = blank.get(..len).filter(|w| !w.is_empty())?;
        at += 1 + len;
        if let Some(tail) = role_tail(word) {
            return Some((at, tail));
        }
        // 김가람 대변인은, 안드리 체르냐크 대변인은: a name of up to five syllables, or a word that may stand there.
        let syllables = word.chars().count();
        let name = word.chars().all(|c| ('가'..='힣').contains(&c)) && (2..=6).contains(&syllables);
        let closed = ["은", "는", "을", "를", "에서", "에게", "으로", "하고", "했다"]
            .iter()
            .any(|p| syllables > 2 && word.ends_with(p));
        if !(BETWEEN.contains(&word) || name && !closed) || skipped == 3 {
            return None;
        }
    }
    None
}

/// The bytes of the particle behind a role, when a word is one.
fn role_tail(word: &str) -> Option<usize> {
    ROLES
        .iter()
        .filter_map(|role| {
            let at = word.rfind(role)?;
            let tail = word.get(at + role.len()..)?;
            TAILS.contains(&tail).then_some(tail.len())
        })
        .min()
}
