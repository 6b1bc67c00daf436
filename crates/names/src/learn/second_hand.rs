//! Arabic letters at second hand: who writes a Korean name in them mostly copies its Latin letters.
//!
//! Few names are known in Arabic letters, many in Latin ones. P(Arabic | syllable) by this way is Σ over Latin spellings of P(Latin |
//! syllable)·P(Arabic | Latin), part by part: the first learned, the second from a hand table. It knows what the parts of a syllable do not:
//! that ㅓ is *eo* in an open syllable and so سيو, *u* in many a closed one and so سونغ. Invariant: it depends on the Latin spellings that
//! the tables were learned from and on nothing else. Not here: learning those ([`super::korean`]).

use super::korean::{WholeCounts, read_chunk};
use crate::hangul;
use crate::korean::emission::{Emission, Part};
use crate::korean::part_of;
use crate::tables::{Lines, TableError};
use std::collections::BTreeMap;

/// Sightings of a syllable that this counts as. Of 3, 8 and 20 chosen on cross-validated names with a set of names
/// taken in that was left out again (average precision of Arabic and Latin letters .963, .976, .974; without that set .972 at 8).
const WEIGHT: f32 = 8.0;
/// Forms less probable than this are left out.
const LEAST: f32 = 0.01;
/// The tables of these letters among the systems.
const LATIN: usize = 0;
const ARABIC: usize = 2;

/// By part and Latin letters, the Arabic letters with P(Arabic | Latin).
type Rendered = BTreeMap<(Part, String), Vec<(String, f32)>>;

fn read(text: &str) -> Result<Rendered, TableError> {
    let mut out = Rendered::new();
    for line in Lines::new("hand/arabic.tsv", text) {
        if line.cell(0)? == "part" {
            continue;
        }
        let part = part_of(line.cell(0)?).ok_or_else(|| line.bad(0))?;
        let latin = line.cell(1)?;
        let latin = if latin == "-" { "" } else { latin };
        let mut forms = line.weights(2)?;
        let total: f32 = forms.iter().map(|f| f.1).sum();
        forms.iter_mut().for_each(|f| f.1 /= total.max(f32::MIN_POSITIVE));
        out.insert((part, latin.to_owned()), forms);
    }
    Ok(out)
}

/// Adds to the Arabic letters of whole syllables what their Latin spellings would become.
pub(super) fn add(hand: &str, latin: &Emission, whole: &mut WholeCounts) -> Result<(), TableError> {
    let rendered = read(hand)?;
    let mut spelled: BTreeMap<(bool, u16), Vec<(&str, f32)>> = BTreeMap::new();
    for ((_, surname, unit, letters), n) in whole.iter().filter(|((s, ..), _)| *s == LATIN) {
        spelled.entry((*surname, *unit)).or_default().push((letters, *n));
    }
    let mut more = WholeCounts::new();
    for ((surname, unit), spellings) in spelled {
        let mut forms: BTreeMap<String, f32> = BTreeMap::new();
        for (letters, n) in spellings {
            render(&rendered, latin, letters, unit, n, &mut forms);
        }
        let total: f32 = forms.values().sum();
        for (form, n) in forms.into_iter().filter(|(_, n)| *n >= LEAST * total) {
            more.insert((ARABIC, surname, unit, form), WEIGHT * n / total);
        }
    }
    for (key, n) in more {
        *whole.entry(key).or_default() += n;
    }
    Ok(())
}

/// Adds what one Latin spelling of a syllable becomes, `n` times.
fn render(
    rendered: &Rendered,
    latin: &Emission,
    letters: &str,
    unit: u16,
    n: f32,
    forms: &mut BTreeMap<String, f32>,
) {
    let none = Vec::new();
    let of = |part: Part, form: Option<&str>| {
        rendered.get(&(part, form.unwrap_or("").to_owned())).unwrap_or(&none)
    };
    if unit >= hangul::COUNT {
        return;
    }
    let reading = read_chunk(latin, letters, unit, false);
    for (i, j, p) in reading.splits {
        let share = n * p / reading.total;
        let vowel = letters.get(i..j).unwrap_or("");
        let glide = vowel.starts_with(['y', 'w']);
        for (onset, po) in of(Part::Onset, letters.get(..i)) {
            // A vowel at the head has a letter to stand on, a glide is one.
            if i == 0 && glide && !onset.is_empty() {
                continue;
            }
            let po = if i == 0 && glide { 1.0 } else { *po };
            for (nucleus, pn) in of(Part::Nucleus, Some(vowel)) {
                for (coda, pc) in of(Part::Coda, letters.get(j..)) {
                    let form = joined([onset, nucleus, coda]);
                    *forms.entry(form).or_default() += share * po * pn * pc;
                }
            }
        }
    }
}

/// The letters of the parts; the alef that a vowel stands on is the alef of the vowel.
fn joined(parts: [&str; 3]) -> String {
    let mut out = String::new();
    for part in parts {
        let part = if out == "ا" { part.strip_prefix('ا').unwrap_or(part) } else { part };
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_syllable_and_a_closed_one() {
        let of = |part: Part, latin: &str, sound: char| {
            let sound = part.sounds().chars().position(|c| c == sound).unwrap() as u8;
            (part, latin.to_owned(), sound)
        };
        let mut emission = Emission::default();
        for (part, latin, sound) in [
            of(Part::Onset, "s", 'ㅅ'),
            of(Part::Onset, "", 'ㅇ'),
            of(Part::Nucleus, "eo", 'ㅓ'),
            of(Part::Nucleus, "u", 'ㅓ'),
            of(Part::Nucleus, "a", 'ㅏ'),
            of(Part::Coda, "", '-'),
            of(Part::Coda, "ng", 'ㅇ'),
            of(Part::Coda, "n", 'ㄴ'),
        ] {
            emission.parts[part as usize].entry(latin).or_default().push((sound, 0.5));
        }
        let unit = |c: char| hangul::number(c).unwrap();
        let mut whole: WholeCounts = [('서', "seo"), ('성', "sung"), ('안', "an")]
            .into_iter()
            .map(|(c, latin)| ((LATIN, false, unit(c), latin.to_owned()), 5.0))
            .collect();
        add(include_str!("../../data/hand/arabic.tsv"), &emission, &mut whole).unwrap();
        let of = |c: char, form: &str| {
            whole.get(&(ARABIC, false, unit(c), form.to_owned())).copied().unwrap_or(0.0)
        };
        assert!(of('서', "سيو") > of('서', "سو") && of('서', "سو") > 0.5);
        assert!(of('성', "سونغ") > 10.0 * of('성', "سيونغ") && of('성', "سانگ") > 0.05);
        assert!(of('안', "ان") > 2.0 && of('안', "اان") == 0.0);
        let sum = |c: char| {
            let of = whole.iter().filter(|((s, _, u, _), _)| *s == ARABIC && *u == unit(c));
            of.map(|w| *w.1).sum::<f32>()
        };
        assert!(sum('성') <= WEIGHT + 1e-3 && sum('성') > 0.9 * WEIGHT);
    }
}
