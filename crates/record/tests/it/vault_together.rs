//! Several programs at one vault: readers beside a writer, and kill −9 under load.
//!
//! The kill test runs itself again as a child that seals, replaces, lends and destroys and prints a line for each act *after* it was
//! done. The parent kills the child at a random moment, opens the vault as the next start would, and compares. `CENOTAPH_KILLS` sets
//! how often (20 by default). This shows the order of the steps, not the honesty of a disk that loses power.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use record::vault::{Access, EditorKey, Recipient, Secret, Vault, VaultId};
use record::{Error, KdfParams};

use crate::support::Lcg;

const CHILD: &str = "CENOTAPH_VAULT_KILL_CHILD";
const CHEAP: KdfParams = KdfParams { memory_kib: 8, passes: 1 };
const SHARED: Access = Access::Shared { threshold: 2 };

fn secret(n: u64) -> Secret {
    Secret::from_text(format!("invented note {n}"))
}

fn number(secret: &Secret) -> u64 {
    secret.text().unwrap().strip_prefix("invented note ").unwrap().parse().unwrap()
}

/// A reader never meets a half-replaced record, an opening never destroys what another is writing.
#[test]
fn a_reader_beside_a_writer_finds_one_content_whole() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("vault");
    let vault = Vault::create(&dir).unwrap();
    let editor = EditorKey::generate("desk/first").unwrap();
    let to = [editor.card().recipient];
    let id = vault.seal("words", &secret(0), Access::Working, &to).unwrap().id;
    let key = home.path().join("key");
    editor.create(&key, None, CHEAP).unwrap();
    thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|reader| {
                let (dir, key) = (&dir, &key);
                scope.spawn(move || {
                    let editor = EditorKey::load(key, None).unwrap();
                    let mut last = 0;
                    while last < 60 {
                        let vault = match reader {
                            0 => Vault::open_read_only(dir).unwrap(),
                            _ => Vault::open(dir).unwrap(),
                        };
                        let now = number(&vault.read(id, &editor).unwrap());
                        assert!(now >= last, "{now} after {last}");
                        last = now;
                        assert_eq!(vault.check().unwrap(), []);
                        // Readers without a pause would leave the writer no moment of its own.
                        thread::sleep(Duration::from_millis(3));
                    }
                })
            })
            .collect();
        for n in 1..=60 {
            vault.replace(id, "words", &secret(n), &to).unwrap();
        }
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
    assert_eq!(std::fs::read_dir(dir.join("records")).unwrap().count(), 1);
}

