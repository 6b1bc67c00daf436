//! Places that are one place: a military unit, a workplace, a home, a point on the map.
//!
//! Passes: provinces and towns; a corps or an army; how many brigades; an occupation, and a workplace that nobody can tell from
//! others (`works in a mine`). Does not pass: a unit below the corps with its number, a named or definite workplace, an
//! address, coordinates, a cell.

use super::lexicon::{
    self, AGENCY, CELL, FACILITY, HOUSE, JOB, LATITUDE, LINK, MAILBOX, PLACE, PROVINCE, STREET,
    UNIT, UNIT_KO, UNIT_RU, UNIT_WORD, WORK_VERB,
};
use super::view::{Kind, View};
use super::{Certainty, Hits, Refused, number};

pub(crate) fn detect(view: &View, hits: &mut Hits<'_>) {
    for at in 0..view.len() {
        if let Some((from, end, certainty)) = unit(view, at) {
            hits.add(Refused::UnitNumber, from, end, certainty);
        }
        if let Some((from, end, certainty)) = workplace(view, at) {
            hits.add(Refused::Workplace, from, end, certainty);
        }
        if let Some((from, end, certainty)) = residence(view, at) {
            hits.add(Refused::Residence, from, end, certainty);
        }
        if let Some((from, end, certainty)) = coordinates(view, at) {
            hits.add(Refused::Coordinates, from, end, certainty);
        }
    }
}

type Range = Option<(usize, usize, Certainty)>;

/// Steps over words and signs that announce a number: `no.`, `번호는`, `#`.
pub(crate) fn announced(view: &View, at: usize) -> usize {
    let mut next = at + 1;
    while next < at + 6
        && (view.has(next, LINK)
            || view.is(next, &[":", "=", "#", ".", "(", "\"", "'", "-", "제", "第", "n"]))
    {
        next += 1;
    }
    next
}

/// Whether a plain number stands at `at`: no amount, no year.
fn plain(view: &View, at: usize, least: usize) -> bool {
    (least..=7).contains(&view.digits(at)) && number::amount(view, at).is_none()
}

fn unit(view: &View, at: usize) -> Range {
    use Certainty::{Certain, Likely};
    let tight = |i: usize| view.tight(i);
    if view.digits(at) > 0 && view.is(at + 1, &["st", "nd", "rd", "th"]) && tight(at + 1) {
        return unit_after(view, at + 2, UNIT).map(|end| (at, end, Certain));
    }
    if view.digits(at) > 0 && number::amount(view, at).is_none() {
        let from = if view.is(at + 1, &["-"]) && tight(at + 1) { at + 3 } else { at + 1 };
        let cyrillic =
            view.kind(from) == Kind::Cyrillic && (from > at + 1 || view.has(from, UNIT_RU));
        if cyrillic && let Some(end) = unit_after(view, from, UNIT_RU) {
            return Some((at, end, Certain));
        }
        let han = view.kind(at + 1) == Kind::Han && view.has(at + 1, UNIT_RU);
        if han && (view.text_back(at, 1) == "第" || view.is(at + 1, &["部队", "旅"])) {
            return Some((at, at + 2, Certain));
        }
        if view.kind(at + 1) == Kind::Hangul
            && view.token(at + 1).gap <= 1
            && view.has(at + 1, UNIT_KO)
        {
            let head = head(view, at + 1, UNIT_KO);
            let counted = ["개", "여개", "명", "만", "천", "일", "년", "월", "주"]
                .iter()
                .any(|count| head.starts_with(count));
            return (!counted && head.chars().count() <= 6).then_some((at, at + 2, Certain));
        }
        let section = ["과", "처", "국", "부", "실", "반", "대"]
            .iter()
            .any(|end| view.text(at + 1).starts_with(end));
        if at > 0 && view.has(at - 1, AGENCY) && section && tight(at + 1) {
            return Some((at - 1, at + 2, Certain));
        }
    }
    if view.kind(at) == Kind::Hangul && view.has(at, UNIT_KO) {
        let head = head(view, at, UNIT_KO);
        let spelled = head.trim_start_matches('제');
        let number = !spelled.is_empty()
            && spelled.chars().all(|c| "공영일이삼사오육륙칠팔구십백천".contains(c));
        if number && (head.starts_with('제') || spelled.chars().count() >= 2) {
            return Some((at, at + 1, Likely));
        }
    }
    let ordinal = view.is(
        at,
        &[
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
            "tenth",
        ],
    );
    if ordinal
        && view.token(at).upper
        && let Some(end) = unit_after(view, at + 1, UNIT)
        && view.token(end - 1).upper
    {
        return Some((at, end, Likely));
    }
    let next = announced(view, at);
    if view.has(at, UNIT)
        && plain(view, next, 1)
        && view.digits(next) <= 4
        && !is_people(view, next + 1)
    {
        return Some((at, next + 1, if view.token(at).upper { Certain } else { Likely }));
    }
    if view.has(at, UNIT_RU)
        && view.kind(at) == Kind::Cyrillic
        && plain(view, next, 1)
        && view.digits(next) <= 4
    {
        return Some((at, next + 1, Certain));
    }
    if view.has(at, UNIT_WORD) && plain(view, next, 2) && !is_people(view, next + 1) {
        return Some((at, next + 1, Certain));
    }
    let chast =
        view.is(at, &["v", "в", "b"]) && view.is(at + 1, &["/"]) && view.is(at + 2, &["ch", "ч"])
            || view.is(at, &["п"]) && view.is(at + 1, &["/"]) && view.is(at + 2, &["п"]);
    let chast_next = announced(view, at + 2);
    if chast && plain(view, chast_next, 2) {
        return Some((at, chast_next + 1, Certain));
    }
    mailbox(view, at)
}

