//! The cycle of a report: opened, saved, filed, returned, filed again, accepted, reopened, locked.

use crate::kit::on_both;
use crate::kit::world::World;
use serde_json::json;
use tonghop::kit::vocabulary::Role;

const FORM: &str = "dvcq_quarterly";
const PERIOD: &str = "2019-Q3";
const DUE: &str = "2019-09-17T16:59:59Z";

on_both! {
    async fn a_report_goes_the_whole_way(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let submitter = world.person(Role::Submitter, "STTTT");

        home_affairs.open_round(FORM, PERIOD, DUE, &["STTTT", "STC"]).await.expect_done();
        let saved = submitter
            .save_draft("STTTT", PERIOD, json!({ "figures": [
                { "indicator": "denunciation_received", "state": "STATED", "value": 1, "unit": "SUBMISSION" },
                { "indicator": "complaint_received", "state": "NOT_STATED" },
            ]}))
            .await
            .expect_done();
        assert_eq!(saved.at("reportSaveDraft.report.revision"), &json!(1));
    }
}
