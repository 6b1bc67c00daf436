//! Markdown to its visible text: headings, lists, quotations, tables, links, emphasis.
//!
//! Line by line; no nesting beyond a mark at the line's start. Marks of emphasis, links' addresses and comments are left out of the
//! text and of nothing else. Invariant: work is linear; each look ahead is bounded by its line.
//! Not here: HTML within Markdown beyond comments and tags, which are left out. Source: CommonMark 0.31, GFM tables.

use super::visible::{Builder, Tag, Visible};

/// Tables, lists and quotations keep their lines apart; other lines of a paragraph run on.
pub(super) fn visible(text: &str) -> Visible {
    let mut builder = Builder::default();
    let mut tag = Tag::Paragraph;
    let mut at = 0;
    let mut comment = false;
    let mut first_heading = true;
    for line in text.split_inclusive('\n') {
        let (start, mut line) = (at, line);
        at += line.len();
        let mut from = start;
        if comment {
            let Some(end) = line.find("-->") else { continue };
            comment = false;
            from += end + 3;
            line = line.get(end + 3..).unwrap_or_default();
        }
        let (body, indent) = trimmed(line);
        from += indent;
        let (kind, skip) = kind_of(body, &mut first_heading);
        match kind {
            Line::Blank | Line::Rule => builder.end(tag, false),
            Line::Continues if tag != Tag::Row => {
                builder.blank();
                comment = inline(&mut builder, body, from);
                continue;
            }
            Line::Continues => {
                builder.end(tag, false);
                tag = Tag::Paragraph;
                comment = inline(&mut builder, body, from);
            }
            Line::Opens(next) => {
                if next != Tag::Quote || tag != Tag::Quote {
                    builder.end(tag, false);
                }
                tag = next;
                builder.blank();
                comment = inline(&mut builder, body.get(skip..).unwrap_or_default(), from + skip);
                if matches!(next, Tag::Heading(_)) {
                    builder.end(tag, false);
                }
            }
        }
        if matches!(kind, Line::Blank | Line::Rule) || matches!(tag, Tag::Heading(_)) {
            tag = Tag::Paragraph;
        }
    }
    builder.end(tag, false);
    builder.finish()
}

enum Line {
    Blank,
    Rule,
    Continues,
    Opens(Tag),
}

fn trimmed(line: &str) -> (&str, usize) {
    let body = line.trim_start();
    (body.trim_end(), line.len() - body.len())
}

fn kind_of(body: &str, first_heading: &mut bool) -> (Line, usize) {
    if body.is_empty() {
        return (Line::Blank, 0);
    }
    let bare: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    let rule =
        bare.len() >= 3 && ["-", "*", "_", "="].iter().any(|m| bare.replace(m, "").is_empty());
    let separator = body.starts_with('|') && bare.chars().all(|c| matches!(c, '|' | '-' | ':'));
    if rule || separator {
        return (if separator { Line::Opens(Tag::Row) } else { Line::Rule }, body.len());
    }
    let hashes = body.bytes().take_while(|b| *b == b'#').count();
    if (1..=6).contains(&hashes) && body.as_bytes().get(hashes) == Some(&b' ') {
        let level = if *first_heading { 1 } else { u8::try_from(hashes).unwrap_or(6).max(2) };
        *first_heading = false;
        return (Line::Opens(Tag::Heading(level)), hashes + 1);
    }
    if body.starts_with('|') {
        return (Line::Opens(Tag::Row), 0);
    }
    if let Some(rest) = body.strip_prefix('>') {
        return (Line::Opens(Tag::Quote), body.len() - rest.trim_start().len());
    }
    for mark in ["- ", "* ", "+ "] {
        if body.starts_with(mark) {
            return (Line::Opens(Tag::Item), mark.len());
        }
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) && body.get(digits..digits + 2) == Some(". ") {
        return (Line::Opens(Tag::Item), digits + 2);
    }
    (Line::Continues, 0)
}

/// Adds a line without its marks; true when a comment stays open.
fn inline(builder: &mut Builder, body: &str, from: usize) -> bool {
    let row = body.starts_with('|');
    let mut at = 0;
    let mut run = 0;
    let bytes = body.as_bytes();
    let flush = |builder: &mut Builder, run: usize, at: usize| {
        builder.source(body.get(run..at).unwrap_or_default(), from + run);
    };
    while let Some(byte) = bytes.get(at) {
        let rest = body.get(at..).unwrap_or_default();
        let skip = match byte {
            b'*' | b'`' => rest.bytes().take_while(|b| b == byte).count(),
            b'_' if edge(body, at) => rest.bytes().take_while(|b| *b == b'_').count(),
            b'|' if row => 1,
            b'\\' => 1,
            b'!' if rest.starts_with("![") => 2,
            b'[' if link(rest).is_some() => 1,
            b']' if rest.starts_with("](") => rest.find(')').map_or(1, |end| end + 1),
            b'<' if rest.starts_with("<!--") => {
                flush(builder, run, at);
                match rest.find("-->") {
                    Some(end) => {
                        at += end + 3;
                        run = at;
                        continue;
                    }
                    None => return true,
                }
            }
            b'<' => tag_len(rest),
            _ => 0,
        };
        if skip == 0 {
            at += 1;
            continue;
        }
        flush(builder, run, at);
        if *byte == b'|' {
            builder.blank();
        }
        at += skip;
        run = at;
    }
    flush(builder, run, body.len());
    false
}

/// Whether an underscore stands at the edge of a word.
fn edge(body: &str, at: usize) -> bool {
    let before = body.get(..at).and_then(|s| s.chars().next_back());
    let after = body.get(at..).and_then(|s| s.chars().find(|c| *c != '_'));
    !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric))
}

/// The text of a link, up to 400 bytes.
fn link(rest: &str) -> Option<usize> {
    let end = rest.bytes().take(400).position(|b| b == b']')?;
    rest.get(end..)?.starts_with("](").then_some(end)
}

fn tag_len(rest: &str) -> usize {
    let opens = rest.as_bytes().get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/');
    if !opens {
        return 0;
    }
    rest.bytes().take(200).position(|b| b == b'>').map_or(0, |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_left_out() {
        let text = "<!-- x\ny -->\n# Head *one*\n\nA **bold** [link](http://x/3,000) and snake_case\ngoes on.\n\n| A | B |\n|---|---|\n| c | 5 |\n\n- item\n> said\n---\nend";
        let visible = visible(text);
        let rows: Vec<&str> = visible.raws.iter().map(|r| &visible.text[r.range.clone()]).collect();
        let expected = [
            "Head one",
            "A bold link and snake_case goes on.",
            "A B",
            "c 5",
            "item",
            "said",
            "end",
        ];
        assert_eq!(rows, expected);
        let at = visible.text.find("link").unwrap();
        assert_eq!(&text[visible.map.original(at..at + 4)], "link");
    }
}
