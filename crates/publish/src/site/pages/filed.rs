//! Tables that the desk judged, filed and made public: a verdict each, with what it rests on, pictures, and the same in tables.
//!
//! Invariants: each picture stands over the table with its numbers; whoever reads a refusal reads why, and what would help; nothing is shown
//! that the edition does not have.
//!
//! Not here: verdicts on the named of the case and on figures, see [`super::uncounted`].

use super::uncounted::{Text, methods, of, rules};
use super::{Block, Html, Page, Row, say, table};
use crate::site::{
    Lang,
    chart::{Line, Told, chains, intervals, trajectory},
    view,
    words::fill,
};
use protect::shape::{Chains, Estimation, FiledEstimate, FiledStratum, MethodLine};

/// Results on a page, and strata of one of them.
const MOST: (usize, usize) = (40, 100);

const TITLE: Text = ("Tables of lists that the desk judged", "데스크가 판정한 명단 표");
const LEAD: Text = (
    "Counts of persons by the lists that hold them, judged by the same rules. Each stands for itself: what it counts is said with it, results are not added, and the newest result on a table stands in the place of earlier ones.",
    "어느 명단에 올랐는지로 센 인원을 같은 규칙으로 판정한 결과이다. 각각 따로 읽어야 한다. 무엇을 센 것인지 함께 적었고, 결과끼리 더하지 않으며, 같은 표의 새 결과는 앞의 결과를 대신한다.",
);

/// The section; nothing when no table is public.
pub(super) fn blocks(page: &Page<'_>, estimation: &Estimation) -> Vec<Block> {
    let all = &estimation.filed;
    if all.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![
        Block::H2("filed", of(page.lang, TITLE).to_owned()),
        Block::P(say(of(page.lang, LEAD))),
    ];
    for one in all.iter().take(MOST.0) {
        blocks.extend(result(page, one));
    }
    if all.len() > MOST.0 {
        let text = of(
            page.lang,
            ("{1} of {2} are shown; the edition has all.", "{2}개 중 {1}개; 판에는 모두 있음."),
        );
        let numbers = [MOST.0.to_string(), all.len().to_string()];
        blocks.push(Block::Aside(say(&fill(text, &[&numbers[0], &numbers[1]]))));
    }
    blocks
}

fn word(verdict: &str) -> Text {
    match verdict {
        "estimate" => ("estimate", "추정"),
        "range" => ("range, without a point", "범위(하나의 숫자 없음)"),
        "lower_bound" => ("lower bound only", "하한만"),
        _ => ("refused", "추정 거부"),
    }
}

/// The first digits of the hash: they name the result on its page.
fn short(one: &FiledEstimate) -> &str {
    one.table_hash.get(..12).unwrap_or(&one.table_hash)
}

fn result(page: &Page<'_>, one: &FiledEstimate) -> Vec<Block> {
    let lang = page.lang;
    let heading = say(of(lang, ("Table ", "표 "))).text(short(one)).raw(": ");
    let mut blocks = vec![
        Block::H3(format!("table-{}", short(one)), heading.text(of(lang, word(&one.verdict)))),
        Block::Words(view::both(lang, &one.sentence)),
        Block::P(
            say(of(lang, ("Asked was: ", "물은 것: "))).then(&view::both(lang, &one.estimand)),
        ),
        facts(page, one),
    ];
    blocks.extend(rules(page, &one.rules));
    blocks.extend(by_method(page, one));
    blocks.extend(methods(page, &one.methods));
    blocks.extend(strata(page, &one.strata));
    blocks.extend(parts(page, one));
    blocks.extend(one.chains.iter().flat_map(|c| draws(page, one, c)));
    let hash = say(of(lang, ("Hash of the counts and labels: ", "도수와 이름표의 해시: ")));
    let hash = hash.raw("<code>").text(&one.table_hash).raw("</code>. ");
    let by = hash.text(of(lang, ("Judged by ", "판정: "))).raw("<code>").text(&one.code);
    blocks.push(Block::Aside(by.raw("</code>.")));
    blocks
}

