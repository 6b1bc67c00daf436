//! Synthetic lists of the dead with their truth: for tests, measurements and documents.
//!
//! Persons of an invented war have a latent visibility, so that whoever is on one list is the more likely on another; five lists catch
//! some of them, and write them each in its own way. Terms: *captured by a list* – on it; *profile* – how often what goes wrong;
//! *scripts* – whether lists are in Latin letters throughout, or each in letters of its own. Invariants: the same plan gives the same
//! rows on every machine; a row can be made without those before it; names are drawn from lists of syllables and stand for nobody; rows
//! are in random order, so that neighbours tell nothing. Not here: files; any real list.
//!
//! Source: the kinds of lists are those of casualty recorders (an authority's, intercepted papers, obituaries, families' reports,
//! prisoners' exchanges); the rates are assumptions, set once before anything was measured on the rows, and stand in [`Rates`].

mod dice;
mod faults;
mod korean;
mod slavic;

pub(crate) use dice::Dice;
pub(crate) use korean::jamo;

use faults::{Day, typo};
use korean::{KoreanName, System};
use slavic::{SlavicName, Spelling, Way};

/// The lists, in the order of [`Row::list`].
pub const LISTS: [&str; 5] = ["official", "intercept", "obituary", "family", "captured"];

/// The columns of a row, in the order of [`Row::cells`].
pub const COLUMNS: [&str; 13] = [
    "unique_id",
    "list",
    "family_name",
    "given_name",
    "date_of_birth",
    "age",
    "date_of_death",
    "place_of_birth",
    "unit",
    "rank",
    "document_number",
    "name",
    "person_id",
];

/// How often things go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Lists made with care.
    Standard,
    /// Lists made in haste and copied by hand: about twice as much goes wrong and is missing.
    Hard,
}

/// The letters of the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    /// Latin letters on all lists, romanised by several systems.
    Latin,
    /// Cyrillic, Hangul and Latin letters, by list and writer.
    Multi,
}

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many rows.
    pub records: usize,
    /// The seed.
    pub seed: u64,
    /// How often things go wrong.
    pub profile: Profile,
    /// The letters.
    pub scripts: Scripts,
}

/// How often each thing goes wrong, as probabilities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// A letter of a family or a given name is mistyped; each.
    pub typo: f64,
    /// Family and given name stand in each other's column.
    pub swapped: f64,
    /// A syllable of a Korean given name is left out, or a Slavic one is an initial.
    pub dropped: f64,
    /// A date is known in part.
    pub date_part: f64,
    /// A date is wrong.
    pub date_wrong: f64,
    /// An age is a year off.
    pub age_off: f64,
    /// A place is left at its province or district.
    pub coarse: f64,
    /// A number of a document is mistyped.
    pub document: f64,
    /// Whatever a list may leave out is missing more often by this factor.
    pub missing: f64,
    /// A list that may hold a person twice does.
    pub twice: f64,
}

impl Profile {
    /// Its rates.
    #[must_use]
    pub fn rates(self) -> Rates {
        match self {
            Self::Standard => Rates {
                typo: 0.04,
                swapped: 0.02,
                dropped: 0.02,
                date_part: 0.12,
                date_wrong: 0.06,
                age_off: 0.2,
                coarse: 0.3,
                document: 0.05,
                missing: 1.0,
                twice: 0.04,
            },
            Self::Hard => Rates {
                typo: 0.09,
                swapped: 0.05,
                dropped: 0.05,
                date_part: 0.25,
                date_wrong: 0.12,
                age_off: 0.35,
                coarse: 0.5,
                document: 0.1,
                missing: 1.6,
                twice: 0.08,
            },
        }
    }
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The identifier: `R` and the number of the row.
    pub id: String,
    /// The list, by its place in [`LISTS`].
    pub list: usize,
    /// The person: the answer.
    pub person: u32,
    /// The cells between list and truth, as in [`COLUMNS`]; empty where missing.
    pub texts: [String; 9],
}

