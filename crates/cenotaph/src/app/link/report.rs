//! The page of a linkage: what was linked, by what rules and weights, what is open, and how well if the truth is known.
//!
//! Invariants: self-contained – no script, no font, no request; light and dark, from phone to wall; every table scrolls within itself;
//! what a list says is text, never markup. The page holds names of persons: it is for the desk, not for release.

use std::fmt::Write as _;

use ::link::cluster::Why;
use ::link::evaluate::{Mistake, Share};
use ::link::explain;
use ::link::judge::Answer;
use ::link::kernel::Weigher;
use ::link::model::probability;
use ::link::review::{self, Beside, Mark};

use super::super::error::Error;
use super::files::bits;
use super::svg::{self, text};
use super::{Evaluation, Fate, Linking};
use crate::app::Lang;
use crate::intake::grouped;

/// Questions and mistakes that are shown with both records.
const SHOWN: usize = 20;

/// Judgements that are shown.
const JUDGED: usize = 200;

/// The page.
///
/// # Errors
/// A bug of the names' tables.
pub(super) fn html(linking: &Linking, lang: Lang) -> Result<String, Error> {
    let weigher = linking.weigher()?;
    let page = Page { linking, weigher: &weigher, lang };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex\"><title>{}</title>\n{STYLE}</head><body><main>\n",
        if lang == Lang::Ko { "ko" } else { "en" },
        page.words("Who is the same person", "같은 사람은 누구인가"),
    );
    page.summary(&mut out);
    if let Some(evaluation) = &linking.evaluation {
        page.evaluation(&mut out, evaluation);
    }
    page.pairs(&mut out);
    page.questions(&mut out);
    page.held_apart(&mut out);
    page.judged(&mut out);
    page.compared(&mut out);
    page.rules(&mut out);
    page.model(&mut out)?;
    out.push_str("</main></body></html>\n");
    Ok(out)
}

struct Page<'p> {
    linking: &'p Linking,
    weigher: &'p Weigher<'p>,
    lang: Lang,
}

