//! Parties: the list, and a page for each with what it said over time.

use super::{
    Block, Html, Lang, Out, PAGE_ROWS, Page, Row, Site, page_count, pagers, say, statements, table,
};
use crate::Error;
use crate::date;
use crate::site::{
    blocks::Section,
    chart::{self, Marks},
    index::page_path,
    terms, view,
    words::fill,
};
use protect::shape::{Party, Position};
use std::collections::HashMap;

/// Writes the list and the pages.
pub(crate) fn write(
    site: Site<'_>,
    lang: Lang,
    marks: &Marks<'_>,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    let mut positions: HashMap<&str, Vec<&Position>> = HashMap::new();
    for row in &site.edition.positions {
        positions.entry(&row.party).or_default().push(row);
    }
    for rows in positions.values_mut() {
        rows.sort_by(|a, b| {
            (date::sort_key(&a.from), &a.key).cmp(&(date::sort_key(&b.from), &b.key))
        });
    }
    list(site, lang, &positions, out)?;
    for party in &site.edition.parties {
        let own = positions.get(&*party.key).map_or(&[][..], Vec::as_slice);
        one(site, lang, marks, party, own, out)?;
    }
    Ok(())
}

fn list(
    site: Site<'_>,
    lang: Lang,
    positions: &HashMap<&str, Vec<&Position>>,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    let mut page = Page::new(site, lang, Section::Parties, "parties/index.html", "");
    page.title = page.w.nav_parties.to_owned();
    let w = page.w;
    let mut parties: Vec<&Party> = site.edition.parties.iter().collect();
    parties.sort_by(|a, b| (&a.group, &a.key).cmp(&(&b.group, &b.key)));
    let all = &site.edition.statements;
    let body = parties.into_iter().map(|party| {
        let rows = site.index.by_party.get(&*party.key).map_or(&[][..], Vec::as_slice);
        let said = |at: Option<&usize>| {
            at.map_or_else(Html::new, |&at| view::date(lang, &all[at].said_on, ""))
        };
        let latest = positions.get(&*party.key).and_then(|rows| rows.last());
        let group = if party.group_name.is_empty() {
            say(&party.group)
        } else {
            view::both(lang, &party.group_name)
        };
        Row::new(vec![
            view::party(&page, &party.key),
            group,
            say(&view::number(rows.len() as u64)),
            said(rows.first()),
            said(rows.last()),
            latest.map_or_else(Html::new, |row| terms::term(lang, &row.position)),
        ])
    });
    let heads =
        vec![w.party, w.group, w.nav_statements, w.first_said, w.last_said, w.latest_position];
    let body = body.collect();
    let blocks = [Block::Lead(say(w.parties_lead)), table(say(w.parties_caption), heads, body)];
    out(&page, &blocks)
}

fn one(
    site: Site<'_>,
    lang: Lang,
    marks: &Marks<'_>,
    party: &Party,
    positions: &[&Position],
    out: &mut Out<'_>,
) -> Result<(), Error> {
    let Some(path) = site.index.party_path(&party.key) else { return Ok(()) };
    let stem = path.trim_end_matches(".html");
    let rows = site.index.by_party.get(&*party.key).map_or(&[][..], Vec::as_slice);
    let pages = page_count(rows.len());
    for here in 0..pages {
        let mut page = Page::new(site, lang, Section::Parties, page_path(stem, here), "");
        let name = lang.of(&party.name).0;
        page.title = super::paged_title(page.w.page_n_of_m, name, here, pages);
        let mut blocks = Vec::new();
        if here == 0 {
            blocks.extend(head(&page, marks, party, positions, rows));
        }
        blocks.push(Block::H2("statements", page.w.nav_statements.to_owned()));
        let [over, below] = pagers(page.w, stem, pages, here);
        blocks.extend(over);
        if rows.is_empty() {
            blocks.push(Block::P(say(page.w.no_statements)));
        } else {
            let first = here * PAGE_ROWS;
            let last = (first + PAGE_ROWS).min(rows.len());
            let counts = [first as u64 + 1, last as u64, rows.len() as u64].map(view::number);
            let counts = [&*counts[0], &counts[1], &counts[2]];
            let caption = say(&fill(page.w.statements_caption, &counts));
            blocks.push(statements::statement_table(&page, marks, &rows[first..last], caption));
        }
        blocks.extend(below);
        out(&page, &blocks)?;
    }
    Ok(())
}

fn head(
    page: &Page<'_>,
    marks: &Marks<'_>,
    party: &Party,
    positions: &[&Position],
    rows: &[usize],
) -> Vec<Block> {
    let (w, lang) = (page.w, page.lang);
    let mut facts = Vec::new();
    if !party.group_name.is_empty() {
        facts.push((w.group, view::both(lang, &party.group_name)));
    }
    if party.inside {
        facts.push((w.speaks, say(w.speaks_inside)));
    }
    if !party.note.is_empty() {
        facts.push((w.remark, view::both(lang, &party.note)));
    }
    let mut blocks = if facts.is_empty() { Vec::new() } else { vec![Block::Facts(facts)] };
    if !positions.is_empty() {
        let body = positions.iter().map(|row| {
            let mut what = view::both(lang, &row.gist);
            if let Some(quote) = &row.quote {
                what = what.raw(" ").then(&view::quote(lang, quote));
            }
            Row::new(vec![
                view::any_key(page, &row.key),
                view::date(lang, &row.from, w.nothing_not_stated),
                terms::term(lang, &row.position),
                what,
            ])
        });
        blocks.push(Block::H2("positions", w.positions_title.to_owned()));
        let heads = vec![w.row, w.when, w.position, w.what_it_says];
        blocks.push(table(say(w.positions_caption), heads, body.collect()));
    }
    let (shown, count) = chart::chosen_people(page.site, rows);
    if shown.len() > 1 {
        let title = fill(w.figures_of, &[lang.of(&party.name).0]);
        blocks.push(Block::H2("figures", title.clone()));
        blocks.extend(statements::picture(page, marks, &shown, count, "figures", &title));
    }
    blocks
}
