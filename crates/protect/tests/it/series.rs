//! Series of articles about one source: each alone leaves hundreds, together too few.

use protect::risk::{
    Adversary, Attribute, Found, Item, Ledger, Policy, RowRef, Tables, Verdict, judge,
};
use protect::shape::{Attribution, Both, Edition, Place, PlacePrecision, Quote, Statement};
use protect::{Candidate, Draft, PlaceDraft, Refusal, gate};

fn item(person: &str, article: u64, detail: &str) -> Item {
    Item {
        person: person.to_owned(),
        attribute: detail.parse::<Attribute>().unwrap(),
        row: RowRef { table: "statement".to_owned(), key: format!("A{article}") },
        edition: article,
        week: String::new(),
        label: person.to_owned(),
        found: Found::Declared,
    }
}

fn add(ledger: &mut Ledger, items: Vec<Item>) {
    for item in items {
        ledger.add(item);
    }
}

fn judged(past: &Ledger, new: &[Item]) -> Verdict {
    judge(past, new, Tables::builtin(), &Policy::default())
}

/// The series of the method page: what each article tells.
const SERIES: [&[&str]; 7] = [
    &["place=ryanggang"],
    &["place=ryanggang", "sex=female", "age=40s"],
    &["place=ryanggang", "relation=parent_of_soldier"],
    &["place=ryanggang", "relation=parent_of_deployed"],
    &["place=hyesan"],
    &["place=ryanggang", "occupation=market_trader"],
    &["place=ryanggang", "call=2031-12-23"],
];

#[test]
fn each_article_alone_leaves_hundreds() {
    for (at, details) in SERIES.iter().enumerate() {
        let items: Vec<Item> = details.iter().map(|d| item("wren", 1, d)).collect();
        let verdict = judged(&Ledger::default(), &items);
        assert!(verdict.blocked.is_empty(), "article {}", at + 1);
        assert!(verdict.standings.iter().all(|s| s.low >= 300), "article {}: {verdict:?}", at + 1);
    }
}

#[test]
fn the_series_is_blocked_where_it_closes_and_the_advice_reopens_it() {
    let mut ledger = Ledger::default();
    for (at, details) in SERIES.iter().enumerate() {
        let article = at as u64 + 1;
        let items: Vec<Item> = details.iter().map(|d| item("wren", article, d)).collect();
        let verdict = judged(&ledger, &items);
        if at < 4 {
            assert_eq!(verdict.blocked, [], "article {article}");
            add(&mut ledger, items);
            continue;
        }
        // Parents of those sent, 20,000 to 30,000, times 0.0308 of the people in the provinces, 0.45 to 0.6 women, 0.3 to 0.6 in
        // their forties, 0.24 to 0.29 in the town. Middles: 24,495 × 0.0308 × 0.520 × 0.424 × 0.264 = 43.9; half widths, as
        // logarithms, 0.203, 0.144, 0.347, 0.095, together 0.437; 43.9 × exp(-0.437) = 28.3.
        let blocked = &verdict.blocked[0];
        assert_eq!(article, 5);
        assert_eq!((blocked.adversary, blocked.low, blocked.k), (Adversary::State, 28, 100));
        assert_eq!(blocked.attribute.to_string(), "place=hyesan");
        let advice = blocked.coarsening.as_ref().unwrap();
        assert!(advice.low_state >= 100 && advice.low_reader >= 20);
        assert_eq!(advice.steps.len(), 1);
        assert_eq!(advice.steps[0].to.as_deref(), Some("ryanggang"));
        assert_eq!(advice.sentence.en, "Say “Ryanggang Province” instead of “Hyesan”");
        assert!(!advice.sentence.ko.is_empty());
        // What is advised passes.
        assert_eq!(judged(&ledger, &[item("wren", 5, "place=ryanggang")]).blocked, []);
        return;
    }
    panic!("it was never blocked");
}

