//! Which number belongs to which word of harm.
//!
//! Numbers and categories keep their order, each belongs to one of the other, and the pairing with the least distance wins: "killed 36
//! and wounded at least 50" as well as "36 dead and 50 wounded". Distance is in words; commas, conjunctions and other clauses count more.
//! Invariant: at most [`NUMBERS_MAX`] numbers and [`HARMS_MAX`] categories of a sentence take part, so that the work is bounded.

use std::borrow::Cow;
use std::ops::Range;

use model::quantity::Lang;

use super::harm::Harm;
use crate::draft::BlockKind;
use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::Sentence;

/// More numbers than that in one sentence are a list that nobody reads as one.
pub(super) const NUMBERS_MAX: usize = 20;
pub(super) const HARMS_MAX: usize = 20;

/// What leaving a number without a category costs: the greatest distance at which one is taken.
///
/// A choice: fifteen words, or five and three commas. Greater, a number of men sent would be taken for one of dead.
const ALONE: u32 = 15;

/// Bytes beyond which nothing belongs together: more than the longest distance in words can hold.
const FAR: usize = 320;

/// What can never be.
const NEVER: u32 = 1_000;

/// For each number the category that it belongs to.
pub(super) fn attach(
    context: &Context<'_>,
    sentence: &Sentence,
    numbers: &[Range<usize>],
    harms: &[Harm],
) -> Vec<Option<usize>> {
    let (n, m) = (numbers.len().min(NUMBERS_MAX), harms.len().min(HARMS_MAX));
    // best[i][j]: the least cost of the first i numbers and j categories.
    let mut best = vec![vec![0_u32; m + 1]; n + 1];
    let costs: Vec<Vec<u32>> = (0..n)
        .map(|i| (0..m).map(|j| cost(context, sentence, numbers, i, harms, j)).collect())
        .collect();
    for i in 1..=n {
        best[i][0] = best[i - 1][0] + ALONE;
        for j in 1..=m {
            let alone = best[i - 1][j] + ALONE;
            let free = best[i][j - 1];
            let pair = best[i - 1][j - 1] + costs[i - 1][j - 1];
            best[i][j] = alone.min(free).min(pair);
        }
    }
    let mut out = vec![None; numbers.len()];
    let (mut i, mut j) = (n, m);
    while i > 0 && j > 0 {
        if best[i][j] == best[i][j - 1] {
            j -= 1;
        } else if best[i][j] == best[i - 1][j - 1] + costs[i - 1][j - 1] {
            out[i - 1] = Some(j - 1);
            (i, j) = (i - 1, j - 1);
        } else {
            i -= 1;
        }
    }
    if sentence.lang == Lang::En {
        parts(context, numbers, harms, &mut out);
    }
    out
}

/// "300 of the 3,600 casualties were deaths": the part has the category that is told of it, the whole its own.
fn parts(
    context: &Context<'_>,
    numbers: &[Range<usize>],
    harms: &[Harm],
    out: &mut [Option<usize>],
) {
    for i in 0..numbers.len().saturating_sub(1) {
        let (Some(part), Some(whole)) = (numbers.get(i), numbers.get(i + 1)) else { return };
        let between = context.words(part.end..whole.start.max(part.end)).trim();
        let next = numbers.get(i + 2).map_or(usize::MAX, |n| n.start);
        let of = matches!(
            between,
            "of the" | "of its" | "of their" | "of those" | "of these" | "of some" | "of"
        );
        let mut behind = (0..harms.len()).filter(|h| {
            harms.get(*h).is_some_and(|h| h.range.start >= whole.start && h.range.end <= next)
        });
        let (Some(own), Some(told)) = (behind.next(), behind.next()) else { continue };
        let (Some(first), Some(second)) = (harms.get(own), harms.get(told)) else { continue };
        let near =
            distance(context.words(whole.end.min(first.range.start)..first.range.start)) <= 3;
        let lead = context.words(first.range.end..second.range.start);
        const FINITE: [&str; 7] = ["were", "was", "had", "have", "are", "is", "been"];
        let finite = lead.split_whitespace().any(|w| FINITE.contains(&w));
        if of && near && finite && !lead.contains([';', ',']) {
            if let Some(slot) = out.get_mut(i) {
                *slot = Some(told);
            }
            if let Some(slot) = out.get_mut(i + 1) {
                *slot = Some(own);
            }
        }
    }
}

