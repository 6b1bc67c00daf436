//! A block cut into sentences, and sentences into clauses.
//!
//! Terms: a *clause* ends at a comma, semicolon, colon, dash or bracket outside a number; quotations that are closed within their block
//! are never cut. Invariants: sentences are in order, do not overlap and lie within their block; none is longer than [`SENTENCE_MAX`], so
//! that work on a sentence is bounded; the time is linear.
//! Not here: what a sentence says.

use std::ops::Range;

/// The longest sentence in bytes; what goes on without an end is cut at a blank.
///
/// A choice: ten times a long sentence of an agency. Wrong, it would part a number from its speaker.
pub(crate) const SENTENCE_MAX: usize = 4_096;

/// How far a closing quotation mark may be from its opening one, in bytes.
const QUOTE_MAX: usize = 1_500;

/// The sentences of a text, as ranges of it.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    crate::work::did(text.len());
    let quoted = quoted(text);
    let mut out = Vec::new();
    let mut start = 0;
    let mut quote = quoted.iter().peekable();
    let mut chars = text.char_indices().peekable();
    let mut blank = 0;
    while let Some((at, c)) = chars.next() {
        while quote.peek().is_some_and(|q| q.end <= at) {
            quote.next();
        }
        if c == ' ' {
            blank = at;
        }
        if at - start >= SENTENCE_MAX {
            let cut = if blank > start { blank } else { at };
            push(text, start..cut, &mut out);
            start = cut;
        }
        let end = at + c.len_utf8();
        let inside = quote.peek().is_some_and(|q| q.start < at && end < q.end);
        // A quotation that ends with a point ends the sentence.
        let closes = quote.peek().is_some_and(|q| q.end == end)
            && text.get(..at).is_some_and(|t| t.ends_with(['.', '。']));
        if closes || (!inside && ends(text, at, c)) {
            let end = over_closing(text, end);
            if chars.peek().is_none() || opens_next(text, end) {
                push(text, start..end, &mut out);
                start = end;
                while chars.peek().is_some_and(|(next, _)| *next < end) {
                    chars.next();
                }
            }
        }
    }
    push(text, start..text.len(), &mut out);
    out
}

fn push(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let Some(slice) = text.get(range.clone()) else { return };
    let lead = slice.len() - slice.trim_start().len();
    let trail = slice.len() - slice.trim_end().len();
    if lead + trail < slice.len() {
        out.push(range.start + lead..range.end - trail);
    }
}

/// Quotations that are closed, from mark to mark; inner ones are part of the outer.
pub(crate) fn quoted(text: &str) -> Vec<Range<usize>> {
    crate::work::did(text.len());
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        let close = match open {
            Some((from, mark)) if at - from > QUOTE_MAX => {
                open = opening(c).map(|m| (at, m)).filter(|_| mark != c);
                continue;
            }
            Some((_, mark)) => mark == c,
            None => false,
        };
        if close {
            if let Some((from, _)) = open.take() {
                out.push(from..at + c.len_utf8());
            }
        } else if open.is_none() {
            open = opening(c).map(|mark| (at, mark));
        }
    }
    out
}

/// The mark that closes what this one opens.
const fn opening(c: char) -> Option<char> {
    match c {
        '"' => Some('"'),
        '“' | '„' => Some('”'),
        '«' => Some('»'),
        '「' => Some('」'),
        '『' => Some('』'),
        _ => None,
    }
}

/// Whether a mark can end a sentence here.
fn ends(text: &str, at: usize, c: char) -> bool {
    match c {
        '!' | '?' | '。' | '…' | '！' | '？' => true,
        '.' => !abbreviates(text, at),
        _ => false,
    }
}

/// Over closing quotation marks and brackets.
fn over_closing(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let closing =
        |c: char| matches!(c, '"' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '.' | '!' | '?');
    let end = rest.find(|c| !closing(c)).map_or(text.len(), |n| at + n);
    over_notes(text, end)
}

