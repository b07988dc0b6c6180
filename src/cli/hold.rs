//! One server at a time on an embedded database.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use crate::{
    auth::private_folder,
    kit::{Error, Result},
};

/// The right to serve an embedded database, for as long as this is kept; the system takes it back when the process ends,
/// however it ends.
pub struct Hold {
    _file: File,
}

impl Hold {
    /// Takes the database of an URL; nothing to take on a database server, which sees to itself.
    ///
    /// Errors: somebody else has it.
    pub fn take(url: &str) -> Result<Option<Hold>> {
        let Some(file) = url.strip_prefix("sqlite://") else { return Ok(None) };
        let name = format!("{}.lock", file.split('?').next().unwrap_or(file));
        let fault = |error: std::io::Error| Error::broken(format!("{name}: {error}"));
        if let Some(folder) = Path::new(&name).parent() {
            private_folder(folder).map_err(fault)?;
        }
        let file = File::options().create(true).append(true).open(&name).map_err(fault)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Hold { _file: file })),
            Err(TryLockError::WouldBlock) => Err(Error::broken(format!(
                "another tonghop is serving this database ({name} is held); stop it first, or give this one a folder of its \
                 own with --data-dir"
            ))),
            Err(TryLockError::Error(error)) => Err(fault(error)),
        }
    }
}
