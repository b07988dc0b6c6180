//! What comes as a file: catalogues and receipts.

use super::{Mutation, files_below, kept, turns};
use crate::kit::course::PERIOD;
use crate::kit::on_both;
use crate::kit::world::World;
use crate::ledger::key;
use std::path::{Component, Path, PathBuf};
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

/// A copy of the catalogue.
struct Copied {
    folder: tempfile::TempDir,
    files: Vec<PathBuf>,
    originals: Vec<String>,
}

impl Copied {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Vec::new();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue"), folder.path(), &mut files);
        files.sort();
        let originals = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
        Copied { folder, files, originals }
    }

    /// Whether it is refused with something else as one of its files. Each fault is told with a file and a line that there is.
    fn refuses(&self, which: usize, input: &str, name: &str) -> bool {
        std::fs::write(&self.files[which], input).unwrap();
        let loaded = Catalogue::load(self.folder.path());
        std::fs::write(&self.files[which], &self.originals[which]).unwrap();
        let Err(faults) = loaded else { return false };
        assert!(!faults.is_empty(), "input {name}");
        for fault in faults {
            let file = PathBuf::from(&fault.file);
            let lines = match self.files.iter().position(|one| *one == file) {
                Some(place) if place == which => input.lines().count(),
                Some(place) => self.originals[place].lines().count(),
                None => panic!("input {name}: {fault}"),
            };
            assert!((1..=lines.max(1) + 1).contains(&fault.line), "input {name}: {fault}");
        }
        true
    }
}

/// A catalogue with one file that is something else is read, or refused. What is kept stands in a folder each, where in the catalogue
/// it stands in.
#[test]
fn catalogues_of_any_kind_are_read_or_refused() {
    let copied = Copied::new();
    assert!(Catalogue::load(copied.folder.path()).is_ok());
    for (path, input) in files_below("tests/it/fuzz/corpus/catalogue") {
        let place: PathBuf = path.components().skip(1).map(Component::as_os_str).collect();
        let file = copied.folder.path().join(place);
        let which = copied.files.iter().position(|one| *one == file);
        let which = which.unwrap_or_else(|| panic!("{} is no file of the catalogue", path.display()));
        copied.refuses(which, &input, &path.display().to_string());
    }
    let mut refused = 0;
    for turn in turns(60) {
        let which = usize::try_from(turn).unwrap() % copied.files.len();
        let input = Mutation::new(turn, &copied.originals[which..=which], TOML).input();
        refused += usize::from(copied.refuses(which, &input, &turn.to_string()));
    }
    assert!(refused > 0);
}

on_both! {
    /// Whatever is made of receipts, only what says the same is believed.
    async fn receipts_of_any_kind_are_believed_only_as_they_were_given(world: World) {
        world.round(&["STTTT", "SGDDT"]).await;
        let mut given = Vec::new();
        for agency in ["STTTT", "SGDDT"] {
            world.save(agency, 3).await;
            let submitter = world.person(Role::Submitter, agency);
            let explanations = submitter.explanations(agency).await;
            let filed = submitter.submit(agency, PERIOD).with("explanations", explanations);
            let filed = filed.selecting("receipt { file }").await.expect_done();
            given.push(filed.payload()["receipt"]["file"].as_str().unwrap().to_owned());
        }
        let keys = [key(&world.database)];
        assert!(given.iter().all(|file| Receipt::verify(file, &keys).is_ok()));
        let kept = kept("receipts");
        let corpus = [kept.as_slice(), &given].concat();
        for turn in turns(300) {
            let words = ["null", "\"\"", "{}", "AAAA", "\\n"];
            let input = Mutation::after(turn, kept.len(), &corpus, &words).input();
            if Receipt::verify(&input, &keys).is_ok() {
                assert!(given.contains(&input), "input {turn}: {input:?}");
            }
        }
    }
}
