//! Backups of embedded databases: made under writers, checked, put in place; and a server on one that is older than what is known to have been filed.

use super::{Run, on, program, submission};
use crate::crash::Program;
use crate::kit::Database;
use crate::kit::course::{DUE, FORM, PERIOD, figure};
use crate::kit::database::{Kind, Template};
use crate::kit::person::Person;
use crate::statements::number;
use serde_json::{Value, json};
use std::path::Path;
use tonghop::kit::vocabulary::Role;

/// Files a report of an agency with a figure.
pub async fn files(program: &Program, database: &Database, agency: &'static str, value: i64) {
    let submitter = program.person(database, Role::Submitter, Some(agency));
    submitter.save_draft(agency, PERIOD, figure(value)).await.expect_done();
    let explanations = submission(&submitter, agency, PERIOD).await;
    submitter.submit(agency, PERIOD).with("explanations", explanations).await.expect_done();
}

/// What `/readyz` answers.
pub async fn readiness(person: &Person) -> (u16, String) {
    let answer = person.send(person.request(reqwest::Method::GET, "/readyz")).await;
    (answer.status, answer.text)
}

/// How a run of the program must end, and what it must say.
pub fn expect(run: &Run, code: i32, said: &str) {
    assert!(
        run.code == code && (run.out.contains(said) || run.err.contains(said)),
        "{} {}{}",
        run.code,
        run.out,
        run.err
    );
}

#[test]
fn a_backup_is_made_while_people_file_and_an_old_one_is_only_read() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let Ok(database) = Database::fresh(Kind::Sqlite, Template::Provinces) else { panic!("a database") };
        let folder = database.folder.path();
        let server = Program::with_settings(&database, None, &[]).await;
        let officer = server.person(&database, Role::HomeAffairsOfficer, None);
        officer.open_round(FORM, PERIOD, DUE, &["STTTT", "SGDDT", "STC"]).await.expect_done();
        files(&server, &database, "STTTT", 3).await;

        // Somebody writes all the while.
        let writer = server.person(&database, Role::Submitter, Some("STC"));
        let typing = tokio::spawn(async move {
            let mut saved = 0;
            loop {
                writer.save_draft("STC", PERIOD, figure(saved)).await.expect_done();
                saved += 1;
            }
        });
        let place = folder.join("backup");
        let name = place.to_str().unwrap().to_owned();
        let own = (database.url.clone(), folder.to_owned());
        let (made, again) = tokio::task::spawn_blocking({
            let name = name.clone();
            move || {
                let run = |name: &str| program(Some(&own.0), &own.1, &["backup", "create", name], &[]);
                (run(&name), run(&name))
            }
        })
        .await
        .unwrap();
        typing.abort();
        expect(&made, 0, "Backed up into");
        expect(&again, 1, "the folder is not empty");
        expect(&on(&database, &["backup", "verify", &name], &[]), 0, "is whole");
        let manifest: Value = serde_json::from_str(&std::fs::read_to_string(place.join("manifest.json")).unwrap()).unwrap();
        assert_eq!(manifest["checkpoints"].as_array().unwrap().len(), 2, "{manifest}");
        assert_eq!(std::fs::read_dir(&place).unwrap().count(), 2, "checking leaves nothing behind");

        files(&server, &database, "SGDDT", 5).await;
        let filed = number(&database, "SELECT count(*) FROM report_version").await;
        assert_eq!(filed, 2);
        drop(server);
        expect(&on(&database, &["backup", "restore", &name], &[]), 1, "nothing is written over");
        for ending in ["", "-wal", "-shm"] {
            // Some of them are gone with the server.
            let _ = std::fs::rename(folder.join(format!("tonghop.db{ending}")), folder.join(format!("lost.db{ending}")));
        }
        expect(&on(&database, &["backup", "restore", &name], &[]), 0, "the server will only read");

        let server = Program::with_settings(&database, None, &[]).await;
        let officer = server.person(&database, Role::HomeAffairsOfficer, None);
        assert_eq!(readiness(&officer).await, (200, "ready to read only\n".to_owned()));
        assert_eq!(officer.report("STTTT", PERIOD, "state").await.at("report.state"), "SUBMITTED");
        let then = "query ($at: DateTime!) { consolidation(from: \"2019-Q3\", basis: SUBMITTED, knownAt: $at) { coverage { due } } }";
        let now = tonghop::kit::Clock::system().now();
        officer.graphql(then, json!({ "at": now })).await.at("consolidation.coverage.due");
        officer.accept("STTTT", PERIOD).await.expect_user_error("READ_ONLY_COPY");
        officer.open_round(FORM, "2019-Q4", "2019-12-20T00:00:00Z", &["STTTT"]).await.expect_user_error("READ_ONLY_COPY");
        let submitter = server.person(&database, Role::Submitter, Some("SGDDT"));
        let refused = submitter.clone().speaking("en").save_draft("SGDDT", PERIOD, figure(1)).await;
        assert!(refused.user_errors()[0].message.contains("old copy"), "{refused}");
        assert_eq!(number(&database, "SELECT count(*) FROM report_version").await, 1);
        let doctor = on(&database, &["doctor", "--lang", "en"], &[]);
        expect(&doctor, 1, "tonghop backup accept-loss --reason");
        assert!(doctor.out.contains("this is an old copy"), "{}", doctor.out);
        let accept = ["backup", "accept-loss", "--reason", "Đĩa hỏng, không còn bản mới hơn."];
        expect(&on(&database, &accept, &[]), 1, "another tonghop is serving this database");
        drop(server);

        let entries = "SELECT count(*) FROM ledger_leaf WHERE kind = 'ENTRY'";
        let before = number(&database, entries).await;
        expect(&on(&database, &accept, &[]), 0, "is recorded");
        assert_eq!(number(&database, entries).await, before + 1, "the loss is in the log");
        assert_eq!(number(&database, "SELECT count(*) FROM audit_entry WHERE action = 'lossAccept'").await, 1);
        expect(&on(&database, &accept, &[]), 0, "there is nothing to accept");
        let aside: Vec<_> = std::fs::read_dir(folder.join("checkpoints")).unwrap().map(|entry| entry.unwrap().path()).collect();
        let lost = |ending: &str| aside.iter().find(|path| path.to_str().unwrap().contains(".lost-") && path.to_str().unwrap().ends_with(ending)).unwrap();
        assert!(std::fs::read_to_string(lost(".why")).unwrap().contains("Đĩa hỏng"));

        let server = Program::with_settings(&database, None, &[]).await;
        let officer = server.person(&database, Role::HomeAffairsOfficer, None);
        assert_eq!(readiness(&officer).await, (200, "ready\n".to_owned()));
        files(&server, &database, "SGDDT", 6).await;
        expect(&on(&database, &["audit", "verify"], &[]), 0, "No contradiction");
        // What was promised before does not come true again.
        let old = lost("Z").to_str().unwrap();
        expect(&on(&database, &["audit", "verify", "--with", old], &[]), 3, "was rewritten");
    });
}

