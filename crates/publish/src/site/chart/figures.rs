//! Rival figures over time: one vertical line per figure, from the least to the most that its words allow.
//!
//! Terms: a *family* is a set of categories that belong on one scale: killed; killed and wounded, with casualties as the
//! party means them; wounded; missing and captured; strength.
//!
//! Invariant: no more than [`MOST`] figures are drawn; if there are more, those that changed what a party's standing figure
//! was are preferred, and the caller says how many of how many are shown.

use super::bar::ends;
use super::marks::{self, Marks};
use super::scale::{Persons, Time};
use crate::date;
use crate::site::{Lang, Site, blocks::Page, html::Html, index::speaking_party, view, words::fill};
use protect::shape::{Quantity, Statement};
use std::collections::BTreeMap;

/// More would be a smear.
const MOST: usize = 150;

/// Categories on one scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    /// Killed and wounded together, and casualties as the party means them.
    Casualties,
    /// Killed.
    Killed,
    /// Wounded.
    Wounded,
    /// Missing or captured.
    Gone,
    /// Sent, planned, present.
    Strength,
}

impl Family {
    /// The family of a category; `None` for categories that are no count of people in a war.
    pub(crate) fn of(category: &str) -> Option<Self> {
        Some(match category {
            "killed_or_wounded"
            | "killed_and_wounded"
            | "casualties"
            | "casualties_all"
            | "casualties_undifferentiated"
            | "losses_unspecified" => Self::Casualties,
            "killed" | "died_of_wounds" => Self::Killed,
            "wounded" => Self::Wounded,
            "missing" | "captured" | "deserted" | "surrendered" => Self::Gone,
            "deployed"
            | "deployed_strength"
            | "deployed_additional"
            | "planned_strength"
            | "potential_strength"
            | "in_kursk"
            | "in_border_area" => Self::Strength,
            _ => return None,
        })
    }
}

/// The figures of a family that can be drawn, in the order of the days that they hold for; and how many there are.
pub(crate) fn chosen(site: Site<'_>, family: Family) -> (Vec<usize>, usize) {
    let of_family = site
        .index
        .by_category
        .iter()
        .filter(|(category, _)| Family::of(category) == Some(family))
        .flat_map(|(_, rows)| rows.iter().copied());
    choose(site, of_family)
}

/// The same for some statements.
pub(crate) fn chosen_among(site: Site<'_>, rows: &[usize]) -> (Vec<usize>, usize) {
    choose(site, rows.iter().copied())
}

/// The same for some statements, counts of killed, wounded, missing and captured only: strength would flatten them.
pub(crate) fn chosen_people(site: Site<'_>, rows: &[usize]) -> (Vec<usize>, usize) {
    let people = |at: &usize| {
        let family = Family::of(&site.edition.statements[*at].category);
        family.is_some_and(|family| family != Family::Strength)
    };
    choose(site, rows.iter().copied().filter(people))
}

fn choose(site: Site<'_>, rows: impl Iterator<Item = usize>) -> (Vec<usize>, usize) {
    let all: Vec<usize> =
        rows.filter(|&at| drawable(&site.edition.statements[at]).is_some()).collect();
    let rows = &site.edition.statements;
    let count = all.len();
    let mut kept = if count <= MOST { all } else { standing(rows, all, MOST) };
    kept.sort_by_key(|&at| (holds_for(&rows[at]), &rows[at].key));
    (kept, count)
}

/// The last figure of each party and category in each month, then in each year, then at all, until they fit.
fn standing(rows: &[Statement], all: Vec<usize>, most: usize) -> Vec<usize> {
    let mut kept = all;
    for grain in [7, 4, 0] {
        let mut last: BTreeMap<(Option<&str>, &str, String), usize> = BTreeMap::new();
        for at in kept {
            let row = &rows[at];
            let day = holds_for(row).map(date::day_text).unwrap_or_default();
            let slot = (speaking_party(row), &*row.category, day.chars().take(grain).collect());
            let newest = last.entry(slot).or_insert(at);
            if said_key(&rows[*newest]) <= said_key(row) {
                *newest = at;
            }
        }
        kept = last.into_values().collect();
        if kept.len() <= most {
            break;
        }
    }
    kept.sort_by_key(|&at| std::cmp::Reverse(said_key(&rows[at])));
    kept.truncate(most);
    kept
}

fn said_key(row: &Statement) -> ((i32, i32), &str) {
    (date::sort_key(&row.said_on), &row.key)
}

/// The day for which a figure is drawn.
fn holds_for(row: &Statement) -> Option<i32> {
    date::days(&row.as_of).or_else(|| date::days(&row.said_on)).map(|days| days.last)
}

fn drawable(row: &Statement) -> Option<&Quantity> {
    let quantity = row.quantity.as_ref()?;
    // "Numerous" says one or more: true of everything, and it would stretch the scale down to one.
    let says =
        quantity.value.is_some() || quantity.hi.is_some() || quantity.lo.is_some_and(|lo| lo > 1);
    (says && holds_for(row).is_some()).then_some(quantity)
}

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 440.0;
const LEFT: f64 = 66.0;
const RIGHT: f64 = 930.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 396.0;

