//! What was known on a day: what was said on it, and which figures stood at its end.
//!
//! Terms: a figure *stands* if it is the last that its party said for its category, and of the same people, by the end of the
//! day – the last with a number, if it ever said one. Whether the world could know counts, not for which day the figure holds:
//! what was said in a month that is not told more exactly stands from the month's end, and holds nothing else up.
//!
//! Invariant: a page for a day says nothing that was said later, and leaves out nothing that was certainly said by then.

use super::{Block, Html, Lang, Out, Page, Row, Site, say, statements, table};
use crate::Error;
use crate::date;
use crate::site::{blocks::Section, chart::Marks, index::speaking_party, terms, view, words::fill};
use protect::shape::Statement;
use std::collections::BTreeMap;

/// Writes the list of days and a page for each day on which something was said.
pub(crate) fn write(
    site: Site<'_>,
    lang: Lang,
    marks: &Marks<'_>,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    list(site, lang, out)?;
    let days: Vec<&str> = site.index.by_day.keys().copied().collect();
    let mut standing = Standing::default();
    let mut positions: BTreeMap<&str, usize> = BTreeMap::new();
    let mut coming = figures_as_they_become_certain(site).into_iter().peekable();
    let mut changing = positions_in_order(site).into_iter().peekable();
    for (at, day) in days.iter().enumerate() {
        let today = date::number(day).unwrap_or(i32::MAX);
        let all = &site.edition.statements;
        while let Some((_, at)) = coming.next_if(|(certain, _)| *certain <= today) {
            let Some(slot) = slot(&all[at]) else { continue };
            let stands = standing.entry(slot).or_insert(at);
            if recency(&all[*stands]) < recency(&all[at]) {
                *stands = at;
            }
        }
        while let Some((_, position)) = changing.next_if(|(from, _)| *from <= today) {
            positions.insert(&site.edition.positions[position].party, position);
        }
        let mut page = Page::new(site, lang, Section::Days, format!("days/{day}.html"), "");
        page.title = fill(page.w.known_on, &[&date::words(day, lang)]);
        let neighbours = (at.checked_sub(1).map(|at| days[at]), days.get(at + 1).copied());
        out(&page, &blocks(&page, marks, day, neighbours, &standing, &positions))?;
    }
    Ok(())
}

/// The figure that stands for a party, a category and the people counted.
type Standing<'a> = BTreeMap<(&'a str, &'a str, &'a str), usize>;

fn slot(row: &Statement) -> Option<(&str, &str, &str)> {
    speaking_party(row).map(|party| (party, &*row.category, &*row.population))
}

/// Figures with the day by which each was certainly said; those for which no day is certain are left out.
fn figures_as_they_become_certain(site: Site<'_>) -> Vec<(i32, usize)> {
    let rows = site.edition.statements.iter().enumerate();
    let mut order: Vec<(i32, usize)> = rows
        .filter(|(_, row)| row.quantity.is_some())
        .filter_map(|(at, row)| Some((date::certain_by(&row.said_on)?, at)))
        .collect();
    order.sort_unstable();
    order
}

/// Which of two figures of a slot stands: the greater.
///
/// "Heavy losses" does not replace a number; a newer number does. A figure cannot be said before the day that it is as of, so
/// one said "in December" as of the 23rd was said on the 23rd at the earliest. Of figures said on one day, the one that holds
/// for the later day is newer; one that gives no such day holds for the day on which it was said. The order is total and
/// does not depend on when a figure became certain, so a vague date that ends late does not push out what was said for sure.
fn recency(row: &Statement) -> (bool, i32, i32, &str) {
    let (first, last) = date::sort_key(&row.said_on);
    let as_of = date::days(&row.as_of);
    // A figure may be as of a day to come; that makes it no later said.
    let said = as_of.map_or(first, |days| days.first.clamp(first, last));
    let holds = as_of.map_or(last, |days| days.last.min(last));
    (has_number(row), said, holds, &row.key)
}

fn has_number(row: &Statement) -> bool {
    row.quantity.as_ref().is_some_and(|q| q.lo.is_some() || q.hi.is_some())
}

fn positions_in_order(site: Site<'_>) -> Vec<(i32, usize)> {
    let rows = &site.edition.positions;
    let mut order: Vec<(i32, usize)> =
        rows.iter().enumerate().map(|(at, row)| (date::sort_key(&row.from).1, at)).collect();
    order.sort_by_key(|(from, at)| (*from, &rows[*at].key));
    order
}

