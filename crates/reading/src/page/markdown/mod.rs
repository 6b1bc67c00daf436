//! Markdown to its visible text: headings, lists, quotations, tables, links, emphasis, notes, front matter.
//!
//! Line by line; lists and quotations are not nested further than their marks. Marks of emphasis, links' addresses and comments are left
//! out of the text; of HTML within Markdown tags are left out, and hidden elements with all that is in them. Of the front matter title, author and
//! date are kept. Invariant: work is linear; a look ahead is bounded, or its answer is remembered until it is passed.
//! Source: CommonMark 0.31, GFM tables, Pandoc footnotes.

mod inline;

use super::html::References;
use super::visible::{Builder, Tag, Visible};
use inline::{Inline, find_without_case};

/// How many blocks behind the last rule may be a colophon.
const COLOPHON_MAX: usize = 3;

/// Tables, lists and quotations keep their lines apart; other lines of a paragraph run on.
pub(super) fn visible(text: &str) -> Visible {
    let mut reader = Reader {
        text,
        builder: Builder::default(),
        references: References::default(),
        tag: Tag::Paragraph,
        skip: None,
        fence: None,
        pictured: false,
        rule: None,
    };
    let mut at = reader.front_matter();
    while let Some(line) = line_at(text, at) {
        let next = at + line.len();
        reader.line(line, at, next);
        at = next;
    }
    let tag = reader.tag;
    reader.builder.end(tag, false);
    let rule = reader.rule;
    let mut visible = reader.builder.finish();
    mark_colophon(&mut visible, rule);
    visible
}

/// A few blocks behind the last rule, short beside what stands before, are no part of the text.
fn mark_colophon(visible: &mut Visible, rule: Option<usize>) {
    let Some(behind) = rule.and_then(|rule| visible.raws.get_mut(rule..)) else { return };
    let start = behind.first().map_or(0, |raw| raw.range.start);
    let most_before = start >= 2 * (visible.text.len() - start);
    if behind.len() <= COLOPHON_MAX && most_before {
        behind.iter_mut().for_each(|raw| raw.behind = true);
    }
}

struct Reader<'t> {
    text: &'t str,
    builder: Builder,
    references: References,
    tag: Tag,
    /// What is left out up to this end.
    skip: Option<String>,
    /// The fence of a block of code.
    fence: Option<&'static str>,
    /// Whether the line before was a picture.
    pictured: bool,
    /// How many blocks there were before the last rule.
    rule: Option<usize>,
}

enum Line {
    Blank,
    /// A rule, or what stands under a heading or above the rows of a table.
    Rule,
    Continues,
    Opens(Tag),
}

/// The line that begins at an offset, with its end.
fn line_at(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
    let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
    crate::work::did(end);
    rest.get(..end)
}

impl<'t> Reader<'t> {
    /// Reads the front matter, if there is any; gives the offset behind it.
    fn front_matter(&mut self) -> usize {
        let text = self.text.trim_start_matches('\u{feff}');
        let start = self.text.len() - text.len();
        if line_at(self.text, start).is_none_or(|line| line.trim_end() != "---") {
            return 0;
        }
        let mut at = start;
        let mut lines = Vec::new();
        while let Some(line) = line_at(self.text, at) {
            let closes = at > start && matches!(line.trim_end(), "---" | "...");
            lines.push((at, line));
            at += line.len();
            if closes {
                for (at, line) in lines.into_iter().skip(1) {
                    self.field(line, at);
                }
                return at;
            }
            // Front matter is short; a rule above a text is no front matter.
            if lines.len() > 100
                || (at > start + 4
                    && !line.contains(':')
                    && !line.starts_with([' ', '-', '#'])
                    && !line.trim().is_empty())
            {
                break;
            }
        }
        0
    }

    /// A line "title: …" of the front matter.
    fn field(&mut self, line: &str, at: usize) {
        let Some((key, value)) = line.split_once(':') else { return };
        let tag = match key.trim().to_lowercase().as_str() {
            "title" | "headline" => Tag::Heading(1),
            "author" | "authors" | "byline" => Tag::Byline,
            "date" | "published" => Tag::Date,
            _ => return,
        };
        let trimmed = value.trim_start().trim_start_matches(['"', '\'', '[']);
        let from = at + line.len() - trimmed.len();
        let words = trimmed.trim_end().trim_end_matches(['"', '\'', ']']);
        self.builder.source(words, from);
        self.builder.end(tag, false);
    }

