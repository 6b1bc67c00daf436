//! Persons who speak for a party: by which words a text gives a name an office, and where the name alone stands later.
//!
//! Invariant: a surname that nobody was given an office with names nobody. Linear in the sentence times the persons remembered.

use super::{Form, Known, MEMORY_MAX, Memory, PartyRef};
use model::quantity::Lang;
use std::ops::Range;

impl Memory {
    /// Remembers the surname of a person whose office names a party: "President Danylo Horyn".
    pub(super) fn meet(&mut self, text: &str, start: usize, lang: Lang, party: &PartyRef) {
        if party.group.is_empty() || self.persons.len() >= MEMORY_MAX {
            return;
        }
        if lang == Lang::Ko {
            let at = party.range.start - start..party.range.end - start;
            if let Some(name) = foreign_name(text, &at).filter(|_| party.group != "ROK") {
                let known = Known { group: party.group, name: party.name, kind: party.kind };
                self.persons.retain(|(have, _)| *have != name);
                self.persons.push((name, known));
            }
            return;
        }
        let own = text.get(party.range.start - start..party.range.end - start).unwrap_or_default();
        let rest = text.get(party.range.end - start..).unwrap_or_default();
        // "the Directorate (HUR) Deputy Chief Jane Roe"
        let rest = rest.strip_prefix(')').unwrap_or(rest);
        let head = text.get(..party.range.start - start).unwrap_or_default();
        let english = lang == Lang::En;
        let aside = || apposition(head, own, rest).filter(|_| english);
        let behind = || behind_comma(head, own, rest).filter(|_| english);
        let slavic = matches!(lang, Lang::Ru | Lang::Uk);
        let held = slavic && head.split_whitespace().rev().take(2).any(office);
        let within = || of_country(own).filter(|_| english);
        let found = within().or_else(|| surname(own, rest, held)).or_else(behind).or_else(aside);
        let Some(surname) = found else { return };
        let surname = if slavic { slavic_stem(&surname) } else { surname };
        let known = Known { group: party.group, name: party.name, kind: party.kind };
        self.remember(surname, known);
    }
}

/// "President Danylo Horyn of Ukraine": the surname between an office and its country.
fn of_country(own: &str) -> Option<String> {
    let (head, _) = own.rsplit_once(" of ")?;
    let mut words: Vec<&str> = head
        .split(' ')
        .rev()
        .take_while(|w| bare_word(w) && !office(w) && !office_word(w))
        .take(3)
        .collect();
    words.reverse();
    let [first, .., last] = words[..] else { return None };
    let surname = if last.contains('-') { first } else { last };
    (surname.chars().count() >= 2).then(|| surname.to_owned())
}

/// "Ministry", "General": words with a capital that are part of an office.
fn office_word(word: &str) -> bool {
    const WORDS: [&str; 12] = [
        "Ministry",
        "General",
        "Staff",
        "Defence",
        "Defense",
        "Foreign",
        "Prime",
        "Armed",
        "Forces",
        "Service",
        "Office",
        "Department",
    ];
    WORDS.contains(&word)
}

/// A surname without the ending of its case: Чорненка and Чорненко, Вербицького and Вербицький.
pub(super) fn slavic_stem(surname: &str) -> String {
    const ENDINGS: [&str; 22] = [
        "ого", "ому", "ему", "ой", "ый", "ий", "ым", "им", "ая", "ою", "ом", "ем", "ові", "єм",
        "а", "я", "у", "ю", "о", "ь", "й", "і",
    ];
    let stem = ENDINGS.iter().find_map(|e| surname.strip_suffix(e));
    stem.filter(|s| s.chars().count() >= 4).unwrap_or(surname).to_owned()
}

/// Whether a word is one for the holder of an office.
pub(super) fn office(word: &str) -> bool {
    const OFFICES: [&str; 53] = [
        "прокурор",
        "омбудсмен",
        "уполномоченн",
        "уповноважен",
        "координатор",
        "помощник",
        "помічник",
        "посол",
        "премьер",
        "прем'єр",
        "директор",
        "руководител",
        "керівник",
        "лидер",
        "лідер",
        "комиссар",
        "замминистр",
        "spokes",
        "president",
        "minister",
        "director",
        "chief",
        "commander",
        "secretary",
        "head",
        "adviser",
        "official",
        "governor",
        "ambassador",
        "representative",
        "президент",
        "министр",
        "міністр",
        "глав",
        "голов",
        "командующ",
        "командувач",
        "речни",
        "представи",
        "представни",
        "начальник",
        "заместител",
        "заступни",
        "замглав",
        "пресс",
        "пресс-секретар",
        "советник",
        "радник",
        "очільни",
        "секретар",
        "спикер",
        "спікер",
        "губернатор",
    ];
    OFFICES.iter().any(|o| word.to_lowercase().starts_with(o))
}

