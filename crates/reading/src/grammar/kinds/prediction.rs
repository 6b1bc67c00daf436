//! What is expected to happen, by whoever expects it.
//!
//! A number in a forecast stays with the forecast. What a party promises to do itself, strengths that are planned, estimates of what is
//! so already, and what a stand foretells are no predictions. Not here: whether it came true.

use std::ops::Range;

use model::quantity::Lang;

use super::holder;
use super::scene::{Mark, Scene, Speaker, View};
use crate::draft::{Draft, Kind};

pub(super) fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (i, view) in scene.body() {
        let Some(mark) = view.of("predict").find(|mark| expects(scene, i, view, mark)) else {
            continue;
        };
        let range = match view.quote(&mark.range) {
            Some(_) => super::awareness::clause(view, &mark.range),
            None => view.sentence.range.clone(),
        };
        let speaker = speaker(scene, i, view, mark);
        drafts.push(draft(scene, i, view, mark, &range, &speaker));
    }
    drafts
}

fn draft(
    scene: &Scene<'_>,
    i: usize,
    view: &View<'_>,
    mark: &Mark,
    range: &Range<usize>,
    speaker: &Speaker,
) -> Draft {
    let mut draft = scene.claim(Kind::Prediction, range, view.sentence.lang, speaker);
    draft.rule(mark.rule);
    draft.set("kind", "prediction");
    draft.set("category", "prediction");
    draft.set("modality", "predicted");
    if let Some(voice) = scene.voice(i) {
        draft.set("prompt", voice.prompt);
        draft.rule(voice.prompt_rule);
        draft.stimulus = super::testimony::stimulus(scene, voice);
    }
    draft
}

fn expects(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark) -> bool {
    let stand = view.of("position").any(|p| view.quote(&p.range).is_none());
    !planned(scene, view)
        && !is_estimate(view, mark)
        && (mark.value == "said" || !stand || scene.voice(i).is_some())
        && !conditional_promise(view, mark)
        && !relative(view, mark)
        && !intends(view, mark)
}

/// A figure of a strength to come stands in the sentence: it says so itself.
fn planned(scene: &Scene<'_>, view: &View<'_>) -> bool {
    let strengths = ["planned_strength", "potential_strength", "deployed_additional"];
    let figures = scene.figures_in(&view.sentence.range);
    let mut figures = figures.into_iter().filter_map(|i| scene.figures.get(i));
    figures.any(|figure| strengths.contains(&figure.field("category")))
}

/// "클 것으로 본다", "넘었을 것이라고": what is thought to be so already.
fn is_estimate(view: &View<'_>, mark: &Mark) -> bool {
    if view.sentence.lang != Lang::Ko {
        return false;
    }
    let head = view.before(mark.range.end);
    let Some(at) = head.rfind("것") else { return false };
    let before = head.get(..at).unwrap_or_default().trim_end();
    let past =
        before.chars().rev().nth(1).is_some_and(|c| {
            ('가'..='힣').contains(&c) && (u32::from(c) - u32::from('가')) % 28 == 20
        });
    past && before.ends_with('을')
        || ["클", "많을", "적을", "높을", "낮을", "일", "달할", "이를"]
            .iter()
            .any(|w| before.ends_with(w))
}

/// "Would release a number only with proof": what the speaker itself makes conditional.
fn conditional_promise(view: &View<'_>, mark: &Mark) -> bool {
    view.sentence.lang == Lang::En && view.after(mark.range.end).contains(" only with ")
}

/// "The ones who will not come": a description.
fn relative(view: &View<'_>, mark: &Mark) -> bool {
    let head = view.before(mark.range.start).to_lowercase();
    let word = head.split_whitespace().next_back().unwrap_or_default();
    let asked = head.rsplit(',').next().is_some_and(|clause| clause.contains("whether "));
    (matches!(word, "who" | "which" | "whom") || asked) && view.sentence.lang == Lang::En
        || view.text.to_lowercase().contains("ones who will")
}

/// "책임을 물을 것", "대응할 것": what the speaker means to do itself.
fn intends(view: &View<'_>, mark: &Mark) -> bool {
    let head = view.before(mark.range.end);
    let Some(at) = head.rfind("것").filter(|_| view.sentence.lang == Lang::Ko) else {
        return false;
    };
    let before = head.get(..at).unwrap_or_default().trim_end();
    let own = [
        "물을",
        "대응할",
        "취할",
        "밝힐",
        "공개할",
        "지원할",
        "검토할",
        "협의할",
        "촉구할",
        "추진할",
        "강구할",
    ];
    own.iter().any(|word| before.ends_with(word))
}

/// The one who says that it expects; the outlet where it speaks of itself; else whoever answers.
fn speaker(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark) -> Speaker {
    if scene.voice(i).is_some() {
        return scene.by(i, &mark.range);
    }
    if first_person(view) {
        return scene.outlet();
    }
    let answer = scene.by(i, &mark.range);
    let quoted = view.quote(&mark.range).is_some() && answer.name.is_empty();
    let thinks = answer.name.is_empty() && holds_it_possible(view, mark);
    let own =
        holder::subject(scene, i, view, mark).filter(|_| mark.value == "said" || quoted || thinks);
    own.unwrap_or(answer)
}

/// 합참은 북한이 …할 가능성을 배제하지 않고 있다: the topic's own view, without a verb of saying.
fn holds_it_possible(view: &View<'_>, mark: &Mark) -> bool {
    const VIEWS: [&str; 6] =
        ["배제하지 않", "고 보고", "으로 보고", "예상하고", "내다보고", "우려하고"];
    let rest = view.after(mark.range.start);
    view.sentence.lang == Lang::Ko && VIEWS.iter().any(|v| rest.contains(v))
}

/// "I", 나는 outside of quotations.
fn first_person(view: &View<'_>) -> bool {
    let mut outside = view.text.to_owned();
    for quote in view.sentence.quotes.iter().rev() {
        let start = quote.start - view.sentence.range.start;
        outside.replace_range(start..quote.end - view.sentence.range.start, " ");
    }
    outside
        .split(|c: char| !c.is_alphanumeric())
        .any(|w| matches!(w, "I" | "나는" | "필자는" | "기자는" | "Я" | "я"))
}
