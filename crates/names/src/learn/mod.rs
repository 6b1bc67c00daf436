//! Estimating the tables: from spellings whose Hangul is known, and from pairs of letters, by expectation and maximisation.
//!
//! The committed tables were made by `examples/train.rs`, which reads the files and calls what is here. Invariants: the same input
//! gives the same tables byte for byte; a form that was never seen keeps its weight from the hand tables. Not here: files.
//! Source: Dempster, Laird and Rubin 1977; smoothing after Witten and Bell 1991.

mod frequencies;
mod graphones;
mod korean;
mod letters;
mod odds;
mod rules;
mod second_hand;

pub use crate::calibrate::knots;
pub use korean::{KoreanInputs, Spelling, korean};
pub use letters::{Lexicon, letters, lexicon};
pub use odds::{features, odds};

/// The probability as a function of the ln likelihood ratio, from lines of knots as in `data/calibration.tsv`.
///
/// # Errors
/// Knots that do not increase, by line.
pub fn probability(knots: &str) -> Result<impl Fn(f32) -> f64 + use<>, crate::TableError> {
    let calibration = crate::calibrate::Calibration::read(knots)?;
    Ok(move |ln| calibration.probability(crate::calibrate::Kind::Korean, ln))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Names, Tables};
    use std::collections::BTreeSet;

    fn spellings(pairs: &[(&str, &str)]) -> Vec<Spelling> {
        let spelling =
            |p: &(&str, &str)| Spelling { written: p.0.to_owned(), hangul: p.1.to_owned() };
        pairs.iter().map(spelling).collect()
    }

    fn table(spellings: &[Spelling]) -> String {
        let persons: Vec<String> = spellings.iter().map(|s| s.hangul.clone()).collect();
        let hand = include_str!("../../data/hand/korean.tsv");
        let hanja = Tables::STANDARD.hanja;
        let arabic = include_str!("../../data/hand/arabic.tsv");
        let inputs =
            KoreanInputs { spellings, persons: &persons, variants: &[], hand, arabic, hanja };
        korean(&inputs).unwrap()
    }

    /// P(form | sound) in a printed table.
    fn p(table: &str, head: &str, form: &str) -> f32 {
        let line = table.lines().find(|l| l.starts_with(head)).unwrap();
        let cell = line.rsplit('\t').next().unwrap();
        let found = cell.split(' ').filter_map(|c| c.rsplit_once(':')).find(|(f, _)| *f == form);
        found.map_or(0.0, |(_, p)| p.parse().unwrap())
    }

    #[test]
    fn spellings_move_the_forms_and_the_hand_tables_stay_behind() {
        let none = table(&[]);
        let head = "form\tlatin\tonset\tㄱ\t";
        let names = [
            ("Gim Gilgu", "김길구"),
            ("Gim Gugil", "김구길"),
            ("Gim Gil-gu", "김길구"),
            ("Gim Gugeun", "김구근"),
        ];
        let learned = table(&spellings(&names));
        assert!(p(&none, head, "k") > 0.5 && p(&none, head, "g") < 0.45);
        assert!(p(&learned, head, "g") > 0.7, "{}", p(&learned, head, "g"));
        assert!(p(&learned, head, "k") > 0.05, "a form of the hand tables is not forgotten");
        // Nothing taught the Cyrillic table.
        let cyrillic = "form\tcyrillic\tonset\tㄱ\t";
        assert_eq!(p(&none, cyrillic, "к"), p(&learned, cyrillic, "к"));
    }

    #[test]
    fn a_spelling_that_cannot_be_the_name_teaches_nothing_and_order_does_not_matter() {
        let names =
            [("Pak Chol Su", "박철수"), ("Kim Myong Guk", "김명국"), ("Washington", "최영호")];
        let table_of = |names: &[(&str, &str)]| {
            let text = table(&spellings(names));
            text.lines().filter(|l| l.starts_with("form")).map(str::to_owned).collect::<Vec<_>>()
        };
        let all = table_of(&names);
        assert_eq!(all, table_of(&names[..2]));
        assert_eq!(all, table_of(&[names[1], names[0], names[2]]));
    }

    #[test]
    fn pairs_of_letters_are_learned() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let pairs: Vec<_> = [
            ("шимон", "szymon"),
            ("шура", "szura"),
            ("шилов", "szilow"),
            ("вера", "wiera"),
            ("машков", "maszkow"),
        ]
        .into_iter()
        .map(|(a, b)| pair(a, b))
        .collect();
        let tokens: Vec<String> = pairs.iter().flat_map(|(a, b)| [a.clone(), b.clone()]).collect();
        let hand = include_str!("../../data/hand/letters.tsv");
        let lexicon = lexicon(&[], &BTreeSet::new(), hand).unwrap();
        let text = letters(&lexicon, &pairs, &tokens);
        assert_eq!(text, letters(&lexicon, &pairs, &tokens));
        let none = letters(&lexicon, &[], &tokens);
        let weigh = |text: &str, a: &str, b: &str| {
            let names =
                Names::from_tables(&Tables { letters: text, calibration: "", ..Tables::STANDARD })
                    .unwrap();
            names.ln_ratio(&names.read(a), &names.read(b))
        };
        let learned = weigh(&text, "Шумилов", "Szumilow");
        assert!(learned > weigh(&text, "Шумилов", "Kumilow") + 3.0);
        assert!(learned > weigh(&none, "Шумилов", "Szumilow") + 1.0);
    }
}