/// How far a number and a category are apart.
fn cost(
    context: &Context<'_>,
    sentence: &Sentence,
    numbers: &[Range<usize>],
    i: usize,
    harms: &[Harm],
    j: usize,
) -> u32 {
    let (Some(number), Some(harm)) = (numbers.get(i), harms.get(j)) else { return NEVER };
    let after = harm.range.start >= number.end;
    let between = if after {
        number.end..harm.range.start
    } else if harm.range.end <= number.start {
        harm.range.end..number.start
    } else {
        // The hedge of a number may reach over the noun: "30 killed at least".
        return 0;
    };
    if between.len() > FAR {
        return NEVER;
    }
    let crossed = numbers
        .iter()
        .enumerate()
        .filter(|(k, n)| *k != i && n.start >= between.start && n.start < between.end)
        .filter(|(_, n)| !(after && in_aside(context, sentence, n, harm)))
        .count();
    let crossed = u32::try_from(crossed).unwrap_or(u32::MAX).saturating_mul(9);
    let text = &*without_aside(context, sentence, &between);
    // «900 военнослужащих, как убитыми, так и ранеными»
    if after
        && matches!(sentence.lang, Lang::Ru | Lang::Uk)
        && matches!(text.trim(), ", как" | ", як")
    {
        return 1;
    }
    // "losses of 1,100 killed and wounded": the plainer word wins.
    let plain = matches!(harm.code, "losses_unspecified" | "casualties");
    let vague = if plain && harms.len() > 1 { 3 } else { 0 };
    let mut sum = distance(text) + crossed + vague;
    if let Some(quote) = edge(sentence, &between) {
        sum += quote;
    }
    if after
        && (base_of(context, number, harm)
            || of_others(text)
            || sentence.lang == Lang::En && super::idle::circumstance(context, &between, harm.code)
            || in_aside(context, sentence, number, harm))
    {
        return NEVER;
    }
    let share = |n: &Range<usize>| {
        let own = sentence.numbers.iter().find(|x| x.range == *n);
        own.is_some_and(|x| matches!(x.quantity, model::quantity::Quantity::Fraction { .. }))
    };
    // "were killed during two fierce clashes": what was done when they died.
    if !after
        && sentence.lang == Lang::En
        && super::idle::during(context, sentence, &between, number)
    {
        return NEVER;
    }
    if !after && share(number) && super::korean::rate(context, sentence, harm) {
        return 0;
    }
    if after && parts_behind(sentence, text) {
        return NEVER;
    }
    // 사상자 중 3분의 1이 전사했다: the first word is that of the whole.
    if !after
        && sentence.lang == Lang::Ko
        && share(number)
        && matches!(text.trim(), "중" | "가운데" | "의")
        && harms.iter().skip(j + 1).any(|h| {
            h.range.start >= number.end
                && !super::korean::parted(context.words(number.end..h.range.start))
        })
    {
        return NEVER;
    }
    // 사상자는 600명의 사망자를 포함해 모두 4천 명: the part has its own word behind it, the whole the first.
    if sentence.lang == Lang::Ko && super::korean::included(context, sentence, numbers, i, harms, j)
    {
        return NEVER;
    }
    // “쿠르스크 북한군 1만 명…사상자 나오기 시작”: a headline's second half tells something else.
    let headline = matches!(sentence.block, BlockKind::Headline | BlockKind::Subhead);
    if after && headline && sentence.lang == Lang::Ko && text.contains(['…', '‥']) {
        return NEVER;
    }
    if after
        && sentence.lang == Lang::En
        && (predicate(text) || reduced(context, sentence, &between))
    {
        return 2 + vague;
    }
    // ", up from 3,000": what was before has its category from the number before.
    if !after
        && sentence.lang == Lang::En
        && numbers.iter().any(|n| n.end <= harm.range.start)
        && super::pair::led(context, sentence, number)
    {
        sum += ALONE;
    }
    // A word of harm that stands right before another number leads that one.
    let leads = |k: &Range<usize>| {
        k.start >= harm.range.end
            && k.start - harm.range.end <= 40
            && distance(context.words(harm.range.end..k.start)) <= 1
    };
    let closed = super::korean::closed(context, sentence, harm);
    if after
        && !closed
        && numbers.iter().skip(i + 1).any(leads)
        && !follows_own(context, harm, numbers, i)
    {
        sum += 4;
    }
    if after && harms.len() > 1 && attributive(context, sentence, number, harm) {
        sum += 3;
    }
    if !after && closed {
        sum += 10;
    }
    if super::korean::sent_there(context, sentence, number, text, after) {
        sum += 10;
    }
    if !after && super::korean::describes_dead(context, sentence, numbers, i, harm, harms) {
        sum += 9;
    }
    if !after {
        sum += before(context, sentence, harm, number);
    }
    sum
}

