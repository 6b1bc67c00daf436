//! `match`: whether two spellings can be one name, for two names, a table of pairs, a list; or whether two places or units can be one.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Answer, Context, Failure, Outcome, add, bar, quoted};
use crate::app::error::Error;
use crate::app::matching::{self, Pair, Spelling, kinds, list, pairs};
use crate::app::{Both, Lang};
use crate::intake::escaped;

/// Whether two spellings, in whatever scripts, can be one name; and why
#[derive(Debug, Args)]
#[command(override_usage = "cenotaph match [OPTIONS] A B
       cenotaph match [OPTIONS] --pairs FILE
       cenotaph match [OPTIONS] --against LIST NAME")]
#[command(after_help = "Examples:
  cenotaph match 리광은 'Ли Гван Ын' --explain
  cenotaph match --pairs pairs.csv --out scored.csv       columns left and right; adds score, llr, answer
  cenotaph match --pairs - --left ours --right theirs < pairs.tsv
  cenotaph match --against list.csv 'Ri Kwang Un' --top 5
  cenotaph match --kind unit 폭풍군단 '11th Corps'
  cenotaph match --kind place Суджа Sudzha
  cenotaph match --kind unit --against units.csv '94-я бригада'

The score is the probability of one name where one pair in four is one name; llr is ln of the likelihood ratio. The same name is not
the same person. The exit code is 1 when the answer is that the names differ, when a row of --pairs could not be compared, and when
nobody in the list can have the name; it is 0 when the names cannot decide. docs/match.md, docs/methods/names.md.")]
pub(super) struct Match {
    /// A name; with --against, the name to look for
    #[arg(value_name = "A", required_unless_present = "pairs", conflicts_with = "pairs")]
    a: Option<String>,
    /// The other name
    #[arg(
        value_name = "B",
        required_unless_present_any = ["pairs", "against"],
        conflicts_with_all = ["pairs", "against"]
    )]
    b: Option<String>,
    /// Compare the pairs of a table (CSV or TSV; `-` for standard input)
    #[arg(long, value_name = "FILE")]
    pairs: Option<PathBuf>,
    /// With --pairs: the column of one name
    #[arg(
        long,
        value_name = "COLUMN",
        requires = "pairs",
        conflicts_with = "a",
        default_value = "left"
    )]
    left: String,
    /// With --pairs: the column of the other name
    #[arg(
        long,
        value_name = "COLUMN",
        requires = "pairs",
        conflicts_with = "a",
        default_value = "right"
    )]
    right: String,
    /// With --pairs: write into this file, whole or not at all
    #[arg(long, value_name = "FILE", requires = "pairs", conflicts_with = "a")]
    out: Option<PathBuf>,
    /// Look for one name in a list: a table, or one name a line (`-` for standard input)
    #[arg(long, value_name = "LIST", conflicts_with = "pairs")]
    against: Option<PathBuf>,
    /// With --against: the column of the names; without it `name`, or the first
    #[arg(long, value_name = "COLUMN", requires = "against", conflicts_with_all = ["pairs", "b"])]
    column: Option<String>,
    /// With --against: list at most this many names
    #[arg(
        long,
        value_name = "K",
        requires = "against",
        conflicts_with_all = ["pairs", "b"],
        default_value_t = 10
    )]
    top: usize,
    /// Say why: readings, systems, what speaks for and against
    #[arg(long, conflicts_with = "pairs")]
    explain: bool,
    /// What the names are of; a person unless said otherwise
    #[arg(long, value_name = "KIND")]
    kind: Option<Of>,
}

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    /// A person
    Person,
    /// A place
    Place,
    /// A military unit
    Unit,
}

impl Match {
    /// What the names are of, if not persons.
    fn kind(&self) -> Option<kinds::Kind> {
        match self.kind {
            None | Some(Of::Person) => None,
            Some(Of::Place) => Some(kinds::Kind::Place),
            Some(Of::Unit) => Some(kinds::Kind::Unit),
        }
    }
}

