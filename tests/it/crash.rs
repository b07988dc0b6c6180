//! A server killed in the middle of a submission, at every step of it: all or nothing, and the same key asks again.
//!
//! The real program as a process of its own, because SIGKILL is for processes.

use crate::kit::course::{DUE, FORM, PERIOD, figure};
use crate::kit::database::Template;
use crate::kit::person::Person;
use crate::kit::postgres::free_port;
pub use crate::kit::program::Program;
use crate::kit::program::bare;
use crate::kit::{Database, Furnished, Kind, on_both};
use crate::statements::number;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;
use uuid::Uuid;

/// What a submission leaves, table by table.
const TRACES: &[&str] = &[
    "report_version",
    "report_event",
    "figure",
    "standing",
    "form_snapshot",
    "idempotency",
    "audit_entry",
    "ledger_checkpoint",
    "ledger_leaf",
    "disclosure",
    "narrative",
    "model_entry",
];

/// Tries to serve the same folder beside a server: whether that ended well, and what it said.
fn rival(database: &Database, more: &[&str]) -> (bool, String) {
    let listen = format!("127.0.0.1:{}", free_port().expect("a port"));
    let mut command = bare();
    command.arg("serve").args(more).args(["--database-url", &database.url, "--listen", &listen]);
    let output = command.arg("--data-dir").arg(database.folder.path()).output().expect("the program");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Rows by table.
async fn traces(database: &Database) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in TRACES {
        counts.push(number(database, &format!("SELECT count(*) FROM {table}")).await);
    }
    counts
}

/// What of a database hangs in the air: always nothing.
async fn orphans(database: &Database) -> i64 {
    let mut total = 0;
    for table in ["figure", "standing", "disclosure", "narrative", "model_entry"] {
        let lost = format!(
            "SELECT count(*) FROM {table} f WHERE NOT EXISTS (SELECT 1 FROM report_version v \
             JOIN report r ON r.tenant_id = v.tenant_id AND r.id = v.report_id AND r.latest_version_id = v.id \
             WHERE v.tenant_id = f.tenant_id AND v.id = f.version_id)"
        );
        total += number(database, &lost).await;
    }
    // The log is numbered without a gap up to the tenant's version.
    let gaps = "SELECT count(*) FROM tenant_version v WHERE v.version <> \
                (SELECT count(*) FROM audit_entry a WHERE a.tenant_id = v.tenant_id)";
    total + number(database, gaps).await
}

/// The submission: one request with its key, revision and explanations, sent again and again.
struct Submission(Value);

impl Submission {
    async fn of(submitter: &Person) -> Submission {
        let explanations = submitter.explanations("STTTT").await;
        let report = json!({ "key": { "agency": "STTTT", "period": PERIOD } });
        let (key, revision) = (Uuid::now_v7(), 1);
        Submission(json!({ "input": {
            "report": report, "idempotencyKey": key, "ifRevision": revision, "explanations": explanations,
        } }))
    }

    /// Sends it; nothing when the server goes away in the middle.
    async fn send(&self, submitter: &Person) -> Option<Value> {
        let document = "mutation ($input: ReportSubmitInput!) { reportSubmit(input: $input) {
            report { id state revision submittedAt latestVersion { id number digest } versions { id } }
            version { id number digest late submittedAt submittedBy { id } content { figures { value } } }
            userErrors { code } } }";
        let body = json!({ "query": document, "variables": self.0 });
        let request = submitter.request(reqwest::Method::POST, "/graphql").json(&body);
        let answer: Value = request.send().await.ok()?.json().await.ok()?;
        assert_eq!(answer["data"]["reportSubmit"]["userErrors"], json!([]), "{answer}");
        // What it cost differs: fewer points are left.
        Some(json!({ "data": answer["data"] }))
    }
}

