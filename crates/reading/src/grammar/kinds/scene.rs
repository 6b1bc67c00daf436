//! All of an article that the kinds share: its sentences with their constructions, the voices in it, the figures.
//!
//! Invariant: marks lie within their sentence, in the page's text. Not here: what follows from a mark.

use std::ops::Range;
use std::sync::LazyLock;

use model::party::{Group, Party};
use model::quantity::Lang;

use super::holder;
use super::pattern::{Table, Units};
use super::voice::{self, Heard};
use crate::draft::{BlockKind, Draft, Kind};
use crate::grammar::lexicon::Class;
use crate::grammar::mention::Sentence;
use crate::grammar::party::PartyRef;
use crate::grammar::when::Time;
use crate::grammar::{Context, Rule, split};

const DATA: &str = include_str!("../../../data/kinds-constructions.tsv");

static TABLES: LazyLock<[Table; 4]> =
    LazyLock::new(|| [Lang::En, Lang::Ko, Lang::Ru, Lang::Uk].map(|lang| Table::new(DATA, lang)));

/// The constructions of a language.
pub(super) fn table(lang: Lang) -> &'static Table {
    let [en, ko, ru, uk] = &*TABLES;
    match lang {
        Lang::Ko => ko,
        Lang::Ru => ru,
        Lang::Uk => uk,
        _ => en,
    }
}

/// What each class of constructions reads.
const CLASSES: &[(&str, &str)] = &[
    ("position", "A party's stand to the deployment or the deaths."),
    ("denyword", "A word by which a report is called untrue, in a quotation."),
    ("number", "A number that is not given, which is no silence."),
    ("awareness", "What people inside know or are told."),
    ("measure", "An act of information control, a gift or a ceremony."),
    ("charge", "The charge of spreading rumours."),
    ("source", "A source inside."),
    ("outer", "A source that is not inside."),
    ("prisoner", "A prisoner who speaks."),
    ("anaphor", "The source who spoke before."),
    ("toldsource", "The outlet told the source something."),
    ("asked", "The outlet asked."),
    ("unprompted", "The source began."),
    ("predict", "What is expected."),
    ("opinion", "A judgement."),
    ("evidence", "Footage, a picture, a document."),
    ("evact", "What is done with evidence."),
    ("unverified", "Evidence that was not verified."),
    ("verified", "Evidence that was verified."),
    ("appearance", "How people in a picture look."),
    ("channel", "How the outlet speaks with its sources."),
    ("topic", "What is known or not known: the deaths, the deployment."),
    ("war", "What a picture of the war shows."),
    ("fate", "A dead person is named."),
    ("naming", "Something is called by a name, in quotation marks."),
    ("absence", "Nobody is seen any more."),
];

/// Steps that are no rows.
const STEPS: &[(&str, &str)] = &[
    ("said-of-voice", "The day beside the words that let a source speak."),
    ("said-beside", "The only day of the sentence."),
    ("outlet-itself", "The outlet speaks of its own work."),
];

/// A rule a row of the table, and the steps.
pub(super) fn rules() -> Vec<Rule> {
    let rows = TABLES.iter().flat_map(|table| &table.rows);
    let rows = rows.filter_map(|row| {
        let reads = CLASSES.iter().find(|(class, _)| *class == row.class)?.1;
        Some(Rule { id: row.id, reads })
    });
    let steps = STEPS.iter().map(|(id, reads)| Rule { id, reads });
    rows.chain(steps).collect()
}

/// A construction in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) class: &'static str,
    pub(super) value: &'static str,
    pub(super) rule: &'static str,
    /// In the page's text.
    pub(super) range: Range<usize>,
}

/// A sentence with its constructions.
pub(super) struct View<'a> {
    pub(super) sentence: &'a Sentence,
    pub(super) text: &'a str,
    pub(super) marks: Vec<Mark>,
}

