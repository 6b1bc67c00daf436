//! Relay faults, series and echoes, with their sentences.

use std::collections::BTreeMap;

use model::category::Category;
use model::id::StatementKey;
use model::quantity::Hedges;
use model::relay::{self, Fault};
use model::scope::Population;
use model::statement::Statement;
use serde_json::{Map, json};

use super::super::Both;
use super::super::sentence::{self, both, figure, number, persons_ko, words};
use super::{Finding, Report};

pub(super) fn check(statements: &[&Statement], report: &mut Report) {
    let by_key: BTreeMap<&StatementKey, &Statement> =
        statements.iter().map(|s| (&s.key, *s)).collect();
    let mut faults = relay::check(statements.iter().copied());
    // Within one kind of fault the greater number comes first: it is what most people have heard.
    let number = |f: &relay::Finding| {
        f.statements
            .iter()
            .filter_map(|k| by_key.get(k))
            .filter_map(|s| s.quantity.value())
            .max()
            .unwrap_or(0)
    };
    faults.sort_by_key(|f| (order(&f.fault), std::cmp::Reverse(number(f)), f.statements.clone()));
    for found in faults {
        let about: Vec<&Statement> =
            found.statements.iter().filter_map(|k| by_key.get(k).copied()).collect();
        report.findings.push(Finding {
            kind: found.fault.kind(),
            fault: found.fault.code().to_owned(),
            statements: found.statements.iter().map(ToString::to_string).collect(),
            radius: None,
            sentence: fault_sentence(&found.fault, &about),
            reconcile: Vec::new(),
            more: facts(&found.fault),
        });
    }
    for echo in relay::echoes(statements.iter().copied()) {
        let keys: Vec<String> = echo.statements.iter().map(ToString::to_string).collect();
        let origins: Vec<String> = echo.origins.iter().map(ToString::to_string).collect();
        let (mentions, roots) = (keys.len(), origins.len());
        // The number is told in the words of its origin, or, where that is not in the record, of who said it first.
        let origin = echo.origins.iter().find_map(|k| by_key.get(k));
        let said_first =
            || echo.statements.iter().filter_map(|k| by_key.get(k)).min_by_key(|s| s.said_from());
        let first = origin.or_else(said_first).map(|s| figure(s)).unwrap_or_default();
        let word = if roots == 1 { "origin" } else { "origins" };
        let mut more = Map::new();
        more.insert("mentions".into(), json!(mentions));
        more.insert("independent_origins".into(), json!(roots));
        more.insert("origins".into(), json!(origins));
        more.insert("reports".into(), json!(echo.reports));
        report.findings.push(Finding {
            kind: "echo",
            fault: String::new(),
            statements: keys.clone(),
            radius: None,
            sentence: both(
                format!("One number, {mentions} statements in {} reports, {roots} independent {word}: {}; the statements are {}.", echo.reports, first.en, keys.join(", ")),
                format!("같은 수치가 {mentions}개 진술, {}개 보도에 나오지만 독립된 출처는 {roots}개다: {}. 해당 진술: {}.", echo.reports, first.ko, keys.join(", ")),
            ),
            reconcile: Vec::new(),
            more,
        });
    }
}

/// The order of faults on a page: what was lost or changed first, what was repeated last.
const fn order(fault: &Fault) -> u8 {
    match fault {
        Fault::SeriesFalls { .. } => 0,
        Fault::PartExceedsWhole { .. } => 1,
        Fault::LostQualifier { .. } => 2,
        Fault::ChangedCategory { .. } => 3,
        Fault::ChangedPopulation { .. } => 4,
        Fault::ChangedNumber { .. } => 5,
        Fault::ChangedWindow { .. } => 6,
        Fault::GainedQualifier { .. } => 7,
        Fault::SumPassedForClaim { .. } => 8,
        Fault::StaleRepeat { .. } => 9,
        _ => 10,
    }
}

