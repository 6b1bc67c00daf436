//! By which system a spelling writes a Korean reading: the Revised Romanisation, McCune–Reischauer, the North's, Kontsevich's.
//!
//! The library of names learns how syllables are written and needs no systems; a reader asks for them. A system is named only if its own
//! rules give the letters as they stand. Terms: *by custom* – a family name as the family writes it (Lee, Park); *declined* – with a
//! Russian case ending; *е for ё* – as Russian print does. Invariants: pure; a spelling that no system gives is named after its script
//! alone. Not here: whether two spellings are one name.
//!
//! Sources: Ministry of Culture and Tourism 2000-8 (Revised); McCune and Reischauer 1939; the DPRK's rules of 1992 as its state media
//! use them; Kontsevich 1966. Sound changes inside a name are taken where the system writes them: voicing between vowels and voiced sounds.

use super::super::Both;

/// A system of writing Korean in other letters, or a script that needs none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum System {
    /// Hangul as it is.
    Hangul,
    /// Chinese characters.
    Hanja,
    /// The Revised Romanisation of 2000.
    Revised,
    /// McCune and Reischauer, 1939, with or without its marks.
    McCuneReischauer,
    /// The North's romanisation.
    Dprk,
    /// Kontsevich, for Russian.
    Kontsevich,
    /// Letters that follow no system as a whole: the habits of newspapers.
    Press,
}

impl System {
    /// A stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hangul => "hangul",
            Self::Hanja => "hanja",
            Self::Revised => "revised",
            Self::McCuneReischauer => "mccune_reischauer",
            Self::Dprk => "dprk",
            Self::Kontsevich => "kontsevich",
            Self::Press => "press",
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Hangul => ("as written", "한글 그대로"),
            Self::Hanja => ("characters", "한자"),
            Self::Revised => ("Revised", "로마자 표기법(2000)"),
            Self::McCuneReischauer => ("McCune–Reischauer", "매큔–라이샤워"),
            Self::Dprk => ("North Korean", "북한식"),
            Self::Kontsevich => ("Kontsevich", "콘체비치"),
            Self::Press => ("no one system", "특정 체계 아님"),
        }
    }
}

/// How a spelling is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Every system whose rules give these letters; at least one.
    pub systems: Vec<System>,
    /// The family name is written by custom and not by the system.
    pub custom: bool,
    /// A Russian case ending was taken off.
    pub declined: bool,
}

impl Written {
    fn plainly(system: System) -> Self {
        Self { systems: vec![system], custom: false, declined: false }
    }

    /// Stable codes: the systems, then `family_by_custom` and `declined` where they hold.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        let remarks = [(self.custom, "family_by_custom"), (self.declined, "declined")];
        let remarks = remarks.into_iter().filter(|r| r.0).map(|r| r.1);
        self.systems.iter().map(|s| s.code()).chain(remarks).collect()
    }

    /// In words: `Revised; family name by custom`.
    #[must_use]
    pub fn words(&self) -> Both {
        let (mut en, mut ko) = (Vec::new(), Vec::new());
        for (e, k) in self.systems.iter().map(|s| s.words()) {
            en.push(e);
            ko.push(k);
        }
        let (mut en, mut ko) = (en.join(" or "), ko.join(" 또는 "));
        if self.custom {
            en.push_str("; family name by custom");
            ko.push_str("; 성은 관용");
        }
        if self.declined {
            en.push_str("; declined");
            ko.push_str("; 격변화형");
        }
        Both { en, ko }
    }
}

/// The system of a spelling that is read as these Hangul syllables; nothing where the letters are of a script without known systems.
#[must_use]
pub fn written(spelling: &str, hangul: &str) -> Option<Written> {
    let any = |test: fn(char) -> bool| spelling.chars().any(test);
    if any(|c| matches!(c, '가'..='힣')) {
        return Some(Written::plainly(System::Hangul));
    }
    if any(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')) {
        return Some(Written::plainly(System::Hanja));
    }
    let syllables: Vec<Syllable> = hangul.chars().filter_map(Syllable::of).collect();
    if syllables.is_empty() || syllables.len() > SYLLABLES_MAX || spelling.len() > BYTES_MAX {
        return None;
    }
    if any(|c| matches!(c, '\u{400}'..='\u{52f}')) {
        Some(cyrillic(spelling, &syllables))
    } else if any(|c| c.is_ascii_alphabetic()) {
        Some(latin(spelling, &syllables))
    } else {
        None
    }
}

/// Names of more syllables are not looked at.
const SYLLABLES_MAX: usize = 8;
/// Nor spellings of more bytes.
const BYTES_MAX: usize = 256;

