//! The vault: who opens what, what a crash leaves, what is left after a destruction, what no error shows.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use record::vault::{
    Access, Commitment, EditorCard, EditorKey, Secret, Vault, VaultId, commitment,
};
use record::{Error, Hash, KdfParams};
use tempfile::TempDir;

/// Invented, and in no other file of this crate's output.
const PLANTED: &str = "한별솔 010-5555-0142 Maplehollow";

fn editors(n: usize) -> Vec<EditorKey> {
    (0..n).map(|i| EditorKey::generate(&format!("desk/editor-{i}")).unwrap()).collect()
}

fn recipients(editors: &[EditorKey]) -> Vec<record::vault::Recipient> {
    editors.iter().map(|e| e.card().recipient).collect()
}

fn vault() -> (TempDir, Vault) {
    let home = tempfile::tempdir().unwrap();
    let vault = Vault::create(&home.path().join("vault")).unwrap();
    (home, vault)
}

fn secret(text: &str) -> Secret {
    Secret::from_text(text.to_owned())
}

const SHARED: Access = Access::Shared { threshold: 2 };

#[test]
fn any_k_of_n_editors_open_and_no_fewer() {
    let (_home, vault) = vault();
    let editors = editors(5);
    for n in 1..=5 {
        for k in 1..=n {
            let to = recipients(&editors[..n]);
            let access = Access::Shared { threshold: k as u8 };
            let sealed = vault.seal("identity", &secret(PLANTED), access, &to).unwrap();
            for mask in 1_u32..1 << n {
                let chosen: Vec<&EditorKey> =
                    (0..n).filter(|i| mask >> i & 1 == 1).map(|i| &editors[i]).collect();
                let opener = chosen[0];
                for lender in &chosen[1..] {
                    vault.lend(sealed.id, lender, &opener.card().recipient).unwrap();
                }
                let opened = vault.open_shared(sealed.id, opener);
                if chosen.len() >= k {
                    assert_eq!(opened.unwrap().text().unwrap(), PLANTED, "{k} of {n}, {mask:b}");
                } else {
                    assert!(matches!(opened, Err(Error::NotEnoughShares { .. })), "{k} of {n}");
                }
                vault.take_back(sealed.id).unwrap();
            }
        }
    }
}

#[test]
fn what_is_lent_to_one_opens_for_no_other() {
    let (_home, vault) = vault();
    let editors = editors(3);
    let sealed = vault.seal("identity", &secret("x"), SHARED, &recipients(&editors)).unwrap();
    vault.lend(sealed.id, &editors[1], &editors[0].card().recipient).unwrap();
    let refused = vault.open_shared(sealed.id, &editors[2]);
    assert!(matches!(refused, Err(Error::NotEnoughShares { have: 1, need: 2, .. })));
    let stranger = EditorKey::generate("elsewhere").unwrap();
    let lent = vault.lend(sealed.id, &editors[1], &stranger.card().recipient);
    assert!(matches!(lent, Err(Error::NotForThisEditor { .. })));
    for refused in [vault.open_shared(sealed.id, &stranger), vault.read(sealed.id, &editors[0])] {
        assert!(refused.is_err());
    }
    assert!(vault.open_shared(sealed.id, &editors[0]).is_ok());
}

#[test]
fn working_records_are_read_by_each_and_replaced_whole() {
    let (home, vault) = vault();
    let editors = editors(2);
    let to = recipients(&editors);
    let first = vault.seal("ledger", &secret("one"), Access::Working, &to).unwrap();
    let second = vault.replace(first.id, "ledger", &secret("two"), &to).unwrap();
    assert_eq!(first.id, second.id);
    assert_ne!(first.commitment, second.commitment);
    for editor in &editors {
        assert_eq!(vault.read(first.id, editor).unwrap().text().unwrap(), "two");
    }
    assert_eq!(fs::read_dir(home.path().join("vault/records")).unwrap().count(), 1);
    assert!(matches!(
        vault.open_shared(first.id, &editors[0]),
        Err(Error::OtherAccess { expected: "shared", .. })
    ));
    assert_eq!(vault.check().unwrap(), []);
}

