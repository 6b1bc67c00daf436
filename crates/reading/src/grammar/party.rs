//! Who is named: hits of the table of parties put together and resolved.
//!
//! Terms: a *named* party has a row of its own; a *generic* word ("the spy agency") is that of the country beside it, else the last one
//! named of its kind; an *anaphor* ("the service") is the last one named of several kinds. Invariants: a word that cannot be resolved
//! names nobody; an agency is never its country. Linear in the hits.
//! Not here: who of them speaks (`attribute`).

use std::ops::Range;

use model::quantity::Lang;

use super::lexicon::{Class, Hit, Row, lexicon};

/// How a party stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// By its own name.
    Named,
    /// A country or its capital.
    Country,
    /// A country as an adjective: it names nobody by itself.
    Adjective,
    /// A generic word beside a country, or for the last one named.
    Generic,
    /// An outlet.
    Outlet,
}

/// A party in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartyRef {
    /// In the page's text, with the country beside it.
    pub(crate) range: Range<usize>,
    /// Where its own letters end: Korean particles stand behind.
    pub(crate) stem: usize,
    /// The side, as the tables write it.
    pub(crate) group: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    /// The rule's id.
    pub(crate) rule: &'static str,
    pub(crate) form: Form,
}

impl PartyRef {
    /// True for what can answer for a statement.
    pub(crate) fn speaks(&self) -> bool {
        !self.group.is_empty() && !matches!(self.form, Form::Adjective)
    }
}

/// A party by its place in the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) group: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
}

/// Parties named so far, the last one last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    named: Vec<Known>,
    /// The sides of countries named in any form, adjectives too; the last one last.
    sides: Vec<&'static str>,
    /// The side of the place where the article was filed.
    home: Option<&'static str>,
    /// Who speaks for a party, by surname.
    persons: Vec<(String, Known)>,
    /// The paragraph that is read.
    paragraph: usize,
    /// Countries and ministries of other sides than the South that the paragraph has named, the last one last.
    abroad: Vec<Known>,
}

/// Parties that are remembered; there are not many more in an article.
const MEMORY_MAX: usize = 24;

impl Memory {
    fn name(&mut self, known: Known) {
        self.named.retain(|k| *k != known);
        if self.named.len() >= MEMORY_MAX {
            self.named.remove(0);
        }
        self.side_of(known.group);
        self.named.push(known);
    }

    /// Takes the country of a dateline for the one whose agencies need no country.
    pub(crate) fn filed_in(&mut self, text: &str, lang: Lang) {
        let lexicon = lexicon();
        let hits = lexicon.find(text, lang);
        let mut rows = hits.iter().map(|hit| lexicon.row(hit));
        self.home = rows.find(|row| row.value == "country").map(|row| row.group).or(self.home);
    }

    /// Begins a sentence of a paragraph.
    pub(crate) fn enter(&mut self, paragraph: usize) {
        if self.paragraph != paragraph {
            self.paragraph = paragraph;
            self.abroad.clear();
        }
    }

    fn side_of(&mut self, group: &'static str) {
        self.sides.retain(|g| *g != group);
        self.sides.push(group);
    }

    fn of_kind(&self, kinds: &str) -> Option<Known> {
        self.named.iter().rev().find(|k| kinds.split(',').any(|kind| kind == k.kind)).copied()
    }

    /// The last country or agency named whose side has a party of the kind.
    fn side(&self, kind: &str) -> Option<&'static str> {
        self.sides.iter().rev().find(|g| lexicon().of_kind(kind, g).is_some()).copied()
    }
}

/// A hit with its row, before countries and generic words are put together.
struct Piece {
    range: Range<usize>,
    stem: usize,
    row: &'static Row,
}

