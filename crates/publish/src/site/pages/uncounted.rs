//! Those whom nobody counted: what lists of the named allow to be said and why no more, and what the figures can bear instead.
//!
//! Invariants: no headline number – figures of parties stand beside each other as factors, never as a middle; every bar stands in the row
//! of a table with the same numbers; a refusal comes with its rules and with what would help.
//!
//! Not here: what is reckoned; the edition has it.

use super::{Block, Html, Lang, Out, Page, Row, Site, say, table};
use crate::Error;
use crate::site::{
    blocks::Section,
    chart::{self, Bars},
    terms, view,
    words::fill,
};
use protect::shape::{
    Estimation, FigureRatio, FiredRule, ListEstimate, MethodLine, Quantity, QuantityKind,
};

/// Rows of a table at most; the data file of the edition has all.
const MOST: usize = 60;

/// Days within which two figures are compared first.
const MONTH_DAYS: i64 = 31;

/// Writes the page; nothing when the edition has no estimate.
pub(crate) fn write(site: Site<'_>, lang: Lang, out: &mut Out<'_>) -> Result<(), Error> {
    let Some(estimation) = site.edition.estimation.as_deref() else { return Ok(()) };
    let mut page = Page::new(site, lang, Section::Uncounted, "uncounted.html", "");
    page.title = of(lang, TITLE).to_owned();
    let mut blocks = vec![Block::Lead(say(of(lang, LEAD)))];
    if let Some(lists) = &estimation.lists {
        blocks.extend(verdict(&page, lists));
    }
    blocks.extend(super::filed::blocks(&page, estimation));
    blocks.push(Block::H2("figures", of(lang, FIGURES).to_owned()));
    blocks.push(Block::P(say(of(lang, FIGURES_LEAD))));
    blocks.extend(ends(&page, estimation));
    blocks.extend(lineages(&page, estimation));
    blocks.extend(factors(&page, estimation));
    blocks.extend(wounded(&page, estimation));
    blocks.extend(revisions(&page, estimation));
    blocks.extend(scenarios(&page, estimation));
    blocks.push(Block::H2("method", page.w.nav_method.to_owned()));
    blocks.extend(METHOD.iter().map(|text| Block::P(say(of(lang, *text)))));
    out(&page, &blocks)
}

pub(super) type Text = (&'static str, &'static str);

pub(super) const fn of(lang: Lang, (en, ko): Text) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Ko => ko,
    }
}

const TITLE: Text = ("The uncounted", "세어지지 않은 사람들");
const LEAD: Text = (
    "How many are dead whom no list names? From lists of persons that can be estimated, if there are enough of them and they overlap. Where they do not, this page says so and gives no number.",
    "어느 명단에도 이름이 없는 사망자는 몇 명인가? 인명 명단이 충분하고 서로 겹치면 추정할 수 있다. 그렇지 않으면 이 쪽은 그 사실을 밝히고 숫자를 제시하지 않는다.",
);
const FIGURES: Text = ("What the figures can bear", "수치로 말할 수 있는 것");
const FIGURES_LEAD: Text = (
    "Parties give figures, not names. A handful of figures that depend on each other cannot be made into one number: the error that all parties share cannot be seen in any of them. What can be said is by which factor they differ and since when, what each implies, and what was told anew.",
    "발표 주체들은 이름이 아니라 수치를 내놓는다. 서로 얽힌 몇 개의 수치로 하나의 숫자를 만들 수는 없다. 모두가 함께 틀린 정도는 어느 수치에도 드러나지 않기 때문이다. 말할 수 있는 것은 수치들이 언제부터 몇 배 차이 나는지, 각각이 무엇을 뜻하는지, 무엇이 다시 발표되었는지이다.",
);
const METHOD: [Text; 3] = [
    (
        "Lists: twelve rules decide whether a number may be given, R1 to R12. Every method puts another assumption where the data are silent; the interval, if there is one, holds all of them. A list that hands on another's names counts as one with it.",
        "명단: 열두 규칙 R1–R12가 숫자를 제시해도 되는지를 정한다. 방법마다 자료가 말하지 않는 자리에 다른 가정을 둔다. 구간이 있다면 그 모두를 담는다. 다른 명단의 이름을 옮긴 명단은 그 명단과 하나로 센다.",
    ),
    (
        "Figures: each enters by the interval that its words mean. Figures of a part, of a protected source, and figures that were handed on do not enter; the last are shown with whom they go back to. A factor of “at least” comes from the ends of two intervals: 3,001 or more over 1,210 or fewer is at least 2.48.",
        "수치: 각 수치는 그 말이 뜻하는 구간으로 들어간다. 일부만 센 수치, 보호 취재원의 수치, 옮겨 전한 수치는 넣지 않으며, 옮겨 전한 것은 출처와 함께 보인다. ‘적어도’ 몇 배는 두 구간의 끝에서 나온다. 3,001 이상과 1,210 이하라면 적어도 2.48배이다.",
    ),
    (
        "Two ratios of wounded to killed that exclude each other prove no error: the ratio can change. They say that a number carried over by such a ratio depends on whose ratio it is.",
        "부상자 대 사망자의 두 비가 서로 양립할 수 없다고 해서 오류가 증명되는 것은 아니다. 비는 변할 수 있다. 다만 그런 비로 옮긴 숫자는 누구의 비를 쓰느냐에 달려 있다는 뜻이다.",
    ),
];

