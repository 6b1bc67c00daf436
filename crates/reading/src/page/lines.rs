//! What a single line is by its look: a headline, a caption, a heading within the text, a note, a byline.
//!
//! Each function looks at one block and knows nothing of its neighbours; `block` puts what they say together. Invariant: a sentence that
//! ends with a full stop is none of them, except where a mark at its beginning says so.

use super::dateline;
use super::words::{short, words};

/// The longest headline and byline of a text without marks, in characters.
pub(super) const HEADLINE_MAX: usize = 160;
pub(super) const BYLINE_MAX: usize = 90;

/// The longest caption, in characters.
const CAPTION_MAX: usize = 400;

const CLOSING: [char; 6] = ['"', '”', '’', '»', ')', '」'];

/// Whether a block ends as a sentence does.
pub(super) fn ends_sentence(block: &str) -> bool {
    block.trim_end().trim_end_matches(CLOSING).ends_with(['.', '!', '?', '…', '。'])
}

/// A line that could be the headline: short, no sentence, no byline.
pub(super) fn is_headline(block: &str) -> bool {
    let ends = block.trim_end_matches(CLOSING);
    block.chars().nth(HEADLINE_MAX).is_none()
        && block.chars().filter(|c| c.is_alphanumeric()).nth(2).is_some()
        && !ends.ends_with(['。', ':', ','])
        && ends.strip_suffix('.').is_none_or(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
        && !block.starts_with("http")
        && !is_byline_mark(block)
        && !is_subhead(block)
        && !is_footnote(block)
        && !dateline::is_date(block)
        && dateline::dateline(block).is_none()
        && dateline::trailing_byline(block).is_none()
}

/// "By …", "Подготовил …", "… 기자".
pub(super) fn is_byline_mark(block: &str) -> bool {
    if block.len() > BYLINE_MAX * 4 || block.chars().nth(BYLINE_MAX).is_some() {
        return false;
    }
    if words().is_byline(block) {
        return true;
    }
    let office = words().without_office(without_address(block));
    if office.is_some_and(|rest| rest.chars().count() <= 26) {
        return true;
    }
    // "By Tuesday the count was …" and "글 쓰는 병사": what follows the mark is a name.
    let Some(name) = words().behind_byline_mark(block) else { return false };
    let first = name.split([' ', ',']).next().unwrap_or_default();
    let capital = name.starts_with(char::is_uppercase) && !dateline::opens_with_day(name);
    !ends_sentence(block)
        && (capital && (!name.contains(", ") || names_only(name))
            || is_hangul_name(first) && name.chars().count() <= 20)
}

/// A byline: one with a mark, the publisher's name, or nothing but names.
pub(super) fn is_byline(block: &str, publisher: &str) -> bool {
    let trimmed = without_address(block);
    is_byline_mark(block)
        || names_only(trimmed)
        || (!publisher.is_empty() && trimmed == publisher.trim())
}

/// The line without the electronic address at its end.
fn without_address(line: &str) -> &str {
    let line = line.trim();
    match line.rsplit_once(' ') {
        Some((head, tail)) if tail.contains('@') => head.trim_end(),
        _ => line,
    }
}

/// Two to eight words that are names, "and", "in" and a place; or Korean names of two to four syllables.
pub(super) fn names_only(line: &str) -> bool {
    let line = line.trim();
    let odd = |c: char| c.is_ascii_digit() || "?!:;”\"“«»…".contains(c);
    if line.len() > BYLINE_MAX * 4 || line.ends_with('.') || line.chars().any(odd) {
        return false;
    }
    if line.chars().any(is_hangul) {
        let parts: Vec<&str> = line.split(['·', ',', '/']).map(str::trim).collect();
        return parts.len() <= 3 && parts.iter().all(|part| is_hangul_name(part));
    }
    let parts: Vec<&str> = line.split([' ', ',', '/']).filter(|p| !p.is_empty()).collect();
    let joins = ["and", "in", "at", "for", "и", "та", "в", "у", "й", "&"];
    let name =
        |part: &&str| part.starts_with(char::is_uppercase) && !dateline::opens_with_day(part);
    (2..=8).contains(&parts.len())
        && parts.iter().filter(|part| name(part)).count() >= 2
        && parts.iter().all(|part| name(part) || joins.contains(part))
}

fn is_hangul(c: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&c)
}

fn is_hangul_name(part: &str) -> bool {
    (2..=4).contains(&part.chars().count()) && part.chars().all(is_hangul)
}

/// Words beside a picture, above the text of a page saved without its pictures.
///
/// Either the line opens with a word for a picture, or it has two signs of one (who filmed it, when it was shown) and nobody says anything.
pub(super) fn is_caption(block: &str) -> bool {
    const SAYS: [&str; 12] = [
        " said",
        " says",
        " told",
        " according",
        "сообщ",
        "заяв",
        "повідом",
        "сказав",
        "сказал",
        "밝혔",
        "전했",
        "말했",
    ];
    let Some(lower) = short(block, CAPTION_MAX) else { return false };
    if SAYS.iter().any(|word| lower.contains(word)) {
        return false;
    }
    let one_sentence = block.matches(". ").count() <= 1 && !block.contains("다. ");
    words().starts_caption(&lower) || (one_sentence && words().caption_signs(&lower) >= 2)
}

