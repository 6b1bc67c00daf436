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
mod idle;
mod korean;
mod korean_none;
mod likely;
mod strength;
mod table;
mod time;
mod words;

mod filled;
mod open;
mod pair;
mod part;
mod slavic;
mod stand;
mod things;
mod toll;
mod total;

use std::ops::Range;

use model::quantity::{Lang, Quantity, parse};

use super::Context;
use super::lexicon::Class;
use super::mention::{Number, Sentence};
use super::when::Time;
use crate::draft::{BlockKind, Draft};
use count::{Counted, counted};
use filled::{clause, draft};
use harm::{Harm, harms};
use open::{asked, open};
use part::{among, list_before, of_them, partial, restated, share_of};
use stand::{follow_others, stands, supposed};
use table::Ends;
use toll::{fits, sent_first, strong, toll};
use total::total;

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
    /// The categories of the last two figures of one sentence.
    pair: Option<(&'static str, &'static str)>,
    /// The category of a whole of which the last figure is a part, and the product of the two numbers.
    whole: Option<(&'static str, u128)>,
    /// What was spoken of without a number, and in which block.
    spoken: Option<(usize, &'static str)>,
    /// That some were sent, told without a number in the block.
    sent: Option<&'static str>,
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
            let english = sentence.lang == Lang::En;
            let before = left.last.or(left.before.filter(|_| english));
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
        if sentence.lang == Lang::En && sentence.has(Class::Asked) && !reads.is_empty() {
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
    let reported = sentence.lang != Lang::Ko && sentence.has(Class::Asked);
    if (headed || sentence.has(Class::Question))
        && (reported || text.trim_end_matches(['*', '"', '”', ' ']).ends_with('?'))
    {
        left.asked = asked(sentence);
    }
    let harms = harms(context, sentence);
    // "And the wounded?"
    let short = text.split_whitespace().count() <= 9;
    if let [one] = harms.as_slice()
        && sentence.lang == Lang::En
        && short
        && [
            "And the ",
            "What about ",
            "What of ",
            "How about ",
            "What is known ",
            "What do we know ",
        ]
        .iter()
        .any(|lead| text.trim_start_matches(['*', '#', '"', '“', ' ']).starts_with(lead))
        && sentence.numbers.is_empty()
        && text.trim_end_matches(['*', '"', '”', ' ']).ends_with('?')
    {
        left.asked = Some((one.code, one.rules.first().copied().unwrap_or("figure-asked")));
    }
    if sentence.numbers.is_empty() {
        left.sent = likely::sent(sentence).or(left.sent);
        // "Estimates of the dead vary."
        let vary = sentence.lang == Lang::En
            && harms.first().is_some_and(|h| {
                sentence.of(Class::Announce).any(|m| {
                    let between = m.range.end.min(h.range.start)..h.range.start;
                    let words: Vec<&str> = context.words(between).split_whitespace().collect();
                    words.len() <= 4 && words.iter().any(|w| matches!(*w, "of" | "for" | "on"))
                })
            });
        let taken = slavic::slavic(sentence) && harms.iter().all(|h| h.code == "captured");
        if (sentence.lang == Lang::Ko || vary || taken)
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
    let each = each.or_else(|| slavic::attach_persons(context, sentence, &ranges, &counts, &harms));
    let pairs = each.unwrap_or_else(|| attach::attach(context, sentence, &ranges, &harms));
    let mut taken = vec![false; harms.len()];
    pairs.iter().flatten().for_each(|h| taken[*h] = true);
    let mut out: Vec<Read> = Vec::new();
    // Where a number of others than soldiers ended, and what befell them.
    let mut others: Option<(usize, &'static str)> = None;
    for (i, number) in numbers().enumerate() {
        let zone = zone(sentence, &ranges, i);
        let count = counts[i];
        if count == Counted::Nobody {
            others = pairs[i].and_then(|h| harms.get(h)).map(|h| (number.range.end, h.code));
            continue;
        }
        let parted = number.base || ranges.get(i + 1).is_some();
        let whole = parted && korean::sent_whole(context, sentence, &number.range);
        let own = pairs[i].or_else(|| {
            pair::shared_behind(context, sentence, &ranges, i, &pairs, &harms, &counts)
        });
        let pair = own.and_then(|h| harms.get(h)).filter(|_| !whole);
        let pair = pair
            .or_else(|| korean::shared(context, sentence, &ranges, i, &harms).filter(|_| !whole))
            .filter(|h| fits(context, h, count, &number.range))
            .filter(|h| !sent_first(context, sentence, &number.range, &zone, h))
            .filter(|_| !partial(context, sentence, &number.range));
        if supposed(context, sentence, &number.range) || pair::most(context, sentence, number) {
            continue;
        }
        let pair = pair.filter(|h| {
            let head = sentence.cell(&h.range) == Some(0);
            head || !table::bare(context, sentence, &number.range)
        });
        let found = match pair {
            Some(harm) => toll(context, sentence, &number.range, &zone, harm),
            None if likely::forecast(context, sentence, &number.range, &zone) => None,
            None => table::column(context, sentence, left, i)
                .or_else(|| restated(context, &number.range, &out))
                .or_else(|| of_them(context, sentence, &number.range, &out))
                .or_else(|| share_of(context, sentence, &number.range, &out, left))
                .or_else(|| among(context, sentence, &number.range, &harms))
                .or_else(|| total(context, sentence, &number.range, &harms, &out, left))
                .or_else(|| {
                    pair::joined_persons(context, sentence, &number.range, &out, others, count)
                })
                .or_else(|| pair::among_them(context, sentence, &number.range, left, count))
                .or_else(|| pair::breakdown(context, sentence, &number.range, &out, count))
                .or_else(|| pair::taken_up(context, sentence, &number.range, &out, left))
                .or_else(|| pair::ellipsis(context, sentence, &number.range, &out, left))
                .or_else(|| {
                    let last = out.last().map(|r| r.code).or(left.last);
                    let persons = count == Counted::Persons;
                    let found = likely::parts(context, sentence, &number.range, last);
                    found.filter(|_| persons).map(|(code, rules)| (code, rules, None))
                })
                .or_else(|| {
                    let before = out.last().map(|r| r.code).or(left.last).or(left.sent);
                    let found = likely::size(context, sentence, &number.range, before);
                    found
                        .filter(|_| count == Counted::Persons)
                        .map(|(code, rules)| (code, rules, None))
                })
                .or_else(|| strong(context, s, sentence, &number.range, &zone, count))
                .or_else(|| open(context, s, sentence, &number.range, &out, left, count))
                .or_else(|| {
                    slavic::again(context, sentence, &number.range, &out, &harms, left, count)
                }),
        };
        let Some((mut code, rules, cue)) = found else { continue };
        if pair::toll_of_dead(context, code, cue.as_ref(), &out, left) {
            code = "killed";
        }
        if code == "deployed_strength" && korean::later_wave(context, sentence, &number.range) {
            code = "deployed_additional";
        }
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
        if let Some((i, code)) = slavic::grown_from(context, sentence, &ranges, &out)
            && let Some(number) = numbers().nth(i)
        {
            out.push(Read {
                clause: number.range.clone(),
                zone: zone(sentence, &ranges, i),
                number: number.range.clone(),
                code,
                rules: vec!["figure-before"],
                quantity: number.quantity.clone(),
                earlier: true,
            });
        }
    }
    out.extend(worded(context, s, sentence, &harms, &taken));
    if let Some(last) = out.last() {
        left.last = Some(last.code);
        left.pair = pair::last_two(&out);
        left.whole = korean::whole_of(context, sentence, &out);
    }
    if slavic::slavic(sentence) && out.is_empty() && harms.iter().any(|h| h.code == "captured") {
        left.spoken = Some((sentence.paragraph, "captured"));
    }
    let taken = sentence.has(Class::TakenBack) && out.is_empty();
    left.corrected = harms.first().map(|h| h.code).filter(|_| taken);
    out.sort_by_key(|r| r.number.start);
    out
}

type Cause = (&'static str, Vec<&'static str>, Option<Range<usize>>);

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
        "figure-parts",
        "A number behind a colon that is a part of the one before it: it has the same category.",
    ),
    (
        "figure-corrected",
        "A number that stands instead of one that the outlet took back in the sentence before.",
    ),
    (
        "figure-pair",
        "Two numbers that stand against two before them (\"up from 880 and 3,100\"): they have their categories in order.",
    ),
    (
        "figure-ellipsis",
        "A number whose noun is left out (\"another 34 appeared\"): it has the category of the figure before.",
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
