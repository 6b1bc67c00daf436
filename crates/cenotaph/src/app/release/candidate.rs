//! The candidate: an edition before the gate, built from the desk, its findings and its knowledge.

use std::collections::{BTreeMap, BTreeSet};

use model::date::Day;
use model::id::{ReportKey, StatementKey};
use model::person::Mention;
use model::relay;
use model::statement::{Level, Statement};
use protect::shape::{self, Both, Edition};
use protect::{Candidate, Draft};

use super::super::case::Case;
use super::super::check::{self, Finding};
use super::super::desk::Desk;
use super::super::error::Error;
use super::super::knowledge;
use super::super::matching;
use super::estimation;
use super::linkage;
use super::map::{self, Mapper};

/// Builds the candidate of edition `number` on a day; what compares it with the edition before is added later.
///
/// Every row goes to the gate, so that it can count what stays and know its words. But whatever is worked out of rows –
/// parties, places, findings, ranges, lags, origins – is worked out of those that leave: nothing shows that others exist.
///
/// # Errors
/// What the estimator answers, which the bounds of its input forbid; what the record answers.
pub(super) fn build(case: &Case, desk: &Desk, number: u64, day: Day) -> Result<Candidate, Error> {
    let open = leaving(desk);
    let inside_group = &case.settings.inside_group;
    // Parties and places of rows that stay are gathered apart, and dropped.
    let (mut out, mut kept) = (Mapper::new(inside_group), Mapper::new(inside_group));
    let graph = relay::origins_graph(open.statements());
    let replaced = replaced(&open);
    let statement = |k: &StatementKey| open.claims.get(k).map(|h| &h.value);
    macro_rules! map {
        ($table:ident, $mapper:ident, $h:ident => $row:expr) => {
            desk.$table
                .values()
                .map(|$h| {
                    let leaves = open.$table.contains_key(&$h.value.key);
                    let $mapper = if leaves { &mut out } else { &mut kept };
                    $row
                })
                .collect()
        };
    }
    let statements = map!(claims, mapper, h => {
        let origins = relay::independent_origins(&graph, &h.value.key, statement);
        mapper.statement(h, &origins, replaced.get(&h.value.key))
    });
    let positions = map!(positions, mapper, h => mapper.position(h, desk));
    let awareness = map!(awareness, mapper, h => mapper.awareness(h));
    let measures = map!(measures, mapper, h => mapper.measure(h));
    let evidence = map!(evidence, mapper, h => mapper.evidence(h));
    let persons: Vec<Draft<shape::Person>> =
        desk.persons.values().map(|h| map::person(h, &desk.mentions)).collect();
    let reports = reports(desk, &open);
    let (parties, places) = out.into_tables();
    let never = names_that_stay(desk);
    let readings = readings(&persons, &never);
    let linkage = linkage::linkage(case, &open, &persons)?;
    let estimation = estimation::estimation(case, desk)?;
    let edition =
        Edition { parties, readings, linkage, estimation, ..frame(case, &open, number, day) };
    Ok(Candidate {
        edition,
        places,
        reports,
        statements,
        positions,
        awareness,
        measures,
        evidence,
        persons,
        never,
        ..Candidate::default()
    })
}

/// The desk without the rows that do not leave.
pub(super) fn leaving(desk: &Desk) -> Desk {
    let leaves = |level: Level| matches!(level, Level::Public | Level::Coarsened);
    let mut open = desk.clone();
    macro_rules! retain {
        ($($table:ident),*) => {$( open.$table.retain(|_, h| leaves(h.value.level)); )*};
    }
    retain!(claims, positions, awareness, measures, evidence, persons, reports);
    for mentions in open.mentions.values_mut() {
        mentions.retain(|m| leaves(m.value.level));
    }
    open
}

/// Names of whoever may not be named, for the gate to look for in every text; none that another person may be shown by.
fn names_that_stay(desk: &Desk) -> Vec<String> {
    let whole = |m: &Mention| !matches!(m.role.as_str(), "family" | "given");
    let (mut shown, mut stay) = (BTreeSet::new(), BTreeSet::new());
    for (person, mentions) in &desk.mentions {
        let named = desk.persons.get(person).is_some_and(|p| p.value.may_be_named());
        for m in mentions.iter().map(|m| &m.value).filter(|m| whole(m)) {
            let leaves = named && m.level == Level::Public;
            if leaves { &mut shown } else { &mut stay }.insert(m.text.clone());
        }
    }
    stay.difference(&shown).cloned().collect()
}

