//! The check of an export, with nothing but its files.
//!
//! Every byte counts: a flipped bit, a cut or missing file and a file too many are each found, and
//! the finding says which file, where in it, and which entries it hurts.
//!
//! What is compared: `key.pub` with itself (its id is a hash of it) and with the key that the
//! reader trusts; the checkpoint with that key; the entries (strictly parsed, signatures of their
//! authors) with the tiles of level 0; each tile with the one above; all with the root. When an
//! entry and a tile disagree, the one that leads to the signed root is right and the other is named.
//!
//! Without a key from elsewhere this shows that the export is whole and is the work of the key in
//! it, not whose key that is.

use std::{collections::BTreeSet, fs, io, path::Path, sync::Arc};

use crate::{
    Damage, DamageKind, Error, Hash, Hurts, Result, SignedCheckpoint, VerifyingKey,
    audit::{Audit, Place},
    damage::{Damages, MAX_DAMAGES},
    entry::ENTRY_BYTES_MAX,
    export::{CHECKPOINT_FILE, split_bundle},
    files,
    note::NOTE_BYTES_MAX,
    store::PUBLIC_KEY_FILE,
    tree::{self, BundlePath, Frontier, TILE_WIDTH, TilePath},
};

/// What was checked of an export that is sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The log's key, as in `key.pub`.
    pub key: VerifyingKey,
    /// The checkpoint.
    pub checkpoint: SignedCheckpoint,
    /// Entries, all parsed strictly and hashed.
    pub size: u64,
    /// The root over them, as computed and as signed.
    pub root: Hash,
    /// Signatures of authors verified; equals `size`.
    pub signatures: u64,
    /// Author keys declared.
    pub authors: u64,
    /// Tiles compared.
    pub tiles: u64,
    /// Bundles read.
    pub bundles: u64,
    /// Bytes read, of all files.
    pub bytes: u64,
    /// Whether the key was compared with one from elsewhere.
    pub key_was_given: bool,
}

/// Verifies an export: every byte, every signature, every hash.
///
/// * Input: the directory; `trusted`, the key of the log if the reader has it from elsewhere.
/// * Errors: `DoesNotVerify` with everything that was found, at most [`MAX_DAMAGES`] and one more;
///   `NoRecord` if there is no such directory.
/// * Cost: about 45 µs an entry and processor, for the signature; memory some 40 bytes an entry.
pub fn verify_export(dir: &Path, trusted: Option<&VerifyingKey>) -> Result<Verified> {
    if !dir.is_dir() {
        return Err(Error::NoRecord { path: dir.to_owned() });
    }
    let mut check = Check { dir, damages: Damages::default(), bytes: 0 };
    let verified = check.all(trusted);
    match verified {
        Some(verified) if check.damages.is_empty() => Ok(verified),
        _ => {
            let damages = Arc::new(check.damages.into_list());
            Err(Error::DoesNotVerify { path: dir.to_owned(), damages })
        }
    }
}

struct Check<'a> {
    dir: &'a Path,
    damages: Damages,
    bytes: u64,
}