#[test]
fn a_backup_that_somebody_has_been_at_is_not_whole() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let Ok(database) = Database::fresh(Kind::Sqlite, Template::Provinces) else { panic!("a database") };
        let server = Program::with_settings(&database, None, &[]).await;
        let officer = server.person(&database, Role::HomeAffairsOfficer, None);
        officer.open_round(FORM, PERIOD, DUE, &["STTTT"]).await.expect_done();
        files(&server, &database, "STTTT", 3).await;
        drop(server);
        let place = database.folder.path().join("backup");
        let name = place.to_str().unwrap();
        expect(&on(&database, &["backup", "create", name], &[]), 0, "Backed up");
        let verify = || on(&database, &["backup", "verify", name], &[]);
        expect(&verify(), 0, "is whole");
        // A figure is changed, by somebody who knows what a digest is.
        let file = place.join("tonghop.db");
        let whole = std::fs::read(&file).unwrap();
        change(&file, "UPDATE figure SET value = 4 WHERE value = 3").await;
        expect(&verify(), 3, "is not what was backed up");
        let manifest = place.join("manifest.json");
        let written = std::fs::read_to_string(&manifest).unwrap();
        let (old, new) = (
            tonghop::kit::digest::sha256(&whole),
            tonghop::kit::digest::sha256(&std::fs::read(&file).unwrap()),
        );
        let bytes = |length: usize| format!("\"bytes\": {length}");
        let length = std::fs::metadata(&file).unwrap().len() as usize;
        std::fs::write(&manifest, written.replace(&old, &new).replace(&bytes(whole.len()), &bytes(length)))
            .unwrap();
        expect(&verify(), 3, "is not what it was when it was logged");
        // A page is damaged; it is not put in place either.
        let mut damaged = whole.clone();
        let middle = damaged.len() / 2;
        damaged[middle..middle + 64].fill(0xff);
        std::fs::write(&file, &damaged).unwrap();
        std::fs::write(&manifest, &written).unwrap();
        expect(&verify(), 3, "is not what was backed up");
        let elsewhere = tempfile::tempdir().unwrap();
        let restored = program(None, elsewhere.path(), &["backup", "restore", name], &[]);
        assert!(restored.code == 3 && !elsewhere.path().join("tonghop.db").exists(), "{}", restored.err);
        // An older copy in the place of the newer one: the manifest's checkpoints are not its own.
        std::fs::write(&file, &whole).unwrap();
        expect(&verify(), 0, "is whole");
        std::fs::remove_file(&manifest).unwrap();
        expect(&verify(), 1, "manifest.json");
    });
}

/// Runs statements on a file, and leaves nothing beside it.
async fn change(file: &Path, statements: &str) {
    use sqlx::{Connection, SqliteConnection};
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(statements)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
