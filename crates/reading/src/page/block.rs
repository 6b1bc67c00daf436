//! Which part each block plays: headline, byline, dateline, caption, body, footnote, furniture.
//!
//! A format that says so is believed; what it leaves open is told apart by place, length and words. Invariants: in doubt a block is body,
//! for a sentence lost is worse than one too many – but nothing that a page marks as furniture is ever body; there is at most one headline.
//! Not here: what a line is by its look (`lines`), what the blocks say.

use std::ops::Range;

use super::dateline::{byline_beside_date, dateline, is_date, trailing_byline};
use super::lines::{
    BYLINE_MAX, ends_sentence, is_byline, is_byline_mark, is_caption, is_footnote, is_headline,
    is_starred, is_subhead,
};
use super::visible::{Cells, Raw, Tag, Visible};
use super::words::{Opens, words};
use crate::draft::{BlockKind, Format, Hints};

/// A block of the page, with the smaller ones that lie within it.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) kind: BlockKind,
    pub(crate) range: Range<usize>,
    /// Datelines and bylines within a block of the body, a byline within a line with a date; they are no sentences.
    pub(crate) within: Vec<(BlockKind, Range<usize>)>,
    /// The cells of a row; an empty cell is an empty range.
    pub(crate) cells: Vec<Range<usize>>,
}

/// How many blocks a heading such as "Read also" may stand before without prose between them.
const INSERT_MAX: usize = 6;

/// The headline is among so many blocks, or nowhere.
const HEADLINE_WITHIN: usize = 400;

/// The blocks of the visible text.
pub(super) fn tell_apart(visible: &Visible, format: Format, hints: &Hints) -> Vec<Piece> {
    let mut sorter = Sorter {
        text: &visible.text,
        raws: &visible.raws,
        cells: &visible.cells,
        format,
        hints,
        headline: headline(visible, format),
        header: None,
        body: 0,
        rest: false,
        insert: 0,
    };
    sorter.header = sorter.headline.and_then(|i| visible.raws.get(i)?.header);
    (0..visible.raws.len()).map(|i| sorter.piece(i)).collect()
}

struct Sorter<'v> {
    text: &'v str,
    raws: &'v [Raw],
    cells: &'v Cells,
    format: Format,
    hints: &'v Hints,
    headline: Option<usize>,
    /// The page's header that holds the headline, and is therefore the article's.
    header: Option<u32>,
    /// How many blocks of text there were.
    body: usize,
    /// Whether all that follows is furniture.
    rest: bool,
    /// How many more blocks may belong to a heading such as "Read also".
    insert: usize,
}

