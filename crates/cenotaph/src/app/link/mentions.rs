//! The named of a case as records: which mentions, in whatever scripts, are of one person by name and age alone, and why.
//!
//! Terms: a *mention* is a name in a report; the *background* is a made-up population (`link::generate`) that the weights are learned from and
//! in which names are as frequent as its tables say: a few mentions teach nothing, and of these many are of one person. Every pair of
//! mentions is weighed. Invariants: nobody of the background is in what comes out; the desk's own assignment of mentions to persons is not
//! looked at, but to say whether both agree; the same mentions and judgements give the same persons. Not here: pages and releases.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::OnceLock;

use ::link::cluster::{Clusters, Constraints, cluster};
use ::link::explain::{self, Waterfall};
use ::link::generate::{COLUMNS, Plan, Profile, Scripts, World};
use ::link::judge::RecordName;
use ::link::kernel::{Pair, Weigher};
use ::link::train::{self, Training};
use ::link::{Builder, Field, Kind, Mapping, Model, Records, block, calibrate, review, run};
use serde_json::{Value, json};

use super::super::case::Case;
use super::super::desk::{AsKnown, Desk};
use super::super::error::Error;
use super::super::{Both, Lang};
use super::judged::Judgements;
use super::queue::{self, Asked, Beside};
use super::{Fault, Used, files, standard};

/// A mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// By what judgements name it: the report, and the text as printed.
    pub name: RecordName,
    /// The desk's person, as its rows have it.
    pub person: String,
    /// The report; empty if none is named.
    pub report: String,
    /// As printed.
    pub text: String,
    /// The script, ISO 15924.
    pub script: String,
    /// The language.
    pub lang: String,
    /// The age given with it.
    pub age: String,
    /// The day, month or year of the report.
    pub date: String,
    /// The desk's note.
    pub note: String,
}

/// Mentions with the persons that they are of.
#[derive(Debug)]
pub struct Mentioned {
    /// The mentions, in the order of their names.
    pub mentions: Vec<Mention>,
    /// What they were weighed by.
    pub model: Model,
    /// Judgements as they were applied.
    pub judged: Option<Used>,
    records: Records,
    clusters: Clusters,
    pairs: Vec<Pair>,
    first: u32,
    threshold: i32,
}

/// Why a mention is with the others of its person.
#[derive(Debug, Clone)]
pub struct Reason {
    /// The mention, by its place.
    pub mention: usize,
    /// The mention that it weighs most with, and the terms of that weight; none if it is alone.
    pub nearest: Option<(usize, Waterfall)>,
    /// The average weight with all others of the person, in thousandths of a bit.
    pub average: i32,
    /// What the average would be if a field disagreed wholly with all others.
    pub without: Vec<Without>,
}

/// What would become of a mention if a field disagreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Without {
    /// The field.
    pub field: String,
    /// The average then, in thousandths of a bit.
    pub average: i32,
    /// Whether that takes it out: the average is not above the threshold.
    pub out: bool,
}

/// Rows of the background: enough for names to be as rare in it as in an army of thousands, and learned from in about a second.
const BACKGROUND: usize = 4000;
/// The seed of the background; any would do, and another moves weights by less than a bit.
const SEED: u64 = 20_240_101;
/// The day on which the made-up persons have their age.
const DAY: (i64, &str) = (2025, "2025-01-01");

/// The average above which mentions are of one person: where evidence for and against balance. Long lists are joined two bits below, for
/// records that are bare; a few mentions of a few persons, whose prior is high, would all be joined by a shared age.
const EVEN: i32 = 0;

