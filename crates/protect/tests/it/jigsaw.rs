//! The jigsaw test: does the gate fire at the article after which too few people fit, and only there?
//!
//! A synthetic population stands for the truth: 2,000,000 people in ten provinces, with sex, age, town, occupation, sons, and the
//! soldiers among them. The real country has some twelve times as many; the absolute caps of the built-in tables are divided by the
//! same, in tables of the test's own, and so is the census. The shares by which people are drawn lie *inside* the ranges of the
//! tables and are drawn anew for every world: the gate never knows them, only the ranges.
//!
//! 20 sources, 25 articles each: 500. An article tells one to three true details. *Truth*: the number of people in the world who fit
//! everything that was published about the source, this article included; for the state those whom the detector log of each stated day
//! holds as well. An article *should* be blocked when it tells something new and that number is below k for either adversary. It is *falsely*
//! blocked when the gate fires although for both it is not. What is blocked is not published, and the desk heeds it: the detail that the
//! verdict names is not written again.
//!
//! Counted: recall = blocked of those that should be; false blocks = blocked of those that should not be. Worlds 1–3 were looked at
//! while shares and costs were chosen; the assertion is on worlds 11–20, which were not.

use protect::risk::{Attribute, Found, Item, Ledger, Policy, RowRef, TableTexts, Tables, judge};

/// xorshift64*: fixed for ever, so that a world is known by its number.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// In 0..1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

/// One person, as small as it gets.
#[derive(Clone, Copy, PartialEq)]
struct Person {
    province: u8,
    town: bool,
    female: bool,
    age: u8,
    occupation: u8,
    /// 0 none, 1 a son in the army, 2 a son who was sent.
    son: u8,
    party: bool,
    /// A bit for each of 64 days on which a detector held this person.
    seen: u64,
}

const PEOPLE: usize = 2_000_000;

const PROVINCES: [(&str, &str); 10] = [
    ("ryanggang", "hyesan"),
    ("north_hamgyong", "chongjin"),
    ("chagang", "kanggye"),
    ("north_pyongan", "sinuiju"),
    ("south_hamgyong", "hamhung"),
    ("kangwon", "wonsan"),
    ("south_pyongan", "nampho"),
    ("pyongyang", ""),
    ("north_hwanghae", "sariwon"),
    ("south_hwanghae", "haeju"),
];

const OCCUPATIONS: [&str; 9] = [
    "",
    "market_trader",
    "farmer",
    "factory_worker",
    "teacher",
    "doctor",
    "driver",
    "miner",
    "retired",
];

/// A table of the built-in set as rows of cells.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The range of a share.
fn range(shares: &[Vec<String>], name: &str, value: &str, given: &str) -> (f64, f64) {
    let row = shares.iter().find(|r| r[0] == name && r[1] == value && r[2] == given);
    let row = row.unwrap_or_else(|| panic!("{name}={value} given {given}"));
    (row[3].parse().unwrap(), row[4].parse().unwrap())
}

struct World {
    people: Vec<Person>,
    tables: Tables,
}

/// Census cells: province, female, from, to, people.
fn census() -> Vec<(usize, bool, u8, u8, f64)> {
    let cells = rows(&TableTexts::builtin().population);
    let cell = |r: Vec<String>| {
        let province = PROVINCES.iter().position(|(name, _)| *name == r[0]).unwrap();
        let number = |at: usize| r[at].parse::<f64>().unwrap();
        (province, r[1] == "female", number(2) as u8, number(3) as u8, number(4))
    };
    cells.into_iter().map(cell).collect()
}

