//! Who speaks in English, Russian and Ukrainian.
//!
//! A verb of saying takes the nearest speaker: before it, unless a preposition governs the name; behind it when the verb comes first.
//! "According to" and its like take the first speaker behind them.

use std::ops::Range;

use model::quantity::Lang;

use super::{
    Attribution, Entity, State, Style, Weight, Who, english, english_number, slavic, subject,
};
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Mention, Sentence};
use crate::page::Page;

/// How many speakers back a participle or a pronoun finds its own.
const LATEST: usize = 8;

/// How many words may stand between a name and its verb.
const REACH: usize = 30;

pub(super) fn attributions(
    page: &Page,
    sentence: &Sentence,
    entities: &[Entity],
    state: &State,
) -> Vec<Attribution> {
    let mut out = Vec::new();
    for cue in sentence.of(Class::According) {
        let found = according(page, sentence, entities, cue);
        // "According to the general": who spoke last, under another word.
        let again = |a: &Attribution| {
            sentence.lang == Lang::En
                && a.who.group.is_empty()
                && subject::again(page.slice(a.subject.clone()))
        };
        let found = found.map(|a| match state.last.clone().filter(|_| again(&a)) {
            Some(who) => Attribution { who, ..a },
            None => a,
        });
        // "According to Lee": who passed on, or spoke, under this name before.
        let found = found.map(|a| match subject::met_before(page, sentence, state, &a) {
            Some(who) => Attribution { who, ..a },
            None => a,
        });
        out.extend(found);
    }
    for pronoun in sentence.of(Class::Pronoun).filter(|m| m.value == "according") {
        if let Some(entity) = entities.iter().find(|e| e.range == pronoun.range) {
            out.push(make(sentence, entity, Style::According, pronoun.range.clone()));
        }
    }
    let named: Vec<&Entity> = entities.iter().filter(|e| !is_cue(sentence, e)).collect();
    for verb in sentence.of(Class::Say) {
        let taken = out.iter().any(|a: &Attribution| overlap(&a.cue, &verb.range));
        if taken || slavic::hands_over(page, sentence, verb) {
            continue;
        }
        if sentence.lang == Lang::En
            && (english::noun(page, sentence, verb) || english::first_person(page, sentence, verb))
        {
            continue;
        }
        if sentence.lang == Lang::En && english::goes_on(page, sentence, verb) {
            // "It said the North has sent 900 men, adding that": who speaks goes on.
            let same =
                out.iter().rev().take(LATEST).find(|a: &&Attribution| {
                    a.style == Style::Says && a.cue.end <= verb.range.start
                });
            if let Some(same) = same.cloned() {
                out.push(Attribution { cue: verb.range.clone(), ..same });
                continue;
            }
        }
        if sentence.lang == Lang::En && passive(page, sentence, verb) {
            out.extend(told_by(page, sentence, &named, verb));
            continue;
        }
        let english = sentence.lang == Lang::En;
        if let Some(person) =
            english.then(|| english::person_behind(page, sentence, &named, state, verb)).flatten()
        {
            out.push(person);
            continue;
        }
        if let Some(unknown) =
            english.then(|| subject::unknown(page, sentence, &named, state, verb)).flatten()
        {
            out.push(unknown);
            continue;
        }
        let subject = match sentence.lang {
            Lang::Ru | Lang::Uk => slavic_subject(page, sentence, &named, verb)
                .map(|one| slavic::house(page, sentence, &named, one, verb).unwrap_or(one))
                .map(|one| slavic::head_of_chain(page, &named, one))
                .map(|subject| of_agency(page, sentence, &named, subject)),
            _ => english_subject(page, sentence, &named, verb)
                .map(|subject| of_agency(page, sentence, &named, subject)),
        };
        if let Some(entity) = subject.filter(|e| !compares(page, sentence, e, verb)) {
            let mut says = make(sentence, entity, Style::Says, verb.range.clone());
            if sentence.lang == Lang::En
                && let Some(from) = english::absolute(page, sentence, entity, verb)
            {
                says.scope.start = from;
            }
            if sentence.lang == Lang::En && english::concedes(page, sentence, entity, verb) {
                says.scope.start = entity.range.start;
            }
            if let Some(who) = taken_from(page, sentence, &out, entity) {
                says.who = who;
            }
            out.push(says);
        }
    }
    for noun in sentence.of(Class::Announce) {
        out.extend(announced(page, sentence, &named, noun));
    }
    if matches!(sentence.lang, Lang::Ru | Lang::Uk)
        && let Some(line) = source_line(page, sentence, entities)
    {
        out = vec![line];
    }
    if matches!(sentence.lang, Lang::Ru | Lang::Uk) {
        out.extend(slavic::gapped(page, sentence, &named));
    }
    if sentence.lang == Lang::En {
        out.extend(english_number::beside(page, sentence, &named));
        out.extend(english::comes_from(page, sentence, &named));
        if out.is_empty() && sentence.block == crate::draft::BlockKind::Body {
            out.extend(english::deed(page, sentence, &named));
        }
    }
    out
}

