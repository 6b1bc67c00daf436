//! Values of an edition as inline markup: dates, quantities, attributions, links.
//!
//! Invariant: text in another language than the page's carries its `lang`; the four kinds of nothing – unknown, not stated,
//! withheld, zero – read differently.
//!
//! Not here: whole tables and pages.

use super::{
    Lang, Site,
    blocks::Page,
    html::Html,
    terms,
    words::{Words, fill},
};
use crate::date;
use protect::shape::{
    Absence, Attribution, Both, Place, Quantity, QuantityKind, Quote, Statement, StatementField,
};

/// A text in the page's language, or in the other one and marked so.
pub(crate) fn both(lang: Lang, text: &Both) -> Html {
    match lang.of(text) {
        (text, None) => Html::new().text(text),
        (text, Some(code)) => in_lang(text, code),
    }
}

/// A text in a language that is not the page's.
pub(crate) fn in_lang(text: &str, code: &str) -> Html {
    Html::new().raw("<span").attr("lang", code).raw(">").text(text).raw("</span>")
}

/// A text whose language is only known by its script.
pub(crate) fn as_written(lang: Lang, text: &str) -> Html {
    match script_lang(text) {
        // Digits alone are read in the page's own language.
        code if code == lang.code() || !text.chars().any(char::is_alphabetic) => {
            Html::new().text(text)
        }
        code => in_lang(text, code),
    }
}

/// The language that a script suggests: Hangul is Korean, Cyrillic and Han are left undetermined, all else is English.
fn script_lang(text: &str) -> &'static str {
    let mut code = "en";
    for c in text.chars() {
        match c {
            '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' => return "ko",
            '\u{400}'..='\u{52f}' => code = "und-Cyrl",
            '\u{4e00}'..='\u{9fff}' => code = "und-Hani",
            _ => {}
        }
    }
    code
}

/// A date in words, with the machine's form; `none` where there is none.
pub(crate) fn date(lang: Lang, text: &str, none: &'static str) -> Html {
    if text.is_empty() {
        return Html::new().raw("<span class=\"absent\">").text(none).raw("</span>");
    }
    let words = date::words(text, lang);
    match date::single_day(text) {
        Some(day) => {
            Html::new().raw("<time").attr("datetime", day).raw(">").text(&words).raw("</time>")
        }
        None => Html::new().text(&words),
    }
}

/// Digits in groups of three.
pub(crate) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What a quantity means, in words: `990 to 1,210`, `more than 3,000`.
pub(crate) fn meaning(lang: Lang, quantity: &Quantity) -> String {
    let w = Words::of(lang);
    let one = |template: &'static str, n: u64| fill(template, &[&number(n)]);
    match (quantity.lo, quantity.hi) {
        (Some(lo), Some(hi)) if lo == hi => one(w.q_exactly, lo),
        (Some(lo), Some(hi)) => {
            let low = if quantity.lo_open { one(w.q_over, lo) } else { number(lo) };
            let template = if quantity.hi_open { w.q_to_below } else { w.q_to };
            fill(template, &[&low, &number(hi)])
        }
        (Some(lo), None) if quantity.lo_open => one(w.q_more_than, lo),
        (Some(lo), None) => one(w.q_at_least, lo),
        (None, Some(hi)) => one(w.q_up_to, hi),
        (None, None) => match (quantity.kind, &quantity.fraction) {
            (QuantityKind::Fraction, Some(fraction)) => share(lang, fraction.lo, fraction.hi),
            _ => absence(lang, quantity),
        },
    }
}

fn absence(lang: Lang, quantity: &Quantity) -> String {
    let w = Words::of(lang);
    match quantity.absence {
        Some(Absence::Unknown) => w.nothing_unknown,
        Some(Absence::NotStated) => w.nothing_not_stated,
        Some(Absence::Withheld) => w.nothing_withheld,
        None => w.q_words_only,
    }
    .to_owned()
}

fn share(lang: Lang, lo: u32, hi: u32) -> String {
    let w = Words::of(lang);
    let percent = |parts: u32| {
        if parts.is_multiple_of(100) {
            format!("{}", parts / 100)
        } else {
            format!("{}.{}", parts / 100, parts % 100 / 10)
        }
    };
    if lo == hi {
        fill(w.q_share, &[&percent(lo)])
    } else {
        fill(w.q_share_range, &[&percent(lo), &percent(hi)])
    }
}

/// The words of a quantity, quoted, or what kind of nothing it is.
pub(crate) fn words(lang: Lang, quantity: &Quantity) -> Html {
    if quantity.words.is_empty() {
        let text = match quantity.kind {
            QuantityKind::Absent => absence(lang, quantity),
            _ => meaning(lang, quantity),
        };
        return Html::new().raw("<span class=\"absent\">").text(&text).raw("</span>");
    }
    quoted(as_written(lang, &quantity.words), &quantity.words)
}

