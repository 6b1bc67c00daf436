//! A web page to its visible text: what is hidden is left out, what is furniture is kept and marked.
//!
//! The WHATWG tokenizer gives tags and text with the bytes that each came from; the tree is a stack of open elements, no more. A
//! block is furniture by its element (`nav`, `footer`, `aside` …), by a word of its class or id (`menu`, `related`, `share` …), or because
//! an element around it opens with a word for readers' comments. Invariants: the stack is at most [`DEPTH_MAX`] deep, and each end
//! tag looks back over at most [`LOOK_BACK`] elements, so that time and memory stay linear on hostile pages.
//! Not here: styles and scripts; a page that hides text by a style sheet shows it here.
//! Source: HTML Living Standard, 13.2.5 (tokenization); the words of classes are those of common publishing systems.

use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::visible::{Builder, Tag, Visible};

/// Elements deeper than this are read as if they were not nested.
const DEPTH_MAX: usize = 256;

/// How far an end tag looks for its start tag.
const LOOK_BACK: usize = 64;

/// The longest character reference that is tried, in bytes.
const REFERENCE_MAX: usize = 40;

const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

const HIDDEN: [&str; 16] = [
    "script", "style", "noscript", "template", "title", "svg", "iframe", "object", "select",
    "textarea", "canvas", "video", "audio", "math", "datalist", "dialog",
];

const FURNITURE: [&str; 7] = ["nav", "footer", "aside", "form", "button", "menu", "header"];

const BLOCKS: [&str; 38] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
];

/// Words of a class or id that make an element furniture.
const FURNITURE_WORDS: [&str; 62] = [
    "ad",
    "ads",
    "advert",
    "advertisement",
    "banner",
    "best",
    "breadcrumb",
    "breadcrumbs",
    "comment",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "copyright",
    "disqus",
    "donate",
    "footer",
    "gnb",
    "related",
    "rel",
    "recs",
    "rec",
    "recommend",
    "recommended",
    "recommendations",
    "lnb",
    "login",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "next",
    "pager",
    "pagination",
    "paywall",
    "popular",
    "prev",
    "profile",
    "promo",
    "promotion",
    "rank",
    "ranking",
    "reply",
    "search",
    "share",
    "sharing",
    "sidebar",
    "signup",
    "sns",
    "social",
    "sponsored",
    "subscribe",
    "subscription",
    "taboola",
    "tags",
    "teaser",
    "teasers",
    "toolbar",
    "trending",
    "widget",
    "outbrain",
];

const CAPTION_WORDS: [&str; 5] = ["caption", "cutline", "photo", "imgcaption", "figcaption"];
const BYLINE_WORDS: [&str; 7] = ["author", "by", "byline", "meta", "reporter", "writer", "authors"];
const DATE_WORDS: [&str; 4] = ["date", "dateline", "time", "timestamp"];
const FOOTNOTE_WORDS: [&str; 6] = ["fn", "foot", "footnote", "footnotes", "note", "notes"];

struct Open {
    name: String,
    tag: Option<Tag>,
    furniture: bool,
    hidden: bool,
    /// The text of a footnote's mark, kept back until it is known to be one.
    mark: bool,
}

struct Reader<'h> {
    html: &'h str,
    builder: Builder,
    open: Vec<Open>,
    /// The depth at which readers' comments began.
    in_article: usize,
}

pub(super) fn visible(html: &str) -> Visible {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader = Reader { html, builder: Builder::default(), open: Vec::new(), in_article: 0 };
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.start(&tag),
            Token::EndTag(tag) => reader.end(&name_of(&tag.name)),
            Token::String(text) => reader.text(text.span.start..text.span.end),
            _ => {}
        }
    }
    reader.flush();
    reader.builder.finish()
}

fn name_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).to_lowercase()
}

