//! What was done before anybody asks: by the agency, for everybody to see, and by others in each world.

use super::worlds::OWN;
use crate::consolidation::{open, stated, submit};
use crate::cycle::desk::filled;
use crate::democracy::{assess, save, scheme};
use crate::heritage;
use crate::kit::course::{DUE, FORM, PERIOD, figure};
use crate::kit::json::with;
use crate::kit::person::Person;
use crate::kit::world::World;
use crate::reorganisation::{home_affairs, obligation, quarter};
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// A key that somebody of another agency has used in the first world only, and one that a neighbour has.
pub const KEYS: [&str; 2] = ["0190f1a0-0000-7000-8000-00000000000a", "0190f1a0-0000-7000-8000-00000000000b"];

/// The codes of models that another agency has in the first world only.
pub const CODES: [&str; 3] = ["M-11", "M-12", "M-13"];

/// The period in which only others owe reports.
const OTHERS: &str = "2019-Q2";

/// A model; in the second world others' are of another level than the agency's own.
fn model(agency: &str, code: &str, name: &str) -> Value {
    json!({
        "agency": agency, "code": code, "name": name, "field": "ECONOMY", "level": "DISTRICT",
        "holder": "COLLECTIVE", "registeredOn": "2019-09-10",
    })
}

async fn done(person: &Person, verb: &'static str, input: Value) -> Value {
    person.verb(verb, input, "query { province { code } }".into()).await.expect_done().payload().clone()
}

/// A report with its sections and some figures.
pub fn report(denunciations: i64, complaints: i64) -> Value {
    let mut patch = filled();
    patch["figures"] =
        json!([stated("denunciation_received", denunciations), stated("complaint_received", complaints)]);
    patch
}

/// The document of a mutation that somebody has sent to the letter, under the key: a model of an agency is registered.
pub fn registers(agency: &str, code: &str, key: &str) -> String {
    format!(
        "mutation {{ modelRegister(input: {{ idempotencyKey: \"{key}\", agency: \"{agency}\", code: \"{code}\", \
         name: \"Mô hình {code}\", field: ECONOMY, level: DISTRICT, holder: COLLECTIVE, registeredOn: \"2019-09-10\" }}) \
         {{ model {{ id code name }} userErrors {{ code message path }} }} }}"
    )
}

async fn send(person: &Person, document: &str) {
    person.graphql(document, Value::Null).await.expect_done();
}

/// What is the agency's, and what is public in its province.
pub async fn shared(world: &World) {
    let (officer, submitter) = (home_affairs(world), world.person(Role::Submitter, OWN));
    save(world, scheme("THANG_DIEM")).await.expect_done();
    let document =
        json!({ "symbol": "900/KH-UBND", "issued": { "year": 2019 }, "issuer": "Ủy ban nhân dân tỉnh" });
    done(&officer, "legalDocumentUpsert", document).await;
    quarter(world, "2019-Q1", &[(OWN, [1, 5, 2])]).await;
    open(world, OTHERS, &["SGDDT", "SYT"]).await;
    world.round(&[OWN, "SGDDT", "STC", "SYT"]).await;

    submit(&submitter, OWN, PERIOD, report(3, 4)).await;
    officer.return_(OWN, PERIOD, json!([{ "text": "Thiếu số liệu." }])).await.expect_done();
    world.save(OWN, 4).await;
    done(&submitter, "modelRegister", model(OWN, "M-1", "Mô hình một")).await;
    done(&submitter, "modelRegister", model(OWN, "M-2", "Mô hình hai")).await;
    let plan = json!({ "agency": OWN, "year": 2019, "title": "Kế hoạch năm 2019" });
    done(&submitter, "planSave", plan).await;
    assess(&submitter, OWN, "2018", 0, json!({ "total": "80" })).await.expect_done();
    done(&submitter, "personSetEmail", json!({ "email": "an@stttt.example" })).await;
}

