//! Two names face to face: the weight, the probability, the answer.
//!
//! Terms: *weight* – ln of the likelihood ratio that both texts write one name, against two names drawn independently; *answer* – the same
//! name is plausible, the names differ, or the name alone cannot decide. Invariants: symmetric; a name that is not read as Korean beside
//! one that is gives weight 0, "no evidence", never "same": papers may carry a name that was given with them. Not here: whether two
//! persons are one.

use crate::calibrate::Kind;
use crate::kana;
use crate::korean::compare::{Overlap, ln_ratio, ln_ratio_most, overlap};
use crate::letters::name;
use crate::mandarin;
use crate::model::{Extent, Name, Names, Reading};
use crate::script::Script;

/// What a comparison of two names answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Both can be spellings of one name, and hardly of two.
    Same,
    /// They are different names.
    Different,
    /// The name alone cannot decide: too little is written, several readings are open, or the two are not of one language.
    Undecided,
}

impl Answer {
    /// A stable code: `same`, `different`, `undecided`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Undecided => "undecided",
        }
    }
}

/// Why a name alone cannot decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Open {
    /// One side has no letters that are read.
    Nothing,
    /// One side gives a family name or a given name only, or initials.
    Part,
    /// One spelling stands for several names, and the other is one of the less frequent.
    Readings,
    /// One is read as a Korean name and the other is not.
    Languages,
    /// What speaks for and against is of one size.
    Weak,
}

/// The outcome of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// ln of the likelihood ratio.
    pub ln_ratio: f32,
    /// Probability of one name where one pair in four is one, as measured on pairs not seen before.
    pub probability: f64,
    /// The answer.
    pub answer: Answer,
    /// Why it is open, if it is.
    pub open: Option<Open>,
}

/// A probability from which two spellings are held to be one name.
const SAME: f64 = 0.6;
/// A probability to which they are held to be different.
const DIFFERENT: f64 = 0.12;
/// What was believed before: one pair in four.
const PRIOR: f64 = 0.25;
/// The least weight of a name in characters beside its Mandarin syllables in other letters, or its Japanese ones in kana: three syllables are
/// seldom alike by chance.
const SPELLED: f32 = 8.0;
/// Two spellings that are of Korean names with this probability are compared as such alone.
const ALL_KOREAN: f32 = 0.98;
/// A part of a name that fits this badly is of a different name.
const PART_AGAINST: f32 = -2.0;
/// Shared readings below this leave it open: the other letters have nine better readings in ten.
const SHARED_MIN: f32 = 0.1;
/// Shared readings below this leave it open if a better-known name is written with the same letters: Kim Jong Un is 김정은 rather than 김정운.
const SHARED: f32 = 0.3;

impl Names {
    /// The weight of two names: ln of the likelihood ratio that they are one.
    ///
    /// * Output: about −20 to 20; 0 is no evidence.
    /// * Determinism: depends on the two names and the tables; symmetric.
    /// * Cost: a tenth of a microsecond for Korean names, some twenty for names of two words in other languages; nothing is allocated.
    #[must_use]
    pub fn ln_ratio(&self, a: &Name, b: &Name) -> f32 {
        self.weigh(a, b).0
    }

    /// The most that two Korean names can weigh, at a fraction of the cost of weighing them; infinite for others.
    ///
    /// ```
    /// # let names = names::Names::standard()?;
    /// let (a, b, c) = (names.read("Kim Chol Su"), names.read("Pak Yong Ho"), names.read("Kim Cheol-su"));
    /// assert!(names.ln_ratio_most(&a, &b) < -4.0);
    /// assert!(names.ln_ratio_most(&a, &c) >= names.ln_ratio(&a, &c));
    /// # Ok::<(), names::TableError>(())
    /// ```
    #[must_use]
    pub fn ln_ratio_most(&self, a: &Name, b: &Name) -> f32 {
        let most = |x: &Reading, y: &Reading| match (&x.korean, &y.korean) {
            (Some(p), Some(q))
                if x.share * y.share > ALL_KOREAN && !spelled(x, y) && !spelled(y, x) =>
            {
                ln_ratio_most(p, q)
            }
            _ => f32::INFINITY,
        };
        let each = a.readings.iter().flat_map(|x| b.readings.iter().map(move |y| most(x, y)));
        let all = each.fold(f32::NEG_INFINITY, f32::max);
        if all == f32::NEG_INFINITY { f32::INFINITY } else { all }
    }

