//! The days of a figure: as of which it holds, and the window that it counts.
//!
//! A date with "as of" is the first; a date of the event, or "in the past week", the second. Invariant: the day of saying is neither.
//! Not here: the day of saying (`attribute`).

use std::ops::Range;

use model::date::Day;
use model::quantity::Lang;

use crate::draft::BlockKind;
use crate::grammar::Context;
use crate::grammar::attribute::{Answer, Attribution};
use crate::grammar::lexicon::Class;
use crate::grammar::mention::Sentence;
use crate::grammar::when::{Cue, Dated, Time};

/// A figure's days, as columns have them.
#[derive(Debug, Default)]
pub(super) struct Days {
    pub(super) as_of: String,
    pub(super) from: String,
    pub(super) to: String,
    /// The date of a statement that is named by it: "an estimate of 30 September".
    pub(super) said: Option<String>,
    pub(super) rules: Vec<&'static str>,
    pub(super) ranges: Vec<Range<usize>>,
}

pub(super) fn days(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
    zone: &Range<usize>,
    answer: &Answer,
) -> Days {
    let mut out = Days::default();
    let place = Place::new(context, sentence, number, zone, answer);
    let quoted = |d: &Dated| sentence.quote_around(&d.range);
    let own = |d: &&Dated| {
        let quote = quoted(d);
        quote.is_none() || quote == sentence.quote_around(number)
    };
    let holds = |d: &&Dated| d.cue == Cue::AsOf && place.reached(d);
    if let Some(date) = nearest(sentence.dates.iter().filter(holds).filter(own), number)
        && let Time::Point(text) = &date.time
    {
        out.as_of.clone_from(text);
        out.note(date);
    } else if let Some(date) = place.footnoted()
        && let Time::Point(text) = &date.time
    {
        out.as_of.clone_from(text);
        out.note(date);
    }
    let saying = |d: &&Dated| {
        d.cue == Cue::Saying && (answer.carried || place.reported(d))
            || place.told_then(d)
            || place.told_on(d)
    };
    if let Some(date) = sentence.dates.iter().find(saying)
        && let Time::Point(text) = &date.time
    {
        out.said = Some(text.clone());
        out.note(date);
    }
    // What stands before a speaker belongs to another clause: "When we told a source on 18 December that Seoul counts 300 dead".
    let european = sentence.lang != Lang::Ko;
    let speaker =
        answer.ranges.first().filter(|r| european && !answer.carried && r.end <= number.start);
    let event = |d: &&Dated| {
        let outer = speaker
            .is_some_and(|r| d.range.end <= r.start && sentence.range.start + 12 < d.range.start);
        let own = (european || !elsewhere(sentence, d, number)) && !place.of_noun(d);
        matches!(d.cue, Cue::Plain | Cue::Event)
            && !place.said_again(d)
            && !place.said(d)
            && !place.told_then(d)
            && !place.told_on(d)
            && !outer
            && own
            && place.reached(d)
    };
    let Some(date) = nearest(sentence.dates.iter().filter(event).filter(own), number) else {
        return out;
    };
    match &date.time {
        Time::Point(text) => {
            let (from, to) = text.split_once('/').unwrap_or((text, text));
            if from.len() == 4 && sentence.block != BlockKind::Row {
                return out;
            }
            (out.from, out.to) = (from.to_owned(), to.to_owned());
        }
        Time::Window(from, to) => (out.from, out.to) = (from.clone(), to.clone()),
        Time::Past(days) => {
            let Some(end) = end_day(context, answer) else { return out };
            (out.from, out.to) = (end.plus_days(-days).to_string(), end.to_string());
        }
        Time::Months(months) => {
            let Some(end) = end_day(context, answer) else { return out };
            let Some(from) = months_before(end, *months) else { return out };
            (out.from, out.to) = (from.to_string(), end.to_string());
        }
    }
    out.note(date);
    out
}

/// The same day so many months before, or the last of a shorter month.
fn months_before(day: Day, months: i32) -> Option<Day> {
    let (year, month, date) = day.ymd();
    let all = year.checked_mul(12)?.checked_add(i32::from(month) - 1)?.checked_sub(months)?;
    let month = u8::try_from(all.rem_euclid(12) + 1).ok()?;
    (0..4).find_map(|less| Day::from_ymd(all.div_euclid(12), month, date.checked_sub(less)?))
}

