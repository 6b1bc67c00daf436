//! Whether two names can be of one place, or of one military unit.
//!
//! A place is known by a spelling in the table of the library, or judged by its letters; a unit is known by kind and number. Invariants:
//! nothing is printed; the answer depends on the two texts alone and on their order not at all. Not here: names of persons ([`super`]).

use std::cmp::Ordering;
use std::sync::OnceLock;

use names::{Answer, Names, Place, Places, TableError, Unit};
use serde_json::{Value, json};

use super::super::Both;
use super::super::error::Error;
use super::{answer_words, llr, standard};

/// What two names are held to be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Two places.
    Place,
    /// Two military units.
    Unit,
}

impl Kind {
    /// A stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Unit => "unit",
        }
    }
}

/// Two names of places or units face to face.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What they are held to be of.
    pub kind: Kind,
    /// The texts as given.
    pub texts: [String; 2],
    /// The outcome.
    pub answer: Answer,
    /// ln of the likelihood ratio of the letters; for places only.
    pub llr: Option<f32>,
    /// What each was found to be: the place of the table, or kind and number.
    pub known: [Option<Value>; 2],
    /// Why, in a sentence.
    pub why: Both,
}

impl Judged {
    /// One object for machines. Shapes are told in docs/match.md.
    #[must_use]
    pub fn json(&self) -> Value {
        let [left, right] = &self.texts;
        let [known_left, known_right] = &self.known;
        json!({
            "kind": self.kind.code(),
            "left": left,
            "right": right,
            "answer": self.answer.code(),
            "llr": self.llr.map(llr),
            "known": {"left": known_left, "right": known_right},
            "why": {"en": self.why.en, "ko": self.why.ko},
        })
    }

    /// The answer in words.
    #[must_use]
    pub fn answer_words(&self) -> Both {
        let (en, ko) = match (self.kind, self.answer) {
            (Kind::Place, Answer::Same) => ("can be one place", "같은 곳일 수 있음"),
            (Kind::Place, Answer::Different) => ("different places", "다른 곳"),
            (Kind::Unit, Answer::Same) => ("can be one unit", "같은 부대일 수 있음"),
            (Kind::Unit, Answer::Different) => ("different units", "다른 부대"),
            (_, Answer::Undecided) => return answer_words(self.answer),
        };
        Both { en: en.to_owned(), ko: ko.to_owned() }
    }
}

/// The order of a list: what can be the same first, then what cannot be decided, by the weight of the letters where there is one.
#[must_use]
pub fn nearer(a: &Judged, b: &Judged) -> Ordering {
    let class = |j: &Judged| match j.answer {
        Answer::Same => 0,
        Answer::Undecided => 1,
        Answer::Different => 2,
    };
    let weight = |j: &Judged| j.llr.unwrap_or(0.0);
    class(a).cmp(&class(b)).then_with(|| weight(b).total_cmp(&weight(a)))
}

/// Compares two names of places or units and says why.
///
/// # Errors
/// None but a fault of the program's own tables.
pub fn judge(kind: Kind, left: &str, right: &str) -> Result<Judged, Error> {
    match kind {
        Kind::Place => places(left, right),
        Kind::Unit => Ok(units(left, right)),
    }
}

/// From this weight letters are held to be of one place: of 1,592 pairs among the nearest in sound that weighed as much, 91 in a hundred were.
const SAME: f32 = 14.0;
/// Below this they are held to be of two; 14 in a hundred were one all the same, under a name of another language.
const DIFFERENT: f32 = -6.0;

fn places(left: &str, right: &str) -> Result<Judged, Error> {
    let names = standard()?;
    let table = table(names)?;
    let exact = |text: &str| -> Vec<Place> { table.exact(text).cloned().collect() };
    let known = [exact(left), exact(right)];
    let ln = names.place_ratio(left, right);
    let [a, b] = &known;
    let shared = a.iter().find(|p| b.iter().any(|q| p.id == q.id));
    let (answer, why) = match (shared, a.first(), b.first()) {
        (Some(place), ..) => (Answer::Same, told_one(place)),
        (None, Some(p), Some(q)) => (Answer::Different, told_two(p, q)),
        _ => by_letters(ln),
    };
    let json = |list: &[Place]| {
        list.first().map(|p| json!({"id": p.id, "name": p.name, "within": p.within}))
    };
    Ok(Judged {
        kind: Kind::Place,
        texts: [left.to_owned(), right.to_owned()],
        answer,
        llr: Some(ln),
        known: [json(a), json(b)],
        why,
    })
}

/// The table of places, read once.
fn table(names: &'static Names) -> Result<&'static Places<'static>, Error> {
    static TABLE: OnceLock<Result<Places<'static>, TableError>> = OnceLock::new();
    let table = TABLE.get_or_init(|| Places::standard(names));
    table.as_ref().map_err(|e| Error::Bug(e.to_string()))
}

