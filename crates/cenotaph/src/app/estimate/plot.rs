//! The picture of a result: intervals by method, the estimate against the share of the data, the chains.
//!
//! Terms: a *trajectory* is what would have been said with less data; a *trace* is the draws of a chain in their order.
//! Invariants: nothing is said by colour alone (shapes, dashes and words say it too); each panel has its numbers as text beside it, so that the
//! picture is its own table; what a rule forbids has no digits here – chains whose number is withheld are drawn by rank, on an axis without
//! numbers; the same result gives the same bytes.
//!
//! Source: W. Cleveland, The Elements of Graphing Data (1985); O. Binette and R. C. Steorts 2022 for trajectories.

use estimate::diagnose::{Step, trajectory};
use estimate::mixture::Posterior;
use estimate::result::{Assessment, Method, Verdict};

use super::super::Lang;
use super::super::error::Error;
use super::super::svg::{clipped, columns, escape};
use super::words::{self, ScopeWords};
use super::{Judged, is_points, sentence, shown, withheld};

/// Shares of the listed persons at which a trajectory is taken.
const SHARES: [f64; 6] = [0.25, 0.4, 0.55, 0.7, 0.85, 1.0];
/// Parts drawn at each share.
const PARTS: usize = 20;
/// Lists up to which a trajectory is drawn: beyond, it would take longer than the verdict.
const TRAJECTORY_LISTS: usize = 5;
/// Points of a trace at most.
const POINTS: usize = 300;

const WIDTH: f64 = 960.0;
const LEFT: f64 = 300.0;
const RIGHT: f64 = 690.0;
const ROW: f64 = 24.0;

/// One line of the first panel.
struct Line {
    label: String,
    shape: usize,
    ends: Option<(f64, f64, Option<f64>)>,
    note: String,
    /// The ends are no interval of a result: points of several models, or a reference line.
    dashed: bool,
}

/// Draws a result.
///
/// * Output: a whole SVG file, UTF-8. * Cost: the trajectory fits models to 120 parts of the table.
///
/// # Errors
/// [`Error::Estimate`], what the trajectory answers.
pub fn svg(
    judged: &[Judged],
    whole: Option<&Assessment>,
    scope: &ScopeWords,
    lang: Lang,
) -> Result<String, Error> {
    let Some(said) = whole.or(judged.first().map(|j| &j.said)) else { return Ok(String::new()) };
    let lines = lines(judged, whole, said, lang);
    let steps = match judged {
        [one] => steps(one)?,
        _ => None,
    };
    let traces = match judged {
        [one] => one.posterior.as_ref().map(|p| (p, has_numbers(one))),
        _ => None,
    };
    let mut canvas = Canvas::default();
    let mut y = canvas.heading(said, scope, lang);
    y = canvas.intervals(&lines, said, y, lang);
    y = canvas.trajectories(steps.as_deref(), judged, y, lang);
    if let Some((posterior, numbers)) = traces {
        y = canvas.traces(posterior, numbers, y, lang);
    }
    Ok(canvas.finish(y, &title(said, lang), &description(&lines, said, scope, lang)))
}

/// Whether the chains of the latent classes may show how many persons a draw is: only where that method may have an upper end.
pub(super) fn has_numbers(one: &Judged) -> bool {
    let latent = one.said.methods.iter().find(|m| m.method == Method::Mixture);
    let bounded = latent.and_then(|m| shown(&one.said, m)).is_some_and(|ends| ends.2.is_some());
    bounded && matches!(one.said.verdict, Verdict::Estimate { .. } | Verdict::Range { .. })
}

/// The trajectory of a table, where one is drawn: three to five lists and an interval.
pub(super) fn steps(one: &Judged) -> Result<Option<Vec<Step>>, Error> {
    let lists = one.judged.lists();
    let interval = matches!(one.said.verdict, Verdict::Estimate { .. } | Verdict::Range { .. });
    if !interval || !(3..=TRAJECTORY_LISTS).contains(&lists) {
        return Ok(None);
    }
    let steps = trajectory(&one.judged, &SHARES, PARTS)?;
    let sound = |s: &Step| [s.median, s.spread.0, s.spread.1].iter().all(|v| v.is_finite());
    Ok(steps.iter().all(sound).then_some(steps))
}

