//! From bytes to a page: text that can be seen, its blocks, its language, and the way back to the bytes.
//!
//! Terms: a *raw block* is what the format marks off; a *block* has the part that it plays. Invariant: each byte of the visible text
//! leads back to bytes of the input, and blocks are in order and cover it but for the line feeds between them. Work is linear.
//! Not here: what the text says.

mod block;
mod dateline;
mod decode;
mod html;
mod lang;
mod lines;
mod markdown;
mod plain;
mod visible;
mod words;

use std::ops::Range;

use model::quantity::Lang;

pub(crate) use block::Piece;

use crate::draft::{Block, BlockKind, Complaint, Draft, Format, Hints, Reading, Span};
use crate::work::did;
use decode::Offsets;
use visible::Visible;

/// An article with its blocks told apart.
pub(crate) struct Page {
    format: Format,
    encoding: &'static str,
    pub(crate) lang: Option<Lang>,
    script: &'static str,
    pub(crate) text: String,
    pub(crate) pieces: Vec<Piece>,
    map: visible::Map,
    offsets: Offsets,
    /// Characters before each 256th byte of the text.
    marks: Vec<usize>,
    /// The headline, or nothing.
    headline: Range<usize>,
}

/// Bytes between two marks of [`Page::marks`].
const STRIDE: usize = 256;

/// Decodes, finds the visible text, tells the blocks apart.
pub(crate) fn open(bytes: &[u8], hints: &Hints, complaints: &mut Vec<Complaint>) -> Page {
    let decoded = decode::decode(bytes, hints, complaints);
    let format = hints.format.unwrap_or_else(|| sniff(&decoded.text));
    let visible = match format {
        Format::Text => plain::visible(&decoded.text),
        Format::Html => html::visible(&decoded.text),
        Format::Markdown => markdown::visible(&decoded.text),
    };
    if visible.cut {
        complaints.push(Complaint::ManyBlocks { blocks: visible.raws.len() });
    }
    let pieces = block::tell_apart(&visible, format, hints);
    let Visible { text, map, .. } = visible;
    let told = |piece: &&Piece| piece.kind != BlockKind::Furniture;
    let sample = pieces.iter().filter(told).filter_map(|piece| text.get(piece.range.clone()));
    let (lang, script) = lang::detect(sample);
    let lang = hints.lang.or(lang);
    if pieces.is_empty() {
        complaints.push(Complaint::Empty);
    } else if !pieces.iter().any(|piece| told(&piece)) {
        complaints.push(Complaint::OnlyFurniture);
    } else if lang.is_none() {
        complaints.push(Complaint::UnknownLanguage);
    }
    let marks = marks(&text);
    let headline = pieces.iter().find(|piece| piece.kind == BlockKind::Headline);
    let headline = headline.map_or(0..0, |piece| piece.range.clone());
    Page {
        headline,
        format,
        encoding: decoded.encoding,
        lang,
        script,
        text,
        pieces,
        map,
        offsets: decoded.offsets,
        marks,
    }
}

impl Page {
    /// A range of the visible text as a span.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        did(STRIDE);
        let text = self.floor(range.start)..self.floor(range.end.max(range.start));
        let original = self.map.original(text.clone());
        Span {
            bytes: self.offsets.bytes(original),
            chars: self.chars(text.start)..self.chars(text.end),
            text,
        }
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> &str {
        did(range.len());
        self.text.get(range).unwrap_or_default()
    }

    fn floor(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn chars(&self, at: usize) -> usize {
        let mark = at / STRIDE;
        let from = mark * STRIDE;
        let before = self.marks.get(mark).copied().unwrap_or(0);
        let rest = self.text.as_bytes().get(from..at).unwrap_or_default();
        before + rest.iter().filter(|b| starts_char(**b)).count()
    }

    /// The blocks, with their languages.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            let lang = lang::of_piece(self.slice(piece.range.clone()), self.lang);
            blocks.push(Block { kind: piece.kind, lang, span: self.span(piece.range.clone()) });
            for (kind, range) in &piece.within {
                blocks.push(Block { kind: *kind, lang, span: self.span(range.clone()) });
            }
        }
        blocks
    }

    /// The reading, once blocks and drafts are there.
    pub(crate) fn into_reading(
        self,
        blocks: Vec<Block>,
        drafts: Vec<Draft>,
        complaints: Vec<Complaint>,
    ) -> Reading {
        Reading {
            format: self.format,
            encoding: self.encoding,
            lang: self.lang,
            script: self.script,
            text: self.text,
            blocks,
            drafts,
            complaints,
        }
    }

    /// The headline's text, for the column `title`.
    pub(crate) fn headline(&self) -> &str {
        self.slice(self.headline.clone())
    }
}

const fn starts_char(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn marks(text: &str) -> Vec<usize> {
    let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
    let mut count = 0;
    for chunk in text.as_bytes().chunks(STRIDE) {
        marks.push(count);
        count += chunk.iter().filter(|b| starts_char(**b)).count();
    }
    marks.push(count);
    marks
}

/// The format by the look of the first kilobytes.
fn sniff(text: &str) -> Format {
    let end = text.char_indices().nth(8_192).map_or(text.len(), |(at, _)| at);
    let head = text.get(..end).unwrap_or_default().trim_start_matches('\u{feff}').to_lowercase();
    let has = |tags: &[&str]| tags.iter().any(|tag| head.contains(tag));
    if head.trim_start().starts_with("<?xml")
        || has(&["<!doctype html", "<html", "<body", "<head>"])
    {
        return Format::Html;
    }
    let marked = |line: &str| {
        let hashes = line.bytes().take_while(|b| *b == b'#').count();
        (1..=6).contains(&hashes) && line.as_bytes().get(hashes) == Some(&b' ')
            || ["|--", "| --", "|:-", "- **", "* **", "> **", "![", "```", "[^1]:"]
                .iter()
                .any(|mark| line.starts_with(mark))
    };
    let matter =
        head.starts_with("---\n") && head.lines().skip(1).any(|line| line.trim_end() == "---");
    if matter || head.lines().any(marked) {
        return Format::Markdown;
    }
    if has(&[
        "<p>", "<p ", "</p>", "<div", "</div>", "<article", "<h1", "<h2", "<br>", "<br/>",
        "<br />", "<table", "<ul>", "<li>", "<span",
    ]) {
        return Format::Html;
    }
    let linked = head.contains("](http") || head.matches("**").count() >= 2;
    if linked { Format::Markdown } else { Format::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_found() {
        let rows = [
            ("Seoul said no.\n\nText", Format::Text),
            ("Fewer than 3 < 4, more than 5 > 4", Format::Text),
            ("Page #1 of the report", Format::Text),
            ("<!-- note -->\n<html lang=en><body>", Format::Html),
            ("\u{feff}<!DOCTYPE HTML>", Format::Html),
            ("<?xml version='1.0'?><page/>", Format::Html),
            ("<p>Seoul said no.</p>", Format::Html),
            ("Seoul<br>said", Format::Html),
            ("<!-- note -->\n\n# Head\n\nText", Format::Markdown),
            ("---\ntitle: Head\n---\nText", Format::Markdown),
            ("Text with **bold** words", Format::Markdown),
            ("Text with [a link](https://x.example)", Format::Markdown),
            ("| a | b |\n|---|---|", Format::Markdown),
            ("", Format::Text),
        ];
        for (text, format) in rows {
            assert_eq!(sniff(text), format, "{text:?}");
        }
    }
}