/// «втрати сягнули 20 тисяч, зокрема загинуло 10 тисяч», «солдатів, які хоч і були поранені»: the harm is told of a part, or conceded.
fn parts_behind(sentence: &Sentence, between: &str) -> bool {
    const PARTS: [&str; 14] = [
        ", зокрема",
        ", у тому числі",
        ", в тому числі",
        ", з яких",
        ", із яких",
        ", з них",
        ", в том числе",
        ", из них",
        ", из которых",
        ", серед них",
        ", среди них",
        " хоч і ",
        " хоть и ",
        " одного з яких",
    ];
    matches!(sentence.lang, Lang::Ru | Lang::Uk) && PARTS.iter().any(|p| between.contains(p))
}

/// "4,000 of the 12,000 men deployed are already casualties": the predicate is told of the part.
fn predicate(between: &str) -> bool {
    const FINITE: [&str; 10] =
        ["are", "were", "become", "became", "is", "was", "been", "remain", "dead", "now"];
    let mut words = between.split_whitespace();
    let of = words.next() == Some("of");
    let mut lead = words.clone().take(4);
    let whole = lead.any(|w| w.chars().any(|c| c.is_ascii_digit()));
    let tail = words.rfind(|w| !matches!(*w, "already" | "now" | "either" | "thought" | "to"));
    of && whole && tail.is_some_and(|w| FINITE.contains(&w)) && !between.contains([';', ','])
}

/// "2,000 soldiers deployed to help Russia fight are believed to have been killed": behind a participle the verb tells of all of them.
fn reduced(context: &Context<'_>, sentence: &Sentence, between: &Range<usize>) -> bool {
    const PARTICIPLES: [&str; 14] = [
        "deployed",
        "sent",
        "dispatched",
        "fighting",
        "stationed",
        "serving",
        "posted",
        "transferred",
        "who",
        "shipped",
        "training",
        "operating",
        "involved",
        "assigned",
    ];
    const CHAIN: [&str; 20] = [
        "are",
        "were",
        "is",
        "was",
        "have",
        "has",
        "had",
        "been",
        "be",
        "being",
        "believed",
        "thought",
        "reported",
        "to",
        "may",
        "might",
        "already",
        "either",
        "estimated",
        "known",
    ];
    let text = context.words(between.clone());
    if text.contains([',', ';', ':', '—', '–', '.', '"', '“']) || text.len() > 240 {
        return false;
    }
    let person = sentence
        .of(Class::Person)
        .find(|m| m.range.start >= between.start && m.range.end <= between.end);
    let Some(person) = person else { return false };
    let words: Vec<&str> =
        context.words(person.range.end..between.end).split_whitespace().collect();
    let led = words.first().is_some_and(|w| PARTICIPLES.contains(w));
    let chain = words.iter().rev().take_while(|w| CHAIN.contains(w)).count();
    let finite = words.iter().rev().take(chain).any(|w| {
        matches!(*w, "are" | "were" | "is" | "was" | "have" | "has" | "had" | "may" | "might")
    });
    led && finite && chain < words.len()
}

/// "6,700 people – including 730 children – were killed": what stands between dashes is told by the way.
fn without_dashes(text: &str) -> Option<String> {
    for dash in [" – ", " — ", " -- ", " - "] {
        let Some((head, rest)) = text.split_once(dash) else { continue };
        let Some((aside, tail)) = rest.split_once(dash) else { continue };
        if aside.split(' ').count() <= 20 && head.split(' ').count() <= 8 {
            return Some(format!("{head} {tail}"));
        }
    }
    None
}

