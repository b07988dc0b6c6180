//! Several servers carry from one outbox.

use super::desk::{Desk, settings, until};
use crate::kit::course::PERIOD;
use crate::kit::on_postgres;
use crate::kit::server::Server;
use chrono::Duration;
use serde_json::json;
use std::collections::BTreeSet;
use tonghop::kit::vocabulary::Role;

/// Every agency of Trà Vinh.
const AGENCIES: &[&str] = &["STTTT", "SGDDT", "STC", "SYT", "BDT", "X-LONG-DUC", "P-1"];

on_postgres! {
    /// Three servers, fourteen reminders and fourteen more: each letter once, none by two, none by nobody.
    async fn several_servers_share_the_work(desk: Desk) {
        let mut others = Vec::new();
        for _ in 0..2 {
            let server = Server::with_courier(&desk.world.database, &desk.world.clock, Some(settings(&desk.mail)));
            others.push(server.await.expect("another server"));
        }
        for agency in AGENCIES {
            for (role, name) in [(Role::Submitter, "lap"), (Role::AgencyHead, "duyet")] {
                let address = format!("{name}.{}@travinh.example", agency.to_lowercase());
                desk.reach(role, agency, &address).await;
            }
        }
        let home_affairs = desk.world.person(Role::HomeAffairsOfficer, None);
        let round = home_affairs.open_round(crate::kit::course::FORM, PERIOD, "2019-09-20T16:59:59Z", AGENCIES);
        round.await.expect_done();
        desk.world.set_time("2019-09-19T02:00:00Z");
        until("the reminders", async || (desk.mail.letters().len() >= 14).then_some(())).await;
        desk.world.set_time("2019-09-21T02:00:00Z");
        until("the late ones", async || (desk.mail.letters().len() >= 28).then_some(())).await;
        desk.world.advance(Duration::hours(2));
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        let letters = desk.mail.letters();
        let ids: BTreeSet<String> = letters.iter().map(|letter| letter.header("Message-ID").unwrap()).collect();
        assert_eq!((letters.len(), ids.len()), (28, 28));
        let query = "{ notices(first: 1) { totalCount } }";
        let counted = home_affairs.graphql(query, json!({})).await;
        assert_eq!(counted.at("notices.totalCount"), 56, "two people of each kind, two occasions");
    }
}
