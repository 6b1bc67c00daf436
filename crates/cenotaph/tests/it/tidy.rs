//! The house itself: layers, heads, licences, words, sizes, paths. The checks have tests of their own, so that a check that
//! finds nothing is not a check that cannot find.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Which crate may import which of ours; ARCHITECTURE.md has the same table.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("estimate", &[]),
    ("names", &[]),
    ("link", &["names"]),
    ("record", &[]),
    ("protect", &[]),
    ("publish", &["protect"]),
    ("reading", &["model"]),
    (
        "cenotaph",
        &["model", "estimate", "names", "link", "record", "protect", "publish", "reading"],
    ),
];

/// Packages that the program is made of at most, our own included: a bound of the house on the default tree.
const PACKAGES_MAX: usize = 300;

/// Packages in the lock at most: those of other systems, of builds and of tests besides.
const LOCKED_MAX: usize = 400;

/// Bytes of one tracked file at most.
const FILE_MAX: u64 = 2 << 20;

/// What we do not say (and what we say instead); whole words, case ignored.
const AVOIDED: &[(&str, &str)] = &[
    ("utils", "the name of what it does"),
    ("helpers", "the name of what it does"),
    ("golden record", "entity, cluster"),
    ("anonymise", "generalise, suppress"),
    ("anonymised", "generalised, suppressed"),
    ("anonymize", "generalise, suppress"),
    ("blockchain", "log, tree"),
    ("data point", "statement, figure"),
    ("first name", "given name"),
    ("last name", "family name"),
    ("ground truth", "known parameters"),
    ("state of the art", "what was measured"),
    ("cutting-edge", "what was measured"),
    ("todo", "an issue"),
    ("fixme", "an issue"),
];

