//! The table of rules: which words mean which interval.
//!
//! The table is data (`data/quantity-rules.tsv`): a reader can check every row, and every example in it is a test.
//! Terms: *form* – where the words stand and what they do in a phrase; *effect* – what they do to the number, with
//! its parameters. Invariant: ids never change their meaning; a change of a row that alters an interval raises
//! [`RULES_VERSION`], because a stored figure names the rules that fired.
//! Not here: how numerals are spelled (`number`) and how words are found in a text (`lex`, `read`).

use std::sync::OnceLock;

use super::{Absence, Hedge, Lang};

/// The version of the table; stored beside every interval that it made.
pub const RULES_VERSION: &str = "2";

const TABLE: &str = include_str!("../../data/quantity-rules.tsv");

/// Where words stand and what part they play.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Form {
    /// How a bare number is read; fires by the shape of the number, not by words.
    Shape,
    /// A hedge before its number.
    Before,
    /// A hedge after its number.
    After,
    /// A hedge before or after its number.
    Either,
    /// A remark on how well the number is known, anywhere in the phrase.
    Remark,
    /// A word that counts without a numeral.
    Count,
    /// A share of a base.
    Share,
    /// Words that say that there is no number.
    Nothing,
    /// Joins the two ends of a range.
    Join,
    /// Opens a range: "between", "from".
    Open,
    /// Stands between a share and its base, base last: "half of 11,000".
    Of,
    /// Stands between a base and its share, base first: "11,000명의 절반".
    OfBack,
    /// Opens the parts of a whole: "of whom".
    Parts,
    /// Who is counted: "killed", "soldiers", 명.
    Person,
    /// What is not a person: days, tanks, brigades, months. The number before it is no quantity.
    Other,
    /// The number after it is a label: "Article 5", "December 23".
    Label,
    /// Says nothing about the number: "already", "a total of".
    Filler,
    /// A small word that ends what belongs to a number: "in", "since".
    Stop,
    /// Says that something is not so; a number in its reach was not said: "denied", 부인.
    Denial,
}

/// What the words do to the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// Nothing by itself.
    Mark,
    /// The number is a point, round or not.
    Exact,
    /// ± half a unit of the last significant digit.
    HalfUnit,
    /// ± this many per cent, or ± half a unit where that is wider.
    About(u64),
    /// The number and up to the next one of its last significant unit, that one excluded.
    Odd,
    /// `[n, ∞)`.
    AtLeast,
    /// `(n, ∞)`.
    MoreThan,
    /// `[0, n]`.
    UpTo,
    /// `[0, n)`.
    LessThan,
    /// From this many per cent of the number up to the number, excluded.
    Approach(u64),
    /// A fixed interval, closed; no upper end for `None`.
    Between(u64, Option<u64>),
    /// A fraction.
    Share(u64, u64),
    /// More than a fraction.
    ShareOver(u64, u64),
    /// A kind of nothing.
    Absent(Absence),
    /// Denies the numbers in its reach.
    Deny {
        /// Those that follow.
        ahead: bool,
        /// Those that went before.
        back: bool,
        /// To the end of the sentence; otherwise to the next comma.
        far: bool,
    },
    /// Ends the reach of a denial ahead: "but".
    Turn,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The stable id.
    pub id: &'static str,
    /// The languages of its words; empty for signs that belong to none.
    pub langs: Vec<Lang>,
    /// Where the words stand.
    pub form: Form,
    /// The words, lower case; a `*` at the end stands for any ending.
    pub words: Vec<&'static str>,
    /// What they do.
    pub effect: Effect,
    /// The hedge that they are.
    pub hedge: Option<Hedge>,
    /// Examples and what each means, written as [`rules_page`] prints it.
    pub examples: Vec<(&'static str, &'static str)>,
    /// The reason, and the source where there is one.
    pub note: &'static str,
}

/// The whole table, in its printed order.
#[must_use]
pub fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| rows().filter_map(|(_, line)| read(line)).collect())
}

/// The rule of an id; `None` when the table has none.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.id == id)
}

