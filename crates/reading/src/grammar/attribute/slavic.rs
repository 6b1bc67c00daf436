//! Speakers of Russian and Ukrainian clauses that leave out the verb: «у Києві – 1000», «Лондон – про 6000 втрат».
//!
//! Invariant: a dash stands right behind the name and a number right behind the dash, and the name does not open the sentence: there it
//! is a label. Linear in the speakers.

use std::ops::Range;

use super::entity::Entity;
use super::european::{gap, make};
use model::quantity::Lang;

use super::entity::who;
use super::{Attribution, Style, Weight, Who};
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Mention, Sentence};
use crate::page::Page;

/// Who answers for the number behind a dash.
pub(super) fn gapped(page: &Page, sentence: &Sentence, entities: &[&Entity]) -> Vec<Attribution> {
    let mut out = Vec::new();
    for entity in entities.iter().filter(|e| e.who.weight < Weight::Relay) {
        let Some(scope) = dashed(page, sentence, entity) else { continue };
        let mut one = make(sentence, entity, Style::Beside, entity.range.clone());
        one.scope = scope;
        out.push(one);
    }
    out
}

fn dashed(page: &Page, sentence: &Sentence, entity: &Entity) -> Option<Range<usize>> {
    let head = page.slice(sentence.range.start..entity.range.start).trim_end();
    let lead = head.rsplit([',', ';', '(']).next()?;
    let opens = lead.len() == head.len() || lead.split_whitespace().count() > 5;
    if opens || head.is_empty() {
        return None;
    }
    let rest = page.slice(entity.range.end..sentence.range.end);
    let lead = rest.trim_start();
    if lead.len() == rest.len() || !lead.starts_with(['–', '—', '-']) {
        return None;
    }
    let dash = entity.range.end + (rest.len() - lead.len());
    let number = sentence.numbers.iter().find(|n| n.range.start > dash)?;
    if gap(page, dash, number.range.start) > 2 {
        return None;
    }
    let clause = sentence
        .clauses
        .iter()
        .find(|c| c.start <= number.range.start && number.range.start < c.end);
    let end = clause.map_or(number.range.end, |c| c.end).max(number.range.end);
    Some(entity.range.start..end)
}

/// «аналітики NK News», «исследователи Медиазоны»: whose they are answers.
pub(super) fn of_outlet<'a>(
    page: &Page,
    entities: &[&'a Entity],
    subject: &'a Entity,
) -> Option<&'a Entity> {
    let own = subject.who.weight == Weight::Voice && subject.who.rule.starts_with("voice");
    let next = entities.iter().find(|e| e.range.start >= subject.range.end).filter(|_| own)?;
    let between = page.slice(subject.range.end..next.range.start);
    let bare = between.trim_matches([' ', '«', '"', '“']);
    (next.who.weight == Weight::Outlet && bare.is_empty()).then_some(*next)
}

/// «розповів генерал Райдер, прессекретар Пентагону»: an office behind a name, and a comma, behind the verb.
pub(super) fn in_apposition(between: &str) -> bool {
    const OFFICES: [&str; 26] = [
        "речни",
        "представн",
        "представит",
        "голов",
        "глав",
        "начальник",
        "командир",
        "командувач",
        "командующ",
        "прес",
        "директор",
        "заступник",
        "заместител",
        "радник",
        "советник",
        "міністр",
        "министр",
        "секретар",
        "спікер",
        "спикер",
        "керівник",
        "руководител",
        "очільни",
        "посол",
        "президент",
        "официальн",
    ];
    let Some((name, office)) = between.split_once(", ") else { return false };
    let names = name.split_whitespace().count();
    let words: Vec<&str> = office.split_whitespace().collect();
    let led = office.is_empty()
        || words.first().is_some_and(|w| OFFICES.iter().any(|o| w.to_lowercase().starts_with(o)));
    let plain = !between.contains([':', '«', '"', '“', ';', '—']) && !office.contains(',');
    (1..=7).contains(&names) && words.len() <= 3 && led && plain
}

