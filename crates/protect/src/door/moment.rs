//! Times of day, and dates of birth.
//!
//! Passes: a day, a week, a month, a length of time (`24 hours`, `두 시간`), a part of a day without a number (`that morning`).
//! Does not pass: an hour or finer, in figures or words, English, Korean, Russian and Chinese; a day or year of birth.

use super::lexicon::{BORN, DAY_HALF, HOUR, HOUR_KO, MONTH};
use super::view::{Kind, View};
use super::{Certainty, Hits, Refused, number};

pub(crate) fn detect(view: &View, hits: &mut Hits<'_>) {
    for at in 0..view.len() {
        let end = figures(view, at)
            .or_else(|| english(view, at))
            .or_else(|| korean(view, at))
            .or_else(|| russian(view, at))
            .or_else(|| chinese(view, at));
        if let Some((end, certainty)) = end {
            hits.add(Refused::ClockTime, at, end, certainty);
        }
        if let Some((from, end, certainty)) = birth(view, at) {
            hits.add(Refused::BirthDate, from, end, certainty);
        }
    }
}

type End = Option<(usize, Certainty)>;

fn hour(view: &View, at: usize) -> bool {
    view.digits(at) <= 2 && view.number(at).is_some_and(|h| h <= 24)
}

fn minute(view: &View, at: usize) -> bool {
    view.digits(at) == 2 && view.number(at).is_some_and(|m| m < 60)
}

/// `14:05`, `14h05`, `20241223T1405`, `0930 hours`.
fn figures(view: &View, at: usize) -> End {
    let tight = |n: usize| view.tight(at + n);
    if hour(view, at)
        && view.is(at + 1, &[":", "h"])
        && tight(1)
        && minute(view, at + 2)
        && tight(2)
    {
        let seconds = view.is(at + 3, &[":"]) && minute(view, at + 4);
        return Some((at + if seconds { 5 } else { 3 }, Certainty::Certain));
    }
    if view.digits(at) == 8
        && view.is(at + 1, &["t"])
        && tight(1)
        && tight(2)
        && matches!(view.digits(at + 2), 4 | 6)
    {
        return Some((at + 3, Certainty::Certain));
    }
    let clock = |at: usize| {
        view.digits(at) == 4 && view.number(at).is_some_and(|n| n / 100 < 24 && n % 100 < 60)
    };
    if clock(at) && view.is(at + 1, &["hours", "hrs", "h", "hour"]) {
        return Some((at + 2, Certainty::Likely));
    }
    let at_time = view.is(at, &["at", "в", "by", "until", "around", "about", "till"]);
    if at_time && clock(at + 1) && view.text(at + 1).starts_with('0') {
        return Some((at + 2, Certainty::Likely));
    }
    let dotted = view.is(at, &["at", "в"])
        && hour(view, at + 1)
        && view.is(at + 2, &["."])
        && view.tight(at + 3)
        && minute(view, at + 3);
    dotted.then_some((at + 4, Certainty::Likely))
}

/// `2:30 pm`, `nine o'clock`, `half past nine`, `at five in the morning`.
fn english(view: &View, at: usize) -> End {
    let value = |i: usize| view.has(i, HOUR) || hour(view, i) && view.kind(i) == Kind::Digits;
    if view.is(at, &["half", "quarter", "five", "ten", "twenty", "minutes"]) {
        let past = view.is(at + 1, &["past"])
            || view.is(at + 1, &["to"]) && view.is(at, &["quarter", "minutes"]);
        if past && value(at + 2) {
            return Some((at + 3, Certainty::Certain));
        }
    }
    if view.is(at, &["noon", "midnight", "midday"])
        && view.is(at.wrapping_sub(1), &["at", "around", "about", "before", "after", "by"])
    {
        return Some((at + 1, Certainty::Likely));
    }
    if !value(at) {
        return None;
    }
    let half =
        view.is(at + 1, &["am", "pm"]) && view.number(at).is_none_or(|h| (1..=12).contains(&h));
    let dotted = view.is(at + 1, &["a", "p"])
        && view.is(at + 2, &["."])
        && view.is(at + 3, &["m"])
        && view.tight(at + 3);
    if half {
        return Some((at + 2, Certainty::Certain));
    }
    if dotted {
        return Some((at + 4, Certainty::Certain));
    }
    if view.is(at + 1, &["oclock"]) || view.is(at + 1, &["o"]) && view.is(at + 2, &["'", "clock"]) {
        let end = (at + 2..at + 5).rfind(|i| view.is(*i, &["clock"])).unwrap_or(at + 1);
        return Some((end + 1, Certainty::Certain));
    }
    let introduced = view.is(
        at.wrapping_sub(1),
        &[
            "at", "around", "about", "by", "after", "before", "until", "till", "since", "past",
            "from",
        ],
    );
    let part = (at + 1..at + 5).take_while(|i| !view.is_stop(*i)).find(|i| {
        view.is(*i, &["morning", "evening", "afternoon", "tonight", "night", "sharp", "noon"])
    });
    let joined = part.is_some_and(|end| {
        (at + 1..end).all(|i| {
            view.is(i, &["in", "the", "at", "last", "that", "this", "next", "on", "yesterday"])
        })
    });
    part.filter(|_| introduced && joined).map(|end| (end + 1, Certainty::Certain))
}

