//! Pages: links, requests, structure, hostile text, determinism, size.

use crate::check;
use crate::fixture::{edition, number, render, statement};
use protect::shape::{
    Both, Chains, Derived, Edition, Estimation, FigureRatio, FiledEstimate, FiredRule, Floor,
    ListEstimate, MethodLine, NamedList, Quote, TrajectoryPoint,
};
use std::collections::BTreeMap;

fn pages(files: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&str, &str)> {
    let html = files.iter().filter(|(path, _)| path.ends_with(".html"));
    html.map(|(path, bytes)| (&**path, std::str::from_utf8(bytes).unwrap()))
}

/// `a/b.html` and `../c.html` give `c.html`; `None` if the link leaves the site's folder.
fn resolve(from: &str, href: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            ".." => {
                parts.pop()?;
            }
            "." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn check_site(files: &BTreeMap<String, Vec<u8>>) {
    let found: BTreeMap<&str, check::Found> =
        pages(files).map(|(path, html)| (path, check::page(path, html))).collect();
    for (path, page) in &found {
        assert_eq!(page.headings.iter().filter(|level| **level == 1).count(), 1, "{path}");
        for pair in page.headings.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{path}: a heading level is skipped {pair:?}");
        }
        for (element, name, value) in &page.attributes {
            match (&**element, &**name) {
                (_, "style" | "onclick" | "onload" | "srcset") => panic!("{path}: {name}"),
                (_, "src" | "xlink:href" | "action" | "data") => panic!("{path}: {element} {name}"),
                ("link", "href") if value == "data:," => {}
                ("a", "href") if value.starts_with("http") => {}
                ("a" | "link", "href") => check_link(files, &found, path, value),
                (_, "href") => panic!("{path}: href on {element}"),
                _ => {}
            }
        }
        for element in
            ["<script", "<iframe", "<object", "<embed", "<form", "<base", "<img", "<style"]
        {
            assert!(!std::str::from_utf8(&files[*path]).unwrap().contains(element), "{path}");
        }
    }
}

fn check_link(
    files: &BTreeMap<String, Vec<u8>>,
    found: &BTreeMap<&str, check::Found>,
    path: &str,
    href: &str,
) {
    let (target, fragment) = href.split_once('#').unwrap_or((href, ""));
    let target = if target.is_empty() {
        path.to_owned()
    } else {
        resolve(path, target).unwrap_or_else(|| panic!("{path}: {href} leaves the site"))
    };
    if target.starts_with("proofs/") {
        return;
    }
    assert!(files.contains_key(&target), "{path}: {href} goes to {target}, which is not written");
    if !fragment.is_empty() {
        assert!(found[&*target].ids.contains(fragment), "{path}: no {fragment} in {target}");
    }
}

/// The page of a person says how each spelling is read; a name that cannot decide says why.
#[test]
fn readings_stand_on_the_page_of_their_person() {
    let mut e = edition();
    let files = render(e.clone());
    let html = |files: &BTreeMap<String, Vec<u8>>, path: &str| {
        String::from_utf8(files[path].clone()).unwrap()
    };
    let en = html(&files, "persons/P1.html");
    for part in [
        "<h2 id=\"readings\">How the name is read</h2>",
        "<caption>Each spelling, compared with <span lang=\"ko\">가상인</span></caption>",
        "<span lang=\"ko\">가</span> +5.1 · <span lang=\"ko\">상</span> +4.5</td>",
        "+9.3 – can be one name",
    ] {
        assert!(en.contains(part), "{part}\n{en}");
    }
    assert!(!en.contains("Both can be read"), "a reason is told where the names cannot decide");
    let ko = html(&files, "ko/persons/P1.html");
    assert!(
        ko.contains("+9.3 – 같은 이름일 수 있음")
            && ko.contains("<td role=\"cell\" data-head=\"문자\">로마자</td>")
    );
    check_site(&files);

    e.readings[1].answer = "undecided".into();
    e.readings[1].weight_tenths = Some(-1);
    let files = render(e.clone());
    let en = html(&files, "persons/P1.html");
    assert!(en.contains("−0.1 – the names cannot decide") && en.contains("<p>Both can be read"));
    e.readings.clear();
    assert!(!html(&render(e), "persons/P1.html").contains("id=\"readings\""));
}

