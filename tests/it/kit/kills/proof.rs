//! What is left, when nobody is killed any more.

use super::super::person::report_by;
use super::super::program::bare;
use super::client::Client;
use super::scene::Scene;
use super::tally::{Version, tally};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How many receipts are checked by one run of the program.
const AT_ONCE: usize = 200;

const VERSIONS: &str = "query ($by: ReportBy!) { report(by: $by) { versions { id number digest \
    content { figure(indicator: \"denunciation_received\") { value } } } } }";

/// Compares what clients were told with what their agencies see.
pub async fn look(scene: &Scene, clients: &mut [Client]) {
    for client in clients {
        let mut filed = BTreeMap::new();
        let attempts = std::mem::take(&mut client.attempts);
        for attempt in &attempts {
            if filed.contains_key(&attempt.period) {
                continue;
            }
            let by = report_by(client.agency(), &attempt.period);
            let body = json!({ "query": VERSIONS, "variables": { "by": by } });
            let report = client.ask(&body).await;
            let versions = report["report"]["versions"].as_array().cloned().unwrap_or_default();
            filed.insert(attempt.period.clone(), versions.iter().map(read).collect());
        }
        let found = tally(&attempts, &filed);
        scene.count(|figures| {
            figures.versions += found.versions;
            figures.unknown_there += found.unknown_there;
            figures.unknown_gone += found.unknown_gone;
        });
        for wrong in found.wrong {
            scene.wrong(format!("{}: {wrong}", client.agency()));
        }
    }
}

/// A version with its figure.
fn read(version: &Value) -> (i64, Version) {
    let value = version["content"]["figure"]["value"].to_string();
    let value = value.trim_matches('"').parse().expect("a whole number");
    (value, Version::read(version).expect("a version"))
}

/// Checks every receipt with nothing but the public keys, and the whole database with all receipts and checkpoints, as people do.
pub fn verify(scene: &Scene) {
    let Some(keys) = audit(scene, &["key".to_owned()]) else { return };
    let folder = scene.database.folder.path();
    let file = folder.join("public.keys");
    std::fs::write(&file, keys).expect("a file");
    let key = file.display().to_string();
    let receipts: Vec<PathBuf> = std::fs::read_dir(&scene.receipts)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    for some in receipts.chunks(AT_ONCE) {
        let mut arguments = vec!["verify".to_owned(), "--key".to_owned(), key.clone()];
        arguments.extend(some.iter().flat_map(|file| ["--receipt".to_owned(), file.display().to_string()]));
        if audit(scene, &arguments).is_none() {
            return;
        }
        scene.count(|figures| figures.receipts += some.len() as u64);
    }
    audit(scene, &["verify".to_owned(), "--with".to_owned(), scene.receipts.display().to_string()]);
    let acknowledged = scene.figures().acknowledged;
    if receipts.len() as u64 != acknowledged {
        scene.wrong(format!("{} receipts for {acknowledged} acknowledged submissions", receipts.len()));
    }
}

/// What `tonghop audit …` prints; `None` when it finds something wrong, which is noted.
fn audit(scene: &Scene, arguments: &[String]) -> Option<String> {
    let database = &scene.database;
    let mut command = bare();
    command.arg("audit").args(arguments).args(["--database-url", &database.url]);
    let output = command.arg("--data-dir").arg(database.folder.path()).output().expect("the program");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Some(said);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    scene.wrong(format!("tonghop audit {}: {}: {said} {complaint}", arguments[0], output.status));
    None
}
