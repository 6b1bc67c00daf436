//! Constructions: rows of `data/kinds-constructions.tsv`, found in a sentence.
//!
//! Terms: a *unit* is a word (English, Russian, Ukrainian) or a character (Korean, whose words run together and apart); quotation
//! marks, commas and white space are no units. A *step* is what stands at one place: one of some forms, a gap, or a form that must not
//! follow. Syntax of a pattern: steps apart by spaces; `a/b` either; `a*` any ending; `@name` a row of class `set`; `a?` may be
//! missing; `..` a gap of up to four words or twelve characters, `..7` of up to seven; `!a/b` none of these here. A gap does not cross
//! a full stop or a semicolon. Patterns of a row are apart by ` | `.
//! Invariant: work is linear in the sentence, for steps and gaps are bounded. Not here: what a construction means for a draft.

use std::collections::HashMap;
use std::ops::Range;

use model::quantity::Lang;

use crate::grammar::{Quick, is_alphanumeric};

/// The longest gap without a number, in words and in characters.
const GAP_WORDS: usize = 4;
const GAP_CHARS: usize = 12;

/// A row: what it is the construction of, and its patterns.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: &'static str,
    pub(super) class: &'static str,
    pub(super) value: &'static str,
    patterns: Vec<Vec<Step>>,
}

#[derive(Debug, Clone)]
enum Step {
    One { forms: Forms, optional: bool },
    Gap(usize),
    Not(Forms),
}

/// Forms of one place, with the bytes that they begin with.
#[derive(Debug, Clone, Default)]
struct Forms {
    list: Vec<Form>,
    /// A bit for each first byte.
    first: [u64; 4],
}

impl Forms {
    fn new(list: Vec<Form>) -> Self {
        // A lone star is any word.
        let any = list.iter().any(|form| form.text.is_empty());
        let mut first = [if any { u64::MAX } else { 0 }; 4];
        for byte in list.iter().filter_map(|form| form.text.bytes().next()) {
            first[usize::from(byte >> 6)] |= 1 << (byte & 63);
        }
        Self { list, first }
    }