pub(super) fn run(args: &Match, context: &mut Context<'_>) -> Outcome {
    match (&args.pairs, &args.against, &args.a, &args.b) {
        (Some(_), ..) => table(args, context),
        (None, Some(_), Some(name), _) => match args.kind() {
            Some(kind) => against_of_kind(kind, args, name, context),
            None => against(args, name, context),
        },
        (None, None, Some(a), Some(b)) => two(args, a, b, context),
        _ => Err(Error::Bug("the command line let too few names through".to_owned()).into()),
    }
}

fn two(args: &Match, a: &str, b: &str, context: &mut Context<'_>) -> Outcome {
    if let Some(kind) = args.kind() {
        return judged(kind, a, b, context);
    }
    let pair = matching::pair(a, b)?;
    if context.json {
        context.object(&pair.json())?;
    } else {
        let lang = context.lang;
        let (left, right) = (shown(&pair.left.text), shown(&pair.right.text));
        let answer = matching::answer_words(pair.comparison.answer);
        context.line(&format!("{left} – {right}: {}", strong(context, answer.of(lang))))?;
        context.line(&format!("  {}", figures(&pair, lang)))?;
        if args.explain {
            explain(context, &pair, "  ")?;
        }
    }
    Ok(answer_of(std::iter::once(&pair)))
}

/// Two places or units; why is always told, for it is one sentence.
fn judged(kind: kinds::Kind, a: &str, b: &str, context: &mut Context<'_>) -> Outcome {
    let found = kinds::judge(kind, a, b)?;
    if context.json {
        context.object(&found.json())?;
    } else {
        let words = found.answer_words();
        let answer = strong(context, words.of(context.lang));
        context.line(&format!("{} – {}: {answer}", shown(a), shown(b)))?;
        let why = bar::wrap(&shown(found.why.of(context.lang)), context.width.saturating_sub(2), 2);
        context.line(&format!("  {why}"))?;
    }
    Ok(if found.answer == names::Answer::Different { Answer::No } else { Answer::Done })
}

/// No when every pair is of different names.
fn answer_of<'p>(mut pairs: impl Iterator<Item = &'p Pair>) -> Answer {
    let some = pairs.any(|p| p.comparison.answer != names::Answer::Different);
    if some { Answer::Done } else { Answer::No }
}

fn table(args: &Match, context: &mut Context<'_>) -> Outcome {
    let Some(path) = &args.pairs else { return Ok(Answer::Done) };
    let options = pairs::Options {
        left: &args.left,
        right: &args.right,
        json: context.json,
        kind: args.kind(),
    };
    let working = context.talk.working("pairs compared");
    let mut done = |rows| working.many(rows);
    let report = match &args.out {
        Some(target) => pairs::write_file(path, &options, target, &mut done)?,
        None => match pairs::write(path, &options, context.out, &mut done) {
            Err(Error::Io { source, .. }) => return Err(Failure::Output(source)),
            report => report?,
        },
    };
    drop(working);
    add::tell_complaints(context, &report.complaints);
    if let Some(target) = &args.out {
        let (target, n) = (quoted(target), report.compared);
        context.talk.note(&match context.lang {
            Lang::En => format!("{target}: {n} pairs compared"),
            Lang::Ko => format!("{target}: {n}쌍 비교함"),
        });
    }
    if report.failed > 0 && context.lang == Lang::Ko {
        let mut text = format!("{}행은 비교할 수 없어 점수가 비어 있음", report.failed);
        if report.left_out > 0 {
            text.push_str(&format!(", {}행은 빠짐", report.left_out));
        }
        context.talk.note(&text);
    } else if report.failed > 0 {
        let rows = |n: u64| format!("{n} row{}", if n == 1 { "" } else { "s" });
        let mut text = format!("{} could not be compared; the score is empty", rows(report.failed));
        if report.left_out > 0 {
            text.push_str(&format!(", {} left out", rows(report.left_out)));
        }
        context.talk.note(&text);
    }
    Ok(if report.failed > 0 { Answer::No } else { Answer::Done })
}

