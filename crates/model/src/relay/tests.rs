//! Known answers, one small table a fault, and laws.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::read;
use crate::scope::Population;

/// A claim from a line of `column=value` pairs separated by `|`; what is not given has a harmless default.
fn claim(line: &str) -> Statement {
    let mut cells: BTreeMap<String, String> = [
        ("party_group", "ROK"),
        ("party", "NIS"),
        ("announced_date", "2031-03-01"),
        ("as_of_date", "2031-03-01"),
        ("category", "killed_or_wounded"),
    ]
    .into_iter()
    .map(|(k, v)| (k.to_owned(), v.to_owned()))
    .collect();
    for pair in line.split('|') {
        let (column, value) = pair.split_once('=').unwrap();
        cells.insert(column.trim().to_owned(), value.trim().to_owned());
    }
    let said = cells["announced_date"].clone();
    if !line.contains("as_of_date") {
        cells.insert("as_of_date".into(), said);
    }
    read::claim(&cells, &Population::new("KP").unwrap()).unwrap_or_else(|e| panic!("{line}: {e:?}"))
}

fn claims(lines: &[&str]) -> Vec<Statement> {
    lines.iter().map(|l| claim(l)).collect()
}

/// Faults as `code: keys`, sorted.
fn faults(lines: &[&str]) -> Vec<String> {
    let claims = claims(lines);
    let mut found: Vec<String> = check(&claims)
        .iter()
        .map(|f| {
            let keys: Vec<_> = f.statements.iter().map(StatementKey::as_str).collect();
            format!("{}: {}", f.fault.code(), keys.join(" "))
        })
        .collect();
    found.sort();
    found
}

const ORIGIN: &str = "claim_id=o|party_group=UA|party=HUR|qualifier=already exceeded; preliminary data|low=3000|support=North Korean soldiers";

fn relayed(changes: &str) -> Vec<String> {
    let base = "claim_id=c|party_group=MEDIA|party=The Courier|announced_date=2031-03-02|as_of_date=2031-03-01|derives_from=o|support=North Korean soldiers";
    faults(&[ORIGIN, &format!("{base}|{changes}")])
}

#[test]
fn a_faithful_relay_has_no_fault() {
    assert_eq!(
        relayed("qualifier=already exceeded; preliminary data|low=3000"),
        Vec::<String>::new()
    );
    assert_eq!(
        relayed("qualifier=more than; preliminary|low=3000"),
        Vec::<String>::new(),
        "another word, the same hedge"
    );
    assert_eq!(
        relayed("qualifier=preliminary, at least|low=3000"),
        Vec::<String>::new(),
        "a weaker bound is still true"
    );
    assert_eq!(
        relayed("qualifier=already exceeded; preliminary data|low=3000|category=casualties"),
        Vec::<String>::new(),
        "`casualties` may mean killed or wounded"
    );
}

#[test]
fn each_fault_on_the_way_is_found_from_the_values() {
    let rows: &[(&str, &str)] = &[
        ("best=3000", "lost_qualifier: o c"),
        ("qualifier=more than|low=3000", "lost_qualifier: o c"),
        ("qualifier=already exceeded; preliminary data|low=3500", "changed_number: o c"),
        (
            "qualifier=already exceeded; preliminary data|low=3000|category=killed",
            "changed_category: o c",
        ),
        (
            "qualifier=already exceeded; preliminary data|low=3000|category=wounded",
            "changed_category: o c",
        ),
        (
            "qualifier=already exceeded; preliminary data|low=3000|population=KP+RU",
            "changed_population: o c",
        ),
        (
            "qualifier=already exceeded; preliminary data|low=3000|support=joint Russian-North Korean units",
            "changed_population: o c",
        ),
        (
            "qualifier=already exceeded; preliminary data|low=3000|period_start=2031-02-22|period_end=2031-03-01",
            "changed_window: o c",
        ),
    ];
    for (changes, expected) in rows {
        assert_eq!(relayed(changes), [*expected], "{changes}");
    }
}