impl Row {
    /// The whole name: the family name first, as lists of the dead have it.
    #[must_use]
    pub fn name(&self) -> String {
        [self.texts[0].as_str(), self.texts[1].as_str()].join(" ").trim().to_owned()
    }

    /// All cells in the order of [`COLUMNS`].
    #[must_use]
    pub fn cells(&self) -> [String; COLUMNS.len()] {
        let [family, given, born, age, died, place, unit, rank, document] = self.texts.clone();
        let (id, list) = (self.id.clone(), LISTS[self.list].to_owned());
        let (name, person) = (self.name(), format!("P{}", self.person));
        [id, list, family, given, born, age, died, place, unit, rank, document, name, person]
    }
}

/// Where a row comes from: the person, the list, and which of the person's rows on it.
#[derive(Clone, Copy, Debug)]
struct Source {
    person: u32,
    list: u8,
    copy: u8,
}

/// Synthetic lists.
///
/// ```
/// use link::generate::{Plan, Profile, Scripts, World};
/// let plan = Plan { records: 500, seed: 7, profile: Profile::Standard, scripts: Scripts::Multi };
/// let world = World::new(&plan);
/// assert_eq!(world.len(), 500);
/// assert_eq!(world.row(3), World::new(&plan).row(3));
/// assert!(world.persons() > 100, "{}", world.persons());
/// ```
#[derive(Debug)]
pub struct World {
    plan: Plan,
    sources: Vec<Source>,
    persons: u32,
    uneven: bool,
}

/// By list, how much more or less often than the profile says things go wrong on lists of uneven care.
const CARE: [f64; 5] = [0.3, 2.5, 0.6, 1.0, 3.0];

impl Rates {
    /// What is written wrong, so much more often; what is missing stays.
    fn times(self, factor: f64) -> Self {
        let more = |rate: f64| (rate * factor).min(0.9);
        Self {
            typo: more(self.typo),
            swapped: more(self.swapped),
            dropped: more(self.dropped),
            date_wrong: more(self.date_wrong),
            age_off: more(self.age_off),
            document: more(self.document),
            ..self
        }
    }
}

impl World {
    /// Draws persons until their rows are as many as planned.
    ///
    /// * Determinism: by the plan.
    /// * Cost: about 50 ns a person, 8 bytes a row; rows are made when asked for.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let mut sources = Vec::with_capacity(plan.records);
        let mut persons = 0;
        let rates = plan.profile.rates();
        while sources.len() < plan.records && persons < u32::MAX {
            let mut dice = Dice::new(plan.seed, &[1, u64::from(persons)]);
            let korean = is_korean(plan.seed, persons);
            let visibility = dice.normal();
            for list in 0..LISTS.len() {
                let (base, slope) = CAPTURE[usize::from(korean)][list];
                let logit: f64 = base + slope * visibility;
                if !dice.chance(1.0 / (1.0 + (-logit).exp())) {
                    continue;
                }
                let copies = 1 + u8::from(TWICE[list] && dice.chance(rates.twice));
                let list = u8::try_from(list).unwrap_or(0);
                sources.extend((0..copies).map(|copy| Source { person: persons, list, copy }));
            }
            persons += 1;
        }
        sources.truncate(plan.records);
        Dice::new(plan.seed, &[2]).shuffle(&mut sources);
        Self { plan: *plan, sources, persons, uneven: false }
    }

    /// The same persons on lists that are written with unequal care: an authority's with most, that of prisoners with least.
    #[must_use]
    pub fn uneven(mut self) -> Self {
        self.uneven = true;
        self
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// How many persons there are, those on no list among them: what an estimator looks for.
    #[must_use]
    pub fn persons(&self) -> u32 {
        self.persons
    }

    /// The list and the person of a row, without making it.
    #[must_use]
    pub fn truth(&self, n: usize) -> (usize, u32) {
        (usize::from(self.sources[n].list), self.sources[n].person)
    }

    /// Makes a row.
    ///
    /// * Cost: about two microseconds.
    ///
    /// # Panics
    /// If `n` is not below [`World::len`].
    #[must_use]
    pub fn row(&self, n: usize) -> Row {
        let source = self.sources[n];
        let person = Person::draw(self.plan.seed, source.person);
        let of = (u64::from(source.list) << 8) | u64::from(source.copy);
        let dice = Dice::new(self.plan.seed, &[3, u64::from(source.person), of]);
        let list = usize::from(source.list);
        let rates = self.plan.profile.rates();
        let rates = if self.uneven { rates.times(CARE[list]) } else { rates };
        let mut writer = Writer { scripts: self.plan.scripts, list, rates, dice };
        Row { id: format!("R{n}"), list, person: source.person, texts: writer.write(&person) }
    }

    /// Makes all rows, one after the other.
    pub fn each(&self, mut take: impl FnMut(&Row)) {
        (0..self.len()).for_each(|n| take(&self.row(n)));
    }
}

