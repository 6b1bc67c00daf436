//! Which figures repeat which: a headline derives from the text below it.
//!
//! Invariant: derivations point to other drafts of the same list, never to the draft itself. Quadratic in the figures of headlines only,
//! of which there are a few.

use model::quantity::Quantity;

use crate::draft::{BlockKind, Draft};

use super::Context;

/// Lets the figures of headlines derive from the same figures below, and gives them their speakers.
pub(crate) fn headlines(context: &Context<'_>, figures: &mut [Draft]) {
    let ranges: Vec<_> = context
        .page
        .pieces
        .iter()
        .filter(|p| p.kind == BlockKind::Headline)
        .map(|p| p.range.clone())
        .take(4)
        .collect();
    let start = |draft: &Draft| draft.spans.first().map_or(0, |s| s.text.start);
    let within = |draft: &Draft| ranges.iter().any(|r| r.contains(&start(draft)));
    for i in (0..figures.len()).filter(|i| within(&figures[*i])).take(16).collect::<Vec<_>>() {
        let Some(from) = body(figures, i, &within) else { continue };
        let (group, party) = (
            figures[from].field("party_group").to_owned(),
            figures[from].field("party").to_owned(),
        );
        let figure = &mut figures[i];
        figure.derives_from.push(from);
        if figure.field("party").is_empty() && !party.is_empty() {
            figure.set("party_group", &group);
            figure.set("party", &party);
            figure.missing.retain(|m| m.field != "party");
            figure.rule("figure-headline");
        }
    }
}

/// The figure below that says the same: the number and the category, else the number alone.
fn body(figures: &[Draft], headline: usize, within: &dyn Fn(&Draft) -> bool) -> Option<usize> {
    let interval = |d: &Draft| d.quantity.as_ref().and_then(Quantity::interval);
    let mine = figures.get(headline)?;
    let said = interval(mine)?;
    let below = || figures.iter().enumerate().filter(|(_, d)| !within(d));
    let same = |d: &Draft| interval(d) == Some(said);
    below()
        .find(|(_, d)| same(d) && d.field("category") == mine.field("category"))
        .or_else(|| below().find(|(_, d)| same(d)))
        .or_else(|| {
            below().find(|(_, d)| {
                d.field("category") == mine.field("category")
                    && interval(d).is_some_and(|i| i.intersects(&said))
            })
        })
        .map(|(i, _)| i)
}
