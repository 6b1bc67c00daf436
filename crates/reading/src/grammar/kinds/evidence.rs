//! Footage, pictures and documents that an article mentions, who released them, and whether anybody checked them.
//!
//! An item needs a word for it, a word for what is done with it or whether it was checked, and a word of the war. A sentence that
//! only tells of the check belongs to the item before it. How people in a picture look is kept as words: it is no nationality.

use std::ops::Range;

use model::quantity::Lang;

use super::scene::{Mark, Scene, Speaker, View};
use crate::draft::{BlockKind, Draft, Kind};
use crate::grammar::lexicon::Class;
use crate::grammar::party::{Form, PartyRef};
use crate::grammar::when::Cue;

/// Which kind an item is when several words stand for it.
const ORDER: &[&str] = &[
    "satellite",
    "identity_document",
    "handwritten_note",
    "list",
    "audio",
    "video",
    "photo",
    "document",
    "remains_or_object",
];

pub(super) fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut last: Option<usize> = None;
    for (i, view) in scene.body() {
        let Some(mark) = item(view) else {
            if let Some(before) = last.filter(|at| at + 1 == i && same_paragraph(scene, *at, i)) {
                later_check(view, drafts.last_mut());
                last = drafts.last().filter(|_| check(view).is_none()).map(|_| before);
            }
            continue;
        };
        let acts = view.has("evact") || check(view).is_some();
        if !acts || !of_the_war(scene, i, view) || memorial(view) {
            continue;
        }
        let goes_on = last == i.checked_sub(1) && same_paragraph(scene, i.saturating_sub(1), i);
        let known = drafts.last().is_some_and(|last| alike(last.field("type"), mark, view));
        if goes_on && known && check(view).is_some() && !releases(view) {
            later_check(view, drafts.last_mut());
            continue;
        }
        drafts.push(draft(scene, i, view, mark));
        last = Some(i);
    }
    drafts
}

/// Whether a word stands for the item before: the same kind, and in English with a word that points to it.
fn alike(kind: &str, mark: &Mark, view: &View<'_>) -> bool {
    let english = view.sentence.lang == Lang::En;
    let pictures: &[&str] =
        if english { &["photo", "satellite"] } else { &["photo", "satellite", "video"] };
    let same = kind == mark.value || pictures.contains(&kind) && pictures.contains(&mark.value);
    let head = view.before(mark.range.start).trim_end().to_lowercase();
    let pointing = ["the", "this", "that", "these", "those", "its", "their", "both"];
    let word = head.rsplit(' ').next().unwrap_or_default();
    same && (view.sentence.lang != Lang::En || pointing.contains(&word))
}

fn same_paragraph(scene: &Scene<'_>, a: usize, b: usize) -> bool {
    let paragraph = |i: usize| scene.views.get(i).map(|v| v.sentence.paragraph);
    paragraph(a) == paragraph(b)
}

/// The word for the item that says most.
fn item<'v>(view: &'v View<'_>) -> Option<&'v Mark> {
    let rank = |mark: &&Mark| ORDER.iter().position(|o| *o == mark.value).unwrap_or(ORDER.len());
    view.of("evidence").filter(|mark| !by_the_way(view, mark)).min_by_key(rank)
}

/// "photographs of the dead hung in a hall": a ceremony, not evidence.
fn memorial(view: &View<'_>) -> bool {
    let north = view.sentence.parties.iter().any(|p| p.speaks() && p.group == "DPRK");
    north && view.of("position").any(|mark| mark.value == "publishes_names")
}

/// "Photo: Example", "(사진=예시)": a credit.
fn by_the_way(view: &View<'_>, mark: &Mark) -> bool {
    let rest = view.after(mark.range.end);
    rest.starts_with([':', '=', '/']) || view.before(mark.range.start).ends_with('@')
}

/// Words of the war in the sentence, or in the one before it in the paragraph.
fn of_the_war(scene: &Scene<'_>, i: usize, view: &View<'_>) -> bool {
    let before = i.checked_sub(1).filter(|j| same_paragraph(scene, *j, i));
    let context = before.and_then(|j| scene.views.get(j)).is_some_and(|v| v.has("war"));
    let caption = view.sentence.block == BlockKind::Caption;
    let counted = view.sentence.has(Class::Harm)
        || view.sentence.has(Class::Person)
        || !view.sentence.numbers.is_empty();
    view.has("war") || (counted && !caption) || (context && !caption)
}

