//! From the desk's values to the shapes of what may leave.
//!
//! A field that is not mapped here cannot leave. Places go out under their released name; a protected source goes out as its
//! handle and a province; the gate checks both again. What exists in English only says so by an empty Korean text.

use std::collections::BTreeMap;

use model::awareness::Awareness;
use model::date::When;
use model::evidence::Evidence;
use model::id::{PersonKey, ReportKey, StatementKey};
use model::measure::Measure;
use model::party::{Party, PositionTaken};
use model::person::{Mention, PersonRecord};
use model::place::{Place, PlacePrecision};
use model::quantity::{Absence, Quantity};
use model::report::Report;
use model::statement::{Level, Quote, Statement, Testimony};
use protect::shape::{self, Attribution, Both, StatementField};
use protect::{Draft, PlaceDraft};

use super::super::desk::{Desk, Held};
use super::super::matching::Part;
use super::super::matching::person::Form;
use super::super::sentence;

/// Gathers parties and places while rows are mapped.
#[derive(Default)]
pub(super) struct Mapper {
    parties: BTreeMap<String, shape::Party>,
    places: BTreeMap<String, shape::Place>,
    inside: String,
}

/// Korean names of provinces and regions, by the words in rows (South Korean spelling of the North's own names).
const PLACES_KO: &[(&str, &str)] = &[
    ("North Hamgyong", "함경북도"),
    ("South Hamgyong", "함경남도"),
    ("North Pyongan", "평안북도"),
    ("South Pyongan", "평안남도"),
    ("North Hwanghae", "황해북도"),
    ("South Hwanghae", "황해남도"),
    ("Ryanggang", "량강도"),
    ("Chagang", "자강도"),
    ("Kangwon", "강원도"),
    ("Pyongyang", "평양"),
    ("Kursk", "쿠르스크"),
    ("Kyiv", "키이우"),
    ("Moscow", "모스크바"),
    ("New York", "뉴욕"),
    ("Russian Far East", "러시아 극동"),
    ("DPRK", "북한"),
    ("Russia", "러시아"),
];

fn both(en: impl Into<String>) -> Both {
    Both::english(en)
}

/// The desk's remark; what is remarked about a protected source stays inside.
fn remark(note: &str, protected: bool) -> Both {
    if protected { Both::default() } else { both(note) }
}

fn date(when: &When) -> String {
    if when.is_unknown() { String::new() } else { when.to_string() }
}

fn keys<K: ToString>(keys: &[K]) -> Vec<String> {
    keys.iter().map(ToString::to_string).collect()
}

const fn level(level: Level) -> protect::Level {
    match level {
        Level::Public => protect::Level::Public,
        Level::Coarsened => protect::Level::Coarsened,
        Level::Hold => protect::Level::Hold,
        Level::Withheld => protect::Level::Withheld,
    }
}

fn precision(precision: PlacePrecision) -> shape::PlacePrecision {
    match precision {
        PlacePrecision::Exact => shape::PlacePrecision::Exact,
        PlacePrecision::Near => shape::PlacePrecision::Locality,
        PlacePrecision::District => shape::PlacePrecision::Adm2,
        PlacePrecision::Province => shape::PlacePrecision::Adm1,
        PlacePrecision::Region => shape::PlacePrecision::Region,
        PlacePrecision::Country => shape::PlacePrecision::Country,
    }
}

/// Letters, digits and hyphens of a name; used in addresses.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

impl Mapper {
    pub(super) fn new(inside: &str) -> Self {
        Self { inside: inside.to_owned(), ..Self::default() }
    }

    pub(super) fn into_tables(self) -> (Vec<shape::Party>, Vec<PlaceDraft>) {
        (
            self.parties.into_values().collect(),
            self.places.into_values().map(PlaceDraft::public).collect(),
        )
    }

    /// Key of a party, which is added to the table of parties.
    fn party(&mut self, party: &Party) -> String {
        let key = party.key();
        self.parties.entry(key.clone()).or_insert_with(|| {
            let (en, ko) = party.shown();
            let (group_en, group_ko) = party.group.names();
            shape::Party {
                key: key.clone(),
                name: Both::new(en, ko),
                group: party.group.0.clone(),
                group_name: Both::new(group_en, group_ko),
                kind: if party.group.is_outlet() { "media".to_owned() } else { String::new() },
                inside: party.group.0 == self.inside,
                note: Both::default(),
            }
        });
        key
    }