impl Reader<'_> {
    fn start(&mut self, tag: &StartTag<usize>) {
        let name = name_of(&tag.name);
        let block = BLOCKS.contains(&name.as_str());
        if block {
            self.flush();
            self.close_implied(&name);
        } else if matches!(name.as_str(), "td" | "th") {
            self.builder.blank();
            self.close_implied(&name);
        } else if name == "br" {
            self.builder.blank();
        } else if name == "tbody" || name == "thead" {
            self.flush();
        }
        if VOID.contains(&name.as_str()) || self.open.len() >= DEPTH_MAX {
            return;
        }
        self.in_article += usize::from(name == "article" || name == "main");
        let element = self.element(name, tag);
        self.open.push(element);
    }

    fn element(&self, name: String, tag: &StartTag<usize>) -> Open {
        let attribute = |key: &[u8]| {
            tag.attributes.get(key).map(|value| String::from_utf8_lossy(value).to_lowercase())
        };
        let style = attribute(b"style").unwrap_or_default().replace(' ', "");
        let hidden = HIDDEN.contains(&name.as_str())
            || attribute(b"hidden").is_some()
            || attribute(b"aria-hidden").is_some_and(|v| v == "true")
            || style.contains("display:none")
            || style.contains("visibility:hidden");
        let mut words: Vec<String> = Vec::new();
        for key in [&b"class"[..], b"id", b"role"] {
            let value = attribute(key).unwrap_or_default();
            words.extend(value.split(|c: char| !c.is_alphanumeric()).take(40).map(str::to_owned));
        }
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let by_name = FURNITURE.contains(&name.as_str())
            && !(name == "header" && self.in_article > 0)
            || name == "dialog";
        let body = matches!(name.as_str(), "html" | "body" | "article" | "main" | "h1");
        let furniture = by_name || (!body && has(&FURNITURE_WORDS));
        let tag = tag_of_name(&name).or_else(|| {
            [
                (&CAPTION_WORDS[..], Tag::Caption),
                (&BYLINE_WORDS[..], Tag::Byline),
                (&DATE_WORDS[..], Tag::Date),
                (&FOOTNOTE_WORDS[..], Tag::Footnote),
            ]
            .into_iter()
            .find(|(list, _)| !body && has(list))
            .map(|(_, tag)| tag)
        });
        let mark = name == "sup";
        Open { name, tag, furniture, hidden, mark }
    }

    fn end(&mut self, name: &str) {
        let from = self.open.len().saturating_sub(LOOK_BACK);
        let found = self.open.get(from..).unwrap_or_default().iter().rposition(|o| o.name == name);
        if BLOCKS.contains(&name) {
            self.flush();
        } else if matches!(name, "td" | "th") {
            self.builder.blank();
        }
        let Some(at) = found.map(|at| at + from) else { return };
        for closed in self.open.drain(at..) {
            self.in_article -= usize::from(closed.name == "article" || closed.name == "main");
        }
    }

    /// Closes a paragraph, an item or a cell that the next one ends.
    fn close_implied(&mut self, next: &str) {
        let Some(last) = self.open.last() else { return };
        let ends = match last.name.as_str() {
            "p" => true,
            "li" => next == "li",
            "tr" => next == "tr",
            "td" | "th" => matches!(next, "td" | "th" | "tr"),
            "dt" | "dd" => matches!(next, "dt" | "dd"),
            _ => false,
        };
        if ends {
            self.open.pop();
        }
    }

    fn text(&mut self, span: Range<usize>) {
        if self.open.iter().any(|open| open.hidden) {
            return;
        }
        let Some(source) = self.html.get(span.clone()) else { return };
        if self.open.last().is_some_and(|open| open.mark) && is_mark(source) {
            self.builder.blank();
            return;
        }
        let mut at = 0;
        while let Some(found) = source.get(at..).and_then(|rest| rest.find('&')) {
            let amp = at + found;
            self.builder.source(source.get(at..amp).unwrap_or_default(), span.start + at);
            let end = amp + reference_len(source.get(amp..).unwrap_or_default());
            let words = decode(source.get(amp..end).unwrap_or_default());
            self.builder.standing_for(&words, span.start + amp..span.start + end);
            at = end;
        }
        self.builder.source(source.get(at..).unwrap_or_default(), span.start + at);
    }

    /// Ends the block with what the open elements say of it.
    fn flush(&mut self) {
        if opens_comments(self.builder.so_far()) {
            // The element around holds what readers wrote.
            let around = self.open.iter_mut().rev();
            let inline =
                |o: &&mut Open| !matches!(o.name.as_str(), "div" | "section" | "ul" | "ol");
            if let Some(open) = around.skip_while(inline).next() {
                open.furniture = true;
            }
        }
        let furniture = self.open.iter().any(|open| open.furniture);
        let tag = self.open.iter().rev().find_map(|open| open.tag).unwrap_or(Tag::Paragraph);
        self.builder.end(tag, furniture);
    }
}

