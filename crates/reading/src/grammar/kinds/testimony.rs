//! What a source inside, or a prisoner, says, and how it came to say it.
//!
//! A testimony is a quotation of a voice, or the sentence that first reports it. What a voice says of knowledge alone, or of the
//! future alone, is a draft of those kinds. The stimulus is what the outlet told the source: the figures of that sentence, or,
//! when it speaks of "the casualties", the figures of harm before it.

use std::ops::Range;

use model::quantity::Lang;

use super::scene::{Scene, View};
use super::voice::Heard;
use crate::draft::{Draft, Kind};
use crate::grammar::lexicon::Class;

/// Figures before "the casualties" that a source may have been told; more would be no answer to which.
const STIMULI_MAX: usize = 6;

pub(super) fn drafts(scene: &Scene<'_>, awareness: &[Draft], predictions: &[Draft]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut introduced: Vec<usize> = Vec::new();
    // The voice that spoke last, and in which paragraph.
    let mut last: Option<(usize, usize)> = None;
    for (i, view) in scene.body() {
        let Some(voice) = scene.voice(i).filter(|voice| voice.speaks) else { continue };
        let range = view.sentence.range.clone();
        let covers = |drafts: &[Draft]| overlaps(drafts, &range);
        let quoted = view.speech().is_some();
        let first = !introduced.contains(&voice.number);
        let reported = view.sentence.has(Class::Say)
            || view.sentence.has(Class::According)
            || view.has("anaphor")
                && !["unprompted", "asked", "toldsource"].iter().any(|c| view.has(c));
        let only_awareness = !quoted && covers(awareness);
        let only_future = covers(predictions) && first_is_future(view);
        let report = first
            && reported
            && !only_awareness
            && voice.told_in != Some(i)
            && !only_asks(view.text, view.has("asked"));
        let shown = view
            .of("evidence")
            .any(|mark| PAPERS.contains(&mark.value) && view.quote(&mark.range).is_none());
        let report = report && !shown && (!voice.prisoner || reports_words(view));
        // "…," he said. "And nobody asks.": the same testimony goes on. A Korean paragraph introduces each quotation anew.
        let english = view.sentence.lang == Lang::En;
        let here = Some((voice.number, view.sentence.paragraph));
        let goes_on = english && last == here && !report;
        if (quoted && !only_future && !shown || report) && !goes_on {
            last = here;
            introduced.push(voice.number);
            drafts.push(draft(scene, voice, i));
        }
    }
    drafts
}

/// Whether one of drafts in order stands in a range; drafts of one kind do not overlap.
fn overlaps(drafts: &[Draft], range: &Range<usize>) -> bool {
    let place = |draft: &Draft| draft.spans.first().map_or(0..0, |span| span.text.clone());
    let first = drafts.partition_point(|draft| place(draft).end <= range.start);
    drafts.get(first).is_some_and(|draft| place(draft).start < range.end)
}

/// A quotation of one or two sentences that begins with what is expected.
fn first_is_future(view: &View<'_>) -> bool {
    let Some(quote) = view.speech() else { return false };
    let start = view.sentence.range.start;
    let words = view.text.get(quote.start - start..quote.end - start).unwrap_or_default();
    let ends = [". ", "? ", "! "];
    let first = ends.iter().filter_map(|end| words.find(end)).min().unwrap_or(words.len());
    let count: usize = ends.iter().map(|end| words.matches(end).count()).sum();
    let early = view
        .of("predict")
        .any(|mark| quote.start <= mark.range.start && mark.range.start < quote.start + first);
    early && count <= 1
}

/// "The prisoner said that …": words follow.
fn reports_words(view: &View<'_>) -> bool {
    let text = view.text.to_lowercase();
    [" that ", ", что ", ", що ", "고 말", "고 진술", "고 밝", "고 증언"]
        .iter()
        .any(|w| text.contains(w))
}

/// Evidence whose words are quoted: they are the paper's, not the source's.
const PAPERS: &[&str] = &["handwritten_note", "document", "list", "identity_document"];

/// "One prisoner was asked whether he knew.": the question, not the answer.
fn only_asks(text: &str, asked: bool) -> bool {
    asked && !text.contains(['"', '“', '«', '„'])
}

fn draft(scene: &Scene<'_>, voice: &Heard, i: usize) -> Draft {
    let range = scene.views.get(i).map_or(0..0, |view| view.sentence.range.clone());
    let lang = scene.views.get(i).map_or(Lang::En, |view| view.sentence.lang);
    let speaker = voice.speaker(scene.context);
    let mut draft = scene.claim(Kind::Testimony, &range, lang, &speaker);
    draft.set("kind", "circumstance");
    draft.set("category", "testimony");
    draft.set("prompt", voice.prompt);
    draft.rule(voice.prompt_rule);
    if !voice.province.is_empty() {
        draft.set("place", &format!("{} Province", voice.province));
    }
    draft.stimulus = stimulus(scene, voice);
    if voice.prompt == "unknown" {
        draft.lacks("stimulus", "the text does not say how the source came to say it");
    }
    draft
}

/// The figures that the outlet told the source.
pub(super) fn stimulus(scene: &Scene<'_>, voice: &Heard) -> Vec<usize> {
    let Some(view) = voice.told_in.and_then(|i| scene.views.get(i)) else { return Vec::new() };
    let told = scene.figures_in(&view.sentence.range);
    if !told.is_empty() {
        return told;
    }
    let harm =
        ["killed", "wounded", "casualties", "killed_or_wounded", "losses_unspecified", "missing"];
    let end = view.sentence.range.start;
    let ahead =
        scene.figures.partition_point(|f| f.spans.first().is_none_or(|s| s.text.start < end));
    let before = scene.figures.iter().enumerate().take(ahead).rev().filter(|(_, figure)| {
        figure.quantity.as_ref().is_some_and(|q| q.interval().is_some())
            && harm.contains(&figure.field("category"))
            && figure.spans.first().is_some_and(|s| s.text.end <= end)
    });
    let mut before: Vec<usize> = before.map(|(i, _)| i).take(STIMULI_MAX).collect();
    before.reverse();
    before
}
