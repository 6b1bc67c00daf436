//! Figures: a number of persons with a category of harm or strength, and who answers for it.
//!
//! Terms: a number's *zone* is its part of the sentence, from the number before to the number behind. Order: harm, then strength, then
//! what a question or the figure before leaves open. Invariants: the number is read by `model::quantity`; a number that is denied, taken
//! back or counts others than soldiers is no figure; a field that the text does not give is missing. Linear in the sentences.
//! Not here: a party's stand, which may hold a number that it rejects (`kinds`).

mod attach;
mod columns;
mod count;
mod denial;
mod harm;
mod korean;
mod korean_none;
mod strength;
mod table;
mod time;
mod words;

use std::ops::Range;

use model::quantity::{Lang, Quantity, parse};

use super::Context;
use super::attribute::{Answer, Style};
use super::lexicon::Class;
use super::mention::{Mention, Number, Sentence};
use super::when::Time;
use crate::draft::{BlockKind, Draft, Kind};
use count::{Counted, counted};
use harm::{Harm, harms};
use table::Ends;

/// A number with its category.
struct Read {
    /// The clause, for the draft's first span.
    clause: Range<usize>,
    zone: Range<usize>,
    number: Range<usize>,
    code: &'static str,
    rules: Vec<&'static str>,
    quantity: Quantity,
    /// Said of an earlier day: "up from 650 in April".
    earlier: bool,
}