fn lines(
    judged: &[Judged],
    whole: Option<&Assessment>,
    said: &Assessment,
    lang: Lang,
) -> Vec<Line> {
    let mut lines: Vec<Line> = said
        .methods
        .iter()
        .map(|m| {
            let ends = shown(said, m);
            let note = match (ends, withheld(m.outcome), lang) {
                (Some((point, least, Some(most))), ..) if is_points(&m.method) => {
                    format!("{} ({}–{})", count(point), count(least), count(most))
                }
                (Some(ends), ..) => numbers(ends),
                (None, Some(rule), Lang::En) => format!("withheld ({})", rule.id()),
                (None, Some(rule), Lang::Ko) => format!("보류 ({})", rule.id()),
                (None, None, Lang::En) => "not applicable".to_owned(),
                (None, None, Lang::Ko) => "해당 없음".to_owned(),
            };
            Line {
                label: label(&m.method, lang),
                shape: shape(&m.method),
                ends,
                note,
                dashed: is_points(&m.method) || m.method.is_reference(),
            }
        })
        .collect();
    let versions = judged.iter().filter(|_| whole.is_none()).flat_map(Judged::versions);
    lines.extend(versions.map(|v| Line {
        label: v.title().of(lang).to_owned(),
        shape: 5,
        ends: v.ends,
        note: v.ends.map_or_else(|| "–".to_owned(), numbers),
        dashed: false,
    }));
    if whole.is_some() {
        lines.extend(judged.iter().map(|j| {
            let values: Vec<String> = j.values.iter().map(|(c, v)| format!("{c} = {v}")).collect();
            let v = j.said.verdict;
            let ends = v.low().map(|low| (v.point().unwrap_or(low), low, v.high()));
            let note = match ends {
                Some((_, low, Some(high))) => format!("[{}, {}]", count(low), count(high)),
                Some((_, low, None)) => format!("≥ {}", count(low)),
                None => if lang == Lang::Ko { "거부" } else { "refused" }.to_owned(),
            };
            Line { label: values.join(", "), shape: 5, ends, note, dashed: false }
        }));
    }
    lines
}

/// The method's name; a reference line is called one.
fn label(method: &Method, lang: Lang) -> String {
    let title = words::title(method).of(lang).to_owned();
    match (method.is_reference(), lang) {
        (false, _) => title,
        (true, Lang::En) => format!("reference: {title}"),
        (true, Lang::Ko) => format!("참고: {title}"),
    }
}

/// A shape for each family of methods.
const fn shape(method: &Method) -> usize {
    match method {
        Method::LogLinear | Method::BicSet => 0,
        Method::Graphs { .. } => 1,
        Method::Mixture => 2,
        Method::Nhoi { .. } => 3,
        Method::Chapman { .. } | Method::Chao => 4,
    }
}

fn numbers((median, low, high): (f64, f64, Option<f64>)) -> String {
    let end = high.map_or("∞".to_owned(), count);
    format!("{} [{}, {end}]", count(median), count(low))
}

/// Whole persons with separators.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of persons, at least 0 and far below 2^63"
)]
fn count(n: f64) -> String {
    crate::intake::grouped(n.max(0.0).round_ties_even() as u64)
}

fn title(said: &Assessment, lang: Lang) -> String {
    let (en, ko) = match said.verdict {
        Verdict::Estimate { .. } => ("Estimate", "추정"),
        Verdict::Range { .. } => ("Range, without a point", "범위(하나의 숫자 없음)"),
        Verdict::LowerBound { .. } => ("Lower bound only", "하한만"),
        Verdict::Refused => ("Refused", "추정 거부"),
    };
    if lang == Lang::Ko { ko.to_owned() } else { en.to_owned() }
}

/// The picture in words, for those who do not see it.
fn description(lines: &[Line], said: &Assessment, scope: &ScopeWords, lang: Lang) -> String {
    let mut text = sentence(said, scope).of(lang).to_owned();
    for line in lines {
        text.push_str(&format!(" {}: {}.", line.label, line.note));
    }
    text
}

