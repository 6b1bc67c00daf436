//! From a name as written to folded letters in tokens: one spelling for what differs only in form.
//!
//! Terms: *folded letters* – lower case, compatibility forms undone (NFKC), marks dropped except those that tell sounds apart (`ŏ ŭ č š ž`
//! …), Arabic and Hebrew letter variants joined, kana in Latin letters (`N` for ん, `Q` for っ); *token* – a run of letters between
//! separators; *joined* – a token that a hyphen, a middle of a word in capitals (`HeungMin`) or a zero-width joiner ties to the one before.
//! Invariants: NFC and NFD of a text fold alike, so do full width and half width; the fold of any text is bounded by [`LETTERS_MAX`] bytes
//! and [`TOKENS_MAX`] tokens. Not here: which token is a family name. Source: Unicode Standard Annex 15; the kana are Hepburn's.

use crate::kana::push_kana;
use crate::script::{Script, script_of};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Bytes of folded letters kept at most; no name of a person is longer.
pub(crate) const LETTERS_MAX: usize = 240;
/// Tokens kept at most.
pub(crate) const TOKENS_MAX: usize = 16;
/// Characters of the input that are looked at, before they are folded.
const INPUT_MAX: usize = 400;

/// A run of letters in one script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Where it begins in the letters, in bytes.
    pub(crate) start: u16,
    /// Where it ends.
    pub(crate) end: u16,
    pub(crate) script: Script,
    /// Tied to the token before by a hyphen or a change of case.
    pub(crate) joined: bool,
    /// Written in capitals throughout, two letters or more.
    pub(crate) caps: bool,
    /// A full stop follows.
    pub(crate) dot: bool,
    /// A comma follows.
    pub(crate) comma: bool,
}

/// A folded text: letters and the tokens in them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folded {
    pub(crate) letters: String,
    pub(crate) tokens: Vec<Token>,
}

impl Folded {
    /// The folded letters of a token.
    pub(crate) fn text(&self, token: &Token) -> &str {
        self.letters.get(usize::from(token.start)..usize::from(token.end)).unwrap_or("")
    }

    /// Folds a text into this buffer, which is emptied first.
    pub(crate) fn set(&mut self, text: &str) {
        self.letters.clear();
        self.tokens.clear();
        let mut scan = Scan { out: self, open: None, joined: false, upper: 0, lower: 0 };
        if text.is_ascii() || is_nfkc_quick(text.chars().take(INPUT_MAX)) == IsNormalized::Yes {
            scan.run(text.chars().take(INPUT_MAX));
        } else {
            scan.run(text.chars().take(INPUT_MAX).nfkc());
        }
    }
}

/// The state of one pass over the characters.
struct Scan<'a> {
    out: &'a mut Folded,
    /// Start and script of the token being read.
    open: Option<(usize, Script)>,
    joined: bool,
    upper: u16,
    lower: u16,
}

