//! What is wrong with a table, where, and what would put it right.
//!
//! A reader of tables never stops at the first fault: it returns what it could read and a list of complaints. Terms: a *place*
//! is path, sheet, physical line and column; an *error* keeps its row (or its table) out, a *warning* lets the row in and asks
//! the desk to look, a *note* says what was done. Invariants: a complaint holds at most 80 characters of the input, with
//! control and invisible characters escaped, so that it can be printed to a terminal; the list is sorted by place and bounded.
//! What must not be held – a telephone number, a messenger id … (`protect::door`) – is not repeated in any complaint, whatever
//! the complaint is about: it says what kind of thing was found and how long it is.
//!
//! Not here: translation (the program translates by `code`) and exit codes.

use std::fmt::{self, Write as _};
use std::sync::Arc;

/// How much a complaint weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The row (or the whole table) is kept out.
    Error,
    /// The row is in; the desk should look at it.
    Warning,
    /// Says what was done; nothing needs doing.
    Note,
}

impl Severity {
    /// The word that heads a printed complaint.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Where in a file something stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The path as it was given.
    pub path: Arc<str>,
    /// The sheet of a workbook.
    pub sheet: Option<Arc<str>>,
    /// The physical line where the row starts, from 1; in a workbook the row number. 0 means the file as a whole.
    pub line: u64,
    /// The field, from 1; for a fault of JSON syntax the character in the line.
    pub column: Option<u64>,
    /// The column's name, as this program calls it.
    pub column_name: Option<Arc<str>>,
    /// The piece of an article that the row was read out of.
    pub excerpt: Option<Excerpt>,
}

/// A piece of an article that a row was read out of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Excerpt {
    /// The number of the draft, from 1.
    pub draft: usize,
    /// The bytes of the article that it rests on.
    pub bytes: std::ops::Range<u64>,
    /// Whether they are of what a protected source said, whatever the row's columns tell.
    pub protected: bool,
}

impl Place {
    /// A place that names a row and no field.
    #[must_use]
    pub fn row(path: &Arc<str>, sheet: Option<&Arc<str>>, line: u64) -> Self {
        Self {
            path: path.clone(),
            sheet: sheet.cloned(),
            line,
            column: None,
            column_name: None,
            excerpt: None,
        }
    }

    /// The same row, at one of its fields.
    #[must_use]
    pub fn at(mut self, column: Option<u64>, name: Option<Arc<str>>) -> Self {
        self.column = column;
        self.column_name = name;
        self
    }

    /// The address that a spreadsheet shows for this place (`G12`); nothing outside workbooks.
    #[must_use]
    pub fn cell_address(&self) -> Option<String> {
        self.sheet.as_ref()?;
        let mut column = self.column?;
        let mut letters = Vec::new();
        while column > 0 {
            let digit = u8::try_from((column - 1) % 26).unwrap_or(0);
            letters.push(char::from(b'A' + digit));
            column = (column - 1) / 26;
        }
        let letters: String = letters.iter().rev().collect();
        Some(format!("{letters}{}", self.line))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escaped(&self.path, 4096))?;
        if let Some(sheet) = &self.sheet {
            write!(f, "!{}", escaped(sheet, SHOWN_CHARS))?;
        }
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        if let Some(Excerpt { draft, bytes, .. }) = &self.excerpt {
            write!(f, " (draft {draft}, bytes {}–{})", bytes.start, bytes.end)?;
        }
        Ok(())
    }
}

/// One thing that is wrong, or that was done, with its place.
///
/// Displays as `path:line:column: error: Found … in …, expected … [code]`, and the hint on a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// How much it weighs.
    pub severity: Severity,
    /// A stable code such as `row.too_long`; the program translates by it.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// What was found, at most 80 characters, control characters escaped.
    pub value: Option<String>,
    /// What was found, when it must not be repeated: kind and length (`a telephone number (13 characters)`).
    pub masked: Option<String>,
    /// What was expected instead, as a clause without a full stop.
    pub expected: String,
    /// What the desk can do.
    pub hint: Option<String>,
}

impl Complaint {
    /// A complaint without value and hint.
    #[must_use]
    pub fn new(
        severity: Severity,
        code: &'static str,
        place: Place,
        expected: impl Into<String>,
    ) -> Self {
        let mut place = place;
        // The name of an extra column is text of the file too.
        place.column_name = place.column_name.filter(|name| masked(name).is_none());
        let expected = expected.into();
        Self { severity, code, place, value: None, masked: None, expected, hint: None }
    }