/// For Slavic and Korean persons, by list: the log odds of being on it at mean visibility, and what visibility adds.
const CAPTURE: [[(f64, f64); 5]; 2] = [
    [(-0.8, 1.2), (-1.9, 0.8), (-0.9, 1.3), (-0.8, 1.0), (-2.6, 0.6)],
    [(-1.8, 1.0), (-0.7, 0.8), (-2.0, 1.2), (-1.3, 1.0), (-2.4, 0.7)],
];

/// Whether a list may hold a person twice: an authority's and that of prisoners do not.
const TWICE: [bool; 5] = [false, true, true, true, false];

fn is_korean(seed: u64, person: u32) -> bool {
    Dice::new(seed, &[4, u64::from(person)]).chance(0.6)
}

/// What is true of a person.
struct Person {
    name: NameOf,
    born: Day,
    died: Day,
    place: [usize; 3],
    unit: usize,
    rank: usize,
    document: usize,
}

enum NameOf {
    Korean(KoreanName),
    Slavic(SlavicName),
}

impl Person {
    fn draw(seed: u64, person: u32) -> Self {
        let korean = is_korean(seed, person);
        let mut dice = Dice::new(seed, &[5, u64::from(person)]);
        let dice = &mut dice;
        let years = if korean { 1994..2007 } else { 1970..2006 };
        let died = match Day::draw(0..9, dice) {
            // October 2024 to June 2025.
            Day { year, day, .. } if year < 3 => {
                Day { year: 2024, month: usize::try_from(year).unwrap_or(0) + 10, day }
            }
            Day { year, day, .. } => {
                Day { year: 2025, month: usize::try_from(year).unwrap_or(3) - 2, day }
            }
        };
        Self {
            name: if korean {
                NameOf::Korean(KoreanName::draw(dice))
            } else {
                NameOf::Slavic(SlavicName::draw(dice))
            },
            born: Day::draw(years, dice),
            died,
            place: [dice.skewed(12, 1.3), dice.skewed(9, 1.3), dice.skewed(14, 1.3)],
            unit: dice.skewed(40, 1.6),
            rank: dice.skewed(6, 2.0),
            document: dice.below(9_000_000) + 1_000_000,
        }
    }
}

/// What a list writes, and how.
struct Writer {
    scripts: Scripts,
    list: usize,
    rates: Rates,
    dice: Dice,
}

/// By list, how often a cell is missing: date of birth, age, date of death, place, unit, rank, document.
const MISSING: [[f64; 7]; 5] = [
    [0.05, 0.8, 0.15, 0.15, 0.25, 0.1, 0.4],
    [0.3, 0.6, 0.2, 0.4, 0.1, 0.2, 0.6],
    [0.25, 0.3, 0.1, 0.2, 0.45, 0.4, 0.98],
    [0.1, 0.4, 0.25, 0.1, 0.35, 0.4, 0.9],
    [0.08, 0.7, 0.9, 0.15, 0.15, 0.15, 0.45],
];