/// The same people without the fourth article: the series closes later, at its last article.
#[test]
fn without_the_sent_son_it_closes_at_the_day_of_the_call() {
    let mut ledger = Ledger::default();
    let mut closed = None;
    for (at, details) in SERIES.iter().enumerate().filter(|(at, _)| *at != 3) {
        let items: Vec<Item> = details.iter().map(|d| item("wren", at as u64 + 1, d)).collect();
        let verdict = judged(&ledger, &items);
        if let Some(blocked) = verdict.blocked.first() {
            closed = Some((at + 1, blocked.adversary, blocked.attribute.to_string()));
            break;
        }
        add(&mut ledger, items);
    }
    assert_eq!(closed, Some((7, Adversary::State, "call=2031-12-23".to_owned())));
}

#[test]
fn what_left_once_counts_when_it_is_withdrawn_and_merged_sources_are_one() {
    let mut ledger = Ledger::default();
    ledger.add(item("wren", 1, "place=ryanggang"));
    ledger.add(item("wren", 1, "sex=female"));
    ledger.add(item("wren", 1, "age=40s"));
    let new = [item("heron", 2, "place=hyesan"), item("heron", 2, "relation=parent_of_deployed")];
    assert_eq!(judged(&ledger, &new).blocked, [], "two people, as far as anybody knows");
    ledger.merge("heron", "wren");
    assert_eq!(judged(&ledger, &new).blocked[0].person, "heron");
    // Forgetting is for the erasure of a source only.
    ledger.forget("heron");
    assert!(ledger.is_empty());
}

#[test]
fn a_pool_of_three_under_one_label_is_not_linkable_and_two_are() {
    let label = "a source in Ryanggang Province";
    let told = |person: &str, article, detail| Item {
        label: label.to_owned(),
        week: "2031-W50".to_owned(),
        ..item(person, article, detail)
    };
    let mut ledger = Ledger::default();
    for detail in ["place=ryanggang", "sex=female", "age=40s"] {
        ledger.add(told("wren", 1, detail));
    }
    let new = [told("heron", 2, "place=hyesan"), told("heron", 2, "relation=parent_of_deployed")];
    let verdict = judged(&ledger, &new);
    assert_eq!(verdict.blocked[0].person, format!("~{label}"));
    ledger.add(told("plover", 3, "place=ryanggang"));
    assert_eq!(judged(&ledger, &new).blocked, [], "three persons share the label");
    // Long ago does not help: nobody counts those who spoke a year before.
    let mut old = Ledger::default();
    for detail in ["place=ryanggang", "sex=female", "age=40s"] {
        old.add(Item { week: "2030-W01".to_owned(), ..told("wren", 1, detail) });
    }
    assert_eq!(judged(&old, &new).blocked, []);
    // Two sexes under one label are two people.
    let mut two = Ledger::default();
    for detail in ["place=ryanggang", "sex=female", "age=40s"] {
        two.add(told("wren", 1, detail));
    }
    let man = [new[0].clone(), new[1].clone(), told("heron", 2, "sex=male")];
    assert!(judged(&two, &man).blocked.iter().all(|b| !b.person.starts_with('~')));
}

#[test]
fn a_third_party_has_a_ledger_and_narrows_the_source() {
    let mut ledger = Ledger::default();
    ledger.add(item("wren", 1, "place=ryanggang"));
    ledger.add(item("wren/son", 1, "army=deployed"));
    let new = [item("wren/son", 2, "age=21")];
    let verdict = judged(&ledger, &new);
    let son = verdict.blocked.iter().find(|b| b.person == "wren/son").unwrap();
    // 11,000 to 15,000 sent × 0.0308 of the province × a tenth of the 0.6 to 0.9 in their twenties × 0.97 to 1 men:
    // 28.6 × exp(-0.256).
    assert_eq!(son.low, 22);
    assert!(verdict.blocked.iter().any(|b| b.person == "wren"), "whoever finds the son finds her");
    let advice = son.coarsening.as_ref().unwrap();
    assert_eq!(advice.steps[0].to.as_deref(), Some("20s"));
}

