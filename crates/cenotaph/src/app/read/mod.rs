//! Reading articles: drafts out of an article, and drafts into the record.
//!
//! [`Article`] is the bytes as they came; the crate `reading` makes drafts of them; `rows` makes a row of each draft, with a key
//! that the article and the place of its words decide; `file` takes chosen rows in through `add`, so that they pass every check
//! and the door as any table's; `tables` writes them into a folder for an editor to mend.
//!
//! Terms: *draft* – a proposed statement, by its number from 1; *report* – the row of the sources table for the article.
//! Invariants: a draft that is in the record is not taken in again, whatever became of it since; nothing is filled in by a guess.
//! Not here: what an article says (`reading`), and what is shown of it (`cli`).

mod article;
pub mod file;
#[cfg(test)]
pub(crate) mod made;
mod rows;
mod tables;

pub use article::{Article, ArticleFault};
pub use file::{Filed, Kept, Outcome, file};
pub use rows::{Made, ReadTable, Unfit};
pub use tables::{to_mend, write};

use std::path::Path;

use reading::{Draft, Hints, Reading};

use super::error::Error;
use crate::intake::masked;

/// An article with what it says.
#[derive(Debug)]
pub struct Read {
    /// The article.
    pub article: Article,
    /// What was known of it beforehand.
    pub hints: Hints,
    /// What it says.
    pub reading: Reading,
}

impl Read {
    /// The article's path for rows and messages; a note may be named for whom it is about, and then its name is left out.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        let path = &self.article.name;
        let file = Path::new(path).file_name().map(|name| name.to_string_lossy());
        let leads = file.is_some_and(|file| masked(&file).is_some());
        if leads && self.reading.drafts.iter().any(rows::is_of_source) {
            "(not kept)"
        } else {
            path
        }
    }
}

/// Reads an article; its drafts come in the order of their words, the longer first.
///
/// # Errors
/// [`ArticleFault::NoWords`] when nothing of it can be seen.
pub fn read(article: Article, hints: Hints) -> Result<Read, Error> {
    let mut reading = reading::read(&article.bytes, &hints);
    if reading.text.trim().is_empty() {
        return Err(ArticleFault::NoWords { path: article.name }.into());
    }
    in_order_of_text(&mut reading.drafts);
    Ok(Read { article, hints, reading })
}

/// Sorts drafts by the place of their words, and moves what they say of one another along.
fn in_order_of_text(drafts: &mut Vec<Draft>) {
    let place =
        |draft: &Draft| draft.spans.first().map(|s| (s.text.start, std::cmp::Reverse(s.text.end)));
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|at| drafts.get(*at).and_then(place));
    let mut moved = vec![0; order.len()];
    for (now, before) in order.iter().enumerate() {
        if let Some(slot) = moved.get_mut(*before) {
            *slot = now;
        }
    }
    let mut taken: Vec<Option<Draft>> = drafts.drain(..).map(Some).collect();
    drafts.extend(order.iter().filter_map(|before| taken.get_mut(*before)?.take()));
    for draft in drafts {
        for list in [&mut draft.derives_from, &mut draft.stimulus] {
            *list = list.iter().filter_map(|at| moved.get(*at).copied()).collect();
        }
    }
}

/// Which drafts, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Choice {
    /// All of them.
    #[default]
    All,
    /// These, as ranges from 1.
    Some(Vec<(usize, usize)>),
}

impl Choice {
    /// Reads `all`, or numbers and ranges such as `1,3-5`.
    ///
    /// # Errors
    /// What was expected, as a clause.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        let number = |text: &str| text.trim().parse::<usize>().ok().filter(|n| *n > 0);
        let range = |part: &str| {
            let (from, to) = part.split_once(['-', '–']).unwrap_or((part, part));
            number(from).zip(number(to)).filter(|(from, to)| from <= to)
        };
        text.split(',')
            .map(range)
            .collect::<Option<Vec<_>>>()
            .map(Self::Some)
            .ok_or_else(|| "`all`, or numbers of drafts such as 1,3-5".to_owned())
    }

    /// True when the draft of this number, from 1, is meant.
    #[must_use]
    pub fn has(&self, number: usize) -> bool {
        match self {
            Self::All => true,
            Self::Some(ranges) => ranges.iter().any(|(from, to)| (*from..=*to).contains(&number)),
        }
    }

    /// Compares the numbers with how many drafts there are.
    ///
    /// # Errors
    /// [`Error::Value`] for the first number that no draft has.
    pub fn check(&self, drafts: usize) -> Result<(), Error> {
        let Self::Some(ranges) = self else { return Ok(()) };
        match ranges.iter().find(|(_, to)| *to > drafts) {
            None => Ok(()),
            Some((_, to)) => Err(Error::Value {
                value: to.to_string(),
                expected: match drafts {
                    0 => "the number of a draft: there is none".to_owned(),
                    1 => "the number of a draft: there is one".to_owned(),
                    n => format!("the number of a draft: they go from 1 to {n}"),
                },
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_follow_the_text() {
        use reading::{BlockKind, Kind};
        let drafts: [made::Made<'_>; 4] = [
            (Kind::Opinion, "four", &[]),
            (Kind::Opinion, "two", &[]),
            (Kind::Opinion, "two three", &[]),
            (Kind::Opinion, "one", &[]),
        ];
        let mut read = made::read(&[(BlockKind::Body, "one two three four")], &drafts);
        let list = &mut read.reading.drafts;
        (list[0].derives_from, list[3].stimulus) = (vec![1, 3], vec![0, 99]);
        in_order_of_text(list);
        let texts: Vec<&str> = list.iter().map(|d| d.text.as_str()).collect();
        assert_eq!(texts, ["one", "two three", "two", "four"]);
        assert_eq!((&list[3].derives_from, &list[0].stimulus), (&vec![2, 0], &vec![3]));
    }

    #[test]
    fn choices() {
        let rows: [(&str, Option<&[usize]>); 9] = [
            ("all", Some(&[1, 2, 3, 4, 5, 6])),
            ("1", Some(&[1])),
            ("1,3-5", Some(&[1, 3, 4, 5])),
            (" 2 , 4 – 6 ", Some(&[2, 4, 5, 6])),
            ("0", None),
            ("5-3", None),
            ("", None),
            ("1,,2", None),
            ("article.txt", None),
        ];
        for (text, expected) in rows {
            let found = Choice::parse(text)
                .ok()
                .map(|choice| (1..=6).filter(|n| choice.has(*n)).collect::<Vec<_>>());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        assert!(Choice::Some(vec![(1, 7)]).check(6).is_err());
        assert!(Choice::Some(vec![(1, 6)]).check(6).is_ok());
        assert!(Choice::All.check(0).is_ok());
    }
}