/// Why mentions are one person: terms that add up, a picture beside them, and what would take a mention out.
#[test]
fn reasons_stand_on_the_page_of_their_person() {
    use protect::shape::{
        Linkage, LinkedDecision, LinkedMention, LinkedPair, LinkedPerson, LinkedTerm, LinkedWithout,
    };
    let mut e = edition();
    let term = |en: &str, weight_milli| LinkedTerm {
        field: Both::new("name", "이름"),
        agreement: Both::new(en, "독음이 맞음"),
        weight_milli,
    };
    let mention = |name: &str, beside: &str, found| LinkedMention {
        name: name.into(),
        report: "R1".into(),
        found,
        nearest: Some(LinkedPair {
            name: beside.into(),
            report: "R1".into(),
            prior_milli: -2_345,
            terms: vec![term("readings <agree>", 17_001), term("different", -1_000)],
            total_milli: 13_656,
            probability_ppm: 999_922,
        }),
        average_milli: Some(12_345),
        without: vec![LinkedWithout {
            field: Both::new("name", "이름"),
            average_milli: -7_001,
            out: true,
        }],
        decided: vec![LinkedDecision { name: beside.into(), report: String::new(), same: true }],
    };
    let of = |mentions| LinkedPerson { person: "P1".into(), mentions };
    e.linkage = Some(Box::new(Linkage {
        sentence: Both::new("Two mentions are one person.", "이름 두 건은 한 사람이다."),
        threshold_milli: -2_000,
        by_person: vec![of(vec![
            mention("Ga Sang-in", "가상인", 1),
            mention("가상인", "Ga Sang-in", 1),
        ])],
        ..Linkage::default()
    }));
    let files = render(e.clone());
    let html = |files: &BTreeMap<String, Vec<u8>>, path: &str| {
        String::from_utf8(files[path].clone()).unwrap()
    };
    let en = html(&files, "persons/P1.html");
    for part in [
        "<h2 id=\"linked\">Why these mentions are one person</h2>",
        "Two mentions are one person.",
        "name: readings &lt;agree&gt; +17.001; name: different −1.000",
        "+13.656",
        "99.9922 %",
        "another name: out, at −7.001; the desk judged it the same person as <span lang=\"ko\">가상인</span>",
        "fell to −2.000 bits",
        "id=\"waterfall-t\"",
    ] {
        assert!(en.contains(part), "{part}\n{en}");
    }
    assert!(html(&files, "ko/persons/P1.html").contains("이름 두 건은 한 사람이다."));
    check_site(&files);
    // Two persons by the numbers, and one alone.
    let linkage = e.linkage.as_mut().unwrap();
    linkage.by_person[0].mentions[1].found = 2;
    let files = render(e.clone());
    assert!(html(&files, "persons/P1.html").contains("would be 2 persons"));
    let linkage = e.linkage.as_mut().unwrap();
    linkage.by_person[0].mentions.truncate(1);
    linkage.by_person[0].mentions[0].nearest = None;
    assert!(html(&render(e.clone()), "persons/P1.html").contains("There is one mention"));
    e.linkage = None;
    assert!(!html(&render(e), "persons/P1.html").contains("id=\"linked\""));
}

/// What is said of those whom nobody counted, with a hostile list among the lists.
fn estimated(verdict: &str, range: Option<(u64, u64)>) -> Edition {
    let both = |text: &str| Both::new(text, format!("{text} (한국어)"));
    let lists = ListEstimate {
        verdict: verdict.into(),
        low: range.map(|r| r.0),
        high: range.map(|r| r.1),
        listed: 8,
        lists: vec![
            NamedList { name: "Gazette <b>".into(), persons: 7, derives_from: vec![] },
            NamedList {
                name: "Herald".into(),
                persons: 3,
                derives_from: vec!["Gazette <b>".into()],
            },
        ],
        rules: vec![FiredRule {
            id: "R1".into(),
            because: both("two lists cannot show it"),
            help: both("a third list"),
            ..FiredRule::default()
        }],
        methods: range.map_or_else(Vec::new, |(low, high)| {
            vec![MethodLine {
                method: both("latent classes"),
                median: Some(777),
                low: Some(low),
                high: Some(high),
                ..MethodLine::default()
            }]
        }),
        sentence: both("No number beyond the 8 listed"),
        ..ListEstimate::default()
    };
    let ratio = FigureRatio {
        category: "killed".into(),
        over: "south/staff".into(),
        under: "north/crown".into(),
        statements: vec!["S1".into(), "S2".into()],
        low_milli: 2480,
        since: "2031-04-10".into(),
        latest: true,
        ..FigureRatio::default()
    };
    let estimation = Estimation {
        lists: Some(lists),
        ratios: vec![ratio],
        floor: vec![Floor { day: "2031-04-10".into(), named: 8 }],
        ..Estimation::default()
    };
    Edition { estimation: Some(Box::new(estimation)), ..edition() }
}

