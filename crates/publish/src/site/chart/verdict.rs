//! Pictures of a verdict on lists: intervals by method, the trajectory, the chains.
//!
//! Terms: the *hull* is the interval of the verdict, over all methods; a *trace* is a chain's draws in their order.
//!
//! Invariant: drawn from the edition alone; whatever has no number there has none here – chains without ends are drawn on an axis without
//! numbers; a line's end without a limit is an arrow.
//!
//! Source: O. Binette and R. C. Steorts 2022 for trajectories; W. Cleveland, The Elements of Graphing Data (1985).

use super::marks;
use super::scale::Persons;
use crate::site::{html::Html, view};
use protect::shape::{Chains, TrajectoryPoint};

const LEFT: f64 = 270.0;
const RIGHT: f64 = 740.0;
const ROW: f64 = 26.0;
/// Rows, steps, chains and points of a trace that are drawn, at most.
const MOST: (usize, usize, usize, usize) = (40, 20, 8, 400);

/// One line of the picture of intervals.
pub(crate) struct Line {
    /// Its name.
    pub(crate) label: String,
    /// The shape of its mark.
    pub(crate) mark: usize,
    /// The number that its mark stands at.
    pub(crate) median: Option<u64>,
    /// Lower end; without it nothing but the label and the note stands in the row.
    pub(crate) low: Option<u64>,
    /// Upper end; none without a limit.
    pub(crate) high: Option<u64>,
    /// The same in digits or words.
    pub(crate) note: String,
}

/// Title and description of a picture, and the id that both hang on.
pub(crate) struct Told<'a> {
    pub(crate) id: String,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
}

/// Intervals, a row each, over the hull and beside the listed; `listed` has its word.
pub(crate) fn intervals(
    told: &Told<'_>,
    lines: &[Line],
    hull: Option<(u64, u64)>,
    listed: (u64, &str),
) -> Html {
    let lines = &lines[..lines.len().min(MOST.0)];
    let ends = lines.iter().flat_map(|l| [l.median, l.low, l.high]).flatten();
    let ends = ends.chain(hull.iter().flat_map(|(low, high)| [*low, *high])).chain([listed.0]);
    let scale = Persons::tight(ends, LEFT, RIGHT);
    let (top, rows) = (30.0, f64::from(u32::try_from(lines.len()).unwrap_or(0)));
    let bottom = top + ROW * rows + 6.0;
    let mut svg = open(told, bottom + 30.0);
    if let Some((low, high)) = hull {
        svg = svg.raw("<path class=\"hull\" d=\"M").number(scale.at(low)).raw(" ").number(top);
        svg = svg.raw("H").number(scale.at(high)).raw("V").number(bottom).raw("H");
        svg = svg.number(scale.at(low)).raw("Z\"/>");
    }
    for tick in scale.ticks() {
        let x = scale.at(tick);
        svg = upright(svg, "<path class=\"grid\" d=\"M", x, (top, bottom));
        svg = text(svg, "axis", Anchor::Middle, (x, bottom + 18.0), &view::number(tick));
    }
    let x = scale.at(listed.0);
    svg = upright(svg, "<path class=\"listed\" d=\"M", x, (top - 6.0, bottom));
    let word = format!("{} {}", listed.1, view::number(listed.0));
    svg = text(svg, "axis", Anchor::Middle, (x, top - 11.0), &word);
    for (line, at) in lines.iter().zip(0_u32..) {
        svg = row(svg, line, &scale, top + ROW * (f64::from(at) + 0.5) + 3.0);
    }
    svg.raw("</svg>")
}

