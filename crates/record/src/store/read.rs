//! Reading: one entry, a range, a prefix, a point in time, a proof.

use std::{collections::HashMap, ops::Range};

use rusqlite::OptionalExtension as _;

use super::{Found, Log, int, uint};
use crate::{
    Checkpoint, Day, Entry, EntryId, Error, Hash, IdPrefix, RawEntry, Result, SignedCheckpoint,
    TlogProof, VerifyingKey,
    tree::{self, NodeReader, TILE_WIDTH},
};

impl Log {
    /// Returns the number of entries that the checkpoint covers.
    pub fn size(&self) -> Result<u64> {
        Ok(self.checkpoint()?.checkpoint().size)
    }

    /// Returns the signed checkpoint as it is stored now.
    ///
    /// Errors: `Damaged` if it does not parse; its signature is verified when the log is opened for
    /// writing, and by `fsck`.
    pub fn checkpoint(&self) -> Result<SignedCheckpoint> {
        SignedCheckpoint::parse(&self.checkpoint_bytes()?)
            .map_err(|_| self.damaged("the checkpoint is malformed"))
    }

    pub(super) fn checkpoint_bytes(&self) -> Result<Vec<u8>> {
        self.conn
            .query_row("SELECT note FROM checkpoint", [], |row| row.get(0))
            .map_err(self.db("read the checkpoint"))
    }

    /// Tells whether the log has this entry.
    pub fn contains(&self, id: EntryId) -> Result<bool> {
        Ok(self.index_of(id)?.is_some())
    }

    /// Returns the position of an entry.
    pub fn index_of(&self, id: EntryId) -> Result<Option<u64>> {
        let found: Option<i64> = self
            .conn
            .query_row("SELECT idx FROM ids WHERE id = ?1", [id.0.0], |row| row.get(0))
            .optional()
            .map_err(self.db("look for an entry"))?;
        found.map(|index| uint(index, &self.db_path)).transpose()
    }

    /// Returns the entry at a position; `None` beyond the end.
    ///
    /// Errors: `Damaged` if its bytes no longer parse.
    pub fn get(&self, index: u64) -> Result<Option<Entry>> {
        let bytes: Option<Vec<u8>> = self
            .conn
            .query_row("SELECT bytes FROM entries WHERE idx = ?1", [int(index)], |row| row.get(0))
            .optional()
            .map_err(self.db("read an entry"))?;
        bytes
            .map(|bytes| Entry::parse(&bytes).map_err(|_| self.damaged("an entry is malformed")))
            .transpose()
    }

    /// Finds the entry whose id begins so.
    pub fn find(&self, prefix: &IdPrefix) -> Result<Found> {
        let (low, high) = prefix.range();
        let mut statement = self
            .conn
            .prepare("SELECT idx, id FROM ids WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT 8")
            .map_err(self.db("prepare"))?;
        let rows: Vec<(i64, [u8; 32])> = statement
            .query_map([low, high], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect)
            .map_err(self.db("look for an entry"))?;
        Ok(match rows[..] {
            [] => Found::None,
            [(index, id)] => Found::One(uint(index, &self.db_path)?, EntryId(Hash(id))),
            _ => Found::Ambiguous(rows.iter().map(|(_, id)| EntryId(Hash(*id))).collect()),
        })
    }