/// A logarithmic scale of persons.
struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    fn of(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let (mut low, mut high) = (f64::INFINITY, 1.0_f64);
        for v in values.filter(|v| v.is_finite() && *v > 0.0) {
            low = low.min(v);
            high = high.max(v);
        }
        let low = if low.is_finite() { low } else { 1.0 };
        // A little room, so that no mark lies on an end.
        Self { low: (low / 1.12).max(0.5), high: (high * 1.12).max(low * 1.5), from, to }
    }

    fn at(&self, n: f64) -> f64 {
        let share = (n.clamp(self.low, self.high) / self.low).ln() / (self.high / self.low).ln();
        self.from + share.clamp(0.0, 1.0) * (self.to - self.from)
    }

    /// 1, 2, 5, 10 … within the scale, thinned until at most six are left.
    fn ticks(&self) -> Vec<f64> {
        let within = |step: &[f64]| -> Vec<f64> {
            (0..14)
                .flat_map(|power| step.iter().map(move |s| s * 10_f64.powi(power)))
                .filter(|v| (self.low..=self.high).contains(v))
                .collect()
        };
        let steps: [&[f64]; 4] =
            [&[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0], &[1.0, 2.0, 5.0], &[1.0, 3.0], &[1.0]];
        let ticks = steps.iter().map(|s| within(s)).find(|t| t.len() <= 6).unwrap_or_default();
        if ticks.len() > 1 {
            return ticks;
        }
        // Ends close together: even steps of a round number, four or five of them.
        let rough = (self.high - self.low) / 4.0;
        let unit = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|s| s * unit).into_iter().find(|s| *s >= rough);
        let step = step.unwrap_or(unit).max(1.0);
        let first = (self.low / step).ceil();
        (0..6).map(|i| (first + f64::from(i)) * step).filter(|v| *v <= self.high).collect()
    }
}

/// What is drawn so far.
#[derive(Default)]
struct Canvas {
    out: String,
}

