//! The door: rows of named fields become statements, measures, positions, awareness, evidence, persons, mentions, reports.
//!
//! A row comes as [`Fields`] – names and texts, whatever file they were in – and leaves as a value or as *all* of its
//! complaints. What is parsed here is trusted afterwards. Column names are those of docs/formats.md. Reading the same fields
//! always gives the same value: the record keeps the fields, and everything else is drawn from them again on replay.

use crate::awareness::{Awareness, AwarenessState};
use crate::category::Category;
use crate::date::{Day, When};
use crate::evidence::Evidence;
use crate::id::{EvidenceKey, KeyError, MeasureKey, PersonKey, ReportKey, StatementKey};
use crate::measure::Measure;
use crate::party::{Group, Party, Position, PositionTaken};
use crate::person::{Mention, PersonRecord};
use crate::place::Place;
use crate::quantity::{self, Absence, Lang, Quantity};
use crate::report::Report;
use crate::scope::{Population, Scope, ScopeWords};
use crate::statement::{Kind, Level, Outcome, Quote, Statement, Testimony, Window};

/// A row: named texts. A missing column reads as an empty text.
pub trait Fields {
    /// The text of a column, or `""`.
    fn text(&self, column: &str) -> &str;
}

impl Fields for std::collections::BTreeMap<String, String> {
    fn text(&self, column: &str) -> &str {
        self.get(column).map_or("", String::as_str)
    }
}

/// One thing wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Column `{column}` holds `{value}`, expected {expected}")]
pub struct FieldError {
    /// The column.
    pub column: &'static str,
    /// The value found.
    pub value: String,
    /// What was expected.
    pub expected: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// A reader over one row that gathers complaints.
struct Reader<'a> {
    fields: &'a dyn Fields,
    wrong: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    fn new(fields: &'a dyn Fields) -> Self {
        Self { fields, wrong: Vec::new() }
    }

    fn text(&self, column: &str) -> String {
        self.fields.text(column).trim().to_owned()
    }

    fn complain(
        &mut self,
        column: &'static str,
        expected: impl Into<String>,
        hint: Option<String>,
    ) {
        let value = self.text(column);
        self.wrong.push(FieldError { column, value, expected: expected.into(), hint });
    }

    fn key<K>(&mut self, column: &'static str, make: fn(&str) -> Result<K, KeyError>) -> Option<K> {
        match make(self.fields.text(column)) {
            Ok(key) => Some(key),
            Err(why) => {
                self.complain(column, "a key of 1 to 96 characters", Some(why.to_string()));
                None
            }
        }
    }

    fn keys<K>(&mut self, column: &'static str, make: fn(&str) -> Result<K, KeyError>) -> Vec<K> {
        let text = self.text(column);
        let mut keys = Vec::new();
        for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
            match make(part) {
                Ok(key) => keys.push(key),
                Err(why) => self.complain(column, "keys separated by `;`", Some(why.to_string())),
            }
        }
        keys
    }

    fn when(&mut self, date: &'static str, precision: &'static str) -> When {
        match When::from_columns(self.fields.text(date), self.fields.text(precision)) {
            Ok(when) => when,
            Err(why) => {
                self.complain(date, why.expected, why.hint);
                When::unknown()
            }
        }
    }

    fn day(&mut self, column: &'static str) -> Option<Day> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let day = When::parse(&text).ok().and_then(|w| match (w.earliest(), w.latest()) {
            (Some(first), Some(last)) if first == last => Some(first),
            _ => None,
        });
        if day.is_none() {
            self.complain(column, "a day, YYYY-MM-DD", None);
        }
        day
    }

    fn window(&mut self) -> Option<Window> {
        let (from, to) = (self.day("period_start"), self.day("period_end"));
        match (from, to) {
            (Some(from), Some(to)) if from <= to => Some(Window { from, to }),
            (Some(_), Some(_)) => {
                self.complain("period_end", "a day on or after `period_start`", None);
                None
            }
            (Some(day), None) | (None, Some(day)) => Some(Window { from: day, to: day }),
            (None, None) => None,
        }
    }

    fn number(&mut self, column: &'static str) -> Option<u64> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let digits: String =
            text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}')).collect();
        match digits.parse::<u64>() {
            Ok(n) if n <= 1_000_000_000_000 => Some(n),
            _ => {
                let hint = text
                    .starts_with('-')
                    .then(|| "a count of persons cannot be negative".to_owned());
                self.complain(column, "a whole number from 0 to 1,000,000,000,000", hint);
                None
            }
        }
    }

    /// The release level. What rests on a protected source waits until somebody says that it may leave.
    fn level(&mut self, protected: bool) -> Level {
        if protected && self.text("release").is_empty() {
            return Level::Hold;
        }
        Level::from_code(self.fields.text("release")).unwrap_or_else(|| {
            self.complain("release", "`public`, `coarsened`, `hold` or `withheld`", None);
            // What cannot be read must not leave.
            Level::Withheld
        })
    }

    fn quote(&self) -> Option<Quote> {
        let text = self.text("quote");
        (!text.is_empty()).then(|| Quote {
            text,
            lang: self.text("quote_lang"),
            translation: self.text("translation"),
        })
    }

    fn testimony(&mut self, handle: String) -> Option<Testimony> {
        let stimulus = self.keys("stimulus", StatementKey::new);
        let prompt = self.text("prompt");
        if handle.is_empty() && stimulus.is_empty() && prompt.is_empty() {
            return None;
        }
        Some(Testimony { handle, prompt, stimulus, channel: self.text("channel"), tainted: false })
    }

    fn done<T>(self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        match value {
            Some(value) if self.wrong.is_empty() => Ok(value),
            _ => Err(self.wrong),
        }
    }
}

