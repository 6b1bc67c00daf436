//! Parties: the authorities that speak, and the positions they hold over time.
//!
//! An agency is not its country: `NIS` and `JCS` are two parties of the group `ROK`. Silence is a position and therefore data.
//! Source of the position scale: the steps that Pyongyang went through from October 2024 to August 2025.

use std::fmt;

use crate::date::When;
use crate::id::{ReportKey, StatementKey};
use crate::statement::{Level, Quote};

/// The country or side that an agency belongs to, as the desk's tables abbreviate it: `UA`, `ROK`, `DPRK`, `MEDIA` …
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Group(pub String);

impl Group {
    /// True for outlets: they relay; they are not an origin of a toll unless they counted themselves.
    #[must_use]
    pub fn is_outlet(&self) -> bool {
        const OUTLETS: [&str; 15] = [
            "MEDIA",
            "PRESS",
            "OUTLET",
            "OUTLETS",
            "NEWS",
            "NEWSPAPER",
            "BROADCASTER",
            "BLOG",
            "JOURNALIST",
            "언론",
            "매체",
            "보도",
            "СМИ",
            "ЗМІ",
            "報道",
        ];
        OUTLETS.contains(&self.0.trim().to_uppercase().as_str())
    }

    /// The group's full name in English and Korean; an unknown abbreviation is its own name.
    #[must_use]
    pub fn names(&self) -> (&str, &str) {
        match self.0.as_str() {
            "UA" => ("Ukraine", "우크라이나"),
            "ROK" => ("South Korea", "한국"),
            "US" => ("United States", "미국"),
            "DPRK" => ("North Korea", "북한"),
            "RU" => ("Russia", "러시아"),
            "NATO" => ("NATO", "나토"),
            "UK" => ("United Kingdom", "영국"),
            "WEST" => ("Western officials", "서방 당국자"),
            "MEDIA" => ("News outlets", "언론"),
            "MSMT" => ("Multilateral Sanctions Monitoring Team", "다국적 제재 모니터링팀"),
            "SOURCE" => ("Protected sources", "보호된 취재원"),
            "IL" => ("Israel", "이스라엘"),
            "PS" => ("Palestine", "팔레스타인"),
            "SY" => ("Syria", "시리아"),
            "IR" => ("Iran", "이란"),
            "IQ" => ("Iraq", "이라크"),
            "YE" => ("Yemen", "예멘"),
            "SA" => ("Saudi Arabia", "사우디아라비아"),
            "LB" => ("Lebanon", "레바논"),
            "TR" => ("Turkey", "튀르키예"),
            "AM" => ("Armenia", "아르메니아"),
            "AZ" => ("Azerbaijan", "아제르바이잔"),
            "NKR" => ("Nagorno-Karabakh", "나고르노카라바흐"),
            "ET" => ("Ethiopia", "에티오피아"),
            "SD" => ("Sudan", "수단"),
            "ML" => ("Mali", "말리"),
            "NG" => ("Nigeria", "나이지리아"),
            "CD" => ("DR Congo", "콩고민주공화국"),
            "MM" => ("Myanmar", "미얀마"),
            "AF" => ("Afghanistan", "아프가니스탄"),
            "PK" => ("Pakistan", "파키스탄"),
            "IN" => ("India", "인도"),
            "LK" => ("Sri Lanka", "스리랑카"),
            "TH" => ("Thailand", "태국"),
            "KH" => ("Cambodia", "캄보디아"),
            "CN" => ("China", "중국"),
            "JP" => ("Japan", "일본"),
            "EU" => ("European Union", "유럽연합"),
            "UN" => ("United Nations", "유엔"),
            "AFR" => ("African Union", "아프리카연합"),
            "NGO" => ("Monitors", "민간 감시단체"),
            "DNR" => ("Donetsk separatists", "도네츠크 분리주의 세력"),
            "LNR" => ("Luhansk separatists", "루한스크 분리주의 세력"),
            "IS" => ("Islamic State", "이슬람국가"),
            other => (other, other),
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An authority that speaks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Party {
    /// The side it belongs to.
    pub group: Group,
    /// Its own name, e.g. `NIS`, `President of Ukraine`.
    pub name: String,
}

impl Party {
    /// A stable, readable key for permalinks: `ROK-NIS`, `UA-President-of-Ukraine`.
    #[must_use]
    pub fn key(&self) -> String {
        let name = if self.name.is_empty() { &self.group.0 } else { &self.name };
        let mut key = String::with_capacity(self.group.0.len() + name.len() + 1);
        for c in self.group.0.chars().chain("-".chars()).chain(name.chars()) {
            match c {
                c if c.is_alphanumeric() => key.push(c),
                _ if key.ends_with('-') => {}
                _ => key.push('-'),
            }
        }
        key.trim_matches('-').to_owned()
    }

    /// The name to print, with the side when the name does not carry it: `NIS (South Korea)`.
    #[must_use]
    pub fn shown(&self) -> (String, String) {
        let (en, ko) = self.group.names();
        if self.name.is_empty() || self.name == en {
            return (en.to_owned(), ko.to_owned());
        }
        if let Some((_, _, ko)) = KOREAN_NAMES
            .iter()
            .find(|(group, name, _)| *group == self.group.0 && *name == self.name)
        {
            let shown = if self.name.contains(en) {
                self.name.clone()
            } else {
                format!("{} ({en})", self.name)
            };
            return (shown, (*ko).to_owned());
        }
        if self.group.is_outlet() || self.group.0 == "SOURCE" || self.name.contains(en) {
            return (self.name.clone(), self.name.clone());
        }
        (format!("{} ({en})", self.name), format!("{ko} {}", self.name))
    }
}

/// Korean names of parties: group, name as tables have it, Korean. A party that is not here keeps its own name.
const KOREAN_NAMES: &[(&str, &str, &str)] = &[
    ("UA", "President of Ukraine", "우크라이나 대통령"),
    ("UA", "HUR", "우크라이나 국방부 정보총국(HUR)"),
    ("UA", "Ukraine (UN)", "유엔 주재 우크라이나 대표부"),
    ("UA", "Defence Ministry", "우크라이나 국방부"),
    ("UA", "Special Operations Forces", "우크라이나 특수작전군"),
    ("UA", "Commander-in-Chief", "우크라이나군 총사령관"),
    ("UA", "Center of National Resistance", "우크라이나 국가저항센터"),
    ("UA", "Center for Countering Disinformation", "우크라이나 허위정보대응센터"),
    ("ROK", "NIS", "국가정보원"),
    ("ROK", "JCS", "합동참모본부"),
    ("US", "White House", "미국 백악관"),
    ("US", "Pentagon", "미국 국방부"),
    ("US", "State Department", "미국 국무부"),
    ("US", "US official (NYT)", "미국 당국자(NYT)"),
    ("US", "US military official", "미군 당국자"),
    ("US", "US officials", "미국 당국자들"),
    ("US", "US and Ukrainian officials (NYT)", "미국·우크라이나 당국자들(NYT)"),
    ("UK", "Ministry of Defence", "영국 국방부"),
    ("NATO", "NATO", "나토"),
    ("DPRK", "DPRK mission to the UN", "유엔 주재 북한 대표부"),
    ("DPRK", "DPRK Foreign Ministry", "북한 외무성"),
    ("DPRK", "Central Military Commission (KCNA)", "북한 노동당 중앙군사위원회(조선중앙통신)"),
    ("DPRK", "KCNA", "조선중앙통신"),
    ("DPRK", "DPRK state media (at home)", "북한 매체(대내)"),
    ("DPRK", "DPRK state media", "북한 매체"),
    ("DPRK", "DPRK authorities (at home)", "북한 당국(대내)"),
    ("DPRK", "DPRK authorities", "북한 당국"),
    ("UA", "Ukraine (authorities)", "우크라이나 당국"),
    ("UA", "Ukraine (representative in Seoul)", "주한 우크라이나 대표부"),
    ("UA", "HUR (via CNN)", "우크라이나 국방부 정보총국(CNN 인용)"),
    ("ROK", "South Korea (authorities)", "한국 당국"),
    ("US", "United States (authorities)", "미국 당국"),
    ("SOURCE", "A source in North Hamgyong Province", "함경북도 취재원"),
    ("SOURCE", "A source in Ryanggang Province", "량강도 취재원"),
    ("RU", "Russia (UN)", "유엔 주재 러시아 대표부"),
    ("RU", "Russian General Staff", "러시아군 총참모부"),
    ("RU", "Security Council", "러시아 국가안보회의"),
    ("RU", "Kremlin", "크렘린"),
    ("WEST", "Western officials (BBC)", "서방 당국자들(BBC)"),
    ("WEST", "Western officials (CNN)", "서방 당국자들(CNN)"),
    ("WEST", "Western officials (WSJ)", "서방 당국자들(WSJ)"),
    ("MSMT", "Multilateral Sanctions Monitoring Team", "다국적 제재 모니터링팀(MSMT)"),
];

/// Where a party stands on what is reported of it or of others; ordered from silence to names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Position {
    /// Says nothing, although asked or although a rival published.
    Silent,
    /// Calls it rumour.
    CallsItRumour,
    /// Denies.
    Denies,
    /// Neither confirms nor denies.
    NeitherConfirmsNorDenies,
    /// Acknowledges that its forces are there.
    AcknowledgesPresence,
    /// Acknowledges losses.
    AcknowledgesLosses,
    /// Publishes names of the dead.
    PublishesNames,
}

impl Position {
    /// Every position, in order.
    pub const ALL: [Self; 7] = [
        Self::Silent,
        Self::CallsItRumour,
        Self::Denies,
        Self::NeitherConfirmsNorDenies,
        Self::AcknowledgesPresence,
        Self::AcknowledgesLosses,
        Self::PublishesNames,
    ];

    /// The word used in tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::CallsItRumour => "calls_it_rumour",
            Self::Denies => "denies",
            Self::NeitherConfirmsNorDenies => "neither_confirms_nor_denies",
            Self::AcknowledgesPresence => "acknowledges_presence",
            Self::AcknowledgesLosses => "acknowledges_losses",
            Self::PublishesNames => "publishes_names",
        }
    }

