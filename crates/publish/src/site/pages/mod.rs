//! The pages, one file per kind.
//!
//! Invariant: each page is made from the released edition and its index alone, and exists in both languages.
//!
//! Not here: markup (blocks and their template), pictures.

mod about;
mod changes;
mod data;
mod days;
mod filed;
mod findings;
mod front;
mod knowledge;
mod linked;
mod method;
mod parties;
mod shelves;
mod statement;
mod statements;
mod uncounted;

use super::{
    Lang, Site,
    blocks::{Block, Page, Row, Table},
    chart::Marks,
    html::Html,
    index::{PAGE_ROWS, page_path},
    words::{Words, fill},
};
use crate::Error;

/// Takes a finished page.
pub(crate) type Out<'o> = dyn FnMut(&Page<'_>, &[Block]) -> Result<(), Error> + 'o;

/// Writes every page of one language.
pub(crate) fn all(site: &Site<'_>, lang: Lang, out: &mut Out<'_>) -> Result<(), Error> {
    let site = *site;
    let marks = Marks::of(site);
    front::write(site, lang, &marks, out)?;
    findings::write(site, lang, out)?;
    uncounted::write(site, lang, out)?;
    statements::write(site, lang, &marks, out)?;
    statement::write(site, lang, &marks, out)?;
    parties::write(site, lang, &marks, out)?;
    knowledge::write(site, lang, &marks, out)?;
    shelves::write(site, lang, out)?;
    days::write(site, lang, &marks, out)?;
    method::write(site, lang, out)?;
    changes::write(site, lang, out)?;
    data::write(site, lang, out)?;
    about::write(site, lang, out)
}

/// A paragraph's worth of one of our own texts.
fn say(text: &str) -> Html {
    Html::new().text(text)
}

/// A list of things as a block of one kind.
fn table(caption: Html, heads: Vec<&'static str>, rows: Vec<Row>) -> Block {
    Block::Table(Table { caption, heads, rows })
}

/// How many pages a list of `count` rows takes; an empty list has one page that says so.
fn page_count(count: usize) -> usize {
    count.div_ceil(PAGE_ROWS).max(1)
}

/// Links between the pages of a long list, over it and below it; nothing for a list of one page.
fn pagers(w: &Words, stem: &str, pages: usize, here: usize) -> [Vec<Block>; 2] {
    [w.pages, w.pages_below].map(|name| pager(name, stem, pages, here))
}

fn pager(name: &'static str, stem: &str, pages: usize, here: usize) -> Vec<Block> {
    if pages < 2 {
        return Vec::new();
    }
    let link = |page: usize| ((page + 1).to_string(), page_path(stem, page), page == here);
    // First, last, and those around: a list of 500 pages has no 500 links on each.
    let shown: Vec<_> = (0..pages)
        .filter(|page| {
            page.abs_diff(here) <= 3 || *page == 0 || *page + 1 == pages || page % 50 == 49
        })
        .map(link)
        .collect();
    vec![Block::Pager(name, shown)]
}

/// The title of one page of a long list.
fn paged_title(page_words: &'static str, title: &str, here: usize, pages: usize) -> String {
    if pages < 2 || here == 0 {
        title.to_owned()
    } else {
        let of = fill(page_words, &[&(here + 1).to_string(), &pages.to_string()]);
        format!("{title}, {of}")
    }
}