/// Line numbers and rows of the file, without comments and the head.
fn rows() -> impl Iterator<Item = (usize, &'static str)> {
    TABLE
        .lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#') && !line.starts_with("id\t"))
}

fn read(line: &'static str) -> Option<Rule> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let &[id, langs, form, words, effect, hedge, examples, note] = cells.as_slice() else {
        return None;
    };
    Some(Rule {
        id,
        langs: langs_of(langs)?,
        form: form_of(form)?,
        words: list(words, " | ").collect(),
        effect: effect_of(effect)?,
        hedge: if hedge == "-" { None } else { Some(Hedge::from_code(hedge)?) },
        examples: list(examples, " ; ").map(|e| e.split_once(" → ")).collect::<Option<_>>()?,
        note,
    })
}

fn list(cell: &'static str, separator: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(separator).filter(|item| *item != "-")
}

fn langs_of(cell: &str) -> Option<Vec<Lang>> {
    if cell == "-" {
        return Some(Vec::new());
    }
    cell.split(',').map(Lang::from_code).collect()
}

fn form_of(cell: &str) -> Option<Form> {
    FORMS.iter().find(|(name, _)| *name == cell).map(|(_, form)| *form)
}

const FORMS: [(&str, Form); 19] = [
    ("shape", Form::Shape),
    ("before", Form::Before),
    ("after", Form::After),
    ("either", Form::Either),
    ("remark", Form::Remark),
    ("count", Form::Count),
    ("share", Form::Share),
    ("nothing", Form::Nothing),
    ("join", Form::Join),
    ("open", Form::Open),
    ("of", Form::Of),
    ("of-back", Form::OfBack),
    ("parts", Form::Parts),
    ("person", Form::Person),
    ("other", Form::Other),
    ("label", Form::Label),
    ("filler", Form::Filler),
    ("stop", Form::Stop),
    ("denial", Form::Denial),
];

fn effect_of(cell: &str) -> Option<Effect> {
    let mut parts = cell.split(' ');
    let name = parts.next()?;
    let arguments: Vec<&str> = parts.collect();
    let number = |i: usize| arguments.get(i).and_then(|a| a.parse::<u64>().ok());
    Some(match (name, arguments.len()) {
        ("-", 0) => Effect::Mark,
        ("exact", 0) => Effect::Exact,
        ("half-unit", 0) => Effect::HalfUnit,
        ("about", 1) => Effect::About(number(0)?),
        ("odd", 0) => Effect::Odd,
        ("at-least", 0) => Effect::AtLeast,
        ("more-than", 0) => Effect::MoreThan,
        ("up-to", 0) => Effect::UpTo,
        ("less-than", 0) => Effect::LessThan,
        ("approach", 1) => Effect::Approach(number(0)?),
        ("between", 1) => Effect::Between(number(0)?, None),
        ("between", 2) => Effect::Between(number(0)?, Some(number(1)?)),
        ("share", 2) => Effect::Share(number(0)?, number(1)?),
        ("share-over", 2) => Effect::ShareOver(number(0)?, number(1)?),
        ("absent", 1) => Effect::Absent(
            [Absence::Unknown, Absence::NotStated, Absence::Withheld]
                .into_iter()
                .find(|what| what.code() == arguments[0])?,
        ),
        ("deny", 2) => Effect::Deny {
            ahead: ["ahead", "both"].contains(&arguments[0]),
            back: ["back", "both"].contains(&arguments[0]),
            far: arguments[1] == "far",
        },
        ("turn", 0) => Effect::Turn,
        _ => return None,
    })
}

/// The table as a page in Markdown: `docs/quantity-rules.md`.
#[must_use]
pub fn rules_page() -> String {
    let mut page = format!("{PAGE_HEAD}\nVersion of the table: **{RULES_VERSION}**.\n");
    for (form, heading, text) in SECTIONS {
        page.push_str(&format!("\n## {heading}\n\n{text}\n"));
        let with_meaning =
            rules().iter().any(|rule| rule.form == *form && !rule.examples.is_empty());
        page.push_str(if with_meaning {
            "\n| rule | language | words | means | hedge | examples | reason |\n|---|---|---|---|---|---|---|\n"
        } else {
            "\n| rule | language | words | reason |\n|---|---|---|---|\n"
        });
        for rule in rules().iter().filter(|rule| rule.form == *form) {
            page.push_str(&row(rule, with_meaning));
        }
    }
    page
}

