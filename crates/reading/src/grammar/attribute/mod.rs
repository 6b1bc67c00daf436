//! Who answers for what is said, through whom it came, and on which day it was said.
//!
//! Terms: an *attribution* is a speaker with the words that make it one ("said", "according to", a label before a colon); it *carries* on
//! through its block, and into the next one only when a pronoun or "the agency" takes it up. Who stands between the party and the outlet
//! – a wire, a lawmaker – is a *relay*: it answers only when nobody else does. Invariants: a country that acts is no speaker; whoever
//! cannot be resolved has no party. Linear in the mentions, a sentence at a time.
//! Not here: what is said.

mod english;
mod european;
mod korean;
mod korean_label;
mod korean_mark;
mod said;

use std::ops::Range;

use super::lexicon::Class;
use super::mention::{Mention, Sentence};
use super::party::{Form, PartyRef};
use super::when::Time;
use crate::draft::{BlockKind, Hints};
use crate::page::Page;

/// How much a speaker weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// A party: an agency, a country's authorities.
    Authority,
    /// A protected source.
    Source,
    /// A person without office.
    Voice,
    /// An outlet.
    Outlet,
    /// Who passes on what a party said.
    Relay,
}

/// A speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    /// The side, as the tables write it; empty for a person without office.
    pub(crate) group: &'static str,
    pub(crate) name: String,
    pub(crate) weight: Weight,
    /// The rule's id.
    pub(crate) rule: &'static str,
}

impl Who {
    /// Whether both are the same speaker, whatever words name them.
    fn is(&self, other: &Self) -> bool {
        let named = !self.group.is_empty();
        self == other || named && self.group == other.group && self.name == other.name
    }
}

/// How a speaker comes into a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// With a verb of saying.
    Says,
    /// "According to".
    According,
    /// Before a colon, or at the head of a row.
    Label,
    /// "Which he attributed to": whose it is, whoever says it.
    Origin,
    /// Of one number alone: "1,100 by Seoul".
    Beside,
}

/// A speaker in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribution {
    pub(crate) who: Who,
    pub(crate) style: Style,
    /// The words for the speaker.
    pub(crate) subject: Range<usize>,
    /// The verb or the words that lead to the speaker.
    pub(crate) cue: Range<usize>,
    /// What it governs when that is narrower than the sentence.
    pub(crate) scope: Range<usize>,
    /// The day of saying, when it is stated beside the verb.
    pub(crate) said_on: Option<(Time, Range<usize>, &'static str)>,
}

impl Attribution {
    fn start(&self) -> usize {
        self.subject.start.min(self.cue.start)
    }

    fn end(&self) -> usize {
        self.subject.end.max(self.cue.end)
    }
}

/// Who answers for a piece of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    /// Words for the speaker; empty when the party's own name is all.
    pub(crate) speaker: String,
    /// Words for those between.
    pub(crate) relays: Vec<String>,
    /// The day of saying.
    pub(crate) said_on: Option<Time>,
    /// Where party and day are said.
    pub(crate) ranges: Vec<Range<usize>>,
    pub(crate) rules: Vec<&'static str>,
    /// Taken over from an earlier or later sentence.
    pub(crate) carried: bool,
    /// Nobody is said to answer.
    pub(crate) nobody: bool,
}

/// The attributions of a page.
#[derive(Debug, Default)]
pub(crate) struct Attributions {
    /// By sentence.
    own: Vec<Vec<Attribution>>,
    /// What a sentence without its own takes over: sentence and place in `own`.
    carried: Vec<Option<(usize, usize)>>,
}

/// What is remembered from one sentence to the next.
#[derive(Debug, Default)]
struct State {
    /// Who spoke last, anywhere.
    last: Option<Who>,
    /// Where that was: sentence and place in `own`.
    last_at: Option<(usize, usize)>,
    /// Who speaks in this block.
    current: Option<(usize, usize)>,
    /// The label of a table.
    table: Option<Who>,
    /// The labels of its columns, by their number.
    columns: Vec<(usize, Who)>,
    /// Of whom the sentence before told something without letting anybody speak.
    topic: Option<Who>,
    /// Who answers for the list that a sentence introduced.
    list: Option<(usize, usize)>,
    paragraph: usize,
}

/// How many sentences back the day of saying is looked for.
const SAID_BEFORE: usize = 12;