/// "have been put out of action", "were told": the subject does not speak.
fn passive(page: &Page, sentence: &Sentence, verb: &Mention) -> bool {
    let head = page.slice(sentence.range.start..verb.range.start).trim_end();
    let word = head.rsplit(' ').next().unwrap_or_default().to_lowercase();
    matches!(word.as_str(), "been" | "be" | "being" | "was" | "were" | "are" | "is")
        && !page.slice(verb.range.clone()).ends_with("ing")
}

/// "were told in Seoul by the NIS": the speaker behind "by".
fn told_by(
    page: &Page,
    sentence: &Sentence,
    entities: &[&Entity],
    verb: &Mention,
) -> Option<Attribution> {
    let entity = entities.iter().find(|e| {
        e.range.start >= verb.range.end && {
            let between = page.slice(verb.range.end..e.range.start).trim_end();
            let lead = between.strip_suffix("the").unwrap_or(between).trim_end();
            lead.ends_with(" by") && gap(page, verb.range.end, e.range.start) <= 12
        }
    })?;
    Some(make(sentence, entity, Style::According, verb.range.clone()))
}

/// "twice as many as Seoul had counted": told to compare, of no number of its own.
fn compares(page: &Page, sentence: &Sentence, entity: &Entity, verb: &Mention) -> bool {
    sentence.lang == Lang::En && english::compares(page, sentence, &entity.range, verb)
}

/// "Ukrainian troops said they had counted": whom a pronoun behind a verb of saying stands for, when no table knows who said it.
fn taken_from(
    page: &Page,
    sentence: &Sentence,
    out: &[Attribution],
    entity: &Entity,
) -> Option<Who> {
    let plain = page.slice(entity.range.clone()).to_lowercase();
    if sentence.lang != Lang::En || !matches!(plain.as_str(), "it" | "they" | "he" | "she") {
        return None;
    }
    let before = out
        .iter()
        .rev()
        .take(LATEST)
        .find(|a| a.style == Style::Says && a.cue.end <= entity.range.start)?;
    Some(before.who.clone())
}