fn world(seed: u64) -> World {
    let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ seed.wrapping_mul(0xd129_0d3e_5ab1_7c67));
    let texts = TableTexts::builtin();
    let shares = rows(&texts.shares);
    let mut draw = |name: &str, value: &str, given: &str| {
        let (low, high) = range(&shares, name, value, given);
        random.between(low, high)
    };
    let towns: Vec<f64> =
        PROVINCES
            .iter()
            .map(|(province, town)| {
                if town.is_empty() {
                    0.0
                } else {
                    draw("place", town, &format!("place={province}"))
                }
            })
            .collect();
    let trader = [
        draw("occupation", "market_trader", "sex=male"),
        draw("occupation", "market_trader", "sex=female"),
    ];
    let others: Vec<f64> = OCCUPATIONS[2..].iter().map(|o| draw("occupation", o, "")).collect();
    let party = draw("occupation", "party_member", "");
    let sons: Vec<(u8, f64)> = [("30s", 30), ("40s", 40), ("50s", 50), ("60s", 60)]
        .map(|(age, from)| (from, draw("relation", "parent_of_soldier", &format!("age={age}"))))
        .to_vec();
    let sent_by_age: Vec<(u8, f64)> = [("30s", 30), ("40s", 40), ("50s", 50), ("60s", 60)]
        .map(|(age, from)| (from, draw("age", age, "relation=parent_of_deployed")))
        .to_vec();
    let detector = draw("call", "day", "");
    let cells = census();
    let total: f64 = cells.iter().map(|c| c.4).sum();
    let scale = PEOPLE as f64 / total;
    // The true census differs from the model by up to a seventh in every province.
    let truth: Vec<f64> = (0..PROVINCES.len()).map(|_| random.between(0.87, 1.15)).collect();
    let mut people = Vec::with_capacity(PEOPLE + PEOPLE / 5);
    for (province, female, from, to, count) in &cells {
        let here = (count * scale * truth[*province]).round() as usize;
        for _ in 0..here {
            let age = from + random.below(usize::from(to - from) + 1) as u8;
            people.push(person(
                &mut random,
                *province as u8,
                *female,
                age,
                &towns,
                &trader,
                &others,
                party,
                &sons,
            ));
        }
    }
    send(&mut random, &mut people, scale, &sent_by_age);
    detect(&mut random, &mut people, detector);
    World { tables: scaled(&texts, scale), people }
}

#[expect(clippy::too_many_arguments, reason = "the shares of one world")]
fn person(
    random: &mut Random,
    province: u8,
    female: bool,
    age: u8,
    towns: &[f64],
    trader: &[f64; 2],
    others: &[f64],
    party: f64,
    sons: &[(u8, f64)],
) -> Person {
    let mut occupation = 0;
    if random.unit() < trader[usize::from(female)] {
        occupation = 1;
    } else {
        let mut left = random.unit();
        for (at, share) in others.iter().enumerate() {
            if left < *share {
                occupation = at as u8 + 2;
                break;
            }
            left -= share;
        }
    }
    let of_soldier = sons.iter().find(|(from, _)| (*from..*from + 10).contains(&age));
    Person {
        province,
        town: random.unit() < towns[usize::from(province)],
        female,
        age,
        occupation,
        son: u8::from(of_soldier.is_some_and(|(_, share)| random.unit() < *share)),
        party: random.unit() < party,
        seen: 0,
    }
}

/// Sends sons: as many parents as the cap allows, by the ages that were drawn.
fn send(random: &mut Random, people: &mut [Person], scale: f64, by_age: &[(u8, f64)]) {
    let parents = random.between(20_000.0, 30_000.0) * scale;
    let told: f64 = by_age.iter().map(|(_, share)| share).sum();
    let mut decades: Vec<Vec<usize>> = vec![Vec::new(); by_age.len()];
    for (at, p) in people.iter().enumerate().filter(|(_, p)| p.son == 1) {
        if let Some(d) = by_age.iter().position(|(from, _)| (*from..*from + 10).contains(&p.age)) {
            decades[d].push(at);
        }
    }
    for (decade, (_, share)) in decades.iter().zip(by_age) {
        let mut left = (parents * share / told).round() as usize;
        while left > 0 && !decade.is_empty() {
            let at = decade[random.below(decade.len())];
            if people[at].son == 1 {
                people[at].son = 2;
                left -= 1;
            } else if random.unit() < 0.001 {
                break;
            }
        }
    }
}