fn verdict(page: &Page<'_>, lists: &ListEstimate) -> Vec<Block> {
    let lang = page.lang;
    let word = match lists.verdict.as_str() {
        "estimate" => ("From the lists: an estimate", "명단에서: 추정"),
        "range" => ("From the lists: a range, without a point", "명단에서: 범위, 하나의 숫자 없음"),
        "lower_bound" => ("From the lists: a lower bound only", "명단에서: 하한만"),
        _ => ("From the lists: refused", "명단에서: 추정 거부"),
    };
    let mut blocks = vec![
        Block::H2("lists", of(lang, word).to_owned()),
        Block::Words(view::both(lang, &lists.sentence)),
        Block::P(
            say(of(lang, ("Asked was: ", "물은 것: "))).then(&view::both(lang, &lists.estimand)),
        ),
    ];
    blocks.extend(rules(page, &lists.rules));
    blocks.push(named(page, lists));
    blocks.extend(methods(page, &lists.methods));
    let hash = Html::new().raw("<code>").text(&lists.table_hash).raw("</code>");
    let lead = of(
        lang,
        (
            "Hash of the counts and labels, by which anyone can find the same result again: ",
            "도수와 이름표의 해시(누구나 같은 결과를 다시 얻을 수 있음): ",
        ),
    );
    blocks.push(Block::Aside(say(lead).then(&hash)));
    blocks
}

/// The rules that fired, with what would help.
pub(super) fn rules(page: &Page<'_>, rules: &[FiredRule]) -> Option<Block> {
    let lang = page.lang;
    let rows = rules.iter().map(|rule| {
        Row::new(vec![
            Html::new().raw("<code>").text(&rule.id).raw("</code>"),
            view::both(lang, &rule.because),
            view::both(lang, &rule.help),
        ])
    });
    let rows: Vec<Row> = rows.collect();
    let heads = [("rule", "규칙"), ("why", "이유"), ("what would help", "도움이 될 것")];
    let caption = of(lang, ("The rules that fired", "적용된 규칙"));
    (!rows.is_empty()).then(|| table(say(caption), heads.map(|h| of(lang, h)).to_vec(), rows))
}