fn check<'v>(view: &'v View<'_>) -> Option<&'v Mark> {
    view.of("unverified").next().or_else(|| view.of("verified").next())
}

fn releases(view: &View<'_>) -> bool {
    view.sentence.parties.iter().any(|p| p.speaks() && p.form != Form::Outlet) && view.has("evact")
}

/// A check told later changes the item's.
fn later_check(view: &View<'_>, draft: Option<&mut Draft>) {
    let (Some(draft), Some(mark)) = (draft, check(view)) else { return };
    draft.set("verification", mark.class);
    draft.missing.retain(|m| m.field != "verification");
    draft.rule(mark.rule);
}

fn draft(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark) -> Draft {
    let range = view.sentence.range.clone();
    let speaker = releaser(scene, i, view, mark);
    let mut draft = scene.draft(Kind::Evidence, range);
    draft.rule(mark.rule);
    draft.set("type", mark.value);
    draft.set("released_by", &speaker.shown());
    draft.set("released", &released(view, &speaker));
    draft.set("shows", view.text);
    if let Some(check) = check(view) {
        draft.set("verification", check.class);
        draft.rule(check.rule);
    } else {
        draft.set("verification", "not stated");
    }
    if let Some(appearance) = view.of("appearance").next() {
        let words = scene.context.page.slice(appearance.range.clone());
        draft.set(
            "note",
            &format!("Appearance as the text puts it, which is no nationality: {words}"),
        );
        draft.rule(appearance.rule);
    }
    scene.sign(&mut draft, &speaker);
    draft.lacks("released", "the text does not say when it was released");
    draft.lacks("released_by", "the text does not say who released it");
    draft
}

/// A day outside of what is shown: the day of saying, or the only day of the sentence.
fn released(view: &View<'_>, speaker: &Speaker) -> String {
    if !speaker.said_on.is_empty() {
        return speaker.said_on.clone();
    }
    let mut days = view.sentence.dates.iter().filter(|d| matches!(d.cue, Cue::Plain | Cue::Saying));
    match (days.next(), days.next()) {
        (Some(day), None) if beside_release(view, &day.range) => {
            super::scene::edtf(day.time.clone())
        }
        _ => String::new(),
    }
}

/// Whether a word of releasing stands near a day.
fn beside_release(view: &View<'_>, day: &Range<usize>) -> bool {
    let near = if view.sentence.lang == Lang::Ko { 60 } else { 40 };
    let released = |mark: &&Mark| {
        let words = view.text.get(
            mark.range.start - view.sentence.range.start
                ..mark.range.end - view.sentence.range.start,
        );
        let words = words.unwrap_or_default().to_lowercase();
        [
            "releas",
            "post",
            "publish",
            "upload",
            "air",
            "broadcast",
            "공개",
            "게시",
            "올",
            "유포",
            "опублик",
            "обнарод",
            "вылож",
            "показ",
            "опублік",
            "оприлюдн",
            "викла",
        ]
        .iter()
        .any(|w| words.starts_with(w))
    };
    view.of("evact").filter(released).any(|mark| {
        let gap = if day.end <= mark.range.start {
            mark.range.start - day.end
        } else {
            day.start.saturating_sub(mark.range.end)
        };
        gap <= near
    })
}

