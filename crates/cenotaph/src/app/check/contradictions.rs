//! Contradictions, what would reconcile them, and what follows from the figures of chosen parties.

use std::collections::BTreeSet;

use estimate::bounds::{Component, ComponentSet, Conflict, FigureId, Limits, Radius, Relaxation};
use model::category::Category;
use model::date::Day;
use model::party::Group;
use model::scope::Population;
use model::statement::Statement;
use serde_json::{Map, json};

use super::super::Both;
use super::super::sentence::{self, both, factor, figure, list, number, persons_ko};
use super::problem::Figures;
use super::{Finding, Options, Report};

/// Steps of work for the search; some seconds at most on an old laptop, the same on every machine.
const WORK: u64 = 1_000_000_000;
/// The most figures of one minimal contradiction that are looked for.
const LARGEST_SET: usize = 6;

pub(super) fn check(statements: &[&Statement], options: &Options, report: &mut Report) {
    let figures = match Figures::of(statements) {
        Ok(figures) => figures,
        Err(error) => {
            report.findings.push(plain("unlisted", both(error.to_string(), error.to_string())));
            return;
        }
    };
    report.figures = figures.ids.len();
    let limits = Limits { max_sets: options.limit, max_size: LARGEST_SET, work: WORK };
    let conflicts = figures.problem.conflicts(&limits);
    report.pairs = conflicts.pairs_total;
    let listed_pairs = conflicts.sets.iter().filter(|c| c.figures.len() == 2).count() as u64;
    report.unlisted = conflicts.pairs_total.saturating_sub(listed_pairs);
    let mut sets: Vec<&Conflict> = conflicts.sets.iter().collect();
    sets.sort_by_key(|c| rank(&figures, c));
    for conflict in sets {
        report.findings.push(contradiction(&figures, conflict));
    }
    if report.unlisted > 0 || !conflicts.complete {
        report.findings.push(unlisted(report.unlisted, conflicts.complete));
    }
    report.findings.push(radius(&figures));
    ranges(&figures, options, report);
}

/// What is shown first: figures of the parties themselves before those of outlets, fewer figures before more, the whole of
/// one day before figures far apart, then the greater factor; keys settle the rest.
fn rank(figures: &Figures<'_>, c: &Conflict) -> (bool, usize, i32, i64, Vec<String>) {
    let statements: Vec<&Statement> = c.figures.iter().map(|id| figures.statement(*id)).collect();
    let outlet = statements.iter().any(|s| s.party.group.is_outlet());
    let days: Vec<Day> = statements.iter().filter_map(|s| s.said_from()).collect();
    let apart = match (days.iter().min(), days.iter().max()) {
        (Some(first), Some(last)) => *last - *first,
        _ => i32::MAX,
    };
    let keys = statements.iter().map(|s| s.key.to_string()).collect();
    (outlet, c.figures.len(), apart, -thousandths(c.radius), keys)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a radius of more than 10^15 sorts like any other"
)]
fn thousandths(radius: Radius) -> i64 {
    radius.factor().map_or(i64::MAX, |r| (r * 1000.0).min(1e15) as i64)
}

fn contradiction(figures: &Figures<'_>, c: &Conflict) -> Finding {
    let statements: Vec<&Statement> = c.figures.iter().map(|id| figures.statement(*id)).collect();
    let relaxations = figures.problem.relaxations(c);
    let mut more = Map::new();
    more.insert("at_least".into(), json!(c.lower_total));
    more.insert("at_most".into(), json!(c.upper_total));
    more.insert("gap".into(), json!(gap(c)));
    more.insert("assumes_strength".into(), json!(c.uses_strength));
    let proof: Vec<_> = c
        .certificate
        .pieces
        .iter()
        .map(|(id, piece, times)| json!({"statement": figures.statement(*id).key.as_str(), "bound": piece, "times": times}))
        .collect();
    more.insert("proof".into(), json!(proof));
    Finding {
        kind: "contradiction",
        fault: "cannot_all_be_true".to_owned(),
        statements: statements.iter().map(|s| s.key.to_string()).collect(),
        radius: c.radius.factor(),
        sentence: sentence(&statements, c),
        reconcile: reconcile(figures, &relaxations),
        more,
    }
}

/// How many times the least of one side exceeds the most of the other; none when the most is nothing.
#[expect(clippy::cast_precision_loss, reason = "a factor is printed with two decimals")]
fn gap(c: &Conflict) -> Option<f64> {
    (c.upper_total > 0).then(|| (c.lower_total as f64 / c.upper_total as f64 * 1e6).round() / 1e6)
}

