//! Long tables: positions, awareness, measures, evidence, persons, reports; and a page for each measure, item of evidence and
//! person, which says what the table says and can be cited.
//!
//! Invariant: row number `n` of the edition's table is on page `n / 200`, because links from elsewhere count on it.

use super::{Block, Html, Lang, Out, PAGE_ROWS, Page, Row, Site, page_count, pagers, say, table};
use crate::Error;
use crate::site::{
    blocks::Section,
    index::{Shelf, page_path},
    paths, terms, view,
    words::{Words, fill},
};
use protect::shape::{
    Awareness, Evidence, Measure, NameReading, Person, PersonField, Position, Report,
};

/// Writes all of them.
pub(crate) fn write(site: Site<'_>, lang: Lang, out: &mut Out<'_>) -> Result<(), Error> {
    let (w, e) = (Words::of(lang), site.edition);
    let shelf = |shelf, section, title, lead| Plan {
        site,
        lang,
        shelf,
        section,
        title,
        lead,
        one: title,
        all: title,
    };
    shelf(Shelf::Positions, Section::Knowledge, w.positions_title, w.positions_lead).tables(
        &e.positions,
        &[w.row, w.when, w.who, w.position, w.what_it_says, w.reports],
        position,
        |row| &row.entry_id,
        out,
    )?;
    shelf(Shelf::Awareness, Section::Knowledge, w.awareness_title, w.awareness_lead).tables(
        &e.awareness,
        &[w.row, w.observed, w.whose, w.state, w.what_it_says, w.who, w.basis, w.reports],
        awareness,
        |row| &row.entry_id,
        out,
    )?;
    let measures = shelf(Shelf::Measures, Section::Knowledge, w.measures_title, w.measures_lead);
    Plan { one: w.measure, all: w.all_measures, ..measures }.tables(
        &e.measures,
        &[w.row, w.when, w.actor, w.kind, w.what_it_says, w.place, w.who, w.standing, w.reports],
        measure,
        |row| &row.entry_id,
        out,
    )?;
    let evidences = shelf(Shelf::Evidence, Section::Evidence, w.evidence_title, w.evidence_lead);
    Plan { one: w.evidence, all: w.all_evidence, ..evidences }.tables(
        &e.evidence,
        &[w.row, w.kind, w.released, w.shows, w.place, w.verification, w.bears_on, w.reports],
        evidence,
        |row| &row.entry_id,
        out,
    )?;
    shelf(Shelf::Reports, Section::About, w.reports_title, w.reports_lead).tables(
        &e.reports,
        &[w.row, w.publisher, w.report_title, w.published, w.language, w.nav_statements],
        report,
        |_| "",
        out,
    )?;
    persons(site, lang, out)
}

struct Plan<'a> {
    site: Site<'a>,
    lang: Lang,
    shelf: Shelf,
    section: Section,
    title: &'static str,
    lead: &'static str,
    /// What one row is called, and all of them: for the pages of single rows.
    one: &'static str,
    all: &'static str,
}

