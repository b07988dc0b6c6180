//! The checker checked: made-up sources that keep the rules, and one for each way to break them.

use super::{Source, faults};

fn check(files: &[(&str, &str)]) -> Vec<String> {
    faults(&files.iter().map(|(file, text)| Source::new(file, text)).collect::<Vec<_>>())
}

#[test]
fn a_house_in_order_has_no_fault() {
    let files = [
        ("src/main.rs", "fn main() { tonghop::run() }"),
        ("src/lib.rs", "pub mod kit; pub mod api; pub use crate::api::run;"),
        ("src/kit/mod.rs", "mod text; pub use text::clean; // use crate::api::no;"),
        (
            "src/kit/text.rs",
            "pub fn clean() -> &'static str { \"crate::api::no\" } use super::clean as again;",
        ),
        ("src/store/mod.rs", "use crate::{kit::{self, text::clean}, auth::Actor as Who};"),
        ("src/catalogue/mod.rs", "pub mod rules; mod rows; pub use rows::Indicator;"),
        ("src/catalogue/rules.rs", "use super::rows; use crate::kit::clean;"),
        (
            "src/reports/mod.rs",
            "use crate::catalogue::{Indicator, rules::evaluate}; use crate::catalogue; use crate::store::rows;",
        ),
        (
            "src/request.rs",
            "impl crate::store::Scope { fn f(self) { self.x::<u8>(); super::kit::clean(); } }",
        ),
        (
            "src/store/owned.rs",
            "#[macro_export] macro_rules! owned { () => { $crate::entity!() } } macro_rules! entity {}",
        ),
        ("src/rounds/rows.rs", "crate::owned!(agency);"),
        ("migrations/m0001.rs", "use crate::store::schema::Table; use super::Migration;"),
    ];
    assert_eq!(check(&files), [""; 0]);
}

#[test]
fn upward_is_wrong_in_every_spelling() {
    for import in [
        "use crate::api::Root;",
        "use crate::{kit::Code, api::Root};",
        "use super::super::api;",
        "mod tests { use super::super::super::api::Root; }",
        "type T = crate::api::Root;",
        "fn f() -> Vec<crate::api::Root> { vec![] }",
        "macro_rules! m { () => { $crate::api::root() } }",
        "#[derive(crate::api::Root)] struct S;",
        "use crate::api::*;",
        "use crate::api as above;",
        "crate::answer!();",
    ] {
        let below = format!("\n// one line\n{import}");
        let found =
            check(&[("src/store/pool.rs", &below), ("src/api/mod.rs", "macro_rules! answer { () => {} }")]);
        assert_eq!(
            found,
            ["src/store/pool.rs:3: `store` (floor 2) imports from `api` (floor 6), which is above it"],
            "{import}"
        );
    }
}

#[test]
fn a_neighbour_is_entered_by_the_front_door() {
    for (import, path, closed) in [
        ("use crate::catalogue::rows::Row;", "crate::catalogue::rows::Row", "rows"),
        ("use crate::catalogue::rows;", "crate::catalogue::rows", "rows"),
        ("use crate::catalogue;\nfn f() { catalogue::rows::f() }", "crate::catalogue::rows::f", "rows"),
        ("use crate::catalogue as c;\nfn f() { c::rows::f() }", "crate::catalogue::rows::f", "rows"),
        (
            "use crate::catalogue::{rules::{engine::Engine}};",
            "crate::catalogue::rules::engine::Engine",
            "engine",
        ),
    ] {
        let found = check(&[
            ("src/catalogue/mod.rs", "pub(crate) mod rows; pub mod rules;"),
            ("src/catalogue/rules/mod.rs", "pub(super) mod engine;"),
            ("src/reports/service.rs", import),
        ]);
        let line = if import.contains('\n') { 2 } else { 1 };
        let wrong = format!("`{path}` goes past the front door of `catalogue`: `{closed}` is not `pub mod`");
        assert_eq!(found, [format!("src/reports/service.rs:{line}: {wrong}")], "{import}");
    }
}

#[test]
fn a_circle_is_shown_from_every_door_on_it() {
    let found = check(&[
        ("src/reports/mod.rs", "use crate::rounds::Round;"),
        ("src/rounds/mod.rs", "\nuse crate::organisation::Agency;"),
        ("src/organisation/mod.rs", "\n\nuse crate::reports::Report; use crate::catalogue::Form;"),
    ]);
    assert_eq!(
        found,
        [
            "src/reports/mod.rs:1: a circle: reports → rounds → organisation → reports",
            "src/rounds/mod.rs:2: a circle: rounds → organisation → reports → rounds",
            "src/organisation/mod.rs:3: a circle: organisation → reports → rounds → organisation",
        ]
    );
}

#[test]
fn a_room_has_a_floor_and_things_have_a_room() {
    assert_eq!(
        check(&[("src/utils/mod.rs", ""), ("src/api/mod.rs", "use crate::Shortcut;")]),
        [
            "src/utils/mod.rs:1: the room `utils` has no floor; give it one in tests/it/floors.rs",
            "src/api/mod.rs:1: `crate::Shortcut` is no room; name what you take by its room",
        ]
    );
}

#[test]
fn files_have_an_end() {
    let long = "\n".repeat(501);
    assert_eq!(
        check(&[("src/main.rs", &long[..41]), ("src/api/mod.rs", &long), ("src/lib.rs", &long[..500])]),
        ["src/main.rs:41: more than 40 lines", "src/api/mod.rs:501: more than 500 lines"]
    );
}
