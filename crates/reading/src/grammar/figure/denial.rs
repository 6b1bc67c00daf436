//! Numbers that a denial may reach: which of them stand all the same.
//!
//! `model::quantity` gives a denial a long reach. Here it is known who speaks: "Seoul, which named no source, said that 300 died" stands,
//! and so does what Kyiv says and Moscow denies behind a comma. In Korean the verb at the end denies its own clause only.
//! Invariant: without such a reason the number is denied.

use std::ops::Range;

use model::quantity::Lang;

use crate::grammar::Context;
use crate::grammar::attribute::{Attribution, Style};
use crate::grammar::mention::Sentence;

/// Words that deny, or that say that nothing is said.
const DENIES: &[&str] = &[
    "not",
    "no",
    "never",
    "cannot",
    "without",
    "neither",
    "nor",
    "whether",
    "nothing",
    "unable",
    "declined",
    "refused",
    "dismissed",
    "dismisses",
    "rejected",
    "rejects",
    "denied",
    "denies",
    "deny",
    "denying",
    "false",
    "fake",
    "untrue",
    "refuted",
    "refutes",
    "disputed",
    "disputes",
    "doubt",
    "doubts",
    "wrong",
    "incorrect",
    "fabricated",
    "fabrication",
    "invented",
    "baseless",
    "не",
    "нет",
    "ни",
    "без",
    "ложь",
    "ложью",
    "ні",
    "немає",
    "никогда",
    "ніколи",
];
const DENIES_STEMS: &[&str] = &[
    "опроверг",
    "опроверж",
    "отрица",
    "отверг",
    "фейк",
    "неправд",
    "спростов",
    "спростув",
    "запереч",
    "відкину",
    "вигад",
    "вымыс",
    "брехн",
];

/// Whether a number that a denial may reach stands.
pub(super) fn stands(
    context: &Context<'_>,
    s: usize,
    sentence: &Sentence,
    number: &Range<usize>,
) -> bool {
    match sentence.lang {
        Lang::Ko => korean(context, sentence, number),
        _ => european(context, s, sentence, number),
    }
}

fn european(context: &Context<'_>, s: usize, sentence: &Sentence, number: &Range<usize>) -> bool {
    let whole = context.words(sentence.range.clone());
    if unable(context, sentence, number)
        || sentence.lang == Lang::En && whole.contains("disputed ") && !any_denial(whole)
    {
        return true;
    }
    let own = context.attributions.of(s);
    let says = |a: &&Attribution| !denies(context.words(a.cue.clone()));
    let start = |a: &Attribution| a.subject.start.min(a.cue.start);
    let end = |a: &Attribution| a.subject.end.max(a.cue.end);
    let after = context.words(number.end..sentence.range.end);
    // Who speaks before the number, with no denial between.
    let leads =
        own.iter().filter(says).filter(|a| start(a) < number.start).max_by_key(|a| start(a));
    if let Some(lead) = leads {
        let within = end(lead).min(number.start)..number.start;
        // "The NIS does not believe that 3,000 have died."
        let verb = context.words(lead.subject.end.min(lead.cue.start)..lead.cue.start);
        if sentence.lang == Lang::En && any_denial(verb.rsplit(',').next().unwrap_or_default()) {
            return false;
        }
        // "There was no proof, he said, that 300 had fallen."
        let head = context.words(sentence.range.start..start(lead));
        let aside = head.trim_end().ends_with(',')
            && context.words(end(lead)..sentence.range.end).starts_with(',');
        if aside && any_denial(head) {
            return false;
        }
        return !any_denial(last_clause(sentence, context.words(within)))
            && (!any_denial(after) || parted(sentence, after, number.end));
    }
    let before = context.words(sentence.range.start..number.start);
    let trails =
        own.iter().filter(says).find(|a| a.style != Style::Label && start(a) >= number.end);
    let before = last_clause(sentence, before);
    let Some(trail) = trails.filter(|_| !any_denial(before)) else { return false };
    let within = context.words(number.end..start(trail));
    let rest = context.words(end(trail)..sentence.range.end);
    !any_denial(within) && (!any_denial(rest) || parted(sentence, rest, end(trail)))
}

