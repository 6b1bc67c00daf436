//! Who is named: hits of the table of parties put together and resolved.
//!
//! Terms: a *named* party has a row of its own; a *generic* word ("the spy agency") is that of the country beside it, else the last one
//! named of its kind; an *anaphor* ("the service") is the last one named of several kinds. Invariants: a word that cannot be resolved
//! names nobody; an agency is never its country. Linear in the hits.
//! Not here: who of them speaks (`attribute`).

mod country;
mod generic;
mod kin;
mod person;

use std::ops::Range;

use model::quantity::Lang;

use super::lexicon::{Class, Hit, Row, lexicon};
use country::{abroad, beside, follows, gap, leads, named, officials, topic};
use generic::generic;
use person::by_surname;

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
    /// The same before the sentence that is read.
    sides_before: Vec<&'static str>,
    /// The side that spoke last, in English.
    spoke: Option<&'static str>,
    /// The side of the place where the article was filed.
    home: Option<&'static str>,
    /// Who speaks for a party, by surname.
    persons: Vec<(String, Known)>,
    /// The paragraph that is read.
    paragraph: usize,
    /// The side of the officials whom the paragraph told of without letting them speak.
    topic: Option<&'static str>,
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

    /// Whether the place of filing is known.
    pub(crate) fn has_home(&self) -> bool {
        self.home.is_some()
    }

    /// Begins a sentence of a paragraph.
    pub(crate) fn enter(&mut self, paragraph: usize) {
        if self.paragraph != paragraph {
            self.paragraph = paragraph;
            self.abroad.clear();
            self.topic = None;
        }
    }

    fn side_of(&mut self, group: &'static str) {
        self.sides.retain(|g| *g != group);
        self.sides.push(group);
    }

    /// The last party named that has offices of its own: no country.
    fn office(&self) -> Option<Known> {
        self.named.iter().rev().find(|k| !matches!(k.kind, "country" | "outlet")).copied()
    }

    /// Keeps whose speaker a surname is.
    fn remember(&mut self, surname: String, known: Known) {
        self.persons.retain(|(name, _)| *name != surname);
        if self.persons.len() < MEMORY_MAX {
            self.persons.push((surname, known));
        }
    }

    fn of_kind(&self, kinds: &str) -> Option<Known> {
        self.named.iter().rev().find(|k| kinds.split(',').any(|kind| kind == k.kind)).copied()
    }

    /// The last one named of some kinds and of a side.
    fn of_kind_and_side(&self, kinds: &str, group: &str) -> Option<Known> {
        let fits = |k: &&Known| k.group == group && kinds.split(',').any(|kind| kind == k.kind);
        self.named.iter().rev().find(fits).copied()
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
    if lang == Lang::En {
        memory.sides_before.clone_from(&memory.sides);
    }
    let pieces: Vec<Piece> = hits
        .iter()
        .filter(|h| lexicon.row(h).class == Class::Party && !compound(text, h.range.end))
        .filter(|h| lang != Lang::En || !english_noun(text, &h.range))
        .map(|h| Piece { range: h.range.clone(), stem: h.stem, row: lexicon.row(h) })
        .collect();
    let before = memory.office();
    let mut out: Vec<PartyRef> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let (party, used) = one(text, lang, &pieces, at, memory, (&out, start));
        at += used.max(1);
        let Some(mut party) = party else { continue };
        if party.form == Form::Adjective {
            memory.side_of(party.group);
        }
        if party.form != Form::Adjective && !party.group.is_empty() {
            let placed =
                lang == Lang::En && party.form == Form::Country && placed(text, &party.range);
            let sides = placed.then(|| memory.sides.clone());
            memory.name(Known { group: party.group, name: party.name, kind: party.kind });
            if let Some(sides) = sides {
                memory.sides = sides;
            }
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
    if lang == Lang::En {
        // "Moscow.": of whom the next sentences tell.
        let label = text.split_whitespace().count() <= 3;
        let label = out.first().filter(|p| label && p.form == Form::Country).map(|p| p.group);
        if let Some(side) = label.or_else(|| speaker(text, start, hits, &out)) {
            memory.spoke = Some(side);
        }
        // "Ukrainian officials have issued their own tallies."
        let opens = out.first().filter(|p| {
            let head = text.get(..p.range.start - start).unwrap_or_default();
            p.form == Form::Generic && p.kind == "officials" && head.split(' ').count() <= 2
        });
        memory.topic = opens.map(|p| p.group).or(memory.topic);
        kin::possessed(text, start, before, memory, &mut out);
        kin::counterparts(text, start, before, &mut out);
    }
    out
}

/// The side of the last party that a verb of saying follows at once, or that "according to" leads to.
fn speaker(text: &str, start: usize, hits: &[Hit], parties: &[PartyRef]) -> Option<&'static str> {
    const WORDS: usize = 4;
    let lexicon = lexicon();
    let of = |class: Class| hits.iter().filter(move |h| lexicon.row(h).class == class);
    let spoke = |p: &&PartyRef| {
        let (from, to) = (p.range.start - start, p.range.end - start);
        let follows = of(Class::Say).any(|h| {
            h.range.start >= to
                && text.get(to..h.range.start).is_some_and(|gap| {
                    gap.split_whitespace().count() <= WORDS && !gap.contains([',', ';', '"', '“'])
                })
        });
        let led = of(Class::According).any(|h| {
            h.range.end <= from
                && text
                    .get(h.range.end..from)
                    .is_some_and(|gap| matches!(gap.trim(), "" | "the" | "a" | "its"))
        });
        follows || led
    };
    let last =
        parties.iter().take(12).filter(|p| p.speaks() && p.form != Form::Outlet).rfind(spoke);
    last.map(|p| p.group).filter(|g| *g != "MEDIA")
}

