//! The rules by which a number is given, widened, labelled or refused – as data, each with an id that is printed with every result.
//!
//! Invariant: [`RULES`] holds all of them in order; [`crate::result`] carries the ids that fired, so that a reader can look each one up.
//!
//! Not here: the reckoning that decides whether a rule fires; that is [`crate::assess`]. The thresholds are here, each
//! with what it rests on.

/// One of the twelve rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Fewer than three lists.
    R1,
    /// Too few overlaps.
    R2,
    /// Chains that have not converged.
    R3,
    /// Identifying assumptions that disagree.
    R4,
    /// An upper limit that is the prior's.
    R5,
    /// Linkage decides.
    R6,
    /// Lists that depend on each other.
    R7,
    /// Records that cannot be linked.
    R8,
    /// One list decides.
    R9,
    /// The method does not recover the lists themselves.
    R10,
    /// Overlaps that the model does not reproduce.
    R11,
    /// What the number counts.
    R12,
}

/// What a rule does when it fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// No number at all.
    Refuse,
    /// Only what is certain: a lower bound.
    LowerBoundOnly,
    /// A method's number is withheld; no single number for the whole.
    Withhold,
    /// A range in place of a point; refusal where the range is too wide.
    Range,
    /// No upper limit.
    NoUpperLimit,
    /// Lists are merged and the table is judged anew.
    Merge,
    /// Both versions are shown side by side.
    Both,
    /// A label stands beside the number.
    Label,
    /// Words that must stand with every number.
    Words,
}

/// A rule in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleText {
    /// Which.
    pub rule: Rule,
    /// Its id as printed.
    pub id: &'static str,
    /// When it fires.
    pub when: &'static str,
    /// What it does.
    pub consequence: Consequence,
    /// Why, in a clause that can follow "because", in English.
    pub because: &'static str,
    /// The same in Korean.
    pub because_ko: &'static str,
    /// What would help, in English.
    pub help: &'static str,
    /// The same in Korean.
    pub help_ko: &'static str,
}

impl Rule {
    /// The rule in words.
    #[must_use]
    pub fn text(self) -> &'static RuleText {
        &RULES[self as usize]
    }

    /// The id as printed.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.text().id
    }
}

/// R1: the fewest lists from which dependence can be seen at all.
pub const LISTS_MIN: usize = 3;
/// R2: the fewest persons that each list must share with the others.
pub const OVERLAPS_MIN: u64 = 5;
/// R2: the fewest persons on two lists or more.
pub const ON_TWO_MIN: u64 = 20;
/// R4: points further apart than this factor make a range.
pub const SPREAD_RANGE: f64 = 2.0;
/// R4: and further than this a refusal.
pub const SPREAD_REFUSE: f64 = 5.0;
/// R4: models within this much of the best BIC count as defended by the data.
pub const BIC_WINDOW: f64 = 6.0;
/// R5: the upper limit may move by this share when the prior changes.
pub const UPPER_SHIFT: f64 = 0.2;
/// R6: draws of the linkage at least, and the factor between points that makes linkage the limit.
pub const LINKAGE_DRAWS_MIN: usize = 20;
/// R6: the factor between points over linkage draws.
pub const LINKAGE_SPREAD: f64 = 2.0;
/// R7: an odds ratio whose whole interval lies above this makes two lists one.
pub const ODDS_MERGE: f64 = 5.0;
/// R8: the share of unlinkable records in a cell above which both versions are shown.
pub const UNLINKABLE_SHARE: f64 = 0.05;
/// R9: the change on leaving out or merging lists above which a number is fragile.
pub const FRAGILE_SHIFT: f64 = 0.5;
/// R10: the share of lists whose size the others must give back.
pub const AS_TRUTH_SHARE: f64 = 0.8;
/// R11: predictive probabilities outside this and its mirror are a misfit.
pub const PREDICTIVE_MIN: f64 = 0.01;

