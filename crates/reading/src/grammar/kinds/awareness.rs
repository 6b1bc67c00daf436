//! What people inside know, do not know, or are told.
//!
//! A draft needs people inside: a word for them near the construction, or a source who speaks of itself and its own. What
//! agencies, analysts and soldiers abroad know is none. Officials' words to families are awareness of the families.
//! Not here: what authorities do so that nobody knows (`measure`).

use std::ops::Range;

use model::quantity::Lang;

use super::scene::{Mark, Scene, View};
use crate::draft::{Draft, Kind};
use crate::grammar::lexicon::Class;

/// How far a word for people may be from the construction, in bytes of European and of Korean text.
const NEAR: usize = 80;
const NEAR_KO: usize = 180;

/// Which of several in one clause is kept.
const ORDER: &[&str] = &[
    "officially_denied",
    "unaware",
    "officially_told",
    "officially_acknowledged",
    "heard_rumour",
    "believes",
];

pub(super) fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (i, view) in scene.body() {
        let mut kept: Vec<(Range<usize>, &Mark, String)> = Vec::new();
        let known = |mark: &&Mark| !is_order(view, mark) && !to_come(view, mark);
        for mark in view.of("awareness").filter(known) {
            let Some(whom) = population(scene, i, view, mark) else { continue };
            let clause = clause(view, &mark.range);
            let quote = view.quote(&mark.range);
            let near = kept.iter_mut().find(|(range, k, _)| {
                let touch = range.start < clause.end && clause.start < range.end;
                touch || k.value == mark.value && view.quote(&k.range) == quote
            });
            match near {
                // One state a clause, and one clause a state and quotation.
                Some(one) if one.1.value == mark.value => {
                    one.0 = one.0.start.min(clause.start)..one.0.end.max(clause.end);
                }
                Some(one) => {
                    if rank(mark) < rank(one.1) {
                        *one = (clause, mark, whom);
                    }
                }
                None => kept.push((clause, mark, whom)),
            }
        }
        for (clause, mark, whom) in kept {
            drafts.push(draft(scene, i, view, &clause, mark, &whom));
        }
    }
    drafts
}

fn rank(mark: &Mark) -> usize {
    ORDER.iter().position(|o| *o == mark.value).unwrap_or(ORDER.len())
}

/// "They will be told nothing": not yet so.
fn to_come(view: &View<'_>, mark: &Mark) -> bool {
    let head = view.before(mark.range.start).to_lowercase();
    let mut words = head.split_whitespace().rev().take(2);
    view.sentence.lang == Lang::En && words.any(|w| matches!(w, "will" | "would" | "won't" | "to"))
}

/// Words of an order that is quoted: who knows what is not told there.
fn is_order(view: &View<'_>, mark: &Mark) -> bool {
    let Some(quote) = view.quote(&mark.range) else { return false };
    view.of("measure").any(|m| m.value == "order_directive" && m.range.start >= quote.end)
}

fn draft(
    scene: &Scene<'_>,
    i: usize,
    view: &View<'_>,
    clause: &Range<usize>,
    mark: &Mark,
    whom: &str,
) -> Draft {
    let speaker = scene.by(i, &mark.range);
    let mut draft = scene.draft(Kind::Awareness, clause.clone());
    draft.rule(mark.rule);
    draft.set("population", whom);
    draft.set("state", mark.value);
    if let Some(topic) = topic(scene, i) {
        draft.set("proposition", topic);
    }
    if let Some(province) = view.sentence.of(Class::Province).next() {
        draft.set("place", &format!("{} Province", province.value));
    } else if let Some(voice) = scene.voice(i).filter(|v| !v.province.is_empty()) {
        draft.set("place", &format!("{} Province", voice.province));
    }
    draft.set("said_date", &speaker.said_on);
    draft.set("said_by", &speaker.shown());
    if let Some(voice) = scene.voice(i) {
        draft.set("prompt", voice.prompt);
        draft.rule(voice.prompt_rule);
        draft.stimulus = super::testimony::stimulus(scene, voice);
    }
    draft.set("words", scene.context.page.slice(clause.clone()));
    draft.set("quote_lang", view.sentence.lang.code());
    scene.sign(&mut draft, &speaker);
    draft.lacks("population", "the text does not say who");
    draft.lacks("proposition", "the text does not say what of");
    draft.lacks("said_date", "the text does not say when it was told");
    draft.lacks("said_by", "the outlet says it by itself");
    draft
}

