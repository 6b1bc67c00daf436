//! What the figures of a case can bear, for the terminal and for machines: a dossier, in which no number stands alone.
//!
//! Invariants: a factor has the two statements that it comes from beside it; the scenarios stand last, under their label, all of them or none;
//! there is no line that gives one number of dead.

use ::estimate::claims::Scenario as Model;
use protect::shape::{Estimation, FigureRatio, FigureRevision, Lineage, Scenario, WoundedToKilled};
use serde_json::Value;

use super::super::{Answer, Context, Failure, Outcome, bar};
use super::view::thousands;
use crate::app::desk::{AsKnown, Desk};
use crate::app::release::bear;
use crate::app::{Both, Lang};

/// Rows of a table on the terminal at most; `--json` has all.
const MOST: usize = 30;

pub(super) fn run(known: AsKnown, context: &mut Context<'_>) -> Outcome {
    let case = context.open()?;
    let desk = Desk::load(&case, known)?;
    let mut dossier = bear(&case, &desk)?;
    if let Some(day) = known.said_by {
        // A day that is known to the month only counts as its last: before that nobody can say that the names were out.
        let day = day.to_string();
        dossier.floor.retain(|f| f.day <= day);
    }
    if context.json {
        context.object(&json(&dossier))?;
    } else {
        show(&dossier, context)?;
    }
    if dossier.lineages.is_empty() {
        context.talk.note("No figure of the case has a voice");
        return Ok(Answer::No);
    }
    Ok(Answer::Done)
}

/// What stands over the dossier.
fn lead() -> Both {
    Both {
        en: "What the figures can bear. Parties give figures, not names; the error that all of them share is in none of them, so no one number follows. Said instead: by which factor they differ and since when, what each implies, what was told anew, and between which ends the dead lie.".to_owned(),
        ko: "수치로 말할 수 있는 것. 발표 주체들은 이름이 아니라 수치를 내놓으며, 모두가 함께 틀린 정도는 어느 수치에도 드러나지 않는다. 따라서 하나의 숫자는 나오지 않는다. 대신 수치들이 언제부터 몇 배 다른지, 각각이 무엇을 뜻하는지, 무엇이 다시 발표되었는지, 사망자가 어느 양 끝 사이에 있는지를 말한다.".to_owned(),
    }
}

fn json(dossier: &Estimation) -> Value {
    let mut object = serde_json::to_value(dossier).unwrap_or_default();
    if let Some(map) = object.as_object_mut() {
        map.remove("lists");
        map.remove("filed");
        map.insert("kind".into(), "claims".into());
        let lead = lead();
        map.insert("sentence".into(), lead.en.into());
        map.insert("sentence_ko".into(), lead.ko.into());
        // Scenarios leave with their label or not at all; whoever looks for them finds that there are none.
        let scenarios = map.remove("scenarios").unwrap_or_else(|| Value::Array(Vec::new()));
        map.insert("scenarios".into(), scenarios);
        map.insert("scenarios_label".into(), Model::LABEL.into());
    }
    object
}

fn show(dossier: &Estimation, context: &mut Context<'_>) -> Result<(), Failure> {
    let lang = context.lang;
    paragraph(context, lead().of(lang), 0)?;
    ends(dossier, context)?;
    lineages(&dossier.lineages, context)?;
    ratios(&dossier.ratios, context)?;
    wounded(&dossier.wounded_to_killed, context)?;
    revisions(&dossier.revisions, context)?;
    scenarios(&dossier.scenarios, context)
}

fn paragraph(context: &mut Context<'_>, text: &str, indent: usize) -> Result<(), Failure> {
    let wide = context.width.saturating_sub(indent);
    context.line(&format!("{}{}", " ".repeat(indent), bar::wrap(text, wide, indent)))
}

