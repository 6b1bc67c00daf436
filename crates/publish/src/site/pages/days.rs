//! What was known on a day: what was said on it, and which figures stood at its end.
//!
//! Terms: a figure *stands* if it is the last that its party said for its category by the end of the day – the last with a number, if
//! it ever said one. Whether the world could know counts, not for which day the figure holds.
//!
//! Invariant: a page for a day says nothing that was said later.

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
    let mut standing: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut positions: BTreeMap<&str, usize> = BTreeMap::new();
    let mut coming = site.index.order.iter().copied().peekable();
    let mut changing = positions_in_order(site).into_iter().peekable();
    for (at, day) in days.iter().enumerate() {
        let today = date::number(day).unwrap_or(i32::MAX);
        let all = &site.edition.statements;
        while let Some(next) = coming.next_if(|&next| date::sort_key(&all[next].said_on).1 <= today)
        {
            let row = &all[next];
            if let Some(party) = speaking_party(row)
                && row.quantity.is_some()
            {
                let slot = standing.entry((party, &row.category)).or_insert(next);
                // "Heavy losses" does not replace a number; a newer number does.
                if has_number(row) || !has_number(&all[*slot]) {
                    *slot = next;
                }
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
    standing: &BTreeMap<(&str, &str), usize>,
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