fn against(args: &Match, name: &str, context: &mut Context<'_>) -> Outcome {
    let Some(path) = &args.against else { return Ok(Answer::Done) };
    let working = context.talk.working("names read");
    let column = args.column.as_deref();
    let found = list::nearest(path, column, name, args.top, &mut |rows| working.many(rows))?;
    drop(working);
    let lang = context.lang;
    if !context.json && !found.near.is_empty() {
        let w = Head::of(lang);
        let wide = found.near.iter().map(|n| bar::columns(&shown(&n.name))).max().unwrap_or(0);
        let wide = wide.clamp(bar::columns(w.name), context.width / 2);
        let head = format!(
            "{}  {}  {}   {}  {}",
            bar::pad(w.rank, 4),
            bar::pad(w.name, wide),
            w.score,
            w.weight,
            bar::pad(w.line, 6)
        );
        context.line(&format!("{head}  {}", w.answer))?;
        for near in &found.near {
            let c = near.comparison();
            let name = bar::pad(&bar::cut(&shown(&near.name), wide), wide);
            context.line(&format!(
                "{:<4}  {name}  {:>w1$.3}   {:>+w2$.1}  {:<6}  {}",
                near.rank,
                c.probability,
                c.ln_ratio,
                near.line,
                matching::answer_words(c.answer).of(lang),
                w1 = bar::columns(w.score),
                w2 = bar::columns(w.weight),
            ))?;
            if args.explain {
                explain(context, &near.pair, "      ")?;
            }
        }
    }
    if context.json {
        for near in &found.near {
            let mut object = near.pair.json();
            if let Some(object) = object.as_object_mut() {
                object.insert("rank".to_owned(), json!(near.rank));
                object.insert("line".to_owned(), json!(near.line));
            }
            context.object(&object)?;
        }
    }
    names_read(found.names, found.column.as_deref(), context);
    Ok(answer_of(found.near.iter().map(|n| &n.pair)))
}

fn names_read(count: usize, column: Option<&str>, context: &mut Context<'_>) {
    let column = column.map(|c| escaped(c, 80));
    context.talk.note(&match (context.lang, column) {
        (Lang::En, None) => format!("{count} names read"),
        (Lang::En, Some(c)) => format!("{count} names read in column `{c}`"),
        (Lang::Ko, None) => format!("이름 {count}개 읽음"),
        (Lang::Ko, Some(c)) => format!("`{c}` 열에서 이름 {count}개 읽음"),
    });
}

/// Places or units of a list; why is always told, for it is one sentence.
fn against_of_kind(
    kind: kinds::Kind,
    args: &Match,
    name: &str,
    context: &mut Context<'_>,
) -> Outcome {
    let Some(path) = &args.against else { return Ok(Answer::Done) };
    let working = context.talk.working("names read");
    let (column, top) = (args.column.as_deref(), args.top);
    let found =
        list::nearest_of_kind(kind, path, column, name, top, &mut |rows| working.many(rows))?;
    drop(working);
    let lang = context.lang;
    for near in &found.near {
        let judged = &near.judged;
        if context.json {
            let mut object = judged.json();
            if let Some(object) = object.as_object_mut() {
                object.insert("rank".to_owned(), json!(near.rank));
                object.insert("line".to_owned(), json!(near.line));
            }
            context.object(&object)?;
            continue;
        }
        let [_, listed] = &judged.texts;
        let answer = judged.answer_words();
        let line = match lang {
            Lang::En => format!("line {}", near.line),
            Lang::Ko => format!("{}행", near.line),
        };
        let answer = strong(context, answer.of(lang));
        context.line(&format!("{:<4}  {} ({line}): {answer}", near.rank, shown(listed)))?;
        let why = bar::wrap(&shown(judged.why.of(lang)), context.width.saturating_sub(6), 6);
        context.line(&format!("      {why}"))?;
    }
    names_read(found.names, found.column.as_deref(), context);
    Ok(if found.near.is_empty() { Answer::No } else { Answer::Done })
}