impl<'a> Plan<'a> {
    fn page(&self, here: usize, pages: usize) -> Page<'a> {
        let path = page_path(self.shelf.stem(), here);
        let mut page = Page::new(self.site, self.lang, self.section, path, "");
        page.title = super::paged_title(page.w.page_n_of_m, self.title, here, pages);
        page
    }

    fn tables<T>(
        &self,
        rows: &[T],
        heads: &[&'static str],
        cells: fn(&Page<'_>, &T) -> (String, Vec<Html>),
        entry: fn(&T) -> &str,
        out: &mut Out<'_>,
    ) -> Result<(), Error> {
        let pages = page_count(rows.len());
        for here in 0..pages {
            let page = self.page(here, pages);
            let mut blocks = vec![Block::Lead(say(self.lead))];
            let [over, below] = pagers(page.w, self.shelf.stem(), pages, here);
            blocks.extend(over);
            let shown = rows.iter().skip(here * PAGE_ROWS).take(PAGE_ROWS);
            let body: Vec<Row> = shown
                .map(|row| {
                    let (key, cells) = cells(&page, row);
                    let id = paths::fold(&key);
                    let name = match page.site.index.own_path(&key) {
                        Some(path) => page.link(path, &key),
                        None => say(&key),
                    };
                    Row { id, cells: std::iter::once(name).chain(cells).collect() }
                })
                .collect();
            if body.is_empty() {
                blocks.push(Block::P(say(page.w.no_rows)));
            } else {
                let caption = fill(page.w.n_rows, &[&view::number(rows.len() as u64)]);
                blocks.push(table(say(&caption), heads.to_vec(), body));
            }
            blocks.extend(below);
            out(&page, &blocks)?;
        }
        self.own_pages(rows, heads, cells, entry, out)
    }

    /// A page for each row that has one: what it says or shows, then the other cells of its table under the same heads.
    fn own_pages<T>(
        &self,
        rows: &[T],
        heads: &[&'static str],
        cells: fn(&Page<'_>, &T) -> (String, Vec<Html>),
        entry: fn(&T) -> &str,
        out: &mut Out<'_>,
    ) -> Result<(), Error> {
        let index = &self.site.index;
        let bare = Page::new(self.site, self.lang, self.section, "", "");
        let keyed: Vec<(String, &T)> = rows
            .iter()
            .map(|row| (cells(&bare, row).0, row))
            .filter(|(key, _)| index.own_path(key).is_some())
            .collect();
        for (at, (key, row)) in keyed.iter().enumerate() {
            let path = index.own_path(key).unwrap_or_default();
            let title = format!("{} {key}", self.one);
            let page = Page::new(self.site, self.lang, self.section, path, title);
            let w = page.w;
            let beside = |at: usize| keyed.get(at).map(|(key, _)| (&**key, &**key));
            let mut blocks = Vec::new();
            // Links are relative, so the cells are made from where the page is.
            let (_, cells) = cells(&page, row);
            let mut facts = Vec::new();
            for (head, cell) in heads.iter().copied().skip(1).zip(cells) {
                match cell {
                    cell if cell.is_empty() => {}
                    cell if head == w.what_it_says || head == w.shows => {
                        blocks.push(Block::Lead(cell));
                    }
                    cell => facts.push((head, cell)),
                }
            }
            let before = at.checked_sub(1).and_then(beside);
            blocks.push(self.around(&page, before, beside(at + 1)));
            facts.extend(citation(&page, entry(row)));
            blocks.push(Block::Facts(facts));
            out(&page, &blocks)?;
        }
        Ok(())
    }

    /// Links to the row before, all rows and the row after; a row is its key and its name.
    fn around(
        &self,
        page: &Page<'_>,
        before: Option<(&str, &str)>,
        after: Option<(&str, &str)>,
    ) -> Block {
        let path = |key: &str| self.site.index.own_path(key).unwrap_or_default().to_owned();
        let mut links = Vec::new();
        links.extend(before.map(|(key, name)| (format!("← {name}"), path(key), false)));
        links.push((self.all.to_owned(), page_path(self.shelf.stem(), 0), false));
        links.extend(after.map(|(key, name)| (format!("{name} →"), path(key), false)));
        Block::Pager(page.w.rows_around, links)
    }
}

/// By what a page is cited: its path, and the entry of the log that holds its row.
fn citation(page: &Page<'_>, entry: &str) -> Vec<(&'static str, Html)> {
    let mut facts =
        vec![(page.w.permalink, Html::new().raw("<code>").text(&page.path).raw("</code>"))];
    if !entry.is_empty() {
        let hash = Html::new().raw("<code class=\"hash\">").text(entry).raw("</code>");
        facts.push((page.w.entry_id, hash));
    }
    facts
}

/// Our words, then the words as said, then the remark.
fn telling(
    page: &Page<'_>,
    gist: &protect::shape::Both,
    quote: Option<&protect::shape::Quote>,
    note: &protect::shape::Both,
) -> Html {
    let mut parts = Vec::new();
    if !gist.is_empty() {
        parts.push(view::both(page.lang, gist));
    }
    parts.extend(quote.map(|quote| view::quote(page.lang, quote)));
    if !note.is_empty() {
        parts.push(
            Html::new()
                .raw("<small class=\"more\">")
                .then(&view::both(page.lang, note))
                .raw("</small>"),
        );
    }
    if parts.is_empty() {
        return Html::new();
    }
    Html::new().raw("<span class=\"telling\">").then(&Html::join(parts, " ")).raw("</span>")
}

fn span(page: &Page<'_>, from: &str, until: &str) -> Html {
    if until.is_empty() {
        return view::date(page.lang, from, page.w.nothing_not_stated);
    }
    say(&crate::date::words(&format!("{from}/{until}"), page.lang))
}

fn position(page: &Page<'_>, row: &Position) -> (String, Vec<Html>) {
    let mut what = telling(page, &row.gist, row.quote.as_ref(), &row.note);
    if let Some(key) = row.statement.as_ref().filter(|key| **key != row.key) {
        what = what.raw(" ").then(&view::statement_key(page, key));
    }
    let cells = vec![
        span(page, &row.from, &row.until),
        view::party(page, &row.party),
        terms::term(page.lang, &row.position),
        what,
        view::report_keys(page, &row.reports),
    ];
    (row.key.clone(), cells)
}

fn awareness(page: &Page<'_>, row: &Awareness) -> (String, Vec<Html>) {
    let mut basis = terms::term(page.lang, &row.basis);
    // "Unknown; unknown" says no more than once.
    if !row.prompt.is_empty() && row.prompt != row.basis {
        basis = basis.raw("; ").then(&terms::term(page.lang, &row.prompt));
    }
    if !row.stimulus.is_empty() {
        basis = basis.raw(" (").text(page.w.stimulus).raw(": ");
        basis = basis.then(&view::keys(page, &row.stimulus)).raw(")");
    }
    let mut whose = view::both(page.lang, &row.population);
    if let Some(place) = &row.place {
        whose = whose.raw(", ").then(&view::place(page.site, page.lang, place));
    }
    let matter = view::both(page.lang, &row.proposition);
    let what = Html::new().raw("<span class=\"matter\">").then(&matter).raw("</span> ");
    let what = what.then(&telling(page, &row.gist, row.quote.as_ref(), &row.note));
    let cells = vec![
        view::date(page.lang, &row.observed, page.w.nothing_not_stated),
        whose,
        terms::term(page.lang, &row.state),
        what,
        view::attribution(page, &row.attribution),
        basis,
        view::report_keys(page, &row.reports),
    ];
    (row.key.clone(), cells)
}

fn measure(page: &Page<'_>, row: &Measure) -> (String, Vec<Html>) {
    let mut what = telling(page, &row.gist, None, &row.note);
    if !row.target.is_empty() {
        what = what.raw(" <small class=\"more\">").text(page.w.target).raw(": ");
        what = what.then(&view::as_written(page.lang, &row.target)).raw("</small>");
    }
    if !row.contradicted_by.is_empty() {
        what = what.raw(" <small class=\"more\">").text(page.w.contradicted_by).raw(": ");
        what = what.then(&view::keys(page, &row.contradicted_by)).raw("</small>");
    }
    let actor = match &row.party {
        Some(party) => view::party(page, party),
        None => view::as_written(page.lang, &row.actor),
    };
    let who = if row.alleged_by.is_empty() {
        view::attribution(page, &row.attribution)
    } else {
        view::as_written(page.lang, &row.alleged_by)
    };
    let place = row.place.as_ref().map(|key| view::place(page.site, page.lang, key));
    let cells = vec![
        span(page, &row.from, &row.until),
        actor,
        view::terms_of(page.lang, &row.kinds),
        what,
        place.unwrap_or_default(),
        who,
        view::as_written(page.lang, &row.status),
        view::report_keys(page, &row.reports),
    ];
    (row.key.clone(), cells)
}

fn evidence(page: &Page<'_>, row: &Evidence) -> (String, Vec<Html>) {
    let mut released = view::date(page.lang, &row.released, page.w.nothing_not_stated);
    if !row.released_by.is_empty() {
        released = released.raw(", ").then(&view::as_written(page.lang, &row.released_by));
    }
    if !row.made.is_empty() {
        released = released.raw(" <small class=\"more\">").text(page.w.made).raw(": ");
        released = released.then(&view::date(page.lang, &row.made, "")).raw("</small>");
    }
    let mut shows = telling(page, &row.shows, None, &row.note);
    if !row.sensitivity.is_empty() {
        shows = shows.raw(" <small class=\"more\">").text(page.w.sensitivity).raw(": ");
        shows = shows.then(&view::terms_of(page.lang, &row.sensitivity)).raw("</small>");
    }
    let mut verification = terms::term(page.lang, &row.verification);
    for test in &row.tests {
        verification = verification.raw("; ").then(&terms::term(page.lang, &test.test)).raw(": ");
        verification = verification.then(&terms::term(page.lang, &test.result));
    }
    let place = row.place.as_ref().map(|key| view::place(page.site, page.lang, key));
    let cells = vec![
        terms::term(page.lang, &row.kind),
        released,
        shows,
        place.unwrap_or_default(),
        verification,
        view::keys(page, &row.links),
        view::report_keys(page, &row.reports),
    ];
    (row.key.clone(), cells)
}

fn report(page: &Page<'_>, row: &Report) -> (String, Vec<Html>) {
    let title = if row.title.is_empty() { &row.key } else { &row.title };
    let lang = if row.lang.is_empty() { "und" } else { &row.lang };
    let title = Html::new()
        .raw("<span")
        .attr("lang", lang)
        .raw(">")
        .then(&view::outside(&row.url, title))
        .raw("</span>");
    let at = page.site.edition.reports.binary_search_by(|other| other.key.cmp(&row.key));
    let found = at.ok().and_then(|at| page.site.index.found_in.get(at));
    let found = found.map_or(&[][..], Vec::as_slice);
    let all = &page.site.edition.statements;
    let links = found
        .iter()
        .take(24)
        .map(|&at| page.link(&page.site.index.statement_path(at), &all[at].key));
    let mut statements = Html::join(links, ", ");
    if found.len() > 24 {
        let counts = ["24", &view::number(found.len() as u64)];
        statements = statements.raw(" ").text(&fill(page.w.n_of_m_shown, &counts));
    }
    let kind = terms::term(page.lang, &row.publisher_kind);
    let mut publisher = view::as_written(page.lang, &row.publisher);
    if !kind.is_empty() {
        publisher = publisher.raw(" <small>").then(&kind).raw("</small>");
    }
    let cells = vec![
        publisher,
        title,
        view::date(page.lang, &row.published, page.w.nothing_not_stated),
        say(&row.lang),
        statements,
    ];
    (row.key.clone(), cells)
}

/// The name that a page shows first: in the page's own script if there is one, then another beside it.
pub(crate) fn display_name(page: &Page<'_>, row: &Person) -> Html {
    let of = |script: &str| row.names.iter().find(|name| name.script == script);
    let (own, other) = match page.lang {
        Lang::En => (of("Latn"), of("Hang")),
        Lang::Ko => (of("Hang"), of("Latn")),
    };
    let marked = |name: &protect::shape::PersonName| in_script(page.lang, &name.name, &name.lang);
    match (own, other, row.names.first()) {
        (Some(own), Some(other), _) => {
            marked(own).raw(" <span class=\"script\">").then(&marked(other)).raw("</span>")
        }
        (Some(name), None, _) | (None, Some(name), _) | (None, None, Some(name)) => marked(name),
        (None, None, None) => say(&row.key),
    }
}

fn in_script(lang: Lang, name: &str, code: &str) -> Html {
    if code.is_empty() || code == lang.code() { say(name) } else { view::in_lang(name, code) }
}

fn persons(site: Site<'_>, lang: Lang, out: &mut Out<'_>) -> Result<(), Error> {
    let w = Words::of(lang);
    let plan = Plan {
        site,
        lang,
        shelf: Shelf::Persons,
        section: Section::Persons,
        title: w.persons_title,
        lead: w.persons_lead,
        one: w.name,
        all: w.all_persons,
    };
    let all = &site.edition.persons;
    let pages = page_count(all.len());
    for here in 0..pages {
        let page = plan.page(here, pages);
        let mut blocks = vec![Block::Lead(say(plan.lead))];
        if all.is_empty() {
            blocks.push(Block::P(say(w.no_rows)));
        }
        let [over, below] = pagers(page.w, plan.shelf.stem(), pages, here);
        blocks.extend(over);
        for row in all.iter().skip(here * PAGE_ROWS).take(PAGE_ROWS) {
            let name = display_name(&page, row);
            let name = match page.site.index.own_path(&row.key) {
                Some(path) => {
                    let open = Html::new().raw("<a").attr("href", &page.href(path)).raw(">");
                    open.then(&name).raw("</a>")
                }
                None => name,
            };
            blocks.push(Block::Item(paths::fold(&row.key), name));
            blocks.push(Block::Facts(person(&page, row)));
        }
        blocks.extend(below);
        out(&page, &blocks)?;
    }
    person_pages(&plan, all, out)
}

/// A page for each person: the name once, large, and beside it the same name in the other script.
fn person_pages(plan: &Plan<'_>, all: &[Person], out: &mut Out<'_>) -> Result<(), Error> {
    let index = &plan.site.index;
    let rows: Vec<&Person> = all.iter().filter(|row| index.own_path(&row.key).is_some()).collect();
    for (at, row) in rows.iter().enumerate() {
        let path = index.own_path(&row.key).unwrap_or_default();
        let (name, code) = title_name(plan.lang, row);
        let mut page = Page::new(plan.site, plan.lang, plan.section, path, name);
        page.title_lang = (code != plan.lang.code()).then(|| code.to_owned());
        let beside = |at: usize| rows.get(at).map(|row| (&*row.key, title_name(plan.lang, row).0));
        let other = row.names.iter().find(|other| {
            matches!(&*other.script, "Latn" | "Hang") && script_of(row, name) != other.script
        });
        let other = other.map(|form| Block::Lead(in_script(plan.lang, &form.name, &form.lang)));
        let mut blocks: Vec<Block> = other.into_iter().collect();
        let before = at.checked_sub(1).and_then(beside);
        blocks.push(plan.around(&page, before, beside(at + 1)));
        let facts = person(&page, row).into_iter().chain(citation(&page, &row.entry_id));
        blocks.push(Block::Facts(facts.collect()));
        blocks.extend(readings(&page, row));
        blocks.extend(super::linked::blocks(&page, row));
        out(&page, &blocks)?;
    }
    Ok(())
}

/// How each spelling of the name is read, and why it is one name with the first: a table, and how to read it.
fn readings(page: &Page<'_>, row: &Person) -> Vec<Block> {
    let (w, lang) = (page.w, page.lang);
    let all: Vec<&NameReading> =
        page.site.edition.readings.iter().filter(|r| r.person == row.key).collect();
    let Some(anchor) = all.first() else { return Vec::new() };
    let spelled = |name: &str| {
        let code = row.names.iter().find(|n| n.name == name).map_or("", |n| &*n.lang);
        in_script(lang, name, code)
    };
    let hangul = |text: &str| in_script(lang, text, if text.is_empty() { "" } else { "ko" });
    let body = all.iter().map(|r| {
        let parts = r.parts.iter().filter(|p| !p.reading.is_empty());
        let parts = parts.map(|p| hangul(&p.reading).raw(" ").text(&weight(p.weight_tenths)));
        let verdict = match (&*r.answer, r.weight_tenths) {
            ("same", Some(tenths)) => format!("{} – {}", weight(tenths), w.name_same),
            ("different", Some(tenths)) => format!("{} – {}", weight(tenths), w.name_different),
            (_, Some(tenths)) => format!("{} – {}", weight(tenths), w.name_undecided),
            (_, None) => w.name_anchor.to_owned(),
        };
        Row::new(vec![
            spelled(&r.name),
            view::both(lang, &r.script),
            view::both(lang, &r.system),
            hangul(&r.reading),
            Html::join(parts, " · "),
            say(&verdict),
        ])
    });
    let heads = [w.spelling, w.script, w.system, w.reading, w.by_syllable, w.weight];
    let caption = if all.len() > 1 { w.readings_caption } else { w.reading_caption };
    let (before, after) = caption.split_once("{1}").unwrap_or((caption, ""));
    let caption = say(before).then(&spelled(&anchor.name)).text(after);
    let mut blocks = vec![
        Block::H2("readings", w.readings_title.to_owned()),
        table(caption, heads.to_vec(), body.collect()),
    ];
    let open = all.iter().filter(|r| !matches!(&*r.answer, "" | "same"));
    blocks.extend(open.map(|r| Block::P(view::both(lang, &r.why))));
    blocks.push(Block::Aside(say(w.readings_aside)));
    blocks
}

/// Tenths with their sign.
fn weight(tenths: i64) -> String {
    let sign = if tenths < 0 { '−' } else { '+' };
    format!("{sign}{}.{}", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
}

fn script_of<'a>(row: &'a Person, name: &str) -> &'a str {
    row.names.iter().find(|form| form.name == name).map_or("", |form| &form.script)
}

/// The name for a title and its language: in the page's own script if there is one, else the first, else the key.
fn title_name(lang: Lang, row: &Person) -> (&str, &str) {
    let script = match lang {
        Lang::En => "Latn",
        Lang::Ko => "Hang",
    };
    let name = row.names.iter().find(|name| name.script == script).or(row.names.first());
    match name {
        Some(name) if name.lang.is_empty() => (&name.name, lang.code()),
        Some(name) => (&name.name, &name.lang),
        None => (&row.key, lang.code()),
    }
}

fn person(page: &Page<'_>, row: &Person) -> Vec<(&'static str, Html)> {
    let (w, lang) = (page.w, page.lang);
    let mut facts = Vec::new();
    let mut add = |name, value: Html| {
        if !value.is_empty() {
            facts.push((name, value));
        }
    };
    if let Some(age) = row.age {
        add(w.age, say(&age.to_string()));
    }
    add(w.circumstance, view::both(lang, &row.circumstance));
    add(w.died, view::date(lang, &row.died, w.nothing_not_stated));
    if let Some(place) = &row.place {
        add(w.place, view::place(page.site, lang, place));
    }
    add(w.affiliation, view::both(lang, &row.affiliation));
    add(w.named_by, view::as_written(lang, &row.named_by));
    add(w.forms_of_name, forms(page, row));
    add(w.remark, view::both(lang, &row.note));
    add(w.reports, view::report_keys(page, &row.reports));
    let hidden = row.withheld.iter().map(|field| {
        say(match field {
            PersonField::Names => w.name,
            PersonField::Age => w.age,
            PersonField::Affiliation => w.affiliation,
            PersonField::Circumstance => w.circumstance,
            PersonField::Died => w.died,
            PersonField::Place => w.place,
            PersonField::Note => w.remark,
            _ => w.other_field,
        })
    });
    add(w.withheld, Html::join(hidden, ", "));
    add(w.row, say(&row.key));
    facts
}

/// Each form of the name once, with the reports in which it stands.
fn forms(page: &Page<'_>, row: &Person) -> Html {
    let mut forms: Vec<(&str, &str, &str, Vec<Html>)> = Vec::new();
    for name in &row.names {
        let report = page.site.index.anchor_path(&name.report);
        let link = report.map(|path| page.link(&path, &name.report));
        match forms.iter_mut().find(|form| form.0 == name.name) {
            Some(form) => form.3.extend(link),
            None => forms.push((&name.name, &name.lang, &name.note, link.into_iter().collect())),
        }
    }
    Html::join(
        forms.into_iter().map(|(name, lang, note, links)| {
            let mut html = in_script(page.lang, name, lang);
            if !note.is_empty() {
                html =
                    html.raw(" <small>").then(&view::as_written(page.lang, note)).raw("</small>");
            }
            if !links.is_empty() {
                html = html.raw(" <small>").then(&Html::join(links, ", ")).raw("</small>");
            }
            html
        }),
        "<br>",
    )
}
