//! Testimony: instalments heard over days, put together into one statement that tells a week at most.
//!
//! *Hearing* seals an instalment as a raw note; its clock runs out after some days. *Telling* makes one row of the claims table from
//! what the desk made of them: kind, gist, words, how the source was prompted and what we ourselves had told it. The row takes the
//! way of every other row – the same reading, the same door – is on hold until somebody gives it a level, and is dated by the ISO
//! week of the last instalment. From then on the instalments are due.
//!
//! A stimulus must be a statement of the record: what we told the source is no second source, and that can only be reckoned with
//! when it is known which statement it was.
//!
//! Invariant: row and `testimony/1` are written together or not at all.

use std::collections::BTreeMap;

use model::date::{Day, Precision, When};
use record::vault::{EditorKey, Secret};
use serde_json::{Map, Value, json};

use super::label::NOTE;
use super::refusal::SourceFault;
use super::seal::{SealedNow, put};
use super::wire::{TESTIMONY, TestimonyBody};
use super::{Item, Sources, draft, open_handle};
use crate::app::add::{self, By, Input, Options, Report};
use crate::app::case::Case;
use crate::app::desk::Rows;
use crate::app::error::Error;
use crate::app::people::Roster;
use crate::app::tables::{self, TableKind};

/// Seals an instalment.
///
/// # Errors
/// [`SourceFault::NotEvenSealed`] for a telephone number, a messenger id or an IMEI; what the vault and the record answer.
pub fn hear(case: &Case, handle: &str, note: &Secret, key: &EditorKey) -> Result<SealedNow, Error> {
    put(case, handle, NOTE, note, key)
}

/// What a testimony says, beside its texts.
#[derive(Debug, Clone, Default)]
pub struct Telling {
    /// The handle.
    pub handle: String,
    /// Key of the new row.
    pub key: String,
    /// Kind of statement; empty means a circumstance.
    pub kind: String,
    /// Category; empty means `testimony`.
    pub category: String,
    /// How the source was prompted.
    pub prompt: String,
    /// Statements that we told the source before.
    pub stimulus: Vec<String>,
    /// Province at most.
    pub province: String,
    /// By which kind of channel.
    pub channel: String,
    /// ISO week in which the last instalment was said; empty means the week in which it was sealed.
    pub week: String,
    /// What the row describes, for the gate.
    pub describes: String,
    /// How the public is told who says it; empty means `protected source`.
    pub party: String,
}

/// Texts of a testimony, by their names in the form, with the columns that they fill.
pub const TEXTS: [(&str, &str); 9] = [
    ("gist", "support"),
    ("gist_ko", "support_ko"),
    ("words", "words"),
    ("lang", "lang"),
    ("quote", "quote"),
    ("quote_lang", "quote_lang"),
    ("translation", "translation"),
    ("note", "note"),
    ("population", "population"),
];

/// What came of a telling.
#[derive(Debug)]
pub struct Told {
    /// What `add` says of the row.
    pub report: Report,
    /// The week that the row is dated by.
    pub week: String,
    /// How many instalments went into it; they are due from now on.
    pub instalments: usize,
}

/// Reads texts as `name: text`, a field a line; a line that begins with a space goes on with the one before.
///
/// # Errors
/// [`SourceFault::Field`]; the line is not repeated.
pub fn read_texts(text: &str) -> Result<BTreeMap<&'static str, String>, SourceFault> {
    let mut texts: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut last = None;
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if line.starts_with([' ', '\t'])
            && let Some(name) = last
        {
            let text: &mut String = texts.entry(name).or_default();
            text.push(' ');
            text.push_str(line.trim());
            continue;
        }
        let bad = || {
            let names: Vec<&str> = TEXTS.iter().map(|(name, _)| *name).collect();
            SourceFault::Field { line: n + 1, expected: names.join(", ") }
        };
        let (name, value) = line.split_once(':').ok_or_else(bad)?;
        let name = name.trim().to_lowercase();
        let (name, _) = TEXTS.into_iter().find(|(known, _)| *known == name).ok_or_else(bad)?;
        if texts.contains_key(name) {
            return Err(bad());
        }
        texts.insert(name, value.trim().to_owned());
        last = Some(name);
    }
    Ok(texts)
}