impl Writer {
    fn write(&mut self, person: &Person) -> [String; 9] {
        let (mut family, mut given) = self.name(person);
        if self.dice.chance(self.rates.typo) {
            family = typo(&family, &mut self.dice);
        }
        if self.dice.chance(self.rates.typo) {
            given = typo(&given, &mut self.dice);
        }
        if self.dice.chance(self.rates.swapped) {
            std::mem::swap(&mut family, &mut given);
        }
        let born = if self.is_missing(0) { String::new() } else { self.date(person.born) };
        let age = if self.is_missing(1) { String::new() } else { self.age(person) };
        let died = if self.is_missing(2) { String::new() } else { self.date(person.died) };
        let place = if self.is_missing(3) { String::new() } else { self.place(person) };
        let unit = if self.is_missing(4) { String::new() } else { self.unit(person) };
        let rank = if self.is_missing(5) { String::new() } else { self.rank(person) };
        let document = if self.is_missing(6) { String::new() } else { self.document(person) };
        [family, given, born, age, died, place, unit, rank, document]
    }

    fn is_missing(&mut self, cell: usize) -> bool {
        let usual = MISSING[self.list][cell];
        // The odds grow by the factor, so that a probability stays one.
        let odds = usual / (1.0 - usual) * self.rates.missing;
        self.dice.chance(odds / (1.0 + odds))
    }

    fn name(&mut self, person: &Person) -> (String, String) {
        let drop = self.dice.chance(self.rates.dropped);
        match &person.name {
            NameOf::Korean(name) => {
                let ways: &[System] = match (self.scripts, self.list) {
                    (Scripts::Latin, 0) => &[System::Revised, System::Revised, System::Loose],
                    (Scripts::Latin, 1) => &[System::Back, System::Back, System::Dprk],
                    (Scripts::Latin, 2) => &[System::Loose, System::McCune],
                    (Scripts::Latin, 3) => &[System::Loose, System::Loose, System::Dprk],
                    (Scripts::Latin, _) => &[System::Dprk, System::McCune, System::Revised],
                    (Scripts::Multi, 0) => &[System::Hangul, System::Revised],
                    (Scripts::Multi, 1) => &[System::Kontsevich],
                    (Scripts::Multi, 2) => &[System::Hangul, System::Loose, System::McCune],
                    (Scripts::Multi, 3) => &[System::Hangul, System::Loose, System::Dprk],
                    (Scripts::Multi, _) => {
                        &[System::Dprk, System::Kontsevich, System::Hangul, System::Back]
                    }
                };
                let system = ways[self.dice.below(ways.len())];
                name.write(system, drop, &mut self.dice)
            }
            NameOf::Slavic(name) => {
                let multi = self.scripts == Scripts::Multi;
                let ukrainian = match self.list {
                    2 | 4 => self.dice.chance(0.6),
                    _ => self.dice.chance(0.1),
                };
                let way = match (ukrainian, self.list) {
                    (true, _) => Way::Ukrainian,
                    (false, 2 | 3) => [Way::Bgn, Way::Loose][self.dice.below(2)],
                    (false, _) => Way::Bgn,
                };
                let cyrillic = multi && self.dice.chance(if self.list == 2 { 0.5 } else { 0.85 });
                let patronymic = match self.list {
                    0 | 1 => self.dice.chance(0.7),
                    _ => self.dice.chance(0.2),
                };
                name.write(Spelling {
                    ukrainian,
                    latin: (!cyrillic).then_some(way),
                    patronymic,
                    initial: drop,
                })
            }
        }
    }

    fn date(&mut self, day: Day) -> String {
        let day =
            if self.dice.chance(self.rates.date_wrong) { day.wrong(&mut self.dice) } else { day };
        if self.dice.chance(self.rates.date_part) { day.part(&mut self.dice) } else { day.whole() }
    }

