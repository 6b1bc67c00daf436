//! `link --mentions`: the named of a case, by names and ages alone.

use std::path::Path;

use serde_json::json;

use super::{Answer, Context, Outcome, bar, link::case_mentions};
use crate::app::Lang;
use crate::app::link::mentions::{self, Mentioned};

pub(super) fn run(file: Option<&Path>, seconded: bool, context: &mut Context<'_>) -> Outcome {
    let (case, judgements) = case_mentions(file, context)?;
    let seconds = if seconded { 2 } else { 1 };
    let Some(found) = mentions::of_case(&case, judgements, seconds)? else {
        context.talk.note(match context.lang {
            Lang::En => "nobody is named in this case",
            Lang::Ko => "이 사건에는 이름이 실린 사람이 없음",
        });
        return Ok(Answer::No);
    };
    if context.json {
        for row in found.rows() {
            context.object(&row)?;
        }
        context.object(&json!({"summary": summary(&found)}))?;
        return Ok(Answer::Done);
    }
    for line in lines(&found, context.lang) {
        let text = bar::wrap(&line, context.width.saturating_sub(2), 2);
        context.line(&text)?;
    }
    Ok(Answer::Done)
}

fn summary(found: &Mentioned) -> serde_json::Value {
    json!({
        "mentions": found.mentions.len(), "persons": found.persons(), "desk_persons": found.desk_persons(),
        "agrees": found.agrees(), "model_sha256": found.model.hash().ok(),
        "judgements": found.judged.as_ref().map(super::link::judged_object),
    })
}

fn lines(found: &Mentioned, lang: Lang) -> Vec<String> {
    let ko = lang == Lang::Ko;
    let mut out = vec![found.sentence().of(lang).to_owned(), String::new()];
    for cluster in found.clusters() {
        let members: Vec<String> = cluster
            .iter()
            .map(|m| {
                let mention = &found.mentions[*m];
                let text = crate::intake::escaped(&mention.text, 80);
                format!("{text} ({}, {})", mention.person, mention.report)
            })
            .collect();
        out.push(members.join(" · "));
        for reason in found.reasons(&cluster, lang) {
            out.push(format!("  {reason}"));
        }
    }
    out.extend(found.judged.as_ref().map(|j| super::link::judged_words(j, ko)));
    out
}