fn named(page: &Page<'_>, lists: &ListEstimate) -> Block {
    let lang = page.lang;
    let rows = lists.lists.iter().map(|list| {
        let from: Vec<Html> = list.derives_from.iter().map(|n| view::as_written(lang, n)).collect();
        let from = if from.is_empty() {
            say(of(lang, ("nobody: it names them itself", "없음: 직접 이름을 밝힘")))
        } else {
            Html::join(from, ", ")
        };
        Row::new(vec![view::as_written(lang, &list.name), say(&view::number(list.persons)), from])
    });
    let heads = [
        ("who names them", "누가 이름을 밝혔나"),
        ("persons", "인원"),
        ("has the names from", "이름의 출처"),
    ];
    let caption = of(
        lang,
        (
            "{1} persons by who names them; a list that hands names on is no second list",
            "이름이 밝혀진 {1}명, 밝힌 쪽별; 이름을 옮긴 명단은 두 번째 명단이 아님",
        ),
    );
    let caption = fill(caption, &[&view::number(lists.listed)]);
    table(say(&caption), heads.map(|h| of(lang, h)).to_vec(), rows.collect())
}

/// What each method says, with a bar on one scale; none after a refusal.
pub(super) fn methods(page: &Page<'_>, methods: &[MethodLine]) -> Option<Block> {
    let lang = page.lang;
    let quantity = |low, high, median| Quantity {
        kind: QuantityKind::Number,
        lo: low,
        hi: high,
        value: median,
        ..Quantity::default()
    };
    let all: Vec<Quantity> = methods.iter().map(|m| quantity(m.low, m.high, m.median)).collect();
    let bars = Bars::of(all.iter());
    let rows: Vec<Row> = methods
        .iter()
        .zip(&all)
        .map(|(m, q)| {
            let numbers = match (m.median, m.low) {
                (Some(median), Some(low)) => {
                    let end = m.high.map_or_else(|| "∞".to_owned(), view::number);
                    say(&format!("{} [{}, {end}]", view::number(median), view::number(low)))
                }
                _ => say(of(lang, ("withheld: ", "보류: "))).text(&m.withheld),
            };
            let cells = vec![
                view::both(lang, &m.method),
                numbers,
                chart::bar(bars.as_ref(), q, 0),
                view::both(lang, &m.assumes),
            ];
            Row::new(cells)
        })
        .collect();
    let heads = [
        ("method", "방법"),
        ("median and 95 % interval", "중앙값과 95 % 구간"),
        ("on one scale", "같은 눈금"),
        ("under the assumption that", "가정"),
    ];
    let caption = of(
        lang,
        ("What each method says under its own assumption", "방법마다 제 가정 아래 말하는 것"),
    );
    (!rows.is_empty()).then(|| table(say(caption), heads.map(|h| of(lang, h)).to_vec(), rows))
}

/// Floor and ceiling.
fn ends(page: &Page<'_>, estimation: &Estimation) -> Vec<Block> {
    let lang = page.lang;
    let mut facts = Vec::new();
    if let Some(last) = estimation.floor.last() {
        let text = of(lang, ("{1} by name, as of ", "이름이 밝혀진 {1}명, 기준일 "));
        let day = view::date(lang, &last.day, page.w.nothing_not_stated);
        facts.push((
            of(lang, ("floor: named dead", "바닥: 이름이 밝혀진 사망자")),
            say(&fill(text, &[&view::number(last.named)]))
                .then(&day)
                .raw(" · ")
                .then(&page.link("persons.html", page.w.nav_persons)),
        ));
    }
    if let Some(ceiling) = &estimation.ceiling {
        let text = of(lang, ("at most {1} were sent, by ", "많아야 {1}명 파병, "));
        facts.push((
            of(
                lang,
                ("ceiling: the largest strength anyone gives", "천장: 발표된 가장 큰 파병 규모"),
            ),
            say(&fill(text, &[&view::number(ceiling.deployed)]))
                .then(&view::statement_key(page, &ceiling.statement)),
        ));
    }
    if facts.is_empty() {
        return Vec::new();
    }
    let heading = of(lang, ("Floor and ceiling", "바닥과 천장"));
    vec![Block::H3("ends".to_owned(), say(heading)), Block::Facts(facts)]
}