#[test]
fn the_uncounted_have_a_page_that_says_no_more_than_the_verdict() {
    let plain = render(edition());
    assert!(!plain.contains_key("uncounted.html"), "no page without an estimate");
    let files = render(estimated("refused", None));
    check_site(&files);
    for (path, words) in [
        (
            "uncounted.html",
            ["From the lists: refused", "at least 2.48", "8 by name", "a third list"],
        ),
        (
            "ko/uncounted.html",
            ["명단에서: 추정 거부", "적어도 2.48", "이름이 밝혀진 8명", "a third list (한국어)"],
        ),
    ] {
        let page = String::from_utf8(files[path].clone()).unwrap();
        for word in words {
            assert!(page.contains(word), "{path}: {word}");
        }
        assert!(page.contains("Gazette &lt;b&gt;") && !page.contains("Gazette <b>"));
        assert!(!page.contains("{1}") && !page.contains("{0}"), "{path}");
        assert!(!page.contains("777"), "{path}: no method's number after a refusal");
    }
    assert!(String::from_utf8_lossy(&files["index.html"]).contains("uncounted.html"));
    let files = render(estimated("range", Some((700, 900))));
    let page = String::from_utf8(files["uncounted.html"].clone()).unwrap();
    assert!(
        page.contains("777 [700, 900]") && page.contains("<svg class=\"bar"),
        "a bar in its row"
    );
}

/// A table that a desk filed as public, with one method that a rule withholds.
fn filed(verdict: &str) -> FiledEstimate {
    let both = |text: &str| Both::new(text, format!("{text} (한국어)"));
    let line = |name: &str, numbers: Option<(u64, u64, u64)>, withheld: &str| MethodLine {
        method: both(name),
        assumes: both("this holds"),
        median: numbers.map(|n| n.0),
        low: numbers.map(|n| n.1),
        high: numbers.map(|n| n.2),
        withheld: withheld.into(),
    };
    let all = FiledEstimate {
        table_hash: "ab".repeat(32),
        code: "cenotaph-estimate 9.9".into(),
        lists: vec!["Gazette <b>".into(), "Herald".into()],
        verdict: verdict.into(),
        low: Some(700),
        high: Some(900),
        listed: 640,
        rules: vec![FiredRule {
            id: "R3".into(),
            because: both("the chains disagree"),
            help: both("more draws"),
            ..FiredRule::default()
        }],
        methods: vec![
            line("graphs", Some((777, 700, 900)), ""),
            line("latent classes", None, "R3"),
        ],
        trajectory: [25, 50, 100]
            .map(|percent| TrajectoryPoint { percent, median: 770, low: 733, high: 811 })
            .to_vec(),
        chains: Some(Chains {
            draws: 400,
            rhat_milli: Some(1042),
            ess: Some(61),
            round_trips: vec![3, 2],
            traces: vec![vec![0, 500, 1000], vec![250, 750, 10]],
            ..Chains::default()
        }),
        estimand: both("deaths that had a chance"),
        sentence: both("What may be said"),
        ..FiledEstimate::default()
    };
    all.no_more_than_its_verdict()
}

