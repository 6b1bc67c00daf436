//! A page per statement: its words, what they mean and by which rule, where it comes from, what was made of it, how to
//! check it. This is the page that a footnote links to.
//!
//! Invariant: the path depends on the key alone, so it is the same in every edition.

use super::{Block, Html, Lang, Out, Page, Row, Site, say, table};
use crate::Error;
use crate::site::{
    blocks::Section,
    chart::{Bars, Marks, bar},
    paths, terms, view,
    words::fill,
};
use protect::shape::{Quantity, QuantityKind, Statement};
use std::collections::BTreeSet;

/// Writes one page per statement.
pub(crate) fn write(
    site: Site<'_>,
    lang: Lang,
    marks: &Marks<'_>,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    for (at, row) in site.edition.statements.iter().enumerate() {
        let path = site.index.statement_path(at);
        let who = view::plain_attribution(site, lang, &row.attribution);
        let title = format!("{} – {who}", row.key);
        let page = Page::new(site, lang, Section::Statements, path, title);
        out(&page, &blocks(&page, marks, at, row))?;
    }
    Ok(())
}

fn blocks(page: &Page<'_>, marks: &Marks<'_>, at: usize, row: &Statement) -> Vec<Block> {
    let mut blocks = words(page, row);
    blocks.push(Block::Facts(facts(page, marks, row)));
    blocks.extend(provenance(page, row));
    blocks.extend(relays(page, at));
    blocks.extend(findings(page, at));
    blocks.extend(reports(page, row));
    blocks.extend(evidence(page, at));
    blocks.extend(check(page, row));
    blocks
}

fn words(page: &Page<'_>, row: &Statement) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(quote) = &row.quote {
        blocks.push(Block::Words(view::quote(page.lang, quote)));
    } else if let Some(quantity) = row.quantity.as_ref().filter(|q| !q.words.is_empty()) {
        blocks.push(Block::Words(view::words(page.lang, quantity)));
    }
    if let Some(translation) = &row.translation {
        let label = Html::new().raw("<b>").text(page.w.translation).raw("</b> ");
        blocks.push(Block::P(label.then(&view::both(page.lang, translation))));
    }
    if !row.gist.is_empty() {
        blocks.push(Block::Lead(view::both(page.lang, &row.gist)));
    }
    blocks
}

fn facts(page: &Page<'_>, marks: &Marks<'_>, row: &Statement) -> Vec<(&'static str, Html)> {
    let (w, lang) = (page.w, page.lang);
    let mut facts = vec![
        (w.who, view::attribution(page, &row.attribution)),
        (w.said_on, view::date(lang, &row.said_on, w.nothing_not_stated)),
        (w.as_of, view::date(lang, &row.as_of, w.nothing_not_stated)),
    ];
    let mut add = |name, value: Html| {
        if !value.is_empty() {
            facts.push((name, value));
        }
    };
    if let Some(window) = &row.window {
        let range = match (window.from.is_empty(), window.to.is_empty()) {
            (true, true) => String::new(),
            _ => crate::date::words(&format!("{}/{}", window.from, window.to), lang),
        };
        let sep = if range.is_empty() || window.kind.is_empty() { "" } else { ", " };
        add(w.window, terms::term(lang, &window.kind).raw(sep).text(&range));
    }
    if row.category.is_empty() {
        add(w.kind, terms::term(lang, &row.kind));
    } else {
        let name = terms::plain(lang, &row.category);
        let link = match page.site.index.category_path(&row.category) {
            Some(path) => page.link(&path, &name),
            None => say(&name),
        };
        add(w.category, link);
    }
    if let Some(quantity) = &row.quantity {
        let mark = marks.number(Marks::group_of(page.site, row));
        if row.quote.is_some() {
            add(w.words_said, view::words(lang, quantity));
        }
        add(w.means, meaning(page, quantity, mark));
        add(w.rule, rules(page, quantity));
        add(w.hedges, view::terms_of(lang, &quantity.hedges));
        add(w.parts, parts(page, quantity));
    }
    add(w.population, terms::term(lang, &row.population));
    add(w.scope, view::as_written(lang, &row.scope));
    if let Some(place) = &row.place {
        add(w.place, view::place(page.site, lang, place));
    }
    add(w.modality, terms::term(lang, &row.modality));
    add(w.prompt, terms::term(lang, &row.prompt));
    add(w.stimulus, view::keys(page, &row.stimulus));
    add(w.status, terms::term(lang, &row.status));
    if let Some(key) = &row.superseded_by {
        add(w.superseded_by, view::statement_key(page, key));
    }
    if let Some(outcome) = &row.outcome {
        let text =
            terms::term(lang, &outcome.state).raw(" ").then(&view::date(lang, &outcome.on, ""));
        let text = text.raw(" ").then(&view::both(lang, &outcome.sentence));
        let by = outcome.statement.iter().map(|key| view::statement_key(page, key));
        add(w.outcome, text.raw(" ").then(&Html::join(by, "")));
    }
    add(w.remark, view::both(lang, &row.note));
    add(w.withheld, view::withheld(lang, &row.withheld));
    facts
}

