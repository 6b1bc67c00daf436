//! A table of crashes: every act broken off after each of its steps, then opened again.
//!
//! After a step that fails every later one fails too, so nothing is cleaned up, as when the machine stops. What a disk does with
//! writes that were not synced is not imitated: the steps are in the order in which the program asks for them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::files::fault;
use super::*;

const SHARED: Access = Access::Shared { threshold: 2 };

fn secret(text: &str) -> Secret {
    Secret::from_text(text.to_owned())
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for child in fs::read_dir(from).unwrap() {
        let child = child.unwrap();
        let target = to.join(child.file_name());
        if child.file_type().unwrap().is_dir() {
            copy_dir(&child.path(), &target);
        } else {
            fs::copy(child.path(), target).unwrap();
        }
    }
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
}

fn files_below(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// What every row starts from: a working record and a shared one, with one share lent.
struct Desk {
    home: tempfile::TempDir,
    vault: Vault,
    editors: Vec<EditorKey>,
    to: Vec<Recipient>,
    working: VaultId,
    shared: VaultId,
}

impl Desk {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::create(&home.path().join("vault")).unwrap();
        let editors: Vec<EditorKey> =
            (0..3).map(|i| EditorKey::generate(&format!("desk/editor-{i}")).unwrap()).collect();
        let to: Vec<Recipient> = editors.iter().map(|editor| editor.card().recipient).collect();
        let working = vault.seal("words", &secret("old"), Access::Working, &to).unwrap().id;
        let shared = vault.seal("identity", &secret("kept"), SHARED, &to).unwrap().id;
        vault.lend(shared, &editors[1], &to[0]).unwrap();
        Self { home, vault, editors, to, working, shared }
    }

    /// What the records give to those who may open them, and how many there are.
    fn state(&self, vault: &Vault) -> String {
        let shown = |secret: Result<Secret>| match secret {
            Ok(secret) => secret.text().unwrap().to_owned(),
            Err(Error::NoSealed { .. }) => "gone".to_owned(),
            Err(Error::NotEnoughShares { .. }) => "alone".to_owned(),
            Err(Error::NotForThisEditor { .. }) => "refused".to_owned(),
            Err(error) => panic!("{error}"),
        };
        let first = shown(vault.read(self.working, &self.editors[0]));
        let third = shown(vault.read(self.working, &self.editors[2]));
        let shared = shown(vault.open_shared(self.shared, &self.editors[0]));
        format!("{first} {third} {shared} {}", vault.ids().unwrap().len())
    }

    /// Breaks an act off after 0, 1, 2 … steps until it is done. What is found must be one of `states`, by a reader who comes
    /// before anybody mends and after; all of them are seen, and the last when the act is done.
    fn broken_off(&self, what: &str, states: &[&str], act: impl Fn(&Vault) -> Result<()>) {
        let mut seen = BTreeSet::new();
        for steps in 0.. {
            assert!(steps < 500, "{what} never ends");
            let told = format!("{what}, broken off after {steps} steps");
            let row = tempfile::tempdir().unwrap();
            let dir = row.path().join("vault");
            copy_dir(&self.home.path().join("vault"), &dir);
            let vault = Vault { dir: dir.clone(), read_only: false };
            fault::after(Some(steps));
            let done = act(&vault);
            fault::after(None);
            let before = self.state(&vault);
            assert!(states.contains(&before.as_str()), "{told}: {before}");
            let vault = Vault::open(&dir).unwrap();
            let after = self.state(&vault);
            assert!(states.contains(&after.as_str()), "{told}: {after} on opening");
            assert_eq!(vault.check().unwrap(), [], "{told}");
            for path in files_below(&dir) {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                assert!(!name.starts_with('.'), "{told} leaves {name}");
            }
            let whole = *states.last().unwrap();
            if done.is_ok() {
                assert_eq!(after, whole, "{told}");
                assert!(steps > 3, "{what} is no more than {steps} steps");
                assert_eq!(seen.len(), states.len(), "{what} shows {seen:?}");
                return;
            }
            if act(&vault).is_ok() && what != "sealing" {
                assert_eq!(self.state(&vault), whole, "{told}, and done again");
            }
            seen.insert(after);
        }
    }
}

