//! What is late after an extension or an exemption has run out is told anew.

use super::desk::{Desk, until};
use crate::kit::course::PERIOD;
use crate::kit::on_both;
use crate::reorganisation::obligation;
use tonghop::kit::vocabulary::Role;

/// Waits until so many notices tell that something is late, and no more.
async fn told(desk: &Desk, count: usize) {
    let late = async || desk.notices().await.iter().filter(|notice| notice["kind"] == "LATE").count();
    until("the late ones", async || (late().await == count).then_some(())).await;
    desk.world.advance(chrono::Duration::minutes(5));
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(late().await, count, "once");
}

on_both! {
    async fn an_extension_that_runs_out_is_told(desk: Desk) {
        desk.round_due("2019-09-20T16:59:59Z").await;
        let told = async |count| told(&desk, count).await;
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
    async fn an_exemption_that_runs_out_is_told(desk: Desk) {
        desk.round_due("2019-09-20T16:59:59Z").await;
        let id = obligation(&desk.world, "STTTT", PERIOD).await;
        let officer = desk.world.person(Role::HomeAffairsOfficer, None);
        let exempt = async |until: &str| {
            officer.exempt(&id, "Đang sắp xếp lại.").with("expiresAt", until.into()).await.expect_done();
        };
        desk.world.set_time("2019-09-21T02:00:00Z");
        told(&desk, 4).await;
        exempt("2019-09-25T16:59:59Z").await;
        desk.world.set_time("2019-09-26T02:00:00Z");
        told(&desk, 8).await;
        // Longer than what is news: the day on which it is late is that on which the exemption ends.
        exempt("2019-11-05T16:59:59Z").await;
        desk.world.set_time("2019-11-06T02:00:00Z");
        told(&desk, 12).await;
        // One that ends before the due instant is no news.
        officer.extend(&id, "2019-11-20T16:59:59Z", "Bão số 5.").await.expect_done();
        exempt("2019-11-08T16:59:59Z").await;
        desk.world.set_time("2019-11-09T02:00:00Z");
        told(&desk, 12).await;
    }
}
