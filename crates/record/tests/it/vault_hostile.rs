//! A vault in which somebody has been: exchanged files, made ones, false shares, things that are no files.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use record::vault::{Access, EditorKey, Recipient, Sealed, Secret, Vault, VaultId};
use record::{Error, Hash};

const SHARED: Access = Access::Shared { threshold: 2 };

struct Desk {
    home: tempfile::TempDir,
    vault: Vault,
    editors: Vec<EditorKey>,
    to: Vec<Recipient>,
}

impl Desk {
    fn new(editors: usize) -> Self {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::create(&home.path().join("vault")).unwrap();
        let editors: Vec<EditorKey> = (0..editors)
            .map(|i| EditorKey::generate(&format!("desk/editor-{i}")).unwrap())
            .collect();
        let to = editors.iter().map(|editor| editor.card().recipient).collect();
        Self { home, vault, editors, to }
    }

    fn seal(&self, text: &str, access: Access) -> Sealed {
        self.vault.seal("note", &Secret::from_text(text.to_owned()), access, &self.to).unwrap()
    }

    fn dir(&self, part: &str) -> PathBuf {
        self.home.path().join("vault").join(part)
    }

    fn key(&self, id: VaultId) -> PathBuf {
        self.dir("keys").join(id.to_string())
    }

    fn record(&self, id: VaultId) -> PathBuf {
        only(&self.dir("records"), &id.to_string())
    }

    fn lent(&self, id: VaultId) -> PathBuf {
        only(&self.dir("lent"), &id.to_string())
    }

    /// What the first editor gets, who was lent what there is.
    fn open(&self, id: VaultId) -> Result<String, Error> {
        let secret = match self.vault.access(id)?.0 {
            Access::Working => self.vault.read(id, &self.editors[0]),
            Access::Shared { .. } => self.vault.open_shared(id, &self.editors[0]),
        };
        Ok(secret?.text().unwrap().to_owned())
    }
}

fn only(dir: &Path, begins: &str) -> PathBuf {
    let mut found = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(begins));
    let path = found.next().unwrap();
    assert!(found.next().is_none());
    path
}

/// Lines with a `check` line made anew.
fn checked(text: &str) -> String {
    let above = &text[..text.find("check: ").unwrap()];
    format!("{above}check: {}\n", &Hash::of(above.as_bytes()).to_string()[..32])
}

fn lines<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    text.lines().filter(|line| line.starts_with(name)).collect()
}

#[test]
fn files_of_one_record_are_refused_in_the_place_of_another() {
    let desk = Desk::new(2);
    for access in [Access::Working, Access::Shared { threshold: 1 }] {
        let (a, b) = (desk.seal("first", access).id, desk.seal("other", access).id);
        let (key_a, key_b) = (fs::read(desk.key(a)).unwrap(), fs::read(desk.key(b)).unwrap());
        let (path_a, path_b) = (desk.record(a), desk.record(b));
        let (record_a, record_b) = (fs::read(&path_a).unwrap(), fs::read(&path_b).unwrap());

        fs::write(&path_a, &record_b).unwrap();
        assert!(matches!(desk.open(a), Err(Error::VaultDamaged { path, .. }) if path == path_a));
        fs::write(&path_a, &record_a).unwrap();

        fs::write(desk.key(a), &key_b).unwrap();
        assert!(matches!(desk.open(a), Err(Error::VaultDamaged { .. })));

        // The key of b under the name of a, with its record, everything told again but what is inside the ciphertexts.
        let text = String::from_utf8(key_b.clone()).unwrap();
        let renamed = checked(&text.replace(&b.to_string(), &a.to_string()));
        fs::write(desk.key(a), renamed).unwrap();
        let moved = path_b.to_string_lossy().replace(&b.to_string(), &a.to_string());
        fs::copy(&path_b, &moved).unwrap();
        assert!(matches!(desk.open(a), Err(Error::BadShare { .. })));
        fs::remove_file(&moved).unwrap();

        fs::write(desk.key(a), &key_a).unwrap();
        assert_eq!(desk.open(a).unwrap(), "first");
        assert_eq!(desk.open(b).unwrap(), "other");
    }
    assert_eq!(desk.vault.check().unwrap(), []);
}

