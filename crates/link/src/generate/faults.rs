//! What goes wrong when a list is written: mistyped letters, dates in part or wrong, places left coarse.
//!
//! Invariant: a fault changes what it is given or leaves it, and never makes a text longer by more than a letter. Not here: how often,
//! which is the profile's ([`super::Profile`]).

use super::dice::Dice;
use super::korean::jamo;

/// Exchanges, drops, doubles or replaces one letter, with another of its script; of Hangul one part of a syllable.
pub(super) fn typo(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 2 {
        return text.to_owned();
    }
    let at = dice.below(letters.len());
    if let Some([initial, vowel, end]) = jamo(letters[at]) {
        let [initial, vowel, end] = match dice.below(3) {
            0 => [dice.below(19), vowel, end],
            1 => [initial, dice.below(21), end],
            _ => [initial, vowel, [0, 1, 4, 8, 16, 17, 21][dice.below(7)]],
        };
        let code = 0xAC00 + u32::try_from(initial * 588 + vowel * 28 + end).unwrap_or(0);
        letters[at] = char::from_u32(code).unwrap_or(letters[at]);
        return letters.into_iter().collect();
    }
    match dice.below(4) {
        0 if at > 0 => letters.swap(at, at - 1),
        1 if letters.len() > 3 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = another(letters[at], dice),
    }
    letters.into_iter().collect()
}

fn another(c: char, dice: &mut Dice) -> char {
    let range = |from: char, n: usize, dice: &mut Dice| {
        char::from_u32(u32::from(from) + u32::try_from(dice.below(n)).unwrap_or(0)).unwrap_or(c)
    };
    match c {
        '0'..='9' => range('0', 10, dice),
        'а'..='я' => range('а', 32, dice),
        'a'..='z' => range('a', 26, dice),
        other => other,
    }
}

/// A day as year, month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) year: i32,
    pub(super) month: usize,
    pub(super) day: usize,
}

impl Day {
    /// A day of a month that has 28, so that every one exists.
    pub(super) fn draw(years: std::ops::Range<usize>, dice: &mut Dice) -> Self {
        let year = years.start + dice.below(years.len());
        let year = i32::try_from(year).unwrap_or(0);
        Self { year, month: 1 + dice.below(12), day: 1 + dice.below(28) }
    }

    pub(super) fn whole(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// Year and month, or the year alone.
    pub(super) fn part(self, dice: &mut Dice) -> String {
        if dice.chance(0.4) {
            format!("{:04}-{:02}", self.year, self.month)
        } else {
            format!("{:04}", self.year)
        }
    }

    /// Another day: month and day exchanged, a day beside it, another year, a digit mistyped.
    pub(super) fn wrong(self, dice: &mut Dice) -> Self {
        let mut other = self;
        match dice.below(4) {
            0 if self.day <= 12 => (other.month, other.day) = (self.day, self.month),
            1 => other.day = if self.day > 1 { self.day - 1 } else { self.day + 1 },
            2 => other.year += if dice.chance(0.5) { 1 } else { -1 },
            _ => other.day = 1 + dice.below(28),
        }
        other
    }

    /// Whole years from here to another day.
    pub(super) fn years_to(self, then: Self) -> i32 {
        then.year - self.year - i32::from((then.month, then.day) < (self.month, self.day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ages_count_birthdays() {
        let day = |year, month, day| Day { year, month, day };
        for (then, age) in [
            (day(2024, 12, 20), 24),
            (day(2024, 3, 4), 24),
            (day(2024, 3, 3), 23),
            (day(2000, 3, 4), 0),
        ] {
            assert_eq!(day(2000, 3, 4).years_to(then), age, "{then:?}");
        }
    }

    proptest! {
        #[test]
        fn a_typo_is_one_letter(text in "[a-z]{2,9}|[а-я]{2,9}|[가-힣]{2,4}", seed in 0_u64..999) {
            let wrong = typo(&text, &mut Dice::new(seed, &[]));
            let (a, b) = (text.chars().count(), wrong.chars().count());
            prop_assert!(a.abs_diff(b) <= 1);
            let wrong: Vec<char> = wrong.chars().collect();
            let text: Vec<char> = text.chars().collect();
            let head = text.iter().zip(&wrong).take_while(|(x, y)| x == y).count();
            let tail = text.iter().rev().zip(wrong.iter().rev()).take_while(|(x, y)| x == y).count();
            prop_assert!(head + tail + 2 >= a, "{:?} {:?}", text, wrong);
        }

        #[test]
        fn a_wrong_day_is_a_day(seed in 0_u64..999) {
            let mut dice = Dice::new(seed, &[]);
            let day = Day::draw(1980..2000, &mut dice).wrong(&mut dice);
            prop_assert!((1..=12).contains(&day.month) && (1..=28).contains(&day.day));
        }
    }
}
