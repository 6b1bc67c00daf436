//! The demo: the Kursk case from nothing – record, checks, knowledge, release, site – from files that the program carries.
//!
//! Running it twice changes nothing: the same rows add nothing, the two editors are enrolled once, and an edition that would say
//! the same is not made.

use std::path::{Path, PathBuf};

use record::vault::EditorKey;

use super::add::{self, Input};
use super::case::{Case, Settings};
use super::check::{self, Finding};
use super::clock::Clock;
use super::desk::{AsKnown, Desk};
use super::error::Error;
use super::people::{self, Roster};
use super::{Lang, estimate, knowledge, link, release, site, verify};

/// The case's tables, as they are in `examples/kursk`.
pub const TABLES: [(&str, &[u8]); 8] = [
    ("sources.csv", include_bytes!("../../../../examples/kursk/sources.csv")),
    ("claims.csv", include_bytes!("../../../../examples/kursk/claims.csv")),
    ("positions.csv", include_bytes!("../../../../examples/kursk/positions.csv")),
    ("awareness.csv", include_bytes!("../../../../examples/kursk/awareness.csv")),
    ("measures.csv", include_bytes!("../../../../examples/kursk/measures.csv")),
    ("evidence.csv", include_bytes!("../../../../examples/kursk/evidence.csv")),
    ("persons.csv", include_bytes!("../../../../examples/kursk/persons.csv")),
    ("person_mentions.csv", include_bytes!("../../../../examples/kursk/person_mentions.csv")),
];

/// What the demo found.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Ten lines worth reading.
    pub lines: Vec<String>,
    /// The front page.
    pub front_page: PathBuf,
    /// True when something was written.
    pub changed: bool,
}

/// Settings of the Kursk case.
#[must_use]
pub fn settings() -> Settings {
    Settings {
        title_en: "North Korean soldiers in the Kursk region".to_owned(),
        title_ko: "쿠르스크의 북한군".to_owned(),
        summary_en: vec![
            "From October 2024 North Korean soldiers were sent to Russia and fought in the Kursk region. Ukraine, South Korea and others announced losses; at home the deployment was called a rumour, and asking about it was punished, until 28 April 2025.".to_owned(),
            "This record keeps what each party said, in which words, as of which day; shows which figures cannot both be true; and tells who knew what, where, and since when. It averages nothing and decides nothing.".to_owned(),
        ],
        summary_ko: vec![
            "2024년 10월부터 북한 군인들이 러시아로 보내져 쿠르스크에서 싸웠다. 우크라이나와 한국 등은 사상자를 발표했지만, 북한 내부에서는 2025년 4월 28일까지 파병이 ‘유언비어’로 불렸고 묻는 것만으로도 처벌받았다.".to_owned(),
            "이 기록은 누가 어떤 말로, 어느 날을 기준으로 말했는지를 그대로 보존한다. 함께 참일 수 없는 수치를 밝히고, 누가 어디서 언제부터 무엇을 알았는지를 적는다. 평균을 내지도, 판정하지도 않는다.".to_owned(),
        ],
        desk: "Cenotaph example desk".to_owned(),
        licence: "Facts compiled in our own words with a few quoted words each; CC0 for the compilation.".to_owned(),
        ..Settings::new("kursk")
    }
}

/// Builds the case in `dir`, or brings it up to date.
///
/// # Errors
/// What any of its steps answers.
pub fn demo(dir: &Path, lang: Lang, clock: Clock) -> Result<Demo, Error> {
    let case = if dir.join(super::case::SETTINGS).exists() {
        Case::open(dir, clock)?
    } else {
        Case::init(dir, settings(), None, clock)?
    };
    let inputs: Vec<Input<'_>> =
        TABLES.iter().map(|(name, bytes)| Input::Bytes(name, bytes)).collect();
    let added = add::add(&case, &inputs, &add::Options::default())?;
    let (first, second) = editors(&case)?;
    let ask = release::Ask { key: Some(&first), with: Some(&second), dry_run: false };
    let made = release::release(&case, ask)?;
    let written = site::site(&case, None, None, &mut || {})?;
    let checked = verify::verify(&written.folder, None, clock)?;
    let changed = added.entries > 0 || matches!(made, release::Outcome::Made(_)) || written.fresh;
    Ok(Demo {
        lines: lines(&case, lang, &added, &written, &checked)?,
        front_page: written.folder.join(if lang == Lang::Ko {
            "ko/index.html"
        } else {
            "index.html"
        }),
        changed,
    })
}

/// The two invented editors of the demo. Their keys lie in the demo's own folder and are not sealed: nobody's life hangs on them.
fn editors(case: &Case) -> Result<(EditorKey, EditorKey), Error> {
    let one = |name: &str| -> Result<EditorKey, Error> {
        let path = case.path(&format!("keys/{name}.editor"));
        let key = if path.exists() {
            people::load_key(&path, None)?
        } else {
            people::new_key(name, Some(&path), None)?.0
        };
        if Roster::load(case)?.editor(&key.card().key).is_err() {
            people::enrol(case, &key.card(), None)?;
        }
        Ok(key)
    };
    Ok((one("first-editor")?, one("second-editor")?))
}