/// Fields of a mention, in the order of their names.
fn mapping(more: bool) -> Mapping {
    let born = Field {
        from: Vec::new(),
        age: Some("age".to_owned()),
        age_on: Some("on".to_owned()),
        ..Field::new("born", Kind::Date, "born")
    };
    let mut fields = vec![born, Field::new("name", Kind::Name, "name")];
    if more {
        fields.extend([
            Field::new("code", Kind::Code, "document_number"),
            Field::new("died", Kind::Date, "date_of_death"),
            Field::new("place", Kind::Text, "place_of_birth"),
        ]);
        fields.sort_by(|a, b| a.name.cmp(&b.name));
    }
    let (id, list) = (Some("id".to_owned()), Some("list".to_owned()));
    Mapping { id, list, fields, ..Mapping::default() }
}

/// Columns of the rows that are linked.
const HEAD: [&str; 8] =
    ["id", "list", "name", "age", "on", "document_number", "date_of_death", "place_of_birth"];

/// The rows of the background, ages worked out of years of birth as reports give them.
fn background() -> impl Iterator<Item = [String; 8]> {
    let plan = Plan {
        records: BACKGROUND,
        seed: SEED,
        profile: Profile::Standard,
        scripts: Scripts::Multi,
    };
    let world = World::new(&plan);
    let at = |name: &str| COLUMNS.iter().position(|c| *c == name).unwrap_or(0);
    let (born, died, place, code, name) = (
        at("date_of_birth"),
        at("date_of_death"),
        at("place_of_birth"),
        at("document_number"),
        at("name"),
    );
    (0..world.len()).map(move |n| {
        let cells = world.row(n).cells();
        let year: Option<i64> = cells[born].get(..4).and_then(|y| y.parse().ok());
        let age = year.map_or_else(String::new, |y| (DAY.0 - y).to_string());
        let cell = |n: usize| cells[n].clone();
        let id = format!("background {n}");
        [
            id,
            "background".to_owned(),
            cell(name),
            age,
            DAY.1.to_owned(),
            cell(code),
            cell(died),
            cell(place),
        ]
    })
}

/// The weights of names and ages, learned from the background with all its fields and kept of those that mentions have.
fn model() -> Result<&'static Model, Error> {
    static MODEL: OnceLock<Model> = OnceLock::new();
    if let Some(model) = MODEL.get() {
        return Ok(model);
    }
    let names = standard()?;
    let mut builder = Builder::new(&mapping(true));
    builder.list("background", &HEAD).map_err(Fault::from)?;
    for row in background() {
        builder.row(&row).map_err(Fault::from)?;
    }
    let records = builder.finish(names);
    let rules: Vec<block::Rule> =
        block::propose(&records, 200_000).into_iter().map(|r| r.0).collect();
    let keys = run::keys(&records, &rules, u32::MAX);
    let how = Training { random_pairs: 100_000, candidates: 200_000, ..Training::default() };
    let trained = train::train(&records, names, &rules, &keys, &how)
        .map_err(|e| Error::Bug(e.to_string()))?;
    let mut model = trained.model;
    let kept = mapping(false);
    model.comparisons.retain(|c| kept.fields.iter().any(|f| f.name == c.field));
    Ok(MODEL.get_or_init(|| model))
}

/// The mentions of a desk that hold a whole name, in the order of their names.
fn mentions_of(desk: &Desk) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    for held in desk.mentions.values().flatten() {
        let m = &held.value;
        if matches!(m.role.as_str(), "family" | "given") || m.text.trim().is_empty() {
            continue;
        }
        let report = m.report.as_ref().map_or_else(String::new, ToString::to_string);
        let list = if report.is_empty() { "-".to_owned() } else { report.clone() };
        let date = if m.date.is_unknown() { String::new() } else { m.date.to_string() };
        out.push(Mention {
            name: RecordName { list, id: m.text.clone() },
            person: m.person.to_string(),
            report,
            text: m.text.clone(),
            script: m.script.clone(),
            lang: m.lang.clone(),
            age: m.age.clone(),
            date,
            note: m.note.clone(),
        });
    }
    out.sort_by(|a, b| (&a.name, &a.age, &a.person).cmp(&(&b.name, &b.age, &b.person)));
    // A report may print one name of two persons.
    let mut seen: BTreeMap<RecordName, usize> = BTreeMap::new();
    for mention in &mut out {
        let n = seen.entry(mention.name.clone()).or_insert(0);
        *n += 1;
        if *n > 1 {
            mention.name.id = format!("{} #{n}", mention.name.id);
        }
    }
    out
}

