//! Sentences with all that the tables, the dates and the numbers find in them.
//!
//! Invariants: every range is of the page's text and lies within its sentence; numbers are read by `model::quantity` and by nothing else;
//! furniture, bylines and datelines are no sentences. Linear in the text.
//! Not here: what follows from the mentions.

use std::iter::Peekable;
use std::ops::Range;

use model::date::Day;
use model::quantity::{self, Lang};

use super::lexicon::{Class, Hit, lexicon};
use super::party::{self, Memory, PartyRef};
use super::row::{self, Head};
use super::sentence;
use super::split;
use super::when::{self, Calendar, Dated, Time};
use crate::draft::{BlockKind, Complaint};
use crate::page::Page;

/// Words of a table in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    pub(crate) class: Class,
    /// What the words mean, by the table.
    pub(crate) value: &'static str,
    /// The rule's id.
    pub(crate) rule: &'static str,
    /// In the page's text.
    pub(crate) range: Range<usize>,
}

/// A number in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    /// In the page's text.
    pub(crate) range: Range<usize>,
    pub(crate) quantity: quantity::Quantity,
    /// A denial may reach it.
    pub(crate) denied: bool,
    /// A share is taken of it.
    pub(crate) base: bool,
}

/// A sentence and what is found in it.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    /// In the page's text.
    pub(crate) range: Range<usize>,
    pub(crate) block: BlockKind,
    /// The number of its block in the page.
    pub(crate) paragraph: usize,
    pub(crate) lang: Lang,
    /// By where they begin; parties are apart.
    pub(crate) mentions: Vec<Mention>,
    pub(crate) parties: Vec<PartyRef>,
    pub(crate) numbers: Vec<Number>,
    pub(crate) dates: Vec<Dated>,
    /// Clauses, where there are numbers.
    pub(crate) clauses: Vec<Range<usize>>,
    /// Quotations, with their marks.
    pub(crate) quotes: Vec<Range<usize>>,
    /// The cells of a row, in order.
    pub(crate) cells: Vec<Range<usize>>,
    /// The first row of its table.
    pub(crate) first: bool,
}

impl Sentence {
    /// The words of a class, in order.
    pub(crate) fn of(&self, class: Class) -> impl Iterator<Item = &Mention> {
        self.mentions.iter().filter(move |m| m.class == class)
    }

    /// Whether there are words of a class.
    pub(crate) fn has(&self, class: Class) -> bool {
        self.of(class).next().is_some()
    }

    /// Whether there are words of a class with a value.
    pub(crate) fn has_value(&self, class: Class, value: &str) -> bool {
        self.of(class).any(|m| m.value == value)
    }

    /// The cell of a row that holds a range, by its number.
    pub(crate) fn cell(&self, range: &Range<usize>) -> Option<usize> {
        self.cells.iter().position(|c| c.start <= range.start && range.end <= c.end)
    }

    /// The quotation around a range, if there is one.
    pub(crate) fn quote_around(&self, range: &Range<usize>) -> Option<Range<usize>> {
        self.quotes.iter().find(|q| q.start <= range.start && range.end <= q.end).cloned()
    }
}

/// How many blocks are looked through for the place of filing.
const FILED_WITHIN: usize = 12;

/// The most bytes of a dateline or byline that are looked at.
const FILED_MAX: usize = 200;

/// What is known before the first sentence: an English headline too is that of the place where the article was filed.
fn filed(page: &Page) -> Memory {
    let mut memory = Memory::default();
    if page.lang.is_some_and(|lang| lang != Lang::En) {
        return memory;
    }
    for piece in page.pieces.iter().take(FILED_WITHIN) {
        let own = (piece.kind, piece.range.clone());
        for (kind, range) in std::iter::once(&own).chain(&piece.within) {
            let text = page.slice(range.clone());
            if memory.has_home() || text.len() > FILED_MAX {
                continue;
            }
            match kind {
                BlockKind::Dateline => memory.filed_in(text, Lang::En),
                // "By Carla Roe in Kyiv"
                BlockKind::Byline => {
                    if let Some((_, place)) = text.rsplit_once(" in ") {
                        memory.filed_in(place, Lang::En);
                    }
                }
                _ => {}
            }
        }
    }
    memory
}

