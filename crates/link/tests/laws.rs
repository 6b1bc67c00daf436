//! What must hold of every linkage, on synthetic lists: order, identifiers, sides and threads change nothing; bounds lose nothing; terms add
//! up; a unique list gives each person one record; an exact copy of a list falls together; a field taken away never adds weight to equality.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};

use link::cluster::{Constraints, Why, cluster};
use link::generate::{COLUMNS, LISTS, Plan, Profile, Row, Scripts, World};
use link::kernel::{Pair, Weigher};
use link::run::{self, Unwatched, Watch};
use link::train::Refusal;
use link::{Builder, Field, Kind, LinkError, Linked, Mapping, Model, Options, Records, explain};
use names::Names;

fn names() -> &'static Names {
    Names::standard().unwrap()
}

fn rows(records: usize, scripts: Scripts) -> Vec<Row> {
    let world = World::new(&Plan { records, seed: 11, profile: Profile::Standard, scripts });
    (0..world.len()).map(|n| world.row(n)).collect()
}

fn mapping() -> Mapping {
    let field = |kind, column: &str| Field::new(column, kind, column);
    let mut born = field(Kind::Date, "date_of_birth");
    born.age = Some("age".to_owned());
    born.age_on = Some("date_of_death".to_owned());
    Mapping {
        id: Some("unique_id".to_owned()),
        list: Some("list".to_owned()),
        fields: vec![
            field(Kind::Name, "name"),
            born,
            field(Kind::Date, "date_of_death"),
            field(Kind::Text, "place_of_birth"),
            field(Kind::Unit, "unit"),
            field(Kind::Category, "rank"),
            field(Kind::Code, "document_number"),
        ],
        ..Mapping::default()
    }
}

fn records(rows: &[[String; 13]]) -> Records {
    let mut builder = Builder::new(&mapping());
    builder.list("all", &COLUMNS).unwrap();
    for row in rows {
        builder.row(row).unwrap();
    }
    builder.finish(names())
}

fn cells(rows: &[Row]) -> Vec<[String; 13]> {
    rows.iter().map(Row::cells).collect()
}

fn linked(records: &Records, options: &Options) -> Linked {
    link::link(records, names(), options, &Unwatched).unwrap()
}

/// The weight of each pair kept, by identifiers.
type Weights = BTreeMap<(String, String), i32>;

/// Identifiers by person.
type Persons = BTreeSet<BTreeSet<String>>;

/// Pairs and clusters by identifiers, whatever the numbers of the records.
fn told(records: &Records, linked: &Linked) -> (Weights, Persons) {
    let id = |r: u32| records.id(r).to_owned();
    let pair = |p: &Pair| {
        let (a, b) = (id(p.a), id(p.b));
        (if a < b { (a, b) } else { (b, a) }, p.total)
    };
    let mut clusters: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
    for (r, c) in (0_u32..).zip(&linked.clusters.of) {
        clusters.entry(*c).or_default().insert(id(r));
    }
    (linked.pairs.iter().map(pair).collect(), clusters.into_values().collect())
}

#[test]
fn the_order_of_rows_changes_nothing() {
    for scripts in [Scripts::Latin, Scripts::Multi] {
        let mut list = cells(&rows(900, scripts));
        let first = records(&list);
        let one = linked(&first, &Options::default());
        list.reverse();
        let middle = list.len() / 3;
        list.rotate_left(middle);
        let second = records(&list);
        let two = linked(&second, &Options::default());
        assert_eq!(one.model, two.model, "{scripts:?}");
        assert_eq!(told(&first, &one), told(&second, &two), "{scripts:?}");
        assert!(
            one.pairs.len() > 100 && one.clusters.count < 900,
            "{scripts:?}: nothing to compare"
        );
    }
}

#[test]
fn identifiers_change_nothing() {
    let mut list = cells(&rows(600, Scripts::Multi));
    let first = records(&list);
    let one = linked(&first, &Options::default());
    for (n, row) in list.iter_mut().enumerate() {
        row[0] = format!("z{:05}", 7919 * n % 100_000);
    }
    let second = records(&list);
    let two = linked(&second, &Options::default());
    assert_eq!(one.model, two.model);
    assert_eq!(one.pairs, two.pairs);
    assert_eq!(one.clusters, two.clusters);
}

/// Rows as lists of their own, each under its name, the lists in the order of the names given.
fn by_list(rows: &[[String; 13]], named: &[(&str, &str)]) -> Records {
    let mut builder = Builder::new(&Mapping { list: None, ..mapping() });
    for (list, name) in named {
        builder.list(name, &COLUMNS).unwrap();
        for row in rows.iter().filter(|r| r[1] == *list) {
            builder.row(row).unwrap();
        }
    }
    builder.finish(names())
}

