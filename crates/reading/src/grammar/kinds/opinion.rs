//! What a party thinks of the deaths or of what others say of them.
//!
//! Only what stands out as a judgement: a number thought higher or lower without a number, and a thing called by a name in quotation
//! marks that is no denial. Bitter words of a source are left to the testimony that holds them.

use super::scene::{Mark, Scene, Speaker, View};
use super::{holder, position};
use crate::draft::{Draft, Kind};

pub(super) fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (i, view) in scene.body() {
        if scene.voice(i).is_some() {
            continue;
        }
        let Some((mark, speaker)) = judged(scene, i, view) else { continue };
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

fn judged<'v>(scene: &Scene<'_>, i: usize, view: &'v View<'_>) -> Option<(&'v Mark, Speaker)> {
    let figure = !scene.figures_in(&view.sentence.range).is_empty();
    if let Some(mark) = view.of("opinion").next().filter(|_| !figure) {
        let speaker = scene.by(i, &mark.range);
        return (!speaker.name.is_empty()).then_some((mark, speaker));
    }
    let mark = view.of("naming").find(|mark| names_in_quotes(view, mark))?;
    // Words in quotation marks for anything else ("used as bait") are no judgement of the deaths.
    let english = view.sentence.lang == model::quantity::Lang::En;
    let text = view.text.to_lowercase();
    let about = ["loss", "death", "toll", "casualt", "dead"].iter().any(|w| text.contains(w));
    if english && !about && !position::of_reports(view) {
        return None;
    }
    let stand = view.of("position").any(|p| p.range.end > mark.range.start);
    let measure = view.has("measure");
    let speaker = holder::subject(scene, i, view, mark).filter(|_| !stand && !measure)?;
    (!matches!(speaker.group.as_str(), "" | "MEDIA" | "SOURCE")).then_some((mark, speaker))
}

/// A quotation right behind the verb, or in Korean right before it.
fn names_in_quotes(view: &View<'_>, mark: &Mark) -> bool {
    const REACH: usize = 90;
    let korean = view.sentence.lang == model::quantity::Lang::Ko;
    view.sentence.quotes.iter().any(|quote| {
        if korean {
            quote.end <= mark.range.start && mark.range.start - quote.end <= 12
        } else {
            quote.start >= mark.range.end && quote.start - mark.range.end <= REACH
        }
    })
}
