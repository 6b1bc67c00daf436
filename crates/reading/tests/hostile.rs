//! Pages that mean harm, or come from a broken program: they cost no more than their length.
//!
//! What texts cost is counted beside the code (`work`), in steps and bytes; pages and bytes are timed here. Each shape is read at two lengths, the second sixteen times the first. Linear work takes sixteen times as long; the test allows
//! four times that, the best of several runs, so that a busy machine does not fail it and quadratic work – 256 times – does.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use reading::{BYTES_MAX, BlockKind, Format, Hints, Reading, read};

const SMALL: usize = 4 << 10;
const TIMES: usize = 16;
const ALLOWED: u32 = 64;

/// Below this a measurement is noise.
const LEAST: Duration = Duration::from_micros(500);

fn html(page: &str) -> Reading {
    read(page.as_bytes(), &Hints { format: Some(Format::Html), ..Hints::default() })
}

fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len() + 1)
}

/// A piece that counts: each time another name or number.
fn counted(before: &str, after: &str, bytes: usize) -> String {
    let mut page = String::new();
    let mut i = 0;
    while page.len() < bytes {
        let _ = write!(page, "{before}{i}{after}");
        i += 1;
    }
    page
}

fn fastest(bytes: &[u8], hints: &Hints, runs: usize) -> Duration {
    let time = |_| {
        let start = Instant::now();
        let reading = read(bytes, hints);
        let time = start.elapsed();
        // What comes out is bounded by what goes in.
        assert!(reading.text.len() <= 3 * bytes.len() + 3);
        assert!(reading.blocks.len() <= 3 * bytes.len() + 3);
        assert!(reading.drafts.len() <= bytes.len());
        time
    };
    (0..runs).map(time).min().unwrap_or_default()
}

#[track_caller]
fn linear(name: &str, format: Format, make: &dyn Fn(usize) -> Vec<u8>) {
    let hints = Hints { format: Some(format), ..Hints::default() };
    let (small, large) = (make(SMALL), make(SMALL * TIMES));
    let mut ratio = 0;
    for runs in [2, 3, 6, 12, 24] {
        let (short, long) = (fastest(&small, &hints, runs), fastest(&large, &hints, runs));
        ratio = long.as_nanos() / short.max(LEAST).as_nanos();
        if ratio <= u128::from(ALLOWED) {
            return;
        }
    }
    assert!(
        ratio <= u128::from(ALLOWED),
        "{name}: {TIMES} times the input took {ratio} times as long"
    );
}

#[test]
fn pages_cost_what_their_length_is() {
    let repeats = [
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<b>",
        "<a href=x>",
        "<table><tr><td>",
        "<td>",
        "<li>",
        "<nav>",
        "<nav></nav>",
        "<header><h1>x",
        "<sup>1",
        "<script>",
        "</script>",
        "<!--",
        "<!-- -->",
        "<",
        "</",
        "<a ",
        "<a b=\"",
        "&",
        "&amp;",
        "&#8212;",
        "&notin;",
        "&#x",
        "<br>",
        "<br>◆ x",
        "<div>Comments (3)</div>",
        "<div>RECOMMENDATIONS</div><p>x",
        "<span class=share>x</span>",
        "<div class=menu>x",
        "<p hidden>",
        "<title>x</title>",
        "<meta property=og:title content=abcdefghijkl>",
        "<pre>\n\n",
        "x<td>y",
        "<div></p>",
        "<a><div></a>",
        "<svg>",
        "<![CDATA[",
        "<?",
        "The NIS said that 1,100 soldiers were killed. ",
        "1,100 ",
        "\"",
        "“",
        "(",
        "— ",
        "x",
        " ",
        "\n",
        "\u{ad}",
        "가",
        "ы ",
        "<p>By Dana</p>",
        "<tr><td>a<td>5",
    ];
    for piece in repeats {
        linear(piece, Format::Html, &|bytes| repeated(piece, bytes).into_bytes());
    }
    // The page that closes what it opened, and what it never opened.
    linear("closed", Format::Html, &|bytes| {
        let half = bytes / 2;
        (repeated("<div>", half) + &repeated("</div>", half)).into_bytes()
    });
    linear("inline in block", Format::Html, &|bytes| {
        (format!("<b><div>{}", repeated("<i>", bytes / 2)) + &repeated("</b>", bytes / 2))
            .into_bytes()
    });
    linear("attributes", Format::Html, &|bytes| {
        format!("<p {}>x", counted("a", "=b ", bytes)).into_bytes()
    });
    linear("one attribute", Format::Html, &|bytes| {
        format!("<p class=\"{}\">x", repeated("menu ", bytes)).into_bytes()
    });
    linear("names", Format::Html, &|bytes| counted("<x", ">", bytes).into_bytes());
    linear("references", Format::Html, &|bytes| counted("&a", ";", bytes).into_bytes());
    linear("long reference", Format::Html, &|bytes| {
        format!("&{}", repeated("a", bytes)).into_bytes()
    });
    linear("long name", Format::Html, &|bytes| format!("<{}>", repeated("a", bytes)).into_bytes());
}

