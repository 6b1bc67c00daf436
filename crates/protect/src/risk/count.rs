//! How many people fit a set of details.
//!
//! Terms: an *anchor* is a number of people to start from – the census, or a cap that one of the details names; the *family* of a
//! source is the source and the third parties it speaks of.
//!
//! The count: for every anchor, its people times the share of each other detail given the anchor; the smallest wins, since each is
//! an upper bound on the people who fit. Place, sex and age are taken from the census together, never as a product. Of details on
//! one chain (`hyesan` and `ryanggang`) only the finest counts. Of two that cannot both be true of one person one is false,
//! and the adversary may know which: each is counted, and the smaller count stands.
//!
//! Invariant: one more detail never raises the count.
//!
//! Units: people, as ranges; the low end decides. Cost: a few microseconds for ten details.
//!
//! Source: docs/methods/gate.md.

use super::Adversary;
use super::attribute::Attribute;
use super::tables::{Range, Share, Tables};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the census: a model, taken as true to a fifth.
const CENSUS_ERROR: Range = Range { low: 0.8, high: 1.2 };

/// A sex ratio where no row tells one.
const HALF: Range = Range { low: 0.45, high: 0.55 };

/// The ages that an adult can have, where a cap tells no ages.
const ADULT: (f64, f64) = (16.0, 110.0);

/// People who fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Count {
    pub(crate) range: Range,
    pub(crate) contradicted: bool,
}

impl Count {
    /// The low end as whole people.
    pub(crate) fn low(self) -> u64 {
        whole(self.range.low.floor())
    }

