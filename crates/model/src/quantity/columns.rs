//! A quantity from the columns of a table: `qualifier, low, best, high, fraction, fraction_base`.
//!
//! Terms: a *floating* hedge is one in the qualifier that stands beside no number there: "about, incl. 500 officers"
//! with 12,000 in the column. Invariant: the number in a column wins over a number in the qualifier; the qualifier gives
//! the hedges. Columns that contradict each other (low above high) stay words.
//! Source: low/best/high as in the UCDP GED codebook.

use super::{
    Hedges, Interval, Lang, Quantity, Ratio, Reading,
    meaning::{Base, ShareBase, ratio, reading},
    number::{Kind, LARGEST, format_number},
    read::{Core, Mention, Phrase, parse},
    rules::{Effect, Form, rules},
};

/// Reads the columns of one row as a quantity.
///
/// * `low`, `best`, `high`: persons. One alone is the number that the qualifier hedges; a number in `low` alone without a
///   bound in the qualifier is a lower end, one in `high` alone an upper end; two or three different ones are a range.
/// * `fraction`: `0.333`, `1/3` or `33 %`; it counts only when no number stands in the other columns.
/// * `fraction_base`: a number or a range, with its hedges; a bound on it ("over 5,000"), here or in the qualifier, stays.
/// * A counting word in the qualifier ("at least several hundred") gives its hedges to a number that it covers.
/// * Output: never an error. The words are the qualifier with the numbers of the columns in the place that it leaves for
///   them. Contradictory columns give [`Quantity::Words`].
///
/// ```
/// use model::quantity::from_columns;
/// let said = from_columns("already exceeded; preliminary data", Some(3000), None, None, None, None);
/// assert_eq!(said.words(), "already exceeded 3,000; preliminary data");
/// assert_eq!(said.hedges().to_string(), "more_than, preliminary");
/// ```
#[must_use]
pub fn from_columns(
    qualifier: &str,
    low: Option<u64>,
    best: Option<u64>,
    high: Option<u64>,
    fraction: Option<&str>,
    fraction_base: Option<&str>,
) -> Quantity {
    let qualifier = qualifier.trim();
    let given =
        |cell: Option<&str>| cell.map(str::trim).filter(|c| !c.is_empty()).map(str::to_owned);
    let columns = Columns { low, best, high };
    match columns.base() {
        Numbers::None => match given(fraction) {
            Some(share) => from_share(qualifier, &share, given(fraction_base).as_deref()),
            None => parse(qualifier, None),
        },
        Numbers::Contradictory => words(qualifier, &columns.text()),
        Numbers::Base(base) => from_number(qualifier, &columns, base),
    }
}

struct Columns {
    low: Option<u64>,
    best: Option<u64>,
    high: Option<u64>,
}

enum Numbers {
    None,
    Contradictory,
    Base(Base),
}

impl Columns {
    fn given(&self) -> impl Iterator<Item = u64> {
        [self.low, self.best, self.high].into_iter().flatten()
    }

    fn base(&self) -> Numbers {
        let all: Vec<u64> = self.given().collect();
        let rises = all.windows(2).all(|pair| pair[0] <= pair[1]);
        match all.as_slice() {
            [] => Numbers::None,
            _ if !rises || all.iter().any(|n| *n > LARGEST) => Numbers::Contradictory,
            [first, .., last] if first != last => {
                Numbers::Base(Base::Range { lo: *first, hi: *last, short: false })
            }
            [first, ..] => Numbers::Base(Base::Value(*first)),
        }
    }

    fn text(&self) -> String {
        let mut numbers: Vec<String> = self.given().map(|n| format_number(n, Lang::En)).collect();
        numbers.dedup();
        if numbers.len() == 3 {
            numbers.remove(1);
        }
        numbers.join("–")
    }
}

fn words(qualifier: &str, numbers: &str) -> Quantity {
    let words = match qualifier {
        "" => numbers.to_owned(),
        _ => format!("{numbers} ({qualifier})"),
    };
    Quantity::Words { hedges: parse(&words, None).hedges(), words }
}

fn from_number(qualifier: &str, columns: &Columns, base: Base) -> Quantity {
    let phrase = Phrase::new(qualifier);
    let same = phrase.mentions.iter().position(|m| agrees(m.what, base));
    let vague = if same.is_some() { None } else { vague(&phrase, base) };
    let floats = Floats::of(&phrase);
    let (mut fired, mut alternatives, said) = match same.and_then(|m| phrase.mentions.get(m)) {
        Some(mention) => (mention.fired.clone(), mention.alternatives, qualifier.to_owned()),
        None => {
            (floats.fired.clone(), floats.alternatives, floats.place(qualifier, &columns.text()))
        }
    };
    if let Some(mention) = vague.as_ref().and_then(|(m, _)| phrase.mentions.get(*m)) {
        fired.extend(&mention.fired);
        alternatives |= mention.alternatives;
    }
    fired.extend(phrase.remarks(0..phrase.items.len()));
    let Some(mut whole) = reading(said.clone(), base, &fired, alternatives) else {
        return words(qualifier, &columns.text());
    };
    whole.value = columns.best.or(whole.value);
    open_ends(columns, base, &fired, &mut whole.interval, &mut whole.rules);
    if let Some((_, counted)) = vague {
        whole.hedges = whole.hedges.union(counted.hedges);
        // "at least several hundred" beside 300: nobody said that 300 is the least.
        if bounded(&fired) {
            whole.interval = whole.interval.hull(&counted.interval);
        }
    }
    phrase.with_parts(Quantity::Number(whole), &phrase.parts_beside(same), &said)
}

