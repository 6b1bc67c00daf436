//! What each kind of table holds: its columns, their types, which must be there, and one example.
//!
//! The tables themselves are in [`super::columns`]; this file says what a column can be. The reader checks values against
//! it, docs/formats.md is printed from it, and the templates are tested against it, so the three cannot differ.
//! Invariant: within a kind, names and aliases are distinct, lower case, with underscores.

use std::fmt;

use super::columns;

/// The kinds of table that a case takes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableKind {
    /// Statements with figures, and other statements of parties.
    Claims,
    /// Acts of information control.
    Measures,
    /// What a party's position was, and when.
    Positions,
    /// Who knew what, where, since when.
    Awareness,
    /// Photographs, videos, documents and what is known of them.
    Evidence,
    /// Records of persons.
    Persons,
    /// A person's name as one source prints it.
    Mentions,
    /// Publications and protected sources, by handle.
    Sources,
}

impl TableKind {
    /// Every kind, in the order in which a case is best filled.
    pub const ALL: [Self; 8] = [
        Self::Sources,
        Self::Claims,
        Self::Positions,
        Self::Awareness,
        Self::Measures,
        Self::Evidence,
        Self::Persons,
        Self::Mentions,
    ];

    /// The word for this kind on the command line and in file names.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Measures => "measures",
            Self::Positions => "positions",
            Self::Awareness => "awareness",
            Self::Evidence => "evidence",
            Self::Persons => "persons",
            Self::Mentions => "mentions",
            Self::Sources => "sources",
        }
    }

    /// The kind with this name; singular and plural, upper and lower case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|kind| {
            kind.name() == name || kind.name().strip_suffix('s').is_some_and(|one| one == name)
        })
    }

    /// The columns of this kind.
    #[must_use]
    pub fn schema(self) -> &'static Schema {
        match self {
            Self::Claims => &columns::CLAIMS,
            Self::Measures => &columns::MEASURES,
            Self::Positions => &columns::POSITIONS,
            Self::Awareness => &columns::AWARENESS,
            Self::Evidence => &columns::EVIDENCE,
            Self::Persons => &columns::PERSONS,
            Self::Mentions => &columns::MENTIONS,
            Self::Sources => &columns::SOURCES,
        }
    }
}

impl fmt::Display for TableKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One kind of table.
#[derive(Debug)]
pub struct Schema {
    /// Which.
    pub kind: TableKind,
    /// What one row is, in one sentence.
    pub meaning: &'static str,
    /// The column whose value names the row; mentions have none, a row of theirs is named by all its values.
    pub id: Option<&'static str>,
    /// The columns in the order of the template.
    pub columns: &'static [Column],
}

impl Schema {
    /// The column with this name or alias, both as [`normalised`](super::header::normalised).
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns
            .iter()
            .find(|column| column.name == name)
            .or_else(|| self.columns.iter().find(|column| column.aliases.contains(&name)))
    }
}

/// One column.
#[derive(Debug)]
pub struct Column {
    /// Its name in every file that the program writes.
    pub name: &'static str,
    /// Other names that are understood.
    pub aliases: &'static [&'static str],
    /// Whether it must be there.
    pub required: Required,
    /// What its values are.
    pub values: Values,
    /// What it says, in one line.
    pub meaning: &'static str,
    /// One value.
    pub example: &'static str,
}

