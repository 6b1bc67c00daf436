//! Results for the terminal: the sentence first, then the lists, then what each method says and assumes.
//!
//! Invariant: what a rule forbids has no digits here; the rule's id stands in its place.

mod linked;

use estimate::claims::Scenario;
use estimate::diagnose::diagnose;
use estimate::result::{Assessment, MethodResult, Verdict, WhyNot};
use estimate::rules::Rule;
use estimate::study::Tally;
use serde_json::{Map, Value};

use super::super::{Context, Failure, bar};
use super::{Shown, is_shown};
use crate::app::Lang;
use crate::app::estimate::scenario::ScenarioBody;
use crate::app::estimate::simulate::{Misled, Plan, share_at_most};
use crate::app::estimate::words::{self, ScopeWords};
use crate::app::estimate::{
    Judged, estimand, has_upper, is_points, sentence, shown, why_not, withheld,
};
pub(super) use crate::intake::grouped as thousands;

/// Pieces of work of one judgement at most: for the progress bar.
pub(super) const STEPS: u64 = 14;

/// Drops the lines of methods that were not asked for, in strata too.
pub(super) fn keep_methods(object: &mut Map<String, Value>, chosen: &[Shown]) {
    let named = |m: &Value| m["method"].as_str().is_some_and(|name| is_shown(name, chosen));
    if let Some(Value::Array(methods)) = object.get_mut("methods") {
        methods.retain(named);
    }
    if let Some(Value::Array(strata)) = object.get_mut("strata") {
        for stratum in strata.iter_mut().filter_map(Value::as_object_mut) {
            keep_methods(stratum, chosen);
        }
    }
}

pub(super) fn show(
    context: &mut Context<'_>,
    judged: &[Judged],
    whole: Option<&Assessment>,
    scope: &ScopeWords,
    chosen: &[Shown],
) -> Result<(), Failure> {
    let ko = context.lang == Lang::Ko;
    if let Some(said) = whole {
        heading(context, if ko { "전체" } else { "All strata" })?;
        verdict(context, said, scope)?;
        methods(context, said, &said.methods, chosen)?;
    }
    for one in judged {
        if !one.values.is_empty() {
            let values: Vec<String> =
                one.values.iter().map(|(c, v)| format!("{c} = {v}")).collect();
            context.line("")?;
            heading(context, &values.join(", "))?;
        }
        verdict(context, &one.said, scope)?;
        lists(context, one)?;
        methods(context, &one.said, &one.said.methods, chosen)?;
        if let Some(linkage) = &one.linkage {
            linked::show(context, linkage)?;
        }
        if let Some((cap, capped)) = one.capped {
            self::capped(context, &one.said, cap, capped)?;
        }
    }
    context.line("")?;
    rules(context, judged, whole)?;
    let hash = whole.or(judged.first().map(|j| &j.said)).map_or("", |s| s.table_hash.as_str());
    context.line(&if ko {
        format!("표 {hash}; {}", crate::app::estimate::CODE)
    } else {
        format!("Table {hash}; {}", crate::app::estimate::CODE)
    })
}

