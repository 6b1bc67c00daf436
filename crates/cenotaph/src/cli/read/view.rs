//! The article on a terminal: block by block, the words of each draft marked with its number, and the drafts below or beside them.
//!
//! `[3: about 1,100 … wounded]` is what draft 3 rests on; marks may lie in one another. Wide terminals have the drafts beside the text.
//! Furniture is one line, because no draft comes from it.

use std::ops::Range;

use reading::{Block, BlockKind, Draft};

use super::super::{Context, Failure, bar};
use super::styled::{Row, Style, Text};
use super::words;
use crate::app::read::Read;
use crate::intake::escaped;

/// Columns of the block's name.
const GUTTER: usize = 11;

/// From so many columns on the drafts stand beside the text.
const WIDE: usize = 132;

/// Columns of text at most beside drafts: longer lines are hard to read.
const TEXT_MAX: usize = 84;

/// Prints the article with its drafts.
pub(super) fn show(context: &mut Context<'_>, read: &Read, furniture: bool) -> Result<(), Failure> {
    let (width, colour) = (context.width, context.colour);
    for row in rows(read, width, furniture) {
        context.line(&row.print(colour))?;
    }
    Ok(())
}

fn rows(read: &Read, width: usize, furniture: bool) -> Vec<Row> {
    let pieces = pieces(read);
    let mut rows = head(read).wrap(width, 2);
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        rows.push(Row::default());
        let apart = |p: &Piece<'_>| p.block.kind == BlockKind::Furniture && p.drafts.is_empty();
        if apart(piece) && !furniture {
            let run = pieces.iter().skip(at).take_while(|p| apart(p)).count();
            let run = pieces.get(at..at + run).unwrap_or_default();
            let text = summary(read, run, width.saturating_sub(GUTTER));
            rows.extend(named(piece.block.kind, &text, width));
            at += run.len();
            continue;
        }
        rows.extend(block(read, piece, width));
        at += 1;
    }
    rows
}

/// A block that lies in no other, the blocks within it, and its drafts by index.
struct Piece<'r> {
    block: &'r Block,
    within: Vec<&'r Block>,
    drafts: Vec<usize>,
}

fn pieces(read: &Read) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for block in &read.reading.blocks {
        match pieces.last_mut() {
            Some(outer) if block.span.text.end <= outer.block.span.text.end => {
                outer.within.push(block);
            }
            _ => pieces.push(Piece { block, within: Vec::new(), drafts: Vec::new() }),
        }
    }
    for (at, draft) in read.reading.drafts.iter().enumerate() {
        let start = draft.spans.first().map_or(0, |s| s.text.start);
        let behind = pieces.partition_point(|p| p.block.span.text.start <= start);
        if let Some(piece) = pieces.get_mut(behind.saturating_sub(1)) {
            piece.drafts.push(at);
        }
    }
    pieces
}

/// What the article is, in a line, and its hash.
fn head(read: &Read) -> Text {
    let reading = &read.reading;
    let lang = reading.lang.map_or("language unknown", model::quantity::Lang::code);
    let drafts = match reading.drafts.len() {
        1 => "1 draft".to_owned(),
        n => format!("{n} drafts"),
    };
    let mut text = Text::default();
    text.push(&escaped(&read.article.name, 200), Style::Bold).push(
        &format!(
            " · {}, {} · {lang}, {} · {drafts} · SHA-256 {}",
            words::form(reading.format),
            reading.encoding,
            reading.script,
            read.article.sha256_hex(),
        ),
        Style::Dim,
    );
    text
}

