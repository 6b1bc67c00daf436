//! Which part each block plays: headline, byline, dateline, caption, body, footnote, furniture.
//!
//! A format that says so is believed; plain text is told apart by place, length and words (`data/furniture.tsv`). Invariant: in doubt
//! a block is body, for a sentence lost is worse than one too many – but nothing that a page marks as furniture is ever body.
//! Not here: what the blocks say.

use std::ops::Range;
use std::sync::OnceLock;

use super::visible::{Raw, Tag};
use crate::draft::{BlockKind, Format, Hints};

/// A block of the page, with the smaller ones that lie within it.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) kind: BlockKind,
    pub(crate) range: Range<usize>,
    /// Datelines and bylines within a block of the body; they are no sentences.
    pub(crate) within: Vec<(BlockKind, Range<usize>)>,
}

const FURNITURE: &str = include_str!("../../data/furniture.tsv");

/// A furniture phrase stands in short blocks only, in characters.
const SHORT: usize = 200;

/// The longest headline and byline of a text without marks, in characters.
const HEADLINE_MAX: usize = 160;
const BYLINE_MAX: usize = 90;

/// How far into a paragraph a dateline may reach, in bytes.
const DATELINE_MAX: usize = 140;

pub(super) fn tell_apart(text: &str, raws: &[Raw], format: Format, hints: &Hints) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(raws.len());
    let mut headline = false;
    let mut body = 0;
    let mut rest_is_furniture = false;
    for (i, raw) in raws.iter().enumerate() {
        let words = text.get(raw.range.clone()).unwrap_or_default();
        let last = i + 1 == raws.len();
        let mut kind = by_tag(raw, words);
        if raw.furniture || rest_is_furniture {
            kind = Some(BlockKind::Furniture);
        } else if is_furniture(words, Where::Is) && (body > 0 || last) {
            kind = Some(BlockKind::Furniture);
            rest_is_furniture = format == Format::Text;
        } else if is_furniture(words, Where::Part) && !matches!(kind, Some(BlockKind::Headline)) {
            kind = Some(BlockKind::Furniture);
        }
        let kind = kind.unwrap_or_else(|| {
            let early = body == 0;
            if early && is_caption(words) {
                BlockKind::Caption
            } else if early && !headline && !last && is_headline(words) {
                BlockKind::Headline
            } else if (early || last) && is_byline(words, hints) {
                BlockKind::Byline
            } else if is_dateline_alone(words) && early {
                BlockKind::Dateline
            } else if is_subhead(words) {
                BlockKind::Subhead
            } else if is_footnote(words) {
                BlockKind::Footnote
            } else {
                BlockKind::Body
            }
        });
        headline |= kind == BlockKind::Headline;
        body += usize::from(matches!(kind, BlockKind::Body | BlockKind::Row));
        let within =
            if kind == BlockKind::Body { within(words, raw.range.start) } else { Vec::new() };
        pieces.push(Piece { kind, range: raw.range.clone(), within });
    }
    pieces
}

fn by_tag(raw: &Raw, words: &str) -> Option<BlockKind> {
    match raw.tag {
        Tag::Heading(1) => Some(BlockKind::Headline),
        Tag::Heading(_) => Some(BlockKind::Subhead),
        Tag::Row => Some(BlockKind::Row),
        Tag::Caption => Some(BlockKind::Caption),
        Tag::TableCaption => Some(BlockKind::TableCaption),
        Tag::Footnote => Some(BlockKind::Footnote),
        Tag::Byline if words.chars().count() <= BYLINE_MAX => Some(BlockKind::Byline),
        Tag::Date if words.chars().count() <= BYLINE_MAX => Some(BlockKind::Dateline),
        // A quotation or an item is body, whatever it looks like.
        Tag::Quote | Tag::Item => (!is_footnote(words)).then_some(BlockKind::Body),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Is,
    Part,
}

struct Phrase {
    at: &'static str,
    words: &'static str,
}

fn phrases() -> &'static [Phrase] {
    static ALL: OnceLock<Vec<Phrase>> = OnceLock::new();
    ALL.get_or_init(|| {
        let rows = FURNITURE.lines().filter(|l| !l.starts_with('#') && !l.starts_with("where"));
        let cells = rows.filter_map(|line| {
            let mut cells = line.split('\t');
            Some((cells.next()?, cells.nth(1)?))
        });
        cells
            .flat_map(|(at, list)| list.split(" | ").map(move |words| Phrase { at, words }))
            .collect()
    })
}

fn is_furniture(words: &str, place: Where) -> bool {
    if words.chars().nth(SHORT).is_some() {
        return false;
    }
    let lower = words.to_lowercase();
    let lower = lower.trim();
    phrases().iter().any(|phrase| match (place, phrase.at) {
        (Where::Is, "is") => lower.trim_end_matches(':') == phrase.words,
        (Where::Part, "starts") => starts_with_word(lower, phrase.words),
        (Where::Part, "has") => lower.contains(phrase.words),
        _ => false,
    })
}