/// What one sentence leaves to the next ones of its block.
#[derive(Default)]
struct Left {
    paragraph: usize,
    /// Below a heading.
    heading: bool,
    /// The block ended with a question.
    open: bool,
    /// The category of a number that the outlet took back.
    corrected: Option<&'static str>,
    /// What a question asks for.
    asked: Option<(&'static str, &'static str)>,
    /// The category of the last figure of the block before.
    before: Option<&'static str>,
    /// The category of the last figure.
    last: Option<&'static str>,
    /// What was spoken of without a number, and in which block.
    spoken: Option<(usize, &'static str)>,
    /// The categories of a table's columns.
    head: Vec<Harm>,
    /// The cells of its head.
    cells: Vec<Range<usize>>,
    /// The category that its caption, or the heading above it, names.
    caption: Option<Harm>,
    /// The day for which a table holds, by its caption.
    as_of: String,
}

/// The figures of a page, in order.
pub(crate) fn drafts(context: &Context<'_>) -> Vec<Draft> {
    let mut out = Vec::new();
    let mut left = Left::default();
    for (s, sentence) in context.sentences.iter().enumerate() {
        let tabular = matches!(sentence.block, BlockKind::Row | BlockKind::TableCaption);
        if left.paragraph != sentence.paragraph {
            let (head, cells) = (std::mem::take(&mut left.head), std::mem::take(&mut left.cells));
            let caption = left.caption.take();
            // A question above a part of the text is answered below it.
            let open = left.heading || left.open && sentence.lang == Lang::En;
            let asked = left.asked.filter(|_| open && sentence.block != BlockKind::Subhead);
            let heading = left.heading && asked.is_some() || sentence.block == BlockKind::Subhead;
            let paragraph = sentence.paragraph;
            let (spoken, as_of) = (left.spoken, std::mem::take(&mut left.as_of));
            let before = left.last;
            left = Left { paragraph, asked, heading, spoken, before, ..Left::default() };
            if tabular {
                left.head = head;
                left.cells = cells;
                left.caption = caption;
                left.as_of = as_of;
            }
        }
        if sentence.block == BlockKind::TableCaption
            && let Some(Time::Point(day)) = table::as_of(sentence)
        {
            left.as_of.clone_from(day);
        }
        let question = left.asked;
        left.open =
            context.words(sentence.range.clone()).trim_end_matches(['*', '_', ' ']).ends_with('?');
        let reads = in_sentence(context, s, sentence, &mut left);
        // What a narrator says was asked is answered in the same sentence.
        if sentence.lang == Lang::En && sentence.has(Class::Asked) {
            left.asked = question;
        }
        for read in reads {
            let answer = context.answer(s, &read.number);
            let table = if tabular { left.as_of.as_str() } else { "" };
            out.extend(draft(context, sentence, read, &answer, table));
        }
    }
    out
}

fn in_sentence(context: &Context<'_>, s: usize, sentence: &Sentence, left: &mut Left) -> Vec<Read> {
    let text = context.words(sentence.range.clone());
    let headed = sentence.block == BlockKind::Subhead && sentence.has(Class::Harm);
    // "Asked how many had died, he replied: …"
    let reported = sentence.lang == Lang::En && sentence.has(Class::Asked);
    if (headed || sentence.has(Class::Question))
        && (reported || text.trim_end_matches(['*', '"', '”', ' ']).ends_with('?'))
    {
        left.asked = asked(sentence);
    }
    let harms = harms(context, sentence);
    if sentence.numbers.is_empty() {
        if sentence.lang == Lang::Ko
            && let Some(harm) = harms.first()
        {
            left.spoken = Some((sentence.paragraph, harm.code));
        }
        let tabular = matches!(sentence.block, BlockKind::Row | BlockKind::TableCaption);
        if sentence.block == BlockKind::Row && sentence.first && !sentence.cells.is_empty() {
            left.head = table::head(sentence, &harms);
            left.cells.clone_from(&sentence.cells);
        } else if tabular && !harms.is_empty() && sentence.cells.is_empty() {
            left.head.clone_from(&harms);
        }
        if matches!(sentence.block, BlockKind::TableCaption | BlockKind::Subhead)
            && let [one] = harms.as_slice()
        {
            left.caption = Some(one.clone());
        }
        return worded(context, s, sentence, &harms, &vec![false; harms.len()]);
    }
    let standing: Vec<usize> = (0..sentence.numbers.len())
        .filter(|i| {
            sentence.numbers.get(*i).is_some_and(|n| stands(context, s, sentence, n, &harms))
        })
        .collect();
    if sentence.lang == Lang::Ko
        && standing.is_empty()
        && let Some(harm) = harms.first()
    {
        left.spoken = Some((sentence.paragraph, harm.code));
    }
    let numbers = || standing.iter().filter_map(|i| sentence.numbers.get(*i));
    let mut counts: Vec<Counted> = numbers().map(|n| counted(context, sentence, n)).collect();
    follow_others(context, sentence, &standing, &mut counts);
    let ranges: Vec<Range<usize>> = numbers().map(|n| n.range.clone()).collect();
    let each = (sentence.lang == Lang::Ko)
        .then(|| korean::respectively(context, sentence, &ranges, &harms))
        .flatten();
    let pairs = each.unwrap_or_else(|| attach::attach(context, sentence, &ranges, &harms));
    let mut taken = vec![false; harms.len()];
    pairs.iter().flatten().for_each(|h| taken[*h] = true);
    let mut out: Vec<Read> = Vec::new();
    for (i, number) in numbers().enumerate() {
        let zone = zone(sentence, &ranges, i);
        let count = counts[i];
        if count == Counted::Nobody {
            continue;
        }
        let whole = number.base && korean::sent_whole(context, sentence, &number.range);
        let pair = pairs[i].and_then(|h| harms.get(h)).filter(|_| !whole);
        let pair = pair
            .or_else(|| korean::shared(context, sentence, &ranges, i, &harms).filter(|_| !whole))
            .filter(|h| fits(context, h, count, &number.range))
            .filter(|h| !sent_first(context, sentence, &number.range, &zone, h))
            .filter(|_| !partial(context, sentence, &number.range));
        if supposed(context, sentence, &number.range) {
            continue;
        }
        let pair = pair.filter(|h| {
            let head = sentence.cell(&h.range) == Some(0);
            head || !table::bare(context, sentence, &number.range)
        });
        let found = match pair {
            Some(harm) => toll(context, sentence, &number.range, &zone, harm),
            None => table::column(context, sentence, left, i)
                .or_else(|| restated(context, &number.range, &out))
                .or_else(|| of_them(context, sentence, &number.range, &out))
                .or_else(|| share_of(context, sentence, &number.range, &out, left))
                .or_else(|| among(context, sentence, &number.range, &harms))
                .or_else(|| strong(context, s, sentence, &number.range, &zone, count))
                .or_else(|| open(context, s, sentence, &number.range, &out, left, count)),
        };
        let Some((code, rules, cue)) = found else { continue };
        let ends = table::ends(context, sentence, left, i);
        if ends == Ends::Taken {
            continue;
        }
        let earlier = rules.contains(&"figure-before");
        let clause = clause(context, sentence, &number.range, cue.as_ref(), &zone);
        let quantity = match ends {
            Ends::Read(quantity) => quantity,
            _ => number.quantity.clone(),
        };
        let number = number.range.clone();
        out.push(Read { clause, zone, number, code, rules, quantity, earlier });
    }
    if sentence.lang == Lang::Ko {
        let all: Vec<&Number> = numbers().collect();
        out.extend(korean::ahead(context, sentence, &all, &counts, &out));
    } else {
        out.extend(list_before(context, sentence, &standing, &counts, &out));
    }
    out.extend(worded(context, s, sentence, &harms, &taken));
    if let Some(last) = out.last() {
        left.last = Some(last.code);
    }
    let taken = sentence.has(Class::TakenBack) && out.is_empty();
    left.corrected = harms.first().map(|h| h.code).filter(|_| taken);
    out.sort_by_key(|r| r.number.start);
    out
}

/// "24 civilians were killed and 60 wounded": the second number counts civilians too.
fn follow_others(
    context: &Context<'_>,
    sentence: &Sentence,
    standing: &[usize],
    counts: &mut [Counted],
) {
    let numbers: Vec<&Number> = standing.iter().filter_map(|i| sentence.numbers.get(*i)).collect();
    for i in 1..numbers.len() {
        let (Some(before), Some(here)) = (numbers.get(i - 1), numbers.get(i)) else { return };
        let theirs =
            before.range.start.saturating_sub(24).max(sentence.range.start)..here.range.start;
        let others = sentence
            .of(Class::Other)
            .any(|m| theirs.start <= m.range.start && m.range.end <= theirs.end);
        let soldiers = [Class::Person, Class::Population].into_iter().any(|class| {
            sentence
                .of(class)
                .any(|m| before.range.end <= m.range.start && m.range.start < here.range.end + 40)
        });
        let between = context.words(before.range.end..here.range.start);
        let joined = between.len() <= 90 && !between.contains(['.', ';', '“', '«']);
        let dated = sentence
            .dates
            .iter()
            .any(|d| d.range.start < before.range.end && before.range.start < d.range.end);
        if counts[i - 1] == Counted::Nobody
            && !dated
            && others
            && joined
            && !soldiers
            && numbers[i].quantity.reading().is_some()
        {
            counts[i] = Counted::Nobody;
        }
    }
}

type Cause = (&'static str, Vec<&'static str>, Option<Range<usize>>);

/// Whether a number is said: neither denied nor taken back, and no base of a share.
fn stands(
    context: &Context<'_>,
    s: usize,
    sentence: &Sentence,
    number: &Number,
    harms: &[Harm],
) -> bool {
    // A day is no number, and takes no harm from one.
    let overlaps = |r: &Range<usize>| r.start < number.range.end && number.range.start < r.end;
    if sentence.dates.iter().any(|d| overlaps(&d.range)) {
        return false;
    }
    if number.base {
        // 5천8백여 명의 사상자를 냈으며 … 그 4분의 1: a figure that a share is taken of later.
        let own = |h: &Harm| {
            h.range.start >= number.range.end
                && matches!(context.words(number.range.end..h.range.start).trim(), "" | "의" | "이")
                // 사상자 240명 가운데 북한군이 60명: the whole has its own word before it.
                || sentence.lang == Lang::Ko
                    && h.range.end <= number.range.start
                    && context.words(h.range.end..number.range.start).trim().is_empty()
                    && !context.words(h.range.clone()).ends_with(['가', '이', '는', '은'])
        };
        return harms.iter().any(own) || korean::sent_whole(context, sentence, &number.range);
    }
    let rejected = sentence.of(Class::Position).any(|m| m.value == "denies");
    if sentence.lang == Lang::Ko
        && (korean_none::rejected(context, sentence, &number.range)
            || korean_none::mended(context, sentence, &number.range)
            || korean_none::asks(context, sentence, &number.range)
            || korean_none::ordinal(
                context.words(number.range.clone()),
                context.words(number.range.end..sentence.range.end),
            )
            || korean_none::minutes(context, sentence, &number.range)
            || korean_none::one_in(context, sentence, &number.range))
    {
        return false;
    }
    !taken_back(context, sentence, &number.range)
        && !denial::ridiculed(context, sentence, &number.range)
        && !asked_about(context, sentence, &number.range)
        && (!(number.denied || rejected)
            || beside(context, s, &number.range)
            || denial::stands(context, s, sentence, &number.range))
}

/// "declined to comment on 3,000 dead", "asked about 3,000 dead": somebody else's number, which nobody says here.
fn asked_about(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    if sentence.lang == Lang::Ko || sentence.quote_around(number).is_some() {
        return false;
    }
    let leads = |class: Class, words: usize, led: &[&str]| {
        sentence.of(class).filter(|m| m.range.end <= number.start).any(|m| {
            let between = context.words(m.range.end..number.start);
            let last = between.split_whitespace().next_back().unwrap_or_default();
            between.split_whitespace().count() <= words
                && !between.contains([',', ';', ':', '—', '"', '“', '«'])
                && (led.contains(&last) || led.is_empty())
        })
    };
    const ABOUT: &[&str] =
        &["о", "об", "про", "of", "about", "on", "that", "щодо", "относительно", "the"];
    let declined = sentence
        .of(Class::Position)
        .any(|m| matches!(m.value, "neither_confirms_nor_denies" | "silent"));
    leads(Class::Asked, 4, ABOUT) || declined && leads(Class::Position, 6, ABOUT)
}

/// Whether a category can be that of what is counted.
fn fits(context: &Context<'_>, harm: &Harm, count: Counted, number: &Range<usize>) -> bool {
    match count {
        Counted::Persons | Counted::Bare => true,
        // "lost twelve villages", "destroyed 41 drones": a noun that the tables do not know has to stand beside its harm.
        Counted::Unknown => {
            let between = if harm.range.start >= number.end {
                number.end..harm.range.start
            } else {
                harm.range.end..number.start.max(harm.range.end)
            };
            let said = context.words(harm.range.clone()).to_lowercase();
            let things = ["знищ", "уничт", "ліквід", "ликвид", "destroy"];
            matches!(
                harm.code,
                "killed" | "wounded" | "missing" | "killed_or_wounded" | "casualties"
            ) && attach::distance(context.words(between)) <= 3
                && !things.iter().any(|t| said.starts_with(t))
        }
        Counted::Nobody => false,
    }
}

/// "11,000 troops had arrived, and the first were killed": those who arrived, when the harm is told in another clause.
fn sent_first(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
    harm: &Harm,
) -> bool {
    let between = context.words(number.end..harm.range.start.max(number.end));
    if harm.range.start < number.end || !between.contains([',', ';', '—']) {
        return false;
    }
    let sent = strength::nearest(context, sentence, number, zone, Class::Strength, 4);
    sent.is_some_and(|m| {
        if m.range.end <= number.start {
            return attach::distance(context.words(m.range.end..number.start)) <= 1;
        }
        let lead = context.words(number.end..m.range.start.max(number.end));
        let mut words = lead.split_whitespace().rev();
        let finite =
            words.next().is_some_and(|w| matches!(w, "had" | "have" | "has" | "were" | "was"));
        let relative = words.next().is_some_and(|w| matches!(w, "who" | "which" | "that"));
        !lead.contains(',') && finite && !relative
    })
}

/// "Nearly all of the 94 soldiers were killed": of how many, and not how many.
fn partial(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    const PARTS: [&str; 12] = [
        "nearly all",
        "almost all",
        "most",
        "many",
        "some",
        "few",
        "half",
        "majority",
        "part",
        "a number",
        "several",
        "virtually all",
    ];
    if sentence.lang != Lang::En {
        return false;
    }
    let head = context.words(sentence.range.start..number.start).trim_end().to_lowercase();
    let of = [" of the", " of its", " of their", " of those", " of these"];
    let Some(head) = of.iter().find_map(|of| head.strip_suffix(of)) else { return false };
    PARTS.iter().any(|p| head.ends_with(p))
}

/// "…, almost two-thirds of the contingent": a share that tells how much the figure before it is.
fn share_of(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    left: &Left,
) -> Option<Cause> {
    const OF: [&str; 14] = [
        "contingent",
        "force",
        "troops",
        "total",
        "deployed",
        "number",
        "strength",
        "sent",
        "soldiers",
        "deployment",
        "dispatched",
        "corps",
        "them",
        "men",
    ];
    let own = sentence.numbers.iter().find(|n| n.range == *number)?;
    if !matches!(own.quantity, Quantity::Fraction { .. }) {
        return None;
    }
    // "They said that amounted to a third of the soldiers sent."
    const AMOUNTS: [&str; 9] = [
        "amounted to",
        "amounts to",
        "represents",
        "represented",
        "equivalent to",
        "that is",
        "that was",
        "equals",
        "equal to",
    ];
    let lead = context.words(sentence.range.start..number.start).trim_end().to_lowercase();
    if let Some(code) =
        left.last.or(left.before).filter(|c| before.is_empty() && !c.ends_with("strength"))
        && lead.split_whitespace().count() <= 6
        && (lead.contains("that") || lead.contains("this"))
        && AMOUNTS.iter().any(|a| lead.ends_with(a))
    {
        return Some((code, vec!["figure-share"], None));
    }
    let last = before.last()?;
    let head = context.words(last.number.end..number.start).trim_end();
    let opens =
        [",", "(", "—", "–", ", or", "amounting to", "equivalent to", "that is", "which is"];
    let tail = context.words(number.start..sentence.range.end);
    let tail = tail.split(", ").next().unwrap_or_default();
    let tail = tail.split([';', ')', '"', '”']).next().unwrap_or_default().to_lowercase();
    let counts = OF.iter().any(|w| tail.contains(w));
    let fits = opens.iter().any(|o| head.ends_with(o)) && counts && !head.contains([';', ':']);
    fits.then(|| (last.code, vec!["figure-share"], None))
}

/// The end of a text, as far as a rule looks back: so a sentence full of numbers costs no more for each of them.
fn last_bytes(text: &str) -> &str {
    const BACK: usize = 320;
    let from = text.len().saturating_sub(BACK);
    (from..text.len()).find_map(|at| text.get(at..)).unwrap_or_default()
}

/// "If 10,000 were sent": a number that is only supposed.
fn supposed(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    let head = context.words(sentence.range.start..number.start);
    let clause = head.rsplit([',', ';', '—', ':']).next().unwrap_or_default();
    let first = clause.trim_start_matches(|c: char| !c.is_alphanumeric()).split(' ').next();
    first.is_some_and(|w| matches!(w.to_lowercase().as_str(), "if" | "если" | "якщо" | "якби"))
}

/// The category of a number with a word of harm; a number in a forecast is none.
fn toll(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
    harm: &Harm,
) -> Option<Cause> {
    // "one of them with both legs broken, remain in custody": the harm lies beyond the aside.
    let of_them = context.words(number.end..sentence.range.end).trim_start().starts_with("of them");
    let single = context.words(number.clone()).eq_ignore_ascii_case("one");
    let between = context.words(number.end.min(harm.range.start)..harm.range.start.max(number.end));
    if of_them && single && (harm.range.start < number.end || between.matches(',').count() % 2 == 1)
    {
        return None;
    }
    let near = |class| strength::nearest(context, sentence, number, zone, class, 5);
    if near(Class::Unreal).is_some() || near(Class::Forecast).is_some() {
        return None;
    }
    if harm.code == "burial_capacity" && !site(context, sentence, number) {
        return None;
    }
    let mut code = harm.code;
    let mut rules = harm.rules.clone();
    if sentence.lang == Lang::Ko && korean::with_wounded(context, harm, number) {
        code = "killed_or_wounded";
        rules.push("figure-total");
    }
    // What is shown, buried, brought home or died later is told by a second word.
    let special = |code: &str| {
        matches!(
            code,
            "named_dead_displayed"
                | "burial_capacity"
                | "repatriated_wounded"
                | "remains_repatriated"
                | "captured_died"
                | "died_of_wounds"
                | "non_combat_death"
                | "surrendered"
        )
    };
    if !special(code) {
        let other = sentence
            .of(Class::Harm)
            .filter(|m| special(m.value) && zone.start <= m.range.start && m.range.end <= zone.end)
            .filter(|m| !harm::describes(context, sentence, m))
            .find(|m| {
                let far = if m.range.end <= number.start {
                    attach::distance(context.words(m.range.end..number.start))
                } else {
                    attach::distance(context.words(number.end..m.range.start.max(number.end)))
                };
                far <= 5
            });
        if let Some(other) = other {
            code = other.value;
            rules.push(other.rule);
        }
    }
    Some((code, rules, Some(harm.range.clone())))
}

/// Whether graves are those that a site has or has room for: "room for 1,800 graves", and not "twelve plots to a row".
fn site(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    const SITE: [&str; 9] = [
        "room",
        "capacity",
        "space",
        "cemetery",
        "memorial",
        "burial",
        "site",
        "graveyard",
        "coffins",
    ];
    if sentence.lang != Lang::En {
        return true;
    }
    let text = context.words(sentence.range.clone()).to_lowercase();
    let after = context.words(number.end..sentence.range.end);
    let row = [" to a row", " a row", " per row", " to the row"].iter().any(|r| {
        after
            .find(r)
            .is_some_and(|at| at <= 24 && !after.get(..at).unwrap_or_default().contains(','))
    });
    !row && SITE.iter().any(|s| text.contains(s))
}

fn strong(
    context: &Context<'_>,
    s: usize,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
    count: Counted,
) -> Option<Cause> {
    let share = sentence
        .numbers
        .iter()
        .any(|n| n.range == *number && matches!(n.quantity, Quantity::Fraction { .. }));
    if share || !matches!(count, Counted::Persons | Counted::Bare) {
        return None;
    }
    let theirs = population(context, sentence, number, zone);
    if matches!(theirs, "RU" | "UA") {
        return None;
    }
    // 그래픽의 단위는 ‘천 명’: no number of anybody.
    if sentence.lang == Lang::Ko && sentence.has(Class::Unreal) {
        return None;
    }
    let found = strength::strength(context, sentence, number, zone, count)?;
    // What analysts expect is a forecast; what a party plans is a figure.
    let ahead = matches!(found.code, "planned_strength" | "potential_strength");
    if ahead && sentence.has(Class::Predict) && context.answer(s, number).group.is_empty() {
        return None;
    }
    Some((found.code, found.rules, Some(found.range)))
}

/// Whether somebody answers for a number alone: "the 1,100 soldiers that Seoul reported".
fn beside(context: &Context<'_>, s: usize, number: &Range<usize>) -> bool {
    context.attributions.of(s).iter().any(|a| {
        a.style == Style::Beside && a.scope.start <= number.start && number.end <= a.scope.end
    })
}

/// "55 soldiers, 12 of them officers": a part of the figure before.
fn of_them(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
) -> Option<Cause> {
    let last =
        before.last().filter(|r| sentence.lang == Lang::En && !r.code.ends_with("strength"))?;
    let between = context.words(last.number.end..number.start).trim_end();
    let opens = between.ends_with([',', '—', '–', '(']) || between.ends_with(", with");
    let next = context.words(number.end..sentence.range.end).trim_start();
    let theirs = next.starts_with("of them") || next.starts_with("of whom");
    let short = between.split_whitespace().count() <= 14 && !between.contains([';', '.']);
    (opens && theirs && short).then(|| (last.code, vec!["figure-part"], None))
}

/// "half of the contingent, or over 5,000 men": a share said once more as a number.
fn restated(context: &Context<'_>, number: &Range<usize>, before: &[Read]) -> Option<Cause> {
    let last = before.last().filter(|r| matches!(r.quantity, Quantity::Fraction { .. }))?;
    let between = context.words(last.number.end..number.start);
    let tail = between.trim_end().rsplit(' ').next().unwrap_or_default();
    let joined = between.contains([',', '—', '–']) && tail == "or";
    let short = between.split_whitespace().count() <= 6;
    (joined && short).then(|| (last.code, vec!["figure-restated"], None))
}

/// "Three generals are among the 500 killed": the harm of those among whom they are.
fn among(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    harms: &[Harm],
) -> Option<Cause> {
    const AMONG: [&str; 6] = [
        " are among",
        " were among",
        " is among",
        " was among",
        " are included in",
        " number among",
    ];
    let after = context.words(number.end..sentence.range.end);
    let at =
        AMONG.iter().filter_map(|a| Some(after.find(a)? + a.len())).min().filter(|a| *a <= 80)?;
    let harm = harms.iter().find(|h| h.range.start >= number.end + at)?;
    let between = context.words(number.end + at..harm.range.start);
    // "28 officers, including two colonels, were among the dead"
    let lead = after.get(..at).unwrap_or_default();
    if lead.contains(';') || lead.matches(',').count() % 2 == 1 || between.len() > 60 {
        return None;
    }
    let mut rules = vec!["figure-among"];
    rules.extend(&harm.rules);
    Some((harm.code, rules, Some(harm.range.clone())))
}

/// A number whose category a question, or the figure before it, gives.
fn open(
    context: &Context<'_>,
    s: usize,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    left: &Left,
    count: Counted,
) -> Option<Cause> {
    if count == Counted::Unknown {
        return None;
    }
    if sentence.lang == Lang::Ko {
        let last = before.last().map(|b| b.code).or(left.last);
        if count == Counted::Persons && korean::sent_home(context, sentence, number, last) {
            return Some(("repatriated_wounded", vec!["figure-part"], None));
        }
        let found = korean::total(context, sentence, number, before, count)
            .or_else(|| korean::after(context, sentence, number, before, count))
            .or_else(|| korean::rival(context, s, sentence, number, before, count));
        if let Some((code, rules)) = found {
            return Some((code, rules, None));
        }
    }
    // "from" may be taken for the beginning of a range.
    let said = context.words(number.clone());
    let first =
        said.split(' ').next().filter(|w| w.chars().all(char::is_alphabetic)).unwrap_or_default();
    let head = context.words(sentence.range.start..number.start).trim_end();
    let lead = head.to_lowercase();
    let head = format!("{head} {first}").trim_end().to_lowercase();
    const BEFORE: &[&str] = &[
        "has passed",
        "have passed",
        "passed",
        "reached",
        "has reached",
        "risen to",
        "rose to",
        "grown to",
        "grew to",
        "climbed to",
        "stands at",
        "stood at",
        "now at",
        "до",
        "вырос до",
        "зросла до",
        "increased to",
        "up from",
        "down from",
        "compared with",
        "compared to",
        "against",
        "versus",
        "rising from",
        "up on",
        "instead of",
        "rather than",
        "estimate of",
        "count of",
        "tally of",
        "по сравнению с",
        "порівняно з",
    ];
    if let Some(last) = before.last()
        && BEFORE.iter().any(|b| head.ends_with(b) || said.to_lowercase().starts_with(b))
    {
        return Some((last.code, vec!["figure-before"], None));
    }
    // "rose to 4,700 from 3,800"; "from 300 to 600" cut in two.
    if let Some(last) = before.last().filter(|_| sentence.lang == Lang::En) {
        let lead = context.words(sentence.range.start..last.number.start).trim_end();
        let between = context.words(last.number.end..number.start);
        let short = between.split_whitespace().count() <= 5 && !between.contains([';', '.']);
        let up = head.ends_with(" from") && lead.ends_with(" to") && short;
        if up || between.trim() == "to" {
            return Some((last.code, vec!["figure-before"], None));
        }
    }
    let gapped = beside(context, s, number);
    if let Some(last) = before.last().filter(|_| gapped && count == Counted::Bare) {
        return Some((last.code, vec!["figure-rival"], None));
    }
    // "Kyiv says 4,000 were killed, while Seoul estimates 3,000."
    if let Some(last) = before.last().filter(|_| count == Counted::Bare) {
        let between = last.number.end..number.start;
        let speaker = sentence
            .parties
            .iter()
            .any(|p| p.speaks() && between.start <= p.range.start && p.range.end <= between.end);
        let says = sentence.of(Class::Say).any(|m| {
            m.range.start >= between.start
                && m.range.end <= number.start
                && attach::distance(context.words(m.range.end..number.start)) <= 2
        });
        if speaker && says {
            return Some((last.code, vec!["figure-rival"], None));
        }
    }
    const TOTALS: &[&str] = &[
        "total to",
        "total at",
        "total stands at",
        "total now stands at",
        "total is",
        "total now",
        "in total,",
        "in all,",
        "total stood at",
        "total is now",
        "total comes to",
        "total of",
    ];
    let code = before.last().map(|b| b.code).or(left.last);
    if let Some(code) = code
        && TOTALS.iter().any(|t| head.ends_with(t) || lead.ends_with(t))
        && count != Counted::Unknown
    {
        let code = if code == "deployed_additional" { "deployed_strength" } else { code };
        return Some((code, vec!["figure-total"], None));
    }
    if let Some(last) = before.last()
        && count == Counted::Persons
        && listed(context.words(last.number.end..number.start))
        && last.code.ends_with("strength")
    {
        return Some((last.code, vec!["figure-list"], None));
    }
    if let Some(last) = before.last()
        && matches!(count, Counted::Persons | Counted::Bare)
        && part_of(&head)
    {
        return Some((last.code, vec!["figure-part"], None));
    }
    if let Some(code) = left.corrected.filter(|_| !sentence.has(Class::Harm)) {
        return Some((code, vec!["figure-corrected"], None));
    }
    if let Some((code, rule)) = left.asked {
        return Some((code, vec!["figure-asked", rule], None));
    }
    if sentence.lang == Lang::Ko && korean::predicate(context, sentence, number) {
        let spoken = before
            .last()
            .map(|b| b.code)
            .or(left.last)
            .or(left.spoken.filter(|(p, _)| *p + 1 >= sentence.paragraph).map(|s| s.1));
        return spoken.map(|code| (code, vec!["figure-again"], None));
    }
    // "The figure was three times its April estimate of at least 600": it goes on across blocks.
    const FIGURES: [&str; 8] = [
        "the figure",
        "that figure",
        "the number",
        "the estimate",
        "the count",
        "its estimate",
        "this figure",
        "estimate of",
    ];
    let text = context.words(sentence.range.clone()).to_lowercase();
    let last =
        left.last.or_else(|| left.before.filter(|_| FIGURES.iter().any(|f| text.contains(f))));
    let speaks = !context.attributions.of(s).is_empty() && sentence.has(Class::Say);
    let plain = !sentence.has(Class::Harm) && !sentence.has(Class::Strength);
    let code = last.filter(|_| speaks && plain && before.is_empty() && count == Counted::Bare)?;
    Some((code, vec!["figure-again"], None))
}

/// The first numbers of a list whose verb comes last: 공병 1천 명과 건설인력 5천 명이 파견될.
fn list_before(
    context: &Context<'_>,
    sentence: &Sentence,
    standing: &[usize],
    counts: &[Counted],
    out: &[Read],
) -> Vec<Read> {
    let mut found: Vec<Read> = Vec::new();
    let numbers: Vec<&Number> = standing.iter().filter_map(|i| sentence.numbers.get(*i)).collect();
    for i in (0..numbers.len().saturating_sub(1)).rev() {
        let (Some(here), Some(next)) = (numbers.get(i), numbers.get(i + 1)) else { continue };
        let code = out
            .iter()
            .chain(&found)
            .find(|r| r.number == next.range)
            .map(|r| r.code)
            .filter(|code| code.ends_with("strength") || *code == "deployed_additional");
        let open =
            out.iter().all(|r| r.number != here.range) && counts.get(i) == Some(&Counted::Persons);
        let Some(code) = code.filter(|_| open) else { continue };
        if !listed(context.words(here.range.end..next.range.start)) {
            continue;
        }
        found.push(Read {
            clause: here.range.clone(),
            zone: here.range.start..next.range.start,
            number: here.range.clone(),
            code,
            rules: vec!["figure-list"],
            quantity: here.quantity.clone(),
            earlier: false,
        });
    }
    found
}

/// Whether a list of numbers goes on: "1,000 sappers and 5,000 builders".
fn listed(between: &str) -> bool {
    let words = between.split_whitespace().count();
    let joined = [" and ", ",", " и ", " та ", " і ", " й ", "과 ", "와 ", " 및 "]
        .iter()
        .any(|j| between.contains(j));
    joined && words <= 5 && !between.contains(['.', ';', ':'])
}

/// Whether words before a number make it a part of the one before: "among them 60 North Koreans".
fn part_of(head: &str) -> bool {
    const PARTS: [&str; 22] = [
        "among them",
        "of them",
        "of whom",
        "including",
        "among whom",
        "among those",
        "среди них",
        "среди которых",
        "из них",
        "из которых",
        "в том числе",
        "включая",
        "в их числе",
        "серед них",
        "серед яких",
        "з них",
        "із них",
        "з яких",
        "у тому числі",
        "в тому числі",
        "зокрема",
        "включно з",
    ];
    const WORDS: [&str; 8] = ["about", "some", "at least", "around", "и", "і", "около", "близько"];
    let head = head.trim_end_matches([' ', '—', '–', '-', ',']);
    let bare = WORDS.iter().find_map(|w| head.strip_suffix(w)).unwrap_or(head).trim_end();
    PARTS.iter().any(|p| bare.ends_with(p))
}

/// The category that "How many were captured?" asks for.
fn asked(sentence: &Sentence) -> Option<(&'static str, &'static str)> {
    let harm = sentence.of(Class::Harm).next().map(|m| (m.value, m.rule));
    harm.or_else(|| sentence.of(Class::Strength).next().map(|m| ("deployed_strength", m.rule)))
}

/// Harm without a number, when a party says so.
fn worded(
    context: &Context<'_>,
    s: usize,
    sentence: &Sentence,
    harms: &[Harm],
    taken: &[bool],
) -> Vec<Read> {
    let spoken = |range: &Range<usize>| {
        let answer = context.answer(s, range);
        !answer.nobody && !answer.carried && !matches!(answer.group, "" | "MEDIA" | "SOURCE")
    };
    words::vague(context, sentence, harms, taken)
        .into_iter()
        .filter(|v| spoken(&v.range))
        .map(|v| Read {
            clause: v.range.clone(),
            zone: sentence.range.clone(),
            quantity: parse(context.words(v.range.clone()), Some(sentence.lang)),
            number: v.range,
            code: v.code,
            rules: v.rules,
            earlier: false,
        })
        .filter(|r| matches!(r.quantity, Quantity::Words { .. } | Quantity::Absent { .. }))
        .collect()
}

/// A number's part of its sentence.
fn zone(sentence: &Sentence, numbers: &[Range<usize>], i: usize) -> Range<usize> {
    let before = i.checked_sub(1).and_then(|b| numbers.get(b));
    let from = before.map_or(sentence.range.start, |n| n.end);
    let to = numbers.get(i + 1).map_or(sentence.range.end, |n| n.start);
    from..to
}

/// Whether an outlet takes a number back; what now stands is behind the words that say so.
fn taken_back(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    if !sentence.has(Class::TakenBack) {
        return false;
    }
    // Of two numbers the first is the wrong one, and told by its verb.
    if sentence.lang == Lang::Ko
        && sentence.numbers.iter().any(|n| {
            n.range.end <= number.start && korean_none::mended(context, sentence, &n.range)
        })
    {
        return false;
    }
    let korean = sentence.lang == Lang::Ko;
    !sentence
        .of(Class::CorrectNow)
        .any(|m| m.range.end <= number.start || (korean && m.range.start >= number.end))
}

/// The words from the category to the number and back, whole.
fn clause(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    cue: Option<&Range<usize>>,
    zone: &Range<usize>,
) -> Range<usize> {
    let cue = cue.cloned().unwrap_or_else(|| number.clone());
    let start = number.start.min(cue.start);
    let end = number.end.max(cue.end);
    let of = |at: usize| sentence.clauses.iter().find(|c| c.start <= at && at < c.end);
    let from = of(start).map_or(start, |c| c.start).max(zone.start.min(start));
    let to = of(end.saturating_sub(1)).map_or(end, |c| c.end).min(zone.end.max(end));
    let inner = context.words(from..to);
    let lead = inner.len() - inner.trim_start_matches([' ', ',', ';', '-', '–', '—']).len();
    let trail = inner.len() - inner.trim_end_matches([' ', ',', ';', '-', '–', '—', ':']).len();
    if from + lead <= start && to - trail >= end { from + lead..to - trail } else { start..end }
}

/// Whose a number is: the population nearest to it in its zone, else in its sentence.
fn population(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
) -> &'static str {
    // 러시아군과 함께 싸우는: who is with them is not who is counted.
    let with = |m: &&Mention| {
        sentence.lang == Lang::Ko && context.words(m.range.clone()).ends_with(['과', '와'])
    };
    let behind = sentence.of(Class::Population).filter(|m| !with(m)).find(|m| {
        m.range.start >= number.start
            && m.range.start < zone.end
            && attach::distance(context.words(number.end.min(m.range.start)..m.range.start)) <= 3
    });
    let near = || strength::nearest(context, sentence, number, zone, Class::Population, 12);
    let any =
        || strength::nearest(context, sentence, number, &sentence.range, Class::Population, 30);
    behind.or_else(near).or_else(any).map_or("", |m| m.value)
}

