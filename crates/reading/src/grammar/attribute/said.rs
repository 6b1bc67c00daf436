//! The day of saying: the date that stands with the verb and not with what is said.

use std::ops::Range;

use model::quantity::Lang;

use super::{Attribution, Style};
use crate::draft::BlockKind;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::Sentence;
use crate::grammar::when::{Cue, Dated, Time};
use crate::page::Page;

/// The day of saying of an attribution, where it stands, and its rule.
pub(super) fn said_on(
    page: &Page,
    sentence: &Sentence,
    attribution: &Attribution,
) -> Option<(Time, Range<usize>, &'static str)> {
    let fits = |d: &&Dated| {
        matches!(d.time, Time::Point(_))
            && (matches!(d.cue, Cue::Plain | Cue::Saying)
                || d.cue == Cue::Open && then(page, sentence, d))
            && beside(page, sentence, attribution, d)
    };
    if sentence.block == BlockKind::Row {
        // The date of a row is that of saying when the row names its speaker.
        let own = attribution.subject.start < attribution.subject.end;
        let plain = |d: &&Dated| {
            matches!(d.time, Time::Point(_)) && matches!(d.cue, Cue::Plain | Cue::Saying)
        };
        let mut dates = sentence.dates.iter().filter(plain);
        let date = dates.find(|d| own || d.cue == Cue::Saying);
        return date.map(|d| (d.time.clone(), d.range.clone(), d.rule));
    }
    let date = sentence.dates.iter().filter(fits).min_by_key(|d| {
        let near =
            distance(&d.range, &attribution.cue).min(distance(&d.range, &attribution.subject));
        (!at_verb(page, sentence, attribution, d), near)
    })?;
    Some((date.time.clone(), date.range.clone(), date.rule))
}

/// 특수작전군은 28일 …을 사살했다고 29일 주장했다: of two days, that of the verb.
fn at_verb(page: &Page, sentence: &Sentence, a: &Attribution, date: &Dated) -> bool {
    sentence.lang == Lang::Ko
        && a.subject.end <= date.range.start
        && date.range.end <= a.cue.start
        && told_between(sentence, &(a.subject.end..date.range.start))
        && words(page.slice(date.range.end..a.cue.start)) <= 3
}

fn distance(a: &Range<usize>, b: &Range<usize>) -> usize {
    if a.end <= b.start { b.start - a.end } else { a.start.saturating_sub(b.end) }
}

fn words(text: &str) -> usize {
    // No rule counts further.
    if text.len() > 600 {
        return 600;
    }
    text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count()
}

/// Whether numbers or harm stand between two places.
fn told_between(sentence: &Sentence, range: &Range<usize>) -> bool {
    let within = |r: &Range<usize>| range.start <= r.start && r.end <= range.end;
    sentence.numbers.iter().any(|n| within(&n.range))
        || sentence
            .mentions
            .iter()
            .any(|m| matches!(m.class, Class::Harm | Class::Strength) && within(&m.range))
}

fn beside(page: &Page, sentence: &Sentence, a: &Attribution, date: &Dated) -> bool {
    // A date in a quotation belongs to what is said.
    if sentence.quote_around(&date.range).is_some() {
        return false;
    }
    match sentence.lang {
        Lang::Ko => korean(page, sentence, a, date),
        _ => european(page, sentence, a, date),
    }
}

/// "a rise from January, when the agency put the toll at 450".
fn then(page: &Page, sentence: &Sentence, date: &Dated) -> bool {
    let next = page.slice(date.range.end..sentence.range.end);
    let next = next.trim_start_matches([',', ' ']);
    ["when ", "когда ", "коли "].iter().any(|w| next.starts_with(w))
}

/// A bracket that tells where it was said: "(доклад парламенту 5 ноября)".
fn in_brackets(page: &Page, sentence: &Sentence, date: &Dated) -> bool {
    const NOUNS: [&str; 24] = [
        "доклад",
        "заявлен",
        "брифинг",
        "отчет",
        "отчёт",
        "сводк",
        "интервью",
        "звіт",
        "доповід",
        "заяв",
        "зведен",
        "інтерв",
        "report",
        "statement",
        "briefing",
        "bulletin",
        "update",
        "interview",
        "speech",
        "보고",
        "발표",
        "브리핑",
        "회견",
        "성명",
    ];
    let head = page.slice(sentence.range.start..date.range.start);
    let tail = page.slice(date.range.end..sentence.range.end);
    let Some(open) = head.rfind('(') else { return false };
    let inside = head.get(open..).unwrap_or_default();
    let close = tail.find(')').is_some_and(|at| at <= 24);
    let lower = inside.to_lowercase();
    close && !inside.contains(')') && NOUNS.iter().any(|n| lower.contains(n))
}

