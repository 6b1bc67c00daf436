//! What of an article was found: drafts and annotations side by side, as `tests/corpus/README.md` counts them.

use std::collections::BTreeMap;
use std::ops::Range;

use model::date::{Day, When};
use model::quantity::{Interval, Quantity, Ratio, parse};
use reading::{BlockKind, Draft, Reading};

use super::article::{Article, Wanted};
use super::{pairing, parties};

/// A draft, as far as it is measured.
#[derive(Debug, Clone, Default)]
pub(crate) struct Got {
    pub(crate) kind: String,
    /// Where its own words are, in the text without white space and marks.
    pub(crate) at: Range<usize>,
    pub(crate) party: String,
    pub(crate) code: String,
    pub(crate) interval: Option<Interval>,
    pub(crate) share: Option<(Ratio, Option<u64>)>,
    pub(crate) said_on: String,
    pub(crate) as_of: String,
    pub(crate) window: (String, String),
    pub(crate) verified: String,
    pub(crate) stimulus: usize,
    pub(crate) text: String,
    pub(crate) words: String,
    pub(crate) rules: String,
}

/// Counts of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) drafts: usize,
    pub(crate) wanted: usize,
    pub(crate) right: usize,
}

/// Counts beside the kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    pub(crate) dates: usize,
    pub(crate) dates_right: usize,
    pub(crate) dates_invented: usize,
    pub(crate) checks: usize,
    pub(crate) checks_right: usize,
    pub(crate) stimuli: usize,
    pub(crate) stimuli_right: usize,
    pub(crate) from_furniture: usize,
    pub(crate) not_in_text: usize,
}

/// What is worth a look: an annotation, a draft, or a pair that is not right.
pub(crate) struct Fault {
    pub(crate) kind: String,
    pub(crate) wanted: Option<Wanted>,
    pub(crate) got: Option<Got>,
    pub(crate) why: &'static str,
}

/// An article's counts, and the faults behind them.
#[derive(Default)]
pub(crate) struct Score {
    pub(crate) tallies: BTreeMap<String, Tally>,
    pub(crate) beside: Beside,
    pub(crate) faults: Vec<Fault>,
}

/// A text without white space and Markdown's marks, with the way there.
pub(crate) struct Stripped {
    text: String,
    /// For each byte of the text before, the byte here.
    to: Vec<usize>,
}

impl Stripped {
    pub(crate) fn new(text: &str) -> Self {
        let mut stripped = String::with_capacity(text.len());
        let mut to = Vec::with_capacity(text.len() + 1);
        for c in text.chars() {
            to.extend(std::iter::repeat_n(stripped.len(), c.len_utf8()));
            if !c.is_whitespace() && !matches!(c, '*' | '_' | '#' | '|' | '`' | '>') {
                stripped.push(c);
            }
        }
        to.push(stripped.len());
        Self { text: stripped, to }
    }

    pub(crate) fn range(&self, range: &Range<usize>) -> Range<usize> {
        let at = |byte: usize| self.to.get(byte).copied().unwrap_or(self.text.len());
        at(range.start)..at(range.end)
    }

    /// Everywhere that a piece stands.
    pub(crate) fn find(&self, piece: &str) -> Vec<Range<usize>> {
        let piece = Self::new(piece).text;
        if piece.is_empty() {
            return Vec::new();
        }
        self.text.match_indices(&piece).map(|(at, found)| at..at + found.len()).collect()
    }
}

/// Drafts of a reading, measured.
pub(crate) fn drafts(reading: &Reading, text: &Stripped) -> Vec<Got> {
    reading.drafts.iter().map(|draft| got(draft, text)).collect()
}

fn got(draft: &Draft, text: &Stripped) -> Got {
    let (code, said_on) = match draft.kind.code() {
        "figure" => ("category", "announced_date"),
        "position" => ("position", "said_date"),
        "awareness" => ("state", "said_date"),
        "measure" => ("type", ""),
        "evidence" => ("type", "released"),
        "testimony" => ("prompt", "announced_date"),
        _ => ("", "announced_date"),
    };
    let quantity = draft.quantity.as_ref();
    Got {
        kind: draft.kind.code().to_owned(),
        at: draft.spans.first().map(|span| text.range(&span.text)).unwrap_or_default(),
        party: parties::code(draft),
        code: draft.field(code).to_owned(),
        interval: quantity.and_then(Quantity::interval),
        share: quantity.and_then(share_of),
        said_on: draft.field(said_on).to_owned(),
        as_of: draft.field("as_of_date").to_owned(),
        window: (draft.field("period_start").to_owned(), draft.field("period_end").to_owned()),
        verified: draft.field("verification").to_owned(),
        stimulus: draft.stimulus.len(),
        text: draft.text.clone(),
        words: draft.field("words").to_owned(),
        rules: draft.rules.join(" "),
    }
}

