//! Why two spellings are one name, or are not: the shared reading, what each position says, in English and Korean.
//!
//! Terms: *part* – a position of the name with what it adds to the weight. Invariants: the parts come from the pair of hypotheses that
//! weighs most; an explanation never says more than the numbers. Not here: judging persons.

use crate::compare::{Answer, Comparison, Open, Sounds, sounds};
use crate::hangul;
use crate::korean::compare::{best_pair, common, factor, likeliest, position};
use crate::korean::{Position, unit_text};
use crate::letters::name::{self, Words};
use crate::model::{Name, Names, Reading};

/// A position of a name, and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// `family name`, `given syllable 1` …; for other languages `letters`.
    pub position: String,
    /// The same in Korean.
    pub position_ko: String,
    /// The syllable that both can stand for, in Hangul; empty if there is none.
    pub reading: String,
    /// What it adds to the weight, in nats.
    pub ln_ratio: f32,
}

/// An explanation of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What was compared, and the outcome.
    pub comparison: Comparison,
    /// The reading that both share, in Hangul, if both are Korean names.
    pub reading: Option<String>,
    /// What each position says.
    pub parts: Vec<Part>,
    /// Sentences in English.
    pub english: String,
    /// Sentences in Korean.
    pub korean: String,
}

impl Names {
    /// Explains a comparison.
    ///
    /// ```
    /// use names::Names;
    /// let names = Names::standard()?;
    /// let why = names.explain(&names.read("Ri Kwang Un"), &names.read("李光恩"));
    /// assert!(why.english.starts_with("“Ri Kwang Un” (Latin) and “李光恩” (Hanja) can be one name"), "{}", why.english);
    /// assert!(why.reading.is_some_and(|r| r.ends_with("광은")));
    /// # Ok::<(), names::TableError>(())
    /// ```
    #[must_use]
    pub fn explain(&self, a: &Name, b: &Name) -> Explanation {
        let comparison = self.compare(a, b);
        let (reading, parts) = match self.best_readings(a, b) {
            Some((x, y)) => self.parts(x, y),
            None if comparison.open == Some(Open::Languages) => (None, Vec::new()),
            None => (None, self.letters_parts(a, b)),
        };
        let (english, korean) = sentences(a, b, &comparison, reading.as_deref(), &parts);
        Explanation { comparison, reading, parts, english, korean }
    }

    /// What the tokens of names of other languages say.
    fn letters_parts(&self, a: &Name, b: &Name) -> Vec<Part> {
        let words = |n: &'_ Name| n.readings.iter().filter_map(|r| r.words.clone()).collect();
        let (left, right): (Vec<Words>, Vec<Words>) = (words(a), words(b));
        let pairs = left.iter().flat_map(|x| right.iter().map(move |y| (x, y)));
        let weighed = pairs.map(|(x, y)| (name::ln_ratio(&self.letters, x, y), x, y));
        let Some((_, x, y)) = weighed.max_by(|p, q| p.0.total_cmp(&q.0)) else { return Vec::new() };
        let part = |(reading, ln_ratio)| Part {
            position: "letters".to_owned(),
            position_ko: "글자".to_owned(),
            reading,
            ln_ratio,
        };
        name::faced(&self.letters, x, y).into_iter().map(part).collect()
    }

    /// The spellings of either that weigh most together, both read as Korean.
    fn best_readings<'n>(&self, a: &'n Name, b: &'n Name) -> Option<(&'n Reading, &'n Reading)> {
        let korean =
            |n: &'n Name| n.readings.iter().filter(|r| r.share > 0.5 && r.korean.is_some());
        let pairs = korean(a).flat_map(|x| korean(b).map(move |y| (x, y)));
        pairs.max_by(|p, q| {
            self.weigh_readings(p.0, p.1).0.total_cmp(&self.weigh_readings(q.0, q.1).0)
        })
    }

    fn parts(&self, x: &Reading, y: &Reading) -> (Option<String>, Vec<Part>) {
        let (Some(k), Some(l)) = (&x.korean, &y.korean) else { return (None, Vec::new()) };
        let Some((ha, hb)) = best_pair(k, l) else { return (None, Vec::new()) };
        if ha.surname != hb.surname || ha.given != hb.given {
            return (None, Vec::new());
        }
        let shared = likeliest(&self.korean, k, l).unwrap_or_default();
        let parts: Vec<Part> = k
            .slots_of(ha)
            .zip(l.slots_of(hb))
            .enumerate()
            .map(|(at, (s, t))| {
                let given = at + usize::from(!ha.surname);
                let surname = position(ha, at) == Position::Surname;
                let (position, position_ko) = if surname {
                    ("family name".to_owned(), "성".to_owned())
                } else {
                    (format!("given syllable {given}"), format!("이름 {given}음절"))
                };
                let unit = shared.get(at).copied().or_else(|| common(s, t));
                let reading = unit.map(unit_text).unwrap_or_default();
                Part { position, position_ko, reading, ln_ratio: factor(s, t).ln() }
            })
            .collect();
        let whole = parts.iter().all(|p| !p.reading.is_empty());
        (whole.then(|| parts.iter().map(|p| p.reading.as_str()).collect()), parts)
    }
}

