//! Years and half-years: closed with every round within them, whether or not they had one of their own.

use super::*;
use crate::consolidation::ANNUAL;
use crate::democracy::{assess, save, scheme, verify};
use crate::tasks::{SET, asked, key, set, tell, tells};

const SCORES: &str = "democracyCompliance { scores { due selfScored verified notScored verifiedScore { maximum coverage { due stated missing } }
    entries { agency { code } score { state verifiedScore { total } } } } }";

const OUTCOMES: &str = "tasks { overall { set done silent awaited } entries { outcome told { outcome report { period state } } } }";

on_both! {
    async fn scores_of_a_year_that_had_quarters_rounds_only_are_read(world: World) {
        save(&world, scheme("THANG_DIEM")).await.expect_done();
        open(&world, "2018-Q2", &["STTTT", "SYT"]).await;
        open(&world, "2018-Q4", &["STTTT"]).await;
        for agency in ["STTTT", "SYT"] {
            let submitter = world.person(Role::Submitter, agency);
            assess(&submitter, agency, "2018", 0, json!({ "total": "80" })).await.expect_done();
        }
        verify(&home_affairs(&world), "SYT", "2018", 1, json!({ "total": "90" })).await.expect_done();
        let (reader, own) = (reader(&world), world.person(Role::BiReader, None));
        let told = async |period: &str| reader.of_provinces(&["84"], &consolidation(period, None, SCORES)).await;
        close(&world, "2018-Q2").await;
        refused(&told("2018").await, "PERIOD_NOT_CLOSED");
        close(&world, "2018-Q4").await;
        let answer = told("2018").await;
        let picture = answer.at("nation.provinces.0.consolidation");
        assert_eq!(picture, &own.own_picture("2018", None, SCORES).await);
        let scores = &picture["democracyCompliance"]["scores"];
        assert_eq!((&scores["due"], &scores["verified"], &scores["notScored"]), (&json!(2), &json!(1), &json!(1)));
        let closed = reader.of_provinces(&["84"], "closedPeriods").await;
        assert_eq!(closed.at("nation.provinces.0.closedPeriods"), &json!(["2018-Q2", "2018-Q4"]));
        // A half of it is opened: no quarter of the other half is.
        open(&world, "2018-H1", &["STC"]).await;
        refused(&told("2018").await, "PERIOD_NOT_CLOSED");
        assert_eq!(told("2018-Q4").await.errors().len(), 0);
    }

    /// What the next report tells of tasks is told with all of its period, and is no silence until then.
    async fn tasks_are_awaited_until_the_next_year_is_closed_with_its_quarters(world: World) {
        world.set_time("2020-02-01T02:00:00Z");
        open(&world, "2018", &["STTTT"]).await;
        set(&world, "STTTT", "2018", &SET[..1]).await;
        open(&world, "2019", &["STTTT"]).await;
        open(&world, OPEN, &["STTTT"]).await;
        let tasks = asked(&world.person(Role::Submitter, "STTTT"), "STTTT", "2019").await;
        tell(&world, "STTTT", "2019", vec![tells(key(&tasks, SET[0]), "DONE", None)]).await;
        for year in ["2018", "2019"] {
            home_affairs(&world).close_round(ANNUAL, year).await.expect_done();
        }
        let reader = reader(&world);
        let told = async || {
            let answer = reader.of_provinces(&["84"], &consolidation("2018", None, OUTCOMES)).await;
            answer.at("nation.provinces.0.consolidation").clone()
        };
        let awaited = json!({ "overall": { "set": 1, "done": 0, "silent": 0, "awaited": 1 }, "entries": [{ "outcome": "AWAITED", "told": [] }] });
        assert_eq!(told().await, json!({ "tasks": awaited }));
        close(&world, OPEN).await;
        let own = world.person(Role::BiReader, None).own_picture("2018", None, OUTCOMES).await;
        assert_eq!(own["tasks"]["overall"], json!({ "set": 1, "done": 1, "silent": 0, "awaited": 0 }));
        assert_eq!(told().await, own);
    }
}
