//! Who listens to the picture of some days hears when these change, and who listens to other days, or to the quarter in which they
//! lie, does not.

use super::*;
use crate::consolidation::{open, stated, submit};
use crate::kit::course::PERIOD;
use crate::kit::on_both;
use crate::kit::socket::Socket;
use std::time::Duration;

/// Somebody who listens to the pictures of some periods, each under its name.
async fn listen(person: &Person, periods: &[&str]) -> Socket {
    let mut socket = person.socket().await;
    let query = "subscription ($from: Period!) { consolidationChanged(from: $from, basis: SUBMITTED) {
        coverage { due reported } submissionStatus { accepted } figures(indicators: [\"denunciation_received\"]) { total { value } } } }";
    for period in periods {
        socket.subscribe(period, query, json!({ "from": period })).await;
    }
    socket
}

/// The next picture, which is of August: due, reported, accepted, and the sum.
async fn next(socket: &mut Socket) -> [Value; 4] {
    let message = socket.next(AUGUST).await;
    assert_eq!(message.get("errors"), None, "{message}");
    let picture = &message["data"]["consolidationChanged"];
    let (coverage, accepted) = (&picture["coverage"], &picture["submissionStatus"]["accepted"]);
    [&coverage["due"], &coverage["reported"], accepted, &picture["figures"][0]["total"]["value"]]
        .map(Value::clone)
}

/// Waits for a picture; those of changes before it are passed over.
async fn hears(socket: &mut Socket, picture: [u32; 4]) {
    while next(socket).await != picture.map(|number| json!(number)) {}
}

fn filed(count: i64) -> Value {
    json!({ "figures": [stated("denunciation_received", count)] })
}

/// Saves a draft of August until a listener has heard of it: from when on a server listens cannot be seen from outside.
async fn stir(world: &World, agency: &'static str, socket: &mut Socket) {
    let submitter = world.person(Role::Submitter, agency);
    let heard = next(socket);
    tokio::pin!(heard);
    loop {
        submitter.save_draft(agency, AUGUST, filed(1)).await.expect_done();
        tokio::select! {
            _ = &mut heard => return,
            () = tokio::time::sleep(Duration::from_millis(100)) => {}
        }
    }
}

on_both! {
    async fn a_picture_of_some_days_is_told_anew_when_they_change(world: World) {
        august(&world, &["STTTT", "X-LONG-DUC"]).await;
        open(&world, PERIOD, &["STTTT"]).await;
        let officer = home_affairs(&world);
        // August last: who hears of it listens to the others too.
        let mut all = listen(&officer, &[PERIOD, "2019-08-01/2019-08-30", AUGUST]).await;
        let mut commune = listen(&world.person(Role::Submitter, "X-LONG-DUC"), &[AUGUST]).await;
        let mut stranger = listen(&world.neighbour(Role::HomeAffairsOfficer, None), &[AUGUST]).await;
        stir(&world, "STTTT", &mut all).await;
        stir(&world, "X-LONG-DUC", &mut commune).await;

        submit(&world.person(Role::Submitter, "STTTT"), "STTTT", AUGUST, filed(3)).await;
        hears(&mut all, [2, 1, 0, 3]).await;
        officer.accept("STTTT", AUGUST).await.expect_done();
        hears(&mut all, [2, 1, 1, 3]).await;
        // An agency hears of its own part, whatever the others did meanwhile.
        submit(&world.person(Role::Submitter, "X-LONG-DUC"), "X-LONG-DUC", AUGUST, filed(2)).await;
        hears(&mut commune, [1, 1, 0, 2]).await;
        hears(&mut all, [2, 2, 1, 5]).await;
        officer.accept("X-LONG-DUC", AUGUST).await.expect_done();
        hears(&mut all, [2, 2, 2, 5]).await;
        let nothing = tokio::time::timeout(Duration::from_millis(300), stranger.message()).await;
        assert!(nothing.is_err(), "another province heard {nothing:?}");
    }
}
