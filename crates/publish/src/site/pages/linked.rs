//! Why the mentions of a person are of one person: the part of a person's page that linking by names and ages gives.
//!
//! Invariants: every total stands beside terms that add up to it; where names and ages alone would make other persons than the desk has, the
//! page says so; who judged is not said.
//!
//! Not here: the name's spellings, see [`super::shelves`]; what is worked out, which the edition has.

use super::uncounted::{Text, of};
use super::{Block, Html, Page, Row, say, table};
use crate::site::{
    chart::{Step, Told, bits, waterfall},
    view,
    words::fill,
};
use protect::shape::{LinkedMention, LinkedPair, LinkedPerson, Person};

/// Mentions of one person that are shown.
const MOST: usize = 200;

const TITLE: Text = ("Why these mentions are one person", "이 이름들이 한 사람인 까닭");
const LEAD: Text = (
    "Each mention of the name in a report was weighed with every other by name and age alone; the desk's own word on whom it mentions was not looked at.",
    "보도마다의 이름을 이름과 나이만으로 서로 견주어 보았다. 누구를 가리키는지에 대한 데스크의 판단은 보지 않았다.",
);
const ALONE: Text = (
    "There is one mention of this person, and no other that it could be: nothing to add up.",
    "이 사람의 이름은 한 번 나오며 같은 사람일 다른 이름이 없다. 더할 것이 없다.",
);
const APART: Text = (
    "By name and age alone these mentions would be {1} persons, numbered below: the desk holds them for one.",
    "이름과 나이만으로 보면 이 이름들은 아래 번호와 같이 {1}명이다. 데스크는 한 사람으로 본다.",
);
const ASIDE: Text = (
    "A weight is log2 of how many times more probable an agreement is among mentions of one person than of two: ten bits are a factor of a thousand. What agreements weigh was learned from a made-up population and not from these mentions. A mention would go out if its average with the others fell to {1} bits or less. Nobody wrote these tables: they are computed.",
    "무게는 어떤 일치가 두 사람의 이름 사이보다 한 사람의 이름 사이에서 몇 배 더 일어나기 쉬운지의 log2이다. 10비트는 천 배이다. 일치의 무게는 이 이름들이 아니라 지어낸 인구에서 배웠다. 다른 이름들과의 평균이 {1}비트 이하가 되면 빠진다. 사람이 쓴 표가 아니라 계산한 결과이다.",
);

/// The section; nothing when the edition says nothing of the person.
pub(super) fn blocks(page: &Page<'_>, row: &Person) -> Vec<Block> {
    let lang = page.lang;
    let Some(linkage) = page.site.edition.linkage.as_deref() else { return Vec::new() };
    let Some(person) = linkage.by_person.iter().find(|p| p.person == row.key) else {
        return Vec::new();
    };
    let mut blocks = vec![
        Block::H2("linked", of(lang, TITLE).to_owned()),
        Block::P(say(of(lang, LEAD)).raw(" ").then(&view::both(lang, &linkage.sentence))),
    ];
    let mut found: Vec<u64> = person.mentions.iter().map(|m| m.found).collect();
    found.sort_unstable();
    found.dedup();
    if found.len() > 1 {
        let text = fill(of(lang, APART), &[&view::number(found.len() as u64)]);
        blocks.push(Block::P(say(&text)));
    }
    if person.mentions.iter().all(|m| m.nearest.is_none()) {
        blocks.push(Block::P(say(of(lang, ALONE))));
        return blocks;
    }
    blocks.push(reasons(page, row, person, found.len() > 1));
    blocks.push(terms(page, row, person));
    blocks.extend(picture(page, person));
    blocks.push(Block::Aside(say(&fill(of(lang, ASIDE), &[&bits(linkage.threshold_milli)]))));
    blocks
}

/// A name in its own language.
fn spelled(page: &Page<'_>, row: &Person, name: &str) -> Html {
    let code = row.names.iter().find(|n| n.name == name).map_or("", |n| &*n.lang);
    if code.is_empty() {
        return view::as_written(page.lang, name);
    }
    if code == page.lang.code() { say(name) } else { view::in_lang(name, code) }
}

/// A name with the report that prints it.
fn mention(page: &Page<'_>, row: &Person, (name, report): (&str, &str)) -> Html {
    let spelled = spelled(page, row, name);
    match page.site.index.anchor_path(report) {
        Some(path) => spelled.raw(" <small>").then(&page.link(&path, report)).raw("</small>"),
        None => spelled,
    }
}