/// A number in its sentence, as far as its days go.
struct Place<'a> {
    context: &'a Context<'a>,
    sentence: &'a Sentence,
    number: &'a Range<usize>,
    zone: &'a Range<usize>,
    answer: &'a Answer,
    /// The sentence's place in the page.
    at: usize,
}

impl<'a> Place<'a> {
    fn new(
        context: &'a Context<'a>,
        sentence: &'a Sentence,
        number: &'a Range<usize>,
        zone: &'a Range<usize>,
        answer: &'a Answer,
    ) -> Self {
        let at = context.sentences.partition_point(|s| s.range.start < sentence.range.start);
        Self { context, sentence, number, zone, answer, at }
    }

    /// Whether a date is the day on which somebody speaks in the sentence.
    fn said(&self, date: &Dated) -> bool {
        let spoken = self.context.attributions.of(self.at).iter();
        self.answer.ranges.contains(&date.range)
            || spoken.filter_map(|a| a.said_on.as_ref()).any(|(_, range, _)| *range == date.range)
    }

    /// «в пятницу, 22 апреля, сообщило»: the day of saying, under its other name.
    fn said_again(&self, date: &Dated) -> bool {
        let Some(Time::Point(said)) = &self.answer.said_on else { return false };
        matches!(&date.time, Time::Point(day) if day == said)
            && self.sentence.dates.iter().any(|other| {
                other.range != date.range
                    && other.time == date.time
                    && self.answer.ranges.contains(&other.range)
                    && date
                        .range
                        .start
                        .abs_diff(other.range.end)
                        .min(other.range.start.abs_diff(date.range.end))
                        <= 4
            })
    }

    /// Whether a date belongs to what is told of the number: no other speaker, no end of a clause stands between; and behind the number no
    /// other number, unless both are told together.
    fn reached(&self, date: &Dated) -> bool {
        if self.sentence.block == BlockKind::Row {
            return true;
        }
        let behind = date.range.start >= self.number.end;
        let between = if behind {
            self.number.end..date.range.start
        } else {
            date.range.end..self.number.start.max(date.range.end)
        };
        let between_them =
            |a: &&Attribution| between.start <= a.subject.start && a.subject.end <= between.end;
        let mut speakers = self.context.attributions.of(self.at).iter().filter(between_them);
        if !behind {
            // "300 died by 1 May, and Seoul counts 400": the day stands with the number before.
            let told = self.sentence.numbers.iter().any(|n| n.range.end <= date.range.start);
            // 대통령이 이달 초 3천 명이 죽었다고 한 점과 국정원이 300명이라고 한 발표: each has its own.
            let numbers = self
                .sentence
                .numbers
                .iter()
                .any(|n| between.start <= n.range.start && n.range.end <= between.end);
            let korean = self.sentence.lang == Lang::Ko;
            let elsewhere = (told || korean && numbers) && speakers.next().is_some();
            return !elsewhere && !self.part(&between);
        }
        let other = speakers.any(|a| self.answer.ranges.first() != Some(&a.subject));
        let words = self.context.words(between.clone());
        // 1만5천 명이 파병됐고, 6월 현재 4천 명을 잃었다: the day of the next clause.
        let next = self.sentence.lang == Lang::Ko && super::korean::parted(words);
        !other
            && !next
            && !words.contains(';')
            && (date.range.start < self.zone.end || self.shared(words))
    }

    /// "28 were killed and 50 were injured in a strike on 19 November": one day for both.
    fn shared(&self, between: &str) -> bool {
        let joined = [" and ", " и ", " та ", " і ", " й "].iter().any(|j| between.contains(j));
        let others = self.sentence.numbers.iter().filter(|n| {
            n.range.start >= self.number.end && n.range.start < self.number.end + between.len()
        });
        let close = others.clone().all(|n| n.range.start <= self.number.end + 90);
        // ", and followed with 3,500 in January": a clause of its own.
        let own = self.sentence.lang == Lang::En && between.contains(", and ");
        joined
            && !own
            && others.count() == 1
            && close
            && between.len() <= 240
            && !between.contains([':', '—'])
    }

