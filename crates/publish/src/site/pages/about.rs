//! Who made this, under which licence, and what the pages do not do.

use super::{Block, Html, Lang, Out, Page, Site, say};
use crate::Error;
use crate::site::{blocks::Section, view};

/// Writes the page.
pub(crate) fn write(site: Site<'_>, lang: Lang, out: &mut Out<'_>) -> Result<(), Error> {
    let mut page = Page::new(site, lang, Section::About, "about.html", "");
    page.title = page.w.about_title.to_owned();
    let (w, origin) = (page.w, &site.edition.origin);
    let mut facts = vec![
        (w.case, view::both(lang, &site.edition.case_name)),
        (w.edition, say(&site.edition.number.to_string())),
        (w.when, view::date(lang, &site.edition.day, "")),
    ];
    let rest = [(w.desk, &origin.desk), (w.contact, &origin.contact), (w.licence, &origin.licence)];
    for (name, text) in rest {
        if !text.is_empty() {
            facts.push((name, view::as_written(lang, text)));
        }
    }
    let blocks = [
        Block::Lead(say(w.about_lead)),
        Block::Facts(facts),
        Block::H2("respect", w.about_respect.to_owned()),
        Block::P(say(w.about_respect_1)),
        Block::H2("privacy", w.about_privacy.to_owned()),
        Block::P(say(w.about_privacy_1)),
        Block::H2("access", w.about_access.to_owned()),
        Block::P(say(w.about_access_1)),
        Block::H2("made", w.about_made.to_owned()),
        Block::P(say(w.about_made_1)),
        Block::P(Html::join(
            [
                page.link("method.html", w.footer_method),
                page.link("reports.html", w.reports_title),
                page.link("data.html", w.data_title),
            ],
            " · ",
        )),
    ];
    out(&page, &blocks)
}
