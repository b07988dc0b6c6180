//! What stands written is true: the exported schema, and every query and answer of the README.

use crate::kit::database::{Database, Kind, Template};
use crate::kit::server::Server;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tonghop::catalogue::Catalogue;
use tonghop::kit::Clock;
use tonghop::kit::vocabulary::Role;
use tonghop::store::{Settings, Store};

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1")
}

/// Compares a file with what it should be, or writes it anew.
fn compare(path: &str, expected: &str) {
    if updating() {
        std::fs::write(file(path), expected).unwrap();
    }
    let found = std::fs::read_to_string(file(path)).unwrap_or_default();
    assert!(found == expected, "{path} has drifted; UPDATE_GOLDEN=1 cargo test writes it anew");
}

#[test]
fn the_exported_schema_is_the_programs() {
    compare("schema.graphql", &format!("{}\n", tonghop::api::schema::sdl().trim_end()));
}

/// The sources below a folder, one after the other.
fn sources(folder: &Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.extension() {
            _ if path.is_dir() => all += &sources(&path),
            Some(extension) if extension == "rs" => all += &std::fs::read_to_string(&path).unwrap(),
            _ => {}
        }
    }
    all
}

#[test]
fn each_threat_has_a_control_and_tests_that_there_are() {
    let page = std::fs::read_to_string(file("docs/security.md")).unwrap();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|row| row.split(" | ").collect())
        .filter(|cells: &Vec<&str>| cells[0] != "threat")
        .collect();
    assert!(rows.len() > 30, "{} threats", rows.len());
    let tests = sources(&file("tests/it")) + &sources(&file("src"));
    for row in rows {
        let [threat, control, names] = row[..] else { panic!("three cells: {row:?}") };
        assert!(!threat.is_empty() && !control.is_empty(), "{row:?}");
        for name in names.split(", ") {
            let path = name.strip_prefix('`').and_then(|name| name.strip_suffix('`'));
            let path = path.unwrap_or_else(|| panic!("a test: {name}"));
            let (_, function) = path.rsplit_once("::").unwrap();
            assert!(tests.contains(&format!("fn {function}(")), "{threat}: there is no test {path}");
        }
    }
}

/// When the pages are read: a week before the demo's last closing day.
const READ_AT: &str = "2026-11-20T02:00:00Z";

#[tokio::test(flavor = "multi_thread")]
async fn the_readme_and_the_tour_of_the_demo_answer_as_they_say() {
    let (server, _database) = demo().await;
    for (page, least) in [("README.md", 4), ("docs/demo.md", 14)] {
        let (written, examples) = read(&server, page).await;
        assert!(examples >= least, "{page} has at least {least} queries, not {examples}");
        compare(page, &written);
    }
}

/// A page as it should be, and how many examples it has: each `<!-- example: FILE as ROLE -->` is followed by the document of
/// that file and by its answer.
async fn read(server: &Server, page: &str) -> (String, usize) {
    let text = std::fs::read_to_string(file(page)).unwrap();
    let mut written = String::new();
    let mut lines = text.lines();
    let mut examples = 0;
    while let Some(line) = lines.next() {
        written.push_str(line);
        written.push('\n');
        let Some((document, subject)) = example(line) else { continue };
        let (query, answer) = answered(server, &document, &subject).await;
        skip_block(&mut lines, "```graphql");
        skip_block(&mut lines, "```json");
        written.push_str(&format!("```graphql\n{}\n```\n```json\n{answer}\n```\n", query.trim_end()));
        examples += 1;
    }
    (written, examples)
}

/// The file of an example's marker, and the login of its role: in the demo's province, or the officer of the one that continues it.
fn example(line: &str) -> Option<(String, String)> {
    let marker = line.strip_prefix("<!-- example: ")?.strip_suffix(" -->")?;
    let (document, role) = marker.split_once(" as ").expect("FILE as ROLE");
    let subject = match role {
        "VINH_LONG_OFFICER" => tonghop::demo::neighbour_officer(),
        role => tonghop::demo::subject(Role::from_code(role).expect("a role"), tonghop::demo::REAL_AGENCY),
    };
    Some((document.to_owned(), subject))
}

fn skip_block<'a>(lines: &mut impl Iterator<Item = &'a str>, opening: &str) {
    assert_eq!(lines.next(), Some(opening), "after an example's marker");
    lines.find(|line| *line == "```").expect("the end of a block");
}

/// The document of a file, and its answer as people read it.
async fn answered(server: &Server, document: &str, subject: &str) -> (String, String) {
    let query = std::fs::read_to_string(file(document)).unwrap_or_else(|error| panic!("{document}: {error}"));
    let variables = std::fs::read_to_string(file(document).with_extension("json"));
    let variables: Value = variables.map_or(json!({}), |text| serde_json::from_str(&text).unwrap());
    let person = server.person(subject);
    let answer = person.graphql(&query, variables).await;
    assert!(answer.errors().is_empty(), "{document}: {answer}");
    // The library's own value keeps the order of the fields, which is that of the question.
    let ordered: async_graphql::Value = serde_json::from_str(&answer.text).unwrap();
    (query, serde_json::to_string_pretty(&ordered).unwrap())
}

/// A server on the demo's province, and the database that it needs for as long as it runs.
async fn demo() -> (Server, Database) {
    let Ok(database) = Database::fresh(Kind::Sqlite, Template::Empty) else {
        unreachable!("SQLite is always there")
    };
    let clock = Clock::fixed(READ_AT.parse().unwrap());
    let store = Store::connect(&Settings::new(database.admin_url.clone()), clock.clone()).await.ok().unwrap();
    let catalogue = Arc::new(Catalogue::embedded().unwrap());
    tonghop::demo::seed(&store, &catalogue, crate::kit::server::ISSUER, &mut |_| {}).await.ok().unwrap();
    store.close().await.ok().unwrap();
    clock.set(READ_AT.parse().unwrap());
    (Server::start(&database, &clock).await.unwrap(), database)
}