#[test]
fn a_new_roster_keeps_the_commitment_and_shuts_the_leaver_out() {
    let (_home, vault) = vault();
    let editors = editors(4);
    let sealed =
        vault.seal("contact", &secret(PLANTED), SHARED, &recipients(&editors[..3])).unwrap();
    vault.lend(sealed.id, &editors[1], &editors[0].card().recipient).unwrap();
    let to: Vec<_> = [0, 1, 3].map(|i: usize| editors[i].card().recipient).to_vec();
    vault.reseal(sealed.id, &editors[0], SHARED, &to).unwrap();
    vault.take_back(sealed.id).unwrap();
    assert_eq!(vault.commitment(sealed.id).unwrap(), sealed.commitment);
    assert!(matches!(
        vault.open_shared(sealed.id, &editors[2]),
        Err(Error::NotForThisEditor { .. })
    ));
    vault.lend(sealed.id, &editors[3], &editors[1].card().recipient).unwrap();
    assert_eq!(vault.open_shared(sealed.id, &editors[1]).unwrap().text().unwrap(), PLANTED);
}

#[test]
fn what_the_program_reads_is_sealed_to_a_new_roster_by_one_editor() {
    let (_home, vault) = vault();
    let editors = editors(3);
    let sealed =
        vault.seal("words", &secret(PLANTED), Access::Working, &recipients(&editors[..2])).unwrap();
    assert!(matches!(vault.read(sealed.id, &editors[2]), Err(Error::NotForThisEditor { .. })));
    let to = recipients(&editors[1..]);
    assert!(matches!(
        vault.reseal(sealed.id, &editors[2], Access::Working, &to),
        Err(Error::NotForThisEditor { .. })
    ));
    vault.reseal(sealed.id, &editors[0], Access::Working, &to).unwrap();
    assert_eq!(vault.commitment(sealed.id).unwrap(), sealed.commitment);
    assert_eq!(vault.read(sealed.id, &editors[2]).unwrap().text().unwrap(), PLANTED);
    assert!(matches!(vault.read(sealed.id, &editors[0]), Err(Error::NotForThisEditor { .. })));
    assert_eq!(vault.check().unwrap(), []);
}

