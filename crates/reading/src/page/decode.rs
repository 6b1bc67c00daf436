//! Bytes to text, with the way back.
//!
//! Tried in this order: a byte-order mark; the look of UTF-16; UTF-8, also with a few bad bytes; the charset that a page declares, when
//! the bytes fit it; the guess of `chardetng`. A guess is reported, and so are bytes that fit the encoding nowhere: each of them is one
//! U+FFFD in the text. Invariant: an offset of the text leads to the offset of the bytes that it was decoded from, in every
//! encoding and behind bad bytes too. Time is linear; the way back takes 12 bytes for each change of a character's width.
//! Sources: WHATWG Encoding Standard (`encoding_rs`), `chardetng`.

use std::borrow::Cow;
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};
use model::quantity::Lang;

use crate::draft::{Complaint, Hints};

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
    /// Runs of characters of one width on either side, in order, and the number of bytes.
    Runs(Vec<Run>, usize),
}

/// Characters of `text` bytes each in the text and `bytes` each in the input, from these offsets on.
///
/// An input is at most [`crate::BYTES_MAX`] long, and a byte of it at most three bytes of text, so that both fit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    text_at: u32,
    bytes_at: u32,
    text: u8,
    bytes: u8,
}

impl Offsets {
    pub(super) fn bytes(&self, text: Range<usize>) -> Range<usize> {
        match self {
            Self::Shift(by) => text.start + by..text.end + by,
            Self::Runs(runs, len) => {
                let start = at(runs, text.start).min(*len);
                start..at(runs, text.end).min(*len).max(start)
            }
        }
    }
}

fn at(runs: &[Run], text: usize) -> usize {
    let i = runs.partition_point(|run| run.text_at as usize <= text);
    let Some(run) = i.checked_sub(1).and_then(|i| runs.get(i)) else { return 0 };
    let chars = (text - run.text_at as usize) / usize::from(run.text.max(1));
    run.bytes_at as usize + chars * usize::from(run.bytes)
}

/// Decodes; complains of a guess and of bad bytes.
pub(super) fn decode<'b>(
    bytes: &'b [u8],
    hints: &Hints,
    complaints: &mut Vec<Complaint>,
) -> Decoded<'b> {
    let (encoding, mark) = choose(bytes, hints, complaints);
    let body = bytes.get(mark..).unwrap_or_default();
    if encoding == UTF_8
        && let Ok(text) = std::str::from_utf8(body)
    {
        let (text, offsets) = (Cow::Borrowed(text), Offsets::Shift(mark));
        return Decoded { text, encoding: encoding.name(), offsets };
    }
    let mut out = Walk::new(mark, body.len());
    if encoding == UTF_8 {
        out.utf8(body);
    } else if encoding.is_single_byte() || encoding == UTF_16LE || encoding == UTF_16BE {
        out.fixed(body, encoding);
    } else {
        out.stepwise(body, encoding);
    }
    if out.bad > 0 {
        complaints.push(Complaint::BadBytes { encoding: encoding.name() });
    }
    let text = Cow::Owned(out.text);
    Decoded { text, encoding: encoding.name(), offsets: Offsets::Runs(out.runs, bytes.len()) }
}

/// The encoding, and how many bytes its mark takes.
fn choose(
    bytes: &[u8],
    hints: &Hints,
    complaints: &mut Vec<Complaint>,
) -> (&'static Encoding, usize) {
    if let Some(marked) = Encoding::for_bom(bytes) {
        return marked;
    }
    let mut guessed = |encoding: &'static Encoding| {
        complaints.push(Complaint::GuessedEncoding { encoding: encoding.name() });
        (encoding, 0)
    };
    if let Some(encoding) = utf16_by_look(bytes) {
        return guessed(encoding);
    }
    if nearly_utf8(bytes) {
        return (UTF_8, 0);
    }
    if let Some(encoding) = declared(bytes).filter(|e| fits(bytes, e)) {
        return (encoding, 0);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    guessed(detector.guess(home(hints), Utf8Detection::Deny))
}

/// Puts the text together and notes each change of width.
struct Walk {
    text: String,
    runs: Vec<Run>,
    bytes_at: usize,
    bad: usize,
}

impl Walk {
    fn new(mark: usize, len: usize) -> Self {
        Self { text: String::with_capacity(len), runs: Vec::new(), bytes_at: mark, bad: 0 }
    }

    /// Adds a character that stands for so many bytes.
    fn push(&mut self, c: char, bytes: usize) {
        self.bad += usize::from(c == char::REPLACEMENT_CHARACTER);
        // Bytes that show nothing, such as the escapes of ISO-2022-JP, lie before the character.
        let wide = bytes.min(15);
        self.note(c.len_utf8() as u8, self.bytes_at + bytes - wide, wide as u8);
        self.text.push(c);
        self.bytes_at += bytes;
    }

