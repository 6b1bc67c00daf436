//! The word lists, compiled once, and what of them stands in a text.
//!
//! Terms: a *form* is a phrase of a row; a *star* stands for any ending, `..` for up to four words; the *stem* of a hit ends before the
//! star or the particle. Invariants: a hit begins and ends at a word's edge (Korean words may begin behind a number or a short prefix, and
//! carry particles); of hits of one class the longest wins; the time is linear in the text, whatever stands in it.
//! Not here: what the words do in a sentence. Tables: `data/words.tsv`, `data/parties.tsv`, `data/kinds.tsv`, each with its origin.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use model::quantity::Lang;

use super::fold::{Folded, is_alphanumeric};
use super::trie::Trie;

const WORDS: &str = include_str!("../../data/words.tsv");
const PARTIES: &str = include_str!("../../data/parties.tsv");
const KINDS: &str = include_str!("../../data/kinds.tsv");

macro_rules! classes {
    ($($name:ident $code:literal $doc:literal,)*) => {
        /// The part that words play.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Class { $(#[doc = $doc] $name,)* }

        impl Class {
            /// Reads the word of the table.
            fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }

            /// What words of the class tell, in a sentence.
            pub(crate) const fn reads(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }
            }
        }
    };
}

classes! {
    Party "party" "An authority or an outlet, or a word for one.",
    Say "say" "Saying.",
    According "according" "What leads to who said it.",
    Announce "announce" "A noun of saying.",
    Back "back" "This was said by: what went before.",
    Source "source" "A protected source.",
    Voice "voice" "A person without office who speaks.",
    Relay "relay" "Who passes on what a party said.",
    Outlet "outlet" "A word for an outlet, before its name.",
    Pronoun "pronoun" "Who spoke last.",
    Listener "listener" "Who is told.",
    Province "province" "A province of the North.",
    Harm "harm" "Harm, by category.",
    Strength "strength" "Being sent.",
    Added "added" "In addition.",
    Future "future" "What is planned.",
    Could "could" "What is possible.",
    InKursk "inkursk" "A place of deployment.",
    Stay "stay" "Being somewhere.",
    Person "person" "Those who are counted.",
    Other "other" "Those who are not counted here.",
    Vague "vague" "A size without a number.",
    Population "population" "Whose.",
    Place "place" "A place.",
    TakenBack "takenback" "What an outlet takes back.",
    CorrectNow "correctnow" "What now stands.",
    AsOf "asof" "The day for which a figure holds.",
    Question "question" "How many, asked.",
    Absent "absent" "No number given.",
    Forecast "forecast" "A number in a forecast.",
    Unreal "unreal" "A number that nobody asserts.",
    Position "position" "A stand.",
    Rumour "rumour" "Rumours.",
    Awareness "awareness" "Knowing.",
    Measure "measure" "An act of information control.",
    ToldSource "toldsource" "The outlet told the source.",
    Unprompted "unprompted" "The source began.",
    Asked "asked" "The outlet asked.",
    Quoting "quoting" "The source goes on.",
    Predict "predict" "A forecast.",
    Opinion "opinion" "A judgement of worth.",
    Evidence "evidence" "Footage, a picture, a document.",
    EvAct "evact" "What is done with evidence.",
    Unverified "unverified" "Not verified.",
    Verified "verified" "Verified.",
    Appearance "appearance" "How people look.",
    Channel "channel" "How the outlet speaks with sources.",
    Fate "fate" "What became of somebody.",
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// The rule's id.
    pub(crate) id: &'static str,
    pub(crate) class: Class,
    /// What the words mean; for a party its kind.
    pub(crate) value: &'static str,
    /// The side, for a party; `-` for a word that needs another.
    pub(crate) group: &'static str,
    /// The name, for a party.
    pub(crate) name: &'static str,
    lang: Option<Lang>,
}

/// A piece of a form.
#[derive(Debug, Clone)]
struct Token {
    text: &'static str,
    folded: String,
    star: bool,
    /// Up to four words may stand before it.
    gap: bool,
}