fn lines(
    case: &Case,
    lang: Lang,
    added: &add::Report,
    written: &site::Written,
    checked: &verify::Checked,
) -> Result<Vec<String>, Error> {
    let desk = Desk::load(case, AsKnown::default())?;
    let report = check::check(&desk, &check::Options::default());
    let mut then = desk.clone();
    then.keep_said_by(super::desk::day("2024-12-23")?);
    let on_that_day = check::check(&then, &check::Options::default());
    let known = knowledge::gather(
        &desk,
        &case.settings.inside_group,
        knowledge::last_day(&desk).unwrap_or(case.clock.today()),
    );
    let count = |kind: &str| report.of_kind(kind).count();
    let mut lines = vec![match lang {
        Lang::En => format!(
            "{} statements by {} parties from {} reports; {} rows added now",
            desk.claims.len(),
            desk.statements().map(|s| &s.party).collect::<std::collections::BTreeSet<_>>().len(),
            desk.reports.len(),
            added.entries
        ),
        Lang::Ko => format!(
            "진술 {}건, 당사자 {}곳, 보도 {}건; 이번에 추가된 행 {}개",
            desk.claims.len(),
            desk.statements().map(|s| &s.party).collect::<std::collections::BTreeSet<_>>().len(),
            desk.reports.len(),
            added.entries
        ),
    }];
    lines.extend(
        about(&on_that_day, "cannot_all_be_true", &["C049", "C050"])
            .map(|f| f.sentence.of(lang).to_owned()),
    );
    lines.extend(
        about(&on_that_day, "lost_qualifier", &["C050", "C051"])
            .map(|f| f.sentence.of(lang).to_owned()),
    );
    lines.push(match lang {
        Lang::En => format!(
            "{} contradictions, {} relay faults, {} series that fall, {} echoes",
            count("contradiction"),
            count("relay"),
            count("series"),
            count("echo")
        ),
        Lang::Ko => format!(
            "모순 {}건, 인용 과정의 오류 {}건, 줄어든 누계 {}건, 메아리 {}건",
            count("contradiction"),
            count("relay"),
            count("series"),
            count("echo")
        ),
    });
    lines.extend(known.lags.iter().map(|l| l.sentence.of(lang).to_owned()));
    let unaware = desk
        .awareness
        .values()
        .filter(|a| a.value.state == model::awareness::AwarenessState::Unaware)
        .count();
    lines.push(match lang {
        Lang::En => format!("{} observations of who knew what inside ({unaware} of them: unaware), {} measures of information control", desk.awareness.len(), desk.measures.len()),
        Lang::Ko => format!("내부 인지 관찰 {}건(그중 ‘모름’ {unaware}건), 정보 통제 조치 {}건", desk.awareness.len(), desk.measures.len()),
    });
    let judged = link::judged::Judgements::of_case(case)?;
    let linked = link::mentions::of_desk(&desk, judged, 1)?;
    lines.extend(linked.map(|found| found.sentence().of(lang).to_owned()));
    lines.extend(estimate_line(&desk, lang)?);
    lines.push(gate_line(case, lang)?);
    lines.push(match lang {
        Lang::En => format!(
            "edition {} verified: {}",
            written.edition,
            checked.lines.first().cloned().unwrap_or_default()
        ),
        Lang::Ko => format!(
            "제{}판 검증됨: {}",
            written.edition,
            checked.lines.first().cloned().unwrap_or_default()
        ),
    });
    Ok(lines)
}

/// What the lists of the named dead allow to be said of those on none.
fn estimate_line(desk: &Desk, lang: Lang) -> Result<Option<String>, Error> {
    let Some(named) = estimate::named::named(desk)? else { return Ok(None) };
    let options = estimate::Options::default();
    let judged = estimate::judge(&[named.stratum()], &options, &mut |_| {})?;
    let Some(one) = judged.first() else { return Ok(None) };
    let said = estimate::sentence(&one.said, &options.scope);
    Ok(Some(match lang {
        Lang::En => {
            format!("Estimate of those on no list: {} – {}", one.said.verdict.word(), said.en)
        }
        Lang::Ko => format!("명단에 없는 사람의 추정: {}", said.ko),
    }))
}

/// How the gate judged the newest edition, and who looked.
fn gate_line(case: &Case, lang: Lang) -> Result<String, Error> {
    let gates = release::gates(case)?;
    let gate = gates.last().ok_or(Error::NoRelease)?;
    let persons = gate.persons;
    Ok(match (lang, gate.one_machine) {
        (Lang::En, true) => format!(
            "gate: {} – {persons} persons counted; released under two keys, both used on one machine: flagged",
            gate.verdict
        ),
        (Lang::En, false) => {
            format!("gate: {} – {persons} persons counted; released under two keys", gate.verdict)
        }
        (Lang::Ko, true) => format!(
            "공개 심사: {} – {persons}명을 셈; 두 열쇠로 공개했으나 한 기계에서 쓰여 표시해 둠",
            gate.verdict
        ),
        (Lang::Ko, false) => {
            format!("공개 심사: {} – {persons}명을 셈; 두 열쇠로 공개함", gate.verdict)
        }
    })
}

/// The finding of a fault about exactly these statements.
fn about<'a>(report: &'a check::Report, fault: &str, keys: &[&str]) -> Option<&'a Finding> {
    report.findings.iter().find(|f| f.fault == fault && f.statements == keys)
}