fn lineages(page: &Page<'_>, estimation: &Estimation) -> Vec<Block> {
    let lang = page.lang;
    if estimation.lineages.is_empty() {
        return Vec::new();
    }
    let rows = estimation.lineages.iter().map(|l| {
        Row::new(vec![
            view::party(page, &l.party),
            short_keys(page, &l.own),
            short_keys(page, &l.repeats),
        ])
    });
    let text = of(lang, ("{1} lineages", "계통 {1}개"));
    let heading = fill(text, &[&estimation.lineages.len().to_string()]);
    let heads = [
        ("party", "발표 주체"),
        ("figures of its own", "자기 수치"),
        ("handed on by", "옮겨 전한 진술"),
    ];
    let caption = of(
        lang,
        (
            "Whose figures go back to themselves: ten relays of one briefing are one lineage",
            "수치가 자기 자신에게서 나온 주체: 한 브리핑을 열 곳이 옮겨도 계통은 하나",
        ),
    );
    vec![
        Block::H3("lineages".to_owned(), say(&heading)),
        table(say(caption), heads.map(|h| of(lang, h)).to_vec(), rows.collect()),
    ]
}

/// Keys, with the number of those beyond twelve.
fn short_keys(page: &Page<'_>, keys: &[String]) -> Html {
    let shown = keys.len().min(12);
    let html = view::keys(page, &keys[..shown]);
    if keys.len() > shown { html.text(&format!(" … +{}", keys.len() - shown)) } else { html }
}

/// Factors between parties: those of the latest figures, then how they came about.
fn factors(page: &Page<'_>, estimation: &Estimation) -> Vec<Block> {
    let lang = page.lang;
    if estimation.ratios.is_empty() {
        return Vec::new();
    }
    let mut latest: Vec<&FigureRatio> = estimation.ratios.iter().filter(|r| r.latest).collect();
    // Figures for days far apart differ by what happened in between as well.
    latest.sort_by_key(|r| (r.days_apart.abs() > MONTH_DAYS, std::cmp::Reverse(apart(r))));
    let mut past: Vec<&FigureRatio> = estimation.ratios.iter().collect();
    past.sort_by(|a, b| b.since.cmp(&a.since));
    let heading = of(lang, ("By which factor parties differ", "발표 주체들은 몇 배 차이 나는가"));
    let now = of(
        lang,
        (
            "Between the latest figures of parties; first those for days within a month of each other, the furthest apart on top",
            "각 주체의 최근 수치 사이; 기준일이 한 달 안인 것부터, 차이가 큰 순",
        ),
    );
    let then = of(lang, ("How the factors changed, the newest first", "배수의 변화, 최근 것부터"));
    vec![
        Block::H3("factors".to_owned(), say(heading)),
        ratio_table(page, now, &latest),
        Block::H3("factor-history".to_owned(), say(of(lang, ("Their history", "그 경과")))),
        ratio_table(page, then, &past),
    ]
}

/// By which factor two figures differ whatever their words mean, in thousandths; 1,000 when they need not.
fn apart(ratio: &FigureRatio) -> u64 {
    let below = ratio.high_milli.filter(|h| *h > 0).map_or(0, |high| 1_000_000 / high);
    ratio.low_milli.max(below).max(1_000)
}

fn ratio_table(page: &Page<'_>, caption: &'static str, ratios: &[&FigureRatio]) -> Block {
    let lang = page.lang;
    let rows = ratios.iter().take(MOST).map(|r| {
        let days = match r.days_apart {
            0 => of(lang, ("the same day", "같은 날")).to_owned(),
            1 => of(lang, ("the first a day later", "앞의 것이 하루 뒤")).to_owned(),
            -1 => of(lang, ("the first a day earlier", "앞의 것이 하루 앞")).to_owned(),
            n => {
                let text = if n > 0 {
                    of(lang, ("the first {1} days later", "앞의 것이 {1}일 뒤"))
                } else {
                    of(lang, ("the first {1} days earlier", "앞의 것이 {1}일 앞"))
                };
                fill(text, &[&n.unsigned_abs().to_string()])
            }
        };
        Row::new(vec![
            view::party(page, &r.over).raw(" ÷ ").then(&view::party(page, &r.under)),
            terms::term(lang, &r.category),
            say(&factor(lang, r.low_milli, r.high_milli)),
            say(&days),
            view::date(lang, &r.since, page.w.nothing_not_stated),
            view::keys(page, &r.statements),
        ])
    });
    let heads = [
        ("parties", "주체"),
        ("category", "범주"),
        ("factor", "배수"),
        ("days between", "날짜 차이"),
        ("since", "언제부터"),
        ("statements", "진술"),
    ];
    let shown = ratios.len().min(MOST);
    let caption = if shown < ratios.len() {
        let more = of(lang, ("{1}: {2} of {3}", "{1}: {3}개 중 {2}개"));
        fill(more, &[caption, &shown.to_string(), &ratios.len().to_string()])
    } else {
        caption.to_owned()
    };
    table(say(&caption), heads.map(|h| of(lang, h)).to_vec(), rows.collect())
}

