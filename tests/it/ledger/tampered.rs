//! What somebody with every right can do to a database by SQL, each found by itself.

use super::{dump, inspect, outside, program::audit, restore, sabotage};
use crate::kit::course::PERIOD;
use crate::kit::database::{Database, Kind};
use crate::kit::on_both;
use crate::kit::world::World;
use crate::releases::released;
use serde_json::json;
use tonghop::inspection::Evidence;
use tonghop::kit::vocabulary::Role;

/// A little history: three reports, one returned and filed again, one accepted, a release, an extension. In the middle of it,
/// everything is copied.
pub async fn history(world: &World) {
    world.round(&["STTTT", "SGDDT", "STC"]).await;
    world.files("STTTT", 3, "Sâu sát cơ sở.").await;
    world.files("SGDDT", 5, "Lắng nghe nhân dân.").await;
    world.accept("STTTT").await;
    dump(&world.database, "early").await;
    let officer = world.person(Role::HomeAffairsOfficer, None);
    let reasons = json!([{ "text": "Thiếu số liệu." }]);
    officer.return_("SGDDT", PERIOD, reasons).await.expect_done();
    world.files("SGDDT", 6, "Lắng nghe nhân dân hơn nữa.").await;
    world.accept("SGDDT").await;
    released(officer.release((PERIOD, PERIOD), "Quý III/2019")).await;
    let asked = |subject: &str| {
        json!({
            "change": "GRANT", "role": "SUBMITTER", "agency": "STC", "reason": "Bổ sung người lập báo cáo.",
            "whom": { "newcomer": { "issuer": "https://sso.example", "subject": subject, "fullName": "Người mới" } },
        })
    };
    let administrator = world.person(Role::ProvinceAdministrator, None);
    let request =
        administrator.verb("roleRequest", asked("duoc-duyet"), "request { id }".into()).await.expect_done();
    let request = json!({ "request": request.at("roleRequest.request.id") });
    let colleague = world.colleague(Role::ProvinceAdministrator, None);
    colleague.verb("roleApprove", request, "request { id }".into()).await.expect_done();
    administrator.verb("roleRequest", asked("con-cho"), "request { id }".into()).await.expect_done();
    let account = json!({ "name": "Kho dữ liệu", "access": "READ", "expiresAt": "2019-12-31T00:00:00Z" });
    administrator.verb("serviceAccountCreate", account, "serviceAccount { id }".into()).await.expect_done();
    let owed = officer.report("STC", PERIOD, "obligation { id }").await;
    let owed = owed.at("report.obligation.id").as_str().unwrap().to_owned();
    officer.extend(&owed, "2019-09-20T16:59:59Z", "Mưa lũ.").await.expect_done();
    dump(&world.database, "whole").await;
}

/// A version of STTTT (1) or SGDDT (1 and 2).
fn version(agency: &str, number: i32) -> String {
    format!(
        "(SELECT v.id FROM report_version v JOIN agency a ON a.tenant_id = v.tenant_id AND a.id = v.agency_id \
         WHERE v.tenant_id = 1 AND a.code = '{agency}' AND v.number = {number})"
    )
}

