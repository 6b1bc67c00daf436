//! The timeline of knowledge: what was said outside above the line, what was said and known inside below it.
//!
//! Terms: a party *inside* is one that speaks inside the closed country; a *lag* is drawn as a line from the first claim
//! outside to the first acknowledgement inside, with its days.
//!
//! Invariant: a row of the picture that has nothing is not drawn, and a reader is told what each row is in words beside it.

use super::figures::{months, open};
use super::marks::{self, Marks};
use super::scale::Time;
use crate::date;
use crate::site::{blocks::Page, html::Html, index::speaking_party, terms, view, words::fill};
use protect::shape::Position;
use std::collections::BTreeMap;

const LEFT: f64 = 66.0;
const RIGHT: f64 = 930.0;

/// The picture; `None` if nothing has a date.
pub(crate) fn timeline<'a>(page: &Page<'a>, marks: &Marks<'a>) -> Option<Html> {
    let outside = outside_days(page);
    let inside = inside_positions(page);
    let aware = dots(
        page.site
            .edition
            .awareness
            .iter()
            .map(|row| if row.observed.is_empty() { &*row.said_on } else { &*row.observed }),
    );
    let measures = dots(page.site.edition.measures.iter().map(|row| &*row.from));
    let lags: Vec<_> = page
        .site
        .edition
        .lags
        .iter()
        .filter_map(|lag| Some((lag, first(&lag.outside_day)?, first(&lag.inside_day)?)))
        .take(8)
        .collect();
    let every = outside
        .keys()
        .copied()
        .chain(inside.iter().map(|(day, _)| *day))
        .chain(aware.keys().copied())
        .chain(measures.keys().copied())
        .chain(lags.iter().flat_map(|(_, from, to)| [*from, *to]));
    let time = Time::of(every, LEFT + 10.0, RIGHT - 10.0)?;
    let w = page.w;
    let mut body = Html::new();
    let mut y = 22.0;
    body = heading(body, y, w.timeline_outside);
    y += 74.0;
    body = columns(body, &outside, &time, y, 60.0, "bar-out");
    let axis = y;
    body = body.then(&months(page.lang, &time, axis, axis - 64.0));
    y += 60.0;
    if !inside.is_empty() {
        body = heading(body, y, w.timeline_positions);
        let (drawn, bottom) = positions(page, marks, &inside, &time, y + 18.0);
        body = body.then(&drawn);
        y = bottom + 22.0;
    }
    for (row, name, class) in [
        (&aware, w.timeline_awareness, "bar-aware"),
        (&measures, w.timeline_measures, "bar-measure"),
    ] {
        if !row.is_empty() {
            body = heading(body, y, name);
            y += 46.0;
            body = columns(body, row, &time, y, 32.0, class);
            body = body.raw("<path class=\"grid\" d=\"M66 ").number(y).raw("H930\"/>");
            y += 24.0;
        }
    }
    if !lags.is_empty() {
        body = heading(body, y, w.timeline_lags);
        y += 24.0;
        for (lag, from, to) in &lags {
            let text = format!(
                "{}: {}",
                page.lang.of(&lag.topic).0,
                fill(w.n_days, &[&lag.days.to_string()])
            );
            body = lag_line(body, time.at(*from), time.at(*to), y, &text);
            y += 34.0;
        }
    }
    let title = w.timeline_title;
    let description = fill(
        w.timeline_desc,
        &[
            &outside.values().sum::<usize>().to_string(),
            &inside.len().to_string(),
            &aware.values().sum::<usize>().to_string(),
            &measures.values().sum::<usize>().to_string(),
        ],
    );
    Some(open("timeline", title, &description, y + 4.0).then(&body).raw("</svg>"))
}

/// The first day of a date that is a month or finer: a bare year would stand in January and say too much.
fn first(text: &str) -> Option<i32> {
    let days = date::days(text)?;
    let fine = i64::from(days.last) - i64::from(days.first) <= 31 || text.contains('/');
    fine.then_some(days.first)
}

fn dots<'a>(dates: impl Iterator<Item = &'a str>) -> BTreeMap<i32, usize> {
    let mut days = BTreeMap::new();
    for day in dates.filter_map(first) {
        *days.entry(day).or_default() += 1;
    }
    days
}

fn outside_days(page: &Page<'_>) -> BTreeMap<i32, usize> {
    let site = page.site;
    let inside = |key: &str| site.index.party(site.edition, key).is_some_and(|party| party.inside);
    dots(
        site.edition
            .statements
            .iter()
            .filter(|row| speaking_party(row).is_some_and(|key| !inside(key)))
            .map(|row| &*row.said_on),
    )
}

