//! Marks: one shape and one colour for each group of parties.
//!
//! Invariant: shapes differ without colour; the same group has the same mark on every page of an edition.

use crate::site::{Lang, Site, blocks::Page, html::Html, view};
use std::collections::BTreeMap;

/// The mark of each group.
pub(crate) struct Marks<'a> {
    by_group: BTreeMap<&'a str, usize>,
}

/// Shapes before they repeat, hollow.
const SHAPES: usize = 6;

impl<'a> Marks<'a> {
    /// Marks in the order of group names.
    pub(crate) fn of(site: Site<'a>) -> Self {
        let mut by_group: BTreeMap<&str, usize> =
            site.edition.parties.iter().map(|party| (&*party.group, 0)).collect();
        for (at, mark) in by_group.values_mut().enumerate() {
            *mark = at;
        }
        Self { by_group }
    }

    pub(crate) fn number(&self, group: &str) -> usize {
        self.by_group.get(group).copied().unwrap_or(0)
    }

    /// The group of whoever speaks; empty for nobody.
    pub(crate) fn group_of(site: Site<'a>, row: &'a protect::shape::Statement) -> &'a str {
        crate::site::index::speaking_party(row)
            .and_then(|key| site.index.party(site.edition, key))
            .map_or("", |party| &party.group)
    }
}

/// The class that gives a mark its colour.
pub(crate) fn class(mark: usize) -> &'static str {
    ["g0", "g1", "g2", "g3", "g4", "g5", "g6", "g7"][mark % 8]
}

/// The class that gives a line its dash.
pub(crate) fn dash(mark: usize) -> &'static str {
    ["d0", "d1", "d2", "d3"][mark % 4]
}

/// A mark around a point, inside a picture.
pub(crate) fn shape(mark: usize, x: f64, y: f64, r: f64) -> Html {
    let hollow = (mark / SHAPES) % 2 == 1;
    let name = |solid: &'static str, open: &'static str| if hollow { open } else { solid };
    let points: Vec<(f64, f64)> = match mark % SHAPES {
        0 => {
            return Html::new()
                .raw("<circle")
                .at("cx", x)
                .at("cy", y)
                .at("r", r)
                .attr("class", name("mark", "mark hollow"))
                .raw("/>");
        }
        1 => vec![(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        2 => vec![(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
        3 => vec![(0.0, -1.2), (1.15, 0.9), (-1.15, 0.9)],
        4 => vec![(0.0, 1.2), (1.15, -0.9), (-1.15, -0.9)],
        _ => vec![
            (-0.4, -1.2),
            (0.4, -1.2),
            (0.4, -0.4),
            (1.2, -0.4),
            (1.2, 0.4),
            (0.4, 0.4),
            (0.4, 1.2),
            (-0.4, 1.2),
            (-0.4, 0.4),
            (-1.2, 0.4),
            (-1.2, -0.4),
            (-0.4, -0.4),
        ],
    };
    let mut d = Html::new().raw("<path d=\"");
    for (at, (dx, dy)) in points.iter().enumerate() {
        d = d.raw(if at == 0 { "M" } else { "L" }).number(x + dx * r).raw(" ").number(y + dy * r);
    }
    d.raw("Z\"").attr("class", name("mark", "mark hollow")).raw("/>")
}

/// What the marks mean, as a list.
pub(crate) fn legend<'a>(
    page: &Page<'a>,
    marks: &Marks<'a>,
    groups: impl Iterator<Item = &'a str>,
) -> Vec<Html> {
    let names: BTreeMap<&str, Html> = groups
        .filter(|group| !group.is_empty())
        .map(|group| (group, group_name(page.site, page.lang, group)))
        .collect();
    names
        .into_iter()
        .map(|(group, name)| {
            let mark = marks.number(group);
            Html::new()
                .raw("<svg viewBox=\"0 0 28 14\" width=\"28\" height=\"14\" aria-hidden=\"true\"")
                .attr("class", class(mark))
                .raw("><line x1=\"1\" y1=\"7\" x2=\"27\" y2=\"7\" class=\"span ")
                .raw(dash(mark))
                .raw("\"/>")
                .then(&shape(mark, 14.0, 7.0, 4.0))
                .raw("</svg> ")
                .then(&name)
        })
        .collect()
}

fn group_name(site: Site<'_>, lang: Lang, group: &str) -> Html {
    site.edition
        .parties
        .iter()
        .find(|party| party.group == group && !party.group_name.is_empty())
        .map_or_else(|| Html::new().text(group), |party| view::both(lang, &party.group_name))
}
