//! Texts by number: a text that was met before has the number it had.
//!
//! Invariant: numbers count up from 0 in the order of first meeting; the hash is fixed, so that nothing depends on the run. A list made to
//! collide costs time in proportion to its own size times the length of a run of the table, never a wrong number. Not here: folding.

/// Texts one behind the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    all: String,
    ends: Vec<u64>,
}

impl Texts {
    pub(crate) fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len() as u64);
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, n: u32) -> &str {
        let n = n as usize;
        let from = if n == 0 { 0 } else { self.ends[n - 1] };
        &self.all[usize::try_from(from).unwrap_or(0)..usize::try_from(self.ends[n]).unwrap_or(0)]
    }
}

/// Gives numbers to texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    texts: Texts,
    /// A power of two, at most half full.
    table: Vec<Cell>,
}

/// A place in the table: what is asked for a text is all here, but for the text.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    /// The upper half of the hash.
    tag: u32,
    /// Number + 1; 0 is free.
    number: u32,
    /// Where the text starts, and in the last bits its length, or [`LONG`].
    at: u64,
}

const LEN_BITS: u32 = 24;
/// The length of texts that are too long, or too far behind, for a cell.
const LONG: u64 = (1 << LEN_BITS) - 1;

impl Interner {
    /// The number of a text, a new one if it was never met.
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        if self.texts.len() * 2 >= self.table.len() {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let (mut at, tag) = place(mix(1, text.as_bytes()));
        loop {
            at &= mask;
            let cell = self.table[at];
            if cell.number == 0 {
                let n = u32::try_from(self.texts.len()).unwrap_or(u32::MAX - 1);
                let (start, len) = (self.texts.all.len() as u64, text.len() as u64);
                let fits = len < LONG && start >> (64 - LEN_BITS) == 0;
                self.texts.push(text);
                let at_text = start << LEN_BITS | if fits { len } else { LONG };
                self.table[at] = Cell { tag, number: n + 1, at: at_text };
                return n;
            }
            if cell.tag == tag && self.text_of(cell) == text {
                return cell.number - 1;
            }
            at += 1;
        }
    }

    fn text_of(&self, cell: Cell) -> &str {
        let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        match cell.at & LONG {
            LONG => self.texts.get(cell.number - 1),
            len => {
                let start = at(cell.at >> LEN_BITS);
                self.texts.all.get(start..start + at(len)).unwrap_or_default()
            }
        }
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(64);
        let old = std::mem::replace(&mut self.table, vec![Cell::default(); size]);
        for cell in old.into_iter().filter(|c| c.number != 0) {
            let mut at = place(mix(1, self.text_of(cell).as_bytes())).0 & (size - 1);
            while self.table[at].number != 0 {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = cell;
        }
    }

    pub(crate) fn get(&self, n: u32) -> &str {
        self.texts.get(n)
    }

    pub(crate) fn into_texts(self) -> Texts {
        self.texts
    }
}

/// Where a hash begins to look in the table, and its tag.
fn place(hash: u64) -> (usize, u32) {
    let low = hash & u64::from(u32::MAX);
    (usize::try_from(low).unwrap_or(0), u32::try_from(hash >> 32).unwrap_or(0))
}

/// One step of the hash: a multiplication of 64 by 64 bits, folded.
pub(crate) fn step(state: u64, value: u64) -> u64 {
    let product =
        u128::from(state ^ 0x9E37_79B9_7F4A_7C15) * u128::from(value ^ 0xD6E8_FEB8_6659_FD93);
    let low = u64::try_from(product & u128::from(u64::MAX)).unwrap_or(0);
    let high = u64::try_from(product >> 64).unwrap_or(0);
    (low ^ high).rotate_left(23).wrapping_add(state)
}

/// A hash of bytes that is the same on every machine.
pub(crate) fn mix(seed: u64, bytes: &[u8]) -> u64 {
    let mut hash = step(seed, bytes.len() as u64);
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = step(hash, u64::from_le_bytes(word));
    }
    step(hash, 0xA5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_stable() {
        let mut interner = Interner::default();
        for round in 0..2 {
            for n in 0..1000_u32 {
                assert_eq!(interner.intern(&format!("text {n}")), n, "{round}");
            }
        }
        assert_eq!(interner.into_texts().get(17), "text 17");
    }

    #[test]
    fn the_hash_is_fixed() {
        assert_ne!(mix(1, b"a"), mix(1, b"b"));
        assert_ne!(mix(1, b""), mix(1, b"\0"));
        assert_ne!(mix(1, b"abcdefgh"), mix(1, b"abcdefgh\0"));
    }
}
