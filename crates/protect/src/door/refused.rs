//! The kinds of thing that may not be held, each with its code, its reason and what to write instead.
//!
//! Terms: *gravity* – the order of the enum: where two findings overlap and are equally certain, the earlier kind names the
//! finding.
//!
//! Invariant: no text here quotes what was found. A reason is shown in terminals, forms and logs.
//!
//! Source: Every Casualty Counts, Standards for Casualty Recording (2016), p. 41: where protection cannot be given, certain data
//! should not be collected; the practice of desks whose sources were found by the number on the other side of a call.

/// What a text of a protected row holds and may not.
///
/// The order is the gravity: how directly the thing leads to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Refused {
    /// A number that a state gives a resident: a South Korean, North Korean, Chinese, Russian or Ukrainian personal number.
    ResidentNumber,
    /// The number of a passport, a party card, a licence, a military ticket or a vehicle.
    Document,
    /// A telephone number, or what is written where one is announced.
    Telephone,
    /// A name or number in WeChat, KakaoTalk, Telegram, QQ or another messenger.
    MessengerId,
    /// An e-mail address, or the address of somebody's account or machine.
    Address,
    /// The number of a handset or of a card in it: IMEI, IMSI, ICCID.
    Imei,
    /// An account, a card, a wallet, or how an amount of money was passed on.
    BankOrRemittance,
    /// Where a person lives, finer than a town: street, house, neighbourhood unit (인민반).
    Residence,
    /// A point on the map, or the cell of a telephone network.
    Coordinates,
    /// The name of a relative.
    RelativeName,
    /// The name of a person, announced as a name.
    PersonName,
    /// A day or year of birth.
    BirthDate,
    /// A military unit below the corps, or a numbered section of an office of the state.
    UnitNumber,
    /// One place of work or study that can be told from others.
    Workplace,
    /// The make and model, or the serial number, of a handset.
    Handset,
    /// A time finer than a day.
    ClockTime,
}

/// The language of a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Korean, as South Korea writes it.
    Ko,
}

/// The texts of one kind.
struct Texts {
    code: &'static str,
    noun: &'static str,
    noun_ko: &'static str,
    reason: &'static str,
    reason_ko: &'static str,
    instead: &'static str,
    instead_ko: &'static str,
}

impl Refused {
    /// Every kind, the gravest first.
    pub const ALL: [Self; 16] = [
        Self::ResidentNumber,
        Self::Document,
        Self::Telephone,
        Self::MessengerId,
        Self::Address,
        Self::Imei,
        Self::BankOrRemittance,
        Self::Residence,
        Self::Coordinates,
        Self::RelativeName,
        Self::PersonName,
        Self::BirthDate,
        Self::UnitNumber,
        Self::Workplace,
        Self::Handset,
        Self::ClockTime,
    ];