const HOURS_KO: [&str; 15] = [
    "열두",
    "열한",
    "다섯",
    "여섯",
    "일곱",
    "여덟",
    "아홉",
    "열둘",
    "열하나",
    "하나",
    "열",
    "한",
    "두",
    "세",
    "네",
];

/// What may follow `시` when it is the hour: `3시경`, `세시 반`.
fn hour_ends(rest: &str) -> bool {
    let rest = rest.trim_start_matches("쯤").trim_start_matches('경');
    rest.is_empty()
        || [
            "쯤", "경", "께", "무렵", "에", "반", "정각", "부터", "까지", "이후", "전", "후", "로",
            "를", "가", "이", "인", "였", "이였", "은", "는", "도", "와", "의", "넘", "조금", "좀",
        ]
        .iter()
        .any(|end| rest.starts_with(end))
}

/// `오후 2시 30분`, `새벽 세시경`, `21시`.
fn korean(view: &View, at: usize) -> End {
    let text = view.text(at);
    if view.kind(at) == Kind::Digits
        && hour(view, at)
        && view.kind(at + 1) == Kind::Hangul
        && view.token(at + 1).gap <= 1
    {
        let rest = view.text(at + 1).strip_prefix('시')?;
        if hour_ends(rest) {
            let minutes = view.digits(at + 2) > 0 && view.text(at + 3).starts_with('분');
            return Some((at + if minutes { 4 } else { 2 }, Certainty::Certain));
        }
        return None;
    }
    if view.kind(at) != Kind::Hangul {
        return None;
    }
    if matches!(view.stem(at), "정오" | "자정") && text != view.stem(at) {
        return Some((at + 1, Certainty::Likely));
    }
    // `한시` and `네 시` are also other words: the half of the day, a minute or an `about` must stand beside them.
    let glued =
        DAY_PARTS.iter().find_map(|part| text.strip_prefix(part)).filter(|rest| !rest.is_empty());
    let word = glued.unwrap_or(text);
    let (rest, end) = HOURS_KO.iter().find_map(|h| word.strip_prefix(h)).and_then(|after| {
        if let Some(rest) = after.strip_prefix('시') {
            return Some((rest, at + 1));
        }
        let next = view.text(at + 1).strip_prefix('시')?;
        (after.is_empty() && view.token(at + 1).gap <= 1).then_some((next, at + 2))
    })?;
    if !hour_ends(rest) {
        return None;
    }
    let half_day = glued.is_some() || at > 0 && view.has(at - 1, DAY_HALF);
    let about = ["쯤", "경", "께", "무렵", "반", "정각", "부터", "까지"]
        .iter()
        .any(|end| rest.starts_with(end))
        || view.is(
            end,
            &["반", "반에", "반쯤", "쯤", "경", "정각", "정각에", "무렵", "넘어", "조금", "좀"],
        )
        || view.text(end + 1).starts_with('분');
    let long = !matches!(word.chars().next(), Some('한' | '두' | '세' | '네' | '하'));
    (half_day || about || long && rest.starts_with('에')).then_some((end, Certainty::Certain))
}

const DAY_PARTS: [&str; 8] = ["오전", "오후", "새벽", "아침", "저녁", "한밤", "밤", "낮"];

