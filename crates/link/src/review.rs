//! What a person should look at next, and where two records differ, letter by letter.
//!
//! Terms: *value* – the pairs of records about which an answer is expected to change what is said: the chance that the clusters are wrong
//! there, times the pairs that would be joined or parted; *question* – a pair that stands for its two clusters, or for a weak member of
//! one; *mark* – a run of letters that both texts have, or that one has alone; *jamo* (자모) – the parts of a Hangul syllable: initial,
//! vowel, final. Invariants: a pair that was judged is not asked again; of two clusters one pair is asked; the order does not depend on
//! that of records. Not here: terminals and pages; answers ([`crate::judge`]).

use crate::cluster::Clusters;
use crate::generate::jamo;
use crate::kernel::{Pair, Weigher};
use crate::model::probability;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// A pair to look at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// The pair.
    pub pair: Pair,
    /// Whether its records are in one cluster now.
    pub together: bool,
    /// Pairs of records that are expected to change with an answer.
    pub value: f64,
}

/// The questions of most value.
///
/// * Input: `judged` – pairs that were decided, the lesser record first; `most` – how many questions.
/// * Cost: linear in the pairs, and a sort of those that could be asked.
#[must_use]
pub fn queue(
    weigher: &Weigher<'_>,
    pairs: &[Pair],
    clusters: &Clusters,
    judged: &HashSet<(u32, u32)>,
    most: usize,
) -> Vec<Question> {
    let mut sizes = vec![0_u32; clusters.count as usize];
    clusters.of.iter().for_each(|c| sizes[*c as usize] += 1);
    let sides = |p: &Pair| {
        let (x, y) = (clusters.of[p.a as usize], clusters.of[p.b as usize]);
        (x.min(y), x.max(y))
    };
    let value = |p: &Pair| {
        let (x, y) = sides(p);
        let chance = probability(p.total);
        let (wrong, moved) = if x == y {
            (1.0 - chance, f64::from(sizes[x as usize] - 1))
        } else {
            (chance, f64::from(sizes[x as usize]) * f64::from(sizes[y as usize]))
        };
        wrong.min(0.5) * moved
    };
    let content = |p: &Pair| {
        let key = |r: u32| (weigher.records.content(r), weigher.records.id(r));
        let (x, y) = (key(p.a), key(p.b));
        if x <= y { (x, y) } else { (y, x) }
    };
    let mut asked: Vec<(f64, u32)> = (0..crate::key::number(pairs.len()))
        .into_par_iter()
        .map(|n| (value(&pairs[n as usize]), n))
        .filter(|(v, _)| *v > 1e-3)
        .collect();
    asked.retain(|(_, n)| {
        let p = &pairs[*n as usize];
        !judged.contains(&(p.a, p.b))
    });
    let first = |x: &(f64, u32), y: &(f64, u32)| {
        let pair = |n: u32| &pairs[n as usize];
        let order = y.0.total_cmp(&x.0);
        order.then_with(|| content(pair(x.1)).cmp(&content(pair(y.1)))).then(x.1.cmp(&y.1))
    };
    // Two clusters may have many pairs: some more than are asked are looked at, and more again where these are of few clusters.
    let mut looked = most.saturating_mul(8).max(1);
    loop {
        let head = if looked < asked.len() {
            asked.select_nth_unstable_by(looked, first);
            &mut asked[..looked]
        } else {
            &mut asked[..]
        };
        head.sort_unstable_by(first);
        let mut met = HashSet::new();
        let questions: Vec<Question> = head
            .iter()
            .map(|(value, n)| (*value, pairs[*n as usize]))
            .filter(|(_, pair)| met.insert(sides(pair)))
            .map(|(value, pair)| {
                let (x, y) = sides(&pair);
                Question { pair, together: x == y, value }
            })
            .take(most)
            .collect();
        if questions.len() >= most || looked >= asked.len() {
            return questions;
        }
        looked = looked.saturating_mul(4);
    }
}

/// A run of letters of one of two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The letters.
    pub text: String,
    /// What the other text has here.
    pub is: Beside,
}

