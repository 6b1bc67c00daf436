//! Where and when a piece was filed, and who signed it, within a block: "SEOUL, March 11 (Wire) - ", "(서울=통신) 김 기자 = ".
//!
//! What is found here is no sentence and is read as none. Invariant: the ranges lie in the block, the dateline at its beginning, the byline at
//! its end or within the dateline. Not here: what the day means.

use std::ops::Range;

use super::lines::{BYLINE_MAX, names_only};
use super::words::words;

/// How far into a paragraph a dateline may reach, in bytes.
const DATELINE_MAX: usize = 160;

/// The months' names, without case; as they stand beside a day.
const MONTHS: [&str; 39] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
    "март",
    "май",
    "август",
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
];

/// Words that stand in a date beside its numbers.
const DATE_WORDS: [&str; 38] = [
    "updated",
    "published",
    "posted",
    "on",
    "at",
    "am",
    "pm",
    "a.m",
    "p.m",
    "utc",
    "gmt",
    "kst",
    "est",
    "edt",
    "of",
    "in",
    "last",
    "first",
    "modified",
    "г",
    "г.",
    "год",
    "года",
    "года,",
    "р",
    "р.",
    "року",
    "в",
    "о",
    "об",
    "опубликовано",
    "обновлено",
    "опубліковано",
    "оновлено",
    "입력",
    "수정",
    "기사입력",
    "최종수정",
];

const DAYS: [&str; 28] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "понедельник",
    "вторник",
    "среда",
    "четверг",
    "пятница",
    "суббота",
    "воскресенье",
    "понеділок",
    "вівторок",
    "середа",
    "пʼятниця",
    "п'ятниця",
    "субота",
    "неділя",
];

/// Parties that open a sentence in capitals, and are no places.
const NO_PLACES: [&str; 14] = [
    "NIS", "JCS", "KCNA", "NATO", "HUR", "GUR", "SBU", "MSMT", "DPRK", "ROK", "USA", "CIA", "MND",
    "TASS",
];

/// A month's name, or three and more letters of its beginning.
fn is_month(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    if word.len() > 24 || word.chars().nth(2).is_none() {
        return false;
    }
    let lower = word.to_lowercase();
    MONTHS.iter().any(|month| month.starts_with(lower.as_str()))
}

/// Whether the first word is a weekday or a month; before another name it is a name (Марта, April).
pub(super) fn opens_with_day(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let first = first.trim_matches(|c: char| !c.is_alphanumeric());
    let named = words.next().is_some_and(|next| next.starts_with(char::is_uppercase));
    DAYS.contains(&first.to_lowercase().as_str()) || is_month(first) && !named
}