/// Positions of parties inside, in the order of their days.
fn inside_positions<'a>(page: &Page<'a>) -> Vec<(i32, &'a Position)> {
    let site = page.site;
    let mut rows: Vec<_> = site
        .edition
        .positions
        .iter()
        .filter(|row| site.index.party(site.edition, &row.party).is_some_and(|party| party.inside))
        .filter_map(|row| Some((first(&row.from)?, row)))
        .collect();
    rows.sort_by(|a, b| (a.0, &a.1.key).cmp(&(b.0, &b.1.key)));
    rows
}

fn heading(svg: Html, y: f64, text: &str) -> Html {
    svg.raw("<text class=\"lane\" x=\"66\"").at("y", y).raw(">").text(text).raw("</text>")
}

/// A column per day, as high as there are rows; long ones are cut, so that one loud day does not flatten the rest.
fn columns(
    mut svg: Html,
    days: &BTreeMap<i32, usize>,
    time: &Time,
    y: f64,
    height: f64,
    class: &'static str,
) -> Html {
    let most = days.values().copied().max().unwrap_or(1).clamp(4, 24);
    svg = svg.raw("<path class=\"").raw(class).raw("\" d=\"");
    for (day, count) in days {
        let steps = u32::try_from((*count).min(most)).unwrap_or(u32::MAX);
        let share = f64::from(steps) / f64::from(u32::try_from(most).unwrap_or(u32::MAX));
        svg = svg.raw("M").number(time.at(*day)).raw(" ").number(y).raw("V");
        svg = svg.number(y - (height * share).max(4.0));
    }
    svg.raw("\"/>")
}

/// Positions as marks on a line, their words below, on as many lines as they need.
fn positions<'a>(
    page: &Page<'a>,
    marks: &Marks<'a>,
    rows: &[(i32, &Position)],
    time: &Time,
    y: f64,
) -> (Html, f64) {
    let mut svg = Html::new().raw("<path class=\"grid\" d=\"M66 ").number(y).raw("H930\"/>");
    let mut texts = Html::new();
    let mut ends: Vec<f64> = Vec::new();
    let mut bottom = y;
    for (day, row) in rows.iter().take(24) {
        let x = time.at(*day);
        let site = page.site;
        let group = site.index.party(site.edition, &row.party).map_or("", |party| &party.group);
        let text = format!(
            "{}: {}",
            view::party_name(site, page.lang, &row.party),
            terms::plain(page.lang, &row.position)
        );
        let width: f64 = text.chars().map(|c| if c as u32 > 0x1100 { 12.0 } else { 6.8 }).sum();
        let flip = x + width + 8.0 > RIGHT + 24.0;
        let left = if flip { x - width - 6.0 } else { x };
        let line = ends.iter().position(|end| *end < left).unwrap_or(ends.len());
        if line == ends.len() {
            ends.push(0.0);
        }
        ends[line] = left + width + 14.0;
        let lines = f64::from(u32::try_from(line).unwrap_or(0));
        let ty = y + 22.0 + lines * 17.0;
        bottom = bottom.max(ty);
        let mark = marks.number(group);
        svg = svg.raw("<g class=\"").raw(marks::class(mark)).raw("\"><path class=\"leader\" d=\"M");
        svg = svg.number(x).raw(" ").number(y).raw("V").number(ty - 4.0).raw("\"/>");
        svg = svg.then(&marks::shape(mark, x, y, 5.0)).raw("</g>");
        texts = texts.raw("<text class=\"label\"");
        texts = if flip {
            texts.at("x", x - 5.0).raw(" text-anchor=\"end\"")
        } else {
            texts.at("x", x + 5.0)
        };
        texts = texts.at("y", ty).raw(">").text(&text).raw("</text>");
    }
    // Lines first, words over them.
    (svg.then(&texts), bottom)
}

fn lag_line(svg: Html, from: f64, to: f64, y: f64, text: &str) -> Html {
    let (left, right) = (from.min(to), from.max(to));
    let svg = svg.raw("<path class=\"lag\" d=\"M").number(left).raw(" ").number(y - 5.0);
    let svg = svg.raw("V").number(y + 5.0).raw("M").number(left).raw(" ").number(y).raw("H");
    let svg = svg.number(right).raw("M").number(right).raw(" ").number(y - 5.0).raw("V");
    let svg = svg.number(y + 5.0).raw("\"/><text class=\"label\"").at("x", left + 4.0);
    svg.at("y", y - 7.0).raw(">").text(text).raw("</text>")
}