/// The share that words mean, with its base where that has a number.
pub(crate) fn share(fraction: &str, base: &str) -> Option<(Ratio, Option<u64>)> {
    let (ratio, _) = share_of(&parse(fraction, None))?;
    let base = parse(base, None);
    Some((ratio, base.reading().and_then(|reading| reading.value)))
}

fn share_of(quantity: &Quantity) -> Option<(Ratio, Option<u64>)> {
    match quantity {
        Quantity::Fraction { ratio, base, .. } => {
            Some((*ratio, base.as_ref().and_then(|base| base.value)))
        }
        _ => None,
    }
}

/// Compares what was found with what was wanted.
pub(crate) fn score(article: &Article, reading: &Reading, got: &[Got], text: &Stripped) -> Score {
    let mut score = Score::default();
    let places: Vec<Option<Range<usize>>> =
        article.wanted.iter().map(|w| text.find(&w.text).into_iter().next()).collect();
    score.beside.not_in_text = places.iter().filter(|place| place.is_none()).count();
    let headline = text.find(&article.headline).into_iter().next().unwrap_or_default();
    let mut kinds: Vec<&str> = article.wanted.iter().map(|w| w.kind.as_str()).collect();
    kinds.extend(got.iter().map(|g| g.kind.as_str()));
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let rows: Vec<usize> = of_kind(got.iter().map(|g| &g.kind), kind);
        let columns: Vec<usize> = of_kind(article.wanted.iter().map(|w| &w.kind), kind);
        let weight = |i: usize, j: usize| {
            let (g, w) = (&got[rows[i]], &article.wanted[columns[j]]);
            places[columns[j]].as_ref().map_or(0, |place| worth(g, w, place))
        };
        let pairs = pairing::best(rows.len(), columns.len(), &weight);
        let mut partner_of_row = vec![None; rows.len()];
        let mut partner_of_column = vec![None; columns.len()];
        for (i, j) in pairs {
            partner_of_row[i] = Some(&article.wanted[columns[j]]);
            partner_of_column[j] = Some(&got[rows[i]]);
        }
        let tally = score.tallies.entry(kind.to_owned()).or_default();
        for (j, partner) in columns.iter().zip(&partner_of_column) {
            let wanted = &article.wanted[*j];
            let right = partner.is_some_and(|g| is_right(g, wanted));
            if let (Some(g), true) = (partner, right) {
                score.beside.count(g, wanted);
            }
            if let Some(g) = partner.filter(|g| kind == "figure" && !same_days(g, wanted)) {
                let why = if right { "days" } else { "days, and the figure" };
                let (wanted, got) = (Some(wanted.clone()), Some(g.clone()));
                score.faults.push(Fault { kind: "days".to_owned(), wanted, got, why });
            }
            if wanted.optional {
                continue;
            }
            tally.wanted += 1;
            tally.right += usize::from(right);
            if !right {
                let why = if partner.is_some() { "not right" } else { "missed" };
                let (wanted, got) = (Some(wanted.clone()), partner.cloned());
                score.faults.push(Fault { kind: kind.to_owned(), wanted, got, why });
            }
        }
        for (i, partner) in rows.iter().zip(&partner_of_row) {
            let draft = &got[*i];
            let in_headline = overlap(&draft.at, &headline) && kind != "figure";
            match partner {
                Some(wanted) if wanted.optional => {}
                Some(_) => tally.drafts += 1,
                None if in_headline => {}
                None => {
                    tally.drafts += 1;
                    let got = Some(draft.clone());
                    score.faults.push(Fault {
                        kind: kind.to_owned(),
                        wanted: None,
                        got,
                        why: "false",
                    });
                }
            }
        }
    }
    score.furniture(article, reading, got, text);
    score
}

fn of_kind<'a>(kinds: impl Iterator<Item = &'a String>, kind: &str) -> Vec<usize> {
    kinds.enumerate().filter(|(_, k)| *k == kind).map(|(i, _)| i).collect()
}

