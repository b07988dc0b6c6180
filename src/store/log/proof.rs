//! Receipts out of the log: three statements, however many are asked for.

use sea_orm::{QueryFilter, QueryOrder, entity::prelude::*};
use std::collections::{BTreeSet, HashMap};

use super::rows::{checkpoint, leaf};
use crate::{
    kit::{Error, Result},
    ledger::{
        Checkpoint, Receipt,
        merkle::{self, Hash, Node},
    },
    store::Reader,
};

/// The receipts of what leaves of one kind tell, each by the checkpoint of its own transaction: the same receipt whenever it is
/// asked for. What was written without a key has none.
pub async fn receipts(reader: &Reader, kind: &str, subjects: &[Uuid]) -> Result<HashMap<Uuid, Receipt>> {
    let leaves = reader
        .find::<leaf::Entity>()
        .with(|all| {
            all.filter(leaf::Column::SubjectId.is_in(subjects.iter().copied()))
                .filter(leaf::Column::Kind.eq(kind))
        })
        .all()
        .await?;
    if leaves.is_empty() {
        return Ok(HashMap::new());
    }
    let seqs: BTreeSet<i64> = leaves.iter().map(|leaf| leaf.seq).collect();
    let checkpoints: HashMap<i64, checkpoint::Model> = reader
        .find::<checkpoint::Entity>()
        .with(|all| all.filter(checkpoint::Column::Seq.is_in(seqs)))
        .all()
        .await?
        .into_iter()
        .map(|row| (row.seq, row))
        .collect();
    let mut wanted = Vec::new();
    for leaf in leaves {
        let Some(checkpoint) = checkpoints.get(&leaf.seq) else { continue };
        let Some(note) = &checkpoint.note else { continue };
        let position = u64::try_from(leaf.position).map_err(Error::broken)?;
        let size = u64::try_from(checkpoint.size).map_err(Error::broken)?;
        wanted.push((leaf, position, size, note));
    }
    let nodes = wanted.iter().flat_map(|(_, position, size, _)| {
        merkle::nodes(|source| merkle::inclusion(*position, *size, source))
    });
    let known = read(reader, nodes.collect()).await?;
    let mut receipts = HashMap::new();
    for (leaf, position, size, note) in wanted {
        let proof =
            merkle::inclusion(position, size, &mut |node| known.get(&node).copied().unwrap_or_default());
        let receipt = Receipt::new(&leaf.leaf, position, &proof, note);
        receipts.insert(leaf.subject_id, receipt.ok_or_else(|| Error::broken("a leaf that is no JSON"))?);
    }
    Ok(receipts)
}

/// The newest checkpoint of a tenant's log; `None` where none has begun.
pub async fn newest(reader: &Reader) -> Result<Option<checkpoint::Model>> {
    let all = reader.find::<checkpoint::Entity>();
    all.with(|all| all.order_by_desc(checkpoint::Column::Size)).one().await
}

/// Whether a tenant's log continues what a checkpoint has said of it.
pub async fn continues(reader: &Reader, older: &Checkpoint) -> Result<bool> {
    let Some(newest) = newest(reader).await? else { return Ok(older.size == 0) };
    let size = u64::try_from(newest.size).map_err(Error::broken)?;
    let Some([root]) = merkle::read(&newest.root).as_deref().and_then(|roots| roots.first_chunk().copied())
    else {
        return Ok(false);
    };
    let nodes = merkle::nodes(|source| merkle::consistency(older.size, size, source));
    let known = read(reader, nodes).await?;
    let proof =
        merkle::consistency(older.size, size, &mut |node| known.get(&node).copied().unwrap_or_default());
    Ok(merkle::is_consistent((older.size, &older.root), (size, &root), &proof))
}

/// Hashes of complete subtrees, each out of the row of the leaf that it ends with.
async fn read(reader: &Reader, nodes: Vec<Node>) -> Result<HashMap<Node, Hash>> {
    if nodes.is_empty() {
        return Ok(HashMap::new());
    }
    let mut positions = BTreeSet::new();
    for node in &nodes {
        positions.insert(i64::try_from(node.last_leaf()).map_err(Error::broken)?);
    }
    let rows = reader
        .find::<leaf::Entity>()
        .with(|all| all.filter(leaf::Column::Position.is_in(positions)))
        .all()
        .await?;
    let mut hashes = HashMap::new();
    for row in rows {
        hashes.insert(row.position, merkle::read(&row.hashes).unwrap_or_default());
    }
    let mut known = HashMap::new();
    for node in nodes {
        let row = i64::try_from(node.last_leaf()).ok().and_then(|position| hashes.get(&position));
        if let Some(hash) = row.and_then(|row| row.get(node.level as usize)) {
            known.insert(node, *hash);
        }
    }
    Ok(known)
}
