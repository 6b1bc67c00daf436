//! Text within pictures: what every picture that this program draws for itself needs.
//!
//! Invariant: no text becomes markup, and none reverses the order of what stands beside it. Not here: what is drawn ([`super::estimate::plot`],
//! [`super::link`]); the site's pictures, which `publish` draws from an edition and which cannot name anything of ours.

/// Writes text as XML has it: no markup, no control character, none that cannot be seen.
pub(crate) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // No control character is allowed in XML, and none that reverses the order is wanted.
            c if c.is_control() || crate::intake::invisible(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// The same as a text of its own.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

/// Columns that a text takes: Hangul takes two.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(|c| if u32::from(c) > 0x10ff { 2 } else { 1 }).sum()
}

/// A label that fits into so many columns, with a mark where it was cut.
pub(crate) fn clipped(text: &str, limit: usize) -> String {
    if columns(text) <= limit {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if columns(&out) + 2 > limit {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup() {
        assert_eq!(escaped("<a&\"b\u{202e}\u{1b}"), "&lt;a&amp;&quot;b\u{fffd}\u{fffd}");
        for (text, limit, expected) in
            [("가나다라", 5, "가나…"), ("short", 5, "short"), ("longer", 5, "long…"), ("", 0, "")]
        {
            assert_eq!(clipped(text, limit), expected, "{text}");
        }
    }
}