#[test]
fn one_more_row_about_somebody_who_can_be_found_already_is_blocked_and_the_same_row_is_not() {
    let mut ledger = Ledger::default();
    for detail in ["place=ryanggang", "occupation=doctor", "sex=female", "age=47"] {
        ledger.add(item("wren", 1, detail));
    }
    assert_eq!(judged(&ledger, &[item("wren", 1, "place=ryanggang")]).blocked, []);
    assert_ne!(judged(&ledger, &[item("wren", 2, "place=ryanggang")]).blocked, []);
}

#[test]
fn a_detail_that_no_table_counts_is_never_ignored() {
    let verdict = judged(&Ledger::default(), &[item("wren", 1, "tattoo=anchor")]);
    assert_eq!(verdict.unknown.len(), 1);
    assert!(verdict.unknown[0].hint.contains("tattoo,anchor"));
}

/// A row as the program hands it to the gate.
fn told(key: &str, place: &str, said_on: &str, en: &str, ko: &str, quote: &str) -> Statement {
    Statement {
        key: key.to_owned(),
        kind: "circumstance".to_owned(),
        attribution: Attribution::Protected {
            handle: "wren".to_owned(),
            place: Some(place.to_owned()),
            via: None,
        },
        said_on: said_on.to_owned(),
        gist: Both::new(en, ko),
        quote: (!quote.is_empty()).then(|| Quote { text: quote.to_owned(), lang: "ko".to_owned() }),
        already_public: true,
        ..Statement::default()
    }
}

fn candidate(number: u64, past: Ledger, rows: Vec<Statement>) -> Candidate {
    let place = |key: &str, en: &str| {
        let name = Both::new(en, "");
        let precision = PlacePrecision::Adm1;
        PlaceDraft::public(Place { key: key.to_owned(), name, precision, within: None })
    };
    let mut candidate = Candidate {
        edition: Edition {
            number,
            day: "2031-12-31".to_owned(),
            case: "invented".to_owned(),
            ..Edition::default()
        },
        places: vec![place("nh", "North Hamgyong Province"), place("ry", "Ryanggang Province")],
        statements: rows.into_iter().map(Draft::public).collect(),
        ..Candidate::default()
    };
    candidate.risk.past = past;
    candidate
}

fn few(refusals: Result<protect::Passed, Vec<Refusal>>) -> Vec<(String, u64)> {
    let found = refusals.err().unwrap_or_default();
    let few = found.into_iter().map(|refusal| match refusal {
        Refusal::TooFew(blocked) => (blocked.person, blocked.low),
        other => panic!("{other}"),
    });
    few.collect()
}

/// Two sources in provinces, one spoken to on a day, parents in the plural: as such articles are printed.
#[test]
fn an_article_with_two_provincial_sources_passes() {
    let mut other = told(
        "A2",
        "ry",
        "2031-12-31",
        "Worry grows among parents of soldiers; they write, telephone and ask for visits.",
        "군인 부모들 사이에 불안이 커지고 있다. 부모들은 부대에 편지를 보낸다.",
        "부모들은 걱정 때문에 잠을 못 잔다",
    );
    if let Attribution::Protected { handle, .. } = &mut other.attribution {
        *handle = "plover".to_owned();
    }
    let rows = vec![
        told(
            "A1",
            "nh",
            "2031-12-23",
            "When told of the deaths: nobody there knows; parents would be crushed.",
            "사망 소식을 전하자, 아무도 모른다고 했다.",
            "아무도 모른다. 아들이 죽었는데 영웅이 무슨 소용인가",
        ),
        other,
    ];
    let passed = gate(candidate(1, Ledger::default(), rows)).map_err(|r| format!("{r:?}")).unwrap();
    assert!(passed.verdict.blocked.is_empty());
    assert!(passed.verdict.standings.iter().any(|s| s.person == "wren"));
    assert!(passed.items.iter().any(|i| i.attribute.to_string() == "place=north_hamgyong"));
}

