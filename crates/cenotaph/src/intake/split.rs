//! Delimited text to records, with physical line numbers.
//!
//! The rules are RFC 4180's, read leniently: any of the four delimiters, any line end (`\r\n`, `\n`, `\r`), a field in double
//! quotes may hold delimiters, line ends and doubled quotes. What the RFC leaves open is a *fault* here, never a silent
//! reading: a quote that is not closed, text after a closing quote, a field beyond the bound. After a fault that ran over
//! several lines the next record starts on the line after the one where the faulty record began, so that one stray quote
//! cannot swallow the good rows behind it; this happens at most [`RECOVERIES_MAX`] times, which bounds the work.
//!
//! The `csv` crate is not used because it counts lines by `\n` alone and reads an open quote to the end of the file without
//! a word; it is the twin in this module's tests.

use std::borrow::Cow;

/// One field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field<'t> {
    /// The text, quotes taken off.
    pub(crate) text: Cow<'t, str>,
    /// Where the field starts in the text, quotes included.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
}

/// One record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Record {
    /// The physical line where it starts, from 1.
    pub(crate) line: u64,
    /// Where it starts in the text.
    pub(crate) start: usize,
    /// Where it ends in the text, line end excluded.
    pub(crate) end: usize,
    /// Fields found, those beyond the bound included.
    pub(crate) fields: usize,
    /// What broke the rules first.
    pub(crate) fault: Option<Fault>,
}

/// How a record breaks the rules; `column` is its field from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A quote opens and the text ends.
    Unclosed { column: usize },
    /// Text follows the closing quote, which stands on `line`.
    AfterQuote { column: usize, line: u64 },
    /// A field is longer than the bound.
    TooLong { column: usize },
}

/// Takes records off a text.
#[derive(Debug)]
pub(crate) struct Splitter<'t> {
    text: &'t str,
    delimiter: u8,
    at: usize,
    line: u64,
    fields_max: usize,
    field_bytes_max: usize,
    recoveries: usize,
}

impl<'t> Splitter<'t> {
    /// Starts at the beginning of `text`; `delimiter` is ASCII.
    pub(crate) fn new(
        text: &'t str,
        delimiter: u8,
        fields_max: usize,
        field_bytes_max: usize,
    ) -> Self {
        Self { text, delimiter, at: 0, line: 1, fields_max, field_bytes_max, recoveries: 0 }
    }

    /// Whether the splitter gave up because too many quotes went astray.
    pub(crate) fn gave_up(&self) -> bool {
        self.recoveries > RECOVERIES_MAX
    }

    /// Where the next record starts in the text, and on which line.
    pub(crate) fn next_at(&self) -> (usize, u64) {
        (self.at, self.line)
    }

    /// Takes the next record into `fields`; nothing at the end.
    pub(crate) fn next(&mut self, fields: &mut Vec<Field<'t>>) -> Option<Record> {
        fields.clear();
        if self.at >= self.text.len() || self.gave_up() {
            return None;
        }
        let (start, line) = (self.at, self.line);
        let mut record = Record { line, start, end: start, fields: 0, fault: None };
        loop {
            let (field, fault) = self.field(record.fields);
            record.fault = record.fault.or(fault);
            record.end = field.end;
            if record.fields < self.fields_max {
                fields.push(field);
            }
            record.fields += 1;
            if !self.take_delimiter() {
                break;
            }
        }
        let last_line = self.line;
        self.take_line_end();
        if record.fault.is_some() && last_line > line {
            self.recover(&record);
        }
        Some(record)
    }

    fn field(&mut self, column: usize) -> (Field<'t>, Option<Fault>) {
        let start = self.at;
        let indent = self.spaces();
        if self.byte(start + indent) == Some(b'"') {
            let line = self.line;
            self.at = start + indent + 1;
            let (text, fault) = self.quoted(column);
            if fault.is_none() || indent == 0 {
                return (Field { text, start, end: self.at }, fault);
            }
            // A quote after spaces that does not hold a whole field is part of the words: `a, "so-called" b`.
            (self.at, self.line) = (start, line);
        }
        self.skip_field();
        let text = self.slice(start, self.at);
        let fault = (text.len() > self.field_bytes_max).then_some(Fault::TooLong { column });
        (Field { text: Cow::Borrowed(text), start, end: self.at }, fault)
    }