fn sentence(statements: &[&Statement], c: &Conflict) -> Both {
    let of = list(statements);
    let (all, all_ko) = match statements.len() {
        1 => ("This cannot be true as stated", "말한 그대로는 참일 수 없다"),
        2 => (
            "These two cannot both be true as stated",
            "다음 두 수치는 말한 그대로는 함께 참일 수 없다",
        ),
        _ => {
            ("These cannot all be true as stated", "다음 수치들은 말한 그대로는 모두 참일 수 없다")
        }
    };
    let (apart, apart_ko) = gap(c).map_or_else(
        || (String::new(), String::new()),
        |g| (format!(", {} times apart", factor(g)), format!("(차이 {}배)", factor(g))),
    );
    let (stretch, stretch_ko) = match c.radius {
        Radius::Factor(r) => (
            format!(
                " Every bound would have to be off by a factor of {} for them to agree.",
                factor(r)
            ),
            format!(" 모든 한계가 {}배 어긋나야만 함께 성립한다.", factor(r)),
        ),
        _ => (
            " No common factor makes them agree.".to_owned(),
            " 어떤 공통 배수로도 함께 성립하지 않는다.".to_owned(),
        ),
    };
    let (assume, assume_ko) = if c.uses_strength {
        (
            " This takes each soldier to be counted once and casualties to be no more than those deployed.",
            " (각 병사를 한 번만 세고 사상자가 파병 규모를 넘지 않는다는 가정에 따른다.)",
        )
    } else {
        ("", "")
    };
    both(
        format!(
            "{all}: {}. Together they need at least {} and allow at most {}{apart}.{stretch}{assume}",
            of.en,
            number(c.lower_total),
            number(c.upper_total)
        ),
        format!(
            "{all_ko}: {}. 합치면 최소 {}이어야 하지만 최대 {}까지만 가능하다{apart_ko}.{stretch_ko}{assume_ko}",
            of.ko,
            persons_ko(c.lower_total),
            persons_ko(c.upper_total)
        ),
    )
}

/// What would reconcile a contradiction, a sentence each; other categories of one figure share a sentence.
fn reconcile(figures: &Figures<'_>, relaxations: &[Relaxation]) -> Vec<Both> {
    let mut sentences = Vec::new();
    let mut categories: Option<(FigureId, Vec<Category>)> = None;
    for relaxation in relaxations {
        if let Relaxation::Reading { figure: id, label } = relaxation
            && let Some(code) = label.strip_prefix("category:")
        {
            match &mut categories {
                Some((of, list)) if of == id => list.push(Category::new(code)),
                _ => {
                    sentences.extend(
                        categories
                            .take()
                            .map(|(id, list)| other_category(figures.statement(id), &list)),
                    );
                    categories = Some((*id, vec![Category::new(code)]));
                }
            }
            continue;
        }
        sentences.extend(
            categories.take().map(|(id, list)| other_category(figures.statement(id), &list)),
        );
        sentences.extend(other_change(figures, relaxation));
    }
    sentences
        .extend(categories.take().map(|(id, list)| other_category(figures.statement(id), &list)));
    sentences
}

fn other_category(s: &Statement, categories: &[Category]) -> Both {
    let (party_en, party_ko) = s.party.shown();
    let (en, ko): (Vec<String>, Vec<String>) = categories.iter().map(Category::words).unzip();
    both(
        format!("If {} ({party_en}) counts “{}” instead.", s.key, en.join("” or “")),
        format!("{}({party_ko})의 수치가 실제로는 ‘{}’ 수치라면.", s.key, ko.join("’ 또는 ‘")),
    )
}