/// `в 9 часов утра`, `в 14 часов 20 минут`.
fn russian(view: &View, at: usize) -> End {
    if !(hour(view, at) && view.is(at + 1, &["час", "часа", "часов", "година", "годині"]))
    {
        return None;
    }
    let to = view.is(at.wrapping_sub(1), &["в", "о", "до", "к", "после"]);
    let half = view.is(at + 2, &["утра", "вечера", "ночи", "дня", "ранку"]);
    let minutes = view.digits(at + 2) > 0 && view.text(at + 3).starts_with("минут");
    let end = at + 2 + if minutes { 2 } else { usize::from(half) };
    (to || half || minutes).then_some((end, Certainty::Certain))
}

/// `下午3点半`, `14时05分`.
fn chinese(view: &View, at: usize) -> End {
    let value = hour(view, at) && view.kind(at) == Kind::Digits
        || view.kind(at) == Kind::Han && view.has(at, HOUR_KO);
    if !value || !view.is(at + 1, &["点", "點", "时", "時"]) || view.is(at + 2, &["间", "間"])
    {
        return None;
    }
    let before = at > 0 && view.has(at - 1, DAY_HALF);
    let after = view.is(at + 2, &["半", "钟", "鐘", "整", "左"])
        || view.digits(at + 2) > 0
        || view.has(at + 2, HOUR_KO) && view.is(at + 3, &["分"]);
    (before || after).then_some((at + 2 + usize::from(after), Certainty::Certain))
}

/// `born 3 May 1979`, `1979년 5월 3일생`, `생년월일 …`.
fn birth(view: &View, at: usize) -> Option<(usize, usize, Certainty)> {
    let text = view.text(at);
    if view.kind(at) == Kind::Hangul && view.tight(at) && view.digits(at - 1) > 0 {
        let from = at.saturating_sub(5);
        let from =
            (from..at).find(|i| view.number(*i).is_some_and(number::is_year)).unwrap_or(at - 1);
        if text.starts_with("일생") {
            return Some((from, at + 1, Certainty::Certain));
        }
        if text.starts_with("년생") {
            return Some((at - 1, at + 1, Certainty::Likely));
        }
    }
    let closed = text.starts_with('생') && view.text_back(at, 1) == "." && view.tight(at);
    if closed && (2..=6).any(|n| n <= at && view.number(at - n).is_some_and(number::is_year)) {
        return Some((at - 2, at + 1, Certainty::Certain));
    }
    if text == "b" && view.is(at + 1, &["."]) && view.number(at + 2).is_some_and(number::is_year) {
        return Some((at, at + 3, Certainty::Likely));
    }
    if text == "г"
        && view.is(at + 1, &["."])
        && view.is(at + 2, &["р"])
        && view.back(at, 1).kind == Kind::Digits
    {
        return Some((at - 1, at + 3, Certainty::Certain));
    }
    if view.is(at, &["生", "出生"])
        && (view.text_back(at, 1) == "日" || view.text_back(at, 1) == "年")
    {
        return Some((at.saturating_sub(6), at + 1, Certainty::Certain));
    }
    if !view.has(at, BORN) || text == "birth" && view.text_back(at, 1) != "of" {
        return None;
    }
    let reach = (at + 1..at + 9).take_while(|i| !view.is_stop(*i) || view.tight(*i + 1));
    let inside: Vec<usize> = reach.collect();
    if view.is(at, &["born"]) && inside.iter().any(|i| view.is(*i, &["between", "after", "before"]))
    {
        return None;
    }
    let year = |i: usize| view.digits(i) == 4 && view.number(i).is_some_and(number::is_year);
    let day = |i: usize| {
        view.has(i, MONTH)
            && (1..=2).contains(&view.digits(i + 1).max(view.digits(i.saturating_sub(1))))
    };
    let written = |i: usize| {
        (1..=2).contains(&view.digits(i))
            && view.is(i + 1, &["/", ".", "-", "월", "月"])
            && view.digits(i + 2) > 0
            || view.digits(i) > 0 && view.text(i + 1).starts_with('월')
            || year(i) && view.is(i + 1, &["-", ".", "/", "年"])
    };
    let last = inside.iter().rev().find(|i| view.digits(**i) > 0).copied()?;
    if inside.iter().any(|i| day(*i) || written(*i)) {
        return Some((at, last + 1, Certainty::Certain));
    }
    let backwards =
        view.is(at, &["рождения"]) && (1..=3).any(|n| view.back(at, n).kind == Kind::Digits);
    let numbered = view.kind(at) == Kind::Hangul && view.digits(last) >= 4 || view.is(at, &["dob"]);
    (inside.iter().any(|i| year(*i)) || backwards || numbered).then_some((
        at,
        last + 1,
        Certainty::Likely,
    ))
}