/// The counting word of the qualifier ("at least several hundred") that the numbers of the columns spell out.
fn vague(phrase: &Phrase<'_>, base: Base) -> Option<(usize, Reading)> {
    let parts = phrase.parts();
    let fits = |rule: usize| match (rules().get(rule).map(|r| r.effect), base) {
        (Some(Effect::Between(lo, Some(hi))), Base::Value(n)) => lo <= n && n <= hi,
        (Some(Effect::Between(lo, Some(hi))), Base::Range { lo: low, hi: high, .. }) => {
            lo <= low && high <= hi
        }
        _ => false,
    };
    let m = phrase.mentions.iter().enumerate().position(|(m, mention)| {
        matches!(mention.what, Core::Count(Base::Vague(rule)) if fits(rule))
            && parts.binary_search(&m).is_err()
    })?;
    Some((m, phrase.part(m)?))
}

/// Whether a number in the qualifier is the number of the columns.
fn agrees(what: Core, base: Base) -> bool {
    match (what, base) {
        (Core::Count(Base::Value(a)), Base::Value(b)) => a == b,
        (Core::Count(Base::Range { lo: a, hi: b, .. }), Base::Range { lo, hi, .. }) => {
            (a, b) == (lo, hi)
        }
        _ => false,
    }
}

/// A number in `low` alone is a lower end, in `high` alone an upper one; a range without one of its ends is open there.
fn open_ends(
    columns: &Columns,
    base: Base,
    fired: &[usize],
    interval: &mut Interval,
    ids: &mut Vec<&'static str>,
) {
    let range = matches!(base, Base::Range { .. });
    if range {
        ids.retain(|id| *id != "range-ends");
        ids.insert(0, "column-range");
    }
    if bounded(fired) {
        return;
    }
    // The bound holds on to the number said, unless "about" widened it.
    let widened =
        fired.iter().any(|i| matches!(rules()[*i].effect, Effect::About(_) | Effect::Odd));
    let end = |said: u64, wide: u64| if widened { wide } else { said };
    let opened = match (columns.low, columns.best, columns.high) {
        (Some(low), best, None) if best.is_none_or(|b| b != low) => {
            Some((Interval::at_least(end(low, interval.lo())), "column-low"))
        }
        (None, best, Some(high)) if best.is_none_or(|b| b != high) => {
            Some((Interval::up_to(end(high, interval.hi().unwrap_or(high))), "column-high"))
        }
        _ => None,
    };
    if let Some((open, id)) = opened {
        *interval = open;
        ids.retain(|id| !id.starts_with("bare-"));
        ids.push(id);
    }
}

/// Whether a hedge among these sets an end.
fn bounded(fired: &[usize]) -> bool {
    fired.iter().any(|i| {
        matches!(
            rules()[*i].effect,
            Effect::AtLeast
                | Effect::MoreThan
                | Effect::UpTo
                | Effect::LessThan
                | Effect::Approach(_)
        )
    })
}

/// The hedges of a qualifier that stand beside no number.
struct Floats {
    fired: Vec<usize>,
    alternatives: bool,
    /// Where the number goes: the end of the first hedge that stands before its number.
    place: Option<usize>,
    any: bool,
}

impl Floats {
    fn of(phrase: &Phrase<'_>) -> Self {
        let mut floats = Self { fired: Vec::new(), alternatives: false, place: None, any: false };
        let mut stroke = false;
        for (at, item) in phrase.items.iter().enumerate() {
            match item.kind {
                Kind::Mark('/') => stroke = floats.any,
                Kind::Rule(i) => {
                    let form = rules()[i].form;
                    let hedge =
                        matches!(form, Form::Before | Form::After | Form::Either | Form::Open);
                    if !hedge || phrase.used[at] || !stands_free(phrase, at) {
                        continue;
                    }
                    if form != Form::Open {
                        floats.fired.push(i);
                    }
                    floats.alternatives |= stroke;
                    floats.any = true;
                    if form != Form::After && floats.place.is_none() {
                        floats.place = Some(item.end);
                    }
                }
                _ => {}
            }
        }
        floats
    }