    /// Key of a place at its release precision, which is added to the table of places.
    fn place(&mut self, place: Option<&Place>) -> Option<String> {
        let place = place?;
        let key = slug(&place.released_name);
        if key.is_empty() {
            return None;
        }
        let name = place.released_name.clone();
        let ko = PLACES_KO
            .iter()
            .find(|(en, _)| name.starts_with(en) && !name.contains(" and "))
            .map_or("", |(_, ko)| *ko);
        self.places.entry(key.clone()).or_insert_with(|| shape::Place {
            key: key.clone(),
            name: Both::new(name, ko),
            precision: precision(place.release),
            within: None,
        });
        Some(key)
    }

    /// The source of a testimony as it may be shown.
    fn source(
        &mut self,
        testimony: Option<&Testimony>,
        place: Option<&Place>,
    ) -> Option<Attribution> {
        let testimony = testimony.filter(|t| !t.handle.is_empty())?;
        Some(Attribution::Protected {
            handle: testimony.handle.clone(),
            place: self.place(place),
            via: None,
        })
    }

    /// Maps a claim; `after` names the statement of the same party that replaced it.
    pub(super) fn statement(
        &mut self,
        held: &Held<Statement>,
        origins: &[StatementKey],
        after: Option<&StatementKey>,
    ) -> Draft<shape::Statement> {
        let s = &held.value;
        let place = self.place(s.place.as_ref());
        let attribution =
            self.source(s.testimony.as_ref(), s.place.as_ref()).unwrap_or_else(|| {
                Attribution::Party { party: self.party(&s.party), speaker: s.speaker.clone() }
            });
        let value = shape::Statement {
            key: s.key.to_string(),
            kind: s.kind.code().to_owned(),
            attribution,
            said_on: date(&s.said_on),
            as_of: date(&s.as_of),
            window: s.window.map(|w| shape::Window {
                kind: "during".to_owned(),
                from: w.from.to_string(),
                to: w.to.to_string(),
            }),
            category: s.category.code().to_owned(),
            quantity: (s.kind == model::statement::Kind::Figure).then(|| quantity(&s.quantity)),
            population: s.scope.population.to_string(),
            scope: s.scope.words.clone(),
            place,
            modality: s.modality.clone(),
            quote: quote(s.quote.as_ref()),
            translation: translation(s.quote.as_ref()),
            gist: Both::new(&s.support, &s.support_ko),
            note: both(&s.note),
            derives_from: derived(&s.derives_from, &s.relation),
            origins: shape::Origins { count: origins.len() as u64, keys: keys(origins) },
            reports: keys(&s.reports),
            status: if after.is_some() { "superseded" } else { "current" }.to_owned(),
            superseded_by: after.map(ToString::to_string),
            prompt: s.testimony.as_ref().map_or_else(String::new, |t| t.prompt.clone()),
            stimulus: s.testimony.as_ref().map_or_else(Vec::new, |t| keys(&t.stimulus)),
            already_public: !s.reports.is_empty(),
            outcome: s.outcome.as_ref().map(|o| shape::Outcome {
                state: if o.shown_by.is_some() { "came_true" } else { "open" }.to_owned(),
                on: date(&o.seen_on),
                statement: o.shown_by.as_ref().map(ToString::to_string),
                sentence: both(&o.words),
            }),
            ..shape::Statement::default()
        };
        let draft = Draft::new(value, level(s.level));
        // A remark about a protected source is written for the desk.
        if s.is_protected() { draft.hide(StatementField::Note) } else { draft }
    }

    /// Maps a position.
    pub(super) fn position(
        &mut self,
        held: &Held<PositionTaken>,
        claims: &Desk,
    ) -> Draft<shape::Position> {
        let p = &held.value;
        let claim = claims.claims.contains_key(&p.key).then(|| p.key.to_string());
        let value = shape::Position {
            key: p.key.to_string(),
            party: self.party(&p.party),
            position: p.position.code().to_owned(),
            from: date(&p.said_on),
            until: date(&p.until),
            quote: quote(p.quote.as_ref()),
            translation: translation(p.quote.as_ref()),
            gist: Both::new(&p.support, &p.support_ko),
            note: both(&p.note),
            statement: claim,
            derives_from: derived(&p.derives_from, ""),
            reports: keys(&p.reports),
            ..shape::Position::default()
        };
        Draft::new(value, level(p.level))
    }

