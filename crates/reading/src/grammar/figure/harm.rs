//! Words of harm put together: "killed or wounded" is one category and not two.
//!
//! Invariant: words are joined only by words and marks that join, and never across a number. Not here: which number they belong to.

use std::ops::Range;

use model::quantity::Lang;

use super::slavic::slavic;
use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Mention, Sentence};

/// A category in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Harm {
    pub(super) code: &'static str,
    pub(super) range: Range<usize>,
    /// The rules of the words that make it up.
    pub(super) rules: Vec<&'static str>,
}

/// The categories of harm in a sentence, in order.
pub(super) fn harms(context: &Context<'_>, sentence: &Sentence) -> Vec<Harm> {
    let mut out: Vec<Harm> = Vec::new();
    let mut codes: Vec<&'static str> = Vec::new();
    for mention in sentence.of(Class::Harm).filter(|m| !describes(context, sentence, m)) {
        if super::korean_none::of_things(context, sentence, mention)
            || super::korean_none::speaks(context, sentence, mention)
            || super::korean_none::of_kin(context, sentence, mention)
            || super::korean_none::not_befallen(context, sentence, mention)
        {
            continue;
        }
        let joined = out.last().is_some_and(|last: &Harm| {
            plain(mention.value)
                && codes.iter().all(|c| plain(c))
                && !codes.contains(&mention.value)
                && joins(context, sentence, &last.range, &mention.range)
        });
        if let Some(last) = out.last_mut().filter(|_| joined) {
            codes.push(mention.value);
            last.range.end = mention.range.end;
            last.rules.push(mention.rule);
            last.code = together(&codes);
            continue;
        }
        let known = super::slavic::known_names(context, sentence, mention);
        let code = if known { "killed" } else { mention.value };
        codes = vec![code];
        let range = mention.range.clone();
        out.push(Harm { code, range, rules: vec![mention.rule] });
    }
    out
}

/// "a captured officer said": the word tells who speaks, and not what befell a number.
pub(super) fn describes(context: &Context<'_>, sentence: &Sentence, mention: &Mention) -> bool {
    const ONE: [&str; 16] = [
        "soldier",
        "officer",
        "man",
        "fighter",
        "serviceman",
        "recruit",
        "conscript",
        "commander",
        "colonel",
        "private",
        "sergeant",
        "captain",
        "medic",
        "major",
        "lieutenant",
        "sniper",
    ];
    if sentence.lang == Lang::En && mention.value == "named_dead_displayed" {
        // "has verified the names of 5,900 soldiers killed": nothing is displayed.
        let head = context.words(sentence.range.start..mention.range.start).to_lowercase();
        let said = context.words(mention.range.clone()).to_lowercase();
        let known = ["verif", "confirm", "establish", "identif", "compil", "collect", "obtain"];
        return said.contains("name") && known.iter().any(|w| head.contains(w));
    }
    if slavic(sentence) {
        return super::slavic::describes(context, sentence, mention);
    }
    if super::idle::idle(context, sentence, mention) {
        return true;
    }
    if sentence.lang != Lang::En || !matches!(mention.value, "captured" | "wounded" | "killed") {
        return false;
    }
    let head = context.words(sentence.range.start..mention.range.start).trim_end();
    let word = head.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let next = context.words(mention.range.end..sentence.range.end);
    let mut next = next.split_whitespace().filter(|w| !matches!(*w, "North" | "Korean"));
    let next = next.next().unwrap_or_default().trim_end_matches(|c: char| !c.is_alphanumeric());
    matches!(word.as_str(), "a" | "an" | "another" | "the") && ONE.contains(&next)
}

/// Categories that can stand together.
fn plain(code: &str) -> bool {
    matches!(
        code,
        "killed" | "wounded" | "missing" | "captured" | "killed_or_wounded" | "surrendered"
    )
}

/// The category of several.
fn together(codes: &[&str]) -> &'static str {
    let has = |code: &str| codes.contains(&code);
    let both = has("killed_or_wounded");
    let (killed, wounded) = (has("killed") || both, has("wounded") || both);
    match (killed, wounded, has("missing"), has("captured") || has("surrendered")) {
        (true, true, false, false) => "killed_or_wounded",
        (true, true, true, true) => "casualties_all",
        (false, false, false, true) => "captured",
        _ => "casualties",
    }
}

