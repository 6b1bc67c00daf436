//! Every rule of the gate: planted values must not be in what is released, and what must be refused is refused.

use super::*;
use crate::candidate::Level;
use crate::shape::{
    Both, Change, Correction, Derived, Evidence, EvidenceField, Finding, Fraction, Lag, Measure,
    NameReading, Origins, Outcome, PersonName, Quantity, QuantityKind, Quote, Report, Statement,
    StatementField, Window,
};
use proptest::prelude::*;

const PLANT: &str = "PLANTED-WORDS-THAT-MUST-NOT-LEAVE";

fn edition() -> Edition {
    Edition { number: 1, day: "2031-05-02".into(), case: "invented".into(), ..Edition::default() }
}

fn candidate(statements: Vec<Draft<Statement>>) -> Candidate {
    Candidate { edition: edition(), statements, ..Candidate::default() }
}

fn statement(key: &str) -> Statement {
    Statement {
        key: key.into(),
        attribution: Attribution::Party { party: "P".into(), speaker: String::new() },
        said_on: "2031-04-23".into(),
        ..Statement::default()
    }
}

fn testimony(key: &str) -> Statement {
    Statement {
        attribution: Attribution::Protected {
            handle: "heron".into(),
            place: Some("province".into()),
            via: None,
        },
        ..statement(key)
    }
}

fn place(key: &str, precision: PlacePrecision, within: Option<&str>) -> Place {
    Place {
        key: key.into(),
        // The count knows no invented province.
        name: Both::english(match key {
            "province" => "Ryanggang".to_owned(),
            "town" => "Hyesan".to_owned(),
            "country" => "North Korea".to_owned(),
            _ => format!("Name-of-{key}"),
        }),
        precision,
        within: within.map(Into::into),
    }
}

fn places() -> Vec<PlaceDraft> {
    vec![
        PlaceDraft::public(place("country", PlacePrecision::Country, None)),
        PlaceDraft::public(place("province", PlacePrecision::Adm1, Some("country"))),
        PlaceDraft::public(place("town", PlacePrecision::Locality, Some("province"))),
        PlaceDraft {
            release: PlacePrecision::Adm1,
            value: place("hamlet", PlacePrecision::Exact, Some("town")),
        },
    ]
}

fn json(passed: &Passed) -> String {
    serde_json::to_string(passed.released.get()).unwrap()
}

fn refused(candidate: Candidate) -> Vec<Refusal> {
    gate(candidate).unwrap_err()
}

#[test]
fn a_withheld_row_leaves_no_trace() {
    let mut kept = statement("K2");
    kept.gist = Both::english(PLANT);
    kept.quote = Some(Quote { text: PLANT.into(), lang: "en".into() });
    for level in [Level::Withheld, Level::Hold] {
        let mut shown = statement("K1");
        shown.derives_from = vec![Derived { key: "K2".into(), kind: "cites".into() }];
        shown.origins = Origins { count: 1, keys: vec!["K2".into()] };
        shown.superseded_by = Some("K2".into());
        shown.stimulus = vec!["K2".into()];
        shown.outcome = Some(Outcome { statement: Some("K2".into()), ..Outcome::default() });
        let drafts = vec![Draft::public(shown), Draft::new(kept.clone(), level)];
        let passed = gate(candidate(drafts)).unwrap();
        assert!(!json(&passed).contains(PLANT));
        assert!(!json(&passed).contains("K2"), "{}", json(&passed));
        assert_eq!(passed.held.rows["statement"], 1);
        assert_eq!(passed.held.references, 5);
        assert_eq!(passed.released.statements[0].origins.count, 1);
    }
}

