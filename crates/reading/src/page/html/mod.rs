//! A web page to its visible text: what is hidden is left out, what is furniture is kept and marked.
//!
//! The WHATWG tokenizer gives tags and text with the bytes that each came from; the tree is a stack of open elements, no more. A
//! block is furniture by an element around it (`nav`, `footer`, a class such as `menu` or `related`), or because a heading before it in
//! the same container opens recommendations or readers' comments. A page is judged as a whole at its end ([`causes`]): a form or a class of furniture
//! around the article itself marks nothing. Invariants: nothing hidden is in the text; each element costs constant time but for its end tag,
//! which pays with what it closes; elements deeper than [`DEPTH_MAX`] are kept as furniture.
//! Not here: style sheets and scripts; a page that hides or shows text by them is read without.
//! Source: HTML Living Standard, 13.2.5 (tokenization).

mod causes;
mod element;
mod reference;
mod trunk;

use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::lines::{ends_sentence, is_byline_mark};
use super::plain::opens_line;
use super::visible::{Builder, Tag, Visible};
use super::words::{Opens, words};
use causes::{Causes, NO_CAUSE};
use element::{Attributes, Name, Nature, Why};
pub(super) use reference::{Piece, References};
use trunk::Trunk;

/// Elements deeper than this are kept as furniture. Browsers flatten a page at 512.
const DEPTH_MAX: usize = 2_048;

/// How far an end tag without a block, or an implied end, looks back.
const LOOK_BACK: usize = 32;

/// A row of a table is no longer than this, in bytes; what is longer is text in a page laid out by tables.
const ROW_MAX: usize = 1_200;

/// The longest title, in bytes, and the most titles that are looked at.
const TITLE_MAX: usize = 1_000;
const TITLES_MAX: usize = 8;

#[derive(Debug, Clone, Copy)]
struct Open {
    name: Name,
    /// What the elements up to this one say together.
    tag: Option<Tag>,
    cause: u32,
    /// The element of [`Trunk`] that it is or stands in.
    part: u32,
    hidden: bool,
    link: bool,
    mark: bool,
    cell: bool,
    pre: bool,
    /// A block of its own, by its name or for what it says.
    cuts: bool,
}

const OUTSIDE: Open = Open {
    name: [0; 12],
    tag: None,
    cause: NO_CAUSE,
    part: trunk::OUTSIDE,
    hidden: false,
    link: false,
    mark: false,
    cell: false,
    pre: false,
    cuts: true,
};

struct Reader<'h> {
    html: &'h str,
    builder: Builder,
    references: References,
    open: Vec<Open>,
    counts: HashMap<Name, u32>,
    /// Elements that are open beyond [`DEPTH_MAX`].
    deeper: usize,
    /// How many of the open elements are `article` or `main`.
    articles: usize,
    causes: Causes,
    trunk: Trunk,
    /// What stands around everything that follows, once a heading has opened the rest of the page.
    rest: u32,
    deep: Option<u32>,
    titles: Vec<String>,
    name: Name,
    attributes: Attributes,
    breaks: usize,
    /// The length of the text when a picture stood last.
    picture: Option<usize>,
    /// Whether the open row of a table was cut within a cell, and therefore is none.
    laid_out: bool,
}

pub(super) fn visible(html: &str) -> Visible {
    let mut reader = Reader {
        html,
        builder: Builder::default(),
        references: References::default(),
        open: Vec::new(),
        counts: HashMap::new(),
        deeper: 0,
        articles: 0,
        causes: Causes::default(),
        trunk: Trunk::default(),
        rest: NO_CAUSE,
        deep: None,
        titles: Vec::new(),
        name: Name::default(),
        attributes: Attributes::default(),
        breaks: 0,
        picture: None,
        laid_out: false,
    };
    // The tokenizer counts a CR LF as one; with blanks in their place both are one byte each, as they stand.
    let without_returns;
    let input = if html.contains('\r') {
        without_returns = html.replace('\r', " ");
        without_returns.as_str()
    } else {
        html
    };
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
        reader.event(&event, span.start..span.end);
        None::<Infallible>
    });
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(input, emitter).finish();
    reader.flush();
    let Reader { builder, causes, trunk, titles, .. } = reader;
    let mut visible = builder.finish();
    causes.judge(&mut visible.raws);
    trunk.mark(&mut visible.raws);
    visible.titles = titles;
    visible
}