/// ", которую депутаты получили в понедельник": a clause about the words, not about what they say.
fn relative(page: &Page, from: usize, date: &Dated) -> bool {
    const WORDS: [&str; 9] =
        ["котор", "який", "яку", "якого", "яка", "which", "that", "who", "яке"];
    let between = page.slice(from..date.range.start);
    let Some(rest) = between.trim_start().strip_prefix(',') else { return false };
    let rest = rest.trim_start();
    WORDS.iter().any(|w| rest.starts_with(w)) && words(rest) <= 5 && !rest.contains([',', ';'])
}

/// «, озвученным 21 сентября»: nothing but a participle between the speaker and the day.
fn participle(between: &str) -> bool {
    let rest = between.trim_start_matches([',', ' ']);
    words(rest) <= 1 && !rest.trim_end().is_empty() && !rest.contains([',', ';'])
}

fn european(page: &Page, sentence: &Sentence, a: &Attribution, date: &Dated) -> bool {
    // «из отчёта разведки от 9 марта»
    let behind = page.slice(a.subject.end.min(date.range.start)..date.range.start);
    if sentence.lang != Lang::En
        && date.cue == Cue::Saying
        && a.subject.end <= date.range.start
        && words(behind) <= 2
        && (!behind.contains([',', ';']) || participle(behind))
    {
        return true;
    }
    // «12 березня доповів Сирський»: right before the verb.
    let verb = page.slice(date.range.end.min(a.cue.start)..a.cue.start).trim();
    if sentence.lang != Lang::En
        && a.style == Style::Says
        && date.range.end <= a.cue.start
        && verb.is_empty()
    {
        return true;
    }
    if in_brackets(page, sentence, date) {
        return true;
    }
    let (first, last) = (a.subject.start.min(a.cue.start), a.subject.end.max(a.cue.end));
    // Between the speaker and the verb.
    if first <= date.range.start && date.range.end <= last {
        let verb = distance(&date.range, &a.cue);
        // "Ukraine, which launched a raid last August, says": the day of the aside.
        let lead = page.slice(a.subject.end.min(date.range.start)..date.range.start);
        let closed = page.slice(date.range.end..a.cue.start.max(date.range.end)).contains(',');
        let spoken = sentence
            .of(Class::Say)
            .any(|m| m.range.start >= a.subject.end && m.range.end <= date.range.start);
        let aside = sentence.lang == Lang::En
            && closed
            && !spoken
            && [", which ", ", who ", ", whose ", ", where "].iter().any(|w| lead.starts_with(w));
        return !aside && (a.style == Style::Says || verb <= 24);
    }
    if date.range.start >= last {
        let between = page.slice(last..date.range.start);
        if relative(page, last, date) && !told_between(sentence, &(last..date.range.start)) {
            return true;
        }
        let lower = between.to_lowercase();
        let colon = a.style != Style::Label && lower.contains(": ");
        let subordinate = colon || ["that ", " что ", " що "].iter().any(|w| lower.contains(w));
        let said = a.style == Style::Says || a.style == Style::Label;
        // "claimed during a meeting with the president on November 21 that …"
        let next = page.slice(date.range.end..sentence.range.end);
        // "As reported by the Daily on October 30, …"
        let said = said
            || sentence.lang == Lang::En
                && a.style == Style::According
                && matches!(between.trim(), "" | "on" | "late on" | "early on" | "in")
                && next.starts_with([',', '.', ':', ';'])
            || sentence.lang != Lang::En
                && a.style == Style::According
                && matches!(
                    between.trim(),
                    "" | "в" | "у" | "во" | "вечером" | "ввечері" | "утром" | "вранці"
                )
                && next.starts_with(',');
        let clause = sentence.lang == Lang::En && next.starts_with(" that ");
        // "said in a televised press conference on Wednesday"
        let occasion = sentence.lang == Lang::En
            && [
                " in a",
                " at a",
                " during a",
                " in his",
                " in her",
                " in its",
                " at the",
                " in an",
                " to reporters",
                " through",
            ]
            .iter()
            .any(|w| between.starts_with(w))
            && !between.contains(',');
        // «озвучивала данные о потерях 25 марта»: what was spoken of, and no number.
        let about = sentence.lang != Lang::En
            && [" о ", " об ", " про "].iter().any(|w| between.contains(w))
            && !sentence
                .numbers
                .iter()
                .any(|n| last <= n.range.start && n.range.end <= date.range.start)
            && !between.contains([',', ':', ';']);
        if said && about && words(between) <= 5 {
            return true;
        }
        return said
            && words(between)
                <= if clause {
                    12
                } else if occasion {
                    9
                } else {
                    5
                }
            && !subordinate
            && !told_between(sentence, &(last..date.range.start));
    }
    // Before the speaker: at the head of the sentence or of its clause.
    let between = page.slice(date.range.end..first);
    // «обновила данные 8 декабря — президент сказал»
    let lead = between.trim();
    if sentence.lang != Lang::En
        && (matches!(lead, "—" | "–") || lead.ends_with(" года —"))
        && words(between) <= 1
    {
        return true;
    }
    let head = page.slice(sentence.range.start..date.range.start);
    let clause = head.rsplit([',', ';', '—', '"', '”', '»']).next().unwrap_or_default();
    // "In a closed-door briefing on Wednesday it told lawmakers"
    let occasion = sentence.lang == Lang::En
        && ["In ", "At ", "During ", "Speaking "].iter().any(|w| clause.starts_with(w))
        && words(clause) <= 8;
    let opens = (words(clause) <= 3 || occasion)
        && !told_between(sentence, &(sentence.range.start..date.range.start))
        || words(clause) <= 2;
    let close = words(between) <= 4 && !told_between(sentence, &(date.range.end..first));
    let follows_comma = between.trim_start().starts_with(',') || words(between) <= 2;
    if then(page, sentence, date) && words(between) <= 4 {
        return true;
    }
    // "A day earlier, the intelligence agency of the ministry, known as the directorate, said".
    let head = words(page.slice(sentence.range.start..date.range.start)) <= 2;
    let quiet = !told_between(sentence, &(date.range.end..first));
    let verbs = sentence
        .of(Class::Say)
        .any(|m| m.range.start >= date.range.end && m.range.end < a.cue.start);
    if head
        && quiet
        && !verbs
        && a.style == Style::Says
        && (between.starts_with(',') || sentence.lang == Lang::En)
        && words(between) <= 12
    {
        return true;
    }
    // "published on Sunday, spoke": the verb stands right behind the date.
    opens && close && follows_comma && a.style != Style::According
}

