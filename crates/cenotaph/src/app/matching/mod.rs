//! Whether two spellings can be one name: two names, a table of pairs, a list that is searched, the spellings of one person.
//!
//! Terms and model are those of the library `names` (docs/methods/names.md): *weight* is ln of the likelihood ratio, *score* the calibrated
//! probability where one pair in four is one name, *answer* same, different or undecided. Invariants: nothing is printed; the answer about a
//! pair depends on the two texts alone. Not here: who is who, which takes ages, places and dates.

pub mod kinds;
pub mod list;
pub mod pairs;
pub mod person;
pub mod systems;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use names::{Answer, Comparison, Name, Names, Open};
use serde_json::{Value, json};

use super::Both;
use super::error::Error;
use crate::intake::IntakeError;
use systems::Written;

/// Readings of a spelling that are shown.
const READINGS: usize = 3;

/// A spelling and how it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Spelling {
    /// As given.
    pub text: String,
    /// Its scripts.
    pub scripts: Vec<Both>,
    /// The most probable readings in Hangul, with their probability; none for a name of another language.
    pub readings: Vec<(String, f32)>,
    /// The systems that write the reading so.
    pub written: Option<Written>,
    /// Ranks, posts and forms of address that stood beside the name.
    pub titles: Vec<String>,
}

/// A part of a name with what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Which part.
    pub position: Both,
    /// The syllable that both can stand for; empty if there is none.
    pub reading: String,
    /// What it adds to the weight, in nats.
    pub llr: f32,
}

/// Two spellings face to face.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// One.
    pub left: Spelling,
    /// The other.
    pub right: Spelling,
    /// The outcome.
    pub comparison: Comparison,
    /// The reading that both share, in Hangul.
    pub reading: Option<String>,
    /// What each part says.
    pub parts: Vec<Part>,
    /// Why, in sentences.
    pub why: Both,
}

impl Pair {
    /// The answer as a stable code.
    #[must_use]
    pub fn answer(&self) -> &'static str {
        self.comparison.answer.code()
    }

    /// One object for machines. Shapes are told in docs/match.md.
    #[must_use]
    pub fn json(&self) -> Value {
        let parts = |keep: fn(f32) -> bool| -> Vec<Value> {
            let kept = self.parts.iter().filter(|p| keep(p.llr));
            kept.map(|p| {
                let llr = rounded(f64::from(p.llr), 3);
                json!({"position": p.position.en, "reading": p.reading, "llr": llr})
            })
            .collect()
        };
        let sides =
            |of: fn(&Spelling) -> Value| json!({"left": of(&self.left), "right": of(&self.right)});
        json!({
            "left": self.left.text,
            "right": self.right.text,
            "answer": self.answer(),
            "open": open_code(self.comparison.open),
            "score": score(&self.comparison),
            "llr": llr(self.comparison.ln_ratio),
            "reading": self.reading,
            "readings": sides(Spelling::readings_json),
            "scripts": sides(|s| s.scripts.iter().map(|b| b.en.as_str()).collect()),
            "systems": sides(|s| s.written.as_ref().map_or_else(Vec::new, Written::codes).into()),
            "titles": sides(|s| s.titles.clone().into()),
            "for": parts(|w| w > 0.0),
            "against": parts(|w| w <= 0.0),
            "why": {"en": self.why.en, "ko": self.why.ko},
        })
    }
}

impl Spelling {
    fn readings_json(&self) -> Value {
        let one = |(text, p): &(String, f32)| json!({"reading": text, "probability": rounded(f64::from(*p), 4)});
        self.readings.iter().map(one).collect()
    }
}

/// The calibrated probability, to six digits: the order of pairs is kept where calibration was measured.
#[must_use]
pub fn score(comparison: &Comparison) -> f64 {
    rounded(comparison.probability, 6)
}

/// The weight in nats, to three digits.
#[must_use]
pub fn llr(ln_ratio: f32) -> f64 {
    rounded(f64::from(ln_ratio), 3)
}

fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    // Adding zero makes −0 a plain 0.
    (value * scale).round() / scale + 0.0
}

/// Why a name cannot decide, as a stable code.
#[must_use]
pub fn open_code(open: Option<Open>) -> Option<&'static str> {
    open.map(|open| match open {
        Open::Nothing => "nothing",
        Open::Part => "part",
        Open::Readings => "readings",
        Open::Languages => "languages",
        _ => "weak",
    })
}