/// "assaults which have not been effective and resulted in 1,000 casualties": the words since a new predicate began.
fn last_clause<'t>(sentence: &Sentence, text: &'t str) -> &'t str {
    const VERBS: [&str; 14] = [
        "lost", "sent", "has", "have", "had", "was", "were", "resulted", "took", "left", "killing",
        "wounding", "leaving", "that",
    ];
    if sentence.lang != Lang::En {
        return text;
    }
    let turns = [" but ", " although ", " though ", " while "];
    let turn = turns.iter().filter_map(|t| text.rfind(t)).max();
    let joined = text.rmatch_indices(" and ").take(4).find(|(at, and)| {
        let next =
            text.get(at + and.len()..).unwrap_or_default().split(' ').next().unwrap_or_default();
        VERBS.contains(&next) || next.len() > 4 && next.ends_with("ed")
    });
    let from = turn.max(joined.map(|(at, _)| at)).unwrap_or(0);
    text.get(from..).unwrap_or(text)
}

/// "no longer able to fight after losing 500 men": what a unit cannot do denies nothing of what it lost.
fn unable(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    const LOST: [&str; 14] = [
        "after losing",
        "after having lost",
        "having lost",
        "after it lost",
        "after they lost",
        "after it had lost",
        "after suffering",
        "having suffered",
        "after sustaining",
        "because it lost",
        "because it has lost",
        "since it lost",
        "since losing",
        "after taking",
    ];
    const ABLE: [&str; 14] = [
        "no longer",
        "unable to",
        "not able to",
        "cannot",
        "could not",
        "couldn't",
        "can't",
        "not fit",
        "not capable",
        "not ready",
        "will not fight",
        "not battle-ready",
        "not combat",
        "incapable",
    ];
    if sentence.lang != Lang::En {
        return false;
    }
    let head =
        super::open::last_bytes(context.words(sentence.range.start..number.start)).to_lowercase();
    let Some(at) = LOST.iter().filter_map(|l| head.rfind(l)).max() else { return false };
    let (lead, tail) = head.split_at(at);
    let plain = ABLE.iter().fold(lead.to_owned(), |text, able| text.replace(able, " "));
    let after = context.words(number.end..sentence.range.end);
    let close = tail.split_whitespace().count() <= 9 && !tail.contains([',', ';']);
    close
        && !any_denial(&plain)
        && !any_denial(tail)
        && (!any_denial(after) || parted(sentence, after, number.end))
}

/// "called the claim of 5,000 losses a fairy tale", "laughed off reports that 300 had died": nobody says the number here.
pub(super) fn ridiculed(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    const CLAIMS: [&str; 16] = [
        "claim",
        "claims",
        "report",
        "reports",
        "figure",
        "figures",
        "estimate",
        "estimates",
        "allegation",
        "allegations",
        "assertion",
        "assertions",
        "suggestion",
        "suggestions",
        "talk",
        "number",
    ];
    const SCORNS: [&str; 24] = [
        "ridiculed",
        "mocked",
        "derided",
        "brushed",
        "laughed",
        "waved",
        "scoffed",
        "rubbished",
        "dismissed",
        "dismisses",
        "rejected",
        "rejects",
        "denied",
        "denies",
        "disputed",
        "disputes",
        "rejecting",
        "dismissing",
        "denying",
        "disputing",
        "checking",
        "verifying",
        "investigating",
        "examining",
    ];
    const NAMES: [&str; 10] = [
        "called",
        "calls",
        "described",
        "describes",
        "branded",
        "brands",
        "labelled",
        "labeled",
        "termed",
        "calling",
    ];
    const FALSE: [&str; 22] = [
        "fals",
        "lie",
        "nonsense",
        "fairy",
        "fantas",
        "ficti",
        "propaganda",
        "exaggerat",
        "invent",
        "absurd",
        "baseless",
        "groundless",
        "hoax",
        "rumo",
        "slander",
        "fake",
        "untrue",
        "wrong",
        "ridiculous",
        "unfounded",
        "myth",
        "made up",
    ];
    if sentence.lang != Lang::En {
        return false;
    }
    let head =
        super::open::last_bytes(context.words(sentence.range.start..number.start)).to_lowercase();
    let clause = head.rsplit([';', '—', '"', '“']).next().unwrap_or_default();
    let words: Vec<&str> =
        clause.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let Some(claim) = words.iter().rposition(|w| CLAIMS.contains(w)) else { return false };
    if words.len() - claim > 8 {
        return false;
    }
    let before = words.get(claim.saturating_sub(8)..claim).unwrap_or_default();
    let after = context.words(number.end..sentence.range.end).to_lowercase();
    before.iter().any(|w| SCORNS.contains(w))
        || before.iter().any(|w| NAMES.contains(w)) && FALSE.iter().any(|f| after.contains(f))
}

