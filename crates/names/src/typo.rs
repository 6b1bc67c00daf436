//! Spellings one slip away: a letter left out, put in, changed, doubled, or two changed places.
//!
//! Invariant: for n letters of an alphabet of k there are at most (2n + 1)·k + 2n of them. Source: Damerau 1964.

/// All spellings one slip away from these letters, without the letters themselves.
pub(crate) fn neighbours(letters: &str, alphabet: &str) -> Vec<String> {
    let chars: Vec<char> = letters.chars().collect();
    let mut out = Vec::new();
    let mut push = |v: Vec<char>| {
        if !v.is_empty() && v != chars {
            out.push(v.into_iter().collect::<String>());
        }
    };
    for i in 0..=chars.len() {
        let (head, tail) = chars.split_at(i);
        for c in alphabet.chars() {
            push([head, &[c], tail].concat());
        }
        let Some((here, rest)) = tail.split_first() else { continue };
        push([head, rest].concat());
        for c in alphabet.chars() {
            push([head, &[c], rest].concat());
        }
        if let Some((next, rest)) = rest.split_first() {
            push([head, &[*next, *here], rest].concat());
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_and_no_more() {
        let near = neighbours("jik", "ajk");
        for v in ["jk", "jki", "jikk", "ajik", "jak"] {
            assert!(near.contains(&v.to_owned()), "{v}");
        }
        assert!(!near.contains(&"jik".to_owned()));
        assert!(!near.contains(&"jaak".to_owned()));
    }
}
