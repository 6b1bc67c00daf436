//! A party's stand to the deployment and the deaths.
//!
//! The party is the subject of the construction: in English, Russian and Ukrainian the family name before it that no preposition
//! governs, or the one behind "from" and "by"; in Korean the family name with the particle of a topic or a subject. Words in a
//! quotation belong to whoever says it. Only the two who sent and received the soldiers acknowledge anything.
//! Invariant: an outlet, a source and nobody have no stand.

use std::collections::BTreeMap;
use std::ops::Range;

use model::quantity::Lang;

use super::scene::{Mark, Scene, Speaker, View};
use crate::draft::{Draft, Kind};
use crate::grammar::lexicon::Class;
use crate::grammar::party::{Form, PartyRef};

/// Which of two stands of one party in one sentence is kept, the first before the last.
const ORDER: &[&str] = &[
    "calls_it_rumour",
    "neither_confirms_nor_denies",
    "denies",
    "publishes_names",
    "acknowledges_losses",
    "acknowledges_presence",
    "silent",
];

pub(super) fn drafts(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (i, view) in scene.body() {
        let mut taken: BTreeMap<(String, String), Vec<(&Mark, Speaker)>> = BTreeMap::new();
        let marks = view.of("position").chain(view.of("denyword"));
        for mark in marks.filter(|mark| stands(scene, i, view, mark)) {
            let Some(speaker) = holder(scene, i, view, mark) else { continue };
            if !fits(view, mark, &speaker) || at_home(view, mark, &speaker) {
                continue;
            }
            taken
                .entry((speaker.group.clone(), speaker.name.clone()))
                .or_default()
                .push((mark, speaker));
        }
        for found in taken.into_values() {
            for (mark, speaker) in kept(found) {
                let draft = draft(scene, view, mark, &speaker);
                if !repeats(scene, &drafts, &draft, view) {
                    drafts.push(draft);
                }
            }
        }
    }
    drafts.sort_by_key(|draft| draft.spans.first().map_or(0, |span| span.text.start));
    drafts
}

/// The same stand of the same side again in a paragraph is a remark on it: "it was the first time that …".
fn repeats(scene: &Scene<'_>, drafts: &[Draft], draft: &Draft, view: &View<'_>) -> bool {
    let Some(last) = drafts.last() else { return false };
    let same = |column| last.field(column) == draft.field(column);
    let paragraph = |draft: &Draft| {
        let at = draft.spans.first().map_or(0, |span| span.text.start);
        let next = scene.views.partition_point(|v| v.sentence.range.start <= at);
        scene.views.get(next.checked_sub(1)?).map(|v| v.sentence.paragraph)
    };
    let acknowledged = draft.field("position").starts_with("acknowledges");
    same("party_group")
        && same("position")
        && acknowledged
        && paragraph(last) == Some(view.sentence.paragraph)
}

/// One stand a party and sentence; what is acknowledged stands beside what is not said.
fn kept(found: Vec<(&Mark, Speaker)>) -> Vec<(&Mark, Speaker)> {
    let rank = |mark: &Mark| ORDER.iter().position(|o| *o == mark.value).unwrap_or(ORDER.len());
    let Some(first) = found.iter().map(|(mark, _)| rank(mark)).min() else { return Vec::new() };
    let mut kept: Vec<(&Mark, Speaker)> = Vec::new();
    for (mark, speaker) in found {
        let own = rank(mark) == first
            || mark.value == "acknowledges_losses" && first == 3
            || mark.value == "acknowledges_presence" && first != 4;
        if own && kept.iter().all(|(k, _)| k.value != mark.value) {
            kept.push((mark, speaker));
        }
    }
    // Names and losses in one sentence are one stand: names say more.
    if kept.iter().any(|(k, _)| k.value == "publishes_names") {
        kept.retain(|(k, _)| k.value != "acknowledges_losses");
    }
    kept
}

/// Whether a construction is a stand at all, whoever's.
fn stands(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark) -> bool {
    if scene.voice(i).is_some_and(|voice| voice.speaks) && view.quote(&mark.range).is_some() {
        return false;
    }
    if view.has("toldsource")
        && view.of("toldsource").any(|told| told.range.start <= mark.range.start)
    {
        return false;
    }
    if taken_back(view, mark) {
        return false;
    }
    if mark.class == "denyword" {
        let Some(quote) = view.quote(&mark.range) else { return false };
        let named = view.has("naming") || view.before(quote.start).trim_end().ends_with(':');
        return mark.value == "denies" || named;
    }
    if mark.value == "silent" && lacks_number_only(view, mark) {
        return false;
    }
    if mark.value.starts_with("acknowledges") && negated(view, mark) {
        return false;
    }
    if mark.value == "acknowledges_presence"
        && view.sentence.lang == Lang::En
        && of_the_dead(view, mark)
    {
        return false;
    }
    // "Denied" beside "confirmed" is neither.
    let within = |other: &Mark| {
        other.value == "neither_confirms_nor_denies"
            && mark.value != other.value
            && other.range.start < mark.range.end
            && mark.range.start < other.range.end
    };
    !view.of("position").any(within) && !named_by(view, mark)
}