#[test]
fn bytes_cost_what_their_length_is() {
    for pair in [
        &b"\xFF"[..],
        b"\x80",
        b"\xC3",
        b"\xED\xA0\x80",
        b"\xB0\xA1 ",
        b"\0a",
        b"a\0",
        b"\x00\xD8",
        b"\xEF\xBB\xBF",
        b"\xE3\x80",
        b"\x1B$)C",
    ] {
        let name = format!("{pair:?}");
        linear(&name, Format::Text, &|bytes| pair.repeat(bytes / pair.len() + 1));
    }
    linear("declared", Format::Html, &|bytes| {
        [b"<meta charset=gb18030>", b"\x81\x30".repeat(bytes / 2).as_slice()].concat()
    });
}

#[test]
fn what_is_too_long_is_cut_and_told() {
    // Four bytes longer than is read, and the cut lies within a character.
    let mut text = "Seoul said no more on that day.\n".to_owned();
    text.push_str(&" ".repeat(BYTES_MAX - text.len() - 1));
    text.push_str("가나");
    let reading = read(text.as_bytes(), &Hints { format: Some(Format::Text), ..Hints::default() });
    let told: Vec<String> = reading.complaints.iter().map(ToString::to_string).collect();
    assert!(
        told.contains(&format!("Only the first {} bytes were read", BYTES_MAX - 1)),
        "{told:?}"
    );
    assert_eq!(
        (reading.text.as_str(), reading.encoding),
        ("Seoul said no more on that day.", "UTF-8")
    );
}

#[test]
fn many_blocks_are_cut_and_told() {
    let reading = html(&"<p>x".repeat(300_000));
    assert_eq!(reading.blocks.len(), 1 << 18);
    let told: Vec<&str> = reading.complaints.iter().map(reading::Complaint::code).collect();
    assert!(told.contains(&"reading.many_blocks"), "{told:?}");
}

#[test]
fn nothing_hidden_shows_however_deep_it_lies() {
    for depth in [10, 100, 2_000, 5_000] {
        let page = format!(
            "{}<p hidden>9,999 killed</p>{}<p>Seen",
            "<div>".repeat(depth),
            "</div>".repeat(depth)
        );
        let reading = html(&page);
        let hidden = |kind| {
            reading
                .blocks
                .iter()
                .any(|b| b.kind == kind && reading.text[b.span.text.clone()].contains("9,999"))
        };
        assert!(!hidden(BlockKind::Body), "{depth}");
        assert!(reading.drafts.iter().all(|draft| !draft.text.contains("9,999")));
        assert!(reading.text.ends_with("Seen"), "{depth}");
    }
}

#[test]
fn what_is_never_closed_ends_with_the_page() {
    for (page, text) in [
        ("<p>Seen<!-- 9,999", "Seen"),
        ("<p>Seen<script>9,999", "Seen"),
        ("<p>Seen<a title=\"9,999", "Seen"),
        ("<p>Seen<div hidden>9,999<p>8", "Seen"),
        ("<p>Seen &amp", "Seen &"),
        ("<p>Seen <", "Seen <"),
        ("<p>Seen</", "Seen</"),
        ("<b><i><u>Seen", "Seen"),
    ] {
        assert_eq!(html(page).text, text, "{page}");
    }
}
