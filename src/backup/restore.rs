//! Putting a backup in place.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use super::{
    manifest::{DATABASE, Manifest},
    verify,
};
use crate::{
    auth::private_folder,
    inspection::Finding,
    kit::{Error, Result},
    store,
};

/// Puts the database of a backup where `url` says, in which nothing may be yet. The inner error: the backup is not whole.
pub async fn restore(folder: &Path, url: &str) -> Result<Result<(Manifest, PathBuf), Finding>> {
    let place = store::file_of(url).ok_or_else(|| {
        Error::broken("this puts an embedded database in place; PostgreSQL is restored by its own means: docs/operations.md")
    })?;
    for beside in ["", "-wal", "-shm", "-journal"] {
        let name = format!("{}{beside}", place.display());
        if Path::new(&name).exists() {
            return Err(Error::broken(format!(
                "{name} is there: nothing is written over; move it away first"
            )));
        }
    }
    let manifest = Manifest::read(folder)?;
    if let Err(finding) = verify::whole(folder, &manifest).await? {
        return Ok(Err(finding));
    }
    let fault = |error: std::io::Error| Error::broken(format!("{}: {error}", place.display()));
    if let Some(parent) = place.parent() {
        private_folder(parent).map_err(fault)?;
    }
    let half = PathBuf::from(format!("{}.restoring", place.display()));
    std::fs::copy(folder.join(DATABASE), &half).map_err(fault)?;
    #[cfg(unix)]
    std::fs::set_permissions(&half, std::os::unix::fs::PermissionsExt::from_mode(0o600)).map_err(fault)?;
    File::open(&half).and_then(|file| file.sync_all()).map_err(fault)?;
    // A link is made only where nothing is: whoever was quicker keeps what they have.
    let placed = std::fs::hard_link(&half, &place);
    std::fs::remove_file(&half).map_err(fault)?;
    placed.map_err(fault)?;
    Ok(Ok((manifest, place)))
}
