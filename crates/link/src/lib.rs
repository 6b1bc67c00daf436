//! The same person across lists: which records are of one person, how sure that is, and why.
//!
//! Lists of the dead come in as rows of text. A [`Mapping`] says what the columns mean; [`Builder`] turns rows into [`Records`]; rules of
//! [`block`] say which pairs are looked at; [`train`] learns without labels how much each level of agreement weighs; [`run`] weighs every
//! candidate pair; [`cluster`] makes persons of pairs under constraints; [`explain`] tells the reasons in terms that add up.
//!
//! Terms: *record* – one row of one list; *field* – what a mapping makes of columns; *comparison* – how a field of two records is compared;
//! *level* – the outcome of a comparison, 0 where one side is missing; *m*, *u* – the probability of a level among pairs of one person and
//! of two; *weight* – log2(m/u) in thousandths of a bit, an integer, so that sums do not depend on their order; *block* – records with one
//! key; *candidate* – a pair in a block; *cluster* – records held to be one person.
//!
//! Invariants: pure (no files, clock, network; randomness from a seed that is passed in); the same input gives the same output whatever
//! the order of rows and the number of threads; any text gives a value; a missing field is neither for nor against. Not here: reading
//! files, command lines, reports; who is right where lists differ. Source: Fellegi and Sunter 1969 (weights), Winkler 1990 and 2002 (string
//! comparison, EM, frequencies of values), Bansal, Blum and Chawla 2004 (clusters from weights for and against).
//!
//! # Modules
//!
//! | module | takes | gives |
//! |---|---|---|
//! | [`field`] | a cell of text | its folded form, missing for a placeholder; dates with parts unknown |
//! | [`mapping`] | names of columns and some rows | a [`Mapping`]: fields, kinds, identifiers, lists; can be written as a file |
//! | [`record`] | rows | [`Records`]: a number per distinct value and field |
//! | [`key`] | records | derived keys: readings and skeletons of names, parts of dates, tokens |
//! | [`block`] | keys, rules | sorted blocks; counts, largest blocks; each pair by the first rule that has it |
//! | `compare` | two values | a level |
//! | `place` | two places | their level, by what lies around them |
//! | `levels` | two frequent values | their level, remembered |
//! | [`strings`] | two strings | Jaro–Winkler, Levenshtein and edit measures |
//! | [`model`] | – | comparisons with m, u, weights; JSON and hash |
//! | [`train`] | records, blocks | a [`Model`], with what could not be learned |
//! | `bylist` | pairs of one person, by lists | how often each list is wrong, and what that adds |
//! | [`calibrate`] | weighed pairs, clusters | the prior of each two lists; probabilities that are true |
//! | `bounds` | a block | the most that one record can weigh with each other |
//! | [`kernel`] | rows of a block, a model | pairs above a weight, by bounds that lose none |
//! | `propose` | records, a budget | the rules that miss least for their pairs |
//! | [`run`] | records, rules, model | all pairs above a weight, in parallel |
//! | [`resume`] | a run that is stopped | what is kept of it, and whether it is the same run |
//! | [`cluster`] | pairs, constraints | clusters, with what was refused and why |
//! | [`arrive`] | a further row | the partition of a full run, at once |
//! | [`person`] | clusters, earlier persons | identifiers that stay, what merged and split |
//! | [`explain`] | a pair | terms that add up to its weight |
//!
//! What compares clusters with known ones, makes synthetic lists, and draws partitions builds on these and changes none of them.

pub mod arrive;
pub mod block;
mod bounds;
mod bylist;
pub mod calibrate;
pub mod cluster;
mod compare;
pub mod evaluate;
pub mod explain;
pub mod field;
pub mod generate;
mod intern;
pub mod judge;
pub mod kernel;
pub mod key;
mod levels;
pub mod mapping;
pub mod model;
pub mod person;
mod place;
mod propose;
pub mod record;
pub mod resume;
pub mod review;
pub mod run;
pub mod sample;
pub mod strings;
pub mod train;
mod whole;

pub use mapping::{Field, Kind, Mapping};
pub use model::Model;
pub use record::{Builder, RecordError, Records};
pub use whole::{LinkError, Linked, Options, link, link_from};