fn draft(
    context: &Context<'_>,
    sentence: &Sentence,
    read: Read,
    answer: &Answer,
    table: &str,
) -> Option<Draft> {
    let days = time::days(context, sentence, &read.number, &read.zone, answer);
    let span = context.page.span(read.clause.clone());
    let mut draft = Draft::new(Kind::Figure, span, context.words(read.clause.clone()));
    draft.rule("figure");
    read.rules
        .iter()
        .chain(read.quantity.rules())
        .chain(&answer.rules)
        .chain(&days.rules)
        .for_each(|r| draft.rule(r));
    draft.set("kind", "figure");
    draft.set("category", read.code);
    columns::set(&mut draft, &read.quantity, sentence.lang);
    draft.set("party_group", answer.group);
    draft.set("party", &answer.name);
    if answer.group.is_empty() || answer.speaker.contains(' ') {
        draft.set("speaker", &answer.speaker);
    }
    draft.set("population", population(context, sentence, &read.number, &read.zone));
    if let Some(place) = sentence.of(Class::Place).next() {
        draft.set("place", context.words(place.range.clone()));
    }
    if read.earlier {
        // The earlier figure was said when it held.
        draft.set("announced_date", &days.from);
    } else {
        if let Some(said) = &days.said {
            draft.set("announced_date", said);
        } else if let Some(Time::Point(said)) = &answer.said_on {
            draft.set("announced_date", said);
        }
        // 4월 초 3천 명을 더 보낼 준비: the day of what is yet to come is none that the number counts.
        let ahead = sentence.lang == Lang::Ko
            && matches!(read.code, "planned_strength" | "potential_strength");
        if !ahead {
            draft.set("period_start", &days.from);
            draft.set("period_end", &days.to);
        }
    }
    // "will be sent by the end of March" does not hold yet.
    if !matches!(read.code, "planned_strength" | "potential_strength") {
        draft.set("as_of_date", if days.as_of.is_empty() { table } else { &days.as_of });
    }
    draft.set("lang", sentence.lang.code());
    draft.set("quote", context.words(sentence.range.clone()));
    draft.set("quote_lang", sentence.lang.code());
    draft.set("publisher", &context.hints.publisher);
    draft.set("title", context.page.headline());
    draft.set("url", &context.hints.url);
    draft.relays.clone_from(&answer.relays);
    for range in answer.ranges.iter().chain(&days.ranges) {
        let outside = range.start < read.clause.start || range.end > read.clause.end;
        if outside && range.start < range.end {
            draft.spans.push(context.page.span(range.clone()));
        }
    }
    draft.quantity = Some(read.quantity);
    draft.lacks("party", "The text names nobody who answers for it");
    draft.lacks("announced_date", "The day of saying is not stated");
    draft.lacks("as_of_date", "The day for which it holds is not stated");
    Some(draft)
}

