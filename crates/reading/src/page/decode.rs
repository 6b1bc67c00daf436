//! Bytes to text, with the way back.
//!
//! Tried in this order: a byte-order mark; UTF-8; the charset that a page declares; the NUL pattern of UTF-16; the guess of `chardetng`.
//! A guess is reported. Invariant: an offset of the text leads to the offset of the bytes that it was decoded from; where bytes fit the
//! encoding nowhere the offsets behind them may be off, which is reported.
//! Sources: WHATWG Encoding Standard (`encoding_rs`), `chardetng`.

use std::borrow::Cow;
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::draft::Complaint;

pub(super) struct Decoded<'b> {
    pub(super) text: Cow<'b, str>,
    pub(super) encoding: &'static str,
    pub(super) offsets: Offsets,
}

/// From offsets of the decoded text to offsets of the bytes.
#[derive(Debug)]
pub(super) enum Offsets {
    /// The text stands in the bytes as it is, behind so many of them.
    Shift(usize),
    /// Runs of characters of one width on either side, in order.
    Runs(Vec<Run>),
}

/// Characters of `text` bytes each in the text and `bytes` each in the input, from these offsets on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    text_at: usize,
    bytes_at: usize,
    text: usize,
    bytes: usize,
}

impl Offsets {
    pub(super) fn bytes(&self, text: Range<usize>) -> Range<usize> {
        match self {
            Self::Shift(by) => text.start + by..text.end + by,
            Self::Runs(runs) => at(runs, text.start)..at(runs, text.end),
        }
    }
}

fn at(runs: &[Run], text: usize) -> usize {
    let i = runs.partition_point(|run| run.text_at <= text);
    let Some(run) = i.checked_sub(1).and_then(|i| runs.get(i)) else { return 0 };
    run.bytes_at + (text - run.text_at) / run.text.max(1) * run.bytes
}

pub(super) fn decode<'b>(bytes: &'b [u8], complaints: &mut Vec<Complaint>) -> Decoded<'b> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(bytes, mark, encoding, complaints);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: Cow::Borrowed(text),
            encoding: UTF_8.name(),
            offsets: Offsets::Shift(0),
        };
    }
    if let Some(encoding) = utf16_by_nul(bytes).or_else(|| declared(bytes)) {
        return with(bytes, 0, encoding, complaints);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    complaints.push(Complaint::GuessedEncoding { encoding: encoding.name() });
    with(bytes, 0, encoding, complaints)
}

fn with<'b>(
    bytes: &'b [u8],
    mark: usize,
    encoding: &'static Encoding,
    complaints: &mut Vec<Complaint>,
) -> Decoded<'b> {
    let body = bytes.get(mark..).unwrap_or_default();
    let (text, bad) = encoding.decode_without_bom_handling(body);
    if bad {
        complaints.push(Complaint::BadBytes { encoding: encoding.name() });
    }
    let offsets = match (&text, encoding == UTF_8 && !bad) {
        (Cow::Borrowed(_), _) | (_, true) => Offsets::Shift(mark),
        _ => Offsets::Runs(runs(&text, mark, encoding)),
    };
    Decoded { text, encoding: encoding.name(), offsets }
}

fn runs(text: &str, mark: usize, encoding: &'static Encoding) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut bytes_at = mark;
    for (text_at, c) in text.char_indices() {
        let (wide, bytes) = (c.len_utf8(), width(c, encoding));
        if runs.last().is_none_or(|run| (run.text, run.bytes) != (wide, bytes)) {
            runs.push(Run { text_at, bytes_at, text: wide, bytes });
        }
        bytes_at += bytes;
    }
    runs.push(Run { text_at: text.len(), bytes_at, text: 1, bytes: 0 });
    runs
}

/// How many bytes a character has in an encoding.
fn width(c: char, encoding: &'static Encoding) -> usize {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return c.len_utf16() * 2;
    }
    if encoding == UTF_8 {
        return if c == '\u{fffd}' { 1 } else { c.len_utf8() };
    }
    if c.is_ascii() || encoding.is_single_byte() || c == '\u{fffd}' {
        return 1;
    }
    let mut buffer = [0; 4];
    encoding.encode(c.encode_utf8(&mut buffer)).0.len()
}

fn utf16_by_nul(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(512))?;
    let nul = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (nul(0), nul(1));
    if head.len() < 8 || even.max(odd) * 8 < head.len() {
        return None;
    }
    Some(if odd > even { UTF_16LE } else { UTF_16BE })
}

/// The charset that a page declares in its first kilobytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(2_048))?;
    let head: String = head.iter().map(|b| char::from(*b).to_ascii_lowercase()).collect();
    let rest = head.split_once("charset=")?.1.trim_start_matches(['"', '\'', ' ']);
    let label: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).collect();
    Encoding::for_label(label.as_bytes()).filter(|e| *e != UTF_16LE && *e != UTF_16BE)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{EUC_KR, WINDOWS_1251};

    use super::*;

    #[test]
    fn offsets_lead_back() {
        let text = "북한군 1,100여 명 killed";
        let utf16: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let korean = EUC_KR.encode(text).0.into_owned();
        for bytes in [utf16, korean, text.as_bytes().to_vec()] {
            let mut complaints = Vec::new();
            let decoded = decode(&bytes, &mut complaints);
            assert_eq!(decoded.text, text);
            let at = text.find("1,100").unwrap();
            let range = decoded.offsets.bytes(at..at + 5);
            let piece = bytes.get(range.clone()).unwrap();
            let digits: Vec<u8> = piece.iter().copied().filter(|b| *b != 0).collect();
            assert_eq!(digits, b"1,100", "{range:?}");
        }
    }

    #[test]
    fn a_declared_charset_is_believed() {
        let page = "<meta charset=\"windows-1251\"><p>Погибли 40 солдат";
        let bytes = WINDOWS_1251.encode(page).0.into_owned();
        let mut complaints = Vec::new();
        assert_eq!(decode(&bytes, &mut complaints).text, page);
        assert!(complaints.is_empty());
    }
}
