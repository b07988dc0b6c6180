//! What comes as a file: catalogues and receipts.

use super::{Mutation, turns};
use crate::kit::course::PERIOD;
use crate::kit::on_both;
use crate::kit::world::World;
use crate::ledger::key;
use std::path::{Path, PathBuf};
use tonghop::catalogue::Catalogue;
use tonghop::kit::vocabulary::Role;
use tonghop::ledger::Receipt;

const TOML: &[&str] = &[
    "[[indicator]]",
    "[",
    "]]",
    "= ",
    "\"\"\"",
    "code = \"\"",
    "valid_from = 2019-02-30",
    "true",
    "{ vi = \"\", en = \"\" }",
    "sum(",
    "a / 0",
    "not and",
    "\u{FEFF}",
];

fn copy(from: &Path, to: &Path, files: &mut Vec<PathBuf>) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target, files);
        } else {
            std::fs::copy(&path, &target).unwrap();
            files.push(target);
        }
    }
}

/// A catalogue with one file that is something else is read, or each fault is told with a file and a line that there is.
#[test]
fn catalogues_of_any_kind_are_read_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue"), folder.path(), &mut files);
    files.sort();
    let originals: Vec<String> = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    assert!(Catalogue::load(folder.path()).is_ok());
    let mut refused = 0;
    for turn in turns(60) {
        let which = usize::try_from(turn).unwrap() % files.len();
        let input = Mutation::new(turn, &originals[which..=which], TOML).input();
        std::fs::write(&files[which], &input).unwrap();
        if let Err(faults) = Catalogue::load(folder.path()) {
            refused += 1;
            assert!(!faults.is_empty(), "input {turn}");
            for fault in faults {
                let file = PathBuf::from(&fault.file);
                let place = files.iter().position(|one| *one == file);
                let lines = match place {
                    Some(place) if place == which => input.lines().count(),
                    Some(place) => originals[place].lines().count(),
                    None => panic!("input {turn}: {fault}"),
                };
                assert!((1..=lines.max(1) + 1).contains(&fault.line), "input {turn}: {fault}");
            }
        }
        std::fs::write(&files[which], &originals[which]).unwrap();
    }
    assert!(refused > 0);
}

on_both! {
    /// Whatever is made of receipts, only what says the same is believed.
    async fn receipts_of_any_kind_are_believed_only_as_they_were_given(world: World) {
        world.round(&["STTTT", "SGDDT"]).await;
        let mut corpus = Vec::new();
        for agency in ["STTTT", "SGDDT"] {
            world.save(agency, 3).await;
            let submitter = world.person(Role::Submitter, agency);
            let explanations = submitter.explanations(agency).await;
            let filed = submitter.submit(agency, PERIOD).with("explanations", explanations);
            let filed = filed.selecting("receipt { file }").await.expect_done();
            corpus.push(filed.payload()["receipt"]["file"].as_str().unwrap().to_owned());
        }
        let keys = [key(&world.database)];
        assert!(corpus.iter().all(|file| Receipt::verify(file, &keys).is_ok()));
        for turn in turns(300) {
            let input = Mutation::new(turn, &corpus, &["null", "\"\"", "{}", "AAAA", "\\n"]).input();
            if Receipt::verify(&input, &keys).is_ok() {
                assert!(corpus.contains(&input), "input {turn}: {input:?}");
            }
        }
    }
}
