//! The check of the hot store: every row, every file beside it.
//!
//! Checked are: SQLite's own structure; the log's key against `key.pub`; the checkpoint's signature
//! and size; every entry (strictly parsed, signature of its author, position, id, no duplicate);
//! every tile and the root, computed anew from the entries; the index tables; the chained history,
//! its roots included; imported checkpoints; both slots of every high-water file; key files; blobs.
//!
//! Where an entry and a tile disagree, the one that leads to the signed root is right and the other
//! is named. What cannot be found: a flip in bytes that nothing reads (free pages of the database).

use std::{collections::HashMap, fs, sync::Arc};

use rusqlite::OptionalExtension as _;

use crate::{
    AuthorId, Checkpoint, Damage, DamageKind, EntryId, Hash, Hurts, Log, Result,
    audit::{Audit, Place},
    damage::Damages,
    guard::Slots,
    keyfile,
    store::{PUBLIC_KEY_FILE, history_link},
    tree::{self, Edge, FullTile, TILE_WIDTH, TilePath},
    verify,
};

/// Rows of the history read at a time.
const HISTORY_PAGE: usize = 4_096;

/// What `fsck` checked and what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Signatures of authors verified.
    pub signatures: u64,
    /// Tiles compared.
    pub tiles: u64,
    /// Rows of the history compared.
    pub checkpoints: u64,
    /// Key files read.
    pub keys: u64,
    /// Blobs whose content has the hash of their name.
    pub blobs: u64,
    /// Everything wrong.
    pub damages: Vec<Damage>,
}

impl Report {
    /// Tells whether nothing is wrong.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.damages.is_empty()
    }
}

/// Checks a record; never fails, since whatever cannot be read is a damage.
///
/// Open the log with [`Log::open_read_only`] to check one that no longer opens for writing. It reads
/// one moment of the log while others may write. Cost: about 50 µs an entry and processor, and the
/// reading of all blobs.
#[must_use]
pub fn fsck(log: &Log) -> Report {
    // A read transaction, which begins with the first query: the rows of one moment. Its end, by
    // drop, can fail without harm.
    let _snapshot = log.conn().unchecked_transaction();
    let mut check = Check { log, damages: Damages::default(), tiles: 0, checkpoints: 0 };
    // The high-water is read before the first query: a writer at work may raise both after it.
    let targets = check.targets();
    check.structure();
    check.log_key();
    let checkpoint = check.checkpoint();
    let scan = check.scan(&targets);
    check.judge_tiles(&scan, checkpoint.as_ref());
    check.judge_indexes(&scan);
    check.judge_targets(&scan, &targets);
    let keys = check.keys();
    let (blobs, blob_damages) = log.blobs().verify_all();
    for mut damage in blob_damages {
        damage.path.insert_str(0, "blobs/");
        check.damages.push(damage);
    }
    Report {
        entries: scan.audit.size(),
        signatures: scan.signatures,
        tiles: check.tiles,
        checkpoints: check.checkpoints,
        keys,
        blobs,
        damages: check.damages.into_list(),
    }
}

struct Check<'a> {
    log: &'a Log,
    damages: Damages,
    tiles: u64,
    checkpoints: u64,
}

/// A size and root that something outside the entries claims.
struct Target {
    place: String,
    size: u64,
    root: Hash,
    hurts: Hurts,
}

/// What one pass over the entries gave.
struct Scan {
    audit: Audit,
    signatures: u64,
    edge: Edge,
    /// Roots at the sizes of the targets.
    roots: HashMap<u64, Hash>,
    /// Computed nodes that are not those of the stored tile: tile and place in it.
    unequal: Vec<(TilePath, usize)>,
    /// Stored tiles with another number of nodes than the entries give.
    lengths: Vec<(TilePath, u64)>,
}

