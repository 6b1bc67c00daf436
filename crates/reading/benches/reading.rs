//! How long an editor waits for a reading: an article, a book's worth of text, pages made to be slow.
//!
//! `cargo bench -p cenotaph-reading`. Bars: an article of 2,000 words under 50 ms, 10 MB of text under 2 s, and twice the text in twice
//! the time. Articles are sentences of the annotated ones, repeated; the pages are made here.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on stops there")]

use std::path::Path;

use divan::{Bencher, counter::BytesCount};
use reading::{Format, Hints, read};

fn main() {
    divan::main();
}

/// The text articles of a language, without the notice on top, end to end until there are enough bytes.
fn text(lang: &str, bytes: usize) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/dev");
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let of_lang = |path: &&std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(lang) && name.ends_with(".txt")
    };
    let articles: Vec<String> = names
        .iter()
        .filter(of_lang)
        .map(|path| std::fs::read_to_string(path).unwrap())
        .map(|text| text.split_once("\n\n").map_or(String::new(), |(_, rest)| rest.to_owned()))
        .collect();
    let mut long = String::with_capacity(bytes + 8_192);
    while long.len() < bytes {
        for article in &articles {
            long.push_str(article);
            long.push_str("\n\n");
        }
    }
    long
}

fn hints(format: Format) -> Hints {
    Hints { format: Some(format), published: "2031-03-14".parse().ok(), ..Hints::default() }
}

/// An article of two thousand words.
#[divan::bench(args = ["en", "ko", "ru", "uk"])]
fn two_thousand_words(bencher: Bencher<'_, '_>, lang: &str) {
    let long = text(lang, 40_000);
    let mut article = String::new();
    let mut words = 0;
    for line in long.split_inclusive('\n') {
        if words >= 2_000 {
            break;
        }
        words += line.split_whitespace().count();
        article.push_str(line);
    }
    let hints = hints(Format::Text);
    bencher
        .counter(BytesCount::of_str(&article))
        .bench_local(|| read(divan::black_box(article.as_bytes()), &hints));
}

/// Text by the megabyte: the time of each is to be twice that of the one before.
#[divan::bench(args = [1, 2, 4, 8, 10], sample_count = 3, sample_size = 1)]
fn megabytes(bencher: Bencher<'_, '_>, megabytes: usize) {
    let mut long = text("en", megabytes * 500_000);
    long.push_str(&text("ko", megabytes * 500_000));
    let hints = hints(Format::Text);
    bencher
        .counter(BytesCount::of_str(&long))
        .bench_local(|| read(divan::black_box(long.as_bytes()), &hints));
}

/// One line of text, without a full stop and without a paragraph.
#[divan::bench(args = [1, 2, 4], sample_count = 3, sample_size = 1)]
fn one_sentence(bencher: Bencher<'_, '_>, megabytes: usize) {
    let piece = "the NIS said 1,100 North Korean soldiers were killed and ";
    let long = piece.repeat(megabytes * 1_000_000 / piece.len());
    let hints = hints(Format::Text);
    bencher
        .counter(BytesCount::of_str(&long))
        .bench_local(|| read(divan::black_box(long.as_bytes()), &hints));
}

/// Pages made to be slow.
const HOSTILE: [&str; 8] = [
    "deep nesting",
    "a million attributes",
    "unclosed comments",
    "a giant table",
    "entities",
    "unclosed quotes",
    "tags that never end",
    "figures only",
];

fn hostile(what: &str) -> String {
    match what {
        "deep nesting" => "<div>".repeat(300_000) + "x" + &"</div>".repeat(300_000),
        "a million attributes" => format!("<p {}>12 killed</p>", "a=1 ".repeat(1_000_000)),
        "unclosed comments" => "<!-- <p>12 killed</p> ".repeat(100_000),
        "a giant table" => {
            let row = "<tr><td>NIS</td><td>1,100 killed</td><td>12 March</td></tr>";
            format!("<table><caption>Counts by the NIS</caption>{}</table>", row.repeat(20_000))
        }
        "entities" => "&amp;&lt;&#x1F600;&nbsp;&notanentity;&amp".repeat(60_000),
        "unclosed quotes" => "<p>“The NIS said «\"1,100 killed‘ </p>".repeat(30_000),
        "tags that never end" => "<p <a <b 12 killed ".repeat(100_000),
        _ => "<p>1,100 killed 2 wounded 3 captured</p>".repeat(30_000),
    }
}

/// Some megabytes of each.
#[divan::bench(args = HOSTILE, sample_count = 3, sample_size = 1)]
fn pages_made_to_be_slow(bencher: Bencher<'_, '_>, what: &str) {
    let page = hostile(what);
    let hints = hints(Format::Html);
    bencher
        .counter(BytesCount::of_str(&page))
        .bench_local(|| read(divan::black_box(page.as_bytes()), &hints));
}
