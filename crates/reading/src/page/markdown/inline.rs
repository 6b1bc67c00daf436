//! Marks within a line of Markdown: emphasis, links, notes, tags, references.
//!
//! Invariant: a look ahead is bounded, or its answer is remembered until it is passed; what is hidden is not added.

use crate::page::html::{Piece, References};
use crate::page::visible::Builder;

/// Elements whose content is not seen.
const HIDDEN: [&str; 7] = ["script", "style", "template", "noscript", "iframe", "svg", "title"];

/// The longest text and address of a link, and the longest tag, in bytes.
const LINK_MAX: usize = 1_000;
const TAG_MAX: usize = 400;

/// A line on its way into the text.
pub(super) struct Inline<'l> {
    body: &'l str,
    from: usize,
    at: usize,
    run: usize,
    row: bool,
    /// Where the next `>` is, or the end when there is none.
    close: Option<usize>,
}

impl<'l> Inline<'l> {
    /// A line that stands at `from`; strokes part the cells of a `row`.
    pub(super) fn new(body: &'l str, from: usize, row: bool) -> Self {
        Self { body, from, at: 0, run: 0, row, close: None }
    }

    /// Adds the line; the end of what is to be skipped when that lies beyond it.
    pub(super) fn add(
        mut self,
        builder: &mut Builder,
        references: &mut References,
    ) -> Option<String> {
        let mut skip = None;
        while skip.is_none() && self.at < self.body.len() {
            skip = self.step(builder, references);
        }
        if skip.is_none() {
            self.flush(builder, references, self.body.len());
        }
        builder.in_link = false;
        skip
    }

    fn flush(&mut self, builder: &mut Builder, references: &mut References, to: usize) {
        let (run, from) = (self.run, self.from);
        references.pieces(self.body.get(run..to).unwrap_or_default(), |piece| match piece {
            Piece::Words(words, at) => builder.source(words, from + run + at),
            Piece::StandsFor(words, start, end) => {
                builder.standing_for(words, from + run + start..from + run + end);
            }
        });
        self.run = to;
    }

    /// One mark or one byte; the end of what is to be skipped when that lies beyond the line.
    fn step(&mut self, builder: &mut Builder, references: &mut References) -> Option<String> {
        crate::work::did(1);
        let rest = self.body.get(self.at..)?;
        let byte = *rest.as_bytes().first()?;
        let skip = match byte {
            b'*' | b'`' | b'~' => self.emphasis(rest, byte),
            b'_' if edge(self.body, self.at) => rest.bytes().take_while(|b| *b == b'_').count(),
            b'|' if self.row => 1,
            b'\\' if rest.as_bytes().get(1).is_some_and(u8::is_ascii_punctuation) => {
                self.flush(builder, references, self.at);
                // What is escaped stands for itself.
                self.run = self.at + 1;
                self.at += 2;
                return None;
            }
            b'!' if rest.starts_with("![") && link(rest.get(1..)?).is_some() => 1,
            b'[' if rest.starts_with("[^") => note(rest),
            b'[' => usize::from(link(rest).is_some()),
            b']' => address(rest),
            b'<' => return self.tag(builder, references),
            _ => 0,
        };
        if skip == 0 {
            self.at += rest.chars().next().map_or(1, char::len_utf8);
            return None;
        }
        self.flush(builder, references, self.at);
        match byte {
            b'|' => builder.cell(),
            b'[' => builder.in_link = !rest.starts_with("[^"),
            b']' => builder.in_link = false,
            _ => {}
        }
        self.at += skip;
        self.run = self.at;
        None
    }

    /// A run of marks; with white space on both sides it is none. A lone tilde is "about".
    fn emphasis(&self, rest: &str, byte: u8) -> usize {
        let count = rest.bytes().take_while(|b| *b == byte).count();
        crate::work::did(count);
        let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let before = self.body.get(..self.at).and_then(|head| head.chars().next_back());
        let after = rest.get(count..).and_then(|rest| rest.chars().next());
        let alone = blank(before) && blank(after) && (before.is_some() || after.is_some());
        if alone || byte == b'~' && count < 2 { 0 } else { count }
    }