#[test]
fn each_hidden_field_of_a_statement_is_gone_and_named() {
    let full = Statement {
        attribution: Attribution::Party { party: "P".into(), speaker: format!("{PLANT}-speaker") },
        said_on: "2031-04-23".into(),
        as_of: "2031-04-22".into(),
        window: Some(Window {
            kind: "during".into(),
            from: "2031-04-01".into(),
            to: String::new(),
        }),
        quantity: Some(Quantity { words: format!("{PLANT}-quantity"), ..Quantity::default() }),
        scope: format!("{PLANT}-scope"),
        place: Some("province".into()),
        quote: Some(Quote { text: format!("{PLANT}-quote"), lang: "en".into() }),
        translation: Some(Both::english(format!("{PLANT}-translation"))),
        gist: Both::english(format!("{PLANT}-gist")),
        note: Both::english(format!("{PLANT}-note")),
        reports: vec!["R1".into()],
        prompt: "leading".into(),
        ..statement("K1")
    };
    let rows: [(StatementField, &[&str]); 11] = [
        (StatementField::Speaker, &["-speaker"]),
        (StatementField::SaidOn, &["2031-04-23"]),
        (StatementField::AsOf, &["2031-04-22", "2031-04-01"]),
        (StatementField::Quantity, &["-quantity"]),
        (StatementField::Scope, &["-scope"]),
        (StatementField::Place, &["\"place\":\"province\""]),
        (StatementField::Quote, &["-quote", "-translation"]),
        (StatementField::Gist, &["-gist"]),
        (StatementField::Note, &["-note"]),
        (StatementField::Reports, &["\"reports\":[\"R1\"]"]),
        (StatementField::Prompt, &["leading"]),
    ];
    for (field, gone) in rows {
        let make = |hidden: bool| {
            let draft = Draft::public(full.clone());
            Candidate {
                places: places(),
                reports: vec![Draft::public(Report { key: "R1".into(), ..Report::default() })],
                ..candidate(vec![if hidden { draft.hide(field) } else { draft }])
            }
        };
        let (open, shut) = (gate(make(false)).unwrap(), gate(make(true)).unwrap());
        for text in gone {
            assert!(
                json(&open).contains(text),
                "{text} should be shown when {field:?} is not hidden"
            );
            assert!(!json(&shut).contains(text), "{text} is still there with {field:?} hidden");
        }
        assert_eq!(shut.released.statements[0].withheld, [field]);
        assert_eq!(shut.held.fields, 1);
    }
}

#[test]
fn hiding_nothing_is_not_called_withheld() {
    let passed = gate(candidate(vec![Draft::public(statement("K1")).hide(StatementField::Note)]));
    assert_eq!(passed.unwrap().released.statements[0].withheld, []);
}

#[test]
fn withheld_words_that_come_back_elsewhere_stop_the_release() {
    let mut kept = statement("K2");
    kept.gist = Both::english(PLANT);
    let mut copy = statement("K1");
    copy.note = Both::english(format!("As somebody said: {PLANT}."));
    let drafts = vec![Draft::public(copy), Draft::new(kept, Level::Withheld)];
    let expected = Refusal::Withheld { table: "statement", key: "K1".into() };
    assert!(!expected.to_string().contains(PLANT));
    assert_eq!(refused(candidate(drafts)), [expected]);

    let mut own = candidate(vec![]);
    own.edition.summary = vec![Both::english("It was Nobody Invented who called")];
    own.never = vec!["Nobody Invented".into()];
    assert_eq!(refused(own), [Refusal::Withheld { table: "edition", key: String::new() }]);
}

#[test]
fn dates_are_as_coarse_as_asked() {
    let rows = [
        (Draft::public(statement("K1")), "2031-04-23"),
        (Draft::public(statement("K1")).at(Grain::Week), "2031-W17"),
        (Draft::new(statement("K1"), Level::Coarsened), "2031-04"),
        (Draft::new(statement("K1"), Level::Coarsened).at(Grain::Week), "2031-W17"),
        (Draft::public(statement("K1")).at(Grain::Year), "2031"),
    ];
    for (draft, expected) in rows {
        let passed = gate(candidate(vec![draft])).unwrap();
        assert_eq!(passed.released.statements[0].said_on, expected);
    }
}

#[test]
fn a_protected_source_speaks_in_weeks_unless_the_day_was_published() {
    let make = |already_public| Candidate {
        places: places(),
        ..candidate(vec![Draft::public(Statement { already_public, ..testimony("K1") })])
    };
    assert_eq!(gate(make(false)).unwrap().released.statements[0].said_on, "2031-W17");
    assert_eq!(gate(make(true)).unwrap().released.statements[0].said_on, "2031-04-23");
}

