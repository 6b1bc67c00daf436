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

impl Scope {
    /// The estimand in English.
    #[must_use]
    pub fn english(&self) -> String {
        let Self { period, area, category } = self;
        format!(
            "deaths that had a chance of being recorded by at least one of these lists, in {period}, in {area}, of {category}"
        )
    }

    /// The estimand in Korean.
    #[must_use]
    pub fn korean(&self) -> String {
        let Self { period, area, category } = self;
        format!(
            "기간 {period}, 지역 {area}, 대상 {category}: 이 명단들 중 적어도 하나에 기록될 가능성이 있었던 사망"
        )
    }
}

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
    NotApplicable,
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
        let sparse =
            self.sparse.iter().map(|(list, n)| format!("`{list}` shares {n} with the others"));
        let reasons = self.because(|t| t.because, &sparse.collect::<Vec<_>>().join(", "));
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
        let sparse =
            self.sparse.iter().map(|(list, n)| format!("`{list}` 명단은 다른 명단과 {n}명만 겹침"));
        let reasons = self.because(|t| t.because_ko, &sparse.collect::<Vec<_>>().join(", "));
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

    /// The reasons, rule R2's with the lists that it is about.
    fn because(
        &self,
        of: impl Fn(&crate::rules::RuleText) -> &'static str,
        sparse: &str,
    ) -> String {
        let one = |r: &Rule| match r {
            Rule::R2 if !sparse.is_empty() => format!("{}: {sparse} ({})", of(r.text()), r.id()),
            _ => format!("{} ({})", of(r.text()), r.id()),
        };
        self.rules.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    fn reasons(&self, of: impl Fn(&crate::rules::RuleText) -> &'static str, joint: &str) -> String {
        let parts: Vec<String> =
            self.rules.iter().map(|r| format!("{} ({})", of(r.text()), r.id())).collect();
        parts.join(joint)
    }
}

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
    fn a_refusal_cannot_mislead() {
        assert!(!Verdict::Refused.misleads(5.0));
        assert!(Verdict::Range { low: 10.0, high: 20.0 }.misleads(5.0));
        assert!(Verdict::LowerBound { low: 10.0, certain: true }.misleads(5.0));
        assert!(!Verdict::LowerBound { low: 10.0, certain: true }.misleads(5000.0));
    }
}