impl View<'_> {
    pub(super) fn of<'v>(&'v self, class: &'v str) -> impl Iterator<Item = &'v Mark> {
        self.marks.iter().filter(move |mark| mark.class == class)
    }

    pub(super) fn has(&self, class: &str) -> bool {
        self.of(class).next().is_some()
    }

    /// The text before a place of the page, in this sentence.
    pub(super) fn before(&self, at: usize) -> &str {
        self.text.get(..at.saturating_sub(self.sentence.range.start)).unwrap_or(self.text)
    }

    /// The text from a place of the page on, in this sentence.
    pub(super) fn after(&self, at: usize) -> &str {
        self.text.get(at.saturating_sub(self.sentence.range.start)..).unwrap_or_default()
    }

    pub(super) fn is_body(&self) -> bool {
        !matches!(
            self.sentence.block,
            BlockKind::Headline | BlockKind::Subhead | BlockKind::TableCaption
        )
    }

    /// The quotation around a range.
    pub(super) fn quote(&self, range: &Range<usize>) -> Option<Range<usize>> {
        self.sentence.quote_around(range)
    }

    /// Whether the sentence quotes a whole saying, not a word or two.
    pub(super) fn speech(&self) -> Option<&Range<usize>> {
        let long = |quote: &&Range<usize>| {
            let words = self.text.get(
                quote.start - self.sentence.range.start..quote.end - self.sentence.range.start,
            );
            let korean = self.sentence.lang == Lang::Ko;
            words.is_some_and(|words| is_saying(words, self.sentence.lang))
                && !(korean && is_title(self.after(quote.end)))
        };
        self.sentence.quotes.iter().find(long)
    }
}

/// What follows a quotation that is not what the speaker says but what it speaks of: "는 지시", "라는 구호".
fn is_title(rest: &str) -> bool {
    let rest: String = rest.chars().filter(|c| !c.is_whitespace()).take(12).collect();
    let lead = ["이라는", "라는", "는"].iter().find_map(|p| rest.strip_prefix(p));
    let said = ["말", "이야기", "얘기", "답", "증언", "설명", "반응", "하소연", "것"];
    lead.is_some_and(|rest| !said.iter().any(|s| rest.starts_with(s)))
}

/// Four words, or three that end as a sentence does; in Korean six letters with an ending of a sentence.
fn is_saying(words: &str, lang: Lang) -> bool {
    let letters = words.chars().filter(|c| c.is_alphanumeric()).count();
    if lang == Lang::Ko {
        let end = words.trim_end_matches(['"', '”', '’', '」', '.', '?', '!', ' ']);
        let ending = ["다", "요", "까", "지", "라", "네", "나", "더라", "죠", "자", "야", "걸"];
        let long = words.split_whitespace().count() >= 4;
        return letters >= 6 && (long || ending.iter().any(|e| end.ends_with(e)));
    }
    let count = words.split_whitespace().count();
    let inner = words.trim_end_matches(['"', '”', '»', '’']);
    count >= 4 || count >= 3 && inner.ends_with(['?', '!', '.'])
}

/// Who answers for a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Speaker {
    pub(super) group: String,
    pub(super) name: String,
    /// The words for the person, where the text has them.
    pub(super) person: String,
    pub(super) rule: &'static str,
    /// The day of saying, EDTF.
    pub(super) said_on: String,
    pub(super) said_rule: &'static str,
    /// Where the party stands, when it is outside of the draft's own sentence.
    pub(super) span: Option<Range<usize>>,
    pub(super) relays: Vec<String>,
    /// Taken over from another sentence.
    pub(super) carried: bool,
}

impl Speaker {
    /// The name for a column that has no group beside it.
    pub(super) fn shown(&self) -> String {
        if self.name.is_empty() || matches!(self.group.as_str(), "MEDIA" | "SOURCE") {
            return self.name.clone();
        }
        Party { group: Group(self.group.clone()), name: self.name.clone() }.shown().0
    }
}

