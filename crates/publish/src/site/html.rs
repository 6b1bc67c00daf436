//! Markup as a type: text is escaped, only literals of this crate are not.
//!
//! Invariant: [`Html`] grows by `&'static str` (ours) or by escaped text (theirs), nothing else, so a hostile string cannot
//! become markup. Inline pieces are built here; whole pages are templates, which escape by themselves.
//!
//! Not here: control characters and bidirectional overrides, which [`clean`] makes visible in the finished page.

use askama::filters::HtmlSafe;
use std::fmt::{self, Write as _};

/// A piece of markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Html(String);

impl Html {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds markup of ours.
    pub(crate) fn raw(mut self, markup: &'static str) -> Self {
        self.0.push_str(markup);
        self
    }

    /// Adds text of anybody.
    pub(crate) fn text(mut self, text: &str) -> Self {
        escape(&mut self.0, text);
        self
    }

    /// Adds a number.
    pub(crate) fn number(mut self, number: impl Into<f64>) -> Self {
        push_number(&mut self.0, number.into());
        self
    }

    /// Adds another piece.
    pub(crate) fn then(mut self, other: &Self) -> Self {
        self.0.push_str(&other.0);
        self
    }

    /// Adds ` name="value"`.
    pub(crate) fn attr(mut self, name: &'static str, value: &str) -> Self {
        self.0.push(' ');
        self.0.push_str(name);
        self.0.push_str("=\"");
        escape(&mut self.0, value);
        self.0.push('"');
        self
    }

    /// Adds ` name="number"`.
    pub(crate) fn at(mut self, name: &'static str, number: f64) -> Self {
        self.0.push(' ');
        self.0.push_str(name);
        self.0.push_str("=\"");
        push_number(&mut self.0, number);
        self.0.push('"');
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pieces with a literal between them.
    pub(crate) fn join(pieces: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        let mut all = Self::new();
        for (at, piece) in pieces.into_iter().enumerate() {
            if at > 0 {
                all.0.push_str(between);
            }
            all.0.push_str(&piece.0);
        }
        all
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// One decimal at most, so that coordinates are short and the same on every machine.
fn push_number(out: &mut String, number: f64) {
    let tenths = (number * 10.0).round();
    let tenths = if tenths.is_finite() { tenths } else { 0.0 };
    let rounded = tenths / 10.0;
    // Writing to a string does not fail.
    let _ = if rounded == 0.0 { write!(out, "0") } else { write!(out, "{rounded}") };
}

fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Makes visible what would lie about a text: control characters, and the signs that reverse its direction.
///
/// A page is shown in court; nobody may turn `1,100` into `001,1` with an invisible character. The data files keep the text
/// as it was said.
pub(crate) fn clean(page: String) -> String {
    if !page.chars().any(is_unseemly) {
        return page;
    }
    let mut out = String::with_capacity(page.len() + 64);
    for c in page.chars() {
        if is_unseemly(c) {
            let _ = write!(out, "\u{27e8}U+{:04X}\u{27e9}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn is_unseemly(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{fffe}' | '\u{ffff}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_never_markup() {
        let html = Html::new().raw("<b>").text("<script>\"x\" & 'y'</script>").raw("</b>");
        assert_eq!(
            html.to_string(),
            "<b>&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt;</b>"
        );
    }

    #[test]
    fn numbers_are_short() {
        let rows = [(1.0, "1"), (1.25, "1.3"), (-0.01, "0"), (f64::NAN, "0"), (1e3, "1000")];
        for (number, expected) in rows {
            assert_eq!(Html::new().number(number).to_string(), expected);
        }
    }

    #[test]
    fn reversing_signs_become_visible() {
        assert_eq!(clean("a\u{202e}b\0".into()), "a⟨U+202E⟩b⟨U+0000⟩");
        assert_eq!(clean("가\u{200f}".into()), "가\u{200f}");
    }
}
