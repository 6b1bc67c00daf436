//! Korean numbers that are no figure: rejected or mended ones, questions, ordinals, minutes, shares of heads; and words that harm nobody.
//!
//! Invariant: nothing here gives a number a category; it only says that a number, or a word of harm, does not count.
//! Not here: strings of numbers and what they share (`korean`); denials (`denial`).

use std::ops::Range;

use model::quantity::Lang;

use crate::grammar::Context;
use crate::grammar::lexicon::Class;
use crate::grammar::mention::{Mention, Sentence};

/// 지뢰를 제거하고 있다: what is done to things is no harm.
pub(super) fn of_things(context: &Context<'_>, sentence: &Sentence, word: &Mention) -> bool {
    const DONE: &[&str] =
        &["제거", "소탕", "소멸", "파괴", "처치", "무력화", "없앴", "손상", "피해"];
    const PERSONS: &[&str] = &[
        "명",
        "군",
        "병",
        "병사",
        "병력",
        "적",
        "원",
        "장교",
        "군인",
        "지휘관",
        "자",
        "들",
        "부대",
        "인원",
    ];
    let said = context.words(word.range.clone());
    // 소속 전사 3만 명: fighters.
    let lead = context.words(sentence.range.start..word.range.start).trim_end();
    if sentence.lang == Lang::Ko
        && ["전사", "전사들"].iter().any(|w| said == *w || said.starts_with("전사들"))
        && ["소속", "용병", "반군", "부족"].iter().any(|l| lead.ends_with(l))
    {
        return true;
    }
    if sentence.lang != Lang::Ko || !DONE.iter().any(|d| said.starts_with(d)) {
        return false;
    }
    let head = context.words(sentence.range.start..word.range.start).trim_end();
    let last = head.rsplit(' ').next().unwrap_or_default();
    let object = last.strip_suffix(['을', '를']).filter(|o| !o.is_empty());
    object.is_some_and(|o| !PERSONS.iter().any(|p| o.ends_with(p)))
}

/// 180여 문, 89대: a counter of things behind a number that has none of its own.
pub(super) fn things(rest: &str) -> bool {
    const COUNTERS: [&str; 25] = [
        "개",
        "대",
        "종",
        "가지",
        "개국",
        "개월",
        "회",
        "km",
        "㎞",
        "문",
        "발",
        "척",
        "량",
        "톤",
        "t",
        "마리",
        "채",
        "벌",
        "정",
        "상자",
        "차례",
        "여 차례",
        "컨테이너",
        "곳",
        "건",
    ];
    const TAILS: [&str; 14] =
        ["", "을", "를", "은", "는", "이", "가", "도", "과", "와", "의", "씩", "으로", "로"];
    let rest = rest.trim_start();
    let rest = rest.strip_prefix('여').map_or(rest, str::trim_start);
    COUNTERS.iter().filter_map(|c| rest.strip_prefix(c)).any(|after| {
        let word = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
        after.get(..word).is_some_and(|w| TAILS.contains(&w))
    })
}

/// 포로 백모 씨는, 생포된 병사는 … 말했다: who speaks is one of them, and none that is counted.
pub(super) fn speaks(context: &Context<'_>, sentence: &Sentence, word: &Mention) -> bool {
    if sentence.lang != Lang::Ko || word.value != "captured" {
        return false;
    }
    let next = sentence.numbers.iter().find(|n| n.range.end > word.range.start);
    let rest = context.words(
        word.range.end..next.map_or(sentence.range.end, |n| n.range.start.max(word.range.end)),
    );
    rest.split_whitespace().take(4).any(|w| {
        ["씨는", "씨가", "씨도", "병사는", "병사가", "군인은", "군인이", "포로는", "장교는", "그는"]
            .iter()
            .any(|e| w.ends_with(e))
    }) && sentence.has(Class::Say)
}

