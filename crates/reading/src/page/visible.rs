//! The visible text under construction: pieces with the way back, cut into raw blocks.
//!
//! Invariant: white space within a block is one space; blocks are separated by one line feed and none is empty. A piece of the text is
//! either as it stood (same length, byte for byte) or stands for the whole of its source.

use std::ops::Range;

/// What the format says of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Heading(u8),
    Paragraph,
    Item,
    Quote,
    Row,
    Caption,
    TableCaption,
    Footnote,
    Byline,
    Date,
}

/// A block as the format marks it off.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    pub(super) range: Range<usize>,
    pub(super) tag: Tag,
    pub(super) furniture: bool,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    text: usize,
    source: usize,
    text_len: usize,
    source_len: usize,
}

/// From the visible text to the decoded one.
#[derive(Debug, Default)]
pub(super) struct Map(Vec<Piece>);

impl Map {
    fn push(&mut self, piece: Piece) {
        if let Some(last) = self.0.last_mut()
            && last.text_len == last.source_len
            && piece.text_len == piece.source_len
            && last.text + last.text_len == piece.text
            && last.source + last.source_len == piece.source
        {
            last.text_len += piece.text_len;
            last.source_len += piece.source_len;
            return;
        }
        self.0.push(piece);
    }

    /// The range of the decoded text that a range of the visible one came from.
    pub(super) fn original(&self, text: Range<usize>) -> Range<usize> {
        let start = self.find(text.start).map_or(0, |p| {
            if p.text_len == p.source_len {
                p.source + (text.start - p.text).min(p.source_len)
            } else {
                p.source
            }
        });
        let last = text.end.checked_sub(1).filter(|last| *last >= text.start);
        let end = last.and_then(|last| self.find(last)).map_or(start, |p| {
            if p.text_len == p.source_len {
                p.source + (text.end - p.text).min(p.source_len)
            } else {
                p.source + p.source_len
            }
        });
        start..end.max(start)
    }

    fn find(&self, at: usize) -> Option<&Piece> {
        let i = self.0.partition_point(|p| p.text <= at);
        self.0.get(i.checked_sub(1)?)
    }
}

/// The visible text, the way back, and the blocks.
#[derive(Debug)]
pub(super) struct Visible {
    pub(super) text: String,
    pub(super) map: Map,
    pub(super) raws: Vec<Raw>,
}

/// Puts the visible text together.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: String,
    map: Map,
    raws: Vec<Raw>,
    open: Option<usize>,
    space: bool,
}

impl Builder {
    /// Adds source text as it stands at `source`; runs of white space become one space.
    pub(super) fn source(&mut self, words: &str, source: usize) {
        let mut run = 0;
        for (at, c) in words.char_indices() {
            let blank = c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}');
            if !blank {
                continue;
            }
            self.run(words.get(run..at).unwrap_or_default(), source + run);
            self.space |= c.is_whitespace();
            run = at + c.len_utf8();
        }
        self.run(words.get(run..).unwrap_or_default(), source + run);
    }

    /// Adds words that stand for a piece of the source, such as a character reference.
    pub(super) fn standing_for(&mut self, words: &str, source: Range<usize>) {
        for c in words.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            self.before();
            let text = self.text.len();
            self.text.push(c);
            self.map.push(Piece {
                text,
                source: source.start,
                text_len: c.len_utf8(),
                source_len: source.len(),
            });
        }
    }

    /// White space between two pieces.
    pub(super) fn blank(&mut self) {
        self.space = true;
    }

    fn run(&mut self, words: &str, source: usize) {
        if words.is_empty() {
            return;
        }
        self.before();
        let piece =
            Piece { text: self.text.len(), source, text_len: words.len(), source_len: words.len() };
        self.text.push_str(words);
        self.map.push(piece);
    }

    /// Opens a block where none is open; else puts the space that is due.
    fn before(&mut self) {
        if self.open.is_none() {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.open = Some(self.text.len());
        } else if self.space {
            self.text.push(' ');
        }
        self.space = false;
    }

    /// The text of the open block.
    pub(super) fn so_far(&self) -> &str {
        self.open.and_then(|open| self.text.get(open..)).unwrap_or_default()
    }

    /// Ends the open block.
    pub(super) fn end(&mut self, tag: Tag, furniture: bool) {
        if let Some(open) = self.open.take() {
            self.raws.push(Raw { range: open..self.text.len(), tag, furniture });
        }
        self.space = false;
    }

    pub(super) fn finish(mut self) -> Visible {
        self.end(Tag::Paragraph, false);
        Visible { text: self.text, map: self.map, raws: self.raws }
    }
}

/// Plain text: paragraphs between blank lines; without any blank line, one a line.
pub(super) fn plain(text: &str) -> Visible {
    let mut builder = Builder::default();
    let blank_lines = text.lines().skip_while(|l| blank(l)).any(blank);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bulleted = line.trim_start().starts_with(['◆', '■', '▶', '●', '※', '□', '○', '▲']);
        if blank(line) || !blank_lines || bulleted {
            builder.end(Tag::Paragraph, false);
        }
        builder.source(line, at);
        builder.blank();
        at += line.len();
    }
    builder.finish()
}

fn blank(line: &str) -> bool {
    line.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_lead_back() {
        let source = "One  two\n three.\n\n\nFour &amp; five";
        let visible = plain(source);
        assert_eq!(visible.text, "One two three.\nFour &amp; five");
        for word in ["two", "three.", "five"] {
            let at = visible.text.find(word).unwrap();
            let range = visible.map.original(at..at + word.len());
            assert_eq!(source.get(range).unwrap(), word);
        }
        assert_eq!(visible.raws.len(), 2);
    }

    #[test]
    fn a_reference_stands_for_all_of_its_source() {
        let mut builder = Builder::default();
        builder.source("a ", 0);
        builder.standing_for("“", 2..9);
        builder.source("b", 9);
        let visible = builder.finish();
        assert_eq!(visible.text, "a “b");
        let at = visible.text.find('“').unwrap();
        assert_eq!(visible.map.original(at..at + 3), 2..9);
        assert_eq!(visible.map.original(0..visible.text.len()), 0..10);
    }
}
