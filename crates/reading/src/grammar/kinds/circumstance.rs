//! How the outlet works with its sources.

use super::scene::{Scene, Speaker};
use crate::draft::{Draft, Kind};

pub(super) fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (_, view) in scene.body() {
        let Some(mark) = view.of("channel").next() else { continue };
        let publisher = &scene.context.hints.publisher;
        let speaker = Speaker {
            group: if publisher.is_empty() { String::new() } else { "MEDIA".to_owned() },
            name: publisher.clone(),
            rule: "outlet-itself",
            ..Speaker::default()
        };
        let range = view.sentence.range.clone();
        let mut draft = scene.claim(Kind::Circumstance, &range, view.sentence.lang, &speaker);
        draft.rule(mark.rule);
        draft.set("kind", "circumstance");
        drafts.push(draft);
    }
    drafts
}