impl Attributions {
    pub(crate) fn new(page: &Page, _: &Hints, sentences: &[Sentence]) -> Self {
        let mut out = Self::default();
        let mut state = State::default();
        for (s, sentence) in sentences.iter().enumerate() {
            if sentence.paragraph != state.paragraph {
                state.paragraph = sentence.paragraph;
                state.current = None;
                state.topic = None;
            }
            if sentence.block != BlockKind::Row {
                state.columns.clear();
            } else if sentence.first {
                state.columns = columns(sentence);
            }
            if !matches!(sentence.block, BlockKind::Row | BlockKind::TableCaption) {
                state.table = above_table(page, sentence, &state);
            }
            let mut own = in_sentence(page, sentence, &state);
            for attribution in &mut own {
                attribution.said_on = said::said_on(page, sentence, attribution);
            }
            // One speaker with two verbs speaks once, on the day that either gives.
            own.dedup_by(|b, a| {
                let same = a.subject == b.subject && a.who == b.who && a.scope == b.scope;
                if same && a.said_on.is_none() {
                    a.said_on = b.said_on.take();
                }
                same
            });
            // A sentence that tells by whom the ones before were said.
            let opens = |b: &Mention| b.range.start <= sentence.range.start + 2;
            let closes = sentence.lang == model::quantity::Lang::Ko
                && korean_label::closes(page.slice(sentence.range.clone()));
            let back_to = best(&own).filter(|_| closes || sentence.of(Class::Back).any(opens));
            if let Some(main) = back_to {
                // 국정원은 13일 국회에서 이같이 밝혔다, «Про це повідомили в ГУР»: what the paragraph before tells too.
                let so = match sentence.lang {
                    model::quantity::Lang::Ko => {
                        korean_label::so(page.slice(sentence.range.clone()))
                    }
                    model::quantity::Lang::Ru | model::quantity::Lang::Uk => {
                        sentence.block == BlockKind::Body
                    }
                    _ => false,
                };
                back(&mut out, sentences, s, main, so);
            }
            if let Some(best) = best(&own) {
                state.current = Some((s, best));
                let who = own.get(best).map(|a| a.who.clone());
                if sentence.block == BlockKind::TableCaption {
                    state.table.clone_from(&who);
                }
                if sentence.block != BlockKind::Headline {
                    state.last = who;
                    state.last_at = Some((s, best));
                }
            }
            state.topic = english::topic(page, sentence).filter(|_| own.is_empty());
            in_list(page, sentence, s, &own, &mut state);
            if own.is_empty()
                && state.current.is_none()
                && european::goes_on(page.slice(sentence.range.clone()))
            {
                state.current = state.last_at;
            }
            let goes_on = || korean_goes_on(&out, sentences, s, &state);
            let silent = own.iter().all(|a| a.style == Style::Beside);
            let alone = silent && state.current.is_none();
            if alone && (taken_up(page, sentence, &state) || goes_on()) {
                // "The toll is the agency's highest": the block goes on with who spoke last.
                state.current = state.last_at;
            }
            out.carried.push(state.current.filter(|_| silent));
            out.own.push(own);
        }
        out
    }

    /// The attributions of a sentence.
    pub(crate) fn of(&self, sentence: usize) -> &[Attribution] {
        self.own.get(sentence).map_or(&[], Vec::as_slice)
    }

    /// Who answers for a range of a sentence.
    pub(crate) fn answer(
        &self,
        page: &Page,
        sentences: &[Sentence],
        sentence: usize,
        at: &Range<usize>,
    ) -> Answer {
        let own = self.of(sentence);
        let Some(here) = sentences.get(sentence) else { return Answer::default() };
        if let Some(main) = governing(own, at, here) {
            let mut answer = answer_of(page, main, false);
            answer.relays = relays(page, own, main);
            if answer.said_on.is_none() {
                said_beside(own, main, &mut answer);
            }
            if answer.said_on.is_none() {
                said_by_relay(own, &mut answer);
            }
            if answer.said_on.is_none() && !at_another_time(page, here, Some(main)) {
                self.said_before(sentences, sentence, main, &mut answer);
            }
            return answer;
        }
        let carried = self.carried.get(sentence).copied().flatten();
        let from = carried.and_then(|(s, a)| Some((s, self.of(s).get(a)?)));
        let Some((s, main)) = from else { return Answer { nobody: true, ..Answer::default() } };
        let mut answer = answer_of(page, main, s != sentence);
        answer.relays = relays(page, self.of(s), main);
        if answer.said_on.is_none() {
            said_by_relay(self.of(s), &mut answer);
        }
        // The day of an earlier block, or of other words, is not that of this one.
        if at_another_time(page, here, None) {
            answer.said_on = None;
        }
        if sentences.get(s).is_some_and(|from| from.paragraph != here.paragraph) {
            answer.said_on = None;
        }
        answer
    }