/// Ids of the steps of this module.
pub(crate) const RULES: &[(&str, &str)] = &[(
    "person-met",
    "A surname that an earlier sentence gave to the holder of an office: the office's party.",
)];

/// "in Russia", "alongside Russia": where it happened, and not whose ministry is meant by "the ministry".
fn placed(text: &str, range: &Range<usize>) -> bool {
    let head = text.get(..range.start).unwrap_or_default().trim_end();
    let word = head.rsplit(' ').next().unwrap_or_default();
    matches!(
        word,
        "in" | "for"
            | "to"
            | "into"
            | "alongside"
            | "with"
            | "against"
            | "inside"
            | "across"
            | "from"
            | "beside"
            | "near"
    )
}

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
        // "military media reports", "military analysts"
        "military" | "Military" => matches!(
            word,
            "media"
                | "analysts"
                | "analyst"
                | "experts"
                | "expert"
                | "observers"
                | "bloggers"
                | "operations"
                | "operation"
                | "base"
                | "camp"
                | "sources"
                | "historians"
        ),
        "intelligence" => {
            let before = text.get(..range.start).unwrap_or_default().trim_end();
            let lead = before.rsplit(' ').next().unwrap_or_default();
            const LEADS: [&str; 10] = [
                "an", "its", "daily", "latest", "regular", "their", "citing", "quoting", "his",
                "her",
            ];
            const PAPERS: [&str; 7] = [
                "update",
                "assessment",
                "report",
                "briefing",
                "bulletin",
                "reports",
                "assessments",
            ];
            LEADS.contains(&lead) && PAPERS.contains(&word)
                || matches!(
                    word,
                    "expert"
                        | "experts"
                        | "analyst"
                        | "analysts"
                        | "committee"
                        | "panel"
                        | "gathering"
                        | "information"
                        | "material"
                        | "cooperation"
                        | "background"
                        | "shared"
                        | "gathered"
                        | "obtained"
                        | "passed"
                        | "sharing"
                        | "available"
                        | "collected"
                )
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
    // "according to Israeli estimates"
    let led =
        ["according to", "According to", "citing", "based on"].iter().any(|w| before.ends_with(w));
    let first = first.trim_end_matches([',', '.', ';']);
    let paper = PAPERS.contains(&first)
        && (led || VERBS.contains(&second) || matches!(second, "show" | "suggest" | "have" | "of"));
    next.starts_with(' ')
        && !said.starts_with("North")
        && (paper || the && said.ends_with('s') && VERBS.contains(&first))
}

