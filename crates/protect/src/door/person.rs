//! Names of relatives, and names that are announced as names.
//!
//! Terms: *given syllable* – one that is common in Korean given names; *leader* – somebody whose name every reader knows and who
//! leads to no source.
//!
//! A name by itself is no finding: `Kim Jong Un` and a minister stand in ordinary statements. A word of kinship or an
//! announcement (`named`, `이름은`) must stand beside it.

use super::lexicon::{self, NAME_INTRO, RELATION, SOURCE, in_set};
use super::view::{Kind, View};
use super::{Certainty, Hits, Refused};

pub(crate) fn detect(view: &View, hits: &mut Hits<'_>) {
    for at in 0..view.len() {
        if view.has(at, RELATION) {
            let after = match view.kind(at) {
                Kind::Hangul => korean_relative(view, at),
                Kind::Latin => latin_relative(view, at),
                Kind::Cyrillic => cyrillic(view, at + 1),
                Kind::Han => han(view, at + 1),
                _ => None,
            };
            if let Some((end, certainty)) = after {
                hits.add(Refused::RelativeName, at, end, certainty);
            }
            if let Some(from) = before_relation(view, at) {
                hits.add(Refused::RelativeName, from, at + 1, Certainty::Likely);
            }
        } else if view.kind(at) == Kind::Hangul
            && let Some(certainty) = glued_relative(view.text(at))
        {
            hits.add(Refused::RelativeName, at, at + 1, certainty);
        }
        if let Some((from, end)) = addressed(view, at) {
            hits.add(Refused::PersonName, from, end, Certainty::Likely);
        }
        if let Some((end, certainty)) = announced(view, at) {
            hits.add(Refused::PersonName, at, end, certainty);
        }
    }
}

type End = Option<(usize, Certainty)>;

/// How a Korean word is read as a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strictness {
    /// Family and given name, every syllable of the given name a common one.
    Full,
    /// Family and given name, or a given name of two common syllables.
    Any,
    /// Anything that begins with a family name: the word is announced as a name.
    Announced,
}

/// Whether a Korean word, with or without particles, is a name.
fn korean_name(word: &str, strictness: Strictness) -> bool {
    let mut form = word;
    let mut forms = vec![form];
    while let Some(short) = lexicon::strip(form).filter(|_| forms.len() < 3) {
        forms.push(short);
        form = short;
    }
    if forms.iter().any(|form| in_set("notname", form) || in_set("leader", form)) {
        return false;
    }
    forms.iter().any(|form| is_korean_name(form.trim_end_matches(['씨', '님']), strictness))
}

fn is_korean_name(word: &str, strictness: Strictness) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let given = |c: &char| in_set("given_ko", c.encode_utf8(&mut [0; 4]));
    let surname =
        |n: usize| chars.len() >= n && in_set("surname_ko", &chars[..n].iter().collect::<String>());
    let ending = |c: &char| "다고는을를한된했던면서야게네요죠까며해되".contains(*c);
    let rest = |n: usize| &chars[n..];
    let full = |n: usize| {
        surname(n)
            && rest(n).len() == 2
            && match strictness {
                Strictness::Full => rest(n).iter().all(given),
                _ => rest(n).iter().any(given) && !rest(n).iter().any(ending),
            }
    };
    if chars.len() == 2 && chars[1] == '모' && surname(1) {
        return true;
    }
    match (chars.len(), strictness) {
        (3, Strictness::Announced) => full(1) || surname(1) && !rest(1).iter().any(ending),
        (3 | 4, _) => full(1) || full(2),
        (2, Strictness::Any) => chars.iter().all(given),
        (2, Strictness::Announced) => {
            chars.iter().all(given) || surname(1) && rest(1).iter().all(given)
        }
        _ => false,
    }
}

/// `아들 철수가`, `남편 김○○`, `사위인 한금철도`, `동생(리광혁)`.
fn korean_relative(view: &View, at: usize) -> End {
    let particle = &view.text(at)[view.stem(at).len()..];
    let strictness = match particle {
        "" | "인" | "의" => Strictness::Any,
        "은" | "는" | "이" | "가" | "이였던" => Strictness::Full,
        _ => return None,
    };
    let mut next = at + 1;
    while next < at + 3 && view.is(next, &[",", "(", ":", "\"", "'", "-", "·"]) {
        next += 1;
    }
    name_at(view, next, strictness)
}

