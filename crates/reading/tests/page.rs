//! Pages told apart: small ones with every block written down, and the annotated articles.
//!
//! A case is a page and its blocks, one a line: the part, then the words. A block within another stands behind it, further in.
//! The measuring half of the corpus is only counted, and only where `CENOTAPH_READING_HELD=1` asks for it.

#![expect(clippy::unwrap_used, reason = "a test that stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use reading::{Block, BlockKind, Format, Hints, Lang, Reading, read};
use serde_json::Value;

fn hints(format: Option<Format>) -> Hints {
    Hints { format, published: "2031-03-14".parse().ok(), ..Hints::default() }
}

fn words<'r>(reading: &'r Reading, block: &Block) -> &'r str {
    &reading.text[block.span.text.clone()]
}

/// The blocks, one a line; what lies within another is set in.
fn shown(reading: &Reading) -> String {
    let mut end = 0;
    let mut lines = Vec::new();
    for block in &reading.blocks {
        let within = block.span.text.start < end;
        let indent = if within { "  " } else { "" };
        lines.push(format!("{indent}{}: {}", block.kind.code(), words(reading, block).trim_end()));
        end = end.max(block.span.text.end);
    }
    lines.join("\n")
}

#[track_caller]
fn check(format: Option<Format>, page: &str, expected: &str) {
    let reading = read(page.as_bytes(), &hints(format));
    let expected: Vec<&str> =
        expected.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    assert_eq!(shown(&reading), expected.join("\n"), "\n{page}");
}

const PROSE: &str = "The agency said that the soldiers had been moved to the border and that it had no more to say on that day.";
const MORE: &str = "Officials in the region did not answer questions about the hospital, where beds had been added in the spring.";
const KO: &str = "국정원은 북한군 가운데 부상자가 늘어난 것으로 파악했다고 밝혔다. 합참은 새 수치를 내지 않았다고 전했다.";
const RU: &str = "Разведка сообщила, что солдаты были переброшены к границе, и больше в этот день ничего не добавила к сказанному.";

