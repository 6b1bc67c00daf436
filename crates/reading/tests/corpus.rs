//! The reader against annotated articles: what it finds, what it invents, what it takes from furniture.
//!
//! `cargo test -p cenotaph-reading --test corpus -- --nocapture` prints precision and recall by language and kind, and asserts the
//! floors below. `CENOTAPH_READING_SHOW=dev` prints each miss and each false draft of a split; `dev:position` those of a kind,
//! `dev:en-05` those of an article, `dev:days` figures whose days differ. A closed split is measured on request only, and only as numbers.
//! The rules of counting are in `tests/corpus/README.md`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that stops at the first surprise and prints what it measured"
)]

#[path = "measure/article.rs"]
mod article;
#[path = "measure/pairing.rs"]
mod pairing;
#[path = "measure/parties.rs"]
mod parties;
#[path = "measure/report.rs"]
mod report;
#[path = "measure/score.rs"]
mod score;

use article::{Article, Wanted};
use model::quantity::{Interval, parse};
use report::{Sums, ratio};
use score::{Got, Score, Stripped};

/// Splits, languages, kinds, least precision, least recall.
type Floor = (&'static [&'static str], &'static [&'static str], &'static [&'static str], f64, f64);

/// What may not be missed.
///
/// Of figures: what the reader is to reach (docs/reading.md). Of the other kinds, whose counts are small: what it reached on the open
/// splits, less a draft or two, so that a change that loses more is seen.
const FLOORS: &[Floor] = &[
    (&["dev"], &["en", "ko"], &["figure"], 0.95, 0.90),
    (&["dev"], &["ru", "uk"], &["figure"], 0.85, 0.75),
    (&["dev", "second", "third"], &["en", "ko"], &["position"], 0.78, 0.75),
    (&["dev", "second", "third"], &["ru", "uk"], &["position"], 0.75, 0.60),
    (&["dev", "third"], &["en", "ko"], &["measure", "testimony"], 0.70, 0.70),
    (&["dev"], &["en", "ko"], &["awareness"], 0.75, 0.75),
    (&["dev", "third"], &["en"], &["evidence"], 0.75, 0.70),
];

/// Splits that are measured on request only.
const CLOSED: &[(&str, &str)] = &[
    ("held", "CENOTAPH_READING_HELD"),
    ("fifth", "CENOTAPH_READING_FIFTH"),
    ("sixth", "CENOTAPH_READING_SIXTH"),
    ("seventh", "CENOTAPH_READING_SEVENTH"),
];

/// The least share of stated dates that are right.
const DATES_FLOOR: f64 = 0.80;

#[test]
fn precision_and_recall() {
    let show = std::env::var("CENOTAPH_READING_SHOW").unwrap_or_default();
    let mut measured = Vec::new();
    for split in ["dev", "second", "third", "fourth", "held", "fifth", "sixth", "seventh"] {
        let closed = CLOSED.iter().find(|(closed, _)| *closed == split);
        if let Some((_, key)) = closed.filter(|(_, key)| std::env::var(key).as_deref() != Ok("1")) {
            println!("{split}: not measured; set {key}=1");
            continue;
        }
        let mut sums = Sums::default();
        for article in article::load(split) {
            let score = measure(&article);
            sums.add(&article.lang, &score);
            print_faults(split, &show, &article, &score);
        }
        println!("{}", sums.table(split));
        measured.push((split, sums));
    }
    for (split, sums) in &measured {
        check_floors(split, sums);
    }
}

/// Whether a split may be read: a closed one on request only.
fn is_open(split: &str) -> bool {
    let mut keys = CLOSED.iter().filter(|(closed, _)| *closed == split);
    keys.all(|(_, key)| std::env::var(key).as_deref() == Ok("1"))
}

fn measure(article: &Article) -> Score {
    let reading = reading::read(&article.bytes, &article.hints());
    let text = Stripped::new(&reading.text);
    let got = score::drafts(&reading, &text);
    score::score(article, &reading, &got, &text)
}