fn facts(fault: &Fault) -> Map<String, serde_json::Value> {
    let value = match fault {
        Fault::LostQualifier { lost } => json!({"lost": codes(*lost)}),
        Fault::GainedQualifier { gained } => json!({"gained": codes(*gained)}),
        Fault::ChangedNumber { from, to } => json!({"from": from, "to": to}),
        Fault::ChangedCategory { from, to } | Fault::ChangedPopulation { from, to } => {
            json!({"from": from, "to": to})
        }
        Fault::ChangedWindow { window_lost } => json!({"window_lost": window_lost}),
        Fault::StaleRepeat { replaced_by, days } => {
            json!({"replaced_by": replaced_by.as_str(), "days": days})
        }
        Fault::UnattributedRepeat { days } => json!({"days": days}),
        Fault::SumPassedForClaim { difference, stated } => {
            json!({"difference": difference, "stated": stated})
        }
        Fault::PartExceedsWhole { part_least, whole_most } => {
            json!({"part_least": part_least, "whole_most": whole_most})
        }
        Fault::SeriesFalls { earlier_least, later_most } => {
            json!({"earlier_least": earlier_least, "later_most": later_most})
        }
        _ => json!({}),
    };
    match value {
        serde_json::Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn codes(hedges: Hedges) -> Vec<&'static str> {
    hedges.iter().map(model::quantity::Hedge::code).collect()
}

/// The sentence of a fault; `about` holds its statements, origins first, the faulty one last.
fn fault_sentence(fault: &Fault, about: &[&Statement]) -> Both {
    let (Some(first), Some(last)) = (about.first(), about.last()) else { return Both::default() };
    let (from, to) = (figure(first), figure(last));
    let way = |en: String, ko: String| {
        both(
            format!("{en} – from {} to {}.", from.en, to.en),
            format!("{ko} – 원문: {}; 옮긴 것: {}.", from.ko, to.ko),
        )
    };
    match fault {
        Fault::LostQualifier { lost } => {
            let (en, ko) = hedge_words(*lost, &words(first));
            way(
                format!("“{}” lost {en} on the way", words(last)),
                format!("옮기는 과정에서 {ko}이(가) 빠졌다"),
            )
        }
        Fault::GainedQualifier { gained } => {
            let (en, ko) = hedge_words(*gained, &words(last));
            way(
                format!("“{}” gained {en} on the way", words(last)),
                format!("옮기는 과정에서 {ko}이(가) 덧붙었다"),
            )
        }
        Fault::ChangedNumber { from, to } => way(
            format!("{} became {} on the way", number(*from), number(*to)),
            format!("옮기는 과정에서 수가 {}에서 {}으로 바뀌었다", number(*from), number(*to)),
        ),
        Fault::ChangedCategory { from, to } => {
            let ((from_en, from_ko), (to_en, to_ko)) =
                (Category::new(from).words(), Category::new(to).words());
            way(
                format!("“{from_en}” became “{to_en}” on the way"),
                format!("옮기는 과정에서 ‘{from_ko}’ 수치가 ‘{to_ko}’ 수치로 바뀌었다"),
            )
        }
        Fault::ChangedPopulation { from, to } => {
            let name = |code: &str| Population::new(code).map(|p| p.words()).unwrap_or_default();
            let ((from_en, from_ko), (to_en, to_ko)) = (name(from), name(to));
            way(
                format!(
                    "A number of {from_en} soldiers became a number of {to_en} soldiers on the way"
                ),
                format!("옮기는 과정에서 {from_ko} 수치가 {to_ko} 수치로 바뀌었다"),
            )
        }
        Fault::ChangedWindow { window_lost: true } => way(
            "A number for a period became a total on the way".into(),
            "옮기는 과정에서 기간 수치가 누계로 바뀌었다".into(),
        ),
        Fault::ChangedWindow { window_lost: false } => way(
            "A total became a number for a period on the way".into(),
            "옮기는 과정에서 누계가 기간 수치로 바뀌었다".into(),
        ),
        Fault::StaleRepeat { days, .. } => {
            let middle = about.get(1).map(|s| figure(s)).unwrap_or_default();
            both(
                format!(
                    "{} repeats {} although its own party had replaced it {days} days before with {}.",
                    to.en, from.en, middle.en
                ),
                format!(
                    "이미 {days}일 전에 바뀐 수치를 되풀이했다 – 되풀이: {}; 옛 수치: {}; 바뀐 수치: {}.",
                    to.ko, from.ko, middle.ko
                ),
            )
        }
        Fault::UnattributedRepeat { days } => both(
            format!(
                "{} gives no source and says the number of {}, said {days} days before.",
                to.en, from.en
            ),
            format!(
                "출처를 밝히지 않은 채 {days}일 전의 수치와 같은 수를 말했다 – {}; 앞선 수치: {}.",
                to.ko, from.ko
            ),
        ),
        Fault::SumPassedForClaim { difference, stated } => {
            sum_sentence(about, *difference, *stated)
        }
        Fault::PartExceedsWhole { part_least, whole_most } => both(
            format!(
                "The part exceeds the whole: {} means at least {}, while {} allows at most {}.",
                to.en,
                number(*part_least),
                from.en,
                number(*whole_most)
            ),
            format!(
                "부분이 전체보다 크다: {} – 최소 {}; {} – 최대 {}.",
                to.ko,
                persons_ko(*part_least),
                from.ko,
                persons_ko(*whole_most)
            ),
        ),
        Fault::SeriesFalls { earlier_least, later_most } => both(
            format!(
                "A cumulative series falls without a stated correction: {} means at least {}, {} at most {}.",
                from.en,
                number(*earlier_least),
                to.en,
                number(*later_most)
            ),
            format!(
                "정정 없이 누계가 줄었다: {} – 최소 {}; {} – 최대 {}.",
                from.ko,
                persons_ko(*earlier_least),
                to.ko,
                persons_ko(*later_most)
            ),
        ),
        _ => both(
            format!("{}: {}; {}.", fault.code(), from.en, to.en),
            format!("{}: {}; {}.", fault.code(), from.ko, to.ko),
        ),
    }
}

fn sum_sentence(about: &[&Statement], difference: bool, stated: bool) -> Both {
    let Some((last, parts)) = about.split_last() else { return Both::default() };
    let (sum, of) = (figure(last), sentence::list(parts));
    let (word, word_ko) = if difference { ("difference", "차") } else { ("sum", "합") };
    let (how, how_ko) = if stated {
        ("by the desk's own record of where it comes from", "기록된 파생 관계에 따르면")
    } else {
        ("by its value; it names no other basis", "값으로 볼 때(다른 근거를 밝히지 않음)")
    };
    both(
        format!("{} is no third claim but the {word} of {} – {how}.", sum.en, of.en),
        format!(
            "별도의 주장이 아니라 다른 수치들의 {word_ko}이다({how_ko}) – {}; 바탕 수치: {}.",
            sum.ko, of.ko
        ),
    )
}

/// The word by which a row says "more than".
fn more_than(said: &str) -> &'static str {
    let said = said.to_lowercase();
    [
        ("exceed", "“exceeded”"),
        ("over", "“over”"),
        ("above", "“above”"),
        ("넘", "“넘는”"),
        ("초과", "“초과”"),
    ]
    .into_iter()
    .find(|(stem, _)| said.contains(stem))
    .map_or("“more than”", |(_, word)| word)
}

