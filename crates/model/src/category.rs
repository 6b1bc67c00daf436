//! Categories of harm and of strength, and what a figure of each category bounds.
//!
//! `casualties` is kept as the party means it: when the party does not say, it is *undifferentiated* and lies between
//! killed + wounded and killed + wounded + missing + captured. Sources: SDG 16.1.2 metadata, the UCDP GED codebook, the
//! categories seen in the Kursk case. A category that the table does not know stays as said and bounds nothing.

use std::fmt;

/// A set of the hidden quantities that figures bound: killed, wounded, missing, captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Harm(u8);

impl Harm {
    /// Killed.
    pub const KILLED: Self = Self(1);
    /// Wounded.
    pub const WOUNDED: Self = Self(2);
    /// Missing.
    pub const MISSING: Self = Self(4);
    /// Captured.
    pub const CAPTURED: Self = Self(8);
    /// Killed and wounded.
    pub const KILLED_WOUNDED: Self = Self(3);
    /// Killed, wounded, missing and captured.
    pub const ALL: Self = Self(15);

    /// The bits, killed lowest.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// True when every member of `self` is in `other`.
    #[must_use]
    pub const fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The members that both have.
    #[must_use]
    pub const fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// True when there is no member.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What a figure of a category bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A toll: it bounds `least` from above and `most` from below (the same set when the category is defined).
    Toll {
        /// The narrowest reading.
        least: Harm,
        /// The widest reading.
        most: Harm,
    },
    /// So many of a toll are shown or listed: it bounds the set from below only.
    TollAtLeast(Harm),
    /// Everyone sent so far: bounds all harm from above.
    Strength,
    /// Sent in addition during a window.
    StrengthAdded,
    /// A part of those sent who are in one place: bounds strength from below only.
    StrengthAtLeast,
    /// Planned, possible or physical numbers: bounds nothing that has happened.
    Nothing,
}

/// A category of figure, or of a statement without a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Category(String);

struct Known {
    code: &'static str,
    en: &'static str,
    ko: &'static str,
    meaning: Meaning,
}

const fn toll(code: &'static str, en: &'static str, ko: &'static str, set: Harm) -> Known {
    Known { code, en, ko, meaning: Meaning::Toll { least: set, most: set } }
}

const fn other(code: &'static str, en: &'static str, ko: &'static str, meaning: Meaning) -> Known {
    Known { code, en, ko, meaning }
}

/// The table of categories: code, English, Korean, what it bounds.
const KNOWN: &[Known] = &[
    toll("killed", "killed", "사망", Harm::KILLED),
    toll("wounded", "wounded", "부상", Harm::WOUNDED),
    toll("missing", "missing", "실종", Harm::MISSING),
    toll("captured", "captured", "생포", Harm::CAPTURED),
    toll("killed_or_wounded", "killed or wounded", "사상", Harm::KILLED_WOUNDED),
    toll(
        "casualties_all",
        "killed, wounded, missing or captured",
        "사망·부상·실종·생포",
        Harm::ALL,
    ),
    other(
        "casualties",
        "casualties (undifferentiated)",
        "사상자(구분 없음)",
        Meaning::Toll { least: Harm::KILLED_WOUNDED, most: Harm::ALL },
    ),
    other("losses_unspecified", "losses (not specified)", "손실(구분 없음)", Meaning::Nothing),
    other("died_of_wounds", "died of wounds", "부상 후 사망", Meaning::TollAtLeast(Harm::KILLED)),
    other(
        "captured_died",
        "died after capture",
        "생포 후 사망",
        Meaning::TollAtLeast(Harm::KILLED),
    ),
    other("non_combat_death", "died outside combat", "비전투 사망", Meaning::Nothing),
    other("surrendered", "surrendered", "투항", Meaning::TollAtLeast(Harm::CAPTURED)),
    other("deserted", "deserted", "탈영", Meaning::Nothing),
    other(
        "remains_repatriated",
        "remains brought home",
        "유해 송환",
        Meaning::TollAtLeast(Harm::KILLED),
    ),
    other(
        "named_dead_displayed",
        "dead shown by name",
        "이름이 공개된 전사자",
        Meaning::TollAtLeast(Harm::KILLED),
    ),
    other(
        "repatriated_wounded",
        "wounded brought home",
        "송환된 부상자",
        Meaning::TollAtLeast(Harm::WOUNDED),
    ),
    other("burial_capacity", "graves a site can hold", "안장 가능 규모", Meaning::Nothing),
    other("deployed_strength", "deployed in all", "파병 규모", Meaning::Strength),
    other("deployed_additional", "deployed in addition", "추가 파병", Meaning::StrengthAdded),
    other("in_kursk", "in the Kursk region", "쿠르스크 배치", Meaning::StrengthAtLeast),
    other("in_border_area", "in the border area", "국경 지역 배치", Meaning::StrengthAtLeast),
    other("planned_strength", "planned to be sent", "파병 계획", Meaning::Nothing),
    other("potential_strength", "could be sent", "파병 가능", Meaning::Nothing),
    other("denial", "denial", "부인", Meaning::Nothing),
    other(
        "conditional_non_denial",
        "neither confirmed nor denied",
        "조건부 시인도 부인도 아님",
        Meaning::Nothing,
    ),
    other("acknowledgement", "acknowledgement", "인정", Meaning::Nothing),
    other("presence", "presence confirmed", "주둔 확인", Meaning::Nothing),
    other("first_clash", "first clash", "첫 교전", Meaning::Nothing),
    other("absence", "not seen at the front", "전선 부재", Meaning::Nothing),
    other("no_official_toll", "no official toll", "공식 집계 없음", Meaning::Nothing),
    other("prediction", "prediction", "예측", Meaning::Nothing),
    other("opinion", "opinion", "의견", Meaning::Nothing),
    other("circumstance", "circumstance", "정황", Meaning::Nothing),
    other("testimony", "testimony", "증언", Meaning::Nothing),
];

