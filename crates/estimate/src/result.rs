//! One type for a point, a range, a lower bound and a refusal.
//!
//! Invariant: a number that a rule forbids is not in the value: [`Verdict`] holds exactly what may be printed, and a
//! method whose number is withheld
//! holds the rule in its place. What is written from an [`Assessment`] therefore cannot say more than the rules allow.
//!
//! Rounding happens here and only in sentences: lower ends down, upper ends up, to three digits.

use crate::rules::Rule;

/// What the number counts; rule R12. The words are the caller's and are never looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The period, as in "from October 2024 to April 2025".
    pub period: String,
    /// The area.
    pub area: String,
    /// The category of persons.
    pub category: String,
}

/// Beginnings of words that say of a category that those in it are dead.
const OF_THE_DEAD: [&str; 13] = [
    "dead", "death", "die", "kill", "fatal", "fallen", "slain", "murder", "사망", "전사", "숨진",
    "희생", "죽",
];

impl Scope {
    /// Whether deaths are counted: the category says so, or was not given. Of `soldiers wounded` nothing else may be called a death.
    fn counts_deaths(&self) -> bool {
        let words = self.category.to_lowercase();
        let dead = |word: &str| OF_THE_DEAD.iter().any(|stem| word.starts_with(stem));
        // Korean nouns run on: `민간인사망자`.
        let within = OF_THE_DEAD.iter().any(|stem| !stem.is_ascii() && words.contains(stem));
        self.category == Self::default().category
            || within
            || words.split(|c: char| !c.is_alphanumeric()).any(dead)
    }

    /// The estimand in English.
    #[must_use]
    pub fn english(&self) -> String {
        let Self { period, area, category } = self;
        let counted = if self.counts_deaths() { "deaths" } else { "cases" };
        format!(
            "{counted} that had a chance of being recorded by at least one of these lists, in {period}, in {area}, of {category}"
        )
    }

    /// The estimand in Korean.
    #[must_use]
    pub fn korean(&self) -> String {
        let Self { period, area, category } = self;
        let counted = if self.counts_deaths() || category == SAME_KO { "사망" } else { "사례" };
        format!(
            "기간 {period}, 지역 {area}, 대상 {category}: 이 명단들 중 적어도 하나에 기록될 가능성이 있었던 {counted}"
        )
    }
}

/// What stands in Korean for words that were not given.
pub const SAME_KO: &str = "명단과 같음";

impl Default for Scope {
    fn default() -> Self {
        Self {
            period: "the period of the lists".into(),
            area: "the area of the lists".into(),
            category: "the kind that the lists record".into(),
        }
    }
}

/// What may be said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// A point and the interval around it, over all assumptions that were tried.
    Estimate {
        /// The middle of the methods.
        point: f64,
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// A range and no point.
    Range {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// A lower bound and nothing else.
    LowerBound {
        /// The bound.
        low: f64,
        /// Whether it is the persons listed, which is certain, or rests on the assumptions.
        certain: bool,
    },
    /// No number.
    Refused,
}

impl Verdict {
    /// The word for machines: `estimate`, `range`, `lower_bound` or `refused`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Estimate { .. } => "estimate",
            Self::Range { .. } => "range",
            Self::LowerBound { .. } => "lower_bound",
            Self::Refused => "refused",
        }
    }

    /// The point, where one may be given.
    #[must_use]
    pub fn point(&self) -> Option<f64> {
        match *self {
            Self::Estimate { point, .. } => Some(point),
            _ => None,
        }
    }

    /// The lower end, where one may be given.
    #[must_use]
    pub fn low(&self) -> Option<f64> {
        match *self {
            Self::Estimate { low, .. } | Self::Range { low, .. } | Self::LowerBound { low, .. } => {
                Some(low)
            }
            Self::Refused => None,
        }
    }

    /// The upper end, where one may be given.
    #[must_use]
    pub fn high(&self) -> Option<f64> {
        match *self {
            Self::Estimate { high, .. } | Self::Range { high, .. } => Some(high),
            _ => None,
        }
    }

    /// Whether what is said is wrong of a population of this size. A refusal says nothing and cannot mislead.
    #[must_use]
    pub fn misleads(&self, truth: f64) -> bool {
        self.low().is_some_and(|low| truth < low - 0.5)
            || self.high().is_some_and(|high| truth > high + 0.5)
    }
}

