//! What an article says beside figures: stands, knowledge, measures, testimonies, evidence, expectations.
//!
//! Terms: a *construction* is a row of `data/kinds-constructions.tsv` found in a sentence; a *voice* is a source inside, or a prisoner,
//! with how it came to speak; a *scene* is all of an article that the kinds share, made once. Invariants: in doubt there is no draft;
//! a party is named by the text or left out; work is linear in the text.
//! `stimulus` and `derives_from` of the drafts are indexes into the figures given.
//! Not here: figures, and who answers for a clause (`attribute`).

mod awareness;
mod circumstance;
mod evidence;
mod fate;
mod holder;
mod measure;
mod opinion;
mod pattern;
mod position;
mod prediction;
mod scene;
mod testimony;
#[cfg(test)]
mod tests;
mod voice;

use super::{Context, Rule};
use crate::draft::Draft;
use scene::Scene;
pub(crate) use scene::{Marks, marks};

/// Drafts of every kind but figures.
pub(crate) fn drafts(context: &Context<'_>, figures: &[Draft], marks: Marks) -> Vec<Draft> {
    let scene = Scene::new(context, figures, marks);
    let mut drafts = position::drafts(&scene);
    let awareness = awareness::drafts(&scene);
    let measures = measure::drafts(&scene);
    let predictions = prediction::drafts(&scene);
    drafts.extend(testimony::drafts(&scene, &awareness, &predictions));
    drafts.extend(awareness);
    drafts.extend(measures);
    drafts.extend(predictions);
    drafts.extend(opinion::drafts(&scene));
    drafts.extend(evidence::drafts(&scene));
    drafts.extend(circumstance::drafts(&scene));
    drafts.extend(fate::drafts(&scene));
    drafts
}

/// The rules of the constructions.
pub(crate) fn rules() -> Vec<Rule> {
    scene::rules()
}