    /// The high end as whole people.
    pub(crate) fn high(self) -> u64 {
        whole(self.range.high.ceil())
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
fn whole(people: f64) -> u64 {
    people.clamp(0.0, 1e15) as u64
}

/// The details of the persons of one family, by person.
pub(crate) type Family = BTreeMap<String, BTreeSet<Attribute>>;

/// Counts every person of a family, each bounded by the others.
///
/// Whoever finds a third party finds the source among its kin: people who fit the third party, times sources for each, times what
/// else is told of the source. And the reverse.
pub(crate) fn family(
    members: &Family,
    source: &str,
    adversary: Adversary,
    tables: &Tables,
) -> BTreeMap<String, Count> {
    let mut own = members.get(source).cloned().unwrap_or_default();
    let thirds: Vec<(&String, &str, &BTreeSet<Attribute>)> = members
        .iter()
        .filter_map(|(person, details)| {
            Some((person, person.strip_prefix(source)?.strip_prefix('/')?, details))
        })
        .collect();
    own.extend(thirds.iter().filter_map(|(_, role, details)| relation(role, details, tables)));
    let told = count(&own, adversary, tables);
    let mut least = told;
    let mut others = Vec::new();
    for (person, role, details) in thirds {
        let details = with_link(role, details, &own, tables);
        let third = count(&details, adversary, tables);
        let unknown = Range { low: 1.0, high: 200.0 };
        let (sources, back) =
            tables.link(role).map_or((unknown, unknown), |link| (link.sources, link.thirds));
        let by = relation(role, &details, tables);
        let through = through(&own, by.as_ref(), third.range.times(sources), adversary, tables);
        least.range = least.range.least(through);
        others.push((person, details, third, back));
    }
    let mut counts = BTreeMap::new();
    for (person, details, mut third, back) in others {
        let army = details
            .iter()
            .filter(|a| a.name == "army")
            .min_by_key(|a| std::cmp::Reverse(tables.chain("army", &a.value).count()));
        // From what is told of the source itself: what is told of the third party would count twice.
        let through = through(&details, army, told.range.times(back), adversary, tables);
        third.range = third.range.least(through);
        counts.insert(person.clone(), third);
    }
    counts.insert(source.to_owned(), least);
    counts
}

/// The details of a third party with those that its role and its source tell.
fn with_link(
    role: &str,
    details: &BTreeSet<Attribute>,
    own: &BTreeSet<Attribute>,
    tables: &Tables,
) -> BTreeSet<Attribute> {
    let mut details = details.clone();
    if let Some(sex) = tables.link(role).and_then(|link| link.sex.as_ref()) {
        details.insert(Attribute::new("sex", sex));
    }
    if !details.iter().any(|a| a.name == "place") {
        details.extend(own.iter().filter(|a| a.name == "place").cloned());
    }
    details
}

/// People reached through somebody else, who fit what else is told. Place is left out: both live in the same.
fn through(
    details: &BTreeSet<Attribute>,
    anchor: Option<&Attribute>,
    reached: Range,
    adversary: Adversary,
    tables: &Tables,
) -> Range {
    let nobody = Attribute::new("relation", "parent");
    let anchor = anchor.unwrap_or(&nobody);
    Profile::all_of(details, tables)
        .iter()
        .map(|profile| profile.given(anchor, reached, adversary, tables))
        .reduce(Range::least)
        .unwrap_or(reached)
}

/// What the details of a third party make of the source: whose son was sent is parent of one who was.
fn relation(role: &str, details: &BTreeSet<Attribute>, tables: &Tables) -> Option<Attribute> {
    let link = tables.link(role)?;
    let army = details.iter().filter(|a| a.name == "army");
    let ranks = army.filter_map(|a| {
        let as_told = match a.value.as_str() {
            "wounded" | "captured" => "deployed",
            value => value,
        };
        ["killed", "deployed", "soldier"].iter().position(|value| *value == as_told)
    });
    let finest = ["killed", "deployed", "soldier"][ranks.min()?];
    link.relation.get(finest).map(|value| Attribute::new("relation", value))
}

/// Counts one person.
pub(crate) fn count(details: &BTreeSet<Attribute>, adversary: Adversary, tables: &Tables) -> Count {
    let profiles = Profile::all_of(details, tables);
    let mut range = Range { low: f64::MAX, high: f64::MAX };
    for profile in &profiles {
        range = range.least(profile.census(adversary, tables));
        for anchor in profile.rest.iter().filter(|a| tables.cap(a).is_some()) {
            range = range.least(profile.capped(anchor, adversary, tables));
        }
    }
    Count { range, contradicted: profiles.len() > 1 }
}

/// Readings of contradicting details that are counted; more than these are not told of one person.
const READINGS: usize = 32;

/// Details in order: one reading of them, in which nothing contradicts.
#[derive(Clone, Default)]
struct Profile {
    places: Vec<String>,
    female: Option<bool>,
    ages: Option<(f64, f64)>,
    /// Everything else, the finest of each chain; calls as `call=day`, `call=day_again` …
    rest: Vec<Attribute>,
}

impl Profile {
    /// Every reading, one for each choice among contradicting details.
    fn all_of(details: &BTreeSet<Attribute>, tables: &Tables) -> Vec<Self> {
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for detail in details {
            by_name.entry(&detail.name).or_default().push(&detail.value);
        }
        let mut readings = vec![Self::default()];
        for (name, values) in by_name {
            match name {
                "place" => {
                    branch(&mut readings, &places(&values, tables), |p, v| p.places.clone_from(v));
                }
                "sex" => {
                    let sexes: Vec<bool> = values
                        .iter()
                        .filter(|v| ["female", "male"].contains(*v))
                        .map(|v| *v == "female")
                        .collect();
                    branch(&mut readings, &sexes, |p, v| p.female = Some(*v));
                }
                "age" => branch(&mut readings, &met(&values), |p, v| p.ages = Some(*v)),
                "army" => {
                    let kept = finest("army", values, tables);
                    branch(&mut readings, &kept, |p, v| p.rest.push(Attribute::new("army", v)));
                }
                "role" => {}
                "call" => readings.iter_mut().for_each(|p| p.call(&values)),
                _ => {
                    let kept = finest(name, values, tables);
                    readings.iter_mut().for_each(|p| p.several(name, &kept));
                }
            }
        }
        readings
    }

    fn several(&mut self, name: &str, values: &[String]) {
        self.rest.extend(values.iter().map(|value| Attribute::new(name, value)));
    }

    /// The finest date of each call; the first counts fully, the others as repetitions.
    fn call(&mut self, values: &[&str]) {
        let dates: BTreeSet<Call> = values.iter().filter_map(|value| Call::parse(value)).collect();
        let finest: Vec<&Call> =
            dates.iter().filter(|c| !dates.iter().any(|other| c.holds(other))).collect();
        for (at, call) in finest.into_iter().enumerate() {
            let again = if at == 0 { "" } else { "_again" };
            self.rest.push(Attribute::new("call", &format!("{}{again}", call.grain())));
        }
    }

    /// The census as anchor.
    fn census(&self, adversary: Adversary, tables: &Tables) -> Range {
        let nowhere = ["north_korea".to_owned()];
        let places = if self.places.is_empty() { &nowhere[..] } else { &self.places };
        let zero = Range::ZERO;
        let mut range =
            places.iter().map(|place| self.people_of(place, tables)).fold(zero, Range::plus);
        for detail in &self.rest {
            let share = self.share(detail, None, adversary, tables);
            range = range.times(share.unwrap_or(Range::ONE));
        }
        range
    }

    /// People of a place by sex and age: its provinces in the census, a share of its province, or a cap of its own.
    fn people_of(&self, place: &str, tables: &Tables) -> Range {
        if let Some(provinces) = tables.provinces(place) {
            let people: f64 = provinces.iter().map(|province| self.cells(province, tables)).sum();
            return Range { low: people, high: people }.times(CENSUS_ERROR);
        }
        let place = Attribute::new("place", place);
        if let Some(share) = tables.shares(&place).iter().find(|share| share.given.is_some()) {
            let within = share.given.as_ref().map_or("", |given| given.value.as_str());
            let people = self.cells(within, tables);
            return Range { low: people, high: people }.times(CENSUS_ERROR).times(share.range);
        }
        match tables.cap(&place) {
            Some(cap) => cap.range.times(self.natural(tables)),
            None => Range::ZERO,
        }
    }

    fn cells(&self, province: &str, tables: &Tables) -> f64 {
        tables.people(province, self.female, self.ages.unwrap_or((0.0, 120.0)))
    }

    /// The part of all adults with this sex and age.
    fn natural(&self, tables: &Tables) -> Range {
        let all = tables.everywhere();
        let of = |female, ages| all.clone().map(|p| tables.people(p, female, ages)).sum::<f64>();
        let adults = of(None, ADULT).max(1.0);
        let fitting = of(self.female, self.ages.unwrap_or(ADULT));
        let share = (fitting / adults).min(1.0);
        Range { low: share, high: share }.times(CENSUS_ERROR)
    }

    /// A cap as anchor.
    fn capped(&self, anchor: &Attribute, adversary: Adversary, tables: &Tables) -> Range {
        let Some(cap) = tables.cap(anchor) else { return Range { low: f64::MAX, high: f64::MAX } };
        let mut range = cap.range;
        if cap.by_province && !self.places.is_empty() {
            range = range.times(self.part_of_the_country(tables));
        }
        self.given(anchor, range, adversary, tables)
    }

    /// Of so many people who fit the anchor, those who fit everything else but the place.
    fn given(
        &self,
        anchor: &Attribute,
        people: Range,
        adversary: Adversary,
        tables: &Tables,
    ) -> Range {
        let mut range = people;
        range = range.times(self.sex_given(anchor, tables)).times(self.age_given(anchor, tables));
        for detail in &self.rest {
            // What the anchor says itself, or what it is under.
            if detail.name == anchor.name
                && tables.covers(&detail.name, &detail.value, &anchor.value)
            {
                continue;
            }
            let share = self.share(detail, Some(anchor), adversary, tables);
            let share = share.or_else(|| {
                let cap = tables.cap(detail)?.range;
                let all = tables.total().max(1.0);
                Some(Range { low: cap.low / all, high: (cap.high / all).min(1.0) })
            });
            range = range.times(share.unwrap_or(Range::ONE));
        }
        range
    }

    /// The part of all people who live in these places.
    fn part_of_the_country(&self, tables: &Tables) -> Range {
        let anybody = Self::default();
        let zero = Range::ZERO;
        let all = tables.total().max(1.0);
        let here = self.places.iter().map(|p| anybody.people_of(p, tables)).fold(zero, Range::plus);
        // The error of the census falls out of a ratio; that of a town's share stays.
        Range {
            low: (here.low / CENSUS_ERROR.low / all).min(1.0),
            high: (here.high / CENSUS_ERROR.high / all).min(1.0),
        }
    }

    fn sex_given(&self, anchor: &Attribute, tables: &Tables) -> Range {
        let Some(female) = self.female else { return Range::ONE };
        let sex = Attribute::new("sex", if female { "female" } else { "male" });
        given(&sex, anchor, tables).map_or(HALF, |share| share.range)
    }

    /// Decades of the anchor's own, each in proportion to how much of it is meant; else the ages of all adults.
    fn age_given(&self, anchor: &Attribute, tables: &Tables) -> Range {
        let Some(ages) = self.ages else { return Range::ONE };
        let mut told = false;
        let mut sum = Range::ZERO;
        for decade in (10..100).step_by(10) {
            let row = given(&Attribute::new("age", &format!("{decade}s")), anchor, tables);
            let Some(row) = row else { continue };
            told = true;
            let (from, to) = (f64::from(decade), f64::from(decade) + 10.0);
            let overlap = (((ages.1 + 1.0).min(to) - ages.0.max(from)) / 10.0).max(0.0);
            sum = sum.plus(row.range.scaled(overlap));
        }
        if told {
            return Range { low: sum.low.min(1.0), high: sum.high.min(1.0) };
        }
        Self { ages: self.ages, ..Self::default() }.natural(tables)
    }

    /// The share of a detail: given the anchor, given another detail, or of everybody; `None` if only a cap counts it.
    fn share(
        &self,
        detail: &Attribute,
        anchor: Option<&Attribute>,
        adversary: Adversary,
        tables: &Tables,
    ) -> Option<Range> {
        let rows = tables.shares(detail);
        if rows.is_empty() {
            return None;
        }
        let by_anchor = anchor.and_then(|anchor| given(detail, anchor, tables));
        let row = by_anchor
            .or_else(|| {
                // Of several rows that hold, the one that leaves fewest: the order of the table decides nothing.
                let holding =
                    |row: &&Share| row.given.as_ref().is_some_and(|g| self.has(g, tables));
                rows.iter().filter(holding).min_by(|a, b| a.range.low.total_cmp(&b.range.low))
            })
            .or_else(|| rows.iter().find(|row| row.given.is_none()));
        match row {
            Some(row) if row.state_only && adversary == Adversary::Reader => Some(Range::ONE),
            Some(row) => Some(row.range),
            // Only told given something else: of everybody nothing is known.
            None => Some(Range { low: rows_low(rows), high: 1.0 }),
        }
    }

    fn has(&self, given: &Attribute, tables: &Tables) -> bool {
        match given.name.as_str() {
            "sex" => self.female.is_some_and(|female| female == (given.value == "female")),
            "age" => ages(&given.value).is_some_and(|wide| {
                self.ages.is_some_and(|ages| ages.0 >= wide.0 && ages.1 <= wide.1)
            }),
            "place" => {
                !self.places.is_empty()
                    && self.places.iter().all(|p| tables.covers("place", &given.value, p))
            }
            name => self
                .rest
                .iter()
                .any(|a| a.name == name && tables.covers(name, &given.value, &a.value)),
        }
    }
}

/// The row of a detail given an anchor, or given the nearest value that the anchor is under.
fn given<'a>(detail: &Attribute, anchor: &Attribute, tables: &'a Tables) -> Option<&'a Share> {
    let rows = tables.shares(detail);
    let mut values =
        std::iter::once(anchor.value.as_str()).chain(tables.chain(&anchor.name, &anchor.value));
    values.find_map(|value| {
        rows.iter().find(|row| {
            row.given.as_ref().is_some_and(|g| g.name == anchor.name && g.value == value)
        })
    })
}

