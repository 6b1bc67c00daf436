//! Acts of information control, and gifts and ceremonies for families among them.
//!
//! A measure is what was or is done, not what was not: a negation right before leaves it out, and what "will" be done is a prediction.
//! An investigation "for spreading rumours" is one measure, not two. A clause holds one gift.
//! Not here: what a party says abroad (`position`).

use std::ops::Range;

use model::quantity::Lang;

use super::scene::{Mark, Scene, Speaker, View};
use super::{holder, position};
use crate::draft::{Draft, Kind};
use crate::grammar::lexicon::Class;
use crate::grammar::party::{Form, PartyRef};

pub(super) fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (i, view) in scene.body() {
        let mut kept: Vec<(&Mark, Range<usize>)> = Vec::new();
        for mark in view.of("measure") {
            if of_order(view, mark)
                || !happened(scene, i, view, mark)
                || !concerns(scene, i, view, mark)
            {
                continue;
            }
            let clause = clause(view, &mark.range);
            match kept.iter_mut().find(|(k, c)| same_act(k, mark, c, &clause)) {
                None => kept.push((mark, clause)),
                // "Ordered to sign a pledge", "took away her phone": what was ordered or taken says more.
                Some(one) if GENERAL.contains(&one.0.value) && !GENERAL.contains(&mark.value) => {
                    *one = (mark, clause);
                }
                Some(_) => {}
            }
        }
        if kept.iter().any(|(k, _)| matches!(k.value, "investigation" | "detention"))
            && view.has("charge")
        {
            let charge = view.of("charge").next().map(|c| c.range.clone()).unwrap_or_default();
            kept.retain(|(k, _)| {
                k.value != "labelling_as_rumour"
                    || k.range.end <= charge.start
                    || charge.end <= k.range.start
            });
        }
        for (mark, clause) in kept {
            drafts.push(draft(scene, i, view, mark, clause));
        }
    }
    drafts
}

/// What an order says, in quotation marks before "the order came": the order is the measure.
fn of_order(view: &View<'_>, mark: &Mark) -> bool {
    let Some(quote) = view.quote(&mark.range) else { return false };
    view.of("measure").any(|m| {
        m.value == "order_directive" && m.range.start >= quote.end && m.range.start - quote.end < 40
    })
}

/// Kinds that say less than another in the same words.
const GENERAL: &[&str] = &["order_directive", "detention", "investigation"];

/// Whether two constructions are one act: the same kind in one clause, or two gifts.
fn same_act(kept: &Mark, mark: &Mark, kept_clause: &Range<usize>, clause: &Range<usize>) -> bool {
    let together = kept_clause.start < clause.end && clause.start < kept_clause.end;
    let gifts = ["recognition_award", "compensation"];
    let orders = ["order_directive", "nondisclosure_pledge", "denunciation_duty"];
    let alike = |list: &[&str]| list.contains(&kept.value) && list.contains(&mark.value);
    let overlap = kept.range.start < mark.range.end && mark.range.start < kept.range.end;
    let one = kept.value == mark.value || alike(&gifts) || alike(&orders);
    overlap || one && together
}

/// Not negated, not to come, not in the words of who is denying.
fn happened(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark) -> bool {
    let head = view.before(mark.range.start).to_lowercase();
    let words: Vec<&str> = head.split_whitespace().rev().take(4).collect();
    let word =
        |n: usize| words.get(n).map_or("", |w| w.trim_matches(|c: char| !c.is_alphanumeric()));
    let negative = match view.sentence.lang {
        Lang::Ko => {
            let rest: String = view
                .after(mark.range.end)
                .chars()
                .filter(|c| !c.is_whitespace())
                .take(12)
                .collect();
            let lacking = matches!(
                mark.value,
                "remains_withheld" | "ceremony_without_details" | "visit_ban" | "media_ban"
            );
            !lacking
                && ["지않았", "지않는", "지않고", "적이없", "적은없", "적없"]
                    .iter()
                    .any(|n| rest.starts_with(n) || rest.contains(n))
        }
        Lang::Ru | Lang::Uk => matches!(word(0), "не" | "ни" | "ні") || matches!(word(1), "не"),
        _ => {
            (0..3).any(|n| {
                matches!(word(n), "not" | "never" | "nobody" | "no" | "without" | "none")
                    || word(n).ends_with("n't")
            }) || nobody(&head)
        }
    };
    let future = match view.sentence.lang {
        Lang::Ko => {
            let rest: String = view
                .after(mark.range.end)
                .chars()
                .filter(|c| !c.is_whitespace())
                .take(14)
                .collect();
            rest.contains("것이다") || rest.contains("것이라") || rest.contains("것으로")
        }
        Lang::Ru | Lang::Uk => matches!(word(0), "будут" | "будет" | "будуть" | "буде"),
        _ => {
            let text = view.text.to_lowercase();
            let at = mark.range.start - view.sentence.range.start;
            let tail = text.get(..at.min(text.len())).unwrap_or_default();
            let last: Vec<&str> = tail.split_whitespace().rev().take(6).collect();
            last.iter().any(|w| matches!(*w, "will" | "would" | "could" | "may" | "might" | "'ll"))
                || matches!(mark.value, "recognition_award" | "compensation")
                    && text.contains(" will ")
        }
    };
    let said =
        scene.voice(i).is_none() && view.has("position") && view.quote(&mark.range).is_some();
    !negative && !future && !said
}