impl Check<'_> {
    fn add(&mut self, path: impl Into<String>, kind: DamageKind, hurts: Hurts) {
        self.damages.add(path, kind, hurts);
    }

    /// Runs a query; an error is a damage of this path.
    fn attempt<T>(&mut self, path: &str, hurts: Hurts, result: Result<T>) -> Option<T> {
        result
            .map_err(|error| self.add(path, DamageKind::Unreadable(error.to_string()), hurts))
            .ok()
    }

    fn sqlite<T>(&mut self, path: &str, hurts: Hurts, result: rusqlite::Result<T>) -> Option<T> {
        result
            .map_err(|error| self.add(path, DamageKind::Unreadable(error.to_string()), hurts))
            .ok()
    }

    fn structure(&mut self) {
        let conn = self.log.conn();
        let mut findings = Vec::new();
        let walked = conn.pragma_query(None, "integrity_check", |row| {
            findings.push(row.get::<_, String>(0)?);
            Ok(())
        });
        self.sqlite("log.db", Hurts::Log, walked);
        for finding in findings.into_iter().filter(|finding| finding != "ok") {
            self.add("log.db", DamageKind::Malformed(finding), Hurts::Log);
        }
    }

    fn log_key(&mut self) {
        let path = self.log.dir().join(PUBLIC_KEY_FILE);
        let kind = match fs::read(&path) {
            Ok(bytes) => match verify::parse_key_file(&bytes) {
                Ok(key) if key == *self.log.key() => return,
                Ok(_) => DamageKind::Contradicts("the key in log.db"),
                Err(error) => DamageKind::Malformed(error.to_string()),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => DamageKind::Missing,
            Err(error) => DamageKind::Unreadable(error.to_string()),
        };
        self.add(PUBLIC_KEY_FILE, kind, Hurts::LogKey);
    }

    fn checkpoint(&mut self) -> Option<Checkpoint> {
        let signed = self.log.checkpoint();
        let signed = self.attempt("log.db: checkpoint", Hurts::Checkpoint, signed)?;
        match signed.verify(self.log.key()) {
            Ok(checkpoint) => Some(checkpoint.clone()),
            Err(_) => {
                self.add("log.db: checkpoint", DamageKind::Signature, Hurts::Checkpoint);
                None
            }
        }
    }

    /// Gathers the sizes and roots that high-water files and imported checkpoints claim.
    fn targets(&mut self) -> Vec<Target> {
        let mut targets = Vec::new();
        for path in self.log.high_water_paths() {
            let name = path.strip_prefix(self.log.dir()).unwrap_or(path).display().to_string();
            let slots = Slots::read(path);
            let Some(slots) = self.attempt(&name, Hurts::Guard, slots) else { continue };
            let Some(Slots { slots, .. }) = slots else {
                self.add(name, DamageKind::Missing, Hurts::Guard);
                continue;
            };
            for (at, slot) in slots.into_iter().enumerate() {
                let place = format!("{name}: slot {at}");
                match slot {
                    Ok(slot) if slot.log != self.log.key().to_string() => {
                        self.add(place, DamageKind::Contradicts("the log's key"), Hurts::Guard);
                    }
                    Ok(slot) => targets.push(Target {
                        place,
                        size: slot.size,
                        root: slot.root,
                        hurts: Hurts::Guard,
                    }),
                    Err(error) => {
                        self.add(place, DamageKind::Malformed(error.to_string()), Hurts::Guard);
                    }
                }
            }
        }
        let imported = self.log.imported();
        let place = "log.db: imported";
        let imported = self.attempt(place, Hurts::Checkpoint, imported).unwrap_or_default();
        for (signed, key) in imported {
            match signed.verify(&key) {
                Ok(checkpoint) => targets.push(Target {
                    place: place.to_owned(),
                    size: checkpoint.size,
                    root: checkpoint.root,
                    hurts: Hurts::Checkpoint,
                }),
                Err(_) => self.add(place, DamageKind::Signature, Hurts::Checkpoint),
            }
        }
        targets
    }

    /// Reads all entries once: audits them, computes the tree, follows ids and history.
    fn scan(&mut self, targets: &[Target]) -> Scan {
        let mut scan = Scan {
            audit: Audit::default(),
            signatures: 0,
            edge: Edge::default(),
            roots: HashMap::from([(0, Hash::EMPTY)]),
            unequal: Vec::new(),
            lengths: Vec::new(),
        };
        let mut history = History::default();
        let read = self.scan_rows(&mut scan, targets, &mut history);
        self.sqlite("log.db: entries", Hurts::Log, read);
        scan.signatures = scan.audit.finish(&mut self.damages);
        let partial: Vec<FullTile> = scan
            .edge
            .partial()
            .map(|(path, nodes)| FullTile { path, nodes: nodes.to_vec() })
            .collect();
        self.compare_tiles(&mut scan, &partial);
        while let Some(row) = history.next(self) {
            let place = format!("log.db: history {}", row.size);
            self.add(place, DamageKind::Contradicts("the number of entries"), Hurts::History);
        }
        scan
    }

    fn scan_rows(
        &mut self,
        scan: &mut Scan,
        targets: &[Target],
        history: &mut History,
    ) -> rusqlite::Result<()> {
        let conn = self.log.conn();
        let mut find = conn.prepare("SELECT idx FROM ids WHERE id = ?1")?;
        let mut statement = conn.prepare("SELECT idx, bytes FROM entries ORDER BY idx")?;
        let mut rows = statement.query([])?;
        let mut full = Vec::new();
        let mut position = 0_i64;
        while let Some(row) = rows.next()? {
            let index: i64 = row.get(0)?;
            if index != position {
                let (first, last) = (position.max(0) as u64, index.saturating_sub(1).max(0) as u64);
                self.add("log.db: entries", DamageKind::Missing, Hurts::Entries(first, last));
                position = index;
            }
            position = position.saturating_add(1);
            let bytes = row.get_ref(1)?.as_bytes_or_null()?.unwrap_or_default();
            let path: Arc<str> = format!("log.db: entries {index}").into();
            let place = Place { path: Arc::clone(&path), offset: None };
            let leaf = scan.audit.entry(bytes, place, &mut self.damages);
            scan.edge.push(leaf, &mut full);
            let id = EntryId(Hash::of(bytes));
            let found: Option<i64> = find.query_row([id.0.0], |row| row.get(0)).optional()?;
            if found != Some(index) {
                let hurts = Hurts::Entry { index: scan.edge.size() - 1, id: Some(id) };
                self.add(&*path, DamageKind::Contradicts("the table of ids"), hurts);
            }
            self.compare_tiles(scan, &std::mem::take(&mut full));
            let size = scan.edge.size();
            if targets.iter().any(|target| target.size == size) {
                scan.roots.insert(size, scan.audit.root());
            }
            history.reach(self, size, || scan.audit.root());
        }
        Ok(())
    }

    fn compare_tiles(&mut self, scan: &mut Scan, computed: &[FullTile]) {
        for tile in computed {
            self.tiles += 1;
            let stored = self.log.tile(tile.path.level, tile.path.n);
            let place = tile_place(tile.path);
            let Some(stored) = self.attempt(&place, Hurts::Proofs, stored) else { continue };
            if stored.len() != tile.nodes.len() {
                scan.lengths.push((tile.path, stored.len() as u64));
            }
            let pairs = stored.iter().zip(&tile.nodes).enumerate();
            for (at, _) in pairs.filter(|(_, (stored, computed))| stored != computed) {
                if scan.unequal.len() < crate::MAX_DAMAGES {
                    scan.unequal.push((tile.path, at));
                }
            }
        }
    }

    /// Decides whether entries or tiles are wrong where they disagree.
    fn judge_tiles(&mut self, scan: &Scan, checkpoint: Option<&Checkpoint>) {
        let size = scan.edge.size();
        if let Some(checkpoint) = checkpoint
            && checkpoint.size != size
        {
            let kind = DamageKind::Length { expected: checkpoint.size, found: size };
            let hurts = if checkpoint.size > size {
                Hurts::Entries(size, checkpoint.size - 1)
            } else {
                Hurts::Checkpoint
            };
            self.add("log.db: entries", kind, hurts);
        }
        let signed = checkpoint.filter(|checkpoint| checkpoint.size == size);
        let entries_right = signed.is_none_or(|signed| signed.root == scan.edge.root());
        let tiles_right = signed.is_some_and(|signed| {
            self.log.root_at(size).is_ok_and(|root| root == signed.root)
                && self.stored_leaves_lead_to(size, signed.root)
        });
        if !entries_right && !tiles_right && scan.unequal.is_empty() {
            let kind = DamageKind::Contradicts("the root over the entries");
            self.add("log.db: checkpoint", kind, Hurts::Checkpoint);
        }
        for (tile, at) in &scan.unequal {
            if !entries_right && tile.level == 0 {
                let index = tile.n * TILE_WIDTH + *at as u64;
                let hurts = Hurts::Entry { index, id: None };
                self.add(format!("log.db: entries {index}"), DamageKind::Hash, hurts);
            }
            if !tiles_right && (entries_right || tile.level == 0) {
                self.add(tile_place(*tile), DamageKind::Hash, Hurts::Proofs);
            }
        }
        for (tile, found) in &scan.lengths {
            let kind = DamageKind::Length { expected: tile.width, found: *found };
            self.add(tile_place(*tile), kind, Hurts::Proofs);
        }
        self.count("tiles", tree::tiles(size).count() as u64, Hurts::Proofs);
    }

    /// Whether the stored tiles of level 0 have this root: the leaves as they were signed.
    fn stored_leaves_lead_to(&self, size: u64, root: Hash) -> bool {
        let mut frontier = tree::Frontier::default();
        for n in 0..size.div_ceil(TILE_WIDTH) {
            for node in self.log.tile(0, n).unwrap_or_default() {
                frontier.push(node);
            }
        }
        frontier.size() == size && frontier.root() == root
    }

    fn judge_indexes(&mut self, scan: &Scan) {
        self.count("ids", scan.audit.size(), Hurts::Index);
        self.count("authors", scan.audit.declared.len() as u64, Hurts::Index);
        let conn = self.log.conn();
        for (AuthorId(author), index) in &scan.audit.declared {
            let found = conn
                .query_row("SELECT idx FROM authors WHERE author = ?1", [author.0], |row| {
                    row.get::<_, i64>(0)
                })
                .optional();
            let found = self.sqlite("log.db: authors", Hurts::Index, found).flatten();
            if found.and_then(|found| u64::try_from(found).ok()) != Some(*index) {
                let kind = DamageKind::Contradicts("the declarations among the entries");
                self.add("log.db: authors", kind, Hurts::Index);
            }
        }
    }

    /// Compares the number of rows of a table with what it must be.
    fn count(&mut self, table: &str, expected: u64, hurts: Hurts) {
        let sql = format!("SELECT count(*) FROM {table}");
        let found = self.log.conn().query_row(&sql, [], |row| row.get::<_, i64>(0));
        let place = format!("log.db: {table}");
        let Some(found) = self.sqlite(&place, hurts.clone(), found) else { return };
        let found = u64::try_from(found).unwrap_or(u64::MAX);
        if found != expected {
            self.add(place, DamageKind::Length { expected, found }, hurts);
        }
    }

    fn judge_targets(&mut self, scan: &Scan, targets: &[Target]) {
        let store = scan.edge.size();
        for Target { place, size, root, hurts } in targets {
            let kind = match scan.roots.get(size) {
                Some(found) if found == root => continue,
                Some(_) => DamageKind::Contradicts("the root over the entries"),
                None => DamageKind::Behind { store, acknowledged: *size },
            };
            self.add(place.clone(), kind, hurts.clone());
        }
    }

    fn keys(&mut self) -> u64 {
        let dir = self.log.dir().join("keys");
        let mut paths: Vec<_> = match fs::read_dir(&dir) {
            Ok(children) => children.flatten().map(|child| child.path()).collect(),
            Err(_) => return 0,
        };
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "key"));
        paths.sort();
        for path in &paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if let Err(error) = keyfile::inspect(path) {
                let kind = DamageKind::Malformed(error.to_string());
                self.add(format!("keys/{name}"), kind, Hurts::Key(name));
            }
        }
        paths.len() as u64
    }
}