/// The picture; `None` if nothing can be drawn. `id` makes the ids of title and description.
pub(crate) fn figures<'a>(
    page: &Page<'a>,
    marks: &Marks<'a>,
    rows: &[usize],
    id: &'static str,
    title: &str,
) -> Option<Html> {
    let all = &page.site.edition.statements;
    let drawn: Vec<(&Statement, &Quantity, i32)> = rows
        .iter()
        .filter_map(|&at| Some((&all[at], drawable(&all[at])?, holds_for(&all[at])?)))
        .collect();
    let time = Time::of(drawn.iter().map(|(.., day)| *day), LEFT + 10.0, RIGHT - 10.0)?;
    let persons = Persons::of(drawn.iter().flat_map(|(_, q, _)| ends(q)), BOTTOM, TOP + 22.0);
    let lang = page.lang;
    let scale = if persons.is_log() { page.w.scale_log } else { page.w.scale_linear };
    let description = fill(page.w.figures_desc, &[&drawn.len().to_string(), scale]);
    let mut svg = open(id, title, &description, HEIGHT);
    svg = axes(svg, lang, &persons, &time);
    let mut labels = Labels::default();
    let mut lines = Html::new();
    let mut slots: BTreeMap<i32, i32> = BTreeMap::new();
    for (row, quantity, day) in &drawn {
        let slot = slots.entry(*day).or_default();
        let x = time.at(*day) + offset(*slot);
        *slot += 1;
        let mark = marks.number(Marks::group_of(page.site, row));
        lines = lines.then(&figure(&persons, quantity, x, mark, &mut labels));
    }
    let mut texts = Html::new();
    // Figures that contradict another are labelled first, then the latest: where labels do not fit, old ones go without.
    let mut slots: BTreeMap<i32, i32> = BTreeMap::new();
    let mut placed: Vec<(bool, f64, f64, String)> = drawn
        .iter()
        .map(|(row, quantity, day)| {
            let slot = slots.entry(*day).or_default();
            let x = time.at(*day) + offset(*slot);
            *slot += 1;
            let n = quantity.value.or(quantity.lo).or(quantity.hi).unwrap_or(0);
            (contradicted(page, row), x, persons.at(n), short(lang, quantity))
        })
        .collect();
    placed.reverse();
    placed.sort_by_key(|(contradicted, ..)| !contradicted);
    for (_, x, y, text) in &placed {
        if let Some((tx, ty, end)) = labels.place(*x, *y, text) {
            if (ty - y).abs() > 30.0 {
                let edge = if ty > *y { ty - 10.0 } else { ty + 3.0 };
                lines = lines.raw("<path class=\"leader\" d=\"M").number(*x).raw(" ").number(*y);
                lines = lines.raw("L").number(tx).raw(" ").number(edge).raw("\"/>");
            }
            texts = texts.raw("<text class=\"label\"").at("x", tx).at("y", ty);
            texts = if end { texts.raw(" text-anchor=\"end\"") } else { texts };
            texts = texts.raw(">").text(text).raw("</text>");
        }
    }
    Some(svg.then(&lines).then(&texts).raw("</svg>"))
}

fn contradicted(page: &Page<'_>, row: &Statement) -> bool {
    let site = page.site;
    site.index.statement(&row.key).is_some_and(|at| {
        let mut findings = site.index.findings[at].iter().map(|&at| &site.edition.findings[at]);
        findings.any(|finding| finding.kind == "contradiction")
    })
}

/// The beginning of a picture, with what it is for those who do not see it.
pub(crate) fn open(id: &'static str, title: &str, description: &str, height: f64) -> Html {
    Html::new()
        .raw("<svg class=\"chart\" role=\"img\" aria-labelledby=\"")
        .raw(id)
        .raw("-t ")
        .raw(id)
        .raw("-d\" viewBox=\"0 0 960 ")
        .number(height)
        .raw("\" width=\"960\"")
        .at("height", height)
        .raw("><title id=\"")
        .raw(id)
        .raw("-t\">")
        .text(title)
        .raw("</title><desc id=\"")
        .raw(id)
        .raw("-d\">")
        .text(description)
        .raw("</desc>")
}

/// 0, 6, -6, 12, -12 … so that figures of one day stand beside each other; after twenty they share.
fn offset(slot: i32) -> f64 {
    let step = f64::from((slot + 1) / 2 % 10);
    if slot % 2 == 1 { 7.0 * step } else { -7.0 * step }
}

fn axes(mut svg: Html, lang: Lang, persons: &Persons, time: &Time) -> Html {
    for tick in persons.ticks() {
        let y = persons.at(tick);
        svg = svg.raw("<path class=\"grid\" d=\"M66 ").number(y).raw("H930\"/>");
        svg = svg.raw("<text class=\"axis\" x=\"58\" text-anchor=\"end\"").at("y", y + 4.0);
        svg = svg.raw(">").text(&view::number(tick)).raw("</text>");
    }
    svg.then(&months(lang, time, BOTTOM, TOP))
}

