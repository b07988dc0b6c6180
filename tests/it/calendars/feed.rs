//! The to-do as a calendar that a calendar program fetches.

use crate::kit::course::{FORM, PERIOD};
use crate::kit::on_both;
use crate::kit::person::Person;
use crate::kit::world::World;
use reqwest::{Method, Response};
use serde_json::json;
use tonghop::kit::vocabulary::Role;

const PATH: &str = "/feeds/obligations.ics";

/// Fetches the calendar as a calendar program does: the token is the password.
async fn fetch(world: &World, person: &Person, language: &str) -> Response {
    let token = person.token.clone();
    let request = world.stranger().request(Method::GET, PATH).header("accept-language", language);
    request.basic_auth("whoever", token).send().await.unwrap()
}

/// The calendar, its lines put together again.
async fn lines(world: &World, person: &Person, language: &str) -> String {
    let answer = fetch(world, person, language).await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"text/calendar; charset=utf-8".parse().unwrap())
    );
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let text = answer.text().await.unwrap();
    assert!(text.lines().all(|line| line.len() <= 75));
    text.replace("\r\n ", "")
}

on_both! {
    async fn what_is_due_stands_in_the_calendar(world: World) {
        world.round(&["STTTT", "STC"]).await;
        let submitter = world.person(Role::Submitter, "STTTT");
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let calendar = lines(&world, &submitter, "vi").await;
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 1);
        assert!(calendar.contains("\r\nDTSTART:20190917T165959Z\r\n"), "{calendar}");
        assert!(calendar.contains("SUMMARY:Hạn nộp báo cáo Quý III/2019: Sở Thông tin và Truyền thông\r\n"), "{calendar}");
        assert!(calendar.contains("\\nCòn 1 ngày làm việc.\r\n"), "{calendar}");
        world.set_time("2019-09-17T16:59:59Z");
        let calendar = lines(&world, &submitter, "vi").await;
        assert!(calendar.contains("\\nHôm nay là ngày cuối cùng.\r\n"), "{calendar}");
        world.set_time("2019-09-16T02:00:00Z");
        assert_eq!(lines(&world, &officer, "vi").await.matches("BEGIN:VEVENT").count(), 2);
        let neighbour = world.neighbour(Role::HomeAffairsOfficer, None);
        assert_eq!(lines(&world, &neighbour, "vi").await.matches("BEGIN:VEVENT").count(), 0);

        world.save("STTTT", 1).await;
        world.file("STTTT").await;
        assert_eq!(lines(&world, &submitter, "vi").await.matches("BEGIN:VEVENT").count(), 0);
        let reason = "Thiếu số liệu, xem lại;\nBEGIN:VEVENT";
        officer.return_("STTTT", PERIOD, json!([{ "text": reason }, { "indicator": "denunciation_received", "text": "Khác số của Thanh tra." }])).await.expect_done();
        world.set_time("2019-09-19T02:00:00Z");
        let calendar = lines(&world, &submitter, "en").await;
        assert_eq!(calendar.matches("\r\nBEGIN:VEVENT").count(), 1, "what people wrote stays text");
        assert!(calendar.contains("\\nFiled on time\\; to be put right.\\nReturned: Thiếu số liệu\\, xem lại\\;\\nBEGIN:VEVENT\\; Indicator “"), "{calendar}");
        assert!(calendar.contains("”: Khác số của Thanh tra.\r\n"), "{calendar}");
    }

    /// Whether something is overdue is the instant's to say, not the number of working days since.
    async fn what_is_overdue_is_told_as_such_at_a_weekend_too(world: World) {
        let officer = world.person(Role::HomeAffairsOfficer, None);
        officer.open_round(FORM, PERIOD, "2019-09-20T10:00:00Z", &["STTTT"]).await.expect_done();
        let submitter = world.person(Role::Submitter, "STTTT");
        // Due on Friday at 17:00: that evening, on Sunday, on Monday, on Tuesday.
        for (now, vi, en) in [
            ("2019-09-20T10:00:00Z", "Hôm nay là ngày cuối cùng.", "Today is the last day."),
            ("2019-09-20T12:00:00Z", "Đã quá hạn nộp.", "Overdue."),
            ("2019-09-22T02:00:00Z", "Đã quá hạn nộp.", "Overdue."),
            ("2019-09-23T02:00:00Z", "Quá hạn 1 ngày làm việc.", "1 working day overdue."),
            ("2019-09-24T02:00:00Z", "Quá hạn 2 ngày làm việc.", "2 working days overdue."),
        ] {
            world.set_time(now);
            for (language, words) in [("vi", vi), ("en", en)] {
                let calendar = lines(&world, &submitter, language).await;
                assert!(calendar.contains(&format!("\\n{words}\r\n")), "{now} {calendar}");
            }
        }
        // What came late and was sent back says that it came.
        world.save("STTTT", 1).await;
        world.file("STTTT").await;
        officer.return_("STTTT", PERIOD, json!([{ "text": "Thiếu." }])).await.expect_done();
        world.set_time("2019-12-24T02:00:00Z");
        let calendar = lines(&world, &submitter, "vi").await;
        assert!(calendar.contains("\\nĐã gửi\\, trễ hạn\\; đang chờ sửa\\, gửi lại.\\nBị trả lại: Thiếu.\r\n"), "{calendar}");
    }

    async fn the_calendar_needs_a_token_in_a_header(world: World) {
        let person = world.person(Role::Submitter, "STTTT");
        let bearer = person.request(Method::GET, PATH).send().await.unwrap();
        assert_eq!(bearer.status().as_u16(), 200);
        let stranger = || world.stranger().request(Method::GET, PATH);
        let in_the_address = format!("{PATH}?token={}", person.token.clone().unwrap());
        for request in [
            stranger(),
            stranger().basic_auth("whoever", Some("nonsense")),
            stranger().basic_auth("whoever", None::<&str>),
            stranger().header("authorization", "Basic %%%"),
            world.stranger().request(Method::GET, &in_the_address),
        ] {
            let refused = request.send().await.unwrap();
            assert_eq!(refused.status().as_u16(), 401);
            assert_eq!(refused.headers()["www-authenticate"], "Basic realm=\"tonghop\", charset=\"UTF-8\"");
        }
    }

    /// Whoever sees a whole province has more of them than a page of the list; of what is left out there is a sign.
    async fn every_open_deadline_stands_in_the_calendar_or_a_sign_that_some_do_not(world: World) {
        use crate::ad_hoc::ask;
        let officer = world.person(Role::HomeAffairsOfficer, None);
        let first: chrono::NaiveDate = "2019-01-01".parse().unwrap();
        let sign = "SUMMARY:Chưa đủ: lịch chỉ có 500 hạn nộp sớm nhất\r\n";
        // Seven agencies owe each.
        for number in 0..72 {
            let from = first + chrono::Duration::days(number);
            let due = format!("2019-{:02}-18T16:59:59Z", if number < 71 { 9 } else { 10 });
            ask(&officer, &format!("{from}/2019-08-31"), json!({ "dueAt": due })).await.expect_done();
            if number == 14 {
                let calendar = lines(&world, &officer, "vi").await;
                assert_eq!((calendar.matches("BEGIN:VEVENT").count(), calendar.contains(sign)), (105, false));
            }
        }
        let calendar = lines(&world, &officer, "vi").await;
        assert_eq!((calendar.matches("BEGIN:VEVENT").count(), calendar.contains(sign)), (501, true));
        let last = calendar.rsplit("BEGIN:VEVENT").next().unwrap();
        assert!(last.contains(sign) && last.contains("DTSTART:20191018T165959Z") && last.contains("xem đủ trong hệ thống"), "{last}");
        let english = lines(&world, &officer, "en").await;
        assert!(english.contains("SUMMARY:Not all: this calendar has the 500 earliest deadlines only\r\n"));
        // An agency has its own, all of them.
        let submitter = world.person(Role::Submitter, "STTTT");
        assert_eq!(lines(&world, &submitter, "vi").await.matches("BEGIN:VEVENT").count(), 72);
    }
}