impl Scan<'_> {
    fn run(&mut self, chars: impl Iterator<Item = char>) {
        let mut chars = chars.peekable();
        let mut before = ' ';
        while let Some(c) = chars.next() {
            if self.out.letters.len() >= LETTERS_MAX || self.out.tokens.len() >= TOKENS_MAX {
                break;
            }
            if self.take(c, before, chars.peek().copied()) {
                before = c;
            }
        }
        self.close();
    }

    /// Takes one character; tells whether it counts as the one before the next.
    fn take(&mut self, c: char, before: char, next: Option<char>) -> bool {
        if is_ignored(c) {
            return false;
        }
        if is_apostrophe(c) {
            self.apostrophe(next);
            return false;
        }
        if let Some(script) = script_of(c) {
            self.letter(c, script, before);
            return true;
        }
        self.separator(c);
        true
    }

    fn letter(&mut self, c: char, script: Script, before: char) {
        let hump = script == Script::Latin && c.is_uppercase() && before.is_lowercase();
        if self.open.is_some_and(|(_, s)| s != script || hump) {
            let small = self.out.letters.len() - self.open.map_or(0, |(s, _)| s) < 3;
            // `McDonald`, `DeLong`: too short a head to be a syllable group of its own is left whole.
            if !(hump && small && self.open.is_some_and(|(_, s)| s == script)) {
                self.close();
                self.joined = hump;
            }
        }
        if self.open.is_none() {
            self.open = Some((self.out.letters.len(), script));
        }
        if c.is_uppercase() {
            self.upper += 1;
        } else if c.is_lowercase() {
            self.lower += 1;
        }
        push_letter(&mut self.out.letters, c, script);
    }

    /// An apostrophe is a breve after `o` and `u` (`Yo'ng`), breath after a consonant (`Ch'un`), else nothing.
    fn apostrophe(&mut self, next: Option<char>) {
        let Some((_, script)) = self.open else { return };
        let letters = &mut self.out.letters;
        match (script, letters.chars().next_back()) {
            (Script::Latin, Some('o')) => replace_last(letters, 'ŏ'),
            (Script::Latin, Some('u')) => replace_last(letters, 'ŭ'),
            (Script::Latin, Some('k' | 't' | 'p' | 'h'))
                if next.is_some_and(char::is_alphabetic) =>
            {
                letters.push('\'');
            }
            (Script::Hebrew, Some(_)) => letters.push('\''),
            _ => {}
        }
    }

    fn separator(&mut self, c: char) {
        let ended = self.close();
        match c {
            '-' | '\u{2010}'..='\u{2015}' | '־' | '\u{200C}' | '_' => self.joined = ended,
            '.' => self.mark(|t| t.dot = true),
            ',' | '،' => self.mark(|t| t.comma = true),
            _ => {}
        }
    }

    fn mark(&mut self, set: impl FnOnce(&mut Token)) {
        if let Some(last) = self.out.tokens.last_mut() {
            set(last);
        }
    }

    /// Ends the open token; tells whether there was one.
    fn close(&mut self) -> bool {
        let Some((start, script)) = self.open.take() else { return false };
        let end = self.out.letters.len();
        let caps = self.lower == 0 && self.upper >= 2;
        (self.upper, self.lower) = (0, 0);
        let (Ok(from), Ok(to)) = (u16::try_from(start), u16::try_from(end)) else { return false };
        if from == to {
            return false;
        }
        let joined = std::mem::take(&mut self.joined) && !self.out.tokens.is_empty();
        self.out.tokens.push(Token {
            start: from,
            end: to,
            script,
            joined,
            caps,
            dot: false,
            comma: false,
        });
        true
    }
}

fn replace_last(letters: &mut String, c: char) {
    letters.pop();
    letters.push(c);
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2018}'
            | '\u{2019}'
            | '\u{201B}'
            | '\u{02BC}'
            | '\u{02BB}'
            | '\u{02BE}'
            | '\u{02BF}'
            | '`'
            | '\u{B4}'
            | '\u{05F3}'
            | '\u{02B9}'
            | '\u{2032}'
    )
}

/// Marks that stand for nothing in a name: direction marks, tatweel, vowel signs, combining marks, soft hyphen.
fn is_ignored(c: char) -> bool {
    matches!(
        u32::from(c),
        0x300..=0x36F | 0x591..=0x5BD | 0x5BF..=0x5C7 | 0x610..=0x61A | 0x640 | 0x64B..=0x65F | 0x670
            | 0x6D6..=0x6DC | 0x6DF..=0x6E8 | 0x6EA..=0x6ED | 0x200B | 0x200D..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xAD
            | 0xFEFF | 0xFE00..=0xFE0F | 0x483..=0x489
    )
}

fn push_letter(letters: &mut String, c: char, script: Script) {
    match script {
        Script::Latin => push_latin(letters, c),
        Script::Cyrillic => push_lower(letters, c),
        Script::Greek => push_greek(letters, c),
        Script::Arabic => letters.push(arabic(c)),
        Script::Hebrew => letters.push(hebrew(c)),
        Script::Kana => push_kana(letters, c),
        Script::Hangul | Script::Han | Script::Other => letters.push(c),
    }
}

fn push_lower(letters: &mut String, c: char) {
    match c {
        'ѐ' => letters.push('е'),
        'ѝ' => letters.push('и'),
        _ => letters.extend(c.to_lowercase().filter(|l| !is_ignored(*l))),
    }
}

