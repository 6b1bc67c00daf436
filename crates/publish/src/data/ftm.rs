//! FollowTheMoney entities: for tools that link people, bodies and documents.
//!
//! What becomes what: a party is a `PublicBody` or an `Organization`, a report an `Article`, a statement an `Assessment` by
//! its party, a derivation an `UnknownLink` between two of them, a statement found in a report a `Documentation`, a measure
//! an `Event`, a person a `Person`, a finding a `Note`.
//!
//! Invariant: each line is one entity whose schema and properties exist in FollowTheMoney and whose references are to
//! entities of the same file; ids are stable from edition to edition.
//!
//! Not here: intervals. FollowTheMoney has no such type, so a figure goes as its words and its printed interval; dates go as
//! far as they are prefixes of a day, because the format knows no others.
//!
//! Source: the schemata `Assessment`, `Article`, `Documentation`, `Event`, `Note`, `Organization`, `Person`, `PublicBody`,
//! `UnknownLink` of followthemoney (MIT), read in its repository.

use crate::{date, site::Index};
use protect::{
    Released,
    shape::{Attribution, Edition, Statement},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// All entities, one JSON object a line.
///
/// * Determinism: parties, reports, statements, links, measures, persons, findings, each in the edition's order.
/// * Cost: linear.
#[must_use]
pub fn lines(edition: &Released<Edition>) -> String {
    let mut out = Lines { text: String::new(), case: &edition.case };
    let index = Index::of(edition.get());
    for party in &edition.parties {
        let state = matches!(&*party.kind, "state" | "agency" | "military" | "intelligence");
        out.entity(if state { "PublicBody" } else { "Organization" }, "party", &party.key)
            .all("name", [&party.name.en, &party.name.ko])
            .one("description", &party.note.en)
            .end();
    }
    for report in &edition.reports {
        out.entity("Article", "report", &report.key)
            .one("fileName", &report.key)
            .one("title", &report.title)
            .one("publisher", &report.publisher)
            .one("sourceUrl", web(&report.url))
            .one("language", &report.lang)
            .one("publishedAt", prefix(&report.published))
            .end();
    }
    for statement in &edition.statements {
        assessment(&mut out, &index, edition, statement);
    }
    for statement in &edition.statements {
        links(&mut out, &index, edition, statement);
    }
    for measure in &edition.measures {
        let party = measure.party.as_ref().map(|key| out.id("party", key));
        out.entity("Event", "measure", &measure.key)
            .one("name", &measure.kinds.join(", ").replace('_', " "))
            .one("summary", &measure.gist.en)
            .one("startDate", prefix(&measure.from))
            .one("endDate", prefix(&measure.until))
            .one("organizer", party.as_deref().unwrap_or_default())
            .end();
    }
    for person in &edition.persons {
        let names: BTreeSet<&String> = person.names.iter().map(|name| &name.name).collect();
        let first = person.names.first().map(|name| &name.name);
        let (Some(first), alias) = (first, names) else { continue };
        out.entity("Person", "person", &person.key)
            .one("name", first)
            .all("alias", alias.into_iter().filter(|name| *name != first))
            .one("deathDate", prefix(&person.died))
            .one("summary", &person.circumstance.en)
            .end();
    }
    for finding in &edition.findings {
        let about: Vec<String> =
            finding.statements.iter().map(|key| out.id("statement", key)).collect();
        out.entity("Note", "finding", &finding.key)
            .one("name", &format!("{}: {}", finding.kind, finding.key))
            .all("description", [&finding.sentence.en, &finding.sentence.ko])
            .all("entity", &about)
            .end();
    }
    out.text
}

fn assessment(out: &mut Lines<'_>, index: &Index<'_>, edition: &Edition, row: &Statement) {
    let author = match &row.attribution {
        Attribution::Party { party, .. } => Some(party),
        Attribution::Protected { via, .. } => via.as_ref(),
        Attribution::Unattributed => None,
    };
    let author = author.filter(|key| index.party(edition, key).is_some());
    let author = author.map(|key| out.id("party", key)).unwrap_or_default();
    let quantity = row.quantity.as_ref();
    let name = match quantity.filter(|q| !q.words.is_empty()) {
        Some(q) => format!("{}: {} {}", row.key, q.words, row.category.replace('_', " ")),
        None => format!("{}: {}", row.key, row.gist.en),
    };
    out.entity("Assessment", "statement", &row.key)
        .one("name", name.trim())
        .one("assessmentId", &row.key)
        .one("author", &author)
        .one("publishDate", prefix(&row.said_on))
        .one("summary", &row.gist.en)
        .one("description", quantity.map_or("", |q| &q.interval))
        .one("keywords", &row.category)
        .end();
}

fn links(out: &mut Lines<'_>, index: &Index<'_>, edition: &Edition, row: &Statement) {
    let own = out.id("statement", &row.key);
    for from in &row.derives_from {
        if index.statement(&from.key).is_none() {
            continue;
        }
        let object = out.id("statement", &from.key);
        out.entity("UnknownLink", "derivation", &format!("{}/{}", row.key, from.key))
            .one("subject", &own)
            .one("object", &object)
            .one("role", &from.kind)
            .end();
    }
    for report in &row.reports {
        if index.report(edition, report).is_none() {
            continue;
        }
        let document = out.id("report", report);
        out.entity("Documentation", "documentation", &format!("{}/{report}", row.key))
            .one("entity", &own)
            .one("document", &document)
            .one("role", "found in")
            .end();
    }
}

fn web(url: &str) -> &str {
    if url.starts_with("https://") || url.starts_with("http://") { url } else { "" }
}

/// The part of a date that FollowTheMoney can hold: a year, a month or a day.
fn prefix(text: &str) -> &str {
    if let Some(day) = date::single_day(text) {
        return day;
    }
    let bare = text.trim_matches(['~', '?', '%']);
    let plain = matches!(bare.len(), 4 | 7) && date::days(bare).is_some();
    if plain && bare.bytes().all(|b| b.is_ascii_digit() || b == b'-') { bare } else { "" }
}

struct Lines<'c> {
    text: String,
    case: &'c str,
}

impl Lines<'_> {
    /// The same key in the same case has the same id for ever.
    fn id(&self, table: &str, key: &str) -> String {
        format!("{}/{table}/{key}", self.case)
    }

    fn entity(&mut self, schema: &'static str, table: &str, key: &str) -> Entity<'_> {
        let id = self.id(table, key);
        Entity { out: &mut self.text, schema, id, properties: Map::new() }
    }
}

struct Entity<'o> {
    out: &'o mut String,
    schema: &'static str,
    id: String,
    properties: Map<String, Value>,
}

impl Entity<'_> {
    fn one(self, name: &'static str, value: &str) -> Self {
        self.all(name, std::iter::once(value))
    }

    fn all<S: AsRef<str>>(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        let mut seen: Vec<Value> = Vec::new();
        for value in values {
            let value = value.as_ref().trim();
            if !value.is_empty() && !seen.iter().any(|known| known == value) {
                seen.push(Value::from(value));
            }
        }
        if !seen.is_empty() {
            self.properties.insert(name.to_owned(), Value::Array(seen));
        }
        self
    }

    fn end(self) {
        let entity = json!({ "id": self.id, "schema": self.schema, "properties": self.properties });
        self.out.push_str(&entity.to_string());
        self.out.push('\n');
    }
}