/// A factor between its least and its most; the least is rounded down, the most up.
fn factor(lang: Lang, low: u64, high: Option<u64>) -> String {
    let (least, most) = (hundredths(low / 10), high.map(|h| hundredths(h.div_ceil(10))));
    match (low, most) {
        (_, Some(most)) if most == least => most,
        (0, Some(most)) => fill(of(lang, ("at most {1}", "많아야 {1}")), &[&most]),
        (_, Some(most)) => fill(of(lang, ("{1} to {2}", "{1}–{2}")), &[&least, &most]),
        (0, None) => of(lang, ("any", "정할 수 없음")).to_owned(),
        (_, None) => fill(of(lang, ("at least {1}", "적어도 {1}")), &[&least]),
    }
}

fn hundredths(n: u64) -> String {
    format!("{}.{:02}", view::number(n / 100), n % 100)
}

fn wounded(page: &Page<'_>, estimation: &Estimation) -> Vec<Block> {
    let lang = page.lang;
    let all = &estimation.wounded_to_killed;
    if all.is_empty() {
        return Vec::new();
    }
    let quantities: Vec<Quantity> = all
        .iter()
        .map(|w| Quantity {
            kind: QuantityKind::Number,
            lo: Some(w.low_milli),
            hi: w.high_milli,
            ..Quantity::default()
        })
        .collect();
    let bars = Bars::of(quantities.iter());
    let rows = all.iter().zip(&quantities).map(|(w, q)| {
        let others = if w.incoherent_with.is_empty() {
            say(of(lang, ("none", "없음")))
        } else {
            short_keys(page, &w.incoherent_with)
        };
        Row::new(vec![
            view::party(page, &w.party),
            view::date(lang, &w.as_of, page.w.nothing_not_stated),
            say(&factor(lang, w.low_milli, w.high_milli)),
            chart::bar(bars.as_ref(), q, 0),
            others,
            view::keys(page, &w.statements),
        ])
    });
    let heads = [
        ("party", "발표 주체"),
        ("as of", "기준일"),
        ("wounded for each killed", "사망자 한 명당 부상자"),
        ("on one scale", "같은 눈금"),
        ("excludes", "양립 불가"),
        ("statements", "진술"),
    ];
    let heading = of(lang, ("Wounded for each killed", "사망자 한 명당 부상자"));
    let caption =
        of(lang, ("Where one party gave both for one day", "한 주체가 같은 날 둘 다 밝힌 경우"));
    vec![
        Block::H3("wounded-to-killed".to_owned(), say(heading)),
        table(say(caption), heads.map(|h| of(lang, h)).to_vec(), rows.collect()),
    ]
}