#[test]
fn a_protected_source_is_a_handle_and_a_province() {
    let with = |place: &str, handle: &str| Candidate {
        places: places(),
        ..candidate(vec![Draft::public(Statement {
            attribution: Attribution::Protected {
                handle: handle.into(),
                place: Some(place.into()),
                via: None,
            },
            ..testimony("K1")
        })])
    };
    assert!(gate(with("province", "heron")).is_ok());
    assert!(gate(with("country", "NH-2")).is_ok());
    let precise = Refusal::PreciseSource {
        table: "statement",
        key: "K1".into(),
        precision: PlacePrecision::Locality,
    };
    assert_eq!(refused(with("town", "heron")), [precise]);
    // The hamlet is shown as its province, so the source is at province level after all.
    let lifted = gate(with("hamlet", "heron")).unwrap();
    assert!(!json(&lifted).contains("hamlet"));
    assert_eq!(lifted.held.places, 1);
    for handle in ["Kim Invented", "+86139", "a@b", "13900001111", "x", "홍길동"] {
        let expected = Refusal::Handle { table: "statement", key: "K1".into() };
        assert!(refused(with("province", handle)).contains(&expected), "{handle}");
    }
}

#[test]
fn a_protected_source_also_tells_of_provinces_only() {
    let row = Statement { place: Some("town".into()), ..testimony("K1") };
    let precise = refused(Candidate { places: places(), ..candidate(vec![Draft::public(row)]) });
    assert!(matches!(precise[..], [Refusal::PreciseSource { .. }]));
    let measure = Measure {
        key: "M1".into(),
        attribution: testimony("x").attribution,
        place: Some("town".into()),
        ..Measure::default()
    };
    let make = |already_public| Candidate {
        places: places(),
        measures: vec![Draft::public(Measure { already_public, ..measure.clone() })],
        ..candidate(vec![])
    };
    assert!(gate(make(false)).is_err());
    assert!(gate(make(true)).is_ok());
}

#[test]
fn slips_in_testimony_are_refused() {
    for slip in ["called at 14:05", "+86 139 0000 0000", "write to a@b.example", "on 2031-04-23"] {
        let row = Statement { note: Both::english(slip), ..testimony("K1") };
        let refusals =
            refused(Candidate { places: places(), ..candidate(vec![Draft::public(row)]) });
        assert!(matches!(refusals[..], [Refusal::Telltale { .. }]), "{slip}: {refusals:?}");
        assert!(!refusals[0].to_string().contains(slip));
    }
}

#[test]
fn a_time_of_day_never_leaves() {
    let rows: [fn(&mut Statement); 4] = [
        |s| s.said_on = "2031-04-23T14:05".into(),
        |s| s.as_of = "2031-04-23T14:05Z".into(),
        |s| s.window = Some(Window { from: "14:05".into(), ..Window::default() }),
        |s| s.gist = Both::english("It was recorded 2031-04-23T14:05:06Z"),
    ];
    for change in rows {
        let mut row = statement("K1");
        change(&mut row);
        let refusals = refused(candidate(vec![Draft::public(row)]));
        let all_that = |refusal: &Refusal| matches!(refusal, Refusal::FinerThanDay { .. });
        assert!(!refusals.is_empty() && refusals.iter().all(all_that), "{refusals:?}");
    }
    let mut own = candidate(vec![]);
    own.edition.day = "2031-05-02T10:00".into();
    assert!(gate(own).is_err());
}

#[test]
fn every_date_field_is_read() {
    // A date that no rule can read is planted in each date field in turn.
    let mut refusals = BTreeSet::new();
    let bad = || "soon".to_owned();
    let mut all = candidate(vec![Draft::public(Statement {
        said_on: bad(),
        as_of: bad(),
        window: Some(Window { kind: String::new(), from: bad(), to: bad() }),
        outcome: Some(Outcome { on: bad(), ..Outcome::default() }),
        ..statement("K1")
    })]);
    all.reports =
        vec![Draft::public(Report { key: "R".into(), published: bad(), ..Report::default() })];
    all.evidence = vec![Draft::public(Evidence {
        key: "E".into(),
        made: bad(),
        released: bad(),
        ..Evidence::default()
    })];
    all.measures = vec![Draft::public(Measure {
        key: "M".into(),
        from: bad(),
        until: bad(),
        ..Measure::default()
    })];
    all.edition.lags =
        vec![Lag { key: "L".into(), outside: "K1".into(), outside_day: bad(), ..Lag::default() }];
    all.edition.changes = vec![Change { key: "C".into(), day: bad(), ..Change::default() }];
    refusals.extend(refused(all));
    let fields: Vec<String> = refusals
        .iter()
        .filter_map(|refusal| match refusal {
            Refusal::Date { table, field, .. } => Some(format!("{table}.{field}")),
            _ => None,
        })
        .collect();
    assert_eq!(fields.len(), 12, "{fields:?}");
}

