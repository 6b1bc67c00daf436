//! Who answers for what is said, through whom it came, and on which day it was said.
//!
//! Terms: an *attribution* is a speaker with the words that make it one ("said", "according to", a label before a colon); it *carries* on
//! through its block, and into the next one only when a pronoun or "the agency" takes it up. Who stands between the party and the outlet
//! – a wire, a lawmaker – is a *relay*: it answers only when nobody else does. Invariants: a country that acts is no speaker; whoever
//! cannot be resolved has no party. Linear in the mentions, a sentence at a time.
//! Not here: what is said.

mod english;
mod english_number;
mod european;
mod korean;
mod korean_agent;
mod korean_label;
mod korean_mark;
mod said;
mod slavic;
mod subject;

mod answer;
mod carry;
mod entity;
mod label;

use std::ops::Range;

use super::lexicon::Class;
use super::mention::{Mention, Sentence};
use super::party::{Form, PartyRef};
use super::when::{Cue, Time};
use crate::draft::{BlockKind, Hints};
use crate::page::Page;
use answer::{answer_of, at_another_time, best, governing, relays, said_beside, said_by_relay};
use carry::{back, in_list, korean_goes_on, taken_up};
use entity::{Entity, entities, who};
use label::{above_table, columns, label, labelled, row_label};

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
    /// Persons without office, and those who pass on what a party said, by surname.
    met: Vec<(String, Who)>,
    /// The agency or person that the paragraph named last; and whether the paragraph has begun.
    named: Option<Who>,
    begun: bool,
    /// Who spoke last of those whom the text shows as a person, and in which sentence.
    person: Option<(Who, usize)>,
    /// Who was told by an office alone, and in which sentence.
    unnamed: Option<(Who, usize)>,
    /// Who spoke last and is no outlet.
    speaker: Option<Who>,
    /// The number of the sentence.
    at: usize,
    /// The intelligence agency that was named last: lawmakers pass on what it told them.
    agency: Option<Who>,
    /// The source that was told last with its province.
    source: Option<Who>,
    /// The province that was named last.
    province: Option<&'static str>,
    /// The block before is an entry of a list, by its mark.
    entry: bool,
    paragraph: usize,
}

/// How many sentences back the day of saying is looked for.
const SAID_BEFORE: usize = 12;

