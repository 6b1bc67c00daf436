//! Words for methods, work and what is counted, in English and Korean.

use estimate::assess::Work;
use estimate::result::{Method, SAME_KO, Scope};

use super::super::Both;

/// What is counted, as the caller says it; empty where nothing was said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScopeWords {
    /// The period.
    pub period: String,
    /// The area.
    pub area: String,
    /// The category of persons.
    pub category: String,
}

impl ScopeWords {
    /// For English sentences.
    #[must_use]
    pub fn english(&self) -> Scope {
        let usual = super::usual_scope();
        Scope {
            period: said(&self.period, &usual.period),
            area: said(&self.area, &usual.area),
            category: said(&self.category, &usual.category),
        }
    }

    /// For Korean sentences: what was said as it was said.
    #[must_use]
    pub fn korean(&self) -> Scope {
        Scope {
            period: said(&self.period, SAME_KO),
            area: said(&self.area, SAME_KO),
            category: said(&self.category, SAME_KO),
        }
    }
}

fn said(words: &str, usual: &str) -> String {
    if words.is_empty() { usual.to_owned() } else { words.to_owned() }
}

fn both(en: impl Into<String>, ko: impl Into<String>) -> Both {
    Both { en: en.into(), ko: ko.into() }
}

/// The method's name for readers.
#[must_use]
pub fn title(method: &Method) -> Both {
    match method {
        Method::LogLinear => both("log-linear models, best by BIC", "로그선형 모형, BIC 최적"),
        Method::BicSet => {
            both("log-linear near the best, point by model", "최적에 가까운 로그선형, 모형별 점")
        }
        Method::Graphs { delta } => both(
            format!("decomposable graphs, δ = {delta}"),
            format!("분해 가능 그래프, δ = {delta}"),
        ),
        Method::Mixture => both("latent classes", "잠재계층"),
        Method::Nhoi { xi } => both(
            format!("no highest interaction, ξ = {xi:.2}"),
            format!("최고차 상호작용 없음, ξ = {xi:.2}"),
        ),
        Method::Chapman { odds_ratio } => both(
            format!("Chapman, odds ratio {odds_ratio}"),
            format!("채프먼, 오즈비 {odds_ratio}"),
        ),
        Method::Chao => both("Chao's lower bound", "차오 하한"),
    }
}

/// The assumption that the method's number rests on.
#[must_use]
pub fn assumes(method: &Method) -> Both {
    let ko = match method {
        Method::LogLinear | Method::BicSet => {
            "선택된 모형에서 빠진 상호작용과 모든 명단이 함께하는 상호작용은 없다"
        }
        Method::Graphs { .. } => {
            "명단 사이의 직접 의존은 현 그래프를 따르며, 칸마다 이만큼의 사전 도수를 둔다"
        }
        Method::Mixture => "최대 열 가지 부류의 사람이 있고, 각 부류 안에서 명단들은 서로 독립이다",
        Method::Nhoi { .. } => "모든 명단의 상호작용은 이 배수를 빼면 없다",
        Method::Chapman { .. } => "두 명단의 오즈비가 정확히 이 값이다",
        Method::Chao => "명단들은 사람마다 서로 독립이거나, 같은 사람을 지나치게 자주 담는다",
    };
    both(method.assumes(), ko)
}

/// What is being done, for whoever waits.
#[must_use]
pub fn work(work: &Work) -> Both {
    match work {
        Work::Of(method) => title(method),
        Work::Fragile => both("leaving out lists", "명단을 하나씩 빼는 중"),
        Work::AsTruth => both("each list as truth", "각 명단을 참으로 놓는 중"),
        Work::Priors => both("latent classes, other priors", "잠재계층, 다른 사전분포"),
    }
}
