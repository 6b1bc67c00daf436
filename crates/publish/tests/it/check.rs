//! A strict reader of the HTML that we write: every element closed in order, every attribute quoted and once, ids once.

use std::collections::BTreeSet;

/// What a page holds.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Element, attribute, value.
    pub(crate) attributes: Vec<(String, String, String)>,
    pub(crate) ids: BTreeSet<String>,
    pub(crate) headings: Vec<u8>,
    pub(crate) text: String,
}

const VOID: [&str; 4] = ["meta", "link", "br", "img"];

pub(crate) fn page(path: &str, html: &str) -> Found {
    let mut found = Found::default();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let text = &rest[..at];
        assert!(!text.contains('>'), "{path}: a bare > in {text:?}");
        assert_entities(path, text);
        found.text.push_str(text);
        rest = &rest[at + 1..];
        let end = end_of_tag(rest).unwrap_or_else(|| panic!("{path}: unclosed tag {rest:.60}"));
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if tag == "!doctype html" {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "{path}: </{name}> closes the wrong one");
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
        assert!(
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()),
            "{path}: odd element {name:?}"
        );
        read_attributes(path, name, attributes, &mut found);
        if let Some(level) = name.strip_prefix('h').and_then(|level| level.parse().ok()) {
            found.headings.push(level);
        }
        if !closed && !VOID.contains(&name) {
            open.push(name.to_owned());
        }
    }
    assert!(open.is_empty(), "{path}: not closed: {open:?}");
    found
}

fn end_of_tag(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == '>' && !quoted).then_some(at)
    })
}

fn read_attributes(path: &str, element: &str, text: &str, found: &mut Found) {
    let mut names = BTreeSet::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").unwrap_or_else(|| {
            panic!("{path}: an attribute without a quoted value in <{element} {text}>")
        });
        let (value, after) = after.split_once('"').unwrap();
        assert!(names.insert(name.to_owned()), "{path}: {name} twice in <{element} {text}>");
        assert!(
            after.is_empty() || after.starts_with([' ', '\n']),
            "{path}: no space after {name} in <{element} {text}>"
        );
        assert!(!value.contains('<'), "{path}: < in {name}");
        assert_entities(path, value);
        if name == "id" {
            assert!(found.ids.insert(value.to_owned()), "{path}: id {value} twice");
        }
        let value = value.replace("&amp;", "&");
        found.attributes.push((element.to_owned(), name.to_owned(), value));
        rest = after.trim_start();
    }
}

fn assert_entities(path: &str, text: &str) {
    for (at, _) in text.match_indices('&') {
        let entity = text[at..].split_once(';').map_or("", |(entity, _)| entity);
        let known = ["&amp", "&lt", "&gt", "&quot"].contains(&entity) || entity.starts_with("&#");
        assert!(known, "{path}: bare & in {:?}", &text[at..].chars().take(20).collect::<String>());
    }
}

#[test]
fn the_checker_can_fail() {
    for broken in ["<p>", "<p></b>", "<p id=x></p>", "<p id=\"a\"class=\"b\"></p>", "a > b<p></p>"]
    {
        assert!(std::panic::catch_unwind(|| page("x", broken)).is_err(), "{broken}");
    }
    assert_eq!(page("x", "<p id=\"a\">b &amp; c</p>").ids.len(), 1);
}