    /// Adds what was found; it is shortened and escaped here, and what must not be held is masked, with the advice about it.
    #[must_use]
    pub fn found(mut self, value: &str) -> Self {
        match masked(value) {
            None => self.value = Some(escaped(value, SHOWN_CHARS)),
            Some(what) => self = self.mask(what),
        }
        self
    }

    /// Says what was found without repeating it; advice, which may repeat it, goes.
    #[must_use]
    pub fn mask(mut self, what: impl Into<String>) -> Self {
        (self.masked, self.value, self.hint) = (Some(what.into()), None, None);
        self
    }

    /// Adds advice that does not depend on what was found, also when that is masked.
    #[must_use]
    pub fn instead(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds advice, unless what was found is masked.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        self.advise(Some(hint.into()))
    }

    /// Adds advice if there is some, unless what was found is masked; what it repeats of the value is escaped.
    #[must_use]
    pub fn advise(mut self, hint: Option<String>) -> Self {
        if self.masked.is_none() && hint.is_some() {
            self.hint = hint.map(|hint| escaped(&hint, usize::MAX));
        }
        self
    }

    /// Whether this keeps the row or the table out.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: ", self.place, self.severity.word())?;
        let cell = self.place.cell_address();
        let column = self.place.column_name.as_deref().map(|name| escaped(name, SHOWN_CHARS));
        let inside = match (&column, &cell) {
            (Some(name), Some(cell)) => format!(" in `{name}` (cell {cell})"),
            (Some(name), None) => format!(" in `{name}`"),
            (None, Some(cell)) => format!(" in cell {cell}"),
            (None, None) => String::new(),
        };
        // What is said of a row as a whole is not in the column where it was noticed.
        let whole = self.value.is_none() && matches!(self.code, "row.too_short" | "row.too_long");
        let inside = if whole { String::new() } else { inside };
        match (&self.value, &self.masked) {
            (Some(value), _) => write!(f, "Found `{value}`{inside}, expected {}", self.expected)?,
            (None, Some(what)) => write!(f, "Found {what}{inside}, expected {}", self.expected)?,
            (None, None) => write!(f, "Expected {}{inside}", self.expected)?,
        }
        write!(f, " [{}]", self.code)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// What a text holds that must not be repeated: the first finding's kind and length.
///
/// Of a text longer than [`INSPECTED_BYTES`] nothing is repeated.
pub(crate) fn masked(text: &str) -> Option<String> {
    if text.len() > INSPECTED_BYTES {
        return Some(format!("a text ({} characters)", text.chars().count()));
    }
    protect::door::inspect(text).into_iter().next().map(|finding| described(&finding, text))
}

/// A finding as a complaint shows it: `a telephone number (13 characters)`.
pub(crate) fn described(finding: &protect::door::Finding, text: &str) -> String {
    let length = text.get(finding.span.clone()).map_or(0, |part| part.chars().count());
    format!("{} ({length} characters)", finding.what.noun(protect::door::Lang::En))
}

/// Shortens text to `chars` characters and escapes what a terminal would obey or not show.
pub(crate) fn escaped(text: &str, chars: usize) -> String {
    let mut out = String::new();
    for (at, character) in text.chars().enumerate() {
        if at == chars {
            out.push('…');
            break;
        }
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || invisible(c) => {
                // Writing to a `String` cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether a character shows nothing, or changes the order of what is shown around it.
pub(crate) fn invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Collects complaints within a bound, errors before warnings before notes.
#[derive(Debug)]
pub(crate) struct Complaints {
    cap: usize,
    kept: [Vec<Complaint>; 3],
    total: [u64; 3],
}

impl Complaints {
    pub(crate) fn new(cap: usize) -> Self {
        Self { cap, kept: Default::default(), total: [0; 3] }
    }

    pub(crate) fn push(&mut self, complaint: Complaint) {
        let rank = complaint.severity as usize;
        self.total[rank] = self.total[rank].saturating_add(1);
        if self.kept[rank].len() < self.cap {
            self.kept[rank].push(complaint);
        }
    }

    /// How many errors were pushed, the dropped ones included.
    pub(crate) fn errors(&self) -> u64 {
        self.total[Severity::Error as usize]
    }

    /// The list, sorted by place; the last one counts what the bound left out.
    pub(crate) fn finish(self, path: &Arc<str>, sheet: Option<&Arc<str>>) -> Vec<Complaint> {
        let total: u64 = self.total.iter().sum();
        let mut list: Vec<Complaint> = self.kept.into_iter().flatten().take(self.cap).collect();
        let left = total.saturating_sub(list.len() as u64);
        list.sort_by(|a, b| {
            (a.place.line, a.place.column, a.severity).cmp(&(
                b.place.line,
                b.place.column,
                b.severity,
            ))
        });
        if left > 0 {
            let text = format!("at most {} complaints, and {left} more were found", self.cap);
            let place = Place::row(path, sheet, 0);
            list.push(Complaint::new(Severity::Note, "table.more", place, text).hint(
                "errors are listed before warnings and notes; mend these and read the file again",
            ));
        }
        list
    }
}

/// Characters of a value that a complaint shows.
const SHOWN_CHARS: usize = 80;

/// Bytes of a value that are looked through before it is shown. A complaint is about a slip; who reads it looks into the file.
const INSPECTED_BYTES: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: u64, column: Option<u64>) -> Place {
        Place::row(&"a.csv".into(), None, line).at(column, None)
    }

    #[test]
    fn cell_addresses_count_in_letters() {
        for (column, address) in
            [(1, "A9"), (26, "Z9"), (27, "AA9"), (52, "AZ9"), (703, "AAA9"), (16384, "XFD9")]
        {
            let sheet: Arc<str> = "S".into();
            let place = Place::row(&"b.xlsx".into(), Some(&sheet), 9).at(Some(column), None);
            assert_eq!(place.cell_address().as_deref(), Some(address));
        }
        assert_eq!(place(9, Some(1)).cell_address(), None, "only a workbook has cells");
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        let rows = [
            ("plain", "plain"),
            ("two\nlines\r\t", "two\\nlines\\r\\t"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\u{202e}b\u{200b}c", "a\\u{202e}b\\u{200b}c"),
            ("nul\0", "nul\\u{0}"),
            ("각\u{301}", "각\u{301}"),
        ];
        for (given, shown) in rows {
            assert_eq!(escaped(given, 80), shown);
        }
        assert_eq!(escaped(&"x".repeat(81), 80), format!("{}…", "x".repeat(80)));
        assert_eq!(escaped(&"한".repeat(80), 80), "한".repeat(80));
    }

    #[test]
    fn what_must_not_be_held_is_not_repeated() {
        let number = "call me at +86 138 0013 8000";
        let complaint = Complaint::new(Severity::Error, "value.date", place(2, Some(3)), "a date")
            .found(number)
            .hint(format!("byte 6 of `{number}`"));
        let said = format!("{complaint} {complaint:?}");
        assert!(!said.contains("8000") && said.contains("a telephone number"), "{said}");
        let named = place(1, Some(2)).at(Some(2), Some(number.into()));
        let complaint = Complaint::new(Severity::Note, "header.unknown", named, "a column");
        assert!(!format!("{complaint} {complaint:?}").contains("8000"));
        let long = format!("{}{number}", "x".repeat(20_000));
        let complaint = Complaint::new(Severity::Error, "v", place(1, None), "y").found(&long);
        assert!(complaint.value.is_none());
    }

    #[test]
    fn errors_push_notes_out_and_the_rest_is_counted() {
        let mut list = Complaints::new(3);
        for line in 1..=5 {
            list.push(Complaint::new(Severity::Note, "n", place(line, None), "x"));
        }
        for line in [9, 7] {
            list.push(Complaint::new(Severity::Error, "e", place(line, Some(2)), "y"));
        }
        assert_eq!(list.errors(), 2);
        let list = list.finish(&"a.csv".into(), None);
        let seen: Vec<_> = list.iter().map(|c| (c.code, c.place.line)).collect();
        assert_eq!(seen, [("n", 1), ("e", 7), ("e", 9), ("table.more", 0)]);
        assert_eq!(
            list[3].to_string(),
            "a.csv: note: Expected at most 3 complaints, and 4 more were found [table.more]\n  \
             hint: errors are listed before warnings and notes; mend these and read the file again"
        );
    }
}
