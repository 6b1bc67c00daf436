//! What a party thinks of the deaths or of what others say of them.
//!
//! Only what stands out as a judgement: a number thought higher or lower without a number, and bitter words of a source are left to
//! the testimony that holds them.

use super::scene::Scene;
use crate::draft::{Draft, Kind};

pub(super) fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (i, view) in scene.body() {
        let Some(mark) = view.of("opinion").next() else { continue };
        let figure = !scene.figures_in(&view.sentence.range).is_empty();
        if scene.voice(i).is_some() || figure {
            continue;
        }
        let speaker = scene.by(i, &mark.range);
        if speaker.name.is_empty() {
            continue;
        }
        let mut draft =
            scene.claim(Kind::Opinion, &view.sentence.range, view.sentence.lang, &speaker);
        draft.rule(mark.rule);
        draft.set("kind", "opinion");
        draft.set("category", "opinion");
        draft.set("modality", "opinion");
        drafts.push(draft);
    }
    drafts
}