/// All rules, in order.
pub const RULES: [RuleText; 12] = [
    RuleText {
        rule: Rule::R1,
        id: "R1",
        when: "fewer than 3 lists",
        consequence: Consequence::Refuse,
        because: "fewer than three lists cannot show how they depend on each other",
        because_ko: "명단이 두 개 이하이면 서로 얼마나 의존하는지 알 수 없기 때문",
        help: "a third list, compiled independently of the others",
        help_ko: "다른 명단과 독립적으로 작성된 세 번째 명단",
    },
    RuleText {
        rule: Rule::R2,
        id: "R2",
        when: "a list shares fewer than 5 persons with the others, or fewer than 20 persons are on two lists or more",
        consequence: Consequence::LowerBoundOnly,
        because: "too few persons are on more than one list",
        because_ko: "둘 이상의 명단에 오른 사람이 너무 적기 때문",
        help: "longer lists, or linkage that finds more of the persons whom lists share",
        help_ko: "더 긴 명단, 또는 공통 인물을 더 많이 찾아내는 연결 작업",
    },
    RuleText {
        rule: Rule::R3,
        id: "R3",
        when: "R-hat of 1.01 or more over four dispersed chains, effective size below 400, or fewer than 10 round trips a chain",
        consequence: Consequence::Withhold,
        because: "the chains of the latent-class model have not converged",
        because_ko: "잠재계층 모형의 사슬이 수렴하지 않았기 때문",
        help: "more draws, or fewer and larger lists",
        help_ko: "더 많은 표본 추출, 또는 더 적고 더 큰 명단",
    },
    RuleText {
        rule: Rule::R4,
        id: "R4",
        when: "points under different identifying assumptions, or the ends of what they allow, differ by more than a factor of 2; refusal where points differ by more than 5; no upper limit where one of four kinds cannot be tried",
        consequence: Consequence::Range,
        because: "assumptions that the lists cannot test lead to different numbers, or cannot all be tried",
        because_ko: "명단으로 검증할 수 없는 가정에 따라 숫자가 달라지거나 가정을 모두 시험할 수 없기 때문",
        help: "knowledge of how each list was compiled, which rules assumptions out; or another list",
        help_ko: "각 명단의 작성 경위에 대한 지식(가정을 배제할 수 있음) 또는 추가 명단",
    },
    RuleText {
        rule: Rule::R5,
        id: "R5",
        when: "the upper limit moves by more than 20 % when a cap or the prior changes",
        consequence: Consequence::NoUpperLimit,
        because: "the upper limit would be the prior's and not the data's",
        because_ko: "상한이 자료가 아니라 사전분포에서 나오기 때문",
        help: "a list that reaches those whom the others miss",
        help_ko: "다른 명단이 놓치는 사람들에게 닿는 명단",
    },
    RuleText {
        rule: Rule::R6,
        id: "R6",
        when: "points over at least 20 draws of the linkage differ by more than a factor of 2, or there were fewer draws",
        consequence: Consequence::Label,
        because: "who is the same person on two lists decides the number, or was not drawn often enough to tell",
        because_ko: "두 명단의 누가 같은 사람인지에 따라 숫자가 정해지거나, 그 추출이 모자라 알 수 없기 때문",
        help: "names, dates and places that let more records be linked with confidence",
        help_ko: "더 많은 기록을 확실히 연결하게 하는 이름, 날짜, 장소",
    },
    RuleText {
        rule: Rule::R7,
        id: "R7",
        when: "the odds ratio of two lists is above 5 with its whole 95 % interval, both hold exactly the same persons, or one is declared to derive from the other",
        consequence: Consequence::Merge,
        because: "two lists hold the same persons far more often than chance, or one derives from the other, so they count as one",
        because_ko: "두 명단이 우연보다 훨씬 자주 같은 사람을 담고 있거나 한쪽이 다른 쪽에서 나와 하나로 간주하기 때문",
        help: "the sources of the two lists, so that what was copied can be told from what was found twice",
        help_ko: "베낀 것과 두 번 발견된 것을 구별하게 하는 두 명단의 출처",
    },
    RuleText {
        rule: Rule::R8,
        id: "R8",
        when: "more than 5 % of a list's records cannot be linked",
        consequence: Consequence::Both,
        because: "many records hold too little to be linked",
        because_ko: "연결하기에 정보가 부족한 기록이 많기 때문",
        help: "the missing names, dates and places of those records",
        help_ko: "그 기록들에 빠진 이름, 날짜, 장소",
    },
    RuleText {
        rule: Rule::R9,
        id: "R9",
        when: "leaving out a list, or merging the two smallest, changes the estimate by more than 50 %",
        consequence: Consequence::Range,
        because: "a single list decides the number",
        because_ko: "한 명단이 숫자를 좌우하기 때문",
        help: "a further list of similar reach",
        help_ko: "비슷한 범위의 추가 명단",
    },
    RuleText {
        rule: Rule::R10,
        id: "R10",
        when: "taking each usable list as truth, the others give its size back for fewer than 80 %",
        consequence: Consequence::Label,
        because: "the method does not even recover the size of the lists themselves",
        because_ko: "이 방법이 명단 자체의 크기조차 복원하지 못하기 때문",
        help: "lists that were compiled more independently",
        help_ko: "더 독립적으로 작성된 명단",
    },
    RuleText {
        rule: Rule::R11,
        id: "R11",
        when: "a predictive probability of a pairwise overlap lies outside 0.01 to 0.99",
        consequence: Consequence::Label,
        because: "the model does not reproduce the overlaps that were seen",
        because_ko: "모형이 관찰된 중복을 재현하지 못하기 때문",
        help: "strata within which persons are more alike",
        help_ko: "사람들이 서로 더 비슷한 층화",
    },
    RuleText {
        rule: Rule::R12,
        id: "R12",
        when: "always",
        consequence: Consequence::Words,
        because: "a number means nothing without what it counts",
        because_ko: "무엇을 세는지 없이는 숫자에 의미가 없기 때문",
        help: "period, area and category, stated",
        help_ko: "기간, 지역, 범주의 명시",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_finds_its_own_text() {
        for (i, text) in RULES.iter().enumerate() {
            assert_eq!(text.rule as usize, i);
            assert_eq!(text.rule.id(), format!("R{}", i + 1));
        }
    }
}