/// Puts the instalments of a source together into one row.
///
/// The row may be refused by `add` or the door; then the report says why, and nothing was written.
///
/// # Errors
/// [`SourceFault`]: an erased or unknown source, no instalment, a week that is none, a stimulus that nobody has; what the vault
/// and the record answer.
pub fn tell(
    case: &Case,
    telling: &Telling,
    texts: &BTreeMap<&'static str, String>,
    key: &EditorKey,
) -> Result<Told, Error> {
    let rows = Rows::replay(case, None)?;
    let sources = &rows.sources;
    open_handle(sources, &telling.handle)?;
    Roster::load(case)?.editor(&key.card().key)?;
    let waiting = waiting(sources, &telling.handle);
    let last = waiting.iter().map(|i| i.sealed).max();
    let last = last.ok_or_else(|| SourceFault::NoInstalments(telling.handle.clone()))?;
    let week = week(&telling.week, last, case.clock.today())?;
    for stimulus in &telling.stimulus {
        if rows.with_key(stimulus).next().is_none() {
            return Err(SourceFault::NoStimulus(stimulus.clone()).into());
        }
    }
    let body = TestimonyBody {
        key: telling.key.clone(),
        handle: telling.handle.clone(),
        week: week.clone(),
        instalments: waiting.iter().map(|i| i.commitment.to_string()).collect(),
    };
    let line = Value::Object(row(telling, texts, &week)).to_string();
    let inputs = [Input::Bytes("testimony.jsonl", line.as_bytes())];
    let options = Options { kind: Some(TableKind::Claims), ..Options::default() };
    let by = By { key: Some(key), ..By::default() };
    let report = add::add_as(case, &inputs, &options, by, &mut |report| {
        Ok(if report.has_errors() { Vec::new() } else { vec![draft(TESTIMONY, &body)?] })
    })?;
    Ok(Told { report, week, instalments: waiting.len() })
}

/// Instalments that no testimony was made of yet: those whose day lies ahead of the day on which a telling would set it.
fn waiting<'a>(sources: &'a Sources, handle: &str) -> Vec<&'a Item> {
    let told = sources.told();
    let mut notes: Vec<&Item> = sources
        .items_of(handle)
        .into_iter()
        .filter(|i| i.label == NOTE && !told.contains(&i.commitment.to_string()))
        .collect();
    notes.sort_by_key(|i| i.commitment.to_string());
    notes
}

/// The ISO week that was named, or that of a day.
fn week(named: &str, last: Day, today: Day) -> Result<String, SourceFault> {
    let named = named.trim();
    if named.is_empty() {
        let (year, week) = last.iso_week();
        return Ok(format!("{year:04}-W{week:02}"));
    }
    let bad = || SourceFault::Week(named.chars().take(16).collect());
    let when = When::parse(named).map_err(|_| bad())?;
    let begun = when.earliest().is_some_and(|day| day <= today);
    let plain = when.precision() == Precision::Week && !when.is_approximate();
    if plain && begun { Ok(when.to_string()) } else { Err(bad()) }
}

fn row(
    telling: &Telling,
    texts: &BTreeMap<&'static str, String>,
    week: &str,
) -> Map<String, Value> {
    let or = |text: &str, default: &str| {
        if text.is_empty() { default.to_owned() } else { text.to_owned() }
    };
    let mut row = Map::new();
    let mut put = |column: &str, text: String| {
        if !text.is_empty() {
            row.insert(column.to_owned(), json!(text));
        }
    };
    put(tables::id_column(TableKind::Claims), telling.key.clone());
    put("party_group", "SOURCE".to_owned());
    put("party", or(&telling.party, "protected source"));
    put("handle", telling.handle.clone());
    put("announced_date", week.to_owned());
    put("category", or(&telling.category, "testimony"));
    put("kind", or(&telling.kind, "circumstance"));
    put("place", telling.province.clone());
    put("prompt", or(&telling.prompt, "unknown"));
    put("stimulus", telling.stimulus.join(";"));
    put("channel", or(&telling.channel, "instalments"));
    put("describes", telling.describes.clone());
    put("release", "hold".to_owned());
    for (name, column) in TEXTS {
        put(column, texts.get(name).cloned().unwrap_or_default());
    }
    row
}

/// A field of the intake form: its name, whether it must be there, what is asked, English and Korean.
pub struct FormField {
    /// Its name in JSON.
    pub name: &'static str,
    /// The column that it fills.
    pub column: &'static str,
    /// True when it must be there.
    pub must: bool,
    /// What is asked.
    pub ask: &'static str,
}

const fn field(
    name: &'static str,
    column: &'static str,
    must: bool,
    ask: &'static str,
) -> FormField {
    FormField { name, column, must, ask }
}