    /// One line, with its end, at an offset; `next` is that of the line behind it.
    fn line(&mut self, line: &'t str, at: usize, next: usize) {
        let (mut line, mut at) = (line, at);
        if let Some(end) = &self.skip {
            let Some(found) = find_without_case(line, end) else { return };
            let behind = found + end.len();
            self.skip = None;
            at += behind;
            line = line.get(behind..).unwrap_or_default();
        }
        let body = line.trim_start();
        at += line.len() - body.len();
        let body = body.trim_end();
        if let Some(fence) = self.fence {
            if body.starts_with(fence) {
                self.end(Tag::Paragraph);
                self.fence = None;
            } else {
                self.builder.blank();
                self.builder.source(body, at);
            }
            return;
        }
        let fence = ["```", "~~~"].into_iter().find(|fence| body.starts_with(fence));
        if let Some(fence) = fence {
            self.end(Tag::Paragraph);
            self.fence = Some(fence);
            return;
        }
        let under_picture = std::mem::take(&mut self.pictured);
        if under_picture && is_slanted(body) {
            self.end(Tag::Caption);
            self.inline(body, at, false);
            self.end(Tag::Paragraph);
            return;
        }
        self.block(body, at, next);
    }

    fn block(&mut self, body: &'t str, at: usize, next: usize) {
        let (kind, skip) = kind_of(body);
        match kind {
            Line::Blank => self.end(Tag::Paragraph),
            Line::Rule => {
                // Under a line of text a rule makes it a heading.
                let level = if body.starts_with('=') { 1 } else { 2 };
                let under = self.tag == Tag::Paragraph
                    && !self.builder.so_far().is_empty()
                    && body.starts_with(['=', '-']);
                self.tag = if under { Tag::Heading(level) } else { self.tag };
                self.end(Tag::Paragraph);
                if !under && !body.starts_with('[') {
                    self.rule = Some(self.builder.blocks()).filter(|blocks| *blocks > 0);
                }
            }
            Line::Continues if self.tag == Tag::Row && body.contains('|') => {
                self.end(Tag::Row);
                self.inline(body, at, true);
            }
            Line::Continues => {
                if self.tag == Tag::Row {
                    self.end(Tag::Paragraph);
                }
                if body.contains('|') && self.separates(next) {
                    self.end(Tag::Row);
                    self.inline(body, at, true);
                    return;
                }
                self.builder.blank();
                self.inline(body, at, false);
            }
            Line::Opens(Tag::Quote) => self.quote(body, at, next),
            Line::Opens(tag) => {
                self.end(tag);
                let rest = body.get(skip..).unwrap_or_default();
                self.inline(rest, at + skip, tag == Tag::Row);
                if matches!(tag, Tag::Heading(_) | Tag::Caption) {
                    self.end(Tag::Paragraph);
                }
                self.pictured = tag == Tag::Caption;
            }
        }
    }

    /// A line of a quotation: it goes on from the one before, unless it is empty or a list.
    fn quote(&mut self, body: &'t str, at: usize, next: usize) {
        let rest = body.trim_start_matches(['>', ' ']);
        let from = at + body.len() - rest.len();
        match kind_of(rest).0 {
            Line::Continues if self.tag == Tag::Quote => {
                self.builder.blank();
                self.inline(rest, from, false);
            }
            Line::Continues => {
                self.end(Tag::Quote);
                self.inline(rest, from, false);
            }
            _ => {
                self.end(Tag::Paragraph);
                self.block(rest, from, next);
            }
        }
    }

    /// Ends the open block; the next one has this tag until it says otherwise.
    fn end(&mut self, next: Tag) {
        self.builder.end(self.tag, false);
        self.tag = next;
    }

    /// Whether the next line is one of dashes between strokes: the line is the head of a table.
    fn separates(&self, next: usize) -> bool {
        line_at(self.text, next).is_some_and(|line| is_separator(line.trim()))
    }

