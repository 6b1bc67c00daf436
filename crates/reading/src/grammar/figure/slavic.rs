//! Russian and Ukrainian numbers whose category stands elsewhere: «Їх було близько 12 тисяч», «оценил их в 4 тысячи», «речь идёт о 43 военных».
//!
//! Terms: a *reference* is a word that takes up the persons, or the number, of which the text has just spoken. Invariant: without a
//! reference, or a list that goes on, a number gets no category here. Linear in the clause.
//! Not here: numbers with a word of harm or strength of their own.

use std::ops::Range;

use model::quantity::Lang;

use super::count::Counted;
use super::harm::Harm;
use super::{Cause, Left, Read, attach};
use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Mention, Sentence};

/// Whether a sentence is in one of the two languages.
pub(super) const fn slavic(sentence: &Sentence) -> bool {
    matches!(sentence.lang, Lang::Ru | Lang::Uk)
}

/// For each number its category, where tanks and guns in the same list take none: «втратив 62 машини, 14 гармат і 1340 солдатів».
pub(super) fn attach_persons(
    context: &Context<'_>,
    sentence: &Sentence,
    numbers: &[Range<usize>],
    counts: &[Counted],
    harms: &[Harm],
) -> Option<Vec<Option<usize>>> {
    // «ще 370 тисяч були поранені»: a verb behind the number is no thing.
    let told = |i: usize| {
        const VERBS: [&str; 22] = [
            "були",
            "было",
            "были",
            "було",
            "дістали",
            "зазнали",
            "отримали",
            "получили",
            "погибли",
            "загинули",
            "вважають",
            "вважаються",
            "считаются",
            "числятся",
            "пропали",
            "зникли",
            "потрапили",
            "попали",
            "залишаються",
            "остаются",
            "опинилися",
            "оказались",
        ];
        numbers.get(i).is_some_and(|n| {
            let rest = context.words(n.end..sentence.range.end).trim_start();
            VERBS.contains(&rest.split(' ').next().unwrap_or_default())
        })
    };
    let thing = |i: usize| match counts.get(i) {
        Some(Counted::Unknown) => !told(i),
        Some(Counted::Nobody) => true,
        _ => false,
    };
    let persons = counts.contains(&Counted::Persons);
    if !slavic(sentence) || !persons || !(0..numbers.len()).any(thing) {
        return None;
    }
    let kept: Vec<usize> = (0..numbers.len()).filter(|i| !thing(*i)).collect();
    let ranges: Vec<Range<usize>> = kept.iter().filter_map(|i| numbers.get(*i).cloned()).collect();
    let pairs = attach::attach(context, sentence, &ranges, harms);
    let mut out = vec![None; numbers.len()];
    for (i, pair) in kept.into_iter().zip(pairs) {
        if let Some(slot) = out.get_mut(i) {
            *slot = pair;
        }
    }
    Some(out)
}