/// Mentions that are linked at most: every pair of them is weighed.
pub const MENTIONS_MAX: usize = 3000;

/// Links the mentions of a case, all that the desk has; nothing if there are fewer than two.
///
/// # Errors
/// What the record answers.
pub fn of_case(
    case: &Case,
    judgements: Judgements,
    seconds: usize,
) -> Result<Option<Mentioned>, Error> {
    of_desk(&Desk::load(case, AsKnown::default())?, judgements, seconds)
}

/// Links the mentions of a desk; nothing if there are fewer than two, or more than [`MENTIONS_MAX`].
///
/// * Determinism: by the mentions as a set and the judgements.
/// * Cost: about a second for learning, once in a process; then some microseconds a pair.
///
/// # Errors
/// A bug of the tables of names.
pub fn of_desk(
    desk: &Desk,
    judgements: Judgements,
    seconds: usize,
) -> Result<Option<Mentioned>, Error> {
    let mentions = mentions_of(desk);
    if mentions.len() < 2 || mentions.len() > MENTIONS_MAX {
        return Ok(None);
    }
    let names = standard()?;
    let mut model = model()?.clone();
    let mut builder = Builder::new(&mapping(false));
    builder.list("background", &HEAD).map_err(Fault::from)?;
    let mut first = 0;
    for row in background() {
        first = builder.row(&row).map_err(Fault::from)? + 1;
    }
    for m in &mentions {
        let row = [&m.name.id, &m.name.list, &m.text, &m.age, &m.date];
        builder.row(&row).map_err(Fault::from)?;
    }
    let records = builder.finish(names);
    let last = u32::try_from(records.len()).unwrap_or(u32::MAX);
    let weigher = Weigher::new(&records, names, &model);
    let both = (first..last).flat_map(|a| (a + 1..last).map(move |b| (a, b)));
    let mut pairs: Vec<Pair> =
        both.map(|(a, b)| Pair { a, b, total: weigher.total(a, b) }).collect();
    let prior = calibrate::prior(&model, mentions.len(), &pairs);
    model.prior = prior;
    let weigher = Weigher::new(&records, names, &model);
    pairs.iter_mut().for_each(|p| p.total = weigher.total(p.a, p.b));
    let judged = Used::new(judgements, &records, seconds);
    let constraints =
        judged.as_ref().map_or_else(Constraints::default, |j| j.applied.constraints.clone());
    let threshold = EVEN;
    let clusters = cluster(&weigher, &pairs, &constraints, threshold);
    drop(weigher);
    Ok(Some(Mentioned { mentions, model, judged, records, clusters, pairs, first, threshold }))
}