/// `우편함 4417`, `field post box 4417`.
fn mailbox(view: &View, at: usize) -> Range {
    let post = view.is(at, &["post"]) && view.is(at.wrapping_sub(1), &["field", "military"])
        || view.is(at, &["почта", "почты"]) && view.text_back(at, 1).starts_with("полев");
    if !post && !view.has(at, MAILBOX) {
        return None;
    }
    let at = at + usize::from(view.is(at + 1, &["box", "office"]));
    let next = announced(view, at);
    plain(view, next, 1).then_some((at, next + 1, Certainty::Certain))
}

fn is_people(view: &View, at: usize) -> bool {
    view.is(
        at,
        &[
            "men",
            "soldiers",
            "troops",
            "people",
            "dead",
            "killed",
            "wounded",
            "kilometres",
            "km",
            "percent",
            "%",
            "officers",
        ],
    )
}

/// Where a unit at `at` ends, with at most four describing words before it; not if it is many.
fn unit_after(view: &View, at: usize, class: lexicon::Class) -> Option<usize> {
    (at..at + 6)
        .take_while(|i| {
            matches!(view.kind(*i), Kind::Latin | Kind::Cyrillic) || view.is(*i, &["-"])
        })
        .take_while(|i| {
            !view
                .is(*i, &["of", "in", "and", "the", "was", "is", "corps", "army", "century", "day"])
        })
        .find(|i| view.has(*i, class))
        .map(|i| i + 1)
}

/// What stands before the known word that a Korean word ends in.
fn head(view: &View, at: usize, class: lexicon::Class) -> &str {
    let stem = view.stem(at);
    &stem[..stem.len() - lexicon::ending(stem, class)]
}

fn workplace(view: &View, at: usize) -> Range {
    match view.kind(at) {
        Kind::Latin if view.has(at, WORK_VERB | JOB) => {
            english_workplace(view, at).or_else(|| facility_then_job(view, at))
        }
        Kind::Hangul if view.has(at, FACILITY) => korean_workplace(view, at),
        Kind::Cyrillic if view.has(at, WORK_VERB | JOB) => {
            let facility = (at + 1..at + 7)
                .take_while(|i| !view.is_stop(*i))
                .find(|i| view.has(*i, FACILITY))?;
            let named = (at + 1..facility + 3).any(|i| view.token(i).upper || view.digits(i) > 0);
            named.then_some((at, facility + 1, Certainty::Likely))
        }
        Kind::Han if view.has(at, FACILITY) => {
            let named = at > 0
                && view.kind(at - 1) == Kind::Han
                && !view.is(at - 1, &["的", "个", "家", "一", "在", "座"]);
            let end = (at + 1..at + 4)
                .find(|i| view.has(*i, WORK_VERB | JOB) && view.kind(*i) == Kind::Han)?;
            named.then_some((at - 1, end + 1, Certainty::Likely))
        }
        _ => None,
    }
}