fn sentences(
    a: &Name,
    b: &Name,
    c: &Comparison,
    reading: Option<&str>,
    parts: &[Part],
) -> (String, String) {
    let told = |n: &Name, ko: bool| {
        let scripts: Vec<&str> =
            n.scripts().map(|s| if ko { s.name_ko() } else { s.name() }).collect();
        format!("“{}” ({})", n.text(), scripts.join(", "))
    };
    let (x, y) = (told(a, false), told(b, false));
    let (xk, yk) = (told(a, true), told(b, true));
    let and = particle(&xk, "과", "와");
    let (of, whether) = (particle(&yk, "은", "는"), particle(&yk, "이", "가"));
    let (mut en, mut ko) = match (c.answer, c.open) {
        (Answer::Same, _) => (
            format!("{x} and {y} can be one name."),
            format!("{xk}{and} {yk}{of} 같은 이름일 수 있습니다."),
        ),
        (Answer::Different, _) => (
            format!("{x} and {y} are different names."),
            format!("{xk}{and} {yk}{of} 다른 이름입니다."),
        ),
        (Answer::Undecided, open) => {
            let (why, why_ko) = reason(open);
            (
                format!(
                    "Whether {x} and {y} are one name cannot be decided from the names: {why}."
                ),
                format!(
                    "{xk}{and} {yk}{whether} 같은 이름인지는 이름만으로 가릴 수 없습니다: {why_ko}."
                ),
            )
        }
    };
    if let Some(reading) = reading {
        en += &format!(" Both can be read {reading}.");
        ko += &format!(" 둘 다 {reading}{} 읽을 수 있습니다.", towards(reading));
    }
    let (by_sound, by_sound_ko) = match sounds(a, b) {
        None => ("", ""),
        Some(Sounds::Mandarin) => (
            " One writes the other by its Mandarin sounds.",
            " 한쪽은 다른 쪽을 중국어 소리대로 적은 것입니다.",
        ),
        Some(Sounds::Japanese) => (
            " One writes the characters of the other by their Japanese readings.",
            " 한쪽은 다른 쪽의 한자를 일본어 음으로 적은 것입니다.",
        ),
    };
    en += by_sound;
    ko += by_sound_ko;
    let list = |keep: &dyn Fn(f32) -> bool, ko: bool| -> String {
        let told = |p: &&Part| {
            let position = if ko { &p.position_ko } else { &p.position };
            let reading =
                if p.reading.is_empty() { String::new() } else { format!(" {}", p.reading) };
            format!("{position}{reading} ({:+.1})", p.ln_ratio)
        };
        parts.iter().filter(|p| keep(p.ln_ratio)).map(|p| told(&p)).collect::<Vec<_>>().join(", ")
    };
    for (keep, lead, lead_ko) in [
        (&(|w: f32| w > 0.0) as &dyn Fn(f32) -> bool, "For it", "지지"),
        (&(|w: f32| w <= 0.0), "Against it", "반대"),
    ] {
        let (told, told_ko) = (list(keep, false), list(keep, true));
        if !told.is_empty() {
            en += &format!(" {lead}: {told}.");
            ko += &format!(" {lead_ko}: {told_ko}.");
        }
    }
    en += &format!(" Weight {:+.1} nats.", c.ln_ratio);
    ko += &format!(" 증거의 무게 {:+.1}.", c.ln_ratio);
    (en, ko)
}

/// The consonant that ends a Korean text, 0 for none; signs are passed over.
fn coda(text: &str) -> u8 {
    let last = text.chars().rev().find_map(hangul::number);
    last.map_or(0, |n| hangul::decompose(n).2)
}

/// The particle behind a consonant, or behind a vowel.
fn particle(text: &str, closed: &'static str, open: &'static str) -> &'static str {
    if coda(text) == 0 { open } else { closed }
}

/// 으로 or 로: ㄹ counts as a vowel.
fn towards(text: &str) -> &'static str {
    if matches!(coda(text), 0 | 8) { "로" } else { "으로" }
}

fn reason(open: Option<Open>) -> (&'static str, &'static str) {
    match open {
        Some(Open::Nothing) => {
            ("one of them has no letters that are read", "읽을 수 있는 글자가 없는 쪽이 있습니다")
        }
        Some(Open::Part) => (
            "one of them gives a family name, a given name or initials only",
            "한쪽은 성이나 이름 또는 머리글자만 있습니다",
        ),
        Some(Open::Readings) => (
            "the spelling stands for several names, and this is one of the less frequent",
            "이 표기는 여러 이름을 나타낼 수 있고 그 가운데 드문 이름입니다",
        ),
        Some(Open::Languages) => (
            "one is read as a Korean name and the other is not; papers may carry a name that came with them",
            "한쪽은 조선어 이름이고 다른 쪽은 그렇지 않습니다; 서류의 이름은 가명일 수 있습니다",
        ),
        Some(Open::Weak) | None => {
            ("what speaks for it and against it is of one size", "지지와 반대의 증거가 비슷합니다")
        }
    }
}