    /// Years lived; families of Koreans mostly count as Korea did, from one at birth.
    fn age(&mut self, person: &Person) -> String {
        let korean = matches!(person.name, NameOf::Korean(_));
        let mut age = person.born.years_to(person.died);
        if korean && self.list == 3 && self.dice.chance(0.6) {
            age = person.died.year - person.born.year + 1;
        }
        if self.dice.chance(self.rates.age_off) {
            age += if self.dice.chance(0.5) { 1 } else { -1 };
        }
        age.to_string()
    }

    fn place(&mut self, person: &Person) -> String {
        let korean = matches!(person.name, NameOf::Korean(_));
        let [province, district, village] = person.place;
        let names = [
            place_name(korean, &[province]),
            place_name(korean, &[province, district]),
            place_name(korean, &[province, district, village]),
        ];
        let mut depth = 3;
        if self.dice.chance(self.rates.coarse) {
            depth = 1 + self.dice.below(2);
        }
        let script = match (self.scripts, self.list) {
            (Scripts::Latin, _) => 0,
            (Scripts::Multi, 0 | 1) => 1,
            (Scripts::Multi, 2 | 3) if korean => 2,
            (Scripts::Multi, _) => self.dice.below(2),
        };
        let mut words: Vec<String> =
            names[..depth].iter().rev().map(|n| n[script].clone()).collect();
        if script == 2 {
            words.reverse();
        }
        words.join(if script == 2 { " " } else { ", " })
    }

    fn unit(&mut self, person: &Person) -> String {
        let number = 11 + person.unit * 7;
        let korean = matches!(person.name, NameOf::Korean(_));
        match (self.scripts, self.list) {
            (Scripts::Multi, 0 | 1) => format!("в/ч {}", 30_000 + number * 13),
            (Scripts::Multi, 2 | 3) if korean => format!("{number}여단"),
            _ if matches!(self.list, 0 | 1) => format!("Unit {}", 30_000 + number * 13),
            _ => format!("{number} brigade"),
        }
    }

    fn rank(&mut self, person: &Person) -> String {
        const RANKS: [[&str; 3]; 6] = [
            ["private", "рядовой", "전사"],
            ["corporal", "ефрейтор", "상등병"],
            ["sergeant", "сержант", "중사"],
            ["senior sergeant", "старший сержант", "상사"],
            ["lieutenant", "лейтенант", "중위"],
            ["captain", "капитан", "대위"],
        ];
        let korean = matches!(person.name, NameOf::Korean(_));
        let script = match (self.scripts, self.list) {
            (Scripts::Latin, _) | (_, 4) => 0,
            (_, 2 | 3) if korean => 2,
            _ => 1,
        };
        let off = self.dice.chance(0.05);
        let rank = if off { (person.rank + 1).min(5) } else { person.rank };
        RANKS[rank][script].to_owned()
    }

    fn document(&mut self, person: &Person) -> String {
        let number = format!("{}-{}", ["KA", "AB", "MT"][person.document % 3], person.document);
        if self.dice.chance(self.rates.document) { typo(&number, &mut self.dice) } else { number }
    }
}