/// The surname behind an office: two or more words with capitals, of which none is a word for an office.
pub(super) fn surname(own: &str, rest: &str, held: bool) -> Option<String> {
    const NO_NAMES: [&str; 16] = [
        "council",
        "ministry",
        "staff",
        "forces",
        "service",
        "office",
        "command",
        "agency",
        "department",
        "committee",
        "house",
        "chiefs",
        "security",
        "intelligence",
        "defence",
        "national",
    ];
    let mut held = held || own.split_whitespace().any(office);
    let mut names: Vec<&str> = Vec::new();
    for word in rest.split_whitespace().take(7) {
        let bare = word.trim_end_matches([',', '.', ';', ':', ')']);
        let lower = bare.to_lowercase();
        let capital = bare.chars().next().is_some_and(char::is_uppercase);
        let rank =
            matches!(lower.as_str(), "general" | "gen" | "col" | "colonel" | "генерал" | "for")
                || matches!(
                    lower.as_str(),
                    "lt" | "maj"
                        | "brig"
                        | "army"
                        | "adm"
                        | "major"
                        | "lieutenant"
                        | "deputy"
                        | "acting"
                        | "vice"
                        | "capt"
                        | "captain"
                );
        if names.is_empty() && (office(bare) || rank) {
            held |= office(bare);
        } else if office(bare) && !capital && names.iter().all(|n| bare_word(n)) {
            // "National Security Council spokesman Jane Roe": what stood before the office is a body's name.
            held = true;
            names.clear();
        } else if capital
            && bare.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
        {
            if office(bare) {
                return None;
            }
            names.push(bare);
        } else if !names.is_empty()
            || names.is_empty() && !lower.is_empty() && !capital && !office(bare)
        {
            break;
        }
        if bare.len() != word.len() && !(rank && names.is_empty()) {
            break;
        }
    }
    if names.iter().any(|n| NO_NAMES.contains(&n.to_lowercase().as_str())) {
        return None;
    }
    let [first, .., last] = names[..] else { return None };
    // In Korean names the given name has the hyphen and stands last.
    let surname = if last.contains('-') { first } else { last };
    (held && surname.chars().count() >= 3).then(|| surname.to_owned())
}

/// "the head of Ukraine's military intelligence, Lt. Gen. Maksym Roe, said": the surname between commas behind an office.
pub(super) fn behind_comma(head: &str, own: &str, rest: &str) -> Option<String> {
    const OFFICES: [&str; 11] = [
        "head",
        "chief",
        "director",
        "commander",
        "president",
        "minister",
        "spokes",
        "secretary",
        "governor",
        "general",
        "adviser",
    ];
    const RANKS: [&str; 17] = [
        "mr",
        "ms",
        "mrs",
        "gen",
        "lt",
        "maj",
        "col",
        "brig",
        "adm",
        "capt",
        "sgt",
        "general",
        "colonel",
        "major",
        "lieutenant",
        "army",
        "dr",
    ];
    let office = |w: &str| OFFICES.iter().any(|o| w.to_lowercase().starts_with(o));
    let lead: Vec<&str> = head.split_whitespace().rev().take(4).collect();
    let held = own.split_whitespace().any(office)
        || lead.iter().find(|w| **w != "the").is_some_and(|w| matches!(*w, "of" | "for"))
            && lead.iter().any(|w| office(w));
    let aside = rest.strip_prefix(", ").filter(|_| held);
    let name = aside.or_else(|| owned_office(rest, &office))?;
    let name = name.get(..name.find(',')?)?;
    let rank = |w: &&str| RANKS.contains(&w.trim_end_matches('.').to_lowercase().as_str());
    let names: Vec<&str> = name.split_whitespace().skip_while(|w| rank(w)).collect();
    let [first, .., last] = names[..] else { return None };
    let surname = if last.contains('-') { first } else { last };
    let plain = names.len() <= 3 && names.iter().all(|w| bare_word(w));
    (plain && surname.chars().count() >= 2).then(|| surname.to_owned())
}

/// "the spy agency's director, Cho Tae-in, said": what stands behind the office that a party owns.
fn owned_office<'a>(rest: &'a str, office: &dyn Fn(&str) -> bool) -> Option<&'a str> {
    let owned = ["'s ", "’s ", " "].iter().find_map(|lead| rest.strip_prefix(*lead))?;
    let (role, name) = owned.split_once(", ")?;
    let words: Vec<&str> = role.split(' ').collect();
    let plain = words.iter().all(|w| w.chars().all(|c| c.is_lowercase() || c == '-'));
    (words.len() <= 4 && plain && words.last().is_some_and(|w| office(w))).then_some(name)
}

/// A word with a capital letter and no mark behind it.
pub(super) fn bare_word(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphabetic)
}