const INDEFINITE: [&str; 20] = [
    "a",
    "an",
    "some",
    "any",
    "many",
    "several",
    "various",
    "other",
    "two",
    "three",
    "different",
    "all",
    "most",
    "such",
    "which",
    "what",
    "no",
    "another",
    "few",
    "state",
];
const DEFINITE: [&str; 9] = ["the", "his", "her", "our", "my", "their", "this", "that", "same"];
/// Words with a capital that tell no place from others.
const WIDE: [&str; 12] = [
    "north", "south", "korean", "korea", "russian", "russia", "chinese", "china", "soviet",
    "state", "korean's", "dprk",
];

/// `works at the Musan mine`, `a nurse at the county hospital`.
fn english_workplace(view: &View, at: usize) -> Range {
    let preposition = (at + 1..at + 5)
        .take_while(|i| !view.is_stop(*i) && !view.is(*i, &[","]))
        .find(|i| view.is(*i, &["at", "in", "for", "by", "of", "with", "from"]))?;
    if (at + 1..preposition).any(|i| view.has(i, WORK_VERB)) {
        return None;
    }
    let first = preposition + 1;
    let clause = (first..first + 9).take_while(|i| {
        !view.is_stop(*i)
            && !view.is(
                *i,
                &[
                    ",", "and", "or", "who", "that", "said", "is", "was", "were", "to", "near",
                    "where", "about",
                ],
            )
            || view.is(*i, &["."]) && view.is(*i - 1, &["no", "st"])
            || *i == first
    });
    let facility =
        clause.filter(|i| view.has(*i, FACILITY) && view.kind(*i) == Kind::Latin).last()?;
    let inside = first..facility;
    if view.is(first, &INDEFINITE) {
        return None;
    }
    let named = inside.clone().any(|i| {
        view.digits(i) > 0
            || view.token(i).upper
                && view.kind(i) == Kind::Latin
                && !view.is(i, &WIDE)
                && !view.is(i, &DEFINITE)
    }) || view.digits(announced(view, facility)) > 0
        && view.is(facility + 1, &["no", "number", "#"])
        || view.has(facility + 2, PLACE) && view.is(facility + 1, &["in", "of", "at"]);
    let plural =
        view.text(facility).ends_with('s') && !view.is(facility, &["works", "customs", "barracks"]);
    let definite = view.is(first, &DEFINITE) && !plural;
    match (named, definite) {
        (true, _) => Some((at, facility + 1, Certainty::Certain)),
        (false, true) => Some((at, facility + 1, Certainty::Likely)),
        _ => None,
    }
}

/// `a Musan mine worker`, `the county hospital nurse`.
fn facility_then_job(view: &View, at: usize) -> Range {
    let facility = at.checked_sub(1).filter(|i| view.has(*i, FACILITY) && view.has(at, JOB))?;
    let before = facility.checked_sub(1)?;
    let named = view.token(before).upper
        && !view.is(before, &WIDE)
        && !view.is(before, &DEFINITE)
        && !view.is(before, &INDEFINITE)
        || view.is(before, &["county", "city", "district"]);
    named.then_some((before, at + 1, Certainty::Likely))
}

/// `무산광산에서 일하는`, `혜산제지공장 직장장`, `군병원 간호사`.
fn korean_workplace(view: &View, at: usize) -> Range {
    let head = head(view, at, FACILITY);
    let before = at.checked_sub(1);
    let near = |i: usize| {
        view.token(at).gap <= 1 && view.kind(i) == Kind::Hangul && view.stem(i) == view.text(i)
    };
    let placed = before.is_some_and(|i| {
        near(i)
            && (view.has(i, PLACE | PROVINCE)
                || ["군", "시", "구역", "읍", "리"]
                    .iter()
                    .any(|end| view.text(i).ends_with(end) && view.text(i).chars().count() >= 2))
    });
    let masked =
        before.is_some_and(|i| view.tight(at) && (view.is(i, &["○", "*"]) || view.digits(i) > 0));
    let own = ["군병원", "시병원", "도병원", "인민병원", "군당", "시당", "도당"]
        .iter()
        .any(|word| view.stem(at).ends_with(word));
    let of_county = view.stem(at).starts_with("군인민") || view.stem(at).starts_with("시인민");
    let named = !head.is_empty() && !is_generic(head);
    if !(named || placed || masked || own || of_county) {
        return None;
    }
    let from = if placed || masked { at - 1 } else { at };
    if view.has(at + 1, JOB) && view.token(at + 1).gap <= 1 && view.kind(at + 1) == Kind::Hangul {
        return Some((from, at + 2, Certainty::Certain));
    }
    let verb = view.after(at, 4, WORK_VERB)?;
    Some((from, verb + 1, Certainty::Certain))
}

