//! Files and folders: keys that only their owner reads, folders that can be written to, room on the disk.

use std::path::{Path, PathBuf};

use super::Finding;
use crate::{
    auth::KeyPair,
    config::{Config, readable_by_others},
    store::file_of,
};

/// Below this much room, in MiB, somebody should see to it; below the other, writes are about to fail.
const LITTLE: u64 = 1024;
const TOO_LITTLE: u64 = 100;

pub fn look(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let keys = [("key_file", config.token_key()), ("ledger_key_file", config.ledger_key())];
    let pairs = keys.each_ref().map(|(setting, file)| key(setting, file, &mut findings));
    if let [Some(token), Some(ledger)] = &pairs
        && token.public() == ledger.public()
    {
        findings.push(
            Finding::warning(
                "keys",
                "Mã truy cập và nhật ký dùng chung một khóa; mỗi việc nên có khóa riêng.",
                "Tokens and logs are signed by the same key; each should have its own.",
            )
            .change("ledger_key_file = \"/etc/tonghop/ledger.pem\""),
        );
    }
    let mut folders = vec![("data_dir", config.data_dir()), ("checkpoint_dir", config.checkpoint_dir())];
    let file = file_of(&config.database().url);
    if let Some(folder) = file.as_deref().and_then(Path::parent) {
        folders.push(("database_url", folder.to_owned()));
    }
    folders.dedup_by(|one, other| one.1 == other.1);
    for (setting, folder) in &folders {
        findings.extend(writable(setting, folder));
        findings.extend(room(setting, folder));
    }
    if findings.is_empty() {
        findings.push(Finding::fine(
            "files",
            "Khóa, thư mục và dung lượng đĩa đều ổn.",
            "Keys, folders and disk space are fine.",
        ));
    }
    findings
}

/// The key in a file, if there is one; a first start makes what is missing.
fn key(setting: &str, file: &Path, findings: &mut Vec<Finding>) -> Option<KeyPair> {
    let name = file.display();
    if !file.exists() {
        return None;
    }
    if let Some(mode) = readable_by_others(file) {
        findings.push(
            Finding::warning(
                "keys",
                format!("Tệp khóa {name} cho người khác đọc hoặc ghi (quyền {mode:03o})."),
                format!("The key {name} may be read or written by others (mode {mode:03o})."),
            )
            .change(format!("chmod 600 {name}")),
        );
    }
    match KeyPair::read(file) {
        Ok(pair) => Some(pair),
        Err(error) => {
            let cause = super::settings::cause(&error);
            findings.push(
                Finding::error(
                    "keys",
                    format!("Không đọc được khóa: {cause}"),
                    format!("The key cannot be read: {cause}"),
                )
                .change(format!("{setting} = \"{name}\"   # openssl genpkey -algorithm ed25519 -out FILE")),
            );
            None
        }
    }
}

/// The folder itself, or the nearest one above it that is there: where it would be made.
fn nearest(folder: &Path) -> PathBuf {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let absolute = std::path::absolute(here).unwrap_or_else(|_| here.to_owned());
    absolute.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/")).to_owned()
}

/// A folder in which nothing can be made.
fn writable(setting: &str, folder: &Path) -> Option<Finding> {
    let place = nearest(folder);
    // Nothing but trying tells: permissions, read-only disks, somebody's quota.
    let probe = place.join(format!(".tonghop-doctor-{}", uuid::Uuid::now_v7().simple()));
    let tried = std::fs::File::create_new(&probe);
    let cause = match tried {
        Ok(_) => match std::fs::remove_file(&probe) {
            Ok(()) => return None,
            Err(error) => error,
        },
        Err(error) => error,
    };
    let name = place.display();
    Some(
        Finding::error(
            "folders",
            format!("Không ghi được vào thư mục {name}: {cause}"),
            format!("The folder {name} cannot be written to: {cause}"),
        )
        .change(format!("{setting} = \"{}\"", folder.display())),
    )
}

/// A disk that is nearly full.
fn room(setting: &str, folder: &Path) -> Option<Finding> {
    let place = nearest(folder);
    let disk = rustix::fs::statvfs(&place).ok()?;
    judge_room(disk.f_bavail.saturating_mul(disk.f_frsize) >> 20, setting, &place)
}

/// What is to be said of so many MiB that are free at a place. Pure.
fn judge_room(free: u64, setting: &str, place: &Path) -> Option<Finding> {
    if free >= LITTLE {
        return None;
    }
    let name = place.display();
    let (vi, en) =
        (format!("Chỉ còn {free} MiB trống ở {name}."), format!("Only {free} MiB are free at {name}."));
    let finding = match free < TOO_LITTLE {
        true => Finding::error("disk", vi, en),
        false => Finding::warning("disk", vi, en),
    };
    Some(finding.change(format!("{setting} = \"/a/larger/disk\"")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn a_disk_is_warned_of_before_it_is_full() {
        let told = |free| judge_room(free, "data_dir", Path::new("/srv/tonghop"));
        let level = |free| told(free).map(|finding| finding.level);
        assert_eq!([1 << 20, 1024].map(level), [None, None]);
        assert_eq!([1023, 100].map(level), [Some(Level::Warning), Some(Level::Warning)]);
        assert_eq!([99, 0].map(level), [Some(Level::Error), Some(Level::Error)]);
        let finding = told(99).unwrap();
        let said = [&finding.said.vi, &finding.said.en];
        assert!(said.iter().all(|text| text.contains("99 MiB") && text.contains("/srv/tonghop")), "{said:?}");
        assert_eq!(finding.change.as_deref(), Some("data_dir = \"/a/larger/disk\""));
    }
}
