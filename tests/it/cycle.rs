//! The cycle of a report: opened, saved, filed, returned, filed again, accepted, reopened, locked.

mod accepted_together;
mod concerned;
pub mod desk;
mod drafts;
mod forgotten;
mod late;
mod locked;
mod repeated;
mod review;
mod rounds;
mod submission;
mod together;

use crate::kit::on_both;
use crate::kit::world::World;
use desk::{DUE, FORM, PERIOD, filled, number};
use serde_json::json;
use tonghop::kit::vocabulary::Role;

on_both! {
    async fn a_report_goes_the_whole_way(world: World) {
        let home_affairs = world.person(Role::HomeAffairsOfficer, None);
        let submitter = world.person(Role::Submitter, "STTTT");

        home_affairs.open_round(FORM, PERIOD, DUE, &["STTTT", "STC"]).await.expect_done();
        submitter.save_draft("STTTT", PERIOD, filled()).await.expect_done();
        let saved = submitter
            .save_draft("STTTT", PERIOD, json!({ "figures": [
                { "indicator": "denunciation_received", "state": "STATED", "value": 1, "unit": "SUBMISSION" },
                { "indicator": "complaint_received", "state": "NOT_STATED" },
            ]}))
            .await
            .expect_done();
        assert_eq!(saved.at("reportSaveDraft.report.revision"), &json!(2));
        assert_eq!(saved.at("reportSaveDraft.report.state"), &json!("DRAFT"));

        submitter.submit("STTTT", PERIOD).await.expect_done();
        home_affairs
            .return_("STTTT", PERIOD, json!([{ "indicator": "complaint_received", "text": "Chưa nêu." }]))
            .await
            .expect_done();
        let stated = json!({ "figures": [number("complaint_received", 2)] });
        submitter.save_draft("STTTT", PERIOD, stated).await.expect_done();
        submitter.submit("STTTT", PERIOD).await.expect_done();
        home_affairs.accept("STTTT", PERIOD).await.expect_done();
        home_affairs.close_round(FORM, PERIOD).await.expect_done();

        let whole = "state acceptedVersion { number acceptedBy { fullName } } history { event reasons { text } } \
                     versions { number content { figure(indicator: \"complaint_received\") { state value } } }";
        let report = submitter.report("STTTT", PERIOD, whole).await;
        assert_eq!(
            report.at("report"),
            &json!({
                "state": "LOCKED",
                "acceptedVersion": {
                    "number": 2,
                    "acceptedBy": { "fullName": "Nguyễn Văn 84.HOME_AFFAIRS_OFFICER.1" },
                },
                "history": [
                    { "event": "SUBMITTED", "reasons": [] },
                    { "event": "RETURNED", "reasons": [{ "text": "Chưa nêu." }] },
                    { "event": "SUBMITTED", "reasons": [] },
                    { "event": "ACCEPTED", "reasons": [] },
                    { "event": "LOCKED", "reasons": [{ "text": "Theo chỉ đạo của Giám đốc Sở." }] },
                ],
                "versions": [
                    { "number": 2, "content": { "figure": { "state": "STATED", "value": "2" } } },
                    { "number": 1, "content": { "figure": { "state": "NOT_STATED", "value": null } } },
                ],
            })
        );
    }
}
