//! What can go wrong in a use case, and whose fault it is.
//!
//! The kind decides the exit code: 1 the answer is no or the input is wrong, 3 the record or a release does not verify,
//! 70 our bug. Advice belongs to who can act and stands apart from the message.

use std::path::PathBuf;

/// A use case that could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No case here.
    #[error("No case at `{}`", .0.display())]
    NoCase(PathBuf),
    /// There is a case already.
    #[error("`{}` holds a case already", .0.display())]
    CaseExists(PathBuf),
    /// The folder is not empty and is no case.
    #[error("`{}` is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// The case's settings cannot be read.
    #[error("Cannot read the case's settings in `{}`: {reason}", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A file or folder cannot be read or written.
    #[error("Cannot {action} `{}`", path.display())]
    Io {
        /// What was tried: `read`, `write`, `create` …
        action: &'static str,
        /// The path.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: std::io::Error,
    },
    /// The record refused or failed.
    #[error(transparent)]
    Record(#[from] record::Error),
    /// A table cannot be read at all.
    #[error(transparent)]
    Intake(#[from] crate::intake::IntakeError),
    /// The estimator cannot work with a table or a setting.
    #[error(transparent)]
    Estimate(#[from] estimate::Error),
    /// Lists cannot be linked.
    #[error(transparent)]
    Link(#[from] super::link::Fault),
    /// A file gives no article.
    #[error(transparent)]
    Article(#[from] super::read::ArticleFault),
    /// Two people were needed, or the wrong one acted.
    #[error(transparent)]
    People(#[from] super::people::Refusal),
    /// Something about a source cannot be done.
    #[error(transparent)]
    Source(#[from] super::sources::SourceFault),
    /// Nothing has this key or id.
    #[error("Nothing has the key or id `{0}`")]
    NotFound(String),
    /// Several things have this id.
    #[error("Several keys or entries begin with `{0}`")]
    Ambiguous(String),
    /// A date, time or other value of the command line that only the use case can judge.
    #[error("`{value}` is not {expected}")]
    Value {
        /// As given.
        value: String,
        /// What was expected.
        expected: String,
    },
    /// The gate refused the release.
    #[error("The gate refused the release: {} refusals", .0.len())]
    Refused(Vec<String>),
    /// The case's own tables of the gate cannot be read.
    #[error("Cannot read the gate's tables in `{}`", path.display())]
    Tables {
        /// Their folder.
        path: PathBuf,
        /// The faults, a line each.
        faults: Vec<String>,
    },
    /// A file holds no overlap table.
    #[error("Cannot read `{path}`: it is empty")]
    NoTable {
        /// The file.
        path: String,
    },
    /// The pages cannot be written.
    #[error("Cannot write the site: {0}")]
    Site(String),
    /// There is no release yet.
    #[error("The case has no release yet")]
    NoRelease,
    /// Something does not verify.
    #[error("`{}` does not verify", path.display())]
    DoesNotVerify {
        /// What was checked.
        path: PathBuf,
        /// The damages, the first first.
        damages: Vec<String>,
    },
    /// The index (a projection) failed.
    #[error("The index failed: {0}")]
    Index(#[from] rusqlite::Error),
    /// An invariant of ours does not hold.
    #[error("An invariant of the program does not hold: {0}")]
    Bug(String),
}

impl Error {
    /// The exit code: 1 wrong input or a negative answer, 3 does not verify, 70 our bug.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::DoesNotVerify { .. } => 3,
            Self::Record(e) if e.is_integrity() => 3,
            Self::Bug(_) => 70,
            Self::Link(super::link::Fault::Stopped { .. }) => 130,
            _ => 1,
        }
    }

    /// A stable code, for logs and for looking up.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoCase(_) => "case.none",
            Self::CaseExists(_) => "case.exists",
            Self::NotEmpty(_) => "case.not_empty",
            Self::Settings { .. } => "case.settings",
            Self::Io { .. } => "io",
            Self::Record(_) => "record",
            Self::Intake(_) => "intake",
            Self::Estimate(_) => "estimate",
            Self::Link(fault) => fault.code(),
            Self::Article(fault) => fault.code(),
            Self::People(refusal) => refusal.code(),
            Self::Source(fault) => fault.code(),
            Self::NotFound(_) => "key.unknown",
            Self::Ambiguous(_) => "key.ambiguous",
            Self::Value { .. } => "value",
            Self::Refused(_) => "gate.refused",
            Self::Tables { .. } => "gate.tables",
            Self::NoTable { .. } => "file.empty",
            Self::NoRelease => "release.none",
            Self::Site(_) => "site",
            Self::DoesNotVerify { .. } => "verify.damaged",
            Self::Index(_) => "index",
            Self::Bug(_) => "bug",
        }
    }

    /// What who reads it can do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoCase(_) => {
                "make one with `cenotaph init DIR`, or name one with `--case DIR`".to_owned()
            }
            Self::CaseExists(_) => "add to it with `cenotaph add FILE… --case DIR`".to_owned(),
            Self::NotEmpty(_) => "choose a new folder; nothing was written".to_owned(),
            Self::NotFound(_) => {
                "`cenotaph log` and `cenotaph search WORDS` list what the record holds".to_owned()
            }
            Self::Ambiguous(_) => "type more of it".to_owned(),
            Self::NoTable { .. } => {
                "a table has one column of 0 and 1 a list and one of counts, `n`: `A,B,C,n`".to_owned()
            }
            Self::NoRelease => "make one with `cenotaph release`".to_owned(),
            Self::Refused(lines) if lines.iter().any(|line| line.starts_with("Too few people")) => {
                "say less, as the lines above tell; `cenotaph release --gate` tells it by person; `cenotaph release --override` asks another editor to let it leave all the same".to_owned()
            }
            Self::Bug(_) => {
                "please report this with the command that you typed; the record is unharmed"
                    .to_owned()
            }
            Self::People(refusal) => refusal.hint(),
            Self::Source(fault) => return fault.hint(),
            Self::Record(e) => return e.hint(),
            Self::Intake(e) => return e.hint(),
            Self::Link(fault) => return fault.hint(),
            Self::Article(fault) => return fault.hint(),
            _ => return None,
        })
    }

    /// An I/O error with what was tried.
    pub(crate) fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
        source: std::io::Error,
    ) -> Self {
        Self::Io { action, path: path.into(), source }
    }
}
