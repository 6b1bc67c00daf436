//! Why people may not do what they asked for.

use super::{Action, REQUEST_DAYS};

/// What two people were needed for and did not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The key is no editor's of this case.
    #[error("`{name}` is not an editor of this case")]
    NotAnEditor {
        /// The key's name.
        name: String,
    },
    /// Nobody is enrolled.
    #[error("No editor is enrolled in this case")]
    NoEditors,
    /// No key was named and none, or several, lie in the usual place.
    #[error("No editor's key was named, and `{}` holds {found}", dir.display())]
    NoKey {
        /// The usual place.
        dir: std::path::PathBuf,
        /// How many key files it holds.
        found: usize,
    },
    /// The name or a key of the card is another editor's.
    #[error("{what} of `{name}` is enrolled already")]
    Enrolled {
        /// The name on the card.
        name: String,
        /// `The name`, `The key`, `The recipient`.
        what: &'static str,
    },
    /// Too few would remain.
    #[error("Without `{name}` {left} editors would remain, and {threshold} must agree")]
    TooFew {
        /// Who would leave.
        name: String,
        /// Who would remain.
        left: usize,
        /// How many must agree.
        threshold: u8,
    },
    /// There is no such request.
    #[error("No request has the id `{0}`")]
    NoRequest(String),
    /// Several requests have it.
    #[error("Several requests begin with `{0}`")]
    Ambiguous(String),
    /// Who asks does not agree.
    #[error("The request `{request}` is by `{name}`, who cannot approve it too")]
    OwnRequest {
        /// Short id.
        request: String,
        /// Who asked.
        name: String,
    },
    /// The request is too old.
    #[error("The request `{request}` is {days} days old, and counts for {REQUEST_DAYS}")]
    Expired {
        /// Short id.
        request: String,
        /// Its age.
        days: i64,
    },
    /// The request was used.
    #[error("The request `{request}` was used for what it asked for")]
    Used {
        /// Short id.
        request: String,
    },
    /// The request was approved before.
    #[error("The request `{request}` was approved by `{name}` already")]
    Approved {
        /// Short id.
        request: String,
        /// By whom.
        name: String,
    },
    /// Nobody else has agreed yet.
    #[error("Nobody has approved the request `{request}` yet")]
    NotApproved {
        /// Short id.
        request: String,
    },
    /// The request asks for something else.
    #[error("The request `{request}` is to {asked}, not to {wanted}")]
    OtherAction {
        /// Short id.
        request: String,
        /// What it asks for.
        asked: Action,
        /// What is to be done.
        wanted: Action,
    },
    /// What would be done is not what was asked for.
    #[error(
        "The desk has changed since the request `{request}`: what would be done is not what was asked for"
    )]
    Changed {
        /// Short id.
        request: String,
    },
    /// Another editor's request.
    #[error("The request `{request}` is by `{name}`, and only `{name}` can use it")]
    NotYours {
        /// Short id.
        request: String,
        /// Who asked.
        name: String,
    },
    /// Two people are needed and one acted.
    #[error("{what} takes two editors")]
    TwoNeeded {
        /// What.
        what: String,
    },
}

impl Refusal {
    /// A stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAnEditor { .. } => "people.not_an_editor",
            Self::NoEditors => "people.none",
            Self::NoKey { .. } => "people.no_key",
            Self::Enrolled { .. } => "people.enrolled",
            Self::TooFew { .. } => "people.too_few",
            Self::NoRequest(_) => "request.none",
            Self::Ambiguous(_) => "request.ambiguous",
            Self::OwnRequest { .. } => "request.own",
            Self::Expired { .. } => "request.expired",
            Self::Used { .. } => "request.used",
            Self::Approved { .. } => "request.approved",
            Self::NotApproved { .. } => "request.not_approved",
            Self::OtherAction { .. } => "request.other_action",
            Self::Changed { .. } => "request.changed",
            Self::NotYours { .. } => "request.not_yours",
            Self::TwoNeeded { .. } => "people.two_needed",
        }
    }

    /// What who reads it can do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::NotAnEditor { .. } => {
                "`cenotaph editor list` tells who is; `cenotaph editor enrol CARD` asks for another".to_owned()
            }
            Self::NoEditors => {
                "make a key with `cenotaph editor new NAME`, then `cenotaph editor enrol CARD`".to_owned()
            }
            Self::NoKey { .. } => {
                "name one with `--key FILE`, or make one with `cenotaph editor new NAME`".to_owned()
            }
            Self::Enrolled { .. } => "`cenotaph editor list` tells who is enrolled; who left comes back with a new key".to_owned(),
            Self::TooFew { .. } => "enrol another editor first".to_owned(),
            Self::NoRequest(_) | Self::Used { .. } => "`cenotaph requests` lists those that wait".to_owned(),
            Self::Ambiguous(_) => "type more of the id".to_owned(),
            Self::OwnRequest { request, .. } | Self::NotApproved { request } => {
                format!("another editor runs `cenotaph approve {request} --key FILE`")
            }
            Self::Approved { .. } => "who asked can go on; `cenotaph requests` lists those that wait".to_owned(),
            Self::Expired { .. } | Self::Changed { .. } => {
                "nothing was done; ask again, and let another editor look again".to_owned()
            }
            Self::OtherAction { .. } => "`cenotaph requests` tells what each one asks for".to_owned(),
            Self::NotYours { .. } => "use their key, or ask with your own".to_owned(),
            Self::TwoNeeded { .. } => {
                "enrol two editors (`cenotaph editor new NAME`, `cenotaph editor enrol CARD`); one asks, another runs `cenotaph approve ID --key FILE`".to_owned()
            }
        }
    }
}
