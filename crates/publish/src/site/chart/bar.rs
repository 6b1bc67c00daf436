//! The bar in a table's row: one interval on the table's common scale.
//!
//! Invariant: all bars of one table have one scale; an open end has an arrow; the number that was said has its mark.
//!
//! Not here: words. The cells beside the bar say everything, so the bar is hidden from screen readers.

use super::marks;
use super::scale::Persons;
use crate::site::html::Html;
use protect::shape::Quantity;

const WIDTH: f64 = 180.0;
const HEIGHT: f64 = 16.0;

/// The common scale of one table.
pub(crate) struct Bars {
    scale: Persons,
}

impl Bars {
    /// A scale for these quantities; `None` if none has an interval.
    pub(crate) fn of<'a>(quantities: impl Iterator<Item = &'a Quantity>) -> Option<Self> {
        let mut ends = quantities.flat_map(ends).peekable();
        ends.peek()?;
        Some(Self { scale: Persons::of(ends, 8.0, WIDTH - 12.0) })
    }
}

/// Every number that a quantity puts on a scale.
pub(crate) fn ends(quantity: &Quantity) -> impl Iterator<Item = u64> + '_ {
    [quantity.lo, quantity.value, quantity.hi].into_iter().flatten()
}

/// The bar of one quantity; empty if it has no interval.
pub(crate) fn bar(bars: Option<&Bars>, quantity: &Quantity, mark: usize) -> Html {
    let (Some(bars), true) = (bars, quantity.lo.is_some() || quantity.hi.is_some()) else {
        return Html::new();
    };
    let scale = &bars.scale;
    let y = HEIGHT / 2.0;
    let lo = scale.at(quantity.lo.unwrap_or(0));
    let hi = quantity.hi.map(|hi| scale.at(hi));
    let mut svg = Html::new()
        .raw("<svg class=\"bar ")
        .raw(marks::class(mark))
        .raw("\" viewBox=\"0 0 180 16\" width=\"180\" height=\"16\" aria-hidden=\"true\">")
        .raw("<path class=\"track\" d=\"M8 8H168\"/>");
    for tick in scale.ticks() {
        let x = scale.at(tick);
        svg = svg.raw("<path class=\"tick\" d=\"M").number(x).raw(" 4V12\"/>");
    }
    svg = svg.raw("<path class=\"span ").raw(marks::dash(mark)).raw("\" d=\"M").number(lo);
    svg =
        svg.raw(" ").number(y).raw("H").number(hi.unwrap_or(WIDTH - 8.0).max(lo + 1.5)).raw("\"/>");
    if hi.is_none() {
        svg = svg.raw("<path class=\"arrow\" d=\"M171 3.5L178 8L171 12.5\"/>");
    }
    if let Some(value) = quantity.value {
        svg = svg.then(&marks::shape(mark, scale.at(value), y, 4.0));
    }
    svg.raw("</svg>")
}