/// "has acknowledged the deaths of 6,000 soldiers": losses, and not that they are there.
fn of_the_dead(view: &View<'_>, mark: &Mark) -> bool {
    let lead = view.before(mark.range.start).len();
    let said = view.before(mark.range.end).get(lead..).unwrap_or_default().to_lowercase();
    // "North Korea sent men to fight alongside Russian troops, according to Seoul": somebody else's words.
    let fights = ["fight", "fought"].iter().any(|w| said.starts_with(w));
    if fights && view.sentence.has(Class::According) {
        return true;
    }
    let dead = ["the death", "deaths of", "losses", "casualties"].iter().any(|w| said.contains(w));
    dead && !["deploy", "sent", "sending", "dispatch", "presence"].iter().any(|w| said.contains(w))
}

/// "Has yet to acknowledge", "did not admit", «не признал», 인정하지 않: nothing is acknowledged.
fn negated(view: &View<'_>, mark: &Mark) -> bool {
    let rest: String =
        view.after(mark.range.end).chars().filter(|c| !c.is_whitespace()).take(6).collect();
    let after =
        ["하지않", "하지는않", "한적이없", "한바없", "하지못"].iter().any(|n| rest.starts_with(n));
    let head = view.before(mark.range.start).to_lowercase();
    let before = head.split_whitespace().rev().take(4).any(|w| {
        matches!(w, "not" | "never" | "yet" | "without" | "refused" | "не" | "until")
            || w.ends_with("n't")
    });
    // "Neither Russia nor North Korea, who …, has publicly confirmed the deployment."
    let clause = head.rsplit([';', '—', '"', '“']).next().unwrap_or_default();
    let neither =
        clause.split_whitespace().take(3).any(|w| w == "neither") && clause.contains(" nor ");
    let before = before || neither && view.sentence.lang == Lang::En;
    after || before && view.sentence.lang != Lang::Ko
}

/// "We wrote wrongly that …": what the outlet takes back.
fn taken_back(view: &View<'_>, mark: &Mark) -> bool {
    let head = view.before(mark.range.start).to_lowercase();
    let own = [
        "we wrote",
        "we said",
        "we reported",
        "ми написали",
        "ми повідом",
        "мы написали",
        "мы сообщ",
        "мы приписали",
        "본지는",
        "본보는",
    ];
    let wrong =
        ["erroneously", "incorrectly", "mistakenly", "wrongly", "ошибочно", "помилково", "잘못"];
    own.iter().chain(&wrong).any(|words| head.contains(words))
}

/// "Declined to be named": no stand.
fn named_by(view: &View<'_>, mark: &Mark) -> bool {
    let rest = view.after(mark.range.end).trim_start();
    ["identified", "named", "quoted by name"].iter().any(|w| rest.starts_with(w))
}

/// "The number was not given": words for a number right before.
fn lacks_number_only(view: &View<'_>, mark: &Mark) -> bool {
    view.of("number").any(|n| n.range.end <= mark.range.end && mark.range.start <= n.range.end + 10)
}

/// Who may hold what.
fn fits(view: &View<'_>, mark: &Mark, speaker: &Speaker) -> bool {
    let group = speaker.group.as_str();
    match mark.value {
        "acknowledges_presence" => matches!(group, "DPRK" | "RU"),
        "acknowledges_losses" => group == "DPRK" || group == "RU" && of_north(view),
        "publishes_names" => group == "DPRK",
        "silent" if acknowledged(view, mark) => matches!(group, "DPRK" | "RU"),
        "denies" | "calls_it_rumour" if mark.class == "denyword" => matches!(group, "DPRK" | "RU"),
        _ => !matches!(group, "" | "MEDIA" | "SOURCE"),
    }
}

/// Words for what is said of the North abroad.
const REPORTS: &[&str] = &[
    "report",
    "claim",
    "figure",
    "allegation",
    "statement",
    "accusation",
    "estimate",
    "보도",
    "설이",
    "설을",
    "설은",
    "주장",
    "발표",
    "сообщени",
    "данны",
    "заявлени",
    "повідомленн",
    "дані",
    "заяв",
];

/// What the North's authorities call talk and news at home is an act upon those who talk, not a stand to a report.
pub(super) fn at_home(view: &View<'_>, mark: &Mark, speaker: &Speaker) -> bool {
    mark.value == "calls_it_rumour" && speaker.name == "DPRK authorities" && !of_reports(view)
}

