//! Scales: from persons or days to coordinates.
//!
//! Invariant: finite for every input; a value outside the ends is put on the end.

use crate::date;

/// A scale of persons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Persons {
    log: bool,
    low: f64,
    high: f64,
    /// Between two lines of a linear scale.
    step: f64,
    from: f64,
    to: f64,
}

impl Persons {
    /// A scale for these numbers, drawn from `from` to `to`.
    ///
    /// Logarithmic if the largest is more than twenty times the smallest: rival figures differ by factors, and on a linear
    /// scale the smaller ones would lie on each other. Linear scales begin at 0, logarithmic ones at a power of ten.
    pub(crate) fn of(numbers: impl Iterator<Item = u64>, from: f64, to: f64) -> Self {
        let (mut low, mut high) = (u64::MAX, 1);
        for n in numbers {
            high = high.max(n);
            if n > 0 {
                low = low.min(n);
            }
        }
        let low = low.min(high);
        let log = high / low.max(1) > 20;
        let (low, high) =
            if log { (power_below(low), power_above(high)) } else { (0.0, round_up(high)) };
        Self { log, low, high, step: high / 4.0, from, to }
    }

    /// As [`Self::of`], but a linear scale ends at the next line after the largest, not at the next quarter: for a picture of its own.
    pub(crate) fn tight(numbers: impl Iterator<Item = u64> + Clone, from: f64, to: f64) -> Self {
        let usual = Self::of(numbers.clone(), from, to);
        if usual.log {
            return usual;
        }
        #[expect(clippy::cast_precision_loss, reason = "a picture shows three digits at most")]
        let most = (numbers.max().unwrap_or(0).max(4)) as f64;
        let steps = [0.1, 0.2, 0.5, 1.0, 2.0].map(|s| s * 10_f64.powf(most.log10().floor()));
        let step = steps.into_iter().find(|s| *s >= 1.0 && most / s <= 6.0);
        let step = step.unwrap_or(usual.step);
        Self { high: (most / step).ceil() * step, step, ..usual }
    }

    pub(crate) fn at(&self, n: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a picture shows three digits at most")]
        let n = (n as f64).clamp(self.low, self.high);
        let share = if self.log {
            (n.max(1.0) / self.low).log10() / (self.high / self.low).log10()
        } else {
            (n - self.low) / (self.high - self.low)
        };
        self.from + share.clamp(0.0, 1.0) * (self.to - self.from)
    }

    pub(crate) fn is_log(&self) -> bool {
        self.log
    }

    /// Where to draw lines, with their numbers.
    pub(crate) fn ticks(&self) -> Vec<u64> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and a power of ten below 2^64"
        )]
        let whole = |n: f64| n as u64;
        if self.log {
            let mut ticks = vec![whole(self.low)];
            while let Some(next) = ticks.last().and_then(|last| last.checked_mul(10)) {
                if next > whole(self.high) {
                    break;
                }
                ticks.push(next);
            }
            ticks
        } else {
            let lines = whole((self.high / self.step).round()).min(10);
            (0_u32..).take(lines as usize + 1).map(|n| whole(self.step * f64::from(n))).collect()
        }
    }
}

fn power_below(n: u64) -> f64 {
    10_f64.powi(i32::try_from(n.max(1).ilog10()).unwrap_or(0))
}

fn power_above(n: u64) -> f64 {
    let below = power_below(n);
    #[expect(clippy::cast_precision_loss, reason = "only compared with powers of ten")]
    if n as f64 > below { below * 10.0 } else { below.max(10.0) }
}

/// The next of 4, 8, 12, 20, 40 … so that quarters are whole.
fn round_up(n: u64) -> f64 {
    let power = power_below(n);
    #[expect(clippy::cast_precision_loss, reason = "a picture shows three digits at most")]
    let n = n as f64;
    let steps = [1.0, 2.0, 4.0, 8.0, 10.0];
    let high = steps.iter().map(|step| step * power).find(|high| *high >= n);
    high.unwrap_or(power * 10.0).max(4.0)
}

/// A scale of days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Time {
    pub(crate) first: i32,
    pub(crate) last: i32,
    from: f64,
    to: f64,
}