/// The category of a number that refers to what was spoken of.
pub(super) fn again(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    before: &[Read],
    harms: &[Harm],
    left: &Left,
    count: Counted,
) -> Option<Cause> {
    if !slavic(sentence) || !matches!(count, Counted::Persons | Counted::Bare) {
        return None;
    }
    let head = super::open::last_bytes(context.words(sentence.range.start..number.start));
    let head = head.to_lowercase().replace('ё', "е");
    let tail =
        first_bytes(context.words(number.end..sentence.range.end)).to_lowercase().replace('ё', "е");
    let own = sentence.has(Class::Harm) || sentence.has(Class::Strength);
    if before.is_empty() && !own && bulletin(&head) {
        return Some(("losses_unspecified", vec!["figure-total"], None));
    }
    if let Some(last) = before.last() {
        // «загинули 12 офіцерів, 45 сержантів і 300 солдатів»
        let between = context.words(last.number.end..number.start);
        let list = super::part::listed(between) && count == Counted::Persons;
        if list && !crosses(sentence, &(last.number.end..number.start)) {
            return Some((last.code, vec!["figure-list"], None));
        }
        let near = between.len() <= 160 && !crosses(sentence, &(last.number.end..number.start));
        let more = last_clause(&head);
        let earlier = words_back(more, 6).iter().any(|w| EARLIER.contains(w));
        if near && (compares(&head) || earlier && count == Counted::Bare) {
            return Some((last.code, vec!["figure-before"], None));
        }
        // «добровольцы – 15 741 человек, заключенные – 14 204»; «298 пропали в первую войну, а 244 – во вторую»
        let dash = ['–', '—', '-'];
        let item = head.trim_end().ends_with(dash)
            && (count == Counted::Persons || beside_other(more) && count == Counted::Bare);
        let rest = tail.trim_start();
        let other = more.trim() == "а" && rest.starts_with(dash);
        if near && (item || other) {
            return Some((last.code, vec!["figure-list"], None));
        }
        // «загалом цього року ця цифра становить уже 427 тисяч»
        let figure = [
            "ця цифра",
            "эта цифра",
            "цей показник",
            "этот показатель",
            "их число",
            "їх кількість",
        ];
        if near && figure.iter().any(|f| more.contains(f)) {
            return Some((last.code, vec!["figure-total"], None));
        }
        // «з них за минулу добу – 1150»
        if near && part_opens(more) {
            return Some((last.code, vec!["figure-part"], None));
        }
        // «відправили 11 тисяч, а в січні – ще 3 тисячі»
        let added = words_back(more, 4).iter().any(|w| MORE.contains(w));
        if near && added && last.code == "deployed_strength" {
            return Some(("deployed_additional", vec!["figure-list"], None));
        }
        // «у грудні говорили про сотню вбитих, у січні – вже про 300»
        let dated = sentence
            .dates
            .iter()
            .any(|d| last.number.end <= d.range.start && d.range.end <= number.start);
        let dash = more.contains(" – ") || more.contains(" — ");
        let gapped = near && dated && dash && count == Counted::Bare;
        return gapped.then(|| (last.code, vec!["figure-list"], None));
    }
    // «не наводить втрат; Сирський оцінив їх у 4 тисячі»
    let spoken = harms.iter().rev().find(|h| h.range.end <= number.start);
    if let Some(harm) = spoken.filter(|_| takes_up(&head)) {
        return Some((harm.code, harm.rules.clone(), Some(harm.range.clone())));
    }
    // «Взяли в полон військових. Це двоє солдатів»: how many those were.
    let these = ["це ", "это ", "йдеться про", "речь идет о", "идет речь о", "що йдеться про"]
        .iter()
        .any(|w| head.trim_end().ends_with(w.trim_end()));
    let captured =
        left.spoken.filter(|(p, code)| *code == "captured" && *p + 2 >= sentence.paragraph);
    if let Some((_, code)) = captured.filter(|_| these && left.last.is_none()) {
        return Some((code, vec!["figure-again"], None));
    }
    let known = left.last.or(left.before)?;
    let more = words_back(&head, 3).iter().any(|w| MORE.contains(w)) && count == Counted::Persons;
    let place = sentence.of(Class::InKursk).next().filter(|_| known.ends_with("strength"));
    if let Some(place) = place.filter(|_| !own) {
        return Some((place.value, vec![place.rule, "figure-again"], None));
    }
    if own || !(more || refers(&head, &tail) || taken(&head, &tail, known)) {
        return None;
    }
    if present(&head) && !known.ends_with("strength") && known != "in_kursk" {
        return Some(("deployed_strength", vec!["figure-again"], None));
    }
    Some((known, vec!["figure-again"], None))
}

/// The beginning of a text, as far as a rule looks ahead: so a sentence full of numbers costs no more for each of them.
fn first_bytes(text: &str) -> &str {
    const AHEAD: usize = 320;
    let to = text.len().min(AHEAD);
    (0..=to).rev().find_map(|at| text.get(..at)).unwrap_or_default()
}

/// Words for an earlier time.
const EARLIER: [&str; 6] = ["ранее", "раньше", "прежде", "раніше", "доти", "досі"];

/// Words for those in addition.
const MORE: [&str; 4] = ["ще", "еще", "додатково", "дополнительно"];

/// What stands behind the last mark before a number, the dash of a left-out verb aside.
fn last_clause(head: &str) -> &str {
    head.rsplit([',', ';', ':', '(']).next().unwrap_or_default()
}

/// «из них за последние сутки»: a part of the number before.
fn part_opens(clause: &str) -> bool {
    const PARTS: [&str; 12] = [
        "из них",
        "из которых",
        "в том числе",
        "среди них",
        "з них",
        "із них",
        "з яких",
        "із яких",
        "зокрема",
        "у тому числі",
        "в тому числі",
        "серед них",
    ];
    let clause = clause.trim_start();
    PARTS.iter().any(|p| clause.starts_with(p)) && clause.split_whitespace().count() <= 8
}

