//! What the gate must know of each table: its dates, places, hashes, hidden fields, and the texts that would tell.
//!
//! Invariant: every date field of a shape is listed by `dates`, so that none leaves unread; a test serialises a row with a
//! marker in each date and looks for it.
//!
//! Not here: the order of the steps; see [`super`].

use crate::candidate::{NoField, Shape};
use crate::shape::{
    Absence, Attribution, Awareness, Evidence, EvidenceField, Measure, Person, PersonField,
    Position, Quantity, QuantityKind, Report, Statement, StatementField,
};
use serde::Serialize;

/// A named, mutable text.
pub(crate) type Dates<'a> = Vec<(&'static str, &'a mut String)>;

/// A row as the gate sees it.
pub(crate) trait Row: Shape + Serialize + Clone {
    const TABLE: &'static str;

    fn key(&self) -> &str;

    /// Every date, by field.
    fn dates(&mut self) -> Dates<'_>;

    /// Every reference to a place, the one inside the attribution included.
    fn places(&mut self) -> Vec<&mut Option<String>> {
        Vec::new()
    }

    fn attribution(&self) -> Option<&Attribution> {
        None
    }

    /// The outlet had published the dates and the place itself.
    fn already_public(&self) -> bool {
        false
    }

    /// Every hash, by field.
    fn hashes(&self) -> Vec<(&'static str, &str)> {
        Vec::new()
    }

    /// Hides a field; whether there was something to hide.
    fn hide(&mut self, field: Self::Field) -> bool;

    /// Texts that are nowhere else unless somebody copied them.
    fn telling(&self) -> Vec<&str>;

    /// Names that are nowhere else, however short.
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
}

fn attribution_place(attribution: &mut Attribution) -> Option<&mut Option<String>> {
    match attribution {
        Attribution::Protected { place, .. } => Some(place),
        Attribution::Party { .. } | Attribution::Unattributed => None,
    }
}

/// Empties a value; whether there was one.
fn take<T: Default + PartialEq>(value: &mut T) -> bool {
    std::mem::take(value) != T::default()
}

impl Row for Statement {
    const TABLE: &'static str = "statement";

    fn key(&self) -> &str {
        &self.key
    }

    fn dates(&mut self) -> Dates<'_> {
        let mut dates = vec![("said_on", &mut self.said_on), ("as_of", &mut self.as_of)];
        if let Some(window) = &mut self.window {
            dates.push(("window.from", &mut window.from));
            dates.push(("window.to", &mut window.to));
        }
        if let Some(outcome) = &mut self.outcome {
            dates.push(("outcome.on", &mut outcome.on));
        }
        dates
    }

    fn places(&mut self) -> Vec<&mut Option<String>> {
        attribution_place(&mut self.attribution).into_iter().chain([&mut self.place]).collect()
    }

    fn attribution(&self) -> Option<&Attribution> {
        Some(&self.attribution)
    }

    fn already_public(&self) -> bool {
        self.already_public
    }

    fn hashes(&self) -> Vec<(&'static str, &str)> {
        vec![("entry_id", &self.entry_id)]
    }

    fn hide(&mut self, field: StatementField) -> bool {
        let had = match field {
            StatementField::Speaker => match &mut self.attribution {
                Attribution::Party { speaker, .. } => take(speaker),
                Attribution::Protected { .. } | Attribution::Unattributed => false,
            },
            StatementField::SaidOn => take(&mut self.said_on),
            StatementField::AsOf => take(&mut self.as_of) | take(&mut self.window),
            StatementField::Quantity => hide_quantity(&mut self.quantity),
            StatementField::Scope => take(&mut self.scope),
            StatementField::Place => take(&mut self.place),
            StatementField::Quote => take(&mut self.quote) | take(&mut self.translation),
            StatementField::Gist => take(&mut self.gist),
            StatementField::Note => take(&mut self.note),
            StatementField::Reports => take(&mut self.reports),
            StatementField::Prompt => take(&mut self.prompt) | take(&mut self.stimulus),
        };
        if had && !self.withheld.contains(&field) {
            self.withheld.push(field);
            self.withheld.sort_unstable();
        }
        had
    }

    fn telling(&self) -> Vec<&str> {
        let mut texts =
            vec![&*self.gist.en, &self.gist.ko, &self.note.en, &self.note.ko, &self.scope];
        texts.extend(self.quote.iter().map(|quote| &*quote.text));
        texts.extend(self.translation.iter().flat_map(|both| [&*both.en, &*both.ko]));
        texts
    }
}

fn hide_quantity(quantity: &mut Option<Quantity>) -> bool {
    let withheld = Quantity {
        kind: QuantityKind::Absent,
        absence: Some(Absence::Withheld),
        ..Quantity::default()
    };
    match quantity {
        Some(known) if *known != withheld => {
            *known = withheld;
            true
        }
        Some(_) | None => false,
    }
}

impl Row for Position {
    const TABLE: &'static str = "position";

    fn key(&self) -> &str {
        &self.key
    }

    fn dates(&mut self) -> Dates<'_> {
        vec![("from", &mut self.from), ("until", &mut self.until)]
    }

    fn hashes(&self) -> Vec<(&'static str, &str)> {
        vec![("entry_id", &self.entry_id)]
    }

    fn hide(&mut self, field: NoField) -> bool {
        match field {}
    }

    fn telling(&self) -> Vec<&str> {
        let mut texts = vec![&*self.gist.en, &self.gist.ko, &self.note.en, &self.note.ko];
        texts.extend(self.quote.iter().map(|quote| &*quote.text));
        texts
    }
}

