//! What became of a named person: a dead soldier whom state media or a ministry names.

use model::quantity::Lang;

use super::scene::Scene;
use crate::draft::{Draft, Kind};
use crate::grammar::lexicon::Class;

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
        let speaker = scene.by(i, &mark.range);
        let mut draft = scene.claim(Kind::Fate, &view.sentence.range, view.sentence.lang, &speaker);
        draft.rule(mark.rule);
        draft.set("kind", "fate");
        drafts.push(draft);
    }
    drafts
}