fn starts_with_word(text: &str, words: &str) -> bool {
    let Some(rest) = text.strip_prefix(words) else { return false };
    let open = words.chars().last().is_some_and(char::is_alphabetic) && words.is_ascii();
    !(open && rest.chars().next().is_some_and(char::is_alphanumeric))
}

fn is_headline(words: &str) -> bool {
    let count = words.chars().count();
    let ends = words.trim_end_matches(['"', '”', '’', '»', ')']);
    count <= HEADLINE_MAX
        && count >= 4
        && !ends.ends_with(['.', '。', ':'])
        && !is_byline_mark(words)
}

fn is_byline_mark(words: &str) -> bool {
    const STARTS: [&str; 13] = [
        "by ",
        "reported by ",
        "written by ",
        "подготовил",
        "автор",
        "글쓴이",
        "글·",
        "текст:",
        "підготував",
        "підготувал",
        "story by ",
        "words by ",
        "글 ",
    ];
    let lower = words.to_lowercase();
    let ends = ["기자", "특파원", "논설위원", "편집장"];
    let reporter =
        ends.iter().any(|e| words.trim_end().ends_with(e)) && words.chars().count() <= 30;
    reporter || STARTS.iter().any(|s| lower.starts_with(s))
}

fn is_byline(words: &str, hints: &Hints) -> bool {
    if words.chars().count() > BYLINE_MAX {
        return false;
    }
    is_byline_mark(words) && !words.trim_end().ends_with('.')
        || names_only(words)
        || (!hints.publisher.is_empty() && words.trim() == hints.publisher)
}

/// Two to eight words that are names, "and", "in" and a place; or Korean names of two to four syllables.
fn names_only(words: &str) -> bool {
    let words = words.trim();
    if words.ends_with(['.', '?', '!', ':', '”', '"']) || words.chars().any(|c| c.is_ascii_digit())
    {
        return false;
    }
    let hangul = |c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c);
    if words.chars().any(hangul) {
        let parts: Vec<&str> =
            words.split(['·', ',', ' ', '/']).filter(|p| !p.is_empty()).collect();
        return parts.len() <= 3
            && parts.iter().all(|p| (2..=4).contains(&p.chars().count()) && p.chars().all(hangul));
    }
    let parts: Vec<&str> = words.split([' ', ',', '/']).filter(|p| !p.is_empty()).collect();
    let joins = ["and", "in", "for", "и", "та", "в", "у", "й"];
    (2..=8).contains(&parts.len())
        && parts.iter().filter(|p| !joins.contains(p)).count() >= 2
        && parts
            .iter()
            .all(|p| joins.contains(p) || p.chars().next().is_some_and(char::is_uppercase))
}

fn is_caption(words: &str) -> bool {
    const STARTS: [&str; 12] = [
        "photo:",
        "photo ",
        "file photo",
        "pictured:",
        "image:",
        "사진",
        "фото:",
        "на фото",
        "▲",
        "світлина",
        "фото ",
        "picture:",
    ];
    let lower = words.to_lowercase();
    if words.chars().nth(400).is_some() {
        return false;
    }
    let shown = [" filmed by ", "released ", "(photo", "screenshot", "file photo"];
    let sentence = words.matches(". ").count() == 0;
    let says = [" said", " told", " according"].iter().any(|w| lower.contains(w));
    STARTS.iter().any(|s| lower.starts_with(s))
        || (sentence && !says && shown.iter().filter(|w| lower.contains(**w)).count() >= 2)
}

fn is_subhead(words: &str) -> bool {
    words.starts_with(['◆', '■', '▶', '●', '□', '○', '◇']) && words.chars().count() <= HEADLINE_MAX
}

fn is_footnote(words: &str) -> bool {
    words.starts_with(['※', '¹', '²', '³', '†', '‡'])
        || words.starts_with("* ")
        || words.starts_with("[1]")
        || words.starts_with("주: ")
}

/// A date, and nothing else worth reading.
fn is_dateline_alone(words: &str) -> bool {
    let words = words.trim();
    let digits = words.chars().filter(char::is_ascii_digit).count();
    digits >= 2
        && words.chars().count() <= 40
        && !words.ends_with('.')
        && words.split_whitespace().count() <= 6
        && words.chars().any(|c| c == '.' || c == ',' || c.is_alphabetic() || c == '-')
        && has_year(words)
}

fn has_year(words: &str) -> bool {
    words
        .split(|c: char| !c.is_ascii_digit())
        .any(|d| d.len() == 4 && (d.starts_with("19") || d.starts_with("20")))
}

