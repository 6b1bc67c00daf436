//! Bytes to text: which encoding a file is in, and which of its bytes fit none.
//!
//! Tried in this order: a byte-order mark; the NUL pattern of UTF-16; UTF-8, whole or with few broken bytes; CP949 (the
//! Korean superset of EUC-KR), when what it gives is Hangul; last, the guess of `chardetng` (windows-1251, windows-1252 and
//! the other encodings of the Web). A guess is reported as such. Invariant: a byte that cannot be decoded becomes U+FFFD
//! *and* is listed with its offset, so that the row it stands in can be kept out; nothing is replaced silently.
//!
//! Not here: what a row is. Sources: WHATWG Encoding Standard (`encoding_rs`), `chardetng`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, EUC_KR, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Text, and what was wrong with the bytes it came from.
#[derive(Debug)]
pub(crate) struct Decoded<'b> {
    /// The text; bytes that fit the encoding nowhere are U+FFFD.
    pub(crate) text: Cow<'b, str>,
    /// The encoding's name, as the WHATWG writes it.
    pub(crate) encoding: &'static str,
    /// Whether the encoding is a guess from the text itself.
    pub(crate) guessed: bool,
    /// The places that could not be decoded, in order; at most [`BAD_MAX`].
    pub(crate) bad: Vec<Bad>,
    /// Whether there were more.
    pub(crate) bad_more: bool,
}

/// One place that could not be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bad {
    /// Offset of the first bad byte in the file.
    pub(crate) byte: u64,
    /// Offset of its U+FFFD in the text.
    pub(crate) text: usize,
    /// The first bad byte.
    pub(crate) value: u8,
}

/// Decodes a whole file.
///
/// * Errors: none; what cannot be decoded is listed.
/// * Cost: one pass to validate UTF-8, without a copy; one or two more for anything else.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(bytes, mark, encoding, false);
    }
    if let Some(encoding) = utf16_by_nul(bytes) {
        return decode_as(bytes, 0, encoding, true);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let text = Cow::Borrowed(text);
        return Decoded {
            text,
            encoding: UTF_8.name(),
            guessed: false,
            bad: Vec::new(),
            bad_more: false,
        };
    }
    let (encoding, guessed) = match legacy(bytes) {
        Some(encoding) => (encoding, true),
        None => (UTF_8, false),
    };
    decode_as(bytes, 0, encoding, guessed)
}

/// At most so many undecodable places are listed; a file with more is no text in any encoding we know.
pub(crate) const BAD_MAX: usize = 10_000;

fn decode_as<'b>(
    bytes: &'b [u8],
    skip: usize,
    encoding: &'static Encoding,
    guessed: bool,
) -> Decoded<'b> {
    let body = bytes.get(skip..).unwrap_or_default();
    if encoding == UTF_8
        && let Ok(text) = std::str::from_utf8(body)
    {
        let text = Cow::Borrowed(text);
        return Decoded {
            text,
            encoding: encoding.name(),
            guessed,
            bad: Vec::new(),
            bad_more: false,
        };
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(body.len() + body.len() / 2 + 16);
    let (mut bad, mut bad_more, mut read) = (Vec::new(), false, 0);
    loop {
        let rest = body.get(read..).unwrap_or_default();
        let (result, taken) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        read += taken;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(rest.len().max(64)),
            DecoderResult::Malformed(length, after) => {
                let at = read.saturating_sub(usize::from(length) + usize::from(after));
                if bad.len() < BAD_MAX {
                    let value = body.get(at).copied().unwrap_or_default();
                    bad.push(Bad { byte: (skip + at) as u64, text: text.len(), value });
                } else {
                    bad_more = true;
                }
                text.reserve(rest.len().saturating_sub(taken).max(64));
                text.push('\u{fffd}');
            }
        }
    }
    Decoded { text: Cow::Owned(text), encoding: encoding.name(), guessed, bad, bad_more }
}

