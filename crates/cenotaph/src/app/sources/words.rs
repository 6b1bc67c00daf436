//! The desk's sealed words: names, villages and numbers of its sources, looked for in every row that comes in.
//!
//! They are drawn from what is sealed as `identity`, `go-between` and `contact`, and kept in one record of the vault that the
//! program reads by one editor's key. Of an identity each short line counts, what stands before a colon does not (`village: …`);
//! of a contact only numbers and addresses do, since words of everyday speech would refuse half of what comes in.
//!
//! Invariant: the words are zeroed when dropped, and nothing here shows one.

use std::collections::BTreeMap;

use protect::door::Words;
use record::vault::{Access, EditorKey, Secret, Vault};
use zeroize::Zeroize;

use super::label::WORDS;
use super::{Item, Sources};
use crate::app::error::Error;
use crate::app::people::Roster;

/// The words of each source.
#[derive(Default)]
pub(super) struct SealedWords(BTreeMap<String, Vec<String>>);

impl Drop for SealedWords {
    fn drop(&mut self) {
        self.0.values_mut().flatten().for_each(Zeroize::zeroize);
    }
}

/// Characters of a line that may be a name, a village, a number; a longer one is a sentence.
const LINE_CHARS_MAX: usize = 48;

impl SealedWords {
    /// Reads them; none when nothing was ever sealed.
    pub(super) fn load(vault: &Vault, sources: &Sources, key: &EditorKey) -> Result<Self, Error> {
        let Some(item) = item(sources) else { return Ok(Self::default()) };
        let bytes = vault.read(item.id, key)?;
        let words = serde_json::from_slice(bytes.expose());
        // The cause would repeat what it could not read.
        words.map(Self).map_err(|_| Error::Bug("the sealed words cannot be read".to_owned()))
    }

    /// Writes them, under the id that they have; gives id and commitment for the entry.
    pub(super) fn store(
        &self,
        vault: &Vault,
        sources: &Sources,
        roster: &Roster,
    ) -> Result<record::vault::Sealed, Error> {
        let bytes = serde_json::to_vec(&self.0).map_err(|e| Error::Bug(e.to_string()))?;
        let (secret, to) = (Secret::new(bytes), roster.recipients());
        Ok(match item(sources) {
            Some(item) => vault.replace(item.id, WORDS, &secret, &to)?,
            None => vault.seal(WORDS, &secret, Access::Working, &to)?,
        })
    }

    /// Adds the words of something that is sealed; true when there were new ones.
    pub(super) fn learn(&mut self, handle: &str, label: &str, text: &str) -> bool {
        let known = self.0.entry(handle.to_owned()).or_default();
        let before = known.len();
        for word in drawn(label, text) {
            if !known.iter().any(|k| k == word) {
                known.push(word.to_owned());
            }
        }
        known.len() > before
    }

    /// Forgets the words of a source; true when there were some.
    pub(super) fn forget(&mut self, handle: &str) -> bool {
        let mut words = self.0.remove(handle).unwrap_or_default();
        words.iter_mut().for_each(Zeroize::zeroize);
        !words.is_empty()
    }

    /// For the door.
    pub(super) fn matcher(&self) -> Words {
        Words::new(self.0.values().flatten().map(String::as_str))
    }
}

fn item(sources: &Sources) -> Option<&Item> {
    sources.items().find(|i| i.label == WORDS && i.handle.is_empty())
}

/// The words to look for in what is sealed under a label.
fn drawn<'t>(label: &str, text: &'t str) -> Vec<&'t str> {
    let value =
        |line: &'t str| line.split_once([':', '：', '=']).map_or(line, |(_, value)| value).trim();
    match label {
        "identity" | "go-between" => text
            .lines()
            .flat_map(|line| value(line).split([',', ';', '，', '、', '/', '(', ')']))
            .map(|part| part.trim().trim_end_matches('.'))
            .filter(|part| part.chars().count() <= LINE_CHARS_MAX && tells(part))
            .collect(),
        "contact" => {
            text.split([' ', '\n', ',', ';', '(', ')']).filter(|part| is_address(part)).collect()
        }
        _ => Vec::new(),
    }
}

/// Enough of it to be found by: two syllables, three letters, five digits.
fn tells(part: &str) -> bool {
    let hangul = part.chars().filter(|c| ('가'..='힣').contains(c)).count();
    let letters = part.chars().filter(|c| c.is_alphabetic()).count();
    let digits = part.chars().filter(char::is_ascii_digit).count();
    hangul >= 2 || letters >= 3 || digits >= 5
}

/// A number of six digits or more, or something with `@` or `_` and a digit in it.
fn is_address(part: &str) -> bool {
    let digits = part.chars().filter(|c| c.is_numeric()).count();
    digits >= 6 || part.contains('@') || (part.contains('_') && digits > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_drawn_and_sentences_are_not() {
        let identity = "name: Ri Mirae Test, 리미래시험\nvillage: Maplehollow\n살던 곳: 단풍골\nShe has lived there since her marriage and trades in what her brother brings.\n40s\n";
        assert_eq!(
            drawn("identity", identity),
            ["Ri Mirae Test", "리미래시험", "Maplehollow", "단풍골"]
        );
        let contact = "by the handset of a trader, 010-5550-0199 or wxid_9mapletest, Mondays only";
        assert_eq!(drawn("contact", contact), ["010-5550-0199", "wxid_9mapletest"]);
        assert!(drawn("note", identity).is_empty());
    }

    #[test]
    fn words_are_learnt_once_and_forgotten() {
        let mut words = SealedWords::default();
        assert!(words.learn("heron", "identity", "name: Ri Mirae Test"));
        assert!(!words.learn("heron", "identity", "Ri Mirae Test"));
        assert_eq!(words.matcher().len(), 1);
        assert!(words.forget("heron") && !words.forget("heron"));
        assert!(words.matcher().is_empty());
    }
}