/// What the other text has at the place of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Beside {
    /// The same.
    Same,
    /// Nothing or something else.
    Other,
    /// A Hangul syllable of which some parts agree: whether initial, vowel and final differ.
    Jamo([bool; 3]),
    /// A letter of another script that looks alike: а and a.
    Lookalike,
}

/// Letters of a text that are compared; what is beyond is marked as differing.
pub const LETTERS_MAX: usize = 200;

/// Marks where two texts differ, by the fewest edits; an exchange of a syllable for a like one counts less than one for another.
///
/// ```
/// use link::review::{Beside, marks};
/// let (left, right) = marks("리광은", "리관은");
/// assert_eq!(left[1].text, "광");
/// assert_eq!(left[1].is, Beside::Jamo([false, false, true]));
/// assert_eq!(right[1].text, "관");
/// ```
///
/// * Cost: the product of the lengths, of 200 letters each at most.
#[must_use]
pub fn marks(left: &str, right: &str) -> (Vec<Mark>, Vec<Mark>) {
    let letters = |t: &str| t.chars().take(LETTERS_MAX).collect::<Vec<char>>();
    let (a, b) = (letters(left), letters(right));
    let width = b.len() + 1;
    let mut cost = vec![0_u32; (a.len() + 1) * width];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            cost[i * width + j] = match (i, j) {
                (0, _) => u32::try_from(j).unwrap_or(0) * GAP,
                (_, 0) => u32::try_from(i).unwrap_or(0) * GAP,
                _ => {
                    let both = cost[(i - 1) * width + j - 1] + price(beside(a[i - 1], b[j - 1]));
                    let left = cost[(i - 1) * width + j] + GAP;
                    both.min(left).min(cost[i * width + j - 1] + GAP)
                }
            };
        }
    }
    let (mut x, mut y) = (Vec::new(), Vec::new());
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 || j > 0 {
        let here = cost[i * width + j];
        if i > 0 && j > 0 {
            let is = beside(a[i - 1], b[j - 1]);
            if here == cost[(i - 1) * width + j - 1] + price(is) {
                (i, j) = (i - 1, j - 1);
                x.push((a[i], is));
                y.push((b[j], is));
                continue;
            }
        }
        if i > 0 && here == cost[(i - 1) * width + j] + GAP {
            i -= 1;
            x.push((a[i], Beside::Other));
        } else {
            j -= 1;
            y.push((b[j], Beside::Other));
        }
    }
    (runs(x, &left[after(left)..]), runs(y, &right[after(right)..]))
}

/// Where the letters begin that are not compared.
fn after(text: &str) -> usize {
    text.char_indices().nth(LETTERS_MAX).map_or(text.len(), |(at, _)| at)
}

/// What a letter without a counterpart costs.
const GAP: u32 = 4;

fn price(is: Beside) -> u32 {
    match is {
        Beside::Same => 0,
        Beside::Lookalike => 1,
        Beside::Jamo(parts) => 1 + u32::from(parts.iter().filter(|p| **p).count() > 1),
        Beside::Other => 6,
    }
}

fn beside(a: char, b: char) -> Beside {
    if a == b {
        return Beside::Same;
    }
    if let (Some(x), Some(y)) = (jamo(a), jamo(b)) {
        let parts = [x[0] != y[0], x[1] != y[1], x[2] != y[2]];
        return if parts == [true; 3] { Beside::Other } else { Beside::Jamo(parts) };
    }
    let alike = |c: char| LOOKALIKES.iter().find(|(x, y)| *x == c || *y == c).map(|l| l.0);
    if alike(a).is_some() && alike(a) == alike(b) { Beside::Lookalike } else { Beside::Other }
}

/// Cyrillic letters and the Latin ones that look like them.
const LOOKALIKES: [(char, char); 22] = [
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ѕ', 's'),
    ('ј', 'j'),
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('І', 'I'),
];

/// Joins letters of one kind, given last first; a syllable that differs in part stays alone.
fn runs(reversed: Vec<(char, Beside)>, rest: &str) -> Vec<Mark> {
    let mut out: Vec<Mark> = Vec::new();
    for (c, is) in reversed.into_iter().rev() {
        match out.last_mut() {
            Some(last) if last.is == is && !matches!(is, Beside::Jamo(_)) => last.text.push(c),
            _ => out.push(Mark { text: c.to_string(), is }),
        }
    }
    if !rest.is_empty() {
        out.push(Mark { text: rest.to_owned(), is: Beside::Other });
    }
    out
}