#[test]
fn only_the_dead_whom_their_state_named_have_names() {
    let person = |status: &str, sensitivity: &str| Person {
        key: "P1".into(),
        status: status.into(),
        sensitivity: sensitivity.into(),
        names: vec![PersonName { name: "Invented Name".into(), ..PersonName::default() }],
        age: Some(23),
        ..Person::default()
    };
    let make = |draft| Candidate { persons: vec![draft], ..candidate(vec![]) };
    assert!(gate(make(Draft::public(person("dead", "state-published")))).is_ok());
    for (status, sensitivity) in [
        ("captured", "state-published"),
        ("dead", "family"),
        ("alive", ""),
        ("", "state-published"),
    ] {
        let living = person(status, sensitivity);
        assert_eq!(
            refused(make(Draft::public(living.clone()))),
            [Refusal::LivingName { key: "P1".into() }]
        );
        let hidden = gate(make(Draft::public(living).hide(PersonField::Names))).unwrap();
        assert!(!json(&hidden).contains("Invented Name"));
        assert_eq!(hidden.released.persons[0].age, None);
    }
    // The name must not come in by another door either.
    let mut copied = make(Draft::new(person("captured", ""), Level::Withheld));
    copied.edition.title = Both::english("Prisoner Invented Name speaks");
    assert_eq!(refused(copied), [Refusal::Withheld { table: "edition", key: String::new() }]);
}

#[test]
fn a_reading_of_a_name_that_does_not_leave_does_not_leave() {
    let name = |name: &str| PersonName { name: name.into(), ..PersonName::default() };
    let person = |key: &str| Person {
        key: key.into(),
        status: "dead".into(),
        sensitivity: "state-published".into(),
        names: vec![name("Shown One"), name("Shown Two")],
        ..Person::default()
    };
    let reading = |person: &str, name: &str, beside: &str| NameReading {
        person: person.into(),
        name: name.into(),
        beside: beside.into(),
        why: Both::english(format!("{name} beside {beside}")),
        ..NameReading::default()
    };
    let mut with = Candidate {
        persons: vec![
            Draft::public(person("P2")),
            Draft::public(person("P1")),
            Draft::public(person("P3")).hide(PersonField::Names),
        ],
        ..candidate(vec![])
    };
    with.edition.readings = vec![
        reading("P2", "Shown One", ""),
        reading("P2", "Shown Two", "Shown One"),
        reading("P1", "Shown Two", ""),
        reading("P1", "Shown One", "Kept"),
        reading("P1", "Kept", ""),
        reading("P3", "Kept", ""),
        reading("P4", "Shown One", ""),
    ];
    let named = pass(Candidate { persons: with.persons[..2].to_vec(), ..with.clone() }, Count::Yes);
    let passed = named.unwrap();
    let left: Vec<(&str, &str)> =
        passed.released.readings.iter().map(|r| (&*r.person, &*r.name)).collect();
    assert_eq!(left, [("P1", "Shown Two"), ("P2", "Shown One"), ("P2", "Shown Two")]);
    assert_eq!(passed.held.derived, 4);
    assert!(!json(&passed).contains("Kept"));
    // A name that is hidden on one person is looked for everywhere.
    assert!(gate(with).is_err());
}