fn files_below(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Every byte of a small record's two files, changed: an error, never another plaintext.
#[test]
fn every_changed_byte_is_refused() {
    let (home, vault) = vault();
    let editors = editors(2);
    let access = Access::Shared { threshold: 1 };
    let sealed = vault.seal("identity", &secret("small"), access, &recipients(&editors)).unwrap();
    for path in files_below(&home.path().join("vault")) {
        let sound = fs::read(&path).unwrap();
        for at in 0..sound.len() {
            let mut bytes = sound.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(&path, &bytes).unwrap();
            match vault.open_shared(sealed.id, &editors[0]) {
                Ok(_) => panic!("{} byte {at}", path.display()),
                Err(error) => assert!(!format!("{error} {error:?}").contains("small")),
            }
            assert_ne!(vault.check().unwrap(), [], "{} byte {at}", path.display());
        }
        fs::write(&path, &sound).unwrap();
    }
    assert_eq!(vault.check().unwrap(), []);
    assert!(vault.open_shared(sealed.id, &editors[0]).is_ok());
}

/// The forms in which a text could lie on a disk.
fn forms(text: &str) -> Vec<Vec<u8>> {
    use unicode_normalization::UnicodeNormalization as _;
    let wide: String =
        text.chars()
            .map(|c| {
                if ('!'..='~').contains(&c) {
                    char::from_u32(c as u32 + 0xfee0).unwrap()
                } else {
                    c
                }
            })
            .collect();
    // Hangul as a row of separate letters, as some keyboards leave it: ㅎㅏㄴ for 한.
    let letters: String = text.nfd().map(compatible).collect();
    vec![
        text.as_bytes().to_vec(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        text.nfd().collect::<String>().into_bytes(),
        wide.into_bytes(),
        letters.into_bytes(),
        cp949(text),
    ]
}

/// The stand-alone letter of a conjoining one, for those in the planted name.
fn compatible(letter: char) -> char {
    let pairs = "\u{1112}ㅎ\u{1161}ㅏ\u{11ab}ㄴ\u{1107}ㅂ\u{1167}ㅕ\u{11af}ㄹ\u{1109}ㅅ\u{1169}ㅗ";
    let pairs: Vec<char> = pairs.chars().collect();
    pairs.chunks(2).find(|pair| pair[0] == letter).map_or(letter, |pair| pair[1])
}

/// CP949 of the planted name; the rest is ASCII.
fn cp949(text: &str) -> Vec<u8> {
    let encode = |c: char| match c {
        '한' => vec![0xc7, 0xd1],
        '별' => vec![0xba, 0xb0],
        '솔' => vec![0xbc, 0xd6],
        c => vec![u8::try_from(c).unwrap()],
    };
    text.chars().flat_map(encode).collect()
}

#[test]
fn the_forms_are_those_that_they_are_said_to_be() {
    let of = |n: usize, text: &str| forms(text)[n].clone();
    assert_eq!(of(3, "한"), "\u{1112}\u{1161}\u{11ab}".as_bytes());
    assert_eq!(of(4, "01-A"), "０１－Ａ".as_bytes());
    assert_eq!(of(5, "한별솔"), "ㅎㅏㄴㅂㅕㄹㅅㅗㄹ".as_bytes());
    assert_eq!(of(6, "한별솔"), [0xc7, 0xd1, 0xba, 0xb0, 0xbc, 0xd6]);
    assert_eq!(of(1, "한"), [0x5c, 0xd5]);
}

#[test]
fn nothing_planted_is_on_disk_before_or_after_and_a_backup_of_the_records_is_useless() {
    let (home, vault) = vault();
    let dir = home.path().join("vault");
    let editors = editors(3);
    let to = recipients(&editors);
    let mut ids = Vec::new();
    for text in forms(PLANTED) {
        ids.push(vault.seal("note", &Secret::new(text), SHARED, &to).unwrap().id);
    }
    ids.push(vault.seal("words", &secret(PLANTED), Access::Working, &to).unwrap().id);
    vault.lend(ids[0], &editors[1], &editors[0].card().recipient).unwrap();
    let clean = || {
        for path in files_below(&dir) {
            let bytes = fs::read(&path).unwrap();
            for planted in ["한별솔", "010-5555-0142", "Maplehollow", "555-01", "plehol"] {
                for form in forms(planted) {
                    assert!(!bytes.windows(form.len()).any(|w| w == form), "{}", path.display());
                }
            }
        }
    };
    clean();
    let backup = home.path().join("backup");
    fs::create_dir_all(backup.join("records")).unwrap();
    for path in files_below(&dir.join("records")) {
        fs::copy(&path, backup.join("records").join(path.file_name().unwrap())).unwrap();
    }
    let destroyed = vault.destroy(&ids).unwrap();
    assert_eq!(destroyed.len(), ids.len());
    assert!(destroyed.iter().all(|d| d.files >= 2 && d.bytes >= 512));
    assert_eq!(files_below(&dir), [dir.join("lock")]);
    clean();
    assert!(vault.destroy(&ids).unwrap().iter().all(|d| d.files == 0), "again does no harm");
    // The backup of `records` alone, put back, with all editors: nothing opens.
    for path in files_below(&backup) {
        fs::copy(&path, dir.join("records").join(path.file_name().unwrap())).unwrap();
    }
    for id in &ids {
        for editor in &editors {
            assert!(matches!(vault.open_shared(*id, editor), Err(Error::NoSealed { .. })));
        }
    }
    Vault::open(&dir).unwrap();
    assert_eq!(files_below(&dir), [dir.join("lock")], "records without keys are removed");
}

#[test]
fn what_a_crash_leaves_is_mended() {
    let (home, vault) = vault();
    let dir = home.path().join("vault");
    let editors = editors(2);
    let to = recipients(&editors);
    let kept = vault.seal("ledger", &secret("kept"), Access::Working, &to).unwrap();
    let lost = vault.seal("note", &secret("lost"), SHARED, &to).unwrap();
    let whole = files_below(&dir);
    // Sealing, broken off before the key; replacing, broken off after the key; destroying, broken off after the key.
    fs::write(dir.join("records/.x.new-1"), b"ciphertext").unwrap();
    fs::write(dir.join("keys/.x.new-1"), b"ciphertext").unwrap();
    fs::write(dir.join(format!("records/{}.0123456789abcdef", kept.id)), b"older").unwrap();
    fs::remove_file(dir.join("keys").join(lost.id.to_string())).unwrap();
    fs::write(dir.join(format!("lent/{}.0123456789abcdef.1", lost.id)), b"share").unwrap();
    // It hurts nothing, and is named.
    assert_eq!(vault.check().unwrap(), []);
    let left = Vault::open_read_only(&dir).unwrap().leftovers().unwrap();
    assert_eq!(left.len(), 5, "{left:?}");
    assert!(left.contains(&"records/.x.new-1".to_owned()), "{left:?}");
    let again = Vault::open(&dir).unwrap();
    assert_eq!(again.check().unwrap(), []);
    assert_eq!(again.leftovers().unwrap(), Vec::<String>::new());
    assert_eq!(again.ids().unwrap(), [kept.id]);
    assert_eq!(again.read(kept.id, &editors[1]).unwrap().text().unwrap(), "kept");
    assert!(files_below(&dir).len() == whole.len() - 2);
    // What was never ours is a damage still.
    for stranger in ["records/notes.txt", "keys/notes", "lent/x.y"] {
        fs::write(dir.join(stranger), b"x").unwrap();
        let found = again.check().unwrap();
        assert!(found.iter().any(|d| d.path == stranger), "{found:?}");
        fs::remove_file(dir.join(stranger)).unwrap();
    }
    // Opening for reading mends nothing.
    fs::write(dir.join("records/.x.new-1"), b"ciphertext").unwrap();
    let reader = Vault::open_read_only(&dir).unwrap();
    assert!(dir.join("records/.x.new-1").exists());
    assert!(matches!(
        reader.seal("x", &secret("y"), Access::Working, &to),
        Err(Error::ReadOnly { .. })
    ));
}

/// A commitment is of no use to whoever guesses, without the nonce: a million numbers, each with every public thing as a nonce and
/// with none at all.
#[test]
fn a_million_guesses_open_no_commitment() {
    let (_home, vault) = vault();
    let to = recipients(&editors(2));
    let number = |n: u32| format!("010-55{:02}-{:04}", n / 10_000, n % 10_000);
    let right = 123_456;
    let sealed = vault.seal("contact", &secret(&number(right)), SHARED, &to).unwrap();
    let mut id = [0; 32];
    id[..16].copy_from_slice(sealed.id.bytes());
    let Commitment(Hash(own)) = sealed.commitment;
    let public = [[0; 32], id, own, Hash::of(to[0].to_string().as_bytes()).0];
    let without = |text: &str| {
        let parts: [&[u8]; 4] =
            [b"cenotaph/sealed/1\0", &7_u64.to_be_bytes(), b"contact", text.as_bytes()];
        Commitment(Hash::of_parts(&parts))
    };
    let search = |wanted: Commitment| {
        (0..1_000_000).find(|n| {
            let text = number(*n);
            let bytes = text.as_bytes();
            public.iter().any(|nonce| commitment("contact", nonce, bytes) == wanted)
                || without(&text) == wanted
        })
    };
    assert_eq!(search(sealed.commitment), None);
    // The same search finds what was committed to with a nonce that it tries, so it could have succeeded.
    assert_eq!(search(commitment("contact", &id, number(right).as_bytes())), Some(right));
    assert_eq!(search(without(&number(right))), Some(right));
}

#[test]
fn commitments_keep_label_nonce_and_plaintext_apart() {
    let nonce = [7; 32];
    let base = commitment("ab", &nonce, b"c");
    for other in [
        commitment("a", &nonce, b"bc"),
        commitment("abc", &nonce, b""),
        commitment("ab", &[8; 32], b"c"),
        commitment("ab", &nonce, b"cc"),
    ] {
        assert_ne!(base, other);
    }
}

#[test]
fn equal_plaintexts_look_unequal_and_lengths_show_only_their_bucket() {
    let (home, vault) = vault();
    let to = recipients(&editors(2));
    let mut commitments = BTreeSet::new();
    let mut contents = BTreeSet::new();
    for text in ["a", "a", "a much longer text than the others, by far"] {
        commitments.insert(vault.seal("note", &secret(text), SHARED, &to).unwrap().commitment);
    }
    let mut lengths = BTreeSet::new();
    for path in files_below(&home.path().join("vault/records")) {
        let bytes = fs::read(path).unwrap();
        // age puts a stanza of random length beside the recipient's: what is left is header and bucket.
        let header = bytes.windows(5).position(|w| w == b"\n--- ").unwrap();
        lengths.insert(bytes.len() - header);
        contents.insert(bytes);
    }
    assert_eq!((commitments.len(), contents.len(), lengths.len()), (3, 3, 1));
}

#[cfg(unix)]
#[test]
fn files_are_private_and_tell_no_time() {
    use std::os::unix::fs::PermissionsExt as _;
    let (home, vault) = vault();
    let editors = editors(2);
    let to = recipients(&editors);
    let sealed = vault.seal("note", &secret("x"), Access::Working, &to).unwrap();
    vault.replace(sealed.id, "note", &secret("y"), &to).unwrap();
    let lent = vault.seal("note", &secret("z"), SHARED, &to).unwrap();
    vault.lend(lent.id, &editors[0], &to[1]).unwrap();
    vault.take_back(lent.id).unwrap();
    vault.lend(lent.id, &editors[0], &to[1]).unwrap();
    vault.destroy(&[vault.seal("note", &secret("z"), SHARED, &to).unwrap().id]).unwrap();
    let dir = home.path().join("vault");
    for path in files_below(&dir).iter().filter(|p| !p.ends_with("lock")) {
        let meta = fs::metadata(path).unwrap();
        assert_eq!(meta.permissions().mode() & 0o777, 0o600);
        let stamp = meta.modified().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap();
        assert_eq!(stamp.as_secs(), 946_684_800);
    }
    for part in ["records", "keys", "lent"] {
        let meta = fs::metadata(dir.join(part)).unwrap();
        assert_eq!(meta.permissions().mode() & 0o777, 0o700);
        let stamp = meta.modified().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap();
        assert_eq!(stamp.as_secs(), 946_684_800, "{part}");
    }
    let key = dir.join("keys").join(sealed.id.to_string());
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    assert_ne!(vault.check().unwrap(), []);
}

#[test]
fn no_type_and_no_error_shows_what_is_sealed() {
    let (home, vault) = vault();
    let editors = editors(2);
    let to = recipients(&editors);
    let shown = |text: String| assert!(!text.contains("Maple") && !text.contains("한별"), "{text}");
    let planted = secret(PLANTED);
    shown(format!("{planted:?}"));
    let sealed = vault.seal("identity", &planted, SHARED, &to).unwrap();
    shown(format!("{sealed:?} {vault:?} {:?}", vault.access(sealed.id)));
    let errors = [
        vault.seal("", &planted, SHARED, &to).unwrap_err(),
        vault.seal("a\nb", &planted, SHARED, &to).unwrap_err(),
        vault.seal("x", &planted, Access::Shared { threshold: 3 }, &to).unwrap_err(),
        vault.seal("x", &planted, Access::Shared { threshold: 0 }, &to).unwrap_err(),
        vault.seal("x", &planted, Access::Working, &[]).unwrap_err(),
        vault.seal("x", &secret(&PLANTED.repeat(40_000)), Access::Working, &to).unwrap_err(),
        vault.replace(sealed.id, "identity", &planted, &to).unwrap_err(),
        vault.open_shared(sealed.id, &editors[0]).unwrap_err(),
        Secret::new([PLANTED.as_bytes(), &[0xff]].concat()).text().unwrap_err(),
    ];
    // The same of what is damaged: half a record, a false share, a key of noise.
    let dir = home.path().join("vault");
    let planted_id = vault.seal("words", &planted, Access::Working, &to).unwrap().id;
    vault.lend(sealed.id, &editors[1], &to[0]).unwrap();
    for part in ["records", "lent", "keys"] {
        for path in files_below(&dir.join(part)) {
            let bytes = fs::read(&path).unwrap();
            fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        }
        for damage in vault.check().unwrap() {
            shown(format!("{damage} {damage:?}"));
        }
        for error in
            [vault.open_shared(sealed.id, &editors[0]), vault.read(planted_id, &editors[0])]
        {
            let error = error.unwrap_err();
            shown(format!("{error} {error:?} {}", error.hint().unwrap_or_default()));
        }
    }
    shown(format!("{:?}", vault.destroy(&[sealed.id, planted_id]).unwrap()));
    for error in errors {
        shown(format!("{error} {error:?} {}", error.hint().unwrap_or_default()));
    }
}

#[test]
fn an_editor_is_one_file_with_two_secrets() {
    let home = tempfile::tempdir().unwrap();
    let cheap = KdfParams { memory_kib: 8, passes: 1 };
    let key = EditorKey::generate("desk/first").unwrap();
    for (name, passphrase) in [("plain", None), ("sealed", Some("winter wren"))] {
        let path = home.path().join(name);
        key.create(&path, passphrase, cheap).unwrap();
        let again = EditorKey::load(&path, passphrase).unwrap();
        assert_eq!(again.card(), key.card());
        assert_eq!(again.card().to_string().parse::<EditorCard>().unwrap(), key.card());
        assert!(matches!(key.create(&path, None, cheap), Err(Error::Exists { .. })));
        assert!(record::SigningKey::load(&path, passphrase).is_err(), "it is no key of a log");
    }
    let sealed = home.path().join("sealed");
    assert!(matches!(EditorKey::load(&sealed, None), Err(Error::PassphraseNeeded { .. })));
    assert!(matches!(EditorKey::load(&sealed, Some("x")), Err(Error::WrongPassphrase { .. })));
    let text = fs::read_to_string(&sealed).unwrap();
    assert!(!text.contains("AGE-SECRET"));
    for damaged in [text.replace("age1", "age2"), text.replace("m=8", "m=9"), String::new()] {
        fs::write(&sealed, damaged).unwrap();
        assert!(matches!(
            EditorKey::load(&sealed, Some("winter wren")),
            Err(Error::Malformed { .. })
        ));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let plain = home.path().join("plain");
        assert_eq!(fs::metadata(&plain).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&plain, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(EditorKey::load(&plain, None), Err(Error::KeyExposed { .. })));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_sealed_comes_back(
        bytes in prop::collection::vec(any::<u8>(), 0..5_000),
        label in "[a-z:-]{1,20}",
        threshold in 1_u8..=3,
    ) {
        let (_home, vault) = vault();
        let editors = editors(3);
        let to = recipients(&editors);
        let working = vault.seal(&label, &Secret::new(bytes.clone()), Access::Working, &to).unwrap();
        let read = vault.read(working.id, &editors[2]).unwrap();
        prop_assert_eq!(read.expose(), bytes.as_slice());
        let access = Access::Shared { threshold };
        let shared = vault.seal(&label, &Secret::new(bytes.clone()), access, &to).unwrap();
        for lender in &editors[1..usize::from(threshold)] {
            vault.lend(shared.id, lender, &editors[0].card().recipient).unwrap();
        }
        let opened = vault.open_shared(shared.id, &editors[0]).unwrap();
        prop_assert_eq!(opened.expose(), bytes.as_slice());
        prop_assert_eq!(vault.access(shared.id).unwrap(), (access, to));
        let ids: BTreeSet<VaultId> = vault.ids().unwrap().into_iter().collect();
        prop_assert_eq!(ids, BTreeSet::from([working.id, shared.id]));
    }
}
