//! `knowledge`: who knew what, where, since when.

use clap::Args;
use serde_json::json;

use super::{Answer, Context, Failure, Known, Outcome, bar};
use crate::app::desk::Desk;
use crate::app::knowledge::{self, Knowledge as Gathered, Step};

/// Who knew what, where, since when: positions, awareness, measures, predictions, and the lag in days
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cenotaph knowledge -C desk
  cenotaph knowledge --said-by 2024-12-23
  cenotaph knowledge --inside --json

Outside stands on the left, inside the closed country on the right. * marks an answer to something the desk told the source.")]
pub(super) struct Knowledge {
    /// Only what was inside the closed country
    #[arg(long)]
    inside: bool,
    #[command(flatten)]
    known: Known,
}

pub(super) fn run(args: &Knowledge, context: &mut Context<'_>) -> Outcome {
    let known = args.known.parse()?;
    let case = context.open()?;
    let desk = Desk::load(&case, known)?;
    let until = known
        .said_by
        .or_else(|| knowledge::last_day(&desk))
        .unwrap_or_else(|| context.clock.today());
    let mut gathered = knowledge::gather(&desk, &case.settings.inside_group, until);
    let inside = &case.settings.inside_group;
    if !desk.claims.is_empty() && !knowledge::speaks_inside(&desk, inside) {
        context.talk.note(&format!(
            "note: Nobody of the group `{inside}` speaks in this record, so no lag can end\n\nhint: `inside_group` in case.json names the group that speaks inside the closed country"
        ));
    }
    if args.inside {
        gathered.steps.retain(|s| s.inside);
    }
    if context.json {
        json_lines(context, &gathered)?;
    } else {
        text(context, &gathered)?;
    }
    Ok(Answer::Done)
}

fn json_lines(context: &mut Context<'_>, k: &Gathered) -> Result<(), Failure> {
    for s in &k.steps {
        context.object(&json!({
            "kind": s.kind, "key": s.key, "when": s.when, "inside": s.inside, "who": s.who.en, "place": s.place,
            "what": s.what.en, "what_ko": s.what.ko, "detail": s.detail, "our_stimulus": s.our_stimulus, "tainted": s.tainted,
        }))?;
    }
    for l in &k.lags {
        context.object(&json!({
            "kind": "lag", "topic": l.topic, "outside": l.outside, "outside_day": l.outside_day.to_string(),
            "inside": l.inside, "inside_day": l.inside_day.to_string(), "days": l.days,
            "sentence": l.sentence.en, "sentence_ko": l.sentence.ko,
        }))?;
    }
    for p in &k.predictions {
        context.object(&json!({
            "kind": "prediction", "key": p.key, "who": p.who.en, "said_on": p.said_on, "what": p.what,
            "outcome": p.outcome, "outcome_on": p.outcome_on, "shown_by": p.shown_by,
        }))?;
    }
    Ok(())
}

fn text(context: &mut Context<'_>, k: &Gathered) -> Result<(), Failure> {
    for step in &k.steps {
        line(context, step)?;
    }
    if !k.lags.is_empty() {
        context.line("")?;
    }
    for lag in &k.lags {
        context.line(&bar::wrap(lag.sentence.of(context.lang), context.width, 0))?;
    }
    if !k.predictions.is_empty() {
        context.line("")?;
    }
    for p in &k.predictions {
        let outcome = if p.outcome.is_empty() {
            "open".to_owned()
        } else {
            format!("{} {}", p.outcome_on, p.outcome)
        };
        let text = format!(
            "prediction {} {} ({}): {} → {outcome}",
            p.key,
            p.who.of(context.lang),
            p.said_on,
            p.what
        );
        context.line(&bar::wrap(&text, context.width, 4))?;
    }
    Ok(())
}

fn line(context: &mut Context<'_>, s: &Step) -> Result<(), Failure> {
    let side = if s.inside { "          │" } else { "│" };
    let mark = match (s.our_stimulus, s.tainted) {
        (_, true) => " [tainted]",
        (true, false) => "*",
        (false, false) => "",
    };
    let lang = context.lang;
    // A measure may name nobody who took it.
    let who: Vec<&str> =
        [s.who.of(lang), s.place.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    let who = if who.is_empty() { String::new() } else { format!("{}: ", who.join(", ")) };
    let text = format!("{side} {who}{}{mark} ({} {})", s.what.of(lang), s.kind, s.key);
    let indent = if s.inside { 27 } else { 17 };
    let text = bar::wrap(&text, context.width.saturating_sub(15), indent);
    let text = if s.inside { format!("          {}", text.trim_start()) } else { text };
    context.line(&format!("{} {text}", bar::pad(&bar::cut(&s.when, 14), 14)))
}
