//! Results as one JSON object, for machines.
//!
//! Invariant: a number that a rule forbids is `null` here; the rule stands beside it in `withheld`.

use estimate::diagnose::{Diagnosis, diagnose};
use estimate::exact::Interval;
use estimate::result::{Assessment, MethodResult, WhyNot};
use estimate::rules::Rule;
use estimate::table::OverlapTable;
use serde_json::{Map, Value, json};

use super::linked::{Linkage, Version, Way};
use super::words::{self, ScopeWords};
use super::{CODE, Judged, estimand, has_upper, is_points, sentence, shown, why_not, withheld};

/// Persons, to a tenth; whole where they are.
fn persons(n: f64) -> Value {
    let tenths = (n * 10.0).round() / 10.0;
    if tenths.fract() == 0.0 && tenths.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "within what a number of JSON holds")]
        return json!(tenths as i64);
    }
    json!(tenths)
}

fn digits(x: f64, places: i32) -> Value {
    let unit = 10_f64.powi(places);
    let rounded = (x * unit).round() / unit;
    if rounded.is_finite() { json!(rounded) } else { Value::Null }
}

/// The verdict and what may be printed with it, of one table or of the whole.
fn said_json(said: &Assessment, scope: &ScopeWords) -> Map<String, Value> {
    let (says, counts) = (sentence(said, scope), estimand(said, scope));
    let object = json!({
        "verdict": said.verdict.word(),
        "rules": said.rules.iter().map(|r| r.id()).collect::<Vec<_>>(),
        "low": said.verdict.low().map(persons),
        "high": said.verdict.high().filter(|h| h.is_finite()).map(persons),
        "point": said.verdict.point().map(persons),
        "listed": said.listed,
        "spread": said.spread.map(|s| digits(s, 3)),
        "merged": said.merged,
        "estimand": counts.en,
        "estimand_ko": counts.ko,
        "sentence": says.en,
        "sentence_ko": says.ko,
        "table_hash": said.table_hash,
    });
    let Value::Object(mut map) = object else { return Map::new() };
    if !said.of_strata.is_empty() {
        let strata = said.of_strata.iter();
        let strata = strata.map(|(rule, strata)| json!({"rule": rule.id(), "strata": strata}));
        map.insert("rules_of_strata".into(), strata.collect());
    }
    map
}

fn method_json(m: &MethodResult, said: &Assessment, cpu: Option<f64>) -> Value {
    let ends = shown(said, m);
    let assumes = words::assumes(&m.method);
    json!({
        "method": m.method.name(),
        "median": ends.map(|e| persons(e.0)),
        "low": ends.map(|e| persons(e.1)),
        "high": ends.and_then(|e| e.2).map(persons),
        "rhat": m.rhat.map(|r| digits(r, 4)),
        "ess": m.ess.map(|e| digits(e, 0)),
        "round_trips": m.round_trips,
        "cpu_s": cpu.map(|s| digits(s, 3)),
        "withheld": withheld(m.outcome).map(Rule::id),
        "not_applicable": why_not(m.outcome).map(WhyNot::code),
        "reference": m.method.is_reference(),
        "ends": if is_points(&m.method) { "points" } else { "interval" },
        "assumes": assumes.en,
        "assumes_ko": assumes.ko,
    })
}

fn interval_json(i: &Interval) -> Value {
    json!({"point": digits(i.point, 3), "low": digits(i.low, 3), "high": digits(i.high, 3)})
}

fn lists_json(table: &OverlapTable, seen: &Diagnosis) -> (Value, Value) {
    let names = table.names();
    let name = |bit: usize| names.get(bit).copied().unwrap_or_default();
    let lists: Vec<Value> = seen
        .lists
        .iter()
        .map(|l| json!({"list": name(l.list), "persons": l.total, "shared": l.overlaps}))
        .collect();
    let pairs: Vec<Value> = seen
        .pairs
        .iter()
        .map(|p| {
            json!({
                "lists": [name(p.lists.0), name(p.lists.1)], "both": p.both,
                "odds_ratio": p.odds_ratio.as_ref().map(interval_json),
                "conditional": p.conditional.as_ref().map(interval_json),
                "held": digits(p.held, 3),
            })
        })
        .collect();
    (json!(lists), json!(pairs))
}

fn version_json(v: &Version) -> Value {
    let assumes = v.assumes();
    json!({
        "method": v.code(), "reference": false,
        "median": v.ends.map(|e| persons(e.0)), "low": v.ends.map(|e| persons(e.1)),
        "high": v.ends.and_then(|e| e.2).map(persons),
        "rhat": null, "ess": null, "round_trips": null, "cpu_s": null, "withheld": null,
        "assumes": assumes.en, "assumes_ko": assumes.ko,
    })
}

