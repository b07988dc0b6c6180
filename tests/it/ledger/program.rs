//! `tonghop audit`, as an operator and an agency run it.

use super::{key, sabotage, tampered::history};
use crate::kit::course::PERIOD;
use crate::kit::database::Database;
use crate::kit::on_both;
use crate::kit::world::World;
use std::path::Path;
use std::process::Command;
use tonghop::kit::vocabulary::Role;

/// Runs the program on a database: the exit code, and what it said.
pub fn audit(database: Option<&Database>, folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TONGHOP_")) {
        command.env_remove(name);
    }
    command.current_dir(folder).arg("audit").args(arguments).arg("--data-dir").arg(folder);
    if let Some(database) = database {
        command.args(["--database-url", &database.url]);
    }
    let output = command.output().expect("the program");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().expect("an exit code"), String::from_utf8(said).expect("text"))
}

on_both! {
    async fn exit_codes_and_sentences(world: World) {
        history(&world).await;
        let database = &world.database;
        let own = database.folder.path();
        let (code, said) = audit(Some(database), own, &["verify"]);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("Không có mâu thuẫn") && said.contains("No contradiction: 2 provinces"), "{said}");
        let (code, said) = audit(Some(database), own, &["key"]);
        let key = key(database).text();
        assert!(code == 0 && said.lines().any(|line| line == key), "{said}");

        // An agency has a receipt and the public key, and nothing else.
        let submitter = world.person(Role::Submitter, "STTTT");
        let receipt = submitter.report("STTTT", PERIOD, "latestVersion { digest receipt { file } }").await;
        let text = receipt.at("report.latestVersion.receipt.file").as_str().unwrap();
        let agency = tempfile::tempdir().unwrap();
        let (file, keys) = (agency.path().join("bien-nhan.json"), agency.path().join("key"));
        std::fs::write(&file, text).unwrap();
        std::fs::write(&keys, format!("{key}\n")).unwrap();
        let file = file.to_str().unwrap();
        for key in [key.as_str(), keys.to_str().unwrap()] {
            let (code, said) = audit(None, agency.path(), &["verify", "--receipt", file, "--key", key]);
            assert_eq!(code, 0, "{said}");
            assert!(said.contains(receipt.at("report.latestVersion.digest").as_str().unwrap()), "{said}");
        }
        let (code, _) = audit(None, agency.path(), &["verify", "--receipt", file]);
        assert_eq!(code, 2, "a receipt is not checked without a key");
        std::fs::write(file, text.replace("\"number\": 1", "\"number\": 2")).unwrap();
        let (code, said) = audit(None, agency.path(), &["verify", "--receipt", file, "--key", &key]);
        assert_eq!(code, 3, "{said}");
        assert!(said.contains("Bằng chứng không cho thấy") && said.contains("does not show"), "{said}");
        let made: Vec<_> = std::fs::read_dir(agency.path()).unwrap().collect();
        assert_eq!(made.len(), 2, "checking leaves nothing behind");

        sabotage(database, "UPDATE figure SET value = 4 WHERE value = 3").await;
        let (code, said) = audit(Some(database), own, &["verify"]);
        assert_eq!(code, 3, "{said}");
        assert!(said.contains("khác với khi được ghi nhật ký") && said.contains("report version 1"), "{said}");
    }
}