    /// The day of saying that the same speaker had earlier in the block.
    fn said_before(
        &self,
        sentences: &[Sentence],
        sentence: usize,
        main: &Attribution,
        answer: &mut Answer,
    ) {
        let paragraph = sentences.get(sentence).map(|s| s.paragraph);
        // Further back the reader has forgotten it; and the work stays linear.
        let before = (0..sentence).rev().take(SAID_BEFORE);
        for s in before.take_while(|s| sentences.get(*s).map(|x| x.paragraph) == paragraph) {
            let same = self.of(s).iter().rev().find(|a| a.who.is(&main.who));
            if let Some((time, range, rule)) = same.and_then(|a| a.said_on.clone()) {
                answer.said_on = Some(time);
                answer.ranges.push(range);
                answer.rules.push(rule);
                return;
            }
        }
    }
}

/// Whether a sentence without a speaker names the one who spoke last: "the agency's", "the NIS figures".
fn taken_up(page: &Page, sentence: &Sentence, state: &State) -> bool {
    let Some(last) = state.last.as_ref().filter(|w| w.weight == Weight::Authority) else {
        return false;
    };
    let body = matches!(sentence.block, BlockKind::Body);
    let same =
        |p: &PartyRef| p.group == last.group && p.name == last.name && p.form == Form::Generic;
    let left_out =
        sentence.lang == model::quantity::Lang::Ko && korean_label::goes_on(page, sentence);
    body && (sentence.parties.iter().any(same) || left_out)
}

/// 전체 사상자는 4천9백 명 정도다: a Korean paragraph that counts on and names nobody goes on with who spoke in the sentence before it.
fn korean_goes_on(out: &Attributions, sentences: &[Sentence], s: usize, state: &State) -> bool {
    let (Some(here), Some(last)) = (sentences.get(s), state.last_at) else { return false };
    let Some(before) =
        s.checked_sub(1).filter(|b| sentences.get(*b).is_some_and(|x| x.block == BlockKind::Body))
    else {
        return false;
    };
    let spoke = last.0 == before || out.carried.get(before).copied().flatten() == Some(last);
    let authority = state.last.as_ref().is_some_and(|w| w.weight <= Weight::Source);
    let other = here.parties.iter().any(|p| {
        p.speaks()
            && p.form != Form::Country
            && state.last.as_ref().is_none_or(|w| w.group != p.group || w.name != p.name)
    }) || [Class::Source, Class::Voice, Class::Outlet].iter().any(|c| here.has(*c));
    here.lang == model::quantity::Lang::Ko
        && here.block == BlockKind::Body
        && !here.numbers.is_empty()
        && spoke
        && authority
        && !other
}

/// Keeps who answers for a list, from the sentence that introduces it to the end of its entries.
fn in_list(page: &Page, sentence: &Sentence, s: usize, own: &[Attribution], state: &mut State) {
    if sentence.lang != model::quantity::Lang::Ko {
        return;
    }
    let text = page.slice(sentence.range.clone());
    let party = best(own).filter(|b| own.get(*b).is_some_and(|a| a.who.weight <= Weight::Source));
    if let Some(main) = party.filter(|_| korean_label::introduces(text)) {
        state.list = Some((s, main));
        return;
    }
    if state.current.is_none() && own.is_empty() && state.list.is_some() {
        if korean_label::entry(text) {
            state.current = state.list;
        } else {
            state.list = None;
        }
    }
}

/// Gives the attributions of a sentence to the ones before in its block that have none.
fn back(out: &mut Attributions, sentences: &[Sentence], s: usize, main: usize, beyond: bool) {
    let mut paragraph = sentences.get(s).map(|x| x.paragraph);
    let own = paragraph;
    let slavic = sentences.get(s).is_some_and(|x| x.lang != model::quantity::Lang::Ko);
    let mut beyond = beyond && (s == 0 || sentences.get(s - 1).map(|x| x.paragraph) != paragraph);
    for earlier in (0..s).rev() {
        let place = sentences.get(earlier).map(|x| x.paragraph);
        let body = sentences.get(earlier).is_some_and(|x| x.block == BlockKind::Body);
        if beyond && body {
            paragraph = place;
        }
        beyond = false;
        // "Source: NIS" below a table speaks of its rows.
        let row = sentences.get(earlier).is_some_and(|x| x.block == BlockKind::Row);
        let same = row || place == paragraph;
        let unattributed = out.own.get(earlier).is_some_and(Vec::is_empty);
        if !same || !unattributed {
            return;
        }
        if let Some(slot) = out.carried.get_mut(earlier) {
            // Whoever speaks on in a block of before is not interrupted.
            if slavic && place != own && !row && slot.is_some() {
                return;
            }
            *slot = Some((s, main));
        }
    }
}

