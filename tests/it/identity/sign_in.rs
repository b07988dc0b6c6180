//! What closes the books, or opens them again, asks for a recent sign-in; what the token says of it is believed as far as it
//! can be.

use super::{Forger, NOW, claims, with, without};
use crate::cycle::desk::{AGENCY, FORM, PERIOD, filed, traces};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::server::Server;
use crate::kit::verbs::Verb;
use crate::kit::world::World;
use crate::reorganisation::there;
use chrono::Duration;
use serde_json::json;
use tonghop::kit::vocabulary::Role;

/// The same world, whose server takes a sign-in to be recent for ten minutes.
async fn asking_again(mut world: World) -> World {
    let age = Duration::minutes(10);
    world.server = Server::trusting_sign_ins_for(&world.database, &world.clock, age).await.unwrap();
    world
}

/// A merger whose successor gets the people of the agency that ends.
fn merger(officer: &Person) -> Verb<'_> {
    officer.reorganise("MERGE_INTO", &["STC"], "2019-09-01").with("successors", json!([there(AGENCY)]))
}

async fn state(person: &Person) -> String {
    let report = person.report(AGENCY, PERIOD, "state").await;
    report.at("report.state").as_str().unwrap().to_owned()
}

on_both! {
    async fn a_round_is_closed_shortly_after_signing_in(world: World) {
        let world = asking_again(world).await;
        let (home_affairs, submitter) = filed(&world).await;
        world.advance(Duration::minutes(10) + Duration::seconds(1));
        // Everything else goes on with the token as long as it is good.
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        for (language, message) in [
            ("vi", "Thao tác này chỉ được thực hiện ngay sau khi đăng nhập. Hãy đăng nhập lại rồi gửi lại yêu cầu."),
            ("en", "This is only done shortly after signing in. Sign in again, then send the request again."),
        ] {
            let officer = home_affairs.clone().speaking(language);
            let refused = officer.close_round(FORM, PERIOD).await.expect_user_error("SIGN_IN_AGAIN");
            assert_eq!(refused.user_errors()[0].message, message);
        }
        // Whoever may not close it at all is not told to sign in.
        submitter.close_round(FORM, PERIOD).await.expect_user_error("NOT_ALLOWED");
        assert_eq!(state(&submitter).await, "ACCEPTED");

        let again = world.person(Role::HomeAffairsOfficer, None);
        world.advance(Duration::minutes(10));
        again.close_round(FORM, PERIOD).await.expect_done();
        assert_eq!(state(&submitter).await, "LOCKED");
    }

    async fn a_locked_report_is_opened_again_shortly_after_signing_in(world: World) {
        let world = asking_again(world).await;
        let (home_affairs, _) = filed(&world).await;
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        let head = world.person(Role::AgencyHead, AGENCY);
        world.advance(Duration::minutes(11));
        // What is not locked is opened by whoever has a good token.
        head.reopen(AGENCY, PERIOD, "Bổ sung số liệu.").await.expect_done();
        let submitter = world.person(Role::Submitter, AGENCY);
        submitter.submit(AGENCY, PERIOD).await.expect_done();
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        world.person(Role::HomeAffairsOfficer, None).close_round(FORM, PERIOD).await.expect_done();

        home_affairs.reopen(AGENCY, PERIOD, "Theo yêu cầu.").await.expect_user_error("SIGN_IN_AGAIN");
        head.reopen(AGENCY, PERIOD, "Theo yêu cầu.").await.expect_user_error("REPORT_LOCKED");
        assert_eq!(state(&head).await, "LOCKED");
        let again = world.person(Role::HomeAffairsOfficer, None);
        again.reopen(AGENCY, PERIOD, "Theo yêu cầu.").await.expect_done();
        assert_eq!(state(&head).await, "DRAFT");
    }

    /// What was done to agencies is recorded by whoever has a good token; that people get roles by it is not.
    async fn roles_are_carried_over_shortly_after_signing_in(world: World) {
        let world = asking_again(world).await;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let mover = world.person(Role::Submitter, "STC");
        world.advance(Duration::minutes(11));
        officer.reorganise("RENAME", &["SYT"], "2019-09-01").with("name", json!("Sở Sức khỏe")).await.expect_done();
        let before = traces(&world.database).await;
        merger(&officer).await.expect_user_error("SIGN_IN_AGAIN");
        let dissolved = officer.reorganise("DISSOLVE", &["STC"], "2019-09-01").with("answeredBy", json!(AGENCY));
        dissolved.await.expect_user_error("SIGN_IN_AGAIN");
        merger(&mover).await.expect_user_error("NOT_ALLOWED");
        assert_eq!(traces(&world.database).await, before);
        let own = "{ viewer { roles { agency { code } } } }";
        assert_eq!(mover.graphql(own, json!({})).await.at("viewer.roles"), &json!([{ "agency": { "code": "STC" } }]));

        merger(&world.person(Role::HomeAffairsOfficer, None)).await.expect_done();
        let roles = mover.graphql(own, json!({})).await;
        assert!(roles.at("viewer.roles").to_string().contains(AGENCY), "{roles}");
        // Without the roles it is a record like any other.
        let plain = officer.reorganise("MERGE_INTO", &["SGDDT"], "2019-09-01").with("successors", json!([there("SYT")]));
        plain.with("carryRoles", json!(false)).await.expect_done();
    }

    async fn a_token_that_tells_of_no_sign_in_that_was_closes_nothing(world: World) {
        let world = asking_again(world).await;
        let (home_affairs, _) = filed(&world).await;
        home_affairs.accept(AGENCY, PERIOD).await.expect_done();
        let forger = Forger::of(&world);
        let officer = |claims| {
            let token = forger.sign(&forger.header(), &with(claims, "sub", json!(home_affairs.subject)));
            home_affairs.clone().known_as(&home_affairs.subject, &token)
        };
        for (what, claims) in [
            ("none", without(claims(), "auth_time")),
            ("eleven minutes ago", with(claims(), "auth_time", json!(NOW - 660))),
            ("in a minute", with(claims(), "auth_time", json!(NOW + 60))),
        ] {
            let officer = officer(claims);
            // The token itself is good.
            assert_eq!(state(&officer).await, "ACCEPTED", "{what}");
            officer.close_round(FORM, PERIOD).await.expect_user_error("SIGN_IN_AGAIN");
        }
        officer(with(claims(), "auth_time", json!(NOW - 600))).close_round(FORM, PERIOD).await.expect_done();
    }
}
