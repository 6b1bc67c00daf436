//! Rows of tables, read cell by cell: a month in one cell does not hide the number in the next.
//!
//! Terms: the *head* of a table is its first row when it holds no number; a column's head may say what the days in it are. Invariant:
//! ranges are of the page's text and lie within their cells. Linear in the row.
//! Not here: the category and the party of a column (`figure`, `attribute`).

use std::ops::Range;

use super::when::{Cue, Dated, Time};

/// What the days of a column are, by its head.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    columns: Vec<Option<Cue>>,
}

impl Head {
    /// Reads the cells of a table's first row.
    pub(crate) fn new<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        Self { columns: cells.map(|cell| role(&cell.to_lowercase())).collect() }
    }

    /// Gives the days of a row the part that their columns have; a month or a year at the head of a row is that of what it tells.
    pub(crate) fn tell(&self, cells: &[Range<usize>], dates: &mut [Dated]) {
        for date in dates {
            let Some(at) = cells.iter().position(|c| within(c, &date.range)) else { continue };
            let long = matches!(&date.time, Time::Point(text) if text.len() <= 7);
            let cue = self.columns.get(at).copied().flatten();
            match cue {
                Some(cue) if date.cue == Cue::Plain => date.cue = cue,
                None if at == 0 && long && date.cue == Cue::Plain => date.cue = Cue::Event,
                _ => {}
            }
            if date.cue == Cue::AsOf {
                date.rule = "date-as-of";
            }
        }
    }
}

fn within(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// What a column's head says of the days below it.
fn role(head: &str) -> Option<Cue> {
    const AS_OF: [&str; 10] = [
        "as of",
        "as at",
        "по состоянию",
        "на дату",
        "станом на",
        "기준일",
        "기준",
        "현재",
        "valid",
        "актуальн",
    ];
    const SAID: [&str; 20] = [
        "stated",
        "said",
        "announce",
        "publish",
        "report",
        "when",
        "statement",
        "заявл",
        "опублик",
        "сообщ",
        "оглаш",
        "оприлюдн",
        "опублік",
        "повідомл",
        "оголош",
        "발표",
        "보고",
        "보도",
        "공개",
        "날짜",
    ];
    const EVENT: [&str; 19] = [
        "month",
        "period",
        "year",
        "week",
        "месяц",
        "период",
        "год",
        "недел",
        "місяц",
        "період",
        "рік",
        "тижд",
        "тижн",
        "기간",
        "연도",
        "시기",
        "월",
        "quarter",
        "date of death",
    ];
    let has = |words: &[&str]| words.iter().any(|w| head.contains(w));
    if has(&AS_OF) {
        Some(Cue::AsOf)
    } else if has(&SAID) {
        Some(Cue::Saying)
    } else if has(&EVENT) && !has(&["발표", "report"]) {
        Some(Cue::Event)
    } else {
        None
    }
}

/// A cell that is a year and nothing else: "2031", "2031 год", 2031년.
pub(crate) fn year(cell: &str, start: usize) -> Option<Dated> {
    let text = cell.trim();
    let year = text.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit()))?;
    let rest = text.get(4..)?.trim();
    let named = matches!(rest, "" | "год" | "г." | "рік" | "р." | "년" | "year");
    let number: u32 = year.parse().ok()?;
    let at = start + cell.len() - cell.trim_start().len();
    (named && (1990..2100).contains(&number)).then(|| Dated {
        range: at..at + text.len(),
        time: Time::Point(year.to_owned()),
        cue: Cue::Event,
        rule: "date-year",
    })
}