/// An article as the kinds see it.
pub(super) struct Scene<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) figures: &'a [Draft],
    pub(super) views: Vec<View<'a>>,
    /// The voice of each sentence.
    pub(super) heard: Vec<Option<Heard>>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(context: &'a Context<'a>, figures: &'a [Draft], marks: Marks) -> Self {
        let views = context.sentences.iter().zip(marks.0).map(|(sentence, marks)| View {
            sentence,
            text: context.page.slice(sentence.range.clone()),
            marks,
        });
        let views: Vec<View<'a>> = views.collect();
        let heard = voice::listen(context, &views);
        Self { context, figures, views, heard }
    }

    /// Sentences that may say something, with their numbers.
    pub(super) fn body(&self) -> impl Iterator<Item = (usize, &View<'a>)> {
        self.views.iter().enumerate().filter(|(_, view)| view.is_body())
    }

    pub(super) fn voice(&self, sentence: usize) -> Option<&Heard> {
        self.heard.get(sentence).and_then(Option::as_ref)
    }

    /// The outlet, where it speaks of itself.
    pub(super) fn outlet(&self) -> Speaker {
        let publisher = &self.context.hints.publisher;
        Speaker {
            group: if publisher.is_empty() { String::new() } else { "MEDIA".to_owned() },
            name: publisher.clone(),
            rule: "outlet-itself",
            ..Speaker::default()
        }
    }

    /// Who answers for a range of a sentence: its voice, or else its party.
    pub(super) fn by(&self, sentence: usize, range: &Range<usize>) -> Speaker {
        if let Some(voice) = self.voice(sentence) {
            return voice.speaker(self.context);
        }
        self.party(sentence, range)
    }

    /// Which party answers for a range of a sentence; nobody where the outlet speaks by itself.
    pub(super) fn party(&self, sentence: usize, range: &Range<usize>) -> Speaker {
        if let Some(topic) = self.views.get(sentence).and_then(|view| reporter(view, range)) {
            return self.reported(sentence, topic);
        }
        self.answer(sentence, range)
    }

    /// A name that is the topic of a verb of saying behind.
    fn reported(&self, sentence: usize, topic: &PartyRef) -> Speaker {
        let answer = self.answer(sentence, &topic.range);
        if answer.group == topic.group && answer.name == topic.name {
            return answer;
        }
        Speaker {
            group: topic.group.to_owned(),
            name: topic.name.to_owned(),
            rule: topic.rule,
            span: Some(topic.range.clone()),
            ..Speaker::default()
        }
    }

    fn answer(&self, sentence: usize, range: &Range<usize>) -> Speaker {
        let answer = self.context.answer(sentence, range);
        let name = match answer.group {
            "SOURCE" => format!("A source in {} Province", answer.name),
            _ => answer.name,
        };
        Speaker {
            group: answer.group.to_owned(),
            person: if name.is_empty() { answer.speaker } else { String::new() },
            name,
            rule: answer.rules.first().copied().unwrap_or_default(),
            said_on: answer.said_on.map(edtf).unwrap_or_default(),
            said_rule: answer.rules.last().copied().unwrap_or_default(),
            span: answer.ranges.first().cloned(),
            relays: answer.relays,
            carried: answer.carried,
        }
    }

    /// A draft on a range of the page, with the columns that the table of claims wants.
    pub(super) fn draft(&self, kind: Kind, range: Range<usize>) -> Draft {
        let page = self.context.page;
        Draft::new(kind, page.span(range.clone()), page.slice(range))
    }

    /// A claim without a number: kind, words, who and when.
    pub(super) fn claim(
        &self,
        kind: Kind,
        range: &Range<usize>,
        lang: Lang,
        speaker: &Speaker,
    ) -> Draft {
        let mut draft = self.draft(kind, range.clone());
        draft.set("quote", self.context.page.slice(range.clone()));
        draft.set("quote_lang", lang.code());
        draft.set("publisher", &self.context.hints.publisher);
        draft.set("title", self.context.page.headline());
        draft.set("url", &self.context.hints.url);
        draft.set("party_group", &speaker.group);
        draft.set("party", &speaker.name);
        draft.set("speaker", &speaker.person);
        draft.set("announced_date", &speaker.said_on);
        self.sign(&mut draft, speaker);
        draft.lacks("party", "the text does not say who answers for it");
        draft.lacks("announced_date", "the text does not say when it was said");
        draft
    }

    /// Rules and places of whoever answers.
    pub(super) fn sign(&self, draft: &mut Draft, speaker: &Speaker) {
        draft.rule(speaker.rule);
        if !speaker.said_on.is_empty() {
            draft.rule(speaker.said_rule);
        }
        draft.relays.clone_from(&speaker.relays);
        if let Some(span) = &speaker.span {
            let own = draft.spans.first().map_or(0..0, |s| s.text.clone());
            if span.start < own.start || span.end > own.end {
                draft.spans.push(self.context.page.span(span.clone()));
            }
        }
    }

    /// The figures of a sentence, or of a part of one: figures are in the order of their sentences, so they are found by halving.
    pub(super) fn figures_in(&self, range: &Range<usize>) -> Vec<usize> {
        let span = |draft: &Draft| draft.spans.first().map_or(0..0, |s| s.text.clone());
        let around = self.sentence_of(range);
        let first = self.figures.partition_point(|f| span(f).start < around.start);
        let here = self.figures.iter().enumerate().skip(first);
        here.take_while(|(_, f)| span(f).start < range.end)
            .filter(|(_, f)| range.start < span(f).end)
            .map(|(i, _)| i)
            .collect()
    }

    /// The sentence that a range begins in, or the range itself.
    fn sentence_of(&self, range: &Range<usize>) -> Range<usize> {
        let next = self.views.partition_point(|v| v.sentence.range.start <= range.start);
        let view = next.checked_sub(1).and_then(|i| self.views.get(i));
        view.map_or_else(|| range.clone(), |v| v.sentence.range.clone())
    }
}