impl<'v> Sorter<'v> {
    fn words(&self, i: usize) -> &'v str {
        self.raws.get(i).and_then(|raw| self.text.get(raw.range.clone())).unwrap_or_default()
    }

    fn piece(&mut self, i: usize) -> Piece {
        let range = self.raws.get(i).map_or(0..0, |raw| raw.range.clone());
        let block = self.words(i);
        let mut kind = self.kind(i, block);
        self.body += usize::from(matches!(kind, BlockKind::Body | BlockKind::Row));
        let within = match kind {
            BlockKind::Body => within(block, range.start),
            BlockKind::Byline => match byline_beside_date(block) {
                Some(byline) => {
                    kind = BlockKind::Dateline;
                    vec![(BlockKind::Byline, range.start + byline.start..range.start + byline.end)]
                }
                None => Vec::new(),
            },
            _ => Vec::new(),
        };
        let cells = match kind {
            BlockKind::Row => self.cells.of(i, &range),
            _ => Vec::new(),
        };
        Piece { kind, range, within, cells }
    }

    fn kind(&mut self, i: usize, block: &str) -> BlockKind {
        crate::work::did(block.len());
        let Some(raw) = self.raws.get(i) else { return BlockKind::Furniture };
        if self.headline == Some(i) {
            return BlockKind::Headline;
        }
        if self.is_furniture(i, raw, block) {
            return BlockKind::Furniture;
        }
        self.by_tag(i, raw, block).unwrap_or_else(|| self.by_look(i, block))
    }

    fn is_furniture(&mut self, i: usize, raw: &Raw, block: &str) -> bool {
        let marked = raw.furniture && (raw.header.is_none() || raw.header != self.header);
        if marked || self.rest || !block.chars().any(char::is_alphanumeric) {
            return true;
        }
        let last = i + 1 == self.raws.len();
        match words().opens(block) {
            Some(Opens::Insert) => {
                self.insert = INSERT_MAX;
                return true;
            }
            // In a page the container of such a heading has been marked already.
            Some(_) if self.body > 0 || last => {
                self.rest = self.format != Format::Html;
                return true;
            }
            Some(_) => return self.format != Format::Text || i > 0,
            None => {}
        }
        if words().is_furniture(block)
            || self.is_linked(raw, block)
            || self.is_above(i, raw, block)
            || self.is_behind(i, raw, block)
        {
            return true;
        }
        if self.insert > 0 {
            self.insert -= 1;
            let prose = ends_sentence(block) && block.len() >= 100;
            if !prose && raw.tag != Tag::Row {
                return true;
            }
            self.insert = 0;
        }
        false
    }

    /// A block that is all link, and no sentence of the text.
    fn is_linked(&self, raw: &Raw, block: &str) -> bool {
        let linked = raw.linked * 5 >= block.len() * 4;
        let kept = matches!(
            raw.tag,
            Tag::Caption | Tag::TableCaption | Tag::Row | Tag::Byline | Tag::Date | Tag::Footnote
        );
        linked && !kept && !(ends_sentence(block) && block.len() >= 60)
    }

    /// What stands above the headline of a web page and is no sentence: labels, tickers, dates of the day.
    fn is_above(&self, i: usize, raw: &Raw, block: &str) -> bool {
        self.format == Format::Html
            && self.headline.is_some_and(|headline| i < headline)
            && matches!(raw.tag, Tag::Paragraph | Tag::Item | Tag::Row | Tag::Heading(_))
            && !ends_sentence(block)
            && !is_caption(block)
    }

    /// What stands behind the text and is no prose, and what ends it: a telephone number, the publisher's imprint.
    fn is_behind(&self, i: usize, raw: &Raw, block: &str) -> bool {
        let part = matches!(raw.tag, Tag::Footnote | Tag::Byline | Tag::Date | Tag::Caption);
        let signed = is_byline_mark(block) || is_footnote(block);
        let prose = ends_sentence(block) && block.len() >= 100;
        let near_end = i + 3 >= self.raws.len() && self.body > 0;
        let publisher = self.hints.publisher.trim();
        let imprint = !publisher.is_empty()
            && block.starts_with(publisher)
            && block != publisher
            && !ends_sentence(block);
        raw.behind && !prose && !part && !signed
            || near_end && (imprint || block.len() <= 400 && has_telephone(block))
    }

    /// What the format says of the block.
    fn by_tag(&self, i: usize, raw: &Raw, block: &str) -> Option<BlockKind> {
        let short = |most: usize| block.chars().nth(most).is_none();
        match raw.tag {
            Tag::Heading(_) => Some(BlockKind::Subhead),
            Tag::Row => Some(BlockKind::Row),
            Tag::Caption if short(600) => Some(BlockKind::Caption),
            Tag::TableCaption => Some(BlockKind::TableCaption),
            Tag::Footnote => Some(BlockKind::Footnote),
            Tag::Byline | Tag::Date if short(BYLINE_MAX) => Some(self.signed(raw.tag, block)),
            // A quotation or an item is body, whatever it looks like.
            Tag::Quote | Tag::Item => (!self.is_note(i, block)).then_some(BlockKind::Body),
            _ => None,
        }
    }

    /// A line in an element for bylines or dates, by what stands in it.
    fn signed(&self, tag: Tag, block: &str) -> BlockKind {
        if is_date(block) {
            BlockKind::Dateline
        } else if is_byline(block, &self.hints.publisher) || byline_beside_date(block).is_some() {
            BlockKind::Byline
        } else if ends_sentence(block) && block.len() > 40 {
            BlockKind::Body
        } else if tag == Tag::Byline && !block.chars().any(|c| c.is_ascii_digit()) {
            BlockKind::Byline
        } else {
            BlockKind::Dateline
        }
    }

    fn by_look(&self, i: usize, block: &str) -> BlockKind {
        let early = self.body == 0;
        let last = i + 1 == self.raws.len();
        if early && is_caption(block) {
            BlockKind::Caption
        } else if early && is_date(block) {
            BlockKind::Dateline
        } else if is_byline_mark(block) || (early || last) && self.is_signature(i, block) {
            BlockKind::Byline
        } else if is_subhead(block) {
            BlockKind::Subhead
        } else if self.is_note(i, block) {
            BlockKind::Footnote
        } else {
            BlockKind::Body
        }
    }

    /// A byline stands near the headline, or ends the text.
    fn is_signature(&self, i: usize, block: &str) -> bool {
        let near =
            self.headline.is_none_or(|headline| i > headline && i - headline <= 4 || i < headline);
        let last = i + 1 == self.raws.len();
        (near || last)
            && block.chars().nth(BYLINE_MAX).is_none()
            && (is_byline(block, &self.hints.publisher) || byline_beside_date(block).is_some())
    }

    /// A note: by its mark; with a star only behind the text, and where no list of stars stands.
    fn is_note(&self, i: usize, block: &str) -> bool {
        let starred = |i: Option<usize>| i.is_some_and(|i| is_starred(self.words(i)));
        is_footnote(block)
            || is_starred(block)
                && self.body > 0
                && !starred(i.checked_sub(1))
                && !starred(Some(i + 1))
    }
}