fn facts(page: &Page<'_>, one: &FiledEstimate) -> Block {
    let lang = page.lang;
    let names = |list: &[String]| Html::join(list.iter().map(|n| view::as_written(lang, n)), ", ");
    let mut facts = Vec::new();
    let ends = match (one.low, one.high) {
        (Some(low), Some(high)) => Some(format!("{}–{}", view::number(low), view::number(high))),
        (Some(low), None) => {
            Some(fill(of(lang, ("at least {1}", "적어도 {1}")), &[&view::number(low)]))
        }
        _ => None,
    };
    if let Some(ends) = ends {
        facts.push((of(lang, ("may be said", "말할 수 있는 것")), say(&ends)));
    }
    if let Some(point) = one.point {
        let name = of(lang, ("the middle of the methods", "방법들의 중간"));
        facts.push((name, say(&view::number(point))));
    }
    let listed = of(lang, ("persons on a list", "명단에 오른 사람"));
    facts.push((listed, say(&view::number(one.listed))));
    facts.push((of(lang, ("lists", "명단")), names(&one.lists)));
    if !one.merged.is_empty() {
        facts.push((of(lang, ("counted as one", "하나로 셈")), names(&one.merged)));
    }
    Block::Facts(facts)
}

fn plain<'a>(page: &Page<'_>, text: &'a protect::shape::Both) -> &'a str {
    page.lang.of(text).0
}

fn none(lang: Lang) -> String {
    of(lang, ("none", "없음")).to_owned()
}

/// Median and interval of a method, or why there is none.
fn note(page: &Page<'_>, m: &MethodLine) -> String {
    match (m.median, m.low) {
        (Some(median), Some(low)) => {
            let end = m.high.map_or_else(|| "∞".to_owned(), view::number);
            format!("{} [{}, {end}]", view::number(median), view::number(low))
        }
        _ => fill(of(page.lang, ("withheld ({1})", "보류 ({1})")), &[&m.withheld]),
    }
}

/// Intervals by method; nothing without an interval.
fn by_method(page: &Page<'_>, one: &FiledEstimate) -> Option<Block> {
    let lang = page.lang;
    let mut lines: Vec<Line> = one
        .methods
        .iter()
        .map(|m| Line {
            label: plain(page, &m.method).to_owned(),
            mark: 0,
            median: m.median,
            low: m.low,
            high: m.high,
            note: note(page, m),
        })
        .collect();
    let interval = one.low.zip(one.high)?;
    lines.extend(one.strata.iter().map(|s| Line {
        label: s.values.join(", "),
        mark: 1,
        median: None,
        low: s.low,
        high: s.high,
        note: ends(page, s),
    }));
    let title = of(lang, ("Intervals by method", "방법별 구간"));
    let notes = lines.iter().map(|l| format!(" {}: {}.", l.label, l.note));
    let told = Told {
        id: format!("intervals-{}", short(one)),
        title,
        description: &format!("{}{}", plain(page, &one.sentence), notes.collect::<String>()),
    };
    let listed = of(lang, ("listed", "명단"));
    let svg = intervals(&told, &lines, Some(interval), (one.listed, listed));
    let caption = of(
        lang,
        (
            "A mark is a method's median, a line its 95 % interval under its own assumption; an arrow is an end without a limit. The ground behind them is the interval that may be said, the dotted line those listed. The numbers stand in the table.",
            "점은 방법의 중앙값, 선은 제 가정 아래의 95 % 구간이며, 화살표는 끝이 없음을 뜻한다. 바탕은 말할 수 있는 구간, 점선은 명단에 오른 사람 수이다. 숫자는 표에 있다.",
        ),
    );
    let strata = of(
        lang,
        (
            " The line of a stratum is the interval that may be said of it.",
            " 층의 선은 그 층에 대해 말할 수 있는 구간이다.",
        ),
    );
    let strata = if one.strata.is_empty() { "" } else { strata };
    Some(Block::Picture(title.to_owned(), svg, say(caption).text(strata)))
}

fn ends(page: &Page<'_>, s: &FiledStratum) -> String {
    match (s.low, s.high) {
        (Some(low), Some(high)) => format!("{}–{}", view::number(low), view::number(high)),
        (Some(low), None) => format!("≥ {}", view::number(low)),
        _ => of(page.lang, word(&s.verdict)).to_owned(),
    }
}

fn strata(page: &Page<'_>, strata: &[FiledStratum]) -> Option<Block> {
    let lang = page.lang;
    let rows: Vec<Row> = strata
        .iter()
        .take(MOST.1)
        .map(|s| {
            Row::new(vec![
                view::as_written(lang, &s.values.join(", ")),
                say(of(lang, word(&s.verdict))),
                say(&ends(page, s)),
                say(&view::number(s.listed)),
                say(&if s.rules.is_empty() { none(lang) } else { s.rules.join(", ") }),
            ])
        })
        .collect();
    let heads = [
        ("stratum", "층"),
        ("verdict", "판정"),
        ("persons", "인원"),
        ("listed", "명단"),
        ("rules", "규칙"),
    ];
    let caption = of(
        lang,
        (
            "Each stratum by itself; limits are not added to those of the whole",
            "층마다 따로; 끝점을 더해 전체를 얻지 않음",
        ),
    );
    (!rows.is_empty()).then(|| table(say(caption), heads.map(|h| of(lang, h)).to_vec(), rows))
}

