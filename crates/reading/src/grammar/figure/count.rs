//! What a number counts: persons, or something else.
//!
//! `model::quantity` leaves out money, days, distances and things that its table knows. What is left is judged here by the noun behind
//! the number, or in Korean by its counter. Invariant: lawmakers, journalists and civilians are no soldiers, whatever befell them.

use std::ops::Range;

use model::quantity::{Lang, Quantity};

use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Number, Sentence};

/// What stands behind a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// Soldiers, or a counter of persons.
    Persons,
    /// Nothing: a verb, a mark, the end.
    Bare,
    /// A noun that the tables do not know.
    Unknown,
    /// Others than soldiers, or nobody.
    Nobody,
}

/// «співвідношення втрат – 5 до 1»: how one stands to the other.
fn ratio(context: &Context<'_>, sentence: &Sentence, number: &Number) -> bool {
    const RATIO: [&str; 2] = ["співвіднош", "соотнош"];
    let slavic = matches!(sentence.lang, Lang::Ru | Lang::Uk);
    let head = super::open::last_bytes(context.words(sentence.range.start..number.range.start));
    slavic
        && number.quantity.reading().and_then(|r| r.value).is_none_or(|n| n <= 40)
        && RATIO.iter().any(|r| head.to_lowercase().contains(r))
}

/// «10 тисяч ув'язнених, з 50 тисяч завербованих»: of how many.
fn of_how_many(context: &Context<'_>, sentence: &Sentence, number: &Number) -> bool {
    let head = context.words(sentence.range.start..number.range.start).trim_end();
    let slavic = matches!(sentence.lang, Lang::Ru | Lang::Uk);
    slavic && [", з", ", із", ", из"].iter().any(|w| head.ends_with(w))
}