/// A Korean name at `at`, written out or masked.
fn name_at(view: &View, at: usize, strictness: Strictness) -> End {
    if view.kind(at) != Kind::Hangul {
        return None;
    }
    let text = view.text(at);
    let marked = view.tight(at + 1)
        && (view.is(at + 1, &["○", "*", "?"]) || view.is(at + 1, &["oo", "xx", "o", "x"]));
    if in_set("surname_ko", text) && marked {
        let end = (at + 1..at + 4).take_while(|i| view.tight(*i)).last().unwrap_or(at + 1);
        return Some((end + 1, Certainty::Certain));
    }
    if in_set("surname_ko", text)
        && view.token(at + 1).gap == 1
        && view.kind(at + 1) == Kind::Hangul
    {
        let given = view.stem(at + 1);
        let known = in_set("notname", given) || in_set("leader", &format!("{text}{given}"));
        if !known && (given == "모" || is_korean_name(&format!("{text}{given}"), Strictness::Full))
        {
            return Some((at + 2, Certainty::Likely));
        }
    }
    let one_syllable = text.strip_suffix('씨').is_some_and(|name| in_set("surname_ko", name));
    let busy = view.has(at, RELATION | lexicon::PLACE | lexicon::PROVINCE | lexicon::FACILITY);
    (!busy && (one_syllable || korean_name(text, strictness)))
        .then_some((at + 1, Certainty::Likely))
}

/// A source with a name, a Korean name with a title or an age: `the informant Choe Yong-hui`, `최영희 씨`, `최영희(45살)`.
fn addressed(view: &View, at: usize) -> Option<(usize, usize)> {
    let full =
        |at: usize| view.kind(at) == Kind::Hangul && korean_name(view.text(at), Strictness::Full);
    if view.has(at, SOURCE) {
        let mut next = at + 1;
        while next < at + 4
            && view.is(
                next,
                &[",", ":", "(", "-", "\"", "is", "was", "called", "named", "인", "은", "는"],
            )
        {
            next += 1;
        }
        let end = match view.kind(next) {
            Kind::Hangul if full(next) => Some(next + 1),
            Kind::Latin => korean_romanised(view, next),
            _ => None,
        };
        return end.map(|end| (at, end));
    }
    let plain = full(at)
        && !lexicon::is_class(view.text(at), lexicon::PLACE)
        && view.stem(at).chars().count() == 3;
    let title = view.token(at + 1).gap <= 1
        && (view.is(at + 1, &["씨", "선생", "동지", "동무", "아저씨", "아주머니"])
            || view.stem(at + 1) == "씨");
    let aged = view.is(at + 1, &["("])
        && view.digits(at + 2) > 0
        && ["세", "살", "대", ",", ")"].iter().any(|mark| view.text(at + 3).starts_with(mark));
    let after = view.text(at).strip_prefix(view.stem(at)).unwrap_or_default();
    let closed = view.text(at).strip_suffix('씨').is_some_and(|name| name.chars().count() == 3);
    let glued = plain && after.starts_with('씨') || closed && full(at);
    (plain && (title || aged) || glued).then_some((at, at + 2))
}

/// `아들철수가`, `남편김철수`: no space between.
fn glued_relative(text: &str) -> Option<Certainty> {
    text.char_indices().skip(1).take(3).find_map(|(at, _)| {
        let (relation, name) = text.split_at(at);
        let kin = lexicon::is_class(relation, RELATION) && relation.chars().count() >= 2;
        let long = lexicon::stem(name).chars().count() >= 3;
        (kin && korean_name(name, if long { Strictness::Full } else { Strictness::Any }))
            .then_some(Certainty::Likely)
    })
}

/// `김철수의 아들`, `철수 어머니`, `Kim Chol-su's father`.
fn before_relation(view: &View, at: usize) -> Option<usize> {
    let before = at.checked_sub(1)?;
    match view.kind(at) {
        Kind::Hangul if view.token(at).gap == 1 && view.kind(before) == Kind::Hangul => {
            let text = view.text(before);
            let owner =
                text.strip_suffix('의').is_some_and(|name| korean_name(name, Strictness::Full));
            let bare = matches!(view.stem(at), "어머니" | "아버지" | "엄마" | "아빠")
                && text == view.stem(before)
                && korean_name(text, Strictness::Any);
            let kin = before > 0 && view.has(before - 1, RELATION);
            ((owner || bare) && !kin && !view.has(before, RELATION)).then_some(before)
        }
        Kind::Latin
            if view.is(before, &["my", "his", "her", "our", "their"])
                && view.is(before.wrapping_sub(1), &[","]) =>
        {
            (3..=7)
                .filter_map(|n| at.checked_sub(n))
                .find(|from| korean_romanised(view, *from).is_some_and(|end| end == at - 2))
        }
        Kind::Latin if view.is(before, &["s"]) && view.back(at, 2).kind == Kind::Mark => (3..=7)
            .filter_map(|n| at.checked_sub(n))
            .find(|from| korean_romanised(view, *from).is_some_and(|end| end == at - 2)),
        _ => None,
    }
}