/// The deaths or the deployment: in the sentence, or before it in the paragraph.
fn topic(scene: &Scene<'_>, i: usize) -> Option<&'static str> {
    let paragraph = scene.views.get(i).map(|v| v.sentence.paragraph)?;
    let mut found = None;
    for view in scene.views.get(..=i)?.iter().rev().take(4) {
        if view.sentence.paragraph + 1 < paragraph {
            break;
        }
        found = found.or_else(|| view.of("topic").find(|t| t.value == "deaths"));
        found = found.or_else(|| view.of("topic").next());
        if found.is_some() {
            break;
        }
    }
    found.map(|mark| if mark.value == "deaths" { "soldiers' deaths" } else { "the deployment" })
}

/// The clause around a construction: within the quotation, to the next full stop or semicolon.
pub(super) fn clause(view: &View<'_>, mark: &Range<usize>) -> Range<usize> {
    let bounds = view.quote(mark).unwrap_or_else(|| view.sentence.range.clone());
    let from = bounds.start - view.sentence.range.start;
    let to = bounds.end - view.sentence.range.start;
    let text = view.text.get(from..to).unwrap_or_default();
    let (at, end) = (mark.start - bounds.start, mark.end - bounds.start);
    let stops: &[&str] = match view.sentence.lang {
        Lang::Ko => &[". ", "! ", "? ", "; ", "“", "”", "\"", "으나 ", "지만 ", "는데 "],
        _ => &[". ", "! ", "? ", "; ", "“", "”", "\"", "«", "»", ", but ", ", но ", ", але "],
    };
    let head = text.get(..at).unwrap_or_default();
    let start = stops.iter().filter_map(|s| head.rfind(s).map(|p| p + s.len())).max().unwrap_or(0);
    let rest = text.get(end..).unwrap_or_default();
    let stop = stops.iter().filter_map(|s| rest.find(s)).min().unwrap_or(rest.len());
    let lead = text.get(start..).map_or(0, |t| t.len() - t.trim_start().len());
    bounds.start + start + lead..bounds.start + end + stop
}

/// Beginnings of words for people inside; `=` for the whole word.
fn people(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::Ko => &[
            "주민",
            "가족",
            "부모",
            "어머니",
            "아버지",
            "유족",
            "유가족",
            "아내",
            "친척",
            "사람",
            "이웃",
            "인민",
            "노동자",
            "농민",
            "아무도",
            "누구도",
            "누구나",
            "모두",
            "내부",
            "나라가",
            "동네",
            "마을",
            "학부모",
            "형제",
            "집안",
            "집이",
            "병사들",
            "군인들",
            "제대군인",
            "식구",
            "자식",
            "국내",
            "다들",
            "대다수",
            "간부들",
            "상인",
            "학생",
        ],
        Lang::Ru => &[
            "семь",
            "родител",
            "родн",
            "матер",
            "=мать",
            "=отцы",
            "жител",
            "людей",
            "люди",
            "сосед",
            "никто",
            "никому",
            "=все",
            "вдов",
            "=жены",
            "насел",
            "источник",
            "собеседни",
            "посел",
            "рабочи",
        ],
        Lang::Uk => &[
            "родин",
            "сім'",
            "сімʼ",
            "сімей",
            "батьк",
            "рідн",
            "матер",
            "=мати",
            "мешкан",
            "жител",
            "людей",
            "люди",
            "сусід",
            "ніхто",
            "нікому",
            "=всі",
            "вдов",
            "дружин",
            "насел",
            "джерел",
            "співрозмовни",
            "селищ",
            "робітник",
        ],
        _ => &[
            "famil",
            "parent",
            "mother",
            "father",
            "=wife",
            "=wives",
            "widow",
            "relative",
            "resident",
            "villager",
            "neighbour",
            "neighbor",
            "=people",
            "=nobody",
            "=no-one",
            "=one",
            "=none",
            "=everyone",
            "=everybody",
            "=anyone",
            "citizen",
            "worker",
            "colleague",
            "population",
            "=public",
            "household",
            "trader",
            "farmer",
            "student",
            "townspeople",
            "brother",
            "sister",
            "=kin",
            "=locals",
            "=son",
            "=sons",
            "=few",
            "=most",
            "=many",
            "=they",
            "=town",
            "=village",
            "conscript",
            "=women",
            "=country",
            "=nation",
            "=neighbourhood",
            "=north",
            "=inside",
        ],
    }
}