    /// Reads behind an opening quote up to the end of the field.
    fn quoted(&mut self, column: usize) -> (Cow<'t, str>, Option<Fault>) {
        let start = self.at;
        let mut doubled = false;
        loop {
            match self.byte(self.at) {
                None => {
                    return (self.inner(start, self.at, doubled), Some(Fault::Unclosed { column }));
                }
                Some(b'"') if self.byte(self.at + 1) == Some(b'"') => {
                    doubled = true;
                    self.at += 2;
                }
                Some(b'"') => break,
                Some(b'\r' | b'\n') => self.take_line_end(),
                Some(_) => self.at += 1,
            }
            if self.at - start > self.field_bytes_max {
                self.skip_field();
                return (Cow::Borrowed(""), Some(Fault::TooLong { column }));
            }
        }
        let (end, line) = (self.at, self.line);
        self.at += 1;
        let rest = self.at;
        self.skip_field();
        let clean = self.slice(rest, self.at).bytes().all(|b| b == b' ' || b == b'\t');
        (self.inner(start, end, doubled), (!clean).then_some(Fault::AfterQuote { column, line }))
    }

    fn inner(&self, start: usize, end: usize, doubled: bool) -> Cow<'t, str> {
        let text = self.slice(start, end);
        if doubled { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) }
    }

    fn skip_field(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let delimiter = self.delimiter;
        let length = rest.iter().position(|&b| b == delimiter || b == b'\n' || b == b'\r');
        self.at += length.unwrap_or(rest.len());
    }

    fn spaces(&self) -> usize {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        rest.iter().take_while(|&&b| (b == b' ' || b == b'\t') && b != self.delimiter).count()
    }

    fn take_delimiter(&mut self) -> bool {
        let here = self.byte(self.at) == Some(self.delimiter);
        self.at += usize::from(here);
        here
    }

    fn take_line_end(&mut self) {
        let length = match (self.byte(self.at), self.byte(self.at + 1)) {
            (Some(b'\r'), Some(b'\n')) => 2,
            (Some(b'\r' | b'\n'), _) => 1,
            _ => return,
        };
        self.at += length;
        self.line += 1;
    }

    /// Goes back to the line after the one where a faulty record of several lines began.
    fn recover(&mut self, record: &Record) {
        self.recoveries += 1;
        (self.at, self.line) = (record.start, record.line);
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|&b| b == b'\n' || b == b'\r');
        self.at += length.unwrap_or(rest.len());
        self.take_line_end();
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The delimiters are ASCII, so every index at hand is a boundary of characters.
    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }
}