fn row(mut svg: Html, line: &Line, scale: &Persons, y: f64) -> Html {
    svg = text(svg, "label", Anchor::End, (LEFT - 14.0, y + 4.0), &clipped(&line.label));
    svg = text(svg, "label", Anchor::Start, (RIGHT + 16.0, y + 4.0), &line.note);
    let Some(low) = line.low else { return svg };
    let (from, to) = (scale.at(low), line.high.map_or(RIGHT, |high| scale.at(high)));
    svg = svg.raw("<g").attr("class", marks::class(0)).raw(">");
    svg = svg.raw("<path class=\"span\" d=\"M").number(from).raw(" ").number(y);
    svg = svg.raw("H").number(to.max(from + 1.5)).raw("\"/>");
    svg = upright(svg, "<path class=\"cap\" d=\"M", from, (y - 5.0, y + 5.0));
    if line.high.is_some() {
        svg = upright(svg, "<path class=\"cap\" d=\"M", to, (y - 5.0, y + 5.0));
    } else {
        svg = svg.raw("<path class=\"arrow\" d=\"M").number(to - 6.0).raw(" ").number(y - 5.0);
        svg = svg.raw("L").number(to).raw(" ").number(y).raw("L").number(to - 6.0).raw(" ");
        svg = svg.number(y + 5.0).raw("\"/>");
    }
    if let Some(median) = line.median {
        svg = svg.then(&marks::shape(line.mark, scale.at(median), y, 4.5));
    }
    svg.raw("</g>")
}

/// What would have been said with parts of the data: from left to right more of it.
pub(crate) fn trajectory(told: &Told<'_>, steps: &[TrajectoryPoint]) -> Html {
    let steps = &steps[..steps.len().min(MOST.1)];
    let (top, bottom) = (14.0, 194.0);
    let scale = Persons::tight(steps.iter().flat_map(|s| [s.median, s.low, s.high]), bottom, top);
    let mut svg = open(told, bottom + 30.0);
    for tick in scale.ticks() {
        let y = scale.at(tick);
        svg = svg.raw("<path class=\"grid\" d=\"M90 ").number(y).raw("H740\"/>");
        svg = text(svg, "axis", Anchor::End, (80.0, y + 4.0), &view::number(tick));
    }
    let across = |percent: u64| {
        let share = f64::from(u8::try_from(percent.min(100)).unwrap_or(100)) / 100.0;
        90.0 + share * (RIGHT - 90.0)
    };
    svg = svg.raw("<g").attr("class", marks::class(0)).raw("><path class=\"leader\" d=\"");
    for (at, step) in steps.iter().enumerate() {
        svg = svg.raw(if at == 0 { "M" } else { "L" }).number(across(step.percent));
        svg = svg.raw(" ").number(scale.at(step.median));
    }
    svg = svg.raw("\"/>");
    for step in steps {
        let (x, low, high) = (across(step.percent), scale.at(step.low), scale.at(step.high));
        // All the data is one table: it has no spread, and none is drawn.
        if step.percent < 100 {
            svg = upright(svg, "<path class=\"span\" d=\"M", x, (high, low.max(high + 1.5)));
        }
        svg = svg.then(&marks::shape(1, x, scale.at(step.median), 4.5));
    }
    svg = svg.raw("</g>");
    for step in steps {
        let words = format!("{} %", step.percent);
        svg = text(svg, "axis", Anchor::Middle, (across(step.percent), bottom + 18.0), &words);
    }
    svg.raw("</svg>")
}

/// The chains, a strip each, so that no colour is needed to tell them apart; `names` stand before them, `notes` behind.
pub(crate) fn chains(told: &Told<'_>, chains: &Chains, names: &[String], notes: &[String]) -> Html {
    let traces = &chains.traces[..chains.traces.len().min(MOST.2)];
    let strips = f64::from(u32::try_from(traces.len()).unwrap_or(0));
    let mut svg = open(told, 14.0 + 66.0 * strips);
    for (at, trace) in traces.iter().enumerate() {
        let top = 8.0 + 66.0 * f64::from(u32::try_from(at).unwrap_or(0));
        let bottom = top + 54.0;
        let name = names.get(at).map_or("", String::as_str);
        svg = text(svg, "label", Anchor::End, (LEFT - 110.0, top + 31.0), name);
        let note = notes.get(at).map_or("", String::as_str);
        svg = text(svg, "label", Anchor::Start, (RIGHT + 16.0, top + 31.0), note);
        for (end, y) in [(chains.high, top + 9.0), (chains.low, bottom)] {
            let Some(end) = end else { continue };
            svg = text(svg, "axis", Anchor::End, (LEFT - 14.0, y), &view::number(end));
        }
        svg = svg.raw("<path class=\"grid\" d=\"M").number(LEFT).raw(" ").number(top).raw("H");
        svg = svg.number(RIGHT).raw("V").number(bottom).raw("H").number(LEFT).raw("Z\"/>");
        svg = svg.raw("<g").attr("class", marks::class(0)).raw("><path class=\"leader\" d=\"");
        let trace = &trace[..trace.len().min(MOST.3)];
        let step = (RIGHT - LEFT) / f64::from(u32::try_from(trace.len()).unwrap_or(1).max(2) - 1);
        for (height, i) in trace.iter().zip(0_u32..) {
            let share = f64::from(u16::try_from(*height).unwrap_or(1000).min(1000)) / 1000.0;
            svg = svg.raw(if i == 0 { "M" } else { "L" }).number(LEFT + step * f64::from(i));
            svg = svg.raw(" ").number(bottom - share * (bottom - top));
        }
        svg = svg.raw("\"/></g>");
    }
    svg.raw("</svg>")
}

