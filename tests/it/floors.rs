//! The house has floors: a room imports from the floors below, or sideways through another room's front door, without a
//! circle. The compiler knows nothing of this, so a test reads the sources.
//!
//! The front door of a room is its `mod.rs`: what it re-exports, and the modules that it declares `pub mod`. A module
//! that is merely `pub(crate) mod` is reachable for the compiler and not for a neighbour.

mod broken;
mod lexer;
mod paths;

pub use paths::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// Every room and its floor. A new room needs a line here, and a reader who agrees.
const FLOORS: &[(&str, u8)] = &[
    ("kit", 0),
    ("auth", 1),
    ("outward", 1),
    ("ledger", 1),
    ("store", 2),
    ("request", 3),
    ("organisation", 4),
    ("catalogue", 4),
    ("documents", 4),
    ("legal", 4),
    ("scoring", 4),
    ("calendars", 4),
    ("rounds", 4),
    ("receipts", 4),
    ("reports", 4),
    ("dan_van_kheo", 4),
    ("reorganisation", 4),
    ("notices", 4),
    ("consolidation", 5),
    ("official", 5),
    ("feeds", 5),
    ("plans", 5),
    ("courier", 5),
    ("inspection", 6),
    ("backup", 6),
    ("api", 6),
    ("console", 6),
    ("cli", 7),
    ("config", 7),
    ("server", 7),
    ("demo", 7),
    ("doctor", 7),
    ("scale", 7),
];

/// `main.rs` only calls `run()`; any other file beyond this many lines is two rooms.
const LONGEST: &[(&str, usize)] = &[("src/main.rs", 40), ("", 500)];

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// Everything that is wrong with some sources, as `file:line: what`.
fn faults(sources: &[Source]) -> Vec<String> {
    let mut faults = lengths(sources);
    let doors: BTreeMap<&[String], BTreeMap<String, bool>> =
        sources.iter().map(|source| (source.module.as_slice(), source.modules())).collect();
    let macros: BTreeMap<&str, &[String]> = sources
        .iter()
        .flat_map(|source| source.macros().map(|name| (name, &source.module[..source.module.len().min(1)])))
        .collect();
    let mut sideways = Vec::new();
    for source in sources {
        // `lib.rs` is the table of contents, `main.rs` the way in: above every floor.
        let Some(room) = source.module.first().filter(|room| *room != "main") else { continue };
        let Some(own) = floor(room) else {
            faults.push(format!(
                "{}:1: the room `{room}` has no floor; give it one in tests/it/floors.rs",
                source.file
            ));
            continue;
        };
        for mut mention in source.mentions() {
            if let [name] = mention.path.as_slice()
                && floor(name).is_none()
                && let Some(room) = macros.get(name.as_str())
            {
                mention.path = room.to_vec();
            }
            let Some(other) = mention.path.first().filter(|other| *other != room) else { continue };
            let place = format!("{}:{}", source.file, mention.line);
            match floor(other) {
                None => faults.push(format!("{place}: `crate::{other}` is no room; name what you take by its room")),
                Some(theirs) if theirs > own => faults.push(format!(
                    "{place}: `{room}` (floor {own}) imports from `{other}` (floor {theirs}), which is above it"
                )),
                Some(theirs) if theirs == own => {
                    if let Some(closed) = closed_door(&mention.path, &doors) {
                        faults.push(format!(
                            "{place}: `crate::{}` goes past the front door of `{other}`: `{closed}` is not `pub mod`",
                            mention.path.join("::")
                        ));
                    }
                    sideways.push((room.clone(), other.clone(), place));
                }
                Some(_) => {}
            }
        }
    }
    faults.extend(circles(&sideways));
    faults
}

fn lengths(sources: &[Source]) -> Vec<String> {
    let too_long = |source: &&Source| {
        let limit =
            LONGEST.iter().find(|(file, _)| source.file.starts_with(file)).map_or(0, |(_, limit)| *limit);
        (source.lines > limit).then(|| format!("{}:{}: more than {limit} lines", source.file, source.lines))
    };
    sources.iter().filter_map(|source| too_long(&source)).collect()
}

/// The first module on the way of a path that its parent does not declare `pub mod`.
fn closed_door(path: &[String], doors: &BTreeMap<&[String], BTreeMap<String, bool>>) -> Option<String> {
    (1..path.len())
        .map_while(|depth| Some((depth, *doors.get(&path[..depth])?.get(&path[depth])?)))
        .find(|(_, open)| !open)
        .map(|(depth, _)| path[depth].clone())
}

/// Imports between rooms of one floor that lead back to where they began.
fn circles(sideways: &[(String, String, String)]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (from, to, place) in sideways {
        if seen.insert((from, to))
            && let Some(way) = way_back(sideways, to, from)
        {
            faults.push(format!("{place}: a circle: {from} → {}", way.join(" → ")));
        }
    }
    faults
}

/// The shortest way from a room to another over sideways imports, both ends included.
fn way_back(sideways: &[(String, String, String)], from: &str, to: &str) -> Option<Vec<String>> {
    let mut ways = vec![vec![from.to_owned()]];
    let mut reached = BTreeSet::from([from.to_owned()]);
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let last = &way[way.len() - 1];
            if last == to {
                return Some(way);
            }
            for (_, next, _) in sideways.iter().filter(|(room, _, _)| room == last) {
                if reached.insert(next.clone()) {
                    longer.push([way.clone(), vec![next.clone()]].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

/// Every source of the crate.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join("src"), root.join("migrations")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let file = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.push(Source::new(&file, &std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort_by(|one, other| one.file.cmp(&other.file));
    found
}

/// Fails with every fault on a line of its own.
pub fn expect_none(faults: &[String]) {
    let mut list = String::new();
    for fault in faults {
        writeln!(list, "{fault}").unwrap();
    }
    assert!(faults.is_empty(), "\n{list}");
}

#[test]
fn every_import_goes_down_or_through_a_front_door() {
    expect_none(&faults(&sources()));
}