/// A place, at most a province when the row rests on a protected source.
fn place(text: &str, protected: bool) -> Option<Place> {
    let place = Place::from_row(text)?;
    Some(if protected { place.for_protected() } else { place })
}

/// A handle without its `handle:` mark.
fn handle(text: &str) -> String {
    text.trim().strip_prefix("handle:").map_or("", str::trim).to_owned()
}

/// Reads a row of the claims table; `default` is the population that the case is about.
///
/// # Errors
/// Every field that cannot be read, at once.
pub fn claim(fields: &dyn Fields, default: &Population) -> Result<Statement, Vec<FieldError>> {
    let mut r = Reader::new(fields);
    let key = r.key("claim_id", StatementKey::new);
    let category = Category::new(r.fields.text("category"));
    let kind = match r.text("kind").as_str() {
        "" => Kind::of_category(&category),
        code => Kind::from_code(code).unwrap_or_else(|| {
            let codes: Vec<_> = Kind::ALL.iter().map(|k| k.code()).collect();
            r.complain("kind", format!("one of {}", codes.join(", ")), None);
            Kind::Circumstance
        }),
    };
    let window = r.window();
    let (quantity, qualifier) = claim_quantity(&mut r, kind);
    let texts = ["qualifier", "words", "quote", "support", "note", "speaker", "party"]
        .map(|column| r.text(column));
    let texts = texts.each_ref().map(String::as_str);
    let scope = Scope::decide(
        r.fields.text("population"),
        r.fields.text("scope_extent"),
        r.fields.text("scope"),
        ScopeWords { said: &texts[..4], around: &texts[4..] },
        window.map(|w| w.to - w.from + 1),
        default,
    );
    let stated_handle = r.text("handle");
    let testimony = r.testimony(
        stated_handle.strip_prefix("handle:").unwrap_or(&stated_handle).trim().to_owned(),
    );
    let protected = testimony.as_ref().is_some_and(|t| !t.handle.is_empty());
    let outcome = outcome(&mut r);
    let said_on = r.when("announced_date", "announced_precision");
    let as_of = r.when("as_of_date", "as_of_precision");
    let derives_from = r.keys("derives_from", StatementKey::new);
    let reports = r.keys("source_ids", ReportKey::new);
    let level = r.level(protected);
    // Every field has been looked at by now, so a row without a key is told all that is wrong with it.
    let Some(key) = key else { return r.done(None) };
    let statement = Statement {
        key,
        kind,
        party: Party { group: Group(r.text("party_group")), name: r.text("party") },
        speaker: r.text("speaker"),
        said_on,
        as_of,
        window,
        category,
        quantity,
        qualifier,
        scope,
        place: place(r.fields.text("place"), protected),
        derives_from,
        relation: r.text("relation"),
        modality: r.text("modality"),
        quote: r.quote(),
        support: r.text("support"),
        support_ko: r.text("support_ko"),
        note: r.text("note"),
        reports,
        testimony,
        outcome,
        describes: r.text("describes"),
        level,
    };
    r.done(Some(statement))
}