/// A way to a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// All hierarchical log-linear models, chosen by BIC within the bootstrap.
    LogLinear,
    /// The smallest and largest point among the models within 6 of the best BIC.
    BicSet,
    /// Decomposable graphs averaged, with this prior count a cell.
    Graphs {
        /// δ.
        delta: f64,
    },
    /// Latent classes.
    Mixture,
    /// No highest-order interaction, but for this factor.
    Nhoi {
        /// ξ.
        xi: f64,
    },
    /// Two lists with this odds ratio: a reference line.
    Chapman {
        /// The odds ratio assumed.
        odds_ratio: f64,
    },
    /// Chao's lower bound: a reference line.
    Chao,
}

impl Method {
    /// The name for machines.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::LogLinear => "loglinear-bca".into(),
            Self::BicSet => "loglinear-bic-set".into(),
            Self::Graphs { delta } => format!("graphs-delta-{delta}"),
            Self::Mixture => "latent-classes".into(),
            Self::Nhoi { xi } => format!("nhoi-xi-{xi:.3}"),
            Self::Chapman { odds_ratio } => format!("chapman-odds-{odds_ratio}"),
            Self::Chao => "chao".into(),
        }
    }

    /// The assumption that its number rests on, in English.
    #[must_use]
    pub fn assumes(&self) -> &'static str {
        match self {
            Self::LogLinear | Self::BicSet => {
                "the interactions left out of the chosen model are absent, and so is that of all lists"
            }
            Self::Graphs { .. } => {
                "direct dependence between lists follows a chordal graph, with this prior count a cell"
            }
            Self::Mixture => "within each of up to ten kinds of persons the lists are independent",
            Self::Nhoi { .. } => "the interaction of all lists is absent, but for this factor",
            Self::Chapman { .. } => "two lists have exactly this odds ratio",
            Self::Chao => {
                "lists are independent for each person or hold the same persons too often"
            }
        }
    }

    /// Whether it is a reference line that takes no part in the verdict.
    #[must_use]
    pub fn is_reference(&self) -> bool {
        matches!(self, Self::Chapman { .. } | Self::Chao)
    }
}

/// A number, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// Median or best point with 95 % limits, persons.
    Numbers {
        /// Median of a posterior, or the best model's answer.
        median: f64,
        /// Lower limit.
        low: f64,
        /// Upper limit; infinite if there is none.
        high: f64,
    },
    /// A rule forbids it.
    Withheld(Rule),
    /// The method cannot be used on this table.
    NotApplicable(WhyNot),
}

/// Why a method cannot be used on a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// A pattern of lists has fewer persons than [`crate::sensitivity::CELL_MIN`]: the answer would be the prior's.
    SmallCell,
    /// More lists than the method is made for.
    TooManyLists,
    /// No model has an estimate on this table.
    NoEstimate,
    /// A stratum has no number by this method, so that there is no sum.
    NoSum,
}

impl WhyNot {
    /// For machines.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SmallCell => "small_cell",
            Self::TooManyLists => "too_many_lists",
            Self::NoEstimate => "no_estimate",
            Self::NoSum => "no_sum",
        }
    }

    /// In English, a clause.
    #[must_use]
    pub const fn english(self) -> &'static str {
        match self {
            Self::SmallCell => "a pattern of lists has fewer than 5 persons",
            Self::TooManyLists => "too many lists for it",
            Self::NoEstimate => "no model has an estimate here",
            Self::NoSum => "a stratum has no number by it",
        }
    }

    /// In Korean.
    #[must_use]
    pub const fn korean(self) -> &'static str {
        match self {
            Self::SmallCell => "5명 미만인 명단 조합이 있음",
            Self::TooManyLists => "명단이 너무 많음",
            Self::NoEstimate => "추정값이 있는 모형이 없음",
            Self::NoSum => "이 방법의 숫자가 없는 층이 있음",
        }
    }
}

/// One method on one table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MethodResult {
    /// Which.
    pub method: Method,
    /// What came of it.
    pub outcome: Outcome,
    /// R-hat, where there are chains.
    pub rhat: Option<f64>,
    /// Effective size of ln N, where there are chains.
    pub ess: Option<f64>,
    /// Round trips of the slowest chain, where there are chains.
    pub round_trips: Option<usize>,
}

