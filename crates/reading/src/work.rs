//! Work, counted in tests: bytes looked at and steps taken, where the reader walks over a text.
//!
//! A time tells how busy the machine is; a count is the same on every run. Counted are the walks whose length a page may choose: lines,
//! marks and blocks, the sentence that a rule asks for, words, days, forms and constructions. Invariant: a walk counts at least the bytes
//! it may look at, so that work that is not linear shows as a count that is not. Outside of tests nothing is counted.

#[cfg(test)]
thread_local! {
    static DONE: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts bytes looked at, or steps.
#[cfg(test)]
pub(crate) fn did(work: usize) {
    DONE.with(|done| done.set(done.get() + work as u64));
}

/// Counts nothing.
#[cfg(not(test))]
pub(crate) const fn did(_: usize) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, Hints, read};

    const SMALL: usize = 4 << 10;
    const TIMES: usize = 4;

    /// So many times the work of the smaller text are allowed for the larger: linear work takes four, quadratic sixteen.
    const ALLOWED: u64 = 5;

    fn counted(work: impl FnOnce()) -> u64 {
        let before = DONE.with(std::cell::Cell::get);
        work();
        DONE.with(std::cell::Cell::get) - before
    }

    fn cost(text: &str, format: Format) -> u64 {
        let hints = Hints { format: Some(format), ..Hints::default() };
        counted(|| {
            let reading = read(text.as_bytes(), &hints);
            // What comes out is bounded by what goes in.
            assert!(reading.text.len() <= 3 * text.len() + 3);
            assert!(reading.drafts.len() <= text.len());
        })
    }

    fn repeated(piece: &str, bytes: usize) -> String {
        piece.repeat(bytes / piece.len() + 1)
    }

    #[track_caller]
    fn linear(name: &str, small: u64, large: u64) {
        assert!(
            large <= ALLOWED * small.max(SMALL as u64),
            "{name:?}: {TIMES} times the text took {large} steps instead of {small}"
        );
    }

    #[test]
    fn work_that_is_not_linear_is_seen() {
        let quadratic = |bytes: usize| counted(|| (0..bytes).for_each(|at| did(bytes - at)));
        assert!(quadratic(SMALL * TIMES) > ALLOWED * quadratic(SMALL));
        let walked =
            |bytes: usize| cost(&repeated("The NIS said that 30 died. ", bytes), Format::Text);
        // Every byte of a text is looked at, and by more than one rule.
        assert!(walked(SMALL) > 4 * SMALL as u64);
    }

    #[test]
    fn texts_cost_what_their_length_is() {
        let repeats = [
            "x",
            " ",
            "\n",
            "\r",
            "x\n",
            "x\n\n",
            "The count was 3 ",
            "The NIS said that 1,100 soldiers were killed. ",
            "1,100 ",
            "1",
            ",",
            ".",
            "\"",
            "“",
            "(",
            ")",
            "[",
            "]",
            "![",
            "](",
            "[a](",
            "[a](b",
            "[^",
            "[^1]",
            "*",
            "_",
            "a_",
            "__a",
            "`",
            "```\n",
            "<",
            "<a",
            "<a@",
            "<a hidden>",
            "<!--",
            "<script>",
            "|",
            "|-|\n",
            "a|b\n",
            "> ",
            ">\n",
            "- ",
            "1. ",
            "#",
            "# x\n",
            "---\n",
            "===\n",
            "x\n---\n",
            "\\",
            "&",
            "&amp;",
            "~~",
            "◆ x\n",
            "※ ",
            "가",
            "천",
            "ы",
            "\u{feff}",
            "\0",
            "Read also\n",
            "Comments\n\n",
            "(서울=통신) ",
            "SEOUL - ",
            "Сеул, 13 марта. ",
            "By Dana ",
            "of ",
            "and ",
            "said ",
            "“x” said ",
        ];
        for format in [Format::Text, Format::Markdown] {
            for piece in repeats {
                let small = cost(&repeated(piece, SMALL), format);
                linear(piece, small, cost(&repeated(piece, SMALL * TIMES), format));
            }
        }
        let matter = |bytes| cost(&format!("---\n{}", repeated("a: b\n", bytes)), Format::Markdown);
        linear("front matter", matter(SMALL), matter(SMALL * TIMES));
    }
}