/// «солдата КНДР, говорится в сводке»: a country to which those who are counted belong does not speak.
pub(super) fn belongs(page: &Page, sentence: &Sentence, entity: &Entity) -> bool {
    let head = page.slice(sentence.range.start..entity.range.start).trim_end();
    let person = sentence
        .mentions
        .iter()
        .filter(|m| matches!(m.class, Class::Person | Class::Harm))
        .any(|m| m.range.end == sentence.range.start + head.len());
    let word = head.rsplit(' ').next().unwrap_or_default().to_lowercase();
    const BODIES: [&str; 13] = [
        "парламент",
        "собрани",
        "зборів",
        "корпус",
        "контингент",
        "войск",
        "війська",
        "військ",
        "арми",
        "армі",
        "потер",
        "втрат",
        "подраздел",
    ];
    // «578 военнослужащих министерства обороны»: whose men are counted.
    let end = sentence.range.start + head.len();
    let at = sentence.numbers.partition_point(|n| n.range.start < end);
    let number = at.checked_sub(1).and_then(|at| sentence.numbers.get(at));
    let counted =
        number.is_some_and(|n| end <= n.range.end && page.slice(n.range.start..end).contains(' '));
    if !entity.country && person && counted {
        return true;
    }
    entity.country && (person || BODIES.iter().any(|b| word.starts_with(b)))
}

/// «Росія втратила 350 тисяч солдатів, ще 50 тисяч вважають зниклими»: a country that loses men, or whose name is of another number than
/// the verb, does not speak.
pub(super) fn suffers(page: &Page, sentence: &Sentence, entity: &Entity, verb: &Mention) -> bool {
    if !entity.country {
        return false;
    }
    const LOST: [&str; 6] = ["втратил", "потерял", "втрача", "теряет", "понесл", "зазнал"];
    let between =
        page.slice(entity.range.end..verb.range.start.max(entity.range.end)).to_lowercase();
    let first = between.split_whitespace().next().unwrap_or_default();
    if LOST.iter().any(|l| first.starts_with(l)) {
        return true;
    }
    let name = page.slice(entity.range.clone()).to_lowercase();
    let single = ["росія", "україна", "россия", "украина", "кндр", "корея", "москва"]
        .iter()
        .any(|n| name.ends_with(n));
    let said = page.slice(verb.range.clone()).to_lowercase();
    let many = ["ють", "уть", "ают", "яют", "ять"].iter().any(|e| said.ends_with(e));
    let numbers = sentence
        .numbers
        .iter()
        .any(|n| entity.range.end <= n.range.start && n.range.end <= verb.range.start);
    single && many && numbers
}

/// «передала Пхеньяну тела 72 солдат»: the dead are handed over, and nothing is said.
pub(super) fn hands_over(page: &Page, sentence: &Sentence, verb: &Mention) -> bool {
    let said = page.slice(verb.range.clone()).to_lowercase();
    said.starts_with("передал")
        && sentence.of(Class::Harm).any(|m| {
            m.range.end > verb.range.end
                && !page.slice(verb.range.end..m.range.end).contains([',', ':', '«', '"'])
                && gap(page, verb.range.end, m.range.end) <= 5
        })
}

/// «доложил президенту»: the dative right behind a verb is that of who is told.
pub(super) fn told(page: &Page, sentence: &Sentence, entity: &Entity) -> bool {
    const TOLD: [&str; 12] = [
        "президенту",
        "президентові",
        "зеленскому",
        "зеленському",
        "министру",
        "міністру",
        "міністрові",
        "путину",
        "путіну",
        "главкому",
        "головкому",
        "главнокомандующему",
    ];
    let said = page.slice(entity.range.clone()).to_lowercase();
    let first = said.split(' ').next().unwrap_or_default();
    let dative = TOLD.contains(&first) || TOLD.iter().any(|t| said.ends_with(t));
    dative
        && sentence.of(Class::Say).any(|m| {
            m.range.end <= entity.range.start && gap(page, m.range.end, entity.range.start) <= 1
        })
}

/// Whether a word for an office stands alone beside a verb of saying: «додав речник», «посадовець уточнив»; whoever has a name or a house of
/// his own is somebody else.
pub(super) fn office(page: &Page, sentence: &Sentence, mention: &Mention) -> bool {
    let next = page.slice(mention.range.end..sentence.range.end);
    let ends = !next.starts_with(' ');
    let says = |m: &Mention| {
        m.range.end <= mention.range.start
            && ends
            && page.slice(m.range.end..mention.range.start).trim().is_empty()
            || m.range.start >= mention.range.end
                && gap(page, mention.range.end, m.range.start) <= 1
                && !page.slice(mention.range.end..m.range.start).contains([',', '—', '–'])
                && !page.slice(mention.range.end..m.range.start).chars().any(char::is_uppercase)
    };
    sentence.of(Class::Say).any(says)
}

