//! Changes and corrections: what differs from the edition before, what was wrong and why, and the list of editions.

use super::{Block, Html, Lang, Out, Page, Row, Site, say, table};
use crate::Error;
use crate::site::{blocks::Section, paths, terms, view, words::fill};

/// Writes the page.
pub(crate) fn write(site: Site<'_>, lang: Lang, out: &mut Out<'_>) -> Result<(), Error> {
    let mut page = Page::new(site, lang, Section::Changes, "changes.html", "");
    page.title = page.w.changes_title.to_owned();
    let w = page.w;
    let mut blocks = vec![
        Block::Lead(say(w.changes_lead)),
        Block::H2("corrections", w.corrections_title.to_owned()),
    ];
    blocks.push(corrections(&page));
    blocks.push(Block::H2("changes", w.what_changed.to_owned()));
    blocks.extend(changes(&page));
    blocks.push(Block::H2("editions", w.editions_title.to_owned()));
    blocks.push(editions(&page));
    blocks.push(Block::P(say(w.feeds_text).raw(" ").then(&feeds(&page))));
    out(&page, &blocks)
}

fn feeds(page: &Page<'_>) -> Html {
    let link = |name: &str| {
        let href = format!("{}{name}", page.root());
        Html::new().raw("<a").attr("href", &href).raw(">").text(name).raw("</a>")
    };
    link("feed.atom").raw(" ").then(&link("feed.json"))
}

fn subject(page: &Page<'_>, subject: Option<&String>) -> Html {
    subject.map_or_else(Html::new, |key| view::any_key(page, key))
}

fn corrections(page: &Page<'_>) -> Block {
    let w = page.w;
    let rows = &page.site.edition.corrections;
    if rows.is_empty() {
        return Block::P(say(w.no_corrections));
    }
    let body = rows.iter().rev().take(MOST).map(|row| Row {
        id: format!("correction-{}", paths::fold(&row.key)),
        cells: vec![
            view::date(page.lang, &row.day, ""),
            subject(page, row.subject.as_ref()),
            terms::term(page.lang, &row.kind),
            Html::new().raw("<s>").then(&view::as_written(page.lang, &row.before)).raw("</s>"),
            view::as_written(page.lang, &row.after),
            view::both(page.lang, &row.reason),
        ],
    });
    let heads = vec![w.when, w.row, w.kind, w.before, w.after, w.why];
    table(say(w.corrections_caption), heads, body.collect())
}

fn changes(page: &Page<'_>) -> Vec<Block> {
    let w = page.w;
    let rows = &page.site.edition.changes;
    if rows.is_empty() {
        return vec![Block::P(say(w.no_changes))];
    }
    let body = rows.iter().rev().take(MOST).map(|row| Row {
        id: format!("change-{}", paths::fold(&row.key)),
        cells: vec![
            view::date(page.lang, &row.day, ""),
            subject(page, row.subject.as_ref()),
            terms::term(page.lang, &row.table),
            terms::term(page.lang, &row.kind),
            view::both(page.lang, &row.sentence),
        ],
    });
    let heads = vec![w.when, w.row, w.table_name, w.kind, w.what_it_says];
    let mut blocks = vec![table(say(w.changes_caption), heads, body.collect())];
    if rows.len() > MOST {
        let counts = [MOST.to_string(), view::number(rows.len() as u64)];
        blocks.push(Block::Aside(say(&fill(w.n_of_m_shown, &[&counts[0], &counts[1]]))));
    }
    blocks
}

fn editions(page: &Page<'_>) -> Block {
    let (w, e) = (page.w, page.site.edition);
    let this = Row::new(vec![
        say(&e.number.to_string()),
        view::date(page.lang, &e.day, ""),
        view::both(page.lang, &e.title),
        say(&view::number(e.statements.len() as u64)),
        say(w.this_edition),
    ]);
    let before = page.site.previous.iter().map(|row| {
        Row::new(vec![
            say(&row.number.to_string()),
            view::date(page.lang, &row.day, ""),
            view::both(page.lang, &row.title),
            say(&view::number(row.statements)),
            Html::new().raw("<code class=\"hash\">").text(&row.hash).raw("</code>"),
        ])
    });
    let heads = vec![w.edition, w.when, w.title, w.nav_statements, w.hash];
    let rows = std::iter::once(this).chain(before).collect();
    table(say(w.editions_caption), heads, rows)
}

/// Rows on this page; all of them are in the data.
const MOST: usize = 400;