fn rows_low(rows: &[Share]) -> f64 {
    rows.iter().map(|row| row.range.low).fold(1.0, f64::min)
}

/// Of values on one chain the finest.
fn finest(name: &str, values: Vec<&str>, tables: &Tables) -> Vec<String> {
    let kept = values.iter().filter(|upper| {
        !values.iter().any(|lower| lower != *upper && tables.covers(name, upper, lower))
    });
    kept.map(|value| (*value).to_owned()).collect()
}

/// The ages that a value means, both ends counted.
pub(crate) fn ages(value: &str) -> Option<(f64, f64)> {
    let number = |text: &str| text.parse::<u8>().ok().filter(|n| *n <= 120).map(f64::from);
    match value {
        "child" => return Some((0.0, 15.0)),
        "young" => return Some((15.0, 29.0)),
        "adult" => return Some((18.0, 120.0)),
        "middle_aged" => return Some((40.0, 59.0)),
        "elderly" => return Some((60.0, 120.0)),
        _ => {}
    }
    if let Some(decade) = value.strip_suffix('s') {
        return number(decade).filter(|n| n % 10.0 == 0.0).map(|from| (from, from + 9.0));
    }
    if let Some((from, to)) = value.split_once('-') {
        let (from, to) = (number(from)?, number(to)?);
        return (from <= to).then_some((from, to));
    }
    number(value).map(|age| (age, age))
}