fn blocks(
    page: &Page<'_>,
    marks: &Marks<'_>,
    day: &str,
    (before, after): (Option<&str>, Option<&str>),
    standing: &Standing<'_>,
    positions: &BTreeMap<&str, usize>,
) -> Vec<Block> {
    let w = page.w;
    let words = |day: &str| date::words(day, page.lang);
    let mut around = Vec::new();
    around
        .extend(before.map(|day| (format!("← {}", words(day)), format!("days/{day}.html"), false)));
    around.push((w.all_days.to_owned(), "days/index.html".to_owned(), false));
    around
        .extend(after.map(|day| (format!("{} →", words(day)), format!("days/{day}.html"), false)));
    let said = page.site.index.by_day.get(day).map_or(&[][..], Vec::as_slice);
    let mut blocks = vec![
        Block::Lead(say(w.day_lead)),
        Block::Pager(w.days_around, around),
        Block::H2("said", w.said_that_day.to_owned()),
    ];
    let caption = fill(w.said_on_caption, &[&words(day)]);
    blocks.push(statements::statement_table(
        page,
        marks,
        &said[..said.len().min(MOST)],
        say(&caption),
    ));
    if said.len() > MOST {
        let counts = [view::number(MOST as u64), view::number(said.len() as u64)];
        blocks.push(Block::Aside(say(&fill(w.n_of_m_shown, &[&counts[0], &counts[1]]))));
    }
    let mut figures: Vec<usize> = standing.values().copied().collect();
    let all = &page.site.edition.statements;
    let count = figures.len();
    // Too many to show: the latest are kept.
    figures.sort_by_key(|&at| (std::cmp::Reverse(date::sort_key(&all[at].said_on)), &all[at].key));
    figures.truncate(MOST);
    figures.sort_by_key(|&at| (&all[at].category, date::sort_key(&all[at].said_on), &all[at].key));
    if !figures.is_empty() {
        blocks.push(Block::H2("standing", w.standing_title.to_owned()));
        let caption = fill(w.standing_caption, &[&words(day)]);
        blocks.push(statements::statement_table(page, marks, &figures, say(&caption)));
        if figures.len() < count {
            let counts = [view::number(figures.len() as u64), view::number(count as u64)];
            blocks.push(Block::Aside(say(&fill(w.n_of_m_shown, &[&counts[0], &counts[1]]))));
        }
    }
    if !positions.is_empty() {
        blocks.push(Block::H2("positions", w.positions_title.to_owned()));
        blocks.push(position_table(page, positions));
    }
    blocks
}

fn position_table(page: &Page<'_>, positions: &BTreeMap<&str, usize>) -> Block {
    let w = page.w;
    let body = positions.values().take(MOST).map(|&at| {
        let row = &page.site.edition.positions[at];
        Row::new(vec![
            view::party(page, &row.party),
            terms::term(page.lang, &row.position),
            view::date(page.lang, &row.from, w.nothing_not_stated),
            view::any_key(page, &row.key),
        ])
    });
    let heads = vec![w.party, w.position, w.since, w.row];
    table(say(w.positions_caption), heads, body.collect())
}

fn list(site: Site<'_>, lang: Lang, out: &mut Out<'_>) -> Result<(), Error> {
    let mut page = Page::new(site, lang, Section::Days, "days/index.html", "");
    page.title = page.w.nav_days.to_owned();
    let mut blocks = vec![Block::Lead(say(page.w.days_lead))];
    let mut months: BTreeMap<&str, Vec<Html>> = BTreeMap::new();
    for (day, rows) in &site.index.by_day {
        let count = fill(page.w.n_said, &[&view::number(rows.len() as u64)]);
        let link = page.link(&format!("days/{day}.html"), &date::words(day, lang));
        let link = link.raw(" <small>").text(&count).raw("</small>");
        months.entry(day.get(..7).unwrap_or(day)).or_default().push(link);
    }
    if months.is_empty() {
        blocks.push(Block::P(say(page.w.no_rows)));
    }
    for (month, days) in months {
        blocks.push(Block::H2("", date::words(month, lang)));
        blocks.push(Block::List("inline", days));
    }
    out(&page, &blocks)
}

/// Rows in one table of a day.
const MOST: usize = 200;
