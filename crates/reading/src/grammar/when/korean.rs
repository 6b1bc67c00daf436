//! Dates in Korean.

use model::date::Day;

use super::token::{Token, before, day, number, word, year};
use super::{Calendar, Cue, Found, Time, past, window, ymd};

pub(super) fn date(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let text = word(tokens, at);
    if matches!(text, "오는" | "내년" | "다음" | "내달" | "향후") {
        return ahead(tokens, at, calendar);
    }
    // 1일 평균, 1일 전사자: a day as a measure.
    const A_DAY: [&str; 7] = ["평균", "전사", "사망", "사상", "손실", "최대", "최다"];
    if text == "1"
        && word(tokens, at + 1) == "일"
        && A_DAY.iter().any(|w| starts(tokens, at + 2, w))
    {
        return None;
    }
    let found = one(tokens, at, calendar)?;
    // 1월부터 3월까지, 3월 2일부터 9일까지.
    let last = word(tokens, found.tokens.end.saturating_sub(1)).to_owned();
    let next = found.tokens.end + usize::from(word(tokens, found.tokens.end) == "부터");
    if (last.ends_with("부터") || next > found.tokens.end)
        && let Some(to) = one(tokens, next, calendar)
        && word(tokens, to.tokens.end.saturating_sub(1)).ends_with("까지")
        && let (Time::Point(from), Time::Point(until)) = (&found.time, &to.time)
    {
        let time = Time::Window(from.clone(), until.clone());
        let rule = "date-days-month";
        return Some(Found { tokens: at..to.tokens.end, time, cue: Cue::Plain, rule });
    }
    // 18일부터 사흘간
    if (last.ends_with("부터") || next > found.tokens.end)
        && let Some(length) = lengths(tokens, next)
        && let (Time::Point(from), Time::Past(days)) = (&found.time, &length.time)
        && let Ok(first) = from.parse::<Day>()
    {
        let until = first.plus_days(days - 1);
        return Some(window(at..length.tokens.end, first, until, "date-days-month"));
    }
    Some(found)
}

/// A date with the words behind it.
fn one(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let found = numeric(tokens, at, calendar)
        .or_else(|| relative(tokens, at, calendar))
        .or_else(|| weekday(tokens, at, calendar))?;
    Some(cued(found, tokens))
}

/// A day to come: 오는 6월, 내년 3월.
fn ahead(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let found = numeric(tokens, at + 1, calendar).or_else(|| weekday(tokens, at + 1, calendar))?;
    Some(Found { tokens: at..found.tokens.end, cue: Cue::Open, ..found })
}