/// The first number of «с 300 до 600 погибших»: it has the category of the second.
pub(super) fn grown_from(
    context: &Context<'_>,
    sentence: &Sentence,
    standing: &[Range<usize>],
    out: &[Read],
) -> Option<(usize, &'static str)> {
    if !slavic(sentence) {
        return None;
    }
    let first = standing.iter().position(|n| out.iter().all(|r| r.number != *n))?;
    let (here, next) = (standing.get(first)?, standing.get(first + 1)?);
    let code = out.iter().find(|r| r.number == *next)?.code;
    let lead = context.words(sentence.range.start..here.start).trim_end();
    let from = [" с", " со", " з", " із"].iter().any(|w| lead.ends_with(w))
        || ["с ", "со ", "з ", "із "].iter().any(|w| context.words(here.clone()).starts_with(w));
    (from && context.words(here.end..next.start).trim() == "до").then_some((first, code))
}

/// Whether a word of harm or strength stands in a range.
fn crosses(sentence: &Sentence, range: &Range<usize>) -> bool {
    sentence.mentions.iter().any(|m| {
        matches!(m.class, Class::Harm | Class::Strength)
            && range.start <= m.range.start
            && m.range.end <= range.end
    })
}

fn words_back(head: &str, n: usize) -> Vec<&str> {
    let clause = head.rsplit([';', '.', '!', '?']).next().unwrap_or_default();
    clause
        .split_whitespace()
        .rev()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|w| !w.is_empty())
        .take(n)
        .collect()
}

/// «оцінив їх у», «эту цифру довели до»: a pronoun for the harm named before in the sentence.
fn takes_up(head: &str) -> bool {
    words_back(head, 4).iter().any(|w| matches!(*w, "їх" | "их" | "його" | "її" | "ее" | "его"))
}

/// «сьогодні боєздатних», «сейчас их»: how many there are is asked, and not how many were lost.
fn present(head: &str) -> bool {
    const NOW: [&str; 12] = [
        "було",
        "были",
        "было",
        "сьогодні",
        "сейчас",
        "зараз",
        "теперь",
        "тепер",
        "лишилося",
        "осталось",
        "початкова",
        "первоначально",
    ];
    words_back(head, 5).iter().any(|w| NOW.contains(w))
}

/// Words that compare with a figure before: «проти 300 у січні», «по сравнению с 300».
fn compares(head: &str) -> bool {
    const LEADS: [&str; 12] = [
        "проти",
        "против",
        "порівняно з",
        "порівняно із",
        "по сравнению с",
        "вместо",
        "замість",
        "а не",
        "тоді як раніше",
        "раніше",
        "ранее",
        "в отличие от",
    ];
    let head = head.trim_end();
    LEADS.iter().any(|l| head.ends_with(l))
}

/// Whether the words around a number take up persons or a number spoken of before.
fn refers(head: &str, tail: &str) -> bool {
    const WORDS: [&str; 54] = [
        "їх",
        "их",
        "таких",
        "це",
        "это",
        "воно",
        "цифра",
        "цифру",
        "цифрі",
        "цифре",
        "цифры",
        "цифри",
        "число",
        "числа",
        "числі",
        "числе",
        "кількість",
        "количество",
        "показник",
        "показатель",
        "показника",
        "показателя",
        "йдеться",
        "ідеться",
        "йшлося",
        "речь",
        "мова",
        "мовиться",
        "оцінка",
        "оцінку",
        "оцінці",
        "оценка",
        "оценку",
        "оценки",
        "оцінки",
        "загалом",
        "всего",
        "усього",
        "всього",
        "разом",
        "итого",
        "підсумок",
        "рахунок",
        "счет",
        "підтверджено",
        "подтверждено",
        "підтвердити",
        "подтвердить",
        "подтверждены",
        "данные",
        "дані",
        "счете",
        "список",
        "перелік",
    ];
    let near = words_back(head, 6).iter().any(|w| WORDS.contains(w));
    let mut next = tail.split_whitespace().take(3);
    let theirs = next.any(|w| matches!(w.trim_end_matches([',', '.', ';']), "их" | "їх"));
    near || theirs
}

/// «Двох узяли вчора»: of prisoners.
fn taken(head: &str, tail: &str, known: &str) -> bool {
    const VERBS: [&str; 8] =
        ["взя", "узя", "достав", "затрим", "задерж", "схоп", "захоп", "захват"];
    let opens = words_back(head, 3).len() <= 1;
    let next = tail.split_whitespace().next().unwrap_or_default();
    opens && known == "captured" && VERBS.iter().any(|v| next.starts_with(v))
}