fn linkage_json(linkage: &Linkage) -> Value {
    let lists: Vec<Value> = linkage
        .lists
        .iter()
        .map(|l| {
            json!({
                "list": l.name, "records": l.records + l.unlinkable,
                "unlinkable": l.unlinkable, "repeated": l.repeated,
            })
        })
        .collect();
    let versions: Vec<Value> = linkage
        .versions
        .iter()
        .map(|v| {
            json!({
                "version": v.way.map(Way::code), "method": v.code(), "tables": v.tables,
                "listed_low": v.listed.0, "listed_high": v.listed.1,
                "spread": v.spread.map(|s| digits(s, 3)),
            })
        })
        .collect();
    let judged: Vec<Value> = linkage
        .beside
        .iter()
        .map(|b| {
            json!({
                "draw": b.draw, "version": b.way.map(Way::code), "verdict": b.said.verdict.word(),
                "rules": b.said.rules.iter().map(|r| r.id()).collect::<Vec<_>>(),
                "low": b.said.verdict.low().map(persons), "high": b.said.verdict.high().map(persons),
                "listed": b.said.listed, "table_hash": b.said.table_hash,
            })
        })
        .collect();
    let against = linkage.against.as_ref().map(|a| {
        let place = match a.place() {
            std::cmp::Ordering::Less => "below_all_draws",
            std::cmp::Ordering::Equal => "among_the_draws",
            std::cmp::Ordering::Greater => "above_all_draws",
        };
        json!({
            "place": place, "listed": a.listed,
            "listed_low": a.listed_drawn.0, "listed_high": a.listed_drawn.1,
            "median": a.best.map(|b| persons(b.0)),
            "median_low": a.best.map(|b| persons(b.1.0)), "median_high": a.best.map(|b| persons(b.1.1)),
        })
    });
    json!({
        "draws": linkage.draws, "as_linked": against,
        "partitions": linkage.partitions.as_ref().map(|p| &p.0),
        "partitions_sha256": linkage.partitions.as_ref().map(|p| super::super::release::hex(&p.1)),
        "lists": lists, "versions": versions, "judged": judged,
    })
}

impl Judged {
    /// The result of this table as one object.
    #[must_use]
    pub fn json(&self, scope: &ScopeWords) -> Map<String, Value> {
        let mut object = said_json(&self.said, scope);
        let methods = self.said.methods.iter().zip(&self.cpu);
        let mut methods: Vec<Value> =
            methods.map(|(m, cpu)| method_json(m, &self.said, *cpu)).collect();
        if let Some((cap, capped)) = self.capped {
            let bounded = has_upper(&self.said);
            methods.push(json!({
                "method": format!("latent-classes-cap-{cap}"), "reference": true,
                "median": capped.map(|c| persons(c[0])), "low": capped.map(|c| persons(c[1])),
                "high": capped.filter(|_| bounded).map(|c| persons(c[2])),
                "rhat": null, "ess": null, "round_trips": null, "cpu_s": null, "withheld": null,
                "assumes": format!("as latent classes, and the population is at most {cap}"),
                "assumes_ko": format!("잠재계층과 같고, 모집단은 많아야 {cap}명이다"),
            }));
        }
        methods.extend(self.versions().iter().map(version_json));
        object.insert("methods".into(), Value::Array(methods));
        if let Some(linkage) = &self.linkage {
            object.insert("linkage".into(), linkage_json(linkage));
        }
        let made_of = self.judged.provenance().made_of.into_iter().filter(|(_, m)| m.len() > 1);
        let made_of = made_of.map(|(list, members)| json!({"list": list, "members": members}));
        object.insert("made_of".into(), made_of.collect());
        let (lists, pairs) = lists_json(&self.table, &diagnose(&self.table));
        object.insert("lists".into(), lists);
        object.insert("pairs".into(), pairs);
        if !self.values.is_empty() {
            let values: Map<String, Value> =
                self.values.iter().map(|(c, v)| (c.clone(), json!(v))).collect();
            object.insert("stratum".into(), Value::Object(values));
        }
        object
    }
}

/// The result as one object: of the only table, or of the whole with its strata.
#[must_use]
pub fn json_of(judged: &[Judged], whole: Option<&Assessment>, scope: &ScopeWords) -> Value {
    let mut object = match (whole, judged) {
        (Some(said), _) => {
            let mut object = said_json(said, scope);
            let methods = said.methods.iter().map(|m| method_json(m, said, None));
            object.insert("methods".into(), methods.collect());
            let strata = judged.iter().map(|s| Value::Object(s.json(scope)));
            object.insert("strata".into(), strata.collect());
            object
        }
        (None, [one, ..]) => one.json(scope),
        (None, []) => Map::new(),
    };
    object.insert("kind".into(), json!("estimate"));
    object.insert("code".into(), json!(CODE));
    Value::Object(object)
}

/// What is said of a table that was not read whole: an error of the input, and no verdict on those whom it lists.
#[must_use]
pub fn json_of_broken(lost: u64, rows: u64, says: &super::super::Both) -> Value {
    json!({
        "kind": "error", "code": "table.not_whole", "message": says.en, "message_ko": says.ko,
        "rows": rows, "rows_lost": lost, "made_by": CODE,
    })
}
