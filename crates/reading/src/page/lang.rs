//! Which of the four languages a text is in, by its letters and its smallest words.
//!
//! Hangul is Korean; Cyrillic is Ukrainian or Russian by the letters and the small words that only one of them has, and neither when
//! letters of a third language are common; Latin is English when its small words are, and no other language's outnumber them. Anything
//! else is not known, and says so. Invariant: at most [`SAMPLE`] characters are looked at.

use std::collections::HashMap;
use std::sync::LazyLock;

use model::quantity::Lang;

use crate::grammar::{Quick, is_alphanumeric};

/// Characters that are looked at: enough for any article, and a bound for any file.
const SAMPLE: usize = 20_000;

const ENGLISH: [&str; 31] = [
    "the", "of", "and", "to", "that", "said", "says", "were", "with", "its", "had", "has", "not",
    "from", "by", "than", "about", "killed", "dead", "is", "they", "their", "who", "which", "been",
    "have", "more", "are", "it", "no", "more",
];

/// Small words of languages that share some with English.
const OTHER: [&str; 40] = [
    "der", "die", "das", "und", "nicht", "von", "mit", "nach", "le", "la", "les", "et", "des",
    "que", "el", "los", "las", "y", "una", "het", "een", "van", "zijn", "niet", "och", "og",
    "ikke", "att", "na", "się", "jest", "di", "il", "che", "per", "de", "da", "ja", "ve", "bir",
];

const RUSSIAN: [&str; 9] = ["и", "что", "из", "от", "как", "его", "они", "или", "при"];
const UKRAINIAN: [&str; 9] = ["та", "й", "що", "від", "із", "як", "його", "вони", "або"];

/// Which lists a small word stands in.
#[derive(Debug, Clone, Copy, Default)]
struct Of {
    english: bool,
    other: bool,
    russian: bool,
    ukrainian: bool,
}

static SMALL: LazyLock<HashMap<&'static str, Of, Quick>> = LazyLock::new(|| {
    let mut all: HashMap<&'static str, Of, Quick> = HashMap::default();
    ENGLISH.iter().for_each(|w| all.entry(w).or_default().english = true);
    OTHER.iter().for_each(|w| all.entry(w).or_default().other = true);
    RUSSIAN.iter().for_each(|w| all.entry(w).or_default().russian = true);
    UKRAINIAN.iter().for_each(|w| all.entry(w).or_default().ukrainian = true);
    all
});

/// What a word of up to eight bytes is, whatever its case.
fn small(word: &str) -> Option<Of> {
    let mut bytes = [0; 8];
    if word.is_ascii()
        && let Some(low) = bytes.get_mut(..word.len())
    {
        low.copy_from_slice(word.as_bytes());
        low.make_ascii_lowercase();
        return SMALL.get(str::from_utf8(low).ok()?).copied();
    }
    SMALL.get(word.to_lowercase().as_str()).copied()
}

/// What was counted in a text.
#[derive(Debug, Default)]
struct Count {
    hangul: usize,
    cyrillic: usize,
    latin: usize,
    russian: usize,
    russian_letters: usize,
    ukrainian: usize,
    bulgarian: usize,
    third: usize,
    english: usize,
    other: usize,
    words: usize,
}

/// The language and the script (ISO 15924) of the pieces of a text.
pub(super) fn detect<'t>(pieces: impl Iterator<Item = &'t str>) -> (Option<Lang>, &'static str) {
    let mut count = Count::default();
    let mut left = SAMPLE;
    for piece in pieces {
        let end = piece.char_indices().nth(left).map_or(piece.len(), |(at, _)| at);
        let piece = piece.get(..end).unwrap_or_default();
        left -= count.letters(piece);
        count.words(piece);
        if left == 0 {
            break;
        }
    }
    count.verdict()
}

impl Count {
    /// Counts the letters; gives the number of characters.
    fn letters(&mut self, piece: &str) -> usize {
        let mut seen = 0;
        for c in piece.chars() {
            seen += 1;
            match c {
                '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => {
                    self.hangul += 1;
                }
                '\u{400}'..='\u{52f}' => {
                    self.cyrillic += 1;
                    match c {
                        'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' | 'Ґ' => {
                            self.ukrainian += 1;
                        }
                        'ы' | 'э' | 'ё' | 'Ы' | 'Э' | 'Ё' => {
                            self.russian += 1;
                            self.russian_letters += 1;
                        }
                        'ъ' | 'Ъ' => self.bulgarian += 1,
                        'А'..='я' => {}
                        _ => self.third += 1,
                    }
                }
                c if c.is_ascii_alphabetic() => self.latin += 1,
                '\u{c0}'..='\u{24f}' => self.latin += 1,
                _ => {}
            }
        }
        seen
    }

    fn words(&mut self, piece: &str) {
        for word in piece.split(|c: char| !is_alphanumeric(c)).filter(|word| !word.is_empty()) {
            self.words += 1;
            // The longest of the small words, in bytes; Korean has none of this kind.
            if word.len() > if word.is_ascii() { 6 } else { 8 }
                || word.starts_with(|c| matches!(c, '가'..='힣'))
            {
                continue;
            }
            let Some(of) = small(word) else { continue };
            self.english += usize::from(of.english);
            self.other += usize::from(of.other);
            self.russian += usize::from(of.russian);
            self.ukrainian += usize::from(of.ukrainian);
        }
    }

    fn verdict(&self) -> (Option<Lang>, &'static str) {
        // A Hangul syllable is two or three Latin letters.
        if self.hangul > 0 && self.hangul * 3 >= self.latin && self.hangul * 2 >= self.cyrillic {
            return (Some(Lang::Ko), "Hang");
        }
        if self.cyrillic > self.latin {
            return (self.cyrillic_language(), "Cyrl");
        }
        if self.latin == 0 {
            return (None, "Zyyy");
        }
        let english = self.english * 12 >= self.words && self.english > self.other;
        (english.then_some(Lang::En), "Latn")
    }

    fn cyrillic_language(&self) -> Option<Lang> {
        // Belarusian, Serbian, Macedonian, Kazakh … have letters of their own; Bulgarian has many hard signs and no ы.
        let foreign = self.third * 100 > self.cyrillic && self.third > self.ukrainian / 4;
        let bulgarian =
            self.bulgarian * 100 > self.cyrillic && self.russian_letters * 4 < self.bulgarian;
        if foreign || bulgarian && self.ukrainian < self.bulgarian {
            return None;
        }
        Some(if self.ukrainian > self.russian { Lang::Uk } else { Lang::Ru })
    }
}