/// Whole key files that say otherwise than when they were made. None opens, none shows another plaintext.
#[test]
fn a_key_file_told_anew_opens_nothing() {
    let desk = Desk::new(3);
    let sealed = desk.seal("first", SHARED);
    let other = desk.seal("other", SHARED);
    desk.vault.lend(sealed.id, &desk.editors[1], &desk.to[0]).unwrap();
    let text = fs::read_to_string(desk.key(sealed.id)).unwrap();
    assert_eq!(checked(&text), text);
    let shares = lines(&text, "share: ");
    let foreign = fs::read_to_string(desk.key(other.id)).unwrap();
    let foreign = lines(&foreign, "share: ")[0].to_owned();
    let digest = |line: &str| line.split(' ').nth(2).unwrap().to_owned();
    let made = [
        ("one is enough", text.replace("shared 2", "shared 1")),
        ("one reads", text.replace("shared 2", "working")),
        ("all are needed", text.replace("shared 2", "shared 3")),
        ("nobody is needed", text.replace("shared 2", "shared 0")),
        ("more than there are", text.replace("shared 2", "shared 4")),
        ("a plus", text.replace("shared 2", "shared +2")),
        ("a zero in front", text.replace("shared 2", "shared 02")),
        ("a word", text.replace("shared 2", "divided 2")),
        ("another commitment", {
            text.replace(&sealed.commitment.to_string(), &other.commitment.to_string())
        }),
        (
            "another hash",
            text.replace(lines(&text, "record: ")[0], &format!("record: {}", Hash::of(b""))),
        ),
        ("another's share", text.replace(shares[0], &foreign)),
        ("another's digest", text.replace(&digest(shares[0]), &digest(&foreign))),
        ("another order", {
            text.replace(shares[0], "#").replace(shares[1], shares[0]).replace('#', shares[1])
        }),
        ("no share", text.replace(&format!("{}\n", shares[0]), "")),
        ("a share twice", text.replace(shares[0], &format!("{}\n{}", shares[0], shares[0]))),
        ("a line more", text.replace("access: ", "more: x\naccess: ")),
        ("a line less", text.replace(lines(&text, "access: ")[0], "")),
        ("another form", text.replace("key/1", "key/2")),
        ("a line end of another system", text.replace('\n', "\r\n")),
    ];
    for (what, made) in made {
        let made = checked(&made);
        assert_ne!(made, text, "{what}");
        fs::write(desk.key(sealed.id), made).unwrap();
        let refused = desk.open(sealed.id);
        assert!(refused.is_err(), "{what}: {refused:?}");
    }
    fs::write(desk.key(sealed.id), &text).unwrap();
    assert_eq!(desk.open(sealed.id).unwrap(), "first");
}

/// A share that is damaged, of another record, of an earlier key or made up is told by its file, and not combined.
#[test]
fn a_false_share_is_named() {
    let desk = Desk::new(3);
    let (id, to) = (desk.seal("first", SHARED).id, &desk.to);
    let named = |path: &Path, why: &str| match desk.open(id) {
        Err(Error::BadShare { path: found, rule }) => {
            assert_eq!(found, path);
            assert!(rule.contains(why), "{rule}, not {why}");
        }
        other => panic!("{why}: {other:?}"),
    };
    desk.vault.lend(id, &desk.editors[1], &to[0]).unwrap();
    let path = desk.lent(id);
    let sound = fs::read(&path).unwrap();
    for at in 0..sound.len() {
        let mut altered = sound.clone();
        altered[at] ^= 1 << (at % 8);
        fs::write(&path, &altered).unwrap();
        assert!(matches!(desk.open(id), Err(Error::BadShare { .. })), "byte {at}");
    }
    for length in [0, 1, sound.len() / 2, sound.len() - 1] {
        fs::write(&path, &sound[..length]).unwrap();
        assert!(matches!(desk.open(id), Err(Error::BadShare { .. })), "cut to {length}");
    }
    fs::write(&path, [sound.as_slice(), b"x"].concat()).unwrap();
    named(&path, "damaged");
    fs::write(&path, vec![b'x'; 1 << 20]).unwrap();
    assert!(matches!(desk.open(id), Err(Error::VaultDamaged { .. })), "too long to be read");

    let other = desk.seal("other", SHARED).id;
    desk.vault.lend(other, &desk.editors[1], &to[0]).unwrap();
    fs::copy(desk.lent(other), &path).unwrap();
    named(&path, "another record");

    desk.vault.take_back(id).unwrap();
    desk.vault.lend(id, &desk.editors[1], &to[2]).unwrap();
    fs::rename(desk.lent(id), &path).unwrap();
    named(&path, "another key");

    let made = |bytes: &[u8]| {
        let recipient: age::x25519::Recipient = to[0].to_string().parse().unwrap();
        fs::write(&path, age::encrypt(&recipient, bytes).unwrap()).unwrap();
    };
    for index in [0, 1, 2, 3, 4, 255] {
        made(&[id.bytes().as_slice(), &[index], &[0x5a; 74]].concat());
        named(&path, "false");
    }
    for bytes in [&[][..], &id.bytes()[..15], id.bytes()] {
        made(bytes);
        named(&path, "damaged");
    }

    // What was lent under an earlier key, put back under its own name and under that of the new one.
    fs::write(&path, &sound).unwrap();
    assert_eq!(desk.open(id).unwrap(), "first");
    desk.vault.reseal(id, &desk.editors[0], SHARED, to).unwrap();
    fs::write(&path, &sound).unwrap();
    assert!(matches!(desk.open(id), Err(Error::NotEnoughShares { have: 1, need: 2, .. })));
    assert_eq!(desk.vault.leftovers().unwrap().len(), 1);
    Vault::open(&desk.dir("")).unwrap();
    assert!(!path.exists());
    desk.vault.lend(id, &desk.editors[1], &to[0]).unwrap();
    let path = desk.lent(id);
    fs::write(&path, &sound).unwrap();
    named(&path, "earlier key");
}

