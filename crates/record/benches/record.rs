//! What the record costs: `cargo bench -p cenotaph-record`.
//!
//! Made entries of about 300 bytes, of which 230 are envelope and signature. Appends go through two
//! syncs each (database, fork guard), so they measure the disk under the temporary directory
//! (`TMPDIR`). The replay log has 1,000,000 entries and is made once; set `CENOTAPH_REPLAY` for
//! another number.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on stops there")]

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use divan::{Bencher, black_box, counter::ItemsCount};
use record::{
    Day, Draft, Entry, Error, Log, Options, Sequencer, SigningKey,
    export::write_export,
    fsck::fsck,
    vault::{Access, EditorKey, Recipient, Secret, Vault, commitment},
    verify_export,
};
use serde_json::json;
use tempfile::TempDir;

fn main() {
    divan::main();
}

const NOW: i64 = 1_734_912_000;

fn key(n: u8) -> SigningKey {
    SigningKey::from_seed("example.org/bench", &[n; 32]).unwrap()
}

fn day() -> Day {
    "2024-12-23".parse().unwrap()
}

/// A draft that was never made before in this process.
fn draft() -> Draft {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    Draft::new("statement/1", json!({"n": n, "party": "party-a", "words": "약 1,100여 명"}))
        .unwrap()
}

fn empty() -> (TempDir, Log) {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("record");
    let log = Log::create(&dir, "example.org/bench", key(1), &Options::default()).unwrap();
    (home, log)
}

fn filled(size: u64) -> (TempDir, Log) {
    let (home, mut log) = empty();
    let author = key(2);
    let mut left = size - 1;
    while left > 0 {
        let count = left.min(10_000);
        let drafts: Vec<Draft> = (0..count).map(|_| draft()).collect();
        log.append(&drafts, &author, day(), NOW).unwrap();
        left -= count;
    }
    assert_eq!(log.size().unwrap(), size);
    (home, log)
}

/// One writer, one entry at a time, each durable before the next.
#[divan::bench(sample_count = 5, sample_size = 400)]
fn append_durable_1_writer(bencher: Bencher<'_, '_>) {
    let (_home, log) = empty();
    let sequencer = Sequencer::start(log).unwrap();
    let author = key(2);
    bencher
        .counter(ItemsCount::new(1_u64))
        .bench_local(|| sequencer.append(&[draft()], &author, day(), NOW).unwrap());
}

/// 64 writers, one entry at a time each, through one sequencer.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn append_durable_64_writers(bencher: Bencher<'_, '_>) {
    const EACH: u64 = 300;
    let (_home, log) = empty();
    let sequencer = Sequencer::start(log).unwrap();
    sequencer.append(&[draft()], &key(2), day(), NOW).unwrap();
    bencher.counter(ItemsCount::new(64 * EACH)).bench_local(|| {
        thread::scope(|scope| {
            for _ in 0..64 {
                let sequencer = sequencer.clone();
                scope.spawn(move || {
                    let author = key(2);
                    for _ in 0..EACH {
                        sequencer.append(&[draft()], &author, day(), NOW).unwrap();
                    }
                });
            }
        });
    });
}

/// One call with 1,000 entries, signing included.
#[divan::bench(sample_count = 10, sample_size = 2)]
fn append_durable_batch_1000(bencher: Bencher<'_, '_>) {
    let (_home, mut log) = empty();
    let author = key(2);
    bencher
        .counter(ItemsCount::new(1_000_u64))
        .with_inputs(|| (0..1_000).map(|_| draft()).collect::<Vec<_>>())
        .bench_local_values(|drafts| log.append(&drafts, &author, day(), NOW).unwrap());
}

fn million() -> &'static Log {
    struct Kept(Log, #[expect(dead_code, reason = "it keeps the directory")] TempDir);
    // A `Log` is not `Sync`; each bench thread would need its own, and there is one.
    thread_local! {
        static KEPT: &'static Kept = {
            let size = std::env::var("CENOTAPH_REPLAY").ok().and_then(|n| n.parse().ok());
            let (home, log) = filled(size.unwrap_or(1_000_000));
            Box::leak(Box::new(Kept(log, home)))
        };
    }
    KEPT.with(|kept| &kept.0)
}

/// Every entry split, its id computed, its body's length taken: what a projection starts from.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn replay_1_000_000_with_ids(bencher: Bencher<'_, '_>) {
    let log = million();
    bencher.counter(ItemsCount::new(log.size().unwrap())).bench_local(|| {
        let mut sum = 0_u64;
        log.replay(0..u64::MAX, |entry| {
            sum += entry.body.len() as u64 + u64::from(entry.id().0.0[0]);
            Ok::<_, Error>(())
        })
        .unwrap();
        black_box(sum)
    });
}

/// As above, and every body parsed into a struct.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn replay_1_000_000_with_bodies(bencher: Bencher<'_, '_>) {
    #[derive(serde::Deserialize)]
    struct Body<'a> {
        n: Option<u64>,
        words: Option<&'a str>,
    }
    let log = million();
    bencher.counter(ItemsCount::new(log.size().unwrap())).bench_local(|| {
        let mut sum = 0_u64;
        log.replay(0..u64::MAX, |entry| {
            let body: Body<'_> = entry.body_as()?;
            sum += body.n.unwrap_or(0) + body.words.map_or(0, str::len) as u64;
            sum += u64::from(entry.id().0.0[0]);
            Ok::<_, Error>(())
        })
        .unwrap();
        black_box(sum)
    });
}

/// The `.tlog-proof` of an entry, from the stored tiles of 1,000,000 entries.
#[divan::bench]
fn proof_of_one(bencher: Bencher<'_, '_>) {
    let log = million();
    let size = log.size().unwrap();
    let mut index = 0;
    bencher.bench_local(|| {
        index = (index + 611_953) % size;
        log.tlog_proof(index).unwrap()
    });
}