fn meaning(page: &Page<'_>, quantity: &Quantity, mark: usize) -> Html {
    let bars = Bars::of(std::iter::once(quantity));
    let mut html = say(&view::meaning(page.lang, quantity));
    if !quantity.interval.is_empty() {
        html = html.raw(" <code>").text(&quantity.interval).raw("</code>");
    }
    if let Some(fraction) = &quantity.fraction {
        if !fraction.base.is_empty() {
            html = html.raw(" ").text(&fill(page.w.of_base, &[&fraction.base]));
        }
        if !fraction.implied.is_empty() {
            html = html.raw("; ").text(&fill(page.w.implied, &[&fraction.implied]));
        }
    }
    if quantity.kind == QuantityKind::Fraction {
        html
    } else {
        html.raw(" ").then(&bar(bars.as_ref(), quantity, mark))
    }
}

fn rules(page: &Page<'_>, quantity: &Quantity) -> Html {
    let known = |id: &str| page.site.edition.rules.iter().find(|rule| rule.id == id);
    let one = |id: &String| match known(id) {
        Some(rule) => Html::new()
            .raw("<a")
            .attr("href", &page.href(&format!("method.html#rule-{}", paths::fold(id))))
            .raw(">")
            .text(id)
            .raw("</a>: ")
            .then(&view::both(page.lang, &rule.sentence)),
        None => say(id),
    };
    Html::join(quantity.rules.iter().map(one), "; ")
}

fn parts(page: &Page<'_>, quantity: &Quantity) -> Html {
    let one = |part: &protect::shape::Part| {
        terms::term(page.lang, &part.category)
            .raw(" <q>")
            .then(&view::as_written(page.lang, &part.words))
            .raw("</q> <code>")
            .text(&part.interval)
            .raw("</code>")
    };
    Html::join(quantity.parts.iter().map(one), "; ")
}

/// From this statement back to its origins, each step once; a ring or a thousand steps do not hang the page.
fn provenance(page: &Page<'_>, row: &Statement) -> Vec<Block> {
    let (w, site) = (page.w, page.site);
    let mut blocks = vec![Block::H2("provenance", w.provenance.to_owned())];
    if row.derives_from.is_empty() {
        blocks.push(Block::P(say(w.no_derivation)));
    } else {
        let mut steps = Vec::new();
        let mut seen = BTreeSet::from([&*row.key]);
        let mut stack: Vec<(usize, &str, &str)> =
            row.derives_from.iter().rev().map(|from| (1, &*from.key, &*from.kind)).collect();
        while let Some((depth, key, kind)) = stack.pop() {
            if !seen.insert(key) || steps.len() >= 60 {
                continue;
            }
            let Some(from) = site.index.statement(key).map(|at| &site.edition.statements[at])
            else {
                continue;
            };
            steps.push(step(page, depth, kind, from));
            if depth < 12 {
                let next = from.derives_from.iter().rev();
                stack.extend(next.map(|from| (depth + 1, &*from.key, &*from.kind)));
            }
        }
        blocks.push(Block::List("walk", steps));
    }
    if row.origins.count > 0 {
        let count = view::number(row.origins.count);
        let text = say(&fill(w.origins_n, &[&count])).raw(" ");
        blocks.push(Block::P(text.then(&view::keys(page, &row.origins.keys))));
    }
    blocks
}

fn step(page: &Page<'_>, depth: usize, kind: &str, row: &Statement) -> Html {
    let class = ["", "one", "two", "three", "four"][depth.min(4)];
    Html::new()
        .raw("<span class=\"step ")
        .raw(class)
        .raw("\">")
        .then(&terms::term(page.lang, kind))
        .raw(" ")
        .then(&line(page, row))
        .raw("</span>")
}

