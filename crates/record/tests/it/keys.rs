//! Keys and their files.

use std::fs;

use record::{Error, KdfParams, SigningKey, VerifyingKey};

const CHEAP: KdfParams = KdfParams { memory_kib: 64, passes: 1 };

#[test]
fn a_file_gives_the_key_back() {
    let home = tempfile::tempdir().unwrap();
    let key = SigningKey::generate("example.org/desk").unwrap();
    for (name, passphrase) in [("open.key", None), ("sealed.key", Some("correct horse 말 бояр"))]
    {
        let path = home.path().join("keys").join(name);
        key.create(&path, passphrase, CHEAP).unwrap();
        let loaded = SigningKey::load(&path, passphrase).unwrap();
        assert_eq!(loaded.public(), key.public());
        assert_eq!(loaded.sign(&[b"x"]), key.sign(&[b"x"]));
        assert!(matches!(key.create(&path, passphrase, CHEAP), Err(Error::Exists { .. })));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode(&path) & 0o777, 0o600);
            assert_eq!(mode(path.parent().unwrap()) & 0o777, 0o700);
        }
    }
    let sealed = home.path().join("keys/sealed.key");
    assert!(matches!(SigningKey::load(&sealed, None), Err(Error::PassphraseNeeded { .. })));
    assert!(matches!(SigningKey::load(&sealed, Some("wrong")), Err(Error::WrongPassphrase { .. })));
    let text = fs::read_to_string(&sealed).unwrap();
    assert!(text.contains("kdf: argon2id m=64 t=1 p=1 salt="));
    assert!(!text.contains("correct horse"));
}

#[cfg(unix)]
#[test]
fn an_exposed_file_is_refused_with_advice() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.key");
    SigningKey::generate("a").unwrap().create(&path, None, CHEAP).unwrap();
    for mode in [0o640, 0o604, 0o644, 0o660, 0o777] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        match SigningKey::load(&path, None) {
            Err(error @ Error::KeyExposed { .. }) => {
                assert!(error.to_string().contains(&format!("mode {mode:03o}")));
                assert!(error.hint().unwrap().contains("chmod 600"));
            }
            other => panic!("{mode:o}: {other:?}"),
        }
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    SigningKey::load(&path, None).unwrap();
}

#[test]
fn every_flip_in_a_key_file_is_found() {
    let home = tempfile::tempdir().unwrap();
    let key = SigningKey::from_seed("a", &[3; 32]).unwrap();
    for passphrase in [None, Some("passphrase")] {
        let path = home.path().join(format!("{}.key", passphrase.is_some()));
        key.create(&path, passphrase, CHEAP).unwrap();
        let sound = fs::read(&path).unwrap();
        for at in 0..sound.len() {
            let mut altered = sound.clone();
            altered[at] ^= 1 << (at % 8);
            fs::write(&path, &altered).unwrap();
            assert!(SigningKey::load(&path, passphrase).is_err(), "byte {at}");
        }
        for length in 0..sound.len() {
            fs::write(&path, &sound[..length]).unwrap();
            assert!(SigningKey::load(&path, passphrase).is_err(), "cut to {length}");
        }
        fs::write(&path, vec![b'a'; 10_000_000]).unwrap();
        assert!(SigningKey::load(&path, passphrase).is_err());
    }
}

/// A file that is whole but asks for a terabyte, or whose parts were exchanged.
#[test]
fn a_made_key_file_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let (path, other) = (home.path().join("a.key"), home.path().join("b.key"));
    SigningKey::from_seed("a", &[3; 32]).unwrap().create(&path, Some("p"), CHEAP).unwrap();
    SigningKey::from_seed("b", &[4; 32]).unwrap().create(&other, Some("p"), CHEAP).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let line = |path: &std::path::Path, name: &str| {
        let text = fs::read_to_string(path).unwrap();
        text.lines().find(|line| line.starts_with(name)).unwrap().to_owned()
    };
    let rechecked = |text: &str| {
        let above = &text[..text.find("check: ").unwrap()];
        format!("{above}check: {}\n", &record::Hash::of(above.as_bytes()).to_string()[..32])
    };
    assert_eq!(rechecked(&text), text);
    let load = |text: &str| {
        fs::write(&path, rechecked(text)).unwrap();
        SigningKey::load(&path, Some("p"))
    };
    for (what, altered) in [
        ("a terabyte", text.replace("m=64", "m=1073741824")),
        ("no memory", text.replace("m=64", "m=0")),
        ("many passes", text.replace("t=1", "t=4000000000")),
        ("another name", text.replace(&line(&path, "vkey"), &line(&other, "vkey"))),
        ("other parameters", text.replace("t=1", "t=2")),
        ("no seal", text.replace(&line(&path, "kdf"), "kdf: none")),
        ("a line more", text.replace("secret: ", "more\nsecret: ")),
        ("a secret of another", text.replace(&line(&path, "secret"), &line(&other, "secret"))),
    ] {
        assert_ne!(altered, text, "{what}");
        assert!(load(&altered).is_err(), "{what}");
    }
    load(&text).unwrap();
}

#[test]
fn verifier_keys_have_one_spelling() {
    let key = SigningKey::from_seed("example.org/desk", &[7; 32]).unwrap();
    let text = key.public().to_string();
    assert_eq!(text.parse::<VerifyingKey>().unwrap(), *key.public());
    assert_eq!(text.split('+').nth(1).unwrap(), &key.public().author().to_string()[..8]);
    for at in 0..text.len() {
        let mut altered = text.clone().into_bytes();
        altered[at] ^= 1;
        let altered = String::from_utf8(altered).unwrap();
        assert!(altered.parse::<VerifyingKey>().is_err(), "{altered}");
    }
    for bad in ["", "a", "a+b", "a+00000000+", "a b+00000000+AAAA", &text.to_uppercase()] {
        assert!(bad.parse::<VerifyingKey>().is_err(), "{bad}");
    }
    for name in ["", "a b", "a+b", "a\nb", "a\u{3000}b", &"x".repeat(256)] {
        assert!(SigningKey::generate(name).is_err(), "{name:?}");
    }
    // Points of small order, and a y coordinate of p + 1, the second spelling of 1.
    for point in [
        [0; 32],
        {
            let mut one = [0; 32];
            one[0] = 1;
            one
        },
        {
            let mut high = [0xff; 32];
            (high[0], high[31]) = (0xee, 0x7f);
            high
        },
    ] {
        assert!(VerifyingKey::new("a", &point).is_err());
    }
}

#[test]
fn secrets_do_not_print() {
    let key = SigningKey::from_seed("a", &[0x5a; 32]).unwrap();
    let shown = format!("{key:?}");
    assert!(shown.contains("public") && !shown.contains("5a5a") && !shown.contains("90, 90"));
}