    /// Adds a line without its marks.
    fn inline(&mut self, body: &'t str, from: usize, row: bool) {
        self.skip = Inline::new(body, from, row).add(&mut self.builder, &mut self.references);
    }
}

fn kind_of(body: &str) -> (Line, usize) {
    if body.is_empty() {
        return (Line::Blank, 0);
    }
    if is_separator(body) && body.contains('|') {
        return (Line::Opens(Tag::Row), body.len());
    }
    let first = body.chars().next().unwrap_or(' ');
    let marks = body.chars().filter(|c| !c.is_whitespace());
    if matches!(first, '-' | '*' | '_' | '=')
        && marks.clone().count() >= 3
        && marks.into_iter().all(|c| c == first)
    {
        return (Line::Rule, body.len());
    }
    let hashes = body.bytes().take_while(|b| *b == b'#').count();
    if (1..=6).contains(&hashes) && body.as_bytes().get(hashes) == Some(&b' ') {
        return (Line::Opens(Tag::Heading(hashes as u8)), hashes + 1);
    }
    if body.starts_with('|') {
        return (Line::Opens(Tag::Row), 0);
    }
    if body.starts_with('>') {
        return (Line::Opens(Tag::Quote), 0);
    }
    if let Some(rest) = body.strip_prefix("[^")
        && let Some(end) = rest.get(..rest.len().min(40)).and_then(|head| head.find("]:"))
    {
        return (Line::Opens(Tag::Footnote), 2 + end + 2);
    }
    if is_definition(body) {
        return (Line::Rule, body.len());
    }
    if is_picture(body) {
        return (Line::Opens(Tag::Caption), 0);
    }
    for mark in ["- ", "* ", "+ "] {
        if body.starts_with(mark) {
            return (Line::Opens(Tag::Item), mark.len());
        }
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits)
        && body.get(digits..digits + 2).is_some_and(|mark| matches!(mark, ". " | ") "))
    {
        return (Line::Opens(Tag::Item), digits + 2);
    }
    (Line::Continues, 0)
}