/// Each reading once more for each of these values; nothing for none.
fn branch<T>(readings: &mut Vec<Profile>, values: &[T], set: impl Fn(&mut Profile, &T)) {
    if values.is_empty() {
        return;
    }
    let mut all = Vec::with_capacity(readings.len() * values.len());
    for reading in readings.iter() {
        for value in values {
            let mut reading = reading.clone();
            set(&mut reading, value);
            all.push(reading);
        }
    }
    all.truncate(READINGS);
    *readings = all;
}

/// Places, each a union of places; of those on one chain the finest.
fn places(values: &[&str], tables: &Tables) -> Vec<Vec<String>> {
    // `a+b`: somebody in one of these.
    let sets: Vec<Vec<&str>> = values.iter().map(|value| value.split('+').collect()).collect();
    let covers = |upper: &[&str], lower: &[&str]| {
        lower.iter().all(|l| upper.iter().any(|u| tables.covers("place", u, l)))
    };
    let mut kept = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        let wider = sets.iter().enumerate().any(|(other, lower)| {
            at != other && covers(set, lower) && (!covers(lower, set) || other < at)
        });
        if !wider {
            // Of places in one union the wider holds the narrower.
            let within = |p: &&&str| !set.iter().any(|q| q != *p && tables.covers("place", q, p));
            kept.push(set.iter().filter(within).map(|p| (*p).to_owned()).collect());
        }
    }
    kept
}

