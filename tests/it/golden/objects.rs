//! The fields of objects: who reaches the object sees the field, or not.

use super::callers::{CALLERS, OTHER_PROVINCE, caller, outcome, row};
use super::roles::fields;
use super::samples::Ids;
use crate::kit::course::PERIOD;
use crate::kit::schema;
use crate::kit::world::World;
use async_graphql::parser::types::{Type, TypeKind};
use serde_json::json;
use std::collections::BTreeSet;

/// Fields that cannot be asked for without arguments, and their arguments.
const ARGUMENTS: &[(&str, &str)] = &[
    ("Round.obligations", "(first: 50)"),
    ("Viewer.obligations", "(first: 50)"),
    ("Viewer.notices", "(first: 50)"),
    ("Round.reports", "(first: 50)"),
    ("Agency.reports", "(first: 50)"),
    ("Report.diff", "(from: 1, to: 1)"),
    ("LegalDocument.forceStatus", "(on: \"2019-09-14\")"),
    ("LegalDocument.successor", "(on: \"2019-09-14\")"),
    ("NationalProvince.consolidation", "(from: \"2019-Q3\")"),
    ("NationalProvince.release", "(by: { key: { year: 2019, number: 1 } })"),
    ("NationalProvince.releases", "(first: 50)"),
    ("PredecessorProvince.agencies", "(first: 50)"),
    ("PredecessorProvince.agency", "(by: { code: \"STTTT\" })"),
    ("PredecessorProvince.auditEntries", "(first: 50)"),
    ("PredecessorProvince.consolidation", "(from: \"2019-Q3\", basis: SUBMITTED)"),
    ("PredecessorProvince.democracyScore", "(by: { key: { agency: \"STTTT\", period: \"2018\" } })"),
    ("PredecessorProvince.democracyScores", "(first: 50)"),
    ("PredecessorProvince.mobilisationModels", "(first: 50)"),
    ("PredecessorProvince.plan", "(by: { key: { agency: \"STTTT\", year: 2019 } })"),
    ("PredecessorProvince.plans", "(first: 50)"),
    ("PredecessorProvince.release", "(by: { key: { year: 2019, number: 2 } })"),
    ("PredecessorProvince.releases", "(first: 50)"),
    ("PredecessorProvince.reorganisations", "(first: 50)"),
    ("PredecessorProvince.report", "(by: { key: { agency: \"STTTT\", period: \"2019-Q3\" } })"),
    ("PredecessorProvince.reports", "(first: 50)"),
    ("PredecessorProvince.round", "(by: { key: { period: \"2019-Q3\" } })"),
    ("PredecessorProvince.rounds", "(first: 50)"),
];

/// What a province grants to another, and what the other reads by it: neither has an id of its own.
const GRANTS: &str = "province { historyGrants";
const PREDECESSORS: &str = "province { predecessors";

/// What a reader of the nation reads a province by, which has no id there either.
const NATION: &str = "nation { provinces(codes: [\"84\"])";