/// The quantity of a claim: numbers in columns win, the qualifier and the words give the hedges and the rest.
fn claim_quantity(r: &mut Reader<'_>, kind: Kind) -> (Quantity, String) {
    let qualifier = r.text("qualifier");
    let words = r.text("words");
    let (low, best, high) = (r.number("low"), r.number("best"), r.number("high"));
    if let (Some(low), Some(high)) = (low, high)
        && low > high
    {
        r.complain("low", format!("at most the value of `high`, {high}"), None);
    }
    if let Some(best) = best
        && (low.is_some_and(|low| best < low) || high.is_some_and(|high| best > high))
    {
        r.complain("best", "a number between `low` and `high`", None);
    }
    if kind != Kind::Figure {
        return (Quantity::Absent { what: Absence::NotStated, words }, qualifier);
    }
    let some = |text: String| (!text.is_empty()).then_some(text);
    let (fraction, base) = (some(r.text("fraction")), some(r.text("fraction_base")));
    let lang = Lang::from_code(&r.text("lang"));
    let from_words = || quantity::parse(&words, lang);
    let quantity = if low.is_none()
        && best.is_none()
        && high.is_none()
        && fraction.is_none()
        && !words.is_empty()
    {
        from_words()
    } else {
        quantity::from_columns(&qualifier, low, best, high, fraction.as_deref(), base.as_deref())
    };
    (quantity.with_words(&words), qualifier)
}

fn outcome(r: &mut Reader<'_>) -> Option<Outcome> {
    let words = r.text("outcome");
    let shown_by = r.keys("outcome_claim", StatementKey::new).into_iter().next();
    let seen_on = r.when("outcome_date", "outcome_precision");
    (!words.is_empty() || shown_by.is_some()).then_some(Outcome { words, seen_on, shown_by })
}

/// Reads a row of the positions table.
///
/// # Errors
/// Every field that cannot be read, at once.
pub fn position(fields: &dyn Fields) -> Result<PositionTaken, Vec<FieldError>> {
    let mut r = Reader::new(fields);
    let key = r.key("position_id", StatementKey::new);
    let position = Position::from_code(&r.text("position"));
    if position.is_none() {
        let codes: Vec<_> = Position::ALL.iter().map(|p| p.code()).collect();
        r.complain("position", format!("one of {}", codes.join(", ")), None);
    }
    let value = key.zip(position).map(|(key, position)| PositionTaken {
        key,
        position,
        party: Party { group: Group(r.text("party_group")), name: r.text("party") },
        said_on: r.when("said_date", "said_precision"),
        until: r.when("until", ""),
        quote: words_quote(&r),
        support: r.text("support"),
        support_ko: r.text("support_ko"),
        note: r.text("note"),
        derives_from: r.keys("derives_from", StatementKey::new),
        reports: r.keys("source_ids", ReportKey::new),
        level: r.level(false),
    });
    r.done(value)
}

/// The position that a claim shows by its category, if it does.
#[must_use]
pub fn position_of_claim(statement: &Statement) -> Option<PositionTaken> {
    let words =
        format!("{} {} {}", statement.qualifier, statement.support, statement.note).to_lowercase();
    let position = match statement.category.code() {
        "denial"
            if ["rumor", "rumour", "유언비어", "слух", "чутк"]
                .iter()
                .any(|w| words.contains(w)) =>
        {
            Position::CallsItRumour
        }
        "denial" => Position::Denies,
        "conditional_non_denial" => Position::NeitherConfirmsNorDenies,
        "acknowledgement" | "presence" => Position::AcknowledgesPresence,
        "killed" | "casualties" | "killed_or_wounded" if statement.party.group.0 == "DPRK" => {
            Position::AcknowledgesLosses
        }
        "named_dead_displayed" if statement.party.group.0 == "DPRK" => Position::PublishesNames,
        _ => return None,
    };
    Some(PositionTaken {
        key: statement.key.clone(),
        party: statement.party.clone(),
        position,
        said_on: statement.said_on.clone(),
        until: When::unknown(),
        quote: statement.quote.clone(),
        support: statement.support.clone(),
        support_ko: statement.support_ko.clone(),
        note: statement.note.clone(),
        derives_from: statement.derives_from.clone(),
        reports: statement.reports.clone(),
        level: statement.level,
    })
}

