//! What a draft says, in the editor's words and as JSON.
//!
//! Text of an article is shown through [`escaped`]: what a terminal would obey is written out. In JSON it is as it is.

use model::category::Category;
use model::party::{Group, Party, Position};
use model::quantity::{self, Interval, Quantity};
use reading::{Complaint, Draft, Format, Kind, Span, Table};
use serde_json::{Map, Value, json};

use crate::app::read::{Outcome, Read};
use crate::app::tables::TableKind;
use crate::intake::escaped;

/// Characters of a column that are shown.
const SHOWN_CHARS: usize = 400;

/// Characters of words that are marked in the article anyway.
const MARKED_CHARS: usize = 70;

/// Columns about the article as a whole, or that the article itself shows around the marks.
const TOLD_ELSEWHERE: [&str; 7] =
    ["kind", "publisher", "title", "url", "quote", "quote_lang", "lang"];

/// The draft in a line: `figure – NIS (South Korea): “about 1,100” wounded, [990, 1210]`.
pub(super) fn lead(draft: &Draft) -> String {
    let field = |column| {
        let text = draft.field(column);
        if one_line(text) == one_line(&draft.text) {
            String::new()
        } else {
            escaped(&one_line(text), SHOWN_CHARS)
        }
    };
    let quoted = |text: &str| format!("“{}”", escaped(&one_line(text), MARKED_CHARS));
    let said = match draft.kind {
        Kind::Figure => {
            let words = match (draft.field("words"), &draft.quantity) {
                ("", Some(quantity)) => quantity.words(),
                (words, _) => words,
            };
            let category = escaped(&Category::new(draft.field("category")).words().0, 80);
            let meant = draft.quantity.as_ref().map(meant).unwrap_or_default();
            let words = escaped(&one_line(words), SHOWN_CHARS);
            format!("“{words}” {category}{meant}")
        }
        Kind::Position => Position::from_code(draft.field("position"))
            .map_or_else(|| field("position"), |p| p.words().0.to_owned()),
        Kind::Awareness => {
            join(&[&field("population"), &spaced(&field("state")), &field("proposition")])
        }
        Kind::Measure => join(&[&spaced(&field("type")), &field("target"), &field("what")]),
        Kind::Evidence => join(&[&spaced(&field("type")), &field("shows"), &field("verification")]),
        Kind::Testimony | Kind::Fate | Kind::Prediction | Kind::Opinion | Kind::Circumstance => {
            quoted(&draft.text)
        }
    };
    let who = who(draft);
    let who = if who.is_empty() { "nobody named".to_owned() } else { who };
    let said = if said.is_empty() { quoted(&draft.text) } else { said };
    format!("{} – {who}: {said}", draft.kind.code())
}

/// Who says it, or did it, as the tables have it.
fn who(draft: &Draft) -> String {
    let column = match draft.kind.table() {
        Table::Claims | Table::Positions => "party",
        Table::Awareness => "said_by",
        Table::Measures => "alleged_by",
        Table::Evidence => "released_by",
    };
    let name = draft.field(column);
    let group = Group(draft.field("party_group").to_owned());
    let who = if column == "party" && !(name.is_empty() && group.0.is_empty()) {
        Party { group, name: name.to_owned() }.shown().0
    } else {
        name.to_owned()
    };
    let speaker = draft.field("speaker");
    let text = match (who.is_empty(), speaker.is_empty()) {
        (false, false) => format!("{who}, {speaker}"),
        (true, false) => speaker.to_owned(),
        _ => who,
    };
    escaped(&text, SHOWN_CHARS)
}

/// What the words of a figure mean: an interval, a share of a base, or nothing that is a number.
fn meant(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Fraction { ratio, base, .. } => {
            let base = base.as_ref().map_or_else(String::new, |b| {
                format!(" of “{}” {}", escaped(&b.words, 80), b.interval)
            });
            format!(", a share {ratio}{base}")
        }
        Quantity::Words { .. } | Quantity::Absent { .. } => ", no number".to_owned(),
        other => other.interval().map_or_else(String::new, |i| format!(", {i}")),
    }
}