#[test]
fn the_compilers_word_for_the_relation_changes_nothing() {
    for relation in ["", "cites", "updates", "mutates"] {
        assert_eq!(
            relayed(&format!("best=3000|relation={relation}")),
            ["lost_qualifier: o c"],
            "{relation}"
        );
    }
}

#[test]
fn a_party_that_gives_a_new_number_updates() {
    let later = "claim_id=c|party_group=UA|party=HUR|announced_date=2031-03-09|low=3800|qualifier=over|derives_from=o|support=North Korean";
    assert_eq!(faults(&[ORIGIN, later]), Vec::<String>::new());
}

#[test]
fn a_share_of_the_number_is_a_part_and_no_copy() {
    let part = "claim_id=c|party_group=UK|party=Ministry|category=killed|qualifier=a third of the casualties|fraction=0.333|fraction_base=3000|derives_from=o|support=North Korean";
    assert_eq!(faults(&[ORIGIN, part]), Vec::<String>::new());
}

#[test]
fn a_share_that_comes_to_the_number_of_something_else() {
    let rows = [
        "claim_id=o|party_group=UA|party=HUR|best=4000",
        "claim_id=c|party_group=UA|party=HUR|announced_date=2031-03-05|category=killed|qualifier=one-third|fraction=0.333|fraction_base=12000|derives_from=o",
    ];
    assert_eq!(faults(&rows), ["changed_category: o c"]);
}

#[test]
fn repeating_a_number_that_was_replaced_is_stale() {
    let rows = [
        "claim_id=a|category=killed|qualifier=roughly|best=600|announced_date=2031-04-30",
        "claim_id=b|category=killed|qualifier=around|best=2000|announced_date=2031-09-02|derives_from=a",
        "claim_id=c|party_group=MEDIA|party=The Courier|category=killed|qualifier=roughly|best=600|announced_date=2031-11-04|derives_from=a",
    ];
    assert_eq!(faults(&rows), ["stale_repeat: a b c"]);
    let before = rows[2].replace("2031-11-04", "2031-08-04");
    assert_eq!(
        faults(&[rows[0], rows[1], &before]),
        Vec::<String>::new(),
        "said before it was replaced"
    );
    let historic = format!("{}|as_of_date=2031-04-30", rows[2]);
    assert_eq!(
        faults(&[rows[0], rows[1], &historic]),
        Vec::<String>::new(),
        "said of the day it held for"
    );
}

#[test]
fn a_number_without_a_source_repeats_an_earlier_one() {
    let origin = "claim_id=a|best=1130|announced_date=2031-03-01";
    let outlet =
        "claim_id=b|party_group=MEDIA|party=The Courier|best=1130|announced_date=2031-03-03";
    assert_eq!(faults(&[origin, outlet]), ["unattributed_repeat: a b"]);
    let late = outlet.replace("2031-03-03", "2031-06-03");
    assert_eq!(faults(&[origin, &late]), Vec::<String>::new(), "too late to be a repetition");
    let state = "claim_id=b|party_group=US|party=Pentagon|best=1130|announced_date=2031-03-03|as_of_date=2031-03-01";
    assert_eq!(
        faults(&[origin, state]),
        ["unattributed_repeat: a b"],
        "particular number, same day"
    );
    let round = [origin.replace("1130", "1000"), state.replace("1130", "1000")];
    assert_eq!(
        faults(&[&round[0], &round[1]]),
        Vec::<String>::new(),
        "a round number may meet by chance"
    );
}

