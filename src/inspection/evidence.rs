//! What is kept outside the database: old checkpoints and receipts, which a log must continue.

use std::path::Path;

use super::{
    finding::{Checked, Stop, found},
    tree::Tree,
};
use crate::{
    kit::{Error, Result},
    ledger::{Checkpoint, Kept, Receipt, VerifierKey, kept, merkle, open},
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

    /// What is of one log, and what is of none of some logs.
    pub fn check(&self, trees: &[Tree], keys: &dyn Fn(&str) -> Vec<VerifierKey>) -> Checked {
        for Kept { place, note } in &self.checkpoints {
            let claimed = Checkpoint::claimed(note).ok_or_else(|| unsigned(place))?;
            open(note, &keys(&claimed.origin)).ok_or_else(|| unsigned(place))?;
            checkpoint(trees, place, &claimed)?;
        }
        for Kept { place, note: file } in &self.receipts {
            receipt(trees, place, file, keys)?;
        }
        Ok(())
    }
}

fn unsigned(place: &str) -> Stop {
    found(
        format!("Điểm kiểm tra ở {place} không được ký bằng khóa đã biết."),
        format!("The checkpoint at {place} is not signed by a known key."),
    )
}

/// The log that a checkpoint is of, which must continue it.
fn checkpoint<'t>(trees: &'t [Tree], place: &str, kept: &Checkpoint) -> Checked<&'t Tree> {
    let Checkpoint { origin, size, root } = kept;
    let Some(tree) = trees.iter().find(|tree| tree.origin == *origin) else {
        return Err(found(
            format!("Nhật ký {origin} của điểm kiểm tra ở {place} không còn trong cơ sở dữ liệu."),
            format!("The log {origin} of the checkpoint at {place} is no longer in the database."),
        ));
    };
    match tree.root(*size) {
        None => Err(found(
            format!(
                "Nhật ký {origin} chỉ có {} bản ghi, nhưng đã từng có {size} (điểm kiểm tra ở {place}): dữ liệu cũ hoặc bị cắt bớt.",
                tree.size
            ),
            format!(
                "The log {origin} has {} leaves, but had {size} once (checkpoint at {place}): old data, or cut.",
                tree.size
            ),
        )),
        Some(is) if is != *root => Err(found(
            format!(
                "{size} bản ghi đầu của nhật ký {origin} không phải như điểm kiểm tra ở {place} xác nhận: nhật ký đã được viết lại."
            ),
            format!(
                "The first {size} leaves of the log {origin} are not what the checkpoint at {place} vouches for: the log was rewritten."
            ),
        )),
        Some(_) => Ok(tree),
    }
}

/// A receipt: good by itself, and for what is in the log.
fn receipt(trees: &[Tree], place: &str, file: &str, keys: &dyn Fn(&str) -> Vec<VerifierKey>) -> Checked {
    let claimed: Option<Receipt> = serde_json::from_str(file).ok();
    let origin = claimed.and_then(|receipt| Checkpoint::claimed(&receipt.checkpoint));
    let known = keys(origin.as_ref().map_or("", |checkpoint| checkpoint.origin.as_str()));
    let verified = Receipt::verify(file, &known).map_err(|refusal| {
        let text = refusal.text();
        found(format!("Biên nhận {place}: {}", text.vi), format!("Receipt {place}: {}", text.en))
    })?;
    let tree = checkpoint(trees, place, &verified.checkpoint)?;
    let leaf = merkle::leaf_hash(verified.receipt.leaf_text().as_bytes());
    let position = usize::try_from(verified.receipt.position).ok();
    match position.and_then(|position| tree.hashes.get(position)) {
        Some(hash) if *hash == leaf => Ok(()),
        _ => Err(found(
            format!("Nội dung của biên nhận {place} không còn trong nhật ký."),
            format!("What the receipt {place} tells of is no longer in the log."),
        )),
    }
}