fn heading(context: &mut Context<'_>, (en, ko): (&str, &str)) -> Result<(), Failure> {
    let text = if context.lang == Lang::Ko { ko } else { en };
    context.line("")?;
    context.line(&if context.colour {
        format!("\u{1b}[1m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    })
}

/// Columns for names: those of the longest shown, within reason. A name that is longer is not cut – two that begin alike could not be told
/// apart – and moves its line.
fn width<'n>(names: impl Iterator<Item = &'n str>) -> usize {
    names.take(MOST).map(|n| bar::columns(&plain(n))).max().unwrap_or(0).clamp(8, 60)
}

/// Says how many rows are not shown.
fn rest(context: &mut Context<'_>, all: usize) -> Result<(), Failure> {
    if all <= MOST {
        return Ok(());
    }
    let more = all - MOST;
    context.line(&match context.lang {
        Lang::En => format!("  … {more} more; --json has all"),
        Lang::Ko => format!("  … {more}개 더 있음(--json에 모두 있음)"),
    })
}

fn ends(dossier: &Estimation, context: &mut Context<'_>) -> Result<(), Failure> {
    heading(context, ("Floor and ceiling", "바닥과 천장"))?;
    let ko = context.lang == Lang::Ko;
    let floor = match (dossier.floor.last(), ko) {
        (Some(f), false) => format!("floor: {} dead by name, as of {}", thousands(f.named), f.day),
        (Some(f), true) => {
            format!("바닥: 이름이 밝혀진 사망자 {}명, 기준일 {}", thousands(f.named), f.day)
        }
        (None, false) => "floor: nobody is named".to_owned(),
        (None, true) => "바닥: 이름이 밝혀진 사망자 없음".to_owned(),
    };
    context.line(&format!("  {floor}"))?;
    let ceiling = match (&dossier.ceiling, ko) {
        (Some(c), false) => {
            format!("ceiling: at most {} sent, by {}", thousands(c.deployed), c.statement)
        }
        (Some(c), true) => {
            format!("천장: 많아야 {}명 파병, {}", thousands(c.deployed), c.statement)
        }
        (None, false) => "ceiling: nobody gives an upper end of those sent".to_owned(),
        (None, true) => "천장: 파병 규모의 상한을 밝힌 주체 없음".to_owned(),
    };
    context.line(&format!("  {ceiling}"))
}

fn lineages(all: &[Lineage], context: &mut Context<'_>) -> Result<(), Failure> {
    let n = all.len();
    let en = format!("{n} lineages: ten relays of one briefing are one");
    let ko = format!("계통 {n}개: 한 브리핑을 열 곳이 옮겨도 하나");
    heading(context, (&en, &ko))?;
    let names = width(all.iter().map(|l| l.party.as_str()));
    for l in all.iter().take(MOST) {
        let (own, repeats) = (keys(&l.own), l.repeats.len());
        let handed = match context.lang {
            Lang::En if repeats == 1 => "; handed on once".to_owned(),
            Lang::En if repeats > 1 => format!("; handed on {repeats} times"),
            Lang::Ko if repeats > 0 => format!("; 옮겨 전한 진술 {repeats}개"),
            _ => String::new(),
        };
        let party = bar::pad(&plain(&l.party), names);
        let wide = context.width.saturating_sub(bar::columns(&party) + 4).max(20);
        let said = bar::wrap(&format!("{own}{handed}"), wide, names + 4);
        context.line(&format!("  {party}  {said}"))?;
    }
    rest(context, n)
}

fn ratios(all: &[FigureRatio], context: &mut Context<'_>) -> Result<(), Failure> {
    let mut latest: Vec<&FigureRatio> = all.iter().filter(|r| r.latest).collect();
    latest.sort_by_key(|r| (r.days_apart.abs() > 31, r.category.clone(), r.over.clone()));
    heading(
        context,
        (
            "By which factor parties differ, by their latest figures",
            "발표 주체들은 몇 배 차이 나는가(최근 수치)",
        ),
    )?;
    let pairs = |all: &[&FigureRatio]| {
        let names: Vec<String> = all.iter().take(MOST).map(|r| pair(r)).collect();
        width(names.iter().map(String::as_str))
    };
    let wide = pairs(&latest);
    for r in latest.iter().take(MOST) {
        ratio(context, r, wide)?;
    }
    rest(context, latest.len())?;
    let mut past: Vec<&FigureRatio> = all.iter().filter(|r| !r.latest).collect();
    if past.is_empty() {
        return Ok(());
    }
    past.sort_by(|a, b| b.since.cmp(&a.since));
    heading(context, ("How the factors came about, newest first", "배수의 경과, 최근 것부터"))?;
    let wide = pairs(&past);
    for r in past.iter().take(MOST) {
        ratio(context, r, wide)?;
    }
    rest(context, past.len())
}

fn pair(r: &FigureRatio) -> String {
    format!("{} ÷ {}", plain(&r.over), plain(&r.under))
}

fn ratio(context: &mut Context<'_>, r: &FigureRatio, wide: usize) -> Result<(), Failure> {
    let lang = context.lang;
    let pair = pair(r);
    let days = match (lang, r.days_apart) {
        (_, 0) => String::new(),
        (Lang::En, n) => format!("  {n:+} days"),
        (Lang::Ko, n) => format!("  {n:+}일"),
    };
    let since = match lang {
        Lang::En => format!("since {}", r.since),
        Lang::Ko => format!("{}부터", r.since),
    };
    context.line(&format!(
        "  {} {} {} {since}  {}{days}",
        bar::pad(&pair, wide),
        bar::pad(&bar::cut(&category(&r.category, lang), 22), 22),
        bar::pad(&factor(lang, r.low_milli, r.high_milli), 16),
        keys(&r.statements)
    ))
}

fn wounded(all: &[WoundedToKilled], context: &mut Context<'_>) -> Result<(), Failure> {
    if all.is_empty() {
        return Ok(());
    }
    heading(
        context,
        (
            "Wounded for each killed, where one party gave both for one day",
            "사망자 한 명당 부상자(한 주체가 같은 날 둘 다 밝힌 경우)",
        ),
    )?;
    let names = width(all.iter().map(|w| w.party.as_str()));
    for w in all.iter().take(MOST) {
        let excludes = match (w.incoherent_with.is_empty(), context.lang) {
            (true, _) => String::new(),
            (false, Lang::En) => format!("  excludes {}", keys(&w.incoherent_with)),
            (false, Lang::Ko) => format!("  양립 불가 {}", keys(&w.incoherent_with)),
        };
        context.line(&format!(
            "  {} {}  {} {}{excludes}",
            bar::pad(&plain(&w.party), names),
            w.as_of,
            bar::pad(&factor(context.lang, w.low_milli, w.high_milli), 16),
            keys(&w.statements)
        ))?;
    }
    rest(context, all.len())
}

fn revisions(all: &[FigureRevision], context: &mut Context<'_>) -> Result<(), Failure> {
    if all.is_empty() {
        return Ok(());
    }
    heading(
        context,
        (
            "Told anew for a day that had passed: nobody died in between",
            "지나간 날의 수치가 다시 발표된 것: 그사이 사망자가 늘어난 것이 아님",
        ),
    )?;
    let names = width(all.iter().map(|r| r.party.as_str()));
    for r in all.iter().take(MOST) {
        let how = match (r.factor_milli, context.lang) {
            (1000, Lang::En) => "other words, the same range is possible".to_owned(),
            (1000, Lang::Ko) => "말은 다르나 같은 값일 수 있음".to_owned(),
            (f, Lang::En) if f > 1000 => format!("rose by {} or more", hundredths(f / 10)),
            (f, Lang::Ko) if f > 1000 => format!("{}배 이상 늘어남", hundredths(f / 10)),
            (f, Lang::En) => format!("fell to {} of it or less", hundredths(f.div_ceil(10))),
            (f, Lang::Ko) => format!("{}배 이하로 줄어듦", hundredths(f.div_ceil(10))),
        };
        context.line(&format!(
            "  {} {} {}  {how}  {}",
            bar::pad(&plain(&r.party), names),
            bar::pad(&bar::cut(&category(&r.category, context.lang), 22), 22),
            r.on,
            keys(&r.statements)
        ))?;
    }
    rest(context, all.len())
}

fn scenarios(all: &[Scenario], context: &mut Context<'_>) -> Result<(), Failure> {
    let ko = context.lang == Lang::Ko;
    heading(context, ("Experimental: scenarios", "실험적: 시나리오"))?;
    paragraph(context, super::view::scenario_label(context.lang), 2)?;
    if all.is_empty() {
        let none = if ko {
            "제출된 표가 없거나, 제출된 뒤 수치가 바뀌었음. `cenotaph estimate --scenario --file`이 계산해 제출함."
        } else {
            "None is filed, or the figures have changed since. `cenotaph estimate --scenario --file` reckons and files them."
        };
        return paragraph(context, none, 2);
    }
    for s in all {
        let spread = s.common_bias_milli as f64 / 1000.0;
        let killed = match s.killed.as_slice() {
            [median, low, high] => {
                format!("{} [{}, {}]", thousands(*median), thousands(*low), thousands(*high))
            }
            _ => if ko { "보류 (R3)" } else { "withheld (R3)" }.to_owned(),
        };
        let name = if ko { "공통 편향의 폭" } else { "common bias, spread" };
        context.line(&format!("  {name} {spread:.1}  {killed}  {}", s.day))?;
    }
    Ok(())
}

/// The first keys, and how many more there are.
fn keys(all: &[String]) -> String {
    let shown: Vec<String> = all.iter().take(8).map(|k| plain(k)).collect();
    let more = if all.len() > 8 { format!(" +{}", all.len() - 8) } else { String::new() };
    format!("{}{more}", shown.join(" "))
}

fn category(code: &str, lang: Lang) -> String {
    let (en, ko) = match code {
        "killed" => ("killed", "사망"),
        "wounded" => ("wounded", "부상"),
        "killed_or_wounded" => ("killed and wounded", "사상(사망·부상)"),
        "casualties_undifferentiated" => ("casualties, as said", "사상자(구분 없음)"),
        other => (other, other),
    };
    if lang == Lang::Ko { ko.to_owned() } else { en.to_owned() }
}

/// A factor between its least, rounded down, and its most, rounded up.
fn factor(lang: Lang, low: u64, high: Option<u64>) -> String {
    let (least, most) = (hundredths(low / 10), high.map(|h| hundredths(h.div_ceil(10))));
    match (low, most, lang) {
        (_, Some(most), _) if most == least => most,
        (0, Some(most), Lang::En) => format!("at most {most}"),
        (0, Some(most), Lang::Ko) => format!("많아야 {most}"),
        (_, Some(most), _) => format!("{least}–{most}"),
        (0, None, Lang::En) => "any".to_owned(),
        (0, None, Lang::Ko) => "정할 수 없음".to_owned(),
        (_, None, Lang::En) => format!("at least {least}"),
        (_, None, Lang::Ko) => format!("적어도 {least}"),
    }
}

fn hundredths(n: u64) -> String {
    format!("{}.{:02}", thousands(n / 100), n % 100)
}

/// A name from the case, with nothing that a terminal would obey.
fn plain(text: &str) -> String {
    crate::intake::escaped(text, 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_say_no_more_than_their_ends() {
        for (low, high, en, ko) in [
            (2480, None, "at least 2.48", "적어도 2.48"),
            (0, Some(500), "at most 0.50", "많아야 0.50"),
            (0, None, "any", "정할 수 없음"),
            (995, Some(1005), "0.99–1.01", "0.99–1.01"),
            (2000, Some(2000), "2.00", "2.00"),
        ] {
            assert_eq!(factor(Lang::En, low, high), en);
            assert_eq!(factor(Lang::Ko, low, high), ko);
        }
    }

    #[test]
    fn many_keys_are_counted() {
        let all: Vec<String> = (0..11).map(|n| format!("C{n}")).collect();
        assert_eq!(keys(&all), "C0 C1 C2 C3 C4 C5 C6 C7 +3");
        assert_eq!(keys(&all[..2]), "C0 C1");
    }
}
