//! A province's last administrator, and what the operator does by the command line.

use super::{NEW, administrators, approve, ask, bearer, disable, id_of, known, made, newcomer, roles};
use crate::cycle::desk::count;
use crate::kit::on_both;
use crate::kit::server::ISSUER;
use crate::kit::world::World;
use crate::ledger::{inspect, outside};
use crate::operations::{Run, program};
use serde_json::json;
use tonghop::kit::vocabulary::Role;

/// `tonghop person …` as the operator runs it.
fn person(world: &World, arguments: &[&str]) -> Run {
    let database = &world.database;
    let arguments: Vec<&str> = ["person"].iter().chain(arguments).copied().collect();
    let settings = [("TONGHOP_ISSUER", ISSUER), ("TONGHOP_ADMIN_DATABASE_URL", database.admin_url.as_str())];
    program(Some(&database.url), database.folder.path(), &arguments, &settings)
}

on_both! {
    async fn the_last_administrator_stays(world: World) {
        let (leaves, stays) = administrators(&world);
        let own = made(&ask(&leaves, "GRANT", newcomer(), Role::Auditor, None).await.expect_done());
        let goes = made(&ask(&leaves, "WITHDRAW", known(&leaves), Role::ProvinceAdministrator, None).await.expect_done());
        approve(&stays, &goes).await.expect_done();
        assert_eq!(roles(&leaves).await, Ok(vec![]));
        // What somebody asked for as an administrator does not outlive that.
        approve(&stays, &own).await.expect_user_error("ROLE_ASKER_GONE");
        ask(&stays, "WITHDRAW", known(&stays), Role::ProvinceAdministrator, None).await.expect_user_error("LAST_ADMINISTRATOR");
        disable(&stays, &id_of(&stays).await).await.expect_user_error("LAST_ADMINISTRATOR");
        // Nor does the operator leave a province without one.
        let withdrawn = person(&world, &["withdraw", "--person", &stays.subject, "--role", "PROVINCE_ADMINISTRATOR"]);
        assert!(withdrawn.code == 1 && withdrawn.err.contains("the province's last administrator"), "{}", withdrawn.err);
        let disabled = person(&world, &["disable", "--person", &stays.subject]);
        assert!(disabled.code == 1 && disabled.err.contains("quản trị viên cuối cùng"), "{}", disabled.err);
        assert_eq!(roles(&stays).await, Ok(vec!["PROVINCE_ADMINISTRATOR".into()]));
    }

    /// The second way: for a province with one administrator, who has nobody to ask.
    async fn the_operator_brings_in_a_second_administrator(world: World) {
        let (_, administrator) = administrators(&world);
        let done = |run: Run| assert_eq!(run.code, 0, "{}", run.err);
        done(person(&world, &["disable", "--person", "84.PROVINCE_ADMINISTRATOR.1"]));
        done(person(&world, &["add", "--province", "84", "--person", NEW, "--name", "Phạm Thị Mới"]));
        let second = bearer(&world, NEW);
        assert_eq!(roles(&second).await, Ok(vec![]));
        let taken = person(&world, &["add", "--province", "86", "--person", NEW, "--name", "Ai Đó"]);
        assert!(taken.code == 1 && taken.err.contains("belongs to an account"), "{}", taken.err);
        done(person(&world, &["grant", "--person", NEW, "--role", "PROVINCE_ADMINISTRATOR"]));
        for (role, agency) in [("SUBMITTER", None), ("AUDITOR", Some("STTTT")), ("SUBMITTER", Some("KHONG-CO"))] {
            let mut arguments = vec!["grant", "--person", NEW, "--role", role];
            arguments.extend(agency.iter().flat_map(|agency| ["--agency", *agency]));
            assert_eq!(person(&world, &arguments).code, 1, "{arguments:?}");
        }
        assert_eq!(person(&world, &["grant", "--person", NEW, "--role", "KING"]).code, 2);
        assert_eq!(roles(&second).await, Ok(vec!["PROVINCE_ADMINISTRATOR".into()]));

        // Now two can decide, which is logged as theirs; what the operator did, as nobody's.
        let id = made(&ask(&administrator, "GRANT", known(&world.person(Role::BiReader, None)), Role::Auditor, None).await.expect_done());
        approve(&second, &id).await.expect_done();
        let entries = "{ auditEntries(first: 5) { nodes { action requestId person { fullName } } } }";
        let entries = world.person(Role::Auditor, None).graphql(entries, json!({})).await;
        let told: Vec<(String, bool, bool)> = entries
            .at("auditEntries.nodes")
            .as_array()
            .unwrap()
            .iter()
            .map(|node| (node["action"].as_str().unwrap().to_owned(), node["person"].is_null(), node["requestId"] == "command line"))
            .collect();
        let by = |action: &str, operator| (action.to_owned(), operator, operator);
        let expected = [by("roleApprove", false), by("roleRequest", false), by("roleGrant", true), by("personRegister", true), by("personDisable", true)];
        assert_eq!(told, expected);
        assert_eq!(count(&world.database, "SELECT count(*) FROM ledger_leaf WHERE kind = 'ROLE_DECISION'").await, 1);
        inspect(&world.database, &outside(&world.database)).await.unwrap();
    }
}