/// Two programs that seal at once lose nothing of each other.
#[test]
fn two_writers_do_not_disturb_each_other() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("vault");
    Vault::create(&dir).unwrap();
    let editor = EditorKey::generate("desk/first").unwrap();
    let to = [editor.card().recipient];
    let ids: Vec<VaultId> = thread::scope(|scope| {
        let writers: Vec<_> = (0..2)
            .map(|writer| {
                let (dir, to) = (&dir, &to);
                scope.spawn(move || -> Vec<VaultId> {
                    (0..20)
                        .map(|n| {
                            let vault = Vault::open(dir).unwrap();
                            vault.seal("note", &secret(writer * 100 + n), SHARED_BY_ONE, to)
                        })
                        .map(|sealed| sealed.unwrap().id)
                        .collect()
                })
            })
            .collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    let vault = Vault::open_read_only(&dir).unwrap();
    assert_eq!(vault.ids().unwrap().len(), 40);
    for id in ids {
        vault.open_shared(id, &editor).unwrap();
    }
    assert_eq!(vault.check().unwrap(), []);
}

const SHARED_BY_ONE: Access = Access::Shared { threshold: 1 };

fn editors(home: &Path) -> Vec<EditorKey> {
    (0..3)
        .map(|n| {
            let path = home.join(format!("{n}.editor"));
            if !path.exists() {
                let key = EditorKey::generate(&format!("desk/editor-{n}")).unwrap();
                key.create(&path, None, CHEAP).unwrap();
            }
            EditorKey::load(&path, None).unwrap()
        })
        .collect()
}

fn say(line: &str) {
    std::io::stdout().lock().write_all(format!("done {line}\n").as_bytes()).unwrap();
}

/// The child; does nothing when run as a test.
#[test]
fn child() {
    let Ok(home) = std::env::var(CHILD) else { return };
    let home = Path::new(&home);
    let dir = home.join("vault");
    let vault =
        if dir.exists() { Vault::open(&dir).unwrap() } else { Vault::create(&dir).unwrap() };
    let editors = editors(home);
    let to: Vec<Recipient> = editors.iter().map(|editor| editor.card().recipient).collect();
    let words = vault.seal("words", &secret(0), Access::Working, &to).unwrap().id;
    say(&format!("words {words} 0"));
    for n in 1.. {
        vault.replace(words, "words", &secret(n), &to).unwrap();
        say(&format!("words {words} {n}"));
        let id = vault.seal("note", &secret(n), SHARED, &to).unwrap().id;
        say(&format!("note {id} {n}"));
        vault.lend(id, &editors[1], &to[0]).unwrap();
        vault.reseal(id, &editors[0], SHARED, &to[..2]).unwrap();
        vault.take_back(id).unwrap();
        if n % 2 == 0 {
            vault.destroy(&[id]).unwrap();
            say(&format!("destroyed {id} {n}"));
        }
        // Until killed; a parent that died must not leave a child behind.
        if n > 5_000 {
            std::process::exit(0);
        }
    }
}

#[test]
fn what_was_done_stays_done_when_the_program_is_killed() {
    let kills: u64 =
        std::env::var("CENOTAPH_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(20);
    let mut random = Lcg(kills);
    let home = tempfile::tempdir().unwrap();
    let editors = editors(home.path());
    let to: Vec<Recipient> = editors.iter().map(|editor| editor.card().recipient).collect();
    let (mut words, mut notes) = (BTreeMap::new(), BTreeMap::new());
    let (mut destroyed, mut acts) = (Vec::new(), 0);
    for kill in 0..kills {
        // Every fourth time also while the child is still opening the vault.
        let after = Duration::from_millis(random.next() % 160);
        let done = run_and_kill(home.path(), after, kill % 4 != 3);
        acts += done.len();
        for (what, id, n) in done {
            match what.as_str() {
                "words" => drop(words.insert(id, n)),
                "note" => drop(notes.insert(id, n)),
                _ => destroyed.push(id),
            }
        }
        if !home.path().join("vault").exists() {
            continue;
        }
        let vault = Vault::open(&home.path().join("vault")).unwrap();
        assert_eq!(vault.check().unwrap(), [], "kill {kill}");
        for (id, n) in &words {
            let found = number(&vault.read(*id, &editors[2]).unwrap());
            assert!(found == *n || found == n + 1, "kill {kill}: {found}, told {n}");
        }
        let last = words.values().max().copied();
        words.retain(|_, n| Some(*n) == last);
        for id in &destroyed {
            assert!(!vault.contains(*id), "kill {kill}");
            notes.remove(id);
        }
        notes.retain(|id, n| {
            match vault.lend(*id, &editors[1], &to[0]) {
                Ok(()) => {}
                // Destroyed, and killed before it could be told.
                Err(Error::NoSealed { .. }) if *n % 2 == 0 => return false,
                Err(error) => panic!("kill {kill}: {error}"),
            }
            assert_eq!(number(&vault.open_shared(*id, &editors[0]).unwrap()), *n);
            vault.take_back(*id).unwrap();
            false
        });
    }
    assert!(acts as u64 >= kills / 2, "{acts} acts under {kills} kills");
}

/// Starts the child, waits – if `begun`, from its first act on –, kills it, and returns what it had told.
fn run_and_kill(home: &Path, after: Duration, begun: bool) -> Vec<(String, VaultId, u64)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["vault_together::child", "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, home)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (first, begin) = std::sync::mpsc::channel();
    let reading = thread::spawn(move || {
        let mut out = out;
        let mut told = Vec::new();
        let mut line = String::new();
        while out.read_line(&mut line).is_ok_and(|length| length > 0) {
            // The last line may be cut: then it had not been told.
            let whole = line.strip_suffix('\n').and_then(|line| line.split_once("done "));
            if let Some((_, act)) = whole {
                // Nobody listens any more after the first.
                let _ = first.send(());
                let parts: Vec<&str> = act.split(' ').collect();
                told.push((
                    parts[0].to_owned(),
                    parts[1].parse().unwrap(),
                    parts[2].parse().unwrap(),
                ));
            }
            line.clear();
        }
        told
    });
    if begun {
        begin.recv_timeout(Duration::from_secs(60)).unwrap();
    }
    thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    reading.join().unwrap()
}