/// Quotation marks around words that bring none of their own.
fn quoted(html: Html, text: &str) -> Html {
    if text.contains(['"', '“', '”', '«', '「', '『']) {
        html
    } else {
        Html::new().raw("<q>").then(&html).raw("</q>")
    }
}

/// A statement's own words, quoted, with their language.
pub(crate) fn quote(lang: Lang, quote: &Quote) -> Html {
    let open = Html::new().raw("<q");
    let open = if quote.lang.is_empty() || quote.lang == lang.code() {
        open
    } else {
        open.attr("lang", &quote.lang)
    };
    open.raw(">").text(&quote.text).raw("</q>")
}

/// A place with what is around it.
pub(crate) fn place(site: Site<'_>, lang: Lang, key: &str) -> Html {
    let Some(place) = site.index.place(key) else { return Html::new() };
    let mut names = vec![both(lang, &place.name)];
    let mut around: &Place = place;
    // A ring of places would never end; three steps name a village, its county and its province.
    for _ in 0..3 {
        match around.within.as_deref().and_then(|key| site.index.place(key)) {
            Some(next) => {
                names.push(both(lang, &next.name));
                around = next;
            }
            None => break,
        }
    }
    match lang {
        Lang::En => Html::join(names, ", "),
        Lang::Ko => Html::join(names.into_iter().rev(), " "),
    }
}

/// A party's name with a link to its page.
pub(crate) fn party(page: &Page<'_>, key: &str) -> Html {
    let edition = page.site.edition;
    match (page.site.index.party(edition, key), page.site.index.party_path(key)) {
        (Some(party), Some(path)) => Html::new()
            .raw("<a")
            .attr("href", &page.href(&path))
            .raw(">")
            .then(&both(page.lang, &party.name))
            .raw("</a>"),
        _ => Html::new().text(key),
    }
}

/// A party's name as plain text.
pub(crate) fn party_name<'a>(site: Site<'a>, lang: Lang, key: &'a str) -> &'a str {
    site.index.party(site.edition, key).map_or(key, |party| lang.of(&party.name).0)
}

/// Who says it: a party and its speaker, or a source's handle and province.
pub(crate) fn attribution(page: &Page<'_>, attribution: &Attribution) -> Html {
    match attribution {
        Attribution::Party { party: key, speaker } => {
            let name = party(page, key);
            if speaker.is_empty() {
                name
            } else {
                let speaker = as_written(page.lang, speaker);
                name.raw(" <span class=\"speaker\">(").then(&speaker).raw(")</span>")
            }
        }
        Attribution::Protected { handle, place: at, via } => {
            let mut text =
                Html::new().text(page.w.protected_source).raw(" <i>").text(handle).raw("</i>");
            if let Some(at) = at {
                text = text.raw(", ").then(&place(page.site, page.lang, at));
            }
            if let Some(via) = via {
                text = text.raw(" <span class=\"speaker\">(").text(page.w.via).raw(" ");
                text = text.then(&party(page, via)).raw(")</span>");
            }
            text
        }
        Attribution::Unattributed => {
            Html::new().raw("<span class=\"absent\">").text(page.w.unattributed).raw("</span>")
        }
    }
}

/// Who says it, as plain text.
pub(crate) fn plain_attribution(site: Site<'_>, lang: Lang, attribution: &Attribution) -> String {
    match attribution {
        Attribution::Party { party, .. } => party_name(site, lang, party).to_owned(),
        Attribution::Protected { handle, .. } => {
            format!("{} {handle}", Words::of(lang).protected_source)
        }
        Attribution::Unattributed => Words::of(lang).unattributed.to_owned(),
    }
}

/// A statement's key with a link to its page.
pub(crate) fn statement_key(page: &Page<'_>, key: &str) -> Html {
    match page.site.index.statement(key) {
        Some(at) => page.link(&page.site.index.statement_path(at), key),
        None => Html::new().text(key),
    }
}

/// Any key with a link to where it is.
pub(crate) fn any_key(page: &Page<'_>, key: &str) -> Html {
    match page.site.index.any_path(key) {
        Some(path) => page.link(&path, key),
        None => Html::new().text(key),
    }
}

/// Keys of any kind, with links.
pub(crate) fn keys(page: &Page<'_>, keys: &[String]) -> Html {
    Html::join(keys.iter().map(|key| any_key(page, key)), ", ")
}

