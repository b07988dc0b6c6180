//! Indicators that are meant for other kinds of agency: an agency that they do not concern neither states them nor owes
//! them.

use super::desk::{AGENCY, DUE, FORM, PERIOD, filled, number};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

/// Communes put matters to their residents, departments do not.
const OF_COMMUNES: &str = "matters_put_to_people";
const COMMUNE: &str = "X-LONG-DUC";

/// A round for a department and a commune, and who writes for each.
async fn open(world: &World) -> (Person, Person) {
    let home_affairs = world.person(Role::HomeAffairsOfficer, None);
    home_affairs.open_round(FORM, PERIOD, DUE, &[AGENCY, COMMUNE]).await.expect_done();
    (world.person(Role::Submitter, AGENCY), world.person(Role::Submitter, COMMUNE))
}

fn said(indicator: &str, state: &str) -> Value {
    json!({ "indicator": indicator, "state": state })
}

on_both! {
    async fn what_does_not_concern_an_agency_it_cannot_state(world: World) {
        let (department, commune) = open(&world).await;
        let figures = json!({ "figures": [
            number(OF_COMMUNES, 3),
            said("matters_put_to_people_approved", "NONE_DECLARED"),
            number("complaint_received", -1),
            number("khong_co", 1),
        ]});
        let before = super::desk::traces(&world.database).await;
        let refused = department.clone().speaking("en").save_draft(AGENCY, PERIOD, figures).await;
        let mut found: Vec<_> =
            refused.user_errors().into_iter().map(|error| (error.path.join("."), error.code, error.message)).collect();
        found.sort();
        let expected = [
            ("input.figures.0.indicator", "INDICATOR_NOT_FOR_AGENCY", "The indicator “matters_put_to_people” is not for this kind of agency: leave it out, or send NOT_APPLICABLE."),
            ("input.figures.1.indicator", "INDICATOR_NOT_FOR_AGENCY", "The indicator “matters_put_to_people_approved” is not for this kind of agency: leave it out, or send NOT_APPLICABLE."),
            ("input.figures.2.value", "NEGATIVE_VALUE", "The indicator “complaint_received” does not take a negative number."),
            ("input.figures.3.indicator", "UNKNOWN_INDICATOR", "The catalogue has no indicator “khong_co”."),
        ];
        assert_eq!(found, expected.map(|(path, code, message)| (path.to_owned(), code.to_owned(), message.to_owned())));
        assert_eq!(super::desk::traces(&world.database).await, before);

        // It may say what is so, or nothing; whom it concerns states it.
        for state in ["NOT_APPLICABLE", "NOT_STATED"] {
            department.save_draft(AGENCY, PERIOD, json!({ "figures": [said(OF_COMMUNES, state)] })).await.expect_done();
        }
        commune.save_draft(COMMUNE, PERIOD, json!({ "figures": [number(OF_COMMUNES, 3)] })).await.expect_done();
    }

    async fn silence_on_what_does_not_concern_an_agency_is_not_an_omission(world: World) {
        let (department, commune) = open(&world).await;
        // `reception_online_visits` begins on 1 July 2026.
        let codes = json!([OF_COMMUNES, "reception_online_visits", "complaint_received"]);
        let figure = format!("figure(indicator: \"{OF_COMMUNES}\") {{ state value }}");
        let selection = format!("figures(indicators: {codes}) {{ indicator {{ code }} state }} {figure}");
        let states = |content: &Value| {
            let mut states: Vec<String> = content["figures"].as_array().unwrap().iter().map(|figure| {
                format!("{} {}", figure["indicator"]["code"].as_str().unwrap(), figure["state"].as_str().unwrap())
            }).collect();
            states.sort();
            (states, content["figure"].clone())
        };
        let shown = |concerned: &str, figure: Value| {
            let states = ["complaint_received NOT_STATED".to_owned(), format!("{OF_COMMUNES} {concerned}"), "reception_online_visits NOT_APPLICABLE".to_owned()];
            (states.to_vec(), figure)
        };
        let silent = |state: &str| shown(state, json!({ "state": state, "value": null }));
        let draft = async |person: &Person, agency: &str| {
            states(person.report(agency, PERIOD, &format!("draft {{ {selection} }}")).await.at("report.draft"))
        };
        assert_eq!(draft(&department, AGENCY).await, silent("NOT_APPLICABLE"));
        assert_eq!(draft(&commune, COMMUNE).await, silent("NOT_STATED"));
        // To say that nothing is said is silence too.
        department.save_draft(AGENCY, PERIOD, json!({ "figures": [said(OF_COMMUNES, "NOT_STATED")] })).await.expect_done();
        assert_eq!(draft(&department, AGENCY).await, silent("NOT_APPLICABLE"));
        commune.save_draft(COMMUNE, PERIOD, json!({ "figures": [number(OF_COMMUNES, 3)] })).await.expect_done();
        assert_eq!(draft(&commune, COMMUNE).await, shown("STATED", json!({ "state": "STATED", "value": "3" })));

        // And so it is in what is filed, whoever reads it.
        department.save_draft(AGENCY, PERIOD, filled()).await.expect_done();
        department.submit(AGENCY, PERIOD).await.expect_done();
        world.person(Role::HomeAffairsOfficer, None).accept(AGENCY, PERIOD).await.expect_done();
        for reader in [department, world.person(Role::BiReader, None)] {
            let version = reader.report(AGENCY, PERIOD, &format!("acceptedVersion {{ content {{ {selection} }} }}")).await;
            assert_eq!(states(version.at("report.acceptedVersion.content")), silent("NOT_APPLICABLE"));
        }
    }
}