fn is_cue(sentence: &Sentence, entity: &Entity) -> bool {
    sentence.of(Class::Pronoun).any(|m| m.value == "according" && m.range == entity.range)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

pub(super) fn make(
    sentence: &Sentence,
    entity: &Entity,
    style: Style,
    cue: Range<usize>,
) -> Attribution {
    Attribution {
        who: entity.who.clone(),
        style,
        subject: entity.range.clone(),
        cue,
        scope: sentence.range.clone(),
        said_on: None,
    }
}

/// Bytes beyond which words are not counted: more than [`REACH`] words hold.
const FAR: usize = 900;

/// Words between two places.
pub(super) fn gap(page: &Page, from: usize, to: usize) -> usize {
    if to.saturating_sub(from) > FAR {
        return FAR;
    }
    page.slice(from..to.max(from))
        .split_whitespace()
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .count()
}

/// The first speaker behind "according to", or an unnamed voice.
fn according(
    page: &Page,
    sentence: &Sentence,
    entities: &[Entity],
    cue: &Mention,
) -> Option<Attribution> {
    // "with Ukraine citing 3,000 casualties": who stands before it answers for the number.
    let counts = page.slice(cue.range.clone()).eq_ignore_ascii_case("citing")
        && sentence.numbers.iter().any(|n| {
            n.range.start >= cue.range.end && gap(page, cue.range.end, n.range.start) == 0
        });
    // "дані про загиблих КНДР": what the numbers are about.
    let next = page.slice(cue.range.end..sentence.range.end).trim_start();
    const NOBODY: [&str; 7] =
        ["про ", "о ", "об ", "из открытых", "з відкритих", "відкритих", "открытых"];
    if NOBODY.iter().any(|about| next.starts_with(about)) {
        return None;
    }
    let before = entities.iter().rev().find(|e| e.range.end <= cue.range.start);
    if let Some(entity) = before.filter(|e| counts && gap(page, e.range.end, cue.range.start) == 0)
    {
        return Some(make(sentence, entity, Style::Says, cue.range.clone()));
    }
    let behind = entities.iter().find(|e| {
        e.range.start >= cue.range.end
            && gap(page, cue.range.end, e.range.start) <= 7
            && !page.slice(cue.range.end..e.range.start).contains([',', ';', ':', '—'])
            // «По предварительным подсчётам в ходе вторжения в Украину погибли»: a place.
            && !(matches!(sentence.lang, Lang::Ru | Lang::Uk)
                && e.country
                && placed(page, sentence, e)
                && gap(page, cue.range.end, e.range.start) > 1)
    });
    let behind = behind.filter(|e| sentence.lang != Lang::En || !english::own_material(page, e));
    // "citing a source in the JCS": the agency answers, whoever the source is.
    let inside = behind.filter(|e| e.who.weight == Weight::Voice).and_then(|source| {
        entities.iter().find(|e| {
            let between = page.slice(source.range.end..e.range.start.max(source.range.end));
            e.who.weight == Weight::Authority
                && e.range.start >= source.range.end
                && within_agency(sentence.lang, between)
        })
    });
    let inside = inside.or_else(|| english::obtained(page, sentence, entities, behind?));
    if let Some(entity) = inside.or(behind) {
        // "citing the report": nobody new; a bare noun needs a speaker at once.
        let origin = page.slice(cue.range.clone()).contains("attribut");
        let style = if origin { Style::Origin } else { Style::According };
        return Some(make(sentence, entity, style, cue.range.clone()));
    }
    // «Згідно з даними, ворог втратив»: of whom the sentence before told.
    let first = page.slice(cue.range.end..sentence.range.end).trim_start().to_lowercase();
    let data = [
        "даними",
        "данными",
        "статистикою",
        "статистикой",
        "звітом",
        "звітами",
        "наявними даними",
        "имеющимся данным",
    ];
    if data.iter().any(|d| first.strip_prefix(d).is_some_and(|rest| rest.starts_with(','))) {
        return None;
    }
    let said = page.slice(cue.range.clone()).to_lowercase();
    let bare = matches!(
        said.as_str(),
        "citing"
            | "quoting"
            | "данные"
            | "оценка"
            | "оценке"
            | "доклад"
            | "дані"
            | "оцінка"
            | "подсчетам"
            | "как сообщается"
    );
    let next = page.slice(cue.range.end..sentence.range.end).trim_start();
    let noun = sentence
        .of(Class::Announce)
        .any(|n| n.range.start >= cue.range.end && gap(page, cue.range.end, n.range.start) <= 2);
    // "according to statistics posted on the ministry's site": somebody's, whoever that is.
    const MADE: [&str; 10] = [
        " posted ",
        " published ",
        " released ",
        " compiled ",
        " obtained ",
        " seen ",
        " leaked ",
        " collected ",
        " gathered ",
        " shared ",
    ];
    let lead = next.split([',', ';', '.']).next().unwrap_or_default();
    let made = sentence.lang == Lang::En && MADE.iter().any(|m| lead.contains(m));
    let noun = noun && !made;
    let adverbial = matches!(sentence.lang, Lang::Ru | Lang::Uk)
        && ["в ", "во ", "на ", "у ", "за ", "с ", "з ", "из ", "із ", "к "]
            .iter()
            .any(|w| next.starts_with(w));
    if adverbial
        || bare
        || noun
        || next.is_empty()
        || next.starts_with(|c: char| c.is_ascii_digit() || c == ',')
    {
        return None;
    }
    let end = next.find([',', '.', ';', ':', '—']).unwrap_or(next.len()).min(next.len());
    let start = sentence.range.end - next.len();
    let words = next.get(..end)?;
    let capital = words.split(' ').next().is_some_and(|w| w.starts_with(char::is_uppercase));
    // Somebody whom the tables do not know answers: no party.
    let weight = if capital { Weight::Voice } else { Weight::Relay };
    let who = Who { group: "", name: String::new(), weight, rule: cue.rule };
    let subject = start..start + end;
    let scope = sentence.range.clone();
    let cue = cue.range.clone();
    Some(Attribution { who, style: Style::According, subject, cue, scope, said_on: None })
}

/// Whether words between a source and an agency put the one into the other.
fn within_agency(lang: Lang, between: &str) -> bool {
    let words: Vec<&str> = between.split_whitespace().collect();
    let lead: &[&str] = match lang {
        Lang::Ru | Lang::Uk => {
            &["в", "во", "у", "из", "з", "із", "близкий", "близкие", "наближені"]
        }
        _ => &["in", "at", "inside", "within", "from", "close"],
    };
    words.len() <= 3 && words.first().is_some_and(|w| lead.contains(w))
}

/// Before the verb, unless a preposition governs the name; else behind an inverted verb.
fn english_subject<'a>(
    page: &Page,
    sentence: &Sentence,
    entities: &[&'a Entity],
    verb: &Mention,
) -> Option<&'a Entity> {
    let before = page.slice(sentence.range.start..verb.range.start).trim_end();
    let inverted =
        before.is_empty() || before.ends_with([',', '”', '"', '’', '?', '!', '—', '–', '…']);
    let said = page.slice(verb.range.clone()).to_lowercase();
    if inverted && !matches!(said.as_str(), "told" | "citing" | "quoting") && !said.ends_with("ing")
    {
        let next = entities.iter().find(|e| e.range.start >= verb.range.end);
        let close = next.filter(|e| gap(page, verb.range.end, e.range.start) <= 3);
        if let Some(entity) = close.filter(|e| {
            let between = page.slice(verb.range.end..e.range.start);
            !between.contains(',')
                && !between.split(' ').any(|w| w == "that")
                && !english::acts(page, sentence, e)
        }) {
            return Some(entity);
        }
    }
    // "a database maintained by Mediazona and volunteers has confirmed"
    if let Some(keeper) = entities.iter().find(|e| english::keeps(page, sentence, e, verb)) {
        return Some(keeper);
    }
    let subject = entities
        .iter()
        .rev()
        .filter(|e| e.range.end <= verb.range.start)
        .filter(|e| gap(page, e.range.end, verb.range.start) <= REACH)
        .filter(|e| !english::in_aside(page, sentence, e, verb))
        .filter(|e| {
            let led = |o: &&Entity| o.range.end < e.range.start && !governed(page, sentence, o);
            !english::acted_on(page, sentence, e) || !entities.iter().any(led)
        })
        .find(|e| {
            // "… from the Joint Chiefs, who give 9,200 casualties".
            let relative = page.slice(e.range.end..verb.range.start);
            let relative = relative.trim_start_matches([',', ' ']).trim_end();
            // "with Ukraine citing 3,000"
            let said = page.slice(verb.range.clone());
            if relative.is_empty() && said.ends_with("ing") {
                return true;
            }
            matches!(
                relative,
                "who" | "which" | "who have" | "which has" | "which have" | "which had"
            ) || (!governed(page, sentence, e) && !owns(page, sentence, e, verb))
        })?;
    // "saying" needs its speaker; "the number put at" has none.
    let unquoted = sentence.quote_around(&verb.range).is_none()
        || sentence.quote_around(&subject.range).is_some();
    unquoted.then_some(*subject)
}