    /// Whether a word may be one of them, by its first byte.
    fn may_be(&self, word: &str) -> bool {
        let byte = word.bytes().next();
        byte.is_some_and(|byte| self.first[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Form {
    text: String,
    open: bool,
    key: u64,
    /// The bytes of a word's key that are compared.
    mask: u64,
}

impl Form {
    fn new(text: String, open: bool) -> Self {
        let short = text.len() < 8;
        let mask = if open && short { (1 << (8 * text.len())) - 1 } else { u64::MAX };
        Self { key: key(&text), mask, text, open }
    }

    /// Whether a word is this form, or begins with it.
    fn is(&self, word: &str, key: u64) -> bool {
        key & self.mask == self.key
            && if self.open { word.starts_with(&self.text) } else { word == self.text }
    }
}

/// The first eight bytes of a word, the first one lowest: what differs here differs.
fn key(word: &str) -> u64 {
    if let Some(head) = word.as_bytes().first_chunk() {
        return u64::from_le_bytes(*head);
    }
    word.bytes().rev().fold(0, |key, byte| key << 8 | u64::from(byte))
}

/// A construction in a sentence: bytes of the sentence's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) row: usize,
    pub(super) range: Range<usize>,
}

/// All rows of one language, by the beginnings of their patterns.
#[derive(Debug)]
pub(super) struct Table {
    lang: Lang,
    pub(super) rows: Vec<Row>,
    /// Patterns by the first word, or by the first character of the first form.
    starts: HashMap<String, Vec<Start>, Quick>,
    /// The same for first forms with any ending: by their first two characters.
    open_starts: HashMap<String, Vec<Start>, Quick>,
}

/// A pattern that may begin at a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Start {
    row: usize,
    pattern: usize,
    /// What the step that fewest sentences have asks for.
    needs: Signs,
}

/// Beginnings of words, each as one of 256 bits: a sentence without a bit has no word that begins so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Signs([u64; 4]);

impl Signs {
    const ALL: Self = Self([u64::MAX; 4]);

    fn add(&mut self, beginning: u32) {
        let bit = beginning.wrapping_mul(0x9e37_79b1) >> 24;
        if let Some(slot) = self.0.get_mut((bit >> 6) as usize) {
            *slot |= 1 << (bit & 63);
        }
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|part| part.count_ones()).sum()
    }

    /// What a form asks for.
    fn of_form(form: &Form, lang: Lang) -> Self {
        let mut signs = Self::default();
        let Some(first) = form.text.chars().next() else { return Self::ALL };
        if lang == Lang::Ko {
            // ㄹ is many syllables.
            if first == 'ㄹ' {
                return Self::ALL;
            }
            signs.add(u32::from(first));
        } else {
            if form.open && form.text.len() < beginning_bytes(lang) {
                return Self::ALL;
            }
            signs.add(beginning(form.key, lang));
        }
        signs
    }

    /// What the step of a pattern that asks for least asks for.
    fn of_pattern(steps: &[Step], lang: Lang) -> Self {
        let asked = steps.iter().filter_map(|step| match step {
            Step::One { forms, optional: false } => Some(forms),
            _ => None,
        });
        let asked = asked.map(|forms| {
            forms.list.iter().fold(Self::default(), |mut all, form| {
                let own = Self::of_form(form, lang);
                all.0.iter_mut().zip(own.0).for_each(|(a, b)| *a |= b);
                all
            })
        });
        asked.min_by_key(Self::count).unwrap_or(Self::ALL)
    }
}

/// How many bytes of a word are its beginning: two letters.
const fn beginning_bytes(lang: Lang) -> usize {
    if matches!(lang, Lang::En) { 2 } else { 4 }
}

fn beginning(key: u64, lang: Lang) -> u32 {
    let bytes = key.to_le_bytes();
    let [a, b, c, d, ..] = bytes;
    u32::from_le_bytes(if beginning_bytes(lang) == 2 { [a, b, 0, 0] } else { [a, b, c, d] })
}

/// A sentence in units.
#[derive(Debug)]
pub(super) struct Units {
    /// The units, levelled, end to end.
    text: String,
    units: Vec<Unit>,
}

/// A unit of a sentence.
#[derive(Debug)]
struct Unit {
    /// In the levelled text.
    word: Range<usize>,
    key: u64,
    /// In the sentence.
    at: Range<usize>,
    /// Its first character, levelled.
    first: char,
    /// Whether a full stop or a semicolon stands before it.
    broken: bool,
}

impl Units {
    /// Cuts a sentence. Case, ё and е, and kinds of apostrophe are levelled.
    pub(super) fn new(sentence: &str, lang: Lang) -> Self {
        crate::work::did(sentence.len());
        let mut text = String::with_capacity(sentence.len());
        let mut units: Vec<Unit> = Vec::with_capacity(sentence.len() / 4);
        let (mut broken, mut open) = (false, false);
        for (at, c) in sentence.char_indices() {
            let part = is_alphanumeric(c) || (open && lang != Lang::Ko && is_joiner(c));
            if !part {
                open = false;
                broken |= matches!(c, '.' | ';' | '?' | '!' | '…');
                continue;
            }
            let start = text.len();
            level(c, &mut text);
            let end = at + c.len_utf8();
            if let Some(unit) = units.last_mut().filter(|_| open && lang != Lang::Ko) {
                unit.word.end = text.len();
                unit.at.end = end;
                continue;
            }
            let first = text.get(start..).and_then(|t| t.chars().next()).unwrap_or(c);
            let broken = std::mem::take(&mut broken);
            units.push(Unit { word: start..text.len(), key: 0, at: at..end, first, broken });
            open = true;
        }
        let mut units = Self { text, units };
        if lang != Lang::Ko {
            units.trim_joiners();
        }
        units
    }

