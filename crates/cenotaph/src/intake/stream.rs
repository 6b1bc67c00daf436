//! Delimited text as it comes: rows of a table of any length, in bounded memory.
//!
//! For tables that are passed on row by row and not taken in. Terms: a *block* is text of whole records with their places. Delimiters, quotes,
//! line ends and encodings are those of [`super::read`]; the encoding is told by the first [`SAMPLE`] bytes. Invariants: blocks joined are the
//! text after the first row; a byte that fits the encoding nowhere becomes U+FFFD; memory is a few times [`ROW_BYTES_MAX`], whatever the
//! length of the input. Not here: what a row means, JSON and workbooks.

use std::io::Read;
use std::sync::Arc;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use super::split::{Fault, Field, Record, Splitter};
use super::{Format, IntakeError, binary, decode, delimited, detect, escaped, masked, normalised};

/// The first bytes tell format and encoding. Bytes of another encoding that first appear behind them are taken for damage.
const SAMPLE: usize = 4 * 1024 * 1024;
/// Text of a block, at least.
const BLOCK: usize = 256 * 1024;
/// A row that does not end within this is an error.
pub(crate) const ROW_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Bytes of a field: a name has no more.
const FIELD_BYTES_MAX: usize = 64 * 1024;
/// Columns of a table.
const COLUMNS_MAX: usize = 1_000;

/// Reads a table as it comes.
pub(crate) struct Stream {
    source: Box<dyn Read + Send>,
    path: Arc<str>,
    decoder: Decoder,
    /// Bytes that were read and not decoded yet.
    raw: Vec<u8>,
    /// Text that was decoded and not given out yet.
    text: String,
    line: u64,
    delimiter: u8,
    /// Whether the source has no more bytes.
    drained: bool,
    /// Whether all text is decoded.
    ended: bool,
}

/// The first row of a table.
#[derive(Debug, Clone)]
pub(crate) struct First {
    /// Its fields.
    pub(crate) names: Vec<String>,
    /// Its text as it stands, behind a line that names the delimiter if there is one.
    pub(crate) text: String,
    /// How its line ends: `\r\n` or `\n`.
    pub(crate) line_end: &'static str,
    /// Where the text after it starts, and on which line.
    after: (usize, u64),
}

/// Whole records, one after another.
#[derive(Debug)]
pub(crate) struct Block {
    /// The text that they stand in.
    pub(crate) text: String,
    /// Their places in it, with their lines in the file.
    pub(crate) records: Vec<Record>,
}

impl Block {
    /// The text of a record.
    pub(crate) fn text_of(&self, record: &Record) -> &str {
        self.text.get(record.start..record.end).unwrap_or_default()
    }
}

/// Splits the text of one record into its fields.
pub(crate) fn fields<'t>(text: &'t str, delimiter: u8, fields: &mut Vec<Field<'t>>) {
    Splitter::new(text, delimiter, COLUMNS_MAX + 1, FIELD_BYTES_MAX).next(fields);
}