fn print_faults(split: &str, show: &str, article: &Article, score: &Score) {
    let (wanted_split, filter) = show.split_once(':').unwrap_or((show, ""));
    if wanted_split != split {
        return;
    }
    for fault in &score.faults {
        if filter.is_empty() || fault.kind == filter || article.name == filter {
            println!("{}", report::fault(&article.name, fault));
        }
    }
    for wanted in article.wanted.iter().filter(|w| filter.is_empty() || w.kind == filter) {
        let found = Stripped::new(&reading::read(&article.bytes, &article.hints()).text);
        if found.find(&wanted.text).is_empty() {
            println!("{}: not in the visible text: {}\n", article.name, wanted.text);
        }
    }
}

fn check_floors(split: &str, sums: &Sums) {
    for (splits, langs, kinds, precision, recall) in FLOORS {
        let measured = sums.kinds.iter().filter(|((lang, kind), tally)| {
            splits.contains(&split)
                && langs.contains(&lang.as_str())
                && kinds.contains(&kind.as_str())
                && tally.wanted + tally.drafts > 0
        });
        for ((lang, kind), tally) in measured {
            let (p, r) = (ratio(tally.right, tally.drafts), ratio(tally.right, tally.wanted));
            assert!(p >= *precision, "{split} {lang} {kind}: precision {p:.3} < {precision}");
            assert!(r >= *recall, "{split} {lang} {kind}: recall {r:.3} < {recall}");
        }
    }
    let (mut stated, mut right) = (0, 0);
    for beside in sums.beside.values() {
        assert_eq!(beside.from_furniture, 0, "{split}: statements from furniture");
        stated += beside.dates;
        right += beside.dates_right;
    }
    let share = ratio(right, stated);
    assert!(share >= DATES_FLOOR, "{split}: dates right {share:.3} < {DATES_FLOOR}");
}