/// Reads the sentences of a page, in order.
pub(crate) struct Reader<'p> {
    page: &'p Page,
    places: Peekable<Places<'p>>,
    memory: Memory,
    calendar: Calendar,
    /// The head of the table that is being read.
    head: Option<Head>,
}

type Places<'p> = Box<dyn Iterator<Item = Place> + 'p>;

impl<'p> Reader<'p> {
    pub(crate) fn new(page: &'p Page, calendar: Calendar) -> Self {
        let places: Places<'p> = Box::new(places(page));
        let (places, memory) = (places.peekable(), filed(page));
        Self { page, places, memory, calendar, head: None }
    }

    /// Whether there are more.
    pub(crate) fn goes_on(&mut self) -> bool {
        self.places.peek().is_some()
    }

    /// Reads on until about so many sentences with a word of the tables have been found.
    pub(crate) fn read(&mut self, enough: usize, out: &mut Vec<Sentence>) {
        let (mut counted, page, length) = (0, self.page, self.page.text.len());
        let (anchor, near) = (self.calendar.anchor, self.calendar.near);
        let raw = |place: &Place| Raw::new(page, place, Calendar::new(anchor, near));
        let size = BATCH.min(enough);
        let mut batch = self.batch(size);
        let mut ready: Vec<(Place, Option<Raw>)> = Vec::new();
        while !batch.is_empty() || !ready.is_empty() {
            // While the parts of a batch are found, the one before is put together, and the next one is cut.
            let before = std::mem::take(&mut ready);
            let put_and_cut = || {
                for (place, raw) in before {
                    let Some(sentence) = self.one(place, raw) else { continue };
                    counted += usize::from(!sentence.mentions.is_empty());
                    out.push(sentence);
                }
                if counted < enough { self.batch(size) } else { Vec::new() }
            };
            let (found, next) =
                split::join(length, || split::map(&batch, length, raw), put_and_cut);
            ready = std::mem::replace(&mut batch, next).into_iter().zip(found).collect();
        }
    }

    fn batch(&mut self, size: usize) -> Vec<Place> {
        self.places.by_ref().take(size).collect()
    }

    /// A sentence from its parts; a dateline is none, and tells where what follows was filed.
    fn one(&mut self, place: Place, raw: Option<Raw>) -> Option<Sentence> {
        let Some(raw) = raw else {
            let lang = self.page.lang.unwrap_or(Lang::En);
            self.memory.filed_in(self.page.slice(place.range), lang);
            return None;
        };
        let row = place.block == BlockKind::Row;
        if !row {
            self.head = None;
        }
        let mut sentence = read(self.page, place, raw, &mut self.memory, &mut self.calendar);
        if row {
            in_table(self.page, &mut sentence, &mut self.head);
        }
        Some(sentence)
    }
}

/// Sentences that are read together: enough for two threads, and not so many that their parts fill the memory.
const BATCH: usize = 4_096;

/// Where the sentences of a page stand, and the places that it was filed from.
fn places(page: &Page) -> impl Iterator<Item = Place> + '_ {
    page.pieces.iter().enumerate().flat_map(move |(paragraph, piece)| {
        let within = piece.within.iter().map(|(kind, range)| (*kind, range));
        let filed = std::iter::once((piece.kind, &piece.range)).chain(within);
        let filed =
            filed.filter(|(kind, _)| *kind == BlockKind::Dateline).map(move |(_, range)| {
                let (block, lang) = (BlockKind::Dateline, page.lang.unwrap_or(Lang::En));
                Place { range: range.clone(), block, paragraph, lang }
            });
        let mut places: Vec<Place> = filed.collect();
        let spoken =
            !matches!(piece.kind, BlockKind::Furniture | BlockKind::Byline | BlockKind::Dateline);
        let parts = if spoken { outside(&piece.range, &piece.within) } else { Vec::new() };
        for part in parts {
            let text = page.slice(part.clone());
            let ranges =
                if piece.kind == BlockKind::Row { rows(text) } else { sentence::sentences(text) };
            places.extend(ranges.into_iter().map(|range| {
                let range = part.start + range.start..part.start + range.end;
                let lang = lang_of(page.slice(range.clone()), page.lang);
                Place { range, block: piece.kind, paragraph, lang }
            }));
        }
        places
    })
}

