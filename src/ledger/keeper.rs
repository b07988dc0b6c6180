//! Who signs checkpoints, and keeps them outside the database.

use std::{
    fmt,
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::note::{self, Checkpoint, VerifierKey};
use crate::{
    auth::{KeyPair, private_folder, write_private},
    kit::{Error, Result},
};

/// The key of a server's logs, their common name, and the folder that their checkpoints are kept in.
#[derive(Clone)]
pub struct Keeper(Arc<Inner>);

struct Inner {
    key: KeyPair,
    name: String,
    folder: Option<PathBuf>,
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Keeper({}, key {})", self.0.name, self.0.key.id())
    }
}

impl Keeper {
    /// Errors: a name with white space or a plus in it, which no key can have.
    pub fn new(key: KeyPair, name: &str, folder: Option<PathBuf>) -> Result<Keeper> {
        if !note::is_name(name) {
            return Err(Error::broken(format!("ledger_name: {name:?} cannot name a log")));
        }
        Ok(Keeper(Arc::new(Inner { key, name: name.to_owned(), folder })))
    }

    /// The name of a province's log.
    pub fn origin(&self, province: &str) -> String {
        format!("{}/{}", self.0.name, plain(province))
    }

    /// The key that a log's checkpoints are checked with.
    pub fn verifier(&self, origin: &str) -> VerifierKey {
        VerifierKey::new(origin, self.0.key.public())
    }

    /// A checkpoint as a note, signed under the name of its log.
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        note::sign(&checkpoint.text(), &checkpoint.origin, &self.0.key)
    }

    /// Keeps a note that has been committed outside the database: a line at the end of the log's file. What is committed stays
    /// committed when that fails.
    pub fn keep(&self, origin: &str, note: &str) -> std::io::Result<()> {
        let Some(folder) = &self.0.folder else { return Ok(()) };
        private_folder(folder)?;
        let mut options = File::options();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // One write a line: several servers may keep theirs in the same file.
        let line = format!("{}\n", serde_json::to_string(note)?);
        options.open(folder.join(file_of(origin)))?.write_all(line.as_bytes())
    }

    /// The newest checkpoint that is kept of a log and signed by this key; `None` when there is none.
    pub fn newest(&self, origin: &str) -> Result<Option<Checkpoint>> {
        self.newest_until(origin, u64::MAX)
    }

    /// The newest of those that tell of so many leaves at most.
    pub fn newest_until(&self, origin: &str, most: u64) -> Result<Option<Checkpoint>> {
        let Some(folder) = &self.0.folder else { return Ok(None) };
        let file = folder.join(file_of(origin));
        if !file.exists() {
            return Ok(None);
        }
        let keys = [self.verifier(origin)];
        let mut notes = kept(&file)?;
        // From the largest down, so that one signature is checked and not all.
        notes.sort_by_cached_key(|kept| Checkpoint::claimed(&kept.note).map(|claimed| claimed.size));
        let signed = |kept: &Kept| {
            Checkpoint::claimed(&kept.note).filter(|claimed| claimed.size <= most)?;
            Checkpoint::parse(note::open(&kept.note, &keys)?)
        };
        Ok(notes.iter().rev().find_map(signed))
    }

    /// The same key and names, keeping nothing.
    pub fn keeping_nothing(&self) -> Result<Keeper> {
        Keeper::new(self.0.key.clone(), &self.0.name, None)
    }

    /// Puts aside what is kept of a log, with a word on why: nothing of it counts any more, and nothing of it is thrown away.
    pub fn put_aside(&self, origin: &str, ending: &str, why: &str) -> std::io::Result<()> {
        let Some(folder) = &self.0.folder else { return Ok(()) };
        let file = folder.join(file_of(origin));
        let aside = folder.join(format!("{}.{ending}", file_of(origin)));
        write_private(&aside.with_extension(format!("{ending}.why")), why)?;
        if file.exists() { std::fs::rename(file, aside) } else { Ok(()) }
    }

    /// Throws away what is kept of these logs: for a demo that starts over.
    pub fn forget(&self) -> Result<()> {
        let Some(folder) = self.0.folder.as_ref().filter(|folder| folder.exists()) else { return Ok(()) };
        let fault = |error: std::io::Error| Error::broken(format!("{}: {error}", folder.display()));
        let own = format!("{}%2f", plain(&self.0.name));
        for entry in std::fs::read_dir(folder).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.starts_with(&own) && name.ends_with(".checkpoints")) {
                std::fs::remove_file(entry.path()).map_err(fault)?;
            }
        }
        Ok(())
    }
}

/// A name of plain letters: what else is in it becomes its number.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => plain.push(byte.into()),
            other => plain.push_str(&format!("%{other:02x}")),
        }
    }
    plain
}

/// Whether the name of a log is one that a province's can have, by its code: whatever the common name, and without one.
pub fn names(origin: &str, province: &str) -> bool {
    let code = plain(province);
    origin == province || origin.rsplit_once('/').is_some_and(|(_, last)| last == code)
}

fn file_of(origin: &str) -> String {
    format!("{}.checkpoints", plain(origin))
}

/// A note outside the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The file and the line.
    pub place: String,
    pub note: String,
}

/// The notes of a file as [`Keeper::keep`] writes it, of a file that is one note, or of all files of a folder. A line that was never
/// finished is none.
pub fn kept(path: &Path) -> Result<Vec<Kept>> {
    let fault = |error: std::io::Error| Error::broken(format!("{}: {error}", path.display()));
    if path.is_dir() {
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(path).map_err(fault)? {
            files.push(entry.map_err(fault)?.path());
        }
        files.retain(|file| file.extension().is_some_and(|ending| ending == "checkpoints"));
        files.sort();
        let mut notes = Vec::new();
        for file in files {
            notes.extend(kept(&file)?);
        }
        return Ok(notes);
    }
    let text = std::fs::read_to_string(path).map_err(fault)?;
    if Checkpoint::claimed(&text).is_some() {
        return Ok(vec![Kept { place: path.display().to_string(), note: text }]);
    }
    let mut notes = Vec::new();
    for (line, text) in (1..).zip(text.split_inclusive('\n')) {
        let place = format!("{}:{line}", path.display());
        match (note_of(text), text.ends_with('\n')) {
            (Some(note), _) => notes.push(Kept { place, note }),
            (None, false) => {}
            (None, true) => return Err(Error::broken(format!("{place}: no checkpoint"))),
        }
    }
    Ok(notes)
}

/// The note of a line. Where the line before was never finished (a full disk, a process that was killed), it stands behind what there is
/// of that.
fn note_of(line: &str) -> Option<String> {
    line.match_indices('"').find_map(|(start, _)| serde_json::from_str(&line[start..]).ok())
}