/// «назвав цифру у 4 тисячі вбитих завищеною», «не підтвердив дані про 3000 загиблих»: a number that is spoken of and not said.
pub(super) fn spoken_of(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    if !slavic(sentence) {
        return false;
    }
    // «12 «200-х» і 40 «300-х»»: the word for the dead is no number of its own.
    if sentence.of(Class::Harm).any(|m| m.range.start == number.start && number.end <= m.range.end)
    {
        return context.words(number.clone()).starts_with(|c: char| c.is_ascii_digit());
    }
    const CALLS: [&str; 10] = [
        "назва",
        "називає",
        "називають",
        "называ",
        "считает",
        "считают",
        "вважа",
        "визна",
        "признал",
        "признает",
    ];
    const WRONG: [&str; 20] = [
        "завищен",
        "завышен",
        "перебільшен",
        "преувеличен",
        "нереаліст",
        "нереалист",
        "абсурд",
        "безпідставн",
        "безосновательн",
        "неправдив",
        "вигадан",
        "выдуман",
        "вигадк",
        "выдумк",
        "вымыс",
        "брехн",
        "ложн",
        "ложью",
        "недостовірн",
        "недостоверн",
    ];
    const OPEN: [&str; 14] = [
        "не підтверд",
        "не подтверд",
        "не коментува",
        "не комментирова",
        "не стали підтвердж",
        "не спростува",
        "не опроверг",
        "не може підтверд",
        "не можуть підтверд",
        "не може перевір",
        "не можем подтверд",
        "не смог",
        "не змог",
        "не беруться підтвердж",
    ];
    let head = super::open::last_bytes(context.words(sentence.range.start..number.start));
    let head = head.to_lowercase();
    let tail = first_bytes(context.words(number.end..sentence.range.end)).to_lowercase();
    // «Один, коли слідчий спитав, відповів»: one of them, and not how many there are.
    let one = matches!(
        context.words(number.clone()).to_lowercase().as_str(),
        "один" | "одна" | "одне" | "одно"
    );
    let opens = words_back(&head, 1).is_empty();
    let of = ["з ", "із ", "из "].iter().any(|w| tail.trim_start().starts_with(w));
    if one && opens && (tail.starts_with(',') || of) && sentence.has(Class::Say) {
        return true;
    }
    // «Чи правда, що загинуло 3 тисячі?»
    let text = context.words(sentence.range.clone());
    if text.trim_end_matches(['»', '"', '”', '*', ' ']).ends_with('?') && !sentence.has(Class::Say)
    {
        return true;
    }
    // «пишет издание 74.ru»: a name on the Web.
    if [".ru", ".ua", ".com", ".org", ".net", ".info"].iter().any(|end| tail.starts_with(end)) {
        return true;
    }
    // «Девятьсот? Нет, такого никто не знает»: asked back.
    if tail.starts_with('?') {
        return true;
    }
    // A clause that begins with its own subject says something else.
    let head = head.rsplit([';', ':', '—', '–']).next().unwrap_or_default();
    let near = tail.split([';', ':', '—']).next().unwrap_or_default();
    let near: Vec<&str> = near.split_whitespace().take(9).collect();
    let called =
        head.split_whitespace().rev().take(8).any(|w| CALLS.iter().any(|c| w.starts_with(c)));
    let wrong = near.iter().any(|w| WRONG.iter().any(|x| w.starts_with(x)));
    if called && wrong {
        return true;
    }
    OPEN.iter().filter_map(|o| head.rfind(o)).any(|at| {
        let between = head.get(at..).unwrap_or_default();
        // «не підтвердив загибель, але сказав, що …»
        between.split_whitespace().count() <= 9 && !between.contains(',')
    })
}

/// «встановила імена 83 тисяч загиблих»: those are dead whom somebody counted, and nothing is displayed.
pub(super) fn known_names(context: &Context<'_>, sentence: &Sentence, mention: &Mention) -> bool {
    const KNOWN: [&str; 12] = [
        "установи",
        "встанови",
        "подтверди",
        "підтверди",
        "собра",
        "зібра",
        "выясни",
        "з'ясува",
        "идентифиц",
        "ідентифік",
        "известн",
        "відом",
    ];
    if !slavic(sentence) || mention.value != "named_dead_displayed" {
        return false;
    }
    let said = context.words(mention.range.clone()).to_lowercase();
    let head = super::open::last_bytes(context.words(sentence.range.start..mention.range.start));
    let head = head.to_lowercase().replace('’', "'");
    let names = said.starts_with("им") || said.starts_with("ім");
    names && words_back(&head, 9).iter().any(|w| KNOWN.iter().any(|k| w.starts_with(k)))
}

