//! An annotated article: the bytes that are read, and what an editor wants from them.

use std::path::{Path, PathBuf};

use model::date::Day;
use reading::{Format, Hints, Lang};
use serde_json::Value;

/// An article of the corpus with its annotation.
pub(crate) struct Article {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) lang: String,
    pub(crate) published: String,
    pub(crate) publisher: String,
    pub(crate) headline: String,
    pub(crate) furniture: Vec<String>,
    pub(crate) wanted: Vec<Wanted>,
    format: Format,
}

/// One annotated statement. A list holds the value of the key and those of its `_or` twin, all of them as right.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) party: Vec<String>,
    /// Category, position, state of awareness, kind of measure or evidence, prompt; empty where the kind has none.
    pub(crate) code: Vec<String>,
    pub(crate) words: String,
    pub(crate) low: Option<u64>,
    pub(crate) low_open: bool,
    pub(crate) high: Option<u64>,
    pub(crate) high_open: bool,
    pub(crate) fraction: String,
    pub(crate) base: String,
    pub(crate) said_on: String,
    pub(crate) as_of: String,
    pub(crate) window: String,
    pub(crate) verified: String,
    pub(crate) stimulus: Vec<usize>,
    pub(crate) optional: bool,
}

impl Article {
    /// What the reader is told beforehand.
    pub(crate) fn hints(&self) -> Hints {
        Hints {
            format: Some(self.format),
            url: String::new(),
            published: self.published.parse::<Day>().ok(),
            publisher: self.publisher.clone(),
            lang: Lang::from_code(&self.lang),
        }
    }
}

/// The folder of a split; it need not be there.
pub(crate) fn folder(split: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(split)
}

/// Every article of a split, by name.
pub(crate) fn load(split: &str) -> Vec<Article> {
    let mut articles = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder(split)) else { return articles };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let format = match path.extension().and_then(|e| e.to_str()) {
            Some("txt") => Format::Text,
            Some("html") => Format::Html,
            Some("md") => Format::Markdown,
            _ => continue,
        };
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let json = std::fs::read_to_string(path.with_extension("json")).unwrap();
        let json: Value = serde_json::from_str(&json).unwrap();
        articles.push(Article {
            bytes: without_notice(&text, format).as_bytes().to_vec(),
            lang: string(&json, "lang"),
            published: string(&json, "published"),
            publisher: string(&json, "publisher"),
            headline: string(&json, "headline"),
            furniture: strings(&json, "furniture"),
            wanted: list(&json, "statements").iter().map(wanted).collect(),
            name,
            format,
        });
    }
    articles
}

/// Plain text opens with a line that says that all of it is invented, and an empty line.
fn without_notice(text: &str, format: Format) -> &str {
    if format != Format::Text {
        return text;
    }
    let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
    rest.strip_prefix('\n').unwrap_or(rest)
}

fn wanted(json: &Value) -> Wanted {
    let kind = string(json, "kind");
    let code = match kind.as_str() {
        "figure" => "category",
        "position" => "position",
        "awareness" => "awareness",
        "measure" => "measure",
        "evidence" => "evidence",
        "testimony" => "prompt",
        _ => "",
    };
    Wanted {
        party: alternatives(json, "party"),
        code: if code.is_empty() { Vec::new() } else { alternatives(json, code) },
        text: string(json, "text"),
        words: string(json, "words"),
        low: json.get("low").and_then(Value::as_u64),
        low_open: truth(json, "low_open"),
        high: json.get("high").and_then(Value::as_u64),
        high_open: truth(json, "high_open"),
        fraction: string(json, "fraction"),
        base: string(json, "base"),
        said_on: string(json, "said_on"),
        as_of: string(json, "as_of"),
        window: string(json, "window"),
        verified: string(json, "verified"),
        stimulus: list(json, "stimulus")
            .iter()
            .filter_map(|i| usize::try_from(i.as_u64()?).ok())
            .collect(),
        optional: truth(json, "optional"),
        kind,
    }
}

fn alternatives(json: &Value, key: &str) -> Vec<String> {
    let mut values = vec![string(json, key)];
    values.extend(strings(json, &format!("{key}_or")));
    values
}

fn list<'a>(json: &'a Value, key: &str) -> &'a [Value] {
    json.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn strings(json: &Value, key: &str) -> Vec<String> {
    list(json, key).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn string(json: &Value, key: &str) -> String {
    json.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn truth(json: &Value, key: &str) -> bool {
    json.get(key).and_then(Value::as_bool).unwrap_or(false)
}