#[test]
fn reasons_of_a_hidden_name_do_not_leave() {
    use crate::shape::{Linkage, LinkedDecision, LinkedMention, LinkedPair, LinkedPerson};
    let named = |key: &str, names: &[&str]| Person {
        names: names
            .iter()
            .map(|n| PersonName { name: (*n).into(), ..PersonName::default() })
            .collect(),
        key: key.into(),
        status: "dead".into(),
        sensitivity: "state-published".into(),
        ..Person::default()
    };
    let mention = |name: &str, nearest: &str, decided: &str| LinkedMention {
        name: name.into(),
        report: "R9".into(),
        nearest: (!nearest.is_empty())
            .then(|| LinkedPair { name: nearest.into(), ..LinkedPair::default() }),
        decided: (!decided.is_empty())
            .then(|| LinkedDecision { name: decided.into(), ..LinkedDecision::default() })
            .into_iter()
            .collect(),
        ..LinkedMention::default()
    };
    let of = |person: &str, mentions: Vec<LinkedMention>| LinkedPerson {
        person: person.into(),
        mentions,
    };
    let mut with = Candidate {
        persons: vec![
            Draft::public(named("P1", &["Shown One", "Shown Two"])),
            Draft::public(named("P2", &["Shown Three"])),
            Draft::public(named("P3", &["Shown Four"])),
        ],
        ..candidate(vec![])
    };
    with.edition.linkage = Some(Box::new(Linkage {
        by_person: vec![
            of("P3", vec![mention("Shown Four", "", "Unheard")]),
            of("P2", vec![mention("Shown Three", "Unheard", "")]),
            of(
                "P1",
                vec![
                    mention("Shown One", "Shown Two", "Shown Three"),
                    mention("Shown Two", "Shown One", ""),
                ],
            ),
            of("P9", vec![mention("Shown One", "", "")]),
        ],
        ..Linkage::default()
    }));
    let passed = pass(with.clone(), Count::Yes).unwrap();
    let linkage = passed.released.linkage.as_deref().unwrap();
    assert_eq!(linkage.by_person.len(), 1);
    assert_eq!(linkage.by_person[0].person, "P1");
    assert_eq!(passed.held.derived, 3);
    assert_eq!(linkage.by_person[0].mentions[0].report, "", "a report that is not there is cut");
    assert!(!json(&passed).contains("Unheard"));
    let edition = passed.released.get().clone();
    assert_eq!(reopen(edition.clone()).unwrap().get(), &edition, "twice is once");
    // Nothing left, nothing said.
    with.persons.clear();
    assert_eq!(pass(with, Count::Yes).unwrap().released.linkage, None);
}

#[test]
fn estimates_from_what_stays_do_not_leave() {
    use crate::shape::{
        Ceiling, Estimation, FigureRatio, FigureRevision, Floor, Lineage, Scenario, WoundedToKilled,
    };
    let of = |keys: &[&str]| keys.iter().map(|k| (*k).to_owned()).collect::<Vec<String>>();
    let ratio = |a, b| FigureRatio { statements: of(&[a, b]), ..FigureRatio::default() };
    let estimation = Estimation {
        lineages: vec![
            Lineage { party: "P".into(), own: of(&["K1", "K2"]), repeats: of(&["K3"]) },
            Lineage { party: "Q".into(), own: of(&["K2"]), repeats: vec![] },
        ],
        ratios: vec![ratio("K1", "K3"), ratio("K1", "K2"), ratio("K2", "K3")],
        wounded_to_killed: vec![WoundedToKilled {
            statements: of(&["K1", "K3"]),
            incoherent_with: of(&["K2", "K3"]),
            ..WoundedToKilled::default()
        }],
        revisions: vec![FigureRevision { statements: of(&["K2", "K3"]), ..Default::default() }],
        floor: vec![Floor { day: "2031-04-23".into(), named: 3 }],
        ceiling: Some(Ceiling { deployed: 900, statement: "K2".into() }),
        scenarios: vec![Scenario { statements: of(&["K1", "K2"]), ..Scenario::default() }],
        ..Estimation::default()
    };
    let rows = |k2| {
        let mut draft =
            candidate(vec![Draft::public(statement("K1")), k2, Draft::public(statement("K3"))]);
        draft.edition.estimation = Some(Box::new(estimation.clone()));
        draft
    };
    let passed = gate(rows(Draft::public(statement("K2")))).unwrap();
    assert_eq!(passed.released.estimation.as_deref(), Some(&estimation));
    for stays in [
        Draft::new(statement("K2"), Level::Withheld),
        Draft::public(statement("K2")).at(Grain::Month),
    ] {
        let passed = gate(rows(stays)).unwrap();
        let left = passed.released.estimation.as_deref().unwrap();
        assert!(!serde_json::to_string(left).unwrap().contains("K2"));
        assert_eq!((left.ratios.len(), left.lineages.len()), (1, 1));
        assert_eq!((left.wounded_to_killed.len(), left.revisions.len()), (1, 0));
        assert_eq!((left.ceiling.is_none(), left.scenarios.len()), (true, 0));
        assert_eq!(left.floor.len(), 1);
        assert_eq!(passed.held.derived, 7);
    }
    let mut late = rows(Draft::public(statement("K2")));
    late.edition.estimation = Some(Box::new(Estimation {
        floor: vec![Floor { day: "2031-04-23T10:00".into(), named: 3 }],
        ..Estimation::default()
    }));
    assert!(gate(late).is_err(), "no time finer than a day");
}

