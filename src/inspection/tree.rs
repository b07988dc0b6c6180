//! The log itself: whether its leaves are the ones that were hashed, and its checkpoints the ones that were signed.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

use super::finding::{Checked, Stop, found};
use crate::{
    kit::{Error, Result},
    ledger::{
        Checkpoint, Claim, OBJECTS, VerifierKey, merkle,
        merkle::{Frontier, Hash},
        names, open, subject_of,
    },
    store::{Reader, log},
};

/// What is known of a leaf.
pub struct Known {
    pub claim: Claim,
    pub hash: Hash,
    pub position: u64,
    /// Whether what it tells of was seen in the tables.
    pub seen: bool,
}

/// A log that holds together.
pub struct Tree {
    pub origin: String,
    pub size: u64,
    pub leaves: HashMap<(&'static str, Uuid), Known>,
    /// The hashes of the leaves, by position.
    pub hashes: Vec<Hash>,
}

impl Tree {
    /// The roots that the log had at some sizes; none for a size that it never had.
    pub fn roots(&self, sizes: &BTreeSet<u64>) -> HashMap<u64, Hash> {
        let mut frontier = Frontier::default();
        let mut roots = HashMap::new();
        let mut leaves = self.hashes.iter();
        for size in sizes {
            while frontier.size() < *size {
                let Some(leaf) = leaves.next() else { return roots };
                frontier.append(*leaf);
            }
            roots.insert(*size, frontier.root());
        }
        roots
    }
}

/// The kinds of leaves there are.
fn kind_of(name: &str) -> Option<&'static str> {
    let kinds = OBJECTS.iter().flat_map(|object| [Some(object.kind), object.ended.map(|ended| ended.1)]);
    kinds.flatten().find(|kind| *kind == name)
}

/// Reads a province's log, and checks it against itself and its checkpoints. `province`: its code. `key`: the keys that are
/// believed, under the name of a log.
pub async fn read(
    reader: &Reader,
    province: &str,
    keys: &dyn Fn(&str) -> Vec<VerifierKey>,
    tell: &mut (dyn FnMut(u64) + Send),
) -> Checked<Tree> {
    let checkpoints = checkpoints(reader).await?;
    let Some(last) = checkpoints.values().next_back() else {
        return Err(found(
            format!("Tỉnh {province} không có nhật ký: các điểm kiểm tra đã bị xóa."),
            format!("The province {province} has no log: its checkpoints were deleted."),
        ));
    };
    let origin = last.origin.clone();
    if !names(&origin, province) {
        return Err(found(
            format!("Nhật ký của tỉnh {province} là nhật ký {origin}, của một tỉnh khác."),
            format!("The log of the province {province} is {origin}, that of another province."),
        ));
    }
    let mut tree = Tree { origin, size: 0, leaves: HashMap::new(), hashes: Vec::new() };
    let mut frontier = Frontier::default();
    let mut roots: HashMap<u64, (Hash, Vec<Hash>)> = HashMap::new();
    roots.insert(0, (frontier.root(), Vec::new()));
    let mut wrong = None;
    let took = reader
        .find::<log::leaf::Entity>()
        .each(|row| {
            if wrong.is_some() {
                return Ok(());
            }
            wrong = leaf(&mut tree, &mut frontier, row).err();
            let size = frontier.size();
            if checkpoints.contains_key(&size) {
                roots.insert(size, (frontier.root(), frontier.peaks().to_vec()));
            }
            tell(size);
            Ok(())
        })
        .await;
    took?;
    if let Some(wrong) = wrong {
        return Err(wrong);
    }
    tree.size = frontier.size();
    let mut signed = false;
    for (size, row) in &checkpoints {
        let Some((root, peaks)) = roots.get(size) else {
            return Err(found(
                format!(
                    "Nhật ký của tỉnh {province} thiếu bản ghi: điểm kiểm tra ghi {size}, trong bảng còn {}.",
                    tree.size
                ),
                format!(
                    "The log of the province {province} lacks leaves: a checkpoint has {size}, the table {}.",
                    tree.size
                ),
            ));
        };
        let same = merkle::written(&[*root]) == row.root
            && merkle::written(peaks) == row.peaks
            && row.origin == tree.origin;
        signed = checkpoint(province, row, *size, root, same, signed, keys)?;
    }
    let newest = checkpoints.keys().next_back().copied().unwrap_or_default();
    if newest != tree.size {
        return Err(found(
            format!(
                "Nhật ký của tỉnh {province} có {} bản ghi, nhưng điểm kiểm tra mới nhất chỉ xác nhận {newest}.",
                tree.size
            ),
            format!(
                "The log of the province {province} has {} leaves, but its newest checkpoint vouches for {newest}.",
                tree.size
            ),
        ));
    }
    if !signed {
        return Err(found(
            format!("Điểm kiểm tra mới nhất trong nhật ký của tỉnh {province} không có chữ ký."),
            format!("The newest checkpoint in the log of the province {province} is not signed."),
        ));
    }
    Ok(tree)
}