/// The intake form: everything that may be held about what a source said, and nothing else. There is no field for a name, a place
/// finer than a province, a day or a time, since a field that is there gets filled.
pub const FORM: [FormField; 12] = [
    field("key", "claim_id", true, "Key of the statement (T12)"),
    field("handle", "handle", true, "Codename"),
    field("province", "place", false, "Province, or empty"),
    field("age", "describes", false, "Decade of age, only if it was published (40s)"),
    field("sex", "describes", false, "Sex, only if it was published (female, male)"),
    field(
        "prompt",
        "prompt",
        false,
        "How it came: unprompted, prompted_open, prompted_with_information, leading, unknown",
    ),
    field("stimulus", "stimulus", false, "Statements that we told the source before (C049;C050)"),
    field("text", "support", true, "What the source says, in the desk's words"),
    field("text_ko", "support_ko", false, "The same in Korean"),
    field("quote", "quote", false, "The source's own words, if they lead to nobody"),
    field("quote_lang", "quote_lang", false, "Their language (ko, en)"),
    field("week", "announced_date", true, "ISO week in which it was said (2031-W11)"),
];

/// Takes a filled form in as one row, on hold, through the same door as any table.
///
/// # Errors
/// [`SourceFault`]: an unknown or erased source, a week that is none, an unknown field; what the record answers. A row that the
/// door refuses is told in the report.
pub fn form(
    case: &Case,
    filled: &BTreeMap<String, String>,
    key: Option<&EditorKey>,
) -> Result<Report, Error> {
    let text = |name: &str| filled.get(name).map_or("", |t| t.trim());
    if let Some((n, _)) =
        filled.keys().enumerate().find(|(_, k)| !FORM.iter().any(|f| f.name == **k))
    {
        let expected = FORM.iter().map(|f| f.name).collect::<Vec<_>>().join(", ");
        return Err(SourceFault::Field { line: n + 1, expected }.into());
    }
    let sources = super::load(case)?;
    open_handle(&sources, text("handle"))?;
    let today = case.clock.today();
    let week = week(text("week"), today, today)?;
    let mut row = Map::new();
    for field in FORM.iter().filter(|f| f.column != "describes" && !text(f.name).is_empty()) {
        row.insert(field.column.to_owned(), json!(text(field.name)));
    }
    let details: Vec<String> = ["sex", "age"]
        .into_iter()
        .filter(|name| !text(name).is_empty())
        .map(|name| format!("{name}={}", text(name)))
        .collect();
    if !details.is_empty() {
        row.insert("describes".to_owned(), json!(details.join("; ")));
    }
    for (column, value) in [
        ("announced_date", week.as_str()),
        ("party_group", "SOURCE"),
        ("party", "protected source"),
        ("category", "testimony"),
        ("kind", "circumstance"),
        ("release", "hold"),
    ] {
        row.insert(column.to_owned(), json!(value));
    }
    let line = Value::Object(row).to_string();
    let inputs = [Input::Bytes("form.jsonl", line.as_bytes())];
    let options = Options { kind: Some(TableKind::Claims), ..Options::default() };
    let by = By { key, ..By::default() };
    add::add_as(case, &inputs, &options, by, &mut |_| Ok(Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_by_name() {
        let texts = read_texts(
            "gist: parents lose sleep\n  over their sons\n\nQuote: 밤에 못 잔다\nquote_lang: ko\n",
        )
        .unwrap();
        assert_eq!(texts["gist"], "parents lose sleep over their sons");
        assert_eq!((texts["quote"].as_str(), texts["quote_lang"].as_str()), ("밤에 못 잔다", "ko"));
        for (text, line) in [("gist", 1), ("gist: a\nspeaker: b", 2), ("gist: a\ngist: b", 2)] {
            let fault = read_texts(text).unwrap_err();
            assert!(matches!(fault, SourceFault::Field { line: l, .. } if l == line), "{text}");
        }
    }

    #[test]
    fn a_testimony_tells_a_week_at_most() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let (last, today) = (day("2031-03-12"), day("2031-03-14"));
        assert_eq!(week("", last, today).unwrap(), "2031-W11");
        assert_eq!(week(" 2031-W10 ", last, today).unwrap(), "2031-W10");
        for bad in ["2031-03-12", "2031-03", "2031-W12", "2031-W99", "noon", "2031-W10~"] {
            assert!(week(bad, last, today).is_err(), "{bad}");
        }
    }
}