/// Neither the shares of a leaver nor a second lending of one's own count.
#[test]
fn one_editor_is_never_two() {
    let desk = Desk::new(3);
    let id = desk.seal("first", SHARED).id;
    desk.vault.lend(id, &desk.editors[0], &desk.to[0]).unwrap();
    assert!(matches!(desk.open(id), Err(Error::NotEnoughShares { have: 1, need: 2, .. })));
    let twice = [desk.to[0].clone(), desk.to[1].clone(), desk.to[0].clone()];
    let secret = Secret::from_text("x".to_owned());
    for access in [SHARED, Access::Working] {
        let refused = desk.vault.seal("note", &secret, access, &twice);
        assert!(matches!(refused, Err(Error::Malformed { .. })));
    }
    desk.vault.lend(id, &desk.editors[1], &desk.to[0]).unwrap();
    desk.vault.reseal(id, &desk.editors[0], SHARED, &desk.to[..2]).unwrap();
    let leaver = &desk.editors[2];
    assert!(matches!(desk.vault.open_shared(id, leaver), Err(Error::NotForThisEditor { .. })));
    assert!(matches!(
        desk.vault.lend(id, leaver, &desk.to[0]),
        Err(Error::NotForThisEditor { .. })
    ));
    assert!(matches!(desk.open(id), Err(Error::NotEnoughShares { have: 1, .. })));
}

/// age does not tell who encrypted: a record made by an insider opens, and only the log's commitment tells.
#[test]
fn a_record_made_by_an_insider_has_another_commitment() {
    let desk = Desk::new(2);
    let sealed = desk.seal("first", Access::Working);
    let made = Secret::from_text("other".to_owned());
    desk.vault.replace(sealed.id, "note", &made, &desk.to).unwrap();
    assert_eq!(desk.open(sealed.id).unwrap(), "other");
    assert_ne!(desk.vault.commitment(sealed.id).unwrap(), sealed.commitment);
}

#[test]
fn what_is_no_file_is_neither_read_nor_followed() {
    let desk = Desk::new(2);
    let id = desk.seal("first", Access::Working).id;
    let (key, record) = (desk.key(id), desk.record(id));
    let (key_bytes, record_bytes) = (fs::read(&key).unwrap(), fs::read(&record).unwrap());
    let elsewhere = desk.home.path().join("elsewhere");
    for (path, sound) in [(&key, &key_bytes), (&record, &record_bytes)] {
        // A file that grows without end would fill the memory.
        let mut long = fs::OpenOptions::new().append(true).open(path).unwrap();
        long.write_all(&vec![0; 4 << 20]).unwrap();
        long.set_len(1 << 40).unwrap();
        assert!(matches!(desk.open(id), Err(Error::VaultDamaged { .. })));
        assert_ne!(desk.vault.check().unwrap(), []);
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
        assert!(matches!(desk.open(id), Err(Error::VaultDamaged { .. })));
        assert_ne!(desk.vault.check().unwrap(), []);
        fs::remove_dir(path).unwrap();
        #[cfg(unix)]
        {
            fs::write(&elsewhere, sound).unwrap();
            std::os::unix::fs::symlink(&elsewhere, path).unwrap();
            assert!(matches!(desk.open(id), Err(Error::VaultDamaged { .. })));
            assert_ne!(desk.vault.check().unwrap(), []);
            fs::remove_file(path).unwrap();
            let made = std::process::Command::new("mkfifo").arg(path).status();
            if made.is_ok_and(|status| status.success()) {
                assert!(matches!(desk.open(id), Err(Error::VaultDamaged { .. })), "no waiting");
                assert_ne!(desk.vault.check().unwrap(), []);
                fs::remove_file(path).unwrap();
            }
        }
        fs::write(path, sound).unwrap();
        assert_eq!(desk.open(id).unwrap(), "first");
    }
    // Destroying takes the name of a link and leaves what it points to.
    #[cfg(unix)]
    {
        let precious = desk.home.path().join("precious");
        fs::write(&precious, "of somebody else").unwrap();
        fs::remove_file(&record).unwrap();
        std::os::unix::fs::symlink(&precious, &record).unwrap();
        desk.vault.destroy(&[id]).unwrap();
        assert!(fs::symlink_metadata(&record).is_err());
        assert_eq!(fs::read_to_string(&precious).unwrap(), "of somebody else");
    }
}