/// `my son Kim Chol-su`, `her brother, Ri Myong Ho`, `my daughter is called Un-hui`, `her husband Dmitri`.
fn latin_relative(view: &View, at: usize) -> End {
    let (mut next, mut comma, mut copula, mut named) = (at + 1, false, false, false);
    let mut owned = false;
    while next < at + 8 {
        match view.text(next) {
            "," | "(" | ":" | "-" => comma = true,
            "named" | "called" | "name" => named = true,
            "is" | "was" => copula = true,
            "'" | "\"" | "s" | "in" | "law" => {}
            "of" if next == at + 1 => owned = true,
            "soldier" | "private" | "sergeant" | "lieutenant" | "officer" if owned => {}
            _ => break,
        }
        next += 1;
    }
    if let Some(end) = korean_romanised(view, next) {
        return Some((end, Certainty::Certain));
    }
    if leader(view, next) || view.kind(next) != Kind::Latin || owned {
        return None;
    }
    // `my son, Chol Su, was sent`: two syllables of a given name with a sign after them.
    if let Some((end, 2.., _)) = given(view, next).filter(|_| comma && !copula)
        && view.token(next).upper
        && !view.tight(next)
        && matches!(view.text(end), "," | ")" | "." | "(")
    {
        return Some((end, Certainty::Likely));
    }
    let in_law = view.is(next.wrapping_sub(1), &["in"]);
    let loose = !comma && !copula && !in_law || named;
    let surname = comma
        && !copula
        && in_set("surname_la", view.text(next))
        && view.text(next).len() >= 2
        && (view.token(next + 1).upper || view.is(next + 1, &[".", "○", "*"]));
    (capitalised(view, next) && (loose || surname)).then_some((next + 1, Certainty::Likely))
}

/// Whether the word at `at` is written as a name and is not a known other word.
fn capitalised(view: &View, at: usize) -> bool {
    let text = view.text(at);
    view.token(at).upper
        && text.chars().count() >= 2
        && !in_set("notname", text)
        && !in_set("leader", text)
        && !view
            .has(at, lexicon::PLACE | RELATION | lexicon::MONTH | lexicon::HANDSET | lexicon::APP)
}

/// Where a romanised Korean name at `at` ends: `Kim Chol-su`, `Kim Cholsu`, `Chol-su`, `kim chol-su`; not a leader's.
fn korean_romanised(view: &View, at: usize) -> Option<usize> {
    if view.kind(at) != Kind::Latin || leader(view, at) {
        return None;
    }
    if in_set("surname_la", view.text(at)) {
        let from = at + 1 + usize::from(view.is(at + 1, &[","]));
        if let Some((end, syllables, hyphen)) = given(view, from)
            && view.token(from).gap <= 1
            && (hyphen || view.token(at).upper && view.token(from).upper)
            && (syllables >= 2 || view.token(from).upper)
        {
            return Some(end);
        }
    }
    let (end, syllables, hyphen) = given(view, at)?;
    (hyphen && syllables >= 2 && view.token(at).upper).then_some(end)
}

/// Given syllables at `at`: where they end, how many, and whether a hyphen joins them.
fn given(view: &View, at: usize) -> Option<(usize, usize, bool)> {
    let first = syllables(view.text(at))?;
    if view.is(at + 1, &["-"]) && view.tight(at + 1) && view.tight(at + 2) {
        let second = syllables(view.text(at + 2))?;
        return Some((at + 3, first + second, true));
    }
    let next = view.token(at + 1);
    if first == 1
        && next.gap == 1
        && next.upper == view.token(at).upper
        && !in_set("notname", view.text(at + 1))
        && let Some(second) = syllables(view.text(at + 1))
    {
        return Some((at + 2, first + second, false));
    }
    Some((at + 1, first, false))
}

/// How many given syllables a romanised word is made of, at most three.
fn syllables(word: &str) -> Option<usize> {
    if in_set("given_la", word) {
        return Some(1);
    }
    if !word.is_ascii() || word.len() > GIVEN_BYTES_MAX {
        return None;
    }
    (1..word.len()).find_map(|cut| {
        let (first, rest) = word.split_at(cut);
        if !in_set("given_la", first) {
            return None;
        }
        let two = in_set("given_la", rest).then_some(2);
        two.or_else(|| {
            (1..rest.len())
                .any(|cut| in_set("given_la", &rest[..cut]) && in_set("given_la", &rest[cut..]))
                .then_some(3)
        })
    })
}