/// A second server on an embedded database is turned away before it touches anything.
#[test]
fn an_embedded_database_has_one_server() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let Ok(database) = Database::fresh(Kind::Sqlite, Template::Provinces) else { panic!("a database") };
        let program = Program::with_settings(&database, None, &[]).await;
        for more in [&[][..], &["--demo"], &["--demo", "--fresh"]] {
            let (started, said) = rival(&database, more);
            assert!(
                !started && said.contains("another tonghop is serving this database"),
                "{more:?}: {said}"
            );
        }
        let person = program.person(&database, Role::HomeAffairsOfficer, None);
        assert_eq!(person.graphql("{ province { code } }", json!({})).await.at("province.code"), "84");
        drop(program);
        // The right ends with the process, however it ends.
        drop(Program::with_settings(&database, None, &[]).await);
    });
}

on_both! {
    async fn a_submission_is_filed_or_it_is_not(furnished: Furnished) {
        let database = &furnished.0;
        let mut points = 0;
        let mut filed = false;
        while !filed {
            points += 1;
            assert!(points < 100, "a submission has an end");
            // Every point on a database that is the same but for it: its own agency would do, its own file is surer.
            let Ok(own) = Database::fresh(database.kind, crate::kit::database::Template::Provinces) else {
                panic!("a database");
            };
            filed = survives(&own, points).await;
        }
        // Opening, the version row, seven kinds of rows at least, the log, the key, before and after the commit.
        assert!(points > 10, "{points} fail points");
    }
}

/// Kills the server at a step of a submission and asks what is left. Whether the submission got through unharmed.
async fn survives(database: &Database, step: u32) -> bool {
    let name = format!("reportSubmit:{step}");
    let program = Program::with_settings(database, Some(&name), &[]).await;
    let home_affairs = program.person(database, Role::HomeAffairsOfficer, None);
    home_affairs.open_round(FORM, PERIOD, DUE, &["STTTT", "STC"]).await.expect_done();
    let submitter = program.person(database, Role::Submitter, Some("STTTT"));
    submitter.save_draft("STTTT", PERIOD, figure(7)).await.expect_done();
    let submission = Submission::of(&submitter).await;
    let draft = "SELECT length(draft) + revision FROM report WHERE latest_number = ";
    let (before, drafted) =
        (traces(database).await, number(database, &format!("{draft}0 ORDER BY 1 DESC")).await);

    let first = submission.send(&submitter).await;
    if first.is_some() {
        return true;
    }
    assert!(program.was_killed(), "step {step}: the server ended by itself");

    let program = Program::with_settings(database, None, &[]).await;
    let after = traces(database).await;
    assert_eq!(orphans(database).await, 0, "step {step}");
    let submitter = program.person(database, Role::Submitter, Some("STTTT"));
    let report =
        submitter.report("STTTT", PERIOD, "state revision draft { figures { value } } versions { id }").await;
    match after[0] {
        0 => {
            assert_eq!(after, before, "step {step}: nothing is nothing");
            assert_eq!(number(database, &format!("{draft}0 ORDER BY 1 DESC")).await, drafted);
            assert_eq!(
                (report.at("report.state"), report.at("report.revision")),
                (&json!("DRAFT"), &json!(1))
            );
        }
        _ => {
            let grown: Vec<i64> = after.iter().zip(&before).map(|(after, before)| after - before).collect();
            assert_eq!(grown[..8], [1; 8], "step {step}: all is all, of {TRACES:?}");
            assert_eq!(report.at("report.state"), &json!("SUBMITTED"));
        }
    }
    let stated = report.at("report.draft.figures").as_array().unwrap();
    assert!(
        stated.iter().any(|figure| figure["value"].to_string().trim_matches('"') == "7"),
        "step {step}: the draft is intact"
    );

    let again = submission.send(&submitter).await.expect("an answer");
    assert_eq!(again.pointer("/data/reportSubmit/version/number"), Some(&json!(1)), "step {step}: {again}");
    let whole = traces(database).await;
    assert_eq!(whole[0], 1, "step {step}: one version");
    for _ in 0..2 {
        assert_eq!(submission.send(&submitter).await.as_ref(), Some(&again), "step {step}: one answer");
    }
    assert_eq!(traces(database).await, whole, "step {step}: a resent key adds nothing");
    assert_eq!(orphans(database).await, 0, "step {step}");
    // What the log has is what there is, and it continues every checkpoint that was kept.
    let inspected = crate::ledger::inspect(database, &crate::ledger::outside(database)).await;
    assert!(inspected.is_ok(), "step {step}: {inspected:?}");
    false
}