#[test]
fn web_pages() {
    let cases: &[(&str, &str)] = &[
        // The parts by their elements.
        (
            "<html><head><title>T</title></head><body><nav>A | B</nav><article><h1>Head of it</h1><p>By Dana Whitlow</p><p>{P}</p>\
             <figure><img><figcaption>A street in Rylskoye</figcaption></figure><h2>Within</h2><blockquote>“Nobody knows.”</blockquote>\
             <ul><li>One item</li></ul></article><footer>Imprint</footer></body></html>",
            "furniture: A | B\nheadline: Head of it\nbyline: By Dana Whitlow\nbody: {P}\ncaption: A street in Rylskoye\n\
             subhead: Within\nbody: “Nobody knows.”\nbody: One item\nfurniture: Imprint",
        ),
        // Tables with captions, and their notes.
        (
            "<h1>Head of it</h1><p>{P}</p><table><caption>Counts by month</caption><thead><tr><th>Month<th>Count</thead>\
             <tr><td>May</td><td>310</td></tr></table><p class=footnote><sup>1</sup> As of April.</p>",
            "headline: Head of it\nbody: {P}\ntable_caption: Counts by month\nrow: Month Count\nrow: May 310\nfootnote: As of April.",
        ),
        // What is hidden is nowhere.
        (
            "<h1>Head of it</h1><p>{P}</p><script>var a='9,999 killed'</script><style>p{{}}</style><template><p>9,999</p></template>\
             <div hidden>9,999</div><div style='display:none'>9,999</div><div aria-hidden='true'>9,999</div><!-- 9,999 -->\
             <span class='sr-only'>9,999</span><noscript>9,999</noscript><svg><text>9,999</text></svg>",
            "headline: Head of it\nbody: {P}",
        ),
        // Furniture by class, by role, by element.
        (
            "<div id=menu>Home</div><div role=navigation>Top</div><h1>Head of it</h1><p>{P}</p><div class='post-share'>Tweet 57</div>\
             <aside>Also {M}</aside><div class='cookie-notice'>OK</div><section class='related-posts'><p>{M}</p></section>",
            "furniture: Home\nfurniture: Top\nheadline: Head of it\nbody: {P}\nfurniture: Tweet 57\nfurniture: Also {M}\nfurniture: OK\nfurniture: {M}",
        ),
        // A header within the article is the article's; the page's is not.
        (
            "<header><a href=/>The Courier</a></header><article><header><h1>Head of it</h1><div class=byline>Dana Whitlow</div></header><p>{P}</p></article>",
            "furniture: The Courier\nheadline: Head of it\nbyline: Dana Whitlow\nbody: {P}",
        ),
        // Without an article the header that holds the only first heading is the article's.
        (
            "<header class=post-header><h1>Head of it</h1><p class=date>March 3, 2031</p></header><div><p>{P}</p></div>",
            "headline: Head of it\ndateline: March 3, 2031\nbody: {P}",
        ),
        // The title tells which heading is the headline.
        (
            "<title>The count that changed - The Courier</title><header><h1>The Courier</h1></header><h2>The count that changed</h2><p>{P}</p>",
            "furniture: The Courier\nheadline: The count that changed\nbody: {P}",
        ),
        (
            "<meta property='og:title' content='The count that changed'><h1>The Courier</h1><div class=title>The count that changed</div><p>{P}</p>",
            "furniture: The Courier\nheadline: The count that changed\nbody: {P}",
        ),
        // No article element, no classes, a page in a form.
        (
            "<form><div>World news</div><h1>Head of it</h1><div>{P}</div><div>{M}</div></form>",
            "furniture: World news\nheadline: Head of it\nbody: {P}\nbody: {M}",
        ),
        // Links with nothing else are furniture, a link in a sentence is not.
        (
            "<h1>Head of it</h1><p>{P} <a href=x>More on it</a>.</p><p><a href=y>Three thousand dead, says a leaflet</a></p>\
             <ul><li><a href=1>First other title</a><li><a href=2>Second other title</a></ul>",
            "headline: Head of it\nbody: {P} More on it.\nfurniture: Three thousand dead, says a leaflet\nfurniture: First other title\nfurniture: Second other title",
        ),
        // Read also: short lines behind it, then the text goes on.
        (
            "<h1>Head of it</h1><p>{P}</p><p>Read also:</p><p>‘3,000 dead’: what the leaflets say</p><p>{M}</p>",
            "headline: Head of it\nbody: {P}\nfurniture: Read also:\nfurniture: ‘3,000 dead’: what the leaflets say\nbody: {M}",
        ),
        // Recommendations and comments: all that stands in their container, or behind them.
        (
            "<h1>Head of it</h1><div><p>{P}</p></div><div><h3>RECOMMENDATIONS</h3><p>{M}</p></div><div>{P}</div>",
            "headline: Head of it\nbody: {P}\nfurniture: RECOMMENDATIONS\nfurniture: {M}\nbody: {P}",
        ),
        (
            "<h1>Head of it</h1><p>{P}</p><h2>Comments (2)</h2><p>In my town they buried 45 last month, and nobody wrote a word about it.</p>",
            "headline: Head of it\nbody: {P}\nfurniture: Comments (2)\nfurniture: In my town they buried 45 last month, and nobody wrote a word about it.",
        ),
        // A count of comments above the text opens nothing.
        (
            "<h1>Head of it</h1><p><a href=#c>3 comments</a></p><p>{P}</p>",
            "headline: Head of it\nfurniture: 3 comments\nbody: {P}",
        ),
        // Line breaks: one is a blank, two end a block, marks open lines.
        (
            "<h1>Head of it</h1><div>{P}<br>{M}<br><br>{P}<br>◆ Within it<br>{M}</div>",
            "headline: Head of it\nbody: {P} {M}\nbody: {P}\nsubhead: ◆ Within it\nbody: {M}",
        ),
        // Character references, soft hyphens, zero-width characters, ruby.
        (
            "<h1>Head &mdash; it</h1><p>Some 3&nbsp;000 sol&shy;diers&#8203; and <ruby>金<rp>(</rp><rt>김</rt><rp>)</rp></ruby> were &lt;there&gt;.</p>",
            "headline: Head — it\nbody: Some 3 000 soldiers and 金(김) were <there>.",
        ),
        // The byline beside the date, and signatures below.
        (
            "<h1>Head of it</h1><div class=meta>Reported by KIM Eun-sol &middot; 22 December 2031</div><p>{P} (KANG Ji-won / ISHIMARU Jiro)</p>",
            "headline: Head of it\ndateline: Reported by KIM Eun-sol · 22 December 2031\n  byline: Reported by KIM Eun-sol\n\
             body: {P} (KANG Ji-won / ISHIMARU Jiro)\n  byline: (KANG Ji-won / ISHIMARU Jiro)",
        ),
        (
            "<h1>Head of it</h1><p class=meta><span class=author>Dana Whitlow</span> <span class=date>March 3, 2031</span></p><p>{P}</p>",
            "headline: Head of it\nbyline: Dana Whitlow\ndateline: March 3, 2031\nbody: {P}",
        ),
        // A class that says photo makes no caption of a sentence; beside a picture it does.
        (
            "<h1>Head of it</h1><p>{P}</p><p class=photo>{M}</p><div><img src=a><p class=photo>Rylskoye in March</p></div>",
            "headline: Head of it\nbody: {P}\nbody: {M}\ncaption: Rylskoye in March",
        ),
        // Furniture within a line.
        (
            "<h1>Head of it</h1><p>{P} <span class='share-count'>Shared 3,000 times</span></p>",
            "headline: Head of it\nbody: {P}\nfurniture: Shared 3,000 times",
        ),
        // What stands behind the element with the text is the page's, whatever it is called.
        (
            "<body><div><h1>Head of it</h1><div><p>{P}</p><p>{M}</p><p>{P}</p></div><p>Dana Whitlow</p><div>Reading now: 1,318</div>\
             <div><h3>Top of the week</h3><p>3,000 dead: false or true</p></div></div></body>",
            "headline: Head of it\nbody: {P}\nbody: {M}\nbody: {P}\nfurniture: Dana Whitlow\nfurniture: Reading now: 1,318\n\
             furniture: Top of the week\nfurniture: 3,000 dead: false or true",
        ),
        // A page laid out by tables, its paragraphs by line breaks: no rows.
        (
            "<table><tr><td colspan=2>NEWS | SPORT</td></tr><tr><td class=main><h1>Head of it</h1><b class=author>By DANA WHITLOW, Editor</b><br><br>\
             {P}<br><br>Nobody knows more.<br><br><div class=promo><b>READ MORE</b><br><a href=x>9,000 doomed</a></div>{M}<br><br></td>\
             <td><b>TRENDING</b><br>1. Blast kills 31</td></tr></table>",
            "furniture: NEWS | SPORT\nheadline: Head of it\nbyline: By DANA WHITLOW, Editor\nbody: {P}\nbody: Nobody knows more.\n\
             furniture: READ MORE 9,000 doomed\nbody: {M}\nfurniture: TRENDING\nfurniture: 1. Blast kills 31",
        ),
        // A Korean page as portals write them.
        (
            "<div class=gnb>정치 군사</div><h1>파병 군인들의 겨울</h1><p class=date>입력 2031.11.05 09:12</p><div>(서울=예시통신) 정가람 기자 = {K}<br><br>{K}</div>\
             <p>정가람 기자 garam@example.org</p><div class=rel>관련기사</div><div class=copyright>ⓒ 예시통신</div>",
            "furniture: 정치 군사\nheadline: 파병 군인들의 겨울\nfurniture: 입력 2031.11.05 09:12\nbody: (서울=예시통신) 정가람 기자 = {K}\n  dateline: (서울=예시통신) 정가람 기자 = \n  byline: 정가람 기자\n\
             body: {K}\nbyline: 정가람 기자 garam@example.org\nfurniture: 관련기사\nfurniture: ⓒ 예시통신",
        ),
        // A Russian page that advertises itself in the middle.
        (
            "<h1>Разведка назвала потери</h1><p>Сеул, 13 марта. {R}</p><p><strong>Читайте также:</strong> <a href=x>800 солдат убиты</a></p><p>{R}</p><div><b>Популярное</b><p>{R}</p></div>",
            "headline: Разведка назвала потери\nbody: Сеул, 13 марта. {R}\n  dateline: Сеул, 13 марта. \nfurniture: Читайте также: 800 солдат убиты\nbody: {R}\nfurniture: Популярное\nfurniture: {R}",
        ),
    ];
    for (page, expected) in cases {
        check(Some(Format::Html), &filled(page), &filled(expected));
    }
}

