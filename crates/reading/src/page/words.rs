//! The table of words that tell the parts of a page apart (`data/furniture.tsv`).
//!
//! Invariant: a phrase is found whole: where it begins or ends with a letter or a digit, no other stands beside it.
//! Not here: what follows from a phrase; see `block`.

use std::collections::HashMap;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

const TABLE: &str = include_str!("../../data/furniture.tsv");

/// A phrase of furniture stands in short blocks only, in characters.
pub(super) const SHORT: usize = 200;

/// What a word of an element's class says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Furniture,
    Comments,
    Caption,
    /// A caption, when a picture stands directly before.
    WeakCaption,
    Byline,
    Date,
    Footnote,
}

/// The table, by use.
#[derive(Debug, Default)]
pub(super) struct Words {
    section: Vec<&'static str>,
    insert: Vec<&'static str>,
    comments: Vec<&'static str>,
    starts: Vec<&'static str>,
    has: Vec<&'static str>,
    /// All of `has` in one pass; none only while the table is read.
    has_any: Option<AhoCorasick>,
    caption_starts: Vec<&'static str>,
    caption_sign: Vec<&'static str>,
    byline_starts: Vec<&'static str>,
    byline_ends: Vec<&'static str>,
    byline_is: Vec<&'static str>,
    footnote_starts: Vec<&'static str>,
    class: HashMap<&'static str, Vec<Class>>,
    class_hidden: Vec<&'static str>,
}

/// What a whole block of furniture opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    /// All that follows is furniture.
    Section,
    /// Short lines that follow are.
    Insert,
    /// What readers wrote follows.
    Comments,
}

/// The table of this version.
pub(super) fn words() -> &'static Words {
    static ALL: OnceLock<Words> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut words = Words::default();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let mut cells = line.splitn(3, '\t');
            if let (Some(at), Some(what), Some(list)) = (cells.next(), cells.next(), cells.next()) {
                words.add(at, what, list);
            }
        }
        words.has_any = AhoCorasick::new(&words.has).ok();
        words
    })
}

impl Words {
    fn add(&mut self, at: &str, what: &str, list: &'static str) {
        let phrases = list.split(" | ").filter(|phrase| !phrase.is_empty());
        let into = match at {
            "section" => &mut self.section,
            "insert" => &mut self.insert,
            "comments" => &mut self.comments,
            "starts" => &mut self.starts,
            "has" => &mut self.has,
            "caption_starts" => &mut self.caption_starts,
            "caption_sign" => &mut self.caption_sign,
            "byline_starts" => &mut self.byline_starts,
            "byline_ends" => &mut self.byline_ends,
            "byline_is" => &mut self.byline_is,
            "footnote_starts" => &mut self.footnote_starts,
            "class_hidden" => &mut self.class_hidden,
            _ => {
                let class = match (at, what) {
                    ("class_weak", _) => Class::WeakCaption,
                    (_, "furniture") => Class::Furniture,
                    (_, "comments") => Class::Comments,
                    (_, "caption") => Class::Caption,
                    (_, "byline") => Class::Byline,
                    (_, "date") => Class::Date,
                    _ => Class::Footnote,
                };
                for phrase in phrases {
                    self.class.entry(phrase).or_default().push(class);
                }
                return;
            }
        };
        into.extend(phrases);
    }

    /// Whether a block is nothing but such a phrase, perhaps with a count of what follows.
    pub(super) fn opens(&self, block: &str) -> Option<Opens> {
        let lower = short(block, 60)?;
        let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
        let is = |list: &[&str]| list.contains(&bare);
        if is(&self.section) {
            return Some(Opens::Section);
        }
        if is(&self.insert) {
            return Some(Opens::Insert);
        }
        let counted = |c: char| c.is_ascii_digit() || !c.is_alphanumeric();
        let word = bare.trim_matches(counted).trim_end_matches('개').trim_end_matches(counted);
        self.comments.contains(&word).then_some(Opens::Comments)
    }

    /// Whether a short block opens with a phrase of furniture, or has one.
    pub(super) fn is_furniture(&self, block: &str) -> bool {
        crate::work::did(block.len().min(SHORT));
        let Some(lower) = short(block, SHORT) else { return false };
        // A pictogram may stand before the phrase.
        let bare = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
        self.starts.iter().any(|phrase| starts(&lower, phrase) || starts(bare, phrase))
            || self.has_one(&lower)
    }

    fn has_one(&self, lower: &str) -> bool {
        let Some(all) = &self.has_any else {
            return self.has.iter().any(|phrase| has(lower, phrase));
        };
        all.find_overlapping_iter(lower).any(|found| {
            let phrase = self.has.get(found.pattern().as_usize());
            phrase.is_some_and(|phrase| stands_alone(lower, phrase, found.start()))
        })
    }

    pub(super) fn starts_caption(&self, lower: &str) -> bool {
        self.caption_starts.iter().any(|phrase| starts(lower, phrase))
    }

    /// How many different signs of a caption a text has.
    pub(super) fn caption_signs(&self, lower: &str) -> usize {
        self.caption_sign.iter().filter(|phrase| has(lower, phrase)).count()
    }

