//! Pictures of a linkage: waterfalls, histograms, calibration.
//!
//! Invariants: every number drawn stands beside its mark as text; nothing is said by colour alone (bars for and against lie on either
//! side of a line and carry their sign); the same input gives the same bytes; styles are those of the page. Not here: the page.

use std::fmt::Write as _;

use ::link::evaluate::Bin;
use ::link::explain::Waterfall;

use super::super::svg::clipped;
pub(super) use super::super::svg::escaped as text;
use super::files::bits;

/// Width of a picture, in its own units.
const WIDTH: f64 = 640.0;

fn frame(height: f64, label: &str, body: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" aria-label=\"{}\">{body}</svg>",
        text(label)
    )
}

/// The terms of a pair, each from where the one before ended.
pub(super) fn waterfall(why: &Waterfall) -> String {
    const LEFT: f64 = 210.0;
    const RIGHT: f64 = 560.0;
    const ROW: f64 = 20.0;
    let mut rows: Vec<(String, i32)> = vec![("prior".to_owned(), why.prior)];
    let told = why.terms.iter().filter(|t| t.weight + t.rarity != 0);
    rows.extend(told.map(|t| (format!("{}: {}", t.field, t.label), t.weight + t.rarity)));
    if why.repeated != 0 {
        rows.push(("calibration".to_owned(), why.repeated));
    }
    let mut ends = vec![0_i32];
    rows.iter().for_each(|(_, w)| ends.push(ends[ends.len() - 1] + w));
    let low = f64::from(ends.iter().copied().min().unwrap_or(0));
    let high = f64::from(ends.iter().copied().max().unwrap_or(0)).max(low + 1.0);
    let x = |n: i32| LEFT + (f64::from(n) - low) / (high - low) * (RIGHT - LEFT);
    let mut body = String::new();
    let bottom = 8.0 + ROW * (rows.len() + 1) as f64;
    let _ = write!(body, "<path class=\"axis\" d=\"M{0:.1} 4V{bottom:.1}\"/>", x(0));
    let mut put = |at: usize, label: &str, from: i32, to: i32, shown: String, class: &str| {
        let y = 8.0 + ROW * at as f64;
        let (x1, x2) = (x(from.min(to)), x(from.max(to)));
        let _ = write!(
            body,
            "<text class=\"end\" x=\"{:.0}\" y=\"{:.1}\">{}</text><rect class=\"{class}\" x=\"{x1:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"12\"/><text x=\"{:.0}\" y=\"{:.1}\">{shown}</text>",
            LEFT - 8.0,
            y + 11.0,
            text(&clipped(label, 34)),
            y + 1.0,
            (x2 - x1).max(1.0),
            RIGHT + 8.0,
            y + 11.0,
        );
    };
    for (at, (label, weight)) in rows.iter().enumerate() {
        let class = if *weight < 0 { "against" } else { "for" };
        put(at, label, ends[at], ends[at + 1], bits(*weight, true), class);
    }
    put(rows.len(), "total", 0, why.total, bits(why.total, true), "total");
    frame(bottom + 4.0, "terms of the weight, in bits", &body)
}