/// Whether a preposition or "told" governs a name.
pub(super) fn governed(page: &Page, sentence: &Sentence, entity: &Entity) -> bool {
    const SKIPPED: [&str; 32] = [
        "the",
        "a",
        "an",
        "its",
        "their",
        "his",
        "her",
        "own",
        "unnamed",
        "senior",
        "top",
        "two",
        "three",
        "several",
        "some",
        "daily",
        "weekly",
        "newspaper",
        "broadcaster",
        "baltic",
        "local",
        "state",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "neighbouring",
        "neighboring",
        "occupied",
        "war-torn",
        "eastern-most",
    ];
    const GOVERNS: [&str; 26] = [
        "with", "to", "in", "from", "at", "via", "near", "inside", "against", "between", "into",
        "towards", "toward", "on", "told", "informed", "briefed", "asked", "through", "outside",
        "around", "like", "about", "than", "for", "inform",
    ];
    let head = page.slice(sentence.range.start..entity.range.start);
    let mut words = head.split_whitespace().rev();
    let lower = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let mut previous = words.next().map(lower);
    let mut left = 3;
    while left > 0 && previous.as_deref().is_some_and(|w| SKIPPED.contains(&w)) {
        previous = words.next().map(lower);
        left -= 1;
    }
    let Some(word) = previous else { return false };
    if word == "for" {
        // "a spokesman for the Joint Chiefs"
        let role = words.next().map(lower).unwrap_or_default();
        return !role.starts_with("spokes");
    }
    if word == "by" && sentence.lang == Lang::En {
        // "an assessment seen by CNN says"; not "a statement by the NIS said".
        let before = words.next().map(lower).unwrap_or_default();
        return before.ends_with("ed") || matches!(before.as_str(), "seen" | "shown" | "given");
    }
    // "officials at the State Department", "her colleague in the HUR": one of its own.
    const OWN: [&str; 15] = [
        "official",
        "officials",
        "officer",
        "officers",
        "colleague",
        "colleagues",
        "counterpart",
        "counterparts",
        "aide",
        "aides",
        "adviser",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "representative",
    ];
    if sentence.lang == Lang::En
        && !entity.country
        && matches!(word.as_str(), "at" | "in" | "from" | "with" | "inside")
    {
        let role = words.next().map(lower).unwrap_or_default();
        return !OWN.contains(&role.as_str());
    }
    GOVERNS.contains(&word.as_str())
}

