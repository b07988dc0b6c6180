//! The tree: RFC 6962's own numbers, small trees exhaustively, larger ones at random.

use super::super::merkle::*;
use proptest::prelude::*;
use std::collections::HashMap;

/// The leaves of the test vectors of the first implementations of RFC 6962, in hexadecimal.
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

/// The roots of the first 1, 2, … 8 of them.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn bytes(hexadecimal: &str) -> Vec<u8> {
    (0..hexadecimal.len() / 2)
        .map(|at| u8::from_str_radix(&hexadecimal[2 * at..2 * at + 2], 16).unwrap())
        .collect()
}

/// A tree grown leaf by leaf, with what it was at every size.
struct Tree {
    leaves: Vec<Hash>,
    roots: Vec<Hash>,
    nodes: HashMap<Node, Hash>,
}

fn grown(leaves: Vec<Hash>) -> Tree {
    let mut frontier = Frontier::default();
    let mut tree = Tree { leaves: leaves.clone(), roots: vec![frontier.root()], nodes: HashMap::new() };
    for (position, leaf) in (0..).zip(leaves) {
        for (level, hash) in (0..).zip(frontier.append(leaf)) {
            let node = Node { level, index: position >> level };
            assert_eq!(node.last_leaf(), position);
            tree.nodes.insert(node, hash);
        }
        assert_eq!(Frontier::new(frontier.size(), frontier.peaks().to_vec()), Some(frontier.clone()));
        tree.roots.push(frontier.root());
    }
    tree
}

fn numbered(size: u64) -> Tree {
    grown((0..size).map(|number| leaf_hash(&number.to_be_bytes())).collect())
}

/// The root as RFC 6962, 2.1, defines it.
fn defined(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Frontier::default().root(),
        [leaf] => *leaf,
        _ => {
            let mut split = 1;
            while split * 2 < leaves.len() {
                split *= 2;
            }
            node_hash(&defined(&leaves[..split]), &defined(&leaves[split..]))
        }
    }
}

impl Tree {
    fn inclusion(&self, position: u64, size: u64) -> Vec<Hash> {
        let wanted = nodes(|source| inclusion(position, size, source));
        assert!(wanted.iter().all(|node| node.last_leaf() < size), "nothing younger than the tree");
        inclusion(position, size, &mut |node| self.nodes[&node])
    }

    fn consistency(&self, old: u64, size: u64) -> Vec<Hash> {
        consistency(old, size, &mut |node| self.nodes[&node])
    }

    fn root(&self, size: u64) -> &Hash {
        &self.roots[usize::try_from(size).unwrap()]
    }
}

#[test]
fn the_vectors_of_rfc_6962() {
    assert_eq!(
        written(&[Frontier::default().root()]),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    let tree = grown(LEAVES.iter().map(|leaf| leaf_hash(&bytes(leaf))).collect());
    for (root, expected) in tree.roots[1..].iter().zip(ROOTS) {
        assert_eq!(written(&[*root]), expected);
    }
    // Audit paths of the same implementations.
    assert_eq!(
        written(&tree.inclusion(0, 8)),
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7\
         5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e\
         6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
    );
    assert_eq!(
        written(&tree.inclusion(1, 5)),
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d\
         5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e\
         bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
    );
    assert_eq!(
        written(&tree.consistency(6, 8)),
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a\
         ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0\
         d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
    );
}

#[test]
fn small_trees_are_proved_whole() {
    const MOST: u64 = 40;
    let tree = numbered(MOST);
    for size in 0..=MOST {
        assert_eq!(tree.root(size), &defined(&tree.leaves[..usize::try_from(size).unwrap()]));
        for (position, leaf) in (0..size).zip(&tree.leaves) {
            let proof = tree.inclusion(position, size);
            // In its place it is there, and nowhere else.
            for other in 0..=MOST {
                let there = is_included(leaf, other, size, &proof, tree.root(size));
                assert_eq!(there, other == position, "{position} of {size} as {other}");
            }
        }
        for old in 0..=size {
            let proof = tree.consistency(old, size);
            let (was, is) = ((old, tree.root(old)), (size, tree.root(size)));
            assert!(is_consistent(was, is, &proof), "{old} of {size}");
            for other in (0..=size).filter(|other| *other != old) {
                assert!(
                    other == 0 || !is_consistent((old, tree.root(other)), is, &proof),
                    "{old} as {other} of {size}"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn proofs_prove_and_changed_ones_do_not(size in 1_u64..700, at in any::<prop::sample::Index>(),
            old in any::<prop::sample::Index>(), bit in any::<prop::sample::Index>()) {
        let tree = numbered(size);
        let position = at.index(usize::try_from(size).unwrap());
        let (leaf, position) = (&tree.leaves[position], u64::try_from(position).unwrap());
        let proof = tree.inclusion(position, size);
        prop_assert!(is_included(leaf, position, size, &proof, tree.root(size)));
        prop_assert_eq!(read(&written(&proof)), Some(proof.clone()));
        let mut changed = proof.clone();
        if !changed.is_empty() {
            let bit = bit.index(changed.len() * 256);
            changed[bit / 256][bit % 256 / 8] ^= 1 << (bit % 8);
            prop_assert!(!is_included(leaf, position, size, &changed, tree.root(size)));
            changed.pop();
            prop_assert!(!is_included(leaf, position, size, &changed, tree.root(size)));
        }
        let mut longer = proof;
        longer.push(*leaf);
        prop_assert!(!is_included(leaf, position, size, &longer, tree.root(size)));

        let old = u64::try_from(old.index(usize::try_from(size).unwrap())).unwrap();
        let proof = tree.consistency(old, size);
        let (was, is) = ((old, tree.root(old)), (size, tree.root(size)));
        prop_assert!(is_consistent(was, is, &proof));
        if old > 0 {
            let forged = leaf_hash(b"another past");
            prop_assert!(!is_consistent((old, &forged), is, &proof));
            prop_assert!(!is_consistent(was, (size, &forged), &proof));
        }
    }
}
