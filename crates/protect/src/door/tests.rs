//! Labelled lines, their writings, the laws, and the page that is printed from the code.
//!
//! The lines of `cases/tuning.tsv` were written beside the detectors and must all be judged right. Those of `cases/held_out.tsv`
//! and `cases/second.tsv` are held out: no detector is changed for one of them, so they may be judged wrong, and the page
//! says how many are.

use super::*;
use proptest::prelude::*;
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization;

/// The labelled lines of a file: what may not be held in them, if anything.
fn cases(table: &'static str) -> Vec<(Option<Refused>, &'static str)> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let (label, text) = line.split_once('\t').unwrap();
            let kind = (label != "pass")
                .then(|| Refused::from_code(&format!("door.{label}")).expect(label));
            (kind, text)
        })
        .collect()
}

/// The lines that must all be judged right.
fn tuning() -> Vec<(Option<Refused>, &'static str)> {
    cases(include_str!("cases/tuning.tsv"))
}

#[test]
fn every_tuning_line_is_judged_right() {
    let mut wrong = Vec::new();
    for (label, text) in tuning() {
        let found = inspect(text);
        let right = match label {
            Some(what) => found.iter().any(|finding| finding.what == what),
            None => found.is_empty(),
        };
        if !right {
            let found: Vec<_> =
                found.iter().map(|f| (f.what.code(), &text[f.span.clone()])).collect();
            wrong.push(format!("{:?} | {text} | {found:?}", label.map(Refused::code)));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// One line in the writings that hide it from a plain search.
fn writings(text: &str) -> Vec<(&'static str, String)> {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap(),
        _ => c,
    };
    let between = |with: &str| text.chars().map(|c| format!("{c}{with}")).collect::<String>();
    let spaced = text.chars().map(|c| if c == ' ' { "  ".to_owned() } else { format!("{c} ") });
    vec![
        ("full width", text.chars().map(wide).collect()),
        ("NFD", text.nfd().collect()),
        ("loose jamo", text.chars().map(loose_jamo).collect()),
        ("letters apart", spaced.collect()),
        ("zero width", between("\u{200b}")),
        ("soft hyphens", between("\u{ad}")),
        ("direction", format!("\u{202e}{}\u{202c}", between("\u{2060}"))),
    ]
}

/// A syllable as the letters of a keyboard: `ㄱㅏㅂㅅ`.
fn loose_jamo(c: char) -> String {
    const LEADS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    const TAILS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
    if !('가'..='힣').contains(&c) {
        return c.to_string();
    }
    let at = c as usize - 0xac00;
    let mut out = String::from(LEADS.chars().nth(at / 588).unwrap());
    out.push(char::from_u32(0x314f + (at % 588 / 28) as u32).unwrap());
    out.extend(TAILS.chars().nth((at % 28).wrapping_sub(1)));
    out
}

#[test]
fn every_tuning_line_is_refused_in_every_writing() {
    let mut missed = Vec::new();
    for (what, text) in tuning().into_iter().filter_map(|(label, text)| Some((label?, text))) {
        for (writing, written) in writings(text) {
            let found = inspect(&written);
            if !found.iter().any(|finding| finding.what == what) {
                let codes: Vec<_> = found.iter().map(|f| f.what.code()).collect();
                missed.push(format!("{writing} | {} | {text} | {codes:?}", what.code()));
            }
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

/// How the held-out lines of a file are judged.
#[derive(Default)]
struct Figures {
    refuse: usize,
    caught: usize,
    kind: usize,
    pass: usize,
    wrongly: usize,
    /// Writings of the lines to refuse, and how many of them are caught.
    writings: usize,
    caught_writings: usize,
}

impl Figures {
    fn of(table: &'static str) -> Self {
        let mut figures = Self::default();
        for (label, text) in cases(table) {
            let found = inspect(text);
            let Some(what) = label else {
                figures.pass += 1;
                figures.wrongly += usize::from(!found.is_empty());
                continue;
            };
            figures.refuse += 1;
            figures.caught += usize::from(!found.is_empty());
            figures.kind += usize::from(found.iter().any(|finding| finding.what == what));
            for (_, written) in writings(text) {
                figures.writings += 1;
                figures.caught_writings += usize::from(!inspect(&written).is_empty());
            }
        }
        figures
    }

    fn row(&self, name: &str) -> String {
        format!(
            "| {name} | {} of {} | {} | {} of {} | {} of {} |\n",
            self.caught,
            self.refuse,
            self.kind,
            self.caught_writings,
            self.writings,
            self.wrongly,
            self.pass
        )
    }
}

/// docs/refused.md as the code has it.
fn page() -> String {
    let mut page = String::from(PAGE_HEAD);
    for kind in Refused::ALL {
        let (en, ko) = (Lang::En, Lang::Ko);
        writeln!(
            page,
            "| `{}` | {} | {} | {} |",
            kind.code(),
            kind.noun(en),
            kind.reason(en),
            kind.instead(en)
        )
        .unwrap();
        writeln!(page, "| | {} | {} | {} |", kind.noun(ko), kind.reason(ko), kind.instead(ko))
            .unwrap();
    }
    page.push_str(PAGE_FIGURES);
    page.push_str(
        &Figures::of(include_str!("cases/held_out.tsv")).row("first, before the detectors"),
    );
    page.push_str(&Figures::of(include_str!("cases/second.tsv")).row("second, by another hand"));
    page.push_str(PAGE_END);
    page
}

const PAGE_HEAD: &str = "# What is refused, and what to write instead

<!-- Printed from the code: `UPDATE_DOCS=1 cargo test -p cenotaph-protect refused_page`. -->

No row of a protected source may hold what leads to a person. `add` and the intake form look at every text of such a row and
refuse it; the gate looks again before a release. A refusal names the kind, the reason and what to write instead. It never
repeats what was found.

The search reads every writing of a text as one: full-width and circled digits, digits spelled in words, loose jamo, letters with
spaces or invisible characters between them, Cyrillic letters that look Latin.

| Code | What | Why | Instead |
| --- | --- | --- | --- |
";

const PAGE_FIGURES: &str = "
## What passes

Figures and ranges, days, weeks and months, provinces and towns, money in general, an occupation without a place, a corps,
the names of heads of state, a messenger named without an id.

## How much is found

Measured on invented lines that were held out: no detector is changed for one of them. *Caught*: anything was found;
*kind*: and it was named rightly; *written otherwise*: caught in seven other writings of the same lines; *refused wrongly*: an
ordinary line in which something was found. The test `refused_page` counts anew at every run.

| Lines | Caught | Kind | Written otherwise | Refused wrongly |
| --- | --- | --- | --- | --- |
";

const PAGE_END: &str = "
The lines are invented and short; both parts were written by people who knew the list of kinds. Real statements are
longer, and the share that is caught in them may be lower.

Not found: a name that no word announces (a desk's own sealed words are looked up instead), most villages, a nickname, an
occupation that only one person has, a bare `at three`. Russian, Ukrainian and Chinese are known by a few words each. That nothing was found does not say that nothing is there.

The time is linear in the text; `cargo bench -p cenotaph-protect --bench door` prints it.
";

/// `UPDATE_DOCS=1 cargo test -p cenotaph-protect refused_page` writes the page anew.
#[test]
fn refused_page() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/refused.md");
    if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(path, page()).unwrap();
    }
    let stored = std::fs::read_to_string(path).unwrap_or_default();
    assert!(stored == page(), "docs/refused.md is stale: run with UPDATE_DOCS=1");
}

#[test]
fn overlapping_findings_are_one_and_named_after_the_surest() {
    let text = "WeChat ID lihua_1979, 010-0000-1234";
    let found = inspect(text);
    assert_eq!(found.len(), 2);
    assert_eq!(&text[found[0].span.clone()], "WeChat ID lihua_1979");
    assert_eq!(&text[found[1].span.clone()], "010-0000-1234");
    assert!(found.iter().all(|finding| finding.certainty == Certainty::Certain));
    assert!(inspect(&"a1".repeat(32)).is_empty(), "a hash is no id");
}

/// Texts that make a detector look far ahead or back, each 100 KiB, are done at once; a quadratic pass would take minutes.
#[test]
fn a_checksum_is_no_number_in_any_writing() {
    let sum = format!("{}dc", "8".repeat(62));
    let hidden: String = sum.chars().flat_map(|c| [c, '\u{200b}']).collect();
    for text in [sum.clone(), sum.to_uppercase(), hidden] {
        assert!(inspect(&text).is_empty(), "{text}");
    }
    assert!(!inspect(&format!("{sum} 010-0000-0000")).is_empty(), "a number beside it is one");
}

#[test]
fn hostile_texts_take_linear_time() {
    let seeds = [
        "1 ",
        "1",
        "a ",
        "ㄱ",
        "ㅏ",
        "한",
        "아들 ",
        "일",
        "+",
        "(",
        "@",
        ".",
        "at ",
        "broker ",
        "sent through ",
        "1.",
        "_a",
        "微信",
        "son ",
        "kim ",
        "전화 ",
        "WeChat ",
        " ",
        "9-",
        "o",
        "double ",
        "a\u{301}",
        "\u{fdfa}",
        "Kim Chol-su's ",
        "works at the ",
    ];
    let started = std::time::Instant::now();
    for seed in seeds {
        let text = seed.repeat(100 * 1024 / seed.len());
        let found = inspect(&text);
        assert!(found.iter().all(|finding| text.get(finding.span.clone()).is_some()));
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

/// Words of the tables, digits and signs, in any order: closer to what the detectors look for than random characters.
fn salad() -> impl Strategy<Value = String> {
    let words: Vec<&'static str> =
        [include_str!("../../data/door-words.tsv"), include_str!("cases/tuning.tsv")]
            .into_iter()
            .flat_map(str::split_whitespace)
            .collect();
    let part = prop_oneof![
        prop::sample::select(words).prop_map(str::to_owned),
        "[0-9]{1,8}",
        "[-+@./:_°№ ○*()]{1,3}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec((part, prop::bool::ANY), 0..40).prop_map(|parts| {
        parts.into_iter().map(|(part, gap)| if gap { part + " " } else { part }).collect()
    })
}

fn check_spans(text: &str) -> Result<(), TestCaseError> {
    let found = inspect(text);
    let mut last = 0;
    for finding in &found {
        prop_assert!(text.get(finding.span.clone()).is_some_and(|part| !part.is_empty()));
        prop_assert!(finding.span.start >= last);
        last = finding.span.end;
    }
    prop_assert_eq!(found, inspect(text));
    Ok(())
}

proptest! {
    #[test]
    fn any_text_has_findings_on_boundaries(text in any::<String>()) {
        check_spans(&text)?;
    }

    #[test]
    fn any_words_have_findings_on_boundaries(text in salad()) {
        check_spans(&text)?;
    }

    /// Invisible characters and canonical decomposition change nothing about what is found.
    #[test]
    fn other_writings_have_the_same_findings(text in salad()) {
        let kinds = |text: &str| inspect(text).iter().map(|f| (f.what, f.certainty)).collect::<Vec<_>>();
        let expected = kinds(&text);
        let hidden: String = text.chars().flat_map(|c| [c, '\u{200b}']).collect();
        prop_assert_eq!(kinds(&hidden), expected.clone());
        prop_assert_eq!(kinds(&text.nfd().collect::<String>()), expected);
    }

    /// The normal form of a normal form is itself.
    #[test]
    fn the_normal_form_is_stable(text in salad()) {
        let once = form::fold(&text);
        prop_assert_eq!(form::fold(&once), once);
    }
}