#[test]
fn a_sum_or_a_difference_is_no_third_claim() {
    let killed = "claim_id=k|category=killed|qualifier=at least|low=100|announced_date=2031-03-01";
    let wounded =
        "claim_id=w|category=wounded|qualifier=approaching|high=1000|announced_date=2031-03-01";
    let sum = "claim_id=s|party=JCS|qualifier=around|best=1100|announced_date=2031-03-05";
    assert_eq!(faults(&[killed, wounded, sum]), ["sum_passed_for_claim: k w s"], "by its value");
    let stated = format!("{sum}|derives_from=k;w");
    assert_eq!(
        faults(&[killed, wounded, &stated]),
        ["sum_passed_for_claim: k w s"],
        "by its derivation"
    );
    let own = stated.replace("party=JCS", "party=NIS");
    assert_eq!(faults(&[killed, wounded, &own]), Vec::<String>::new(), "a party may sum its own");
    let rest = [
        "claim_id=t|party_group=WEST|party=Officials|category=casualties_all|best=4000",
        "claim_id=k|party_group=WEST|party=Officials|category=killed|qualifier=around|best=1000",
        "claim_id=c|party_group=MEDIA|party=The Courier|category=wounded|best=3000|announced_date=2031-03-02|derives_from=t;k",
    ];
    assert_eq!(faults(&rest), ["sum_passed_for_claim: t k c"], "a difference");
}

#[test]
fn a_part_cannot_exceed_its_whole() {
    let rows = ["claim_id=k|category=killed|best=1234", "claim_id=t|category=casualties|best=801"];
    assert_eq!(faults(&rows), ["part_exceeds_whole: t k"]);
    let sent =
        ["claim_id=k|category=killed|best=1234", "claim_id=d|category=deployed_strength|best=801"];
    assert_eq!(faults(&sent), ["part_exceeds_whole: d k"]);
    let earlier = [
        "claim_id=k|category=killed|best=1234",
        "claim_id=t|category=casualties|best=801|announced_date=2031-02-01",
    ];
    assert_eq!(faults(&earlier), Vec::<String>::new(), "the whole of an earlier day");
    let within = "claim_id=c|words=about 800, of whom about 1,500 killed";
    assert_eq!(faults(&[within]), ["part_exceeds_whole: c"]);
}

#[test]
fn a_series_falls_unless_it_is_corrected() {
    let first = "claim_id=a|best=1530|announced_date=2031-03-01";
    let second = "claim_id=b|best=1130|announced_date=2031-03-09";
    assert_eq!(faults(&[first, second]), ["series_falls: a b"]);
    let corrected = format!("{second}|note=NIS corrected its figure of 1 March");
    assert_eq!(faults(&[first, &corrected]), Vec::<String>::new());
    let vague = [
        first.replace("1530", "2000"),
        second.replace("1130", "2000").replace("best", "qualifier=about|best"),
    ];
    assert_eq!(
        faults(&[&vague[0], &vague[1]]),
        Vec::<String>::new(),
        "intervals that meet prove no fall"
    );
    let window = format!("{second}|period_start=2031-03-02|period_end=2031-03-09");
    assert_eq!(faults(&[first, &window]), Vec::<String>::new(), "a week is no total");
}

#[test]
fn echoes_count_origins_and_not_mentions() {
    let rows = claims(&[
        "claim_id=k|category=killed|qualifier=at least|low=100",
        "claim_id=w|category=wounded|best=1000",
        "claim_id=s|party=JCS|best=1100|derives_from=k;w",
        "claim_id=m|party_group=MEDIA|party=The Courier|best=1100|derives_from=s",
    ]);
    let echoes = echoes(&rows);
    let keys =
        |list: &[StatementKey]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!(echoes.len(), 1);
    assert_eq!(keys(&echoes[0].statements), "m s");
    assert_eq!(keys(&echoes[0].origins), "k", "both parts came from one party");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The order of the statements does not matter, and nothing panics on tangled derivations.
    #[test]
    fn order_does_not_matter(
        rows in prop::collection::vec(
            (0..4usize, 0..3usize, 0..5usize, 1..28u8, prop::option::of(0..12usize), prop::option::of(0..12usize)), 1..12),
        turn in 0..12usize,
    ) {
        let parties = [("ROK", "NIS"), ("ROK", "JCS"), ("UA", "HUR"), ("MEDIA", "The Courier")];
        let categories = ["killed", "killed_or_wounded", "casualties"];
        let numbers = ["best=100", "best=1130", "low=1130", "qualifier=about|best=3000", "words=several hundred"];
        let mut lines = Vec::new();
        for (i, (party, category, number, day, a, b)) in rows.iter().enumerate() {
            let (group, name) = parties[*party];
            let from: Vec<String> = [a, b].into_iter().flatten().map(|k| format!("s{k}")).collect();
            lines.push(format!(
                "claim_id=s{i}|party_group={group}|party={name}|category={}|{}|announced_date=2031-03-{day:02}|derives_from={}",
                categories[*category], numbers[*number], from.join(";")
            ));
        }
        let forward: Vec<Statement> = lines.iter().map(|l| claim(l)).collect();
        let mut turned = forward.clone();
        turned.rotate_left(turn % lines.len());
        turned.reverse();
        prop_assert_eq!(check(&forward), check(&turned));
        prop_assert_eq!(echoes(&forward), echoes(&turned));
    }
}