#[test]
fn names_and_order_of_lists_change_nothing() {
    let list = cells(&rows(900, Scripts::Multi));
    let own: Vec<(&str, &str)> = LISTS.iter().map(|l| (*l, *l)).collect();
    let first = by_list(&list, &own);
    let one = linked(&first, &Options::default());
    let mut other: Vec<(&str, &str)> =
        LISTS.iter().zip(["e 2", "d", "z", "a", "m"]).map(|(l, n)| (*l, n)).collect();
    other.reverse();
    let second = by_list(&list, &other);
    let two = linked(&second, &Options::default());
    assert_eq!(told(&first, &one), told(&second, &two));
    let weights = |linked: &Linked, named: &[(&str, &str)]| {
        let place = |list: &String| named.iter().find(|n| n.1 == list).unwrap().0.to_owned();
        let mut comparisons = linked.model.comparisons.clone();
        for own in &mut comparisons {
            own.lists.iter_mut().for_each(|l| l.list = place(&l.list));
            own.lists.sort_by(|x, y| x.list.cmp(&y.list));
            for across in &mut own.across {
                across.lists = across.lists.clone().map(|l| place(&l));
                across.lists.sort();
            }
            own.across.sort();
        }
        comparisons
    };
    assert_eq!(weights(&one, &own), weights(&two, &other));
    assert_eq!(one.model.lists.len(), 15);
}

#[test]
fn lists_without_repeats_are_recognised() {
    let list = cells(&rows(4000, Scripts::Latin));
    let records = records(&list);
    let linked = linked(&records, &Options::default());
    let weight = |a: &str, b: &str| {
        let found = linked.model.lists.iter().find(|l| l.lists == [a, b]);
        found.map_or(0, |l| l.weight)
    };
    // Nobody stands twice on these two; on the others a few do.
    for list in ["official", "captured"] {
        assert!(weight(list, list) < -1000, "{list}: {}", weight(list, list));
    }
    assert!(weight("family", "obituary") > 0);
    let inside = linked.pairs.iter().find(|p| records.list_of(p.a) == records.list_of(p.b));
    let pair = inside.unwrap();
    let weigher = Weigher::new(&records, names(), &linked.model);
    let told = explain::pair(&weigher, &linked.model, pair.a, pair.b);
    assert!(told.prior < linked.model.prior);
}

/// Pairs in doubt as a whole, for in lists as small as these single bins are left to chance.
#[test]
fn stated_probabilities_are_near_what_is_seen() {
    for scripts in [Scripts::Latin, Scripts::Multi] {
        let list = rows(4000, scripts);
        let records = records(&cells(&list));
        let linked = linked(&records, &Options::default());
        let truth = link::evaluate::Truth::new(list.iter().map(|r| Some(r.person)));
        let (mut pairs, mut stated, mut right) = (0.0, 0.0, 0.0);
        for bin in link::evaluate::calibration(&truth, &linked.pairs) {
            if bin.from >= 0.1 && bin.to <= 0.9 {
                pairs += bin.pairs as f64;
                stated += bin.stated * bin.pairs as f64;
                right += bin.right as f64;
            }
        }
        assert!(pairs > 100.0, "{scripts:?}: {pairs}");
        let error = (right - stated) / pairs;
        assert!(error.abs() < 0.12, "{scripts:?}: {error:+.3} of {pairs}");
    }
}

#[test]
fn threads_change_nothing() {
    let records = records(&cells(&rows(900, Scripts::Multi)));
    let run = |threads: usize| {
        let pool = rayon_pool(threads);
        pool.install(|| linked(&records, &Options::default()))
    };
    let (one, two) = (run(1), run(3));
    assert_eq!(one.model.hash().unwrap(), two.model.hash().unwrap());
    assert_eq!(one.pairs, two.pairs);
    assert_eq!(one.clusters, two.clusters);
}

fn rayon_pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

#[test]
fn bounds_lose_nothing_and_sides_do_not_matter() {
    let records = records(&cells(&rows(500, Scripts::Multi)));
    let linked = linked(&records, &Options::default());
    let weigher = Weigher::new(&records, names(), &linked.model);
    for floor in [-7000, 0, 6000] {
        let quick = run::pairs(&weigher, &linked.keys, floor, &Unwatched).unwrap();
        // Everything compared: a floor that no pair is under, then the floor.
        let mut slow = run::pairs(&weigher, &linked.keys, -1_000_000, &Unwatched).unwrap();
        slow.retain(|p| p.total >= floor);
        assert_eq!(quick, slow, "{floor}");
        for pair in &quick {
            assert_eq!(weigher.total(pair.a, pair.b), pair.total);
            assert_eq!(weigher.total(pair.b, pair.a), pair.total);
        }
    }
}

