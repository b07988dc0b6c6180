//! Merkle trees of RFC 6962, section 2.1, and the checks of proofs of RFC 9162, sections 2.1.3.2 and 2.1.4.2. Pure: where the
//! hashes are kept is somebody else's business.

use aws_lc_rs::digest::{Context, SHA256};

/// SHA-256.
pub type Hash = [u8; 32];

/// The hash of a leaf: of 0x00 and what it says.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    hash(&[&[0], leaf])
}

/// The hash of two subtrees: of 0x01, the left one and the right one.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    hash(&[&[1], left, right])
}

fn hash(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// The complete subtrees that a tree consists of, the largest first: all that is needed to let it grow, and its root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier of a tree of so many leaves; `None` when these cannot be its subtrees.
    pub fn new(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (peaks.len() == size.count_ones() as usize).then_some(Frontier { size, peaks })
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Adds a leaf by its hash; returns the hashes of the complete subtrees that end with it, by level from 0, the leaf itself.
    pub fn append(&mut self, leaf: Hash) -> Vec<Hash> {
        let mut complete = vec![leaf];
        let mut top = leaf;
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            top = node_hash(&left, &top);
            complete.push(top);
        }
        self.peaks.push(top);
        self.size += 1;
        complete
    }

    /// The root; of an empty tree, the hash of nothing.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return hash(&[]) };
        peaks.fold(*last, |right, left| node_hash(left, &right))
    }
}

/// A complete subtree: of 2^`level` leaves, the `index`th of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    pub level: u32,
    pub index: u64,
}

impl Node {
    /// The position of the leaf that it ends with, which is the one that completes it.
    pub fn last_leaf(self) -> u64 {
        ((self.index + 1) << self.level) - 1
    }
}

/// Where a proof gets the hash of a complete subtree.
pub type Source<'s> = dyn FnMut(Node) -> Hash + 's;

/// The complete subtrees that a proof is made of.
pub fn nodes(prove: impl FnOnce(&mut Source) -> Vec<Hash>) -> Vec<Node> {
    let mut nodes = Vec::new();
    prove(&mut |node| {
        nodes.push(node);
        [0; 32]
    });
    nodes
}

/// The proof that the leaf at `position` is in the tree of `size` leaves (RFC 6962, 2.1.1); empty for a leaf outside.
pub fn inclusion(position: u64, size: u64, source: &mut Source) -> Vec<Hash> {
    let mut proof = Vec::new();
    if position < size {
        path(position, 0, size, source, &mut proof);
    }
    proof
}

fn path(position: u64, from: u64, to: u64, source: &mut Source, proof: &mut Vec<Hash>) {
    if to - from <= 1 {
        return;
    }
    let middle = from + split(to - from);
    if position < middle {
        path(position, from, middle, source, proof);
        proof.push(subtree(middle, to, source));
    } else {
        path(position, middle, to, source, proof);
        proof.push(subtree(from, middle, source));
    }
}

/// The proof that the tree of `size` leaves continues the one of `old` (RFC 6962, 2.1.2); empty unless 0 < `old` < `size`.
pub fn consistency(old: u64, size: u64, source: &mut Source) -> Vec<Hash> {
    let mut proof = Vec::new();
    if old > 0 && old < size {
        subproof(old, 0, size, true, source, &mut proof);
    }
    proof
}

/// `whole`: whether the old tree is a complete one here, whose root the verifier knows.
fn subproof(old: u64, from: u64, to: u64, whole: bool, source: &mut Source, proof: &mut Vec<Hash>) {
    if old == to - from {
        if !whole {
            proof.push(subtree(from, to, source));
        }
        return;
    }
    let half = split(to - from);
    if old <= half {
        subproof(old, from, from + half, whole, source, proof);
        proof.push(subtree(from + half, to, source));
    } else {
        subproof(old - half, from + half, to, false, source, proof);
        proof.push(subtree(from, from + half, source));
    }
}

/// The hash of the leaves from one position up to another.
fn subtree(from: u64, to: u64, source: &mut Source) -> Hash {
    let size = to - from;
    if size.is_power_of_two() && from.is_multiple_of(size) {
        let level = size.trailing_zeros();
        return source(Node { level, index: from >> level });
    }
    let middle = from + split(size);
    let left = subtree(from, middle, source);
    node_hash(&left, &subtree(middle, to, source))
}

/// The largest power of two below a size of two or more.
fn split(size: u64) -> u64 {
    1 << (63 - (size - 1).leading_zeros())
}

/// Whether a proof shows that the leaf of this hash is at `position` of the tree with this size and root.
pub fn is_included(leaf: &Hash, position: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if position >= size {
        return false;
    }
    let (mut at, mut last, mut top) = (position, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            top = node_hash(sibling, &top);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            top = node_hash(&top, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && top == *root
}

/// Whether a proof shows that one tree, of size and root, continues another. Whatever continues the empty one.
pub fn is_consistent(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> bool {
    let ((old, old_root), (new, new_root)) = (old, new);
    if old == 0 || old >= new {
        let nothing = Frontier::default().root();
        let same = if old == 0 { *old_root == nothing } else { old == new && old_root == new_root };
        return same && proof.is_empty();
    }
    let mut path = proof.iter().copied();
    let first = if old.is_power_of_two() { Some(*old_root) } else { path.next() };
    let Some(first) = first else { return false };
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut was, mut is) = (first, first);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            was = node_hash(&sibling, &was);
            is = node_hash(&sibling, &is);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            is = node_hash(&is, &sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && was == *old_root && is == *new_root
}

/// Hashes one after another, in lower-case hexadecimal.
pub fn written(hashes: &[Hash]) -> String {
    let mut text = String::with_capacity(hashes.len() * 64);
    for byte in hashes.iter().flatten() {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(half.into(), 16).unwrap_or_default());
        }
    }
    text
}

/// Reads what [`written`] writes; `None` for anything else.
pub fn read(text: &str) -> Option<Vec<Hash>> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    let (hashes, rest) = text.as_bytes().as_chunks::<64>();
    if !rest.is_empty() {
        return None;
    }
    let one = |text: &[u8; 64]| {
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(text.as_chunks::<2>().0) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(hash)
    };
    hashes.iter().map(one).collect()
}
