//! The sequencer: many writers, one thread, one commit for all that wait.
//!
//! A sync costs the same for one entry as for a hundred. So writers put their signed entries into a
//! queue; the sequencer's thread drains it, commits the whole group in one transaction and answers
//! each writer with its own receipts or its own copy of the error. Signing happens in the writers'
//! threads, so that the one thread only hashes and stores.
//!
//! Invariants: an answer is given only when the group is durable and the fork guard raised; entries
//! of one request keep their order and stand together; shutting down, or dropping the last handle,
//! first commits what is queued.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
};

use crate::{AuthorId, Day, Draft, Entry, Error, Log, Receipt, Result, SigningKey, store::Pending};

/// The most entries in one commit: a bound on memory and on how long a writer waits.
const GROUP_MAX: usize = 4_096;

/// A handle to the thread that writes a log; cheap to clone, one for each writer.
#[derive(Clone)]
pub struct Sequencer {
    shared: Arc<Shared>,
}

struct Shared {
    /// `None` only while the last handle is dropped.
    sender: Option<mpsc::Sender<Message>>,
    thread: Mutex<Option<JoinHandle<Log>>>,
    /// Authors whose declaration has been sent and answered.
    declared: Mutex<HashSet<AuthorId>>,
}

enum Message {
    Append(Request),
    ShutDown,
}

struct Request {
    pending: Vec<Pending>,
    now_unix: i64,
    reply: mpsc::Sender<Result<Vec<Receipt>>>,
}

impl Sequencer {
    /// Starts the thread for a log that is open for writing.
    ///
    /// Errors: `ReadOnly`, `Io` if no thread can be started.
    pub fn start(log: Log) -> Result<Self> {
        if !log.is_writable() {
            return Err(Error::ReadOnly { path: log.dir().to_owned() });
        }
        let dir = log.dir().to_owned();
        let (sender, receiver) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("sequencer".to_owned())
            .spawn(move || run(log, &receiver))
            .map_err(Error::io("start the sequencer of", dir))?;
        Ok(Self {
            shared: Arc::new(Shared {
                sender: Some(sender),
                thread: Mutex::new(Some(thread)),
                declared: Mutex::default(),
            }),
        })
    }

    /// Signs drafts and appends them; blocks until they are durable. See [`Log::append`].
    ///
    /// Errors: those of [`Log::append`], and `ShutDown`.
    pub fn append(
        &self,
        drafts: &[Draft],
        by: &SigningKey,
        day: Day,
        now_unix: i64,
    ) -> Result<Vec<Receipt>> {
        let author = by.public().author();
        let declared = || self.shared.declared.lock().unwrap_or_else(PoisonError::into_inner);
        let declare = !declared().contains(&author);
        let receipts = self.send(Pending::sign(drafts, by, day, declare)?, now_unix)?;
        if declare {
            declared().insert(author);
        }
        Ok(receipts)
    }

    /// Appends entries signed elsewhere; see [`Log::append_entries`]. Their signatures are verified
    /// in the sequencer's thread, since an earlier request may declare their author.
    pub fn append_entries(&self, entries: &[Entry], now_unix: i64) -> Result<Vec<Receipt>> {
        self.send(entries.iter().cloned().map(Pending::foreign).collect(), now_unix)
    }

    fn send(&self, pending: Vec<Pending>, now_unix: i64) -> Result<Vec<Receipt>> {
        let (reply, answer) = mpsc::channel();
        let request = Request { pending, now_unix, reply };
        let sender = self.shared.sender.as_ref().ok_or(Error::ShutDown)?;
        sender.send(Message::Append(request)).map_err(|_| Error::ShutDown)?;
        answer.recv().map_err(|_| Error::ShutDown)?
    }

    /// Commits what is queued, ends the thread and gives the log back.
    ///
    /// Writers that come later get `ShutDown`. Errors: `ShutDown` if it was shut down before.
    pub fn shut_down(&self) -> Result<Log> {
        let thread = self.shared.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let thread = thread.ok_or(Error::ShutDown)?;
        if let Some(sender) = &self.shared.sender {
            // It fails only if the thread has ended; then joining says so.
            drop(sender.send(Message::ShutDown));
        }
        thread.join().map_err(|_| Error::ShutDown)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // Without senders the thread drains the queue and ends.
        self.sender = None;
        let thread = self.thread.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        drop(thread.map(JoinHandle::join));
    }
}

fn run(mut log: Log, receiver: &mpsc::Receiver<Message>) -> Log {
    while let Ok(Message::Append(first)) = receiver.recv() {
        let mut size = first.pending.len();
        let mut group = vec![first];
        let mut last = false;
        while size < GROUP_MAX {
            match receiver.try_recv() {
                Ok(Message::Append(request)) => {
                    size += request.pending.len();
                    group.push(request);
                }
                Ok(Message::ShutDown) => {
                    last = true;
                    break;
                }
                Err(_) => break,
            }
        }
        serve(&mut log, group);
        if last {
            break;
        }
    }
    log
}

/// Commits a group and answers each of its writers.
fn serve(log: &mut Log, group: Vec<Request>) {
    let now = group.iter().map(|request| request.now_unix).max().unwrap_or(0);
    let counts: Vec<usize> =
        group.iter().map(|request| Pending::receipts(&request.pending)).collect();
    let (pendings, replies): (Vec<_>, Vec<_>) =
        group.into_iter().map(|request| (request.pending, request.reply)).unzip();
    let answers: Vec<Result<Vec<Receipt>>> = match log.commit(&pendings.concat(), now) {
        Ok(receipts) => {
            let mut receipts = receipts.into_iter();
            counts.iter().map(|count| Ok(receipts.by_ref().take(*count).collect())).collect()
        }
        // One writer's fault must not fail the others: each is tried alone.
        Err(error) if error.blames_the_entry() && pendings.len() > 1 => {
            pendings.iter().map(|pending| log.commit(pending, now)).collect()
        }
        Err(error) => replies.iter().map(|_| Err(error.clone())).collect(),
    };
    for (reply, answer) in replies.iter().zip(answers) {
        // A writer that has gone away is not our concern; its entries are stored.
        drop(reply.send(answer));
    }
}