/// The dateline before the first sentence and the byline in brackets behind the last.
fn within(words: &str, start: usize) -> Vec<(BlockKind, Range<usize>)> {
    let mut found = Vec::new();
    if let Some((dateline, byline)) = dateline(words) {
        found.push((BlockKind::Dateline, start..start + dateline));
        if let Some(byline) = byline {
            found.push((BlockKind::Byline, start + byline.start..start + byline.end));
        }
    }
    if let Some(range) = trailing_byline(words) {
        found.push((BlockKind::Byline, start + range.start..start + range.end));
    }
    found
}

/// "SEOUL, March 11 (Wire) - ", "(서울=통신) 김 기자 = ", "Сеул, 13 марта. ": its bytes, and those of the byline in it.
fn dateline(words: &str) -> Option<(usize, Option<Range<usize>>)> {
    let mut limit = words.len().min(DATELINE_MAX);
    while !words.is_char_boundary(limit) {
        limit -= 1;
    }
    let head = words.get(..limit)?;
    if head.starts_with('(')
        && let Some(close) = head.find(')')
    {
        let bracket = head.get(..close)?;
        let rest = head.get(close + 1..)?;
        if let Some(equals) = rest.find(" = ").filter(|_| bracket.contains('=')) {
            let name = close + 1..close + 1 + equals;
            let skip = head.get(name.clone())?.len() - head.get(name.clone())?.trim_start().len();
            return Some((close + 1 + equals + 3, Some(name.start + skip..name.end)));
        }
        for dash in [" - ", " – ", " — "] {
            if rest.starts_with(dash) {
                return Some((close + 1 + dash.len(), None));
            }
        }
    }
    for dash in [" - ", " – ", " — ", " -- "] {
        let Some(at) = head.find(dash) else { continue };
        let prefix = head.get(..at)?;
        let first = prefix.split([',', ' ', '(']).next().unwrap_or_default();
        let shouted = first.chars().count() > 2 && first.chars().all(char::is_uppercase);
        let bracketed = prefix.trim_end().ends_with(')');
        if (shouted && (bracketed || prefix.split_whitespace().count() <= 4))
            || (bracketed
                && first.chars().next().is_some_and(char::is_uppercase)
                && !prefix.contains(". "))
        {
            return Some((at + dash.len(), None));
        }
    }
    let stop = head.find(". ")?;
    let prefix = head.get(..stop)?;
    let (place, day) = prefix.split_once(", ")?;
    let mut parts = day.split_whitespace();
    let digits =
        parts.next().is_some_and(|d| d.len() <= 2 && d.bytes().all(|b| b.is_ascii_digit()));
    let month = parts.next().is_some_and(|m| m.chars().all(char::is_alphabetic));
    (digits && month && parts.next().is_none() && place.split_whitespace().count() <= 2)
        .then_some((stop + 2, None))
}

/// "(KANG Ji-won / ISHIMARU Jiro)" at the end of a paragraph.
fn trailing_byline(words: &str) -> Option<Range<usize>> {
    let trimmed = words.trim_end();
    if !trimmed.ends_with(')') {
        return None;
    }
    let open = trimmed.rfind('(')?;
    let inside = trimmed.get(open + 1..trimmed.len() - 1)?;
    let shouted = inside
        .split([' ', '/', ','])
        .any(|w| w.chars().count() >= 3 && w.chars().all(char::is_uppercase));
    let names = names_only(inside) && (shouted || inside.contains('/'));
    (names && open > 0 && inside.chars().count() <= BYLINE_MAX).then_some(open..trimmed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        for words in [
            "By Dana Whitlow",
            "Vera Lindqvist in Moscow",
            "김새벽·서마루",
            "강누리",
            "정가람 기자",
            "Фёдор Примеров",
        ] {
            assert!(is_byline(words, &Hints::default()), "{words}");
        }
        for words in ["A long war", "Seoul said no.", "군인 사망 소식이 북한 내부에 알려졌다"]
        {
            assert!(!is_byline(words, &Hints::default()), "{words}");
        }
    }

    #[test]
    fn datelines() {
        let rows = [
            ("SEOUL, March 11 (Example Wire) - South Korea", "SEOUL, March 11 (Example Wire) - "),
            ("(서울=예시통신) 정가람 기자 = 국가정보원은", "(서울=예시통신) 정가람 기자 = "),
            ("Сеул, 13 марта. Более 430", "Сеул, 13 марта. "),
            ("(Translated agency note) - The Korean", "(Translated agency note) - "),
        ];
        for (words, prefix) in rows {
            assert_eq!(dateline(words).map(|(n, _)| &words[..n]), Some(prefix), "{words}");
        }
        assert_eq!(dateline("The men – all of them – were sent home. Later"), None);
    }

    #[test]
    fn a_byline_in_brackets() {
        let words = "They investigate anyone. (KANG Ji-won / ISHIMARU Jiro)";
        assert_eq!(
            trailing_byline(words).map(|r| &words[r]),
            Some("(KANG Ji-won / ISHIMARU Jiro)")
        );
        assert_eq!(trailing_byline("It is far (Kursk)"), None);
    }
}
