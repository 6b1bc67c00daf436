//! The twin: the crates `tlog_tiles` and `signed_note`, written by others, must agree with ours on
//! every root, proof and checkpoint.

use proptest::prelude::*;
use record::{
    Checkpoint, Error, Hash, Result, SigningKey,
    tree::{self, Edge, Frontier, NodeReader},
};
use signed_note::{StandardVerifier, VerifierList};

/// All nodes of a small tree, by the definition of RFC 6962: the slow twin of the tiles.
struct Plain(Vec<Hash>);

impl NodeReader for Plain {
    fn node(&mut self, level: u8, index: u64) -> Result<Hash> {
        let (first, end) = ((index << level) as usize, ((index + 1) << level) as usize);
        let leaves = self.0.get(first..end);
        leaves.map(mth).ok_or(Error::OutOfRange { index: end as u64, size: self.0.len() as u64 })
    }
}

fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY,
        [leaf] => *leaf,
        _ => {
            let mut split = 1;
            while split * 2 < leaves.len() {
                split *= 2;
            }
            tree::node_hash(mth(&leaves[..split]), mth(&leaves[split..]))
        }
    }
}

/// The oracle's storage of hashes.
struct Stored(Vec<tlog_tiles::tlog::Hash>);

impl tlog_tiles::tlog::HashReader for Stored {
    fn read_hashes(
        &self,
        indexes: &[u64],
    ) -> std::result::Result<Vec<tlog_tiles::tlog::Hash>, tlog_tiles::tlog::Error> {
        Ok(indexes.iter().map(|index| self.0[*index as usize]).collect())
    }
}

fn oracle(entries: &[Vec<u8>]) -> Stored {
    let mut stored = Stored(Vec::new());
    for (n, entry) in entries.iter().enumerate() {
        let hashes = tlog_tiles::tlog::stored_hashes(n as u64, entry, &stored).unwrap();
        stored.0.extend(hashes);
    }
    stored
}

