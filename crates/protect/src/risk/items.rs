//! Every detail that an edition tells about protected sources and those they speak of.
//!
//! Terms: a row is *protected* when a source with a handle speaks in it, or a source that is only labelled: a party of group
//! `SOURCE`, or a text in `alleged_by` that names a source.
//!
//! Invariant: fields, declarations and every text of the row in every language are read; a detail that stands in the Korean alone
//! counts like any other.
//!
//! Not here: rows of parties that speak in public.

use super::Declared;
use super::attribute::{Attribute, Described, Role, fold};
use super::count::Call;
use super::ledger::{Found, Item, RowRef, person_of};
use super::tables::Tables;
use crate::shape::{self, Attribution, Both, Edition, Quote};
use std::collections::BTreeMap;

impl Tables {
    /// Reads what a text tells about its speaker and about third parties.
    #[must_use]
    pub fn read(&self, text: &str) -> Vec<Described> {
        self.words().read(text)
    }

    /// Every detail that an edition tells about protected sources and those they speak of.
    ///
    /// * Cost: linear in the texts of protected rows.
    #[must_use]
    pub fn items_of(&self, edition: &Edition, declared: &Declared) -> Vec<Item> {
        let places = edition.places.iter().map(|p| (p.key.as_str(), p)).collect();
        let parties = edition.parties.iter().map(|p| (p.key.as_str(), p)).collect();
        let week = Call::parse(&edition.day).and_then(Call::coarser);
        let week = week.map_or_else(String::new, |week| week.to_string());
        let reader = Reader { tables: self, places, parties, edition: edition.number, week };
        let mut items = Vec::new();
        for s in &edition.statements {
            let texts = [both(&s.gist), optional(s.translation.as_ref()), quoted(s.quote.as_ref())];
            let mut texts: Vec<&str> = texts.into_iter().flatten().collect();
            texts.extend([s.scope.as_str(), s.note.en.as_str(), s.note.ko.as_str()]);
            let row = ("statement", &*s.key, &s.attribution, "", &*s.said_on, s.place.as_ref());
            reader.row(row, &texts, declared, &mut items);
        }
        for a in &edition.awareness {
            let texts = [
                both(&a.gist),
                both(&a.population),
                both(&a.note),
                optional(a.translation.as_ref()),
                quoted(a.quote.as_ref()),
            ];
            let texts: Vec<&str> = texts.into_iter().flatten().collect();
            let row = ("awareness", &*a.key, &a.attribution, "", &*a.said_on, a.place.as_ref());
            reader.row(row, &texts, declared, &mut items);
        }
        for m in &edition.measures {
            let mut texts: Vec<&str> =
                [both(&m.gist), both(&m.note)].into_iter().flatten().collect();
            texts.push(&m.target);
            let row = ("measure", &*m.key, &m.attribution, &*m.alleged_by, "", None);
            reader.row(row, &texts, declared, &mut items);
        }
        items
    }
}

fn both(text: &Both) -> Vec<&str> {
    vec![&text.en, &text.ko]
}

fn optional(text: Option<&Both>) -> Vec<&str> {
    text.map_or_else(Vec::new, both)
}

fn quoted(quote: Option<&Quote>) -> Vec<&str> {
    quote.map_or_else(Vec::new, |quote| vec![quote.text.as_str()])
}

/// Table, key, who says it, who alleges it, when, and the place that the row is about.
type RowParts<'a> = (&'static str, &'a str, &'a Attribution, &'a str, &'a str, Option<&'a String>);

struct Reader<'a> {
    tables: &'a Tables,
    places: BTreeMap<&'a str, &'a shape::Place>,
    parties: BTreeMap<&'a str, &'a shape::Party>,
    edition: u64,
    week: String,
}

impl Reader<'_> {
    fn row(&self, row: RowParts<'_>, texts: &[&str], declared: &Declared, out: &mut Vec<Item>) {
        let (table, key, attribution, alleged_by, said_on, about) = row;
        let Some((source, place)) = self.source(attribution, alleged_by) else { return };
        let row = RowRef { table: table.to_owned(), key: key.to_owned() };
        let mut add = |role: &Role, attribute: Attribute, found: Found| {
            out.push(Item {
                person: person_of(&source, role),
                attribute,
                row: row.clone(),
                edition: self.edition,
                week: self.week.clone(),
                label: source.clone(),
                found,
            });
        };
        let place = place.or_else(|| self.place(about));
        if let Some(place) = &place {
            add(&Role::Source, place.clone(), Found::Field);
        }
        if let Some(call) = Call::parse(said_on) {
            add(&Role::Source, Attribute::new("call", &call.to_string()), Found::Field);
        }
        let told = declared.get(&(table.to_owned(), key.to_owned()));
        for described in told.into_iter().flatten() {
            add(&described.person, described.attribute.clone(), Found::Declared);
        }
        for text in texts.iter().filter(|text| !text.is_empty()) {
            let korean = text.chars().any(|c| ('가'..='힣').contains(&c));
            let found = if korean { Found::ProseKo } else { Found::Prose };
            for described in self.tables.read(text) {
                if self.own_place(&described.attribute, place.as_ref()) {
                    add(&described.person, described.attribute, found);
                }
            }
        }
    }

    /// The name in the ledger and the place of a source, if a source speaks here.
    fn source(&self, by: &Attribution, alleged: &str) -> Option<(String, Option<Attribute>)> {
        match by {
            Attribution::Protected { handle, place, .. } => {
                Some((handle.clone(), self.place(place.as_ref())))
            }
            Attribution::Party { party, .. } => {
                let party = self.parties.get(party.as_str()).filter(|p| p.group == "SOURCE")?;
                let label = format!("~{}", party.name.en);
                let place = self.tables.words().place(&party.name.en);
                Some((label, place.map(|value| Attribute::new("place", &value))))
            }
            Attribution::Unattributed => {
                let said = alleged.to_lowercase();
                let a_source = said.contains("source") || said.contains("취재원");
                let place = self.tables.words().place(alleged);
                let place = place.map(|value| Attribute::new("place", &value));
                a_source.then(|| (format!("~{}", alleged.trim()), place))
            }
        }
    }

    /// Every place that a place's name tells, `a+b`; its own name where the tables know none of it.
    fn place(&self, key: Option<&String>) -> Option<Attribute> {
        let name = &self.places.get(key?.as_str())?.name.en;
        let parts = name.split(" and ").flat_map(|part| part.split(&['+', ';'][..]));
        let values: Vec<String> = parts
            .map(|part| self.tables.words().place(part).unwrap_or_else(|| fold(part)))
            .collect();
        (!name.trim().is_empty())
            .then(|| Attribute { name: "place".to_owned(), value: values.join("+") })
    }

    /// A place in prose is the source's if it lies in the place of the source; another is what the source speaks of.
    fn own_place(&self, told: &Attribute, known: Option<&Attribute>) -> bool {
        if told.name != "place" {
            return true;
        }
        if ["north_korea", "china", "russia"].contains(&told.value.as_str()) {
            return false;
        }
        known.is_none_or(|known| {
            known.value.split('+').any(|part| self.tables.covers("place", part, &told.value))
        })
    }
}