    fn note(&mut self, text: u8, bytes_at: usize, bytes: u8) {
        let text_at = self.text.len();
        if let Some(last) = self.runs.last()
            && (last.text, last.bytes) == (text, bytes)
            && at(std::slice::from_ref(last), text_at) == bytes_at
        {
            return;
        }
        self.runs.push(Run { text_at: text_at as u32, bytes_at: bytes_at as u32, text, bytes });
    }

    /// UTF-8 with bad bytes: each longest piece that cannot be UTF-8 is one U+FFFD.
    fn utf8(&mut self, bytes: &[u8]) {
        for chunk in bytes.utf8_chunks() {
            for c in chunk.valid().chars() {
                self.push(c, c.len_utf8());
            }
            if !chunk.invalid().is_empty() {
                self.push(char::REPLACEMENT_CHARACTER, chunk.invalid().len());
            }
        }
    }

    /// One byte a character, or one or two units of two bytes.
    fn fixed(&mut self, bytes: &[u8], encoding: &'static Encoding) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        let single = encoding.is_single_byte();
        let mut chars = text.chars().peekable();
        let mut left = bytes.len();
        while let Some(c) = chars.next() {
            let own = if single { 1 } else { c.len_utf16() * 2 };
            // Half a unit at the end, alone or behind half a pair, is one U+FFFD.
            let own = if chars.peek().is_none() { left } else { own.min(left) };
            self.push(c, own);
            left -= own;
        }
    }

    /// Byte by byte, so that it is known which bytes gave a character.
    fn stepwise(&mut self, bytes: &[u8], encoding: &'static Encoding) {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut buffer = [0; 32];
        let mut waiting = 0;
        for (i, byte) in bytes.iter().enumerate() {
            let last = i + 1 == bytes.len();
            let (_, _, written, _) = decoder.decode_to_utf8(&[*byte], &mut buffer, last);
            waiting += 1;
            let out = buffer.get(..written).and_then(|out| std::str::from_utf8(out).ok());
            let mut out = out.unwrap_or_default().chars().peekable();
            while let Some(c) = out.next() {
                // A bad byte comes out together with the good one behind it.
                let own = if out.peek().is_some() { waiting - 1 } else { waiting };
                self.push(c, own);
                waiting -= own;
            }
        }
    }
}

/// Whether it is UTF-8 but for a few bad bytes: text cut in a character, or pasted together.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad * 8 <= good
}

/// Whether the bytes beyond ASCII are nearly all of the encoding.
fn fits(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let beyond = bytes.iter().filter(|b| !b.is_ascii()).count();
    !bad || text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count() * 16 <= beyond
}

/// UTF-16 without a mark: many units are ASCII, with the NUL on one side, and a few stray NULs are no such thing.
fn utf16_by_look(bytes: &[u8]) -> Option<&'static Encoding> {
    const HEAD: usize = 4_096;
    let head = bytes.get(..bytes.len().min(HEAD))?;
    let ascii = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let (mut little, mut big, mut units) = (0, 0, 0);
    for unit in head.chunks_exact(2) {
        units += 1;
        match *unit {
            [c, 0] if ascii(c) => little += 1,
            [0, c] if ascii(c) => big += 1,
            _ => {}
        }
    }
    // In UTF-16 Latin and Cyrillic have a control character for every second byte; Hangul is no UTF-8.
    let controls = head.iter().filter(|byte| **byte < b'\t').count();
    let text = std::str::from_utf8(head).is_ok() && controls * 4 < head.len();
    let of = |these: usize, those: usize| units >= 4 && these * 10 >= units && these > those * 4;
    if text {
        None
    } else if of(little, big) {
        Some(UTF_16LE)
    } else if of(big, little) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The charset that a page declares in its first kilobytes, in `meta` or in the XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(2_048))?;
    let head: String = head.iter().map(|b| char::from(*b).to_ascii_lowercase()).collect();
    let xml = head.starts_with("<?xml").then(|| head.split_once("encoding=")).flatten();
    let rest = xml.or_else(|| head.split_once("charset="))?.1;
    let label: String = rest
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    Encoding::for_label(label.as_bytes())
        .filter(|e| ![UTF_16LE, UTF_16BE, REPLACEMENT, X_USER_DEFINED].contains(e))
}