#[test]
fn a_filed_estimate_says_no_more_than_its_verdict_and_holds_nothing_withheld() {
    use crate::shape::{Estimation, FiledEstimate};
    let filed = |hash: &str, list: &str| FiledEstimate {
        table_hash: hash.repeat(64),
        lists: vec![list.to_owned()],
        verdict: "refused".to_owned(),
        high: Some(777),
        ..FiledEstimate::default()
    };
    let with = |filed: Vec<FiledEstimate>| {
        let kept = Draft::new(
            Person {
                key: "P1".into(),
                names: vec![PersonName { name: "Kept Name".into(), ..PersonName::default() }],
                ..Person::default()
            },
            Level::Withheld,
        );
        let mut draft = Candidate { persons: vec![kept], ..candidate(vec![]) };
        draft.edition.estimation = Some(Box::new(Estimation { filed, ..Estimation::default() }));
        draft
    };
    let passed = gate(with(vec![filed("b", "Gazette"), filed("a", "Herald")])).unwrap();
    let left = passed.released.estimation.as_deref().unwrap();
    let keys: Vec<&str> = left.filed.iter().map(|f| &f.table_hash[..1]).collect();
    assert_eq!(keys, ["a", "b"], "the order of filing leaves no trace");
    assert!(!json(&passed).contains("777"));
    let mut forged = passed.released.get().clone();
    forged.estimation.as_mut().unwrap().filed[0].high = Some(777);
    assert_eq!(reopen(forged), Err(vec![Refusal::NotAsReleased]));
    for bad in [
        vec![filed("a", "Herald"), filed("a", "Gazette")],
        vec![filed("", "Herald")],
        vec![filed("x", "Herald")],
        vec![filed("a", "the list of Kept Name")],
    ] {
        assert!(gate(with(bad)).is_err());
    }
}

#[test]
fn places_go_to_their_release_precision() {
    let row = Statement { place: Some("hamlet".into()), ..statement("K1") };
    let passed =
        gate(Candidate { places: places(), ..candidate(vec![Draft::public(row.clone())]) })
            .unwrap();
    assert_eq!(passed.released.statements[0].place.as_deref(), Some("province"));
    assert!(!json(&passed).contains("hamlet"));

    let told = Statement { scope: "near Name-of-hamlet".into(), ..row };
    assert!(gate(Candidate { places: places(), ..candidate(vec![Draft::public(told)]) }).is_err());

    let orphan = vec![PlaceDraft {
        release: PlacePrecision::Adm1,
        value: place("lone", PlacePrecision::Exact, None),
    }];
    assert_eq!(
        refused(Candidate { places: orphan, ..candidate(vec![]) }),
        [Refusal::NoCoarserPlace { key: "lone".into() }]
    );
    let ring = vec![
        PlaceDraft {
            release: PlacePrecision::Country,
            value: place("a", PlacePrecision::Exact, Some("b")),
        },
        PlaceDraft {
            release: PlacePrecision::Country,
            value: place("b", PlacePrecision::Exact, Some("a")),
        },
    ];
    assert_eq!(refused(Candidate { places: ring, ..candidate(vec![]) }).len(), 2);
}

#[test]
fn sentences_about_what_did_not_leave_do_not_leave() {
    let finding = |key: &str, about: &[&str]| Finding {
        key: key.into(),
        statements: about.iter().map(|&key| key.into()).collect(),
        sentence: Both::english(format!("{PLANT} {key}")),
        ..Finding::default()
    };
    let mut with = candidate(vec![
        Draft::public(statement("K1")),
        Draft::public(statement("K2")).hide(StatementField::SaidOn),
        Draft::new(statement("K3"), Level::Withheld),
    ]);
    with.edition.findings = vec![
        finding("open", &["K1"]),
        finding("veiled", &["K1", "K2"]),
        finding("withheld", &["K1", "K3"]),
    ];
    with.edition.lags = vec![Lag { key: "L".into(), outside: "K2".into(), ..Lag::default() }];
    let change = |key: &str, kind: &str| Change {
        key: key.into(),
        kind: kind.into(),
        day: "2031-05-02".into(),
        subject: Some("K3".into()),
        ..Change::default()
    };
    with.edition.changes = vec![change("1", "changed"), change("2", "withdrawn")];
    with.edition.corrections = vec![Correction {
        key: "C".into(),
        kind: "withdrawn_for_safety".into(),
        day: "2031-05-02".into(),
        subject: Some("K3".into()),
        before: PLANT.into(),
        ..Correction::default()
    }];
    let passed = gate(with).unwrap();
    let keys: Vec<_> = passed.released.findings.iter().map(|f| &*f.key).collect();
    assert_eq!(keys, ["open"]);
    assert_eq!(passed.released.lags, []);
    assert_eq!(passed.released.changes.len(), 1);
    assert_eq!(passed.released.changes[0].subject, None);
    assert_eq!(passed.released.corrections[0].before, "");
    assert_eq!(passed.held.derived, 4);
}