/// A report: publisher and title, with a link to where it is listed.
pub(crate) fn report(page: &Page<'_>, key: &str) -> Html {
    let site = page.site;
    let Some(report) = site.index.report(site.edition, key) else {
        return Html::new().text(key);
    };
    let title = if report.title.is_empty() { key } else { &report.title };
    let path = site.index.anchor_path(key).unwrap_or_default();
    Html::new()
        .text(&report.publisher)
        .raw(": <a")
        .attr("href", &page.href(&path))
        .attr("lang", if report.lang.is_empty() { "und" } else { &report.lang })
        .raw(">")
        .text(title)
        .raw("</a>")
}

/// Keys of reports, short, with links to where they are listed.
pub(crate) fn report_keys(page: &Page<'_>, keys: &[String]) -> Html {
    let one = |key: &String| match page.site.index.anchor_path(key) {
        Some(path) => page.link(&path, key),
        None => Html::new().text(key),
    };
    Html::join(keys.iter().map(one), ", ")
}

/// A link out of the site, only for addresses of the web; anything else stays text.
pub(crate) fn outside(url: &str, text: &str) -> Html {
    let web = url.starts_with("https://") || url.starts_with("http://");
    if !web || url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Html::new().text(text);
    }
    Html::new()
        .raw("<a")
        .attr("href", url)
        .raw(" rel=\"external noreferrer nofollow\">")
        .text(text)
        .raw("</a>")
}

/// One short line for a statement: its words, else what it says.
pub(crate) fn says(page: &Page<'_>, row: &Statement) -> Html {
    if let Some(quantity) = &row.quantity
        && (!quantity.words.is_empty() || row.gist.is_empty())
    {
        return words(page.lang, quantity);
    }
    if row.gist.is_empty()
        && let Some(words) = &row.quote
    {
        return quote(page.lang, words);
    }
    both(page.lang, &row.gist)
}

/// The fields of a statement that exist and are not shown.
pub(crate) fn withheld(lang: Lang, fields: &[StatementField]) -> Html {
    let w = Words::of(lang);
    let name = |field: &StatementField| match field {
        StatementField::Speaker => w.speaker,
        StatementField::SaidOn => w.said_on,
        StatementField::AsOf => w.as_of,
        StatementField::Quantity => w.quantity,
        StatementField::Scope => w.scope,
        StatementField::Place => w.place,
        StatementField::Quote => w.words_said,
        StatementField::Gist => w.what_it_says,
        StatementField::Note => w.remark,
        StatementField::Reports => w.reports,
        StatementField::Prompt => w.prompt,
        _ => w.other_field,
    };
    Html::join(fields.iter().map(|field| Html::new().text(name(field))), ", ")
}

/// Vocabulary values in words.
pub(crate) fn terms_of(lang: Lang, values: &[String]) -> Html {
    Html::join(values.iter().map(|value| terms::term(lang, value)), ", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_reads_as_it_is() {
        let make = |lo: Option<u64>, lo_open, hi: Option<u64>, hi_open| Quantity {
            lo,
            lo_open,
            hi,
            hi_open,
            ..Quantity::default()
        };
        let rows = [
            (make(Some(77), false, Some(77), false), "exactly 77", "정확히 77명"),
            (make(Some(990), false, Some(1210), false), "990 to 1,210", "990–1,210명"),
            (make(Some(3000), true, None, false), "more than 3,000", "3,000명 초과"),
            (make(Some(100), false, None, false), "100 or more", "100명 이상"),
            (
                make(Some(850), false, Some(1000), true),
                "850 to below 1,000",
                "850명 이상 1,000명 미만",
            ),
            (make(None, false, Some(40), false), "up to 40", "40명 이하"),
            (make(Some(0), false, Some(0), false), "exactly 0", "정확히 0명"),
        ];
        for (quantity, en, ko) in rows {
            assert_eq!(meaning(Lang::En, &quantity), en);
            assert_eq!(meaning(Lang::Ko, &quantity), ko);
        }
    }

    #[test]
    fn four_kinds_of_nothing_differ() {
        let absent = |absence| Quantity {
            kind: QuantityKind::Absent,
            absence: Some(absence),
            ..Quantity::default()
        };
        let zero = Quantity { lo: Some(0), hi: Some(0), ..Quantity::default() };
        for lang in Lang::ALL {
            let mut seen = std::collections::BTreeSet::new();
            for quantity in [
                absent(Absence::Unknown),
                absent(Absence::NotStated),
                absent(Absence::Withheld),
                zero.clone(),
            ] {
                assert!(seen.insert(meaning(lang, &quantity)));
            }
        }
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert!(outside("https://example.org/a?b=1&c", "x").to_string().contains("href"));
        for url in ["javascript:alert(1)", "data:text/html,x", "//example.org", "https://a b", ""] {
            assert!(!outside(url, "x").to_string().contains("href"), "{url}");
        }
    }

    #[test]
    fn numbers_are_grouped() {
        for (n, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(number(n), text);
        }
    }
}
