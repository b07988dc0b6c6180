//! The documents of `examples/` on the seeded demo: each is answered without an error to whom it is meant for.

use async_graphql::{Request as GraphqlRequest, Response, Variables};
use serde_json::{Value, json};
use std::{path::Path, sync::Arc};

use super::super::{REAL_AGENCY, province, subject};
use crate::{
    api::{
        DocumentLimits,
        schema::{self, TonghopSchema},
    },
    auth::{Issuer, KeyPair, TokenRequest},
    catalogue::Catalogue,
    kit::{Lang, vocabulary::Role},
    notices::Channels,
    organisation::{self, roles::RoleRules},
    request::Request,
    store::Store,
};

/// The queries, their variables, and who asks them.
const QUERIES: [(&str, Option<&str>, Role); 10] = [
    ("1-viewer", None, Role::Auditor),
    ("2-report", Some("2-report"), Role::Submitter),
    ("3-consolidation", Some("3-consolidation"), Role::HomeAffairsOfficer),
    ("4-sources", Some("4-sources"), Role::HomeAffairsOfficer),
    ("5-who-has-not-reported", Some("5-who-has-not-reported"), Role::HomeAffairsOfficer),
    ("6-series", Some("6-series"), Role::BiReader),
    ("7-save", Some("7-save-first"), Role::Submitter),
    ("7-save", Some("7-save-stale"), Role::Submitter),
    ("8-models", Some("8-models"), Role::HomeAffairsOfficer),
    ("9-tasks", Some("9-tasks"), Role::HomeAffairsOfficer),
];

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

fn text(folder_name: &str, file: &str) -> String {
    let path = folder(folder_name).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Somebody at the schema, with a door to the database and no wire between.
struct Desk<'a> {
    store: &'a Store,
    issuer: Issuer,
    schema: TonghopSchema,
}

impl<'a> Desk<'a> {
    fn new(store: &'a Store, catalogue: &Arc<Catalogue>) -> Self {
        let issuer = Issuer::new("tonghop", "test", KeyPair::generate().unwrap(), store.clock().clone());
        Desk {
            store,
            issuer,
            schema: schema::build(
                catalogue.clone(),
                DocumentLimits::default(),
                Channels::default(),
                RoleRules { good_for: chrono::Duration::days(7) },
            ),
        }
    }

    /// The answer to a document with the variables of a file, which is without an error.
    async fn ask(&self, within: &str, document: &str, variables: Option<&str>, role: Role) -> Value {
        let person = subject(role, REAL_AGENCY);
        let good_for = chrono::Duration::days(1);
        let token = self.issuer.issue(&TokenRequest { subject: &person, good_for }).unwrap();
        let actor = organisation::actor_of(self.store, &self.issuer.verify(&token).unwrap()).await.unwrap();
        let asked = Request::new(actor, self.store.clone(), Lang::Vi, document);
        let variables = variables.map(|file| text(within, &format!("{file}.json")));
        let variables: Value = variables.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
        let request = GraphqlRequest::new(text(within, &format!("{document}.graphql")))
            .variables(Variables::from_json(variables))
            .data(asked);
        let response: Response = self.schema.execute(request).await;
        assert!(response.errors.is_empty(), "{document}: {:?}", response.errors);
        response.data.into_json().unwrap()
    }

    /// The payload of a mutation of the real report, to which nothing was objected.
    async fn act(&self, document: &str, variables: &str, role: Role) -> Value {
        let answer = self.ask("report-2019-q3", document, Some(variables), role).await;
        let payload = answer.as_object().and_then(|fields| fields.values().next()).cloned().unwrap();
        assert_eq!(payload["userErrors"], json!([]), "{variables}");
        payload
    }
}

