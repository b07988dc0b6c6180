//! What a backup says of itself.

use aws_lc_rs::digest::{Context, SHA256};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{
    fmt::Write as _,
    fs::File,
    io::{Read, Write},
    path::Path,
};

use crate::{
    auth::private_folder,
    kit::{Error, Result},
};

/// The names of the files of a backup.
pub const DATABASE: &str = "tonghop.db";
pub const MANIFEST: &str = "manifest.json";

/// How manifests are written.
const FORMAT: u32 = 1;

/// What a backup says of itself. It is written last: a folder without one is no backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    pub format: u32,
    pub made_at: DateTime<Utc>,
    /// The version of the program that made it.
    pub program: String,
    /// The number of the schema.
    pub schema: i32,
    pub bytes: u64,
    /// Of the database's file, in hexadecimal.
    pub sha256: String,
    /// The newest checkpoint of each province's log, by the province's code.
    pub checkpoints: Vec<Newest>,
}

/// The newest checkpoint of a province's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Newest {
    pub province: String,
    pub leaves: u64,
    /// The signed note; none where the log is not signed.
    pub note: Option<String>,
}

impl Manifest {
    /// Of a copy.
    pub fn of(
        file: &Path,
        made_at: DateTime<Utc>,
        schema: i32,
        checkpoints: Vec<Newest>,
    ) -> Result<Manifest> {
        let (sha256, bytes) = sha256(file)?;
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Ok(Manifest { format: FORMAT, made_at, program, schema, bytes, sha256, checkpoints })
    }

    /// Reads the manifest of a backup. Errors: there is none, or one that this program does not know.
    pub fn read(folder: &Path) -> Result<Manifest> {
        let file = folder.join(MANIFEST);
        let fault = |error: &dyn std::fmt::Display| Error::broken(format!("{}: {error}", file.display()));
        let text = std::fs::read_to_string(&file).map_err(|error| fault(&error))?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| fault(&error))?;
        match manifest.format {
            FORMAT => Ok(manifest),
            other => Err(fault(&format!("a manifest of format {other}"))),
        }
    }

    /// Writes it beside the copy, and waits until both are on the disk.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let file = folder.join(MANIFEST);
        let fault = |error: std::io::Error| Error::broken(format!("{}: {error}", file.display()));
        let text = serde_json::to_string_pretty(self).map_err(Error::broken)?;
        let mut written = File::create_new(&file).map_err(fault)?;
        written.write_all(text.as_bytes()).and_then(|()| written.write_all(b"\n")).map_err(fault)?;
        written.sync_all().map_err(fault)?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)
    }
}

/// An empty folder for a backup, made where it is not there. Errors: something is in it.
pub fn empty_folder(folder: &Path) -> Result<()> {
    let fault = |error: std::io::Error| Error::broken(format!("{}: {error}", folder.display()));
    private_folder(folder).map_err(fault)?;
    match std::fs::read_dir(folder).map_err(fault)?.next() {
        None => Ok(()),
        Some(_) => Err(Error::broken(format!("{}: the folder is not empty", folder.display()))),
    }
}

/// The SHA-256 of a file in hexadecimal, and how long it is.
pub fn sha256(file: &Path) -> Result<(String, u64)> {
    let fault = |error: std::io::Error| Error::broken(format!("{}: {error}", file.display()));
    let mut open = File::open(file).map_err(fault)?;
    let (mut context, mut bytes, mut buffer) = (Context::new(&SHA256), 0_u64, vec![0; 1 << 20]);
    loop {
        let read = open.read(&mut buffer).map_err(fault)?;
        if read == 0 {
            break;
        }
        context.update(&buffer[..read]);
        bytes += read as u64;
    }
    let mut text = String::new();
    for byte in context.finish().as_ref() {
        // A string takes everything.
        let _ = write!(text, "{byte:02x}");
    }
    Ok((text, bytes))
}
