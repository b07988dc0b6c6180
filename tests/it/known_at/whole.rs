//! Whole answers, every view by everything that groups it, with every drill-down: asked live at an instant, then again as
//! known at it, after each later step of a year in the life of a province.

use super::picture;
use crate::consolidation::{due, said, stated, truth};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use chrono::Duration;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

const FORM: &str = "dvcq_quarterly";
const QUARTERS: [&str; 2] = ["2019-Q2", "2019-Q3"];

/// Every view, by everything that groups it, with every drill-down; but not `TotalSource.report`, which is of now.
const EVERYTHING: &str = "
    from to basis coverage { due reported missing }
    grievanceHandling(by: [AGENCY, AGENCY_KIND, PERIOD, KIND]) {
        overall {
            coverage { due reported missing }
            reception { visits { value } calendarIssued { value } headSessionsRequired { value } }
            submissions { received { value } onTimeRate { value } resolutionRate(denominator: HANDLED) { value } }
            denunciations { received { value coverage { stated missing noneDeclared } ...Sources } }
        }
        groups { agency { code name } agencyKind period kind figures {
            submissions { received { value coverage { due } } pending { value } resolutionRate { value } }
            denunciations { received { ...Sources } }
        } }
    }
    democracyCompliance(by: [AGENCY, PERIOD]) {
        overall { violations { value } regulationIssued { value } disclosureItemsMet { value } selfScore { mean } }
        groups { figures { planIssued { value } disclosureForms { form agencies } } }
        matrix { rows { content { code } disclosing missing compliance: complianceRate { value } cells { status forms } } }
    }
    mobilisationModels(by: [FIELD, STAGE, AGENCY, PERIOD]) {
        register { models active } listed { models coverage { due reported } } stated { active { value } }
        groups { agency { code } field stage register { models active } }
    }
    figures(indicators: [\"staff_vacancies\", \"staff_quota_total\", \"complaint_resolution_rate\"], by: [AGENCY, PERIOD]) {
        indicator { code } agency { code } period total { value coverage { due reported } } rate { value } range { mean }
    }
    tasks { overall { set done goingOn dropped silent awaited noLongerSet } }
    submissionStatus {
        coverage { due reported missing } onTime late missing overdue exempt accepted returned
        obligations {
            agency { ...Past } period timeliness state counted
            obligation {
                id dueAt originalDueAt timeliness exempted exemptionReason exemptionGrantor exemptionExpiresAt
                exemptedBy { fullName } extendedDueAt extensionReason extensionExpiresAt extendedBy { fullName }
                agency { code } round { form { code version } period windowFrom windowTo openedAt state closedAt }
            }
        }
        open: obligations(timeliness: [PENDING, OVERDUE]) { agency { code } }
    }
    narratives(section: \"lessons\") { agency { code } period section { text } version { number acceptedAt acceptedBy { fullName } } filedBy { fullName } filedAt }";

const SOURCES: &str = "fragment Sources on Total { sources(first: 100) { totalCount edges { cursor node {
        id agency { ...Past } period version { id number digest submittedAt late acceptedAt acceptedBy { fullName } } figure { state value asStated }
        filedBy { fullName } filedAt
    } } } }
    fragment Past on Agency {
        code name validTo parent { name } names { name validTo } reorganisations { kind }
        predecessors { agency { name } since } successors { agency { name validTo } since }
    }";

async fn ask(person: &Person, basis: &str, known_at: Option<&str>) -> String {
    let query = format!(
        "query ($basis: ConsolidationBasis, $at: DateTime) {{ \
           consolidation(from: \"{}\", to: \"{}\", basis: $basis, knownAt: $at) {{ {EVERYTHING} }} }} {SOURCES}",
        QUARTERS[0], QUARTERS[1]
    );
    let answer = person.graphql(&query, json!({ "basis": basis, "at": known_at })).await;
    answer.data();
    answer.text
}

fn without_cursors(answer: &str) -> String {
    let (mut kept, mut rest) = (String::new(), answer);
    while let Some((before, after)) = rest.split_once("\"cursor\":\"") {
        kept += before;
        rest = after.split_once('"').expect("the end of a cursor").1;
    }
    kept + rest
}