/// Lists that are written with unequal care, and what is learned of each.
fn uneven() -> (Records, Linked) {
    let plan =
        Plan { records: 4000, seed: 12, profile: Profile::Standard, scripts: Scripts::Latin };
    let world = World::new(&plan).uneven();
    let rows: Vec<Row> = (0..world.len()).map(|n| world.row(n)).collect();
    let records = records(&cells(&rows));
    let linked = linked(&records, &Options::default());
    (records, linked)
}

#[test]
fn lists_of_unequal_care_are_told_apart() {
    let (records, linked) = uneven();
    let born = linked.model.comparisons.iter().find(|c| c.field == "date_of_birth").unwrap();
    let wrong = |list: &str| born.lists.iter().find(|l| l.list == list).unwrap().wrong;
    // The generator has 2 % of days wrong on the one list, 15 and 18 % on the others; parts of days are missing on all.
    let careless = wrong("intercept").min(wrong("captured"));
    assert!(wrong("official") + 0.04 < careless, "{:?}", born.lists);
    let weigher = Weigher::new(&records, names(), &linked.model);
    let told = linked.pairs.iter().take(3000);
    let told = told.filter(|p| {
        let why = explain::pair(&weigher, &linked.model, p.a, p.b);
        why.terms.iter().any(|t| t.lists != 0 && t.label.contains("differs here"))
    });
    assert!(told.count() > 50);
    for floor in [-7000, 3000] {
        let quick = run::pairs(&weigher, &linked.keys, floor, &Unwatched).unwrap();
        let mut slow = run::pairs(&weigher, &linked.keys, -1_000_000, &Unwatched).unwrap();
        slow.retain(|p| p.total >= floor);
        assert_eq!(quick, slow, "{floor}");
    }
    // Lists that do not differ have nothing of their own.
    let even = World::new(&Plan {
        records: 1500,
        seed: 12,
        profile: Profile::Standard,
        scripts: Scripts::Latin,
    });
    let rows: Vec<Row> = (0..even.len()).map(|n| even.row(n)).collect();
    let records = self::records(&cells(&rows));
    let even = self::linked(&records, &Options::default());
    let document = even.model.comparisons.iter().find(|c| c.field == "document_number").unwrap();
    assert!(document.lists.is_empty(), "{:?}", document.lists);
}

#[test]
fn terms_add_up() {
    let records = records(&cells(&rows(500, Scripts::Multi)));
    let linked = linked(&records, &Options::default());
    let weigher = Weigher::new(&records, names(), &linked.model);
    for pair in linked.pairs.iter().step_by(3) {
        let told = explain::pair(&weigher, &linked.model, pair.a, pair.b);
        let terms: i32 = told.terms.iter().map(|t| t.weight + t.rarity).sum();
        assert_eq!(told.prior + terms + told.repeated, pair.total);
        assert_eq!(told.total, pair.total);
    }
}

#[test]
fn nobody_stands_twice_on_a_unique_list() {
    let records = records(&cells(&rows(900, Scripts::Latin)));
    let unique: Vec<usize> = (0..records.lists().len()).collect();
    let constraints = Constraints { unique, ..Constraints::default() };
    let linked = linked(&records, &Options { constraints, ..Options::default() });
    let mut seen = BTreeSet::new();
    for (r, cluster) in (0_u32..).zip(&linked.clusters.of) {
        assert!(seen.insert((*cluster, records.list_of(r))), "{} twice", records.id(r));
    }
    assert!(linked.clusters.count < 900);
    assert!(linked.clusters.held_apart.iter().any(|h| h.why == Why::Unique));
}