#[derive(Debug, Clone)]
struct Form {
    row: usize,
    tokens: Vec<Token>,
    /// Capital letters of the table are asked for in the text.
    proper: bool,
}

/// A form under its head, with what tells at once that it does not stand here.
#[derive(Debug, Clone, Copy)]
struct Start {
    form: usize,
    /// Whether the first word takes any ending.
    star: bool,
    /// The first byte of the second word, when there is one and no gap before it.
    second: Option<u8>,
}

/// Words of a table in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) row: usize,
    pub(crate) range: Range<usize>,
    /// Where the form's own letters end.
    pub(crate) stem: usize,
}

/// The tables.
pub(crate) struct Lexicon {
    rows: Vec<Row>,
    forms: Vec<Form>,
    heads: [Heads; 4],
    kinds: HashMap<(&'static str, &'static str), &'static str>,
}

/// The first words of the forms that may stand in a language.
struct Heads {
    trie: Trie,
    /// The forms that begin with a head, by the head's number.
    lists: Vec<Vec<Start>>,
    /// Whether a form of the list takes any ending.
    open: Vec<bool>,
}

impl Heads {
    fn new(forms: &[Form], rows: &[Row], lang: Lang) -> Self {
        let mut lists: Vec<Vec<Start>> = Vec::new();
        let mut heads: HashMap<&str, usize> = HashMap::new();
        for (i, form) in forms.iter().enumerate() {
            let other = rows.get(form.row).and_then(|row| row.lang).is_some_and(|l| l != lang);
            let Some(first) = form.tokens.first().filter(|_| !other) else { continue };
            let head = *heads.entry(&first.folded).or_insert_with(|| {
                lists.push(Vec::new());
                lists.len() - 1
            });
            let second = form.tokens.get(1).filter(|t| !t.gap);
            let second = second.and_then(|t| t.folded.as_bytes().first().copied());
            if let Some(list) = lists.get_mut(head) {
                list.push(Start { form: i, star: first.star, second });
            }
        }
        let open = lists.iter().map(|list| list.iter().any(|start| start.star)).collect();
        Self { trie: Trie::new(heads.into_iter()), lists, open }
    }
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::build);

/// The tables, compiled.
pub(crate) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// Words that a gap may span.
const GAP_WORDS: usize = 4;

impl Lexicon {
    fn build() -> Self {
        let mut rows = Vec::new();
        let mut forms = Vec::new();
        for cells in table(WORDS, "id") {
            let [id, class, value, lang, list] = cells[..] else { continue };
            let Some(class) = Class::from_code(class) else { continue };
            rows.push(Row { id, class, value, group: "", name: "", lang: Lang::from_code(lang) });
            add_forms(&mut forms, rows.len() - 1, list, proper(class));
        }
        for (i, cells) in table(PARTIES, "group").enumerate() {
            let [group, name, kind, lang, list] = cells[..] else { continue };
            let id = party_id(group, name, kind, lang, i);
            let class = Class::Party;
            rows.push(Row { id, class, value: kind, group, name, lang: Lang::from_code(lang) });
            add_forms(&mut forms, rows.len() - 1, list, group != "-");
        }
        let kinds = table(KINDS, "kind").filter_map(|cells| match cells[..] {
            [kind, group, name] => Some(((kind, group), name)),
            _ => None,
        });
        let kinds = kinds.collect();
        let heads = |lang| Heads::new(&forms, &rows, lang);
        let heads = [Lang::En, Lang::Ko, Lang::Ru, Lang::Uk].map(heads);
        Self { rows, forms, heads, kinds }
    }

    /// Every row.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A row by its number in a hit.
    pub(crate) fn row(&'static self, hit: &Hit) -> &'static Row {
        &self.rows[hit.row]
    }

    /// The party that a word of a kind means beside a country.
    pub(crate) fn of_kind(&self, kind: &str, group: &str) -> Option<&'static str> {
        self.kinds.get(&(kind, group)).copied()
    }

