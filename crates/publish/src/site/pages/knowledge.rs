//! Who knew what, since when: the timeline, the lags, what was said inside, predictions and what became of them.

use super::{Block, Html, Lang, Out, Page, Row, Site, say, table};
use crate::Error;
use crate::date;
use crate::site::{
    blocks::Section,
    chart::{self, Marks},
    view,
    words::fill,
};

/// Writes the page.
pub(crate) fn write(
    site: Site<'_>,
    lang: Lang,
    marks: &Marks<'_>,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    let mut page = Page::new(site, lang, Section::Knowledge, "knowledge.html", "");
    page.title = page.w.knowledge_title.to_owned();
    let w = page.w;
    let mut blocks = vec![Block::Lead(say(w.knowledge_lead))];
    if let Some(svg) = chart::timeline(&page, marks) {
        blocks.push(Block::Picture(w.timeline_title.to_owned(), svg, say(w.timeline_caption)));
    }
    blocks.push(lags(&page));
    blocks.push(Block::H2("inside", w.inside_title.to_owned()));
    blocks.push(inside_table(&page));
    blocks.push(Block::List(
        "plain",
        vec![
            page.link("positions.html", w.all_positions),
            page.link("awareness.html", w.all_awareness),
            page.link("measures.html", w.all_measures),
        ],
    ));
    blocks.extend(predictions(&page));
    out(&page, &blocks)
}

fn lags(page: &Page<'_>) -> Block {
    let w = page.w;
    let body = page.site.edition.lags.iter().map(|lag| {
        let inside = match &lag.inside {
            Some(key) => view::any_key(page, key),
            None => Html::new().raw("<span class=\"absent\">").text(w.not_yet).raw("</span>"),
        };
        let day = |text: &str| view::date(page.lang, text, w.nothing_not_stated);
        Row::new(vec![
            view::both(page.lang, &lag.topic),
            day(&lag.outside_day).raw(" · ").then(&view::any_key(page, &lag.outside)),
            day(&lag.inside_day).raw(" · ").then(&inside),
            say(&fill(w.n_days, &[&lag.days.to_string()])),
        ])
    });
    let heads = vec![w.topic, w.first_outside, w.first_inside, w.lag];
    table(say(w.lags_caption), heads, body.collect())
}

/// What was said and known inside, in the order of its days: positions of parties inside, awareness, measures.
pub(crate) fn inside_table(page: &Page<'_>) -> Block {
    let (w, site, lang) = (page.w, page.site, page.lang);
    let e = site.edition;
    let mut rows: Vec<((i32, i32), &str, Row)> = Vec::new();
    let inside = |key: &str| site.index.party(e, key).is_some_and(|party| party.inside);
    for row in e.positions.iter().filter(|row| inside(&row.party)) {
        let who = view::party(page, &row.party);
        let what = super::front::position(page, &row.position);
        let what = what.raw(" ").then(&view::both(lang, &row.gist));
        rows.push(entry(page, &row.from, &row.key, w.position, who, what));
    }
    for row in &e.awareness {
        let when = if row.observed.is_empty() { &row.said_on } else { &row.observed };
        let what = super::front::position(page, &row.state);
        let what = what.raw(" ").then(&view::both(lang, &row.proposition));
        let who = view::both(lang, &row.population);
        rows.push(entry(page, when, &row.key, w.awareness, who, what));
    }
    for row in &e.measures {
        let who = view::as_written(lang, &row.actor);
        let what = Html::new().raw("<b>").then(&view::terms_of(lang, &row.kinds)).raw("</b> ");
        let what = what.then(&view::both(lang, &row.gist));
        rows.push(entry(page, &row.from, &row.key, w.measure, who, what));
    }
    rows.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let count = rows.len();
    let caption = if count > MOST {
        fill(w.n_of_m_shown, &[&MOST.to_string(), &view::number(count as u64)])
    } else {
        w.inside_caption.to_owned()
    };
    let body = rows.into_iter().take(MOST).map(|(.., row)| row).collect();
    table(say(&caption), vec![w.row, w.when, w.kind, w.whose, w.what_it_says], body)
}

fn entry<'r>(
    page: &Page<'_>,
    when: &str,
    key: &'r str,
    kind: &'static str,
    who: Html,
    what: Html,
) -> ((i32, i32), &'r str, Row) {
    let cells = vec![
        view::any_key(page, key),
        view::date(page.lang, when, page.w.nothing_not_stated),
        say(kind),
        who,
        what,
    ];
    (date::sort_key(when), key, Row::new(cells))
}

fn predictions(page: &Page<'_>) -> Vec<Block> {
    let w = page.w;
    let all = &page.site.edition.statements;
    let rows: Vec<Row> = page
        .site
        .index
        .order
        .iter()
        .map(|&at| &all[at])
        .filter(|row| row.kind == "prediction")
        .take(MOST)
        .map(|row| {
            let outcome = row.outcome.as_ref();
            let state = outcome.map_or_else(
                || say(w.nothing_unknown),
                |outcome| {
                    super::front::position(page, &outcome.state)
                        .raw(" ")
                        .then(&view::date(page.lang, &outcome.on, ""))
                        .raw(" ")
                        .then(&view::both(page.lang, &outcome.sentence))
                },
            );
            Row::new(vec![
                view::statement_key(page, &row.key),
                view::date(page.lang, &row.said_on, w.nothing_not_stated),
                view::attribution(page, &row.attribution),
                view::says(page, row),
                state,
            ])
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let heads = vec![w.statement, w.said_on, w.who, w.words_said, w.outcome];
    vec![
        Block::H2("predictions", w.predictions_title.to_owned()),
        table(say(w.predictions_caption), heads, rows),
    ]
}

/// Rows in the table beside the timeline; the rest is on the pages it links to.
const MOST: usize = 200;