/// The attribution that carries on: the last party that speaks, else the last of all.
fn best(own: &[Attribution]) -> Option<usize> {
    let all = |a: &Attribution| a.style != Style::Beside;
    let last = |weight: Weight| own.iter().rposition(|a| a.who.weight == weight && all(a));
    own.iter()
        .position(|a| a.style == Style::Label && a.who.weight == Weight::Authority)
        .or_else(|| last(Weight::Authority))
        .or_else(|| last(Weight::Source))
        .or_else(|| own.iter().rposition(all))
}

/// The attribution that governs a range: the nearest before it whose scope holds it, else the nearest behind.
fn governing<'a>(
    own: &'a [Attribution],
    at: &Range<usize>,
    _: &Sentence,
) -> Option<&'a Attribution> {
    let holds = |a: &&Attribution| a.scope.start <= at.start && at.end <= a.scope.end;
    let beside = own.iter().filter(|a| a.style == Style::Beside).filter(holds);
    if let Some(one) = beside.min_by_key(|a| a.scope.len()) {
        return Some(one);
    }
    let all = || own.iter().filter(|a| a.style != Style::Beside);
    // "cited a figure of 600, which he attributed to the NIS": whose it is stands behind.
    if let Some(origin) =
        all().filter(holds).find(|a| a.style == Style::Origin && a.start() > at.start)
    {
        return Some(origin);
    }
    let before = all().filter(|a| a.start() <= at.start).filter(holds).max_by_key(|a| a.start());
    let behind = all().filter(|a| a.start() > at.start).filter(holds).min_by_key(|a| a.start());
    let any = all().min_by_key(|a| a.start().abs_diff(at.start));
    let main = before.or(behind).or(any)?;
    // "A Pentagon spokesperson said that the United States assessed": the agency speaks for its country.
    let country = |a: &Attribution| a.who.name.ends_with("(authorities)");
    let agency = all().filter(holds).find(|a| {
        a.who.group == main.who.group
            && a.who.weight == Weight::Authority
            && a.style == Style::Says
            && !country(a)
            && a.end() <= main.start()
    });
    if let Some(agency) = agency.filter(|_| country(main) && main.style == Style::Says) {
        return Some(agency);
    }
    if main.who.weight < Weight::Outlet {
        return Some(main);
    }
    // An outlet or a lawmaker passes on what a party said, when one is there.
    let better = [before, behind].into_iter().flatten().find(|a| a.who.weight < Weight::Outlet);
    let cited = own.iter().find(|a| a.style == Style::According && a.who.weight < Weight::Voice);
    Some(better.or(cited).unwrap_or(main))
}

fn answer_of(page: &Page, main: &Attribution, carried: bool) -> Answer {
    let speaker = page.slice(main.subject.clone()).trim().to_owned();
    let mut answer = Answer {
        group: main.who.group,
        name: main.who.name.clone(),
        speaker,
        said_on: main.said_on.as_ref().map(|(time, _, _)| time.clone()),
        ranges: vec![main.subject.clone()],
        rules: vec![main.who.rule],
        carried,
        ..Answer::default()
    };
    if main.who.weight == Weight::Relay {
        answer.group = "";
        answer.name.clear();
    }
    if let Some((_, range, rule)) = &main.said_on {
        answer.ranges.push(range.clone());
        answer.rules.push(rule);
    }
    if carried {
        answer.rules.push("carried-speaker");
    }
    answer
}

/// The day that the same speaker – behind a label also another of the same side – has beside another verb of the sentence.
fn said_beside(own: &[Attribution], main: &Attribution, answer: &mut Answer) {
    let authority = main.who.weight == Weight::Authority && main.style == Style::Label;
    let same = own.iter().find(|a| {
        let side = a.who.group == main.who.group && a.who.weight == Weight::Authority;
        a.said_on.is_some() && (a.who.is(&main.who) || authority && side)
    });
    if let Some((time, range, rule)) = same.and_then(|a| a.said_on.clone()) {
        answer.said_on = Some(time);
        answer.ranges.push(range);
        answer.rules.push(rule);
    }
}