#[test]
fn a_filed_table_has_its_pictures_beside_their_tables_and_no_forbidden_number() {
    let with = |filed: Vec<FiledEstimate>| {
        let estimation = Estimation { filed, ..Estimation::default() };
        Edition { estimation: Some(Box::new(estimation)), ..edition() }
    };
    let other = |verdict: &str| FiledEstimate { table_hash: "cd".repeat(32), ..filed(verdict) };
    let files = render(with(vec![filed("range"), other("refused")]));
    check_site(&files);
    for (path, words) in [
        (
            "uncounted.html",
            [
                "Table abababababab: range, without a point",
                "withheld (R3)",
                "733–811",
                "3 round trips",
                "R-hat 1.042 over all chains, effective size 61",
                "Table cdcdcdcdcdcd: refused",
            ],
        ),
        (
            "ko/uncounted.html",
            [
                "표 abababababab: 범위(하나의 숫자 없음)",
                "보류 (R3)",
                "733–811",
                "왕복 3회",
                "모든 사슬의 R-hat 1.042, 유효 크기 61",
                "표 cdcdcdcdcdcd: 추정 거부",
            ],
        ),
    ] {
        let page = String::from_utf8(files[path].clone()).unwrap();
        for word in words {
            assert!(page.contains(word), "{path}: {word}");
        }
        assert!(page.contains("777 [700, 900]") && page.contains("Gazette &lt;b&gt;"), "{path}");
        // Intervals, trajectory and chains of the range; the refusal has chains by rank.
        assert_eq!(page.matches("<svg class=\"chart\"").count(), 4, "{path}");
        let refused = page.split("cdcdcdcdcdcd").nth(1).unwrap();
        let refused = refused.split("id=\"figures\"").next().unwrap();
        for number in ["777", "700", "900", "770", "811"] {
            assert!(!refused.contains(number), "{path}: {number} after a refusal");
        }
        assert!(!page.contains("{1}") && !page.contains("{2}"), "{path}");
    }
}

#[test]
fn editions_without_filed_tables_are_as_they_were() {
    let old = estimated("refused", None);
    let text = serde_json::to_string(&old).unwrap();
    assert!(!text.contains("filed"), "absent when there is none");
    assert_eq!(serde_json::from_str::<Edition>(&text).unwrap(), old);
    assert!(!String::from_utf8_lossy(&render(old)["uncounted.html"]).contains("id=\"filed\""));
}

#[test]
fn every_link_has_a_target_and_nothing_is_asked_of_anybody() {
    let files = render(edition());
    check_site(&files);
    let css = std::str::from_utf8(&files["style.css"]).unwrap();
    assert!(!css.contains("@import") && !css.contains("url(") && !css.contains("http"));
    for (path, html) in pages(&files) {
        assert!(html.contains("default-src 'none'; style-src 'self';"), "{path}");
        assert!(html.contains("<meta name=\"referrer\" content=\"no-referrer\">"), "{path}");
    }
}

#[test]
fn an_empty_edition_has_a_whole_site() {
    let empty =
        Edition { number: 1, day: "2031-05-02".into(), case: "x".into(), ..Edition::default() };
    check_site(&render(empty));
}

#[test]
fn each_page_exists_in_both_languages() {
    let files = render(edition());
    let (mut english, mut korean) = (Vec::new(), Vec::new());
    for (path, html) in pages(&files) {
        match path.strip_prefix("ko/") {
            Some(path) => {
                assert!(html.contains("<html lang=\"ko\">"), "{path}");
                korean.push(path);
            }
            None => {
                assert!(html.contains("<html lang=\"en\">"), "{path}");
                english.push(path);
            }
        }
    }
    assert_eq!(english, korean);
    assert!(english.len() > 25, "{}", english.len());
}