#[test]
fn judgements_are_kept() {
    let records = records(&cells(&rows(600, Scripts::Latin)));
    let free = linked(&records, &Options::default());
    let of = &free.clusters.of;
    let together = free.pairs.iter().find(|p| of[p.a as usize] == of[p.b as usize]).unwrap();
    let apart = (0..600_u32).find(|r| of[*r as usize] != of[0]).unwrap();
    let constraints = Constraints {
        same: vec![(0, apart)],
        different: vec![(together.b, together.a)],
        ..Constraints::default()
    };
    let weigher = Weigher::new(&records, names(), &free.model);
    let judged = cluster(&weigher, &free.pairs, &constraints, free.threshold);
    assert_eq!(judged.of[0], judged.of[apart as usize]);
    assert_ne!(judged.of[together.a as usize], judged.of[together.b as usize]);
    assert!(judged.contradicted.is_empty());
    // Both at once cannot be: "same" is kept, and the fault told.
    let both = Constraints {
        same: vec![(0, apart)],
        different: vec![(apart, 0)],
        ..Constraints::default()
    };
    let judged = cluster(&weigher, &free.pairs, &both, free.threshold);
    assert_eq!(judged.contradicted, [(0, apart)]);
}

#[test]
fn an_exact_copy_of_a_list_falls_together() {
    let list: Vec<[String; 13]> = cells(&rows(700, Scripts::Latin))
        .into_iter()
        .filter(|r| r[1] == LISTS[0] && filled(r))
        .collect();
    let mut both = list.clone();
    for row in &list {
        let mut copy = row.clone();
        copy[0] = format!("{}-copy", row[0]);
        copy[1] = "copy".to_owned();
        both.push(copy);
    }
    let records = records(&both);
    let constraints = Constraints { unique: vec![0, 1], ..Constraints::default() };
    let linked = linked(&records, &Options { constraints, ..Options::default() });
    let n = list.len();
    let right = (0..n).filter(|r| linked.clusters.of[*r] == linked.clusters.of[*r + n]).count();
    assert!(n > 50 && right == n, "{right} of {n}");
}

/// Rows with a name, a date of birth and a third thing: a bare row is like others.
fn filled(row: &[String; 13]) -> bool {
    let place = [7, 8, 10].iter().any(|c| !row[*c].is_empty());
    !row[4].is_empty() && place && row[11].contains(' ')
}

#[test]
fn a_field_taken_away_adds_nothing_to_equality() {
    let list = cells(&rows(500, Scripts::Latin));
    let mut more = list.clone();
    // Copies of the first rows with one cell taken away each, and whole ones beside them.
    for (n, row) in list.iter().take(60).enumerate() {
        let mut bare = row.clone();
        bare[0] = format!("bare{n}");
        bare[[4, 6, 7, 8, 9, 10][n % 6]].clear();
        bare[5].clear();
        let mut whole = row.clone();
        whole[0] = format!("whole{n}");
        more.extend([bare, whole]);
    }
    let records = records(&more);
    let linked = linked(&records, &Options::default());
    let weigher = Weigher::new(&records, names(), &linked.model);
    for n in 0..60_u32 {
        let (bare, whole) = (500 + 2 * n, 501 + 2 * n);
        assert!(weigher.total(n, bare) <= weigher.total(n, whole), "{n}");
    }
}

#[test]
fn a_model_is_written_and_read() {
    let records = records(&cells(&rows(400, Scripts::Multi)));
    let first = linked(&records, &Options::default());
    let read = Model::from_json(&first.model.to_json().unwrap()).unwrap();
    assert_eq!(read.hash().unwrap(), first.model.hash().unwrap());
    let rules = first.rules.iter().map(|r| r.0.clone()).collect();
    let options = Options {
        model: Some(read),
        rules,
        threshold: Some(first.threshold),
        floor: first.model.settled(-7000),
        ..Options::default()
    };
    let again = linked(&records, &options);
    let above =
        |l: &Linked| -> Vec<Pair> { l.pairs.iter().filter(|p| p.total > 0).copied().collect() };
    assert_eq!(above(&first), above(&again));
    assert!(Model::from_json("{}").is_err());
    let other =
        Builder::new(&Mapping { fields: vec![Field::new("x", Kind::Text, "x")], ..mapping() });
    assert!(first.model.fits(&other.finish(names())).is_err());
}