/// The only day that the text names in full, as the anchor of years and weekdays; the complaint says so, or that there is none.
pub(crate) fn anchor(page: &Page, complaints: &mut Vec<Complaint>) -> Option<Day> {
    let mut found: Option<Day> = None;
    let mut several = false;
    for piece in page.pieces.iter().filter(|p| p.kind != BlockKind::Furniture) {
        if several {
            break;
        }
        for range in sentence::sentences(page.slice(piece.range.clone())) {
            let text = page.slice(piece.range.start + range.start..piece.range.start + range.end);
            let lang = lang_of(text, page.lang);
            let mut none = Calendar::default();
            for date in when::dates(text, 0, lang, &mut none) {
                let Time::Point(day) = &date.time else { continue };
                let Ok(day) = day.parse() else { continue };
                several |= found.is_some_and(|before| before != day);
                found = Some(day);
            }
        }
    }
    let found = found.filter(|_| !several);
    complaints.push(found.map_or(Complaint::NoAnchor, |day| Complaint::AnchoredInText { day }));
    found
}

/// A row is one sentence, however long.
fn rows(text: &str) -> Vec<Range<usize>> {
    let whole = 0..text.len();
    if text.len() <= sentence::SENTENCE_MAX {
        std::iter::once(whole).collect()
    } else {
        sentence::sentences(text)
    }
}

/// What is left of a range without those within it.
fn outside(range: &Range<usize>, within: &[(BlockKind, Range<usize>)]) -> Vec<Range<usize>> {
    let mut holes: Vec<&Range<usize>> = within.iter().map(|(_, r)| r).collect();
    holes.sort_by_key(|r| r.start);
    let mut out = Vec::new();
    let mut at = range.start;
    for hole in holes {
        if hole.start > at {
            out.push(at..hole.start);
        }
        at = at.max(hole.end);
    }
    if at < range.end {
        out.push(at..range.end);
    }
    out
}

/// The language of a sentence: its script says so, and the page's where the script has several.
fn lang_of(text: &str, page: Option<Lang>) -> Lang {
    let (mut latin, mut hangul, mut cyrillic, mut ukrainian) = (0, 0, 0, 0);
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' => latin += 1,
            '가'..='힣' | '\u{1100}'..='\u{11ff}' => hangul += 2,
            'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' | 'Ґ' => {
                ukrainian += 1;
                cyrillic += 1;
            }
            '\u{400}'..='\u{4ff}' => cyrillic += 1,
            _ => {}
        }
    }
    if hangul > latin.max(cyrillic) {
        return Lang::Ko;
    }
    if cyrillic > latin.max(hangul) {
        let slavic = page.filter(|l| matches!(l, Lang::Ru | Lang::Uk));
        return slavic.unwrap_or(if ukrainian > 0 { Lang::Uk } else { Lang::Ru });
    }
    if latin == 0 {
        return page.unwrap_or(Lang::En);
    }
    Lang::En
}

/// Tells a table's head from its rows, and what the days of a row are.
fn in_table(page: &Page, sentence: &mut Sentence, head: &mut Option<Head>) {
    if let Some(head) = head {
        head.tell(&sentence.cells, &mut sentence.dates);
        return;
    }
    sentence.first = true;
    let names = sentence.cells.iter().map(|c| page.slice(c.clone()));
    let new = if sentence.numbers.is_empty() { Head::new(names) } else { Head::default() };
    new.tell(&sentence.cells, &mut sentence.dates);
    *head = Some(new);
}

/// Where a sentence stands, or a dateline.
struct Place {
    range: Range<usize>,
    block: BlockKind,
    paragraph: usize,
    lang: Lang,
}

