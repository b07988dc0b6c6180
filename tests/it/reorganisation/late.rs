//! A reorganisation that is recorded long after its day, when both agencies have reported without knowing of it.

use super::*;
use crate::consolidation::submit;
use crate::kit::course::PERIOD;
use crate::kit::on_both;

const SELECTION: &str = "coverage { due reported }
    figures(indicators: [\"complaint_carried_over\", \"complaint_received\", \"complaint_pending\", \"staff_conference_eligible\"]) {
      total { value coverage { due stated } } }";

fn said([carried, received, pending, staff]: [i64; 4]) -> Value {
    json!({ "figures": [
        stated("complaint_carried_over", carried),
        stated("complaint_received", received),
        stated("complaint_pending", pending),
        stated("staff_conference_eligible", staff),
    ] })
}

on_both! {
    /// Who has filed for years after a day did not end on it: nothing could take that back.
    async fn an_agency_that_went_on_filing_for_years_cannot_have_ended_before(world: World) {
        let officer = home_affairs(&world);
        officer.open_round(crate::consolidation::QUARTERLY, PERIOD, &due(PERIOD), &["STTTT", "SYT"]).await.expect_done();
        crate::consolidation::file(&world, "STTTT", PERIOD, said([3, 10, 4, 20])).await;
        // The window begins on 15 June 2019; 730 days before is 15 June 2017.
        let into = |on: &'static str| officer.reorganise("MERGE_INTO", &["STTTT"], on).with("successors", json!([there("SYT")]));
        for verb in [into("2010-01-01"), into("2017-06-14"), officer.reorganise("DISSOLVE", &["STTTT"], "2010-01-01")] {
            let refused = verb.await.expect_user_error("AGENCY_FILED_SINCE");
            let errors = refused.user_errors();
            assert_eq!(errors[0].path, ["input", "agencies", "0"]);
            assert!(errors[0].message.contains("Quý III/2019") && errors[0].message.contains("15/06/2019"), "{}", errors[0].message);
        }
        // A renaming ends nobody, and who has filed nothing may have ended long ago.
        officer.reorganise("RENAME", &["STTTT"], "2010-01-01").with("name", json!("Sở Thông tin")).await.expect_done();
        officer.reorganise("DISSOLVE", &["STC"], "2010-01-01").await.expect_done();
        into("2017-06-15").await.expect_done();
    }

    async fn what_was_told_without_knowing_stays_told_until_the_heir_tells_again(world: World) {
        let officer = home_affairs(&world);
        officer.open_round(crate::consolidation::QUARTERLY, PERIOD, &due(PERIOD), &["STTTT", "SYT"]).await.expect_done();
        crate::consolidation::file(&world, "STTTT", PERIOD, said([3, 10, 4, 20])).await;
        crate::consolidation::file(&world, "SYT", PERIOD, said([1, 1, 1, 30])).await;
        let ask = async |structure: &str| {
            let answer = consolidation(&officer, (PERIOD, PERIOD), structure, SELECTION).await;
            answer.at("consolidation").clone()
        };
        let values = |picture: &Value| -> Vec<i64> {
            picture["figures"].as_array().unwrap().iter().map(|cell| cell["total"]["value"].as_i64().unwrap()).collect()
        };
        let before = ask("AS_REPORTED").await;
        assert_eq!(values(&before), [4, 11, 5, 50]);
        world.advance(chrono::Duration::hours(1));
        officer.reorganise("MERGE_INTO", &["STTTT"], "2019-05-01").with("successors", json!([there("SYT")])).await.expect_done();
        // The heir spoke of itself alone: nothing is taken out of the picture, nor out of its coverage.
        assert_eq!(ask("AS_REPORTED").await, before);
        assert_eq!(ask("BY_SUCCESSOR").await, before);
        world.advance(chrono::Duration::hours(1));
        let known = world.clock.now().to_rfc3339().replace("+00:00", "Z");
        world.advance(chrono::Duration::hours(1));
        // What it tells now, it tells of both: stocks and the latest word are its own to tell, what happened is added up.
        officer.reopen("SYT", PERIOD, "Đã nhận bàn giao.").await.expect_done();
        submit(&world.person(Role::Submitter, "SYT"), "SYT", PERIOD, said([4, 1, 6, 48])).await;
        assert_eq!(ask("AS_REPORTED").await, before, "not accepted yet");
        officer.accept("SYT", PERIOD).await.expect_done();
        for structure in ["AS_REPORTED", "BY_SUCCESSOR"] {
            let after = ask(structure).await;
            assert_eq!(values(&after), [4, 11, 6, 48], "{structure}");
            assert_eq!(after["figures"][2]["total"]["coverage"], json!({ "due": 1, "stated": 1 }));
        }
        let query = format!("{{ consolidation(from: \"{PERIOD}\", knownAt: \"{known}\") {{ {SELECTION} }} }}");
        assert_eq!(officer.graphql(&query, json!({})).await.at("consolidation"), &before);
    }
}
