//! Whose stand a construction is: the name that acts in it.
//!
//! In English, Russian and Ukrainian the family name before the construction that no preposition governs, or the one behind "from" and
//! "by"; in Korean the family name with the particle of a topic or a subject. Words in a quotation belong to whoever says it.
//! Invariant: an outlet holds nothing; a name that owns what is spoken of ("Ukraine's claim") does not act. Linear in the sentence.
//! Not here: what the stand is (`position`).

use std::ops::Range;

use model::quantity::Lang;

use super::scene::{Mark, Scene, Speaker, View};
use crate::grammar::lexicon::Class;
use crate::grammar::party::{Form, PartyRef};

/// Whose stand it is.
pub(super) fn subject(
    scene: &Scene<'_>,
    i: usize,
    view: &View<'_>,
    mark: &Mark,
) -> Option<Speaker> {
    let quote = view.quote(&mark.range);
    if quote.is_none()
        && let Some(party) = behind(view, mark)
    {
        return Some(speaker(scene, i, party));
    }
    let before: Vec<&PartyRef> = view
        .sentence
        .parties
        .iter()
        .filter(|party| {
            party.range.start < mark.range.start && stands_free(view, party, quote.as_ref())
        })
        .collect();
    let found = match view.sentence.lang {
        Lang::Ko => korean(view, &before, mark),
        _ => european(view, &before, mark),
    };
    if let Some(party) = found {
        if party.form == Form::Outlet {
            return None;
        }
        return Some(speaker(scene, i, party));
    }
    if let Some(party) = quote.as_ref().and_then(|quote| beside_quote(view, quote)) {
        return Some(speaker(scene, i, party));
    }
    if outlet_before(scene, view, mark) {
        return None;
    }
    // A pronoun, a quotation, a label, a verb in front: whoever answers for the words.
    let answer = scene.party(i, &mark.range);
    let goes_on = quote.is_some() && !view.has("naming") && !view.sentence.has(Class::Say);
    let known = !answer.name.is_empty() && (!answer.carried || goes_on);
    known.then_some(answer)
}

/// The name nearest to a quotation, outside of it: who says it.
fn beside_quote<'v>(view: &'v View<'_>, quote: &Range<usize>) -> Option<&'v PartyRef> {
    const REACH: usize = 90;
    let gap = |party: &PartyRef| {
        if party.range.start >= quote.end {
            party.range.start - quote.end
        } else {
            quote.start.saturating_sub(party.range.end)
        }
    };
    let outside = |party: &&PartyRef| {
        let place = party.form == Form::Country && governed(view, party);
        party.speaks() && !place && view.quote(&party.range).is_none() && !of_soldiers(view, party)
    };
    let near = view.sentence.parties.iter().filter(outside).min_by_key(|party| gap(party))?;
    (gap(near) <= REACH && near.form != Form::Outlet).then_some(near)
}

fn stands_free(view: &View<'_>, party: &PartyRef, quote: Option<&Range<usize>>) -> bool {
    let within = view.quote(&party.range);
    // «пресс-служба» is no service.
    let glued = view.before(party.range.start).ends_with('-');
    !glued
        && party.speaks()
        && (within.is_none() || within.as_ref() == quote)
        && !of_soldiers(view, party)
}

/// "North Korean soldiers", «северокорейские солдаты»: the name is an adjective of those who fight.
fn of_soldiers(view: &View<'_>, party: &PartyRef) -> bool {
    let rest = view.after(party.range.end).trim_start().to_lowercase();
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    const STEMS: &[&str] = &[
        "soldier",
        "troop",
        "servicem",
        "fighter",
        "deaths",
        "casualt",
        "солдат",
        "военн",
        "войск",
        "бойц",
        "бійц",
        "військ",
        "потер",
        "втрат",
        "погиб",
        "загибл",
    ];
    let slavic = matches!(view.sentence.lang, Lang::Ru | Lang::Uk);
    let head = view.before(party.range.start).trim_end().to_lowercase();
    let before = head.rsplit(' ').next().filter(|_| slavic).unwrap_or_default();
    STEMS.iter().any(|stem| word.starts_with(stem) || before.starts_with(stem))
}

