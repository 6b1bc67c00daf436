//! A party's stand to the deployment and the deaths.
//!
//! The party is the subject of the construction. Only the two who sent and received the soldiers acknowledge anything.
//! Invariant: an outlet, a source and nobody have no stand. Not here: who the subject is (`holder`).

use std::collections::BTreeMap;
use std::ops::Range;

use model::quantity::Lang;

use super::holder::{speaker, subject};
use super::scene::{Mark, Scene, Speaker, View};
use crate::draft::{Draft, Kind};
use crate::grammar::lexicon::Class;

/// Which of two stands of one party in one sentence is kept, the first before the last.
const ORDER: &[&str] = &[
    "calls_it_rumour",
    "neither_confirms_nor_denies",
    "denies",
    "publishes_names",
    "acknowledges_losses",
    "acknowledges_presence",
    "silent",
];

pub(super) fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (i, view) in scene.body() {
        let mut taken: BTreeMap<(String, String), Vec<(&Mark, Speaker)>> = BTreeMap::new();
        let marks = view.of("position").chain(view.of("denyword"));
        for mark in marks.filter(|mark| stands(scene, i, view, mark)) {
            let Some(speaker) = holder(scene, i, view, mark) else { continue };
            if !fits(view, mark, &speaker) || at_home(view, mark, &speaker) {
                continue;
            }
            taken
                .entry((speaker.group.clone(), speaker.name.clone()))
                .or_default()
                .push((mark, speaker));
        }
        for found in taken.into_values() {
            for (mark, speaker) in kept(found) {
                let draft = draft(scene, view, mark, &speaker);
                if !repeats(scene, &drafts, &draft, view) {
                    drafts.push(draft);
                }
            }
        }
    }
    drafts.sort_by_key(|draft| draft.spans.first().map_or(0, |span| span.text.start));
    drafts
}

/// The same stand of the same side again in a paragraph is a remark on it: "it was the first time that …".
fn repeats(scene: &Scene<'_>, drafts: &[Draft], draft: &Draft, view: &View<'_>) -> bool {
    let Some(last) = drafts.last() else { return false };
    let same = |column| last.field(column) == draft.field(column);
    let paragraph = |draft: &Draft| {
        let at = draft.spans.first().map_or(0, |span| span.text.start);
        let next = scene.views.partition_point(|v| v.sentence.range.start <= at);
        scene.views.get(next.checked_sub(1)?).map(|v| v.sentence.paragraph)
    };
    let acknowledged = draft.field("position").starts_with("acknowledges");
    same("party_group")
        && same("position")
        && acknowledged
        && paragraph(last) == Some(view.sentence.paragraph)
}

/// One stand a party and sentence; what is acknowledged stands beside what is not said.
fn kept(found: Vec<(&Mark, Speaker)>) -> Vec<(&Mark, Speaker)> {
    let rank = |mark: &Mark| ORDER.iter().position(|o| *o == mark.value).unwrap_or(ORDER.len());
    let Some(first) = found.iter().map(|(mark, _)| rank(mark)).min() else { return Vec::new() };
    let mut kept: Vec<(&Mark, Speaker)> = Vec::new();
    for (mark, speaker) in found {
        let own = rank(mark) == first
            || mark.value == "acknowledges_losses" && first == 3
            || mark.value == "acknowledges_presence" && first != 4;
        if own && kept.iter().all(|(k, _)| k.value != mark.value) {
            kept.push((mark, speaker));
        }
    }
    // Names and losses in one sentence are one stand: names say more.
    if kept.iter().any(|(k, _)| k.value == "publishes_names") {
        kept.retain(|(k, _)| k.value != "acknowledges_losses");
    }
    kept
}

/// Whether a construction is a stand at all, whoever's.
fn stands(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark) -> bool {
    if scene.voice(i).is_some_and(|voice| voice.speaks) && view.quote(&mark.range).is_some() {
        return false;
    }
    if view.has("toldsource")
        && view.of("toldsource").any(|told| told.range.start <= mark.range.start)
    {
        return false;
    }
    if taken_back(view, mark) {
        return false;
    }
    if mark.class == "denyword" {
        let Some(quote) = view.quote(&mark.range) else { return false };
        let named = view.has("naming") || view.before(quote.start).trim_end().ends_with(':');
        return mark.value == "denies" || named;
    }
    if mark.value == "silent" && lacks_number_only(view, mark) {
        return false;
    }
    if mark.value.starts_with("acknowledges") && negated(view, mark) {
        return false;
    }
    if mark.value == "acknowledges_presence"
        && view.sentence.lang == Lang::En
        && of_the_dead(view, mark)
    {
        return false;
    }
    // "Denied" beside "confirmed" is neither.
    let within = |other: &Mark| {
        other.value == "neither_confirms_nor_denies"
            && mark.value != other.value
            && other.range.start < mark.range.end
            && mark.range.start < other.range.end
    };
    !view.of("position").any(within) && !named_by(view, mark)
}