fn told_one(place: &Place) -> Both {
    let name = full(place);
    Both {
        en: format!("Both are spellings of {name} in the table of places."),
        ko: format!("둘 다 지명 표에 있는 {name}의 표기입니다."),
    }
}

fn told_two(a: &Place, b: &Place) -> Both {
    let (a, b) = (full(a), full(b));
    Both {
        en: format!("The table of places has two: {a} and {b}."),
        ko: format!("지명 표에서 서로 다른 두 곳입니다: {a}, {b}."),
    }
}

/// A place with its province, if that is known.
fn full(place: &Place) -> String {
    if place.within.is_empty() {
        place.name.clone()
    } else {
        format!("{} ({})", place.name, place.within)
    }
}

/// What letters alone say.
fn by_letters(ln: f32) -> (Answer, Both) {
    let answer = match ln {
        x if x >= SAME => Answer::Same,
        x if x < DIFFERENT => Answer::Different,
        _ => Answer::Undecided,
    };
    let why = Both {
        en: format!(
            "The table of places does not have both; by their letters they weigh {ln:+.1} nats."
        ),
        ko: format!("지명 표에 둘 다 있지는 않으며, 글자로 본 무게는 {ln:+.1}내트입니다."),
    };
    (answer, why)
}

fn units(left: &str, right: &str) -> Judged {
    let read = [Unit::read(left), Unit::read(right)];
    let (answer, why) = match &read {
        [Some(a), Some(b)] => (a.compare(b), told(a, b)),
        [a, _] => {
            let text = if a.is_none() { left } else { right };
            let why = Both {
                en: format!("“{text}” names no kind of unit that is known."),
                ko: format!("“{text}”에는 알려진 부대 종류가 없습니다."),
            };
            (Answer::Undecided, why)
        }
    };
    let json = |unit: &Option<Unit>| {
        unit.as_ref().map(|u| json!({"kind": u.kind, "number": u.number, "words": u.words}))
    };
    let known = read.each_ref().map(json);
    let texts = [left.to_owned(), right.to_owned()];
    Judged { kind: Kind::Unit, texts, answer, llr: None, known, why }
}

fn told(a: &Unit, b: &Unit) -> Both {
    let (x, y) = (unit(a), unit(b));
    match a.compare(b) {
        Answer::Same => Both {
            en: format!(
                "Both are {}; a unit of another country can have the same kind and number.",
                x.en
            ),
            ko: format!("둘 다 {}입니다. 다른 나라 부대도 종류와 번호가 같을 수 있습니다.", x.ko),
        },
        Answer::Different => Both {
            en: format!("One is {}, the other {}.", x.en, y.en),
            ko: format!("하나는 {}, 다른 하나는 {}입니다.", x.ko, y.ko),
        },
        Answer::Undecided => Both {
            en: format!("One is {}, the other {}: a number is missing.", x.en, y.en),
            ko: format!("하나는 {}, 다른 하나는 {}: 번호가 빠져 있습니다.", x.ko, y.ko),
        },
    }
}

/// Kind and number: `brigade 94`, `94여단`.
fn unit(unit: &Unit) -> Both {
    let kind = unit.kind.as_deref().unwrap_or("unit");
    let ko = match kind {
        "army" => "군",
        "corps" => "군단",
        "division" => "사단",
        "brigade" => "여단",
        "regiment" => "연대",
        "battalion" => "대대",
        "company" => "중대",
        "platoon" => "소대",
        "bureau" => "총국",
        _ => "부대",
    };
    match unit.number {
        Some(n) => Both { en: format!("{kind} {n}"), ko: format!("{n}{ko}") },
        None => Both { en: format!("{kind} without a number"), ko: format!("번호 없는 {ko}") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_units_get_an_answer() {
        use Answer::{Different, Same, Undecided};
        for (kind, a, b, answer) in [
            (Kind::Place, "Суджа", "Ssudzha", Same),
            (Kind::Place, "평안남도", "South Pyongan", Same),
            (Kind::Place, "평안남도", "North Pyongan", Different),
            (Kind::Place, "Красный Лиман", "Krasnyi Lyman", Same),
            (Kind::Place, "Vuhledar", "Москва", Different),
            (Kind::Place, "", "Суджа", Undecided),
            (Kind::Unit, "폭풍군단", "11-й корпус", Same),
            (Kind::Unit, "94-я бригада", "제93여단", Different),
            (Kind::Unit, "a brigade", "93rd Brigade", Undecided),
            (Kind::Unit, "Ri Kwang Un", "93rd Brigade", Undecided),
        ] {
            let one = judge(kind, a, b).unwrap();
            assert_eq!(one.answer, answer, "{a} {b} {:?}", one.why);
            let other = judge(kind, b, a).unwrap();
            assert_eq!((other.answer, other.llr), (answer, one.llr), "{b} {a}");
            assert!(!one.why.en.is_empty() && !one.why.ko.is_empty());
        }
    }
}