    /// Compares two names.
    #[must_use]
    pub fn compare(&self, a: &Name, b: &Name) -> Comparison {
        let (ln_ratio, kind) = self.weigh(a, b);
        let measured = self.calibration.probability(kind, ln_ratio);
        let open = self.open(a, b, ln_ratio, measured);
        // No evidence leaves what was believed before.
        let none = matches!(open, Some(Open::Languages | Open::Nothing));
        let probability = if none { PRIOR } else { measured };
        let answer = match open {
            Some(_) => Answer::Undecided,
            None if probability >= SAME => Answer::Same,
            None => Answer::Different,
        };
        Comparison { ln_ratio, probability, answer, open }
    }

    /// The best weight over all pairs of spellings.
    fn weigh(&self, a: &Name, b: &Name) -> (f32, Kind) {
        let mut best = (f32::NEG_INFINITY, Kind::Korean);
        for x in &a.readings {
            for y in &b.readings {
                let found = self.weigh_readings(x, y);
                if found.0 > best.0 {
                    best = found;
                }
            }
        }
        if best.0.is_finite() { best } else { (0.0, Kind::Korean) }
    }

    pub(crate) fn weigh_readings(&self, a: &Reading, b: &Reading) -> (f32, Kind) {
        let (ln, kind) = self.weigh_letters(a, b);
        if spelled(a, b) || spelled(b, a) { (ln.max(SPELLED), kind) } else { (ln, kind) }
    }

    fn weigh_letters(&self, a: &Reading, b: &Reading) -> (f32, Kind) {
        let both = a.share * b.share;
        if both > ALL_KOREAN
            && let (Some(x), Some(y)) = (&a.korean, &b.korean)
        {
            return (ln_ratio(x, y), Kind::Korean);
        }
        if apart(a.share, b.share) {
            // Letters of a Korean name beside one of another language: no evidence.
            return (0.0, Kind::Korean);
        }
        let neither = (1.0 - a.share) * (1.0 - b.share);
        let korean = match (&a.korean, &b.korean) {
            (Some(x), Some(y)) if both > 0.02 => Some(ln_ratio(x, y)),
            _ => None,
        };
        let others = match (&a.words, &b.words) {
            (Some(x), Some(y)) => Some(name::ln_ratio(&self.letters, x, y)),
            _ => None,
        };
        match (korean, others) {
            (Some(k), Some(o)) => {
                let kind = if both > neither { Kind::Korean } else { Kind::Letters };
                let sum = both * k.exp() + neither * o.min(60.0).exp();
                ((sum / (both + neither)).max(1e-30).ln(), kind)
            }
            (Some(k), None) => (k, Kind::Korean),
            (None, Some(o)) => (o, Kind::Letters),
            (None, None) => (0.0, Kind::Korean),
        }
    }

    fn open(&self, a: &Name, b: &Name, ln_ratio: f32, probability: f64) -> Option<Open> {
        if a.is_empty() || b.is_empty() {
            return Some(Open::Nothing);
        }
        let korean = |n: &Name| n.readings.iter().map(|r| r.share).fold(0.0, f32::max);
        let (ka, kb) = (korean(a), korean(b));
        let spelled = sounds(a, b).is_some();
        if apart(ka, kb) && !spelled {
            return Some(Open::Languages);
        }
        let part = |n: &Name| {
            matches!(n.extent(), Extent::Family | Extent::Given)
                || n.readings.iter().any(|r| r.initials)
        };
        if part(a) || part(b) {
            let against = ln_ratio <= PART_AGAINST && probability <= DIFFERENT;
            return (!against).then_some(Open::Part);
        }
        if probability <= DIFFERENT {
            return None;
        }
        if probability < SAME {
            return Some(Open::Weak);
        }
        if spelled {
            return None;
        }
        let overlap = self.overlap(a, b).filter(|_| ka > 0.5 && kb > 0.5);
        let rare = |o: Overlap| o.shared < SHARED_MIN || (o.shared < SHARED && o.rival);
        overlap.is_some_and(rare).then_some(Open::Readings)
    }