/// UTF-16 without a mark: in text that is mostly ASCII every second byte is NUL, always on the same side.
fn utf16_by_nul(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(1024) & !1)?;
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    let nul = |side: usize| head.iter().skip(side).step_by(2).filter(|&&byte| byte == 0).count();
    let (first, second) = (nul(0), nul(1));
    if second * 3 > pairs && first * 20 < pairs {
        Some(UTF_16LE)
    } else if first * 3 > pairs && second * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The legacy encoding of bytes that are not UTF-8; nothing when they are UTF-8 with damage.
fn legacy(bytes: &[u8]) -> Option<&'static Encoding> {
    // What is beyond the sample is decoded all the same; the guess needs no more than this.
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let (good, broken) = utf8_tally(sample);
    if broken == 0 || good >= broken * 4 {
        return None;
    }
    if is_korean(sample) {
        return Some(EUC_KR);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    believable(guess, sample).then_some(guess)
}

/// Sequences of two to four bytes that are UTF-8, and places that are not.
fn utf8_tally(bytes: &[u8]) -> (usize, usize) {
    let (mut good, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (good, broken)
}

/// Whether the bytes are CP949: what it makes of them is nine tenths Hangul, and hardly anything fails.
fn is_korean(sample: &[u8]) -> bool {
    let (text, _) = EUC_KR.decode_without_bom_handling(sample);
    let (mut hangul, mut others, mut failed) = (0_usize, 0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match c {
            '\u{ac00}'..='\u{d7a3}' => hangul += 1,
            '\u{fffd}' => failed += 1,
            _ => others += 1,
        }
    }
    hangul >= 2 && hangul >= others * 4 && hangul >= failed * 10
}

/// Whether what a guessed encoding makes of the bytes looks like words: letters, hardly a failure, and enough of them.
fn believable(guess: &'static Encoding, sample: &[u8]) -> bool {
    let (text, _) = guess.decode_without_bom_handling(sample);
    let (mut letters, mut others, mut failed) = (0_usize, 0_usize, 0_usize);
    let mut distinct = BTreeSet::new();
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match c {
            '\u{fffd}' => failed += 1,
            c if c.is_alphabetic() => {
                letters += 1;
                distinct.insert(c);
            }
            _ => others += 1,
        }
    }
    // Latin scripts use few high bytes, each among ASCII letters; in other scripts words are made of them.
    let latin = ["windows-1250", "windows-1252", "windows-1254", "windows-1257", "windows-1258"];
    let words = letters >= (others + failed) * 4 && failed * 20 <= letters;
    if guess == UTF_8 {
        false
    } else if latin.contains(&guess.name()) || guess.name().starts_with("ISO-8859") {
        is_western(sample)
    } else {
        words && distinct.len() >= LETTERS_MIN
    }
}

/// Whether high bytes stand alone or in pairs beside Latin letters, as they do in Western text; a stray 0xFF does not.
fn is_western(sample: &[u8]) -> bool {
    let (mut runs, mut beside) = (0_usize, 0_usize);
    let mut at = 0;
    while let Some(&byte) = sample.get(at) {
        if byte < 0x80 {
            at += 1;
            continue;
        }
        let length = sample.iter().skip(at).take_while(|&&b| b >= 0x80).count();
        let run = sample.get(at..at + length).unwrap_or_default();
        if run.iter().any(|b| matches!(b, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d | 0xff)) {
            return false;
        }
        let letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphabetic);
        let touches = letter(at.checked_sub(1).and_then(|i| sample.get(i)))
            || letter(sample.get(at + length));
        runs += 1;
        beside += usize::from(length <= 2 && touches);
        at += length;
    }
    runs > 0 && beside * 10 >= runs * 8
}

/// Fewer different letters than this are too few to tell a script by.
const LETTERS_MIN: usize = 6;