/// Whether the denial behind a number is somebody else's: behind a comma, with a speaker of its own.
fn parted(sentence: &Sentence, rest: &str, at: usize) -> bool {
    // "16 were wounded but he did not have the exact figures"
    let turns = [" but ", " although ", " though ", " while ", " whereas "];
    let turn = turns.iter().filter_map(|t| rest.find(t)).min();
    if let Some(turn) = turn.filter(|_| sentence.lang == Lang::En)
        && !any_denial(rest.get(..turn).unwrap_or_default())
    {
        return true;
    }
    let Some(comma) = rest.find([',', ';', '—']) else { return false };
    if any_denial(rest.get(..comma).unwrap_or_default()) {
        return false;
    }
    // "200 had been killed, with 400 injured, and no clear end in sight": a clause of its own denies.
    if sentence.lang == Lang::En {
        const OPENS: [&str; 8] = [
            "and no ",
            "and neither ",
            "with no ",
            "and has not",
            "and have not",
            "and did not",
            "and it ",
            "and there ",
        ];
        let clause = rest.split([',', ';', '—']).skip(1).find(|c| any_denial(c));
        if clause.is_some_and(|c| OPENS.iter().any(|o| c.trim_start().starts_with(o))) {
            return true;
        }
    }
    let other = sentence.parties.iter().any(|p| p.speaks() && p.range.start >= at + comma);
    let lower = rest.get(comma + 1..).unwrap_or_default().trim_start().to_lowercase();
    const TURNS: [&str; 8] =
        ["which", "что ", "but", "though", "although", "without", "але", "но "];
    other || TURNS.iter().any(|t| lower.starts_with(t))
}

fn any_denial(text: &str) -> bool {
    let mut lower = text.to_lowercase();
    // "the disputed territory": of nobody's words.
    for noun in [
        "territory",
        "region",
        "area",
        "border",
        "enclave",
        "islands",
        "land",
        "province",
        "city",
        "frontier",
        "zone",
    ] {
        lower = lower.replace(&format!("disputed {noun}"), noun);
    }
    if let Some(rest) = lower.split_once("the disputed ").map(|(_, rest)| rest) {
        let claim = ["claim", "figure", "number", "toll", "death", "report", "estimate", "count"];
        if !claim.iter().any(|c| rest.starts_with(c)) {
            lower = lower.replace("the disputed ", "the ");
        }
    }
    // "no fewer than", "не менее", "не меньше" and "without" before a noun are no denials of a number.
    let bounds = [
        "no fewer",
        "no less",
        "not fewer",
        "not less",
        "no more than",
        "not only",
        "не менее",
        "не меньше",
        "не менш",
        "не только",
        "не лише",
        "без вести",
        "не больше",
        "не более",
        "не більш",
    ];
    // "bodies lie in a field", "a prisoner questioned in Kyiv": only these deny.
    let phrases = [
        "a lie",
        "are lies",
        "were lies",
        "is lies",
        "all lies",
        "of lies",
        "as lies",
        "failed to",
        "questioned the",
        "questioned that",
        "questioned reports",
        "questioned claims",
        "questioned figures",
        "questioned estimates",
    ];
    if phrases.iter().any(|p| lower.contains(p)) {
        return true;
    }
    let cleared = bounds.iter().fold(lower, |text, bound| text.replace(bound, " "));
    cleared.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').any(denies)
}

