//! Who speaks in Korean: by the particle behind the name, and the verb that is its own.
//!
//! Terms: a *topic* has 은 or 는 and speaks until the next topic; a *subject* has 이 or 가 and speaks only with the next verb of saying;
//! a verb is *adnominal* when a noun follows that it describes (국정원이 밝힌 사망자). A verb within a quotation is of somebody within it.
//! Invariant: a country that is followed by no quotation is acting. Linear in the marks of a sentence and its verbs.
//! Not here: particles and roles (`korean_mark`).

use std::ops::Range;

use super::korean_mark::{Mark, Marked, mark};
use super::{Attribution, Entity, Style, Weight};
use crate::grammar::lexicon::Class;
use crate::grammar::mention::Sentence;
use crate::page::Page;

/// A sentence as the rules here see it.
struct View<'a> {
    page: &'a Page,
    sentence: &'a Sentence,
    marked: Vec<Marked<'a>>,
    verbs: Vec<Range<usize>>,
}

pub(super) fn attributions(
    page: &Page,
    sentence: &Sentence,
    entities: &[Entity],
) -> Vec<Attribution> {
    let marked = marks(page, sentence, entities);
    let verbs = verbs(page, sentence);
    let view = View { page, sentence, marked, verbs };
    let mut out: Vec<Attribution> =
        (0..view.marked.len()).filter_map(|i| view.attribution(i)).collect();
    out.extend(view.described(entities, &out));
    out.extend(view.bracketed(entities));
    if out.is_empty() {
        out.extend(view.document(entities));
    }
    out.sort_by_key(|a| a.subject.start);
    out
}

/// The names that a particle or a noun gives a part; what stands in the bracket of another is that one.
fn marks<'a>(page: &Page, sentence: &Sentence, entities: &'a [Entity]) -> Vec<Marked<'a>> {
    let mut out: Vec<Marked<'a>> = Vec::new();
    for entity in entities {
        let within = out.last().is_some_and(|last| entity.range.end <= last.range.end);
        let head = page.slice(sentence.range.start..entity.range.start);
        let bracket = head.ends_with('(') && !head.trim_end_matches('(').ends_with(' ');
        if within || bracket && head.len() > 1 {
            continue;
        }
        // 데일리NK는 소식통을 인용해: an outlet answers for a source without a name.
        let outlet = entities.iter().any(|e| e.who.weight == Weight::Outlet);
        let unnamed = entity.who.weight == Weight::Voice && outlet;
        let found = mark(page, sentence, entity);
        // 국정원은 반군 정보국이 …했다고 밝혔다: who is told of within what another says.
        let told = entity.who.rule == super::korean_agent::RULE
            && found.as_ref().is_some_and(|m| matches!(m.mark, Mark::Topic | Mark::Subject))
            && out.iter().any(|m| {
                let cites = m.mark == Mark::According
                    && found.as_ref().is_some_and(|f| f.mark == Mark::Subject);
                (cites || matches!(m.mark, Mark::Topic | Mark::Subject))
                    && !sentence
                        .of(Class::Say)
                        .any(|v| m.range.end <= v.range.start && v.range.end <= entity.range.start)
            });
        if let Some(one) = found.filter(|m| !(told || unnamed && m.mark == Mark::According)) {
            // 우크라이나 국방부 대변인은: the country before is part of it.
            out.retain(|m| m.range.end <= one.range.start || m.mark == Mark::According);
            out.push(one);
        }
    }
    out
}

