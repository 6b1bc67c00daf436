//! A small invented case: the kingdom of Arden denies its dead at Selby; nobody and nothing here is real.

use protect::risk::Tables;
use protect::shape::{
    Attribution, Awareness, Both, Change, Correction, Derived, Edition, Evidence, Finding,
    Fraction, Lag, Measure, Method, NamePart, NameReading, Origin, Origins, Outcome, Part, Party,
    Person, PersonName, Place, PlacePrecision, Position, Quantity, QuantityKind, Quote, Range,
    Report, RuleRow, Statement, Test, Window,
};
use protect::{Candidate, Released, gate};
use publish::{EditionSummary, SiteOptions};
use std::collections::BTreeMap;

pub(crate) fn edition() -> Edition {
    Edition {
        number: 2,
        day: "2031-05-02".into(),
        case: "selby".into(),
        case_name: Both::new("The dead of Selby", "셀비의 전사자"),
        title: Both::new("What is known of Selby", "셀비에 대해 알려진 것"),
        summary: vec![Both::new("An invented case.", "지어낸 사안."), Both::english("Second.")],
        origin: Origin {
            log: "desk.example/selby".into(),
            key: "desk.example/selby+00000000+AAAA".into(),
            previous: Some("ab".repeat(32)),
            desk: "Invented desk".into(),
            contact: "desk@desk.example".into(),
            licence: "CC BY 4.0".into(),
        },
        parties: vec![
            party("north/crown", "north", "The Crown", true),
            party("south/staff", "south", "Southern staff", false),
            party("press/gazette", "press", "The Gazette", false),
        ],
        places: vec![
            place("arden", "Arden", PlacePrecision::Country, None),
            place("selby", "Selby province", PlacePrecision::Adm1, Some("arden")),
        ],
        reports: vec![report("R1", "https://gazette.example/1?a=1&b=2"), report("R2", "")],
        statements: statements(),
        positions: vec![
            position("Q1", "calls_it_rumour", "2031-04-01"),
            position("Q2", "acknowledges_losses", "2031-04-20"),
        ],
        awareness: vec![awareness()],
        measures: vec![measure()],
        evidence: vec![evidence()],
        persons: vec![person()],
        readings: readings(),
        findings: vec![finding()],
        ranges: vec![Range {
            category: "killed".into(),
            as_of: "2031-04-10".into(),
            parties: vec!["south/staff".into()],
            lo: Some(100),
            hi: None,
            statements: vec!["S1".into()],
            sentence: Both::new("At least 100.", "최소 100명."),
        }],
        lags: vec![Lag {
            key: "L1".into(),
            topic: Both::new("Losses", "손실"),
            outside: "S1".into(),
            outside_day: "2031-04-03".into(),
            inside: Some("Q2".into()),
            inside_day: "2031-04-20".into(),
            days: 17,
            sentence: Both::new("from the first claim to the first word at home", "첫 주장부터"),
        }],
        changes: vec![Change {
            key: "2-S1".into(),
            edition: 2,
            day: "2031-05-02".into(),
            kind: "changed".into(),
            table: "statement".into(),
            subject: Some("S1".into()),
            sentence: Both::new("The words are now quoted.", "표현을 인용했다."),
        }],
        corrections: vec![Correction {
            key: "K1".into(),
            edition: 2,
            day: "2031-05-02".into(),
            kind: "qualifier".into(),
            subject: Some("S2".into()),
            before: "400".into(),
            after: "about 400".into(),
            reason: Both::new("A qualifier was lost.", "한정어가 빠졌다."),
        }],
        rules_version: "1".into(),
        rules: vec![RuleRow {
            id: "at-least".into(),
            sentence: Both::new("At least N", "최소 N"),
            example: "at least 100".into(),
            interval: "[100, ∞)".into(),
            source: "as said".into(),
        }],
        methods: vec![Method {
            key: "limits-of-selby".into(),
            heading: Both::new("Limits of Selby", "셀비의 한계"),
            text: vec![Both::new("It is invented.", "지어냈다.")],
        }],
        ..Edition::default()
    }
}

fn party(key: &str, group: &str, name: &str, inside: bool) -> Party {
    Party {
        key: key.into(),
        name: Both::english(name),
        group: group.into(),
        group_name: Both::new(group, "무리"),
        kind: "state".into(),
        inside,
        note: Both::default(),
    }
}

fn place(key: &str, name: &str, precision: PlacePrecision, within: Option<&str>) -> Place {
    Place { key: key.into(), name: Both::english(name), precision, within: within.map(Into::into) }
}

fn report(key: &str, url: &str) -> Report {
    Report {
        key: key.into(),
        publisher: "The Gazette".into(),
        publisher_kind: "major".into(),
        lang: "en".into(),
        title: format!("Report {key}"),
        url: url.into(),
        published: "2031-04-03".into(),
        access: "stored copy".into(),
        content_hash: String::new(),
    }
}