/// The history, read in pages beside the entries.
#[derive(Default)]
struct History {
    page: std::collections::VecDeque<crate::store::HistoryRow>,
    after: u64,
    link: [u8; 16],
    ended: bool,
}

impl History {
    fn peek(&mut self, check: &mut Check<'_>) -> Option<&crate::store::HistoryRow> {
        if self.page.is_empty() && !self.ended {
            let rows = check.log.history_rows(self.after, HISTORY_PAGE);
            let rows = check.attempt("log.db: history", Hurts::History, rows).unwrap_or_default();
            self.ended = rows.len() < HISTORY_PAGE;
            self.after = rows.last().map_or(self.after, |row| row.size);
            self.page = rows.into();
        }
        self.page.front()
    }

    fn next(&mut self, check: &mut Check<'_>) -> Option<crate::store::HistoryRow> {
        self.peek(check)?;
        self.page.pop_front()
    }

    /// Compares the row of this size, if there is one.
    fn reach(&mut self, check: &mut Check<'_>, size: u64, root: impl FnOnce() -> Hash) {
        if self.peek(check).is_none_or(|row| row.size > size) {
            return;
        }
        let Some(row) = self.next(check) else { return };
        check.checkpoints += 1;
        let place = format!("log.db: history {}", row.size);
        let link = history_link(&self.link, row.size, row.root, row.at, &row.day);
        if link != row.link {
            let kind = DamageKind::Contradicts("its link to the row before");
            check.add(place, kind, Hurts::History);
        } else if row.root != root() {
            let kind = DamageKind::Contradicts("the root over the entries");
            check.add(place, kind, Hurts::History);
        }
        self.link = row.link;
    }
}

fn tile_place(tile: TilePath) -> String {
    format!("log.db: tiles {}/{}", tile.level, tile.n)
}
