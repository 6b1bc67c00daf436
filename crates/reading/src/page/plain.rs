//! Plain text to its blocks.
//!
//! A blank line always ends a block. Within a block, a line break is either the text's own or the work of a typewriter that ran out of
//! line. It is of the second kind when the first word of the next line would not have fitted any more, in a text whose lines are
//! all short, or when a line ends without a stop and the next goes on with a small letter. Invariant: work is linear.

use super::lines::ends_sentence;
use super::visible::{Builder, Tag, Visible};

/// Lines wider than this were never wrapped by hand; in columns, in which a Hangul syllable takes two.
const WRAPPED_MAX: usize = 100;

/// Marks that open a line of their own.
const BULLETS: &str = "◆■▶●※□○▲◇▷△•";

pub(super) fn visible(text: &str) -> Visible {
    let widest = lines(text).map(|(_, line)| width(line)).max().unwrap_or(0);
    let wrapped = (40..=WRAPPED_MAX).contains(&widest) && breaks_sentences(text);
    let mut builder = Builder::default();
    let mut before = "";
    for (at, line) in lines(text) {
        let goes_on = !before.trim().is_empty()
            && !line.trim().is_empty()
            && !opens_line(line)
            && (flows(before, line)
                || wrapped && width(before) + 1 + width(first_word(line)) > widest);
        if goes_on {
            builder.blank();
        } else {
            builder.end(Tag::Paragraph, false);
        }
        builder.source(line, at);
        before = line;
    }
    builder.finish()
}

/// The lines with their offsets, whatever ends them.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let ends = ['\n', '\r', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    let mut at = 0;
    let mut after_return = false;
    text.split_inclusive(ends).filter_map(move |line| {
        crate::work::did(line.len());
        let start = at;
        at += line.len();
        let feed = after_return && line == "\n";
        after_return = line.ends_with('\r');
        // CR LF is one end.
        (!feed).then_some((start, line.trim_end_matches(ends)))
    })
}

/// Whether a line is one by its first mark: a bullet, a dash or a number of a list.
pub(super) fn opens_line(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=2).contains(&digits)
        && line.get(digits..digits + 2).is_some_and(|s| matches!(s, ". " | ") "));
    line.starts_with(|c: char| BULLETS.contains(c))
        || ["- ", "* ", "– ", "— ", "· "].iter().any(|mark| line.starts_with(mark))
        || numbered
}

/// Whether at least every second line that is followed by another ends within a sentence.
fn breaks_sentences(text: &str) -> bool {
    let (mut within, mut all) = (0, 0);
    let mut before = "";
    for (_, line) in lines(text) {
        if !before.trim().is_empty() && !line.trim().is_empty() {
            all += 1;
            within += usize::from(!ends_sentence(before));
        }
        before = line;
    }
    within * 2 >= all
}

/// Whether a sentence runs on from one line to the next.
fn flows(before: &str, line: &str) -> bool {
    let stops =
        before.trim_end().ends_with(['.', '!', '?', ':', ';', '…', '"', '”', '»', ')', '。']);
    !stops && line.trim_start().starts_with(char::is_lowercase)
}

fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

fn width(line: &str) -> usize {
    let wide = |c: char| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}');
    line.trim_end().chars().map(|c| 1 + usize::from(wide(c))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<String> {
        let visible = visible(text);
        visible.raws.iter().map(|raw| visible.text[raw.range.clone()].to_owned()).collect()
    }

    #[test]
    fn lines_and_paragraphs() {
        let rows: [(&str, &[&str]); 9] = [
            ("One two.\n\nThree.", &["One two.", "Three."]),
            ("One two.\r\n\r\nThree.\r\n", &["One two.", "Three."]),
            ("One.\rTwo.\r\rThree.", &["One.", "Two.", "Three."]),
            ("One.\u{2028}Two.\u{2029}Three.\u{c}Four.", &["One.", "Two.", "Three.", "Four."]),
            (
                "Head\nBy Someone\nThe first sentence.",
                &["Head", "By Someone", "The first sentence."],
            ),
            ("The agency said that\nforty had died.", &["The agency said that forty had died."]),
            ("Text:\n- one\n- two\n◆ Head\nText.", &["Text:", "- one", "- two", "◆ Head", "Text."]),
            ("1) one\n2) two", &["1) one", "2) two"]),
            (" \n\t\n", &[]),
        ];
        for (text, expected) in rows {
            assert_eq!(blocks(text), expected, "{text:?}");
        }
    }

    #[test]
    fn wrapped_lines_run_on() {
        let text = "The spy agency said on Monday that more than 420 North\nKorean soldiers had died. The Joint Chiefs of Staff had\nnothing to add.\nThe Pentagon did not comment.\n";
        let expected = [
            "The spy agency said on Monday that more than 420 North Korean soldiers had died. The Joint Chiefs of Staff had nothing to add.",
            "The Pentagon did not comment.",
        ];
        assert_eq!(blocks(text), expected);
    }

    #[test]
    fn long_lines_were_not_wrapped() {
        let line = "Seoul said ".repeat(20);
        let text = format!("{line}\n{line}");
        assert_eq!(blocks(&text).len(), 2);
    }
}