/// The length in bytes from which on a piece of the page's script shows a language of its own.
const SHORT: usize = 160;

/// The language of a piece by itself; that of the page where its script is the page's and nothing says otherwise.
pub(super) fn of_piece(piece: &str, page: Option<Lang>) -> Option<Lang> {
    let of_page = match page {
        Some(Lang::En) => "Latn",
        Some(Lang::Ko) => "Hang",
        Some(Lang::Ru | Lang::Uk) => "Cyrl",
        _ => return detect(std::iter::once(piece)).0,
    };
    if piece.len() < SHORT {
        let mut count = Count::default();
        count.letters(piece);
        if count.verdict().1 == of_page {
            return page;
        }
    }
    let (lang, script) = detect(std::iter::once(piece));
    match (script == of_page, lang) {
        // A few words show no more than their script.
        (true, Some(own)) if piece.len() >= SHORT => Some(own),
        (true, _) => page,
        (false, own) => {
            if script == "Zyyy" {
                page
            } else {
                own
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_texts() {
        let rows = [
            ("Some 40 soldiers were killed, the agency said.", Some(Lang::En), "Latn"),
            ("Seoul: more than 420 North Koreans killed in Kursk region", Some(Lang::En), "Latn"),
            ("국정원은 KCNA를 인용해 밝혔다", Some(Lang::Ko), "Hang"),
            ("Погибли более 40 солдат, сообщила разведка, это были", Some(Lang::Ru), "Cyrl"),
            ("Загинули понад 40 солдатів, повідомила розвідка", Some(Lang::Uk), "Cyrl"),
            ("Та про це там не говорили, за словами штабу", Some(Lang::Uk), "Cyrl"),
            ("Über vierzig Soldaten starben nach Angaben", None, "Latn"),
            ("De inlichtingendienst zei dat het aantal van de soldaten is gestegen", None, "Latn"),
            ("Zginęło ponad czterdziestu żołnierzy, jest to oficjalna liczba", None, "Latn"),
            (
                "Загинаха повече от 40 войници, съобщи разузнаването на страната във вторник",
                None,
                "Cyrl",
            ),
            ("Загінулі больш за 40 салдат, паведаміла выведка ў аўторак, гэта ўсё", None, "Cyrl"),
            ("Погинуло је више од 40 војника, саопштила је обавештајна служба", None, "Cyrl"),
            ("朝鮮人民軍の兵士四十人が死亡した", None, "Zyyy"),
            ("1,100", None, "Zyyy"),
            ("", None, "Zyyy"),
        ];
        for (text, lang, script) in rows {
            assert_eq!(detect([text].into_iter()), (lang, script), "{text}");
        }
    }

    #[test]
    fn the_page_wins_over_a_quotation() {
        let english = "The soldier said that he and the others were told to wait. ".repeat(4);
        let pieces = [english.as_str(), "“여기서는 아무도 모른다. 소문조차 없다”", &english];
        assert_eq!(detect(pieces.into_iter()).0, Some(Lang::En));
        assert_eq!(of_piece(pieces[1], Some(Lang::En)), Some(Lang::Ko));
        for (piece, page, own) in [
            ("Kim", Some(Lang::Ko), None),
            ("Kim", Some(Lang::En), Some(Lang::En)),
            ("1,100", Some(Lang::Ru), Some(Lang::Ru)),
            ("Кремль не коментує", Some(Lang::Uk), Some(Lang::Uk)),
            ("Кремль молчит", Some(Lang::Uk), Some(Lang::Uk)),
        ] {
            assert_eq!(of_piece(piece, page), own, "{piece}");
        }
    }

    #[test]
    fn small_words_are_small() {
        for word in ENGLISH.iter().chain(&OTHER).chain(&RUSSIAN).chain(&UKRAINIAN) {
            assert!(word.len() <= if word.is_ascii() { 6 } else { 8 }, "{word}");
        }
    }

    #[test]
    fn a_sample_is_enough() {
        let long = "Der Dienst sagte und nicht die ".repeat(SAMPLE / 10);
        assert_eq!(detect([long.as_str(), "the and of said"].into_iter()).0, None);
    }
}