#[test]
fn an_answer_is_no_origin_and_a_number_of_ones_own_is_one() {
    let rows = claims(&[
        "claim_id=f|party_group=ROK|party=NIS|category=deployed_strength|best=12000",
        "claim_id=d|party_group=DPRK|party=Mission|category=denial|derives_from=f",
        "claim_id=u|party_group=US|party=Pentagon|category=deployed_strength|best=10000|derives_from=f",
        "claim_id=r|party_group=US|party=White House|category=deployed_strength|best=12000|derives_from=f",
    ]);
    let graph = origins_graph(&rows);
    let of = |k: &str| {
        let key = StatementKey::new(k).unwrap();
        let found = independent_origins(&graph, &key, |k| rows.iter().find(|s| s.key == *k));
        found.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(of("d"), ["d"], "a denial answers a figure");
    assert_eq!(of("u"), ["u"], "another number is a claim of one's own");
    assert_eq!(of("r"), ["f"], "the same number is handed on");
}

#[test]
fn a_correction_may_stand_in_the_words() {
    let first = "claim_id=a|best=1530|announced_date=2031-03-01";
    for said in [
        "qualifier=revised|best=1130",
        "words=1,130 (corrected)|best=1130",
        "quote=정정: 1,130명|best=1130",
    ] {
        let second = format!("claim_id=b|announced_date=2031-03-09|{said}");
        assert_eq!(faults(&[first, &second]), Vec::<String>::new(), "{said}");
    }
}

#[test]
fn what_came_by_an_unsound_channel_is_no_origin_and_no_fault() {
    let mut rows = claims(&[
        "claim_id=t|party_group=SOURCE|party=source inside|handle=heron|best=1100",
        "claim_id=a|party_group=MEDIA|party=The Courier|announced_date=2031-03-02|best=1100|derives_from=t",
        "claim_id=b|party_group=MEDIA|party=The Herald|announced_date=2031-03-03|best=1100|derives_from=a",
        "claim_id=c|party_group=MEDIA|party=The Mail|announced_date=2031-03-04|best=1100",
    ]);
    let origins = |rows: &[Statement], k: &str| {
        let key = StatementKey::new(k).unwrap();
        let graph = origins_graph(rows);
        independent_origins(&graph, &key, |k| rows.iter().find(|s| s.key == *k)).len()
    };
    assert_eq!(["t", "a", "b"].map(|k| origins(&rows, k)), [1, 1, 1]);
    assert_eq!(echoes(&rows)[0].origins.len(), 1);
    let before = check(&rows);
    assert!(!before.is_empty(), "an unattributed repetition of the source's number");
    for row in rows.iter_mut().filter(|r| r.is_protected()) {
        row.testimony.as_mut().unwrap().tainted = true;
    }
    assert_eq!(["t", "a", "b", "c"].map(|k| origins(&rows, k)), [0, 0, 0, 1]);
    let echo = &echoes(&rows)[0];
    assert_eq!((echo.statements.len(), echo.origins.len()), (2, 0), "mentions of nothing");
    let t = StatementKey::new("t").unwrap();
    assert!(check(&rows).iter().all(|f| !f.statements.contains(&t)));
}
