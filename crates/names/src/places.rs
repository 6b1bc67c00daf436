//! Places of the war and of Korea by any of their spellings.
//!
//! Terms: *spelling* – a name of the place in some language and script; *generic* – the word for city, county, province, which is taken
//! off. A text finds a place by a spelling that folds alike, else by sound, as names do. Invariant: places are in the order of the table,
//! finds by weight. Not here: maps. Source: GeoNames (CC BY 4.0), CLDR (Unicode Licence); see the head of `data/places.tsv`.

use crate::fold::Folded;
use crate::letters::{LEAST, Word, side_of};
use crate::model::Names;
use crate::script::Script;
use crate::tables::{Lines, TableError};
use std::collections::HashMap;

/// A place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// `KP-02` for a province, the number of GeoNames for others.
    pub id: String,
    /// The English name.
    pub name: String,
    /// The province, if it is known.
    pub within: String,
    /// Latitude and longitude in degrees, where the table has them.
    pub at: Option<(f32, f32)>,
    /// Spellings, the name first.
    pub spellings: Vec<String>,
}

/// A place found by a spelling.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceFound<'p> {
    /// The place.
    pub place: &'p Place,
    /// The spelling that fits.
    pub spelling: &'p str,
    /// Whether it folds alike; else it sounds alike.
    pub exact: bool,
    /// ln of the likelihood ratio; for an exact spelling that of its rarity.
    pub ln_ratio: f32,
}

/// The places of the table.
#[derive(Debug)]
pub struct Places<'m> {
    names: &'m Names,
    list: Vec<Place>,
    /// Folded spelling without generic words to places and spellings.
    exact: HashMap<String, Vec<(usize, usize)>>,
    /// Spellings by sound: place, spelling, word.
    sounds: Vec<(usize, usize, Word)>,
}

/// A find by sound must weigh this much, in nats: e⁹ to one against two places of the table at random.
const LN_MIN: f32 = 9.0;

impl<'m> Places<'m> {
    /// The places that ship with the library.
    ///
    /// ```
    /// use names::{Names, Places};
    /// let places = Places::standard(Names::standard()?)?;
    /// let found = |text| places.find(text).first().map(|f| f.place.name.clone());
    /// assert_eq!(found("평안남도").as_deref(), Some("South Pyongan"));
    /// assert_eq!(found("Суджа").as_deref(), Some("Sudzha"));
    /// assert_eq!(found("Ssudzha").as_deref(), Some("Sudzha"));
    /// assert_eq!(found("함흥").as_deref(), Some("Hamhŭng"));
    /// assert_eq!(found("Nowhere at all"), None);
    /// # Ok::<(), names::TableError>(())
    /// ```
    ///
    /// # Errors
    /// None for a library that was built as it was published.
    pub fn standard(names: &'m Names) -> Result<Self, TableError> {
        Self::read(names, include_str!("../data/places.tsv"))
    }

    /// Reads a table of places: id, name, province, latitude, longitude, spellings between strokes.
    ///
    /// # Errors
    /// The line and column of what cannot be read.
    pub fn read(names: &'m Names, text: &str) -> Result<Self, TableError> {
        let mut places =
            Self { names, list: Vec::new(), exact: HashMap::new(), sounds: Vec::new() };
        for line in Lines::new("places.tsv", text) {
            let at = line.number(3).ok().zip(line.number(4).ok());
            let name = line.cell(1)?.to_owned();
            let mut spellings = vec![name.clone()];
            spellings.extend(line.cell(5)?.split('|').filter(|s| !s.is_empty()).map(str::to_owned));
            spellings.dedup();
            let (id, within) = (line.cell(0)?.to_owned(), line.cell(2)?.to_owned());
            places.enter(Place { id, name, within, at, spellings });
        }
        Ok(places)
    }

