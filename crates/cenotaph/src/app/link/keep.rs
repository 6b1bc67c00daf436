//! What a run keeps as it goes, so that one that was stopped goes on: `resume.state` in the folder of results.
//!
//! Invariants: the file is whole or as it was before; it goes when the results are written; what is kept of other rows, rules or another
//! model is refused. Not here: what is kept ([`link::resume`]).

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use ::link::resume::Left;
use ::link::run::Watch;
use ::link::{LinkError, Linked, Options, Records};

use super::super::error::Error;
use super::super::interrupt;
use super::super::temporary::write_whole;
use super::{Fault, Hear, standard};

/// The file.
pub(super) const STATE: &str = "resume.state";
/// How often a run keeps what it did: at each so many-th part of its pairs.
const PARTS: u64 = 6;
/// Fewer pairs are soon weighed again.
const PAIRS_MIN: u64 = 30_000_000;

/// Hears a run, and stops it when something is to be kept.
struct Paced<'h> {
    hear: &'h dyn Hear,
    /// Pairs at which something is kept next; 0 before the first word.
    next: AtomicU64,
    /// Whether the run is to end.
    ends: AtomicBool,
}

impl Watch for Paced<'_> {
    fn on(&self, done: u64, of: u64) -> bool {
        if !self.hear.on(done, of) || interrupt::asked() {
            self.ends.store(true, Ordering::Relaxed);
            return false;
        }
        let step = (of / PARTS).max(PAIRS_MIN);
        let next = self.next.load(Ordering::Relaxed);
        let later = (done / step + 1) * step;
        if done < next {
            return true;
        }
        // One thread stops the run, and the first word stops none.
        let own = self.next.compare_exchange(next, later, Ordering::Relaxed, Ordering::Relaxed);
        own.is_err() || next == 0
    }
}

/// Links records and keeps what is done in a folder; goes on with what is kept there.
///
/// # Errors
/// What is kept is of another run; it cannot be kept; [`Fault::Stopped`].
pub(super) fn link(
    records: &Records,
    options: &Options,
    dir: &Path,
    hear: &dyn Hear,
) -> Result<Linked, Error> {
    let path = dir.join(STATE);
    let left = read(&path)?;
    let _listening = interrupt::listen();
    let paced = Paced { hear, next: AtomicU64::new(0), ends: AtomicBool::new(false) };
    let mut failed = None;
    let mut kept = 0;
    let mut keep = |left: &Left| {
        kept = left.pairs();
        failed = write(&path, left).err();
        failed.is_none() && !paced.ends.load(Ordering::Relaxed)
    };
    let linked = ::link::link_from(records, standard()?, options, left, &mut keep, &paced);
    if let Some(error) = failed {
        return Err(error);
    }
    linked.map_err(|error| match error {
        LinkError::Resume(source) => Fault::Resume { path, source }.into(),
        LinkError::Stopped(_) => Fault::Stopped { path, kept: kept as u64 }.into(),
        other => Fault::Refused(other).into(),
    })
}

fn read(path: &Path) -> Result<Option<Left>, Error> {
    if !path.exists() {
        return Ok(None);
    }
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    let fail = |source| Fault::Resume { path: path.to_owned(), source };
    Ok(Some(Left::from_bytes(&bytes).map_err(fail)?))
}

fn write(path: &Path, left: &Left) -> Result<(), Error> {
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).map_err(|e| Error::io("write", path, e))?;
    }
    write_whole(path, &left.to_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::{Job, Stage, run};
    use super::*;
    use ::link::generate::{COLUMNS, Plan, Profile, Scripts, World};

    /// Says to stop at a word.
    struct Impatient(AtomicU64);

    impl Watch for Impatient {
        fn on(&self, _: u64, _: u64) -> bool {
            self.0.fetch_sub(1, Ordering::Relaxed) > 1
        }
    }

    impl Hear for Impatient {
        fn begins(&self, _: Stage) {}
    }

    fn impatient(words: u64) -> Impatient {
        Impatient(AtomicU64::new(words))
    }

    fn list(path: &Path, seed: u64) {
        let world = World::new(&Plan {
            records: 500,
            seed,
            profile: Profile::Standard,
            scripts: Scripts::Latin,
        });
        let mut out = csv::Writer::from_path(path).unwrap();
        out.write_record(&COLUMNS[..COLUMNS.len() - 1]).unwrap();
        for n in 0..world.len() {
            out.write_record(&world.row(n).cells()[..COLUMNS.len() - 1]).unwrap();
        }
        out.flush().unwrap();
    }

    #[test]
    fn a_run_that_was_stopped_goes_on_and_another_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let (one, out) = (home.path().join("one.csv"), home.path().join("out"));
        list(&one, 5);
        let whole = Job { lists: vec![one.clone()], ..Job::default() };
        let expected = run(&whole, &impatient(u64::MAX)).unwrap();
        let job = Job { resume: Some(out.clone()), ..whole };
        let mut stopped = 0;
        let found = loop {
            match run(&job, &impatient(1)) {
                Ok(found) => break found,
                Err(Error::Link(Fault::Stopped { path, .. })) => {
                    assert_eq!(path, out.join(STATE));
                    stopped += 1;
                }
                Err(other) => panic!("{other}"),
            }
        };
        assert!(stopped > 2, "{stopped}");
        assert_eq!(found.linked.pairs, expected.linked.pairs);
        assert_eq!(found.persons, expected.persons);
        // The state is there until results are written; of other rows it is refused.
        list(&one, 6);
        let error = run(&job, &impatient(u64::MAX)).unwrap_err();
        assert!(error.to_string().contains("Cannot go on"), "{error}");
        assert!(error.hint().is_some());
        std::fs::write(out.join(STATE), "something else").unwrap();
        let error = run(&job, &impatient(u64::MAX)).unwrap_err();
        assert!(matches!(error, Error::Link(Fault::Resume { .. })), "{error}");
    }
}