/// "Ukraine's soldiers said": the name owns somebody else.
fn owns(page: &Page, sentence: &Sentence, entity: &Entity, verb: &Mention) -> bool {
    let between = page.slice(entity.range.end..verb.range.start);
    let Some(rest) = between.strip_prefix(['\'', '’']) else { return false };
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let owned: Vec<&str> = rest.split_whitespace().take(4).collect();
    const ROLES: &[&str] = &[
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "director",
        "chief",
        "head",
        "leader",
        "minister",
        "commander",
        "representative",
        "statement",
        "report",
        "estimate",
        "estimates",
        "press",
        "envoy",
        "deputy",
        "secretary",
        "general",
        "latest",
        "office",
        "administration",
        "ministry",
        "government",
        "army",
        "military",
        "adviser",
        "team",
        "officials",
        "mission",
        "embassy",
        "ambassador",
        "parliament",
        "delegation",
        "service",
        "president",
        "spokespeople",
        "website",
        "channel",
        "account",
        "official",
        "agency",
        "forces'",
        "forces",
        "staff",
        "group",
        "brigade",
        "battalion",
        "regiment",
        "corps",
        "command",
        "branch",
        "division",
        "headquarters",
        "unit",
    ];
    let role =
        owned.iter().any(|w| ROLES.contains(&w.trim_end_matches(',').to_lowercase().as_str()));
    let noun = sentence
        .of(Class::Announce)
        .any(|n| n.range.start >= entity.range.end && n.range.end <= verb.range.start);
    !role && !noun && !owned.is_empty()
}

