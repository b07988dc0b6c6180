//! `tests/golden/roles`: who gets what from each field of the roots.

use super::callers::{CALLERS, caller, outcome, row};
use super::objects;
use super::samples::{At, Done, Ids, mutations, queries, request};
use crate::heritage;
use crate::kit::both::Stage;
use crate::kit::course::PERIOD;
use crate::kit::golden::golden;
use crate::kit::server::ISSUER;
use crate::kit::world::World;
use crate::kit::{Database, Kind, on_both, schema};
use async_graphql::parser::types::TypeKind;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tonghop::kit::{id, vocabulary::Role};

/// The fields of the types of a schema, by the types' names.
pub fn fields(kind: &str) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for definition in schema::types().filter(|definition| definition.name.node == kind) {
        if let TypeKind::Object(object) = &definition.kind {
            fields.extend(object.fields.iter().map(|field| field.node.name.node.to_string()));
        }
    }
    assert!(!fields.is_empty(), "no object type {kind}");
    fields
}

/// A world in which the report of STTTT stands somewhere and that of SGDDT is a draft.
pub async fn furnish(world: &World, at: At) {
    world.round(&["STTTT", "SGDDT", "STC"]).await;
    world.save("STTTT", 1).await;
    world.save("SGDDT", 2).await;
    if at != At::Draft {
        world.file("STTTT").await;
    }
    if at == At::Accepted {
        world.accept("STTTT").await;
    }
    let model = json!({
        "agency": "STTTT", "code": "M1", "name": "Mô hình một", "field": "ECONOMY", "level": "DISTRICT",
        "holder": "COLLECTIVE", "registeredOn": "2019-09-10",
    });
    let submitter = world.person(Role::Submitter, "STTTT");
    submitter.verb("modelRegister", model, "model { id }".into()).await.expect_done();
    crate::democracy::save(world, crate::democracy::scheme("THANG_DIEM")).await.expect_done();
    let score = json!({ "agency": "STTTT", "period": "2018", "ifRevision": 0, "total": "80" });
    submitter.verb("democracyScoreSelfAssess", score, "score { id }".into()).await.expect_done();
    let document =
        json!({ "symbol": "900/KH-UBND", "issued": { "year": 2019 }, "issuer": "Ủy ban nhân dân tỉnh" });
    let home_affairs = world.person(Role::HomeAffairsOfficer, None);
    home_affairs.verb("legalDocumentUpsert", document, "document { id }".into()).await.expect_done();
    let plan = json!({ "agency": "STTTT", "year": 2019, "title": "Kế hoạch năm 2019" });
    submitter.verb("planSave", plan, "plan { id }".into()).await.expect_done();
    let owed = crate::reorganisation::obligation(world, "STC", PERIOD).await;
    let merged = json!({
        "kind": "MERGE_INTO", "agencies": ["STC"], "successors": [{ "code": "STTTT" }], "effectiveOn": "2019-09-01",
        "ground": { "asCited": "Nghị quyết 04/NQ-HĐND" }, "carryRoles": false,
        "decisions": [{ "obligation": owed, "fate": "TRANSFERRED" }],
    });
    home_affairs.verb("agencyReorganise", merged, "reorganisation { id }".into()).await.expect_done();
    home_affairs.release((PERIOD, PERIOD), "Chính thức").await.expect_done();
    let provisional = home_affairs.release((PERIOD, PERIOD), "Sơ bộ").with("basis", json!("SUBMITTED"));
    provisional.await.expect_done();
    let administrator = world.person(Role::ProvinceAdministrator, None);
    let webhook = json!({ "url": "https://hooks.example/1" });
    administrator.verb("webhookRegister", webhook, "webhook { id }".into()).await.expect_done();
    // These two by a colleague, so that the administrator of the other tests can approve and decide them.
    let colleague = world.colleague(Role::ProvinceAdministrator, None);
    let account = json!({ "name": "Kho dữ liệu", "access": "READ", "expiresAt": "2019-12-31T00:00:00Z" });
    colleague.verb("serviceAccountCreate", account, "serviceAccount { id }".into()).await.expect_done();
    let asked = json!({
        "change": "GRANT", "role": "AUDITOR", "reason": "Thay người nghỉ hưu.",
        "whom": { "newcomer": { "issuer": ISSUER, "subject": "nguoi-moi", "fullName": "Nguyễn Thị Mới" } },
    });
    colleague.verb("roleRequest", asked, "request { id }".into()).await.expect_done();
    heritage::succeed(world, heritage::MERGED).await;
}