/// "No comment from Moscow": the construction ends with its party's preposition, or one follows.
fn behind<'v>(view: &'v View<'_>, mark: &Mark) -> Option<&'v PartyRef> {
    let said = view.text.get(
        mark.range.start - view.sentence.range.start..mark.range.end - view.sentence.range.start,
    )?;
    let rest = view.after(mark.range.end);
    let led = [" from", " by"].iter().any(|w| said.ends_with(w));
    let silent = mark.value == "silent" || said.ends_with("confirmation");
    let follows = [" from ", " by "].iter().any(|w| rest.starts_with(w)) && silent;
    let within = silent && said.contains(" word") && rest.contains(" in ");
    let led = led || within;
    if !led && !follows {
        return None;
    }
    let party =
        view.sentence.parties.iter().find(|p| p.range.start >= mark.range.end && p.speaks())?;
    let between = view.text.get(
        mark.range.end - view.sentence.range.start..party.range.start - view.sentence.range.start,
    )?;
    (between.split_whitespace().count() <= 7 && !between.contains([',', ';'])).then_some(party)
}

/// The family name before the construction that nothing governs.
fn european<'v>(view: &View<'_>, before: &[&'v PartyRef], mark: &Mark) -> Option<&'v PartyRef> {
    // "In Moscow, officials would not say", «в Кремле заявили»: a place at the head of its clause stands for who works there.
    let acts =
        |party: &PartyRef| !governed(view, party) || placed(view, party) && opens(view, party);
    let found = before.iter().rev().find(|party| acts(party) && !owner(view, party, mark)).copied();
    found.map(|found| head_of(view, before, found))
}

/// «Начальник Генштаба ВС РФ», "the Russian General Staff's army chief": of names in a row the first is the one who acts.
fn head_of<'v>(view: &View<'_>, before: &[&'v PartyRef], found: &'v PartyRef) -> &'v PartyRef {
    let mut head = found;
    for party in before.iter().rev().filter(|p| p.range.end <= found.range.start) {
        let start = view.sentence.range.start;
        let gap = view.text.get(party.range.end - start..head.range.start - start).unwrap_or(",");
        let plain = !gap.contains([',', ';', ':', '—', '"', '«', '“'])
            && gap.split_whitespace().count() <= 2;
        if !plain || governed(view, party) || party.group != head.group {
            break;
        }
        head = party;
    }
    head
}

/// Prepositions after which a name is not the subject.
const GOVERNS: &[&str] = &[
    "about",
    "on",
    "of",
    "by",
    "from",
    "against",
    "with",
    "to",
    "over",
    "in",
    "at",
    "inside",
    "for",
    "near",
    "into",
    "through",
    "between",
    "among",
    "via",
    "after",
    "told",
    "than",
    "citing",
    "quoting",
    "о",
    "об",
    "про",
    "от",
    "від",
    "из",
    "з",
    "із",
    "с",
    "к",
    "до",
    "в",
    "во",
    "у",
    "на",
    "для",
    "против",
    "проти",
    "при",
    "со",
    "зі",
    "под",
    "під",
];

/// Prepositions of a place that may stand for who works there.
const PLACES: &[&str] = &["in", "at", "to", "в", "во", "у"];

pub(super) fn governed(view: &View<'_>, party: &PartyRef) -> bool {
    let word = preposition(view, party);
    // "a spokesman for the Joint Chiefs", "the ministry of", "a question to the NIS".
    let head = view.before(party.range.start).to_lowercase();
    let role = [
        "spokesman for",
        "spokeswoman for",
        "spokesperson for",
        "spokesman of",
        "head of",
        "chief of",
    ];
    let role = role.iter().any(|r| head.trim_end().trim_end_matches(" the").ends_with(r));
    !role && GOVERNS.contains(&word.as_str())
}