impl Attributions {
    pub(crate) fn new(page: &Page, _: &Hints, sentences: &[Sentence]) -> Self {
        let mut out = Self::default();
        let mut state = State::default();
        for (s, sentence) in sentences.iter().enumerate() {
            let opens_paragraph = sentence.paragraph != state.paragraph || s == 0;
            if sentence.paragraph != state.paragraph {
                state.paragraph = sentence.paragraph;
                state.current = None;
                state.topic = None;
                state.named = None;
                state.begun = false;
            }
            if sentence.block != BlockKind::Row {
                state.columns.clear();
            } else if sentence.first {
                state.columns = columns(sentence);
            }
            if !matches!(sentence.block, BlockKind::Row | BlockKind::TableCaption) {
                state.table = above_table(page, sentence, &state);
            }
            state.at = s;
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
            subject::meet(page, sentence, &own, &mut state.met);
            if sentence.lang == model::quantity::Lang::En
                && let Some(one) = own.iter().rfind(|a| english::unnamed(page, a))
            {
                state.unnamed = Some((one.who.clone(), s));
            }
            if let Some(source) = own.iter().rfind(|a| a.who.weight == Weight::Source) {
                state.source = Some(source.who.clone());
            }
            // A sentence that tells by whom the ones before were said.
            let opens = |b: &Mention| b.range.start <= sentence.range.start + 2;
            let closes = sentence.lang == model::quantity::Lang::Ko
                && korean_label::closes(page.slice(sentence.range.clone()));
            let spoken = slavic::closes_speech(page, sentences, s, &own);
            let relayed = slavic::told_so(page, sentence);
            let back_to = best(&own)
                .filter(|_| closes || spoken || relayed || sentence.of(Class::Back).any(opens));
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
                    let person = own.get(best).filter(|a| english::person(page, sentence, a));
                    if let Some(person) = person {
                        state.person = Some((person.who.clone(), s));
                    }
                    let outlet = who.as_ref().is_some_and(|w| w.weight >= Weight::Outlet);
                    state.speaker = if outlet { state.speaker.take() } else { who.clone() };
                    state.last = who;
                    state.last_at = Some((s, best));
                }
            }
            let topic = english::topic(page, sentence).or_else(|| slavic::topic(page, sentence));
            state.topic = topic.filter(|_| own.is_empty());
            state.begun = true;
            let province = sentence.of(Class::Province).last().map(|m| m.value);
            state.province = province.or(state.province);
            if let Some(agency) = sentence.parties.iter().rfind(|p| p.speaks() && p.kind == "intel")
            {
                state.agency = Some(who(agency));
            }
            let office =
                |p: &&PartyRef| p.speaks() && !matches!(p.form, Form::Country | Form::Outlet);
            state.named = sentence.parties.iter().find(office).map(who).or(state.named.take());
            in_list(page, sentence, s, &own, &mut state);
            let text = page.slice(sentence.range.clone());
            let before = s.checked_sub(1).and_then(|b| sentences.get(b));
            let before = before.map_or("", |b| page.slice(b.range.clone()));
            let listed = || state.entry && slavic::entry(text);
            let told = state.last_at.is_some_and(|(at, _)| at + 1 == s);
            let led = || slavic::there(text) || told && slavic::introduced(before);
            let party = state.last.as_ref().is_some_and(|w| w.weight == Weight::Authority);
            let paper = || party && slavic::in_paper(text);
            if sentence.lang != model::quantity::Lang::Ko
                && own.is_empty()
                && state.current.is_none()
                && (european::goes_on(text)
                    || listed()
                    || led()
                    || paper()
                    || slavic::replies(before, text))
            {
                state.current = state.last_at;
            }
            if opens_paragraph {
                state.entry = slavic::entry(text);
            }
            let goes_on = || korean_goes_on(&out, sentences, s, &state);
            let silent = own.iter().all(|a| a.style == Style::Beside);
            let alone = silent && state.current.is_none();
            let tally = || english::earlier_tally(page, sentence);
            if alone && (taken_up(page, sentence, &state) || goes_on() || tally()) {
                // "The toll is the agency's highest": the block goes on with who spoke last.
                state.current = state.last_at;
            }
            let heard = sentence.lang == model::quantity::Lang::Ko && korean_label::hearsay(text);
            out.carried.push(state.current.filter(|_| silent && !heard));
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
        if let Some(main) = governing(page, own, at, here) {
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
            if answer.said_on.is_none() {
                self.said_behind(page, sentences, sentence, &mut answer);
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
        // What a later block tells of this one – 19일 이같이 전했다 – holds for it.
        if s < sentence && sentences.get(s).is_some_and(|from| from.paragraph != here.paragraph) {
            answer.said_on = None;
        }
        answer
    }

    /// «Об этом в среду, 9 февраля, сообщили депутаты»: the next sentence tells when this one was said.
    fn said_behind(&self, page: &Page, sentences: &[Sentence], at: usize, answer: &mut Answer) {
        let (Some(here), Some(next)) = (sentences.get(at), sentences.get(at + 1)) else { return };
        if here.paragraph != next.paragraph
            || !slavic::tells_of_this(page.slice(next.range.clone()))
        {
            return;
        }
        // Whoever it was that told it: the only day beside the verb.
        let beside = || match next.dates.as_slice() {
            [day] if day.cue == Cue::Plain && next.has(Class::Say) => {
                Some((day.time.clone(), day.range.clone(), day.rule))
            }
            _ => None,
        };
        let said = self.of(at + 1).iter().find_map(|a| a.said_on.clone()).or_else(beside);
        if let Some((time, range, rule)) = said.filter(|(t, ..)| matches!(t, Time::Point(_))) {
            answer.said_on = Some(time);
            answer.ranges.push(range);
            answer.rules.push(rule);
        }
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
        _ => european::attributions(page, sentence, &entities, state),
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
    if sentence.lang == model::quantity::Lang::Ko
        && let Some(half) = korean_label::first_half(page, sentence, &entities)
    {
        own.retain(|a| a.subject != half.subject);
        own.push(half);
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
            let english = sentence.lang == model::quantity::Lang::En;
            let told = state.agency.clone().filter(|_| english);
            let told = told.or_else(|| korean_told(page, sentence, state));
            (told.filter(|_| relayed)?, own.first()?.subject.clone())
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

/// Ids of the steps of this module.
pub(crate) const RULES: &[(&str, &str)] = &[
    (
        "carried-speaker",
        "Who spoke before in the same block, or is named right behind as having said it.",
    ),
    ("headline-half", "The speaker before the first quotation of a headline that has two."),
    (
        "told-lawmaker",
        "A lawmaker of the committee on intelligence who tells what it was told: the agency that tells it.",
    ),
];