/// What a number counts.
pub(super) fn counted(context: &Context<'_>, sentence: &Sentence, number: &Number) -> Counted {
    if sentence.dates.iter().any(|d| overlap(&d.range, &number.range)) || numerous(&number.quantity)
    {
        return Counted::Nobody;
    }
    let bracketed = context.words(sentence.range.start..number.range.start).ends_with(['(', '['])
        && context.words(number.range.end..sentence.range.end).starts_with([')', ']']);
    if bracketed
        || of_how_many(context, sentence, number)
        || ratio(context, sentence, number)
        || nought(context, sentence, number)
        || shown(context, sentence, number)
    {
        return Counted::Nobody;
    }
    match sentence.lang {
        Lang::Ko => korean(context, sentence, number),
        _ => european(context, sentence, number),
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// "numerous", "many": that there are some is no figure.
fn numerous(quantity: &Quantity) -> bool {
    // A hedge hides the word's own rule; only such words mean [1, ∞) without a number.
    let open = |r: &model::quantity::Reading| {
        r.value.is_none() && r.interval.lo() == 1 && r.interval.hi().is_none()
    };
    quantity.rules().iter().any(|r| r.ends_with("numerous")) || quantity.reading().is_some_and(open)
}

/// "there is none": zero is a figure only with its harm ("no casualties", 사망자는 없다).
fn nought(context: &Context<'_>, sentence: &Sentence, number: &Number) -> bool {
    let zero = number.quantity.rules().iter().any(|r| matches!(*r, "none" | "ko-none" | "ru-none"));
    zero && !sentence.of(Class::Harm).any(|m| {
        overlap(&m.range, &number.range)
            || (sentence.lang == Lang::Ko
                && m.range.end <= number.range.start
                && context.words(m.range.end..number.range.start).trim().is_empty())
    })
}

/// "a video that shows several bodies": what a picture shows is evidence.
fn shown(context: &Context<'_>, sentence: &Sentence, number: &Number) -> bool {
    let acts = sentence.of(Class::EvAct).filter(|m| m.range.end <= number.range.start);
    let near = acts.last().is_some_and(|m| {
        context.words(m.range.end..number.range.start).split_whitespace().count() <= 3
            && sentence.of(Class::Evidence).any(|e| e.range.end <= m.range.start)
    });
    near && !matches!(sentence.lang, Lang::Ko)
}

/// "Hong Gil-dong, 21, who": an age.
fn age(context: &Context<'_>, sentence: &Sentence, number: &Number) -> bool {
    let young =
        number.quantity.reading().and_then(|r| r.value).is_some_and(|n| (5..=99).contains(&n));
    let digits = context.words(number.range.clone()).bytes().all(|b| b.is_ascii_digit());
    let head = context.words(sentence.range.start..number.range.start);
    let Some(name) = head.trim_end().strip_suffix(',') else { return false };
    let named = name.rsplit(' ').next().is_some_and(|w| w.starts_with(char::is_uppercase));
    let rest = context.words(number.range.end..sentence.range.end);
    young && digits && (named && rest.starts_with('.') || rest.starts_with(','))
}

fn korean(context: &Context<'_>, sentence: &Sentence, number: &Number) -> Counted {
    let range = &number.range;
    // 전사자 72명의 유가족: the number is that of the dead, not of those who mourn them.
    let own = sentence.of(Class::Harm).any(|m| {
        m.range.end <= range.start
            && !context.words(m.range.clone()).ends_with('의')
            && context.words(m.range.end..range.start).trim().is_empty()
    });
    let other = sentence.of(Class::Other).any(|m| {
        let ahead =
            m.range.end <= range.start && context.words(m.range.end..range.start).trim().is_empty();
        let behind = m.range.start >= range.end
            && match context.words(range.end..m.range.start).trim() {
                "" | "명" => true,
                "의" | "명의" => !own,
                _ => false,
            };
        ahead || behind
    });
    if other {
        return Counted::Nobody;
    }
    let said = context.words(range.clone());
    let rest = context.words(range.end..sentence.range.end);
    // 생포된 병사 중 1명은 …라고 진술했다: one of them speaks.
    let one = number.quantity.reading().and_then(|r| r.value) == Some(1);
    let topic = ["은 ", "는 ", "명은 ", "이 “", "이 \""].iter().any(|t| rest.starts_with(t));
    let tells = sentence.of(Class::Say).last().is_some_and(|v| {
        let word = context.words(v.range.clone());
        ["진술", "말", "증언", "털어", "답"].iter().any(|t| word.starts_with(t))
            && sentence.range.end.saturating_sub(v.range.end) <= 12
    });
    if one && topic && tells {
        return Counted::Nobody;
    }
    // 4·25문화회관: a day in a name; 수백 만의 무기: a number cut in two.
    let day = rest.strip_prefix(['·', 'ㆍ']).is_some_and(|r| {
        let digits = r.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&digits)
            && !r.get(digits..).unwrap_or_default().starts_with(['명', '여', ' '])
    });
    if day || rest.trim_start().starts_with("만의 ") || rest.trim_start().starts_with("만 발") {
        return Counted::Nobody;
    }
    // 1인당: for each of them.
    let each = rest.trim_start().starts_with('당') && !rest.trim_start().starts_with("당시");
    if each && !said.ends_with("부상") {
        return Counted::Nobody;
    }
    const COUNTERS: [&str; 7] = ["명", "사람", "인", "구", "위", "여 명", "여명"];
    let counter = |text: &str| COUNTERS.iter().any(|c| text.starts_with(c));
    if COUNTERS.iter().any(|c| said.contains(c)) || counter(rest.trim_start()) {
        return Counted::Persons;
    }
    if matches!(number.quantity, Quantity::Fraction { .. }) {
        // 사망자의 절반 이상이 여성과 어린이: what they are, and not what befell them.
        let others = sentence.of(Class::Other).any(|m| {
            m.range.start >= range.end
                && context.words(range.end..m.range.start).split_whitespace().count() <= 2
        });
        return if others { Counted::Nobody } else { Counted::Bare };
    }
    if super::korean_none::things(rest) {
        return Counted::Nobody;
    }
    // 기 counts graves.
    if rest.trim_start().starts_with(['기', '여']) || said.ends_with('기') {
        return Counted::Bare;
    }
    if rest.starts_with(|c: char| ('가'..='힣').contains(&c)) {
        Counted::Unknown
    } else {
        Counted::Bare
    }
}

/// "One prisoner said": one of them, not how many there are.
fn single(context: &Context<'_>, sentence: &Sentence, number: &Number) -> bool {
    let one = number.quantity.reading().and_then(|r| r.value) == Some(1);
    let said = context.words(number.range.clone()).to_lowercase();
    let noun = sentence.of(Class::Harm).any(|m| {
        m.range.end > number.range.end
            && context
                .words(number.range.end..m.range.start.max(number.range.end))
                .trim()
                .is_empty()
            || overlap(&m.range, &number.range)
    });
    let first = number.range.start <= sentence.range.start + 2;
    one && first && noun && said.starts_with("one")
}

/// "according to two people briefed on the report", "three men familiar with it": who says it, and not of how many.
fn sources(context: &Context<'_>, sentence: &Sentence, number: &Number) -> bool {
    const WHO: [&str; 9] = [
        "briefed",
        "familiar",
        "with knowledge",
        "close to",
        "with direct",
        "who asked",
        "who spoke",
        "who declined",
        "who were not",
    ];
    let few = number.quantity.reading().and_then(|r| r.value).is_some_and(|n| n <= 20);
    let rest = context.words(number.range.end..sentence.range.end);
    let near: Vec<&str> = rest.split_whitespace().take(5).collect();
    let near = near.join(" ");
    few && sentence.lang == Lang::En && WHO.iter().any(|w| near.contains(w))
}

/// "on November 21 and 22": the second day.
fn day_too(context: &Context<'_>, sentence: &Sentence, number: &Number) -> bool {
    let small = number.quantity.reading().and_then(|r| r.value).is_some_and(|n| n <= 31);
    // "On March 8, 12 soldiers were captured"
    let persons = sentence.of(Class::Person).any(|m| {
        m.range.start >= number.range.end
            && context.words(number.range.end..m.range.start).split_whitespace().count() <= 2
            && !context.words(number.range.end..m.range.start).contains([',', ';'])
    }) || sentence.of(Class::Person).any(|m| overlap(&m.range, &number.range));
    small
        && !persons
        && sentence.lang == Lang::En
        && sentence.dates.iter().any(|d| {
            d.range.end <= number.range.start
                && matches!(
                    context.words(d.range.end..number.range.start).trim(),
                    "and" | "or" | "to" | "through" | "–" | "-" | ","
                )
                && context.words(d.range.clone()).ends_with(|c: char| c.is_ascii_digit())
        })
}

fn european(context: &Context<'_>, sentence: &Sentence, number: &Number) -> Counted {
    if age(context, sentence, number)
        || single(context, sentence, number)
        || sources(context, sentence, number)
        || day_too(context, sentence, number)
        || super::things::counts_things(context, sentence, number)
    {
        return Counted::Nobody;
    }
    let from = number.range.end;
    let rest = context.words(from..sentence.range.end);
    // The number's own words may hold the noun.
    let inside = |class: Class| {
        sentence
            .of(class)
            .any(|m| number.range.start <= m.range.start && m.range.end <= number.range.end)
    };
    if inside(Class::Other) {
        return Counted::Nobody;
    }
    if super::slavic::civil(context, sentence, from) {
        return Counted::Nobody;
    }
    if inside(Class::Person) {
        return Counted::Persons;
    }
    // "had taken two alive"
    if sentence.lang == Lang::En
        && sentence
            .of(Class::Harm)
            .any(|m| m.range.start < number.range.start && from < m.range.end)
    {
        return Counted::Persons;
    }
    let reach = reach(rest);
    let near = |class: Class| {
        let mut of =
            sentence.of(class).filter(|m| m.range.start >= from && m.range.start < from + reach);
        of.next().map(|m| m.range.start)
    };
    let other = near(Class::Other);
    let person = near(Class::Person).or_else(|| near(Class::Population));
    // "nine civilian fighters"
    let civil = person.zip(other).is_some_and(|(p, o)| {
        sentence.lang == Lang::En
            && o < p
            && context.words(o..p).starts_with("civilian ")
            && context.words(o..p).split_whitespace().count() <= 2
            && context.words(p..sentence.range.end).starts_with("fighters")
    });
    let other = other.filter(|_| !civil);
    match (person, other) {
        (_, Some(_)) => return Counted::Nobody,
        (Some(_), None) => return Counted::Persons,
        (None, None) => {}
    }
    let mut words = rest.split_whitespace();
    let first = words.next().unwrap_or_default();
    let bare = first.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if bare.is_empty()
        || first.starts_with([',', '.', ';', ':', ')', '”', '"', '»', '—', '–', '?', '!'])
    {
        return Counted::Bare;
    }
    let harm = sentence.mentions.iter().any(|m| {
        matches!(
            m.class,
            Class::Harm | Class::Strength | Class::Say | Class::Stay | Class::Future | Class::Could
        ) && m.range.start >= from
            && {
                let between = context.words(from..m.range.start).trim();
                between.is_empty() || super::slavic::adjective(sentence, between)
            }
    });
    if harm
        || number_of_function_word(&bare)
        || sentence.lang != Lang::En && bare.chars().next().is_some_and(|c| c.is_ascii_digit())
    {
        return Counted::Bare;
    }
    // «третину свого контингенту»: a share of those who were sent.
    let share = matches!(number.quantity, Quantity::Fraction { .. });
    if sentence.lang != Lang::En && share && of_force(rest) {
        return Counted::Bare;
    }
    Counted::Unknown
}

/// Whether what follows a Slavic share is a force: «свого контингенту», «особового складу».
fn of_force(rest: &str) -> bool {
    const FORCES: [&str; 14] = [
        "контингент",
        "угрупован",
        "угрупуван",
        "группировк",
        "корпус",
        "особового",
        "личного",
        "військ",
        "войск",
        "бригад",
        "відряджен",
        "отправленн",
        "відправлен",
        "состав",
    ];
    let clause = rest.split([',', ';', ':', '–', '—', '.']).next().unwrap_or_default();
    let near = clause.split_whitespace().take(3);
    near.map(str::to_lowercase).any(|w| FORCES.iter().any(|f| w.starts_with(f)))
}

/// The bytes of up to four words behind a number and its blank, up to a mark or a verb.
fn reach(rest: &str) -> usize {
    let mut at = 0;
    for (i, word) in rest.split_inclusive(' ').enumerate() {
        let bare = word.trim().trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        // "1,000 wounded, said lawmakers": the number's own words hold its noun.
        if bare.is_empty() && word.trim_start().starts_with([',', ';', ':', '.', ')', '!', '?']) {
            break;
        }
        if i >= 5 || (!bare.is_empty() && number_of_function_word(&bare) && bare != "of") {
            break;
        }
        at += word.len();
        let stops = word.trim_end().ends_with([',', ';', ':', '.', ')', '”', '»', '?', '!']);
        if stops && !bare.is_empty() {
            break;
        }
    }
    at
}

/// Words that show that no noun is counted by name.
fn number_of_function_word(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "of",
        "in",
        "on",
        "at",
        "to",
        "from",
        "by",
        "with",
        "and",
        "or",
        "but",
        "as",
        "for",
        "since",
        "after",
        "before",
        "during",
        "than",
        "had",
        "has",
        "have",
        "were",
        "was",
        "are",
        "is",
        "be",
        "been",
        "more",
        "others",
        "other",
        "so",
        "went",
        "the",
        "a",
        "an",
        "that",
        "who",
        "which",
        "while",
        "last",
        "this",
        "these",
        "them",
        "us",
        "killed",
        "if",
        "now",
        "near",
        "against",
        "across",
        "among",
        "amid",
        "around",
        "because",
        "when",
        "where",
        "until",
        "within",
        "into",
        "through",
        "under",
        "over",
        "between",
        "out",
        "up",
        "down",
        "nor",
        "yet",
        "also",
        "still",
        "already",
        "made",
        "given",
        "issued",
        "announced",
        "published",
        "released",
        "provided",
        "cited",
        "offered",
        "reported",
        "previously",
        "earlier",
        "alone",
        "each",
        "both",
        "all",
        "включая",
        "в",
        "во",
        "на",
        "из",
        "с",
        "со",
        "и",
        "или",
        "за",
        "по",
        "к",
        "до",
        "от",
        "были",
        "было",
        "был",
        "уже",
        "не",
        "что",
        "них",
        "у",
        "з",
        "із",
        "та",
        "й",
        "і",
        "або",
        "чи",
        "від",
        "під",
        "вже",
        "є",
        "їх",
        "для",
        "про",
        "при",
        "их",
        "ещё",
        "еще",
        "ще",
        "того",
        "там",
        "серед",
        "среди",
        "против",
        "проти",
        "около",
        "біля",
        "возле",
        "после",
        "після",
        "как",
        "як",
        "когда",
        "коли",
        "чтобы",
        "также",
        "тоже",
        "теж",
        "які",
        "которые",
        "лишь",
        "только",
        "лише",
        "числа",
        "включно",
        "зокрема",
        "—",
        "–",
    ];
    WORDS.contains(&word)
}