/// "has acknowledged the deaths of 6,000 soldiers": losses, and not that they are there.
fn of_the_dead(view: &View<'_>, mark: &Mark) -> bool {
    let lead = view.before(mark.range.start).len();
    let said = view.before(mark.range.end).get(lead..).unwrap_or_default().to_lowercase();
    // "North Korea sent men to fight alongside Russian troops, according to Seoul": somebody else's words.
    let fights = ["fight", "fought"].iter().any(|w| said.starts_with(w));
    if fights && view.sentence.has(Class::According) {
        return true;
    }
    let dead = ["the death", "deaths of", "losses", "casualties"].iter().any(|w| said.contains(w));
    dead && !["deploy", "sent", "sending", "dispatch", "presence"].iter().any(|w| said.contains(w))
}

/// "Has yet to acknowledge", "did not admit", «не признал», 인정하지 않: nothing is acknowledged.
fn negated(view: &View<'_>, mark: &Mark) -> bool {
    let rest: String =
        view.after(mark.range.end).chars().filter(|c| !c.is_whitespace()).take(6).collect();
    let after =
        ["하지않", "하지는않", "한적이없", "한바없", "하지못"].iter().any(|n| rest.starts_with(n));
    let head = view.before(mark.range.start).to_lowercase();
    let before = head.split_whitespace().rev().take(4).any(|w| {
        matches!(w, "not" | "never" | "yet" | "without" | "refused" | "не" | "until")
            || w.ends_with("n't")
    });
    // "Neither Russia nor North Korea, who …, has publicly confirmed the deployment."
    let clause = head.rsplit([';', '—', '"', '“']).next().unwrap_or_default();
    let neither =
        clause.split_whitespace().take(3).any(|w| w == "neither") && clause.contains(" nor ");
    let before = before || neither && view.sentence.lang == Lang::En;
    after || before && view.sentence.lang != Lang::Ko
}

/// "We wrote wrongly that …": what the outlet takes back.
fn taken_back(view: &View<'_>, mark: &Mark) -> bool {
    let head = view.before(mark.range.start).to_lowercase();
    let own = [
        "we wrote",
        "we said",
        "we reported",
        "ми написали",
        "ми повідом",
        "мы написали",
        "мы сообщ",
        "мы приписали",
        "본지는",
        "본보는",
    ];
    let wrong =
        ["erroneously", "incorrectly", "mistakenly", "wrongly", "ошибочно", "помилково", "잘못"];
    own.iter().chain(&wrong).any(|words| head.contains(words))
}

/// "Declined to be named": no stand.
fn named_by(view: &View<'_>, mark: &Mark) -> bool {
    let rest = view.after(mark.range.end).trim_start();
    ["identified", "named", "quoted by name"].iter().any(|w| rest.starts_with(w))
}

/// "The number was not given": words for a number right before.
fn lacks_number_only(view: &View<'_>, mark: &Mark) -> bool {
    view.of("number").any(|n| n.range.end <= mark.range.end && mark.range.start <= n.range.end + 10)
}

/// Who may hold what.
fn fits(view: &View<'_>, mark: &Mark, speaker: &Speaker) -> bool {
    let group = speaker.group.as_str();
    match mark.value {
        "acknowledges_presence" => matches!(group, "DPRK" | "RU"),
        "acknowledges_losses" => group == "DPRK" || group == "RU" && of_north(view),
        "publishes_names" => group == "DPRK",
        "silent" if acknowledged(view, mark) => matches!(group, "DPRK" | "RU"),
        "denies" | "calls_it_rumour" if mark.class == "denyword" => matches!(group, "DPRK" | "RU"),
        _ => !matches!(group, "" | "MEDIA" | "SOURCE"),
    }
}

/// Words for what is said of the North abroad.
const REPORTS: &[&str] = &[
    "report",
    "claim",
    "figure",
    "allegation",
    "statement",
    "accusation",
    "estimate",
    "보도",
    "설이",
    "설을",
    "설은",
    "주장",
    "발표",
    "сообщени",
    "данны",
    "заявлени",
    "повідомленн",
    "дані",
    "заяв",
];

