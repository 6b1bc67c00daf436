//! Small pages: what shows, what is furniture, where elements end.

use super::*;

/// The blocks; furniture in brackets.
fn blocks(html: &str) -> Vec<String> {
    let visible = visible(html);
    let text = |raw: &crate::page::visible::Raw| &visible.text[raw.range.clone()];
    let show = |raw| format!("[{}]", text(raw));
    visible
        .raws
        .iter()
        .map(|raw| if raw.furniture { show(raw) } else { text(raw).to_owned() })
        .collect()
}

const PROSE: &str = "The agency said that the soldiers had been moved, and that it had no more to say about them on that day.";

#[test]
fn furniture_is_kept_apart() {
    let html = format!(
        "<ul class=menu><li>News (26)</ul><h1>Head</h1><p>One &ldquo;two&rdquo;<br>three.<sup>1</sup> Four<p>{PROSE}\
             <div class='c'>3 comments <p>4,000 dead!</div><table><tr><th>A<td>B</table><script>'<p>6,000'</script>"
    );
    let expected = [
        "[News (26)]",
        "Head",
        "One “two” three. Four",
        PROSE,
        "[3 comments]",
        "[4,000 dead!]",
        "A B",
    ];
    assert_eq!(blocks(&html), expected);
}

#[test]
fn spans_lead_back_to_the_page() {
    for end in ["", "\r\n", "\n"] {
        let html = format!(
            "<p\r\nclass=x>{end}Kyiv&#39;s {end}<b>count</b>:{end}\r\n 1,100&nbsp;men</p>{end}<p>북한군\r\n두 명"
        );
        let visible = visible(&html);
        assert_eq!(visible.text, "Kyiv's count: 1,100 men\n북한군 두 명");
        for (word, source) in [
            ("1,100", "1,100"),
            ("'", "&#39;"),
            ("count", "count"),
            ("men", "men"),
            ("두", "두"),
            ("북한군", "북한군"),
        ] {
            let at = visible.text.find(word).unwrap();
            assert_eq!(&html[visible.map.original(at..at + word.len())], source, "{html:?}");
        }
    }
}

#[test]
fn what_is_hidden_is_not_read() {
    let html = "<title>Head - Site</title><meta property='og:title' content='Head &amp; more'><div style='display: none'>9,999 killed</div>\
            <div hidden>8<p>9</p></div><p>Seen <span class=sr-only>7</span>twice</p><template>7</template><!-- 6 --><![CDATA[ 5 ]]>\
            <div aria-hidden=true>4<div>3</div>2</div><noscript>1</noscript><p>End";
    assert_eq!(blocks(html), ["Seen twice", "End"]);
    assert_eq!(visible(html).titles, ["Head - Site", "Head & more"]);
}

#[test]
fn elements_end_where_they_should() {
    let rows: [(&str, &[&str]); 13] = [
        ("<p>One <b>bold<p>Two", &["One bold", "Two"]),
        ("<ul><li>One<li>Two</ul>After", &["One", "Two", "After"]),
        ("<p>One<br><br>Two<br>three", &["One", "Two three"]),
        ("One<br>◆ Two<br>Three<br>three", &["One", "◆ Two", "Three three"]),
        ("By Dana Whitlow<br>Forty soldiers died", &["By Dana Whitlow", "Forty soldiers died"]),
        ("<div hidden><b></div><p>Seen", &["Seen"]),
        ("<div>One</p>Two</div>Three", &["One", "Two", "Three"]),
        (
            "<table><tr><td><p>A</p></td><td><p>310</p></td></tr><tr><td>B<td>275</table>",
            &["A 310", "B 275"],
        ),
        ("<dl><dt>A<dd>B<dt>C</dl>", &["A", "B", "C"]),
        ("<pre>One\ntwo\n\nThree</pre>", &["One two", "Three"]),
        ("<p>One <span class=share>Tweet</span> two", &["One", "[Tweet]", "two"]),
        (
            "<table><tr><td>A<div class=promo>B</div><p>C</p></td><td class=comments>D<br>1. E</td></tr></table>",
            &["A", "[B]", "C", "[D]", "[1. E]"],
        ),
        ("<p>A<nav>B<p>C</nav>D", &["A", "[B]", "[C]", "D"]),
    ];
    for (html, expected) in rows {
        assert_eq!(blocks(html), expected, "{html}");
    }
}

#[test]
fn the_article_within_furniture_is_none() {
    let html = format!(
        "<form id=aspnetForm><div class='page search'><header><div class=logo>Site</div></header><h1>Head</h1><p>{PROSE}</p>\
             <div class=related><p>{PROSE}</p></div></div></form>"
    );
    assert_eq!(blocks(&html), ["[Site]", "Head", PROSE, &format!("[{PROSE}]")]);
}

#[test]
fn a_page_laid_out_by_tables() {
    let html = format!(
        "<table><tr><td>Site</td><td><h1>Head</h1><p>{PROSE}</p><p>{PROSE}</p></td></tr></table>"
    );
    assert_eq!(blocks(&html), ["Site", "Head", PROSE, PROSE]);
    assert!(visible(&html).raws.iter().skip(2).all(|raw| raw.tag == Tag::Paragraph));
}

#[test]
fn deep_elements_are_furniture() {
    let html = format!(
        "<p>Seen</p>{}<p>Deep</p>{}<p>Seen again",
        "<div>".repeat(3_000),
        "</div>".repeat(3_000)
    );
    assert_eq!(blocks(&html), ["Seen", "[Deep]", "Seen again"]);
}

#[test]
fn what_follows_a_heading_of_recommendations() {
    let html = format!(
        "<body><div class=text><p>{PROSE}</p></div><div><h3>RECOMMENDATIONS</h3><p>{PROSE}</p></div><p>{PROSE}</p><h3>Most read</h3><p>{PROSE}</p>"
    );
    let kept = format!("[{PROSE}]");
    assert_eq!(blocks(&html), [PROSE, "[RECOMMENDATIONS]", &kept, PROSE, "[Most read]", &kept]);
    // Above the text such a word opens nothing.
    let html = format!("<p>Comments</p><p>{PROSE}</p>");
    assert_eq!(blocks(&html), ["Comments", PROSE]);
}