    /// What follows the mark of a byline.
    pub(super) fn behind_byline_mark<'t>(&self, block: &'t str) -> Option<&'t str> {
        let lower = short(block, SHORT)?;
        let marks = self.byline_starts.iter().filter(|phrase| starts(&lower, phrase));
        let mark = marks.max_by_key(|phrase| phrase.len())?;
        let behind = block.trim_start().char_indices().nth(mark.chars().count())?.0;
        block.trim_start().get(behind..).map(str::trim)
    }

    /// Whether a line is a byline that names nobody.
    pub(super) fn is_byline(&self, line: &str) -> bool {
        short(line, 40).is_some_and(|lower| self.byline_is.contains(&lower.as_str()))
    }

    /// The text without the word for a reporter at its end.
    pub(super) fn without_office<'t>(&self, text: &'t str) -> Option<&'t str> {
        let longest = self.byline_ends.iter().filter(|end| text.ends_with(**end));
        let end = longest.max_by_key(|end| end.len())?;
        text.strip_suffix(end)
    }

    pub(super) fn starts_footnote(&self, lower: &str) -> bool {
        self.footnote_starts.iter().any(|phrase| starts(lower, phrase))
    }

    /// What a word of a class says.
    pub(super) fn class(&self, word: &str) -> &[Class] {
        self.class.get(word).map_or(&[], Vec::as_slice)
    }

    /// Whether a whole class hides.
    pub(super) fn hides(&self, class: &str) -> bool {
        self.class_hidden.contains(&class)
    }
}

/// The text without case, when it has at most so many characters.
pub(super) fn short(text: &str, most: usize) -> Option<String> {
    (text.len() <= most * 4 && text.chars().nth(most).is_none()).then(|| text.trim().to_lowercase())
}

fn starts(text: &str, phrase: &str) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| ends_there(phrase, rest))
}

fn has(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| stands_alone(text, phrase, at))
}

/// Whether a phrase that stands at `at` begins and ends as words do.
fn stands_alone(text: &str, phrase: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|head| head.chars().next_back());
    let opens = phrase.chars().next().is_some_and(char::is_alphanumeric);
    let rest = text.get(at + phrase.len()..).unwrap_or_default();
    // A Korean word goes on with its particle.
    let particle = phrase.ends_with(|c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c));
    !(opens && before.is_some_and(char::is_alphanumeric)) && (particle || ends_there(phrase, rest))
}

/// Whether the phrase ends as a word before the rest; a number may follow a word without a blank.
fn ends_there(phrase: &str, rest: &str) -> bool {
    let Some(next) = rest.chars().next() else { return true };
    match phrase.chars().next_back() {
        Some(last) if last.is_alphabetic() => !next.is_alphabetic(),
        Some(last) if last.is_alphanumeric() => !next.is_alphanumeric(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_used() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')).skip(1) {
            assert_eq!(line.split('\t').count(), 3, "{line}");
            let list = line.split('\t').nth(2).unwrap();
            for phrase in list.split(" | ") {
                assert_eq!(phrase, phrase.to_lowercase().trim(), "{line}");
            }
        }
        let words = words();
        for list in [&words.section, &words.insert, &words.comments, &words.starts, &words.has] {
            assert!(list.len() > 5);
        }
        assert!(words.class("sidebar").contains(&Class::Furniture));
        assert!(words.class("comments").contains(&Class::Comments));
    }

    #[test]
    fn phrases_end_with_their_words() {
        let rows = [
            ("Subscribe now: 12 weeks for 12", true),
            ("무단전재를 금합니다", true),
            ("Tweet · Like 57 · Mail", true),
            ("공유 318", true),
            ("공유된 영상에는 병사 30명이 보인다.", false),
            ("페이스북 트위터 카카오", true),
            ("페이스북에 올린 글에서 그는 30명이 숨졌다고 했다.", false),
            ("Реклама", true),
            ("Рекламация на 300 снарядов была отклонена.", false),
            ("На родини накладають штрафи за розмови про 300 загиблих.", false),
            ("Наклад 9100", true),
            ("Cookies were handed to 300 soldiers.", false),
            ("We use cookies. Accept?", true),
        ];
        for (block, furniture) in rows {
            assert_eq!(words().is_furniture(block), furniture, "{block}");
        }
        let long = format!("Subscribe {}", "x".repeat(SHORT));
        assert!(!words().is_furniture(&long));
    }

    #[test]
    fn what_a_heading_opens() {
        let rows = [
            ("RECOMMENDATIONS", Some(Opens::Section)),
            ("Related articles:", Some(Opens::Section)),
            ("■ 관련기사", Some(Opens::Insert)),
            ("Читайте также:", Some(Opens::Insert)),
            ("Comments (2)", Some(Opens::Comments)),
            ("3 комментария", Some(Opens::Comments)),
            ("댓글(14)", Some(Opens::Comments)),
            ("댓글 14개", Some(Opens::Comments)),
            ("Related soldiers were moved", None),
            ("Comment from the ministry", None),
        ];
        for (block, opens) in rows {
            assert_eq!(words().opens(block), opens, "{block}");
        }
    }
}