/// Whether the sentence speaks of reports or claims.
pub(super) fn of_reports(view: &View<'_>) -> bool {
    let text = view.text.to_lowercase();
    REPORTS.iter().any(|word| text.contains(word))
}

/// The subject; or, for what only the North and Russia have to admit or deny, the one of them named last.
fn holder(scene: &Scene<'_>, i: usize, view: &View<'_>, mark: &Mark) -> Option<Speaker> {
    let own = subject(scene, i, view, mark).map(|own| own_media(scene, i, mark, own));
    let theirs = mark.value == "calls_it_rumour" && of_reports(view)
        || mark.value == "silent" && acknowledged(view, mark);
    let pronoun = own.as_ref().is_none_or(|s| {
        s.span.as_ref().is_none_or(|span| span.end - span.start <= 4)
            && !matches!(s.group.as_str(), "DPRK" | "RU")
    });
    if !theirs || !pronoun || view.quote(&mark.range).is_some() && own.is_some() {
        return own;
    }
    let paragraph = view.sentence.paragraph;
    let before = scene.views.get(..i)?.iter().rev().take(3);
    let near: Vec<&View<'_>> =
        before.take_while(|v| v.sentence.paragraph + 1 >= paragraph).collect();
    let of = |group: &str| {
        let mut parties = near.iter().flat_map(|v| v.sentence.parties.iter().rev());
        parties.find(|p| p.speaks() && p.group == group)
    };
    let named = of("DPRK").or_else(|| of("RU"));
    named.map(|party| speaker(scene, i, party)).or(own)
}

/// "KCNA reported that the leader honoured the fallen": the agency acknowledges what it reports.
fn own_media(scene: &Scene<'_>, i: usize, mark: &Mark, own: Speaker) -> Speaker {
    let reports = matches!(mark.value, "acknowledges_losses" | "publishes_names");
    if !reports || own.name != "DPRK authorities" {
        return own;
    }
    let answer = scene.party(i, &mark.range);
    if answer.group == "DPRK" && !answer.carried { answer } else { own }
}

/// Whether the sentence names the North.
fn of_north(view: &View<'_>) -> bool {
    let text = view.text.to_lowercase();
    ["korean", "북한", "조선", "кндр", "коре"].iter().any(|word| text.contains(word))
}

/// "Never acknowledged": only one of the two who would have to.
fn acknowledged(view: &View<'_>, mark: &Mark) -> bool {
    let start = view.sentence.range.start;
    let words = view.text.get(mark.range.start - start..mark.range.end - start).unwrap_or_default();
    words.contains("acknowledg") || words.contains("admit")
}

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
fn speaker(scene: &Scene<'_>, i: usize, party: &PartyRef) -> Speaker {
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

fn draft(scene: &Scene<'_>, view: &View<'_>, mark: &Mark, speaker: &Speaker) -> Draft {
    let mut draft = scene.draft(Kind::Position, clause(view, mark, speaker));
    draft.rule(mark.rule);
    draft.set("party_group", &speaker.group);
    draft.set("party", &speaker.name);
    draft.set("position", value(view, mark));
    draft.set("said_date", &speaker.said_on);
    draft.set("words", scene.context.page.slice(mark.range.clone()));
    draft.set("quote_lang", view.sentence.lang.code());
    scene.sign(&mut draft, speaker);
    draft.lacks("said_date", "the text does not say since when");
    draft
}

/// Names that are to be shown are an acknowledgement; names that are shown are more.
fn value(view: &View<'_>, mark: &Mark) -> &'static str {
    let rest: String =
        view.after(mark.range.end).chars().filter(|c| !c.is_whitespace()).take(8).collect();
    let to_come = rest.contains("것이") || rest.contains("예정") || rest.contains("계획");
    let named = mark.value == "publishes_names";
    if named && to_come { "acknowledges_losses" } else { mark.value }
}

/// From the party, or the quotation, to the end of the clause around the construction.
fn clause(view: &View<'_>, mark: &Mark, speaker: &Speaker) -> Range<usize> {
    let sentence = view.sentence.range.clone();
    let quote = view.quote(&mark.range);
    let own = speaker.span.as_ref().filter(|s| sentence.start <= s.start && s.end <= sentence.end);
    let ends = [Some(&mark.range), quote.as_ref(), own];
    let start = ends.iter().flatten().map(|r| r.start).min().unwrap_or(sentence.start);
    let end = ends.iter().flatten().map(|r| r.end).max().unwrap_or(sentence.end);
    let rest = view.after(end);
    let stop = rest.find([';', '。']).unwrap_or(rest.len());
    start..end + stop
}
