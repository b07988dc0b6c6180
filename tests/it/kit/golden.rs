//! Golden files: what an outside reader sees, kept in `tests/golden/` and reviewed like code.
//! `UPDATE_GOLDEN=1 cargo test` writes them anew.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Compares a text with `tests/golden/NAME`; fails with the lines that differ.
pub fn golden(name: &str, actual: &str) {
    if let Err(difference) = compare(&path(name), actual, updates()) {
        panic!("{difference}");
    }
}

/// What `tests/golden/NAME` says; nothing, where there is none.
pub fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_default()
}

/// Whether golden files are written anew.
pub fn updates() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1")
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn compare(file: &PathBuf, actual: &str, update: bool) -> Result<(), String> {
    let actual = format!("{}\n", actual.trim_end());
    if update {
        std::fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("a folder");
        std::fs::write(file, actual).expect("a writable golden file");
        return Ok(());
    }
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    // A checkout may have turned the line ends around.
    if expected.replace("\r\n", "\n") == actual {
        return Ok(());
    }
    let mut text = format!("{} has drifted (UPDATE_GOLDEN=1 writes it anew):\n", file.display());
    for line in differences(&expected.lines().collect::<Vec<_>>(), &actual.lines().collect::<Vec<_>>()) {
        writeln!(text, "{line}").expect("a string");
    }
    Err(text)
}

/// The lines between the common beginning and the common end of two texts: the old with `-`, the new with `+`.
fn differences(old: &[&str], new: &[&str]) -> Vec<String> {
    let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let removed = old[..old.len() - end].iter().map(|line| format!("-{line}"));
    let added = new[..new.len() - end].iter().map(|line| format!("+{line}"));
    std::iter::once(format!("line {}", start + 1)).chain(removed).chain(added).collect()
}

#[test]
fn a_golden_file_says_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("golden/table");
    assert!(compare(&file, "one\n", false).is_err());
    assert_eq!(compare(&file, "one\ntwo\nthree\nfour\n\n", true), Ok(()));
    assert_eq!(compare(&file, "one\ntwo\nthree\nfour", false), Ok(()));
    let difference = compare(&file, "one\nzwei\nthree\nand a half\nfour\n", false).unwrap_err();
    let lines: Vec<&str> = difference.lines().skip(1).collect();
    assert_eq!(lines, ["line 2", "-two", "-three", "+zwei", "+three", "+and a half"]);
}