/// «полонений розповів»: the word tells who speaks.
pub(super) fn describes(context: &Context<'_>, sentence: &Sentence, mention: &Mention) -> bool {
    const ONE: [&str; 10] = [
        "полонений",
        "полоненого",
        "полоненому",
        "пленный",
        "пленного",
        "пленному",
        "військовополонений",
        "військовополоненого",
        "военнопленный",
        "военнопленного",
    ];
    let said = context.words(mention.range.clone()).to_lowercase();
    let head = super::open::last_bytes(context.words(sentence.range.start..mention.range.start));
    let one = words_back(&head.to_lowercase(), 1).first().is_some_and(|w| w.starts_with("од"));
    // «на восполнение потерь»
    const MADE_GOOD: [&str; 8] =
        ["восполн", "компенс", "возмещ", "заміщ", "поповн", "пополн", "відновл", "замен"];
    let made_good = words_back(&head.to_lowercase(), 1)
        .first()
        .is_some_and(|w| MADE_GOOD.iter().any(|m| w.starts_with(m)));
    if mention.value == "losses_unspecified" && made_good {
        return true;
    }
    mention.value == "captured" && ONE.contains(&said.as_str()) && !one
}

/// «15 загиблих цивільних»: the number's own words hold the dead, and the next one tells who they were.
pub(super) fn civil(context: &Context<'_>, sentence: &Sentence, from: usize) -> bool {
    slavic(sentence)
        && sentence
            .of(Class::Other)
            .any(|m| m.range.start >= from && context.words(from..m.range.start).trim().is_empty())
}

/// «6000 загальних втрат»: one adjective between a number and its harm.
pub(super) fn adjective(sentence: &Sentence, between: &str) -> bool {
    slavic(sentence)
        && !between.contains(' ')
        && ["их", "ых", "ими", "ыми"].iter().any(|e| between.ends_with(e))
}

/// «остается ещё около 11 тысяч», «залишається ще 300»: those who are still there, and nobody in addition.
pub(super) fn still(
    context: &Context<'_>,
    sentence: &Sentence,
    added: &Mention,
    stay: Option<&Mention>,
) -> bool {
    let left = |m: &Mention| {
        let said = context.words(m.range.clone()).to_lowercase();
        ["оста", "зали", "лиши"].iter().any(|w| said.starts_with(w))
    };
    let more = context.words(added.range.clone()).to_lowercase().replace('ё', "е");
    slavic(sentence)
        && matches!(more.as_str(), "ще" | "еще")
        && stay.is_some_and(|m| {
            m.range.end <= added.range.start
                && left(m)
                && !context.words(m.range.end..added.range.start).contains([',', ';', '—', '–'])
        })
}

/// «особового складу – близько 399090 (+950)»: the line of a daily bulletin for the men, between those for tanks and guns.
fn bulletin(head: &str) -> bool {
    const MEN: [&str; 8] = [
        "особового складу",
        "особовий склад",
        "личного состава",
        "личный состав",
        "живої сили",
        "живой силы",
        "жива сила",
        "живая сила",
    ];
    let lead = head.trim_start_matches(|c: char| !c.is_alphabetic());
    MEN.iter().any(|m| {
        lead.strip_prefix(m).is_some_and(|rest| {
            let rest = rest.trim();
            !rest.is_empty()
                && rest.split_whitespace().all(|w| {
                    matches!(
                        w,
                        "–" | "—"
                            | "-"
                            | ":"
                            | "близько"
                            | "около"
                            | "~"
                            | "осіб"
                            | "ос"
                            | "приблизно"
                    )
                })
        })
    })
}

/// «со стороны наёмников – 20»: the number of the other side.
fn beside_other(clause: &str) -> bool {
    [
        "со стороны",
        "с украинской стороны",
        "с российской стороны",
        "с обеих сторон",
        "з боку",
        "з українського боку",
        "з російського боку",
    ]
    .iter()
    .any(|w| clause.trim_start().starts_with(w))
}
