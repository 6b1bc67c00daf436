//! Scope: whose harm a figure counts, and whether it counts all of it.
//!
//! A figure whose scope is a part (one unit's claim, one village, one clash) bounds the whole from below only; a figure over a
//! mixed population bounds each of its members from above only. Both are decided here, from what the row says or, where it is
//! silent, from its words by the lexicon below; the lexicon is data and each hit is kept as [`Scope::basis`].

use std::collections::BTreeSet;
use std::fmt;

/// A population: one or more forces or peoples counted together, by code (`KP`, `RU`, `UA`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Population(BTreeSet<String>);

impl Population {
    /// Takes codes joined by `+` or `,`: `KP`, `KP+RU`.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let codes: BTreeSet<String> = text
            .split(['+', ',', ';', '&'])
            .map(|c| c.trim().to_uppercase())
            .filter(|c| !c.is_empty())
            .collect();
        (!codes.is_empty()).then_some(Self(codes))
    }

    /// True when everyone counted in `self` is counted in `other`.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// The words for a page, English and Korean.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        let name = |code: &String| match code.as_str() {
            "KP" => ("North Korean".to_owned(), "북한군".to_owned()),
            "RU" => ("Russian".to_owned(), "러시아군".to_owned()),
            "UA" => ("Ukrainian".to_owned(), "우크라이나군".to_owned()),
            other => (other.to_owned(), other.to_owned()),
        };
        let (en, ko): (Vec<_>, Vec<_>) = self.0.iter().map(name).unzip();
        (en.join(" and "), ko.join("·"))
    }
}

impl fmt::Display for Population {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<_> = self.0.iter().map(String::as_str).collect();
        f.write_str(&codes.join("+"))
    }
}

/// Does the figure count all of its population's harm, or a part?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Extent {
    /// All of it, everywhere.
    Whole,
    /// One unit's claim, one place, one clash, one cause.
    Part,
}

/// Whose harm, where, from what cause, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Who is counted.
    pub population: Population,
    /// True when neither the row nor its words say who is counted, and the case's population was taken.
    pub population_assumed: bool,
    /// All of them or a part.
    pub extent: Extent,
    /// The words, as the row gives them.
    pub words: String,
    /// What decided population and extent: `stated`, `words: …`, or `assumed`.
    pub basis: String,
}

/// Words that name a mixed population, in English and Korean rows.
const MIXED: &[(&[&str], &str)] = &[(
    &[
        "joint russian-north korean",
        "russian-north korean",
        "north korean-russian",
        "north korean and russian",
        "russian and north korean",
        "north koreans and russian",
        "north korean infantry and russian",
        "mixed nationality",
        "split by nationality not given",
        "북러 연합",
        "러시아·북한",
        "북한·러시아",
        "북한군과 러시아",
        "러시아군과 북한",
    ],
    "KP+RU",
)];

/// Words that name one population, in English, Korean, Russian and Ukrainian rows; the one that the row names first is meant.
const SINGLE: &[(&[&str], &str)] = &[
    (
        &[
            "north korean",
            "dprk",
            "n. korea",
            "북한군",
            "북한",
            "조선인민군",
            "인민군",
            "северокорей",
            "кндр",
            "північнокорей",
        ],
        "KP",
    ),
    (
        &["russian soldiers", "russian troops", "russian forces", "러시아군", "российских военн"],
        "RU",
    ),
    (&["ukrainian soldiers", "ukrainian troops", "우크라이나 군인", "우크라이나군 사상"], "UA"),
];

/// Phrases that make a figure a part of the whole: one unit's count, one clash, one strike. Matched as whole words.
const PARTS: &[&str] = &[
    "unit-level",
    "unit said it",
    "fpv crew",
    "in one action",
    "in one clash",
    "in the strike",
    "in a strike",
    "in one strike",
    "one sector",
    "sectors only",
    "regiment",
    "brigade",
    "special operations forces",
    "combat engineers",
    "특수작전군",
];

/// Words after a number that name a unit in Korean: 95여단, 제8연대.
const KOREAN_UNITS: &[&str] = &["대대", "여단", "연대", "사단"];

/// A window shorter than this, without a stated extent, is taken for one clash: a part. A party that gives a number for a week
/// or longer sums its own fronts; were that wrong, an upper bound too many would stand, so a row may say `part`.
const CLASH_DAYS: i32 = 7;

/// The texts of a row that may tell its scope.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScopeWords<'a> {
    /// What is said of the figure: qualifier, words, quote, gist.
    pub said: &'a [&'a str],
    /// What is said around it: note, speaker, party.
    pub around: &'a [&'a str],
}

impl Scope {
    /// Decides the scope of a row.
    ///
    /// `population`, `extent` and `scope` are the row's own columns and win; `words` are the texts that may tell where they are
    /// silent; `days` is the length of the figure's window, none for a cumulative figure; `default` is the case's population.
    #[must_use]
    pub fn decide(
        population: &str,
        extent: &str,
        scope: &str,
        words: ScopeWords<'_>,
        days: Option<i32>,
        default: &Population,
    ) -> Self {
        let said = words
            .said
            .iter()
            .chain(std::iter::once(&scope))
            .copied()
            .collect::<Vec<_>>()
            .join("\n");
        let all = [said.as_str(), &words.around.join("\n")].join("\n");
        let mut basis = Vec::new();
        let mut population_assumed = false;
        let population = if let Some(stated) = Population::new(population) {
            basis.push("population stated".to_owned());
            stated
        } else if let Some((hit, code)) =
            named_population(&said.to_lowercase(), &all.to_lowercase())
        {
            basis.push(format!("population from the words `{hit}`"));
            Population::new(code).unwrap_or_else(|| default.clone())
        } else {
            basis.push(format!("population assumed: {default}"));
            population_assumed = true;
            default.clone()
        };
        let (extent, why) = decide_extent(extent, &all, days);
        basis.push(why);
        Self {
            population,
            population_assumed,
            extent,
            words: scope.trim().to_owned(),
            basis: basis.join("; "),
        }
    }
}