    /// The side of a kind that only one side has.
    pub(crate) fn only_side(&self, kind: &str) -> Option<&'static str> {
        let mut sides = self.kinds.keys().filter(|(k, _)| *k == kind).map(|(_, group)| *group);
        sides.next().filter(|_| sides.next().is_none())
    }

    /// The words of the tables in a text, by where they begin; within a class none lies in another.
    pub(crate) fn find(&self, source: &str, lang: Lang) -> Vec<Hit> {
        let folded = Folded::new(source);
        let [en, ko, ru, uk] = &self.heads;
        let heads = match lang {
            Lang::Ko => ko,
            Lang::Ru => ru,
            Lang::Uk => uk,
            _ => en,
        };
        let text = folded.text.as_str();
        let mut hits = Vec::new();
        let mut last = None;
        for (at, c) in text.char_indices() {
            let before = last.replace(c);
            if !begins(text, at, before, c) {
                continue;
            }
            let rest = text.as_bytes().get(at..).unwrap_or_default();
            for (head, length) in heads.trie.walk(rest) {
                crate::work::did(length);
                let end = at + length;
                let ended = ends(text, end);
                if !ended && heads.open.get(head) == Some(&false) {
                    continue;
                }
                let list = heads.lists.get(head).map_or(&[][..], |l| l);
                let second = text.as_bytes().get(skip_blank(text, whole(text, end)));
                for start in list {
                    let apart = start.second.is_some_and(|first| second != Some(&first));
                    if apart || !(ended || start.star) {
                        continue;
                    }
                    let Some(form) = self.forms.get(start.form) else { continue };
                    if let Some((end, stem)) = matches(form, source, &folded, at) {
                        let range = folded.back(at)..folded.back(end);
                        hits.push(Hit { row: form.row, range, stem: folded.back(stem) });
                    }
                }
            }
        }
        self.longest(hits)
    }

    /// Of hits of one class that overlap, keeps the longest; of equal ones the first row.
    fn longest(&self, mut hits: Vec<Hit>) -> Vec<Hit> {
        let class = |hit: &Hit| self.rows[hit.row].class;
        hits.sort_by_key(|h| (class(h), h.range.start, usize::MAX - h.range.end, h.row));
        let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
        for hit in hits {
            let overlapped = kept
                .last()
                .filter(|last| class(last) == class(&hit) && hit.range.start < last.range.end);
            match overlapped {
                Some(last) if last.range.len() >= hit.range.len() => continue,
                Some(_) => {
                    kept.pop();
                }
                None => {}
            }
            kept.push(hit);
        }
        kept.sort_by_key(|h| (h.range.start, usize::MAX - h.range.end, h.row));
        kept
    }
}

fn proper(class: Class) -> bool {
    matches!(class, Class::Place | Class::Population | Class::Province)
}

/// The rows of a table: lines that are no comment, without the head.
fn table(text: &'static str, head: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    lines.map(|line| line.split('\t').collect()).filter(move |c: &Vec<_>| c.first() != Some(&head))
}

/// Rows of the parties have no id of their own: `party-rok-nis-ko`.
fn party_id(group: &str, name: &str, kind: &str, lang: &str, row: usize) -> &'static str {
    let name = if name == "-" { kind } else { name };
    let mut id = String::from(if kind == "anaphor" { "anaphor" } else { "party" });
    for part in [group, name, lang] {
        let mut open = true;
        for c in part.chars().flat_map(char::to_lowercase) {
            if is_alphanumeric(c) {
                if std::mem::take(&mut open) {
                    id.push('-');
                }
                id.push(c);
            } else {
                open = true;
            }
        }
    }
    // A party may have several rows in a language.
    if lang == "-" || kind == "outlet" || group == "-" {
        return Box::leak(id.into_boxed_str());
    }
    id.push_str(&format!("-{row}"));
    Box::leak(id.into_boxed_str())
}