/// An annotation that is not in the text would measure the annotator, and so would an interval that its words do not mean. The
/// latter need not be the annotation's fault: the table of quantities may lack the words.
#[test]
fn annotations_are_sound() {
    let (mut faults, mut read_otherwise, mut intervals) = (Vec::new(), Vec::new(), 0);
    let splits = ["dev", "second", "third", "fourth"];
    for split in splits.into_iter().filter(|split| is_open(split)) {
        for article in article::load(split) {
            let reading = reading::read(&article.bytes, &article.hints());
            let text = Stripped::new(&reading.text);
            for (i, wanted) in article.wanted.iter().enumerate() {
                let place = format!("{split}/{} {i} {}", article.name, wanted.kind);
                if text.find(&wanted.text).len() != 1 {
                    faults.push(format!("{place}: not once in the visible text"));
                }
                if !wanted.words.is_empty()
                    && Stripped::new(&wanted.text).find(&wanted.words).is_empty()
                {
                    faults.push(format!("{place}: words outside of the text"));
                }
                let annotated = score::interval(wanted);
                if wanted.low.is_some() && annotated.is_none() {
                    faults.push(format!("{place}: no interval"));
                }
                if wanted.stimulus.iter().any(|s| *s >= article.wanted.len()) {
                    faults.push(format!("{place}: a stimulus that is not there"));
                }
                if let (Some(read), Some(annotated)) =
                    (parse(&wanted.words, None).interval(), annotated)
                {
                    intervals += 1;
                    if read != annotated {
                        read_otherwise.push(format!("{place}: {read}, annotated {annotated}"));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!(
        "Words read otherwise than annotated: {}\n{}",
        read_otherwise.len(),
        read_otherwise.join("\n")
    );
    assert!(read_otherwise.len() * 50 <= intervals, "{}", read_otherwise.join("\n"));
}

/// Drafts as a perfect reader would make them from the annotations.
fn perfect(article: &Article, text: &Stripped) -> Vec<Got> {
    let one = |wanted: &Wanted| {
        let (from, to) = wanted
            .window
            .split_once('/')
            .unwrap_or((wanted.window.as_str(), wanted.window.as_str()));
        Got {
            kind: wanted.kind.clone(),
            at: text.find(&wanted.text).into_iter().next().unwrap_or_default(),
            party: wanted.party.first().cloned().unwrap_or_default(),
            code: wanted.code.first().cloned().unwrap_or_default(),
            interval: score::interval(wanted),
            share: score::share(&wanted.fraction, &wanted.base),
            said_on: wanted.said_on.clone(),
            as_of: wanted.as_of.clone(),
            window: (from.to_owned(), to.to_owned()),
            verified: wanted.verified.clone(),
            stimulus: wanted.stimulus.len(),
            ..Got::default()
        }
    };
    article.wanted.iter().map(one).collect()
}

/// The harness can fail: each thing that is made wrong lowers its own number and no other.
#[test]
fn what_is_wrong_lowers_its_number() {
    type Spoil = fn(&mut Vec<Got>);
    let articles = article::load("dev");
    assert!(!articles.is_empty());
    let sums = |spoil: Spoil| {
        let mut sums = Sums::default();
        for article in &articles {
            let reading = reading::read(&article.bytes, &article.hints());
            let text = Stripped::new(&reading.text);
            let mut got = perfect(article, &text);
            spoil(&mut got);
            sums.add("all", &score::score(article, &reading, &got, &text));
        }
        let figures = sums.kinds.get(&("all".to_owned(), "figure".to_owned())).copied();
        (figures.unwrap_or_default(), sums.beside.remove("all").unwrap_or_default(), sums.kinds)
    };

    let (whole, beside, kinds) = sums(|_| {});
    for ((_, kind), tally) in &kinds {
        assert_eq!((tally.right, tally.drafts), (tally.wanted, tally.wanted), "{kind}");
    }
    assert_eq!((beside.dates_right, beside.dates_invented), (beside.dates, 0));
    assert_eq!((beside.checks_right, beside.stimuli_right), (beside.checks, beside.stimuli));
    assert_eq!(beside.from_furniture, 0);
    assert!(whole.wanted > 100 && beside.dates > 50 && beside.checks > 5 && beside.stimuli > 2);

    let wrong: [(&str, Spoil); 4] = [
        ("party", |got| got.iter_mut().for_each(|g| g.party = "XX/nobody".to_owned())),
        ("category", |got| got.iter_mut().for_each(|g| g.code = "other".to_owned())),
        ("interval", |got| {
            got.iter_mut().for_each(|g| g.interval = Some(Interval::exactly(999_999)));
        }),
        ("place", |got| got.iter_mut().for_each(|g| g.at = 0..0)),
    ];
    for (what, spoil) in wrong {
        let (figures, ..) = sums(spoil);
        assert!(figures.right * 10 < figures.wanted, "{what}: {figures:?}");
    }
    let (figures, beside, _) =
        sums(|got| got.iter_mut().for_each(|g| g.said_on = "1999".to_owned()));
    assert_eq!(figures, whole);
    assert!(beside.dates_right < beside.dates && beside.dates_invented > 0);

    let (figures, ..) = sums(|got| got.truncate(1));
    assert!(figures.right == figures.drafts && figures.right < figures.wanted);

    let (figures, ..) = sums(|got| {
        let mut more = got.clone();
        more.iter_mut().for_each(|g| g.code = "invented".to_owned());
        got.extend(more);
    });
    assert_eq!((figures.right, figures.wanted), (whole.right, whole.wanted));
    assert!(figures.drafts > whole.drafts);
}

/// A draft on words of a menu is told, whatever it says.
#[test]
fn furniture_is_counted() {
    let articles = article::load("dev");
    let article = articles.iter().find(|a| a.name == "en-11").unwrap();
    let reading = reading::read(&article.bytes, &article.hints());
    let text = Stripped::new(&reading.text);
    let at = text.find("In my town they buried 45 last month.").into_iter().next().unwrap();
    let got = [Got { kind: "figure".to_owned(), at, ..Got::default() }];
    let score = score::score(article, &reading, &got, &text);
    assert_eq!(score.beside.from_furniture, 1);
}
