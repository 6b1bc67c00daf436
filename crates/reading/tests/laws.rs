//! Laws of a reading, on bytes of any kind: spans, blocks, drafts.
//!
//! Three kinds of input: bytes without any sense, text of any characters, and pages and texts put together from pieces that a reader knows
//! – tags, marks, phrases of furniture, sentences with figures. Each law is asked of all three.

use encoding_rs::{EUC_KR, KOI8_U, UTF_8, UTF_16LE, WINDOWS_1251};
use proptest::prelude::*;
use proptest::sample::select;
use reading::{BlockKind, Format, Hints, Lang, Reading, Span, read};

/// Pieces of pages, of texts, of sentences.
const PIECES: [&str; 72] = [
    "<html>",
    "<head>",
    "<title>",
    "</title>",
    "<body>",
    "<div>",
    "</div>",
    "<div class=menu>",
    "<div hidden>",
    "<p>",
    "</p>",
    "<p class=byline>",
    "<article>",
    "</article>",
    "<nav>",
    "</nav>",
    "<header>",
    "<h1>",
    "</h1>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<br>",
    "<br><br>",
    "<a href=x>",
    "</a>",
    "<sup>1</sup>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "&nbsp;",
    "&amp;",
    "&#8212;",
    "&#xD800;",
    "&",
    "<",
    ">",
    "\"",
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "\u{a0}",
    "\u{ad}",
    "\0",
    "\u{feff}",
    "# ",
    "> ",
    "- ",
    "| ",
    "|---|\n",
    "**",
    "_",
    "[x](y)",
    "![z](w)",
    "[^1]",
    "\\*",
    "```\n",
    "---\n",
    "◆ ",
    "※ ",
    "RECOMMENDATIONS",
    "관련기사",
    "Читайте также",
    "(서울=예시통신) 정가람 기자 = ",
    "The NIS said on Monday that about 1,100 soldiers had been wounded. ",
    "국정원은 북한군 사망자를 300여 명으로 파악했다고 밝혔다. ",
    "По данным ГУР, погибли более 40 солдат. ",
    "За даними ГУР, загинули понад 40 солдатів. ",
    "By Dana Whitlow",
];

fn hints() -> impl Strategy<Value = Hints> {
    let format = select(vec![None, Some(Format::Text), Some(Format::Html), Some(Format::Markdown)]);
    let lang = select(vec![None, Some(Lang::En), Some(Lang::Ko), Some(Lang::Ru), Some(Lang::Uk)]);
    let published = select(vec![None, "2031-03-14".parse().ok()]);
    (format, lang, published).prop_map(|(format, lang, published)| Hints {
        format,
        lang,
        published,
        ..Hints::default()
    })
}

fn page() -> impl Strategy<Value = String> {
    prop::collection::vec(select(PIECES.to_vec()), 0..60).prop_map(|pieces| pieces.concat())
}

fn in_range(reading: &Reading, span: &Span, bytes: &[u8]) -> Result<(), TestCaseError> {
    prop_assert!(span.bytes.start <= span.bytes.end && span.bytes.end <= bytes.len(), "{:?}", span);
    let words = reading.text.get(span.text.clone());
    prop_assert!(words.is_some(), "{:?}", span);
    let before = reading.text[..span.text.start].chars().count();
    let chars = words.unwrap_or_default().chars().count();
    prop_assert_eq!(span.chars.clone(), before..before + chars);
    Ok(())
}

/// What holds of every reading.
fn holds(bytes: &[u8], hints: &Hints) -> Result<Reading, TestCaseError> {
    let reading = read(bytes, hints);
    prop_assert_eq!(&read(bytes, hints), &reading, "the same bytes give the same reading");
    // The blocks are in order, and cover the text but for the line feeds between them.
    let (mut end, mut headlines, mut bytes_end) = (0, 0, 0);
    let mut around = 0..0;
    for block in &reading.blocks {
        in_range(&reading, &block.span, bytes)?;
        let range = block.span.text.clone();
        prop_assert!(!range.is_empty());
        headlines += usize::from(block.kind == BlockKind::Headline);
        if range.end <= end {
            let inner = matches!(block.kind, BlockKind::Byline | BlockKind::Dateline);
            prop_assert!(inner && range.start >= around.start, "{:?}", block);
            continue;
        }
        prop_assert_eq!(range.start, if end == 0 { 0 } else { end + 1 });
        prop_assert!(block.span.bytes.start >= bytes_end);
        let words = &reading.text[range.clone()];
        let blank = |c: char| c.is_whitespace() && c != ' ';
        prop_assert!(
            words == words.trim() && !words.contains(blank) && !words.contains("  "),
            "{:?}",
            words
        );
        (end, bytes_end, around) = (range.end, block.span.bytes.end, range);
    }
    prop_assert_eq!(end, reading.text.len());
    prop_assert!(headlines <= 1);
    for (i, draft) in reading.drafts.iter().enumerate() {
        prop_assert!(!draft.spans.is_empty() && !draft.rules.is_empty(), "{:?}", draft);
        for span in &draft.spans {
            in_range(&reading, span, bytes)?;
            prop_assert!(!span.text.is_empty());
        }
        prop_assert_eq!(&draft.text, &reading.text[draft.spans[0].text.clone()]);
        for block in reading.blocks.iter().filter(|block| block.kind == BlockKind::Furniture) {
            let (a, b) = (&block.span.text, &draft.spans[0].text);
            prop_assert!(
                a.end <= b.start || b.end <= a.start,
                "a draft from furniture: {:?}",
                draft
            );
        }
        for missing in &draft.missing {
            prop_assert!(draft.field(missing.field).is_empty(), "{:?}", missing);
        }
        for other in draft.derives_from.iter().chain(&draft.stimulus) {
            prop_assert!(*other < reading.drafts.len() && *other != i);
        }
        prop_assert!(draft.fields.values().all(|value| !value.is_empty()));
        prop_assert_eq!(draft.confidence, None);
    }
    Ok(reading)
}