fn filled(text: &str) -> String {
    let fill = [("{P}", PROSE), ("{M}", MORE), ("{K}", KO), ("{R}", RU), ("{{}}", "{}")];
    fill.into_iter().fold(text.to_owned(), |text, (mark, words)| text.replace(mark, words))
}

#[test]
fn plain_texts() {
    let cases: &[(&str, &str)] = &[
        (
            "Seoul counts anew\n\nBy Dana Whitlow\n\n{P}\n\n{M}",
            "headline: Seoul counts anew\nbyline: By Dana Whitlow\nbody: {P}\nbody: {M}",
        ),
        // One line a paragraph, no blank lines.
        (
            "Seoul counts anew\nBy Dana Whitlow\n{P}\n{M}",
            "headline: Seoul counts anew\nbyline: By Dana Whitlow\nbody: {P}\nbody: {M}",
        ),
        // The caption of a picture above the headline, or above the lead.
        (
            "Soldiers filmed by a drone near the border, released March 10, 2031.\n\nSeoul counts anew\n\n{P}",
            "caption: Soldiers filmed by a drone near the border, released March 10, 2031.\nheadline: Seoul counts anew\nbody: {P}",
        ),
        (
            "Soldiers filmed by a drone near the border, released March 10, 2031.\n\n{P} (KANG Ji-won / ISHIMARU Jiro)\n\n◆ \"Nobody Knows. It's Like Dying\"\n\n{M}\n\n※ We speak by telephone.\n\n \n\nRECOMMENDATIONS\n\n{P}",
            "caption: Soldiers filmed by a drone near the border, released March 10, 2031.\nbody: {P} (KANG Ji-won / ISHIMARU Jiro)\n  byline: (KANG Ji-won / ISHIMARU Jiro)\n\
             subhead: ◆ \"Nobody Knows. It's Like Dying\"\nbody: {M}\nfootnote: ※ We speak by telephone.\nfurniture: RECOMMENDATIONS\nfurniture: {P}",
        ),
        // Datelines.
        (
            "Seoul counts anew\n\nSEOUL, March 11 (Example Wire) - {P}",
            "headline: Seoul counts anew\nbody: SEOUL, March 11 (Example Wire) - {P}\n  dateline: SEOUL, March 11 (Example Wire) - ",
        ),
        (
            "집계가 달라졌다\n\n[서울=예시통신] 정가람 기자 = {K}",
            "headline: 집계가 달라졌다\nbody: [서울=예시통신] 정가람 기자 = {K}\n  dateline: [서울=예시통신] 정가람 기자 = \n  byline: 정가람 기자",
        ),
        (
            "집계가 달라졌다\n\n강누리\n\n{K}",
            "headline: 집계가 달라졌다\nbyline: 강누리\nbody: {K}",
        ),
        (
            "Seoul counts anew\n\n2 May 2031\n\n{P}",
            "headline: Seoul counts anew\ndateline: 2 May 2031\nbody: {P}",
        ),
        // A list with stars is a list; one star below the text is a note.
        (
            "Seoul counts anew\n\n{P}\n\n* One thing.\n\n* Another thing.",
            "headline: Seoul counts anew\nbody: {P}\nbody: * One thing.\nbody: * Another thing.",
        ),
        (
            "Seoul counts anew\n\n{P}\n\n* As of April.",
            "headline: Seoul counts anew\nbody: {P}\nfootnote: * As of April.",
        ),
        (
            "집계가 달라졌다\n\n{K}\n\n○ 27일 하루 40명이 숨졌다.\n○ 28일 30명이 숨졌다.",
            "headline: 집계가 달라졌다\nbody: {K}\nbody: ○ 27일 하루 40명이 숨졌다.\nbody: ○ 28일 30명이 숨졌다.",
        ),
        // Furniture: to the end, for a few lines, by its phrase.
        (
            "Seoul counts anew\n\n{P}\n\nRead also:\n‘3,000 dead’\n\n{M}",
            "headline: Seoul counts anew\nbody: {P}\nfurniture: Read also:\nfurniture: ‘3,000 dead’\nbody: {M}",
        ),
        (
            "Seoul counts anew\n\n{P}\n\n관련기사\n3천명 전사",
            "headline: Seoul counts anew\nbody: {P}\nfurniture: 관련기사\nfurniture: 3천명 전사",
        ),
        (
            "Подсчёт изменился\n\n{R}\n\nЧитайте также\n\n800 солдат убиты\n\nТелефон редакции: 8 (000) 555-01-33",
            "headline: Подсчёт изменился\nbody: {R}\nfurniture: Читайте также\nfurniture: 800 солдат убиты\nfurniture: Телефон редакции: 8 (000) 555-01-33",
        ),
        (
            "Seoul counts anew\n\n{P}\n\nComments (2)\n\nVasyl: they buried 45 here, and I have seen it with my own eyes, whatever the papers may write about it.",
            "headline: Seoul counts anew\nbody: {P}\nfurniture: Comments (2)\nfurniture: Vasyl: they buried 45 here, and I have seen it with my own eyes, whatever the papers may write about it.",
        ),
        // What ends the text: a telephone number, an imprint.
        (
            "Seoul counts anew\n\n{P}\n\n(Reporting by Dana Whitlow in Seoul; +00 555 0188)",
            "headline: Seoul counts anew\nbody: {P}\nfurniture: (Reporting by Dana Whitlow in Seoul; +00 555 0188)",
        ),
        // In doubt it is body.
        ("{P}", "body: {P}"),
        ("Seoul counts anew", "body: Seoul counts anew"),
        (
            "Popular unrest grew in the spring.\n\n{P}",
            "body: Popular unrest grew in the spring.\nbody: {P}",
        ),
        (
            "Seoul counts anew\n\n{P}\n\nBy Tuesday the count was 300",
            "headline: Seoul counts anew\nbody: {P}\nbody: By Tuesday the count was 300",
        ),
        ("", ""),
    ];
    for (page, expected) in cases {
        check(None, &filled(page), &filled(expected));
    }
}

