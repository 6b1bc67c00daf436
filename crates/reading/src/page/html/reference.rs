//! Character references: what `&mdash;` and `&#8212;` stand for.
//!
//! Numbers are read here, names by the tokenizer, each name once. Invariant: a reference has at most [`REFERENCE_MAX`] bytes, and at most
//! [`CACHE_MAX`] of them are remembered, so that a flood of references costs linear time and bounded memory.
//! Source: HTML Living Standard, 13.2.5.72 and the following.

use std::collections::HashMap;

use html5gum::{Token, Tokenizer};

/// The longest character reference that is tried, in bytes.
const REFERENCE_MAX: usize = 40;

/// The most names that are remembered.
const CACHE_MAX: usize = 4_096;

/// What was decoded so far.
#[derive(Debug, Default)]
pub(crate) struct References(HashMap<String, String>);

impl References {
    /// Gives each piece of a text to `each`: words as they stand, or what a reference stands for; with offset and length in the text.
    pub(crate) fn pieces(&mut self, text: &str, mut each: impl FnMut(Piece<'_>)) {
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| rest.find('&')) {
            let amp = at + found;
            each(Piece::Words(text.get(at..amp).unwrap_or_default(), at));
            let end = amp + length(text.get(amp..).unwrap_or_default());
            let reference = text.get(amp..end).unwrap_or_default();
            each(Piece::StandsFor(&self.decode(reference), amp, end));
            at = end;
        }
        each(Piece::Words(text.get(at..).unwrap_or_default(), at));
    }

    fn decode(&mut self, reference: &str) -> String {
        match reference {
            "&" | "&amp;" => return "&".to_owned(),
            "&nbsp;" => return "\u{a0}".to_owned(),
            "&lt;" => return "<".to_owned(),
            "&gt;" => return ">".to_owned(),
            "&quot;" => return "\"".to_owned(),
            _ => {}
        }
        if let Some(c) = numbered(reference) {
            return c.to_string();
        }
        if let Some(known) = self.0.get(reference) {
            return known.clone();
        }
        let decoded = by_tokenizer(reference);
        if self.0.len() < CACHE_MAX {
            self.0.insert(reference.to_owned(), decoded.clone());
        }
        decoded
    }
}

/// A piece of a text with references.
pub(crate) enum Piece<'t> {
    /// Words as they stand, from this offset on.
    Words(&'t str, usize),
    /// What a reference between these offsets stands for.
    StandsFor(&'t str, usize, usize),
}

/// The bytes of the reference that `text` opens with; 1 for a lone ampersand.
fn length(text: &str) -> usize {
    let body = text.as_bytes().get(1..).unwrap_or_default();
    let name = body
        .iter()
        .take(REFERENCE_MAX)
        .enumerate()
        .take_while(|(i, b)| b.is_ascii_alphanumeric() || (*i == 0 && **b == b'#'))
        .count();
    if name == 0 {
        return 1;
    }
    1 + name + usize::from(body.get(name) == Some(&b';'))
}

/// A numeric reference beyond the range that the standard maps anew.
fn numbered(reference: &str) -> Option<char> {
    let body = reference.strip_prefix("&#")?.strip_suffix(';')?;
    let number = match body.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => body.parse().ok()?,
    };
    char::from_u32(number).filter(|c| matches!(c, ' '..='~' | '\u{a0}'..))
}

fn by_tokenizer(reference: &str) -> String {
    let mut out = String::new();
    for token in Tokenizer::new(reference) {
        let Ok(token) = token;
        if let Token::String(text) = token {
            out.push_str(&String::from_utf8_lossy(&text));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(references: &mut References, text: &str) -> String {
        let mut out = String::new();
        references.pieces(text, |piece| match piece {
            Piece::Words(words, _) | Piece::StandsFor(words, ..) => out.push_str(words),
        });
        out
    }

    #[test]
    fn references() {
        let rows = [
            ("a &amp; b", "a & b"),
            ("R&D, AT&T &", "R&D, AT&T &"),
            ("&ldquo;1,100&rdquo;&nbsp;&mdash; &#39;x&#x27;", "“1,100”\u{a0}— 'x'"),
            ("&#146;s &#x110000; &#0;", "’s \u{fffd} \u{fffd}"),
            ("&copy 2031 &notanentity; &ldquo &quot", "© 2031 ¬anentity; &ldquo \""),
            ("&#xD800;", "\u{fffd}"),
            ("&#99999999999999999999;", "\u{fffd}"),
            ("&&&", "&&&"),
        ];
        for (text, expected) in rows {
            assert_eq!(self::text(&mut References::default(), text), expected, "{text}");
        }
    }

    #[test]
    fn a_flood_is_not_remembered() {
        let mut references = References::default();
        let flood: String = (0..3 * CACHE_MAX).map(|i| format!("&a{i};")).collect();
        assert_eq!(text(&mut references, &flood), flood);
        assert_eq!(references.0.len(), CACHE_MAX);
    }
}