/// How the names of those who leave with a name are read.
///
/// A reading is a guess at a name: one that is the name of somebody who stays is left out, so that it neither shows nor stops the edition.
fn readings(persons: &[Draft<shape::Person>], never: &[String]) -> Vec<shape::NameReading> {
    let Ok(names) = matching::standard() else { return Vec::new() };
    let mut out = Vec::new();
    for person in persons.iter().filter(|p| p.leaves()).map(|p| &p.value) {
        let spellings: Vec<&str> = person.names.iter().map(|n| n.name.as_str()).collect();
        let forms = matching::person::forms(names, &spellings);
        let anchor = forms.first().map_or("", |f| f.text.as_str());
        out.extend(forms.iter().map(|form| map::reading(&person.key, anchor, form)));
    }
    let stays = |text: &String| never.iter().any(|n| !n.is_empty() && text.contains(n.as_str()));
    out.retain(|row| !stays(&row.reading) && !stays(&row.why.en));
    out
}

/// What the edition says beside its rows.
fn frame(case: &Case, desk: &Desk, number: u64, today: Day) -> Edition {
    let settings = &case.settings;
    let report = check::check(desk, &check::Options::default());
    let until = knowledge::last_day(desk).unwrap_or(today);
    let known = knowledge::gather(desk, &settings.inside_group, until);
    let paragraphs = settings.summary_en.iter().enumerate();
    Edition {
        number,
        day: today.to_string(),
        case: settings.name.clone(),
        case_name: Both::new(&settings.title_en, &settings.title_ko),
        title: Both::new(&settings.title_en, &settings.title_ko),
        summary: paragraphs
            .map(|(i, en)| Both::new(en, settings.summary_ko.get(i).map_or("", String::as_str)))
            .collect(),
        findings: findings(&report),
        ranges: report
            .of_kind("range")
            .filter(|f| f.fault.is_empty())
            .map(|f| range(f, desk))
            .collect(),
        lags: known.lags.iter().map(lag).collect(),
        rules_version: model::quantity::RULES_VERSION.to_string(),
        rules: rules(),
        methods: methods(),
        ..Edition::default()
    }
}

fn findings(report: &check::Report) -> Vec<shape::Finding> {
    let shown = report
        .findings
        .iter()
        .filter(|f| matches!(f.kind, "contradiction" | "relay" | "series" | "echo"));
    shown
        .enumerate()
        .map(|(i, f)| shape::Finding {
            key: finding_key(f),
            kind: f.kind.to_owned(),
            fault: f.fault.clone(),
            statements: f.statements.clone(),
            radius_milli: f.radius.map(milli),
            sentence: Both::new(&f.sentence.en, &f.sentence.ko),
            reconcile: f.reconcile.iter().map(|b| Both::new(&b.en, &b.ko)).collect(),
            rank: i as u64,
        })
        .collect()
}