/// Whether a word is one for somebody who holds an office.
fn officer(kind: &str) -> bool {
    matches!(kind, "anaphor" | "officials")
}

/// "a spokeswoman for the group": whose office it is stands behind the word, and it is not that of who spoke before.
fn of_another(text: &str, piece: &Piece) -> bool {
    let said = text.get(piece.range.clone()).unwrap_or_default();
    let next = text.get(piece.range.end..).unwrap_or_default();
    let spokes = ["spokes", "press secretary"].iter().any(|w| said.contains(w));
    spokes && [" for ", " of ", " at "].iter().any(|w| next.starts_with(w))
}

/// A country as an adjective, or by a name that serves as one: "U.S.", "UK".
fn adjective_or_short(text: &str, piece: &Piece) -> bool {
    let said = text.get(piece.range.clone()).unwrap_or_default();
    country::adjective(text, piece)
        || matches!(said, "US" | "U.S." | "UK" | "U.K." | "EU" | "Ukraine")
}

/// The end of a list of sides before a word for sources, how many pieces it takes, and the kind of the word.
fn listed_sources(text: &str, pieces: &[Piece], at: usize) -> Option<(usize, usize, &'static str)> {
    const WORDS: [(&str, &str); 14] = [
        ("officials", "officials"),
        ("sources", "officials"),
        ("assessments", "officials"),
        ("estimates", "officials"),
        ("authorities", "officials"),
        ("governments", "officials"),
        ("figures", "officials"),
        ("intelligence", "intel"),
        ("intelligences", "intel"),
        ("intelligence agencies", "intel"),
        ("intelligence officials", "intel"),
        ("intelligence services", "intel"),
        ("spy agencies", "intel"),
        ("intelligence assessments", "intel"),
    ];
    let piece = pieces.get(at)?;
    let rest = text.get(piece.range.end..)?;
    let cut = rest.find([';', ':', '(']).unwrap_or(rest.len()).min(120);
    let cut = (0..=cut).rev().find(|i| rest.is_char_boundary(*i))?;
    let rest = rest.get(..cut)?;
    let mut end = 0;
    let mut joined = false;
    for part in rest.split_inclusive(' ').take(9) {
        let word = part.trim();
        let bare = word.trim_end_matches(',');
        let found = WORDS.iter().filter(|(w, _)| rest.get(end..).is_some_and(|t| t.starts_with(w)));
        if let Some((noun, kind)) = found.max_by_key(|(w, _)| w.len()).filter(|_| joined) {
            let stop = piece.range.end + end + noun.len();
            let used = pieces.get(at..)?.iter().take_while(|p| p.range.start < stop).count();
            return Some((stop, used.max(1), kind));
        }
        joined |= matches!(bare, "and" | "or");
        let fits = bare.is_empty()
            || matches!(bare, "and" | "or" | "other")
            || bare.starts_with(char::is_uppercase);
        if !fits {
            return None;
        }
        end += part.len();
    }
    None
}

