//! The form of an entry: canonical, signed, strict.

use proptest::prelude::*;
use record::{AuthorId, Draft, Entry, Error, IdPrefix, Kind, RawEntry, entry::ENTRY_BYTES_MAX};
use serde_json::{Map, Value, json};

use crate::support::{author, day};

/// Any JSON value that the canonical form allows.
fn values() -> impl Strategy<Value = Value> {
    let text = prop_oneof!["[ -~]{0,12}", "[가-힣ㄱ-ㅎа-яёїґ\u{1f600}]{0,8}", any::<String>()]
        .prop_map(|text| nfc(&text));
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn nfc(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfc().collect()
}

fn bodies() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec(("[a-z]{1,6}|[가-힣]{1,4}", values()), 0..8)
        .prop_map(|members| members.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_signed_is_read_back(body in bodies()) {
        let draft = Draft::new("statement/1", Value::Object(body.clone())).unwrap();
        let key = author(1);
        let entry = draft.sign(&key, day("2024-12-23")).unwrap();
        let read = Entry::parse(entry.bytes()).unwrap();
        prop_assert_eq!(&read, &entry);
        read.verify(key.public()).unwrap();
        prop_assert_eq!(serde_json::from_str::<Value>(read.body()).unwrap(), Value::Object(body));
        prop_assert_eq!(read.by(), key.public().author());
        prop_assert_eq!(read.kind(), "statement/1");
        let raw = RawEntry::split(3, entry.bytes()).unwrap();
        prop_assert_eq!((raw.id(), raw.day(), raw.index), (entry.id(), day("2024-12-23"), 3));
        prop_assert!(read.verify(author(2).public()).is_err());
        // The same again is the same bytes.
        prop_assert_eq!(draft.sign(&key, day("2024-12-23")).unwrap(), entry);
    }

    #[test]
    fn no_flipped_bit_goes_unseen(body in bodies(), at: prop::sample::Index, bit in 0_u8..8) {
        let key = author(1);
        let draft = Draft::new("statement/1", Value::Object(body)).unwrap();
        let entry = draft.sign(&key, day("2024-12-23")).unwrap();
        let mut bytes = entry.bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(Entry::parse(&bytes).and_then(|entry| entry.verify(key.public())).is_err());
    }

    #[test]
    fn hostile_bytes_are_refused_quietly(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        drop(Entry::parse(&bytes));
        drop(RawEntry::split(0, &bytes));
        drop(record::Note::parse(&bytes));
        drop(record::SignedCheckpoint::parse(&bytes));
        drop(record::TlogProof::parse(&bytes));
        drop(record::export::split_bundle(&bytes));
        drop(record::guard::HighWater::parse(&bytes));
        let text = String::from_utf8_lossy(&bytes);
        drop(text.parse::<record::VerifyingKey>());
        drop(text.parse::<record::Day>());
        drop(text.parse::<Kind>());
        drop(text.parse::<IdPrefix>());
        assert!(record::tree::TilePath::parse(&text).is_none());
    }

    /// Whatever is accepted prints as it was read.
    #[test]
    fn accepted_text_prints_back(text in "(tile/([0-9]|entries)/(x[0-9]{3}/){0,2}[0-9]{3}(\\.p/[0-9]{1,3})?)") {
        if let Some(path) = record::tree::TilePath::parse(&text) {
            prop_assert_eq!(path.to_string(), text.clone());
        }
        if let Some(path) = record::tree::BundlePath::parse(&text) {
            prop_assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn prefixes_match_what_begins_so(id: [u8; 32], other: [u8; 32], length in 4_usize..=64) {
        let (id, other) = (record::EntryId(record::Hash(id)), record::EntryId(record::Hash(other)));
        let prefix: IdPrefix = id.to_string()[..length].parse().unwrap();
        prop_assert!(prefix.matches(id));
        prop_assert_eq!(
            prefix.matches(other),
            other.to_string()[..length] == id.to_string()[..length]
        );
    }
}

#[test]
fn the_envelope_is_strict() {
    let key = author(1);
    let draft = Draft::new("statement/1", json!({"a": "x", "z": {}})).unwrap();
    let entry = draft.sign(&key, day("2024-12-23")).unwrap();
    let text = std::str::from_utf8(entry.bytes()).unwrap();
    let by = key.public().author().to_string();
    let sig = entry.raw(0).sig.to_owned();
    for (what, altered) in [
        ("another version", text.replace("\"v\":1}", "\"v\":2}")),
        ("a version as text", text.replace("\"v\":1}", "\"v\":\"1\"}")),
        ("no version", text.replace(",\"v\":1}", "}")),
        ("a member too many", text.replace("\"by\":", "\"bx\":1,\"by\":")),
        ("a member after", text.replace("\"v\":1}", "\"v\":1,\"w\":1}")),
        ("a member twice", text.replace("\"v\":1}", "\"v\":1,\"v\":1}")),
        ("a body that is no object", text.replace("{\"a\":\"x\",\"z\":{}}", "[]")),
        ("a time of day", text.replace("2024-12-23", "2024-12-23T21:14")),
        ("no such day", text.replace("2024-12-23", "2024-02-30")),
        ("a kind without version", text.replace("statement/1", "statement")),
        ("a kind of version 0", text.replace("statement/1", "statement/0")),
        ("a kind in capitals", text.replace("statement/1", "Statement/1")),
        ("an author in capitals", text.replace(&by, &by.to_uppercase())),
        ("a short author", text.replace(&by, &by[..62])),
        ("a short signature", text.replace(&sig, &sig[..84])),
        ("base64 with stray bits", text.replace(&sig, &format!("{}B==", &sig[..85]))),
        ("a space", text.replace(":{", ": {")),
        ("a newline", format!("{text}\n")),
        ("an envelope within the body only", format!("{{\"body\":{text}}}")),
        ("an array", format!("[{text}]")),
    ] {
        assert_ne!(altered, text, "{what}: the row alters something");
        assert!(Entry::parse(altered.as_bytes()).is_err(), "{what}: {altered}");
    }
}

#[test]
fn a_signature_covers_every_member_and_its_own_domain() {
    let key = author(1);
    let draft = Draft::new("statement/1", json!({"a": 1})).unwrap();
    let entry = draft.sign(&key, day("2024-12-23")).unwrap();
    let text = std::str::from_utf8(entry.bytes()).unwrap();
    for altered in [
        text.replace("\"a\":1", "\"a\":2"),
        text.replace("2024-12-23", "2024-12-24"),
        text.replace("statement/1", "statement/2"),
        text.replace(&key.public().author().to_string(), &author(2).public().author().to_string()),
    ] {
        let altered = Entry::parse(altered.as_bytes()).unwrap();
        assert!(altered.verify(key.public()).is_err());
        assert!(altered.verify(author(2).public()).is_err());
    }
    // A signature over the bare bytes, as of a note, is not one of an entry.
    let unsigned = text.replace(&format!("\"sig\":\"{}\",", entry.raw(0).sig), "");
    let bare = key.sign(&[unsigned.as_bytes()]);
    assert!(key.public().verifies(&[unsigned.as_bytes()], &bare));
    let domain = [b"cenotaph.entry/1\0".as_slice(), unsigned.as_bytes()];
    assert!(!key.public().verifies(&domain, &bare));
    let good: AuthorId = entry.by();
    assert_eq!(good, key.public().author());
}

#[test]
fn lengths() {
    let key = author(1);
    let sign = |count: usize| {
        let draft = Draft::new("statement/1", json!({"a": "x".repeat(count)})).unwrap();
        draft.sign(&key, day("2024-12-23"))
    };
    let envelope = sign(0).unwrap().bytes().len();
    let longest = sign(ENTRY_BYTES_MAX - envelope).unwrap();
    assert_eq!(longest.bytes().len(), 65_535);
    Entry::parse(longest.bytes()).unwrap();
    match sign(ENTRY_BYTES_MAX - envelope + 1) {
        Err(error @ Error::TooLong { bytes: 65_536, max: 65_535 }) => {
            assert!(error.hint().unwrap().contains("blob"));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(Entry::parse(&vec![b' '; 10_000_000]), Err(Error::TooLong { .. })));
}

#[test]
fn drafts_are_refused_early() {
    for (kind, body) in [
        ("statement/1", json!({"a": 0.5})),
        ("statement/1", json!({"a": 9_007_199_254_740_993_i64})),
        ("statement/1", json!({"a": "\u{1100}\u{1161}"})),
        ("statement/1", json!([])),
        ("statement/1", json!("text")),
        ("statement", json!({})),
        ("statement/01", json!({})),
        ("statement/65536", json!({})),
        ("/1", json!({})),
        ("a b/1", json!({})),
        ("9a/1", json!({})),
    ] {
        assert!(Draft::new(kind, body.clone()).is_err(), "{kind} {body}");
    }
    let kind: Kind = "key.declared/1".parse().unwrap();
    assert_eq!((kind.name(), kind.version()), ("key.declared", 1));
}
