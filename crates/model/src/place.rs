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

impl Place {
    /// Takes a place as a row names it: `Ryanggang Province`, `Hyesan, Ryanggang`, `Kursk`.
    ///
    /// A row about a protected source (`protected`) is shown at province level: what stands before the last comma is held back.
    /// Returns none for an empty cell, `-` and `not stated`.
    #[must_use]
    pub fn from_row(text: &str, protected: bool) -> Option<Self> {
        let name = text.trim();
        if name.is_empty() || name == "-" || name.eq_ignore_ascii_case("not stated") {
            return None;
        }
        let fine = name.rsplit_once(',').map(|(_, province)| province.trim().to_owned());
        let known = match &fine {
            Some(_) => PlacePrecision::District,
            None if name.eq_ignore_ascii_case("dprk") || name.eq_ignore_ascii_case("russia") => {
                PlacePrecision::Country
            }
            None => PlacePrecision::Province,
        };
        let (released_name, release) = match fine {
            Some(province) if protected => (province, PlacePrecision::Province),
            _ => (name.to_owned(), known),
        };
        Some(Self { name: name.to_owned(), known, released_name, release })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protected_place_is_shown_at_province_level() {
        let place = Place::from_row("Hyesan, Ryanggang", true).unwrap();
        assert_eq!(
            (place.known, place.release),
            (PlacePrecision::District, PlacePrecision::Province)
        );
        assert_eq!(place.released_name, "Ryanggang");
        assert_eq!(
            Place::from_row("Hyesan, Ryanggang", false).unwrap().released_name,
            "Hyesan, Ryanggang"
        );
        assert_eq!(Place::from_row("not stated", false), None);
    }
}