/// Hedges as words: `“exceeded” and “preliminary”`; `said` holds the words of the figure that has them.
fn hedge_words(hedges: Hedges, said: &str) -> (String, String) {
    use model::quantity::Hedge;
    let name = |hedge: Hedge| match hedge {
        Hedge::About => ("“about”", "‘약’"),
        Hedge::Odd => ("“-odd”", "‘여’"),
        Hedge::AtLeast => ("“at least”", "‘최소’"),
        Hedge::MoreThan => (more_than(said), "‘초과’"),
        Hedge::UpTo => ("“up to”", "‘최대’"),
        Hedge::LessThan => ("“fewer than”", "‘미만’"),
        Hedge::Approaching => ("“approaching”", "‘육박’"),
        Hedge::Preliminary => ("“preliminary”", "‘잠정’"),
        Hedge::Estimated => ("“estimated”", "‘추정’"),
        Hedge::Likely => ("“likely”", "‘개연’"),
        Hedge::Possible => ("“possible”", "‘가능’"),
        Hedge::Alleged => ("“alleged”", "‘주장’"),
        other => (other.code(), other.code()),
    };
    let (en, ko): (Vec<_>, Vec<_>) = hedges.iter().map(name).unzip();
    let en = match en.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => en.concat(),
    };
    (en, ko.join(", "))
}