#[test]
fn pages_say_what_they_should() {
    let files = render(edition());
    let text = |path: &str| {
        let html = std::str::from_utf8(&files[path]).unwrap();
        let text = check::page(path, html).text.replace("&#39;", "'").replace("&quot;", "\"");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let rows: [(&str, &[&str]); 12] = [
        ("index.html", &["17 days", "Ga Sang-in", "They cannot both be true.", "contradiction"]),
        ("ko/index.html", &["17일", "가상인", "둘 다 참일 수 없다.", "모순"]),
        (
            "s/S1.html",
            &["at least 100", "100 or more", "[100, ∞)", "At least N", "proofs/S1.tlog-proof"],
        ),
        ("s/S2.html", &["updates", "cites", "S1", "S3", "Independent origins: 1."]),
        ("s/S4.html", &["42.5 to 50 %", "of 5,000", "the party did not say so"]),
        ("s/S6.html", &["Source", "heron", "Selby province", "week of 7 April 2031"]),
        (
            "days/2031-04-10.html",
            &["What was known on 10 April 2031", "S2", "S4", "calls it a rumour"],
        ),
        ("parties/north-crown.html", &["acknowledges losses", "inside the closed country"]),
        ("measures.html", &["not in the vocabulary", "single source"]),
        ("changes.html", &["about 400", "A qualifier was lost.", "What is known of Selby"]),
        ("method.html", &["at-least", "Limits of Selby"]),
        ("data.html", &["data/statements.csv", "cenotaph verify ."]),
    ];
    for (path, expected) in rows {
        for words in expected {
            assert!(text(path).contains(words), "{words:?} not in {path}: {}", text(path));
        }
    }
    // Nothing that was said later.
    assert!(!text("days/2031-04-03.html").contains("S2"));
    assert!(!text("days/2031-04-03.html").contains("acknowledges losses"));
}

#[test]
fn text_in_another_language_is_marked() {
    let files = render(edition());
    let html = std::str::from_utf8(&files["s/S1.html"]).unwrap();
    assert!(html.contains("<q lang=\"ru\">не менее ста</q>"));
    let html = std::str::from_utf8(&files["ko/index.html"]).unwrap();
    assert!(html.contains("<span lang=\"en\">Second.</span>"));
}

#[test]
fn order_of_intake_leaves_no_trace() {
    let mut turned = edition();
    turned.statements.reverse();
    turned.parties.rotate_left(1);
    turned.reports.reverse();
    turned.positions.reverse();
    let (one, two) = (render(edition()), render(turned));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (path, bytes) in &one {
        assert_eq!(bytes, &two[path], "{path}");
    }
}

/// Puts a hostile text wherever text can stand.
fn poison(text: &str) -> Edition {
    let mut e = edition();
    let both = Both::new(text, text);
    e.title = both.clone();
    e.case_name = both.clone();
    e.summary = vec![both.clone()];
    e.origin.desk = text.into();
    e.rules[0].example = text.into();
    for row in &mut e.parties {
        row.name = both.clone();
        row.group_name = both.clone();
    }
    for row in &mut e.reports {
        row.title = text.into();
        row.publisher = text.into();
        row.lang = text.into();
        row.url = format!("https://{text}");
    }
    for row in &mut e.statements {
        row.gist = both.clone();
        row.note = both.clone();
        row.scope = text.into();
        row.population = text.into();
        row.status = text.into();
        row.quote = Some(Quote { text: text.into(), lang: text.into() });
        row.translation = Some(both.clone());
        if let Some(quantity) = &mut row.quantity {
            quantity.words = text.into();
            quantity.interval = text.into();
            quantity.rules.push(text.into());
        }
    }
    e.statements[0].category = text.into();
    e.measures[0].kinds = vec![text.into()];
    e.measures[0].gist = both.clone();
    e.evidence[0].shows = both.clone();
    e.persons[0].names[0].name = text.into();
    e.readings[0].name = text.into();
    e.readings[1].beside = text.into();
    for reading in &mut e.readings {
        reading.reading = text.into();
        reading.answer = text.into();
        (reading.script, reading.system, reading.why) = (both.clone(), both.clone(), both.clone());
    }
    e.findings[0].sentence = both.clone();
    e.lags[0].topic = both.clone();
    e.changes[0].sentence = both.clone();
    e.corrections[0].before = text.into();
    e.places[0].name = both;
    e
}

#[test]
fn hostile_text_stays_text() {
    let long = "x".repeat(5000);
    let hostile = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</title></svg></textarea><h1>x",
        "javascript:alert(1)",
        "a\u{202e}gnp.exe\u{2066}",
        "\0\u{1}\u{7f}\u{85}",
        "&amp;&lt;&#0;",
        "{{ p.title }} {% if %}",
        "]]><!--",
        &long,
    ];
    for text in hostile {
        let files = render(poison(text));
        check_site(&files);
        for (path, html) in pages(&files) {
            assert!(!html.contains("<script"), "{path}");
            assert!(!html.contains('\u{202e}') && !html.contains('\0'), "{path}");
            assert!(!html.contains("href=\"javascript"), "{path}");
        }
    }
}

#[test]
fn hostile_keys_stay_inside_the_site() {
    let mut e = edition();
    for (at, key) in ["../../x", "a/b", "CON", "<b>", "index", "가"].iter().enumerate() {
        e.statements.push(statement(key, "south/staff", &format!("2031-04-{:02}", at + 10)));
        e.parties.push(protect::shape::Party { key: (*key).into(), ..Default::default() });
    }
    let files = render(e);
    check_site(&files);
    for path in files.keys() {
        assert!(!path.contains("..") && !path.starts_with('/'), "{path}");
        assert!(path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b)), "{path}");
    }
}

