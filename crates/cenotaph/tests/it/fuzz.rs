//! The fuzz targets' properties, on the committed corpus and on seeded mutations of it, so that every run of the tests asks
//! what the targets ask, on a stable compiler and the same every time.
//!
//! `CENOTAPH_MUTATIONS` sets how many mutations a target gets (2,000 by default). Where the corpus comes from: `fuzz/README.md`.

use std::fs;
use std::path::{Path, PathBuf};

use super::properties::{ALL, Property};
use super::support::{Lcg, files};

fn corpus(target: &str) -> Vec<Vec<u8>> {
    files(&root().join("corpus").join(target)).into_values().collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// Bytes replaced, flipped, taken out, put in, cut off, doubled, or taken from another input.
fn mutate(bytes: &mut Vec<u8>, others: &[Vec<u8>], random: &mut Lcg) {
    for _ in 0..1 + random.below(6) {
        if bytes.is_empty() {
            bytes.extend_from_slice(random.pick::<Vec<u8>>(others));
            continue;
        }
        let at = random.below(bytes.len());
        match random.below(8) {
            0 => bytes[at] = random.next() as u8,
            1 => bytes[at] ^= 1 << random.below(8),
            2 => drop(bytes.remove(at)),
            3 => bytes.insert(at, *random.pick(b"\0\n\r\"',;:{}[]\\/+-~.0123459eTZ\xff\xec\xe3")),
            4 => bytes.truncate(at),
            5 => {
                let end = at + random.below((bytes.len() - at).min(64)) + 1;
                let piece = bytes[at..end.min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            6 => {
                let other = random.pick(others);
                let from = random.below(other.len().max(1)).min(other.len());
                bytes.splice(at.., other[from..].iter().copied());
            }
            _ => {
                let end = (at + 1 + random.below(16)).min(bytes.len());
                bytes.drain(at..end);
            }
        }
    }
    // Growth by copying is bounded, so that a run stays short.
    bytes.truncate(1 << 16);
}

fn ask(target: &str, property: Property) {
    let corpus = corpus(target);
    assert!(corpus.len() >= 3, "fuzz/corpus/{target} has {} inputs", corpus.len());
    for bytes in &corpus {
        property(bytes);
    }
    property(b"");
    let count: usize =
        std::env::var("CENOTAPH_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
    let mut random = Lcg(target.bytes().map(u64::from).sum());
    for _ in 0..count {
        let mut bytes = random.pick(&corpus).clone();
        mutate(&mut bytes, &corpus, &mut random);
        property(&bytes);
    }
}

macro_rules! asked {
    ($($target:ident),*) => {
        $(#[test] fn $target() {
            let (name, property) = ALL.into_iter().find(|(name, _)| *name == stringify!($target)).unwrap();
            ask(name, property);
        })*
        const ASKED: &[&str] = &[$(stringify!($target)),*];
    };
}

asked!(
    entry,
    note,
    proof,
    bundle,
    quantity,
    date,
    intake_csv,
    intake_json,
    intake_xlsx,
    list_parquet,
    link_toml,
    manifest,
    door,
    read,
    names
);

/// Each property has its target, its corpus and its place above.
#[test]
fn every_target_is_asked() {
    let names: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ASKED);
    let mut targets: Vec<String> = fs::read_dir(root().join("fuzz_targets"))
        .unwrap()
        .map(|f| f.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    targets.sort();
    let mut names: Vec<&str> = names;
    names.sort_unstable();
    assert_eq!(targets, names);
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for name in names {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
    }
}

/// The corpus holds inputs that are taken, or the properties would be asked of refusals only.
#[test]
fn the_corpus_holds_inputs_that_are_taken() {
    use cenotaph::intake::{Limits, read_bytes};
    let limits = Limits::default();
    let rows = |name: &str, bytes: &[u8]| {
        read_bytes(name, bytes, None, &limits).is_ok_and(|t| t.iter().any(|t| !t.rows.is_empty()))
    };
    let records = |name: &str, bytes: &[u8], settings: Option<&[u8]>| {
        let dir = tempfile::tempdir().unwrap();
        let (list, config) = (dir.path().join(name), dir.path().join("link.toml"));
        fs::write(&list, bytes).unwrap();
        let config = settings.map(|text| {
            fs::write(&config, text).unwrap();
            config
        });
        let job = cenotaph::app::link::Job { lists: vec![list], config, ..Default::default() };
        cenotaph::app::link::names_of(&job).is_ok_and(|names| !names.is_empty())
    };
    type Takes<'t> = &'t dyn Fn(&[u8]) -> bool;
    let taken: &[(&str, Takes<'_>)] = &[
        ("entry", &|b| record::Entry::parse(b).is_ok()),
        ("note", &|b| record::SignedCheckpoint::parse(b).is_ok()),
        ("proof", &|b| record::TlogProof::parse(b).is_ok()),
        ("bundle", &|b| record::export::split_bundle(b).is_ok_and(|e| !e.is_empty())),
        ("quantity", &|b| {
            let text = String::from_utf8_lossy(b);
            model::quantity::parse(&text, None).interval().is_some()
        }),
        ("date", &|b| model::date::When::parse(&String::from_utf8_lossy(b)).is_ok()),
        ("intake_csv", &|b| rows("claims.csv", b)),
        ("intake_json", &|b| rows("claims.jsonl", b)),
        ("intake_xlsx", &|b| rows("claims.xlsx", b)),
        ("list_parquet", &|b| records("list.parquet", b, None)),
        ("link_toml", &|b| records("list.csv", b"unique_id,name\n1,Mirana Oleksa\n", Some(b))),
        ("manifest", &|b| b.starts_with(b"e3b0c44298fc1c14")),
        ("door", &|b| !protect::door::inspect(&String::from_utf8_lossy(b)).is_empty()),
        ("read", &|b| !reading::read(b, &reading::Hints::default()).drafts.is_empty()),
        ("names", &|b| {
            let text = String::from_utf8_lossy(b);
            let known = names::Names::standard().unwrap();
            text.split_once('\n').is_some_and(|(a, b)| {
                known.compare(&known.read(a), &known.read(b)).answer == names::Answer::Same
            })
        }),
    ];
    assert_eq!(taken.len(), ALL.len());
    for (target, takes) in taken {
        assert!(corpus(target).iter().any(|bytes| takes(bytes)), "fuzz/corpus/{target}");
    }
}