impl Mentioned {
    /// What weighs the mentions.
    fn weigher(&self) -> Result<Weigher<'_>, Error> {
        Ok(Weigher::new(&self.records, standard()?, &self.model))
    }

    fn record(&self, mention: usize) -> u32 {
        self.first + u32::try_from(mention).unwrap_or(u32::MAX)
    }

    fn mention(&self, record: u32) -> usize {
        record.saturating_sub(self.first) as usize
    }

    /// The number of the cluster of a mention.
    #[must_use]
    pub fn cluster_of(&self, mention: usize) -> u32 {
        self.clusters.of[self.record(mention) as usize]
    }

    /// The persons found: their mentions, by place.
    #[must_use]
    pub fn clusters(&self) -> Vec<Vec<usize>> {
        let mut out: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for n in 0..self.mentions.len() {
            out.entry(self.cluster_of(n)).or_default().push(n);
        }
        let mut out: Vec<Vec<usize>> = out.into_values().collect();
        out.sort_by_key(|c| c.iter().map(|n| self.mentions[*n].person.clone()).min());
        out
    }

    /// How many persons were found.
    #[must_use]
    pub fn persons(&self) -> usize {
        self.clusters().len()
    }

    /// How many the desk's rows have.
    #[must_use]
    pub fn desk_persons(&self) -> usize {
        self.mentions.iter().map(|m| m.person.as_str()).collect::<BTreeSet<_>>().len()
    }

    /// Whether the persons found are those of the desk's rows.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let clusters = self.clusters();
        let one = |c: &Vec<usize>| {
            c.iter().map(|n| &self.mentions[*n].person).collect::<BTreeSet<_>>().len() == 1
        };
        clusters.len() == self.desk_persons() && clusters.iter().all(one)
    }

    /// The average weight above which clusters were joined, in thousandths of a bit.
    #[must_use]
    pub const fn threshold(&self) -> i32 {
        self.threshold
    }

    /// What came out, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> Both {
        let (n, persons, desk) = (self.mentions.len(), self.persons(), self.desk_persons());
        let scripts = self.mentions.iter().map(|m| &m.script).collect::<BTreeSet<_>>().len();
        let (en, ko) = if self.agrees() {
            ("the same as the desk's rows have".to_owned(), "데스크의 행과 같다".to_owned())
        } else {
            (
                format!("the desk's rows have {desk}, not all of them the same"),
                format!("데스크의 행으로는 {desk}명이며 서로 다른 데가 있다"),
            )
        };
        Both {
            en: format!(
                "{n} mentions in {scripts} scripts are {persons} persons by name and age alone; {en}."
            ),
            ko: format!(
                "문자 {scripts}종으로 적힌 이름 {n}건은 이름과 나이만으로 보면 {persons}명이며, {ko}."
            ),
        }
    }

    /// Why each mention of a person is with the others, weakest first.
    ///
    /// # Errors
    /// A bug of the tables of names.
    pub fn why(&self, cluster: &[usize]) -> Result<Vec<Reason>, Error> {
        let weigher = self.weigher()?;
        let Some(one) = cluster.first() else { return Ok(Vec::new()) };
        let members = explain::cluster(&weigher, &self.clusters, self.cluster_of(*one));
        let pair = |a: u32, b: u32| explain::pair(&weigher, &self.model, a, b);
        let reason = |m: &explain::Member| {
            let others: Vec<Waterfall> = members
                .iter()
                .filter(|o| o.record != m.record)
                .map(|o| pair(m.record, o.record))
                .collect();
            Reason {
                mention: self.mention(m.record),
                nearest: m.nearest.map(|(other, _)| (self.mention(other), pair(m.record, other))),
                average: m.average,
                without: self.without(&others),
            }
        };
        Ok(members.iter().map(reason).collect())
    }

    /// The average with others if a field disagreed as much as it can.
    fn without(&self, others: &[Waterfall]) -> Vec<Without> {
        if others.is_empty() {
            return Vec::new();
        }
        let count = i64::try_from(others.len()).unwrap_or(1);
        let one = |learned: &::link::model::Learned| {
            let worst = learned.levels.iter().skip(1).map(|l| l.weight).min().unwrap_or(0);
            let total = |why: &Waterfall| {
                let term = |t: &explain::Term| {
                    if t.field == learned.field { worst } else { t.weight + t.rarity }
                };
                self.model.settled(why.prior + why.terms.iter().map(term).sum::<i32>())
            };
            let sum: i64 = others.iter().map(|why| i64::from(total(why))).sum();
            let average = i32::try_from(sum / count).unwrap_or(0);
            Without { field: learned.field.clone(), average, out: average <= self.threshold }
        };
        self.model.comparisons.iter().map(one).collect()
    }

    /// What people decided of a mention, if clusters keep to it: the other mention, and whether they are of one person.
    #[must_use]
    pub fn decided(&self, mention: usize) -> Vec<(usize, bool)> {
        let Some(judged) = &self.judged else { return Vec::new() };
        let own = self.record(mention);
        let of = |pairs: &[(u32, u32)], same: bool| -> Vec<(usize, bool)> {
            let other = |(a, b): &(u32, u32)| match () {
                () if *a == own => Some((self.mention(*b), same)),
                () if *b == own => Some((self.mention(*a), same)),
                () => None,
            };
            pairs.iter().filter_map(other).collect()
        };
        let constraints = &judged.applied.constraints;
        let mut out = of(&constraints.same, true);
        out.extend(of(&constraints.different, false));
        out
    }

    /// The reasons of a person in lines.
    #[must_use]
    pub fn reasons(&self, cluster: &[usize], lang: Lang) -> Vec<String> {
        let Ok(why) = self.why(cluster) else { return Vec::new() };
        let text = |n: usize| crate::intake::escaped(&self.mentions[n].text, 80);
        let line = |r: &Reason| {
            let (other, why) = r.nearest.as_ref()?;
            let out: Vec<&str> =
                r.without.iter().filter(|w| w.out).map(|w| field(&w.field).1.of(lang)).collect();
            let out = match (lang, out.is_empty()) {
                (Lang::En, true) => "no one field would take it out".to_owned(),
                (Lang::En, false) => format!("another {} would take it out", out.join(" or ")),
                (Lang::Ko, true) => "한 항목만 달라서는 빠지지 않음".to_owned(),
                (Lang::Ko, false) => format!("{} 다르면 빠짐", out.join(" 또는 ")),
            };
            let (own, other, terms) = (text(r.mention), text(*other), files::reasons(why));
            let (total, average) = (files::bits(why.total, true), files::bits(r.average, true));
            Some(match lang {
                Lang::En => format!(
                    "{own} – {other}: {total} bits ({terms}); {average} on the average; {out}"
                ),
                Lang::Ko => {
                    format!("{own} – {other}: {total}비트({terms}); 평균 {average}비트; {out}")
                }
            })
        };
        why.iter().filter_map(line).collect()
    }

    /// Persons with their mentions and reasons, for machines.
    #[must_use]
    pub fn rows(&self) -> Vec<Value> {
        let name = |n: &usize| {
            let m = &self.mentions[*n];
            json!({"report": m.report, "text": m.text, "script": m.script, "age": m.age, "desk_person": m.person})
        };
        let term = |t: &explain::Term| json!({"field": t.field, "agreement": t.label, "weight": t.weight + t.rarity});
        let reason = |r: &Reason| {
            let nearest = r.nearest.as_ref().map(|(other, why)| {
                json!({
                    "mention": name(other), "prior": why.prior,
                    "terms": why.terms.iter().map(term).collect::<Vec<_>>(),
                    "calibration": why.repeated, "total": why.total, "probability": why.probability,
                })
            });
            let without = r
                .without
                .iter()
                .map(|w| json!({"field": w.field, "average": w.average, "out": w.out}));
            json!({
                "mention": name(&r.mention), "nearest": nearest, "average": r.average,
                "without": without.collect::<Vec<_>>(),
            })
        };
        let person = |(n, cluster): (usize, &Vec<usize>)| {
            let why = self.why(cluster).unwrap_or_default();
            json!({
                "person": n + 1, "mentions": cluster.iter().map(name).collect::<Vec<_>>(),
                "reasons": why.iter().map(reason).collect::<Vec<_>>(),
            })
        };
        self.clusters().iter().enumerate().map(person).collect()
    }
}