/// Of whom a sentence tells something at its beginning without letting anybody speak: who «его сводка» in the next one is by.
pub(super) fn topic(page: &Page, sentence: &Sentence) -> Option<Who> {
    let slavic = matches!(sentence.lang, Lang::Ru | Lang::Uk);
    let party = sentence.parties.iter().find(|p| p.speaks()).filter(|_| slavic)?;
    let head = page.slice(sentence.range.start..party.range.start);
    (head.split_whitespace().count() <= 2 && !head.contains(['«', '"', '“'])).then(|| who(party))
}

/// Whether a paragraph is an entry of a list, by the mark at its head.
pub(super) fn entry(text: &str) -> bool {
    text.starts_with(['▪', '•', '●', '🔹', '🔸', '◾', '➡', '✅', '▫', '‼', '❗', '🔺', '⚡'])
}

/// Whether a paragraph answers in an interview: a dash, behind a question.
pub(super) fn replies(before: &str, text: &str) -> bool {
    let dash = text.starts_with(['—', '–', '-']);
    let asked = before.trim_end_matches(['*', '_', ' ', '»', '"', '“']).ends_with('?');
    dash && asked
}

/// «– Ворог втратив 300 осіб. Бої тривають, – заявив командувач»: whether a sentence ends a paragraph of direct speech with who spoke it.
pub(super) fn closes_speech(
    page: &Page,
    sentences: &[Sentence],
    s: usize,
    own: &[Attribution],
) -> bool {
    let Some(here) = sentences.get(s).filter(|x| matches!(x.lang, Lang::Ru | Lang::Uk)) else {
        return false;
    };
    let dash = [" – ", " — ", " - "];
    let says = own.iter().filter(|a| a.style == Style::Says).any(|a| {
        let head = page.slice(here.range.start..a.cue.start.min(a.subject.start));
        dash.iter().any(|d| format!("{head} ").ends_with(d)) && head.contains(',')
    });
    // Further back than that nobody is asked; and the work stays linear.
    let before = (0..s)
        .rev()
        .take(8)
        .take_while(|b| sentences.get(*b).is_some_and(|x| x.paragraph == here.paragraph));
    let first = before.last().and_then(|b| sentences.get(b));
    let opens = first.is_some_and(|x| page.slice(x.range.clone()).starts_with(['-', '–', '—']));
    let bare = !page.slice(here.range.clone()).contains(['«', '"', '“', '„']);
    says && (opens || bare)
}

/// «Там зазначають», «Там же сообщили»: the place in which the one before was said.
pub(super) fn there(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let there = matches!(words.next(), Some("Там" | "Звідти" | "Оттуда"));
    let verb = words.find(|w| !matches!(*w, "же" | "ж" | "також" | "также" | "уже" | "вже"));
    let plural = ["ли", "ють", "ять", "уть", "ают", "яют", "ят", "ют"];
    let verb = verb.unwrap_or_default().trim_end_matches([',', ':']);
    there && plural.iter().any(|e| verb.ends_with(e))
}

/// «…», — говорится в сообщении: a paper of whoever spoke last.
pub(super) fn in_paper(text: &str) -> bool {
    const STANDS: [&str; 10] = [
        "говорится",
        "сказано",
        "отмечается",
        "подчеркивается",
        "указано",
        "йдеться",
        "ідеться",
        "зазначається",
        "наголошується",
        "сказано",
    ];
    const PAPERS: [&str; 14] = [
        "сообщени",
        "публикаци",
        "сводк",
        "заявлени",
        "отчет",
        "докладе",
        "повідомленн",
        "публікаці",
        "зведенн",
        "заяві",
        "звіті",
        "дописі",
        "посте",
        "релизе",
    ];
    let end = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = end.split_whitespace().rev().take(6).collect();
    let stands = words.iter().position(|w| STANDS.iter().any(|s| w.to_lowercase().starts_with(s)));
    stands.is_some_and(|at| {
        words.iter().take(at).any(|w| PAPERS.iter().any(|p| w.to_lowercase().starts_with(p)))
    })
}