/// The parts of a Hangul syllable, as letters to show: 광 is ㄱ, ㅘ, ㅇ.
#[must_use]
pub fn parts(syllable: char) -> Option<Vec<char>> {
    const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    const FINALS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
    let [initial, vowel, end] = jamo(syllable)?;
    let vowel = char::from_u32(0x314F + u32::try_from(vowel).unwrap_or(0))?;
    let mut out = vec![INITIALS.chars().nth(initial)?, vowel];
    out.extend(end.checked_sub(1).and_then(|n| FINALS.chars().nth(n)));
    Some(out)
}

/// Counts what a queue would ask of each list pair: where review is most wanted.
#[must_use]
pub fn by_lists(weigher: &Weigher<'_>, questions: &[Question]) -> Vec<((String, String), f64)> {
    let records = weigher.records;
    let mut sums: HashMap<(usize, usize), f64> = HashMap::new();
    for question in questions {
        let (x, y) = (records.list_of(question.pair.a), records.list_of(question.pair.b));
        *sums.entry((x.min(y), x.max(y))).or_default() += question.value;
    }
    let name = |n: usize| records.lists()[n].clone();
    let mut out: Vec<((String, String), f64)> =
        sums.into_iter().map(|((x, y), v)| ((name(x), name(y)), v)).collect();
    out.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Differing runs in brackets, jamo in braces, lookalikes in angles.
    fn shown(marks: &[Mark]) -> String {
        let one = |m: &Mark| match m.is {
            Beside::Same => m.text.clone(),
            Beside::Other => format!("[{}]", m.text),
            Beside::Jamo(_) => format!("{{{}}}", m.text),
            Beside::Lookalike => format!("<{}>", m.text),
        };
        marks.iter().map(one).collect()
    }

    #[test]
    fn differing_letters_are_marked() {
        for (left, right, expected) in [
            ("Ri Kwang Un", "Ri Kwang Un", ("Ri Kwang Un", "Ri Kwang Un")),
            ("Ri Kwang Un", "Ri Kwan Un", ("Ri Kwan[g] Un", "Ri Kwan Un")),
            ("Ли Гван Ын", "Ли Кван Ын", ("Ли [Г]ван Ын", "Ли [К]ван Ын")),
            ("리광은", "리관은", ("리{광}은", "리{관}은")),
            ("리광은", "박철수", ("[리광은]", "[박철수]")),
            ("Иванов", "Ивaнов", ("Ив<а>нов", "Ив<a>нов")),
            ("", "ab", ("", "[ab]")),
        ] {
            let (x, y) = marks(left, right);
            assert_eq!((shown(&x).as_str(), shown(&y).as_str()), expected, "{left} {right}");
        }
    }

    #[test]
    fn syllables_have_parts() {
        for (syllable, expected) in [('광', Some("ㄱㅘㅇ")), ('리', Some("ㄹㅣ")), ('a', None)]
        {
            let found = parts(syllable).map(|p| p.into_iter().collect::<String>());
            assert_eq!(found.as_deref(), expected, "{syllable}");
        }
    }

    proptest! {
        #[test]
        fn marks_hold_the_texts_and_are_symmetric(a in ".{0,12}|[가-힣]{0,4}", b in ".{0,12}|[가-힣]{0,4}") {
            let (x, y) = marks(&a, &b);
            let text = |m: &[Mark]| m.iter().map(|m| m.text.as_str()).collect::<String>();
            prop_assert_eq!(text(&x), a.clone());
            prop_assert_eq!(text(&y), b.clone());
            let same = |m: &[Mark]| -> String {
                m.iter().filter(|m| m.is == Beside::Same).map(|m| m.text.as_str()).collect()
            };
            prop_assert_eq!(same(&x), same(&y));
        }

        #[test]
        fn long_texts_are_cut(n in 190_usize..220) {
            let text = "ab".repeat(n);
            let (x, _) = marks(&text, &text);
            prop_assert_eq!(x.iter().map(|m| m.text.len()).sum::<usize>(), text.len());
        }
    }
}