/// The questions about the mentions of a case that are of most value to somebody.
///
/// # Errors
/// What the record answers.
pub fn questions(
    case: &Case,
    judgements: &Judgements,
    by: &str,
    most: usize,
) -> Result<Vec<Asked>, Error> {
    let Some(found) = of_case(case, judgements.clone(), 1)? else { return Ok(Vec::new()) };
    let weigher = found.weigher()?;
    let decided = queue::decided(&found.records, judgements);
    let mut pairs = queue::rivals(&found.records, judgements, by);
    let next = review::queue(&weigher, &found.pairs, &found.clusters, &decided, most);
    pairs.extend(next.iter().map(|q| (q.pair.a, q.pair.b)));
    pairs.truncate(most);
    let asked = |(a, b): &(u32, u32)| {
        let (x, y) = (&found.mentions[found.mention(*a)], &found.mentions[found.mention(*b)]);
        let row = |field: &str, of: fn(&Mention) -> &String| Beside {
            field: field.to_owned(),
            left: of(x).clone(),
            right: of(y).clone(),
        };
        let mut rows = vec![
            row("name", |m| &m.text),
            row("age", |m| &m.age),
            row("date", |m| &m.date),
            row("language", |m| &m.lang),
            row("note", |m| &m.note),
        ];
        rows.retain(|r| !r.left.is_empty() || !r.right.is_empty());
        let pair = (x.name.clone(), y.name.clone());
        let machine = queue::machine(&weigher, &found.model, &found.clusters.of, (*a, *b));
        Asked { pair, rows, machine }
    };
    Ok(pairs.iter().map(asked).collect())
}

