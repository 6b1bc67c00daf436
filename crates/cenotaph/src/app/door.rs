//! The door: what may not even be held is refused before anything is written.
//!
//! Every text of a row that rests on a protected source is looked through: cells as they are and as they came, extra columns and
//! their names, the key too. A complaint says which field, what kind of thing and how long, why, and what to write instead; it
//! never repeats the value, which reaches no entry, index, temporary file or stream. The desk's own sealed words are looked for in
//! all rows, when an editor's key is at hand.
//!
//! Two editors can take refused rows in all the same: exactly those rows ([`digest`]), with a sealed reason.
//!
//! Not here: what is refused (`protect::door`), and where rows come from (`add`, `sources::testimony`).

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use protect::door::{self, Lang, Words};
use protect::risk::{self, Declaration, Found, Item, Ledger, Policy, RowRef, Tables, person_of};
use sha2::{Digest as _, Sha256};

use super::case::Case;
use super::entries::RowBody;
use super::people::{self, Action};
use super::sources::Sources;
use super::tables::{self, TableKind};
use crate::intake::{Complaint, Row, Severity, described, masked, normalised};

/// What the door knows.
pub(super) struct Door<'a> {
    sources: &'a Sources,
    words: Option<Words>,
    /// Tables by which a declared detail is known; none when the case brings its own, which the gate reads.
    tables: Option<&'static Tables>,
    /// Handles about which the desk was told in this call.
    told: BTreeSet<String>,
}

/// What the door says of a row.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Errors: the row is kept out unless two editors take it.
    pub(super) refused: Vec<Complaint>,
    /// Errors that nobody overrides.
    pub(super) wrong: Vec<Complaint>,
    /// Notes.
    pub(super) notes: Vec<Complaint>,
}

/// What is expected of a text in a row of a protected source.
const NOBODY: &str = "a text that leads to nobody, in a row that rests on a protected source";

impl<'a> Door<'a> {
    pub(super) fn new(sources: &'a Sources, words: Option<Words>, case: &Case) -> Self {
        let built_in = case.settings.protection.tables.is_empty();
        let tables = built_in.then(Tables::builtin);
        Self { sources, words, tables, told: BTreeSet::new() }
    }

    /// Looks a row through.
    pub(super) fn look(
        &mut self,
        table: TableKind,
        row: &Row,
        fields: &dyn model::read::Fields,
    ) -> Said {
        let mut said = Said::default();
        let rests = tables::is_protected(table, fields);
        if rests || row.place.excerpt.as_ref().is_some_and(|e| e.protected) {
            look_through(table, row, &mut said);
        }
        if rests {
            self.handles(table, row, fields, &mut said);
        }
        if let Some(words) = &self.words {
            sealed_words(words, row, &mut said);
        }
        described_badly(self.tables, row, &mut said);
        said
    }

    /// The row's handles: one of an erased source, or a text that is none, is an error; one of no `source new` is a note.
    fn handles(
        &mut self,
        table: TableKind,
        row: &Row,
        fields: &dyn model::read::Fields,
        said: &mut Said,
    ) {
        for handle in tables::handles_of(table, fields) {
            let column = column_of_handle(table, row, handle);
            if handle.contains(char::is_whitespace) || handle.chars().count() > HANDLE_CHARS_MAX {
                let expected = "a codename of one word, never a name";
                let complaint =
                    Complaint::new(Severity::Error, "handle.form", row.place_of(column), expected);
                said.wrong.push(complaint.mask(format!("a text ({} characters)", handle.chars().count())).instead(
                    "`cenotaph source new` draws a codename; write it as `handle:CODENAME` where the column is not `handle`",
                ));
            } else if self.sources.is_retired(handle) {
                let expected = "the handle of a source that was not erased";
                said.wrong.push(
                    row.complain(
                        column,
                        "handle.erased",
                        expected,
                        Some(
                            "a codename is never used again; `cenotaph source new` draws another"
                                .to_owned(),
                        ),
                    ),
                );
            } else if self.sources.handle(handle).and_then(|h| h.since).is_none()
                && self.told.insert(handle.to_owned())
            {
                let place = row.place_of(column);
                let note = Complaint::new(
                    Severity::Note,
                    "handle.unlisted",
                    place,
                    "a handle that `cenotaph source new` drew",
                );
                said.notes.push(note.found(handle).hint(
                    "taken as it is; a word that somebody chose may say something about the source",
                ));
            }
        }
        // Who spoke for a protected source is the source.
        let speaker = fields.text("speaker").trim();
        if table == TableKind::Claims && !speaker.is_empty() && !speaker.starts_with("handle:") {
            let length = speaker.chars().count();
            let expected = "no speaker, in a row that rests on a protected source";
            let complaint =
                Complaint::new(Severity::Error, "source.named", row.place_of("speaker"), expected);
            said.refused.push(complaint.mask(format!("a text ({length} characters)")).instead(
                "A name or an office here names the source; leave it empty, the handle says who speaks",
            ));
        }
    }

    /// Masks what a complaint found, when it holds a sealed word.
    pub(super) fn mask(&self, complaint: Complaint) -> Complaint {
        let Some(words) = &self.words else { return complaint };
        let holds =
            |text: &Option<String>| text.as_deref().is_some_and(|t| words.find(t).is_some());
        if holds(&complaint.value) || holds(&complaint.hint) {
            complaint.mask("a sealed word")
        } else {
            complaint
        }
    }

    /// True when a text holds what must not be held, or a sealed word.
    pub(super) fn refuses(&self, text: &str) -> bool {
        masked(text).is_some() || self.words.as_ref().is_some_and(|w| w.find(text).is_some())
    }
}

