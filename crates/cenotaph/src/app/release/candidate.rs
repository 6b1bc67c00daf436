//! The candidate: an edition before the gate, built from the desk, its findings and its knowledge.

use std::collections::{BTreeMap, BTreeSet};

use model::id::{ReportKey, StatementKey};
use model::relay;
use model::statement::Statement;
use protect::Candidate;
use protect::shape::{self, Both, Edition};

use super::super::case::Case;
use super::super::check::{self, Finding};
use super::super::desk::Desk;
use super::super::knowledge;
use super::map::{self, Mapper};

/// Builds the candidate of edition `number`; what compares it with the edition before is added later.
pub(super) fn build(case: &Case, desk: &Desk, number: u64) -> Candidate {
    let mut mapper = Mapper::new(&case.settings.inside_group);
    let graph = relay::derivations(desk.statements());
    let replaced = replaced(desk);
    let statement = |k: &StatementKey| desk.claims.get(k).map(|h| &h.value);
    let statements = desk
        .claims
        .values()
        .map(|h| {
            let origins = relay::independent_origins(&graph, &h.value.key, statement);
            mapper.statement(h, &origins, replaced.get(&h.value.key))
        })
        .collect();
    let positions = desk.positions.values().map(|h| mapper.position(h, desk)).collect();
    let awareness = desk.awareness.values().map(|h| mapper.awareness(h)).collect();
    let measures = desk.measures.values().map(|h| mapper.measure(h)).collect();
    let evidence = desk.evidence.values().map(|h| mapper.evidence(h)).collect();
    let persons = desk.persons.values().map(|h| map::person(h, &desk.mentions)).collect();
    let reports = reports(desk);
    let (parties, places) = mapper.into_tables();
    let edition = Edition { parties, ..frame(case, desk, number) };
    Candidate {
        edition,
        places,
        reports,
        statements,
        positions,
        awareness,
        measures,
        evidence,
        persons,
        never: Vec::new(),
    }
}

/// What the edition says beside its rows.
fn frame(case: &Case, desk: &Desk, number: u64) -> Edition {
    let settings = &case.settings;
    let today = case.clock.today();
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

fn reports(desk: &Desk) -> Vec<protect::Draft<shape::Report>> {
    let mut reports: Vec<_> = desk.reports.values().map(map::report).collect();
    let named: BTreeSet<&ReportKey> = desk.statements().flat_map(|s| &s.reports).collect();
    reports.extend(
        named.into_iter().filter(|k| !desk.reports.contains_key(*k)).map(map::unknown_report),
    );
    reports
}