/// Whether a name that every reader knows stands at `at`: `Putin`, `Vladimir Putin`, `Kim Jong Un`, `Kim Jongun`.
fn leader(view: &View, at: usize) -> bool {
    let known = |at: usize| in_set("leader", view.text(at));
    if known(at) || known(at + 1) && view.token(at + 1).upper && view.token(at + 1).gap == 1 {
        return true;
    }
    let joined = |from: usize| {
        let hyphen = view.is(from + 1, &["-"]);
        let second = if hyphen { from + 2 } else { from + 1 };
        if view.text(from).len() > GIVEN_BYTES_MAX || view.text(second).len() > GIVEN_BYTES_MAX {
            return false;
        }
        let whole = hyphen || !view.is(second + 1, &["-"]);
        whole && in_set("leader2", &format!("{}-{}", view.text(from), view.text(second)))
            || leader_in_one(view.text(from))
    };
    in_set("surname_la", view.text(at)) && joined(at + 1) || joined(at)
}

/// Romanised given names are shorter: longer words are not taken apart.
const GIVEN_BYTES_MAX: usize = 14;

/// `Jongun` for `Jong Un`.
fn leader_in_one(word: &str) -> bool {
    word.is_ascii()
        && (2..word.len())
            .any(|cut| in_set("leader2", &format!("{}-{}", &word[..cut], &word[cut..])))
}

/// `мой сын Дмитрий`.
fn cyrillic(view: &View, at: usize) -> End {
    let at = at + usize::from(view.is(at, &[",", "-", "("]));
    let named = view.kind(at) == Kind::Cyrillic
        && view.token(at).upper
        && view.text(at).chars().count() >= 3;
    let known = in_set("leader", view.text(at))
        || view.has(at, RELATION)
        || view.text(at).starts_with("росси")
        || view.text(at).starts_with("коре")
        || view.text(at).starts_with("курск");
    (named && !known).then_some((at + 1, Certainty::Likely))
}

/// `儿子金哲洙`: a family name and one or two characters.
fn han(view: &View, at: usize) -> End {
    const SURNAMES: &str = "金李朴崔郑鄭赵趙姜张張林韩韓吴吳申徐权權黄黃安宋柳洪全高文孙孫梁裴白许許南沈卢盧王刘劉陈陳杨楊";
    let surname = view.text(at).chars().next().is_some_and(|c| SURNAMES.contains(c));
    let rest = view.kind(at + 1) == Kind::Han && view.tight(at + 1) && !view.has(at + 1, RELATION);
    let end = at + 2 + usize::from(rest && view.kind(at + 2) == Kind::Han && view.tight(at + 2));
    (view.kind(at) == Kind::Han && surname && rest).then_some((end, Certainty::Likely))
}

/// `named Kim Chol-su`, `the name is …`, `본명 …`, `이름은 …`, `зовут …`, `名叫…`.
fn announced(view: &View, at: usize) -> End {
    match view.text(at) {
        "named" | "called" | "name" | "alias" | "nicknamed" | "surname" => {
            return announced_latin(view, at);
        }
        _ if !view.has(at, NAME_INTRO) => return None,
        _ => {}
    }
    let mut next = at + 1;
    while next < at + 4
        && view.is(next, &[":", "=", "(", "\"", "'", ",", "-", "은", "는", "이", "은:", "это"])
    {
        next += 1;
    }
    match view.kind(at) {
        Kind::Hangul => {
            let hangul = name_at(view, next, Strictness::Announced);
            hangul.or_else(|| korean_romanised(view, next).map(|end| (end, Certainty::Certain)))
        }
        Kind::Cyrillic => cyrillic(view, next),
        Kind::Han => han(view, next),
        _ => None,
    }
}

fn announced_latin(view: &View, at: usize) -> End {
    let mut next = at + 1;
    let mut linked = false;
    while next < at + 5 && view.is(next, &["is", "was", ":", "of", "\"", "'", "(", "=", "-", "as"])
    {
        linked = true;
        next += 1;
    }
    if let Some(end) = korean_romanised(view, next) {
        return Some((end, Certainty::Certain));
    }
    if let Some(found) = name_at(view, next, Strictness::Announced).filter(|_| linked) {
        return Some(found);
    }
    let strong = view.is(at, &["named", "alias"]) || view.is(at, &["name", "surname"]) && linked;
    (strong && !leader(view, next) && view.kind(next) == Kind::Latin && capitalised(view, next))
        .then_some((next + 1, Certainty::Likely))
}
