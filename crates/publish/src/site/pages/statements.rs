//! Lists of statements: all of them, and those of one category.
//!
//! Invariant: every statement is on exactly one page of the full list.

use super::{Block, Html, Lang, Out, PAGE_ROWS, Page, Row, Site, page_count, pagers, say, table};
use crate::Error;
use crate::site::{
    blocks::Section,
    chart::{self, Bars, Family, Marks, bar, legend},
    index::page_path,
    terms, view,
    words::fill,
};

/// Writes the full list and one list per category.
pub(crate) fn write(
    site: Site<'_>,
    lang: Lang,
    marks: &Marks<'_>,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    let all = List { stem: "statements/index".to_owned(), category: None, rows: &site.index.order };
    all.write(site, lang, marks, out)?;
    for (category, rows) in &site.index.by_category {
        let Some(path) = site.index.category_path(category) else { continue };
        let stem = path.trim_end_matches(".html").to_owned();
        List { stem, category: Some(category), rows }.write(site, lang, marks, out)?;
    }
    Ok(())
}

struct List<'l> {
    stem: String,
    category: Option<&'l str>,
    rows: &'l [usize],
}

impl List<'_> {
    fn write(
        &self,
        site: Site<'_>,
        lang: Lang,
        marks: &Marks<'_>,
        out: &mut Out<'_>,
    ) -> Result<(), Error> {
        let pages = page_count(self.rows.len());
        for here in 0..pages {
            let path = page_path(&self.stem, here);
            let mut page = Page::new(site, lang, Section::Statements, path, "");
            let title = match self.category {
                Some(category) => {
                    let name = terms::plain(lang, category);
                    fill(page.w.statements_of_category, &[&name])
                }
                None => page.w.nav_statements.to_owned(),
            };
            page.title = super::paged_title(page.w.page_n_of_m, &title, here, pages);
            let first = here * PAGE_ROWS;
            let last = (first + PAGE_ROWS).min(self.rows.len());
            let rows = &self.rows[first..last];
            let mut blocks = self.head(&page, here, marks);
            let [over, below] = pagers(page.w, &self.stem, pages, here);
            blocks.extend(over);
            let count = [first + 1, last, self.rows.len()].map(|n| view::number(n as u64));
            let caption = if rows.is_empty() {
                say(page.w.no_statements)
            } else {
                say(&fill(page.w.statements_caption, &[&count[0], &count[1], &count[2]]))
            };
            blocks.push(statement_table(&page, marks, rows, caption));
            blocks.extend(below);
            out(&page, &blocks)?;
        }
        Ok(())
    }

    /// What stands over the list: links to the categories, or the picture of this one.
    fn head(&self, page: &Page<'_>, here: usize, marks: &Marks<'_>) -> Vec<Block> {
        let Some(category) = self.category else {
            let links = page.site.index.by_category.iter().filter_map(|(category, rows)| {
                let path = page.site.index.category_path(category)?;
                let name = terms::plain(page.lang, category);
                let count = format!(" {}", view::number(rows.len() as u64));
                Some(page.link(&path, &name).raw("<small>").text(&count).raw("</small>"))
            });
            let links: Vec<Html> = links.collect();
            return vec![
                Block::Lead(say(page.w.statements_lead)),
                Block::H2("categories", page.w.by_category.to_owned()),
                Block::List("inline", links),
                Block::H2("list", page.w.in_order.to_owned()),
            ];
        };
        let mut blocks = vec![Block::P(page.link("statements/index.html", page.w.all_statements))];
        if here == 0 && Family::of(category).is_some() {
            let (shown, count) = chart::chosen_among(page.site, self.rows);
            blocks.extend(picture(page, marks, &shown, count, "figures", &page.title));
        }
        blocks
    }
}

/// The picture of some figures with its legend, and a word if not all are in it.
pub(crate) fn picture(
    page: &Page<'_>,
    marks: &Marks<'_>,
    shown: &[usize],
    count: usize,
    id: &'static str,
    title: &str,
) -> Vec<Block> {
    let Some(svg) = chart::figures(page, marks, shown, id, title) else { return Vec::new() };
    let groups = shown
        .iter()
        .filter_map(|&at| page.site.edition.statements.get(at))
        .map(|row| Marks::group_of(page.site, row));
    let mut blocks = vec![
        Block::List("legend", legend(page, marks, groups)),
        Block::Picture(title.to_owned(), svg, say(page.w.figures_caption)),
    ];
    if shown.len() < count {
        let counts = [&view::number(shown.len() as u64), &view::number(count as u64)];
        blocks.push(Block::Aside(say(&fill(page.w.figures_some, &counts.map(String::as_str)))));
    }
    blocks
}

/// Statements as a table with bars.
pub(crate) fn statement_table(
    page: &Page<'_>,
    marks: &Marks<'_>,
    rows: &[usize],
    caption: Html,
) -> Block {
    let all = &page.site.edition.statements;
    let bars = Bars::of(rows.iter().filter_map(|&at| all.get(at)?.quantity.as_ref()));
    let w = page.w;
    let body = rows.iter().filter_map(|&at| {
        let row = all.get(at)?;
        let mark = marks.number(Marks::group_of(page.site, row));
        let means = row.quantity.as_ref().map_or_else(Html::new, |quantity| {
            Html::new()
                .then(&bar(bars.as_ref(), quantity, mark))
                .raw("<span class=\"means\">")
                .text(&view::meaning(page.lang, quantity))
                .raw("</span>")
        });
        let kind = if row.category.is_empty() { &row.kind } else { &row.category };
        Some(Row::new(vec![
            page.link(&page.site.index.statement_path(at), &row.key),
            view::date(page.lang, &row.said_on, w.nothing_not_stated),
            view::attribution(page, &row.attribution),
            terms::term(page.lang, kind),
            view::says(page, row),
            means,
        ]))
    });
    let heads = vec![w.statement, w.said_on, w.who, w.category, w.words_said, w.means];
    table(caption, heads, body.collect())
}
