//! Which instants can be asked about, and by whom; what a cursor of the past is good for.

use super::picture;
use crate::kit::course::{DUE, FORM, PERIOD};
use crate::kit::world::World;
use crate::kit::{on_both, on_postgres};
use chrono::Duration;
use serde_json::json;
use tonghop::kit::vocabulary::Role;

const VALUE: &str =
    "figures(indicators: [\"denunciation_received\"]) { total { value coverage { due reported missing } } }";

on_both! {
    async fn an_instant_that_has_not_come_is_refused(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let ask = async |at: &str| picture(&officer, (PERIOD, PERIOD), "ACCEPTED", Some(at), "knownAt coverage { due }").await;
        ask("2019-09-16T02:00:00.000001Z").await.expect_code("BAD_USER_INPUT");
        let refused = ask("2030-01-01T00:00:00Z").await;
        assert!(refused.text.contains("KNOWN_AT_AHEAD") && refused.text.contains("09:00 ngày 16/09/2019"), "{refused}");
        assert!(ask("3000-01-01T00:00:00Z").await.text.contains("BAD_DATE"));
        // Now is as good as any instant before, and one before the province had anything is an empty picture.
        let now = ask("2019-09-16T09:00:00+07:00").await;
        assert_eq!(now.at("consolidation"), &json!({ "knownAt": "2019-09-16T02:00:00+00:00", "coverage": { "due": 0 } }));
        assert_eq!(ask("1950-01-01T00:00:00Z").await.at("consolidation.coverage.due"), &json!(0));
        assert!(ask("today").await.code().is_some());
    }

    async fn whatever_follows_at_the_same_instant_is_later_than_what_was_asked(world: World) {
        // The clock stands still: everything below arrives at one instant.
        world.round(&["STTTT", "STC"]).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        world.advance(Duration::seconds(1));
        let now = "2019-09-16T02:00:01Z";
        let known = async || picture(&officer, (PERIOD, PERIOD), "SUBMITTED", Some(now), VALUE).await.text;
        let before = known().await;
        world.save("STTTT", 7).await;
        world.file("STTTT").await;
        let live = picture(&officer, (PERIOD, PERIOD), "SUBMITTED", None, VALUE).await;
        assert_eq!(live.at("consolidation.figures.0.total.value"), &json!(7));
        assert_eq!(known().await, before);
        world.advance(Duration::microseconds(10));
        let later = picture(&officer, (PERIOD, PERIOD), "SUBMITTED", Some("2019-09-16T02:00:01.00001Z"), VALUE).await;
        assert_eq!(later.text, live.text);
    }

    async fn the_register_of_models_is_known_as_it_was(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let register = async |agency: &'static str, code: &str, name: &str| {
            let model = json!({ "agency": agency, "code": code, "name": name, "field": "ECONOMY", "level": "PROVINCE",
                                "holder": "COLLECTIVE", "registeredOn": "2019-07-10" });
            let done = world.person(Role::Submitter, agency).verb("modelRegister", model, "model { id }".into()).await;
            done.expect_done().at("modelRegister.model.id").clone()
        };
        world.round(&["STTTT", "STC"]).await;
        let one = register("STTTT", "A", "Tủ sách cộng đồng").await;
        let other = register("STC", "B", "Tủ sách cộng đồng").await;
        world.advance(Duration::seconds(1));
        let register_now = "mobilisationModels(by: [STAGE]) { register { models active joint } groups { stage register { models } } }";
        let ask = async |at: Option<&str>| picture(&officer, (PERIOD, PERIOD), "ACCEPTED", at, register_now).await.text;
        let now = Some("2019-09-16T02:00:01Z");
        let before = ask(now).await;
        assert_eq!(before, ask(None).await);
        // Everything below arrives at the instant that was asked about.
        let mut last = before.clone();
        for step in 0..3 {
            match step {
                0 => drop(register("STC", "C", "Đường hoa nông thôn mới").await),
                1 => {
                    let input = json!({ "model": one, "stage": "IN_PROGRESS", "on": "2019-08-01" });
                    officer.verb("modelAdvance", input, "model { id }".into()).await.expect_done();
                }
                _ => {
                    let input = json!({ "model": one, "other": other, "verdict": "SAME", "reason": "Một mô hình." });
                    officer.verb("modelDuplicateSettle", input, "model { id }".into()).await.expect_done();
                }
            }
            let live = ask(None).await;
            assert_ne!(live, last, "step {step}");
            assert_eq!(ask(now).await, before, "step {step}");
            last = live;
        }
        world.advance(Duration::microseconds(10));
        assert_eq!(ask(Some("2019-09-16T02:00:01.00001Z")).await, last);
    }

    /// An agency that ended for nobody is let off from the beginning, also when that is renewed.
    async fn an_exemption_from_the_beginning_is_known_as_it_was(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        officer.reorganise("DISSOLVE", &["P-1"], "2019-07-01").await.expect_done();
        officer.open_round(FORM, PERIOD, DUE, &["P-1", "STC"]).await.expect_done();
        world.advance(Duration::minutes(1));
        let at = Some("2019-09-16T02:00:30Z");
        let selection = "coverage { due } submissionStatus { exempt obligations { agency { code } timeliness obligation { exempted exemptionReason } } }";
        let ask = async || picture(&officer, (PERIOD, PERIOD), "ACCEPTED", at, selection).await;
        let before = ask().await;
        assert_eq!(before.at("consolidation.coverage.due"), &json!(1));
        let id = crate::reorganisation::obligation(&world, "P-1", PERIOD).await;
        officer.exempt(&id, "Đã giải thể.").with("expiresAt", json!("2019-10-01T00:00:00Z")).await.expect_done();
        assert_eq!(ask().await.text, before.text);
        let now = picture(&officer, (PERIOD, PERIOD), "ACCEPTED", None, selection).await;
        assert!(now.text.contains("Đã giải thể."), "{now}");
    }

    /// What leads from an obligation of the past to its round, and from there to the others', stays in the past.
    async fn a_round_of_the_past_leads_to_the_obligations_of_then(world: World) {
        world.round(&["STTTT", "STC", "SYT"]).await;
        world.save("STTTT", 7).await;
        world.file("STTTT").await;
        world.advance(Duration::minutes(1));
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let owed = "totalCount nodes { timeliness dueAt exempted extendedDueAt exemptionReason agency { code name } \
                    round { state closedAt obligations(last: 2) { nodes { timeliness agency { code } } } } }";
        let selection = format!(
            "submissionStatus {{ obligations {{ timeliness obligation {{ timeliness round {{ state \
             front: obligations(first: 2) {{ {owed} pageInfo {{ hasNextPage endCursor }} }} \
             back: obligations(last: 30) {{ {owed} }} }} }} }} }}"
        );
        let at = Some("2019-09-16T02:00:30Z");
        let ask = async || picture(&officer, (PERIOD, PERIOD), "ACCEPTED", at, &selection).await;
        let before = ask().await;
        let round = before.at("consolidation.submissionStatus.obligations.0.obligation.round");
        assert_eq!((&round["front"]["totalCount"], &round["front"]["pageInfo"]["hasNextPage"]), (&json!(3), &json!(true)));
        assert_eq!(round["back"]["nodes"].as_array().unwrap().len(), 3);

        world.save("STC", 3).await;
        world.file("STC").await;
        let syt = crate::reorganisation::obligation(&world, "SYT", PERIOD).await;
        officer.extend(&syt, "2019-12-01T00:00:00Z", "Bão lụt.").await.expect_done();
        assert_eq!(ask().await.text, before.text);
        officer.exempt(&syt, "Mới sáp nhập.").await.expect_done();
        officer.reorganise("DISSOLVE", &["P-1"], "2019-09-01").await.expect_done();
        world.set_time("2020-01-01T00:00:00Z");
        assert_eq!(ask().await.text, before.text);
        let live = picture(&officer, (PERIOD, PERIOD), "ACCEPTED", None, &selection).await;
        assert!(live.text.contains("EXEMPT") && live.text.contains("Mới sáp nhập."), "{live}");

        // A cursor of the past goes on in the past, and nowhere else.
        let cursor = &round["front"]["pageInfo"]["endCursor"];
        let rest = format!("submissionStatus {{ obligations {{ obligation {{ round {{ obligations(first: 5, after: {cursor}) {{ nodes {{ timeliness }} }} }} }} }} }}");
        let then = picture(&officer, (PERIOD, PERIOD), "ACCEPTED", at, &rest).await;
        let nodes = then.at("consolidation.submissionStatus.obligations.0.obligation.round.obligations.nodes");
        assert_eq!(nodes.as_array().unwrap().len(), 1);
        let now = picture(&officer, (PERIOD, PERIOD), "ACCEPTED", None, &rest).await;
        assert!(now.text.contains("BAD_CURSOR"), "{now}");
    }

    async fn a_clock_that_is_set_back_changes_nothing_that_was_known(world: World) {
        world.round(&["STTTT"]).await;
        world.save("STTTT", 7).await;
        world.advance(Duration::hours(1));
        world.file("STTTT").await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let at = "2019-09-16T02:59:00Z";
        let before = picture(&officer, (PERIOD, PERIOD), "ACCEPTED", Some(at), VALUE).await;
        // As another server's clock may be behind.
        world.set_time("2019-09-16T02:30:00Z");
        world.accept("STTTT").await;
        world.set_time("2019-09-16T04:00:00Z");
        let ask = async |at| picture(&officer, (PERIOD, PERIOD), "ACCEPTED", Some(at), VALUE).await;
        assert_eq!(ask(at).await.text, before.text);
        assert_eq!(ask("2019-09-16T03:00:01Z").await.at("consolidation.figures.0.total.value"), &json!(7));
    }

    async fn people_see_of_the_past_what_they_see_of_the_present(world: World) {
        world.round(&["STTTT", "STC"]).await;
        for (agency, value) in [("STTTT", 7), ("STC", 5)] {
            world.save(agency, value).await;
            world.file(agency).await;
            world.accept(agency).await;
        }
        world.advance(Duration::minutes(1));
        let at = Some("2019-09-16T02:00:30Z");
        let own = world.person(Role::Submitter, "STC");
        let theirs = picture(&own, (PERIOD, PERIOD), "ACCEPTED", at, VALUE).await;
        assert_eq!(
            theirs.at("consolidation.figures.0.total"),
            &json!({ "value": 5, "coverage": { "due": 1, "reported": 1, "missing": 0 } })
        );
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        let none = picture(&neighbour, (PERIOD, PERIOD), "ACCEPTED", at, VALUE).await;
        assert_eq!(none.at("consolidation.figures.0.total.coverage.due"), &json!(0));
        let bi = world.person(Role::BiReader, None);
        assert!(picture(&bi, (PERIOD, PERIOD), "SUBMITTED", at, VALUE).await.text.contains("NOT_ALLOWED"));
        let administrator = world.person(Role::ProvinceAdministrator, None);
        assert!(picture(&administrator, (PERIOD, PERIOD), "ACCEPTED", at, VALUE).await.text.contains("NOT_ALLOWED"));
    }

    async fn a_cursor_is_good_for_the_instant_it_was_given_for(world: World) {
        world.round(&["STTTT", "STC"]).await;
        for agency in ["STTTT", "STC"] {
            world.save(agency, 7).await;
            world.file(agency).await;
            world.accept(agency).await;
        }
        world.advance(Duration::minutes(1));
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let page = async |at: &str, after: &str| {
            let sources = format!("sources(first: 1{after}) {{ pageInfo {{ endCursor }} edges {{ node {{ agency {{ code }} }} }} }}");
            let figures = format!("figures(indicators: [\"denunciation_received\"]) {{ total {{ {sources} }} }}");
            picture(&officer, (PERIOD, PERIOD), "ACCEPTED", Some(at), &figures).await
        };
        let (one, other) = ("2019-09-16T02:00:30Z", "2019-09-16T02:00:31Z");
        let first = page(one, "").await;
        let sources = first.at("consolidation.figures.0.total.sources");
        assert_eq!(sources["edges"][0]["node"]["agency"]["code"], "STC");
        let after = format!(", after: {}", sources["pageInfo"]["endCursor"]);
        let second = page(one, &after).await;
        assert_eq!(second.at("consolidation.figures.0.total.sources.edges.0.node.agency.code"), &json!("STTTT"));
        assert!(page(other, &after).await.text.contains("BAD_CURSOR"));
    }
}

on_postgres! {
    async fn what_two_servers_record_is_in_one_order(world: World) {
        use crate::kit::server::Server;
        use tonghop::kit::Clock;
        // The other server's clock is a minute behind.
        let behind = Clock::fixed("2019-09-16T01:59:00Z".parse().unwrap());
        let other = Server::start(&world.database, &behind).await.unwrap();
        let officer = world.person(Role::HomeAffairsOfficer, None);
        officer.open_round(FORM, PERIOD, DUE, &["STTTT"]).await.expect_done();
        world.save("STTTT", 7).await;
        world.file("STTTT").await;
        world.advance(Duration::seconds(1));
        let at = Some("2019-09-16T02:00:01Z");
        let before = picture(&officer, (PERIOD, PERIOD), "ACCEPTED", at, VALUE).await;
        let there = other.person(&officer.subject);
        there.accept("STTTT", PERIOD).await.expect_done();
        assert_eq!(picture(&officer, (PERIOD, PERIOD), "ACCEPTED", at, VALUE).await.text, before.text);
        let live = picture(&there, (PERIOD, PERIOD), "ACCEPTED", None, VALUE).await;
        assert_eq!(live.at("consolidation.figures.0.total.value"), &json!(7));
    }
}