fn is_separator(body: &str) -> bool {
    body.contains('-')
        && body.contains('|')
        && body.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// "[name]: address": seen nowhere.
fn is_definition(body: &str) -> bool {
    let Some(rest) = body.strip_prefix('[') else { return false };
    let head = rest.char_indices().nth(80).map_or(rest, |(end, _)| rest.get(..end).unwrap_or(rest));
    head.find("]: ").is_some_and(|end| {
        let address = rest.get(end + 3..).unwrap_or_default().trim_start();
        address.starts_with(['/', '#', '<']) || address.starts_with("http")
    })
}

/// A line that is a picture and nothing else: the words for it are its caption.
fn is_picture(body: &str) -> bool {
    body.starts_with("![") && body.ends_with(')') && body.matches("](").count() == 1
}

/// A line in italics from end to end, as captions under a picture are set.
fn is_slanted(body: &str) -> bool {
    let inside = body.strip_prefix('*').and_then(|rest| rest.strip_suffix('*'));
    let inside = inside.or_else(|| body.strip_prefix('_').and_then(|rest| rest.strip_suffix('_')));
    inside.is_some_and(|inside| !inside.is_empty() && !inside.starts_with(['*', '_', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<(Tag, String)> {
        let visible = visible(text);
        visible
            .raws
            .iter()
            .map(|raw| (raw.tag, visible.text[raw.range.clone()].to_owned()))
            .collect()
    }

    fn words(text: &str) -> Vec<String> {
        blocks(text).into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn marks_are_left_out() {
        let text = "<!-- x\ny -->\n# Head *one*\n\nA **bold** [link](http://x/3,000) and snake_case\ngoes on.\n\n| A | B |\n|---|---|\n| c | 5 |\n\n- item\n> said\n---\nend";
        let expected = [
            "Head one",
            "A bold link and snake_case goes on.",
            "A B",
            "c 5",
            "item",
            "said",
            "end",
        ];
        assert_eq!(words(text), expected);
        let visible = visible(text);
        let at = visible.text.find("link").unwrap();
        assert_eq!(&text[visible.map.original(at..at + 4)], "link");
    }

    #[test]
    fn lines_by_their_marks() {
        let rows: [(&str, &[(Tag, &str)]); 15] = [
            ("Head\n====\n\nText", &[(Tag::Heading(1), "Head"), (Tag::Paragraph, "Text")]),
            ("Head\n---\nText", &[(Tag::Heading(2), "Head"), (Tag::Paragraph, "Text")]),
            ("Text\n\n---\nmore", &[(Tag::Paragraph, "Text"), (Tag::Paragraph, "more")]),
            (
                "A | B\n---|---\nc | 5\n\nText",
                &[(Tag::Row, "A B"), (Tag::Row, "c 5"), (Tag::Paragraph, "Text")],
            ),
            ("> one\n> two\n>\n> three", &[(Tag::Quote, "one two"), (Tag::Quote, "three")]),
            ("> - one\n> - two", &[(Tag::Item, "one"), (Tag::Item, "two")]),
            (
                "1. one\n2) two\n+ three",
                &[(Tag::Item, "one"), (Tag::Item, "two"), (Tag::Item, "three")],
            ),
            (
                "Text[^1].\n\n[^1]: As of April.",
                &[(Tag::Paragraph, "Text."), (Tag::Footnote, "As of April.")],
            ),
            (
                "![A street, 2031](a.jpg)\nText",
                &[(Tag::Caption, "A street, 2031"), (Tag::Paragraph, "Text")],
            ),
            (
                "![](a.jpg)\n*A street, 2031*\nText",
                &[(Tag::Caption, "A street, 2031"), (Tag::Paragraph, "Text")],
            ),
            ("![A street](a.jpg)\n\nText", &[(Tag::Caption, "A street"), (Tag::Paragraph, "Text")]),
            ("[a]: https://x.example/3000\nText", &[(Tag::Paragraph, "Text")]),
            ("```\ncode *x*\n```\nText", &[(Tag::Paragraph, "code *x*"), (Tag::Paragraph, "Text")]),
            ("### Three\nText", &[(Tag::Heading(3), "Three"), (Tag::Paragraph, "Text")]),
            (
                "---\ntitle: \"A head\"\nauthor: Dana Whitlow\ndate: 2031-03-11\nviews: 3000\n---\nText",
                &[
                    (Tag::Heading(1), "A head"),
                    (Tag::Byline, "Dana Whitlow"),
                    (Tag::Date, "2031-03-11"),
                    (Tag::Paragraph, "Text"),
                ],
            ),
        ];
        for (text, expected) in rows {
            let expected: Vec<(Tag, String)> =
                expected.iter().map(|(tag, words)| (*tag, (*words).to_owned())).collect();
            assert_eq!(blocks(text), expected, "{text:?}");
        }
    }

    #[test]
    fn words_within_a_line() {
        let rows = [
            (r"a \*b\* c\\d", r"a *b* c\d"),
            ("3 * 4 and ~500, ~~600~~", "3 * 4 and ~500, 600"),
            ("[x](http://a/b_(c)) y", "x y"),
            ("[x][1] [y] [z](", "x [y] [z]("),
            ("A&nbsp;&mdash; B &amp; C", "A — B & C"),
            ("<b>bold</b> <https://x.example> 3 < 4", "bold <https://x.example> 3 < 4"),
            ("one <span hidden>9,999</span> two", "one two"),
            ("one <script>9,999</SCRIPT> two", "one two"),
            ("one<br>two", "one two"),
            ("![alt](x.png) text", "alt text"),
            ("***x*** `y` __z__ a_b", "x y z a_b"),
        ];
        for (text, expected) in rows {
            assert_eq!(words(text), [expected], "{text}");
        }
        assert_eq!(words("one <script>\n9,999\n\n8</script> two\n"), ["one two"]);
        assert_eq!(words("one <!-- 9,999\n\n8 -->two"), ["one two"]);
    }

    #[test]
    fn links_are_told() {
        let visible = visible("- [A title](x)\n- Text with [a link](y) in it");
        let linked: Vec<usize> = visible.raws.iter().map(|raw| raw.linked).collect();
        assert_eq!(linked, [7, 7]);
    }
}