/// Ids of the steps of this module.
pub(crate) const RULES: &[(&str, &str)] = &[
    ("figure", "A number of persons with a category of harm or strength."),
    (
        "figure-before",
        "An earlier number that the one before it is compared with: it has the same category.",
    ),
    (
        "figure-rival",
        "A bare number of another party in the same sentence: it has the category of the number before.",
    ),
    (
        "figure-total",
        "A total behind a figure: it has the same category; of those sent in addition, that of all sent.",
    ),
    (
        "figure-list",
        "A number in a list of numbers of those who are sent: it has the category of the list.",
    ),
    (
        "figure-part",
        "A number of persons that is a part of the one before (\"among them\"): it has the same category.",
    ),
    (
        "figure-corrected",
        "A number that stands instead of one that the outlet took back in the sentence before.",
    ),
    ("figure-asked", "A number that answers a question: it has the category that was asked for."),
    (
        "figure-again",
        "A bare number that a party says right after a figure: it has the same category.",
    ),
    ("figure-share", "A share that tells how much the figure before it is of the whole."),
    ("figure-restated", "A share said once more as a number: it has the same category."),
    ("figure-among", "Some who are among others that were harmed: they have the same category."),
    (
        "figure-column",
        "A number in a table: it has the category of its column or of the table's caption.",
    ),
    (
        "figure-headline",
        "A headline without a speaker takes the one of the same figure in the text.",
    ),
];
