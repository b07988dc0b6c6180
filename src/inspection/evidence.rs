//! What is kept outside the database: old checkpoints and receipts, which a log must continue.

use std::{collections::HashMap, path::Path};

use super::{
    finding::{Checked, Stop, found},
    tree::Tree,
};
use crate::{
    kit::{Error, Result},
    ledger::{Checkpoint, Kept, Receipt, Verified, VerifierKey, kept, merkle, merkle::Hash, open},
};

/// Checkpoints and receipts from outside the database.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    pub checkpoints: Vec<Kept>,
    /// Files of receipts, each with its place.
    pub receipts: Vec<Kept>,
}

impl Evidence {
    /// Adds what is in a file, or in the files of a folder.
    pub fn add(&mut self, path: &Path) -> Result<()> {
        let fault = |error: std::io::Error| Error::broken(format!("{}: {error}", path.display()));
        if path.is_dir() {
            self.checkpoints.extend(kept(path)?);
            let mut files = Vec::new();
            for entry in std::fs::read_dir(path).map_err(fault)? {
                files.push(entry.map_err(fault)?.path());
            }
            files.sort();
            for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "json")) {
                self.add(file)?;
            }
            return Ok(());
        }
        let text = std::fs::read_to_string(path).map_err(fault)?;
        if text.starts_with('{') {
            self.receipts.push(Kept { place: path.display().to_string(), note: text });
        } else {
            self.checkpoints.extend(kept(path)?);
        }
        Ok(())
    }

    /// Checks it against the logs of a database.
    pub fn check(&self, trees: &[Tree], keys: &dyn Fn(&str) -> Vec<VerifierKey>) -> Checked {
        let mut checkpoints = Vec::new();
        for Kept { place, note } in &self.checkpoints {
            let claimed = Checkpoint::claimed(note).ok_or_else(|| unsigned(place))?;
            open(note, &keys(&claimed.origin)).ok_or_else(|| unsigned(place))?;
            checkpoints.push((place, claimed));
        }
        let mut receipts = Vec::new();
        for Kept { place, note } in &self.receipts {
            let Verified { receipt, checkpoint } = verified(place, note, keys)?;
            receipts.push((place, receipt, checkpoint.origin.clone()));
            checkpoints.push((place, checkpoint));
        }
        let sizes = |tree: &Tree| {
            let own = checkpoints.iter().filter(|(_, kept)| kept.origin == tree.origin);
            own.map(|(_, kept)| kept.size).collect()
        };
        let logs: HashMap<&str, Log> = trees
            .iter()
            .map(|tree| (tree.origin.as_str(), Log { tree, roots: tree.roots(&sizes(tree)) }))
            .collect();
        for (place, kept) in &checkpoints {
            logs.get(kept.origin.as_str())
                .ok_or_else(|| gone(place, &kept.origin))?
                .continues(place, kept)?;
        }
        for (place, receipt, origin) in receipts {
            let leaf = merkle::leaf_hash(receipt.leaf_text().as_bytes());
            let log = logs.get(origin.as_str()).ok_or_else(|| gone(place, &origin))?;
            let position = usize::try_from(receipt.position).ok();
            if position.and_then(|position| log.tree.hashes.get(position)) != Some(&leaf) {
                return Err(found(
                    format!("Nội dung của biên nhận {place} không còn trong nhật ký."),
                    format!("What the receipt {place} tells of is no longer in the log."),
                ));
            }
        }
        Ok(())
    }
}

/// A log, and its roots at the sizes that somebody has kept.
struct Log<'t> {
    tree: &'t Tree,
    roots: HashMap<u64, Hash>,
}

impl Log<'_> {
    /// Whether it continues what was kept of it.
    fn continues(&self, place: &str, kept: &Checkpoint) -> Checked {
        let Checkpoint { origin, size, root } = kept;
        match self.roots.get(size) {
            None => Err(found(
                format!(
                    "Nhật ký {origin} chỉ có {} bản ghi, nhưng đã từng có {size} (điểm kiểm tra ở {place}): dữ liệu cũ hoặc bị cắt bớt.",
                    self.tree.size
                ),
                format!(
                    "The log {origin} has {} leaves, but had {size} once (checkpoint at {place}): old data, or cut.",
                    self.tree.size
                ),
            )),
            Some(is) if is != root => Err(found(
                format!(
                    "{size} bản ghi đầu của nhật ký {origin} không phải như điểm kiểm tra ở {place} xác nhận: nhật ký đã bị viết lại."
                ),
                format!(
                    "The first {size} leaves of the log {origin} are not what the checkpoint at {place} vouches for: the log was \
                     rewritten."
                ),
            )),
            Some(_) => Ok(()),
        }
    }
}

fn gone(place: &str, origin: &str) -> Stop {
    found(
        format!("Nhật ký {origin} của điểm kiểm tra ở {place} không còn trong cơ sở dữ liệu."),
        format!("The log {origin} of the checkpoint at {place} is no longer in the database."),
    )
}

fn unsigned(place: &str) -> Stop {
    found(
        format!("Điểm kiểm tra ở {place} không được ký bằng khóa đã biết."),
        format!("The checkpoint at {place} is not signed by a known key."),
    )
}

/// A receipt that is good by itself.
fn verified(place: &str, file: &str, keys: &dyn Fn(&str) -> Vec<VerifierKey>) -> Checked<Verified> {
    let claimed: Option<Receipt> = serde_json::from_str(file).ok();
    let origin = claimed.and_then(|receipt| Checkpoint::claimed(&receipt.checkpoint));
    let known = keys(origin.as_ref().map_or("", |checkpoint| checkpoint.origin.as_str()));
    Receipt::verify(file, &known).map_err(|refusal| {
        let text = refusal.text();
        found(format!("Biên nhận {place}: {}", text.vi), format!("Receipt {place}: {}", text.en))
    })
}