/// The words between, without who says so: "its losses, Kyiv believes, stand at 6,000".
fn without_aside<'t>(
    context: &'t Context<'_>,
    sentence: &Sentence,
    between: &Range<usize>,
) -> Cow<'t, str> {
    let text = context.words(between.clone());
    if sentence.lang != Lang::En {
        return without_relative(sentence, text);
    }
    let says = |from: usize, to: usize| {
        sentence.of(Class::Say).any(|m| from <= m.range.start && m.range.end <= to)
            && sentence.numbers.iter().all(|n| n.range.end <= from || n.range.start >= to)
    };
    if let Some(plain) = without_dashes(text) {
        return Cow::Owned(plain);
    }
    let Some(open) = text.find(", ") else { return Cow::Borrowed(text) };
    let rest = text.get(open + 2..).unwrap_or_default();
    let Some(close) = rest.find(',') else { return Cow::Borrowed(text) };
    let from = between.start + open + 2;
    let inside = rest.get(..close).unwrap_or_default();
    let plain = [
        "both ",
        "who ",
        "which ",
        "mostly ",
        "most of them ",
        "military and ",
        "civilian and ",
        "including ",
        "among them ",
        "mainly ",
        "some of them ",
        "many of them ",
        "all ",
    ]
    .iter()
    .any(|lead| inside.starts_with(lead))
        && !inside.contains(|c: char| c.is_ascii_digit());
    if !(plain || says(from, from + close))
        || rest.get(..close).is_none_or(|a| a.split(' ').count() > 9)
    {
        return Cow::Borrowed(text);
    }
    let tail = rest.get(close + 1..).unwrap_or_default();
    Cow::Owned(format!("{}{tail}", text.get(..open).unwrap_or_default()))
}

/// The words between, without a clause that describes the persons: «600 военных, которые воевали в области, погибли».
pub(super) fn without_relative<'t>(sentence: &Sentence, text: &'t str) -> Cow<'t, str> {
    const WHO: [&str; 9] = [
        ", які ",
        ", котрі ",
        ", що ",
        ", которые ",
        ", яких ",
        ", которых ",
        ", воюючи ",
        ", воевавшие ",
        ", воевавших ",
    ];
    if !matches!(sentence.lang, Lang::Ru | Lang::Uk) {
        return Cow::Borrowed(text);
    }
    let Some((open, who)) = WHO.iter().find_map(|w| text.find(w).map(|at| (at, w))) else {
        return Cow::Borrowed(text);
    };
    let rest = text.get(open + who.len()..).unwrap_or_default();
    let Some(close) = rest.find(',') else { return Cow::Borrowed(text) };
    if rest.get(..close).is_none_or(|a| a.split(' ').count() > 12 || a.contains([';', '.'])) {
        return Cow::Borrowed(text);
    }
    let tail = rest.get(close + 1..).unwrap_or_default();
    Cow::Owned(format!("{}{tail}", text.get(..open).unwrap_or_default()))
}

/// Whether a category right behind a number is plainly its own ("36 killed 50 wounded").
fn follows_own(context: &Context<'_>, harm: &Harm, numbers: &[Range<usize>], i: usize) -> bool {
    numbers.get(i).is_some_and(|n| distance(context.words(n.end..harm.range.start)) == 0)
}

/// "two wounded soldiers were captured": the word that describes the soldiers is not what happened.
fn attributive(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    harm: &Harm,
) -> bool {
    let right_behind = context.words(number.end..harm.range.start).trim().is_empty();
    right_behind
        && sentence.of(Class::Person).any(|m| {
            let between = harm.range.end..m.range.start;
            m.range.start >= harm.range.end
                && between.len() <= 40
                && context.words(between.clone()).split_whitespace().count() <= 2
                && !context.words(between).contains([',', ';'])
        })
}

/// What a category before its number costs more: little for a verb or a noun with its number, much for a participle.
fn before(context: &Context<'_>, sentence: &Sentence, harm: &Harm, number: &Range<usize>) -> u32 {
    let text = context.words(harm.range.end..number.start).trim();
    if text.is_empty() || text == ":" {
        return 0;
    }
    // "had been wounded, 40 of them badly": a passive verb takes no number behind it.
    let lead = context.words(sentence.range.start..harm.range.start).trim_end();
    let aux = lead.rsplit(' ').next().unwrap_or_default();
    let passive =
        matches!(aux, "been" | "were" | "was" | "being" | "be" | "были" | "был" | "було" | "були");
    // "60 killed, 40 …": a new item begins behind the comma.
    let comma = text.starts_with([',', ';', '.']);
    let and = ["and", "и", "та", "й", "і"].contains(&text);
    let person = sentence
        .of(Class::Person)
        .any(|m| m.range.start >= harm.range.end && m.range.end <= number.start);
    1 + if passive { 8 } else { 0 }
        + if comma { 5 } else { 0 }
        + if and { 6 } else { 0 }
        + if person { 1 } else { 0 }
}

