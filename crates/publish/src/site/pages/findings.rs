//! What the checks found, as sentences with their statements.

use super::{Block, Html, Lang, Out, PAGE_ROWS, Page, Site, page_count, pagers, say};
use crate::Error;
use crate::site::{blocks::Section, index::page_path, paths, terms, view};
use protect::shape::Finding;

/// Writes all findings, contradictions first as the edition ranks them.
pub(crate) fn write(site: Site<'_>, lang: Lang, out: &mut Out<'_>) -> Result<(), Error> {
    let all = &site.edition.findings;
    let pages = page_count(all.len());
    for here in 0..pages {
        let mut page = Page::new(site, lang, Section::Findings, page_path("findings", here), "");
        page.title = super::paged_title(page.w.page_n_of_m, page.w.findings_title, here, pages);
        let mut blocks = Vec::new();
        if here == 0 {
            blocks.push(Block::Lead(say(page.w.findings_lead)));
        }
        if all.is_empty() {
            blocks.push(Block::P(say(page.w.no_findings)));
        }
        let [over, below] = pagers(page.w, "findings", pages, here);
        blocks.extend(over);
        let shown = all.iter().skip(here * PAGE_ROWS).take(PAGE_ROWS);
        for finding in shown {
            blocks.extend(whole(&page, finding));
        }
        blocks.extend(below);
        out(&page, &blocks)?;
    }
    Ok(())
}

fn whole(page: &Page<'_>, finding: &Finding) -> Vec<Block> {
    let kind = label(page, finding);
    let mut blocks = vec![
        Block::Item(paths::fold(&finding.key), say(&finding.key).raw(" · ").then(&kind)),
        Block::P(view::both(page.lang, &finding.sentence)),
    ];
    if !finding.reconcile.is_empty() {
        blocks.push(Block::Aside(say(page.w.would_reconcile)));
        let items = finding.reconcile.iter().map(|text| view::both(page.lang, text));
        blocks.push(Block::List("plain", items.collect()));
    }
    let mut facts = vec![(page.w.nav_statements, view::keys(page, &finding.statements))];
    if let Some(radius) = finding.radius_milli {
        facts.push((page.w.radius, say(&radius_text(radius))));
    }
    blocks.push(Block::Facts(facts));
    blocks
}

fn label(page: &Page<'_>, finding: &Finding) -> Html {
    let kind = terms::term(page.lang, &finding.kind);
    if finding.fault.is_empty() || finding.fault == finding.kind {
        kind
    } else {
        kind.raw(": ").then(&terms::term(page.lang, &finding.fault))
    }
}

/// All three decimals: rounding again could contradict the sentence beside it.
fn radius_text(milli: u64) -> String {
    format!("{}.{:03}", milli / 1000, milli % 1000)
}

/// A finding in a list: kind, sentence, statements.
pub(crate) fn sentence(page: &Page<'_>, finding: &Finding) -> Html {
    let href = page.site.index.anchor_path(&finding.key).unwrap_or_default();
    Html::new()
        .raw("<b class=\"kind\">")
        .then(&label(page, finding))
        .raw("</b> ")
        .then(&view::both(page.lang, &finding.sentence))
        .raw(" <span class=\"refs\">")
        .then(&view::keys(page, &finding.statements))
        .raw(" · ")
        .then(&page.link(&href, &finding.key))
        .raw("</span>")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_radius_keeps_its_decimals() {
        for (milli, text) in [(1000, "1.000"), (2479, "2.479"), (10_005, "10.005")] {
            assert_eq!(super::radius_text(milli), text);
        }
    }
}
