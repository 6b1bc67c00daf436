//! What is expected to happen, by whoever expects it.
//!
//! A number in a forecast stays with the forecast. What a party promises to do itself, and strengths that are planned, are no
//! predictions. Not here: whether it came true.

use super::scene::{Scene, View};
use crate::draft::{Draft, Kind};
use crate::grammar::lexicon::Class;

pub(super) fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (i, view) in scene.body() {
        let Some(mark) = view.of("predict").find(|mark| !planned(scene, view, mark.range.start))
        else {
            continue;
        };
        let range = view.quote(&mark.range).unwrap_or_else(|| view.sentence.range.clone());
        let speaker = scene.by(i, &mark.range);
        let mut draft = scene.claim(Kind::Prediction, &range, view.sentence.lang, &speaker);
        draft.rule(mark.rule);
        draft.set("kind", "prediction");
        draft.set("category", "prediction");
        draft.set("modality", "predicted");
        if let Some(voice) = scene.voice(i) {
            draft.set("prompt", voice.prompt);
            draft.stimulus = super::testimony::stimulus(scene, voice);
        }
        drafts.push(draft);
    }
    drafts
}

/// A figure of a strength to come stands in the sentence: it says so itself.
fn planned(scene: &Scene<'_>, view: &View<'_>, _at: usize) -> bool {
    let strengths = ["planned_strength", "potential_strength", "deployed_additional"];
    let figure = scene
        .figures_in(&view.sentence.range)
        .into_iter()
        .filter_map(|i| scene.figures.get(i))
        .any(|figure| strengths.contains(&figure.field("category")));
    figure || view.sentence.has(Class::Unreal)
}
