//! Places: what is known of one, and what may be shown of it.
//!
//! Precision *known* and precision *released* are two things: a pin finer than the release level is a leak. The scale is the
//! UCDP GED `where_prec` (1 exact … 7 international).

/// How finely a place is known or shown, coarsest last (UCDP GED `where_prec`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlacePrecision {
    /// The exact place.
    Exact,
    /// Within about 25 km.
    Near,
    /// A county or district (second administrative level).
    District,
    /// A province (first administrative level).
    Province,
    /// A landscape feature or a front.
    Region,
    /// A country.
    Country,
}

impl PlacePrecision {
    /// The UCDP code, 1–6.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Exact => 1,
            Self::Near => 2,
            Self::District => 3,
            Self::Province => 4,
            Self::Region => 5,
            Self::Country => 6,
        }
    }
}

/// A place as a row names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The name as said.
    pub name: String,
    /// How finely it is known.
    pub known: PlacePrecision,
    /// The name that may be shown, at the release precision.
    pub released_name: String,
    /// How finely it may be shown.
    pub release: PlacePrecision,
}

/// Names of first-level units and countries that say no more than a province: the only places that a protected source's row
/// may show. Short by design: a name that is not here is held back, which is safe, and can be added with its source.
const PROVINCES: [&str; 15] = [
    "north hamgyong",
    "south hamgyong",
    "north pyongan",
    "south pyongan",
    "north hwanghae",
    "south hwanghae",
    "ryanggang",
    "chagang",
    "kangwon",
    "pyongyang",
    "north korea",
    "dprk",
    "russia",
    "ukraine",
    "china",
];

impl Place {
    /// Takes a place as a row names it: `Ryanggang Province`, `Hyesan, Ryanggang`, `Kursk`.
    ///
    /// Returns none for an empty cell, `-` and `not stated`.
    #[must_use]
    pub fn from_row(text: &str) -> Option<Self> {
        let name = text.trim();
        if name.is_empty() || name == "-" || name.eq_ignore_ascii_case("not stated") {
            return None;
        }
        let known = if name.contains(',') {
            PlacePrecision::District
        } else if ["dprk", "north korea", "russia", "ukraine", "china"]
            .contains(&name.to_lowercase().as_str())
        {
            PlacePrecision::Country
        } else {
            PlacePrecision::Province
        };
        Some(Self { name: name.to_owned(), known, released_name: name.to_owned(), release: known })
    }

    /// The place as a row shows it that rests on somebody's source: what stands before the last comma is held back.
    #[must_use]
    pub fn lifted(mut self) -> Self {
        if let Some((_, province)) = self.name.rsplit_once(',') {
            self.released_name = province.trim().to_owned();
            self.release = PlacePrecision::Province;
        }
        self
    }

    /// The place as a row of our own protected source may show it: a known province or country, or nothing.
    ///
    /// Several provinces may be joined by `and`. Whatever else is named – a town, a plant, a unit – is held back: its released
    /// name is then empty.
    #[must_use]
    pub fn for_protected(self) -> Self {
        let mut place = self.lifted();
        let said = place.released_name.to_lowercase();
        let every = said.split(" and ").all(|part| {
            let part = part.trim();
            let part = part
                .strip_suffix(" province")
                .or_else(|| part.strip_suffix(" provinces"))
                .unwrap_or(part);
            PROVINCES.contains(&part)
        });
        if !every {
            place.released_name.clear();
            place.release = PlacePrecision::Country;
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn released(text: &str) -> String {
        Place::from_row(text).unwrap().for_protected().released_name
    }

    #[test]
    fn a_protected_place_is_a_known_province_or_nothing() {
        let rows = [
            ("Hyesan, Ryanggang", "Ryanggang"),
            ("Ryanggang Province", "Ryanggang Province"),
            ("North Hamgyong and Ryanggang", "North Hamgyong and Ryanggang"),
            ("DPRK", "DPRK"),
            ("Inventedville", ""),
            ("Plant 3, Inventedville", ""),
            ("Ryanggang and Inventedville", ""),
        ];
        for (text, shown) in rows {
            assert_eq!(released(text), shown, "{text}");
        }
    }

    #[test]
    fn others_keep_their_place_or_lose_the_town() {
        let place = Place::from_row("Hyesan, Ryanggang").unwrap();
        assert_eq!(
            (place.known, place.released_name.as_str()),
            (PlacePrecision::District, "Hyesan, Ryanggang")
        );
        let place = place.lifted();
        assert_eq!(
            (place.release, place.released_name.as_str()),
            (PlacePrecision::Province, "Ryanggang")
        );
        assert_eq!(Place::from_row("not stated"), None);
    }
}
