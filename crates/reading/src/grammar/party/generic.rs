//! A generic word without a country: "the spy agency", "its spokesman", "the ministry".
//!
//! It is that of the last party of its kind; invariant: what cannot be resolved names nobody.

use super::super::lexicon::lexicon;
use super::{Form, Known, Memory, PartyRef, Piece};
use model::quantity::Lang;

/// 병원 관계자는, 시 당국자는: a Korean noun before the word says whose it is, and that is nobody who was named.
pub(super) fn another(before: &str) -> bool {
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
pub(super) fn beside_none(last: Option<&PartyRef>, kind: &str) -> bool {
    last.is_none_or(|l| lexicon().of_kind(kind, l.group).is_none())
}

/// Whose president a name behind the word is.
pub(super) fn holder(text: &str, at: usize, memory: &Memory, kind: &'static str) -> Option<Known> {
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
    // Of whom the text told before, and not whose forces the sentence names.
    let own = |g: &&'static str| lexicon().of_kind(kind, g).is_some();
    let told = memory.topic.filter(own);
    let told = told.or_else(|| memory.sides_before.iter().rev().copied().find(own));
    let told = told.or(memory.home.filter(own));
    let group = told.or_else(|| memory.side(kind))?;
    Some(Known { group, name: lexicon().of_kind(kind, group)?, kind })
}

/// A generic word by itself.
pub(super) fn generic(
    text: &str,
    lang: Lang,
    piece: &Piece,
    memory: &Memory,
    last: Option<&PartyRef>,
    side_before: Option<&'static str>,
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
    // "South Korean lawmakers said, citing the country's intelligence agency"
    if kind != "anaphor"
        && ["the country's", "the country’s", "that country's", "the nation's", "the nation’s"]
            .iter()
            .any(|w| before.ends_with(w))
    {
        let side = side_before.filter(|g| !g.is_empty() && *g != "MEDIA");
        if let Some((group, name)) = side.and_then(|g| Some((g, lexicon().of_kind(kind, g)?))) {
            return Some(make(Known { group, name, kind }));
        }
    }
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
    if matches!(lang, Lang::Ru | Lang::Uk) && of_unknown(text, &range, kind) {
        return None;
    }
    // «пресс-служба Минобороны страны»: of the country that was named last.
    let rest = text.get(range.end..).unwrap_or_default().trim_start();
    if matches!(lang, Lang::Ru | Lang::Uk)
        && ["страны", "країни", "республики", "республіки"].iter().any(|w| rest.starts_with(w))
        && let Some(group) = last.map(|l| l.group).or(side_before).or_else(|| memory.side(kind))
        && let Some(name) = lexicon().of_kind(kind, group)
    {
        return Some(make(Known { group, name, kind }));
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
    // "Turkish officials said …. The defence ministry said": whose side spoke last; "the military" of one that only fights is not meant.
    let spoke = memory.spoke.filter(|_| lang == Lang::En && !owned && last.is_none());
    let spoke =
        spoke.filter(|_| memory.home.is_none_or(|home| lexicon().of_kind(kind, home).is_none()));
    let spoke = |kinds: &[&str]| {
        let group = spoke.filter(|_| kinds.contains(&kind))?;
        Some((group, lexicon().of_kind(kind, group)?))
    };
    if let Some((group, name)) = spoke(&["military"]) {
        return Some(make(Known { group, name, kind }));
    }
    // «Армія РФ втратила 1200 військових – Генштаб»: in a Ukrainian text the staff is its own, unless another's is named beside it.
    let lead: String = before.chars().rev().take(24).collect();
    let next: String = text.get(range.end..).unwrap_or_default().chars().take(16).collect();
    // «за даними Генштабу, російська армія втратила»: behind a mark another clause begins.
    let next = next.split([',', ':', '.', ';', '—', '–']).next().unwrap_or_default();
    let foreign = ["РФ", "Росі", "росій", "КНДР", "Коре"]
        .iter()
        .any(|w| next.contains(w) || lead.chars().rev().collect::<String>().ends_with(w));
    if lang == Lang::Uk
        && matches!(kind, "staff" | "chief")
        && !foreign
        && memory.of_kind(kinds).is_none_or(|k| k.group != "UA" && k.kind != kind)
        && let Some(name) = lexicon().of_kind(kind, "UA")
    {
        return Some(make(Known { group: "UA", name, kind }));
    }
    // "Ukrainian officials have issued their own tallies. Defence Minister Jane Roe said"
    let topic = memory.topic.filter(|_| lang == Lang::En && !owned && kind != "anaphor");
    if let Some((group, name)) = topic.and_then(|g| Some((g, lexicon().of_kind(kind, g)?))) {
        return Some(make(Known { group, name, kind }));
    }
    if let Some(known) = memory.of_kind(kinds) {
        return Some(make(known));
    }
    if let Some((group, name)) = spoke(&["defence", "foreign", "health", "interior"]) {
        return Some(make(Known { group, name, kind }));
    }
    // Russia's is named with its country.
    let lead: Vec<&str> = before.split_whitespace().rev().take(5).collect();
    if own.eq_ignore_ascii_case("general staff")
        && lang == Lang::En
        && !lead.iter().any(|w| w.starts_with("Russia") || w.starts_with("Moscow"))
        && let Some(name) = lexicon().of_kind(kind, "UA")
    {
        return Some(make(Known { group: "UA", name, kind }));
    }
    if kind == "anaphor" {
        // "the spy agency", "the presidential office" where the article was filed.
        let single = ["spy", "president"].iter().any(|w| own.contains(w)) && lang == Lang::En;
        let home = memory.home.filter(|_| single)?;
        return kinds
            .split(',')
            .find_map(|kind| Some((kind, lexicon().of_kind(kind, home)?)))
            .map(|(kind, name)| make(Known { group: home, name, kind }));
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

/// «Минобороны непризнанной республики», «МИД Тувалу»: a ministry of somebody whom the tables do not know names nobody.
fn of_unknown(text: &str, range: &std::ops::Range<usize>, kind: &str) -> bool {
    // «губернатор Заречной области», «губернатор региона»: not the one of whom the tables know.
    if kind == "governor" {
        let rest = text.get(range.end..).unwrap_or_default().trim_start();
        let mut words = rest.split(' ');
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let land = ["област", "кра", "республик", "област", "регион", "регіон"];
        return ["регион", "регіон"].iter().any(|l| first.starts_with(l))
            || !first.starts_with("Курс") && land.iter().any(|l| second.starts_with(l));
    }
    const BODIES: [&str; 8] = ["мин", "мін", "мид", "мзс", "генштаб", "генеральн", "мвд", "мвс"];
    const OWN: [&str; 14] = [
        "ВС", "ЗС", "МО", "РФ", "ВСУ", "ЗСУ", "США", "КНДР", "AFU", "ООН", "МЗС", "МВС", "ГУР",
        "СССР",
    ];
    let own = text.get(range.clone()).unwrap_or_default().to_lowercase();
    let body = BODIES.iter().any(|b| own.starts_with(b)) && !own.starts_with("министр ");
    if !body || !matches!(kind, "defence" | "foreign" | "health" | "staff") {
        return false;
    }
    let rest = text.get(range.end..).unwrap_or_default();
    let Some(rest) = rest.strip_prefix(' ') else { return false };
    let mut words =
        rest.split(' ').map(|w| (w, w.trim_end_matches([',', '.', ':', ';', ')', '»'])));
    let Some((whole, first)) = words.next() else { return false };
    let genitive = |w: &str| ["ой", "ого", "ої", "ей", "ьої"].iter().any(|e| w.ends_with(e));
    let capital = |w: &str| w.starts_with(char::is_uppercase);
    let letters = first.chars().count();
    let caps = (2..=5).contains(&letters) && first.chars().all(char::is_uppercase);
    if caps {
        return !OWN.contains(&first);
    }
    let next = words.next().filter(|_| whole == first).map(|(_, w)| w).unwrap_or_default();
    genitive(first) && capital(next)
}
