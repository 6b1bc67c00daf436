//! The tables of the CSV files: their columns, with a dictionary in both languages, and how a row becomes cells.
//!
//! One table of tables, long by nature.
//!
//! Invariant: cells come in the order of the columns (a test counts them for each table).

use protect::shape::{Attribution, Both, Edition, Window};
use std::borrow::Cow;

/// One column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in the header.
    pub name: &'static str,
    /// `text`, `number`, `date`, `key`, `keys`, `value`, `values`, `flag` or `hash`.
    pub kind: &'static str,
    /// What it holds, in English and in Korean.
    pub about: (&'static str, &'static str),
}

/// One table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Name of the file without its ending.
    pub name: &'static str,
    /// What it holds, in English and in Korean.
    pub about: (&'static str, &'static str),
    /// Its columns, in order.
    pub columns: &'static [Column],
    /// Whether there are JSON Lines under the same name.
    pub(crate) lines: bool,
    /// Whether it is left out where it has no rows: tables that came later, so that earlier editions keep their files.
    pub(crate) optional: bool,
    pub(crate) rows: fn(&Edition) -> usize,
    pub(crate) cells: fn(&Edition, &mut PutRow<'_>),
}

/// Takes the cells of one row.
pub(crate) type PutRow<'p> = dyn FnMut(&[Cell<'_>]) + 'p;

/// One cell.
pub(crate) enum Cell<'c> {
    Text(Cow<'c, str>),
    Number(String),
}

/// All tables, in the order in which they are listed.
#[must_use]
pub fn tables() -> &'static [Table] {
    &TABLES
}

/// The tables of an edition: those that came later only where they have rows.
pub fn tables_of(edition: &Edition) -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| !table.optional || (table.rows)(edition) > 0)
}

/// The results that the desk filed as public.
fn filed(edition: &Edition) -> &[protect::shape::FiledEstimate] {
    edition.estimation.as_deref().map_or(&[], |e| &e.filed)
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(text))
}

fn opt(value: Option<&String>) -> Cell<'_> {
    text(value.map_or("", String::as_str))
}

fn number(number: impl ToString) -> Cell<'static> {
    Cell::Number(number.to_string())
}

fn maybe(number: Option<u64>) -> Cell<'static> {
    Cell::Number(number.map_or_else(String::new, |number| number.to_string()))
}

fn flag(flag: bool) -> Cell<'static> {
    text(if flag { "yes" } else { "no" })
}

fn list<'t>(items: impl IntoIterator<Item = &'t str>) -> Cell<'static> {
    let items: Vec<&str> = items.into_iter().collect();
    Cell::Text(Cow::Owned(items.join("; ")))
}

fn keys(items: &[String]) -> Cell<'static> {
    list(items.iter().map(String::as_str))
}

fn derived(items: &[protect::shape::Derived]) -> Cell<'static> {
    let items: Vec<String> =
        items.iter().map(|item| format!("{} ({})", item.key, item.kind)).collect();
    list(items.iter().map(String::as_str))
}

/// Party, speaker, handle, place.
fn attribution(attribution: &Attribution) -> [Cell<'_>; 4] {
    match attribution {
        Attribution::Party { party, speaker } => [text(party), text(speaker), text(""), text("")],
        Attribution::Protected { handle, place, via } => {
            [opt(via.as_ref()), text(""), text(handle), opt(place.as_ref())]
        }
        Attribution::Unattributed => [text(""), text(""), text(""), text("")],
    }
}

fn english(text: Option<&Both>) -> &str {
    text.map_or("", |text| &text.en)
}

macro_rules! columns {
    ($($name:literal $kind:ident $en:literal $ko:literal;)+) => {
        &[$(Column { name: $name, kind: stringify!($kind), about: ($en, $ko) },)+]
    };
}

