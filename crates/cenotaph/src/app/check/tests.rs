//! Known answers of the whole check on tables of a few rows.

use super::*;
use crate::app::case::default_population;
use crate::app::desk::Rows;
use crate::app::tables::{Cells, TableKind};

/// A desk from lines of `column=value` pairs separated by `|`.
fn desk(lines: &[&str]) -> Desk {
    let mut rows = Rows::default();
    for line in lines {
        let mut cells = Cells::new();
        for pair in ["party_group=UA", "party=HUR", "announced_date=2031-03-10"]
            .into_iter()
            .chain(line.split('|'))
        {
            let (column, value) = pair.split_once('=').unwrap();
            cells.insert(column.trim().to_owned(), value.trim().to_owned());
        }
        let key = cells["claim_id"].clone();
        rows.insert_loose(TableKind::Claims, key, cells);
    }
    let desk = Desk::from_rows(&rows, &default_population("KP"));
    assert!(desk.unreadable.is_empty(), "{:?}", desk.unreadable);
    desk
}

fn contradictions(lines: &[&str]) -> Vec<String> {
    let report = check(&desk(lines), &Options::default());
    report.of_kind("contradiction").map(|f| f.statements.join(" ")).collect()
}

#[test]
fn a_last_day_alone_bounds_from_above_on_no_day() {
    let high = "claim_id=a|category=killed|low=2000|qualifier=at least|as_of_date=2031-03-10";
    let by = "claim_id=b|category=killed|best=1234|announced_date=../2031-03-20|as_of_date=../2031-03-20";
    assert_eq!(contradictions(&[high, by]), Vec::<String>::new());
    let on = by.replace("../", "");
    assert_eq!(contradictions(&[high, &on]), ["a b"]);
    let more = "claim_id=b|category=killed|low=2000|qualifier=at least|as_of_date=../2031-03-01";
    let less = "claim_id=a|category=killed|best=1234|as_of_date=2031-03-10";
    assert_eq!(contradictions(&[less, more]), ["a b"], "from below it holds on its last day");
}

#[test]
fn who_was_brought_home_in_a_window_was_wounded_by_its_end() {
    let wounded = "claim_id=a|category=wounded|low=1000|qualifier=at least|as_of_date=2031-01-31";
    let home = "claim_id=b|category=repatriated_wounded|best=505|period_start=2031-02-01|period_end=2031-03-01|as_of_date=2031-03-01";
    let most = "claim_id=c|category=wounded|high=1200|qualifier=up to|as_of_date=2031-03-01";
    assert_eq!(contradictions(&[wounded, home, most]), Vec::<String>::new());
    let fewer = most.replace("1200", "400").replace("2031-03-01", "2031-03-02");
    assert_eq!(contradictions(&[home, &fewer]), ["b c"]);
}

#[test]
fn a_week_is_whole_and_a_clash_is_a_part() {
    let week = |key: &str, n: u32, to: &str| {
        format!(
            "claim_id={key}|category=killed|qualifier=exactly|best={n}|period_start=2031-03-01|period_end=2031-03-{to}|as_of_date=2031-03-{to}"
        )
    };
    assert_eq!(contradictions(&[&week("a", 100, "08"), &week("b", 500, "08")]), ["a b"]);
    assert_eq!(
        contradictions(&[&week("a", 100, "03"), &week("b", 500, "03")]),
        Vec::<String>::new()
    );
    let stated = format!("{}|scope_extent=whole", week("a", 100, "03"));
    assert_eq!(contradictions(&[&stated, &week("b", 500, "03")]), ["a b"]);
}

#[test]
fn an_outlets_rendering_is_no_rival() {
    let party = "claim_id=a|category=killed|qualifier=exactly|best=3000|as_of_date=2031-03-10";
    let outlet = "claim_id=b|party_group=MEDIA|party=The Courier|category=killed|qualifier=exactly|best=300|as_of_date=2031-03-10";
    assert_eq!(contradictions(&[party, outlet]), ["a b"], "an outlet that counted itself is one");
    let relay = format!("{outlet}|derives_from=a");
    assert_eq!(contradictions(&[party, &relay]), Vec::<String>::new());
}

#[test]
fn the_figures_of_the_23rd_of_december() {
    let rows = [
        "claim_id=ua|category=killed_or_wounded|low=3000|qualifier=already exceeded; preliminary data|as_of_date=2031-12-23",
        "claim_id=ks|party_group=ROK|party=JCS|category=killed_or_wounded|best=1100|qualifier=around|as_of_date=2031-12-23",
    ];
    let report = check(&desk(&rows), &Options::default());
    let found = report.of_kind("contradiction").next().unwrap();
    assert_eq!(found.statements, ["ks", "ua"]);
    let radius = found.radius.unwrap();
    assert!((radius - (3001.0_f64 / 1210.0).sqrt()).abs() < 1e-9, "{radius}");
    assert_eq!(
        (found.more["at_least"].as_u64(), found.more["at_most"].as_u64()),
        (Some(3001), Some(1210))
    );
    assert!(found.sentence.en.contains("2.48 times apart"), "{}", found.sentence.en);
    assert!(found.sentence.ko.contains("2.48배"), "{}", found.sentence.ko);
    assert!(found.reconcile.iter().any(|r| r.en.contains("1 day earlier")));
    let all = report.of_kind("radius").next().unwrap().radius.unwrap();
    assert!((all - radius).abs() < 1e-9);
}

#[test]
fn what_agrees_has_radius_one_and_ranges() {
    let rows = [
        "claim_id=a|category=killed|low=100|qualifier=at least|as_of_date=2031-03-10",
        "claim_id=b|category=killed_or_wounded|high=900|qualifier=up to|as_of_date=2031-03-10",
    ];
    let report = check(&desk(&rows), &Options::default());
    assert_eq!(report.of_kind("contradiction").count(), 0);
    assert_eq!(report.of_kind("radius").next().unwrap().radius, Some(1.0));
    let killed = report.of_kind("range").find(|f| f.more["category"] == "killed").unwrap();
    assert_eq!((killed.more["low"].as_u64(), killed.more["high"].as_u64()), (Some(100), Some(900)));
}

#[test]
fn the_parts_that_words_state_bound_their_own_categories() {
    let total = "claim_id=a|category=casualties|words=about 4,000, of whom about 1,000 killed|as_of_date=2031-03-10";
    let few = "claim_id=b|category=killed|high=400|qualifier=up to|as_of_date=2031-03-10";
    assert_eq!(contradictions(&[total, few]), ["a b"]);
    let enough = few.replace("400", "1400");
    assert_eq!(contradictions(&[total, &enough]), Vec::<String>::new());
    let of_the_killed = total.replace("category=casualties", "category=killed");
    assert_eq!(
        contradictions(&[&of_the_killed, &enough]),
        Vec::<String>::new(),
        "the part is the row's figure"
    );
    let korean = "claim_id=a|category=killed_or_wounded|words=사상자 4천700여 명, 이 중 사망 600여 명|as_of_date=2031-03-10";
    assert_eq!(contradictions(&[korean, few]), ["a b"]);
}