/// Whether a sentence tells what was said at another time than the words before it: "Earlier it put the toll at 300", "A year before".
fn at_another_time(page: &Page, sentence: &Sentence, main: Option<&Attribution>) -> bool {
    const EARLIER: [&str; 18] = [
        "earlier",
        "previously",
        "before that",
        "ago",
        "formerly",
        "in the past",
        "ранее",
        "раньше",
        "прежде",
        "до этого",
        "до того",
        "раніше",
        "перед тим",
        "доти",
        "앞서",
        "이전",
        "당초",
        "그전",
    ];
    let text = page.slice(sentence.range.clone());
    let head: String = text.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    let head = head.to_lowercase();
    let led = EARLIER.iter().any(|e| {
        head.split_once(e).is_some_and(|(before, after)| {
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
        })
    });
    let stood = ["had stood", "had been at", "stood at", "had put", "had said", "had counted"];
    let lead = main.map_or(text, |a| page.slice(sentence.range.start..a.end()));
    led || main.is_none() && stood.iter().any(|w| text.contains(w))
        || main.is_some() && stood.iter().skip(3).any(|w| lead.contains(w))
}

/// The day on which a relay passed it on: the day that the world could know.
fn said_by_relay(own: &[Attribution], answer: &mut Answer) {
    let relay = own.iter().filter(|a| a.who.weight >= Weight::Outlet);
    if let Some((time, range, rule)) = relay.filter_map(|a| a.said_on.clone()).next() {
        answer.said_on = Some(time);
        answer.ranges.push(range);
        answer.rules.push(rule);
    }
}

/// The words for outlets and lawmakers of the same sentence that are not the speaker themselves.
fn relays(page: &Page, own: &[Attribution], main: &Attribution) -> Vec<String> {
    own.iter()
        .filter(|a| a.who.weight >= Weight::Outlet && *a != main)
        .map(|a| page.slice(a.start()..a.end()).trim().to_owned())
        .collect()
}

fn in_sentence(page: &Page, sentence: &Sentence, state: &State) -> Vec<Attribution> {
    if sentence.block == BlockKind::Row {
        let own = row_label(sentence);
        let label = own.or_else(|| {
            let who = state.table.clone()?;
            let at = sentence.range.start..sentence.range.start;
            Some(labelled(who, at, sentence))
        });
        let columns = state.columns.iter().filter_map(|(column, who)| {
            let cell = sentence.cells.get(*column)?;
            let mut label = labelled(who.clone(), cell.start..cell.start, sentence);
            label.scope = cell.clone();
            Some(label)
        });
        return label.into_iter().chain(columns).collect();
    }
    let entities = entities(page, sentence, state);
    let mut own = match sentence.lang {
        model::quantity::Lang::Ko => korean::attributions(page, sentence, &entities),
        _ => european::attributions(page, sentence, &entities),
    };
    let label = match sentence.lang {
        model::quantity::Lang::Ko => korean_label::label(page, sentence, &entities),
        _ => label(page, sentence, &entities),
    };
    // "North Korea: 3,600 out of action, say Western officials": what it is about.
    let about = |label: &Attribution| {
        sentence.lang == model::quantity::Lang::En
            && entities.iter().any(|e| e.country && e.range == label.subject)
            && own.iter().any(|a| a.style != Style::Beside && a.subject != label.subject)
    };
    if let Some(label) = label.filter(|label| !about(label)) {
        own.retain(|a| a.subject != label.subject);
        own.insert(0, label);
    }
    // 북한군 피해 집계 (국정원): the one agency that a table's caption names.
    if sentence.block == BlockKind::TableCaption && own.is_empty() {
        let mut agencies = entities
            .iter()
            .filter(|e| !e.country && matches!(e.who.weight, Weight::Authority | Weight::Outlet));
        let one = agencies.next().filter(|_| agencies.next().is_none());
        own.extend(one.map(|e| labelled(e.who.clone(), e.range.clone(), sentence)));
    }
    if let Some(agency) = behind_relay(page, sentence, state, &own) {
        own.push(agency);
    }
    own.sort_by_key(Attribution::start);
    own
}