/// What the North's authorities call talk and news at home is an act upon those who talk, not a stand to a report.
pub(super) fn at_home(view: &View<'_>, mark: &Mark, speaker: &Speaker) -> bool {
    mark.value == "calls_it_rumour" && speaker.name == "DPRK authorities" && !of_reports(view)
}

/// Whether the sentence speaks of reports or claims.
pub(super) fn of_reports(view: &View<'_>) -> bool {
    let text = view.text.to_lowercase();
    REPORTS.iter().any(|word| text.contains(word))
}

/// The subject; or, for what only the North and Russia have to admit or deny, the one of them named last.
fn holder(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark) -> Option<Speaker> {
    let own = subject(scene, i, view, mark).map(|own| own_media(scene, i, mark, own));
    let theirs = mark.value == "calls_it_rumour" && of_reports(view)
        || mark.value == "silent" && acknowledged(view, mark);
    let pronoun = own.as_ref().is_none_or(|s| {
        s.span.as_ref().is_none_or(|span| span.end - span.start <= 4)
            && !matches!(s.group.as_str(), "DPRK" | "RU")
    });
    if !theirs || !pronoun || view.quote(&mark.range).is_some() && own.is_some() {
        return own;
    }
    let paragraph = view.sentence.paragraph;
    let before = scene.views.get(..i)?.iter().rev().take(3);
    let near: Vec<&View<'_>> =
        before.take_while(|v| v.sentence.paragraph + 1 >= paragraph).collect();
    let of = |group: &str| {
        let mut parties = near.iter().flat_map(|v| v.sentence.parties.iter().rev());
        parties.find(|p| p.speaks() && p.group == group)
    };
    let named = of("DPRK").or_else(|| of("RU"));
    named.map(|party| speaker(scene, i, party)).or(own)
}

/// "KCNA reported that the leader honoured the fallen": the agency acknowledges what it reports.
fn own_media(scene: &Scene<'_>, i: usize, mark: &Mark, own: Speaker) -> Speaker {
    let reports = matches!(mark.value, "acknowledges_losses" | "publishes_names");
    if !reports || own.name != "DPRK authorities" {
        return own;
    }
    let answer = scene.party(i, &mark.range);
    if answer.group == "DPRK" && !answer.carried { answer } else { own }
}

/// Whether the sentence names the North.
fn of_north(view: &View<'_>) -> bool {
    let text = view.text.to_lowercase();
    ["korean", "북한", "조선", "кндр", "коре"].iter().any(|word| text.contains(word))
}

/// "Never acknowledged": only one of the two who would have to.
fn acknowledged(view: &View<'_>, mark: &Mark) -> bool {
    let start = view.sentence.range.start;
    let words = view.text.get(mark.range.start - start..mark.range.end - start).unwrap_or_default();
    words.contains("acknowledg") || words.contains("admit")
}

fn draft(scene: &Scene<'_>, view: &View<'_>, mark: &Mark, speaker: &Speaker) -> Draft {
    let mut draft = scene.draft(Kind::Position, clause(view, mark, speaker));
    draft.rule(mark.rule);
    draft.set("party_group", &speaker.group);
    draft.set("party", &speaker.name);
    draft.set("position", value(view, mark));
    draft.set("said_date", &speaker.said_on);
    draft.set("words", scene.context.page.slice(mark.range.clone()));
    draft.set("quote_lang", view.sentence.lang.code());
    scene.sign(&mut draft, speaker);
    draft.lacks("said_date", "the text does not say since when");
    draft
}

/// Names that are to be shown are an acknowledgement; names that are shown are more.
fn value(view: &View<'_>, mark: &Mark) -> &'static str {
    let rest: String =
        view.after(mark.range.end).chars().filter(|c| !c.is_whitespace()).take(8).collect();
    let to_come = rest.contains("것이") || rest.contains("예정") || rest.contains("계획");
    let named = mark.value == "publishes_names";
    if named && to_come { "acknowledges_losses" } else { mark.value }
}

/// From the party, or the quotation, to the end of the clause around the construction.
fn clause(view: &View<'_>, mark: &Mark, speaker: &Speaker) -> Range<usize> {
    let sentence = view.sentence.range.clone();
    let quote = view.quote(&mark.range);
    let own = speaker.span.as_ref().filter(|s| sentence.start <= s.start && s.end <= sentence.end);
    let ends = [Some(&mark.range), quote.as_ref(), own];
    let start = ends.iter().flatten().map(|r| r.start).min().unwrap_or(sentence.start);
    let end = ends.iter().flatten().map(|r| r.end).max().unwrap_or(sentence.end);
    let rest = view.after(end);
    let stop = rest.find([';', '。']).unwrap_or(rest.len());
    start..end + stop
}