impl Reader<'_> {
    fn event(&mut self, event: &CallbackEvent<'_>, span: Range<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.name = element::name(name);
                self.attributes.clear();
            }
            CallbackEvent::AttributeName { name } => self.attributes.attribute(name),
            CallbackEvent::AttributeValue { value } => self.attributes.set(value),
            CallbackEvent::CloseStartTag { .. } => self.start(span.end),
            CallbackEvent::EndTag { name } => self.end(element::name(name)),
            CallbackEvent::String { value } => self.text(span, value),
            _ => {}
        }
    }

    fn title(&mut self, title: String) {
        if self.titles.len() < TITLES_MAX {
            self.titles.push(title);
        }
    }

    fn top(&self) -> Open {
        self.open.last().copied().unwrap_or(OUTSIDE)
    }

    /// A start tag that ends at `after`.
    fn start(&mut self, after: usize) {
        let name_bytes = self.name;
        let name = element::text(&name_bytes);
        if element::is_block(name) {
            self.close_implied(name);
            self.cut(name, after);
        } else if element::is_cell(name) {
            self.close_implied(name);
            self.builder.cell();
        }
        match name {
            "br" => self.breaks += 1,
            "tr" => self.laid_out = false,
            "img" | "picture" | "video" => self.picture = Some(self.builder.len()),
            "meta" => {
                if let Some(title) = self.attributes.title().map(str::to_owned) {
                    self.title(title);
                }
            }
            _ => {}
        }
        if element::is_void(name) {
            return;
        }
        if self.open.len() >= DEPTH_MAX {
            self.deeper += 1;
            return;
        }
        let picture = self.picture == Some(self.builder.len());
        let nature = element::nature(name, &self.attributes, self.articles > 0, picture);
        self.push(name_bytes, &nature);
    }

    fn push(&mut self, name_bytes: Name, nature: &Nature) {
        let around = self.top();
        let name = element::text(&name_bytes);
        // A name or a date within a line cuts it above the text only: within a sentence it belongs to it.
        let said = nature.tag == Some(Tag::Caption) || self.causes.prose() == 0;
        let cuts = element::is_block(name)
            || nature.why.is_some()
            || nature.by_class && said && !element::is_cell(name) && nature.tag != around.tag;
        if cuts && (!element::is_block(name) || nature.why.is_some() || nature.tag.is_some()) {
            self.flush();
        }
        let cause = match nature.why {
            Some(why) => self.causes.add(around.cause, why),
            None => around.cause,
        };
        let part =
            if element::is_container(name) { self.trunk.add(around.part) } else { around.part };
        self.articles += usize::from(matches!(name, "article" | "main"));
        *self.counts.entry(name_bytes).or_default() += 1;
        self.open.push(Open {
            name: name_bytes,
            tag: nature.tag.filter(|_| cuts || element::tag(name).is_some()).or(around.tag),
            cause,
            part,
            hidden: around.hidden || nature.hidden,
            link: around.link || name == "a",
            mark: around.mark || name == "sup",
            cell: name != "table" && (around.cell || element::is_cell(name)),
            pre: around.pre || matches!(name, "pre" | "xmp"),
            cuts,
        });
    }

    /// The start or the end of a block: within a cell of a table short blocks run on, so that a row stays one.
    fn cut(&mut self, name: &str, after: usize) {
        let runs_on = self.top().cell && matches!(name, "p" | "div" | "center" | "section") && {
            let so_far = self.builder.so_far();
            let short = so_far.len() < 120 && !ends_sentence(so_far);
            let ahead = self.html.get(after..).unwrap_or_default();
            let ahead = ahead.bytes().take(200).take_while(|b| *b != b'<').count();
            short && ahead < 120
        };
        if runs_on {
            self.builder.blank();
        } else {
            self.flush();
        }
    }

    fn end(&mut self, name_bytes: Name) {
        let name = element::text(&name_bytes);
        let block = element::is_block(name);
        match name {
            // Such end tags open an element of their own.
            "br" => self.breaks += 1,
            "p" if !self.is_open(name_bytes) => self.flush(),
            _ => {}
        }
        if self.deeper > 0 && !element::is_void(name) {
            self.flush();
            self.deeper -= 1;
            return;
        }
        if matches!(name, "tr" | "table" | "tbody" | "thead" | "tfoot") {
            self.close_cells();
        }
        if block {
            self.cut(name, self.html.len());
        } else if element::is_cell(name) {
            self.builder.blank();
        }
        if !self.is_open(name_bytes) {
            return;
        }
        // A block's end closes what is open in it; another one's looks no further than the block around it.
        let reach = |open: &Open| {
            !block && !element::is_cell(name) && element::is_block(element::text(&open.name))
        };
        let from = if block { 0 } else { self.open.len().saturating_sub(LOOK_BACK) };
        let within = self.open.get(from..).unwrap_or_default();
        let found = within.iter().rev().take_while(|open| open.name == name_bytes || !reach(open));
        let Some(back) = found.into_iter().position(|open| open.name == name_bytes) else { return };
        self.close(self.open.len() - 1 - back);
    }

    /// Closes the cell that the end of its row or table ends.
    fn close_cells(&mut self) {
        let near = self.open.iter().enumerate().rev().take(LOOK_BACK);
        let cell = near
            .map(|(i, open)| (i, element::text(&open.name)))
            .take_while(|(_, name)| !matches!(*name, "tr" | "table"))
            .filter(|(_, name)| element::is_cell(name))
            .last();
        if let Some((depth, _)) = cell {
            self.close(depth);
        }
    }

    fn is_open(&self, name: Name) -> bool {
        self.counts.get(&name).is_some_and(|count| *count > 0)
    }

    /// Closes the elements from this depth on.
    fn close(&mut self, depth: usize) {
        while self.open.len() > depth {
            let top = self.top();
            let around = self.open.len().checked_sub(2).and_then(|i| self.open.get(i)).copied();
            let around = around.unwrap_or(OUTSIDE);
            let same = top.cause == around.cause && top.tag == around.tag;
            let plain = top.cell && same && element::is_block(element::text(&top.name));
            let ends = top.cuts && !plain || top.cause != around.cause;
            if ends && !self.builder.so_far().is_empty() {
                self.flush();
            }
            let Some(closed) = self.open.pop() else { return };
            match self.counts.get_mut(&closed.name) {
                Some(count) if *count > 1 => *count -= 1,
                _ => drop(self.counts.remove(&closed.name)),
            }
            let article = matches!(element::text(&closed.name), "article" | "main");
            self.articles -= usize::from(article);
            if closed.link != self.top().link {
                self.builder.in_link = self.top().link;
            }
        }
    }

    /// Closes a paragraph, an item, a row or a cell that the next one ends.
    fn close_implied(&mut self, next: &str) {
        let mut found = None;
        for (i, open) in self.open.iter().enumerate().rev().take(LOOK_BACK) {
            let name = element::text(&open.name);
            let ends = match name {
                "p" => !element::is_cell(next),
                "li" => next == "li",
                "tr" => matches!(next, "tr" | "tbody" | "thead" | "tfoot"),
                "td" | "th" => matches!(next, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot"),
                "dt" | "dd" => matches!(next, "dt" | "dd"),
                "thead" | "tbody" | "tfoot" => matches!(next, "tbody" | "thead" | "tfoot"),
                "head" => next == "body",
                _ => false,
            };
            if ends {
                found = Some(i);
                if name == "p" || !matches!(next, "tr" | "tbody" | "thead" | "tfoot") {
                    break;
                }
            } else if element::is_block(name) && !(element::is_cell(next) || next == "tr")
                || name == "table"
            {
                break;
            }
        }
        if let Some(depth) = found {
            if !self.top().cell {
                self.flush();
            }
            self.close(depth);
        }
    }

    fn text(&mut self, span: Range<usize>, decoded: &[u8]) {
        let top = self.top();
        if top.hidden {
            if element::text(&top.name) == "title" {
                let head = decoded.get(..TITLE_MAX).unwrap_or(decoded);
                self.title(String::from_utf8_lossy(head).into_owned());
            }
            return;
        }
        let html = self.html;
        let Some(source) = html.get(span.clone()) else { return };
        if source.trim().is_empty() {
            self.builder.source(source, span.start);
            return;
        }
        if top.mark && is_mark(source) {
            self.builder.blank();
            return;
        }
        self.break_lines(source);
        self.builder.in_link = top.link;
        if top.pre {
            self.preformatted(source, span.start);
        } else {
            self.words(source, span.start);
        }
    }

    /// What line breaks before a text mean: two end a block, one ends a line that is one by its look.
    fn break_lines(&mut self, next: &str) {
        let breaks = std::mem::take(&mut self.breaks);
        let so_far = self.builder.so_far();
        let bullet =
            |line: &str| line.starts_with(['◆', '■', '◇', '●', '○', '□', '※', '▲', '▶', '•']);
        let ends = breaks >= 2
            || breaks == 1
                && (opens_line(next)
                    || bullet(so_far)
                    || is_byline_mark(so_far)
                    || is_byline_mark(next.trim()));
        if ends {
            self.flush();
        } else if breaks == 1 {
            self.builder.blank();
        }
    }

    /// Preformatted text: a blank line ends a block, and so does a line that opens as one.
    fn preformatted(&mut self, source: &str, from: usize) {
        let mut at = from;
        for line in source.split_inclusive('\n') {
            if line.trim().is_empty() || opens_line(line) {
                self.flush();
            }
            self.words(line, at);
            at += line.len();
        }
    }

    fn words(&mut self, source: &str, from: usize) {
        let builder = &mut self.builder;
        self.references.pieces(source, |piece| match piece {
            Piece::Words(words, at) => builder.source(words, from + at),
            Piece::StandsFor(words, start, end) => {
                builder.standing_for(words, from + start..from + end);
            }
        });
    }

    /// Ends the block with what the open elements say of it.
    fn flush(&mut self) {
        self.breaks = 0;
        let so_far = self.builder.so_far();
        if so_far.is_empty() {
            return;
        }
        let linked = self.builder.linked_so_far() * 2 > so_far.len();
        let opens = words().opens(so_far).filter(|opens| *opens != Opens::Insert);
        if opens.is_some() && !linked && self.causes.prose() > 0 {
            self.mark_rest();
        }
        let top = self.top();
        let so_far = self.builder.so_far();
        let mut tag = top.tag.unwrap_or(Tag::Paragraph);
        // A row ends with its cells; what ends within one is a paragraph.
        self.laid_out |= top.cell;
        if tag == Tag::Row && (self.laid_out || so_far.len() > ROW_MAX) {
            tag = Tag::Paragraph;
        }
        let cause = if self.deeper > 0 { self.deep() } else { self.outer(top.cause) };
        let len = self.builder.so_far().len();
        let prose = !linked && len >= 100 && ends_sentence(self.builder.so_far());
        if self.builder.end(tag, false) {
            let prose = if prose { len } else { 0 };
            self.causes.block(cause, prose, tag == Tag::Heading(1));
            self.trunk.block(top.part, prose);
        }
    }

    /// The cause of a block: its own, or that the rest of the page is furniture.
    fn outer(&self, cause: u32) -> u32 {
        if cause == NO_CAUSE { self.rest } else { cause }
    }

    fn deep(&mut self) -> u32 {
        *self.deep.get_or_insert_with(|| self.causes.add(NO_CAUSE, Why::Hard))
    }

    /// The container around the open block is furniture from here on; without one, the rest of the page is.
    fn mark_rest(&mut self) {
        let from = self.open.len().saturating_sub(LOOK_BACK);
        let within = self.open.get(from..).unwrap_or_default();
        let found =
            within.iter().rposition(|open| element::is_container(element::text(&open.name)));
        let Some(at) = found.map(|at| at + from) else {
            self.rest = self.causes.add(NO_CAUSE, Why::Hard);
            return;
        };
        let before = self.open.get(at).map_or(NO_CAUSE, |open| open.cause);
        let cause = self.causes.add(before, Why::Comments);
        for open in self.open.get_mut(at..).unwrap_or_default() {
            if open.cause == before {
                open.cause = cause;
            }
        }
    }
}

/// The mark of a footnote: a few digits or a sign.
fn is_mark(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && text.chars().count() <= 4
        && text.chars().all(|c| c.is_ascii_digit() || "*†‡§[]()".contains(c))
}

#[cfg(test)]
mod tests;