/// How much of a file is looked at to guess its encoding.
const SAMPLE_BYTES: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use encoding_rs::{WINDOWS_1251, WINDOWS_1252};

    use super::*;

    fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        let units = mark.into_iter().chain(text.encode_utf16());
        units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn encodings_are_found() {
        let korean =
            "claim_id,qualifier\nC1,약 1100여 명의 사상자\nC2,최소 100명 사망\nC3,설렁탕과 뷁\n";
        let russian =
            "claim_id,qualifier\nC1,более трёх тысяч убитых и раненых\nC2,около ста человек\n";
        let french = "claim_id,qualifier\nC1,déjà dépassé\nC2,près de mille à peine\n";
        let rows: Vec<(&str, Vec<u8>, &str, bool)> = vec![
            (korean, korean.as_bytes().to_vec(), "UTF-8", false),
            (korean, [b"\xef\xbb\xbf", korean.as_bytes()].concat(), "UTF-8", false),
            (korean, utf16(korean, true, false), "UTF-16LE", false),
            (korean, utf16(korean, true, true), "UTF-16BE", false),
            (korean, utf16(korean, false, false), "UTF-16LE", true),
            (korean, utf16(korean, false, true), "UTF-16BE", true),
            (korean, EUC_KR.encode(korean).0.into_owned(), "EUC-KR", true),
            (russian, WINDOWS_1251.encode(russian).0.into_owned(), "windows-1251", true),
            (french, WINDOWS_1252.encode(french).0.into_owned(), "windows-1252", true),
            ("a,b\n", b"a,b\n".to_vec(), "UTF-8", false),
            ("", Vec::new(), "UTF-8", false),
        ];
        for (text, bytes, encoding, guessed) in rows {
            let decoded = decode(&bytes);
            assert_eq!(decoded.encoding, encoding, "{text}");
            assert_eq!(decoded.text, text, "{encoding}");
            assert_eq!(decoded.guessed, guessed, "{encoding}");
            assert_eq!(decoded.bad, [], "{encoding}");
        }
    }

    #[test]
    fn damage_is_listed_and_nothing_else_is_lost() {
        type Places = &'static [(u64, usize, u8)];
        let rows: [(&[u8], &str, Places); 6] = [
            ("한글 사망자\u{0}x\n".as_bytes(), "한글 사망자\u{0}x\n", &[]),
            (b"a,\xff\xfe,b\n", "a,\u{fffd}\u{fffd},b\n", &[(2, 2, 0xff), (3, 5, 0xfe)]),
            (b"a,\xed\x95", "a,\u{fffd}", &[(2, 2, 0xed)]),
            (
                b"\xed\x95\x9c\xea\xb8\x80\xed\x95\x9c\xea\xb8\x80,\x80",
                "한글한글,\u{fffd}",
                &[(13, 13, 0x80)],
            ),
            (b"\xef\xbb\xbfa,\xc3(", "a,\u{fffd}(", &[(5, 2, 0xc3)]),
            (b"\xff\xfea\0\x00\xd8b\0", "a\u{fffd}b", &[(4, 1, 0x00)]),
        ];
        for (bytes, text, places) in rows {
            let decoded = decode(bytes);
            assert_eq!(decoded.text, text, "{bytes:?}");
            let bad: Vec<_> = decoded.bad.iter().map(|b| (b.byte, b.text, b.value)).collect();
            assert_eq!(bad, places, "{bytes:?}");
        }
    }

    #[test]
    fn a_broken_byte_in_korean_does_not_hide_the_encoding() {
        let text = "번호,말\n가,사상자 수가 이미 넘었다고 밝혔다 그리고 최소한 백 명\n나,부상자 약 이천칠백여 명\n";
        let mut bytes = EUC_KR.encode(text).0.into_owned();
        bytes.push(0xff);
        let decoded = decode(&bytes);
        assert_eq!(decoded.encoding, "EUC-KR");
        assert_eq!(decoded.bad.len(), 1);
        assert_eq!(decoded.bad[0].byte, bytes.len() as u64 - 1);
    }

    #[test]
    fn garbage_is_bounded() {
        let bytes = vec![0xff_u8; 100_000];
        let decoded = decode(&bytes);
        assert_eq!(decoded.bad.len(), BAD_MAX);
        assert!(decoded.bad_more);
    }
}