/// Who released it: the party that acts in the sentence, else whoever answers for it.
fn releaser(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark) -> Speaker {
    if let Some(voice) = scene.voice(i).filter(|v| v.speaks && !v.prisoner) {
        return voice.speaker(scene.context);
    }
    let circulating = view.of("evact").any(|m| {
        let words = scene.context.page.slice(m.range.clone()).to_lowercase();
        [
            "circulat",
            "распростран",
            "пошир",
            "유포",
            "퍼",
            "돌",
            "떠돌",
            "surfaced",
            "emerged",
            "появил",
            "з'явил",
        ]
        .iter()
        .any(|w| words.starts_with(w))
    });
    let acts = |p: &&PartyRef| {
        p.speaks()
            && p.form != Form::Outlet
            && view.quote(&p.range).is_none()
            && !of_channel(view, p)
            && !placed(view, p)
            && !shown(view, p.range.start, mark)
    };
    if circulating && view.sentence.parties.iter().all(|p| !acts(&p)) {
        return Speaker::default();
    }
    if outlet_acts(scene, view) && !view.sentence.parties.iter().any(|p| acts(&p)) {
        return scene.outlet();
    }
    let own = scene.party(i, &mark.range);
    let by = |p: &&PartyRef| p.speaks() && p.form != Form::Outlet && led_by(view, p);
    let within =
        |s: &Range<usize>| view.sentence.range.start <= s.start && s.end <= view.sentence.range.end;
    // "What it claimed was …": a pronoun behind the item is not who released it.
    let pronoun =
        own.span.as_ref().is_some_and(|s| s.end - s.start <= 4 && s.start > mark.range.start);
    let own = if pronoun { Speaker::default() } else { own };
    let here = own.span.as_ref().is_some_and(within) && !own.name.is_empty();
    let led = view.sentence.parties.iter().find(by).or_else(|| {
        // "filmed by a Ukrainian drone": the adjective tells whose.
        view.sentence.parties.iter().find(|p| p.form == Form::Adjective && led_by(view, p))
    });
    let found = if here { led } else { led.or_else(|| view.sentence.parties.iter().find(acts)) };
    match found {
        Some(party) if own.group == party.group && own.name == party.name => own,
        Some(party) => Speaker {
            group: party.group.to_owned(),
            name: party.name.to_owned(),
            rule: party.rule,
            span: Some(party.range.clone()),
            ..Speaker::default()
        },
        None if here || !own.carried || impersonal(view) && !circulating => own,
        None => Speaker::default(),
    }
}

/// Whether "by", perhaps with an article, stands before a party.
fn led_by(view: &View<'_>, party: &PartyRef) -> bool {
    let head = view.before(party.range.start).trim_end().to_lowercase();
    let head = [" the", " a", " an"].iter().find_map(|a| head.strip_suffix(a)).unwrap_or(&head);
    head.ends_with(" by")
}

/// "in Russia's Kursk region": a place releases nothing.
fn placed(view: &View<'_>, party: &PartyRef) -> bool {
    let head = view.before(party.range.start).trim_end().to_lowercase();
    party.form == Form::Country
        && [" in", " near", " inside", " into", " в", " у", " во"].iter().any(|w| head.ends_with(w))
}

/// "Оприлюднено відео": a sentence that opens with the release goes on with who spoke before.
fn impersonal(view: &View<'_>) -> bool {
    let near = |mark: &Mark| view.before(mark.range.start).split_whitespace().count() <= 1;
    view.of("evact").any(near)
}

/// "러시아 채널", "a Russian channel": a country's channel is not the country.
fn of_channel(view: &View<'_>, party: &PartyRef) -> bool {
    let rest = view.after(party.range.end).trim_start().to_lowercase();
    [
        "채널",
        "텔레그램",
        "소셜",
        "누리꾼",
        "블로거",
        "channel",
        "telegram",
        "blogger",
        "social",
        "канал",
        "телеграм",
        "блогер",
    ]
    .iter()
    .any(|word| rest.starts_with(word))
}

/// A name behind "shows" is what is seen.
fn shown(view: &View<'_>, at: usize, mark: &Mark) -> bool {
    if view.sentence.lang == Lang::Ko {
        return false;
    }
    let seen = |words: &str| {
        let words = words.to_lowercase();
        ["show", "depict", "appear", "purport", "visible", "видн", "виден", "запечатл"]
            .iter()
            .any(|w| words.starts_with(w))
    };
    at > mark.range.end
        && view.of("evact").any(|m| {
            let start = view.sentence.range.start;
            let words = view.text.get(m.range.start - start..m.range.end - start);
            m.range.start >= mark.range.start && m.range.end <= at && words.is_some_and(seen)
        })
}

/// "We have seen", "본지가 입수한": the outlet itself.
fn outlet_acts(scene: &Scene<'_>, view: &View<'_>) -> bool {
    let publisher = &scene.context.hints.publisher;
    let text = view.text;
    let named = !publisher.is_empty() && text.contains(publisher.as_str());
    let own = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .any(|w| matches!(w, "we" | "본지는" | "본지가" | "취재진이" | "мы" | "ми"));
    named || own
}