/// The agency that a lawmaker who speaks was told by: "… said a lawmaker after a briefing by the NIS".
fn behind_relay(
    page: &Page,
    sentence: &Sentence,
    state: &State,
    own: &[Attribution],
) -> Option<Attribution> {
    let relayed = !own.is_empty() && own.iter().all(|a| a.who.weight == Weight::Relay);
    let agency = |p: &&PartyRef| {
        p.speaks() && !matches!(p.form, Form::Country | Form::Outlet) && p.kind != "presidency"
    };
    let party = sentence.parties.iter().find(agency).filter(|_| relayed);
    let (who, at) = match party {
        Some(party) => (who(party), party.range.clone()),
        None => {
            (korean_told(page, sentence, state).filter(|_| relayed)?, own.first()?.subject.clone())
        }
    };
    let mut attribution = labelled(who, at, sentence);
    attribution.style = Style::According;
    Some(attribution)
}

/// 여당 간사는 “부상자는 2천여 명”이라고 했다: who briefed the lawmaker, which is the agency of the South that was named last, or that of the committee.
fn korean_told(page: &Page, sentence: &Sentence, state: &State) -> Option<Who> {
    if sentence.lang != model::quantity::Lang::Ko || sentence.numbers.is_empty() {
        return None;
    }
    let agency = |w: &&Who| w.weight == Weight::Authority && w.group == "ROK";
    let last = state.last.as_ref().filter(agency).cloned();
    let committee = page.slice(sentence.range.clone()).contains("정보위");
    let told = Who {
        group: "ROK",
        name: "NIS".to_owned(),
        weight: Weight::Authority,
        rule: "told-lawmaker",
    };
    last.or(committee.then_some(told))
}

/// The one agency that a heading, or a sentence that ends with a colon, names right above a table.
fn above_table(page: &Page, sentence: &Sentence, state: &State) -> Option<Who> {
    let introduces = page.slice(sentence.range.clone()).ends_with(':');
    if sentence.block != BlockKind::Subhead && !introduces {
        return None;
    }
    let entities = entities(page, sentence, state);
    let mut agencies = entities.iter().filter(|e| !e.country && e.who.weight == Weight::Authority);
    let one = agencies.next().filter(|_| agencies.next().is_none())?;
    Some(one.who.clone())
}

/// The parties that the head of a table names above its columns; the first column names the rows.
fn columns(sentence: &Sentence) -> Vec<(usize, Who)> {
    if !sentence.numbers.is_empty() {
        return Vec::new();
    }
    let party = |p: &PartyRef| Some((sentence.cell(&p.range).filter(|c| *c > 0)?, who(p)));
    sentence.parties.iter().filter(|p| p.speaks()).filter_map(party).collect()
}

/// The party at the head of a row.
fn row_label(sentence: &Sentence) -> Option<Attribution> {
    let number = sentence.numbers.first().map_or(sentence.range.end, |n| n.range.start);
    let party = sentence.parties.iter().find(|p| p.speaks() && p.range.start <= number)?;
    Some(labelled(who(party), party.range.clone(), sentence))
}

fn labelled(who: Who, subject: Range<usize>, sentence: &Sentence) -> Attribution {
    let cue = subject.clone();
    let scope = sentence.range.clone();
    Attribution { who, style: Style::Label, subject, cue, scope, said_on: None }
}

fn who(party: &PartyRef) -> Who {
    let weight = if party.form == Form::Outlet { Weight::Outlet } else { Weight::Authority };
    Who { group: party.group, name: party.name.to_owned(), weight, rule: party.rule }
}

/// Somebody in a sentence who may be speaking.
#[derive(Debug, Clone)]
struct Entity {
    who: Who,
    range: Range<usize>,
    /// Where Korean particles begin.
    stem: usize,
    /// A country, which may be acting instead.
    country: bool,
}

