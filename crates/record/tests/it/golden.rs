//! The worked example of docs/record-format.md, frozen: a changed byte is a changed format.

use std::{fs, path::PathBuf};

use record::{Draft, Log, Options, SigningKey, export::write_export, verify_export};
use serde_json::json;

use crate::support::{NOW, day};

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/golden")
}

/// The log of the example: keys from public seeds, invented statements.
fn example(dir: &std::path::Path) -> Log {
    let key = SigningKey::from_seed("example.org/desk", &[1; 32]).unwrap();
    let editor = SigningKey::from_seed("example.org/desk/editor", &[2; 32]).unwrap();
    let mut log = Log::create(dir, "example.org/desk", key, &Options::default()).unwrap();
    let drafts = [
        json!({"party": "party-a", "words": "약 1,100여 명", "low": 990, "high": 1210}),
        json!({"party": "party-b", "words": "already exceeded 3,000", "low": 3001, "high": null}),
    ]
    .map(|body| Draft::new("statement/1", body).unwrap());
    log.append(&drafts, &editor, day("2024-12-23"), NOW).unwrap();
    log
}

#[test]
fn the_format_is_frozen() {
    let home = tempfile::tempdir().unwrap();
    let log = example(&home.path().join("record"));
    let out = home.path().join("export");
    write_export(&log, &out).unwrap();
    fs::write(out.join("entry-2.tlog-proof"), log.tlog_proof(2).unwrap().to_string()).unwrap();
    let entry = log.get(2).unwrap().unwrap();
    fs::write(out.join("entry-2.json"), entry.bytes()).unwrap();
    let files = [
        "key.pub",
        "checkpoint",
        "tile/0/000.p/3",
        "tile/entries/000.p/3",
        "entry-2.json",
        "entry-2.tlog-proof",
    ];
    if std::env::var_os("CENOTAPH_BLESS").is_some() {
        for file in files {
            let target = golden().join(file);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::copy(out.join(file), target).unwrap();
        }
    }
    for file in files {
        let frozen = fs::read(golden().join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert_eq!(fs::read(out.join(file)).unwrap(), frozen, "{file}");
    }
}

/// What was written once is read for ever.
#[test]
fn the_frozen_export_verifies_and_the_document_shows_it() {
    let home = tempfile::tempdir().unwrap();
    let export = home.path().join("export");
    crate::support::copy_dir(&golden(), &export);
    for beside in ["entry-2.json", "entry-2.tlog-proof"] {
        fs::remove_file(export.join(beside)).unwrap();
    }
    let verified = verify_export(&export, None).unwrap();
    assert_eq!((verified.size, verified.signatures), (3, 3));
    let proof = fs::read(golden().join("entry-2.tlog-proof")).unwrap();
    let entry = fs::read(golden().join("entry-2.json")).unwrap();
    record::TlogProof::parse(&proof).unwrap().verify(&entry, &verified.key).unwrap();
    let document = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/record-format.md");
    let document = fs::read_to_string(document).unwrap();
    for file in ["key.pub", "checkpoint", "entry-2.json", "entry-2.tlog-proof"] {
        let text = fs::read_to_string(golden().join(file)).unwrap();
        assert!(document.contains(text.trim_end()), "docs/record-format.md shows {file}");
    }
}