fn row(rule: &Rule, with_meaning: bool) -> String {
    let cell =
        |text: String| if text.is_empty() { "–".to_owned() } else { text.replace('|', "\\|") };
    let langs = cell(rule.langs.iter().map(|lang| lang.code()).collect::<Vec<_>>().join(", "));
    let words = cell(rule.words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(" "));
    if !with_meaning {
        return format!("| {} | {langs} | {words} | {} |\n", rule.id, cell(rule.note.to_owned()));
    }
    let examples = rule
        .examples
        .iter()
        .map(|(said, meaning)| format!("“{said}” → {meaning}"))
        .collect::<Vec<_>>()
        .join("; ");
    format!(
        "| {} | {langs} | {words} | {} | {} | {} | {} |\n",
        rule.id,
        meaning(rule.effect),
        cell(rule.hedge.map(|hedge| hedge.code().to_owned()).unwrap_or_default()),
        cell(examples),
        cell(rule.note.to_owned()),
    )
}

fn meaning(effect: Effect) -> String {
    match effect {
        Effect::Mark => "–".to_owned(),
        Effect::Exact => "[n, n]".to_owned(),
        Effect::HalfUnit => "n ± half a unit of its last significant digit".to_owned(),
        Effect::About(p) => format!("n ± {p} %, or ± half a unit if wider"),
        Effect::Odd => "[n, n + one unit of its last significant digit)".to_owned(),
        Effect::AtLeast => "[n, ∞)".to_owned(),
        Effect::MoreThan => "(n, ∞)".to_owned(),
        Effect::UpTo => "[0, n]".to_owned(),
        Effect::LessThan => "[0, n)".to_owned(),
        Effect::Approach(p) => format!("[{p} % of n, n)"),
        Effect::Between(lo, Some(hi)) => format!("[{lo}, {hi}]"),
        Effect::Between(lo, None) => format!("[{lo}, ∞)"),
        Effect::Share(a, b) => format!("{a}/{b} of the base"),
        Effect::ShareOver(a, b) => format!("more than {a}/{b} of the base"),
        Effect::Absent(what) => format!("no number: {}", what.code().replace('_', " ")),
        Effect::Deny { ahead, back, far } => {
            let side = match (ahead, back) {
                (true, true) => "before or after it",
                (false, true) => "before it",
                _ => "after it",
            };
            format!("no number {side} in the {}", if far { "sentence" } else { "clause" })
        }
        Effect::Turn => "ends a denial".to_owned(),
    }
}

const PAGE_HEAD: &str = "\
# What the words of a number mean

This page is printed from the table `crates/model/data/quantity-rules.tsv`; do not edit it by hand.
Every example on it is a test. A figure keeps its words; the interval beside them follows from these rules and from
nothing else. Words that no rule covers stay words and never become a number.

Numbers are persons, whole and at most 10¹². A *unit* is the place of the last digit that is not zero: 1,000 for 3,000,
100 for 1,100. A hedge on a number holds the whole persons that it allows, so its ends are rounded inwards: a lower
end of 9.1 persons is 10. `[` means that the end is possible, `(` that it is not. When several hedges stand beside one number, “about” widens it first, then “at least” and its like bound it:
“at least about 1,100” is [990, ∞). When hedges are alternatives (“about / over”), the interval covers both.

A percentage follows the same rules as a number, in per cent: “40 %” is 35–45 %, “43 %” is 43 %. A share is kept with its
base and is not multiplied out. What share and base would come to is shown beside them as derived, and nobody said it. It is
an outer bound: the least share of the least base and the greatest share of the greatest, with ends rounded outwards. Half of
eleven persons is no whole number; rounded inwards it would be nothing at all, and a reading narrower than the words could
find a contradiction where there is none. Where the base has no upper end (“a third of over 5,000”), neither has the result.

