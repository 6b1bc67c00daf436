//! The front page: the names, what cannot be true together, what was said, who knew when.
//!
//! Invariant: it is one page whatever the size of the edition; each part links to the whole.

use super::{Block, Html, Lang, Out, Page, Row, Site, say, statements, table};
use crate::Error;
use crate::site::{
    blocks::Section,
    chart::{self, Family, Marks},
    index::speaking_party,
    terms, view,
    words::fill,
};
use protect::shape::{Finding, Person};

/// Writes the front page.
pub(crate) fn write(
    site: Site<'_>,
    lang: Lang,
    marks: &Marks<'_>,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    let title = lang.of(&site.edition.title).0;
    let page = Page::new(site, lang, Section::Front, "index.html", title);
    let mut blocks = Vec::new();
    for (at, text) in site.edition.summary.iter().enumerate() {
        let text = view::both(lang, text);
        blocks.push(if at == 0 { Block::Lead(text) } else { Block::P(text) });
    }
    blocks.extend(lags(&page));
    blocks.extend(names(&page));
    blocks.extend(contradicted(&page));
    blocks.extend(said(&page, marks));
    blocks.extend(follows(&page));
    blocks.extend(known(&page, marks));
    blocks.extend(counts(&page));
    out(&page, &blocks)
}

fn lags(page: &Page<'_>) -> Vec<Block> {
    let items: Vec<Html> = page
        .site
        .edition
        .lags
        .iter()
        .take(4)
        .map(|lag| {
            Html::new()
                .raw("<b class=\"days\">")
                .text(&fill(page.w.n_days, &[&lag.days.to_string()]))
                .raw("</b> ")
                .then(&view::both(page.lang, &lag.sentence))
        })
        .collect();
    if items.is_empty() { Vec::new() } else { vec![Block::List("lags", items)] }
}

fn names(page: &Page<'_>) -> Vec<Block> {
    let named: Vec<&Person> =
        page.site.edition.persons.iter().filter(|row| !row.names.is_empty()).collect();
    if named.is_empty() {
        return Vec::new();
    }
    let items = named.iter().take(200).map(|row| {
        let path = page.site.index.anchor_path(&row.key).unwrap_or_default();
        let mut html = Html::new()
            .raw("<a")
            .attr("href", &page.href(&path))
            .raw(">")
            .then(&super::shelves::display_name(page, row))
            .raw("</a>");
        if let Some(age) = row.age {
            html =
                html.raw(" <small>").text(&fill(page.w.age_n, &[&age.to_string()])).raw("</small>");
        }
        html
    });
    vec![
        Block::H2("names", page.w.names_title.to_owned()),
        Block::P(say(&fill(page.w.names_lead, &[&view::number(named.len() as u64)]))),
        Block::List("names", items.collect()),
    ]
}

fn contradicted(page: &Page<'_>) -> Vec<Block> {
    let all = &page.site.edition.findings;
    if all.is_empty() {
        return Vec::new();
    }
    let shown = chosen(page.site).into_iter();
    let items = shown.map(|finding| super::findings::sentence(page, finding));
    vec![
        Block::H2("contradicted", page.w.contradicted_title.to_owned()),
        Block::List("findings", items.collect()),
        Block::P(
            page.link(
                "findings.html",
                &fill(page.w.all_findings, &[&view::number(all.len() as u64)]),
            ),
        ),
    ]
}

/// The findings of the front page: the first by rank, the first of each kind and fault, then the rest.
///
/// The edition's rank puts the figures of one day first, however little they are apart. So among contradictions of two figures
/// of parties that are no outlets the greater radius comes first, each such pair in a place that rank gave to one of them; and
/// a contradiction that a tenth would settle is here only if it is the first of all, or there is no greater.
fn chosen<'a>(site: Site<'a>) -> Vec<&'a Finding> {
    let mut all: Vec<&Finding> = site.edition.findings.iter().collect();
    let contradicts = |f: &Finding| f.kind == "contradiction";
    let slight = |f: &Finding| contradicts(f) && f.radius_milli.is_some_and(|r| r < SLIGHT_MILLI);
    if all.iter().any(|f| contradicts(f) && !slight(f)) {
        let mut at = 0;
        all.retain(|f| {
            at += 1;
            at == 1 || !slight(f)
        });
    }
    let places: Vec<usize> =
        (1..all.len()).filter(|&at| contradicts(all[at]) && between_two(site, all[at])).collect();
    let mut pairs: Vec<&Finding> = places.iter().map(|&at| all[at]).collect();
    // A stable sort: rank settles what is equally far apart.
    pairs.sort_by_key(|f| std::cmp::Reverse(f.radius_milli));
    for (at, pair) in places.into_iter().zip(pairs) {
        all[at] = pair;
    }
    // One kind must not hide the others.
    let mut first: Vec<&Finding> = Vec::new();
    let mut rest: Vec<&Finding> = Vec::new();
    for finding in all {
        let seen = first.iter().any(|f| (&f.kind, &f.fault) == (&finding.kind, &finding.fault));
        if seen && rest.len() < MOST {
            rest.push(finding);
        } else if !seen && first.len() < KINDS {
            first.push(finding);
        }
    }
    first.into_iter().chain(rest).take(MOST).collect()
}