fn add_forms(forms: &mut Vec<Form>, row: usize, list: &'static str, proper: bool) {
    for form in list.split(" | ") {
        let mut tokens = Vec::new();
        let mut gap = false;
        for word in form.split_whitespace() {
            if word == ".." {
                gap = true;
                continue;
            }
            let text = word.trim_end_matches('*');
            let folded = Folded::new(text).text;
            tokens.push(Token { text, folded, star: word.ends_with('*'), gap });
            gap = false;
        }
        // A lone star behind words asks for nothing.
        tokens.retain(|t| !t.folded.is_empty());
        if !tokens.is_empty() {
            forms.push(Form { row, tokens, proper });
        }
    }
}

const fn hangul(c: char) -> bool {
    matches!(c, '가'..='힣')
}

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Whether a word can begin with a character that stands behind another.
fn begins(text: &str, at: usize, last: Option<char>, c: char) -> bool {
    let Some(last) = last else { return true };
    if !is_alphanumeric(last) {
        return true;
    }
    if !hangul(c) {
        // A Latin name behind Korean letters, as in 미국NIS.
        return hangul(last);
    }
    if last.is_ascii_digit() || last.is_ascii_alphabetic() {
        return true;
    }
    // 명 behind a number, or a prefix of one syllable: 총사상자, 북한군, 미국방부.
    const PREFIXES: [char; 12] =
        ['명', '총', '누', '적', '대', '러', '미', '북', '한', '우', '군', '전'];
    let mut back = text.get(..at).unwrap_or_default().chars().rev();
    let head: Vec<char> = back.by_ref().take(3).take_while(|c| hangul(*c)).collect();
    head.len() <= 2 && head.iter().all(|c| PREFIXES.contains(c))
}

/// Whether a word without a star may end here: no letter of its own script follows. Korean particles are looked at later.
fn ends(text: &str, at: usize) -> bool {
    after(text, at).is_none_or(|c| !is_alphanumeric(c) || hangul(c))
        || before(text, at).is_some_and(|c| !is_alphanumeric(c) || hangul(c))
}

/// Where the form that begins at `at` ends, and where its last stem does.
fn matches(form: &Form, source: &str, folded: &Folded, at: usize) -> Option<(usize, usize)> {
    let mut next = at;
    let mut end = (at, at);
    for (i, token) in form.tokens.iter().enumerate() {
        if i > 0 {
            next = skip_blank(&folded.text, end.0);
        }
        let mut tries = if token.gap { GAP_WORDS } else { 0 };
        end = loop {
            match one(token, form.proper, source, folded, next) {
                Some(found) => break found,
                None if tries > 0 => {
                    tries -= 1;
                    next = next_word(&folded.text, next)?;
                }
                None => return None,
            }
        };
    }
    Some(end)
}

fn one(
    token: &Token,
    proper: bool,
    source: &str,
    folded: &Folded,
    at: usize,
) -> Option<(usize, usize)> {
    let text = &folded.text;
    if !text.get(at..)?.starts_with(token.folded.as_str()) {
        return None;
    }
    if proper && !capital(token.text, source, folded.back(at)) {
        return None;
    }
    let stem = at + token.folded.len();
    let tail = text.get(stem..word_end(text, stem))?;
    let last = token.folded.chars().next_back()?;
    let free = token.star || tail.is_empty() || !is_alphanumeric(last);
    let particle = hangul(last) && is_particle(tail);
    // A Latin name may carry a Korean particle: NIS는.
    let foreign = last.is_ascii_alphanumeric() && tail.chars().next().is_some_and(hangul);
    (free || particle || foreign).then(|| (whole(text, stem), stem))
}

/// The end of the word whose stem ends at `stem`.
fn whole(text: &str, stem: usize) -> usize {
    if before(text, stem).is_some_and(is_alphanumeric) { word_end(text, stem) } else { stem }
}

/// Whether the text has a capital letter where the table has one; two where the table has two.
fn capital(form: &str, source: &str, at: usize) -> bool {
    let mut said = source.get(at..).unwrap_or_default().chars();
    form.chars().take(2).all(|wanted| {
        let given = said.next();
        !wanted.is_uppercase() || given.is_some_and(char::is_uppercase)
    })
}

/// The end of the word that goes on at `at`.
fn word_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find(|c: char| !is_alphanumeric(c)).map_or(text.len(), |n| at + n);
    crate::work::did(end.saturating_sub(at));
    end
}