impl Canvas {
    fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        self.out.push_str(&format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">"));
        escape(&mut self.out, text);
        self.out.push_str("</text>\n");
    }

    fn path(&mut self, class: &str, d: &str) {
        self.out.push_str(&format!("<path class=\"{class}\" d=\"{d}\"/>\n"));
    }

    fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        self.path(class, &format!("M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}"));
    }

    fn mark(&mut self, shape: usize, x: f64, y: f64) {
        let corners: &[(f64, f64)] = match shape {
            0 => &[(-4.5, -4.5), (4.5, -4.5), (4.5, 4.5), (-4.5, 4.5)],
            1 => &[(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)],
            2 => &[(0.0, -6.0), (5.5, 4.5), (-5.5, 4.5)],
            3 => &[(0.0, 6.0), (5.5, -4.5), (-5.5, -4.5)],
            4 => &[(-2.5, -7.0), (2.5, -7.0), (2.5, 7.0), (-2.5, 7.0)],
            _ => {
                let circle =
                    format!("<circle class=\"mark\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"/>\n");
                self.out.push_str(&circle);
                return;
            }
        };
        let points: Vec<String> =
            corners.iter().map(|(dx, dy)| format!("{:.1} {:.1}", x + dx, y + dy)).collect();
        self.path("mark", &format!("M{}Z", points.join("L")));
    }

    /// Verdict and sentence; where the next panel begins.
    fn heading(&mut self, said: &Assessment, scope: &ScopeWords, lang: Lang) -> f64 {
        self.text("title", 20.0, 34.0, &title(said, lang));
        let text = sentence(said, scope).of(lang).to_owned();
        let mut y = 58.0;
        for line in broken(&text, 118) {
            self.text("words", 20.0, y, &line);
            y += 19.0;
        }
        y + 12.0
    }

    fn panel(&mut self, y: f64, text: &str) -> f64 {
        self.text("panel", 20.0, y + 14.0, text);
        y + 26.0
    }

    fn axis(&mut self, scale: &Scale, top: f64, bottom: f64) {
        for tick in scale.ticks() {
            let x = scale.at(tick);
            self.line("grid", (x, top), (x, bottom));
            self.text("tick", x, bottom + 15.0, &count(tick));
        }
        self.line("axis", (scale.from, bottom), (scale.to, bottom));
    }

    fn intervals(&mut self, lines: &[Line], said: &Assessment, y: f64, lang: Lang) -> f64 {
        let (head, listed, persons) = match lang {
            Lang::En => (
                "By method: median and 95 % interval (dashed: points by model, or reference), each under its own assumption",
                "listed",
                "persons",
            ),
            Lang::Ko => (
                "방법별 중앙값과 95 % 구간(점선: 모형별 점추정값 또는 참고선), 각각 나름의 가정 아래",
                "명단",
                "명",
            ),
        };
        let top = self.panel(y, head) + 14.0;
        let v = said.verdict;
        let values =
            lines.iter().filter_map(|l| l.ends).flat_map(|(m, l, h)| [m, l, h.unwrap_or(m)]);
        let own = [Some(said.listed as f64), v.low(), v.high()].into_iter().flatten();
        let scale = Scale::of(values.chain(own), LEFT, RIGHT);
        let bottom = top + ROW * lines.len() as f64 + 8.0;
        if let (Some(low), Some(high)) = (v.low(), v.high()) {
            let (x1, x2) = (scale.at(low), scale.at(high));
            self.path("hull", &format!("M{x1:.1} {top:.1}H{x2:.1}V{bottom:.1}H{x1:.1}Z"));
        }
        self.axis(&scale, top, bottom);
        self.text("tick", RIGHT + 30.0, bottom + 15.0, persons);
        let x = scale.at(said.listed as f64);
        self.line("listed", (x, top - 4.0), (x, bottom));
        self.text("tick", x, top - 8.0, &format!("{listed} {}", count(said.listed as f64)));
        for (at, line) in lines.iter().enumerate() {
            let y = top + ROW * (at as f64 + 0.5) + 4.0;
            self.text("label", LEFT - 14.0, y + 4.5, &clipped(&line.label, 42));
            self.text("number", RIGHT + 16.0, y + 4.5, &line.note);
            let Some((median, low, high)) = line.ends else { continue };
            let (x1, x2) = (scale.at(low), high.map_or(RIGHT, |h| scale.at(h)));
            let dash = if line.dashed { "span dashed" } else { "span" };
            self.line(dash, (x1, y), (x2, y));
            self.line("cap", (x1, y - 5.0), (x1, y + 5.0));
            if high.is_some() {
                self.line("cap", (x2, y - 5.0), (x2, y + 5.0));
            } else {
                self.path(
                    "cap",
                    &format!(
                        "M{:.1} {:.1}L{x2:.1} {y:.1}L{:.1} {:.1}",
                        x2 - 6.0,
                        y - 5.0,
                        x2 - 6.0,
                        y + 5.0
                    ),
                );
            }
            self.mark(line.shape, scale.at(median), y);
        }
        bottom + 34.0
    }

    fn trajectories(
        &mut self,
        steps: Option<&[Step]>,
        judged: &[Judged],
        y: f64,
        lang: Lang,
    ) -> f64 {
        let Some(steps) = steps else {
            if judged.len() > 1 {
                return y;
            }
            let why = match lang {
                Lang::En => {
                    "No trajectory is drawn: it is for three to five lists, and where an interval may be given."
                }
                Lang::Ko => {
                    "궤적은 그리지 않음: 명단이 셋에서 다섯이고 구간을 제시할 수 있을 때만 그림."
                }
            };
            self.text("words", 20.0, y + 6.0, why);
            return y + 28.0;
        };
        let head = match lang {
            Lang::En => {
                "Trajectory: the best model with pairs of lists only, from parts of the data (median, 10–90 % of 20 parts)"
            }
            Lang::Ko => {
                "궤적: 두 명단씩의 상호작용만 둔 최적 모형, 자료의 일부로(중앙값, 20개 부분의 10–90 %)"
            }
        };
        let top = self.panel(y, head) + 4.0;
        let bottom = top + 150.0;
        let values = steps.iter().flat_map(|s| [s.median, s.spread.0, s.spread.1]);
        let scale = Scale::of(values, bottom, top);
        for tick in scale.ticks() {
            let y = scale.at(tick);
            self.line("grid", (LEFT, y), (RIGHT, y));
            self.text("label", LEFT - 14.0, y + 4.5, &count(tick));
        }
        let across = |share: f64| LEFT + share * (RIGHT - LEFT);
        let mut median = String::new();
        for (at, s) in steps.iter().enumerate() {
            let (x, y) = (across(s.share), scale.at(s.median));
            median.push_str(&format!("{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" }));
            self.text("tick", x, bottom + 15.0, &format!("{:.0} %", 100.0 * s.share));
            // All the data is one table and not twenty: it has no spread, and none is drawn, which is not to say that it is certain.
            let note = if s.share < 1.0 {
                self.line("span", (x, scale.at(s.spread.0)), (x, scale.at(s.spread.1)));
                let (low, high) = (count(s.spread.0), count(s.spread.1));
                format!("{:.0} %: {} ({low}–{high})", 100.0 * s.share, count(s.median))
            } else {
                let all = if lang == Lang::Ko { "자료 전체" } else { "all the data" };
                format!("100 %: {} ({all})", count(s.median))
            };
            self.text("number", RIGHT + 16.0, top + 8.0 + 19.0 * at as f64, &note);
            self.mark(0, x, y);
        }
        self.path("walk", &median);
        self.line("axis", (LEFT, bottom), (RIGHT, bottom));
        // The end of the walk is a number that stands in no row above, and a reader looks for it there.
        let why = match lang {
            Lang::En => {
                "The end at 100 % is the best model with pairs only. The row “best by BIC” chooses among all models, so the two may differ; the walk shows steadiness, not the result."
            }
            Lang::Ko => {
                "100 % 끝점은 두 명단씩의 상호작용만 둔 최적 모형의 값임. 위의 “BIC 최적”은 모든 모형에서 고르므로 다를 수 있으며, 궤적은 결과가 아니라 안정성을 보임."
            }
        };
        let mut y = bottom + 36.0;
        for line in broken(why, 118) {
            self.text("words", 20.0, y, &line);
            y += 19.0;
        }
        y + 6.0
    }

    /// A strip a chain: strips need no colour to be told apart.
    fn traces(&mut self, posterior: &Posterior, numbers: bool, y: f64, lang: Lang) -> f64 {
        let all = posterior.sorted();
        let end = |v: Option<&f64>| count(v.copied().unwrap_or(0.0));
        let (least, most) = (end(all.first()), end(all.last()));
        let head = match (lang, numbers) {
            (Lang::En, true) => format!(
                "Latent classes: the four chains, draw by draw, from {least} to {most} persons on a logarithmic scale"
            ),
            (Lang::En, false) => {
                "Latent classes: the four chains by rank of the draw; a rule withholds the numbers"
                    .to_owned()
            }
            (Lang::Ko, true) => {
                format!("잠재계층: 네 사슬의 추출값, {least}명에서 {most}명, 로그 눈금")
            }
            (Lang::Ko, false) => {
                "잠재계층: 네 사슬의 추출 순위; 숫자는 규칙에 따라 보류".to_owned()
            }
        };
        let mut y = self.panel(y, &head) + 2.0;
        let rank = |v: f64| 1.0 + all.partition_point(|a| *a < v) as f64;
        let spread = [all.first(), all.last()].into_iter().flatten().copied();
        for (at, chain) in posterior.chains.iter().enumerate() {
            let (top, bottom) = (y, y + 52.0);
            let scale = Scale::of(spread.clone(), bottom, top);
            let place = |v: f64| {
                if numbers {
                    scale.at(v)
                } else {
                    bottom - (rank(v) / all.len().max(1) as f64) * (bottom - top)
                }
            };
            let every = chain.len().div_ceil(POINTS).max(1);
            let kept: Vec<f64> = chain.iter().copied().step_by(every).collect();
            let mut d = String::new();
            for (i, v) in kept.iter().enumerate() {
                let x = LEFT + (RIGHT - LEFT) * i as f64 / kept.len().max(2) as f64;
                d.push_str(&format!("{}{x:.1} {:.1}", if i == 0 { "M" } else { "L" }, place(*v)));
            }
            self.path("frame", &format!("M{LEFT:.1} {top:.1}H{RIGHT:.1}V{bottom:.1}H{LEFT:.1}Z"));
            self.path("trace", &d);
            let name = if lang == Lang::Ko {
                format!("사슬 {}", at + 1)
            } else {
                format!("chain {}", at + 1)
            };
            self.text("label", LEFT - 14.0, top + 30.0, &name);
            let trips = posterior.round_trips.get(at).copied().unwrap_or(0);
            let note = match lang {
                Lang::En => format!("{} draws, {trips} round trips", count(chain.len() as f64)),
                Lang::Ko => format!("추출 {}개, 왕복 {trips}회", count(chain.len() as f64)),
            };
            self.text("number", RIGHT + 16.0, top + 30.0, &note);
            y = bottom + 8.0;
        }
        let c = &posterior.of_ln_population;
        let note = format!("R-hat {:.3}, ESS {:.0}", posterior.rhat(), c.ess_bulk.min(c.ess_tail));
        self.text("number", RIGHT + 16.0, y + 12.0, &note);
        y + 34.0
    }

    fn finish(self, height: f64, title: &str, description: &str) -> String {
        let mut head = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"t d\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" height=\"{height:.0}\">\n<title id=\"t\">"
        );
        escape(&mut head, title);
        head.push_str("</title>\n<desc id=\"d\">");
        escape(&mut head, description);
        head.push_str("</desc>\n");
        head.push_str(STYLE);
        format!(
            "{head}<rect class=\"paper\" width=\"{WIDTH}\" height=\"{height:.0}\"/>\n{}</svg>\n",
            self.out
        )
    }
}