async fn checkpoints(reader: &Reader) -> Result<BTreeMap<u64, log::checkpoint::Model>> {
    let rows = reader.find::<log::checkpoint::Entity>().all().await?;
    let keyed = rows.into_iter().map(|row| Ok((u64::try_from(row.size).map_err(Error::broken)?, row)));
    keyed.collect()
}

/// A leaf's row against what it says and where it is.
fn leaf(tree: &mut Tree, frontier: &mut Frontier, row: log::leaf::Model) -> Checked {
    let position = frontier.size();
    let wrong = |vi: &str, en: &str| {
        found(
            format!("Bản ghi {position} của nhật ký {} {vi}.", tree.origin),
            format!("Leaf {position} of the log {} {en}.", tree.origin),
        )
    };
    if u64::try_from(row.position) != Ok(position) {
        return Err(wrong("bị thiếu", "is missing"));
    }
    let hash = merkle::leaf_hash(row.leaf.as_bytes());
    if merkle::written(&frontier.append(hash)) != row.hashes {
        return Err(wrong("không khớp với mã băm của nó", "does not fit its hash"));
    }
    let said: Value = serde_json::from_str(&row.leaf).unwrap_or_default();
    let claim = Claim {
        found: said.get("found").and_then(Value::as_bool).unwrap_or_default(),
        kind: row.kind,
        seq: row.seq,
    };
    let told = said.get("kind").and_then(Value::as_str) == Some(&claim.kind)
        && said.get("seq").and_then(Value::as_i64) == Some(claim.seq)
        && said.get("row").and_then(subject_of) == Some(row.subject_id);
    let Some(kind) = kind_of(&claim.kind).filter(|_| told) else {
        return Err(wrong(
            "không nói về đối tượng mà nó được ghi cho",
            "does not tell of what it is filed under",
        ));
    };
    let known = Known { claim, hash, position, seen: false };
    if tree.leaves.insert((kind, row.subject_id), known).is_some() {
        return Err(wrong("được ghi hai lần", "is there twice"));
    }
    tree.hashes.push(hash);
    Ok(())
}

/// A checkpoint's row against the tree; whether it is signed. Once one is, all later ones are.
fn checkpoint(
    province: &str,
    row: &log::checkpoint::Model,
    size: u64,
    root: &Hash,
    same: bool,
    signed_before: bool,
    keys: &dyn Fn(&str) -> Vec<VerifierKey>,
) -> Result<bool, Stop> {
    let wrong = |vi: &str, en: &str| {
        found(
            format!("Điểm kiểm tra {size} của tỉnh {province} {vi}."),
            format!("Checkpoint {size} of the province {province} {en}."),
        )
    };
    if !same {
        return Err(wrong("không khớp với các bản ghi của nhật ký", "does not fit the leaves of the log"));
    }
    let Some(note) = &row.note else {
        return match signed_before {
            true => Err(wrong("đã mất chữ ký", "has lost its signature")),
            false => Ok(false),
        };
    };
    let Some(text) = open(note, &keys(&row.origin)) else {
        return Err(wrong("không được ký bằng khóa đã biết", "is not signed by a known key"));
    };
    let expected = Checkpoint { origin: row.origin.clone(), size, root: *root };
    if Checkpoint::parse(text) != Some(expected) {
        return Err(wrong("được ký cho nội dung khác", "is signed for something else"));
    }
    Ok(true)
}