    /// A comment, a tag, a hidden element or an address between angle brackets.
    fn tag(&mut self, builder: &mut Builder, references: &mut References) -> Option<String> {
        let rest = self.body.get(self.at..)?;
        let opens = rest
            .as_bytes()
            .get(1)
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!'));
        if !opens {
            self.at += 1;
            return None;
        }
        if rest.starts_with("<!--") {
            self.flush(builder, references, self.at);
            return self.skip_to("-->");
        }
        let end = *self
            .close
            .filter(|close| *close >= self.at)
            .get_or_insert_with(|| rest.find('>').map_or(self.body.len(), |found| self.at + found));
        if self.close != Some(end) {
            crate::work::did(end.saturating_sub(self.at));
        }
        self.close = Some(end);
        let inside = self.body.get(self.at + 1..end).filter(|inside| inside.len() <= TAG_MAX);
        let inside = inside.filter(|_| end < self.body.len()).unwrap_or_default();
        let address = inside.contains('@') || inside.contains("://") && !inside.contains(' ');
        if inside.is_empty() || address {
            self.at += 1;
            return None;
        }
        self.flush(builder, references, self.at);
        let name =
            inside.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
        self.at = end + 1;
        self.run = self.at;
        let lower = inside.to_lowercase();
        let hides = [" hidden", "display:none", "display: none", "aria-hidden=\"true\""]
            .iter()
            .any(|word| lower.contains(word));
        if HIDDEN.contains(&name.as_str()) || hides && !name.is_empty() {
            return self.skip_to(&format!("</{name}>"));
        }
        if name == "br" {
            builder.blank();
        }
        None
    }

    /// Goes on behind an end, or gives it back when it is not in the line.
    fn skip_to(&mut self, end: &str) -> Option<String> {
        let rest = self.body.get(self.at..)?;
        let Some(found) = find_without_case(rest, end) else { return Some(end.to_owned()) };
        self.at += found + end.len();
        self.run = self.at;
        None
    }
}

/// Where an ASCII word in small letters stands, whatever the case.
pub(super) fn find_without_case(text: &str, word: &str) -> Option<usize> {
    crate::work::did(text.len());
    let (text, word) = (text.as_bytes(), word.as_bytes());
    text.windows(word.len()).position(|window| window.eq_ignore_ascii_case(word))
}

/// Whether an underscore stands at the edge of a word.
fn edge(body: &str, at: usize) -> bool {
    let before = body.get(..at).and_then(|s| s.chars().next_back());
    let after = body.get(at..).and_then(|s| s.chars().take(64).find(|c| *c != '_'));
    !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric))
}

/// The bytes of a note's mark, such as `[^1]`.
fn note(rest: &str) -> usize {
    rest.bytes().take(40).position(|b| b == b']').map_or(0, |end| end + 1)
}

/// Whether a bracket opens a link: its end is followed by an address or a reference.
fn link(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (i, byte) in rest.bytes().take(LINK_MAX).enumerate() {
        match byte {
            b'[' if i > 0 && depth > 4 => return None,
            b'[' => depth += 1,
            b']' => {
                depth -= 1;
                if depth == 0 {
                    let behind = rest.get(i..).is_some_and(|rest| address(rest) > 0);
                    return behind.then_some(i);
                }
            }
            _ => {}
        }
    }
    None
}

/// The bytes of "](address)" or "][reference]" that a link ends with.
fn address(rest: &str) -> usize {
    let (open, close) = match rest.as_bytes().get(1) {
        Some(b'(') => (b'(', b')'),
        Some(b'[') => (b'[', b']'),
        _ => return 0,
    };
    let mut depth = 0_usize;
    for (i, byte) in rest.bytes().enumerate().skip(1).take(LINK_MAX) {
        if byte == open {
            depth += 1;
            if depth > 8 {
                return 0;
            }
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return i + 1;
            }
        }
    }
    0
}