/// The parties of a sentence, given its hits; ranges are of `text`, and `start` is where it begins in the page.
pub(crate) fn resolve(
    text: &str,
    start: usize,
    lang: Lang,
    hits: &[Hit],
    memory: &mut Memory,
) -> Vec<PartyRef> {
    let lexicon = lexicon();
    let pieces: Vec<Piece> = hits
        .iter()
        .filter(|h| lexicon.row(h).class == Class::Party && !compound(text, h.range.end))
        .filter(|h| lang != Lang::En || !english_noun(text, &h.range))
        .map(|h| Piece { range: h.range.clone(), stem: h.stem, row: lexicon.row(h) })
        .collect();
    let mut out: Vec<PartyRef> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let (party, used) = one(text, lang, &pieces, at, memory, &out);
        at += used.max(1);
        let Some(mut party) = party else { continue };
        if party.form == Form::Adjective {
            memory.side_of(party.group);
        }
        if party.form != Form::Adjective && !party.group.is_empty() {
            memory.name(Known { group: party.group, name: party.name, kind: party.kind });
            if party.group == "ROK" {
                memory.abroad.clear();
            } else if party.kind == "country" && topic(text, &party.range)
                || matches!(party.kind, "defence" | "foreign" | "presidency")
            {
                memory.abroad.push(Known {
                    group: party.group,
                    name: party.name,
                    kind: party.kind,
                });
            }
        }
        debug_assert!(party.range.start <= piece.range.start);
        party.range = party.range.start + start..party.range.end + start;
        party.stem += start;
        memory.meet(text, start, lang, &party);
        out.push(party);
    }
    by_surname(text, start, memory, &mut out);
    out
}

impl Memory {
    /// Remembers the surname of a person whose office names a party: "President Danylo Horyn".
    fn meet(&mut self, text: &str, start: usize, lang: Lang, party: &PartyRef) {
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
        let head = text.get(..party.range.start - start).unwrap_or_default();
        let english = lang == Lang::En;
        let aside = || apposition(head, own, rest).filter(|_| english);
        let behind = || behind_comma(head, own, rest).filter(|_| english);
        let slavic = matches!(lang, Lang::Ru | Lang::Uk);
        let held = slavic && head.split_whitespace().rev().take(2).any(office);
        let Some(surname) = surname(own, rest, held).or_else(behind).or_else(aside) else { return };
        let surname = if slavic { slavic_stem(&surname) } else { surname };
        let known = Known { group: party.group, name: party.name, kind: party.kind };
        self.persons.retain(|(name, _)| *name != surname);
        self.persons.push((surname, known));
    }
}

/// A surname without the ending of its case: Чорненка and Чорненко, Вербицького and Вербицький.
fn slavic_stem(surname: &str) -> String {
    const ENDINGS: [&str; 22] = [
        "ого", "ому", "ему", "ой", "ый", "ий", "ым", "им", "ая", "ою", "ом", "ем", "ові", "єм",
        "а", "я", "у", "ю", "о", "ь", "й", "і",
    ];
    let stem = ENDINGS.iter().find_map(|e| surname.strip_suffix(e));
    stem.filter(|s| s.chars().count() >= 4).unwrap_or(surname).to_owned()
}