/// Whether two words of harm are joined: only words that join stand between, and no number follows the second at once.
fn joins(
    context: &Context<'_>,
    sentence: &Sentence,
    first: &Range<usize>,
    second: &Range<usize>,
) -> bool {
    const JOINS: [&str; 25] = [
        "and",
        "or",
        "and/or",
        "as",
        "well",
        "&",
        "/",
        "·",
        "・",
        "및",
        "또는",
        "혹은",
        "그리고",
        "и",
        "або",
        "та",
        "й",
        "і",
        "или",
        "чи",
        "plus",
        "либо",
        "как",
        "так",
        "ni",
    ];
    const BETWEEN: [&str; 42] = [
        "отримали",
        "дістали",
        "зазнали",
        "серйозні",
        "серйозних",
        "тяжкі",
        "серьезно",
        "серьезные",
        "тяжелые",
        "различные",
        "been",
        "being",
        "were",
        "was",
        "fatally",
        "seriously",
        "badly",
        "severely",
        "lightly",
        "either",
        "have",
        "had",
        "has",
        "были",
        "было",
        "был",
        "была",
        "було",
        "були",
        "був",
        "зазнав",
        "был",
        "получили",
        "тяжело",
        "важко",
        "the",
        "in",
        "of",
        "те",
        "кто",
        "other",
        "all",
    ];
    let between = context.words(first.end..second.start);
    if between.len() > 60
        || sentence
            .numbers
            .iter()
            .any(|n| n.range.start >= first.end && n.range.end <= second.start)
    {
        return false;
    }
    if super::korean::apart(context, sentence, second) {
        return false;
    }
    // "took one prisoner and killed 21": either has its number.
    if sentence.lang == Lang::En
        && sentence
            .numbers
            .iter()
            .any(|n| n.range.start >= second.end && n.range.start - second.end <= 2)
        && sentence
            .numbers
            .iter()
            .any(|n| n.range.end <= first.end && n.range.end + 24 >= first.start)
    {
        return false;
    }
    let said = context.words(first.clone());
    let glued = ["거나", "이나", "나", "과", "와", "고"].iter().any(|e| said.ends_with(e));
    // 사살했고 포로는: what was done is told, and a new clause begins.
    let told = ["했고", "됐고", "었고", "졌고", "쳤고", "았고"].iter().any(|e| said.ends_with(e));
    // 100명이 사망하고 부상자는 1천 명이다: a noun begins a clause of its own.
    let noun = context.words(second.clone());
    let noun = ["부상자", "사망자", "전사자", "실종자", "포로", "희생자"]
        .iter()
        .any(|n| noun.starts_with(n));
    let clause = noun && ["하고", "되고", "당하고"].iter().any(|e| said.ends_with(e));
    let korean = glued && !told && !clause && between.trim().is_empty();
    let mut joined = korean;
    let mut comma = false;
    for word in between.split_whitespace() {
        let bare = word
            .trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | '·' | '&'))
            .to_lowercase();
        comma |= word.contains(',');
        if JOINS.contains(&bare.as_str()) {
            joined = true;
        } else if !bare.is_empty() && !BETWEEN.contains(&bare.as_str()) {
            return false;
        }
    }
    if joined {
        return true;
    }
    let middle = between.trim();
    if matches!(middle, "·" | "/" | "-" | "・" | "∙" | "ㆍ") {
        return true;
    }
    // "killed, wounded or missing": a comma joins when no number follows at once.
    let next = context.words(second.end..sentence.range.end).trim_start();
    comma && middle == "," && !next.starts_with(|c: char| c.is_ascii_digit()) && listed(next)
}

/// Whether a list goes on: "wounded or missing", "wounded, missing or captured".
fn listed(next: &str) -> bool {
    let lower = next.to_lowercase();
    [",", "or ", "and ", "или ", "и ", "або ", "та ", "і ", "또는", "·"]
        .iter()
        .any(|j| lower.starts_with(j))
}
