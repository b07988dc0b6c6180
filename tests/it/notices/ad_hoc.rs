//! What is told of a report that is asked for once: it is not the quarter's, and its days are named in words.

use super::desk::{Desk, until};
use crate::ad_hoc::{AUGUST, august};
use crate::consolidation::{stated, submit};
use crate::kit::on_both;
use serde_json::{Value, json};
use tonghop::kit::vocabulary::Role;

const WHICH_VI: &str = "Báo cáo “Báo cáo đột xuất về công tác dân vận chính quyền và quy chế dân chủ ở cơ sở”, số liệu từ 01/8/2019 đến \
    31/8/2019, của Sở Thông tin và Truyền thông ";
const WHICH_EN: &str = "The report “Ad hoc report on government mass mobilisation and the democracy regulation” over the days 2019-08-01 \
    to 2019-08-31 of Sở Thông tin và Truyền thông ";

on_both! {
    async fn letters_and_calls_name_the_days_of_an_ad_hoc_period(desk: Desk) {
        desk.reach(Role::Submitter, "STTTT", "lap.bao.cao@stttt.example").await;
        desk.hook().await;
        // Monday; it is due on Wednesday, and who files is reminded two working days before.
        august(&desk.world, &["STTTT"]).await;
        desk.world.set_time("2019-09-16T06:00:00Z");
        until("a reminder", async || (desk.mail.letters().len() == 1).then_some(())).await;
        let submitter = desk.world.person(Role::Submitter, "STTTT");
        submit(&submitter, "STTTT", AUGUST, json!({ "figures": [stated("denunciation_received", 1)] })).await;
        let officer = desk.world.person(Role::HomeAffairsOfficer, None);
        officer.return_("STTTT", AUGUST, json!([{ "text": "Thiếu số liệu." }])).await.expect_done();
        let letters = until("the return", async || Some(desk.mail.letters()).filter(|all| all.len() == 2)).await;
        let days = "(từ 01/8/2019 đến 31/8/2019): Sở Thông tin và Truyền thông";
        for (letter, subject, vi, en) in [
            (
                &letters[0],
                format!("Sắp đến hạn nộp báo cáo đột xuất {days}"),
                "phải nộp chậm nhất lúc 23:59 ngày 18/09/2019. Còn 2 ngày làm việc.",
                "is due by 23:59 on 18/09/2019. 2 working days are left.",
            ),
            (
                &letters[1],
                format!("Báo cáo đột xuất {days}").replacen(':', " bị trả lại:", 1),
                "đã bị trả lại để bổ sung, chỉnh sửa.",
                "was sent back to be put right.",
            ),
        ] {
            assert_eq!(letter.header("Subject"), Some(subject));
            for part in ["text/plain", "text/html"] {
                let text = letter.part(part);
                assert!(text.contains(&format!("{WHICH_VI}{vi}")) && text.contains(&format!("{WHICH_EN}{en}")), "{text}");
                assert!(!text.contains("hằng quý") && !text.contains("uarterly"), "{text}");
            }
        }
        let returned = |all: Vec<super::receiver::Call>| all.into_iter().find(|call| call.body["type"] == "report.returned");
        let call = until("a call", async || returned(desk.receiver.calls())).await;
        let data = &call.body["data"];
        assert_eq!((call.genuine, &data["period"], &data["reasons"]), (true, &json!(AUGUST), &json!(["Thiếu số liệu."])));

        // What stands in the list says the same, to whoever reads it.
        let own = submitter.graphql("{ viewer { notices(first: 9) { nodes { kind subject text } } } }", json!({})).await;
        let nodes = own.at("viewer.notices.nodes").as_array().unwrap().clone();
        let kinds: Vec<&Value> = nodes.iter().map(|notice| &notice["kind"]).collect();
        assert_eq!(kinds, ["RETURNED", "DUE_SOON"]);
        assert!(nodes.iter().all(|notice| notice["text"].as_str().unwrap().starts_with(WHICH_VI)), "{nodes:?}");
    }
}