/// Seven articles in prose, through the gate itself; in English, in Korean, and with the detail in the Korean alone.
#[test]
fn the_series_in_prose_is_blocked_in_every_language() {
    let articles = [
        ("People talk of it.", "사람들이 이야기한다."),
        ("A woman in her 40s says that nobody knows.", "40대 여성은 아무도 모른다고 했다."),
        ("“My son is in the army,” the source says.", "“우리 아들이 군대에 있다”고 했다."),
        (
            "“My son was sent to Russia,” the source says.",
            "“우리 아들이 러시아에 파병됐다”고 했다.",
        ),
        ("She lives in Hyesan.", "혜산에 사는 취재원이다."),
    ];
    for (language, pick) in [
        ("English", [true, true, true, true, true]),
        ("Korean", [false, false, false, false, false]),
        ("the last in Korean alone", [true, true, true, true, false]),
    ] {
        let mut past = Ledger::default();
        for (at, (en, ko)) in articles.iter().enumerate() {
            let key = format!("A{at}");
            let (en, ko) = if pick[at] { (*en, "") } else { ("The source speaks of it.", *ko) };
            let row = told(&key, "ry", "", en, ko, "");
            let ended = gate(candidate(at as u64 + 1, past.clone(), vec![row]));
            if at < 4 {
                let passed = ended.map_err(|r| format!("{language}, {at}: {r:?}")).unwrap();
                add(&mut past, passed.items);
            } else {
                let blocked = few(ended);
                assert!(blocked.iter().any(|(person, _)| person == "wren"), "{language}");
            }
        }
    }
}

#[test]
fn an_override_is_for_one_judgement_only() {
    let row = told("A1", "ry", "", "A nurse, aged 47, whose son was sent to Russia.", "", "");
    let refused = gate(candidate(1, Ledger::default(), vec![row.clone()])).unwrap_err();
    let mut again = candidate(1, Ledger::default(), vec![row]);
    for refusal in &refused {
        if let Refusal::TooFew(blocked) = refusal {
            again.risk.overridden.insert(blocked.canonical());
        }
    }
    assert!(gate(again.clone()).is_ok());
    // Another row beside it is another judgement.
    let more = told("A2", "ry", "", "A doctor in Hyesan.", "", "");
    again.statements.push(Draft::public(more));
    assert!(gate(again).is_err());
}

/// A misreading must not help: two sexes, and the smaller count stands.
#[test]
fn a_contradiction_never_raises_the_count() {
    let base = ["place=ryanggang", "sex=female", "age=40s", "relation=parent_of_deployed"];
    let low = |details: &[&str]| {
        let items: Vec<Item> = details.iter().map(|d| item("wren", 1, d)).collect();
        judged(&Ledger::default(), &items).standings.iter().map(|s| s.low).min().unwrap()
    };
    for more in ["sex=male", "place=chagang", "age=60s", "army=killed"] {
        let wider: Vec<&str> = base.into_iter().chain([more]).collect();
        assert!(low(&wider) <= low(&base), "{more}");
    }
}

/// What is told of the source narrows the son, and what is told of the son narrows the source, together.
#[test]
fn source_and_third_party_are_counted_together() {
    let told = |details: &[(&str, &str)]| {
        let items: Vec<Item> = details.iter().map(|(person, d)| item(person, 1, d)).collect();
        let verdict = judged(&Ledger::default(), &items);
        verdict.standings.iter().find(|s| s.person == "wren").unwrap().low
    };
    let son = [("wren", "place=ryanggang"), ("wren/son", "army=deployed"), ("wren/son", "age=20s")];
    let mother = [son.as_slice(), &[("wren", "sex=female"), ("wren", "age=40s")]].concat();
    // Half of the parents are women, some four in ten of them in their forties.
    assert!(told(&mother) * 3 < told(&son), "{} of {}", told(&mother), told(&son));
}

/// A ledger that is kept shorter gives the same judgement.
#[test]
fn a_condensed_ledger_judges_alike() {
    let mut ledger = Ledger::default();
    for article in 0..50 {
        for detail in ["place=ryanggang", "sex=female", "age=40s"] {
            ledger.add(item("wren", article, detail));
        }
    }
    let short = ledger.condensed();
    assert_eq!((ledger.len(), short.len()), (150, 3));
    let new = [item("wren", 60, "place=hyesan"), item("wren", 60, "relation=parent_of_deployed")];
    assert_eq!(judged(&ledger, &new), judged(&short, &new));
}