/// Objects of each type: the type, which one, how the query begins that leads to it, and the path of it in the answer.
fn roots(ids: &Ids) -> Vec<(&'static str, &'static str, String, Vec<&'static str>)> {
    let report =
        |agency: &str| format!(r#"report(by: {{ key: {{ agency: "{agency}", period: "{PERIOD}" }} }})"#);
    let node = |kind: &'static str| format!("node(id: {:?})", ids[kind]);
    vec![
        ("Viewer", "", "viewer".into(), vec!["viewer"]),
        ("Province", "", "province".into(), vec!["province"]),
        ("Person", "of Home Affairs", node("Person"), vec!["node"]),
        ("Agency", "STTTT", node("Agency"), vec!["node"]),
        ("Round", "", node("Round"), vec!["node"]),
        ("Obligation", "of STTTT", node("Obligation"), vec!["node"]),
        ("Report", "of STTTT, filed", report("STTTT"), vec!["report"]),
        ("Report", "of SGDDT, accepted", report("SGDDT"), vec!["report"]),
        ("ReportVersion", "of STTTT, filed", node("ReportVersion"), vec!["node"]),
        ("TotalSource", "of STTTT, filed", node("TotalSource"), vec!["node"]),
        ("MobilisationModel", "of STTTT", node("MobilisationModel"), vec!["node"]),
        ("AuditEntry", "", node("AuditEntry"), vec!["node"]),
        ("Reorganisation", "of STC into STTTT, with a decision", node("Reorganisation"), vec!["node"]),
        ("ScoringScheme", "of Trà Vinh", node("ScoringScheme"), vec!["node"]),
        ("DemocracyScore", "of STTTT, not verified", node("DemocracyScore"), vec!["node"]),
        ("LegalDocument", "of Trà Vinh", node("LegalDocument"), vec!["node"]),
        ("Release", "of what is filed", node("Release"), vec!["node"]),
        ("Plan", "of STTTT", node("Plan"), vec!["node"]),
        ("Notice", "to somebody of SGDDT", node("Notice"), vec!["node"]),
        ("Webhook", "", node("Webhook"), vec!["node"]),
        ("ServiceAccount", "", node("ServiceAccount"), vec!["node"]),
        ("RoleRequest", "for somebody new", node("RoleRequest"), vec!["node"]),
        ("PersonAccount", "of Home Affairs", node("PersonAccount"), vec!["node"]),
        (
            "HistoryGrant",
            "to the other province, revoked",
            GRANTS.into(),
            vec!["province", "historyGrants", "0"],
        ),
        ("HistoryGrant", "to the other province", GRANTS.into(), vec!["province", "historyGrants", "1"]),
        ("PredecessorProvince", "", PREDECESSORS.into(), vec!["province", "predecessors", "0"]),
        ("NationalProvince", "", NATION.into(), vec!["nation", "provinces", "0"]),
    ]
}

/// Asks for every field of every object that somebody reaches, ten at a time.
pub async fn every_field(world: &World, ids: &Ids, who: &str) {
    for (kind, _, root, path) in roots(ids) {
        if outcome(&ask(world, who, &root, kind, "__typename").await, &path) != "DATA" {
            continue;
        }
        let fields: Vec<String> = fields(kind).iter().map(|field| selection(kind, field)).collect();
        for some in fields.chunks(10) {
            // One that is refused takes the others with it, as far as they have come: each is asked for by itself then.
            if !ask(world, who, &root, kind, &some.join(" ")).await.errors().is_empty() {
                for one in some {
                    ask(world, who, &root, kind, one).await;
                }
            }
        }
    }
}

/// A row for each field that not everybody sees who sees the object, and a list of the others.
pub async fn rows(world: &World, ids: &Ids) -> String {
    let objects = roots(ids);
    // What everybody may see who may see anything: the catalogue, and the calendars.
    let public = ["Indicator", "ReportForm", "ValidationRule", "DisclosureContent", "CalendarProfile"];
    let reached = objects.iter().map(|object| object.0).chain(public).collect::<BTreeSet<_>>();
    for kind in nodes() {
        assert!(reached.contains(kind.as_str()), "{kind} has no sample object");
    }
    let mut text = String::new();
    for (kind, case, root, path) in objects {
        let mut reach = Vec::new();
        let granted = [GRANTS, PREDECESSORS].contains(&root.as_str());
        for name in CALLERS.iter().chain(OTHER_PROVINCE.iter().filter(|_| granted)) {
            let answer = ask(world, name, &root, kind, "__typename").await;
            reach.push((*name, outcome(&answer, &path)));
        }
        text += &row(format!("object {kind} {case}").trim_end(), &reach);
        let mut plain = Vec::new();
        for field in fields(kind) {
            let selection = selection(kind, &field);
            let mut outcomes = Vec::new();
            for (name, _) in reach.iter().filter(|(_, reached)| reached == "DATA") {
                let answer = ask(world, name, &root, kind, &selection).await;
                let path: Vec<&str> = path.iter().copied().chain([field.as_str()]).collect();
                outcomes.push((*name, outcome(&answer, &path)));
            }
            match outcomes.iter().all(|(_, outcome)| *outcome == outcomes[0].1) {
                true => plain.push(format!("{field} {}", outcomes[0].1)),
                false => {
                    text += &row(&format!("  field {kind}.{field}"), &outcomes).replace("\n  ", "\n    ")
                }
            }
        }
        text += &format!("  the same for all of them: {}\n", plain.join(", "));
    }
    text
}

async fn ask(
    world: &World,
    who: &str,
    root: &str,
    kind: &str,
    selection: &str,
) -> crate::kit::answer::Answer {
    let open = root.matches('{').count() - root.matches('}').count();
    let query = format!("{{ {root} {{ ... on {kind} {{ {selection} }} }} {} }}", "}".repeat(open));
    caller(world, who).graphql(&query, json!({})).await
}

/// How a field is asked for: with the arguments it needs, and with something of an object.
fn selection(kind: &str, field: &str) -> String {
    let wanted = format!("{kind}.{field}");
    let arguments = ARGUMENTS.iter().find(|(name, _)| *name == wanted).map_or("", |(_, arguments)| arguments);
    let inner = match composite(kind, field).as_deref() {
        Some(inner) if inner.ends_with("Connection") => "{ nodes { __typename } }",
        Some(_) => "{ __typename }",
        None => "",
    };
    format!("{field}{arguments} {inner}")
}

/// The object types that have a global id.
fn nodes() -> Vec<String> {
    schema::types()
        .filter(|one| matches!(&one.kind, TypeKind::Object(object) if object.implements.iter().any(|of| of.node == "Node")))
        .map(|one| one.name.node.to_string())
        .collect()
}

/// The name of the object type of a field; none of a scalar or an enum.
fn composite(kind: &str, field: &str) -> Option<String> {
    fn base(of: &Type) -> String {
        let mut text = of.to_string();
        text.retain(|c| !"[]!".contains(c));
        text
    }
    let mut found = None;
    let mut objects = BTreeSet::new();
    for definition in schema::types() {
        let name = definition.name.node.as_str();
        match &definition.kind {
            TypeKind::Object(object) => {
                if name == kind {
                    let field = object.fields.iter().find(|one| one.node.name.node == field);
                    found = field.map(|one| base(&one.node.ty.node));
                }
                objects.insert(name);
            }
            TypeKind::Interface(_) | TypeKind::Union(_) => drop(objects.insert(name)),
            _ => {}
        }
    }
    found.filter(|name| objects.contains(name.as_str()))
}
