//! Things that belong to one person: documents, vehicles, handsets, and money on its way.
//!
//! Passes: the kind of thing (`a passport`, `a Chinese handset`), prices and sums, `brokers say`. Does not pass: the number of a
//! document or plate, a model or serial number, an account, an amount with the hands it went through.

use super::lexicon::{
    BANK, BRAND, BROKER, CARD_OF, DOCUMENT, HANDSET, ID_CARD, IMEI, LINK, MONEY, PROVINCE, REMIT,
    RESIDENT, SERIAL, THROUGH, in_set,
};
use super::place::announced;
use super::view::{Kind, View};
use super::{Certainty, Hits, Refused, number};

pub(crate) fn detect(view: &View, hits: &mut Hits<'_>) {
    for at in 0..view.len() {
        document(view, at, hits);
        plate(view, at, hits);
        handset(view, at, hits);
        remittance(view, at, hits);
    }
}

/// Digits of a document at `at`: a province or up to three letters may stand before them. Where they end, and how many.
fn serial_number(view: &View, at: usize) -> (usize, usize) {
    let mut next = at;
    while next < at + 3
        && (view.has(next, PROVINCE)
            || matches!(view.kind(next), Kind::Latin | Kind::Cyrillic)
                && view.text(next).chars().count() <= 3
            || view.kind(next) == Kind::Han && next == at)
        && !view.is(
            next,
            &[
                "in", "to", "of", "for", "a", "on", "at", "by", "he", "she", "из", "на", "the",
                "and", "was",
            ],
        )
    {
        next += 1;
    }
    let (mut end, mut digits) = (next, 0);
    while end < next + 8 && number::amount(view, end).is_none() {
        if view.digits(end) > 0 && view.token(end).gap <= 1 {
            digits += view.digits(end);
        } else if !(digits > 0 && view.is(end, &["-", "/", ".", "·"]) && view.digits(end + 1) > 0)
        {
            break;
        }
        end += 1;
    }
    (end, digits)
}

fn document(view: &View, at: usize, hits: &mut Hits<'_>) {
    let card = view.has(at, ID_CARD) && (1..=2).any(|n| view.back(at, n).class.any(CARD_OF));
    let resident = view.has(at, RESIDENT)
        || card
            && (1..=2).any(|n| {
                matches!(view.text_back(at, n), "citizen" | "citizens" | "identity" | "resident")
            });
    let what = match () {
        () if resident => Refused::ResidentNumber,
        () if card || view.has(at, DOCUMENT) => Refused::Document,
        () if view.has(at, IMEI) => Refused::Imei,
        () if view.has(at, BANK) => Refused::BankOrRemittance,
        () => return,
    };
    let next = announced(view, at);
    let (end, digits) = serial_number(view, next);
    let counted = view.kind(end) == Kind::Hangul
        && view.tight(end)
        && view.text(end).starts_with(['년', '명', '개', '장', '월', '일']);
    let year = digits == 4 && end == next + 1 && view.number(next).is_some_and(number::is_year);
    let said = (at + 1..next).any(|i| view.has(i, LINK) || view.is(i, &[":", "#"]));
    let enough = if said { 3 } else { 4 };
    if digits >= enough && !counted && !year {
        hits.add(what, at, end, Certainty::Certain);
    }
    masked(view, at, next, what, hits);
}

/// A number of which only a part is shown: `790503-1******`.
fn masked(view: &View, at: usize, next: usize, what: Refused, hits: &mut Hits<'_>) {
    if view.digits(next) >= 2
        && (next + 1..next + 4).any(|i| view.is(i, &["*", "○"]) && view.tight(i))
    {
        hits.add(what, at, next + 2, Certainty::Likely);
    }
}

/// `함북 32-1207`, `吉H·12345`.
fn plate(view: &View, at: usize, hits: &mut Hits<'_>) {
    let korean = view.has(at, PROVINCE)
        && (1..=2).contains(&view.digits(at + 1))
        && view.is(at + 2, &["-"])
        && view.tight(at + 2)
        && view.tight(at + 3)
        && (2..=4).contains(&view.digits(at + 3));
    if korean {
        hits.add(Refused::Document, at, at + 4, Certainty::Certain);
    }
    let masked = view.digits(at) == 6
        && view.is(at + 1, &["-"])
        && view.digits(at + 2) == 1
        && view.is(at + 3, &["*", "○"]);
    if masked {
        hits.add(Refused::ResidentNumber, at, at + 4, Certainty::Likely);
    }
    let chinese = view.is(at, &["吉", "辽", "黑", "京"])
        && view.text(at + 1).len() == 1
        && view.kind(at + 1) == Kind::Latin
        && (2..=3).any(|n| view.digits(at + n) >= 3);
    if chinese {
        hits.add(Refused::Document, at, at + 3, Certainty::Certain);
    }
}