/// 생포될 위기에 처한 병사, 사망 통지를 받은 주민: what did not come, and whom word of it reached.
pub(super) fn not_befallen(context: &Context<'_>, sentence: &Sentence, word: &Mention) -> bool {
    if sentence.lang != Lang::Ko {
        return false;
    }
    let said = context.words(word.range.clone());
    let rest = context.words(word.range.end..sentence.range.end);
    let danger = ["위기", "뻔", "위험", "처지", "상황에 처", "상황에 놓"];
    let will = ["될", "할", "당할", "힐", "죽을"].iter().any(|e| said.ends_with(e));
    let near = rest.strip_prefix(' ').is_some_and(|r| danger.iter().any(|d| r.starts_with(d)));
    const WORD: [&str; 8] =
        ["통지", "통보", "통지서", "통지문", "소식", "확인서", "증명서", "전사증"];
    const REACHED: [&str; 10] =
        ["주민", "가족", "유족", "유가족", "부모", "세대", "가구", "집", "가정", "어머니"];
    let told = rest.trim_start();
    let told = WORD.iter().filter_map(|w| told.strip_prefix(w)).min_by_key(|r| r.len());
    let received = told
        .and_then(|r| ["를", "을", "서를"].iter().find_map(|p| r.strip_prefix(p)))
        .and_then(|r| {
            ["받은", "받는", "전달받은"].iter().find_map(|v| r.trim_start().strip_prefix(v))
        })
        .map(str::trim_start);
    let reached = received.is_some_and(|r| REACHED.iter().any(|w| r.starts_with(w)));
    will && near || reached
}

/// 숨진 병사의 어머니는: of whose family is told, and none that is counted.
pub(super) fn of_kin(context: &Context<'_>, sentence: &Sentence, word: &Mention) -> bool {
    const WHO: [&str; 14] = [
        "병사", "군인", "아들", "남편", "동생", "형", "오빠", "청년", "전우", "장교", "이", "사람",
        "자식", "군관",
    ];
    const KIN: [&str; 16] = [
        "어머니",
        "아버지",
        "부모",
        "아내",
        "가족",
        "유족",
        "친구",
        "형제",
        "누나",
        "누이",
        "이웃",
        "친척",
        "동료",
        "부인",
        "자녀",
        "아이",
    ];
    let said = context.words(word.range.clone());
    let describes = ["숨진", "전사한", "사망한", "죽은", "다친", "부상한", "실종된", "희생된"]
        .iter()
        .any(|w| said.ends_with(w));
    let rest = context.words(word.range.end..sentence.range.end);
    sentence.lang == Lang::Ko
        && describes
        && rest.strip_prefix(' ').is_some_and(|r| {
            WHO.iter().any(|w| {
                r.strip_prefix(w)
                    .and_then(|r| r.strip_prefix('의').or(Some(r)))
                    .and_then(|r| r.strip_prefix(' '))
                    .is_some_and(|r| KIN.iter().any(|k| r.starts_with(k)))
            })
        })
}

/// 포로 가운데 한 명은 “…”고 말했다: one who speaks, and none that is counted.
pub(super) fn one_speaks(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
) -> bool {
    let said = context.words(number.clone()).trim_end();
    let one = ["한 명", "1명", "한명", "한 사람"].contains(&said.trim_end_matches('은'));
    let head = context.words(sentence.range.start..number.start).trim_end();
    let part = ["가운데", " 중", "의"].iter().any(|p| head.ends_with(p));
    let rest = context.words(number.end..sentence.range.end);
    let speaks = ["이 “", "은 “", "도 “", "이 \"", "은 \"", "이 ‘", "은 ‘", "인 "]
        .iter()
        .any(|p| rest.starts_with(p));
    let quote = sentence.quotes.iter().find(|q| q.start >= number.end);
    // What is told of him besides his words is a harm of his own.
    let harmed = sentence
        .of(Class::Harm)
        .any(|m| m.range.start >= number.end && quote.is_none_or(|q| m.range.start >= q.end));
    let later = ["조사에서 “", "심문에서 “", "인터뷰에서 “", "진술에서 “", "영상에서 “"]
        .iter()
        .any(|p| rest.contains(p));
    sentence.lang == Lang::Ko
        && one
        && part
        && (speaks || later)
        && !harmed
        && sentence.has(Class::Say)
}

/// 사망 경위, 전사 통지: what is told is how or that they died.
pub(super) fn about(context: &Context<'_>, sentence: &Sentence, harm: &Range<usize>) -> bool {
    const NOUNS: [&str; 16] = [
        "경위",
        "통지",
        "사실",
        "소식",
        "원인",
        "여부",
        "통보",
        "날짜",
        "장소",
        "일시",
        "증명",
        "이유",
        "과정",
        "경로",
        "시점",
        "확인서",
    ];
    let rest = context.words(harm.end..sentence.range.end);
    sentence.lang == Lang::Ko
        && rest.strip_prefix(' ').is_some_and(|r| NOUNS.iter().any(|n| r.starts_with(n)))
}

