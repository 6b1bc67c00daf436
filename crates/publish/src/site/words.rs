//! The interface's own words, in both languages.
//!
//! One table, long by nature: name, English, Korean. A name without both does not compile.
//!
//! Terms: `{1}`, `{2}` are filled by [`fill`]; both languages must have the same ones (a test counts).
//!
//! Invariant: plain words that a reader under stress understands; no promise that the program does not keep.

use super::Lang;

macro_rules! words {
    ($($name:ident: $en:literal, $ko:literal;)+) => {
        /// The interface in one language.
        pub(crate) struct Words {
            $(pub(crate) $name: &'static str,)+
        }

        static EN: Words = Words { $($name: $en,)+ };
        static KO: Words = Words { $($name: $ko,)+ };

        #[cfg(test)]
        const ALL: &[(&str, &str, &str)] = &[$((stringify!($name), $en, $ko),)+];
    };
}

impl Words {
    pub(crate) fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &EN,
            Lang::Ko => &KO,
        }
    }
}

/// A text with `{1}`, `{2}` … replaced, each once per place.
pub(crate) fn fill(template: &str, values: &[&str]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let digit = rest.as_bytes().get(at + 1).copied().unwrap_or_default();
        let closed = rest.as_bytes().get(at + 2) == Some(&b'}');
        let value = usize::from(digit.wrapping_sub(b'1'));
        if let (true, Some(value)) = (closed, values.get(value)) {
            out.push_str(value);
            rest = &rest[at + 3..];
        } else {
            out.push('{');
            rest = &rest[at + 1..];
        }
    }
    out.push_str(rest);
    out
}

