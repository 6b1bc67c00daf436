//! What a page is made of.
//!
//! Invariant: a page is a list of blocks, and each kind of block has its markup in one place, `templates/sheet.html`: a
//! table always has a caption and scoped headings, a picture always has a caption and a table near it.
//!
//! Not here: what the blocks say; see [`super::pages`].

use super::{Lang, Site, html::Html, words::Words};
use askama::Template;

/// The part of a page that all share.
pub(crate) struct Page<'a> {
    pub(crate) site: Site<'a>,
    pub(crate) lang: Lang,
    pub(crate) w: &'static Words,
    /// From the root of the language.
    pub(crate) path: String,
    pub(crate) title: String,
    /// The language of the title, if it is not the page's: a name in another script.
    pub(crate) title_lang: Option<String>,
    pub(crate) section: Section,
}

/// The part of the navigation that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Front,
    Findings,
    Uncounted,
    Statements,
    Parties,
    Knowledge,
    Persons,
    Evidence,
    Days,
    Method,
    Changes,
    Data,
    About,
}

impl<'a> Page<'a> {
    pub(crate) fn new(
        site: Site<'a>,
        lang: Lang,
        section: Section,
        path: impl Into<String>,
        title: impl Into<String>,
    ) -> Self {
        let w = Words::of(lang);
        Self { site, lang, w, path: path.into(), title: title.into(), title_lang: None, section }
    }

    /// From this page to the root of its language.
    pub(crate) fn up(&self) -> String {
        "../".repeat(self.path.matches('/').count())
    }

    /// From this page to the root of the site.
    pub(crate) fn root(&self) -> String {
        match self.lang {
            Lang::En => self.up(),
            Lang::Ko => format!("../{}", self.up()),
        }
    }

    /// From this page to the same page in `lang`.
    pub(crate) fn in_lang(&self, lang: Lang) -> String {
        format!("{}{}{}", self.root(), lang.folder(), self.path)
    }

    /// From this page to another of the same language.
    pub(crate) fn href(&self, path: &str) -> String {
        format!("{}{path}", self.up())
    }

    /// A link to another page of the same language.
    pub(crate) fn link(&self, path: &str, text: &str) -> Html {
        Html::new().raw("<a").attr("href", &self.href(path)).raw(">").text(text).raw("</a>")
    }

    pub(crate) fn case_name(&self) -> Html {
        super::view::both(self.lang, &self.site.edition.case_name)
    }

    fn plain_case_name(&self) -> &str {
        self.lang.of(&self.site.edition.case_name).0
    }

    fn description(&self) -> &str {
        self.site.edition.summary.first().map_or("", |text| self.lang.of(text).0)
    }

    fn edition_line(&self) -> String {
        let edition = self.site.edition;
        let day = crate::date::words(&edition.day, self.lang);
        super::words::fill(self.w.edition_n_of_day, &[&edition.number.to_string(), &day])
    }

    /// The pages that the edition has; one without estimates has no page of them.
    fn nav(&self) -> impl Iterator<Item = (Section, &'static str, &'static str)> {
        let w = self.w;
        let estimated = self.site.edition.estimation.is_some();
        let all = [
            (Section::Front, "index.html", w.nav_front),
            (Section::Findings, "findings.html", w.nav_findings),
            (Section::Uncounted, "uncounted.html", w.nav_uncounted),
            (Section::Statements, "statements/index.html", w.nav_statements),
            (Section::Parties, "parties/index.html", w.nav_parties),
            (Section::Knowledge, "knowledge.html", w.nav_knowledge),
            (Section::Persons, "persons.html", w.nav_persons),
            (Section::Evidence, "evidence.html", w.nav_evidence),
            (Section::Days, "days/index.html", w.nav_days),
            (Section::Method, "method.html", w.nav_method),
            (Section::Changes, "changes.html", w.nav_changes),
            (Section::Data, "data.html", w.nav_data),
            (Section::About, "about.html", w.nav_about),
        ];
        all.into_iter().filter(move |(section, ..)| estimated || *section != Section::Uncounted)
    }
}

/// One block of a page.
pub(crate) enum Block {
    /// A heading of the second level, with its fragment id (may be empty).
    H2(&'static str, String),
    /// A heading of the second level over one row, with its fragment id.
    Item(String, Html),
    /// A heading of the third level, with its fragment id (may be empty).
    H3(String, Html),
    /// The first paragraph of a page, set larger.
    Lead(Html),
    /// A paragraph.
    P(Html),
    /// A paragraph beside the matter: how to read, what is left out.
    Aside(Html),
    /// The words of a statement.
    Words(Html),
    /// Names and values.
    Facts(Vec<(&'static str, Html)>),
    Table(Table),
    /// Items; the class is a style of ours.
    List(&'static str, Vec<Html>),
    /// A picture of ours: its title, the drawing, and how to read it.
    Picture(String, Html, Html),
    /// Links between the pages of a long list, with a name of their own: text, path, and whether it is this one.
    Pager(&'static str, Vec<(String, String, bool)>),
}

/// A table; the first cell of each row names the row.
pub(crate) struct Table {
    pub(crate) caption: Html,
    pub(crate) heads: Vec<&'static str>,
    pub(crate) rows: Vec<Row>,
}

/// A row with its fragment id (may be empty).
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) cells: Vec<Html>,
}

impl Row {
    pub(crate) fn new(cells: Vec<Html>) -> Self {
        Self { id: String::new(), cells }
    }
}

impl Table {
    /// Cells with the headings over them.
    fn labelled<'t>(&'t self, row: &'t Row) -> impl Iterator<Item = (&'static str, &'t Html)> {
        self.heads.iter().copied().zip(&row.cells)
    }
}

/// A page with its blocks.
#[derive(Template)]
#[template(path = "sheet.html", whitespace = "minimize")]
pub(crate) struct Sheet<'a> {
    pub(crate) p: &'a Page<'a>,
    pub(crate) blocks: &'a [Block],
}