fn denies(word: &str) -> bool {
    let word = word.to_lowercase();
    DENIES.contains(&word.as_str())
        || word.ends_with("n't")
        || word.ends_with("n’t")
        || DENIES_STEMS.iter().any(|stem| word.starts_with(stem))
}

/// Endings by which a Korean clause goes on into another.
const JOINED: &[&str] = &[
    "자 ",
    "지만 ",
    "으나 ",
    "나 ",
    "는데 ",
    "은데 ",
    "면서 ",
    "으며 ",
    "며 ",
    "고 ",
    "자, ",
    "지만, ",
    "으나, ",
    "는데, ",
    "며, ",
    "고, ",
    "면서도 ",
    "어서 ",
    "했다가 ",
];

/// Verbs of saying and knowing, whose negation denies what is quoted before them.
const SAID: &[&str] = &[
    "밝히", "확인", "말하", "언급", "인정", "발표", "공개", "믿", "보도", "생각", "사실", "시인",
    "단정",
];

fn korean(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    const NEGATIONS: &[&str] = &[
        "않",
        "못했",
        "못한",
        "못하",
        "아니",
        "아닌",
        "아닙",
        "부인",
        "반박",
        "일축",
        "허위",
        "거짓",
        "사실무근",
        "근거 없",
        "근거가 없",
        "증거",
        "가짜",
        "오보",
        "부정",
    ];
    // “1천 명이 다쳤다며 북한군의 …”: the number's own words reach into the next clause.
    if ["다며 ", "라며 ", "했고 ", "했지만 ", "는데 "]
        .iter()
        .any(|j| context.words(number.clone()).contains(j))
    {
        return true;
    }
    let text = context.words(number.end..sentence.range.end);
    let at = NEGATIONS.iter().filter_map(|n| text.find(n)).min();
    // “사상자가 7천 명이 넘는다”고 반박했다: what is quoted is said.
    let rebuts =
        at.and_then(|at| Some((text.get(..at)?, text.get(at..)?))).is_some_and(|(b, n)| {
            let quoted = ["고 ", "라며 ", "다며 ", "면서 "].iter().any(|q| b.ends_with(q));
            let other = NEGATIONS.iter().any(|w| n.get(6..).is_some_and(|rest| rest.contains(w)));
            quoted && !other && ["반박", "일축"].iter().any(|w| n.starts_with(w))
        });
    if rebuts {
        return true;
    }
    let Some(between) = at.and_then(|at| text.get(..at)) else {
        // The denial stands before the number: another clause has to lie between.
        let head = context.words(sentence.range.start..number.start);
        // 부인했던 크렘린이 지금은 “1만5천 명이 싸웠다”고 한다: who denied it then says it now.
        let once = ["했던 ", "하던 ", "해온 ", "해 온 "].iter().any(|j| head.contains(j));
        return (once || JOINED.iter().any(|j| head.contains(j)))
            && !head.contains("영하")
            && !head.contains("마이너스");
    };
    // "3명이 아니라 5명": the first is no figure.
    if between.trim_start_matches(|c: char| !c.is_whitespace()).trim().is_empty() {
        return false;
    }
    let quoted =
        ["다고 ", "라고 ", "다는 ", "라는 ", "음을 ", "것을 ", "사실을 ", "설을 ", "는지 "]
            .iter()
            .any(|q| between.contains(q));
    let tail = between.get(between.rfind(' ').map_or(0, |i| i + 1)..).unwrap_or_default();
    let said = SAID.iter().any(|v| tail.contains(v));
    let joined = JOINED.iter().any(|j| {
        between.match_indices(j).any(|(i, _)| {
            let head = between.get(..i).unwrap_or_default();
            // 우크라이나 발표를 부인했다: the end of a name joins nothing.
            if *j == "나 " && head.ends_with("우크라이") {
                return false;
            }
            // 다고, 라고 quote; they join no clause.
            !(j.starts_with('고') && (head.ends_with('다') || head.ends_with('라')))
        })
    });
    if joined && !(quoted && said) {
        return true;
    }
    let topic = between.starts_with('은')
        || between.starts_with('는')
        || between.starts_with("명은")
        || between.starts_with(" 명은");
    let object = between.contains("을 ") || between.contains("를 ");
    topic && object
}