    fn enter(&mut self, place: Place) {
        let number = self.list.len();
        for (n, spelling) in place.spellings.iter().enumerate() {
            let Some((script, folded)) = fold(spelling) else { continue };
            if let Some(word) = word(self.names, script, &folded) {
                self.sounds.push((number, n, word));
            }
            self.exact.entry(folded).or_default().push((number, n));
        }
        self.list.push(place);
    }

    /// All places in the order of the table.
    #[must_use]
    pub fn all(&self) -> &[Place] {
        &self.list
    }

    /// The places that have the text among their spellings, in the order of the table, each once.
    pub fn exact(&self, text: &str) -> impl Iterator<Item = &Place> {
        let folded = fold(text).map(|f| f.1);
        let all = folded.and_then(|f| self.exact.get(&f)).map_or(&[][..], Vec::as_slice);
        // The spellings of one place were entered one after the other.
        let each = all.chunk_by(|a, b| a.0 == b.0).filter_map(|same| same.first());
        each.filter_map(|(place, _)| self.list.get(*place))
    }

    /// The places that a text may name, exact spellings first, then by weight; each place once.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<PlaceFound<'_>> {
        let Some((script, folded)) = fold(text) else { return Vec::new() };
        let mut found: Vec<PlaceFound<'_>> = Vec::new();
        let mut add = |place: usize, spelling: usize, exact: bool, ln_ratio: f32| {
            let Some(place) = self.list.get(place) else { return };
            let Some(spelling) = place.spellings.get(spelling) else { return };
            match found.iter_mut().find(|f| std::ptr::eq(f.place, place)) {
                Some(f) if (f.exact, f.ln_ratio) >= (exact, ln_ratio) => {}
                Some(f) => *f = PlaceFound { place, spelling, exact, ln_ratio },
                None => found.push(PlaceFound { place, spelling, exact, ln_ratio }),
            }
        };
        let asked = word(self.names, script, &folded);
        for (place, spelling) in self.exact.get(&folded).map_or(&[][..], Vec::as_slice) {
            add(*place, *spelling, true, asked.as_ref().map_or(LN_MIN, |w| w.rare));
        }
        if let Some(asked) = &asked {
            for (place, spelling, word) in &self.sounds {
                let ln = self.names.letters.ln_ratio(asked, word, LN_MIN);
                if ln >= LN_MIN {
                    add(*place, *spelling, false, ln);
                }
            }
        }
        found.sort_by(|a, b| b.exact.cmp(&a.exact).then(b.ln_ratio.total_cmp(&a.ln_ratio)));
        found
    }
}

/// Places by exact spelling alone: small, and quick to ask.
///
/// A city that is a province of its own counts as that province.
#[derive(Debug)]
pub struct Gazetteer {
    /// Folded spelling to place.
    exact: HashMap<String, u32>,
    /// The province around each place.
    around: Vec<Option<u32>>,
}

static GAZETTEER: std::sync::LazyLock<Option<Gazetteer>> = std::sync::LazyLock::new(|| {
    let names = Names::standard().ok()?;
    Places::standard(names).ok().map(|places| Gazetteer::of(&places))
});

impl Gazetteer {
    /// The gazetteer that ships with the library.
    ///
    /// ```
    /// let places = names::Gazetteer::standard().ok_or("no tables")?;
    /// let found = |text| places.find(text);
    /// assert!(found("평양").is_some());
    /// assert_eq!((found("평양"), found("평양")), (found("Pyongyang"), found("Пхеньян")));
    /// assert_eq!(found("함흥").and_then(|p| places.around(p)), found("함경남도"));
    /// assert_eq!(found("Nowhere at all"), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn standard() -> Option<&'static Self> {
        GAZETTEER.as_ref()
    }

    fn of(places: &Places<'_>) -> Self {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        // The first place of the table that has a name: provinces come before cities.
        let first = |text: &str| {
            let (_, folded) = fold(text)?;
            places.exact.get(&folded)?.iter().map(|(place, _)| number(*place)).min()
        };
        let own = |at: usize, place: &Place| first(&place.name).unwrap_or(number(at));
        let owns: Vec<u32> = places.list.iter().enumerate().map(|(at, p)| own(at, p)).collect();
        let exact = places.exact.iter().filter_map(|(text, found)| {
            let place = found.iter().map(|(place, _)| *place).min()?;
            Some((text.clone(), *owns.get(place)?))
        });
        let around = places.list.iter().zip(&owns).map(|(place, own)| {
            first(&place.within).filter(|_| !place.within.is_empty()).filter(|p| p != own)
        });
        Self { exact: exact.collect(), around: around.collect() }
    }

    /// The place of a spelling in any language and script, words such as `city` left out.
    ///
    /// * Output: a number that is the same for all spellings of a place; it means nothing else. Cost: a look-up.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        self.exact.get(&fold(text)?.1).copied()
    }

    /// The province around a place, where it is known.
    #[must_use]
    pub fn around(&self, place: u32) -> Option<u32> {
        *self.around.get(place as usize)?
    }
}