impl Time {
    /// A scale for these days with a little room at both ends; `None` without days.
    pub(crate) fn of(days: impl Iterator<Item = i32>, from: f64, to: f64) -> Option<Self> {
        let (mut first, mut last) = (i32::MAX, i32::MIN);
        for day in days {
            first = first.min(day);
            last = last.max(day);
        }
        if first > last {
            return None;
        }
        let room = ((i64::from(last) - i64::from(first)) / 40).clamp(2, 100_000);
        let room = i32::try_from(room).unwrap_or(2);
        let (first, last) = (first.saturating_sub(room), last.saturating_add(room));
        Some(Self { first, last, from, to })
    }

    pub(crate) fn at(&self, day: i32) -> f64 {
        let width = f64::from(self.last) - f64::from(self.first);
        let share = (f64::from(day) - f64::from(self.first)) / width;
        self.from + share.clamp(0.0, 1.0) * (self.to - self.from)
    }

    /// First days of months (or of years, in a long time) with year and month; about a dozen.
    pub(crate) fn ticks(&self) -> Vec<(i32, i16, i8)> {
        let months = (i64::from(self.last) - i64::from(self.first)) / 30;
        let step = [1, 2, 3, 6, 12, 24, 60, 120, 600].into_iter().find(|step| months / step <= 14);
        let step = step.unwrap_or(1200);
        let mut ticks = Vec::new();
        let mut day = date::next_month(self.first);
        while day <= self.last && ticks.len() < 40 {
            let (year, month, _) = date::parts(day);
            if (i64::from(year) * 12 + i64::from(month) - 1) % step == 0 {
                ticks.push((day, year, month));
            }
            let next = date::next_month(day);
            if next <= day {
                break;
            }
            day = next;
        }
        ticks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chooses_the_scale_by_the_ratio() {
        let log = Persons::of([100, 3000, 15000].into_iter(), 0.0, 100.0);
        assert!(log.is_log());
        assert_eq!(log.ticks(), [100, 1000, 10_000, 100_000]);
        assert!(log.at(100) < log.at(1100) && log.at(1100) < log.at(3000));
        let linear = Persons::of([900, 1100].into_iter(), 0.0, 100.0);
        assert!(!linear.is_log());
        assert_eq!(linear.ticks(), [0, 500, 1000, 1500, 2000]);
        for (most, ticks) in [
            (4389, vec![0, 1000, 2000, 3000, 4000, 5000]),
            (1179, vec![0, 200, 400, 600, 800, 1000, 1200]),
            (0, vec![0, 1, 2, 3, 4]),
            (900, vec![0, 200, 400, 600, 800, 1000]),
        ] {
            assert_eq!(Persons::tight([most].into_iter(), 0.0, 100.0).ticks(), ticks, "{most}");
        }
    }

    #[test]
    fn is_finite_for_every_input() {
        for numbers in [vec![], vec![0], vec![u64::MAX, 1], vec![0, u64::MAX]] {
            let of = Persons::of(numbers.iter().copied(), 10.0, 20.0);
            for scale in [of, Persons::tight(numbers.iter().copied(), 10.0, 20.0)] {
                for n in [0, 1, 7, u64::MAX] {
                    assert!((10.0..=20.0).contains(&scale.at(n)), "{numbers:?} {n}");
                }
                assert!(scale.ticks().len() < 25);
            }
        }
        let time = Time::of([i32::MIN, i32::MAX].into_iter(), 0.0, 1.0).unwrap();
        assert!(time.at(0).is_finite());
        assert!(Time::of(std::iter::empty(), 0.0, 1.0).is_none());
    }

    #[test]
    fn time_has_about_a_dozen_ticks() {
        for (from, to) in [
            ("2024-10-01", "2026-01-10"),
            ("2024-12-01", "2024-12-31"),
            ("1950-01-01", "2030-01-01"),
        ] {
            let time =
                Time::of([from, to].iter().filter_map(|d| date::number(d)), 0.0, 900.0).unwrap();
            let ticks = time.ticks();
            assert!(!ticks.is_empty() && ticks.len() <= 16, "{from} {}", ticks.len());
        }
    }
}
