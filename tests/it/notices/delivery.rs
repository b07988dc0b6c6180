//! What goes out, to whom, in which words; and what is done when it does not.

use super::desk::{Desk, until};
use crate::kit::course::PERIOD;
use crate::kit::on_both;
use chrono::Duration;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tonghop::kit::vocabulary::Role;

const DUE: &str = "2019-09-20T16:59:59Z";
const REASON: &str = "Thiếu số liệu <b>tiếp công dân</b> & phụ lục;\nxem \"mục II\".";

async fn filed_and_returned(desk: &Desk) {
    desk.round_due("2019-09-27T16:59:59Z").await;
    desk.world.save("STTTT", 1).await;
    desk.world.file("STTTT").await;
    let home_affairs = desk.world.person(Role::HomeAffairsOfficer, None);
    home_affairs.return_("STTTT", PERIOD, json!([{ "text": REASON }])).await.expect_done();
}

on_both! {
    /// A return: a letter to each person of the agency that has an address, in both forms and languages, and a signed call.
    async fn a_return_is_told(desk: Desk) {
        desk.reach(Role::Submitter, "STTTT", "lap.bao.cao@stttt.example").await;
        desk.reach(Role::AgencyHead, "STTTT", "giam.doc@stttt.example").await;
        desk.hook().await;
        filed_and_returned(&desk).await;

        let letters = until("two letters", async || Some(desk.mail.letters()).filter(|all| all.len() == 2)).await;
        let to: BTreeSet<&str> = letters.iter().flat_map(|letter| &letter.to).map(String::as_str).collect();
        assert_eq!(to, BTreeSet::from(["giam.doc@stttt.example", "lap.bao.cao@stttt.example"]));
        for letter in &letters {
            assert_eq!(letter.from, "no-reply@tonghop.example");
            let subject = "Báo cáo Quý III/2019 bị trả lại: Sở Thông tin và Truyền thông";
            assert_eq!(letter.header("Subject").as_deref(), Some(subject));
            assert!(letter.header("To").unwrap().starts_with("\"Nguyễn Văn 84.") || letter.header("To").unwrap().starts_with("Nguyễn Văn 84."), "{:?}", letter.header("To"));
            assert_eq!(letter.header("Auto-Submitted").as_deref(), Some("auto-generated"));
            assert_eq!(letter.header("Date").as_deref(), Some("Mon, 16 Sep 2019 02:00:00 +0000"));
            assert!(letter.header("Message-ID").unwrap().ends_with("@tonghop.example>"));
            assert!(letter.header("Content-Type").unwrap().starts_with("multipart/alternative"));
            let plain = letter.part("text/plain");
            let (vi, en) = (plain.find("bị trả lại để bổ sung").unwrap(), plain.find("was sent back").unwrap());
            assert!(vi < en && plain.contains("<b>tiếp công dân</b> & phụ lục;"), "{plain}");
            assert!(plain.starts_with("Kính gửi Nguyễn Văn 84."), "{plain}");
            let html = letter.part("text/html");
            let markup = "&lt;b&gt;tiếp công dân&lt;/b&gt; &amp; phụ lục;<br>xem &quot;mục II&quot;.";
            assert!(html.contains(markup) && !html.contains("<b>"), "{html}");
        }

        let calls = until("a call", async || Some(desk.receiver.calls()).filter(|all| !all.is_empty())).await;
        let [call] = &calls[..] else { panic!("one call: {calls:?}") };
        assert!(call.genuine && call.id.starts_with("msg_"), "{call:?}");
        assert_eq!(call.timestamp, desk.world.clock.now().timestamp());
        assert_eq!(call.body["type"], "report.returned");
        assert_eq!(call.body["data"]["agency"]["code"], "STTTT");
        assert_eq!(call.body["data"]["period"], PERIOD);
        assert_eq!(call.body["data"]["reasons"], json!([REASON]));

        // The second submitter and the second head have no address: theirs wait, and say for what.
        let notices = desk.settled(&["SENT", "PENDING"], 5).await;
        let waiting: Vec<&Value> = notices.iter().filter(|notice| notice["state"] == "PENDING").collect();
        assert_eq!(waiting.len(), 2);
        assert!(waiting.iter().all(|it| it["obstacle"] == "NO_ADDRESS" && it["attempts"] == 0), "{waiting:?}");
        assert!(notices.iter().all(|it| it["text"].as_str().unwrap().contains("– Thiếu số liệu")), "{notices:?}");

        // An address that is given afterwards is soon found.
        let colleague = desk.world.colleague(Role::Submitter, "STTTT");
        let verb = colleague.verb("personSetEmail", json!({ "email": "thu.hai@stttt.example" }), String::new());
        verb.await.expect_done();
        desk.world.advance(Duration::minutes(11));
        until("a third letter", async || (desk.mail.letters().len() == 3).then_some(())).await;

        // Home Affairs accepts, the agency opens again: the same people, once each.
        desk.world.file("STTTT").await;
        desk.world.accept("STTTT").await;
        until("the acceptance", async || (desk.mail.letters().len() == 6).then_some(())).await;
        let head = desk.world.person(Role::AgencyHead, "STTTT");
        head.reopen("STTTT", PERIOD, "Số liệu khiếu nại sai.").await.expect_done();
        let letters = until("the reopening", async || Some(desk.mail.letters()).filter(|all| all.len() == 9)).await;
        let last = letters.last().unwrap();
        assert_eq!(
            last.header("Subject").as_deref(),
            Some("Báo cáo Quý III/2019 được mở lại: Sở Thông tin và Truyền thông")
        );
        assert!(last.part("text/plain").contains("– Số liệu khiếu nại sai."));
        assert!(last.part("text/plain").contains("what was accepted counts until the next is"));
        let told: Vec<Value> = desk.receiver.calls().iter().map(|call| call.body["type"].clone()).collect();
        assert_eq!(told, ["report.returned", "report.accepted", "report.reopened"]);
    }

    /// Each reason stands after what it concerns, in each language; a program is told the codes.
    async fn a_reason_keeps_its_place(desk: Desk) {
        desk.reach(Role::Submitter, "STTTT", "lap.bao.cao@stttt.example").await;
        desk.hook().await;
        desk.round_due("2019-09-27T16:59:59Z").await;
        desk.world.save("STTTT", 1).await;
        desk.world.file("STTTT").await;
        let home_affairs = desk.world.person(Role::HomeAffairsOfficer, None);
        let reasons = json!([
            { "indicator": "denunciation_received", "text": "Khác số của Thanh tra." },
            { "sectionCode": "steering_committee", "text": "Thiếu quyết định." },
            { "text": "Chưa ký." },
        ]);
        home_affairs.return_("STTTT", PERIOD, reasons).await.expect_done();
        let letters = until("a letter", async || Some(desk.mail.letters()).filter(|all| !all.is_empty())).await;
        let plain = letters[0].part("text/plain").replace("\r\n", "\n");
        let label = desk.world.person(Role::Submitter, "STTTT").graphql(
            "{ indicator(code: \"denunciation_received\") { label } form(by: { code: \"dvcq_quarterly\" }) { sections { code printedNumber heading } } }",
            json!({}),
        ).await;
        let sections = label.at("form.sections").as_array().unwrap().clone();
        let section = sections.iter().find(|one| one["code"] == "steering_committee").unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let lines = [
            format!("– Chỉ tiêu “{}”: Khác số của Thanh tra.", text(label.at("indicator.label"))),
            format!("– Mục {} “{}”: Thiếu quyết định.", text(&section["printedNumber"]), text(&section["heading"])),
            "– Chưa ký.".to_owned(),
        ];
        let flat = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(lines.iter().all(|line| flat.contains(line)), "{lines:?} {plain}");
        let calls = until("a call", async || Some(desk.receiver.calls()).filter(|all| !all.is_empty())).await;
        let data = &calls[0].body["data"];
        assert_eq!(data["reasons"], json!(["Khác số của Thanh tra.", "Thiếu quyết định.", "Chưa ký."]));
        assert_eq!(data["reasonPlaces"], json!([
            { "sectionCode": null, "indicator": "denunciation_received" }, { "sectionCode": "steering_committee", "indicator": null }, null,
        ]));
        assert_eq!(data["acceptedStands"], Value::Null);
    }

    /// A report that was missing when its round was closed: nothing of it counts, and the letter does not say that something does.
    async fn a_reopening_says_what_counts_meanwhile(desk: Desk) {
        desk.reach(Role::Submitter, "STTTT", "lap.bao.cao@stttt.example").await;
        desk.hook().await;
        desk.round_due("2019-09-27T16:59:59Z").await;
        let home_affairs = desk.world.person(Role::HomeAffairsOfficer, None);
        home_affairs.close_round(crate::kit::course::FORM, PERIOD).await.expect_done();
        home_affairs.reopen("STTTT", PERIOD, "Nộp bổ sung.").await.expect_done();
        let letters = until("the reopening", async || Some(desk.mail.letters()).filter(|all| !all.is_empty())).await;
        let flat = |part: String| part.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["text/plain", "text/html"] {
            let said = flat(letters[0].part(part));
            assert!(said.contains("chưa có bản nào được chấp nhận") && said.contains("nothing of it has been accepted"), "{said}");
            assert!(!said.contains("vẫn có giá trị") && !said.contains("what was accepted counts"), "{said}");
        }
        let calls = until("a call", async || Some(desk.receiver.calls()).filter(|all| !all.is_empty())).await;
        assert_eq!((&calls[0].body["type"], &calls[0].body["data"]["acceptedStands"]), (&json!("report.reopened"), &json!(false)));
    }

    /// Due soon, then late: once for each due instant, however often it is looked and however often servers begin anew.
    async fn reminders_come_once(desk: Desk) {
        desk.reach(Role::Submitter, "STTTT", "lap.bao.cao@stttt.example").await;
        desk.round_due(DUE).await;
        let subjects = async || -> Vec<String> {
            desk.mail.letters().iter().map(|letter| letter.header("Subject").unwrap()).collect()
        };
        // Monday: four working days to go.
        desk.world.advance(Duration::minutes(5));
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        assert_eq!(subjects().await, Vec::<String>::new());

        desk.world.set_time("2019-09-18T02:00:00Z");
        until("a reminder", async || (desk.mail.letters().len() == 1).then_some(())).await;
        let letter = desk.mail.letters().remove(0);
        assert_eq!(
            letter.header("Subject").as_deref(),
            Some("Sắp đến hạn nộp báo cáo Quý III/2019: Sở Thông tin và Truyền thông")
        );
        let plain = letter.part("text/plain");
        assert!(plain.contains("chậm nhất lúc 23:59 ngày 20/09/2019. Còn 2 ngày làm việc."), "{plain}");
        for _ in 0..5 {
            desk.world.advance(Duration::hours(3));
            tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        }
        assert_eq!(desk.mail.letters().len(), 1, "reminded once");

        // More time: another due instant, and another reminder of it.
        let home_affairs = desk.world.person(Role::HomeAffairsOfficer, None);
        let query = format!(r#"{{ report(by: {{ key: {{ agency: "STTTT", period: "{PERIOD}" }} }}) {{ obligation {{ id }} }} }}"#);
        let found = home_affairs.graphql(&query, json!({})).await;
        let obligation = found.at("report.obligation.id").as_str().unwrap().to_owned();
        home_affairs.extend(&obligation, "2019-09-23T16:59:59Z", "Mưa bão.").await.expect_done();
        desk.world.set_time("2019-09-20T02:00:00Z");
        until("the second reminder", async || (desk.mail.letters().len() == 2).then_some(())).await;
        assert!(desk.mail.letters()[1].part("text/plain").contains("ngày 23/09/2019"));

        desk.world.set_time("2019-09-24T02:00:00Z");
        until("the late one", async || (desk.mail.letters().len() == 3).then_some(())).await;
        let late = desk.mail.letters().remove(2).header("Subject").unwrap();
        assert_eq!(late, "Quá hạn nộp báo cáo Quý III/2019: Sở Thông tin và Truyền thông");
        desk.world.advance(Duration::days(3));
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        assert_eq!(desk.mail.letters().len(), 3);
        let kinds: Vec<Value> = desk.notices().await.iter().map(|notice| notice["kind"].clone()).collect();
        assert_eq!(kinds.iter().filter(|kind| *kind == "LATE").count(), 4, "one for each person: {kinds:?}");
        assert_eq!(kinds.iter().filter(|kind| *kind == "DUE_SOON").count(), 8, "{kinds:?}");
    }

    /// What fails for now is tried again after a while that doubles; what fails for good is not, until somebody says so.
    async fn failures_wait_and_end(desk: Desk) {
        desk.reach(Role::Submitter, "STTTT", "lap.bao.cao@stttt.example").await;
        desk.mail.refuse(&["451 4.3.0 thử lại sau", "421 4.3.2 bận"]);
        filed_and_returned(&desk).await;
        let own = async || {
            let notices = super::desk::notices_of(&desk.world.person(Role::Submitter, "STTTT")).await;
            notices.first().cloned().unwrap_or_default()
        };
        let tried = async |times: i64| {
            until("a try", async || Some(own().await).filter(|notice| notice["attempts"] == times)).await
        };
        let notice = tried(1).await;
        assert_eq!((notice["state"].as_str(), notice["nextTryAt"].as_str()), (Some("PENDING"), Some("2019-09-16T02:01:00+00:00")));
        assert!(notice["lastError"].as_str().unwrap().contains("451"), "{notice}");
        // Not a moment earlier.
        desk.world.advance(Duration::seconds(59));
        let sessions = desk.mail.sessions();
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        assert_eq!(desk.mail.sessions(), sessions);
        desk.world.advance(Duration::seconds(1));
        let notice = tried(2).await;
        assert_eq!(notice["nextTryAt"], "2019-09-16T02:03:00+00:00", "twice as long");
        desk.world.advance(Duration::minutes(2));
        let notice = tried(3).await;
        assert_eq!((notice["state"].as_str(), notice["lastError"].as_str()), (Some("SENT"), None));

        // For good.
        desk.mail.refuse(&["550 5.1.1 không có người này"]);
        desk.world.file("STTTT").await;
        desk.world.accept("STTTT").await;
        let failed = until("a failure", async || Some(own().await).filter(|it| it["state"] == "FAILED")).await;
        assert_eq!((failed["failure"].as_str(), failed["attempts"].as_i64()), (Some("REFUSED"), Some(1)));
        let sessions = desk.mail.sessions();
        desk.world.advance(Duration::hours(12));
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        assert_eq!(desk.mail.sessions(), sessions, "given up");
        let retry = |person: crate::kit::person::Person| {
            let id = failed["id"].clone();
            async move { person.verb("noticeRetry", json!({ "notice": id }), "notice { state attempts }".into()).await }
        };
        retry(desk.world.person(Role::HomeAffairsOfficer, None)).await.expect_user_error("NOT_ALLOWED");
        retry(desk.world.neighbour(Role::ProvinceAdministrator, None)).await.expect_user_error("NOT_FOUND");
        retry(desk.world.person(Role::ProvinceAdministrator, None)).await.expect_done();
        until("the letter", async || Some(own().await).filter(|it| it["state"] == "SENT")).await;
        retry(desk.world.person(Role::ProvinceAdministrator, None)).await.expect_user_error("NOTICE_NOT_FAILED");
    }

    /// A program that does not answer is called twelve times, and then no more; one that says it is gone, once.
    async fn webhooks_are_tried_and_given_up(desk: Desk) {
        let hook = desk.hook().await;
        desk.receiver.answer(&[500, 302, 429, 404, 500, 500, 500, 500, 500, 500, 500, 500]);
        filed_and_returned(&desk).await;
        let called = async |times: usize| {
            until("a call", async || (desk.receiver.calls().len() == times).then_some(())).await;
            // Written down, too.
            until("the note of it", async || {
                let tries: i64 = desk.notices().await.iter().map(|it| it["attempts"].as_i64().unwrap()).sum();
                (tries == i64::try_from(times).unwrap()).then_some(())
            }).await;
        };
        for (times, minutes) in [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360].into_iter().enumerate() {
            desk.world.advance(Duration::minutes(minutes));
            called(times + 1).await;
        }
        let calls = desk.receiver.calls();
        let ids: BTreeSet<&str> = calls.iter().map(|call| call.id.as_str()).collect();
        assert!(ids.len() == 1 && calls.iter().all(|call| call.genuine), "one id, every signature its own time's");
        let administrator = desk.world.person(Role::ProvinceAdministrator, None);
        let own = async || {
            let notices = super::desk::notices_of(&administrator).await;
            notices.into_iter().filter(|it| it["channel"] == "WEBHOOK").collect::<Vec<_>>()
        };
        let [failed] = &own().await[..] else { panic!("one notice") };
        assert_eq!((failed["state"].as_str(), failed["failure"].as_str()), (Some("FAILED"), Some("TRIES_EXHAUSTED")));
        assert_eq!(failed["lastError"], "HTTP 500", "nothing of what it said");
        assert_eq!(failed["webhook"]["url"], desk.receiver.url());

        // Gone for good; and removed: what is told afterwards goes nowhere.
        desk.receiver.answer(&[410]);
        desk.world.file("STTTT").await;
        desk.world.accept("STTTT").await;
        called(13).await;
        assert!(own().await.iter().any(|it| it["failure"] == "REFUSED" && it["lastError"] == "HTTP 410"));
        let verb = administrator.verb("webhookRemove", json!({ "webhook": hook }), "webhook { removedAt }".into());
        verb.await.expect_done();
        let head = desk.world.person(Role::AgencyHead, "STTTT");
        head.reopen("STTTT", PERIOD, "Sai số liệu.").await.expect_done();
        assert_eq!(own().await.len(), 2);
        let again = administrator.verb("webhookRemove", json!({ "webhook": hook }), String::new());
        again.await.expect_user_error("NOT_FOUND");
    }

    /// A mail server that takes a letter and does not say so gets it again, under the same id: at least once.
    async fn a_letter_that_may_have_gone_goes_again(desk: Desk) {
        desk.reach(Role::Submitter, "STTTT", "lap.bao.cao@stttt.example").await;
        desk.mail.fall_silent(true);
        filed_and_returned(&desk).await;
        until("the letter", async || (desk.mail.letters().len() == 1).then_some(())).await;
        until("the note of it", async || {
            desk.notices().await.iter().any(|it| it["attempts"] == 1 && it["state"] == "PENDING").then_some(())
        }).await;
        desk.mail.fall_silent(false);
        desk.world.advance(Duration::minutes(1));
        let letters = until("it again", async || Some(desk.mail.letters()).filter(|all| all.len() == 2)).await;
        assert_eq!(letters[0].header("Message-ID"), letters[1].header("Message-ID"));
        until("the note of that", async || {
            desk.notices().await.iter().any(|it| it["attempts"] == 2 && it["state"] == "SENT").then_some(())
        }).await;
    }

    /// What could not be sent for a week is not news any more.
    async fn old_news_is_not_sent(desk: Desk) {
        filed_and_returned(&desk).await;
        desk.settled(&["PENDING"], 4).await;
        desk.world.advance(Duration::days(8));
        let notices = until("the end", async || {
            let notices = desk.notices().await;
            notices.iter().filter(|it| it["kind"] == "RETURNED").all(|it| it["state"] == "FAILED").then_some(notices)
        }).await;
        let returned = notices.iter().filter(|it| it["kind"] == "RETURNED");
        assert!(returned.clone().count() == 4 && returned.clone().all(|it| it["failure"] == "OUTDATED"));
        assert_eq!(desk.mail.letters().len(), 0);
    }
}
