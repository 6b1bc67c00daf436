//! How long a large edition takes: 100,000 invented statements of 40 parties, seeded, in both languages, written to a disk.
//!
//! `cargo bench -p cenotaph-publish`. The work is one thread's. The edition is made and passed through the gate before the
//! clock starts; `gate` is measured by itself.

use divan::{Bencher, counter::ItemsCount};
use protect::{
    Candidate, Released, gate,
    shape::{
        Attribution, Both, Derived, Edition, Finding, Origins, Party, Quantity, QuantityKind,
        Report, Statement,
    },
};
use publish::SiteOptions;

fn main() {
    divan::main();
}

/// A generator that is the same everywhere (SplitMix64).
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

const CATEGORIES: [&str; 6] =
    ["killed", "wounded", "missing", "captured", "casualties", "deployed_strength"];

fn edition(count: u64) -> Edition {
    let mut seed = Seeded(7);
    let parties = (0..40).map(|at| Party {
        key: format!("party-{at:02}"),
        name: Both::new(format!("Party {at}"), format!("{at}번 주체")),
        group: format!("group-{}", at % 8),
        inside: at == 0,
        ..Party::default()
    });
    let reports = (0..count / 20 + 1).map(|at| Report {
        key: format!("R{at:06}"),
        publisher: format!("Paper {}", at % 300),
        lang: "en".into(),
        title: format!("An invented report, number {at}"),
        url: format!("https://paper.example/{at}"),
        published: "2031-01-01".into(),
        ..Report::default()
    });
    let statements = (0..count).map(|at| statement(&mut seed, at, count)).collect();
    let findings = (0..count / 50).map(|at| Finding {
        key: format!("F{at:06}"),
        kind: "contradiction".into(),
        fault: "cannot_both_be_true".into(),
        statements: vec![key(at * 50), key(at * 50 + 7)],
        radius_milli: Some(1000 + at % 3000),
        sentence: Both::new("They cannot both be true as stated.", "둘 다 참일 수 없다."),
        reconcile: vec![Both::new("Another scope.", "다른 범위.")],
        rank: at,
    });
    Edition {
        number: 1,
        day: "2034-01-01".into(),
        case: "bench".into(),
        case_name: Both::new("An invented case", "지어낸 사안"),
        title: Both::new("What is known", "알려진 것"),
        parties: parties.collect(),
        reports: reports.collect(),
        statements,
        findings: findings.collect(),
        ..Edition::default()
    }
}

fn key(at: u64) -> String {
    format!("C{at:06}")
}

fn statement(seed: &mut Seeded, at: u64, count: u64) -> Statement {
    let n = seed.below(20_000) + 1;
    let (year, month, day) = (2031 + seed.below(3), seed.below(12) + 1, seed.below(28) + 1);
    let said = format!("{year}-{month:02}-{day:02}");
    let from = (at > 0 && seed.below(3) == 0).then(|| seed.below(at));
    Statement {
        key: key(at),
        entry_id: format!("{at:064x}"),
        kind: "figure".into(),
        attribution: Attribution::Party {
            party: format!("party-{:02}", seed.below(40)),
            speaker: "A spokesman".into(),
        },
        as_of: said.clone(),
        said_on: said,
        category: CATEGORIES[usize::try_from(seed.below(6)).unwrap_or(0)].into(),
        quantity: Some(Quantity {
            kind: QuantityKind::Number,
            words: format!("about {n}"),
            interval: format!("[{}, {}]", n - n / 10, n + n / 10),
            lo: Some(n - n / 10),
            hi: Some(n + n / 10),
            value: Some(n),
            hedges: vec!["about".into()],
            rules: vec!["about".into()],
            ..Quantity::default()
        }),
        population: "KP".into(),
        gist: Both::new("What was said, in our own words.", "말한 내용을 우리말로 옮긴 것."),
        derives_from: from
            .into_iter()
            .map(|from| Derived { key: key(from), kind: "cites".into() })
            .collect(),
        origins: Origins { count: 1, keys: vec![key(from.unwrap_or(at))] },
        reports: vec![format!("R{:06}", seed.below(count / 20 + 1))],
        status: "current".into(),
        ..Statement::default()
    }
}

fn release(count: u64) -> Released<Edition> {
    match gate(Candidate::public(edition(count))) {
        Ok(passed) => passed.released,
        Err(refusals) => unreachable!("the generator makes nothing that is refused: {refusals:?}"),
    }
}

/// Pages and data into nothing: what rendering costs.
#[divan::bench(args = [1_000, 100_000], sample_count = 1, sample_size = 1)]
fn render(bencher: Bencher<'_, '_>, count: u64) {
    let released = release(count);
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        let mut bytes = 0;
        let done =
            publish::site::render(&released, &[], &SiteOptions::default(), &mut |_, content| {
                bytes += content.len();
                Ok(())
            });
        assert!(done.is_ok());
        bytes
    });
}

/// The same, each file written.
#[divan::bench(args = [1_000, 100_000], sample_count = 1, sample_size = 1)]
fn render_and_write(bencher: Bencher<'_, '_>, count: u64) {
    let released = release(count);
    let Ok(folder) = tempfile::tempdir() else { return };
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        let mut made = std::collections::HashSet::new();
        let done =
            publish::site::render(&released, &[], &SiteOptions::default(), &mut |path, content| {
                let path = folder.path().join(path);
                if let Some(parent) = path.parent()
                    && made.insert(parent.to_owned())
                {
                    std::fs::create_dir_all(parent)?;
                }
                std::fs::write(path, content)
            });
        assert!(done.is_ok());
    });
}

/// The gate on a whole edition.
#[divan::bench(args = [100_000], sample_count = 1, sample_size = 1)]
fn the_gate(bencher: Bencher<'_, '_>, count: u64) {
    bencher
        .counter(ItemsCount::new(count))
        .with_inputs(|| Candidate::public(edition(count)))
        .bench_local_values(|candidate| gate(candidate).is_ok());
}