/// The axis of time at `y`, with faint lines up to `top`.
pub(crate) fn months(lang: Lang, time: &Time, y: f64, top: f64) -> Html {
    let mut svg = Html::new().raw("<path class=\"base\" d=\"M66 ").number(y).raw("H930\"/>");
    let mut last_year = 0;
    let mut ticks = time.ticks();
    // A long first part without a month's beginning gets the name of the month in which the time begins.
    if ticks.first().is_none_or(|(day, ..)| time.at(*day) > 140.0) {
        let (year, month, _) = date::parts(time.first);
        ticks.insert(0, (time.first, year, month));
    }
    for (day, year, month) in ticks {
        let x = time.at(day);
        svg = svg.raw("<path class=\"grid\" d=\"M").number(x).raw(" ").number(top).raw("V");
        svg = svg.number(y).raw("\"/>");
        let name = match lang {
            Lang::En => date::month_name(month).chars().take(3).collect::<String>(),
            Lang::Ko => format!("{month}월"),
        };
        svg = svg.raw("<text class=\"axis\"").at("x", x + 3.0).at("y", y + 16.0);
        svg = svg.raw(">").text(&name).raw("</text>");
        if year != last_year {
            let name = if lang == Lang::Ko { format!("{year}년") } else { year.to_string() };
            svg = svg.raw("<text class=\"axis year\"").at("x", x + 3.0).at("y", y + 32.0);
            svg = svg.raw(">").text(&name).raw("</text>");
            last_year = year;
        }
    }
    svg
}

/// One figure: line, ends, mark.
fn figure(persons: &Persons, q: &Quantity, x: f64, mark: usize, labels: &mut Labels) -> Html {
    let low = persons.at(q.lo.unwrap_or(0));
    let point = q.value.map(|value| persons.at(value));
    let high =
        q.hi.map_or_else(|| (point.unwrap_or(low).min(low) - 30.0).max(8.0), |hi| persons.at(hi));
    labels.taken.push((x - 4.0, high - 4.0, x + 4.0, low + 4.0));
    let mut svg = Html::new().raw("<g class=\"").raw(marks::class(mark)).raw("\">");
    svg = svg.raw("<path class=\"span ").raw(marks::dash(mark)).raw("\" d=\"M").number(x);
    svg = svg.raw(" ").number(low).raw("V").number(high.min(low - 1.5)).raw("\"/>");
    if q.hi.is_none() {
        svg = svg.raw("<path class=\"arrow\" d=\"M").number(x - 4.0).raw(" ").number(high + 6.0);
        svg = svg.raw("L").number(x).raw(" ").number(high).raw("L").number(x + 4.0).raw(" ");
        svg = svg.number(high + 6.0).raw("\"/>");
    } else {
        svg = svg.raw("<path class=\"cap\" d=\"M").number(x - 3.0).raw(" ").number(high);
        svg = svg.raw("H").number(x + 3.0).raw("\"/>");
    }
    if q.lo.is_some_and(|lo| lo > 0) {
        svg = svg.raw("<path class=\"cap\" d=\"M").number(x - 3.0).raw(" ").number(low);
        svg = svg.raw("H").number(x + 3.0).raw("\"/>");
    }
    if let Some(y) = point {
        svg = svg.then(&marks::shape(mark, x, y, 4.5));
    }
    svg.raw("</g>")
}

/// The words of a figure, or its meaning, short enough for a picture.
fn short(lang: Lang, quantity: &Quantity) -> String {
    let text = if quantity.words.is_empty() || quantity.words.chars().count() > 22 {
        view::meaning(lang, quantity)
    } else {
        quantity.words.clone()
    };
    if text.chars().count() > 26 { text.chars().take(25).chain(['…']).collect() } else { text }
}

/// Labels that do not lie on each other.
#[derive(Default)]
struct Labels {
    /// Left, top, right, bottom of what is drawn already.
    taken: Vec<(f64, f64, f64, f64)>,
}

impl Labels {
    /// A free place beside a point: right, left, higher, lower. `true` if the text ends there.
    fn place(&mut self, x: f64, y: f64, text: &str) -> Option<(f64, f64, bool)> {
        let width: f64 = text.chars().map(|c| if c as u32 > 0x1100 { 12.0 } else { 6.8 }).sum();
        for dy in [4.0, -8.0, 16.0, -20.0, 28.0, -34.0, 42.0, 58.0, 74.0, 90.0] {
            for end in [false, true] {
                let left = if end { x - 9.0 - width } else { x + 9.0 };
                let (top, right) = (y + dy - 11.0, left + width);
                let area = (left, top, right, top + 14.0);
                if left < LEFT || right > WIDTH - 4.0 || top < 2.0 || top + 14.0 > BOTTOM {
                    continue;
                }
                let crosses = self
                    .taken
                    .iter()
                    .any(|(l, t, r, b)| area.0 < *r && *l < area.2 && area.1 < *b && *t < area.3);
                if !crosses {
                    self.taken.push(area);
                    return Some((if end { x - 9.0 } else { x + 9.0 }, y + dy, end));
                }
            }
        }
        None
    }
}
