//! The most that one record can weigh with each of the others of a block, all at once.
//!
//! Terms: *bound* – weights of what is known of a field without going to its letters, and the best weight of a level elsewhere; *column* – one
//! field of the members of a block, side by side, so that a loop without branches adds a field to the bounds of all members. Equal and
//! missing values are known, codes far from each other, dates but for one digit apart, and levels that are in the table of frequent values. Invariant: a bound is
//! never less than the weight. Not here: pairs that pass ([`crate::kernel`]).

use crate::compare::{CodeShape, FAR_CODES, Measure, date};
use crate::field::Date;
use crate::kernel::Ready;
use crate::levels::{CELLS, ITSELF, UNASKED};
use crate::record::Dictionary;

/// One field of the members of a block.
#[derive(Debug, Default)]
pub(crate) struct Column {
    /// The one value that all members have.
    all: Option<u32>,
    values: Vec<u32>,
    places: Vec<u16>,
    codes: Vec<CodeShape>,
    dates: Dates,
}

/// Dates part by part.
#[derive(Debug, Default)]
struct Dates {
    first: Vec<i32>,
    last: Vec<i32>,
    month: Vec<i32>,
    day: Vec<i32>,
    days: Vec<i32>,
}

impl Dates {
    fn clear(&mut self) {
        for part in
            [&mut self.first, &mut self.last, &mut self.month, &mut self.day, &mut self.days]
        {
            part.clear();
        }
    }

    fn push(&mut self, date: Date) {
        self.first.push(i32::from(date.year_min));
        self.last.push(i32::from(date.year_max));
        self.month.push(i32::from(date.month));
        self.day.push(i32::from(date.day));
        self.days.push(crate::compare::days(date));
    }
}

impl Column {
    /// Takes the values of a block.
    pub(crate) fn fill(
        &mut self,
        measure: Measure,
        dictionary: &Dictionary,
        values: impl Iterator<Item = u32>,
    ) {
        self.values.clear();
        self.values.extend(values);
        let first = self.values.first().copied();
        self.all = first.filter(|f| self.values.iter().all(|v| v == f));
        self.places.clear();
        self.codes.clear();
        self.dates.clear();
        match measure {
            _ if self.all.is_some() => {}
            Measure::Date => {
                self.values.iter().for_each(|v| self.dates.push(dictionary.dates[*v as usize]));
            }
            Measure::Code => {
                let codes = &dictionary.features.codes;
                self.codes.extend(self.values.iter().map(|v| codes[*v as usize]));
            }
            _ => self.places.extend(self.values.iter().map(|v| dictionary.levels.place(*v))),
        }
    }

    /// The value of a member.
    #[inline]
    pub(crate) fn value(&self, member: usize) -> u32 {
        self.values[member]
    }

    /// Makes bounds boundless where members from one on have a value.
    pub(crate) fn lift(&self, value: u32, from: usize, bounds: &mut [i32]) {
        if value == 0 || self.all.is_some_and(|all| all != value) {
            return;
        }
        for (bound, y) in bounds.iter_mut().zip(&self.values[from..]) {
            *bound = if *y == value { i32::MAX } else { *bound };
        }
    }

    /// Adds the field to the bounds of a member with those behind it. Names that were exchanged are not seen.
    pub(crate) fn add(
        &self,
        ready: &Ready,
        dictionary: &Dictionary,
        member: usize,
        bounds: &mut [i32],
    ) {
        let x = self.values[member];
        if x == 0 {
            return;
        }
        let same = ready.same[x as usize];
        if self.all.is_some() {
            return bounds.iter_mut().for_each(|b| *b += same);
        }
        let values = &self.values[member + 1..];
        if ready.comparison.measure == Measure::Date {
            let known = dictionary.dates[x as usize];
            return add_dates(bounds, values, &self.dates, member + 1, (x, known), ready);
        }
        if ready.comparison.measure == Measure::Code {
            let code = self.codes[member];
            let far = FAR_CODES.map(|l| ready.weights[usize::from(l)]);
            let far = if code.is_parted() { ready.other } else { far[0].max(far[1]) };
            let codes = &self.codes[member + 1..];
            return add_codes(bounds, values, codes, (x, code), [same, ready.other, far]);
        }
        let Some(row) = dictionary.levels.row(x) else {
            return add_values(bounds, values, x, same, ready.other);
        };
        let mut weights = [0_i32; CELLS];
        weights[1..].copy_from_slice(&ready.weights[..CELLS - 1]);
        (weights[UNASKED], weights[ITSELF]) = (ready.other, same);
        for (bound, place) in bounds.iter_mut().zip(&self.places[member + 1..]) {
            *bound += weights[row.at(*place)];
        }
    }
}

/// Equal, missing, or whatever may be.
fn add_values(bounds: &mut [i32], values: &[u32], x: u32, same: i32, other: i32) {
    for (bound, y) in bounds.iter_mut().zip(values) {
        let there = if *y == 0 { 0 } else { other };
        *bound += if *y == x { same } else { there };
    }
}

/// Equal, missing, far, or whatever may be.
fn add_codes(
    bounds: &mut [i32],
    values: &[u32],
    codes: &[CodeShape],
    (x, code): (u32, CodeShape),
    [same, other, far]: [i32; 3],
) {
    for ((bound, y), of_y) in bounds.iter_mut().zip(values).zip(codes) {
        let there = if code.far(*of_y) { far } else { other };
        let there = if *y == 0 { 0 } else { there };
        *bound += if *y == x { same } else { there };
    }
}