fn latin(spelling: &str, syllables: &[Syllable]) -> Written {
    let marked = letters(spelling, |c| match c {
        'ŏ' | 'ǒ' => 'ŏ',
        'ŭ' | 'ǔ' => 'ŭ',
        c => c,
    });
    let bare: String = marked
        .chars()
        .map(|c| match c {
            'ŏ' => 'o',
            'ŭ' => 'u',
            c => c,
        })
        .collect();
    // The mark of a breathed sound is McCune–Reischauer's; between vowels the Revised system may divide syllables by it, which names hardly do.
    let breathed = spelling.contains(['\'', '’', '‘', 'ʻ', 'ʼ']);
    let mut found: Vec<(System, bool)> = Vec::new();
    for (system, table) in
        [(System::Revised, &REVISED), (System::McCuneReischauer, &MCCUNE), (System::Dprk, &DPRK)]
    {
        if breathed && system != System::McCuneReischauer {
            continue;
        }
        let mut custom = table.fits(&marked, syllables);
        if system == System::McCuneReischauer && custom.is_none() {
            custom = MCCUNE_BARE.fits(&bare, syllables);
        }
        found.extend(custom.map(|custom| (system, custom)));
    }
    of_found(&found, false)
}

fn cyrillic(spelling: &str, syllables: &[Syllable]) -> Written {
    let text = letters(spelling, |c| if c == 'ё' { 'е' } else { c });
    if let Some(custom) = KONTSEVICH.fits(&text, syllables) {
        return of_found(&[(System::Kontsevich, custom)], false);
    }
    for ending in ["ом", "ем", "ой", "а", "у", "е", "я", "ю"] {
        let custom = text.strip_suffix(ending).and_then(|t| KONTSEVICH.fits(t, syllables));
        if let Some(custom) = custom {
            return of_found(&[(System::Kontsevich, custom)], true);
        }
    }
    of_found(&[], false)
}

/// Systems that give the whole name; if there are none, those that give all but the family name.
fn of_found(found: &[(System, bool)], declined: bool) -> Written {
    let custom = found.iter().all(|f| f.1);
    let systems: Vec<System> = found.iter().filter(|f| f.1 == custom).map(|f| f.0).collect();
    if systems.is_empty() {
        Written::plainly(System::Press)
    } else {
        Written { systems, custom, declined }
    }
}

/// The letters alone, in lower case.
fn letters(text: &str, map: fn(char) -> char) -> String {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.filter(|c| c.is_alphabetic()).map(map).collect()
}

/// A Hangul syllable in parts, by their numbers in Unicode's order; coda 0 is none.
#[derive(Debug, Clone, Copy)]
struct Syllable {
    onset: usize,
    nucleus: usize,
    coda: usize,
}

impl Syllable {
    fn of(c: char) -> Option<Self> {
        let n = usize::try_from(u32::from(c).checked_sub(0xAC00)?).ok()?;
        let whole = n < 11_172;
        whole.then_some(Self { onset: n / 588, nucleus: n % 588 / 28, coda: n % 28 })
    }

    /// Whether what follows is written as voiced: after a vowel, ㄴ, ㄹ, ㅁ, ㅇ.
    fn voices(self) -> bool {
        matches!(self.coda, 0 | 4 | 8 | 16 | 21)
    }
}

/// The spellings of a system, in Unicode's order of the parts, separated by spaces; `-` is nothing.
struct Table {
    onsets: &'static str,
    /// Onsets behind a voiced sound, if they are written otherwise.
    voiced: &'static str,
    nuclei: &'static str,
    codas: &'static str,
    /// ㄹ behind ㄹ.
    double: &'static str,
}

impl Table {
    /// Whether the system gives these letters: `Some(false)` the whole name, `Some(true)` all but the family name.
    fn fits(&self, text: &str, syllables: &[Syllable]) -> Option<bool> {
        // A family name of one syllable, or of two where a given name remains.
        for family in [1, 2] {
            let (name, given) = syllables.split_at_checked(family)?;
            if given.is_empty() {
                return self.all(name, None).iter().any(|n| n == text).then_some(false);
            }
            let (names, givens) = (self.all(name, None), self.all(given, name.last().copied()));
            for g in &givens {
                for rest in [text.strip_suffix(g.as_str()), text.strip_prefix(g.as_str())] {
                    let Some(rest) = rest.filter(|rest| !rest.is_empty()) else { continue };
                    if names.iter().any(|n| n == rest) {
                        return Some(false);
                    }
                    if family == 1 && rest.chars().count() <= CUSTOM_MAX {
                        return Some(true);
                    }
                }
            }
        }
        None
    }

    /// Every way to write syllables behind another: each onset that can be voiced is, or is not.
    fn all(&self, syllables: &[Syllable], mut before: Option<Syllable>) -> Vec<String> {
        let part = |list: &'static str, at: usize| {
            list.split(' ').nth(at).map_or("", |form| if form == "-" { "" } else { form })
        };
        let mut all = vec![String::new()];
        for s in syllables {
            let voiced = before.is_some_and(Syllable::voices);
            let doubled = s.onset == 5 && before.is_some_and(|b| b.coda == 8);
            let mut onsets = vec![part(self.onsets, s.onset)];
            if voiced {
                onsets.push(part(self.voiced, s.onset));
            }
            if doubled {
                onsets.push(self.double);
            }
            onsets.dedup();
            let rest = [part(self.nuclei, s.nucleus), part(self.codas, s.coda)].concat();
            all = all
                .iter()
                .flat_map(|head| onsets.iter().map(move |onset| (head, *onset)))
                .map(|(head, onset)| format!("{head}{onset}{rest}"))
                .take(WAYS_MAX)
                .collect();
            before = Some(*s);
        }
        all
    }
}

