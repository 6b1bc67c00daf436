//! What the columns of a list mean: fields and their kinds, the identifier, the list's name.
//!
//! A mapping is a value that a caller may write and read as a file (`link.toml`). [`Mapping::propose`] makes one from the names of columns, in
//! English, Russian, Ukrainian and Korean, and from what the columns hold. Invariant: a column that looks like the answer (`cluster`,
//! `person_id`) is never a field. Not here: reading values ([`crate::record`]).

use crate::field::{date, fold};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// What a field holds, and so how it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// A whole name of a person, in any script and order.
    Name,
    /// A given name; compared with family names too, for they are confused.
    Given,
    /// A family name.
    Family,
    /// A date, parts of which may be unknown.
    Date,
    /// A text of a few words.
    Text,
    /// A place, perhaps with what lies around it: `village, district, province`, or a column each.
    Place,
    /// A military unit: its number and kind, in any of the languages that `names` knows.
    Unit,
    /// A number of a document, an address of mail, a postcode: exact or mistyped.
    Code,
    /// One of a few values: sex, rank.
    Category,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name, unique in the mapping.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// The columns that it is made of, joined by a blank; a list may lack some.
    pub from: Vec<String>,
    /// For a date of birth: the column with the age, used where the date is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<String>,
    /// The column with the date at which the age held, or that date itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_on: Option<String>,
    /// Whether ages are counted as Korea did.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub age_korean: bool,
}

impl Field {
    /// A field of one column.
    #[must_use]
    pub fn new(name: &str, kind: Kind, column: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            from: vec![column.to_owned()],
            age: None,
            age_on: None,
            age_korean: false,
        }
    }
}

/// What the columns mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The column that identifies a row; without one, rows are numbered within their list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The column that names the list a row is of; without one, a file is a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Lists on which nobody stands twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<String>,
    /// Rules of blocking, as [`crate::block::Rule`] reads them; none asks for proposed ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// The fields.
    #[serde(default)]
    pub fields: Vec<Field>,
}

/// What a column's name says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Id,
    List,
    Answer,
    Age,
    Is(Kind),
    Part,
    Whole,
    Nothing,
}

/// Words in names of columns, the more telling first; a word is looked for in the folded name, blanks for underscores.
const WORDS: &[(&str, Said)] = &[
    ("cluster", Said::Answer),
    ("person id", Said::Answer),
    ("true id", Said::Answer),
    ("entity", Said::Answer),
    ("truth", Said::Answer),
    ("unique id", Said::Id),
    ("record id", Said::Id),
    ("rec id", Said::Id),
    ("row id", Said::Id),
    ("uuid", Said::Id),
    ("first and surname", Said::Whole),
    ("given and family", Said::Whole),
    ("given", Said::Is(Kind::Given)),
    ("first name", Said::Is(Kind::Given)),
    ("forename", Said::Is(Kind::Given)),
    ("имя отчество", Said::Is(Kind::Given)),
    ("patronymic", Said::Part),
    ("middle name", Said::Part),
    ("отчество", Said::Part),
    ("по батькові", Said::Part),
    ("surname", Said::Is(Kind::Family)),
    ("family name", Said::Is(Kind::Family)),
    ("last name", Said::Is(Kind::Family)),
    ("family", Said::Is(Kind::Family)),
    ("фамилия", Said::Is(Kind::Family)),
    ("прізвище", Said::Is(Kind::Family)),
    ("full name", Said::Whole),
    ("фио", Said::Whole),
    ("ф.и.о", Said::Whole),
    ("піб", Said::Whole),
    ("성명", Said::Whole),
    ("이름", Said::Whole),
    ("имя", Said::Is(Kind::Given)),
    ("ім'я", Said::Is(Kind::Given)),
    ("dob", Said::Is(Kind::Date)),
    ("birth date", Said::Is(Kind::Date)),
    ("date", Said::Is(Kind::Date)),
    ("born", Said::Is(Kind::Date)),
    ("died", Said::Is(Kind::Date)),
    ("year", Said::Is(Kind::Date)),
    ("дата", Said::Is(Kind::Date)),
    ("год", Said::Is(Kind::Date)),
    ("생년", Said::Is(Kind::Date)),
    ("날짜", Said::Is(Kind::Date)),
    ("place", Said::Is(Kind::Place)),
    ("city", Said::Is(Kind::Place)),
    ("town", Said::Is(Kind::Place)),
    ("suburb", Said::Is(Kind::Place)),
    ("village", Said::Is(Kind::Place)),
    ("address", Said::Is(Kind::Text)),
    ("место", Said::Is(Kind::Place)),
    ("출생지", Said::Is(Kind::Place)),
    ("고향", Said::Is(Kind::Place)),
    ("unit", Said::Is(Kind::Unit)),
    ("brigade", Said::Is(Kind::Unit)),
    ("regiment", Said::Is(Kind::Unit)),
    ("подразделение", Said::Is(Kind::Unit)),
    ("воинская часть", Said::Is(Kind::Unit)),
    ("підрозділ", Said::Is(Kind::Unit)),
    ("військова частина", Said::Is(Kind::Unit)),
    ("부대", Said::Is(Kind::Unit)),
    ("소속", Said::Is(Kind::Unit)),
    ("email", Said::Is(Kind::Code)),
    ("e-mail", Said::Is(Kind::Code)),
    ("postcode", Said::Is(Kind::Code)),
    ("zip", Said::Is(Kind::Code)),
    ("phone", Said::Is(Kind::Code)),
    ("passport", Said::Is(Kind::Code)),
    ("document", Said::Is(Kind::Code)),
    ("number", Said::Is(Kind::Code)),
    ("soc sec", Said::Is(Kind::Code)),
    ("паспорт", Said::Is(Kind::Code)),
    ("номер", Said::Is(Kind::Code)),
    ("군번", Said::Is(Kind::Code)),
    ("source dataset", Said::List),
    ("name", Said::Whole),
];

