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

/// Words that name a mixed or single population in English, Korean, Russian and Ukrainian rows; first hit wins.
const POPULATIONS: &[(&[&str], &str)] = &[
    (
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
            "joint units",
            "북러 연합",
            "러시아·북한",
            "북한·러시아",
            "북한군과 러시아",
            "러시아군과 북한",
        ],
        "KP+RU",
    ),
    (
        &[
            "north korea",
            "dprk",
            "n. korea",
            "n.k.",
            "pyongyang",
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
    (
        &["ukrainian soldiers", "ukrainian troops", "ukrainian forces lost", "우크라이나군 사상"],
        "UA",
    ),
];

/// Words that make a figure a part of the whole; each says why.
const PARTS: &[&str] = &[
    "unit-level",
    "unit said it",
    "fpv crew",
    "in one action",
    "regiment",
    "brigade",
    "battalion",
    "near ",
    "in a strike",
    "the strike",
    "strike.",
    "combat engineers",
    "in the village",
    "sectors only",
    "대대",
    "여단",
    "연대",
    "인근",
];

impl Scope {
    /// Decides the scope of a row.
    ///
    /// `population` and `extent` are the row's own columns and win; `words` is every text of the row that may tell
    /// (qualifier, quote, support, note, scope), `windowed` whether the figure has a window, `default` the case's population.
    /// A window or single event without a stated extent is a part: its figure then bounds the whole from below only,
    /// which can never prove a contradiction too many.
    #[must_use]
    pub fn decide(
        population: &str,
        extent: &str,
        scope: &str,
        words: &[&str],
        windowed: bool,
        default: &Population,
    ) -> Self {
        let text = words
            .iter()
            .chain(std::iter::once(&scope))
            .map(|w| w.to_lowercase())
            .collect::<Vec<_>>()
            .join("\n");
        let mut basis = Vec::new();
        let mut population_assumed = false;
        let population = if let Some(stated) = Population::new(population) {
            basis.push("population stated".to_owned());
            stated
        } else if let Some((hit, code)) = first_population(&text) {
            basis.push(format!("population from the words `{hit}`"));
            Population::new(code).unwrap_or_else(|| default.clone())
        } else {
            basis.push(format!("population assumed: {default}"));
            population_assumed = true;
            default.clone()
        };
        let extent = match extent.trim().to_lowercase().as_str() {
            "whole" | "all" | "total" => {
                basis.push("extent stated".to_owned());
                Extent::Whole
            }
            "part" | "partial" => {
                basis.push("extent stated".to_owned());
                Extent::Part
            }
            _ => {
                if let Some(hit) = PARTS.iter().find(|p| text.contains(**p)) {
                    basis.push(format!("a part, from the words `{}`", hit.trim()));
                    Extent::Part
                } else if windowed {
                    basis.push("a part, since a window is given and no extent".to_owned());
                    Extent::Part
                } else {
                    basis.push("extent assumed: whole".to_owned());
                    Extent::Whole
                }
            }
        };
        Self {
            population,
            population_assumed,
            extent,
            words: scope.trim().to_owned(),
            basis: basis.join("; "),
        }
    }
}

fn first_population(text: &str) -> Option<(&'static str, &'static str)> {
    POPULATIONS
        .iter()
        .find_map(|(words, code)| words.iter().find(|w| text.contains(**w)).map(|w| (*w, *code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kp() -> Population {
        Population::new("KP").unwrap()
    }

    #[test]
    fn words_decide_where_columns_are_silent() {
        let rows: &[(&str, &str, Extent)] = &[
            ("joint Russian-North Korean units lost about 200", "KP+RU", Extent::Whole),
            ("around 200 North Korean troops killed", "KP", Extent::Whole),
            ("At least 30 killed and wounded near Plekhovo", "KP", Extent::Part),
            ("북한군 100여 명 사망", "KP", Extent::Whole),
            ("no word about anyone", "KP", Extent::Whole),
        ];
        for (words, population, extent) in rows {
            let scope = Scope::decide("", "", "", &[words], false, &kp());
            assert_eq!(
                (scope.population.to_string().as_str(), scope.extent),
                (*population, *extent),
                "{words}"
            );
        }
    }

    #[test]
    fn columns_win_and_windows_are_parts() {
        let scope = Scope::decide("ru", "whole", "", &["North Korean"], true, &kp());
        assert_eq!((scope.population.to_string().as_str(), scope.extent), ("RU", Extent::Whole));
        assert_eq!(Scope::decide("", "", "", &[], true, &kp()).extent, Extent::Part);
    }

    #[test]
    fn inclusion() {
        let both = Population::new("RU+KP").unwrap();
        assert!(kp().within(&both) && !both.within(&kp()));
        assert_eq!(both.to_string(), "KP+RU");
    }
}