/// 세 명 중 한 명꼴: a share that no number of persons says.
pub(super) fn one_in(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    let rest = context.words(number.end..sentence.range.end);
    let near: String = rest.chars().take(14).collect();
    let rate = near.contains("꼴") && (near.contains("중") || near.contains("가운데"));
    let head = context.words(sentence.range.start..number.start);
    let part = rest.trim_start_matches('명').starts_with("꼴")
        && [" 중 ", " 중", "가운데"].iter().any(|w| head.trim_end().ends_with(w.trim_end()));
    rate || part
}

/// 사상자는 일반적으로 투입 병력의 5~10%: a rule of thumb.
pub(super) fn rule_of_thumb(
    context: &Context<'_>,
    sentence: &Sentence,
    number: &Range<usize>,
) -> bool {
    const USUALLY: [&str; 6] = ["일반적으로", "통상적으로", "통상 ", "보통 ", "대개 ", "이론상"];
    let head = super::open::last_bytes(context.words(sentence.range.start..number.start));
    let clause = head.rsplit(['“', '"', '.', ',']).next().unwrap_or_default();
    sentence.lang == Lang::Ko && USUALLY.iter().any(|u| clause.contains(u))
}

/// 40분 뒤: 분 counts persons, and minutes.
pub(super) fn minutes(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    let rest = context.words(number.end..sentence.range.end);
    let said = context.words(number.clone());
    let rest = if said.ends_with('분') { Some(rest) } else { rest.strip_prefix('분') };
    let hour = context.words(sentence.range.start..number.start).trim_end().ends_with('시');
    rest.is_some_and(|r| {
        hour || ["간", "께", "쯤", " 뒤", " 후", " 전", " 만에", " 동안", "여", " 사이"]
            .iter()
            .any(|t| r.starts_with(t))
    })
}

/// ·2차, ∼3진: what makes the number before it an ordinal.
pub(super) fn ordinal(said: &str, rest: &str) -> bool {
    if said.len() > 2 || !said.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let Some(next) = rest.strip_prefix(['·', ',', '∼', '~', '-', '–', 'ㆍ']) else {
        return false;
    };
    let next = next.trim_start();
    let digits = next.find(|c: char| !c.is_ascii_digit()).unwrap_or(next.len());
    let unit = next.get(digits..).unwrap_or_default();
    (1..=2).contains(&digits)
        && ["차", "진", "기 ", "호", "단계"].iter().any(|u| unit.starts_with(u))
}

/// Whether a number is what somebody rejects: 1천 명을 넘는다는 보도는 사실과 다르다.
pub(super) fn rejected(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    const WORDS: &[&str] = &[
        "사실과 다르",
        "사실과 다른",
        "사실과 거리",
        "사실이 아니",
        "과장됐",
        "과장된",
        "과장이",
        "부풀려",
        "부풀린",
        "터무니없",
        "터무니 없",
        "틀렸",
        "틀린 ",
        "맞지 않",
        "동의하기 어렵",
        "동의하지 않",
        "동의할 수 없",
        "신빙성이 없",
        "신빙성이 떨어",
        "허구",
        "지어낸",
        "꾸며낸",
        "낭설",
        "믿기 어렵",
        "인정할 수 없",
        "받아들일 수 없",
        "근거를 찾을 수 없",
        "선전일 뿐",
        "선전에 불과",
        "억측",
        "소설",
        "확인된 바 없",
        "확인된 바가 없",
        "확인된 것이 없",
        "확인된 게 없",
        "아는 바 없",
        "아는 바가 없",
        "들은 바 없",
        "확인해 줄 수 없",
        "확인해줄 수 없",
        "논평을 거부",
        "논평하지 않",
        "답하지 않",
        "답변하지 않",
        "언급을 피",
        "즉답을 피",
        "답을 피",
        "확인되지 않",
        "검증되지 않",
        "확인할 수 없",
        "확인하지 않",
        "공식 확인하지",
        "입증되지 않",
        "일축",
        "날조",
        "모략",
        "사실무근",
    ];
    const CLAIMS: &[&str] = &[
        "다는",
        "라는",
        "설은",
        "설을",
        "설에",
        "설이",
        "보도는",
        "주장은",
        "수치는",
        "숫자는",
        "추산은",
        "집계는",
        "관측은",
        "주장을",
        "추정은",
        "보도를",
        "숫자를",
        "수치를",
        "계산",
    ];
    let text = context.words(number.end..sentence.range.end);
    let Some(at) = WORDS.iter().filter_map(|w| text.find(w)).min() else { return false };
    let between = text.get(..at).unwrap_or_default();
    // 3천 명은 과장된 수치라고: the number itself is called wrong.
    let itself = text.trim_start().starts_with(['은', '는']) && between.chars().count() <= 8;
    let claimed = itself || CLAIMS.iter().any(|c| between.contains(c));
    let parted = ["지만 ", "으나 ", "는데 ", "했고 ", "했으며 ", "다며 ", "라며 ", "지만, "]
        .iter()
        .any(|j| between.contains(j));
    claimed && !parted
}