/// The names of the mentions of a case.
///
/// # Errors
/// What the record answers.
pub fn names_of(case: &Case) -> Result<HashSet<(String, String)>, Error> {
    let desk = Desk::load(case, AsKnown::default())?;
    Ok(mentions_of(&desk).into_iter().map(|m| (m.name.list, m.name.id)).collect())
}

/// A word in both languages.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// English.
    pub en: &'static str,
    /// Korean; empty if there is none.
    pub ko: &'static str,
}

impl Word {
    /// The word in one of them.
    #[must_use]
    pub const fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Ko => self.ko,
        }
    }
}

/// A field of mentions: for a table, and in "another … would take it out".
#[must_use]
pub fn field(name: &str) -> (Word, Word) {
    match name {
        "born" => (Word { en: "age", ko: "나이" }, Word { en: "age", ko: "나이가" }),
        _ => (Word { en: "name", ko: "이름" }, Word { en: "name", ko: "이름이" }),
    }
}

/// A level of agreement in Korean; empty where there are no words.
#[must_use]
pub fn level_ko(label: &str) -> &'static str {
    match label {
        "missing" => "없음",
        "different" => "다름",
        "little in common" => "공통점 적음",
        "one begins the other" => "한쪽이 다른 쪽의 앞부분",
        "a part in common, frequent" => "흔한 일부가 같음",
        "a part in common" => "일부가 같음",
        "a part in common, rare" => "드문 일부가 같음",
        "alike" => "비슷함",
        "one letter apart" => "한 글자 차이",
        "the same in other words" => "어순만 다름",
        "equal" => "같음",
        "given and family name exchanged" => "성과 이름이 바뀜",
        "Korean readings far apart" => "한국어 독음이 크게 다름",
        "Korean readings apart" => "한국어 독음이 다름",
        "Korean readings undecided" => "한국어 독음으로 정할 수 없음",
        "Korean readings agree weakly" => "한국어 독음이 약하게 맞음",
        "Korean readings agree" => "한국어 독음이 맞음",
        "Korean readings agree well" => "한국어 독음이 잘 맞음",
        "Korean readings agree, a rare name" => "한국어 독음이 맞음, 드문 이름",
        "Korean readings agree, a very rare name" => "한국어 독음이 맞음, 매우 드문 이름",
        "within a year" => "한 해 안",
        "the year alone agrees" => "해만 같음",
        "the year agrees, no more is known" => "해가 같음, 그 이상은 모름",
        "year and month agree, no more is known" => "해와 달이 같음, 그 이상은 모름",
        _ => "",
    }
}