/// What is done, and what must be said of it.
fn deeds(database: &Database) -> Vec<(&'static str, String, &'static str)> {
    let (first, again) = (version("STTTT", 1), version("SGDDT", 2));
    let of = format!("version_id = {first}");
    let new_id = match database.kind {
        Kind::Sqlite => "randomblob(16)",
        Kind::Postgres => "gen_random_uuid()",
    };
    // Somebody who has done nothing, and an instant before everything.
    let other = "(SELECT person_id FROM role_grant WHERE tenant_id = 1 AND role = 'AUDITOR' ORDER BY person_id LIMIT 1)";
    let long_ago = "'2019-01-01T00:00:00+00:00'";
    let gone = |table: &str, column: &str| format!("DELETE FROM {table} WHERE {column} = {first}");
    let changed = "is not what it was when it was logged";
    let (unlogged, lost) = ("is not in the log", "gone from the tables");
    let columns = "agency_id, report_id, round_id, period";
    vec![
        ("edit a cell", format!("UPDATE figure SET value = 4 WHERE {of}"), changed),
        (
            "swap two cells",
            format!(
                "UPDATE figure SET value = 9 - value WHERE indicator = 'denunciation_received' AND \
                 version_id IN ({first}, {again})"
            ),
            changed,
        ),
        ("delete a cell", format!("DELETE FROM figure WHERE {of}"), changed),
        ("silence becomes zero", format!("INSERT INTO figure SELECT tenant_id, version_id, 'denunciation_resolved', agency_id, period, state, 0, choice FROM figure WHERE {of} AND indicator = 'denunciation_received'"), changed),
        ("back-date a version", format!("UPDATE report_version SET submitted_at = {long_ago} WHERE id = {first}"), changed),
        ("late becomes on time", format!("UPDATE report_version SET late = NOT late WHERE id = {first}"), changed),
        ("back-date an acceptance", format!("UPDATE report_event SET at = {long_ago} WHERE version_id = {first} AND event = 'ACCEPTED'"), changed),
        ("change the author of a version", format!("UPDATE report_version SET submitted_by = {other} WHERE id = {first}"), changed),
        ("change who accepted", format!("UPDATE report_event SET person_id = {other} WHERE version_id = {first} AND event = 'ACCEPTED'"), changed),
        ("change who is in the audit log", format!("UPDATE audit_entry SET person_id = {other} WHERE tenant_id = 1 AND action = 'reportAccept'"), changed),
        ("delete from the audit log", "DELETE FROM audit_entry WHERE tenant_id = 1 AND action = 'reportSaveDraft'".into(), "the audit log lacks entry"),
        ("cut the audit log", "DELETE FROM audit_entry WHERE tenant_id = 1 AND seq = (SELECT max(seq) FROM audit_entry WHERE tenant_id = 1)".into(), "the audit log lacks entry"),
        ("replace a content", format!("UPDATE report_version SET content = replace(content, 'cơ sở', 'cơ quan') WHERE id = {first}"), changed),
        (
            "replace a content with its digest",
            format!("UPDATE report_version SET content = (SELECT content FROM report_version WHERE id = {again}), digest = (SELECT digest FROM report_version WHERE id = {again}) WHERE id = {first}"),
            changed,
        ),
        ("change a narrative", format!("UPDATE narrative SET content = replace(content, 'cơ sở', 'cơ quan') WHERE {of}"), changed),
        ("change what the rules found", format!("UPDATE report_version SET checks = '[]' WHERE id = {first}"), changed),
        ("change why it was returned", "UPDATE report_event SET reasons = '[]' WHERE event = 'RETURNED'".into(), changed),
        ("delete a step", "DELETE FROM report_event WHERE event = 'RETURNED'".into(), lost),
        (
            "delete a report",
            [
                gone("figure", "version_id"),
                gone("narrative", "version_id"),
                gone("disclosure", "version_id"),
                gone("report_event", "version_id"),
                gone("standing", "version_id"),
                format!("DELETE FROM report WHERE latest_version_id = {first}"),
                gone("report_version", "id"),
            ]
            .join("; "),
            lost,
        ),
        ("delete a report, but for its versions", format!("DELETE FROM report WHERE latest_version_id = {first}"), "is gone, but versions"),
        (
            "insert a version",
            format!("INSERT INTO report_version (tenant_id, id, {columns}, number, content, digest, form_digest, submitted_at, late, checks) SELECT tenant_id, {new_id}, {columns}, 2, content, digest, form_digest, submitted_at, late, checks FROM report_version WHERE id = {first}"),
            unlogged,
        ),
        (
            "insert facts of nothing",
            format!("INSERT INTO figure SELECT tenant_id, {new_id}, indicator, agency_id, period, state, value, choice FROM figure WHERE {of}"),
            "facts of a version that is not there",
        ),
        ("change a state", "UPDATE report SET state = 'ACCEPTED' WHERE state = 'DRAFT'".into(), "the state of a report"),
        ("accept another version", format!("UPDATE report SET accepted_version_id = {} WHERE latest_version_id = {again}", version("SGDDT", 1)), "the accepted version of a report"),
        ("arrive earlier", format!("UPDATE report SET first_submitted_at = {long_ago} WHERE first_submitted_at IS NOT NULL"), "the first arrival of a report"),
        ("hide the latest version", format!("UPDATE report SET latest_number = 1, latest_version_id = {} WHERE latest_version_id = {again}", version("SGDDT", 1)), "the latest version of a report"),
        ("another version stands", format!("UPDATE standing SET version_id = {} WHERE version_id = {again}", version("SGDDT", 1)), changed),
        ("what has ended stands again", "UPDATE standing SET to_at = NULL WHERE to_at IS NOT NULL".into(), "has ended by the log, but not in the table"),
        ("what stands ends", format!("UPDATE standing SET to_at = {long_ago} WHERE {of} AND basis = 'ACCEPTED'"), unlogged),
        ("change a role", "UPDATE role_grant SET role = 'PROVINCE_ADMINISTRATOR' WHERE tenant_id = 1 AND role = 'BI_READER'".into(), changed),
        ("give a role", format!("INSERT INTO role_grant (tenant_id, id, person_id, role, granted_at) SELECT 1, {new_id}, {other}, 'PROVINCE_ADMINISTRATOR', {long_ago}"), unlogged),
        ("take a role", format!("UPDATE role_grant SET revoked_at = {long_ago} WHERE tenant_id = 1 AND role = 'AUDITOR'"), unlogged),
        ("a role that never was", "DELETE FROM role_grant WHERE tenant_id = 2 AND role = 'AUDITOR'".into(), lost),
        ("change who approved a role", format!("UPDATE role_decision SET decided_by = {other}"), changed),
        ("change whom a role was asked for", "UPDATE role_request SET full_name = 'Người khác'".into(), changed),
        ("change which role was asked for", "UPDATE role_request SET role = 'AGENCY_HEAD' WHERE subject = 'con-cho'".into(), changed),
        (
            "approve a role by hand",
            format!("INSERT INTO role_decision SELECT tenant_id, id, 'APPROVED', NULL, NULL, {other}, requested_at FROM role_request WHERE subject = 'con-cho'"),
            unlogged,
        ),
        ("a decision that never was", "DELETE FROM role_decision".into(), lost),
        ("have an account ask for no approval", "UPDATE service_account SET approve_by = NULL".into(), changed),
        (
            "approve an account by hand",
            format!("INSERT INTO service_account_approval SELECT tenant_id, id, {other}, created_at FROM service_account"),
            unlogged,
        ),
        ("change a release", "UPDATE release_content SET content = replace(content, 'Quý III', 'Quý IV')".into(), changed),
        ("change a release's imprint", "UPDATE consolidation_release SET title = 'Quý IV/2019'".into(), changed),
        ("delete a release", "DELETE FROM release_content; DELETE FROM consolidation_release".into(), lost),
        ("a longer extension", "UPDATE \"grace\" SET due_at = expires_at, reason = 'Khác.'".into(), changed),
        ("change what the form asked", "UPDATE form_snapshot SET content = replace(content, 'a', 'b')".into(), "does not fit its digest"),
        ("delete leaves", "DELETE FROM ledger_leaf WHERE tenant_id = 1 AND position = 20".into(), "is missing"),
        ("cut the tail of the log", "DELETE FROM ledger_leaf WHERE tenant_id = 1 AND position >= 20".into(), "lacks leaves"),
        (
            "cut the tail with its checkpoints",
            "DELETE FROM ledger_checkpoint WHERE tenant_id = 1 AND seq >= (SELECT max(seq) FROM ledger_leaf WHERE tenant_id = 1); \
             DELETE FROM ledger_leaf WHERE tenant_id = 1 AND seq >= (SELECT max(seq) FROM ledger_leaf WHERE tenant_id = 1)"
                .into(),
            unlogged,
        ),
        ("give a province another's code", "UPDATE province SET code = '999' WHERE tenant_id = 1".into(), "that of another province"),
        ("call a log by another name", "UPDATE ledger_checkpoint SET origin = 'tonghop.local/999' WHERE tenant_id = 1".into(), "that of another province"),
        ("call a checkpoint by another name", "UPDATE ledger_checkpoint SET origin = 'other/84' WHERE tenant_id = 1 AND seq = 1".into(), "does not fit the leaves"),
        ("delete a log", "DELETE FROM ledger_leaf WHERE tenant_id = 2; DELETE FROM ledger_checkpoint WHERE tenant_id = 2".into(), "has no log"),
        ("edit a leaf", "UPDATE ledger_leaf SET leaf = replace(leaf, 'AUDITOR', 'BI_READER') WHERE tenant_id = 1".into(), "does not fit its hash"),
        ("file a leaf under another kind", "UPDATE ledger_leaf SET kind = 'GRACE' WHERE tenant_id = 1 AND kind = 'RELEASE'".into(), "does not tell of what it is filed under"),
        ("delete a signature", "UPDATE ledger_checkpoint SET note = NULL WHERE tenant_id = 1 AND size = (SELECT max(size) FROM ledger_checkpoint WHERE tenant_id = 1)".into(), "has lost its signature"),
        ("delete all signatures", "UPDATE ledger_checkpoint SET note = NULL WHERE tenant_id = 1".into(), "is not signed"),
        ("change a signature", "UPDATE ledger_checkpoint SET note = replace(note, 'A', 'B') WHERE tenant_id = 1".into(), "is not signed by a known key"),
    ]
}

on_both! {
    async fn every_deed_is_found_and_without_one_nothing(world: World) {
        history(&world).await;
        let database = &world.database;
        let (nothing, outside) = (Evidence::default(), outside(database));
        // The control: what nobody has touched is whole, before, between and after.
        inspect(database, &outside).await.unwrap();
        let mut wrong = Vec::new();
        for (deed, statements, expected) in deeds(database) {
            sabotage(database, &statements).await;
            // By what is in the database alone, and by whoever runs the program.
            match inspect(database, &nothing).await {
                Err(finding) if finding.contains(expected) => {}
                other => wrong.push(format!("{deed}: {other:?}, not {expected:?}")),
            }
            match audit(Some(database), database.folder.path(), &["verify"]) {
                (3, said) if said.contains(expected) => {}
                other => wrong.push(format!("{deed}: the program: {other:?}, not {expected:?}")),
            }
            restore(database, "whole").await;
            inspect(database, &outside).await.unwrap_or_else(|finding| panic!("after {deed}: {finding}"));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