/// Whether the number is the wrong one of a correction: 20명으로 적었으나 2명이 맞습니다, 300명이 아니라 30명.
pub(super) fn mended(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    const WRONG: &[&str] = &[
        "적었",
        "적은",
        "적혀",
        "적힌",
        "썼",
        "쓴 ",
        "쓰였",
        "보도했",
        "보도됐",
        "표기",
        "기재",
        "게재",
        "올렸",
        "올라",
        "잘못",
        "소개했",
        "소개됐",
        "전했",
        "실었",
        "실렸",
        "나갔",
        "옮겼",
        "표시",
    ];
    const RIGHT: &[&str] = &[
        "맞습니다",
        "맞다",
        "맞는",
        "고쳐",
        "고쳤",
        "고칩",
        "정정",
        "바로잡",
        "수정",
        "것이었",
        "실제로",
        "아니라",
        "이기에",
        "이므로",
    ];
    let text = context.words(number.end..sentence.range.end);
    let next = sentence.numbers.iter().find(|n| n.range.start >= number.end);
    let until = next.map_or(text.len(), |n| n.range.start - number.end);
    let own = text.get(..until).unwrap_or(text);
    let whole = context.words(sentence.range.clone());
    let mends = RIGHT.iter().any(|w| whole.contains(w));
    next.is_some() && mends && WRONG.iter().any(|w| own.contains(w))
}

/// 몇 명이 죽었는지, 얼마나: words that ask are no number.
pub(super) fn asks(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    let said = context.words(number.clone());
    let rest = context.words(number.end..sentence.range.end);
    // 전사자 2천명 넘었나…: a headline asks.
    let clause = rest.split(['…', '?', '!', '“', '"']).next().unwrap_or_default();
    let (head, more) = (clause.trim_end(), clause.len() < rest.len());
    let open = ["으나", "거나", "이나", "하나", "지나"].iter().any(|e| head.ends_with(e));
    if more && !open && ["나", "까", "는가", "은가", "인가"].iter().any(|e| head.ends_with(e))
    {
        return true;
    }
    // “1천 명을 넘었느냐”고 묻자
    let asked = ["느냐", "냐", "는지", "은지", "습니까", "나요", "인가", "는가"].iter().any(|q| {
        rest.find(q).is_some_and(|at| {
            let (own, tail) = (rest.get(..at), rest.get(at + q.len()..));
            let tail = tail.unwrap_or_default().trim_start_matches(['?', '”', '"', '’', '\'']);
            let tail = tail.strip_prefix('고').unwrap_or(tail).trim_start();
            let tail =
                tail.strip_prefix("라는").or(tail.strip_prefix("는")).unwrap_or(tail).trim_start();
            own.is_some_and(|o| !o.contains(['.', '“']) && o.chars().count() <= 30)
                && ["묻", "물", "질문", "질의", "물음"].iter().any(|a| tail.starts_with(a))
        })
    });
    if asked {
        return true;
    }
    if !said.starts_with('몇') {
        return false;
    }
    [
        "인가",
        "일까",
        "이냐",
        "인지",
        "될까",
        "되나",
        "느냐",
        "는지",
        "인지",
        "을까",
        "ㄹ까",
        "는가",
        "은가",
        "ㄴ가",
        "습니까",
        "입니까",
        "나?",
        "?",
        "은지",
        "던지",
    ]
    .iter()
    .any(|e| rest.contains(e))
}