/// In Korean, the topic before a range whose verb of saying follows behind it: "국정원은 북한이 …했다고 밝혔다".
fn reporter<'v>(view: &'v View<'_>, range: &Range<usize>) -> Option<&'v PartyRef> {
    if view.sentence.lang != Lang::Ko {
        return None;
    }
    let reports = view.sentence.of(Class::Say).any(|say| {
        let head = view.before(say.range.start).trim_end();
        say.range.start >= range.end && ["고", "며"].iter().any(|p| head.ends_with(p))
    });
    let topic = |party: &&PartyRef| {
        party.speaks()
            && party.range.end <= range.start
            && view.quote(&party.range).is_none()
            && holder::particle(view, party) == Some(true)
    };
    view.sentence.parties.iter().rev().find(topic).filter(|_| reports)
}

/// A day of saying as EDTF; a window that ends on an unknown day is none.
pub(super) fn edtf(time: Time) -> String {
    match time {
        Time::Point(point) => point,
        Time::Window(from, to) => format!("{from}/{to}"),
        _ => String::new(),
    }
}

/// The constructions of every sentence.
pub(crate) struct Marks(Vec<Vec<Mark>>);

/// Finds the constructions of every sentence; none depends on another.
pub(crate) fn marks(context: &Context<'_>) -> Marks {
    let length = context.page.text.len();
    Marks(split::map(&context.sentences, length, |s| of_sentence(context, s)))
}

fn of_sentence(context: &Context<'_>, sentence: &Sentence) -> Vec<Mark> {
    let text = context.page.slice(sentence.range.clone());
    let table = table(sentence.lang);
    let units = Units::new(text, sentence.lang);
    let start = sentence.range.start;
    let mut marks: Vec<Mark> = table
        .find(&units)
        .into_iter()
        .filter_map(|hit| {
            let row = table.rows.get(hit.row)?;
            let range = start + hit.range.start..start + hit.range.end;
            Some(Mark { class: row.class, value: row.value, rule: row.id, range })
        })
        .collect();
    marks.sort_by_key(|mark| mark.range.start);
    marks
}