words! {
    // Frame of every page.
    skip: "Skip to the content", "본문으로 건너뛰기";
    nav: "Parts of this record", "이 기록의 구성";
    other_language: "한국어", "English";
    edition_n_of_day: "Edition {1}, {2}", "제{1}판, {2}";
    feed_title: "Changes of this record", "이 기록의 변경 사항";
    pages: "Pages", "쪽";
    pages_below: "Pages, below the list", "쪽(목록 아래)";
    rows_around: "Rows before and after", "앞뒤 항목";
    days_around: "Days before and after", "앞뒤 날짜";
    page_n_of_m: "page {1} of {2}", "{2}쪽 중 {1}쪽";
    picture_region: "Scroll sideways if it is cut off.", "잘려 보이면 옆으로 밀어 보십시오.";
    footer_promise: "Nothing here is averaged or overwritten. Each figure keeps its words, its date and the way it came.", "이 기록은 수치를 평균하거나 덮어쓰지 않는다. 모든 수치는 말한 그대로의 표현과 날짜, 전해진 경로를 간직한다.";
    footer_method: "How it is done", "작성 방법";
    footer_verify: "How to check this record", "이 기록을 검증하는 방법";
    footer_corrections: "Corrections", "정정";
    nav_front: "Record", "기록";
    nav_findings: "Contradictions", "모순";
    nav_uncounted: "The uncounted", "미집계";
    nav_statements: "Statements", "진술";
    nav_parties: "Parties", "발표 주체";
    nav_knowledge: "Who knew", "누가 알았나";
    nav_persons: "The dead", "고인";
    nav_evidence: "Evidence", "증거";
    nav_days: "Days", "날짜별";
    nav_method: "Method", "방법";
    nav_changes: "Changes", "변경·정정";
    nav_data: "Data", "자료";
    nav_about: "About", "안내";

    // Four kinds of nothing, and what a quantity means.
    nothing_unknown: "not known", "알 수 없음";
    nothing_not_stated: "not stated", "명시되지 않음";
    nothing_withheld: "withheld", "비공개";
    q_words_only: "words without a number", "수로 옮길 수 없는 표현";
    q_exactly: "exactly {1}", "정확히 {1}명";
    q_over: "over {1}", "{1} 초과";
    q_to: "{1} to {2}", "{1}–{2}명";
    q_to_below: "{1} to below {2}", "{1}명 이상 {2}명 미만";
    q_more_than: "more than {1}", "{1}명 초과";
    q_at_least: "{1} or more", "{1}명 이상";
    q_up_to: "up to {1}", "{1}명 이하";
    q_share: "{1} %", "{1}%";
    q_share_range: "{1} to {2} %", "{1}–{2}%";
    of_base: "of {1}", "(기준: {1})";
    implied: "share times base would be {1}; the party did not say so", "비율에 기준을 곱하면 {1}이 되지만, 그렇게 말한 것은 아니다";

    // Names of columns and facts.
    statement: "Statement", "진술";
    who: "Said by", "말한 이";
    whose: "Who", "주체";
    when: "When", "시기";
    said_on: "Said on", "말한 날";
    as_of: "As of", "기준일";
    since: "Since", "부터";
    window: "Counts over", "집계 기간";
    kind: "Kind", "종류";
    category: "Category", "범주";
    quantity: "Figure", "수치";
    words_said: "Words", "표현";
    means: "What the words mean", "표현이 뜻하는 범위";
    rule: "Rule", "규칙";
    hedges: "Qualifiers", "한정어";
    parts: "Of whom", "그 가운데";
    population: "Whose", "집계 대상";
    scope: "Scope", "범위";
    place: "Place", "장소";
    modality: "How it was said", "말한 방식";
    prompt: "How the source came to say it", "진술 경위";
    stimulus: "We had told the source", "취재진이 먼저 알려 준 진술";
    status: "Status", "상태";
    superseded_by: "Superseded by", "대체한 진술";
    outcome: "Outcome", "결과";
    remark: "Remark", "비고";
    withheld: "Not shown, to protect somebody", "누군가를 보호하기 위해 공개하지 않은 항목";
    other_field: "another field", "그 밖의 항목";
    speaker: "speaker", "발언자";
    translation: "Translation", "번역";
    what_it_says: "What it says", "내용";
    reports: "Reports", "보도";
    protected_source: "Source", "취재원";
    via: "through", "보도:";
    unattributed: "nobody named", "발언자 미상";
    party: "Party", "발표 주체";
    group: "Group", "소속";
    position: "Position", "입장";
    measure: "Measure", "조치";
    awareness: "Awareness", "인지";
    measures: "Measures", "조치";
    evidence: "Evidence", "증거";
    row: "No.", "번호";
    rows: "Rows", "행 수";
    state: "State", "상태";
    basis: "Basis", "근거";
    observed: "As of", "기준일";
    actor: "Acted by", "행위자";
    target: "towards", "대상";
    standing: "How well it stands", "확인 정도";
    contradicted_by: "contradicted by", "이와 어긋나는 항목";
    released: "Released", "공개";
    made: "made", "제작";
    shows: "What it shows", "담긴 내용";
    verification: "Verification", "검증";
    sensitivity: "handled with care", "주의해서 다룸";
    bears_on: "Bears on", "관련 항목";
    publisher: "Publisher", "매체";
    report_title: "Title", "제목";
    published: "Published", "보도일";
    language: "Language", "언어";
    open_original: "open the original", "원문 열기";
    age: "Age", "나이";
    age_n: "{1}", "{1}세";
    name: "Name", "이름";
    circumstance: "As those who named them say", "이름을 공개한 측의 설명";
    died: "Died", "사망 시기";
    affiliation: "Affiliation", "소속";
    named_by: "Named by", "이름을 공개한 곳";
    forms_of_name: "The name as published", "공개된 이름 표기";
    spelling: "Spelling", "표기";
    script: "Script", "문자";
    system: "Written by", "표기 체계";
    reading: "Read as", "읽기";
    by_syllable: "By syllable", "음절별";
    weight: "Weight", "무게";
    name_same: "can be one name", "같은 이름일 수 있음";
    name_different: "different names", "다른 이름";
    name_undecided: "the names cannot decide", "이름만으로는 가릴 수 없음";
    name_anchor: "compared with", "비교 기준";
    readings_title: "How the name is read", "이름을 어떻게 읽는가";
    readings_caption: "Each spelling, compared with {1}", "표기마다 {1} 표기와 비교한 결과";
    reading_caption: "The only spelling that was published: {1}", "공개된 유일한 표기: {1}";
    readings_aside: "That these spellings are of one person is what the reports say; the table shows whether they can be one name. A weight is the natural logarithm of how much more probable two spellings are if they write one name than if they write two; above zero speaks for one name, and a rare name weighs more. Readings that begin with 리 or 이, 림 or 임 are one family name, written by the habits of North and South. Nobody wrote this table: it is computed.", "이 표기들이 한 사람의 것이라는 점은 보도에 따른다. 이 표는 표기들이 한 이름일 수 있는지를 보인다. 무게는 두 표기가 한 이름을 적은 것일 때의 확률이 두 이름을 적은 것일 때의 몇 배인지를 자연로그로 나타낸 값이다. 0보다 크면 같은 이름이라는 쪽이며, 드문 이름일수록 무겁다. 리와 이, 림과 임은 북과 남의 표기 관행이 다를 뿐 같은 성이다. 사람이 쓴 표가 아니라 계산한 결과이다.";
    title: "Title", "제목";
    edition: "Edition", "판";
    this_edition: "this edition", "현재 판";
    hash: "SHA-256", "SHA-256";
    before: "Before", "이전";
    after: "Now", "현재";
    why: "Why", "이유";
    table_name: "Table", "표";
    topic: "About", "주제";
    first_outside: "First outside", "외부 최초";
    first_inside: "First inside", "내부 최초";
    lag: "Lag", "시차";
    not_yet: "not yet", "아직 없음";
    first_said: "First statement", "첫 진술";
    last_said: "Latest statement", "최근 진술";
    latest_position: "Latest position", "최근 입장";
    speaks: "Speaks", "발언 위치";
    speaks_inside: "inside the closed country", "폐쇄된 국가 내부";
    what_it_does: "What it does", "하는 일";
    example: "Example", "예";
    interval: "Interval", "구간";
    value_in_data: "Value in the data", "자료의 값";
    file: "File", "파일";
    column: "Column", "열";
    what_it_holds: "What it holds", "내용";
    log: "Log", "로그";
    log_key: "The log’s key", "로그의 키";
    previous_edition: "Previous edition", "이전 판";
    first_edition: "none; this is the first", "없음. 이것이 첫 판이다";
    entry_id: "Entry (SHA-256)", "항목 식별값(SHA-256)";
    proof: "Proof of inclusion", "포함 증명";
    permalink: "Permanent path", "고정 경로";
    radius: "Factor by which every bound would have to widen", "모든 한계를 넓혀야 하는 배수";
    case: "Case", "사안";
    desk: "Desk", "편집진";
    contact: "Contact", "연락처";
    licence: "Licence of the data", "자료 이용 허락";

    // Counts.
    n_days: "{1} days", "{1}일";
    n_rows: "Rows: {1}", "{1}행";
    n_columns: "Columns: {1}", "{1}개 열";
    n_said: "{1} said", "진술 {1}건";
    n_of_m_shown: "{1} of {2} are shown; all of them are in the data.", "{2}건 가운데 {1}건을 보인다. 전체는 자료에 있다.";
    no_rows: "There is nothing here in this edition.", "이 판에는 해당 항목이 없다.";
    no_statements: "There is no statement here in this edition.", "이 판에는 해당 진술이 없다.";
    no_findings: "The checks found nothing in this edition.", "이 판에서는 검사에 걸린 것이 없다.";
    no_changes: "Nothing changed: this edition stands on its own.", "변경 사항이 없다. 이 판은 그 자체로 완결된다.";
    no_corrections: "No correction has been necessary so far.", "지금까지 정정한 것이 없다.";

    // Front page.
    names_title: "The dead who have a name here", "이름이 밝혀진 고인";
    names_lead: "Soldiers whose names their own state has published: {1}. Most of the dead have no name here.", "자기 나라가 이름을 공개한 군인은 {1}명이다. 고인 대부분은 여기에 이름이 없다.";
    contradicted_title: "What cannot be true together, and what changed on the way", "함께 참일 수 없는 것, 전해지며 달라진 것";
    all_findings: "All findings ({1})", "검사 결과 {1}건 모두 보기";
    said_title: "What was said", "발표된 수치";
    said_lead: "Rival figures stand side by side. A line is what the words allow, a mark is the number that was said, an arrow means that the words set no limit.", "서로 다른 수치를 나란히 보인다. 선은 표현이 허용하는 범위, 표식은 실제로 말한 수, 화살표는 상한이나 하한을 두지 않았음을 뜻한다.";
    family_casualties: "Killed and wounded; casualties as each party means them", "사상(사망·부상), 그리고 각 주체가 말하는 ‘사상자’";
    family_killed: "Killed", "사망";
    figures_caption: "Each figure on the day for which it holds. The table below has the same figures with their words.", "각 수치를 기준일에 맞추어 나타냈다. 아래 표에 같은 수치와 표현이 있다.";
    figures_table: "{1}: the figures of the picture", "{1}: 그림에 나온 수치";
    figures_desc: "{1} figures over time, {2}. The table that follows lists them.", "시간에 따른 수치 {1}건, {2}. 이어지는 표에 모두 있다.";
    figures_some: "The picture shows {1} of {2} figures: the last that each party said in a period. All of them are in the lists and in the data.", "그림에는 수치 {2}건 가운데 {1}건, 곧 각 주체가 기간마다 마지막으로 말한 수치를 보인다. 전체는 목록과 자료에 있다.";
    figures_of: "Figures: {1}", "수치: {1}";
    scale_log: "on a logarithmic scale", "로그 눈금";
    scale_linear: "on a linear scale", "선형 눈금";
    all_statements: "All statements", "모든 진술";
    follows_title: "What follows from the figures", "수치에서 따라 나오는 것";
    follows_lead: "Bounds, no guess: what must be true if the figures named are true.", "추측이 아니라 한계이다. 아래에 든 수치가 참이라면 반드시 성립하는 범위를 보인다.";
    known_title: "Who knew, and when", "누가, 언제 알았나";
    all_knowledge: "Positions, awareness and measures", "입장·인지·조치";
    holds_title: "What this edition holds", "이 판에 담긴 것";
    holds_caption: "Tables of this edition", "이 판의 표";

    // Timeline and knowledge.
    timeline_title: "What was said outside, what was said and known inside", "밖에서 말한 것, 안에서 말하고 안 것";
    timeline_caption: "Above the line, how much was said outside on each day; below it, what was said, known and done inside. The table has the rows.", "선 위는 날마다 밖에서 말한 진술의 수, 선 아래는 안에서 말하고 알고 행한 것이다. 표에 각 항목이 있다.";
    timeline_desc: "{1} statements outside with a date, {2} positions inside, {3} records of awareness, {4} measures. The table that follows lists what is inside.", "날짜가 있는 외부 진술 {1}건, 내부 입장 {2}건, 인지 기록 {3}건, 조치 {4}건. 이어지는 표에 내부 항목이 있다.";
    timeline_outside: "Said outside, statements a day", "밖에서 말함(하루 진술 수)";
    timeline_positions: "Said inside", "안에서 말함";
    timeline_awareness: "What people inside knew", "안에서 사람들이 안 것";
    timeline_measures: "Measures of information control", "정보 통제 조치";
    timeline_lags: "From the first claim outside to the first acknowledgement inside", "외부의 첫 주장부터 내부의 첫 인정까지";
    knowledge_title: "Who knew what, and when", "누가 무엇을 언제 알았나";
    knowledge_lead: "What was said outside and what could be known inside are two histories. The lag between them is counted in days.", "밖에서 말한 것과 안에서 알 수 있었던 것은 서로 다른 역사이다. 그 시차를 날수로 센다.";
    lags_caption: "From the first dated claim outside to the first acknowledgement inside", "날짜가 있는 외부의 첫 주장부터 내부의 첫 인정까지";
    inside_title: "Inside, in the order of days", "내부의 기록, 날짜순";
    inside_caption: "Positions, awareness and measures inside", "내부의 입장·인지·조치";
    all_positions: "All positions of all parties", "모든 주체의 입장";
    all_awareness: "All records of awareness", "인지 기록 전체";
    all_measures: "All measures", "조치 전체";
    all_evidence: "All evidence", "증거 전체";
    all_persons: "All the dead who have a name here", "이름이 밝혀진 고인 전체";
    predictions_title: "Predictions and what became of them", "예측과 그 결과";
    predictions_caption: "Predictions with their outcomes", "예측과 결과";
    positions_title: "Positions", "입장";
    positions_lead: "What each party said of the whole matter, from when. Silence is a position.", "각 주체가 이 사안 전체에 대해 언제부터 어떤 입장을 취했는가. 침묵도 하나의 입장이다.";
    positions_caption: "Positions over time", "시간에 따른 입장";
    awareness_title: "Awareness", "인지";
    awareness_lead: "What a population knew of a matter, by whom we know that, and what the source had been told before.", "어느 집단이 무엇을 알고 있었는지, 누구를 통해 그것을 아는지, 취재원이 그 전에 무엇을 들었는지를 적는다.";
    measures_title: "Measures", "조치";
    measures_lead: "Acts of information control, and acts of disclosure. Most rest on the word of one party or one source; the column says whose.", "정보 통제와 공개 행위. 대부분 한 주체나 한 취재원의 말에 근거하며, 누구의 말인지 표에 밝힌다.";

    // Statements.
    statements_lead: "Each row is one thing said by somebody. Its words are never replaced by a number.", "한 행은 누군가가 말한 한 가지이다. 표현을 수로 바꾸어 놓지 않는다.";
    by_category: "By category", "범주별";
    in_order: "In the order in which they were said", "말한 순서대로";
    statements_of_category: "Statements: {1}", "진술: {1}";
    statements_caption: "Statements {1} to {2} of {3}", "진술 {3}건 중 {1}–{2}";
    provenance: "Where it comes from", "어디에서 왔는가";
    no_derivation: "It is derived from no other statement in this record.", "이 기록 안의 다른 진술에서 나온 것이 아니다.";
    origins_n: "Independent origins: {1}.", "서로 독립된 출처: {1}건.";
    relays: "What was made of it", "무엇으로 이어졌는가";
    findings_here: "What the checks found", "검사 결과";
    found_in: "Reports in which it was found", "이 진술이 실린 보도";
    evidence_here: "Evidence that bears on this statement", "이 진술과 관련된 증거";
    how_to_check: "How to check this", "검증 방법";
    check_text: "Anybody can check this record with nothing but a copy of it.", "누구나 이 기록의 사본만 있으면 검증할 수 있다.";

    // Findings.
    findings_title: "Contradictions and changes on the way", "모순과 전달 중의 변화";
    findings_lead: "Computed from the figures, not judged: which statements cannot all be true, what would reconcile them, and where a number, a qualifier or a category changed as it was passed on.", "판단이 아니라 수치에서 계산한 결과이다. 어떤 진술들이 모두 참일 수 없는지, 무엇이 이를 양립하게 하는지, 전해지는 사이 수·한정어·범주가 어디에서 바뀌었는지를 보인다.";
    would_reconcile: "What would reconcile them:", "다음이 맞다면 양립할 수 있다.";

    // Parties, persons, evidence, reports.
    parties_lead: "An agency is not its country: each authority that speaks is listed by itself.", "기관은 곧 국가가 아니다. 발표하는 주체를 따로따로 싣는다.";
    parties_caption: "Everybody who speaks in this record", "이 기록에서 발언한 주체";
    persons_title: "The dead", "고인";
    persons_lead: "Only people whose death and name their own state has published are named here. No faces are shown, and nothing about their families.", "자기 나라가 죽음과 이름을 공개한 사람만 이름을 적는다. 얼굴은 싣지 않으며 가족에 관한 것도 싣지 않는다.";
    evidence_title: "Evidence", "증거";
    evidence_lead: "Evidence is described in words. Pictures and films of the dead and of prisoners are not shown. What somebody looks like is not a nationality.", "증거는 글로만 설명한다. 고인과 포로의 사진이나 영상은 싣지 않는다. 겉모습은 국적이 아니다.";
    reports_title: "Reports", "보도 목록";
    reports_lead: "The public documents in which the statements were found. Links leave this site.", "진술이 실린 공개 문서. 링크를 누르면 이 사이트를 떠난다.";

    // Days.
    days_lead: "A page for each day on which something was said: what was said, and which figures stood at its end.", "진술이 있었던 날마다 한 쪽이 있다. 그날 무엇을 말했고, 그날이 끝날 때 어떤 수치가 서 있었는지 보인다.";
    known_on: "What was known on {1}", "{1}에 알려져 있던 것";
    day_lead: "Nothing on this page was said later.", "이 쪽에는 그 뒤에 말한 것이 없다.";
    all_days: "all days", "모든 날짜";
    said_that_day: "Said that day", "그날의 진술";
    said_on_caption: "Said on {1}", "{1}의 진술";
    standing_title: "Figures standing at the end of the day", "그날이 끝날 때 서 있던 수치";
    standing_caption: "The last figure of each party and category by {1}", "{1}까지 각 주체가 범주별로 마지막에 말한 수치";

    // Method.
    method_title: "How it is done", "작성 방법";
    method_lead: "This record does not decide who is right. It keeps what was said, shows what cannot be true together, and says how it knows.", "이 기록은 누가 옳은지 정하지 않는다. 말한 것을 보존하고, 함께 참일 수 없는 것을 보이며, 어떻게 아는지를 밝힌다.";
    method_statement: "Statements", "진술";
    method_statement_1: "The unit is the statement: who said what, in which words, when, as of when, and through whom we have it. A statement is never overwritten. A correction is a new entry that names what it replaces.", "기본 단위는 진술이다. 누가, 무엇을, 어떤 말로, 언제, 어느 때를 기준으로 말했으며 누구를 통해 우리에게 왔는가. 진술은 덮어쓰지 않는다. 정정은 무엇을 대체하는지 밝힌 새 항목이다.";
    method_statement_2: "A headline, a caption and a retelling are statements with authors of their own. Unknown, not stated, withheld and zero are four different things and are shown as such.", "제목, 사진 설명, 옮겨 적은 말도 저마다 작성자가 있는 진술이다. 알 수 없음, 명시되지 않음, 비공개, 0은 서로 다르며 다르게 표시한다.";
    method_dates: "Dates", "날짜";
    method_dates_1: "Said on is when the world could know; as of is the day for which the figure holds. Dates keep the precision that they have. What a protected source said is dated by the week unless the day had been published already.", "‘말한 날’은 세상이 알 수 있었던 날이고 ‘기준일’은 수치가 가리키는 날이다. 날짜는 알려진 만큼만 정밀하게 적는다. 보호된 취재원의 말은 이미 보도된 날짜가 아니면 주 단위로 적는다.";
    method_words: "From words to intervals", "표현에서 구간으로";
    method_words_1: "A figure is its words and the interval that they mean: “about 1,100” is not 1,100, and “over 3,000” has no upper end. The table of rules is part of this edition; each figure names the rule that it was read by.", "수치는 표현과 그 표현이 뜻하는 구간이다. ‘약 1,100명’은 1,100명이 아니며 ‘3,000명 초과’에는 상한이 없다. 규칙표는 이 판의 일부이고, 각 수치는 적용된 규칙을 밝힌다.";
    method_words_2: "Words that no rule covers stay words. A share of a base is not multiplied out as if the product had been said.", "어떤 규칙에도 해당하지 않는 표현은 표현으로 남긴다. 비율은 기준값과 곱해 마치 그렇게 말한 것처럼 적지 않는다.";
    rules_caption: "Rules of this edition, version {1}", "이 판의 규칙표, 판본 {1}";
    method_categories: "Categories", "범주";
    method_categories_1: "A category is kept as the party said it. “Casualties” is not “killed”, and “killed and wounded” is not “casualties” where missing and captured may be meant.", "범주는 발표 주체가 말한 그대로 둔다. ‘사상자’는 ‘사망자’가 아니다. 실종과 생포를 포함할 수 있다면 ‘사상’(사망·부상)과 ‘사상자’도 같지 않다.";
    categories_caption: "Categories in this edition", "이 판의 범주";
    method_contradiction: "What cannot be true together", "함께 참일 수 없는 것";
    method_contradiction_1: "Every figure bounds a hidden number: the killed, the wounded, the missing, the captured, each not falling over time. Together the bounds are linear constraints. A set of figures that no numbers satisfy is a contradiction, and the smallest such sets are shown.", "모든 수치는 숨은 수, 곧 시간이 가도 줄지 않는 사망·부상·실종·생포의 수에 한계를 준다. 이 한계들은 선형 제약이 된다. 어떤 수로도 만족시킬 수 없는 수치의 모음이 모순이며, 그 가운데 가장 작은 모음을 보인다.";
    method_contradiction_2: "The factor says by how much every bound would have to be widened before they agree; 1.00 means that they agree already. What would reconcile them names other readings: another scope, another category, another day.", "배수는 모든 한계를 얼마나 넓혀야 서로 맞는지를 뜻한다. 1.00이면 이미 맞는다. ‘양립할 수 있는 조건’은 다른 범위, 다른 범주, 다른 기준일로 읽는 길을 적는다.";
    method_origins: "Independent origins", "독립된 출처";
    method_origins_1: "A retelling is not a second source. Origins are counted at the roots of the derivations: ten outlets that cite one agency are one origin, and an answer from a source whom the desk had told the number is none.", "옮겨 적은 말은 두 번째 출처가 아니다. 출처는 파생 관계의 뿌리에서 센다. 열 매체가 한 통신사를 인용하면 출처는 하나이고, 편집진이 먼저 수를 알려 준 취재원의 답은 출처로 세지 않는다.";
    method_knowledge: "Knowledge", "인지";
    method_knowledge_1: "Positions, awareness and measures are data with dates and sources like figures. A lag is counted from the first dated claim outside to the first acknowledgement inside.", "입장, 인지, 조치도 수치처럼 날짜와 출처가 있는 자료이다. 시차는 날짜가 있는 외부의 첫 주장부터 내부의 첫 인정까지 센다.";
    method_protection: "Protection", "보호";
    method_protection_1: "A protected source is shown by a handle and a province at most, never with a time of day. Living people, prisoners above all, are not named. Places are no more precise than is safe.", "보호된 취재원은 가명과 최대 도 단위까지만 밝히고 시각은 적지 않는다. 살아 있는 사람, 특히 포로의 이름은 싣지 않는다. 장소는 안전한 정밀도까지만 적는다.";
    method_protection_2: "What is held back is left out of every file of the release, not only out of its pages. Where a field of a statement is held back, the page says so; how much was held back altogether is not said.", "비공개 내용은 화면뿐 아니라 공개본의 모든 파일에서 뺀다. 진술의 어느 항목을 공개하지 않았으면 그 사실을 적는다. 비공개한 전체 분량은 밝히지 않는다.";
    method_limits: "Limits", "한계";
    method_limits_1: "The record holds what was found and could be shown; it is not a count of the dead. That statements agree does not make them true, and silence is not evidence that nothing happened. The rules for words are choices; they are printed so that they can be disputed.", "이 기록은 찾아서 보일 수 있었던 것만 담으며, 사망자의 집계가 아니다. 진술이 서로 맞는다고 참이 되지는 않고, 침묵이 아무 일도 없었다는 증거는 아니다. 표현을 읽는 규칙은 선택이며, 이의를 제기할 수 있도록 공개한다.";

    // Changes.
    changes_title: "Changes and corrections", "변경과 정정";
    changes_lead: "An edition is never altered. What was wrong is corrected in the next one, with what it said before and why it changed.", "한 번 낸 판은 고치지 않는다. 잘못은 다음 판에서 정정하고, 이전 내용과 바뀐 까닭을 함께 적는다.";
    corrections_title: "Corrections", "정정";
    corrections_caption: "Corrections, the latest first", "정정, 최근 것부터";
    what_changed: "What changed since the edition before", "이전 판 이후 바뀐 것";
    changes_caption: "Changes, the latest first", "변경 사항, 최근 것부터";
    editions_title: "Editions", "판 목록";
    editions_caption: "Editions of this record", "이 기록의 판";
    feeds_text: "Changes and corrections can be followed as feeds:", "변경과 정정은 피드로 받아 볼 수 있다:";

    // Data.
    data_title: "Data", "자료";
    data_lead: "Everything on these pages, as files. The pages are made from the same edition.", "이 쪽들에 담긴 모든 것을 파일로 제공한다. 쪽과 파일은 같은 판에서 만들었다.";
    files_caption: "Files of this edition", "이 판의 파일";
    csv_guard: "In the CSV files a cell that begins with = + - @, a tab or an apostrophe has one apostrophe before it, so that a spreadsheet does not execute it. To get the text as it is, take one leading apostrophe away; or use the JSON files, which need no guard.", "CSV 파일에서 = + - @, 탭, 작은따옴표로 시작하는 칸은 스프레드시트가 수식으로 실행하지 않도록 앞에 작은따옴표 하나를 붙였다. 원래 글자를 얻으려면 맨 앞 작은따옴표 하나를 떼면 된다. JSON 파일에는 이런 처리가 없다.";
    verify_title: "How to check this record", "이 기록을 검증하는 방법";
    verify_1: "Take a copy of the whole folder and run, without a network:", "폴더 전체를 복사한 뒤 네트워크 없이 다음을 실행한다.";
    verify_2: "The program checks every byte, every signature and every proof, and names the first damage. The formats are public (C2SP tlog-tiles, tlog-checkpoint, tlog-proof), so a program of somebody else can do the same. Compare the key below with one that you got by another way.", "프로그램은 모든 바이트, 서명, 증명을 검사하고 손상이 있으면 첫 위치를 알린다. 형식이 공개되어 있으므로(C2SP tlog-tiles, tlog-checkpoint, tlog-proof) 다른 사람이 만든 프로그램으로도 검증할 수 있다. 아래 키를 다른 경로로 얻은 키와 대조하라.";
    dictionary_title: "Dictionary", "자료 사전";
    dictionary_lead: "What each column holds. The same table is in the file dictionary.csv. Lists inside a cell are separated by a semicolon and a space.", "각 열에 담긴 내용. 같은 표가 dictionary.csv에 있다. 한 칸 안의 목록은 쌍반점과 빈칸으로 나눈다.";

    // About.
    about_title: "About this record", "이 기록에 대하여";
    about_lead: "A record of the dead of a war whose deaths are denied, and of what is known about them, where, and since when.", "죽음이 부정된 전쟁의 고인과, 그들에 관해 무엇이 어디에서 언제부터 알려졌는지를 적은 기록.";
    about_respect: "Respect", "예우";
    about_respect_1: "These pages are about people. If you are of the family of somebody named here, or of somebody who is not, and want something changed or taken out, write to the desk; you need not give a reason.", "이 쪽들은 사람에 관한 것이다. 여기 이름이 있는 이의 가족이거나 이름이 없는 이의 가족으로서 고치거나 빼기를 바라는 것이 있으면 편집진에게 알려 주기 바란다. 이유를 밝힐 필요는 없다.";
    about_privacy: "Your privacy", "읽는 이의 보호";
    about_privacy_1: "These pages set no cookie, run no script and ask nothing of any other site. Only a link that you follow yourself leaves them. They can be read from a disk without a network.", "이 쪽들은 쿠키를 쓰지 않고 스크립트를 실행하지 않으며 다른 사이트에 아무것도 요청하지 않는다. 스스로 누른 링크만 밖으로 나간다. 네트워크 없이 디스크에서도 읽을 수 있다.";
    about_access: "Access", "접근성";
    about_access_1: "The pages are made to WCAG 2.2, level AA. Each picture stands beside a table with the same data. They can be printed.", "이 쪽들은 WCAG 2.2 AA 수준에 맞추어 만들었다. 모든 그림 곁에는 같은 자료의 표가 있으며 인쇄할 수 있다.";
    about_made: "How it is made", "만든 방식";
    about_made_1: "Made with Cenotaph, free software. The same edition gives the same bytes, so anybody can build these pages again and compare.", "자유 소프트웨어 Cenotaph로 만들었다. 같은 판은 언제나 같은 바이트가 되므로 누구나 다시 만들어 비교할 수 있다.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_take_the_same_values() {
        for (name, en, ko) in ALL {
            for mark in ["{1}", "{2}", "{3}", "{4}", "{5}"] {
                assert_eq!(en.contains(mark), ko.contains(mark), "{name} {mark}");
            }
            assert!(!en.trim().is_empty() && !ko.trim().is_empty(), "{name}");
        }
    }

    #[test]
    fn fills_by_number() {
        assert_eq!(fill("{2} of {1}", &["a", "b"]), "b of a");
        assert_eq!(fill("{1} {3} {x", &["{2}", "b"]), "{2} {3} {x");
    }
}
