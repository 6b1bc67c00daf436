//! Runs of the program in a home of its own, made cases and tables, and folders compared byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The moment that the program takes for now unless a test says another.
pub(crate) const NOW: &str = "2026-03-02T12:34:56Z";

/// The program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_cenotaph");

/// A temporary home; everything that the program writes lies below it.
pub(crate) struct Home {
    pub(crate) temp: tempfile::TempDir,
}

/// What a run of the program gave.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
    args: Vec<String>,
}

impl Run {
    /// What a process gave.
    pub(crate) fn of(args: &[&str], output: std::process::Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            args: args.iter().map(|a| (*a).to_owned()).collect(),
        }
    }

    /// Takes it that the run ended so.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "cenotaph {}\n--- out\n{}\n--- err\n{}",
            self.args.join(" "),
            head(&self.out),
            head(&self.err)
        );
        self
    }

    /// The lines of `--json`, a value each.
    #[track_caller]
    pub(crate) fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn head(text: &str) -> String {
    text.chars().take(4_000).collect()
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { temp: tempfile::tempdir().unwrap() }
    }

    /// A home with an empty case `case` in it.
    pub(crate) fn with_case() -> Self {
        let home = Self::new();
        home.run(&["init", "case"]).ends(0);
        home
    }

    /// Founds the desk of `case` with two editors, whose keys are [`BOTH`].
    pub(crate) fn found(&self) {
        for name in ["first-editor", "second-editor"] {
            let key = format!("case/keys/{name}.editor");
            self.run(&["editor", "new", name, "--key", &key, "--no-passphrase"]).ends(0);
            self.run(&["editor", "enrol", &key, "-C", "case"]).ends(0);
        }
    }

    /// Makes an edition of `case` under both keys.
    pub(crate) fn release_by_two(&self, more: &[&str]) -> Run {
        self.run(&[&["release", "-C", "case"], more, &BOTH].concat())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The program with nothing of the surrounding environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        self.bare(&mut command);
        command.args(args);
        command
    }

    /// Takes the surroundings from a command and gives it this home.
    pub(crate) fn bare(&self, command: &mut Command) {
        command
            .env_clear()
            .env("HOME", self.temp.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("COLUMNS", "100")
            .env("CENOTAPH_NOW", NOW)
            .current_dir(self.temp.path())
            .stdin(Stdio::null());
    }

    /// Runs the program in this home.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        ended(args, self.command(args))
    }

    /// Runs the program at another moment.
    pub(crate) fn run_at(&self, now: &str, args: &[&str]) -> Run {
        let mut command = self.command(args);
        command.env("CENOTAPH_NOW", now);
        ended(args, command)
    }
}

/// Runs a command to its end.
pub(crate) fn ended(args: &[&str], mut command: Command) -> Run {
    Run::of(args, command.output().unwrap())
}

/// Every file below a folder with its bytes, by path with `/`.
pub(crate) fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut unread = vec![dir.to_owned()];
    while let Some(below) = unread.pop() {
        for child in fs::read_dir(&below).unwrap() {
            let path = child.unwrap().path();
            if path.is_dir() {
                unread.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// SHA-256 of every file below a folder, by path.
pub(crate) fn hashes(dir: &Path) -> BTreeMap<String, String> {
    files(dir).into_iter().map(|(path, bytes)| (path, sha256(&bytes))).collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

pub(crate) fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    // A folder that is its owner's alone stays so.
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
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

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// The demo in a home of its own, built once for all tests that only read it or copy from it.
pub(crate) fn demo() -> &'static Home {
    static DEMO: OnceLock<Home> = OnceLock::new();
    DEMO.get_or_init(|| {
        let home = Home::new();
        home.run(&["demo", "case"]).ends(0);
        home
    })
}

/// The two editors' keys of a case, both at this machine: those of the demo, and of [`Home::found`].
pub(crate) const BOTH: [&str; 4] =
    ["--key", "case/keys/first-editor.editor", "--with", "case/keys/second-editor.editor"];

/// The columns of a made claims table.
pub(crate) const CLAIM_COLUMNS: [&str; 17] = [
    "claim_id",
    "party_group",
    "party",
    "announced_date",
    "as_of_date",
    "period_start",
    "period_end",
    "category",
    "qualifier",
    "low",
    "best",
    "high",
    "derives_from",
    "population",
    "scope_extent",
    "words",
    "support",
];

/// Rows of claims as `column=value` pairs separated by `|`, written as CSV.
pub(crate) fn claims(rows: &[&str]) -> String {
    table(&CLAIM_COLUMNS, rows)
}

/// Rows as `column=value` pairs separated by `|`, written as CSV with these columns.
pub(crate) fn table(columns: &[&str], rows: &[&str]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns).unwrap();
    for row in rows {
        let cells: BTreeMap<&str, &str> =
            row.split('|').map(|cell| cell.trim().split_once('=').unwrap()).collect();
        let unknown: Vec<_> = cells.keys().filter(|c| !columns.contains(*c)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        writer.write_record(columns.iter().map(|c| cells.get(c).copied().unwrap_or(""))).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// The example case's tables.
pub(crate) fn kursk() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/kursk")
}
