//! Readers of the whole nation: they see what provinces have closed and released, as the provinces' own readers of figures see it, and
//! nothing else.

mod outside;
mod provinces;
mod readers;
mod released;
mod role;
mod rows;
mod years;

use crate::consolidation::{QUARTERLY, file, open, stated, truth};
use crate::kit::answer::Answer;
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::server::national_reader;
use crate::kit::world::World;
use crate::reorganisation::home_affairs;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// A quarter of which the books are closed, and the next one.
const CLOSED: &str = "2019-Q3";
const OPEN: &str = "2019-Q4";

/// Views of a consolidation, down to who filed what.
const PICTURE: &str = "
    from to basis coverage { due reported stated noneDeclared notStated notApplicable partial missing }
    whole: figures(indicators: [\"complaint_received\", \"denunciation_received\", \"staff_quota_total\"]) {
        indicator { code } total { value withheld coverage { stated missing } }
    }
    figures(indicators: [\"complaint_received\", \"denunciation_received\"], by: [AGENCY]) {
        agency { id code name } agencyName indicator { code } total { value withheld sources(first: 9) { totalCount nodes {
            id agency { code } period filedAt filedBy { fullName } figure { state value withheld }
            version { id number content { figure(indicator: \"staff_quota_total\") { value } } } report { id state draft { sections { text } } }
        } } }
    }
    democracyCompliance(by: [AGENCY]) {
        overall { regulationIssued { value } planIssued { value } } groups { agency { code } figures { regulationIssued { value } } }
        matrix { rows { content { code } disclosing missing cells { agency { code } status } } } scores { due notScored }
    }
    mobilisationModels(by: [AGENCY]) {
        register { models active } listed { models active } stated { active { value } } groups { agency { code } listed { models } }
    }
    submissionStatus {
        onTime late missing overdue exempt accepted returned obligations { agency { code } period timeliness state counted }
    }
    narratives(section: \"dissemination\") { agency { code } period section { text } }";

/// Somebody who reads the nation.
fn reader(world: &World) -> Person {
    world.server.person(&national_reader().subject)
}

impl Person {
    /// Asks something of some provinces, by code.
    async fn of_provinces(&self, codes: &[&str], selection: &str) -> Answer {
        let query = format!(
            "query ($codes: [String!]!) {{ nation {{ provinces(codes: $codes) {{ {selection} }} }} }}"
        );
        self.graphql(&query, json!({ "codes": codes })).await
    }

    /// The consolidation of what is accepted in the person's own province.
    async fn own_picture(&self, from: &str, to: Option<&str>, selection: &str) -> Value {
        self.consolidation(from, to, selection).await.at("consolidation").clone()
    }
}

/// The consolidation of a province, as the nation's readers ask for it.
fn consolidation(from: &str, to: Option<&str>, selection: &str) -> String {
    let to = to.map(|to| format!(", to: {to:?}")).unwrap_or_default();
    format!("consolidation(from: {from:?}{to}) {{ {selection} }}")
}

/// Each error of an answer has this reason, and there is one.
#[track_caller]
fn refused(answer: &Answer, reason: &str) {
    assert!(!answer.errors().is_empty(), "no {reason}: {answer}");
    for error in answer.errors() {
        assert_eq!(error["extensions"]["reason"], reason, "{answer}");
    }
}

/// A report in several shapes, round a number.
fn patch(value: i64, models: &[&str]) -> Value {
    json!({
        "figures": [
            stated("denunciation_received", value), stated("complaint_carried_over", 1),
            stated("complaint_received", value), stated("complaint_resolved", value - 1),
            stated("complaint_pending", 2), truth("qcdc_plan_issued", value % 2 == 0),
            truth("qcdc_regulation_issued", value > 4), stated("staff_quota_total", 10 + value),
        ],
        "disclosures": [
            { "content": "asset_declarations", "status": "DISCLOSED", "modes": ["DISCLOSE"], "forms": ["INTRANET"] },
        ],
        "sections": [{ "sectionCode": "dissemination", "text": format!("Đã quán triệt {value} văn bản.") }],
        "models": models.iter().map(|code| json!({ "code": code })).collect::<Vec<_>>(),
    })
}

/// A closed quarter of which two agencies have filed and one has not, and the next one, which is open and has an accepted report.
async fn two_quarters(world: &World) {
    let model = json!({
        "agency": "STTTT", "code": "M1", "name": "Mô hình M1", "field": "ECONOMY", "level": "GRASSROOTS",
        "holder": "COLLECTIVE", "registeredOn": "2019-01-10",
    });
    let submitter = world.person(Role::Submitter, "STTTT");
    submitter.verb("modelRegister", model, "model { id }".to_owned()).await.expect_done();
    open(world, CLOSED, &["STTTT", "STC", "SYT"]).await;
    file(world, "STTTT", CLOSED, patch(6, &["M1"])).await;
    file(world, "STC", CLOSED, patch(4, &[])).await;
    world.set_time("2019-10-08T02:00:00Z");
    close(world, CLOSED).await;
    world.set_time("2019-12-16T02:00:00Z");
    open(world, OPEN, &["STTTT", "STC"]).await;
    file(world, "STTTT", OPEN, patch(900, &["M1"])).await;
}

async fn close(world: &World, period: &str) {
    home_affairs(world).close_round(QUARTERLY, period).await.expect_done();
}

/// The complaints of the whole province in a [`PICTURE`].
fn complaints(picture: &Value) -> i64 {
    let mut whole = picture["whole"].as_array().unwrap().iter();
    let figure = whole.find(|one| one["indicator"]["code"] == "complaint_received").unwrap();
    figure["total"]["value"].as_i64().unwrap()
}

on_both! {
    async fn what_is_closed_is_read_as_at_home_and_what_is_open_is_refused(world: World) {
        two_quarters(&world).await;
        let (reader, own) = (reader(&world), world.person(Role::BiReader, None));
        let names = reader.graphql("{ nation { provinceNames { code name nameEn } } }", json!({})).await;
        assert_eq!(names.at("nation.provinceNames"), &json!([
            { "code": "84", "name": "Trà Vinh", "nameEn": "Tra Vinh" },
            { "code": "86", "name": "Vĩnh Long", "nameEn": "Vinh Long" },
        ]));

        let asked = format!("code name closedPeriods {}", consolidation(CLOSED, None, PICTURE));
        let answer = reader.of_provinces(&["84"], &asked).await;
        let province = answer.at("nation.provinces.0");
        assert_eq!((&province["code"], &province["name"]), (&json!("84"), &json!("Trà Vinh")));
        assert_eq!(province["closedPeriods"], json!([CLOSED]));
        let told = &province["consolidation"];
        assert_eq!(told, &own.own_picture(CLOSED, None, PICTURE).await);
        // There is something to read.
        assert_eq!((&told["coverage"]["due"], &told["coverage"]["reported"]), (&json!(3), &json!(2)));
        assert_eq!(complaints(told), 10);
        assert_eq!(told["democracyCompliance"]["overall"]["regulationIssued"]["value"], 1);
        assert_eq!(told["mobilisationModels"]["listed"]["models"], 1);
        assert_eq!(told["submissionStatus"]["obligations"].as_array().unwrap().len(), 3);
        assert_eq!(told["narratives"].as_array().unwrap().len(), 2);
        let of_stc = |one: &&Value| one["indicator"]["code"] == "complaint_received" && one["agency"]["code"] == "STC";
        let figure = told["figures"].as_array().unwrap().iter().find(of_stc).unwrap();
        let source = &figure["total"]["sources"]["nodes"][0];
        assert_eq!((&source["figure"]["value"], &source["report"]["draft"]), (&json!("4"), &Value::Null));
        assert_eq!(source["filedBy"]["fullName"], "Nguyễn Văn 84.SUBMITTER.STC.1");

        for (from, to) in [(OPEN, None), (CLOSED, Some(OPEN)), ("2019", None)] {
            let answer = reader.of_provinces(&["84"], &consolidation(from, to, PICTURE)).await;
            refused(&answer, "PERIOD_NOT_CLOSED");
            assert_eq!(answer.body["data"]["nation"]["provinces"], json!([{ "consolidation": null }]), "{answer}");
        }
        // One that is refused takes nothing from one beside it.
        let due = |period| consolidation(period, None, "coverage { due }");
        let both = reader.of_provinces(&["84"], &format!("one: {} other: {}", due(CLOSED), due(OPEN))).await;
        refused(&both, "PERIOD_NOT_CLOSED");
        let shown = json!([{ "one": { "coverage": { "due": 3 } }, "other": null }]);
        assert_eq!(both.body["data"]["nation"]["provinces"], shown);

        close(&world, OPEN).await;
        let asked = format!("closedPeriods {}", consolidation(CLOSED, Some(OPEN), PICTURE));
        let answer = reader.of_provinces(&["84"], &asked).await;
        let province = answer.at("nation.provinces.0");
        assert_eq!(province["closedPeriods"], json!([CLOSED, OPEN]));
        assert_eq!(province["consolidation"], own.own_picture(CLOSED, Some(OPEN), PICTURE).await);
        assert_eq!(complaints(&province["consolidation"]), 910);
    }

    /// Of plans readers of the nation see nothing: that there are none would be another thing.
    async fn what_they_see_nothing_of_is_refused_and_not_empty(world: World) {
        two_quarters(&world).await;
        let plan = json!({ "agency": "STTTT", "year": 2019, "title": "Kế hoạch năm 2019" });
        let submitter = world.person(Role::Submitter, "STTTT");
        submitter.verb("planSave", plan, "plan { id }".into()).await.expect_done();
        let asked = "coverage { due } planTasks { overall { plans } }";
        let own = world.person(Role::BiReader, None).own_picture(CLOSED, None, asked).await;
        assert_eq!(own["planTasks"]["overall"]["plans"], 1);
        let answer = reader(&world).of_provinces(&["84"], &consolidation(CLOSED, None, asked)).await;
        refused(&answer, "NOT_ALLOWED");
        let shown = json!([{ "consolidation": { "coverage": { "due": 3 }, "planTasks": null } }]);
        assert_eq!(answer.body["data"]["nation"]["provinces"], shown);
    }
}