fn words_quote(r: &Reader<'_>) -> Option<Quote> {
    let text = r.text("words");
    (!text.is_empty()).then(|| Quote {
        text,
        lang: r.text("quote_lang"),
        translation: r.text("translation"),
    })
}

/// Reads a row of the awareness table.
///
/// # Errors
/// Every field that cannot be read, at once.
pub fn awareness(fields: &dyn Fields) -> Result<Awareness, Vec<FieldError>> {
    let mut r = Reader::new(fields);
    let key = r.key("awareness_id", StatementKey::new);
    let state = AwarenessState::from_code(&r.text("state"));
    if state.is_none() {
        let codes: Vec<_> = AwarenessState::ALL.iter().map(|s| s.code()).collect();
        r.complain("state", format!("one of {}", codes.join(", ")), None);
    }
    let said_by = r.text("said_by");
    let testimony = r.testimony(handle(&said_by));
    let protected = testimony.as_ref().is_some_and(|t| !t.handle.is_empty());
    let value = key.zip(state).map(|(key, state)| Awareness {
        key,
        state,
        population: r.text("population"),
        population_ko: r.text("population_ko"),
        place: place(r.fields.text("place"), protected),
        proposition: r.text("proposition"),
        basis: r.text("basis"),
        observed_on: r.when("observed_date", "observed_precision"),
        said_on: r.when("said_date", "said_precision"),
        said_by,
        testimony,
        quote: words_quote(&r),
        derives_from: r.keys("derives_from", StatementKey::new),
        support: r.text("support"),
        support_ko: r.text("support_ko"),
        note: r.text("note"),
        reports: r.keys("source_ids", ReportKey::new),
        describes: r.text("describes"),
        level: r.level(protected),
    });
    r.done(value)
}

/// Reads a row of the measures table.
///
/// # Errors
/// Every field that cannot be read, at once.
pub fn measure(fields: &dyn Fields) -> Result<Measure, Vec<FieldError>> {
    let mut r = Reader::new(fields);
    let key = r.key("measure_id", MeasureKey::new);
    let alleged_by = r.text("alleged_by");
    let protected = !handle(&alleged_by).is_empty();
    let value = key.map(|key| {
        let mut measure = Measure {
            key,
            issuer: r.text("actor"),
            kinds: list(&r.text("type")),
            from: r.when("date_from", "date_precision"),
            until: r.when("date_to", ""),
            place: None,
            target: r.text("target"),
            what: r.text("what"),
            what_ko: r.text("what_ko"),
            alleged_by,
            status: r.text("status"),
            contradicted_by: list(&r.text("contradicted_by")),
            reports: r.keys("source_ids", ReportKey::new),
            note: r.text("note"),
            describes: r.text("describes"),
            level: r.level(protected),
        };
        measure.place = match Place::from_row(r.fields.text("place")) {
            Some(place) if protected => Some(place.for_protected()),
            Some(place) if measure.rests_on_a_source() => Some(place.lifted()),
            place => place,
        };
        measure
    });
    r.done(value)
}

/// Reads a row of the evidence table.
///
/// # Errors
/// Every field that cannot be read, at once.
pub fn evidence(fields: &dyn Fields) -> Result<Evidence, Vec<FieldError>> {
    let mut r = Reader::new(fields);
    let value = r.key("evidence_id", EvidenceKey::new).map(|key| Evidence {
        key,
        kind: r.text("type"),
        made: r.when("made", ""),
        released: r.when("released", "released_precision"),
        released_by: r.text("released_by"),
        shows: r.text("shows"),
        shows_ko: r.text("shows_ko"),
        place: Place::from_row(r.fields.text("place")),
        content_hash_available: r.text("content_hash_available"),
        verification: r.text("verification"),
        links: list(&r.text("links")),
        reports: r.keys("source_ids", ReportKey::new),
        note: r.text("note"),
        level: r.level(false),
    });
    r.done(value)
}

/// Reads a row of the persons table.
///
/// # Errors
/// Every field that cannot be read, at once.
pub fn person(fields: &dyn Fields) -> Result<PersonRecord, Vec<FieldError>> {
    let mut r = Reader::new(fields);
    let value = r.key("person_id", PersonKey::new).map(|key| PersonRecord {
        key,
        status: r.text("status"),
        age: r.text("age"),
        affiliation: r.text("affiliation"),
        affiliation_ko: r.text("affiliation_ko"),
        named_by: r.text("named_by"),
        circumstance: r.text("circumstance"),
        circumstance_ko: r.text("circumstance_ko"),
        death_period: r.when("death_period", ""),
        sensitivity: r.text("sensitivity"),
        note: r.text("note"),
        level: r.level(false),
    });
    r.done(value)
}