/// The heads of a list.
struct Head {
    rank: &'static str,
    name: &'static str,
    score: &'static str,
    weight: &'static str,
    line: &'static str,
    answer: &'static str,
}

impl Head {
    const fn of(lang: Lang) -> Self {
        match lang {
            Lang::En => Self {
                rank: "rank",
                name: "name",
                score: "score",
                weight: "weight",
                line: "line",
                answer: "answer",
            },
            Lang::Ko => Self {
                rank: "순위",
                name: "이름",
                score: "점수 ",
                weight: "무게  ",
                line: "행",
                answer: "답",
            },
        }
    }
}

/// Probability, weight and the shared reading, in a line.
fn figures(pair: &Pair, lang: Lang) -> String {
    let (p, w) = (pair.comparison.probability, pair.comparison.ln_ratio);
    let mut text = match lang {
        Lang::En => format!("score {p:.3} · weight {w:+.1}"),
        Lang::Ko => format!("점수 {p:.3} · 무게 {w:+.1}"),
    };
    if let Some(reading) = &pair.reading {
        text.push_str(&match lang {
            Lang::En => format!(" · both can be read {reading}"),
            Lang::Ko => format!(" · 둘 다 {reading}(으)로 읽을 수 있음"),
        });
    }
    text
}

fn explain(context: &mut Context<'_>, pair: &Pair, indent: &str) -> Result<(), Failure> {
    let lang = context.lang;
    let wide = context.width.saturating_sub(indent.len());
    let why = bar::wrap(&shown(pair.why.of(lang)), wide, indent.len());
    context.line(&format!("{indent}{why}"))?;
    let sides = [&pair.left, &pair.right].map(|s| side(s, lang));
    let texts = sides.iter().map(|s| bar::columns(&s[0])).max().unwrap_or(0).min(context.width / 3);
    let heads = match lang {
        Lang::En => ["script", "system", "readings", "title"],
        Lang::Ko => ["문자", "표기 체계", "읽기", "칭호"],
    };
    let label = heads.iter().map(|h| bar::columns(h)).max().unwrap_or(0);
    for side in &sides {
        let name = bar::pad(&bar::cut(&side[0], texts), texts);
        let blank = " ".repeat(texts);
        let told = heads.iter().zip(&side[1..]).filter(|(_, text)| !text.is_empty());
        for (n, (head, text)) in told.enumerate() {
            let lead = if n == 0 { &name } else { &blank };
            context.line(&format!("{indent}{lead}  {}  {text}", bar::pad(head, label)))?;
        }
    }
    Ok(())
}

/// The text of a spelling, its scripts, system, readings and titles.
fn side(spelling: &Spelling, lang: Lang) -> [String; 5] {
    let list = |each: &[Both]| each.iter().map(|b| b.of(lang)).collect::<Vec<_>>().join(", ");
    let readings: Vec<String> =
        spelling.readings.iter().map(|(text, p)| format!("{text} {p:.2}")).collect();
    let system = spelling.written.as_ref().map(|w| w.words().of(lang).to_owned());
    [
        shown(&spelling.text),
        list(&spelling.scripts),
        system.unwrap_or_default(),
        readings.join(", "),
        shown(&spelling.titles.join(", ")),
    ]
}

fn strong(context: &Context<'_>, text: &str) -> String {
    if context.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// A text as a terminal may show it.
fn shown(text: &str) -> String {
    escaped(text, SHOWN_CHARS)
}

/// Characters of a name, or of what is said of one, that are shown.
const SHOWN_CHARS: usize = 2_000;
