//! Made logs, keys from public seeds, and copies of directories.

use std::{
    fs,
    path::{Path, PathBuf},
};

use record::{Day, Draft, Log, Options, SigningKey};
use serde_json::json;

pub(crate) const ORIGIN: &str = "example.org/desk";
pub(crate) const NOW: i64 = 1_734_912_000;

pub(crate) fn log_key() -> SigningKey {
    SigningKey::from_seed(ORIGIN, &[7; 32]).unwrap()
}

pub(crate) fn author(n: u8) -> SigningKey {
    SigningKey::from_seed(&format!("example.org/desk/editor-{n}"), &[n; 32]).unwrap()
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn draft(n: u64) -> Draft {
    let words = ["약 1,100여 명", "already exceeded 3,000", "several hundred", "최소 100명"];
    Draft::new(
        "statement/1",
        json!({"n": n, "words": words[n as usize % 4], "as_of": "2024-12-23", "notes": []}),
    )
    .unwrap()
}

pub(crate) fn drafts(range: std::ops::Range<u64>) -> Vec<Draft> {
    range.map(draft).collect()
}

/// A temporary home with a log of `size` entries (the first declares the author).
pub(crate) struct Home {
    pub(crate) temp: tempfile::TempDir,
    pub(crate) log: Log,
}

impl Home {
    pub(crate) fn new(size: u64) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("record");
        let mut log = Log::create(&dir, ORIGIN, log_key(), &Options::default()).unwrap();
        if size > 0 {
            log.append(&drafts(1..size), &author(1), day("2024-12-23"), NOW).unwrap();
        }
        assert_eq!(log.size().unwrap(), if size == 1 { 1 } else { size });
        Self { temp, log }
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.temp.path().join("record")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }
}

pub(crate) fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for child in fs::read_dir(from).unwrap() {
        let child = child.unwrap();
        let target = to.join(child.file_name());
        if child.file_type().unwrap().is_dir() {
            copy_dir(&child.path(), &target);
        } else {
            fs::copy(child.path(), target).unwrap();
        }
    }
}

/// A small generator, so that a failure is the same again (Knuth's MMIX multiplier).
pub(crate) struct Lcg(pub(crate) u64);

impl Lcg {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.next() as usize % end
    }
}