/// Whether a column or its value must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// Neither.
    No,
    /// The column must be there; an empty value means *unknown* and is warned about.
    Column,
    /// Every row must have a value.
    Value,
    /// Every row must have a value, unless the other column has one.
    Unless(&'static str),
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Words, in any script.
    Text,
    /// A row's own id, or the id of another row: 1–96 characters, no `;`.
    Id,
    /// Ids, separated by `;`.
    Ids,
    /// An EDTF date; `precision` names the column that qualifies it.
    Date {
        /// The column that holds the precision, if any.
        precision: Option<&'static str>,
    },
    /// How precise a date is: one of [`columns::PRECISIONS`].
    Precision,
    /// A whole number from 0 to `max`.
    Whole {
        /// The largest value taken.
        max: u64,
    },
    /// Years from 0 to [`columns::AGE_MAX`], or words (`20s`, `about 30`).
    Age,
    /// A share between 0 and 1: `0.5`, `1/3`, `40 %`.
    Fraction,
    /// A whole number, or two with a hyphen between (`11000-12000`).
    WholeOrRange,
    /// `yes` or `no`.
    YesNo,
    /// A language tag of BCP 47 (`en`, `ko`, `zh-Hant`).
    Language,
    /// A web address.
    Address,
    /// One of a list of words.
    Word {
        /// The words.
        list: &'static [&'static str],
        /// Whether other words are refused.
        closed: bool,
        /// Whether several words may stand, separated by `;`.
        many: bool,
    },
}

impl Values {
    /// The type as docs/formats.md and complaints name it.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Text => "text".into(),
            Self::Id => "id".into(),
            Self::Ids => "ids, separated by `;`".into(),
            Self::Date { precision: Some(column) } => format!("date, qualified by `{column}`"),
            Self::Date { precision: None } => "date".into(),
            Self::Precision => format!("one of {}", quoted(columns::PRECISIONS)),
            Self::Whole { max } => format!("whole number, 0 to {}", grouped(*max)),
            Self::Age => format!("years, 0 to {}, or words", columns::AGE_MAX),
            Self::Fraction => "share: `0.5`, `1/3` or `40 %`".into(),
            Self::WholeOrRange => "whole number or range (`11000-12000`)".into(),
            Self::YesNo => "`yes` or `no`".into(),
            Self::Language => "language tag (BCP 47)".into(),
            Self::Address => "web address (`https://…`)".into(),
            Self::Word { list, closed, many } => {
                let (several, separator) =
                    if *many { ("any", ", separated by `;`") } else { ("one", "") };
                if *closed {
                    format!("{several} of {}{separator}", quoted(list))
                } else {
                    format!("word{separator}, for example {}", quoted(list))
                }
            }
        }
    }
}

/// Words in backticks, with commas between.
pub(crate) fn quoted(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

/// A number with commas between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_within_a_kind_are_distinct_and_plain() {
        for kind in TableKind::ALL {
            let schema = kind.schema();
            assert_eq!(schema.kind, kind);
            let mut seen = HashSet::new();
            for column in schema.columns {
                for name in std::iter::once(&column.name).chain(column.aliases) {
                    assert!(seen.insert(*name), "{kind}: `{name}` twice");
                    assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}");
                }
                assert!(
                    !column.meaning.is_empty() && !column.meaning.ends_with('.'),
                    "{}",
                    column.name
                );
            }
            if let Some(id) = schema.id {
                assert_eq!(schema.columns[0].name, id);
                assert_eq!(schema.columns[0].required, Required::Value);
            }
        }
    }

    #[test]
    fn columns_that_a_column_leans_on_exist() {
        for kind in TableKind::ALL {
            for column in kind.schema().columns {
                let ((Values::Date { precision: Some(other) }, _) | (_, Required::Unless(other))) =
                    (column.values, column.required)
                else {
                    continue;
                };
                assert!(kind.schema().column(other).is_some(), "{kind}.{}: {other}", column.name);
            }
        }
    }

    #[test]
    fn kinds_are_named_in_singular_and_plural() {
        for kind in TableKind::ALL {
            assert_eq!(TableKind::from_name(kind.name()), Some(kind));
        }
        for (name, kind) in [
            ("Claim", Some(TableKind::Claims)),
            (" PERSON ", Some(TableKind::Persons)),
            ("evidence", Some(TableKind::Evidence)),
            ("evidenc", None),
            ("", None),
        ] {
            assert_eq!(TableKind::from_name(name), kind, "{name}");
        }
    }

    #[test]
    fn numbers_are_grouped() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (1_000_000_000_000, "1,000,000,000,000")]
        {
            assert_eq!(grouped(number), text);
        }
    }
}
