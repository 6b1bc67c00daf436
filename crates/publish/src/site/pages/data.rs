//! Downloads, the dictionary of their columns, and how to check them.

use super::{Block, Html, Lang, Out, Page, Row, Site, say, table};
use crate::Error;
use crate::data::{files, tables_of};
use crate::site::{blocks::Section, view, words::fill};

/// Writes the page.
pub(crate) fn write(site: Site<'_>, lang: Lang, out: &mut Out<'_>) -> Result<(), Error> {
    let mut page = Page::new(site, lang, Section::Data, "data.html", "");
    page.title = page.w.data_title.to_owned();
    let w = page.w;
    let mut blocks = vec![Block::Lead(say(w.data_lead)), downloads(&page)];
    blocks.push(Block::Aside(say(w.csv_guard)));
    blocks.push(Block::H2("verify", w.verify_title.to_owned()));
    blocks.push(Block::P(say(w.verify_1)));
    let command = Html::new().raw("<code>").text(&site.options.verify).raw("</code>");
    blocks.push(Block::Words(command));
    blocks.push(Block::P(say(w.verify_2)));
    blocks.push(Block::Facts(origin(&page)));
    blocks.push(Block::H2("dictionary", w.dictionary_title.to_owned()));
    blocks.push(Block::P(say(w.dictionary_lead)));
    for table in tables_of(site.edition) {
        blocks.push(Block::H3(format!("table-{}", table.name), say(table.name)));
        blocks.push(dictionary(&page, table.columns));
    }
    out(&page, &blocks)
}

fn downloads(page: &Page<'_>) -> Block {
    let w = page.w;
    let link = |path: &str| {
        let href = format!("{}{path}", page.root());
        Html::new().raw("<a").attr("href", &href).raw(">").text(path).raw("</a>")
    };
    let own = files(page.site.edition).into_iter().map(|file| {
        let about = match page.lang {
            Lang::En => file.about.0,
            Lang::Ko => file.about.1,
        };
        let rows = file.rows.map_or_else(String::new, |rows| view::number(rows as u64));
        Row::new(vec![link(&file.path), say(&rows), say(about)])
    });
    let attached =
        page.site.options.attachments.iter().map(|(path, about)| {
            Row::new(vec![link(path), Html::new(), view::both(page.lang, about)])
        });
    let heads = vec![w.file, w.rows, w.what_it_holds];
    table(say(w.files_caption), heads, own.chain(attached).collect())
}

fn origin(page: &Page<'_>) -> Vec<(&'static str, Html)> {
    let (w, origin) = (page.w, &page.site.edition.origin);
    let code = |text: &str| Html::new().raw("<code class=\"hash\">").text(text).raw("</code>");
    let mut facts = Vec::new();
    if !origin.log.is_empty() {
        facts.push((w.log, code(&origin.log)));
    }
    if !origin.key.is_empty() {
        facts.push((w.log_key, code(&origin.key)));
    }
    match &origin.previous {
        Some(hash) => facts.push((w.previous_edition, code(hash))),
        None => facts.push((w.previous_edition, say(w.first_edition))),
    }
    facts
}

fn dictionary(page: &Page<'_>, columns: &[crate::data::Column]) -> Block {
    let w = page.w;
    let body = columns.iter().map(|column| {
        let (en, ko) = column.about;
        Row::new(vec![
            Html::new().raw("<code>").text(column.name).raw("</code>"),
            say(column.kind),
            say(if page.lang == Lang::Ko { ko } else { en }),
        ])
    });
    let caption = fill(w.n_columns, &[&columns.len().to_string()]);
    table(say(&caption), vec![w.column, w.kind, w.what_it_holds], body.collect())
}