fn revisions(page: &Page<'_>, estimation: &Estimation) -> Vec<Block> {
    let lang = page.lang;
    if estimation.revisions.is_empty() {
        return Vec::new();
    }
    let rows = estimation.revisions.iter().take(MOST).map(|r| {
        let how = match r.factor_milli {
            1000 => of(
                lang,
                ("other words, the same range is possible", "말은 다르나 같은 값일 수 있음"),
            )
            .to_owned(),
            rose if rose > 1000 => fill(
                of(lang, ("rose by {1} or more", "{1}배 이상 늘어남")),
                &[&hundredths(rose / 10)],
            ),
            fell => fill(
                of(lang, ("fell to {1} of it or less", "{1}배 이하로 줄어듦")),
                &[&hundredths(fell.div_ceil(10))],
            ),
        };
        Row::new(vec![
            view::party(page, &r.party),
            terms::term(lang, &r.category),
            view::date(lang, &r.on, page.w.nothing_not_stated),
            say(&how),
            view::keys(page, &r.statements),
        ])
    });
    let heads = [
        ("party", "발표 주체"),
        ("category", "범주"),
        ("told anew on", "다시 발표한 날"),
        ("how", "어떻게"),
        ("statements", "진술"),
    ];
    let heading = of(lang, ("Told anew", "다시 발표된 것"));
    let caption = of(
        lang,
        (
            "Figures that a party changed for a day that had passed: nobody died in between",
            "지나간 날의 수치를 주체가 바꾼 경우: 그사이 사망자가 늘어난 것이 아님",
        ),
    );
    vec![
        Block::H3("revisions".to_owned(), say(heading)),
        table(say(caption), heads.map(|h| of(lang, h)).to_vec(), rows.collect()),
    ]
}

fn scenarios(page: &Page<'_>, estimation: &Estimation) -> Vec<Block> {
    let lang = page.lang;
    if estimation.scenarios.is_empty() {
        return Vec::new();
    }
    let rows = estimation.scenarios.iter().map(|s| {
        let killed = match s.killed.as_slice() {
            [median, low, high] => say(&format!(
                "{} [{}, {}]",
                view::number(*median),
                view::number(*low),
                view::number(*high)
            )),
            _ => say(of(
                lang,
                ("withheld: the chains did not converge (R3)", "보류: 사슬이 수렴하지 않음 (R3)"),
            )),
        };
        Row::new(vec![
            say(&hundredths(s.common_bias_milli / 10)),
            view::date(lang, &s.day, page.w.nothing_not_stated),
            killed,
            short_keys(page, &s.statements),
        ])
    });
    let heads = [
        ("common bias, spread in ln", "공통 편향의 폭(ln)"),
        ("day", "날짜"),
        ("killed: median and 95 %", "사망: 중앙값과 95 %"),
        ("figures with a voice", "반영된 수치"),
    ];
    let heading = of(lang, ("Experimental: scenarios", "실험적: 시나리오"));
    let note = of(
        lang,
        (
            "Experimental: a scenario, not an estimate. The bias that all parties share cannot be known from their figures; its spread is a knob, and the rows differ in nothing else. A model of this kind has overshot later lists of the named dead.",
            "실험적: 시나리오이며 추정이 아니다. 모든 주체가 함께 틀린 정도는 수치로 알 수 없다. 그 폭은 손잡이일 뿐이며, 행들은 그것만 다르다. 이런 모형은 뒤에 나온 사망자 명단보다 크게 어긋난 적이 있다.",
        ),
    );
    let caption = of(
        lang,
        (
            "If the bias that all parties share had this spread",
            "모든 주체가 함께 틀린 폭이 이만하다면",
        ),
    );
    vec![
        Block::H3("scenarios".to_owned(), say(heading)),
        Block::Aside(say(note)),
        table(say(caption), heads.map(|h| of(lang, h)).to_vec(), rows.collect()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_say_no_more_than_their_ends() {
        for (low, high, text) in [
            (2480, None, "at least 2.48"),
            (0, Some(500), "at most 0.50"),
            (0, None, "any"),
            (995, Some(1005), "0.99 to 1.01"),
            (2_000_000, Some(2_000_000), "2,000.00"),
        ] {
            assert_eq!(factor(Lang::En, low, high), text);
        }
        let of =
            |low_milli, high_milli| FigureRatio { low_milli, high_milli, ..FigureRatio::default() };
        assert_eq!(apart(&of(2480, None)), 2480);
        assert_eq!(apart(&of(0, Some(400))), 2500);
        assert_eq!(apart(&of(800, Some(1200))), 1000);
    }
}