/// All that is said of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// What may be printed.
    pub verdict: Verdict,
    /// The rules that fired, in order; R12 is always in force and not among them.
    pub rules: Vec<Rule>,
    /// By method; reference lines last.
    pub methods: Vec<MethodResult>,
    /// Lists merged by rule R7: name of the union.
    pub merged: Vec<String>,
    /// Where rule R2 fired: the lists that share too few persons with the others, and how many.
    pub sparse: Vec<(String, u64)>,
    /// Lists as given, and as they were judged once rule R7 had merged; zero of all strata together, which may have different lists.
    pub lists: (usize, usize),
    /// Of all strata together: each rule with the strata in which it fired. Empty for one table.
    pub of_strata: Vec<(Rule, Vec<String>)>,
    /// Persons listed.
    pub listed: u64,
    /// The factor between the largest and smallest point over the assumptions, if points were had.
    pub spread: Option<f64>,
    /// Content hash of the table, in hexadecimal digits.
    pub table_hash: String,
    /// What is counted.
    pub scope: Scope,
}

impl Assessment {
    /// The result in one or two sentences, in English.
    #[must_use]
    pub fn sentence(&self) -> String {
        let reasons = self.because(false);
        let help = self.reasons(|t| t.help, "; ");
        let listed = thousands(self.listed);
        match self.verdict {
            Verdict::Estimate { point, low, high } => {
                let mut text = format!(
                    "Between {} and {}, the middle of the methods being about {}: {}.",
                    floor(low),
                    ceiling(high),
                    nearest(point),
                    self.scope.english()
                );
                if !reasons.is_empty() {
                    text.push_str(&format!(" To be read with care: {reasons}."));
                }
                text
            }
            Verdict::Range { low, high } => {
                // Strata that are each without reproach have no point together: two methods only have draws that can be added.
                let why = if reasons.is_empty() { reasons } else { format!(", because {reasons}") };
                format!(
                    "Between {} and {}, without a likeliest value{why}: {}.",
                    floor(low),
                    ceiling(high),
                    self.scope.english()
                )
            }
            Verdict::LowerBound { low, certain: true } => format!(
                "At least {}, the persons listed; how many more cannot be said, because {reasons}. What would help: {help}.",
                thousands(low as u64)
            ),
            Verdict::LowerBound { low, certain: false } => format!(
                "At least {} under the assumptions tried, without an upper limit, because {reasons}: {}.",
                floor(low),
                self.scope.english()
            ),
            Verdict::Refused => format!(
                "No number beyond the {listed} listed can be defended, because {reasons}. What would help: {help}."
            ),
        }
    }

    /// The same in Korean.
    #[must_use]
    pub fn sentence_korean(&self) -> String {
        let reasons = self.because(true);
        let help = self.reasons(|t| t.help_ko, "; ");
        let listed = thousands(self.listed);
        match self.verdict {
            Verdict::Estimate { point, low, high } => {
                let mut text = format!(
                    "{}명에서 {}명 사이, 여러 방법의 중간값은 약 {}명. {}.",
                    floor(low),
                    ceiling(high),
                    nearest(point),
                    self.scope.korean()
                );
                if !reasons.is_empty() {
                    text.push_str(&format!(" 유의할 점: {reasons}."));
                }
                text
            }
            Verdict::Range { low, high } => {
                let why = if reasons.is_empty() { reasons } else { format!(" 이유: {reasons}.") };
                format!(
                    "{}명에서 {}명 사이이며 하나의 숫자로 말할 수 없음.{why} {}.",
                    floor(low),
                    ceiling(high),
                    self.scope.korean()
                )
            }
            Verdict::LowerBound { low, certain: true } => format!(
                "최소 {}명(명단에 오른 사람). 그 이상이 얼마인지는 말할 수 없음. 이유: {reasons}. 도움이 될 것: {help}.",
                thousands(low as u64)
            ),
            Verdict::LowerBound { low, certain: false } => format!(
                "시도한 가정 아래 최소 {}명이며 상한은 제시할 수 없음. 이유: {reasons}. {}.",
                floor(low),
                self.scope.korean()
            ),
            Verdict::Refused => format!(
                "명단에 오른 {listed}명을 넘는 어떤 숫자도 뒷받침할 수 없음. 이유: {reasons}. 도움이 될 것: {help}."
            ),
        }
    }