/// The top-level domain that the guess may lean on: that of the language, or of the address.
fn home(hints: &Hints) -> Option<&[u8]> {
    match hints.lang {
        Some(Lang::Ko) => return Some(b"kr"),
        Some(Lang::Ru) => return Some(b"ru"),
        Some(Lang::Uk) => return Some(b"ua"),
        _ => {}
    }
    let host = hints.url.split_once("://")?.1.split(['/', '?', '#', ':']).next()?;
    let domain = host.rsplit('.').next()?;
    // The detector wants small ASCII letters and nothing else.
    (2..=10).contains(&domain.len()).then_some(())?;
    domain.bytes().all(|b| b.is_ascii_lowercase()).then_some(domain.as_bytes())
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, EUC_KR, GB18030, IBM866, KOI8_U, SHIFT_JIS, WINDOWS_1251};
    use proptest::prelude::*;

    use super::*;

    const KO: &str =
        "국정원은 북한군 1,100여 명이 숨졌다고 밝혔다. 똠방각하 쿠르스크 지역의 사상자 수.";
    const UK: &str =
        "Понад 3 тисячі північнокорейських військових убито й поранено, повідомило ГУР.";
    const RU: &str =
        "Более 430 северокорейских военных погибли и около 2600 получили ранения, сообщила служба.";

    fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
        let unit = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
        let mark = mark.then_some(0xFEFF);
        mark.into_iter().chain(text.encode_utf16()).flat_map(unit).collect()
    }

    fn run(bytes: &[u8]) -> (Decoded<'_>, Vec<&'static str>) {
        let mut complaints = Vec::new();
        let decoded = decode(bytes, &Hints::default(), &mut complaints);
        (decoded, complaints.iter().map(Complaint::code).collect())
    }

    /// Every character leads to bytes that decode to it again.
    fn leads_back(bytes: &[u8], encoding: &'static Encoding) {
        let (decoded, _) = run(bytes);
        assert_eq!(decoded.encoding, encoding.name());
        let mut end = 0;
        for (at, c) in decoded.text.char_indices() {
            let range = decoded.offsets.bytes(at..at + c.len_utf8());
            assert!(range.start >= end, "{c} {range:?}");
            end = range.end;
            let (again, _) = encoding.decode_without_bom_handling(&bytes[range.clone()]);
            assert_eq!(again, c.to_string(), "{range:?}");
        }
    }

    #[test]
    fn every_encoding_is_found_and_leads_back() {
        const GUESSED: &[&str] = &["reading.encoding_guessed"];
        let guessed = [
            (EUC_KR.encode(KO).0.into_owned(), KO, EUC_KR),
            (WINDOWS_1251.encode(UK).0.into_owned(), UK, WINDOWS_1251),
            (WINDOWS_1251.encode(RU).0.into_owned(), RU, WINDOWS_1251),
            (KOI8_U.encode(UK).0.into_owned(), UK, KOI8_U),
            (KOI8_U.encode(RU).0.into_owned(), RU, KOI8_U),
            (IBM866.encode(RU).0.into_owned(), RU, IBM866),
            (utf16(KO, false, false), KO, UTF_16LE),
            (utf16(KO, true, false), KO, UTF_16BE),
            (utf16(UK, false, false), UK, UTF_16LE),
            (utf16("Seoul says 420 died", true, false), "Seoul says 420 died", UTF_16BE),
        ];
        for (bytes, text, encoding) in guessed {
            let (decoded, codes) = run(&bytes);
            assert_eq!((&*decoded.text, decoded.encoding), (text, encoding.name()));
            assert_eq!(codes, GUESSED, "{}", encoding.name());
            leads_back(&bytes, encoding);
        }
        for (bytes, encoding) in [
            (utf16(KO, false, true), UTF_16LE),
            (utf16(KO, true, true), UTF_16BE),
            (KO.as_bytes().to_vec(), UTF_8),
            ([b"\xEF\xBB\xBF", KO.as_bytes()].concat(), UTF_8),
        ] {
            let (decoded, codes) = run(&bytes);
            assert_eq!((&*decoded.text, decoded.encoding), (KO, encoding.name()));
            assert!(codes.is_empty());
            leads_back(&bytes, encoding);
        }
    }

    #[test]
    fn a_declared_charset_is_believed_where_it_fits() {
        for (head, encoding, text, codes) in [
            ("<meta charset=\"windows-1251\">", WINDOWS_1251, RU, 0),
            ("<meta charset=koi8-u>", KOI8_U, UK, 0),
            ("<meta http-equiv=Content-Type content='text/html; charset=euc-kr'>", EUC_KR, KO, 0),
            ("<?xml version=\"1.0\" encoding=\"windows-1251\"?>", WINDOWS_1251, RU, 0),
            // What is declared here the bytes are not.
            ("<meta charset=utf-8>", EUC_KR, KO, 1),
            ("<meta charset=euc-kr>", WINDOWS_1251, RU, 1),
            ("<meta charset=utf-16>", WINDOWS_1251, RU, 1),
            ("<meta charset=iso-2022-kr>", EUC_KR, KO, 1),
        ] {
            let page = format!("{head}<p>{text}");
            let bytes = encoding.encode(&page).0.into_owned();
            let (decoded, told) = run(&bytes);
            assert_eq!((&*decoded.text, told.len()), (page.as_str(), codes), "{head}");
        }
        // UTF-8 is UTF-8, whatever the page says.
        let page = format!("<meta charset=windows-1251>{KO}");
        let (decoded, told) = run(page.as_bytes());
        assert_eq!((&*decoded.text, told.len()), (page.as_str(), 0));
    }

    #[test]
    fn bad_bytes_are_told_and_shift_nothing() {
        let bad = ["reading.bad_bytes"];
        let cut = |text: &str, at: usize| {
            let mut bytes = text.as_bytes().to_vec();
            bytes.splice(at..at, *b"\xFF\xC3\xFE");
            bytes
        };
        let mut korean = EUC_KR.encode(KO).0.into_owned();
        korean.splice(0..0, *b"<meta charset=euc-kr>\x80 \xB0\x20 ");
        let mut lone = utf16(KO, false, true);
        lone.splice(2..2, [0x00, 0xD8, 0x41, 0x00]);
        lone.push(0x41);
        for bytes in [cut(KO, 0), cut(UK, "Понад ".len()), korean, lone] {
            let (decoded, codes) = run(&bytes);
            assert_eq!(codes, bad, "{}", decoded.text);
            let word = if decoded.text.contains("повідомило") {
                "повідомило"
            } else {
                "쿠르스크"
            };
            let at = decoded.text.find(word).unwrap();
            let range = decoded.offsets.bytes(at..at + word.len());
            let encoding = Encoding::for_label(decoded.encoding.as_bytes()).unwrap();
            assert_eq!(encoding.decode_without_bom_handling(&bytes[range]).0, word);
        }
    }

    #[test]
    fn a_text_cut_in_a_character_stays_what_it_is() {
        for cut in 1..3 {
            let bytes = &KO.as_bytes()[..KO.find("지역").unwrap() + cut];
            let (decoded, codes) = run(bytes);
            assert_eq!((decoded.encoding, codes.as_slice()), ("UTF-8", &["reading.bad_bytes"][..]));
            assert!(KO.starts_with(decoded.text.trim_end_matches('\u{fffd}')));
        }
    }

    #[test]
    fn stray_nuls_are_no_utf16() {
        for bytes in [
            &b"\0<html><p>Seoul"[..],
            b"Seoul\0\0\0 said no",
            b"\0a\0b said nothing more on that day",
        ] {
            assert_eq!(run(bytes).0.encoding, "UTF-8");
        }
    }

    #[test]
    fn the_address_helps_the_guess() {
        for (url, home_of) in [
            ("https://news.example.ua/a", Some("ua")),
            ("https://xn--e1afmkfd.xn--p1ai/", None),
            ("https://Example.KR", None),
            ("no address", None),
            ("https://", None),
        ] {
            let hints = Hints { url: url.to_owned(), ..Hints::default() };
            assert_eq!(home(&hints), home_of.map(str::as_bytes), "{url}");
        }
    }

    proptest! {
        #[test]
        fn offsets_are_in_order_and_in_range(bytes in prop::collection::vec(any::<u8>(), 0..300), which in 0..9_usize) {
            let all = [UTF_8, UTF_16LE, UTF_16BE, EUC_KR, WINDOWS_1251, SHIFT_JIS, BIG5, GB18030, encoding_rs::ISO_2022_JP];
            let encoding = all[which];
            let mut out = Walk::new(0, bytes.len());
            match encoding {
                e if e == UTF_8 => out.utf8(&bytes),
                e if e.is_single_byte() || e == UTF_16LE || e == UTF_16BE => out.fixed(&bytes, e),
                e => out.stepwise(&bytes, e),
            }
            prop_assert_eq!(&out.text, &encoding.decode_without_bom_handling(&bytes).0);
            let offsets = Offsets::Runs(out.runs, bytes.len());
            let mut end = 0;
            for (at, c) in out.text.char_indices() {
                let range = offsets.bytes(at..at + c.len_utf8());
                prop_assert!(range.start >= end && range.start <= range.end && range.end <= bytes.len());
                end = range.end;
            }
            // Nothing of the end is lost, but for what shows nothing.
            if encoding != encoding_rs::ISO_2022_JP && !bytes.is_empty() {
                prop_assert_eq!(offsets.bytes(0..out.text.len()), 0..bytes.len());
            }
        }
    }
}
