//! The beginnings of the forms, letter by letter: one walk from the first letter of a word finds all that begin there.
//!
//! Terms: a *node* is a beginning that some heads share; a *list* is what hangs on a head, by its number. Invariant: a walk reads each
//! byte of its word once, and no further than the longest head. Not here: whether a word begins here (`lexicon`).

/// Heads, each with the number of its list.
#[derive(Debug)]
pub(super) struct Trie {
    /// The node behind each first byte.
    first: [u32; 256],
    nodes: Vec<Node>,
    /// Of each node in turn, the bytes that go on, in order; and the nodes that they lead to.
    bytes: Vec<u8>,
    next: Vec<u32>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Node {
    from: u32,
    to: u32,
    /// The list of the head that ends here and one; zero for none.
    list: u32,
}

impl Trie {
    /// A trie of heads with the numbers of their lists; an empty head is left out.
    pub(super) fn new<'h>(heads: impl Iterator<Item = (&'h str, usize)>) -> Self {
        let mut heads: Vec<(&[u8], usize)> = heads.map(|(head, n)| (head.as_bytes(), n)).collect();
        heads.retain(|(head, _)| !head.is_empty());
        heads.sort_unstable();
        // The root is the node zero, and no byte leads back to it.
        let (nodes, bytes, next) = (vec![Node::default()], Vec::new(), Vec::new());
        let mut trie = Self { first: [0; 256], nodes, bytes, next };
        trie.grow(0, 0, &heads);
        for i in trie.edges(0) {
            if let (Some(byte), Some(node)) = (trie.bytes.get(i), trie.next.get(i)) {
                trie.first[usize::from(*byte)] = *node;
            }
        }
        trie
    }

    /// Hangs the heads that share their first bytes on a node.
    fn grow(&mut self, node: usize, depth: usize, heads: &[(&[u8], usize)]) {
        // In order, the head that ends here is the first.
        let (list, open) = match heads.split_first() {
            Some((head, rest)) if head.0.len() == depth => (number(head.1) + 1, rest),
            _ => (0, heads),
        };
        let byte = |head: &(&[u8], usize)| head.0.get(depth).copied();
        let groups: Vec<&[(&[u8], usize)]> = open.chunk_by(|a, b| byte(a) == byte(b)).collect();
        let from = self.bytes.len();
        for group in &groups {
            self.bytes.extend(group.first().and_then(byte));
            self.next.push(number(self.nodes.len()));
            self.nodes.push(Node::default());
        }
        if let Some(slot) = self.nodes.get_mut(node) {
            *slot = Node { from: number(from), to: number(from + groups.len()), list };
        }
        for (i, group) in groups.into_iter().enumerate() {
            let child = self.next.get(from + i).map_or(0, |n| *n as usize);
            self.grow(child, depth + 1, group);
        }
    }

    fn edges(&self, node: usize) -> std::ops::Range<usize> {
        self.nodes.get(node).map_or(0..0, |n| n.from as usize..n.to as usize)
    }

    /// The lists of the heads that a text begins with, the shortest first, with their lengths.
    pub(super) fn walk<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = (usize, usize)> + 't {
        let mut node = 0;
        let mut depth = 0;
        std::iter::from_fn(move || {
            loop {
                let byte = *text.get(depth)?;
                node =
                    if depth == 0 { self.first[usize::from(byte)] } else { self.step(node, byte)? };
                depth += 1;
                let list = self.nodes.get(node as usize).filter(|_| node > 0)?.list;
                if list > 0 {
                    return Some((list as usize - 1, depth));
                }
            }
        })
    }

    fn step(&self, node: u32, byte: u8) -> Option<u32> {
        let edges = self.edges(node as usize);
        let bytes = self.bytes.get(edges.clone())?;
        let at = if bytes.len() > 8 {
            bytes.binary_search(&byte).ok()?
        } else {
            bytes.iter().position(|b| *b == byte)?
        };
        self.next.get(edges.start + at).copied()
    }
}

/// The tables have a few thousand heads.
fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn heads_are_found_the_shortest_first() {
        let heads = ["a", "ab", "abc", "가", "가나", "bx"];
        let trie = Trie::new(heads.iter().enumerate().map(|(i, head)| (*head, i)));
        let rows: [(&str, &[(usize, usize)]); 6] = [
            ("abcd", &[(0, 1), (1, 2), (2, 3)]),
            ("ax", &[(0, 1)]),
            ("가나다", &[(3, 3), (4, 6)]),
            ("b", &[]),
            ("cab", &[]),
            ("", &[]),
        ];
        for (text, expected) in rows {
            assert_eq!(trie.walk(text.as_bytes()).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_walk_finds_what_comparing_finds(
            heads in prop::collection::btree_set("[ab가]{1,4}", 0..12),
            text in "[ab가]{0,6}",
        ) {
            let trie = Trie::new(heads.iter().enumerate().map(|(i, head)| (head.as_str(), i)));
            let slow = heads.iter().enumerate().filter(|(_, head)| text.starts_with(head.as_str()));
            let mut slow: Vec<(usize, usize)> = slow.map(|(i, head)| (i, head.len())).collect();
            slow.sort_by_key(|(_, length)| *length);
            prop_assert_eq!(trie.walk(text.as_bytes()).collect::<Vec<_>>(), slow);
        }
    }
}