/// The answer in words.
#[must_use]
pub fn answer_words(answer: Answer) -> Both {
    let (en, ko) = match answer {
        Answer::Same => ("can be one name", "같은 이름일 수 있음"),
        Answer::Different => ("different names", "다른 이름"),
        Answer::Undecided => ("the names cannot decide", "이름만으로는 가릴 수 없음"),
    };
    Both { en: en.to_owned(), ko: ko.to_owned() }
}

/// The tables of the library.
pub(crate) fn standard() -> Result<&'static Names, Error> {
    Names::standard().map_err(|e| Error::Bug(e.to_string()))
}

/// Compares two spellings and says why.
///
/// # Errors
/// None but a fault of the program's own tables.
pub fn pair(left: &str, right: &str) -> Result<Pair, Error> {
    let names = standard()?;
    Ok(compare(names, &names.read(left), &names.read(right)))
}

/// The same for names that were read.
pub(crate) fn compare(names: &Names, left: &Name, right: &Name) -> Pair {
    let why = names.explain(left, right);
    let shared = why.reading.as_deref();
    Pair {
        left: spelling(names, left, shared),
        right: spelling(names, right, shared),
        comparison: why.comparison,
        parts: why
            .parts
            .into_iter()
            .map(|p| Part {
                position: Both { en: p.position, ko: p.position_ko },
                reading: p.reading,
                llr: p.ln_ratio,
            })
            .collect(),
        reading: why.reading,
        why: Both { en: why.english, ko: why.korean },
    }
}

/// A spelling with its readings; its system is told for `shared`, if it has that reading, or else for its own best.
fn spelling(names: &Names, name: &Name, shared: Option<&str>) -> Spelling {
    let readings = name.in_hangul(names, READINGS);
    let best = shared.or_else(|| readings.first().map(|r| r.0.as_str()));
    let mut scripts: Vec<Both> = Vec::new();
    for script in name.scripts() {
        let script = Both { en: script.name().to_owned(), ko: script.name_ko().to_owned() };
        if !scripts.contains(&script) {
            scripts.push(script);
        }
    }
    // Titles are no part of the spelling: they are words that no system gives.
    let bare = name
        .titles()
        .iter()
        .fold(name.text().to_lowercase(), |text, title| text.replacen(&title.words, "", 1));
    let written = best.and_then(|best| systems::written(&bare, &best.replace('-', "")));
    Spelling {
        text: name.text().to_owned(),
        scripts,
        written,
        readings,
        titles: name.titles().iter().map(|t| t.words.clone()).collect(),
    }
}

/// A file or, for `-`, standard input, with the name that messages show.
pub(crate) fn source(path: &Path) -> Result<(String, Box<dyn Read + Send>), Error> {
    if path == Path::new("-") {
        return Ok(("standard input".to_owned(), Box::new(std::io::stdin())));
    }
    let name = path.display().to_string();
    let fail = |why| IntakeError::Io { path: path.display().to_string(), why };
    let file = File::open(path).map_err(fail)?;
    if file.metadata().map_err(fail)?.is_dir() {
        return Err(IntakeError::Folder { path: name }.into());
    }
    Ok((name, Box::new(file)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_says_what_it_rests_on() {
        let pair = pair("рядовой Ли Гван Ын", "Ri Gwang-eun").unwrap();
        assert_eq!(pair.answer(), "same");
        assert_eq!(pair.left.titles, ["рядовой"]);
        assert_eq!(
            pair.right.written.as_ref().unwrap().words().en,
            "Revised; family name by custom"
        );
        let json = pair.json();
        assert_eq!(json["left"], "рядовой Ли Гван Ын");
        assert_eq!(json["systems"]["left"][0], "kontsevich");
        assert!(json["score"].as_f64().unwrap() > 0.9);
        assert!(!json["for"].as_array().unwrap().is_empty());
    }

    #[test]
    fn numbers_have_no_more_digits_than_they_deserve() {
        assert_eq!(rounded(0.123_456_789, 6).to_string(), "0.123457");
        assert_eq!(llr(-0.000_1).to_string(), "0");
        assert_eq!(llr(3.0).to_string(), "3");
    }
}