/// A finding is known by what it says and of which statements, so that its address stays when others come and go.
fn finding_key(f: &Finding) -> String {
    let what = if f.fault.is_empty() { f.kind } else { f.fault.as_str() };
    format!("{}-{}", what.replace('_', "-"), f.statements.join("-"))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
fn milli(r: f64) -> u64 {
    (r * 1000.0).round().clamp(0.0, 1e15) as u64
}

fn range(f: &Finding, desk: &Desk) -> shape::Range {
    let text =
        |name: &str| f.more.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let number = |name: &str| f.more.get(name).and_then(serde_json::Value::as_u64);
    let groups: Vec<&str> = f
        .more
        .get("parties")
        .and_then(|v| v.as_array())
        .map_or_else(Vec::new, |list| list.iter().filter_map(|v| v.as_str()).collect());
    // A range is told of groups; the shape names the parties of those groups whose figures bind it.
    let used: BTreeSet<String> = f
        .statements
        .iter()
        .filter_map(|k| StatementKey::new(k).ok())
        .filter_map(|k| desk.claims.get(&k))
        .filter(|h| groups.contains(&h.value.party.group.0.as_str()))
        .map(|h| h.value.party.key())
        .collect();
    shape::Range {
        category: text("category"),
        as_of: text("as_of"),
        parties: used.into_iter().collect(),
        lo: number("low"),
        hi: number("high"),
        statements: f.statements.clone(),
        sentence: Both::new(&f.sentence.en, &f.sentence.ko),
    }
}

fn lag(l: &knowledge::Lag) -> shape::Lag {
    shape::Lag {
        key: l.topic.to_owned(),
        topic: Both::new(&l.topic_words.en, &l.topic_words.ko),
        outside: l.outside.clone(),
        outside_day: l.outside_day.to_string(),
        inside: l.inside.clone(),
        inside_day: l.inside_day.to_string(),
        days: i64::from(l.days),
        sentence: Both::new(&l.sentence.en, &l.sentence.ko),
    }
}

fn rules() -> Vec<shape::RuleRow> {
    model::quantity::rules()
        .iter()
        .filter(|rule| !rule.examples.is_empty())
        .map(|rule| {
            let (example, interval) = rule.examples.first().copied().unwrap_or_default();
            shape::RuleRow {
                id: rule.id.to_owned(),
                sentence: Both::english(rule.note),
                example: example.to_owned(),
                interval: interval.to_owned(),
                source: rule.words.join(", "),
            }
        })
        .collect()
}

fn methods() -> Vec<shape::Method> {
    let section = |key: &str, en: &str, ko: &str, text: &[(&str, &str)]| shape::Method {
        key: key.to_owned(),
        heading: Both::new(en, ko),
        text: text.iter().map(|(en, ko)| Both::new(*en, *ko)).collect(),
    };
    vec![
        section(
            "scope",
            "Whose harm, and how much of it",
            "누구의 피해이며 어디까지인가",
            &[(
                "A figure of one unit, one place or one clash bounds the whole from below only. A figure over a window whose extent is not stated is read as such a part. A figure for a mixed population is kept apart and bounds each of its members from above only.",
                "한 부대, 한 장소, 한 교전의 수치는 전체의 하한으로만 쓴다. 범위를 밝히지 않은 기간 수치도 부분으로 읽는다. 여러 나라 군인을 섞어 센 수치는 따로 두고 각 나라의 상한으로만 쓴다.",
            )],
        ),
        section(
            "strength",
            "Strength as an upper bound",
            "파병 규모라는 상한",
            &[(
                "Where a contradiction takes the number of those sent as an upper bound for all casualties, it takes each soldier to be counted once; its sentence says so.",
                "파병 규모를 전체 사상자의 상한으로 쓰는 모순은 각 병사를 한 번만 센다고 가정하며, 그 문장에 이를 밝힌다.",
            )],
        ),
    ]
}

/// For each statement the one by the same party and of the same category that came from it and replaced it.
fn replaced(desk: &Desk) -> BTreeMap<StatementKey, StatementKey> {
    let mut replaced = BTreeMap::new();
    for new in desk.statements() {
        for old in new.derives_from.iter().filter_map(|k| desk.claims.get(k)).map(|h| &h.value) {
            if replaces(new, old) {
                replaced.insert(old.key.clone(), new.key.clone());
            }
        }
    }
    replaced
}

fn replaces(new: &Statement, old: &Statement) -> bool {
    new.party == old.party
        && new.category == old.category
        && new.window.is_none()
        && old.window.is_none()
        && new.scope.population == old.scope.population
        && new.said_from() > old.said_from()
}

fn reports(desk: &Desk, open: &Desk) -> Vec<Draft<shape::Report>> {
    let mut reports: Vec<_> = desk.reports.values().map(map::report).collect();
    let named: BTreeSet<&ReportKey> = open.statements().flat_map(|s| &s.reports).collect();
    reports.extend(
        named.into_iter().filter(|k| !desk.reports.contains_key(*k)).map(map::unknown_report),
    );
    reports
}