    /// How much of the readings of either the other has too, at best.
    fn overlap(&self, a: &Name, b: &Name) -> Option<Overlap> {
        let korean = |n| Name::korean(n);
        let pairs = korean(a).flat_map(|k| korean(b).map(move |l| overlap(&self.korean, k, l)));
        pairs.max_by(|p, q| p.shared.total_cmp(&q.shared))
    }
}

/// By which sounds one spelling writes another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sounds {
    Mandarin,
    Japanese,
}

/// How one of two names writes the other by its sounds, syllable by syllable.
pub(crate) fn sounds(a: &Name, b: &Name) -> Option<Sounds> {
    let mut pairs = a.readings.iter().flat_map(|x| b.readings.iter().map(move |y| (x, y)));
    let (x, y) = pairs.find(|(x, y)| spelled(x, y) || spelled(y, x))?;
    let kana = [x.script, y.script].contains(&Script::Kana);
    Some(if kana { Sounds::Japanese } else { Sounds::Mandarin })
}

/// Whether one is the Mandarin of the other, by syllables: characters and Latin letters or Hangul, Latin letters and Hangul; or the Japanese
/// reading of characters by sound in kana.
fn spelled(a: &Reading, b: &Reading) -> bool {
    match (a.script, b.script) {
        (Script::Han, Script::Latin) => by_syllables(a, b),
        (Script::Han, Script::Kana) => a.on.len() >= 2 && kana::reads(&a.on, &b.letters),
        (Script::Han, Script::Hangul) if b.by_sound && a.pinyin.len() >= 2 => {
            let mut left = a.pinyin.iter();
            left.try_fold(b.letters.as_str(), |h, p| mandarin::behind(h, p)) == Some("")
        }
        (Script::Latin, Script::Hangul) if b.by_sound => {
            let western = a.letters.rsplit_once(' ').map(|(given, family)| [family, given]);
            let ways = [Some([a.letters.as_str(), ""]), western];
            ways.into_iter().flatten().any(|parts| mandarin::reads(parts, &b.letters))
        }
        _ => false,
    }
}

/// Whether Latin letters are the Mandarin syllables of Hanja, family name first or last.
fn by_syllables(han: &Reading, latin: &Reading) -> bool {
    let n = han.pinyin.len();
    let letters = || latin.letters.bytes().filter(|b| *b != b' ');
    [0, 1, 2].into_iter().filter(|first| *first < n).any(|first| {
        let (family, given) = han.pinyin.split_at(first);
        n >= 2 && given.iter().chain(family).flat_map(|s| s.bytes()).eq(letters())
    })
}

/// Whether one is surely a Korean name and the other surely not.
fn apart(a: f32, b: f32) -> bool {
    a.max(b) > 0.9 && a.min(b) < 0.05
}

#[cfg(test)]
mod tests {
    use crate::model::Names;

    #[test]
    fn what_names_weigh_at_most_is_no_less_than_what_they_weigh() {
        let names = Names::standard().unwrap();
        let families = ["", "Kim", "Ri", "Lee", "Пак", "Choe", "리", "Hwang"];
        let given = [
            "Chol Su",
            "Cheol-su",
            "Чхоль Су",
            "철수",
            "Yong Ho",
            "Yeong-ho",
            "Ён Хо",
            "영호",
            "Chol",
            "Su",
            "Myong Chol",
            "Kwang Un",
            "광은",
            "Гван Ын",
            "Song",
            "Ryong",
            "Un Hui",
            "Kyong-chol",
        ];
        let spelled = families.iter().flat_map(|f| given.iter().map(move |g| format!("{f} {g}")));
        let read: Vec<_> = spelled.map(|text| names.read(&text)).collect();
        let (mut bounded, mut tight) = (0, 0);
        for a in &read {
            for b in &read {
                let (most, found) = (names.ln_ratio_most(a, b), names.ln_ratio(a, b));
                assert!(most >= found - 1e-3, "{} {}: {most} {found}", a.text(), b.text());
                bounded += usize::from(most.is_finite());
                tight += usize::from(most < -4.0);
            }
        }
        let all = read.len() * read.len();
        assert!(bounded * 2 > all && tight * 4 > all, "{bounded} {tight} of {all}");
    }
}