    /// The reasons in one of two languages: what R7 merged before what that leaves, R2 with its lists, each with its strata.
    fn because(&self, korean: bool) -> String {
        let mut rules = self.rules.clone();
        // What R7 merged is why there are too few: the cause first.
        rules.sort_by_key(|r| (*r != Rule::R7, *r));
        let one =
            |rule: &Rule| format!("{} ({})", self.reason(*rule, korean), self.label(*rule, korean));
        rules.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    fn reason(&self, rule: Rule, korean: bool) -> String {
        let text = rule.text();
        let usual = if korean { text.because_ko } else { text.because };
        let (given, left) = self.lists;
        match (rule, korean) {
            (Rule::R2, false) if !self.sparse.is_empty() => {
                let lists =
                    self.sparse.iter().map(|(l, n)| format!("`{l}` shares {n} with the others"));
                format!("{usual}: {}", lists.collect::<Vec<_>>().join(", "))
            }
            (Rule::R2, true) if !self.sparse.is_empty() => {
                let lists = self
                    .sparse
                    .iter()
                    .map(|(l, n)| format!("`{l}` 명단은 다른 명단과 {n}명만 겹침"));
                format!("{usual}: {}", lists.collect::<Vec<_>>().join(", "))
            }
            (Rule::R1, false) if left < given => {
                format!("that leaves {left} of {given} lists, and {usual}")
            }
            (Rule::R1, true) if left < given => {
                format!("합친 뒤 명단 {given}개 가운데 {left}개가 남으며, {usual}")
            }
            (Rule::R4, _) if self.lists.0 == 0 && !self.in_a_stratum(rule) => {
                if korean { STRATA_KO } else { STRATA }.to_owned()
            }
            _ => usual.to_owned(),
        }
    }

    fn in_a_stratum(&self, rule: Rule) -> bool {
        self.of_strata.iter().any(|(r, _)| *r == rule)
    }

    /// The rule's id, with the strata in which it fired.
    #[must_use]
    pub fn label(&self, rule: Rule, korean: bool) -> String {
        let strata = self.of_strata.iter().find(|(r, _)| *r == rule).map(|(_, s)| s.as_slice());
        let Some([first, rest @ ..]) = strata else { return rule.id().to_owned() };
        // Three are named, the rest counted: a reader of fifty strata has the table below.
        let named: Vec<&str> =
            std::iter::once(first).chain(rest.iter().take(2)).map(String::as_str).collect();
        let more = match (rest.len().saturating_sub(2), korean) {
            (0, _) => String::new(),
            (n, false) => format!(" and {n} more"),
            (n, true) => format!(" 외 {n}개"),
        };
        let lead = if korean { "층" } else { "in" };
        format!("{}, {lead} {}{more}", rule.id(), named.join("; "))
    }

    fn reasons(&self, of: impl Fn(&crate::rules::RuleText) -> &'static str, joint: &str) -> String {
        let parts: Vec<String> =
            self.rules.iter().map(|r| format!("{} ({})", of(r.text()), r.id())).collect();
        parts.join(joint)
    }
}

/// Why all strata together have no likeliest value where no stratum gives a reason.
const STRATA: &str = "an assumption that holds in one stratum need not hold in another, so that ends can be added and middles cannot";
const STRATA_KO: &str = "한 층에서 맞는 가정이 다른 층에서도 맞는다고 할 수 없어 양 끝은 더할 수 있으나 중간값은 더할 수 없기 때문";

/// Three digits, downwards.
fn floor(x: f64) -> String {
    let unit = unit(x);
    thousands(((x / unit).floor() * unit) as u64)
}

/// Three digits, upwards; words where there is no end.
fn ceiling(x: f64) -> String {
    if !x.is_finite() {
        return "any number".into();
    }
    let unit = unit(x);
    thousands(((x / unit).ceil() * unit) as u64)
}

fn nearest(x: f64) -> String {
    let unit = unit(x);
    thousands(((x / unit).round() * unit) as u64)
}

fn unit(x: f64) -> f64 {
    10_f64.powf((x.max(1.0).log10().floor() - 2.0).max(0.0))
}

fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(d);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assessment(verdict: Verdict, rules: Vec<Rule>) -> Assessment {
        Assessment {
            verdict,
            rules,
            methods: Vec::new(),
            merged: Vec::new(),
            sparse: Vec::new(),
            lists: (4, 4),
            of_strata: Vec::new(),
            listed: 4400,
            spread: None,
            table_hash: String::new(),
            scope: Scope::default(),
        }
    }

