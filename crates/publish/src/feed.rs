//! Feeds of changes: Atom and JSON Feed.
//!
//! Terms: an item is a change, a correction, or the edition itself; its id is a tag URI made from the case and the change's
//! key, so it stays the same wherever the site is.
//!
//! Invariant: times are at day precision – midnight UTC of the edition's day, because both formats ask for a time – and say
//! nothing of when the desk worked; no absolute address is needed.
//!
//! Source: RFC 4287 (Atom), RFC 4151 (tag URIs), JSON Feed 1.1 (jsonfeed.org/version/1.1).

use crate::{
    Error, Sink,
    site::{Index, SiteOptions, put},
};
use protect::{
    Released,
    shape::{Both, Edition},
};
use serde_json::json;
use std::fmt::Write as _;

/// Writes `feed.atom` and `feed.json`.
///
/// * Output: at most 500 items, the latest first; the data files have all changes.
/// * Errors: the sink's.
/// * Determinism: depends on the edition and the options alone.
pub fn write(
    edition: &Released<Edition>,
    options: &SiteOptions,
    sink: &mut Sink<'_>,
) -> Result<(), Error> {
    let index = Index::of(edition.get());
    let items = items(edition, &index);
    put(sink, "feed.atom", atom(edition, options, &items).as_bytes())?;
    put(sink, "feed.json", json_feed(edition, options, &items).as_bytes())
}

/// One item, language apart.
struct Item {
    id: String,
    day: String,
    title: String,
    text: Both,
    /// From the root of the site.
    path: String,
}

const MOST: usize = 500;

fn items(edition: &Edition, index: &Index<'_>) -> Vec<Item> {
    let path = |subject: Option<&String>| {
        subject.and_then(|key| index.any_path(key)).unwrap_or_else(|| "changes.html".to_owned())
    };
    let title = |kind: &str, subject: Option<&String>| match subject {
        Some(key) => format!("{key}: {}", kind.replace('_', " ")),
        None => kind.replace('_', " "),
    };
    let corrections = edition.corrections.iter().rev().map(|row| {
        let values = [&row.before, &row.after].map(|text| if text.is_empty() { "–" } else { text });
        let text = |reason: &str| format!("{} → {}. {reason}", values[0], values[1]);
        Item {
            id: format!("correction/{}", row.key),
            day: row.day.clone(),
            title: title(&format!("correction ({})", row.kind), row.subject.as_ref()),
            text: Both::new(text(&row.reason.en), text(&row.reason.ko)),
            path: path(row.subject.as_ref()),
        }
    });
    let changes = edition.changes.iter().rev().map(|row| Item {
        id: format!("change/{}", row.key),
        day: row.day.clone(),
        title: title(&row.kind, row.subject.as_ref()),
        text: row.sentence.clone(),
        path: if row.table == "estimate" && edition.estimation.is_some() {
            "uncounted.html".to_owned()
        } else {
            path(row.subject.as_ref())
        },
    });
    let own = Item {
        id: format!("edition/{}", edition.number),
        day: edition.day.clone(),
        title: format!("Edition {}", edition.number),
        text: edition.summary.first().cloned().unwrap_or_default(),
        path: "index.html".to_owned(),
    };
    let mut all: Vec<Item> = std::iter::once(own).chain(corrections).chain(changes).collect();
    // Stable: within a day the edition comes first, then corrections, then changes.
    all.sort_by(|a, b| b.day.cmp(&a.day));
    all.truncate(MOST);
    all
}

fn tag(edition: &Edition, options: &SiteOptions, rest: &str) -> String {
    let case = percent(&edition.case);
    format!("tag:{}:{case}/{}", options.tag, percent(rest))
}

/// Percent-encodes what a URI may not hold; `/` stays.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~/".contains(&b) {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}

fn href(options: &SiteOptions, path: &str) -> String {
    format!("{}{path}", options.base_url.as_deref().unwrap_or_default())
}

fn atom(edition: &Edition, options: &SiteOptions, items: &[Item]) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n");
    element(&mut xml, "title", &edition.case_name.en);
    element(&mut xml, "id", &tag(edition, options, "changes"));
    element(&mut xml, "updated", &format!("{}T00:00:00Z", edition.day));
    let desk = if edition.origin.desk.is_empty() { "Cenotaph" } else { &edition.origin.desk };
    xml.push_str("<author>");
    element(&mut xml, "name", desk);
    xml.push_str("</author>\n");
    link(&mut xml, "self", &href(options, "feed.atom"));
    link(&mut xml, "alternate", &href(options, "changes.html"));
    for item in items {
        xml.push_str("<entry>\n");
        element(&mut xml, "title", &item.title);
        element(&mut xml, "id", &tag(edition, options, &item.id));
        element(&mut xml, "updated", &format!("{}T00:00:00Z", item.day));
        link(&mut xml, "alternate", &href(options, &item.path));
        element(&mut xml, "summary", &item.text.en);
        if !item.text.ko.is_empty() {
            xml.push_str("<content type=\"text\" xml:lang=\"ko\">");
            escape(&mut xml, &item.text.ko);
            xml.push_str("</content>\n");
        }
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    xml
}

fn element(xml: &mut String, name: &str, text: &str) {
    let _ = write!(xml, "<{name}>");
    escape(xml, text);
    let _ = writeln!(xml, "</{name}>");
}

fn link(xml: &mut String, rel: &str, href: &str) {
    let _ = write!(xml, "<link rel=\"{rel}\" href=\"");
    escape(xml, href);
    xml.push_str("\"/>\n");
}

/// Escapes text for XML 1.0; characters that it cannot hold become U+FFFD.
fn escape(xml: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\n' | '\t' => xml.push(c),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => xml.push('\u{fffd}'),
            _ => xml.push(c),
        }
    }
}

fn json_feed(edition: &Edition, options: &SiteOptions, items: &[Item]) -> String {
    let items: Vec<_> = items
        .iter()
        .map(|item| {
            let mut text = item.text.en.clone();
            if !item.text.ko.is_empty() {
                text = format!("{text}\n\n{}", item.text.ko);
            }
            json!({
                "id": tag(edition, options, &item.id),
                "url": href(options, &item.path),
                "title": item.title,
                "content_text": if text.is_empty() { &item.title } else { &text },
                "date_published": format!("{}T00:00:00Z", item.day),
            })
        })
        .collect();
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": edition.case_name.en,
        "language": "en",
        "items": items,
    });
    if let (Some(base), Some(map)) = (&options.base_url, feed.as_object_mut()) {
        map.insert("home_page_url".into(), json!(base));
        map.insert("feed_url".into(), json!(href(options, "feed.json")));
    }
    format!("{feed:#}\n")
}
