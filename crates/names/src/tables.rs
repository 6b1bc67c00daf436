//! Reading the committed tables: lines of cells between tabs, `#` before a remark, weights as `form:0.5`.
//!
//! Invariant: an error names the table, the line and the column. Not here: what the cells mean.

use thiserror::Error;

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("Cannot read `{table}`, line {line}, column {column}")]
#[non_exhaustive]
pub struct TableError {
    /// The table by its file name.
    pub table: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

/// The lines of a table that hold cells.
pub(crate) struct Lines<'a> {
    table: &'static str,
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(table: &'static str, text: &'a str) -> Self {
        Self { table, lines: text.lines().enumerate() }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let table = self.table;
        self.lines.find(|(_, l)| !l.is_empty() && !l.starts_with('#')).map(|(n, l)| Line {
            table,
            number: n + 1,
            cells: l.split('\t').collect(),
        })
    }
}

/// One line.
pub(crate) struct Line<'a> {
    table: &'static str,
    number: usize,
    cells: Vec<&'a str>,
}

impl<'a> Line<'a> {
    pub(crate) fn cell(&self, at: usize) -> Result<&'a str, TableError> {
        self.cells.get(at).copied().ok_or_else(|| self.bad(at))
    }

    pub(crate) fn bad(&self, at: usize) -> TableError {
        TableError { table: self.table.to_owned(), line: self.number, column: at + 1 }
    }

    /// The forms of a cell with their weights; `-` is the empty form, a form without a weight has 1.
    pub(crate) fn weights(&self, at: usize) -> Result<Vec<(String, f32)>, TableError> {
        let mut out = Vec::new();
        for entry in self.cell(at)?.split(' ').filter(|e| !e.is_empty()) {
            let (form, weight) = match entry.rsplit_once(':') {
                Some((form, w)) => (form, w.parse::<f32>().ok()),
                None => (entry, Some(1.0)),
            };
            let weight =
                weight.filter(|w| w.is_finite() && *w >= 0.0).ok_or_else(|| self.bad(at))?;
            out.push((if form == "-" { String::new() } else { form.to_owned() }, weight));
        }
        Ok(out)
    }

    /// A number.
    pub(crate) fn number(&self, at: usize) -> Result<f32, TableError> {
        self.cell(at)?.parse().ok().filter(|n: &f32| n.is_finite()).ok_or_else(|| self.bad(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_cell_is_named() {
        let text = "# remark\n\na\tk:2 -:1 g\nb\tx:y\n";
        let lines: Vec<_> = Lines::new("t.tsv", text).collect();
        assert_eq!(
            lines[0].weights(1),
            Ok(vec![("k".into(), 2.0), (String::new(), 1.0), ("g".into(), 1.0)])
        );
        assert_eq!(
            lines[1].weights(1).unwrap_err().to_string(),
            "Cannot read `t.tsv`, line 4, column 2"
        );
        assert!(lines[0].cell(2).is_err());
    }
}