/// Is it about two statements, both of parties that are no outlets?
fn between_two(site: Site<'_>, finding: &Finding) -> bool {
    let of_outlet = |key: &String| {
        let row = site.index.statement(key).and_then(|at| site.edition.statements.get(at));
        let party = row.and_then(speaking_party);
        // A party that is not in the edition is not known to be none.
        party
            .and_then(|key| site.index.party(site.edition, key))
            .is_none_or(|party| party.kind == "media" || party.group == "MEDIA")
    };
    finding.statements.len() == 2 && !finding.statements.iter().any(of_outlet)
}

/// A radius in thousandths under which a contradiction is slight: each bound off by less than a tenth settles it, which is the
/// width that `about` gives a number.
const SLIGHT_MILLI: u64 = 1100;

/// Findings shown.
const MOST: usize = 7;

/// Kinds and faults of which one is shown before any has a second.
const KINDS: usize = 5;

fn said(page: &Page<'_>, marks: &Marks<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let w = page.w;
    let panels = [
        (Family::Casualties, "casualties", w.family_casualties),
        (Family::Killed, "killed", w.family_killed),
    ];
    for (family, id, title) in panels {
        let (shown, count) = chart::chosen(page.site, family);
        if shown.is_empty() {
            continue;
        }
        blocks.push(Block::H3(id.to_owned(), say(title)));
        blocks.extend(statements::picture(page, marks, &shown, count, id, title));
        let caption = say(&fill(w.figures_table, &[title]));
        blocks.push(statements::statement_table(page, marks, &shown, caption));
    }
    if !blocks.is_empty() {
        blocks.insert(0, Block::H2("said", w.said_title.to_owned()));
        blocks.insert(1, Block::P(say(w.said_lead)));
        blocks.push(Block::P(page.link("statements/index.html", w.all_statements)));
    }
    blocks
}

fn follows(page: &Page<'_>) -> Vec<Block> {
    let items: Vec<Html> = page
        .site
        .edition
        .ranges
        .iter()
        .filter(|range| !range.sentence.is_empty())
        .take(8)
        .map(|range| {
            view::both(page.lang, &range.sentence)
                .raw(" <span class=\"refs\">")
                .then(&view::keys(page, &range.statements))
                .raw("</span>")
        })
        .collect();
    if items.is_empty() {
        return Vec::new();
    }
    vec![
        Block::H2("follows", page.w.follows_title.to_owned()),
        Block::P(say(page.w.follows_lead)),
        Block::List("findings", items),
    ]
}

fn known(page: &Page<'_>, marks: &Marks<'_>) -> Vec<Block> {
    let Some(svg) = chart::timeline(page, marks) else { return Vec::new() };
    let w = page.w;
    vec![
        Block::H2("known", w.known_title.to_owned()),
        Block::Picture(w.timeline_title.to_owned(), svg, say(w.timeline_caption)),
        super::knowledge::inside_table(page),
        Block::P(page.link("knowledge.html", w.all_knowledge)),
    ]
}

fn counts(page: &Page<'_>) -> Vec<Block> {
    let (w, e) = (page.w, page.site.edition);
    let rows = [
        (w.nav_statements, "statements/index.html", e.statements.len()),
        (w.nav_parties, "parties/index.html", e.parties.len()),
        (w.reports, "reports.html", e.reports.len()),
        (w.measures, "measures.html", e.measures.len()),
        (w.awareness, "awareness.html", e.awareness.len()),
        (w.nav_evidence, "evidence.html", e.evidence.len()),
        (w.nav_persons, "persons.html", e.persons.len()),
    ];
    let body = rows.map(|(name, path, count)| {
        Row::new(vec![page.link(path, name), say(&view::number(count as u64))])
    });
    vec![
        Block::H2("holds", w.holds_title.to_owned()),
        table(say(w.holds_caption), vec![w.table_name, w.rows], body.into()),
        Block::P(say(w.check_text).raw(" ").then(&page.link("data.html#verify", w.footer_verify))),
    ]
}

/// Position, as words.
pub(crate) fn position(page: &Page<'_>, value: &str) -> Html {
    Html::new().raw("<b>").then(&terms::term(page.lang, value)).raw("</b>")
}