/// Names of columns that mean something only as a whole.
const WHOLE: &[(&str, Said)] = &[
    ("id", Said::Id),
    ("no", Said::Id),
    ("list", Said::List),
    ("source", Said::List),
    ("dataset", Said::List),
    ("список", Said::List),
    ("источник", Said::List),
    ("명단", Said::List),
    ("age", Said::Age),
    ("возраст", Said::Age),
    ("вік", Said::Age),
    ("나이", Said::Age),
    ("label", Said::Answer),
    ("в/ч", Said::Is(Kind::Unit)),
    ("часть", Said::Is(Kind::Unit)),
    ("частина", Said::Is(Kind::Unit)),
    ("성", Said::Is(Kind::Family)),
];

fn said(column: &str) -> Said {
    let name = column.replace('_', " ").to_lowercase();
    let name = name.trim();
    let whole = WHOLE.iter().find(|(w, _)| *w == name);
    whole.or_else(|| WORDS.iter().find(|(w, _)| name.contains(w))).map_or(Said::Nothing, |w| w.1)
}

/// What a sample of a column holds.
struct Seen {
    filled: usize,
    distinct: usize,
    dates: usize,
    digits: usize,
}

fn seen(cells: &[String]) -> Seen {
    let distinct: HashSet<&String> = cells.iter().collect();
    let digits = |c: &&String| c.bytes().filter(u8::is_ascii_digit).count() * 2 > c.len();
    Seen {
        filled: cells.len(),
        distinct: distinct.len(),
        dates: cells.iter().filter(|c| c.len() >= 4 && date(c).is_some()).count(),
        digits: cells.iter().filter(digits).count(),
    }
}

impl Mapping {
    /// Proposes a mapping from the names of columns and some rows.
    ///
    /// * Input: `rows` – a sample, a few hundred suffice; cells beyond the header are not looked at.
    /// * Output: fields in the order of their columns; columns that are empty, constant or look like the answer are left out. A column
    ///   with a whole name replaces others that only repeat its words.
    #[must_use]
    pub fn propose(header: &[&str], rows: &[Vec<&str>]) -> Self {
        let mut mapping = Self::default();
        let column = |n: usize| -> Vec<String> {
            rows.iter().filter_map(|r| r.get(n)).filter_map(|c| fold(c)).collect()
        };
        let mut age = None;
        for (n, name) in header.iter().enumerate() {
            let (name, cells) = (name.trim(), column(n));
            let is = seen(&cells);
            match said(name) {
                Said::Answer => {}
                Said::Id if mapping.id.is_none() && is.distinct == is.filled => {
                    mapping.id = Some(name.to_owned());
                }
                Said::List if mapping.list.is_none() => mapping.list = Some(name.to_owned()),
                Said::Age => age = Some(name.to_owned()),
                told => {
                    if let Some(kind) = kind(told, &is) {
                        mapping.fields.push(Field::new(name, kind, name));
                    }
                }
            }
        }
        mapping.without_repeats(header, rows);
        mapping.with_places_around(header, rows);
        if let Some(age) = age {
            mapping.with_age(&age);
        }
        // The order of columns is an accident of the file; what is learned must not depend on it.
        mapping.fields.sort_by(|a, b| a.name.cmp(&b.name));
        mapping
    }