/// Every text of a row: the cells as they are and as they came, and the names of extra columns.
fn look_through(table: TableKind, row: &Row, said: &mut Said) {
    for (name, cell) in row.cells() {
        let mut kinds = BTreeSet::new();
        for text in [Some(cell.text.as_str()), cell.original.as_deref()].into_iter().flatten() {
            // The mark of a handle reads like that of a messenger's id; the handle after it is looked at alone.
            let text = bare_handle(text);
            for finding in door::inspect(text) {
                if kinds.insert(finding.what) {
                    said.refused.push(refusal(row, name, finding.what, described(&finding, text)));
                }
            }
        }
        let extra = table.schema().column(&normalised(name)).is_none();
        if extra {
            // Spaces are underscores in a column's name, which would hide words from one another.
            let spaced = name.replace('_', " ");
            for text in [name, spaced.as_str()] {
                for finding in door::inspect(text) {
                    if kinds.insert(finding.what) {
                        let mut complaint =
                            refusal(row, name, finding.what, described(&finding, text));
                        complaint.place.column_name = None;
                        said.refused.push(complaint);
                    }
                }
            }
        }
    }
}

/// `heron` of `handle:heron`; any other text as it is.
fn bare_handle(text: &str) -> &str {
    let bare = text.trim().strip_prefix("handle:").map(str::trim);
    bare.filter(|h| !h.is_empty() && !h.contains(char::is_whitespace)).unwrap_or(text)
}

fn refusal(row: &Row, column: &str, what: door::Refused, found: String) -> Complaint {
    let advice = format!("{}. {}", what.reason(Lang::En), what.instead(Lang::En));
    Complaint::new(Severity::Error, what.code(), row.place_of(column), NOBODY)
        .mask(found)
        .instead(advice)
}

/// The desk's sealed words in any row, whoever it rests on.
fn sealed_words(words: &Words, row: &Row, said: &mut Said) {
    for (name, cell) in row.cells() {
        let texts = [Some(cell.text.as_str()), cell.original.as_deref(), Some(name)];
        let found = texts.into_iter().flatten().find_map(|text| Some((text, words.find(text)?)));
        let Some((text, span)) = found else { continue };
        let length = text.get(span).map_or(0, |part| part.chars().count());
        let expected = "a text without what is sealed about a source";
        let mut place = row.place_of(name);
        place.column_name = place.column_name.filter(|n| words.find(n).is_none());
        let complaint = Complaint::new(Severity::Error, "door.sealed_word", place, expected);
        said.refused.push(complaint.mask(format!("a sealed word ({length} characters)")).instead(
            "A name, a village or a number that is sealed about one of the desk's sources stands here. Leave it out",
        ));
    }
}

/// What the column `describes` says that cannot be read, or that no table can count: it would be a detail that the gate ignores.
fn described_badly(tables: Option<&Tables>, row: &Row, said: &mut Said) {
    let Some(text) = row.get("describes") else { return };
    let expected =
        "details as `name=value`, parted by `;`, with `role:` before those of a third party";
    let declaration = match text.parse::<Declaration>() {
        Ok(declaration) => declaration,
        Err(why) => {
            let complaint =
                row.complain("describes", "describes.form", expected, Some(why.to_string()));
            said.wrong.push(complaint);
            return;
        }
    };
    let Some(tables) = tables else { return };
    let items: Vec<Item> = declaration.0.into_iter().map(item).collect();
    let verdict = risk::judge(&Ledger::default(), &items, tables, &Policy::default());
    for unknown in verdict.unknown {
        let expected = "details that the tables can count";
        said.wrong.push(row.complain(
            "describes",
            "describes.unknown",
            expected,
            Some(unknown.hint),
        ));
    }
}

/// A declared detail as the gate counts it, of nobody in particular.
fn item(described: risk::Described) -> Item {
    Item {
        person: person_of("somebody", &described.person),
        attribute: described.attribute,
        row: RowRef { table: "statement".to_owned(), key: String::new() },
        edition: 0,
        week: String::new(),
        label: "somebody".to_owned(),
        found: Found::Declared,
    }
}

fn column_of_handle<'r>(table: TableKind, row: &'r Row, handle: &str) -> &'r str {
    let holds = |text: &str| text.trim().trim_start_matches("handle:").trim() == handle;
    row.cells()
        .find(|(_, cell)| holds(&cell.text))
        .map_or(tables::id_column(table), |(name, _)| name)
}

/// Characters of a handle at most.
const HANDLE_CHARS_MAX: usize = 64;

/// SHA-256 of rows that the door refused, as they would be written, whatever the file that they came in: what two editors agree on.
pub(super) fn digest(rows: &[(TableKind, &RowBody)]) -> String {
    let mut hashes: Vec<[u8; 32]> = rows
        .iter()
        .map(|(table, body)| {
            let mut hash = Sha256::new();
            let mut part = |bytes: &[u8]| {
                hash.update((bytes.len() as u64).to_be_bytes());
                hash.update(bytes);
            };
            part(tables::entry_kind(*table).as_bytes());
            part(body.key.as_bytes());
            for (name, text) in body.cells.iter().chain(&body.original) {
                part(name.as_bytes());
                part(text.as_bytes());
            }
            hash.finalize().into()
        })
        .collect();
    hashes.sort_unstable();
    let parts: Vec<&[u8]> = hashes.iter().map(|h| &h[..]).collect();
    people::digest(Action::Override, &parts)
}

/// The original bytes of cells, as entries hold them.
pub(super) fn originals(row: &Row) -> std::collections::BTreeMap<String, String> {
    row.cells()
        .filter_map(|(name, cell)| {
            cell.original.as_ref().map(|o| (name.to_owned(), BASE64.encode(o)))
        })
        .collect()
}