fn placed(view: &View<'_>, party: &PartyRef) -> bool {
    PLACES.contains(&preposition(view, party).as_str())
}

/// Whether a name stands among the first words of its clause.
fn opens(view: &View<'_>, party: &PartyRef) -> bool {
    let head = view.before(party.range.start);
    let clause = head.rsplit(['.', ';', ',', ':', '—']).next().unwrap_or_default();
    clause.split_whitespace().filter(|w| !matches!(*w, "the" | "a" | "an")).count() <= 2
}

/// The small word before a name, without articles.
fn preposition(view: &View<'_>, party: &PartyRef) -> String {
    let head = view.before(party.range.start).to_lowercase();
    let mut words = head.split_whitespace().rev().filter(|w| {
        !matches!(*w, "the" | "a" | "an" | "its" | "their" | "самой" | "самому" | "самій" | "самом")
    });
    let word = words.next().unwrap_or_default();
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// "Ukraine's claim", "the NIS figure", «заявление Пхеньяна»: the name owns what is spoken of.
fn owner(view: &View<'_>, party: &PartyRef, mark: &Mark) -> bool {
    const SAID: &[&str] = &[
        "claim",
        "claims",
        "figure",
        "figures",
        "report",
        "reports",
        "estimate",
        "estimates",
        "allegation",
        "allegations",
        "accusation",
        "accusations",
        "statement",
        "statements",
        "number",
        "numbers",
        "count",
        "toll",
        "losses",
        "casualties",
        "deaths",
        "soldiers",
        "troops",
        "data",
        "assertion",
        "assertions",
        "assessment",
    ];
    const OF: &[&str] = &[
        "заявление",
        "заявления",
        "заяву",
        "заяви",
        "данные",
        "дані",
        "сообщение",
        "сообщения",
        "сведения",
        "повідомлення",
        "оценку",
        "оценки",
        "оцінку",
        "цифры",
        "цифри",
        "потери",
        "втрати",
        "слова",
        "доклад",
        "обвинения",
        "звинувачення",
    ];
    let rest = view.after(party.range.end);
    let until = mark.range.start.saturating_sub(party.range.end);
    let rest = rest.get(..until.min(rest.len())).unwrap_or(rest);
    let rest = rest.trim_start_matches(['\'', '’']).trim_start_matches("s ");
    let owned = rest.split_whitespace().take(3).any(|w| {
        SAID.contains(&w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str())
    });
    let head = view.before(party.range.start).trim_end().to_lowercase();
    let noun = head.rsplit(' ').next().unwrap_or_default();
    owned && party.range.end < mark.range.start || OF.contains(&noun)
}

/// The family name with a particle of topic or subject; the topic where nothing is reported.
fn korean<'v>(view: &View<'_>, before: &[&'v PartyRef], mark: &Mark) -> Option<&'v PartyRef> {
    let marked: Vec<(&'v PartyRef, bool)> =
        before.iter().filter_map(|party| Some((*party, particle(view, party)?))).collect();
    let rest: String =
        view.after(mark.range.end).chars().filter(|c| !c.is_whitespace()).take(24).collect();
    let reported = ["다고", "라고", "다며", "라며", "다는"].iter().any(|r| rest.contains(r))
        && view.sentence.of(Class::Say).any(|say| say.range.start >= mark.range.end);
    let last = marked.last().copied();
    let topic = marked.iter().rev().find(|(_, topic)| *topic).copied();
    let found = if reported { last } else { topic.or(last) };
    found.map(|(party, _)| party)
}

/// True for a topic, false for a subject, `None` for neither: the particle behind the name or behind a word of its office.
pub(super) fn particle(view: &View<'_>, party: &PartyRef) -> Option<bool> {
    let rest = view.after(party.stem);
    if view.after(party.range.end).starts_with(", ") {
        // "미 국방부, 확인을 거부": a headline's topic.
        return Some(true);
    }
    let word = rest.split([' ', '\u{a0}', ',']).find(|w| !w.is_empty())?;
    let glued = !rest.starts_with([' ', '\u{a0}', ',']);
    let mut words = rest.split_whitespace();
    let first = if glued { words.next().map(ends) } else { None };
    if let Some(Some(topic)) = first {
        return Some(topic);
    }
    if glued && !word.is_empty() && first == Some(None) && !matches!(word, "의" | "군" | "측") {
        return None;
    }
    // "합참 관계자는", "러시아 외무부 대변인은", "국방부 고위 당국자가".
    words.take(3).find_map(ends)
}

fn ends(word: &str) -> Option<bool> {
    let word = word.trim_end_matches([',', ')', '\'', '"', '”', '’']);
    const OBJECTS: &[&str] = &[
        "피해는",
        "손실은",
        "사상자는",
        "병력은",
        "수는",
        "규모는",
        "주장은",
        "발표는",
        "보도는",
        "피해도",
        "손실도",
    ];
    if OBJECTS.contains(&word) {
        return None;
    }
    let topic = ["은", "는", "도", "측은", "에서는", "에선"].iter().any(|p| word.ends_with(p));
    let subject = ["이", "가", "께서", "에서", "측이"].iter().any(|p| word.ends_with(p));
    if topic { Some(true) } else { subject.then_some(false) }
}

/// "Example Wire could not confirm", "we could not", 본지는: the outlet's own doubt.
fn outlet_before(scene: &Scene<'_>, view: &View<'_>, mark: &Mark) -> bool {
    let outside = view.sentence.quotes.iter().find(|q| q.contains(&mark.range.start));
    let until = outside.map_or(mark.range.start, |quote| quote.start);
    let head = view.before(until).to_lowercase();
    let publisher = scene.context.hints.publisher.to_lowercase();
    let named = !publisher.is_empty() && head.contains(&publisher);
    let own = head.split(|c: char| !c.is_alphanumeric()).any(|w| {
        matches!(w, "we" | "본지는" | "본지가" | "취재진은" | "мы" | "ми" | "редакция" | "редакція")
    });
    named || own
}

/// The party as one who answers, with the day on which the sentence lets it speak.
pub(super) fn speaker(scene: &Scene<'_>, i: usize, party: &PartyRef) -> Speaker {
    let answer = scene.party(i, &party.range);
    let same = answer.group == party.group && answer.name == party.name;
    // A stand has the day that its own sentence gives: "The NIS said on Monday …. It would not say more."
    let dated = scene.views.get(i).is_some_and(|view| !view.sentence.dates.is_empty());
    let said_on = match (same, dated) {
        (true, true) => answer.said_on.clone(),
        (true, false) => String::new(),
        _ => day_beside(scene, i),
    };
    Speaker {
        group: party.group.to_owned(),
        name: party.name.to_owned(),
        person: String::new(),
        rule: party.rule,
        said_rule: if same { answer.said_rule } else { "said-beside" },
        said_on,
        span: Some(party.range.clone()),
        relays: if same { answer.relays } else { Vec::new() },
        carried: false,
    }
}

/// The only plain day of a sentence outside of quotations.
fn day_beside(scene: &Scene<'_>, i: usize) -> String {
    use crate::grammar::when::Cue;
    let Some(view) = scene.views.get(i) else { return String::new() };
    let mut days = view
        .sentence
        .dates
        .iter()
        .filter(|date| date.cue == Cue::Plain && view.quote(&date.range).is_none());
    match (days.next(), days.next()) {
        (Some(day), None) => super::scene::edtf(day.time.clone()),
        _ => String::new(),
    }
}