static TABLES: [Table; 18] = [
    Table {
        name: "statements",
        about: (
            "statements: who said what, in which words, when",
            "진술: 누가 무엇을 어떤 말로 언제 말했나",
        ),
        columns: columns! {
            "key" key "id of the statement" "진술 식별자";
            "entry_id" hash "SHA-256 of its entry in the release log" "공개 로그 항목의 SHA-256";
            "kind" value "figure, position, awareness, measure, fate, prediction, circumstance, opinion" "진술의 종류";
            "party" key "party that speaks, or outlet that publishes a protected source" "발언 주체, 또는 보호 취재원의 말을 실은 매체";
            "speaker" text "who spoke for the party" "주체를 대표해 말한 사람";
            "source_handle" text "the desk’s name for a protected source" "보호 취재원의 가명";
            "source_place" key "place of a protected source, a province at most" "보호 취재원의 지역(최대 도 단위)";
            "said_on" date "EDTF date on which it was said" "말한 날(EDTF)";
            "as_of" date "EDTF date for which it holds" "기준일(EDTF)";
            "window_kind" value "what a figure counts over" "집계 기간의 종류";
            "window_from" date "beginning of that" "집계 시작";
            "window_to" date "end of that" "집계 끝";
            "category" value "killed, wounded, casualties …, as the party means it" "범주(발표 주체가 뜻하는 대로)";
            "words" text "words of the quantity" "수치의 표현";
            "quantity_kind" value "number, fraction, compound, words or absent" "수치의 형태";
            "value" number "number that was said, persons" "말한 수(명)";
            "low" number "lower end of the interval that the words mean, persons" "표현이 뜻하는 구간의 하한(명)";
            "low_open" flag "yes if the lower end itself is excluded" "하한 자체를 제외하면 yes";
            "high" number "upper end, persons; empty with a lower end means unbounded" "상한(명); 하한만 있으면 상한 없음";
            "high_open" flag "yes if the upper end itself is excluded" "상한 자체를 제외하면 yes";
            "interval" text "the interval as printed" "구간 표기";
            "hedges" values "qualifiers" "한정어";
            "rules" values "rules by which the words were read" "표현을 읽은 규칙";
            "absence" value "why there is no number: unknown, not_stated, withheld" "수가 없는 까닭";
            "fraction" text "words of a share" "비율의 표현";
            "fraction_base" text "words of its base" "비율의 기준";
            "population" text "whose casualties" "집계 대상";
            "scope" text "which of them" "범위";
            "place" key "place" "장소";
            "modality" value "asserted, reported, estimated …" "말한 방식";
            "quote" text "the words as said" "말한 그대로의 표현";
            "quote_lang" text "their language, BCP 47" "그 언어(BCP 47)";
            "translation" text "their meaning in English" "영어 번역";
            "gist_en" text "what it says, in English" "내용(영어)";
            "gist_ko" text "what it says, in Korean" "내용(한국어)";
            "note" text "the desk’s remark" "편집진의 비고";
            "derives_from" keys "statements it was made from, each with how" "파생된 원진술과 그 방식";
            "independent_origins" number "number of independent origins" "독립된 출처의 수";
            "origins" keys "their ids" "그 식별자";
            "reports" keys "reports in which it was found" "실린 보도";
            "status" value "current, superseded, withdrawn, corrected …" "상태";
            "superseded_by" key "statement that replaced it" "대체한 진술";
            "prompt" value "testimony: how the source came to say it" "증언: 진술 경위";
            "stimulus" keys "testimony: statements that the source had been told" "증언: 먼저 알려 준 진술";
            "outcome" value "prediction: what became of it" "예측: 결과";
            "outcome_on" date "prediction: when" "예측: 결과가 나온 때";
        },
        lines: true,
        optional: false,
        rows: |e| e.statements.len(),
        cells: |e, put| {
            for row in &e.statements {
                let [party, speaker, handle, place] = attribution(&row.attribution);
                let window = row.window.as_ref();
                let part = |field: fn(&Window) -> &String| text(window.map_or("", |w| field(w)));
                let quantity = row.quantity.as_ref();
                let fraction = quantity.and_then(|q| q.fraction.as_ref());
                put(&[
                    text(&row.key),
                    text(&row.entry_id),
                    text(&row.kind),
                    party,
                    speaker,
                    handle,
                    place,
                    text(&row.said_on),
                    text(&row.as_of),
                    part(|w| &w.kind),
                    part(|w| &w.from),
                    part(|w| &w.to),
                    text(&row.category),
                    text(quantity.map_or("", |q| &q.words)),
                    text(quantity.map_or("", |q| quantity_kind(q.kind))),
                    maybe(quantity.and_then(|q| q.value)),
                    maybe(quantity.and_then(|q| q.lo)),
                    flag(quantity.is_some_and(|q| q.lo_open)),
                    maybe(quantity.and_then(|q| q.hi)),
                    flag(quantity.is_some_and(|q| q.hi_open)),
                    text(quantity.map_or("", |q| &q.interval)),
                    keys(quantity.map_or(&[], |q| &q.hedges)),
                    keys(quantity.map_or(&[], |q| &q.rules)),
                    text(quantity.and_then(|q| q.absence).map_or("", absence)),
                    text(fraction.map_or("", |f| &f.words)),
                    text(fraction.map_or("", |f| &f.base)),
                    text(&row.population),
                    text(&row.scope),
                    opt(row.place.as_ref()),
                    text(&row.modality),
                    text(row.quote.as_ref().map_or("", |q| &q.text)),
                    text(row.quote.as_ref().map_or("", |q| &q.lang)),
                    text(english(row.translation.as_ref())),
                    text(&row.gist.en),
                    text(&row.gist.ko),
                    text(&row.note.en),
                    derived(&row.derives_from),
                    number(row.origins.count),
                    keys(&row.origins.keys),
                    keys(&row.reports),
                    text(&row.status),
                    opt(row.superseded_by.as_ref()),
                    text(&row.prompt),
                    keys(&row.stimulus),
                    text(row.outcome.as_ref().map_or("", |o| &o.state)),
                    text(row.outcome.as_ref().map_or("", |o| &o.on)),
                ]);
            }
        },
    },
    Table {
        name: "parties",
        about: ("everybody who speaks", "발언 주체"),
        columns: columns! {
            "key" key "id of the party" "주체 식별자";
            "name_en" text "name in English" "영어 이름";
            "name_ko" text "name in Korean" "한국어 이름";
            "group" value "group" "소속";
            "kind" value "kind of party" "주체의 종류";
            "inside" flag "yes if it speaks inside the closed country" "폐쇄된 국가 내부에서 말하면 yes";
            "note" text "the desk’s remark" "편집진의 비고";
        },
        lines: true,
        optional: false,
        rows: |e| e.parties.len(),
        cells: |e, put| {
            for row in &e.parties {
                put(&[
                    text(&row.key),
                    text(&row.name.en),
                    text(&row.name.ko),
                    text(&row.group),
                    text(&row.kind),
                    flag(row.inside),
                    text(&row.note.en),
                ]);
            }
        },
    },
    Table {
        name: "places",
        about: ("places, as precise as they are shown", "장소(공개하는 정밀도까지)"),
        columns: columns! {
            "key" key "id of the place" "장소 식별자";
            "name_en" text "name in English" "영어 이름";
            "name_ko" text "name in Korean" "한국어 이름";
            "precision" value "exact, locality, adm2, adm1, region, country" "정밀도";
            "within" key "place around it" "이를 둘러싼 장소";
        },
        lines: true,
        optional: false,
        rows: |e| e.places.len(),
        cells: |e, put| {
            for row in &e.places {
                put(&[
                    text(&row.key),
                    text(&row.name.en),
                    text(&row.name.ko),
                    text(precision(row.precision)),
                    opt(row.within.as_ref()),
                ]);
            }
        },
    },
    Table {
        name: "reports",
        about: ("public documents in which statements were found", "진술이 실린 공개 문서"),
        columns: columns! {
            "key" key "id of the report" "보도 식별자";
            "publisher" text "publisher" "매체";
            "publisher_kind" value "kind of publisher" "매체의 종류";
            "lang" text "language, BCP 47" "언어(BCP 47)";
            "title" text "title as published" "게시된 제목";
            "url" text "address" "주소";
            "published" date "EDTF date" "보도일(EDTF)";
            "access" text "how the desk has it" "확보 방식";
            "content_hash" hash "SHA-256 of the stored copy" "보관 사본의 SHA-256";
        },
        lines: true,
        optional: false,
        rows: |e| e.reports.len(),
        cells: |e, put| {
            for row in &e.reports {
                put(&[
                    text(&row.key),
                    text(&row.publisher),
                    text(&row.publisher_kind),
                    text(&row.lang),
                    text(&row.title),
                    text(&row.url),
                    text(&row.published),
                    text(&row.access),
                    text(&row.content_hash),
                ]);
            }
        },
    },
    Table {
        name: "positions",
        about: (
            "what each party said of the whole matter, over time",
            "시간에 따른 각 주체의 입장",
        ),
        columns: columns! {
            "key" key "id" "식별자";
            "entry_id" hash "SHA-256 of its entry" "항목의 SHA-256";
            "party" key "party" "주체";
            "position" value "silent, denies, calls_it_rumour …" "입장";
            "from" date "EDTF, from when" "시작(EDTF)";
            "until" date "EDTF, until when; empty while it holds" "끝(EDTF); 유효하면 빈칸";
            "speaker" text "who spoke" "발언자";
            "quote" text "the words" "표현";
            "quote_lang" text "their language" "그 언어";
            "translation" text "their meaning in English" "영어 번역";
            "gist_en" text "what it says, in English" "내용(영어)";
            "gist_ko" text "what it says, in Korean" "내용(한국어)";
            "note" text "the desk’s remark" "편집진의 비고";
            "statement" key "statement that says so" "해당 진술";
            "derives_from" keys "statements it answers or was made from" "응답하거나 파생된 진술";
            "reports" keys "reports" "보도";
        },
        lines: true,
        optional: false,
        rows: |e| e.positions.len(),
        cells: |e, put| {
            for row in &e.positions {
                put(&[
                    text(&row.key),
                    text(&row.entry_id),
                    text(&row.party),
                    text(&row.position),
                    text(&row.from),
                    text(&row.until),
                    text(&row.speaker),
                    text(row.quote.as_ref().map_or("", |q| &q.text)),
                    text(row.quote.as_ref().map_or("", |q| &q.lang)),
                    text(english(row.translation.as_ref())),
                    text(&row.gist.en),
                    text(&row.gist.ko),
                    text(&row.note.en),
                    opt(row.statement.as_ref()),
                    derived(&row.derives_from),
                    keys(&row.reports),
                ]);
            }
        },
    },
    Table {
        name: "awareness",
        about: ("what a population knew", "어느 집단이 무엇을 알았나"),
        columns: columns! {
            "key" key "id" "식별자";
            "entry_id" hash "SHA-256 of its entry" "항목의 SHA-256";
            "population" text "whose knowledge" "누구의 인지인가";
            "place" key "place" "장소";
            "proposition" text "what was or was not known" "알았거나 몰랐던 내용";
            "state" value "unaware, heard_rumour, believes …" "상태";
            "basis" value "how it is known" "근거";
            "observed" date "EDTF, when this was so" "그러했던 때(EDTF)";
            "said_on" date "EDTF, when this was said" "말한 때(EDTF)";
            "party" key "who says so" "말한 주체";
            "speaker" text "who spoke" "발언자";
            "source_handle" text "name of a protected source" "보호 취재원의 가명";
            "source_place" key "its place, a province at most" "그 지역(최대 도 단위)";
            "prompt" value "how the source came to say it" "진술 경위";
            "stimulus" keys "statements that the source had been told" "먼저 알려 준 진술";
            "quote" text "the words" "표현";
            "quote_lang" text "their language" "그 언어";
            "gist_en" text "what it says, in English" "내용(영어)";
            "gist_ko" text "what it says, in Korean" "내용(한국어)";
            "note" text "the desk’s remark" "편집진의 비고";
            "reports" keys "reports" "보도";
        },
        lines: true,
        optional: false,
        rows: |e| e.awareness.len(),
        cells: |e, put| {
            for row in &e.awareness {
                let [party, speaker, handle, place] = attribution(&row.attribution);
                put(&[
                    text(&row.key),
                    text(&row.entry_id),
                    text(&row.population.en),
                    opt(row.place.as_ref()),
                    text(&row.proposition.en),
                    text(&row.state),
                    text(&row.basis),
                    text(&row.observed),
                    text(&row.said_on),
                    party,
                    speaker,
                    handle,
                    place,
                    text(&row.prompt),
                    keys(&row.stimulus),
                    text(row.quote.as_ref().map_or("", |q| &q.text)),
                    text(row.quote.as_ref().map_or("", |q| &q.lang)),
                    text(&row.gist.en),
                    text(&row.gist.ko),
                    text(&row.note.en),
                    keys(&row.reports),
                ]);
            }
        },
    },
    Table {
        name: "measures",
        about: ("acts of information control and of disclosure", "정보 통제와 공개 행위"),
        columns: columns! {
            "key" key "id" "식별자";
            "entry_id" hash "SHA-256 of its entry" "항목의 SHA-256";
            "actor" text "who acts" "행위자";
            "actor_party" key "the same, if it is one of the parties" "발표 주체인 경우 그 식별자";
            "kinds" values "what kind of act" "행위의 종류";
            "from" date "EDTF, from when" "시작(EDTF)";
            "until" date "EDTF, until when" "끝(EDTF)";
            "place" key "place" "장소";
            "target" text "towards whom" "대상";
            "trigger" value "what brings it on" "계기";
            "gist_en" text "what is said to have been done, in English" "내용(영어)";
            "gist_ko" text "the same in Korean" "내용(한국어)";
            "party" key "who says so" "말한 주체";
            "speaker" text "who spoke" "발언자";
            "source_handle" text "name of a protected source" "보호 취재원의 가명";
            "source_place" key "its place, a province at most" "그 지역(최대 도 단위)";
            "alleged_by" text "who says so, in words" "누구의 말인지(글)";
            "status" text "how well it stands" "확인 정도";
            "note" text "the desk’s remark" "편집진의 비고";
            "contradicted_by" keys "what contradicts it" "이와 어긋나는 항목";
            "reports" keys "reports" "보도";
        },
        lines: true,
        optional: false,
        rows: |e| e.measures.len(),
        cells: |e, put| {
            for row in &e.measures {
                let [party, speaker, handle, place] = attribution(&row.attribution);
                put(&[
                    text(&row.key),
                    text(&row.entry_id),
                    text(&row.actor),
                    opt(row.party.as_ref()),
                    keys(&row.kinds),
                    text(&row.from),
                    text(&row.until),
                    opt(row.place.as_ref()),
                    text(&row.target),
                    text(&row.trigger),
                    text(&row.gist.en),
                    text(&row.gist.ko),
                    party,
                    speaker,
                    handle,
                    place,
                    text(&row.alleged_by),
                    text(&row.status),
                    text(&row.note.en),
                    keys(&row.contradicted_by),
                    keys(&row.reports),
                ]);
            }
        },
    },
    Table {
        name: "evidence",
        about: ("evidence, described in words", "글로 설명한 증거"),
        columns: columns! {
            "key" key "id" "식별자";
            "entry_id" hash "SHA-256 of its entry" "항목의 SHA-256";
            "kind" value "video, photo, document …" "종류";
            "made" date "EDTF, when it was made" "제작 시기(EDTF)";
            "released" date "EDTF, when it was released" "공개 시기(EDTF)";
            "released_by" text "who released it" "공개한 이";
            "shows_en" text "what it shows, in English" "담긴 내용(영어)";
            "shows_ko" text "the same in Korean" "담긴 내용(한국어)";
            "place" key "place" "장소";
            "verification" value "how far it is verified" "검증 정도";
            "tests" text "tests and their results" "검사와 결과";
            "sensitivity" values "why it is handled with care" "주의해서 다루는 까닭";
            "content_hash" hash "SHA-256 of the evidentiary copy" "증거 사본의 SHA-256";
            "bears_on" keys "rows it bears on" "관련 항목";
            "note" text "the desk’s remark" "편집진의 비고";
            "reports" keys "reports" "보도";
        },
        lines: true,
        optional: false,
        rows: |e| e.evidence.len(),
        cells: |e, put| {
            for row in &e.evidence {
                let tests: Vec<String> =
                    row.tests.iter().map(|t| format!("{} ({})", t.test, t.result)).collect();
                put(&[
                    text(&row.key),
                    text(&row.entry_id),
                    text(&row.kind),
                    text(&row.made),
                    text(&row.released),
                    text(&row.released_by),
                    text(&row.shows.en),
                    text(&row.shows.ko),
                    opt(row.place.as_ref()),
                    text(&row.verification),
                    list(tests.iter().map(String::as_str)),
                    keys(&row.sensitivity),
                    text(&row.content_hash),
                    keys(&row.links),
                    text(&row.note.en),
                    keys(&row.reports),
                ]);
            }
        },
    },
    Table {
        name: "persons",
        about: ("the dead whose names may be shown", "이름을 밝힐 수 있는 고인"),
        columns: columns! {
            "key" key "id" "식별자";
            "entry_id" hash "SHA-256 of its entry" "항목의 SHA-256";
            "status" value "dead" "생사";
            "sensitivity" value "why the name may be shown" "이름을 밝힐 수 있는 근거";
            "age" number "age in years as published" "공개된 나이";
            "affiliation" text "affiliation as published" "공개된 소속";
            "named_by" text "who named the person" "이름을 공개한 곳";
            "circumstance" text "how the person died, as those who named them say" "이름을 공개한 측의 사망 경위 설명";
            "died" date "EDTF" "사망 시기(EDTF)";
            "place" key "place" "장소";
            "note" text "the desk’s remark" "편집진의 비고";
            "reports" keys "reports" "보도";
        },
        lines: true,
        optional: false,
        rows: |e| e.persons.len(),
        cells: |e, put| {
            for row in &e.persons {
                put(&[
                    text(&row.key),
                    text(&row.entry_id),
                    text(&row.status),
                    text(&row.sensitivity),
                    maybe(row.age.map(u64::from)),
                    text(&row.affiliation.en),
                    text(&row.named_by),
                    text(&row.circumstance.en),
                    text(&row.died),
                    opt(row.place.as_ref()),
                    text(&row.note.en),
                    keys(&row.reports),
                ]);
            }
        },
    },
    Table {
        name: "person_names",
        about: ("each published form of each name", "공개된 이름 표기 하나하나"),
        columns: columns! {
            "person" key "the person" "사람";
            "name" text "the name as printed" "인쇄된 그대로의 이름";
            "script" value "ISO 15924" "문자(ISO 15924)";
            "lang" text "BCP 47" "언어(BCP 47)";
            "report" key "report in which it stands" "실린 보도";
            "day" date "EDTF" "날짜(EDTF)";
            "note" text "remark on the form" "표기에 관한 비고";
        },
        lines: false,
        optional: false,
        rows: |e| e.persons.iter().map(|row| row.names.len()).sum(),
        cells: |e, put| {
            for row in &e.persons {
                for name in &row.names {
                    put(&[
                        text(&row.key),
                        text(&name.name),
                        text(&name.script),
                        text(&name.lang),
                        text(&name.report),
                        text(&name.day),
                        text(&name.note),
                    ]);
                }
            }
        },
    },
    Table {
        name: "findings",
        about: ("what the checks found", "검사 결과"),
        columns: columns! {
            "key" key "id within the edition" "판 안의 식별자";
            "kind" value "contradiction, relay, series, echo …" "종류";
            "fault" value "what is wrong" "어긋난 점";
            "statements" keys "statements it is about" "관련 진술";
            "radius_milli" number "factor by which bounds must widen, in thousandths; 1000 is consistent" "한계를 넓혀야 하는 배수(천분율); 1000이면 일치";
            "sentence_en" text "in English" "영어 문장";
            "sentence_ko" text "in Korean" "한국어 문장";
            "reconcile_en" text "what would reconcile them, in English" "양립 조건(영어)";
            "reconcile_ko" text "what would reconcile them, in Korean" "양립 조건(한국어)";
            "rank" number "smaller comes first" "작을수록 앞섬";
        },
        lines: true,
        optional: false,
        rows: |e| e.findings.len(),
        cells: |e, put| {
            for row in &e.findings {
                put(&[
                    text(&row.key),
                    text(&row.kind),
                    text(&row.fault),
                    keys(&row.statements),
                    maybe(row.radius_milli),
                    text(&row.sentence.en),
                    text(&row.sentence.ko),
                    list(row.reconcile.iter().map(|t| &*t.en)),
                    list(row.reconcile.iter().map(|t| &*t.ko)),
                    number(row.rank),
                ]);
            }
        },
    },
    Table {
        name: "ranges",
        about: ("bounds that follow from figures", "수치에서 따라 나오는 한계"),
        columns: columns! {
            "category" value "category" "범주";
            "as_of" date "day for which it holds" "기준일";
            "parties" keys "parties whose figures were used; empty means all" "사용한 주체; 빈칸이면 전부";
            "low" number "lower bound, persons" "하한(명)";
            "high" number "upper bound, persons; empty means none follows" "상한(명); 빈칸이면 없음";
            "statements" keys "statements that make the bounds" "한계를 만드는 진술";
            "sentence_en" text "in English" "영어 문장";
            "sentence_ko" text "in Korean" "한국어 문장";
        },
        lines: true,
        optional: false,
        rows: |e| e.ranges.len(),
        cells: |e, put| {
            for row in &e.ranges {
                put(&[
                    text(&row.category),
                    text(&row.as_of),
                    keys(&row.parties),
                    maybe(row.lo),
                    maybe(row.hi),
                    keys(&row.statements),
                    text(&row.sentence.en),
                    text(&row.sentence.ko),
                ]);
            }
        },
    },
    Table {
        name: "lags",
        about: (
            "from the first claim outside to the first acknowledgement inside",
            "외부의 첫 주장부터 내부의 첫 인정까지",
        ),
        columns: columns! {
            "key" key "id within the edition" "판 안의 식별자";
            "topic_en" text "what it is about, in English" "주제(영어)";
            "topic_ko" text "what it is about, in Korean" "주제(한국어)";
            "outside" key "first dated statement outside" "외부의 첫 진술";
            "outside_day" date "its day" "그 날짜";
            "inside" key "first statement or position inside; empty while there is none" "내부의 첫 진술·입장; 없으면 빈칸";
            "inside_day" date "its day, or the edition’s" "그 날짜, 또는 이 판의 날짜";
            "days" number "days between them" "둘 사이의 날수";
            "sentence_en" text "in English" "영어 문장";
            "sentence_ko" text "in Korean" "한국어 문장";
        },
        lines: true,
        optional: false,
        rows: |e| e.lags.len(),
        cells: |e, put| {
            for row in &e.lags {
                put(&[
                    text(&row.key),
                    text(&row.topic.en),
                    text(&row.topic.ko),
                    text(&row.outside),
                    text(&row.outside_day),
                    opt(row.inside.as_ref()),
                    text(&row.inside_day),
                    number(row.days),
                    text(&row.sentence.en),
                    text(&row.sentence.ko),
                ]);
            }
        },
    },
    Table {
        name: "changes",
        about: ("what differs from the edition before", "이전 판과 달라진 것"),
        columns: columns! {
            "key" key "id within the case" "사안 안의 식별자";
            "edition" number "edition that made the change" "변경한 판";
            "day" date "day of that edition" "그 판의 날짜";
            "kind" value "added, changed, corrected, withdrawn, superseded" "변경의 종류";
            "table" value "table of the row" "해당 표";
            "subject" key "row that changed" "바뀐 항목";
            "sentence_en" text "in English" "영어 문장";
            "sentence_ko" text "in Korean" "한국어 문장";
        },
        lines: true,
        optional: false,
        rows: |e| e.changes.len(),
        cells: |e, put| {
            for row in &e.changes {
                put(&[
                    text(&row.key),
                    number(row.edition),
                    text(&row.day),
                    text(&row.kind),
                    text(&row.table),
                    opt(row.subject.as_ref()),
                    text(&row.sentence.en),
                    text(&row.sentence.ko),
                ]);
            }
        },
    },
    Table {
        name: "corrections",
        about: ("what was wrong, and why it changed", "잘못된 것과 바뀐 까닭"),
        columns: columns! {
            "key" key "id within the case" "사안 안의 식별자";
            "edition" number "edition that made the correction" "정정한 판";
            "day" date "day of that edition" "그 판의 날짜";
            "kind" value "typo, factual, qualifier …" "정정의 종류";
            "subject" key "row that was corrected" "정정한 항목";
            "before" text "value before" "이전 값";
            "after" text "value now" "현재 값";
            "reason_en" text "why, in English" "이유(영어)";
            "reason_ko" text "why, in Korean" "이유(한국어)";
        },
        lines: true,
        optional: false,
        rows: |e| e.corrections.len(),
        cells: |e, put| {
            for row in &e.corrections {
                put(&[
                    text(&row.key),
                    number(row.edition),
                    text(&row.day),
                    text(&row.kind),
                    opt(row.subject.as_ref()),
                    text(&row.before),
                    text(&row.after),
                    text(&row.reason.en),
                    text(&row.reason.ko),
                ]);
            }
        },
    },
    Table {
        name: "rules",
        about: ("rules by which words became intervals", "표현을 구간으로 바꾼 규칙"),
        columns: columns! {
            "id" key "id of the rule" "규칙 식별자";
            "sentence_en" text "what it does, in English" "하는 일(영어)";
            "sentence_ko" text "what it does, in Korean" "하는 일(한국어)";
            "example" text "words that it covers" "해당하는 표현의 예";
            "interval" text "interval that these words get" "그 표현이 얻는 구간";
            "source" text "where it comes from, or how it was chosen" "출처 또는 선택한 까닭";
        },
        lines: true,
        optional: false,
        rows: |e| e.rules.len(),
        cells: |e, put| {
            for row in &e.rules {
                put(&[
                    text(&row.id),
                    text(&row.sentence.en),
                    text(&row.sentence.ko),
                    text(&row.example),
                    text(&row.interval),
                    text(&row.source),
                ]);
            }
        },
    },
    Table {
        name: "estimates",
        about: (
            "public results on tables of lists: the verdict on each, and on each stratum",
            "명단 표에 대한 공개 결과: 표마다, 층마다의 판정",
        ),
        columns: columns! {
            "table_hash" key "hash of the counts and labels of the lists" "명단의 도수와 이름표의 해시";
            "stratum" values "column = value of the stratum; empty for the whole" "층의 열 = 값; 전체이면 비어 있음";
            "verdict" value "estimate, range, lower_bound or refused" "판정: estimate, range, lower_bound, refused";
            "low" number "lower end, persons; empty where a rule forbids it" "하한(명); 규칙이 금하면 비어 있음";
            "high" number "upper end, persons; empty where a rule forbids it" "상한(명); 규칙이 금하면 비어 있음";
            "point" number "middle of the methods, persons; only of an estimate" "방법들의 중간값(명); estimate일 때만";
            "listed" number "persons on a list" "명단에 오른 사람 수";
            "rules" values "ids of the rules that fired, R1 to R12" "적용된 규칙의 식별자, R1–R12";
            "lists" values "the lists as they were judged, merged ones with +" "판단한 명단, 합친 것은 +로";
            "merged" values "lists that a rule counted as one" "규칙이 하나로 센 명단";
            "estimand_en" text "what is counted, in English" "세는 대상(영어)";
            "estimand_ko" text "what is counted, in Korean" "세는 대상(한국어)";
            "sentence_en" text "the result in words, in English" "결과를 말로(영어)";
            "sentence_ko" text "the result in words, in Korean" "결과를 말로(한국어)";
            "code" text "program and version that made it" "만든 프로그램과 판";
        },
        lines: true,
        optional: true,
        rows: |e| filed(e).iter().map(|f| 1 + f.strata.len()).sum(),
        cells: |e, put| {
            for row in filed(e) {
                put(&[
                    text(&row.table_hash),
                    text(""),
                    text(&row.verdict),
                    maybe(row.low),
                    maybe(row.high),
                    maybe(row.point),
                    number(row.listed),
                    list(row.rules.iter().map(|r| r.id.as_str())),
                    keys(&row.lists),
                    keys(&row.merged),
                    text(&row.estimand.en),
                    text(&row.estimand.ko),
                    text(&row.sentence.en),
                    text(&row.sentence.ko),
                    text(&row.code),
                ]);
                for stratum in &row.strata {
                    put(&[
                        text(&row.table_hash),
                        keys(&stratum.values),
                        text(&stratum.verdict),
                        maybe(stratum.low),
                        maybe(stratum.high),
                        text(""),
                        number(stratum.listed),
                        keys(&stratum.rules),
                        text(""),
                        text(""),
                        text(""),
                        text(""),
                        text(""),
                        text(""),
                        text(&row.code),
                    ]);
                }
            }
        },
    },
    Table {
        name: "estimate_methods",
        about: (
            "public results on tables of lists: what each method says under its own assumption",
            "명단 표에 대한 공개 결과: 방법마다 제 가정 아래 말하는 것",
        ),
        columns: columns! {
            "table_hash" key "hash of the counts and labels, as in estimates" "도수와 이름표의 해시(estimates와 같음)";
            "method_en" text "the method, in English" "방법(영어)";
            "method_ko" text "the method, in Korean" "방법(한국어)";
            "assumes_en" text "the assumption that its number rests on, in English" "숫자가 기대는 가정(영어)";
            "assumes_ko" text "the assumption, in Korean" "숫자가 기대는 가정(한국어)";
            "median" number "median or best point, persons" "중앙값 또는 최적값(명)";
            "low" number "lower limit, persons" "하한(명)";
            "high" number "upper limit, persons; empty where there is none" "상한(명); 없으면 비어 있음";
            "withheld" value "the rule that withholds its number" "숫자를 보류한 규칙";
        },
        lines: false,
        optional: true,
        rows: |e| filed(e).iter().map(|f| f.methods.len()).sum(),
        cells: |e, put| {
            for row in filed(e) {
                for m in &row.methods {
                    put(&[
                        text(&row.table_hash),
                        text(&m.method.en),
                        text(&m.method.ko),
                        text(&m.assumes.en),
                        text(&m.assumes.ko),
                        maybe(m.median),
                        maybe(m.low),
                        maybe(m.high),
                        text(&m.withheld),
                    ]);
                }
            }
        },
    },
];

fn quantity_kind(kind: protect::shape::QuantityKind) -> &'static str {
    use protect::shape::QuantityKind as K;
    match kind {
        K::Number => "number",
        K::Fraction => "fraction",
        K::Compound => "compound",
        K::Words => "words",
        K::Absent => "absent",
    }
}

fn absence(absence: protect::shape::Absence) -> &'static str {
    use protect::shape::Absence as A;
    match absence {
        A::Unknown => "unknown",
        A::NotStated => "not_stated",
        A::Withheld => "withheld",
    }
}

fn precision(precision: protect::shape::PlacePrecision) -> &'static str {
    use protect::shape::PlacePrecision as P;
    match precision {
        P::Exact => "exact",
        P::Locality => "locality",
        P::Adm2 => "adm2",
        P::Adm1 => "adm1",
        P::Region => "region",
        P::Country => "country",
    }
}
