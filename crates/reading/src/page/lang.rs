//! Which of the four languages a text is in, by its letters and its smallest words.
//!
//! Hangul is Korean; Cyrillic with і, ї, є, ґ and without ы, э, ё, ъ is Ukrainian, the reverse is Russian; Latin is English when its
//! smallest words are. Anything else is not known, and says so. At most [`SAMPLE`] characters are looked at.

use model::quantity::Lang;

/// Characters that are looked at: enough for any article, and a bound for any file.
const SAMPLE: usize = 20_000;

const ENGLISH: [&str; 24] = [
    "the", "of", "and", "in", "to", "that", "said", "was", "were", "for", "on", "with", "its",
    "had", "has", "not", "from", "by", "at", "more", "than", "about", "killed", "is",
];

/// The language and the script (ISO 15924) of the pieces of a text.
pub(super) fn detect<'t>(pieces: impl Iterator<Item = &'t str>) -> (Option<Lang>, &'static str) {
    let (mut hangul, mut cyrillic, mut latin, mut russian, mut ukrainian) = (0, 0, 0, 0, 0);
    let (mut english, mut words) = (0, 0);
    let mut left = SAMPLE;
    for piece in pieces {
        for c in piece.chars().take(left) {
            match c {
                '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => {
                    hangul += 1
                }
                'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' | 'Ґ' => {
                    cyrillic += 1;
                    ukrainian += 1;
                }
                'ы' | 'э' | 'ё' | 'ъ' | 'Ы' | 'Э' | 'Ё' | 'Ъ' => {
                    cyrillic += 1;
                    russian += 1;
                }
                '\u{400}'..='\u{4ff}' => cyrillic += 1,
                c if c.is_ascii_alphabetic() => latin += 1,
                _ => {}
            }
            left -= 1;
        }
        for word in
            piece.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(2_000)
        {
            words += 1;
            english += usize::from(ENGLISH.contains(&word.to_lowercase().as_str()));
        }
        if left == 0 {
            break;
        }
    }
    // A Hangul syllable is two or three Latin letters.
    if hangul > 0 && hangul * 3 >= latin && hangul * 2 >= cyrillic {
        return (Some(Lang::Ko), "Hang");
    }
    if cyrillic > latin {
        let lang = if ukrainian > russian { Lang::Uk } else { Lang::Ru };
        return (Some(lang), "Cyrl");
    }
    if latin == 0 {
        return (None, "Zyyy");
    }
    let lang = (english * 12 >= words).then_some(Lang::En);
    (lang, "Latn")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_texts() {
        let rows = [
            ("Some 40 soldiers were killed, the agency said.", Some(Lang::En), "Latn"),
            ("국정원은 KCNA를 인용해 밝혔다", Some(Lang::Ko), "Hang"),
            ("Погибли более 40 солдат, сообщила разведка, это были", Some(Lang::Ru), "Cyrl"),
            ("Загинули понад 40 солдатів, повідомила розвідка", Some(Lang::Uk), "Cyrl"),
            ("Über vierzig Soldaten starben nach Angaben", None, "Latn"),
            ("1,100", None, "Zyyy"),
        ];
        for (text, lang, script) in rows {
            assert_eq!(detect([text].into_iter()), (lang, script), "{text}");
        }
    }
}