/// A heading within the text: a mark, and no sentence.
pub(super) fn is_subhead(block: &str) -> bool {
    // These mark items of a list as often.
    let either = block.starts_with(['●', '□', '○', '▶', '▷']);
    let heading = block.starts_with(['◆', '■', '◇']);
    let most = if heading { HEADLINE_MAX } else { 60 };
    (heading || either)
        && block.chars().nth(most).is_none()
        && !(either && ends_sentence(block))
        && !block.ends_with("다.")
}

/// A note below the text.
pub(super) fn is_footnote(block: &str) -> bool {
    let numbered = block.strip_prefix('[').is_some_and(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        (1..=3).contains(&digits) && rest.get(digits..digits + 2) == Some("] ")
    });
    if numbered {
        return true;
    }
    let end = block.char_indices().nth(40).map_or(block.len(), |(at, _)| at);
    let head = block.get(..end).unwrap_or_default().to_lowercase();
    words().starts_footnote(&head)
}

/// A note with a star: one where no list is.
pub(super) fn is_starred(block: &str) -> bool {
    block.starts_with("* ") || block.starts_with("** ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        for line in [
            "By Dana Whitlow",
            "BY DANA WHITLOW",
            "By Lena Ostrow and Owen Tarrant",
            "Reported by KIM Eun-sol",
            "Vera Lindqvist in Moscow",
            "김새벽·서마루",
            "강누리",
            "정가람 기자",
            "By the foreign desk",
            "국제부 종합",
            "Words: Halyna Verbova",
            "Розмовляла Марта Придумана",
            "정가람 기자 garam@example.org",
            "베를린=윤해솔 특파원",
            "글쓴이 솔뫼",
            "글·사진 강누리",
            "Фёдор Примеров",
            "Подготовил Савва Образцов",
            "Автор: Назар Умовний",
            "Example Wire",
        ] {
            assert!(is_byline(line, "Example Wire"), "{line}");
        }
        for line in [
            "A long war",
            "Seoul said no.",
            "By Tuesday the count was 300",
            "By the end, 300 had died",
            "By Monday",
            "군인 사망 소식이 북한 내부에 알려졌다",
            "추가 파병 준비",
            "Автор признал ошибку",
            "300 Dead",
            "Kursk: What Next?",
        ] {
            assert!(!is_byline(line, "Example Wire"), "{line}");
        }
    }

    #[test]
    fn headlines() {
        for line in [
            "Seoul: more than 420 North Koreans killed in Kursk region",
            "바로잡습니다",
            "국방부 브리핑 주요 문답(4.10.)",
            "What is known?",
            "“아들이 어디 있는지 묻지도 못한다”…양강도 부모들의 겨울",
        ] {
            assert!(is_headline(line), "{line}");
        }
        let long = "word ".repeat(40);
        for line in [
            "It ended.",
            "“It ended.”",
            "By Dana Whitlow",
            "…",
            "2 May 2031",
            "https://example.org/a",
            "Text:",
            &long,
        ] {
            assert!(!is_headline(line), "{line}");
        }
    }

    #[test]
    fn captions() {
        for line in [
            "North Korean soldiers filmed by a drone near the border, released March 17, 2031.",
            "Photo: Example Agency",
            "▲ 혜산 시내",
            "사진=예시통신",
            "혜산 시내. 2031년 10월 촬영, 본지 제공",
            "На снимке солдаты у границы",
            "Скриншот видео, опубликовано 3 марта",
        ] {
            assert!(is_caption(line), "{line}");
        }
        for line in [
            "The agency said that footage filmed by a drone was released on Monday.",
            "Prisoners were released on Monday.",
            "A photo of a soldier was found.",
            "국정원은 사진을 제공받았다고 밝혔다.",
        ] {
            assert!(!is_caption(line), "{line}");
        }
    }

    #[test]
    fn headings_and_notes() {
        for line in
            ["◆ \"Nobody Knows About the Deaths. It's Like Dying\"", "■ 수치", "● 추가 파병"]
        {
            assert!(is_subhead(line), "{line}");
        }
        for line in [
            "● 27일 하루 동안 북한군 40명이 숨졌다.",
            "○ Forty were killed.",
            "Forty",
            "◆ 북한군 40명이 숨졌다.",
        ] {
            assert!(!is_subhead(line), "{line}");
        }
        for line in [
            "※ 본지는 전화로 통화한다.",
            "[1] As of April.",
            "† See below",
            "주: 잠정 수치",
            "Примечание: на апрель",
        ] {
            assert!(is_footnote(line), "{line}");
        }
        for line in ["[서울] 국정원은", "주요 내용", "Noted: 40", "[1234] soldiers"] {
            assert!(!is_footnote(line), "{line}");
        }
    }
}
