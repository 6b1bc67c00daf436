//! What linkage leaves open, for the terminal: records by list, the versions over all draws, the tables judged beside.

use std::cmp::Ordering;

use super::super::super::{Context, Failure, bar};
use super::{plain, right, thousands, whole};
use crate::app::Lang;
use crate::app::estimate::linked::{Against, Beside, Linkage, Version, Way};
use crate::intake::ListCounts;

pub(super) fn show(context: &mut Context<'_>, linkage: &Linkage) -> Result<(), Failure> {
    records(context, &linkage.lists)?;
    versions(context, linkage)?;
    if let Some(a) = &linkage.against {
        against(context, a)?;
    }
    beside(context, &linkage.beside)
}

fn records(context: &mut Context<'_>, lists: &[ListCounts]) -> Result<(), Failure> {
    let wide = lists.iter().map(|l| bar::columns(&l.name)).max().unwrap_or(0).clamp(4, 44);
    let [list, records, unlinkable, repeated] = match context.lang {
        Lang::En => ["list", "records", "unlinkable", "same person twice"],
        Lang::Ko => ["명단", "기록", "연결 불가", "같은 사람 중복"],
    };
    context.line("")?;
    context.line(&format!(
        "  {}  {}  {}  {}",
        bar::pad(list, wide),
        right(records, 9),
        right(unlinkable, 10),
        right(repeated, 17)
    ))?;
    for l in lists {
        let (all, loose) = (thousands(l.records + l.unlinkable), thousands(l.unlinkable));
        context.line(&format!(
            "  {}  {}  {}  {}",
            bar::pad(&bar::cut(&plain(&l.name), wide), wide),
            right(&all, 9),
            right(&loose, 10),
            right(&thousands(l.repeated), 17)
        ))?;
    }
    Ok(())
}

fn versions(context: &mut Context<'_>, linkage: &Linkage) -> Result<(), Failure> {
    let lang = context.lang;
    let head = match (lang, linkage.draws) {
        (Lang::En, 0) => {
            "Linkage: one way to tell the persons apart; draws of it (--partitions) would show what it decides.".to_owned()
        }
        (Lang::Ko, 0) => {
            "연결: 사람을 가르는 한 가지 방법뿐. 연결의 추출(--partitions)이 있어야 그 영향을 알 수 있음.".to_owned()
        }
        (Lang::En, n) => format!("Linkage: {n} draws; log-linear models over all of them:"),
        (Lang::Ko, n) => format!("연결: 추출 {n}가지. 모두에 걸친 로그선형 모형:"),
    };
    context.line("")?;
    context.line(&format!("  {}", bar::wrap(&head, context.width.saturating_sub(2), 2)))?;
    for v in &linkage.versions {
        let way = match (v.way.map(Way::words), lang) {
            (Some(words), _) => words.of(lang).to_owned(),
            (None, Lang::En) => "every record can be linked".to_owned(),
            (None, Lang::Ko) => "모든 기록을 연결할 수 있음".to_owned(),
        };
        context.line(&format!("    {}  {}", bar::pad(&way, 44), of(v, lang)))?;
    }
    Ok(())
}

/// Says where the persons as they were linked lie, when that is outside of every draw.
fn against(context: &mut Context<'_>, a: &Against) -> Result<(), Failure> {
    let (en, ko) = match a.place() {
        Ordering::Less => ("below", "아래"),
        Ordering::Greater => ("above", "위"),
        Ordering::Equal => return Ok(()),
    };
    let (n, least, most) = (a.listed, a.listed_drawn.0, a.listed_drawn.1);
    let listed = (thousands(n), thousands(least), thousands(most));
    let best = a.best.map(|(n, (least, most))| [n, least, most].map(|x| thousands(whole(x))));
    let text = match context.lang {
        Lang::En => {
            let models = best.map_or_else(String::new, |[n, least, most]| {
                format!("; log-linear median {n}, in the draws {least} to {most}")
            });
            format!(
                "Note: the persons as they were linked lie {en} every draw: {} listed, in the draws {} to {}{models}. One of many ways to link should lie among them; look whether both files come from one linkage.",
                listed.0, listed.1, listed.2
            )
        }
        Lang::Ko => {
            let models = best.map_or_else(String::new, |[n, least, most]| {
                format!("; 로그선형 중앙값 {n}, 추출에서는 {least}~{most}")
            });
            format!(
                "주의: 연결된 그대로의 인물은 모든 추출보다 {ko}에 있음: 명단 {}명, 추출에서는 {}~{}명{models}. 두 파일이 같은 연결에서 나왔는지 확인할 것.",
                listed.0, listed.1, listed.2
            )
        }
    };
    context.line(&format!("  {}", bar::wrap(&text, context.width.saturating_sub(2), 2)))
}

fn of(v: &Version, lang: Lang) -> String {
    let (least, most) = (thousands(v.listed.0), thousands(v.listed.1));
    let listed = if v.listed.0 == v.listed.1 { least } else { format!("{least}–{most}") };
    let numbers = v.ends.map_or_else(
        || "–".to_owned(),
        |(median, low, high)| {
            let end = high.map_or_else(|| "∞".to_owned(), |h| thousands(whole(h)));
            format!("{} [{}, {end}]", thousands(whole(median)), thousands(whole(low)))
        },
    );
    match lang {
        Lang::En => format!("{numbers}  listed {listed}"),
        Lang::Ko => format!("{numbers}  명단 {listed}"),
    }
}

fn beside(context: &mut Context<'_>, tables: &[Beside]) -> Result<(), Failure> {
    if tables.is_empty() {
        return Ok(());
    }
    let ko = context.lang == Lang::Ko;
    let head = if ko {
        "따로 판단한 표(최적 모형의 값이 가장 낮거나 높은 것, 값이 없는 것):"
    } else {
        "Tables judged whole beside it (best model lowest, highest, or none):"
    };
    context.line(&format!("  {}", bar::wrap(head, context.width.saturating_sub(2), 2)))?;
    for table in tables {
        let v = table.said.verdict;
        let ends = match (v.low(), v.high()) {
            (Some(low), Some(high)) => {
                format!("[{}, {}]", thousands(whole(low.floor())), thousands(whole(high.ceil())))
            }
            (Some(low), None) => format!("≥ {}", thousands(whole(low.floor()))),
            _ => if ko { "거부" } else { "refused" }.to_owned(),
        };
        let rules: Vec<&str> = table.said.rules.iter().map(|r| r.id()).collect();
        let draw = if ko { "추출" } else { "draw" };
        let way = table.way.map_or(String::new(), |w| format!(", {}", w.words().of(context.lang)));
        let name = format!("{draw} {}{way}", bar::cut(&plain(&table.draw), 20));
        let line = format!("    {}  {ends}  {}", bar::pad(&name, 44), rules.join(" "));
        context.line(line.trim_end())?;
    }
    Ok(())
}
