//! Who knew what, where, since when: positions, awareness, measures, predictions, and the lag between outside and inside.
//!
//! *Outside* is every party but the group that speaks inside the closed country; *inside* is that group and the populations
//! under it. A lag counts days from the first dated claim outside to the first acknowledgement inside; while there is none it
//! runs on to the day asked about.

use model::category::Meaning;
use model::date::Day;
use model::party::Position;
use model::statement::{Kind, Statement, nominal};

use super::Both;
use super::desk::Desk;
use super::sentence;
use super::sources::Taint;

/// One step of knowledge, in time.
#[derive(Debug, Clone)]
pub struct Step {
    /// `position`, `awareness`, `measure`.
    pub kind: &'static str,
    /// Key of the row.
    pub key: String,
    /// First day it holds for or was said, for sorting.
    pub day: Option<Day>,
    /// EDTF, as known.
    pub when: String,
    /// True when it is inside the closed country.
    pub inside: bool,
    /// Who: the party, or the population.
    pub who: Both,
    /// Where; empty when not stated.
    pub place: String,
    /// What: the position, the state of awareness, the measure.
    pub what: Both,
    /// Details in the desk's words.
    pub detail: String,
    /// True when it answers something that the desk told the source.
    pub our_stimulus: bool,
    /// True when it came by a channel that was not sound.
    pub tainted: bool,
}

/// Days between outside and inside.
#[derive(Debug, Clone)]
pub struct Lag {
    /// `presence`, `losses`.
    pub topic: &'static str,
    /// The topic in words.
    pub topic_words: Both,
    /// Key of the first dated claim outside.
    pub outside: String,
    /// Its day.
    pub outside_day: Day,
    /// Key of the first acknowledgement inside.
    pub inside: Option<String>,
    /// Its day, or the last day of the record while there is none.
    pub inside_day: Day,
    /// Days from the one to the other.
    pub days: i32,
    /// One sentence.
    pub sentence: Both,
}

/// A prediction and what became of it.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// Key of the statement.
    pub key: String,
    /// Who predicts.
    pub who: Both,
    /// When, EDTF.
    pub said_on: String,
    /// What, in the desk's words.
    pub what: String,
    /// What became of it; empty while open.
    pub outcome: String,
    /// When that could be seen, EDTF.
    pub outcome_on: String,
    /// The row that shows it.
    pub shown_by: Option<String>,
}

/// Everything that a desk holds about knowledge.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// Steps in time.
    pub steps: Vec<Step>,
    /// Lags.
    pub lags: Vec<Lag>,
    /// Predictions in time.
    pub predictions: Vec<Prediction>,
}

/// Gathers what a desk holds about knowledge; `inside` is the group inside, `until` the day to which open lags run.
#[must_use]
pub fn gather(desk: &Desk, inside: &str, until: Day) -> Knowledge {
    let mut steps: Vec<Step> =
        positions(desk, inside).chain(awareness(desk)).chain(measures(desk)).collect();
    steps.sort_by(|a, b| {
        (a.day.is_none(), a.day, a.kind, &a.key).cmp(&(b.day.is_none(), b.day, b.kind, &b.key))
    });
    let lags = TOPICS.iter().filter_map(|topic| lag(desk, inside, until, topic)).collect();
    Knowledge { steps, lags, predictions: predictions(desk) }
}

fn positions<'a>(desk: &'a Desk, inside: &'a str) -> impl Iterator<Item = Step> + 'a {
    desk.positions.values().map(move |held| {
        let p = &held.value;
        let (en, ko) = p.party.shown();
        let (what_en, what_ko) = p.position.words();
        Step {
            kind: "position",
            key: p.key.to_string(),
            day: nominal(&p.said_on),
            when: p.said_on.to_string(),
            inside: p.party.group.0 == inside,
            who: Both { en, ko },
            place: String::new(),
            what: Both { en: what_en.to_owned(), ko: what_ko.to_owned() },
            detail: p.support.clone(),
            our_stimulus: false,
            tainted: held.taint.as_ref().is_some_and(Taint::is_own),
        }
    })
}

fn awareness(desk: &Desk) -> impl Iterator<Item = Step> + '_ {
    desk.awareness.values().map(|held| {
        let a = &held.value;
        let (what_en, what_ko) = a.state.words();
        let about = sentence::proposition(&a.proposition);
        let when = if a.observed_on.is_unknown() { &a.said_on } else { &a.observed_on };
        Step {
            kind: "awareness",
            key: a.key.to_string(),
            day: nominal(when),
            when: when.to_string(),
            inside: true,
            who: sentence::both(
                &a.population,
                if a.population_ko.is_empty() { &a.population } else { &a.population_ko },
            ),
            place: a.place.as_ref().map_or_else(String::new, |p| p.released_name.clone()),
            what: Both {
                en: format!("{what_en}: {}", about.en),
                ko: format!("{what_ko}: {}", about.ko),
            },
            detail: a.support.clone(),
            our_stimulus: a.testimony.as_ref().is_some_and(|t| !t.stimulus.is_empty()),
            tainted: held.taint.as_ref().is_some_and(Taint::is_own),
        }
    })
}

