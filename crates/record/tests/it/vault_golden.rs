//! A vault that was written once and is read for ever, and the worked example of docs/record-format.md.
//!
//! The vault in `tests/data/vault` was made by this test under `CENOTAPH_BLESS_VAULT`, with keys of no value and invented texts. age draws
//! its keys at random, so its bytes cannot be made again: making it anew is giving up the old format.

use std::fs;
use std::path::{Path, PathBuf};

use record::vault::{Access, EditorKey, Recipient, Secret, Vault, Verifier, commitment};
use record::{Hash, KdfParams};

use crate::support::copy_dir;

const CHEAP: KdfParams = KdfParams { memory_kib: 64, passes: 1 };
const PASSPHRASE: &str = "winter wren, 겨울 굴뚝새";

fn frozen() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/vault")
}

/// The records: label, access, content.
fn contents() -> [(&'static str, Access, String); 4] {
    [
        ("identity", Access::Shared { threshold: 2 }, "한별솔, Maplehollow".to_owned()),
        ("note", Access::Shared { threshold: 3 }, "five pages\n".repeat(300)),
        ("words", Access::Working, "한별솔\nMaplehollow\n".to_owned()),
        ("contact", Access::Shared { threshold: 1 }, String::new()),
    ]
}

fn bless(dir: &Path) {
    drop(fs::remove_dir_all(dir));
    let editors: Vec<EditorKey> = (0..3)
        .map(|n| {
            let key = EditorKey::generate(&format!("example.org/desk/editor-{n}")).unwrap();
            let passphrase = (n == 2).then_some(PASSPHRASE);
            key.create(&dir.join(format!("{n}.editor")), passphrase, CHEAP).unwrap();
            key
        })
        .collect();
    let to: Vec<Recipient> = editors.iter().map(|editor| editor.card().recipient).collect();
    let vault = Vault::create(&dir.join("vault")).unwrap();
    let mut expected = String::new();
    for (label, access, text) in contents() {
        let sealed = vault.seal(label, &Secret::from_text(text), access, &to).unwrap();
        if access == (Access::Shared { threshold: 2 }) {
            vault.lend(sealed.id, &editors[1], &to[0]).unwrap();
        }
        expected.push_str(&format!("{label} {} {}\n", sealed.id, sealed.commitment));
    }
    let phrase = Verifier::new("winter wren", CHEAP).unwrap().to_bytes();
    let sealed = vault.seal("phrase:ok", &phrase, Access::Working, &to).unwrap();
    expected.push_str(&format!("phrase:ok {} {}\n", sealed.id, sealed.commitment));
    fs::write(dir.join("expected"), expected).unwrap();
}

/// A copy with the modes that a checkout does not keep.
fn copy(home: &Path) -> PathBuf {
    let dir = home.join("copy");
    copy_dir(&frozen(), &dir);
    #[cfg(unix)]
    set_modes(&dir);
    dir
}

#[cfg(unix)]
fn set_modes(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = if path.is_dir() { 0o700 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| set_modes(&entry.unwrap().path()));
    }
}

#[test]
fn a_vault_of_the_first_version_opens() {
    if std::env::var_os("CENOTAPH_BLESS_VAULT").is_some() {
        bless(&frozen());
    }
    let home = tempfile::tempdir().unwrap();
    let dir = copy(home.path());
    let editors: Vec<EditorKey> = (0..3)
        .map(|n| {
            let passphrase = (n == 2).then_some(PASSPHRASE);
            EditorKey::load(&dir.join(format!("{n}.editor")), passphrase).unwrap()
        })
        .collect();
    let vault = Vault::open(&dir.join("vault")).unwrap();
    assert_eq!(vault.check().unwrap(), []);
    let expected = fs::read_to_string(dir.join("expected")).unwrap();
    for line in expected.lines() {
        let parts: Vec<&str> = line.split(' ').collect();
        let (label, id) = (parts[0], parts[1].parse().unwrap());
        assert_eq!(vault.commitment(id).unwrap(), parts[2].parse().unwrap(), "{label}");
        let Some((_, access, text)) = contents().into_iter().find(|row| row.0 == label) else {
            let phrase = vault.read(id, &editors[0]).unwrap();
            let phrase = Verifier::from_bytes(phrase.expose()).unwrap();
            assert!(phrase.matches("Winter Wren") && !phrase.matches("winter"));
            continue;
        };
        assert_eq!(vault.access(id).unwrap().0, access, "{label}");
        let opened = match access {
            Access::Working => vault.read(id, &editors[2]),
            Access::Shared { threshold } => {
                // One share of the first record was lent when it was made.
                for lender in editors.iter().skip(if threshold == 2 { 3 } else { 1 }) {
                    vault.lend(id, lender, &editors[0].card().recipient).unwrap();
                }
                vault.open_shared(id, &editors[0])
            }
        };
        assert_eq!(opened.unwrap().text().unwrap(), text, "{label}");
    }
    assert_eq!(expected.lines().count(), vault.ids().unwrap().len());
}

/// The commitment of the document, computed here over bytes put together by hand.
#[test]
fn the_document_shows_a_commitment() {
    let nonce: [u8; 32] = std::array::from_fn(|i| i as u8);
    let label = "note";
    let text = "약 1,100여 명";
    let mut bytes = b"cenotaph/sealed/1\0".to_vec();
    bytes.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 4]);
    bytes.extend_from_slice(label.as_bytes());
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(text.as_bytes());
    let by_hand = Hash::of(&bytes).to_string();
    assert_eq!(commitment(label, &nonce, text.as_bytes()).to_string(), by_hand);
    let document = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/record-format.md");
    let document = fs::read_to_string(document).unwrap();
    assert!(document.contains(&by_hand), "{by_hand}");
    for word in [text, "cenotaph/sealed/1", "cenotaph/vault-share/1", "cenotaph-vault-key/1"] {
        assert!(document.contains(word), "{word}");
    }
}
