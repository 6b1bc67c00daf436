//! The terms of a weight, each from where the one before ended, and their sum.
//!
//! Terms: a *term* speaks for (full bar, to the right) or against (hollow bar, to the left); the *sum* goes from nothing to where the last
//! one ended. Invariant: a bar's number stands in its row with its sign; the rows add up to the last one.
//!
//! Not here: the table of the same numbers; see the page.

use super::verdict::{Anchor, Told, clipped, open, text, upright};
use crate::site::html::Html;

const LEFT: f64 = 330.0;
const RIGHT: f64 = 780.0;
const ROW: f64 = 24.0;
/// Rows that are drawn at most.
const MOST: usize = 40;
/// No end is drawn further out than this, in thousandths of a bit.
const FAR: i64 = 1_000_000;

/// A row: what it is, and its weight in thousandths of a bit.
pub(crate) struct Step {
    /// What it is.
    pub(crate) label: String,
    /// The weight.
    pub(crate) milli: i64,
}

/// The steps, and `sum`, which is what they come to, under its name.
pub(crate) fn waterfall(told: &Told<'_>, steps: &[Step], sum: (&str, i64)) -> Html {
    let steps = &steps[..steps.len().min(MOST)];
    let mut ends = vec![0_i64];
    for step in steps {
        let last = ends.last().copied().unwrap_or(0);
        ends.push(last.saturating_add(step.milli).clamp(-FAR, FAR));
    }
    let low = ends.iter().copied().min().unwrap_or(0);
    let high = ends.iter().copied().max().unwrap_or(0).max(low + 1);
    let real = |n: i64| f64::from(i32::try_from(n.clamp(-FAR, FAR)).unwrap_or(0));
    let x = |n: i64| LEFT + (real(n) - real(low)) / (real(high) - real(low)) * (RIGHT - LEFT);
    let rows = f64::from(u32::try_from(steps.len() + 1).unwrap_or(1));
    let bottom = 10.0 + ROW * rows;
    let mut svg =
        upright(open(told, bottom + 6.0), "<path class=\"grid\" d=\"M", x(0), (4.0, bottom));
    for (at, step) in steps.iter().enumerate() {
        svg = bar(svg, at, &step.label, (x(ends[at]), x(ends[at + 1])), step.milli, step.milli < 0);
    }
    let last = ends.last().copied().unwrap_or(0);
    bar(svg, steps.len(), sum.0, (x(0), x(last)), sum.1, sum.1 < 0).raw("</svg>")
}

fn bar(mut svg: Html, at: usize, label: &str, ends: (f64, f64), milli: i64, against: bool) -> Html {
    let y = 10.0 + ROW * f64::from(u32::try_from(at).unwrap_or(0));
    let (from, to) = (ends.0.min(ends.1), ends.0.max(ends.1));
    svg = text(svg, "label", Anchor::End, (LEFT - 14.0, y + 15.0), &clipped(label));
    if milli != 0 {
        svg = svg.raw(if against {
            "<path class=\"against\" d=\"M"
        } else {
            "<path class=\"for\" d=\"M"
        });
        svg = svg.number(from).raw(" ").number(y + 5.0).raw("H").number(to.max(from + 1.5));
        svg = svg.raw("V").number(y + 18.0).raw("H").number(from).raw("Z\"/>");
    }
    text(svg, "label", Anchor::Start, (RIGHT + 16.0, y + 15.0), &bits(milli))
}

/// Thousandths of a bit as bits with their sign.
pub(crate) fn bits(milli: i64) -> String {
    let sign = if milli < 0 { '−' } else { '+' };
    format!("{sign}{}.{:03}", milli.unsigned_abs() / 1000, milli.unsigned_abs() % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Told<'static> {
        Told { id: "x".to_owned(), title: "t", description: "d" }
    }

    #[test]
    fn each_row_has_its_number() {
        let step = |label: &str, milli| Step { label: label.to_owned(), milli };
        let steps = [step("before", -2_500), step("name <b>", 9_000), step("age", 1_250)];
        let svg = waterfall(&told(), &steps, ("sum", 7_750)).to_string();
        for part in ["−2.500", "+9.000", "+1.250", "+7.750", "name &lt;b&gt;"] {
            assert!(svg.contains(part), "{part}: {svg}");
        }
        assert_eq!(svg.matches("class=\"against\"").count(), 1);
        assert_eq!(svg.matches("class=\"for\"").count(), 3);
    }

    #[test]
    fn hostile_numbers_are_drawn_within_the_picture() {
        let steps: Vec<Step> = [i64::MAX, i64::MIN, 0]
            .into_iter()
            .cycle()
            .take(500)
            .map(|milli| Step { label: "x".repeat(500), milli })
            .collect();
        let svg = waterfall(&told(), &steps, ("sum", i64::MIN)).to_string();
        assert!(
            !svg.contains("NaN") && !svg.contains("inf") && svg.len() < 40_000,
            "{}",
            svg.len()
        );
        assert!(!waterfall(&told(), &[], ("sum", 0)).to_string().contains("NaN"));
    }
}