/// What a Korean facility may be called without being told from others.
fn is_generic(head: &str) -> bool {
    matches!(
        head,
        "북한"
            | "조선"
            | "중국"
            | "국영"
            | "지방"
            | "개인"
            | "큰"
            | "작은"
            | "여러"
            | "군수"
            | "해당"
            | "일반"
            | "로씨야"
            | "러시아"
            | "남한"
            | "각"
            | "모든"
            | "이"
            | "그"
            | "한"
            | "현지"
            | "외국"
            | "다른"
            | "무기"
            | "군"
            | "국가"
    )
}

fn residence(view: &View, at: usize) -> Range {
    use Certainty::{Certain, Likely};
    if view.kind(at) == Kind::Digits {
        let next = view.text(at + 1);
        let gap = view.token(at + 1).gap <= 1;
        let house = next.starts_with("인민반")
            || next.starts_with("번지")
            || view.is(at + 1, &["号楼", "单元"]);
        if gap && house {
            return Some((at.saturating_sub(1), at + 2, Certain));
        }
        let counted = ["반", "호", "통", "층", "현관", "세대"].iter().any(|word| {
            next.strip_prefix(word).is_some_and(|rest| {
                rest.is_empty() || lexicon::stem(next) == *word || rest.starts_with('에')
            })
        });
        let home = |i: usize| {
            let stem = view.stem(i);
            view.kind(i) == Kind::Hangul
                && ["동", "리", "읍", "구", "가"]
                    .iter()
                    .any(|end| view.text(i).ends_with(end) || stem.ends_with(end))
                && (stem.chars().count() >= 2 || view.digits(i.wrapping_sub(1)) > 0 && stem == "동")
        };
        if counted && view.tight(at + 1) && at > 0 && home(at - 1) {
            return Some((at - 1, at + 2, Certain));
        }
        let street = (at + 1..at + 5)
            .take_while(|i| {
                view.token(*i).upper && view.kind(*i) == Kind::Latin || view.is(*i, &["-"])
            })
            .find(|i| view.has(*i, STREET) && *i > at + 1);
        if let Some(end) = street.filter(|_| plain(view, at, 1)) {
            return Some((at, end + 1, Certain));
        }
    }
    if view.kind(at) == Kind::Cyrillic && view.has(at, STREET) {
        let house = (at + 1..at + 9).find(|i| view.digits(*i) > 0)?;
        return Some((at, house + 1, Certain));
    }
    if let Some(found) = neighbourhood(view, at) {
        return Some(found);
    }
    if !view.has(at, HOUSE) {
        return None;
    }
    let next = announced(view, at);
    let dotted = view.is(at, &["d", "д"]) && !view.is(at + 1, &["."]);
    let ordinal =
        view.is(at, &["inminban"]) && (1..=3).any(|n| view.back(at, n).kind == Kind::Digits);
    if ordinal {
        return Some((at.saturating_sub(2), at + 1, Certain));
    }
    let sure = view.is(at, &["apartment", "apt", "flat", "inminban", "кв", "квартира"])
        || view.kind(at) == Kind::Hangul;
    (!dotted
        && plain(view, next, 1)
        && view.digits(next) <= 4
        && !is_people(view, next + 1)
        && !is_counter(view, next))
    .then_some((at, next + 1, if sure { Certain } else { Likely }))
}

/// `Wiyon-dong`, `위연동에 사는`: a neighbourhood or village by name.
fn neighbourhood(view: &View, at: usize) -> Range {
    if view.kind(at) == Kind::Hangul {
        let stem = view.stem(at);
        let named = (3..=5).contains(&stem.chars().count()) && stem.ends_with(['동', '리', '읍']);
        let lives = ["사는", "살고", "살았", "산다", "살던", "거주", "살아", "삽니"]
            .iter()
            .any(|verb| view.text(at + 1).starts_with(verb));
        let there = view.text(at).ends_with(['에', '서']);
        return (named && lives && there).then_some((at, at + 2, Certainty::Likely));
    }
    let joined = view.is(at + 1, &["-"]) && view.tight(at + 1) && view.tight(at + 2);
    let village = joined && view.is(at + 2, &["dong", "ri", "ni", "rodongjagu", "up"]);
    let person = at > 0 && (lexicon::in_set("surname_la", view.text(at - 1)) || view.tight(at));
    (village && !person && view.token(at).upper && view.text(at).len() >= 3).then_some((
        at,
        at + 3,
        Certainty::Likely,
    ))
}

