//! How long a desk waits: the check of 5,000 figures, the intake of a big table, the replay of a big record.
//!
//! `cargo bench -p cenotaph`. The rows are invented by a seeded generator: 20 parties, three of them outlets, cumulative figures
//! of six categories over two years, a fifth of them derived from an earlier one.

use std::fmt::Write as _;

use cenotaph::app::add::{self, Input};
use cenotaph::app::clock::Clock;
use cenotaph::app::desk::{AsKnown, Desk};
use cenotaph::app::{Case, Settings, check};
use divan::Bencher;

fn main() {
    divan::main();
}

/// A small generator (SplitMix64) so that the rows are the same everywhere.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// A table of claims.
fn table(rows: u64) -> String {
    const CATEGORIES: [&str; 6] =
        ["killed", "wounded", "killed_or_wounded", "casualties", "missing", "deployed_strength"];
    const QUALIFIERS: [&str; 6] = ["about", "", "more than", "at least", "up to", "around"];
    let mut random = Seeded(7);
    let mut text = String::from(
        "claim_id,party_group,party,announced_date,as_of_date,category,qualifier,low,best,high,derives_from,support\n",
    );
    for row in 0..rows {
        let party = random.below(20);
        let day = random.below(700);
        let date = format!("{}-{:02}-{:02}", 2031 + day / 360, day % 360 / 30 + 1, day % 28 + 1);
        let category = CATEGORIES[random.below(6) as usize];
        let strength = if category == "deployed_strength" { 12 } else { 1 };
        let value = (day * 6 + 50) * (60 + random.below(100)) / 100 * strength;
        let qualifier = QUALIFIERS[random.below(6) as usize];
        let (low, best, high) = match qualifier {
            "more than" | "at least" => (value.to_string(), String::new(), String::new()),
            "up to" => (String::new(), String::new(), value.to_string()),
            _ => (String::new(), value.to_string(), String::new()),
        };
        let from = if row > 0 && random.below(5) == 0 {
            format!("S{}", random.below(row))
        } else {
            String::new()
        };
        let group = if party >= 17 { "MEDIA".to_owned() } else { format!("G{party:02}") };
        let _ = writeln!(
            text,
            "S{row},{group},Party {party},{date},{date},{category},{qualifier},{low},{best},{high},{from},Invented statement {row}"
        );
    }
    text
}

fn case(rows: u64) -> (tempfile::TempDir, Case) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let case = Case::init(&home.path().join("case"), Settings::new("bench"), None, Clock::System)
        .expect("a new case");
    let table = table(rows);
    let report =
        add::add(&case, &[Input::Bytes("claims.csv", table.as_bytes())], &add::Options::default());
    assert_eq!(report.expect("a good table").entries, usize::try_from(rows).expect("few rows"));
    (home, case)
}

/// `check` on 5,000 figures of 20 parties: contradictions, radius, ranges, relay faults, echoes.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn check_5_000_figures(bencher: Bencher<'_, '_>) {
    let (_home, case) = case(5_000);
    let desk = Desk::load(&case, AsKnown::default()).expect("a sound record");
    bencher.bench_local(|| check::check(&desk, &check::Options::default()));
}

/// `add` of 100,000 rows: read, checked, signed, stored in one transaction.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn add_100_000_rows(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| case(100_000));
}

/// Replay of 100,000 rows into values, as every verb begins.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn load_100_000_rows(bencher: Bencher<'_, '_>) {
    let (_home, case) = case(100_000);
    bencher.bench_local(|| Desk::load(&case, AsKnown::default()).expect("a sound record"));
}