/// Who knows or does not: people near the construction, or the source and its own.
fn population(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark) -> Option<String> {
    let near = if view.sentence.lang == Lang::Ko { NEAR_KO } else { NEAR };
    let start = view.sentence.range.start;
    let bounds = view.quote(&mark.range).unwrap_or_else(|| view.sentence.range.clone());
    let from = bounds.start.max(mark.range.start.saturating_sub(near)) - start;
    let to = bounds.end.min(mark.range.end + near / 2) - start;
    let from = floor(view.text, from);
    let found = who(view, slice(view.text, from, to), start + from, &mark.range);
    let voice = scene.voice(i);
    let inside = voice.is_some_and(|v| !v.prisoner) || is_inside(scene, i, view);
    match found {
        Some((at, word)) if inside && !agency_between(view, at, mark) => Some(word),
        Some(_) => None,
        None if voice.is_some_and(|v| !v.prisoner && v.speaks) && mark.value != "believes" => {
            Some("the source".to_owned())
        }
        None => None,
    }
}

/// The word for people nearest to a construction: within it or before it, else behind it.
fn who(view: &View<'_>, window: &str, from: usize, mark: &Range<usize>) -> Option<(usize, String)> {
    let stems = people(view.sentence.lang);
    let mut best: Option<(usize, usize, String)> = None;
    let mut at = 0;
    for word in
        window.split_inclusive(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | 'ʼ')))
    {
        let place = from + at;
        at += word.len();
        let word = word.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let fits = stems.iter().any(|stem| match stem.strip_prefix('=') {
            Some(whole) => word == whole,
            None => word.starts_with(stem),
        });
        if !fits {
            continue;
        }
        let cost = if place < mark.end { mark.end - place } else { 10_000 + place - mark.end };
        if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
            best = Some((cost, place, word));
        }
    }
    best.map(|(_, place, word)| (place, word))
}

/// The edge of a character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A slice at the nearest edges of characters.
fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(floor(text, from)..floor(text, to)).unwrap_or_default()
}

/// Whether the sentence is about people in the North: its name, a province, relatives of soldiers, or a voice near.
fn is_inside(scene: &Scene<'_>, i: usize, view: &View<'_>) -> bool {
    let north = |view: &View<'_>| {
        view.sentence.has(Class::Province)
            || view.sentence.parties.iter().any(|p| p.group == "DPRK")
            || view.sentence.has_value(Class::Population, "KP")
    };
    let from = i.saturating_sub(3);
    let near = scene.views.get(from..=i).unwrap_or_default();
    near.iter().any(north) || (from..=i).any(|j| scene.voice(j).is_some()) || view.has("topic")
}

/// "Families fear … but the NIS did not know": an agency between the people and the construction is the one who knows; so is one
/// right before it when the people stand behind.
fn agency_between(view: &View<'_>, people: usize, mark: &Mark) -> bool {
    if view.sentence.lang == Lang::Ko {
        return false;
    }
    let agency =
        |p: &&crate::grammar::party::PartyRef| p.speaks() && !matches!(p.group, "DPRK" | "MEDIA");
    let mut before = view.sentence.parties.iter().rev().filter(agency);
    let last = before.find(|p| p.range.end <= mark.range.start);
    last.is_some_and(|p| p.range.start > people || people >= mark.range.end)
}