fn tag_of_name(name: &str) -> Option<Tag> {
    Some(match name {
        "h1" => Tag::Heading(1),
        "h2" => Tag::Heading(2),
        "h3" | "h4" | "h5" | "h6" => Tag::Heading(3),
        "li" => Tag::Item,
        "blockquote" => Tag::Quote,
        "tr" => Tag::Row,
        "figcaption" => Tag::Caption,
        "caption" => Tag::TableCaption,
        _ => return None,
    })
}

/// The mark of a footnote: a few digits or a sign.
fn is_mark(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && text.chars().count() <= 3
        && text.chars().all(|c| c.is_ascii_digit() || "*†‡§[]".contains(c))
}

/// "Comments (2)", "3 комментария", "댓글(14)".
fn opens_comments(text: &str) -> bool {
    const WORDS: [&str; 5] = ["comment", "комментари", "коментар", "댓글", "отзыв"];
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 80 {
        return false;
    }
    let lower = text.to_lowercase();
    let word = lower.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let counted = lower.chars().any(|c| c.is_ascii_digit());
    WORDS.iter().any(|w| word.starts_with(w)) && (counted || word.chars().count() <= 16)
}

/// The bytes of the character reference that `text` opens with; 1 for a lone ampersand.
fn reference_len(text: &str) -> usize {
    let body = text.as_bytes().get(1..).unwrap_or_default();
    let name = body
        .iter()
        .take(REFERENCE_MAX)
        .enumerate()
        .take_while(|(i, b)| b.is_ascii_alphanumeric() || (*i == 0 && **b == b'#'))
        .count();
    if name == 0 {
        return 1;
    }
    1 + name + usize::from(body.get(name) == Some(&b';'))
}

/// What a character reference stands for; the tokenizer knows the names.
fn decode(reference: &str) -> String {
    match reference {
        "&" => return "&".to_owned(),
        "&nbsp;" => return " ".to_owned(),
        "&amp;" => return "&".to_owned(),
        _ => {}
    }
    let mut out = String::new();
    for token in Tokenizer::new(reference) {
        let Ok(token) = token;
        if let Token::String(text) = token {
            out.push_str(&String::from_utf8_lossy(&text));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(html: &str) -> Vec<(String, bool)> {
        let visible = visible(html);
        visible
            .raws
            .iter()
            .map(|r| (visible.text[r.range.clone()].to_owned(), r.furniture))
            .collect()
    }

    #[test]
    fn furniture_is_kept_apart() {
        let rows = blocks(
            "<ul class=menu><li>News (26)</ul><h1>Head</h1><p>One &ldquo;two&rdquo;<br>three.<sup>1</sup> Four<p>Five\
             <div class='c'>3 comments <p>4,000 dead!</div><table><tr><th>A<td>B</table><script>'<p>6,000'</script>",
        );
        let expected = [
            ("News (26)", true),
            ("Head", false),
            ("One “two” three. Four", false),
            ("Five", false),
            ("3 comments", true),
            ("4,000 dead!", true),
            ("A B", false),
        ];
        let rows: Vec<(&str, bool)> = rows.iter().map(|(t, f)| (t.as_str(), *f)).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn spans_lead_back_to_the_page() {
        let html = "<p>Kyiv&#39;s <b>count</b>: 1,100&nbsp;men";
        let visible = visible(html);
        assert_eq!(visible.text, "Kyiv's count: 1,100 men");
        let at = visible.text.find("1,100").unwrap();
        assert_eq!(&html[visible.map.original(at..at + 5)], "1,100");
        let at = visible.text.find('\'').unwrap();
        assert_eq!(&html[visible.map.original(at..at + 1)], "&#39;");
    }

    #[test]
    fn what_is_hidden_is_not_read() {
        let html = "<div style='display: none'>9,999 killed</div><div hidden>8</div><p>Seen</p><template>7</template>";
        assert_eq!(blocks(html), [("Seen".to_owned(), false)]);
    }

    #[test]
    fn hostile_pages_end() {
        for html in [
            "<div>".repeat(100_000),
            "</p>".repeat(100_000),
            "&".repeat(100_000),
            "<".repeat(100_000),
        ] {
            let _ = visible(&html);
        }
        let attributes: String = (0..50_000).map(|i| format!(" a{i}=x")).collect();
        let _ = visible(&format!("<p{attributes}>text"));
    }
}