/// «Міністр на брифінгу сказав:» and a quotation in a block of its own.
pub(super) fn introduced(before: &str) -> bool {
    before.trim_end_matches(['*', '_', ' ']).ends_with(':')
}

/// «У Координаційному штабі Радіо Рівнина підтвердили»: the house in which it was said answers, and not who was told.
pub(super) fn house<'a>(
    page: &Page,
    sentence: &Sentence,
    entities: &[&'a Entity],
    subject: &'a Entity,
    verb: &Mention,
) -> Option<&'a Entity> {
    let told = subject.who.weight == Weight::Outlet && subject.range.end <= verb.range.start;
    let many = ["ли", "ють", "ять", "уть", "ают", "яют", "ят"];
    let said = page.slice(verb.range.clone()).to_lowercase();
    let plural = many.iter().any(|e| said.ends_with(e));
    let within = |e: &&&'a Entity| {
        let head = page.slice(sentence.range.start..e.range.start).trim_end().to_lowercase();
        let placed = ["в", "у", "во"].iter().any(|w| {
            head.strip_suffix(w).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
        });
        e.who.weight == Weight::Authority
            && e.range.end <= subject.range.start
            && placed
            && gap(page, e.range.end, verb.range.start) <= 12
            && !page.slice(e.range.end..verb.range.start).contains([',', ':', '«'])
    };
    entities.iter().find(within).copied().filter(|_| told && plural)
}

/// «Главное управление разведки (ГУР) Минобороны»: of a chain the first answers, which is the part and not the whole.
pub(super) fn head_of_chain<'a>(
    page: &Page,
    entities: &[&'a Entity],
    subject: &'a Entity,
) -> &'a Entity {
    let mut head = subject;
    // A chain is never longer; and the work is bounded.
    for _ in 0..3 {
        let before = entities.iter().rev().find(|e| e.range.end <= head.range.start);
        let Some(before) = before.filter(|b| {
            let between = page.slice(b.range.end..head.range.start);
            b.who.weight == Weight::Authority
                && head.who.weight == Weight::Authority
                && !b.country
                && b.who.group == head.who.group
                && matches!(between.trim(), "" | "(" | ")" | ") при" | "при")
        }) else {
            return head;
        };
        head = before;
    }
    head
}

/// «Медиазона и Би-би-си установили»: the first of two answers.
pub(super) fn first_of<'a>(
    page: &Page,
    entities: &[&'a Entity],
    subject: &'a Entity,
) -> Option<&'a Entity> {
    let before = entities.iter().rev().find(|e| e.range.end <= subject.range.start)?;
    let between = page.slice(before.range.end..subject.range.start);
    let bare = between.trim_matches([' ', '«', '»', '"', '“', '”']);
    let joined = matches!(bare, "и" | "та" | "і" | "й");
    (joined && before.who.weight == subject.who.weight).then_some(*before)
}

/// «Об этом», «Про це» at the head of a sentence: it tells who said what stands before it, and when.
pub(super) fn tells_of_this(text: &str) -> bool {
    ["Об этом ", "Об этом, ", "О данном ", "Про це ", "Про цей "]
        .iter()
        .any(|w| text.starts_with(w))
}

/// «данные из открытых источников»: papers and pages, and nobody who speaks.
pub(super) fn open_sources(page: &Page, sentence: &Sentence, mention: &Mention) -> bool {
    let slavic = matches!(sentence.lang, Lang::Ru | Lang::Uk);
    let head = page.slice(sentence.range.start..mention.range.start).trim_end();
    let word = head.rsplit(' ').next().unwrap_or_default();
    let open = word.strip_prefix("откры").or_else(|| word.strip_prefix("відкри"));
    slavic && mention.class == Class::Source && open.is_some_and(|end| end.starts_with('т'))
}

