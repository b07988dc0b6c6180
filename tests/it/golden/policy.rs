//! `tests/golden/policy`: the policy as one table, the gate of each field of the schema, and both held against what people
//! were really answered, which the other golden files say.

use super::callers::CALLERS;
use crate::kit::golden::golden;
use crate::kit::schema;
use async_graphql::parser::types::{TypeDefinition, TypeKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use tonghop::api::schema::gates::{GATES, Gate, gate};
use tonghop::auth::{Action, Reach};
use tonghop::kit::vocabulary::{ReportState, Role};
use tonghop::reports::{ReportEvent, transition};

const ROOTS: [&str; 3] = ["Query", "Mutation", "Subscription"];

/// A predecessor is asked what the own province may be asked.
const AS_QUERY: &str = "PredecessorProvince";

/// The role of a kind of caller in Trà Vinh; none for strangers and other provinces.
fn role_of(caller: &str) -> Option<Role> {
    match caller {
        "other agency" | "submitter" => Some(Role::Submitter),
        "head" => Some(Role::AgencyHead),
        "home affairs" => Some(Role::HomeAffairsOfficer),
        "administrator" => Some(Role::ProvinceAdministrator),
        "bi reader" => Some(Role::BiReader),
        "auditor" => Some(Role::Auditor),
        "national reader" => Some(Role::NationalReader),
        "stranger" | "other province" => None,
        other => panic!("nobody is called {other}"),
    }
}

/// Whether somebody of a kind may do something with what is STTTT's.
fn may(caller: &str, action: Action) -> bool {
    match role_of(caller).and_then(|role| action.reach(role)) {
        // The callers hold roles of the province for all of it.
        Some(Reach::Province | Reach::Held | Reach::Nation) => true,
        Some(Reach::Agency | Reach::Filing | Reach::Continued) => caller != "other agency",
        None => false,
    }
}

/// The object types of the schema with their fields.
fn objects() -> BTreeMap<String, BTreeSet<String>> {
    objects_where(|_| true)
}

fn objects_where(wanted: impl Fn(&TypeDefinition) -> bool) -> BTreeMap<String, BTreeSet<String>> {
    let mut objects = BTreeMap::new();
    for definition in schema::types() {
        if wanted(definition)
            && let TypeKind::Object(object) = &definition.kind
        {
            let fields = object.fields.iter().map(|field| field.node.name.node.to_string());
            objects.insert(definition.name.node.to_string(), fields.collect());
        }
    }
    objects
}

/// The states of a report in which an action of its life can happen in a role; `None` for any other action.
fn states(action: Action, role: Role) -> Option<Vec<&'static str>> {
    let event = match action {
        Action::ReopenLockedReport => ReportEvent::Reopen,
        other => *ReportEvent::ALL.iter().find(|event| event.action() == other)?,
    };
    let locked = action == Action::ReopenLockedReport;
    let states = ReportState::ALL.iter().filter(|state| {
        let of_this_line = event != ReportEvent::Reopen || (**state == ReportState::Locked) == locked;
        of_this_line && transition(**state, event, role).is_ok()
    });
    Some(states.map(|state| state.code()).collect())
}

fn table() -> String {
    let mut text = String::from("# who may do what, how far, and with a report in which states\n");
    for action in Action::ALL {
        let recent = if action.asks_recent_sign_in() { " After a recent sign-in." } else { "" };
        writeln!(text, "{}: {}{recent}", action.code(), action.what()).unwrap();
        for (role, reach) in action.rights() {
            let states = states(*action, *role);
            let states = states.map_or(String::new(), |states| format!("; {}", states.join(", ")));
            writeln!(text, "  {}: {}{states}", role.code(), reach.words()).unwrap();
        }
    }
    text
}

fn told(gate: Gate) -> String {
    let codes: Vec<&str> = gate.actions().iter().map(|action| action.code()).collect();
    match gate {
        Gate::Token => "a token".into(),
        Gate::TokenOr(_) => format!("a token for what is one's own or accepted, {} for the rest", codes[0]),
        Gate::OneOf(_) => codes.join(" or "),
    }
}