fn measures(desk: &Desk) -> impl Iterator<Item = Step> + '_ {
    desk.measures.values().map(|held| {
        let m = &held.value;
        let kinds = m.kinds.join(", ").replace('_', " ");
        Step {
            kind: "measure",
            key: m.key.to_string(),
            day: nominal(&m.from),
            when: m.from.to_string(),
            inside: !is_another_states(&m.issuer),
            who: Both { en: m.issuer.clone(), ko: m.issuer.clone() },
            place: m.place.as_ref().map_or_else(String::new, |p| p.released_name.clone()),
            what: Both { en: kinds.clone(), ko: kinds },
            detail: m.what.clone(),
            our_stimulus: false,
            tainted: held.taint.as_ref().is_some_and(Taint::is_own),
        }
    })
}

/// True when the issuer's name begins with that of a state outside.
fn is_another_states(issuer: &str) -> bool {
    const OUTSIDE: [&str; 10] = [
        "Russia",
        "Ukrain",
        "South Korea",
        "United States",
        "China",
        "러시아",
        "우크라이나",
        "한국",
        "미국",
        "중국",
    ];
    OUTSIDE.iter().any(|name| issuer.starts_with(name))
}

/// A matter on which outside and inside are set against each other.
struct Topic {
    code: &'static str,
    en: &'static str,
    ko: &'static str,
    claims: fn(&Statement) -> bool,
    admits: fn(Position) -> bool,
}

const TOPICS: &[Topic] = &[
    Topic {
        code: "presence",
        en: "that soldiers were sent",
        ko: "파병 사실",
        claims: |s| {
            s.kind == Kind::Figure && s.category.is_strength() || s.category.code() == "presence"
        },
        admits: |p| p >= Position::AcknowledgesPresence,
    },
    Topic {
        code: "losses",
        en: "that soldiers were killed or wounded",
        ko: "사상자 발생 사실",
        claims: |s| s.kind == Kind::Figure && matches!(s.category.meaning(), Meaning::Toll { .. }),
        admits: Position::admits_losses,
    },
];

fn lag(desk: &Desk, inside: &str, until: Day, topic: &Topic) -> Option<Lag> {
    let (outside_day, outside) = desk
        .statements()
        .filter(|s| s.party.group.0 != inside && (topic.claims)(s))
        .filter(|s| !s.is_protected() && !s.is_tainted())
        .filter_map(|s| Some((s.said_from()?, s.key.to_string())))
        .min()?;
    let admitted = desk
        .positions
        .values()
        .filter(|p| p.value.party.group.0 == inside && (topic.admits)(p.value.position))
        .filter(|p| !p.taint.as_ref().is_some_and(Taint::is_own))
        .filter_map(|p| Some((nominal(&p.value.said_on)?, p.value.key.to_string())))
        .filter(|(day, _)| *day >= outside_day)
        .min();
    let inside_day = admitted.as_ref().map_or(until.max(outside_day), |(day, _)| *day);
    let days = inside_day - outside_day;
    let (out, ins) = (sentence::day(outside_day), sentence::day(inside_day));
    let sentence = match &admitted {
        Some(_) => sentence::both(
            format!(
                "Outside it was first said on {} {}; inside it was first acknowledged on {}, {days} days later.",
                out.en, topic.en, ins.en
            ),
            format!(
                "{}: 외부에서는 {}에 처음 말했고, 내부에서는 {days}일 뒤인 {}에 처음 인정했다.",
                topic.ko, out.ko, ins.ko
            ),
        ),
        None => sentence::both(
            format!(
                "Outside it was first said on {} {}; inside it was not acknowledged by {}, {days} days later.",
                out.en, topic.en, ins.en
            ),
            format!(
                "{}: 외부에서는 {}에 처음 말했으나, 내부에서는 {days}일이 지난 {}까지 인정하지 않았다.",
                topic.ko, out.ko, ins.ko
            ),
        ),
    };
    Some(Lag {
        topic: topic.code,
        topic_words: Both { en: topic.en.to_owned(), ko: topic.ko.to_owned() },
        outside,
        outside_day,
        inside: admitted.map(|(_, key)| key),
        inside_day,
        days,
        sentence,
    })
}

fn predictions(desk: &Desk) -> Vec<Prediction> {
    let mut list: Vec<_> = desk
        .statements()
        .filter(|s| s.kind == Kind::Prediction)
        .map(|s| {
            let (en, ko) = s.party.shown();
            let outcome = s.outcome.as_ref();
            let prediction = Prediction {
                key: s.key.to_string(),
                who: Both { en, ko },
                said_on: s.said_on.to_string(),
                what: s.support.clone(),
                outcome: outcome.map_or_else(String::new, |o| o.words.clone()),
                outcome_on: outcome.map_or_else(String::new, |o| o.seen_on.to_string()),
                shown_by: outcome.and_then(|o| o.shown_by.as_ref()).map(ToString::to_string),
            };
            (s.said_from(), prediction)
        })
        .collect();
    list.sort_by(|a, b| (a.0, &a.1.key).cmp(&(b.0, &b.1.key)));
    list.into_iter().map(|(_, p)| p).collect()
}

/// True when somebody of the group inside speaks: else every lag is open because nobody could close it.
#[must_use]
pub fn speaks_inside(desk: &Desk, inside: &str) -> bool {
    desk.statements().any(|s| s.party.group.0 == inside)
        || desk.positions.values().any(|p| p.value.party.group.0 == inside)
}

/// The last day on which anything in the desk was said: to it, open lags run.
#[must_use]
pub fn last_day(desk: &Desk) -> Option<Day> {
    desk.statements().filter_map(Statement::said_from).max()
}