/// Over the marks of notes behind a sentence: "since November.[1][2] The ministry added".
fn over_notes(text: &str, mut at: usize) -> usize {
    while let Some(rest) = text.get(at..).and_then(|t| t.strip_prefix('[')) {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=3).contains(&digits) || rest.as_bytes().get(digits) != Some(&b']') {
            break;
        }
        at += digits + 2;
    }
    at
}

/// Whether what follows looks like the beginning of a sentence: a blank, then no small letter.
fn opens_next(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let Some(next) = rest.strip_prefix(' ') else { return rest.is_empty() };
    let first = next.chars().find(|c| {
        !matches!(c, '"' | '“' | '«' | '„' | '(' | '[' | '‘' | '\'' | '—' | '–' | '-' | ' ')
    });
    first.is_none_or(|c| !c.is_lowercase())
}

/// Whether a point belongs to the word before it.
fn abbreviates(text: &str, at: usize) -> bool {
    const SHORT: [&str; 68] = [
        "reps", "sens", "gens", "cmdr", "cdr", "rev", "pres", "supt", "insp", "pte", "pfc", "lts",
        "jr", "sr", "mr", "mrs", "ms", "dr", "gen", "brig", "cpl", "pvt", "lt", "col", "maj",
        "capt", "sgt", "adm", "rep", "sen", "gov", "prof", "st", "approx", "ca", "jan", "feb",
        "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "u.s", "u.k", "u.n",
        "e.g", "i.e", "etc", "vs", "fig", "a.m", "p.m", "тыс", "млн", "млрд", "тис", "чел", "ст",
        "г", "р", "ул", "им", "см",
    ];
    let head = text.get(..at).unwrap_or_default();
    let word = head.rsplit([' ', '(', '"', '“', '«', '-', '‘']).next().unwrap_or_default();
    let word = word.get(word.len().saturating_sub(24)..).unwrap_or(word);
    let next = text.get(at + 1..).unwrap_or_default();
    // A point within a number or a name on the Web.
    if next.chars().next().is_some_and(|c| c.is_alphanumeric() || c == ',') {
        return true;
    }
    let letters = word.chars().count();
    let initial = letters == 1 && word.chars().all(|c| c.is_uppercase() || c.is_lowercase());
    // "2031. 3. 14." and "1. Names" at the start.
    let ordinal = !word.is_empty()
        && word.bytes().all(|b| b.is_ascii_digit())
        && (next.trim_start().starts_with(|c: char| c.is_ascii_digit())
            && (letters <= 2 || word.starts_with("20") && letters == 4)
            || head.trim() == word);
    if word.eq_ignore_ascii_case("no") {
        return next.trim_start().starts_with(|c: char| c.is_ascii_digit());
    }
    initial
        || ordinal
        || dotted_day(head)
        || heads_entry(head)
        || SHORT.contains(&word.to_lowercase().as_str())
}

/// "2031. 3. 14.": the last point of a date.
fn dotted_day(head: &str) -> bool {
    let mut parts = head.rsplit(' ');
    let digits = |w: Option<&str>, len: std::ops::RangeInclusive<usize>| {
        w.is_some_and(|w| len.contains(&w.len()) && w.bytes().all(|b| b.is_ascii_digit()))
    };
    let day = digits(parts.next(), 1..=2);
    let month = digits(parts.next().and_then(|w| w.strip_suffix('.')), 1..=2);
    day && month && digits(parts.next().and_then(|w| w.strip_suffix('.')), 4..=4)
}

/// "3 марта." at the head of an entry: the day belongs to what follows.
fn heads_entry(head: &str) -> bool {
    const MONTHS: [&str; 24] = [
        "янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек", "січ",
        "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру",
    ];
    let head = head.trim_start_matches(|c: char| !c.is_alphanumeric());
    if head.len() > 32 {
        return false;
    }
    let mut words = head.split_whitespace();
    let day = words.next().is_some_and(|w| w.len() <= 2 && w.bytes().all(|b| b.is_ascii_digit()));
    let lower = words.next().unwrap_or_default().to_lowercase();
    let month = MONTHS.iter().any(|m| lower.starts_with(m));
    day && month && words.all(|w| w.len() == 4)
}