/// Asks every query of `examples/queries`, and for the plan of `examples/plan-2022`; the answers, in order.
pub async fn ask_all(store: &Store, catalogue: &Arc<Catalogue>) -> Vec<Value> {
    let desk = Desk::new(store, catalogue);
    let mut answers = Vec::new();
    for (document, variables, role) in QUERIES {
        answers.push(desk.ask("queries", document, variables, role).await);
    }
    answers.push(desk.ask("plan-2022", "plan", Some("plan"), Role::Submitter).await);
    answers
}

/// Files the real report by its files, in a province where nothing was filed yet, up to where Home Affairs has it.
async fn filed<'a>(store: &'a Store, catalogue: &Arc<Catalogue>) -> Desk<'a> {
    let desk = Desk::new(store, catalogue);
    store.clock().set("2019-08-26T01:00:00Z".parse().unwrap());
    let opened = desk.act("round-open", "round-open", Role::HomeAffairsOfficer).await;
    assert_eq!(opened["round"]["requestLetter"]["number"], "628/SNV-XDCQCTTN");
    store.clock().set("2019-09-16T03:00:00Z".parse().unwrap());
    for save in [
        "save-1-profile-and-staff",
        "save-2-dissemination-and-grievances",
        "save-3-democracy-and-emulation",
        "save-4-assessment-and-tasks",
        "save-5-citations",
        "save-6-disclosures",
    ] {
        desk.act("save", save, Role::Submitter).await;
    }
    let validated = desk.act("validate", "validate", Role::Submitter).await;
    assert_eq!(validated["canSubmit"], true);
    let checks = validated["checks"].as_array().unwrap().iter();
    let failed: Vec<&Value> =
        checks.filter(|check| check["result"] == "FAIL").map(|check| &check["rule"]["code"]).collect();
    assert_eq!(failed, ["Q01", "Q09", "S09"]);
    let submitted = desk.act("submit", "submit", Role::Submitter).await;
    assert_eq!(
        (&submitted["report"]["state"], &submitted["version"]["number"]),
        (&json!("SUBMITTED"), &json!(1))
    );
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_filed_accepted_and_opened_again_by_its_files() {
    let empty = super::seeding::Empty::new().await;
    organisation::import(&empty.store, province(), "tonghop").await.unwrap();
    let desk = filed(&empty.store, &empty.catalogue).await;
    let accepted = desk.act("accept", "accept", Role::HomeAffairsOfficer).await;
    assert_eq!(accepted["report"]["acceptedVersion"]["number"], 1);
    let report = desk.ask("queries", "2-report", Some("2-report"), Role::Submitter).await;
    let figures = report.pointer("/report/acceptedVersion/content/figures").unwrap().as_array().unwrap();
    let complaints =
        figures.iter().find(|figure| figure["indicator"]["code"] == "complaint_received").unwrap();
    assert_eq!((&complaints["state"], &complaints["value"]), (&json!("NOT_STATED"), &Value::Null));
    let reopened = desk.act("reopen", "reopen", Role::AgencyHead).await;
    assert_eq!(reopened["report"]["state"], "DRAFT");
}

#[tokio::test(flavor = "multi_thread")]
async fn or_it_is_returned_with_reasons() {
    let empty = super::seeding::Empty::new().await;
    organisation::import(&empty.store, province(), "tonghop").await.unwrap();
    let desk = filed(&empty.store, &empty.catalogue).await;
    let returned = desk.act("return", "return", Role::HomeAffairsOfficer).await;
    assert_eq!(returned["report"]["state"], "RETURNED");
    assert_eq!(returned["report"]["returnReasons"][0]["indicator"], "complaint_received");
}

#[test]
fn every_file_is_used_and_every_document_is_whole() {
    for (name, count) in [("demo", 14), ("queries", 18), ("report-2019-q3", 19)] {
        let mut files = 0;
        for entry in std::fs::read_dir(folder(name)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("graphql") => drop(async_graphql::parser::parse_query(&text).unwrap()),
                Some("json") => drop(serde_json::from_str::<Value>(&text).unwrap()),
                other => panic!("{}: {other:?}", path.display()),
            }
            files += 1;
        }
        assert_eq!(files, count, "{name}");
    }
}