fn push_latin(letters: &mut String, c: char) {
    if c.is_ascii() {
        letters.push(c.to_ascii_lowercase());
        return;
    }
    for l in c.to_lowercase() {
        match l {
            'ŏ' | 'ŭ' | 'č' | 'š' | 'ž' | 'ć' | 'ö' | 'ü' | 'ä' => letters.push(l),
            'ǒ' => letters.push('ŏ'),
            'ǔ' => letters.push('ŭ'),
            'ß' => letters.push_str("ss"),
            'æ' => letters.push_str("ae"),
            'œ' => letters.push_str("oe"),
            'ø' => letters.push('ö'),
            'ł' => letters.push('l'),
            'đ' | 'ð' => letters.push('d'),
            'ı' => letters.push('i'),
            'ə' => letters.push('a'),
            'þ' => letters.push_str("th"),
            _ => letters.extend(std::iter::once(l).nfd().filter(|d| !is_ignored(*d))),
        }
    }
}

fn push_greek(letters: &mut String, c: char) {
    for l in c.to_lowercase().nfd().filter(|d| !is_ignored(*d)) {
        letters.push(if l == 'ς' { 'σ' } else { l });
    }
}

fn arabic(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ې' | 'ے' | 'ێ' | 'ۍ' => 'ي',
        'ک' | 'ڪ' | 'ڭ' => 'ك',
        'ہ' | 'ە' | 'ة' | 'ۀ' | 'ھ' | 'ۃ' => 'ه',
        'ؤ' | 'ۇ' | 'ۆ' | 'ۈ' | 'ۋ' | 'ۅ' => 'و',
        'ٹ' | 'ټ' => 'ت',
        'ڈ' | 'ډ' => 'د',
        'ڕ' | 'ړ' | 'ڑ' => 'ر',
        'ڼ' | 'ں' => 'ن',
        'ڵ' => 'ل',
        _ => c,
    }
}

fn hebrew(c: char) -> char {
    match c {
        'ם' => 'מ',
        'ן' => 'נ',
        'ך' => 'כ',
        'ף' => 'פ',
        'ץ' => 'צ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut f = Folded::default();
        f.set(text);
        let tie = |t: &Token| if t.joined { "-" } else { " " };
        f.tokens
            .iter()
            .map(|t| format!("{}{}", tie(t), f.text(t)))
            .collect::<String>()
            .trim()
            .into()
    }

    #[test]
    fn forms_of_one_spelling_fold_alike() {
        for (text, expected) in [
            ("Kim Yo’ng-ch’o’l", "kim yŏng-ch'ŏl"),
            ("KIM Yŏng-ch'ŏl", "kim yŏng-ch'ŏl"),
            ("CH'OE Ch'un-sik", "ch'oe ch'un-sik"),
            ("MY'ONG", "myong"),
            ("HeungMin Son", "heung-min son"),
            ("Ｋｉｍ", "kim"),
            ("Ким Чен Ын", "ким чен ын"),
            ("キム・ジョンウン", "kimu joNuN"),
            ("ｷﾑ", "kimu"),
            ("リ・グァンウン", "ri gwaNuN"),
            ("ヒョン・チョレ", "hyoN chore"),
            ("チェ・ウォンヒョク", "che woNhyoku"),
            ("کیم جونگ-اون", "كيم جونگ-اون"),
            ("شعبـان", "شعبان"),
            ("Κιμ Τζονγκ-ουν", "κιμ τζονγκ-ουν"),
            ("ג׳ונג", "ג'ונג"),
            ("Łukasz Čong", "lukasz čong"),
            ("김정은", "김정은"),
        ] {
            assert_eq!(folded(text), expected, "{text}");
            let nfd: String = text.nfd().collect();
            assert_eq!(folded(&nfd), expected, "NFD of {text}");
        }
    }

    #[test]
    fn long_texts_are_cut() {
        let mut f = Folded::default();
        f.set(&"ab ".repeat(1000));
        assert!(f.tokens.len() <= TOKENS_MAX);
        f.set(&"a".repeat(100_000));
        assert!(f.letters.len() <= LETTERS_MAX + 8);
    }
}