    /// Hands every entry of a range to `each`, in order; a range beyond the end is cut there.
    ///
    /// Entries are split, not verified: that is the work of `fsck`. `each` may stop by an error of
    /// its own. Errors: `Damaged` if a position is missing or an envelope is broken. Cost: about a
    /// microsecond an entry.
    pub fn replay<E: From<Error>>(
        &self,
        range: Range<u64>,
        mut each: impl FnMut(RawEntry<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut expected = range.start;
        let end = range.end.min(self.size()?);
        if expected >= end {
            return Ok(());
        }
        let mut statement = self
            .conn
            .prepare("SELECT idx, bytes FROM entries WHERE idx >= ?1 AND idx < ?2 ORDER BY idx")
            .map_err(self.db("prepare"))?;
        let mut rows =
            statement.query([int(expected), int(end)]).map_err(self.db("read entries"))?;
        while let Some(row) = rows.next().map_err(self.db("read entries"))? {
            let index: i64 = row.get(0).map_err(self.db("read entries"))?;
            if uint(index, &self.db_path)? != expected {
                break;
            }
            let bytes = row.get_ref(1).ok().and_then(|value| value.as_blob().ok());
            let bytes = bytes.ok_or_else(|| self.damaged("an entry is not a blob"))?;
            let entry = RawEntry::split(expected, bytes)
                .map_err(|_| self.damaged("an entry is malformed"))?;
            each(entry)?;
            expected += 1;
        }
        if expected == end { Ok(()) } else { Err(self.damaged("an entry is missing").into()) }
    }

    /// Returns the size of the log at a moment, in Unix seconds: that of the last checkpoint made
    /// then or before, 0 if there was none.
    pub fn size_at(&self, unix: i64) -> Result<u64> {
        self.size_where("SELECT MAX(size) FROM history WHERE at <= ?1", unix)
    }

    /// Returns the size of the log at the end of a recorded day.
    ///
    /// It goes by the days that entries bear, so the zone is the desk's, and a log that was
    /// imported answers as the original does.
    pub fn size_at_day(&self, day: Day) -> Result<u64> {
        self.size_where("SELECT MAX(size) FROM history WHERE day <= ?1", day.to_string())
    }

    fn size_where(&self, sql: &str, value: impl rusqlite::ToSql) -> Result<u64> {
        let size: Option<i64> = self
            .conn
            .query_row(sql, [value], |row| row.get(0))
            .map_err(self.db("read the history"))?;
        size.map_or(Ok(0), |size| uint(size, &self.db_path))
    }

    /// Makes the inclusion proof of an entry in the tree of `size` entries.
    ///
    /// Errors: `OutOfRange`.
    pub fn proof(&self, index: u64, size: u64) -> Result<Vec<Hash>> {
        self.check_size(size)?;
        tree::inclusion(index, size, &mut self.nodes())
    }

    /// Makes the consistency proof from `old` to `new` entries.
    ///
    /// Errors: `OutOfRange`.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>> {
        self.check_size(new)?;
        tree::consistency(old, new, &mut self.nodes())
    }

    /// Computes the root of the first `size` entries from the tiles.
    ///
    /// Errors: `OutOfRange`.
    pub fn root_at(&self, size: u64) -> Result<Hash> {
        self.check_size(size)?;
        tree::root_at(size, &mut self.nodes())
    }

    /// Makes the `.tlog-proof` of an entry under the present checkpoint.
    ///
    /// Note that a proof shows the size of the log; a desk log's proofs stay inside.
    pub fn tlog_proof(&self, index: u64) -> Result<TlogProof> {
        let checkpoint = self.checkpoint()?;
        let path = self.proof(index, checkpoint.checkpoint().size)?;
        Ok(TlogProof { extra: None, index, path, checkpoint })
    }

    fn check_size(&self, size: u64) -> Result<()> {
        let stored = self.size()?;
        if size <= stored { Ok(()) } else { Err(Error::OutOfRange { index: size, size: stored }) }
    }

    /// Returns the declared author keys in the order of their declarations.
    pub fn authors(&self) -> Result<Vec<VerifyingKey>> {
        let mut statement = self
            .conn
            .prepare("SELECT bytes FROM entries JOIN authors USING (idx) ORDER BY idx")
            .map_err(self.db("prepare"))?;
        let rows: Vec<Vec<u8>> = statement
            .query_map([], |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(self.db("read the authors"))?;
        rows.iter()
            .map(|bytes| {
                Entry::parse(bytes)
                    .and_then(|entry| entry.declared_key())
                    .ok()
                    .flatten()
                    .ok_or_else(|| self.damaged("the declaration of an author does not verify"))
            })
            .collect()
    }

    /// Returns the checkpoints that entries were imported under, with their keys.
    pub fn imported(&self) -> Result<Vec<(SignedCheckpoint, VerifyingKey)>> {
        let mut statement = self
            .conn
            .prepare("SELECT note, vkey FROM imported ORDER BY size")
            .map_err(self.db("prepare"))?;
        let rows: Vec<(Vec<u8>, String)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect)
            .map_err(self.db("read imported checkpoints"))?;
        rows.iter()
            .map(|(note, vkey)| Ok((SignedCheckpoint::parse(note)?, vkey.parse()?)))
            .collect::<Result<_>>()
            .map_err(|_| self.damaged("an imported checkpoint is malformed"))
    }