/// Whether a word is one for the holder of an office.
fn office(word: &str) -> bool {
    const OFFICES: [&str; 36] = [
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
fn surname(own: &str, rest: &str, held: bool) -> Option<String> {
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
                    "lt" | "maj" | "brig" | "army" | "adm" | "major" | "lieutenant"
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
fn behind_comma(head: &str, own: &str, rest: &str) -> Option<String> {
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
    const RANKS: [&str; 14] = [
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
        || lead.first().is_some_and(|w| matches!(*w, "of" | "for"))
            && lead.iter().any(|w| office(w));
    let name = rest.strip_prefix(", ").filter(|_| held)?;
    let name = name.get(..name.find(',')?)?;
    let rank = |w: &&str| RANKS.contains(&w.trim_end_matches('.').to_lowercase().as_str());
    let names: Vec<&str> = name.split_whitespace().skip_while(|w| rank(w)).collect();
    let [first, .., last] = names[..] else { return None };
    let surname = if last.contains('-') { first } else { last };
    let plain = names.len() <= 3 && names.iter().all(|w| bare_word(w));
    (plain && surname.chars().count() >= 3).then(|| surname.to_owned())
}

/// A word with a capital letter and no mark behind it.
fn bare_word(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphabetic)
}

/// "Danylo Horyn, deputy head of Ukraine's military intelligence": the surname before an office, which stands before or behind the party.
fn apposition(head: &str, own: &str, rest: &str) -> Option<String> {
    const OFFICES: [&str; 16] = [
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
    ];
    let (before, between) = head.rsplit_once(',')?;
    let role = |w: &str| OFFICES.iter().any(|o| w.to_lowercase().starts_with(o));
    let lower = |w: &str| w.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’'));
    let words: Vec<&str> = between.split_whitespace().collect();
    let tail = rest.split([',', '.', ';']).next().unwrap_or_default();
    let after = tail.split_whitespace().take(4).any(role) && rest.contains(',');
    let held = words.iter().copied().any(role) || own.split_whitespace().any(role) || after;
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
fn by_surname(text: &str, start: usize, memory: &Memory, out: &mut Vec<PartyRef>) {
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

const fn hangul(c: char) -> bool {
    matches!(c, '가'..='힣')
}

/// The family name at the end of 막심 테레셴코 우크라이나 국방부 정보총국장: two words that are no others, before an office.
fn foreign_name(text: &str, party: &Range<usize>) -> Option<String> {
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

/// Ids of the steps of this module.
pub(crate) const RULES: &[(&str, &str)] = &[(
    "person-met",
    "A surname that an earlier sentence gave to the holder of an office: the office's party.",
)];

/// "Seoul-based", "Russian-held": no party.
fn compound(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    rest.strip_prefix('-').is_some_and(|r| r.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// "Army General Jane Roe" is a rank, "an intelligence update" a kind of paper: no party.
fn english_noun(text: &str, range: &Range<usize>) -> bool {
    let said = text.get(range.clone()).unwrap_or_default();
    let next = text.get(range.end..).unwrap_or_default().trim_start();
    let word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    match said {
        "Army" => word == "General",
        "intelligence" => {
            let before = text.get(..range.start).unwrap_or_default().trim_end();
            let lead = before.rsplit(' ').next().unwrap_or_default();
            matches!(lead, "an" | "its" | "daily" | "latest" | "regular" | "their")
                && matches!(word, "update" | "assessment" | "report" | "briefing" | "bulletin")
        }
        _ => false,
    }
}

/// "Ukrainian estimates put", "the Russians say": an adjective that stands for the country's authorities.
fn english_speaker(text: &str, range: &Range<usize>) -> bool {
    const PAPERS: [&str; 9] = [
        "estimate",
        "estimates",
        "figures",
        "assessment",
        "assessments",
        "count",
        "counts",
        "tally",
        "data",
    ];
    const VERBS: [&str; 14] = [
        "say",
        "said",
        "claim",
        "claimed",
        "believe",
        "believed",
        "put",
        "estimate",
        "estimated",
        "count",
        "counted",
        "reported",
        "report",
        "think",
    ];
    let said = text.get(range.clone()).unwrap_or_default();
    let next = text.get(range.end..).unwrap_or_default();
    let mut words = next.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let before = text.get(..range.start).unwrap_or_default().trim_end();
    let the = before.ends_with("the") || before.ends_with("The");
    let paper = PAPERS.contains(&first)
        && (VERBS.contains(&second) || matches!(second, "show" | "suggest" | "have" | "of"));
    next.starts_with(' ')
        && !said.starts_with("North")
        && (paper || the && said.ends_with('s') && VERBS.contains(&first))
}

/// The party that begins at a piece, and how many pieces it takes.
fn one(
    text: &str,
    lang: Lang,
    pieces: &[Piece],
    at: usize,
    memory: &Memory,
    named_before: &[PartyRef],
) -> (Option<PartyRef>, usize) {
    let Some(piece) = pieces.get(at) else { return (None, 1) };
    let next = pieces.get(at + 1);
    let country = piece.row.value == "country";
    // "US and Ukrainian officials": the first of them answers.
    if let (Some(second), Some(third)) = (next, pieces.get(at + 2))
        && country
        && second.row.value == "country"
        && third.row.value == "officials"
        && matches!(gap(text, piece, second).trim(), "and" | "и" | "та" | "і" | "й")
        && gap(text, second, third).trim().is_empty()
        && let Some(party) = beside(piece, third, piece.range.start..third.range.end, third.stem)
    {
        return (Some(party), 3);
    }
    if let Some(next) = next.filter(|n| country && leads(text, lang, piece, n))
        && let Some(party) = beside(piece, next, piece.range.start..next.range.end, next.stem)
    {
        // "Ukraine's defence ministry in Kyiv"
        let third = pieces.get(at + 2);
        // "a senior U.S. military official"
        let official = third.filter(|t| {
            t.row.value == "officials"
                && gap(text, next, t).trim().is_empty()
                && party.group == "US"
        });
        if let Some(official) = official
            && let Some(party) =
                beside(piece, official, piece.range.start..official.range.end, official.stem)
        {
            return (Some(party), 3);
        }
        let third = third.filter(|t| follows(text, lang, next, t, party.group));
        let used = 2 + usize::from(third.is_some());
        return (Some(party), used);
    }
    if let Some(next) = next.filter(|n| !country && n.row.value == "country")
        && (follows(text, lang, piece, next, next.row.group) || officials(text, piece, next))
        && let Some(mut party) = beside(next, piece, piece.range.start..next.range.end, next.stem)
    {
        party.stem = if lang == Lang::Ko { party.stem } else { next.stem };
        return (Some(party), 2);
    }
    // "Russian state television": the table knows the North's alone.
    if let Some(next) = next
        && country
        && next.row.value == "statemedia"
        && next.row.group != piece.row.group
        && gap(text, piece, next).trim().trim_start_matches(['\'', '’', 's']).is_empty()
    {
        return (None, 2);
    }
    // "Pentagon officials"
    if let Some(next) =
        next.filter(|n| n.row.value == "officials" && gap(text, piece, n).trim().is_empty())
        && piece.row.group != "-"
        && !country
        && (lang != Lang::Ko || piece.stem == piece.range.end && piece.row.value != "outlet")
    {
        return (Some(named(text, piece, piece.range.start..next.range.end, next.stem)), 2);
    }
    if piece.row.group == "-" {
        let last = named_before.iter().rev().find(|p| p.speaks());
        return (generic(text, lang, piece, memory, last), 1);
    }
    let own = named(text, piece, piece.range.clone(), piece.stem);
    let other = (lang == Lang::Ko).then(|| abroad(text, pieces, at, memory)).flatten();
    (Some(other.unwrap_or(own)), 1)
}

/// 미국은, 러시아 쪽은: a country of which a paragraph speaks.
fn topic(text: &str, range: &Range<usize>) -> bool {
    let word = text.get(range.clone()).unwrap_or_default();
    let rest = text.get(range.end..).unwrap_or_default();
    ["은", "는", "도"].iter().any(|t| word.ends_with(t))
        || ["측", "쪽", " 측", " 쪽"].iter().any(|t| rest.starts_with(t))
}

/// 국방부 without its country, where another country's was named before it in the paragraph, or speaks there.
fn abroad(text: &str, pieces: &[Piece], at: usize, memory: &Memory) -> Option<PartyRef> {
    let piece = pieces.get(at)?;
    let kind = piece.row.value;
    let said = text.get(piece.range.start..piece.stem)?;
    let bare = ["국방부", "국방장관", "외교부", "외교장관", "대통령실"]
        .iter()
        .any(|o| said.starts_with(o));
    if piece.row.group != "ROK" || !bare {
        return None;
    }
    let has = |group: &'static str| lexicon().of_kind(kind, group).map(|name| (group, name));
    // 워싱턴에서 열린 브리핑에서 국방부 대변인은, 러시아는 국방부 성명으로.
    let near = at.checked_sub(1).and_then(|i| pieces.get(i)).and_then(|country| {
        let word = text.get(country.range.clone())?;
        let placed = topic(text, &country.range)
            || ["에서", "에선", "에서는"].iter().any(|t| word.ends_with(t));
        let close = gap(text, country, piece).split_whitespace().count() <= 4;
        (country.row.value == "country" && placed && close)
            .then(|| has(country.row.group))
            .flatten()
    });
    let (group, name) = near.or_else(|| {
        let last = memory.abroad.last()?;
        (last.kind == "country" || last.kind == kind).then(|| has(last.group)).flatten()
    })?;
    Some(PartyRef {
        range: piece.range.clone(),
        stem: piece.stem,
        group,
        name,
        kind,
        rule: piece.row.id,
        form: Form::Generic,
    })
}

fn gap<'a>(text: &'a str, first: &Piece, second: &Piece) -> &'a str {
    text.get(first.range.end..second.range.start).unwrap_or_default()
}

/// Whether a country stands before a word of which it is the side.
fn leads(text: &str, lang: Lang, country: &Piece, word: &Piece) -> bool {
    let between = gap(text, country, word);
    let plain = between.trim();
    match lang {
        Lang::Ko => {
            let bare = country.stem == country.range.end
                || text.get(country.stem..country.range.end) == Some("의");
            (bare || text.get(country.stem..country.range.end) == Some("군"))
                && matches!(plain, "" | "‘" | "'")
        }
        Lang::Ru | Lang::Uk => {
            adjective(text, country)
                && plain.split_whitespace().count() <= 1
                && !plain.contains(',')
        }
        _ => {
            let own = plain.strip_prefix(['\'', '’']).map(|p| p.strip_prefix('s').unwrap_or(p));
            let words = own.unwrap_or(plain).split_whitespace();
            const ADJECTIVES: [&str; 16] = [
                "main",
                "own",
                "top",
                "national",
                "military",
                "defence",
                "defense",
                "domestic",
                "foreign",
                "state",
                "government",
                "chief",
                "acting",
                "presidential",
                "senior",
                "armed",
            ];
            let mut count = 0;
            let fits = words.into_iter().all(|w| {
                count += 1;
                let small = w.chars().all(|c| c.is_lowercase() || c == '-');
                ADJECTIVES.contains(&w) || (own.is_some() && small)
            });
            fits && count <= 3
        }
    }
}

/// Whether a country stands behind a word of which it is the side.
fn follows(text: &str, lang: Lang, word: &Piece, country: &Piece, group: &str) -> bool {
    if country.row.value != "country" || country.row.group != group {
        return false;
    }
    let between = gap(text, word, country).trim();
    match lang {
        Lang::Ko => false,
        Lang::Ru | Lang::Uk => {
            !adjective(text, country) && matches!(between, "" | "в" | "у" | "во")
        }
        _ => !adjective(text, country) && matches!(between, "of" | "of the" | "in" | "for"),
    }
}

/// "officials in Seoul", "a spokesman in Kyiv".
fn officials(text: &str, word: &Piece, country: &Piece) -> bool {
    word.row.value == "officials" && matches!(gap(text, word, country).trim(), "in" | "from" | "of")
}

/// Whether a country is an adjective here.
fn adjective(text: &str, piece: &Piece) -> bool {
    let said = text.get(piece.range.clone()).unwrap_or_default().to_lowercase();
    let latin = said.is_ascii()
        && [
            "korean",
            "koreans",
            "ian",
            "ians",
            "american",
            "americans",
            "british",
            "russian",
            "russians",
        ]
        .iter()
        .any(|end| said.ends_with(end));
    // The endings of "-ский" and "-ський"; "Москва" has none of them.
    let slavic = said.match_indices("ск").chain(said.match_indices("ськ")).any(|(at, stem)| {
        said.get(at + stem.len()..).is_some_and(|rest| {
            rest.starts_with(['и', 'а', 'о', 'у', 'е', 'і', 'ю', 'я']) && rest.chars().count() <= 3
        })
    });
    latin || slavic
}

/// A country and a word beside it.
fn beside(country: &Piece, word: &Piece, range: Range<usize>, stem: usize) -> Option<PartyRef> {
    let group = country.row.group;
    let kind = word.row.value;
    if kind == "country" || kind == "outlet" || group == "-" {
        return None;
    }
    let rule = word.row.id;
    if word.row.group == group {
        let name = word.row.name;
        return Some(PartyRef { range, stem, group, name, kind, rule, form: Form::Named });
    }
    // "the president of Ukraine"; which ministry "the ministry in Kyiv" is, the words do not say.
    let kind = match kind {
        "anaphor" if word.row.name == "presidency" => "presidency",
        "anaphor" => "officials",
        _ => kind,
    };
    let own = lexicon().of_kind(kind, group);
    if word.row.group != "-" && own.is_none() {
        return None;
    }
    let name = own.unwrap_or(country.row.name);
    Some(PartyRef { range, stem, group, name, kind, rule, form: Form::Generic })
}

fn named(text: &str, piece: &Piece, range: Range<usize>, stem: usize) -> PartyRef {
    let row = piece.row;
    let form = match row.value {
        "country" if adjective(text, piece) && !english_speaker(text, &piece.range) => {
            Form::Adjective
        }
        "country" => Form::Country,
        "outlet" => Form::Outlet,
        _ => Form::Named,
    };
    PartyRef { range, stem, group: row.group, name: row.name, kind: row.value, rule: row.id, form }
}

/// 병원 관계자는, 시 당국자는: a Korean noun before the word says whose it is, and that is nobody who was named.
fn another(before: &str) -> bool {
    const LEADS: [&str; 20] = [
        "이",
        "그",
        "한",
        "같은",
        "해당",
        "또",
        "이어",
        "한편",
        "다만",
        "반면",
        "앞서",
        "그러나",
        "하지만",
        "특히",
        "이날",
        "다른",
        "고위",
        "익명의",
        "이에",
        "이에 대해",
    ];
    let last = before.rsplit(' ').next().unwrap_or_default();
    let hangul = |c: char| ('가'..='힣').contains(&c);
    last.ends_with(hangul)
        && !LEADS.contains(&last)
        && !["면", "고", "며", "은", "는", "에", "해", "서", "일", "이", "주", "달", "날"]
            .iter()
            .any(|e| last.ends_with(e))
}

/// Whether the party before has nobody of a kind.
fn beside_none(last: Option<&PartyRef>, kind: &str) -> bool {
    last.is_none_or(|l| lexicon().of_kind(kind, l.group).is_none())
}

/// Whose president a name behind the word is.
fn holder(text: &str, at: usize, memory: &Memory, kind: &'static str) -> Option<Known> {
    let rest = text.get(at..)?.strip_prefix(' ')?;
    let mut names = rest.split_whitespace().take_while(|w| w.starts_with(char::is_uppercase));
    let met = |w: &str| {
        let word = w.trim_matches(|c: char| !c.is_alphanumeric());
        memory.persons.iter().find(|(name, _)| name == word).map(|(_, known)| *known)
    };
    let first = names.next()?;
    if let Some(known) = met(first).or_else(|| names.find_map(met)) {
        return Some(known);
    }
    let group = memory.side(kind)?;
    Some(Known { group, name: lexicon().of_kind(kind, group)?, kind })
}

/// A generic word by itself.
fn generic(
    text: &str,
    lang: Lang,
    piece: &Piece,
    memory: &Memory,
    last: Option<&PartyRef>,
) -> Option<PartyRef> {
    let kind = piece.row.value;
    let kinds = if kind == "anaphor" { piece.row.name } else { kind };
    let range = piece.range.clone();
    let make = |known: Known| PartyRef {
        range: range.clone(),
        stem: piece.stem,
        group: known.group,
        name: known.name,
        kind: known.kind,
        rule: piece.row.id,
        form: Form::Generic,
    };
    let before = text.get(..range.start).unwrap_or_default().trim_end();
    let owner = before.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let owned = matches!(
        owner.as_str(),
        "its" | "his" | "her" | "their" | "его" | "ее" | "їхня" | "його" | "її" | "наша"
    );
    // 하르첸코 대통령은: whose office was told before.
    let met =
        memory.persons.iter().find(|(name, _)| lang == Lang::Ko && before.ends_with(name.as_str()));
    if let Some((_, known)) = met {
        return Some(make(*known));
    }
    if owned || kind != "anaphor" {
        let side = last.map(|l| l.group).filter(|g| *g != "MEDIA" && !g.is_empty());
        let side = side.or_else(|| memory.side(kind).filter(|_| owned));
        if owned
            && let Some((group, name)) = side.and_then(|g| Some((g, lexicon().of_kind(kind, g)?)))
        {
            return Some(make(Known { group, name, kind }));
        }
    }
    if kind == "officials" && !owned || kind == "anaphor" && another(before) {
        return None;
    }
    // "President Danylo Horyn": of whom was spoken last, or who was met before under this name.
    let own = text.get(range.clone()).unwrap_or_default();
    if own == "President"
        && let Some(known) = holder(text, range.end, memory, kind)
    {
        return Some(make(known));
    }
    // "The Kremlin referred questions to the defence ministry."
    let beside_agency = last.filter(|l| {
        matches!(kind, "defence" | "foreign")
            && l.form == Form::Named
            && l.kind == "presidency"
            && lexicon().of_kind(kind, l.group).is_some()
    });
    if let Some((group, name)) =
        beside_agency.and_then(|l| Some((l.group, lexicon().of_kind(kind, l.group)?)))
    {
        return Some(make(Known { group, name, kind }));
    }
    if let Some(known) = memory.of_kind(kinds) {
        return Some(make(known));
    }
    // Russia's is named with its country.
    let lead: Vec<&str> = before.split_whitespace().rev().take(5).collect();
    if own == "General Staff"
        && !lead.iter().any(|w| w.starts_with("Russia") || w.starts_with("Moscow"))
        && let Some(name) = lexicon().of_kind(kind, "UA")
    {
        return Some(make(Known { group: "UA", name, kind }));
    }
    if kind == "anaphor" {
        return None;
    }
    let beside = last.map(|l| l.group).filter(|g| lexicon().of_kind(kind, g).is_some());
    // "The commander-in-chief", "the governor": one side alone has one in the tables.
    // Where an article was filed, agencies need no country.
    let home = memory.home.filter(|g| lexicon().of_kind(kind, g).is_some());
    // So does the president in a Ukrainian text; other offices where no country was named.
    let ukrainian = (lang == Lang::Uk).then_some("UA").filter(|g| {
        kind == "presidency" || memory.side(kind).is_none() && lexicon().of_kind(kind, g).is_some()
    });
    let home = home.or(ukrainian.filter(|_| beside_none(last, kind)));
    let group = home.or(beside).or_else(|| memory.side(kind)).or_else(|| lexicon().only_side(kind));
    // A Korean text that names no other country speaks of the agency of its own.
    let group = group.or_else(|| (lang == Lang::Ko && kind == "intel").then_some("ROK"))?;
    Some(make(Known { group, name: lexicon().of_kind(kind, group)?, kind }))
}
