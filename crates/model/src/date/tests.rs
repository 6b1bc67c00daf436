//! Known answers and laws of dates.

use proptest::prelude::*;

use super::*;

fn shown(when: &When) -> String {
    let day = |d: Option<Day>| d.map_or("..".to_owned(), |d| d.to_string());
    format!("{} {:?} {} {}", when, when.precision(), day(when.earliest()), day(when.latest()))
}

fn check(rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .map(|(text, meaning)| (text, meaning, When::parse(text)))
        .filter(|(_, meaning, when)| when.as_ref().map(shown).as_deref() != Ok(**meaning))
        .map(|(text, meaning, when)| {
            format!("{text:?}: {:?}, not {meaning}", when.map(|w| shown(&w)))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn edtf() {
    check(&[
        ("2024-12-23", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("2024-12", "2024-12 Month 2024-12-01 2024-12-31"),
        ("2024", "2024 Year 2024-01-01 2024-12-31"),
        ("2024-12-14~", "2024-12-14~ Day 2024-12-11 2024-12-17"),
        ("2024-12-14?", "2024-12-14? Day 2024-12-14 2024-12-14"),
        ("2024-12-14%", "2024-12-14% Day 2024-12-11 2024-12-17"),
        ("2024-12~", "2024-12~ Month 2024-10-31 2025-01-31"),
        ("2024~", "2024~ Year 2022-12-31 2026-01-01"),
        ("2024-12-2X", "2024-12-2X Month 2024-12-20 2024-12-29"),
        ("2024-12-XX", "2024-12-XX Month 2024-12-01 2024-12-31"),
        ("2024-XX", "2024-XX Year 2024-01-01 2024-12-31"),
        ("202X", "202X Year 2020-01-01 2029-12-31"),
        ("2024-24", "2024-24 Season 2024-12-01 2025-02-28"),
        ("2024-10/2025-04", "2024-10/2025-04 Interval 2024-10-01 2025-04-30"),
        ("../2024-12-23", "../2024-12-23 Interval .. 2024-12-23"),
        ("2024-12-23/..", "2024-12-23/.. Interval 2024-12-23 .."),
        ("2024-12-23/", "2024-12-23/ Interval 2024-12-23 .."),
        ("2024-10~/2025-04", "2024-10~/2025-04 Interval 2024-08-31 2025-04-30"),
        ("2024-W51", "2024-W51 Week 2024-12-16 2024-12-22"),
        ("2024-W51?", "2024-W51? Week 2024-12-16 2024-12-22"),
        ("2024-W51~", "2024-W51~ Week 2024-12-13 2024-12-25"),
        ("2025-W01", "2025-W01 Week 2024-12-30 2025-01-05"),
        ("", " Unknown .. .."),
        ("  ", " Unknown .. .."),
        ("XXXX", " Unknown .. .."),
        ("XXXX-XX-XX", " Unknown .. .."),
        ("?2004-?06-?11", "2004-06-11? Day 2004-06-11 2004-06-11"),
        ("9999-12-31~", "9999-12-31~ Day 9999-12-28 9999-12-31"),
        ("0001-01-01~", "0001-01-01~ Day 0001-01-01 0001-01-04"),
        ("0XXX", "0XXX Year 0001-01-01 0999-12-31"),
    ]);
}

#[test]
fn forms_that_people_write() {
    check(&[
        ("2024/12/23", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("2024.12.23.", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("2024. 12. 23.", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("2024.12", "2024-12 Month 2024-12-01 2024-12-31"),
        ("2024/1/5", "2024-01-05 Day 2024-01-05 2024-01-05"),
        ("2024-1-5", "2024-01-05 Day 2024-01-05 2024-01-05"),
        ("20241223", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("23 December 2024", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("23rd of December 2024", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("December 23, 2024", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("Dec. 3, 2024", "2024-12-03 Day 2024-12-03 2024-12-03"),
        ("Sept 2024", "2024-09 Month 2024-09-01 2024-09-30"),
        ("December 2024", "2024-12 Month 2024-12-01 2024-12-31"),
        ("May 2025", "2025-05 Month 2025-05-01 2025-05-31"),
        ("2024년 12월 23일", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("2024년12월", "2024-12 Month 2024-12-01 2024-12-31"),
        ("2024년", "2024 Year 2024-01-01 2024-12-31"),
        ("２０２４-12-23", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("2024/12/23~", "2024-12-23~ Day 2024-12-20 2024-12-26"),
        ("2024-10..2025-04", "2024-10/2025-04 Interval 2024-10-01 2025-04-30"),
        ("23.12.2024", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("12/23/2024", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("23-12-2024", "2024-12-23 Day 2024-12-23 2024-12-23"),
        ("05/05/2024", "2024-05-05 Day 2024-05-05 2024-05-05"),
        ("2024/2025", "2024/2025 Interval 2024-01-01 2025-12-31"),
    ]);
}

#[test]
fn refused_with_a_hint() {
    for (text, hint) in [
        ("03/04/2024", "write 2024-03-04 or 2024-04-03"),
        ("3.4.2024", "write 2024-03-04 or 2024-04-03"),
        ("12/23/24", "write the day as YYYY-MM-DD"),
        ("[2024-12-23,2024-12-24]", "write an interval `a/b` instead of a set"),
        ("2024-12-23T10:00:00Z", "leave out the time of day"),
        ("2025/2024", "interval end precedes interval start (at byte 6 of `2025/2024`)"),
        ("-0044", "years go from 0001 to 9999"),
        ("0000", "years go from 0001 to 9999"),
        ("Y17E7", "years go from 0001 to 9999"),
    ] {
        let error = When::parse(text).unwrap_err();
        assert_eq!(error.hint.as_deref(), Some(hint), "{text}: {error:?}");
        assert_eq!(error.value, text);
    }
    for text in [
        "2024-13",
        "2024-02-30",
        "2024-W54",
        "2024-W00",
        "soon",
        "23 Foo 2024",
        "20241350",
        "45650",
        "1",
        "2024-12-23 ..",
        "12월 23일",
        "December 23",
        "99999-01-01",
        "2024-12-23/2024-12-2",
        "~",
        "..",
        "/",
        "../..",
    ] {
        assert!(When::parse(text).is_err(), "{text}");
    }
}

#[test]
fn from_two_columns() {
    let mut wrong = Vec::new();
    for (date, precision, meaning) in [
        ("2024-12-14", "approx", "2024-12-14~ Day 2024-12-11 2024-12-17"),
        ("2024-12-14", "day", "2024-12-14 Day 2024-12-14 2024-12-14"),
        ("2024-12-14", "", "2024-12-14 Day 2024-12-14 2024-12-14"),
        ("2024-12", "month", "2024-12 Month 2024-12-01 2024-12-31"),
        ("2025-03-31", "month", "2025-03 Month 2025-03-01 2025-03-31"),
        ("2024-12-31", "year", "2024 Year 2024-01-01 2024-12-31"),
        ("2024-10-23", "week", "2024-W43 Week 2024-10-21 2024-10-27"),
        ("2025-04-28", "reported_by", "../2025-04-28 Interval .. 2025-04-28"),
        ("2024-W43", "reported_by", "../2024-10-27 Interval .. 2024-10-27"),
        ("2025-04", "approx", "2025-04~ Month 2025-03-01 2025-05-31"),
        ("2024-10", "approx", "2024-10~ Month 2024-08-31 2024-12-01"),
        ("2024-10..2025-04", "", "2024-10/2025-04 Interval 2024-10-01 2025-04-30"),
        ("2024-12-14?", "approx", "2024-12-14% Day 2024-12-11 2024-12-17"),
        ("2024-12-14~", "approx", "2024-12-14~ Day 2024-12-11 2024-12-17"),
        ("2024-10/..", "approx", "2024-10~/.. Interval 2024-08-31 .."),
        ("", "day", " Unknown .. .."),
        ("", "", " Unknown .. .."),
        ("", "unknown", " Unknown .. .."),
    ] {
        let when = When::from_columns(date, precision);
        if when.as_ref().map(shown).as_deref() != Ok(meaning) {
            wrong.push(format!("{date} {precision}: {when:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (date, precision) in [
        ("2024-12", "day"),
        ("2024", "month"),
        ("2024-12-14", "about"),
        ("", "about"),
        ("x", "day"),
        ("2024-12", "week"),
    ] {
        assert!(When::from_columns(date, precision).is_err(), "{date} {precision}");
    }
}

#[test]
fn before_and_overlap() {
    let when = |text: &str| When::parse(text).unwrap();
    assert!(when("2024-12-14~").definitely_before(&when("2024-12-23")));
    assert!(!when("2024-12-20~").definitely_before(&when("2024-12-23")));
    assert!(when("2024-12-20~").may_overlap(&when("2024-12-23")));
    assert!(when("../2024-12-23").definitely_before(&when("2025")));
    assert!(!when("2025").definitely_before(&when("../2024-12-23")));
    assert!(when("").may_overlap(&when("2024")));
    assert!(!when("").definitely_before(&when("2024")));
    let mut order: Vec<When> =
        ["", "2024-12-23", "2024-12", "../2024-12-23", "2024-12-23~"].map(when).into();
    order.sort();
    let texts: Vec<&str> = order.iter().map(When::as_str).collect();
    assert_eq!(texts, ["../2024-12-23", "2024-12", "2024-12-23~", "2024-12-23", ""]);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,60}") {
        if let Ok(when) = When::parse(&text) {
            prop_assert_eq!(&When::parse(when.as_str()).unwrap(), &when);
        }
        let _ = When::from_columns(&text, "approx");
    }

    /// Texts near the grammar: what is read prints as something that reads the same, with its days in order.
    #[test]
    fn canonical_text_reads_the_same(text in "[0-9X./?~%W:년월일 -]{0,24}", precision in "day|week|month|year|approx|uncertain|reported_by|") {
        for when in [When::parse(&text), When::from_columns(&text, &precision)].into_iter().flatten() {
            prop_assert_eq!(&When::parse(when.as_str()).unwrap(), &when, "{}", text);
            if let (Some(a), Some(b)) = (when.earliest(), when.latest()) {
                prop_assert!(a <= b, "{}", text);
            }
        }
    }

    #[test]
    fn every_day_in_every_form(n in Day::from_ymd(1000, 1, 1).unwrap().epoch()..Day::MAX.epoch()) {
        let day = Day::from_epoch(n).unwrap();
        let (y, m, d) = day.ymd();
        for text in [format!("{y}/{m}/{d}"), format!("{y}.{m:02}.{d:02}."), format!("{y:04}{m:02}{d:02}"), format!("{y}년 {m}월 {d}일")] {
            prop_assert_eq!(When::parse(&text).unwrap(), When::on(day), "{}", text);
        }
        let near = When::from_columns(&day.to_string(), "approx").unwrap();
        prop_assert!(near.earliest() <= Some(day) && near.latest() >= Some(day));
        let week = When::from_columns(&day.to_string(), "week").unwrap();
        prop_assert!(week.earliest() <= Some(day) && week.latest() >= Some(day));
    }
}