/// What is done nowhere but at home, to families and conscripts.
const HOME: &[&str] = &[
    "visit_ban",
    "mail_inspection",
    "nondisclosure_pledge",
    "family_relocation_isolation",
    "remains_withheld",
    "denunciation_duty",
    "ceremony_without_details",
];

/// A measure's construction as the stand that it may be instead.
fn stand(mark: &Mark) -> Mark {
    Mark { class: "position", value: "calls_it_rumour", ..mark.clone() }
}

/// "Nobody in the North has been arrested".
fn nobody(head: &str) -> bool {
    let clause = head.rsplit([',', ';']).next().unwrap_or_default();
    let mut words = clause.split_whitespace().rev().take(8);
    clause.ends_with("no one ")
        || words.any(|w| matches!(w, "nobody" | "no-one" | "none"))
        || clause.contains("no one ")
}

/// Whether it is done to people of the North, or by its authorities.
fn concerns(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark) -> bool {
    if mark.value == "labelling_as_rumour" && states_abroad(scene, i, view, mark) {
        return false;
    }
    if mark.value == "labelling_as_rumour"
        && view.of("position").any(|p| p.value == "calls_it_rumour")
    {
        let speaker = holder::subject(scene, i, view, mark);
        let home = match speaker {
            Some(speaker) => position::at_home(view, &stand(mark), &speaker),
            None => !states_abroad(scene, i, view, mark) && !position::of_reports(view),
        };
        return home || scene.voice(i).is_some();
    }
    if scene.voice(i).is_some_and(|voice| !voice.prisoner) || HOME.contains(&mark.value) {
        return true;
    }
    let prisoner_of_war = matches!(mark.value, "detention" | "investigation" | "sentence")
        && view.sentence.has_value(Class::Harm, "captured");
    if prisoner_of_war {
        return false;
    }
    if states_abroad(scene, i, view, mark)
        && matches!(mark.value, "order_directive" | "investigation")
    {
        return inside_words(view);
    }
    let near = scene.views.get(i.saturating_sub(2)..=i).unwrap_or_default();
    let north = |v: &View<'_>| {
        v.sentence.has(Class::Province)
            || v.sentence.parties.iter().any(|p| p.group == "DPRK")
            || v.sentence.has_value(Class::Population, "KP")
    };
    let talk = view.sentence.lang == Lang::Ko && view.text.contains("파병");
    inside_words(view) || talk || near.iter().any(north)
}

/// Families, parents, residents.
fn inside_words(view: &View<'_>) -> bool {
    let text = view.text.to_lowercase();
    let words: &[&str] = match view.sentence.lang {
        Lang::Ko => &["가족", "유족", "유가족", "부모", "주민", "어머니", "인민반", "보위"],
        Lang::Ru => &["семь", "родственник", "родител", "жител", "родным"],
        Lang::Uk => &["родин", "сім'", "родич", "батьк", "мешкан", "жител", "рідним"],
        _ => &[
            "famil",
            "parent",
            "relative",
            "mother",
            "widow",
            "resident",
            "neighbourhood",
            "villager",
            "inminban",
        ],
    };
    words.iter().any(|w| text.contains(w))
}