    /// The stable code, `door.telephone`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.texts().code
    }

    /// What it is, with its article: `a telephone number`.
    #[must_use]
    pub fn noun(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.texts().noun,
            Lang::Ko => self.texts().noun_ko,
        }
    }

    /// Why it may not be held: one clause, without a full stop.
    #[must_use]
    pub fn reason(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.texts().reason,
            Lang::Ko => self.texts().reason_ko,
        }
    }

    /// What to write instead: one clause, without a full stop.
    #[must_use]
    pub fn instead(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.texts().instead,
            Lang::Ko => self.texts().instead_ko,
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    fn texts(self) -> Texts {
        match self {
            Self::ResidentNumber => Texts {
                code: "door.resident_number",
                noun: "a resident number",
                noun_ko: "주민·공민 번호",
                reason: "The number is the person: whoever holds the register has the name at once",
                reason_ko: "번호가 곧 그 사람이며, 대장을 가진 쪽은 바로 이름을 안다",
                instead: "Leave it out; the codename is enough",
                instead_ko: "쓰지 않는다. 부호명으로 충분하다",
            },
            Self::Document => Texts {
                code: "door.document",
                noun: "the number of a document or vehicle",
                noun_ko: "증명서·차량 번호",
                reason: "A document or a plate is registered to one person",
                reason_ko: "증명서와 번호판은 한 사람 앞으로 등록되어 있다",
                instead: "Name the kind of document only, `a passport`, `a lorry`",
                instead_ko: "종류만 쓴다: `여권`, `화물차`",
            },
            Self::Telephone => Texts {
                code: "door.telephone",
                noun: "a telephone number",
                noun_ko: "전화번호",
                reason: "A number on either side of a call leads to its user and to all whom they called",
                reason_ko: "통화 양쪽의 번호는 쓰는 사람과 그가 통화한 모두에게 이어진다",
                instead: "Write `by telephone`; seal the route with `source` if it must be kept",
                instead_ko: "`전화로`라고 쓴다. 꼭 남겨야 할 연락 경로는 `source`로 봉인한다",
            },
            Self::MessengerId => Texts {
                code: "door.messenger_id",
                noun: "a messenger id",
                noun_ko: "메신저 아이디",
                reason: "An id is tied to a number and a list of contacts, and a seized handset shows both",
                reason_ko: "아이디는 번호와 연락처 목록에 묶여 있고, 압수된 전화기에 둘 다 나온다",
                instead: "Write `by messenger`; seal the route with `source` if it must be kept",
                instead_ko: "`메신저로`라고 쓴다. 꼭 남겨야 할 연락 경로는 `source`로 봉인한다",
            },
            Self::Address => Texts {
                code: "door.address",
                noun: "an e-mail or account address",
                noun_ko: "전자우편·계정 주소",
                reason: "An address on a network belongs to one person or one machine",
                reason_ko: "망 위의 주소는 한 사람 또는 한 기계의 것이다",
                instead: "Write `by e-mail` or `in a post`; seal the route with `source` if it must be kept",
                instead_ko: "`전자우편으로`, `게시물에서`라고 쓴다. 꼭 남겨야 할 연락 경로는 `source`로 봉인한다",
            },
            Self::Imei => Texts {
                code: "door.imei",
                noun: "the number of a handset or SIM card",
                noun_ko: "단말기·유심 번호",
                reason: "A network finds a handset by this number wherever it is switched on",
                reason_ko: "통신망은 이 번호로 켜진 단말기를 어디서든 찾는다",
                instead: "Leave it out",
                instead_ko: "쓰지 않는다",
            },
            Self::BankOrRemittance => Texts {
                code: "door.remittance",
                noun: "an account or the way of a remittance",
                noun_ko: "계좌나 송금 경로",
                reason: "Money has a chain of hands, and each of them can be made to name the next",
                reason_ko: "돈은 여러 손을 거치고, 그 손마다 다음 사람을 대게 만들 수 있다",
                instead: "Write `money was sent`, without amount, account or go-between",
                instead_ko: "금액·계좌·중개인 없이 `돈을 보냈다`라고만 쓴다",
            },
            Self::Residence => Texts {
                code: "door.residence",
                noun: "an address where somebody lives",
                noun_ko: "거주지 주소",
                reason: "A neighbourhood unit is a few dozen households",
                reason_ko: "인민반 하나는 몇십 세대뿐이다",
                instead: "Name the province at most",
                instead_ko: "도까지만 쓴다",
            },
            Self::Coordinates => Texts {
                code: "door.coordinates",
                noun: "coordinates or a network cell",
                noun_ko: "좌표나 기지국",
                reason: "A point on the map is a house, and a cell is a street",
                reason_ko: "지도 위의 점은 집 한 채이고, 기지국은 거리 하나이다",
                instead: "Name the province at most",
                instead_ko: "도까지만 쓴다",
            },
            Self::RelativeName => Texts {
                code: "door.relative_name",
                noun: "the name of a relative",
                noun_ko: "가족·친척의 이름",
                reason: "A relative's name leads to the source, and the relative did not consent",
                reason_ko: "가족의 이름은 정보원에게 이어지며, 그 가족은 동의한 적이 없다",
                instead: "Write the relation only if the statement needs it, `a relative`",
                instead_ko: "꼭 필요하면 관계만 쓴다: `가족`",
            },
            Self::PersonName => Texts {
                code: "door.person_name",
                noun: "the name of a person",
                noun_ko: "사람의 이름",
                reason: "A name in the row of a protected source is the source's, or of somebody whom they know",
                reason_ko: "보호 정보원의 행에 나오는 이름은 본인이거나 그가 아는 사람의 것이다",
                instead: "Write the codename, or `a person`; a dead person's name goes into the table of mentions",
                instead_ko: "부호명이나 `한 사람`이라고 쓴다. 사망자의 이름은 언급 표에 넣는다",
            },
            Self::BirthDate => Texts {
                code: "door.birth_date",
                noun: "a date of birth",
                noun_ko: "생년월일",
                reason: "A day of birth leaves a handful of people in a province, a year of birth few enough",
                reason_ko: "생일 하나면 한 도에 몇 사람, 출생 연도만으로도 적은 수가 남는다",
                instead: "Write the decade of age, `in their 40s`",
                instead_ko: "연령대로 쓴다: `40대`",
            },
            Self::UnitNumber => Texts {
                code: "door.unit_number",
                noun: "a military unit or numbered section",
                noun_ko: "부대 번호나 부서 번호",
                reason: "A unit has a roster, and few on it have a relative or a task as told",
                reason_ko: "부대에는 명부가 있고, 그중 말한 대로의 사람은 몇 되지 않는다",
                instead: "Name the corps at most, `a unit of the 11th Corps`, or write `a unit`",
                instead_ko: "군단까지만 쓰거나 `한 부대`라고 쓴다",
            },
            Self::Workplace => Texts {
                code: "door.workplace",
                noun: "a place of work or study",
                noun_ko: "직장이나 학교",
                reason: "One mine, school or hospital has a staff list",
                reason_ko: "광산·학교·병원 하나에는 직원 명단이 있다",
                instead: "Write the occupation without the place, `a miner`, `a teacher`",
                instead_ko: "장소 없이 직업만 쓴다: `광부`, `교원`",
            },
            Self::Handset => Texts {
                code: "door.handset",
                noun: "the model or serial number of a handset",
                noun_ko: "전화기 기종이나 일련번호",
                reason: "Sales and inspections of handsets are registered",
                reason_ko: "전화기의 판매와 검열은 등록된다",
                instead: "Write `a handset`",
                instead_ko: "`전화기`라고 쓴다",
            },
            Self::ClockTime => Texts {
                code: "door.clock_time",
                noun: "a time of day",
                noun_ko: "시각",
                reason: "Detected calls are logged by the minute, and a time picks one of them",
                reason_ko: "탐지된 통화는 분 단위로 기록되며, 시각 하나가 그중 하나를 짚는다",
                instead: "Write the ISO week, `2024-W52`",
                instead_ko: "ISO 주로 쓴다: `2024-W52`",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_has_its_own_code_and_all_texts() {
        let codes: BTreeSet<_> = Refused::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), Refused::ALL.len());
        assert!(Refused::ALL.is_sorted());
        for kind in Refused::ALL {
            assert_eq!(Refused::from_code(kind.code()), Some(kind));
            for lang in [Lang::En, Lang::Ko] {
                for text in [kind.noun(lang), kind.reason(lang), kind.instead(lang)] {
                    assert!(!text.is_empty() && !text.ends_with('.'), "{text}");
                }
            }
        }
    }
}