/// The nearest name on either side of the verb; behind it on a tie. A country in a place is none unless it stands right beside.
fn slavic_subject<'a>(
    page: &Page,
    sentence: &Sentence,
    entities: &[&'a Entity],
    verb: &Mention,
) -> Option<&'a Entity> {
    let cost = |e: &&&'a Entity| -> Option<(usize, bool)> {
        let behind = e.range.start >= verb.range.end;
        let (from, to) =
            if behind { (verb.range.end, e.range.start) } else { (e.range.end, verb.range.start) };
        let between = page.slice(from..to.max(from));
        let words = gap(page, from, to);
        if words > 16 {
            return None;
        }
        let place = placed(page, sentence, e);
        let near = words <= 1;
        // «член комиссии при президенте»
        let head = page.slice(sentence.range.start..e.range.start).trim_end();
        if head.ends_with(" при")
            || listener(page, sentence, e)
            || slavic::belongs(page, sentence, e)
            || slavic::is_told(page, entities, e, verb)
            || slavic::in_brackets(page, sentence, entities, e, verb)
            || slavic::deed(page, sentence, e)
            || !behind && slavic::suffers(page, sentence, e, verb)
        {
            return None;
        }
        let unquoted = slavic::without_names(between);
        let between = if behind { unquoted.as_ref() } else { between };
        let beside = behind
            && (slavic::in_apposition(between) || matches!(between.trim(), "«" | "\"" | "“" | "„"));
        if (e.country && place && !near) || (behind && words > 6 && !beside) {
            return None;
        }
        if behind
            && (!beside && between.contains([',', ':', '«', '"', '“', ';'])
                || object(page, sentence, e))
        {
            return None;
        }
        // "сообщил, что Россия": what is behind "что" is said, not saying.
        let commas = between.matches([',', '—', ';']).count();
        let crossed = if behind { 0 } else { commas * 4 };
        let actor = usize::from(e.country) * 2;
        Some((words + crossed + actor, !behind))
    };
    entities.iter().filter_map(|e| Some((cost(&e)?, *e))).min_by_key(|(c, _)| *c).map(|(_, e)| e)
}

/// "добавил источник в Офисе президента": the agency answers, whoever the source is.
fn of_agency<'a>(
    page: &Page,
    sentence: &Sentence,
    entities: &[&'a Entity],
    subject: &'a Entity,
) -> &'a Entity {
    let inside = entities.iter().find(|e| {
        e.who.weight == Weight::Authority
            && !e.country
            && e.range.start >= subject.range.end
            && within_agency(sentence.lang, page.slice(subject.range.end..e.range.start))
    });
    let inside = inside.filter(|_| subject.who.weight == Weight::Voice).copied();
    let inside = inside.or_else(|| slavic::of_outlet(page, entities, subject));
    inside.or_else(|| slavic::first_of(page, entities, subject)).unwrap_or(subject)
}

/// "доложила депутатам", "заявив агентству AFP": who is told says nothing.
fn listener(page: &Page, sentence: &Sentence, entity: &Entity) -> bool {
    const TOLD: [&str; 24] = [
        "агентству",
        "агентствам",
        "телеканалу",
        "каналу",
        "газете",
        "газеті",
        "изданию",
        "изданиям",
        "виданню",
        "виданням",
        "журналу",
        "журналистам",
        "журналістам",
        "порталу",
        "радиостанции",
        "радіостанції",
        "сайту",
        "еженедельнику",
        "тижневику",
        "интервью",
        "інтерв'ю",
        "эфире",
        "ефірі",
        "комментарии",
    ];
    let said = page.slice(entity.range.clone());
    let head = page.slice(sentence.range.start..entity.range.start);
    if slavic::told(page, sentence, entity) {
        return true;
    }
    let before = head.trim_end_matches(|c: char| !c.is_alphabetic()).rsplit(' ').next();
    let told = |w: &str| TOLD.contains(&w.to_lowercase().replace('’', "'").as_str());
    entity.who.weight == Weight::Outlet
        && (before.is_some_and(told) || said.split(' ').next().is_some_and(told))
        || entity.who.weight == Weight::Relay
            && ["ам", "ям", "ів", "ов"].iter().any(|ending| said.ends_with(ending))
}

/// "Джерело: ГУР": who is named first answers for what the lines behind it say.
fn source_line(page: &Page, sentence: &Sentence, entities: &[Entity]) -> Option<Attribution> {
    const HEADS: [&str; 2] = ["Джерело:", "Источник:"];
    let text = page.slice(sentence.range.clone());
    HEADS.iter().find(|head| text.starts_with(*head))?;
    let entity = entities.iter().find(|e| e.who.weight == Weight::Authority)?;
    Some(make(sentence, entity, Style::Label, entity.range.clone()))
}