    /// Maps an awareness.
    pub(super) fn awareness(&mut self, held: &Held<Awareness>) -> Draft<shape::Awareness> {
        let a = &held.value;
        let attribution = self
            .source(a.testimony.as_ref(), a.place.as_ref())
            .unwrap_or(Attribution::Unattributed);
        let protected = matches!(attribution, Attribution::Protected { .. });
        let value = shape::Awareness {
            key: a.key.to_string(),
            population: Both::new(&a.population, &a.population_ko),
            place: self.place(a.place.as_ref()),
            proposition: proposition(&a.proposition),
            state: a.state.code().to_owned(),
            basis: a.basis.clone(),
            observed: date(&a.observed_on),
            said_on: date(&a.said_on),
            attribution,
            prompt: a.testimony.as_ref().map_or_else(String::new, |t| t.prompt.clone()),
            stimulus: a.testimony.as_ref().map_or_else(Vec::new, |t| keys(&t.stimulus)),
            already_public: !a.reports.is_empty(),
            quote: quote(a.quote.as_ref()),
            translation: translation(a.quote.as_ref()),
            gist: Both::new(&a.support, &a.support_ko),
            note: remark(&a.note, protected),
            reports: keys(&a.reports),
            ..shape::Awareness::default()
        };
        Draft::new(value, level(a.level))
    }

    /// Maps a measure.
    pub(super) fn measure(&mut self, held: &Held<Measure>) -> Draft<shape::Measure> {
        let m = &held.value;
        let handle = m.alleged_by.strip_prefix("handle:").map(str::trim);
        let attribution = match handle {
            Some(handle) => Attribution::Protected {
                handle: handle.to_owned(),
                place: self.place(m.place.as_ref()),
                via: None,
            },
            None => Attribution::Unattributed,
        };
        let value = shape::Measure {
            key: m.key.to_string(),
            actor: m.issuer.clone(),
            kinds: m.kinds.clone(),
            from: date(&m.from),
            until: date(&m.until),
            place: self.place(m.place.as_ref()),
            target: m.target.clone(),
            gist: Both::new(&m.what, &m.what_ko),
            attribution,
            alleged_by: if handle.is_some() { String::new() } else { m.alleged_by.clone() },
            status: m.status.clone(),
            already_public: !m.reports.is_empty(),
            note: remark(&m.note, handle.is_some()),
            contradicted_by: m.contradicted_by.clone(),
            reports: keys(&m.reports),
            ..shape::Measure::default()
        };
        Draft::new(value, level(m.level))
    }

    /// Maps a description of evidence.
    pub(super) fn evidence(&mut self, held: &Held<Evidence>) -> Draft<shape::Evidence> {
        let e = &held.value;
        let value = shape::Evidence {
            key: e.key.to_string(),
            kind: e.kind.clone(),
            made: date(&e.made),
            released: date(&e.released),
            released_by: e.released_by.clone(),
            shows: Both::new(&e.shows, &e.shows_ko),
            place: self.place(e.place.as_ref()),
            verification: e.verification.clone(),
            links: e.links.clone(),
            note: both(&e.note),
            reports: keys(&e.reports),
            ..shape::Evidence::default()
        };
        Draft::new(value, level(e.level))
    }
}

/// Maps a person with the mentions of the name; anyone who may not be named goes out without names.
pub(super) fn person(
    held: &Held<PersonRecord>,
    mentions: &BTreeMap<PersonKey, Vec<Held<Mention>>>,
) -> Draft<shape::Person> {
    let p = &held.value;
    let mine = mentions.get(&p.key).map_or(&[][..], Vec::as_slice);
    let shown =
        mine.iter().map(|m| &m.value).filter(|m| p.may_be_named() && m.level == Level::Public);
    let names = shown
        .map(|m| shape::PersonName {
            name: m.text.clone(),
            script: m.script.clone(),
            lang: m.lang.clone(),
            report: m.report.as_ref().map_or_else(String::new, ToString::to_string),
            day: date(&m.date),
            note: m.note.clone(),
        })
        .collect();
    let mut reports: Vec<String> =
        mine.iter().filter_map(|m| m.value.report.as_ref().map(ToString::to_string)).collect();
    reports.sort();
    reports.dedup();
    let value = shape::Person {
        key: p.key.to_string(),
        status: p.status.clone(),
        sensitivity: p.sensitivity.clone(),
        names,
        age: p.age.parse().ok(),
        affiliation: Both::new(&p.affiliation, &p.affiliation_ko),
        named_by: p.named_by.clone(),
        circumstance: Both::new(&p.circumstance, &p.circumstance_ko),
        died: date(&p.death_period),
        note: both(&p.note),
        reports,
        ..shape::Person::default()
    };
    Draft::new(value, level(p.level))
}

