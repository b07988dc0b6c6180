//! Making a backup while people file.

use std::path::Path;

use super::manifest::{self, DATABASE, Manifest, Newest};
use crate::{
    kit::{Clock, Error, Result},
    organisation::ProvinceEntity,
    store::{self, Scope, Settings, Store, log},
};

/// Copies an embedded database into an empty folder, as of one instant, with its manifest.
pub async fn create(settings: &Settings, folder: &Path, clock: &Clock) -> Result<Manifest> {
    let source = store::file_of(&settings.url).ok_or_else(not_embedded)?;
    if !source.exists() {
        return Err(Error::broken(format!("{}: there is no database", source.display())));
    }
    manifest::empty_folder(folder)?;
    let file = folder.join(DATABASE);
    let made_at = clock.now();
    let schema = store::copy(settings, &file).await?;
    // What is in the copy, and not in what has been written to since.
    let copy = Store::connect(&store::still(&file), clock.clone()).await?;
    let mut provinces = copy.shared::<ProvinceEntity>(|all| all).await?;
    provinces.sort_by_key(|province| province.tenant_id);
    let mut checkpoints = Vec::new();
    for province in provinces {
        let reader = copy.read(Scope::whole(province.tenant_id)).await?;
        if let Some(newest) = log::newest(&reader).await? {
            let leaves = u64::try_from(newest.size).map_err(Error::broken)?;
            checkpoints.push(Newest { province: province.code, leaves, note: newest.note });
        }
    }
    copy.close().await?;
    let manifest = Manifest::of(&file, made_at, schema, checkpoints)?;
    manifest.write(folder)?;
    Ok(manifest)
}

fn not_embedded() -> Error {
    Error::broken(
        "this copies an embedded database; PostgreSQL is backed up by pg_basebackup or pg_dump: docs/operations.md",
    )
}
