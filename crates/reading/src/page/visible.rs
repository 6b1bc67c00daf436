//! The visible text under construction: pieces with the way back, cut into raw blocks.
//!
//! Invariants: white space within a block is one space; characters that show nothing (controls, zero-width, soft hyphens) are left out;
//! blocks are separated by one line feed and none is empty. A piece of the text is either as it stood, byte for byte, or stands for the
//! whole of its source. There are at most [`BLOCKS_MAX`] blocks. A piece takes twelve bytes, and there is at most one for each two of the source.

use std::ops::Range;

/// The most blocks that are read; what follows is left out with a complaint.
///
/// A choice: a book of short lines has fewer. It bounds what blocks cost beside the text.
pub(super) const BLOCKS_MAX: usize = 1 << 18;

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
    /// Furniture for no other reason than this `header` around it, which may turn out to be the article's.
    pub(super) header: Option<u32>,
    /// How many bytes of it are the words of links.
    pub(super) linked: usize,
    /// Whether it stands behind the element that holds the article's text, or behind the last rule of a text.
    pub(super) behind: bool,
}

/// Set in a piece's length: it stands for its source and is not a copy of it.
const STANDS: u32 = 1 << 31;

#[derive(Debug, Clone, Copy)]
struct Piece {
    text: u32,
    source: u32,
    /// Of the source; the same in the text unless [`STANDS`] is set.
    len: u32,
}

impl Piece {
    const fn stands(self) -> bool {
        self.len & STANDS != 0
    }

    const fn source_end(self) -> usize {
        self.source as usize + (self.len & !STANDS) as usize
    }
}

/// From the visible text to the decoded one.
#[derive(Debug, Default)]
pub(super) struct Map(Vec<Piece>);

impl Map {
    /// Adds a copy; a piece that goes on where the last one ended grows it.
    fn copy(&mut self, text: usize, source: usize, len: usize) {
        if let Some(last) = self.0.last_mut()
            && !last.stands()
            && last.text as usize + last.len as usize == text
            && last.source_end() == source
        {
            last.len += len as u32;
            return;
        }
        self.0.push(Piece { text: text as u32, source: source as u32, len: len as u32 });
    }

    fn stand_in(&mut self, text: usize, source: Range<usize>) {
        let len = source.len() as u32 | STANDS;
        self.0.push(Piece { text: text as u32, source: source.start as u32, len });
    }

    /// The range of the decoded text that a range of the visible one came from.
    pub(super) fn original(&self, text: Range<usize>) -> Range<usize> {
        let start = self.find(text.start).map_or(0, |p| {
            if p.stands() {
                p.source as usize
            } else {
                (p.source as usize + text.start - p.text as usize).min(p.source_end())
            }
        });
        let last = text.end.checked_sub(1).filter(|last| *last >= text.start);
        let end = last.and_then(|last| self.find(last)).map_or(start, |p| {
            if p.stands() {
                p.source_end()
            } else {
                (p.source as usize + text.end - p.text as usize).min(p.source_end())
            }
        });
        start..end.max(start)
    }

    fn find(&self, at: usize) -> Option<Piece> {
        let i = self.0.partition_point(|p| p.text as usize <= at);
        self.0.get(i.checked_sub(1)?).copied()
    }
}

/// The visible text, the way back, and the blocks.
#[derive(Debug)]
pub(super) struct Visible {
    pub(super) text: String,
    pub(super) map: Map,
    pub(super) raws: Vec<Raw>,
    /// Where cells of tables begin.
    pub(super) cells: Cells,
    /// Titles that the page gives itself without showing them, the best first.
    pub(super) titles: Vec<String>,
    /// Whether blocks were left out.
    pub(super) cut: bool,
}

/// The most cells of a row that are told apart; what follows belongs to the last.
const CELLS_MAX: usize = 64;

/// Where the cells of rows begin: the number of the block, and the byte of the text that is due.
#[derive(Debug, Default)]
pub(super) struct Cells(Vec<(u32, u32)>);

impl Cells {
    /// The cells of a block, in order; an empty cell is an empty range.
    pub(super) fn of(&self, block: usize, range: &Range<usize>) -> Vec<Range<usize>> {
        let from = self.0.partition_point(|(b, _)| (*b as usize) < block);
        let own = self.0.get(from..).unwrap_or_default().iter();
        let mut starts: Vec<usize> = own
            .take_while(|(b, _)| *b as usize == block)
            .map(|(_, at)| (*at as usize).clamp(range.start, range.end))
            .collect();
        starts.push(range.end);
        starts.windows(2).filter_map(|pair| Some(*pair.first()?..*pair.last()?)).collect()
    }

    fn push(&mut self, block: usize, at: usize) {
        let own = self.0.iter().rev().take_while(|(b, _)| *b as usize == block);
        if own.take(CELLS_MAX).count() < CELLS_MAX {
            self.0.push((block as u32, at as u32));
        }
    }

    /// Forgets the cells of a block that held nothing.
    fn drop(&mut self, block: usize) {
        while self.0.last().is_some_and(|(b, _)| *b as usize == block) {
            self.0.pop();
        }
    }
}

/// White space that is due before the next word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Space {
    #[default]
    None,
    Some,
    /// One byte of it, here in the source, and nothing else.
    At(usize),
}

/// Puts the visible text together.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: String,
    map: Map,
    raws: Vec<Raw>,
    open: Option<usize>,
    space: Space,
    /// Whether words are those of a link.
    pub(super) in_link: bool,
    linked: usize,
    cells: Cells,
}