    /// Leaves out a field of a name whose words nearly all stand in another.
    fn without_repeats(&mut self, header: &[&str], rows: &[Vec<&str>]) {
        let at = |f: &Field| {
            header.iter().position(|h| Some(h.trim()) == f.from.first().map(String::as_str))
        };
        let names: Vec<(String, Kind, usize)> = self
            .fields
            .iter()
            .filter(|f| matches!(f.kind, Kind::Name | Kind::Given | Kind::Family))
            .filter_map(|f| Some((f.name.clone(), f.kind, at(f)?)))
            .collect();
        let words = |row: &Vec<&str>, n: usize| -> Vec<String> {
            let text = row.get(n).and_then(|c| fold(c)).unwrap_or_default();
            text.split([' ', ',', '-']).filter(|w| !w.is_empty()).map(str::to_owned).collect()
        };
        let within = |small: usize, large: usize| {
            let (mut there, mut all) = (0, 0);
            for row in rows {
                let whole = words(row, large);
                for word in words(row, small) {
                    all += 1;
                    there += usize::from(whole.contains(&word));
                }
            }
            all > 0 && there * 10 >= all * 8
        };
        let mut gone: HashSet<String> = HashSet::new();
        for (name, kind, small) in &names {
            for (other, of, large) in &names {
                let wider = *of == Kind::Name && name != other && !gone.contains(other);
                let twin = *kind == Kind::Name && within(*large, *small) && small < large;
                if wider && within(*small, *large) && !twin {
                    gone.insert(name.clone());
                }
            }
        }
        self.fields.retain(|f| !gone.contains(&f.name));
    }

    /// Makes one place of columns that say of one thing in which village, district and province it is.
    fn with_places_around(&mut self, header: &[&str], rows: &[Vec<&str>]) {
        let mut of: std::collections::BTreeMap<String, Vec<(u8, usize)>> = Default::default();
        for (n, name) in header.iter().enumerate() {
            let filled = || rows.iter().filter_map(|r| r.get(n)).any(|c| fold(c).is_some());
            if let Some((rank, of_what)) = around(name)
                && filled()
            {
                of.entry(of_what).or_default().push((rank, n));
            }
        }
        for mut columns in of.into_values() {
            columns.sort_unstable();
            let distinct = columns.windows(2).all(|w| w[0].0 < w[1].0);
            if columns.len() < 2 || !distinct {
                continue;
            }
            let from: Vec<String> =
                columns.iter().map(|(_, n)| header[*n].trim().to_owned()).collect();
            self.fields.retain(|f| f.from.iter().all(|c| !from.contains(c)));
            let name = from[0].clone();
            self.fields.push(Field { from, ..Field::new(&name, Kind::Place, &name) });
        }
    }

    /// Gives the age to the date of birth, or makes one of it.
    fn with_age(&mut self, age: &str) {
        let is_birth = |f: &&mut Field| {
            let name = f.name.to_lowercase();
            f.kind == Kind::Date
                && ["dob", "birth", "born", "рожд", "народж", "생"].iter().any(|w| name.contains(w))
        };
        let on = self.fields.iter().find(|f| {
            let name = f.name.to_lowercase();
            f.kind == Kind::Date
                && ["dod", "death", "died", "смерт", "гибел", "загиб", "사망", "date"]
                    .iter()
                    .any(|w| name.contains(w))
        });
        let on = on.map(|f| f.name.clone());
        if let Some(birth) = self.fields.iter_mut().find(is_birth) {
            birth.age = Some(age.to_owned());
            birth.age_on = on.filter(|o| *o != birth.name);
        } else if on.is_some() {
            let mut birth = Field::new("born", Kind::Date, age);
            birth.from.clear();
            birth.age = Some(age.to_owned());
            birth.age_on = on;
            self.fields.push(birth);
        } else {
            self.fields.push(Field::new(age, Kind::Category, age));
        }
    }
}

/// Words for how wide a place is, the narrowest first.
const WIDTHS: &[(&str, u8)] = &[
    ("place", 0),
    ("village", 0),
    ("settlement", 0),
    ("село", 0),
    ("поселок", 0),
    ("місце", 0),
    ("место", 0),
    ("리", 0),
    ("마을", 0),
    ("town", 1),
    ("city", 1),
    ("город", 1),
    ("місто", 1),
    ("시", 1),
    ("district", 2),
    ("county", 2),
    ("raion", 2),
    ("rayon", 2),
    ("район", 2),
    ("군", 2),
    ("province", 3),
    ("region", 3),
    ("oblast", 3),
    ("область", 3),
    ("도", 3),
    ("country", 4),
    ("страна", 4),
    ("країна", 4),
    ("나라", 4),
];