/// Parties, sources, voices, outlets and pronouns of a sentence, in order.
fn entities(page: &Page, sentence: &Sentence, state: &State) -> Vec<Entity> {
    let mut out: Vec<Entity> = sentence
        .parties
        .iter()
        .filter(|p| p.speaks())
        .map(|p| Entity {
            who: who(p),
            range: p.range.clone(),
            stem: p.stem,
            country: p.form == Form::Country,
        })
        .collect();
    let free = |out: &[Entity], m: &Mention| {
        out.iter().all(|e| e.range.end <= m.range.start || m.range.end <= e.range.start)
    };
    for mention in &sentence.mentions {
        let Some((weight, group, name)) = (match mention.class {
            Class::Source => Some(match province(sentence, mention) {
                Some(name) => (Weight::Source, "SOURCE", name.to_owned()),
                None => (Weight::Voice, "", String::new()),
            }),
            Class::Voice => Some((Weight::Voice, "", String::new())),
            Class::Relay => Some((Weight::Relay, "", String::new())),
            Class::Outlet => {
                let Some((name, range)) = outlet(page, sentence, mention) else { continue };
                // "the agency KCNA" is a party of its own.
                let own =
                    out.iter().any(|e| e.range.start < range.end && range.start < e.range.end);
                if free(&out, mention) && !own {
                    let who =
                        Who { group: "MEDIA", name, weight: Weight::Outlet, rule: mention.rule };
                    let stem = range.end;
                    let range = mention.range.start..word_end(page, sentence, stem);
                    out.push(Entity { who, range, stem, country: false });
                }
                continue;
            }
            _ => None,
        }) else {
            continue;
        };
        if !free(&out, mention) {
            continue;
        }
        let who = Who { group, name, weight, rule: mention.rule };
        let stem = mention.range.end;
        out.push(Entity { who, range: mention.range.clone(), stem, country: false });
    }
    for mention in sentence.of(Class::Pronoun).filter(|m| m.value != "according") {
        // "The NIS said that it believed": the one named before in the sentence, else the one who spoke last.
        let before = out
            .iter()
            .filter(|e| e.range.end <= mention.range.start && e.who.weight < Weight::Outlet)
            .max_by_key(|e| e.range.end)
            .map(|e| e.who.clone());
        let thing =
            matches!(page.slice(mention.range.clone()).to_lowercase().as_str(), "it" | "they");
        let topic = state.topic.clone().filter(|_| thing);
        let antecedent = before.or(topic).or_else(|| state.last.clone());
        if let Some(who) = antecedent.filter(|_| free(&out, mention)) {
            let stem = mention.range.end;
            out.push(Entity { who, range: mention.range.clone(), stem, country: false });
        }
    }
    out.sort_by_key(|e| e.range.start);
    // "citing it": the words are a cue by themselves.
    for mention in sentence.of(Class::Pronoun).filter(|m| m.value == "according") {
        if let Some(who) = state.last.clone() {
            let at = mention.range.clone();
            out.push(Entity { who, range: at.clone(), stem: at.end, country: false });
        }
    }
    out
}

/// The province beside a source: within six words before or behind it.
fn province(sentence: &Sentence, source: &Mention) -> Option<&'static str> {
    let near = |m: &&Mention| {
        let gap = if m.range.end <= source.range.start {
            source.range.start - m.range.end
        } else {
            m.range.start.saturating_sub(source.range.end)
        };
        gap <= 60
    };
    sentence.of(Class::Province).find(near).map(|m| m.value)
}

/// The end of the word that goes on at `at`: Korean particles behind a name.
fn word_end(page: &Page, sentence: &Sentence, at: usize) -> usize {
    if sentence.lang != model::quantity::Lang::Ko {
        return at;
    }
    let rest = page.slice(at..sentence.range.end);
    at + rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
}

/// The name behind a word for an outlet, and where it stands: quoted, or with capital letters.
fn outlet(page: &Page, sentence: &Sentence, word: &Mention) -> Option<(String, Range<usize>)> {
    let rest = page.slice(word.range.end..sentence.range.end);
    let start = word.range.end + rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    if let Some(open) = rest.chars().next().filter(|c| matches!(c, '«' | '“' | '"' | '‘' | '\''))
    {
        let quoted = rest.get(open.len_utf8()..)?;
        let close = quoted.find(['»', '”', '"', '’', '\''])?;
        let name = quoted.get(..close).filter(|n| !n.is_empty() && n.len() <= 80)?;
        let mark = quoted.get(close..)?.chars().next().map_or(0, char::len_utf8);
        return Some((name.to_owned(), start..start + open.len_utf8() + close + mark));
    }
    if sentence.lang == model::quantity::Lang::Ko {
        // 일간 메이플 헤럴드가: up to three words, the last with its particle; else the first one.
        let particles = ["은", "는", "이", "가", "에", "을", "를", "도"];
        let plain = |w: &&str| w.chars().all(char::is_alphanumeric);
        let bare = |w: &str| particles.iter().find_map(|p| w.strip_suffix(p)).map(str::len);
        let words: Vec<&str> = rest.split(' ').take(3).take_while(plain).collect();
        // 신문은, 매체가: with a particle of its own the word has no name behind it.
        let own = page.slice(word.range.clone());
        let led = particles.iter().any(|p| own.ends_with(p));
        let last = words.iter().position(|w| bare(w).is_some_and(|len| len >= 3));
        let whole = last.filter(|_| !led).and_then(|last| {
            let before: usize = words.iter().take(last).map(|w| w.len() + 1).sum();
            rest.get(..before + words.get(last).and_then(|w| bare(w))?)
        });
        let first = rest.split([' ', ',', '(']).next()?;
        let first = first.get(..bare(first).unwrap_or(first.len()))?;
        let name = whole.unwrap_or(first);
        return (name.chars().count() >= 2).then(|| (name.to_owned(), start..start + name.len()));
    }
    let mut end = 0;
    let mut at = 0;
    for part in rest.split_inclusive(' ').take(5) {
        let word = part.trim_end();
        let bare = word
            .trim_end_matches([',', '.', ':', ';', ')'])
            .trim_end_matches("'s")
            .trim_end_matches("’s");
        let number = end > 0 && !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit());
        if !bare.starts_with(char::is_uppercase) && !number {
            break;
        }
        end = at + bare.len();
        at += part.len();
        if bare.len() != word.len() {
            break;
        }
    }
    let name = rest.get(..end).filter(|n| !n.is_empty())?;
    Some((name.to_owned(), start..start + end))
}