impl View<'_> {
    fn slice(&self, range: Range<usize>) -> &str {
        self.page.slice(range.start..range.end.max(range.start))
    }

    fn words(&self, from: usize, to: usize) -> usize {
        self.slice(from..to).split_whitespace().count()
    }

    fn attribution(&self, i: usize) -> Option<Attribution> {
        let one = self.marked.get(i)?;
        let (start, end) = (self.sentence.range.start, self.sentence.range.end);
        let next = self.marked.get(i + 1).map_or(end, |m| m.range.start);
        let mut in_list = false;
        let (cue, scope, style) = match one.mark {
            Mark::According => (one.range.clone(), one.range.start..end, Style::According),
            Mark::Noun => {
                let scope = if self.closes(one) { start..end } else { one.range.start..end };
                (one.range.clone(), scope, Style::According)
            }
            Mark::Topic => {
                let (cue, scope) = self.topic(i).or_else(|| {
                    in_list = true;
                    self.listed(i, next)
                })?;
                (cue, scope, Style::Says)
            }
            Mark::Subject => {
                let (cue, scope) = self.subject(i)?;
                (cue, scope, Style::Says)
            }
        };
        let agent = one.entity.who.rule == super::korean_agent::RULE;
        let heard = self.hearsay(&cue) && (agent || one.entity.country);
        let acts = one.entity.country && (self.suffers(one, &cue) || !self.speaks(one, &cue));
        if style == Style::Says && !in_list && (heard || acts) {
            return None;
        }
        let who = one.entity.who.clone();
        Some(Attribution { who, style, subject: one.range.clone(), cue, scope, said_on: None })
    }

    /// 이 연구소는 … 밝혔다. 우크라이나군은 10만 명이 숨진 것으로 봤다: whose dead they are, and not who counts them.
    fn suffers(&self, one: &Marked<'_>, verb: &Range<usize>) -> bool {
        const JUDGES: [&str; 8] = ["봤", "보고 있", "추산", "추정", "집계", "분석", "평가", "파악"];
        let own = self.slice(one.range.clone());
        let said = self.slice(verb.clone());
        let between = self.slice(one.range.end..verb.start);
        let others = self
            .sentence
            .of(Class::Population)
            .any(|m| one.range.end <= m.range.start && m.range.end <= verb.start);
        (own.ends_with("군은") || own.ends_with("군도"))
            && JUDGES.iter().any(|j| said.starts_with(j))
            && between.trim_end().ends_with("것으로")
            && !others
            && self
                .sentence
                .of(Class::Harm)
                .any(|m| one.range.end <= m.range.start && m.range.end <= verb.start)
    }

    /// 북한은 3천 명을 보낸 것으로 전해졌다, 추정된다: it is told of the country, and not by it.
    fn hearsay(&self, verb: &Range<usize>) -> bool {
        const TOLD: [&str; 18] = [
            "전해졌",
            "전해진",
            "알려졌",
            "알려진",
            "파악됐",
            "파악된",
            "추정된",
            "추정됐",
            "추산된",
            "추산됐",
            "집계됐",
            "집계된",
            "보도됐",
            "확인됐",
            "확인된",
            "보고됐",
            "관측된",
            "분석된",
        ];
        let said = self.slice(verb.clone());
        TOLD.iter().any(|t| said.starts_with(t))
    }

    /// "…다는 게 국정원의 판단이다": a noun that closes what was said before it.
    fn closes(&self, one: &Marked<'_>) -> bool {
        let head = self.slice(self.sentence.range.start..one.range.start).trim_end();
        let last = head.rsplit(' ').next().unwrap_or_default();
        let led = ["게", "것이", "것은", "건", "점이", "점은", "내용이", "얘기가"].contains(&last)
            || ["다는", "라는", "란", "이라는", "다”는", "라”는", "”는", "”라는", "다고", "라고"]
                .iter()
                .any(|e| last.ends_with(e));
        let rest = self.slice(one.range.end..self.sentence.range.end);
        led || rest.trim_end_matches(['.', ' ', '”', '’']).chars().count() <= 4
    }

    /// The last verb of a topic before the next topic.
    fn topic(&self, i: usize) -> Option<(Range<usize>, Range<usize>)> {
        let one = self.marked.get(i)?;
        let end = self.sentence.range.end;
        let quote = self.sentence.quote_around(&one.range);
        let next = self.marked.iter().skip(i + 1).find(|m| {
            // A topic within a quotation belongs to what is said.
            m.mark == Mark::Topic && self.sentence.quote_around(&m.range) == quote
        });
        let limit = next.map_or(end, |n| n.range.start);
        let own = |v: &&Range<usize>| {
            one.range.end <= v.start
                && v.start < limit
                && self.sentence.quote_around(v) == quote
                && !self.claimed(i, v)
        };
        let verb = self.verbs.iter().rev().find(own)?;
        Some((verb.clone(), one.range.start..verb.end.max(limit.min(end))))
    }

    /// Whether a verb is that of a subject behind the topic: it stands right behind the subject, or describes a noun.
    fn claimed(&self, topic: usize, verb: &Range<usize>) -> bool {
        self.marked.iter().skip(topic + 1).any(|m| {
            let near = m.range.end <= verb.start && self.words(m.range.end, verb.start) <= 2;
            let quoted = self
                .slice(self.sentence.range.start..m.range.start)
                .trim_end()
                .ends_with(['고', '”', '로', '며', '’']);
            m.mark == Mark::Subject && near && (quoted || self.adnominal(verb))
        })
    }

    /// 합참은 300명, 국정원은 600명으로 본다: a topic with its number and the verb of the last.
    fn listed(&self, i: usize, next: usize) -> Option<(Range<usize>, Range<usize>)> {
        let one = self.marked.get(i)?;
        let number = self.sentence.numbers.iter().find(|n| n.range.start >= one.range.end)?;
        let verb = self.verbs.last().filter(|v| v.start > number.range.end);
        let close = number.range.start < next && self.words(one.range.end, number.range.start) <= 4;
        let goes_on = self.marked.get(i + 1).is_some_and(|m| m.mark == Mark::Topic);
        let said = verb.cloned().unwrap_or(one.range.clone());
        // 북한은 1만 명을 보냈다고 국정원은 보고 있다: what the country did is within what is said.
        let told = self.slice(number.range.end..next);
        let within = ["다고 ", "라고 ", "것으로 "].iter().any(|q| told.contains(q));
        let plain = !one.entity.country || verb.is_some() && !within;
        (close && goes_on && plain).then_some((said, one.range.start..next))
    }

    /// The first verb of a subject; what it describes goes on to the next name.
    fn subject(&self, i: usize) -> Option<(Range<usize>, Range<usize>)> {
        let one = self.marked.get(i)?;
        let (start, end) = (self.sentence.range.start, self.sentence.range.end);
        let next = self
            .marked
            .iter()
            .skip(i + 1)
            .find(|m| matches!(m.mark, Mark::Topic | Mark::Subject))
            .map_or(end, |n| n.range.start);
        let quote = self.sentence.quote_around(&one.range);
        let own = |v: &&Range<usize>| {
            one.range.end <= v.start && v.start < next && self.sentence.quote_around(v) == quote
        };
        // 합참이 27일 북한이 3천 명을 보냈다고 평가했다: who acts is within what is said.
        let outer = |m: &Marked<'_>| {
            m.mark == Mark::Subject
                && !m.entity.country
                && self.sentence.quote_around(&m.range) == quote
        };
        let led = i.checked_sub(1).and_then(|b| self.marked.get(b)).is_some_and(|before| {
            outer(before)
                && !self
                    .verbs
                    .iter()
                    .any(|v| before.range.end <= v.start && v.end <= one.range.start)
        });
        let holds = outer(one)
            && self.marked.get(i + 1).is_some_and(|m| m.mark == Mark::Subject && m.entity.country);
        let Some(verb) = self.verbs.iter().find(own) else {
            let last = self.verbs.iter().rfind(|v| self.sentence.quote_around(v) == quote)?;
            // 간사가 10일 국정원이 보고한 내용이라며 이같이 전했다: the inner one's verb describes a noun.
            let inner = self.marked.get(i + 1).filter(|m| m.mark == Mark::Subject);
            let described = inner.is_some_and(|m| {
                let first = self.verbs.iter().find(|v| v.start >= m.range.end);
                first.is_some_and(|v| v != last && self.adnominal(v))
            });
            if described
                && outer(one)
                && !self.adnominal(last)
                && one.entity.who.weight >= Weight::Voice
            {
                return Some((last.clone(), one.range.start..last.end));
            }
            let said = one.range.end <= last.start
                && holds
                && !self.adnominal(last)
                && quotes(self.slice(one.range.end..last.start));
            return said.then(|| (last.clone(), one.range.start..last.end));
        };
        if led && one.entity.country && !self.adnominal(verb) {
            return None;
        }
        let beside = self.words(one.range.end, verb.start) <= 2;
        if self.adnominal(verb) {
            // 통일부는 “북한이 공개한 초상이 350명”이라고 밝혔다: the country shows, the ministry says.
            let told = self.marked.iter().take(i).any(|m| m.mark == Mark::Topic);
            // 통일부는 “북한 매체가 공개한 초상은 101명”이라고 했다, and so do those who show them.
            let shows = one.entity.who.group == "DPRK"
                && ["공개", "게재", "방영", "내보", "실은", "내놓", "보여"]
                    .iter()
                    .any(|v| self.slice(verb.clone()).starts_with(v));
            // 국정원은 우크라이나가 ‘…’라고 주장한 데 대해: its own words stand there.
            let lead = self.slice(one.range.end..verb.start).trim_end();
            let quoted = ["’라고", "'라고", "’이라고", "'이라고", "”라고", "”이라고", "\"라고"]
                .iter()
                .any(|q| lead.ends_with(q));
            if (one.entity.country || shows) && told && !quoted {
                return None;
            }
            let until = if next == end { end } else { next };
            // 북한이 보내겠다고 밝힌 6천 명 가운데 1천 명이: of the part another tells.
            let rest = self.slice(verb.end..until);
            let part = ["명 가운데", "명 중", "여 명 가운데", "여명 가운데"]
                .iter()
                .filter_map(|p| rest.find(p))
                .min();
            let until =
                part.filter(|_| one.entity.country && told).map_or(until, |at| verb.end + at);
            return Some((verb.clone(), one.range.start..until));
        }
        // 당국자는 북한이 … 보냈다고 전했다: the last verb is the topic's, unless it stands right behind the subject.
        let topic = self
            .marked
            .iter()
            .take(i)
            .any(|m| m.mark == Mark::Topic && self.sentence.quote_around(&m.range) == quote);
        let last = self.verbs.iter().rev().find(|v| self.sentence.quote_around(v) == quote);
        let sends = one.entity.country
            && !beside
            && self.sentence.of(Class::Strength).any(|m| {
                // 미국은 파병된 북한군이 죽었다고 확인했다: whoever was sent was not sent here.
                let describes = self.adnominal(&m.range)
                    && !self.slice(m.range.end..verb.start).trim_start().starts_with('것');
                m.range.start >= one.range.end && m.range.end <= verb.start && !describes
            });
        let chained = self.chained(verb);
        let closing = chained.as_ref().unwrap_or(verb);
        if (topic && last == Some(closing) && !beside) || sends {
            return None;
        }
        // 미얀마군이 사망했다고 반군이 밝혔다: whoever died says nothing.
        let victim = self.sentence.of(Class::Harm).any(|m| {
            m.range.start >= one.range.end
                && m.range.end <= verb.start
                && self.words(one.range.end, m.range.start) == 0
                && matches!(m.value, "killed" | "wounded" | "killed_or_wounded" | "missing")
                && ["했다고", "졌다고", "쳤다고", "숨졌다", "사망했다"]
                    .iter()
                    .any(|e| self.slice(m.range.clone()).contains(e))
        });
        if victim {
            return None;
        }
        let verb = closing;
        // What was said stands before a speaker that comes behind it: "…라고 간사가 전했다".
        let trails = quotes(self.slice(start..one.range.start))
            && !quotes(self.slice(one.range.end..verb.start));
        Some((verb.clone(), if trails { start..verb.end } else { one.range.start..verb.end }))
    }

    /// 확인했다고 12일 밝혔다: the verb that closes what the one before it opens.
    fn chained(&self, verb: &Range<usize>) -> Option<Range<usize>> {
        let said = self.slice(verb.clone());
        let quote = self.sentence.quote_around(verb);
        let next = self.verbs.iter().find(|v| v.start >= verb.end)?;
        let near = self.words(verb.end, next.start) <= 4;
        let plain = !self.slice(verb.end..next.start).contains([',', '“', '”', '"'])
            && !self.marked.iter().any(|m| verb.end <= m.range.start && m.range.end <= next.start);
        (near && plain && said.ends_with("다고") && self.sentence.quote_around(next) == quote)
            .then(|| next.clone())
    }

    /// Whether a country is followed, or led, by what it says.
    fn speaks(&self, one: &Marked<'_>, cue: &Range<usize>) -> bool {
        quotes(self.slice(one.range.end..cue.start))
            || self.words(one.range.end, cue.start) <= 2
                && (self.adnominal(cue)
                    || quotes(self.slice(self.sentence.range.start..one.range.start)))
            || *cue == one.range
            || self.sentence.numbers.iter().any(|n| {
                n.range.start >= one.range.end
                    && self
                        .slice(n.range.end..cue.start)
                        .trim_start()
                        .starts_with(['으', '로', '이'])
                    && self.words(n.range.end, cue.start) <= 2
            })
            // 북한군 장성이 들어간 사실을 우크라이나가 공개했다.
            || self.slice(self.sentence.range.start..cue.start).contains("사실을 ")
            // 북한은 지난 8월 전사자 242명의 사진을 공개했다.
            || one.entity.who.group == "DPRK"
                && self.slice(cue.clone()).starts_with("공개")
                && (self.sentence.has_value(Class::Harm, "named_dead_displayed")
                    || ["전사자를", "사망자를", "전사자 수를", "희생자를"]
                        .iter()
                        .any(|d| self.slice(one.range.end..cue.start).contains(d)))
            // 한국은 3천 명을 제시한다.
            || self.sentence.numbers.iter().any(|n| {
                let counts = ["제시", "집계", "추산", "추정", "보고", "발표", "주장", "거론", "내놓", "내놨"]
                    .iter()
                    .any(|v| self.slice(cue.clone()).starts_with(v));
                n.range.start >= one.range.end
                    && n.range.end <= cue.start
                    && counts
                    && self.words(n.range.end, cue.start) <= 1
            })
    }

    /// 밝힌, 집계한, 주장하는: a noun follows that the verb describes.
    fn adnominal(&self, verb: &Range<usize>) -> bool {
        let said = self.slice(verb.clone());
        said.chars().next_back().is_some_and(describing)
            && self.slice(verb.end..self.sentence.range.end).starts_with(' ')
    }

    /// 미 국방부가 의회에 낸 보고서에는 5천 명으로 적혀 있다: whose document it is.
    fn document(&self, entities: &[Entity]) -> Option<Attribution> {
        const NOUNS: [&str; 8] =
            ["보고서", "자료", "문건", "명단", "통계", "답변서", "성명", "문서"];
        const STANDS: [&str; 12] = [
            "적혀", "담겼", "담겨", "나와", "나온", "명시", "기재", "실렸", "실려", "들어", "적시",
            "포함",
        ];
        let entity = entities.iter().find(|e| e.who.weight == Weight::Authority)?;
        let (start, end) = (self.sentence.range.start, self.sentence.range.end);
        let rest = self.slice(entity.range.end..end);
        let (at, noun) = NOUNS
            .iter()
            .filter_map(|n| rest.find(n).map(|at| (at, n)))
            .min_by_key(|(at, _)| *at)?;
        let near = rest.get(..at).is_some_and(|r| r.split_whitespace().count() <= 5);
        let tail = rest.get(at + noun.len()..)?;
        let held = ["에는 ", "에 ", "은 ", "는 ", "에선 ", "에서 ", "에도 "]
            .iter()
            .any(|t| tail.starts_with(t));
        let last: String =
            tail.chars().rev().take(14).collect::<Vec<_>>().into_iter().rev().collect();
        let fits = near && held && STANDS.iter().any(|s| last.contains(s));
        fits.then(|| Attribution {
            who: entity.who.clone(),
            style: Style::According,
            subject: entity.range.clone(),
            cue: entity.range.clone(),
            scope: start..end,
            said_on: None,
        })
    }

    /// 300명(국정원): a party in a bracket behind its number.
    fn bracketed(&self, entities: &[Entity]) -> Vec<Attribution> {
        let mut out = Vec::new();
        for (i, number) in self.sentence.numbers.iter().enumerate() {
            let until =
                self.sentence.numbers.get(i + 1).map_or(self.sentence.range.end, |n| n.range.start);
            let rest = self.slice(number.range.end..until);
            let Some(open) = rest.find('(').filter(|at| *at <= 12) else { continue };
            let Some(close) = rest.find(')').filter(|at| *at > open) else { continue };
            let inner = number.range.end + open + 1..number.range.end + close;
            let named = entities.iter().find(|e| {
                inner.start == e.range.start
                    && e.range.end <= inner.end
                    && inner.end - e.range.end <= 30
                    && e.who.weight <= Weight::Source
            });
            let Some(named) = named else { continue };
            out.push(Attribution {
                who: named.who.clone(),
                style: Style::Label,
                subject: named.range.clone(),
                cue: named.range.clone(),
                scope: number.range.start..inner.end,
                said_on: None,
            });
        }
        out
    }

    /// "…라고 밝힌 국정원": a name right behind a verb that describes it.
    fn described(&self, entities: &[Entity], have: &[Attribution]) -> Vec<Attribution> {
        let start = self.sentence.range.start;
        let mut out = Vec::new();
        for entity in entities {
            let verb = self.verbs.iter().find(|v| {
                v.end <= entity.range.start
                    && self.slice(v.end..entity.range.start).trim().is_empty()
                    && self.adnominal(v)
            });
            let Some(verb) = verb else { continue };
            let head = self.slice(start..verb.start);
            let owned = have.iter().any(|a| a.cue == *verb);
            if owned || !quotes(head.get(head.len().saturating_sub(24)..).unwrap_or(head)) {
                continue;
            }
            let from = have
                .iter()
                .filter(|a| a.subject.end <= verb.start && a.style == Style::Says)
                .map(|a| a.subject.start)
                .max()
                .unwrap_or(start);
            out.push(Attribution {
                who: entity.who.clone(),
                style: Style::Says,
                subject: entity.range.clone(),
                cue: verb.clone(),
                scope: from..entity.range.end,
                said_on: None,
            });
        }
        out
    }
}