    /// Returns the checkpoint history, oldest first: size, root and Unix seconds.
    ///
    /// It shows when work was done: it never leaves the desk.
    pub fn history(&self) -> Result<Vec<(Checkpoint, i64)>> {
        let rows = self.history_rows(0, usize::MAX)?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let HistoryRow { size, root, at, .. } = row;
                let origin = self.origin().to_owned();
                (Checkpoint { origin, size, root, extensions: Vec::new() }, at)
            })
            .collect())
    }

    pub(crate) fn history_rows(&self, after: u64, limit: usize) -> Result<Vec<HistoryRow>> {
        let mut statement = self
            .conn
            .prepare(
                "SELECT size, root, at, day, link FROM history
                 WHERE size > ?1 ORDER BY size LIMIT ?2",
            )
            .map_err(self.db("prepare"))?;
        statement
            .query_map([int(after), int(limit as u64)], |row| {
                let size: i64 = row.get(0)?;
                Ok(HistoryRow {
                    size: u64::try_from(size).unwrap_or(u64::MAX),
                    root: Hash(row.get(1)?),
                    at: row.get(2)?,
                    day: row.get(3)?,
                    link: row.get(4)?,
                })
            })
            .and_then(Iterator::collect)
            .map_err(self.db("read the history"))
    }

    pub(super) fn last_link(&self) -> Result<[u8; 16]> {
        self.conn
            .query_row("SELECT link FROM history ORDER BY size DESC LIMIT 1", [], |row| row.get(0))
            .optional()
            .map(Option::unwrap_or_default)
            .map_err(self.db("read the history"))
    }

    /// Returns the nodes of a stored tile; empty if there is none.
    pub(crate) fn tile(&self, level: u8, n: u64) -> Result<Vec<Hash>> {
        let bytes: Option<Vec<u8>> = self
            .conn
            .query_row(
                "SELECT nodes FROM tiles WHERE level = ?1 AND n = ?2",
                [i64::from(level), int(n)],
                |row| row.get(0),
            )
            .optional()
            .map_err(self.db("read a tile"))?;
        tree::tile_nodes(&bytes.unwrap_or_default())
            .ok_or_else(|| self.damaged("a tile is not a whole number of hashes"))
    }

    pub(crate) fn nodes(&self) -> StoredNodes<'_> {
        StoredNodes { log: self, tiles: HashMap::new() }
    }
}

/// A row of the history.
pub(crate) struct HistoryRow {
    pub(crate) size: u64,
    pub(crate) root: Hash,
    pub(crate) at: i64,
    pub(crate) day: String,
    pub(crate) link: [u8; 16],
}

/// The nodes of the stored tiles; each tile is read once.
pub(crate) struct StoredNodes<'a> {
    log: &'a Log,
    tiles: HashMap<(u8, u64), Vec<Hash>>,
}

impl NodeReader for StoredNodes<'_> {
    fn node(&mut self, level: u8, index: u64) -> Result<Hash> {
        let (tile_level, height) = (level / 8, level % 8);
        let first = index << height;
        let key = (tile_level, first / TILE_WIDTH);
        if !self.tiles.contains_key(&key) {
            self.tiles.insert(key, self.log.tile(key.0, key.1)?);
        }
        let start = usize::try_from(first % TILE_WIDTH).unwrap_or(usize::MAX);
        let nodes = self.tiles.get(&key).and_then(|nodes| nodes.get(start..start + (1 << height)));
        nodes.map(tree::subtree).ok_or_else(|| self.log.damaged("a tile is missing or too short"))
    }
}
