//! How long the gate takes over a desk's whole history: 10,000 values of 50 sources, a thousand of them new.

use std::collections::BTreeMap;

use protect::risk::{Attribute, Found, Item, Ledger, Policy, RowRef, Tables, items_of, judge};
use protect::shape::{Attribution, Both, Edition, Place, PlacePrecision, Statement};

fn main() {
    divan::main();
}

const DETAILS: [&str; 8] = [
    "place=ryanggang",
    "sex=female",
    "age=40s",
    "occupation=market_trader",
    "relation=parent_of_soldier",
    "call=2031-w11",
    "occupation=party_member",
    "travel=pyongyang",
];

fn item(at: usize) -> Item {
    let person = format!("source-{}", at % 50);
    Item {
        attribute: DETAILS[at / 50 % DETAILS.len()]
            .parse::<Attribute>()
            .unwrap_or_else(|_| Attribute::new("sex", "female")),
        row: RowRef { table: "statement".to_owned(), key: format!("K{at}") },
        edition: 1,
        week: String::new(),
        label: person.clone(),
        found: Found::Declared,
        person,
    }
}

/// All 10,000 released values judged at once, nothing known before.
#[divan::bench]
fn judge_10_000_values(bencher: divan::Bencher<'_, '_>) {
    let items: Vec<Item> = (0..10_000).map(item).collect();
    let (past, policy) = (Ledger::default(), Policy::default());
    bencher.bench(|| judge(&past, &items, Tables::builtin(), &policy));
}

/// A new article of every source, 10,000 values in the ledger.
#[divan::bench]
fn judge_100_after_10_000(bencher: divan::Bencher<'_, '_>) {
    let mut past = Ledger::default();
    for at in 0..10_000 {
        past.add(item(at));
    }
    let items: Vec<Item> = (10_000..10_100).map(item).collect();
    let policy = Policy::default();
    bencher.bench(|| judge(&past, &items, Tables::builtin(), &policy));
}

/// Reading the prose of 5,000 rows in two languages: 10,000 texts.
#[divan::bench]
fn read_10_000_texts(bencher: divan::Bencher<'_, '_>) {
    let row = |at: usize| Statement {
        key: format!("K{at}"),
        attribution: Attribution::Protected {
            handle: format!("source-{}", at % 50),
            place: Some("ry".to_owned()),
            via: None,
        },
        gist: Both::new(
            "Parents of soldiers are frantic and contact units by mail; a woman in her 40s asked for a visit.",
            "군인 부모들이 부대에 편지를 보내고 있다. 40대 여성은 면회를 청했다.",
        ),
        ..Statement::default()
    };
    let edition = Edition {
        day: "2031-03-14".to_owned(),
        places: vec![Place {
            key: "ry".to_owned(),
            name: Both::english("Ryanggang Province"),
            precision: PlacePrecision::Adm1,
            within: None,
        }],
        statements: (0..5_000).map(row).collect(),
        ..Edition::default()
    };
    bencher.bench(|| items_of(&edition, &BTreeMap::new()));
}