/// Furniture in one row: how much of it, and how it begins.
fn summary(read: &Read, run: &[Piece<'_>], columns: usize) -> Text {
    let mut shown = String::new();
    for piece in run {
        if shown.len() > columns {
            break;
        }
        if !shown.is_empty() {
            shown.push_str(" | ");
        }
        let text = read.reading.text.get(piece.block.span.text.clone()).unwrap_or_default();
        shown.extend(text.chars().take(columns));
    }
    let number = if run.len() == 1 { String::new() } else { format!("{} blocks: ", run.len()) };
    let line = format!("{number}{}", escaped(&words::one_line(&shown), columns));
    let mut text = Text::default();
    text.push(&bar::cut(&line, columns), Style::Dim);
    text
}

/// A block with its drafts below it, or beside it.
fn block(read: &Read, piece: &Piece<'_>, width: usize) -> Vec<Row> {
    let wide = width >= WIDE && !piece.drafts.is_empty();
    let left = if wide { TEXT_MAX.min((width - GUTTER - 3) / 2) + GUTTER } else { width };
    let mut rows = named(piece.block.kind, &marked(read, piece), left);
    for inner in &piece.within {
        rows.extend(named(inner.kind, &plain(read, inner), left));
    }
    let notes = |columns: usize| -> Vec<Row> {
        piece.drafts.iter().flat_map(|at| notes(read, *at, columns)).collect()
    };
    if !wide {
        let notes = notes(width.saturating_sub(GUTTER + 2));
        let indented = |row| Row::blank(GUTTER + 2).beside(GUTTER + 2, row);
        rows.extend(notes.iter().map(indented));
        return rows;
    }
    let notes = notes(width - left - 3);
    rows.resize(rows.len().max(notes.len()), Row::default());
    let mut notes = notes.iter();
    rows.into_iter()
        .map(|row| match notes.next() {
            Some(note) => row.beside(left + 3, note),
            None => row,
        })
        .collect()
}

/// Text with the name of its block before it.
fn named(kind: BlockKind, text: &Text, width: usize) -> Vec<Row> {
    let name = match kind {
        BlockKind::TableCaption => "table",
        BlockKind::Footnote => "note",
        BlockKind::Body => "",
        other => other.code(),
    };
    let mut label = Text::default();
    label.push(name, Style::Dim);
    let mut label = label.wrap(GUTTER, 0).into_iter();
    let body = text.wrap(width.saturating_sub(GUTTER), 0);
    body.iter().map(|row| label.next().unwrap_or_default().beside(GUTTER, row)).collect()
}

/// A block within another, which shows its words already.
fn plain(read: &Read, block: &Block) -> Text {
    let mut text = Text::default();
    for c in read.reading.text.get(block.span.text.clone()).unwrap_or_default().chars() {
        text.article(c, Style::Dim);
    }
    text
}

/// The text of a block with the marks of its drafts.
fn marked(read: &Read, piece: &Piece<'_>) -> Text {
    let style = match piece.block.kind {
        BlockKind::Furniture => Style::Dim,
        BlockKind::Headline | BlockKind::Subhead => Style::Bold,
        _ => Style::Plain,
    };
    let span = piece.block.span.text.clone();
    let mut opens = opens(read, piece).into_iter().peekable();
    // Ends of the marks that are open, innermost last.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut text = Text::default();
    for (offset, c) in read.reading.text.get(span.clone()).unwrap_or_default().char_indices() {
        let at = span.start + offset;
        close(&mut open, at, &mut text);
        while let Some((mark, number)) = opens.next_if(|(mark, _)| mark.start <= at) {
            text.push(&format!("[{number}: "), Style::Mark);
            open.push((mark.end, number));
        }
        text.article(c, style);
    }
    close(&mut open, usize::MAX, &mut text);
    text
}

/// Closes the marks that end here; one that another began within is closed by its number.
fn close(open: &mut Vec<(usize, usize)>, at: usize, text: &mut Text) {
    while let Some(place) = open.iter().rposition(|(end, _)| *end <= at) {
        let innermost = place + 1 == open.len();
        let (_, number) = open.remove(place);
        let mark = if innermost { "]".to_owned() } else { format!("]{number}") };
        text.push(&mark, Style::Mark);
    }
}

/// The marks of a block with their numbers, in the order in which they open: the longer first.
fn opens(read: &Read, piece: &Piece<'_>) -> Vec<(Range<usize>, usize)> {
    let mut marks: Vec<(Range<usize>, usize)> = piece
        .drafts
        .iter()
        .filter_map(|at| {
            let span = read.reading.drafts.get(*at)?.spans.first()?;
            (!span.text.is_empty()).then(|| (span.text.clone(), at + 1))
        })
        .collect();
    marks.sort_by_key(|(mark, number)| (mark.start, std::cmp::Reverse(mark.end), *number));
    marks
}

/// What a draft says, what it lacks, what it rests on.
fn notes(read: &Read, at: usize, columns: usize) -> Vec<Row> {
    let Some(draft) = read.reading.drafts.get(at) else { return Vec::new() };
    let mark = format!("[{}] ", at + 1);
    let indent = mark.len();
    let mut lead = Text::default();
    lead.push(&mark, Style::Mark).push(&words::lead(draft), Style::Plain);
    let mut rows = lead.wrap(columns, indent);
    let fields: Vec<String> =
        words::fields(draft).into_iter().map(|(name, text)| format!("{name} {text}")).collect();
    let lacks: Vec<String> =
        draft.missing.iter().map(|m| format!("{}: {}", m.field, m.why)).collect();
    let lines = [
        (fields.join(" · "), Style::Plain),
        (lacks.join(" · "), Style::Lack),
        (ties(read, draft), Style::Plain),
        (draft.confidence.map_or_else(String::new, |c| format!("confidence {c:.2}")), Style::Plain),
        (rules(draft), Style::Dim),
    ];
    for (line, style) in lines.iter().filter(|(line, _)| !line.is_empty()) {
        let mut text = Text::default();
        text.push(line, *style);
        let wrapped = text.wrap(columns.saturating_sub(indent), 2);
        rows.extend(wrapped.iter().map(|row| Row::blank(indent).beside(indent, row)));
    }
    rows
}

/// What a draft derives from, what was told before, through whom, and which other words it rests on.
fn ties(read: &Read, draft: &Draft) -> String {
    let numbers = |list: &[usize]| {
        list.iter().map(|at| format!("[{}]", at + 1)).collect::<Vec<_>>().join(" ")
    };
    let mut ties = Vec::new();
    if !draft.derives_from.is_empty() {
        ties.push(format!("derives from {}", numbers(&draft.derives_from)));
    }
    if !draft.stimulus.is_empty() {
        ties.push(format!("the outlet had told {}", numbers(&draft.stimulus)));
    }
    if !draft.relays.is_empty() {
        ties.push(format!("by way of {}", escaped(&draft.relays.join(", "), 200)));
    }
    for span in draft.spans.iter().skip(1) {
        let text = read.reading.text.get(span.text.clone()).unwrap_or_default();
        ties.push(format!("with “{}”", escaped(&words::one_line(text), 80)));
    }
    ties.join(" · ")
}

fn rules(draft: &Draft) -> String {
    let quantity = draft.quantity.as_ref().map_or(&[][..], |q| q.rules());
    let mut all: Vec<&str> = draft.rules.clone();
    all.extend(quantity.iter().filter(|r| !draft.rules.contains(r)));
    if all.is_empty() { String::new() } else { format!("rules {}", all.join(", ")) }
}

#[cfg(test)]
mod tests {
    use reading::Kind;

    use super::*;
    use crate::app::read::made;

    const SAID: &str =
        "The NIS said on Monday that about 1,100 North Korean soldiers had been wounded.";
    const NIS: &[(&str, &str)] = &[
        ("party_group", "ROK"),
        ("party", "NIS"),
        ("category", "wounded"),
        ("words", "about 1,100"),
        ("announced_date", "2031-03-10"),
    ];

    fn example() -> Read {
        let mut read = made::read(
            &[
                (BlockKind::Furniture, "Menu"),
                (BlockKind::Furniture, "Subscribe"),
                (BlockKind::Headline, "Seoul counts its figures anew"),
                (BlockKind::Body, SAID),
                (BlockKind::Body, "Nothing more."),
                (BlockKind::Furniture, "RECOMMENDATIONS"),
            ],
            &[
                (Kind::Figure, "about 1,100 North Korean soldiers had been wounded", NIS),
                (Kind::Circumstance, SAID, &[("party_group", "ROK"), ("party", "NIS")]),
            ],
        );
        read.reading.drafts[0].derives_from = vec![1];
        read
    }

    fn printed(read: &Read, width: usize, furniture: bool, colour: bool) -> Vec<String> {
        rows(read, width, furniture).iter().map(|row| row.print(colour)).collect()
    }

    #[test]
    fn narrow_terminals_have_the_drafts_below() {
        let read = example();
        let lines = printed(&read, 80, false, false);
        assert_eq!(
            lines[2..],
            [
                "",
                "furniture  2 blocks: Menu | Subscribe",
                "",
                "headline   Seoul counts its figures anew",
                "",
                "           [2: The NIS said on Monday that [1: about 1,100 North Korean soldiers",
                "           had been wounded].]",
                "             [1] figure – NIS (South Korea): “about 1,100” wounded, [990, 1210]",
                "                 announced_date 2031-03-10",
                "                 as_of_date: not stated",
                "                 derives from [2]",
                "                 rules rule.of-a-test, about",
                "             [2] circumstance – NIS (South Korea): “The NIS said on Monday that",
                "                 about 1,100 North Korean soldiers had been…”",
                "                 as_of_date: not stated",
                "                 rules rule.of-a-test",
                "",
                "           Nothing more.",
                "",
                "furniture  RECOMMENDATIONS",
            ]
        );
        assert!(lines[0].starts_with("article.txt · text, UTF-8 · en, Latn · 2 drafts · SHA-256"));
    }

    #[test]
    fn wide_terminals_have_the_drafts_beside() {
        let lines = printed(&example(), 160, false, false);
        let line = lines.iter().find(|l| l.contains("[2: The NIS")).unwrap();
        assert!(line.contains("   [1] figure – NIS (South Korea)"), "{line}");
        let all = lines.join("\n");
        assert_eq!(all.matches("[1] figure").count(), 1);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_colour_changes_no_letter() {
        let korean = "국정원은 월요일 북한군 약 1천100여 명이 부상했다고 밝혔다.";
        let mut read = made::read(
            &[(BlockKind::Headline, korean), (BlockKind::Body, SAID), (BlockKind::Caption, "사진")],
            &[(Kind::Figure, "약 1천100여 명", NIS), (Kind::Figure, "about 1,100", NIS)],
        );
        read.reading.drafts[0].relays = vec!["연합뉴스".to_owned()];
        for width in [40, 60, 80, 100, 131, 132, 200] {
            let plain = printed(&read, width, true, false);
            for line in &plain {
                assert!(bar::columns(line) <= width, "{width}: {line}");
            }
            let coloured = printed(&read, width, true, true).join("\n");
            assert!(coloured.contains("\u{1b}["));
            let mut bare = String::new();
            let mut rest = coloured.as_str();
            while let Some((before, after)) = rest.split_once('\u{1b}') {
                bare.push_str(before);
                rest = after.split_once('m').unwrap().1;
            }
            bare.push_str(rest);
            assert_eq!(bare, plain.join("\n"), "{width}");
        }
    }

    #[test]
    fn marks_that_cross_are_closed_by_number() {
        let read = made::read(
            &[(BlockKind::Body, "one two three four")],
            &[(Kind::Opinion, "one two three", &[]), (Kind::Opinion, "two three four", &[])],
        );
        let line = &printed(&read, 80, false, false)[3];
        assert_eq!(line.trim(), "[1: one [2: two three]1 four]");
    }

    #[test]
    fn an_article_does_not_write_to_the_terminal() {
        let hostile = "red \u{1b}[31m and \u{202e}turned about 1,100 wounded";
        let fields: &[(&str, &str)] =
            &[("party", "\u{1b}]0;title\u{7}"), ("words", "about 1,100"), ("place", "\u{9b}2J")];
        let mut read =
            made::read(&[(BlockKind::Body, hostile)], &[(Kind::Figure, hostile, fields)]);
        read.article.name = "\u{1b}[2J.txt".to_owned();
        read.reading.drafts[0].relays = vec!["\u{1b}c".to_owned()];
        for furniture in [false, true] {
            for width in [80, 160] {
                let all = printed(&read, width, furniture, false).concat();
                assert!(
                    !all.chars().any(|c| c.is_control() || crate::intake::invisible(c)),
                    "{all:?}"
                );
            }
        }
    }
}