/// The clauses of a sentence, as ranges of it: cut at marks outside numbers, and not within quotations.
pub(crate) fn clauses(text: &str) -> Vec<Range<usize>> {
    crate::work::did(text.len());
    let quoted = quoted(text);
    let mut out = Vec::new();
    let mut start = 0;
    let mut quote = quoted.iter().peekable();
    for (at, c) in text.char_indices() {
        while quote.peek().is_some_and(|q| q.end <= at) {
            quote.next();
        }
        let inside = quote.peek().is_some_and(|q| q.start < at);
        let end = at + c.len_utf8();
        let digits = |range: Option<&str>, last: bool| {
            let c = range.and_then(|r| if last { r.chars().next_back() } else { r.chars().next() });
            c.is_some_and(|c| c.is_ascii_digit())
        };
        let number = digits(text.get(..at), true) && digits(text.get(end..), false);
        let spaced = text.get(..at).is_some_and(|t| t.ends_with(' '));
        let cut = match c {
            ',' | ':' => !number,
            ';' | '(' | ')' | '…' => true,
            '—' | '–' => spaced,
            '.' => !abbreviates(text, at) && text.get(end..).is_some_and(|t| t.starts_with(' ')),
            '!' | '?' => text.get(end..).is_some_and(|t| t.starts_with(' ')),
            _ => false,
        };
        if cut && !inside {
            push(text, start..end, &mut out);
            start = end;
        }
    }
    push(text, start..text.len(), &mut out);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_would_stop() {
        let rows: [(&str, &[&str]); 12] = [
            ("One died. Two fled.", &["One died.", "Two fled."]),
            (
                "The U.S. said 1.5 thousand died. It ended.",
                &["The U.S. said 1.5 thousand died.", "It ended."],
            ),
            (
                "Gen. A. B. Doe said no. Rep. Seo agreed.",
                &["Gen. A. B. Doe said no.", "Rep. Seo agreed."],
            ),
            ("“It is so. We know.” He left.", &["“It is so. We know.”", "He left."]),
            (
                "\"420 of us. Sixty are left,\" he said. Then",
                &["\"420 of us. Sixty are left,\" he said.", "Then"],
            ),
            ("400여 명이 숨졌다. 북한은 침묵했다.", &["400여 명이 숨졌다.", "북한은 침묵했다."]),
            (
                "“모른다. 소문조차 없다”고 전했다. 끝.",
                &["“모른다. 소문조차 없다”고 전했다.", "끝."],
            ),
            (
                "Погибли 3 тыс. человек. «Да», — сказал он. Нет.",
                &["Погибли 3 тыс. человек.", "«Да», — сказал он.", "Нет."],
            ),
            ("2031. 3. 14. 발표했다.", &["2031. 3. 14. 발표했다."]),
            ("Why? Because.", &["Why?", "Because."]),
            ("He said “unclosed. Next one", &["He said “unclosed.", "Next one"]),
            ("", &[]),
        ];
        for (text, expected) in rows {
            assert_eq!(cut(text), expected, "{text}");
        }
    }

    #[test]
    fn clauses_keep_numbers_and_quotations() {
        let text = "Of 4,000, some 1,000 (\"a, b\") died: so - it is; yes";
        let all: Vec<&str> = clauses(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(all, ["Of 4,000,", "some 1,000 (", "\"a, b\")", "died:", "so - it is;", "yes"]);
    }

    proptest! {
        #[test]
        fn sentences_lie_in_order(text in "[ a-zA-Z가-나.,!?«»\"“”0-9—]{0,300}") {
            let mut last = 0;
            for range in sentences(&text).into_iter().chain(std::iter::empty()) {
                prop_assert!(range.start >= last && range.start < range.end);
                prop_assert!(text.get(range.clone()).is_some());
                last = range.end;
            }
        }
    }
}
