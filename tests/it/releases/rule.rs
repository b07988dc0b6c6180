//! The rule by which a figure is added up changes: the release stays, and what the rule makes of the difference is told apart
//! from what reports make of it.

use super::*;
use crate::consolidation::{file_figures, open, stated, submit};
use crate::kit::on_both;
use crate::kit::server::{Server, changed_catalogue};
use crate::kit::world::World;
use chrono::Duration;
use tonghop::kit::vocabulary::Role;

const RANGE: (&str, &str) = ("2019-Q2", "2019-Q3");
const CODE: &str = "qcdc_violations";

/// Violations are counted as they stand at the end of the range, and no longer added up over its quarters.
const CHANGE_OF_RULE: (&str, &str, &str) = (
    "indicators/democracy.toml",
    "code = \"qcdc_violations\"\n",
    "code = \"qcdc_violations\"\nacross_time = \"STOCK\"\n",
);

/// Cause, difference, and how many more are due, reported and stated, of what makes the difference of the figure.
async fn parts(person: &Person, id: &str, to: Option<&str>) -> Vec<Value> {
    let selection = format!("figures(indicators: [{CODE:?}]) {{ total {{ {} }} }}", difference());
    let answer = person.compare(id, to, &selection).await;
    let figures = answer.at("release.compare.figures").as_array().unwrap().clone();
    let mut parts = Vec::new();
    for figure in figures {
        adds_up(&figure["total"]);
        for part in figure["total"]["parts"].as_array().unwrap() {
            let more = &part["coverage"];
            parts.push(json!([
                part["kind"],
                part["difference"],
                more["due"],
                more["reported"],
                more["stated"]
            ]));
        }
    }
    parts
}

on_both! {
    async fn a_changed_rule_is_a_cause_of_its_own(world: World) {
        for period in [RANGE.0, RANGE.1] {
            open(&world, period, &["STTTT", "STC"]).await;
        }
        for (agency, period, value) in [("STTTT", RANGE.0, 1), ("STC", RANGE.0, 2), ("STTTT", RANGE.1, 4), ("STC", RANGE.1, 8)] {
            file_figures(&world, agency, period, &[stated(CODE, value)]).await;
        }
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let id = released(officer.release(RANGE, "Chính thức")).await;
        let whole = format!("digest canonicalForm figures(indicators: [{CODE:?}]) {{ total {{ value }} }}");
        let frozen = officer.of_release(&id, &whole).await;
        assert_eq!(frozen.at("release.figures.0.total.value"), &json!(15));

        // The program is started anew with the changed catalogue.
        let catalogue = changed_catalogue(&world.database, &[CHANGE_OF_RULE]);
        let server = Server::by_catalogue(&world.database, &world.clock, catalogue).await.unwrap();
        let other = server.person(&officer.subject);
        assert_eq!(other.of_release(&id, &whole).await.text, frozen.text);
        let rule = json!(["RULE", -3, -2, -2, -2]);
        assert_eq!(json!(parts(&other, &id, None).await), json!([rule]));
        assert_eq!(parts(&officer, &id, None).await, Vec::<Value>::new());
        // A release by the new rule differs from the one by the old in the same way, whoever looks at them.
        world.advance(Duration::hours(1));
        let anew = released(other.release(RANGE, "Theo cách tính mới")).await;
        assert_eq!(other.of_release(&anew, &whole).await.at("release.figures.0.total.value"), &json!(12));
        for person in [&officer, &other] {
            assert_eq!(json!(parts(person, &id, Some(&anew)).await), json!([rule]));
            assert_eq!(parts(person, &anew, Some(&id)).await, [json!(["RULE", 3, 2, 2, 2])]);
        }

        // Reports are amended too: where such a one still counts, it cannot be told how much is the rule's and how much the
        // amendment's; where it no longer does, all that is gone is gone by the rule.
        let submitter = world.person(Role::Submitter, "STC");
        for (period, value) in [(RANGE.0, 5), (RANGE.1, 9)] {
            officer.reopen("STC", period, "Sai sót.").await.expect_done();
            submit(&submitter, "STC", period, json!({ "figures": [stated(CODE, value)] })).await;
            officer.accept("STC", period).await.expect_done();
        }
        world.advance(Duration::hours(1));
        assert_eq!(parts(&other, &id, None).await, [rule, json!(["MIXED", 1, 0, 0, 0])]);
        assert_eq!(parts(&officer, &id, None).await, [json!(["AMENDED", 4, 0, 0, 0])]);
        // Between two pictures by one rule there is only what became of reports.
        assert_eq!(parts(&other, &anew, None).await, [json!(["AMENDED", 1, 0, 0, 0])]);
    }

    async fn what_is_new_is_not_the_rules(world: World) {
        for period in [RANGE.0, RANGE.1] {
            open(&world, period, &["STTTT", "STC"]).await;
        }
        file_figures(&world, "STTTT", RANGE.1, &[stated(CODE, 4)]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let id = released(officer.release(RANGE, "Chính thức")).await;
        file_figures(&world, "STC", RANGE.1, &[stated(CODE, 8)]).await;
        world.advance(Duration::hours(1));
        let catalogue = changed_catalogue(&world.database, &[CHANGE_OF_RULE]);
        let server = Server::by_catalogue(&world.database, &world.clock, catalogue).await.unwrap();
        let other = server.person(&officer.subject);
        // By the new rule nobody is asked for the first of the quarters.
        assert_eq!(parts(&other, &id, None).await, [json!(["NEWLY_ARRIVED", 8, 0, 1, 1]), json!(["RULE", 0, -2, 0, 0])]);
    }
}