/// The levels of dates (`compare::dates`), of all others at once; where two parts agree, the best that may be.
fn add_dates(
    bounds: &mut [i32],
    values: &[u32],
    dates: &Dates,
    from: usize,
    (x, known): (u32, Date),
    ready: &Ready,
) {
    let weight = |level: u8| ready.weights[usize::from(level)];
    let [different, near, year] = [date::DIFFERENT, date::NEAR, date::YEAR].map(weight);
    let [year_known, month_known] = [date::YEAR_KNOWN, date::MONTH_KNOWN].map(weight);
    let [exchanged, within] = [date::EXCHANGED, date::DAYS].map(weight);
    let two = weight(date::TWO).max(weight(date::DIGIT));
    let same = ready.same[x as usize];
    let n = bounds.len();
    let (values, first, last) =
        (&values[..n], &dates.first[from..from + n], &dates.last[from..from + n]);
    let (month, day, days) =
        (&dates.month[from..from + n], &dates.day[from..from + n], &dates.days[from..from + n]);
    let (x_first, x_last) = (i32::from(known.year_min), i32::from(known.year_max));
    let (x_month, x_day) = (i32::from(known.month), i32::from(known.day));
    let x_days = crate::compare::days(known);
    let x_known = x_first == x_last;
    let x_full = known.is_full();
    for at in 0..n {
        let (p, q, m, d) = (first[at], last[at], month[at], day[at]);
        // Parts unknown on a side.
        let overlap = (p <= x_last) & (x_first <= q);
        let gap = if p - x_last > x_first - q { p - x_last } else { x_first - q };
        let clash = (x_month > 0) & (m > 0) & (m != x_month);
        let in_month = x_known & (p == q) & (x_month > 0) & (m == x_month);
        let mut partly = if in_month { month_known } else { year_known };
        partly = if clash { year } else { partly };
        let apart = if gap <= 1 { near } else { different };
        partly = if overlap { partly } else { apart };
        // All parts known.
        let [same_year, same_month, same_day] = [p == x_first, m == x_month, d == x_day];
        let agree = i32::from(same_year) + i32::from(same_month) + i32::from(same_day);
        let off = (days[at] - x_days).abs();
        let mut whole = if off <= 366 { near } else { different };
        whole = if same_year { year } else { whole };
        whole = if agree == 2 { two } else { whole };
        whole = if off <= 3 { within } else { whole };
        whole = if same_year & (m == x_day) & (d == x_month) { exchanged } else { whole };
        let full = x_full & (p == q) & (m > 0) & (d > 0);
        let found = if full { whole } else { partly };
        let found = if values[at] == x { same } else { found };
        bounds[at] += if values[at] == 0 { 0 } else { found };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Weigher;
    use crate::mapping::{Field, Kind, Mapping};
    use crate::model::Model;
    use names::Names;
    use proptest::prelude::*;

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![
            Just(String::new()),
            (1980_i32..1984).prop_map(|y| y.to_string()),
            (1980_i32..1984).prop_map(|y| format!("{y}/{}", y + 1)),
            (1980_i32..1984, 1_u8..13).prop_map(|(y, m)| format!("{y}-{m:02}")),
            (1980_i32..1984, 1_u8..13, 1_u8..29).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
        ]
    }

    proptest! {
        #[test]
        fn bounds_are_weights_or_more(cells in prop::collection::vec((cell(), "[ab]{0,3}", "([0-9]{0,3}|[0-9]{6}|[0-9]{3}@[0-9])"), 2..40)) {
            let names = Names::standard().unwrap();
            let kinds = [("date", Kind::Date), ("text", Kind::Text), ("code", Kind::Code)];
            let fields = kinds.map(|(n, k)| Field::new(n, k, n)).into();
            let mapping = Mapping { fields, ..Mapping::default() };
            let mut builder = crate::Builder::new(&mapping);
            builder.list("l", &["date", "text", "code"]).unwrap();
            for (a, b, c) in &cells {
                builder.row(&[a, b, c]).unwrap();
            }
            let records = builder.finish(names);
            let model = Model::before(&records);
            let weigher = Weigher::new(&records, names, &model);
            let n = cells.len();
            for _ in 0..2 {
                for ready in &weigher.ready {
                    let of = &records.columns[ready.comparison.field].of;
                    let dictionary = &records.dictionaries[ready.comparison.dictionary];
                    let mut column = Column::default();
                    column.fill(ready.comparison.measure, dictionary, of.iter().copied());
                    for a in 0..n {
                        let mut bounds = vec![0; n - a - 1];
                        column.add(ready, dictionary, a, &mut bounds);
                        for (b, bound) in (a + 1..).zip(bounds) {
                            let number = crate::key::number;
                            let (level, weight) = weigher.term(ready, number(a), number(b));
                            prop_assert!(bound >= weight, "{} {a} {b}", ready.comparison.field);
                            let dates = ready.comparison.measure == Measure::Date;
                            let two = [date::TWO, date::DIGIT].contains(&level);
                            prop_assert!(!dates || two || bound == weight);
                        }
                    }
                }
            }
        }
    }
}