#[test]
fn degenerate_input_gives_a_reason_or_a_value() {
    let link = |rows: &[[&str; 4]]| {
        let header = ["id", "name", "born", "place"];
        let fields = vec![
            Field::new("name", Kind::Name, "name"),
            Field::new("born", Kind::Date, "born"),
            Field::new("place", Kind::Text, "place"),
        ];
        let mut builder =
            Builder::new(&Mapping { id: Some("id".to_owned()), fields, ..Mapping::default() });
        builder.list("l", &header).unwrap();
        for row in rows {
            builder.row(row).unwrap();
        }
        let records = builder.finish(names());
        link::link(&records, names(), &Options::default(), &Unwatched).map(|l| l.clusters.count)
    };
    let refused = |r: Result<u32, LinkError>| match r {
        Err(LinkError::Refused(refusal)) => Some(refusal),
        _ => None,
    };
    assert_eq!(refused(link(&[])), Some(Refusal::TooFew { records: 0 }));
    assert_eq!(refused(link(&[["1", "a b", "1999", "x"]])), Some(Refusal::TooFew { records: 1 }));
    assert_eq!(
        refused(link(&[["1", "", "", ""], ["2", "unknown", "", "-"]])),
        Some(Refusal::NoPairs)
    );
    let all_alike = [["1", "Ri Chol", "1999-01-02", "Hamhung"]; 40];
    assert!(link(&all_alike).is_ok_and(|n| n >= 1));
    assert!(link(&[["1", "Ri Chol", "", ""]; 40]).is_ok_and(|n| n >= 1));
    assert!(link(&[["1", "", "1999", ""]; 40]).is_ok_and(|n| n >= 1));
    // Nobody twice: nothing to find, and nothing to fail at.
    let names = ["Ri", "Pak", "Kim", "Chae", "Om", "Hwang", "Son", "Ko", "Min", "Yu"];
    let apart: Vec<[&str; 4]> = names.iter().map(|n| ["1", n, "1999-01-02", ""]).collect();
    if let Ok(clusters) = link(&apart) {
        assert!(clusters >= 1);
    }
    let odd = [["1", "\u{0}\u{FFFD}", "９９９９-99-99", "\u{202E}"], ["2", "𐍈𐍈 𐍈", "0000", "🙂"]];
    let _ = link(&odd);
}

#[test]
fn a_caller_can_stop() {
    struct Never;
    impl Watch for Never {
        fn on(&self, done: u64, of: u64) -> bool {
            assert!(done <= of);
            false
        }
    }
    let records = records(&cells(&rows(300, Scripts::Latin)));
    let outcome = link::link(&records, names(), &Options::default(), &Never);
    assert!(matches!(outcome, Err(LinkError::Stopped(_))));
}

#[test]
fn a_run_that_was_stopped_goes_on() {
    struct Times(std::sync::atomic::AtomicI32);
    impl Watch for Times {
        fn on(&self, _: u64, _: u64) -> bool {
            self.0.fetch_sub(1, std::sync::atomic::Ordering::Relaxed) > 1
        }
    }
    let records = records(&cells(&rows(900, Scripts::Latin)));
    let linked = linked(&records, &Options::default());
    let weigher = Weigher::new(&records, names(), &linked.model);
    let whole = run::pairs(&weigher, &linked.keys, -7000, &Unwatched).unwrap();
    let mut left = run::Partial::default();
    let mut stops = 0;
    let pairs = loop {
        let watch = Times(2.into());
        match run::pairs_from(&weigher, &linked.keys, -7000, &mut left, &watch) {
            Ok(pairs) => break pairs,
            Err(_) => stops += 1,
        }
        left = run::Partial::from_bytes(&left.to_bytes()).unwrap();
    };
    assert!(stops > 1, "never stopped");
    assert_eq!(pairs, whole);
    // What another run left is of no use.
    let watch = Times(2.into());
    assert!(run::pairs_from(&weigher, &linked.keys, -7000, &mut left, &watch).is_err());
    let other = run::pairs_from(&weigher, &linked.keys, 0, &mut left, &Unwatched).unwrap();
    assert_eq!(other, run::pairs(&weigher, &linked.keys, 0, &Unwatched).unwrap());
}

/// Synthetic lists as a whole; the figures are far below what is measured, so that only a fault fails.
#[test]
fn known_persons_are_found_again() {
    for scripts in [Scripts::Latin, Scripts::Multi] {
        let list = rows(2500, scripts);
        let records = records(&cells(&list));
        let linked = linked(&records, &Options::default());
        let same = |a: usize, b: usize| list[a].person == list[b].person;
        let (mut hit, mut made, mut there) = (0.0, 0.0, 0.0);
        for a in 0..list.len() {
            for b in a + 1..list.len() {
                let joined = linked.clusters.of[a] == linked.clusters.of[b];
                hit += f64::from(u8::from(joined && same(a, b)));
                made += f64::from(u8::from(joined));
                there += f64::from(u8::from(same(a, b)));
            }
        }
        let f1 = 2.0 * hit / (made + there);
        println!("{scripts:?}: P {:.3} R {:.3} F1 {f1:.3}", hit / made, hit / there);
        assert!(f1 > 0.8, "{scripts:?}: {f1}");
    }
}