#[test]
fn odd_quantities_and_dates_do_not_hang_or_panic() {
    let mut e = edition();
    let dates = [
        "9999-12-31",
        "0001-01-01",
        "../2031-04-03",
        "2031/..",
        "2031-04-XX",
        "203X",
        "2031-21",
        "",
    ];
    for (at, date) in dates.iter().enumerate() {
        let mut row = statement(&format!("X{at}"), "south/staff", date);
        row.quantity = Some(number("n", u64::MAX, None, u64::MAX));
        row.derives_from = vec![Derived { key: row.key.clone(), kind: "quotes".into() }];
        e.statements.push(row);
        let mut zero = statement(&format!("Z{at}"), "nobody/known", date);
        zero.quantity = Some(number("0", 0, Some(0), 0));
        e.statements.push(zero);
    }
    check_site(&render(e));
}

#[test]
fn long_lists_are_paged_and_pictures_say_what_they_leave_out() {
    let mut e = edition();
    for at in 0..900_u32 {
        let day = format!("2031-{:02}-{:02}", at % 12 + 1, at % 28 + 1);
        let mut row = statement(&format!("N{at:04}"), "south/staff", &day);
        row.quantity = Some(number("n", u64::from(at), Some(u64::from(at) + 9), u64::from(at)));
        e.statements.push(row);
    }
    let files = render(e);
    check_site(&files);
    for page in ["statements/index-2.html", "statements/index-5.html", "parties/south-staff-2.html"]
    {
        assert!(files.contains_key(page), "{page}");
    }
    let html = std::str::from_utf8(&files["index.html"]).unwrap();
    assert!(html.contains(" of 903 figures"), "the front page says that not all are drawn");
    assert!(html.len() < 400_000, "{}", html.len());
}

#[test]
fn what_was_withheld_is_in_no_byte_of_the_site() {
    use protect::shape::{PersonField, StatementField};
    use protect::{Draft, Level, gate};
    const PLANT: &str = "PLANTED-WORDS-THAT-MUST-NOT-LEAVE";
    let mut candidate = crate::fixture::candidate(edition());
    let mut kept = statement("KEPT-KEY", "south/staff", "2031-04-19");
    kept.gist = Both::english(format!("{PLANT} in a row"));
    candidate.statements.push(Draft::new(kept, Level::Withheld));
    let mut veiled = statement("V1", "south/staff", "2031-04-18");
    veiled.note = Both::english(format!("{PLANT} in a field"));
    veiled.quantity = Some(number(PLANT, 7654, Some(7654), 7654));
    veiled.derives_from = vec![Derived { key: "KEPT-KEY".into(), kind: "cites".into() }];
    candidate
        .statements
        .push(Draft::public(veiled).hide(StatementField::Note).hide(StatementField::Quantity));
    let mut prisoner = candidate.persons[0].value.clone();
    prisoner.key = "P2".into();
    prisoner.status = "captured".into();
    for name in &mut prisoner.names {
        name.name = format!("{PLANT} {}", name.script);
    }
    candidate.persons.push(Draft::public(prisoner).hide(PersonField::Names));
    let released = gate(candidate).unwrap().released;
    let mut seen = 0;
    publish::site::render(&released, &[], &crate::fixture::options(), &mut |path, bytes| {
        for planted in [PLANT, "KEPT-KEY", "2031-04-19", "7654", "7,654"] {
            let found = bytes.windows(planted.len()).any(|window| window == planted.as_bytes());
            assert!(!found, "{planted} in {path}");
            assert!(!path.contains(planted), "{path}");
        }
        seen += 1;
        Ok(())
    })
    .unwrap();
    assert!(seen > 80);
}

#[test]
fn the_sink_stops_the_work() {
    let released = crate::fixture::release(edition());
    let mut count = 0;
    let result = publish::site::render(&released, &[], &Default::default(), &mut |_, _| {
        count += 1;
        if count == 3 { Err(std::io::Error::other("full")) } else { Ok(()) }
    });
    let error = result.unwrap_err();
    assert!(matches!(&error, publish::Error::Sink { path, .. } if !path.is_empty()));
    assert_eq!(count, 3);
}

/// Keys of the figures that stand at the end of a day, by that day's page.
fn standing(files: &BTreeMap<String, Vec<u8>>, day: &str) -> Vec<String> {
    let html = std::str::from_utf8(&files[&format!("days/{day}.html")]).unwrap();
    let Some((_, table)) = html.split_once("<h2 id=\"standing\">") else { return Vec::new() };
    let table = table.split_once("</table>").unwrap().0;
    let keys = table.split("../s/").skip(1).map(|rest| rest.split('.').next().unwrap().to_owned());
    let mut keys: Vec<String> = keys.collect();
    keys.sort();
    keys
}