pub(super) fn open(told: &Told<'_>, height: f64) -> Html {
    let (title, description) = (format!("{}-t", told.id), format!("{}-d", told.id));
    Html::new()
        .raw("<svg class=\"chart\" role=\"img\"")
        .attr("aria-labelledby", &format!("{title} {description}"))
        .raw(" viewBox=\"0 0 960 ")
        .number(height)
        .raw("\" width=\"960\"")
        .at("height", height)
        .raw("><title")
        .attr("id", &title)
        .raw(">")
        .text(told.title)
        .raw("</title><desc")
        .attr("id", &description)
        .raw(">")
        .text(told.description)
        .raw("</desc>")
}

/// Finishes a path that goes straight down.
pub(super) fn upright(svg: Html, begins: &'static str, x: f64, (from, to): (f64, f64)) -> Html {
    svg.raw(begins).number(x).raw(" ").number(from).raw("V").number(to).raw("\"/>")
}

#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

pub(super) fn text(
    svg: Html,
    class: &'static str,
    anchor: Anchor,
    (x, y): (f64, f64),
    words: &str,
) -> Html {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let svg = svg.raw("<text").attr("class", class).attr("text-anchor", anchor);
    svg.at("x", x).at("y", y).raw(">").text(words).raw("</text>")
}

/// A label that fits: Hangul is twice as wide.
pub(super) fn clipped(label: &str) -> String {
    let wide = |c: char| if u32::from(c) > 0x1100 { 2 } else { 1 };
    if label.chars().map(wide).sum::<usize>() <= 38 {
        return label.to_owned();
    }
    let mut taken = 0;
    let fits = |c: &char| {
        taken += wide(*c);
        taken <= 36
    };
    label.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Told<'static> {
        Told { id: "x".to_owned(), title: "t", description: "d" }
    }

    #[test]
    fn what_has_no_number_is_drawn_without_one() {
        let line = |low, high| Line {
            label: "<method>".to_owned(),
            mark: 0,
            median: None,
            low,
            high,
            note: "withheld (R3)".to_owned(),
        };
        let svg = intervals(&told(), &[line(None, Some(777))], None, (80, "listed")).to_string();
        assert!(!svg.contains("class=\"span\"") && svg.contains("withheld (R3)"), "{svg}");
        assert!(svg.contains("&lt;method&gt;") && svg.contains("listed 80"), "{svg}");
        let svg = intervals(&told(), &[line(Some(90), None)], Some((90, 400)), (80, "listed"));
        assert!(svg.to_string().contains("class=\"arrow\""), "no limit is an arrow");
        let ranks = Chains { traces: vec![vec![0, 1000, u64::MAX], vec![]], ..Chains::default() };
        let svg = chains(&told(), &ranks, &[], &[]).to_string();
        assert!(!svg.contains("class=\"axis\"") && svg.matches("leader").count() == 2, "{svg}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }

    #[test]
    fn hostile_sizes_are_cut() {
        let huge = TrajectoryPoint { percent: u64::MAX, median: u64::MAX, low: 0, high: u64::MAX };
        let svg = trajectory(&told(), &vec![huge; 5_000]).to_string();
        assert!(svg.len() < 20_000 && !svg.contains("NaN"), "{}", svg.len());
        let many = Chains { traces: vec![vec![5; 5_000]; 100], ..Chains::default() };
        assert!(chains(&told(), &many, &[], &[]).to_string().len() < 60_000);
        assert_eq!(clipped(&"가".repeat(40)).chars().count(), 19);
        assert_eq!(clipped("short"), "short");
    }
}
