//! How the outlet works with its sources; and where a party sees nobody any more.

use super::holder;
use super::scene::Scene;
use crate::draft::{Draft, Kind};

pub(super) fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (i, view) in scene.body() {
        let range = view.sentence.range.clone();
        if let Some(mark) = view.of("channel").next() {
            let mut draft =
                scene.claim(Kind::Circumstance, &range, view.sentence.lang, &scene.outlet());
            draft.rule(mark.rule);
            draft.set("kind", "circumstance");
            drafts.push(draft);
            continue;
        }
        let Some(mark) = view.of("absence").next() else { continue };
        let speaker = holder::subject(scene, i, view, mark);
        let Some(speaker) =
            speaker.filter(|s| !matches!(s.group.as_str(), "DPRK" | "RU" | "MEDIA"))
        else {
            continue;
        };
        let mut draft = scene.claim(Kind::Circumstance, &range, view.sentence.lang, &speaker);
        draft.rule(mark.rule);
        draft.set("kind", "circumstance");
        draft.set("category", "absence");
        drafts.push(draft);
    }
    drafts
}