fn other_change(figures: &Figures<'_>, relaxation: &Relaxation) -> Option<Both> {
    Some(match relaxation {
        Relaxation::Reading { figure: id, label } => reading(figures.statement(*id), label),
        Relaxation::ShiftAsOf { figure: id, days, implied_per_day } => {
            let s = figures.statement(*id);
            let (way, way_ko) =
                if *days > 0 { ("later", "뒤라면") } else { ("earlier", "앞이라면") };
            let n = days.unsigned_abs();
            let unit = if n == 1 { "day" } else { "days" };
            let rate = number(rate(*implied_per_day));
            both(
                format!(
                    "If {} ({}) were as of a date {n} {unit} {way}: {rate} a day or more would then have to fall into the time between.",
                    s.key,
                    s.party.shown().0
                ),
                format!(
                    "{}({})의 기준일이 {n}일 {way_ko}: 그 사이에 하루 최소 {rate}명이 생겨야 한다.",
                    s.key,
                    s.party.shown().1
                ),
            )
        }
        Relaxation::Factor { r } => both(
            format!(
                "If every lower bound were divided and every upper bound multiplied by {}.",
                factor(*r)
            ),
            format!("모든 하한을 {0}로 나누고 모든 상한에 {0}을 곱한다면.", factor(*r)),
        ),
        _ => return None,
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
fn rate(per_day: f64) -> u64 {
    per_day.round().clamp(0.0, 1e15) as u64
}

fn reading(s: &Statement, label: &str) -> Both {
    let (kind, value) = label.split_once(':').unwrap_or((label, ""));
    let (party_en, party_ko) = s.party.shown();
    match kind {
        "population" => {
            let (en, ko) = Population::new(value).map(|p| p.words()).unwrap_or_default();
            both(
                format!("If {} ({party_en}) counts {en} soldiers together.", s.key),
                format!("{}({party_ko})의 수치가 {ko}을(를) 합한 것이라면.", s.key),
            )
        }
        _ => both(
            format!(
                "If {} ({party_en}) counts a part only – one unit, one place, one cause.",
                s.key
            ),
            format!(
                "{}({party_ko})의 수치가 일부(한 부대, 한 장소, 한 원인)만 센 것이라면.",
                s.key
            ),
        ),
    }
}

fn plain(kind: &'static str, sentence: Both) -> Finding {
    Finding {
        kind,
        fault: String::new(),
        statements: Vec::new(),
        radius: None,
        sentence,
        reconcile: Vec::new(),
        more: Map::new(),
    }
}

fn unlisted(pairs: u64, complete: bool) -> Finding {
    let (rest, rest_ko) = if complete {
        ("", "")
    } else {
        (
            " Larger sets may be missing: the search stopped at its limit.",
            " 더 큰 집합은 빠졌을 수 있다(탐색 한도).",
        )
    };
    let mut finding = plain(
        "unlisted",
        both(
            format!(
                "{} more contradicting pairs are not listed; `--limit` lists more.{rest}",
                number(pairs)
            ),
            format!(
                "함께 참일 수 없는 쌍이 {}개 더 있다(`--limit`으로 더 볼 수 있음).{rest_ko}",
                number(pairs)
            ),
        ),
    );
    finding.more.insert("pairs".into(), json!(pairs));
    finding.more.insert("complete".into(), json!(complete));
    finding
}

fn radius(figures: &Figures<'_>) -> Finding {
    let radius = figures.problem.radius(&figures.ids);
    let sentence = match radius {
        Radius::Factor(r) if r <= 1.0 => {
            both("All figures can be true together.", "모든 수치가 함께 참일 수 있다.")
        }
        Radius::Factor(r) => both(
            format!(
                "All figures together: every bound would have to be off by a factor of {} for all of them to be true.",
                factor(r)
            ),
            format!("전체 수치: 모든 한계가 {}배 어긋나야만 모두 함께 참일 수 있다.", factor(r)),
        ),
        _ => both(
            "All figures together: no common factor makes them all true.",
            "전체 수치: 어떤 공통 배수로도 모두 함께 참일 수 없다.",
        ),
    };
    Finding { radius: radius.factor(), ..plain("radius", sentence) }
}

/// Ranges for the trusted parties; without a choice, for every group that does not contradict itself.
fn ranges(figures: &Figures<'_>, options: &Options, report: &mut Report) {
    let Some(day) = options.on.or(figures.last) else { return };
    if !options.trust.is_empty() {
        range_of(figures, &figures.ids, &options.trust, day, report);
        return;
    }
    let groups: BTreeSet<&str> =
        figures.statements.iter().map(|s| s.party.group.0.as_str()).collect();
    for group in groups {
        let ids: Vec<FigureId> = figures
            .ids
            .iter()
            .copied()
            .filter(|id| figures.statement(*id).party.group.0 == group)
            .collect();
        range_of(figures, &ids, &[group.to_owned()], day, report);
    }
}

const ASKED: [(&str, &[Component]); 3] = [
    ("killed", &[Component::Killed]),
    ("wounded", &[Component::Wounded]),
    ("killed_or_wounded", &[Component::Killed, Component::Wounded]),
];

fn range_of(
    figures: &Figures<'_>,
    ids: &[FigureId],
    parties: &[String],
    day: Day,
    report: &mut Report,
) {
    let counted: BTreeSet<&Population> =
        ids.iter().map(|id| &figures.statement(*id).scope.population).collect();
    for (population, population_id) in
        figures.populations.iter().filter(|(p, _)| counted.contains(p))
    {
        for (code, components) in ASKED {
            match figures.problem.range(
                ids,
                *population_id,
                ComponentSet::of(components),
                day.epoch(),
            ) {
                Ok(range) if range.lo > 0.0 || range.hi.is_some() => {
                    report
                        .findings
                        .push(range_finding(figures, &range, population, code, parties, day));
                }
                Ok(_) => {}
                Err(inconsistent) => {
                    report.findings.push(no_range(figures, &inconsistent.figures, parties));
                    return;
                }
            }
        }
    }
}

fn range_finding(
    figures: &Figures<'_>,
    range: &estimate::bounds::Range,
    population: &Population,
    code: &str,
    parties: &[String],
    day: Day,
) -> Finding {
    let (low, high) = (ceil(range.lo), range.hi.map(floor));
    let (who, by) = (names(parties), sentence::day(day));
    let ((category_en, category_ko), (people_en, people_ko)) =
        (Category::new(code).words(), population.words());
    let keys: BTreeSet<String> = range
        .lo_from
        .iter()
        .chain(&range.hi_from)
        .map(|id| figures.statement(*id).key.to_string())
        .collect();
    let upto =
        high.map_or("no upper bound follows".to_owned(), |h| format!("at most {}", number(h)));
    let upto_ko = high.map_or("상한 없음".to_owned(), |h| format!("최대 {}", persons_ko(h)));
    let mut more = Map::new();
    more.insert("category".into(), json!(code));
    more.insert("population".into(), json!(population.to_string()));
    more.insert("as_of".into(), json!(day.to_string()));
    more.insert("parties".into(), json!(parties));
    more.insert("low".into(), json!(low));
    more.insert("high".into(), json!(high));
    Finding {
        statements: keys.into_iter().collect(),
        more,
        ..plain(
            "range",
            both(
                format!(
                    "If the figures of {} are true: {people_en} {category_en} by {} were at least {}, {upto}.",
                    who.en,
                    by.en,
                    number(low)
                ),
                format!(
                    "{}의 수치가 참이라면: {}까지 {people_ko} {category_ko} – 최소 {}, {upto_ko}.",
                    who.ko,
                    by.ko,
                    persons_ko(low)
                ),
            ),
        )
    }
}

fn no_range(figures: &Figures<'_>, ids: &[FigureId], parties: &[String]) -> Finding {
    let statements: Vec<&Statement> = ids.iter().map(|id| figures.statement(*id)).collect();
    let who = names(parties);
    let of: Vec<Both> = statements.iter().map(|s| figure(s)).collect();
    let join =
        |pick: fn(&Both) -> &String| of.iter().map(pick).cloned().collect::<Vec<_>>().join("; ");
    let mut more = Map::new();
    more.insert("parties".into(), json!(parties));
    Finding {
        fault: "inconsistent".to_owned(),
        statements: statements.iter().map(|s| s.key.to_string()).collect(),
        more,
        ..plain(
            "range",
            both(
                format!(
                    "Nothing follows from the figures of {} taken together: they already contradict each other – {}.",
                    who.en,
                    join(|b| &b.en)
                ),
                format!(
                    "{}의 수치를 모두 받아들이면 따라 나오는 범위가 없다(서로 모순) – {}.",
                    who.ko,
                    join(|b| &b.ko)
                ),
            ),
        )
    }
}

/// Groups and parties by name, as they were chosen.
fn names(parties: &[String]) -> Both {
    let (en, ko): (Vec<String>, Vec<String>) = parties
        .iter()
        .map(|p| {
            let group = Group(p.clone());
            let (en, ko) = group.names();
            (en.to_owned(), ko.to_owned())
        })
        .unzip();
    both(en.join(", "), ko.join(", "))
}

/// The least whole number of persons.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ranges lie within 0 and 10^13"
)]
fn ceil(x: f64) -> u64 {
    (x - 1e-9).ceil().max(0.0) as u64
}

/// The greatest whole number of persons.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ranges lie within 0 and 10^13"
)]
fn floor(x: f64) -> u64 {
    (x + 1e-9).floor().max(0.0) as u64
}
