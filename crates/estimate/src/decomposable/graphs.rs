//! Every decomposable graph on a few lists, as the factors of its likelihood.
//!
//! A graph on the lists is *decomposable* (chordal) if its vertices can be taken away one after another, each with neighbours that are all
//! joined to each other. Taking v away with neighbours S leaves the factor h(S ∪ v) / h(S); the product over all
//! vertices does not depend on
//! the order. There are 8, 61, 822 and 18,154 such graphs on 3, 4, 5 and 6 labelled vertices.

/// One graph: its edges as a set of pairs, and the power of each factor h(A), A a set of lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Graph {
    /// Neighbours of each vertex.
    pub(super) joined: Vec<u8>,
    /// (A, power), powers not 0, A not empty.
    pub(super) factors: Vec<(u8, i8)>,
}

impl Graph {
    /// Whether every two lists are joined: such a graph says nothing about who is on no list.
    pub(super) fn is_complete(&self) -> bool {
        self.factors.len() == 1 && self.factors[0].0.count_ones() as usize == self.joined.len()
    }
}

/// All of them, by ascending number of the edge set; up to 6 vertices.
pub(super) fn all(lists: usize) -> Vec<Graph> {
    let pairs: Vec<(usize, usize)> =
        (0..lists).flat_map(|i| (i + 1..lists).map(move |j| (i, j))).collect();
    (0_u32..1 << pairs.len())
        .filter_map(|edges| {
            let mut joined = vec![0_u8; lists];
            for (k, &(i, j)) in pairs.iter().enumerate() {
                if edges >> k & 1 == 1 {
                    joined[i] |= 1 << j;
                    joined[j] |= 1 << i;
                }
            }
            factors(&joined).map(|factors| Graph { joined, factors })
        })
        .collect()
}

fn factors(joined: &[u8]) -> Option<Vec<(u8, i8)>> {
    let mut power = [0_i8; 256];
    let mut left: u8 = ((1_u16 << joined.len()) - 1) as u8;
    while left != 0 {
        // A vertex whose remaining neighbours are all joined to each other.
        let v = (0..joined.len()).find(|&v| {
            left >> v & 1 == 1 && {
                let near = joined[v] & left;
                (0..joined.len())
                    .filter(|&u| near >> u & 1 == 1)
                    .all(|u| near & !(joined[u] | 1 << u) == 0)
            }
        })?;
        let near = joined[v] & left;
        power[(near | 1 << v) as usize] += 1;
        power[near as usize] -= 1;
        left &= !(1 << v);
    }
    Some((1..=255_u8).filter(|&a| power[a as usize] != 0).map(|a| (a, power[a as usize])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_of_graphs() {
        let count = |n| all(n).len();
        assert_eq!((count(2), count(3), count(4), count(5)), (2, 8, 61, 822));
        assert_eq!(count(6), 18_154);
    }

    #[test]
    fn powers_add_up_to_every_vertex_once() {
        for graph in all(5) {
            for v in 0..5 {
                let held: i32 = graph
                    .factors
                    .iter()
                    .filter(|f| f.0 >> v & 1 == 1)
                    .map(|f| i32::from(f.1))
                    .sum();
                assert_eq!(held, 1);
            }
        }
    }
}
