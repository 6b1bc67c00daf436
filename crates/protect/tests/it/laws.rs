//! Laws of the count.

use std::collections::BTreeSet;

use proptest::prelude::*;
use protect::risk::{Adversary, Attribute, Found, Item, Ledger, Policy, RowRef, Tables, judge};

/// Details of which no two contradict each other, so that more of them can only narrow.
const COMPATIBLE: [&str; 14] = [
    "place=north_korea",
    "place=northern_provinces",
    "place=ryanggang",
    "place=hyesan",
    "sex=female",
    "age=adult",
    "age=40s",
    "age=47",
    "relation=parent_of_soldier",
    "relation=parent_of_deployed",
    "occupation=market_trader",
    "occupation=party_member",
    "call=2031-w52",
    "call=2031-12-23",
];

fn low(details: &BTreeSet<&str>, adversary: Adversary) -> u64 {
    let items: Vec<Item> = details
        .iter()
        .map(|d| Item {
            person: "wren".to_owned(),
            attribute: d.parse::<Attribute>().unwrap(),
            row: RowRef { table: "statement".to_owned(), key: "A".to_owned() },
            edition: 1,
            week: String::new(),
            label: "wren".to_owned(),
            found: Found::Declared,
        })
        .collect();
    let verdict = judge(&Ledger::default(), &items, Tables::builtin(), &Policy::default());
    verdict.standings.iter().find(|s| s.adversary == adversary).unwrap().low
}

fn some() -> impl Strategy<Value = BTreeSet<&'static str>> {
    prop::collection::btree_set(prop::sample::select(COMPATIBLE.to_vec()), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_more_detail_never_raises_the_count(
        details in some(),
        more in prop::sample::select(COMPATIBLE.to_vec()),
    ) {
        let mut wider = details.clone();
        wider.insert(more);
        for adversary in Adversary::ALL {
            prop_assert!(low(&wider, adversary) <= low(&details, adversary), "{more}");
        }
    }

    #[test]
    fn the_state_never_counts_more_than_a_reader(details in some()) {
        prop_assert!(low(&details, Adversary::State) <= low(&details, Adversary::Reader));
    }

    #[test]
    fn the_order_of_items_leaves_no_trace(details in some(), turn in 0_usize..8) {
        let items: Vec<Item> = details.iter().enumerate().map(|(at, d)| Item {
            person: if at % 2 == 0 { "wren" } else { "wren/son" }.to_owned(),
            attribute: d.parse::<Attribute>().unwrap(),
            row: RowRef { table: "statement".to_owned(), key: format!("A{at}") },
            edition: 1,
            week: String::new(),
            label: "wren".to_owned(),
            found: Found::Declared,
        }).collect();
        let mut turned = items.clone();
        turned.rotate_left(turn % items.len());
        let verdict = |items: &[Item]| judge(&Ledger::default(), items, Tables::builtin(), &Policy::default());
        prop_assert_eq!(verdict(&items), verdict(&turned));
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,80}") {
        let _ = protect::risk::read(&text);
    }
}