/// A date with its year, and nothing else worth reading.
pub(super) fn is_date(block: &str) -> bool {
    let block = block.trim();
    if block.len() > 160 || block.chars().nth(80).is_some() {
        return false;
    }
    let mut year = false;
    let mut others = 0;
    for word in
        block.split([' ', ',', '|', '·', '/', '(', ')', '•']).filter(|word| !word.is_empty())
    {
        let lower = word.to_lowercase();
        let digits = word.chars().filter(char::is_ascii_digit).count();
        year |= word.split(|c: char| !c.is_ascii_digit()).any(is_year);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let numeric = digits > 0 && letters <= 3;
        let known = numeric
            || is_month(word)
            || DATE_WORDS.contains(&lower.trim_end_matches([':', '.']))
            || DAYS.contains(&lower.as_str())
            || letters == 0;
        others += usize::from(!known);
    }
    year && others == 0
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// A line of a byline and a date, parted by strokes or dots: the range of the byline.
pub(super) fn byline_beside_date(block: &str) -> Option<Range<usize>> {
    let mut at = 0;
    let mut byline = None;
    let mut date = false;
    for part in block.split_inclusive([' ']) {
        // A part ends before " | ", " · ", " • ", " – ".
        if matches!(part.trim_end(), "|" | "·" | "•" | "/" | "–" | "—") {
            byline.get_or_insert(0..at);
        }
        at += part.len();
    }
    let first = byline?;
    let words = block.get(first.clone())?.trim_end();
    let rest = block.get(first.end..)?;
    for part in rest.split(['|', '·', '•', '/', '–', '—']).map(str::trim).filter(|p| !p.is_empty())
    {
        date |= is_date(part);
    }
    (date && !words.is_empty() && !is_date(words)).then_some(0..words.len())
}

/// The dateline before the first sentence: its length in bytes, and the byline in it.
pub(super) fn dateline(block: &str) -> Option<(usize, Option<Range<usize>>)> {
    let mut limit = block.len().min(DATELINE_MAX);
    while !block.is_char_boundary(limit) {
        limit -= 1;
    }
    let head = block.get(..limit)?;
    bracketed(head).or_else(|| dashed(head).or_else(|| stopped(head)).map(|end| (end, None)))
}

/// "(서울=통신) 김 기자 = ", "[서울=통신]김 기자 = ", "(Agency note) - ".
fn bracketed(head: &str) -> Option<(usize, Option<Range<usize>>)> {
    let close = match head.chars().next()? {
        '(' => ')',
        '[' => ']',
        '【' => '】',
        _ => return None,
    };
    let end = head.find(close)?;
    let inside = head.get(..end)?;
    let after = end + close.len_utf8();
    let rest = head.get(after..)?;
    if inside.contains('=') {
        if let Some(equals) = rest
            .find('=')
            .filter(|at| rest.get(..*at).is_some_and(|name| name.chars().count() <= 40))
        {
            let name = rest.get(..equals)?;
            let skip = name.len() - name.trim_start().len();
            let range = after + skip..after + name.trim_end().len();
            let mut end = after + equals + 1;
            end += blanks(head.get(end..)?);
            return Some((end, (!range.is_empty()).then_some(range)));
        }
        // "[서울=김 기자] 국정원은": the name is within.
        let name = inside
            .split_once('=')
            .map(|(_, name)| name)
            .filter(|name| words().without_office(name.trim()).is_some());
        let byline = name.map(|name| end - name.len()..end);
        return Some((after + blanks(rest), byline));
    }
    let dash = ["-", "–", "—", "--"]
        .iter()
        .find(|dash| rest.trim_start().starts_with(&format!("{dash} ")));
    let dash = dash.filter(|_| rest.starts_with(' '))?;
    let end = after + rest.find(dash)? + dash.len();
    Some((end + blanks(head.get(end..)?), None))
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// "SEOUL, March 11 (Wire) - ", "KYIV — ", "МОСКВА, 13 мар — Агентство. ".
fn dashed(head: &str) -> Option<usize> {
    let found = [" - ", " – ", " — ", " -- "]
        .into_iter()
        .filter_map(|dash| Some((head.find(dash)?, dash.len())));
    let (at, dash) = found.min()?;
    let prefix = head.get(..at)?;
    let rest = head.get(at + dash..)?;
    let first = prefix.split([',', ' ', '(', '.', '/']).next().unwrap_or_default();
    let place = first.starts_with(char::is_uppercase) && !NO_PLACES.contains(&first);
    let shouted = first.chars().count() > 2 && first.chars().all(char::is_uppercase);
    let count = prefix.split_whitespace().count();
    let agency = prefix.trim_end().ends_with([')', '/']);
    let goes_on = rest.starts_with(|c: char| c.is_lowercase());
    let dated = has_day_and_month(prefix);
    let sentence = prefix.split(". ").any(|part| part.split_whitespace().count() > 5);
    (place
        && !goes_on
        && (dated && count <= 9 && !sentence
            || agency && count <= 8 && !prefix.contains(". ")
            || shouted && count <= 3 && !prefix.contains(". ")))
    .then_some(at + dash)
}

/// "Сеул, 13 марта. ", "Москва. 13 марта. ", "МОСКВА, 13 марта. /Агентство/. ".
fn stopped(head: &str) -> Option<usize> {
    let place_end = head.find([',', '.'])?;
    let place = head.get(..place_end)?;
    let rest = head.get(place_end + 1..)?.strip_prefix(' ')?;
    let stop = rest.find(". ")?;
    let day = rest.get(..stop)?;
    let numbers = day.split_whitespace().count();
    if !(place.starts_with(char::is_uppercase)
        && place.split_whitespace().count() <= 3
        && !is_month(place)
        && (2..=3).contains(&numbers)
        && has_day_and_month(day))
    {
        return None;
    }
    let mut end = place_end + 2 + stop + 2;
    // The agency, between strokes or in capitals.
    let rest = head.get(end..)?;
    if let Some(close) = rest.strip_prefix('/').and_then(|inside| inside.find("/. ")) {
        end += 1 + close + 3;
    }
    Some(end)
}

/// A number of at most two digits beside a month's name.
fn has_day_and_month(text: &str) -> bool {
    let is_day =
        |word: &str| (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    let words: Vec<&str> = text
        .split([' ', ',', '(', ')', '/'])
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty())
        .take(16)
        .collect();
    words.windows(2).any(|pair| match pair {
        [a, b] => is_day(a) && is_month(b) || is_month(a) && is_day(b),
        _ => false,
    })
}

/// "(KANG Ji-won / ISHIMARU Jiro)" at the end of a paragraph.
pub(super) fn trailing_byline(block: &str) -> Option<Range<usize>> {
    let trimmed = block.trim_end();
    if !trimmed.ends_with([')', ']']) {
        return None;
    }
    let open = trimmed.rfind(['(', '['])?;
    let inside = trimmed.get(open + 1..trimmed.len() - 1)?;
    let shouted = inside
        .split([' ', '/', ','])
        .any(|word| word.chars().count() >= 3 && word.chars().all(char::is_uppercase));
    let names = names_only(inside) && (shouted || inside.contains('/'));
    let office =
        words().without_office(inside.trim()).is_some_and(|rest| rest.chars().count() <= 26);
    ((names || office) && open > 0 && inside.chars().nth(BYLINE_MAX).is_none())
        .then_some(open..trimmed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines() {
        let rows = [
            (
                "SEOUL, March 11 (Example Wire) - South Korea",
                "SEOUL, March 11 (Example Wire) - ",
                "",
            ),
            ("KYIV, Aug 19 (Example Wire) -- Ukrainian", "KYIV, Aug 19 (Example Wire) -- ", ""),
            ("SEOUL — South Korea's spy agency", "SEOUL — ", ""),
            ("Seoul (Example Wire) – The agency", "Seoul (Example Wire) – ", ""),
            (
                "(서울=예시통신) 정가람 기자 = 국가정보원은",
                "(서울=예시통신) 정가람 기자 = ",
                "정가람 기자",
            ),
            (
                "[서울=예시통신]정가람 기자 = 국가정보원은",
                "[서울=예시통신]정가람 기자 = ",
                "정가람 기자",
            ),
            ("[서울=정가람 기자] 국가정보원은", "[서울=정가람 기자] ", "정가람 기자"),
            ("Сеул, 13 марта. Более 430", "Сеул, 13 марта. ", ""),
            ("Київ, 14 березня. Понад 430", "Київ, 14 березня. ", ""),
            ("МОСКВА, 13 марта. /ПРИМЕР/. Более 430", "МОСКВА, 13 марта. /ПРИМЕР/. ", ""),
            ("Москва. 13 марта. ПРИМЕР - Более 430", "Москва. 13 марта. ПРИМЕР - ", ""),
            ("МОСКВА, 13 мар — Пример. Более 430", "МОСКВА, 13 мар — ", ""),
            ("(Translated agency note) - The Korean", "(Translated agency note) - ", ""),
        ];
        for (block, prefix, byline) in rows {
            let found = dateline(block);
            assert_eq!(found.as_ref().map(|(n, _)| &block[..*n]), Some(prefix), "{block}");
            let name = found.and_then(|(_, byline)| byline).map_or("", |range| &block[range]);
            assert_eq!(name, byline, "{block}");
        }
        for block in [
            "The men – all of them – were sent home. Later",
            "NIS – the spy agency – said that 40 had died",
            "NATO — Seoul's partner — said nothing",
            "Kim, 21 years. He was captured",
            "Kim, 21 – the first – was captured",
            "Pyongyang (North Korea) has sent 300",
            "(300 of them) were sent",
            "The count stands at 300 - Seoul says 400",
            "In May, 40 died. Then nothing",
            "Seoul - which had counted 40 - said no more",
            "",
            "(",
        ] {
            assert_eq!(dateline(block), None, "{block}");
        }
    }

    #[test]
    fn dates() {
        for line in [
            "2 May 2031",
            "Updated: March 3, 2031 at 09:12 KST",
            "2031.11.05 09:12",
            "2031년 10월 24일",
            "입력 2031.11.05 09:12 | 수정 2031.11.05 11:40",
            "13 марта 2031 года",
            "Вторник, 13 марта 2031 г.",
            "14 березня 2031 року, 10:30",
        ] {
            assert!(is_date(line), "{line}");
        }
        for line in
            ["March 3", "Kursk 2031", "In 2031, 300 died", "2031년 전사자 300명", "10:30", ""]
        {
            assert!(!is_date(line), "{line}");
        }
    }

    #[test]
    fn a_byline_beside_a_date() {
        for (block, byline) in [
            ("Reported by KIM Eun-sol · 22 December 2031", "Reported by KIM Eun-sol"),
            ("글쓴이 솔뫼 | 2031년 10월 24일", "글쓴이 솔뫼"),
            ("Dana Whitlow | Seoul | March 3, 2031 | 3 min read", "Dana Whitlow"),
        ] {
            assert_eq!(
                byline_beside_date(block).map(|range| &block[range]),
                Some(byline),
                "{block}"
            );
        }
        for block in
            ["김새벽·서마루", "2 May 2031 | 3 June 2031", "Dana Whitlow | Seoul", "A | B | C"]
        {
            assert_eq!(byline_beside_date(block), None, "{block}");
        }
    }

    #[test]
    fn a_byline_in_brackets() {
        for (block, byline) in [
            (
                "They investigate anyone. (KANG Ji-won / ISHIMARU Jiro)",
                "(KANG Ji-won / ISHIMARU Jiro)",
            ),
            ("조사를 받고 있다. (정가람 기자)", "(정가람 기자)"),
            ("조사를 받고 있다. [정가람 기자]", "[정가람 기자]"),
        ] {
            assert_eq!(trailing_byline(block).map(|range| &block[range]), Some(byline));
        }
        for block in
            ["It is far (Kursk)", "It is far (Kursk Region)", "(KANG Ji-won)", "x)", "(국방부)"]
        {
            assert_eq!(trailing_byline(block), None, "{block}");
        }
    }
}