    /// Reads the word used in tables.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.code() == code)
    }

    /// The words for a page, English and Korean.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Silent => ("silent", "침묵"),
            Self::CallsItRumour => ("calls it rumour", "‘유언비어’라고 부름"),
            Self::Denies => ("denies", "부인"),
            Self::NeitherConfirmsNorDenies => {
                ("neither confirms nor denies", "확인도 부인도 하지 않음")
            }
            Self::AcknowledgesPresence => ("acknowledges presence", "파병 인정"),
            Self::AcknowledgesLosses => ("acknowledges losses", "전사자 발생 인정"),
            Self::PublishesNames => ("publishes names", "이름 공개"),
        }
    }

    /// True once deaths are admitted.
    #[must_use]
    pub const fn admits_losses(self) -> bool {
        matches!(self, Self::AcknowledgesLosses | Self::PublishesNames)
    }
}

/// A position that a party took on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionTaken {
    /// Key of the row, or of the claim that shows the position.
    pub key: StatementKey,
    /// Who.
    pub party: Party,
    /// Which position.
    pub position: Position,
    /// Since when the world could know it.
    pub said_on: When,
    /// Until when it held, when known.
    pub until: When,
    /// The words, in the language said.
    pub quote: Option<Quote>,
    /// What the desk's compiler wrote about it.
    pub support: String,
    /// The same in Korean; empty when there is none.
    pub support_ko: String,
    /// A note of the desk.
    pub note: String,
    /// Statements that it rests on or answers.
    pub derives_from: Vec<StatementKey>,
    /// Reports that carry it.
    pub reports: Vec<ReportKey>,
    /// May it leave?
    pub level: Level,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for position in Position::ALL {
            assert_eq!(Position::from_code(position.code()), Some(position));
        }
        assert_eq!(Position::from_code("loud"), None);
    }

    #[test]
    fn keys_are_fit_for_addresses() {
        let party = Party { group: Group("ROK".into()), name: "NIS".into() };
        assert_eq!(party.key(), "ROK-NIS");
        assert_eq!(party.shown().0, "NIS (South Korea)");
        let party =
            Party { group: Group("US".into()), name: "US and Ukrainian officials (NYT)".into() };
        assert_eq!(party.key(), "US-US-and-Ukrainian-officials-NYT");
    }
}