fn decide_extent(stated: &str, text: &str, days: Option<i32>) -> (Extent, String) {
    match stated.trim().to_lowercase().as_str() {
        "whole" | "all" | "total" => return (Extent::Whole, "extent stated".to_owned()),
        "part" | "partial" => return (Extent::Part, "extent stated".to_owned()),
        _ => {}
    }
    if let Some(hit) = part_words(text) {
        return (Extent::Part, format!("a part, from the words `{hit}`"));
    }
    match days {
        Some(days) if days < CLASH_DAYS => (
            Extent::Part,
            format!(
                "a part, since a window of fewer than {CLASH_DAYS} days is given and no extent"
            ),
        ),
        _ => (Extent::Whole, "extent assumed: whole".to_owned()),
    }
}

/// The words that make a row a part: a phrase of the table as whole words, a place after "near", a numbered unit.
fn part_words(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    if let Some(hit) = PARTS.iter().find(|phrase| has_words(&lower, phrase)) {
        return Some((*hit).to_owned());
    }
    // "near Plekhovo" names a place, "near zero" does not.
    let near = text.match_indices("near ").find_map(|(at, word)| {
        let after = text[at + word.len()..].chars().next()?;
        let before = text[..at].chars().next_back();
        (after.is_uppercase() && !before.is_some_and(char::is_alphanumeric))
            .then(|| "near …".to_owned())
    });
    near.or_else(|| {
        KOREAN_UNITS.iter().find(|unit| follows_number(text, unit)).map(|unit| format!("…{unit}"))
    })
    .or_else(|| text.contains(" 인근").then(|| "인근".to_owned()))
}

/// True when the phrase stands in the text with no letter or digit on either side.
fn has_words(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// True when the word follows a digit, with at most one space or hyphen between.
fn follows_number(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let mut before = text[..at].chars().rev();
        match before.next() {
            Some(' ' | '-') => before.next().is_some_and(|c| c.is_ascii_digit()),
            c => c.is_some_and(|c| c.is_ascii_digit()),
        }
    })
}

/// The population that the words name: a mixed one anywhere in the row, else the single one that the figure's own words name
/// first.
fn named_population(said: &str, all: &str) -> Option<(&'static str, &'static str)> {
    let mixed = MIXED
        .iter()
        .find_map(|(words, code)| words.iter().find(|w| all.contains(**w)).map(|w| (*w, *code)));
    mixed.or_else(|| {
        let hits = SINGLE.iter().flat_map(|(words, code)| {
            words.iter().filter_map(move |w| said.find(w).map(|at| (at, *w, *code)))
        });
        hits.min_by_key(|(at, word, _)| (*at, std::cmp::Reverse(word.len())))
            .map(|(_, word, code)| (word, code))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kp() -> Population {
        Population::new("KP").unwrap()
    }

    fn decide(said: &str, around: &str, days: Option<i32>) -> (String, Extent, bool) {
        let words = ScopeWords { said: &[said], around: &[around] };
        let scope = Scope::decide("", "", "", words, days, &kp());
        (scope.population.to_string(), scope.extent, scope.population_assumed)
    }

    #[test]
    fn words_decide_where_columns_are_silent() {
        use Extent::{Part, Whole};
        let rows: &[(&str, &str, Extent)] = &[
            ("joint Russian-North Korean units lost about 200", "KP+RU", Whole),
            ("around 200 North Korean troops killed", "KP", Whole),
            ("At least 30 killed and wounded near Plekhovo", "KP", Part),
            ("the toll is near zero", "KP", Whole),
            ("Denied any strike.", "KP", Whole),
            ("북한군 100여 명 사망", "KP", Whole),
            ("러시아군 70명 사망", "RU", Whole),
            ("Up to 70 Russian soldiers died; North Korean losses are not mentioned", "RU", Whole),
            ("대대적인 공격에서 북한군 100명 사망", "KP", Whole),
            ("연대 회견에서 밝힌 수", "KP", Whole),
            ("제95여단이 북한군 12명을 사살", "KP", Part),
            ("the 8th Regiment said 50", "KP", Part),
        ];
        for (words, population, extent) in rows {
            let (found, reach, _) = decide(words, "", None);
            assert_eq!((found.as_str(), reach), (*population, *extent), "{words}");
        }
    }

    #[test]
    fn what_stands_around_names_a_unit_or_a_mixture_and_no_population() {
        assert_eq!(decide("and injuring 20", "Special Operations Forces", None).1, Extent::Part);
        assert_eq!(decide("about 200", "Scope is MIXED nationality", None).0, "KP+RU");
        let (population, _, assumed) =
            decide("about 200", "Russian soldiers are spoken of elsewhere", None);
        assert_eq!((population.as_str(), assumed), ("KP", true));
    }

    #[test]
    fn columns_win_and_short_windows_are_parts() {
        let words = ScopeWords { said: &["North Korean"], around: &["regiment"] };
        let scope = Scope::decide("ru", "whole", "", words, Some(2), &kp());
        assert_eq!((scope.population.to_string().as_str(), scope.extent), ("RU", Extent::Whole));
        assert_eq!(decide("", "", Some(3)).1, Extent::Part);
        assert_eq!(decide("", "", Some(8)).1, Extent::Whole);
    }

    #[test]
    fn inclusion() {
        let both = Population::new("RU+KP").unwrap();
        assert!(kp().within(&both) && !both.within(&kp()));
        assert_eq!(both.to_string(), "KP+RU");
    }
}
