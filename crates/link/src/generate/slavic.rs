//! Invented Russian and Ukrainian names and how lists write them.
//!
//! Terms: *stem* – what a family name is built on, of syllables here; *way* – a romanisation. Invariant: family names are put together of
//! syllables, so nobody is meant; given names are common ones. Not here: Korean names.

use super::dice::Dice;
use super::korean::capitals;

/// Given names in Russian and in Ukrainian, the frequent first.
const GIVEN: &[(&str, &str)] = &[
    ("Александр", "Олександр"),
    ("Сергей", "Сергій"),
    ("Алексей", "Олексій"),
    ("Андрей", "Андрій"),
    ("Дмитрий", "Дмитро"),
    ("Евгений", "Євген"),
    ("Максим", "Максим"),
    ("Владимир", "Володимир"),
    ("Иван", "Іван"),
    ("Николай", "Микола"),
    ("Денис", "Денис"),
    ("Роман", "Роман"),
    ("Виталий", "Віталій"),
    ("Игорь", "Ігор"),
    ("Михаил", "Михайло"),
    ("Артём", "Артем"),
    ("Юрий", "Юрій"),
    ("Олег", "Олег"),
    ("Антон", "Антон"),
    ("Павел", "Павло"),
    ("Виктор", "Віктор"),
    ("Константин", "Костянтин"),
    ("Руслан", "Руслан"),
    ("Анатолий", "Анатолій"),
    ("Василий", "Василь"),
    ("Кирилл", "Кирило"),
    ("Вадим", "Вадим"),
    ("Валерий", "Валерій"),
    ("Пётр", "Петро"),
    ("Григорий", "Григорій"),
    ("Степан", "Степан"),
    ("Тимур", "Тимур"),
    ("Богдан", "Богдан"),
    ("Леонид", "Леонід"),
    ("Фёдор", "Федір"),
    ("Захар", "Захар"),
];

const HEAD: &[&str] = &[
    "Бар",
    "Вол",
    "Гор",
    "Дер",
    "Жур",
    "Зав",
    "Кар",
    "Лап",
    "Мор",
    "Ник",
    "Пан",
    "Род",
    "Сав",
    "Тар",
    "Федор",
    "Хар",
    "Цвет",
    "Чер",
    "Шев",
    "Яр",
    "Бел",
    "Гал",
    "Дрон",
    "Зим",
    "Кол",
    "Люб",
    "Мел",
    "Назар",
    "Пол",
    "Руд",
    "Сол",
    "Тим",
    "Уст",
    "Храм",
    "Шап",
    "Юр",
    "Бор",
    "Вер",
    "Дуб",
    "Клим",
];
const MIDDLE: &[&str] = &[
    "", "ан", "ин", "ом", "уш", "ык", "ел", "ат", "ич", "ог", "ун", "аш", "ед", "ик", "ол", "ат",
    "ав", "ищ", "уч", "ень",
];
const TAIL: &[&str] =
    &["ов", "ев", "енко", "ин", "ский", "чук", "ук", "ко", "цов", "ченко", "кин", "ич", "ых", "як"];

/// A name, in Russian and in Ukrainian letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SlavicName {
    family: String,
    given: usize,
    father: usize,
}

/// A way to write Cyrillic in Latin letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Of the US board and the UK committee on geographical names, without marks.
    Bgn,
    /// Of Ukraine's passports (2010).
    Ukrainian,
    /// As people write.
    Loose,
}

/// Language and letters of a spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spelling {
    pub(super) ukrainian: bool,
    pub(super) latin: Option<Way>,
    pub(super) patronymic: bool,
    /// The given name by its initial.
    pub(super) initial: bool,
}

impl SlavicName {
    pub(super) fn draw(dice: &mut Dice) -> Self {
        let mut family = HEAD[dice.skewed(HEAD.len(), 1.4)].to_owned();
        family.push_str(MIDDLE[dice.skewed(MIDDLE.len(), 1.6)]);
        family.push_str(TAIL[dice.skewed(TAIL.len(), 1.6)]);
        Self { family, given: dice.skewed(GIVEN.len(), 1.6), father: dice.skewed(GIVEN.len(), 1.6) }
    }

    /// The family name and the given name, with the patronymic where asked.
    pub(super) fn write(&self, spelling: Spelling) -> (String, String) {
        let (russian, ukrainian) = GIVEN[self.given];
        let mut given = if spelling.ukrainian { ukrainian } else { russian }.to_owned();
        if spelling.initial {
            given = given.chars().take(1).chain(['.']).collect();
        }
        if spelling.patronymic {
            given.push(' ');
            given.push_str(&patronymic(GIVEN[self.father].0, spelling.ukrainian));
        }
        let mut family = self.family.clone();
        if spelling.ukrainian {
            family = ukrainian_letters(&family);
        }
        match spelling.latin {
            Some(way) => (latin(&family, way), latin(&given, way)),
            None => (family, given),
        }
    }
}