/// The ids of a furnished world.
pub async fn ids(world: &World) -> Ids {
    let home_affairs = world.person(Role::HomeAffairsOfficer, None);
    let auditor = world.person(Role::Auditor, None);
    let query = format!(
        r#"{{ province {{ id }} viewer {{ person {{ id }} }} agency(by: {{ code: "STTTT" }}) {{ id }}
          indicators(first: 1) {{ nodes {{ id }} }} forms {{ id rules {{ id }} }}
          round(by: {{ key: {{ period: "{PERIOD}" }} }}) {{ id }}
          report(by: {{ key: {{ agency: "STTTT", period: "{PERIOD}" }} }}) {{ id obligation {{ id }} latestVersion {{ id }} }}
          mobilisationModels(first: 1) {{ nodes {{ id }} }}
          democracyScores(first: 1) {{ nodes {{ id }} }} scoringSchemes {{ id version }}
          legalDocument(by: {{ symbol: "900/KH-UBND" }}) {{ id }}
          plan(by: {{ key: {{ agency: "STTTT", year: 2019 }} }}) {{ id }}
          reorganisations(first: 1) {{ nodes {{ id }} }} releases(first: 1) {{ nodes {{ id }} }}
          notices(first: 1, filter: {{ channel: EMAIL }}) {{ nodes {{ id }} }}
          consolidation(from: "{PERIOD}", basis: SUBMITTED) {{
            figures(indicators: ["denunciation_received"], by: [AGENCY]) {{ agency {{ code }} total {{ sources(first: 1) {{ nodes {{ id }} }} }} }} }} }}"#
    );
    let found = home_affairs.graphql(&query, json!({})).await;
    let entry = auditor.graphql("{ auditEntries(first: 1) { nodes { id } } }", json!({})).await;
    let administrator = world.person(Role::ProvinceAdministrator, None);
    let kept = "{ webhooks { id } serviceAccounts { id } roleRequests(first: 1) { nodes { id } }
        people(first: 100) { nodes { id person { id } } } }";
    let webhooks = administrator.graphql(kept, json!({})).await;
    let mut ids = Ids::new();
    let mut add = |name, value: &Value| ids.insert(name, value.as_str().unwrap_or_default().to_owned());
    add("Province", found.at("province.id"));
    add("Person", found.at("viewer.person.id"));
    add("Agency", found.at("agency.id"));
    add("Indicator", found.at("indicators.nodes.0.id"));
    add("ReportForm", found.at("forms.0.id"));
    add("ValidationRule", found.at("forms.0.rules.0.id"));
    let content = id::encode(id::Kind::DisclosureContent, "asset_declarations");
    add("DisclosureContent", &json!(content.as_str()));
    let calendar = id::encode(id::Kind::CalendarProfile, "ND09_DEFAULT");
    add("CalendarProfile", &json!(calendar.as_str()));
    add("Round", found.at("round.id"));
    add("Report", found.at("report.id"));
    add("Obligation", found.at("report.obligation.id"));
    add("ReportVersion", found.data().pointer("/report/latestVersion/id").unwrap_or(&Value::Null));
    add("LegalDocument", found.at("legalDocument.id"));
    add("Plan", found.at("plan.id"));
    add("Reorganisation", found.at("reorganisations.nodes.0.id"));
    add("Release", found.at("releases.nodes.0.id"));
    add("Notice", found.data().pointer("/notices/nodes/0/id").unwrap_or(&Value::Null));
    add("Webhook", webhooks.at("webhooks.0.id"));
    add("ServiceAccount", webhooks.at("serviceAccounts.0.id"));
    add("RoleRequest", webhooks.at("roleRequests.nodes.0.id"));
    let accounts = webhooks.at("people.nodes").as_array().unwrap();
    let own = accounts.iter().find(|account| account["person"]["id"] == *found.at("viewer.person.id"));
    add("PersonAccount", own.map_or(&Value::Null, |account| &account["id"]));
    add("DemocracyScore", found.at("democracyScores.nodes.0.id"));
    let schemes = found.at("scoringSchemes").as_array().unwrap();
    let own = schemes.iter().find(|scheme| scheme["version"] == 1);
    add("ScoringScheme", own.map_or(&Value::Null, |scheme| &scheme["id"]));
    add("MobilisationModel", found.at("mobilisationModels.nodes.0.id"));
    let cells = found.at("consolidation.figures").as_array().unwrap();
    let own = cells.iter().find(|cell| cell["agency"]["code"] == "STTTT");
    add(
        "TotalSource",
        own.and_then(|cell| cell.pointer("/total/sources/nodes/0/id")).unwrap_or(&Value::Null),
    );
    add("AuditEntry", entry.at("auditEntries.nodes.0.id"));
    ids.retain(|_, id| !id.is_empty());
    ids
}

/// A furnished world in which there is something of everything to read, and its ids.
pub async fn legible(world: &World) -> Ids {
    furnish(world, At::Filed).await;
    // The province that continues this one reads it, by the second of two grants.
    heritage::give(world, heritage::MERGED).await;
    heritage::revoke(world).await;
    heritage::give(world, heritage::MERGED).await;
    // Filed, not accepted: what most people must not see yet. Of SGDDT there is an accepted version.
    world.file("SGDDT").await;
    world.accept("SGDDT").await;
    ids(world).await
}