/// "Danylo Horyn, deputy head of Ukraine's military intelligence": the surname before an office, which stands before or behind the party.
pub(super) fn apposition(head: &str, own: &str, rest: &str) -> Option<String> {
    const OFFICES: [&str; 18] = [
        "spokes",
        "head",
        "deputy",
        "chief",
        "director",
        "commander",
        "secretary",
        "minister",
        "representative",
        "envoy",
        "ambassador",
        "official",
        "officer",
        "adviser",
        "general",
        "press",
        "president",
        "governor",
    ];
    let (before, between) = head.rsplit_once(',')?;
    let role = |w: &str| OFFICES.iter().any(|o| w.to_lowercase().starts_with(o));
    let lower = |w: &str| w.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’'));
    let words: Vec<&str> = between.split_whitespace().collect();
    let tail = rest.split([',', '.', ';']).next().unwrap_or_default();
    let after = tail.split_whitespace().take(4).any(role) && rest.contains(',');
    let held = words.iter().copied().any(role) || own.split_whitespace().any(role) || after;
    // "According to Roe, the gap compared to an official's data": somebody else.
    let parts = ["with", "to", "compared", "between", "than", "by", "that", "was", "is", "said"];
    if words.iter().any(|w| parts.contains(w)) {
        return None;
    }
    if !held || words.len() > 7 || !words.iter().all(|w| lower(w) || *w == "Ukraine's") {
        return None;
    }
    let names: Vec<&str> =
        before.split_whitespace().rev().take_while(|w| bare_word(w)).take(3).collect();
    let [last, .., first] = names[..] else { return None };
    let surname = if last.contains('-') { first } else { last };
    (surname.chars().count() >= 3).then(|| surname.to_owned())
}

/// Adds the persons met before, where only their surname stands.
pub(super) fn by_surname(text: &str, start: usize, memory: &Memory, out: &mut Vec<PartyRef>) {
    for (surname, known) in &memory.persons {
        // Without its last letters a Slavic name is found in its other cases.
        let slavic = surname.chars().any(|c| ('а'..='ї').contains(&c));
        let korean = surname.chars().all(hangul);
        for (at, _) in text.match_indices(surname.as_str()) {
            let before = text.get(..at).and_then(|t| t.chars().next_back());
            let tail = text.get(at + surname.len()..).unwrap_or_default();
            let word = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
            let ends =
                word == 0 || slavic && tail.get(..word).is_some_and(|t| t.chars().count() <= 3);
            let glued = tail.get(..word).unwrap_or_default();
            let ends = ends
                || korean
                    && matches!(glued, "은" | "는" | "이" | "가" | "도" | "의" | "측은" | "측");
            let range = start + at..start + at + surname.len() + word;
            let free = out.iter().all(|p| p.range.end <= range.start || range.end <= p.range.start);
            let office = out.iter().any(|p| {
                p.range.end <= range.start
                    && text.get(p.range.end - start..at).is_some_and(|gap| {
                        gap.split_whitespace().count() <= 3 && !gap.contains(',')
                    })
            });
            if before.is_some_and(char::is_alphabetic) || !ends || !free || office && !korean {
                continue;
            }
            let Known { group, name, kind } = *known;
            let stem = if korean { range.end - word } else { range.end };
            let form = Form::Named;
            out.push(PartyRef { range, stem, group, name, kind, rule: "person-met", form });
        }
    }
    out.sort_by_key(|p| p.range.start);
}

pub(super) const fn hangul(c: char) -> bool {
    matches!(c, '가'..='힣')
}

/// The family name at the end of 막심 테레셴코 우크라이나 국방부 정보총국장: two words that are no others, before an office.
pub(super) fn foreign_name(text: &str, party: &Range<usize>) -> Option<String> {
    const OFFICES: [&str; 22] = [
        "대통령",
        "총사령관",
        "장관",
        "국장",
        "원장",
        "의장",
        "대변인",
        "총장",
        "서기",
        "지사",
        "보좌관",
        "총리",
        "참모장",
        "부장",
        "사령관",
        "위원장",
        "차관",
        "대사",
        "고문",
        "실장",
        "차장",
        "단장",
    ];
    const NO_NAMES: [&str; 14] = [
        "오전",
        "오후",
        "저녁",
        "이날",
        "지난달",
        "현지",
        "당시",
        "최근",
        "앞서",
        "한편",
        "기자회견",
        "정례브리핑",
        "국제",
        "정부",
    ];
    let own = text.get(party.clone())?;
    let next = text.get(party.end..)?.trim_start().split(' ').next().unwrap_or_default();
    if !OFFICES.iter().any(|o| own.contains(o) || next.starts_with(o)) {
        return None;
    }
    let mut words = text.get(..party.start)?.trim_end().rsplit(' ');
    let (last, first) = (words.next()?, words.next()?.trim_start_matches(['“', '"', '[', '(']));
    let ends = [
        "은", "는", "을", "를", "에", "의", "와", "과", "서", "며", "면", "된", "한", "인", "들",
        "다", "쪽", "측", "간",
    ];
    let name = |w: &str, least: usize| {
        (least..=6).contains(&w.chars().count())
            && w.chars().all(hangul)
            && !NO_NAMES.contains(&w)
            && !ends.iter().any(|e| w.ends_with(e))
    };
    (name(last, 3) && name(first, 2)).then(|| last.to_owned())
}