    /// A closing quotation mark looks like an apostrophe: "rumours'".
    fn trim_joiners(&mut self) {
        for unit in &mut self.units {
            let word = self.text.get(unit.word.clone()).unwrap_or_default();
            let kept = word.trim_end_matches(['\'', '-']);
            let kept = kept.strip_suffix("'s").unwrap_or(kept);
            unit.word.end = unit.word.start + kept.len();
            unit.key = key(kept);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.get(at).unwrap_or_default()
    }

    fn get(&self, at: usize) -> Option<&str> {
        self.text.get(self.units.get(at)?.word.clone())
    }

    /// Whether a full stop or a semicolon stands before a unit; nothing behind the last one.
    fn broken(&self, at: usize) -> Option<bool> {
        self.units.get(at).map(|unit| unit.broken)
    }

    /// The bytes of units, in the sentence's text.
    fn range(&self, units: Range<usize>) -> Range<usize> {
        let start = self.units.get(units.start).map_or(0, |unit| unit.at.start);
        let last = units.end.max(units.start + 1) - 1;
        start..self.units.get(last).map_or(start, |unit| unit.at.end)
    }
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '-' | '‑')
}

fn level(c: char, text: &mut String) {
    match c {
        '’' | 'ʼ' => text.push('\''),
        '‑' => text.push('-'),
        'ё' | 'Ё' => text.push('е'),
        '가'..='힣' | 'a'..='z' | 'а'..='я' => text.push(c),
        c => text.extend(c.to_lowercase()),
    }
}

impl Table {
    /// Reads the rows of a language; `-` is every language. A row that is no row is left out: tests hold the table sound.
    pub(super) fn new(data: &'static str, lang: Lang) -> Self {
        let code = lang.code();
        let rows: Vec<[&'static str; 5]> = data.lines().filter_map(columns).collect();
        let of_lang = |row: &&[&'static str; 5]| row[3] == code || row[3] == "-";
        let mut sets: HashMap<&str, Vec<Form>> = HashMap::new();
        for row in rows.iter().filter(of_lang).filter(|row| row[1] == "set") {
            let forms = forms(row[4], &sets);
            sets.entry(row[0]).or_default().extend(forms);
        }
        let (starts, open_starts) = (HashMap::default(), HashMap::default());
        let mut table = Self { lang, rows: Vec::new(), starts, open_starts };
        for row in rows.iter().filter(of_lang).filter(|row| row[1] != "set" && row[0] != "id") {
            let patterns = row[4].split(" | ").map(|p| steps(p.trim(), &sets, lang));
            table.push(Row {
                id: row[0],
                class: row[1],
                value: row[2],
                patterns: patterns.filter(|steps| !steps.is_empty()).collect(),
            });
        }
        table
    }

    fn push(&mut self, row: Row) {
        let at = self.rows.len();
        for (i, pattern) in row.patterns.iter().enumerate() {
            let start = Start { row: at, pattern: i, needs: Signs::of_pattern(pattern, self.lang) };
            for step in pattern {
                let Step::One { forms, optional } = step else { continue };
                for form in &forms.list {
                    let (map, key) = if self.lang == Lang::Ko {
                        (&mut self.starts, head(&form.text, 1).to_owned())
                    } else if form.open {
                        (&mut self.open_starts, head(&form.text, 2).to_owned())
                    } else {
                        (&mut self.starts, form.text.clone())
                    };
                    let entry = map.entry(key).or_default();
                    if entry.last() != Some(&start) {
                        entry.push(start);
                    }
                }
                if !optional {
                    break;
                }
            }
        }
        self.rows.push(row);
    }

    /// Every construction of a sentence, the first and longest of each row at a place, in order.
    pub(super) fn find(&self, units: &Units) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        let mut signs = Signs::default();
        for unit in &units.units {
            let korean = self.lang == Lang::Ko;
            signs.add(if korean { u32::from(unit.first) } else { beginning(unit.key, self.lang) });
        }
        for at in 0..units.len() {
            let word = units.word(at);
            let exact = self.starts.get(word);
            let open = self.open_starts.get(head(word, 2));
            let rieul = word.chars().next().filter(|c| self.lang == Lang::Ko && ends_in(*c, 'ㄹ'));
            let rieul = rieul.and_then(|_| self.starts.get("ㄹ"));
            let candidates = exact.into_iter().chain(open).chain(rieul).flatten();
            for Start { row, pattern, needs } in candidates {
                if !needs.meets(&signs) {
                    continue;
                }
                let Some(row_) = self.rows.get(*row) else { continue };
                let Some(steps) = row_.patterns.get(*pattern) else { continue };
                let Some(end) = self.run(units, at, at, steps) else { continue };
                let range = units.range(at..end);
                let known = hits.iter_mut().rev().take(32).find(|h| {
                    h.row == *row && h.range.start < range.end && range.start < h.range.end
                });
                match known {
                    Some(hit) => hit.range.end = hit.range.end.max(range.end),
                    None => hits.push(Hit { row: *row, range }),
                }
            }
        }
        hits
    }

    /// Where a pattern that begins at a unit ends.
    fn run(&self, units: &Units, begin: usize, at: usize, steps: &[Step]) -> Option<usize> {
        crate::work::did(1);
        let Some((step, rest)) = steps.split_first() else { return Some(at) };
        match step {
            Step::One { forms, optional } => {
                if at > begin && units.broken(at) == Some(true) {
                    return if *optional { self.run(units, begin, at, rest) } else { None };
                }
                if self.lang != Lang::Ko {
                    // A form is one word: all that stand here end alike.
                    let stands = self.stands(units, at, forms);
                    let found = if stands { self.run(units, begin, at + 1, rest) } else { None };
                    let without = || self.run(units, begin, at, rest);
                    return found.or_else(|| if *optional { without() } else { None });
                }
                let ends = forms.list.iter().filter_map(|form| self.one(units, at, form));
                // The longest form first; a shorter one may leave more to the next step.
                let mut ends: Vec<usize> = ends.collect();
                ends.sort_unstable_by(|a, b| b.cmp(a));
                ends.dedup();
                let found = ends.into_iter().find_map(|end| self.run(units, begin, end, rest));
                found.or_else(|| if *optional { self.run(units, begin, at, rest) } else { None })
            }
            Step::Not(forms) => {
                if self.stands(units, at, forms) {
                    None
                } else {
                    self.run(units, begin, at, rest)
                }
            }
            Step::Gap(longest) => {
                for skip in 0..=*longest {
                    let next = at + skip;
                    if skip > 0 && units.broken(next).unwrap_or(true) {
                        return None;
                    }
                    if let Some(end) = self.run(units, begin, next, rest) {
                        return Some(end);
                    }
                }
                None
            }
        }
    }

    /// Whether one of some forms stands at a unit.
    fn stands(&self, units: &Units, at: usize, forms: &Forms) -> bool {
        // Korean forms are of several units, and ㄹ is many syllables.
        if self.lang == Lang::Ko {
            return forms.list.iter().any(|form| self.one(units, at, form).is_some());
        }
        let Some(unit) = units.units.get(at) else { return false };
        let word = units.word(at);
        forms.may_be(word) && forms.list.iter().any(|form| form.is(word, unit.key))
    }

    /// The unit behind a form, when the form stands at a unit.
    fn one(&self, units: &Units, at: usize, form: &Form) -> Option<usize> {
        if self.lang != Lang::Ko {
            let unit = units.units.get(at)?;
            let word = units.text.get(unit.word.clone())?;
            return form.is(word, unit.key).then_some(at + 1);
        }
        let mut next = at;
        for c in form.text.chars() {
            let unit = units.units.get(next)?;
            let same = unit.first == c || ends_in(unit.first, c);
            if !same || next > at && unit.broken {
                return None;
            }
            next += 1;
        }
        Some(next)
    }
}

/// ㄹ stands for any syllable that ends in it.
fn ends_in(syllable: char, jamo: char) -> bool {
    const RIEUL: u32 = 8;
    jamo == 'ㄹ'
        && ('가'..='힣').contains(&syllable)
        && (u32::from(syllable) - u32::from('가')) % 28 == RIEUL
}

fn columns(line: &'static str) -> Option<[&'static str; 5]> {
    if line.starts_with('#') {
        return None;
    }
    let mut columns = line.split('\t');
    let row = [columns.next()?, columns.next()?, columns.next()?, columns.next()?, columns.next()?];
    columns.next().is_none().then_some(row)
}

fn steps(pattern: &str, sets: &HashMap<&str, Vec<Form>>, lang: Lang) -> Vec<Step> {
    let gap = if lang == Lang::Ko { GAP_CHARS } else { GAP_WORDS };
    let step = |word: &str| {
        if let Some(number) = word.strip_prefix("..") {
            return Step::Gap(number.parse().unwrap_or(gap));
        }
        if let Some(not) = word.strip_prefix('!') {
            return Step::Not(Forms::new(forms(not, sets)));
        }
        let (word, optional) = word.strip_suffix('?').map_or((word, false), |word| (word, true));
        Step::One { forms: Forms::new(forms(word, sets)), optional }
    };
    pattern.split_whitespace().map(step).collect()
}

fn forms(words: &str, sets: &HashMap<&str, Vec<Form>>) -> Vec<Form> {
    let mut forms = Vec::new();
    for word in words.split('/').map(str::trim).filter(|word| !word.is_empty()) {
        if let Some(name) = word.strip_prefix('@') {
            forms.extend(sets.get(name).into_iter().flatten().cloned());
            continue;
        }
        let (text, open) = word.strip_suffix('*').map_or((word, false), |text| (text, true));
        let mut levelled = String::with_capacity(text.len());
        text.chars().for_each(|c| level(c, &mut levelled));
        forms.push(Form::new(levelled, open));
    }
    forms
}

fn head(text: &str, chars: usize) -> &str {
    text.char_indices().nth(chars).and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}
