//! Known answers: logs and signatures made by others.

use std::{fs, path::PathBuf};

use record::{
    Entry, Hash, Note, SignedCheckpoint, TlogProof, VerifyingKey, export::split_bundle, tree,
};

fn data(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path)
}

fn read(path: &str) -> Vec<u8> {
    fs::read(data(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// `LOG_PUBLIC_KEY` of tessera's `testdata/build_log.sh`.
const TESSERA: &str =
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

/// The words that `build_log.sh` appends, in order.
const TESSERA_ENTRIES: [&str; 15] = [
    "one", "two", "three", "four", "five", "six", "seven", "eit", "nain", "ten", "ileven", "twelf",
    "threeten", "fourten", "fivten",
];

#[test]
fn tessera_sixteen_checkpoints() {
    let key: VerifyingKey = TESSERA.parse().unwrap();
    assert_eq!(key.to_string(), TESSERA);
    let mut edge = tree::Edge::default();
    let mut frontier = tree::Frontier::default();
    for size in 0..=15_u64 {
        let bytes = read(&format!("tessera/checkpoint.{size}"));
        let signed = SignedCheckpoint::parse(&bytes).unwrap();
        assert_eq!(signed.to_string().as_bytes(), bytes, "printing gives the same bytes");
        let checkpoint = signed.verify(&key).unwrap();
        assert_eq!(checkpoint.size, size);
        assert_eq!(checkpoint.root, edge.root(), "the root at size {size}");
        assert_eq!(checkpoint.root, frontier.root());
        if size > 0 {
            let tile = read(&format!("tessera/tile/0/000.p/{size}"));
            let ours: Vec<u8> =
                edge.partial().flat_map(|(_, nodes)| nodes).flat_map(|node| node.0).collect();
            assert_eq!(ours, tile, "the tile at size {size}");
            let bundle = read(&format!("tessera/tile/entries/000.p/{size}"));
            let entries: Vec<&[u8]> =
                split_bundle(&bundle).unwrap().into_iter().map(|(_, entry)| entry).collect();
            let expected: Vec<&[u8]> =
                TESSERA_ENTRIES[..size as usize].iter().map(|word| word.as_bytes()).collect();
            assert_eq!(entries, expected);
        }
        if let Some(word) = TESSERA_ENTRIES.get(size as usize) {
            let leaf = tree::leaf_hash(word.as_bytes());
            edge.push(leaf, &mut Vec::new());
            frontier.push(leaf);
        }
    }
    assert_eq!(read("tessera/checkpoint"), read("tessera/checkpoint.15"));
}

/// The example of the C2SP `signed-note` specification.
#[test]
fn c2sp_signed_note() {
    let key: VerifyingKey =
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k".parse().unwrap();
    let text = "This is an example message.\n\n\
        \u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let note = Note::parse(text.as_bytes()).unwrap();
    assert_eq!(note.text(), "This is an example message.\n");
    assert_eq!(note.verify(&[&key]).unwrap(), [&key]);
    assert_eq!(note.to_string(), text);
}

#[test]
fn notes_are_read_strictly() {
    let sound = "text\n\n\u{2014} a AAAAAAE=\n";
    assert!(Note::parse(sound.as_bytes()).is_ok());
    for (rule, bad) in [
        ("no final newline", "text\n\n\u{2014} a AAAAAAE="),
        ("no blank line", "text\n\u{2014} a AAAAAAE=\n"),
        ("no signature", "text\n\n"),
        ("a hyphen", "text\n\n- a AAAAAAE=\n"),
        ("an en dash", "text\n\n\u{2013} a AAAAAAE=\n"),
        ("two spaces", "text\n\n\u{2014} a  AAAAAAE=\n"),
        ("a space at the end", "text\n\n\u{2014} a AAAAAAE= \n"),
        ("a plus in the name", "text\n\n\u{2014} a+b AAAAAAE=\n"),
        ("no name", "text\n\n\u{2014}  AAAAAAE=\n"),
        ("no signature after the id", "text\n\n\u{2014} a AAAAAA==\n"),
        ("base64 without padding", "text\n\n\u{2014} a AAAAAAE\n"),
        ("base64 with stray bits", "text\n\n\u{2014} a AAAAAAF=\n"),
        ("a carriage return", "text\r\n\n\u{2014} a AAAAAAE=\n"),
        ("a zero byte", "te\0xt\n\n\u{2014} a AAAAAAE=\n"),
        ("text after the signature", "text\n\n\u{2014} a AAAAAAE=\nmore\n"),
        ("nothing", ""),
    ] {
        assert!(Note::parse(bad.as_bytes()).is_err(), "{rule}");
    }
    assert!(Note::parse(b"te\xffxt\n\n\xe2\x80\x94 a AAAAAAE=\n").is_err());
    let many = |n: usize| format!("text\n\n{}", "\u{2014} a AAAAAAE=\n".repeat(n));
    assert!(Note::parse(many(100).as_bytes()).is_ok());
    assert!(Note::parse(many(101).as_bytes()).is_err());
}

#[test]
fn a_known_key_that_fails_rejects_and_an_unknown_is_ignored() {
    let known = record::SigningKey::from_seed("a", &[1; 32]).unwrap();
    let other = record::SigningKey::from_seed("b", &[2; 32]).unwrap();
    let both = Note::sign("text\n", &[&known, &other]).unwrap();
    assert_eq!(both.verify(&[known.public()]).unwrap().len(), 1);
    assert_eq!(both.verify(&[known.public(), other.public()]).unwrap().len(), 2);
    let foreign = Note::sign("text\n", &[&other]).unwrap();
    assert!(foreign.verify(&[known.public()]).is_err(), "no known key signed");
    // The signature of another text under the known name and id.
    let wrong = Note::sign("other text\n", &[&known]).unwrap().to_string();
    let line = wrong.lines().last().unwrap();
    let spoiled = format!("{foreign}{line}\n").replacen("text\n", "text\n", 1);
    let spoiled = Note::parse(spoiled.as_bytes()).unwrap();
    assert!(spoiled.verify(&[other.public()]).is_ok());
    assert!(spoiled.verify(&[other.public(), known.public()]).is_err(), "a known key fails");
    let mut merged = Note::sign("text\n", &[&known]).unwrap();
    merged.merge(&foreign).unwrap();
    assert_eq!(merged, both);
    assert!(merged.merge(&Note::sign("x\n", &[&other]).unwrap()).is_err());
}

#[test]
fn checkpoints_are_read_strictly() {
    let root = Hash::EMPTY.to_base64();
    let sound = format!("example.com/log\n10\n{root}\n");
    assert!(record::Checkpoint::parse(&sound).is_ok());
    assert!(record::Checkpoint::parse(&format!("{sound}an extension\n")).is_ok());
    for bad in [
        format!("\n10\n{root}\n"),
        format!("a\n010\n{root}\n"),
        format!("a\n+10\n{root}\n"),
        format!("a\n\n{root}\n"),
        format!("a\n18446744073709551616\n{root}\n"),
        "a\n10\nAAAA\n".to_owned(),
        format!("a\n10\n{root}"),
        format!("a\n10\n{root}\n\n"),
        format!("a\n10\n{root}\n\nb\n"),
        "a\n10\n".to_owned(),
        String::new(),
    ] {
        assert!(record::Checkpoint::parse(&bad).is_err(), "{bad:?}");
    }
    let key = record::SigningKey::from_seed("a", &[1; 32]).unwrap();
    let broken = record::Checkpoint {
        origin: "a\n5".to_owned(),
        size: 10,
        root: Hash::EMPTY,
        extensions: Vec::new(),
    };
    assert!(broken.sign(&key).is_err(), "an origin of two lines");
    let other = record::Checkpoint { origin: "b".to_owned(), ..broken };
    assert!(other.sign(&key).unwrap().verify(key.public()).is_err(), "another log's checkpoint");
}

#[test]
fn the_worked_example() {
    let vkey = String::from_utf8(read("worked-example/vkey.txt")).unwrap();
    let key: VerifyingKey = vkey.trim_end().parse().unwrap();
    let bytes = read("worked-example/claim-kr-jcs.tlog-proof");
    let proof = TlogProof::parse(&bytes).unwrap();
    assert_eq!(proof.to_string().as_bytes(), bytes);
    let bundle = read("worked-example/bundle-000.p-23");
    let entries = split_bundle(&bundle).unwrap();
    assert_eq!(entries.len(), 23);
    assert_eq!(proof.index, 7);
    let checkpoint = proof.verify(entries[7].1, &key).unwrap();
    assert_eq!(checkpoint.size, 23);
    assert!(checkpoint.root.to_string().starts_with("f8d276c8"));
    for (at, (_, entry)) in entries.iter().enumerate() {
        assert_eq!(proof.verify(entry, &key).is_ok(), at == 7, "entry {at}");
        // They are canonical JSON of an older envelope, not entries of ours.
        assert!(Entry::parse(entry).is_err());
    }
    let mut edge = tree::Edge::default();
    entries.iter().for_each(|(_, entry)| edge.push(tree::leaf_hash(entry), &mut Vec::new()));
    assert_eq!(edge.root(), checkpoint.root);
    let tile: Vec<u8> =
        edge.partial().flat_map(|(_, nodes)| nodes).flat_map(|node| node.0).collect();
    assert_eq!(tile, read("worked-example/tile-0-000.p-23"));
    assert_eq!(proof.checkpoint.to_string().as_bytes(), read("worked-example/checkpoint"));
}

#[test]
fn proofs_are_read_strictly() {
    let sound = String::from_utf8(read("worked-example/claim-kr-jcs.tlog-proof")).unwrap();
    let extra = sound.replacen("@v1\n", "@v1\nextra aGVsbG8=\n", 1);
    let read = TlogProof::parse(extra.as_bytes()).unwrap();
    assert_eq!(read.extra.as_deref(), Some(&b"hello"[..]));
    assert_eq!(read.to_string(), extra);
    let hash = format!("{}\n", Hash::EMPTY.to_base64());
    for bad in [
        sound.replacen("@v1", "@v2", 1),
        sound.replacen("index 7", "index 07", 1),
        sound.replacen("index 7", "index -7", 1),
        sound.replacen("index 7\n", "", 1),
        sound.replacen("index 7\n", &format!("index 7\n{}", hash.repeat(60)), 1),
        sound.replacen("\n\n", "\n", 1),
        sound.replacen("@v1\n", "@v1\nextra aGVsbG9=\n", 1),
        sound.replacen("@v1\n", "@v1\nextra aGVsbG8=\nextra aGVsbG8=\n", 1),
        sound.replacen('\n', "\r\n", 1),
        format!("{sound}\n"),
        String::new(),
    ] {
        assert!(TlogProof::parse(bad.as_bytes()).is_err(), "{bad}");
    }
}

/// C2SP/CCTV: 914 signatures that verify under some reading of the equation. Ours accepts one only
/// if the key and the commitment R are canonical and not of small order and the equation holds
/// without the cofactor; components of small order in a larger point change nothing then.
#[test]
fn cctv_ed25519_policy() {
    #[derive(serde::Deserialize)]
    struct Vector {
        number: u32,
        key: String,
        sig: String,
        msg: String,
        flags: Option<Vec<String>>,
    }
    let vectors: Vec<Vector> = serde_json::from_slice(&read("ed25519/vectors.json")).unwrap();
    assert_eq!(vectors.len(), 914);
    let mut accepted = 0;
    for vector in vectors {
        let allowed = ["low_order_component_A", "low_order_component_R"];
        let expected =
            vector.flags.unwrap_or_default().iter().all(|flag| allowed.contains(&flag.as_str()));
        let key: [u8; 32] = unhex(&vector.key).try_into().unwrap();
        let signature: [u8; 64] = unhex(&vector.sig).try_into().unwrap();
        let found = VerifyingKey::new("vector", &key)
            .is_ok_and(|key| key.verifies(&[vector.msg.as_bytes()], &signature));
        assert_eq!(found, expected, "vector {}", vector.number);
        accepted += u32::from(found);
    }
    assert!(accepted > 1, "the policy is not to refuse everything: {accepted}");
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}