/// Whether a text has a telephone number: seven digits and more, in short groups, with a plus or a dash.
fn has_telephone(block: &str) -> bool {
    let inside = |c: char| c.is_ascii_digit() || " +-()".contains(c);
    block.split(|c: char| !inside(c)).any(|number| {
        let number = number.trim();
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let groups = number.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
        let short = groups.clone().all(|group| group.len() <= 4) && groups.count() >= 3;
        (7..=15).contains(&digits) && short && number.contains(['+', '-'])
    })
}

/// The headline: what the page calls its title; else its first heading; else the first line that could be one.
fn headline(visible: &Visible, format: Format) -> Option<usize> {
    let raws = || visible.raws.iter().enumerate().take(HEADLINE_WITHIN);
    let block = |raw: &Raw| {
        crate::work::did(raw.range.len());
        visible.text.get(raw.range.clone()).unwrap_or_default()
    };
    let seen = |raw: &Raw| !raw.furniture || raw.header.is_some();
    let is_heading = |raw: &Raw| matches!(raw.tag, Tag::Heading(_));
    for title in &visible.titles {
        let title = bare(title);
        let named = |(_, raw): &(usize, &Raw)| seen(raw) && is_title(&bare(block(raw)), &title);
        // Above the text a line of any kind may be the title; a heading may stand anywhere.
        let found = raws().find(|found| named(found) && is_heading(found.1));
        let found = found.or_else(|| raws().take(40).find(|found| named(found)));
        if let Some((i, _)) = found {
            return Some(i);
        }
    }
    let first = |level: u8, header: bool| {
        let fits = move |raw: &Raw| if header { raw.header.is_some() } else { !raw.furniture };
        let tag = Tag::Heading(level);
        raws().find(|(_, raw)| raw.tag == tag && fits(raw)).map(|(i, _)| i)
    };
    if let Some(i) = first(1, false).or_else(|| first(1, true)) {
        return Some(i);
    }
    let prose =
        raws().find(|(_, raw)| !raw.furniture && raw.tag == Tag::Paragraph && is_prose(block(raw)));
    let above = |i: usize| prose.is_none_or(|(prose, _)| i < prose);
    let heading = raws().find(|(_, raw)| !raw.furniture && is_heading(raw)).map(|(i, _)| i);
    if let Some(i) = heading.filter(|i| above(*i)) {
        return Some(i);
    }
    let last = visible.raws.len().saturating_sub(1);
    let open = |raw: &Raw| !raw.furniture && raw.tag == Tag::Paragraph && raw.linked == 0;
    let mut lines = raws().filter(|(i, raw)| open(raw) && *i < last);
    let line = lines.find(|(_, raw)| !is_passed_over(block(raw), format));
    line.filter(|(_, raw)| is_headline(block(raw))).map(|(i, _)| i)
}

/// What may stand above a headline without a mark.
fn is_passed_over(block: &str, format: Format) -> bool {
    is_caption(block)
        || is_date(block)
        || words().is_furniture(block)
        || is_byline_mark(block)
        || block.starts_with("http")
        || format == Format::Html && !block.chars().any(char::is_alphanumeric)
}

fn is_prose(block: &str) -> bool {
    ends_sentence(block) && block.len() >= 100
}

/// Letters and digits without case.
fn bare(text: &str) -> String {
    let end = text.char_indices().nth(400).map_or(text.len(), |(at, _)| at);
    let head = text.get(..end).unwrap_or_default();
    let mut bare = String::with_capacity(head.len());
    for c in head.chars() {
        if c.is_alphanumeric() {
            bare.extend(c.to_lowercase());
        } else if !bare.ends_with(' ') {
            bare.push(' ');
        }
    }
    bare.trim().to_owned()
}

/// Whether a block is the title, or all of it but the site's name behind it.
fn is_title(block: &str, title: &str) -> bool {
    let site = title
        .strip_prefix(block)
        .is_some_and(|rest| rest.starts_with(' ') && rest.len() <= block.len());
    block.chars().nth(9).is_some() && (block == title || site)
}

/// The dateline before the first sentence and the byline in brackets behind the last.
fn within(block: &str, start: usize) -> Vec<(BlockKind, Range<usize>)> {
    let mut found = Vec::new();
    if let Some((end, byline)) = dateline(block) {
        found.push((BlockKind::Dateline, start..start + end));
        if let Some(byline) = byline {
            found.push((BlockKind::Byline, start + byline.start..start + byline.end));
        }
    }
    if let Some(range) = trailing_byline(block) {
        found.push((BlockKind::Byline, start + range.start..start + range.end));
    }
    found
}