/// «западные чиновники сообщили Би-би-си», «рассказал CNN американский чиновник»: an outlet right behind the verb is told, when somebody
/// else stands before the verb or right behind the outlet.
pub(super) fn is_told(page: &Page, entities: &[&Entity], entity: &Entity, verb: &Mention) -> bool {
    let bare = |from: usize, to: usize| {
        let between = page.slice(from..to.max(from));
        !between.contains([',', ';', ':', '—', '–', '«', '"', '“'])
    };
    let near = entity.range.start >= verb.range.end
        && entity.who.weight == Weight::Outlet
        && gap(page, verb.range.end, entity.range.start) == 0
        && bare(verb.range.end, entity.range.start);
    near && entities.iter().any(|o| {
        let speaks = o.who.weight < Weight::Outlet && !o.country;
        let before = o.range.end <= verb.range.start
            && gap(page, o.range.end, verb.range.start) <= 8
            && bare(o.range.end, verb.range.start);
        let behind = o.range.start >= entity.range.end
            && gap(page, entity.range.end, o.range.start) <= 1
            && bare(entity.range.end, o.range.start);
        speaks && (before || behind)
    })
}

/// «сообщил основатель «вагнеровцев» Евгений Пригожин»: short names in quotation marks, taken out of the words between two places.
pub(super) fn without_names(between: &str) -> std::borrow::Cow<'_, str> {
    let Some(open) = between.find('«') else { return between.into() };
    let Some(close) = between.get(open..).and_then(|b| b.find('»')).map(|at| open + at) else {
        return between.into();
    };
    let (Some(head), Some(name), Some(tail)) =
        (between.get(..open), between.get(open..close), between.get(close + '»'.len_utf8()..))
    else {
        return between.into();
    };
    let short = name.split_whitespace().count() <= 3 && !head.trim().is_empty();
    if short { format!("{head}{tail}").into() } else { between.into() }
}

/// «Министерство здравоохранения (структура движения) объявило»: who stands in brackets behind a name is that name's aside.
pub(super) fn in_brackets(
    page: &Page,
    sentence: &Sentence,
    entities: &[&Entity],
    entity: &Entity,
    verb: &Mention,
) -> bool {
    // An aside is no longer than that.
    const ASIDE: usize = 160;
    if verb.range.start < entity.range.end || gap(page, entity.range.end, verb.range.start) > 16 {
        return false;
    }
    let head = page.slice(sentence.range.start..entity.range.start);
    let from = head.len().saturating_sub(ASIDE);
    let from = (from..=head.len()).find(|at| head.is_char_boundary(*at)).unwrap_or(0);
    let before = sentence.range.start + from;
    let head = head.get(from..).unwrap_or_default();
    let Some(open) =
        head.rfind('(').filter(|at| !head.get(*at..).unwrap_or_default().contains(')'))
    else {
        return false;
    };
    let closed = page.slice(entity.range.end..verb.range.start).contains(')');
    let at = before + head.get(..open).unwrap_or_default().trim_end().len();
    closed && entities.iter().any(|e| e.range.end == at && e.who != entity.who)
}

/// «после атаки ХАМАС», «во время вторжения России»: whose deed it was does not speak.
pub(super) fn deed(page: &Page, sentence: &Sentence, entity: &Entity) -> bool {
    const DEEDS: [&str; 26] = [
        "атаки",
        "атаку",
        "атаке",
        "атака",
        "атаці",
        "атакой",
        "атакою",
        "вторжения",
        "вторжении",
        "вторгнення",
        "обстрела",
        "обстрелов",
        "обстрілу",
        "обстрілів",
        "ударов",
        "ударів",
        "удара",
        "удару",
        "операции",
        "операції",
        "нападения",
        "нападу",
        "наступления",
        "наступу",
        "агрессии",
        "агресії",
    ];
    let head = page.slice(sentence.range.start..entity.range.start).trim_end();
    let word = head.rsplit(' ').next().unwrap_or_default().to_lowercase();
    DEEDS.contains(&word.as_str())
}

/// «Як повідомляє агентство, про це заявив Кірбі»: whose words the sentences before were, told behind who passes them on.
pub(super) fn told_so(page: &Page, sentence: &Sentence) -> bool {
    matches!(sentence.lang, Lang::Ru | Lang::Uk)
        && sentence.numbers.is_empty()
        && sentence.of(Class::Back).any(|back| {
            let lead = page.slice(sentence.range.start..back.range.start);
            lead.trim_end().ends_with(',')
                && sentence.of(Class::Say).any(|say| {
                    say.range.start >= back.range.end
                        && gap(page, back.range.end, say.range.start) <= 2
                })
        })
}
