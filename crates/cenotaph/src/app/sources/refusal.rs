//! Why something about a source cannot be done. No text here holds anything that was sealed, or that was refused.

use protect::door;

use super::wire::ChannelState;

/// Something about a source that cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceFault {
    /// Nothing in the record speaks of the handle.
    #[error("No source has the handle `{0}`")]
    NoHandle(String),
    /// The source was erased.
    #[error("The source `{0}` was erased")]
    Retired(String),
    /// Not a label.
    #[error("`{0}` is no label")]
    NoLabel(String),
    /// Nothing of this label is sealed.
    #[error("Nothing is sealed as `{label}` of `{handle}`")]
    NothingSealed {
        /// The handle.
        handle: String,
        /// The label.
        label: String,
    },
    /// Several things of this label are sealed.
    #[error("{} things are sealed as `{label}` of `{handle}`: {}", ids.len(), ids.join(", "))]
    SeveralSealed {
        /// The handle.
        handle: String,
        /// The label.
        label: String,
        /// Their ids.
        ids: Vec<String>,
    },
    /// Nothing sealed has this id.
    #[error("Nothing that is sealed has the id `{0}`")]
    NoItem(String),
    /// What only the program reads.
    #[error("What is sealed as `{0}` is read by the program and never shown")]
    NotShown(String),
    /// Nobody would see it, or it would go where others read.
    #[error("What is opened is shown on a terminal, and standard output is none")]
    NotToTerminal,
    /// The channel cannot go there.
    #[error("The channel of `{handle}` is {from} and cannot become {to}")]
    Channel {
        /// The handle.
        handle: String,
        /// What it is.
        from: ChannelState,
        /// What was asked.
        to: ChannelState,
    },
    /// The text holds what may not even be sealed.
    #[error("The text holds {} ({length} characters, in line {line}), which is not held even sealed", what.noun(door::Lang::En))]
    NotEvenSealed {
        /// The kind of thing.
        what: door::Refused,
        /// How long it is, in characters.
        length: usize,
        /// The line, from 1.
        line: usize,
    },
    /// A consent that does not begin with its word.
    #[error("A consent begins with `given`, `refused` or `withdrawn`")]
    ConsentWord,
    /// A phrase is missing, or both are the same.
    #[error("Two different phrases are needed, with letters or digits in each")]
    Phrases,
    /// The source has no phrases.
    #[error("No phrases are agreed with `{0}`")]
    NoPhrases(String),
    /// No instalment waits.
    #[error("No instalment of `{0}` waits to be put together")]
    NoInstalments(String),
    /// An instalment was sealed for another week than it says.
    #[error("`{0}` is no ISO week such as 2031-W11, or lies in the future")]
    Week(String),
    /// A stimulus that nobody has.
    #[error("No statement has the key `{0}`")]
    NoStimulus(String),
    /// A field of the form that does not exist.
    #[error("Line {line} is no `name: text` with one of {expected}")]
    Field {
        /// The line, from 1.
        line: usize,
        /// The names.
        expected: String,
    },
    /// The row was refused at the door or could not be read; the complaints say why.
    #[error("The row was not taken")]
    RowRefused,
    /// Two names of one source, or one name twice.
    #[error("`{0}` and `{1}` are one source already")]
    OneSource(String, String),
}

impl SourceFault {
    /// A stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoHandle(_) => "source.none",
            Self::Retired(_) => "source.erased",
            Self::NoLabel(_) => "seal.label",
            Self::NothingSealed { .. } => "seal.none",
            Self::SeveralSealed { .. } => "seal.several",
            Self::NoItem(_) => "seal.unknown",
            Self::NotShown(_) => "open.never",
            Self::NotToTerminal => "open.terminal",
            Self::Channel { .. } => "channel.step",
            Self::NotEvenSealed { .. } => "door.not_even_sealed",
            Self::ConsentWord => "seal.consent",
            Self::Phrases => "phrase.two",
            Self::NoPhrases(_) => "phrase.none",
            Self::NoInstalments(_) => "tell.none",
            Self::Week(_) => "tell.week",
            Self::NoStimulus(_) => "tell.stimulus",
            Self::Field { .. } => "form.field",
            Self::RowRefused => "row.refused",
            Self::OneSource(..) => "merge.one",
        }
    }

    /// What who reads it can do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoHandle(_) => {
                "`cenotaph source list` tells those that there are; `cenotaph source new` makes one".to_owned()
            }
            Self::Retired(_) => {
                "a codename is never used again; make another with `cenotaph source new`".to_owned()
            }
            Self::NoLabel(_) => format!("the labels are {}", super::labels().join(", ")),
            Self::NothingSealed { handle, .. } => {
                format!("`cenotaph source show {handle}` lists what is")
            }
            Self::SeveralSealed { .. } => "name one by its id".to_owned(),
            Self::NoItem(_) => "`cenotaph source show HANDLE` lists the ids".to_owned(),
            Self::NotShown(_) => {
                "what follows from it is shown by `cenotaph source show HANDLE --key FILE`".to_owned()
            }
            Self::NotToTerminal => "`--to-stdout` sends it there all the same; nothing was opened".to_owned(),
            Self::Channel { from: ChannelState::Burned, .. } => {
                "a burned channel never returns; a new way to the same person is a new source (`source new`, then `source merge`)".to_owned()
            }
            Self::Channel { .. } => {
                "a channel gets worse by one editor, and back to ok by two; `cenotaph source show HANDLE` tells its state".to_owned()
            }
            Self::NotEvenSealed { what, .. } => format!(
                "{}; {}; nothing was kept",
                what.reason(door::Lang::En),
                what.instead(door::Lang::En)
            ),
            Self::ConsentWord => "then, on the same line or below, who asked whom, how, and in which words".to_owned(),
            Self::Phrases => "the first line is the phrase when all is well, the second the one under duress".to_owned(),
            Self::NoPhrases(handle) => format!("agree on two with `cenotaph source phrase {handle}`"),
            Self::NoInstalments(handle) => format!("`cenotaph source hear {handle}` takes one in"),
            Self::Week(_) => "write the week in which the source said it".to_owned(),
            Self::NoStimulus(_) => "`--stimulus` names statements of the record that we told the source before".to_owned(),
            Self::Field { .. } => "one field a line; a line that begins with a space goes on with the one before".to_owned(),
            Self::OneSource(..) | Self::RowRefused => return None,
        })
    }
}