/// Other words for the same category, as tables in the field spell them.
const ALIASES: &[(&str, &str)] = &[
    ("dead", "killed"),
    ("deaths", "killed"),
    ("killed_and_wounded", "killed_or_wounded"),
    ("killed+wounded", "killed_or_wounded"),
    ("killed_wounded", "killed_or_wounded"),
    ("injured", "wounded"),
    ("prisoners", "captured"),
    ("casualties_undifferentiated", "casualties"),
    ("killed_wounded_missing_captured", "casualties_all"),
    ("deployed", "deployed_strength"),
    ("strength", "deployed_strength"),
];

impl Category {
    /// Takes a category as a table spells it; white space and case do not matter, aliases are resolved.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let code: String = text
            .trim()
            .to_lowercase()
            .chars()
            .map(|c| if c == ' ' || c == '-' { '_' } else { c })
            .collect();
        let code =
            ALIASES.iter().find(|(from, _)| *from == code).map_or(code, |(_, to)| (*to).to_owned());
        Self(code)
    }

    /// The code, as tables carry it.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }

    /// True when the table of categories has it.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.known().is_some()
    }

    /// What a figure of this category bounds; [`Meaning::Nothing`] for a category that the table does not know.
    #[must_use]
    pub fn meaning(&self) -> Meaning {
        self.known().map_or(Meaning::Nothing, |k| k.meaning)
    }

    /// True for a toll of harm (killed, wounded, missing, captured or unions of them).
    #[must_use]
    pub fn is_toll(&self) -> bool {
        matches!(self.meaning(), Meaning::Toll { .. })
    }

    /// True for those sent: strength and additions to it.
    #[must_use]
    pub fn is_strength(&self) -> bool {
        matches!(
            self.meaning(),
            Meaning::Strength | Meaning::StrengthAdded | Meaning::StrengthAtLeast
        )
    }

    /// The widest set of harm that it speaks of, when it is a toll or a part of one.
    #[must_use]
    pub fn harm(&self) -> Option<Harm> {
        match self.meaning() {
            Meaning::Toll { most, .. } => Some(most),
            Meaning::TollAtLeast(set) => Some(set),
            _ => None,
        }
    }

    /// The words for a page, English and Korean; an unknown code is shown with spaces.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        self.known().map_or_else(
            || (self.0.replace('_', " "), self.0.replace('_', " ")),
            |k| (k.en.to_owned(), k.ko.to_owned()),
        )
    }

    /// Codes of the whole table, in its order.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|k| k.code)
    }

    fn known(&self) -> Option<&'static Known> {
        KNOWN.iter().find(|k| k.code == self.0)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undifferentiated_figure_lies_between_its_readings() {
        let Meaning::Toll { least, most } = Category::new("Casualties").meaning() else {
            panic!("casualties are a toll")
        };
        assert!(least.within(most));
        assert_eq!((least, most), (Harm::KILLED_WOUNDED, Harm::ALL));
    }

    #[test]
    fn spellings_meet() {
        for text in
            ["killed or wounded", "Killed-or-Wounded", "killed+wounded", "killed and wounded"]
        {
            assert_eq!(Category::new(text).code(), "killed_or_wounded", "{text}");
        }
    }

    #[test]
    fn what_the_table_does_not_know_bounds_nothing() {
        let category = Category::new("rations lost");
        assert!(!category.is_known());
        assert_eq!(category.meaning(), Meaning::Nothing);
        assert_eq!(category.words().0, "rations lost");
    }

    #[test]
    fn codes_are_said_once() {
        let mut codes: Vec<_> = Category::codes().collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
