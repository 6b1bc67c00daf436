//! Kana as Latin letters, by Hepburn's rules: `N` for ん, `Q` for っ; and the Japanese readings of characters in them.
//!
//! Invariant: a small kana changes what stands before it and never fails. Not here: which letters stand for which Korean sound.

/// Kana to Hepburn letters. A small letter changes what stands before it.
pub(crate) fn push_kana(letters: &mut String, c: char) {
    let c = if ('ぁ'..='ゖ').contains(&c) {
        char::from_u32(u32::from(c) + 0x60).unwrap_or(c)
    } else {
        c
    };
    if let Some(glide) = small_kana(c) {
        push_small(letters, glide);
    } else {
        letters.push_str(kana(c));
    }
}

/// What a small kana adds; capitals for the vowels, which replace the vowel before.
fn small_kana(c: char) -> Option<&'static str> {
    Some(match c {
        'ャ' => "ya",
        'ュ' => "yu",
        'ョ' => "yo",
        'ァ' => "a",
        'ィ' => "i",
        'ゥ' => "u",
        'ェ' => "e",
        'ォ' => "o",
        'ヮ' => "wa",
        _ => return None,
    })
}

fn push_small(letters: &mut String, add: &str) {
    let vowel = letters.pop();
    let tail = letters.chars().next_back();
    match (vowel, add.strip_prefix('y')) {
        // チョ cho, ジュ ju, ショ sho: the glide is in the consonant already.
        (Some('i'), Some(v)) if matches!(tail, Some('h' | 'j')) && !letters.ends_with("Qh") => {
            let hepburn = tail == Some('j') || letters.ends_with("sh") || letters.ends_with("ch");
            letters.push_str(if hepburn { v } else { add });
        }
        (Some('i' | 'e' | 'u'), Some(_)) => letters.push_str(add),
        // グァ gwa, クォ kwo; フェ fe, ウォ wo, ヴァ va.
        (Some('u'), None) if matches!(tail, Some('k' | 'g' | 'h')) => {
            letters.push('w');
            letters.push_str(add);
        }
        (Some('u'), None) if matches!(tail, Some('f' | 'v' | 's' | 'r' | 't' | 'd')) => {
            letters.push_str(add);
        }
        (Some('u'), None) => {
            letters.push('w');
            letters.push_str(add);
        }
        // イェ ye.
        (Some('i'), None) if !matches!(tail, Some('a'..='z')) => {
            letters.push('y');
            letters.push_str(add);
        }
        // ティ ti, シェ she, チェ che, ジェ je.
        (Some('i' | 'e' | 'o'), None) => letters.push_str(add),
        (Some(other), _) => {
            letters.push(other);
            letters.push_str(add);
        }
        (None, _) => letters.push_str(add),
    }
}

fn kana(c: char) -> &'static str {
    match c {
        'ア' => "a",
        'イ' => "i",
        'ウ' => "u",
        'エ' => "e",
        'オ' | 'ヲ' => "o",
        'カ' => "ka",
        'キ' => "ki",
        'ク' => "ku",
        'ケ' | 'ヶ' => "ke",
        'コ' => "ko",
        'ガ' => "ga",
        'ギ' => "gi",
        'グ' => "gu",
        'ゲ' => "ge",
        'ゴ' => "go",
        'サ' => "sa",
        'シ' => "shi",
        'ス' => "su",
        'セ' => "se",
        'ソ' => "so",
        'ザ' => "za",
        'ジ' | 'ヂ' => "ji",
        'ズ' | 'ヅ' => "zu",
        'ゼ' => "ze",
        'ゾ' => "zo",
        'タ' => "ta",
        'チ' => "chi",
        'ツ' => "tsu",
        'テ' => "te",
        'ト' => "to",
        'ダ' => "da",
        'デ' => "de",
        'ド' => "do",
        'ナ' => "na",
        'ニ' => "ni",
        'ヌ' => "nu",
        'ネ' => "ne",
        'ノ' => "no",
        'ハ' => "ha",
        'ヒ' => "hi",
        'フ' => "fu",
        'ヘ' => "he",
        'ホ' => "ho",
        'バ' => "ba",
        'ビ' => "bi",
        'ブ' => "bu",
        'ベ' => "be",
        'ボ' => "bo",
        'パ' => "pa",
        'ピ' => "pi",
        'プ' => "pu",
        'ペ' => "pe",
        'ポ' => "po",
        'マ' => "ma",
        'ミ' => "mi",
        'ム' => "mu",
        'メ' => "me",
        'モ' => "mo",
        'ヤ' => "ya",
        'ユ' => "yu",
        'ヨ' => "yo",
        'ラ' => "ra",
        'リ' => "ri",
        'ル' => "ru",
        'レ' => "re",
        'ロ' => "ro",
        'ワ' => "wa",
        'ヰ' => "wi",
        'ヱ' => "we",
        'ヴ' => "vu",
        'ン' => "N",
        'ッ' => "Q",
        _ => "",
    }
}

/// Whether folded kana read characters by sound: for each, readings between spaces of which one is taken. 朴鐵洙 is ぼくてつしゅ or ぼくてっしゅ.
pub(crate) fn reads(characters: &[Box<str>], kana: &str) -> bool {
    let kana = kana.trim_start_matches(' ');
    let Some((first, others)) = characters.split_first() else { return kana.is_empty() };
    first.split(' ').any(|reading| {
        if kana.strip_prefix(reading).is_some_and(|rest| reads(others, rest)) {
            return true;
        }
        // Before another consonant つ, ち, く and き are drawn into it.
        let stem = ["tsu", "chi", "ku", "ki"].iter().find_map(|end| reading.strip_suffix(end));
        let behind = stem.and_then(|stem| kana.strip_prefix(stem)?.strip_prefix('Q'));
        behind.is_some_and(|rest| !others.is_empty() && reads(others, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_by_sound() {
        let on = ["boku hoku", "tetsu techi", "shu"].map(Box::from);
        for (kana, expected) in [
            ("ぼく てつしゅ", true),
            ("ボク・テッシュ", true),
            ("ホクテツシュ", true),
            ("パク チョルス", false),
            ("ぼく", false),
            ("ぼくてつしゅう", false),
            ("", false),
        ] {
            let mut letters = String::new();
            kana.chars().for_each(|c| push_kana(&mut letters, c));
            assert_eq!(reads(&on, &letters), expected, "{kana}");
        }
    }
}