/// A named agency calls a report a rumour: its stand, not an act at home.
fn states_abroad(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark) -> bool {
    let voice = scene.voice(i).is_some();
    let agency = view.sentence.parties.iter().any(|p| {
        p.speaks()
            && p.range.start < mark.range.end
            && (p.form != Form::Country || p.group != "DPRK")
            && p.name != "DPRK authorities"
    });
    !voice && agency
}

/// The clause around a construction: to the nearest comma with a verb's worth of words, semicolon, full stop, or quotation mark.
fn clause(view: &View<'_>, mark: &Range<usize>) -> Range<usize> {
    let bounds = view.quote(mark).unwrap_or_else(|| view.sentence.range.clone());
    let start = view.sentence.range.start;
    let text = view.text.get(bounds.start - start..bounds.end - start).unwrap_or_default();
    let (at, end) = (mark.start - bounds.start, mark.end - bounds.start);
    let cuts: &[&str] = match view.sentence.lang {
        Lang::Ko => &[". ", "; ", "고 ", "며 ", "? ", "! "],
        _ => &[
            ". ",
            "; ",
            ", and ",
            " and that ",
            ", while ",
            "? ",
            "! ",
            ", а ",
            ", и ",
            ", і ",
            ", but ",
        ],
    };
    let head = text.get(..at).unwrap_or_default();
    let from =
        cuts.iter().filter_map(|cut| head.rfind(cut).map(|p| p + cut.len())).max().unwrap_or(0);
    let rest = text.get(end..).unwrap_or_default();
    let to = cuts.iter().filter_map(|cut| rest.find(cut)).min().unwrap_or(rest.len());
    bounds.start + from..bounds.start + end + to
}

/// Gifts, ceremonies and what the press may not see: what the North's own media tell of themselves.
const TOLD_BY_THE_NORTH: &[&str] =
    &["recognition_award", "compensation", "ceremony_without_details", "media_ban"];

/// The North's party of whose acts the sentence before tells last, in the outlet's own words: "They" goes on with it.
fn acts_before<'s>(scene: &'s Scene<'_>, i: usize, view: &View<'_>) -> Option<&'s PartyRef> {
    let before = i.checked_sub(1).and_then(|j| scene.views.get(j))?;
    let said = scene.context.attributions.of(i - 1);
    let mut parties = before.sentence.parties.iter().rev();
    let last = parties.find(|p| p.speaks() && !holder::governed(before, p));
    let acts = |p: &&PartyRef| {
        p.group == "DPRK"
            && said.iter().all(|a| a.cue.end <= p.range.start)
            && before.sentence.paragraph == view.sentence.paragraph
    };
    last.filter(acts)
}

fn draft(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark, clause: Range<usize>) -> Draft {
    let mut speaker = scene.by(i, &mark.range);
    let mut draft = scene.draft(Kind::Measure, clause.clone());
    let before = acts_before(scene, i, view);
    if speaker.carried && before.is_some() {
        speaker = Speaker::default();
    }
    let taken_up = ["They ", "It ", "Они ", "Вони "].iter().any(|w| view.text.starts_with(w));
    if let Some(party) = before.filter(|_| taken_up && speaker.group.is_empty()) {
        draft.set("actor", party.name);
        draft.rule(party.rule);
    }
    if speaker.group == "DPRK" && !TOLD_BY_THE_NORTH.contains(&mark.value) {
        // Who acts is not who tells of it.
        draft.set("actor", &speaker.name);
        speaker = Speaker::default();
    }
    draft.rule(mark.rule);
    draft.set("type", mark.value);
    draft.set("what", scene.context.page.slice(clause));
    draft.set("alleged_by", &speaker.shown());
    if let Some(province) = view.sentence.of(Class::Province).next() {
        draft.set("place", &format!("{} Province", province.value));
    } else if let Some(voice) = scene.voice(i).filter(|v| !v.province.is_empty()) {
        draft.set("place", &format!("{} Province", voice.province));
    }
    scene.sign(&mut draft, &speaker);
    draft.lacks("actor", "the text does not say beside it who took it");
    draft.lacks("date_from", "the text does not say beside it when it began");
    draft.lacks("alleged_by", "the outlet says it by itself");
    draft
}
