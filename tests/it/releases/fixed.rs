//! A release never changes, whoever tries.

use super::*;
use crate::consolidation::{file_figures, open, stated, submit};
use crate::kit::database::Kind;
use crate::kit::world::World;
use crate::kit::{on_both, on_postgres};
use chrono::Duration;
use sqlx::{AssertSqlSafe, Connection, Executor};
use tonghop::kit::vocabulary::Role;

const RANGE: (&str, &str) = ("2019-Q2", "2019-Q3");

/// All there is of a release.
fn everything() -> String {
    format!(
        "{IMPRINT} canonicalForm coverage {{ due reported missing }} \
         reports {{ agency {{ code name }} line {{ code }} period form version {{ number digest }} }} \
         figures {{ indicatorCode total {{ value coverage {{ due stated }} }} rate {{ value }} distribution {{ choice count }} }} \
         lines: figures(byAgency: true) {{ indicatorCode agency {{ code name }} total {{ value }} }}"
    )
}

async fn filed(world: &World) {
    for quarter in ["2019-Q2", "2019-Q3"] {
        open(world, quarter, &["STTTT", "STC", "SYT"]).await;
    }
    file_figures(world, "STTTT", "2019-Q2", &[stated("denunciation_received", 7)]).await;
    file_figures(world, "STC", "2019-Q3", &[stated("denunciation_received", 5)]).await;
}

on_both! {
    async fn nothing_that_is_done_later_changes_a_release(world: World) {
        filed(&world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let id = released(officer.release(RANGE, "Số liệu").with("structure", json!("BY_SUCCESSOR"))).await;
        let before = officer.of_release(&id, &everything()).await;
        let text = before.data().to_string();
        let number = before.at("release.number").clone();
        // Amended, withdrawn, arrived, let off, renamed and merged; and released again, with the same words.
        officer.reopen("STTTT", "2019-Q2", "Sai sót.").await.expect_done();
        submit(&world.person(Role::Submitter, "STTTT"), "STTTT", "2019-Q2", json!({ "figures": [stated("denunciation_received", 70)] })).await;
        officer.accept("STTTT", "2019-Q2").await.expect_done();
        file_figures(&world, "SYT", "2019-Q2", &[stated("denunciation_received", 9)]).await;
        let open = crate::reorganisation::obligation(&world, "SYT", "2019-Q3").await;
        officer.exempt(&open, "Mới sáp nhập.").await.expect_done();
        officer.reorganise("RENAME", &["SYT"], "2019-09-02").with("name", json!("Sở Y tế và Dân số")).await.expect_done();
        let owed = [
            crate::reorganisation::obligation(&world, "STTTT", "2019-Q3").await,
            crate::reorganisation::obligation(&world, "STC", "2019-Q2").await,
        ];
        let decisions: Vec<Value> = owed.iter().map(|id| json!({ "obligation": id, "fate": "TRANSFERRED" })).collect();
        officer
            .reorganise("MERGE", &["STTTT", "STC"], "2019-09-03")
            .with("successors", json!([{ "code": "SMOI", "name": "Sở Mới" }]))
            .with("decisions", json!(decisions))
            .await
            .expect_done();
        world.advance(Duration::days(200));
        let again = officer.release(RANGE, "Số liệu").with("structure", json!("BY_SUCCESSOR")).await.expect_done();
        assert_ne!(again.payload()["release"]["digest"], before.at("release.digest").clone());
        assert_eq!((number, &again.payload()["release"]["number"]), (json!(1), &json!(1)), "another year's first");
        let after = officer.of_release(&id, &everything()).await;
        assert_eq!(after.data().to_string(), text);
        // The same consolidation of the same instant still says the same; so a release of it would hold the same.
        let at = before.at("release.knownAt");
        let remade = officer.release(RANGE, "Số liệu").with("structure", json!("BY_SUCCESSOR")).with("knownAt", at.clone()).selecting("release { canonicalForm }").await.expect_done();
        let held = |text: &str| serde_json::from_str::<Value>(text).unwrap()["consolidation"].to_string();
        assert_eq!(held(remade.payload()["release"]["canonicalForm"].as_str().unwrap()), held(before.at("release.canonicalForm").as_str().unwrap()));
    }

    async fn one_that_was_changed_behind_the_door_is_not_shown(world: World) {
        filed(&world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let id = released(officer.release(RANGE, "Số liệu")).await;
        let sql = "UPDATE release_content SET content = replace(content, '\"value\":12', '\"value\":13')";
        match world.database.kind {
            Kind::Sqlite => {
                let mut owner = sqlx::SqliteConnection::connect(&world.database.admin_url).await.unwrap();
                assert_eq!(owner.execute(sql).await.unwrap().rows_affected(), 1);
            }
            Kind::Postgres => {
                let mut owner = sqlx::PgConnection::connect(&world.database.admin_url).await.unwrap();
                owner.execute("SELECT set_config('app.tenant', '1', false), set_config('app.agencies', '*', false)").await.unwrap();
                assert_eq!(owner.execute(sql).await.unwrap().rows_affected(), 1);
            }
        }
        officer.of_release(&id, "title digest").await.data();
        for selection in ["canonicalForm", "figures { indicatorCode }", "coverage { due }", "compare { knownAt }"] {
            officer.of_release(&id, selection).await.expect_code("INTERNAL_SERVER_ERROR");
        }
    }
}

on_postgres! {
    async fn the_server_itself_may_not_change_one(world: World) {
        filed(&world).await;
        released(world.person(Role::HomeAffairsOfficer, None).release(RANGE, "Số liệu")).await;
        let mut session = sqlx::PgConnection::connect(&world.database.url).await.unwrap();
        session.execute("SELECT set_config('app.tenant', '1', false), set_config('app.agencies', '*', false)").await.unwrap();
        for table in ["consolidation_release", "release_content"] {
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}"))).fetch_one(&mut session).await.unwrap();
            assert_eq!(count, 1, "{table} is in sight");
            for sql in [format!("UPDATE {table} SET tenant_id = tenant_id"), format!("DELETE FROM {table}"), format!("TRUNCATE {table} CASCADE")] {
                let refused = session.execute(AssertSqlSafe(sql.clone())).await.unwrap_err();
                assert_eq!(refused.as_database_error().and_then(|error| error.code()).as_deref(), Some("42501"), "{sql}");
            }
        }
    }
}
