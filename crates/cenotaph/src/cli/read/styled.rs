//! Text with styles, broken into rows of terminal columns.
//!
//! Terms: a *row* is one line of the terminal; its width counts columns, so that Hangul takes two and a combining mark none.
//! Invariants: no row is wider than it was asked to be, whatever the text, unless one character alone is; what a terminal would obey is
//! written out before it gets here ([`Text::article`]); without colour the characters are the same.

use unicode_width::UnicodeWidthChar as _;

use crate::intake::{escaped, invisible};

/// How a character is shown on a terminal with colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    /// Of less weight.
    Dim,
    Bold,
    /// The mark of a draft.
    Mark,
    /// What is missing.
    Lack,
}

impl Style {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Dim => "\u{1b}[2m",
            Self::Bold => "\u{1b}[1m",
            Self::Mark => "\u{1b}[1;36m",
            Self::Lack => "\u{1b}[33m",
        }
    }
}

/// Styled text of any length.
#[derive(Debug, Clone, Default)]
pub(super) struct Text(Vec<(char, Style)>);

impl Text {
    /// Adds words of ours.
    pub(super) fn push(&mut self, text: &str, style: Style) -> &mut Self {
        self.0.extend(text.chars().map(|c| (c, style)));
        self
    }

    /// Adds a character of the article, written out when a terminal would obey it or show nothing.
    pub(super) fn article(&mut self, c: char, style: Style) {
        if c.is_whitespace() {
            self.0.push((' ', style));
        } else if c.is_control() || invisible(c) {
            self.push(&escaped(c.encode_utf8(&mut [0; 4]), 1), style);
        } else {
            self.0.push((c, style));
        }
    }

    /// Rows of at most `limit` columns, broken at spaces, or anywhere in a word that is longer than a row; later rows are
    /// indented by `indent`. Runs of spaces become one.
    pub(super) fn wrap(&self, limit: usize, indent: usize) -> Vec<Row> {
        let limit = limit.max(2);
        let indent = indent.min(limit - 2);
        let mut rows = vec![Row::default()];
        let words = self.0.split(|(c, _)| *c == ' ').filter(|word| !word.is_empty());
        let mut first = true;
        for word in words {
            let wide: usize = word.iter().map(|(c, _)| width(*c)).sum();
            let used = rows.last().map_or(0, |row| row.columns);
            if !first && used + 1 + wide <= limit {
                // The space has the style of the word behind it, so that a dimmed line is dimmed throughout.
                put(&mut rows, (' ', word.first().map_or(Style::Plain, |w| w.1)));
            } else if !first {
                rows.push(Row::blank(indent));
            }
            first = false;
            for cell in word {
                let used = rows.last().map_or(0, |row| row.columns);
                if used + width(cell.0) > limit && used > indent {
                    rows.push(Row::blank(indent));
                }
                put(&mut rows, *cell);
            }
        }
        rows
    }
}

fn put(rows: &mut [Row], cell: (char, Style)) {
    if let Some(row) = rows.last_mut() {
        row.columns += width(cell.0);
        row.cells.push(cell);
    }
}

fn width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// One line of the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    cells: Vec<(char, Style)>,
    columns: usize,
}

impl Row {
    /// So many spaces.
    pub(super) fn blank(columns: usize) -> Self {
        Self { cells: vec![(' ', Style::Plain); columns], columns }
    }

    /// The row filled with spaces to so many columns, with another behind it.
    pub(super) fn beside(mut self, to: usize, other: &Self) -> Self {
        let missing = to.saturating_sub(self.columns);
        self.cells.extend(std::iter::repeat_n((' ', Style::Plain), missing));
        self.cells.extend(&other.cells);
        self.columns += missing + other.columns;
        self
    }

    /// The row as it is printed; spaces at the end are left out.
    pub(super) fn print(&self, colour: bool) -> String {
        let end = self.cells.iter().rposition(|(c, _)| *c != ' ').map_or(0, |at| at + 1);
        let mut out = String::new();
        let mut now = Style::Plain;
        for (c, style) in self.cells.iter().take(end) {
            if colour && *style != now {
                if now != Style::Plain {
                    out.push_str("\u{1b}[0m");
                }
                out.push_str(style.code());
                now = *style;
            }
            out.push(*c);
        }
        if now != Style::Plain {
            out.push_str("\u{1b}[0m");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrapped(text: &str, limit: usize, indent: usize) -> Vec<String> {
        let mut styled = Text::default();
        text.chars().for_each(|c| styled.article(c, Style::Plain));
        styled.wrap(limit, indent).iter().map(|row| row.print(false)).collect()
    }

    #[test]
    fn rows_are_as_wide_as_a_terminal() {
        let rows: [(&str, usize, usize, &[&str]); 8] = [
            ("one two three", 7, 2, &["one two", "  three"]),
            ("", 7, 2, &[""]),
            ("  a \n b  ", 7, 0, &["a b"]),
            ("약 1,100명이 죽었다", 10, 0, &["약", "1,100명이", "죽었다"]),
            ("abcdefgh", 3, 0, &["abc", "def", "gh"]),
            ("a bcdefgh", 4, 0, &["a", "bcde", "fgh"]),
            ("三千人以上死亡", 5, 0, &["三千", "人以", "上死", "亡"]),
            ("e\u{301}e\u{301}e\u{301}", 3, 0, &["e\u{301}e\u{301}e\u{301}"]),
        ];
        for (text, limit, indent, expected) in rows {
            assert_eq!(wrapped(text, limit, indent), expected, "{text}");
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        let rows = [
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("bell\u{7}", "bell\\u{7}"),
            ("zero\u{200b}width", "zero\\u{200b}width"),
        ];
        for (given, shown) in rows {
            assert_eq!(wrapped(given, 80, 0), [shown], "{given:?}");
        }
    }

    #[test]
    fn colour_changes_no_character() {
        let mut text = Text::default();
        text.push("[1] ", Style::Mark).push("about 1,100", Style::Plain);
        let row = &text.wrap(80, 0)[0];
        assert_eq!(row.print(false), "[1] about 1,100");
        assert_eq!(row.print(true), "\u{1b}[1;36m[1]\u{1b}[0m about 1,100");
    }

    proptest! {
        #[test]
        fn no_row_is_too_wide(text in "[ a-z가-힣一-龥\u{301}\u{1b}]{0,60}", limit in 2_usize..30, indent in 0_usize..6) {
            let mut styled = Text::default();
            text.chars().for_each(|c| styled.article(c, Style::Plain));
            for row in styled.wrap(limit, indent) {
                prop_assert!(row.columns <= limit, "{row:?}");
            }
            // Nothing is lost but spaces.
            let shown: String = styled.wrap(limit, indent).iter().map(|r| r.print(false)).collect();
            let plain = |t: &str| t.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(plain(&shown), plain(&text.replace('\u{1b}', "\\u{1b}")));
        }
    }
}