/// How wide the place of a column is, by a word of its name; and the other words, which tell of what.
fn around(column: &str) -> Option<(u8, String)> {
    let name = column.to_lowercase();
    let mut width = None;
    let mut rest: Vec<&str> = Vec::new();
    for word in name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        match WIDTHS.iter().find(|(w, _)| *w == word) {
            Some((_, own)) if width.is_none() => width = Some(*own),
            _ if matches!(word, "of" | "name") => {}
            _ => rest.push(word),
        }
    }
    Some((width?, rest.join(" ")))
}

fn kind(said: Said, is: &Seen) -> Option<Kind> {
    let most_dates = is.dates * 10 >= is.filled * 7;
    match said {
        _ if is.filled == 0 || is.distinct < 2 => None,
        Said::Is(Kind::Date) if most_dates => Some(Kind::Date),
        Said::Whole => Some(Kind::Name),
        Said::Part => Some(Kind::Given),
        Said::Is(kind) if kind != Kind::Date => Some(kind),
        _ if is.distinct <= 60 && is.distinct * 4 <= is.filled => Some(Kind::Category),
        _ if most_dates && is.digits * 2 > is.filled => Some(Kind::Date),
        _ if is.digits * 2 > is.filled => Some(Kind::Code),
        _ => Some(Kind::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[&[&'static str]], times: usize) -> Vec<Vec<&'static str>> {
        let row = |n: usize| cells.iter().map(|c| c[n % c.len()]).collect();
        (0..times).map(row).collect()
    }

    #[test]
    fn columns_are_read_by_name_and_content() {
        let header = ["№", "ФИО", "Дата рождения", "rank", "cluster", "personal_number", "source"];
        let sample = rows(
            &[
                &["1", "2", "3"],
                &["Ли Гван Ын", "Пак Чхоль Су"],
                &["1999-01-02", "2001"],
                &["рядовой", "сержант"],
                &["a", "b"],
                &["A-123456", "B-998877", "C-1"],
                &["x", "y"],
            ],
            24,
        );
        let mapping = Mapping::propose(&header, &sample);
        let kinds: Vec<(&str, Kind)> =
            mapping.fields.iter().map(|f| (f.name.as_str(), f.kind)).collect();
        assert_eq!(
            kinds,
            [
                ("personal_number", Kind::Code),
                ("rank", Kind::Category),
                ("Дата рождения", Kind::Date),
                ("ФИО", Kind::Name),
                ("№", Kind::Category)
            ]
        );
        assert_eq!(mapping.list.as_deref(), Some("source"));
    }

    #[test]
    fn a_column_that_repeats_a_name_is_left_out() {
        let sample = rows(&[&["ri kwang", "pak chol"], &["kwang", "chol"], &["ri", "pak"]], 8);
        let mapping = Mapping::propose(&["full_name", "first_name", "surname"], &sample);
        assert_eq!(
            mapping.fields.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(),
            ["full_name"]
        );
    }

    #[test]
    fn columns_around_a_place_are_one_field() {
        let header = [
            "name",
            "birth_village",
            "birth_district",
            "birth_province",
            "district of death",
            "region_of_death",
            "city",
        ];
        let sample = rows(
            &[
                &["ri kwang", "pak chol"],
                &["luki", "sosny"],
                &["verkhny", "nizhny"],
                &["orlov", "belov"],
                &["dalny", "zapadny"],
                &["kursk", "orlov"],
                &["rylsk", "sudzha"],
            ],
            8,
        );
        let mapping = Mapping::propose(&header, &sample);
        let places: Vec<(&str, Vec<&str>)> = mapping
            .fields
            .iter()
            .filter(|f| f.kind == Kind::Place)
            .map(|f| (f.name.as_str(), f.from.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(
            places,
            [
                ("birth_village", vec!["birth_village", "birth_district", "birth_province"]),
                ("city", vec!["city"]),
                ("district of death", vec!["district of death", "region_of_death"]),
            ]
        );
    }

    #[test]
    fn a_unit_is_known_by_its_column() {
        let sample = rows(&[&["13 brigade", "93 brigade"], &["ri kwang", "pak chol"]], 8);
        for column in ["unit", "military_unit", "В/Ч", "부대"] {
            let mapping = Mapping::propose(&[column, "name"], &sample);
            let found = mapping.fields.iter().find(|f| f.name == column).map(|f| f.kind);
            assert_eq!(found, Some(Kind::Unit), "{column}");
        }
    }

    #[test]
    fn an_age_becomes_a_date_of_birth() {
        let sample = rows(&[&["2024-12-01", "2024-12-02"], &["23", "24"]], 8);
        let mapping = Mapping::propose(&["date_of_death", "age"], &sample);
        let born = mapping.fields.iter().find(|f| f.name == "born").unwrap();
        assert_eq!(born.age_on.as_deref(), Some("date_of_death"));
    }
}