#[test]
fn a_figure_stands_from_the_day_by_which_it_was_certainly_said() {
    // Key, party, category, said on, as of, population, has a number; then days, and what stands at their ends.
    type Row =
        (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, bool);
    let figure = |(key, party, category, said, as_of, population, number): Row| {
        let mut row = statement(key, party, said);
        row.as_of = as_of.into();
        row.category = category.into();
        row.population = population.into();
        let mut quantity = crate::fixture::number("n", 100, None, 100);
        if !number {
            (quantity.lo, quantity.hi, quantity.value) = (None, None, None);
        }
        row.quantity = Some(quantity);
        row
    };
    let (south, press) = ("south/staff", "press/gazette");
    let (k, w, n) = ("killed", "wounded", "north");
    type Days = &'static [(&'static str, &'static [&'static str])];
    let cases: &[(&str, &[Row], Days)] = &[
        (
            "a month holds nobody up, and stands from its end",
            &[
                ("A", press, k, "2031-03", "2031-03", n, true),
                ("B", south, k, "2031-03-10", "2031-03-10", n, true),
                ("C", south, w, "2031-04-02", "2031-04-02", n, true),
            ],
            &[("2031-03-10", &["B"]), ("2031-04-02", &["A", "B", "C"])],
        ),
        (
            "a month as of its first day does not push out what was said on its tenth",
            &[
                ("A", south, k, "2031-03", "2031-03-01", n, true),
                ("B", south, k, "2031-03-10", "2031-03-10", n, true),
                ("C", press, w, "2031-04-02", "2031-04-02", n, true),
            ],
            &[("2031-03-10", &["B"]), ("2031-04-02", &["B", "C"])],
        ),
        (
            "a month as of its last days was said after its tenth",
            &[
                ("A", south, k, "2031-03", "2031-03-25", n, true),
                ("B", south, k, "2031-03-10", "2031-03-10", n, true),
                ("C", press, w, "2031-04-02", "2031-04-02", n, true),
            ],
            &[("2031-03-10", &["B"]), ("2031-04-02", &["A", "C"])],
        ),
        (
            "of one day, the later as of stands; none given is the day itself",
            &[
                ("A", south, k, "2031-03-10", "2031-03-10", n, true),
                ("B", south, k, "2031-03-10", "2031-03-02", n, true),
                ("C", south, w, "2031-03-10", "", n, true),
                ("D", south, w, "2031-03-10", "2031-03-02", n, true),
            ],
            &[("2031-03-10", &["A", "C"])],
        ),
        (
            "words do not replace a number, and a number replaces words",
            &[
                ("A", south, k, "2031-03-10", "2031-03-10", n, true),
                ("B", south, k, "2031-03-11", "2031-03-11", n, false),
                ("C", press, k, "2031-03-10", "2031-03-10", n, false),
                ("D", press, k, "2031-03-11", "2031-03-11", n, true),
            ],
            &[("2031-03-10", &["A", "C"]), ("2031-03-11", &["A", "D"])],
        ),
        (
            "a figure of other people stands beside",
            &[
                ("A", south, k, "2031-03-10", "2031-03-10", n, true),
                ("B", south, k, "2031-03-11", "2031-03-11", "north+east", true),
            ],
            &[("2031-03-11", &["A", "B"])],
        ),
        (
            "said by a day is certain on it; said since a day never is",
            &[
                ("A", south, k, "../2031-03-10", "2031-03-09", n, true),
                ("B", press, k, "2031-03-01/..", "2031-03-01", n, true),
                ("C", south, w, "2031-03-09", "2031-03-09", n, true),
                ("D", south, w, "2031-03-10", "2031-03-10", n, true),
            ],
            &[("2031-03-09", &["C"]), ("2031-03-10", &["A", "D"])],
        ),
    ];
    for (name, rows, days) in cases {
        for turned in [false, true] {
            let mut e = edition();
            e.statements = rows.iter().copied().map(figure).collect();
            if turned {
                e.statements.reverse();
            }
            let files = render(e);
            for (day, expected) in *days {
                assert_eq!(standing(&files, day), *expected, "{name}: {day}");
            }
        }
    }
}