/// What is found in a sentence whatever stood before it.
struct Raw {
    hits: Vec<Hit>,
    /// The parts in which numbers and days are looked for: the whole, the cells of a row, or none.
    parts: Vec<Range<usize>>,
    /// The cells of a row.
    cells: Vec<Range<usize>>,
    numbers: Vec<Number>,
    clauses: Vec<Range<usize>>,
    quotes: Vec<Range<usize>>,
    /// The days, and the last of them, unless they depend on a day named before.
    dates: Option<(Vec<Dated>, Option<Day>)>,
}

impl Raw {
    /// Nothing for a dateline.
    fn new(page: &Page, place: &Place, mut calendar: Calendar) -> Option<Self> {
        let Place { range, block, paragraph, lang } = place;
        if *block == BlockKind::Dateline {
            return None;
        }
        let text = page.slice(range.clone());
        let start = range.start;
        let hits = lexicon().find(text, *lang);
        let piece = page.pieces.get(*paragraph)?;
        let cells = match piece.cells.as_slice() {
            [first, .., last] if range.start <= first.start && last.end <= range.end => {
                piece.cells.as_slice()
            }
            _ => &[],
        };
        let whole = std::slice::from_ref(range);
        let parts = if cells.is_empty() { whole } else { cells };
        // Without a digit and a word of the tables nothing can be said of anybody, unless it answers a question.
        let asked = page.slice(start.saturating_sub(4)..start).contains('?');
        let empty = hits.is_empty() && !asked && !text.bytes().any(|b| b.is_ascii_digit());
        let parts = if empty { &[] } else { parts };
        let year = |part: &Range<usize>| row::year(page.slice(part.clone()), part.start).is_some();
        let numbers = parts.iter().filter(|part| cells.is_empty() || !year(part));
        let numbers = numbers.flat_map(|p| numbers_in(page.slice(p.clone()), p.start, *lang));
        let numbers: Vec<Number> = numbers.collect();
        let quotes = sentence::quoted(text).into_iter();
        let quotes = quotes.map(|q| start + q.start..start + q.end).collect();
        let clauses = if numbers.is_empty() { Vec::new() } else { sentence::clauses(text) };
        let clauses = clauses.into_iter().map(|c| start + c.start..start + c.end).collect();
        let dates = dates(page, parts, cells, *lang, &mut calendar);
        let dates = calendar.named().map(|last| (dates, last));
        let (parts, cells) = (parts.to_vec(), cells.to_vec());
        Some(Self { hits, parts, cells, numbers, clauses, quotes, dates })
    }
}

fn read(
    page: &Page,
    place: Place,
    raw: Raw,
    memory: &mut Memory,
    calendar: &mut Calendar,
) -> Sentence {
    let Place { range, block, paragraph, lang } = place;
    let Raw { hits, parts, cells, numbers, clauses, quotes, dates: found } = raw;
    let text = page.slice(range.clone());
    let start = range.start;
    let lexicon = lexicon();
    memory.enter(paragraph);
    let parties = party::resolve(text, start, lang, &hits, memory);
    let mentions = hits
        .iter()
        .map(|hit| (hit, lexicon.row(hit)))
        .filter(|(_, row)| row.class != Class::Party)
        .map(|(hit, row)| Mention {
            class: row.class,
            value: row.value,
            rule: row.id,
            range: start + hit.range.start..start + hit.range.end,
        })
        .collect();
    let dates = match found {
        Some((dates, last)) => {
            if let Some(day) = last {
                calendar.name(day);
            }
            dates
        }
        None => dates(page, &parts, &cells, lang, calendar),
    };
    let first = false;
    Sentence {
        range,
        block,
        paragraph,
        lang,
        mentions,
        parties,
        numbers,
        dates,
        clauses,
        quotes,
        cells,
        first,
    }
}

/// The days that a sentence names, cell by cell where it has cells.
fn dates(
    page: &Page,
    parts: &[Range<usize>],
    cells: &[Range<usize>],
    lang: Lang,
    calendar: &mut Calendar,
) -> Vec<Dated> {
    let mut dates = Vec::new();
    for part in parts {
        let text = page.slice(part.clone());
        match row::year(text, part.start).filter(|_| !cells.is_empty()) {
            Some(year) => dates.push(year),
            None => dates.extend(when::dates(text, part.start, lang, calendar)),
        }
    }
    dates
}

