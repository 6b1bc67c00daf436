//! Contradictions among 5,000 synthetic figures of 20 parties.
//!
//! The world: a war of 400 days, three nested populations, four hidden series that grow unevenly. Each
//! party has a bias between a third and three times the truth, a habit (which categories, windows or
//! stocks, round or exact) and speaks on random days. Seeded: every run sees the same figures.
//!
//! `cargo bench -p cenotaph-estimate`

use estimate::bounds::{ComponentSet, FigureId, Limits, Piece, PopulationId, Problem, Side};

fn main() {
    divan::main();
}

const PARTIES: usize = 20;
const FIGURES: usize = 5_000;

/// SplitMix64; a generator of our own keeps the bench free of dependencies.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

struct World {
    problem: Problem,
    populations: [PopulationId; 3],
    by_party: Vec<Vec<FigureId>>,
}

fn world(figures: usize) -> World {
    let mut random = Seeded(20_241_223);
    let mut problem = Problem::new();
    let populations = [0; 3].map(|_| problem.add_population().expect("room for three"));
    problem.include(populations[0], populations[1]).expect("known");
    problem.include(populations[1], populations[2]).expect("known");
    let biases: Vec<u64> = (0..PARTIES).map(|_| 33 + random.below(267)).collect();
    let mut by_party = vec![Vec::new(); PARTIES];
    for _ in 0..figures {
        let party = random.below(PARTIES as u64) as usize;
        let pieces = figure(&mut random, &populations, biases[party]);
        by_party[party].push(problem.add_figure(pieces).expect("well formed"));
    }
    World { problem, populations, by_party }
}

fn truth(set: ComponentSet, level: u64, day: u64) -> u64 {
    let share = |part: ComponentSet, per_mille: u64| {
        if part.is_subset(set) { per_mille } else { 0 }
    };
    let rate = share(ComponentSet::KILLED, 250)
        + share(ComponentSet::WOUNDED, 600)
        + share(ComponentSet::MISSING, 100)
        + share(ComponentSet::CAPTURED, 50)
        + share(ComponentSet::DEPLOYED, 4_000);
    (day * day / 20 + day) * level * rate / 1_000
}

fn figure(random: &mut Seeded, populations: &[PopulationId; 3], bias: u64) -> Vec<Piece> {
    let level = random.below(3);
    let population = populations[level as usize];
    let day = 1 + random.below(400);
    let sets = [
        ComponentSet::KILLED,
        ComponentSet::WOUNDED,
        ComponentSet::KILLED_AND_WOUNDED,
        ComponentSet::CASUALTIES,
        ComponentSet::CAPTURED,
        ComponentSet::DEPLOYED,
    ];
    let pick = random.below(8) as usize;
    // The seventh and eighth are undifferentiated casualties: wide below, narrow above.
    let (low_set, high_set) = match sets.get(pick) {
        Some(&set) => (set, set),
        None => (ComponentSet::CASUALTIES, ComponentSet::KILLED_AND_WOUNDED),
    };
    let value = |set, day: u64| truth(set, level + 1, day) * bias / 100;
    if random.below(8) == 0 {
        let from = day.saturating_sub(random.below(30));
        let grown = value(low_set, day) - value(low_set, from);
        let flow = |side, set, value| Piece::Flow {
            population,
            from: from as i32 + 1,
            to: day.max(from + 1) as i32,
            set,
            side,
            value,
        };
        return vec![
            flow(Side::AtLeast, low_set, grown * 9 / 10),
            flow(Side::AtMost, high_set, grown * 11 / 10 + 5),
        ];
    }
    let late = day + random.below(4);
    let stock =
        |side, set, day: u64, value| Piece::Stock { population, day: day as i32, set, side, value };
    let said = value(low_set, day);
    let mut pieces = vec![stock(Side::AtLeast, low_set, late, said * 9 / 10)];
    if random.below(3) != 0 {
        pieces.push(stock(Side::AtMost, high_set, day, said * 11 / 10));
    }
    pieces
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn conflicts_of_5000(bencher: divan::Bencher<'_, '_>) {
    let world = world(FIGURES);
    bencher.bench_local(|| world.problem.conflicts(&Limits::default()));
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn conflicts_of_100(bencher: divan::Bencher<'_, '_>) {
    let world = world(100);
    bencher.bench_local(|| world.problem.conflicts(&Limits::default()));
}

#[divan::bench(sample_count = 10)]
fn radius_of_5000(bencher: divan::Bencher<'_, '_>) {
    let world = world(FIGURES);
    let all: Vec<FigureId> = world.problem.figures().collect();
    bencher.bench_local(|| world.problem.radius(&all));
}

#[divan::bench(sample_count = 10)]
fn consistent_each_party(bencher: divan::Bencher<'_, '_>) {
    let world = world(FIGURES);
    bencher.bench_local(|| {
        world.by_party.iter().filter(|figures| world.problem.consistent(figures)).count()
    });
}

#[divan::bench(sample_count = 10)]
fn range_of_trusted(bencher: divan::Bencher<'_, '_>) {
    let world = world(FIGURES);
    // Of each party the longest consistent run in order, which a desk might trust.
    let trusted: Vec<FigureId> = world.by_party[0].iter().fold(Vec::new(), |mut held, &f| {
        held.push(f);
        if !world.problem.consistent(&held) {
            held.pop();
        }
        held
    });
    bencher.bench_local(|| {
        world.problem.range(&trusted, world.populations[1], ComponentSet::KILLED, 300)
    });
}

#[divan::bench(sample_count = 10)]
fn relaxations_of_200(bencher: divan::Bencher<'_, '_>) {
    let world = world(FIGURES);
    let found = world.problem.conflicts(&Limits::default());
    bencher.bench_local(|| {
        found.sets.iter().map(|c| world.problem.relaxations(c).len()).sum::<usize>()
    });
}