pub(crate) fn number(words: &str, lo: u64, hi: Option<u64>, value: u64) -> Quantity {
    Quantity {
        kind: QuantityKind::Number,
        words: words.into(),
        interval: format!("[{lo}, {}", hi.map_or("∞)".into(), |hi| format!("{hi}]"))),
        lo: Some(lo),
        hi,
        value: Some(value),
        hedges: vec!["about".into()],
        rules: vec!["at-least".into(), "unlisted".into()],
        ..Quantity::default()
    }
}

pub(crate) fn statement(key: &str, party: &str, day: &str) -> Statement {
    Statement {
        key: key.into(),
        entry_id: "0f".repeat(32),
        kind: "figure".into(),
        attribution: Attribution::Party { party: party.into(), speaker: "A speaker".into() },
        said_on: day.into(),
        as_of: day.into(),
        category: "killed".into(),
        population: "north".into(),
        modality: "asserted".into(),
        gist: Both::new(format!("What {key} says."), format!("{key}의 내용.")),
        origins: Origins { count: 1, keys: vec![key.into()] },
        reports: vec!["R1".into()],
        status: "current".into(),
        already_public: true,
        ..Statement::default()
    }
}

fn statements() -> Vec<Statement> {
    let derived = |key: &str, kind: &str| Derived { key: key.into(), kind: kind.into() };
    vec![
        Statement {
            quantity: Some(number("at least 100", 100, None, 100)),
            quote: Some(Quote { text: "не менее ста".into(), lang: "ru".into() }),
            translation: Some(Both::new("no fewer than a hundred", "백 명 이상")),
            window: Some(Window {
                kind: "during".into(),
                from: "2031-04-01".into(),
                to: "2031-04-03".into(),
            }),
            proof: Some("proofs/S1.tlog-proof".into()),
            ..statement("S1", "south/staff", "2031-04-03")
        },
        Statement {
            quantity: Some(number("about 400", 350, Some(450), 400)),
            derives_from: vec![derived("S1", "updates"), derived("S3", "cites")],
            ..statement("S2", "south/staff", "2031-04-10")
        },
        // S2 and S3 derive from each other: a ring must not hang a page.
        Statement {
            quantity: Some(number("400", 395, Some(405), 400)),
            derives_from: vec![derived("S2", "repeats_unattributed")],
            ..statement("S3", "press/gazette", "2031-04")
        },
        Statement {
            category: "casualties".into(),
            quantity: Some(Quantity {
                kind: QuantityKind::Fraction,
                words: "nearly half of 5,000".into(),
                fraction: Some(Fraction {
                    words: "nearly half".into(),
                    lo: 4250,
                    hi: 5000,
                    base: "5,000".into(),
                    implied: "[2125, 2500)".into(),
                }),
                parts: vec![Part {
                    category: "killed".into(),
                    words: "a few".into(),
                    interval: "[3, 9]".into(),
                }],
                ..Quantity::default()
            }),
            ..statement("S4", "south/staff", "2031-04-10")
        },
        Statement {
            kind: "prediction".into(),
            category: String::new(),
            outcome: Some(Outcome {
                state: "came_true".into(),
                on: "2031-04-20".into(),
                statement: Some("S2".into()),
                sentence: Both::new("It came.", "그렇게 되었다."),
            }),
            ..statement("S5", "press/gazette", "2031-W15")
        },
        Statement {
            kind: "awareness".into(),
            category: String::new(),
            attribution: Attribution::Protected {
                handle: "heron".into(),
                place: Some("selby".into()),
                via: Some("press/gazette".into()),
            },
            prompt: "prompted_with_information".into(),
            stimulus: vec!["S1".into()],
            already_public: false,
            ..statement("S6", "", "2031-04-11")
        },
    ]
}

fn position(key: &str, position: &str, from: &str) -> Position {
    Position {
        key: key.into(),
        party: "north/crown".into(),
        position: position.into(),
        from: from.into(),
        gist: Both::new("A word at home.", "안에서 한 말."),
        statement: Some("S1".into()),
        reports: vec!["R2".into()],
        ..Position::default()
    }
}

fn awareness() -> Awareness {
    Awareness {
        key: "A1".into(),
        population: Both::new("People of Selby", "셀비 사람들"),
        place: Some("selby".into()),
        proposition: Both::new("that there were dead", "전사자가 있다는 것"),
        state: "unaware".into(),
        basis: "informed_by_us".into(),
        observed: "2031-W15".into(),
        attribution: Attribution::Protected {
            handle: "heron".into(),
            place: Some("selby".into()),
            via: None,
        },
        prompt: "leading".into(),
        stimulus: vec!["S1".into()],
        ..Awareness::default()
    }
}