/// The numbers of a text that begins at `start`.
///
/// Behind its share a base belongs to the share's words; in Korean it stands before and may be a figure of its own.
fn numbers_in(text: &str, start: usize, lang: Lang) -> impl Iterator<Item = Number> {
    crate::work::did(text.len());
    let kept = quantity::scan_all(text, Some(lang)).into_iter();
    let kept = kept.filter(move |found| {
        !found.base || lang == Lang::Ko || lang == Lang::En && harmed(text, found.span.end)
    });
    let kept = kept.filter(move |found| !each(text, found.span.start, lang));
    kept.flat_map(move |found| {
        let span = with_base(text, &found);
        let number = |span: Range<usize>, quantity: quantity::Quantity| Number {
            range: start + span.start..start + span.end,
            quantity,
            denied: found.denied,
            base: found.base,
        };
        if let Some(end) = grown(text, &span, lang) {
            return vec![number(end.clone(), quantity::parse(&text[end], Some(lang)))];
        }
        if let Some((span, words)) = one_in(text, &span, lang) {
            return vec![number(span, quantity::parse(&words, Some(lang)))];
        }
        if let Some((span, words)) = inverted(text, &span, lang) {
            return vec![number(span, quantity::parse(&words, Some(lang)))];
        }
        match (lang == Lang::En).then(|| change(text, &span)).flatten() {
            Some([from, to]) => {
                let said = |s: &Range<usize>| quantity::parse(&text[s.clone()], Some(lang));
                vec![number(from.clone(), said(&from)), number(to.clone(), said(&to))]
            }
            None => vec![number(span, found.quantity.clone())],
        }
    })
}

/// "300 of the 3,600 casualties": a whole that tells its own harm.
fn harmed(text: &str, end: usize) -> bool {
    const HARMED: [&str; 8] =
        ["casualties", "dead", "deaths", "wounded", "killed", "losses", "prisoners", "injured"];
    let own = text.get(..end).unwrap_or_default().rsplit(' ').next();
    let rest = text.get(end..).unwrap_or_default();
    let mut words = rest.split_whitespace().filter(|w| !matches!(*w, "North" | "Korean"));
    own.is_some_and(|w| HARMED.contains(&w))
        || words.next().is_some_and(|w| HARMED.contains(&w.trim_end_matches([',', '.', ';'])))
}

/// "выросло с 300 до 600": the second end, which is no "up to".
fn grown(text: &str, span: &Range<usize>, lang: Lang) -> Option<Range<usize>> {
    const VERBS: [&str; 17] = [
        "выр",
        "увелич",
        "возрос",
        "повыс",
        "сниз",
        "сократ",
        "уменьш",
        "пересмотр",
        "измен",
        "зрос",
        "збільш",
        "підвищ",
        "зменш",
        "скорот",
        "знизи",
        "перегляну",
        "зміни",
    ];
    let said = text.get(span.clone()).filter(|_| matches!(lang, Lang::Ru | Lang::Uk))?;
    let end = span.end - said.strip_prefix("до ")?.len()..span.end;
    let head = text.get(..span.start)?;
    let mut words = head.split_whitespace().rev().take(5);
    let number = |w: &str| w.starts_with(|c: char| c.is_ascii_digit());
    let from = words.by_ref().any(number)
        && words.any(|w| matches!(w, "с" | "со" | "з" | "із") || number(w));
    let changes = head.split_whitespace().rev().take(9).any(|w| {
        let word = w.to_lowercase();
        VERBS.iter().any(|verb| word.starts_with(verb))
    });
    let quantity = quantity::parse(text.get(end.clone())?, Some(lang));
    (from && changes && quantity.reading().is_some()).then_some(end)
}