on_both! {
    async fn who_reads_what(world: World) {
        let ids = legible(&world).await;
        assert_eq!(ids.len(), 26, "an id of each kind: {ids:?}");
        let asked = queries(&ids);
        let sampled: BTreeSet<String> = asked.iter().map(|sample| sample.field.to_owned()).collect();
        assert_eq!(sampled, fields("Query"), "each query has a sample");
        let mut text = String::new();
        for sample in asked {
            let mut outcomes = Vec::new();
            for kind in CALLERS {
                let answer = caller(&world, kind).graphql(&format!("{{ {} }}", sample.text), json!({})).await;
                outcomes.push((*kind, outcome(&answer, &[sample.field])));
            }
            text += &row(format!("query {} {}", sample.field, sample.case).trim_end(), &outcomes);
        }
        text += &feed(&world).await;
        text += "\n";
        text += &objects::rows(&world, &ids).await;
        golden("roles", &text);
    }
}

/// Who gets which deadlines as a calendar.
async fn feed(world: &World) -> String {
    let mut outcomes = Vec::new();
    for kind in CALLERS {
        let asked = caller(world, kind).request(reqwest::Method::GET, "/feeds/obligations.ics");
        let answer = asked.send().await.unwrap();
        let status = answer.status().as_u16();
        let events = answer.text().await.unwrap().matches("BEGIN:VEVENT").count();
        let outcome = if status == 200 { format!("DATA ({events})") } else { format!("HTTP {status}") };
        outcomes.push((*kind, outcome));
    }
    row("feed obligations.ics", &outcomes)
}

/// Tries the mutation at a place of the list as everybody; a world in which somebody succeeded is left for one that is furnished anew.
async fn tried(place: usize, mut world: World, furnished: &Database) -> (String, World) {
    let mut outcomes = Vec::new();
    let (mut sample, mut revision) = prepared(place, &world).await;
    let title = format!("mutation {} {}", sample.field, sample.case);
    for kind in CALLERS {
        let before = changes(&world).await;
        let (document, variables) = request(&sample, revision);
        let answer = caller(&world, kind).graphql(&document, variables).await;
        let outcome = outcome(&answer, &[sample.field]);
        let after = changes(&world).await;
        let expected = i64::from(outcome == "DATA" && sample.field != "reportValidate");
        let seen = if *kind == "other province" { [0, expected] } else { [expected, 0] };
        assert_eq!([after[0] - before[0], after[1] - before[1]], seen, "{title} by {kind}: {answer}");
        outcomes.push((*kind, outcome));
        if expected > 0 {
            drop(world);
            world = World::on(furnished.copied()).await;
            (sample, revision) = prepared(place, &world).await;
        }
    }
    (row(title.trim_end(), &outcomes), world)
}

/// The sample at a place with the ids of a world, and the revision that the report has there.
async fn prepared(place: usize, world: &World) -> (Done, i64) {
    let mut sample = mutations(&ids(world).await).swap_remove(place);
    if sample.field == "reportSubmit" && sample.at == At::Draft {
        sample.input["explanations"] = world.person(Role::Submitter, "STTTT").explanations("STTTT").await;
    }
    if sample.field == "historyGrantRevoke" {
        heritage::give(world, heritage::MERGED).await;
    }
    let home_affairs = world.person(Role::HomeAffairsOfficer, None);
    let report = home_affairs.report("STTTT", PERIOD, "revision").await;
    (sample, report.at("report.revision").as_i64().unwrap())
}

/// How many changes there have been, here and in the other province: the log has one entry for each.
async fn changes(world: &World) -> [i64; 2] {
    [world.server.version(1).await, world.server.version(2).await]
}

/// The database of a furnished world, with nobody connected to it: for copies.
async fn furnished(kind: Kind, at: At) -> Database {
    let Ok(database) = Database::fresh(kind, World::TEMPLATE) else { panic!("a database") };
    let world = World::on(database.clone()).await;
    furnish(&world, at).await;
    world.server.stop().await;
    database
}

on_both! {
    async fn who_changes_what(world: World) {
        let kind = world.database.kind;
        furnish(&world, At::Draft).await;
        let samples = mutations(&ids(&world).await);
        let sampled: BTreeSet<String> = samples.iter().map(|sample| sample.field.to_owned()).collect();
        assert_eq!(sampled, fields("Mutation"), "each mutation has a sample");
        let mut rows = vec![String::new(); samples.len()];
        for at in [At::Draft, At::Filed, At::Accepted] {
            let furnished = furnished(kind, at).await;
            let mut world = World::on(furnished.copied()).await;
            for place in (0..samples.len()).filter(|place| samples[*place].at == at) {
                (rows[place], world) = tried(place, world, &furnished).await;
            }
            furnished.heard.compare();
        }
        golden("roles-mutations", &rows.concat());
    }
}