fn handset(view: &View, at: usize, hits: &mut Hits<'_>) {
    let serial = view.has(at, SERIAL)
        || view.is(at, &["n"])
            && view.is(at.wrapping_sub(1), &["/"])
            && view.text_back(at, 2) == "s";
    if serial || view.has(at, BRAND) {
        let next = announced(view, at);
        let end = (next + 1..next + 8).find(|i| !view.tight(*i)).unwrap_or(next + 1);
        let text = view.slice(next, end);
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let mixed = text.bytes().any(|b| b.is_ascii_lowercase()) && digits >= 1;
        if serial && digits >= 3 && text.len() >= 4
            || view.has(at, BRAND)
                && mixed
                && text.len() <= 20
                && view.kind(next) != Kind::Hangul
                && !view.has(at, IMEI)
        {
            hits.add(Refused::Handset, at, end, Certainty::Certain);
        }
    }
    let city = view.is(at, &["pyongyang"]) || view.stem(at) == "평양";
    if !view.has(at, HANDSET) && !city {
        return;
    }
    let mut next = at + 1;
    while next < at + 3
        && (view.has(next, HANDSET)
            || view.is(next, &["note", "mate", "plus", "pro", "mini", "-", "touch"]))
    {
        next += 1;
    }
    let close = view.token(next).gap <= 1;
    let digits = view.digits(next);
    let year = digits == 4 && view.number(next).is_some_and(|n| (1990..=2035).contains(&n));
    let counted = view.tight(next + 1)
        && view.kind(next + 1) == Kind::Hangul
        && view.text(next + 1).starts_with(['명', '년', '일', '월', '개', '차', '시']);
    let quantity = number::amount(view, next).is_some()
        || counted
        || view.is(next + 1, &["soldiers", "troops", "men", "people", "percent", "%"]);
    let model = if city { digits == 4 } else { (1..=4).contains(&digits) };
    if close && model && !year && !quantity {
        return hits.add(Refused::Handset, at, next + 1, Certainty::Likely);
    }
    let lettered = view.kind(next) == Kind::Latin
        && view.text(next).len() <= 3
        && view.tight(next + 1)
        && view.digits(next + 1) > 0;
    if close && lettered {
        hits.add(Refused::Handset, at, next + 2, Certainty::Likely);
    }
}

/// An amount, or any money, with the hands it went through.
fn remittance(view: &View, at: usize, hits: &mut Hits<'_>) {
    if view.has(at, BROKER) && !view.text(at).ends_with("brokers") {
        let next = at + 1;
        let known = view
            .stem(next)
            .strip_suffix('씨')
            .or_else(|| view.stem(next).strip_suffix('가'))
            .unwrap_or(view.stem(next));
        let surname = view.kind(next) == Kind::Hangul
            && in_set("surname_ko", known)
            && view.token(next).gap == 1;
        let latin = view.kind(next) == Kind::Latin
            && view.token(next).upper
            && !in_set("notname", view.text(next))
            && view.token(next).gap == 1;
        if surname || latin {
            hits.add(Refused::BankOrRemittance, at, next + 1, Certainty::Likely);
        }
        let window = at.saturating_sub(14)..at + 15;
        let moved = clause(view, at, window.clone()).any(|i| view.has(i, REMIT));
        let money = clause(view, at, window.clone()).find(|i| is_money(view, *i));
        let through = clause(view, at, window).any(|i| view.has(i, THROUGH));
        if let Some(sum) = money.filter(|_| moved || through) {
            hits.add(Refused::BankOrRemittance, sum.min(at), sum.max(at) + 1, Certainty::Likely);
        } else if moved && through {
            hits.add(Refused::BankOrRemittance, at, at + 1, Certainty::Likely);
        }
    }
    if view.has(at, THROUGH) {
        let window = at.saturating_sub(10)..at + 11;
        let money = clause(view, at, window.clone()).find(|i| is_money(view, *i));
        let moved = clause(view, at, window).any(|i| view.has(i, REMIT));
        let named = (at + 1..at + 4)
            .any(|i| view.token(i).upper && !in_set("notname", view.text(i)))
            || view.kind(at) != Kind::Latin;
        if let Some(sum) = money.filter(|_| moved && named) {
            hits.add(Refused::BankOrRemittance, sum.min(at), sum.max(at) + 1, Certainty::Likely);
        }
    }
}

/// The tokens of `window` that stand in one clause with `at`.
fn clause(
    view: &View,
    at: usize,
    window: std::ops::Range<usize>,
) -> impl Iterator<Item = usize> + '_ {
    let end = window.end.min(view.len());
    let first =
        (window.start..at).rev().find(|i| view.is_stop(*i)).map_or(window.start, |stop| stop + 1);
    let last = (at..end).find(|i| view.is_stop(*i)).unwrap_or(end);
    first..last
}

/// A sum of money: a number and a currency.
fn is_money(view: &View, at: usize) -> bool {
    view.has(at, MONEY)
        && (1..=3).any(|n| {
            view.back(at, n).kind == Kind::Digits
                || view.text_back(at, n).chars().any(|c| "만천백억万千".contains(c))
        })
}