/// "a third of the dead", "two of the wounded": the category is that of the whole.
fn base_of(context: &Context<'_>, number: &Range<usize>, harm: &Harm) -> bool {
    // "2,400 of the wounded were brought home", "two of the wounded later died": what befell these.
    if matches!(harm.code, "repatriated_wounded" | "died_of_wounds" | "captured_died") {
        return false;
    }
    let text = context.words(number.end..harm.range.start).to_lowercase();
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(text, "of the" | "of" | "of its" | "of all" | "of all the" | "из" | "із" | "з")
}

/// "28 officers, including two colonels, were killed": a part named between commas, of which the harm behind is not told by itself.
fn in_aside(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    harm: &Harm,
) -> bool {
    if sentence.lang != Lang::En {
        return false;
    }
    let head = context.words(sentence.range.start..number.start).trim_end();
    let opens = [
        ", including",
        "(including",
        ", among them",
        ", with",
        "— including",
        "– including",
        "-- including",
    ];
    // ", including 11 civilians and one soldier, were killed": the second of the aside.
    let listed = ["including ", "among them "].iter().any(|lead| {
        head.rfind(lead).is_some_and(|at| {
            let before = head.get(..at).unwrap_or_default().trim_end();
            let inside = head.get(at..).unwrap_or_default();
            before.ends_with([',', '(', '—', '–'])
                && !inside.contains([',', ')', ';'])
                && inside.len() <= 60
        })
    });
    let next = context.words(number.end..sentence.range.end).trim_start();
    let theirs = head.ends_with(',') && ["of them", "of whom"].iter().any(|w| next.starts_with(w));
    let between = context.words(number.end.min(harm.range.start)..harm.range.start);
    let closes = between
        .find([',', ')', '—'])
        .is_some_and(|at| between.get(at..).is_some_and(|rest| !rest.trim_end().ends_with(',')));
    let verb = between.rsplit([',', ')', '—']).next().unwrap_or_default().trim_start();
    let finite = ["were", "was", "had", "have", "has", "are"].iter().any(|v| verb.starts_with(v));
    (theirs || listed || opens.iter().any(|o| head.ends_with(o))) && closes && finite
}

/// "sent 1,500 soldiers, and most were killed", "many of whom were wounded": the harm is that of others.
fn of_others(between: &str) -> bool {
    const SOME: [&str; 9] =
        ["most", "many", "others", "several", "half", "some", "few", "dozens", "hundreds"];
    const LEADS: [&str; 5] = ["and", "that", "but", "with", "while"];
    let words: Vec<&str> = between.split_whitespace().map(|w| w.trim_matches(',')).collect();
    words.iter().enumerate().any(|(i, word)| {
        let lead = i.checked_sub(1).and_then(|i| words.get(i)).is_some_and(|w| LEADS.contains(w));
        let whom = words.get(i + 1) == Some(&"of") && words.get(i + 2) == Some(&"whom");
        SOME.contains(word) && (lead || whom)
    })
}

/// Words between, with marks counted as words.
pub(super) fn distance(text: &str) -> u32 {
    // Too far for any rule; and what is not counted costs nothing.
    if text.len() > FAR {
        return NEVER;
    }
    let mut sum = 0;
    for word in text.split_whitespace() {
        let letters = word.chars().any(char::is_alphanumeric);
        sum += u32::from(letters);
        let last = word.chars().next_back();
        sum += match last {
            Some(',') => 2,
            Some(':') => 3,
            Some(';') => 8,
            Some('.' | '!' | '?' | '…') if letters && word.chars().count() > 3 => 10,
            _ => 0,
        };
        sum += match word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str() {
            "but" | "while" | "whereas" | "although" | "но" | "але" | "однако" | "проте"
            | "хотя" => 6,
            "that" | "which" | "who" | "where" | "when" | "что" | "що" | "які" | "которые" => {
                2
            }
            _ => 0,
        };
        if matches!(word, "—" | "–" | "-" | "(" | ")") {
            sum += 2;
        }
    }
    sum.min(NEVER)
}

/// Whether the edge of a quotation lies between.
fn edge(sentence: &Sentence, between: &Range<usize>) -> Option<u32> {
    let crosses = sentence.quotes.iter().any(|q| {
        let inner = |at: usize| between.start < at && at < between.end;
        inner(q.start) || inner(q.end.saturating_sub(1))
    });
    crosses.then_some(1)
}
