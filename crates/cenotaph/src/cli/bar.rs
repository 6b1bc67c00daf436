//! Text tables and interval bars for the terminal: width counts columns, so that Hangul lines up.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many terminal columns a text takes: wide East Asian characters take two, combining marks none.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

fn width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The text cut to `limit` columns, with `…` where something is missing.
pub(super) fn cut(text: &str, limit: usize) -> String {
    if columns(text) <= limit {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += width(c);
        if used > limit {
            break;
        }
        cut.push(c);
    }
    cut.push('…');
    cut
}

/// The text filled with spaces to `to` columns.
pub(super) fn pad(text: &str, to: usize) -> String {
    let missing = to.saturating_sub(columns(text));
    format!("{text}{}", " ".repeat(missing))
}

/// The text broken into lines of at most `limit` columns at spaces, later lines indented by `indent`.
pub(super) fn wrap(text: &str, limit: usize, indent: usize) -> String {
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let wide = columns(word);
        if used > 0 && used + 1 + wide > limit {
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            used = indent;
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += wide;
    }
    lines
}

/// An interval on a logarithmic scale from 1 to `top`: `·` empty, `━` possible, `●` the number said, `→` no upper end.
pub(super) fn interval(
    low: u64,
    high: Option<u64>,
    value: Option<u64>,
    top: u64,
    cells: usize,
) -> String {
    interval_above(1, low, high, value, top, cells)
}

/// The same on a scale that begins at `base`; what is below it falls into the first cell.
pub(super) fn interval_above(
    base: u64,
    low: u64,
    high: Option<u64>,
    value: Option<u64>,
    top: u64,
    cells: usize,
) -> String {
    if cells == 0 {
        return String::new();
    }
    let last = cells - 1;
    let at = |n: u64| cell(n, base, top, last);
    let (from, to) = (at(low), high.map_or(last, at));
    let mut bar: Vec<char> =
        (0..cells).map(|i| if (from..=to).contains(&i) { '━' } else { '·' }).collect();
    if high.is_none() {
        bar[last] = '→';
    }
    if let Some(value) = value {
        bar[at(value)] = '●';
    }
    bar.into_iter().collect()
}

/// The cell of a number on the scale; numbers beyond `top` fall into the last cell.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bar has tens of cells"
)]
fn cell(n: u64, base: u64, top: u64, last: usize) -> usize {
    let base = base.max(1);
    let above = |n: u64| (n.max(base) as f64 / base as f64).ln();
    let share = above(n) / above(top.max(base.saturating_mul(2)));
    ((share * last as f64).round() as usize).min(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_takes_two_columns() {
        assert_eq!(columns("약 1,100명"), 10);
        assert_eq!(pad("약", 4), "약  ");
        assert_eq!(cut("사망자 다수", 6), "사망…");
    }

    #[test]
    fn bars_show_ends_and_the_number_said() {
        assert_eq!(interval(1, Some(1), Some(1), 10_000, 5), "●····");
        assert_eq!(interval(10, None, Some(100), 10_000, 5), "·━●━→");
        assert_eq!(interval(10_000, Some(10_000), None, 10_000, 5), "····━");
        assert_eq!(interval_above(100, 50, Some(1_000), Some(100), 10_000, 5), "●━━··");
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two three", 7, 2), "one two\n  three");
    }
}