#[test]
fn the_front_page_shows_what_is_far_apart_first() {
    use protect::shape::Finding;
    // Statements: S1, S2 of the southern staff; S3 of an outlet.
    let (pair, outlet, three) = (&["S1", "S2"][..], &["S1", "S3"][..], &["S1", "S2", "S4"][..]);
    type Row = (&'static str, u64, &'static [&'static str]);
    let cases: &[(&str, &[Row], &[&str])] = &[
        (
            "slight ones stay away, except the first; pairs of non-outlets go by radius in their own places",
            &[
                ("A", 1050, pair),
                ("B", 1066, pair),
                ("C", 1300, pair),
                ("D", 9000, outlet),
                ("E", 2400, pair),
                ("F", 5000, three),
                ("G", 1099, three),
                ("H", 1100, pair),
            ],
            &["A", "E", "D", "C", "F", "H"],
        ),
        (
            "the first stays first, however small",
            &[("A", 1200, pair), ("B", 9000, pair)],
            &["A", "B"],
        ),
        (
            "equally far apart: rank",
            &[("A", 1200, three), ("B", 1500, pair), ("C", 1500, pair)],
            &["A", "B", "C"],
        ),
        ("nothing but slight ones", &[("A", 1010, pair), ("B", 1020, pair)], &["A", "B"]),
    ];
    for (name, rows, expected) in cases {
        let mut e = edition();
        e.parties.iter_mut().filter(|p| p.group == "press").for_each(|p| p.kind = "media".into());
        e.findings = rows
            .iter()
            .enumerate()
            .map(|(at, (key, radius, statements))| Finding {
                key: (*key).into(),
                kind: "contradiction".into(),
                fault: "cannot_all_be_true".into(),
                statements: statements.iter().map(|key| (*key).to_owned()).collect(),
                radius_milli: Some(*radius),
                sentence: Both::new("x", "가"),
                rank: at as u64,
                ..Finding::default()
            })
            .collect();
        let files = render(e);
        let html = std::str::from_utf8(&files["index.html"]).unwrap();
        let part = html.split_once("id=\"contradicted\"").unwrap().1.split_once("</ul>").unwrap().0;
        let shown: Vec<&str> = part
            .split("findings.html#")
            .skip(1)
            .map(|rest| rest.split_once("\">").unwrap().1.split_once('<').unwrap().0)
            .collect();
        assert_eq!(shown, *expected, "{name}");
    }
}

#[test]
fn a_page_of_one_row_says_first_what_it_is_about() {
    let mut e = edition();
    let mut second = e.measures[0].clone();
    second.key = "M2".into();
    second.note = Both::english("A remark.");
    e.measures.push(second);
    let mut bare = e.persons[0].clone();
    bare.key = "P2".into();
    bare.names.truncate(1);
    e.persons.push(bare);
    let files = render(e);
    check_site(&files);
    let html = |path: &str| std::str::from_utf8(&files[path]).unwrap();
    let rows: [(&str, &[&str]); 5] = [
        (
            "measures/M1.html",
            &[
                "<h1>Measure M1</h1>",
                "<p class=\"lead\"><span class=\"telling\">Those who ask are investigated.</span>",
                "All measures</a>",
                "../measures/M2.html\">M2 →</a>",
            ],
        ),
        (
            "ko/measures/M2.html",
            &["<h1>조치 M2</h1>", "← M1</a>", "<small class=\"more\"><span lang=\"en\">A remark."],
        ),
        ("evidence/E1.html", &["<h1>Evidence E1</h1>", "<p class=\"lead\">", "All evidence</a>"]),
        (
            "persons/P1.html",
            &["<h1>Ga Sang-in</h1>", "<p class=\"lead\"><span lang=\"ko\">가상인</span></p>"],
        ),
        ("persons/P2.html", &["<h1 lang=\"ko\">가상인</h1>", "← Ga Sang-in</a>"]),
    ];
    for (path, expected) in rows {
        for words in expected {
            assert!(html(path).contains(words), "{words:?} not in {path}: {}", html(path));
        }
    }
    // A name is said once, large, and no more under itself; what a row says is no fact besides.
    assert!(!html("persons/P2.html").contains("class=\"lead\""));
    assert!(!html("measures/M1.html").contains("<dt>What it says</dt>"));
    // What is unknown twice is said once.
    let mut e = edition();
    e.awareness[0].basis = "unknown".into();
    e.awareness[0].prompt = "unknown".into();
    let files = render(e);
    assert!(!std::str::from_utf8(&files["awareness.html"]).unwrap().contains("unknown; unknown"));
}
