//! The canonical form of a table and its content hash.
//!
//! Lists are ordered by what they count, not by what they are called: first by the number of persons, then by the persons on
//! no other list, then by a few rounds of comparing the cells with the lists already told apart. Lists that no round tells
//! apart keep the order of their labels; they nearly always are mirror images of each other.
//!
//! Canonical bytes: `cenotaph.overlap/1`, a zero byte, the number of lists (8 bytes, little end first), the number of cells, then for each
//! cell in ascending order of its canonical pattern the pattern and the count. The seed is SHA-256 of them; the content hash covers the
//! labels in canonical order as well.

use sha2::{Digest as _, Sha256};

use super::OverlapTable;

/// A table in canonical order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// For each canonical place, the bit of the list in the table as given.
    pub order: Vec<usize>,
    /// Cells by canonical pattern, ascending.
    pub cells: Vec<(u64, u64)>,
    /// SHA-256 of the counts: it seeds every stream, whatever the lists are called.
    pub seed: [u8; 32],
    /// SHA-256 of counts and labels: it keys a result.
    pub content_hash: [u8; 32],
}

impl Canonical {
    /// The pattern of the table as given, in canonical bits.
    #[must_use]
    pub fn pattern(&self, given: u64) -> u64 {
        self.order
            .iter()
            .enumerate()
            .filter(|&(_, &bit)| given >> bit & 1 == 1)
            .fold(0, |image, (place, _)| image | 1 << place)
    }

    /// The content hash in hexadecimal digits.
    #[must_use]
    pub fn content_hash_hex(&self) -> String {
        self.content_hash.iter().map(|b| format!("{b:02x}")).collect()
    }
}

pub(super) fn canonical(table: &OverlapTable) -> Canonical {
    let names = table.names();
    let lists = names.len();
    let mut class = vec![0_usize; lists];
    for _ in 0..=lists {
        let keys: Vec<_> = (0..lists).map(|j| signature(table, j, &class)).collect();
        let mut distinct = keys.clone();
        distinct.sort();
        distinct.dedup();
        let next: Vec<usize> =
            keys.iter().map(|k| distinct.binary_search(k).unwrap_or(0)).collect();
        if next == class {
            break;
        }
        class = next;
    }
    let mut order: Vec<usize> = (0..lists).collect();
    order.sort_by(|&a, &b| (class[a], names[a]).cmp(&(class[b], names[b])));
    let mut form = Canonical { order, cells: Vec::new(), seed: [0; 32], content_hash: [0; 32] };
    form.cells = table.cells().iter().map(|&(p, c)| (form.pattern(p), c)).collect();
    form.cells.sort_unstable();

    let mut hash = Sha256::new();
    hash.update(b"cenotaph.overlap/1\0");
    hash.update((lists as u64).to_le_bytes());
    hash.update((form.cells.len() as u64).to_le_bytes());
    for &(pattern, count) in &form.cells {
        hash.update(pattern.to_le_bytes());
        hash.update(count.to_le_bytes());
    }
    form.seed = hash.clone().finalize().into();
    for &list in &form.order {
        hash.update((names[list].len() as u64).to_le_bytes());
        hash.update(names[list].as_bytes());
    }
    form.content_hash = hash.finalize().into();
    form
}

/// What is known of a list without its label: for each cell it is in, the classes of the lists beside it, and the count.
type Signature = (usize, u64, Vec<(Vec<usize>, u64)>);

fn signature(table: &OverlapTable, list: usize, class: &[usize]) -> Signature {
    let mut cells = Vec::new();
    let mut total = 0;
    for &(pattern, count) in table.cells() {
        if pattern >> list & 1 == 0 {
            continue;
        }
        total += count;
        let mut beside: Vec<usize> = (0..class.len())
            .filter(|&j| j != list && pattern >> j & 1 == 1)
            .map(|j| class[j])
            .collect();
        beside.sort_unstable();
        cells.push((beside, count));
    }
    cells.sort();
    (class[list], total, cells)
}