/// One field: its gate, and who passes it for what is STTTT's.
fn line(field: &str, gate: Gate) -> String {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for caller in CALLERS {
        let passes = gate.actions().iter().any(|action| may(caller, *action));
        let class = match (*caller, passes, gate.is_open()) {
            ("stranger", ..) => "refused",
            ("other province", ..) if gate.actions() == [Action::ReadNation] => "no",
            ("other province", ..) => "in their own province only",
            (_, true, _) => "yes",
            ("national reader", _, true) => "only what is of no province",
            (_, false, true) if gate == Gate::Token => "yes, in their scope",
            (_, false, true) => "as far as it is their own or accepted",
            (_, false, false) => "no",
        };
        groups.entry(class).or_default().push(caller);
    }
    let groups: Vec<String> =
        groups.iter().map(|(class, who)| format!("  {class}: {}\n", who.join(", "))).collect();
    format!("{field}: {}\n{}", told(gate), groups.concat())
}

/// The same table for people, a row for each action, as `docs/roles.md` has it.
fn page() -> String {
    let mut text = String::from("| |");
    for role in Role::ALL {
        write!(text, " {} |", role.code().to_lowercase().replace('_', " ")).unwrap();
    }
    text += &format!("\n|---|{}\n", "---|".repeat(Role::ALL.len()));
    for action in Action::ALL {
        write!(text, "| `{}` {} |", action.code(), action.what()).unwrap();
        for role in Role::ALL {
            let cell = match action.reach(*role) {
                None => "",
                Some(Reach::Agency | Reach::Filing) => "agency",
                Some(Reach::Continued) => "agency, and before",
                Some(Reach::Held) => "as held",
                Some(Reach::Province) => "province",
                Some(Reach::Nation) => "nation",
            };
            write!(text, " {cell} |").unwrap();
        }
        text += "\n";
    }
    text
}

#[test]
fn the_page_of_roles_has_the_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/roles.md");
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = text.split_once("<!-- table -->\n").unwrap();
    let (table, after) = rest.split_once("<!-- end -->").unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        std::fs::write(&file, format!("{before}<!-- table -->\n{}<!-- end -->{after}", page())).unwrap();
    } else {
        assert_eq!(table, page(), "docs/roles.md has drifted (UPDATE_GOLDEN=1 writes it anew)");
    }
}

#[test]
fn the_policy_covers_the_whole_schema() {
    let objects = objects();
    let mut text = table();
    text += "\n# each field of the roots, and each object that is found by its id\n";
    for root in ROOTS {
        for field in &objects[root] {
            let name = format!("{root}.{field}");
            let gate = gate(&name).unwrap_or_else(|| panic!("{name} has no line in api/schema/gates.rs"));
            text += &line(&name, gate);
        }
    }
    let nodes = objects_where(|definition| match &definition.kind {
        TypeKind::Object(object) => object.implements.iter().any(|of| of.node == "Node"),
        _ => false,
    });
    for kind in nodes.keys() {
        let name = format!("Node.{kind}");
        let gate = gate(&name).unwrap_or_else(|| panic!("{name} has no line in api/schema/gates.rs"));
        text += &line(&name, gate);
    }
    text += "\n# each object: the fields with a gate of their own, and those that go with it\n";
    for (kind, fields) in objects.iter().filter(|(kind, _)| !ROOTS.contains(&kind.as_str())) {
        let gates = |field: &String| match kind.as_str() {
            AS_QUERY => gate(&format!("Query.{field}")),
            kind => gate(&format!("{kind}.{field}")),
        };
        let (gated, plain): (Vec<&String>, Vec<&String>) =
            fields.iter().partition(|field| gates(field).is_some());
        for field in gated {
            text += &line(&format!("{kind}.{field}"), gates(field).unwrap());
        }
        let plain: Vec<&str> = plain.into_iter().map(String::as_str).collect();
        writeln!(text, "{kind}: {}", plain.join(", ")).unwrap();
    }
    golden("policy", &text);
}