fn patch(value: i64) -> Value {
    json!({
        "figures": [
            stated("denunciation_received", value),
            if value % 2 == 0 { stated("complaint_received", value + 1) } else { said("complaint_received", "NONE_DECLARED") },
            truth("qcdc_regulation_issued", value % 3 > 0),
            stated("staff_quota_total", 9 + value),
            stated("staff_present_total", 7),
        ],
        "sections": [{ "sectionCode": "lessons", "state": "STATED", "text": format!("Bám sát cơ sở, lần {value}.") }],
        "disclosures": [
            { "content": "asset_declarations", "status": "DISCLOSED", "modes": ["DISCLOSE"], "forms": ["INTRANET"] },
        ],
    })
}

/// What can be done next.
enum Step {
    Open(&'static str),
    File(&'static str, &'static str, i64),
    Accept(&'static str, &'static str),
    Return(&'static str, &'static str),
    Reopen(&'static str, &'static str),
    Exempt(&'static str, &'static str),
    Extend(&'static str, &'static str, &'static str),
    Close(&'static str),
    Model(&'static str),
    Rename(&'static str, &'static str, &'static str),
    MergeInto(&'static str, &'static str, &'static str),
    Wait(i64),
}

use Step::{Accept, Close, Exempt, Extend, File, MergeInto, Model, Open, Rename, Reopen, Return, Wait};

const STEPS: [Step; 34] = [
    Open("2019-Q2"),
    File("STTTT", "2019-Q2", 3),
    Accept("STTTT", "2019-Q2"),
    Model("SYT"),
    File("SYT", "2019-Q2", 4),
    Return("SYT", "2019-Q2"),
    Exempt("BDT", "2019-Q2"),
    Extend("STC", "2019-Q2", "2019-10-20T16:59:59Z"),
    File("SYT", "2019-Q2", 5),
    Accept("SYT", "2019-Q2"),
    Reopen("STTTT", "2019-Q2"),
    Open("2019-Q3"),
    File("STTTT", "2019-Q2", 6),
    Extend("STC", "2019-Q2", "2019-10-25T16:59:59Z"),
    Wait(30),
    Accept("STTTT", "2019-Q2"),
    File("STC", "2019-Q2", 7),
    Wait(1),
    Accept("STC", "2019-Q2"),
    Close("2019-Q2"),
    Exempt("SGDDT", "2019-Q3"),
    Reopen("SYT", "2019-Q2"),
    File("SYT", "2019-Q2", 8),
    File("BDT", "2019-Q3", 9),
    Return("SYT", "2019-Q2"),
    File("SYT", "2019-Q2", 10),
    Accept("SYT", "2019-Q2"),
    Accept("BDT", "2019-Q3"),
    Reopen("BDT", "2019-Q3"),
    Rename("SYT", "Sở Y tế và Dân số", "2019-07-20"),
    File("BDT", "2019-Q3", 11),
    Extend("X-LONG-DUC", "2019-Q3", "2019-12-20T16:59:59Z"),
    MergeInto("BDT", "STC", "2019-10-01"),
    Rename("SYT", "Sở Y tế, Dân số và Trẻ em", "2019-10-02"),
];

async fn take(world: &World, step: &Step) {
    let officer = world.person(Role::HomeAffairsOfficer, None);
    let obligation = async |agency: &str, period: &str| {
        let answer = officer.report(agency, period, "obligation { id }").await;
        answer.at("report.obligation.id").as_str().unwrap().to_owned()
    };
    match *step {
        Open(period) => drop(officer.open_round(FORM, period, &due(period), &[]).await.expect_done()),
        File(agency, period, value) => {
            let mut patch = patch(value);
            if agency == "SYT" {
                patch["models"] = json!([{ "code": "MH-01" }]);
            }
            crate::consolidation::submit(&world.person(Role::Submitter, agency), agency, period, patch).await;
        }
        Accept(agency, period) => drop(officer.accept(agency, period).await.expect_done()),
        Return(agency, period) => {
            let reasons = json!([{ "text": "Kiểm tra lại." }]);
            officer.return_(agency, period, reasons).await.expect_done();
        }
        Reopen(agency, period) => {
            drop(officer.reopen(agency, period, "Bổ sung số liệu.").await.expect_done())
        }
        Exempt(agency, period) => {
            let id = obligation(agency, period).await;
            officer.exempt(&id, "Mới sáp nhập.").await.expect_done();
        }
        Extend(agency, period, due_at) => {
            let id = obligation(agency, period).await;
            officer.extend(&id, due_at, "Bão số 4.").await.expect_done();
        }
        Close(period) => drop(officer.close_round(FORM, period).await.expect_done()),
        Model(agency) => {
            let input = json!({
                "agency": agency, "code": "MH-01", "name": "Một cửa thân thiện", "field": "POLITICAL_SYSTEM",
                "level": "PROVINCE", "holder": "COLLECTIVE", "registeredOn": "2019-01-10",
            });
            world
                .person(Role::Submitter, agency)
                .verb("modelRegister", input, "model { id }".into())
                .await
                .expect_done();
        }
        Rename(agency, name, on) => {
            officer.reorganise("RENAME", &[agency], on).with("name", json!(name)).await.expect_done();
        }
        MergeInto(agency, into, on) => {
            let owed = obligation(agency, "2019-Q3").await;
            let merged = officer.reorganise("MERGE_INTO", &[agency], on);
            let merged = merged.with("successors", json!([{ "code": into }]));
            let decided = json!([{ "obligation": owed, "fate": "TRANSFERRED" }]);
            merged.with("decisions", decided).await.expect_done();
        }
        Wait(days) => world.advance(Duration::days(days)),
    }
}

on_both! {
    async fn every_view_stays_as_it_was_known(world: World) {
        let people = [
            (world.person(Role::HomeAffairsOfficer, None), "ACCEPTED"),
            (world.person(Role::HomeAffairsOfficer, None), "SUBMITTED"),
            (world.person(Role::Submitter, "SYT"), "SUBMITTED"),
        ];
        let mut remembered: Vec<(String, [String; 3])> = Vec::new();
        for (number, step) in STEPS.iter().enumerate() {
            take(&world, step).await;
            world.advance(Duration::minutes(90));
            let at = world.clock.now().to_rfc3339();
            let mut known: [String; 3] = Default::default();
            for (index, (person, basis)) in people.iter().enumerate() {
                known[index] = ask(person, basis, Some(&at)).await;
                let live = ask(person, basis, None).await;
                // A cursor is good for its own question only.
                assert_eq!(without_cursors(&known[index]), without_cursors(&live), "step {number} as {index}");
            }
            // Half of the time nothing happens at the instant that is asked about.
            world.advance(Duration::microseconds(i64::from(number % 2 == 0)));
            remembered.push((at, known));
        }
        let different: std::collections::HashSet<&String> = remembered.iter().map(|(_, known)| &known[0]).collect();
        assert!(different.len() > 20, "{}", different.len());
        for (at, known) in &remembered {
            for (index, (person, basis)) in people.iter().enumerate() {
                assert_eq!(&ask(person, basis, Some(at)).await, &known[index], "{at} as {index}");
            }
        }
    }

    async fn a_picture_of_the_past_costs_a_bounded_number_of_statements(world: World) {
        for step in &STEPS[..12] {
            take(&world, step).await;
            world.advance(Duration::minutes(1));
        }
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let at = world.clock.now().to_rfc3339();
        let ask = async |known_at: Option<&str>| {
            let selection = "coverage { due } submissionStatus { onTime }";
            let ask = async || picture(&officer, ("2019-Q2", "2019-Q3"), "ACCEPTED", known_at, selection).await;
            world.server.statements(ask).await
        };
        let (live, known) = (ask(None).await, ask(Some(&at)).await);
        // Two for whether the instant is settled; the graces, twice; the histories of reports.
        assert!(known <= live + 8, "{live} {known}");
    }
}