impl Row for Awareness {
    const TABLE: &'static str = "awareness";

    fn key(&self) -> &str {
        &self.key
    }

    fn dates(&mut self) -> Dates<'_> {
        vec![("observed", &mut self.observed), ("said_on", &mut self.said_on)]
    }

    fn places(&mut self) -> Vec<&mut Option<String>> {
        attribution_place(&mut self.attribution).into_iter().chain([&mut self.place]).collect()
    }

    fn attribution(&self) -> Option<&Attribution> {
        Some(&self.attribution)
    }

    fn already_public(&self) -> bool {
        self.already_public
    }

    fn hashes(&self) -> Vec<(&'static str, &str)> {
        vec![("entry_id", &self.entry_id)]
    }

    fn hide(&mut self, field: NoField) -> bool {
        match field {}
    }

    fn telling(&self) -> Vec<&str> {
        let mut texts = vec![&*self.gist.en, &self.gist.ko, &self.note.en, &self.note.ko];
        texts.extend(self.quote.iter().map(|quote| &*quote.text));
        texts
    }
}

impl Row for Measure {
    const TABLE: &'static str = "measure";

    fn key(&self) -> &str {
        &self.key
    }

    fn dates(&mut self) -> Dates<'_> {
        vec![("from", &mut self.from), ("until", &mut self.until)]
    }

    fn places(&mut self) -> Vec<&mut Option<String>> {
        attribution_place(&mut self.attribution).into_iter().chain([&mut self.place]).collect()
    }

    fn attribution(&self) -> Option<&Attribution> {
        Some(&self.attribution)
    }

    fn already_public(&self) -> bool {
        self.already_public
    }

    fn hashes(&self) -> Vec<(&'static str, &str)> {
        vec![("entry_id", &self.entry_id)]
    }

    fn hide(&mut self, field: NoField) -> bool {
        match field {}
    }

    fn telling(&self) -> Vec<&str> {
        vec![&self.gist.en, &self.gist.ko, &self.note.en, &self.note.ko]
    }
}

impl Row for Evidence {
    const TABLE: &'static str = "evidence";

    fn key(&self) -> &str {
        &self.key
    }

    fn dates(&mut self) -> Dates<'_> {
        vec![("made", &mut self.made), ("released", &mut self.released)]
    }

    fn places(&mut self) -> Vec<&mut Option<String>> {
        vec![&mut self.place]
    }

    fn hashes(&self) -> Vec<(&'static str, &str)> {
        vec![("entry_id", &self.entry_id), ("content_hash", &self.content_hash)]
    }

    fn hide(&mut self, field: EvidenceField) -> bool {
        let had = match field {
            EvidenceField::Made => take(&mut self.made),
            EvidenceField::Shows => take(&mut self.shows),
            EvidenceField::Place => take(&mut self.place),
            EvidenceField::ContentHash => take(&mut self.content_hash),
            EvidenceField::Note => take(&mut self.note),
        };
        if had && !self.withheld.contains(&field) {
            self.withheld.push(field);
            self.withheld.sort_unstable();
        }
        had
    }

    fn telling(&self) -> Vec<&str> {
        vec![&self.shows.en, &self.shows.ko, &self.note.en, &self.note.ko, &self.content_hash]
    }
}

impl Row for Person {
    const TABLE: &'static str = "person";

    fn key(&self) -> &str {
        &self.key
    }

    fn dates(&mut self) -> Dates<'_> {
        let names = self.names.iter_mut().map(|name| ("names.day", &mut name.day));
        std::iter::once(("died", &mut self.died)).chain(names).collect()
    }

    fn places(&mut self) -> Vec<&mut Option<String>> {
        vec![&mut self.place]
    }

    fn hashes(&self) -> Vec<(&'static str, &str)> {
        vec![("entry_id", &self.entry_id)]
    }

    fn hide(&mut self, field: PersonField) -> bool {
        let had = match field {
            PersonField::Names => take(&mut self.names),
            PersonField::Age => take(&mut self.age),
            PersonField::Affiliation => take(&mut self.affiliation),
            PersonField::Circumstance => take(&mut self.circumstance),
            PersonField::Died => take(&mut self.died),
            PersonField::Place => take(&mut self.place),
            PersonField::Note => take(&mut self.note),
        };
        if had && !self.withheld.contains(&field) {
            self.withheld.push(field);
            self.withheld.sort_unstable();
        }
        had
    }

    fn telling(&self) -> Vec<&str> {
        vec![&self.circumstance.en, &self.circumstance.ko, &self.note.en, &self.note.ko]
    }

    fn names(&self) -> Vec<&str> {
        self.names.iter().map(|name| &*name.name).collect()
    }
}

impl Row for Report {
    const TABLE: &'static str = "report";

    fn key(&self) -> &str {
        &self.key
    }

    fn dates(&mut self) -> Dates<'_> {
        vec![("published", &mut self.published)]
    }

    fn hashes(&self) -> Vec<(&'static str, &str)> {
        vec![("content_hash", &self.content_hash)]
    }

    fn hide(&mut self, field: NoField) -> bool {
        match field {}
    }

    fn telling(&self) -> Vec<&str> {
        vec![&self.title, &self.url]
    }
}