#[test]
fn each_gate_is_of_a_field_that_there_is_and_each_action_is_asked_for() {
    let objects = objects();
    let mut names = BTreeSet::new();
    let mut asked = BTreeSet::new();
    for (name, gate) in GATES {
        let (kind, field) = name.split_once('.').unwrap();
        let there = match kind {
            "Node" => objects.contains_key(field),
            kind => objects.get(kind).is_some_and(|fields| fields.contains(field)),
        };
        assert!(there, "{name} is not in the schema");
        assert!(names.insert(name), "{name} has two gates");
        asked.extend(gate.actions().iter().map(|action| action.code()));
    }
    let all: BTreeSet<&str> = Action::ALL.iter().map(|action| action.code()).collect();
    assert_eq!(asked, all, "an action that no field asks for");
}

/// What was observed: title of a row, and what each kind of caller got.
fn observed(file: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    let text = std::fs::read_to_string(file).unwrap();
    let mut rows: Vec<(String, BTreeMap<String, String>)> = Vec::new();
    for line in text.lines() {
        let title = line.trim_start();
        let starts = ["query ", "mutation ", "subscription ", "object ", "field ", "feed "];
        if starts.iter().any(|start| title.starts_with(start)) {
            rows.push((title.to_owned(), BTreeMap::new()));
        } else if let (Some((outcome, who)), Some((_, row))) = (title.rsplit_once(": "), rows.last_mut())
            && !outcome.starts_with("the same")
        {
            row.extend(who.split(", ").map(|caller| (caller.to_owned(), outcome.to_owned())));
        }
    }
    rows
}

/// The field that a row of a golden file is about, as the gates name it.
fn named(title: &str) -> Option<String> {
    let mut words = title.split(' ');
    let (kind, name) = (words.next()?, words.next()?);
    match kind {
        "query" => Some(format!("Query.{name}")),
        "mutation" => Some(format!("Mutation.{name}")),
        "subscription" => Some(format!("Subscription.{name}")),
        "object" => Some(format!("Node.{name}")),
        "field" => Some(name.to_owned()),
        _ => None,
    }
}

/// Whether an outcome shows or changes something.
fn gives(outcome: &str) -> bool {
    outcome.starts_with("DATA") || outcome.starts_with("hears of")
}

#[test]
fn what_people_are_answered_is_what_the_policy_says() {
    let mut compared = BTreeMap::<&str, usize>::new();
    for file in ["roles", "roles-mutations", "roles-subscriptions"] {
        for (title, row) in observed(file) {
            let Some(name) = named(&title) else { continue };
            let Some(gate) = gate(&name) else {
                let goes_with_it =
                    ["Node.Viewer", "Node.HistoryGrant", "Node.PredecessorProvince", "Node.NationalProvince"];
                let known = goes_with_it.contains(&name.as_str()) || name.starts_with(AS_QUERY);
                assert!(known, "{name} differs between callers and has no line in api/schema/gates.rs");
                continue;
            };
            let rights = gate.actions();
            for (caller, outcome) in &row {
                if caller == "stranger" {
                    assert!(!gives(outcome), "{title}: {caller} gets {outcome}");
                }
                let Some(role) = role_of(caller) else { continue };
                if !gate.is_open() && !rights.iter().any(|action| action.is_for(role)) {
                    assert!(!gives(outcome), "{title}: {caller} gets {outcome}, against the policy");
                    *compared.entry("refused").or_default() += 1;
                }
                if rights.iter().all(|action| may(caller, *action)) {
                    let refused = outcome.contains("NOT_ALLOWED");
                    assert!(!refused, "{title}: {caller} gets {outcome}, against the policy");
                    *compared.entry("allowed").or_default() += 1;
                }
                if file == "roles-mutations" && caller == "other agency" && !gate.is_open() {
                    assert!(!gives(outcome), "{title}: {caller} changes what is another agency's");
                }
            }
        }
    }
    assert!(compared["refused"] > 150 && compared["allowed"] > 250, "{compared:?}");
}