/// Behind the topic, or right before the verb; not before a battle.
fn korean(page: &Page, sentence: &Sentence, a: &Attribution, date: &Dated) -> bool {
    const EVENTS: [&str; 22] = [
        "하루", "동안", "전투", "교전", "공격", "새벽", "밤", "공습", "기준", "현재", "까지",
        "부터", "이후", "자 ", "한 달", "사이", "내내", "공세", "작전", "이래", "간 ", "새 ",
    ];
    const PAPERS: [&str; 11] = [
        "보고서",
        "업데이트",
        "브리핑",
        "자료",
        "성명",
        "발표",
        "회견",
        "논평",
        "보고",
        "간담회",
        "평가",
    ];
    const OWN: [&str; 8] = ["에만", "에만도", "까지", "부터", "동안", "간", "사이", "만"];
    let said = page.slice(date.range.clone());
    let Time::Point(text) = &date.time else { return false };
    // A year is no day of saying.
    if text.len() == 4 || OWN.iter().any(|e| said.ends_with(e)) {
        return false;
    }
    let next = page.slice(date.range.end..sentence.range.end).trim_start();
    // "지난달 말 1천 명이 파병": a number right behind a month makes it that of the event.
    let beyond = ["말 ", "초 ", "중순 "].iter().find_map(|w| next.strip_prefix(w)).unwrap_or(next);
    let number = sentence.range.end - beyond.len();
    let month = text.len() == 7;
    let counted = month && sentence.numbers.iter().any(|n| n.range.start == number);
    if counted || EVENTS.iter().any(|e| next.starts_with(e)) {
        return false;
    }
    // 지난 9일 쿠르스크에서 2명을 붙잡아: the day of what happened there.
    let there = sentence.of(Class::InKursk).any(|m| {
        let lead = page.slice(date.range.end.min(m.range.start)..m.range.start);
        let word = page.slice(m.range.start..sentence.range.end).split(' ').next();
        lead == " " && word.is_some_and(|w| w.ends_with("에서") || w.ends_with('의'))
    });
    if there
        && said.starts_with("지난")
        && told_between(sentence, &(date.range.end..a.cue.start.max(date.range.end)))
    {
        return false;
    }
    if date.range.start >= a.subject.end && date.range.end <= a.cue.start {
        let lead = page.slice(a.subject.end..date.range.start);
        let tail = page.slice(date.range.end..a.cue.start);
        // 정보총국은 지난달 북한군 200명이 전사했다고 밝혔다: a month, or a week, is that of what happened.
        const HAPPENED: [&str; 8] =
            ["했다", "됐다", "었다", "았다", "졌다", "쳤다", "렸다", "냈다"];
        let last = tail.trim_end().trim_end_matches(['고', '며', '”', '’', '면', '서', ' ']);
        let long = month || text.contains('/');
        // 관계자도 이달 초 “…다쳤다”고 했다, 국방부는 1월 말 업데이트에서: what is quoted or stands in a paper happened before.
        let quoted = beyond.starts_with(['"', '“', '‘', '\'']);
        let paper = beyond
            .split_whitespace()
            .take(3)
            .any(|w| PAPERS.iter().any(|p| w.strip_suffix("에서").is_some_and(|w| w.ends_with(p))));
        if (quoted || paper) && words(lead) <= 2 {
            return true;
        }
        if long
            && told_between(sentence, &(date.range.end..a.cue.start))
            && HAPPENED.iter().any(|h| last.ends_with(h))
        {
            return false;
        }
        let leads = words(lead) <= 2 && !told_between(sentence, &(a.subject.end..date.range.start));
        let trails = words(tail) <= 3 && !told_between(sentence, &(date.range.end..a.cue.start));
        return leads || trails;
    }
    // "지난 23일 국정원은", "3월 2일: 정보총국, …".
    if date.range.end <= a.subject.start {
        let between = page.slice(date.range.end..a.subject.start);
        // 1일(현지 시간) 외교 전문지 북방전망에 따르면: what kind of paper it is may stand between.
        let local = between.strip_prefix('(').and_then(|b| b.split_once(')'));
        let between = local.filter(|(b, _)| b.contains("현지")).map_or(between, |(_, rest)| rest);
        // 이달 초 미국 싱크탱크 강변연구소는: nouns alone stand between.
        let nouns = between.split_whitespace().all(|w| {
            w.ends_with(|c: char| ('가'..='힣').contains(&c))
                && !w.ends_with([
                    '은', '는', '이', '가', '을', '를', '에', '서', '고', '며', '한', '된', '던',
                    '다',
                ])
        });
        let plain = !between.contains(',') && (a.style == Style::According || nouns);
        let most = if plain { 4 } else { 1 };
        return words(between) <= most
            && !told_between(sentence, &(sentence.range.start..date.range.start));
    }
    let between = page.slice(a.subject.end..date.range.start);
    // 정보국에 따르면 지난 2월 3천 명이 죽었다: the month in which they died.
    if a.style != Style::Says
        && !month
        && words(between) <= 2
        && !told_between(sentence, &(a.subject.end..date.range.start))
    {
        return true;
    }
    // 통신은 관계자를 인용해 …라고 12일 보도했다: the verb at the end is that of who cites.
    let verb = sentence.of(Class::Say).find(|m| m.range.start >= date.range.end);
    let closes = verb.is_some_and(|v| {
        let rest = page.slice(v.range.end..sentence.range.end);
        words(page.slice(date.range.end..v.range.start)) <= 2
            && rest.chars().filter(|c| c.is_alphanumeric()).count() == 0
            && !told_between(sentence, &(date.range.end..v.range.start))
    });
    a.style == Style::According && closes
}