/// Reads a row of the mentions table.
///
/// # Errors
/// Every field that cannot be read, at once.
pub fn mention(fields: &dyn Fields) -> Result<Mention, Vec<FieldError>> {
    let mut r = Reader::new(fields);
    let person = r.key("person_id", PersonKey::new);
    let text = r.text("mention");
    if text.is_empty() {
        r.complain("mention", "the name as written", None);
    }
    let value = person.map(|person| Mention {
        person,
        text,
        script: r.text("script"),
        lang: r.text("lang"),
        role: r.text("role"),
        age: r.text("age"),
        date: r.when("date", ""),
        report: ReportKey::new(r.fields.text("source_id")).ok(),
        note: r.text("note"),
        level: r.level(false),
    });
    r.done(value)
}

/// Reads a row of the sources table: a publication.
///
/// # Errors
/// Every field that cannot be read, at once.
pub fn report(fields: &dyn Fields) -> Result<Report, Vec<FieldError>> {
    let mut r = Reader::new(fields);
    let value = r.key("source_id", ReportKey::new).map(|key| Report {
        key,
        publisher: r.text("publisher"),
        publisher_kind: r.text("publisher_kind"),
        lang: r.text("lang"),
        title: r.text("title"),
        url: r.text("url"),
        published: r.when("published", ""),
        access: r.text("access"),
        note: r.text("note"),
        level: r.level(false),
    });
    r.done(value)
}

fn list(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn row(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    fn kp() -> Population {
        Population::new("KP").unwrap()
    }

    #[test]
    fn every_wrong_field_is_told_at_once() {
        let wrong = row(&[
            ("claim_id", ""),
            ("announced_date", "03/04/2031"),
            ("kind", "guess"),
            ("best", "-5"),
            ("release", "maybe"),
        ]);
        let mut columns: Vec<_> =
            claim(&wrong, &kp()).unwrap_err().iter().map(|e| e.column).collect();
        columns.sort_unstable();
        assert_eq!(columns, ["announced_date", "best", "claim_id", "kind", "release"]);
        let wrong = row(&[
            ("claim_id", "C1"),
            ("announced_date", "03/04/2031"),
            ("kind", "guess"),
            ("best", "-5"),
            ("release", "maybe"),
        ]);
        let mut columns: Vec<_> =
            claim(&wrong, &kp()).unwrap_err().iter().map(|e| e.column).collect();
        columns.sort_unstable();
        assert_eq!(columns, ["announced_date", "best", "kind", "release"]);
    }

    #[test]
    fn what_rests_on_a_protected_source_waits() {
        let open = row(&[("claim_id", "C1"), ("announced_date", "2031-03-01")]);
        assert_eq!(claim(&open, &kp()).unwrap().level, Level::Public);
        let source =
            row(&[("claim_id", "C1"), ("announced_date", "2031-03-01"), ("handle", "heron")]);
        assert_eq!(claim(&source, &kp()).unwrap().level, Level::Hold);
        let decided = row(&[
            ("claim_id", "C1"),
            ("announced_date", "2031-03-01"),
            ("handle", "heron"),
            ("release", "public"),
        ]);
        assert_eq!(claim(&decided, &kp()).unwrap().level, Level::Public);
        let measured = row(&[("measure_id", "M1"), ("alleged_by", "handle:heron")]);
        assert_eq!(measure(&measured).unwrap().level, Level::Hold);
        let aware =
            row(&[("awareness_id", "W1"), ("state", "unaware"), ("said_by", "handle:heron")]);
        assert_eq!(awareness(&aware).unwrap().level, Level::Hold);
    }

    #[test]
    fn numbers_in_columns_win_and_words_are_shown() {
        let cells = row(&[
            ("claim_id", "C1"),
            ("announced_date", "2031-03-01"),
            ("category", "killed"),
            ("qualifier", "already exceeded; preliminary data"),
            ("low", "3,000"),
            ("words", "has already exceeded 3,000"),
        ]);
        let s = claim(&cells, &kp()).unwrap();
        assert_eq!(s.quantity.words(), "has already exceeded 3,000");
        assert_eq!(s.quantity.bounds().unwrap().to_string(), "(3000, ∞)");
    }
}