/// Whether a syllable closes with ㄴ, as that of a verb before the noun that it describes.
fn describing(last: char) -> bool {
    ('가'..='힣').contains(&last) && (u32::from(last) - u32::from('가')) % 28 == 4
}

/// Verbs of saying; 고 했다 and 라며 among them.
fn verbs(page: &Page, sentence: &Sentence) -> Vec<Range<usize>> {
    const SAID: [&str; 10] = [
        " 한 말",
        " 한 이야기",
        "고 했",
        "고 한다",
        "고 하셨",
        "고 합니다",
        "고도 했",
        "고 해",
        "고 하며",
        "고 하고",
    ];
    const QUOTED: [&str; 6] = ["라며", "다며", "라면서", "다면서", "냐며", "자며"];
    let mut out: Vec<Range<usize>> = sentence.of(Class::Say).map(|m| m.range.clone()).collect();
    let text = page.slice(sentence.range.clone());
    let base = sentence.range.start;
    for said in SAID {
        for (at, _) in text.match_indices(said) {
            let blank = said.find(' ').map_or(0, |b| b + 1);
            // 그가 한 말이다.
            out.push(base + at + blank..base + at + said.len());
        }
    }
    for quoted in QUOTED {
        for (at, _) in text.match_indices(quoted) {
            let rest = text.get(at + quoted.len()..).unwrap_or_default();
            if rest.starts_with([' ', ',', '도']) {
                out.push(base + at..base + at + quoted.len());
            }
        }
    }
    // “…”라고 단서를 달았다: whatever verb stands behind a quotation at the end is one of saying.
    for quote in &sentence.quotes {
        let rest = page.slice(quote.end..sentence.range.end);
        let Some(led) = ["고 ", "라고 ", "이라고 ", "다고 ", "라며 ", "이라며 ", "며 "]
            .iter()
            .find(|q| rest.starts_with(**q))
        else {
            continue;
        };
        let told = rest.get(led.len()..).unwrap_or_default();
        let end = told.trim_end_matches(|c: char| !c.is_alphanumeric());
        // “…”며 러시아와 북한을 향해 중단을 촉구했다
        let most = if led.ends_with("며 ") { 8 } else { 4 };
        let short = end.split_whitespace().count() <= most && !end.contains(['“', '"', ',']);
        let own = out.iter().any(|v| v.start >= quote.end);
        if short && !own && end.ends_with('다') {
            let word = end.rfind(' ').map_or(0, |at| at + 1);
            let start = quote.end + led.len();
            out.push(start + word..start + end.len());
        }
    }
    out.sort_by_key(|r| (r.start, r.end));
    out
}

/// Whether something is quoted in a text: 다고, 라고, 것으로.
fn quotes(text: &str) -> bool {
    const ENDS: [&str; 14] = [
        "다고",
        "라고",
        "고",
        "것으로",
        "걸로",
        "으로",
        "로",
        "다는",
        "라는",
        "다며",
        "라며",
        "면서",
        "”",
        "’",
    ];
    const WITHIN: [&str; 7] = ["다고 ", "라고 ", "것으로 ", "다며 ", "라며 ", "”고 ", "”며 "];
    let tail = text.trim_end();
    ENDS.iter().any(|q| tail.ends_with(q)) || WITHIN.iter().any(|q| text.contains(q))
}