/// A statement in one line.
fn line(page: &Page<'_>, row: &Statement) -> Html {
    view::statement_key(page, &row.key)
        .raw(" · ")
        .then(&view::attribution(page, &row.attribution))
        .raw(" · ")
        .then(&view::date(page.lang, &row.said_on, page.w.nothing_not_stated))
        .raw(" · ")
        .then(&view::says(page, row))
}

fn relays(page: &Page<'_>, at: usize) -> Vec<Block> {
    let relays = &page.site.index.relays[at];
    if relays.is_empty() {
        return Vec::new();
    }
    let all = &page.site.edition.statements;
    let items = relays.iter().take(100).map(|&relay| {
        let row = &all[relay];
        let from = &all[at].key;
        let kind = row.derives_from.iter().find(|step| step.key == *from).map_or("", |s| &s.kind);
        terms::term(page.lang, kind).raw(" ").then(&line(page, row))
    });
    let mut blocks =
        vec![Block::H2("relays", page.w.relays.to_owned()), Block::List("walk", items.collect())];
    if relays.len() > 100 {
        let counts = ["100", &view::number(relays.len() as u64)];
        blocks.push(Block::Aside(say(&fill(page.w.n_of_m_shown, &counts))));
    }
    blocks
}

fn findings(page: &Page<'_>, at: usize) -> Vec<Block> {
    let findings = &page.site.index.findings[at];
    if findings.is_empty() {
        return Vec::new();
    }
    let items = findings
        .iter()
        .take(MOST_FINDINGS)
        .map(|&finding| super::findings::sentence(page, &page.site.edition.findings[finding]));
    let mut blocks = vec![
        Block::H2("findings", page.w.findings_here.to_owned()),
        Block::List("findings", items.collect()),
    ];
    if findings.len() > MOST_FINDINGS {
        let counts = [&*MOST_FINDINGS.to_string(), &view::number(findings.len() as u64)];
        blocks.push(Block::Aside(say(&fill(page.w.n_of_m_shown, &counts))));
    }
    blocks
}

fn reports(page: &Page<'_>, row: &Statement) -> Vec<Block> {
    if row.reports.is_empty() {
        return Vec::new();
    }
    let site = page.site;
    let items = row.reports.iter().map(|key| match site.index.report(site.edition, key) {
        Some(found) => {
            let day = view::date(page.lang, &found.published, page.w.nothing_not_stated);
            view::report(page, key)
                .raw(" · ")
                .then(&day)
                .raw(" · ")
                .then(&view::outside(&found.url, page.w.open_original))
        }
        None => say(key),
    });
    vec![Block::H2("reports", page.w.found_in.to_owned()), Block::List("plain", items.collect())]
}

fn evidence(page: &Page<'_>, at: usize) -> Vec<Block> {
    let rows = &page.site.index.evidence[at];
    if rows.is_empty() {
        return Vec::new();
    }
    let body = rows.iter().map(|&at| {
        let row = &page.site.edition.evidence[at];
        Row::new(vec![
            view::any_key(page, &row.key),
            terms::term(page.lang, &row.kind),
            view::both(page.lang, &row.shows),
        ])
    });
    let heads = vec![page.w.evidence, page.w.kind, page.w.shows];
    vec![
        Block::H2("evidence", page.w.nav_evidence.to_owned()),
        table(say(page.w.evidence_here), heads, body.collect()),
    ]
}

fn check(page: &Page<'_>, row: &Statement) -> Vec<Block> {
    let w = page.w;
    let mut facts = vec![(w.permalink, Html::new().raw("<code>").text(&page.path).raw("</code>"))];
    if !row.entry_id.is_empty() {
        facts.push((
            w.entry_id,
            Html::new().raw("<code class=\"hash\">").text(&row.entry_id).raw("</code>"),
        ));
    }
    if let Some(proof) = &row.proof {
        let href = format!("{}{proof}", page.root());
        facts.push((
            w.proof,
            Html::new().raw("<a").attr("href", &href).raw(">").text(proof).raw("</a>"),
        ));
    }
    vec![
        Block::H2("check", w.how_to_check.to_owned()),
        Block::Facts(facts),
        Block::P(say(w.check_text).raw(" ").then(&page.link("data.html#verify", w.footer_verify))),
    ]
}

/// A figure that contradicts many others is in as many findings; the first by rank are shown.
const MOST_FINDINGS: usize = 12;