/// Counts as bars, on a logarithmic scale where they differ much.
pub(super) fn histogram(bars: &[(String, u64)], label: &str) -> String {
    const TOP: f64 = 18.0;
    const BOTTOM: f64 = 150.0;
    let most = bars.iter().map(|b| b.1).max().unwrap_or(0);
    let scale =
        |n: u64| if n == 0 { 0.0 } else { (n as f64 + 1.0).ln() / (most as f64 + 1.0).ln() };
    let step = (WIDTH - 20.0) / bars.len().max(1) as f64;
    let mut body = String::new();
    for (at, (name, n)) in bars.iter().enumerate() {
        let height = scale(*n) * (BOTTOM - TOP);
        let (x, y) = (10.0 + step * at as f64, BOTTOM - height);
        let middle = x + step / 2.0;
        let _ = write!(
            body,
            "<rect class=\"for\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\"><title>{}: {n}</title></rect>",
            (step - 1.5).max(1.0),
            text(name),
        );
        // Numbers where there is room for them.
        if step >= 34.0 {
            let _ = write!(
                body,
                "<text class=\"mid\" x=\"{middle:.1}\" y=\"{:.1}\">{n}</text>",
                y - 4.0
            );
        }
        let every = (34.0 / step).ceil().max(1.0) as usize;
        if at % every == 0 {
            let _ = write!(
                body,
                "<text class=\"mid\" x=\"{middle:.1}\" y=\"{:.1}\">{}</text>",
                BOTTOM + 15.0,
                text(name)
            );
        }
    }
    let _ = write!(body, "<path class=\"axis\" d=\"M10 {BOTTOM}H{:.0}\"/>", WIDTH - 10.0);
    frame(BOTTOM + 22.0, label, &body)
}

/// Stated probabilities and observed shares with their intervals, beside the line on which they are equal.
pub(super) fn calibration(bins: &[Bin], label: &str) -> String {
    const SIDE: f64 = 260.0;
    let x = |p: f64| 40.0 + p * SIDE;
    let y = |p: f64| 10.0 + (1.0 - p) * SIDE;
    let mut body = String::new();
    let _ = write!(
        body,
        "<path class=\"axis\" d=\"M{0:.1} {1:.1}V{2:.1}H{3:.1}\"/><path class=\"axis dashed\" d=\"M{0:.1} {2:.1}L{3:.1} {1:.1}\"/>",
        x(0.0),
        y(1.0),
        y(0.0),
        x(1.0)
    );
    for tick in [0.0, 0.5, 1.0] {
        let _ = write!(
            body,
            "<text class=\"mid\" x=\"{:.1}\" y=\"{:.1}\">{tick}</text><text class=\"end\" x=\"{:.1}\" y=\"{:.1}\">{tick}</text>",
            x(tick),
            y(0.0) + 16.0,
            x(0.0) - 6.0,
            y(tick) + 4.0
        );
    }
    let mut row = 0.0;
    for bin in bins {
        let (Some(observed), Some((low, high))) = (bin.observed(), bin.interval()) else {
            continue;
        };
        let at = x(bin.stated);
        let _ = write!(
            body,
            "<path class=\"span\" d=\"M{at:.1} {:.1}V{:.1}\"/><circle class=\"for\" cx=\"{at:.1}\" cy=\"{:.1}\" r=\"4\"/><text x=\"340\" y=\"{:.1}\">{:.3} → {observed:.3} [{low:.3}, {high:.3}] · {}</text>",
            y(low),
            y(high),
            y(observed),
            18.0 + row,
            bin.stated,
            bin.pairs
        );
        row += 18.0;
    }
    frame((SIDE + 40.0).max(row + 24.0), label, &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::link::explain::Term;

    #[test]
    fn a_waterfall_ends_at_its_total() {
        let term = Term {
            field: "name<".to_owned(),
            left: String::new(),
            right: String::new(),
            level: 1,
            label: "equal".to_owned(),
            weight: 9000,
            lists: 0,
            rarity: 500,
        };
        let why = Waterfall {
            ids: (String::new(), String::new()),
            prior: -8000,
            terms: vec![term],
            repeated: -500,
            total: 1000,
            probability: 0.67,
        };
        let svg = waterfall(&why);
        for part in ["name&lt;: equal", "+9.500", "-8.000", "-0.500", "+1.000"] {
            assert!(svg.contains(part), "{part}");
        }
        assert!(!svg.contains("NaN"));
    }

    #[test]
    fn empty_pictures_have_no_faults() {
        for svg in [
            histogram(&[], "none"),
            histogram(&[("1".to_owned(), 0)], "zero"),
            calibration(&[], "none"),
        ] {
            assert!(
                svg.starts_with("<svg") && !svg.contains("NaN") && !svg.contains("inf"),
                "{svg}"
            );
        }
    }
}