/// Where a word to avoid may stand, because it is defined or refused there.
const MAY_SAY_THEM: &[&str] = &[
    "docs/glossary.md",
    "crates/cenotaph/tests/it/tidy.rs",
    "CONTRIBUTING.md",
    "crates/link/src/mapping.rs",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Paths of the tracked files that are there; without a repository, of every file but what is built.
fn tracked() -> Vec<String> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    if let Ok(output) = listed
        && output.status.success()
        && !output.stdout.is_empty()
    {
        let text = String::from_utf8(output.stdout).unwrap();
        let paths = text.split('\0').filter(|p| !p.is_empty() && root().join(p).is_file());
        return paths.map(str::to_owned).collect();
    }
    let mut found = Vec::new();
    let mut unread = vec![root()];
    while let Some(dir) = unread.pop() {
        for child in fs::read_dir(dir).unwrap() {
            let path = child.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                if !matches!(name.as_str(), "target" | ".git" | "cenotaph-demo") {
                    unread.push(path);
                }
            } else {
                found.push(path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

fn read(path: &str) -> String {
    String::from_utf8_lossy(&fs::read(root().join(path)).unwrap()).into_owned()
}

fn texts(endings: &[&str]) -> Vec<(String, String)> {
    let of = |p: &String| endings.iter().any(|e| p.ends_with(e));
    tracked().into_iter().filter(of).map(|p| (read(&p), p)).map(|(t, p)| (p, t)).collect()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Each of our crates with those of ours that it imports in its normal build.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let ours = |name: &str| name.strip_prefix("cenotaph-").unwrap_or(name).to_owned();
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let mine = dependencies
                .filter(|d| d["kind"].is_null() && d["path"].is_string())
                .map(|d| ours(d["name"].as_str().unwrap()))
                .collect();
            (ours(package["name"].as_str().unwrap()), mine)
        })
        .collect()
}

fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let set = |list: &[&str]| list.iter().map(|c| (*c).to_owned()).collect();
    MAY_IMPORT.iter().map(|(name, list)| ((*name).to_owned(), set(list))).collect()
}

#[test]
fn crates_import_what_the_table_says() {
    assert_eq!(imports(), allowed(), "a new edge changes this table and ARCHITECTURE.md");
}

/// Reads `| crate | may import of ours | …` out of a page; `–` is none, `all` every other crate of the table.
fn table_of(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut rows = Vec::new();
    let head = |line: &&str| line.starts_with("| crate | may import of ours");
    for line in page.lines().skip_while(|l| !head(l)).skip(2).take_while(|l| l.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let names = |cell: &str| -> Vec<String> {
            cell.split(',').map(|n| n.trim().trim_matches('`').to_owned()).collect()
        };
        rows.extend(names(cells[0]).into_iter().map(|name| (name, names(cells[1]))));
    }
    let every: BTreeSet<String> = rows.iter().map(|(name, _)| name.clone()).collect();
    rows.into_iter()
        .map(|(name, list)| {
            let mine = list.into_iter().filter(|n| !matches!(n.as_str(), "–" | "-" | "" | "all"));
            let mut mine: BTreeSet<String> = mine.collect();
            let all = page.lines().any(|l| {
                l.starts_with(&format!("| {name} | all"))
                    || l.starts_with(&format!("| `{name}` | all"))
            });
            if all {
                mine.extend(every.iter().filter(|n| **n != name).cloned());
            }
            (name, mine)
        })
        .collect()
}

#[test]
fn architecture_has_the_same_table() {
    let page = read("ARCHITECTURE.md");
    assert_eq!(table_of(&page), allowed());
    assert!(page.lines().count() <= 150, "ARCHITECTURE.md is one page");
}

#[test]
fn the_reader_of_the_table_reads() {
    let page = "x\n| crate | may import of ours | deliberately absent |\n|---|---|---|\n| a, b | – | x |\n| `c` | a, `b` | |\n| d | all | y |\n\n| e | a | |\n";
    let set = |list: &[&str]| list.iter().map(|c| (*c).to_owned()).collect::<BTreeSet<String>>();
    let expected: BTreeMap<String, BTreeSet<String>> =
        [("a", set(&[])), ("b", set(&[])), ("c", set(&["a", "b"])), ("d", set(&["a", "b", "c"]))]
            .into_iter()
            .map(|(n, s)| (n.to_owned(), s))
            .collect();
    assert_eq!(table_of(page), expected);
}

#[test]
fn every_module_opens_with_its_head() {
    let mut bare = Vec::new();
    for (path, text) in texts(&[".rs"]) {
        if !text.starts_with("//! ") {
            bare.push(path);
        }
    }
    assert_eq!(bare, Vec::<String>::new(), "what for, terms, invariant, what is not here");
}

/// The skins and the use cases: the program's inner layers know nothing of its outer ones, and do not print.
#[test]
fn use_cases_print_nothing_and_know_no_skin() {
    let print = [
        "println!",
        "print!",
        "dbg!",
        "std::io::stdout",
        "std::io::stderr",
        "io::stdout()",
        "io::stderr()",
    ];
    for (path, text) in texts(&[".rs"]) {
        let inner = ["app", "intake"]
            .iter()
            .any(|d| path.starts_with(&format!("crates/cenotaph/src/{d}/")));
        let library = path.starts_with("crates/")
            && path.contains("/src/")
            && !path.starts_with("crates/cenotaph/");
        for (n, line) in code(&text) {
            if inner || library {
                for word in print {
                    assert!(!line.contains(word), "{path}:{n}: {word}");
                }
            }
            if inner {
                for word in ["crate::cli", "super::cli", "crate::desk", "indicatif", "rpassword"] {
                    assert!(!line.contains(word), "{path}:{n}: {word} in a use case");
                }
            }
            if path.starts_with("crates/cenotaph/src/intake/") {
                assert!(!line.contains("crate::app"), "{path}:{n}: intake knows no use case");
            }
        }
    }
}

/// The lines of code before the tests of a file, without comments, numbered from 1.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, l)| !l.starts_with("#[cfg(test)]"))
        .map(|(n, l)| (n + 1, l))
        .filter(|(_, l)| !l.trim_start().starts_with("//"))
}