#[test]
fn markdown() {
    let cases: &[(&str, &str)] = &[
        (
            "# Seoul counts anew\n\n*2 May 2031*\n\n{P}\n\n## Within\n\n{M}",
            "headline: Seoul counts anew\ndateline: 2 May 2031\nbody: {P}\nsubhead: Within\nbody: {M}",
        ),
        (
            "---\ntitle: Seoul counts anew\nauthor: Dana Whitlow\ndate: 2031-05-02\nwords: 3000\n---\n\n{P}",
            "headline: Seoul counts anew\nbyline: Dana Whitlow\ndateline: 2031-05-02\nbody: {P}",
        ),
        (
            "Seoul counts anew\n=====\n\nBy Dana Whitlow\n\n{P}",
            "headline: Seoul counts anew\nbyline: By Dana Whitlow\nbody: {P}",
        ),
        (
            "# Seoul counts anew\n\n| Who | Count |\n|---|---:|\n| Seoul | 310 |\n\nText[^1] goes on.\n\n[^1]: As of April.",
            "headline: Seoul counts anew\nrow: Who Count\nrow: Seoul 310\nbody: Text goes on.\nfootnote: As of April.",
        ),
        (
            "# Seoul counts anew\n\n![A street in Rylskoye](a.jpg)\n\n{P}\n\n> “Nobody knows.”\n\n1. One\n2. Two",
            "headline: Seoul counts anew\ncaption: A street in Rylskoye\nbody: {P}\nbody: “Nobody knows.”\nbody: One\nbody: Two",
        ),
        (
            "# Seoul counts anew\n\n{P}\n\n## Related articles\n\n- [3,000 dead](x)\n- {M}",
            "headline: Seoul counts anew\nbody: {P}\nfurniture: Related articles\nfurniture: 3,000 dead\nfurniture: {M}",
        ),
        (
            "# Seoul counts anew\n\n{P}\n\n- [One other title](x)\n- [Two other titles](y)",
            "headline: Seoul counts anew\nbody: {P}\nfurniture: One other title\nfurniture: Two other titles",
        ),
        (
            "<!-- 9,999 killed -->\n# Seoul counts anew\n\n{P} <span hidden>9,999</span>\n\n<script>\n9,999\n</script>\n\n{M}",
            "headline: Seoul counts anew\nbody: {P}\nbody: {M}",
        ),
        // Behind the last rule a few short lines are a colophon.
        (
            "# Seoul counts anew\n\n{P}\n\n---\n\n*Got a question? 4,000 have sent theirs.*",
            "headline: Seoul counts anew\nbody: {P}\nfurniture: Got a question? 4,000 have sent theirs.",
        ),
        (
            "# Seoul counts anew\n\n{P}\n\n---\n\n{M}\n\n{P}\n\n{M}\n\n{P}",
            "headline: Seoul counts anew\nbody: {P}\nbody: {M}\nbody: {P}\nbody: {M}\nbody: {P}",
        ),
        (
            "# Seoul counts anew\n\n---\n\nNobody knows.",
            "headline: Seoul counts anew\nbody: Nobody knows.",
        ),
        // The first heading below the text is no headline.
        ("{P}\n\n## Within\n\n{M}", "body: {P}\nsubhead: Within\nbody: {M}"),
    ];
    for (page, expected) in cases {
        check(Some(Format::Markdown), &filled(page), &filled(expected));
    }
}