/// Maps how one spelling of a person's name is read beside the one that all are compared with.
pub(super) fn reading(person: &str, anchor: &str, form: &Form) -> shape::NameReading {
    let tenths = |weight: f32| (f64::from(weight) * 10.0).round() as i64;
    let pair = form.beside.as_ref();
    let part =
        |p: &Part| shape::NamePart { reading: p.reading.clone(), weight_tenths: tenths(p.llr) };
    shape::NameReading {
        person: person.to_owned(),
        name: form.text.clone(),
        beside: pair.map_or_else(String::new, |_| anchor.to_owned()),
        script: Both::new(&form.script.en, &form.script.ko),
        system: form.written.as_ref().map_or_else(Both::default, |w| {
            let words = w.words();
            Both::new(words.en, words.ko)
        }),
        reading: form.reading.clone(),
        weight_tenths: pair.map(|p| tenths(p.comparison.ln_ratio)),
        answer: pair.map_or_else(String::new, |p| p.answer().to_owned()),
        parts: pair.map_or_else(Vec::new, |p| p.parts.iter().map(part).collect()),
        why: pair.map_or_else(Both::default, |p| Both::new(&p.why.en, &p.why.ko)),
    }
}

/// Maps a report.
pub(super) fn report(held: &Held<Report>) -> Draft<shape::Report> {
    let r = &held.value;
    let value = shape::Report {
        key: r.key.to_string(),
        publisher: r.publisher.clone(),
        publisher_kind: r.publisher_kind.clone(),
        lang: r.lang.clone(),
        title: r.title.clone(),
        url: r.url.clone(),
        published: date(&r.published),
        access: r.access.clone(),
        ..shape::Report::default()
    };
    Draft::new(value, level(r.level))
}

/// A report that rows name and no table describes: its key is all that is known.
pub(super) fn unknown_report(key: &ReportKey) -> Draft<shape::Report> {
    Draft::public(shape::Report { key: key.to_string(), ..shape::Report::default() })
}

fn derived(from: &[StatementKey], relation: &str) -> Vec<shape::Derived> {
    let kind = if relation.is_empty() { "derives" } else { relation };
    from.iter().map(|k| shape::Derived { key: k.to_string(), kind: kind.to_owned() }).collect()
}

fn quote(quote: Option<&Quote>) -> Option<shape::Quote> {
    quote.map(|q| shape::Quote { text: q.text.clone(), lang: q.lang.clone() })
}

fn translation(quote: Option<&Quote>) -> Option<Both> {
    quote.filter(|q| !q.translation.is_empty()).map(|q| both(&q.translation))
}

/// A proposition in words; English only where the program has no Korean for it.
fn proposition(name: &str) -> Both {
    let words = sentence::proposition(name);
    if words.ko == words.en { both(words.en) } else { Both::new(words.en, words.ko) }
}

fn quantity(q: &Quantity) -> shape::Quantity {
    let interval = q.interval();
    let mut out = shape::Quantity {
        kind: match q {
            Quantity::Number(_) => shape::QuantityKind::Number,
            Quantity::Fraction { .. } => shape::QuantityKind::Fraction,
            Quantity::Compound { .. } => shape::QuantityKind::Compound,
            Quantity::Words { .. } => shape::QuantityKind::Words,
            Quantity::Absent { .. } => shape::QuantityKind::Absent,
        },
        words: q.words().to_owned(),
        interval: interval.map_or_else(String::new, |i| i.to_string()),
        lo: interval.map(|i| i.lo()),
        lo_open: interval.is_some_and(|i| i.lo_open()),
        hi: interval.and_then(|i| i.hi()),
        hi_open: interval.is_some_and(|i| i.hi_open()),
        value: q.value(),
        hedges: q.hedges().iter().map(|h| h.code().to_owned()).collect(),
        rules: q.rules().iter().map(|r| (*r).to_owned()).collect(),
        ..shape::Quantity::default()
    };
    match q {
        Quantity::Fraction { words, ratio, base, .. } => {
            out.fraction = Some(shape::Fraction {
                words: words.clone(),
                lo: ratio.lo(),
                hi: ratio.hi(),
                base: base.as_ref().map_or_else(String::new, |b| b.words.clone()),
                implied: q.implied().map_or_else(String::new, |i| i.to_string()),
            });
        }
        Quantity::Compound { parts, .. } => {
            out.parts = parts
                .iter()
                .map(|(category, r)| shape::Part {
                    category: category.clone(),
                    words: r.words.clone(),
                    interval: r.interval.to_string(),
                })
                .collect();
        }
        Quantity::Absent { what, .. } => {
            out.absence = Some(match what {
                Absence::Unknown => shape::Absence::Unknown,
                Absence::NotStated => shape::Absence::NotStated,
                Absence::Withheld => shape::Absence::Withheld,
            });
        }
        Quantity::Number(_) | Quantity::Words { .. } => {}
    }
    out
}
