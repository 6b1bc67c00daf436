//! What became of a named person: a dead soldier whom state media or a ministry names.

use model::quantity::Lang;

use super::scene::{Mark, Scene, Speaker};
use crate::draft::{Draft, Kind};
use crate::grammar::lexicon::Class;

/// Who named the person: whoever answers, else the North's own media right before.
fn named_by(scene: &Scene<'_>, i: usize, mark: &Mark) -> Speaker {
    let own = scene.by(i, &mark.range);
    if !own.name.is_empty() {
        return own;
    }
    let before = (i.saturating_sub(3)..i).rev();
    let media = before.filter_map(|j| {
        let view = scene.views.get(j)?;
        let speaker = scene.party(j, &view.sentence.range);
        (speaker.group == "DPRK").then_some(speaker)
    });
    media.take(1).next().unwrap_or(own)
}

pub(super) fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (i, view) in scene.body() {
        let Some(mark) = view.of("fate").next() else { continue };
        let slavic = matches!(view.sentence.lang, Lang::Ru | Lang::Uk);
        let harmed = slavic
            || view.sentence.has_value(Class::Harm, "killed")
            || view.of("topic").any(|topic| topic.value == "deaths");
        if !harmed {
            continue;
        }
        let speaker = named_by(scene, i, mark);
        let mut draft = scene.claim(Kind::Fate, &view.sentence.range, view.sentence.lang, &speaker);
        draft.rule(mark.rule);
        draft.set("kind", "fate");
        drafts.push(draft);
    }
    drafts
}