/// Words behind a date: 말, 현재, 기준, 까지, 보고 때.
fn cued(mut found: Found, tokens: &[Token<'_>]) -> Found {
    const PARTS: [&str; 8] = ["초순", "중순", "하순", "상순", "초", "말", "중", "께"];
    const SAID: [&str; 8] = ["보고", "발표", "브리핑", "집계", "성명", "자료", "평가", "통계"];
    let part = word(tokens, found.tokens.end);
    let tail = PARTS.iter().find_map(|p| part.strip_prefix(p));
    const TAILS: [&str; 9] = ["", "까지", "부터", "에", "에는", "쯤", "의", "기준", "경"];
    if tail.is_some_and(|t| TAILS.contains(&t)) {
        found.tokens.end += 1;
    }
    let last = word(tokens, found.tokens.end.saturating_sub(1));
    let next = word(tokens, found.tokens.end);
    let when = word(tokens, found.tokens.end + 1);
    if ["현재", "기준", "시점", "까지"].iter().any(|w| next.starts_with(w))
        || last.ends_with("까지")
        || last.ends_with("기준")
        || last.ends_with("현재")
    {
        found.cue = Cue::AsOf;
        found.rule = "date-as-of";
    } else if next.starts_with("이후")
        || last.ends_with("부터")
        || next.starts_with("부터")
        || next == "자"
        || next.starts_with("이래")
        || since(tokens, found.tokens.end)
    {
        found.cue = Cue::Open;
    } else if SAID.iter().any(|w| next.starts_with(w))
        && ["때", "당시", "땐", "시점"].iter().any(|w| when.starts_with(w))
    {
        found.cue = Cue::Saying;
    }
    found
}

/// 2030년 2월 전쟁 발발 이후, 지난달 27일 반군이 공세에 나선 뒤로: a day from which is counted, and not one on which it happened.
fn since(tokens: &[Token<'_>], at: usize) -> bool {
    const BEGAN: [&str; 17] = [
        "발발",
        "침공",
        "개전",
        "시작",
        "전면전",
        "개시",
        "재개",
        "참전",
        "나선",
        "돌입",
        "벌인",
        "벌어진",
        "터진",
        "일어난",
        "개입",
        "나서",
        "벌이",
    ];
    const SINCE: [&str; 5] = ["이후", "이래", "뒤로", "후로", "직후"];
    let mut began = false;
    for next in at..at + 9 {
        let text = word(tokens, next);
        if text.is_empty() || matches!(text, "." | "," | "명") {
            return false;
        }
        let open =
            SINCE.iter().any(|s| text.starts_with(s)) || matches!(text, "후" | "뒤" | "부터");
        if began && open || BEGAN.iter().any(|b| text.starts_with(b)) && text.ends_with("부터") {
            return true;
        }
        began |= BEGAN.iter().any(|b| text.starts_with(b));
    }
    false
}

/// Whether a word is a name of a time with a particle.
fn named(text: &str, name: &str) -> bool {
    const PARTICLES: [&str; 16] = [
        "",
        "에",
        "에는",
        "에도",
        "에만",
        "에만도",
        "은",
        "는",
        "도",
        "까지",
        "부터",
        "의",
        "만",
        "엔",
        "에야",
        "자",
    ];
    text.strip_prefix(name).is_some_and(|tail| PARTICLES.contains(&tail))
}

fn starts(tokens: &[Token<'_>], at: usize, with: &str) -> bool {
    word(tokens, at).starts_with(with)
}

/// A year, month or day by its number and counter.
fn numeric(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let mut next = at;
    let mut said = None;
    if let Some(y) = year(tokens, next).filter(|_| starts(tokens, next + 1, "년")) {
        said = Some(y);
        next += 2;
    } else if let Some((back, used)) = year_word(tokens, next) {
        said = Some(u32::try_from(calendar.year(back)?).ok()?);
        next += used;
    }
    if let Some(y) = year(tokens, next).filter(|_| word(tokens, next + 1) == ".") {
        // 2031. 3. 14. and 2031.03.14
        let (m, d) = (number(tokens, next + 2)?, number(tokens, next + 4)?);
        let dotted = word(tokens, next + 3) == ".";
        let day = ymd(y, m, d).filter(|_| dotted)?;
        let end = next + 5 + usize::from(word(tokens, next + 5) == ".");
        return Some(Found::point(at..end, day.to_string(), "date-day-month"));
    }
    // 1~2월, 1·2월
    if let Some(from) = number(tokens, next).filter(|m| (1..=12).contains(m))
        && matches!(word(tokens, next + 1), "~" | "∼" | "-" | "–" | "·" | "〜")
        && let Some(to) = number(tokens, next + 2).filter(|m| (1..=12).contains(m))
        && named(word(tokens, next + 3), "월")
        && from < to
    {
        let text = |m: u32| match said {
            Some(y) => Some(format!("{y:04}-{m:02}")),
            None => calendar.month(m),
        };
        let time = Time::Window(text(from)?, text(to)?);
        let rule = "date-month";
        return Some(Found { tokens: at..next + 4, time, cue: Cue::Plain, rule });
    }
    // 2월과 3월 사이
    if let Some(from) = number(tokens, next).filter(|m| (1..=12).contains(m))
        && word(tokens, next + 1) == "월과"
        && let Some(to) = number(tokens, next + 2).filter(|m| (1..=12).contains(m))
        && named(word(tokens, next + 3), "월")
        && from < to
    {
        let text = |m: u32| match said {
            Some(y) => Some(format!("{y:04}-{m:02}")),
            None => calendar.month(m),
        };
        let time = Time::Window(text(from)?, text(to)?);
        let end = next + 4 + usize::from(starts(tokens, next + 4, "사이"));
        return Some(Found { tokens: at..end, time, cue: Cue::Plain, rule: "date-month" });
    }
    if let Some(m) =
        number(tokens, next).filter(|m| (1..=12).contains(m) && starts(tokens, next + 1, "월"))
    {
        return with_month(tokens, at, next, m, said, calendar);
    }
    if said.is_some() && next > at {
        // 올가을, 지난해 가을: no month.
        let y = said?;
        let season = ["봄", "여름", "가을", "겨울"].iter().any(|s| starts(tokens, next, s));
        // 작년 말: a month is a month; of 올해 초 no month is said.
        if starts(tokens, next, "말") || word(tokens, next) == "연말" {
            let rule = "date-relative-month";
            return Some(Found::point(at..next + 1, format!("{y:04}-12"), rule));
        }
        let season = season || starts(tokens, next, "초") || starts(tokens, next, "중반");
        let mut found =
            Found::point(at..next + usize::from(season), format!("{y:04}"), "date-relative-month");
        found.cue = if season { Cue::Open } else { Cue::Plain };
        return Some(found);
    }
    days(tokens, at, calendar)
}

/// 지난해, 작년, 올해, 재작년: how many years back, and tokens used.
fn year_word(tokens: &[Token<'_>], at: usize) -> Option<(i32, usize)> {
    let text = word(tokens, at);
    let rows = [("지난해", 1), ("작년", 1), ("올해", 0), ("재작년", 2), ("올", 0)];
    let (name, back) = rows.into_iter().find(|(name, _)| text.starts_with(name))?;
    // 올 수 있다: the verb and not the year.
    let verb = ["수", "것", "예정", "줄", "때"].iter().any(|n| starts(tokens, at + 1, n));
    (name != "올" || text == "올" && !verb).then_some((back, 1))
}

fn with_month(
    tokens: &[Token<'_>],
    at: usize,
    next: usize,
    month: u32,
    said: Option<u32>,
    calendar: &Calendar,
) -> Option<Found> {
    let after = next + 2;
    let month_only = word(tokens, next + 1) == "월";
    if let Some(d) = day(tokens, after).filter(|_| month_only) {
        let resolve = |d| match said {
            Some(y) => ymd(y, month, d),
            None => calendar.day_of_month(month, d),
        };
        if let Some((second, end)) = second_day(tokens, after) {
            return Some(window(at..end, resolve(d)?, resolve(second)?, "date-days-month"));
        }
        if is_day(tokens, after + 1) {
            return Some(Found::point(at..after + 2, resolve(d)?.to_string(), "date-day-month"));
        }
    }
    let text = match said {
        Some(y) => format!("{y:04}-{month:02}"),
        None => calendar.month(month)?,
    };
    let joined = month_only
        && matches!(word(tokens, after), "~" | "∼" | "-" | "–" | "·" | "〜")
        && starts(tokens, after + 2, "월");
    if let Some(second) = number(tokens, after + 1).filter(|_| joined) {
        let to = match said {
            Some(y) => format!("{y:04}-{second:02}"),
            None => calendar.month(second)?,
        };
        let time = Time::Window(text, to);
        return Some(Found { tokens: at..after + 3, time, cue: Cue::Plain, rule: "date-month" });
    }
    Some(Found::point(at..after, text, "date-month"))
}

/// The second day of 14∼15일, and the token behind it.
fn second_day(tokens: &[Token<'_>], at: usize) -> Option<(u32, usize)> {
    let skip = usize::from(word(tokens, at + 1) == "일");
    let sign = matches!(word(tokens, at + 1 + skip), "~" | "∼" | "-" | "–" | "·" | "〜" | ",");
    let second = day(tokens, at + 2 + skip).filter(|_| sign)?;
    is_day(tokens, at + 3 + skip).then_some((second, at + 4 + skip))
}

/// Whether a counter is that of a day of the month and not of a length (3일간, 3일 만에).
fn is_day(tokens: &[Token<'_>], at: usize) -> bool {
    let text = word(tokens, at);
    let Some(rest) = text.strip_prefix('일') else { return false };
    const LENGTHS: [&str; 7] = ["간", "만", "동안", "째", "치", "주", "여"];
    if LENGTHS.iter().any(|l| rest.starts_with(l)) {
        return false;
    }
    !(rest.is_empty()
        && (starts(tokens, at + 1, "만에")
            || starts(tokens, at + 1, "동안")
            || starts(tokens, at + 1, "연속")
            || starts(tokens, at + 1, "간")))
}

/// 11일, 지난 2일, 지난달 19일, 이달 3일.
fn days(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let mut next = at;
    let mut month: Option<(i32, i32)> = None;
    match word(tokens, at) {
        "지난달" | "지난 달" | "전달" => {
            month = calendar.months_back(1);
            next += 1;
        }
        "이달" | "이번달" => {
            month = calendar.months_back(0);
            next += 1;
        }
        "지난" => next += 1,
        _ => {}
    }
    let first = day(tokens, next)?;
    let resolve = |d: u32| -> Option<Day> {
        match month {
            Some((y, m)) => ymd(u32::try_from(y).ok()?, u32::try_from(m).ok()?, d),
            None => calendar.day(d),
        }
    };
    if let Some((second, end)) = second_day(tokens, next) {
        // Both lie in the month of the second.
        let to = resolve(second)?;
        let from = to.plus_days(i32::try_from(first).ok()? - i32::try_from(second).ok()?);
        return (from <= to).then(|| window(at..end, from, to, "date-days-month"));
    }
    let counted = before(tokens, at, 1) == "," || before(tokens, at, 1) == ".";
    let number_before = counted && number(tokens, at.wrapping_sub(2)).is_some();
    if !is_day(tokens, next + 1) || number_before {
        return None;
    }
    let glued = tokens.get(next)?.range.end == tokens.get(next + 1)?.range.start;
    glued.then_some(())?;
    Some(Found::point(at..next + 2, resolve(first)?.to_string(), "date-day"))
}

/// 이날, 전날, 어제, 지난주, 지난달 말, 최근 일주일, 사흘간.
fn relative(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let text = word(tokens, at);
    let near = |n: usize, day: Day| Some(Found::point(at..at + n, day.to_string(), "date-near"));
    let month = |n: usize, (y, m): (i32, i32)| {
        Some(Found::point(at..at + n, format!("{y:04}-{m:02}"), "date-relative-month"))
    };
    let last = calendar.last().or(calendar.anchor);
    if ["이날", "당일"].iter().any(|n| named(text, n)) {
        return near(1, last?);
    }
    if text == "같은" && named(word(tokens, at + 1), "날") {
        return near(2, calendar.last()?);
    }
    if matches!(text, "다음") && named(word(tokens, at + 1), "날") || named(text, "이튿날") {
        let used = 1 + usize::from(text == "다음");
        return near(used, calendar.last()?.plus_days(1));
    }
    for (name, back, base) in [
        ("전날", 1, last),
        ("하루전", 1, last),
        ("어제", 1, calendar.anchor),
        ("그저께", 2, calendar.anchor),
        ("그제", 2, calendar.anchor),
        ("오늘", 0, calendar.anchor),
    ] {
        if named(text, name) {
            return near(1, base?.plus_days(-back));
        }
    }
    if named(text, "지난주") || text == "지난" && named(word(tokens, at + 1), "주") {
        let used = 1 + usize::from(text == "지난");
        if let Some(found) = weekday(tokens, at + used, calendar) {
            return Some(Found { tokens: at..found.tokens.end, ..found });
        }
        let (from, to) = calendar.last_week()?;
        return Some(Found::point(at..at + used, format!("{from}/{to}"), "date-week"));
    }
    if named(text, "지난달") || text == "지난" && named(word(tokens, at + 1), "달") {
        return month(1 + usize::from(text == "지난"), calendar.months_back(1)?);
    }
    if named(text, "이달") || named(text, "이번달") {
        return month(1, calendar.months_back(0)?);
    }
    if text == "이번" && named(word(tokens, at + 1), "달") {
        return month(2, calendar.months_back(0)?);
    }
    if ["주말", "주말새", "주말사이"].iter().any(|n| named(text, n)) {
        let (from, to) = calendar.weekend()?;
        return Some(window(at..at + 1, from, to, "date-week"));
    }
    if ["밤새", "간밤", "밤사이"].iter().any(|n| named(text, n)) {
        let to = calendar.anchor?;
        return Some(window(at..at + 1, to.plus_days(-1), to, "date-past"));
    }
    if text == "지난" {
        if let Some(found) = numeric(tokens, at + 1, calendar).filter(|_| {
            word(tokens, at + 3) == "월"
                || starts(tokens, at + 2, "월")
                || starts(tokens, at + 4, "월")
        }) {
            return Some(Found { tokens: at..found.tokens.end, ..found });
        }
        if let Some(found) = weekday(tokens, at + 1, calendar) {
            return Some(Found { tokens: at..found.tokens.end, ..found });
        }
    }
    lengths(tokens, at)
}

/// 최근 일주일간, 지난 한 주, 사흘간, 지난 24시간, 하루 동안.
fn lengths(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let led = matches!(word(tokens, at), "지난" | "최근");
    let next = at + usize::from(led);
    let text = word(tokens, next);
    let names = [
        ("일주일", 7),
        ("하루", 1),
        ("이틀", 2),
        ("사흘", 3),
        ("나흘", 4),
        ("닷새", 5),
        ("엿새", 6),
        ("이레", 7),
        ("열흘", 10),
        ("보름", 15),
        ("한주", 7),
    ];
    let behind =
        |end: usize| ["동안", "간", "새", "사이", "만에"].iter().any(|w| starts(tokens, end, w));
    // 27일 하루 동안 is that day.
    let day = before(tokens, at, 1);
    let dated = day.starts_with('일') && !day.ends_with("부터");
    if before(tokens, at, 1) == "앞서" {
        return None;
    }
    if let Some((months, end)) = months(tokens, next).filter(|_| !dated)
        && !starts(tokens, end, "만에")
    {
        let spans = led || behind(end) || {
            let last = word(tokens, end.saturating_sub(1));
            ["간", "새", "사이"].iter().any(|w| last.ends_with(w))
        };
        let end = end + usize::from(behind(end));
        let time = Time::Months(months);
        let monthly = before(tokens, at, 1).starts_with('월');
        return (spans && !monthly).then_some(Found {
            tokens: at..end,
            time,
            cue: Cue::Plain,
            rule: "date-past",
        });
    }
    if let Some((name, days)) = names.into_iter().find(|(n, _)| text.starts_with(n)) {
        let rest = text.strip_prefix(name)?;
        let spans = led
            || rest.starts_with('간')
            || rest.starts_with('새')
            || (rest.is_empty() && behind(next + 1));
        let end = next + 1 + usize::from(rest.is_empty() && behind(next + 1));
        return (spans && !dated).then(|| past(at..end, days, "date-past"));
    }
    if text == "한" && starts(tokens, next + 1, "주") {
        return (led || behind(next + 2)).then(|| past(at..next + 2, 7, "date-past"));
    }
    let n = i32::try_from(number(tokens, next)?).ok()?;
    let unit = word(tokens, next + 1);
    let days = if unit == "시간" && matches!(n, 24 | 48 | 72) && led {
        n / 24
    } else if unit.starts_with("일간") || (unit == "일" && starts(tokens, next + 2, "동안")) {
        n
    } else if unit.starts_with("주간") {
        n.checked_mul(7)?
    } else {
        return None;
    };
    (days < 400).then(|| past(at..next + 2, days, "date-past"))
}

/// 두 달, 석 달간, 3개월: how many months, and the token behind them.
fn months(tokens: &[Token<'_>], at: usize) -> Option<(i32, usize)> {
    const NAMES: [(&str, i32); 10] = [
        ("한", 1),
        ("두", 2),
        ("세", 3),
        ("석", 3),
        ("네", 4),
        ("넉", 4),
        ("다섯", 5),
        ("여섯", 6),
        ("일곱", 7),
        ("여덟", 8),
    ];
    let unit = |text: &str| {
        ["달", "개월"].iter().any(|u| {
            text.strip_prefix(u)
                .is_some_and(|rest| ["", "간", "새", "사이", "동안", "여", "여간"].contains(&rest))
        })
    };
    let text = word(tokens, at);
    if let Some((name, n)) = NAMES.iter().find(|(name, _)| text.starts_with(name)) {
        let rest = text.strip_prefix(name)?;
        if rest.is_empty() && unit(word(tokens, at + 1)) {
            return Some((*n, at + 2));
        }
        return unit(rest).then_some((*n, at + 1));
    }
    let n = i32::try_from(number(tokens, at)?).ok().filter(|n| (1..=36).contains(n))?;
    unit(word(tokens, at + 1)).then_some((n, at + 2))
}

fn weekday(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    const DAYS: [&str; 7] = ["월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"];
    let text = word(tokens, at);
    let which = DAYS.iter().position(|d| text.starts_with(d))?;
    let day = calendar.weekday(i32::try_from(which).ok()?)?;
    Some(Found::point(at..at + 1, day.to_string(), "date-weekday"))
}