fn patronymic(father: &str, ukrainian: bool) -> String {
    let stem = father.trim_end_matches(['й', 'ь']);
    let soft = stem.ends_with(['и', 'е']);
    let tail = match (ukrainian, soft) {
        (false, true) => "евич",
        (false, false) => "ович",
        (true, true) => "йович",
        (true, false) => "ович",
    };
    let word = format!("{}{tail}", stem.trim_end_matches('и'));
    if ukrainian { ukrainian_letters(&word) } else { word }
}

/// A Russian family name as Ukrainian papers have it.
fn ukrainian_letters(text: &str) -> String {
    let stem = text.strip_suffix("ский").unwrap_or(text);
    let mut out = String::with_capacity(text.len() + 2);
    for c in stem.chars() {
        out.push(match c {
            'и' => 'і',
            'ы' => 'и',
            'э' => 'е',
            'ё' => 'е',
            'ъ' => '\'',
            other => other,
        });
    }
    if stem.len() < text.len() {
        out.push_str("ський");
    }
    out
}

/// Cyrillic in Latin letters.
pub(super) fn latin(text: &str, way: Way) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let small = c.to_lowercase().next().unwrap_or(c);
        let Some((_, ways)) = LATIN.iter().find(|(k, _)| *k == small) else {
            out.push(c);
            continue;
        };
        let letters = ways[way as usize];
        if c == small {
            out.push_str(letters);
        } else {
            out.push_str(&capitals(letters, false));
        }
    }
    out
}

/// By letter: BGN, Ukrainian, loose.
const LATIN: &[(char, [&str; 3])] = &[
    ('а', ["a", "a", "a"]),
    ('б', ["b", "b", "b"]),
    ('в', ["v", "v", "v"]),
    ('г', ["g", "h", "g"]),
    ('ґ', ["g", "g", "g"]),
    ('д', ["d", "d", "d"]),
    ('е', ["e", "e", "e"]),
    ('є', ["ye", "ie", "e"]),
    ('ё', ["yo", "io", "e"]),
    ('ж', ["zh", "zh", "j"]),
    ('з', ["z", "z", "z"]),
    ('и', ["i", "y", "i"]),
    ('і', ["i", "i", "i"]),
    ('ї', ["yi", "i", "i"]),
    ('й', ["y", "i", "j"]),
    ('к', ["k", "k", "k"]),
    ('л', ["l", "l", "l"]),
    ('м', ["m", "m", "m"]),
    ('н', ["n", "n", "n"]),
    ('о', ["o", "o", "o"]),
    ('п', ["p", "p", "p"]),
    ('р', ["r", "r", "r"]),
    ('с', ["s", "s", "s"]),
    ('т', ["t", "t", "t"]),
    ('у', ["u", "u", "u"]),
    ('ф', ["f", "f", "f"]),
    ('х', ["kh", "kh", "h"]),
    ('ц', ["ts", "ts", "c"]),
    ('ч', ["ch", "ch", "ch"]),
    ('ш', ["sh", "sh", "sh"]),
    ('щ', ["shch", "shch", "sch"]),
    ('ъ', ["", "", ""]),
    ('ы', ["y", "y", "i"]),
    ('ь', ["", "", ""]),
    ('э', ["e", "e", "e"]),
    ('ю', ["yu", "iu", "u"]),
    ('я', ["ya", "ia", "ja"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_by_list() {
        let name = SlavicName { family: "Горанский".to_owned(), given: 1, father: 2 };
        let plain = Spelling { ukrainian: false, latin: None, patronymic: false, initial: false };
        for (spelling, family, given) in [
            (plain, "Горанский", "Сергей"),
            (Spelling { patronymic: true, ..plain }, "Горанский", "Сергей Алексеевич"),
            (Spelling { ukrainian: true, ..plain }, "Горанський", "Сергій"),
            (Spelling { latin: Some(Way::Bgn), ..plain }, "Goranskiy", "Sergey"),
            (
                Spelling { ukrainian: true, latin: Some(Way::Ukrainian), ..plain },
                "Horanskyi",
                "Serhii",
            ),
            (Spelling { initial: true, ..plain }, "Горанский", "С."),
        ] {
            let expected = (family.to_owned(), given.to_owned());
            assert_eq!(name.write(spelling), expected, "{spelling:?}");
        }
    }
}