/// A header of age that its parser would read anew for each of thousands of lines.
#[test]
fn a_header_without_end_takes_no_time() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let desk = Desk::new(1);
    let id = desk.seal("first", Access::Working).id;
    let text = fs::read_to_string(desk.key(id)).unwrap();
    let share = lines(&text, "share: ")[0].rsplit(' ').next().unwrap();
    let stanzas = "-> a\n\n".repeat(7_000);
    let bomb = STANDARD.encode(format!("age-encryption.org/v1\n{stanzas}--- "));
    fs::write(desk.key(id), checked(&text.replace(share, &bomb))).unwrap();
    let begun = std::time::Instant::now();
    assert!(matches!(desk.open(id), Err(Error::BadShare { .. })));
    assert!(begun.elapsed().as_secs() < 2);
}

#[test]
fn strangers_are_named_and_left_alone() {
    let desk = Desk::new(2);
    let id = desk.seal("first", Access::Working).id;
    let strangers = ["notes.txt", "records/notes.txt", "keys/notes.txt", "lent/notes.txt"];
    for stranger in strangers {
        fs::write(desk.dir(stranger), "x").unwrap();
    }
    fs::create_dir(desk.dir("records/.hidden")).unwrap();
    Vault::open(&desk.dir("")).unwrap();
    let damages = desk.vault.check().unwrap();
    for stranger in strangers {
        assert!(damages.iter().any(|damage| damage.path == stranger), "{stranger}");
        assert!(desk.dir(stranger).exists());
    }
    assert!(damages.iter().any(|damage| damage.path == "records/.hidden"));
    assert!(damages.iter().all(|damage| damage.to_string().contains("does not belong here")));
    assert_eq!(desk.open(id).unwrap(), "first");
}

/// A key that cannot be read is a damage; its record waits for the key to be put back.
#[test]
fn a_damaged_key_costs_no_record() {
    let desk = Desk::new(2);
    let id = desk.seal("first", Access::Working).id;
    let sound = fs::read(desk.key(id)).unwrap();
    fs::write(desk.key(id), "damaged").unwrap();
    let again = Vault::open(&desk.dir("")).unwrap();
    let damages = again.check().unwrap();
    assert_eq!(damages.len(), 1);
    assert_eq!((damages[0].id, damages[0].path.clone()), (Some(id), format!("keys/{id}")));
    assert!(damages[0].to_string().contains(&format!("hurts sealed record {id}")));
    fs::write(desk.key(id), sound).unwrap();
    assert_eq!(again.check().unwrap(), []);
    assert_eq!(desk.open(id).unwrap(), "first");
    // And it can be destroyed, damaged or not.
    fs::write(desk.key(id), "damaged").unwrap();
    assert_eq!(again.destroy(&[id]).unwrap()[0].files, 2);
    assert_eq!(again.check().unwrap(), []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands in a key file, with a `check` line that fits or without: an answer, and no plaintext.
    #[test]
    fn a_key_file_of_any_text_is_refused(
        parts in prop::collection::vec(prop_oneof![
            Just("cenotaph-vault-key/1\n".to_owned()),
            Just("access: working\n".to_owned()),
            Just("access: shared 1\n".to_owned()),
            "id: [0-9a-f]{32}\n",
            "(record|commitment): [0-9a-f]{64}\n",
            "share: age1[a-z0-9]{58} [0-9a-f]{64} [A-Za-z0-9+/]{0,40}={0,2}\n",
            "\\PC{0,40}\n",
        ], 0..9),
        fits in any::<bool>(),
    ) {
        let text = parts.concat();
        let text = if fits { checked(&format!("{text}check: ")) } else { text };
        thread_local! {
            static DESK: (Desk, VaultId) = {
                let desk = Desk::new(1);
                let id = desk.seal("first", Access::Working).id;
                (desk, id)
            };
        }
        DESK.with(|(desk, id)| {
            fs::write(desk.key(*id), &text).unwrap();
            assert!(desk.open(*id).is_err());
            assert!(desk.vault.read(*id, &desk.editors[0]).is_err());
            assert_ne!(desk.vault.check().unwrap(), []);
        });
    }
}