fn medium() -> &'static (TempDir, std::path::PathBuf, std::path::PathBuf) {
    static MEDIUM: OnceLock<(TempDir, std::path::PathBuf, std::path::PathBuf)> = OnceLock::new();
    MEDIUM.get_or_init(|| {
        let (home, log) = filled(20_000);
        let (dir, export) = (home.path().join("record"), home.path().join("export"));
        write_export(&log, &export).unwrap();
        (home, dir, export)
    })
}

/// Everything of 20,000 entries: structure, tiles, ids, history, every signature.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn fsck_20_000(bencher: Bencher<'_, '_>) {
    let log = Log::open_read_only(&medium().1, &Options::default()).unwrap();
    bencher.counter(ItemsCount::new(20_000_u64)).bench_local(|| {
        let report = fsck(&log);
        assert!(report.is_clean());
    });
}

/// An export of 20,000 entries, from its files alone.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn verify_export_20_000(bencher: Bencher<'_, '_>) {
    let export = &medium().2;
    bencher
        .counter(ItemsCount::new(20_000_u64))
        .bench_local(|| verify_export(export, None).unwrap());
}

/// Writing that export, each file synced.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn write_export_20_000(bencher: Bencher<'_, '_>) {
    let (home, dir, _) = medium();
    let log = Log::open_read_only(dir, &Options::default()).unwrap();
    bencher
        .counter(ItemsCount::new(20_000_u64))
        .bench_local(|| write_export(&log, &home.path().join("again")).unwrap());
}

/// One entry parsed strictly.
#[divan::bench]
fn parse_entry(bencher: Bencher<'_, '_>) {
    let entry = draft().sign(&key(2), day()).unwrap();
    bencher.bench(|| Entry::parse(black_box(entry.bytes())).unwrap());
}

/// One draft dated and signed.
#[divan::bench]
fn sign_entry(bencher: Bencher<'_, '_>) {
    let (author, draft) = (key(2), draft());
    bencher.bench(|| draft.sign(&author, day()).unwrap());
}

/// One signature verified.
#[divan::bench]
fn verify_entry(bencher: Bencher<'_, '_>) {
    let author = key(2);
    let entry = draft().sign(&author, day()).unwrap();
    bencher.bench(|| entry.verify(author.public()).unwrap());
}

/// A vault with three editors.
struct Sealing {
    home: TempDir,
    vault: Vault,
    editors: Vec<EditorKey>,
    to: Vec<Recipient>,
}

impl Sealing {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::create(&home.path().join("vault")).unwrap();
        let editors: Vec<EditorKey> =
            (0..3).map(|n| EditorKey::generate(&format!("bench/editor-{n}")).unwrap()).collect();
        let to = editors.iter().map(|editor| editor.card().recipient).collect();
        Self { home, vault, editors, to }
    }
}

const TWO_OF_THREE: Access = Access::Shared { threshold: 2 };

fn note() -> Secret {
    Secret::new(vec![b'x'; 1024])
}

/// 1 KiB sealed to three editors, two of whom must open; durable: two files, four syncs.
#[divan::bench(sample_count = 20, sample_size = 10)]
fn vault_seal_1_kib_to_3(bencher: Bencher<'_, '_>) {
    let desk = Sealing::new();
    bencher.bench_local(|| desk.vault.seal("note", &note(), TWO_OF_THREE, &desk.to).unwrap());
}

/// 1 KiB opened by one editor with one lent share, beside 100 other records.
#[divan::bench]
fn vault_open_2_of_3(bencher: Bencher<'_, '_>) {
    let desk = Sealing::new();
    let seal = || desk.vault.seal("note", &note(), TWO_OF_THREE, &desk.to).unwrap();
    (0..99).for_each(|_| assert!(desk.vault.contains(seal().id)));
    let sealed = seal();
    desk.vault.lend(sealed.id, &desk.editors[1], &desk.to[0]).unwrap();
    bencher.bench_local(|| desk.vault.open_shared(sealed.id, &desk.editors[0]).unwrap());
}

/// 1 KiB read by an editor alone.
#[divan::bench]
fn vault_read_working(bencher: Bencher<'_, '_>) {
    let desk = Sealing::new();
    let sealed = desk.vault.seal("words", &note(), Access::Working, &desk.to).unwrap();
    bencher.bench_local(|| desk.vault.read(sealed.id, &desk.editors[2]).unwrap());
}

/// One record of two files destroyed, durably, among 100.
#[divan::bench(sample_count = 20, sample_size = 5)]
fn vault_destroy_one(bencher: Bencher<'_, '_>) {
    let desk = Sealing::new();
    let seal = || desk.vault.seal("note", &note(), TWO_OF_THREE, &desk.to).unwrap();
    let mut ids: Vec<_> = (0..200).map(|_| seal().id).collect();
    bencher.bench_local(|| desk.vault.destroy(&[ids.pop().unwrap()]).unwrap());
}

/// Opening a vault of 1,000 records, as every verb of the program does that needs one.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn vault_open_1_000_records(bencher: Bencher<'_, '_>) {
    let desk = Sealing::new();
    for _ in 0..1_000 {
        desk.vault.seal("note", &note(), Access::Working, &desk.to[..1]).unwrap();
    }
    let dir = desk.home.path().join("vault");
    bencher.bench_local(|| Vault::open(&dir).unwrap());
}

/// The commitment to a telephone number.
#[divan::bench]
fn vault_commitment(bencher: Bencher<'_, '_>) {
    let nonce = [7; 32];
    bencher
        .counter(ItemsCount::new(1_u64))
        .bench(|| commitment("contact", black_box(&nonce), black_box(b"010-5555-0142")));
}