impl Names {
    /// The weight of two names of places: ln of the likelihood ratio that they are one, by letters and without words such as city.
    ///
    /// * Output: −30 to 20; 0 where one of them has no letters that are read.
    /// * Determinism: depends on the texts and the tables; symmetric. Cost: some tens of microseconds.
    ///
    /// ```
    /// let names = names::Names::standard()?;
    /// assert!(names.place_ratio("Красный Лиман", "Krasnyi Liman") > names.place_ratio("Красный Лиман", "Krasnodar"));
    /// assert!(names.place_ratio("Sudzha", "город Суджа") > 0.0);
    /// # Ok::<(), names::TableError>(())
    /// ```
    #[must_use]
    pub fn place_ratio(&self, a: &str, b: &str) -> f32 {
        let read = |text: &str| fold(text).and_then(|(s, folded)| spoken(self, s, &folded));
        match (read(a), read(b)) {
            (Some(a), Some(b)) => self.letters.ln_ratio(&a, &b, -LEAST),
            _ => 0.0,
        }
    }
}

/// Folded letters without generic words, and their script.
fn fold(text: &str) -> Option<(Script, String)> {
    let mut folded = Folded::default();
    folded.set(text);
    let script = folded.tokens.first()?.script;
    let kept: Vec<&str> =
        folded.tokens.iter().map(|t| folded.text(t)).filter(|w| !is_generic(w)).collect();
    let mut joined: String = if kept.is_empty() { folded.letters.clone() } else { kept.concat() };
    joined.retain(|c| c != '\'');
    if matches!(script, Script::Hangul | Script::Han) && joined.chars().count() > 2 {
        let ends = ['시', '군', '구', '읍', '리', '市', '郡', '区', '區', '县', '縣'];
        if let Some(shorter) = joined.strip_suffix(ends) {
            joined = shorter.to_owned();
        }
    }
    Some((script, joined))
}

fn is_generic(word: &str) -> bool {
    matches!(
        word,
        "si" | "gun"
            | "kun"
            | "city"
            | "county"
            | "province"
            | "district"
            | "village"
            | "oblast"
            | "region"
            | "rayon"
            | "raion"
            | "город"
            | "село"
            | "посёлок"
            | "поселок"
            | "область"
            | "области"
            | "район"
            | "района"
            | "провинция"
            | "провінція"
            | "місто"
            | "г"
            | "с"
            | "직할시"
            | "특별시"
    )
}

/// The word of a spelling that is long enough to be found by sound.
fn word(names: &Names, script: Script, folded: &str) -> Option<Word> {
    spoken(names, script, folded).filter(|w| w.text.chars().count() > 3)
}

fn spoken(names: &Names, script: Script, folded: &str) -> Option<Word> {
    let side = side_of(script)?;
    let text = match script {
        Script::Latin | Script::Cyrillic | Script::Arabic => folded.to_owned(),
        Script::Kana => folded.replace('N', "n").replace('Q', ""),
        _ => names.roman(script, folded)?,
    };
    (!text.is_empty()).then(|| names.letters.word(side, text))
}