/// What several ages have in common; all of them when they have nothing.
fn met(values: &[&str]) -> Vec<(f64, f64)> {
    let ranges: Vec<(f64, f64)> = values.iter().filter_map(|value| ages(value)).collect();
    match ranges.iter().copied().reduce(|a, b| (a.0.max(b.0), a.1.min(b.1))) {
        Some(met) if met.0 <= met.1 => vec![met],
        _ => ranges,
    }
}

/// When somebody spoke: a day, an ISO week, a month. Finer sorts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Call {
    Day(Date),
    Week(i16, i8),
    Month(i16, i8),
}

impl Call {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim_end_matches(['~', '?', '%']);
        if let Some((from, to)) = text.split_once('/') {
            return Self::parse(from)?.joined(Self::parse(to)?);
        }
        if let Some((year, week)) = text.split_once("-w").or_else(|| text.split_once("-W")) {
            let week = week.parse().ok().filter(|week| (1..=53).contains(week))?;
            return Some(Self::Week(year.parse().ok()?, week));
        }
        if let Ok(day) = text.parse::<Date>() {
            return Some(Self::Day(day));
        }
        let (year, month) = text.split_once('-')?;
        let month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
        Some(Self::Month(year.parse().ok()?, month))
    }

    /// The week or month that both lie in; of two months the first, which is told too exactly rather than not at all.
    fn joined(self, other: Self) -> Option<Self> {
        if self == other {
            return Some(self);
        }
        match (self, other) {
            (Self::Day(a), Self::Day(b)) if Self::week_of(a) == Self::week_of(b) => {
                Some(Self::week_of(a))
            }
            (Self::Day(a), _) => Some(Self::Month(a.year(), a.month())),
            (Self::Week(..), _) => self.coarser(),
            (Self::Month(..), _) => Some(self),
        }
    }

    const fn grain(self) -> &'static str {
        match self {
            Self::Day(_) => "day",
            Self::Week(..) => "week",
            Self::Month(..) => "month",
        }
    }

    /// Whether `finer` lies inside.
    fn holds(&self, finer: &Self) -> bool {
        match (self, finer) {
            (Self::Week(..), Self::Day(day)) => self == &Self::week_of(*day),
            (Self::Month(..), Self::Day(day)) => self == &Self::Month(day.year(), day.month()),
            (Self::Month(year, month), Self::Week(..)) => {
                finer.monday().is_some_and(|day| (day.year(), day.month()) == (*year, *month))
            }
            _ => false,
        }
    }

    fn week_of(day: Date) -> Self {
        let week = day.iso_week_date();
        Self::Week(week.year(), week.week())
    }

    fn monday(self) -> Option<Date> {
        let Self::Week(year, week) = self else { return None };
        jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday)
            .ok()
            .map(jiff::civil::ISOWeekDate::date)
    }

    /// One step less exact; `None`: leave it out.
    pub(crate) fn coarser(self) -> Option<Self> {
        match self {
            Self::Day(day) => Some(Self::week_of(day)),
            Self::Week(..) => self.monday().map(|day| Self::Month(day.year(), day.month())),
            Self::Month(..) => None,
        }
    }
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Week(year, week) => write!(f, "{year:04}-W{week:02}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
        }
    }
}