#[test]
fn broken_rows_are_refused_all_at_once() {
    let mut with = candidate(vec![
        Draft::public(Statement { entry_id: "abc".into(), ..statement("K1") }),
        Draft::public(statement("K1")),
        Draft::public(statement(" ")),
        Draft::public(Statement { proof: Some("proofs/../key".into()), ..statement("K2") }),
    ]);
    with.edition.day = "May".into();
    let refusals = refused(with);
    assert_eq!(refusals.len(), 5, "{refusals:?}");
}

#[test]
fn evidence_hides_what_it_should() {
    let row = Evidence { key: "E1".into(), content_hash: "ab".repeat(32), ..Evidence::default() };
    let draft = Draft::public(row).hide(EvidenceField::ContentHash);
    let passed = gate(Candidate { evidence: vec![draft], ..candidate(vec![]) }).unwrap();
    assert!(!json(&passed).contains("abab"));
    assert_eq!(passed.released.evidence[0].withheld, [EvidenceField::ContentHash]);
}

#[test]
fn an_edition_read_back_is_checked_again() {
    let with = Candidate {
        places: places(),
        ..candidate(vec![
            Draft::public(testimony("K1")),
            Draft::public(statement("K2")).hide(StatementField::SaidOn),
            Draft::public(Statement {
                quantity: Some(Quantity {
                    kind: QuantityKind::Fraction,
                    fraction: Some(Fraction { words: "half".into(), ..Fraction::default() }),
                    ..Quantity::default()
                }),
                ..statement("K3")
            }),
        ])
    };
    let released = gate(with).unwrap().released;
    let text = serde_json::to_string(released.get()).unwrap();
    let read: Edition = serde_json::from_str(&text).unwrap();
    assert_eq!(reopen(read.clone()).unwrap(), released);
    let mut forged = read;
    forged.statements[0].said_on = "2031-04-23".into();
    assert_eq!(reopen(forged).unwrap_err(), [Refusal::NotAsReleased]);
}

proptest! {
    /// Order of intake leaves no trace, passing twice is passing once, and no hidden gist is ever released.
    #[test]
    fn the_gate_is_a_projection(
        levels in prop::collection::vec((0..4_usize, 0..4_usize, any::<bool>()), 1..12),
        swap in any::<prop::sample::Index>(),
    ) {
        let drafts: Vec<Draft<Statement>> = levels
            .iter()
            .enumerate()
            .map(|(at, (level, grain, hide))| {
                let level = [Level::Public, Level::Coarsened, Level::Withheld, Level::Hold][*level];
                let grain = [Grain::Day, Grain::Week, Grain::Month, Grain::Year][*grain];
                let mut row = statement(&format!("K{at:02}"));
                row.gist = Both::english(format!("The gist of row number {at:02} in words"));
                row.derives_from = vec![Derived { key: format!("K{:02}", at + 1), kind: "cites".into() }];
                let draft = Draft::new(row, level).at(grain);
                if *hide { draft.hide(StatementField::Gist) } else { draft }
            })
            .collect();
        let mut turned = drafts.clone();
        turned.rotate_left(swap.index(drafts.len()));
        let one = gate(candidate(drafts.clone())).unwrap();
        prop_assert_eq!(&one, &gate(candidate(turned)).unwrap());
        prop_assert_eq!(&reopen(one.released.get().clone()).unwrap(), &one.released);
        let text = json(&one);
        for (at, draft) in drafts.iter().enumerate() {
            let shown = draft.leaves() && draft.hidden.is_empty();
            prop_assert_eq!(text.contains(&format!("row number {at:02}")), shown);
        }
    }
}
