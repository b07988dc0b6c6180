//! Whom notices of an ended agency's reports go to: whoever files them.

use super::desk::{Desk, notices_of, until};
use crate::consolidation::submit;
use crate::kit::course::{FORM, PERIOD, figure};
use crate::kit::on_both;
use crate::kit::world::World;
use crate::reorganisation::{obligation, there};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tonghop::kit::vocabulary::Role;

const DUE: &str = "2019-09-20T16:59:59Z";

/// Of which agency's reports people of which agency were told a kind of thing, and how many each.
fn told(notices: &[Value], kind: &str) -> BTreeSet<String> {
    let of_kind: Vec<String> = notices
        .iter()
        .filter(|notice| notice["kind"] == kind)
        .map(|notice| {
            let person = notice["person"]["fullName"].as_str().unwrap();
            format!("{} to {}", notice["agency"]["code"].as_str().unwrap(), person.split('.').nth(2).unwrap())
        })
        .collect();
    let count = |one: &String| of_kind.iter().filter(|other| *other == one).count();
    of_kind.iter().map(|one| format!("{one}: {}", count(one))).collect()
}

fn expected(lines: &[&str]) -> BTreeSet<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

async fn merge(world: &World, decisions: Value) {
    let officer = world.person(Role::HomeAffairsOfficer, None);
    officer
        .reorganise("MERGE_INTO", &["STTTT", "STC"], "2019-09-01")
        .with("successors", json!([there("SYT")]))
        .with("carryRoles", json!(false))
        .with("decisions", decisions)
        .await
        .expect_done();
}

on_both! {
    /// Handed over, kept, and asked for only later; one of them returned before it was due.
    async fn whoever_files_a_report_is_told_of_it(desk: Desk) {
        let world = &desk.world;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        officer.open_round(FORM, PERIOD, DUE, &["STTTT", "STC", "SYT"]).await.expect_done();
        let (one, two) = (obligation(world, "STTTT", PERIOD).await, obligation(world, "STC", PERIOD).await);
        merge(world, json!([{ "obligation": one, "fate": "TRANSFERRED" }, { "obligation": two, "fate": "KEPT" }])).await;
        let health = world.person(Role::Submitter, "SYT");
        submit(&health, "STTTT", PERIOD, figure(1)).await;
        officer.return_("STTTT", PERIOD, json!([{ "text": "Thiếu." }])).await.expect_done();
        let notices = desk.settled(&["PENDING"], 4).await;
        assert_eq!(told(&notices, "RETURNED"), expected(&["STTTT to SYT: 4"]));
        // What was returned is due as before.
        world.set_time("2019-09-19T02:00:00Z");
        let notices = desk.settled(&["PENDING"], 16).await;
        assert_eq!(told(&notices, "DUE_SOON"), expected(&["STTTT to SYT: 4", "STC to STC: 4", "SYT to SYT: 4"]));
        let own = notices_of(&health).await;
        assert!(own.iter().any(|notice| notice["agency"]["code"] == "STTTT"), "{own:?}");
        assert_eq!(notices_of(&world.person(Role::Submitter, "STTTT")).await, Vec::<Value>::new());

        // A round that is opened after the merger: whoever may file it.
        world.set_time("2019-09-24T02:00:00Z");
        until("the late ones", async || (told(&desk.notices().await, "LATE").len() == 2).then_some(())).await;
        assert_eq!(told(&desk.notices().await, "LATE"), expected(&["STC to STC: 4", "SYT to SYT: 4"]));
        officer.open_round(FORM, "2019-Q2", "2019-09-25T16:59:59Z", &["STTTT"]).await.expect_done();
        world.set_time("2019-09-26T02:00:00Z");
        let late = expected(&["STC to STC: 4", "SYT to SYT: 4", "STTTT to STTTT: 4", "STTTT to SYT: 4"]);
        until("of the new round", async || (told(&desk.notices().await, "LATE") == late).then_some(())).await;
    }
}