/// An invented place, in Latin letters, Cyrillic and Hangul; by the numbers of those above it and its own.
fn place_name(korean: bool, path: &[usize]) -> [String; 3] {
    let mut dice =
        Dice::new(u64::from(korean), &path.iter().map(|n| *n as u64).collect::<Vec<_>>());
    if korean {
        let name = KoreanName::draw(&mut dice);
        let hangul = name.given.concat();
        let tail = ["도", "군", "리"][path.len() - 1];
        let (latin, cyrillic) = (["do", "gun", "ri"], ["до", "гун", "ри"]);
        let spell = |system, tails: [&str; 3]| {
            let mut dice = Dice::new(9, &[]);
            let text =
                name.write(system, false, &mut dice).1.replace([' ', '-'], "").to_lowercase();
            format!("{}-{}", korean::capitals(&text, false), tails[path.len() - 1])
        };
        return [
            spell(System::Dprk, latin),
            spell(System::Kontsevich, cyrillic),
            format!("{hangul}{tail}"),
        ];
    }
    let name = SlavicName::draw(&mut dice);
    let plain = Spelling { ukrainian: false, latin: None, patronymic: false, initial: false };
    let stem = name.write(plain).0;
    let stem = stem.trim_end_matches(['и', 'й', 'к', 'о', 'ы', 'х']).to_owned();
    let cyrillic = match path.len() {
        1 => format!("{stem}ская область"),
        2 => format!("{stem}ский район"),
        _ => format!("{stem}ка"),
    };
    [slavic::latin(&cyrillic, Way::Bgn), cyrillic.clone(), cyrillic]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};

    fn plan(records: usize) -> Plan {
        Plan { records, seed: 5, profile: Profile::Standard, scripts: Scripts::Multi }
    }

    #[test]
    fn a_row_is_made_without_those_before() {
        let world = World::new(&plan(300));
        let mut rows = Vec::new();
        world.each(|row| rows.push(row.clone()));
        for n in [299, 0, 120] {
            assert_eq!(world.row(n), rows[n]);
            assert_eq!(world.truth(n), (rows[n].list, rows[n].person));
        }
        assert_ne!(World::new(&Plan { seed: 6, ..plan(300) }).row(0).texts, rows[0].texts);
    }

    #[test]
    fn who_is_on_one_list_is_more_likely_on_another() {
        let world = World::new(&plan(20_000));
        let mut on: HashMap<u32, HashSet<usize>> = HashMap::new();
        (0..world.len()).map(|n| world.truth(n)).for_each(|(list, person)| {
            on.entry(person).or_default().insert(list);
        });
        let persons = f64::from(world.persons());
        let with = |l: usize| on.values().filter(|s| s.contains(&l)).count() as f64;
        let both = |l: usize, k: usize| {
            on.values().filter(|s| s.contains(&l) && s.contains(&k)).count() as f64
        };
        for (l, k) in [(0, 2), (0, 3), (2, 3), (1, 3)] {
            assert!(both(l, k) / persons > 1.1 * with(l) * with(k) / persons.powi(2), "{l} {k}");
        }
    }

    #[test]
    fn unique_lists_hold_nobody_twice_and_others_do() {
        let world = World::new(&plan(20_000));
        let mut rows: HashMap<(usize, u32), u32> = HashMap::new();
        (0..world.len()).for_each(|n| *rows.entry(world.truth(n)).or_default() += 1);
        for (list, twice) in TWICE.iter().enumerate() {
            let most = rows.iter().filter(|((l, _), _)| *l == list).map(|(_, n)| *n).max();
            assert_eq!(most, Some(1 + u32::from(*twice)), "{}", LISTS[list]);
        }
    }

    #[test]
    fn scripts_are_as_planned() {
        for (scripts, expected) in
            [(Scripts::Latin, [false, false]), (Scripts::Multi, [true, true])]
        {
            let world = World::new(&Plan { scripts, ..plan(500) });
            let mut text = String::new();
            world.each(|row| text.push_str(&row.cells().join(" ")));
            let found =
                [('а', 'я'), ('가', '힣')].map(|(a, z)| text.contains(|c| c >= a && c <= z));
            assert_eq!(found, expected, "{scripts:?}");
        }
    }

    #[test]
    fn a_hard_profile_misses_more() {
        let missing = |profile| {
            let world = World::new(&Plan { profile, ..plan(2000) });
            let mut n = 0;
            world.each(|row| n += row.texts.iter().filter(|t| t.is_empty()).count());
            n
        };
        assert!(missing(Profile::Hard) * 10 > missing(Profile::Standard) * 11);
    }
}