impl Page<'_> {
    fn words(&self, en: &'static str, ko: &'static str) -> &'static str {
        if self.lang == Lang::Ko { ko } else { en }
    }

    fn head(&self, out: &mut String, en: &'static str, ko: &'static str) {
        let _ = writeln!(out, "<h2>{}</h2>", self.words(en, ko));
    }

    fn note(&self, out: &mut String, en: &'static str, ko: &'static str) {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", self.words(en, ko));
    }

    fn summary(&self, out: &mut String) {
        let l = self.linking;
        let sizes = l.sizes();
        let above = l.linked.pairs.iter().filter(|p| p.total > l.linked.threshold).count();
        let _ = writeln!(
            out,
            "<h1>{}</h1>",
            self.words("Who is the same person", "같은 사람은 누구인가")
        );
        out.push_str("<dl class=\"cards\">");
        let largest = sizes.keys().next_back().copied().unwrap_or(0);
        for (name, value) in [
            (self.words("records", "기록"), l.records.len() as u64),
            (self.words("persons", "사람"), u64::from(l.linked.clusters.count)),
            (self.words("pairs for one person", "같은 사람인 쌍"), above as u64),
            (self.words("held apart", "갈라 둔 쌍"), l.linked.clusters.held_apart.len() as u64),
            (self.words("largest person, records", "가장 많은 기록"), largest),
        ] {
            let _ = write!(out, "<div><dt>{name}</dt><dd>{}</dd></div>", grouped(value));
        }
        out.push_str("</dl>\n");
        self.note(
            out,
            "This page names persons. It is for the desk and is not a release.",
            "이 페이지에는 사람의 이름이 있음. 데스크용이며 공개용이 아님.",
        );
        self.table(
            out,
            &[self.words("list", "명단"), self.words("rows", "행"), self.words("left out", "제외")],
            l.lists.iter().map(|list| {
                let wrong = list.complaints.iter().filter(|c| c.is_error()).count();
                vec![text(&list.name), grouped(list.rows), wrong.to_string()]
            }),
        );
        let bars: Vec<(String, u64)> =
            sizes.iter().take(24).map(|(n, count)| (n.to_string(), *count)).collect();
        self.head(out, "Records of a person", "한 사람의 기록 수");
        picture(out, &svg::histogram(&bars, "persons by number of records"));
    }

    fn table(&self, out: &mut String, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
        out.push_str("<div class=\"wide\"><table><thead><tr>");
        heads.iter().for_each(|h| {
            let _ = write!(out, "<th>{h}</th>");
        });
        out.push_str("</tr></thead><tbody>");
        for row in rows {
            out.push_str("<tr>");
            row.iter().for_each(|c| {
                let _ = write!(out, "<td>{c}</td>");
            });
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table></div>\n");
    }

    fn pairs(&self, out: &mut String) {
        self.head(out, "Weights of pairs", "쌍의 무게");
        self.note(
            out,
            "Bits for one person, by whole bits; pairs below the floor were not kept. Heights are logarithmic.",
            "같은 사람이라는 증거(비트). 바닥 아래의 쌍은 두지 않음. 높이는 로그 눈금.",
        );
        let mut bins = std::collections::BTreeMap::new();
        for pair in &self.linking.linked.pairs {
            *bins.entry(pair.total.div_euclid(1000).clamp(-20, 40)).or_insert(0_u64) += 1;
        }
        let (low, high) = match (bins.keys().next(), bins.keys().next_back()) {
            (Some(low), Some(high)) => (*low, *high),
            _ => (0, 0),
        };
        let bars: Vec<(String, u64)> =
            (low..=high).map(|b| (b.to_string(), bins.get(&b).copied().unwrap_or(0))).collect();
        picture(out, &svg::histogram(&bars, "kept pairs by weight in bits"));
    }

    fn questions(&self, out: &mut String) {
        self.head(out, "What to look at next", "다음에 볼 것");
        self.note(
            out,
            "The pairs about which an answer is expected to change most. Letters that differ are underlined.",
            "답에 따라 가장 많이 바뀔 쌍. 다른 글자에 밑줄.",
        );
        for question in self.linking.questions.iter().take(SHOWN) {
            self.two(out, (question.pair.a, question.pair.b), question.together);
        }
    }

    /// Two records side by side, with their waterfall.
    fn two(&self, out: &mut String, (a, b): (u32, u32), together: bool) {
        let l = self.linking;
        let why = explain::pair(self.weigher, &l.linked.model, a, b);
        let state = if together {
            self.words("one person now", "지금은 한 사람")
        } else {
            self.words("two persons now", "지금은 두 사람")
        };
        let list = |r: u32| text(&l.records.lists()[l.records.list_of(r)]);
        let _ = write!(
            out,
            "<details><summary><b>{:.3}</b> {} {} – {} {} <small>{state}</small></summary>",
            why.probability,
            list(a),
            text(&why.ids.0),
            list(b),
            text(&why.ids.1)
        );
        let rows = why.terms.iter().map(|term| {
            let (left, right) = review::marks(&term.left, &term.right);
            let weight = bits(term.weight + term.rarity, true);
            vec![text(&term.field), marked(&left), marked(&right), text(&term.label), weight]
        });
        let heads = [
            self.words("field", "항목"),
            self.words("one", "하나"),
            self.words("other", "다른 하나"),
            self.words("agreement", "일치"),
            self.words("bits", "비트"),
        ];
        self.table(out, &heads, rows);
        picture(out, &svg::waterfall(&why));
        out.push_str("</details>\n");
    }

    fn held_apart(&self, out: &mut String) {
        let held = &self.linking.linked.clusters.held_apart;
        if held.is_empty() {
            return;
        }
        self.head(out, "Held apart", "갈라 둔 쌍");
        self.note(
            out,
            "Pairs that weigh for one person, in two clusters: the alternatives.",
            "무게로는 한 사람이지만 두 묶음에 있는 쌍: 다른 가능성.",
        );
        let count = |why: Why| held.iter().filter(|h| h.why == why).count().to_string();
        let rows = [
            (
                self.words(
                    "both are on a list that holds nobody twice",
                    "중복 없는 명단에 함께 있음",
                ),
                Why::Unique,
            ),
            (self.words("somebody judged them different", "다른 사람으로 판단함"), Why::Judged),
            (
                self.words(
                    "all pairs of their clusters weigh against it",
                    "묶음 전체의 무게가 반대",
                ),
                Why::Average,
            ),
        ];
        self.table(
            out,
            &[self.words("why", "까닭"), self.words("pairs", "쌍")],
            rows.into_iter().map(|(words, why)| vec![words.to_owned(), count(why)]),
        );
        let mut most: Vec<_> = held.iter().collect();
        most.sort_by_key(|h| (std::cmp::Reverse(h.pair.total), h.pair.a, h.pair.b));
        for held in most.into_iter().take(SHOWN / 2) {
            self.two(out, (held.pair.a, held.pair.b), false);
        }
    }

    /// What people judged, and what became of it here.
    fn judged(&self, out: &mut String) {
        let Some(used) = &self.linking.judged else { return };
        self.head(out, "What people judged", "사람이 판단한 것");
        self.note(
            out,
            "Clusters keep to what stands. Rivals hold nothing until a third person settles them.",
            "효력이 있는 판단은 그대로 따름. 엇갈린 판단은 셋째 사람이 정할 때까지 따르지 않음.",
        );
        let name = |n: &::link::judge::RecordName| text(&format!("{} {}", n.list, n.id));
        let rows = used.decisions.iter().take(JUDGED).map(|(d, fate)| {
            let answer = match d.answer {
                Some(Answer::Same) => self.words("same", "같음"),
                Some(Answer::Different) => self.words("different", "다름"),
                Some(Answer::Unsure) => self.words("unsure", "모름"),
                None => self.words("contradict each other", "엇갈림"),
            };
            let fate = match fate {
                Fate::Kept => self.words("kept to", "따름"),
                Fate::Unsure => self.words("nothing follows", "따를 것 없음"),
                Fate::Rivals => self.words("waits for a third person", "셋째 사람을 기다림"),
                Fate::Unseconded => self.words("waits for a second person", "둘째 사람을 기다림"),
                Fate::Waiting => self.words("a record is not here", "여기 없는 기록"),
            };
            vec![
                name(&d.pair.0),
                name(&d.pair.1),
                answer.to_owned(),
                text(&used.of.persons(d).join(", ")),
                fate.to_owned(),
            ]
        });
        let heads = [
            self.words("one", "하나"),
            self.words("other", "다른 하나"),
            self.words("answer", "답"),
            self.words("by", "판단한 사람"),
            self.words("here", "여기서"),
        ];
        self.table(out, &heads, rows);
        if used.decisions.len() > JUDGED {
            let (shown, all) = (grouped(JUDGED as u64), grouped(used.decisions.len() as u64));
            let _ = writeln!(out, "<p class=\"note\">{shown} / {all}</p>");
        }
    }

    /// The same records by another model.
    fn compared(&self, out: &mut String) {
        let Some(c) = &self.linking.compared else { return };
        self.head(out, "By another model", "다른 모형으로는");
        let mut rows = vec![
            (self.words("pairs that both put together", "둘 다 묶은 쌍"), c.both),
            (self.words("by this model alone", "이 모형만"), c.first),
            (self.words("by the other alone", "다른 모형만"), c.other),
        ];
        if let Some(truth) = &c.truth {
            rows.push((
                self.words("persons right by this model alone", "이 모형만 맞은 사람"),
                truth.persons_first,
            ));
            rows.push((
                self.words("persons right by the other alone", "다른 모형만 맞은 사람"),
                truth.persons_second,
            ));
        }
        self.table(
            out,
            &["", self.words("count", "수")],
            rows.into_iter().map(|(words, n)| vec![words.to_owned(), grouped(n)]),
        );
        self.note(out, "differences.csv lists the pairs.", "쌍은 differences.csv에 있음.");
    }

    fn rules(&self, out: &mut String) {
        self.head(out, "Which pairs were looked at", "살펴본 쌍");
        let l = &self.linking;
        let completeness = l.evaluation.as_ref().map(|e| &e.blocking);
        let mut heads = vec![
            self.words("rule", "규칙"),
            self.words("pairs", "쌍"),
            self.words("blocks", "묶음"),
            self.words("largest", "최대"),
        ];
        if completeness.is_some() {
            heads.extend([
                self.words("true pairs", "참인 쌍"),
                self.words("by no other", "이 규칙만"),
            ]);
        }
        let rows = l.linked.rules.iter().enumerate().map(|(n, (rule, cost))| {
            let mut row = vec![
                format!("<code>{}</code>", text(&rule.written(&l.records))),
                grouped(cost.pairs),
                grouped(u64::from(cost.blocks)),
                grouped(u64::from(cost.largest)),
            ];
            if let Some((held, alone)) = completeness.and_then(|c| c.rules.get(n)) {
                row.extend([grouped(*held), grouped(*alone)]);
            }
            row
        });
        self.table(out, &heads, rows);
    }

    fn model(&self, out: &mut String) -> Result<(), Error> {
        let model = &self.linking.linked.model;
        self.head(out, "What each agreement weighs", "일치의 무게");
        let hash = model.hash().map_err(|e| Error::Bug(e.to_string()))?;
        let _ = writeln!(
            out,
            "<p>{} {} · {} <code>{}</code></p>",
            self.words("Two records at random: bits", "임의의 두 기록: 비트"),
            bits(model.prior, true),
            self.words("model", "모형"),
            hash.get(..16).unwrap_or(&hash)
        );
        if model.agreeing != 0 {
            let _ = writeln!(
                out,
                "<p>{} {}</p>",
                self.words(
                    "Agreements come together. Each that speaks for one person counts so many bits more or less than below:",
                    "일치는 함께 나타난다. 같은 사람이라는 일치 하나마다 아래 무게에 더하는 비트:"
                ),
                bits(model.agreeing, true)
            );
        }
        for warning in &self.linking.linked.warnings {
            let _ = writeln!(out, "<p class=\"note\">{}</p>", text(&super::warning(warning)));
        }
        for learned in &model.comparisons {
            let _ = write!(out, "<h3>{}</h3>", text(&learned.field));
            let heads = [self.words("agreement", "일치"), "m", "u", self.words("bits", "비트"), ""];
            let widest = learned.levels.iter().map(|l| l.weight.abs()).max().unwrap_or(1).max(1);
            let rows = learned.levels.iter().skip(1).filter(|l| l.m + l.u > 0.0).map(|level| {
                let share = f64::from(level.weight.abs()) / f64::from(widest) * 50.0;
                let class = if level.weight < 0 { "against" } else { "for" };
                let from = if level.weight < 0 { 50.0 - share } else { 50.0 };
                let bar = format!(
                    "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"{class}\" x=\"{from:.1}\" width=\"{share:.1}\" height=\"10\"/></svg>"
                );
                vec![
                    text(&level.label),
                    format!("{:.4}", level.m),
                    format!("{:.6}", level.u),
                    bits(level.weight, true),
                    bar,
                ]
            });
            self.table(out, &heads, rows);
            if !learned.lists.is_empty() {
                let rate = |l: &::link::model::ListRate| {
                    format!("{} {:.1} %", text(&l.list), l.wrong * 100.0)
                };
                let rates: Vec<String> = learned.lists.iter().map(rate).collect();
                let _ = writeln!(
                    out,
                    "<p>{} {}</p>",
                    self.words(
                        "Rows of each list that differ from a right one:",
                        "명단마다 바른 값과 다른 행:"
                    ),
                    rates.join(" · ")
                );
            }
        }
        Ok(())
    }

    fn evaluation(&self, out: &mut String, e: &Evaluation) {
        self.head(out, "Beside the truth", "정답과 비교");
        let share = |name: &str, s: &Share| {
            let show = |v: Option<f64>| v.map_or("–".to_owned(), |v| format!("{v:.4}"));
            vec![name.to_owned(), show(s.precision()), show(s.recall()), show(s.f1())]
        };
        let mut rows = vec![
            share(self.words("persons, by pairs", "사람(쌍으로)"), &e.persons.pairs),
            share(self.words("single pairs", "낱낱의 쌍"), &e.pairs),
        ];
        if let Some(b) = e.persons.b_cubed {
            let show = |v: f64| format!("{v:.4}");
            rows.push(vec!["B-cubed".to_owned(), show(b.precision), show(b.recall), show(b.f1())]);
        }
        let heads = ["", self.words("precision", "정밀도"), self.words("recall", "재현율"), "F1"];
        self.table(out, &heads, rows.into_iter());
        let _ = writeln!(
            out,
            "<p>{}: {} / {} · {}: {} ({})</p>",
            self.words("True pairs in some block", "묶음에 든 참인 쌍"),
            grouped(e.blocking.found),
            grouped(e.blocking.looked_for),
            self.words("largest person found (true)", "가장 큰 사람(정답)"),
            e.persons.largest(),
            e.persons.true_largest(),
        );
        self.head(out, "Stated and observed", "말한 확률과 맞은 비율");
        picture(out, &svg::calibration(&e.calibration, "stated probability and observed share"));
        self.head(out, "Joined, and two persons", "합쳤지만 다른 사람");
        self.mistakes(out, &e.mistakes.joined, e.mistakes.joined_count, true);
        self.head(out, "Parted, and one person", "갈랐지만 같은 사람");
        self.mistakes(out, &e.mistakes.parted, e.mistakes.parted_count, false);
    }

    fn mistakes(&self, out: &mut String, mistakes: &[Mistake], count: u64, together: bool) {
        let _ = writeln!(out, "<p>{} {}</p>", grouped(count), self.words("pairs", "쌍"));
        for mistake in mistakes.iter().take(SHOWN) {
            self.two(out, mistake.pair, together);
        }
    }
}