#[test]
fn a_quotation_in_another_language_stays() {
    let page = format!(
        "Seoul counts anew\n\n{PROSE}\n\n“여기서는 아무도 모른다. 소문조차 없다”\n\n{MORE}"
    );
    let reading = read(page.as_bytes(), &hints(None));
    assert_eq!((reading.lang, reading.script), (Some(Lang::En), "Latn"));
    let langs: Vec<Option<Lang>> = reading.blocks.iter().map(|block| block.lang).collect();
    assert_eq!(langs, [Some(Lang::En), Some(Lang::En), Some(Lang::Ko), Some(Lang::En)]);
}

#[test]
fn what_cannot_be_read_is_told() {
    let nav = "<nav>Home</nav><footer>Imprint</footer>";
    let german =
        "Der Geheimdienst sagte am Montag, dass die Soldaten an die Grenze verlegt worden seien.";
    let rows: [(&[u8], &[&str]); 5] = [
        (b"", &["reading.empty"]),
        (b" \n \0 ", &["reading.empty"]),
        (nav.as_bytes(), &["reading.only_furniture"]),
        (german.as_bytes(), &["reading.language_unknown"]),
        (b"\xEF\xBB\xBFThe count \xFF was said to have been changed.", &["reading.bad_bytes"]),
    ];
    for (bytes, codes) in rows {
        let format = bytes.starts_with(b"<").then_some(Format::Html);
        let reading = read(bytes, &hints(format));
        let told: Vec<&str> = reading.complaints.iter().map(reading::Complaint::code).collect();
        assert_eq!(told, codes, "{}", String::from_utf8_lossy(bytes));
        for complaint in &reading.complaints {
            let text = complaint.to_string();
            assert!(text.starts_with(char::is_uppercase) && !text.ends_with('.'), "{text}");
        }
    }
}

