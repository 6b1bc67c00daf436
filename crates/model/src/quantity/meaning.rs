//! What the hedges do to a number: from a base and the rules that fired to an interval.
//!
//! Terms: the *base* is the number, range or counting word without hedges; an *anchor* is what a bound holds on to – the
//! number itself, or the interval that "about" made of it. Order: exact or rounding first, then about and odd, then
//! bounds. Invariant: hedging with "about" or a remark never narrows; parts of a person are rounded inwards, and the
//! number said always stays inside "about".
//! Source: the table of rules; DESIGN of the intervals in `docs/quantity-rules.md`.

use super::{
    Hedge, Hedges, Interval, Ratio, Reading,
    number::unit_of,
    rules::{Effect, Form, rules},
};

/// A number before its hedges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    Value(u64),
    Range {
        lo: u64,
        hi: u64,
        short: bool,
    },
    /// A counting word: the rule.
    Vague(usize),
}

/// A share before its hedges, in parts per 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShareBase {
    /// A fraction with a fixed word or sign.
    Fraction { num: u64, den: u64, over: bool, rule: Option<&'static str> },
    /// A percentage or a decimal with the place of its last digit.
    Percent { value: u64, unit: u64, rule: &'static str },
    /// Two percentages.
    Range { lo: u64, hi: u64 },
}

/// The words, their number and what the fired rules make of it; `None` when nothing would be left.
pub(crate) fn reading(
    words: String,
    base: Base,
    fired: &[usize],
    alternatives: bool,
) -> Option<Reading> {
    let mut ids: Vec<&'static str> = Vec::new();
    let interval = if alternatives && splits(fired) {
        let mut hull: Option<Interval> = None;
        for rule in fired.iter().filter(|i| moves(rules()[**i].effect)) {
            let one = apply(base, &[*rule], &mut ids)?;
            hull = Some(hull.map_or(one, |h| h.hull(&one)));
        }
        ids.push("alternatives");
        hull?
    } else {
        apply(base, fired, &mut ids)?
    };
    let mut hedges: Hedges = fired.iter().filter_map(|i| rules()[*i].hedge).collect();
    match base {
        Base::Range { .. } => hedges.insert(Hedge::Range),
        Base::Vague(i) => rules()[i].hedge.into_iter().for_each(|hedge| hedges.insert(hedge)),
        Base::Value(_) => {}
    }
    for i in fired.iter().filter(|i| rules()[**i].form == Form::Remark) {
        ids.push(rules()[*i].id);
    }
    let mut seen = Vec::with_capacity(ids.len());
    ids.retain(|id| {
        !seen.contains(id) && {
            seen.push(*id);
            true
        }
    });
    let value = match base {
        Base::Value(n) => Some(n),
        _ => None,
    };
    Some(Reading { words, value, interval, hedges, rules: ids })
}

fn moves(effect: Effect) -> bool {
    !matches!(effect, Effect::Mark)
}

/// Whether alternatives differ in what they do; two words for one thing are no alternatives.
fn splits(fired: &[usize]) -> bool {
    let mut effects = fired.iter().map(|i| rules()[*i].effect).filter(|e| moves(*e));
    let first = effects.next();
    effects.any(|e| Some(e) != first)
}

fn apply(base: Base, fired: &[usize], ids: &mut Vec<&'static str>) -> Option<Interval> {
    let effects: Vec<(Effect, &'static str)> =
        fired.iter().map(|i| (rules()[*i].effect, rules()[*i].id)).collect();
    let exact = effects.iter().any(|(e, _)| *e == Effect::Exact);
    let bounded = effects.iter().any(|(e, _)| bound(*e));
    let (bare, shape) = bare(base, exact)?;
    let mut widened: Option<Interval> = None;
    for (effect, id) in &effects {
        if let Some(wide) = widen(*effect, base, &bare) {
            widened = Some(widened.map_or(wide, |w| w.hull(&wide)));
            ids.push(id);
        }
    }
    // A bound holds on to the number said, not to its rounding; without a bound the rounding is the reading.
    let anchor = match (widened, base) {
        (Some(wide), _) => wide,
        (None, Base::Value(n)) if bounded => Interval::exactly(n),
        (None, _) => bare,
    };
    if widened.is_none() && !(bounded && matches!(base, Base::Value(_))) {
        ids.extend(effects.iter().find(|(e, _)| *e == Effect::Exact).map(|(_, id)| *id).or(shape));
    }
    let mut out: Option<Interval> = None;
    for (effect, id) in &effects {
        if bound(*effect) {
            let one = clamp(*effect, &anchor)?;
            out = Some(out.map_or(one, |o| o.hull(&one)));
            ids.push(id);
        }
    }
    Some(out.unwrap_or(anchor))
}

fn bare(base: Base, exact: bool) -> Option<(Interval, Option<&'static str>)> {
    match base {
        Base::Value(0) => Some((Interval::exactly(0), Some("zero"))),
        Base::Value(n) if exact || unit_of(n) == 1 => {
            Some((Interval::exactly(n), Some("bare-exact")))
        }
        Base::Value(n) => {
            let half = unit_of(n) / 2;
            Some((Interval::closed(n - half, n.checked_add(half)?)?, Some("bare-round")))
        }
        Base::Range { lo, hi, short } => Some((
            Interval::closed(lo, hi)?,
            Some(if short { "range-short" } else { "range-ends" }),
        )),
        Base::Vague(i) => match rules().get(i)?.effect {
            Effect::Between(lo, hi) => {
                Some((Interval::new(lo, false, hi, false)?, Some(rules()[i].id)))
            }
            _ => None,
        },
    }
}

fn widen(effect: Effect, base: Base, bare: &Interval) -> Option<Interval> {
    match effect {
        Effect::About(percent) => {
            let low = (u128::from(bare_end(base, bare.lo())) * u128::from(100 - percent.min(100)))
                .div_ceil(100);
            let high = bare
                .hi()
                .map(|hi| u128::from(bare_end(base, hi)) * u128::from(100 + percent) / 100);
            let high = high.map(|h| u64::try_from(h).unwrap_or(u64::MAX));
            let wide = Interval::new(u64::try_from(low).ok()?, false, high, false)?;
            Some(wide.hull(bare))
        }
        Effect::Odd => match base {
            Base::Value(n) => {
                let unit = unit_of(n);
                Interval::closed(n, n.checked_add(unit - 1)?)
            }
            Base::Range { lo, hi, .. } => Interval::closed(lo, hi.checked_add(unit_of(hi) - 1)?),
            Base::Vague(_) => Some(*bare),
        },
        _ => None,
    }
}

/// Ten per cent are of the number said, not of its rounded ends.
fn bare_end(base: Base, end: u64) -> u64 {
    match base {
        Base::Value(n) => n,
        _ => end,
    }
}

const fn bound(effect: Effect) -> bool {
    matches!(
        effect,
        Effect::AtLeast | Effect::MoreThan | Effect::UpTo | Effect::LessThan | Effect::Approach(_)
    )
}

fn clamp(effect: Effect, anchor: &Interval) -> Option<Interval> {
    match effect {
        Effect::AtLeast => Interval::new(anchor.lo(), anchor.lo_open(), None, true),
        Effect::MoreThan => Some(Interval::more_than(anchor.lo())),
        Effect::UpTo => Interval::new(0, false, anchor.hi(), anchor.hi_open()),
        Effect::LessThan => Interval::new(0, false, anchor.hi(), true),
        Effect::Approach(percent) => {
            let low = (u128::from(anchor.lo()) * u128::from(percent)).div_ceil(100);
            let low = u64::try_from(low).ok()?;
            let low = anchor.hi().map_or(low, |hi| low.min(hi.saturating_sub(1)));
            Interval::new(low, false, anchor.hi(), true)
        }
        _ => None,
    }
}

/// The ratio of a share and its hedges, and the rules that made it.
pub(crate) fn ratio(base: ShareBase, fired: &[usize]) -> Option<(Ratio, Vec<&'static str>)> {
    const WHOLE: u64 = 10_000;
    let mut ids = Vec::new();
    let effects = || fired.iter().map(|i| (rules()[*i].effect, rules()[*i].id));
    let bounded = effects().any(|(e, _)| bound(e));
    let exact = effects().any(|(e, _)| e == Effect::Exact);
    let (mut lo, mut hi) = match base {
        ShareBase::Fraction { num, den, .. } => {
            let ratio = Ratio::fraction(num, den)?;
            (u64::from(ratio.lo()), u64::from(ratio.hi()))
        }
        ShareBase::Percent { value, unit, rule }
            if bounded
                || exact
                || value == 0
                || value == WHOLE
                || (unit <= 100 && rule == "percent") =>
        {
            (value, value)
        }
        ShareBase::Percent { value, unit, .. } => {
            (value.saturating_sub(unit / 2), value.saturating_add(unit / 2).min(WHOLE))
        }
        ShareBase::Range { lo, hi } => (lo, hi),
    };
    let over = matches!(base, ShareBase::Fraction { over: true, .. });
    ids.extend(match base {
        ShareBase::Fraction { rule, .. } => rule,
        ShareBase::Percent { rule, .. } => Some(rule),
        ShareBase::Range { .. } => Some("range-ends"),
    });
    let (mut lo_open, mut hi_open) = (over, false);
    if over {
        hi = WHOLE;
    }
    for (effect, id) in effects() {
        if let Effect::About(percent) = effect {
            // Ten per cent are of the percentage said, not of its rounded ends.
            let (low, high) = match base {
                ShareBase::Percent { value, .. } => (value, value),
                _ => (lo, hi),
            };
            lo = lo.min(low * (100 - percent.min(100)) / 100);
            hi = hi.max((high * (100 + percent)).div_ceil(100)).min(WHOLE);
            ids.push(id);
        }
    }
    for (effect, id) in effects().filter(|(e, _)| bound(*e)) {
        match effect {
            Effect::AtLeast => (hi, hi_open) = (WHOLE, false),
            // The share itself lies between its two enclosing parts; "more than" starts at the lower one.
            Effect::MoreThan => (lo_open, hi, hi_open) = (lo < WHOLE, WHOLE, false),
            Effect::UpTo => (lo, lo_open) = (0, false),
            Effect::LessThan => (lo, lo_open, hi_open) = (0, false, true),
            Effect::Approach(percent) => (lo, hi_open) = (lo * percent / 100, true),
            _ => {}
        }
        ids.push(id);
    }
    let narrow = |n: u64| u32::try_from(n).ok();
    Some((Ratio::new(narrow(lo)?, lo_open, narrow(hi)?, hi_open)?, ids))
}