/// A speaker at the head of a sentence, before a colon or a dash.
fn label(page: &Page, sentence: &Sentence, entities: &[Entity]) -> Option<Attribution> {
    if let Some(trailing) = trailing_label(page, sentence, entities) {
        return Some(trailing);
    }
    if let Some(note) = english::source_note(page, sentence, entities) {
        return Some(labelled(note.who.clone(), note.range.clone(), sentence));
    }
    let entity = entities.iter().find(|e| e.who.weight != Weight::Voice)?;
    let head = page.slice(sentence.range.start..entity.range.start);
    let lead = head.trim_matches(|c: char| !c.is_alphanumeric());
    if lead.chars().count() > 24
        || head.contains([':', '“', '"', '«'])
        || lead.split(' ').count() > 3
    {
        return None;
    }
    let rest = page.slice(entity.range.end..sentence.range.end);
    let rest = rest.strip_prefix(")").unwrap_or(rest);
    let near = role_words(rest);
    let after = rest.get(near..).unwrap_or_default();
    let colon = after.starts_with(':') || after.starts_with(" — ");
    // "Losses of North Korea's forces:" tells whose they are.
    let told = sentence.of(Class::Harm).any(|m| m.range.start < entity.range.end + near);
    if !colon || told {
        return None;
    }
    Some(labelled(entity.who.clone(), entity.range.clone(), sentence))
}

/// "Losses exceed 4,000 – Zelensky": a speaker behind the last dash or colon of a headline.
fn trailing_label(page: &Page, sentence: &Sentence, entities: &[Entity]) -> Option<Attribution> {
    let short = sentence.range.len() <= 200 && !sentence.has(Class::Say);
    let entity = entities.last().filter(|e| short && e.who.weight < Weight::Voice)?;
    let rest = page.slice(entity.range.end..sentence.range.end);
    let head = page.slice(sentence.range.start..entity.range.start).trim_end();
    let mark = head.ends_with(['–', '—']) || head.ends_with(" -") || head.ends_with(':');
    let ends = !rest.chars().any(char::is_alphanumeric) && !rest.contains('.');
    let numbers = sentence.numbers.iter().any(|n| n.range.end <= entity.range.start);
    (mark && ends && numbers).then(|| labelled(entity.who.clone(), entity.range.clone(), sentence))
}

/// The bytes of up to six words of a role or of a day before a colon.
fn role_words(rest: &str) -> usize {
    let Some(colon) = rest.find(": ").or_else(|| rest.strip_suffix(':').map(str::len)) else {
        return 0;
    };
    let words = rest.get(..colon).unwrap_or_default();
    let short = colon <= 80 && words.split_whitespace().count() <= 6;
    // A day or a year; a longer number is what is said.
    let number = |w: &str| {
        let digits = w.chars().filter(char::is_ascii_digit).count();
        digits > 4 || digits == 3 || w.contains(['%', '+', '~'])
    };
    let plain = short
        && !words.contains(['“', '"', '«', ';', '('])
        && !words.contains(". ")
        && !words.split_whitespace().any(number);
    if plain && words.starts_with([' ', '\'', '’', ',']) { colon } else { 0 }
}

/// Ids of the steps of this module.
pub(crate) const RULES: &[(&str, &str)] = &[
    (
        "carried-speaker",
        "Who spoke before in the same block, or is named right behind as having said it.",
    ),
    (
        "told-lawmaker",
        "A lawmaker of the committee on intelligence who tells what it was told: the agency that tells it.",
    ),
];
