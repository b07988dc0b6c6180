//! What is late after an extension has run out is told anew.

use super::desk::{Desk, until};
use crate::kit::course::PERIOD;
use crate::kit::on_both;
use crate::reorganisation::obligation;
use tonghop::kit::vocabulary::Role;

on_both! {
    async fn an_extension_that_runs_out_is_told(desk: Desk) {
        desk.round_due("2019-09-20T16:59:59Z").await;
        let late = async || desk.notices().await.iter().filter(|notice| notice["kind"] == "LATE").count();
        let told = async |count: usize| {
            until("the late ones", async || (late().await == count).then_some(())).await;
            desk.world.advance(chrono::Duration::minutes(5));
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            assert_eq!(late().await, count, "once");
        };
        desk.world.set_time("2019-09-21T02:00:00Z");
        told(4).await;
        let id = obligation(&desk.world, "STTTT", PERIOD).await;
        let officer = desk.world.person(Role::HomeAffairsOfficer, None);
        officer.extend(&id, "2019-09-25T16:59:59Z", "Bão số 4.").await.expect_done();
        desk.world.set_time("2019-09-26T02:00:00Z");
        told(8).await;
        // Longer than what is news: the day on which it became late is the extension's.
        officer.extend(&id, "2019-11-05T16:59:59Z", "Bão số 5.").await.expect_done();
        desk.world.set_time("2019-11-06T02:00:00Z");
        told(12).await;
    }
}