impl Stream {
    /// Starts to read; `path` is shown in messages.
    ///
    /// # Errors
    /// [`IntakeError`] when it is no delimited text.
    pub(crate) fn open(path: &str, mut source: Box<dyn Read + Send>) -> Result<Self, IntakeError> {
        let mut raw = Vec::new();
        let sample = u64::try_from(SAMPLE).unwrap_or(u64::MAX);
        let fail = |why| IntakeError::Io { path: path.to_owned(), why };
        source.by_ref().take(sample).read_to_end(&mut raw).map_err(fail)?;
        let other = |what, hint| IntakeError::NotATable { path: path.to_owned(), what, hint };
        match detect::by_bytes(&raw) {
            Ok(None) => {}
            Ok(Some(_)) => return Err(other("a workbook", "save the sheet as CSV")),
            Err(found) => return Err(other(found.what, found.hint)),
        }
        let drained = raw.len() < SAMPLE;
        // A character that the sample cuts in two is no sign of another encoding.
        let whole = if drained { raw.len() } else { last_line(&raw) };
        let decoded = decode::decode(raw.get(..whole).unwrap_or(&raw));
        if binary(&decoded) {
            return Err(IntakeError::NotText { path: path.to_owned() });
        }
        if decoded.text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
            return Err(IntakeError::Empty { path: path.to_owned() });
        }
        match detect::by_text(&decoded.text, path) {
            Ok(Format::Json) => return Err(other("JSON", "save it as CSV")),
            Ok(_) => {}
            Err(found) => return Err(other(found.what, found.hint)),
        }
        let encoding = Encoding::for_label(decoded.encoding.as_bytes()).unwrap_or(UTF_8);
        drop(decoded);
        Ok(Self {
            source,
            path: path.into(),
            decoder: encoding.new_decoder_with_bom_removal(),
            raw,
            text: String::new(),
            line: 1,
            delimiter: b',',
            drained,
            ended: false,
        })
    }

    /// The path, for messages.
    pub(crate) fn path(&self) -> &Arc<str> {
        &self.path
    }

    /// The delimiter, once [`Self::first`] has told it.
    pub(crate) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The first row that is not blank, under the delimiter by which it holds most of the `wanted` columns, then most fields.
    ///
    /// # Errors
    /// More columns than the bound; what the source answers.
    pub(crate) fn first(&mut self, wanted: &[&str]) -> Result<First, IntakeError> {
        while self.text.len() < BLOCK && !self.ended {
            self.fill()?;
        }
        let mut lead = String::new();
        let (rest, said) = delimited::separator_line(&self.text);
        if said.is_some() {
            let rest = rest.len();
            lead = self.text.drain(..self.text.len() - rest).collect();
            self.line += 1;
        }
        let tabs = self.path.to_lowercase().ends_with(".tsv");
        let order = if tabs { [b'\t', b',', b';', b'|'] } else { [b',', b';', b'\t', b'|'] };
        let mut best: Option<(usize, usize, u8, First)> = None;
        for delimiter in order.into_iter().filter(|d| said.is_none_or(|s| s == *d)) {
            let first = self.first_by(delimiter)?;
            let names: Vec<String> = first.names.iter().map(|n| normalised(n)).collect();
            let held = wanted.iter().filter(|w| names.contains(&normalised(w))).count();
            let rank = (held, first.names.len());
            if best.as_ref().is_none_or(|b| rank > (b.0, b.1)) {
                best = Some((rank.0, rank.1, delimiter, first));
            }
        }
        let Some((_, _, delimiter, mut first)) = best else {
            return Err(IntakeError::Empty { path: self.path.to_string() });
        };
        self.delimiter = delimiter;
        first.text.insert_str(0, &lead);
        Ok(first)
    }

    fn first_by(&self, delimiter: u8) -> Result<First, IntakeError> {
        let mut splitter = Splitter::new(&self.text, delimiter, COLUMNS_MAX + 1, FIELD_BYTES_MAX);
        let mut fields = Vec::new();
        while let Some(record) = splitter.next(&mut fields) {
            if fields.iter().all(|f| f.text.trim().is_empty()) {
                continue;
            }
            if record.fields > COLUMNS_MAX {
                return Err(IntakeError::TooManyColumns {
                    path: self.path.to_string(),
                    line: record.line,
                    columns: record.fields as u64,
                    limit: COLUMNS_MAX as u64,
                });
            }
            let behind = self.text.get(record.end..).unwrap_or_default();
            return Ok(First {
                names: fields.iter().map(|f| f.text.trim().to_owned()).collect(),
                text: self.text.get(record.start..record.end).unwrap_or_default().to_owned(),
                line_end: if behind.starts_with("\r\n") { "\r\n" } else { "\n" },
                after: splitter.next_at(),
            });
        }
        Err(IntakeError::Empty { path: self.path.to_string() })
    }

    /// Goes on behind the first row, which was a head.
    pub(crate) fn pass(&mut self, first: &First) {
        self.text.drain(..first.after.0.min(self.text.len()));
        self.line += first.after.1 - 1;
    }

    /// The next block; nothing at the end.
    ///
    /// # Errors
    /// A row beyond the bound; what the source answers.
    pub(crate) fn block(&mut self) -> Result<Option<Block>, IntakeError> {
        let mut least = BLOCK;
        loop {
            while self.text.len() < least && !self.ended {
                self.fill()?;
            }
            if self.text.is_empty() {
                return Ok(None);
            }
            let (records, at, line) = self.records();
            if at > 0 {
                let text = if at == self.text.len() {
                    std::mem::take(&mut self.text)
                } else {
                    let behind = self.text.split_off(at);
                    std::mem::replace(&mut self.text, behind)
                };
                self.line = line;
                return Ok(Some(Block { text, records }));
            }
            if least >= ROW_BYTES_MAX {
                return Err(IntakeError::LongRow {
                    path: self.path.to_string(),
                    line: self.line,
                    limit: ROW_BYTES_MAX,
                });
            }
            least = (self.text.len() * 2).min(ROW_BYTES_MAX);
        }
    }

    /// The records that are whole, where the text behind them starts, and its line.
    fn records(&self) -> (Vec<Record>, usize, u64) {
        let (mut records, mut fields) = (Vec::new(), Vec::new());
        let (mut at, mut line) = (0, self.line);
        // A splitter that gave up because of stray quotes begins anew: each costs no more than a field's bound.
        while let Some(rest) = self.text.get(at..).filter(|rest| !rest.is_empty()) {
            let (base, base_line) = (at, line - 1);
            let mut splitter =
                Splitter::new(rest, self.delimiter, COLUMNS_MAX + 1, FIELD_BYTES_MAX);
            while let Some(mut record) = splitter.next(&mut fields) {
                let next = splitter.next_at();
                // More text may follow within it: a line end may be half of one, a quote may still close.
                let open = matches!(record.fault, Some(Fault::Unclosed { .. }))
                    && self.text.len() - base - record.start <= FIELD_BYTES_MAX;
                if !self.ended && (base + next.0 == self.text.len() || open) {
                    return (records, at, line);
                }
                record.start += base;
                record.end += base;
                record.line += base_line;
                (at, line) = (base + next.0, next.1 + base_line);
                // A line without anything is no row; one of empty cells is, and stays in its place.
                let blank = |f: &Field<'_>| f.text.trim().is_empty();
                if fields.len() > 1 || record.fault.is_some() || !fields.iter().all(blank) {
                    records.push(record);
                }
            }
        }
        (records, at, line)
    }

    /// Decodes what was read, or reads some more.
    fn fill(&mut self) -> Result<(), IntakeError> {
        if self.raw.is_empty() && !self.drained {
            let most = u64::try_from(BLOCK).unwrap_or(u64::MAX);
            let fail = |why| IntakeError::Io { path: self.path.to_string(), why };
            self.source.by_ref().take(most).read_to_end(&mut self.raw).map_err(fail)?;
            self.drained = self.raw.len() < BLOCK;
        }
        let take = self.raw.len().min(BLOCK);
        let last = self.drained && take == self.raw.len();
        let mut read = 0;
        loop {
            let bytes = self.raw.get(read..take).unwrap_or_default();
            let room = self.decoder.max_utf8_buffer_length_without_replacement(bytes.len());
            self.text.reserve(room.unwrap_or(bytes.len() * 3) + 4);
            let (result, taken) =
                self.decoder.decode_to_string_without_replacement(bytes, &mut self.text, last);
            read += taken;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.text.push('\u{fffd}'),
            }
        }
        self.raw.drain(..take);
        self.ended = last;
        Ok(())
    }
}

