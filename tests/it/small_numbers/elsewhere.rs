//! The same with other numbers, and of whoever does not only ask at home: a province that continues this one, readers of the nation,
//! somebody who listens.

use super::harvest::Harvest;
use super::place::{ABOVE, AT_THE_SUCCESSORS};
use super::solver::Sums;
use super::{Dice, WORDS, expect_nothing_told, gather, past, patch};
use crate::heritage;
use crate::kit::on_both;
use crate::kit::server::national_reader;
use crate::kit::world::World;
use serde_json::json;
use std::time::Duration;
use tokio::time::sleep;
use tonghop::kit::vocabulary::Role;

/// A closed quarter whose totals are shown.
const CLOSED: &str = "2018-Q2";

on_both! {
    async fn a_successor_the_nation_and_all_together_find_out_nothing(world: World) {
        let (past, releases) = past(&world, &mut Dice(40)).await;
        heritage::succeed(&world, heritage::MERGED).await;
        heritage::give(&world, heritage::MERGED).await;
        let [own, theirs] = [world.person(Role::BiReader, None), world.neighbour(Role::BiReader, None)];
        let nation = world.server.person(&national_reader().subject);

        let at_home = gather(Harvest::of(&own).once(), &past, &releases).await;
        let from_theirs = gather(Harvest::of(&theirs).at(AT_THE_SUCCESSORS).once(), &past, &releases).await;
        let mut from_above = Harvest::of(&nation).at(ABOVE);
        from_above.consolidations(None, &past.counting).await;
        from_above.release(&releases[0], &releases[1]).await;

        let mut together = Sums::default();
        for shown in [at_home, from_theirs, from_above] {
            expect_nothing_told(&shown);
            assert!(shown.sums.len() > 0, "everybody is shown something");
            together.extend(shown.sums);
        }
        let found = together.found_out();
        assert!(found.is_empty(), "{found:?}");
    }

    async fn listeners_find_out_nothing(world: World) {
        let (past, releases) = past(&world, &mut Dice(41)).await;
        let reader = world.person(Role::BiReader, None);
        let mut shown = gather(Harvest::of(&reader).once(), &past, &releases).await;
        expect_nothing_told(&shown);

        // A report is written again, which is told of and changes nothing that counts.
        let officer = world.person(Role::HomeAffairsOfficer, None);
        officer.reopen("STTTT", CLOSED, "Kiểm tra lại.").await.expect_done();
        let submitter = world.person(Role::Submitter, "STTTT");
        let draft = patch(&past.counting[&("STTTT", CLOSED)].1, true);
        let mut socket = reader.socket().await;
        socket.subscribe("1", &Harvest::listening(), json!({})).await;
        let told = socket.next("1");
        tokio::pin!(told);
        // From when on a server listens cannot be seen from outside.
        let payload = loop {
            submitter.save_draft("STTTT", CLOSED, draft.clone()).await.expect_done();
            tokio::select! {
                payload = &mut told => break payload,
                () = sleep(Duration::from_millis(100)) => {}
            }
        };
        assert!(payload["errors"].is_null() && !payload.to_string().contains(WORDS), "{payload}");
        let mut listener = Harvest::of(&reader);
        listener.heard(&payload, &past.counting);
        assert!(listener.sums.len() > 0, "something is told: {payload}");
        shown.sums.extend(listener.sums);
        let found = shown.sums.found_out();
        assert!(found.is_empty(), "{found:?}");
    }
}
