//! What is printed: a table for the docs, and the faults for whoever mends rules.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::article::Wanted;
use super::score::{Beside, Fault, Got, Score, Tally};

/// The sums of a split, by language and kind.
#[derive(Default)]
pub(crate) struct Sums {
    pub(crate) kinds: BTreeMap<(String, String), Tally>,
    pub(crate) beside: BTreeMap<String, Beside>,
}

impl Sums {
    pub(crate) fn add(&mut self, lang: &str, score: &Score) {
        for (kind, tally) in &score.tallies {
            let sum = self.kinds.entry((lang.to_owned(), kind.clone())).or_default();
            sum.drafts += tally.drafts;
            sum.wanted += tally.wanted;
            sum.right += tally.right;
        }
        let (sum, more) = (self.beside.entry(lang.to_owned()).or_default(), &score.beside);
        sum.dates += more.dates;
        sum.dates_right += more.dates_right;
        sum.dates_invented += more.dates_invented;
        sum.checks += more.checks;
        sum.checks_right += more.checks_right;
        sum.stimuli += more.stimuli;
        sum.stimuli_right += more.stimuli_right;
        sum.from_furniture += more.from_furniture;
        sum.not_in_text += more.not_in_text;
    }

    /// A Markdown table: a row a language and kind, then what is counted beside them.
    pub(crate) fn table(&self, split: &str) -> String {
        let mut table = String::new();
        let mut line = |text: String| {
            table.push_str(&text);
            table.push('\n');
        };
        line(
            "| split | language | kind | annotated | drafts | right | precision | recall |".into(),
        );
        line("|---|---|---|---|---|---|---|---|".into());
        for ((lang, kind), t) in &self.kinds {
            let (p, r) = (share(t.right, t.drafts), share(t.right, t.wanted));
            let (wanted, drafts, right) = (t.wanted, t.drafts, t.right);
            line(format!(
                "| {split} | {lang} | {kind} | {wanted} | {drafts} | {right} | {p} | {r} |"
            ));
        }
        line(String::new());
        line("| split | language | dates right / stated | dates not stated | evidence: check right | stimulus right | from furniture |".into());
        line("|---|---|---|---|---|---|---|".into());
        for (lang, b) in &self.beside {
            line(format!(
                "| {split} | {lang} | {} / {} | {} | {} / {} | {} / {} | {} |",
                b.dates_right,
                b.dates,
                b.dates_invented,
                b.checks_right,
                b.checks,
                b.stimuli_right,
                b.stimuli,
                b.from_furniture
            ));
        }
        table
    }
}

fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    format!("{:.2}", ratio(part, whole))
}

/// A share of counts that are far below 2^53.
pub(crate) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// A fault, for a reader.
pub(crate) fn fault(article: &str, fault: &Fault) -> String {
    let mut text = format!("{article} {}: {}\n", fault.kind, fault.why);
    if let Some(wanted) = &fault.wanted {
        let _ = writeln!(text, "    wanted {}", told_wanted(wanted));
    }
    if let Some(got) = &fault.got {
        let _ = writeln!(text, "    got    {}", told_got(got));
    }
    text
}

fn told_wanted(w: &Wanted) -> String {
    let ends = super::score::interval(w).map(|i| i.to_string()).unwrap_or_default();
    let dates = format!("said {} as of {} window {}", w.said_on, w.as_of, w.window);
    let (party, code) = (w.party.join(" or "), w.code.join(" or "));
    format!("{code} · {party} · {ends}{} · {dates} · {}", w.fraction, w.text)
}

fn told_got(g: &Got) -> String {
    let ends = g.interval.map(|i| i.to_string()).unwrap_or_default();
    let dates =
        format!("said {} as of {} window {}/{}", g.said_on, g.as_of, g.window.0, g.window.1);
    format!("{} · {} · {ends} “{}” · {dates} · {} [{}]", g.code, g.party, g.words, g.text, g.rules)
}