    /// The qualifier with the numbers in their place.
    fn place(&self, qualifier: &str, numbers: &str) -> String {
        let around = self.place.and_then(|at| Some((qualifier.get(..at)?, qualifier.get(at..)?)));
        match around {
            Some((before, after)) => format!("{before} {numbers}{after}"),
            None if qualifier.is_empty() => numbers.to_owned(),
            None if self.any => format!("{numbers} {qualifier}"),
            None => format!("{numbers} ({qualifier})"),
        }
    }
}

/// A hedge that is followed by a word of its own ("over the river") does not wait for a number.
fn stands_free(phrase: &Phrase<'_>, at: usize) -> bool {
    match phrase.items.get(at + 1).map(|item| item.kind) {
        None | Some(Kind::Mark(_)) => true,
        Some(Kind::Rule(i)) => {
            !matches!(rules()[i].form, Form::Other | Form::Stop | Form::Label | Form::Of)
        }
        Some(_) => rules_after(phrase, at),
    }
}

fn rules_after(phrase: &Phrase<'_>, at: usize) -> bool {
    phrase.form(at) == Some(Form::After)
}

fn from_share(qualifier: &str, fraction: &str, base: Option<&str>) -> Quantity {
    let phrase = Phrase::new(qualifier);
    let Some(column) = share(fraction) else { return words(qualifier, fraction) };
    let said = phrase.mentions.iter().find_map(|m| match m.what {
        Core::Share(said) => Some((said, m)),
        Core::Count(_) => None,
    });
    let remarks = phrase.remarks(0..phrase.items.len());
    let with = |fired: &[usize]| [fired, &remarks].concat();
    let (meant, fired, text) = match said {
        Some((said, mention)) if close(said, column) => {
            (said, with(&mention.fired), qualifier.to_owned())
        }
        _ => {
            let floats = Floats::of(&phrase);
            (column, with(&floats.fired), floats.place(qualifier, fraction))
        }
    };
    let Some((ratio, rules_fired)) = ratio(meant, &fired) else {
        return words(qualifier, fraction);
    };
    let said_base = said.and_then(|(_, mention)| base_in_words(&phrase, mention));
    let base = match base {
        None => said_base,
        Some(cell) => base_of_cell(&phrase, cell),
    };
    let hedges: Hedges = fired.iter().filter_map(|i| rules()[*i].hedge).collect();
    Quantity::Fraction { words: text, ratio, base: base.map(Box::new), hedges, rules: rules_fired }
}

/// The number that the words give as the base of their share.
fn base_in_words(phrase: &Phrase<'_>, share: &Mention) -> Option<Reading> {
    let m = phrase.mentions.iter().position(|m| m.core == share.core)?;
    phrase.base_of(m).and_then(|base| phrase.part(base))
}

/// The base of a cell. Where the words say the same number, a bound on either side holds: a bare copy of "over 5,000" in
/// the other place does not close it.
fn base_of_cell(phrase: &Phrase<'_>, cell: &str) -> Option<Reading> {
    let Quantity::Number(cell) = parse(cell, None) else { return None };
    let in_words = phrase.mentions.iter().enumerate().find_map(|(m, mention)| {
        let Core::Count(said) = mention.what else { return None };
        let reading = phrase.part(m)?;
        let same = matches!(said, Base::Value(n) if Some(n) == cell.value)
            || reading.interval == cell.interval;
        same.then_some(reading)
    });
    Some(match in_words {
        None => cell,
        Some(words) if words.hedges.is_empty() && !cell.hedges.is_empty() => cell,
        Some(words) if cell.hedges.is_empty() => words,
        Some(mut words) => {
            words.interval = words.interval.hull(&cell.interval);
            words.hedges = words.hedges.union(cell.hedges);
            words
        }
    })
}

/// The share of a cell: `0.333`, `1/3`, `33 %`.
fn share(cell: &str) -> Option<ShareBase> {
    let decimal = cell.strip_prefix("0.").or_else(|| cell.strip_prefix('.'));
    if let Some(digits) =
        decimal.filter(|d| (1..=4).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_digit()))
    {
        let unit = 10_u64.pow(4 - u32::try_from(digits.len()).ok()?);
        return Some(ShareBase::Percent {
            value: digits.parse::<u64>().ok()? * unit,
            unit,
            rule: "column-share",
        });
    }
    if matches!(cell, "1" | "1.0") {
        return Some(ShareBase::Fraction {
            num: 1,
            den: 1,
            over: false,
            rule: Some("column-share"),
        });
    }
    Phrase::new(cell).mentions.iter().find_map(|m| match m.what {
        Core::Share(share) => Some(share),
        Core::Count(_) => None,
    })
}

/// Whether the words and the column speak of one share: their bare ratios touch.
fn close(said: ShareBase, column: ShareBase) -> bool {
    let ends = |share: ShareBase| -> Option<Ratio> { ratio(share, &[]).map(|(r, _)| r) };
    match (ends(said), ends(column)) {
        (Some(a), Some(b)) => a.lo() <= b.hi() && b.lo() <= a.hi(),
        _ => false,
    }
}