/// On every day a detector holds some of the places, and mostly the same ones again.
fn detect(random: &mut Random, people: &mut [Person], share: f64) {
    for p in people {
        if random.unit() < share {
            p.seen = random.next() | random.next();
        }
    }
}

/// The built-in tables for a country of two million.
fn scaled(texts: &TableTexts, scale: f64) -> Tables {
    let rescale = |text: &str, columns: &[usize]| {
        let mut lines = text.lines();
        let mut out = format!("{}\n", lines.next().unwrap());
        for mut row in rows(text) {
            for at in columns {
                row[*at] = format!("{}", row[*at].parse::<f64>().unwrap() * scale);
            }
            let cells: Vec<String> =
                row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
            out.push_str(&cells.join(","));
            out.push('\n');
        }
        out
    };
    let population = rescale(&texts.population, &[4]);
    let caps = rescale(&texts.caps, &[2, 3]);
    Tables::parse(TableTexts { population, caps, ..TableTexts::default() }).unwrap()
}

/// A detail of a source, and who fits it.
#[derive(Clone, Copy, PartialEq)]
enum Detail {
    Province,
    Town,
    Sex,
    Decade,
    Age,
    Occupation,
    Party,
    Soldier,
    Sent,
    Day(u8),
}

impl Detail {
    fn attribute(self, of: Person) -> Attribute {
        let (province, town) = PROVINCES[usize::from(of.province)];
        let text = match self {
            Self::Province => format!("place={province}"),
            Self::Town => format!("place={town}"),
            Self::Sex => format!("sex={}", if of.female { "female" } else { "male" }),
            Self::Decade => format!("age={}s", of.age / 10 * 10),
            Self::Age => format!("age={}", of.age),
            Self::Occupation => format!("occupation={}", OCCUPATIONS[usize::from(of.occupation)]),
            Self::Party => "occupation=party_member".to_owned(),
            Self::Soldier => "relation=parent_of_soldier".to_owned(),
            Self::Sent => "relation=parent_of_deployed".to_owned(),
            Self::Day(day) => format!("call=2031-{:02}-{:02}", day / 28 + 1, day % 28 + 1),
        };
        text.parse().unwrap()
    }

    /// Whether another fits too, as far as a reader can know, or the state.
    fn fits(self, of: Person, other: &Person, state: bool) -> bool {
        match self {
            Self::Province => other.province == of.province,
            Self::Town => other.province == of.province && other.town,
            Self::Sex => other.female == of.female,
            Self::Decade => other.age / 10 == of.age / 10,
            Self::Age => other.age == of.age,
            Self::Occupation => other.occupation == of.occupation,
            Self::Party => other.party,
            Self::Soldier => other.son >= 1,
            Self::Sent => other.son == 2,
            Self::Day(day) => !state || other.seen >> (day % 64) & 1 == 1,
        }
    }

    fn true_of(self, p: Person) -> bool {
        match self {
            Self::Town => p.town,
            Self::Decade | Self::Age => p.age >= 18,
            Self::Occupation => p.occupation > 0,
            Self::Party => p.party,
            Self::Soldier => p.son >= 1,
            Self::Sent => p.son == 2,
            Self::Day(day) => p.seen >> (day % 64) & 1 == 1,
            Self::Province | Self::Sex => true,
        }
    }
}

/// Who can speak to a desk: adults whom a detector may hold.
fn source(random: &mut Random, people: &[Person], sent: bool) -> Person {
    loop {
        let p = people[random.below(people.len())];
        let adult = (20..75).contains(&p.age) && p.seen != 0;
        if adult && (p.son == 2) == sent {
            return p;
        }
    }
}

#[derive(Default, Debug)]
struct Tally {
    articles: u32,
    due: u32,
    caught: u32,
    not_due: u32,
    falsely: u32,
}