/// Only the gate makes a `Released<T>`, and pure crates touch no file, clock or network.
#[test]
fn pure_crates_are_pure() {
    let impure = ["std::fs", "std::net", "std::env", "std::process", "SystemTime", "Instant::now"];
    for (path, text) in texts(&[".rs"]) {
        let pure = ["model", "names", "link", "estimate", "protect", "reading"]
            .iter()
            .any(|c| path.starts_with(&format!("crates/{c}/src/")));
        let pure = pure && !path.ends_with("/tests.rs") && !path.contains("/tests/");
        for (n, line) in code(&text).filter(|_| pure) {
            for word in impure {
                assert!(!line.contains(word), "{path}:{n}: {word}");
            }
        }
        for (n, line) in code(&text) {
            assert!(
                !line.contains("std::net") || path.contains("/tests/"),
                "{path}:{n}: nothing in the default build speaks to a network"
            );
        }
    }
}

#[test]
fn no_test_is_passed_over() {
    let marks = [["#[", "ignore"].concat(), ["#[cfg(", "any())]"].concat()];
    for (path, text) in texts(&[".rs"]) {
        for mark in &marks {
            assert!(!text.contains(mark.as_str()), "{path}: {mark}");
        }
    }
}

#[test]
fn licences_are_where_they_must_be() {
    for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
        assert!(root().join(file).is_file(), "{file}");
    }
    for package in metadata()["packages"].as_array().unwrap() {
        assert_eq!(package["license"], "MIT OR Apache-2.0", "{}", package["name"]);
        assert_eq!(package["publish"], Value::Array(vec![]), "{}", package["name"]);
    }
    // What came from elsewhere lies in folders that say where from and under which licence.
    let mut bare = BTreeSet::new();
    for path in tracked().iter().filter(|p| p.contains("/tests/data/")) {
        let (above, below) = path.split_once("/tests/data/").unwrap();
        let mut dir = PathBuf::from(format!("{above}/tests/data"));
        let mut told = told_in(&dir);
        for part in Path::new(below).parent().unwrap().components() {
            dir = dir.join(part);
            told |= told_in(&dir);
        }
        if !told {
            bare.insert(dir);
        }
    }
    assert!(bare.is_empty(), "no LICENSE or README.md tells where these came from: {bare:?}");
    assert!(read("examples/kursk/README.md").contains("## Licence"));
}

fn told_in(dir: &Path) -> bool {
    ["LICENSE", "README.md"].iter().any(|f| root().join(dir).join(f).is_file())
}

fn says(text: &str, word: &str) -> Option<usize> {
    let lower = text.to_lowercase();
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    lower
        .match_indices(word)
        .find(|(at, _)| {
            !letter(lower[..*at].chars().next_back())
                && !letter(lower[at + word.len()..].chars().next())
        })
        .map(|(at, _)| lower[..at].lines().count().max(1))
}

#[test]
fn words_to_avoid() {
    let mut said = Vec::new();
    for (path, text) in texts(&[".rs", ".md", ".html", ".css"]) {
        let data = path.starts_with("examples/") || path.contains("/tests/data/");
        if data || MAY_SAY_THEM.contains(&path.as_str()) {
            continue;
        }
        for (word, instead) in AVOIDED {
            if let Some(line) = says(&text, word) {
                said.push(format!("{path}:{line}: `{word}`; say {instead}"));
            }
        }
    }
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn the_reader_of_words_reads() {
    for (text, word, found) in [
        ("a\nb Utils c", "utils", Some(2)),
        ("use utilsx", "utils", None),
        ("dont_utils", "utils", None),
        ("golden record", "golden record", Some(1)),
        ("(last name)", "last name", Some(1)),
    ] {
        assert_eq!(says(text, word), found, "{text}");
    }
}

#[test]
fn the_lock_stays_lean() {
    let lock = read("Cargo.lock");
    let packages = lock.matches("[[package]]").count();
    assert!((50..LOCKED_MAX).contains(&packages), "{packages} packages in the lock");
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "-p", "cenotaph", "-e", "normal", "--prefix", "none", "--locked"])
        .args(["--format", "{p}"])
        .current_dir(root())
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    let tree: BTreeSet<&str> = tree.lines().map(|l| l.trim_end_matches(" (*)")).collect();
    assert!((50..PACKAGES_MAX).contains(&tree.len()), "{} packages in the program", tree.len());
    // One version of what is in every binary anyway.
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lock.lines().filter_map(|l| l.strip_prefix("name = ")) {
        *versions.entry(line.trim_matches('"')).or_default() += 1;
    }
    for name in ["serde", "serde_json", "rusqlite", "clap"] {
        assert_eq!(versions.get(name), Some(&1), "{name}");
    }
}