/// Over blanks, commas and quotation marks.
fn skip_blank(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find(|c: char| !matches!(c, ' ' | '"' | ',')).map_or(text.len(), |n| at + n)
}

/// Over one word and the blanks behind it; a sentence's end is not crossed.
fn next_word(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let blank = rest.find(' ')?;
    let word = rest.get(..blank)?;
    // A number between two words of harm parts them: "wounded, 2,000 sent home".
    let comma = text.get(..at).is_some_and(|t| t.trim_end().ends_with(','));
    let number = comma && word.starts_with(|c: char| c.is_ascii_digit()) && word.is_ascii();
    if blank > 60 || number || word.ends_with(['.', '!', '?', ';']) {
        return None;
    }
    Some(at + blank + 1)
}

/// Korean particles and the few nouns that stand for one.
fn is_particle(tail: &str) -> bool {
    const PARTICLES: [&str; 38] = [
        "은",
        "는",
        "이",
        "가",
        "을",
        "를",
        "의",
        "에",
        "에서",
        "에게",
        "도",
        "만",
        "과",
        "와",
        "로",
        "으로",
        "측",
        "측은",
        "측이",
        "부터",
        "까지",
        "에는",
        "에서는",
        "에도",
        "라고",
        "이라고",
        "이라는",
        "라는",
        "이다",
        "이며",
        "이고",
        "과의",
        "와의",
        "에선",
        "뿐",
        "들은",
        "들이",
        "들",
    ];
    PARTICLES.contains(&tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, lang: Lang, class: Class) -> Vec<(String, String)> {
        let lexicon = lexicon();
        let hits = lexicon.find(text, lang);
        let of = hits.iter().filter(|h| lexicon.row(h).class == class);
        of.map(|h| {
            let row = lexicon.row(h);
            let value = if class == Class::Party { row.name } else { row.value };
            (text[h.range.clone()].to_owned(), value.to_owned())
        })
        .collect()
    }

    #[test]
    fn every_row_is_read() {
        for cells in table(WORDS, "id") {
            assert_eq!(cells.len(), 5, "{cells:?}");
            assert!(Class::from_code(cells[1]).is_some(), "class of {cells:?}");
            assert!(cells[3] == "-" || Lang::from_code(cells[3]).is_some(), "{cells:?}");
        }
        for cells in table(PARTIES, "group") {
            assert_eq!(cells.len(), 5, "{cells:?}");
        }
        let ids: Vec<_> = lexicon().rows().iter().map(|r| r.id).collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        let twice: Vec<_> =
            once.iter().filter(|id| ids.iter().filter(|i| i == id).count() > 1).collect();
        assert_eq!(twice, Vec::<&&str>::new());
    }

    #[test]
    fn forms_are_found_at_the_edges_of_words() {
        let (en, ko, ru) = (Lang::En, Lang::Ko, Lang::Ru);
        type Expected = &'static [(&'static str, &'static str)];
        let rows: [(&str, Lang, Class, Expected); 9] = [
            ("killed or wounded", en, Class::Harm, &[("killed or wounded", "killed_or_wounded")]),
            ("a skilled deadline", en, Class::Harm, &[]),
            ("tell us of the US", en, Class::Party, &[("US", "United States (authorities)")]),
            ("국정원은 부상자를", ko, Class::Party, &[("국정원은", "NIS")]),
            ("총사상자 400명", ko, Class::Harm, &[("사상자", "killed_or_wounded")]),
            ("400명사망", ko, Class::Harm, &[("사망", "killed")]),
            ("한국인", ko, Class::Party, &[]),
            ("Погибшие бойцы", ru, Class::Harm, &[("Погибшие", "killed")]),
            (
                "wounded men were flown home",
                en,
                Class::Harm,
                &[("wounded men were flown home", "repatriated_wounded")],
            ),
        ];
        for (text, lang, class, expected) in rows {
            let expected: Vec<_> =
                expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(said(text, lang, class), expected, "{text}");
        }
    }
}
