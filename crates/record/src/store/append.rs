//! Appending: one transaction, then the guard, then the answer.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::{Checkpoint, Log, Receipt, Writer, db, int, uint};
use crate::{
    AuthorId, Day, Draft, Entry, Error, Hash, Result, SignedCheckpoint, SigningKey, VerifyingKey,
    guard::Guard,
    tree::{self, Edge, FullTile},
};

/// The state of the log as of one checkpoint: all that an append builds on.
#[derive(Clone)]
pub(super) struct Head {
    /// The bytes of the signed checkpoint; another process has written if they differ.
    note: Vec<u8>,
    root: Hash,
    edge: Edge,
    /// The last link of the history.
    link: [u8; 16],
    /// The declared authors.
    authors: BTreeMap<AuthorId, VerifyingKey>,
}

/// An entry on its way into the log.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) entry: Entry,
    /// A declaration that is dropped if the author is declared by then.
    pub(crate) only_if_undeclared: bool,
    /// Whether its signature has yet to be verified.
    pub(crate) verify: bool,
}

impl Pending {
    /// An entry that someone else has signed.
    pub(crate) const fn foreign(entry: Entry) -> Self {
        Self { entry, only_if_undeclared: false, verify: true }
    }

    /// The number of receipts that a commit gives for these: a declaration has none.
    pub(crate) fn receipts(pending: &[Self]) -> usize {
        pending.iter().filter(|pending| !pending.only_if_undeclared).count()
    }

    /// Signs drafts, with the author's declaration ahead of them.
    pub(crate) fn sign(
        drafts: &[Draft],
        by: &SigningKey,
        day: Day,
        declare: bool,
    ) -> Result<Vec<Self>> {
        let declaration = declare.then(|| Draft::declaration(by.public()).sign(by, day));
        let signed = drafts.iter().map(|draft| draft.sign(by, day));
        let mut pending = Vec::with_capacity(drafts.len() + 1);
        if let Some(declaration) = declaration {
            pending.push(Self { entry: declaration?, only_if_undeclared: true, verify: false });
        }
        for entry in signed {
            pending.push(Self { entry: entry?, only_if_undeclared: false, verify: false });
        }
        Ok(pending)
    }
}

impl Head {
    pub(super) const fn size(&self) -> u64 {
        self.edge.size()
    }

    pub(super) const fn root(&self) -> Hash {
        self.root
    }

    /// Reads the checkpoint and all that belongs to it, and checks that they agree.
    pub(super) fn load(log: &Log) -> Result<Self> {
        let note = log.checkpoint_bytes()?;
        let signed = SignedCheckpoint::parse(&note)
            .map_err(|_| log.damaged("the checkpoint is malformed"))?;
        let checkpoint = signed.verify(&log.vkey)?.clone();
        let edge = Edge::load(checkpoint.size, |path| {
            let mut nodes = log.tile(path.level, path.n)?;
            if (nodes.len() as u64) < path.width {
                return Err(log.damaged("a tile is shorter than the checkpoint needs"));
            }
            nodes.truncate(usize::try_from(path.width).unwrap_or(0));
            Ok(nodes)
        })?;
        let root = edge.root();
        if root != checkpoint.root {
            return Err(log.damaged("the tiles do not have the root of the checkpoint"));
        }
        let authors = log.authors()?.into_iter().map(|key| (key.author(), key)).collect();
        Ok(Self { note, root, edge, link: log.last_link()?, authors })
    }
}

impl Log {
    /// Signs drafts and appends them, all or none; durable when it returns.
    ///
    /// The first entry of an author is preceded by the declaration of the author's key; it has no
    /// receipt. An entry that the log has already, byte for byte, is not added again (its receipt
    /// is not `fresh`), so a repeated call changes nothing.
    ///
    /// * Input: `day` – the recorded day, the desk's own; `now_unix` – seconds, for the history only.
    /// * Errors: `NotCanonical`, `TooLong`, `ReadOnly`, `Full`, `Busy`, `Database`, `Io`, and those
    ///   of the fork guard. After an error nothing was acknowledged; a part may yet be stored.
    /// * Cost: two syncs, whatever the number of drafts.
    pub fn append(
        &mut self,
        drafts: &[Draft],
        by: &SigningKey,
        day: Day,
        now_unix: i64,
    ) -> Result<Vec<Receipt>> {
        let writer = self.writer.as_ref().ok_or(Error::ReadOnly { path: self.dir.clone() })?;
        let declare = !writer.head.authors.contains_key(&by.public().author());
        let pending = Pending::sign(drafts, by, day, declare)?;
        self.commit(&pending, now_unix)
    }

    /// Appends entries signed elsewhere, all or none: another desk's, or those of an export.
    ///
    /// Errors: `BadSignature`, `UndeclaredAuthor` unless an earlier entry, or one before it in the
    /// same call, declares the author's key; otherwise as [`Log::append`].
    pub fn append_entries(&mut self, entries: &[Entry], now_unix: i64) -> Result<Vec<Receipt>> {
        let pending: Vec<Pending> = entries.iter().cloned().map(Pending::foreign).collect();
        self.commit(&pending, now_unix)
    }

