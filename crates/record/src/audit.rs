//! The audit that both checkers share: every entry strictly parsed, every signature verified.
//!
//! Entries come in their order, since an author must be declared before the first entry by that
//! author. Signatures, the slow part, are gathered and verified by all processors at once.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    thread,
};

use crate::{
    AuthorId, Damage, DamageKind, Entry, EntryId, Hash, Hurts, VerifyingKey,
    damage::Damages,
    tree::{Frontier, leaf_hash},
};

/// Entries whose signatures are verified at a time; bounds the memory to a few MiB.
const GATHER: usize = 4_096;

/// The most threads: more than this and the disk is the limit.
const THREADS_MAX: usize = 8;

/// Where an entry was read.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) path: Arc<str>,
    pub(crate) offset: Option<u64>,
}

/// An audit under way.
#[derive(Default)]
pub(crate) struct Audit {
    frontier: Frontier,
    authors: HashMap<AuthorId, Arc<VerifyingKey>>,
    /// The first declaration of each author, in order.
    pub(crate) declared: Vec<(AuthorId, u64)>,
    ids: HashSet<Hash>,
    gathered: Vec<(Entry, u64, Arc<VerifyingKey>, Place)>,
    signatures: u64,
}

impl Audit {
    /// Takes the next entry and returns its leaf hash, whether it is sound or not.
    pub(crate) fn entry(&mut self, bytes: &[u8], place: Place, damages: &mut Damages) -> Hash {
        let index = self.frontier.size();
        let leaf = leaf_hash(bytes);
        self.frontier.push(leaf);
        let id = EntryId(Hash::of(bytes));
        let mut report = |kind| {
            damages.push(Damage {
                path: place.path.to_string(),
                offset: place.offset,
                kind,
                hurts: Hurts::Entry { index, id: Some(id) },
            });
        };
        if !self.ids.insert(id.0) {
            report(DamageKind::Contradicts("an earlier entry with the same bytes"));
        }
        let entry = match Entry::parse(bytes) {
            Ok(entry) => entry,
            Err(error) => {
                report(DamageKind::Malformed(error.to_string()));
                return leaf;
            }
        };
        match entry.declared_key() {
            Ok(Some(key)) => {
                self.signatures += 1;
                let author = key.author();
                if self.authors.insert(author, Arc::new(key)).is_none() {
                    self.declared.push((author, index));
                }
                return leaf;
            }
            Ok(None) => {}
            Err(_) => {
                report(DamageKind::Signature);
                return leaf;
            }
        }
        match self.authors.get(&entry.by()) {
            Some(key) => {
                let key = Arc::clone(key);
                self.gathered.push((entry, index, key, place));
            }
            None => report(DamageKind::Undeclared(entry.by())),
        }
        if self.gathered.len() >= GATHER {
            self.verify_gathered(damages);
        }
        leaf
    }

    /// Verifies what is still gathered; returns the number of signatures that were verified.
    pub(crate) fn finish(&mut self, damages: &mut Damages) -> u64 {
        self.verify_gathered(damages);
        self.signatures
    }

    /// The root over the entries so far.
    pub(crate) fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// The number of entries so far.
    pub(crate) const fn size(&self) -> u64 {
        self.frontier.size()
    }

    fn verify_gathered(&mut self, damages: &mut Damages) {
        let gathered = std::mem::take(&mut self.gathered);
        self.signatures += gathered.len() as u64;
        let threads = thread::available_parallelism().map_or(1, |n| n.get().min(THREADS_MAX));
        let share = gathered.len().div_ceil(threads).max(1);
        let bad: Vec<usize> = thread::scope(|scope| {
            let workers: Vec<_> = gathered
                .chunks(share)
                .enumerate()
                .map(|(chunk, part)| {
                    scope.spawn(move || {
                        let fails = |(at, (entry, _, key, _)): (
                            usize,
                            &(Entry, u64, Arc<VerifyingKey>, Place),
                        )| {
                            entry.verify(key).is_err().then_some(chunk * share + at)
                        };
                        part.iter().enumerate().filter_map(fails).collect::<Vec<_>>()
                    })
                })
                .collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
        });
        for at in bad {
            let (entry, index, _, place) = &gathered[at];
            damages.push(Damage {
                path: place.path.to_string(),
                offset: place.offset,
                kind: DamageKind::Signature,
                hurts: Hurts::Entry { index: *index, id: Some(entry.id()) },
            });
        }
    }
}
