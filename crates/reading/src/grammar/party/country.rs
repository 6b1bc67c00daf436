//! A country and the word beside it: "Ukraine's defence ministry", "officials in Seoul", "the president of Ukraine".
//!
//! Invariant: a country that is an adjective names nobody by itself.

use super::super::lexicon::lexicon;
use super::person::bare_word;
use super::{Form, Memory, PartyRef, Piece, english_speaker};
use model::quantity::Lang;
use std::ops::Range;

/// 미국은, 러시아 쪽은: a country of which a paragraph speaks.
pub(super) fn topic(text: &str, range: &Range<usize>) -> bool {
    let word = text.get(range.clone()).unwrap_or_default();
    let rest = text.get(range.end..).unwrap_or_default();
    ["은", "는", "도"].iter().any(|t| word.ends_with(t))
        || ["측", "쪽", " 측", " 쪽"].iter().any(|t| rest.starts_with(t))
}

/// 국방부 without its country, where another country's was named before it in the paragraph, or speaks there.
pub(super) fn abroad(text: &str, pieces: &[Piece], at: usize, memory: &Memory) -> Option<PartyRef> {
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
    // 팻 라이더 국방부 대변인은: a name of two words is none of the South.
    let foreign = foreign_before(text, piece.range.start)
        .then(|| memory.sides.iter().rev().filter(|g| **g != "ROK").find_map(|g| has(g)))
        .flatten();
    let (group, name) = near.or(foreign).or_else(|| {
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

/// Whether a foreign name stands right before: two words of Hangul, the last of them no word that may stand before an office.
fn foreign_before(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    let Some(head) = head.strip_suffix(' ') else { return false };
    let mut words = head.rsplit(' ');
    let (Some(last), Some(first)) = (words.next(), words.next()) else { return false };
    let first = first.trim_start_matches(['“', '"', '[', '(']);
    let hangul = |w: &str| w.chars().all(|c| ('가'..='힣').contains(&c));
    const ENDS: [char; 24] = [
        '은', '는', '을', '를', '에', '의', '와', '과', '서', '며', '면', '된', '한', '인', '들',
        '다', '쪽', '측', '간', '고', '일', '날', '선', '임',
    ];
    const WORDS: [&str; 12] = [
        "오전", "오후", "이날", "전날", "최근", "앞서", "한편", "당시", "우리", "정부", "한국",
        "국방",
    ];
    let name = |w: &str| {
        (1..=7).contains(&w.chars().count())
            && hangul(w)
            && !w.ends_with(ENDS)
            && !WORDS.contains(&w)
    };
    // 가온 김 is no name of Seoul's, 홍길동 is one word.
    name(last)
        && name(first)
        && (last.chars().count() >= 4 || first.chars().count() >= 4 || last.chars().count() == 1)
        || name(last) && name(first) && last.chars().count() == 3 && first.chars().count() == 1
}

pub(super) fn gap<'a>(text: &'a str, first: &Piece, second: &Piece) -> &'a str {
    text.get(first.range.end..second.range.start).unwrap_or_default()
}

/// Whether a country stands before a word of which it is the side.
pub(super) fn leads(text: &str, lang: Lang, country: &Piece, word: &Piece) -> bool {
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
pub(super) fn follows(text: &str, lang: Lang, word: &Piece, country: &Piece, group: &str) -> bool {
    if country.row.value != "country" || country.row.group != group {
        return false;
    }
    let between = gap(text, word, country).trim();
    match lang {
        Lang::Ko => false,
        Lang::Ru | Lang::Uk => {
            !adjective(text, country)
                && matches!(
                    between,
                    "" | "в"
                        | "у"
                        | "во"
                        | "администрации"
                        | "адміністрації"
                        | "правительства"
                        | "уряду"
                )
        }
        _ => {
            !adjective(text, country)
                && (matches!(between, "of" | "of the" | "in" | "for") || holder_of(between))
        }
    }
}

/// "President Danylo Horyn of Ukraine": a name of two or three words between an office and its country.
pub(super) fn holder_of(between: &str) -> bool {
    let names = between.strip_suffix(" of").or_else(|| between.strip_suffix(" of the"));
    names.is_some_and(|names| {
        let count = names.split(' ').count();
        (2..=3).contains(&count) && names.split(' ').all(bare_word)
    })
}

/// "officials in Seoul", "a spokesman in Kyiv".
pub(super) fn officials(text: &str, word: &Piece, country: &Piece) -> bool {
    word.row.value == "officials" && matches!(gap(text, word, country).trim(), "in" | "from" | "of")
}

/// Endings of English adjectives of countries, and of those who live there.
const LATIN_ENDS: [&str; 8] =
    ["korean", "koreans", "ian", "ians", "american", "americans", "russian", "russians"];

/// Such adjectives that end otherwise.
const LATIN: [&str; 58] = [
    "british",
    "israeli",
    "israelis",
    "iraqi",
    "iraqis",
    "yemeni",
    "saudi",
    "saudis",
    "emirati",
    "lebanese",
    "turkish",
    "azerbaijani",
    "azeri",
    "azerbaijanis",
    "eritrean",
    "sudanese",
    "south sudanese",
    "somali",
    "congolese",
    "rwandan",
    "malian",
    "burkinabe",
    "libyan",
    "burmese",
    "bangladeshi",
    "afghan",
    "pakistani",
    "sri lankan",
    "thai",
    "chinese",
    "taiwanese",
    "japanese",
    "french",
    "german",
    "polish",
    "latvian",
    "finnish",
    "swedish",
    "danish",
    "dutch",
    "spanish",
    "czech",
    "moldovan",
    "kosovar",
    "kazakh",
    "kyrgyz",
    "tajik",
    "uzbek",
    "cuban",
    "nepalese",
    "nepali",
    "venezuelan",
    "mexican",
    "german",
    "chechen",
    "kurdish",
    "houthi",
    "syrians",
];

/// Whether a country is an adjective here.
pub(super) fn adjective(text: &str, piece: &Piece) -> bool {
    let said = text.get(piece.range.clone()).unwrap_or_default().to_lowercase();
    let latin = said.is_ascii()
        && (LATIN_ENDS.iter().any(|end| said.ends_with(end)) || LATIN.contains(&said.as_str()));
    // The endings of "-ский" and "-ський"; "Москва" has none of them.
    let slavic = said.match_indices("ск").chain(said.match_indices("ськ")).any(|(at, stem)| {
        said.get(at + stem.len()..).is_some_and(|rest| {
            rest.starts_with(['и', 'а', 'о', 'у', 'е', 'і', 'ю', 'я']) && rest.chars().count() <= 3
        })
    });
    latin || slavic
}

/// A country and a word beside it.
pub(super) fn beside(
    country: &Piece,
    word: &Piece,
    range: Range<usize>,
    stem: usize,
) -> Option<PartyRef> {
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

pub(super) fn named(text: &str, piece: &Piece, range: Range<usize>, stem: usize) -> PartyRef {
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