/// The party that begins at a piece, and how many pieces it takes.
fn one(
    text: &str,
    lang: Lang,
    pieces: &[Piece],
    at: usize,
    memory: &Memory,
    (named_before, start): (&[PartyRef], usize),
) -> (Option<PartyRef>, usize) {
    let Some(piece) = pieces.get(at) else { return (None, 1) };
    let next = pieces.get(at + 1);
    let country = piece.row.value == "country";
    // "Ukrainian and Western assessments", "U.S., South Korean and Ukrainian sources": the first of them answers.
    if lang == Lang::En
        && country
        && adjective_or_short(text, piece)
        && let Some((end, used, kind)) = listed_sources(text, pieces, at)
    {
        let range = piece.range.start..end;
        let name = lexicon().of_kind(kind, piece.row.group).unwrap_or(piece.row.name);
        let (group, rule, form) = (piece.row.group, piece.row.id, Form::Generic);
        return (Some(PartyRef { range, stem: end, group, name, kind, rule, form }), used);
    }
    // «південнокорейське агентство Yonhap»: a wire of that country, and not its authorities.
    if let Some(next) = next
        && matches!(lang, Lang::Ru | Lang::Uk)
        && country
        && next.row.value == "anaphor"
        && next.row.name == "newsagency"
        && piece.row.group != "DPRK"
        && gap(text, piece, next).trim().is_empty()
    {
        return (None, 2);
    }
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
    // "The Russian ministry": the one of its ministries that was named last.
    if let Some(word) = next.filter(|n| country && n.row.value == "anaphor" && lang == Lang::En)
        && leads(text, lang, piece, word)
        && let Some(known) = memory.of_kind_and_side(word.row.name, piece.row.group)
    {
        let range = piece.range.start..word.range.end;
        let Known { group, name, kind } = known;
        let (stem, rule, form) = (word.stem, word.row.id, Form::Generic);
        return (Some(PartyRef { range, stem, group, name, kind, rule, form }), 2);
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
    // 캐나다 국방부는: an office that the table does not know of that country speaks for it, and is none of the South's.
    if let Some(office) =
        next.filter(|n| country && lang == Lang::Ko && leads(text, lang, piece, n))
        && piece.row.group != "ROK"
        && office.row.group == "ROK"
        && matches!(office.row.value, "defence" | "foreign" | "presidency" | "military")
    {
        let range = piece.range.start..office.range.end;
        let (group, name, kind) = (piece.row.group, piece.row.name, office.row.value);
        let (stem, rule, form) = (office.stem, piece.row.id, Form::Named);
        return (Some(PartyRef { range, stem, group, name, kind, rule, form }), 2);
    }
    // "a spokesperson for South Korea's Ministry of National Defense": the office that the country owns.
    if let (Some(owner), Some(office)) = (next, pieces.get(at + 2))
        && lang == Lang::En
        && officer(piece.row.value)
        && owner.row.value == "country"
        && office.row.value != "officials"
        && matches!(
            gap(text, piece, owner).trim(),
            "for"
                | "of"
                | "at"
                | "in"
                | "from"
                | "for the"
                | "of the"
                | "at the"
                | "in the"
                | "from the"
                | "with"
                | "with the"
        )
        && leads(text, lang, owner, office)
        && let Some(party) = beside(owner, office, piece.range.start..office.range.end, office.stem)
    {
        return (Some(party), 3);
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
    if lang == Lang::En && officer(piece.row.value) && of_another(text, piece) {
        return (None, 1);
    }
    if piece.row.group == "-" {
        // "lost 2,900 soldiers in Karabakh: Defense Ministry": whose it is, and not where.
        let speaks = || named_before.iter().rev().filter(|p| p.speaks());
        let stands = |p: &&PartyRef| {
            let own = p.range.start - start..p.range.end - start;
            lang != Lang::En || p.form != Form::Country || !placed(text, &own)
        };
        let last = speaks().find(stands).or_else(|| speaks().next());
        // "Azerbaijan's offensive in Karabakh, the country's ministry said": not where it was.
        let countries =
            || pieces.iter().take(at).rev().take(8).filter(|p| p.row.value == "country");
        let side = countries().find(|p| !placed(text, &p.range)).or_else(|| countries().next());
        let side = side.map(|p| p.row.group);
        return (generic(text, lang, piece, memory, last, side), 1);
    }
    // 반군 국방부는, 자칭 공화국 외교부는: of those, and not of the South.
    let head = text.get(..piece.range.start).unwrap_or_default().trim_end();
    let theirs = ["반군", "공화국", "임시정부", "자치정부", "군정", "탈레반", "후티"]
        .iter()
        .any(|w| head.ends_with(w));
    if lang == Lang::Ko && piece.row.group == "ROK" && theirs {
        return (None, 1);
    }
    let own = named(text, piece, piece.range.clone(), piece.stem);
    let other = (lang == Lang::Ko).then(|| abroad(text, pieces, at, memory)).flatten();
    (Some(other.unwrap_or(own)), 1)
}