    /// 이 중, of whom: a number told of those counted before, in a clause of its own.
    fn part(&self, between: &Range<usize>) -> bool {
        const PARTS: [&str; 4] = ["이 중", "이 가운데", "이중", "그중"];
        let numbers = self
            .sentence
            .numbers
            .iter()
            .any(|n| between.start <= n.range.start && n.range.end <= between.end);
        let words = self.context.words(between.clone());
        numbers && PARTS.iter().any(|p| words.contains(p))
    }

    /// "the 450 dead that it reported on 20 January": the day of the verb behind the number.
    fn told_then(&self, date: &Dated) -> bool {
        if date.cue != Cue::Plain {
            return false;
        }
        if self.sentence.lang == Lang::Ko {
            return self.korean_told_then(date);
        }
        let verb = self.sentence.of(Class::Say).find(|m| {
            m.range.start >= self.number.end
                && m.range.end <= date.range.start
                && date.range.start - m.range.end <= 24
                && self.context.words(m.range.end..date.range.start).split_whitespace().all(|w| {
                    matches!(w, "on" | "in" | "early" | "late" | "last" | "в" | "у" | "во")
                })
        });
        let Some(verb) = verb else { return false };
        let lead = self.context.words(self.number.end..verb.range.start);
        let relative = lead.split(|c: char| !c.is_alphanumeric()).any(|w| {
            ["котор", "яки", "яку", "якої", "яких"].iter().any(|r| w.starts_with(r))
                || matches!(w, "that" | "which" | "it" | "they")
        });
        relative && lead.split_whitespace().count() <= 8 && !lead.contains([';', '.'])
    }

    /// «заявил 9 марта, что», «по оценке, озвученной 24 марта», "the estimate, given in October": the day of the words.
    fn told_on(&self, date: &Dated) -> bool {
        const GIVEN: [&str; 24] = [
            "given",
            "issued",
            "released",
            "published",
            "announced",
            "circulated",
            "presented",
            "озвученн",
            "опубликованн",
            "обнародованн",
            "представленн",
            "приведенн",
            "приведённ",
            "прозвучавш",
            "датированн",
            "оприлюднен",
            "опублікован",
            "озвучен",
            "наведен",
            "поданих",
            "поданою",
            "оголошен",
            "датован",
            "надан",
        ];
        let plain = matches!(date.cue, Cue::Plain) && matches!(&date.time, Time::Point(_));
        if self.sentence.lang == Lang::Ko || !plain || date.range.end > self.number.start {
            return false;
        }
        let head = self.context.words(self.sentence.range.start..date.range.start).trim_end();
        let stripped = [" on", " in", " в", " у", " во"].iter().find_map(|p| head.strip_suffix(p));
        let head = stripped.unwrap_or(head);
        let word = head.rsplit(' ').next().unwrap_or_default();
        let next = self.context.words(date.range.end..self.sentence.range.end);
        let apposed =
            head.strip_suffix(word).is_some_and(|h| h.ends_with(", ")) && next.starts_with(',');
        if apposed && GIVEN.iter().any(|g| word.starts_with(g)) {
            return true;
        }
        let end = self.sentence.range.start + head.len();
        let says = self.sentence.of(Class::Say).any(|m| m.range.end == end);
        let slavic = matches!(self.sentence.lang, Lang::Ru | Lang::Uk);
        slavic && says && [", что ", ", що "].iter().any(|w| next.starts_with(w))
    }