    /// Tells whether the log was opened for writing.
    #[must_use]
    pub const fn is_writable(&self) -> bool {
        self.writer.is_some()
    }

    /// Commits entries, all or none; one receipt for each that is not a declaration ahead.
    pub(crate) fn commit(&mut self, pending: &[Pending], now_unix: i64) -> Result<Vec<Receipt>> {
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        loop {
            self.catch_up()?;
            if let Some(receipts) = self.try_commit(pending, now_unix)? {
                return Ok(receipts);
            }
        }
    }

    /// Commits on top of the checkpoint that this process knows; `None` if another process has
    /// written since, and nothing was done.
    fn try_commit(&mut self, pending: &[Pending], now_unix: i64) -> Result<Option<Vec<Receipt>>> {
        let path = self.db_path.clone();
        let writer = self.writer.as_mut().ok_or(Error::ReadOnly { path: self.dir.clone() })?;
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(db("begin a transaction", &path))?;
        // Compare and swap: under the write lock the checkpoint must be the one we build on.
        let stored: Vec<u8> = tx
            .query_row("SELECT note FROM checkpoint", [], |row| row.get(0))
            .map_err(db("read the checkpoint", &path))?;
        if stored != writer.head.note {
            return Ok(None);
        }
        let step = Step { tx: &tx, path: &path };
        let (head, receipts) = step.write(pending, writer, now_unix)?;
        // Nothing is on disk yet. A crash before this line leaves the old state.
        tx.commit().map_err(db("commit", &path))?;
        // Entries, tiles and checkpoint are durable. A crash here leaves them unacknowledged.
        writer.head = head;
        writer.guard.raise(writer.head.size(), writer.head.root)?;
        // The high-water is durable. From here on a store without these entries is an older copy.
        Ok(Some(receipts))
    }

    /// Takes over what another process, or a commit that failed but was stored, has written.
    fn catch_up(&mut self) -> Result<()> {
        let Some(writer) = &self.writer else { return Ok(()) };
        if self.checkpoint_bytes()? == writer.head.note {
            return Ok(());
        }
        let (size, root) = (writer.head.size(), writer.head.root);
        // One read transaction, so that checkpoint and tiles are of one moment.
        let head = {
            let snapshot = self.conn.unchecked_transaction().map_err(self.db("begin reading"))?;
            let head = Head::load(self)?;
            self.check_prefix(size, root, head.size())?;
            snapshot.finish().map_err(self.db("end reading"))?;
            head
        };
        if let Some(high_water) = Guard::highest(&self.high_water, &self.vkey)?
            && high_water.size <= head.size()
        {
            self.check_high_water(&high_water)?;
        }
        if let Some(writer) = &mut self.writer {
            writer.head = head;
        }
        Ok(())
    }

    fn check_prefix(&self, size: u64, root: Hash, now: u64) -> Result<()> {
        if now < size {
            let path = self.dir.clone();
            return Err(Error::RestoredBackup { path, store: now, acknowledged: size });
        }
        let store = tree::root_at(size, &mut self.nodes())?;
        if store == root {
            return Ok(());
        }
        Err(Error::Fork { path: self.dir.clone(), size, acknowledged: root, store })
    }

    /// Keeps the checkpoint under which entries were published elsewhere, as evidence.
    pub(crate) fn keep_imported(
        &mut self,
        signed: &SignedCheckpoint,
        by: &VerifyingKey,
    ) -> Result<()> {
        self.conn
            .execute(
                "INSERT OR IGNORE INTO imported VALUES (?1, ?2, ?3)",
                params![
                    int(signed.checkpoint().size),
                    signed.to_string().as_bytes(),
                    by.to_string()
                ],
            )
            .map(drop)
            .map_err(self.db("keep the imported checkpoint"))
    }
}

/// The writes of one transaction.
struct Step<'a> {
    tx: &'a Transaction<'a>,
    path: &'a std::path::Path,
}

