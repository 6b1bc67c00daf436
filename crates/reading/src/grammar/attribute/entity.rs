//! Whoever may be speaking in a sentence: parties, sources, voices, outlets, and pronouns with whom they stand for.

use super::super::lexicon::Class;
use super::super::mention::{Mention, Sentence};
use super::super::party::{Form, PartyRef};
use super::{State, Weight, Who, english, european, korean_agent, slavic};
use crate::page::Page;
use model::quantity::Lang;
use std::ops::Range;

pub(super) fn who(party: &PartyRef) -> Who {
    let weight = if party.form == Form::Outlet { Weight::Outlet } else { Weight::Authority };
    Who { group: party.group, name: party.name.to_owned(), weight, rule: party.rule }
}

/// Somebody in a sentence who may be speaking.
#[derive(Debug, Clone)]
pub(super) struct Entity {
    pub(super) who: Who,
    pub(super) range: Range<usize>,
    /// Where Korean particles begin.
    pub(super) stem: usize,
    /// A country, which may be acting instead.
    pub(super) country: bool,
}

/// Parties, sources, voices, outlets and pronouns of a sentence, in order.
pub(super) fn entities(page: &Page, sentence: &Sentence, state: &State) -> Vec<Entity> {
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
            Class::Source => Some(match province(page, sentence, mention, state) {
                Some(name) => (Weight::Source, "SOURCE", name.to_owned()),
                None => {
                    match state.source.as_ref().filter(|_| same_source(page, sentence, mention)) {
                        Some(who) => (Weight::Source, who.group, who.name.clone()),
                        None => (Weight::Voice, "", String::new()),
                    }
                }
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
        if !free(&out, mention) || slavic::open_sources(page, sentence, mention) {
            continue;
        }
        let who = Who { group, name, weight, rule: mention.rule };
        let stem = mention.range.end;
        out.push(Entity { who, range: mention.range.clone(), stem, country: false });
    }
    for mention in sentence.of(Class::Pronoun).filter(|m| m.value != "according") {
        if mention.value == "office" && !slavic::office(page, sentence, mention) {
            continue;
        }
        // 우크라이나 매체는, 한밭 신문은: the words before say which one.
        let word = page.slice(mention.range.clone());
        let paper =
            ["신문", "매체", "방송", "통신", "잡지", "주간지"].iter().any(|p| word.starts_with(p));
        let lead = page.slice(sentence.range.start..mention.range.start);
        if sentence.lang == Lang::Ko && paper && led_by_noun(lead) {
            continue;
        }
        // "The NIS said that it believed": the one named before in the sentence, else the one who spoke last.
        let before = out
            .iter()
            .filter(|e| e.range.end <= mention.range.start && e.who.weight < Weight::Outlet)
            .filter(|e| !someone(page, mention) || !e.country)
            .filter(|e| !quoted(sentence, &e.range) || quoted(sentence, &mention.range));
        // "The coalition, which backs Yemen's government, says it has": what a noun owns, or a verb acts on, is seldom meant.
        let before = before
            .max_by_key(|e| (sentence.lang != Lang::En || heads(page, sentence, e), e.range.end))
            .map(|e| e.who.clone());
        let thing =
            matches!(page.slice(mention.range.clone()).to_lowercase().as_str(), "it" | "they");
        let slavic = sentence.lang != Lang::En && sentence.lang != Lang::Ko;
        let topic = state.topic.clone().filter(|_| thing || slavic);
        // "Hlynka laughs at that. …, he says": whom the paragraph tells of, and not who spoke before it.
        let told = sentence.lang == Lang::En
            && someone(page, mention)
            && state.begun
            && state.current.is_none();
        // "The minister said …. A source said …. 206 had died, he said": the last who is shown as a person.
        const NEAR: usize = 6;
        let he = sentence.lang == Lang::En && someone(page, mention);
        // An agency that spoke since is not passed over: its spokesman may be meant.
        let vague = state.last.as_ref().is_none_or(|who| {
            who.weight != Weight::Authority || who.name.ends_with("(authorities)")
        });
        let person = state.person.as_ref().filter(|(_, at)| he && vague && state.at - at <= NEAR);
        let one = matches!(
            page.slice(mention.range.clone()).to_lowercase().as_str(),
            "он" | "она" | "він" | "вона"
        );
        let paper = state.last.as_ref().is_some_and(|who| who.weight == Weight::Outlet);
        let last = match person {
            Some((who, _)) => Some(who.clone()),
            None if told => state.named.clone(),
            // «…», – сказав він: a person, and no paper that quotes him.
            None if one && paper => state.speaker.clone(),
            None => state.last.clone(),
        };
        let antecedent = before.or(topic).or(last);
        if let Some(who) = antecedent.filter(|_| free(&out, mention)) {
            let stem = mention.range.end;
            out.push(Entity { who, range: mention.range.clone(), stem, country: false });
        }
    }
    if sentence.lang == Lang::Ko {
        korean_agent::agents(page, sentence, &mut out);
    }
    out.sort_by_key(|e| e.range.start);
    // "citing it": the words are a cue by themselves.
    for mention in sentence.of(Class::Pronoun).filter(|m| m.value == "according") {
        let topic = state.topic.clone().filter(|_| sentence.lang != Lang::En);
        // «Президент назвав втрати: за його словами, загинула 31 тисяча»: whom the sentence named before.
        let before = out
            .iter()
            .filter(|e| e.range.end <= mention.range.start && !e.country)
            .filter(|e| e.who.weight < Weight::Voice)
            .max_by_key(|e| e.range.end)
            .map(|e| e.who.clone());
        if let Some(who) = before.or(topic).or_else(|| state.last.clone()) {
            let at = mention.range.clone();
            out.push(Entity { who, range: at.clone(), stem: at.end, country: false });
        }
    }
    out
}

/// Whether a noun stands right before: no mark, no particle, no joining word.
fn led_by_noun(lead: &str) -> bool {
    let last = lead.strip_suffix(' ').and_then(|l| l.rsplit(' ').next()).unwrap_or_default();
    const JOINS: [&str; 10] =
        ["또", "이어", "다만", "한편", "그러나", "하지만", "반면", "특히", "앞서", "그리고"];
    const ENDS: [char; 12] =
        ['고', '며', '서', '면', '은', '는', '에', '만', '도', '지', '해', '다'];
    last.ends_with(|c: char| ('가'..='힣').contains(&c))
        && !JOINS.contains(&last)
        && !last.ends_with(ENDS)
}

/// Whether a name may be a subject: it owns nothing, and no preposition or participle governs it.
fn heads(page: &Page, sentence: &Sentence, entity: &Entity) -> bool {
    let rest = page.slice(entity.range.end..sentence.range.end);
    let owned = rest.strip_prefix(['\'', '’']).is_some_and(|r| r.starts_with("s "));
    !owned
        && !european::governed(page, sentence, entity)
        && !english::acted_on(page, sentence, entity)
}

/// "He", "she": a person, and no country.
fn someone(page: &Page, pronoun: &Mention) -> bool {
    matches!(page.slice(pronoun.range.clone()).to_lowercase().as_str(), "he" | "she")
}

/// In quotation marks: what is named there is not who speaks behind them.
fn quoted(sentence: &Sentence, range: &Range<usize>) -> bool {
    sentence.lang != Lang::Ko && sentence.quote_around(range).is_some()
}

/// "The source", "the same resident": the one who was told before.
fn same_source(page: &Page, sentence: &Sentence, mention: &Mention) -> bool {
    if sentence.lang == Lang::Ko {
        // 소식통에 따르면, 이 소식통은: with nothing before it that would tell of another.
        let head = page.slice(sentence.range.start..mention.range.start).trim_end();
        let lead = head.trim_start_matches(['“', '"', '‘', '-', ' ']);
        return matches!(
            lead,
            "" | "이" | "그" | "해당" | "이어" | "또" | "그러면서" | "이에 대해"
        ) && page.slice(mention.range.clone()).starts_with("소식통");
    }
    let head = page.slice(0..mention.range.start).trim_end();
    ["the", "The", "the same", "The same", "This", "this"].iter().any(|the| {
        head.strip_suffix(the).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    })
}

/// The province beside a source: within six words before or behind it.
///
/// "a source in the province" is of the one that was named last.
fn province(
    page: &Page,
    sentence: &Sentence,
    source: &Mention,
    state: &State,
) -> Option<&'static str> {
    let rest = page.slice(source.range.end..sentence.range.end);
    let there = ["in", "from", "inside", "within"].iter().any(|w| {
        rest.trim_start().strip_prefix(w).is_some_and(|r| {
            [" the province", " the same province", " that province", " the region"]
                .iter()
                .any(|p| r.starts_with(p))
        })
    });
    if there {
        let named = |m: &&Mention| m.range.end <= source.range.start;
        let own = sentence.of(Class::Province).filter(named).last().map(|m| m.value);
        return own.or(state.province);
    }
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
pub(super) fn word_end(page: &Page, sentence: &Sentence, at: usize) -> usize {
    if sentence.lang != Lang::Ko {
        return at;
    }
    let rest = page.slice(at..sentence.range.end);
    at + rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
}

/// The name behind a word for an outlet, and where it stands: quoted, or with capital letters.
pub(super) fn outlet(
    page: &Page,
    sentence: &Sentence,
    word: &Mention,
) -> Option<(String, Range<usize>)> {
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
    if sentence.lang == Lang::Ko {
        // 일간 메이플 헤럴드가: up to three words, the last with its particle; else the first one.
        let particles = ["은", "는", "이", "가", "에", "을", "를", "도"];
        let plain = |w: &&str| w.chars().all(char::is_alphanumeric);
        let bare = |w: &str| particles.iter().find_map(|p| w.strip_suffix(p)).map(str::len);
        let words: Vec<&str> = rest.split(' ').take(3).take_while(plain).collect();
        // 신문은, 매체가: with a particle of its own the word has no name behind it.
        let own = page.slice(word.range.clone());
        let led = particles.iter().any(|p| own.ends_with(p));
        if led {
            return None;
        }
        let last = words.iter().position(|w| bare(w).is_some_and(|len| len >= 3));
        let whole = last.and_then(|last| {
            let before: usize = words.iter().take(last).map(|w| w.len() + 1).sum();
            rest.get(..before + words.get(last).and_then(|w| bare(w))?)
        });
        let first = rest.split([' ', ',', '(']).next()?;
        let first = first.get(..bare(first).unwrap_or(first.len()))?;
        let name = whole.unwrap_or(first);
        // 방송 인터뷰에서: no name.
        if ["인터뷰", "취재", "보도", "기자", "관계자", "기고", "화면", "카메라"]
            .iter()
            .any(|w| name.starts_with(w))
        {
            return None;
        }
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