/// Letters of a family name by custom.
const CUSTOM_MAX: usize = 6;
/// Ways to write one name that are looked at.
const WAYS_MAX: usize = 256;

// Onsets: ㄱ ㄲ ㄴ ㄷ ㄸ ㄹ ㅁ ㅂ ㅃ ㅅ ㅆ ㅇ ㅈ ㅉ ㅊ ㅋ ㅌ ㅍ ㅎ. Nuclei: ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅘ ㅙ ㅚ ㅛ ㅜ ㅝ ㅞ ㅟ ㅠ ㅡ ㅢ ㅣ.
// Codas: none ㄱ ㄲ ㄳ ㄴ ㄵ ㄶ ㄷ ㄹ ㄺ ㄻ ㄼ ㄽ ㄾ ㄿ ㅀ ㅁ ㅂ ㅄ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ.
const REVISED: Table = Table {
    onsets: "g kk n d tt r m b pp s ss - j jj ch k t p h",
    voiced: "g kk n d tt r m b pp s ss - j jj ch k t p h",
    nuclei: "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i",
    codas: "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
    double: "l",
};
const MCCUNE: Table = Table {
    onsets: "k kk n t tt r m p pp s ss - ch tch ch k t p h",
    voiced: "g kk n d tt r m b pp s ss - j tch ch k t p h",
    nuclei: "a ae ya yae ŏ e yŏ ye o wa wae oe yo u wŏ we wi yu ŭ ŭi i",
    codas: "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
    double: "l",
};
const MCCUNE_BARE: Table =
    Table { nuclei: "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i", ..MCCUNE };
const DPRK: Table = Table {
    onsets: "k kk n t tt r m p pp s ss - j jj ch kh th ph h",
    voiced: "g kk n d tt r m b pp s ss - j jj ch kh th ph h",
    nuclei: "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i",
    codas: "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
    double: "l",
};
// With е for ё on both sides.
const KONTSEVICH: Table = Table {
    onsets: "к кк н т тт р м п пп с сс - ч чч чх кх тх пх х",
    voiced: "г кк н д тт р м б пп с сс - чж чч чх кх тх пх х",
    nuclei: "а э я йя о е е йе о ва вэ ве е у во ве ви ю ы ый и",
    codas: "- к к к н н н т ль к м ль ль ль п ль м п п т т н т т к т п т",
    double: "л",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_named_by_their_own_rules() {
        for (spelling, hangul, expected) in [
            ("리광은", "리광은", "as written"),
            ("李光恩", "리광은", "characters"),
            ("Ri Gwang-eun", "리광은", "Revised"),
            ("Ri Kwang Un", "리광은", "McCune–Reischauer or North Korean"),
            ("Ri Kwangŭn", "리광은", "McCune–Reischauer"),
            ("Lee Gwang-eun", "리광은", "Revised; family name by custom"),
            ("Gwang-eun Lee", "리광은", "Revised; family name by custom"),
            ("Yoon Jeong-hyeok", "윤정혁", "Revised; family name by custom"),
            ("Yun Jong Hyok", "윤정혁", "McCune–Reischauer or North Korean"),
            ("Yun Chŏnghyŏk", "윤정혁", "McCune–Reischauer"),
            ("Choe Thae Bok", "최태복", "North Korean"),
            ("Ch’oe T’ae-bok", "최태복", "McCune–Reischauer"),
            ("Choi Tae-bok", "최태복", "Revised or McCune–Reischauer; family name by custom"),
            ("Lee Kwang-eun", "리광은", "no one system"),
            ("Юн Чжон Хёк", "윤정혁", "Kontsevich"),
            ("Юн Чжон Хек", "윤정혁", "Kontsevich"),
            ("Юн Чжон Хёка", "윤정혁", "Kontsevich; declined"),
            ("Ри Гван Ын", "리광은", "Kontsevich"),
            ("Ли Гван Ын", "리광은", "Kontsevich; family name by custom"),
            ("Ли Гван Ыне", "리광은", "Kontsevich; family name by custom; declined"),
            ("Юн Джон Хек", "윤정혁", "no one system"),
            ("Namgung Chol Min", "남궁철민", "McCune–Reischauer or North Korean"),
            ("Kim", "김", "McCune–Reischauer or North Korean"),
            ("Gim", "김", "Revised"),
        ] {
            let found = written(spelling, hangul).map(|w| w.words().en);
            assert_eq!(found.as_deref(), Some(expected), "{spelling}");
        }
        assert_eq!(written("リ・グァンウン", "리광은"), None);
        assert_eq!(written("Ri", ""), None);
        assert_eq!(written("", "리광은"), None);
    }
}