fn reasons(page: &Page<'_>, row: &Person, person: &LinkedPerson, numbered: bool) -> Block {
    let lang = page.lang;
    let body = person.mentions.iter().take(MOST).map(|m| {
        let own = mention(page, row, (&m.name, &m.report));
        let own = if numbered { say(&format!("{}. ", m.found)).then(&own) } else { own };
        let nearest = m.nearest.as_ref();
        let beside = nearest.map(|n| mention(page, row, (&n.name, &n.report)));
        let total = nearest.map_or_else(String::new, |n| bits(n.total_milli));
        Row::new(vec![
            own,
            beside.unwrap_or_default(),
            say(&total),
            say(&m.average_milli.map_or_else(String::new, bits)),
            out(page, row, m),
        ])
    });
    let heads = [
        ("Mention", "이름"),
        ("Weighs most with", "가장 무거운 상대"),
        ("Bits", "비트"),
        ("Average with all", "모두와의 평균"),
        ("What would take it out", "빠지게 하는 것"),
    ];
    let caption = of(lang, ("Each mention, the weakest first", "이름마다, 약한 것부터"));
    table(say(caption), heads.map(|h| of(lang, h)).to_vec(), body.collect())
}

/// What would take a mention out, and what was judged of it.
fn out(page: &Page<'_>, row: &Person, m: &LinkedMention) -> Html {
    let lang = page.lang;
    let mut parts: Vec<Html> = m
        .without
        .iter()
        .map(|w| {
            let text = if w.out {
                of(lang, ("another {1}: out, at {2}", "{1}이(가) 다르면 빠짐: {2}"))
            } else {
                of(lang, ("another {1}: stays, at {2}", "{1}이(가) 달라도 남음: {2}"))
            };
            say(&fill(text, &[lang.of(&w.field).0, &bits(w.average_milli)]))
        })
        .collect();
    for judged in &m.decided {
        let text = if judged.same {
            of(lang, ("the desk judged it the same person as ", "데스크가 같은 사람으로 판단: "))
        } else {
            of(lang, ("the desk judged it another person than ", "데스크가 다른 사람으로 판단: "))
        };
        parts.push(say(text).then(&mention(page, row, (&judged.name, &judged.report))));
    }
    Html::join(parts, "; ")
}

fn steps(page: &Page<'_>, pair: &LinkedPair) -> Vec<Step> {
    let lang = page.lang;
    let before = of(lang, ("before anything is compared", "견주기 전")).to_owned();
    let mut out = vec![Step { label: before, milli: pair.prior_milli }];
    out.extend(pair.terms.iter().map(|t| Step {
        label: format!("{}: {}", lang.of(&t.field).0, lang.of(&t.agreement).0),
        milli: t.weight_milli,
    }));
    out
}

/// The terms of every pair of the table before.
fn terms(page: &Page<'_>, row: &Person, person: &LinkedPerson) -> Block {
    let lang = page.lang;
    let pairs = person.mentions.iter().filter_map(|m| m.nearest.as_ref().map(|n| (m, n)));
    let body = pairs.take(MOST).map(|(m, pair)| {
        let both = spelled(page, row, &m.name).raw(" – ").then(&spelled(page, row, &pair.name));
        let terms = steps(page, pair).into_iter();
        let terms = terms.map(|s| say(&format!("{} {}", s.label, bits(s.milli))));
        let odds =
            format!("{}.{:04} %", pair.probability_ppm / 10_000, pair.probability_ppm % 10_000);
        Row::new(vec![both, Html::join(terms, "; "), say(&bits(pair.total_milli)), say(&odds)])
    });
    let heads =
        [("Pair", "쌍"), ("Terms", "항"), ("Sum, bits", "합(비트)"), ("Probability", "확률")];
    let caption = of(lang, ("Terms that add up to each sum", "합을 이루는 항"));
    table(say(caption), heads.map(|h| of(lang, h)).to_vec(), body.collect())
}

/// The terms of the weakest mention that is beside another.
fn picture(page: &Page<'_>, person: &LinkedPerson) -> Option<Block> {
    let lang = page.lang;
    let (m, pair) = person.mentions.iter().find_map(|m| Some((m, m.nearest.as_ref()?)))?;
    let title = of(lang, ("What holds the weakest mention", "가장 약한 이름을 붙드는 것"));
    let steps = steps(page, pair);
    let caption = fill(
        of(
            lang,
            (
                "{1} beside {2}: full bars speak for one person, hollow ones against. The rows add up to the last; the numbers stand in the table.",
                "{1}와(과) {2}: 채운 막대는 한 사람 쪽, 빈 막대는 반대쪽이다. 줄을 모두 더하면 마지막 줄이 된다. 숫자는 표에 있다.",
            ),
        ),
        &[&m.name, &pair.name],
    );
    let told = Told { id: "waterfall".to_owned(), title, description: &caption };
    let sum = (of(lang, ("sum", "합")), pair.total_milli);
    let svg = waterfall(&told, &steps, sum);
    Some(Block::Picture(title.to_owned(), svg, say(&caption)))
}
