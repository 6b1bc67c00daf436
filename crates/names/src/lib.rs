//! One person's name across Hangul, Hanja, Latin, Cyrillic, kana and Arabic letters.
//!
//! The dead of one list are 리광은, of another Ri Kwang Un, Lee Kwang-eun, Ли Гван Ын, リ・グァンウン. This library reads each spelling into weighted
//! readings of one canonical form and tells how much more probable two spellings are if they write one name than if they write two.
//!
//! Terms: *spelling* – a name as written; *reading* – what it may stand for, in Hangul; *weight* – ln of the likelihood ratio; *answer* –
//! the same name is plausible, the names differ, or the name alone cannot decide. Invariants: pure (no files, clock, network, randomness);
//! a comparison is symmetric and does not depend on what was read before; any text gives a value, bounded in time and memory; what differs
//! by Unicode form, width, case or hyphen only is read alike. Not here: persons, lists of the dead, who is who: two people may share a
//! name. Model, tables, sources and measurements: `docs/methods/names.md`.
//!
//! ```
//! use names::{Answer, Names};
//! let names = Names::standard()?;
//! let (a, b) = (names.read("рядовой Ли Гван Ын"), names.read("리광은"));
//! let found = names.compare(&a, &b);
//! assert_eq!(found.answer, Answer::Same);
//! assert!(found.probability > 0.95 && found.ln_ratio > 6.0);
//! assert_eq!(a.titles()[0].words, "рядовой");
//!
//! // The last of these is a declined form: "of Yun Chong Hyok".
//! for spelling in ["Yoon Jeong-hyeok", "尹正赫", "Юн Чжон Хек", "Юн Чжон Хёка"] {
//!     assert_eq!(names.compare(&names.read(spelling), &names.read("윤정혁")).answer, Answer::Same, "{spelling}");
//! }
//! # Ok::<(), names::TableError>(())
//! ```
//!
//! A name that cannot decide says why:
//!
//! ```
//! use names::{Answer, Names, Open};
//! let names = Names::standard()?;
//! let open = |a: &str, b: &str| names.compare(&names.read(a), &names.read(b)).open;
//! // A family name only.
//! assert_eq!(open("Ри", "리광은"), Some(Open::Part));
//! // A name from papers, of another language: no evidence for and none against.
//! assert_eq!(open("Мерген Ондар", "리광은"), Some(Open::Languages));
//! assert_eq!(names.compare(&names.read("Kim Chol-su"), &names.read("박철수")).answer, Answer::Different);
//! # Ok::<(), names::TableError>(())
//! ```
//!
//! Readings in Hangul, most probable first:
//!
//! ```
//! use names::Names;
//! let names = Names::standard()?;
//! let readings = names.read("KIM Chol Su").in_hangul(names, 3);
//! assert_eq!(readings[0].0, "김철수");
//! assert!(readings[0].1 > 0.5);
//! # Ok::<(), names::TableError>(())
//! ```

mod calibrate;
mod compare;
mod explain;
mod fold;
mod hangul;
mod index;
mod kana;
mod korean;
pub mod learn;
mod letters;
mod mandarin;
mod model;
mod parse;
mod places;
mod quick;
mod script;
mod tables;
mod typo;
mod units;

pub use compare::{Answer, Comparison, Open};
pub use explain::{Explanation, Part};
pub use index::{Found, Index};
pub use model::{Extent, Language, Name, Names, Reader, Tables};
pub use parse::{Title, TitleKind};
pub use places::{Gazetteer, Place, PlaceFound, Places};
pub use script::Script;
pub use tables::TableError;
pub use units::Unit;