fn measure() -> Measure {
    Measure {
        key: "M1".into(),
        actor: "The Crown".into(),
        party: Some("north/crown".into()),
        kinds: vec!["investigation".into(), "not_in_the_vocabulary".into()],
        from: "2031-04".into(),
        place: Some("selby".into()),
        target: "those who ask".into(),
        gist: Both::english("Those who ask are investigated."),
        alleged_by: "a source".into(),
        status: "single source".into(),
        contradicted_by: vec!["S1".into()],
        reports: vec!["R1".into()],
        ..Measure::default()
    }
}

fn evidence() -> Evidence {
    Evidence {
        key: "E1".into(),
        kind: "video".into(),
        made: "2031-04".into(),
        released: "2031-04-05".into(),
        released_by: "Southern staff".into(),
        shows: Both::english("Men in a field."),
        place: Some("selby".into()),
        verification: "unverified".into(),
        tests: vec![Test {
            test: "geolocated".into(),
            result: "inconclusive".into(),
            note: Both::default(),
        }],
        sensitivity: vec!["graphic".into()],
        links: vec!["S1".into(), "M1".into()],
        reports: vec!["R1".into()],
        ..Evidence::default()
    }
}

fn person() -> Person {
    let name = |name: &str, script: &str, lang: &str| PersonName {
        name: name.into(),
        script: script.into(),
        lang: lang.into(),
        report: "R1".into(),
        ..PersonName::default()
    };
    Person {
        key: "P1".into(),
        status: "dead".into(),
        sensitivity: "state-published".into(),
        names: vec![name("가상인", "Hang", "ko"), name("Ga Sang-in", "Latn", "en")],
        age: Some(23),
        affiliation: Both::english("Invented regiment"),
        named_by: "Crown Gazette".into(),
        circumstance: Both::english("fell at Selby"),
        died: "2031-03/2031-04".into(),
        place: Some("selby".into()),
        reports: vec!["R1".into()],
        ..Person::default()
    }
}

fn readings() -> Vec<NameReading> {
    let one = |name: &str, beside: &str, script: Both, system: Both| NameReading {
        person: "P1".into(),
        name: name.into(),
        beside: beside.into(),
        script,
        system,
        reading: "가상인".into(),
        ..NameReading::default()
    };
    let part = |reading: &str, weight_tenths| NamePart { reading: reading.into(), weight_tenths };
    vec![
        one("가상인", "", Both::new("Hangul", "한글"), Both::new("as written", "한글 그대로")),
        NameReading {
            weight_tenths: Some(93),
            answer: "same".into(),
            parts: vec![part("가", 51), part("상", 45), part("", -3)],
            why: Both::new("Both can be read 가상인.", "둘 다 가상인으로 읽을 수 있다."),
            ..one(
                "Ga Sang-in",
                "가상인",
                Both::new("Latin", "로마자"),
                Both::english("Revised; family name by custom"),
            )
        },
    ]
}

fn finding() -> Finding {
    Finding {
        key: "F1".into(),
        kind: "contradiction".into(),
        fault: "cannot_both_be_true".into(),
        statements: vec!["S1".into(), "S2".into()],
        radius_milli: Some(2480),
        sentence: Both::new("They cannot both be true.", "둘 다 참일 수 없다."),
        reconcile: vec![Both::new("Another scope.", "다른 범위.")],
        rank: 1,
    }
}

/// The edition as it goes to the gate, which counts by tables of Arden.
pub(crate) fn candidate(edition: Edition) -> Candidate {
    let mut texts = Tables::builtin().texts().clone();
    texts.caps.push_str("place,selby_province,200000,300000,none,\"invented\"\n");
    let mut candidate = Candidate::public(edition);
    candidate.risk.tables = Tables::parse(texts).unwrap();
    candidate
}

pub(crate) fn release(edition: Edition) -> Released<Edition> {
    gate(candidate(edition)).unwrap().released
}

pub(crate) fn options() -> SiteOptions {
    SiteOptions { tag: "desk.example,2031".into(), ..SiteOptions::default() }
}

pub(crate) fn previous() -> Vec<EditionSummary> {
    vec![EditionSummary {
        number: 1,
        day: "2031-04-12".into(),
        title: Both::new("What is known of Selby", "셀비에 대해 알려진 것"),
        hash: "ab".repeat(32),
        statements: 3,
    }]
}

/// Every file of the site.
pub(crate) fn render(edition: Edition) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    publish::site::render(&release(edition), &previous(), &options(), &mut |path, bytes| {
        let before = files.insert(path.to_owned(), bytes.to_vec());
        assert!(before.is_none(), "{path} is written twice");
        Ok(())
    })
    .unwrap();
    files
}