impl Check<'_> {
    /// Checks everything; `None` if there is no checkpoint to go by.
    fn all(&mut self, trusted: Option<&VerifyingKey>) -> Option<Verified> {
        let present = self.list();
        let key = self.key(trusted);
        let checkpoint = self.checkpoint(key.as_ref());
        let (key, checkpoint) = (key?, checkpoint?);
        let size = checkpoint.checkpoint().size;
        let complete = self.listing(&present, size);
        if !complete {
            return None;
        }
        let entries = self.entries(size);
        let tiles = self.tiles(size, &entries, checkpoint.checkpoint().root);
        Some(Verified {
            key,
            size,
            root: checkpoint.checkpoint().root,
            signatures: entries.signatures,
            authors: entries.authors,
            tiles,
            bundles: BundlePath::all(size).count() as u64,
            bytes: self.bytes,
            key_was_given: trusted.is_some(),
            checkpoint,
        })
    }

    /// Lists all files, their paths relative with `/`. What is neither file nor directory is damage.
    fn list(&mut self) -> BTreeSet<String> {
        let mut present = BTreeSet::new();
        let mut unread = vec![String::new()];
        while let Some(below) = unread.pop() {
            let children = fs::read_dir(self.dir.join(&below))
                .and_then(Iterator::collect::<io::Result<Vec<_>>>);
            let children = match children {
                Ok(children) => children,
                Err(error) => {
                    self.damages.add(below, DamageKind::Unreadable(error.to_string()), Hurts::Log);
                    continue;
                }
            };
            if children.is_empty() && !below.is_empty() {
                self.damages.add(below.clone(), DamageKind::Unlisted, Hurts::Nothing);
            }
            for child in children {
                let name = child.file_name().to_string_lossy().into_owned();
                let path = if below.is_empty() { name } else { format!("{below}/{name}") };
                match child.file_type() {
                    Ok(kind) if kind.is_dir() => unread.push(path),
                    Ok(kind) if kind.is_file() => drop(present.insert(path)),
                    _ => self.damages.add(path, DamageKind::Unlisted, Hurts::Nothing),
                }
            }
        }
        present
    }

    /// Reads a file of at most `max` bytes; reports it otherwise.
    fn read(&mut self, path: &str, max: u64, hurts: &Hurts) -> Option<Vec<u8>> {
        let kind = match files::read_limited(&self.dir.join(path), max) {
            Ok(Some(bytes)) => {
                self.bytes += bytes.len() as u64;
                return Some(bytes);
            }
            Ok(None) => DamageKind::Malformed(format!("longer than {max} bytes")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => DamageKind::Missing,
            Err(error) => DamageKind::Unreadable(error.to_string()),
        };
        self.damages.add(path, kind, hurts.clone());
        None
    }

    fn key(&mut self, trusted: Option<&VerifyingKey>) -> Option<VerifyingKey> {
        let bytes = self.read(PUBLIC_KEY_FILE, 4096, &Hurts::LogKey)?;
        match parse_key_file(&bytes) {
            Ok(key) if trusted.is_none_or(|trusted| *trusted == key) => Some(key),
            Ok(_) => {
                let kind = DamageKind::Contradicts("the key that was given");
                self.damages.add(PUBLIC_KEY_FILE, kind, Hurts::LogKey);
                trusted.cloned()
            }
            Err(error) => {
                let kind = DamageKind::Malformed(error.to_string());
                self.damages.add(PUBLIC_KEY_FILE, kind, Hurts::LogKey);
                trusted.cloned()
            }
        }
    }

    fn checkpoint(&mut self, key: Option<&VerifyingKey>) -> Option<SignedCheckpoint> {
        let bytes = self.read(CHECKPOINT_FILE, NOTE_BYTES_MAX as u64, &Hurts::Checkpoint)?;
        let damage = match SignedCheckpoint::parse(&bytes) {
            Ok(signed) => match key.map(|key| signed.verify(key)) {
                Some(Err(_)) => DamageKind::Signature,
                // A line of a stranger's key could be altered unseen; an export of ours has none.
                _ if signed.note().signatures().len() != 1 => {
                    DamageKind::Contradicts("the one signature that an export has")
                }
                _ if !signed.checkpoint().extensions.is_empty() => {
                    DamageKind::Contradicts("the three lines that a checkpoint has")
                }
                Some(Ok(_)) => return Some(signed),
                // Without a key there is nothing to go by; that is reported already.
                None => return None,
            },
            Err(error) => DamageKind::Malformed(error.to_string()),
        };
        self.damages.add(CHECKPOINT_FILE, damage, Hurts::Checkpoint);
        None
    }

    /// Compares the files that are there with those of a log of this size; tells whether all of
    /// the latter are there. A hostile size costs no more than the files that are there.
    fn listing(&mut self, present: &BTreeSet<String>, size: u64) -> bool {
        let limit = present.len() + MAX_DAMAGES;
        let mut expected: BTreeSet<String> =
            [PUBLIC_KEY_FILE, CHECKPOINT_FILE].map(str::to_owned).into();
        let mut complete = true;
        let tiles = tree::tiles(size).map(|tile| {
            let hurts = match entries_of(tile, size) {
                (first, last) if tile.level == 0 => Hurts::Entries(first, last),
                _ => Hurts::Proofs,
            };
            (tile.to_string(), hurts)
        });
        let bundles = BundlePath::all(size).map(|bundle| {
            let first = bundle.n * TILE_WIDTH;
            (bundle.to_string(), Hurts::Entries(first, first + bundle.width - 1))
        });
        // Bundles first: they say which entries are lost.
        for (path, hurts) in bundles.take(limit).chain(tiles.take(limit)) {
            if !present.contains(&path) {
                complete = false;
                self.damages.add(path.clone(), DamageKind::Missing, hurts);
            }
            expected.insert(path);
        }
        for path in present.difference(&expected) {
            self.damages.add(path.clone(), DamageKind::Unlisted, Hurts::Nothing);
        }
        complete
    }

    /// Reads every bundle and compares its entries with the tile of level 0 beside it.
    fn entries(&mut self, size: u64) -> Entries {
        let mut found = Entries::default();
        let mut audit = Audit::default();
        let mut from_tiles = Frontier::default();
        for bundle in BundlePath::all(size) {
            let leaves = self.bundle(bundle, &mut audit, &mut found.broken);
            let tile = TilePath { level: 0, n: bundle.n, width: bundle.width };
            let nodes = self.tile(tile);
            for (at, node) in nodes.iter().flatten().enumerate() {
                from_tiles.push(*node);
                let leaf = leaves.get(at).map(|(leaf, _)| *leaf);
                if leaf.is_some_and(|leaf| leaf != *node) && found.unequal.len() <= MAX_DAMAGES {
                    found.unequal.push((bundle, at, leaves[at].1));
                }
            }
            if bundle.width == TILE_WIDTH {
                let leaves: Vec<Hash> = leaves.iter().map(|(leaf, _)| *leaf).collect();
                let full = leaves.len() as u64 == TILE_WIDTH;
                found.parents.push(full.then(|| tree::subtree(&leaves)));
                found.tile_parents.push(nodes.as_deref().map(tree::subtree));
            }
        }
        found.signatures = audit.finish(&mut self.damages);
        found.authors = audit.declared.len() as u64;
        found.root = (audit.size() == size && !found.broken).then(|| audit.root());
        found.tile_root = (from_tiles.size() == size).then(|| from_tiles.root());
        found
    }

    /// Reads one bundle; returns the leaf hash and byte offset of each entry.
    fn bundle(
        &mut self,
        bundle: BundlePath,
        audit: &mut Audit,
        broken: &mut bool,
    ) -> Vec<(Hash, u64)> {
        let path: Arc<str> = bundle.to_string().into();
        let first = bundle.n * TILE_WIDTH;
        let hurts = Hurts::Entries(first, first + bundle.width - 1);
        let max = bundle.width * (ENTRY_BYTES_MAX as u64 + 2);
        let Some(bytes) = self.read(&path, max, &hurts) else {
            *broken = true;
            return Vec::new();
        };
        let entries = match split_bundle(&bytes) {
            Ok(entries) if entries.len() as u64 == bundle.width => entries,
            Ok(entries) => {
                let found = entries.len() as u64;
                let kind = DamageKind::Length { expected: bundle.width, found };
                self.damages.add(&*path, kind, hurts);
                *broken = true;
                return Vec::new();
            }
            Err(error) => {
                self.damages.add(&*path, DamageKind::Malformed(error.to_string()), hurts);
                *broken = true;
                return Vec::new();
            }
        };
        entries
            .into_iter()
            .map(|(offset, entry)| {
                let place = Place { path: Arc::clone(&path), offset: Some(offset as u64) };
                (audit.entry(entry, place, &mut self.damages), offset as u64)
            })
            .collect()
    }

    /// Reads a tile of exactly its length.
    fn tile(&mut self, tile: TilePath) -> Option<Vec<Hash>> {
        let path = tile.to_string();
        let bytes = self.read(&path, TILE_WIDTH * 32, &Hurts::Proofs)?;
        let found = bytes.len() as u64;
        let nodes = tree::tile_nodes(&bytes).filter(|_| found == tile.bytes());
        if nodes.is_none() {
            let kind = DamageKind::Length { expected: tile.bytes(), found };
            self.damages.add(path, kind, Hurts::Proofs);
        }
        nodes
    }

    /// Finds out who is right where entries and tiles disagree, then compares the upper tiles.
    fn tiles(&mut self, size: u64, entries: &Entries, root: Hash) -> u64 {
        let entries_lead_to_root = entries.root == Some(root);
        let tiles_lead_to_root = entries.tile_root == Some(root);
        for (bundle, at, offset) in &entries.unequal {
            let index = bundle.n * TILE_WIDTH + *at as u64;
            let tile = TilePath { level: 0, n: bundle.n, width: bundle.width };
            if !entries_lead_to_root {
                self.damages.push(Damage {
                    path: bundle.to_string(),
                    offset: Some(*offset),
                    kind: DamageKind::Hash,
                    hurts: Hurts::Entry { index, id: None },
                });
            }
            if !tiles_lead_to_root {
                self.hash_damage(tile, *at);
            }
        }
        if !entries_lead_to_root && !tiles_lead_to_root && entries.unequal.is_empty() {
            // Entries and tiles agree, and both contradict what was signed.
            let kind = DamageKind::Contradicts("the root over the entries");
            self.damages.add(CHECKPOINT_FILE, kind, Hurts::Checkpoint);
        }
        let mut below: Vec<Option<Hash>> = if entries_lead_to_root {
            entries.parents.clone()
        } else {
            entries.tile_parents.clone()
        };
        let mut count = BundlePath::all(size).count() as u64;
        for level in 1..8 {
            let mut above = Vec::new();
            for tile in tree::tiles(size).filter(|tile| tile.level == level) {
                count += 1;
                let nodes = self.tile(tile);
                let first = usize::try_from(tile.n * TILE_WIDTH).unwrap_or(usize::MAX);
                for (at, node) in nodes.iter().flatten().enumerate() {
                    let expected = below.get(first + at).copied().flatten();
                    if expected.is_some_and(|expected| expected != *node) {
                        self.hash_damage(tile, at);
                    }
                }
                if tile.width == TILE_WIDTH {
                    let known: Option<Vec<Hash>> = below
                        .get(first..first + TILE_WIDTH as usize)
                        .and_then(|nodes| nodes.iter().copied().collect());
                    above.push(known.as_deref().map(tree::subtree));
                }
            }
            below = above;
        }
        count
    }

    fn hash_damage(&mut self, tile: TilePath, at: usize) {
        self.damages.push(Damage {
            path: tile.to_string(),
            offset: Some(at as u64 * 32),
            kind: DamageKind::Hash,
            hurts: Hurts::Proofs,
        });
    }
}