/// A light and a dark face; the reader's system chooses.
const STYLE: &str = "<style>
text{font:14px system-ui,'Noto Sans','Noto Sans KR',sans-serif;fill:#1d1d1b}
.paper{fill:#fff}.title{font-size:20px;font-weight:600}.panel{font-weight:600}
.label{text-anchor:end}.tick{text-anchor:middle;font-size:12px;fill:#55524c}.number{font-size:13px}
.grid{stroke:#d9d6cf}.axis,.frame{stroke:#8a867d;fill:none}.listed{stroke:#1d1d1b;stroke-dasharray:2 3}
.hull{fill:#e9edf3}.span,.cap{stroke:#24507f;stroke-width:2;fill:none}.dashed{stroke-dasharray:5 4}
.mark{fill:#24507f;stroke:#fff}.walk,.trace{stroke:#24507f;fill:none}.trace{stroke-width:.8}
@media (prefers-color-scheme:dark){text{fill:#ecebe6}.paper{fill:#16171a}.tick{fill:#b3b0a8}.grid{stroke:#34363b}
.axis,.frame{stroke:#8d8a83}.listed{stroke:#ecebe6}.hull{fill:#232b36}.span,.cap,.walk,.trace{stroke:#8fb8e8}.mark{fill:#8fb8e8;stroke:#16171a}}
</style>
";

fn broken(text: &str, limit: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let long =
            lines.last().is_some_and(|l| !l.is_empty() && columns(l) + 1 + columns(word) > limit);
        if long {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_finite_and_have_few_ticks() {
        for values in [vec![], vec![0.0], vec![5.0], vec![1.0, 1e12], vec![f64::NAN, 300.0, 310.0]]
        {
            let scale = Scale::of(values.iter().copied(), 0.0, 100.0);
            for n in [0.0, 1.0, 305.0, f64::INFINITY] {
                assert!((0.0..=100.0).contains(&scale.at(n)), "{values:?} {n}");
            }
            assert!(scale.ticks().len() <= 14, "{values:?}");
        }
        assert!(Scale::of([4400.0, 18_500.0].into_iter(), 0.0, 1.0).ticks().len() >= 3);
        assert_eq!(
            Scale::of([998.0, 1177.0].into_iter(), 0.0, 1.0).ticks(),
            [1000.0, 1200.0, 1400.0]
        );
    }

    #[test]
    fn lines_break_at_words() {
        assert_eq!(broken("one two three", 7), ["one two", "three"]);
    }
}