#[test]
fn whatever_is_broken_off_leaves_the_old_or_the_new() {
    let desk = Desk::new();
    let Desk { editors, to, working, shared, .. } = &desk;
    assert_eq!(desk.state(&desk.vault), "old old kept 2");
    desk.broken_off("sealing", &["old old kept 2", "old old kept 3"], |vault| {
        vault.seal("note", &secret("more"), SHARED, to).map(drop)
    });
    desk.broken_off("replacing", &["old old kept 2", "new refused kept 2"], |vault| {
        vault.replace(*working, "words", &secret("new"), &to[..2]).map(drop)
    });
    desk.broken_off("sealing anew", &["old old kept 2", "old old alone 2"], |vault| {
        // Done already, there is no share to do it with.
        match vault.reseal(*shared, &editors[0], SHARED, &to[..2]) {
            Err(Error::NotEnoughShares { .. }) => Ok(()),
            done => done,
        }
    });
    desk.broken_off("taking back", &["old old kept 2", "old old alone 2"], |vault| {
        vault.take_back(*shared)
    });
    desk.broken_off("destroying one", &["old old kept 2", "gone gone kept 1"], |vault| {
        vault.destroy(&[*working]).map(drop)
    });
    let between = ["old old kept 2", "gone gone kept 1", "gone gone gone 0"];
    desk.broken_off("destroying two", &between, |vault| {
        vault.destroy(&[*working, *shared]).map(drop)
    });
    desk.vault.take_back(*shared).unwrap();
    desk.broken_off("lending", &["old old alone 2", "old old kept 2"], |vault| {
        vault.lend(*shared, &editors[2], &to[0])
    });
}

#[test]
fn making_a_vault_leaves_none_or_all_of_it() {
    let home = tempfile::tempdir().unwrap();
    for steps in 0.. {
        let dir = home.path().join("vault");
        fault::after(Some(steps));
        let done = Vault::create(&dir);
        fault::after(None);
        if let Ok(vault) = done {
            assert!(steps > 3);
            assert_eq!(vault.check().unwrap(), []);
            assert!(matches!(Vault::create(&dir), Err(Error::Exists { .. })));
            break;
        }
        assert!(matches!(Vault::open(&dir), Err(Error::NoVault { .. })), "{steps} steps");
    }
}

/// A second name of each file, as a copy by links has it, shows what is done to the bytes themselves.
#[test]
fn what_is_replaced_and_destroyed_is_overwritten() {
    let desk = Desk::new();
    let (dir, links) = (desk.home.path().join("vault"), desk.home.path().join("links"));
    fs::create_dir(&links).unwrap();
    let link = |round: &str| -> Vec<(PathBuf, Vec<u8>)> {
        let linked = files_below(&dir).into_iter().filter(|path| !path.ends_with("lock"));
        linked
            .map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                let link = links.join(format!("{round}-{name}"));
                fs::hard_link(&path, &link).unwrap();
                (link, fs::read(path).unwrap())
            })
            .collect()
    };
    let overwritten = |(path, before): &(PathBuf, Vec<u8>)| {
        let after = fs::read(path).unwrap();
        assert_eq!(after.len(), before.len());
        // Of random bytes one in 256 is the same by chance; half of them never.
        after.iter().zip(before).filter(|(a, b)| a == b).count() * 2 < after.len()
    };
    let of = |id: VaultId, files: Vec<(PathBuf, Vec<u8>)>| -> Vec<bool> {
        let id = id.to_string();
        let named = files.iter().filter(|(path, _)| path.to_string_lossy().contains(&id));
        named.map(overwritten).collect()
    };
    let first = link("a");
    desk.vault.replace(desk.working, "words", &secret("new"), &desk.to).unwrap();
    assert_eq!(of(desk.working, first.clone()), [true, true], "key and record are replaced");
    assert_eq!(of(desk.shared, first), [false, false, false], "the other stays as it is");
    let second = link("b");
    desk.vault.destroy(&[desk.working, desk.shared]).unwrap();
    assert_eq!(of(desk.working, second.clone()), [true, true]);
    assert_eq!(of(desk.shared, second), [true, true, true], "key, record and lent share");
}
