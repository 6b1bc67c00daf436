//! Reading, merging, splitting, hashing.

use estimate::Error;
use estimate::table::{OverlapTable, ReadOptions, read};
use proptest::prelude::*;

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let cases: [(&str, &str); 10] = [
        ("A,B\n1,0\n", "No column is named `n`, `freq` or `count`"),
        (
            "A,B,n\n1,2,5\n",
            "Line 2, column `B`: expected `0` or `1`, or a column named as a stratum, found `2`",
        ),
        (
            "A,B,n\n1,0,5\n1,1,-3\n",
            "Line 3, column `n`: expected a whole number of persons, up to 2^40, found `-3`",
        ),
        (
            "A,B,n\n1,0,1.5\n",
            "Line 2, column `n`: expected a whole number of persons, up to 2^40, found `1.5`",
        ),
        ("A,B,n\n1,0,5\n1,0,6\n", "Line 3 repeats the inclusion pattern of line 2"),
        ("A,B,n\n0,0,7\n", "Line 2 counts 7 persons who are on no list"),
        ("A,A,n\n1,0,5\n", "Column `A` is there 2 times"),
        ("A,n,N\n1,5,5\n", "Column `n` is there 2 times"),
        ("A,B,n\n1,0\n", "Cannot read the table as comma-separated values at line 2"),
        ("A,B,n\n", "The table counts nobody"),
    ];
    for (text, expected) in cases {
        let error = read(text, &ReadOptions::default()).unwrap_err();
        assert_eq!(error.to_string(), expected, "{text:?}");
    }
}

#[test]
fn strata_are_named_or_summed_by_name() {
    let text = "\u{feff}sex,A,B,Freq\nf,1,0,5\nm,1,0,7\nf,0,1,2\nm,1,1,0\n";
    assert!(matches!(read(text, &ReadOptions::default()), Err(Error::BadCell { .. })));
    let options = ReadOptions { strata: vec!["sex".into()], ..ReadOptions::default() };
    let strata = read(text, &options).unwrap();
    assert_eq!(strata.len(), 2);
    assert_eq!(strata[0].values, [("sex".to_owned(), "f".to_owned())]);
    assert_eq!(strata[1].table.cells(), [(1, 7)]);
    let options = ReadOptions { ignore: vec!["sex".into()], ..ReadOptions::default() };
    assert_eq!(read(text, &options).unwrap()[0].table.cells(), [(1, 12), (2, 2)]);
}

#[test]
fn limits() {
    let names = |n: usize| (0..n).map(|i| format!("L{i}")).collect::<Vec<_>>();
    assert!(OverlapTable::new(names(64), [(u64::MAX, 3)]).is_ok());
    assert!(matches!(OverlapTable::new(names(65), []), Err(Error::ListsOutOfRange { .. })));
    assert!(matches!(OverlapTable::new(names(2), [(4, 1)]), Err(Error::PatternOutOfRange { .. })));
    assert!(matches!(
        OverlapTable::new(names(2), [(1, 1 << 41)]),
        Err(Error::TooManyPersons { .. })
    ));
    let clusters = [vec![0, 0, 2], vec![1], vec![]];
    let t = OverlapTable::from_clusters(names(3), clusters).unwrap();
    assert_eq!(t.cells(), [(0b010, 1), (0b101, 1)]);
    assert!(OverlapTable::from_clusters(names(3), [[7_usize]]).is_err());
}

pub(crate) fn any_table(lists: usize, most: u64) -> impl Strategy<Value = OverlapTable> {
    prop::collection::vec(0..=most, (1 << lists) - 1).prop_map(move |counts| {
        let names = (0..lists).map(|i| format!("L{i}")).collect();
        OverlapTable::new(names, (1..).zip(counts)).unwrap()
    })
}

proptest! {
    #[test]
    fn merging_loses_nothing(table in any_table(4, 20)) {
        let merged = table.merge(&["L1", "L3"]).unwrap();
        prop_assert_eq!(merged.total(), table.total());
        prop_assert_eq!(merged.names(), ["L0", "L1+L3", "L2"]);
        let union = table.overlap(2) + table.overlap(8) - table.overlap(10);
        prop_assert_eq!(merged.overlap(0b010), union);
        let back = merged.split("L1+L3").unwrap();
        prop_assert_eq!(back.names(), ["L0", "L1", "L3", "L2"]);
        prop_assert_eq!(back.canonical().seed, table.canonical().seed);
        let fewer = table.without("L2").unwrap();
        prop_assert_eq!(fewer.total(), table.total() - table.count(4));
        prop_assert_eq!(fewer.provenance().dropped, ["L2"]);
    }

    #[test]
    fn the_seed_is_the_counts(table in any_table(4, 6), order in Just([2_usize, 0, 3, 1]).prop_shuffle()) {
        let moved = |p: u64| (0..4).filter(|&i| p >> i & 1 == 1).fold(0, |a, i| a | 1 << order[i]);
        let mut names = vec![String::new(); 4];
        for (i, name) in table.names().into_iter().enumerate() {
            names[order[i]] = name.to_owned();
        }
        let other = OverlapTable::new(names, table.cells().iter().map(|&(p, c)| (moved(p), c))).unwrap();
        prop_assert_eq!(other.canonical().cells, table.canonical().cells);
        prop_assert_eq!(other.canonical().content_hash, table.canonical().content_hash);
    }
}