    /// 지난 1월 국회에 보고한 3000여 명(사망 300여 명), 지난해 10월 600여 명으로 봤던: an earlier count, and when it was told.
    fn korean_told_then(&self, date: &Dated) -> bool {
        const TOLD: [&str; 17] = [
            "보고한",
            "밝힌",
            "발표한",
            "추산한",
            "집계한",
            "공개한",
            "전한",
            "언급한",
            "제시한",
            "내놓은",
            "추정한",
            "파악한",
            "보고했던",
            "밝혔던",
            "발표했던",
            "추산했던",
            "말한",
        ];
        const THEN: [&str; 8] = [
            "으로 봤던",
            "로 봤던",
            "이라고 했던",
            "이라던",
            "으로 추산했던",
            "으로 추정했던",
            "으로 집계했던",
            "으로 파악했던",
        ];
        if date.range.end > self.number.start {
            return false;
        }
        let behind = self.context.words(self.number.end..self.sentence.range.end);
        let behind = behind.trim_start_matches('명');
        let first = self.context.words(date.range.end..self.number.start);
        let counts = |from: usize, to: usize| {
            self.sentence
                .numbers
                .iter()
                .filter(|n| from <= n.range.start && n.range.end <= to)
                .count()
        };
        if THEN.iter().any(|t| behind.starts_with(t)) {
            return counts(date.range.end, self.number.start) == 0;
        }
        // The parts in brackets are of the same day as the whole before them.
        let (lead, open) = match first.rsplit_once('(') {
            Some((lead, inside)) if !inside.contains(')') => (lead, true),
            _ => (first, false),
        };
        let before = counts(date.range.end, date.range.end + lead.len());
        let words: Vec<&str> = lead.split_whitespace().collect();
        let near = words.len().saturating_sub(if open { 3 } else { 1 });
        before == usize::from(open)
            && words.len() <= 8
            && words.iter().skip(near).any(|w| TOLD.contains(w))
    }

    /// 4월 보고 때는 600여 명이었다: the day of the report that stands right before the number.
    fn reported(&self, date: &Dated) -> bool {
        if self.sentence.lang != Lang::Ko || date.range.end > self.number.start {
            return false;
        }
        let between = self.context.words(date.range.end..self.number.start);
        let numbers = self
            .sentence
            .numbers
            .iter()
            .any(|n| date.range.end <= n.range.start && n.range.end <= self.number.start);
        between.split_whitespace().count() <= 4 && !numbers
    }

    /// "its April estimate of 750": the day of a paper.
    fn of_noun(&self, date: &Dated) -> bool {
        self.sentence.lang == Lang::En
            && date.range.start >= self.number.end
            && self.sentence.of(Class::Announce).any(|n| {
                n.range.start >= date.range.end
                    && self.context.words(date.range.end..n.range.start).trim().is_empty()
            })
    }

    /// "Figures as of 30 April.": the next sentence of the paragraph, when it says nothing else.
    fn footnoted(&self) -> Option<&'a Dated> {
        let next = self.context.sentences.get(self.at + 1)?;
        let plain = next.paragraph == self.sentence.paragraph
            && next.numbers.is_empty()
            && !next.has(Class::Harm)
            && self.context.words(next.range.clone()).split_whitespace().count() <= 9;
        let date = next.dates.iter().find(|d| d.cue == Cue::AsOf)?;
        let text = self.context.words(next.range.clone()).to_lowercase();
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let note = ["as of", "figures", "data", "numbers", "counts", "all figures", "the figures"];
        let note = self.sentence.lang != Lang::En || note.iter().any(|w| text.starts_with(w));
        (plain && note).then_some(date)
    }
}

/// 지난해 10월 파병된 북한군 가운데 600명이 숨졌다: the day of being sent is not that of dying.
fn elsewhere(sentence: &Sentence, date: &Dated, number: &Range<usize>) -> bool {
    if date.range.end > number.start {
        return false;
    }
    let between = date.range.end..number.start;
    let within = |class: Class| {
        sentence.of(class).any(|m| between.start <= m.range.start && m.range.end <= between.end)
    };
    let harmed = sentence.of(Class::Harm).any(|m| m.range.end > date.range.end);
    within(Class::Strength) && harmed
}

impl Days {
    fn note(&mut self, date: &Dated) {
        self.rules.push(date.rule);
        self.ranges.push(date.range.clone());
    }
}

/// The day of saying, or that of publication.
fn end_day(context: &Context<'_>, answer: &Answer) -> Option<Day> {
    match &answer.said_on {
        Some(Time::Point(day)) => day.parse().ok().or(context.anchor),
        _ => context.anchor,
    }
}

fn nearest<'a>(dates: impl Iterator<Item = &'a Dated>, number: &Range<usize>) -> Option<&'a Dated> {
    dates.min_by_key(|d| {
        if d.range.end <= number.start {
            number.start - d.range.end
        } else {
            d.range.start.saturating_sub(number.end)
        }
    })
}