fn run(seed: u64, tally: &mut Tally) {
    let world = world(seed);
    let mut random = Random(seed.wrapping_mul(0xa076_1d64_78bd_642f) | 1);
    let policy = Policy::default();
    for number in 0..20 {
        let of = source(&mut random, &world.people, number % 3 == 0);
        let (mut ledger, mut published) = (Ledger::default(), Vec::<Detail>::new());
        let mut given_up: Vec<Attribute> = Vec::new();
        // Everybody who still fits, so that 25 articles do not cost 25 passes over the world.
        let mut pools = [world.people.clone(), world.people.clone()];
        for article in 0..25_u64 {
            let mut told = details(&mut random, of);
            told.retain(|d| !given_up.contains(&d.attribute(of)));
            let items: Vec<Item> = told
                .iter()
                .map(|d| item(&format!("source-{number}"), article, &d.attribute(of)))
                .collect();
            let news: Vec<Detail> =
                told.iter().copied().filter(|d| !published.contains(d)).collect();
            let left = |pool: &[Person], state: bool| {
                pool.iter().filter(|p| news.iter().all(|d| d.fits(of, p, state))).count() as u64
            };
            let few = !news.is_empty()
                && (left(&pools[0], false) < policy.k_reader
                    || left(&pools[1], true) < policy.k_state);
            let blocked = judge(&ledger, &items, &world.tables, &policy).blocked;
            let fired = !blocked.is_empty();
            given_up.extend(blocked.into_iter().map(|b| b.attribute));
            tally.articles += 1;
            match few {
                true => {
                    tally.due += 1;
                    tally.caught += u32::from(fired);
                }
                false => {
                    tally.not_due += 1;
                    tally.falsely += u32::from(fired);
                }
            }
            if !fired {
                for item in items {
                    ledger.add(item);
                }
                for (state, pool) in [false, true].into_iter().zip(&mut pools) {
                    pool.retain(|p| news.iter().all(|d| d.fits(of, p, state)));
                }
                published.extend(news);
            }
        }
    }
}

/// One to three true details of a source; the first article of a desk names the province.
fn details(random: &mut Random, of: Person) -> Vec<Detail> {
    let mut told = vec![Detail::Province];
    for _ in 0..random.below(3) {
        let day = random.below(64) as u8;
        let all = [
            Detail::Sex,
            Detail::Decade,
            Detail::Occupation,
            Detail::Party,
            Detail::Soldier,
            Detail::Sent,
            Detail::Town,
            Detail::Age,
            Detail::Day(day),
        ];
        let detail = all[random.below(all.len())];
        if detail.true_of(of) && !told.contains(&detail) {
            told.push(detail);
        }
    }
    told
}

fn item(person: &str, article: u64, attribute: &Attribute) -> Item {
    Item {
        person: person.to_owned(),
        attribute: attribute.clone(),
        row: RowRef { table: "statement".to_owned(), key: format!("A{article}") },
        edition: article,
        week: String::new(),
        label: person.to_owned(),
        found: Found::Declared,
    }
}

#[test]
fn the_gate_fires_where_too_few_fit_and_seldom_elsewhere() {
    let worlds = std::env::var("CENOTAPH_WORLDS").ok();
    let seeds: Vec<u64> = match worlds.as_deref() {
        Some("tuned") => vec![1, 2, 3],
        Some("all") => (11..=20).collect(),
        // Three of the ten in a plain run: a world takes some seconds.
        _ => vec![11, 12, 13],
    };
    let mut tally = Tally::default();
    for seed in seeds {
        let mut one = Tally::default();
        run(seed, &mut one);
        println!("world {seed}: {one:?}");
        tally.articles += one.articles;
        tally.due += one.due;
        tally.caught += one.caught;
        tally.not_due += one.not_due;
        tally.falsely += one.falsely;
    }
    let recall = f64::from(tally.caught) / f64::from(tally.due);
    let falsely = f64::from(tally.falsely) / f64::from(tally.not_due);
    println!("{tally:?}: recall {recall:.3}, false blocks {falsely:.3}");
    assert!(tally.due >= 50, "a test that cannot fail");
    assert!(recall >= 0.95, "recall {recall:.3}");
    assert!(falsely <= 0.05, "false blocks {falsely:.3}");
}