Not read as quantities: dates, years, ordinals, labels (“C050”, “8th Regiment”, “Article 5”), amounts of anything but persons
(days, tanks, brigades, money), negative numbers, fractions of a person, numbers that are denied, and two or more numbers whose relation is not said.
A star after a word stands for any ending. English, Korean, and simple forms of Russian and Ukrainian are covered.
";

const SECTIONS: &[(Form, &str, &str)] = &[
    (
        Form::Shape,
        "Bare numbers and columns",
        "These fire by the shape of the number or by the column that it stands in.",
    ),
    (
        Form::Before,
        "Hedges before a number",
        "They belong to the number that follows, with at most fillers between.",
    ),
    (
        Form::After,
        "Hedges after a number",
        "They belong to the number before, with the noun that is counted between.",
    ),
    (Form::Either, "Hedges on either side", "They stand before or after their number."),
    (
        Form::Remark,
        "Remarks",
        "They say how well the number is known and leave its interval alone.",
    ),
    (Form::Count, "Words that count", "They stand for a number by themselves."),
    (Form::Share, "Shares", "They are kept with their base."),
    (
        Form::Nothing,
        "Kinds of nothing",
        "Unknown, not stated and withheld differ, and all three differ from zero.",
    ),
    (Form::Join, "Between the ends of a range", "Both ends are possible and neither is widened."),
    (Form::Open, "Before a range", "They are read only when a second end follows."),
    (Form::Of, "Between a share and its base", "The base follows."),
    (Form::OfBack, "Between a base and its share", "The base comes first."),
    (
        Form::Parts,
        "Before the parts of a whole",
        "The numbers that follow are parts, each with its category word.",
    ),
    (
        Form::Person,
        "Who is counted",
        "A number before such a word, or a Korean number after it, counts persons.",
    ),
    (Form::Other, "What is not a person", "A number that counts these is no quantity here."),
    (
        Form::Denial,
        "Words that deny",
        "A number in their reach was not said; the phrase stays words. A sentence ends at a full stop or semicolon, a clause also at a comma.",
    ),
    (Form::Label, "Before a label", "The number that follows names or dates something."),
    (Form::Filler, "Words that change nothing", "They may stand between a hedge and its number."),
    (
        Form::Stop,
        "Words that end a number's company",
        "What follows does not belong to the number before.",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_is_read_and_every_id_is_unique() {
        for (number, line) in rows() {
            assert!(read(line).is_some(), "line {number}: {line}");
        }
        let ids: BTreeSet<_> = rules().iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), rules().len());
        assert!(TABLE.starts_with(&format!("# version {RULES_VERSION}\n")));
        for rule in rules() {
            assert!(!rule.note.is_empty(), "{} has no reason", rule.id);
            assert!(SECTIONS.iter().any(|(form, ..)| *form == rule.form));
        }
    }

    #[test]
    fn no_word_belongs_to_two_rules() {
        let mut seen = BTreeSet::new();
        for rule in rules() {
            for word in &rule.words {
                assert!(seen.insert(*word), "`{word}` of {} is taken", rule.id);
                assert_eq!(word.to_lowercase(), **word);
            }
        }
    }

    #[test]
    fn hedges_that_move_an_end_have_an_example() {
        for rule in rules() {
            let needs = !matches!(
                rule.form,
                Form::Shape
                    | Form::Person
                    | Form::Other
                    | Form::Label
                    | Form::Filler
                    | Form::Stop
                    | Form::Open
                    | Form::OfBack
                    | Form::Of
                    | Form::Parts
                    | Form::Join
            );
            assert!(!needs || !rule.examples.is_empty(), "{} has no example", rule.id);
        }
    }

    /// `UPDATE_DOCS=1 cargo test -p cenotaph-model quantity_page` writes the page anew.
    #[test]
    fn quantity_page_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/quantity-rules.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, rules_page()).unwrap();
        }
        let page = std::fs::read_to_string(path).unwrap_or_default();
        assert!(page == rules_page(), "docs/quantity-rules.md is stale: run with UPDATE_DOCS=1");
    }
}
