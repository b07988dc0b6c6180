//! The documents of `examples/` on the seeded demo: each is answered without an error to whom it is meant for.

use async_graphql::{Request as GraphqlRequest, Response, Variables};
use serde_json::Value;
use std::{path::Path, sync::Arc};

use super::super::{province::REAL_AGENCY, subject};
use crate::{
    api::{DocumentLimits, schema},
    auth::{Issuer, KeyPair, TokenRequest},
    catalogue::Catalogue,
    kit::{Lang, vocabulary::Role},
    organisation,
    request::Request,
    store::Store,
};

/// The queries, their variables, and who asks them.
const QUERIES: [(&str, Option<&str>, Role); 5] = [
    ("1-viewer", None, Role::Auditor),
    ("2-report", Some("2-report"), Role::Submitter),
    ("7-save", Some("7-save-first"), Role::Submitter),
    ("7-save", Some("7-save-stale"), Role::Submitter),
    ("8-models", Some("8-models"), Role::HomeAffairsOfficer),
];

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

fn text(folder_name: &str, file: &str) -> String {
    let path = folder(folder_name).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Asks every query of `examples/queries`; the answers, in order.
pub async fn ask_all(store: &Store, catalogue: &Arc<Catalogue>) -> Vec<Value> {
    let issuer = Issuer::new("tonghop", "test", KeyPair::generate().unwrap(), store.clock().clone());
    let schema = schema::build(catalogue.clone(), DocumentLimits::default());
    let mut answers = Vec::new();
    for (document, variables, role) in QUERIES {
        let token = issuer.issue(&TokenRequest { subject: &subject(role, REAL_AGENCY), days: 1 }).unwrap();
        let actor = organisation::actor_of(store, &issuer.verify(&token).unwrap()).await.unwrap();
        let asked = Request::new(actor, store.clone(), Lang::Vi, document);
        let variables = variables.map(|file| text("queries", &format!("{file}.json")));
        let variables: Value = variables.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
        let request = GraphqlRequest::new(text("queries", &format!("{document}.graphql")))
            .variables(Variables::from_json(variables))
            .data(asked);
        let response: Response = schema.execute(request).await;
        assert!(response.errors.is_empty(), "{document}: {:?}", response.errors);
        answers.push(response.data.into_json().unwrap());
    }
    answers
}

#[test]
fn every_file_is_used_and_every_document_is_whole() {
    for (name, count) in [("queries", 16), ("report-2019-q3", 19)] {
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