/// A picture that scrolls where there is no room for its letters.
fn picture(out: &mut String, svg: &str) {
    let _ = writeln!(out, "<div class=\"wide\">{svg}</div>");
}

/// Marks as HTML; what differs is underlined, part of a syllable dotted, a lookalike waved.
fn marked(marks: &[Mark]) -> String {
    let mut out = String::new();
    for mark in marks {
        let letters = text(&mark.text);
        let _ = match mark.is {
            Beside::Same => write!(out, "{letters}"),
            Beside::Jamo(_) => {
                let parts = mark.text.chars().next().and_then(review::parts).unwrap_or_default();
                let parts: String = parts.into_iter().collect();
                write!(out, "<u class=\"jamo\" title=\"{parts}\">{letters}</u>")
            }
            Beside::Lookalike => write!(out, "<u class=\"alike\">{letters}</u>"),
            _ => write!(out, "<u>{letters}</u>"),
        };
    }
    out
}

/// The stated probability at which clusters were joined.
#[must_use]
pub fn threshold(linking: &Linking) -> f64 {
    probability(linking.linked.threshold)
}

const STYLE: &str = "<style>
:root{color-scheme:light dark;--ink:#1d1d1b;--soft:#5c5952;--paper:#fbfaf7;--line:#d9d6cf;--for:#24507f;--against:#9c4a1f;--total:#55524c}
@media (prefers-color-scheme:dark){:root{--ink:#ecebe6;--soft:#b3b0a8;--paper:#16171a;--line:#34363b;--for:#8fb8e8;--against:#e0a077;--total:#b3b0a8}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,'Noto Sans','Noto Sans KR',sans-serif}
main{max-width:58rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.15rem;margin:2.2rem 0 .4rem}h3{font-size:1rem;margin:1.4rem 0 .2rem}
.note,small{color:var(--soft)}.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.8rem;margin:1rem 0}
.cards div{border-top:2px solid var(--ink);padding-top:.3rem}dt{color:var(--soft);font-size:.85rem}dd{margin:0;font-size:1.4rem;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto;margin:.4rem 0}table{border-collapse:collapse;font-size:.9rem;min-width:100%}th,td{text-align:left;padding:.25rem .9rem .25rem 0;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums;vertical-align:top}
th{color:var(--soft);font-weight:500}code{font-size:.85em;overflow-wrap:anywhere}svg{width:100%;max-width:40rem;height:auto;display:block}svg.bar{width:8rem;height:.7rem}.wide>svg{min-width:32rem}details .wide table{min-width:36rem}
svg text{font-size:12px;fill:var(--ink)}.end{text-anchor:end}.mid{text-anchor:middle}.axis{stroke:var(--soft);fill:none}.dashed{stroke-dasharray:4 4}.span{stroke:var(--for);stroke-width:2}
.for{fill:var(--for)}.against{fill:var(--against)}.total{fill:var(--total)}details{border-bottom:1px solid var(--line);padding:.4rem 0}summary{cursor:pointer}
u{text-decoration-thickness:2px;text-underline-offset:3px;text-decoration-color:var(--against)}u.jamo{text-decoration-style:dotted}u.alike{text-decoration-style:wavy}
@media print{details{break-inside:avoid}}
</style>
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_no_markup() {
        let (left, _) = review::marks("<b>", "<i>");
        assert_eq!(marked(&left), "&lt;<u>b</u>&gt;");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