impl Step<'_> {
    fn db(&self, doing: &'static str) -> impl Fn(rusqlite::Error) -> Error + use<> {
        db(doing, self.path)
    }

    /// Writes entries, tiles, history and checkpoint; returns the state after them.
    fn write(
        &self,
        pending: &[Pending],
        writer: &Writer,
        now_unix: i64,
    ) -> Result<(Head, Vec<Receipt>)> {
        let mut head = writer.head.clone();
        let receipts = self.write_entries(pending, &mut head, now_unix)?;
        if head.size() == writer.head.size() {
            return Ok((head, receipts));
        }
        self.write_tiles(&head.edge)?;
        head.root = head.edge.root();
        let checkpoint = Checkpoint {
            origin: writer.key.name().to_owned(),
            size: head.size(),
            root: head.root,
            extensions: Vec::new(),
        };
        // Signed inside the transaction: all that the signature covers is written before it, and
        // the signature leaves only with the commit.
        head.note = checkpoint.sign(&writer.key)?.to_string().into_bytes();
        self.tx
            .execute("UPDATE checkpoint SET note = ?1", [&head.note])
            .map_err(self.db("write the checkpoint"))?;
        Ok((head, receipts))
    }

    fn write_entries(
        &self,
        pending: &[Pending],
        head: &mut Head,
        now_unix: i64,
    ) -> Result<Vec<Receipt>> {
        let prepare = |sql| self.tx.prepare(sql).map_err(self.db("prepare"));
        let mut find = prepare("SELECT idx FROM ids WHERE id = ?1")?;
        let mut add = prepare("INSERT INTO entries VALUES (?1, ?2)")?;
        let mut add_id = prepare("INSERT INTO ids VALUES (?1, ?2)")?;
        let mut receipts = Vec::with_capacity(pending.len());
        let mut full = Vec::new();
        let mut last_day = None;
        for Pending { entry, only_if_undeclared, verify } in pending {
            let (id, author) = (entry.id(), entry.by());
            if *only_if_undeclared && head.authors.contains_key(&author) {
                continue;
            }
            let declares = entry.declared_key()?;
            match head.authors.get(&author) {
                _ if declares.is_some() => {}
                Some(key) if *verify => entry.verify(key)?,
                Some(_) => {}
                None => return Err(Error::UndeclaredAuthor { author }),
            }
            let known: Option<i64> = find
                .query_row([id.0.0], |row| row.get(0))
                .optional()
                .map_err(self.db("look for an entry"))?;
            if let Some(index) = known {
                if !only_if_undeclared {
                    receipts.push(Receipt { id, index: uint(index, self.path)?, fresh: false });
                }
                continue;
            }
            let day = entry.day();
            if let Some(last) = last_day.replace(day)
                && last != day
            {
                self.write_history(head, last, now_unix)?;
            }
            let index = head.size();
            add.execute(params![int(index), entry.bytes()]).map_err(self.db("write an entry"))?;
            add_id.execute(params![id.0.0, int(index)]).map_err(self.db("write an id"))?;
            head.edge.push(tree::leaf_hash(entry.bytes()), &mut full);
            if !only_if_undeclared {
                receipts.push(Receipt { id, index, fresh: true });
            }
            if let Some(key) = declares {
                self.declare(head, key, index)?;
            }
        }
        if let Some(last) = last_day {
            self.write_history(head, last, now_unix)?;
        }
        self.write_full(&full)?;
        Ok(receipts)
    }

    fn declare(&self, head: &mut Head, key: VerifyingKey, index: u64) -> Result<()> {
        let author = key.author();
        if head.authors.insert(author, key).is_none() {
            self.tx
                .execute("INSERT INTO authors VALUES (?1, ?2)", params![author.0.0, int(index)])
                .map_err(self.db("write an author"))?;
        }
        Ok(())
    }

    fn write_full(&self, full: &[FullTile]) -> Result<()> {
        full.iter()
            .try_for_each(|tile| put_tile(self.tx, tile.path, &tile.nodes))
            .map_err(self.db("write a tile"))
    }

    fn write_tiles(&self, edge: &Edge) -> Result<()> {
        edge.partial()
            .try_for_each(|(path, nodes)| put_tile(self.tx, path, nodes))
            .map_err(self.db("write a tile"))
    }

    fn write_history(&self, head: &mut Head, day: Day, now_unix: i64) -> Result<()> {
        let (size, root, day) = (head.size(), head.edge.root(), day.to_string());
        head.link = history_link(&head.link, size, root, now_unix, &day);
        self.tx
            .execute(
                "INSERT INTO history VALUES (?1, ?2, ?3, ?4, ?5)",
                params![int(size), root.0, now_unix, day, head.link],
            )
            .map(drop)
            .map_err(self.db("write the history"))
    }
}

fn put_tile(conn: &Connection, path: tree::TilePath, nodes: &[Hash]) -> rusqlite::Result<()> {
    conn.execute(
        "INSERT INTO tiles VALUES (?1, ?2, ?3)
         ON CONFLICT (level, n) DO UPDATE SET nodes = excluded.nodes",
        params![path.level, int(path.n), tree::tile_bytes(nodes)],
    )
    .map(drop)
}

/// Chains the rows of the history, so that a damaged or missing one is noticed.
pub(crate) fn history_link(
    before: &[u8; 16],
    size: u64,
    root: Hash,
    at: i64,
    day: &str,
) -> [u8; 16] {
    let hash =
        Hash::of_parts(&[before, &size.to_be_bytes(), &root.0, &at.to_be_bytes(), day.as_bytes()]);
    let mut link = [0; 16];
    link.copy_from_slice(&hash.0[..16]);
    link
}