#[test]
fn files_are_small_and_know_no_machine() {
    // Written in pieces, so that this file does not hold them.
    let machine =
        [["/wo", "rk/"], ["/ro", "ot/"], ["../sha", "red"], ["/Use", "rs/"]].map(|p| p.concat());
    let paths = tracked();
    assert!(paths.len() > 100, "{}", paths.len());
    let mut found = Vec::new();
    for path in &paths {
        let at = root().join(path);
        let size = fs::metadata(&at).unwrap().len();
        if size > FILE_MAX {
            found.push(format!("{path}: {size} bytes"));
        }
        let bytes = fs::read(&at).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for (n, line) in text.lines().enumerate() {
            for place in &machine {
                // An address of the Web may have any path.
                let on_the_web = line.contains("http") && path.starts_with("examples/");
                let searched_for = path.ends_with("tests/it/public.rs");
                if line.contains(place.as_str()) && !on_the_web && !searched_for {
                    found.push(format!("{path}:{}: {place}", n + 1));
                }
            }
        }
        for name in ["target", ".DS_Store", "cenotaph-demo", "node_modules"] {
            if path.split('/').any(|part| part == name) {
                found.push(format!("{path} does not belong here"));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

/// Text files end with one newline, have no trailing blanks, no tabs in Rust and no carriage returns.
#[test]
fn text_is_tidy() {
    let mut found = Vec::new();
    for (path, text) in texts(&[".rs", ".md", ".toml", ".html", ".css", ".yml", ".sh", ".mjs"]) {
        if path.contains("/tests/data/") || path.contains("/tests/golden/") {
            continue;
        }
        if !text.ends_with('\n') || text.ends_with("\n\n") {
            found.push(format!("{path}: ends without exactly one newline"));
        }
        for (n, line) in text.lines().enumerate() {
            if line.ends_with([' ', '\t', '\r']) || path.ends_with(".rs") && line.contains('\t') {
                found.push(format!("{path}:{}: blanks", n + 1));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

/// What a visitor looks for first is there.
#[test]
fn the_front_door_is_there() {
    for file in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        ".ci/run",
    ] {
        assert!(root().join(file).is_file(), "{file}");
    }
    let readme = read("README.md");
    for command in ["cargo run --release -- demo", "cargo test --workspace"] {
        assert!(readme.contains(command), "README.md: {command}");
    }
    assert!(read(".ci/run").contains("cargo test --workspace"), ".ci/run runs what README.md says");
}

/// Every link from one page of ours to another leads somewhere.
#[test]
fn links_between_pages_lead_somewhere() {
    let mut broken = Vec::new();
    for (path, text) in texts(&[".md"]) {
        let dir = Path::new(&path).parent().unwrap().to_owned();
        for target in text.split("](").skip(1).filter_map(|t| t.split(')').next()) {
            let file = target.split('#').next().unwrap();
            if file.is_empty()
                || file.contains("://")
                || file.starts_with("mailto:")
                || file.contains(' ')
            {
                continue;
            }
            if !root().join(&dir).join(file).exists() {
                broken.push(format!("{path}: {target}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// Lints are said once, in the workspace, and every crate takes them.
#[test]
fn every_crate_takes_the_lints_of_the_house() {
    for path in tracked().iter().filter(|p| p.starts_with("crates/") && p.ends_with("/Cargo.toml"))
    {
        assert!(read(path).contains("[lints]\nworkspace = true"), "{path}");
    }
    let unsafe_forbidden = read("Cargo.toml").contains("unsafe_code = \"forbid\"");
    assert!(unsafe_forbidden);
}