/// How often a stray quote is recovered from before the file is called unreadable.
pub(crate) const RECOVERIES_MAX: usize = 200;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Rows = Vec<(u64, Vec<String>, Option<Fault>)>;

    fn split(text: &str, delimiter: u8) -> Rows {
        let mut splitter = Splitter::new(text, delimiter, 100, 64);
        let (mut fields, mut rows) = (Vec::new(), Vec::new());
        while let Some(record) = splitter.next(&mut fields) {
            let texts = fields.iter().map(|f| f.text.clone().into_owned()).collect();
            rows.push((record.line, texts, record.fault));
        }
        rows
    }

    fn check(text: &str, expected: &[(u64, &[&str], Option<Fault>)]) {
        let expected: Rows = expected
            .iter()
            .map(|(line, fields, fault)| {
                (*line, fields.iter().map(ToString::to_string).collect(), *fault)
            })
            .collect();
        assert_eq!(split(text, b','), expected, "{text:?}");
    }

    #[test]
    fn records_keep_their_physical_lines() {
        check("", &[]);
        check("a,b", &[(1, &["a", "b"], None)]);
        check(
            "a,b\r\n\r\nc,\n",
            &[(1, &["a", "b"], None), (2, &[""], None), (3, &["c", ""], None)],
        );
        check("a\rb\rc", &[(1, &["a"], None), (2, &["b"], None), (3, &["c"], None)]);
        check(
            "\"x\r\ny\rz\n\",1\nb,2",
            &[(1, &["x\r\ny\rz\n", "1"], None), (5, &["b", "2"], None)],
        );
        check("\"say \"\"no\"\"\",b", &[(1, &["say \"no\"", "b"], None)]);
        check("\"\",\"\"\n", &[(1, &["", ""], None)]);
        check("a, \"b, c\" ,d", &[(1, &["a", "b, c", "d"], None)]);
        check("a, \"so-called\" b,d", &[(1, &["a", " \"so-called\" b", "d"], None)]);
        check("5\" gun,b", &[(1, &["5\" gun", "b"], None)]);
    }

    #[test]
    fn a_stray_quote_costs_one_row() {
        let after = |column, line| Some(Fault::AfterQuote { column, line });
        check("\"a\"b,c\nd,e", &[(1, &["a", "c"], after(0, 1)), (2, &["d", "e"], None)]);
        check(
            "a,\"b\nc,d\ne,f",
            &[
                (1, &["a", "b\nc,d\ne,f"], Some(Fault::Unclosed { column: 1 })),
                (2, &["c", "d"], None),
                (3, &["e", "f"], None),
            ],
        );
        check(
            "a,\"b\nc,d\ne,\"f\"",
            &[
                (1, &["a", "b\nc,d\ne,"], after(1, 3)),
                (2, &["c", "d"], None),
                (3, &["e", "f"], None),
            ],
        );
        let long = "x".repeat(65);
        check(
            &format!("a,{long}\nb,c"),
            &[(1, &["a", &long], Some(Fault::TooLong { column: 1 })), (2, &["b", "c"], None)],
        );
        check(
            &format!("a,\"{long}\"\nb,c"),
            &[(1, &["a", ""], Some(Fault::TooLong { column: 1 })), (2, &["b", "c"], None)],
        );
    }

    #[test]
    fn stray_quotes_without_end_are_bounded() {
        let text = "\"x\n".repeat(3 * RECOVERIES_MAX + 1);
        let mut splitter = Splitter::new(&text, b',', 10, 1 << 20);
        let mut fields = Vec::new();
        let mut records = 0;
        while splitter.next(&mut fields).is_some() {
            records += 1;
        }
        assert!(splitter.gave_up());
        assert_eq!(records, RECOVERIES_MAX + 1);
    }

    #[test]
    fn fields_beyond_the_bound_are_counted_and_not_kept() {
        let text = ",".repeat(100_000);
        let mut splitter = Splitter::new(&text, b',', 100, 64);
        let mut fields = Vec::new();
        let record = splitter.next(&mut fields).unwrap();
        assert_eq!((record.fields, fields.len()), (100_001, 100));
    }

    proptest! {
        /// Whatever the `csv` crate writes, we read back as it was; `csv` reads the same.
        #[test]
        fn agrees_with_its_twin(rows in prop::collection::vec(prop::collection::vec("[a-z,;\"\n 한]{0,6}", 2..5), 1..6)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let ours: Vec<Vec<String>> = split(&text, b',').into_iter().map(|(_, fields, fault)| {
                assert_eq!(fault, None);
                fields
            }).collect();
            prop_assert_eq!(&ours, &rows);
        }

        #[test]
        fn any_text_ends_and_keeps_its_lines(text in "[a,\"\r\n]{0,60}") {
            let lines = split(&text, b',').into_iter().map(|(line, ..)| line).collect::<Vec<_>>();
            prop_assert!(lines.windows(2).all(|w| w[0] < w[1]), "{:?}", lines);
        }
    }
}