/// "Пряма мова: …", "Детали: …": a line of a report that goes on with its source.
pub(super) fn goes_on(text: &str) -> bool {
    const HEADS: [&str; 13] = [
        "Quote",
        "Direct quote",
        "Details",
        "Literally",
        "In detail",
        "Пряма мова",
        "Дослівно",
        "Деталі",
        "Прямая речь",
        "Дословно",
        "Детали",
        "Подробности",
        "Подробиці",
    ];
    HEADS.iter().any(|head| {
        let rest = text.strip_prefix(head).unwrap_or_default();
        rest.find(':').is_some_and(|at| at <= 40)
    })
}

/// Whether a preposition of place stands before a name.
fn placed(page: &Page, sentence: &Sentence, entity: &Entity) -> bool {
    let head = page.slice(sentence.range.start..entity.range.start).trim_end();
    let word = head.rsplit(' ').next().unwrap_or_default().to_lowercase();
    matches!(
        word.as_str(),
        "в" | "во"
            | "у"
            | "до"
            | "из"
            | "з"
            | "із"
            | "на"
            | "к"
            | "для"
            | "с"
            | "со"
            | "зі"
            | "від"
            | "от"
            | "против"
            | "проти"
            | "про"
            | "о"
            | "об"
    )
}

/// "назвал заявление Пхеньяна": the name belongs to what is spoken of.
fn object(page: &Page, sentence: &Sentence, entity: &Entity) -> bool {
    let head = page.slice(sentence.range.start..entity.range.start).trim_end();
    let word = head.rsplit(' ').next().unwrap_or_default().to_lowercase();
    const OBJECTS: [&str; 12] = [
        "заявление",
        "заяву",
        "сообщение",
        "сообщения",
        "повідомлення",
        "данные",
        "дані",
        "потери",
        "втрати",
        "гибель",
        "загибель",
        "сведения",
    ];
    OBJECTS.contains(&word.as_str())
}

/// "Kyiv's estimate", "the NIS figure": the name before a noun of saying.
fn announced(
    page: &Page,
    sentence: &Sentence,
    entities: &[&Entity],
    noun: &Mention,
) -> Option<Attribution> {
    let entity = entities.iter().rev().find(|e| e.range.end <= noun.range.start)?;
    if sentence.lang == Lang::En && english::own_material(page, entity) {
        return None;
    }
    // "compared to an official's data": told to compare, and nobody who speaks on.
    let head = page.slice(sentence.range.start..entity.range.start).trim_end();
    let head = head.strip_suffix(" a").or_else(|| head.strip_suffix(" the")).unwrap_or(head);
    if ["compared to", "compared with", "contrast to", "contrast with"]
        .iter()
        .any(|c| head.ends_with(c))
        && sentence.lang == Lang::En
    {
        return None;
    }
    let between = page.slice(entity.range.end..noun.range.start);
    let own = between.strip_prefix(['\'', '’']).map(|r| r.strip_prefix('s').unwrap_or(r));
    // "President Zelensky's December 14 announcement"
    let words = own.unwrap_or(between).split_whitespace().count();
    let owned = if own.is_some() { words <= 3 } else { words == 0 };
    // "North Korea's dead, by one count": the losses are its own, and not the count.
    let losses = sentence
        .of(Class::Harm)
        .any(|m| entity.range.end <= m.range.start && m.range.end <= noun.range.start);
    let slavic = matches!(sentence.lang, Lang::Ru | Lang::Uk);
    // "Moscow's total losses": how large they are, and no count of its own.
    let total = page.slice(noun.range.clone()).to_lowercase().starts_with("total");
    let sized = total
        && sentence.of(Class::Harm).any(|m| {
            m.range.start >= noun.range.end && gap(page, noun.range.end, m.range.start) <= 2
        });
    if sized {
        return None;
    }
    // "An analyst in Oslo estimates that": a verb, and a place.
    let placed = own.is_none() && entity.country && governed(page, sentence, entity);
    (owned && !placed && !slavic && !losses && !between.contains(','))
        .then(|| make(sentence, entity, Style::According, noun.range.clone()))
}