/// The columns that [`lead`] does not show, in the order of the table.
pub(super) fn fields(draft: &Draft) -> Vec<(&'static str, String)> {
    let shown: &[&str] = match draft.kind {
        Kind::Figure => &["party", "party_group", "speaker", "category", "words"],
        Kind::Position => &["party", "party_group", "speaker", "position"],
        Kind::Awareness => &["said_by", "population", "state", "proposition"],
        Kind::Measure => &["alleged_by", "type", "target", "what"],
        Kind::Evidence => &["released_by", "type", "shows", "verification"],
        _ => &["party", "party_group", "speaker"],
    };
    let schema = kind_of(draft).schema();
    let place =
        |name: &str| schema.columns.iter().position(|c| c.name == name).unwrap_or(usize::MAX);
    let mut list: Vec<(&'static str, String)> = draft
        .fields
        .iter()
        .filter(|(name, text)| {
            // The marked words in the text are the quotation.
            !shown.contains(name)
                && !TOLD_ELSEWHERE.contains(name)
                && one_line(text) != one_line(&draft.text)
        })
        .map(|(name, text)| (*name, escaped(&one_line(text), SHOWN_CHARS)))
        .collect();
    list.sort_by_key(|(name, _)| place(name));
    list
}

/// The desk's table of a draft.
fn kind_of(draft: &Draft) -> TableKind {
    match draft.kind.table() {
        Table::Claims => TableKind::Claims,
        Table::Positions => TableKind::Positions,
        Table::Awareness => TableKind::Awareness,
        Table::Measures => TableKind::Measures,
        Table::Evidence => TableKind::Evidence,
    }
}

/// A code in words.
fn spaced(code: &str) -> String {
    code.replace('_', " ")
}

fn join(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
    parts.join(", ")
}

/// White space as single spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What became of a draft, in words.
pub(super) fn fate(fate: &Outcome, would: &str) -> String {
    match fate {
        Outcome::Filed => format!("{would}filed"),
        Outcome::There { changed: false } => "there already".to_owned(),
        Outcome::There { changed: true } => {
            "there already, in other words by now; left as it is".to_owned()
        }
        Outcome::Refused => "refused".to_owned(),
        Outcome::Unfit(unfit) => {
            let needs: Vec<String> = unfit.needs.iter().map(|n| format!("`{n}`")).collect();
            format!("not filed, because the text does not give {}", needs.join(", "))
        }
    }
}

/// What can be done about a complaint of the reader.
pub(super) const fn hint(complaint: &Complaint) -> Option<&'static str> {
    match complaint {
        Complaint::UnknownLanguage => {
            Some("`--lang en`, `ko`, `ru` or `uk` reads it by the rules of that language")
        }
        Complaint::NoAnchor | Complaint::AnchoredInText { .. } => {
            Some("`--published DAY` says which day Monday was")
        }
        Complaint::GuessedEncoding { .. } | Complaint::BadBytes { .. } => {
            Some("look at names and accents, or save it as UTF-8")
        }
        Complaint::TooMany { .. } | Complaint::CutAt { .. } => Some("give one article at a time"),
        _ => None,
    }
}

/// The word for a form.
pub(super) const fn form(format: Format) -> &'static str {
    match format {
        Format::Text => "text",
        Format::Html => "html",
        Format::Markdown => "markdown",
    }
}

fn span_json(span: &Span) -> Value {
    json!({
        "bytes": [span.bytes.start, span.bytes.end],
        "chars": [span.chars.start, span.chars.end],
    })
}

/// A draft for machines: where, which words, what kind, then the columns of its table by their names.
pub(super) fn draft_json(read: &Read, at: usize) -> Value {
    let Some(draft) = read.reading.drafts.get(at) else { return Value::Null };
    let mut object = Map::new();
    for (name, text) in &draft.fields {
        object.insert((*name).to_owned(), json!(text));
    }
    let numbers = |list: &[usize]| list.iter().map(|at| at + 1).collect::<Vec<_>>();
    let missing: Vec<Value> =
        draft.missing.iter().map(|m| json!({"field": m.field, "why": m.why})).collect();
    let own = [
        ("number", json!(at + 1)),
        ("kind", json!(draft.kind.code())),
        ("table", json!(draft.kind.table().code())),
        ("span", draft.spans.first().map_or(Value::Null, span_json)),
        ("spans", draft.spans.iter().map(span_json).collect()),
        ("text", json!(draft.text)),
        ("missing", Value::Array(missing)),
        ("rules", json!(draft.rules)),
        ("derives_from", json!(numbers(&draft.derives_from))),
        ("stimulus", json!(numbers(&draft.stimulus))),
        ("relays", json!(draft.relays)),
        ("quantity", draft.quantity.as_ref().map_or(Value::Null, quantity_json)),
        ("confidence", json!(draft.confidence)),
    ];
    object.extend(own.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Value::Object(object)
}

/// A quantity as `figures --json` has it.
fn quantity_json(said: &Quantity) -> Value {
    let interval = said.interval();
    let interval = interval.as_ref();
    let share = match said {
        Quantity::Fraction { ratio, base, .. } => json!({
            "share": ratio.to_string(),
            "base": base.as_ref().map(|b| b.words.as_str()),
            "base_interval": base.as_ref().map(|b| b.interval.to_string()),
        }),
        _ => Value::Null,
    };
    let hedges: Vec<&str> = said.hedges().iter().map(quantity::Hedge::code).collect();
    json!({
        "words": said.words(),
        "value": said.reading().and_then(|r| r.value),
        "interval": interval.map(ToString::to_string),
        "low": interval.map(Interval::lo),
        "low_open": interval.map(Interval::lo_open),
        "high": interval.and_then(Interval::hi),
        "high_open": interval.map(Interval::hi_open),
        "fraction": share,
        "hedges": hedges,
        "rules": said.rules(),
        "rules_version": quantity::RULES_VERSION,
    })
}

/// The article for machines, after its drafts: spans in characters are places in `text`.
pub(super) fn article_json(read: &Read) -> Value {
    let reading = &read.reading;
    let blocks: Vec<Value> = reading
        .blocks
        .iter()
        .map(|b| json!({"kind": b.kind.code(), "lang": b.lang.map(quantity::Lang::code), "span": span_json(&b.span)}))
        .collect();
    let complaints: Vec<Value> = reading
        .complaints
        .iter()
        .map(|c| json!({"code": c.code(), "message": c.to_string(), "hint": hint(c)}))
        .collect();
    json!({
        "kind": "article",
        "name": read.article.name,
        "sha256": read.article.sha256_hex(),
        "bytes": read.article.bytes.len(),
        "format": form(reading.format),
        "encoding": reading.encoding,
        "lang": reading.lang.map(quantity::Lang::code),
        "script": reading.script,
        "url": read.hints.url,
        "published": read.hints.published.map(|d| d.to_string()),
        "publisher": read.hints.publisher,
        "drafts": reading.drafts.len(),
        "blocks": blocks,
        "text": reading.text,
        "complaints": complaints,
    })
}