/// What the entries of an export gave.
#[derive(Default)]
struct Entries {
    signatures: u64,
    authors: u64,
    /// Whether a bundle could not be split, so that there is no root over the entries.
    broken: bool,
    root: Option<Hash>,
    tile_root: Option<Hash>,
    /// Where the leaf hash of an entry is not the node in the tile.
    unequal: Vec<(BundlePath, usize, u64)>,
    /// The nodes of level 1, from the entries and from the tiles of level 0.
    parents: Vec<Option<Hash>>,
    tile_parents: Vec<Option<Hash>>,
}

/// Reads a `key.pub`: one verifier key and a newline.
pub(crate) fn parse_key_file(bytes: &[u8]) -> Result<VerifyingKey> {
    let refuse = Error::Malformed { what: "a public key file", rule: "one verifier key, one line" };
    let text = std::str::from_utf8(bytes).map_err(|_| refuse.clone())?;
    text.strip_suffix('\n').ok_or(refuse)?.parse()
}

/// The first and last entry below a tile.
fn entries_of(tile: TilePath, size: u64) -> (u64, u64) {
    let shift = 8 * u32::from(tile.level) + 8;
    let first = tile.n.checked_shl(shift).unwrap_or(0);
    let end = (tile.n + 1).checked_shl(shift).unwrap_or(size).min(size);
    (first, end.saturating_sub(1))
}