impl Builder {
    /// Adds source text as it stands at `source`; runs of white space become one space.
    pub(super) fn source(&mut self, words: &str, source: usize) {
        crate::work::did(words.len());
        let mut run = 0;
        for (at, c) in words.char_indices() {
            let space = c.is_whitespace();
            if !space && !invisible(c) {
                continue;
            }
            self.run(words.get(run..at).unwrap_or_default(), source + run);
            if space {
                let lone = self.space == Space::None && c.len_utf8() == 1;
                self.space = if lone { Space::At(source + at) } else { Space::Some };
            }
            run = at + c.len_utf8();
        }
        self.run(words.get(run..).unwrap_or_default(), source + run);
    }

    /// Adds words that stand for a piece of the source, such as a character reference.
    pub(super) fn standing_for(&mut self, words: &str, source: Range<usize>) {
        crate::work::did(words.len());
        for c in words.chars() {
            if c.is_whitespace() {
                self.space = Space::Some;
            } else if !invisible(c) && self.before() {
                self.map.stand_in(self.text.len(), source.clone());
                self.text.push(c);
                self.linked += if self.in_link { c.len_utf8() } else { 0 };
            }
        }
    }

    /// White space between two pieces.
    pub(super) fn blank(&mut self) {
        self.space = Space::Some;
    }

    /// The beginning of a cell of a row.
    pub(super) fn cell(&mut self) {
        self.blank();
        self.cells.push(self.raws.len(), self.text.len());
    }

    fn run(&mut self, words: &str, source: usize) {
        if words.is_empty() || !self.before() {
            return;
        }
        self.map.copy(self.text.len(), source, words.len());
        self.text.push_str(words);
        self.linked += if self.in_link { words.len() } else { 0 };
    }

    /// Opens a block where none is open, else puts the space that is due; false when no more blocks are taken.
    fn before(&mut self) -> bool {
        if self.open.is_none() {
            if self.raws.len() >= BLOCKS_MAX {
                return false;
            }
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.open = Some(self.text.len());
        } else if self.space != Space::None {
            if let Space::At(source) = self.space {
                self.map.copy(self.text.len(), source, 1);
            }
            self.text.push(' ');
            self.linked += usize::from(self.in_link);
        }
        self.space = Space::None;
        true
    }

    /// How many blocks have ended.
    pub(super) fn blocks(&self) -> usize {
        self.raws.len()
    }

    /// How long the text is.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text of the open block.
    pub(super) fn so_far(&self) -> &str {
        crate::work::did(self.open.map_or(0, |open| self.text.len() - open));
        self.open.and_then(|open| self.text.get(open..)).unwrap_or_default()
    }

    /// How many bytes of the open block are words of links.
    pub(super) fn linked_so_far(&self) -> usize {
        self.linked
    }

    /// Ends the open block; true when there was one.
    pub(super) fn end(&mut self, tag: Tag, furniture: bool) -> bool {
        self.space = Space::None;
        let linked = std::mem::take(&mut self.linked);
        let Some(open) = self.open.take() else {
            self.cells.drop(self.raws.len());
            return false;
        };
        let range = open..self.text.len();
        self.raws.push(Raw { range, tag, furniture, header: None, linked, behind: false });
        true
    }

    pub(super) fn finish(mut self) -> Visible {
        self.end(Tag::Paragraph, false);
        let cut = self.raws.len() >= BLOCKS_MAX;
        let Self { text, map, raws, cells, .. } = self;
        Visible { text, map, raws, cells, titles: Vec::new(), cut }
    }
}

/// Characters that show nothing: controls, soft hyphens, zero-width characters, marks of direction, tags.
pub(super) fn invisible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control() && !c.is_ascii_whitespace() && c != '\u{b}';
    }
    c.is_control() && c != '\u{85}'
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(words: &str) -> Visible {
        let mut builder = Builder::default();
        builder.source(words, 0);
        builder.finish()
    }

    #[test]
    fn white_space_is_one_space_and_words_lead_back() {
        let source =
            "One  two\n three.\u{a0}Four fi\u{ad}ve\u{200b} \u{feff}six\0 \u{e0041}\u{202e}7";
        let visible = built(source);
        assert_eq!(visible.text, "One two three. Four five six 7");
        for word in ["One", "two", "three.", "Four", "six", "7"] {
            let at = visible.text.find(word).unwrap();
            let range = visible.map.original(at..at + word.len());
            assert_eq!(source.get(range).unwrap(), word);
        }
        let at = visible.text.find("five").unwrap();
        assert_eq!(&source[visible.map.original(at..at + 4)], "fi\u{ad}ve");
    }

    #[test]
    fn text_with_single_spaces_is_one_piece() {
        let visible = built("one two three four\nfive");
        assert_eq!((visible.text.as_str(), visible.map.0.len()), ("one two three four five", 1));
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

    #[test]
    fn a_range_that_ends_in_a_gap_ends_with_the_word_before() {
        let source = "one   two";
        let visible = built(source);
        assert_eq!(&source[visible.map.original(0..4)], "one");
    }

    #[test]
    fn blocks_are_counted() {
        let mut builder = Builder::default();
        for i in 0..BLOCKS_MAX + 10 {
            builder.source("x", i);
            builder.end(Tag::Paragraph, false);
        }
        let visible = builder.finish();
        assert_eq!((visible.raws.len(), visible.cut), (BLOCKS_MAX, true));
        assert_eq!(visible.text.len(), 2 * BLOCKS_MAX - 1);
    }
}
