//! Readings made by hand, so that tests of what is done with drafts do not hang on the rules that find them. All of it is invented.

use reading::{Block, BlockKind, Draft, Format, Hints, Kind, Missing, Reading, Span};

use super::{Article, Read};

/// A draft to be made: kind, its words in the text, columns.
pub(crate) type Made<'a> = (Kind, &'a str, &'a [(&'static str, &'a str)]);

/// A reading of blocks of UTF-8 text with these drafts; each draft's words are looked for from the beginning.
pub(crate) fn read(blocks: &[(BlockKind, &str)], drafts: &[Made<'_>]) -> Read {
    let text = blocks.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("\n");
    let span = |start: usize, end: usize| Span {
        bytes: start..end,
        text: start..end,
        chars: text[..start].chars().count()..text[..end].chars().count(),
    };
    let mut at = 0;
    let laid = blocks.iter().map(|(kind, block)| {
        let start = at;
        at += block.len() + 1;
        Block { kind: *kind, span: span(start, start + block.len()), lang: None }
    });
    let laid = laid.collect();
    let drafts = drafts.iter().map(|(kind, words, fields)| {
        let start = text.find(words).unwrap_or_else(|| unreachable!("{words} is not in the text"));
        Draft {
            kind: *kind,
            spans: vec![span(start, start + words.len())],
            text: (*words).to_owned(),
            rules: vec!["rule.of-a-test"],
            fields: fields.iter().map(|(name, text)| (*name, (*text).to_owned())).collect(),
            missing: vec![Missing { field: "as_of_date", why: "not stated" }],
            derives_from: Vec::new(),
            stimulus: Vec::new(),
            relays: Vec::new(),
            quantity: fields
                .iter()
                .find(|(name, _)| *name == "words")
                .map(|(_, words)| model::quantity::parse(words, None)),
            confidence: None,
        }
    });
    let drafts = drafts.collect();
    Read {
        article: Article::take("article.txt".to_owned(), text.as_bytes()).unwrap(),
        hints: Hints {
            published: "2031-03-14".parse().ok(),
            publisher: "Example Wire".to_owned(),
            ..Hints::default()
        },
        reading: Reading {
            format: Format::Text,
            encoding: "UTF-8",
            lang: Some(model::quantity::Lang::En),
            script: "Latn",
            text,
            blocks: laid,
            drafts,
            complaints: Vec::new(),
        },
    }
}
