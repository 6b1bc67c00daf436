//! Editors' keys and cards: one spelling, one file, no point to which anybody could open.

use std::fs;

use record::vault::{EditorCard, EditorKey, Recipient};
use record::{Error, Hash, KdfParams};

const CHEAP: KdfParams = KdfParams { memory_kib: 8, passes: 1 };

/// Writes 32 bytes as a recipient, sound or not (BIP 173); age's own encoder takes sound ones only.
fn bech32(point: &[u8; 32]) -> String {
    const ALPHABET: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let mut values = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in point {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            values.push((bits >> count & 31) as u8);
        }
        bits &= (1 << count) - 1;
    }
    values.push((bits << (5 - count) & 31) as u8);
    let mut expanded: Vec<u8> = b"age".iter().map(|c| c >> 5).collect();
    expanded.push(0);
    expanded.extend(b"age".iter().map(|c| c & 31));
    expanded.extend(&values);
    expanded.extend([0; 6]);
    let sum = polymod(&expanded) ^ 1;
    values.extend((0..6).map(|i| (sum >> (5 * (5 - i)) & 31) as u8));
    let letters: String = values.iter().map(|v| char::from(ALPHABET[usize::from(*v)])).collect();
    format!("age1{letters}")
}

fn polymod(values: &[u8]) -> u32 {
    const GENERATORS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.iter().fold(1, |sum, value| {
        let top = sum >> 25;
        let next = (sum & 0x01ff_ffff) << 5 ^ u32::from(*value);
        (0..5).filter(|i| top >> i & 1 == 1).fold(next, |sum, i| sum ^ GENERATORS[i])
    })
}

/// The twelve encodings that X25519 maps to a point of small order, with and without the bit that it ignores.
fn small_order() -> Vec<[u8; 32]> {
    let hex = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    let points: Vec<[u8; 32]> = hex.iter().map(|text| Hash::from_hex(text).unwrap().0).collect();
    let high = points.iter().map(|point| {
        let mut point = *point;
        point[31] |= 0x80;
        point
    });
    high.chain(points.iter().copied()).collect()
}

#[test]
fn a_recipient_has_one_spelling_and_is_no_point_of_small_order() {
    let sound = EditorKey::generate("desk/first").unwrap().card().recipient.to_string();
    assert_eq!(sound.parse::<Recipient>().unwrap().to_string(), sound);
    for point in small_order() {
        let text = bech32(&point);
        // age reads it, and stops the program as soon as it is used.
        assert!(text.parse::<age::x25519::Recipient>().is_ok(), "{text}");
        assert!(text.parse::<Recipient>().is_err(), "{text}");
    }
    // A coordinate that is not reduced, and the bit that X25519 ignores: second spellings.
    let mut above = [0xff; 32];
    (above[0], above[31]) = (0xf6, 0x7f);
    let mut ignored = [9; 32];
    ignored[31] = 0x89;
    for point in [above, ignored] {
        assert!(bech32(&point).parse::<Recipient>().is_err());
    }
    let mut nine = [0; 32];
    nine[0] = 9;
    assert!(bech32(&nine).parse::<Recipient>().is_ok(), "the base point: the encoder is right");
    for at in 0..sound.len() {
        let mut altered = sound.clone().into_bytes();
        altered[at] ^= 1;
        let altered = String::from_utf8_lossy(&altered).into_owned();
        assert!(altered.parse::<Recipient>().is_err(), "{altered}");
    }
    for other in ["", "age1", &sound.to_uppercase(), &format!("{sound} "), &"a".repeat(1 << 20)] {
        assert!(other.parse::<Recipient>().is_err());
    }
}

#[test]
fn a_card_is_one_line() {
    let card = EditorKey::generate("example.org/desk/first").unwrap().card();
    let line = card.to_string();
    assert_eq!(line.parse::<EditorCard>().unwrap(), card);
    assert_eq!(line.split_once(' ').unwrap().1, card.recipient.to_string());
    for other in [
        line.replace(' ', "  "),
        format!("{line}\n"),
        format!("{line} more"),
        line.replace(' ', "\t"),
        card.recipient.to_string(),
        format!("{} {}", card.recipient, card.key),
    ] {
        assert!(other.parse::<EditorCard>().is_err(), "{other:?}");
    }
}

#[test]
fn a_card_is_read_from_a_sealed_file_and_every_flip_is_found() {
    let home = tempfile::tempdir().unwrap();
    let key = EditorKey::generate("desk/first").unwrap();
    for passphrase in [None, Some("winter wren")] {
        let path = home.path().join(format!("{}.editor", passphrase.is_some()));
        key.create(&path, passphrase, CHEAP).unwrap();
        assert_eq!(EditorCard::of_file(&path).unwrap(), key.card());
        let sound = fs::read(&path).unwrap();
        for at in 0..sound.len() {
            let mut altered = sound.clone();
            altered[at] ^= 1 << (at % 8);
            fs::write(&path, &altered).unwrap();
            assert!(EditorKey::load(&path, passphrase).is_err(), "byte {at}");
        }
        fs::write(&path, &sound).unwrap();
        assert_eq!(EditorKey::load(&path, passphrase).unwrap().card(), key.card());
    }
}

/// A file whose parts were exchanged and whose `check` was made anew.
#[test]
fn a_made_file_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let (path, other) = (home.path().join("a"), home.path().join("b"));
    for path in [&path, &other] {
        EditorKey::generate("desk/first").unwrap().create(path, None, CHEAP).unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    let line = |path: &std::path::Path, name: &str| {
        let text = fs::read_to_string(path).unwrap();
        text.lines().find(|line| line.starts_with(name)).unwrap().to_owned()
    };
    let with = |text: &str| {
        let above = &text[..text.find("check: ").unwrap()];
        let check = Hash::of(above.as_bytes()).to_string();
        fs::write(&path, format!("{above}check: {}\n", &check[..32])).unwrap();
        EditorKey::load(&path, None)
    };
    for name in ["vkey", "recipient", "secret"] {
        let made = text.replace(&line(&path, name), &line(&other, name));
        assert!(matches!(with(&made), Err(Error::Malformed { .. })), "{name}");
    }
    let recipient = format!("{}\n", line(&path, "recipient"));
    for made in [
        text.replace(&recipient, ""),
        text.replace(&recipient, &recipient.repeat(2)),
        text.replace("cenotaph-editor/1", "cenotaph-key/1"),
    ] {
        assert!(matches!(with(&made), Err(Error::Malformed { .. })));
    }
    with(&text).unwrap();
    // A key of the log is no editor.
    let log = home.path().join("log.key");
    record::SigningKey::generate("desk").unwrap().create(&log, None, CHEAP).unwrap();
    assert!(matches!(EditorKey::load(&log, None), Err(Error::Malformed { .. })));
    assert!(matches!(EditorCard::of_file(&log), Err(Error::Malformed { .. })));
}