/// What others did in the first world: another department files, is accepted and released; the neighbour files too.
pub async fn first(world: World) -> World {
    let officer = home_affairs(&world);
    let other = world.person(Role::Submitter, "SGDDT");
    for period in [OTHERS, PERIOD] {
        submit(&other, "SGDDT", period, report(11, 12)).await;
        officer.accept("SGDDT", period).await.expect_done();
    }
    world.save("STC", 5).await;
    let owed = obligation_of(&world, "SYT").await;
    officer.extend(&owed, "2019-09-20T09:00:00Z", "Bão lũ.").await.expect_done();
    for (code, name) in CODES.into_iter().zip(["Mô hình một", "Tổ tự quản", "Lớp học đêm"]) {
        done(&other, "modelRegister", model("SGDDT", code, name)).await;
    }
    send(&other, &registers("SGDDT", "M-14", KEYS[0])).await;
    let plan = json!({ "agency": "SGDDT", "year": 2019, "title": "Kế hoạch của Sở Giáo dục" });
    done(&other, "planSave", plan).await;
    assess(&other, "SGDDT", "2018", 0, json!({ "total": "90" })).await.expect_done();
    done(&other, "personSetEmail", json!({ "email": "binh@sgddt.example" })).await;
    officer.release((OTHERS, OTHERS), "Quý II").await.expect_done();
    officer.release((PERIOD, PERIOD), "Quý III").await.expect_done();
    let administrator = world.person(Role::ProvinceAdministrator, None);
    done(&administrator, "webhookRegister", json!({ "url": "https://hooks.example/1" })).await;
    heritage::succeed(&world, heritage::MERGED).await;
    heritage::give(&world, heritage::MERGED).await;

    let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
    neighbour.open_round(FORM, PERIOD, DUE, &["STTTT"]).await.expect_done();
    let theirs = world.neighbour(Role::Submitter, "STTTT");
    theirs.save_draft("STTTT", PERIOD, figure(21)).await.expect_done();
    send(&theirs, &registers("STTTT", "M-31", KEYS[1])).await;
    world
}

/// What others did in the second world: other departments, other figures, other states; the neighbour is reorganised.
pub async fn second(world: World) -> World {
    let officer = home_affairs(&world);
    let (education, health) = (world.person(Role::Submitter, "SGDDT"), world.person(Role::Submitter, "SYT"));
    world.save("SGDDT", 99).await;
    submit(&health, "SYT", PERIOD, report(7, 70)).await;
    submit(&health, "SYT", OTHERS, report(1, 2)).await;
    let owed = obligation_of(&world, "STC").await;
    officer.exempt(&owed, "Giải thể.").await.expect_done();
    let finance = world.person(Role::Submitter, "STC");
    done(
        &finance,
        "modelRegister",
        with(model("STC", "M-21", "Mô hình khác hẳn"), "level", json!("PROVINCE")),
    )
    .await;
    let plan = json!({ "agency": "SYT", "year": 2019, "title": "Kế hoạch của Sở Y tế" });
    done(&health, "planSave", plan).await;
    assess(&finance, "STC", "2018", 0, json!({ "total": "40" })).await.expect_done();
    done(&education, "personSetEmail", json!({ "email": "chi@sgddt.example" })).await;
    let administrator = world.person(Role::ProvinceAdministrator, None);
    let account = json!({ "name": "Kho khác", "access": "READ", "expiresAt": "2019-12-31T00:00:00Z" });
    done(&administrator, "serviceAccountCreate", account).await;
    world.server.disable("84.SUBMITTER.SYT.2").await;

    let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
    let renamed = neighbour.reorganise("RENAME", &["SNNPTNT"], "2019-09-01");
    renamed.with("name", json!("Sở Nông nghiệp và Môi trường")).await.expect_done();
    let document = json!({ "symbol": "901/KH-UBND", "issued": { "year": 2019 } });
    done(&neighbour, "legalDocumentUpsert", document).await;
    let theirs = world.neighbour(Role::Submitter, "SNNPTNT");
    done(&theirs, "modelRegister", model("SNNPTNT", "M-41", "Cánh đồng lớn")).await;
    world
}

/// The obligation of an agency that has only begun its report.
async fn obligation_of(world: &World, agency: &'static str) -> String {
    world.save(agency, 1).await;
    obligation(world, agency, PERIOD).await
}