/// The trajectory with its table.
fn parts(page: &Page<'_>, one: &FiledEstimate) -> Vec<Block> {
    let lang = page.lang;
    if one.trajectory.is_empty() {
        return Vec::new();
    }
    let title = of(lang, ("With less of the data", "자료가 더 적었다면"));
    let caption = of(
        lang,
        (
            "What the best model with pairs of lists only would have said of random parts of the listed: median and 10 to 90 % of the parts. A sound method stays level as the data grow.",
            "명단 두 개씩의 상호작용만 둔 최적 모형이 명단의 무작위 일부로 말했을 것: 중앙값과 10–90 %. 건전한 방법이라면 자료가 늘어도 높이가 그대로이다.",
        ),
    );
    let told = Told { id: format!("parts-{}", short(one)), title, description: caption };
    let svg = trajectory(&told, &one.trajectory);
    let rows = one.trajectory.iter().take(20).map(|s| {
        let spread = format!("{}–{}", view::number(s.low), view::number(s.high));
        Row::new(vec![say(&format!("{} %", s.percent)), say(&view::number(s.median)), say(&spread)])
    });
    let heads = [
        ("share of the listed", "명단의 비율"),
        ("median", "중앙값"),
        ("10 to 90 % of the parts", "일부들의 10–90 %"),
    ];
    vec![
        Block::Picture(title.to_owned(), svg, say(caption)),
        table(say(title), heads.map(|h| of(lang, h)).to_vec(), rows.collect()),
    ]
}

/// The chains with their table.
fn draws(page: &Page<'_>, one: &FiledEstimate, of_chains: &Chains) -> Vec<Block> {
    let lang = page.lang;
    let title = of(lang, ("The chains of the latent classes", "잠재계층의 사슬"));
    let caption = match (of_chains.low, of_chains.high) {
        (Some(low), Some(high)) => fill(
            of(
                lang,
                (
                    "Draws in their order, thinned, from {1} to {2} persons on a logarithmic scale. Chains that agree look alike.",
                    "추출 순서대로 솎아 그림, {1}명에서 {2}명까지 로그 눈금. 서로 맞는 사슬은 비슷해 보인다.",
                ),
            ),
            &[&view::number(low), &view::number(high)],
        ),
        _ => of(
            lang,
            (
                "Draws in their order, thinned, by rank: a rule withholds the numbers. Chains that agree look alike.",
                "추출 순서대로 솎아 순위로 그림. 숫자는 규칙에 따라 보류한다. 서로 맞는 사슬은 비슷해 보인다.",
            ),
        )
        .to_owned(),
    };
    let told = Told { id: format!("chains-{}", short(one)), title, description: &caption };
    let count = of_chains.traces.len().min(8);
    let name = |at: usize| fill(of(lang, ("chain {1}", "사슬 {1}")), &[&(at + 1).to_string()]);
    let names: Vec<String> = (0..count).map(name).collect();
    let trips = |at: &usize| of_chains.round_trips.get(*at).copied().unwrap_or(0);
    let note =
        |at: usize| fill(of(lang, ("{1} round trips", "왕복 {1}회")), &[&trips(&at).to_string()]);
    let notes: Vec<String> = (0..count).map(note).collect();
    let svg = chains(&told, of_chains, &names, &notes);
    let rows = names.iter().enumerate().map(|(at, name)| {
        let draws = view::number(of_chains.draws);
        Row::new(vec![say(name), say(&draws), say(&view::number(trips(&at)))])
    });
    let rhat = of_chains
        .rhat_milli
        .map_or_else(|| none(lang), |r| format!("{}.{:03}", r / 1000, r % 1000));
    let ess = of_chains.ess.map_or_else(|| none(lang), view::number);
    let all = of(
        lang,
        ("R-hat {1} over all chains, effective size {2}", "모든 사슬의 R-hat {1}, 유효 크기 {2}"),
    );
    let heads = [("chain", "사슬"), ("draws", "추출"), ("round trips", "왕복")];
    let heads = heads.map(|h| of(lang, h)).to_vec();
    vec![
        Block::Picture(title.to_owned(), svg, say(&caption)),
        table(say(&fill(all, &[&rhat, &ess])), heads, rows.collect()),
    ]
}