impl Score {
    fn furniture(&mut self, article: &Article, reading: &Reading, got: &[Got], text: &Stripped) {
        let blocks = reading.blocks.iter().filter(|block| block.kind == BlockKind::Furniture);
        let mut pieces: Vec<Range<usize>> = blocks.map(|b| text.range(&b.span.text)).collect();
        pieces.extend(article.furniture.iter().flat_map(|piece| text.find(piece)));
        for draft in got.iter().filter(|g| pieces.iter().any(|p| overlap(&g.at, p))) {
            self.beside.from_furniture += 1;
            let (kind, got) = (draft.kind.clone(), Some(draft.clone()));
            self.faults.push(Fault { kind, wanted: None, got, why: "from furniture" });
        }
    }
}

impl Beside {
    /// Dates, checks of evidence, and stimuli of a right pair.
    fn count(&mut self, got: &Got, wanted: &Wanted) {
        if wanted.kind == "figure" {
            for (wanted, got) in days(got, wanted) {
                self.dates += usize::from(wanted.is_some());
                self.dates_right += usize::from(wanted.is_some() && wanted == got);
                self.dates_invented += usize::from(wanted.is_none() && got.is_some());
            }
        }
        if !wanted.verified.is_empty() {
            self.checks += 1;
            self.checks_right += usize::from(wanted.verified == got.verified);
        }
        if !wanted.stimulus.is_empty() {
            self.stimuli += 1;
            self.stimuli_right += usize::from(wanted.stimulus.len() == got.stimulus);
        }
    }
}

type Days = (Option<Day>, Option<Day>);

/// The days of saying, those that a figure holds for, and its window, as wanted and as found.
fn days(got: &Got, wanted: &Wanted) -> [(Option<Days>, Option<Days>); 3] {
    let (from, to) = &got.window;
    [
        (span_of(&wanted.said_on), span_of(&got.said_on)),
        (span_of(&wanted.as_of), span_of(&got.as_of)),
        (window_of(&wanted.window), window(from, to)),
    ]
}

fn same_days(got: &Got, wanted: &Wanted) -> bool {
    days(got, wanted).iter().all(|(wanted, got)| wanted == got)
}

/// The days that an EDTF date allows.
fn span_of(edtf: &str) -> Option<Days> {
    if edtf.is_empty() {
        return None;
    }
    let when = When::parse(edtf).ok()?;
    Some((when.earliest(), when.latest()))
}

fn window_of(edtf: &str) -> Option<Days> {
    let (from, to) = edtf.split_once('/').unwrap_or((edtf, edtf));
    window(from, to)
}

fn window(from: &str, to: &str) -> Option<Days> {
    let first = span_of(from).and_then(|days| days.0);
    let last = span_of(to).and_then(|days| days.1);
    (first.is_some() || last.is_some()).then_some((first, last))
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Most right pairs first, those that count before the optional; then as many pairs as can be, optional ones first, since they
/// cost nothing; last those that say the same number.
fn worth(got: &Got, wanted: &Wanted, place: &Range<usize>) -> i64 {
    if !overlap(&got.at, place) {
        return 0;
    }
    let right = is_right(got, wanted);
    let alike = i64::from(is_interval(got, wanted)) + i64::from(is_code(got, wanted));
    match (right, wanted.optional) {
        (true, false) => 100_000_000,
        (true, true) => 1_000_000,
        (false, true) => 10_000 + alike,
        (false, false) => 100 + alike,
    }
}

/// Rules 3 and 4 of the corpus.
pub(crate) fn is_right(got: &Got, wanted: &Wanted) -> bool {
    let party = wanted.party.iter().any(|party| parties::same(party, &got.party));
    party && is_code(got, wanted) && is_interval(got, wanted)
}

fn is_code(got: &Got, wanted: &Wanted) -> bool {
    wanted.code.is_empty() || wanted.code.contains(&got.code)
}

fn is_interval(got: &Got, wanted: &Wanted) -> bool {
    if wanted.kind != "figure" {
        return true;
    }
    if !wanted.fraction.is_empty() {
        let Some((ratio, base)) = got.share else { return false };
        let said = share(&wanted.fraction, &wanted.base);
        return said.is_none_or(|(r, b)| r == ratio && (b.is_none() || b == base));
    }
    got.share.is_none() && got.interval == interval(wanted)
}

/// The annotated interval; `None` for words without a number.
pub(crate) fn interval(wanted: &Wanted) -> Option<Interval> {
    Interval::new(wanted.low?, wanted.low_open, wanted.high, wanted.high_open)
}
