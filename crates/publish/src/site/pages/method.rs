//! How it is done: statements, words and numbers, contradictions, origins, knowledge, protection, limits.
//!
//! Invariant: the table of rules on this page is the edition's own, so it is the one by which its intervals were made.

use super::{Block, Html, Lang, Out, Page, Row, Site, say, table};
use crate::Error;
use crate::site::{blocks::Section, paths, terms, view, words::fill};

/// Writes the page.
pub(crate) fn write(site: Site<'_>, lang: Lang, out: &mut Out<'_>) -> Result<(), Error> {
    let mut page = Page::new(site, lang, Section::Method, "method.html", "");
    page.title = page.w.method_title.to_owned();
    let w = page.w;
    let mut blocks = vec![Block::Lead(say(w.method_lead))];
    let parts: [(&'static str, &'static str, &[&'static str]); 3] = [
        ("statement", w.method_statement, &[w.method_statement_1, w.method_statement_2]),
        ("dates", w.method_dates, &[w.method_dates_1]),
        ("words", w.method_words, &[w.method_words_1, w.method_words_2]),
    ];
    for (id, heading, texts) in parts {
        section(&mut blocks, id, heading, texts);
    }
    blocks.push(rules(&page));
    section(&mut blocks, "categories", w.method_categories, &[w.method_categories_1]);
    blocks.push(categories(&page));
    let parts: [(&'static str, &'static str, &[&'static str]); 5] = [
        (
            "contradiction",
            w.method_contradiction,
            &[w.method_contradiction_1, w.method_contradiction_2],
        ),
        ("origins", w.method_origins, &[w.method_origins_1]),
        ("knowledge", w.method_knowledge, &[w.method_knowledge_1]),
        ("protection", w.method_protection, &[w.method_protection_1, w.method_protection_2]),
        ("limits", w.method_limits, &[w.method_limits_1]),
    ];
    for (id, heading, texts) in parts {
        section(&mut blocks, id, heading, texts);
    }
    for method in &site.edition.methods {
        blocks.push(Block::H3(paths::fold(&method.key), view::both(lang, &method.heading)));
        blocks.extend(method.text.iter().map(|text| Block::P(view::both(lang, text))));
    }
    out(&page, &blocks)
}

fn section(
    blocks: &mut Vec<Block>,
    id: &'static str,
    heading: &'static str,
    texts: &[&'static str],
) {
    blocks.push(Block::H2(id, heading.to_owned()));
    blocks.extend(texts.iter().map(|text| Block::P(say(text))));
}

fn rules(page: &Page<'_>) -> Block {
    let w = page.w;
    let body = page.site.edition.rules.iter().map(|rule| Row {
        id: format!("rule-{}", paths::fold(&rule.id)),
        cells: vec![
            Html::new().raw("<code>").text(&rule.id).raw("</code>"),
            view::both(page.lang, &rule.sentence),
            Html::new().raw("<q>").then(&view::as_written(page.lang, &rule.example)).raw("</q>"),
            Html::new().raw("<code>").text(&rule.interval).raw("</code>"),
            view::as_written(page.lang, &rule.source),
        ],
    });
    let caption = fill(w.rules_caption, &[&page.site.edition.rules_version]);
    let heads = vec![w.rule, w.what_it_does, w.example, w.interval, w.why];
    table(say(&caption), heads, body.collect())
}

fn categories(page: &Page<'_>) -> Block {
    let w = page.w;
    let body = page.site.index.by_category.iter().map(|(category, rows)| {
        let path = page.site.index.category_path(category).unwrap_or_default();
        Row::new(vec![
            page.link(&path, &terms::plain(page.lang, category)),
            Html::new().raw("<code>").text(category).raw("</code>"),
            say(&view::number(rows.len() as u64)),
        ])
    });
    let heads = vec![w.category, w.value_in_data, w.nav_statements];
    table(say(w.categories_caption), heads, body.collect())
}