fn entries(size: u64, seed: u8) -> Vec<Vec<u8>> {
    (0..size).map(|n| format!("entry {n} of {seed}").into_bytes()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn roots_and_proofs_agree(size in 1_u64..700, a in 0_u64..700, b in 0_u64..700, seed: u8) {
        let entries = entries(size, seed);
        let stored = oracle(&entries);
        let mut edge = Edge::default();
        let mut frontier = Frontier::default();
        let leaves: Vec<Hash> = entries.iter().map(|entry| tree::leaf_hash(entry)).collect();
        for leaf in &leaves {
            edge.push(*leaf, &mut Vec::new());
            frontier.push(*leaf);
        }
        let root = edge.root();
        prop_assert_eq!(root.0, tlog_tiles::tlog::tree_hash(size, &stored).unwrap().0);
        prop_assert_eq!(root, frontier.root());
        prop_assert_eq!(root, mth(&leaves));
        let mut nodes = Plain(leaves.clone());
        prop_assert_eq!(root, tree::root_at(size, &mut nodes).unwrap());

        let index = a % size;
        let leaf = leaves[index as usize];
        let ours = tree::inclusion(index, size, &mut nodes).unwrap();
        let theirs = tlog_tiles::tlog::prove_record(size, index, &stored).unwrap();
        prop_assert_eq!(&raw(&ours), &theirs.iter().map(|hash| hash.0).collect::<Vec<_>>());
        tree::verify_inclusion(index, size, leaf, &ours, root).unwrap();
        refuses_changes(&ours, |path| tree::verify_inclusion(index, size, leaf, path, root));
        let beside = (index + 1) % size;
        if beside != index {
            prop_assert!(tree::verify_inclusion(beside, size, leaf, &ours, root).is_err());
        }

        let old = 1 + b % size;
        let old_root = tree::root_at(old, &mut nodes).unwrap();
        let ours = tree::consistency(old, size, &mut nodes).unwrap();
        let theirs = tlog_tiles::tlog::prove_tree(size, old, &stored).unwrap();
        prop_assert_eq!(&raw(&ours), &theirs.iter().map(|hash| hash.0).collect::<Vec<_>>());
        tree::verify_consistency(old, size, old_root, root, &ours).unwrap();
        refuses_changes(&ours, |path| tree::verify_consistency(old, size, old_root, root, path));
        if old < size {
            prop_assert!(tree::verify_consistency(old, size, leaf, root, &ours).is_err());
        }
    }

    /// A full tile is what the leaves give; loading the edge from tiles and going on is the same as
    /// never having stopped; and no later leaf changes an older root.
    #[test]
    fn tiles_and_edge(size in 0_u64..1_400, more in 0_u64..600) {
        let mut nodes = Plain(Vec::new());
        let mut edge = Edge::default();
        let mut full = Vec::new();
        let mut roots = vec![edge.root()];
        let mut stopped = None;
        for entry in entries(size + more, 3) {
            if edge.size() == size {
                stopped = Some(edge.clone());
            }
            let leaf = tree::leaf_hash(&entry);
            nodes.0.push(leaf);
            edge.push(leaf, &mut full);
            if edge.size() % 61 == 0 {
                roots.push(edge.root());
            }
        }
        for tile in &full {
            let level = 8 * tile.path.level;
            for (at, node) in (0_u64..).zip(&tile.nodes) {
                prop_assert_eq!(*node, nodes.node(level, tile.path.n * 256 + at).unwrap());
            }
        }
        for (at, root) in (0_u64..).zip(&roots) {
            prop_assert_eq!(*root, tree::root_at(at * 61, &mut nodes).unwrap());
        }
        let loaded = Edge::load(size, |path| {
            (0..path.width).map(|at| nodes.node(8 * path.level, path.n * 256 + at)).collect()
        });
        prop_assert_eq!(loaded.unwrap(), stopped.unwrap_or(edge));
    }

    /// Our checkpoints verify with `signed_note` and parse with `tlog_tiles`.
    #[test]
    fn checkpoints_agree(size in 0_u64..u64::MAX, root: [u8; 32], seed: [u8; 32]) {
        let key = SigningKey::from_seed("example.org/log", &seed).unwrap();
        let ours = Checkpoint {
            origin: key.name().to_owned(),
            size,
            root: Hash(root),
            extensions: Vec::new(),
        };
        let signed = ours.sign(&key).unwrap().to_string();
        let note = signed_note::Note::from_bytes(signed.as_bytes()).unwrap();
        let verifier = StandardVerifier::new(&key.public().to_string()).unwrap();
        let (good, unknown) = note.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
        prop_assert_eq!((good.len(), unknown.len()), (1, 0));
        let theirs = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
        prop_assert_eq!((theirs.origin(), theirs.size(), theirs.hash().0), (key.name(), size, root));
        let read = record::SignedCheckpoint::parse(signed.as_bytes()).unwrap();
        prop_assert_eq!(read.checkpoint(), &ours);
    }
}

/// A path with a hash too many, too few, or altered proves nothing.
fn refuses_changes(path: &[Hash], verify: impl Fn(&[Hash]) -> Result<()>) {
    let mut longer = path.to_vec();
    longer.push(Hash::EMPTY);
    assert!(verify(&longer).is_err());
    if let Some((_, shorter)) = path.split_last() {
        assert!(verify(shorter).is_err());
    }
    for at in 0..path.len() {
        let mut altered = path.to_vec();
        altered[at].0[at % 32] ^= 1;
        assert!(verify(&altered).is_err());
    }
}

fn raw(path: &[Hash]) -> Vec<[u8; 32]> {
    path.iter().map(|hash| hash.0).collect()
}

#[test]
fn sizes_at_the_edges_of_64_bits_do_not_overflow() {
    struct Made;
    impl NodeReader for Made {
        fn node(&mut self, level: u8, index: u64) -> Result<Hash> {
            Ok(Hash::of_parts(&[&[level], &index.to_be_bytes()]))
        }
    }
    for size in [u64::MAX, u64::MAX - 1, 1 << 63, (1 << 63) + 1, (1 << 63) - 1] {
        let root = tree::root_at(size, &mut Made).unwrap();
        for index in [0, 1, size / 2, size - 2, size - 1] {
            let path = tree::inclusion(index, size, &mut Made).unwrap();
            assert!(path.len() <= 64);
            // The made nodes are no tree; only that nothing overflows is of interest.
            drop(tree::verify_inclusion(index, size, Hash::EMPTY, &path, root));
            let path = tree::consistency(index, size, &mut Made).unwrap();
            drop(tree::verify_consistency(index, size, Hash::EMPTY, root, &path));
        }
        assert!(tree::tiles(size).take(1_000).count() == 1_000);
    }
}
