//! Spellings one slip away: a letter left out, put in, changed, doubled, or two changed places.
//!
//! Letters are codes of [`crate::korean::writing`]. Invariant: for n letters of an alphabet of k at most (2n + 1)·k + 2n spellings, each
//! once; nothing is allocated. Source: Damerau 1964.

use crate::korean::writing::CODES_MAX;

/// Gives every spelling one slip away from these letters, without the letters themselves; letters beyond [`CODES_MAX`] − 1 give none.
pub(crate) fn each_neighbour(letters: &[u8], alphabet: &[u8], mut take: impl FnMut(&[u8])) {
    let mut room = [0_u8; CODES_MAX];
    let n = letters.len();
    let Some(longer) = room.get_mut(..=n) else { return };
    for i in 0..=n {
        // Put in before one like it, a letter gives what it gives behind it.
        for c in alphabet.iter().filter(|c| letters.get(i) != Some(c)) {
            put(longer, [letters.get(..i), Some(&[*c]), letters.get(i..)]);
            take(longer);
        }
    }
    let Some(same) = room.get_mut(..n) else { return };
    for (i, here) in letters.iter().enumerate() {
        for c in alphabet.iter().filter(|c| *c != here) {
            put(same, [letters.get(..i), Some(&[*c]), letters.get(i + 1..)]);
            take(same);
        }
        if let Some(next) = letters.get(i + 1).filter(|next| *next != here) {
            put(same, [letters.get(..i), Some(&[*next, *here]), letters.get(i + 2..)]);
            take(same);
        }
    }
    let Some(shorter) = room.get_mut(..n.saturating_sub(1)).filter(|s| !s.is_empty()) else {
        return;
    };
    for (i, here) in letters.iter().enumerate() {
        // Of two alike either may be left out.
        if letters.get(i + 1) != Some(here) {
            put(shorter, [letters.get(..i), None, letters.get(i + 1..)]);
            take(shorter);
        }
    }
}

fn put(to: &mut [u8], pieces: [Option<&[u8]>; 3]) {
    let from = pieces.into_iter().flatten().flatten();
    for (slot, c) in to.iter_mut().zip(from) {
        *slot = *c;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn one_slip_and_no_more() {
        let mut near = Vec::new();
        each_neighbour(b"jik", b"ajk", |v| near.push(String::from_utf8(v.to_vec()).unwrap()));
        for v in ["jk", "jki", "jikk", "ajik", "jak"] {
            assert!(near.contains(&v.to_owned()), "{v}");
        }
        assert!(!near.contains(&"jik".to_owned()));
        assert!(!near.contains(&"jaak".to_owned()));
    }

    #[test]
    fn each_once_and_as_many_as_there_are() {
        for letters in ["a", "ab", "aa", "aab", "abab", "bbb"] {
            let mut near = Vec::new();
            each_neighbour(letters.as_bytes(), b"ab", |v| near.push(v.to_vec()));
            let once: BTreeSet<Vec<u8>> = near.iter().cloned().collect();
            assert_eq!(once.len(), near.len(), "{letters}");
            let all =
                (1..=letters.len() + 1).flat_map(|n| (0..1_u32 << n).map(move |bits| (n, bits)));
            let all = all.map(|(n, bits)| -> Vec<u8> {
                (0..n).map(|i| if bits >> i & 1 == 0 { b'a' } else { b'b' }).collect()
            });
            let expected: BTreeSet<Vec<u8>> = all.filter(|v| slip(v, letters.as_bytes())).collect();
            assert_eq!(once, expected, "{letters}");
        }
    }

    /// Whether one slip makes one of the other, by definition.
    fn slip(a: &[u8], b: &[u8]) -> bool {
        let out = |long: &[u8], short: &[u8]| {
            (0..long.len()).any(|i| [&long[..i], &long[i + 1..]].concat() == short)
        };
        match a.len().abs_diff(b.len()) {
            0 => {
                let apart: Vec<usize> = (0..a.len()).filter(|i| a[*i] != b[*i]).collect();
                match apart.as_slice() {
                    [_] => true,
                    [i, j] => i + 1 == *j && a[*i] == b[*j] && a[*j] == b[*i],
                    _ => false,
                }
            }
            1 => out(a, b) || out(b, a),
            _ => false,
        }
    }
}