// The annotated articles.

#[derive(Default)]
struct Count {
    articles: usize,
    headlines: usize,
    bylines: usize,
    captions: usize,
    furniture: (usize, usize),
    statements: (usize, usize),
    wrong: Vec<String>,
}

fn corpus(half: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(half);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ext| ext != "json"));
    files.sort();
    files
}

fn article(file: &Path) -> (Vec<u8>, Value) {
    let text = fs::read_to_string(file).unwrap();
    let plain = file.extension().is_some_and(|ext| ext == "txt");
    // In plain text the notice is the first line, with the empty line behind it.
    let text = if plain { text.split_once("\n\n").unwrap().1.to_owned() } else { text };
    let annotation = fs::read_to_string(file.with_extension("json")).unwrap();
    (text.into_bytes(), serde_json::from_str(&annotation).unwrap())
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn strings(value: &Value) -> Vec<String> {
    let strings = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    strings.map(str::to_owned).collect()
}

fn measure(half: &str) -> Count {
    let mut count = Count::default();
    for file in corpus(half) {
        let (bytes, annotation) = article(&file);
        let published = annotation["published"].as_str().and_then(|day| day.parse().ok());
        let publisher = annotation["publisher"].as_str().unwrap_or_default().to_owned();
        let reading = read(&bytes, &Hints { published, publisher, ..Hints::default() });
        let of = |kind: BlockKind| -> Vec<String> {
            let blocks = reading.blocks.iter().filter(|block| block.kind == kind);
            blocks.map(|block| words(&reading, block).to_owned()).collect()
        };
        let mut note = |what: &str, right: bool, found: &dyn std::fmt::Debug| {
            if !right {
                count
                    .wrong
                    .push(format!("{}: {what}: {found:?}", file.file_name().unwrap().display()));
            }
            usize::from(right)
        };
        let lone = |key: &str| {
            strings(&Value::Array(vec![annotation[key].clone()]))
                .into_iter()
                .filter(|s| !s.is_empty())
                .collect::<Vec<_>>()
        };
        count.articles += 1;
        let lang = reading.lang.map(|lang| format!("{lang:?}").to_lowercase());
        note("language", lang.as_deref() == annotation["lang"].as_str(), &lang);
        let headline = of(BlockKind::Headline);
        count.headlines += note("headline", headline == lone("headline"), &headline);
        let byline = of(BlockKind::Byline);
        count.bylines += note("byline", byline == lone("byline"), &byline);
        let captions = of(BlockKind::Caption);
        count.captions += note("captions", captions == strings(&annotation["captions"]), &captions);
        let furniture = squeezed(&of(BlockKind::Furniture).join(" "));
        for piece in strings(&annotation["furniture"]) {
            count.furniture.1 += 1;
            count.furniture.0 += note("furniture", furniture.contains(&squeezed(&piece)), &piece);
        }
        let read_on: Vec<String> = reading
            .blocks
            .iter()
            .filter(|block| block.kind != BlockKind::Furniture)
            .map(|block| squeezed(words(&reading, block)))
            .collect();
        let read_on = read_on.join("");
        for statement in annotation["statements"].as_array().unwrap() {
            let text = squeezed(&statement["text"].as_str().unwrap().replace(['*', '`'], ""));
            count.statements.1 += 1;
            count.statements.0 += note("statement", read_on.contains(&text), &statement["text"]);
        }
    }
    count
}

#[test]
fn the_articles_are_told_apart() {
    for half in ["dev", "second"] {
        let count = measure(half);
        assert!(count.articles >= 20);
        assert_eq!(count.wrong, Vec::<String>::new(), "{half}");
    }
}

#[test]
fn the_measuring_half_is_counted() {
    if std::env::var("CENOTAPH_READING_HELD").as_deref() != Ok("1") {
        return;
    }
    let count = measure("held");
    let Count { articles, headlines, bylines, captions, furniture, statements, .. } = count;
    println!("articles {articles}, headlines {headlines}, bylines {bylines}, captions {captions}");
    println!(
        "furniture {} of {}, statements outside furniture {} of {}",
        furniture.0, furniture.1, statements.0, statements.1
    );
}