/// Whether the number at `at` counts something: `아파트 3채`.
fn is_counter(view: &View, at: usize) -> bool {
    view.tight(at + 1)
        && ["채", "명", "개", "년", "월", "일", "세"]
            .iter()
            .any(|word| view.text(at + 1).starts_with(word))
}

fn coordinates(view: &View, at: usize) -> Range {
    use Certainty::{Certain, Likely};
    let decimal = |i: usize| {
        view.digits(i) > 0
            && view.digits(i) <= 3
            && view.is(i + 1, &["."])
            && view.tight(i + 1)
            && view.tight(i + 2)
            && view.digits(i + 2) >= 3
    };
    if decimal(at) && view.number(at).is_some_and(|n| n <= 180) {
        let second = (at + 3..at + 7)
            .take_while(|i| !view.is_stop(*i) || view.is(*i, &[";"]))
            .find(|i| view.digits(*i) > 0)
            .filter(|i| decimal(*i) && view.number(*i).is_some_and(|n| n <= 180));
        if let Some(second) = second {
            return Some((at, second + 3, Certain));
        }
    }
    if view.digits(at) > 0
        && view.is(at + 1, &["°", "º", "도"])
        && view.digits(at + 2) > 0
        && view.tight(at + 1)
    {
        let minutes = view.is(at + 3, &["'", "분", "."]);
        if minutes || view.is(at + 1, &["°"]) && view.tight(at + 2) {
            return Some((at, at + 4, Certain));
        }
    }
    if view.has(at, LATITUDE) {
        let first = (at + 1..at + 6).find(|i| view.digits(*i) > 0)?;
        let fraction = view.is(first + 1, &[".", "°", "도"]);
        return fraction.then_some((at, first + 3, Certain));
    }
    if (1..=2).contains(&view.digits(at))
        && view.tight(at + 1)
        && view.kind(at + 1) == Kind::Latin
        && view.text(at + 1).len() == 1
        && view.text(at + 2).len() == 2
        && view.kind(at + 2) == Kind::Latin
        && matches!(
            (view.digits(at + 3), view.digits(at + 4)),
            (5, 5) | (4, 4) | (3, 3) | (10 | 8 | 6, _)
        )
    {
        return Some((at, at + 4 + usize::from(view.digits(at + 3) <= 5), Certain));
    }
    if view.has(at, CELL) {
        let next = announced(view, at);
        if plain(view, next, 2)
            && !is_people(view, next + 1)
            && !(view.is(at, &["cell", "tower"]) && view.digits(next) < 3)
        {
            return Some((at, next + 1, Likely));
        }
        if view.kind(at) == Kind::Hangul
            && at > 1
            && view.is(at - 1, &["번", "호"])
            && view.digits(at - 2) > 0
        {
            return Some((at - 2, at + 1, Likely));
        }
    }
    plus_code(view, at)
}

/// An open location code, `8Q86+XX2`, or three words, `///one.two.three`.
fn plus_code(view: &View, at: usize) -> Range {
    if view.is(at, &["/"])
        && view.is(at + 1, &["/"])
        && view.is(at + 2, &["/"])
        && view.is(at + 4, &["."])
        && view.is(at + 6, &["."])
        && (view.back(at, 1).kind != Kind::Mark)
    {
        return Some((at, at + 8, Certainty::Certain));
    }
    if !view.is(at, &["+"]) || !view.tight(at) || !view.tight(at + 1) {
        return None;
    }
    let from = (1..=8)
        .take_while(|n| *n <= at && (*n == 1 || view.tight(at - n + 1)))
        .map(|n| at - n)
        .last()?;
    let left = view.slice(from, at);
    let code = |text: &str| text.bytes().all(|b| b"23456789cfghjmpqrvwx".contains(&b));
    let letters = left.bytes().any(|b| b.is_ascii_lowercase());
    let right = (at + 1..at + 4).take_while(|i| view.tight(*i)).last().unwrap_or(at);
    let tail = view.slice(at + 1, right + 1);
    let short = (2..=3).contains(&tail.len()) && (4..=8).contains(&left.len());
    (short && letters && code(left) && code(tail)).then_some((from, right + 1, Certainty::Certain))
}
