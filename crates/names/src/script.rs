//! Which script a character belongs to, as far as names in this library are written in it.
//!
//! Invariant: total; a character of no script named here is [`Script::Other`]. Not here: languages, which a script only suggests.
//! Source: Unicode Scripts.txt, the blocks that names use.

/// A script that names are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Script {
    /// Korean letters (한글).
    Hangul,
    /// Chinese characters: Hanja, Hanzi, Kanji.
    Han,
    /// Katakana and hiragana.
    Kana,
    /// Latin letters with any marks.
    Latin,
    /// Cyrillic letters: Russian, Ukrainian, Belarusian, Bulgarian, Serbian.
    Cyrillic,
    /// Arabic letters: Arabic, Persian, Urdu.
    Arabic,
    /// Greek letters.
    Greek,
    /// Hebrew letters.
    Hebrew,
    /// Anything else.
    Other,
}

impl Script {
    /// The English name of the script.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hangul => "Hangul",
            Self::Han => "Hanja",
            Self::Kana => "Kana",
            Self::Latin => "Latin",
            Self::Cyrillic => "Cyrillic",
            Self::Arabic => "Arabic",
            Self::Greek => "Greek",
            Self::Hebrew => "Hebrew",
            Self::Other => "other",
        }
    }

    /// The Korean name of the script.
    #[must_use]
    pub fn name_ko(self) -> &'static str {
        match self {
            Self::Hangul => "한글",
            Self::Han => "한자",
            Self::Kana => "가나",
            Self::Latin => "로마자",
            Self::Cyrillic => "키릴 문자",
            Self::Arabic => "아랍 문자",
            Self::Greek => "그리스 문자",
            Self::Hebrew => "히브리 문자",
            Self::Other => "그 밖의 문자",
        }
    }
}

/// The script of a letter; `None` for what is no letter (digits, marks, punctuation).
pub(crate) fn script_of(c: char) -> Option<Script> {
    Some(match u32::from(c) {
        0x41..=0x5A | 0x61..=0x7A | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x24F | 0x250..=0x2AF => {
            Script::Latin
        }
        0x1E00..=0x1EFF => Script::Latin,
        0x370..=0x3FF | 0x1F00..=0x1FFF => Script::Greek,
        0x400..=0x52F => Script::Cyrillic,
        0x5D0..=0x5F2 => Script::Hebrew,
        0x620..=0x64A | 0x66E..=0x6D3 | 0x6D5 | 0x6EE..=0x6FF | 0x750..=0x77F => Script::Arabic,
        0xAC00..=0xD7A3 | 0x1100..=0x11FF | 0x3131..=0x318E => Script::Hangul,
        0x3041..=0x3096 | 0x30A1..=0x30FA | 0x30FC => Script::Kana,
        0x3005..=0x3007
        | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF
        | 0xF900..=0xFAFF
        | 0x20000..=0x323AF => Script::Han,
        _ if c.is_alphabetic() => Script::Other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_a_script() {
        for (c, script) in [
            ('가', Script::Hangul),
            ('金', Script::Han),
            ('キ', Script::Kana),
            ('ŏ', Script::Latin),
            ('Ё', Script::Cyrillic),
            ('گ', Script::Arabic),
            ('ж', Script::Cyrillic),
            ('ב', Script::Hebrew),
            ('ω', Script::Greek),
            ('ก', Script::Other),
        ] {
            assert_eq!(script_of(c), Some(script), "{c}");
        }
        assert_eq!(script_of('-'), None);
        assert_eq!(script_of('7'), None);
    }
}