/// The head as a message shows it.
pub(crate) fn shown(names: &[String]) -> Vec<String> {
    let one = |name: &String| masked(name).unwrap_or_else(|| escaped(name, 80));
    names.iter().take(20).map(one).collect()
}

/// The end of the last whole line.
fn last_line(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|b| *b == b'\n').map_or(bytes.len(), |at| at + 1)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn rows(bytes: Vec<u8>) -> Vec<(u64, String)> {
        let mut stream = Stream::open("t.csv", Box::new(Cursor::new(bytes))).unwrap();
        let first = stream.first(&["left"]).unwrap();
        stream.pass(&first);
        let mut out = Vec::new();
        while let Some(block) = stream.block().unwrap() {
            out.extend(block.records.iter().map(|r| (r.line, block.text_of(r).to_owned())));
        }
        out
    }

    #[test]
    fn rows_keep_their_text_and_lines_over_blocks() {
        let mut text = String::from("left,right\r\n");
        let mut expected = Vec::new();
        let mut line = 2;
        for n in 0..60_000 {
            let row = match n % 5 {
                0 => format!("\"가{n}\r\nb\",\"say \"\"no\"\"\""),
                1 => format!("Ли{n}, \"x\" "),
                _ => format!("a{n},b"),
            };
            expected.push((line, row.clone()));
            line += if n % 5 == 0 { 2 } else { 1 };
            text.push_str(&row);
            text.push_str("\r\n");
        }
        assert!(text.len() > 3 * BLOCK);
        assert_eq!(rows(text.clone().into_bytes()), expected);
        let utf16: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(utf16.len() > 2 * BLOCK);
        assert_eq!(rows(utf16), expected);
    }

    #[test]
    fn a_stray_quote_costs_its_row_wherever_it_stands() {
        for before in [0, 20_000, 52_000] {
            let mut text = String::from("left,right\n");
            for n in 0..before {
                text.push_str(&format!("a{n},b\n"));
            }
            text.push_str("\"open,b\n");
            for n in 0..50_000 {
                text.push_str(&format!("c{n},d\n"));
            }
            let found = rows(text.into_bytes());
            assert_eq!(found.len(), before + 1 + 50_000, "{before}");
            assert_eq!(found[before + 1], (before as u64 + 3, "c0,d".to_owned()));
        }
    }

    #[test]
    fn a_row_without_end_is_an_error_and_not_memory() {
        let text = format!("left,right\n{}", ",".repeat(3 * ROW_BYTES_MAX));
        let mut stream = Stream::open("t.csv", Box::new(Cursor::new(text.into_bytes()))).unwrap();
        let first = stream.first(&["left"]).unwrap();
        stream.pass(&first);
        assert!(matches!(stream.block(), Err(IntakeError::LongRow { line: 2, .. })));
    }

    #[test]
    fn delimiters_are_found_by_the_columns_that_are_wanted() {
        for (text, delimiter) in [
            ("left,right\n", b','),
            ("id;left;a,b,c,d\n", b';'),
            ("left\tright\n", b'\t'),
            ("sep=|\nleft|right\n", b'|'),
            ("\n\nleft,right\n", b','),
        ] {
            let bytes = text.as_bytes().to_vec();
            let mut stream = Stream::open("t.csv", Box::new(Cursor::new(bytes))).unwrap();
            stream.first(&["left"]).unwrap();
            assert_eq!(stream.delimiter(), delimiter, "{text:?}");
        }
    }
}