/// 세 명 중 한 명꼴, 열 명 가운데 두 명꼴: a share.
fn one_in(text: &str, span: &Range<usize>, lang: Lang) -> Option<(Range<usize>, String)> {
    if lang != Lang::Ko {
        return None;
    }
    let rest = text.get(span.end..)?.trim_start_matches('명');
    let head = text.get(..span.start)?.trim_end();
    let head = ["중", "가운데"].iter().find_map(|w| head.strip_suffix(w))?.trim_end();
    let from = head.char_indices().rev().nth(11).map_or(0, |(at, _)| at);
    let near = head.get(from..)?;
    let whole = quantity::scan_all(near, Some(lang)).pop().filter(|_| rest.starts_with('꼴'))?;
    let value = |q: &quantity::Quantity| q.reading().and_then(|r| r.value).filter(|n| *n <= 100);
    let part = value(&quantity::parse(text.get(span.clone())?, Some(lang)))?;
    let of = value(&whole.quantity).filter(|of| *of > part)?;
    Some((from + whole.span.start..span.end, format!("{of}분의 {part}")))
}

/// "тысяч пять", "тисячі чотири": about so many, by the order of the words.
fn inverted(text: &str, span: &Range<usize>, lang: Lang) -> Option<(Range<usize>, String)> {
    let said = text.get(span.clone()).filter(|_| matches!(lang, Lang::Ru | Lang::Uk))?;
    let head = text.get(..span.start)?.strip_suffix(' ')?;
    let scale = head.rsplit(|c: char| !c.is_alphabetic()).next()?;
    let about = match scale.to_lowercase().as_str() {
        "тысяч" | "тысячи" => "около",
        "тисяч" | "тисячі" => "близько",
        _ => return None,
    };
    let small = quantity::parse(said, Some(lang)).reading()?.value.is_some_and(|n| n <= 30);
    let alone = said.chars().all(char::is_alphabetic) && !head.ends_with(',');
    let start = span.start - 1 - scale.len();
    (small && alone).then(|| (start..span.end, format!("{about} {said} {scale}")))
}

/// "малыми группами, по 5–7 человек": so many in each, and nobody knows of how many.
fn each(text: &str, at: usize, lang: Lang) -> bool {
    let head = text.get(..at).unwrap_or_default().trim_end();
    let word = head.rsplit(' ').next().unwrap_or_default();
    matches!(lang, Lang::Ru | Lang::Uk) && matches!(word, "по" | "По")
}

/// "was revised from 300 to 600": two numbers, and no range between them.
fn change(text: &str, span: &Range<usize>) -> Option<[Range<usize>; 2]> {
    const VERBS: [&str; 30] = [
        "revised",
        "revise",
        "raised",
        "raise",
        "lifted",
        "rose",
        "risen",
        "rise",
        "rises",
        "increased",
        "grew",
        "grown",
        "climbed",
        "jumped",
        "soared",
        "fell",
        "fallen",
        "dropped",
        "cut",
        "lowered",
        "updated",
        "changed",
        "corrected",
        "went",
        "gone",
        "up",
        "down",
        "shrunk",
        "shrank",
        "swelled",
    ];
    let said = text.get(span.clone())?;
    let lead = said.len() - said.strip_prefix("from ")?.len();
    let to = said.find(" to ")?;
    let head = text.get(..span.start)?;
    let mut words = head.split_whitespace().rev().take(9);
    let changes = words.any(|w| VERBS.contains(&w.to_lowercase().as_str()));
    let parts = [span.start + lead..span.start + to, span.start + to + " to ".len()..span.end];
    let numbers = parts.iter().all(|p| {
        text.get(p.clone()).is_some_and(|t| quantity::parse(t, Some(Lang::En)).reading().is_some())
    });
    (changes && numbers).then_some(parts)
}

/// The bytes of a number, with the base of a share that stands behind it.
fn with_base(text: &str, found: &quantity::Found) -> Range<usize> {
    let quantity::Quantity::Fraction { base: Some(base), .. } = &found.quantity else {
        return found.span.clone();
    };
    let rest = text.get(found.span.end..).unwrap_or_default();
    let near = rest.find(base.words.as_str()).filter(|at| *at <= 80);
    let end = near.map_or(found.span.end, |at| found.span.end + at + base.words.len());
    found.span.start..end
}