proptest! {
    #[test]
    fn of_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400), hints in hints()) {
        holds(&bytes, &hints)?;
    }

    #[test]
    fn of_any_text(text in "\\PC{0,200}", hints in hints()) {
        holds(text.as_bytes(), &hints)?;
    }

    #[test]
    fn of_pages_put_together(page in page(), hints in hints()) {
        holds(page.as_bytes(), &hints)?;
    }

    #[test]
    fn of_pages_with_bad_bytes(page in page(), at in 0..400_usize, bad in prop::collection::vec(any::<u8>(), 0..4), hints in hints()) {
        let mut bytes = page.into_bytes();
        let at = at.min(bytes.len());
        bytes.splice(at..at, bad);
        holds(&bytes, &hints)?;
    }

    /// The bytes of a block are the words of the block, in every encoding: nothing but marks and white space lies between them.
    #[test]
    fn the_bytes_of_a_span_are_its_words(which in 0..5_usize, pieces in prop::collection::vec(select(vec![
        "The count was 1,100.", "국정원은 300명이라고 밝혔다.", "Погибли 40 солдат.", " ", "\n\n", "\r\n", "  ", "<p>", "<b>", "</b>", "</p>", "&amp;",
    ]), 1..40)) {
        let encoding = [UTF_8, UTF_16LE, EUC_KR, WINDOWS_1251, KOI8_U][which];
        let mut pieces = pieces;
        pieces.retain(|piece| !encoding.encode(piece).2);
        let text = format!("<meta charset={}><h1>1</h1>{}", encoding.name(), pieces.concat());
        let bytes = if encoding == UTF_16LE {
            [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        } else {
            encoding.encode(&text).0.into_owned()
        };
        let reading = holds(&bytes, &Hints { format: Some(Format::Html), ..Hints::default() })?;
        prop_assert_eq!(reading.encoding, if text.is_ascii() && encoding != UTF_16LE { "UTF-8" } else { encoding.name() });
        for block in &reading.blocks {
            let words = &reading.text[block.span.text.clone()];
            let source = encoding.decode_without_bom_handling(&bytes[block.span.bytes.clone()]).0.into_owned();
            let source = source.replace("&amp;", "&").replace("<b>", "").replace("</b>", "");
            let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(squeezed(&source), squeezed(words));
        }
    }

    /// What is hidden changes no draft, and no word of the text.
    #[test]
    fn what_is_hidden_says_nothing(page in page(), which in 0..6_usize) {
        let hidden = [
            "<div hidden>The NIS said that 9,999 soldiers had been killed.</div>",
            "<script>The NIS said that 9,999 soldiers had been killed.</script>",
            "<!-- The NIS said that 9,999 soldiers had been killed. -->",
            "<p style='display:none'>The NIS said that 9,999 soldiers had been killed.</p>",
            "<template>The NIS said that 9,999 soldiers had been killed.</template>",
            "<span aria-hidden=true>The NIS said that 9,999 soldiers had been killed.</span>",
        ][which];
        let html = Hints { format: Some(Format::Html), ..Hints::default() };
        // The mark keeps the two from being read as of different encodings.
        let page = format!("\u{feff}{page}");
        let with = read(page.replacen('\u{feff}', &format!("\u{feff}{hidden}"), 1).as_bytes(), &html);
        prop_assert!(!with.text.contains("9,999"), "{}", with.text);
        prop_assert_eq!(with.text, read(page.as_bytes(), &html).text);
    }
}