fn heading(context: &mut Context<'_>, text: &str) -> Result<(), Failure> {
    context.line(&if context.colour {
        format!("\u{1b}[1m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    })
}

fn verdict(
    context: &mut Context<'_>,
    said: &Assessment,
    scope: &ScopeWords,
) -> Result<(), Failure> {
    let word = match (context.lang, said.verdict) {
        (Lang::En, Verdict::Estimate { .. }) => "Estimate",
        (Lang::En, Verdict::Range { .. }) => "Range, without a point",
        (Lang::En, Verdict::LowerBound { .. }) => "Lower bound only",
        (Lang::En, Verdict::Refused) => "Refused",
        (Lang::Ko, Verdict::Estimate { .. }) => "추정",
        (Lang::Ko, Verdict::Range { .. }) => "범위(하나의 숫자 없음)",
        (Lang::Ko, Verdict::LowerBound { .. }) => "하한만",
        (Lang::Ko, Verdict::Refused) => "추정 거부",
    };
    heading(context, word)?;
    let text = sentence(said, scope);
    let text = text.of(context.lang);
    context.line(&format!("  {}", bar::wrap(text, context.width.saturating_sub(2), 2)))?;
    // A refusal and a bare count have no estimand in their sentence.
    if matches!(said.verdict, Verdict::Refused | Verdict::LowerBound { certain: true, .. }) {
        let lead = if context.lang == Lang::Ko { "물은 것" } else { "Asked" };
        let counts = estimand(said, scope);
        let text = format!("{lead}: {}.", counts.of(context.lang));
        context.line(&format!("  {}", bar::wrap(&text, context.width.saturating_sub(2), 2)))?;
    }
    Ok(())
}

fn lists(context: &mut Context<'_>, one: &Judged) -> Result<(), Failure> {
    let seen = diagnose(&one.table);
    let names = one.table.names();
    let wide = names.iter().map(|n| bar::columns(n)).max().unwrap_or(0).clamp(4, 44);
    let [list, persons, shared] = match context.lang {
        Lang::En => ["list", "persons", "on another too"],
        Lang::Ko => ["명단", "인원", "다른 명단에도"],
    };
    context.line("")?;
    context.line(&format!("  {}  {}  {shared}", bar::pad(list, wide), right(persons, 9)))?;
    for l in &seen.lists {
        let name = bar::cut(&plain(names.get(l.list).copied().unwrap_or_default()), wide);
        let (total, both) = (thousands(l.total), thousands(l.overlaps));
        context.line(&format!(
            "  {}  {}  {}",
            bar::pad(&name, wide),
            right(&total, 9),
            right(&both, 9)
        ))?;
    }
    if !one.said.merged.is_empty() {
        let names: Vec<String> = one.said.merged.iter().map(|n| plain(n)).collect();
        let text = match context.lang {
            Lang::En => format!("Counted as one list: {}", names.join("; ")),
            Lang::Ko => format!("하나의 명단으로 셈: {}", names.join("; ")),
        };
        context.line(&format!("  {}", bar::wrap(&text, context.width.saturating_sub(2), 2)))?;
    }
    Ok(())
}

/// A name from the table, with nothing that a terminal would obey.
fn plain(name: &str) -> String {
    crate::intake::escaped(name, 200)
}

fn methods(
    context: &mut Context<'_>,
    said: &Assessment,
    methods: &[MethodResult],
    chosen: &[Shown],
) -> Result<(), Failure> {
    let lines: Vec<&MethodResult> =
        methods.iter().filter(|m| is_shown(&m.method.name(), chosen)).collect();
    if lines.is_empty() {
        return Ok(());
    }
    let lang = context.lang;
    let title = |m: &MethodResult| words::title(&m.method).of(lang).to_owned();
    let wide = lines.iter().map(|m| bar::columns(&title(m))).max().unwrap_or(0);
    let top = lines
        .iter()
        .filter_map(|m| shown(said, m))
        .map(|(median, _, high)| high.unwrap_or(median))
        .fold(said.listed as f64, f64::max);
    context.line("")?;
    let mut referred = false;
    for m in lines {
        if m.method.is_reference() && !std::mem::replace(&mut referred, true) {
            context.line(if lang == Lang::Ko {
                "  참고용(결과가 아니며 판정에 쓰이지 않음):"
            } else {
                "  For reference only, no result and no part of the verdict:"
            })?;
        }
        let mut line = format!("  {}  ", bar::pad(&title(m), wide));
        match shown(said, m) {
            Some((median, low, high)) => {
                let [low, median] = [low, median].map(whole);
                let high = high.map(whole);
                let end = high.map_or("∞".to_owned(), thousands);
                line.push_str(&right(&thousands(median), 9));
                line.push_str("  ");
                let least = thousands(low);
                let ends = match (is_points(&m.method), high) {
                    (true, Some(_)) => format!("{least}–{end}"),
                    (true, None) => format!("≥ {least}"),
                    (false, _) => format!("[{least}, {end}]"),
                };
                line.push_str(&bar::pad(&ends, 20));
                line.push_str(&bar::interval_above(
                    said.listed,
                    low,
                    high,
                    Some(median),
                    whole(top),
                    16,
                ));
                line.push_str(&chains(m, lang));
            }
            None => match withheld(m.outcome) {
                Some(rule) => {
                    line.push_str(&right("–", 9));
                    let word = if lang == Lang::Ko { "보류" } else { "withheld" };
                    line.push_str(&format!("  {word} ({}){}", rule.id(), chains(m, lang)));
                }
                None => {
                    line.push_str(&right("–", 9));
                    let why = why_not(m.outcome);
                    line.push_str(&match lang {
                        Lang::Ko => format!("  해당 없음: {}", why.map_or("", WhyNot::korean)),
                        Lang::En => {
                            format!("  not applicable: {}", why.map_or("", WhyNot::english))
                        }
                    });
                }
            },
        }
        context.line(line.trim_end())?;
    }
    Ok(())
}

/// What the chains are worth, where there are chains.
fn chains(m: &MethodResult, lang: Lang) -> String {
    match (m.rhat, m.ess, m.round_trips) {
        (Some(rhat), Some(ess), Some(trips)) => {
            let ess = thousands(whole(ess));
            match lang {
                Lang::En => format!("  R-hat {rhat:.3}, ESS {ess}, {trips} round trips"),
                Lang::Ko => format!("  R-hat {rhat:.3}, ESS {ess}, 왕복 {trips}회"),
            }
        }
        _ => String::new(),
    }
}

fn capped(
    context: &mut Context<'_>,
    said: &Assessment,
    cap: u64,
    capped: Option<[f64; 3]>,
) -> Result<(), Failure> {
    let bounded = has_upper(said);
    let text = match (capped, context.lang) {
        (Some([median, low, high]), lang) => {
            let end = if bounded { thousands(whole(high)) } else { "∞".to_owned() };
            let (median, low) = (thousands(whole(median)), thousands(whole(low)));
            match lang {
                Lang::En => format!(
                    "With a cap of {} latent classes would give {median} [{low}, {end}]; the cap is then part of the answer.",
                    thousands(cap)
                ),
                Lang::Ko => format!(
                    "상한을 {}명으로 두면 잠재계층은 {median} [{low}, {end}]; 이때 상한은 답의 일부임.",
                    thousands(cap)
                ),
            }
        }
        (None, Lang::En) => format!(
            "With a cap of {}: no number of the latent classes may be given.",
            thousands(cap)
        ),
        (None, Lang::Ko) => format!("상한 {}명: 잠재계층의 숫자는 제시할 수 없음.", thousands(cap)),
    };
    context.line(&format!("  {}", bar::wrap(&text, context.width.saturating_sub(2), 2)))
}

/// What the rules that fired say, once each.
fn rules(
    context: &mut Context<'_>,
    judged: &[Judged],
    whole: Option<&Assessment>,
) -> Result<(), Failure> {
    let said = judged.iter().map(|j| &j.said).chain(whole);
    let mut fired: Vec<Rule> = said.flat_map(|s| s.rules.clone()).collect();
    fired.sort_unstable();
    fired.dedup();
    for rule in fired {
        let text = rule.text();
        let ko = context.lang == Lang::Ko;
        let id = whole.map_or_else(|| text.id.to_owned(), |said| said.label(rule, ko));
        let line = format!("{id}: {}.", if ko { text.because_ko } else { text.when });
        context.line(&bar::wrap(&line, context.width, 4))?;
    }
    Ok(())
}

/// What must stand over scenarios.
pub(super) const fn scenario_label(lang: Lang) -> &'static str {
    match lang {
        Lang::En => Scenario::LABEL,
        Lang::Ko => {
            "실험적: 시나리오이며 추정이 아님. 모든 주체가 함께 틀린 정도는 수치로 알 수 없음"
        }
    }
}

/// The experimental table: its label first, a row a spread.
pub(super) fn scenarios(context: &mut Context<'_>, body: &ScenarioBody) -> Result<(), Failure> {
    if context.json {
        let mut object = serde_json::to_value(body).unwrap_or_default();
        if let Some(map) = object.as_object_mut() {
            map.insert("kind".into(), "scenario".into());
            map.insert("label".into(), Scenario::LABEL.into());
        }
        return context.object(&object);
    }
    let ko = context.lang == Lang::Ko;
    context.line(&bar::wrap(scenario_label(context.lang), context.width, 2))?;
    let head = if ko {
        format!("{}까지의 사망, 수치 {}개", body.day, body.statements.len())
    } else {
        format!("Killed by {}, from {} figures", body.day, body.statements.len())
    };
    context.line(&head)?;
    for row in &body.rows {
        let spread = row.common_bias_milli as f64 / 1000.0;
        let name = if ko { "공통 편향의 폭" } else { "common bias, spread" };
        let killed = match row.killed.as_slice() {
            [median, low, high] => {
                format!("{} [{}, {}]", thousands(*median), thousands(*low), thousands(*high))
            }
            _ => if ko { "보류 (R3)" } else { "withheld (R3)" }.to_owned(),
        };
        let rhat = row.rhat_milli as f64 / 1000.0;
        context.line(&format!(
            "  {name} {spread:.1}  {}  R-hat {rhat:.3}, ESS {}",
            bar::pad(&killed, 24),
            thousands(row.ess)
        ))?;
    }
    Ok(())
}

pub(super) fn study(
    context: &mut Context<'_>,
    plan: &Plan,
    tally: &Tally,
    misled: &[Misled],
) -> Result<(), Failure> {
    let wrong: usize = tally.misleading.iter().sum();
    let at_most = 100.0 * share_at_most(wrong, tally.runs);
    let head = match context.lang {
        Lang::En => format!(
            "{}: {} tables of {} lists from {} persons; what was said misleads in {wrong} (at most {at_most:.1} % of such tables, at 95 %)",
            plan.kind.name(),
            tally.runs,
            plan.lists,
            thousands(plan.population)
        ),
        Lang::Ko => format!(
            "{}: {}명에서 뽑은 명단 {}개짜리 표 {}개; 말한 것이 틀린 경우 {wrong}개(이런 표의 많아야 {at_most:.1} %, 신뢰수준 95 %)",
            plan.kind.name(),
            thousands(plan.population),
            plan.lists,
            tally.runs
        ),
    };
    context.line(&bar::wrap(&head, context.width, 2))?;
    let names = match context.lang {
        Lang::En => ["estimate", "range", "lower bound", "refused"],
        Lang::Ko => ["추정", "범위", "하한", "거부"],
    };
    for (at, name) in names.iter().enumerate() {
        let (said, misled) = (tally.verdicts[at], tally.misleading[at]);
        let word = if context.lang == Lang::Ko { "틀림" } else { "misleading" };
        context.line(&format!("  {} {said:>5}  {word} {misled}", bar::pad(name, 12)))?;
    }
    let fired: Vec<String> = estimate::rules::RULES
        .iter()
        .zip(tally.rules)
        .filter(|(_, n)| *n > 0)
        .map(|(rule, n)| format!("{} {n}", rule.id))
        .collect();
    let lead = if context.lang == Lang::Ko { "규칙" } else { "rules" };
    context.line(&format!("  {} {}", bar::pad(lead, 12), fired.join(", ")))?;
    for m in misled {
        let end = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| thousands(whole(v)));
        let (low, high) = (end(m.verdict.low()), end(m.verdict.high()));
        let (lead, table) = match context.lang {
            Lang::En => ("misleading", "table"),
            Lang::Ko => ("틀림", "표"),
        };
        context.line(&format!("  {} {table} {}: {low} … {high}", bar::pad(lead, 12), m.table))?;
    }
    Ok(())
}

/// Persons, to the nearest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of persons, at least 0 and far below 2^63"
)]
fn whole(x: f64) -> u64 {
    x.round().max(0.0) as u64
}

fn right(text: &str, to: usize) -> String {
    format!("{}{text}", " ".repeat(to.saturating_sub(bar::columns(text))))
}
