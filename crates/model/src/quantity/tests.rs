//! Known answers and laws of the reader; each example of the table is one of them.

use proptest::prelude::*;

use super::*;

/// How a quantity is written in the examples of the table and in the rows below.
fn shown(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Number(reading) => reading.interval.to_string(),
        Quantity::Fraction { ratio, base, .. } => match base {
            None => format!("share {ratio}"),
            Some(base) => format!("share {ratio} of {}", base.interval),
        },
        Quantity::Compound { whole, parts, .. } => {
            let parts: Vec<String> =
                parts.iter().map(|(word, part)| format!("{word} {}", part.interval)).collect();
            format!("{} with {}", whole.interval, parts.join(", "))
        }
        Quantity::Words { .. } => "words".to_owned(),
        Quantity::Absent { what, .. } => what.code().replace('_', " "),
    }
}

fn check(rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter(|(words, meaning)| shown(&parse(words, None)) != *meaning)
        .map(|(words, meaning)| {
            format!("{words:?} is {}, not {meaning}", shown(&parse(words, None)))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_example_of_the_table_is_true() {
    let rows: Vec<(&str, &str)> = rules().iter().flat_map(|rule| rule.examples.clone()).collect();
    assert!(rows.len() > 150);
    check(&rows);
}

/// An example of a rule must make that rule fire, so that no rule lives on another's example.
#[test]
fn every_rule_fires_on_its_examples() {
    let mut wrong = Vec::new();
    for rule in rules().iter().filter(|rule| !rule.examples.is_empty()) {
        for (words, _) in &rule.examples {
            let quantity = parse(words, None);
            let absent = matches!(quantity, Quantity::Absent { .. });
            // A denial leaves words, which name no rule; its own word must stand in the example.
            let denies = rule.form == Form::Denial
                && rule.words.iter().any(|word| words.contains(word.trim_end_matches('*')));
            if !absent && !denies && !quantity.rules().contains(&rule.id) {
                wrong.push(format!("{} on {words:?}: {:?}", rule.id, quantity.rules()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn english_phrases() {
    check(&[
        ("already exceeded 3,000", "(3000, ∞)"),
        ("approximately 1,100 casualties", "[990, 1210]"),
        ("three thousand", "[2500, 3500]"),
        ("15-thousand troops", "[14500, 15500]"),
        ("four-thousand-700 soldiers", "[4650, 4750]"),
        ("three-thousand", "[2500, 3500]"),
        ("27-hundred wounded", "[2650, 2750]"),
        ("a thousand", "[500, 1500]"),
        ("a dozen", "[12, 12]"),
        ("two dozen", "[24, 24]"),
        ("half a dozen", "[6, 6]"),
        ("twenty-five hundred", "[2450, 2550]"),
        ("one hundred and five", "[105, 105]"),
        ("two hundred thousand", "[150000, 250000]"),
        ("1.1k", "[1050, 1150]"),
        ("5K", "[4500, 5500]"),
        ("2.5 million", "[2450000, 2550000]"),
        ("3,000–4,000", "[3000, 4000]"),
        ("between 1,000 and 3,000", "[1000, 3000]"),
        ("between about 1,000 and 3,000", "[900, 3300]"),
        ("between two hundred and three hundred", "[200, 300]"),
        ("from 11,000 to 12,000", "[11000, 12000]"),
        ("between 880 and 3,100", "[880, 3100]"),
        ("deaths near 5,000", "[4250, 5000)"),
        ("casualties pass 1,200", "(1200, ∞)"),
        ("the bodies of 90 lie there", "[85, 95]"),
        ("a prisoner questioned in Kyiv counted 90 dead", "[85, 95]"),
        ("the 90 dead are a lie", "words"),
        ("two or three soldiers", "[2, 3]"),
        ("twenty to thirty", "[20, 30]"),
        ("at least 10 to 12", "[10, ∞)"),
        ("up to 30,000 to 40,000", "[0, 40000]"),
        ("more than several hundred", "(200, ∞)"),
        ("at least 100 soldiers killed", "[100, ∞)"),
        ("some 3,000 or more", "[2500, ∞)"),
        ("around 200 or so", "[150, 250]"),
        ("dozens, perhaps", "[24, 99]"),
        ("dozens to hundreds", "[24, 999]"),
        ("no one", "[0, 0]"),
        ("0", "[0, 0]"),
        ("one", "[1, 1]"),
        ("one high-ranking general", "[1, 1]"),
        ("two, alive", "[2, 2]"),
        ("nine, 528th Regiment of Engineers", "[9, 9]"),
        ("five (\"sanitary losses\")", "[5, 5]"),
        ("\"a thousand\" in the last week", "[500, 1500]"),
        ("\"3,000 casualties as of December 23\"", "[2500, 3500]"),
        ("101 portraits with names", "[101, 101]"),
        ("certainly in the realm of dozens, several dozens", "[24, 99]"),
        ("several hundred, no breakdown", "[200, 999]"),
        ("4,000 casualties of some 11,000", "[3500, 4500]"),
        ("lost 4,000, more than a third of about 11,000", "[3500, 4500]"),
        ("50 in three days", "[45, 55]"),
        ("3,000 North Korean soldiers or more", "[3000, ∞)"),
        ("3,000 killed and wounded", "[2500, 3500]"),
        ("casualties exceed 3,000", "(3000, ∞)"),
        ("over 3 thousand people", "(3000, ∞)"),
        ("2024 killed", "[2024, 2024]"),
        ("2,024", "[2024, 2024]"),
        ("2000", "[1500, 2500]"),
        ("eleven or twelve thousand", "[11000, 12000]"),
        ("11-12000", "words"),
        ("5-20,000", "words"),
        ("500-1,000", "[500, 1000]"),
        ("approximately three and a half thousand", "words"),
        ("not exceeding 40", "[0, 40]"),
        ("not beyond 40", "words"),
        ("not 3,000", "words"),
        ("up to 1,000 a day", "[0, 1000]"),
        ("1,200 per day", "[1150, 1250]"),
        ("one in three", "share [33.33 %, 33.34 %]"),
        ("between 30% and 40%", "share [30 %, 40 %]"),
        ("about 30%", "share [25 %, 35 %]"),
        ("3,0000", "words"),
        ("2k-3k", "[2000, 3000]"),
        ("1,100±10%", "words"),
        ("100%", "share [100 %, 100 %]"),
        ("about 4,000 of about 11,000 killed, wounded, missing or captured", "[3500, 4500]"),
        ("well over 1,000 in the last week of December", "(1000, ∞)"),
        ("50 vehicles and 100 soldiers", "[50, 150]"),
        ("up to 3,000 may have died", "[0, 3000]"),
        ("Unit 95 lost 30 men", "words"),
    ]);
}

#[test]
fn korean_phrases() {
    check(&[
        ("약 1,100여 명", "[990, 1210]"),
        ("1,100여명", "[1100, 1199]"),
        ("3천여 명", "[3000, 3999]"),
        ("3천 여 명", "[3000, 3999]"),
        ("3,000여명의 사상자", "[3000, 3999]"),
        ("수백 명", "[200, 999]"),
        ("최소 100명", "[100, ∞)"),
        ("최소 1백명", "[100, ∞)"),
        ("최대 40명", "[0, 40]"),
        ("1만1000명", "[10500, 11500]"),
        ("1만 1천 명", "[10500, 11500]"),
        ("2천700여 명", "[2700, 2799]"),
        ("4천 700명", "[4650, 4750]"),
        ("1만2천", "[11500, 12500]"),
        ("삼천 명", "[2500, 3500]"),
        ("천백 명", "[1050, 1150]"),
        ("천여 명", "[1000, 1999]"),
        ("만 명", "[5000, 15000]"),
        ("이백오십 명", "[245, 255]"),
        ("스물다섯 명", "[25, 25]"),
        ("두 명", "[2, 2]"),
        ("한 명", "[1, 1]"),
        ("1.5천 명", "[1450, 1550]"),
        ("100만 명", "[500000, 1500000]"),
        ("1만~1만2천 명", "[10000, 12000]"),
        ("1천 명에서 3천 명 사이", "[1000, 3000]"),
        ("1,000~3,000명", "[1000, 3000]"),
        ("적게는 100명 많게는 300명", "[100, 300]"),
        ("적게는 300명, 많게는 500명", "[300, 500]"),
        ("최소 300명에서 최대 500명 사이", "[300, 500]"),
        ("최소 300명, 최대 500명", "[300, 500]"),
        ("기자들과 만나 “북한군 전사자가 30명”", "[25, 35]"),
        ("전사자 72명의 유가족을 만나 위로했다", "[72, 72]"),
        ("300여 명이던 사망자", "[300, 399]"),
        ("남은 것은 7천여 명뿐이다", "[7000, 7999]"),
        ("최소 300명이 숨졌다", "[300, ∞)"),
        ("3천 명을 넘어섰다", "(3000, ∞)"),
        ("3천명이 넘는 사상자", "(3000, ∞)"),
        ("1,000명에 육박", "[850, 1000)"),
        ("1,100명으로 추정", "[1050, 1150]"),
        ("시신 3구", "[3, 3]"),
        ("사망자 100명", "[50, 150]"),
        ("사망 300여 명", "[300, 399]"),
        ("비공개", "withheld"),
        ("미상", "unknown"),
        ("확인되지 않음", "unknown"),
        ("0명", "[0, 0]"),
        ("３，０００명", "[2500, 3500]"),
        ("약 1만1천명의 절반", "share [50 %, 50 %] of [9900, 12100]"),
        ("3분의 1", "share [33.33 %, 33.34 %]"),
        ("11,000명 중 4,000명", "[3500, 4500]"),
        ("약 4,000명, 이 중 1,000명 사망", "[3500, 4500] with 사망 [500, 1500]"),
        (
            "사상자 3천여 명(사망 300여 명, 부상 2,700여 명)",
            "[3000, 3999] with 사망 [300, 399], 부상 [2700, 2799]",
        ),
        ("폭풍군단", "words"),
        ("천안", "words"),
        ("만약", "words"),
        ("이 병사", "words"),
        ("막대한 손실", "words"),
        ("2024년 12월 23일", "words"),
        ("제8연대", "words"),
        ("3개 여단", "words"),
        ("12월 23일", "words"),
        ("사상자 다수 발생", "[1, ∞)"),
        ("3일간", "words"),
        ("3만 달러", "words"),
        ("700명대", "[700, 799]"),
        ("3천 명을 넘지 않는다", "[0, 3000]"),
        ("10대 병사 3명", "[3, 3]"),
        ("19세 병사", "words"),
        ("최소 100명 사망, 부상 1,000여 명", "words"),
        ("사상자 4천700여 명, 이 중 사망자 600여 명", "[4700, 4799] with 사망 [600, 699]"),
        ("우크라이나는 북한군 3천 명 이상이 죽거나 다쳤다고 밝혔다", "[3000, ∞)"),
        ("약 3분의 1", "share [29.99 %, 36.68 %]"),
    ]);
}

#[test]
fn russian_and_ukrainian_phrases() {
    check(&[
        ("более 3000", "(3000, ∞)"),
        ("более 3 000 человек", "(3000, ∞)"),
        ("свыше 3 тысяч", "(3000, ∞)"),
        ("около 1100 солдат", "[990, 1210]"),
        ("понад 3 тисячі", "(3000, ∞)"),
        ("близько 200 осіб", "[150, 250]"),
        ("не менее 100", "[100, ∞)"),
        ("до 40", "[0, 40]"),
        ("от 1000 до 3000", "[1000, 3000]"),
        ("від 1000 до 3000", "[1000, 3000]"),
        ("от 1,5 до 2 тысяч", "[1500, 2000]"),
        ("від 1,5 до 2 тисяч", "[1500, 2000]"),
        ("от 1,25 до 2", "words"),
        ("более тысячи", "(1000, ∞)"),
        ("майже дві третини", "share [56.66 %, 66.67 %)"),
        ("две трети из 900", "share [66.66 %, 66.67 %] of [850, 950]"),
        ("дев'ятеро бійців", "[9, 9]"),
        ("4천 명을 웃돈다", "(4000, ∞)"),
        ("1천 명을 훌쩍 넘긴", "(1000, ∞)"),
        ("3천 명을 크게 웃도는", "(3000, ∞)"),
        ("близько тисячі бійців", "[500, 1500]"),
        ("менее тысячи солдат", "[0, 1000)"),
        ("более двух тысяч", "(2000, ∞)"),
        ("более 3 тысячи", "(3000, ∞)"),
        ("около полутора тысяч", "[1350, 1650]"),
        ("полторы тысячи бойцов", "[1450, 1550]"),
        ("понад півтори тисячі військових", "(1500, ∞)"),
        ("полутора", "words"),
        ("тысячи солдат", "words"),
        ("в нескольких сотнях", "[200, 999]"),
        ("300 чи 400 бійців", "[300, 400]"),
        ("1.5 to 2 thousand", "[1500, 2000]"),
        ("between 1.2 and 1.5 thousand soldiers", "[1200, 1500]"),
        ("1.5-2k", "[1500, 2000]"),
        ("1.5만~2만 명", "[15000, 20000]"),
        ("1.5~2만 명", "[15000, 20000]"),
        ("2.5 to 2 thousand", "words"),
        ("3천 명에 못 미친다", "[0, 3000)"),
        ("3천 명에 못 미쳤다", "[0, 3000)"),
        ("1,5 тыс.", "[1450, 1550]"),
        ("двести пятьдесят", "[245, 255]"),
        ("двое", "[2, 2]"),
        ("взяты четверо", "[4, 4]"),
        ("п'ятеро", "[5, 5]"),
        ("порядка двухсот", "[150, 250]"),
        ("понад дванадцять тисяч", "(12000, ∞)"),
        ("не меньше двух тысяч", "[2000, ∞)"),
        ("перевищила 5 тисяч", "(5000, ∞)"),
        ("десятки без вести пропавших", "[20, 99]"),
        ("за два роки", "words"),
        ("тысяча", "[500, 1500]"),
        ("сотни", "[200, 999]"),
        ("почти половина из 11 000", "share [42.5 %, 50 %) of [10500, 11500]"),
        ("23 декабря", "words"),
        ("8 полк", "words"),
        ("2 тысячи 984 человека", "[2984, 2984]"),
        ("1 мільйон 112 тисяч 460 осіб", "[1112455, 1112465]"),
        ("около 1 миллиона 204 630 военнослужащих", "[1084167, 1325093]"),
        ("12 тысяч 350", "[12345, 12355]"),
        ("более миллиона военнослужащих", "(1000000, ∞)"),
        ("понад мільйон росіян", "(1000000, ∞)"),
        ("миллион двести тысяч", "[1150000, 1250000]"),
        ("миллионы людей", "words"),
    ]);
}

#[test]
fn compounds() {
    check(&[
        ("about 4,000, of whom about 1,000 killed", "[3500, 4500] with killed [500, 1500]"),
        ("4,700 casualties, including 600 deaths", "[4650, 4750] with deaths [550, 650]"),
        (
            "4,700 casualties: 600 killed and 4,100 wounded",
            "[4650, 4750] with killed [550, 650], wounded [4050, 4150]",
        ),
        (
            "about 12,000, incl. 500 officers and 3 generals",
            "[10800, 13200] with officers [450, 550], generals [3, 3]",
        ),
        (
            "3,000 (about 300 killed, 2,700 wounded)",
            "[2500, 3500] with killed [250, 350], wounded [2650, 2750]",
        ),
        ("at least 250, incl. the first 101", "[250, ∞)"),
        // Two numbers without a whole: nobody said the sum.
        ("600 killed and 4,100 wounded", "words"),
        ("30 killed, at least 3 missing", "words"),
        ("1,500 + additional 1,500", "words"),
    ]);
}

#[test]
fn numerals() {
    check(&[
        ("1,100", "[1050, 1150]"),
        ("1.100", "[1050, 1150]"),
        ("1 100", "[1050, 1150]"),
        ("1\u{a0}100", "[1050, 1150]"),
        ("1\u{2009}100", "[1050, 1150]"),
        ("1'100", "[1050, 1150]"),
        ("1’100", "[1050, 1150]"),
        ("1,000,001", "[1000001, 1000001]"),
        ("１１００", "[1050, 1150]"),
        ("100+", "[100, ∞)"),
        ("~500", "[450, 550]"),
        ("≥100", "[100, ∞)"),
        (">100", "(100, ∞)"),
        ("<40", "[0, 40)"),
        ("40%", "share [35 %, 45 %]"),
        ("43 %", "share [43 %, 43 %]"),
        ("12.5%", "share [12.5 %, 12.5 %]"),
        ("80-90%", "share [80 %, 90 %]"),
        ("1/3 of 900", "share [33.33 %, 33.34 %] of [850, 950]"),
        ("1000000000000", "[500000000000, 1500000000000]"),
        ("1000000000001", "words"),
        ("99999999999999999999999999", "words"),
        ("1.5", "words"),
        ("1,10", "words"),
        ("12,34,567", "words"),
        ("007", "words"),
        ("-5", "words"),
        ("−5", "words"),
        ("(-5)", "words"),
        ("$500", "words"),
        ("500 dollars", "words"),
        ("10:30", "words"),
        ("140%", "words"),
        ("10²", "words"),
        ("½", "words"),
        ("0x10", "words"),
        ("1e6", "words"),
        ("2,000-1,000", "words"),
    ]);
}

#[test]
fn words_that_stay_words() {
    check(&[
        ("heavy losses", "words"),
        ("significant losses", "words"),
        ("up to a battalion", "words"),
        ("a \"significant number\"", "words"),
        ("a small number", "words"),
        ("C050", "words"),
        ("C-50", "words"),
        ("December 23", "words"),
        ("23 December", "words"),
        ("May 5", "words"),
        ("5 May", "words"),
        ("8th Regiment", "words"),
        ("528th Regiment of Engineers", "words"),
        ("in 2024", "words"),
        ("2024", "words"),
        ("2024-12-23", "words"),
        ("2024-2025", "words"),
        ("23.12.2024", "words"),
        ("12/23/2024", "words"),
        ("20241223", "words"),
        ("T-72", "words"),
        ("four brigades", "words"),
        ("over three days", "words"),
        ("not seen for about three weeks", "words"),
        ("15-year-old", "words"),
        ("first half of 2025", "words"),
        ("third deployment", "words"),
        ("a third deployment", "words"),
        ("several days", "words"),
        ("many tanks", "words"),
        ("since mid-January", "words"),
        ("already casualties", "words"),
        ("monitoring specific intelligence", "words"),
        ("No. 5", "words"),
        ("age 32", "words"),
        ("+", "words"),
        ("about", "words"),
        ("less than 0", "words"),
    ]);
}

#[test]
fn four_kinds_of_nothing() {
    check(&[
        ("", "not stated"),
        ("  ", "not stated"),
        ("unknown", "unknown"),
        ("some, number withheld until proof", "withheld"),
        ("both killed and wounded, no number", "not stated"),
        ("fallen soldiers exist, no number", "not stated"),
        ("Pyongyang has not confirmed a number", "not stated"),
        ("likely in July or August, no number", "not stated"),
        ("none", "[0, 0]"),
    ]);
}

#[test]
fn hedges_of_phrases() {
    for (words, hedges) in [
        ("already exceeded 3,000; preliminary data", "more_than, preliminary"),
        ("3,000 casualties as of December 23", ""),
        ("약 1,100여 명", "about, odd"),
        ("highly likely more than 6,000", "more_than, likely"),
        ("an estimated 1,000", "estimated"),
        ("could range from 11,000 to 12,000", "range, possible"),
        ("up to a battalion", "up_to"),
        ("several hundred", "several"),
        ("heavy losses", ""),
        ("최소 100명으로 추정", "at_least, estimated"),
    ] {
        assert_eq!(parse(words, None).hedges().to_string(), hedges, "{words}");
    }
}

#[test]
fn nfd_and_nfc_mean_the_same() {
    use unicode_normalization::UnicodeNormalization;
    for words in
        ["약 1,100여 명", "수백 명", "최소 100명", "삼천 명", "3천 명을 넘는", "більше 3000"]
    {
        let nfd: String = words.nfd().collect();
        assert_eq!(shown(&parse(&nfd, None)), shown(&parse(words, None)), "{words}");
        assert_eq!(parse(&nfd, None).words(), nfd, "words stay as given");
    }
}

#[test]
fn scanning_a_text() {
    let text = "On 23 December the president said that more than 3,000 soldiers were killed or wounded. \
        Seoul counted about 1,100 casualties; 12 tanks burned. 사망 300여 명.";
    let found: Vec<(String, String, Option<String>)> = scan(text, None)
        .into_iter()
        .map(|f| (text[f.span].to_owned(), shown(&f.quantity), f.category))
        .collect();
    let row = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), Some(c.to_owned()));
    assert_eq!(
        found,
        [
            row("more than 3,000 soldiers", "(3000, ∞)", "killed or wounded"),
            row("about 1,100 casualties", "[990, 1210]", "casualties"),
            row("300여 명", "[300, 399]", "사망"),
        ]
    );
}

#[test]
fn numbers_that_change_are_two() {
    let rows: [(&str, &[&str]); 5] = [
        ("전사자를 600명에서 2천 명으로 상향했다", &["[550, 650]", "[1500, 2500]"]),
        ("사상자를 6천 명에서 4천500명으로 낮췄다", &["[5500, 6500]", "[4450, 4550]"]),
        ("사망자가 300명에서 500명으로 크게 늘었다", &["[250, 350]", "[450, 550]"]),
        ("부상자가 2천 명에서 4천 명이 됐다", &["[1500, 2500]", "[3500, 4500]"]),
        ("사망자는 300명에서 500명 사이다", &["[300, 500]"]),
    ];
    for (text, expected) in rows {
        let found: Vec<String> =
            scan(text, Some(Lang::Ko)).iter().map(|f| shown(&f.quantity)).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn columns() {
    let n = |text: &str| text.parse::<u64>().ok();
    let mut wrong = Vec::new();
    for (qualifier, low, best, high, share, base, meaning, words) in COLUMNS {
        let given = |cell: &'static str| (!cell.is_empty()).then_some(cell);
        let quantity = from_columns(qualifier, n(low), n(best), n(high), given(share), given(base));
        if shown(&quantity) != *meaning || quantity.words() != *words {
            wrong.push(format!(
                "{qualifier:?} {low} {best} {high}: {} {:?}, not {meaning} {words:?}",
                shown(&quantity),
                quantity.words()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

type ColumnRow = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// qualifier, low, best, high, fraction, base; meaning, words. Official figures of the public case.
const COLUMNS: &[ColumnRow] = &[
    ("", "", "3000", "", "", "", "[2500, 3500]", "3,000"),
    ("", "", "", "", "", "", "not stated", ""),
    ("some", "", "1500", "", "", "", "[1350, 1650]", "some 1,500"),
    (
        "some (four brigades)",
        "",
        "12000",
        "",
        "",
        "",
        "[10800, 13200]",
        "some 12,000 (four brigades)",
    ),
    ("soon", "", "11000", "", "", "", "[10500, 11500]", "11,000 (soon)"),
    (
        "more than 3,000 (lead); 1,500 + additional 1,500 (body)",
        "3000",
        "3000",
        "",
        "",
        "",
        "(3000, ∞)",
        "more than 3,000 (lead); 1,500 + additional 1,500 (body)",
    ),
    (
        "approximately, in December",
        "",
        "10000",
        "",
        "",
        "",
        "[5000, 15000]",
        "approximately 10,000, in December",
    ),
    (
        "about, incl. 500 officers and 3 generals",
        "",
        "12000",
        "",
        "",
        "",
        "[10800, 13200] with officers [450, 550], generals [3, 3]",
        "about 12,000, incl. 500 officers and 3 generals",
    ),
    ("more than", "3000", "", "", "", "", "(3000, ∞)", "more than 3,000"),
    ("a small number", "", "", "", "", "", "words", "a small number"),
    ("about / as many as", "", "", "8000", "", "", "[0, 8800]", "about 8,000 / as many as"),
    ("as many as", "", "", "10000", "", "", "[0, 10000]", "as many as 10,000"),
    (
        "could range from",
        "11000",
        "",
        "12000",
        "",
        "",
        "[11000, 12000]",
        "could range from 11,000–12,000",
    ),
    ("one high-ranking general", "", "1", "", "", "", "[1, 1]", "one high-ranking general"),
    ("at least", "12000", "", "", "", "", "[12000, ∞)", "at least 12,000"),
    ("", "12000", "", "", "", "", "[12000, ∞)", "12,000"),
    ("", "", "", "40", "", "", "[0, 40]", "40"),
    ("", "100", "150", "", "", "", "[100, ∞)", "100–150"),
    ("", "", "150", "200", "", "", "[0, 200]", "150–200"),
    ("", "100", "150", "200", "", "", "[100, 200]", "100–200"),
    (
        "approximately; joint Russian-North Korean units",
        "",
        "200",
        "",
        "",
        "",
        "[150, 250]",
        "approximately 200; joint Russian-North Korean units",
    ),
    ("over three days", "", "50", "", "", "", "[45, 55]", "50 (over three days)"),
    (
        "already exceeded (\"losses\")",
        "200",
        "",
        "",
        "",
        "",
        "(200, ∞)",
        "already exceeded 200 (\"losses\")",
    ),
    ("approaching", "", "", "1000", "", "", "[850, 1000)", "approaching 1,000"),
    (
        "around / approximately",
        "",
        "1100",
        "",
        "",
        "",
        "[990, 1210]",
        "around 1,100 / approximately",
    ),
    (
        "already exceeded; preliminary data",
        "3000",
        "",
        "",
        "",
        "",
        "(3000, ∞)",
        "already exceeded 3,000; preliminary data",
    ),
    ("one FPV crew, three days", "", "77", "", "", "", "[77, 77]", "77 (one FPV crew, three days)"),
    (
        "\"a thousand\" in the last week",
        "",
        "1000",
        "",
        "",
        "",
        "[500, 1500]",
        "\"a thousand\" in the last week",
    ),
    (
        "\"up to a battalion\"; North Koreans AND Russian paratroops",
        "",
        "",
        "",
        "",
        "",
        "words",
        "\"up to a battalion\"; North Koreans AND Russian paratroops",
    ),
    ("as many as", "30000", "", "40000", "", "", "[0, 40000]", "as many as 30,000–40,000"),
    (
        "about (NBC) / over (Nikkei)",
        "",
        "300",
        "",
        "",
        "",
        "[250, ∞)",
        "about 300 (NBC) / over (Nikkei)",
    ),
    (
        "roughly half of the 11-12,000 contingent",
        "",
        "",
        "",
        "0.5",
        "11000-12000",
        "share [45 %, 55 %] of [11000, 12000]",
        "roughly half of the 11-12,000 contingent",
    ),
    (
        "killed, wounded, missing or captured",
        "",
        "4000",
        "",
        "",
        "11000",
        "[3500, 4500]",
        "4,000 (killed, wounded, missing or captured)",
    ),
    (
        "lost 4,000, more than a third of about 11,000",
        "",
        "4000",
        "",
        "",
        "11000",
        "[3500, 4500]",
        "lost 4,000, more than a third of about 11,000",
    ),
    (
        "approximately a quarter",
        "",
        "",
        "",
        "0.25",
        "4000",
        "share [22.5 %, 27.5 %] of [3500, 4500]",
        "approximately a quarter",
    ),
    (
        "around, \"already died\"",
        "",
        "4000",
        "",
        "",
        "",
        "[3500, 4500]",
        "around 4,000, \"already died\"",
    ),
    (
        "about a third",
        "",
        "",
        "",
        "0.333",
        "11000",
        "share [29.99 %, 36.68 %] of [10500, 11500]",
        "about a third",
    ),
    (
        "one-third (as rendered)",
        "",
        "",
        "",
        "0.333",
        "12000",
        "share [33.33 %, 33.34 %] of [11500, 12500]",
        "one-third (as rendered)",
    ),
    ("", "", "", "", "0.25", "4000", "share [24.5 %, 25.5 %] of [3500, 4500]", "0.25"),
    ("about", "", "", "", "0.5", "", "share [45 %, 55 %]", "about 0.5"),
    ("some 3,000 or more", "3000", "", "", "", "", "[2500, ∞)", "some 3,000 or more"),
    (
        "over; \"highly likely\" (80-90%)",
        "5000",
        "",
        "",
        "",
        "",
        "(5000, ∞)",
        "over 5,000; \"highly likely\" (80-90%)",
    ),
    (
        "including 600 deaths",
        "",
        "4700",
        "",
        "",
        "",
        "[4650, 4750] with deaths [550, 650]",
        "4,700 (including 600 deaths)",
    ),
    (
        "estimated between",
        "1000",
        "",
        "3000",
        "",
        "",
        "[1000, 3000]",
        "estimated between 1,000–3,000",
    ),
    (
        "at least, incl. the first 101",
        "250",
        "",
        "",
        "",
        "",
        "[250, ∞)",
        "at least 250, incl. the first 101",
    ),
    (
        "nine, 528th Regiment of Engineers",
        "",
        "9",
        "",
        "",
        "",
        "[9, 9]",
        "nine, 528th Regiment of Engineers",
    ),
    (
        "combat engineers, around",
        "",
        "1000",
        "",
        "",
        "",
        "[500, 1500]",
        "combat engineers, around 1,000",
    ),
    ("약", "", "1100", "", "", "", "[990, 1210]", "약 1,100"),
    ("이상", "", "100", "", "", "", "[100, ∞)", "100 이상"),
    ("", "5", "", "3", "", "", "words", "5–3"),
];

#[test]
fn columns_keep_hedges_for_the_relay_check() {
    let origin =
        from_columns("already exceeded; preliminary data", Some(3000), None, None, None, None);
    let copy =
        from_columns("\"3,000 casualties as of December 23\"", None, Some(3000), None, None, None);
    let change = compare_hedges(&origin.hedges(), &copy.hedges());
    assert_eq!(
        (change.lost.to_string().as_str(), change.gained.is_empty()),
        ("more_than, preliminary", true)
    );
}

fn interval(words: &str) -> Interval {
    parse(words, None).interval().unwrap_or_else(|| panic!("{words} is no number"))
}

/// Endpoint by endpoint, no end of `a` lies above that of `b`.
fn not_above(a: &Interval, b: &Interval) -> bool {
    let hi = |i: &Interval| i.max_whole().unwrap_or(u64::MAX);
    a.min_whole() <= b.min_whole() && hi(a) <= hi(b)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Bounds are monotone in the number whatever its rounding.
    #[test]
    fn bounds_are_monotone(n in 2u64..2_000_000, more in 0u64..50_000) {
        for words in ["at least", "more than", "up to", "fewer than", "nearly", "exactly"] {
            let (a, b) = (format!("{words} {}", format_number(n, Lang::En)), format!("{words} {}", format_number(n + more, Lang::En)));
            prop_assert!(not_above(&interval(&a), &interval(&b)), "{} {}", a, b);
        }
    }

    /// "about" and the bare number are monotone among numbers rounded to the same place: 1,000 against 1,001 is not,
    /// because 1,000 may be a rounding of 1,400 and 1,001 may not.
    #[test]
    fn about_is_monotone_within_a_rounding(n in 1u64..100_000, more in 1u64..1_000, zeros in 0u32..4) {
        prop_assume!(n % 10 != 0 && (n + more) % 10 != 0);
        let unit = 10u64.pow(zeros);
        for words in ["about ", ""] {
            let said = |n: u64| interval(&format!("{words}{}명", format_number(n * unit, Lang::En)));
            prop_assert!(not_above(&said(n), &said(n + more)));
        }
    }

    #[test]
    fn hedging_never_narrows(n in 1u64..3_000_000) {
        let number = format_number(n, Lang::En);
        let bare = interval(&number);
        for hedge in ["about", "around", "some", "preliminary", "an estimated", "likely", "reportedly", "allegedly about"] {
            prop_assert!(bare.subset_of(&interval(&format!("{hedge} {number}"))), "{} {}", hedge, number);
        }
        prop_assert!(bare.contains(n));
        let said = |before: &str| interval(&format!("{before} {number}"));
        prop_assert!(said("more than").subset_of(&said("at least")));
        prop_assert!(said("fewer than").subset_of(&said("up to")));
        prop_assert!(!said("more than").contains(n));
        prop_assert!(said("at least about").contains(n));
        let odd = interval(&format!("약 {number}여 명"));
        prop_assert!(odd.contains(n));
    }

    #[test]
    fn numbers_are_read_as_they_are_written(n in 0u64..=LARGEST) {
        for lang in [Lang::En, Lang::Ko, Lang::Ru, Lang::Uk] {
            let text = format_number(n, lang);
            let value = parse(&text, Some(lang)).reading().and_then(|r| r.value);
            // Four digits without a separator never occur here, so that no year is mistaken for a count.
            prop_assert_eq!(value, Some(n), "{}", text);
        }
    }

    #[test]
    fn ranges_are_read_as_written(a in 1_000u64..100_000, b in 1_000u64..100_000) {
        let text = format!("between {} and {}", format_number(a, Lang::En), format_number(b, Lang::En));
        let said = parse(&text, None).interval();
        prop_assert_eq!(said, Interval::closed(a, b), "{}", text);
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}") {
        let quantity = parse(&text, None);
        prop_assert_eq!(quantity.words(), text.trim());
        for found in scan(&text, None) {
            prop_assert!(text.get(found.span).is_some());
        }
    }

    #[test]
    fn any_jumble_of_the_table_is_read_without_panic(picks in proptest::collection::vec((0usize..160, 0usize..40, 0u64..5_000), 0..30)) {
        let mut text = String::new();
        for (rule, word, n) in picks {
            let rule = &rules()[rule % rules().len()];
            text.push_str(rule.words.get(word % rule.words.len().max(1)).unwrap_or(&"명"));
            text.push_str(["", " ", "-", " (", ") "][(n % 5) as usize]);
            if n % 3 == 0 {
                text.push_str(&n.to_string());
            }
        }
        let quantity = parse(&text, None);
        prop_assert_eq!(quantity.words(), text.trim());
        let _ = from_columns(&text, Some(3), None, Some(7), None, None);
        let _ = from_columns(&text, None, None, None, Some("0.5"), Some(&text));
        let _ = scan(&text, None);
    }

    #[test]
    fn columns_never_panic(low in proptest::option::of(any::<u64>()), best in proptest::option::of(any::<u64>()),
        high in proptest::option::of(any::<u64>()), text in "\\PC{0,40}") {
        let _ = from_columns("about / at least", low, best, high, None, None);
        let _ = from_columns(&text, low, best, high, Some(&text), Some(&text));
    }
}

/// Time grows with the text, not with its square: ten times the text in well under a hundred times the steps.
#[test]
fn long_texts_take_linear_time() {
    let time = |unit: &str, times: usize| {
        let text = unit.repeat(times);
        let start = std::time::Instant::now();
        let _ = parse(&text, None);
        let _ = scan(&text, None);
        start.elapsed()
    };
    for unit in [
        "1,",
        "1 000 ",
        "약 ",
        "about ",
        "(",
        "천",
        "between 1 and ",
        "\u{1100}\u{1161}\u{11a8}",
        "a\u{301}\u{301}",
        "3,000 killed, of whom ",
        "1-2천 ",
        "half of 3 ",
        "with 5 ",
        "half of ",
        "denied 3. ",
        "3명을 부인",
    ] {
        let (short, long) = (time(unit, 1_000), time(unit, 10_000));
        assert!(
            long < short * 60 + std::time::Duration::from_millis(200),
            "{unit}: {short:?} then {long:?}"
        );
    }
}

/// A number that somebody denies, or does not say, was not said.
#[test]
fn denied_numbers_stay_words() {
    check(&[
        ("minus 40", "words"),
        ("4,000 minus 500", "words"),
        ("минус 40", "words"),
        ("마이너스 40명", "words"),
        ("denied that 3,000 died", "words"),
        ("denied, however, that 3,000 died", "words"),
        ("Moscow denies reports that more than 3,000 North Korean soldiers were killed", "words"),
        ("denied the U.S. claim of 3,000 dead", "words"),
        ("denied what Gen. Petrov said of 3,000 dead", "words"),
        ("3,000 killed, which Moscow denied", "words"),
        ("no confirmation of 3,000", "words"),
        ("no evidence of 3,000 deaths", "words"),
        ("did not say 3,000 were killed", "words"),
        ("didn't say 3,000 were killed", "words"),
        ("didn’t say that, by December, 3,000 were killed", "words"),
        ("has not confirmed that 3,000 died", "words"),
        ("could not confirm 3,000", "words"),
        ("never said 3,000", "words"),
        ("neither confirmed nor denied 3,000 deaths", "words"),
        ("the figure of 3,000 is false", "words"),
        ("3,000 dead is not true", "words"),
        ("unclear whether 3,000 died", "words"),
        ("declined to comment on 3,000 deaths", "words"),
        ("nowhere near 3,000", "words"),
        ("did not lose more than a third of 11,000", "words"),
        ("denied that dozens died", "words"),
        ("3,000명 사망설을 부인", "words"),
        ("3,000명 사망설을부인했다", "words"),
        ("3,000명이라는 보도를 부인", "words"),
        ("3,000명이 사망했다는 보도를, 러시아는 부인했다", "words"),
        ("3,000명 사망은 사실이 아니다", "words"),
        ("3,000명 사망설을 일축했다", "words"),
        ("3,000명이 죽지않았다", "words"),
        ("3,000명 사망을 확인하지 않았다", "words"),
        ("3,000명 사망은 확인되지 않았다", "words"),
        ("опроверг гибель 3000 солдат", "words"),
        ("опровергли сообщения о 3000 убитых", "words"),
        ("гибель 3000 солдат опровергнута", "words"),
        ("не подтвердил гибель 3000", "words"),
        ("спростував загибель 3000 солдатів", "words"),
        ("заперечив втрату 3000 військових", "words"),
        ("нет доказательств гибели 3000", "words"),
    ]);
}

/// A negation that is a bound stays one, and a denial does not reach beyond its sentence or a "but".
#[test]
fn negations_that_are_bounds() {
    check(&[
        ("no fewer than 3,000", "[3000, ∞)"),
        ("not fewer than 3,000 killed", "[3000, ∞)"),
        ("not more than 40", "[0, 40]"),
        ("has not exceeded 40", "[0, 40]"),
        ("not even 100", "[0, 100)"),
        ("not quite 100", "[85, 100)"),
        ("not as many as 100", "[0, 100)"),
        ("not a single soldier", "[0, 0]"),
        ("100명도 안 된다", "[0, 100)"),
        ("100명도 안된다", "[0, 100)"),
        ("100명도 안 되는 병력", "[0, 100)"),
        ("100명이 채 안 된다", "[0, 100)"),
        ("100명도 되지 않는다", "[0, 100)"),
        ("3천 명을 넘지 않는다", "[0, 3000]"),
        ("не менее 100", "[100, ∞)"),
        ("не более 40", "[0, 40]"),
        ("даже не 100", "[0, 100)"),
        ("not 3,000 but 4,000", "[3500, 4500]"),
        ("Moscow denied losses, but Kyiv said over 3,000", "(3000, ∞)"),
        ("Moscow denied it. Over 3,000 died", "(3000, ∞)"),
        ("several hundred, no breakdown", "[200, 999]"),
        ("number unknown, at least 40", "[40, ∞)"),
        ("러시아는 부인했지만 3,000명이 넘게 사망했다", "(3000, ∞)"),
        ("3천 명(비공개)", "[2500, 3500]"),
    ]);
    assert_eq!(parse("100명도 안 된다", None).hedges().to_string(), "less_than");
    assert_eq!(parse("not even 100", None).hedges().to_string(), "less_than");
    let text = "Moscow denied that 3,000 died. Seoul counted about 1,100 casualties.";
    let found: Vec<_> = scan(text, None).into_iter().map(|f| shown(&f.quantity)).collect();
    assert_eq!(found, ["[990, 1210]"]);
    use unicode_normalization::UnicodeNormalization;
    let nfd: String = "3,000명 사망설을부인했다".nfd().collect();
    assert!(matches!(parse(&nfd, None), Quantity::Words { .. }));
}

/// The whole stays whole, and each part has the category of its own word.
#[test]
fn parts_and_their_categories() {
    let rows: &[(&str, &str, &[Option<&str>])] = &[
        (
            "about 4,000, of whom about 1,000 killed",
            "[3500, 4500] with killed [500, 1500]",
            &[Some("killed")],
        ),
        (
            "사상자 4천700여 명, 이 중 사망 600여 명",
            "[4700, 4799] with 사망 [600, 699]",
            &[Some("killed")],
        ),
        ("4,700여 명 가운데 600여 명 사망", "[4700, 4799] with 사망 [600, 699]", &[Some("killed")]),
        (
            "사상자 4,700명 중 사망자는 600명",
            "[4650, 4750] with 사망 [550, 650]",
            &[Some("killed")],
        ),
        (
            "4,700명의 사상자 중 600명이 숨졌다",
            "[4650, 4750] with 숨졌 [550, 650]",
            &[Some("killed")],
        ),
        (
            "4,700여 명 가운데 600여 명이 사망하고 4,100여 명이 부상",
            "[4700, 4799] with 사망 [600, 699], 부상 [4100, 4199]",
            &[Some("killed"), Some("wounded")],
        ),
        (
            "4,700 casualties, including 600 deaths",
            "[4650, 4750] with deaths [550, 650]",
            &[Some("killed")],
        ),
        (
            "3,000 killed and wounded, of them 900 dead",
            "[2500, 3500] with dead [850, 950]",
            &[Some("killed")],
        ),
        (
            "3,000 casualties, of whom killed 900 and wounded 2,100",
            "[2500, 3500] with killed [850, 950], wounded [2050, 2150]",
            &[Some("killed"), Some("wounded")],
        ),
        (
            "3,000 casualties (killed: 900, wounded: 2,100)",
            "[2500, 3500] with killed [850, 950], wounded [2050, 2150]",
            &[Some("killed"), Some("wounded")],
        ),
        (
            "3,000 casualties, of whom 900 killed 2,100 wounded 60 missing",
            "[2500, 3500] with killed [850, 950], wounded [2050, 2150], missing [55, 65]",
            &[Some("killed"), Some("wounded"), Some("missing")],
        ),
        (
            "사상자 3천여 명(사망 300여 명 부상 2,700여 명)",
            "[3000, 3999] with 사망 [300, 399], 부상 [2700, 2799]",
            &[Some("killed"), Some("wounded")],
        ),
        (
            "4,700 casualties, among them 600 dead, 60 missing and 40 captured",
            "[4650, 4750] with dead [550, 650], missing [55, 65], captured [35, 45]",
            &[Some("killed"), Some("missing"), Some("captured")],
        ),
        // Two categories in one part are neither of them.
        (
            "4,000 losses, of whom 900 killed or wounded",
            "[3500, 4500] with killed or wounded [850, 950]",
            &[None],
        ),
        (
            "4,000 losses, including killed and wounded 900",
            "[3500, 4500] with killed and wounded [850, 950]",
            &[None],
        ),
        (
            "손실 4,000명, 이 중 900명이 죽거나 다쳤다",
            "[3500, 4500] with 죽거나 다쳤 [850, 950]",
            &[None],
        ),
        ("about 12,000, incl. 500 officers", "[10800, 13200] with officers [450, 550]", &[None]),
        (
            "потери 4700, из них 600 убитых",
            "[4650, 4750] with убитых [550, 650]",
            &[Some("killed")],
        ),
        (
            "втрати 4700, з них 600 загиблих і 90 полонених",
            "[4650, 4750] with загиблих [550, 650], полонених [85, 95]",
            &[Some("killed"), Some("captured")],
        ),
    ];
    let mut wrong = Vec::new();
    for (words, meaning, codes) in rows {
        let quantity = parse(words, None);
        let Quantity::Compound { parts, .. } = &quantity else {
            wrong.push(format!("{words:?} is {}", shown(&quantity)));
            continue;
        };
        let found: Vec<_> = parts.iter().map(|(word, _)| part_category(word)).collect();
        if shown(&quantity) != *meaning || found != *codes {
            wrong.push(format!("{words:?} is {} {found:?}", shown(&quantity)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    check(&[
        ("11,000명 중 4,000명", "[3500, 4500]"),
        ("병력 11,000명 중 4,000명 사망", "[3500, 4500]"),
        ("파병된 11,000명 가운데 4,000명이 사망", "[3500, 4500]"),
        ("11,000명 중 4,000명 사상", "[3500, 4500]"),
    ]);
}

#[test]
fn codes_of_category_words() {
    for (word, code) in [
        ("killed", Some("killed")),
        ("Deaths", Some("killed")),
        ("사망자", Some("killed")),
        ("전사", Some("killed")),
        ("숨졌", Some("killed")),
        ("убитых", Some("killed")),
        ("загиблих", Some("killed")),
        ("wounded", Some("wounded")),
        ("부상자", Some("wounded")),
        ("раненых", Some("wounded")),
        ("поранених", Some("wounded")),
        ("missing", Some("missing")),
        ("실종", Some("missing")),
        ("пропавших без вести", Some("missing")),
        ("зниклих", Some("missing")),
        ("prisoners of war", Some("captured")),
        ("포로", Some("captured")),
        ("생포", Some("captured")),
        ("пленных", Some("captured")),
        ("полонених", Some("captured")),
        ("casualties", None),
        ("사상자", None),
        ("потери", None),
        ("killed and wounded", None),
        ("사망·부상", None),
        ("killed casualties", None),
        ("fatally wounded", None),
        ("officers", None),
        ("", None),
    ] {
        assert_eq!(part_category(word), code, "{word}");
        assert!(code.is_none_or(|code| crate::category::Category::new(code).is_known()));
    }
}

#[test]
fn a_column_that_says_a_part_has_no_parts() {
    let said = |qualifier: &str, best: u64| {
        shown(&from_columns(qualifier, None, Some(best), None, None, None))
    };
    let words = "about 4,000, of whom about 1,000 killed";
    assert_eq!(said(words, 4_000), "[3500, 4500] with killed [500, 1500]");
    assert_eq!(said(words, 1_000), "[500, 1500]");
    let words = "4,700여 명 가운데 600여 명 사망";
    assert_eq!(said(words, 4_700), "[4700, 4799] with 사망 [600, 699]");
    assert_eq!(said(words, 600), "[600, 699]");
}

/// A bound on the base reaches what share and base come to.
#[test]
fn shares_of_bounded_bases() {
    let implied = |quantity: &Quantity| quantity.implied().map(|i| i.to_string());
    for (words, meaning) in [
        ("a third of 5,000", "[1499, 1834]"),
        ("a third of over 5,000", "[1666, ∞)"),
        ("a third of at least 5,000", "[1666, ∞)"),
        ("a third of 5,000 or more", "[1666, ∞)"),
        ("a third of the more than 5,000 soldiers", "[1666, ∞)"),
        ("40% of more than 5,000 troops", "[1750, ∞)"),
        ("up to half of over 5,000", "[0, ∞)"),
        ("a third of up to 5,000", "[0, 1667]"),
        ("5,000명 이상의 3분의 1", "[1666, ∞)"),
        ("5,000여 명의 3분의 1", "[1666, 2001]"),
        ("треть из более 5000", "[1666, ∞)"),
    ] {
        assert_eq!(implied(&parse(words, None)).as_deref(), Some(meaning), "{words}");
    }
    for (qualifier, base, meaning) in [
        ("a third of 5,000", Some("5000"), "[1499, 1834]"),
        ("a third", Some("5000"), "[1499, 1834]"),
        ("a third of over 5,000", Some("5000"), "[1666, ∞)"),
        ("a third of over 5,000", None, "[1666, ∞)"),
        ("a third of 5,000", Some("over 5,000"), "[1666, ∞)"),
        ("a third of about 5,000", Some("over 5,000"), "[1499, ∞)"),
        ("a third", Some("at least 5,000"), "[1666, ∞)"),
        ("a third", Some("5,000명 이상"), "[1666, ∞)"),
        ("a third", Some("5,000여 명"), "[1666, 2001]"),
        ("a third of the 5,000", Some("5,000여 명"), "[1666, 2001]"),
    ] {
        let quantity = from_columns(qualifier, None, None, None, Some("0.333"), base);
        assert_eq!(implied(&quantity).as_deref(), Some(meaning), "{qualifier} {base:?}");
    }
}

/// Counts without a numeral carry their hedges, alone and beside a column.
#[test]
fn hedges_of_counting_words() {
    for (words, meaning, hedges) in [
        ("at least several hundred", "[200, ∞)", "at_least, several"),
        ("several hundred, at least", "[200, ∞)", "at_least, several"),
        ("several hundred at the very least", "[200, ∞)", "at_least, several"),
        ("at the very least several hundred", "[200, ∞)", "at_least, several"),
        ("dozens at least", "[24, ∞)", "at_least, several"),
        ("dozens, at least", "[24, ∞)", "at_least, several"),
        ("3,000 killed, at least", "[3000, ∞)", "at_least"),
        ("no fewer than several dozen", "[24, ∞)", "at_least, several"),
        ("수백 명 이상", "[200, ∞)", "at_least, several"),
        ("최소 수백 명", "[200, ∞)", "at_least, several"),
        ("수십 명이 넘는", "(20, ∞)", "more_than, several"),
        ("сотни и более", "[200, ∞)", "at_least, several"),
        ("не менее нескольких сотен", "[200, ∞)", "at_least, several"),
        ("щонайменше кількох десятків", "[20, ∞)", "at_least, several"),
        ("nearly half of 11,000", "share [42.5 %, 50 %) of [10500, 11500]", "approaching"),
        ("11,000명의 거의 절반", "share [42.5 %, 50 %) of [10500, 11500]", "approaching"),
    ] {
        let quantity = parse(words, None);
        assert_eq!(shown(&quantity), meaning, "{words}");
        assert_eq!(quantity.hedges().to_string(), hedges, "{words}");
    }
    for (qualifier, low, best, high, meaning, hedges) in [
        ("at least several hundred", Some(200), None, None, "[200, ∞)", "at_least, several"),
        ("at least several hundred", None, Some(300), None, "[200, ∞)", "at_least, several"),
        ("dozens at least", Some(24), None, Some(99), "[24, ∞)", "at_least, range, several"),
        ("수백 명 이상", Some(200), None, None, "[200, ∞)", "at_least, several"),
        ("several hundred", Some(200), None, Some(999), "[200, 999]", "range, several"),
        ("several hundred", None, Some(300), None, "[250, 350]", "several"),
        // The word counts somebody else than the column does.
        ("at least several captured", None, Some(300), None, "[250, 350]", ""),
        (
            "about, incl. at least several dozen officers",
            None,
            Some(30),
            None,
            "[25, 35] with officers [24, ∞)",
            "about",
        ),
    ] {
        let quantity = from_columns(qualifier, low, best, high, None, None);
        assert_eq!(shown(&quantity), meaning, "{qualifier} {low:?} {best:?} {high:?}");
        assert_eq!(quantity.hedges().to_string(), hedges, "{qualifier}");
    }
    let share = from_columns("nearly half of 11,000", None, None, None, Some("0.5"), Some("11000"));
    assert_eq!(share.hedges().to_string(), "approaching");
}

/// A month beside a number makes it a day or a year only when it can be one.
#[test]
fn counts_beside_months() {
    check(&[
        ("another 3,000 followed early this year", "[2500, 3500]"),
        ("one of them died", "[1, 1]"),
        ("300 died last month", "[250, 350]"),
    ]);
    check(&[("August 310", "[305, 315]"), ("August 31", "words"), ("August 2030", "words")]);
}

#[test]
fn scanning_marks_what_a_denial_may_reach() {
    let text = "Moscow denied that 3,000 died. Seoul counts 300 dead.";
    let all: Vec<bool> = scan_all(text, None).into_iter().map(|f| f.denied).collect();
    assert_eq!(all, [true, false]);
    assert_eq!(scan(text, None).len(), 1);
}
