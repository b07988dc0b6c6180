//! Whether a backup is what was made, and what is in it is what was filed.

use std::path::Path;

use super::manifest::{self, DATABASE, MANIFEST, Manifest};
use crate::{
    inspection::{self, Evidence, Finding, Inspected, Progress},
    kit::{Bilingual, Clock, Error, Result},
    ledger::{Kept, VerifierKey},
    store::{self, Store},
};

/// A backup that is whole.
#[derive(Clone, Debug)]
pub struct Verified {
    pub manifest: Manifest,
    pub inspected: Inspected,
}

/// Checks a backup: the file by the manifest's SHA-256, its pages and foreign keys, and every row against the logs, which must
/// continue the manifest's checkpoints and what is in `evidence`. `keys`: whose signatures are believed. The inner error is the
/// first contradiction. The backup is not changed.
pub async fn verify(
    folder: &Path,
    mut evidence: Evidence,
    keys: &[VerifierKey],
    tell: &mut (dyn FnMut(Progress) + Send),
) -> Result<Result<Verified, Finding>> {
    let manifest = Manifest::read(folder)?;
    if let Err(finding) = whole(folder, &manifest).await? {
        return Ok(Err(finding));
    }
    let (made, newest) = (manifest.schema, store::newest_schema());
    if made != newest {
        return Err(Error::broken(format!(
            "the file is whole; its schema is {made:04}, and this program reads {newest:04}: let the program that made it check the \
             rest, or restore it elsewhere and migrate it"
        )));
    }
    let place = folder.join(MANIFEST).display().to_string();
    let notes = manifest.checkpoints.iter().filter_map(|newest| newest.note.clone());
    evidence.checkpoints.extend(notes.map(|note| Kept { place: place.clone(), note }));
    let copy = Store::connect(&store::still(&folder.join(DATABASE)), Clock::system()).await?;
    let inspected = inspection::verify(&copy, &evidence, keys, tell).await?;
    copy.close().await?;
    Ok(inspected.map(|inspected| Verified { manifest, inspected }))
}

/// Whether the file is the one that the manifest is of, and in order.
pub async fn whole(folder: &Path, manifest: &Manifest) -> Result<Result<(), Finding>> {
    let file = folder.join(DATABASE);
    let name = file.display();
    if manifest::sha256(&file)? != (manifest.sha256.clone(), manifest.bytes) {
        return Ok(Err(found(
            format!("Tệp {name} không còn như khi sao lưu: mã băm khác với bản kê."),
            format!("The file {name} is not what was backed up: its digest is not the manifest's."),
        )));
    }
    Ok(match store::faults(&file).await?.first() {
        None => Ok(()),
        Some(fault) => Err(found(
            format!("Tệp {name} bị hỏng: {fault}."),
            format!("The file {name} is damaged: {fault}."),
        )),
    })
}

fn found(vi: String, en: String) -> Finding {
    Finding(Bilingual { vi, en })
}