    #[test]
    fn sentences_say_no_more_than_the_verdict() {
        let digits = |a: &Assessment| (a.sentence() + &a.sentence_korean()).matches("12,3").count();
        let estimate = Verdict::Estimate { point: 12_345.0, low: 9034.0, high: 18_011.0 };
        let a = assessment(estimate, vec![]);
        assert!(
            a.sentence().starts_with(
                "Between 9,030 and 18,100, the middle of the methods being about 12,300"
            )
        );
        assert_eq!(digits(&a), 2);
        let range = Verdict::Range { low: 9034.0, high: 18_011.0 };
        let a = assessment(range, vec![]);
        assert!(a.sentence().starts_with("Between 9,030 and 18,100, without a likeliest value: "));
        assert!(!a.sentence_korean().contains("이유"), "no reason where no rule fired");
        assert!(assessment(range, vec![Rule::R9]).sentence().contains("value, because "));
        let a = assessment(Verdict::Refused, vec![Rule::R4]);
        assert!(a.sentence().contains("4,400 listed") && a.sentence().contains("(R4)"));
        let a = assessment(Verdict::LowerBound { low: 4400.0, certain: true }, vec![Rule::R2]);
        assert!(a.sentence().starts_with("At least 4,400, the persons listed"));
        assert!(a.sentence_korean().starts_with("최소 4,400명"));
        let a = Assessment { sparse: vec![("Gazette".into(), 3)], ..a };
        assert!(a.sentence().contains("one list: `Gazette` shares 3 with the others (R2)"));
        assert!(a.sentence_korean().contains("`Gazette` 명단은 다른 명단과 3명만 겹침 (R2)"));
    }

    #[test]
    fn what_is_counted_follows_the_category() {
        let of = |category: &str| Scope { category: category.into(), ..Scope::default() };
        for (category, en, ko) in [
            ("civilians killed", "deaths", "사망"),
            ("the fallen", "deaths", "사망"),
            ("민간인 사망자", "deaths", "사망"),
            ("soldiers wounded", "cases", "사례"),
            ("missing persons", "cases", "사례"),
            ("soldiers", "cases", "사례"),
        ] {
            let scope = of(category);
            let tail = format!("in the area of the lists, of {category}");
            assert!(scope.english().starts_with(en) && scope.english().ends_with(&tail));
            assert!(
                scope.korean().ends_with(ko) && scope.korean().contains(category),
                "{category}"
            );
        }
        assert!(Scope::default().english().starts_with("deaths "));
        assert!(of(SAME_KO).korean().ends_with("사망"), "not given: the lists are of the dead");
    }

    #[test]
    fn causes_come_first_and_strata_are_named() {
        let a =
            Assessment { lists: (4, 2), ..assessment(Verdict::Refused, vec![Rule::R1, Rule::R7]) };
        let said = a.sentence();
        let place = |id: &str| said.find(id).unwrap();
        assert!(place("(R7)") < place("that leaves 2 of 4 lists") && place("(R7)") < place("(R1)"));
        let strata = |n: usize| (0..n).map(|i| format!("region = {i}")).collect::<Vec<_>>();
        let range = Verdict::Range { low: 9034.0, high: 18_011.0 };
        let a = Assessment {
            lists: (0, 0),
            of_strata: vec![(Rule::R2, strata(1)), (Rule::R9, strata(5))],
            ..assessment(range, vec![Rule::R2, Rule::R4, Rule::R9])
        };
        let said = a.sentence();
        for words in [
            "(R2, in region = 0)",
            "(R9, in region = 0; region = 1; region = 2 and 2 more)",
            "ends can be added and middles cannot (R4)",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(a.sentence_korean().contains("외 2개"));
    }

    #[test]
    fn a_refusal_cannot_mislead() {
        assert!(!Verdict::Refused.misleads(5.0));
        assert!(Verdict::Range { low: 10.0, high: 20.0 }.misleads(5.0));
        assert!(Verdict::LowerBound { low: 10.0, certain: true }.misleads(5.0));
        assert!(!Verdict::LowerBound { low: 10.0, certain: true }.misleads(5000.0));
    }
}
